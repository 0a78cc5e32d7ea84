"""The key findings of the chapter, each with the test that decides whether it is asserted."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.kinship import family
from labatlas.analysis.money import Rates
from labatlas.analysis.organizations import field, form, founders, research
from labatlas.analysis.organizations.money import (
    NOT_PAID,
    PAID,
    backers,
    paid_and_promised,
    stage_words,
    sums,
    total,
)
from labatlas.analysis.organizations.timeline import dated_or_not
from labatlas.analysis.releases import with_exact_dates
from labatlas.analysis.trust import counted
from labatlas.formatting import count, decimal, listing, money, noun, partial_date, span, territory_phrase
from labatlas.tables import Dataset

#: People of an organization from which it says something that none of them, or one, founded another.
ENOUGH_PEOPLE = 3

#: Sums of a known stage from which on what was paid is set against what was not.
LEAST_SUMS = 3


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`."""
    data = with_exact_dates(data)
    return [
        price_finding(data, rates),
        paid_finding(data, rates),
        backer_finding(data),
        form_finding(data, organization),
        openness_finding(data, organization),
        school_finding(data, country),
        exodus_finding(data, organization),
        gap_finding(data),
        circle_finding(data),
    ]


def price_finding(data: Dataset, rates: Rates) -> Finding:
    """Test whether the smallest team bought was the dearest a head."""
    name = "organizations-small-teams-cost-most-a-head"
    question = "Was the smallest team that was bought the dearest a head?"
    priced = sums(data.events, data.names("organizations"), rates, "acquisition").dropna(subset=["per_head_low"])
    if len(priced) < 2:
        return unknown_finding(name, question)
    top = priced.loc[priced["per_head_low"].idxmax()]
    smallest, dearest = ("smaller", "dearer") if len(priced) == 2 else ("smallest", "dearest")
    return Finding(
        name,
        question,
        f"Of {{priced}} teams bought at a known price, the {smallest} was the {dearest} a head: {{top}}, {{per_head}} for each "
        "of {heads} people.",
        f"Of {{priced}} teams bought at a known price, the {dearest} a head was not the {smallest}: {{top}}, {{per_head}} for "
        "each of {heads} people.",
        bool(top["headcount"] == priced["headcount"].min()),
        {
            "priced": count(len(priced)),
            "top": str(top["name"]),
            "heads": count(top["headcount"]),
            "per_head": money(top["per_head_low"], rates.currency),
        },
        data.events[data.events["id"].isin(priced["event"])],
    )


def form_finding(data: Dataset, organization: str) -> Finding:
    """Test whether an organization was restructured within five years of its founding."""
    name = "organizations-focus-changed-form"
    question = (
        f"How long after its founding was {data.names('organizations').get(organization, organization)} restructured?"
    )
    years, start, end = form.years_to(data.events, organization, "restructuring")
    if not start:
        return unknown_finding(name, question)
    changes = data.events[
        (data.events["organization"] == organization) & data.events["kind"].isin(["founding", "restructuring"])
    ]
    return Finding(
        name,
        question,
        "{organization} was restructured {years} years after its founding ({start} to {end}).",
        "{organization} was not restructured until {years} years after its founding ({start} to {end}).",
        bool(years < 5),
        {
            "organization": data.name_of("organizations", organization),
            "years": decimal(years),
            "start": partial_date(start),
            "end": partial_date(end),
        },
        changes,
    )


def paid_finding(data: Dataset, rates: Rates) -> Finding:
    """Test whether more money was promised than paid, whether or not what is perhaps told twice is counted twice."""
    name = "organizations-headlines-exceed-money-paid"
    question = "Was more money promised than paid?"
    funding = sums(data.events, data.names("organizations"), rates, "funding")
    staged = funding[funding["stage"].isin({PAID, *NOT_PAID}) & (funding["low"] > 0)]
    promised = _promised_more(staged)
    if len(staged) < LEAST_SUMS or promised is None:
        return unknown_finding(name, question)
    paid_low, paid_high, unpaid_low, unpaid_high = paid_and_promised(staged)
    return Finding(
        name,
        question,
        "Most of the money in the evidence was only pledged or talked about when reported: {unpaid}, against {paid} "
        "paid{rests}.",
        "Most of the money in the evidence was paid: {paid}, against {unpaid} only pledged or talked about when "
        "reported{rests}.",
        promised,
        {
            "unpaid": total(unpaid_low, unpaid_high, rates.currency),
            "paid": total(paid_low, paid_high, rates.currency),
            "rests": _rests_on(staged, promised, rates.currency),
        },
        data.events[data.events["id"].isin(funding["event"])],
    )


