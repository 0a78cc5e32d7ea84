"""How open the works are: parts, levels, and what moved towards opening or closing."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from labatlas.analysis.trust import counted
from labatlas.formatting import count, listing, noun, partial_date, quantity_or_none, territory_phrase
from labatlas.tables.partial_dates import last_day, midpoint

#: Parts of a work in the order in which opening them opens more.
PARTS = ["paper", "api", "code", "weights", "data", "compute"]

#: Kinds of artifact that are placed on the levels. A toolkit is code by nature, a product opens what its model opens.
KINDS = ("model", "dataset", "platform")

#: Kinds of access from the most to the least open.
ACCESS = ["open", "restricted", "announced", "leaked", "closed"]

#: Access that lets others use a part, if under conditions.
USABLE = frozenset({"open", "restricted"})


def access_by_part(openness: pd.DataFrame, artifacts: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return, for each model, data set and platform, how open each part of it is.

    Where several statements are made on one part, the latest dated one counts, an undated one before none.

    Parameters
    ----------
    openness, artifacts, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a work and part, in order of release, undated works last: ``artifact``, ``name``, ``kind``,
        ``organization`` (id), ``country``, ``released``, ``date`` (middle of the period of release), ``part``, ``access``.
    """
    works = artifacts[artifacts["kind"].isin(KINDS)].set_index("id")
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
            "kind": facts["artifact"].map(works["kind"]),
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
    """Return the highest level of openness each work reached.

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
        One row a work, in order of release: ``artifact``, ``name``, ``kind``, ``organization``, ``country``,
        ``released``, ``date``, ``level``, ``rebuildable`` (weights, code or data are open, so that others
        can build on the work).
    """
    columns = ["artifact", "name", "kind", "organization", "country", "released", "date", "level", "rebuildable"]
    if access.empty or levels.empty:
        return pd.DataFrame(columns=columns)
    level_of = {str(part): int(level) for part, level in zip(levels["opens"], levels["level"], strict=True)}
    if "weights" in level_of:
        level_of.setdefault("code", level_of["weights"])
    reached = access["part"].map(level_of).where(access["access"].isin(USABLE), 0).fillna(0).astype(int)
    material = access["part"].isin(["weights", "code", "data"]) & (access["access"] == "open")
    access = access.assign(level=reached, rebuildable=material.groupby(access["artifact"]).transform("any"))
    ranked = access.sort_values("level", ascending=False, kind="stable")
    works = ranked.drop_duplicates("artifact")[columns]
    return works.sort_values(["date", "name"], na_position="last", kind="stable").reset_index(drop=True)


def path_of(levels: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the dated models of one organization with their level of openness, in time order."""
    own = (levels["organization"] == organization) & (levels["kind"] == "model")
    return levels[own & levels["date"].notna()].reset_index(drop=True)


def path_values(path: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of an organization's path; ``path`` is the sentence, the rest stands in it."""
    if path.empty:
        return {"path": f"No dated model of {name} is told of."}
    first, last = path.iloc[0], path.iloc[-1]
    values: dict[str, str] = {
        "organization": name,
        "works": noun(len(path), "dated model"),
        "first": str(first["name"]),
        "first_level": count(first["level"]),
        "last": str(last["name"]),
        "last_level": count(last["level"]),
    }
    if len(path) == 1:
        sentence = "Of {organization} {works} is told of: {first}, on level {first_level}."
        return values | {"path": sentence.format(**values)}
    open_weights = path[path["rebuildable"]]
    values["opened"] = (
        f"the last with weights, code or data open to all is {open_weights.iloc[-1]['name']} "
        f"({partial_date(str(open_weights.iloc[-1]['released']))})"
        if len(open_weights)
        else "none has weights, code or data open to all"
    )
    sentence = (
        "Of {works} of {organization}, the first ({first}) reaches level {first_level} and the latest ({last}) level "
        "{last_level}; {opened}."
    )
    return values | {"path": sentence.format(**values)}


def own_words(works: pd.DataFrame, organization: str, name: str, look: str) -> dict[str, str]:
    """Return what a caption says of how the works of the focus organization look; nothing to say when there are none.

    Examples
    --------
    >>> works = pd.DataFrame({"organization": ["openai", None]})
    >>> own_words(works, "openai", "OpenAI", "in blue"), own_words(works, "baidu", "Baidu", "in blue")
    ({'own': ', those of OpenAI in blue'}, {'own': ''})
    """
    return {"own": f", those of {name} {look}" if works["organization"].eq(organization).any() else ""}


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
        "works_told": noun(len(here), "work"),
        "open": quantity_or_none(here["rebuildable"].sum()),
        "all_works": count(len(levels)),
        "all_open": count(levels["rebuildable"].sum()),
    }


