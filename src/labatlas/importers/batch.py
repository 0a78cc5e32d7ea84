"""What an import collects: rows of our tables, and every foreign row or cell that it leaves out, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pandera.pandas as pa

from labatlas.importers.cells import Unreadable, is_empty, number, plain
from labatlas.importers.names import Names
from labatlas.importers.sheets import Column
from labatlas.tables import catalogue
from labatlas.tables.checking import check_codes, check_finite, check_ranges, check_table
from labatlas.tables.ordering import columns_of


@dataclass(frozen=True)
class Origin:
    """The data set that rows come from, as ``sources.csv`` and ``references.bib`` tell of it.

    Attributes
    ----------
    id
        Key of the source.
    title, author, url
        What it is called, whose it is, where it can be got.
    licence
        Under which terms it may be used, in words.
    standing
        What its makers know at first hand.
    """

    id: str
    title: str
    author: str
    url: str
    licence: str
    standing: str
    kind: str = "dataset"


@dataclass(frozen=True)
class Remark:
    """One thing that an import left out or that a reader should know.

    Attributes
    ----------
    row
        Row of the foreign table, as a spreadsheet shows it.
    column, value
        The cell, where it is one.
    why
        The reason.
    left_out
        What was left out: ``row``, ``cell``, or nothing (the row was taken and there is something to tell).
    file
        The file, where there are several.
    """

    row: int
    column: str
    value: str
    why: str
    left_out: str
    file: str = ""


@dataclass(frozen=True)
class Merge:
    """A foreign row that is about something the tables have already.

    Attributes
    ----------
    row
        Row of the foreign table.
    name
        What the foreign table calls it.
    table, id
        What it is here.
    taken
        Rows added from it, by table.
    left
        What it says that was not taken, each with the reason.
    file
        The file, where there are several.
    """

    row: int
    name: str
    table: str
    id: str
    taken: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    file: str = ""


@dataclass(frozen=True)
class Refinement:
    """A date that the foreign table has more exactly than the tables; it stands in a row of its own source.

    Attributes
    ----------
    row
        Row of the foreign table.
    table, id, column
        The cell that is less exact; it stays as it is.
    known, place
        What stands there, and the document and place it was read in.
    date
        The date of the foreign table.
    event
        Id of the event that carries it.
    """

    row: int
    table: str
    id: str
    column: str
    known: str
    place: str
    date: str
    event: str


@dataclass(frozen=True)
class Disagreement:
    """A date that cannot be true together with one that the tables have; the latter is kept.

    Attributes
    ----------
    row, name
        Row of the foreign table, and what it calls the thing.
    id, column
        What is meant here, and the column of the foreign table.
    known, place
        What the tables have, and the document and place it was read in.
    stated
        What the foreign table has.
    """

    row: int
    name: str
    id: str
    column: str
    known: str
    place: str
    stated: str


@dataclass
class Batch:
    """Rows being collected from one data set.

    Attributes
    ----------
    origin
        The data set.
    retrieved
        Day it was got, ISO 8601; when the rows were stated, unless a row says otherwise.
    names
        The ids of the names that are known.
    known
        Tables that the new rows will join, as text, by name.
    rows, remarks, merges, refinements, disagreements
        What was collected so far.
    file
        The file being read, where there are several; else empty.
    """

    origin: Origin
    retrieved: str
    names: Names
    known: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    refinements: list[Refinement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    file: str = ""

    def place(self, row: int) -> str:
        """Return the place of a foreign row, as a fact carries it."""
        return f"§ {self.file} row {row}" if self.file else f"row {row}"

    def add(self, table: str, row: int, **cells: Any) -> None:
        """Add a row to a table; its place, date and status are filled in where they are not given.

        Parameters
        ----------
        table
            Name of the table.
        row
            Row of the foreign table it comes from, as a spreadsheet shows it.
        **cells
            Cells by column; None where empty.
        """
        given = {"source": self.origin.id, "locator": self.place(row), "as_of": self.retrieved, "status": "reported"}
        self.rows.setdefault(table, []).append(given | cells)

    def undo(self, before: Mapping[str, int]) -> None:
        """Take back the rows added since the tables had so many rows, and the names that were new in them.

        A foreign row that is left out must not leave the organizations that it alone names.
        """
        for table, rows in self.rows.items():
            for row in rows[before.get(table, 0) :]:
                self.names.unmake(table, str(row.get("name")), str(row.get("id")))
            del rows[before.get(table, 0) :]

    def leave(self, row: int, why: str, column: str = "", value: object = "") -> None:
        """Report a foreign row that is not taken."""
        self.remarks.append(Remark(row, column, _short(value), why, "row", self.file))

    def leave_cell(self, row: int, column: str, value: object, why: str) -> None:
        """Report a cell that is not taken, while others of its row are."""
        self.remarks.append(Remark(row, column, _short(value), why, "cell", self.file))

    def tell(self, row: int, why: str, column: str = "", value: object = "") -> None:
        """Report something about a row that is taken."""
        self.remarks.append(Remark(row, column, _short(value), why, "", self.file))

    def merge(self, row: int, table: str, name: str, key: str) -> list[str]:
        """Report that a foreign row is about something known; return the list that what it leaves out is added to.

        Where another row said so already, that list is returned: an organization is told of once, a thing with each row.
        """
        seen = [
            each
            for each in self.merges
            if (each.table, each.id, each.name) == (table, key, name)
            and (table == "organizations" or (each.row, each.file) == (row, self.file))
        ]
        if not seen:
            called = self.known[table].loc[self.known[table]["id"].eq(key), "name"]
            left = [f"the name: here it is {called.iloc[0]}"] if len(called) and called.iloc[0] != name else []
            seen = [Merge(row, name, table, key, left=left, file=self.file)]
            self.merges += seen
        return seen[0].left

    def number(self, row: int, column: str, cell: object, multiply: float = 1.0) -> float | None:
        """Read a number that must be more than zero; anything else is reported and counts as empty."""
        try:
            value = number(cell)
        except Unreadable as error:
            self.leave_cell(row, column, cell, str(error))
            return None
        if value is not None and value <= 0:
            self.leave_cell(row, column, cell, "not more than zero, so that nothing is said")
            return None
        return None if value is None else value * multiply

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the collected rows as text tables; a row that breaks the definition of its table is reported instead.

        Returns
        -------
        dict
            Tables by name, every column of the definition, indexed from 0.
        """
        checked = {}
        for name, rows in self.rows.items():
            definition = catalogue()[name]
            frame = pd.DataFrame(rows, columns=columns_of(definition))
            frame = frame.map(
                lambda cell: None if is_empty(cell) else plain(cell) if isinstance(cell, float) else str(cell)
            )
            frame = frame.astype("str").where(frame.notna(), None)
            checked[name] = self._without_bad(name, frame, definition)
        return {name: frame for name, frame in checked.items() if len(frame)}

    def _without_bad(self, name: str, frame: pd.DataFrame, definition: type[pa.DataFrameModel]) -> pd.DataFrame:
        typed, problems = check_table(name, frame, definition)
        problems += check_codes(name, frame, definition)
        if not problems:
            problems = check_finite(name, typed) + check_ranges(name, typed)
        for problem in problems:
            place = row_at(frame.loc[problem.row, "locator"])
            self.leave(place, f"{name}: {problem.rule}", problem.column, problem.value)
        return frame.drop(index=sorted({problem.row for problem in problems})).reset_index(drop=True)


def row_at(place: object) -> int:
    """Return the row that a place written by `Batch.place` names.

    Examples
    --------
    >>> row_at("row 352"), row_at("§ row 7.csv row 2")
    (352, 2)
    """
    return int(str(place).rpartition("row ")[2])


def _short(value: object, length: int = 120) -> str:
    text = "" if is_empty(value) else " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"


#: Reads foreign rows (newest column names, indexed as a spreadsheet numbers them) into a batch.
Take = Callable[[pd.DataFrame, Batch], None]


@dataclass(frozen=True)
class Importer:
    """How one well-known source becomes rows of our tables.

    Attributes
    ----------
    origin
        The data set.
    tables
        Names of the tables it fills.
    columns
        Columns of the file that are read; none if the rows come from an installed package.
    take
        Reads the rows.
    load
        Gives the rows where there is no file.
    dated
        The day the rows were published, where an installed package tells it.
    """

    origin: Origin
    tables: tuple[str, ...]
    take: Take
    columns: tuple[Column, ...] = ()
    load: Callable[[], pd.DataFrame] | None = None
    dated: Callable[[], str | None] | None = None
