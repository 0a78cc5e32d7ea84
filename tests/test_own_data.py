"""A reader's own tables: any subset, in any format, as they are written; and what is wrong with them, all at once."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labatlas.book.report import as_json, checked_text
from labatlas.errors import DataError, Problem, problem_table, visible
from labatlas.tables import Dataset, catalogue, dataset_of, open_dataset, read_evidence
from labatlas.tables import files as tables_files
from labatlas.tables.bibliography import keys_of, merged
from labatlas.tables.characters import check_characters, hidden_letter
from labatlas.tables.dataset import bundled_data
from labatlas.tables.declarations import Column, Table
from labatlas.tables.evidence import gather, write_tables
from labatlas.tables.notations import DateFormat, Numbers, chinese_number, likely_format, read_date
from labatlas.tables.reading import read_table
from labatlas.tables.templates import WRITERS, column_notes, first_values, write_template

DATA = bundled_data()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return an empty folder for tables of one's own."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def take(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(DATA / name, folder)


def rows_of(name: str) -> list[list[str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, name: str, rows: list[list[Any]], **options: Any) -> None:
    encoding = options.pop("encoding", "utf-8")
    with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, **options).writerows(rows)


def sheet(path: Path, rows: list[list[Any]], title: str = "Sheet1") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


def problems(folder: Path, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        open_dataset(folder, **options)
    return caught.value.problems


def only(folder: Path, **options: Any) -> Problem:
    found = problems(folder, **options)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


# Some tables of one's own, the rest of the project.


def test_tables_of_ones_own_replace_the_projects_and_the_rest_stay(mine: Path, dataset: Dataset) -> None:
    header, *body = rows_of("pay")
    write(mine, "pay", [header, body[0]])
    data = open_dataset(mine)
    assert len(data.pay) == 1 < len(dataset.pay)
    for name, table in dataset.tables().items():
        if name not in {"pay", "corrections"}:
            pd.testing.assert_frame_equal(getattr(data, name), table)


def test_a_header_alone_empties_a_table(mine: Path, dataset: Dataset) -> None:
    write(mine, "fleets", rows_of("fleets")[:1])
    data = open_dataset(mine)
    assert data.fleets.empty
    assert data.fleets.dtypes.equals(dataset.fleets.dtypes)


def test_sources_of_ones_own_are_added_and_win(mine: Path, dataset: Dataset) -> None:
    header, first, *_ = rows_of("sources")
    renamed = [first[0], "Renamed", *first[2:]]
    write(mine, "sources", [header, renamed, ["ours", "Ours", "", "blog", "2024", "printed", "We were there."]])
    (mine / "references.bib").write_text("@misc{ours, title = {Ours}}\n")
    evidence = read_evidence(mine)
    sources = dataset_of(evidence).sources.set_index("id")["title"]
    assert len(sources) == len(dataset.sources) + 1
    assert (sources["ours"], sources[first[0]]) == ("Ours", "Renamed")
    assert evidence.inputs().keys() >= {"sources.csv", "sources.csv of the project"}
    assert "1 table in mine (sources added to the project's), " in checked_text(evidence, "mine")
    assert read_evidence(mine, only=True).cells["sources"]["id"].tolist() == [first[0], "ours"]


def test_what_is_wrong_with_an_added_source_is_told_at_its_row(mine: Path) -> None:
    header, *_ = rows_of("sources")
    write(mine, "sources", [header, ["ours", "", "", "blog", "2024", "printed", "x"], ["ours", "B", "", "blog", "2024", "printed", "x"]])  # fmt: skip
    assert [(each.file, each.row, each.column) for each in problems(mine)] == [
        ("sources.csv", 2, "id"), ("sources.csv", 2, "id"), ("sources.csv", 2, "title"), ("sources.csv", 3, "id"), ("sources.csv", 3, "id"),
    ]  # fmt: skip
    write(mine, "sources", [header[1:], ["A", "", "blog", "2024", "printed", "x"]])
    assert only(mine) == Problem("sources.csv", 1, "id", rule="the column is missing")
    write(mine, "sources", [header[:1] + header[2:], ["ours", "", "blog", "2024", "printed", "x"]])
    assert {(each.row, each.column) for each in problems(mine)} == {(1, "title"), (2, "id")}


def test_with_only_ones_own_tables_the_others_are_empty(mine: Path, dataset: Dataset) -> None:
    take(mine, "organizations.csv", "sources.csv", "references.bib")
    data = open_dataset(mine, only=True)
    pd.testing.assert_frame_equal(data.organizations, dataset.organizations)
    for name, table in data.tables().items():
        assert (len(table) == 0) == (name not in {"organizations", "sources"}), name
        assert table.dtypes.equals(getattr(dataset, name).dtypes), name
    (mine / "tables.yml").write_text("only: true\n")
    assert open_dataset(mine).people.empty


def test_a_table_that_only_ones_own_tables_lack_is_one_problem_a_column(mine: Path) -> None:
    take(mine, "organizations.csv", "references.bib")
    problem = only(mine, only=True)
    assert (problem.file, problem.row, problem.column) == ("sources.csv", 0, "id")
    assert problem.rule.startswith(
        f"the table is missing; {len(rows_of('organizations')) - 1} rows of organizations.csv"
    )


def test_a_folder_without_a_table_is_a_mistake(mine: Path) -> None:
    (mine / "notes.txt").write_text("x")
    assert only(mine).rule == "the data folder has no table"
    assert only(mine, only=True).rule == "the data folder has no table"


def test_what_a_replaced_table_takes_along_is_told_and_left_out(mine: Path, dataset: Dataset) -> None:
    header, *body = rows_of("affiliations")
    at = header.index("dispute")
    write(mine, "affiliations", [header, *(row for row in body if not row[at])])
    evidence = read_evidence(mine)
    assert evidence.problems == []
    gone = [note for note in evidence.notes if note.file == "corrections.csv of the project"]
    of_table = dataset.corrections["table"] == "affiliations"
    assert 0 < len(gone) <= of_table.sum()
    assert len(dataset_of(evidence).corrections) == len(dataset.corrections) - len(gone)
    assert all(note.hint == "the correction is left out" and note.row > 1 for note in gone)


def test_a_dispute_that_lost_a_side_is_told(mine: Path) -> None:
    header, *body = rows_of("artifacts")
    at, status = header.index("dispute"), header.index("status")
    for row in body:
        if row[at] == "aminer-maker":
            row[at], row[status] = "", "reported"
    write(mine, "artifacts", [header, *body])
    told = [note for note in read_evidence(mine).notes if note.value == "aminer-maker"]
    assert [(note.file, note.rule) for note in told] == [
        ("events.csv of the project", "the other side of the dispute is no longer there")
    ]


def test_rows_of_the_project_that_lose_their_target_are_one_problem_a_column(mine: Path) -> None:
    header, *body = rows_of("people")
    write(mine, "people", [header, *(row for row in body if row[0] != "sam-altman")])
    found = problems(mine)
    assert {(problem.file, problem.column, problem.value) for problem in found} == {("people.csv", "id", "sam-altman")}
    assert any("of awards.csv of the project name as person" in problem.rule for problem in found)
    assert all("(a header is enough)" in problem.hint for problem in found)


def test_both_bibliographies_are_known_and_ones_own_wins(mine: Path) -> None:
    rows = rows_of("pay")
    rows[1][rows[0].index("via")] = "my-report"
    write(mine, "pay", rows)
    mine.joinpath("references.bib").write_text(
        "@misc{my-report, title = {Mine}}\n@misc{nyt-openai-pay, title = {Changed}}\n", encoding="utf-8"
    )
    references = read_evidence(mine).references
    assert keys_of(references) == keys_of((DATA / "references.bib").read_text(encoding="utf-8")) | {"my-report"}
    assert references.count("{nyt-openai-pay,") == 1
    assert "Changed" in references


def test_a_key_in_both_bibliographies_is_taken_whatever_its_capitals() -> None:
    assert keys_of(merged("@misc{a, title={x}}", "@misc{A, title={y}}\n@book{c, title={z}}\n")) == {"a", "c"}
    assert merged("", "@misc{a, title={x}}") == "@misc{a, title={x}}"


@pytest.mark.parametrize(
    ("name", "rule", "hint"),
    [
        ("Pay.csv", "there is no table of this name", "name it pay.csv?"),
        ("organisations.csv", "there is no table of this name", "name it organizations.csv?"),
        ("tables.yaml", "is not read", "name it tables.yml"),
    ],
)
def test_a_misspelt_file_is_not_silently_passed_over(mine: Path, name: str, rule: str, hint: str) -> None:
    take(mine, "pay.csv")
    (mine / "pay.csv").rename(mine / "fleets.csv") if name == "Pay.csv" else None
    (mine / name).write_text("x\n")
    assert Problem(name, rule=rule, hint=hint) in problems(mine)


def test_a_file_that_is_no_table_is_noted_and_two_of_one_table_are_a_problem(mine: Path) -> None:
    take(mine, "pay.csv")
    (mine / "zzzzz.csv").write_text("x")
    assert [note.file for note in read_evidence(mine).notes] == ["zzzzz.csv"]
    sheet(mine / "pay.xlsx", rows_of("pay"))
    assert only(mine) == Problem("pay.xlsx", rule="the table stands in two files", hint="keep this or pay.csv")


# Formats.


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_of_any_delimiter_is_read(mine: Path, dataset: Dataset, delimiter: str, encoding: str) -> None:
    write(mine, "pay", rows_of("pay"), delimiter=delimiter, encoding=encoding)
    pd.testing.assert_frame_equal(open_dataset(mine).pay, dataset.pay)


def test_a_wrong_delimiter_is_named(mine: Path) -> None:
    write(mine, "pay", rows_of("pay"), delimiter="|")
    problem = only(mine)
    assert (problem.file, problem.row, problem.rule) == ("pay.csv", 1, "the columns are separated by '|'")
    (mine / "tables.yml").write_text("delimiter: '|'\n")
    assert len(open_dataset(mine).pay) == len(rows_of("pay")) - 1


def test_an_encoding_is_declared_for_all_files_or_for_one(mine: Path, dataset: Dataset) -> None:
    write(mine, "people", rows_of("people"), encoding="gb18030")
    assert only(mine).rule == "the file is not UTF-8 text"
    (mine / "tables.yml").write_text("encoding: GB18030\n")
    pd.testing.assert_frame_equal(open_dataset(mine).people, dataset.people)
    (mine / "tables.yml").write_text("tables: {people: {encoding: gb18030}}\n")
    pd.testing.assert_frame_equal(open_dataset(mine).people, dataset.people)


def test_utf_16_is_known_by_its_mark(mine: Path, dataset: Dataset) -> None:
    write(mine, "people", rows_of("people"), encoding="utf-16", delimiter="\t")
    pd.testing.assert_frame_equal(open_dataset(mine).people, dataset.people)
    (mine / "people.csv").write_bytes((mine / "people.csv").read_bytes()[:-1])
    assert only(mine).rule == "the file is not utf-16 text"


def test_a_likely_encoding_is_proposed(mine: Path) -> None:
    write(mine, "people", rows_of("people"), encoding="gb18030")
    assert only(mine).hint == "save it as UTF-8, or declare its encoding in tables.yml by the line encoding: gb18030"
    (mine / "people.csv").write_bytes("id,name\na,Müller\n".encode("cp1252"))
    assert only(mine).hint == "save it as UTF-8, or declare its encoding in tables.yml"


def test_a_file_as_a_whole_has_no_row_in_a_report_for_programs(mine: Path) -> None:
    (mine / "pay.csv").write_text("")
    assert [each["row"] for each in json.loads(as_json(read_evidence(mine)))["problems"]] == [None]


def test_a_file_of_aliases_is_no_table_and_no_stray_file(mine: Path) -> None:
    take(mine, "pay.csv")
    (mine / "aliases.csv").write_text("table,name,id\n")
    assert read_evidence(mine).notes == []


def test_a_workbook_is_read_as_it_is_shown(mine: Path, dataset: Dataset) -> None:
    header, *body = rows_of("pay")
    numbers = {header.index(name) for name in ("year", "low", "high", "months")}
    rows = [[float(cell) if at in numbers and cell else cell or None for at, cell in enumerate(row)] for row in body]
    sheet(mine / "pay.xlsx", [header, *rows])
    pd.testing.assert_frame_equal(open_dataset(mine).pay, dataset.pay)


def test_dates_and_shares_of_a_workbook_are_those_its_reader_sees(tmp_path: Path) -> None:
    import datetime as dt

    path = tmp_path / "t.xlsx"
    book = sheet(path, [["a", "b", "c", "d"], [dt.date(2019, 7, 22), dt.date(2019, 7, 1), dt.date(2019, 1, 1), 0.573]])
    for cell, shape in zip(("A2", "B2", "C2", "D2"), ("dd/mm/yyyy", "mmm yyyy", "yyyy", "0.0%"), strict=True):
        book.active[cell].number_format = shape
    book.save(path)
    assert read_table(path)[0].loc[2].tolist() == ["2019-07-22", "2019-07", "2019", "57.3%"]


def test_rows_of_a_workbook_are_numbered_as_it_shows_them(mine: Path) -> None:
    header, first, second, *_ = rows_of("pay")
    second[header.index("year")] = "soon"
    sheet(mine / "pay.xlsx", [header, first, [], [], second])
    problem = only(mine)
    assert (problem.file, problem.row, problem.column, problem.value) == ("pay.xlsx", 5, "year", "soon")


def test_the_sheet_that_is_named_like_the_table_or_declared_is_read(mine: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["something else"])
    for title in ("pay", "Salaries"):
        page = book.create_sheet(title)
        for row in rows_of("pay")[: 3 if title == "pay" else 2]:
            page.append(row)
    book.save(mine / "pay.xlsx")
    assert len(open_dataset(mine).pay) == 2
    (mine / "tables.yml").write_text("tables: {pay: {sheet: Salaries}}\n")
    assert len(open_dataset(mine).pay) == 1
    (mine / "tables.yml").write_text("tables: {pay: {sheet: None at all}}\n")
    assert only(mine).hint == "it has Sheet, pay, Salaries"


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "feather"])
def test_columns_of_arrow_are_read(mine: Path, dataset: Dataset, suffix: str) -> None:
    table = pa.Table.from_pandas(dataset.scholars.convert_dtypes(dtype_backend="pyarrow"), preserve_index=False)
    path = mine / f"scholars.{suffix}"
    if suffix == "parquet":
        pq.write_table(table, path)
    elif suffix == "feather":
        pyarrow.feather.write_feather(table, path)
    else:
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    pd.testing.assert_frame_equal(open_dataset(mine).scholars, dataset.scholars)


def test_a_nested_column_is_refused_by_name(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [[1, 2]], "b": ["x"]}), tmp_path / "t.parquet")
    _, (problem,) = read_table(tmp_path / "t.parquet")
    assert (problem.column, "list" in problem.rule) == ("a", True)


def test_two_columns_without_a_name_are_a_problem_in_csv_and_nothing_in_a_workbook(mine: Path) -> None:
    rows = [[*row, "", ""] for row in rows_of("pay")]
    write(mine, "pay", rows)
    assert only(mine) == Problem("pay.csv", 1, rule="the column stands twice")
    (mine / "pay.csv").unlink()
    sheet(mine / "pay.xlsx", rows)
    assert len(open_dataset(mine).pay) == len(rows) - 1


def test_a_table_that_lacks_a_column_is_told_of_that_alone(mine: Path) -> None:
    for name in ("exchange_rates", "corrections", "disputes", "affiliations"):
        write(mine, name, [row[1:] for row in rows_of(name)])
    found = {(problem.file, problem.row, problem.rule) for problem in problems(mine)}
    assert found == {
        (f"{name}.csv", 1, "the column is missing")
        for name in ("exchange_rates", "corrections", "disputes", "affiliations")
    }


# What is declared.


def declare(folder: Path, text: str) -> None:
    (folder / "tables.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "row", "column", "rule"),
    [
        ("encodign: utf-8\n", 1, "encodign", "the key is not known"),
        ("only: true\ntables:\n  pay:\n    colums: {}\n", 4, "tables.pay.colums", "the key is not known"),
        ("tables:\n  pay:\n    columns:\n      low: {thousand: ','}\n", 4, "tables.pay.columns.low.thousand", "the key is not known"),
        ("tables: {pays: {}}\n", 1, "tables.pays", "there is no such table"),
        ("tables: {../pay: {}}\n", 1, "tables.../pay", "there is no such table"),
        ("tables: {pay: {columns: {lo: {}}}}\n", 1, "tables.pay.columns.lo", "there is no such column"),
        ("tables: {pay: {columns: {payee: {chinese: true}}}}\n", 1, "tables.pay.columns.payee", "is declared as a number, but"),
        ("tables: {pay: {columns: {low: {date: YYYY}}}}\n", 1, "tables.pay.columns.low.date", "is declared as a date, but"),
        ("tables: {pay: {columns: {as_of: {date: DD.MM.YY}}}}\n", 1, "tables.pay.columns.as_of.date", "the format of a date"),
        ("encoding: rot13\n", 1, "encoding", "must be one of utf-8"),
        ("delimiter: ',,'\n", 1, "delimiter", "string should have at most 1"),
        ("only: true\nonly: false\n", 2, "", "is not YAML"),
        ("a: &a [x]\nb: *a\n", 2, "", "is not YAML"),
        ("tables: [\n", 2, "", "is not YAML"),
        ("- a\n", 1, "", "input should be"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_declarations_is_located(mine: Path, text: str, row: int, column: str, rule: str) -> None:
    take(mine, "pay.csv")
    declare(mine, text)
    problem = only(mine)
    assert (problem.file, problem.row, problem.column) == ("tables.yml", row, column)
    assert problem.rule.startswith(rule)


def test_numbers_and_dates_are_read_as_declared_and_only_then(mine: Path, dataset: Dataset) -> None:
    header, *body = rows_of("pay")
    low, as_of = header.index("low"), header.index("as_of")
    body[0][low], body[1][low], body[0][as_of] = "$1,900,000", "80万", "1.3.2023"
    write(mine, "pay", [header, *body])
    assert [(each.row, each.column) for each in problems(mine)] == [(2, "as_of"), (2, "low"), (3, "low")]
    assert any("declare date: DD.MM.YYYY" in each.hint for each in problems(mine))
    declare(
        mine, "tables: {pay: {columns: {low: {thousands: ',', currency: $, chinese: true}, as_of: {date: DD.MM.YYYY}}}}"
    )
    pay = open_dataset(mine).pay
    assert pay.loc[pay["person"] == "ilya-sutskever", ["low", "as_of"]].iloc[0].tolist() == [1_900_000, "2023-03-01"]
    assert pay.loc[pay["person"] == "ian-goodfellow", "low"].tolist() == [800_000]
    pd.testing.assert_series_equal(pay["year"], dataset.pay["year"])


def test_dates_in_several_ways_are_told_with_their_rows(mine: Path) -> None:
    header, *body = rows_of("pay")
    for row, date in zip(body, ["22.7.2019", "7/22/2019", "23.7.2019"], strict=False):
        row[header.index("as_of")] = date
    write(mine, "pay", [header, *body])
    (whole,) = [problem for problem in problems(mine) if problem.row == 0]
    assert whole.rule == "dates are written in 2 ways: DD.MM.YYYY in rows 2, 4; MM/DD/YYYY in row 3"


@pytest.mark.parametrize(
    ("numbers", "text", "value"),
    [
        (Numbers(), "12.50", "12.5"),
        (Numbers(thousands=","), "1,234,567.8", "1234567.8"),
        (Numbers(thousands=","), "1234", "1234"),
        (Numbers(thousands=".", decimal=","), "1.234,5", "1234.5"),
        (Numbers(thousands=" "), "12 345", "12345"),
        (Numbers(percent="number"), "57.3 %", "57.3"),
        (Numbers(percent="fraction"), "5%", "0.05"),
        (Numbers(currency=("US$", "$")), "US$5", "5"),
        (Numbers(currency=("元",)), "5元", "5"),
        (Numbers(currency=("¥",), full_width=True), "￥５，０００".replace("，", ""), "5000"),
        (Numbers(full_width=True, thousands=","), "１，２００", "1200"),
        (Numbers(chinese=True), "-1.2亿", "-120000000"),
        (Numbers(chinese=True, currency=("元",)), "120万元", "1200000"),
        (Numbers(), "1e3", "1000"),
    ],
)
def test_a_number_is_read_as_it_is_written(numbers: Numbers, text: str, value: str) -> None:
    assert numbers.read(text) == value


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (Numbers(), "1,234"),
        (Numbers(thousands=","), "1,5"),
        (Numbers(thousands=","), "12,34,567"),
        (Numbers(), "5%"),
        (Numbers(), "$5"),
        (Numbers(), "１２"),
        (Numbers(), "3万"),
        (Numbers(chinese=True), "约3万"),
        (Numbers(), "1-2"),
        (Numbers(), "inf"),
        (Numbers(), ""),
        (Numbers(currency=("$",)), "$"),
        (Numbers(), "1e9999"),
    ],
)
def test_what_is_not_declared_is_refused(numbers: Numbers, text: str) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        numbers.read(text)


@given(st.integers(0, 10**15), st.sampled_from([",", ".", " ", "'"]))
def test_a_number_with_separators_is_the_number(number: int, mark: str) -> None:
    decimal = "," if mark == "." else "."
    assert Numbers(thousands=mark, decimal=decimal).read(f"{number:,}".replace(",", mark)) == str(number)


def in_chinese(number: int) -> str:
    """Write a number as a Chinese writer would, zeros spoken."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(part: int, *, first: bool) -> str:
        text, gap = "", not first and part < 1000
        for place in (3, 2, 1, 0):
            digit = part // 10**place % 10
            if digit:
                text += ("零" if gap else "") + digits[digit] + units[place]
                gap = False
            elif text:
                gap = True
        return text

    text = ""
    for power, mark in ((8, "亿"), (4, "万"), (0, "")):
        part = number // 10**power % 10**4
        if part:
            text += section(part, first=not text) + mark
    return text or "零"


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_the_number(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2百万", 2_000_000),
        ("1万亿", 10**12),
        ("两百", 200),
        ("十", 10),
        ("3.5千万", 35_000_000),
        ("1亿零5", 100_000_005),
    ],
)
def test_numerals_are_mixed_as_people_mix_them(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text", ["三万五", "三百五", "1亿2", "万", "3万4亿", "3兆", "一二百", "百", "3万4万", "1..2万", "abc"]
)
def test_a_numeral_that_leaves_a_place_open_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a number with 万"):
        chinese_number(text)


