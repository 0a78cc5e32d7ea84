"""How two teams differ: groups, members in both, and where the members described took their first degree."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.talent.team import team_shares, wilson
from labatlas.analysis.trust import counted, facts_of
from labatlas.formatting import count, listing, noun, percent, quantity_or_none, territory_phrase

#: What a first degree that was taken is called in the tables; who still studies for one is called a student.
FIRST_DEGREE = r"^(?:BSc|BA|BEng)\b"


#: What the note on a group says of a list of parts that is not complete.
BREAKS_OFF = "breaks off"


def grouped_team(team_groups: pd.DataFrame) -> str:
    """Return the id of the artifact whose team is described with most groups; empty when none is."""
    facts = counted(team_groups)
    return "" if facts.empty else str(facts["artifact"].value_counts().index[0])


def group_sizes(team_groups: pd.DataFrame, team_members: pd.DataFrame, artifact: str) -> pd.DataFrame:
    """Return the groups of a team with their parts and the members named, most members first.

    Parameters
    ----------
    team_groups, team_members
        Rows of the tables of those names.
    artifact
        What the team made.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``parts`` (subgroups listed), ``members`` (people named in the group; one may be in two), ``open``
        (whether a note says that the list of the parts breaks off, so that there may be more).
    """
    groups = counted(team_groups)
    groups = groups[groups["artifact"] == artifact]
    members = counted(team_members)
    members = members[members["artifact"] == artifact]
    named = members.groupby("group")["person"].nunique()
    broken = groups.loc[groups["note"].astype("string").str.contains(BREAKS_OFF, na=False), "group"]
    table = (
        groups.groupby("group", sort=False)["subgroup"].nunique().rename("parts").reset_index()
        .assign(
            members=lambda each: each["group"].map(named).fillna(0).astype(int),
            open=lambda each: each["group"].isin(broken),
        )
    )  # fmt: skip
    return table.sort_values("members", ascending=False, kind="stable").reset_index(drop=True)


def group_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `group_sizes` as a reader reads it."""
    return pd.DataFrame(
        {
            "Group": groups["group"],
            "Parts listed": [
                f"{quantity_or_none(parts)}{' or more' if more else ''}"
                for parts, more in zip(groups["parts"], groups["open"], strict=True)
            ],
            "Members named": groups["members"].map(quantity_or_none),
        }
    )


def first_degrees(
    team_members: pd.DataFrame, affiliations: pd.DataFrame, organizations: pd.DataFrame, artifact: str
) -> pd.DataFrame:
    """Return where the members named in a group of a team took their first degree, as far as told.

    Parameters
    ----------
    team_members, affiliations, organizations
        Rows of the tables of those names.
    artifact
        What the team made.

    Returns
    -------
    pandas.DataFrame
        One row a member: ``person``, ``country`` (ISO code of the university's seat; missing when not told).
    """
    members = _members(team_members, artifact)
    degrees = _degrees(affiliations, members)
    countries = organizations.set_index("id")["country"]
    first = degrees.assign(country=degrees["organization"].map(countries))
    people = members[["person"]].drop_duplicates().reset_index(drop=True)
    return people.assign(country=people["person"].map(first.set_index("person")["country"]))


def _members(team_members: pd.DataFrame, artifact: str) -> pd.DataFrame:
    """Return the members of a team who are named in a group of it."""
    members = counted(team_members)
    return members[(members["artifact"] == artifact) & members["group"].notna()]


