"""The notebooks: thin, without outputs, with documented parameters that matter, and no number typed into text."""

from __future__ import annotations

import ast
import re
import shutil
from dataclasses import replace
from typing import Any

import nbformat
import pandas as pd
import pytest
from notebooks import CHAPTERS, PAGES, ROOT, cells, run, text_of

from labatlas.analysis import compute
from labatlas.analysis.compute.assumptions import CHOSEN, assumed
from labatlas.analysis.money import Rates
from labatlas.book.parameters import parameters_of
from labatlas.chapters import open_chapter, publishing
from labatlas.chapters.chapter import ASSUMING
from labatlas.chapters.citations import certainty, escape, places
from labatlas.chapters.parameters import Parameters, check
from labatlas.chapters.publishing import (
    FIGURE_MIME,
    FINDINGS_MIME,
    MYST_MIME,
    lab_html,
    lab_table,
    myst_bundle,
    table_bundle,
)
from labatlas.errors import DataError, UsageError
from labatlas.tables import Dataset

SHARED = ["data_dir", "focus_country", "focus_organization", "as_of", "currency"]
NOTHING = "Nothing on this is known"


@pytest.mark.parametrize("name", PAGES)
def test_notebooks_are_committed_without_outputs(name: str) -> None:
    notebook = nbformat.read(ROOT / "chapters" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert [cell.execution_count for cell in code] == [None] * len(code)


@pytest.mark.parametrize("name", PAGES)
def test_every_chapter_declares_the_shared_parameters_alike(name: str) -> None:
    parameters = parameters_of(ROOT / "chapters" / f"{name}.ipynb")
    own = len(SHARED)
    assert [parameter.name for parameter in parameters[:own]] == SHARED
    assert parameters[:own] == parameters_of(ROOT / "chapters" / "talent.ipynb")[:own]
    assert all(parameter.type == "str" for parameter in parameters[:own])
    assert all(parameter.meaning for parameter in parameters)


#: A number that is part of a name: GPT-3, A100, Apache-2.0.
IN_A_NAME = re.compile(r"\b[A-Za-z][A-Za-z]*-?\d[\w.]*")
#: Roles, link targets and option lines of MyST are not prose.
MARKUP = re.compile(r"\{\w+\}|\{[a-z:]+\}`[^`]*`|\]\([^)]*\)|`[^`]*`|^:.*$", re.MULTILINE)
#: Counts in words; "two" is left out, which prose needs for comparing.
NUMBER_WORDS = re.compile(
    r"\b(three|four|five|six|seven|eight|nine|eleven|twelve|twenty|fifty|thousands?|million|billion)\b", re.IGNORECASE
)


def typed_numbers(text: str) -> list[str]:
    """Return the numbers that stand in a text, in digits or words."""
    plain = IN_A_NAME.sub("", MARKUP.sub("", text))
    return re.findall(r"\d+", plain) + NUMBER_WORDS.findall(plain)


def test_the_check_on_typed_numbers_sees_them() -> None:
    assert typed_numbers("GPT-3 ran on A100 under Apache-2.0 ({numref}`fig-1`)") == []
    assert typed_numbers("The team had 87 members") == ["87"]
    assert typed_numbers("Five documents") == ["Five"]


@pytest.mark.parametrize("name", PAGES)
def test_no_number_is_typed_into_text(name: str) -> None:
    prose = [cell.source for cell in cells(name, "markdown")]
    for cell in cells(name, "code"):
        if "parameters" in cell.metadata.get("tags", []):
            continue
        tree = ast.parse(cell.source)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for text in (
                node for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ):
                if " " in text.value:  # a sentence, not a name
                    prose.append(text.value)
    assert len(prose) > 3
    assert {text: typed_numbers(text) for text in prose if typed_numbers(text)} == {}


@pytest.fixture(scope="module")
def by_default() -> dict[str, list[dict[str, Any]]]:
    """Return what every chapter publishes with its default parameters."""
    with pytest.MonkeyPatch.context() as context:
        return {name: run(name, context) for name in CHAPTERS}


@pytest.fixture(scope="module")
def default_texts(by_default: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    return {name: text_of(published) for name, published in by_default.items()}


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_shows_at_least_four_captioned_figures_or_tables(name: str, by_default: Any) -> None:
    published = by_default[name]
    figures = [bundle[FIGURE_MIME] for bundle in published if FIGURE_MIME in bundle]
    texts = [bundle[MYST_MIME]["text"] for bundle in published if MYST_MIME in bundle]
    tables = [text for text in texts if "{table}" in text]
    assert len(figures) + len(tables) >= 4
    assert all(
        figure["caption"] and len(figure["alt"]) > 30 and figure["source"].startswith("Source") for figure in figures
    )
    assert all("Source" in table and ":name: tab-" in table for table in tables)
    names = [figure["name"] for figure in figures]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_opens_with_findings_that_the_data_bear_out(name: str, by_default: Any) -> None:
    published = by_default[name]
    findings = published[0][FINDINGS_MIME]
    assert len(findings) >= 4
    assert [finding["id"] for finding in findings if not finding["holds"]] == []
    assert all(finding["sources"] for finding in findings)
    assert all(finding["chapter"] == name and finding["id"].startswith(name) for finding in findings)


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.parametrize(
    "change",
    [
        {"focus_country": "US"},
        {"focus_organization": "deepmind"},
        {"as_of": "2023-03-31"},
        {"currency": "CNY"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_parameter_visibly_changes_every_chapter(
    name: str, change: dict[str, str], default_texts: dict[str, str], monkeypatch: Any
) -> None:
    assert text_of(run(name, monkeypatch, **change)) != default_texts[name]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"need_patent_grant": False},
            "Asked for: commercial use and closed derivatives. Of 16 licences, Apache License 2.0, BSD licences, ",
        ),
        (
            {"need_closed_derivatives": False},
            "Asked for: commercial use and patent grant. Of 16 licences, GNU Affero General Public License v3.0, Apache License 2.0, ",
        ),
        ({"need_same_licence": True}, "none is known to fit"),
        (
            {"need_network_disclosure": True, "need_closed_derivatives": False},
            "GNU Affero General Public License v3.0 fits.",
        ),
        ({"use_restrictions": "required"}, "and limits on use. Of 16 licences, none is known to fit."),
        ({"combined_parts": "mit and mpl 2.0"}, "may be passed on under LGPL-2.1-only, MPL-2.0, "),
        ({"rail_name": "rail-d"}, "RAIL-D, set in the parameters of this chapter, limits the use of data"),
    ],
    ids=lambda change: next(iter(change)) if isinstance(change, dict) else None,
)
def test_the_requirements_on_a_licence_change_what_is_said(
    change: dict[str, Any], said: str, default_texts: dict[str, str], monkeypatch: Any
) -> None:
    text = text_of(run("licensing", monkeypatch, **change))
    assert said in text
    assert said not in default_texts["licensing"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rail_name": "OpenRAIL-SM"}, "did you mean OpenRAIL-MS?"),
        ({"combined_parts": "MIT AND"}, "is no licence expression"),
        ({"use_restrictions": "few"}, "Known: any, none, required"),
    ],
)
def test_a_licence_parameter_without_meaning_is_refused(change: dict[str, str], message: str, monkeypatch: Any) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        run("licensing", monkeypatch, **change)


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        ({"gpu_hour_price": 1.0}, "tab-answers"),
        ({"utilization": 0.5}, "tab-costs"),
        ({"amortization_years": 8.0}, "tab-model"),
    ],
    ids=["gpu_hour_price", "utilization", "amortization_years"],
)
def test_what_a_reader_assumes_changes_the_chapter(
    change: dict[str, float], heading: str, default_texts: dict[str, str], monkeypatch: Any
) -> None:
    text = text_of(run("compute", monkeypatch, **change))
    tables = [re.search(rf":name: {heading}\n.*?\n:::", each, re.DOTALL) for each in (text, default_texts["compute"])]
    assert all(tables)
    assert len({table[0] for table in tables if table}) == 2