def test_a_date_that_two_formats_read_differently_is_refused() -> None:
    formats = [DateFormat.of("DD/MM/YYYY"), DateFormat.of("MM/DD/YYYY")]
    assert read_date("22/7/2019", formats) == "2019-07-22"
    assert read_date("2019-07", formats) == "2019-07"
    with pytest.raises(ValueError, match="can be read as 2019-05-07 and as 2019-07-05"):
        read_date("5/7/2019", formats)


@pytest.mark.parametrize(
    ("text", "pattern", "date"),
    [
        ("May 2023", "MMM YYYY", "2023-05"), ("Sept. 2023", "MMM YYYY", "2023-09"), ("3 December 2023", "D MMM YYYY", "2023-12-03"),
        ("Jan 3, 2023", "MMM D, YYYY", "2023-01-03"), ("Mai 2023", "", None), ("The 2023", "", None),
    ],
)  # fmt: skip
def test_months_by_their_names_are_read_as_proposed(text: str, pattern: str, date: str | None) -> None:
    assert likely_format(text) == pattern
    assert DateFormat.of(pattern or "MMM YYYY").read(text) == date


@given(st.dates(), st.sampled_from(["DD.MM.YYYY", "YYYY年M月D日", "MM/DD/YYYY", "YYYY MM"]))
def test_a_date_is_read_in_the_format_it_is_written_in(date: Any, pattern: str) -> None:
    text = pattern.replace("YYYY", f"{date.year:04}").replace("MM", "M").replace("DD", "D")
    text = text.replace("M", str(date.month)).replace("D", str(date.day))
    wanted = date.isoformat() if "D" in pattern else date.isoformat()[:7]
    assert DateFormat.of(pattern).read(text) == wanted
    assert likely_format(date.isoformat()) == "YYYY-MM-DD"


