"""Responsible-AI licences: what a name covers, the RAIL Initiative's table, and what "open" means there."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.licensing import rail
from labatlas.analysis.licensing.matrix import answer_name, join_answers
from labatlas.analysis.licensing.reference import osi_approved
from labatlas.analysis.trust import believable, counted
from labatlas.formatting import count, listing, noun

#: Questions of the RAIL Initiative's table that the data keep, and the headings of its columns; changing a work and
#: passing it on are one question there.
QUESTIONS = {
    "modifications": "Change, pass on", "distribution": "Change, pass on", "disclose-source": "Show source",
    "include-copyright": "Keep notice", "use-restrictions": "Limits on use",
}  # fmt: skip


def restricted_use(licence_terms: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """Return which licences restrict what the work may be used for.

    Returns
    -------
    pandas.DataFrame
        ``licence`` (id), ``name``, ``family``, ``restricts`` (``yes``, ``no``, or joined when contradicted).
    """
    facts = believable(licence_terms[licence_terms["term"] == "use-restrictions"])
    value = facts.groupby("licence")["value"].agg(join_answers)
    known = licences[licences["id"].isin(value.index)]
    return pd.DataFrame(
        {"licence": known["id"], "name": known["name"], "family": known["family"], "restricts": known["id"].map(value)}
    ).reset_index(drop=True)


def coverage(scopes: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """Lay out every open name against the parts of a work.

    Parameters
    ----------
    scopes
        Rows of the table ``rail_scopes``.
    licences
        Rows of the table of that name.

    Returns
    -------
    pandas.DataFrame
        One row a name of `labatlas.analysis.licensing.rail.generate`: ``name``, ``described`` (the documents have a licence of this name), and a column a
        part of the work, in the order of the grammar, that tells whether its use is restricted.
    """
    parts = counted(scopes).drop_duplicates("letter").set_index("letter")["restricts"]
    described = set(licences["name"])
    return pd.DataFrame(
        [
            {
                "name": str(name), "described": str(name) in described,
                **{str(parts[letter]): letter in name.letters for letter in rail.ORDER if letter in parts},
            }
            for name in rail.generate()
        ]
        if len(parts)
        else []
    )  # fmt: skip


def name_values(name: str, scopes: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of one name; nothing when the letters are not told.

    Raises
    ------
    UsageError
        If it is no name; see `labatlas.analysis.licensing.rail.parse`.
    """
    read = rail.parse(name)
    parts = counted(scopes).drop_duplicates("letter").set_index("letter")["restricts"]
    if parts.empty or not set(read.letters) <= set(parts.index):
        return {}
    return {
        "name": str(read),
        "covers": listing([str(parts[letter]) for letter in read.letters])
        if read.letters
        else "parts it does not name",
        "free": (
            "the work is free of charge and may be licensed on"
            if read.open
            else "whether the work is free is left open"
        ),
        "names": count(len(rail.generate())),
        "letters": "-".join(rail.ORDER),
    }


def ten_rows(
    licence_terms: pd.DataFrame, licences: pd.DataFrame, identifiers: dict[str, tuple[str, ...]]
) -> pd.DataFrame:
    """Return the RAIL Initiative's table: licences of which every question is answered, with OSI's approval.

    Parameters
    ----------
    licence_terms, licences
        Rows of the tables of those names.
    identifiers
        SPDX identifiers by licence.

    Returns
    -------
    pandas.DataFrame
        ``licence``, ``name``, ``family``, a column a question of `QUESTIONS` and ``osi`` (``yes``, ``no``, or missing
        where the SPDX list does not have the licence).
    """
    facts = believable(licence_terms[licence_terms["term"].isin(list(QUESTIONS))])
    answers = facts.groupby(["licence", "term"])["value"].agg(join_answers).unstack()
    answers = answers.reindex(columns=list(QUESTIONS)).dropna()
    known = licences[licences["id"].isin(answers.index)]
    approved = [{osi_approved(each) for each in identifiers.get(licence, ())} for licence in known["id"]]
    return pd.DataFrame(
        {
            "licence": known["id"], "name": known["name"], "family": known["family"],
            **{question: known["id"].map(answers[question]) for question in QUESTIONS},
            "osi": ["yes" if each == {True} else "no" if each == {False} else None for each in approved],
        }
    ).reset_index(drop=True)  # fmt: skip


def rail_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `ten_rows` as a reader reads it."""
    asked = {
        label: [
            answer_name(join_answers(pd.Series(answers)))
            for answers in rows[[question for question, named in QUESTIONS.items() if named == label]].to_numpy()
        ]
        for label in QUESTIONS.values()
    }
    approved = ["not listed" if pd.isna(each) else each for each in rows["osi"]]
    return pd.DataFrame({"Licence": rows["name"], **asked, "OSI": approved})


def open_values(rows: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the two meanings of open; nothing when no row is known."""
    if rows.empty:
        return {}
    limits = rows[rows["use-restrictions"] == "yes"]
    free = rows[rows["use-restrictions"] == "no"]
    named_open = limits[limits["name"].str.startswith("Open")]
    refused = free[free["osi"] == "no"]
    return {
        "rows": noun(len(rows), "licence"),
        "limited": count(len(limits)),
        "approved_limited": (
            "none of them is approved by the Open Source Initiative"
            if not (limits["osi"] == "yes").any()
            else f"the Open Source Initiative approved {listing(list(limits.loc[limits['osi'] == 'yes', 'name']))} of them"
        ),
        "open": noun(len(named_open), "name"),
        "refused": (
            f"No limit on use is not enough for approval either: {listing(list(refused['name']))} is not on the Initiative's list."
            if len(refused) == 1
            else f"No limit on use is not enough for approval either: {listing(list(refused['name']))} are not on the Initiative's list."
            if len(refused)
            else ""
        ),
    }