def _promised_more(funding: pd.DataFrame) -> bool | None:
    """Tell whether more was promised than paid; None where money that is perhaps told twice decides it."""
    paid_low, paid_high, unpaid_low, unpaid_high = paid_and_promised(funding)
    return True if unpaid_low > paid_high else False if unpaid_high <= paid_low else None


def _rests_on(funding: pd.DataFrame, promised: bool, currency: str) -> str:
    """Name the one event without which the finding would not stand; nothing where it does not hang on one."""
    side = funding[funding["stage"] != PAID] if promised else funding[funding["stage"] == PAID]
    top = side.sort_values(["low", "event"], ascending=[False, True], kind="stable").iloc[0]
    if _promised_more(funding[funding["event"] != top["event"]]) is promised:
        return ""
    return (
        f"; this rests on one event, without which it would not hold: {top['title']} ({dated_or_not(top['date'])}, "
        f"{stage_words(top['stage'])}, {money(top['low'], currency)})"
    )


def school_finding(data: Dataset, country: str) -> Finding:
    """Test whether one school leads among the founders of a country."""
    name = "organizations-one-school-founds-most"
    question = f"Does one school lead among the founders from {territory_phrase(country)}?"
    names = data.names("organizations")
    founding = founders.founders(data.affiliations, data.names("people"), data.organizations, data.events)
    values = founders.founder_values(founding, names, country)
    if not values:
        return unknown_finding(name, question)
    here = founding[founding["country"] == country]
    ranked = founders.descent(here, names, "schools")["organizations"]
    people = set(here["person"])
    return Finding(
        name,
        question,
        "{school} stands behind more organizations from {country} than any other school: {school_organizations} of "
        "the {organizations} whose founders are named.",
        "No one school leads among the founders from {country}: {school} stands behind {school_organizations} of "
        "{organizations}, and so does another.",
        bool(len(ranked) == 1 or ranked.iloc[0] > ranked.iloc[1]),
        values,
        data.affiliations[data.affiliations["person"].isin(people)],
    )


def exodus_finding(data: Dataset, organization: str) -> Finding:
    """Test whether people of an organization went on to found others."""
    name = "organizations-founders-left-focus-to-found"
    question = f"Did people of {data.names('organizations').get(organization, organization)} go on to found other organizations?"
    facts = counted(data.affiliations)
    known = set(facts.loc[facts["organization"].isin(family(data.organizations, organization)), "person"])
    if len(known) < ENOUGH_PEOPLE:
        return unknown_finding(name, question)
    heirs = founders.successors(data.affiliations, data.organizations, data.events, organization)
    names = data.names("organizations")
    founding = founders.founders(data.affiliations, data.names("people"), data.organizations, data.events)
    open_ = founders.presumed_successors(founding, data.organizations, organization)
    cases = [f"{row.who} ({row.name})" for row in open_.sort_values(["who", "name"]).itertuples(index=False)]
    return Finding(
        name,
        question,
        "At least {founders} of the {known} people of {organization} in the evidence went on to found {heirs}.",
        "The dates prove of none of the {known} people of {organization} in the evidence that they founded another "
        "organization later{open}.",
        bool(len(heirs)),
        {
            "organization": names[organization],
            "heirs": listing(sorted({names[str(heir)] for heir in heirs["organization"]})) or "nothing",
            "open": f"; they leave it open for {listing(cases)}" if cases else "",
            "founders": count(heirs["person"].nunique()),
            "known": count(len(known)),
        },
        facts[facts["person"].isin(set(heirs["person"]) if len(heirs) else known)],
    )


def backer_finding(data: Dataset) -> Finding:
    """Test whether anybody funded more than one organization."""
    name = "organizations-few-fund-several"
    question = "Did any funder put money into more than one organization?"
    given = backers(data.events, data.participants, data.names("organizations"), data.names("people"))
    if given.empty:
        return unknown_finding(name, question)
    several = given.drop_duplicates("funder").query("reach > 1")
    return Finding(
        name,
        question,
        "Of {funders} named, {several} put money into more than one of {funded}: {who}.",
        "None of {funders} named put money into more than one of {funded}.",
        bool(len(several)),
        {
            "funders": noun(given["funder"].nunique(), "funder"),
            "funded": noun(given["organization"].nunique(), "organization"),
            "several": count(len(several)),
            "who": listing(several["name"].tolist()),
        },
        data.participants[data.participants["event"].isin(given["event"])],
    )