def level_names(levels: pd.DataFrame) -> dict[int, str]:
    """Name each level of openness by what is enough to reach it in `level_reached`, nothing open being level 0."""
    names = {0: "nothing"}
    for level, parts in levels.sort_values("level", kind="stable").groupby("level")["opens"]:
        named = ["API" if part == "api" else part for part in parts]
        enough = [*named, *(["code"] if "weights" in set(parts) else [])]
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


def placed_values(levels: pd.DataFrame, artifacts: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of how many works can be placed; nothing when none can."""
    works = artifacts[artifacts["kind"].isin(KINDS)]
    if levels.empty:
        return {}
    untold = works[~works["id"].isin(levels["artifact"])]
    kinds = levels["kind"].value_counts()
    forms = {"model": ("model", "models"), "dataset": ("data set", "data sets"), "platform": ("platform", "platforms")}
    return {
        "works": count(len(works)),
        "told": listing([str(noun(kinds[kind], *forms[kind])) for kind in KINDS if kind in kinds]),
        "rest": f"; of the other {count(len(untold))} they tell nothing" if len(untold) else "",
        "dated": count(levels["date"].notna().sum()),
        "undated": quantity_or_none(levels["date"].isna().sum()),
    }


def moves(openness: pd.DataFrame, artifacts: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return what moved towards opening or towards closing.

    A move is an organization's next dated model on another level; a part of a work whose access changed from one
    statement to a later one; and a part that is announced or leaked, which is no step yet or none of the maker's.

    Parameters
    ----------
    openness, artifacts
        Rows of the tables of those names.
    levels
        Result of `level_reached`.

    Returns
    -------
    pandas.DataFrame
        In order of time, undated ones last: ``date`` (partial ISO date or missing), ``organization`` (id), ``artifact``,
        ``before``, ``after`` (what stood before and after, in words), ``direction`` (``opening``, ``closing``,
        ``announced`` or ``leaked``).
    """
    found = [*_between_models(levels), *_within_works(openness, artifacts)]
    columns = ["date", "organization", "artifact", "before", "after", "direction"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values("date", na_position="last", kind="stable").reset_index(drop=True)


def _between_models(levels: pd.DataFrame) -> list[dict[str, object]]:
    """Return the steps from one dated model of an organization to its next."""
    found: list[dict[str, object]] = []
    dated = levels[(levels["kind"] == "model") & levels["date"].notna()]
    for organization, works in dated.groupby("organization", sort=False):
        rows = works.to_dict("records")
        for old, new in pairwise(rows):
            if old["level"] != new["level"]:
                found.append(
                    {
                        "date": new["released"], "organization": organization, "artifact": new["artifact"],
                        "before": f"{old['name']}: level {old['level']}", "after": f"{new['name']}: level {new['level']}",
                        "direction": "opening" if new["level"] > old["level"] else "closing",
                    }
                )  # fmt: skip
    return found


def _within_works(openness: pd.DataFrame, artifacts: pd.DataFrame) -> list[dict[str, object]]:
    """Return the parts of works whose access changed, or is announced or leaked."""
    works = artifacts[artifacts["kind"].isin(KINDS)].set_index("id")
    facts = counted(openness)
    facts = facts[facts["artifact"].isin(works.index)].assign(since=last_day(facts["date"]))
    rank = {access: at for at, access in enumerate(["open", "restricted", "closed"])}
    found: list[dict[str, object]] = []
    for (artifact, part), rows in facts.sort_values("since", kind="stable").groupby(["artifact", "part"], sort=False):
        told = rows.to_dict("records")
        here = {"organization": works.loc[artifact, "organization"], "artifact": artifact}
        name = f"{works.loc[artifact, 'name']}: {'API' if part == 'api' else part}"
        for row in told:
            if row["access"] in {"announced", "leaked"}:
                found.append(
                    {
                        "date": row["date"],
                        **here,
                        "before": "",
                        "after": f"{name} {row['access']}",
                        "direction": row["access"],
                    }
                )
        known = [row for row in told if row["access"] in rank and pd.notna(row["since"])]
        for old, new in pairwise(known):
            if old["access"] != new["access"]:
                found.append(
                    {
                        "date": new["date"], **here, "before": f"{name} {ACCESS_WORDS[old['access']]}",
                        "after": f"{name} {ACCESS_WORDS[new['access']]}",
                        "direction": "opening" if rank[new["access"]] < rank[old["access"]] else "closing",
                    }
                )  # fmt: skip
    return found


#: Kinds of access as a reader reads them.
ACCESS_WORDS = {"open": "open to all", "restricted": "under conditions", "closed": "closed"}


def moves_values(found: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of moves; nothing when none is known."""
    if found.empty:
        return {}
    directions = found["direction"].value_counts()
    told = [
        f"{noun(directions[direction], 'step')} towards {direction}"
        for direction in ("closing", "opening")
        if direction in directions
    ]
    others = [
        f"{noun(directions[direction], 'part')} {direction}"
        for direction in ("announced", "leaked")
        if direction in directions
    ]
    return {"moves": listing([*told, *others]), "makers": noun(found["organization"].nunique(), "maker")}


def moves_table(found: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the result of `moves` as a reader reads it."""
    return pd.DataFrame(
        {
            "When": [partial_date(str(date)) if pd.notna(date) else "not told" for date in found["date"]],
            "Who": [names.get(str(organization), "not told") for organization in found["organization"]],
            "What": [
                f"{before} → {after}" if before else after
                for before, after in zip(found["before"], found["after"], strict=True)
            ],
            "Towards": found["direction"],
        }
    )


def licensed_parts(openness: pd.DataFrame, artifacts: pd.DataFrame, licences: dict[str, str]) -> pd.DataFrame:
    """Return the parts of works that others may use, with the licence if one is named.

    Only code, weights and data count, because a paper and an interface need no licence of this kind.

    Returns
    -------
    pandas.DataFrame
        ``artifact``, ``name``, ``part``, ``licence`` (name, or missing); each part once, a statement that names the
        licence before one that does not.
    """
    facts = counted(openness)
    facts = facts[facts["access"].isin(USABLE) & facts["part"].isin(["code", "weights", "data"])]
    facts = facts.sort_values("licence", na_position="last", kind="stable").drop_duplicates(["artifact", "part"])
    names = artifacts.set_index("id")["name"]
    return pd.DataFrame(
        {
            "artifact": facts["artifact"], "name": facts["artifact"].map(names), "part": facts["part"],
            "licence": facts["licence"].map(licences),
        }
    ).reset_index(drop=True)  # fmt: skip


def licensed_values(parts: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the licences of open parts; nothing when no part is open."""
    if parts.empty:
        return {}
    named = parts[parts["licence"].notna()]
    told = [
        f"{name} ({part}, {licence})"
        for name, part, licence in zip(named["name"], named["part"], named["licence"], strict=True)
    ]
    return {
        "parts": noun(len(parts), "part"),
        "works": noun(parts["artifact"].nunique(), "work"),
        "named": quantity_or_none(len(named)),
        "list": f": {listing(told)}" if told else "",
    }
