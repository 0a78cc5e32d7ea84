"""The key findings on licensing."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.licensing import compatibility, expressions, makers, matrix, openness, remarks, responsible
from labatlas.analysis.money import Rates
from labatlas.analysis.releases import with_exact_dates
from labatlas.formatting import count, listing, noun, partial_date, percent, quantity_or_none, territory_phrase
from labatlas.tables import Dataset

#: Share of answers in which documents and reference must agree for the reading to count as right, and share of works that must
#: be open for the documents to count as telling of open ones only.
MOSTLY = 0.9


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`."""
    data = with_exact_dates(data)
    return [
        _reading_finding(data),
        _remark_finding(data),
        _restriction_finding(data),
        _combination_finding(data),
        _unnamed_finding(data),
        _maker_finding(data),
        _closing_finding(data, organization),
        _country_finding(data, country),
    ]


def _levels(data: Dataset) -> pd.DataFrame:
    access = openness.access_by_part(data.openness, data.artifacts, data.organizations)
    return openness.level_reached(access, data.openness_levels)


def _reading_finding(data: Dataset) -> Finding:
    name = "licensing-documents-read-licences-right-but-not-whole"
    question = "Do the documents say of licences what the reference says?"
    cells = matrix.compare(data.licence_terms, data.licences, data.corrections)
    both, agree = matrix.agreement(cells)
    if not both:
        return unknown_finding(name, question)
    missed = matrix.omitted(cells)
    return Finding(
        name,
        question,
        "What the documents say of a licence is mostly right, {agree} of {both} answers by the reference; but they leave out "
        "{missed} that the reference lists.",
        "Documents and reference agree on {agree} of {both} answers, and the documents leave out {missed}.",
        bool(agree >= MOSTLY * both and len(missed)),
        {"agree": count(agree), "both": count(both), "missed": noun(len(missed), "condition")},
        data.licence_terms,
    )


def _combination_finding(data: Dataset) -> Finding:
    name = "licensing-strong-copyleft-takes-in-and-is-not-taken-in"
    question = "Can permissive and strong copyleft licences be combined?"
    reported = expressions.report_told(data.licences, data.licence_terms)
    table = compatibility.pairs(reported)
    values = compatibility.compatibility_values(table, reported)
    families = data.licences.set_index("id")["family"]
    family = {each: families[row.licence] for row in reported.itertuples() for each in row.identifiers}
    # What OSADL does not list or is in doubt of is no answer.
    answered = ~table["verdict"].isin(["unlisted", "unknown"])
    others = table[answered & (table["outbound"] != table["inbound"])]
    into = others["outbound"].map(family).eq("permissive") & others["inbound"].map(family).eq("strong-copyleft")
    back = others["outbound"].map(family).eq("strong-copyleft") & others["inbound"].map(family).eq("permissive")
    if not values or not into.any():
        return unknown_finding(name, question)
    return Finding(
        name,
        question,
        "What is combined ends under the stricter licence: strong copyleft takes in every permissive part ({back} of {pairs} "
        "pairs, by OSADL), and no permissive work takes in strong copyleft.",
        "By OSADL strong copyleft takes in {back} of {pairs} permissive parts, and permissive works {into} of {pairs} parts "
        "under strong copyleft.",
        bool((others.loc[into, "verdict"] == "no").all() and (others.loc[back, "verdict"] == "yes").all()),
        {
            "back": count((others.loc[back, "verdict"] == "yes").sum()),
            "into": quantity_or_none((others.loc[into, "verdict"] == "yes").sum()),
            "pairs": count(back.sum()),
        },
        data.licences,
    )


def _unnamed_finding(data: Dataset) -> Finding:
    name = "licensing-open-works-go-without-a-named-licence"
    question = "Do the documents name the licences of open works?"
    parts = openness.licensed_parts(data.openness, data.artifacts, data.names("licences"))
    values = openness.licensed_values(parts)
    if not values:
        return unknown_finding(name, question)
    return Finding(
        name,
        question,
        "Under which licence the open works may be used is hardly ever told: the documents name it for {named} of {parts} of "
        "{works}{list}.",
        "The documents name the licence of {named} of {parts} of {works}.",
        bool(parts["licence"].notna().mean() < 0.5),
        values,
        data.openness[data.openness["artifact"].isin(parts["artifact"])],
    )


def _maker_finding(data: Dataset) -> Finding:
    name = "licensing-documents-tell-of-what-is-open"
    question = "Who opens more works, firms or universities and institutes?"
    levels = _levels(data)
    table = makers.rebuildable_by_maker(levels, data.organizations)
    if not {makers.FIRMS, makers.PUBLIC} <= set(table.index):
        return unknown_finding(name, question)
    share = table["open"] / table["works"]
    every = table.sum()
    return Finding(
        name,
        question,
        "Documents tell of weights, code and data mostly where they are open: {open} of {works}, by firms {firm} and by "
        "universities and institutes {public}. So they do not show who of these opens more.",
        "Of {works} whose weights, code or data the documents tell of, {open} have one of them open to all: by firms {firm_share} "
        "({firm}), by universities and institutes {public_share} ({public}).",
        bool(every["open"] >= MOSTLY * every["works"]),
        {
            "open": quantity_or_none(every["open"]),
            "works": noun(every["works"], "work"),
            "public_share": percent(share[makers.PUBLIC], 0),
            "firm_share": percent(share[makers.FIRMS], 0),
            "public": _of(table, makers.PUBLIC),
            "firm": _of(table, makers.FIRMS),
        },
        data.openness[data.openness["artifact"].isin(levels.loc[levels["material_told"].astype(bool), "artifact"])],
    )


