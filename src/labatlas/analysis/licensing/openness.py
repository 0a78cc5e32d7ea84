"""How open the works are: parts, levels, and what moved towards opening or closing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

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

#: Parts that others need to build on a work; any of them puts it on the level of the weights.
MATERIAL = ("weights", "code", "data")


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
        ``organization`` (id), ``country``, ``released``, ``date`` (middle of the period of release), ``part``, ``access``,
        ``status`` (of the statement; an estimate is our reading of which part is meant, or of how it is open).
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
            "status": facts["status"],
        }
    )
    return access.sort_values(["date", "name", "part"], na_position="last", kind="stable").reset_index(drop=True)


def level_reached(access: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return the highest level of openness that each work is told to have reached.

    A level is reached when a part that belongs to it is open or open under conditions; the level of weights and data
    is reached with either. Code has no level of its own and counts with the weights' level. Silence closes nothing: a
    work stands at least on its level, and exactly there only when of each higher level a part is told to be closed;
    levels of which no work is told are left out of this. A work is on level 0 when nothing of it is told to be open and
    its weights, code or data are told to be closed. One of which a leak, an announcement or a closed interface is all
    that is told has no level and no row.

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
        ``released``, ``date``, ``level``, ``exact`` (of every higher level a part is told to be closed), ``opened`` and
        ``closed`` (tuples of the parts others can use, and of those told to be closed), ``rebuildable`` (weights, code or
        data are open, so that others can build on the work), ``material_told`` (of one of these three it is told whether
        it is open).
    """
    columns = [
        "artifact", "name", "kind", "organization", "country", "released", "date", "level", "exact", "opened", "closed",
        "rebuildable", "material_told",
    ]  # fmt: skip
    if access.empty or levels.empty:
        return pd.DataFrame(columns=columns)
    level_of = part_levels(levels)
    known = sorted({level_of[part] for part in access["part"] if part in level_of})
    rows = []
    for _, parts in access.groupby("artifact", sort=False):
        told = dict(zip(parts["part"], parts["access"], strict=True))
        opened = tuple(part for part in PARTS if told.get(part) in USABLE)
        closed = tuple(part for part in PARTS if told.get(part) == "closed")
        if not opened and not set(closed) & set(MATERIAL):
            continue
        level = max((level_of.get(part, 0) for part in opened), default=0)
        shut = {level_of.get(part) for part in closed}
        rows.append(
            parts.iloc[0][columns[:7]].to_dict()
            | {
                "level": level, "exact": all(each in shut for each in known if each > level), "opened": opened,
                "closed": closed, "rebuildable": any(told.get(part) == "open" for part in MATERIAL),
                "material_told": bool({*opened, *closed} & set(MATERIAL)),
            }
        )  # fmt: skip
    works = pd.DataFrame(rows, columns=columns).astype({"date": access["date"].dtype})
    return works.sort_values(["date", "name"], na_position="last", kind="stable").reset_index(drop=True)


def part_levels(levels: pd.DataFrame) -> dict[str, int]:
    """Return the level that opening each part reaches, code with the weights."""
    level_of = {str(part): int(level) for part, level in zip(levels["opens"], levels["level"], strict=True)}
    if "weights" in level_of:
        level_of.setdefault("code", level_of["weights"])
    return level_of


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
        "first_level": level_words(first),
        "last": str(last["name"]),
        "last_level": level_words(last),
    }
    if len(path) == 1:
        sentence = "Of {organization} the openness of {works} is told: {first} reaches {first_level}."
        return values | {"path": sentence.format(**values)}
    open_weights = path[path["rebuildable"]]
    values["opened"] = (
        f"the last told to have weights, code or data open to all is {open_weights.iloc[-1]['name']} "
        f"({partial_date(str(open_weights.iloc[-1]['released']))})"
        if len(open_weights)
        else "none is told to have weights, code or data open to all"
    )
    sentence = (
        "Of {works} of {organization} whose openness is told, the first ({first}) reaches {first_level} and the latest "
        "({last}) {last_level}; {opened}."
    )
    return values | {"path": sentence.format(**values)}


