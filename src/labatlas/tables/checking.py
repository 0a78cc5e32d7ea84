"""Check tables against their definitions and against each other.

A problem names the file ``NAME.csv`` and the row of the frame's index; `labatlas.tables.evidence` puts the real file there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pycountry
from babel import Locale

from labatlas.errors import Problem, suggestion
from labatlas.tables import partial_dates
from labatlas.tables.bibliography import REFERENCES
from labatlas.tables.declarations import is_date
from labatlas.tables.notations import likely_format
from labatlas.tables.provenance import ID, LOCATOR, PARTIAL_DATE

Definition = type[pa.DataFrameModel]


def check_table(name: str, frame: pd.DataFrame, definition: Definition) -> tuple[pd.DataFrame, list[Problem]]:
    """Check columns, types, allowed values and key of one table and return it typed."""
    schema = definition.to_schema()
    known = list(schema.columns)
    problems = [
        Problem(
            f"{name}.csv", row=1, column=column, rule="the column is missing", hint=hint_rename(column, frame, known)
        )
        for column in known
        if column not in frame
    ]
    problems += [
        Problem(
            f"{name}.csv",
            row=1,
            column=str(column),
            rule="the column is not known",
            hint=suggestion(str(column), known) + f"known: {', '.join(known)}",
        )
        for column in frame
        if column not in known
    ]
    if problems:
        return frame, problems
    try:
        return pd.DataFrame(definition.validate(frame, lazy=True)), []
    except pa.errors.SchemaErrors as errors:
        return frame, problems_of(name, frame, definition, errors.failure_cases)


def hint_rename(column: str, frame: pd.DataFrame, known: list[str]) -> str:
    """Name the unknown column that is probably this one misspelt."""
    return suggestion(column, [str(name) for name in frame if name not in known]).strip()


def problems_of(name: str, frame: pd.DataFrame, definition: Definition, failures: pd.DataFrame) -> list[Problem]:
    """Turn pandera's failure cases into located problems, one a cell or row."""
    schema = definition.to_schema()
    file = f"{name}.csv"
    found: dict[tuple[Any, str], Problem] = {}
    for failure in failures.itertuples():
        if pd.isna(failure.index):
            continue  # a check that could not run because the column's type is wrong, which is reported by cell
        row, column, check = int(failure.index), str(failure.column), str(failure.check)
        if check == "multiple_fields_uniqueness":
            key = list(schema.unique or [])
            value = ", ".join("" if pd.isna(cell) else str(cell) for cell in frame.loc[row, key])
            found[row, "key"] = Problem(
                file,
                row,
                ", ".join(key),
                value,
                "the key stands more than once",
                "keep one row, or tell the rows apart",
            )
            continue
        value = "" if pd.isna(frame.loc[row, column]) else str(frame.loc[row, column])
        found.setdefault(
            (row, column), Problem(file, row, column, value, *rule_and_hint(check, schema.columns[column], value))
        )
    return list(found.values())


TYPE_RULES = {
    "int64": ("must be a whole number", "no unit, no thousands separator unless tables.yml declares it"),
    "float64": (
        "must be a number",
        "no unit, no thousands separator unless tables.yml declares it; a range goes into two columns",
    ),
    "bool": ("must be True or False", ""),
}


BOUNDS = {
    "greater_than": "more than",
    "greater_than_or_equal_to": "at least",
    "less_than": "less than",
    "less_than_or_equal_to": "at most",
}


def rule_and_hint(check: str, column: Any, value: str) -> tuple[str, str]:
    """Say in words which rule of a column a value breaks, and what probably mends it."""
    if check.startswith(("coerce_dtype", "dtype")):
        return TYPE_RULES.get(str(column.dtype).lower(), (f"must be of type {column.dtype}", ""))
    if check == "not_nullable":
        return "must not be empty", column.description or ""
    if check.startswith("isin"):
        allowed = [str(choice) for choice in column.checks[0].statistics["allowed_values"]]
        return f"must be one of {', '.join(allowed)}", suggestion(value, allowed).strip()
    if check.startswith("str_matches"):
        pattern = column.checks[0].statistics["pattern"]
        wanted = getattr(pattern, "pattern", pattern)
        if wanted == PARTIAL_DATE:
            likely = likely_format(value)
            declared = f"; or declare date: {likely} for this column in tables.yml" if likely else ""
            return "must be an ISO date", "2019, 2019-07 or 2019-07-22" + declared
        if wanted == LOCATOR:
            return "must be a heading and a paragraph, a paragraph, or a row", "§ AI人才 ¶3, § AI人才 ¶3–5, ¶3 or row 3"
        if wanted == ID:
            return "must be a lower-case slug", "letters, digits and hyphens, as tsinghua-keg or gpt-3.5"
        return f"must match {wanted}", column.description or ""
    bound = re.fullmatch(r"(\w+)\((.+)\)", check)
    if bound and bound[1] in BOUNDS:
        return f"must be {BOUNDS[bound[1]]} {bound[2]}", column.description or ""
    return f"must be {check.replace('_', ' ')}", column.description or ""


