"""Which facts may be counted."""

from __future__ import annotations

import pandas as pd

from labatlas.tables.provenance import NOT_COUNTED


def believable(facts: pd.DataFrame) -> pd.DataFrame:
    """Leave out jokes and hearsay, and keep every side of a dispute."""
    return facts[~facts["status"].isin([str(status) for status in NOT_COUNTED])]


def counted(facts: pd.DataFrame) -> pd.DataFrame:
    """Leave out jokes and hearsay, and all but the first side of each dispute.

    `labatlas.tables.open_dataset` puts the side first that the table ``disputes`` names, with a reason. The other sides
    stay in the evidence and are shown as disputed.

    Parameters
    ----------
    facts
        Rows of an evidence table with ``status`` and ``dispute``.

    Examples
    --------
    >>> facts = pd.DataFrame({"status": ["reported", "satire", "disputed", "disputed"], "dispute": [None, None, "d", "d"]})
    >>> counted(facts).index.tolist()
    [0, 2]
    """
    trusted = believable(facts)
    return trusted[trusted["dispute"].isna() | ~trusted["dispute"].duplicated()]
