"""Licence by term: what the documents say, what the reference says, and where the two part."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.licensing.expressions import report
from labatlas.analysis.licensing.reference import ALL_TERMS, SOURCE, reference_terms
from labatlas.analysis.trust import believable
from labatlas.formatting import count, listing, noun, quantity_or_none

#: Answers as a reader reads them.
ANSWERS = {
    "yes": "yes", "no": "no", "may": "may or may not", "not-applicable": "does not apply", "varies": "depends on the version",
}  # fmt: skip

#: Verdicts on a cell that a table explains, most telling first.
EXPLAINED = ("contradiction", "corrected", "differ", "varies")


def compare(licence_terms: pd.DataFrame, licences: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Set the documents' reading of each licence beside the reference.

    Where the documents give one term twice, the values are joined (``no/yes``), and where they dispute a value elsewhere,
    the word is joined to it (``disputed/yes``), so that a contradiction stays visible. Facts whose source is the reference
    itself are no reading of the documents.

    Parameters
    ----------
    licence_terms, licences, corrections
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a licence and term of which either tells, licences that the documents read first, in the order of ``licences`` and of
        `labatlas.analysis.licensing.reference.ALL_TERMS`: ``licence`` (id), ``name``, ``family``, ``term``, ``effect``,
        ``document``, ``reference``, ``scope``, ``detail``, ``note`` (of the documents' rows), ``verdict``, ``right``,
        ``why`` and ``cited`` (of the correction, if there is one) and ``settled``, the answer to go on: the reference's, else what the
        documents say beyond dispute, else what a correction says; missing when nothing settles it.
    """
    facts = believable(licence_terms)
    facts = facts.assign(value=facts["value"].where(facts["dispute"].isna(), "disputed/" + facts["value"]))
    keys = ["licence", "term"]
    read = facts[facts["source"] != SOURCE]
    told = read.groupby(keys).agg(document=("value", join_answers), note=("note", _notes)).reset_index()
    known = licences[licences["id"].isin(facts["licence"])]
    reference = reference_terms(report(known)).rename(columns={"value": "reference"})
    cells = told.merge(reference, on=keys, how="outer").merge(_corrected(facts, corrections), on=keys, how="left")
    cells = cells[cells["licence"].isin(known["id"])]
    for column in ("scope", "detail", "note"):
        cells[column] = cells[column].fillna("")
    by_id = licences.set_index("id")
    cells = cells.assign(
        name=cells["licence"].map(by_id["name"]),
        family=cells["licence"].map(by_id["family"]),
        effect=cells["term"].map(ALL_TERMS),
        verdict=[
            _verdict(*cell) for cell in cells[["document", "reference", "right"]].itertuples(index=False, name=None)
        ],
        settled=[
            _settled(*cell) for cell in cells[["document", "reference", "right"]].itertuples(index=False, name=None)
        ],
    )
    place = cells["licence"].map({name: at for at, name in enumerate(licences["id"])})
    place += len(licences) * ~cells["licence"].isin(read["licence"])
    column = cells["term"].map({term: at for at, term in enumerate(ALL_TERMS)})
    ordered = cells.assign(place=place, column=column).sort_values(["place", "column"], kind="stable")
    return ordered[
        [
            "licence", "name", "family", "term", "effect", "document", "reference", "scope", "detail", "note", "verdict",
            "right", "why", "cited", "settled",
        ]
    ].reset_index(drop=True)  # fmt: skip


def join_answers(values: pd.Series) -> str:
    """Join different values, each once."""
    return "/".join(sorted({part for value in values for part in str(value).split("/")}))


def _notes(notes: pd.Series) -> str:
    """Join different notes, each once."""
    return ". ".join(dict.fromkeys(str(note).rstrip(".") for note in notes.dropna()))


