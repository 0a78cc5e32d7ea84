"""What the documents remark on commercial use of each licence, and whether it holds."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.trust import believable


def checked(commercial_remarks: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return what is remarked on commercial use of each licence, with what is right.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``remark``, ``holds`` (``yes`` or ``no``), ``correction`` (empty where none is needed), ``reference``
        (bibliography key); remarks that do not hold first.
    """
    facts = believable(commercial_remarks)
    told = pd.DataFrame(
        {
            "name": facts["licence"].map(names), "remark": facts["remark"],
            "holds": facts["holds"], "correction": facts["correction"].fillna(""), "reference": facts["reference"],
        }
    )  # fmt: skip
    return told.sort_values("holds", kind="stable").reset_index(drop=True)


def remarks_table(told: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `checked` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence": told["name"],
            "What the document says": told["remark"],
            "Holds": told["holds"],
            "What the licence says instead": told["correction"].where(told["correction"] != "", "the same"),
        }
    )
