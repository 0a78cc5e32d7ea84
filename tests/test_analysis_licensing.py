"""Licensing: terms, remarks, openness and the cost of size, on small tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st

from labatlas.analysis import licensing
from labatlas.analysis.money import Rates

USD = Rates("USD", {"USD": 1.0, "CNY": 0.1}, "2023", pd.DataFrame())
LICENCES = pd.DataFrame(
    {
        "id": ["free", "rail", "gnu"],
        "name": ["Free", "Rail", "Gnu"],
        "family": ["permissive", "responsible-ai", "strong-copyleft"],
    }
)
TERMS = make_facts(
    ["licence", "term", "value"],
    ["gnu", "use-restrictions", "no"],
    ["free", "commercial-use", "yes"],
    ["rail", "use-restrictions", "yes"],
    ["rail", "use-restrictions", "no"],
    ["free", "use-restrictions", "no"],
    ["free", "use-restrictions", "yes"],
    ["gnu", "commercial-use", "yes"],
    ["gnu", "commercial-use", "yes"],
    status=["reported", "reported", "disputed", "disputed", "reported", "satire", "reported", "reported"],
    dispute=[None, None, "d", "d", None, None, None, None],
)
LEVELS = make_facts(
    ["level", "opens", "meaning"], [1, "paper", "m"], [2, "api", "m"], [3, "weights", "m"], [3, "data", "m"]
)
WORKS = pd.DataFrame(
    {
        "id": ["one", "two", "three", "none", "kit", "app"],
        "name": ["One", "Two", "Three", "None", "Kit", "App"],
        "kind": ["model", "model", "model", "model", "toolkit", "product"],
        "organization": ["lab", "lab", "lab", None, "lab", "lab"],
        "released": ["2019", "2020-06", "2021-01-01", None, "2018", "2022"],
    }
)
PLACES = pd.DataFrame({"id": ["lab"], "name": ["Lab"], "country": ["US"]})
OPENNESS = make_facts(
    ["artifact", "part", "access", "date"],
    ["one", "weights", "closed", "2019-11"],
    ["one", "weights", "open", "2019"],
    ["one", "weights", "closed", None],
    ["one", "paper", "open", None],
    ["two", "api", "restricted", None],
    ["two", "code", "closed", None],
    ["three", "weights", "leaked", None],
    ["three", "weights", "open", "2023"],
    ["none", "code", "open", None],
    ["kit", "code", "open", None],
    ["app", "weights", "open", "2022"],  # a product opens what its models open
    status=["reported"] * 7 + ["satire"] + ["reported"] * 3,
)


def openness() -> pd.DataFrame:
    return licensing.access_by_part(OPENNESS, WORKS, PLACES)


def levels() -> pd.DataFrame:
    return licensing.level_reached(openness(), LEVELS)


# Terms.


def test_contradictions_stay_visible_and_jokes_do_not_enter():
    table = licensing.matrix(TERMS, LICENCES)
    assert table.index.tolist() == ["Free", "Rail", "Gnu"]
    assert list(table) == ["commercial-use", "use-restrictions"]  # in the order of the definition
    assert table.loc["Rail", "use-restrictions"] == "disputed/no/yes"
    assert table.loc["Free", "use-restrictions"] == "no"
    assert pd.isna(table.loc["Rail", "commercial-use"])
    assert table.loc["Gnu", "commercial-use"] == "yes"  # said twice, once in the table
    values = licensing.matrix_values(table)
    assert values == {"licences": "3", "terms": "2", "cells": "5", "silent": "1", "unsettled": "1"}
    assert licensing.matrix_values(licensing.matrix(TERMS.iloc[:0], LICENCES)) == {}
    assert licensing.unsettled(pd.DataFrame()) == 0


def test_what_is_disputed_elsewhere_says_so_in_the_matrix():
    terms = make_facts(
        ["licence", "term", "value"],
        ["free", "commercial-use", "yes"],  # its other side is no term
        ["free", "use-restrictions", "no"],
        ["gnu", "commercial-use", "no"],  # contradicted, but nobody calls it a dispute
        ["gnu", "commercial-use", "yes"],
        ["gnu", "use-restrictions", "no"],  # disputed in jest
        ["gnu", "use-restrictions", "yes"],
        status=["disputed", "reported", "reported", "reported", "reported", "satire"],
        dispute=["d", None, None, None, None, "e"],
    )
    table = licensing.matrix(terms, LICENCES)
    assert table.to_dict("index") == {
        "Free": {"commercial-use": "disputed/yes", "use-restrictions": "no"},
        "Gnu": {"commercial-use": "no/yes", "use-restrictions": "no"},
    }
    assert licensing.unsettled(table) == 2
    assert licensing.matrix_values(table)["unsettled"] == "2"


@given(st.permutations(range(len(TERMS))), st.permutations(list(TERMS.columns)))
def test_the_order_of_rows_and_columns_changes_no_matrix(rows, columns):
    shuffled = TERMS.iloc[list(rows)][list(columns)]
    pd.testing.assert_frame_equal(licensing.matrix(shuffled, LICENCES), licensing.matrix(TERMS, LICENCES))
    pd.testing.assert_frame_equal(
        licensing.restricted_use(shuffled, LICENCES), licensing.restricted_use(TERMS, LICENCES)
    )


def test_restrictions_of_use_count_no_joke():
    table = licensing.restricted_use(TERMS, LICENCES)
    assert table[["licence", "restricts"]].to_numpy().tolist() == [["free", "no"], ["rail", "no/yes"], ["gnu", "no"]]
    shown = licensing.restriction_table(table)
    assert shown["Restricts purposes"].tolist() == ["no", "sources disagree", "no"]
    assert shown["Family"].tolist() == ["permissive", "responsible ai", "strong copyleft"]


REMARKS = make_facts(
    ["licence", "remark", "may_use", "may_modify", "holds", "correction", "reference"],
    ["free", "Use it.", "yes", "yes", "yes", None, "r"],
    ["gnu", "Keep off.", "no", "no", "no", "It may.", "s"],
    ["rail", "Ha.", "no", "no", "no", "A joke.", "r"],
    status=["reported", "disputed", "satire"],
    dispute=[None, "d", None],
)


def test_remarks_that_do_not_hold_come_first_and_jokes_are_no_remarks():
    told = licensing.remarks(REMARKS, dict(zip(LICENCES["id"], LICENCES["name"], strict=True)))
    assert told.to_dict("records") == [
        {"name": "Gnu", "remark": "Keep off.", "holds": "no", "correction": "It may.", "reference": "s"},
        {"name": "Free", "remark": "Use it.", "holds": "yes", "correction": "", "reference": "r"},
    ]
    shown = licensing.remarks_table(told)
    assert shown["What the document says"].tolist() == ["Keep off.", "Use it."]
    assert shown["Holds"].tolist() == ["no", "yes"]


# Openness.


def test_the_latest_dated_statement_on_a_part_counts():
    access = openness()
    told = access.set_index(["artifact", "part"])["access"].to_dict()
    assert told == {
        ("one", "weights"): "open",  # 2019 ends after 2019-11 does, and what has no date comes before both
        ("one", "paper"): "open",
        ("two", "api"): "restricted",
        ("two", "code"): "closed",
        ("three", "weights"): "leaked",  # the opening is a joke
        ("none", "code"): "open",
    }
    assert access["artifact"].drop_duplicates().tolist() == ["one", "two", "three", "none"]
    assert access.loc[access["artifact"] == "none", "country"].isna().all()
    assert set(access.loc[access["artifact"] == "one", "country"]) == {"US"}


def test_the_level_is_the_highest_that_is_open_to_use():
    table = levels().set_index("artifact")
    assert table["level"].to_dict() == {"one": 3, "two": 2, "three": 0, "none": 3}  # code counts with weights
    assert table["rebuildable"].to_dict() == {"one": True, "two": False, "three": False, "none": True}
    assert licensing.level_reached(openness().iloc[:0], LEVELS).empty
    assert licensing.level_names(LEVELS) == {0: "nothing", 1: "paper", 2: "api", 3: "weights, data or code"}


@given(st.lists(st.sampled_from(licensing.PARTS), min_size=1, max_size=4, unique=True), st.data())
def test_opening_another_part_never_lowers_the_level(parts, data):
    def level(opened):
        rows = [["one", part, "open" if part in opened else "closed", None] for part in licensing.PARTS]
        access = licensing.access_by_part(make_facts(["artifact", "part", "access", "date"], *rows), WORKS, PLACES)
        (work,) = licensing.level_reached(access, LEVELS).to_dict("records")
        return work["level"], work["rebuildable"]

    fewer = set(parts[: data.draw(st.integers(0, len(parts)))])
    assert level(fewer) <= level(set(parts))
    assert level(set(parts))[1] == bool({"weights", "code"} & set(parts))


@given(
    st.permutations(range(len(OPENNESS))), st.permutations(list(OPENNESS.columns)), st.permutations(range(len(WORKS)))
)
def test_the_order_of_rows_and_columns_changes_no_level(rows, columns, works):
    access = licensing.access_by_part(OPENNESS.iloc[list(rows)][list(columns)], WORKS.iloc[list(works)], PLACES)
    pd.testing.assert_frame_equal(access, openness())
    pd.testing.assert_frame_equal(licensing.level_reached(access, LEVELS), levels())


def test_works_are_counted_at_home_and_elsewhere():
    counts = licensing.level_counts(levels(), "US")
    assert counts.to_numpy().tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [2, 1, 0, 0], [3, 1, 0, 1]]
    abroad = licensing.level_counts(levels(), "CN")
    assert abroad["elsewhere"].sum() == 3
    assert counts[["here", "elsewhere", "unknown"]].to_numpy().sum() == len(levels())
    values = licensing.country_values(levels(), "US")
    assert (values["works"], values["open"], values["all_works"], values["all_open"]) == ("3", "1", "4", "2")
    assert licensing.country_values(levels(), "CN") == {}
    assert list(licensing.level_counts(levels().iloc[:0], "US")) == ["level", "here", "elsewhere", "unknown"]


def test_the_path_of_an_organization():
    path = licensing.path_of(levels(), "lab")
    assert path["artifact"].tolist() == ["one", "two", "three"]
    values = licensing.path_values(path, "Lab")
    assert (values["first"], values["first_level"], values["last"], values["last_level"]) == ("One", "3", "Three", "0")
    assert (values["organization"], values["works"]) == ("Lab", "3 dated models")
    assert values["opened"] == "the last whose weights or code are open to all is One (2019)"
    assert licensing.path_values(path.iloc[:1], "Lab") == {}
    later = licensing.path_values(path.iloc[1:], "Lab")
    assert (later["works"], later["opened"]) == ("2 dated models", "none has weights or code that are open to all")
    monthly = path.assign(rebuildable=[True, True, False])
    assert licensing.path_values(monthly, "Lab")["opened"] == (
        "the last whose weights or code are open to all is Two (Jun 2020)"
    )


def test_the_works_of_the_focus_come_first_then_the_dated():
    kept = licensing.most_telling(openness(), "lab", works=2)
    assert kept["artifact"].unique().tolist() == ["one", "two"]
    other = licensing.most_telling(openness(), "nobody", works=3)
    assert set(other["artifact"]) == {"one", "two", "three"}


# The cost of size.

COST = ["model", "measure", "low", "high", "unit", "currency", "claimant"]


def costs(*rows) -> pd.DataFrame:
    """Make training costs from rows of model, dollars, paragraph."""
    return make_facts(
        COST,
        *[[model, "training-cost", dollars, None, "currency", "USD", "X"] for model, dollars, _ in rows],
        locator=[place for *_, place in rows],
    )


def sizes(*rows) -> pd.DataFrame:
    return make_facts(
        ["model", "parameters_low", "parameters_high"],
        *[[model, size, None] for model, size, _ in rows],
        locator=[place for *_, place in rows],
    )


NAMES = {"a": "A", "b": "B", "c": "C", "d": "D"}


def test_models_are_compared_within_the_passage_of_the_widest_spread():
    claims = costs(("a", 1000.0, "¶1"), ("b", 10.0, "¶1"), ("c", 500.0, "¶2"), ("d", 100.0, "¶2"))
    table = licensing.cost_of_size(
        claims, sizes(("a", 40.0, "¶1"), ("b", 20.0, "¶1"), ("c", 9.0, "¶2"), ("d", 3.0, "¶2")), NAMES, USD
    )
    assert table[["name", "parameters", "cost"]].to_numpy().tolist() == [["A", 40.0, 1000.0], ["B", 20.0, 10.0]]
    values = licensing.cost_values(table, USD)
    assert values["cost_ratio"].number == pytest.approx(1000 / 10)
    assert values["size_ratio"].number == pytest.approx(40 / 20)
    assert licensing.same_passage(claims, table)["model"].tolist() == ["a", "b"]
    assert licensing.cost_of_size_table(table, USD)["Model"].tolist() == ["A", "B"]


@pytest.mark.parametrize("rows", [[("a", 1000.0, "¶1"), ("b", 10.0, "¶2")], [("a", 5.0, "¶1")], []])
def test_passages_are_never_compared_with_each_other(rows):
    claims = costs(*rows) if rows else costs(("a", 1.0, "¶1")).iloc[:0]
    known = sizes(*[(model, 10.0, place) for model, _, place in rows]) if rows else sizes(("a", 1.0, "¶1"))
    table = licensing.cost_of_size(claims, known, NAMES, USD)
    assert len(table) <= 1
    assert licensing.cost_values(table, USD) == {}


def test_passages_of_equal_spread_are_not_mixed():
    rows = [("a", 100.0, "¶1"), ("b", 10.0, "¶1"), ("c", 1000.0, "¶2"), ("d", 100.0, "¶2")]
    table = licensing.cost_of_size(costs(*rows), sizes(*[(m, 1.0, place) for m, _, place in rows]), NAMES, USD)
    assert len(table) == 2
    assert table["locator"].nunique() == 1


# Findings.


def found(dataset, organization="openai", country="CN", **tables):
    results = licensing.findings(replace(dataset, **tables), country, organization, USD)
    return {finding.id: finding for finding in results}


def test_remarks_that_all_follow_are_said_to(dataset):
    remarks = dataset.commercial_remarks.assign(holds="yes")
    finding = found(dataset, commercial_remarks=remarks)["licensing-some-remarks-mislead"]
    assert finding.holds is False
    assert finding.sentence.startswith(f"All {len(remarks)} remarks")


def test_a_restriction_elsewhere_ends_the_difference(dataset):
    name = "licensing-use-restrictions-set-rail-apart"
    terms = TERMS[TERMS["status"] != "satire"]
    apart = found(dataset, licence_terms=terms, licences=LICENCES.assign(id=LICENCES["id"]))
    assert apart[name].holds is False  # of the only one the sources disagree
    said = ("1", "none", "2")
    assert tuple(apart[name].values[value] for value in ("rail", "restricting", "others")) == said
    settled = terms[(terms["licence"] != "rail") | (terms["value"] == "yes")]
    apart = found(dataset, licence_terms=settled, licences=LICENCES)
    assert apart[name].holds is True
    assert tuple(apart[name].values[value] for value in ("rail", "restricting", "others")) == ("1", "1", "2")
    settled = settled.assign(value=settled["value"].where(settled["licence"] != "gnu", "yes"))
    assert found(dataset, licence_terms=settled, licences=LICENCES)[name].holds is False


@pytest.mark.parametrize(
    ("rail", "other", "holds", "restricting"),
    [
        (["yes", "yes", "no/yes"], "no", True, "2"),  # 2 / 3 is more than a half
        (["yes", "yes", "no"], "no", True, "2"),
        (["yes", "no/yes"], "no", False, "1"),  # 1 / 2 is not
        (["yes", "no/yes", "no/yes"], "no", False, "1"),
        (["no/yes", "no/yes"], "no", False, "none"),
        (["yes", "yes"], "no/yes", False, "2"),
        (["yes", "yes"], "yes", False, "2"),
    ],
)
def test_more_than_half_restrict_beyond_dispute_and_no_other_does(dataset, rail, other, holds, restricting):
    told = {**{f"rail{at}": value for at, value in enumerate(rail)}, "free": "no", "gnu": other}
    rows = [[licence, "use-restrictions", each] for licence, value in told.items() for each in value.split("/")]
    families = ["responsible-ai"] * len(rail) + ["permissive", "strong-copyleft"]
    licences = pd.DataFrame({"id": list(told), "name": [each.title() for each in told], "family": families})
    terms = make_facts(["licence", "term", "value"], *rows)
    finding = found(dataset, licence_terms=terms, licences=licences)["licensing-use-restrictions-set-rail-apart"]
    assert finding.holds is holds
    assert (finding.values["rail"], finding.values["others"]) == (str(len(rail)), "2")
    assert finding.values["restricting"] == restricting


def test_the_last_open_work_is_the_last_only_if_others_follow(dataset):
    name = "licensing-focus-organization-stopped-opening"
    tables = {"openness": OPENNESS, "openness_levels": LEVELS, "artifacts": WORKS, "organizations": PLACES}
    stopped = licensing._closing_finding(replace(dataset, **tables), "lab")
    assert stopped.id == name
    assert stopped.holds is True
    assert stopped.values["last_open"] == "One"
    assert (stopped.values["later"], stopped.values["works"]) == ("2 dated models", "3 models")
    assert stopped.sentence == (
        "One (2019) is the last model of Lab in the evidence whose weights or code are open to all; 2 dated models whose "
        "openness is told followed."
    )
    tables["openness"] = OPENNESS[OPENNESS["artifact"] != "three"]
    assert licensing._closing_finding(replace(dataset, **tables), "lab").values["later"] == "1 dated model"
    tables["openness"] = OPENNESS.assign(status="reported")  # now the opening of 2023 is no joke
    still = licensing._closing_finding(replace(dataset, **tables), "lab")
    assert still.holds is False
    assert still.sentence == "Lab still opens its models: the latest dated one, Three, has open weights or code."
    tables["openness"] = OPENNESS[OPENNESS["part"] == "api"]
    never = licensing._closing_finding(replace(dataset, **tables), "lab")
    assert never.holds is False
    assert never.sentence == (
        "No dated model of Lab has weights or code that are open to all (1 model in the evidence)."
    )
    tables["openness"] = OPENNESS[OPENNESS["artifact"].isin(["two", "three"])]
    assert licensing._closing_finding(replace(dataset, **tables), "lab").sentence == (
        "No dated model of Lab has weights or code that are open to all (2 models in the evidence)."
    )


def test_bundled_levels_are_those_of_the_table(dataset):
    access = licensing.access_by_part(dataset.openness, dataset.artifacts, dataset.organizations)
    table = licensing.level_reached(access, dataset.openness_levels)
    assert table["artifact"].is_unique
    assert set(table["level"]) <= {0, *dataset.openness_levels["level"]}
    counts = licensing.level_counts(table, "CN")
    assert counts[["here", "elsewhere", "unknown"]].to_numpy().sum() == len(table)