@pytest.mark.parametrize("pattern", ["DD.MM", "YY", "YYYY.DD", "YYYYYY", "YYYY MM MM", "MMM MM YYYY", "MMMMM YYYY", ""])
def test_a_format_that_is_no_date_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="the format of a date"):
        DateFormat.of(pattern)


# Bad input.


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("pay.csv", b"", "the file is empty"),
        ("pay.xlsx", b"payee,person\n", "is not an Excel workbook"),
        ("pay.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is not an Excel workbook"),
        ("pay.xlsx", b"", "is not an Excel workbook"),
        ("pay.parquet", b"PAR1 nothing", "is not a Parquet file"),
        ("pay.arrow", b"ARROW1\0\0nothing", "is not an Arrow file"),
        ("pay.arrow", b"nothing", "is not an Arrow file"),
        ("pay.csv", b"a," * 600, "the row has 601 cells"),
        ("pay.csv", b"x" * 1_000_001, "the line has 1,000,001 letters"),
        ("pay.csv", b"payee\n" + b"x" * 200_000, "the row is not CSV: field larger"),
        ("pay.csv", b"payee,person\r\n\xff\xfe\x00", "the file is not UTF-8"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_one_problem(mine: Path, name: str, content: bytes, rule: str) -> None:
    (mine / name).write_bytes(content)
    problem = only(mine)
    assert (problem.file, problem.rule[: len(rule)]) == (name, rule)


def test_a_huge_file_is_refused_before_it_is_read(mine: Path) -> None:
    with (mine / "pay.csv").open("wb") as file:
        file.truncate(2_000_000_000)  # no disk is used
    assert only(mine).rule == "has 2,000,000,000 bytes, more than the 50,000,000 that are read"


def test_a_bomb_is_refused_by_the_size_it_declares(mine: Path) -> None:
    with zipfile.ZipFile(mine / "pay.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(410):
                member.write(b"0" * 1_000_000)
    assert (mine / "pay.xlsx").stat().st_size < 1_000_000
    assert only(mine).rule.startswith("would unpack to 410,000,008 bytes")


def test_a_formula_is_refused_with_its_place(mine: Path) -> None:
    header, first, *_ = rows_of("pay")
    first[header.index("payee")] = '=HYPERLINK("http://example.org","x")'
    sheet(mine / "pay.xlsx", [header, first])
    problem = only(mine)
    assert (problem.file, problem.row, problem.column, problem.rule) == ("pay.xlsx", 2, "payee", "is a formula")
    assert problem.value.startswith("=HYPERLINK")
    (mine / "pay.xlsx").unlink()
    write(mine, "pay", [header, first])
    assert (only(mine).row, only(mine).column, only(mine).rule) == (2, "payee", "is a formula")


@pytest.mark.parametrize("letter", ["\x00", "\u200b", "\u202e", "\ufeff", "\u2066", "\x1b", "\x85", "\u200d"])
def test_a_letter_that_nobody_sees_is_an_error_with_its_name(mine: Path, letter: str) -> None:
    rows = rows_of("pay")
    rows[1][rows[0].index("payee")] = f"Ilya{letter}Sutskever"
    write(mine, "pay", rows)
    problem = only(mine)
    assert (problem.row, problem.column) == (2, "payee")
    assert problem.rule.startswith(f"has U+{ord(letter):04X} (")
    assert problem.hint == "delete it; type the text anew"
    assert letter not in str(problem)


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "👩‍🔬", "two\nlines", "naïve", "עברית", "$x$ <b> #emph[x] \\TeX {{x}} {ref}`x`"]
)
def test_letters_that_belong_to_a_text_stay(text: str) -> None:
    assert hidden_letter(text) == ""
    assert check_characters("t.csv", pd.DataFrame({"a": [text]}, index=[2])) == []


