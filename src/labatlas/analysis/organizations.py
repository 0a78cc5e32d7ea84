"""Organizations: what happened to them and when, who paid, what teams cost, who came from where."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.kinship import family, topmost
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import (
    count,
    decimal,
    listing,
    money,
    money_or_nothing,
    noun,
    partial_date,
    percent,
    quantity_or_none,
    territory_phrase,
)
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import first_day, last_day, look_up, midpoint

#: Stage of money that has changed hands; where no stage is told, nothing is assumed.
PAID = "closed"

#: Stages of money that has not changed hands.
NOT_PAID = frozenset({"pledged", "in-talks", "announced"})

#: Kinds of stay that make an earlier place an origin.
SCHOOLING = frozenset({"study", "postdoc", "faculty"})


def timeline(events: pd.DataFrame, organizations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the events of an organization and of what belongs to it, in time order, undated ones last, no forecasts.

    Parameters
    ----------
    events, organizations
        Rows of the tables of those names.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        ``event`` (id), ``organization`` (id), ``kind``, ``date`` (ISO, reduced precision), ``day`` (middle of the period
        named), ``title``, ``status``.
    """
    facts = counted(events)
    facts = facts[facts["organization"].isin(family(organizations, organization)) & (facts["status"] != "forecast")]
    line = facts.assign(day=midpoint(facts["date"])).sort_values(["day", "id"], kind="stable").reset_index(drop=True)
    return line.rename(columns={"id": "event"})[["event", "organization", "kind", "date", "day", "title", "status"]]


