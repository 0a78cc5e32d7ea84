"""Mappings: a reader's own file becomes rows without code."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from notebooks import ROOT
from test_importers import rows, whole, write

from labatlas.book import cli
from labatlas.errors import LabAtlasError, UsageError
from labatlas.importers import from_mapping, run, suggest_mapping
from labatlas.importers.mapping import Rule, Source
from labatlas.importers.names import read_aliases
from labatlas.importers.suggestion import likeness
from labatlas.tables import catalogue, open_dataset, read_evidence
from labatlas.tables.declarations import Column as DeclaredColumn
from labatlas.tables.declarations import Declarations, read_declarations
from labatlas.tables.declarations import Table as DeclaredTable

DATA = ROOT / "data"

MAPPING = """
table: headcounts
source:
  id: our-survey
  title: Our survey
  author: Us
  licence: CC0
  standing: We asked.
columns:
  organization: {from: [Lab, Company], names: organizations, new: {kind: startup, country: NO}, pick: each}
  unit: Team
  date: {from: Day, date: day-first}
  low: {from: Staff (k), multiply: 1000}
  high: {from: Staff (k), multiply: 1000}
  status: {from: Sure, values: {yes: reported, 1: estimate}, otherwise: hearsay}
  note: {value: Asked by mail}
"""

FILE = """Company,Team,Day,Staff (k),Sure
"Newlab,OpenAI",research,13/9/2025,1.5,Yes
Google DeepMind,,14/9/2025,2,1
Newlab,,14/9/2025,lots,no
OpenAI,,2025,0.1,
"""


def mapping(tmp_path: Path, text: str = MAPPING) -> Path:
    path = tmp_path / "survey.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_turns_a_file_into_rows(tmp_path: Path) -> None:
    into = tmp_path / "into"
    run(from_mapping(mapping(tmp_path)), [write(tmp_path, FILE)], into, DATA, retrieved="2025-12-01")
    counts = rows(into, "headcounts", "our-survey").fillna("")
    assert counts[["organization", "unit", "date", "low", "high", "status", "note", "locator"]].to_numpy().tolist() == [
        ["newlab", "research", "2025-09-13", "1500", "1500", "reported", "Asked by mail", "row 2"],
        ["openai", "research", "2025-09-13", "1500", "1500", "reported", "Asked by mail", "row 2"],
        ["deepmind", "", "2025-09-14", "2000", "2000", "estimate", "Asked by mail", "row 3"],
        ["openai", "", "2025", "100", "100", "hearsay", "Asked by mail", "row 5"],
    ]
    assert rows(into, "organizations", "our-survey")[["id", "kind", "country"]].to_numpy().tolist() == [
        ["newlab", "startup", "NO"]
    ]
    told = json.loads((into / "import-report.json").read_text())["our-survey"]["remarks"]
    assert [(each["row"], each["column"], each["why"]) for each in told] == [(4, "Staff (k)", "not a number")]
    open_dataset(whole(into, tmp_path / "whole"))


def test_units_slugs_and_first_values_are_read(tmp_path: Path) -> None:
    text = (
        MAPPING.split("columns:")[0].replace("headcounts", "accelerator_measures")
        + """columns:
  accelerator: {from: Chip, names: accelerators, pick: first}
  measure: {value: memory}
  low: {from: Bytes, unit: byte, wanted: GB}
  unit: {value: GB}
"""
    )
    run(
        from_mapping(mapping(tmp_path, text)),
        [write(tmp_path, 'Chip,Bytes\n"NVIDIA H100,NVIDIA A100",8e10\n')],
        tmp_path / "into",
        DATA,
    )
    row = rows(tmp_path / "into", "accelerator_measures", "our-survey").iloc[0]
    assert row[["accelerator", "low", "unit"]].tolist() == ["h100", "80", "GB"]
    events = (
        MAPPING.split("columns:")[0].replace("headcounts", "events")
        + """columns:
  id: {from: What, slug: true}
  organization: {from: Who, names: organizations, new: {kind: company}}
  kind: {value: policy}
  title: What
