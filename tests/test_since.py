"""The page that tells what changed since another book: what it says, and that nothing on it is markup."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from notebooks import ROOT

from labatlas.book.build import Request, _built, _since
from labatlas.book.difference import Book, Difference, Glued, Manifest, Printed, Said, between, lines, read_book
from labatlas.book.edition import load
from labatlas.book.project import Project
from labatlas.book.render import stage
from labatlas.book.since import cut, since_markdown
from labatlas.chapters.citations import code, escape
from labatlas.errors import UsageError, visible

SCHOLARS = ["ranking", "year", "country", "count_low", "share_percent", "source", "locator", "status"]


def scholars(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Rows of the table of a ranking: country, count and share."""
    told = [("R", "2022", country, count, share, "paper", "§ Top ¶1", "reported") for country, count, share in rows]
    return pd.DataFrame(told, columns=SCHOLARS)


def said(holds: bool | None, share: float, sentence: str) -> Said:
    values = {"share": Printed(text=f"{share:.0%}", number=share)}
    question = "Does one country hold most?"
    return Said(id="talent-most", chapter="talent", sentence=sentence, holds=holds, values=values, question=question)


def book(**differing: Any) -> Book:
    """A small book; what is given differs from the plain one."""
    parts: dict[str, Any] = {
        "edition": "en", "title": "Atlas", "built": "2026-01-02T03:04:05+00:00",
        "parameters": {"talent": {"currency": "USD"}, "compute": {"currency": "USD"}},
        "findings": [said(True, 0.57, "One country holds 57%.")],
        "values": {"talent": {"talent-pay-people": Glued("5 people", "talent-pay", "The pay of 5 people is known.")}},
        "tables": {"scholars": scholars(("US", "57", "57.0"), ("CN", "12", "12.0"))},
    } | differing  # fmt: skip
    manifest = Manifest(**{name: parts[name] for name in ("edition", "title", "built", "parameters")})
    chapters = list(manifest.parameters)
    return Book(
        manifest,
        "0" * 64,
        {finding.id: finding for finding in parts["findings"]},
        {name: parts["values"].get(name, {}) for name in chapters},
        {name: name.capitalize() for name in chapters},
        parts["tables"],
    )


