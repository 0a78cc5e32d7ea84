"""Reading and checking: every defect of the data is found, located, and explained, all in one run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from labatlas.errors import DataError, LabAtlasError, Problem
from labatlas.tables import catalogue, open_dataset, partial_dates
from labatlas.tables.checking import check_disputes, check_money, check_ranges, is_country, is_currency, note_money
from labatlas.tables.dataset import IDENTITIES, bundled_data
from labatlas.tables.reading import read_table

DATA = bundled_data()
TABLES = sorted(catalogue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the bundled evidence that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def spoil(folder: Path, table: str, column: str, value: str, at: int = 1) -> str:
    """Set one cell (``at`` counts rows from 1, the header left out) and return what stood there."""
    rows = rows_of(folder / f"{table}.csv")
    index = rows[0].index(column)
    before, rows[at][index] = rows[at][index], value
    write_rows(folder / f"{table}.csv", rows)
    return before


def problems(folder: Path) -> tuple[Problem, ...]:
    try:
        open_dataset(folder)
    except DataError as error:
        return error.problems
    return ()


def only(folder: Path) -> Problem:
    found = problems(folder)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


# The file as a whole.


def test_the_bundled_evidence_has_no_problem():
    assert problems(DATA) == ()


def test_a_folder_that_does_not_exist_is_one_problem(tmp_path):
    assert only(tmp_path / "nowhere").rule == "the data folder does not exist"


def test_a_table_missing_everywhere_is_located_and_no_other_exception_is_raised(folder):
    (folder / "pay.csv").unlink()
    with pytest.raises(DataError) as caught:
        open_dataset(folder, rest=folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.rule) == ("pay.csv", 0, "the table is missing")
    assert problem.hint.startswith("every table needs its file (.csv, ")
    assert isinstance(caught.value, LabAtlasError)
    assert str(caught.value).startswith("1 problem in the data:\n  pay.csv: the table is missing")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_table_needs_a_header(folder, content):
    (folder / "pay.csv").write_bytes(content)
    assert (only(folder).file, only(folder).rule) == ("pay.csv", "the file is empty")


def test_every_table_without_rows_is_fine_and_keeps_its_types(tmp_path, dataset):
    for name, table in dataset.tables().items():
        write_rows(tmp_path / f"{name}.csv", [[str(column) for column in table]])
    (tmp_path / "references.bib").write_text("", encoding="utf-8")
    # Else the sources of the project are added.
    (tmp_path / "tables.yml").write_text("only: true\n", encoding="utf-8")
    empty = open_dataset(tmp_path)
    for name, table in empty.tables().items():
        assert len(table) == 0
        assert table.dtypes.astype(str).to_dict() == getattr(dataset, name).dtypes.astype(str).to_dict(), name


def test_text_that_is_not_utf8_is_located_at_its_line(folder):
    path = folder / "pay.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"Ian", "Iän".encode("latin-1"))
    path.write_bytes(b"\n".join(lines))
    hint = "save it as UTF-8, or declare its encoding in tables.yml"
    assert only(folder) == Problem("pay.csv", row=3, rule="the file is not UTF-8 text", hint=hint)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(folder, dataset, end):
    path = folder / "pay.csv"
    path.write_bytes(("\ufeff" + path.read_text(encoding="utf-8").replace("\n", end)).encode())
    pd.testing.assert_frame_equal(open_dataset(folder).pay, dataset.pay)


def test_a_quotation_mark_that_is_not_closed_is_located_where_its_row_begins(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2\n3,"four\n5,6\n', encoding="utf-8")
    frame, (problem,) = read_table(path)
    assert frame.empty
    assert (problem.row, problem.hint) == (3, "look for a quotation mark that is not closed")


def test_a_ragged_row_is_located_behind_a_cell_of_several_lines(tmp_path):
    path = tmp_path / "t.csv"
    # line 1 header, 2-4 one row, 5 blank, 6 ragged, 7 ragged
    path.write_text('a,b\n1,"x\ny\nz"\n\n3\n4,5,6\n', encoding="utf-8")
    _, found = read_table(path)
    assert [(problem.row, problem.rule) for problem in found] == [
        (6, "the row has 1 cells, the header 2"),
        (7, "the row has 3 cells, the header 2"),
    ]
    assert "quotation marks" in found[0].hint


def test_rows_are_numbered_as_an_editor_shows_them(folder):
    spoil(folder, "pay", "note", "two\nlines", at=1)
    spoil(folder, "pay", "year", "soon", at=2)
    # The header is row 1, the first fact stands on rows 2 and 3, so the second is on row 4.
    problem = only(folder)
    assert (problem.file, problem.row, problem.column, problem.value) == ("pay.csv", 4, "year", "soon")
    lines = (folder / "pay.csv").read_text(encoding="utf-8").splitlines()
    assert "soon" in lines[4 - 1]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_a_newline_ends_a_row(tmp_path, mark):
    path = tmp_path / "t.csv"
    path.write_text(f"a,b\nx{mark}y,1\nz,2\n", encoding="utf-8")
    frame, found = read_table(path)
    assert found == []
    assert frame["a"].tolist() == [f"x{mark}y", "z"]
    assert frame.index.tolist() == [2, 3]


def test_cells_are_stripped_and_blank_ones_are_missing(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n  x , \n", encoding="utf-8")
    frame, _ = read_table(path)
    assert frame.loc[2, "a"] == "x"
    assert frame["b"].isna().all()


# Columns.


def test_a_repeated_column_is_named(folder):
    rows = rows_of(folder / "pay.csv")
    write_rows(folder / "pay.csv", [[*row, row[0]] for row in rows])
    assert only(folder) == Problem("pay.csv", row=1, column="payee", rule="the column stands twice")


def test_a_misspelt_column_is_missing_and_unknown_with_the_name_that_was_meant(folder):
    rows = rows_of(folder / "pay.csv")
    rows[0][rows[0].index("currency")] = "curency"
    write_rows(folder / "pay.csv", rows)
    unknown, missing = sorted(problems(folder), key=lambda problem: problem.column)
    assert (missing.row, missing.column, missing.rule) == (1, "currency", "the column is missing")
    assert missing.hint == "did you mean 'curency'?"
    assert (unknown.row, unknown.column, unknown.rule) == (1, "curency", "the column is not known")
    assert unknown.hint.startswith("did you mean 'currency'?")


def test_an_unknown_column_is_refused_with_the_known_ones(folder):
    rows = rows_of(folder / "pay.csv")
    write_rows(folder / "pay.csv", [[*row, "x"] if at else [*row, "zzz"] for at, row in enumerate(rows)])
    problem = only(folder)
    assert (problem.column, problem.rule) == ("zzz", "the column is not known")
    assert problem.hint.startswith("known: ")
    assert "payee" in problem.hint


def test_a_dropped_column_is_missing(folder):
    rows = rows_of(folder / "pay.csv")
    drop = rows[0].index("basis")
    write_rows(folder / "pay.csv", [row[:drop] + row[drop + 1 :] for row in rows])
    problem = only(folder)
    assert (problem.row, problem.column, problem.rule) == (1, "basis", "the column is missing")


# Cells.


@pytest.mark.parametrize(
    ("table", "column", "value", "rule", "hint"),
    [
        ("pay", "year", "2016.5", "must be a whole number", "no unit, no thousands separator"),
        ("pay", "low", "1,900,000", "must be a number", "a range goes into two columns"),
        ("pay", "low", "-1", "must be more than 0", "Pay, at least"),
        ("pay", "low", "0", "must be more than 0", "Pay, at least"),
        ("fleets", "low", "0", "must be more than 0", "Accelerators, at least"),
        ("cost_claims", "low", "-1", "must be at least 0", "Value, at least"),
        ("pay", "low", "inf", "must be a finite number of at most 1e+18", "leave an open end empty"),
        ("pay", "high", "2e+18", "must be a finite number of at most 1e+18", "leave an open end empty"),
        (
            "scholars",
            "count_high",
            "2000000000000000000",
            "must be a finite number of at most 1e+18",
            "leave an open end",
        ),
        ("pay", "months", "13", "must be at most 12", "Months the pay is for"),
        ("pay", "basis", "totl", "must be one of base-salary, total, average-cost", "did you mean 'total'?"),
        ("pay", "status", "reportd", "must be one of reported, estimate", "did you mean 'reported'?"),
        ("pay", "payee", "", "must not be empty", "Person or post, in English"),
        ("pay", "payee", "   ", "must not be empty", "Person or post, in English"),
        ("pay", "currency", "DOLLAR", "is not an ISO 4217 currency", "as USD or CNY"),
        ("pay", "currency", "usd", "is not an ISO 4217 currency", "as USD or CNY"),
        ("pay", "as_of", "May 2023", "must be an ISO date", "2019, 2019-07 or 2019-07-22"),
        ("pay", "as_of", "2021-13", "must be an ISO date", "2019, 2019-07 or 2019-07-22"),
        ("pay", "as_of", "2021-02-30", "names a day that does not exist, or a year that cannot be meant", ""),
        ("pay", "as_of", "1799", "names a day that does not exist, or a year that cannot be meant", ""),
        ("pay", "as_of", "2201-01", "names a day that does not exist, or a year that cannot be meant", ""),
        *[
            (
                "pay",
                "locator",
                wrong,
                "must be a heading and a paragraph, a paragraph, or a row",
                "§ AI人才 ¶3, § AI人才 ¶3–5, ¶3 or row 3",
            )
            for wrong in [
                "page 3",
                "¶0",
                "¶ 3",
                "¶03",
                "§ AI人才 ¶ 3",
                "¶3-5",
                "¶3–0",
                "§ AI人才",
                "§ ¶3",
                "AI人才 ¶3",
                "¶123456",
                "row 0",
                "row3",
            ]
        ],
        ("pay", "organization", "opeani", "does not exist in organizations.id", "did you mean 'openai'?"),
        ("pay", "organization", "zzzzzzzz", "does not exist in organizations.id", "add it to organizations"),
        ("pay", "via", "nyt-openai-pays", "does not exist in references.bib", "did you mean 'nyt-openai-pay'?"),
        ("scholars", "country", "USA", "is not an ISO 3166-1 alpha-2 code", "did you mean US?"),
        ("scholars", "country", "UK", "is not an ISO 3166-1 alpha-2 code", "did you mean GB?"),
        ("scholars", "country", "us", "is not an ISO 3166-1 alpha-2 code", "did you mean US?"),
        ("scholars", "country", "Atlantis", "is not an ISO 3166-1 alpha-2 code", "two capital letters, as US or CN"),
        ("scholars", "share_percent", "157.3", "must be at most 100", "Share of the whole ranking"),
    ],
)
def test_a_wrong_cell_is_located_with_its_value_the_rule_and_a_hint(folder, table, column, value, rule, hint):
    spoil(folder, table, column, value)
    problem = only(folder)
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, column)
    assert problem.value == value.strip()
    assert problem.rule.startswith(rule)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("pay", "as_of", "1800"),
        ("pay", "as_of", "2200-12-31"),
        ("pay", "high", "1e18"),
        ("pay", "locator", "¶3"),
        ("pay", "locator", "¶99999"),
        ("pay", "locator", "§ AI人才 ¶3–5"),
        ("cost_claims", "low", "0"),
    ],
)
def test_what_lies_on_the_bound_is_accepted(folder, table, column, value):
    spoil(folder, table, column, value)
    assert problems(folder) == ()


@pytest.mark.parametrize("wrong", ["Ilya Sutskever", "ilya_sutskever", "-ilya", "ilya-", "a--b", "伊利亚"])
def test_an_id_is_a_lower_case_slug(folder, wrong):
    spoil(folder, "people", "id", wrong)
    rule, hint = "must be a lower-case slug", "letters, digits and hyphens, as tsinghua-keg or gpt-3.5"
    assert [found for found in problems(folder) if found.file == "people.csv"] == [
        Problem("people.csv", 2, "id", wrong, rule, hint)
    ]


def test_every_way_to_read_a_problem_names_its_place():
    problem = Problem("pay.csv", 4, "year", "soon", "must be a whole number", "no unit")
    assert str(problem) == "pay.csv, row 4, column year: 'soon': must be a whole number (no unit)"


def test_a_repeated_key_is_reported_on_both_rows(folder):
    rows = rows_of(folder / "pay.csv")
    write_rows(folder / "pay.csv", [*rows, rows[1]])
    found = problems(folder)
    assert [problem.row for problem in found] == [2, len(rows) + 1]
    assert {problem.rule for problem in found} == {"the key stands more than once"}
    assert all(problem.value.startswith("Ilya Sutskever, openai, 2016") for problem in found)


def test_a_repeated_id_is_reported(folder):
    rows = rows_of(folder / "people.csv")
    write_rows(folder / "people.csv", [*rows, rows[3]])
    assert [(problem.row, problem.column) for problem in problems(folder)] == [(4, "id"), (len(rows) + 1, "id")]


def test_an_unreadable_target_is_reported_once_and_not_by_every_row_that_points_to_it(folder):
    (folder / "people.csv").write_text("")
    assert only(folder).file == "people.csv"


def test_a_bibliography_that_is_broken_is_one_problem(folder):
    path = folder / "references.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n@misc{broken, title = {never closed\n", encoding="utf-8")
    assert only(folder).rule.startswith("the file is not BibTeX")
    path.write_bytes(text.encode() + b"\xff")
    assert only(folder).rule == "the file is not UTF-8 text"


def test_an_entry_taken_out_of_the_bibliography_is_missed_by_each_row_that_cites_it(folder, dataset):
    path = folder / "references.bib"
    text = path.read_text(encoding="utf-8")
    assert "{nyt-openai-pay," in text
    path.write_text(text.replace("{nyt-openai-pay,", "{nyt-pay,"), encoding="utf-8")
    citing = {
        (f"{name}.csv", number)
        for name in TABLES
        for number, row in enumerate(rows_of(folder / f"{name}.csv"), start=1)
        if "nyt-openai-pay" in row
    }
    assert citing
    with pytest.raises(DataError) as caught:
        open_dataset(folder, only=True)
    assert {(problem.file, problem.row) for problem in caught.value.problems} == citing


# Relations between cells.


def test_a_range_that_ends_below_its_start_is_reported(folder):
    spoil(folder, "pay", "low", "500000", at=3)  # the row reads 174000 to 276000
    problem = only(folder)
    assert (problem.row, problem.column, problem.hint) == (4, "high", "swap them?")
    assert "is less than low (500000" in problem.rule


def test_an_end_before_the_start_is_reported_at_the_precision_that_is_known():
    table = pd.DataFrame(
        {
            "start": ["2019-07", "2019-07", "2019", "2019-07-22", "2019", None],
            "end": ["2019", "2018", "2018-12", "2019-07-21", "2019-01", "2018"],
        },
        index=[2, 3, 4, 5, 6, 7],
    )
    assert [problem.row for problem in check_ranges("t", table)] == [3, 4, 5]


def test_a_dispute_needs_two_sides_and_a_disputed_row_a_dispute(folder, dataset):
    frame = pd.DataFrame(
        {"status": ["disputed", "disputed", "disputed", "reported"], "dispute": ["a", "a", "b", None]},
        index=[2, 3, 4, 5],
    )
    other = pd.DataFrame({"status": ["disputed", "disputed"], "dispute": [None, "c"]}, index=[2, 3])
    third = pd.DataFrame({"status": ["disputed"], "dispute": ["c"]}, index=[9])
    found = check_disputes({"t": frame, "u": other, "v": third})
    assert {(p.file, p.row, p.column, p.value, p.rule) for p in found} == {
        ("t.csv", 4, "dispute", "b", "has only one side"),
        ("u.csv", 2, "dispute", "", "must not be empty in a disputed row"),
    }


def test_a_dispute_that_loses_a_side_is_reported(folder, dataset):
    rows = rows_of(folder / "affiliations.csv")
    at = rows[0].index("dispute")
    first, second = [number for number, row in enumerate(rows) if row[at] == "sutskever-dnnresearch-start"]
    spoil(folder, "affiliations", "dispute", "", at=first)
    found = problems(folder)
    assert {(problem.file, problem.row, problem.rule) for problem in found} >= {
        ("affiliations.csv", first + 1, "must not be empty in a disputed row"),
        ("affiliations.csv", second + 1, "has only one side"),
    }


def test_the_used_side_of_a_dispute_must_be_one_of_its_sides(folder):
    at = [row[0] for row in rows_of(folder / "disputes.csv")].index("openai-cto")
    spoil(folder, "disputes", "locator", "§ AI人才 ¶3", at=at)
    problem = only(folder)
    assert (problem.file, problem.row, problem.column) == ("disputes.csv", at + 1, "locator")
    assert problem.rule == "is not the place of a side of this dispute"


def test_a_dispute_without_any_side_is_nobodys_mistake():
    orphan = pd.DataFrame({"id": ["a"], "source": ["s"], "locator": ["¶1"]}, index=[2])
    assert check_disputes({"disputes": orphan}) == []


def test_counts_use_the_side_that_the_dispute_names(folder):
    """Whichever side is named stands first, in whatever order the file has them."""
    at = [row[0] for row in rows_of(folder / "disputes.csv")].index("chatgpt-release-date")
    spoil(folder, "disputes", "source", "nobody-copies-chatgpt-2023", at=at)
    spoil(folder, "disputes", "locator", "§ 接盘:读作理想,写作美元 ¶20", at=at)
    events = open_dataset(folder).events
    assert events.loc[events["dispute"] == "chatgpt-release-date", "date"].iloc[0] == "2022-12"


# The order of rows and columns.


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_and_columns_means_nothing(tmp_path_factory, dataset, seed):
    """All that the book computes follows from the dataset, so equal datasets give equal numbers."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("shuffled") / "data"))
    rng = random.Random(seed)
    for name in TABLES:
        header, *rows = rows_of(folder / f"{name}.csv")
        columns = rng.sample(range(len(header)), len(header))
        rng.shuffle(rows)
        write_rows(folder / f"{name}.csv", [[row[column] for column in columns] for row in [header, *rows]])
    shuffled = open_dataset(folder).tables()
    for name, table in dataset.tables().items():
        pd.testing.assert_frame_equal(shuffled[name], table)