def _degrees(affiliations: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return what is told of the first degrees of some members, one row a person."""
    stays = counted(affiliations)
    degrees = stays[(stays["kind"] == "study") & stays["role"].str.contains(FIRST_DEGREE, na=False)]
    return degrees[degrees["person"].isin(members["person"])].drop_duplicates("person")


def difference_facts(
    team_composition: pd.DataFrame,
    team_groups: pd.DataFrame,
    team_members: pd.DataFrame,
    affiliations: pd.DataFrame,
    teams: tuple[str, str],
) -> pd.DataFrame:
    """Return the provenance of what `difference_values` says: groups, members of both teams, and first degrees.

    Parameters
    ----------
    team_composition, team_groups, team_members, affiliations
        Rows of the tables of those names.
    teams
        Ids of the main and of the second team's artifact.
    """
    _, second = teams
    ethnic = team_composition[(team_composition["team"] == second) & (team_composition["dimension"] == "ethnicity")]
    return facts_of(
        team_groups[team_groups["artifact"] == second],
        team_members[team_members["artifact"].isin(teams)],
        _degrees(affiliations, _members(team_members, second)),
        ethnic,
    )


def group_facts(team_groups: pd.DataFrame, team_members: pd.DataFrame, artifact: str) -> pd.DataFrame:
    """Return the provenance of `group_sizes`: the groups of a team and the members named in them."""
    return facts_of(team_groups[team_groups["artifact"] == artifact], _members(team_members, artifact))


def difference_values(
    team_composition: pd.DataFrame,
    team_members: pd.DataFrame,
    groups: pd.DataFrame,
    degrees: pd.DataFrame,
    teams: tuple[str, str],
    names: dict[str, str],
) -> dict[str, str]:
    """Return what the text says of a second team beside the main one; nothing when either is not described.

    Parameters
    ----------
    team_composition, team_members
        Rows of the tables of those names.
    groups, degrees
        Results of `group_sizes` and `first_degrees` for the second team.
    teams
        Ids of the main and of the second team's artifact.
    names
        Names of the artifacts by id.
    """
    if groups.empty or degrees.empty or not all(teams):
        return {}
    main, second = teams
    members = counted(team_members)
    own = members[(members["artifact"] == second) & members["person"].isin(degrees["person"])]
    ethnic = team_shares(team_composition[team_composition["team"] == second], "ethnicity").dropna(subset=["count"])
    largest = groups.iloc[0]
    return {
        "main": names[main],
        "second": names[second],
        "groups": noun(len(groups), "group"),
        "parts": f"{'at least ' if groups['open'].any() else ''}{noun(int(groups['parts'].sum()), 'part')}",
        "members": noun(len(degrees), "person", "people"),
        "twice": _twice(int(groups["members"].sum()) - len(degrees)),
        "largest": str(largest["group"]),
        "largest_members": count(int(largest["members"])),
        "told": quantity_or_none(own.loc[own["contribution"].notna(), "person"].nunique()),
        "schooled": _schooled(degrees.dropna(subset=["country"])["country"]),
        "ethnic": "How many of them are ethnic Chinese is not told"
        if ethnic.empty
        else f"Its source puts the ethnic-Chinese members at {count(ethnic['count'].iloc[0])} or more",
        "both": noun(in_both(team_members, main, second), "person", "people"),
    }


def _twice(more: int) -> str:
    """Say that the groups hold more members than people, because some are in two."""
    if not more:
        return "each in one group"
    return f"of whom {count(more)} {'is' if more == 1 else 'are'} in a second group"


def _schooled(countries: pd.Series) -> str:
    """Say where people took their first degree, with the interval of the commonest country."""
    if countries.empty:
        return "Where they took their first degree is not told"
    ranked = countries.value_counts()
    low, high = wilson(int(ranked.iloc[0]), len(countries))
    places = [f"{count(number)} took it in {territory_phrase(str(country))}" for country, number in ranked.items()]
    share = percent(ranked.iloc[0] / len(countries), 0)
    places[0] += f" ({share}, interval {percent(low, 0)}–{percent(high, 0)})"
    return f"Of the {count(len(countries))} whose first degree is told, {listing(places[:4])}"


def in_both(team_members: pd.DataFrame, first: str, second: str) -> int:
    """Return how many people are named as members of two teams."""
    members = counted(team_members)
    teams = members.groupby("artifact")["person"].agg(set)
    return len(teams.get(first, set()) & teams.get(second, set()))


def ethnicity_values(team_composition: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of the ethnic-Chinese members and their first degrees; nothing when they are not told."""
    if team_composition.empty:
        return {}
    ethnic = team_shares(team_composition, "ethnicity").dropna(subset=["count"])
    ethnic = ethnic[ethnic["category"] == "ethnic-chinese"]
    degrees = team_shares(team_composition, "first-degree-of-ethnic-chinese-members").dropna(subset=["count"])
    told = degrees.set_index("category")["count"]
    if ethnic.empty or told.empty or not ethnic["base"].iloc[0] > 0:
        return {}
    members, whole = float(ethnic["count"].iloc[0]), float(ethnic["base"].iloc[0])
    home = float(told.get("mainland-china", 0))
    low, high = wilson(home, members) if members else (0.0, 1.0)
    whole_low, whole_high = wilson(members, whole)
    return {
        "team": name,
        "members": count(members),
        "whole": count(whole),
        "share": f"{percent(members / whole, 0)}, interval {percent(whole_low, 0)}–{percent(whole_high, 0)}",
        "home": count(home),
        "abroad": count(float(told.get("united-states", 0))),
        "unknown": count(float(told.get("unknown", 0))),
        "interval": f"{percent(low, 0)}–{percent(high, 0)}",
    }
