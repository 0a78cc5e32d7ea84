"""Which organizations most is told of."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.trust import counted


def prominent(events: pd.DataFrame) -> list[str]:
    """Rank organizations by the number of their events that may be counted.

    Parameters
    ----------
    events
        Rows of the table ``events``.

    Returns
    -------
    list of str
        Ids, the organization with most events first; ties in the order of the alphabet.

    Examples
    --------
    >>> events = pd.DataFrame({"organization": ["b", "a", "b"], "status": ["reported"] * 3, "dispute": [None] * 3})
    >>> prominent(events)
    ['b', 'a']
    """
    numbers = counted(events)["organization"].value_counts().reset_index()
    return list(numbers.sort_values(["count", "organization"], ascending=[False, True])["organization"])