def test_several_problems_of_several_files_are_found_in_one_run(folder):
    spoil(folder, "pay", "year", "soon", at=1)
    spoil(folder, "pay", "currency", "EURO", at=2)
    spoil(folder, "scholars", "country", "USA", at=1)
    spoil(folder, "affiliations", "person", "nobody-known", at=5)
    (folder / "licences.csv").write_text("")
    with pytest.raises(DataError) as caught:
        open_dataset(folder)
    assert [(problem.file, problem.row, problem.column) for problem in caught.value.problems] == [
        ("affiliations.csv", 6, "person"),
        ("licences.csv", 0, ""),
        ("pay.csv", 2, "year"),
        ("pay.csv", 3, "currency"),
        ("scholars.csv", 2, "country"),
    ]
    assert str(caught.value).startswith("5 problems in the data:")


# Money.

SUM_ALONE = ("currency", "", "must not be empty where there is a sum", "as USD or CNY")
NO_RATE = (
    "has no exchange rate",
    "add a pair of sums to exchange_rates.csv; one of your own replaces the project's, so begin with a copy",
)
PAIR = pd.DataFrame({"base": ["USD"], "quote": ["CNY"]}, index=[2])


def test_a_sum_needs_a_currency():
    tables = {
        "events": pd.DataFrame(
            {
                "amount_low": [None, "5", None, "5"],
                "amount_high": [None, None, "7", None],
                "currency": [None, None, None, "USD"],
            },
            index=[2, 3, 5, 6],
        ),
        "cost_claims": pd.DataFrame(
            {"low": ["5", "5"], "high": [None, None], "unit": ["s", "currency"], "currency": [None, None]}, index=[2, 3]
        ),
        "fleets": pd.DataFrame({"low": ["5"]}, index=[2]),  # accelerators, not money
        "exchange_rates": PAIR,
    }
    assert sorted(check_money(tables, catalogue())) == [
        Problem("cost_claims.csv", 3, *SUM_ALONE),
        Problem("events.csv", 3, *SUM_ALONE),
        Problem("events.csv", 5, *SUM_ALONE),
    ]


