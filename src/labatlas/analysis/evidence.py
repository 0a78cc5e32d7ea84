"""The evidence itself: which documents it comes from and how far it can be trusted."""

from __future__ import annotations

import re

import pandas as pd

from labatlas.formatting import compact, count, noun, partial_date, percent
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import YEARS
from labatlas.tables.provenance import ID, STATUS_MEANINGS

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


def disagreements(data: Dataset) -> pd.DataFrame:
    """Set the sides of every dispute beside each other.

    Parameters
    ----------
    data
        The evidence.

    Returns
    -------
    pandas.DataFrame
        One row a side, the side that counts use first: ``dispute``, ``table``, ``statement`` (what the side says, as far
        as the sides of its table differ), ``source``, ``locator``, ``status``.
    """
    sides = []
    for name, table in data.tables().items():
        if "dispute" not in table:
            continue
        for dispute, rows in table[table["dispute"].notna()].groupby("dispute", sort=False):
            own = rows.drop(columns=[column for column in (*PROVENANCE, "note", "id", "kind") if column in rows])
            differing = [column for column in own if own[column].nunique(dropna=False) > 1 or len(own) == 1]
            for index, row in own[differing or list(own)].iterrows():
                told = [
                    f"{str(column).replace('_', ' ')}: {_plain(value)}"
                    for column, value in row.items()
                    if pd.notna(value)
                ]
                sides.append(
                    {
                        "dispute": dispute, "table": name, "statement": "; ".join(told),
                        **{column: rows.loc[index, column] for column in ("source", "locator", "status")},
                    }
                )  # fmt: skip
    columns = ["dispute", "table", "statement", "source", "locator", "status"]
    return pd.DataFrame(sides, columns=columns).sort_values("dispute", kind="stable").reset_index(drop=True)


def _plain(value: object) -> str:
    """Write a number as a reader does, a year without a separator, and a slug in words."""
    if isinstance(value, float):
        return f"{value:.0f}" if value in YEARS else str(compact(value))
    return str(value).replace("-", " ") if re.fullmatch(ID, str(value)) and not str(value)[0].isdigit() else str(value)


def disagreements_table(sides: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `disagreements` as a reader reads it, each dispute named once."""
    named = sides["dispute"].str.replace("-", " ").where(~sides["dispute"].duplicated(), "")
    return pd.DataFrame({"In dispute": named, "One side says": sides["statement"]})


def corrections_table(data: Dataset) -> pd.DataFrame:
    """Return the corrections as a reader reads them."""
    facts = data.corrections
    return pd.DataFrame(
        {
            "About": facts["table"].str.replace("_", " ") + ", " + facts["column"].str.replace("_", " "),
            "The document has": facts["printed"],
            "Right is": facts["right"],
            "Why": facts["why"],
        }
    )


def freshness_table(data: Dataset) -> pd.DataFrame:
    """Return, for each table, how many facts it has, how many are doubtful, and when they were stated."""
    rows = []
    for name, facts in all_facts(data).groupby("table", sort=False):
        stated = facts["as_of"].sort_values()
        rows.append(
            {
                "Table": str(name).replace("_", " "),
                "Facts": count(len(facts)),
                "Not simply reported": count((facts["status"] != "reported").sum()),
                "First stated": partial_date(str(stated.iloc[0])),
                "Last stated": partial_date(str(stated.iloc[-1])),
            }
        )
    return pd.DataFrame(rows, columns=["Table", "Facts", "Not simply reported", "First stated", "Last stated"])


def evidence_values(data: Dataset) -> dict[str, str]:
    """Return what the text says of the evidence as a whole; nothing when there is none."""
    facts = all_facts(data)
    if facts.empty:
        return {}
    return {
        "facts": noun(len(facts), "fact"),
        "tables": noun(facts["table"].nunique(), "table"),
        "documents": noun(facts["source"].nunique(), "document"),
        "reported": percent((facts["status"] == "reported").mean()),
        "disputes": noun(facts["dispute"].nunique(), "dispute"),
        "corrections": noun(len(data.corrections), "correction"),
    }
