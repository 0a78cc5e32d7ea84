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


def topmost(organizations: pd.DataFrame, organization: str) -> str:
    """Return the organization at the top of the parents of an organization, itself if it has none.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "parent": [None, "a", "b"]})
    >>> topmost(table, "c")
    'a'
    """
    parents = organizations.dropna(subset=["parent"]).set_index("id")["parent"].to_dict()
    seen = {organization}
    while (parent := parents.get(organization)) and parent not in seen:
        seen.add(organization := parent)
    return organization
