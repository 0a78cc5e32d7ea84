"""Mappings: a reader's own file becomes rows without code."""

from __future__ import annotations

import json
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
from labatlas.importers.suggestion import likeness
from labatlas.tables import open_dataset

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