"""
    )
    run(
        from_mapping(mapping(tmp_path, events)),
        [write(tmp_path, "Who,What\nOpenAI,A new rule\n")],
        tmp_path / "more",
        DATA,
    )
    assert rows(tmp_path / "more", "events", "our-survey")["id"].tolist() == ["a-new-rule-our-survey"]
    open_dataset(whole(tmp_path / "more", tmp_path / "whole"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("headcounts", "headcount", "did you mean 'headcounts'"),
        ("  unit: Team", "  units: Team", "has no column 'units': did you mean 'unit'"),
        ("  low: {from: Staff (k), multiply: 1000}\n", "", "headcounts needs low"),
        ("{value: Asked by mail}", "{value: x, from: y}", "columns.note: needs either from or value"),
        ("multiply: 1000}", "unit: byte, wanted: W}", "byte does not convert into W"),
        ("names: organizations", "names: sources", "names must be one of"),
        ("date: day-first", "date: backwards", "columns.date.date"),
        ("multiply: 1000", "multyply: 1000", "columns.low.multyply: extra inputs"),
        ("id: our-survey", "id: Our Survey", "source.id"),
        ("table: headcounts", "table: [", "is not YAML"),
        ("otherwise: hearsay", "otherwise: same", "columns.status.otherwise: 'same' is not one of reported, estimate"),
        ("otherwise: hearsay", "otherwise: same", "list under values what stays"),
        (
            "unit: Team",
            "unit: {from: Team, otherwise: same}",
            "columns.unit.otherwise: 'same' would be written as it stands",
        ),
        ("1: estimate", "1: maybe", "columns.status.values.1: 'maybe' is not one of reported"),
        ("multiply: 1000}", "otherwise: many}", "columns.low.otherwise: 'many' is not a number"),
        ("{from: Day, date: day-first}", "{value: May 2023}", "columns.date.value: 'May 2023' is not an ISO date"),
    ],
)
def test_a_mapping_that_means_nothing_names_the_place(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        from_mapping(mapping(tmp_path, MAPPING.replace(old, new, 1)))
    assert message.lower() in str(error.value).lower()
    assert "survey.yml" in str(error.value)


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [("organization", "Company", True), ("date", "Close date", True), ("low", "Country", False), ("vendor", "Manufacturer", True), ("unit", "Community", False)],
)  # fmt: skip
def test_columns_are_alike_by_their_names(ours: str, theirs: str, alike: bool) -> None:
    assert (likeness(ours, theirs) >= 0.8) is alike


def test_a_draft_needs_only_what_a_file_cannot_tell(tmp_path: Path) -> None:
    path = write(
        tmp_path, "Company,Employees (thousands),Reported\nOpenAI,3,7/15/2025\nMeta,70,7/4/2025\n", "staff.csv"
    )
    draft = yaml.safe_load(suggest_mapping(path))
    assert draft["table"] == "headcounts"
    assert draft["columns"]["date"] == {"from": "Reported", "date": "month-first"}
    assert draft["columns"]["low"] == draft["columns"]["high"] == {"from": "Employees (thousands)", "multiply": 1000.0}
    text = suggest_mapping(path)
    for todo, given in (("name of the data set", "Staff"), ("whose it is", "Us"), ("under which terms it may be used", "CC0"), ("what its makers know at first hand", "All")):  # fmt: skip
        text = text.replace(f"TODO: {todo}", given)
    assert "TODO" not in text.split("table:")[1]
    run(from_mapping(mapping(tmp_path, text)), [path], tmp_path / "into", DATA)
    assert rows(tmp_path / "into", "headcounts", "staff")["low"].tolist() == ["3000", "70000"]


def test_a_draft_does_not_guess_which_of_two_orders_a_date_has(tmp_path: Path) -> None:
    path = write(tmp_path, "Company,Staff,Date\nOpenAI,3,7/5/2025\n")
    assert yaml.safe_load(suggest_mapping(path))["columns"]["date"]["date"].startswith("TODO")
    assert yaml.safe_load(suggest_mapping(path, "moves"))["table"] == "moves"
    with pytest.raises(UsageError, match="did you mean 'moves'"):
        suggest_mapping(path, "move")


def test_the_command_line_imports_and_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    def labatlas(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["labatlas", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    file, into = write(tmp_path, FILE), tmp_path / "into"
    code, out, err = labatlas("import", str(mapping(tmp_path)), str(file), "--into", str(into), "--data", str(DATA))
    assert (code, err) == (0, "")
    assert "4 rows added to headcounts" in out
    assert "left out: 1 row of Staff (k): not a number (row 4)" in out
    assert "import-report.json" in out
    code, _, err = labatlas("import", "epoch-modles", str(file), "--into", str(into))
    assert code == 2
    assert "did you mean 'epoch-models'" in err
    code, _, err = labatlas("import", "epoch-staff", str(file), "--into", str(into))
    assert code == 1
    assert "'Staff count', once 'Staff' or 'Headcount', is missing: did you mean 'Staff (k)'" in err
    code, out, err = labatlas("suggest-mapping", str(file))
    assert (code, err) == (0, "")
    assert yaml.safe_load(out)["table"] == "headcounts"


def test_one_spreadsheet_fills_two_tables_and_each_stays(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text(
        "Company;Asked;Staff;Research\nOpenAI;2023-02-01;1.200;61,5 %\n", encoding="utf-8"
    )
    source = "source: {id: our-survey, title: S, author: A, licence: L, standing: W}\n"
    heads = tmp_path / "heads.yml"
    heads.write_text(
        source + "table: headcounts\ncolumns:\n  organization: {from: Company, names: organizations}\n  date: Asked\n"
        '  low: {from: Staff, decimal: ","}\n  high: {from: Staff, decimal: ","}\n',
        encoding="utf-8",
    )
    shares = tmp_path / "shares.yml"
    shares.write_text(
        source + "table: indicators\ncolumns:\n  organization: {from: Company, names: organizations}\n"
        "  indicator: {value: research-share}\n  date: Asked\n"
        '  low: {from: Research, decimal: ",", percent: number}\n  high: {from: Research, decimal: ",", percent: number}\n'
        "  unit: {value: '%'}\n",
        encoding="utf-8",
    )
    into, again = tmp_path / "into", tmp_path / "again"
    for mapping in (heads, shares, shares):
        run(from_mapping(mapping), [tmp_path / "survey.csv"], into, DATA)
    counts = pd.read_csv(into / "headcounts.csv", dtype="str")
    told = pd.read_csv(into / "indicators.csv", dtype="str")
    assert counts.loc[counts["source"] == "our-survey", "low"].astype(float).tolist() == [1200]
    assert told.loc[told["source"] == "our-survey", "low"].astype(float).tolist() == [61.5]  # once, not twice
    report = json.loads((into / "import-report.json").read_text())
    assert {name: each["added"] for name, each in report.items()} == {
        "our-survey: headcounts": {"headcounts": 1}, "our-survey": {"indicators": 1},
    }  # fmt: skip
    shares.write_text(shares.read_text(encoding="utf-8").replace(", percent: number", ""), encoding="utf-8")
    with pytest.raises(LabAtlasError, match="percent sign: say percent"):
        run(from_mapping(shares), [tmp_path / "survey.csv"], again, DATA)


def test_a_draft_with_open_decisions_is_refused(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yml"
    draft.write_text("table: headcounts\nsource: {id: a, licence: 'TODO: under which terms'}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"draft.yml: source.licence: still to be decided \(TODO: under which terms\)"):
        from_mapping(draft)


#: Files that people who do not know this project have, as they have them, and the table each of them is.
STRANGERS = {
    "heads": ("headcounts", "company,date,employees\nOpenAI,2023-05-01,375\nExample Labs,2023-12-31,22\n"),
    "teams": ("headcounts", "Lab;Department;People;Asked on\nDeepMind;Research;1200;3.4.2023\nExample Labs;;70;15.6.2023\n"),
    "rounds": ("events", "Startup,Round,Announced,Amount (USD m),Lead investor\nAnthropic,Series C,2023-05-23,450,Example Fund\n"),
    "jobs": ("pay", "Position,Employer,Year,Base salary (USD)\nResearch scientist,OpenAI,2022,245000\n"),
    "models": ("model_sizes", "Model,Developer,Release date,Parameters (billions)\nGPT-3,OpenAI,2020-05-28,175\n"),
    "releases": ("artifacts", "Model,Developer,Release date\nGPT-3,OpenAI,2020-05-28\nExample-1,Example Labs,2023-03-14\n"),
    "departures": ("moves", "Who,Left,Joined,When\nA. Example,Google,OpenAI,May 2023\n"),
    "chips": ("accelerators", "Chip,Maker,Country\nX-100,Example Inc,United States\nAscend 910,Huawei,China\n"),
    "memory": ("accelerator_measures", "GPU,Memory (GB)\nA100,80\nH100,80\n"),
    "orders": ("fleets", "Owner,GPU,Units,Date\nMeta,H100,350000,2024-12\n"),
    "stays": ("affiliations", "Researcher,University,Position,From,Until\nA. Example,MIT,Professor,2010,2018\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_the_table_of_a_strangers_file_is_found(name: str, tmp_path: Path) -> None:
    table, text = STRANGERS[name]
    assert yaml.safe_load(suggest_mapping(write(tmp_path, text, f"{name}.csv")))["table"] == table


def test_a_draft_names_other_tables_and_reads_headers(tmp_path: Path) -> None:
    text = suggest_mapping(write(tmp_path, STRANGERS["rounds"][1], "rounds.csv"))
    assert "# Other tables that fit: headcounts (2 of 2 needed columns), " in text
    assert "--table NAME" in text
    columns = yaml.safe_load(text)["columns"]
    assert columns["currency"] == {"value": "USD"}
    assert columns["amount_low"] == {"from": "Amount (USD m)", "multiply": 1000000.0}
    assert columns["id"] == {"from": "Round", "slug": True}
    people = suggest_mapping(
        write(tmp_path, "Firma,Kopfzahl,Stand\nOpenAI,1.200,May 2024\nMeta,900,2023\n", "leute.csv"), "headcounts"
    )
    assert yaml.safe_load(people)["columns"]["low"] == {"from": "Kopfzahl", "decimal": ","}
    chips = yaml.safe_load(suggest_mapping(write(tmp_path, STRANGERS["chips"][1], "chips.csv")))["columns"]
    assert chips["country"]["values"] == {"United States": "US", "China": "CN"}


def test_events_of_one_title_are_told_apart(tmp_path: Path) -> None:
    events = (
        MAPPING.split("columns:")[0].replace("headcounts", "events")
        + "columns:\n  id: {from: Round, slug: true}\n  title: Round\n  kind: {value: funding}\n"
        "  organization: {from: Who, names: organizations}\n"
    )
    file = write(tmp_path, "Who,Round\nOpenAI,Series A\nAnthropic,Series A\n")
    run(from_mapping(mapping(tmp_path, events)), [file], tmp_path / "into", DATA)
    assert rows(tmp_path / "into", "events", "our-survey")["id"].tolist() == [
        "series-a-our-survey",
        "series-a-our-survey-3",
    ]


def test_the_page_on_ones_own_data_tells_the_truth(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    staff, aliases = (text for kind, text in blocks if kind == "csv")
    (given,) = (text for kind, text in blocks if text.startswith("table:"))
    (wanted,) = (text for kind, text in blocks if kind == "text")
    (declared,) = (text for kind, text in blocks if text.startswith("encoding:"))
    file, into = write(tmp_path, staff, "staff.csv"), tmp_path / "into"
    outcome = run(from_mapping(mapping(tmp_path, given)), [file], into, DATA)
    found = rows(into, "headcounts", "our-survey")
    assert found[wanted.split("\n")[0].split(",")].to_csv(index=False, lineterminator="\n") == wanted
    assert outcome.added == {"headcounts": 3, "organizations": 1}
    assert [(each.row, each.value) for each in outcome.remarks if each.left_out == "row"] == [(5, "many")]
    assert read_evidence(into).problems == []
    # Every key of the three files has its line on the page, and no line names another.
    lines = set(re.findall(r"^\| (`[^|]*`) \|", page, flags=re.MULTILINE))
    told = {key for line in lines for key in re.findall(r"`(\w+)`", line)}
    keys = {field.alias or name for model in (Rule, Declarations, DeclaredTable, DeclaredColumn) for name, field in model.model_fields.items()}  # fmt: skip
    assert keys - {"tables", "columns"} <= told
    assert set(Source.model_fields) <= set(re.findall(r"`(\w+)`", page))
    assert told - keys <= {*read_header(aliases), "sources"}
    (tmp_path / "tables.yml").write_text(declared, encoding="utf-8")
    assert read_declarations(tmp_path, catalogue())[1] == []
    assert read_aliases(aliases, "aliases.csv")["organizations", "open ai inc."].id == "openai"


def read_header(text: str) -> list[str]:
    return text.split("\n", 1)[0].split(",")


@pytest.mark.parametrize(
    ("row", "message"),
    [("organizations,Open AI,", "row 3: table, name and id must not be empty"), ("organisations,Open AI,openai", "row 3: unknown table 'organisations': did you mean 'organizations'")],
)  # fmt: skip
def test_a_mistake_in_the_aliases_is_located(row: str, message: str) -> None:
    with pytest.raises(LabAtlasError, match=re.escape(f"aliases.csv, {message}")):
        read_aliases(f"table,name,id\npeople,A,a\n{row}\n", "aliases.csv")


def test_an_import_finds_ids_in_a_workbook_and_leaves_it_alone(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    pd.read_csv(DATA / "organizations.csv", dtype="str").assign(
        id=lambda frame: frame["id"].replace("openai", "open-ai")
    ).to_excel(into / "organizations.xlsx", index=False)
    known = write(tmp_path, "Company,Team,Day,Staff (k),Sure\nOpenAI,,2025,1,yes\n", "known.csv")
    run(from_mapping(mapping(tmp_path)), [known], into, DATA)
    assert rows(into, "headcounts", "our-survey")["organization"].tolist() == ["open-ai"]
    new = write(tmp_path, FILE, "new.csv")
    with pytest.raises(UsageError, match=r"organizations.xlsx has the table that rows are to be added to"):
        run(from_mapping(mapping(tmp_path)), [new], into, DATA)


def test_a_source_of_ones_own_outlasts_an_import(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    header = (DATA / "sources.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    (into / "sources.csv").write_text(f"{header}\nours,Our notes,,blog,2024,printed,We were there.\n", encoding="utf-8")
    (into / "references.bib").write_text("@misc{ours, title = {Our notes}}\n", encoding="utf-8")
    run(from_mapping(mapping(tmp_path)), [write(tmp_path, FILE)], into, DATA)
    ids = set(open_dataset(into).sources["id"])
    assert ids == {*open_dataset(DATA).sources["id"], "ours", "our-survey"}


SOURCE = MAPPING.split("columns:")[0]

ROUNDS = (
    SOURCE.replace("headcounts", "events")
    + """columns:
  id: {from: Round, slug: true}
  title: Round
  kind: {value: funding}
  organization: {from: Who, names: organizations, new: {kind: company}}
  date: When
  amount_low: Raised
  amount_high: Raised
  currency: CURRENCY