@pytest.mark.parametrize(
    ("currencies", "pairs", "unrated"),
    [
        (["USD", "CNY", "USD"], PAIR, []),
        (["USD", "CNY", "EUR"], PAIR, [4]),
        (["EUR", "USD", "EUR"], PAIR, [2, 4]),
        (["EUR", "GBP", "USD"], PAIR, [2, 3]),
        (["EUR", "EUR", "EUR"], PAIR, []),  # one currency needs no rate
        (["USD", "USD", "CNY"], PAIR.iloc[:0], [2, 3, 4]),
        (["USD", "EUR", "CNY"], None, []),  # the rates cannot be read, which is told on its own
        (["USD", "eur", "CNY"], PAIR, []),  # no currency, which is told on its own
    ],
)
def test_currencies_that_stand_together_need_a_rate(currencies, pairs, unrated):
    pay = pd.DataFrame({"low": ["1"] * 3, "high": [None] * 3, "currency": currencies}, index=[2, 3, 4])
    tables = {"pay": pay} if pairs is None else {"pay": pay, "exchange_rates": pairs}
    assert sorted(check_money(tables, catalogue())) == [
        Problem("pay.csv", row, "currency", currencies[row - 2], *NO_RATE) for row in unrated
    ]


@pytest.mark.parametrize(
    ("currencies", "pairs", "told"),
    [
        (["CNY", "CNY"], PAIR.iloc[:0], True),
        (["CNY", "CNY"], PAIR, False),
        (["EUR", "EUR"], PAIR, True),
        (["USD", "USD"], PAIR.iloc[:0], False),
        (["CNY", "USD"], PAIR.iloc[:0], False),  # a problem on its own
        (["CNY", "CNY"], None, False),  # the rates cannot be read, which is told on its own
    ],
)
def test_sums_in_one_currency_alone_without_a_rate_are_noted(currencies, pairs, told):
    pay = pd.DataFrame({"low": ["1"] * 2, "high": [None] * 2, "currency": currencies}, index=[2, 3])
    notes = note_money({"pay": pay} if pairs is None else {"pay": pay, "exchange_rates": pairs})
    rule = f"has no pair of {currencies[0]} and USD: all sums stand in {currencies[0]} and can be told in {currencies[0]} only"
    hint = f"add a pair, or build with --set currency={currencies[0]}"
    assert notes == ([Problem("exchange_rates.csv", rule=rule, hint=hint)] if told else [])


