"""The evidence itself: which documents it comes from and how far it can be trusted."""

from __future__ import annotations

import pandas as pd

from labatlas.formatting import count, partial_date, percent
from labatlas.tables import Dataset
from labatlas.tables.provenance import STATUS_MEANINGS

PROVENANCE = ["source", "locator", "via", "as_of", "status", "dispute"]


def all_facts(data: Dataset) -> pd.DataFrame:
    """Return the provenance of every fact.

    Returns
    -------
    pandas.DataFrame
        ``table`` and the columns of `PROVENANCE`, one row a fact.
    """
    tables = [
        table.assign(table=name)[["table", *PROVENANCE]] for name, table in data.tables().items() if "source" in table
    ]
    return pd.concat(tables, ignore_index=True)


def sources_table(data: Dataset) -> pd.DataFrame:
    """Return the documents as a reader reads them, the one with most facts first."""
    facts = all_facts(data)["source"].value_counts()
    known = data.sources.assign(facts=data.sources["id"].map(facts).fillna(0)).sort_values(
        "facts", ascending=False, kind="stable"
    )
    return pd.DataFrame(
        {
            "Document": known["title"],
            "Published": known["published"].map(partial_date),
            "Facts": known["facts"].map(count),
            "Standing": known["standing"],
        }
    )


def status_table(data: Dataset) -> pd.DataFrame:
    """Return how many facts have each status, with what the status means."""
    statuses = all_facts(data)["status"].value_counts()
    total = int(statuses.sum())
    return pd.DataFrame(
        [
            {
                "Status": str(status),
                "Facts": count(statuses.get(str(status), 0)),
                "Share": percent(statuses.get(str(status), 0) / total),
                "Meaning": meaning,
            }
            for status, meaning in STATUS_MEANINGS.items()
        ]
    )