def timeline_values(line: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a timeline; nothing when no event is dated."""
    dated = line[line["date"].notna()]
    if dated.empty:
        return {}
    kinds = dated["kind"].value_counts()
    first, last = (partial_date(str(dated.iloc[place]["date"])) for place in (0, -1))
    return {
        "organization": name,
        "events": noun(len(dated), "event"),
        "span": f"between {first} and {last}" if first != last else f"in {first}",
        "undated": quantity_or_none(len(line) - len(dated)),
        "commonest": str(kinds.index[0]),
        "commonest_count": count(kinds.iloc[0]),
    }


def sums(events: pd.DataFrame, organizations: dict[str, str], rates: Rates, kind: str) -> pd.DataFrame:
    """Return the events of one kind that carry a sum of money, largest first.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    organizations
        Names of the organizations by id.
    rates
        Exchange rates into the currency wanted.
    kind
        ``funding`` or ``acquisition``.

    Returns
    -------
    pandas.DataFrame
        ``event``, ``organization`` (id), ``name``, ``date``, ``title``, ``stage``, ``low``, ``high`` (sum), ``headcount``
        (people), ``per_head_low``, ``per_head_high`` (sum a person), ``status``.
    """
    facts = counted(events)
    facts = facts[(facts["kind"] == kind) & facts["amount_low"].notna()]
    low = rates.convert(facts["amount_low"], facts["currency"])
    high = rates.convert(facts["amount_high"].fillna(facts["amount_low"]), facts["currency"])
    heads = facts["headcount"].astype("float64")
    table = pd.DataFrame(
        {
            "event": facts["id"],
            "organization": facts["organization"],
            "name": facts["organization"].map(organizations),
            "date": facts["date"],
            "title": facts["title"],
            "stage": facts["stage"],
            "low": low,
            "high": high,
            "headcount": heads,
            "per_head_low": low / heads,
            "per_head_high": high / heads,
            "status": facts["status"],
        }
    )
    return table.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def funding_values(funding: pd.DataFrame, rates: Rates, organization: str, name: str) -> dict[str, str]:
    """Return what the text says of funding; nothing when none is known."""
    if funding.empty:
        return {}
    paid = funding[funding["stage"] == PAID]
    unpaid = funding[funding["stage"].isin(NOT_PAID)]
    top = funding.iloc[0]
    own = funding[funding["organization"] == organization]
    own_paid = own[own["stage"] == PAID]
    return {
        "rounds": noun(len(funding), "funding event"),
        "paid_rounds": count(len(paid)),
        "paid": money_or_nothing(paid["low"].sum(), rates.currency),
        "unpaid": money_or_nothing(unpaid["low"].sum(), rates.currency),
        "top": str(top["name"]),
        "top_sum": money(top["low"], rates.currency),
        "top_stage": stage_words(top["stage"]),
        "organization": name,
        "own_paid": money_or_nothing(own_paid["low"].sum(), rates.currency),
        "own_rounds": count(len(own)),
    }


def stage_words(stage: object) -> str:
    """Say how far a funding had come."""
    return "stage not told" if stage is None or stage != stage else str(stage).replace("-", " ")


def acquisition_values(acquisitions: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of prices a head; nothing when none is known."""
    priced = acquisitions.dropna(subset=["per_head_low"]).sort_values("per_head_low", ascending=False)
    if priced.empty:
        return {}
    top = priced.iloc[0]
    values = {
        "priced": noun(len(priced), "acquisition"),
        "top": str(top["name"]),
        "top_price": money(top["low"], rates.currency),
        "top_heads": count(top["headcount"]),
        "top_per_head": money(top["per_head_low"], rates.currency),
        "lowest_per_head": money(priced["per_head_low"].iloc[-1], rates.currency),
    }
    return values


def founders(affiliations: pd.DataFrame, people: dict[str, str], organizations: pd.DataFrame) -> pd.DataFrame:
    """Return who founded what, and where else each founder studied, taught or worked.

    Stays that are dated after the founding are left out; of an undated stay nobody knows whether it came before.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.
    people
        Names of the people by id.

    Returns
    -------
    pandas.DataFrame
        One row a founder: ``organization`` (id), ``name``, ``country``, ``person`` (id), ``who``, ``schools`` and
        ``employers`` (sets of ids; a laboratory counts as its university), ``start``.
    """
    facts = counted(affiliations)
    founded = facts[facts["kind"] == "founder"].drop_duplicates(["person", "organization"])
    table = organizations.set_index("id")
    rows = []
    for row in founded.itertuples():
        others = facts[(facts["person"] == row.person) & (facts["organization"] != row.organization)]
        others = others[others["kind"] != "board"]
        began = first_day(others["start"])
        came = first_day(pd.Series([row.start])).iloc[0]
        earlier = others[~(began > came)]
        schooled = earlier["kind"].isin(SCHOOLING)
        rows.append(
            {
                "organization": row.organization,
                "name": table["name"].get(row.organization),
                "country": table["country"].get(row.organization),
                "person": row.person,
                "who": people[str(row.person)],
                "schools": frozenset(
                    topmost(organizations, school) for school in earlier.loc[schooled, "organization"]
                ),
                "employers": frozenset(earlier.loc[~schooled, "organization"]),
                "start": row.start,
            }
        )
    columns = ["organization", "name", "country", "person", "who", "schools", "employers", "start"]
    return pd.DataFrame(rows, columns=columns)


def descent(founding: pd.DataFrame, names: dict[str, str], kind: str) -> pd.DataFrame:
    """Count the organizations that each school or employer has founders in.

    Parameters
    ----------
    founding
        Result of `founders`.
    names
        Names of the organizations by id.
    kind
        ``schools`` or ``employers``.

    Returns
    -------
    pandas.DataFrame
        Most organizations first: ``origin`` (id), ``name``, ``organizations``, ``founders``.
    """
    pairs = founding[["organization", "person", kind]].explode(kind).dropna(subset=[kind])
    counts = pairs.groupby(kind).agg(organizations=("organization", "nunique"), founders=("person", "nunique"))
    counts = counts.rename_axis("origin").reset_index()
    counts.insert(1, "name", counts["origin"].map(names))
    return counts.sort_values(["organizations", "founders", "name"], ascending=[False, False, True]).reset_index(
        drop=True
    )


def founder_table(founding: pd.DataFrame, names: dict[str, str], country: str) -> pd.DataFrame:
    """Return the founders of a country's organizations, one row an organization, as a reader reads them."""
    here = founding[founding["country"] == country]
    rows = []
    for organization, group in here.groupby("organization", sort=False):
        schools = sorted({names[str(school)] for set_ in group["schools"] for school in set_})
        employers = sorted({names[str(employer)] for set_ in group["employers"] for employer in set_})
        rows.append(
            {
                "Organization": names[str(organization)],
                "Founders": ", ".join(sorted(group["who"])),
                "Studied or taught at": "; ".join(schools),
                "Also worked at": "; ".join(employers),
            }
        )
    return pd.DataFrame(rows, columns=["Organization", "Founders", "Studied or taught at", "Also worked at"])


def founder_values(founding: pd.DataFrame, names: dict[str, str], country: str) -> dict[str, str]:
    """Return what the text says of founders in a country; nothing when none is known."""
    here = founding[founding["country"] == country]
    schools = descent(here, names, "schools")
    if here.empty or schools.empty:
        return {}
    total = here["organization"].nunique()
    return {
        "country": territory_phrase(country),
        "organizations": noun(total, "organization"),
        "founders": noun(here["person"].nunique(), "founder"),
        "school": str(schools.iloc[0]["name"]),
        "school_organizations": count(schools.iloc[0]["organizations"]),
        "school_share": percent(schools.iloc[0]["organizations"] / total, 0),
    }


def past_releases(events: pd.DataFrame) -> pd.DataFrame:
    """Return the dated releases that may be counted and are no forecasts."""
    facts = counted(events[(events["kind"] == "release") & events["date"].notna()])
    return facts[facts["status"] != "forecast"]


def releases(events: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Count releases by year and organization.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``organization`` (id), ``name``, ``releases``.
    """
    facts = past_releases(events)
    names = dict(zip(organizations["id"], organizations["name"], strict=True))
    years = facts["date"].str[:4].astype(int)
    counts = facts.assign(year=years).groupby(["year", "organization"], as_index=False).size()
    counts = counts.rename(columns={"size": "releases"})
    counts["name"] = counts["organization"].map(names)
    return counts[["year", "organization", "name", "releases"]]


def years_to(events: pd.DataFrame, organization: str, kind: str) -> tuple[float, str, str]:
    """Return the years from founding to the first event of a kind, with both dates; NaN when either is missing."""
    facts = counted(events[(events["organization"] == organization) & events["date"].notna()])
    founding = facts[facts["kind"] == "founding"].sort_values("date", kind="stable")
    later = facts[facts["kind"] == kind].sort_values("date", kind="stable")
    if founding.empty or later.empty:
        return float("nan"), "", ""
    start, end = str(founding.iloc[0]["date"]), str(later.iloc[0]["date"])
    gap = midpoint(pd.Series([end])).iloc[0] - midpoint(pd.Series([start])).iloc[0]
    return gap.days / 365.25, start, end


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`."""
    return [
        _price_finding(data, rates),
        _form_finding(data, organization),
        _paid_finding(data, rates),
        _school_finding(data, country),
        _exodus_finding(data, organization),
    ]


def _price_finding(data: Dataset, rates: Rates) -> Finding:
    name = "organizations-small-teams-cost-most-a-head"
    priced = sums(data.events, data.names("organizations"), rates, "acquisition").dropna(subset=["per_head_low"])
    if len(priced) < 2:
        return unknown_finding(name)
    top = priced.loc[priced["per_head_low"].idxmax()]
    return Finding(
        name,
        "Of {priced} teams bought at a known price, the smallest was the dearest a head: {top}, {per_head} for each of {heads} "
        "people.",
        "Of {priced} teams bought at a known price, the dearest a head was not the smallest: {top}, {per_head} for each of "
        "{heads} people.",
        bool(top["headcount"] == priced["headcount"].min()),
        {
            "priced": count(len(priced)),
            "top": str(top["name"]),
            "heads": count(top["headcount"]),
            "per_head": money(top["per_head_low"], rates.currency),
        },
        data.events[data.events["id"].isin(priced["event"])],
    )


def _form_finding(data: Dataset, organization: str) -> Finding:
    name = "organizations-focus-changed-form"
    years, start, end = years_to(data.events, organization, "restructuring")
    if not start:
        return unknown_finding(name)
    changes = data.events[
        (data.events["organization"] == organization) & data.events["kind"].isin(["founding", "restructuring"])
    ]
    return Finding(
        name,
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


def _paid_finding(data: Dataset, rates: Rates) -> Finding:
    name = "organizations-headlines-exceed-money-paid"
    funding = sums(data.events, data.names("organizations"), rates, "funding")
    if funding.empty:
        return unknown_finding(name)
    unpaid = funding[funding["stage"].isin(NOT_PAID)]["low"].sum()
    paid = funding[funding["stage"] == PAID]["low"].sum()
    return Finding(
        name,
        "Most of the money in the evidence was only pledged or talked about when reported: {unpaid}, against {paid} paid.",
        "Most of the money in the evidence was paid: {paid}, against {unpaid} only pledged or talked about when reported.",
        bool(unpaid > paid),
        {"unpaid": money_or_nothing(unpaid, rates.currency), "paid": money_or_nothing(paid, rates.currency)},
        data.events[data.events["id"].isin(funding["event"])],
    )


def _school_finding(data: Dataset, country: str) -> Finding:
    name = "organizations-one-school-founds-most"
    names = data.names("organizations")
    founding = founders(data.affiliations, data.names("people"), data.organizations)
    values = founder_values(founding, names, country)
    if not values:
        return unknown_finding(name)
    here = founding[founding["country"] == country]
    ranked = descent(here, names, "schools")["organizations"]
    people = set(here["person"])
    return Finding(
        name,
        "{school} stands behind more organizations from {country} than any other school: {school_organizations} of the "
        "{organizations} whose founders are named.",
        "No one school leads among the founders from {country}: {school} stands behind {school_organizations} of "
        "{organizations}, and so does another.",
        bool(len(ranked) == 1 or ranked.iloc[0] > ranked.iloc[1]),
        values,
        data.affiliations[data.affiliations["person"].isin(people)],
    )


def successors(affiliations: pd.DataFrame, organizations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the organizations that people founded after they had come to an organization.

    Only founders count whose dates show that they founded after they had come, or once they had left.

    Returns
    -------
    pandas.DataFrame
        ``person`` and ``organization`` (ids) of each founding.
    """
    facts = counted(affiliations)
    members = family(organizations, organization)
    inside = facts["organization"].isin(members)
    stays = facts[inside]
    came = last_day(stays["start"]).groupby(stays["person"]).min()
    went = last_day(stays["end"]).groupby(stays["person"]).min()
    founded = facts[(facts["kind"] == "founder") & ~inside]
    began = first_day(founded["start"])
    after = (began > look_up(came, founded["person"])) | (began >= look_up(went, founded["person"]))
    return founded.loc[after, ["person", "organization"]].drop_duplicates().reset_index(drop=True)


def _exodus_finding(data: Dataset, organization: str) -> Finding:
    name = "organizations-founders-left-focus-to-found"
    facts = counted(data.affiliations)
    known = set(facts.loc[facts["organization"].isin(family(data.organizations, organization)), "person"])
    if not known:
        return unknown_finding(name)
    heirs = successors(data.affiliations, data.organizations, organization)
    names = data.names("organizations")
    return Finding(
        name,
        "At least {founders} of the {known} people of {organization} in the evidence went on to found {heirs}.",
        "None of the {known} people of {organization} in the evidence is known to have founded another organization later.",
        bool(len(heirs)),
        {
            "organization": names[organization],
            "heirs": listing(sorted({names[str(heir)] for heir in heirs["organization"]})) or "nothing",
            "founders": count(heirs["person"].nunique()),
            "known": count(len(known)),
        },
        facts[facts["person"].isin(set(heirs["person"]) if len(heirs) else known)],
    )


def dated_or_not(date: object) -> str:
    """Print a date, or that there is none."""
    return partial_date(date) if isinstance(date, str) else "undated"


def timeline_table(line: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `timeline` as a reader reads it."""
    return pd.DataFrame(
        {"Date": line["date"].map(dated_or_not), "Kind": line["kind"], "Event": line["title"], "Status": line["status"]}
    )


def acquisition_table(bought: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the acquisitions with a price a head as a reader reads them, dearest a head first."""
    priced = bought.dropna(subset=["per_head_low"]).sort_values("per_head_low", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Team": priced["name"],
            "Date": priced["date"].map(dated_or_not),
            "Price": [money(price, rates.currency) for price in priced["low"]],
            "People": priced["headcount"].map(count),
            "Price a head": [money(price, rates.currency) for price in priced["per_head_low"]],
        }
    )
