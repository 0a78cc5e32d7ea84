"""Remarks on commercial use, and which licences limit what a work is used for."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.trust import believable


def restricted_use(licence_terms: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """Return which licences restrict what the work may be used for.

    Returns
    -------
    pandas.DataFrame
        ``licence`` (id), ``name``, ``family``, ``restricts`` (``yes``, ``no``, or joined when contradicted).
    """
    facts = believable(licence_terms[licence_terms["term"] == "use-restrictions"])
    value = facts.groupby("licence")["value"].agg(_join)
    known = licences[licences["id"].isin(value.index)]
    return pd.DataFrame(
        {"licence": known["id"], "name": known["name"], "family": known["family"], "restricts": known["id"].map(value)}
    ).reset_index(drop=True)


def remarks(commercial_remarks: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return what is remarked on commercial use of each licence, with what is right.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``remark``, ``holds`` (``yes`` or ``no``), ``correction`` (empty where none is needed), ``reference`` (bibliography key); remarks that do not hold first.
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
    """Return the result of `remarks` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence": told["name"],
            "What the document says": told["remark"],
            "Holds": told["holds"],
            "What the licence says instead": told["correction"],
        }
    )