def _corrected(facts: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that a correction is about, with what is right and where a reader can check it."""
    rows = corrections[corrections["table"] == "licence_terms"]
    pairs = rows.merge(facts, on=["source", "locator"], suffixes=("", "_fact"))
    meant = [
        printed in {term, str(value).rpartition("/")[2]}
        for printed, term, value in zip(pairs["printed"], pairs["term"], pairs["value"], strict=True)
    ]
    pairs = pairs[pd.Series(meant, index=pairs.index, dtype=bool)]
    found = pairs.rename(columns={"reference": "cited"})[["licence", "term", "right", "why", "cited"]]
    return found.drop_duplicates(["licence", "term"])


def _verdict(document: str | None, reference: str | None, right: str | None) -> str:
    """Say how the documents and the reference stand to each other in one cell."""
    if pd.isna(document):
        return "reference only"
    if "/" in str(document):
        return "contradiction"
    if pd.notna(right):
        return "corrected"
    if pd.isna(reference):
        return "documents only"
    return "varies" if reference == "varies" else "agree" if document == reference else "differ"


def _settled(document: str | None, reference: str | None, right: str | None) -> str | None:
    """Return the answer to go on."""
    if pd.notna(reference):
        return str(reference)
    if pd.notna(right):
        return str(right) if right in ANSWERS else None
    return None if pd.isna(document) or "/" in str(document) else str(document)


def reading_values(cells: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the matrix; nothing when the documents are silent."""
    told = cells[cells["document"].notna()]
    if told.empty:
        return {}
    both, agree = agreement(cells)
    return {
        "licences": noun(told["licence"].nunique(), "licence"),
        "cells": noun(len(told), "answer"),
        "both": count(both),
        "agree": quantity_or_none(agree),
        "unlisted": quantity_or_none(_unlisted(cells)),
        "contradictions": noun((told["verdict"] == "contradiction").sum(), "answer"),
        "unreferenced": count(len(set(told["licence"]) - set(cells.loc[cells["reference"].notna(), "licence"]))),
    }


def omitted(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the conditions of a licence that the reference has and the documents, which tell of the licence, leave out."""
    told = cells["licence"].isin(cells.loc[cells["document"].notna(), "licence"])
    missed = (cells["verdict"] == "reference only") & (cells["effect"] == "condition") & (cells["settled"] == "yes")
    return cells[told & missed].reset_index(drop=True)


def omitted_values(cells: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of omitted conditions; nothing when none is omitted."""
    missed = omitted(cells)
    if missed.empty:
        return {}
    same = missed[missed["term"] == "same-license"]["name"]
    told = [f"{name} ({words})" for name, words in _by_licence(missed)]
    return {
        "missed": noun(len(missed), "condition"),
        "list": listing(told),
        "copyleft": (
            f"Among them is the one that matters most: that derivatives keep the licence ({listing(list(same))})."
            if len(same)
            else "That derivatives keep the licence is not among them."
        ),
    }


def _by_licence(cells: pd.DataFrame) -> list[tuple[str, str]]:
    """Return, for each licence, its terms in words."""
    return [
        (str(name), listing([term_name(term) for term in terms]))
        for name, terms in cells.groupby("name", sort=False)["term"]
    ]


def agreement(cells: pd.DataFrame) -> tuple[int, int]:
    """Return in how many cells both answer without contradiction, and in how many of these they agree."""
    both = cells[cells["verdict"].isin(["agree", "differ", "varies"])]
    return len(both), int((both["verdict"] == "agree").sum())


def _unlisted(cells: pd.DataFrame) -> int:
    """Count the agreements on something that the reference does not list and so denies; limits on use follow from an approval."""
    same = (cells["verdict"] == "agree") & (cells["reference"] == "no") & (cells["term"] != "use-restrictions")
    return int(same.sum())


def differences(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells in which the documents contradict themselves or the reference, with the reason.

    Returns
    -------
    pandas.DataFrame
        Rows of `compare`, gravest verdict first, with ``explained``, the reason.
    """
    found = cells[cells["verdict"].isin(EXPLAINED)]
    rank = found["verdict"].map({verdict: at for at, verdict in enumerate(EXPLAINED)})
    found = found.assign(explained=[_why(row) for row in found.to_dict("records")], rank=rank)
    return found.sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def _why(cell: dict[str, str]) -> str:
    """Explain one difference: by the versions, its correction, the note of the row, or what the reference has."""
    if cell["verdict"] == "varies":
        return f"Depends on which licence of the family is meant: {cell['detail']}"
    if pd.notna(cell["why"]):
        return str(cell["why"])
    if cell["note"]:
        return cell["note"]
    return f"The reference lists no such {cell['effect']}" if cell["reference"] == "no" else "The reference lists it"


def differences_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `differences` as a reader reads it."""
    reference = [answer_name(value) if pd.notna(value) else "not told" for value in found["reference"]]
    return pd.DataFrame(
        {
            "Licence and term": [
                f"{name}: {'no ' if effect == 'limitation' else ''}{term_name(term)}"
                for name, term, effect in zip(found["name"], found["term"], found["effect"], strict=True)
            ],
            "Documents; reference": found["document"].map(answer_name)
            + "; "
            + pd.Series(reference, found.index, dtype="str"),
            "Why": found["explained"],
        }
    )


def answer_name(value: str) -> str:
    """Write an answer as a reader reads it.

    Examples
    --------
    >>> answer_name("disputed/yes"), answer_name("not-applicable")
    ('yes, and no elsewhere', 'does not apply')
    """
    first, *rest = str(value).split("/")
    if first == "disputed" and len(rest) == 1:
        return f"{rest[0]}, and {'no' if rest[0] == 'yes' else 'yes'} elsewhere"
    return "yes and no" if rest else ANSWERS.get(first, first)


def term_name(term: str) -> str:
    """Write a term as a reader reads it.

    Examples
    --------
    >>> term_name("same-license"), term_name("network-use-disclose")
    ('same licence', 'source for network users')
    """
    special = {"network-use-disclose": "source for network users", "sublicense": "sublicensing"}
    return special.get(term, term.replace("-", " ").replace("license", "licence"))
