"""Read one table as it stands in its file, nothing interpreted but what is declared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from labatlas.errors import Problem
from labatlas.tables.declarations import Column, Table
from labatlas.tables.files import Unreadable, read_bytes
from labatlas.tables.formats import Cells, read_cells
from labatlas.tables.notations import FULL_WIDTH, currencies, read_date, without_mark


def read_table(
    path: Path, declared: Table | None = None, known: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a file as text cells.

    Parameters
    ----------
    path
        A CSV, Excel, Parquet or Arrow file with a header row; its ending says which.
    declared
        How it is written; a CSV file is UTF-8 unless that says otherwise.
    known
        Columns of the table, by which the delimiter of a CSV file is recognized.

    Returns
    -------
    tuple
        The cells as strings (missing where empty), indexed by the row an editor shows (the header is row 1), and the
        problems that kept the file from being read; the frame is empty when there are any.
    """
    declared = declared or Table()
    try:
        content = read_bytes(path, path.parent)
        cells = read_cells(path.name, content, declared, known)
    except Unreadable as error:
        return pd.DataFrame(), list(error.problems)
    if cells.problems:
        return pd.DataFrame(), cells.problems
    frame = _frame(cells)
    problems = _mismarked(path.name, frame, declared)
    for name, column in declared.columns.items():
        if name in frame:
            frame[name], found = interpret(path.name, frame[name], column)
            problems += found
    return (pd.DataFrame(), problems) if problems else (frame, [])


def _mismarked(file: str, frame: pd.DataFrame, declared: Table) -> list[Problem]:
    """Find the sums whose mark of money is not of the currency that their row names."""
    problems: list[Problem] = []
    if "currency" not in frame:
        return problems
    for name, column in declared.columns.items():
        if not column.currency or name not in frame:
            continue
        for (row, text), code in zip(frame[name].items(), frame["currency"], strict=True):
            mark = "" if pd.isna(text) else without_mark(str(text).translate(FULL_WIDTH))[1]
            if mark and pd.notna(code) and currencies(str(code)) and code not in currencies(mark):
                rule = f"is marked {mark}, but the currency of the row is {code}"
                problems.append(Problem(file, int(str(row)), name, str(text), rule, "correct one of the two"))
    return problems


def _frame(cells: Cells) -> pd.DataFrame:
    index = pd.Index(cells.numbers, name="row", dtype="int64")
    frame = pd.DataFrame(cells.rows, columns=[name.strip() for name in cells.header], index=index, dtype="str")
    return frame.apply(lambda column: column.str.strip()).replace("", None)


def interpret(file: str, cells: pd.Series, declared: Column) -> tuple[pd.Series, list[Problem]]:
    """Read the cells of a column as they are declared to be written.

    Parameters
    ----------
    file
        Name of the file, for the problems.
    cells
        The cells as text, indexed by row.
    declared
        How they are written.

    Returns
    -------
    tuple
        The cells in plain digits and ISO dates, and a problem for each that is not written so.
    """
    read = cells.copy()
    problems = []
    for row, text in cells.dropna().items():
        try:
            if declared.date:
                read[row] = read_date(text, declared.formats, full_width=declared.full_width)
            else:
                read[row] = declared.numbers.read(text)
        except ValueError as error:
            hint = "as tables.yml declares the column"
            problems.append(Problem(file, int(str(row)), str(cells.name), text, str(error), hint))
    return read, problems
