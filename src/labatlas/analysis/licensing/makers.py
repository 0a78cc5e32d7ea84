"""Who opens: firms, public institutes and communities, by the level of openness of their works."""

from __future__ import annotations

import pandas as pd

from labatlas.formatting import listing, noun, quantity_or_none

#: Sorts of maker in the order they are shown, by the kind of organization at the top of its parents.
SORTS = {
    "company": "firms and their labs", "startup": "firms and their labs", "investor": "firms and their labs",
    "university": "universities and institutes", "nonprofit": "universities and institutes",
    "government": "universities and institutes", "lab": "independent labs", "community": "communities",
}  # fmt: skip

#: What stands for a maker nobody names.
UNTOLD = "maker not told"

FIRMS, PUBLIC, COMMUNITIES = "firms and their labs", "universities and institutes", "communities"


def maker_sorts(organizations: pd.DataFrame) -> dict[str, str]:
    """Return the sort of each organization, that of the topmost organization it belongs to.

    Parameters
    ----------
    organizations
        Rows of the table of that name.

    Examples
    --------
    >>> places = pd.DataFrame({"id": ["lab", "firm", "own"], "kind": ["lab", "company", "lab"], "parent": ["firm", None, None]})
    >>> maker_sorts(places)
    {'lab': 'firms and their labs', 'firm': 'firms and their labs', 'own': 'independent labs'}
    """
    parent = dict(zip(organizations["id"], organizations["parent"], strict=True))
    kind = dict(zip(organizations["id"], organizations["kind"], strict=True))
    sorts = {}
    for organization in organizations["id"]:
        top, seen = organization, {organization}
        # A parent that the evidence leaves out, or a circle, ends the climb.
        while parent[top] in kind and parent[top] not in seen:
            top = parent[top]
            seen.add(top)
        sorts[organization] = SORTS[kind[top]]
    return sorts


def levels_by_maker(levels: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Count works by sort of maker and level of openness.

    Parameters
    ----------
    levels
        Result of `labatlas.analysis.licensing.openness.level_reached`.
    organizations
        Rows of the table of that name.

    Returns
    -------
    pandas.DataFrame
        ``maker`` and a column of counts for each level from 0 to the highest reached; makers of which no work is known are
        left out.
    """
    if levels.empty:
        return pd.DataFrame(columns=["maker"])
    maker = levels["organization"].map(maker_sorts(organizations)).fillna(UNTOLD)
    counts = pd.crosstab(maker, levels["level"]).reindex(columns=range(int(levels["level"].max()) + 1), fill_value=0)
    order = [name for name in dict.fromkeys([*SORTS.values(), UNTOLD]) if name in counts.index]
    return counts.loc[order].rename_axis(index="maker", columns=None).reset_index()


def rebuildable_by_maker(levels: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Count the works of whose weights, code or data it is told whether they are open, and those where one is, by sort of maker.

    Returns
    -------
    pandas.DataFrame
        Index: sort of maker; ``works``, ``open``.
    """
    told = levels[levels["material_told"].astype(bool)]
    maker = told["organization"].map(maker_sorts(organizations)).fillna(UNTOLD)
    return told.groupby(maker.rename("maker"))["rebuildable"].agg(works="size", open="sum")


def maker_values(levels: pd.DataFrame, organizations: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of who opens; nothing when neither firms nor others are known."""
    table = rebuildable_by_maker(levels, organizations)
    if table.empty:
        return {}
    order = [name for name in dict.fromkeys([*SORTS.values(), UNTOLD]) if name in table.index]
    parts = [
        f"{quantity_or_none(table.loc[name, 'open'])} of {noun(table.loc[name, 'works'], 'work')} "
        + (f"by {name}" if name != UNTOLD else "whose maker is not told")
        for name in order
    ]
    return {"parts": listing(parts)}
