"""CSV, Excel, Parquet and Arrow: the cells of one table as text, with the rows that an editor shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from labatlas.errors import Problem
from labatlas.tables.declarations import Table
from labatlas.tables.files import Unreadable

#: Rows and columns that a table may have, and letters that a line of a text file may have.
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 200_000, 500, 1_000_000

#: Bytes that a compressed file may have when it is unpacked.
MOST_UNPACKED = 400_000_000

DELIMITERS = ",;\t"

#: What the first two bytes of UTF-16 are, as Excel saves Unicode text.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Cells:
    """A table as it stands in its file.

    Attributes
    ----------
    header
        Names of the columns.
    rows
        Cells of each row as text, None where a cell is empty.
    numbers
        The row that an editor shows, for each row.
    problems
        What is wrong with single cells.
    """

    header: list[str]
    rows: list[list[str | None]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_cells(name: str, content: bytes, declared: Table, known: Sequence[str]) -> Cells:
    """Read the cells of a table.

    Parameters
    ----------
    name
        Name of the file; its ending says what it is.
    content
        The file.
    declared
        How the file is written.
    known
        Columns of the table, by which a delimiter is recognized.

    Raises
    ------
    Unreadable
        If the file is not what its ending says, is damaged, or larger than any table can be.
    """
    suffix = name[name.rindex(".") :].lower()
    return READERS[suffix](name, content, declared, known)


def _refused(name: str, rule: str, hint: str = "", row: int = 0) -> Unreadable:
    return Unreadable(Problem(name, row=row, rule=rule, hint=hint))


# Text.


def _read_csv(name: str, content: bytes, declared: Table, known: Sequence[str]) -> Cells:
    encoding = declared.encoding or ("utf-16" if content.startswith(UTF_16) else "utf-8")
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        shown = "UTF-8" if encoding == "utf-8" else encoding
        likely = _likely_encoding(content) if declared.encoding is None else ""
        line = f" by the line encoding: {likely}" if likely else ""
        raise _refused(
            name, f"the file is not {shown} text", f"save it as UTF-8, or declare its encoding in tables.yml{line}", row
        ) from None
    text = text.removeprefix("\ufeff")
    delimiter = declared.delimiter or ("\t" if name.lower().endswith(".tsv") else _delimiter(name, text, known))

    # Only a newline ends a line: str.splitlines() would also cut cells at U+2028, U+0085 and the like.
    reader = csv.reader(_lines(name, text), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    numbers: list[int] = []
    start = 1
    try:
        for record in reader:
            if record:
                records.append(record)
                numbers.append(start)
            _limit(name, len(records), len(record), start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise _refused(
            name, f"the row is not CSV: {error}", "look for a quotation mark that is not closed", start
        ) from None
    if not records:
        raise _refused(name, "the file is empty", "it needs a header row")
    header = records[0]
    ragged = [
        Problem(
            name,
            row=row,
            rule=f"the row has {len(record)} cells, the header {len(header)}",
            hint="a comma inside a cell needs quotation marks around the cell",
        )
        for row, record in zip(numbers[1:], records[1:], strict=True)
        if len(record) != len(header)
    ]
    repeated = _repeated(name, header)
    if ragged or repeated:
        raise Unreadable(*ragged, *repeated)
    return Cells(header, [list(record) for record in records[1:]], numbers[1:])


def _likely_encoding(content: bytes) -> str:
    """Return the encoding that bytes have if they decode so into Chinese in common use; nothing if that is not likely.

    Western letters decode into rare characters, which the older and smaller GB 2312 does not have.
    """
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    foreign = [letter for letter in text if letter > "\u2fff"]
    common = sum(bool(letter.encode("gb2312", errors="ignore")) for letter in foreign)
    return "gb18030" if common > 0.8 * len(foreign) else ""


def _lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MOST_LETTERS:
            raise _refused(name, f"the line has {len(line):,} letters, more than any row of a table", row=number)
        yield line


def _delimiter(name: str, text: str, known: Sequence[str]) -> str:
    """Return the delimiter that finds most known columns in the header; a guess from letter counts would be led astray."""
    found = {delimiter: _header(name, text, delimiter) for delimiter in (*DELIMITERS, "|", ":")}
    scores = {delimiter: (len(set(cells) & set(known)), len(cells)) for delimiter, cells in found.items()}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    if not scores[best][0]:
        for other in "|:":
            if scores[other][0]:
                hint = f"separate them by commas, or declare delimiter: {other!r} in tables.yml"
                raise _refused(name, f"the columns are separated by {other!r}", hint, row=1)
    return best


def _header(name: str, text: str, delimiter: str) -> list[str]:
    try:
        records = csv.reader(_lines(name, text), delimiter=delimiter)
        return [cell.strip() for cell in next((record for record in records if record), [])]
    except csv.Error:
        return []  # told when the rows are read


def _limit(name: str, rows: int, columns: int, row: int) -> None:
    if rows > MOST_ROWS + 1:
        raise _refused(name, f"has more than {MOST_ROWS:,} rows")
    if columns > MOST_COLUMNS:
        raise _refused(name, f"the row has {columns:,} cells, more than any table has columns", row=row)


def _repeated(name: str, header: Sequence[str]) -> list[Problem]:
    names = [column.strip() for column in header]
    repeated = sorted({column for column in names if names.count(column) > 1})
    return [Problem(name, row=1, column=column, rule="the column stands twice") for column in repeated]


# Workbooks.


def _read_xlsx(name: str, content: bytes, declared: Table, known: Sequence[str]) -> Cells:
    _check_archive(name, content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = _sheet(name, book, declared.sheet)
        sheet.reset_dimensions()  # what a workbook says of its own extent may be wrong
        return _sheet_cells(name, sheet)
    except Unreadable:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl raise nearly anything: KeyError, TypeError, errors of XML and of zip.
        raise _refused(
            name, f"the workbook cannot be read: {type(error).__name__}: {error}", "open it in a spreadsheet and save it again"
        ) from error  # fmt: skip


def _check_archive(name: str, content: bytes) -> None:
    """Refuse what is no workbook, and what would fill the memory when it is unpacked; the sizes are declared up front."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        old = content.startswith(b"\xd0\xcf\x11\xe0")
        hint = "save it as .xlsx without a password" if old else "is it a CSV file under another name?"
        raise _refused(name, f"is not an Excel workbook: {error}", hint) from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or len(members) > 10_000:
        raise _refused(name, f"would unpack to {unpacked:,} bytes in {len(members):,} files, more than any table has")
    if not any(member.filename == "[Content_Types].xml" for member in members):
        raise _refused(name, "is not an Excel workbook", "save it as .xlsx from a spreadsheet")


