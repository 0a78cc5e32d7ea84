"""A first draft of a mapping, from the names and the values of a file's columns."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pycountry
import yaml

from labatlas.errors import LabAtlasError, unknown
from labatlas.formatting import noun
from labatlas.importers.cells import AMBIGUOUS, Amount, Unreadable, amount, date, decimal_of, is_empty, number, several
from labatlas.importers.epoch import STATUS
from labatlas.importers.mapping import PROVENANCE
from labatlas.importers.names import NAMED, Names, normal, slug
from labatlas.importers.sheets import read_sheet
from labatlas.tables import catalogue
from labatlas.tables.checking import is_currency
from labatlas.tables.dataset import bundled_data, read_folder
from labatlas.tables.declarations import allowed_values, is_date, is_number
from labatlas.tables.notations import currencies
from labatlas.tables.ordering import columns_of

#: Other words for the columns of our tables, whatever the table.
WORDS = {
    "organization": ("company", "lab", "institution", "employer", "organisation", "firm", "startup", "developer", "university"),
    "vendor": ("manufacturer", "maker", "brand"),
    "country": ("nation", "seat", "headquarters", "hq"),
    "date": ("day", "when", "year", "month", "reported"),
    "released": ("release date", "publication date", "launch"),
    "low": ("value", "amount", "count", "number", "quantity", "minimum", "min"),
    "high": ("maximum", "max"),
    "amount_low": ("amount", "sum", "value"),
    "count_low": ("accelerators", "gpus", "chips", "hardware quantity", "count"),
    "days_low": ("days", "duration", "training time"),
    "accelerator": ("hardware", "chip", "gpu", "training hardware"),
    "model": ("system", "model name"),
    "name": ("full name",),
    "title": ("headline", "description"),
    "status": ("confidence", "certainty"),
    "note": ("notes", "comment", "comments", "remarks"),
    "person": ("people", "researcher", "author", "who", "employee name"),
    "kind": ("type", "category"),
    "stage": ("status",),
}  # fmt: skip

#: Words that stand for a column in one table only; such a word in a header or in the name of the file tells the table.
TELLING: dict[str, dict[str, tuple[str, ...]]] = {
    "headcounts": {
        "low": ("staff", "employees", "headcount", "head count", "workforce", "fte", "people"),
        "unit": ("division", "team", "department"),
    },
    "pay": {
        "payee": ("position", "job", "job title", "post", "role"),
        "low": ("salary", "pay", "compensation", "wage", "base salary", "income"),
    },
    "moves": {
        "person": ("name", "leaver"),
        "origin": ("from", "left", "previous employer", "old employer", "former employer", "leaves"),
        "destination": ("to", "joined", "new employer", "next employer", "joins"),
    },
    "affiliations": {
        "role": ("position", "job title"),
        "start": ("from", "since", "start date", "joined"),
        "end": ("until", "to", "end date", "left"),
    },
    "mentorships": {
        "mentor": ("advisor", "adviser", "supervisor", "teacher"),
        "mentee": ("student", "advisee"),
    },
    "events": {
        "title": ("event", "round", "funding round"),
        "amount_low": ("funding", "raised", "amount raised", "investment", "deal size"),
        "date": ("announced", "close date"),
    },
    "model_sizes": {"parameters_low": ("parameters", "params", "model size")},
    "training_runs": {"count_low": ("gpus used",), "days_low": ("training days", "training time")},
    "artifacts": {"name": ("model", "system", "dataset"), "organization": ("developer", "maker", "creator")},
    "accelerators": {"name": ("chip", "gpu", "accelerator", "hardware name"), "vendor": ("manufacturer", "maker", "designer")},
    "accelerator_measures": {"low": ("memory", "tdp", "bandwidth", "power", "tflops", "throughput")},
    "fleets": {"organization": ("owner", "buyer"), "low": ("gpus", "chips", "accelerators", "units")},
    "cost_claims": {"low": ("cost", "training cost")},
    "scholars": {"count_low": ("scholars", "researchers", "listings")},
    "awards": {"award": ("prize", "honour", "medal")},
    "publication_ranks": {"rank_low": ("rank", "place")},
    "talent_demand": {"place": ("city", "province")},
    "exchange_rates": {"base": ("from",), "quote": ("to",)},
}  # fmt: skip

#: Columns that nearly every table has; finding them says little about which table is meant.
COMMON = frozenset({"id", "name", "name_zh", "title", "note", "status", "as_of", "kind"})

#: Multiples that a header names.
MULTIPLES = {
    r"\bthousands?\b|\bk\b|千": 1e3,
    r"\bmillions?\b|\bmn?\b|百万": 1e6,
    r"\bbillions?\b|\bbn\b|\(b\)|十亿": 1e9,
    "亿": 1e8,
    "万": 1e4,
}

#: How alike two names must be to be one column.
ALIKE = 0.8

#: Columns with no more different values than this are mapped value by value.
FEW_VALUES = 12

#: Share of the different values of a column that must be names of a table for the column to mean it.
KNOWN = 0.3

#: A whole number with points between its thousands, as 1.200; where only whole numbers can be meant it is not 1.2.
THOUSANDS = r"\d{1,3}(?:\.\d{3})+"

#: Other tables that a draft names.
OTHERS = 3


def likeness(ours: str, theirs: str, table: str = "") -> float:
    """Tell how alike a column of ours, of a table if one is named, and one of theirs are named, from 0 to 1.

    Examples
    --------
    >>> likeness("organization", "Company"), likeness("low", "Staff count") > ALIKE, likeness("low", "Country") > ALIKE
    (0.95, True, False)
    """
    their = normal(re.sub(r"\(.*?\)|[_/]", " ", theirs))
    words = [ours.replace("_", " "), *TELLING.get(table, {}).get(ours, ()), *WORDS.get(ours, ())]
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
    meant = _meant(sheet)
    fits = {name: _fit(name, sheet, meant, path.stem) for name in known}
    ranked = sorted(known, key=lambda name: -fits[name])
    chosen = table or ranked[0]
    schema = catalogue()[chosen].to_schema().columns
    matched = _with_its_number(chosen, _match(chosen, sheet, meant), sheet)
    rules: dict[str, Any] = {}
    for name, column in schema.items():
        if name in matched:
            rules[name] = _rule(chosen, name, column, sheet[matched[name]].dropna())
        elif not column.nullable and name not in PROVENANCE:
            if name == "id" and "title" in matched:
                rules[name] = {"from": matched["title"], "slug": True}
                continue
            allowed = allowed_values(column)
            rules[name] = {"value": f"TODO: one of {', '.join(allowed)}" if allowed else f"TODO: {column.description}"}
    if {"low", "amount_low"} & rules.keys() and "currency" in schema and "currency" not in matched:
        sums = sheet[matched.get("low", matched.get("amount_low"))]
        todo = "" if schema["currency"].nullable else str(rules["currency"]["value"])
        rules["currency"] = _currency_rule(sums, todo)
    source = {
        "id": slug(path.stem) or "my-data", "title": "TODO: name of the data set", "author": "TODO: whose it is", "url": "",
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
    found = {name: len(_needed(name) & _match(name, sheet, meant).keys()) for name in ranked if name != chosen}
    others = [
        f"{name} ({count} of {noun(len(_needed(name)), 'needed column')})"
        for name, count in found.items()
        if count > len(_needed(name)) / 2
    ][:OTHERS]
    if others:
        line = f"# Other tables that fit: {', '.join(others)}: labatlas suggest-mapping FILE --table NAME"
        head.insert(1, line)
    return "\n".join(head) + "\n" + body


def _meant(sheet: pd.DataFrame) -> dict[str, str]:
    """Return the table whose names the values of a column are, for each column of a file that has some of them."""
    tables = read_folder(bundled_data())
    names = Names({name: tables[name] for name in NAMED})
    meant = {}
    for column in sheet.columns:
        values = [part for cell in sheet[column].dropna().unique() for part in several(cell)]
        counts = {table: sum(names.find(table, value) is not None for value in values) for table in sorted(NAMED)}
        best = max(counts, key=lambda table: counts[table])
        if counts[best] and counts[best] >= KNOWN * len(values):
            meant[str(column)] = best
    return meant


def _target(table: str, name: str) -> str:
    """Return the table of names that a column of ours refers to, or whose names it holds; nothing if none."""
    column = catalogue()[table].to_schema().columns[name]
    target = str((column.metadata or {}).get("references") or "").partition(".")[0]
    return target if target in NAMED else table if name in {"id", "name", "name_zh"} and table in NAMED else ""


def _currency(header: str) -> str:
    """Return the currency that a header names; nothing if none or several.

    Examples
    --------
    >>> _currency("Base salary (USD)"), _currency("Amount, EUR m"), _currency("Amount")
    ('USD', 'EUR', '')
    """
    codes = [code for code in re.findall(r"(?<![A-Z])[A-Z]{3}(?![A-Z])", header) if is_currency(code)]
    return codes[0] if len(codes) == 1 else ""


def _currency_rule(sums: pd.Series, todo: str) -> dict[str, Any]:
    """Return where the currency of sums comes from: their header, or their marks where these are of several or others."""
    header = _currency(str(sums.name))
    said = [each for cell in sums.dropna() if not is_empty(cell) and (each := _said(cell))]
    marks = sorted({each.mark for each in said} - {""})
    if not marks:
        todo = todo or "TODO: ISO 4217 code such as USD; leave this out where there is no money"
        return {"value": header or todo}
    if header and all(header in currencies(mark) for mark in marks):
        return {"value": header}
    rule: dict[str, Any] = {"from": str(sums.name), "mark": True}
    several_ = {mark: currencies(mark) for mark in marks if len(currencies(mark)) > 1 and mark != "$"}
    if several_:
        rule["values"] = {mark: f"TODO: {' or '.join(codes)}" for mark, codes in several_.items()}
    if any(not each.mark for each in said):
        rule["otherwise"] = header or "TODO: ISO 4217 code of the sums without a mark"
    return rule


def _said(cell: object) -> Amount | None:
    """Return the sum of a cell; None where it has none."""
    try:
        said = amount(cell)
    except Unreadable:
        return None
    return said if re.search(r"\d", said.text) else None


def _match(table: str, sheet: pd.DataFrame, meant: Mapping[str, str]) -> dict[str, str]:
    """Return the file's column for each of the table's, best matches first, none used twice.

    A column whose values are names of another table than ours refers to is not it; one whose values are names of that
    table, or dates, may be it whatever it is called.
    """
    ours = [name for name in columns_of(catalogue()[table]) if name not in {"source", "locator", "via", "dispute"}]
    pairs = sorted(
        ((likeness(one, str(other), table), one, str(other)) for one in ours for other in sheet.columns),
        key=lambda pair: (-pair[0], ours.index(pair[1])),
    )
    matched: dict[str, str] = {}
    for score, one, other in pairs:
        target = _target(table, one)
        fits = score >= ALIKE and (not target or meant.get(other, target) == target)
        if fits and one not in matched and other not in matched.values() and _suits(table, one, sheet[other]):
            matched[one] = other
    links = [name for name in ours if name != "id" and _target(table, name)]
    for one in [*links, *(["date"] if "date" in ours else [])]:
        for other in [str(name) for name in sheet.columns if name not in matched.values()]:
            named = meant.get(other) == _target(table, one) if one in links else _is_dated(sheet[other])
            if one not in matched and named:
                matched[one] = other
    for one in [name for name in matched if name.endswith("low")]:
        # A number that is not said to be a minimum is both ends; an empty upper end would mean "at least".
        matched.setdefault(one.removesuffix("low") + "high", matched[one])
    if "id" in ours and "id" not in matched and "name" in matched:
        matched["id"] = matched["name"]
    return matched


def _with_its_number(table: str, matched: dict[str, str], sheet: pd.DataFrame) -> dict[str, str]:
    """Give the one number that a table needs the one column of numbers that is left, whatever it is called."""
    left = [str(name) for name in sheet.columns if name not in matched.values() and _is_measured(sheet[name])]
    wanted = [name for name in _needed(table) - matched.keys() if name.endswith("low")]
    if len(left) != 1 or len(wanted) != 1:
        return matched
    return matched | {wanted[0]: left[0], wanted[0].removesuffix("low") + "high": left[0]}


def _suits(table: str, name: str, cells: pd.Series) -> bool:
    """Tell whether most values of a column can be read as a column of ours has them."""
    column = catalogue()[table].to_schema().columns[name]
    present = [cell for cell in cells.dropna() if not is_empty(cell)]
    if not present:
        return False
    if allowed := allowed_values(column):
        known = {*allowed, *STATUS} if name == "status" else set(allowed)
        return any(str(cell).casefold() in known for cell in present)
    if is_number(column):
        return sum(_is_amount(cell) for cell in present) > len(present) / 2
    if is_date(column):
        return _are_dates(present)
    standard = (column.metadata or {}).get("iso")
    if standard == "4217":
        return all(is_currency(str(cell)) for cell in present)
    if standard == "3166":
        return sum(_country(str(cell)) is not None for cell in present) > len(present) / 2
    return True


def _are_dates(cells: Sequence[object]) -> bool:
    read = [_reads(date, cell, "month-first") or _reads(date, cell, "day-first") for cell in cells]
    return sum(read) > len(read) / 2


def _is_dated(cells: pd.Series) -> bool:
    """Tell whether a column has dates that cannot be mistaken for plain numbers."""
    present = [cell for cell in cells.dropna() if not is_empty(cell)]
    return _are_dates(present) and not any(_reads(number, cell) for cell in present)


def _is_measured(cells: pd.Series) -> bool:
    """Tell whether a column has numbers that are not years or other dates."""
    present = [cell for cell in cells.dropna() if not is_empty(cell)]
    return bool(present) and all(_is_amount(cell) for cell in present) and not _are_dates(present)


def _country(name: str) -> str | None:
    """Return the code of a country by its code or name; None if there is none."""
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return {"uk": "GB", "south korea": "KR", "russia": "RU"}.get(name.casefold())


def _reads(read: Callable[..., object], *cell: object) -> bool:
    try:
        read(*cell)
    except Unreadable:
        return False
    return True


def _is_amount(cell: object) -> bool:
    """Tell whether a cell has a number, with a mark of money or as a bound too."""
    said = _said(cell)
    return said is not None and _reads(number, said.text.replace(",", ""))


def _needed(table: str) -> set[str]:
    """Return the columns that every row of a table needs and a mapping does not fill in by itself."""
    schema = catalogue()[table].to_schema().columns
    return {name for name, column in schema.items() if not column.nullable and name not in (*PROVENANCE, "id")}


def _fit(table: str, sheet: pd.DataFrame, meant: Mapping[str, str], title: str) -> float:
    """Tell how well a file fits a table.

    The share of the needed columns it has (those with a few allowed values may as well be constant, so they do not count),
    the share of its own columns that are used, and what tells one table from another: words, and values that are names.
    """
    schema = catalogue()[table].to_schema().columns
    matched = _match(table, sheet, meant)
    needed = {name for name in _needed(table) if not allowed_values(schema[name])}
    words = TELLING.get(table, {})
    told = sum(
        likeness(name, other) < ALIKE <= likeness(name, other, table)
        or any(word in normal(other).split() for word in words.get(name, ()))
        for name, other in matched.items()
        if name in words
    )
    titled = normal(re.sub(r"[_-]", " ", title)).split()
    told += any(word in titled for word in (*table.split("_"), *(word for each in words.values() for word in each)))
    named = sum(
        bool(target) and meant.get(other) == target
        for name, other in matched.items()
        if (target := _target(table, name))
    )
    used = len(set(matched.values())) / len(sheet.columns)
    # Numbers are what a file is about: a table that has no place for them is not it.
    numbers = [
        other for other in map(str, sheet.columns) if other not in matched.values() and _is_measured(sheet[other])
    ]
    return (
        len(matched.keys() & needed) / max(1, len(needed))
        + used
        + 0.3 * min(told, 3)
        + 0.1 * min(named, 2)
        + 0.05 * len(matched.keys() - COMMON)
        - 0.8 * bool(numbers)
    )


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
    elif allowed := allowed_values(column):
        guess = STATUS if name == "status" else {}
        rule["values"] = {
            str(value): str(value).casefold()
            if str(value).casefold() in allowed
            else guess.get(str(value).casefold(), f"TODO: one of {', '.join(allowed)}")
            for value in cells.unique()[:FEW_VALUES]
        }
        if name == "status":
            rule["otherwise"] = "estimate"
    elif (column.metadata or {}).get("iso") == "3166":
        codes = {str(value): _country(str(value)) for value in cells.unique()}
        if any(code != value for value, code in codes.items()):
            rule["values"] = {value: code or "TODO: two capital letters, as US" for value, code in codes.items()}
    elif is_date(column):
        order = _order(cells)
        if order is not None:
            rule["date"] = order
    elif is_number(column):
        header = str(cells.name).casefold()
        multiple = next((value for word, value in MULTIPLES.items() if re.search(word, header)), None)
        if multiple is not None:
            rule["multiply"] = multiple
        elif str(column.dtype).lower() == "int64" and cells.str.fullmatch(THOUSANDS).any():
            rule["decimal"] = ","
        texts = [said.text for cell in cells if not is_empty(cell) and (said := _said(cell))]
        if "decimal" not in rule and any(AMBIGUOUS.fullmatch(text) for text in texts) and not decimal_of(cells):
            rule["decimal"] = "TODO: , if 1.200 is 1200, or . if it is 1.2"
    return rule


def _order(cells: pd.Series) -> str | None:
    """Return what comes first in dates such as 9/19/2025; None where no date is of that form."""
    parts = cells.str.extract(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}$").dropna().astype(int)
    if parts.empty:
        return None
    if (parts[0] > 12).any():
        return "day-first"
    return "month-first" if (parts[1] > 12).any() else "TODO: month-first or day-first"
