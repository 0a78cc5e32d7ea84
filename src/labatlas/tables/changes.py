"""What differs between two versions of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from labatlas.tables.ordering import columns_of

#: A row's key: column names and cells.
Key = dict[str, str]


@dataclass(frozen=True)
class ChangedRow:
    """A row whose key stayed.

    Attributes
    ----------
    key
        The cells of its key.
    cells
        Before and after, by column; empty cells are empty text.
    """

    key: Key
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class TableChanges:
    """What differs in one table: keys of rows that came and went, and rows that changed."""

    added: list[Key]
    removed: list[Key]
    changed: list[ChangedRow]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(old: pd.DataFrame, new: pd.DataFrame, definition: type[pa.DataFrameModel]) -> TableChanges:
    """Compare two versions of a table by its key; the order of rows and columns makes no difference.

    Parameters
    ----------
    old, new
        Cells as text; columns that the definition does not know are left out, missing ones count as empty.
    definition
        The definition of the table. A table without a key, or a row whose key stands twice, is compared by all its cells.

    Returns
    -------
    TableChanges
        In the order of the keys.
    """
    columns = columns_of(definition)
    before, after = (frame.reindex(columns=columns).astype("object").fillna("").astype("str") for frame in (old, new))
    wanted = list(definition.to_schema().unique or columns)
    if before.duplicated(wanted).any() or after.duplicated(wanted).any():
        wanted = columns
    rows_before, rows_after = _by_key(before, wanted), _by_key(after, wanted)
    rest = [column for column in columns if column not in wanted]
    changed = []
    for key in sorted(rows_before.keys() & rows_after.keys()):
        cells = {
            column: (rows_before[key][column], rows_after[key][column])
            for column in rest
            if rows_before[key][column] != rows_after[key][column]
        }
        if cells:
            changed.append(ChangedRow(dict(zip(wanted, key, strict=True)), cells))
    added, removed = rows_after.keys() - rows_before.keys(), rows_before.keys() - rows_after.keys()
    keys = [[dict(zip(wanted, key, strict=True)) for key in sorted(each)] for each in (added, removed)]
    return TableChanges(keys[0], keys[1], changed)


def _by_key(frame: pd.DataFrame, key: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(row[column] for column in key): row for row in frame.to_dict("records")}


def compare_all(
    old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame], catalogue: Mapping[str, type[pa.DataFrameModel]]
) -> dict[str, TableChanges]:
    """Compare every table that either version has; tables that are the same are left out."""
    nothing = pd.DataFrame()
    found = {
        name: compare(old.get(name, nothing), new.get(name, nothing), definition)
        for name, definition in catalogue.items()
    }
    return {name: changes for name, changes in found.items() if changes}