def test_markup_in_a_name_reaches_the_dataset_as_it_stands(mine: Path) -> None:
    name = '<script>alert(1)</script> #read("x") \\input{x} $x$ {ref}`x` ../../etc'
    rows = rows_of("pay")
    rows[1][rows[0].index("payee")] = name
    write(mine, "pay", rows)
    assert name in set(open_dataset(mine).pay["payee"])


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_read(mine: Path, dataset: Dataset) -> None:
    (mine / "pay.csv").symlink_to(DATA / "pay.csv")
    assert only(mine).rule == "is a link to a file outside the data folder"
    (mine / "pay.csv").unlink()
    shutil.copy(DATA / "pay.csv", mine / "salaries.txt")
    (mine / "pay.csv").symlink_to("salaries.txt")
    assert len(open_dataset(mine).pay) == len(dataset.pay)


def test_what_is_no_ordinary_file_is_refused(mine: Path) -> None:
    os.mkfifo(mine / "pay.csv")
    assert only(mine).rule == "is not an ordinary file"
    (mine / "pay.csv").unlink()
    (mine / "pay.csv").mkdir()
    assert only(mine).rule == "is not an ordinary file"
    (mine / "pay.csv").rmdir()
    (mine / "pay.csv").symlink_to("pay.csv")
    assert only(mine).rule.startswith("the file cannot be read: ")


