"""Organizations: backers, auctions, form, ties, cadence, the field, research and cards, on small tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import networkx as nx
import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st
from test_analysis_organizations import EVENTS, LIVES, NAMES, OPEN, PARTS, PEOPLE, PLACES, USD, WORKS

from labatlas.analysis.organizations import (
    cadence,
    field,
    form,
    founders,
    genealogy,
    key_findings,
    money,
    profiles,
    research,
    staff,
    timeline,
)

# Money.


def test_money_adds_up_with_and_without_what_was_not_paid():
    line = money.cumulative(money.sums(EVENTS, NAMES, USD, "funding"))
    # lab: 1000 pledged in 2015, 300 paid in 2019; heir: 5000 yuan paid in 2021; its undated 70 has no place in time.
    assert line[["organization", "closed", "told"]].to_numpy().tolist() == [
        ["lab", 0.0, 1000.0], ["lab", 300.0, 1300.0], ["heir", 500.0, 500.0],
    ]  # fmt: skip
    values = money.cumulative_values(line, money.sums(EVENTS, NAMES, USD, "funding"), USD)
    assert (values["top"], values["top_told"], values["top_closed"]) == ("Lab", "$1,300", "$300")
    assert values["share"].number == pytest.approx(300 / 1300)
    assert values["again"] == ""
    assert money.cumulative_values(line.iloc[:0], line, USD) == {}


@given(st.permutations(range(2, len(EVENTS))))
def test_added_money_never_falls_and_what_is_paid_never_exceeds_what_is_told(rows):
    line = money.cumulative(money.sums(EVENTS.iloc[[0, 1, *rows]], NAMES, USD, "funding"))
    assert (line["closed"] <= line["told"]).all()
    for _, own in line.groupby("organization"):
        assert own["told"].is_monotonic_increasing
        assert own["closed"].is_monotonic_increasing


def test_backers_are_named_once_and_hearsay_is_left_out():
    given_ = money.backers(EVENTS, PARTS, NAMES, PEOPLE)
    # ann funds two organizations and comes first; the partner is no funder, bob is hearsay.
    assert given_[["name", "funded", "person", "reach"]].to_numpy().tolist() == [
        ["Ann", "Lab", True, 2], ["Ann", "Heir", True, 2], ["Shop", "Lab", False, 1],
    ]  # fmt: skip
    values = money.backer_values(given_, PARTS)
    assert (values["funders"], values["funded"], values["people"]) == (
        "2 funders",
        "2 organizations",
        "one is a person",
    )
    assert values["several"] == "Ann put money into more than one"
    assert values["left_out"] == " Left out: 1 as hearsay."
    assert (
        money.backer_values(given_[given_["funder"] == "shop"], PARTS)["several"] == "None put money into more than one"
    )
    assert money.backer_values(given_.iloc[:0], PARTS) == {}
    assert money.backer_table(given_)["Funder"].tolist() == ["Ann (lead)", "Ann", "Shop"]
    # The partner of a round that counts is not among the facts on who gave.
    assert set(PARTS.loc[PARTS["event"].isin(given_["event"]), "role"]) > {"investor", "lead-investor"}
    assert set(money.backer_facts(PARTS, given_)["role"]) == {"investor", "lead-investor"}


def test_an_auction_runs_from_the_first_bid_to_the_share_of_the_price():
    bids = make_facts(
        ["organization", "person", "artifact", "indicator", "date", "low", "high", "unit", "currency", "base"],
        ["shop", None, None, "sale-price", None, 90.0, 90.0, "currency", "USD", None],
        ["shop", None, None, "sale-price", None, 90.0, 90.0, "currency", "USD", None],
        ["shop", "ann", None, "share-of-sale", None, 40.0, 40.0, "%", None, "90"],
        ["heir", None, None, "opening-bid", None, 100.0, 100.0, "currency", "CNY", "auction of Shop"],
        ["shop", None, None, "last-bidders", None, 2.0, 2.0, "bidders", None, "Lab and Arm"],
        ["uni", None, None, "sale-price", None, 200.0, 200.0, "currency", "USD", None],
    )
    steps = money.auctions(EVENTS, PARTS, bids, NAMES, PEOPLE, USD)
    assert steps.to_numpy().tolist() == [
        ["Shop: opening bid", "Heir", "$10"],
        ["Shop: bidders left at the end", "Lab and Arm", "–"],
        ["Shop: sold", "to Lab", "$90"],
        ["Shop: share of the price", "Ann", "40%"],
    ]
    assert money.auctions(EVENTS, PARTS, bids.iloc[:0], NAMES, PEOPLE, USD).empty


# Form and openness.

LEVELS = pd.DataFrame(
    {
        "artifact": ["a", "b", "c", "d"],
        "name": list("ABCD"),
        "organization": ["lab", "lab", "lab", "heir"],
        "released": ["2018", "2020-01-01", "2023-01-01", None],
        "date": pd.to_datetime(["2018-07-01", "2020-01-01", "2023-01-01", None]),
        "level": [3, 2, 0, 3],
        "rebuildable": [True, False, False, True],
        "material_told": True,
    }
)

#: A paper is told of; nobody says whether code or weights are open.
SILENT = pd.DataFrame(
    {
        "artifact": ["e"], "name": ["E"], "organization": ["lab"], "released": ["2017"], "date": pd.to_datetime(["2017-07-01"]), "level": [1],
        "rebuildable": [False], "material_told": [False],
    }
)  # fmt: skip


def test_models_before_and_after_a_change_of_form():
    split = form.around_change(LEVELS, EVENTS, "lab")  # restructured in March 2019
    assert split.to_dict("index") == {"before": {"works": 1, "open": 1}, "after": {"works": 2, "open": 0}}
    assert form.around_change(LEVELS.iloc[1:], EVENTS, "lab").empty
    assert form.around_change(LEVELS, EVENTS, "heir").empty


def test_a_work_of_the_period_of_the_step_is_on_neither_side_of_it():
    lanes = form.form_lanes(EVENTS, PLACES, WORKS, LEVELS, money.sums(EVENTS, NAMES, USD, "funding"), "lab", "USD")
    # The step is of March 2019: of the year and of the month itself the order is open, of February and April it is not.
    for date, side in (
        ("2019", "open"),
        ("2019-03", "open"),
        ("2019-03-15", "open"),
        ("2019-02", "before"),
        ("2019-04", "after"),
    ):
        levels = LEVELS.assign(released=["2018", date, "2023-01-01", None])
        split = form.around_change(levels, EVENTS, "lab")["works"].to_dict()
        assert split == {"before": 1 + (side == "before"), "after": 1 + (side == "after")}
        unplaced = form.of_open_order(levels, EVENTS, "lab")
        assert unplaced == (["B"] if side == "open" else [])
        told = form.form_values(lanes, form.around_change(levels, EVENTS, "lab"), unplaced, EVENTS, "lab", "Lab")[
            "opened"
        ]
        assert told.endswith("Not counted, as its date leaves the order open: B.") == (side == "open")
    assert form.of_open_order(LEVELS.assign(released="2019"), EVENTS, "heir") == []


def test_silence_on_weights_closes_no_model():
    levels = pd.concat([LEVELS, SILENT], ignore_index=True)
    assert form.around_change(levels, EVENTS, "lab").equals(form.around_change(LEVELS, EVENTS, "lab"))
    assert form.openness_by_period(levels, {}).equals(form.openness_by_period(LEVELS, {}))
    periods, undated = form.openness_by_period(LEVELS, {}), SILENT.assign(date=pd.NaT)
    assert form.period_values(periods, undated, 3)["undated"] == "none"


def test_form_money_and_models_stand_in_their_lanes():
    works = WORKS.assign(organization="lab", id=["a", "x", "game"])
    lanes = form.form_lanes(EVENTS, PLACES, works, LEVELS, money.sums(EVENTS, NAMES, USD, "funding"), "lab", "USD")
    assert lanes["lane"].value_counts().to_dict() == {"form": 3, "money": 2, "works": 2}  # the arm's founding is one
    pledge = lanes[lanes["label"] == "$1,000, pledged"].iloc[0]
    assert (pledge["filled"], pledge["value"]) == (False, 1000.0)
    models = lanes[lanes["lane"] == "works"].set_index("label")["value"]
    assert models["Robot"] == 3
    assert pd.isna(models["T"])  # its openness is not told
    values = form.form_values(lanes, form.around_change(LEVELS, EVENTS, "lab"), [], EVENTS, "lab", "Lab")
    assert values["changed"].startswith("Lab was restructured 3.2 years after its founding")
    never = form.form_values(lanes, LEVELS.iloc[:0], [], EVENTS, "heir", "Heir")
    assert never["changed"].startswith("No founding of Heir with a later restructuring is dated")
    assert values["dated"] == "3 steps of form, 2 sums of money, and 2 models"
    assert values["opened"].endswith("1 had open weights, code or data; of 2 from after it, 0.")
    assert form.worth_drawing(lanes)
    assert not form.worth_drawing(lanes[lanes["lane"] == "form"])  # one lane has nothing to be set against
    assert not form.worth_drawing(lanes.drop_duplicates("lane").iloc[:2])
    assert form.form_values(lanes.iloc[:0], LEVELS.iloc[:0], [], EVENTS, "lab", "Lab") == {}


def test_periods_share_out_their_models():
    periods = form.openness_by_period(LEVELS, {0: "nothing", 2: "api", 3: "weights"})
    assert periods[["period", "name", "models", "share"]].to_numpy().tolist() == [
        ["2016–2018", "weights", 1, 1.0], ["2019–2021", "api", 1, 1.0], ["2022–2024", "nothing", 1, 1.0],
    ]  # fmt: skip
    values = form.period_values(periods, LEVELS[LEVELS["date"].isna()], 3)
    assert (values["models"], values["undated"], values["undated_open"]) == ("3 models", "1", "1")
    undated = pd.concat([LEVELS[LEVELS["date"].isna()]] * 2)
    assert form.period_values(periods, undated, 3)["undated_open"] == "all 2"
    assert form.period_values(periods, undated.assign(level=[3, 2]), 3)["undated_open"] == "1"
    assert values["periods"] == "1 of 1 in 2016–2018, 0 of 1 in 2019–2021, and 0 of 1 in 2022–2024"


@given(st.lists(st.tuples(st.integers(1990, 2030), st.integers(0, 4)), min_size=1, max_size=30))
def test_shares_of_a_period_make_one(works):
    levels = pd.DataFrame(works, columns=["year", "level"])
    levels["date"] = pd.to_datetime(levels["year"].astype(str) + "-06-01")
    levels["material_told"] = True
    periods = form.openness_by_period(levels, {})
    assert periods.groupby("period")["share"].sum().tolist() == pytest.approx([1.0] * periods["period"].nunique())
    assert periods["models"].sum() == len(levels)


# Founders and ties.

#: Where the owners of the organizations are told of.
PLACED = {"source": "paper", "locator": "¶1", "via": None, "as_of": "2023", "status": "reported", "dispute": None}


def test_where_dates_are_missing_work_comes_before_what_was_founded_last():
    lives = make_facts(
        ["person", "organization", "kind", "role", "start", "end"],
        ["ann", "shop", "founder", None, "2012", None],
        ["ann", "heir", "founder", None, "2015", None],
        ["ann", "lab", "employment", None, None, None],
        ["ann", "uni", "study", None, None, None],
        ["ann", "tech", "employment", None, "2017", None],
        ["ann", "tech", "employment", None, None, None],
        ["bob", "shop", "founder", None, None, None],
        ["bob", "heir", "founder", None, None, None],
        ["cat", "lab", "founder", None, None, None],
        ["cat", "arm", "employment", None, "2020", None],
    )
    founded = founders.founders(lives, PEOPLE, PLACES, EVENTS).set_index(["person", "organization"])
    assert founded.loc[("ann", "heir"), "employers"] == {"lab", "shop"}  # tech came later, by its other statement
    assert founded.loc[("ann", "shop"), "employers"] == frozenset()
    assert founded.loc[("ann", "shop"), "schools"] == {"uni"}
    assert founded.loc[("bob", "heir"), "employers"] == frozenset()  # of two foundings neither is known to be first
    assert founded.loc[("cat", "lab"), "employers"] == frozenset()  # the lab was founded in 2015


FOUND = pd.DataFrame(
    [
        ["uni", "lab", "people", 3, 2], ["tech", "lab", "people", 1, 0], ["shop", "lab", "funded", 1, 0],
        ["lab", "heir", "people", 2, 0], ["lab", "arm", "owns", 1, 0], ["dept", "uni", "people", 1, 0],
    ],
    columns=["origin", "heir", "tie", "strength", "likely"],
)  # fmt: skip


def test_ties_are_people_money_and_owners():
    founding = founders.founders(LIVES, PEOPLE, PLACES, EVENTS)
    found = genealogy.ties(founding, EVENTS, PARTS, PLACES).set_index(["origin", "heir", "tie"])["strength"]
    assert found[("uni", "heir", "people")] == 2  # ann and, by a group of the university, bob
    assert found[("shop", "lab", "funded")] == 1
    assert found[("lab", "shop", "funded")] == 1  # bought
    assert found[("lab", "arm", "owns")] == 1
    assert genealogy.ties(founding, EVENTS, PARTS, PLACES)["likely"].sum() == 0
    guessed = LIVES.assign(
        status=LIVES["status"].mask(LIVES["person"].eq("ann") & LIVES["kind"].eq("study"), "estimate")
    )
    sure = genealogy.ties(founders.founders(guessed, PEOPLE, PLACES, EVENTS), EVENTS, PARTS, PLACES)
    assert sure[sure["likely"] > 0].drop(columns="tie").to_numpy().tolist() == [["uni", "heir", 2, 1]]
    graph = genealogy.graph_of(found.reset_index())
    assert graph.number_of_edges() == len(found)
    assert nx.has_path(graph, "lab", "heir")


def test_a_neighbourhood_goes_back_and_forth_by_generations():
    near = genealogy.neighbourhood(FOUND, "lab", NAMES)
    generation = dict(zip(near["origin"], near["origin_generation"], strict=True))
    assert generation == {"uni": -1, "tech": -1, "shop": -1, "lab": 0, "dept": -2}
    assert set(near.loc[near["heir_generation"] == 1, "heir"]) == {"heir", "arm"}
    values = genealogy.neighbourhood_values(near, "Lab", 4)
    assert (values["origins"], values["verb"]) == ("Shop, Tech, and Uni", "stand")
    assert values["strongest"] == "No other place has as many founders of Lab as Uni (3, 2 of them only likely)"
    assert values["heirs"] == "Lab itself stands behind Arm and Heir"
    tied = near.assign(strength=near["strength"].replace(1, 3))
    assert genealogy.neighbourhood_values(tied, "Lab", 4)["strongest"] == (
        "No place has more founders of Lab than Tech and Uni (3 each; of those of Uni 2 only likely)"
    )
    single = genealogy.neighbourhood_values(near.assign(strength=1, likely=0), "Lab", 4)
    assert single["strongest"] == "No two founders of Lab are known to have been at the same place"
    money_only = near[near["tie"] == "funded"]
    unnamed, unknown = (genealogy.neighbourhood_values(money_only, "Lab", founders) for founders in (0, 1))
    assert unnamed["strongest"] == "No founder of Lab is named"
    assert unknown["strongest"] == "Where the founders of Lab had been before is not told"
    assert unnamed["heirs"] == "Lab is not known to stand behind another organization"
    # With room for two, the funder and the place of most founders stay, and no second generation fits.
    few = genealogy.neighbourhood(FOUND, "lab", NAMES, most=2)
    assert set(few["origin"]) == {"uni", "shop", "lab"}
    assert few["left_out"].tolist() == [1] * len(few)
    assert genealogy.neighbourhood(FOUND, "group", NAMES).empty
    assert genealogy.neighbourhood_values(near.iloc[:0], "Lab", 0) == {}


@given(st.lists(st.tuples(*[st.sampled_from(sorted(NAMES))] * 2), unique=True, max_size=20), st.integers(1, 5))
def test_a_neighbourhood_keeps_within_its_room(pairs, most):
    found = pd.DataFrame([(a, b, "people", 1, 0) for a, b in pairs if a != b], columns=FOUND.columns)
    near = genealogy.neighbourhood(found, "lab", NAMES, most=most)
    before = set(near.loc[near["origin_generation"] < 0, "origin"])
    after = set(near.loc[near["heir_generation"] > 0, "heir"])
    assert len(before) <= most
    assert len(after) <= most
    assert (near["heir_generation"] - near["origin_generation"] == 1).all()


def test_ancestors_are_ranked_by_whom_they_stand_behind():
    table = genealogy.ancestor_table(FOUND, NAMES)
    assert table.iloc[0].tolist() == ["Lab", "2", "1", "0", "1"]
    # Lab stands behind two, each of the others behind one: the four that tie are in it together or not at all.
    assert len(genealogy.ancestor_table(FOUND, NAMES, rows=3)) == 5
    assert genealogy.ancestor_table(FOUND, NAMES, rows=2)["Organization"].tolist() == ["Lab"]
    assert genealogy.ancestor_table(FOUND.iloc[:3], NAMES, rows=1)["Organization"].tolist() == ["Tech"]
    assert genealogy.ancestor_table(FOUND, NAMES, rows=1)["Organization"].tolist() == ["Lab"]


def test_ties_rest_on_lives_money_givers_and_owners(dataset):
    whole = replace(small(dataset), organizations=KINDS.assign(**PLACED))
    facts = genealogy.evidence_of(whole, pd.DataFrame({"origin": ["shop", "lab"], "heir": ["lab", "arm"]}))
    # No founder of the lab or the arm is told; f1 and f2 fund the lab, shop as one of two gave to f2, the lab owns the arm.
    assert len(facts) == 2 + 1 + 1
    people_too = genealogy.evidence_of(whole, pd.DataFrame({"origin": ["lab"], "heir": ["tech"]}))
    assert len(people_too) == 2 + 2 + 1  # the stays of dan and of eve, who founded Tech, and that it was bought (a3)


# Cadence and growth.

LINE = pd.DataFrame(
    {
        "organization": ["lab"] * 4 + ["heir"] * 2,
        "name": ["Lab"] * 4 + ["Heir"] * 2,
        "date": ["2020-01-01", "2020-01-11", "2020", "2020-02-10", "2020", "2020"],
        "day": pd.to_datetime(["2020-01-01", "2020-01-11", "2020-07-01", "2020-02-10", "2020-07-01", "2020-07-01"]),
    }
)


def test_a_median_gap_is_between_sharp_dates():
    table = cadence.cadence(LINE).set_index("organization")
    # Between the sharp dates lie 10 and 30 days; the first and last dots are 182 days apart, too few for a mean.
    assert (table.loc["lab", "releases"], table.loc["lab", "sharp"], table.loc["lab", "median"]) == (4, 3, 20)
    assert table.loc["lab", "mean"] != table.loc["lab", "mean"]
    assert table.loc["heir", ["median", "mean"]].isna().all()
    later = pd.concat([LINE, LINE.iloc[[0]].assign(day=pd.Timestamp("2022-01-01"))])
    assert cadence.cadence(later).set_index("organization").loc["lab", "mean"] == pytest.approx(731 / 4)
    values = cadence.cadence_values(table.reset_index(), "lab", "Lab")
    assert values["told"] == "4 dated releases of Lab are told, 3 of them to the month or day (median 3 weeks apart)"
    assert values["timed"].startswith("For no two organizations")
    timed = pd.DataFrame({"organization": ["lab", "heir", "uni"], "name": ["Lab", "Heir", "Uni"], "releases": [4, 4, 4],
                          "sharp": [4, 4, 4], "median": [20.0, 10.0, 30.0], "mean": [float("nan")] * 3})  # fmt: skip
    shortest = cadence.cadence_values(timed, "lab", "Lab")["timed"]
    assert shortest == "Of 3 organizations with enough dates for a median, Heir has the shortest gap (1 week)"
    assert "Heir has the shorter gap" in cadence.cadence_values(timed.iloc[:2], "lab", "Lab")["timed"]
    assert cadence.cadence_values(table.reset_index(), "uni", "Uni")["told"] == "No dated release of Uni is told"
    assert cadence.cadence_values(table.reset_index().iloc[:0], "uni", "Uni") == {}


@given(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2025, 1, 1)), min_size=3, max_size=20))
def test_a_median_gap_lies_between_the_shortest_and_the_longest(days):
    line = pd.DataFrame(
        {"organization": "lab", "name": "Lab", "date": [str(day) for day in days], "day": pd.to_datetime(days)}
    )
    row = cadence.cadence(line).iloc[0]
    gaps = [(after - before).days for before, after in zip(sorted(days)[:-1], sorted(days)[1:], strict=True)]
    assert min(gaps) <= row["median"] <= max(gaps)


SIZES = make_facts(
    ["model", "parameters_low", "parameters_high"],
    ["robot", 8e9, None],
    ["t", 1e9, None],
    ["t2", 1e11, 1e11],
    ["joke", 1e15, None],
    status=["reported", "reported", "estimate", "satire"],
)
MODELS = make_facts(
    ["id", "name", "kind", "organization", "released"],
    ["robot", "Robot", "model", "arm", None],
    ["t", "T", "model", "lab", "2019-02"],
    ["t2", "T2", "model", "lab", "2020-02"],
    ["joke", "Joke", "model", "lab", "2021"],
)


def test_growth_is_from_the_first_dated_model_to_the_largest():
    growth = cadence.model_growth(SIZES, MODELS, NAMES).set_index("organization")
    assert (growth.loc["lab", "factor"], growth.loc["lab", "largest"], growth.loc["lab", "models"]) == (100, "T2", 2)
    assert growth.loc["lab", "days"] == 365  # middle of February 2019 to middle of February 2020, half a day longer
    assert growth.loc["arm", ["factor", "days"]].isna().all()
    values = cadence.growth_values(growth.reset_index(), "uni", "Uni")
    assert values["fastest"] == "Only the models of Lab can be followed over time: 100-fold in 1 year, from T to T2"
    assert (values["guessed"], values["own"]) == ("1 of 2", "No document prints the size of a model of Uni")
    assert cadence.growth_table(growth.reset_index(), "lab")["Growth"].tolist() == ["100-fold in 1 year", "–"]
    assert cadence.growth_values(growth.reset_index().iloc[:0], "lab", "Lab") == {}


@given(st.integers(1, 40), st.integers(1, 15), st.integers(0, 39))
def test_a_long_table_of_growth_folds_into_one_line_and_keeps_the_focus(organizations, rows, focus):
    growth = pd.DataFrame(
        {
            "organization": [f"o{each}" for each in range(organizations)], "name": [f"O{each}" for each in range(organizations)],
            "models": 1 + pd.Series(range(organizations)) % 3, "largest": "M", "largest_size": 1e12 / (1 + pd.Series(range(organizations))),
            "status": "reported", "factor": float("nan"), "days": float("nan"),
        }
    )  # fmt: skip
    table = cadence.growth_table(growth, f"o{focus}", rows)
    assert len(table) <= rows + 2
    assert focus >= organizations or f"O{focus}" in set(table["Organization"])
    # Nothing gets lost: the models of those folded stand in their line.
    assert sum(int(models) for models in table["Sized models"]) == growth["models"].sum()
    named = int(table["Organization"].str.startswith("O").sum())
    folded = table["Organization"].iloc[-1]
    assert (named == organizations) or folded in {f"{organizations - named} others", "1 other"}


def test_the_rest_of_the_table_of_growth_says_what_it_holds():
    growth = pd.DataFrame(
        [["a", "A", 4, "M1", 9e9, "reported"], ["b", "B", 2, "M2", 8e9, "estimate"], ["c", "C", 1, "M3", 7e9, "reported"],
         ["d", "D", 1, "M4", 6e9, "estimate"]],
        columns=["organization", "name", "models", "largest", "largest_size", "status"],
    ).assign(factor=float("nan"), days=float("nan"))  # fmt: skip
    table = cadence.growth_table(growth, "d", 1)
    assert table["Organization"].tolist() == ["A", "D", "2 others"]
    assert table.iloc[-1].tolist() == ["2 others", "3", "M2", "8B", "estimate", "–"]


def test_who_grew_most_has_three_sized_models_where_anyone_has():
    growth = pd.DataFrame(
        {
            "organization": ["a", "b"], "name": ["A", "B"], "models": [2, 3], "largest": ["A2", "B3"], "largest_size": [1e12, 1e9],
            "status": "reported", "start": ["A1", "B1"], "peak": ["A2", "B3"], "factor": [1e9, 16.0], "days": [12000.0, 730.0],
        }
    )  # fmt: skip
    said = cadence.growth_values(growth, "a", "A")["fastest"]
    assert said == (
        # 16-fold is four doublings, in 24 months.
        "The models of B grew fastest among organizations with 3 or more sized models over more than a year: 16-fold in 2 years, "
        "one doubling every 6 months, from B1 to B3"
    )
    few = cadence.growth_values(growth.assign(models=2), "a", "A")["fastest"]
    assert few == "The models of A grew most: 1B-fold in 33 years, from A1 to A2"


# People.

HEADS = make_facts(
    ["organization", "unit", "date", "low", "high"],
    ["lab", None, "2020-01-01", 100.0, 100.0],
    ["lab", None, "2021-01-01", 200.0, 200.0],
    ["lab", None, "2022-01-01", 400.0, 400.0],
    ["lab", None, "2022-01-01", 300.0, 300.0],
    ["lab", "research", "2023-01-01", 9.0, 9.0],
    ["arm", None, "2021", 50.0, None],
    ["arm", None, None, 60.0, 60.0],
    ["uni", None, "2021-05-01", 9000.0, 9000.0],
    status=["reported"] * 7 + ["hearsay"],
)


def test_head_counts_are_of_whole_organizations_dated_and_believed():
    line = staff.head_counts(HEADS, NAMES)
    assert line[["organization", "low"]].to_numpy().tolist() == [
        ["lab", 100],
        ["lab", 200],
        ["lab", 300],
        ["lab", 400],
        ["arm", 50],
    ]
    assert set(staff.followed(line)["organization"]) == {"lab"}
    growth = staff.staff_growth(line)
    assert growth[["counts", "first_heads", "last_heads"]].iloc[0].tolist() == [4, 100, 400]
    # Without the 300 it doubles each year; with it a little more slowly.
    assert growth["months"].iloc[0] > 12
    exact = staff.staff_growth(staff.head_counts(HEADS.drop(index=3), NAMES))
    assert exact["months"].iloc[0] == pytest.approx(12, rel=2e-3)
    values = staff.staff_values(line, "lab", "Lab")
    assert (values["counts"], values["organizations"], values["followed"]) == (
        "5 dated counts",
        "2 organizations",
        "1 organization",
    )
    assert (values["largest"], values["heads"], values["counted"]) == ("Lab", "400 people", "Jan 1, 2022")
    assert values["differing"] == "The same day has more than one number for Lab on Jan 1, 2022 (300 and 400)."
    assert values["own"].startswith(
        "Lab went from 100 to 400 people between Jan 1, 2020 and Jan 1, 2022, one doubling every "
    )
    assert values["fastest"] == "For no two organizations can the growth be compared"
    assert staff.staff_values(line, "arm", "Arm")["own"] == "Arm is not counted on 3 days"
    assert staff.staff_values(line.iloc[:0], "lab", "Lab") == {}
    assert staff.staff_table(growth)[["First", "Last"]].iloc[0].tolist() == ["100 (2020)", "400 (2022)"]


def test_too_few_head_counts_are_said_to_be_too_few():
    line = staff.head_counts(HEADS[HEADS["organization"] == "arm"], NAMES)
    assert staff.too_few(line).startswith(
        "1 dated count of 1 organization is told, and none of the organizations is counted on as many as 3 days"
    )
    assert staff.too_few(line.iloc[:0]) == "No dated count of a whole organization is told."


@given(st.integers(3, 20), st.floats(2, 60), st.permutations(range(20)))
def test_staff_that_doubles_steadily_has_that_doubling_time_in_any_order(number, months, order):
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=round(each * months * 365.25 / 12)) for each in range(number)]
    rows = [["lab", None, str(days[each]), 10.0 * 2**each, None] for each in order if each < number]
    growth = staff.staff_growth(
        staff.head_counts(make_facts(["organization", "unit", "date", "low", "high"], *rows), NAMES)
    )
    assert growth["months"].iloc[0] == pytest.approx(months, rel=0.02)
    assert growth["last_heads"].iloc[0] == 10.0 * 2 ** (number - 1)


# The field.

KINDS = PLACES.assign(kind=["lab", "lab", "startup", "startup", "university", "company", "lab", "lab"])


def test_the_field_has_firms_universities_and_start_ups_of_a_country():
    works = make_facts(
        ["id", "name", "kind", "organization", "released"],
        ["m1", "M1", "model", "tech", None],
        ["m2", "M2", "model", "group", None],
        ["m3", "M3", "model", "lab", None],
    )
    sizes = make_facts(["model", "parameters_low", "parameters_high"], ["m2", 5.0, None])
    found = field.field(LIVES, works, sizes, EVENTS, PARTS, KINDS, "CN")
    assert found[["name", "group", "models", "people"]].to_numpy().tolist() == [
        ["Tech", "firms", 1, 3],
        ["Uni", "university groups", 1, 1],  # by its group, where bob taught; the founding of fay is a joke
        ["Heir", "start-ups out of universities", 0, 2],  # of bob, who taught
        ["Shop", "other start-ups", 0, 2],
    ]
    assert found.set_index("name").loc["Heir", "backers"] == "1 person"
    values = field.field_values(found, "CN")
    assert (values["organizations"], values["models"], values["sized"]) == (
        "4 organizations",
        "2 models",
        "1 organization",
    )
    shown = field.field_table(found)
    assert shown["Largest model"].tolist() == ["–", "5", "–", "–"]
    assert shown["Models"].tolist() == ["1", "1", "–", "–"]
    assert field.field_table(found.assign(people=0))["People named"].tolist() == ["–"] * 4
    assert field.sorts_shown(found) == "firms, university groups, start-ups out of universities, and other start-ups"
    # Without bob, who taught, none came out of a university, and there is nothing that the others are other than.
    plain = field.field(LIVES[LIVES["person"] != "bob"], works, sizes, EVENTS, PARTS, KINDS, "CN")
    assert plain["group"].tolist() == ["firms", "university groups", "start-ups", "start-ups"]
    alone = field.field_values(found.iloc[:1], "CN")
    assert (alone["most"], alone["sized"], alone["unbacked"]) == ("", "none", "1 organization")
    assert field.field_values(found.iloc[:0], "CN") == {}


GAPS = make_facts(
    ["organization", "person", "artifact", "indicator", "date", "low", "high", "unit", "currency", "base"],
    [None, None, "robot", "lag-to-t", "2023", 1.5, 1.5, "years", None, None],
    [None, None, None, "lag-to-t", None, 0.5, 2.0, "years", None, "All firms"],
    ["shop", None, None, "lag-to-t", None, 1.0, None, "generations", None, None],
    [None, None, "robot", "gpt-level", "2023", 2.5, 3.0, "GPT version", None, None],
    ["shop", None, None, "papers", "2023", 2.5, 3.0, "papers", None, None],
    status=["estimate", "estimate", "hearsay", "forecast", "reported"],
)
TITLES = {"robot": "Robot", "t": "T"}


def test_gaps_name_who_is_behind_whom_and_hearsay_is_told_but_not_counted():
    told = field.gaps(GAPS, NAMES, TITLES)
    assert told[["who", "behind", "counts"]].to_numpy().tolist() == [
        ["Robot", "T", True], ["All firms", "T", True], ["Robot", "", True], ["Shop", "T", False],
    ]  # fmt: skip
    values = field.gap_values(told)
    assert (values["estimates"], values["range"]) == ("2 estimates", "0.5–2 years")
    assert values["levels"] == "In versions of GPT, 1 statement may be counted (forecasts among them: 1)"
    assert values["hearsay"] == "Left out as hearsay: 1"
    assert field.gap_values(field.gaps(GAPS.drop(index=2), NAMES, TITLES))["hearsay"] == "Left out as hearsay: none"
    behind = field.gaps(GAPS.assign(base=GAPS["base"].replace("All firms", "All firms behind T")), NAMES, TITLES)
    assert behind.loc[1, ["who", "behind"]].tolist() == ["All firms", "T"]
    assert len(field.drawn(told)) == 3
    assert field.gap_table(told)["Gap or level"].tolist() == [
        "1.5 years",
        "0.5–2 years",
        "level 2.5–3",
        "at least 1 generation",
    ]
    assert field.gap_values(told[told["measure"] != "years"]) == {}


def test_estimates_agree_when_they_leave_room_for_one_answer(dataset):
    whole = replace(dataset, indicators=GAPS)
    finding = key_findings.gap_finding(whole)
    assert (finding.holds, finding.values["common"]) == (True, "1.5")
    apart = GAPS.assign(low=GAPS["low"].replace(1.5, 2.5), high=GAPS["high"].replace(1.5, 2.5))
    assert key_findings.gap_finding(replace(dataset, indicators=apart)).holds is False
    assert key_findings.gap_finding(replace(dataset, indicators=GAPS.iloc[1:])).holds is None


# Research.

RANKS = make_facts(
    ["ranking", "period", "organization", "person", "rank_low", "rank_high", "scope"],
    ["List", "2012/2021", "tech", None, 16, 16, None],
    ["List", "2012/2021", "tech", None, 1, 1, "firms"],
    ["List", "2012/2021", "lab", None, 1, 1, None],
    ["List", None, "lab", None, 1, None, "firms"],
).astype({"rank_low": "Int64", "rank_high": "Int64"})


def test_a_place_depends_on_the_circle(dataset):
    found = research.places(RANKS, NAMES, PEOPLE)
    assert research.circles(found)["who"].tolist() == ["Tech", "Tech"]
    assert research.place_table(found)["Place"].tolist() == ["16", "1", "1", "listed"]
    values = research.place_values(found)
    assert values["circles"] == "One list alone puts Tech in place 16 of the world and in place 1 of firms"
    assert (values["unprinted"], values["years"]) == ("1", "The latest year that a ranking counts is 2021")
    finding = key_findings.circle_finding(replace(dataset, publication_ranks=RANKS, organizations=PLACES))
    assert finding.holds is True
    second = RANKS.assign(
        rank_low=RANKS["rank_low"].where(RANKS["scope"].isna(), 2),
        rank_high=RANKS["rank_high"].where(RANKS["scope"].isna(), 2),
    )
    assert key_findings.circle_finding(replace(dataset, publication_ranks=second, organizations=PLACES)).holds is False


def test_papers_and_patents_stand_side_by_side():
    counts = make_facts(
        ["organization", "person", "indicator", "low", "high"],
        [None, "ann", "papers", 100, None],
        [None, "ann", "patents", 30, None],
        [None, "bob", "papers", 200, 210],
    )
    found = research.output(counts, PEOPLE, NAMES, LIVES)
    assert research.output_table(found).to_numpy().tolist() == [
        ["Bob", "Heir, Group", "200–210", ""], ["Ann", "Heir, Lab, Shop", "at least 100", "at least 30"],
    ]  # fmt: skip
    assert research.output_values(found)["open"] == "2 of 3 counts are lower bounds"
    assert research.output_values(found)["names"] == "2 people"
    firm = make_facts(["organization", "person", "indicator", "low", "high"], ["lab", None, "papers", 9, 9])
    both = research.output(pd.concat([counts, firm]), PEOPLE, NAMES, LIVES)
    assert research.output_values(both)["names"] == "2 people and 1 organization"
    assert research.output_values(found.iloc[:0]) == {}


# Cards.


def small(dataset):
    named = pd.DataFrame({"id": list(PEOPLE), "name": list(PEOPLE.values())})
    empty = {name: getattr(dataset, name).iloc[:0] for name in ("model_sizes", "fleets", "openness")}
    heads = make_facts(
        ["organization", "unit", "date", "low", "high"],
        ["lab", None, "2020", 40, 40],
        ["lab", None, "2019", 30, 30],
        ["lab", "part", "2021", 9, 9],
        ["arm", None, "2021", 500, 500],
    )
    return replace(
        dataset, people=named, organizations=KINDS, events=EVENTS, affiliations=LIVES, artifacts=WORKS, headcounts=heads, participants=PARTS,
        **empty,
    )  # fmt: skip


def test_a_card_has_what_is_told_and_nothing_else(dataset):
    table = profiles.profiles(small(dataset), LEVELS, USD).set_index("organization")
    lab = table.loc["lab"]
    assert lab["founded"] == "2015-12"
    assert (lab["head count"], lab["money closed"], lab["money not paid"]) == (40, 300, 1000)
    assert (lab["people named"], lab["dated releases"], lab["models"]) == (4, 3, 2)  # with those of the arm
    assert lab["models to build on"] == pytest.approx(1 / 3)
    assert lab[["largest model", "accelerators"]].isna().all()
    assert "group" not in table.index  # a group of a university
    assert "uni" not in table.index


def test_peers_are_no_kin_and_share_most_measures(dataset):
    whole = small(dataset)
    table = profiles.profiles(whole, LEVELS, USD)
    cards = profiles.with_peers(table, KINDS, "lab", most=2)
    # The arm belongs to the lab. Of shop and tech only people are told as well, three of tech, which is nearer to the four
    # of the lab than the two of shop.
    assert cards["organization"].tolist() == ["lab", "heir", "tech"]
    assert cards["shared"].tolist() == [7, 3, 1]
    values = profiles.card_values(cards, "Lab")
    assert (values["measures"], values["told"], values["missing"]) == ("7 measures", "7", "none is missing")
    assert (
        values["silent"]
        == "Told of none of those shown, and so without a panel or a row: largest model and accelerators."
    )
    assert "Heir (3) and Tech (1); of equals those come first that are in the same country" in values["peers"]
    assert values["founded"] == "Founding dates are told of Lab (Dec 2015)"
    assert values["heads"] == "A head count stands with its date."
    # Four people against two and three; of money closed the heir has 500, and the rest is told of the lab alone.
    assert values["leads"] == "Of those shown Lab has the largest figure in people named"
    assert profiles.card_values(cards.assign(**{"head count": float("nan")}), "Lab")["heads"] == ""
    shown = profiles.card_table(cards, "USD").set_index("Measure")
    assert list(shown.index) == profiles.shown_measures(cards)
    assert shown.loc["money closed"].tolist() == ["$300", "$500", "–"]
    assert shown.loc["head count"].tolist() == ["40 (2020)", "–", "–"]
    undated = profiles.card_table(cards.assign(counted=None), "USD").set_index("Measure")
    assert undated.loc["head count", "Lab"] == "40 (undated)"
    # Who is in the same country comes before who has the nearest number of people, and so does who is of the same kind.
    places = KINDS.assign(country=["US", "US", "CN", "US", "CN", "CN", "CN", "CN"])
    assert profiles.with_peers(table, places, "lab", most=2)["organization"].tolist() == ["lab", "heir", "shop"]
    kinds = KINDS.assign(kind=KINDS["kind"].where(KINDS["id"] != "shop", "lab"))
    assert profiles.with_peers(table, kinds, "lab", most=2)["organization"].tolist() == ["lab", "heir", "shop"]
    assert profiles.card_values(profiles.with_peers(table, KINDS, "uni"), "Uni") == {}
    assert set(profiles.evidence_of(whole, ["lab"])["status"]) <= {"reported", "disputed", "forecast"}


def test_the_field_rests_on_those_who_gave_too(dataset):
    whole = replace(small(dataset), organizations=KINDS.assign(**PLACED))
    lives, money_given = LIVES[LIVES["organization"] == "heir"], PARTS[PARTS["event"] == "f3"]
    # f3 and the undated f4 fund the heir, whose other giver is hearsay; no work of it is told.
    assert len(field.evidence_of(whole, ["heir"])) == len(lives) + 2 + len(money_given)


def test_an_earlier_edition_has_no_later_artifacts_and_owners(dataset):
    early = timeline.as_told(dataset, dt.date(1990, 1, 1))
    assert early.artifacts.empty
    assert early.organizations["parent"].isna().all()
    assert timeline.as_told(dataset, None) is dataset


# Findings on the whole.


def test_funders_of_several_and_closing_after_a_change_of_form(dataset):
    several = key_findings.backer_finding(small(dataset))
    assert (several.holds, several.values["who"]) == (True, "Ann")
    one = replace(small(dataset), participants=PARTS[PARTS["event"] != "f3"])
    assert key_findings.backer_finding(one).holds is False
    assert key_findings.backer_finding(replace(one, participants=PARTS.iloc[:0])).holds is None
    works = make_facts(
        ["id", "name", "kind", "organization", "released"],
        ["old", "Old", "model", "lab", "2017"],
        ["next", "Next", "model", "lab", "2018"],
        ["later", "Later", "model", "lab", "2020"],
        ["new", "New", "model", "lab", "2021"],
    )
    opened = make_facts(
        ["artifact", "part", "access", "date"],
        ["old", "weights", "open", None],
        ["next", "weights", "open", None],
        ["later", "weights", "closed", None],
        ["new", "weights", "closed", None],
    )
    whole = replace(small(dataset), artifacts=works, openness=opened)
    assert key_findings.openness_finding(whole, "lab").holds is True
    turned = opened.assign(access=opened["access"].tolist()[::-1])
    assert key_findings.openness_finding(replace(whole, openness=turned), "lab").holds is False
    assert key_findings.openness_finding(replace(whole, openness=OPEN), "lab").holds is None
    # One model on a side is too few to speak of.
    assert key_findings.openness_finding(replace(whole, openness=opened.iloc[1:]), "lab").holds is None


def test_only_models_have_a_level_of_openness_in_this_chapter(dataset):
    kinds = dataset.artifacts.set_index("id")["kind"]
    levels = form.models_reached(dataset)
    assert set(levels["artifact"].map(kinds)) == {"model"}
    assert "bigmodel" not in set(levels["artifact"])  # a platform
    assert form.models_reached(replace(dataset, openness=dataset.openness.iloc[:0])).empty


def test_the_largest_size_of_an_organization_may_be_that_of_a_product_and_an_owner_abroad_is_named(dataset):
    tables = (dataset.affiliations, dataset.artifacts, dataset.model_sizes, dataset.events, dataset.participants)
    home = field.field(*tables, dataset.organizations, "CN").set_index("organization")
    assert home.loc["baidu", "largest"] == 10e12  # of ERNIE Bot, a product
    abroad = field.field(*tables, dataset.organizations, "GB").set_index("organization")
    assert abroad.loc["deepmind", "backers"] == "Google (owner) and 1 person"


def test_founders_elsewhere_are_counted(dataset):
    founded = founders.founders(dataset.affiliations, dataset.names("people"), dataset.organizations, dataset.events)
    assert founders.named_values(founded.iloc[:2])["founders"] == "2 founders"
    assert founders.named_values(founded.iloc[:0]) == {}
