"""Licensing: terms, remarks, openness and the cost of size, on small tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st

from labatlas.analysis import licensing
from labatlas.analysis.licensing import cost, key_findings, makers, openness, remarks, responsible
from labatlas.analysis.money import Rates

USD = Rates("USD", {"USD": 1.0, "CNY": 0.1}, "2023", pd.DataFrame())
LICENCES = pd.DataFrame(
    {
        "id": ["free", "rail", "gnu"],
        "name": ["Free", "Rail", "Gnu"],
        "family": ["permissive", "responsible-ai", "strong-copyleft"],
        "spdx": ["MIT", None, "GPL-3.0-only"],
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


def access() -> pd.DataFrame:
    return openness.access_by_part(OPENNESS, WORKS, PLACES)


def levels() -> pd.DataFrame:
    return openness.level_reached(access(), LEVELS)


# Remarks and limits on use.


def test_restrictions_of_use_count_no_joke():
    table = responsible.restricted_use(TERMS, LICENCES)
    assert table[["licence", "restricts"]].to_numpy().tolist() == [["free", "no"], ["rail", "no/yes"], ["gnu", "no"]]
    assert table["family"].tolist() == ["permissive", "responsible-ai", "strong-copyleft"]


REMARKS = make_facts(
    ["licence", "remark", "may_use", "may_modify", "holds", "correction", "reference"],
    ["free", "Use it.", "yes", "yes", "yes", None, "r"],
    ["gnu", "Keep off.", "no", "no", "no", "It may.", "s"],
    ["rail", "Ha.", "no", "no", "no", "A joke.", "r"],
    status=["reported", "disputed", "satire"],
    dispute=[None, "d", None],
)


def test_remarks_that_do_not_hold_come_first_and_jokes_are_no_remarks():
    told = remarks.checked(REMARKS, dict(zip(LICENCES["id"], LICENCES["name"], strict=True)))
    assert told.to_dict("records") == [
        {"name": "Gnu", "remark": "Keep off.", "holds": "no", "correction": "It may.", "reference": "s"},
        {"name": "Free", "remark": "Use it.", "holds": "yes", "correction": "", "reference": "r"},
    ]
    shown = remarks.remarks_table(told)
    assert shown["What the document says"].tolist() == ["Keep off.", "Use it."]
    assert shown["Holds"].tolist() == ["no", "yes"]


# Openness.


def test_the_latest_dated_statement_on_a_part_counts():
    parts = access()
    told = parts.set_index(["artifact", "part"])["access"].to_dict()
    assert told == {
        ("one", "weights"): "open",  # 2019 ends after 2019-11 does, and what has no date comes before both
        ("one", "paper"): "open",
        ("two", "api"): "restricted",
        ("two", "code"): "closed",
        ("three", "weights"): "leaked",  # the opening is a joke
        ("none", "code"): "open",
    }
    assert parts["artifact"].drop_duplicates().tolist() == ["one", "two", "three", "none"]
    assert parts.loc[parts["artifact"] == "none", "country"].isna().all()
    assert set(parts.loc[parts["artifact"] == "one", "country"]) == {"US"}
    assert set(parts["kind"]) == {"model"}


def test_the_level_is_the_highest_that_is_open_to_use():
    table = levels().set_index("artifact")
    # Code counts with weights; of Three no more than a leak is told, which is no level.
    assert table["level"].to_dict() == {"one": 3, "two": 2, "none": 3}
    assert table["rebuildable"].to_dict() == {"one": True, "two": False, "none": True}
    assert openness.level_reached(access().iloc[:0], LEVELS).empty
    assert openness.level_names(LEVELS) == {0: "nothing", 1: "paper", 2: "API", 3: "weights, data or code"}


def placed(*told: tuple[str, str]) -> dict[str, object] | None:
    """Return the row of one work of which some parts and their access are told; another work tells of levels 1 to 3."""
    others = [["two", part, "open", None] for part in ("paper", "api", "weights")]
    rows = [["one", part, access, None] for part, access in told] + others
    access = openness.access_by_part(make_facts(["artifact", "part", "access", "date"], *rows), WORKS, PLACES)
    table = openness.level_reached(access, LEVELS)
    return next(iter(table[table["artifact"] == "one"].to_dict("records")), None)


@pytest.mark.parametrize(
    ("told", "level", "exact", "material"),
    [
        ([("paper", "open")], 1, False, False),  # of the API and the weights nothing is told
        ([("paper", "open"), ("api", "closed")], 1, False, False),
        ([("paper", "open"), ("api", "closed"), ("weights", "closed")], 1, True, True),
        ([("api", "restricted"), ("code", "closed")], 2, True, True),
        ([("api", "open"), ("paper", "closed")], 2, False, False),
        ([("weights", "closed")], 0, False, True),
        ([("weights", "closed"), ("api", "closed"), ("paper", "closed")], 0, True, True),
        ([("data", "restricted"), ("weights", "closed")], 3, True, True),  # of level 4 no work tells
    ],
)
def test_a_level_is_exact_only_where_what_lies_above_is_told_closed(told, level, exact, material):
    row = placed(*told)
    assert row is not None
    assert (row["level"], row["exact"], row["material_told"]) == (level, exact, material)
    assert openness.level_words(pd.Series(row)) == f"{'' if exact else 'at least '}level {level}"


@pytest.mark.parametrize(
    "told", [[("weights", "leaked")], [("weights", "announced"), ("api", "closed")], [("paper", "closed")]]
)
def test_a_leak_an_announcement_or_a_closed_interface_is_no_level(told):
    assert placed(*told) is None


@given(st.lists(st.sampled_from(openness.PARTS), min_size=1, max_size=4, unique=True), st.data())
def test_opening_another_part_never_lowers_the_level(parts, data):
    def level(opened):
        rows = [["one", part, "open" if part in opened else "closed", None] for part in openness.PARTS]
        access = openness.access_by_part(make_facts(["artifact", "part", "access", "date"], *rows), WORKS, PLACES)
        (work,) = openness.level_reached(access, LEVELS).to_dict("records")
        return work["level"], work["rebuildable"]

    fewer = set(parts[: data.draw(st.integers(0, len(parts)))])
    assert level(fewer) <= level(set(parts))
    assert level(set(parts))[1] == bool({"weights", "code", "data"} & set(parts))


@given(
    st.permutations(range(len(OPENNESS))), st.permutations(list(OPENNESS.columns)), st.permutations(range(len(WORKS)))
)
def test_the_order_of_rows_and_columns_changes_no_level(rows, columns, works):
    told = openness.access_by_part(OPENNESS.iloc[list(rows)][list(columns)], WORKS.iloc[list(works)], PLACES)
    pd.testing.assert_frame_equal(told, access())
    pd.testing.assert_frame_equal(openness.level_reached(told, LEVELS), levels())


def test_works_are_counted_at_home_and_elsewhere():
    counts = openness.level_counts(levels(), "US")
    assert counts.to_numpy().tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [2, 1, 0, 0], [3, 1, 0, 1]]
    abroad = openness.level_counts(levels(), "CN")
    assert abroad["elsewhere"].sum() == 2
    assert counts[["here", "elsewhere", "unknown"]].to_numpy().sum() == len(levels())
    values = openness.country_values(levels(), "US")
    assert (values["works"], values["open"], values["all_works"], values["all_open"]) == ("2", "1", "3", "2")
    silent = levels().assign(material_told=[False, True, True])
    assert (
        openness.country_values(silent, "US")["works"] == "1"
    )  # a work whose weights nobody tells of is no closed one
    assert openness.country_values(levels(), "CN") == {}
    assert list(openness.level_counts(levels().iloc[:0], "US")) == ["level", "here", "elsewhere", "unknown"]


def test_the_path_of_an_organization():
    path = openness.path_of(levels(), "lab")
    assert path["artifact"].tolist() == ["one", "two"]
    values = openness.path_values(path, "Lab")
    assert (values["first"], values["first_level"]) == ("One", "level 3")
    assert (values["last"], values["last_level"]) == ("Two", "level 2")
    assert (values["organization"], values["works"]) == ("Lab", "2 dated models")
    assert values["opened"] == "the last told to have weights, code or data open to all is One (2019)"
    assert values["path"] == (
        "Of 2 dated models of Lab whose openness is told, the first (One) reaches level 3 and the latest (Two) level 2; "
        "the last told to have weights, code or data open to all is One (2019)."
    )
    assert openness.path_values(path.assign(exact=False), "Lab")["last_level"] == "at least level 2"
    assert openness.path_values(path.iloc[:1], "Lab")["path"] == (
        "Of Lab the openness of 1 dated model is told: One reaches level 3."
    )
    assert openness.path_values(path.iloc[:0], "Lab") == {"path": "No dated model of Lab is told of."}
    none = openness.path_values(path.assign(rebuildable=False), "Lab")
    assert none["opened"] == "none is told to have weights, code or data open to all"
    monthly = path.assign(rebuildable=[True, True])
    assert openness.path_values(monthly, "Lab")["opened"] == (
        "the last told to have weights, code or data open to all is Two (Jun 2020)"
    )


def test_the_works_of_the_focus_come_first_then_the_latest():
    kept = openness.most_telling(access(), "lab", works=2)
    assert kept["artifact"].unique().tolist() == ["two", "three"]
    other = openness.most_telling(access(), "nobody", works=3)
    assert set(other["artifact"]) == {"one", "two", "three"}


# What moved, who opens, under which licence.

MAKERS = pd.DataFrame(
    {
        "id": ["firm", "lab", "school", "own", "circle", "round", "gone"],
        "kind": ["startup", "lab", "university", "lab", "lab", "lab", "lab"],
        "parent": [None, "firm", None, None, "round", "circle", "nobody"],
    }
)


def test_moves_between_models_and_within_works():
    works = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d", "kit"], "name": ["A", "B", "C", "D", "Kit"],
            "kind": ["model", "model", "model", "platform", "toolkit"], "organization": ["lab", "lab", "lab", "lab", "lab"],
            "released": ["2019", "2020", "2021", "2021", "2021"],
        }
    )  # fmt: skip
    facts = make_facts(
        ["artifact", "part", "access", "date"],
        ["a", "weights", "open", "2019"],
        ["b", "weights", "closed", "2020"],
        ["b", "api", "restricted", "2020"],
        ["b", "api", "closed", "2022"],
        ["b", "api", "restricted", "2023"],
        ["c", "weights", "announced", None],
        ["c", "paper", "open", "2021"],  # below the API of B, but of its own API and weights nothing is told
        ["d", "weights", "open", "2021"],  # a platform is no next model
        ["kit", "code", "leaked", "2021"],
    )
    levels = openness.level_reached(openness.access_by_part(facts, works, PLACES), LEVELS)
    moved = openness.moves(facts, works, levels)
    assert moved[["date", "artifact", "direction"]].astype(object).where(moved["date"].notna(), None).to_numpy().tolist()[:3] == [
        ["2020", "b", "closing"], ["2022", "b", "closing"], ["2023", "b", "opening"],
    ]  # fmt: skip
    assert moved["direction"].tolist()[3:] == ["announced"]
    assert moved["before"].tolist()[0] == "A: level 3, weights open"
    assert moved["after"].tolist()[1] == "B: API closed"
    said = openness.moves_values(moved)
    assert said == {
        "moves": "2 steps towards closing, 1 step towards opening, and 1 part announced",
        "makers": "1 maker",
        "hidden": "",
    }
    shown = openness.moves_table(moved, {"lab": "Lab"})
    assert shown["When"].tolist() == ["2020", "2022", "2023", "not told"]
    assert shown["What"].tolist()[0] == "A: level 3, weights open → B: level 2, weights closed"
    assert shown["What"].tolist()[3] == "C: weights announced"
    assert openness.moves_values(moved.iloc[:0]) == {}
    assert openness.moves(facts.iloc[:0], works, levels.iloc[:0]).empty


def test_silence_is_no_step_and_neither_are_works_of_one_day():
    works = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "name": ["A", "B", "C"],
            "kind": "model",
            "organization": "lab",
            "released": ["2017", "2018", "2019"],
        }
    )

    def steps(*rows, works=works):
        facts = make_facts(["artifact", "part", "access", "date"], *[[*row, None] for row in rows])
        levels = openness.level_reached(openness.access_by_part(facts, works, PLACES), LEVELS)
        return openness.moves(facts, works, levels)["direction"].tolist()

    paper, opened = ("a", "paper", "open"), ("b", "weights", "open")
    assert steps(paper, opened) == []  # the weights of A may have been open too
    assert steps(paper, ("a", "weights", "closed"), opened) == ["opening"]
    assert steps(paper, ("a", "data", "closed"), opened) == []  # another part than B opens
    assert steps(opened, ("c", "weights", "closed")) == ["closing"]
    assert steps(opened, ("c", "weights", "leaked")) == ["leaked"]
    day = works.assign(released="2018-05-01")
    assert steps(opened, ("c", "weights", "closed"), works=day) == []


def test_a_table_keeps_the_moves_of_the_focus_and_the_latest():
    number = openness.MOVES_SHOWN + 5
    found = pd.DataFrame(
        {
            "date": [f"{1990 + at}" for at in range(number - 1)] + [None], "organization": ["lab", *["firm"] * (number - 1)],
            "artifact": "a", "before": "", "after": [str(at) for at in range(number)], "direction": "leaked",
        }
    )  # fmt: skip
    kept = openness.moves_shown(found, "lab")
    assert kept["after"].tolist() == ["0", *[str(at) for at in range(5, number - 1)]]
    assert openness.moves_values(found)["hidden"] == "; it has no room for 5 earlier moves"


def test_every_work_is_placed_or_counted_as_not_told():
    values = openness.placed_values(access(), levels(), WORKS)
    assert values == {
        "works": "4", "told": "3 models", "silent": "", "dated": "2", "undated": "1", "least": "none",
        "little": "Of Three they tell too little for a level: no more than a leak, an announcement or a closed interface.",
    }  # fmt: skip
    more = pd.concat([WORKS, pd.DataFrame({"id": ["set"], "name": ["Set"], "kind": ["dataset"]})])
    assert openness.placed_values(access(), levels(), more)["silent"] == "Of 1 they tell nothing."
    assert openness.placed_values(access(), levels().iloc[:0], WORKS) == {}


def test_what_is_our_reading_is_counted():
    facts = OPENNESS.assign(status=OPENNESS["status"].where(OPENNESS["artifact"] != "none", "estimate"))
    parts = openness.access_by_part(facts, WORKS, PLACES)
    values = openness.read_values(parts, 6)
    assert (values["parts"], values["works"]) == ("6 parts", "4 works")
    assert values["reading"].startswith("1 of them rests on our reading")
    assert values["hidden"] == "; of 2 works, most of them earlier or undated, there is no room to show it"
    assert openness.read_values(access(), 4)["reading"] == "None of them rests on our reading."
    assert openness.read_values(access().iloc[:0], 4) == {}


def test_data_sets_and_platforms_are_placed_too():
    works = pd.DataFrame(
        {
            "id": ["set", "hub"],
            "name": ["Set", "Hub"],
            "kind": ["dataset", "platform"],
            "organization": ["lab"] * 2,
            "released": None,
        }
    )
    facts = make_facts(
        ["artifact", "part", "access", "date"], ["set", "data", "open", None], ["hub", "api", "restricted", None]
    )
    table = openness.level_reached(openness.access_by_part(facts, works, PLACES), LEVELS).set_index("artifact")
    assert table[["kind", "level", "rebuildable"]].T.to_dict("list") == {
        "set": ["dataset", 3, True], "hub": ["platform", 2, False],
    }  # fmt: skip


def test_a_licence_that_is_named_anywhere_is_named():
    facts = make_facts(
        ["artifact", "part", "access", "licence"],
        ["one", "weights", "open", None],
        ["one", "weights", "restricted", "free"],
        ["two", "code", "open", None],
        ["two", "paper", "open", None],  # a paper needs no such licence
        ["three", "weights", "closed", None],
    )
    parts = openness.licensed_parts(facts, WORKS, {"free": "Free"})
    assert parts[["artifact", "part"]].to_numpy().tolist() == [["one", "weights"], ["two", "code"]]
    assert openness.licensed_values(parts) == {
        "parts": "2 parts", "works": "2 works", "named": "1", "list": ": One (weights, Free)", "beyond": "", "read": "",
    }  # fmt: skip
    kit = make_facts(
        ["artifact", "part", "access", "licence"], ["kit", "code", "open", None], ["two", "code", "open", None]
    )
    said = openness.licensed_values(openness.licensed_parts(kit.assign(status=["reported", "estimate"]), WORKS, {}))
    assert said["beyond"] == ", 1 of them toolkits or products,"
    assert said["read"] == ", for 1 of which it is our reading that this part is meant"
    assert openness.licensed_values(parts.iloc[:0]) == {}


def test_a_lab_is_of_the_sort_of_what_it_belongs_to():
    sorts = makers.maker_sorts(MAKERS)
    assert sorts == {
        "firm": makers.FIRMS, "lab": makers.FIRMS, "school": makers.PUBLIC, "own": "independent labs",
        "circle": "independent labs", "round": "independent labs", "gone": "independent labs",
    }  # fmt: skip


def test_levels_by_maker_count_every_work_once():
    table = levels().assign(organization=["lab", "school", None])
    counts = makers.levels_by_maker(table, MAKERS)
    assert counts["maker"].tolist() == [makers.FIRMS, makers.PUBLIC, makers.UNTOLD]
    assert counts.drop(columns="maker").to_numpy().tolist() == [[0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert makers.maker_values(table, MAKERS)["parts"] == (
        "1 of 1 work by firms and their labs, none of 1 work by universities and institutes, and 1 of 1 work whose maker is "
        "not told"
    )
    silent = table.assign(material_told=[True, False, True])  # of its weights nobody tells, so it is no closed work
    assert "universities" not in makers.maker_values(silent, MAKERS)["parts"]
    assert makers.levels_by_maker(table.iloc[:0], MAKERS).empty
    assert makers.maker_values(table.iloc[:0], MAKERS) == {}


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
    table = cost.cost_of_size(
        claims, sizes(("a", 40.0, "¶1"), ("b", 20.0, "¶1"), ("c", 9.0, "¶2"), ("d", 3.0, "¶2")), NAMES, USD
    )
    assert table[["name", "parameters", "cost"]].to_numpy().tolist() == [["A", 40.0, 1000.0], ["B", 20.0, 10.0]]
    values = cost.cost_values(table, USD)
    assert values["cost_ratio"].number == pytest.approx(1000 / 10)
    assert values["size_ratio"].number == pytest.approx(40 / 20)
    assert cost.same_passage(claims, table)["model"].tolist() == ["a", "b"]
    assert cost.cost_of_size_table(table, USD)["Model"].tolist() == ["A", "B"]


@pytest.mark.parametrize("rows", [[("a", 1000.0, "¶1"), ("b", 10.0, "¶2")], [("a", 5.0, "¶1")], []])
def test_passages_are_never_compared_with_each_other(rows):
    claims = costs(*rows) if rows else costs(("a", 1.0, "¶1")).iloc[:0]
    known = sizes(*[(model, 10.0, place) for model, _, place in rows]) if rows else sizes(("a", 1.0, "¶1"))
    table = cost.cost_of_size(claims, known, NAMES, USD)
    assert len(table) <= 1
    assert cost.cost_values(table, USD) == {}


def test_passages_of_equal_spread_are_not_mixed():
    rows = [("a", 100.0, "¶1"), ("b", 10.0, "¶1"), ("c", 1000.0, "¶2"), ("d", 100.0, "¶2")]
    table = cost.cost_of_size(costs(*rows), sizes(*[(m, 1.0, place) for m, _, place in rows]), NAMES, USD)
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
    licences = pd.DataFrame(
        {"id": list(told), "name": [each.title() for each in told], "family": families, "spdx": None}
    )
    terms = make_facts(["licence", "term", "value"], *rows)
    finding = found(dataset, licence_terms=terms, licences=licences)["licensing-use-restrictions-set-rail-apart"]
    assert finding.holds is holds
    assert (finding.values["rail"], finding.values["others"]) == (str(len(rail)), "2")
    assert finding.values["restricting"] == restricting


def test_the_last_open_work_is_the_last_only_if_others_follow(dataset):
    name = "licensing-focus-organization-stopped-opening"
    tables = {"openness": OPENNESS, "openness_levels": LEVELS, "artifacts": WORKS, "organizations": PLACES}
    stopped = key_findings._closing_finding(replace(dataset, **tables), "lab")
    assert stopped.id == name
    assert stopped.holds is True
    assert stopped.values["last_open"] == "One"
    # Of Two it is told that its code is closed, of Three no more than a leak.
    assert (stopped.values["later"], stopped.values["works"]) == ("1 later dated model", "2 models")
    assert stopped.sentence == (
        "One (2019) is the last model of Lab that is told to have weights, code or data open to all; of 1 later dated model it "
        "is told that they are not."
    )
    tables["openness"] = OPENNESS[(OPENNESS["artifact"] != "two") | (OPENNESS["part"] != "code")]
    silent = key_findings._closing_finding(replace(dataset, **tables), "lab")
    assert silent.holds is False
    assert silent.sentence == (
        "Lab is not told to have stopped opening its models: One (2019) has open weights, code or data, and of no later dated "
        "model it is told that they are closed."
    )
    tables["openness"] = OPENNESS.assign(status="reported")  # now the opening of 2023 is no joke
    still = key_findings._closing_finding(replace(dataset, **tables), "lab")
    assert still.holds is False
    assert still.sentence.startswith("Lab is not told to have stopped opening its models: Three (Jan 1, 2021) has open")
    tables["openness"] = OPENNESS[OPENNESS["part"] == "api"]
    never = key_findings._closing_finding(replace(dataset, **tables), "lab")
    assert never.holds is False
    assert never.sentence == (
        "No dated model of Lab is told to have weights, code or data that are open to all (1 model in the evidence)."
    )
    tables["openness"] = OPENNESS[OPENNESS["artifact"].isin(["two", "three"])]
    assert key_findings._closing_finding(replace(dataset, **tables), "lab").sentence == (
        "No dated model of Lab is told to have weights, code or data that are open to all (1 model in the evidence)."
    )


def test_bundled_levels_are_those_of_the_table(dataset):
    access = openness.access_by_part(dataset.openness, dataset.artifacts, dataset.organizations)
    table = openness.level_reached(access, dataset.openness_levels)
    assert table["artifact"].is_unique
    assert set(table["level"]) <= {0, *dataset.openness_levels["level"]}
    counts = openness.level_counts(table, "CN")
    assert counts[["here", "elsewhere", "unknown"]].to_numpy().sum() == len(table)


def test_one_wrong_reading_in_ten_is_mostly_right(dataset):
    name = "licensing-documents-read-licences-right-but-not-whole"
    told = ["commercial-use", "distribution", "modifications", "private-use", "include-copyright", "liability"]
    right = [["free", term, "yes"] for term in told]
    silent = [["free", term, "no"] for term in ("patent-use", "document-changes", "same-license")]
    gnu = [["gnu", "commercial-use", "yes"]]  # of which the conditions are left out
    terms = make_facts(["licence", "term", "value"], *right, *silent, *gnu)
    kept = found(dataset, licence_terms=terms, licences=LICENCES)[name]
    assert kept.holds is True
    assert (kept.values["agree"], kept.values["both"]) == ("10", "10")
    wrong = terms.assign(value=["no", "no", *terms["value"][2:]])
    turned = found(dataset, licence_terms=wrong, licences=LICENCES)[name]
    assert turned.holds is False
    assert turned.sentence.startswith("Documents and reference agree on 8 of 10 answers")
    whole = terms[terms["licence"] == "free"]
    assert found(dataset, licence_terms=whole, licences=LICENCES)[name].holds is False  # nothing is left out


def test_combinations_need_both_families(dataset):
    name = "licensing-strong-copyleft-takes-in-and-is-not-taken-in"
    kept = found(dataset, licence_terms=TERMS, licences=LICENCES)[name]
    assert kept.holds is True
    assert kept.values["back"] == kept.values["pairs"] == "1"
    swapped = LICENCES.assign(family=["strong-copyleft", "responsible-ai", "permissive"])
    turned = found(dataset, licence_terms=TERMS, licences=swapped)[name]
    assert turned.holds is False
    assert turned.sentence == (
        "By OSADL strong copyleft takes in 0 of 1 permissive parts, and permissive works 1 of 1 parts under strong copyleft."
    )
    alone = LICENCES.assign(family="permissive")
    assert found(dataset, licence_terms=TERMS, licences=alone)[name].holds is None
    # A permissive licence that OSADL does not list counts neither for nor against.
    unlisted = LICENCES.assign(
        family=["permissive", "permissive", "strong-copyleft"], spdx=["MIT", "MIT-0", "GPL-3.0-only"]
    )
    silent = found(dataset, licence_terms=TERMS, licences=unlisted)[name]
    assert (silent.holds, silent.values["pairs"]) == (True, "1")


def test_a_licence_named_for_half_the_parts_turns_the_finding(dataset):
    name = "licensing-open-works-go-without-a-named-licence"
    facts = OPENNESS.assign(licence=None)
    tables = {"artifacts": WORKS.assign(name_zh=None), "licences": LICENCES, "licence_terms": TERMS}
    assert found(dataset, openness=facts, **tables)[name].holds is True
    facts["licence"] = "free"
    assert found(dataset, openness=facts, **tables)[name].holds is False


def test_documents_that_tell_of_closed_works_too_turn_the_finding(dataset):
    name = "licensing-documents-tell-of-what-is-open"
    table = levels().assign(organization=["school", "lab", "school"])
    assert table["rebuildable"].tolist() == [True, False, True]
    shares = makers.rebuildable_by_maker(table, MAKERS)
    assert shares.to_dict("index") == {makers.FIRMS: {"works": 1, "open": 0}, makers.PUBLIC: {"works": 2, "open": 2}}
    kept = found(dataset)[name]
    assert kept.holds is True  # 27 of 29
    assert (kept.values["open"], kept.values["works"]) == ("27", "29 works")
    assert (kept.values["firm"], kept.values["public"]) == ("5 of 5", "16 of 16")
    firm = dataset.openness["artifact"].isin(["m6", "luoxi"])
    turned = found(dataset, openness=dataset.openness.assign(access=dataset.openness["access"].mask(firm, "closed")))[
        name
    ]
    assert turned.holds is False  # 25 of 29 are less than nine in ten
    assert turned.values["open"] == "25"
    assert (turned.values["firm"], turned.values["firm_share"]) == ("3 of 5", "60%")
    closed = found(dataset, openness=dataset.openness.assign(access="closed"))[name]
    assert closed.values["public_share"] == "0%"
    firms = dataset.organizations.assign(kind="company")
    assert found(dataset, organizations=firms)[name].holds is None
