"""Where the documents contradict each other, which side counts use, and what the other side would change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from labatlas.analysis.evidence.statements import row_of, statements
from labatlas.analysis.findings import Finding
from labatlas.formatting import noun, quantity_or_none
from labatlas.tables import Dataset

#: Said where no table holds two sides of a dispute.
EACH_USED = "Each side is used in a table of its own."


def disagreements(data: Dataset) -> pd.DataFrame:
    """Set the sides of every dispute beside each other.

    Parameters
    ----------
    data
        The evidence.

    Returns
    -------
    pandas.DataFrame
        One row a side: ``dispute``, ``question``, ``why``, ``table``, ``used`` (whether counts use it: it stands first in
        its table), ``statement``, ``source``, ``locator``, ``status``; disputes by their id, used sides first.
    """
    columns = [
        "dispute",
        "question",
        "why",
        "table",
        "used",
        "statement",
        "source",
        "locator",
        "as_of",
        "via",
        "status",
    ]
    known = data.disputes.set_index("id")
    parts = []
    for name, table in data.tables().items():
        if "dispute" not in table:
            continue
        rows = table[table["dispute"].notna()]
        if rows.empty:
            continue
        parts.append(
            rows.assign(
                table=name, used=~rows["dispute"].duplicated(), statement=statements(data, name, rows),
                question=rows["dispute"].map(known["question"]), why=rows["dispute"].map(known["why"]),
            )[columns]
        )  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=columns)
    sides = pd.concat(parts, ignore_index=True)
    return sides.sort_values(["dispute", "used"], ascending=[True, False], kind="stable").reset_index(drop=True)


def with_other_side(data: Dataset, dispute: str, choice: int) -> Dataset:
    """Return the evidence as it would be if counts used another side of a dispute.

    Parameters
    ----------
    data
        The evidence.
    dispute
        Id of the dispute.
    choice
        Which side of each table is to stand first, from 0; a table with fewer sides keeps its order.

    Returns
    -------
    Dataset
        The same rows; only the order of those of the dispute differs.
    """
    changed = {}
    for name, table in data.tables().items():
        if "dispute" not in table:
            continue
        places = [place for place, own in enumerate(table["dispute"].eq(dispute)) if own]
        if len(places) <= choice:
            continue
        order = list(range(len(table)))
        chosen = [places[choice], *(place for place in places if place != places[choice])]
        for place, taken in zip(places, chosen, strict=True):
            order[place] = taken
        changed[name] = table.iloc[order]
    return replace(data, **changed)


def sensitivity(data: Dataset, conclude: Callable[[Dataset], Sequence[Finding]]) -> pd.DataFrame:
    """Find out which findings would read differently if counts used the other side of each dispute.

    Parameters
    ----------
    data
        The evidence.
    conclude
        The findings that follow from some evidence.

    Returns
    -------
    pandas.DataFrame
        One row a changed finding: ``dispute``, ``finding`` (id), ``now``, ``then`` (sentences), ``flips`` (whether it
        stops or begins to hold). A dispute without a row changes no finding.
    """
    now = {finding.id: finding for finding in conclude(data)}
    sides = {
        dispute: max(int(table["dispute"].eq(dispute).sum()) for table in data.tables().values() if "dispute" in table)
        for dispute in data.disputes["id"]
    }
    rows = []
    for dispute, number in sides.items():
        for choice in range(1, number):
            for finding in conclude(with_other_side(data, dispute, choice)):
                before = now[finding.id]
                if finding.sentence != before.sentence:
                    rows.append(
                        {
                            "dispute": dispute, "finding": finding.id, "now": before.sentence, "then": finding.sentence,
                            "flips": finding.holds != before.holds,
                        }
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=["dispute", "finding", "now", "then", "flips"]).drop_duplicates()


def disagreements_table(sides: pd.DataFrame, told: Sequence[str], changes: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `disagreements` as a reader reads it: the sides beside each other, one row a dispute.

    Parameters
    ----------
    sides
        Result of `disagreements`.
    told
        What each side says and where, as it is to be printed, shape (n,).
    changes
        Result of `sensitivity`.

    Returns
    -------
    pandas.DataFrame
        ``In dispute``, ``Used`` and ``Not used`` (lists of texts), ``Why`` and ``With the other side``.
    """
    rows = []
    for dispute, group in sides.assign(told=list(told)).groupby("dispute", sort=False):
        moved = list(dict.fromkeys(changes.loc[changes["dispute"] == dispute, "then"]))
        rows.append(
            {
                "In dispute": group["question"].iloc[0],
                "Used": list(dict.fromkeys(group.loc[group["used"], "told"])),
                "Not used": list(dict.fromkeys(group.loc[~group["used"], "told"])) or EACH_USED,
                "Why": group["why"].iloc[0],
                "With the other side": " ".join(moved) or "No key finding changes.",
            }
        )
    return pd.DataFrame(rows, columns=["In dispute", "Used", "Not used", "Why", "With the other side"])


def dispute_values(sides: pd.DataFrame, changes: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the disputes; nothing when there are none."""
    if sides.empty:
        return {}
    documents = sides.groupby("dispute")["source"].nunique()
    return {
        "disputes": noun(len(documents), "dispute"),
        "within": noun((documents == 1).sum(), "dispute"),
        "moving": quantity_or_none(changes["dispute"].nunique()),
        "flipping": quantity_or_none(changes.loc[changes["flips"].astype(bool), "dispute"].nunique()),
    }


def corrections_table(data: Dataset) -> pd.DataFrame:
    """Return the corrections as a reader reads them: what the corrected row says, what is right, and why."""
    facts = data.corrections
    said = []
    for correction in facts.to_dict("records"):
        row = row_of(data, correction)
        whole = " ".join(statements(data, str(correction["table"]), row))
        printed = str(correction["printed"])
        # A number or a date is in the statement already, written as a reader writes it.
        quoted = printed not in whole and not re.fullmatch(r"[\d.-]+", printed)
        said.append(f"{whole} ({printed})" if whole and quoted else whole or printed)
    return pd.DataFrame({"The document says": said, "Right is": facts["right"], "Why": facts["why"]})
