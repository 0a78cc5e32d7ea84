"""How two teams differ: groups, members in both, and where the members described took their first degree."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.talent.team import team_shares, wilson
from labatlas.analysis.trust import counted
from labatlas.formatting import count, noun, percent, quantity_or_none, territory_phrase

#: What a first degree is called in the tables.
FIRST_DEGREE = r"^(?:BSc|BA|BEng)\b"


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
        ``group``, ``parts`` (subgroups listed), ``members`` (people named in the group; one may be in two).
    """
    groups = counted(team_groups)
    groups = groups[groups["artifact"] == artifact]
    members = counted(team_members)
    members = members[members["artifact"] == artifact]
    named = members.groupby("group")["person"].nunique()
    table = (
        groups.groupby("group", sort=False)["subgroup"].nunique().rename("parts").reset_index()
        .assign(members=lambda each: each["group"].map(named).fillna(0).astype(int))
    )  # fmt: skip
    return table.sort_values("members", ascending=False, kind="stable").reset_index(drop=True)


def group_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `group_sizes` as a reader reads it."""
    return pd.DataFrame(
        {
            "Group": groups["group"],
            "Parts listed": groups["parts"].map(quantity_or_none),
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
    members = counted(team_members)
    members = members[(members["artifact"] == artifact) & members["group"].notna()]
    stays = counted(affiliations)
    degrees = stays[(stays["kind"] == "study") & stays["role"].str.contains(FIRST_DEGREE, na=False)]
    countries = organizations.set_index("id")["country"]
    first = degrees.assign(country=degrees["organization"].map(countries)).drop_duplicates("person")
    people = members[["person"]].drop_duplicates().reset_index(drop=True)
    return people.assign(country=people["person"].map(first.set_index("person")["country"]))


def difference_values(
    team_composition: pd.DataFrame,
    groups: pd.DataFrame,
    degrees: pd.DataFrame,
    both: int,
    names: tuple[str, str],
) -> dict[str, str]:
    """Return what the text says of a second team beside the main one; nothing when either is not described.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of the main team.
    groups, degrees
        Results of `group_sizes` and `first_degrees` for the second team.
    both
        People named in both teams.
    names
        Names of the main and of the second team.
    """
    roles = team_shares(team_composition, "role") if len(team_composition) else pd.DataFrame()
    if groups.empty or roles.empty:
        return {}
    known = degrees.dropna(subset=["country"])
    largest = groups.iloc[0]
    if known.empty:
        schooled = "Where they took their first degree is not told"
    else:
        ranked = known["country"].value_counts()
        country, number = str(ranked.index[0]), int(ranked.iloc[0])
        low, high = wilson(number, len(known))
        schooled = (
            f"Of the {count(len(known))} whose first degree is told, {count(number)} took it in "
            f"{territory_phrase(country)} ({percent(number / len(known), 0)}, interval {percent(low, 0)}–{percent(high, 0)})"
        )
    return {
        "main": names[0],
        "second": names[1],
        "groups": noun(len(groups), "group"),
        "parts": noun(int(groups["parts"].sum()), "part"),
        "members": noun(len(degrees), "person", "people"),
        "largest": str(largest["group"]),
        "largest_members": count(int(largest["members"])),
        "schooled": schooled,
        "both": noun(both, "person", "people"),
    }


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
