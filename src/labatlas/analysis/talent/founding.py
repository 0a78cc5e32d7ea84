"""The founding group: had its members worked together before, and how many of them are still there."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from labatlas.analysis.foundings import first_there, founding_days
from labatlas.analysis.talent.pipelines import houses
from labatlas.analysis.trust import as_likely, counted, likely
from labatlas.formatting import count, day, listing, noun, percent, quantity_or_none
from labatlas.tables.partial_dates import first_day, last_day, look_up

#: Days after a founding within which calling somebody a founder still says that the person is there.
SOON = 366


#: Kinds of event that tell of people: what is known of founders is as fresh as these, not as the last data set on chips.
OF_PEOPLE = frozenset({"founding", "arrival", "departure"})


def horizon(affiliations: pd.DataFrame, moves: pd.DataFrame, events: pd.DataFrame) -> pd.Timestamp:
    """Return the last day on which anything was stated of people's stays, moves, arrivals or departures.

    Returns
    -------
    pandas.Timestamp
        ``NaT`` when nothing was.

    Examples
    --------
    >>> stated = pd.DataFrame({"as_of": ["2023-05", "2021"]})
    >>> events = pd.DataFrame({"kind": ["funding", "departure"], "as_of": ["2026-11-26", "2022"]})
    >>> horizon(stated, stated, events).date()
    datetime.date(2023, 5, 31)
    """
    events = events[events["kind"].isin(OF_PEOPLE)]
    return pd.Timestamp(pd.concat([last_day(table["as_of"]) for table in (affiliations, moves, events)]).max())


def founders_of(affiliations: pd.DataFrame, organization: str) -> list[str]:
    """Return the ids of the people whom the evidence calls founders of an organization, in the order of the alphabet."""
    facts = counted(affiliations)
    return sorted(facts.loc[(facts["organization"] == organization) & (facts["kind"] == "founder"), "person"].unique())


def likely_founders(affiliations: pd.DataFrame, organization: str) -> set[str]:
    """Return the founders of an organization, by id, of whom the evidence says so only as likely."""
    facts = counted(affiliations)
    guessed = likely(facts[(facts["organization"] == organization) & (facts["kind"] == "founder")], "person")
    return set(guessed.index[guessed])


def founding_day(affiliations: pd.DataFrame, events: pd.DataFrame, organization: str) -> pd.Timestamp:
    """Return the earliest day on which an organization can have been founded; ``NaT`` when no date is told.

    The date of its founding goes before the first day of a founder.
    """
    happened = counted(events)
    founded = first_day(
        happened.loc[(happened["organization"] == organization) & (happened["kind"] == "founding"), "date"]
    )
    if founded.notna().any():
        return pd.Timestamp(founded.min())
    facts = counted(affiliations)
    began = facts.loc[(facts["organization"] == organization) & (facts["kind"] == "founder"), "start"]
    return pd.Timestamp(first_day(began).min())


def earlier_facts(
    affiliations: pd.DataFrame, events: pd.DataFrame, house: Mapping[str, str], organization: str
) -> pd.DataFrame:
    """Return what is told of where the founders of an organization had been before it.

    Seats on boards are left out, and stays that are dated after the founder's own start or, where that is not told, after
    the founding of the organization. One statement of a place dates the others of the same person there.

    Parameters
    ----------
    affiliations, events
        Rows of the tables of those names.
    house
        Under which organization each is counted; see `labatlas.analysis.talent.pipelines.houses`.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        Rows of ``affiliations`` with ``house``.
    """
    facts = counted(affiliations)
    facts = facts[facts["kind"] != "board"].assign(house=lambda each: each["organization"].map(house))
    own = facts[(facts["organization"] == organization) & (facts["kind"] == "founder")]
    came = founding_days(own, events).groupby(own["person"]).min()
    others = facts[facts["person"].isin(own["person"]) & (facts["house"] != house[organization])]
    began = first_day(others["start"]).fillna(first_there(others, "house"))
    return others[~(began > look_up(came, others["person"]))]


def tie_facts(
    affiliations: pd.DataFrame, organizations: pd.DataFrame, events: pd.DataFrame, table: pd.DataFrame
) -> pd.DataFrame:
    """Return the facts from which `ties` follows: who founded what, and where the founders had been before.

    Parameters
    ----------
    affiliations, organizations, events
        Rows of the tables of those names.
    table
        Result of `ties`.
    """
    house, facts = houses(organizations), counted(affiliations)
    founded = facts[(facts["kind"] == "founder") & facts["organization"].isin(table["organization"])]
    before = [earlier_facts(affiliations, events, house, str(organization)) for organization in table["organization"]]
    # Who founded two organizations had been at the same places before both.
    rows = sorted({*founded.index, *itertools.chain.from_iterable(each.index for each in before)})
    return facts.loc[rows]


def ties(affiliations: pd.DataFrame, organizations: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return for each organization how many pairs of its founders had been at one place before.

    That they were there at the same time is not asked: most stays have no dates.

    Parameters
    ----------
    affiliations, organizations, events
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row an organization with at least two founders named, most founders first: ``organization`` (id), ``name``,
        ``founders``, ``founders_likely`` (of whom it is told only as likely), ``pairs``, ``tied`` (pairs with a place in
        common), ``tied_likely`` (of these, pairs without a place where both are told to have been as a fact, or of
        founders who are only likely), ``places`` (names of those that most founders share, in the order of the alphabet),
        ``place_founders`` (at each of them), ``places_likely`` (of these, founders who are told to have been there only as
        likely, one number a place).
    """
    known, house = organizations.set_index("id")["name"], houses(organizations)
    facts = counted(affiliations)
    founded = facts.loc[facts["kind"] == "founder", "organization"].unique()
    rows = []
    for organization in sorted(founded):
        people = founders_of(affiliations, organization)
        if len(people) < 2:
            continue
        doubtful = likely_founders(affiliations, organization)
        guessed = likely(earlier_facts(affiliations, events, house, organization), "person", "house").to_dict()
        places = {person: {place for who, place in guessed if who == person} for person in people}
        sure = {
            person: {place for place in places[person] if not guessed[(person, place)]}
            if person not in doubtful
            else set()
            for person in people
        }
        pairs = list(itertools.combinations(people, 2))
        tied = sum(bool(places[one] & places[other]) for one, other in pairs)
        shared = Counter(itertools.chain.from_iterable(places.values()))
        number = max((number for number in shared.values() if number > 1), default=0)
        best = sorted((place for place in shared if number and shared[place] == number), key=lambda place: known[place])
        rows.append(
            {
                "organization": organization, "name": known[organization], "founders": len(people),
                "founders_likely": len(doubtful), "pairs": len(pairs), "tied": tied,
                "tied_likely": tied - sum(bool(sure[one] & sure[other]) for one, other in pairs),
                "places": tuple(known[place] for place in best), "place_founders": number,
                "places_likely": tuple(number - sum(place in each for each in sure.values()) for place in best),
            }
        )  # fmt: skip
    columns = [
        "organization", "name", "founders", "founders_likely", "pairs", "tied", "tied_likely", "places", "place_founders",
        "places_likely",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["founders", "tied", "name"], ascending=[False, False, True]).reset_index(drop=True)


