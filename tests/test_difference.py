"""What differs between two folders of tables, or two editions."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebooks import ROOT

from labatlas.book import cli
from labatlas.book.difference import Difference, Moved, Turned, difference, lines
from labatlas.chapters.publishing import MYST_MIME
from labatlas.errors import UsageError
from labatlas.tables import catalogue
from labatlas.tables.changes import ChangedRow, compare, compare_all

DATA = ROOT / "data"
COUNTS = catalogue()["headcounts"]


def counts(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["organization", "locator", "low"])
    return frame.assign(
        unit=None, date=None, high=None, source="s", via=None, as_of="2023", status="reported", dispute=None, note=None
    )


def test_rows_come_go_and_change_by_their_key() -> None:
    changes = compare(counts(("a", "¶1", "5"), ("b", "¶1", "6")), counts(("c", "¶1", "7"), ("a", "¶1", "8")), COUNTS)
    assert [key["organization"] for key in changes.added] == ["c"]
    assert [key["organization"] for key in changes.removed] == ["b"]
    key = {"organization": "a", "unit": "", "date": "", "source": "s", "locator": "¶1"}
    assert changes.changed == [ChangedRow(key, {"low": ("5", "8")})]


def test_a_table_that_is_new_or_lacks_a_column_is_compared_all_the_same() -> None:
    new = {"headcounts": counts(("a", "¶1", "5"))}
    assert list(compare_all({}, new, catalogue())) == ["headcounts"]
    without = {"headcounts": new["headcounts"].drop(columns="note")}
    assert compare_all(without, new, catalogue()) == {}


def test_rows_of_one_key_are_compared_by_all_their_cells() -> None:
    changes = compare(counts(("a", "¶1", "5"), ("a", "¶1", "6")), counts(("a", "¶1", "5")), COUNTS)
    assert [key["low"] for key in changes.removed] == ["6"]
    assert not changes.added
    assert not changes.changed


ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.just("¶1"), st.sampled_from("123")), unique_by=lambda row: row[0])


@given(ROWS, ROWS)
def test_comparing_the_other_way_round_swaps_what_came_and_went(old: list, new: list) -> None:
    one, other = compare(counts(*old), counts(*new), COUNTS), compare(counts(*new), counts(*old), COUNTS)
    assert one.added == other.removed
    assert one.removed == other.added
    assert [(row.key, {name: cells[::-1] for name, cells in row.cells.items()}) for row in one.changed] == [
        (row.key, row.cells) for row in other.changed
    ]
    assert bool(one) == (sorted(old) != sorted(new))


def test_whatever_a_chapter_has_glued_is_compared(tmp_path: Path) -> None:
    for name, printed in (("old", "   a\n0  1"), ("new", "   a\n0  2")):
        path = edition(tmp_path / name, 0.25, True, "1") / "notebooks" / "talent.ipynb"
        path.write_text(path.read_text().replace(json.dumps("'1'"), json.dumps(printed)))
    (moved,) = difference(tmp_path / "old", tmp_path / "new").values
    assert (moved.before, moved.after) == ("   a\n0  1", "   a\n0  2")


def edition(folder: Path, share: float, holds: bool | None, people: str, **options: str) -> Path:
    """Write what `difference` reads of a built edition."""
    (folder / "notebooks").mkdir(parents=True)
    manifest = {
        "parameters": {"talent": {"currency": options.get("currency", "USD")}},
        "inputs": {"pay.csv": options.get("hash", "a")},
    }
    (folder / "build.json").write_text(json.dumps(manifest))
    finding = {
        "id": "talent-first", "chapter": "talent", "holds": holds, "sentence": f"It is {share:.0%}.",
        "values": {"share": {"text": f"{share:.0%}", "number": share}},
    }  # fmt: skip
    other = {**finding, "id": "compute-first", "chapter": "compute"}
    (folder / "findings.json").write_text(json.dumps([finding, *([other] if "compute" in options else [])]))
    output = nbformat.v4.new_output(
        "display_data",
        {"application/papermill.record/text/plain": repr(people)},
        metadata={"scrapbook": {"name": "talent-origins-people"}},
    )
    said = {
        MYST_MIME: {"text": "…", "facts": {"origins": "…"}},
        "text/html": f"<p><b>{people}</b> people are named.</p>",
    }
    outputs = [output, nbformat.v4.new_output("display_data", said)]
    cells = [nbformat.v4.new_markdown_cell("# Talent"), nbformat.v4.new_code_cell("", outputs=outputs)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, folder / "notebooks" / "talent.ipynb")
    return folder


def test_editions_tell_what_moved_and_which_finding_turned(tmp_path: Path) -> None:
    old = edition(tmp_path / "old", 0.25, True, "1,146")
    new = edition(tmp_path / "new", 0.5, None, "1,150", hash="b", currency="CNY", compute="yes")
    found = difference(old, new)
    assert found.findings == [Turned("talent-first", "holds", "is not known", "It is 25%.", "It is 50%.", "talent")]
    assert found.values == [
        Moved("talent-first-share", "25%", "50%", 0.25, "talent", "talent-first", "It is 50%."),
        Moved("talent-origins-people", "1,146", "1,150", None, "talent", "talent-origins", "1,150 people are named."),
    ]
    assert found.parameters == [Moved("talent.currency", "USD", "CNY", chapter="talent")]
    assert (found.tables, found.files) == (None, ["pay.csv"])
    text = "\n".join(lines(found))
    assert "talent-first: holds → is not known\n    - It is 25%.\n    + It is 50%." in text
    assert "talent-origins-people: 1,146 → 1,150" in text
    assert json.loads(json.dumps(found.record()))["values"][0]["change"] == 0.25
    assert not difference(old, old)


def test_editions_that_keep_their_tables_tell_the_rows(tmp_path: Path) -> None:
    folders = [edition(tmp_path / name, 0.25, True, "1") for name in ("old", "new")]
    for folder, low in zip(folders, ("5", "6"), strict=True):
        (folder / "data").mkdir()
        counts(("a", "¶1", low)).to_csv(folder / "data" / "headcounts.csv", index=False)
    found = difference(*folders)
    assert found.tables is not None
    assert [row.cells for row in found.tables["headcounts"].changed] == [{"low": ("5", "6")}]
    assert lines(found) == ["headcounts: 1 changed", "  ~ a, s, ¶1: low: 5 → 6"]


def test_long_lists_are_cut_in_text_only(tmp_path: Path) -> None:
    for name, number in (("old", 0), ("new", 30)):
        (tmp_path / name).mkdir()
        counts(*[("a", f"¶{row + 1}", "5") for row in range(number)]).to_csv(
            tmp_path / name / "headcounts.csv", index=False
        )
    found = difference(tmp_path / "old", tmp_path / "new")
    assert lines(found)[-1] == "  … and 10 more"
    assert found.tables is not None
    assert len(found.tables["headcounts"].added) == 30


def test_folders_that_cannot_be_compared_are_refused(tmp_path: Path) -> None:
    built = edition(tmp_path / "built", 0.25, True, "1")
    with pytest.raises(UsageError, match="two of a kind"):
        difference(built, DATA)
    with pytest.raises(UsageError, match="neither an edition"):
        difference(tmp_path, DATA)


def test_folders_are_compared_as_they_are_checked(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    pay = pd.read_csv(DATA / "pay.csv", dtype="str")
    pay.to_excel(old / "pay.xlsx", index=False)
    pay.assign(as_of="May 2023").iloc[1:].to_csv(new / "pay.csv", index=False)
    (new / "tables.yml").write_text("tables: {pay: {columns: {as_of: {date: MMM YYYY}}}}\n", encoding="utf-8")
    header, first = (DATA / "sources.csv").read_text(encoding="utf-8").split("\n")[:2]
    (new / "sources.csv").write_text(
        f"{header}\n{first.replace('top-ai-institutions-2023', 'ours', 1)}\n", encoding="utf-8"
    )
    found = difference(old, new).tables
    assert found is not None
    assert found.keys() == {"pay", "sources"}
    assert (found["sources"].added, found["sources"].removed) == ([{"id": "ours"}], [])
    assert (len(found["pay"].added), len(found["pay"].removed)) == (0, 1)
    assert {row.cells["as_of"][1] for row in found["pay"].changed} == {"2023-05"}
    assert not difference(old, DATA)


def test_a_parameter_that_chapters_share_is_told_once() -> None:
    moved = [Moved(f"{chapter}.currency", "USD", "CNY", chapter=chapter) for chapter in ("talent", "compute")]
    found = Difference(None, parameters=[*moved, Moved("talent.focus_country", "CN", "US", chapter="talent")])
    assert lines(found) == [
        "Parameters",
        "  currency: USD → CNY (talent, compute)",
        "  focus_country: CN → US (talent)",
    ]


def test_the_command_line_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = Path(shutil.copytree(DATA, tmp_path / "new"))
    path = new / "pay.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[:-2]) + "\n", encoding="utf-8")

    def labatlas(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["labatlas", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return int(stop.value.code or 0), capsys.readouterr().out

    assert labatlas("diff", str(DATA), str(DATA)) == (0, "Nothing differs.\n")
    code, out = labatlas("diff", str(DATA), str(new))
    assert code == 0
    assert "pay: 1 removed" in out
    code, out = labatlas("diff", str(DATA), str(new), "--format", "json")
    assert code == 0
    assert len(json.loads(out)["tables"]["pay"]["removed"]) == 1
    assert labatlas("diff", str(DATA), str(new), "--format", "xml")[0] == 2
