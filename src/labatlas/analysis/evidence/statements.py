"""What a row says, in words a reader can compare with those of another row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from labatlas.formatting import compact, money, noun, partial_date
from labatlas.tables import Dataset, catalogue
from labatlas.tables.partial_dates import YEARS
from labatlas.tables.provenance import Sourced

Row = Mapping[str, Any]

#: Columns that say nothing of the fact itself.
SILENT = frozenset(Sourced.to_schema().columns) | {"id", "kind", "artifact_zh", "name_zh"}


def statements(data: Dataset, table: str, rows: pd.DataFrame) -> pd.Series:
    """Say in words what rows of a table say.

    Parameters
    ----------
    data
        The evidence, for the names that ids stand for.
    table
        Name of the table.
    rows
        Rows of that table.

    Returns
    -------
    pandas.Series
        One text a row, on the index of the rows.
    """
    say = WORDINGS.get(table, _any_row)
    named = with_names(data, table, rows)
    return pd.Series([say(row) for row in named.to_dict("records")], index=rows.index, dtype="object")


def row_of(data: Dataset, correction: Row) -> pd.DataFrame:
    """Return the row that a correction corrects, none when it is left out of the evidence.

    Where several rows of the document print the same, the one at the place of the correction is meant.
    """
    table = data.tables()[correction["table"]]
    column = table[correction["column"]]
    printed = pd.to_numeric(pd.Series([correction["printed"]]), errors="coerce").iloc[0]
    same = column.eq(printed) if pd.api.types.is_numeric_dtype(column) else column.eq(correction["printed"])
    rows = table[same & table["source"].eq(correction["source"])]
    return rows.assign(here=rows["locator"].eq(correction["locator"])).sort_values("here").drop(columns="here").tail(1)


def with_names(data: Dataset, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Replace every id of rows by the name it stands for."""
    named = rows.copy()
    for column, field in catalogue()[table].to_schema().columns.items():
        target, _, key = ((field.metadata or {}).get("references") or "").partition(".")
        if key == "id" and target not in {"sources", "disputes", "events"}:
            names = data.names(target)
            named[column] = [names[value] if isinstance(value, str) else value for value in named[column]]
    return named


def _known(row: Row, column: str) -> bool:
    value = row.get(column)
    return value is not None and value == value and value is not pd.NA


def _when(row: Row, column: str = "date") -> str:
    return partial_date(row[column]) if _known(row, column) else "undated"


def _event(row: Row) -> str:
    parts = [_when(row)]
    if _known(row, "headcount"):
        parts.append(noun(row["headcount"], "person", "people"))
    if _known(row, "amount_low"):
        parts.append(str(money(row["amount_low"], row["currency"])))
    return f"{row['title']} ({', '.join(parts)})"


def _stay(row: Row) -> str:
    dates = [
        f"{word} {partial_date(row[column])}"
        for word, column in (("from", "start"), ("to", "end"))
        if _known(row, column)
    ]
    role = row["role"] if _known(row, "role") else row["kind"]
    return " ".join([f"{row['person']}: {role}, {row['organization']}", *dates])


def _move(row: Row) -> str:
    ends = [f"from {row['origin']}"] * _known(row, "origin") + [f"to {row['destination']}"] * _known(row, "destination")
    return " ".join([str(row["person"]), *(ends or ["moves"]), f"({_when(row)})"])


def _artifact(row: Row) -> str:
    parts = [str(row["organization"])] if _known(row, "organization") else []
    parts += [f"released {_when(row, 'released')}"] if _known(row, "released") else []
    return f"{row['name']}: {', '.join(parts) or row['kind']}"


def _figure(row: Row) -> str:
    subject = next((str(row[column]) for column in ("person", "artifact", "organization") if _known(row, column)), "")
    measure = str(row["indicator"]).replace("-", " ")
    ends = [row[column] for column in ("low", "high") if _known(row, column)]
    written = [str(money(end, row["currency"])) if row["unit"] == "currency" else _number(end) for end in ends]
    value = f"at least {written[0]}" if len(ends) == 1 else "–".join(dict.fromkeys(written))
    unit = "" if row["unit"] in {"year", "ratio", "currency"} else f" {row['unit']}"
    base = f", {row['base']}" if _known(row, "base") else ""
    return f"{subject}, {measure}: {value}{unit}{base}".lstrip(", ")


def _number(value: float) -> str:
    """Write a number as a reader does, a year without a separator."""
    return f"{value:.0f}" if value in YEARS else str(compact(value))


def _term(row: Row) -> str:
    return f"{row['licence']}, {str(row['term']).replace('-', ' ')}: {row['value']}"


def _remark(row: Row) -> str:
    return f"{row['licence']}: {row['remark']}"


def _size(row: Row) -> str:
    return f"{row['model']}: {_number(row['parameters_low'])} parameters"


def _headcount(row: Row) -> str:
    unit = row["unit"] if _known(row, "unit") else "people"
    return f"{row['organization']}, {unit}: {_number(row['low'])} ({_when(row)})"


def _part(row: Row) -> str:
    who = row["person"] if _known(row, "person") else row["organization"]
    return f"{who}: {row['role']} ({row['note']})" if _known(row, "note") else f"{who}: {row['role']}"


def _access(row: Row) -> str:
    return f"{row['artifact']}, {row['part']}: {row['access']} ({_when(row)})"


def _licence(row: Row) -> str:
    return f"{row['name']}: {str(row['family']).replace('-', ' ')}"


def _share(row: Row) -> str:
    people = f"{row['count']} people" if _known(row, "count") else ""
    share = f"{_number(row['share_percent'])} %" if _known(row, "share_percent") else ""
    return f"{row['team']}, {row['category']}: {', '.join(part for part in (people, share) if part)}"


def _member(row: Row) -> str:
    return f"{row['person']}: {row['contribution']}, {row['artifact']}"


def _run(row: Row) -> str:
    days = f", {_number(row['days_low'])} days" if _known(row, "days_low") else ""
    return f"{row['model']}: {noun(row['count_low'], 'accelerator')}{days}"


def _any_row(row: Row) -> str:
    """Say a row of a table that has no wording of its own: every column with its value."""
    told = [
        f"{column.replace('_', ' ')}: {_number(value) if isinstance(value, float) else value}"
        for column, value in row.items()
        if column not in SILENT and _known(row, column)
    ]
    return "; ".join(told)


WORDINGS: Mapping[str, Callable[[Row], str]] = {
    "events": _event,
    "affiliations": _stay,
    "moves": _move,
    "artifacts": _artifact,
    "indicators": _figure,
    "licence_terms": _term,
    "commercial_remarks": _remark,
    "model_sizes": _size,
    "headcounts": _headcount,
    "participants": _part,
    "openness": _access,
    "licences": _licence,
    "team_composition": _share,
    "team_members": _member,
    "training_runs": _run,
}
