"""One order for every table: that of a file means nothing."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from labatlas.tables.provenance import Sourced

TEXT = pd.StringDtype(storage="python", na_value=float("nan"))


def columns_of(definition: type[pa.DataFrameModel]) -> list[str]:
    """Return the columns of a table, what a row says before where it was read."""
    provenance = Sourced.to_schema().columns
    return sorted(definition.to_schema().columns, key=provenance.__contains__)


def in_order(table: pd.DataFrame, definition: type[pa.DataFrameModel], disputes: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its columns as they are defined and its rows by their key.

    The side of a dispute that counts use comes before all rows, so that it is the first of its dispute.

    Parameters
    ----------
    table
        Checked rows of one table.
    definition
        The definition of the table.
    disputes
        Rows of the table ``disputes``, which name the place of the used side.

    Returns
    -------
    pandas.DataFrame
        The same rows, indexed from 0. Two files that differ in the order of rows or columns give the same table.
    """
    columns = columns_of(definition)
    key = [*(definition.to_schema().unique or ()), *columns]
    texts = [column for column in columns if pd.api.types.is_string_dtype(table[column])]
    # One kind of text, whether Arrow is installed or not.
    ordered = table[columns].astype(dict.fromkeys(texts, TEXT)).sort_values(list(dict.fromkeys(key)), kind="stable")
    if "dispute" in ordered:
        used = pd.MultiIndex.from_frame(disputes[["id", "source", "locator"]])
        sides = pd.MultiIndex.from_frame(ordered[["dispute", "source", "locator"]])
        first = sides.isin(used)
        ordered = pd.concat([ordered[first], ordered[~first]])
    return ordered.reset_index(drop=True)
