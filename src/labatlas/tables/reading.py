"""Read one table as it stands in its file, nothing interpreted yet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from labatlas.errors import Problem


def read_table(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a CSV file as text cells.

    Parameters
    ----------
    path
        A UTF-8 file with a header row.

    Returns
    -------
    tuple
        The cells as strings (missing where empty), indexed by the row an editor shows (the header is row 1), and the
        problems that kept the file from being read; the frame is empty when there are any.
    """

    def failed(rule: str, hint: str = "", row: int = 0) -> tuple[pd.DataFrame, list[Problem]]:
        return pd.DataFrame(), [Problem(path.name, row=row, rule=rule, hint=hint)]

    if not path.is_file():
        return failed("the table is missing", "every table needs its CSV file, a header row at least")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        return failed("the file is not UTF-8 text", "save it as UTF-8", row)
    except OSError as error:
        return failed(f"the file cannot be read: {error.strerror}")

    # Only a newline ends a line: str.splitlines() would also cut cells at U+2028, U+0085 and the like.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: list[list[str]] = []
    rows: list[int] = []
    start = 1
    try:
        for record in reader:
            if record:
                cells.append(record)
                rows.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        return failed(f"the row is not CSV: {error}", "look for a quotation mark that is not closed", start)
    if not cells:
        return failed("the file is empty", "it needs a header row")

    header, body = cells[0], cells[1:]
    ragged = [
        Problem(
            path.name,
            row=row,
            rule=f"the row has {len(record)} cells, the header {len(header)}",
            hint="a comma inside a cell needs quotation marks around the cell",
        )
        for row, record in zip(rows[1:], body, strict=True)
        if len(record) != len(header)
    ]
    repeated = sorted({name for name in header if header.count(name) > 1})
    ragged += [Problem(path.name, row=1, column=name, rule="the column stands twice") for name in repeated]
    if ragged:
        return pd.DataFrame(), ragged
    frame = pd.DataFrame(body, columns=header, index=pd.Index(rows[1:], name="row"), dtype="str")
    return frame.apply(lambda column: column.str.strip()).replace("", None), []