def check_codes(name: str, frame: pd.DataFrame, definition: Definition) -> list[Problem]:
    """Check country and currency codes, and that every partial date names days that exist."""
    problems = []
    for column, field in definition.to_schema().columns.items():
        if column not in frame:
            continue
        standard = (field.metadata or {}).get("iso")
        present = frame[column].dropna()
        if standard == "3166":
            for row, value in present[~present.map(is_country)].items():
                problems.append(
                    Problem(
                        f"{name}.csv",
                        int(str(row)),
                        column,
                        value,
                        "is not an ISO 3166-1 alpha-2 code",
                        hint_country(value),
                    )
                )
        elif standard == "4217":
            for row, value in present[~present.map(is_currency)].items():
                problems.append(
                    Problem(f"{name}.csv", int(str(row)), column, value, "is not an ISO 4217 currency", "as USD or CNY")
                )
        elif is_date(field):
            problems += check_date_styles(name, present)
            shaped = present[present.str.fullmatch(PARTIAL_DATE)]
            for row, value in shaped[~shaped.map(partial_dates.is_valid)].items():
                problems.append(
                    Problem(
                        f"{name}.csv",
                        int(str(row)),
                        column,
                        value,
                        "names a day that does not exist, or a year that cannot be meant",
                    )
                )
    return problems


#: Rows that a problem of a whole column names; each wrong cell is told on its own besides.
ROWS_NAMED = 10


def check_date_styles(name: str, dates: pd.Series) -> list[Problem]:
    """Tell when the dates of a column that are not ISO 8601 are written in more than one way, and in which rows."""
    styles: dict[str, list[str]] = {}
    for row, value in dates.items():
        if not re.fullmatch(PARTIAL_DATE, value) and (likely := likely_format(value)):
            styles.setdefault(likely, []).append(str(row))
    if len(styles) < 2:
        return []
    told = "; ".join(
        f"{style} in row{'s' if len(rows) > 1 else ''} {', '.join(rows[:ROWS_NAMED])}{' and more' if len(rows) > ROWS_NAMED else ''}"
        for style, rows in styles.items()
    )
    hint = "write them all one way, or declare the formats in tables.yml"
    return [Problem(f"{name}.csv", 0, str(dates.name), "", f"dates are written in {len(styles)} ways: {told}", hint)]


def is_country(code: str) -> bool:
    """Tell whether a code is an ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> is_country("GB"), is_country("UK")
    (True, False)
    """
    return bool(re.fullmatch("[A-Z]{2}", code)) and pycountry.countries.get(alpha_2=code) is not None


def is_currency(code: str) -> bool:
    """Tell whether a code is an ISO 4217 code.

    Examples
    --------
    >>> is_currency("USD"), is_currency("usd")
    (True, False)
    """
    return bool(re.fullmatch("[A-Z]{3}", code)) and pycountry.currencies.get(alpha_3=code) is not None


def hint_country(value: str) -> str:
    """Guess the country that was meant.

    Examples
    --------
    >>> hint_country("USA")
    'did you mean US?'
    """
    try:
        return f"did you mean {pycountry.countries.lookup(value).alpha_2}?"
    except LookupError:
        territories = {str(name).casefold(): code for code, name in Locale("en").territories.items()}
        code = {"uk": "GB"}.get(value.casefold(), territories.get(value.casefold(), ""))
        return f"did you mean {code}?" if code else "two capital letters, as US or CN"


