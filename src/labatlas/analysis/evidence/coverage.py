"""What the evidence lacks, and how old it is."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.evidence.facts import all_facts, topics
from labatlas.formatting import count, listing, noun, partial_date, percent
from labatlas.tables import Dataset, catalogue
from labatlas.tables.partial_dates import midpoint

#: Columns that may be empty without anything being missing: an open range, a remark, a row nobody disputes.
EMPTY_BY_RIGHT = frozenset(
    {
        "via",
        "dispute",
        "note",
        "high",
        "amount_high",
        "count_high",
        "rank_high",
        "parameters_high",
        "days_high",
        "currency",
    }
)

#: Rows below which the share of empty cells says nothing of a table.
ROWS_NEEDED = 10


def freshness(data: Dataset) -> pd.DataFrame:
    """Return when the facts of each topic were stated.

    Returns
    -------
    pandas.DataFrame
        One row a topic and date: ``topic``, ``stated`` (middle of the period the date names), ``facts``.
    """
    facts = all_facts(data)
    dated = facts.assign(topic=facts["table"].map(topics()), stated=midpoint(facts["as_of"]))
    return dated.groupby(["topic", "stated"], as_index=False, sort=False).size().rename(columns={"size": "facts"})


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


def gaps(data: Dataset) -> pd.DataFrame:
    """Return which properties of which facts the documents leave untold.

    Returns
    -------
    pandas.DataFrame
        One row a table and column that may be empty, most untold first: ``table``, ``column``, ``meaning``, ``rows``,
        ``untold`` (rows without a value), ``share`` (of one). Tables of fewer than `ROWS_NEEDED` rows are left out.
    """
    found = []
    tables = data.tables()
    for name, definition in catalogue().items():
        table = tables[name]
        if len(table) < ROWS_NEEDED:
            continue
        for column, field in definition.to_schema().columns.items():
            if field.nullable and column not in EMPTY_BY_RIGHT and not column.endswith("_zh"):
                untold = int(table[column].isna().sum())
                found.append((name, column, str(field.description), len(table), untold, untold / len(table)))
    columns = ["table", "column", "meaning", "rows", "untold", "share"]
    return (
        pd.DataFrame(found, columns=columns)
        .sort_values(["share", "untold"], ascending=False, kind="stable")
        .reset_index(drop=True)
    )


#: Properties that the chapters rest on, and what each of them is for.
NEEDED = {
    ("events", "date"): "when things happened",
    ("events", "stage"): "whether money was paid",
    ("moves", "date"): "when people moved",
    ("moves", "reason"): "why people moved",
    ("affiliations", "start"): "since when people were where",
    ("artifacts", "released"): "when models came out",
    ("openness", "level"): "how open a work is",
    ("organizations", "country"): "where an organization sits",
    ("training_runs", "accelerator"): "on what a model was trained",
    ("fleets", "accelerator"): "which chips a fleet is made of",
    ("mentorships", "organization"): "where people were taught",
}


def felt_gaps(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the gaps in what the chapters rest on, the greatest first.

    Parameters
    ----------
    found
        Result of `gaps`.

    Returns
    -------
    pandas.DataFrame
        ``label`` (what is untold), ``rows``, ``untold`` and ``share`` (of one).
    """
    labels = [NEEDED.get((table, column)) for table, column in zip(found["table"], found["column"], strict=True)]
    felt = found.assign(label=labels)
    return felt.loc[felt["label"].notna() & (felt["untold"] > 0), ["label", "rows", "untold", "share"]].reset_index(
        drop=True
    )


def gap_values(data: Dataset, felt: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of what is missing; nothing when nothing can be said.

    Parameters
    ----------
    data
        The evidence.
    felt
        Result of `felt_gaps`.
    """
    if felt.empty:
        return {}
    silent = set(data.organizations["id"]) - all_mentions(data)
    worst = felt.iloc[0]
    return {
        "worst": str(worst["label"]),
        "worst_share": percent(worst["share"], 0),
        "worst_facts": noun(worst["rows"], "fact"),
        "next": listing([str(label) for label in felt["label"].iloc[1:3]]) or "no others",
        "silent": count(len(silent)),
        "organizations": noun(len(data.organizations), "organization"),
    }


def all_mentions(data: Dataset) -> set[str]:
    """Return the ids of the organizations that any fact beyond their own row is about."""
    mentioned: set[str] = set()
    for name, definition in catalogue().items():
        if name == "organizations":
            continue
        for column, field in definition.to_schema().columns.items():
            if (field.metadata or {}).get("references") == "organizations.id":
                mentioned |= set(data.tables()[name][column].dropna())
    return mentioned
