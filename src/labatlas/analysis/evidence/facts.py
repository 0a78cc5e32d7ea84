"""Every fact of every table, with its topic, its document and its status."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.formatting import count, noun, partial_date, percent
from labatlas.tables import Dataset, catalogue
from labatlas.tables.provenance import NOT_COUNTED, STATUS_MEANINGS, Status

PROVENANCE = ["source", "locator", "via", "as_of", "status", "dispute"]


def topics() -> dict[str, str]:
    """Return the topic of every table: the name of the module that defines it.

    Examples
    --------
    >>> topics()["fleets"], topics()["people"]
    ('compute', 'identities')
    """
    return {name: definition.__module__.rpartition(".")[2] for name, definition in catalogue().items()}


def all_facts(data: Dataset) -> pd.DataFrame:
    """Return the provenance of every fact of the documents; corrections are ours and not among them.

    Returns
    -------
    pandas.DataFrame
        ``table`` and the columns of `PROVENANCE`, one row a fact.
    """
    tables = [
        table.assign(table=name)[["table", *PROVENANCE]]
        for name, table in data.tables().items()
        if "status" in table and topics()[name] != "corrections"
    ]
    return pd.concat(tables, ignore_index=True)


def by_topic(facts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count facts by topic and another property.

    Parameters
    ----------
    facts
        Result of `all_facts`.
    column
        The other property: ``status`` or ``source``.

    Returns
    -------
    pandas.DataFrame
        ``topic``, ``column`` and ``facts``, one row a pair that occurs, in the order of the catalogue.
    """
    topic = facts["table"].map(topics())
    order = [name for name in dict.fromkeys(topics().values()) if (topic == name).any()]
    counts = facts.assign(topic=pd.Categorical(topic, order)).groupby(["topic", column], observed=True).size()
    return counts.rename("facts").reset_index().astype({"topic": str})


def sources_table(data: Dataset) -> pd.DataFrame:
    """Return the documents as a reader reads them, the one with most facts first, with what each contributed."""
    facts = all_facts(data)
    shares = by_topic(facts, "source")
    totals = facts["source"].value_counts()
    known = data.sources.assign(facts=data.sources["id"].map(totals).fillna(0)).sort_values(
        "facts", ascending=False, kind="stable"
    )
    topic_counts = {
        source: rows.sort_values("facts", ascending=False, kind="stable") for source, rows in shares.groupby("source")
    }
    return pd.DataFrame(
        {
            "Document": known["title"],
            "Published": known["published"].map(partial_date),
            "Facts": known["facts"].map(count),
            "On": [_contribution(topic_counts.get(source)) for source in known["id"]],
            "Standing": known["standing"],
        }
    )


def _contribution(rows: pd.DataFrame | None) -> str:
    if rows is None:
        return "nothing by this date"
    return ", ".join(f"{row.topic} {count(row.facts)}" for row in rows.itertuples())


def status_table(data: Dataset) -> pd.DataFrame:
    """Return how many facts have each status, with what the status means."""
    statuses = all_facts(data)["status"].value_counts()
    total = int(statuses.sum())
    return pd.DataFrame(
        [
            {
                "Status": str(status),
                "Facts": count(statuses.get(str(status), 0)),
                "Share": percent(statuses.get(str(status), 0) / total if total else 0),
                "Meaning": meaning,
            }
            for status, meaning in STATUS_MEANINGS.items()
        ]
    )


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
        "never_counted": noun(facts["status"].isin([str(status) for status in NOT_COUNTED]).sum(), "fact"),
        "disputes": noun(facts["dispute"].nunique(), "dispute"),
        "corrections": noun(len(data.corrections), "correction"),
    }


def findings(data: Dataset) -> list[Finding]:
    """Return the key findings on the evidence itself.

    Parameters
    ----------
    data
        The evidence as known.
    """
    return [_one_document_finding(data), _doubt_finding(data), _citing_finding(data)]


def _one_document_finding(data: Dataset) -> Finding:
    name = "evidence-one-document-carries-most"
    question = "Does one document carry most of the facts?"
    facts = all_facts(data)
    if facts.empty:
        return unknown_finding(name, question)
    totals = facts["source"].value_counts()
    title = dict(zip(data.sources["id"], data.sources["title"], strict=True))[totals.index[0]]
    return Finding(
        name,
        question,
        "One document carries {share} of the {facts}: “{title}”. What it has wrong, the book has wrong, where no "
        "correction says so.",
        "No one document carries most of the {facts}; “{title}” has the largest part, {share}.",
        bool(totals.iloc[0] > len(facts) / 2),
        {"share": percent(totals.iloc[0] / len(facts), 0), "facts": noun(len(facts), "fact"), "title": str(title)},
        facts[facts["source"] == totals.index[0]],
    )


def _doubt_finding(data: Dataset) -> Finding:
    name = "evidence-where-doubt-is-greatest"
    question = "Is doubt spread unevenly over the topics?"
    facts = all_facts(data)
    topic = facts["table"].map(topics())
    chapters = facts[topic.isin(CHAPTERS)]
    if chapters.empty:
        return unknown_finding(name, question)
    doubtful = (chapters["status"] != str(Status.REPORTED)).groupby(topic).mean().sort_values(ascending=False)
    return Finding(
        name,
        question,
        "Doubt is unevenly spread: {share} of the facts on {topic} are more or less than reported, {least_share} of those "
        "on {least}.",
        "Doubt is evenly spread: {share} of the facts on {topic} are more or less than reported, {least_share} of those on "
        "{least}.",
        bool(doubtful.iloc[0] >= 2 * doubtful.iloc[-1]),
        {
            "topic": str(doubtful.index[0]),
            "share": percent(doubtful.iloc[0], 0),
            "least": str(doubtful.index[-1]),
            "least_share": percent(doubtful.iloc[-1], 0),
        },
        chapters,
    )


#: Topics that have a chapter of their own.
CHAPTERS = ("talent", "compute", "licensing", "organizations")


def _citing_finding(data: Dataset) -> Finding:
    name = "evidence-most-facts-are-second-hand"
    question = "Are most facts second-hand?"
    facts = all_facts(data)
    if facts.empty:
        return unknown_finding(name, question)
    named = facts["via"].notna().mean()
    return Finding(
        name,
        question,
        "For {share} of the facts the documents themselves name another publication, so most of the book is at second hand.",
        "For {share} of the facts the documents themselves name another publication; for the rest they name none, which does "
        "not make them first hand.",
        bool(named > 0.5),
        {"share": percent(named, 0)},
        facts[facts["via"].notna()] if named else facts,
    )