def test_a_currency_without_a_rate_or_a_sum_without_a_currency_is_found_in_a_folder(folder, dataset):
    spoil(folder, "pay", "currency", "EUR")
    assert only(folder) == Problem("pay.csv", 2, "currency", "EUR", *NO_RATE)
    spoil(folder, "pay", "currency", "USD")
    rows = rows_of(folder / "events.csv")
    at = next(number for number, row in enumerate(rows) if number and row[rows[0].index("amount_low")])
    spoil(folder, "events", "currency", "", at=at)
    assert only(folder) == Problem("events.csv", at + 1, *SUM_ALONE)


# Codes.


@given(st.text(max_size=4))
@example("us")
@example("ÜS")
def test_codes_are_capital_letters(code):
    if is_country(code):
        assert len(code) == 2
        assert code.isascii()
        assert code.isupper()
    if is_currency(code):
        assert len(code) == 3
        assert code.isascii()
        assert code.isupper()


# Any damage at all.

CELLS = st.one_of(
    st.text(max_size=12).filter(lambda text: "\x00" not in text and text.isprintable()),
    st.sampled_from(["", " ", "0", "-1", "1e400", "nan", "NA", "inf", "-inf", "None", "2021-02-30", "0000", "9999"]),
    st.sampled_from(
        ["USA", "usd", "openai", '"', "a,b", "two\nlines", "x\r\ny", "\u2028", "１２", "1_000", "True", "{x}"]
    ),
)