def check_references(
    name: str, frame: pd.DataFrame, definition: Definition, tables: Mapping[str, pd.DataFrame], keys: set[str] | None
) -> list[Problem]:
    """Check that every foreign key points to a row, and every citation to an entry of the bibliography."""
    problems = []
    for column, field in definition.to_schema().columns.items():
        target = (field.metadata or {}).get("references")
        if not target or column not in frame:
            continue
        table, _, key = target.partition(".")
        if target == REFERENCES:
            known = keys
        else:
            known = set(tables[table][key].dropna()) if key in tables.get(table, ()) else None
        if known is None:
            continue  # the target itself could not be read, which is reported on its own
        present = frame[column].dropna()
        for row, value in present[~present.isin(known)].items():
            where = (
                f"add an entry such as @misc{{{value}, title = {{…}}}}"
                if target == REFERENCES
                else f"add it to {table}"
            )
            hint = suggestion(value, sorted(known)).strip() or where
            problems.append(Problem(f"{name}.csv", int(str(row)), column, value, f"does not exist in {target}", hint))
    return problems


#: Numbers above this are typing errors in every unit the tables have.
GREATEST = 1e18


def check_finite(name: str, table: pd.DataFrame) -> list[Problem]:
    """Check that no number is infinite or beyond all measure; an open end is an empty cell."""
    numbers = table.select_dtypes("number")
    return [
        Problem(
            f"{name}.csv",
            int(str(row)),
            str(column),
            str(value),
            f"must be a finite number of at most {GREATEST:g}",
            "leave an open end empty",
        )
        for column in numbers
        for row, value in numbers.loc[numbers[column].abs().gt(GREATEST).fillna(False), column].items()
    ]


