"""The command line: what it prints and how it exits; no traceback unless asked for."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package
from notebooks import CHAPTERS, ROOT

from labatlas.book import cli
from labatlas.book.parameters import parameters_of
from labatlas.tables import catalogue, open_dataset


@pytest.fixture
def labatlas(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line in this process; return exit code, output and error output."""
    monkeypatch.setattr(cli.console, "width", 200)
    monkeypatch.setattr(cli.errors, "width", 200)

    def run(*arguments: str, cwd: Path = ROOT) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["labatlas", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_list_names_editions_chapters_parameters_and_tables(labatlas) -> None:
    code, out, _ = labatlas("list")
    assert code == 0
    for word in ("en", *CHAPTERS, "focus_country", "'CN'", "Country looked at first", *catalogue()):
        assert word in out
    assert f"{len((ROOT / 'data' / 'pay.csv').read_text().splitlines()) - 1}" in out


def test_list_tells_each_parameter_once_and_never_cuts_its_name(labatlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.console, "width", 60)
    _, out, _ = labatlas("list")
    names = {parameter.name for path in (ROOT / "chapters").glob("*.ipynb") for parameter in parameters_of(path)}
    assert len(names) > 8
    for name in names:
        assert len(re.findall(rf"^ {name} ", out, re.MULTILINE)) == 1


def test_check_says_that_good_data_are_good(labatlas) -> None:
    code, out, err = labatlas("check")
    assert code == 0
    assert f"{len(catalogue())} tables" in out
    assert "no problem" in out
    assert err == ""


def test_check_prints_every_problem_with_its_place(labatlas, data: Path) -> None:
    spoil(data, "scholars", "AI 2000,2022,US", "AI 2000,2022,USA")
    spoil(data, "pay", "ilya-sutskever", "ilya-sutskiver")
    (data / "fleets.csv").write_text("")
    code, out, err = labatlas("check", "--data", str(data))
    assert code == 1
    assert out == ""
    assert "problems in the data:" in err
    assert "scholars.csv, row 2, column country: 'USA': is not an ISO 3166-1 alpha-2 code (did you mean US?)" in err
    assert (
        "pay.csv, row 2, column person: 'ilya-sutskiver': does not exist in people.id (did you mean 'ilya-sutskever'?)"
        in err
    )
    assert "fleets.csv: the file is empty" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "fr"], "unknown edition 'fr'"),
        (["build", "--set", "colour=red"], "unknown parameter 'colour'"),
        (["build", "--only", "pay"], "unknown chapter 'pay'"),
        (
            ["build", "--set", "focus_country=XX"],
            "unknown country 'XX': two capital letters, as US or CN; known: every ISO 3166-1 alpha-2 code",
        ),
        (["build", "--set", "focus_organization=OpenAI"], "did you mean 'openai'?"),
    ],
)
def test_wrong_usage_exits_with_two_and_names_what_is_known(
    labatlas, arguments: list[str], message: str, tmp_path: Path
) -> None:
    code, _, err = (
        labatlas(*arguments, "--out", str(tmp_path / "book")) if "build" in arguments else labatlas(*arguments)
    )
    assert code == 2
    assert message in err
    assert "known" in err.lower()
    assert "Traceback" not in err
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (None, "old is neither an edition (build.json) nor a folder of tables"),
        ("{", "build.json cannot be read"),
        ("{}", "build.json is damaged or of another version: parameters: field required"),
        ('{"parameters": {}, "errors": ["x"]}', "is what is left of a build that failed"),
    ],
)
def test_an_older_book_that_is_none_stops_a_build_before_anything_runs(
    labatlas, tmp_path: Path, manifest: str | None, message: str
) -> None:
    old, last = tmp_path / "old", tmp_path / "book"
    for folder in (old, last):
        folder.mkdir()
    if manifest is not None:
        (old / "build.json").write_text(manifest)
    (last / "build.json").write_text('{"edition": "en"}')
    code, out, err = labatlas("build", "--since", str(old), "--out", str(last))
    assert (code, out.strip()) == (2, "")
    assert message in err
    assert "--since: " in err
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["old", "book", "build.json", *(["build.json"] if manifest else [])]
    )


@pytest.mark.parametrize(("old", "message"), [("nowhere", "is not a folder"), ("data", "is a folder of tables")])
def test_an_older_book_is_a_folder_of_a_book(labatlas, tmp_path: Path, old: str, message: str) -> None:
    code, _, err = labatlas("build", "--since", old, "--out", str(tmp_path / "book"))
    assert code == 2
    assert message in err
    assert not (tmp_path / "book").exists()


def test_an_unknown_option_exits_with_two(labatlas) -> None:
    assert labatlas("build", "--colour")[0] == 2
    assert labatlas("bild")[0] == 2


def test_outside_a_project_the_error_says_so(labatlas, tmp_path: Path) -> None:
    code, _, err = labatlas("build", cwd=tmp_path)
    assert code == 2
    assert "no book here" in err


def test_bad_data_stop_a_build_before_anything_runs(labatlas, data: Path, tmp_path: Path) -> None:
    spoil(data, "events", "2019-07-22", "22.7.2019")
    code, _, err = labatlas("build", "--data", str(data), "--out", str(tmp_path / "book"))
    assert code == 1
    assert "column date: '22.7.2019': must be an ISO date" in err
    assert not (tmp_path / "book").exists()