def tie_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `ties` as a reader reads it."""
    return pd.DataFrame(
        {
            "Organization": table["name"],
            "Founders named": [
                f"{count(number)}{as_likely(guessed, number)}"
                for number, guessed in zip(table["founders"], table["founders_likely"], strict=True)
            ],
            "Pairs with a place in common": [
                f"{part_or_none(tied, pairs)}{as_likely(guessed, tied)}"
                for tied, pairs, guessed in zip(table["tied"], table["pairs"], table["tied_likely"], strict=True)
            ],
            "Place most of them share": [
                "; ".join(
                    f"{place}, {count(number)}{as_likely(guessed, number)}"
                    for place, guessed in zip(places, doubts, strict=True)
                )
                or "none told"
                for places, number, doubts in zip(
                    table["places"], table["place_founders"], table["places_likely"], strict=True
                )
            ],
        }
    )


def tie_values(table: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of founders who had met before; nothing when no group of founders is told."""
    if table.empty:
        return {}
    tied = table[table["tied"] > 0]
    complete = table[table["tied"] == table["pairs"]]
    named = [
        f"{name}{as_likely(guessed, number)}"
        for name, number, guessed in zip(
            complete["name"].head(3), complete["tied"], complete["tied_likely"], strict=False
        )
    ]
    more = [f"{count(len(complete) - len(named))} more"] if len(complete) > len(named) else []
    pairs, guessed = int(table["tied"].sum()), int(table["tied_likely"].sum())
    return {
        "groups": noun(len(table), "group"),
        "unsure": _groups_in_doubt(int((table["founders_likely"] > 0).sum())),
        "tied": quantity_or_none(len(tied)),
        "pairs": count(pairs),
        "pairs_unsure": as_likely(guessed, pairs),
        "all_pairs": noun(int(table["pairs"].sum()), "pair"),
        "complete": f"It is so of every pair in {listing([*named, *more])}"
        if named
        else "In no group is it so of every pair",
    }