def level_words(work: pd.Series) -> str:
    """Write the level of a work, and that it may be higher where nothing is told of what would put it there.

    Examples
    --------
    >>> level_words(pd.Series({"level": 1, "exact": False})), level_words(pd.Series({"level": 2, "exact": True}))
    ('at least level 1', 'level 2')
    """
    return f"{'' if work['exact'] else 'at least '}level {count(work['level'])}"


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
    """Return what the text says of open weights, code and data in a country; nothing when none of a work from it is told."""
    told = levels[levels["material_told"].astype(bool)]
    here = told[told["country"] == country]
    if here.empty:
        return {}
    return {
        "country": territory_phrase(country),
        "works": count(len(here)),
        "works_told": noun(len(here), "work"),
        "open": quantity_or_none(here["rebuildable"].sum()),
        "all_works": count(len(told)),
        "all_open": count(told["rebuildable"].sum()),
    }


def level_names(levels: pd.DataFrame) -> dict[int, str]:
    """Name each level of openness by what is enough to reach it in `level_reached`, nothing open being level 0."""
    names = {0: "nothing"}
    for level, parts in levels.sort_values("level", kind="stable").groupby("level")["opens"]:
        named = [part_name(part) for part in parts]
        enough = [*named, *(["code"] if "weights" in set(parts) else [])]
        names[int(level)] = ", ".join(enough[:-1]) + " or " + enough[-1] if len(enough) > 1 else enough[0]
    return names


def most_telling(access: pd.DataFrame, organization: str, works: int) -> pd.DataFrame:
    """Keep the works a figure has room for: those of one organization first, then the latest, those without a date last.

    Returns
    -------
    pandas.DataFrame
        Rows of `access_by_part` in their order.
    """
    table = access.drop_duplicates("artifact")
    table = table.assign(other=table["organization"].ne(organization).fillna(True), undated=table["date"].isna())
    ranked = table.sort_values(["other", "undated", "date"], ascending=[True, True, False], kind="stable")
    kept = ranked.head(works)["artifact"]
    return access[access["artifact"].isin(kept)]