def _of(table: pd.DataFrame, sort: str) -> str:
    """Write how many of the works of one sort of maker are open."""
    return f"{count(table.loc[sort, 'open'])} of {count(table.loc[sort, 'works'])}"


def _remark_finding(data: Dataset) -> Finding:
    name = "licensing-some-remarks-mislead"
    question = "Do the remarks on commercial use follow from the licences?"
    told = remarks.checked(data.commercial_remarks, data.names("licences"))
    if told.empty:
        return unknown_finding(name, question)
    wrong = told[told["holds"] == "no"]
    return Finding(
        name,
        question,
        "{wrong} of the {total} remarks on commercial use do not follow from the licence: those on the {names}.",
        "All {total} remarks on commercial use follow from the licences.",
        bool(len(wrong)),
        {"wrong": count(len(wrong)), "total": count(len(told)), "names": listing(list(wrong["name"]))},
        data.commercial_remarks,
    )


def _restriction_finding(data: Dataset) -> Finding:
    name = "licensing-use-restrictions-set-rail-apart"
    question = "Do restrictions of use set responsible-AI licences apart?"
    table = responsible.restricted_use(data.licence_terms, data.licences)
    rail, others = table[table["family"] == "responsible-ai"], table[table["family"] != "responsible-ai"]
    if rail.empty or others.empty:
        return unknown_finding(name, question)
    return Finding(
        name,
        question,
        "What a work may be used for sets responsible-AI licences apart: {restricting} of the {rail} restrict it beyond "
        "dispute, none of the {others} others that the sources compare them with does.",
        "Restrictions of use do not tell the {rail} responsible-AI licences from the {others} others: {restricting} of the "
        "former have them beyond dispute.",
        bool((rail["restricts"] == "yes").mean() > 0.5 and (others["restricts"] == "no").all()),
        {
            "rail": count(len(rail)),
            "restricting": quantity_or_none((rail["restricts"] == "yes").sum()),
            "others": count(len(others)),
        },
        data.licence_terms[data.licence_terms["term"] == "use-restrictions"],
    )


def _closing_finding(data: Dataset, organization: str) -> Finding:
    name = "licensing-focus-organization-stopped-opening"
    question = f"Did {data.names('organizations').get(organization, organization)} stop opening its models?"
    path = openness.path_of(_levels(data), organization)
    if path.empty:
        return unknown_finding(name, question)
    opened = path[path["rebuildable"]]
    values: dict[str, str] = {
        "organization": data.name_of("organizations", organization),
        "works": noun(len(path), "model"),
        "last": str(path.iloc[-1]["name"]),
    }
    otherwise = "No dated model of {organization} is told to have weights, code or data that are open to all ({works} in the evidence)."
    later = path.iloc[0:0]
    if len(opened):
        later = path.iloc[opened.index[-1] + 1 :]
        later = later[later["material_told"].astype(bool)]
        values |= {
            "last_open": str(opened.iloc[-1]["name"]),
            "date": partial_date(str(opened.iloc[-1]["released"])),
            "later": noun(len(later), "later dated model"),
        }
        otherwise = (
            "{organization} is not told to have stopped opening its models: {last_open} ({date}) has open weights, code or "
            "data, and of no later dated model it is told that they are closed."
        )
    return Finding(
        name,
        question,
        "{last_open} ({date}) is the last model of {organization} that is told to have weights, code or data open to all; of "
        "{later} it is told that they are not.",
        otherwise,
        bool(len(opened) and len(later)),
        values,
        data.openness[data.openness["artifact"].isin(path["artifact"])],
    )


def _country_finding(data: Dataset, country: str) -> Finding:
    name = "licensing-focus-country-opens-weights"
    question = f"Are most works from {territory_phrase(country)} open?"
    levels = _levels(data)
    values = openness.country_values(levels, country)
    if not values:
        return unknown_finding(name, question)
    here = levels[(levels["country"] == country) & levels["material_told"].astype(bool)]
    return Finding(
        name,
        question,
        "Most works from {country} whose weights, code or data the documents tell of have them open to all: {open} of {works}.",
        "Of the works from {country} whose weights, code or data the documents tell of no majority has them open to all: {open} "
        "of {works}.",
        bool(here["rebuildable"].mean() > 0.5),
        values,
        data.openness[data.openness["artifact"].isin(here["artifact"])],
    )
