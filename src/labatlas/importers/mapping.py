"""A mapping, written by a reader in YAML, that turns a file into rows of one table without code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from labatlas.errors import UsageError, suggestion, unknown
from labatlas.importers.batch import Batch, Importer, Origin
from labatlas.importers.cells import (
    AMBIGUOUS,
    DateOrder,
    Unreadable,
    amount,
    date,
    decimal_of,
    factor,
    is_empty,
    number,
    several,
)
from labatlas.importers.names import NAMED, halves, slug
from labatlas.importers.sheets import Column
from labatlas.tables import catalogue
from labatlas.tables.dataset import IDENTITIES
from labatlas.tables.declarations import allowed_values, is_date, is_number
from labatlas.tables.notations import currencies
from labatlas.tables.provenance import ID, PARTIAL_DATE

#: What a mapping may fill in without a rule; `Batch.add` does.
PROVENANCE = ("source", "locator", "as_of", "status")

Cell = str | None


class Strict(BaseModel):
    """A part of a mapping; a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Strict):
    """The data set, as ``sources.csv`` and ``references.bib`` will tell of it."""

    id: str = Field(pattern=ID)
    title: str
    author: str
    url: str = ""
    licence: str
    standing: str
    kind: Literal["news", "blog", "compilation", "dataset"] = "dataset"


class Rule(Strict):
    """Where the cells of one column come from.

    Attributes
    ----------
    from_
        Column of the file, or several of which the first that is there is read (``from``).
    value
        One value for all rows, instead of a column.
    values
        What each value of the file becomes; a value that is not listed is left out unless ``otherwise`` is given, and in a
        column of numbers it is read as one.
    otherwise
        What an empty or unlisted value becomes.
    multiply
        Factor of numbers.
    decimal
        What marks the decimals of a number: ``.`` or ``,``; without it, what other numbers of the column show.
    mark
        Take the currency from the mark of money at the number, such as €; in the column ``currency`` only.
    percent
        What the table wants of a cell with a percent sign: ``number`` makes 45 of 45 %, ``fraction`` makes 0.45.
    unit, wanted
        Unit of the file and unit of the table, such as ``byte`` and ``GB``.
    date
        How dates are written where all parts are numbers and the year is last: ``month-first`` or ``day-first``.
    names
        Table whose ids the names of the file mean, such as ``organizations``; new names become new rows.
    new
        Cells of those new rows, such as ``kind: company``.
    slug
        Make an id of the text, such as that of an event; the id of the source is put behind it, and where another row of
        the file has the same text, the number of the row.
    pick
        Which of several values in a cell is taken: ``first``, or one row for each (``each``).
    """

    from_: str | list[str] | None = Field(None, alias="from")
    value: Cell = None
    values: dict[str, Cell] | None = None
    otherwise: Cell = None
    multiply: float = 1.0
    decimal: Literal[".", ","] | None = None
    mark: bool = False
    percent: Literal["number", "fraction"] | None = None
    unit: str | None = None
    wanted: str | None = None
    date: DateOrder | None = None
    names: str | None = None
    new: dict[str, Cell] = {}
    slug: bool = False
    pick: Literal["whole", "first", "each"] = "whole"

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if (self.from_ is None) == (self.value is None):
            raise ValueError("needs either from or value")
        if (self.unit is None) != (self.wanted is None):
            raise ValueError("unit and wanted go together")
        if self.unit is not None and self.wanted is not None:
            try:
                factor(self.unit, self.wanted)
            except Unreadable as error:
                raise ValueError(str(error)) from error
        if self.mark and self.from_ is None:
            raise ValueError("mark needs from: the column of the sums")
        if self.names is not None and self.names not in NAMED:
            raise ValueError(f"names must be one of {', '.join(sorted(NAMED))}")
        return self

    def constants(self) -> Iterator[tuple[str, Cell]]:
        """Yield what the rule itself puts into cells, by the key that says so."""
        yield from (("value", self.value), ("otherwise", self.otherwise))
        yield from ((f"values.{key}", cell) for key, cell in (self.values or {}).items())

    @property
    def columns(self) -> list[str]:
        """Names that the column may have in the file."""
        return [] if self.from_ is None else [self.from_] if isinstance(self.from_, str) else self.from_


