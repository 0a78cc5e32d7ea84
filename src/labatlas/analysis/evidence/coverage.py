"""What the evidence lacks, and how old it is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from labatlas.analysis.evidence.facts import all_facts, topics
from labatlas.formatting import count, listing, noun, partial_date, percent
from labatlas.tables import Dataset, catalogue
from labatlas.tables.partial_dates import midpoint


@dataclass(frozen=True)
class Need:
    """A property that a chapter rests on.

    Attributes
    ----------
    table, column
        Where it stands.
    label
        What it tells.
    kinds
        Kinds of row that have the property at all; every row when empty.
    """

    table: str
    column: str
    label: str
    kinds: frozenset[str] = frozenset()


NEEDS = (
    Need("affiliations", "start", "since when people were where"),
    Need("moves", "date", "when people moved"),
    Need("moves", "reason", "why people moved"),
    Need("mentorships", "organization", "where people were taught"),
    Need("events", "date", "when things happened"),
    Need("events", "stage", "whether money was paid", frozenset({"funding", "acquisition"})),
    Need("events", "amount_low", "how much was raised or paid", frozenset({"funding", "acquisition"})),
    Need("events", "headcount", "how many people came with a firm that was bought", frozenset({"acquisition"})),
    Need("organizations", "country", "where an organization sits"),
    Need("training_runs", "accelerator", "on what a model was trained"),
    Need("training_runs", "days_low", "how long a training run took"),
    Need("fleets", "accelerator", "which chips a fleet is made of"),
    Need("openness", "licence", "under which licence a work is given away"),
)


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
    """Return how often the documents leave untold what the chapters rest on.

    Returns
    -------
    pandas.DataFrame
        One row a need of `NEEDS` that some fact leaves open, the greatest share first: ``label``, ``rows`` (facts that have
        the property), ``untold`` (facts without a value) and ``share`` (of one).
    """
    found = []
    for need in NEEDS:
        table = data.tables()[need.table]
        rows = table[table["kind"].isin(need.kinds)] if need.kinds else table
        untold = int(rows[need.column].isna().sum())
        if untold:
            found.append((need.label, len(rows), untold, untold / len(rows)))
    table = pd.DataFrame(found, columns=["label", "rows", "untold", "share"])
    return table.sort_values(["share", "untold"], ascending=False, kind="stable").reset_index(drop=True)


def gap_values(data: Dataset, felt: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of what is missing; nothing when nothing can be said.

    Parameters
    ----------
    data
        The evidence.
    felt
        Result of `gaps`.
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