def test_a_file_that_changes_while_it_is_read_is_told(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(mine, "pay.csv")
    true_fstat, calls = os.fstat, []

    def fstat(number: int) -> os.stat_result:
        calls.append(number)
        if len(calls) == 2:
            with (mine / "pay.csv").open("a") as file:
                file.write("more\n")
        return true_fstat(number)

    monkeypatch.setattr(tables_files.os, "fstat", fstat)
    with pytest.raises(tables_files.Unreadable, match="the file changed while it was read"):
        tables_files.read_bytes(mine / "pay.csv", mine)


def test_a_folder_without_permission_is_told(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(mine, "pay.csv")

    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    assert only(mine, only=True) == Problem(str(mine), rule="the data folder cannot be read: Permission denied")


def test_a_report_shows_markup_and_hidden_letters_literally() -> None:
    page = problem_table([Problem("<b>.csv", 2, "$x$", "<script>\u202e", "rule", "hint")])
    assert "<script" not in page.lower()
    assert "&lt;script&gt;\\u202e" in page
    assert "<td" in page
    assert "<span>$</span>x" in page
    assert visible("\x1b[31m") == "\\x1b[31m"


# Templates.


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("name", ["pay", "sources", "disputes", "licence_terms"])
def test_an_empty_template_is_a_table_without_rows(mine: Path, name: str, kind: str) -> None:
    definition = catalogue()[name]
    written = write_template(name, definition, kind, mine / f"{name}.{kind}", first_values(DATA / f"{name}.csv"))
    assert all(path.is_file() for path in written)
    take(mine, "references.bib")
    assert getattr(open_dataset(mine, only=True), name).empty
    before = written[0].read_bytes()
    with pytest.raises(Exception, match="is not written over"):
        write_template(name, definition, kind, mine / f"{name}.{kind}", {})
    assert written[0].read_bytes() == before


def test_a_template_says_of_each_column_what_it_takes() -> None:
    notes = {note.column: note for note in column_notes(catalogue()["pay"], first_values(DATA / "pay.csv"))}
    assert list(notes) == [*notes][: len(catalogue()["pay"].to_schema().columns)]
    assert notes["low"].cells() == ["low", "number", "currency units", "yes", "more than 0", "Pay, at least", "1900000"]
    assert notes["basis"].allowed == "base-salary, total, average-cost; part of the key"
    assert (notes["as_of"].type, notes["currency"].allowed) == ("date", "ISO 4217, as USD")
    assert notes["organization"].allowed.startswith("a key of organizations.id")


def test_a_workbook_to_fill_in_offers_the_allowed_values(mine: Path) -> None:
    write_template("pay", catalogue()["pay"], "xlsx", mine / "pay.xlsx", {})
    book = openpyxl.load_workbook(mine / "pay.xlsx")
    assert book.sheetnames == ["pay", "columns"]
    offers = {str(offer.sqref): offer.formula1 for offer in book["pay"].data_validations.dataValidation}
    assert '"base-salary,total,average-cost"' in offers.values()
    described = [row[0].value for row in book["columns"].iter_rows(min_row=2)]
    assert "basis" in described


# Whatever may be done to a table.


def mutated(rows: list[list[str]], random: random.Random) -> bytes:
    """Damage a table in a few of the ways in which tables are damaged."""
    odd = [
        "", " ", "=1+1", "\u200b", "\x00", "nan", "inf", "1e999", "２０２３", "1,5", "<script>", "-", "2021-02-30", "99999999999999999999",
        "a" * 5000, '"', "\n", "#read(\"x\")", "None", "True", "3万", "openai", "¶1", "reported", "\u202eabc", "'",
    ]  # fmt: skip
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(rows))
        column = random.randrange(max(1, len(rows[at])))
        kind = random.choice(
            ["cell", "cell", "drop-row", "twice", "drop-column", "swap", "shuffle", "short", "copy-cell"]
        )
        if kind == "cell" and rows[at]:
            rows[at][column] = random.choice(odd)
        elif kind == "drop-row" and len(rows) > 1:
            del rows[at]
        elif kind == "twice":
            rows.insert(random.randrange(len(rows) + 1), list(rows[at]))
        elif kind == "drop-column":
            rows = [row[:column] + row[column + 1 :] for row in rows]
        elif kind == "swap" and rows[at]:
            other = random.randrange(len(rows[at]))
            rows[at][column], rows[at][other] = rows[at][other], rows[at][column]
        elif kind == "shuffle":
            order = random.sample(range(len(rows[0])), len(rows[0]))
            rows = [[row[place] for place in order if place < len(row)] for row in rows]
        elif kind == "short":
            rows[at] = rows[at][:column]
        elif kind == "copy-cell" and rows[at]:
            source = random.choice(rows)
            rows[at][column] = random.choice(source) if source else ""
    text = io.StringIO()
    csv.writer(text, delimiter=random.choice(",,,,;\t")).writerows(rows)
    content = bytearray(text.getvalue().encode("utf-8", "surrogatepass"))
    if random.random() < 0.2 and content:
        for _ in range(random.randint(1, 5)):
            content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


#: Enough tables for every kind of column and of check; with all of them a thousand checks would take half an hour.
SMALL = {
    name: definition for name, definition in catalogue().items()
    if name in {"sources", "accelerators", "pay", "scholars", "exchange_rates", "openness_levels", "disputes", "corrections"}
}  # fmt: skip


def good_or_located(folder: Path, rest: Path | None) -> None:
    """Assert that a folder makes typed tables, or that every problem says where it is; anything else is raised."""
    files = {path.name for path in folder.iterdir()} | {f"{name}.csv" for name in SMALL} | {str(folder)}
    evidence = gather(folder, SMALL, rest)
    for problem in evidence.problems:
        assert problem.rule
        assert problem.file.removesuffix(" of the project") in files
        assert problem.row >= 0
        assert str(problem)
    if not evidence.problems:
        assert set(evidence.typed) == set(SMALL)
        for name, table in evidence.typed.items():
            assert list(table.index) == list(range(len(table)))
            assert set(table) == set(SMALL[name].to_schema().columns)


@settings(max_examples=max(120, settings.default.max_examples))
@given(random=st.randoms(use_true_random=False), name=st.sampled_from(sorted(SMALL)))
def test_a_mutated_table_is_a_dataset_or_located_problems(
    tmp_path_factory: pytest.TempPathFactory, random: random.Random, name: str
) -> None:
    folder = tmp_path_factory.mktemp("mutated")
    (folder / f"{name}.csv").write_bytes(mutated(rows_of(name), random))
    shutil.copy(DATA / "references.bib", folder)
    good_or_located(folder, random.choice([DATA, DATA, None]))
    shutil.rmtree(folder)


@settings(max_examples=max(60, settings.default.max_examples))
@given(random=st.randoms(use_true_random=False), kind=st.sampled_from(["xlsx", "parquet", "feather"]))
def test_a_damaged_file_of_another_format_is_read_or_located(
    tmp_path_factory: pytest.TempPathFactory, random: random.Random, kind: str, damaged: dict[str, bytes]
) -> None:
    content = bytearray(damaged[kind])
    for _ in range(random.randint(1, 20)):
        content[random.randrange(len(content))] = random.randrange(256)
    if random.random() < 0.3:
        content = content[: random.randrange(len(content))]
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / f"pay.{kind}"
    path.write_bytes(bytes(content))
    frame, found = read_table(path, known=rows_of("pay")[0])
    assert all(problem.rule and problem.file == path.name for problem in found)
    assert frame.empty or not found
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    rows = rows_of("pay")
    sheet(folder / "pay.xlsx", rows)
    table = pa.table({name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])})
    pq.write_table(table, folder / "pay.parquet")
    pyarrow.feather.write_feather(table, folder / "pay.feather", compression="uncompressed")
    return {kind: (folder / f"pay.{kind}").read_bytes() for kind in ("xlsx", "parquet", "feather")}


