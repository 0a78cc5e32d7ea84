"""Empty tables to fill in, with what each column means beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from labatlas.errors import UsageError, unknown
from labatlas.tables.checking import BOUNDS, Definition
from labatlas.tables.declarations import is_date
from labatlas.tables.evidence import ADDED_TO
from labatlas.tables.ordering import columns_of
from labatlas.tables.provenance import ID, LOCATOR
from labatlas.tables.reading import read_table


@dataclass(frozen=True)
class ColumnNote:
    """What a person who fills in a column must know.

    Attributes
    ----------
    column, type, unit, required, allowed, meaning, example
        Each as it is printed; empty when there is nothing to say.
    choices
        The allowed values one by one.
    """

    column: str
    type: str
    unit: str
    required: str
    allowed: str
    meaning: str
    example: str
    choices: tuple[str, ...]

    def cells(self) -> list[str]:
        """Return what is printed, in the order of `HEADS`."""
        return [self.column, self.type, self.unit, self.required, self.allowed, self.meaning, self.example]


HEADS = ("Column", "Type", "Unit", "Required", "Allowed values", "Meaning", "Example")


def column_notes(definition: Definition, examples: dict[str, str]) -> list[ColumnNote]:
    """Describe the columns of a table.

    Parameters
    ----------
    definition
        The definition of the table.
    examples
        A value for each column that has one.

    Returns
    -------
    list
        One note a column, in the order of the table.
    """
    schema = definition.to_schema()
    return [
        _note(schema.columns[name], name in (schema.unique or ()), examples.get(name, ""))
        for name in columns_of(definition)
    ]


def _note(column: Any, is_key: bool, example: str) -> ColumnNote:
    metadata = column.metadata or {}
    statistics = {(check.name, key): value for check in column.checks for key, value in check.statistics.items()}
    named = {key: value for (_, key), value in statistics.items()}
    choices = tuple(str(value) for value in named.get("allowed_values", ()))
    pattern = getattr(named.get("pattern"), "pattern", named.get("pattern"))
    bounds = [f"{BOUNDS[check]} {value:g}" for (check, _), value in statistics.items() if check in BOUNDS]
    target = metadata.get("references")
    codes = {"3166": "ISO 3166-1 alpha-2, as US", "4217": "ISO 4217, as USD"}.get(metadata.get("iso", ""), "")
    allowed = [
        ", ".join(choices),
        ", ".join(bounds),
        f"a key of {target}" if target else "",
        codes,
        PATTERNS.get(str(pattern), ""),
        "part of the key" if is_key else "",
    ]
    kind = (
        "date"
        if is_date(column)
        else {"int64": "whole number", "float64": "number"}.get(str(column.dtype).lower(), "text")
    )
    return ColumnNote(
        str(column.name), kind, str(metadata.get("unit", "")),
        "no" if column.nullable else "yes", "; ".join(filter(None, allowed)),
        str(column.description), example, choices,
    )  # fmt: skip


PATTERNS = {
    ID: "a lower-case slug, as tsinghua-keg",
    LOCATOR: "§ heading ¶ paragraph, ¶ paragraph, or row and its number",
}


def first_values(path: Path | None) -> dict[str, str]:
    """Return the first value of each column of a table, as an example; nothing when there is no table."""
    if path is None:
        return {}
    cells, problems = read_table(path)
    if problems:
        return {}
    return {str(name): str(column.dropna().iloc[0]) for name, column in cells.items() if column.notna().any()}


def write_template(name: str, definition: Definition, kind: str, target: Path, examples: dict[str, str]) -> list[Path]:
    """Write an empty table to fill in.

    Parameters
    ----------
    name
        Name of the table.
    definition
        Its definition.
    kind
        A key of `WRITERS`.
    target
        The file; nothing that exists is written over.
    examples
        A value for each column that has one.

    Returns
    -------
    list
        The files that were written: the table, and for CSV its description in Markdown.

    Raises
    ------
    UsageError
        If the kind is not known, a file exists, or its folder does not.
    """
    if kind not in WRITERS:
        raise unknown("format", kind, list(WRITERS))
    targets = [target, target.with_suffix(".md")] if kind == "csv" else [target]
    for path in targets:
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} exists and is not written over: name another --out")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[kind](name, definition, column_notes(definition, examples), target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}") from error
    return targets


def _write_csv(name: str, definition: Definition, notes: list[ColumnNote], target: Path) -> None:
    # A spreadsheet takes a file without this mark for something else than UTF-8.
    target.write_text(",".join(note.column for note in notes) + "\n", encoding="utf-8-sig")
    lines = [
        f"# {name}",
        "",
        _meaning(name, definition),
        "",
        "| " + " | ".join(HEADS) + " |",
        "| " + " | ".join(["---"] * len(HEADS)) + " |",
    ]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in note.cells()) + " |" for note in notes
    ]
    target.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_xlsx(name: str, definition: Definition, notes: list[ColumnNote], target: Path) -> None:
    book = openpyxl.Workbook()
    sheet, described = book.active, book.create_sheet("columns")
    sheet.title = name
    sheet.append([note.column for note in notes])
    sheet.freeze_panes = "A2"
    for place, note in enumerate(notes, start=1):
        letter = get_column_letter(place)
        sheet[f"{letter}1"].font = Font(bold=note.required == "yes")
        sheet.column_dimensions[letter].width = max(12, len(note.column) + 4)
        # Text, so that the spreadsheet turns neither 2019-07 into a day nor an id into a number.
        for row in range(2, ROWS_PREPARED + 2) if note.type in {"text", "date"} else ():
            sheet[f"{letter}{row}"].number_format = "@"
        _offer(sheet, letter, note)
    described.append(HEADS)
    for note in notes:
        described.append(note.cells())
        for cell in described[described.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFG", (18, 14, 16, 10, 40, 50, 30), strict=True):
        described.column_dimensions[letter].width = width
        described[f"{letter}1"].font = Font(bold=True)
    described.append([])
    described.append([_meaning(name, definition)])
    book.save(target)


#: Rows of a workbook that are prepared to be filled in.
ROWS_PREPARED = 200

#: Letters that Excel takes in a list of choices.
CHOICES_SHOWN = 255


def _offer(sheet: Any, letter: str, note: ColumnNote) -> None:
    """Let the spreadsheet offer the allowed values; a list too long for that stands in the description."""
    listed = ",".join(note.choices)
    if not listed or len(listed) > CHOICES_SHOWN or any("," in choice for choice in note.choices):
        return
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=note.required == "no")
    offer.add(f"{letter}2:{letter}{ROWS_PREPARED + 1}")
    sheet.add_data_validation(offer)


def _write_parquet(name: str, definition: Definition, notes: list[ColumnNote], target: Path) -> None:
    types = {"whole number": pa.int64(), "number": pa.float64()}
    fields = [
        pa.field(
            note.column, types.get(note.type, pa.string()), metadata=dict(zip(HEADS[1:], note.cells()[1:], strict=True))
        )
        for note in notes
    ]
    schema = pa.schema(fields, metadata={"table": name, "meaning": _meaning(name, definition)})
    pq.write_table(schema.empty_table(), target)


def _meaning(name: str, definition: Definition) -> str:
    first = (definition.__doc__ or "").strip().splitlines()[0]
    if name not in ADDED_TO:
        return first
    return (
        f"{first} The rows of your file are added to the project's; a row with the same id takes its place. "
        "Each needs an entry with the same key in references.bib beside it."
    )


WRITERS: dict[str, Callable[[str, Definition, list[ColumnNote], Path], None]] = {
    "csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet,
}  # fmt: skip