def test_the_page_of_key_findings_takes_the_reader_s_assumptions_too(by_default: Any, monkeypatch: Any) -> None:
    """One book must not state two costs of one thing."""
    changed = {"gpu_hour_price": 8.0, "utilization": 0.2}
    own = {record["id"]: record["sentence"] for record in findings_of(run("compute", monkeypatch, **changed))}
    listed = {record["id"]: record["sentence"] for record in findings_of(run("findings", monkeypatch, **changed))}
    assert own.items() <= listed.items()
    assert own != {record["id"]: record["sentence"] for record in findings_of(by_default["compute"])}


def findings_of(published: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records of all findings that a chapter published."""
    return [record for bundle in published for record in bundle.get(FINDINGS_MIME, [])]


def test_the_defaults_of_a_scenario_are_the_central_values_of_the_table() -> None:
    declared = {each.name: each.default for each in parameters_of(ROOT / "chapters" / "compute.ipynb")}
    assumptions = open_chapter("compute").data.assumptions
    assert set(CHOSEN) <= set(declared)
    assert {name: assumed(assumptions, key) for name, key in CHOSEN.items()} == {
        name: declared[name] for name in CHOSEN
    }


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("talent", "scholars", ",GB,"),
        ("compute", "fleets", "360,"),
        ("licensing", "commercial_remarks", "mit,"),
        ("organizations", "events", "anthropic-series-a-2021"),
    ],
)
def test_a_row_less_in_data_dir_changes_the_chapter(
    name: str, table: str, key: str, default_texts: dict[str, str], monkeypatch: Any, tmp_path: Any
) -> None:
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    for path in (folder / f"{table}.csv", *([folder / "participants.csv"] if table == "events" else [])):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if key not in line), encoding="utf-8")
    assert text_of(run(name, monkeypatch, data_dir=str(folder))) != default_texts[name]


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.parametrize(
    ("organization", "country"),
    [("anthropic", "US"), ("deepmind", "GB"), ("zhipu", "CN"), ("baai", "CN"), ("google", "FR")],
)
def test_chapters_hold_with_another_focus(name: str, organization: str, country: str, monkeypatch: Any) -> None:
    text = text_of(run(name, monkeypatch, focus_organization=organization, focus_country=country))
    assert re.findall(r"\bnan\b|\bNone\b|\bNaT\b|<NA>", text.replace("None of", "none of")) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_where_nothing_is_known_the_chapter_says_so(name: str, monkeypatch: Any) -> None:
    published = run(name, monkeypatch, as_of="1990-01-01")
    text = text_of(published)
    assert text.count(NOTHING) >= 4
    assert all(finding["holds"] is None for finding in published[0][FINDINGS_MIME])


def test_as_of_leaves_out_what_was_stated_later() -> None:
    early = open_chapter("talent", as_of="2021-12-31").data
    late = open_chapter("talent").data
    assert 0 < len(early.events) < len(late.events)
    assert set(early.events["as_of"].str[:4]) <= {"2018", "2021"}
    assert early.scholars.empty
    assert not late.scholars.empty


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"focus_country": "ZZ"},
            "unknown country 'ZZ': two capital letters, as US or CN; known: every ISO 3166-1 alpha-2 code",
        ),
        ({"focus_country": "UK"}, "unknown country 'UK': did you mean GB?"),
        ({"focus_organization": "opanai"}, "did you mean 'openai'"),
        ({"as_of": "yesterday"}, "as_of 'yesterday': must be an ISO date as 2023-06-30, or 'latest'"),
        ({"as_of": "20230331"}, "as_of '20230331': must be an ISO date as 2023-06-30, or 'latest'"),
        ({"as_of": "2023-W13-5"}, "as_of '2023-W13-5': must be an ISO date as 2023-06-30, or 'latest'"),
        ({"as_of": "2023-02-29"}, "as_of '2023-02-29': must be an ISO date as 2023-06-30, or 'latest'"),
        ({"currency": "EUR"}, "unknown currency 'EUR'"),
    ],
)
def test_a_parameter_without_meaning_is_refused(parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        open_chapter("talent", **parameters)


def test_a_day_without_its_zeros_is_refused() -> None:
    with pytest.raises(UsageError, match=r"as_of '2023-6-3': must be an ISO date as 2023-06-30, or 'latest'"):
        open_chapter("talent", as_of="2023-6-3")


def test_sums_that_cannot_be_converted_are_refused_before_anything_is_shown(dataset: Dataset) -> None:
    yuan = replace(
        dataset,
        pay=dataset.pay.head(2).assign(currency="CNY"),
        exchange_rates=dataset.exchange_rates.iloc[:0],
        **{
            name: getattr(dataset, name).iloc[:0]
            for name in ("cost_claims", "events", "indicators", "accelerator_measures")
        },
    )
    with pytest.raises(DataError) as caught:
        check(Parameters("", "CN", "openai", "latest", "USD"), yuan)
    assert str(caught.value) == (
        "1 problem in the data:\n  exchange_rates.csv: has no exchange rate from CNY to USD, which 2 sums of pay.csv would need "
        "(add a pair of sums in CNY and USD, or set the parameter currency to CNY)"
    )
    check(Parameters("", "CN", "openai", "latest", "CNY"), yuan)
    check(Parameters("", "CN", "openai", "latest", "USD"), replace(yuan, exchange_rates=dataset.exchange_rates))


def test_a_missing_data_folder_is_a_data_error(tmp_path: Any) -> None:
    with pytest.raises(DataError, match="the data folder does not exist"):
        open_chapter("talent", data_dir=str(tmp_path / "nowhere"))


def rows(changes: list[dict[str, str]]) -> pd.DataFrame:
    """Return facts that differ from an ordinary one as told."""
    return pd.DataFrame(
        [{"source": "a", "locator": "¶1", "via": None, "status": "reported", **change} for change in changes]
    )


def test_places_of_a_source_are_grouped_by_heading() -> None:
    evidence = rows([{"locator": "§ A ¶3"}, {"locator": "§ A ¶4"}, {"locator": "§ A ¶9"}, {"locator": "§ B ¶1–2"}])
    assert list(places(evidence).values()) == [["§ A ¶3–4, 9", "§ B ¶1–2"]]


def test_certainty_counts_each_status() -> None:
    evidence = rows([{"status": "forecast"}, {"status": "reported"}, {"status": "reported"}])
    assert certainty(evidence) == "Of 3 facts, 2 are reported and 1 is a forecast."


@pytest.mark.parametrize("text", ["{numref}`x`", "a | b", "[x](http://y)", "*b* _i_ $m$ `c`", "<b>", "{{x}}", "# h"])
def test_markup_in_data_is_shown_and_not_obeyed(text: str) -> None:
    from docutils.core import publish_doctree
    from myst_parser.parsers.docutils_ import Parser

    document = publish_doctree(f"x {escape(text)}", parser=Parser())
    assert document.astext() == f"x {text}"


def test_in_jupyterlab_a_dollar_opens_no_formula() -> None:
    dollar = "<span>$</span>"
    assert lab_html(r"From \$5 to \$6 ({numref}`fig-pay`).") == f"<p>From {dollar}5 to {dollar}6 (fig-pay).</p>\n"
    assert lab_html("$x$") == f"<p>{dollar}x{dollar}</p>\n"
    assert lab_html(":::{admonition} Key\n:class: key\n- one\n:::") == "<ul>\n<li>one</li>\n</ul>\n"
    page = lab_table(pd.DataFrame({"Pay ($)": ["$5 <b>"]}))
    assert f"<th>Pay ({dollar})</th>" in page
    assert f"<td>{dollar}5 &lt;b&gt;</td>" in page
    bundle = myst_bundle(r"It cost \$5.")
    assert bundle == {
        MYST_MIME: {"text": r"It cost \$5.", "facts": {}},
        "text/html": f"<p>It cost {dollar}5.</p>\n",
        "text/plain": r"It cost \$5.",
    }


def test_in_jupyterlab_a_number_is_read_without_the_name_of_its_provenance() -> None:
    assert lab_html("It has {fact}`ranking 1,146` of {fact}`ranking 2,000`.") == "<p>It has 1,146 of 2,000.</p>\n"


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_number_of_a_paragraph_knows_where_it_comes_from(name: str, by_default: Any) -> None:
    marked = 0
    for bundle in by_default[name]:
        text, facts = bundle.get(MYST_MIME, {}).get("text", ""), bundle.get(MYST_MIME, {}).get("facts", {})
        keys = re.findall(r"\{fact\}`(\S+) [^`]*`", text)
        assert set(keys) <= set(facts)
        marked += len(keys)
        for told in facts.values():
            if told.startswith("Computed from the assumptions in the table"):
                continue  # no fact enters
            assert re.search(r"¶\d|under \d+ heading", told)
            assert re.search(r"Stated .*\d{4}", told)
            assert re.search(r"(fact is|facts are|facts,) ", told)
    assert marked >= 10


def test_a_table_keeps_a_bar_in_a_cell_in_its_cell() -> None:
    bundle = table_bundle("tab-x", pd.DataFrame({"A": ["a | b"], "B": ["1,000"]}), caption="C", source="Source: none.")
    text = bundle[MYST_MIME]["text"]
    assert "| a \\| b | 1,000 |" in text
    assert "| :-- | --: |" in text


def test_in_jupyterlab_problems_are_a_table_and_no_traceback(tmp_path: Any) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    text = (ROOT / "data" / "pay.csv").read_text(encoding="utf-8").replace("1900000", "<b>lots</b>", 1)
    (tmp_path / "pay.csv").write_text(text, encoding="utf-8")
    shell = InteractiveShell.instance()
    with capture_output() as shown:
        shell.run_cell(
            f"from labatlas.chapters import open_chapter; open_chapter('talent', data_dir={str(tmp_path)!r})"
        )
    InteractiveShell.clear_instance()
    (table,) = [output.data["text/html"] for output in shown.outputs]
    assert "pay.csv" in table
    assert "&lt;b&gt;lots" in table
    assert (
        "DataError: 1 problem in the data:\n  pay.csv, row 2, column low: '<b>lots</b>': must be a number"
        in shown.stdout
    )
    assert "Traceback" not in shown.stdout


# Tables on the page.


def widths_of(table: pd.DataFrame) -> list[int]:
    text = publishing.table_bundle("tab-x", table, caption="What?", source="Source.")[publishing.MYST_MIME]["text"]
    return [int(width) for width in re.search(r":widths: (.*)", text)[1].split()]


def test_a_column_has_room_for_its_longest_word_beside_long_texts():
    table = pd.DataFrame(
        {"Status": ["estimate"], "What": ["many words " * 40], "Why": ["other words " * 40], "n": ["1"]}
    )
    status, what, why, number = widths_of(table)
    letters = publishing.LINE_LETTERS / 100
    assert status * letters >= len("estimate") + publishing.CELL_SPACE - 1
    assert number * letters >= 1
    assert what > status
    assert abs(what - why) <= 2


def test_a_longer_text_gets_more_width_but_not_all():
    long, short = widths_of(pd.DataFrame({"a": ["many words " * 40], "b": ["many words " * 10]}))
    assert short < long < 2.5 * short


def test_a_number_that_is_not_told_keeps_its_column_right():
    table = pd.DataFrame({"Models": ["8", "–", "none"], "Who": ["Lab", "–", "none"], "Empty": ["–", "–", "–"]})
    text = publishing.table_bundle("tab-x", table, caption="What?", source="Source.")[publishing.MYST_MIME]["text"]
    assert "| --: | :-- | :-- |" in text


def test_many_narrow_columns_are_records_on_a_phone():
    wide = pd.DataFrame(
        {name: ["28"] for name in ("Counted by", "Category", "Count", "of", "Printed share", "Computed share", "Needs")}
    )
    for table, records in ((wide, True), (wide[["Counted by", "Count", "of"]], False)):
        text = publishing.table_bundle("tab-x", table, caption="What?", source="Source.")[publishing.MYST_MIME]["text"]
        assert (":class: records" in text) is records


def test_findings_say_whether_they_rest_on_assumptions(dataset, monkeypatch: pytest.MonkeyPatch):
    found = compute.findings(dataset, "CN", "openai", Rates.into("USD", dataset.exchange_rates))
    assert {finding.id.removeprefix("compute-") for finding in found if finding.assuming} == {
        "claimed-training-cost-exceeds-the-model", "daily-cost-claim-needs-more-traffic",
        "training-grew-more-slowly-after-the-claim", "efficiency-claims-exceed-like-for-like",
        "hardware-holds-back-no-second-run",
    }  # fmt: skip
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(publishing, "publish", shown.append)
    open_chapter("compute").findings(found)
    told = shown[0][publishing.MYST_MIME]["facts"]
    assert all(told[finding.id].endswith(ASSUMING) is finding.assuming for finding in found if len(finding.evidence))
