"""Editions: a typed model, inheritance of parameters, and errors that name what is known."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from notebooks import ROOT

from labatlas.book.build import Request, _sphinx_settings, plan, recover, refuse_foreign, replace, sweep
from labatlas.book.edition import Edition, create, load
from labatlas.book.parameters import Parameter, parameters_of, parse, typed
from labatlas.book.project import Project, pages, without
from labatlas.errors import UsageError, unknown


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("chapters", "editions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return Project(tmp_path)


def write(project: Project, text: str, name: str = "mine") -> None:
    (project.root / "editions" / f"{name}.yml").write_text(text, encoding="utf-8")


def test_the_default_edition_has_every_chapter() -> None:
    project = Project(ROOT)
    assert list(load(project, "en").chapters) == project.chapters


def test_a_project_is_found_from_a_folder_inside_it(project: Project) -> None:
    assert Project.around(project.root / "chapters") == project
    with pytest.raises(UsageError, match="no book here"):
        Project.around(project.root.parent)


def test_parameters_are_inherited_from_default_to_edition_to_chapter_to_command(project: Project) -> None:
    write(
        project,
        "title: T\nparameters: {focus_country: GB, currency: CNY}\nchapters: {talent: {focus_country: US}, compute: {}}\n",
    )
    _, chapters, formats, parameters = plan(project, Request("mine", given=["currency=USD"]))
    assert chapters == ["talent", "compute"]
    assert formats == ["html", "pdf"]
    assert parameters["talent"]["focus_country"] == "US"
    assert parameters["compute"]["focus_country"] == "GB"
    assert parameters["talent"]["currency"] == parameters["compute"]["currency"] == "USD"
    assert parameters["talent"]["focus_organization"] == "openai"


def test_a_date_in_an_edition_may_stand_without_quotes(project: Project) -> None:
    write(project, "title: T\nparameters: {as_of: 2023-03-31}\nchapters: {talent: }\n")
    assert plan(project, Request("mine"))[3]["talent"]["as_of"] == "2023-03-31"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: T\nchapters: {tallent: {}}\n", "unknown chapter 'tallent': did you mean 'talent'? Known: compute"),
        (
            "title: T\nparameters: {currencey: USD}\nchapters: {talent: {}}\n",
            "unknown parameter 'currencey': did you mean 'currency'?",
        ),
        ("title: T\nchapters: {talent: {top: 3}}\n", "unknown parameter of chapter talent 'top'"),
        ("title: T\nparameters: {currency: 3}\nchapters: {talent: {}}\n", "parameter currency: 3 is not text"),
        ("titel: T\nchapters: {talent: {}}\n", "editions/mine.yml: title: field required"),
        ("title: T\ncolour: red\nchapters: {talent: {}}\n", "colour: extra inputs are not permitted"),
        ("title: [\n", "editions/mine.yml is not YAML"),
    ],
)
def test_a_mistake_in_an_edition_is_named(project: Project, text: str, message: str) -> None:
    write(project, text)
    with pytest.raises(UsageError, match=re.escape(message)):
        plan(project, Request("mine"))


def test_an_edition_that_is_not_utf8_is_named(project: Project) -> None:
    (project.root / "editions" / "mine.yml").write_bytes("title: Atläs\nchapters: {talent: {}}\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"^editions/mine\.yml cannot be read as UTF-8 text: "):
        plan(project, Request("mine"))


def test_a_folder_is_no_edition(project: Project) -> None:
    (project.root / "editions" / "old.yml").mkdir()
    assert "old" not in project.editions
    with pytest.raises(UsageError, match="unknown edition 'old'"):
        load(project, "old")


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ([], "none"),
        (["b", "a"], "a, b"),
        ([f"n{at:02}" for at in range(20)], ", ".join(f"n{at:02}" for at in range(20))),
        ([f"n{at:02}" for at in range(25)], ", ".join(f"n{at:02}" for at in range(20)) + " and 5 more"),
    ],
)
def test_an_error_lists_no_more_known_names_than_can_be_read(known: list[str], shown: str) -> None:
    assert str(unknown("thing", "zzz", known)) == f"unknown thing 'zzz': Known: {shown}"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Request("eng"), "unknown edition 'eng': did you mean 'en'? Known: en"),
        (Request(only=["talnt"]), "unknown chapter 'talnt': did you mean 'talent'?"),
        (Request(formats=["epub"]), "unknown format 'epub': Known: html, pdf"),
        (Request(given=["focus=CN"]), "unknown parameter 'focus'"),
        (Request(given=["currency"]), "must be NAME=VALUE"),
    ],
)
def test_a_wrong_name_on_the_command_line_is_refused(project: Project, request_: Request, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        plan(project, request_)


NUMBER = Parameter("share", "float", 0.5, "a share")
WHOLE = Parameter("top", "int", 10, "rows")
FLAG = Parameter("draft", "bool", False, "a draft")


def test_values_are_read_by_the_type_of_the_parameter() -> None:
    assert parse(NUMBER, "0.25") == 0.25
    assert parse(WHOLE, "12") == 12
    assert parse(FLAG, "true") is True
    assert typed(NUMBER, 1) == 1.0


@pytest.mark.parametrize(("parameter", "text"), [(NUMBER, "half"), (WHOLE, "1.5"), (FLAG, "maybe")])
def test_a_value_of_the_wrong_type_is_refused(parameter: Parameter, text: str) -> None:
    with pytest.raises(UsageError, match=f"parameter {parameter.name}: '{text}' is not"):
        parse(parameter, text)


@pytest.mark.parametrize(("parameter", "value"), [(NUMBER, "0.5"), (WHOLE, True), (WHOLE, 1.0), (FLAG, 1)])
def test_a_value_of_the_wrong_type_in_an_edition_is_refused(parameter: Parameter, value: bool | float | str) -> None:
    with pytest.raises(UsageError, match=f"parameter {parameter.name}"):
        typed(parameter, value)


def test_papermill_reads_type_default_and_meaning() -> None:
    country = parameters_of(ROOT / "chapters" / "talent.ipynb")[1]
    assert country == Parameter("focus_country", "str", "CN", "Country looked at first, ISO 3166-1 alpha-2")


def test_the_table_of_contents_loses_pages_and_empty_parts() -> None:
    toc = {"root": "index", "parts": [{"chapters": [{"file": "a"}]}, {"chapters": [{"file": "b"}, {"file": "c"}]}]}
    assert pages(toc) == ["index", "a", "b", "c"]
    assert without(toc, {"a", "c"})["parts"] == [{"chapters": [{"file": "b"}]}]
    assert pages(toc) == ["index", "a", "b", "c"]


def a_book(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "build.json").write_text(text)
    return folder


def test_a_new_book_replaces_the_last_one_whole(tmp_path: Path) -> None:
    target = a_book(tmp_path / "en", "old")
    (target / "old-page").touch()
    replace(a_book(tmp_path / "new", "new"), target)
    assert [path.name for path in tmp_path.iterdir()] == ["en"]
    assert [path.name for path in target.iterdir()] == ["build.json"]
    assert (target / "build.json").read_text() == "new"


def test_when_the_rename_fails_the_last_book_is_put_back(tmp_path: Path) -> None:
    target = a_book(tmp_path / "en", "old")
    with pytest.raises(OSError, match="No such file"):
        replace(tmp_path / "missing", target)
    assert (target / "build.json").read_text() == "old"


def test_a_build_stopped_between_the_renames_is_undone(tmp_path: Path) -> None:
    a_book(tmp_path / ".en.previous", "old")
    recover(tmp_path / "en")
    assert (tmp_path / "en" / "build.json").read_text() == "old"


def test_a_folder_that_is_no_book_is_never_replaced(tmp_path: Path) -> None:
    precious = tmp_path / "photos"
    precious.mkdir()
    (precious / "cat.jpg").touch()
    with pytest.raises(UsageError, match="is not a book that was built here"):
        refuse_foreign(precious, "en")
    empty = tmp_path / "empty"
    empty.mkdir()
    refuse_foreign(empty, "en")
    refuse_foreign(a_book(tmp_path / "book", ""), "en")


def gone() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_killed_builds_left_is_swept_up_and_nothing_else(tmp_path: Path) -> None:
    dead, alive = gone(), os.getpid()
    left = [f".en.{dead}.scratch-abc", f".en.{dead}.scratch-xyz"]
    kept = [
        "en",
        "en.failed",
        ".en.previous",
        f".en.{alive}.scratch-abc",
        ".en.notes.old",
        f".de.{dead}.scratch-abc",
        f"en.{dead}.scratch-abc",
    ]
    for name in (*left, *kept):
        a_book(tmp_path / name, name)
    sweep(tmp_path / "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
    assert all((tmp_path / name / "build.json").read_text() == name for name in kept)
    sweep(tmp_path / "nowhere" / "en")


def test_sweeping_leaves_a_book_whose_name_goes_on_with_a_number(tmp_path: Path) -> None:
    name = f"en.{gone()}"
    a_book(tmp_path / f".{name}.previous", "last")  # the book en.NUMBER, between the two renames of `replace`
    a_book(tmp_path / f".{name}.{os.getpid()}.scratch-abc", "running")
    sweep(tmp_path / "en")
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("limits", "stated", "cover"),
    [
        (["latest"], ["2022", "2023-05", "2023-04-30"], "Evidence stated up to May 2023"),
        (["latest", "latest"], [], ""),
        (["2023-03-31"], ["2023-05"], "Evidence known on Mar 31, 2023"),
        (["2023-03-31", "2023-03-31"], ["2023-05"], "Evidence known on Mar 31, 2023"),
        (["2023-03-31", "latest"], ["2023-05"], "Evidence stated up to May 2023"),
    ],
)
def test_the_cover_says_what_was_known_when(limits: list[str], stated: list[str], cover: str) -> None:
    edition = Edition(title="T", subtitle="S", language="de", chapters={})
    tables = {
        "pay": pd.DataFrame({"as_of": pd.Series([*stated, None], dtype="object")}),
        "licences": pd.DataFrame({"id": ["9999"]}),
    }
    parameters = {f"c{at}": {"as_of": limit} for at, limit in enumerate(limits)}
    assert _sphinx_settings(edition, parameters, SimpleNamespace(tables=lambda: tables)) == {
        "language": "de", "html_title": "T", "typst_title": "T", "typst_subtitle": "S", "typst_edition": cover,
    }  # fmt: skip


def test_as_of_given_on_the_command_line_is_on_the_cover(project: Project) -> None:
    edition, _, _, parameters = plan(project, Request("en", given=["as_of=2023-03-31"]))
    tables = {"pay": pd.DataFrame({"as_of": ["2023-05"]})}
    settings = _sphinx_settings(edition, parameters, SimpleNamespace(tables=lambda: tables))
    assert settings["typst_edition"] == "Evidence known on Mar 31, 2023"


def test_a_new_edition_is_a_copy_that_can_be_built(project: Project) -> None:
    path = create(project, "gb-2024", "en")
    assert path.name == "gb-2024.yml"
    assert path.read_text(encoding="utf-8").startswith("# Edition gb-2024, begun as a copy of en")
    assert load(project, "gb-2024") == load(project, "en")
    assert project.editions == ["en", "gb-2024"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "/tmp/x", "a.b", "en.failed", "a b", "-a", "a--b", "é", "CON", "lpt1", "x" * 61, "a\n"]
)  # fmt: skip
def test_a_name_that_would_lead_elsewhere_is_refused(project: Project, name: str) -> None:
    before = sorted(project.root.rglob("*"))
    with pytest.raises(UsageError, match="a name has letters"):
        create(project, name, "en")
    assert sorted(project.root.rglob("*")) == before


@pytest.mark.parametrize("name", ["en", "EN", "En"])
def test_a_name_that_is_taken_on_any_machine_is_refused(project: Project, name: str) -> None:
    text = (project.root / "editions" / "en.yml").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="there is 'en' already"):
        create(project, name, "en")
    assert (project.root / "editions" / "en.yml").read_text(encoding="utf-8") == text


def test_editions_made_by_hand_that_clash_are_not_built(project: Project) -> None:
    write(project, "title: T\nchapters: {talent: {}}\n", "EN")
    with pytest.raises(UsageError, match="there is 'EN' already"):
        load(project, "en")


def test_no_edition_replaces_the_book_of_another_or_builds_into_it(tmp_path: Path) -> None:
    book = a_book(tmp_path / "en", '{"edition": "en"}')
    refuse_foreign(book, "en")
    with pytest.raises(UsageError, match="is the book of the edition 'en', and is not replaced by 'zh'"):
        refuse_foreign(book, "zh")
    with pytest.raises(UsageError, match="lies in the book"):
        refuse_foreign(book / "html" / "mine", "zh")