"""
)


def taken(tmp_path: Path, text: str, file: str, table: str) -> tuple[pd.DataFrame, list[tuple[int, str, str, str]]]:
    """Return the rows that a mapping makes of a file, and what was left out: row, what, cell and reason."""
    outcome = run(from_mapping(mapping(tmp_path, text)), [write(tmp_path, file)], tmp_path / "into", DATA)
    told = [(each.row, each.left_out, each.value, each.why) for each in outcome.remarks]
    return rows(tmp_path / "into", table, "our-survey").fillna(""), told


MARKED = """Who,Round,When,Raised
OpenAI,A,May 2023,€385m
OpenAI,B,2023年10月,US$1bn
OpenAI,C,Aug 2023,3亿元
OpenAI,D,2023,3亿美元
OpenAI,E,2023,5m
OpenAI,F,2023,C$2m
OpenAI,G,2023,$7m
OpenAI,H,2023,undisclosed
"""


def test_a_mark_of_money_must_be_of_the_currency_of_the_row(tmp_path: Path) -> None:
    found, told = taken(tmp_path, ROUNDS.replace("CURRENCY", "{value: USD}"), MARKED, "events")
    assert found[["title", "date", "amount_low"]].to_numpy().tolist() == [
        ["B", "2023-10", "1000000000"], ["D", "2023", "300000000"], ["E", "2023", "5000000"], ["G", "2023", "7000000"],
        ["H", "2023", ""],
    ]  # fmt: skip
    assert [(row, cell) for row, what, cell, _ in told if what == "row"] == [(2, "€385m"), (4, "3亿元"), (7, "C$2m")]
    assert told[0][3] == (
        "is marked €, but the currency of the row is USD: currency: {from: Raised, mark: true} takes it from the mark"
    )


def test_the_mark_of_money_gives_the_currency(tmp_path: Path) -> None:
    text = ROUNDS.replace("CURRENCY", "{from: Raised, mark: true, otherwise: GBP}")
    found, told = taken(tmp_path, text, MARKED + "OpenAI,I,2023,¥9m\n", "events")
    assert found["currency"].tolist() == ["EUR", "USD", "CNY", "USD", "GBP", "CAD", "USD", ""]
    assert [(row, what) for row, what, _, why in told if "¥ may be CNY or JPY: say values" in why] == [(10, "row")]
    known = text.replace("otherwise: GBP", "values: {¥: JPY}")
    found, told = taken(tmp_path, known, MARKED + "OpenAI,I,2023,¥9m\n", "events")
    assert found["currency"].tolist() == ["EUR", "USD", "CNY", "USD", "CAD", "USD", "", "JPY"]
    assert [row for row, what, _, why in told if what == "row" and why.startswith("has no mark of money")] == [6]
    with pytest.raises(UsageError, match="only the column currency"):
        from_mapping(mapping(tmp_path, ROUNDS.replace("date: When", "date: {from: When, mark: true}")))


def test_a_draft_takes_currencies_from_their_marks(tmp_path: Path) -> None:
    draft = yaml.safe_load(suggest_mapping(write(tmp_path, MARKED, "rounds.csv"), "events"))["columns"]["currency"]
    assert draft == {"from": "Raised", "mark": True, "otherwise": "TODO: ISO 4217 code of the sums without a mark"}


COUNTS = (
    SOURCE
    + """columns:
  organization: {from: Who, names: organizations, new: {kind: company}}
  date: When
  low: Staff
  high: Staff