def page(old: Book, new: Book, listed: int = 20, cited: frozenset[str] = frozenset()) -> str:
    return since_markdown(between(old, new), old, new, cited, listed)


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its level or above."""
    level = heading.partition(" ")[0]
    below = text.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n#{{1,{len(level)}}} ", below)[0]


def cells(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, without their heads."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    rules = [place for place, line in enumerate(rows) if line.startswith(("| :--", "| --:"))]
    heads = {*rules, *(place - 1 for place in rules)}
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        for place, row in enumerate(rows) if place not in heads
    ]  # fmt: skip


def test_the_page_counts_and_tells_what_turned_what_moved_and_which_rows() -> None:
    new = book(
        findings=[said(False, 0.42, "No country holds most.")],
        values={"talent": {"talent-pay-people": Glued("4 people", "talent-pay", "The pay of 4 people is known.")}},
        parameters={"talent": {"currency": "CNY"}, "compute": {"currency": "CNY"}},
        tables={"scholars": scholars(("US", "42", "42.0"), ("GB", "6", "6.0"))},
    )
    text = page(book(), new)
    assert text.startswith("# What changed since Jan 2, 2026\n")
    assert (
        "compared with “Atlas”, edition en, built on Jan 2, 2026 at 03:04 UTC. 1 finding turned, 2 numbers and words in "
        "the text moved, and 1 parameter differs. In the evidence, 1 row was added, 1 removed, and 1 changed, in 1 of "
    ) in text
    assert cells(section(text, "## Findings that turned")) == [
        [
            "Talent: Does one country hold most?", "holds → does not hold", "One country holds 57%.", "No country holds most.",
            "share: 57% → 42%",
        ]
    ]  # fmt: skip
    assert cells(section(text, "### Talent")) == [
        ["“No country holds most.” (`talent-most`)", "share", "57%", "42%", "−15 points"],
        ["“The pay of 4 people is known.” (`talent-pay`)", "people", "5 people", "4 people", "−1"],
    ]
    assert cells(section(text, "## Parameters that differ")) == [["`currency`", "`USD`", "`CNY`", "all that have it"]]
    assert cells(section(text, "### scholars")) == [
        ["`R` · `2022` · `GB`", r"count\_low: `6`; share\_percent: `6.0`", "`paper` § Top ¶1"],
        ["`R` · `2022` · `CN`", r"count\_low: `12`; share\_percent: `12.0`", "`paper` § Top ¶1"],
        ["`R` · `2022` · `US`", r"count\_low: `57` → `42`; share\_percent: `57.0` → `42.0`", "`paper` § Top ¶1"],
    ]
    assert cells(section(text, "## Rows of the tables"))[0] == ["`scholars`", "1", "1", "1", "2"]


def test_a_document_is_cited_only_if_the_bibliography_has_it() -> None:
    new = book(tables={"scholars": scholars(("US", "57", "57.0"))})
    assert "{cite}`paper` § Top ¶1" in page(book(), new, cited=frozenset({"paper"}))
    assert "{cite}" not in page(book(), new)


def test_books_of_the_same_content_say_that_nothing_differs() -> None:
    text = page(book(), book(built="2026-02-03T00:00:00+00:00"))
    assert "Nothing differs: no finding, no number, no parameter and no row." in text
    assert "##" not in text
    assert lines(between(book(), book())) == ["Nothing differs."]


def test_an_older_book_without_a_date_and_another_edition_are_named_by_what_is_known() -> None:
    assert page(book(built=""), book()).startswith("# What changed since the last book\n")
    assert page(book(title="*Old*", edition="gb"), book()).startswith(
        "# What changed since “\\*Old\\*” of Jan 2, 2026\n"
    )


def test_numbers_that_moved_without_a_row_or_parameter_are_put_down_to_the_program() -> None:
    new = book(values={"talent": {"talent-pay-people": Glued("4 people", "talent-pay", "The pay")}})
    assert "As no row and no parameter differs, the text or the program that computes it does." in page(book(), new)
    assert "the program" not in page(book(), book(values={}, tables={}))


def test_what_did_not_happen_is_said_in_words() -> None:
    assert "No finding turned, 1 number or word in the text moved, and no parameter differs" in page(
        book(), book(values={})
    )


def test_a_number_that_differs_in_the_last_digits_of_its_computation_is_the_same() -> None:
    assert not between(book(), book(findings=[said(True, 0.57 * (1 + 1e-15), "One country holds 57%.")]))
    (moved,) = between(book(), book(findings=[said(True, 0.5701, "One country holds 57%.")])).values
    assert (moved.before, moved.after) == ("57%", "57%")
    assert moved.change == pytest.approx(0.0001)


def test_chapters_that_one_book_lacks_are_named_and_not_compared() -> None:
    new = book(parameters={"talent": {"currency": "USD"}, "licensing": {"currency": "USD"}})
    found = between(book(), new)
    assert (found.chapters_gone, found.chapters_new) == (["compute"], ["licensing"])
    assert [found.parameters, found.values, found.findings] == [[], [], []]
    text = page(book(), new)
    assert "“Compute” is not in this book, and is not compared." in text
    assert "“Licensing” is not in the other book, and is not compared." in text


def test_a_finding_that_a_page_says_without_its_chapter_is_compared_if_both_books_say_it() -> None:
    of_another = [Said(id="evidence-one", chapter="evidence", sentence="A", holds=True)]
    turned = [Said(id="evidence-one", chapter="evidence", sentence="B", holds=False)]
    assert [each.id for each in between(book(findings=of_another), book(findings=turned)).findings] == ["evidence-one"]
    assert "Evidence: `evidence-one`" in page(book(findings=of_another), book(findings=turned))
    assert not between(book(findings=of_another), book(findings=[])).findings


def test_a_book_without_its_tables_tells_the_files_that_differ() -> None:
    found = between(book(), book(tables=None))
    assert found.tables is None
    old, new = book(tables=None), book()
    text = since_markdown(Difference(None, ["pay.csv"]), old, new, ())
    assert "1 file of the evidence differs." in text
    assert "- `pay.csv`" in text


def test_long_lists_are_cut_and_say_how_many_there_are() -> None:
    rows = [("US", "57", "57.0"), *((f"{chr(65 + at)}X", str(at + 1), "1.0") for at in range(25))]
    glued = {f"talent-pay-v{at}": Glued(str(at), "talent-pay", "The pay") for at in range(25)}
    text = page(book(values={}), book(tables={"scholars": scholars(*rows)}, values={"talent": glued}))
    assert "25 rows added, the first 20 of them:" in text
    assert "1 row removed:" in text
    assert len(cells(section(text, "### scholars"))) == 21
    # Values are all there, those beyond the limit folded away.
    open_, folded = section(text, "### Talent").split("::::{dropdown} 5 more\n")
    assert (len(cells(open_)), len(cells(folded))) == (20, 5)


HOSTILE = '<script>alert(1)</script> #let x = 1 {numref}`y` $z$ | *w* [a](b) &lt; -- "q" :::'


def test_nothing_from_a_table_or_a_title_is_markup() -> None:
    glued = Glued(HOSTILE, "talent-pay", HOSTILE)
    turned = Said(id="talent-most", chapter="talent", sentence=HOSTILE, holds=False)
    new = book(
        findings=[turned], values={"talent": {"talent-pay-people": glued}},
        parameters={"talent": {"currency": HOSTILE}, "compute": {"currency": "USD"}},
        tables={"scholars": scholars(("US", HOSTILE, "57.0"), (HOSTILE, "1", "1.0"))},
    )  # fmt: skip
    text = page(book(title=HOSTILE), new)
    bare = re.sub(r"\\[|`]", "", re.sub(r"(`+).+?(?<!`)\1(?!`)", "", re.sub(r"\\[^|]", "", text)))
    for markup in ("<", "#let", "{numref}", "$", "*", "&lt;", "]("):
        assert markup not in bare
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<script" not in html
    assert HOSTILE in unescape(html)


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_code_in_a_cell_shows_every_letter(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(f"| a |\n| - |\n| x {code(text)} y |")
    (shown,) = re.findall(r"<td>x <code>(.*)</code> y</td>", html, re.DOTALL)
    assert unescape(shown) == visible(text).replace("\n", r"\n")


def test_an_entity_shows_as_it_is_written() -> None:
    text = "R&D &lt;b&gt; &#60; &amp;"
    html = MarkdownIt("commonmark").render(escape(text))
    assert unescape(html) == f"<p>{text}</p>\n"


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_what_is_cut_still_differs(same: str, one: str, other: str) -> None:
    before, after = f"{same}a{one}", f"{same}b{other}"
    cut_before, cut_after = cut(before, after)
    assert cut_before != cut_after
    assert max(len(cut_before), len(cut_after)) <= 122


def test_the_page_opens_the_last_part_of_the_contents(tmp_path: Path) -> None:
    stage(Project(ROOT), {}, ROOT / "data" / "references.bib", tmp_path / "s", {}, since="# What changed")
    toc = yaml.safe_load((tmp_path / "s" / "_toc.yml").read_text(encoding="utf-8"))
    assert toc["parts"][-1]["caption"] == "Appendix"
    assert toc["parts"][-1]["chapters"][0] == {"file": "chapters/what-changed"}
    assert (tmp_path / "s" / "chapters" / "what-changed.md").read_text(encoding="utf-8") == "# What changed"
    stage(Project(ROOT), {}, ROOT / "data" / "references.bib", tmp_path / "t", {})
    assert "what-changed" not in (tmp_path / "t" / "_toc.yml").read_text(encoding="utf-8")


GOOD = {"parameters": {}}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "is neither an edition"),
        ({"pay.csv": "payee\n"}, "is a folder of tables, not a built book"),
        ({"build.json": "{"}, "build.json cannot be read: "),
        ({"build.json": "{}"}, "build.json is damaged or of another version: parameters: field required"),
        ({"build.json": "[]"}, "build.json is damaged or of another version: "),
        ({"build.json": json.dumps({**GOOD, "errors": ["x"]})}, "is what is left of a build that failed"),
        ({"build.json": json.dumps(GOOD)}, "findings.json cannot be read"),
        (
            {"build.json": json.dumps(GOOD), "findings.json": '[{"id": "a"}]'},
            "findings.json is damaged or of another version: 0.chapter: field required",
        ),
        (
            {"build.json": json.dumps({"parameters": {"talent": {}}}), "findings.json": "[]"},
            "talent.ipynb cannot be read: FileNotFoundError",
        ),
        (
            {"build.json": json.dumps(GOOD), "findings.json": "[]", "data/pay.csv": "a,b\n1\n"},
            "cannot be read: 1 problem in the data",
        ),
    ],
)
def test_a_folder_that_is_no_book_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)):
        read_book(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', "\x00"])
def test_a_damaged_notebook_is_no_traceback(tmp_path: Path, text: str) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "build.json").write_text(json.dumps({"parameters": {"talent": {}}}))
    (tmp_path / "findings.json").write_text("[]")
    (tmp_path / "notebooks" / "talent.ipynb").write_text(text)
    with pytest.raises(UsageError, match=r"talent\.ipynb cannot be read"):
        read_book(tmp_path)


def test_an_edition_names_its_older_book_and_the_command_line_another(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "editions").mkdir()
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "talent.ipynb").touch()
    toc = {"format": "jb-book", "root": "index", "parts": [{"chapters": [{"file": "chapters/talent"}]}]}
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc))
    (tmp_path / "editions" / "mine.yml").write_text("title: T\nsince: old\nchapters: {talent: }\n", encoding="utf-8")
    edition = load(project, "mine")
    with pytest.raises(UsageError, match=r"^since in editions/mine\.yml: .*old is not a folder"):
        _since(project, Request("mine"), edition)
    with pytest.raises(UsageError, match=r"^--since: .*other is not a folder"):
        _since(project, Request("mine", since=tmp_path / "other"), edition)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "build.json").write_text(json.dumps({"title": "Old", "parameters": {}}))
    (tmp_path / "old" / "findings.json").write_text("[]")
    found = _since(project, Request("mine"), edition)
    assert found is not None
    assert found.record()["title"] == "Old"
    assert len(found.record()["sha256"]) == 64
    assert _since(project, Request("mine"), edition.model_copy(update={"since": ""})) is None
    toc["parts"][0]["chapters"].append({"file": "chapters/what-changed"})
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc))
    with pytest.raises(UsageError, match="what-changed is a page of this project"):
        _since(project, Request("mine"), edition)


def test_the_day_of_a_build_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert _built() == "1970-01-02T00:00:00+00:00"