@settings(max_examples=15)
@given(data=st.data(), kind=st.sampled_from(["cell", "cell", "cell", "drop", "repeat", "header"]))
def test_damage_makes_a_dataset_or_a_located_error(tmp_path_factory, dataset, data, kind):
    table = data.draw(st.sampled_from(TABLES))
    rows = rows_of(DATA / f"{table}.csv")
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    row = data.draw(st.integers(1, len(rows) - 1))
    if kind == "cell":
        rows[row][column] = data.draw(CELLS)
    elif kind == "header":
        rows[0][column] = data.draw(CELLS)
    elif kind == "drop":
        rows = [cells[:column] + cells[column + 1 :] for cells in rows]
    else:
        rows.append(list(rows[row]))
    folder = tmp_path_factory.mktemp("damaged")
    for path in DATA.iterdir():
        shutil.copy(path, folder)
    write_rows(folder / f"{table}.csv", rows)

    found = problems(folder)
    if found:
        for problem in found:
            assert (folder / problem.file).is_file()
            assert problem.rule
            assert problem.row >= 0
        assert kind != "cell" or any(problem.row for problem in found)
        return
    assert kind == "cell"  # a lost or renamed column or a repeated row is never let through
    for name, checked in open_dataset(folder).tables().items():
        assert checked.dtypes.astype(str).to_dict() == getattr(dataset, name).dtypes.astype(str).to_dict()
        assert checked.index.tolist() == list(range(len(checked)))