"""
)


def test_open_ends_stay_open(tmp_path: Path) -> None:
    file = 'Who,When,Staff\nOpenAI,2019,"1,000+"\nOpenAI,2020,>1600\nOpenAI,2021,≥ 5\nOpenAI,2022,<5\nOpenAI,2023,7\n'
    found, told = taken(tmp_path, COUNTS, file, "headcounts")
    assert found[["date", "low", "high"]].to_numpy().tolist() == [
        ["2019", "1000", ""], ["2020", "1600", ""], ["2021", "5", ""], ["2023", "7", "7"],
    ]  # fmt: skip
    assert told == [(5, "row", "<5", "is only the most of what is meant, but low must not be empty")]
    found, told = taken(
        tmp_path,
        ROUNDS.replace("CURRENCY", "{value: USD}"),
        "Who,Round,When,Raised\nOpenAI,A,2023,up to $5m\n",
        "events",
    )
    assert found[["amount_low", "amount_high"]].to_numpy().tolist() == [["", "5000000"]]


def test_a_point_before_three_digits_is_not_guessed(tmp_path: Path) -> None:
    sizes = ROUNDS.replace("CURRENCY", "{value: USD}")
    file = "Who,Round,When,Raised\nOpenAI,A,2023,350.000\nOpenAI,B,2023,12\n"
    found, told = taken(tmp_path, sizes, file, "events")
    assert found["amount_low"].tolist() == ["", "12"]
    assert len(told) == 1  # low and high come of one cell
    assert told[0][:3] == (2, "cell", "350.000")
    assert 'say decimal: "," (the point parts thousands) or decimal: "." (it marks decimals)' in told[0][3]
    for other, read in (("1.5", "350"), ("1.200.000", "350000"), ('"61,5"', "350000")):
        found, told = taken(tmp_path, sizes, file.replace("2023,12", f"2023,{other}"), "events")
        assert (found["amount_low"].iloc[0], told) == (read, [])
    said = sizes.replace("Raised\n", "{from: Raised, decimal: .}\n")
    assert taken(tmp_path, said, file, "events")[0]["amount_low"].tolist() == ["350", "12"]


def test_names_in_chinese_become_ids_of_their_own(tmp_path: Path) -> None:
    file = (
        "Who,When,Staff\n零零智能,2019,5\nTencent 腾讯,2020,6\n腾讯（Tencent）,2021,7\nOpenAI 零零,2022,8\n§,2023,9\n"
    )
    found, told = taken(tmp_path, COUNTS, file, "headcounts")
    assert found["organization"].tolist() == ["ling-ling-zhi-neng", "tencent", "tencent", "openai-ling-ling"]
    assert [(row, what) for row, what, *_ in told] == [(5, ""), (6, "row")]
    assert "OpenAI alone is openai" in told[0][3]
    assert "aliases.csv (organizations,§,ID)" in told[1][3]


def test_a_row_that_is_left_out_leaves_no_organization(tmp_path: Path) -> None:
    file = "Who,When,Staff\nGone Labs,2019,many\nPast Labs,2019,€5\nNew Labs,2020,many\nNew Labs,2021,6\nOld Labs,2022,-5\n"
    found, told = taken(tmp_path, COUNTS, file, "headcounts")
    assert found["organization"].tolist() == ["new-labs"]
    assert rows(tmp_path / "into", "organizations", "our-survey")[["id", "locator"]].to_numpy().tolist() == [
        ["new-labs", "row 5"]
    ]
    assert sorted({row for row, what, *_ in told if what == "row"}) == [2, 3, 4, 6]


def test_the_error_names_why_most_rows_were_left_out(tmp_path: Path) -> None:
    file = write(tmp_path, "Who,When,Staff\nOpenAI,soon,€5\nOpenAI,2019,many\nOpenAI,2020,€5\nOpenAI,2021,€6\n")
    with pytest.raises(
        LabAtlasError, match="none of 4 rows could be taken; row 2: Staff: is marked €, but headcounts has"
    ):
        run(from_mapping(mapping(tmp_path, COUNTS)), [file], tmp_path / "into", DATA)