def placed_values(access: pd.DataFrame, levels: pd.DataFrame, artifacts: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of how many works can be placed; nothing when none can."""
    works = artifacts[artifacts["kind"].isin(KINDS)]
    if levels.empty:
        return {}
    silent = works[~works["id"].isin(access["artifact"])]
    little = access.loc[~access["artifact"].isin(levels["artifact"]), ["artifact", "name"]].drop_duplicates()["name"]
    kinds = levels["kind"].value_counts()
    forms = {"model": ("model", "models"), "dataset": ("data set", "data sets"), "platform": ("platform", "platforms")}
    return {
        "works": count(len(works)),
        "told": listing([str(noun(kinds[kind], *forms[kind])) for kind in KINDS if kind in kinds]),
        "little": (
            f"Of {few_or_number(list(little))} they tell too little for a level: no more than a leak, an announcement or a "
            "closed interface."
            if len(little)
            else ""
        ),
        "silent": f"Of {count(len(silent))} they tell nothing." if len(silent) else "",
        "dated": count(levels["date"].notna().sum()),
        "undated": quantity_or_none(levels["date"].isna().sum()),
        "least": quantity_or_none((~levels["exact"].astype(bool)).sum()),
    }


#: Names up to which a sentence gives them all.
FEW = 5


def few_or_number(names: list[str]) -> str:
    """Write a few names, or how many they are.

    Examples
    --------
    >>> few_or_number(["A", "B"]), few_or_number(list("abcdef"))
    ('A and B', '6 works')
    """
    return listing(names) if len(names) <= FEW else noun(len(names), "work")


def read_values(access: pd.DataFrame, works: int) -> dict[str, str]:
    """Return what the text says of parts whose openness rests on our reading; nothing when no part is known.

    Parameters
    ----------
    access
        Rows of `access_by_part` that are shown.
    works
        Number of works that might have been shown.
    """
    if access.empty:
        return {}
    hidden = works - access["artifact"].nunique()
    read = access[access["status"] == "estimate"]
    return {
        "parts": noun(len(access), "part"),
        "works": noun(access["artifact"].nunique(), "work"),
        "hidden": f"; of {noun(hidden, 'work')}, most of them earlier or undated, there is no room to show it"
        if hidden
        else "",
        "reading": (
            f"{count(len(read))} of them {'rests' if len(read) == 1 else 'rest'} on our reading: the documents call a work open "
            "source without saying which parts, or offer a service without saying on which terms. We then take the weights or "
            "the code to be meant, which puts the work on the same level, and a service to be under conditions."
            if len(read)
            else "None of them rests on our reading."
        ),
    }


def moves(openness: pd.DataFrame, artifacts: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return what moved towards opening or towards closing.

    A move is an organization's next dated model on another level, if a part that others can use in the higher one is
    told to be closed in the lower one, so that silence makes no move; a part of a work whose access changed from one
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
    """Return the steps from one dated model of an organization to its next.

    Only what is told is compared: of the parts that others can use in the higher model, one at least must be told to be
    closed in the lower.
    """
    found: list[dict[str, object]] = []
    dated = levels[(levels["kind"] == "model") & levels["date"].notna()]
    for organization, works in dated.groupby("organization", sort=False):
        rows = works.to_dict("records")
        for old, new in pairwise(rows):
            lower, higher = sorted((old, new), key=lambda model: int(model["level"]))
            differ = [part for part in higher["opened"] if part in lower["closed"]]
            # Of works of one day none comes after the other.
            if old["level"] != new["level"] and old["released"] != new["released"] and differ:
                found.append(
                    {
                        "date": new["released"], "organization": organization, "artifact": new["artifact"],
                        "before": _on_level(old, differ), "after": _on_level(new, differ),
                        "direction": "opening" if new is higher else "closing",
                    }
                )  # fmt: skip
    return found


def _on_level(model: dict[str, Any], parts: list[str]) -> str:
    """Write a model with its level and how some parts of it stand."""
    named = listing([part_name(part) for part in parts])
    return f"{model['name']}: level {model['level']}, {named} {'closed' if parts[0] in model['closed'] else 'open'}"


def part_name(part: str) -> str:
    """Write a part of a work as a reader does."""
    return "API" if part == "api" else part


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
        name = f"{works.loc[artifact, 'name']}: {part_name(part)}"
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
    hidden = len(found) - MOVES_SHOWN
    return {
        "moves": listing([*told, *others]),
        "makers": noun(found["organization"].nunique(), "maker"),
        "hidden": f"; it has no room for {noun(hidden, 'earlier move')}" if hidden > 0 else "",
    }


#: Moves that a table has room for.
MOVES_SHOWN = 20


def moves_shown(found: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Keep the moves a table has room for: those of one organization first, then the latest.

    Returns
    -------
    pandas.DataFrame
        Rows of `moves` in their order.
    """
    ranked = found.assign(other=found["organization"].ne(organization).fillna(True), undated=found["date"].isna())
    ranked = ranked.sort_values(["other", "undated", "date"], ascending=[True, True, False], kind="stable")
    return found.loc[sorted(ranked.head(MOVES_SHOWN).index)].reset_index(drop=True)


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
        ``artifact``, ``name``, ``kind``, ``part``, ``licence`` (name, or missing), ``read`` (that it is this part is our
        reading); each part once, a statement that names the licence before one that does not.
    """
    facts = counted(openness)
    facts = facts[facts["access"].isin(USABLE) & facts["part"].isin(MATERIAL)]
    facts = facts.assign(read=facts["status"] == "estimate").sort_values("read", kind="stable")
    facts = facts.sort_values("licence", na_position="last", kind="stable").drop_duplicates(["artifact", "part"])
    works = artifacts.set_index("id")
    return pd.DataFrame(
        {
            "artifact": facts["artifact"], "name": facts["artifact"].map(works["name"]),
            "kind": facts["artifact"].map(works["kind"]), "part": facts["part"], "licence": facts["licence"].map(licences),
            "read": facts["read"],
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
    beyond = parts.loc[~parts["kind"].isin(KINDS), "artifact"].nunique()
    read = int(parts["read"].sum())
    return {
        "parts": noun(len(parts), "part"),
        "works": noun(parts["artifact"].nunique(), "work"),
        "beyond": f", {count(beyond)} of them toolkits or products," if beyond else "",
        "read": f", for {count(read)} of which it is our reading that this part is meant" if read else "",
        "named": quantity_or_none(len(named)),
        "list": f": {listing(told)}" if told else "",
    }
