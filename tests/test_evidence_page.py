"""The chapter on the evidence: topics, disputes side by side, gaps, names, and corrections that must find their row."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from notebooks import ROOT

from labatlas import open_dataset
from labatlas.analysis.compute import Scenario
from labatlas.analysis.conclusions import key_findings
from labatlas.analysis.evidence import coverage, disputes, facts, names
from labatlas.analysis.findings import Finding
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.errors import DataError
from labatlas.figures import evidence as draw
from labatlas.formatting import count

# Topics.


def test_every_table_has_the_topic_of_its_module():
    topics = facts.topics()
    assert topics["pay"] == "talent"
    assert topics["disputes"] == topics["corrections"] == "corrections"
    assert set(facts.CHAPTERS) < set(topics.values())


def test_facts_by_topic_add_up_to_all_facts(dataset):
    every = facts.all_facts(dataset)
    for column in ("status", "source"):
        counts = facts.by_topic(every, column)
        assert counts["facts"].sum() == len(every)
        assert not counts.duplicated(["topic", column]).any()
    statuses = facts.by_topic(every, "status").set_index(["topic", "status"])["facts"]
    fleets_and_more = [name for name, topic in facts.topics().items() if topic == "compute" and name != "assumptions"]
    expected = sum((dataset.tables()[name]["status"] == "estimate").sum() for name in fleets_and_more)
    assert statuses["compute", "estimate"] == expected


def test_a_document_says_what_it_contributed(dataset):
    table = facts.sources_table(dataset).set_index("Document")
    own = facts.all_facts(dataset).query("source == 'anthropic-founding-2021'")
    row = table.loc[dict(zip(dataset.sources["id"], dataset.sources["title"], strict=True))["anthropic-founding-2021"]]
    assert row["Facts"].number == len(own)
    talent = sum(facts.topics()[name] == "talent" for name in own["table"])
    assert f"talent {count(talent)}" in row["On"]


def test_findings_on_the_evidence_can_turn_around(dataset):
    now = {finding.id: finding for finding in facts.findings(dataset)}
    assert now["evidence-one-document-carries-most"].holds
    fewer = {
        name: table[table["source"] != "top-ai-institutions-2023"]
        for name, table in dataset.tables().items()
        if "status" in table
    }
    then = {finding.id: finding for finding in facts.findings(replace(dataset, **fewer))}
    assert then["evidence-one-document-carries-most"].holds is False
    assert then["evidence-one-document-carries-most"].sentence.startswith("No one document carries most")
    nothing = replace(
        dataset, **{name: table.iloc[:0] for name, table in dataset.tables().items() if "status" in table}
    )
    assert [finding.holds for finding in facts.findings(nothing)] == [None, None, None]


# Disputes.


def test_every_side_of_every_dispute_is_listed_and_says_something(dataset):
    sides = disputes.disagreements(dataset)
    every = facts.all_facts(dataset)
    assert len(sides) == every["dispute"].notna().sum()
    assert (sides.groupby("dispute").size() >= 2).all()
    assert sides["statement"].str.len().min() > 3
    assert sides["question"].str.endswith("?").all()
    assert sides["why"].notna().all()


def test_the_used_side_is_the_one_that_counts_use(dataset):
    sides = disputes.disagreements(dataset)
    for name, table in dataset.tables().items():
        if "dispute" not in table:
            continue
        used = sides[(sides["table"] == name) & sides["used"]]
        kept = counted(table[table["dispute"].notna()])
        assert sorted(used["locator"]) == sorted(kept["locator"])


def test_an_event_is_told_with_its_date_and_a_stay_with_its_names(dataset):
    sides = disputes.disagreements(dataset).set_index("dispute")["statement"]
    assert "ChatGPT released (Nov 30, 2022)" in set(sides["chatgpt-release-date"])
    assert "Mira Murati: CTO, OpenAI" in set(sides["openai-cto"])


def test_the_other_side_changes_what_rests_on_it_and_nothing_else(dataset):
    def release(data):
        first = counted(data.events).query("dispute == 'chatgpt-release-date'")["date"].iloc[0]
        return [
            Finding("a-release", "?", "{day}", "", True, {"day": first}, data.events),
            Finding("a-rows", "?", "{rows}", "", True, {"rows": str(len(data.events))}, data.events),
        ]

    changes = disputes.sensitivity(dataset, release)
    assert set(changes["dispute"]) == {"chatgpt-release-date"}
    assert set(changes["finding"]) == {"a-release"}
    assert set(changes["now"]) == {"2022-11-30"}
    assert set(changes["then"]) == {"2022-12", "2023", "2022-11"}
    assert not changes["flips"].any()


def test_exchanging_the_sides_of_a_dispute_loses_no_row(dataset):
    other = disputes.with_other_side(dataset, "chatgpt-release-date", 1)
    assert counted(other.events).query("dispute == 'chatgpt-release-date'")["date"].item() != "2022-11-30"
    pd.testing.assert_frame_equal(other.events.sort_index(), dataset.events)
    assert other.affiliations is dataset.affiliations


def test_a_dispute_about_money_reaches_the_key_findings(dataset):
    """Only one of the two documents that tell of the sale of DNNresearch has a price."""
    rates = Rates.into("USD", dataset.exchange_rates)
    changes = disputes.sensitivity(dataset, lambda data: key_findings(data, "CN", "openai", rates, Scenario()))
    assert "dnnresearch-sale-date" in set(changes["dispute"])
    assert (changes["now"] != changes["then"]).all()


def test_each_dispute_is_one_row_with_its_sides_beside_each_other(dataset):
    sides = disputes.disagreements(dataset)
    changes = pd.DataFrame(columns=["dispute", "finding", "now", "then", "flips"])
    table = disputes.disagreements_table(sides, list(sides["statement"]), changes)
    assert len(table) == len(dataset.disputes)
    assert set(table["With the other side"]) == {"No key finding changes."}
    apart = table.set_index("In dispute").loc["May commercial software use code under the GPL 3?"]
    assert len(apart["Used"]) == 2
    assert apart["Not used"] == disputes.EACH_USED


# Gaps.


def test_facts_are_counted_by_table(dataset):
    table = coverage.freshness_table(dataset).set_index("Table")
    assert table.loc["scholars", "Facts"].number == len(dataset.scholars)
    doubtful = (dataset.fleets["status"] != "reported").sum()
    assert table.loc["fleets", "Not simply reported"].number == doubtful
    assert sum(cell.number for cell in table["Facts"]) == len(facts.all_facts(dataset))


def test_a_gap_is_the_share_of_empty_cells_of_the_rows_that_can_have_a_value(dataset):
    found = coverage.gaps(dataset).set_index("label")
    assert found.loc["why people moved", "untold"] == dataset.moves["reason"].isna().sum()
    paid = dataset.events[dataset.events["kind"].isin(["funding", "acquisition"])]
    assert found.loc["whether money was paid", "rows"] == len(paid)
    assert found.loc["whether money was paid", "share"] == pytest.approx(paid["stage"].isna().mean())
    assert found["share"].is_monotonic_decreasing


def test_a_property_that_is_always_told_is_no_gap(dataset):
    told = replace(dataset, moves=dataset.moves.assign(reason="for a reason"))
    assert "why people moved" not in set(coverage.gaps(told)["label"])


def test_an_organization_that_no_fact_mentions_is_silent(dataset):
    mentioned = coverage.all_mentions(dataset)
    assert {"openai", "google"} <= mentioned
    extra = dataset.organizations.iloc[[0]].assign(id="nobody-mentions-me")
    more = replace(dataset, organizations=pd.concat([dataset.organizations, extra]))
    felt = coverage.gaps(dataset)
    before, after = (coverage.gap_values(data, felt)["silent"].number for data in (dataset, more))
    assert after == before + 1


# Names.


def test_the_index_names_everybody_once(dataset):
    for index, table in ((names.organization_index, dataset.organizations), (names.people_index, dataset.people)):
        shown = index(dataset)
        assert len(shown) == len(table)
        assert shown[["source", "locator"]].notna().all().all()


def test_people_stand_by_their_family_name(dataset):
    shown = list(names.people_index(dataset)["Person"].str.split(" ").str[:2].str.join(" "))
    assert shown.index("Sam Altman") < shown.index("Dario Amodei") < shown.index("Ilya Sutskever")


def test_a_mention_is_counted_once_a_fact(dataset):
    """A move from and to organizations is one fact of each, and of one organization only once."""
    found = names.mentions(dataset, "organizations.id")
    own = found[(found["id"] == "openai") & (found["table"] == "moves")]
    moves = dataset.moves
    assert len(own) == (moves["origin"].eq("openai") | moves["destination"].eq("openai")).sum()


def test_countries_are_counted_where_organizations_sit(dataset):
    shown = names.country_index(dataset).set_index("Country")
    assert shown.loc["China", "Organizations"].number == (dataset.organizations["country"] == "CN").sum()


# Figures.


@pytest.mark.parametrize("number", [1, 10, 2000])
def test_figures_hold_with_few_and_many_rows(number):
    topics = [f"topic {place}" for place in range(number)]
    statuses = list(draw.STATUS_COLOURS)
    counts = pd.DataFrame(
        {"topic": topics, "status": [statuses[place % len(statuses)] for place in range(number)], "facts": 3}
    )
    stated = pd.DataFrame({"topic": topics, "stated": pd.date_range("1990", periods=number, freq="W"), "facts": 2})
    found = pd.DataFrame({"label": topics, "share": 0.5})
    for drawing in (draw.statuses(counts), draw.freshness(stated), draw.gaps(found)):
        (axes,) = drawing.axes
        assert 1 <= len(axes.get_yticklabels()) <= 20
        assert drawing.get_figheight() < 12


# Corrections.


def test_a_correction_shows_what_the_row_it_corrects_says(dataset):
    shown = disputes.corrections_table(dataset)
    assert len(shown) == len(dataset.corrections)
    for said, correction in zip(shown["The document says"], dataset.corrections.to_dict("records"), strict=True):
        assert len(disputes.row_of(dataset, correction)) == 1
        assert said
    assert any(said.startswith("ChatGPT") and "2023" in said for said in shown["The document says"])


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("printed", "nobody prints this", "'nobody prints this': matches no row"),
        ("table", "no-such-table", "'no-such-table."),
        ("column", "no_such_column", ".no_such_column': matches no row"),
    ],
)
def test_a_correction_that_finds_no_row_fails_the_check(tmp_path: Path, column: str, value: str, message: str):
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    path = folder / "corrections.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, column] = value
    table.to_csv(path, index=False)
    with pytest.raises(DataError) as error:
        open_dataset(folder)
    assert len(error.value.problems) == 1
    assert "corrections.csv, row 2" in str(error.value)
    assert message in str(error.value)