def test_the_traceback_is_shown_on_request(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    (data / "pay.csv").write_text("")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["labatlas", "--debug", "check", "--data", str(data)])
    with pytest.raises(cli.DataError):
        cli.main()


def test_a_build_that_is_stopped_exits_as_shells_expect(labatlas, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", stopped)
    code, _, err = labatlas("build")
    assert code == 130
    assert "Traceback" not in err


def test_an_internal_error_is_no_traceback_either(labatlas, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(cli, "read_evidence", broken)
    code, _, err = labatlas("check")
    assert code == 1
    assert "internal error: RuntimeError: the sky fell" in err
    assert "Traceback" not in err


def test_export_writes_a_package_that_the_validator_accepts(labatlas, tmp_path: Path) -> None:
    target = tmp_path / "package"
    code, out, err = labatlas("export", str(target))
    assert (code, err) == (0, "")
    assert f"{len(catalogue())} tables" in out
    package = Package(str(target / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type"])[:5]
    assert len(package.resources) == len(catalogue())
    assert package.licenses[0]["name"] == "CC-BY-4.0"
    assert {source["title"] for source in package.sources} == set(open_dataset().sources["title"])
    fleets = package.get_resource("fleets").schema
    assert fleets.get_field("low").type == "number"
    assert {"fields": ["source"], "reference": {"resource": "sources", "fields": ["id"]}} in fleets.foreign_keys
    assert (target / "references.bib").is_file()


def test_the_validator_sees_a_broken_package(labatlas, tmp_path: Path) -> None:
    target = tmp_path / "package"
    assert labatlas("export", str(target))[0] == 0
    path = target / "scholars.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1146,", ",many,"), encoding="utf-8")
    report = Package(str(target / "datapackage.json")).validate()
    assert not report.valid


def test_an_exported_package_is_a_data_folder(labatlas, tmp_path: Path) -> None:
    target = tmp_path / "package"
    assert labatlas("export", str(target))[0] == 0
    bundled = open_dataset().tables()
    for name, table in open_dataset(target).tables().items():
        pd.testing.assert_frame_equal(table, bundled[name])


def test_export_spares_a_folder_with_something_in_it(labatlas, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    code, _, err = labatlas("export", str(tmp_path))
    assert code == 2
    assert "is not empty" in err
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A folder with one table in which a name has markup and a sum is no number."""
    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "pay.csv", folder)
    spoil(folder, "pay", "1900000", "<script>alert(1)</script>")
    return folder


def test_a_subset_of_tables_is_checked_with_the_projects(labatlas, spoilt: Path) -> None:
    spoil(spoilt, "pay", "<script>alert(1)</script>", "1900001")
    code, out, err = labatlas("check", "--data", str(spoilt))
    assert (code, err) == (0, "")
    assert f"1 table in {spoilt} (pay), {len(catalogue()) - 1} tables of the project; " in out


def test_problems_are_written_as_json(labatlas, spoilt: Path) -> None:
    code, out, err = labatlas("check", "--data", str(spoilt), "--format", "json")
    assert (code, err) == (1, "")
    (problem,) = json.loads(out)["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("pay.csv", 2, "low")
    assert set(problem) == {"file", "row", "column", "value", "rule", "hint"}


def test_problems_are_written_as_a_page_in_which_nothing_is_markup(labatlas, spoilt: Path, tmp_path: Path) -> None:
    page = tmp_path / "reports" / "report.html"
    code, out, _ = labatlas("check", "--data", str(spoilt), "--format", "html", "--out", str(page))
    assert code == 1
    assert out.startswith("1 problem in the data; report in ")
    text = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--format", "xml"], "unknown format 'xml'"),
        (["check", "--only-data"], "--only-data needs --data"),
        (["template", "pays"], "unknown table 'pays': did you mean 'pay'?"),
        (["template", "pay", "--format", "ods"], "unknown format 'ods'"),
        (["template", "pay", "--out", "README.md"], "exists and is not written over"),
        (["new-edition", "../evil"], "edition '../evil': a name has letters"),
        (["new-edition", "EN"], "edition 'EN': there is 'en' already"),
        (["new-edition", "de", "--from", "fr"], "unknown edition 'fr'"),
    ],
)
def test_wrong_usage_of_what_one_begins_with_exits_with_two(labatlas, arguments: list[str], message: str) -> None:
    before = sorted((ROOT / "editions").iterdir())
    code, _, err = labatlas(*arguments)
    assert code == 2
    assert message in err
    assert sorted((ROOT / "editions").iterdir()) == before


def test_a_template_is_written_where_one_is(labatlas, tmp_path: Path) -> None:
    code, out, err = labatlas("template", "pay", cwd=tmp_path)
    assert (code, out, err) == (0, "pay.csv\npay.md\n", "")
    assert (tmp_path / "pay.csv").read_text(encoding="utf-8-sig").startswith("payee,person,organization,")
    assert "| low | number | currency units | yes | more than 0 |" in (tmp_path / "pay.md").read_text(encoding="utf-8")
