"""What happened to an organization, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from labatlas.analysis.kinship import family
from labatlas.analysis.trust import counted, of_data_sets
from labatlas.formatting import count, noun, partial_date, quantity_or_none
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import first_day, last_day, midpoint

#: Lane of a timeline that each kind of event belongs to; the lanes stand in this order.
LANES = {
    "founding": "founding and form", "restructuring": "founding and form",
    "funding": "money", "acquisition": "money",
    "release": "releases and work on them", "start": "releases and work on them",
    "arrival": "arrivals", "departure": "departures",
    "policy": "policy", "petition": "policy", "permit": "policy",
    "partnership": "partners and meetings", "meeting": "partners and meetings",
}  # fmt: skip


#: Releases told by data sets only that the table of events prints.
RELEASES_PRINTED = 10


def happened(events: pd.DataFrame) -> pd.DataFrame:
    """Leave out what may not be counted and what was still to come when it was said."""
    facts = counted(events)
    return facts[facts["status"] != "forecast"]


def day_drawn(facts: pd.DataFrame, dates: str = "date") -> pd.Series:
    """Return where dated facts stand on an axis of time: in the middle of the period named, but not after they were told.

    Parameters
    ----------
    facts
        Rows of an evidence table.
    dates
        Column with their ISO dates of reduced precision.

    Returns
    -------
    pandas.Series
        Timestamps on the index of the facts; ``NaT`` where the date is missing.

    Examples
    --------
    >>> facts = pd.DataFrame({"date": ["2021", "2020", None], "as_of": ["2021-06-15", "2021-06-15", "2021"]})
    >>> day_drawn(facts).dt.strftime("%Y-%m-%d").tolist()
    ['2021-06-15', '2020-07-01', nan]
    """
    middle, told = midpoint(facts[dates]), last_day(facts["as_of"])
    # What is told before the period begins was still to come; its report does not say when it came.
    return middle.mask((middle > told) & (told >= first_day(facts[dates])), told)


def timeline(
    events: pd.DataFrame,
    participants: pd.DataFrame,
    openness: pd.DataFrame,
    organizations: pd.DataFrame,
    organization: str,
) -> pd.DataFrame:
    """Return the events of an organization and of what belongs to it, in time order, undated ones last, no forecasts.

    Parameters
    ----------
    events, participants, openness, organizations
        Rows of the tables of those names.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        ``event`` (id), ``organization`` (id), ``kind``, ``lane`` (see `LANES`), ``date`` (ISO, reduced precision), ``day``
        (see `day_drawn`), ``title``, ``status``, ``rank`` (0 the event that most is told of: its participants, the
        openness of its artifact, and one each for a sum of money, a number of people and an artifact; then the one dated
        more precisely, then the one with a participant who is named in most events, then the earlier).
    """
    facts = happened(events)
    facts = facts[facts["organization"].isin(family(organizations, organization))]
    taking_part = counted(participants)
    named = taking_part["event"].value_counts()
    roles = taking_part.melt("event", ["person", "organization"], value_name="who").dropna(subset=["who"])
    fame = roles["who"].map(roles["who"].value_counts()).groupby(roles["event"]).max()
    told = facts[["amount_low", "headcount", "artifact"]].notna().sum(axis=1)
    opened = counted(openness)["artifact"].value_counts()
    # Without any event a look-up has no type to add.
    parts, parted = (
        facts[key].map(seen).astype("float64").fillna(0) for key, seen in (("id", named), ("artifact", opened))
    )
    weight = told + parts + parted
    known = facts["id"].map(fame).astype("float64").fillna(0)
    line = facts.assign(day=day_drawn(facts), lane=facts["kind"].map(LANES), weight=weight, fame=known)
    line = line.sort_values(["day", "id"], kind="stable").rename(columns={"id": "event"}).reset_index(drop=True)
    told_most = line.assign(precision=line["date"].str.len()).sort_values(
        ["weight", "precision", "fame"], ascending=False, kind="stable"
    )
    line["rank"] = pd.Series(range(len(line)), index=told_most.index)
    return line[["event", "organization", "kind", "lane", "date", "day", "title", "status", "rank"]]


def lanes_shown(line: pd.DataFrame) -> list[str]:
    """Name the lanes in which the result of `timeline` has a dated event, in their order."""
    present = set(line.loc[line["day"].notna(), "lane"])
    return [lane for lane in dict.fromkeys(LANES.values()) if lane in present]


def timeline_values(line: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a timeline; nothing when no event is dated."""
    dated = line[line["date"].notna()]
    if dated.empty:
        return {}
    lanes = dated["lane"].value_counts()
    first, last = (partial_date(str(dated.iloc[place]["date"])) for place in (0, -1))
    coarse = int((dated["date"].str.len() == 4).sum())
    fullest = (
        f"The lane with most of them is {lanes.index[0]} ({count(lanes.iloc[0])})"
        if lanes.iloc[0] > 1
        else "No two of the dated ones are of one sort"
    )
    same_year = first[-4:] == last[-4:]
    return {
        "organization": name,
        "events": noun(len(dated), "event"),
        "span": f"in {first[-4:]}" if same_year else f"between {first} and {last}",
        "undated": quantity_or_none(len(line) - len(dated)),
        "fullest": fullest if len(dated) > 1 else "No other event has a date",
        "coarse": quantity_or_none(coarse),
    }


