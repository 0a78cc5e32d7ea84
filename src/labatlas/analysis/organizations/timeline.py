"""What happened to an organization, and when."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.kinship import family
from labatlas.analysis.trust import counted
from labatlas.formatting import count, noun, partial_date, quantity_or_none
from labatlas.tables.partial_dates import midpoint

#: Lane of a timeline that each kind of event belongs to; the lanes stand in this order.
LANES = {
    "founding": "founding and form", "restructuring": "founding and form",
    "funding": "money", "acquisition": "money",
    "release": "releases", "start": "releases",
    "arrival": "arrivals", "departure": "departures",
    "policy": "policy", "petition": "policy", "permit": "policy",
    "partnership": "partners and meetings", "meeting": "partners and meetings",
}  # fmt: skip


def happened(events: pd.DataFrame) -> pd.DataFrame:
    """Leave out what may not be counted and what was still to come when it was said."""
    facts = counted(events)
    return facts[facts["status"] != "forecast"]


def timeline(
    events: pd.DataFrame, participants: pd.DataFrame, organizations: pd.DataFrame, organization: str
) -> pd.DataFrame:
    """Return the events of an organization and of what belongs to it, in time order, undated ones last, no forecasts.

    Parameters
    ----------
    events, participants, organizations
        Rows of the tables of those names.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        ``event`` (id), ``organization`` (id), ``kind``, ``lane`` (see `LANES`), ``date`` (ISO, reduced precision), ``day``
        (middle of the period named), ``title``, ``status``, ``weight`` (how much is told of it: the participants named,
        and one each for a sum of money, a number of people and an artifact).
    """
    facts = happened(events)
    facts = facts[facts["organization"].isin(family(organizations, organization))]
    named = counted(participants)["event"].value_counts()
    told = facts[["amount_low", "headcount", "artifact"]].notna().sum(axis=1)
    line = facts.assign(
        day=midpoint(facts["date"]),
        lane=facts["kind"].map(LANES),
        weight=told + facts["id"].map(named).fillna(0).astype(int),
    ).sort_values(["day", "id"], kind="stable")
    columns = ["event", "organization", "kind", "lane", "date", "day", "title", "status", "weight"]
    return line.rename(columns={"id": "event"})[columns].reset_index(drop=True)


def timeline_values(line: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a timeline; nothing when no event is dated."""
    dated = line[line["date"].notna()]
    if dated.empty:
        return {}
    lanes = dated["lane"].value_counts()
    first, last = (partial_date(str(dated.iloc[place]["date"])) for place in (0, -1))
    coarse = int((dated["date"].str.len() == 4).sum())
    return {
        "organization": name,
        "events": noun(len(dated), "event"),
        "span": f"between {first} and {last}" if first != last else f"in {first}",
        "undated": quantity_or_none(len(line) - len(dated)),
        "fullest": str(lanes.index[0]),
        "fullest_count": count(lanes.iloc[0]),
        "coarse": quantity_or_none(coarse),
    }


def dated_or_not(date: object) -> str:
    """Print a date, or that there is none."""
    return partial_date(date) if isinstance(date, str) else "undated"


def timeline_table(line: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `timeline` as a reader reads it."""
    return pd.DataFrame(
        {"Date": line["date"].map(dated_or_not), "Kind": line["kind"], "Event": line["title"], "Status": line["status"]}
    )
