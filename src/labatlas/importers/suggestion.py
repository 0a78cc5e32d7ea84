"""A first draft of a mapping, from the names and the values of a file's columns."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from labatlas.errors import LabAtlasError, unknown
from labatlas.importers.cells import Unreadable, date, is_empty, number, several
from labatlas.importers.epoch import STATUS
from labatlas.importers.mapping import NAMED, PROVENANCE
from labatlas.importers.names import normal, slug
from labatlas.importers.sheets import read_sheet
from labatlas.tables import catalogue
from labatlas.tables.ordering import columns_of
from labatlas.tables.provenance import PARTIAL_DATE

#: Other words for the columns of our tables.
WORDS = {
    "organization": ("company", "lab", "institution", "employer", "organisation", "firm", "startup"),
    "vendor": ("manufacturer", "maker", "brand"),
    "country": ("nation", "seat", "headquarters", "hq"),
    "date": ("day", "when", "year", "month", "close date", "reported"),
    "released": ("release date", "publication date", "launch"),
    "low": ("value", "amount", "count", "number", "staff", "employees", "headcount", "quantity", "minimum", "min"),
    "high": ("maximum", "max"),
    "amount_low": ("amount", "funding", "raised", "sum", "value"),
    "parameters_low": ("parameters", "params", "model size"),
    "count_low": ("accelerators", "gpus", "chips", "hardware quantity", "count"),
    "days_low": ("days", "duration", "training time"),
    "accelerator": ("hardware", "chip", "gpu", "training hardware"),
    "model": ("system", "name"),
    "name": ("title", "model", "system", "hardware name", "full name"),
    "title": ("event", "round", "headline", "description", "id"),
    "unit": ("division", "team", "department"),
    "status": ("confidence", "certainty"),
    "note": ("notes", "comment", "comments", "remarks"),
    "person": ("people", "researcher", "author", "who"),
    "kind": ("type", "category"),
    "stage": ("status",),
}  # fmt: skip

#: Columns that nearly every table has; finding them says little about which table is meant.
COMMON = frozenset({"id", "name", "name_zh", "title", "note", "status", "as_of", "kind"})

#: Multiples that a header names.
MULTIPLES = {
    r"\bthousands?\b|\bk\b|千": 1e3,
    r"\bmillions?\b|\bmn?\b|百万": 1e6,
    r"\bbillions?\b|\bbn\b|十亿": 1e9,
    "亿": 1e8,
    "万": 1e4,
}

#: How alike two names must be to be one column.
ALIKE = 0.8

#: Columns with no more different values than this are mapped value by value.
FEW_VALUES = 12


def likeness(ours: str, theirs: str) -> float:
    """Tell how alike a column of ours and one of theirs are named, from 0 to 1.

    Examples
    --------
    >>> likeness("organization", "Company"), likeness("low", "Staff count") > ALIKE, likeness("low", "Country") > ALIKE
    (0.95, True, False)
    """
    their = normal(re.sub(r"\(.*?\)|[_/]", " ", theirs))
    words = [ours.replace("_", " "), *WORDS.get(ours, ())]
    scores = [
        1.0 - (index > 0) * 0.05 if word == their else difflib.SequenceMatcher(None, word, their).ratio() * 0.9
        for index, word in enumerate(words)
    ]
    scores += [0.85 - (index > 0) * 0.02 for index, word in enumerate(words) if word in their.split() and len(word) > 2]
    return round(max(scores), 3)


def suggest_mapping(path: Path, table: str | None = None) -> str:
    """Draft a mapping for a file.

    Parameters
    ----------
    path
        A file that `labatlas.importers.sheets.read_sheet` reads.
    table
        The table it should become; the one whose required columns are found best if None.

    Returns
    -------
    str
        YAML with comments: what was found is filled in, what a reader must decide says ``TODO``.

    Raises
    ------
    UsageError
        If there is no such table.
    LabAtlasError
        If the file cannot be read or has no row.
    """
    sheet = read_sheet(path)
    if sheet.empty:
        raise LabAtlasError(f"{path.name} has no row")
    known = [name for name in catalogue() if name not in {"sources", "disputes", "corrections"}]
    if table is not None and table not in known:
        raise unknown("table", table, known)
    chosen = table or max(known, key=lambda name: _fit(name, sheet))
    matched = _match(chosen, sheet)
    schema = catalogue()[chosen].to_schema().columns
    rules: dict[str, Any] = {}
    for name, column in schema.items():
        if name in matched:
            rules[name] = _rule(chosen, name, column, sheet[matched[name]].dropna())
        elif not column.nullable and name not in PROVENANCE:
            allowed = _allowed(column)
            rules[name] = {"value": f"TODO: one of {', '.join(allowed)}" if allowed else f"TODO: {column.description}"}
    if {"low", "amount_low"} & rules.keys() and "currency" in schema and "currency" not in rules:
        rules["currency"] = {"value": "TODO: ISO 4217 code such as USD; leave this out where there is no money"}
    source = {
        "id": slug(path.stem), "title": "TODO: name of the data set", "author": "TODO: whose it is", "url": "",
        "licence": "TODO: under which terms it may be used", "standing": "TODO: what its makers know at first hand",
    }  # fmt: skip
    body = yaml.safe_dump(
        {"table": chosen, "source": source, "columns": rules}, sort_keys=False, allow_unicode=True, width=120
    )
    left = [str(name) for name in sheet.columns if name not in matched.values()]
    head = [
        f"# Draft for {path.name}, {dt.date.today().isoformat()}: {len(sheet):,} rows as {chosen}.",
        "# Replace every TODO, then: labatlas import THIS.yml FILE --into DIR",
        f"# Columns of the file that are not used: {', '.join(left) or 'none'}.",
        f"# Columns of {chosen}: {', '.join(columns_of(catalogue()[chosen]))}.",
    ]
    return "\n".join(head) + "\n" + body


def _match(table: str, sheet: pd.DataFrame) -> dict[str, str]:
    """Return the file's column for each of the table's, best matches first, none used twice."""
    ours = [name for name in columns_of(catalogue()[table]) if name not in {"source", "locator", "via", "dispute"}]
    pairs = sorted(
        ((likeness(one, str(other)), one, str(other)) for one in ours for other in sheet.columns),
        key=lambda pair: (-pair[0], ours.index(pair[1])),
    )
    matched: dict[str, str] = {}
    for score, one, other in pairs:
        if score >= ALIKE and one not in matched and other not in matched.values() and _suits(table, one, sheet[other]):
            matched[one] = other
    for one in [name for name in matched if name.endswith("low")]:
        # A number that is not said to be a minimum is both ends; an empty upper end would mean "at least".
        matched.setdefault(one.removesuffix("low") + "high", matched[one])
    if "id" in ours and "id" not in matched and "name" in matched:
        matched["id"] = matched["name"]
    return matched


def _suits(table: str, name: str, cells: pd.Series) -> bool:
    """Tell whether most values of a column can be read as a column of ours has them."""
    column = catalogue()[table].to_schema().columns[name]
    present = [cell for cell in cells.dropna() if not is_empty(cell)]
    if not present:
        return False
    if allowed := _allowed(column):
        known = {*allowed, *STATUS} if name == "status" else set(allowed)
        return any(str(cell).casefold() in known for cell in present)
    if str(column.dtype).lower() in {"int64", "float64"}:
        return sum(_reads(number, cell) for cell in present) > len(present) / 2
    if _is_date(column):
        return (
            sum(_reads(date, cell, "month-first") or _reads(date, cell, "day-first") for cell in present)
            > len(present) / 2
        )
    return True


def _allowed(column: Any) -> list[str]:
    return [str(value) for check in column.checks for value in check.statistics.get("allowed_values", ())]


def _reads(read: Callable[..., object], *cell: object) -> bool:
    try:
        read(*cell)
    except Unreadable:
        return False
    return True


def _is_date(column: Any) -> bool:
    return any(check.statistics.get("pattern") == PARTIAL_DATE for check in column.checks)


def _fit(table: str, sheet: pd.DataFrame) -> float:
    """Tell how well a file fits a table: the share of its required columns, then how many of all."""
    schema = catalogue()[table].to_schema().columns
    matched = set(_match(table, sheet))
    required = {
        name
        for name, column in schema.items()
        if not column.nullable and name not in PROVENANCE and not _allowed(column)
    }
    return len(matched & required) / max(1, len(required)) + 0.1 * len(matched - COMMON)


def _rule(table: str, name: str, column: Any, cells: pd.Series) -> dict[str, Any]:
    rule: dict[str, Any] = {"from": str(cells.name)}
    target = str((column.metadata or {}).get("references") or "").partition(".")[0]
    if target in NAMED:
        rule["names"] = target
        if target in {"organizations", "artifacts"}:
            rule["new"] = {"kind": "company" if target == "organizations" else "model"}
        if any(len(several(cell)) > 1 for cell in cells):
            rule["pick"] = "first"
    elif name == "id":
        rule |= {"names": table} if table in NAMED else {"slug": True}
    elif allowed := _allowed(column):
        guess = STATUS if name == "status" else {}
        rule["values"] = {
            str(value): str(value).casefold()
            if str(value).casefold() in allowed
            else guess.get(str(value).casefold(), f"TODO: one of {', '.join(allowed)}")
            for value in cells.unique()[:FEW_VALUES]
        }
        if name == "status":
            rule["otherwise"] = "estimate"
    elif _is_date(column):
        order = _order(cells)
        if order is not None:
            rule["date"] = order
    elif str(column.dtype).lower() in {"int64", "float64"}:
        header = str(cells.name).casefold()
        multiple = next((value for word, value in MULTIPLES.items() if re.search(word, header)), None)
        if multiple is not None:
            rule["multiply"] = multiple
    return rule


def _order(cells: pd.Series) -> str | None:
    """Return what comes first in dates such as 9/19/2025; None where no date is of that form."""
    parts = cells.str.extract(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}$").dropna().astype(int)
    if parts.empty:
        return None
    if (parts[0] > 12).any():
        return "day-first"
    return "month-first" if (parts[1] > 12).any() else "TODO: month-first or day-first"