def as_told(data: Dataset, limit: dt.date | None) -> Dataset:
    """Leave out the artifacts and owners that are told of only later, which `Dataset.known_by` keeps with the names.

    Parameters
    ----------
    data
        The evidence.
    limit
        The day up to which statements count; none when all do.
    """
    if limit is None:
        return data
    works, owned = data.artifacts, data.organizations
    told, known = (last_day(table["as_of"]) <= pd.Timestamp(limit) for table in (works, owned))
    return replace(data, artifacts=works[told], organizations=owned.assign(parent=owned["parent"].where(known)))


def dated_or_not(date: object) -> str:
    """Print a date, or that there is none."""
    return partial_date(date) if isinstance(date, str) else "undated"


def told_most(
    line: pd.DataFrame, events: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame,
    releases: int = RELEASES_PRINTED,
) -> pd.DataFrame:  # fmt: skip
    """Choose the events of a timeline that a table prints: all but the lesser of the releases that only data sets tell of.

    Parameters
    ----------
    line
        Result of `timeline`.
    events, indicators, sources
        Rows of the tables of those names.
    releases
        Releases told by data sets only to keep: those of models with the most training computing.

    Returns
    -------
    pandas.DataFrame
        The rows of ``line`` kept, in their order.
    """
    facts = events.set_index("id")
    own = facts.loc[line["event"]]
    of_sets = of_data_sets(own, sources).to_numpy() & line["kind"].eq("release").to_numpy()
    work = counted(indicators[indicators["indicator"] == "training-compute"]).groupby("artifact")["low"].max()
    taken = own["artifact"].map(work).astype("float64").fillna(0).set_axis(line.index)
    lesser = taken[of_sets].sort_values(ascending=False, kind="stable").index[releases:]
    return line.drop(index=lesser)


def left_out_words(line: pd.DataFrame, printed: pd.DataFrame, releases: int = RELEASES_PRINTED) -> str:
    """Say what `told_most` left out and by which rule; empty when it kept everything.

    Examples
    --------
    >>> left_out_words(pd.DataFrame({"event": list("abc")}), pd.DataFrame({"event": ["a", "b"]}), 1)
    'Of the releases that only data sets tell of, the one with the most training compute is printed; 1 more stands in the tables of the book.'
    """
    hidden = len(line) - len(printed)
    if not hidden:
        return ""
    those = "the one" if releases == 1 else f"the {count(releases)}"
    return (
        f"Of the releases that only data sets tell of, {those} with the most training compute {'is' if releases == 1 else 'are'} "
        f"printed; {count(hidden)} more {'stands' if hidden == 1 else 'stand'} in the tables of the book."
    )


def timeline_table(line: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `timeline` as a reader reads it."""
    return pd.DataFrame(
        {"Date": line["date"].map(dated_or_not), "Kind": line["kind"], "Event": line["title"], "Status": line["status"]}
    )