@given(st.lists(st.lists(st.text(alphabet='ab ,"\n\u2028中', max_size=4), min_size=2, max_size=2), max_size=6))
def test_a_written_table_is_read_back_with_the_rows_an_editor_shows(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("round") / "t.csv"
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    starts = []
    for row in body:
        starts.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    frame, found = read_table(path)
    assert found == []
    assert frame.index.tolist() == starts
    assert frame.fillna("").to_numpy().tolist() == [[cell.strip() for cell in row] for row in body]


# The evidence once opened.


def test_columns_have_the_types_their_definitions_give(dataset):
    assert set(dataset.tables()) == set(TABLES)
    wanted = {"string[python]": "str", "string[pyarrow]": "str", "str": "str", "float64": "float64", "int64": "Int64"}
    for name, definition in catalogue().items():
        table = getattr(dataset, name)
        for column, field in definition.to_schema().columns.items():
            assert str(table[column].dtype) == wanted[str(field.dtype).lower()], (name, column)
    assert dataset.scholars["share_percent"].dtype == "float64"
    assert str(dataset.scholars["year"].dtype) == "Int64"
    assert str(dataset.scholars["country"].dtype) == "str"


def test_names_are_those_of_the_ids(dataset):
    assert dataset.name_of("organizations", "openai") == "OpenAI"
    assert dataset.names("people")["ilya-sutskever"] == "Ilya Sutskever"
    with pytest.raises(KeyError):
        dataset.name_of("organizations", "no-such-lab")


@given(st.dates(dt.date(2015, 1, 1), dt.date(2026, 1, 1)), st.dates(dt.date(2015, 1, 1), dt.date(2026, 1, 1)))
@example(dt.date(2023, 12, 30), dt.date(2023, 12, 31))
def test_what_is_known_by_a_day(dataset, one, other):
    earlier, later = dataset.known_by(min(one, other)), dataset.known_by(max(one, other))
    for name, table in dataset.tables().items():
        before, after = getattr(earlier, name), getattr(later, name)
        if name in IDENTITIES:
            pd.testing.assert_frame_equal(before, table)
            continue
        assert set(before.index) <= set(after.index) <= set(table.index)
        # A statement dated "2023" is known once the next day is no longer in 2023.
        tomorrow = (max(one, other) + dt.timedelta(days=1)).isoformat()
        known = [said < tomorrow[: len(said)] for said in table["as_of"]]
        assert after.index.tolist() == table.index[known].tolist()
        pd.testing.assert_frame_equal(after, table.loc[after.index])


def test_everything_is_known_in_the_end_and_nothing_before_it_was_said(dataset):
    everything = dataset.known_by(dt.date(9999, 12, 31))
    assert all(len(getattr(everything, name)) == len(table) for name, table in dataset.tables().items())
    nothing = dataset.known_by(dt.date(1990, 1, 1))
    assert all(len(getattr(nothing, name)) == 0 for name in dataset.tables() if name not in IDENTITIES)


# Partial dates.


@st.composite
def partial_dates_(draw: st.DrawFn) -> str:
    meant = st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31))
    day = draw(st.one_of(meant, st.dates())).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))]