def _groups_in_doubt(groups: int) -> str:
    """Say how many groups hold founders who are only likely."""
    if not groups:
        return ""
    return f"; founders who are only likely are in {count(groups)} of them"


def presence(affiliations: pd.DataFrame, left: pd.DataFrame, founded: pd.Timestamp, organization: str) -> pd.DataFrame:
    """Return from when to when each founder is known, and may have been, at the organization.

    A founder who is nowhere said to have left is known there until the last statement of a post held there, and
    may still be there. Somebody who came back has a row for each stay.

    Parameters
    ----------
    affiliations
        Rows of the table ``affiliations``.
    left
        Departures from the organization, result of `labatlas.analysis.talent.exits.departures`.
    founded
        Day of the founding; see `founding_day`.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        ``person``, ``start``, ``sure_end`` (until then for certain), ``end`` (until then at most; missing when the
        leaving is not known), ``likely`` (whether that the person is a founder is told only as likely).
    """
    facts = counted(affiliations)
    here = facts[facts["organization"] == organization]
    doubtful = likely_founders(affiliations, organization)
    rows = []
    for person in founders_of(affiliations, organization):
        own = here[here["person"] == person]
        gone = left[(left["person"] == person) & left["counts"]]["date"].dropna()
        ended = own["end"].dropna()
        leavings = pd.DataFrame({"date": [*gone, *ended]}, dtype="object")
        spans = pd.DataFrame({"first": first_day(leavings["date"]), "last": last_day(leavings["date"])})
        returns = first_day(own["start"]).dropna().sort_values()
        start = founded
        # Somebody called a founder years later need not be there any more; somebody said to have a post is.
        stated = last_day(own["as_of"])
        placed = own["end"].isna() & ((own["kind"] != "founder") | (stated <= founded + pd.Timedelta(days=SOON)))
        seen = stated[placed].max()
        while True:
            after = spans[spans["last"] >= start].sort_values("first")
            if after.empty:
                sure = max(start, seen) if pd.notna(seen) else start
                rows.append({"person": person, "start": start, "sure_end": sure, "end": pd.NaT})
                break
            # Of several dates of one leaving the most precise says most.
            near = after[after["first"] <= after["last"].iloc[0] + pd.Timedelta(days=366)]
            best = near.assign(width=near["last"] - near["first"]).sort_values(["width", "first"]).iloc[0]
            rows.append({"person": person, "start": start, "sure_end": max(start, best["first"]), "end": best["last"]})
            back = returns[returns > near["last"].max()]
            if back.empty:
                break
            start = back.iloc[0]
    spans = pd.DataFrame(rows, columns=["person", "start", "sure_end", "end"]).astype(
        {"start": "datetime64[us]", "sure_end": "datetime64[us]", "end": "datetime64[us]"}
    )
    return spans.assign(likely=spans["person"].isin(doubtful))