@given(text=st.text(max_size=60) | st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["tables", "pay", "columns", "low", "date", "only", "encoding", "thousands", "x"]), inner)).map(repr))  # fmt: skip
def test_whatever_the_declarations_are_they_are_good_or_located(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("declared")
    shutil.copy(DATA / "exchange_rates.csv", folder)
    (folder / "tables.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
    good_or_located(folder, None)
    shutil.rmtree(folder)


def test_written_tables_are_the_tables_that_were_read(mine: Path, dataset: Dataset) -> None:
    write_tables(read_evidence(DATA), catalogue(), mine)
    for name, table in open_dataset(mine, only=True).tables().items():
        pd.testing.assert_frame_equal(table, getattr(dataset, name))


def test_a_mark_of_money_must_be_of_the_currency_that_the_row_names(tmp_path: Path) -> None:
    path = tmp_path / "pay.csv"
    path.write_text("low,currency\n元500000,USD\n$500000,USD\n￥400000,CNY\n$3,HKD\n7,EUR\n元1,\n", encoding="utf-8")
    declared = Table(columns={"low": Column(currency=["$", "元", "￥"])})
    frame, problems = read_table(path, declared)
    assert frame.empty
    assert [(each.row, each.column, each.value, each.rule) for each in problems] == [
        (2, "low", "元500000", "is marked 元, but the currency of the row is USD")
    ]
    path.write_text("low,currency\n元500000,CNY\n$3,HKD\n", encoding="utf-8")
    frame, problems = read_table(path, declared)
    assert (frame["low"].tolist(), problems) == (["500000", "3"], [])
