"""Read a foreign table as it stands, whatever wrote it: CSV of any dialect, a workbook, or Parquet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from labatlas.errors import LabAtlasError, suggestion

#: Encodings that spreadsheets save in, in the order they are tried.
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "cp1252")

#: Marks that separate cells.
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Column:
    """A column that an importer reads.

    Attributes
    ----------
    name
        The newest name of it.
    former
        Other names that exports of other years gave it.
    required
        Whether a file without it is refused.
    """

    name: str
    former: tuple[str, ...] = ()
    required: bool = True


def read_sheet(path: Path) -> pd.DataFrame:
    """Read a file of a table as text.

    Parameters
    ----------
    path
        ``.csv``, ``.tsv`` or ``.txt`` in any encoding and with any delimiter, ``.xlsx`` (first sheet), or ``.parquet``.

    Returns
    -------
    pandas.DataFrame
        Cells as text, stripped, missing where empty; indexed by the row that a spreadsheet shows (the header is row 1; a
        cell with line breaks is still one row).

    Raises
    ------
    LabAtlasError
        If the file is missing, is no table, or has a column twice.
    """
    if not path.is_file():
        raise LabAtlasError(f"{path}: there is no such file")
    ending = path.suffix.lower()
    try:
        if ending == ".xlsx":
            frame = _dated(pd.read_excel(path, dtype=object))
        elif ending == ".parquet":
            frame = _dated(pd.read_parquet(path))
        else:
            frame = _read_text(path)
    except LabAtlasError:
        raise
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise LabAtlasError(f"{path.name} cannot be read as a table: {error}") from error
    frame.columns = pd.Index([" ".join(str(name).split()) for name in frame.columns])
    twice = sorted({name for name in frame.columns if list(frame.columns).count(name) > 1})
    if twice:
        raise LabAtlasError(f"{path.name}: column {twice[0]!r} stands twice")
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    frame = frame.apply(lambda cells: cells.astype("str").str.strip()).replace("", None)
    return frame.dropna(how="all")


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Write typed cells as text, a midnight as its day."""
    return frame.map(lambda cell: "" if pd.isna(cell) else str(cell).removesuffix(" 00:00:00"))


def _read_text(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise LabAtlasError(f"{path.name} is not text in any of {', '.join(ENCODINGS)}: save it as UTF-8")
    header = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    if not records:
        raise LabAtlasError(f"{path.name} is empty")
    width = len(records[0])
    for row, record in enumerate(records[1:], start=2):
        if record and len(record) != width:
            raise LabAtlasError(f"{path.name}, row {row}: {len(record)} cells, the header has {width}")
    return pd.DataFrame([record or [""] * width for record in records[1:]], columns=records[0], dtype="str")


def known_columns(sheet: pd.DataFrame, columns: tuple[Column, ...], file: str) -> pd.DataFrame:
    """Give the columns of a sheet their newest names.

    Parameters
    ----------
    sheet
        A foreign table.
    columns
        The columns wanted.
    file
        Name of the file, for the message.

    Returns
    -------
    pandas.DataFrame
        The wanted columns alone; one that is not required and not there is empty.

    Raises
    ------
    LabAtlasError
        If a required column is gone; it names every one, its known names, and the column that looks most like it.

    Examples
    --------
    >>> sheet = pd.DataFrame({"System": ["GPT-4"]})
    >>> known_columns(sheet, (Column("Model", ("System",)),), "models.csv").columns.tolist()
    ['Model']
    """
    by_name = {str(name).casefold(): str(name) for name in sheet.columns}
    found: dict[str, pd.Series] = {}
    missing: list[Column] = []
    used: set[str] = set()
    for column in columns:
        here = next(
            (by_name[name.casefold()] for name in (column.name, *column.former) if name.casefold() in by_name), None
        )
        if here is not None:
            used.add(here)
            found[column.name] = sheet[here]
        elif column.required:
            missing.append(column)
        else:
            found[column.name] = pd.Series(None, index=sheet.index, dtype="str")
    if missing:
        rest = [str(name) for name in sheet.columns if name not in used]
        lines = []
        for column in missing:
            also = f", once {' or '.join(repr(name) for name in column.former)}" if column.former else ""
            lines.append(f"  column {column.name!r}{also}, is missing: {suggestion(column.name, rest)}".rstrip(": "))
        lines.append(f"  columns of the file that nothing reads: {', '.join(rest) or 'none'}")
        raise LabAtlasError("\n".join([f"{file} does not have the columns that are read:", *lines]))
    return pd.DataFrame(found, index=sheet.index)