class Mapping(Strict):
    """How a file becomes rows of one table."""

    table: str
    source: Source
    columns: dict[str, Rule]

    @field_validator("columns", mode="before")
    @classmethod
    def _short_rules(cls, given: Any) -> Any:
        """A name alone means that column, unchanged."""
        if not isinstance(given, dict):
            return given
        return {key: {"from": rule} if isinstance(rule, str) else rule for key, rule in given.items()}

    @model_validator(mode="after")
    def _fits_its_table(self) -> Mapping:
        if self.table not in catalogue():
            raise ValueError(str(unknown("table", self.table, list(catalogue()))))
        known = catalogue()[self.table].to_schema().columns
        for name in self.columns:
            if name not in known:
                raise ValueError(
                    f"{self.table} has no column {name!r}: {suggestion(name, list(known))}Known: {', '.join(known)}"
                )
        misplaced = [name for name, rule in self.columns.items() if rule.mark and name != "currency"]
        if misplaced:
            raise ValueError(f"columns.{misplaced[0]}.mark: only the column currency can have it")
        wrong = [
            f"columns.{name}.{key}: {cell!r} {rule}"
            for name, given in self.columns.items()
            for key, cell in given.constants()
            if not is_empty(cell) and (rule := _unfit(str(cell), known[name], key))
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        needed = [
            name for name, column in known.items() if not column.nullable and name not in (*PROVENANCE, *self.columns)
        ]
        if needed:
            raise ValueError(f"{self.table} needs {', '.join(needed)}")
        return self


#: Words with which people ask for the cell as it stands.
UNCHANGED = frozenset({"same", "keep", "unchanged", "as is", "itself", "original"})


def _unfit(cell: str, column: Any, key: str) -> str:
    """Say why a column cannot hold what a mapping puts into it; nothing when it can."""
    allowed = allowed_values(column)
    keeps = ""
    if key == "otherwise" and cell.casefold() in UNCHANGED:
        keeps = (
            "; otherwise is what an empty or unlisted cell becomes, not a way to keep it: list under values what stays"
        )
    if allowed:
        wrong = "" if cell in allowed else f"is not one of {', '.join(allowed)}"
    elif is_number(column):
        wrong = "" if _is_number(cell) else "is not a number"
    elif is_date(column):
        wrong = "" if re.fullmatch(PARTIAL_DATE, cell) else "is not an ISO date such as 2019-07"
    elif keeps:
        wrong = "would be written as it stands"
    else:
        wrong = ""
    return wrong + keeps if wrong else ""


def _is_number(cell: str) -> bool:
    try:
        return number(cell) is not None
    except Unreadable:
        return False


def read_mapping(path: Path) -> Mapping:
    """Read a mapping; every value of it is text first, so that ``NO`` is Norway and ``yes`` is a word.

    Raises
    ------
    UsageError
        If it cannot be read, or does not follow the model; it names each key and what is wrong.
    """
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        undecided = list(_undecided(given))
        if undecided:
            raise UsageError(
                "\n".join(f"{path.name}: {where}: still to be decided ({what})" for where, what in undecided)
            )
        return Mapping.model_validate(given)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text: {error}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        lines = [
            f"{path.name}: {'.'.join(str(part) for part in each['loc']) or 'mapping'}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        ]
        raise UsageError("\n".join(lines)) from error


def _undecided(given: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a draft leaves to its reader: where it stands, and what is asked for."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from _undecided(value, f"{where}.{key}" if where else str(key))
    elif isinstance(given, str) and given.startswith("TODO"):
        yield where, given


def from_mapping(path: Path) -> Importer:
    """Return the importer that a mapping describes; see `read_mapping` for what it raises."""
    mapping = read_mapping(path)
    columns = {
        rule.columns[0]: Column(rule.columns[0], tuple(rule.columns[1:]))
        for rule in mapping.columns.values()
        if rule.columns
    }
    given = mapping.source
    return Importer(
        Origin(given.id, given.title, given.author, given.url, given.licence, given.standing, given.kind),
        (mapping.table,),
        lambda sheet, batch: _take(sheet, batch, mapping),
        tuple(columns.values()),
    )


class Refused(Unreadable):
    """A cell that makes its row wrong, even where its column may be empty."""


@dataclass(frozen=True)
class Place:
    """The column of ours that a rule fills.

    Attributes
    ----------
    name
        What it is called.
    numeric, dated, needed
        Whether it has numbers or dates, and whether it must not be empty.
    end
        Which end of a span it is: ``low``, ``high``, or nothing.
    whole
        Whether the other end comes from the same column of the file, or from none.
    decimal
        What marks the decimals in the column of the file; nothing where that is not known.
    """

    name: str
    numeric: bool
    dated: bool
    needed: bool
    end: Literal["", "low", "high"]
    whole: bool
    decimal: Literal["", ".", ","]


def _place(name: str, mapping: Mapping, sheet: pd.DataFrame) -> Place:
    schema = catalogue()[mapping.table].to_schema().columns
    rule, numeric = mapping.columns[name], is_number(schema[name])
    end: Literal["", "low", "high"] = "low" if name.endswith("low") else "high" if name.endswith("high") else ""
    other = name.removesuffix(end) + ("high" if end == "low" else "low")
    if not end or other not in schema:
        end = ""
    twin = mapping.columns.get(other)
    decimal = rule.decimal or (decimal_of(sheet[rule.columns[0]]) if numeric and rule.columns else "")
    return Place(
        name, numeric, is_date(schema[name]), not schema[name].nullable, end,
        twin is None or twin.columns == rule.columns, decimal,
    )  # fmt: skip


def _take(sheet: pd.DataFrame, batch: Batch, mapping: Mapping) -> None:
    schema = catalogue()[mapping.table].to_schema().columns
    places = {name: _place(name, mapping, sheet) for name in mapping.columns}
    for key, cells in sheet.iterrows():
        row = int(str(key))
        made: list[dict[str, Any]] = [{}]
        refused = False
        before = {name: len(rows) for name, rows in batch.rows.items()}
        for column, rule in mapping.columns.items():
            try:
                values = _values(row, places[column], cells, rule, batch)
            except Unreadable as error:
                first = rule.columns[0] if rule.columns else column
                if not schema[column].nullable or isinstance(error, Refused):
                    batch.leave(row, str(error), first, cells.get(first))
                    refused = True
                    break
                batch.leave_cell(row, first, cells.get(first), str(error))
                values = [None]
            if all(is_empty(value) for value in values) and not schema[column].nullable:
                batch.leave(
                    row, f"nothing for {column}, which must not be empty", rule.columns[0] if rule.columns else column
                )
                refused = True
                break
            made = [{**start, column: value} for start in made for value in values]
        if not refused:
            disagreement = next(_disagreements(made[0], cells, places, mapping), None)
            if disagreement is not None:
                batch.leave(row, disagreement[1], disagreement[0], cells[disagreement[0]])
                refused = True
        if refused:
            batch.undo(before)
        else:
            for number_, filled in enumerate(made):
                if (
                    mapping.table in IDENTITIES
                    and number_ == 0
                    and "id" in filled
                    and _is_known(batch, mapping.table, filled["id"])
                ):
                    batch.undo(before)
                    batch.leave(row, f"{mapping.table} has it already", "id", filled["id"])
                    continue
                if "id" in mapping.columns and mapping.columns["id"].slug:
                    filled["id"] = _told_apart(batch, mapping.table, str(filled["id"]), row)
                batch.add(mapping.table, row, **filled)


def _disagreements(
    filled: dict[str, Any], cells: pd.Series, places: dict[str, Place], mapping: Mapping
) -> Iterator[tuple[str, str]]:
    """Yield each column of the file whose mark of money is not of the currency that its row gets, and what is wrong."""
    given = filled.get("currency")
    for name, rule in mapping.columns.items():
        if not places[name].numeric or not rule.columns or is_empty(filled.get(name)):
            continue
        first = rule.columns[0]
        parts = [cells[first]] if rule.pick == "whole" else several(cells[first])
        for mark in filter(None, (amount(part).mark for part in parts)):
            if given in currencies(mark):
                continue
            if "currency" not in catalogue()[mapping.table].to_schema().columns:
                yield first, f"is marked {mark}, but {mapping.table} has no column for a currency"
            else:
                has = f"the currency of the row is {given}" if given else "the row has no currency"
                yield (
                    first,
                    f"is marked {mark}, but {has}: currency: {{from: {first}, mark: true}} takes it from the mark",
                )


def _told_apart(batch: Batch, table: str, key: str, row: int) -> str:
    """Return an id of its own for a row whose text another row of the file has too, such as a second Series A."""
    taken = any(other["id"] == key for other in batch.rows.get(table, ()))
    return f"{key}-{row}" if taken else key


def _is_known(batch: Batch, table: str, key: object) -> bool:
    return bool(batch.known[table]["id"].eq(key).any()) if table in batch.known else False


def _values(row: int, place: Place, cells: pd.Series, rule: Rule, batch: Batch) -> list[Any]:
    """Return what a rule makes of a row: one value, or several where each value of a cell gives a row."""
    if not rule.columns:
        return [rule.value]
    cell = cells[rule.columns[0]]
    if rule.pick != "whole":
        parts: list[Any] = several(cell) or [None]
        if rule.pick == "first" and len(parts) > 1:
            batch.tell(row, "only the first of several values is taken", rule.columns[0], cell)
        parts = parts[:1] if rule.pick == "first" else parts
    else:
        parts = [cell]
    return [_value(row, place, part, rule, batch) for part in parts]


def _value(row: int, place: Place, cell: object, rule: Rule, batch: Batch) -> Any:
    if rule.mark:
        return _marked(cell, rule)
    if is_empty(cell):
        return rule.otherwise
    if rule.values is not None:
        listed = {key.casefold(): value for key, value in rule.values.items()}
        if str(cell).casefold() in listed:
            return listed[str(cell).casefold()]
        if rule.otherwise is None and not place.numeric:
            raise Unreadable(f"not one of the listed values: {', '.join(rule.values)}")
        if rule.otherwise is not None:
            return rule.otherwise
    if place.numeric:
        return _number(cell, rule, place)
    if place.dated:
        return date(cell, rule.date or "year-first")
    if rule.names is not None:
        return _id(row, str(cell), place.name, rule, batch)
    if not rule.slug:
        return str(cell)
    if not slug(str(cell)):
        raise Refused("no id can be made of it: it has no letter and no digit")
    return f"{slug(str(cell))}-{batch.origin.id}"


def _marked(cell: object, rule: Rule) -> str | None:
    """Return the currency that the mark at a sum means; `$` alone is the US dollar."""
    said = None if is_empty(cell) else amount(cell)
    if said is None or not re.search(r"\d", said.text):
        return None
    if not said.mark:
        if rule.otherwise is None:
            raise Refused("has no mark of money: say otherwise: USD, or what else such a sum is in")
        return rule.otherwise
    if rule.values is not None and said.mark in rule.values:
        return rule.values[said.mark]
    possible = currencies(said.mark)
    if len(possible) > 1 and said.mark != "$":
        raise Refused(f"{said.mark} may be {' or '.join(possible)}: say values: {{{said.mark}: {possible[0]}}}")
    return possible[0]


def _number(cell: object, rule: Rule, place: Place) -> float | None:
    """Return the number of a cell; None at the end that an open span, such as 1,000+ or < 5, does not have."""
    said = amount(cell)
    text = _plain(said.text, rule, place.decimal)
    value = number(text)
    if value is None:
        return None
    if place.decimal == "" and AMBIGUOUS.fullmatch(said.text):
        whole = said.text.replace(".", "")
        raise Unreadable(
            f"not clear whether {said.text} is {whole} or has three decimals: "
            'say decimal: "," (the point parts thousands) or decimal: "." (it marks decimals)'
        )
    if said.open and place.end != ("low" if said.open == "up" else "high"):
        least = "the least" if said.open == "up" else "the most"
        if not place.end:
            raise Unreadable(f"is only {least} of what is meant, and {place.name} has no place for that")
        if place.needed:
            raise Unreadable(f"is only {least} of what is meant, but {place.name} must not be empty")
        if not place.whole:
            raise Unreadable(f"is only {least} of what is meant, so that it is not the other end")
        return None
    return value * rule.multiply * (factor(rule.unit, rule.wanted) if rule.unit and rule.wanted else 1.0)


def _plain(cell: str, rule: Rule, decimal: str) -> str:
    """Write a number as `labatlas.importers.cells.number` reads it: decimals after a point, no doubt about per cent."""
    if decimal == ",":
        cell = cell.replace(".", "").replace(",", ".")
    if not cell.strip().endswith("%"):
        return cell
    if rule.percent is None:
        raise Unreadable("has a percent sign: say percent: number (45 % is 45) or percent: fraction (45 % is 0.45)")
    return cell.strip().removesuffix("%").strip() if rule.percent == "number" else cell


def _id(row: int, name: str, column: str, rule: Rule, batch: Batch) -> str:
    table = str(rule.names)
    key = batch.names.find(table, name)
    if key is None:
        if not slug(name) and batch.names.alias(table, name) is None:
            raise Refused(f"no id can be made of this name: give it one in aliases.csv ({table},{name},ID)")
        key = batch.names.make(table, name)
        for half in halves(name):
            known = batch.names.find(table, half)
            if known is not None:
                batch.tell(
                    row,
                    f"new, though {half} alone is {known}: if both are one, say so in aliases.csv ({table},{name},{known})",
                    rule.columns[0],
                    name,
                )
        if column != "id":
            alias = batch.names.alias(table, name)
            told = (
                {"country": alias.country or None, "kind": alias.kind or None}
                if alias and table == "organizations"
                else {}
            )
            batch.add(
                table, row, id=key, name=name, **rule.new | {name_: value for name_, value in told.items() if value}
            )
    return key