@given(st.lists(st.one_of(st.none(), partial_dates_()), min_size=1, max_size=8))
@example(["9999", "0001", None, "0202-07"])
@example(["1799-12-31", "1800", "2200-12", "2201"])
@example([None])
def test_a_partial_date_is_a_period_with_its_middle_inside(dates):
    series = pd.Series(dates, index=range(10, 10 + len(dates)), dtype="object")
    first, middle, last = (
        function(series) for function in (partial_dates.first_day, partial_dates.midpoint, partial_dates.last_day)
    )
    known = series.notna()
    for result in (first, middle, last):
        assert result.index.equals(series.index)
        assert (result.notna() == known).all()
    assert (first[known] <= middle[known]).all()
    assert (middle[known] <= last[known]).all()
    for at in series.index[known]:
        assert partial_dates.is_valid(series[at]) == (1800 <= int(series[at][:4]) <= 2200)
        assert first[at].date().isoformat().startswith(series[at])
        assert last[at].date().isoformat().startswith(series[at])
        if last[at].year < 9999:
            assert not (last[at] + pd.Timedelta(days=1)).date().isoformat().startswith(series[at])


@pytest.mark.parametrize(
    ("date", "valid"),
    [
        ("1799-12-31", False), ("1800", True), ("1800-01-01", True), ("2200", True), ("2200-12-31", True), ("2201", False),
        ("0001", False), ("9999-12", False), ("2021-02-29", False), ("2020-02-29", True), ("2021-13", False),
    ],
)  # fmt: skip
def test_a_date_names_days_of_a_year_that_can_be_meant(date, valid):
    assert partial_dates.is_valid(date) is valid


def test_periods_by_hand():
    dates = pd.Series(["2020", "2020-02", "2021-02", "2020-02-03"])
    assert partial_dates.first_day(dates).dt.strftime("%F").tolist() == [
        "2020-01-01", "2020-02-01", "2021-02-01", "2020-02-03",
    ]  # fmt: skip
    assert partial_dates.last_day(dates).dt.strftime("%F").tolist() == [
        "2020-12-31", "2020-02-29", "2021-02-28", "2020-02-03",
    ]  # fmt: skip
    # 365 days lie between the first and the last of 2020, 182.5 of them before the middle: the noon of July 1.
    assert partial_dates.midpoint(dates).iloc[0] == pd.Timestamp("2020-07-01 12:00")
    assert partial_dates.midpoint(dates).iloc[1] == pd.Timestamp("2020-02-15")


def test_a_mistake_elsewhere_hides_none_in_a_range(folder):
    spoil(folder, "pay", "organization", "opeani")
    spoil(folder, "pay", "high", "1")
    with pytest.raises(DataError) as caught:
        open_dataset(folder)
    assert {(each.column, each.row) for each in caught.value.problems} == {("organization", 2), ("high", 2)}
