"""Licensing: what licences allow, what is said of them, and how open the works are."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import believable, counted
from labatlas.formatting import compact, count, listing, money, noun, partial_date, quantity_or_none, territory_phrase
from labatlas.tables import Dataset
from labatlas.tables.licensing import TERMS
from labatlas.tables.partial_dates import last_day, midpoint

#: Parts of a work in the order in which opening them opens more.
PARTS = ["paper", "api", "code", "weights", "data", "compute"]

#: Kinds of access from the most to the least open.
ACCESS = ["open", "restricted", "announced", "leaked", "closed"]

#: Access that lets others use a part, if under conditions.
USABLE = frozenset({"open", "restricted"})


def access_by_part(openness: pd.DataFrame, artifacts: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return, for each model, how open each part of it is.

    Where several statements are made on one part, the latest dated one counts, an undated one before none. Products are
    left out, because they open what their models open.

    Parameters
    ----------
    openness, artifacts, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a model and part, in order of release, undated models last: ``artifact``, ``name``, ``organization`` (id),
        ``country``, ``released``, ``date`` (middle of the period of release), ``part``, ``access``.
    """
    works = artifacts[artifacts["kind"] == "model"].set_index("id")
    facts = counted(openness)
    facts = facts[facts["artifact"].isin(works.index)]
    facts = facts.assign(since=last_day(facts["date"])).sort_values("since", na_position="first", kind="stable")
    facts = facts.drop_duplicates(["artifact", "part"], keep="last")
    country = organizations.set_index("id")["country"]
    released = facts["artifact"].map(works["released"])
    access = pd.DataFrame(
        {
            "artifact": facts["artifact"],
            "name": facts["artifact"].map(works["name"]),
            "organization": facts["artifact"].map(works["organization"]),
            "country": facts["artifact"].map(works["organization"]).map(country),
            "released": released,
            "date": midpoint(released),
            "part": facts["part"],
            "access": facts["access"],
        }
    )
    return access.sort_values(["date", "name", "part"], na_position="last", kind="stable").reset_index(drop=True)


def level_reached(access: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return the highest level of openness each model reached.

    A level is reached when a part that belongs to it is open or open under conditions; the level of weights and data
    is reached with either. Nothing open is level 0. Code has no level of its own and counts with the weights' level.

    Parameters
    ----------
    access
        Result of `access_by_part`.
    levels
        Rows of the table ``openness_levels``.

    Returns
    -------
    pandas.DataFrame
        One row a work, in order of release: ``artifact``, ``name``, ``organization``, ``country``, ``released``,
        ``date``, ``level``, ``rebuildable`` (weights or code are open, so that others can build on the work).
    """
    columns = ["artifact", "name", "organization", "country", "released", "date", "level", "rebuildable"]
    if access.empty or levels.empty:
        return pd.DataFrame(columns=columns)
    level_of = {str(part): int(level) for part, level in zip(levels["opens"], levels["level"], strict=True)}
    if "weights" in level_of:
        level_of.setdefault("code", level_of["weights"])
    reached = access["part"].map(level_of).where(access["access"].isin(USABLE), 0).fillna(0).astype(int)
    material = access["part"].isin(["weights", "code"]) & (access["access"] == "open")
    access = access.assign(level=reached, rebuildable=material.groupby(access["artifact"]).transform("any"))
    ranked = access.sort_values("level", ascending=False, kind="stable")
    works = ranked.drop_duplicates("artifact")[columns]
    return works.sort_values(["date", "name"], na_position="last", kind="stable").reset_index(drop=True)


def path_of(levels: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the dated works of one organization with their level of openness, in time order."""
    return levels[(levels["organization"] == organization) & levels["date"].notna()].reset_index(drop=True)


def path_values(path: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of an organization's path; nothing when fewer than two works are dated."""
    if len(path) < 2:
        return {}
    first, last = path.iloc[0], path.iloc[-1]
    open_weights = path[path["rebuildable"]]
    return {
        "organization": name,
        "works": noun(len(path), "dated model"),
        "first": str(first["name"]),
        "first_level": count(first["level"]),
        "last": str(last["name"]),
        "last_level": count(last["level"]),
        "opened": (
            f"the last whose weights or code are open to all is {open_weights.iloc[-1]['name']} "
            f"({partial_date(str(open_weights.iloc[-1]['released']))})"
            if len(open_weights)
            else "none has weights or code that are open to all"
        ),
    }


def level_counts(levels: pd.DataFrame, country: str) -> pd.DataFrame:
    """Count works by level of openness, in one country and elsewhere.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``here``, ``elsewhere``, ``unknown`` (works; ``unknown`` where the maker or its country is not told).
    """
    if levels.empty:
        return pd.DataFrame(columns=["level", "here", "elsewhere", "unknown"])
    place = levels["country"].map(
        lambda code: "unknown" if pd.isna(code) else "here" if code == country else "elsewhere"
    )
    counts = pd.crosstab(levels["level"], place).reindex(columns=["here", "elsewhere", "unknown"], fill_value=0)
    counts = counts.reindex(range(int(levels["level"].max()) + 1), fill_value=0)
    return counts.rename_axis(index="level", columns=None).reset_index()


def country_values(levels: pd.DataFrame, country: str) -> dict[str, str]:
    """Return what the text says of openness in a country; nothing when no work from it is known."""
    here = levels[levels["country"] == country]
    if here.empty:
        return {}
    return {
        "country": territory_phrase(country),
        "works": count(len(here)),
        "open": count(here["rebuildable"].sum()),
        "all_works": count(len(levels)),
        "all_open": count(levels["rebuildable"].sum()),
    }


def level_names(levels: pd.DataFrame) -> dict[int, str]:
    """Name each level of openness by what is enough to reach it in `level_reached`, nothing open being level 0."""
    names = {0: "nothing"}
    for level, parts in levels.sort_values("level", kind="stable").groupby("level")["opens"]:
        enough = [*parts, *(["code"] if "weights" in set(parts) else [])]
        names[int(level)] = ", ".join(enough[:-1]) + " or " + enough[-1] if len(enough) > 1 else enough[0]
    return names


def most_telling(access: pd.DataFrame, organization: str, works: int) -> pd.DataFrame:
    """Keep the works a figure has room for: those of one organization first, then those with a date, then the rest.

    Returns
    -------
    pandas.DataFrame
        Rows of `access_by_part` in their order.
    """
    table = access.drop_duplicates("artifact")
    rank = (table["organization"] != organization) * 2 + table["date"].isna()
    kept = table.assign(rank=rank).sort_values("rank", kind="stable").head(works)["artifact"]
    return access[access["artifact"].isin(kept)]