#: Models on either side of a change of form of which a finding on it speaks at least.
LEAST_MODELS = 2


def openness_finding(data: Dataset, organization: str) -> Finding:
    """Test whether fewer works of an organization can be built on since it changed its form."""
    name = "organizations-focus-closed-after-change-of-form"
    question = f"Did {data.names('organizations').get(organization, organization)} open less after it changed its form?"
    levels = form.models_reached(data)
    split = form.around_change(levels, data.events, organization)
    if split.empty or split["works"].min() < LEAST_MODELS:
        return unknown_finding(name, question)
    before, after = split.loc["before"], split.loc["after"]
    works = levels.loc[(levels["organization"] == organization) & levels["date"].notna(), "artifact"]
    return Finding(
        name,
        question,
        "{organization} opened less after it changed its form: others can build on {open_before} of its {before} from before "
        "that step, and on {open_after} of {after} from after it.",
        "{organization} did not open less after it changed its form: others can build on {open_before} of its {before} from "
        "before that step, and on {open_after} of {after} from after it.",
        bool(after["open"] / after["works"] < before["open"] / before["works"]),
        {
            "organization": data.name_of("organizations", organization),
            "before": noun(before["works"], "dated model"),
            "open_before": count(before["open"]),
            "after": count(after["works"]),
            "open_after": count(after["open"]),
        },
        data.openness[data.openness["artifact"].isin(works)],
    )


def gap_finding(data: Dataset) -> Finding:
    """Test whether the estimates of a gap in years leave room for one common answer."""
    name = "organizations-estimates-of-the-gap-agree"
    question = "Do the estimates of the gap in years agree?"
    told = field.gaps(data.indicators, data.names("organizations"), data.names("artifacts"))
    years = told[(told["measure"] == "years") & told["counts"]]
    if len(years) < 2:
        return unknown_finding(name, question)
    low, high = float(years["low"].max()), float(years["high"].fillna(float("inf")).min())
    facts = counted(data.indicators)
    return Finding(
        name,
        question,
        "The {estimates} of a gap in years that may be counted agree: each leaves room for {common} years behind.",
        "The {estimates} of a gap in years that may be counted do not agree: one says at least {low} years, another at most "
        "{high}.",
        bool(low <= high),
        {
            "estimates": noun(len(years), "estimate"),
            "common": span(decimal(low), decimal(high) if high != float("inf") else None),
            "low": decimal(low),
            "high": decimal(high) if high != float("inf") else "",
        },
        facts[facts["indicator"].str.startswith(field.LAGS) & (facts["unit"] == "years")],
    )


def circle_finding(data: Dataset) -> Finding:
    """Test whether whoever one list ranks in several circles comes first in a small one and not in the widest."""
    name = "organizations-a-smaller-circle-makes-a-first-place"
    question = "Does choosing a smaller circle make a first place?"
    found = research.circles(research.places(data.publication_ranks, data.names("organizations"), data.names("people")))
    if found.empty:
        return unknown_finding(name, question)
    widest = found.loc[found.groupby(["ranking", "who"])["low"].idxmax()].set_index(["ranking", "who"])
    first = found[(found["low"] == 1) & (found["high"] == 1)].drop_duplicates(["ranking", "who"])
    first = first.join(widest[["low", "scope"]].add_prefix("whole_"), on=["ranking", "who"]).query("whole_low > 1")
    top = first.sort_values("whole_low", ascending=False, kind="stable").iloc[:1]
    values = {
        "who": listing(top["who"].tolist()),
        "circle": listing(top["scope"].tolist()),
        "place": listing([str(count(place)) for place in top["whole_low"]]),
        "whole": listing(top["whole_scope"].tolist()),
    }
    return Finding(
        name,
        question,
        "Choosing the circle makes a first place: in one and the same ranking of research output {who} is first among "
        "{circle} and in place {place} of the {whole}.",
        "Nobody is first in one part of a ranking of research output without being first in the whole of it.",
        bool(len(first)),
        values,
        data.publication_ranks[data.publication_ranks["rank_high"].notna()],
    )