def remaining(stays: pd.DataFrame, horizon: pd.Timestamp) -> pd.DataFrame:
    """Return how many of a founding group are still there at each date, as a step function with bounds.

    Parameters
    ----------
    stays
        Result of `presence`.
    horizon
        Day up to which the evidence speaks.

    Returns
    -------
    pandas.DataFrame
        One row a day on which a bound changes, and the horizon: ``day``, ``low``, ``high`` (people at least and at most,
        from that day on), ``founders`` (people in the group).

    Examples
    --------
    >>> day = pd.Timestamp
    >>> stays = pd.DataFrame({"person": ["a", "b"], "start": [day("2015-01-01")] * 2,
    ...                       "sure_end": [day("2017-01-01"), day("2020-01-01")], "end": [day("2017-12-31"), pd.NaT]})
    >>> remaining(stays, day("2024-01-01"))[["low", "high"]].to_numpy().tolist()
    [[2, 2], [1, 2], [1, 1], [0, 1], [0, 1]]
    """
    columns = ["day", "low", "high", "founders"]
    if stays.empty or stays["start"].isna().any():
        return pd.DataFrame(columns=columns)
    ends = stays["end"].fillna(pd.Timestamp.max.floor("D"))
    days = pd.concat([stays["start"], stays["sure_end"], stays["end"].dropna()])
    days = sorted({*days[days <= horizon], horizon})
    rows = [
        {
            "day": day_,
            "low": int(stays.loc[(stays["start"] <= day_) & (stays["sure_end"] > day_), "person"].nunique()),
            "high": int(stays.loc[(stays["start"] <= day_) & (ends > day_), "person"].nunique()),
            "founders": int(stays["person"].nunique()),
        }
        for day_ in days
    ]
    return pd.DataFrame(rows, columns=columns)


def remaining_values(steps: pd.DataFrame, stays: pd.DataFrame, people: dict[str, str]) -> dict[str, str]:
    """Return what the text says of a founding group; nothing when none is known."""
    if steps.empty:
        return {}
    last = steps.iloc[-1]
    total = int(last["founders"])
    final = stays.groupby("person").tail(1)
    gone = sorted(people[person] for person in final.loc[final["end"] <= last["day"], "person"])
    back = sorted(people[person] for person, number in stays["person"].value_counts().items() if number > 1)
    return {
        "founders": noun(total, "person", "people"),
        "unsure": as_likely(int(final["likely"].sum()), total),
        "horizon": day(last["day"].date()),
        "left": f"{part_or_none(len(gone), total)} ({listing(gone)}) had left for good"
        if gone
        else "none is known to have left for good",
        "back": f"; {listing(back)} left and came back" if back else "",
        "most": f"{count(last['high'])} of {count(total)} ({percent(last['high'] / total, 0)})",
        "least": _known_there(int(last["low"])),
        "seen": last_seen(final, last["day"]),
    }


def last_seen(final: pd.DataFrame, horizon: pd.Timestamp) -> str:
    """Say when a source last places founders at the organization and how many, of those not known to have left.

    Parameters
    ----------
    final
        The last row of each person of `presence`.
    horizon
        Day up to which the evidence speaks.
    """
    # Of those who are gone the day of the leaving is told.
    days = final.loc[~(final["end"] <= horizon), "sure_end"]
    seen = days.max()
    if pd.isna(seen):
        return "all are gone"
    number = int((days == seen).sum())
    return f"a source last places {'one' if number == 1 else count(number)} of them there on {day(seen.date())}"


def _known_there(people: int) -> str:
    """Say how many are known to be there."""
    if not people:
        return "none is known to have been"
    return f"{count(people)} {'is' if people == 1 else 'are'} known to have been"


def untold_values(affiliations: pd.DataFrame, people: dict[str, str], organization: str) -> dict[str, str]:
    """Return what the text says where it cannot be told how many founders are still there.

    Parameters
    ----------
    affiliations
        Rows of the table of that name.
    people
        Names of the people by id.
    organization
        Id of the organization.
    """
    named = [people[person] for person in founders_of(affiliations, organization)]
    if not named:
        return {"founders": "names no founder"}
    doubtful = len(likely_founders(affiliations, organization))
    if doubtful == len(named):
        word = "a likely founder" if len(named) == 1 else "likely founders"
    else:
        word = f"{'a founder' if len(named) == 1 else 'founders'}{as_likely(doubtful, len(named))}"
    return {"founders": f"names {listing(named)}, {word}, and tells of no day of the founding"}


def part_or_none(number: int, total: int) -> str:
    """Write a part of a group, none of it as a word.

    Examples
    --------
    >>> part_or_none(0, 6), part_or_none(2, 6)
    ('none', '2 of 6')
    """
    return "none" if not number else f"{count(number)} of {count(total)}"