def _sheet(name: str, book: Any, wanted: str | None) -> Any:
    """Return the sheet that is declared, or that is named like the table, or else the first."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted is not None and wanted not in sheets:
        raise _refused(name, f"has no sheet {wanted!r}", f"it has {', '.join(sheets)}")
    if not sheets:
        raise _refused(name, "has no sheet with cells")
    return sheets.get(wanted or name.rpartition(".")[0], book.worksheets[0])


def _sheet_cells(name: str, sheet: Any) -> Cells:
    cells: Cells | None = None
    for number, row in enumerate(sheet.iter_rows(), start=1):
        filled = [(place, cell) for place, cell in enumerate(row) if cell.value is not None and str(cell.value).strip()]
        if not filled:
            continue
        _limit(name, len(cells.rows) if cells else 0, filled[-1][0] + 1, number)
        if cells is None:
            header = ["" for _ in range(filled[-1][0] + 1)]
            for place, cell in filled:
                header[place] = str(cell.value).strip()
            cells = Cells(header, problems=_repeated(name, [column for column in header if column]))
            continue
        texts: list[str | None] = [None] * len(cells.header)
        for place, cell in filled:
            column = cells.header[place] if place < len(cells.header) else ""
            if not column:
                letter = openpyxl.utils.get_column_letter(place + 1)
                cells.problems.append(
                    Problem(name, number, letter, str(cell.value), "stands in a column without a name", "name the column or clear it")
                )  # fmt: skip
                continue
            rule, hint = _spoilt(cell)
            if rule:
                cells.problems.append(Problem(name, number, column, str(cell.value), rule, hint))
            texts[place] = _shown(cell)
        cells.rows.append(texts)
        cells.numbers.append(number)
    if cells is None:
        raise _refused(name, "the file is empty", "it needs a header row")
    # Columns that are empty from the header down are no columns.
    named = [place for place, column in enumerate(cells.header) if column]
    cells.rows = [[row[place] for place in named] for row in cells.rows]
    cells.header = [cells.header[place] for place in named]
    return cells


def _spoilt(cell: Any) -> tuple[str, str]:
    """Say why a cell has no value of its own; nothing when it has one."""
    if cell.data_type == "f":
        return "is a formula", "paste its value instead (paste special: values)"
    if cell.data_type == "e":
        return "is an error of the spreadsheet", "mend the formula, or leave the cell empty"
    return "", ""


def _shown(cell: Any) -> str:
    """Return a cell as a spreadsheet shows it: a date no more precise than its format, a share with its sign."""
    value, shape = cell.value, str(cell.number_format or "").lower()
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shape))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if "%" in shape:
        return f"{_number(round(value * 100, 10))}%"
    return _number(value)


def _date(value: dt.date, shape: str) -> str:
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat()
    written = value.strftime("%Y-%m-%d")
    if "d" in shape or "y" not in shape:
        return written
    return written[:7] if "m" in shape else written[:4]


def _number(value: float) -> str:
    """Write a number with the fifteen digits that a spreadsheet has, a whole one without a point."""
    return str(value) if isinstance(value, int) else f"{value:.0f}" if value.is_integer() else f"{value:.15g}"


# Columns.


def _read_parquet(name: str, content: bytes, declared: Table, known: Sequence[str]) -> Cells:
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
        _check_unpacked(name, file.metadata.num_rows, sum(group.total_byte_size for group in groups))
        return _columns(name, file.schema_arrow, file.iter_batches(batch_size=10_000))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refused(name, f"is not a Parquet file that can be read: {error}") from error


def _read_arrow(name: str, content: bytes, declared: Table, known: Sequence[str]) -> Cells:
    try:
        if content.startswith(b"ARROW1"):
            file = pa.ipc.open_file(pa.BufferReader(content))
            return _columns(name, file.schema, (file.get_batch(at) for at in range(file.num_record_batches)))
        stream = pa.ipc.open_stream(pa.BufferReader(content))
        return _columns(name, stream.schema, stream)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refused(name, f"is not an Arrow file that can be read: {error}") from error


def _check_unpacked(name: str, rows: int, size: int) -> None:
    if rows > MOST_ROWS:
        raise _refused(name, f"has {rows:,} rows, more than {MOST_ROWS:,}")
    if size > MOST_UNPACKED:
        raise _refused(name, f"would unpack to {size:,} bytes, more than any table has")


def _columns(name: str, schema: Any, batches: Iterable[Any]) -> Cells:
    """Write columns of values as rows of text; the first row is 2, as it would be below a header."""
    header = [str(column) for column in schema.names]
    _limit(name, 0, len(header), 0)
    if repeated := _repeated(name, header):
        raise Unreadable(*repeated)
    nested = [column for column in schema if not _is_flat(column.type)]
    if nested:
        raise Unreadable(
            *(Problem(name, column=column.name, rule=f"the column holds {column.type}, not text, numbers or dates") for column in nested)
        )  # fmt: skip
    cells, size = Cells(header), 0
    for batch in batches:
        size += batch.nbytes
        _check_unpacked(name, len(cells.rows) + batch.num_rows, size)
        batch.validate(full=True)
        columns = [[_written(value) for value in column.to_pylist()] for column in batch.columns]
        cells.rows += [list(row) for row in zip(*columns, strict=True)]
    cells.numbers = list(itertools.islice(itertools.count(2), len(cells.rows)))
    return cells


def _is_flat(kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    return any(
        test(kind)
        for test in (
            types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_floating, types.is_decimal,
            types.is_boolean, types.is_date, types.is_timestamp, types.is_null,
        )
    )  # fmt: skip


def _written(value: Any) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, dt.date):
        return _date(value, "")
    if isinstance(value, float) and abs(value) < 1e15:
        return _number(value) if value.is_integer() else repr(value)
    return str(value)


Reader = Callable[[str, bytes, Table, Sequence[str]], Cells]

#: The reader of each ending; a new format is an entry here and in `labatlas.tables.files.SUFFIXES`.
READERS: dict[str, Reader] = {
    ".csv": _read_csv, ".tsv": _read_csv, ".xlsx": _read_xlsx,
    ".parquet": _read_parquet, ".arrow": _read_arrow, ".feather": _read_arrow,
}  # fmt: skip
