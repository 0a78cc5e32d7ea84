"""Which organization belongs to which."""

from __future__ import annotations

import pandas as pd


def family(organizations: pd.DataFrame, organization: str) -> set[str]:
    """Return an organization and everything that belongs to it, at any depth.

    Parameters
    ----------
    organizations
        Rows of the table ``organizations``.
    organization
        Id of the organization.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "parent": [None, "a", "b"]})
    >>> sorted(family(table, "a"))
    ['a', 'b', 'c']
    """
    members = {organization}
    while True:
        children = set(organizations.loc[organizations["parent"].isin(members), "id"]) - members
        if not children:
            return members
        members |= children


def topmost(organizations: pd.DataFrame) -> dict[str, str]:
    """Return for each organization the one at the top of its parents, itself if it has none.

    Parameters
    ----------
    organizations
        Rows of the table ``organizations``.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "parent": [None, "a", "b"]})
    >>> topmost(table)
    {'a': 'a', 'b': 'a', 'c': 'a'}
    """
    parents = organizations.dropna(subset=["parent"]).set_index("id")["parent"].to_dict()
    tops = {}
    for organization in organizations["id"]:
        top, seen = organization, {organization}
        while (parent := parents.get(top)) and parent not in seen:
            seen.add(top := parent)
        tops[str(organization)] = str(top)
    return tops
