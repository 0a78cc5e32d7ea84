"""Careers: who was where and when, and who was there together."""

from __future__ import annotations

import itertools

import pandas as pd

from labatlas.analysis.talent.pipelines import houses
from labatlas.analysis.trust import counted
from labatlas.formatting import day, listing, noun, quantity_or_none
from labatlas.tables.partial_dates import first_day, last_day, look_up
from labatlas.tables.provenance import Status

#: Kinds of places small enough for people to meet.
SMALL = ("lab", "startup", "nonprofit")

#: People whose careers are drawn.
PEOPLE_SHOWN = 12


def stays(affiliations: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Merge what is told of each person's stay at each place into periods.

    Several statements on one person at one place whose dates do not contradict one another are one stay; a later start
    after a known end is another. Seats on boards are left out.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a stay with at least one date: ``person``, ``place`` (id of the house, see
        `labatlas.analysis.talent.pipelines.houses`), ``kind`` (``learned`` or ``worked``), ``start``, ``end``
        (days; the first and the last the dates can mean, missing where not told), ``sure_start``, ``sure_end`` (between
        these two for certain), ``came_by`` and ``there_until`` (the latest day on which the stay can have begun, the
        earliest on which it can have ended; where one date is missing, as the others tell).
    """
    house = houses(organizations)
    facts = counted(affiliations)
    # What is foretold has not happened.
    facts = facts[(facts["kind"] != "board") & (facts["status"] != Status.FORECAST)]
    facts = facts.assign(
        place=facts["organization"].map(house),
        kind=facts["kind"].isin(["study", "internship", "postdoc"]).map({True: "learned", False: "worked"}),
        begins=first_day(facts["start"]), begun=last_day(facts["start"]),
        ending=first_day(facts["end"]), ends=last_day(facts["end"]),
    )  # fmt: skip
    facts = facts[facts["begins"].notna() | facts["ends"].notna()]
    rows = []
    for (person, place, kind), told in facts.groupby(["person", "place", "kind"], sort=False):
        rows += [{"person": person, "place": place, "kind": kind, **period} for period in _periods(told)]
    columns = ["person", "place", "kind", "start", "end", "sure_start", "sure_end", "came_by", "there_until"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], "datetime64[us]"))


def _periods(told: pd.DataFrame) -> list[dict[str, pd.Timestamp]]:
    """Divide the statements on one person at one place into periods, each ending before the next begins."""
    order = told.assign(at=told["begins"].fillna(told["ending"])).sort_values("at", kind="stable")
    periods: list[pd.DataFrame] = []
    for index in order.index:
        row = order.loc[[index]]
        known_end = periods[-1]["ends"].max() if periods else pd.NaT
        if periods and not (row["begins"].iloc[0] > known_end):
            periods[-1] = pd.concat([periods[-1], row])
        else:
            periods.append(row)
    return [_bounds(each) for each in periods]


def _bounds(told: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Bound both ends of one stay; whoever began something there had come by then, and whoever ended it had not left."""
    first, last = _first(told), _last(told)
    came_by = first["sure_start"] if pd.notna(first["sure_start"]) else told["ends"].min()
    until = [last["sure_end"], told["begins"].max()]
    return {**first, **last, "came_by": came_by, "there_until": max(day for day in until if pd.notna(day))}


def _first(told: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Bound the first day of a stay: by the earliest statement, made narrower by others that may mean the same day."""
    dated = told.dropna(subset=["begins"]).sort_values("begins", kind="stable")
    if dated.empty:
        return {"start": pd.NaT, "sure_start": pd.NaT}
    same = dated[dated["begins"] <= dated["begun"].iloc[0]]
    return {"start": same["begins"].max(), "sure_start": max(same["begins"].max(), same["begun"].min())}


def _last(told: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Bound the last day of a stay, as `_first` does from the latest statement."""
    dated = told.dropna(subset=["ends"]).sort_values("ends", kind="stable")
    if dated.empty:
        return {"sure_end": pd.NaT, "end": pd.NaT}
    same = dated[dated["ends"] >= dated["ending"].iloc[-1]]
    return {"sure_end": min(same["ends"].min(), same["ending"].max()), "end": same["ends"].min()}


def key_people(
    periods: pd.DataFrame,
    affiliations: pd.DataFrame,
    organizations: pd.DataFrame,
    organization: str,
    shown: int = PEOPLE_SHOWN,
) -> list[str]:
    """Choose whose careers to draw: those with most dated stays, people of the organization first.

    After them come people who were at a laboratory or start-up where one of them was too, then all others.

    Parameters
    ----------
    periods
        Result of `stays`.
    affiliations, organizations
        Rows of the tables of those names.
    organization
        Id of the focus organization.
    shown
        People at most.

    Returns
    -------
    list of str
        Ids of people with at least two dated stays, nearest to the organization first, then most stays.
    """
    house = houses(organizations)
    facts = counted(affiliations).assign(place=lambda each: each["organization"].map(house))
    own = set(facts.loc[facts["place"] == house.get(organization), "person"])
    kinds = organizations.set_index("id")["kind"]
    shared = facts.loc[facts["person"].isin(own) & facts["place"].map(kinds).isin(SMALL), "place"]
    linked = set(facts.loc[facts["place"].isin(shared), "person"])
    numbers = periods["person"].value_counts()
    numbers = numbers[numbers > 1]
    ranked = sorted(
        numbers.items(), key=lambda each: (each[0] not in own, each[0] not in linked, -each[1], str(each[0]))
    )
    return [str(person) for person, _ in ranked[:shown]]


def lifelines(
    periods: pd.DataFrame, chosen: list[str], own: set[str], people: dict[str, str], names: dict[str, str]
) -> pd.DataFrame:
    """Return the stays of some people with names, in the order in which the people entered the scene.

    Parameters
    ----------
    periods
        Result of `stays`.
    chosen
        Ids of the people wanted.
    own
        Ids of the people of the focus organization, who stand before all others.
    people, names
        Names of the people and of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        Rows of `stays` with ``who`` and ``place_name``; the focus organization's own people first, of them and of the
        others those with the earliest first date first.
    """
    rows = periods[periods["person"].isin(chosen)]
    at = rows["start"].fillna(rows["end"])
    first = at.groupby(rows["person"]).min()
    rows = rows.assign(
        who=rows["person"].map(people),
        place_name=rows["place"].map(names),
        entered=look_up(first, rows["person"]),
        foreign=~rows["person"].isin(own),
        at=at,
    )
    rows = rows.sort_values(["foreign", "entered", "who", "at", "place_name"], kind="stable")
    return rows.drop(columns=["foreign", "entered", "at"]).reset_index(drop=True)


def meetings(periods: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return which people were at one laboratory or start-up at the same time for certain.

    Companies and universities are left out: they are too large for two people to have met by being there. Two stays overlap
    for certain if each had begun, at the latest, before the other can have ended. Of two people who are said to have come in
    one year, and of whom nothing else is told, the first may have left before the second came.

    Parameters
    ----------
    periods
        Result of `stays`.
    organizations
        Rows of the table ``organizations``.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second`` (ids, in the order of the alphabet), ``place`` (id), ``since`` (first day together for
        certain), in time order.
    """
    rows = []
    kinds = organizations.set_index("id")["kind"]
    small = periods[periods["place"].map(kinds).isin(SMALL)]
    for place, there in small.groupby("place"):
        for one, other in itertools.combinations(there.sort_values("person").itertuples(), 2):
            together = one.came_by <= other.there_until and other.came_by <= one.there_until
            if one.person != other.person and together:
                since = max(one.came_by, other.came_by)
                rows.append({"first": one.person, "second": other.person, "place": place, "since": since})
    columns = ["first", "second", "place", "since"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(["first", "second", "place"])
    return table.sort_values(["since", "first", "second"], kind="stable").reset_index(drop=True)


def career_values(
    lines: pd.DataFrame,
    met: pd.DataFrame,
    periods: pd.DataFrame,
    own: set[str],
    people: dict[str, str],
    names: dict[str, str],
) -> dict[str, str]:
    """Return what the text says of careers; nothing when none has two dated stays.

    Parameters
    ----------
    lines, met, periods
        Results of `lifelines`, `meetings` and `stays`.
    own
        Ids of the people of the focus organization.
    people, names
        Names of the people and of the organizations by id.
    """
    if lines.empty:
        return {}
    drawn = lines["person"].nunique()
    pairs = met.drop_duplicates(["first", "second"])
    if pairs.empty:
        together = "of no two people do the dates prove that they were at one laboratory or start-up together"
    else:
        row = pairs.iloc[0]
        together = (
            f"the dates prove of {noun(len(pairs), 'pair', 'pairs')} that both were at one laboratory or start-up together, "
            f"first of {listing([people[row['first']], people[row['second']]])} at {names[row['place']]}, by {day(row['since'].date())}"
        )
    open_ends = int(lines["start"].isna().sum() + lines["end"].isna().sum())
    return {
        "own": quantity_or_none(lines.loc[lines["person"].isin(own), "person"].nunique()),
        "drawn": noun(drawn, "person", "people"),
        "dated": noun(len(periods), "stay"),
        "people": noun(periods["person"].nunique(), "person", "people"),
        "stays": noun(len(lines), "stay"),
        "open": _untold(open_ends),
        "together": together,
    }


def _untold(ends: int) -> str:
    """Say how many ends of stays are not told."""
    if not ends:
        return "every end is told"
    return f"{noun(ends, 'end')} {'is' if ends == 1 else 'are'} not told"