def is_sum(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows of a table with a currency hold a sum of money.

    Examples
    --------
    >>> is_sum(pd.DataFrame({"low": [5, 5, None], "unit": ["currency", "s", "currency"], "currency": None})).tolist()
    [True, False, False]
    """
    sums = [column for column in ("low", "high", "amount_low", "amount_high") if column in frame]
    present = frame[sums].notna().any(axis=1)
    return present & (frame["unit"] == "currency") if "unit" in frame else present


def check_money(tables: Mapping[str, pd.DataFrame], catalogue: Mapping[str, Definition]) -> list[Problem]:
    """Check that every sum has a currency, and that all currencies can be converted into each other."""
    pairs = tables.get("exchange_rates")
    rated = set() if pairs is None else set(pairs["base"].dropna()) | set(pairs["quote"].dropna())
    used: dict[str, list[tuple[str, int]]] = {}
    problems = []
    for name, frame in tables.items():
        if "currency" not in frame:
            continue
        required = not catalogue[name].to_schema().columns["currency"].nullable
        for row, currency, money in zip(frame.index, frame["currency"], is_sum(frame), strict=True):
            if pd.notna(currency) and is_currency(str(currency)):
                used.setdefault(str(currency), []).append((name, int(str(row))))
            elif pd.isna(currency) and money and not required:
                problems.append(
                    Problem(
                        f"{name}.csv",
                        int(str(row)),
                        "currency",
                        "",
                        "must not be empty where there is a sum",
                        "as USD or CNY",
                    )
                )
    if len(used) > 1 and pairs is not None:
        for currency in set(used) - rated:
            for name, row in used[currency]:
                problems.append(
                    Problem(
                        f"{name}.csv", row, "currency", currency, "has no exchange rate",
                        "add a pair of sums to exchange_rates.csv; one of your own replaces the project's, so begin with a copy",
                    )
                )  # fmt: skip
    return problems


def note_money(tables: Mapping[str, pd.DataFrame], currency: str = "USD") -> list[Problem]:
    """Say that the sums, which all stand in one currency, can be told in that one alone; nothing where they need no rate.

    `check_money` asks for rates only where currencies stand side by side; the book is read in dollars unless told otherwise.
    """
    pairs = tables.get("exchange_rates")
    used = {
        str(code)
        for frame in tables.values()
        if "currency" in frame
        for code in frame.loc[is_sum(frame), "currency"].dropna()
        if is_currency(str(code))
    }
    if pairs is None or len(used) != 1 or used == {currency}:
        return []
    (only,) = used
    if any({base, quote} == {only, currency} for base, quote in zip(pairs["base"], pairs["quote"], strict=True)):
        return []
    rule = f"has no pair of {only} and {currency}: all sums stand in {only} and can be told in {only} only"
    return [Problem("exchange_rates.csv", rule=rule, hint=f"add a pair, or build with --set currency={only}")]


def check_ranges(name: str, table: pd.DataFrame) -> list[Problem]:
    """Check that no range ends below its start."""
    problems = []
    for high in [column for column in table if str(column).endswith("high")]:
        low = str(high).removesuffix("high") + "low"
        for row, values in table.loc[table[high] < table[low], [low, high]].iterrows():
            problems.append(
                Problem(
                    f"{name}.csv",
                    int(str(row)),
                    str(high),
                    f"{values[high]:g}",
                    f"is less than {low} ({values[low]:g})",
                    "swap them?",
                )
            )
    if "central" in table:
        outside = (table["central"] < table["low"]) | (table["central"] > table["high"])
        problems += [
            Problem(f"{name}.csv", int(str(row)), "central", f"{value:g}", "is not between low and high")
            for row, value in table.loc[outside, "central"].items()
        ]
    for row, start, end in zip(table.index, table.get("start", ()), table.get("end", ()), strict=False):
        if pd.notna(start) and pd.notna(end) and str(end) < str(start)[: len(str(end))]:
            problems.append(
                Problem(f"{name}.csv", int(str(row)), "end", str(end), f"is before start ({start})", "swap them?")
            )
    return problems


def check_corrections(tables: Mapping[str, pd.DataFrame], catalogue: Mapping[str, Definition]) -> list[Problem]:
    """Check that every correction still finds the cell it corrects: table, column, place and printed value."""
    problems = []
    corrections = tables.get("corrections", pd.DataFrame())
    for row, correction in corrections.iterrows():
        name, column, printed = (str(correction.get(part)) for part in ("table", "column", "printed"))
        table = tables.get(name)
        if table is None and name in catalogue:
            continue  # it could not be read, which is reported on its own
        if table is None or column not in table:
            wrong, value, hint = (
                "column" if table is not None else "table",
                f"{name}.{column}",
                ", ".join(sorted(tables)),
            )
        else:
            here = table.get("source", pd.Series(dtype=str)).eq(correction["source"]) & table[column].eq(printed)
            if here.any():
                continue
            wrong, value, hint = "printed", printed, f"no row of {name} from this source has it in {column}"
        problems.append(Problem("corrections.csv", int(str(row)), wrong, value, "matches no row", hint))
    return problems


def check_disputes(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Check that a dispute has at least two sides, one of them at the place it names, and that disputed rows name it."""
    problems: list[Problem] = []
    sides: dict[str, list[tuple[str, int]]] = {}
    places: dict[str, set[tuple[str, str]]] = {}
    for name, frame in tables.items():
        if "dispute" not in frame or "status" not in frame:
            continue
        for row, cells in frame[frame["dispute"].notna() | frame["status"].eq("disputed")].iterrows():
            dispute = cells["dispute"]
            if pd.notna(dispute):
                sides.setdefault(str(dispute), []).append((name, int(str(row))))
                places.setdefault(str(dispute), set()).add((cells.get("source"), cells.get("locator")))
            else:
                problems.append(
                    Problem(
                        f"{name}.csv",
                        int(str(row)),
                        "dispute",
                        "",
                        "must not be empty in a disputed row",
                        "name the dispute",
                    )
                )
    for dispute, rows in sides.items():
        if len(rows) == 1:
            name, row = rows[0]
            problems.append(
                Problem(
                    f"{name}.csv",
                    row,
                    "dispute",
                    dispute,
                    "has only one side",
                    "the row it contradicts needs the same id",
                )
            )
    for row, dispute in tables.get("disputes", pd.DataFrame()).iterrows():
        place = (dispute.get("source"), dispute.get("locator"))
        # A dispute of which a reader's own tables have no side is nobody's mistake.
        if place not in places.get(str(dispute.get("id")), {place}):
            problems.append(
                Problem(
                    "disputes.csv", int(str(row)), "locator", str(place[1]), "is not the place of a side of this dispute",
                    "give the source and locator of the side that counts use",
                )
            )  # fmt: skip
    return problems
