"""Compute: fleets, chips, training and answering, against sums done by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st

from labatlas.analysis import compute
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import documents_first
from labatlas.formatting import decimal
from labatlas.tables.compute import ON_MATRIX_UNITS

USD = Rates("USD", {"USD": 1.0, "CNY": 0.1}, "2023", pd.DataFrame())
PLACES = pd.DataFrame(
    {
        "id": ["group", "cloud", "rival", "abroad"],
        "name": ["Group", "Cloud", "Rival", "Abroad"],
        "country": ["CN", "CN", "CN", "US"],
        "parent": [None, "group", None, None],
    }
)
FLEET = ["organization", "accelerator", "kind", "date", "low", "high", "scope"]
FLEETS = make_facts(
    FLEET,
    ["cloud", "a100", "stock", "2023", 100.0, None, None],
    ["group", None, "stock", "2023", 500.0, None, None],
    ["cloud", "a100", "purchase", "2022", 200.0, 300.0, None],
    ["rival", "a800", "order", "2023", 240.0, 240.0, None],
    ["rival", None, "demand", "2023", 900.0, 900.0, None],
    ["abroad", None, "stock", "2023", 9999.0, None, None],
    status=["estimate", "estimate", "estimate", "estimate", "forecast", "hearsay"],
    via=["talk", None, "brief", None, "talk", "rumour"],
)
CHIPS = {"a100": "A100", "a800": "A800"}
CLAIM = ["model", "measure", "low", "high", "unit", "currency", "scope", "baseline", "claimant"]
CLAIMS = make_facts(
    CLAIM,
    ["bot", "accelerators-per-query", 4.0, 4.0, "accelerators", None, None, None, "X"],
    ["bot", "seconds-per-query", 3.0, 3.0, "s", None, None, None, "X"],
    ["bot", "inference-cost-per-day", 1000.0, 1000.0, "currency", "CNY", "A search engine", None, "Y"],
    ["bot", "inference-cost-per-year", 36000.0, None, "currency", "USD", "A search engine", None, "Y"],
    ["gpt", "entry-hardware-cost", 105.0, 105.0, "currency", "USD", None, None, None],
    ["late", "compute-growth", 16.0, 16.0, "ratio", None, None, "early", None],
)
WORKS = pd.DataFrame(
    {
        "id": ["early", "late", "bot", "gpt", "undated"],
        "name": ["Early", "Late", "Bot", "GPT", "Undated"],
        "organization": ["cloud", "cloud", "rival", None, "group"],
        "released": ["2012-03", "2020", "2022-11-30", "2019-01", None],
    }
)
TITLES = dict(zip(WORKS["id"], WORKS["name"], strict=True))
RUNS = make_facts(
    ["model", "accelerator", "count_low", "count_high", "days_low", "days_high"],
    ["gpt", "a100", 10.0, None, 30.0, 31.0],
    ["late", None, 512.0, 512.0, None, 10.0],
    ["bot", "a100", 7.0, 8.0, 2.0, 2.0],
)
MEASURES = make_facts(
    ["accelerator", "measure", "low", "high", "unit", "currency", "condition"],
    ["a100", "price", 100.0, 100.0, "currency", "CNY", "used"],
    ["a100", "price", 12.0, 12.0, "currency", "USD", "new"],
    ["mine", "performance-to-a100", 0.6, 0.7, "ratio", None, None],
    ["yours", "performance-to-a100", 0.65, None, "ratio", None, None],
)


# Fleets.


def test_fleets_are_ranked_and_belong_to_the_group_at_the_top():
    ranges = compute.fleet_ranges(FLEETS, PLACES, CHIPS)
    assert ranges["low"].tolist() == [900, 500, 240, 200, 100]  # hearsay left out
    assert ranges["owner"].tolist() == ["rival", "group", "rival", "group", "group"]
    assert ranges["name"].tolist() == ["Rival", "Group", "Rival", "Cloud", "Cloud"]
    assert ranges["chip"].isna().tolist() == [True, True, False, False, False]
    assert ranges["chip"].dropna().tolist() == ["A800", "A100", "A100"]
    # The talk a statement was heard in, else the source itself.
    assert ranges["told_by"].tolist() == ["talk", "paper", "paper", "brief", "talk"]
    assert (ranges["low"] <= ranges["high"].fillna(math.inf)).all()


def test_holdings_of_one_owner_are_not_added_and_wishes_are_no_holdings():
    largest = compute.largest_holdings(compute.fleet_ranges(FLEETS, PLACES, CHIPS))
    assert largest[["owner", "low"]].to_numpy().tolist() == [["group", 500.0], ["rival", 240.0]]


def test_what_is_only_forecast_is_not_in_hand():
    # The group's 500 are forecast: its cloud's 200 bought are the most it has, less than the rival's 240.
    fleets = FLEETS.assign(status=["estimate", "forecast", "estimate", "estimate", "forecast", "hearsay"])
    ranges = compute.fleet_ranges(fleets, PLACES, CHIPS)
    largest = compute.largest_holdings(ranges)
    assert largest[["owner", "low"]].to_numpy().tolist() == [["rival", 240.0], ["group", 200.0]]
    values = compute.fleet_values(ranges, "CN", "cloud")
    # 240 + 200
    assert values["home"] == (
        "all are in China, and the largest number each is said to hold or to have ordered adds up to at least 440"
    )
    assert values["holders"] == "2 owners"
    assert (values["estimates"], values["forecasts"], values["statements"]) == ("3", "2", "5 statements")
    assert compute.fleet_values(ranges[ranges["status"] == "forecast"], "CN", "cloud") == {}


def test_what_is_said_of_fleets():
    values = compute.fleet_values(compute.fleet_ranges(FLEETS, PLACES, CHIPS), "CN", "cloud")
    assert (values["largest"], values["largest_count"], values["holders"]) == ("Group", "500", "2 owners")
    # 500 + 240
    assert values["home"] == (
        "all are in China, and the largest number each is said to hold or to have ordered adds up to at least 740"
    )
    assert values["focus_statements"] == "2"
    assert (values["estimates"], values["forecasts"], values["statements"]) == ("4", "1", "5 statements")
    assert values["statements"].number == 5
    assert (values["open_ended"], values["open_ended"].number) == ("2", 2)  # the 500 and the 100
    assert values["publications"] == "3 publications"  # talk, paper and brief; the rumour is hearsay
    closed = FLEETS.assign(high=FLEETS["low"])
    assert compute.fleet_values(compute.fleet_ranges(closed, PLACES, CHIPS), "CN", "cloud")["open_ended"] == "none"
    group = compute.fleet_values(compute.fleet_ranges(FLEETS, PLACES, CHIPS), "US", "group")
    assert (group["focus_statements"], group["home"]) == ("3", "none is in the United States")
    assert compute.fleet_values(compute.fleet_ranges(FLEETS.iloc[:0], PLACES, CHIPS), "CN", "cloud") == {}


def test_one_owner_one_statement_and_one_publication_are_said_in_the_singular():
    alone = compute.fleet_values(compute.fleet_ranges(FLEETS.iloc[3:4], PLACES, CHIPS), "CN", "rival")
    assert alone == {
        "largest": "Rival",
        "largest_count": "240",
        "holders": "1 owner",
        "home": "1 is in China, and the largest number each is said to hold or to have ordered adds up to at least 240",
        "focus_statements": "1",
        "estimates": "1",
        "forecasts": "none",
        "statements": "1 statement",
        "open_ended": "none",
        "publications": "1 publication",
    }


@given(st.permutations(range(len(FLEETS))), st.permutations(list(FLEETS.columns)), st.permutations(range(len(PLACES))))
def test_the_order_of_rows_and_columns_changes_no_fleet(rows, columns, places):
    shuffled = compute.fleet_ranges(FLEETS.iloc[list(rows)][list(columns)], PLACES.iloc[list(places)], CHIPS)
    straight = compute.fleet_ranges(FLEETS, PLACES, CHIPS)
    pd.testing.assert_frame_equal(shuffled, straight)
    pd.testing.assert_frame_equal(compute.largest_holdings(shuffled), compute.largest_holdings(straight))


# Chips.


def test_chips_are_compared_with_the_a100():
    chips = pd.DataFrame({"id": ["mine", "yours"], "name": ["Mine", "Yours"], "country": ["CN", "US"]})
    ratios = compute.relative_performance(MEASURES, chips)
    assert ratios[["name", "country", "low", "high", "open"]].to_numpy().tolist() == [
        ["Mine", "CN", 0.6, 0.7, False],
        ["Yours", "US", 0.65, 0.65, True],
    ]


# Sizes.

SIZES = make_facts(
    ["model", "parameters_low", "parameters_high"],
    ["late", 8e9, 9e9],
    ["early", 2e9, None],
    ["undated", 1e12, None],
    ["bot", 4e9, 4e9],
)


ASSUMED = pd.DataFrame(
    [
        ["early-tokens", "tokens", None, "early", 5e9, 5e9, 5e9, "tokens", "a-2012", "2012-05", None],
        ["other-parameters", "parameters", None, "gpt", 1e9, 1e9, 1e9, "parameters", "b-2019", "2019-02", None],
        ["undated-compute", "training-compute", None, "undated", 7.0, 7.0, 7.0, "PFLOP", "c-2021", "2021", None],
        ["flop-per-parameter-and-token", "flop-per-parameter-and-token", None, None, 6, 6, 6, "FLOP", "k-2020", "2020", None],
    ],
    columns=[
        "id", "quantity", "accelerator", "model", "low", "central", "high", "unit", "reference", "as_of", "note",
    ],
)  # fmt: skip


def test_models_stand_in_time_order_and_need_a_date():
    scales = compute.model_scales(SIZES, ASSUMED, WORKS)
    growth = compute.model_growth(scales, SIZES, WORKS)
    # The undated one takes the date of its reference, GPT its size.
    assert growth["model"].tolist() == ["early", "gpt", "late", "undated", "bot"]
    assert growth["told"].tolist() == [True, False, True, True, True]
    assert growth["date"].iloc[0] == pd.Timestamp("2012-03-16")  # the middle of March
    assert (growth["low"] <= growth["high"]).all()
    values = compute.size_values(growth)
    assert values["span"].number == pytest.approx(1e12 / 1e9)
    assert (values["largest"], values["smallest"], values["models"]) == ("Undated", "GPT", "5")
    assert values["told"] == "4 of them in the documents"
    assert compute.size_values(growth.iloc[:1]) == {}


def test_scales_take_the_documents_first_and_no_class_of_size():
    scales = compute.model_scales(SIZES, ASSUMED, WORKS).set_index("model")
    # Early and undated are told as classes only, "at least".
    assert sorted(scales.index) == ["bot", "gpt", "late", "undated"]
    assert scales.loc["late", "parameters"] == 8e9
    assert scales.loc["undated", "computation"] == 7e15
    assert pd.isna(scales.loc["undated", "parameters"])
    twice = pd.concat([ASSUMED, ASSUMED.iloc[1:2].assign(id="late-parameters", model="late", central=1.0)])
    assert compute.model_scales(SIZES, twice, WORKS).set_index("model").loc["late", "parameters"] == 8e9


@given(st.permutations(range(len(SIZES))), st.permutations(range(len(WORKS))), st.permutations(list(SIZES.columns)))
def test_the_order_of_rows_and_columns_changes_no_growth(rows, works, columns):
    def grow(sizes, artifacts):
        return compute.model_growth(compute.model_scales(sizes, ASSUMED, artifacts), sizes, artifacts)

    shuffled = grow(SIZES.iloc[list(rows)][list(columns)], WORKS.iloc[list(works)])
    pd.testing.assert_frame_equal(shuffled, grow(SIZES, WORKS))


# Training.


def test_the_entry_ticket_is_cards_times_the_cheapest_price():
    ticket = compute.entry_ticket(RUNS, MEASURES, CLAIMS, USD)
    assert ticket["model"].tolist() == ["gpt", "bot"]  # the other run names no chip
    assert ticket["price"].tolist() == pytest.approx([10, 10])  # 100 yuan are 10 dollars, less than 12
    assert ticket["computed"].tolist() == pytest.approx([10 * 10, 7 * 10])
    assert ticket["claimed"].iloc[0] == 105
    assert pd.isna(ticket["claimed"].iloc[1])
    values = compute.ticket_values(ticket, TITLES, USD)
    assert (values["model"], values["accelerators"]) == ("GPT", "10")
    assert (values["computed"].number, values["claimed"].number) == (pytest.approx(100), 105)
    assert compute.ticket_values(ticket.iloc[1:], TITLES, USD) == {}


def test_accelerator_days_are_a_range_open_where_a_factor_is():
    days = compute.accelerator_days(RUNS, TITLES)
    assert days["low"].tolist()[::2] == [10 * 30, 7 * 2]
    assert days["high"].tolist()[1:] == [512 * 10, 8 * 2]
    assert pd.isna(days["low"].iloc[1])
    assert pd.isna(days["high"].iloc[0])
    table = compute.runs_table(days)
    assert table["Accelerator-days"].tolist() == ["at least 300", "at most 5,120", "14–16"]
    assert table["Accelerators"].tolist() == ["at least 10", "512", "7–8"]
    assert table["Days"].tolist() == ["30–31", "at most 10", "2"]


@given(
    st.integers(1, 10_000),
    st.integers(0, 1000),
    st.integers(1, 300),
    st.integers(0, 30),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_range_of_accelerator_days_contains_the_truth(cards, more_cards, days, more_days, one, other):
    run = make_facts(
        ["model", "accelerator", "count_low", "count_high", "days_low", "days_high"],
        ["gpt", "a100", cards, cards + more_cards, days, days + more_days],
    )
    row = compute.accelerator_days(run, TITLES).iloc[0]
    truth = (cards + one * more_cards) * (days + other * more_days)
    assert row["low"] <= truth * (1 + 1e-9)
    assert truth <= row["high"] * (1 + 1e-9)


def test_doubling_by_hand():
    # 16-fold from March 2012 to some day of 2020 is four doublings. At the least they took from 2012-03-31 to 2020-01-01,
    # 7 * 365 + 1 (2016) days to 2019-03-31 and 276 more; at the most from 2012-03-01 to 2020-12-31, 8 * 365 + 2 (2016 and
    # 2020) days to 2020-03-01 and 305 more.
    shortest, longest = 7 * 365 + 1 + 276, 8 * 365 + 2 + 305
    assert (shortest, longest) == (2832, 3227)
    values = compute.growth_values(CLAIMS, WORKS)
    assert values["months_low"].number == pytest.approx(2832 / 365 * 12 / 4)  # 23.28
    assert values["months_high"].number == pytest.approx(3227 / 365 * 12 / 4)  # 26.52
    assert values == {
        "factor": "16", "start": "Mar 2012", "end": "2020", "first_model": "Early", "last_model": "Late",
        "months_low": "23.3", "months_high": "26.5", "months": "23.3 to 26.5",
        "range": "; the range comes from dates not known to the day",
    }  # fmt: skip
    assert compute.doubling_months(8, 3) == pytest.approx(12)


@given(st.floats(1.001, 1e9), st.floats(0.1, 50))
def test_doubling_as_often_as_said_gives_the_growth(growth, years):
    doublings = years * 12 / compute.doubling_months(growth, years)
    assert 2**doublings == pytest.approx(growth)


@pytest.mark.parametrize("growth", [0.0, 0.5, 1.0])
def test_what_did_not_grow_did_not_double(growth):
    claims = CLAIMS.assign(low=growth)
    assert compute.growth_values(claims, WORKS) == {}


def test_growth_needs_two_dates_in_order():
    assert compute.growth_values(CLAIMS, WORKS.assign(released=None)) == {}
    assert compute.growth_values(CLAIMS, WORKS.assign(released="2012")) == {}
    # Of a year and a month in it nobody knows which comes first; of a month and the next day one does.
    within = WORKS.assign(released=WORKS["released"].replace("2020", "2012"))
    assert compute.growth_values(CLAIMS, within) == {}
    next_day = WORKS.assign(released=WORKS["released"].replace("2020", "2012-04-01"))
    values = compute.growth_values(CLAIMS, next_day)
    assert values["months_low"].number == pytest.approx(1 / 365 * 12 / 4)
    assert values["months_high"].number == pytest.approx(31 / 365 * 12 / 4)


def test_growth_between_two_days_takes_one_time():
    works = WORKS.assign(released=WORKS["released"].replace({"2012-03": "2018-06-01", "2020": "2020-05-31"}))
    values = compute.growth_values(CLAIMS, works)  # 365 + 365 days: 2020-02-29 makes up for the day less
    assert (values["start"], values["end"]) == ("Jun 1, 2018", "May 31, 2020")
    assert values["months_low"].number == values["months_high"].number == pytest.approx(2 * 12 / 4)
    assert (values["months"], values["range"]) == ("6", "")
    to_the_year = compute.growth_values(CLAIMS, WORKS)
    assert to_the_year["months"] == f"{to_the_year['months_low']} to {to_the_year['months_high']}"
    assert to_the_year["range"] == "; the range comes from dates not known to the day"


# Answering.


def test_queries_a_day_follow_from_cards_and_seconds():
    # A card gives 86400 seconds a day; a query takes 4 * 3 of them.
    assert compute.queries_per_accelerator_day(CLAIMS, "bot") == 86_400 / 12
    assert math.isnan(compute.queries_per_accelerator_day(CLAIMS, "gpt"))
    assert compute.answering_model(CLAIMS) == "bot"
    assert compute.answering_model(CLAIMS.iloc[:0]) == ""


def test_what_is_said_of_answering():
    values = compute.answering_values(CLAIMS, TITLES, USD)
    assert values["per_day"].number == pytest.approx(100)  # 1000 yuan
    assert values["recomputed"].number == pytest.approx(100 * 365)
    assert values["per_year"].number == 36000
    assert (values["model"], values["claimant"], values["scope"]) == ("Bot", "Y", "A search engine")
    assert (values["per_day"], values["recomputed"], values["per_year"]) == ("$100", "$36,500", "$36,000")  # in full
    assert (values["machine_seconds"], values["queries"]) == ("12", "7,200")
    assert values["fleet_for_million"] == "139"  # 1000000 / 7200 = 138.9
    for measure in ("accelerators-per-query", "seconds-per-query", "inference-cost-per-day", "inference-cost-per-year"):
        assert compute.answering_values(CLAIMS[CLAIMS["measure"] != measure], TITLES, USD) == {}


def test_a_claim_on_answering_without_a_scope_is_on_the_model():
    assert compute.answering_values(CLAIMS.assign(scope=None), TITLES, USD)["scope"] == "Bot"


def test_large_costs_of_answering_have_two_digits():
    claims = CLAIMS.copy()
    claims.loc[claims["measure"] == "inference-cost-per-day", "low"] = 434_500_000.0  # yuan, 43.45 million dollars
    claims.loc[claims["measure"] == "inference-cost-per-year", "low"] = 1.449e10
    values = compute.answering_values(claims, TITLES, USD)
    # 43.45 million * 365 = 15,859.25 million
    assert values["recomputed"].number == pytest.approx(15_859.25e6)
    assert (values["per_day"], values["recomputed"], values["per_year"]) == ("$43M", "$16B", "$14B")


@given(st.permutations(range(len(CLAIMS))), st.permutations(list(CLAIMS.columns)))
def test_the_order_of_claims_changes_nothing(rows, columns):
    shuffled = CLAIMS.iloc[list(rows)][list(columns)]
    assert compute.answering_values(shuffled, TITLES, USD) == compute.answering_values(CLAIMS, TITLES, USD)
    assert compute.growth_values(shuffled, WORKS) == compute.growth_values(CLAIMS, WORKS)


# Findings.


def _capacity_of(dataset, fleets):
    assumptions = dataset.assumptions
    ranges = compute.fleet_ranges(fleets, dataset.organizations, dataset.names("accelerators"))
    ratios = compute.conversion(
        compute.relative_performance(dataset.accelerator_measures, dataset.accelerators),
        compute.specifications(assumptions, dataset.accelerators),
    )
    scales = compute.model_scales(dataset.model_sizes, assumptions, dataset.artifacts)
    return ranges, compute.a100_equivalents(ranges, ratios), scales, assumptions


def found(dataset, **tables):
    results = compute.findings(replace(dataset, **tables), "CN", "openai", USD)
    return {finding.id: finding for finding in results}


@pytest.mark.parametrize(("second", "holds"), [(240.0, True), (250.0, True), (251.0, False)])
def test_a_holder_stands_out_with_twice_the_next(dataset, second, holds):
    fleets = FLEETS.assign(accelerator=None)
    fleets.loc[fleets["low"] == 240, "low"] = second
    places = PLACES.merge(dataset.organizations.iloc[:0][["id"]], how="left", on="id")
    finding = found(dataset, fleets=fleets, organizations=places)["compute-one-holder-stands-out"]
    assert finding.holds is holds
    assert finding.values["ratio"].number == pytest.approx(500 / second)


HELD = make_facts(
    ["organization", "indicator", "low", "base"],
    ["group", "compute-ratio-to-cloud", 3.0, "Cloud"],
    ["group", "ai-compute-rank", 1.0, "China"],
    ["abroad", "ai-compute-rank", 2.0, "China"],
    ["rival", "ai-compute-rank", 3.0, "China"],
)


def test_the_largest_fleet_is_counted_another_way_where_one_is_told():
    ranges = compute.fleet_ranges(FLEETS, PLACES, CHIPS)
    other = compute.told_otherwise(ranges, HELD)
    # 3 times the cloud's stock of 100, and with the cloud 4 times; 500 / 4 and 500 / 3 would be needed.
    assert (other["low"], other["high"]) == (300, 400)
    assert (other["needed_low"], other["needed_high"]) == (125, pytest.approx(166.7, abs=0.1))
    assert compute.told_otherwise(ranges, HELD.assign(low=5.0)) == {}  # 500: both ways agree
    assert compute.told_otherwise(ranges, HELD.iloc[1:]) == {}
    assert compute.told_otherwise(ranges.iloc[:0], HELD) == {}
    ranked = compute.ranking(HELD, ranges, PLACES)
    assert ranked["name"].tolist() == ["Group", "Abroad", "Rival"]
    assert ranked["numbered"].tolist() == [True, False, True]  # the number of "abroad" is hearsay
    said = compute.order_values(ranges, HELD, PLACES)
    assert said["otherwise"].startswith(
        "Group is also said to have 3 times what Cloud has, of which at least 100 are told: that makes at least 300, or 400"
    )
    assert said["order"] == (
        "Ranked in China by what they hold are Group, Abroad, and Rival, in this order; no number is told of Abroad."
    )
    assert compute.order_values(ranges, HELD.iloc[:0], PLACES) == {}


def test_the_finding_says_what_speaks_against_the_largest_number(dataset):
    places = PLACES.merge(dataset.organizations.iloc[:0][["id"]], how="left", on="id")
    tables = {"fleets": FLEETS.assign(accelerator=None), "organizations": places}
    indicators = HELD.reindex(columns=dataset.indicators.columns)
    said = found(dataset, **tables, indicators=indicators)["compute-one-holder-stands-out"].sentence
    assert "3 times the 100 or more of Cloud makes only 300 to 400" in said
    assert said.endswith("of Abroad, ranked before Rival, no number is told.")
    silent = found(dataset, **tables, indicators=indicators.iloc[:0])["compute-one-holder-stands-out"].sentence
    assert silent.endswith("(Rival, 240).")


@pytest.mark.parametrize(("claimed", "holds"), [(100.0, True), (105.0, True), (106.0, False), (94.0, False)])
def test_a_ticket_checks_out_within_a_twentieth(dataset, claimed, holds):
    claims = CLAIMS.copy()
    claims.loc[claims["measure"] == "entry-hardware-cost", ["model", "low"]] = ["gpt-3", claimed]
    runs = RUNS.iloc[:1].assign(model="gpt-3")
    finding = found(dataset, cost_claims=claims, training_runs=runs, accelerator_measures=MEASURES)
    ticket = finding["compute-entry-ticket-checks-out"]
    assert ticket.values["gap"].number == pytest.approx(abs(100 / claimed - 1))
    assert ticket.holds is holds


# From the last day of 2017 to the first of April 2022 are 1,552 days, 51.0 months; from its first to the last 1,945, 63.9.
@pytest.mark.parametrize(("factor", "holds"), [(300_000.0, True), (30_000_000.0, True), (30.0, False)])
def test_the_pace_after_the_claim_is_held_against_the_claim(dataset, factor, holds):
    claims = dataset.cost_claims.copy()
    claims.loc[claims["measure"] == "compute-growth", "low"] = factor
    finding = found(dataset, cost_claims=claims)["compute-training-grew-more-slowly-after-the-claim"]
    if factor == 30_000_000.0:
        # AlphaGo Zero would then have taken more than anything since, and there is no pace after it.
        assert finding.holds is None
        return
    assert finding.holds is holds
    # PaLM: 6 * 540e9 * 780e9 against 470e15 times the factor.
    growth = 6 * 540e9 * 780e9 / (470e15 * factor)
    assert finding.values["after"].number == pytest.approx(51.0 / math.log2(growth), rel=0.005)
    if factor == 300_000.0:
        assert (finding.values["after"], finding.values["years"]) == ("12–15", "4.3–5.3")
        assert math.log2(growth) == pytest.approx(4.164, abs=1e-3)  # 51.0 and 63.9 over this are 12.2 and 15.3


@pytest.mark.parametrize(("claimed", "holds"), [(10e6, True), (3e6, False), (1.0, False)])
def test_a_claimed_cost_is_held_against_the_interval_of_the_model(dataset, claimed, holds):
    claims = dataset.cost_claims.copy()
    here = (claims["measure"] == "training-cost") & (claims["model"] == "chatgpt")
    claims.loc[here, "low"] = claimed
    finding = found(dataset, cost_claims=claims[here])["compute-claimed-training-cost-exceeds-the-model"]
    assert finding.holds is holds


@pytest.mark.parametrize(("claimed", "holds"), [(300e6, True), (3e6, False)])
def test_a_daily_cost_is_held_against_the_traffic(dataset, claimed, holds):
    claims = dataset.cost_claims.copy()
    claims.loc[claims["measure"] == "inference-cost-per-day", "low"] = claimed
    finding = found(dataset, cost_claims=claims)["compute-daily-cost-claim-needs-more-traffic"]
    assert finding.holds is holds
    assert finding.values["most"].number == 13e6 * 15


@pytest.mark.parametrize(("cheap", "holds"), [(100, True), (1e6, False)])
def test_the_widest_claim_of_efficiency_is_held_against_like_for_like(dataset, cheap, holds):
    # At a million dollars the memo's pair stands at 10 times only; 100 times less energy for M6 are then the widest claim.
    claims = dataset.cost_claims.copy()
    claims.loc[claims["model"] == "open-13b", "low"] = cheap
    finding = found(dataset, cost_claims=claims)["compute-efficiency-claims-exceed-like-for-like"]
    assert finding.holds is holds


@pytest.mark.parametrize(("accelerators", "holds"), [(100_000.0, True), (1_000.0, False)])
def test_a_fleet_is_held_against_one_training_a_month(dataset, accelerators, holds):
    fleets = dataset.fleets[dataset.fleets["organization"] == "360"].assign(low=accelerators)
    finding = found(dataset, fleets=fleets)["compute-hardware-holds-back-no-second-run"]
    assert finding.holds is holds
    # 730.5 hours, 80 % of the time in use, and 801,282 hours a training.
    point = accelerators * 730.5 * 0.8 / (6 * 175e9 * 300e9 / (312e12 * 0.35) / 3600)
    medians = compute.monthly_runs(*_capacity_of(dataset, fleets), "CN").set_index("name")["point"]
    assert medians.iloc[0] == pytest.approx(point)


@pytest.mark.parametrize("table", ["fleets", "accelerator_measures", "cost_claims", "assumptions"])
def test_no_finding_without_evidence(dataset, table):
    results = found(dataset, **{table: getattr(dataset, table).iloc[:0]})
    assert any(finding.holds is None for finding in results.values())
    assert all(finding.sentence for finding in results.values())


def test_the_bundled_claims_repeat_the_documents_arithmetic(dataset):
    rates = Rates.into("CNY", dataset.exchange_rates)
    values = compute.answering_values(dataset.cost_claims, dataset.names("artifacts"), rates)
    # 003: 300 million yuan a day, more than 100 billion a year
    assert values["recomputed"].number == pytest.approx(300e6 * 365)
    assert values["recomputed"].number > values["per_year"].number == pytest.approx(100e9)
    # 000: five A100 for two seconds a query
    assert values["queries"].number == pytest.approx(86_400 / (5 * 2))


# What data sets state of models and chips.

SOURCES = pd.DataFrame({"id": ["paper", "set"], "kind": ["news", "dataset"]})

STATED = make_facts(
    ["artifact", "indicator", "low", "high", "unit", "source", "status"],
    ["late", "training-compute", 5.0, 5.0, "PFLOP", "set", "estimate"],
    ["late", "training-compute", 3e15, 3e15, "FLOP", "paper", "estimate"],
    ["undated", "training-compute", 9.0, 9.0, "PFLOP", "set", "estimate"],
    ["gpt", "training-compute", 2.0, 2.0, "PFLOP", "set", "hearsay"],
    ["bot", "training-compute", 2.0, None, "PFLOP", "set", "reported"],
    ["early", "training-compute", 2.0, 2.0, "petaflop days", "set", "reported"],
    ["early", "training-datapoints", 2.0, 2.0, "datapoints", "set", "reported"],
)


def test_stated_computing_is_of_texts_first_and_of_no_hearsay():
    stated = compute.stated_computing(STATED, SOURCES)
    # GPT is hearsay, the bot a minimum, early in a unit that nobody knows.
    assert stated["computation"].to_dict() == {"late": 3e15, "undated": 9e15}
    assert stated["source"].to_dict() == {"late": "paper", "undated": "set"}


def test_a_model_counts_once_and_a_fact_goes_before_an_assumption():
    stated = compute.stated_computing(STATED, SOURCES)
    tokens = [ASSUMED.iloc[:1].assign(id=f"{model}-tokens", model=model, central=1e9) for model in ("late", "bot")]
    assumed = pd.concat([ASSUMED, *tokens], ignore_index=True)
    scales = compute.model_scales(SIZES, assumed, WORKS, stated)
    assert scales["model"].is_unique
    computing = compute.training_compute(scales, assumed).set_index("model")
    # The assumption says 7 PFLOP of "undated", and 6 × 8e9 × 1e9 would be the work of "late".
    assert computing["computation"].to_dict() == {"undated": 9e15, "late": 3e15, "bot": 6 * 4e9 * 1e9}
    assert computing["origin"].to_dict() == {"undated": "stated", "late": "stated", "bot": "computed"}
    assert computing.loc["undated", ["source", "status"]].tolist() == ["set", "estimate"]
    assert pd.isna(computing.loc["bot", "source"])
    without = compute.training_compute(compute.model_scales(SIZES, assumed, WORKS), assumed).set_index("model")
    assert without.loc["undated", "computation"] == 7e15
    assert without.loc["late", "computation"] == 6 * 8e9 * 1e9
    values = compute.computing_values(computing.reset_index(), pd.DataFrame({"series": [], "months": []}), STATED)
    assert values["origins"] == "of 2 as a fact states it and of 1 as 6 × parameters × tokens"
    assert values["lines"] == "not at all"
    assert values["doubtful"] == "Left out is 1 statement told as hearsay only."


def test_a_model_without_a_date_has_that_of_its_release_but_of_no_forecast():
    works = WORKS.assign(released=None)
    release = make_facts(
        ["kind", "artifact", "date", "status"],
        ["release", "late", "2021-05-04", "reported"],
        ["release", "late", "2020-05-04", "hearsay"],
        ["release", "bot", "2022-01-01", "forecast"],
        ["funding", "gpt", "2022-01-01", "reported"],
    )
    dates = compute.model_scales(SIZES, ASSUMED, works, None, release).set_index("model")["date"]
    assert dates["late"] == pd.Timestamp("2021-05-04")
    assert pd.isna(dates["bot"])
    assert dates["gpt"] == pd.Timestamp("2019-02-14 12:00")  # its reference, the middle of February


def test_sizes_of_texts_go_before_those_of_data_sets_and_are_told_apart():
    sizes = pd.concat(
        [
            make_facts(
                ["model", "parameters_low", "parameters_high", "source", "status"],
                ["late", 1e9, 1e9, "set", "reported"],
                ["gpt", 3e9, 3e9, "set", "estimate"],
                ["bot", 9e9, 9e9, "set", "hearsay"],
            ),
            SIZES,
        ],
        ignore_index=True,
    )
    scales = compute.model_scales(documents_first(sizes, SOURCES), ASSUMED, WORKS)
    growth = compute.model_growth(scales, sizes, WORKS, SOURCES).set_index("model")
    assert growth["low"].to_dict() == {"early": 2e9, "gpt": 3e9, "late": 8e9, "undated": 1e12, "bot": 4e9}
    assert growth.index[growth["collected"]].tolist() == ["gpt"]
    values = compute.size_values(growth.reset_index(), sizes)
    assert values["told"] == "4 of them in the documents, 1 in data sets"
    assert values["doubtful"] == "Left out is 1 size told as hearsay only."


def test_periods_have_lines_of_their_own_when_there_are_many_models():
    # One doubling a year up to the claim's first model, two a year since its last one.
    years = [*range(1980, 2010), *range(2010, 2040)]
    logarithms = [year - 1980 if year < 2010 else 30 + 2 * (year - 2010) for year in years]
    known = pd.DataFrame(
        {
            "model": [f"m{year}" for year in years], "name": [f"M{year}" for year in years], "date": pd.to_datetime([f"{year}-07-01" for year in years]),
            "computation": [2.0**each for each in logarithms], "origin": "stated", "record": True,
        }
    )  # fmt: skip
    claims = make_facts(["model", "measure", "baseline", "low"], ["m2010", "compute-growth", "m2005", 10.0])
    growth = pd.DataFrame({"date": [], "low": []})
    lines = compute.doubling_fits(growth, known, claims).set_index("series")
    # A reader learns which model ends the claim, and when.
    assert lines.at["computing, models since the claim", "said"] == "models since M2010 (2010)"
    assert lines.at["computing, models before the claim", "said"] == "models before M2005 (2005)"
    told = compute.computing_values(known.assign(source=None), lines.reset_index())["lines"]
    assert told.endswith("and every 6 months over models since M2010 (2010)")
    pace = {"factor": "10", "first_model": "M2005", "start": "2005", "last_model": "M2010", "end": "2010"}
    assert compute.claim_words(lines.reset_index(), pace) == (
        "; the growth that is claimed, 10-fold, began with M2005 (2005) and ended with M2010 (2010)"
    )
    assert compute.claim_words(lines.reset_index().head(1), pace) == ""
    fits = lines["months"]
    assert fits["computing, models before the claim"] == pytest.approx(12, rel=1e-3)
    assert fits["computing, models since the claim"] == pytest.approx(6, rel=1e-3)
    assert 6 < fits["computing, all models"] < 12
    few = compute.doubling_fits(growth, known.tail(20), claims)
    assert list(few["series"]) == ["computing, all models", "computing, each record"]
    # 2**30 at the end over 2**25 at the begin
    assert compute.claim_checked(known, claims) == (
        "The computing that is stated of the two models makes a factor of 32, 3.2 times what is claimed."
    )
    assert compute.claim_checked(known, claims.assign(low=30.0)).endswith("a factor of 32, about what is claimed.")
    assert compute.claim_checked(known, claims.assign(low=320.0)).endswith("10 times less than is claimed.")
    assert compute.claim_checked(known.iloc[:5], claims) == ""


MATRIX, VECTOR = "dense FP16 or BF16 on matrix units", "FP16 on vector units"

SHEETS = make_facts(
    ["accelerator", "measure", "low", "high", "unit", "currency", "condition", "source", "status", "as_of"],
    ["a100", "throughput", 78.0, 78.0, "TFLOP/s", None, VECTOR, "set", "reported", "2024"],
    ["a100", "throughput", 999.0, 999.0, "TFLOP/s", None, MATRIX, "set", "reported", "2024"],
    ["new", "throughput", 624.0, 624.0, "TFLOP/s", None, MATRIX, "set", "reported", "2024"],
    ["new", "throughput", 600.0, 600.0, "TFLOP/s", None, MATRIX, "paper", "estimate", "2025"],
    ["new", "interconnect-bandwidth", 25.0, 25.0, "GB/s", None, "between servers", "set", "reported", "2024"],
    ["new", "interconnect-bandwidth", 300.0, 300.0, "GB/s", None, "within a server", "set", "reported", "2024"],
    ["new", "price", 6240.0, 6240.0, "currency", "USD", "at release", "set", "reported", "2024"],
    ["old", "throughput", 50.0, 50.0, "TFLOP/s", None, VECTOR, "set", "reported", "2024"],
    ["dark", "throughput", 400.0, 400.0, "TFLOP/s", None, "FP16, units not stated", "set", "reported", "2024"],
    ["rumour", "throughput", 400.0, 400.0, "TFLOP/s", None, MATRIX, "set", "hearsay", "2024"],
)

SHEET_CHIPS = pd.DataFrame(
    [[key, key.upper(), "CN" if key == "new" else "US", "paper" if key == "a100" else "set"] for key in ("a100", "new", "old", "dark", "rumour")],
    columns=["id", "name", "country", "source"],
)  # fmt: skip

A100 = pd.DataFrame(
    [
        ["a100-throughput", "throughput", "a100", None, 312.0, 312.0, 312.0, "TFLOP/s", "n-2021", "2021", None],
        ["a100-links", "interconnect-bandwidth", "a100", None, 600.0, 600.0, 600.0, "GB/s", "n-2021", "2021", None],
        ["export-limit-performance", "export-limit-performance", None, None, 4800, 4800, 4800, "TOPS × bit", "b", "2022", None],
        ["export-limit-interconnect", "export-limit-interconnect", None, None, 600, 600, 600, "GB/s", "b", "2022", None],
    ],
    columns=ASSUMED.columns,
)  # fmt: skip


def test_only_speeds_on_matrix_units_and_links_in_a_server_are_compared():
    known = compute.data_sheets(A100, SHEETS)
    sheets = compute.specifications(known, SHEET_CHIPS).set_index(["accelerator", "measure"])["ratio"]
    # The assumption of the A100 stays, the reported speed of the new chip goes before the estimate.
    assert sheets.to_dict() == {
        ("new", "throughput"): 2.0, ("new", "interconnect-bandwidth"): 0.5,
        ("a100", "throughput"): 1.0, ("a100", "interconnect-bandwidth"): 1.0,
    }  # fmt: skip
    assert known.loc[known["accelerator"] == "new", "reference"].tolist() == ["set", "set"]
    rows = compute.specifications(known, SHEET_CHIPS)
    stated = compute.stated_sheets(SHEETS, known)
    assert stated[["accelerator", "low"]].to_numpy().tolist() == [["new", 624.0], ["new", 300.0]]
    values = compute.sheet_values(rows, stated, SHEETS)
    assert (values["chips"], values["fastest"], values["ratio"]) == ("2 chips", "NEW", "2")
    assert values["basis"].startswith("for 1 of them")
    # Of the old chip only the slower units are known, of the dark one not which; the rumour is not counted at all.
    assert values["left_out"].startswith("2 chips are left out")
    assert compute.sheets_of(rows, "CN").startswith(
        "By their data sheets 1 of 1 reach its throughput, the most the NEW"
    )
    assert compute.sheets_of(rows, "FR") == ""
    # 624 × 16 bits are above 4,800, links of 300 below 600.
    rule = compute.export_rule(known, SHEET_CHIPS).set_index("accelerator")
    assert rule["performance"].to_dict() == {"new": 9984.0, "a100": 4992.0}
    assert rule["held_back"].to_dict() == {"new": False, "a100": True}
    prices = compute.price_performance(SHEETS, known, SHEET_CHIPS, USD, SOURCES)
    assert prices[["accelerator", "low", "origin"]].to_numpy().tolist() == [["new", 10.0, "data set"]]
    assert compute.data_sheets(A100, SHEETS.iloc[:0]) is A100


def test_versions_of_a_chip_count_once_by_the_fastest():
    names = [
        "A100",
        "NVIDIA A100 PCIe",
        "Ascend 910",
        "Huawei Ascend 910A Pro",
        "Huawei Ascend 910B",
        "Cambricon MLU370-X8",
    ]
    sheets = pd.DataFrame(
        {
            "accelerator": list("abcdef"), "name": names, "country": ["US", "US", "CN", "CN", "CN", "CN"],
            "measure": "throughput", "ratio": [1.0, 0.9, 0.8, 1.1, 1.2, 0.3],
        }
    )  # fmt: skip
    stated = pd.DataFrame({"accelerator": ["d", "e"], "measure": "throughput"})
    measures = make_facts(["accelerator", "measure", "low"], *[[chip, "throughput", 1.0] for chip in "abcdefgh"])
    called = dict(zip("abcdefgh", [*names, "Cambricon MLU370-S4", "Cambricon MLU290-M5"], strict=True))
    values = compute.sheet_values(sheets, stated, measures, called)
    # A100, Ascend 910 (by the 910A Pro), Ascend 910B and MLU370; of these the second and third by a fact.
    assert (values["chips"], values["fastest"]) == ("4 chips", "Huawei Ascend 910B")
    assert values["versions"] == " (6 with all their versions, which count once, by the fastest)"
    assert values["basis"].startswith("for 2 of them")
    assert values["left_out"].startswith("1 chip is left out")
    assert compute.sheets_of(sheets, "CN") == (
        "By their data sheets 2 of 3 reach its throughput, versions of a chip counted once, the most the Huawei Ascend 910B with "
        "1.2 times as much."
    )
    alone = sheets[sheets["accelerator"].isin(["a", "e"])]
    assert compute.sheet_values(alone, stated, measures, called)["versions"] == ""
    assert "versions" not in compute.sheets_of(alone, "CN")


def test_an_unnamed_chip_is_one_that_somebody_holds_or_a_text_names():
    fleets = pd.DataFrame({"accelerator": ["old", None]})
    meant = compute.chips_meant(SHEET_CHIPS, fleets, SOURCES)
    assert meant == ["a100", "old"]
    ratios = pd.DataFrame(
        {"accelerator": ["a100", "new", "old"], "name": ["A", "N", "O"], "country": "US", "low": [1.0, 2.0, 0.5],
         "central": [1.0, 2.0, 0.5], "high": [1.0, 2.0, 0.5]}
    )  # fmt: skip
    ranges = pd.DataFrame(
        {"name": ["one"], "accelerator": [None], "chip": [None], "scope": [None], "low": [10.0], "high": [10.0]}
    )
    assert compute.a100_equivalents(ranges, ratios, meant)[["low", "high"]].to_numpy().tolist() == [[5.0, 10.0]]
    assert compute.a100_equivalents(ranges, ratios)[["low", "high"]].to_numpy().tolist() == [[5.0, 20.0]]
    # When none that is meant has a ratio, it may be any.
    assert compute.a100_equivalents(ranges, ratios, ["dark"])["high"].tolist() == [20.0]


def test_chips_that_matter_come_before_the_fastest():
    sheets = pd.DataFrame({"accelerator": ["fast", "quick", "a100", "slow"]})
    claims = pd.DataFrame({"accelerator": ["slow", "said"]})
    assert compute.chips_that_matter(sheets, claims, ["nothing known"], 4) == ["a100", "slow", "said", "fast"]


def test_runs_of_texts_are_all_printed_and_stand_beside_those_of_data_sets():
    runs = make_facts(
        ["model", "accelerator", "count_low", "count_high", "days_low", "days_high", "source"],
        ["gpt", None, 10, 10, 1, 1, "set"],
        ["late", None, 99, 99, None, None, "set"],
        ["bot", None, 10, 10, 9, 9, "set"],
        ["early", None, 1, 1, 1, 1, "paper"],
        ["gpt", None, 2, 2, 1, 1, "paper"],
    )
    days = compute.accelerator_days(runs, TITLES, SOURCES)
    # 90 accelerator-days of the bot, 10 and 2 of GPT, that of the text first, 1 of early; of late they are not known.
    printed = compute.largest_runs(days)
    assert printed["model"].tolist() == ["bot", "gpt", "gpt", "early", "late"]
    assert printed["collected"].tolist() == [True, False, True, False, True]
    assert compute.largest_runs(days, 3)["model"].tolist() == ["bot", "gpt", "early"]
    assert compute.largest_runs(days, 1)["model"].tolist() == ["gpt", "early"]  # texts come first
    table = compute.runs_table(printed)
    assert table["Told by"].tolist()[:2] == ["data set", "document"]
    precise = compute.accelerator_days(
        runs.assign(days_low=14.8, days_high=14.8, count_low=10_000, count_high=10_000), TITLES
    )
    assert compute.runs_table(precise)[["Days", "Accelerator-days"]].iloc[0].tolist() == ["15", "148,000"]


def test_models_of_texts_and_those_with_most_computing_are_printed():
    growth = pd.DataFrame(
        {"model": ["text", "large", "small"], "name": "N", "date": pd.Timestamp("2020-01-01"), "low": 1e9}
    )
    computing = pd.DataFrame({"model": ["large", "small", "tiny"], "computation": [1e24, 1e20, 1e10]})
    works = pd.DataFrame({"id": ["text", "large", "small", "tiny"], "source": ["paper", "set", "set", "set"]})
    assert compute.models_chosen(growth, computing, works, SOURCES, 1) == ["text", "large"]
    assert compute.models_chosen(growth, computing, works, SOURCES, 5) == ["text", "large", "small", "tiny"]
    assert "2 more models stand" in compute.models_left_out(growth, computing, ["text", "large"], 1)


COSTED = make_facts(
    ["model", "measure", "low", "high", "unit", "currency", "source", "status"],
    ["late", "training-cost", 9e6, 9e6, "currency", "USD", "set", "estimate"],
    ["late", "training-cost", 4e6, 4e6, "currency", "USD", "paper", "reported"],
    ["early", "training-cost", 690.0, 690.0, "currency", "CNY", "set", "estimate"],
    ["gpt", "training-cost", 9e9, 9e9, "currency", "USD", "set", "hearsay"],
    ["bot", "energy-ratio", 2.0, 2.0, "ratio", None, "set", "reported"],
)


def test_costs_over_time_take_texts_first_convert_and_leave_out_hearsay():
    works = WORKS.assign(released=None)
    scales = pd.DataFrame(
        {"model": ["late", "early", "gpt"], "date": pd.to_datetime(["2021-01-01", "2019-01-01", "2020-01-01"])}
    )
    rates = Rates("USD", {"USD": 1.0, "CNY": 1 / 6.9}, "2023", pd.DataFrame())
    points = compute.cost_growth(COSTED, works, SOURCES, rates, scales)
    assert points[["model", "collected", "record"]].to_numpy().tolist() == [
        ["early", True, True],
        ["late", False, True],
    ]
    assert points["value"].tolist() == pytest.approx([100, 4e6])
    assert compute.cost_growth(COSTED, works, SOURCES, rates, scales.iloc[:0]).empty
    assert compute.trend_fits(points, "cost", "models").empty  # two points are no trend
    values = compute.cost_growth_values(points, compute.trend_fits(points, "cost", "models"), COSTED, "USD")
    assert (values["cheapest"], values["most"], values["records"]) == (
        WORKS.set_index("id")["name"]["early"],
        "$4M",
        "2 records",
    )
    assert values["told"] == "1 of them by data sets, the others by documents"
    assert values["doubtful"] == "Left out is 1 cost told as hearsay only, 1 of them above every cost shown."
    assert (
        compute.cost_growth_values(points.iloc[:0], compute.trend_fits(points, "cost", "models"), COSTED, "USD") == {}
    )


def doubling_costs(number, months=12.0, wobble=0.0):
    """Costs that double in so many months, every other one off by a factor."""
    days = pd.to_timedelta([each * months * 365.25 / 12 for each in range(number)], unit="D")
    factors = [2**wobble if each % 2 else 2**-wobble for each in range(number)]
    return pd.DataFrame(
        {
            "model": [f"m{each}" for each in range(number)], "name": "M", "date": pd.Timestamp("2010-01-01") + days, "collected": True,
            "value": [1000 * 2.0**each * factor for each, factor in enumerate(factors)], "record": True,
        }
    )  # fmt: skip


@given(st.integers(10, 40), st.floats(1, 60), st.floats(1e-3, 1e3))
def test_a_trend_finds_the_doubling_time_whatever_the_unit(number, months, unit):
    points = doubling_costs(number, months)
    fits = compute.trend_fits(points.assign(value=points["value"] * unit), "cost", "models")
    assert fits["said"].tolist() == ["all models", "each record"]
    assert fits["months"].tolist() == pytest.approx([months, months], rel=1e-6)


@pytest.mark.parametrize(("wobble", "holds"), [(0.1, True), (30.0, False)])
def test_that_training_grew_dearer_turns_false_where_the_slope_is_unsure(wobble, holds):
    points = doubling_costs(12, wobble=wobble)
    fits = compute.trend_fits(points, "cost", "models")
    scales = points.assign(computation=points["value"] * 4.0 ** pd.Series(range(12)))
    (finding,) = compute.cost_findings(points, fits, scales, COSTED, "USD")
    assert finding.holds is holds
    assert finding.sentence.startswith(
        "Training grew dearer: over 12 models" if holds else "That training grew dearer is not sure"
    )
    # Four times as many operations for the same money each year: one doubling in half a year.
    assert "the operations that the same money buys doubled every 6 months" in finding.sentence
    assert compute.cost_findings(points.head(9), fits, scales, COSTED, "USD") == []


def test_what_money_bought_is_operations_over_cost():
    points = doubling_costs(12)
    bought = compute.operations_for_money(points, points.assign(computation=points["value"] * 3e15))
    assert bought["value"].tolist() == pytest.approx([3e15] * 12)
    values = compute.bought_values(points, points.assign(computation=points["value"] * 2.0 ** pd.Series(range(12))))
    assert values["bought"] == "one doubling every 12 months (80% interval 12 to 12)"
    assert (values["recent"], values["ratio"], values["latest"]) == (
        "1.5 × 10³ FLOP",
        "2K",
        "the median of the 2 models",
    )  # 1,024 and 2,048 fall in 2020
    assert compute.bought_values(points.head(9), points.assign(computation=1e20)) == {}


def test_chips_over_time_need_a_release_and_a_speed_that_compares():
    release = make_facts(
        ["accelerator", "measure", "low", "high", "unit", "currency", "condition", "source", "status", "as_of"],
        ["a100", "release", 2020.5, 2020.5, "year", None, None, "set", "reported", "2024"],
        ["new", "release", 2022.0, 2023.0, "year", None, None, "set", "reported", "2024"],
        ["old", "release", 2016.0, 2016.0, "year", None, None, "set", "reported", "2024"],
        ["new", "power", 312.0, 312.0, "W", None, None, "set", "reported", "2024"],
    )
    measures = pd.concat([SHEETS, release], ignore_index=True)
    points = compute.chip_growth(measures, SHEET_CHIPS)
    # 624 of "new" is reported, 600 an estimate; that of "old" is on other units; of "rumour" it is hearsay.
    assert points[["accelerator", "value", "record"]].to_numpy().tolist() == [
        ["a100", 999.0, True],
        ["new", 624.0, False],
    ]
    assert points["date"].dt.strftime("%Y-%m-%d").tolist() == ["2020-07-02", "2022-07-02"]
    assert compute.chip_growth(measures, SHEET_CHIPS, "power")["value"].tolist() == [2.0]  # 624 over 312
    assert compute.chip_growth(measures, SHEET_CHIPS, "price")["value"].tolist() == [0.1]  # 624 over 6240
    assert compute.chip_growth(SHEETS, SHEET_CHIPS).empty
    none = compute.trend_fits(points, "throughput", "chips")
    values = compute.chip_growth_values(points, none, measures, {})
    assert (values["chips"], values["fastest"], values["span"]) == ("2 chips", "A100", "2020 to 2022")
    assert values["left_out"].startswith("2 chips with a speed are left out")  # old and dark
    assert values["ratios"].startswith("Throughput per watt can be told of 0 chips, too few for a line")


@given(st.permutations(range(8)))
def test_versions_of_a_chip_are_one_point_over_time(order):
    names = {
        "sxm": "NVIDIA A100 SXM4 80 GB",
        "pcie": "NVIDIA A100 PCIe",
        "next": "NVIDIA H100 SXM5",
        "card": "H100 PCIe",
    }
    chips = pd.DataFrame({"id": list(names), "name": list(names.values()), "country": "US"})
    rows = [
        [key, "throughput", speed, speed, "TFLOP/s", None, ON_MATRIX_UNITS, "set", "reported", "2024"]
        for key, speed in (("sxm", 312.0), ("pcie", 312.0), ("next", 990.0), ("card", 756.0))
    ] + [
        [key, "release", year, year, "year", None, None, "set", "reported", "2024"]
        for key, year in (("sxm", 2021.0), ("pcie", 2020.5), ("next", 2022.5))
    ] + [["card", "power", 350.0, 350.0, "W", None, None, "set", "reported", "2024"]]  # fmt: skip
    columns = ["accelerator", "measure", "low", "high", "unit", "currency", "condition", "source", "status", "as_of"]
    measures = make_facts(columns, *(rows[place] for place in order))
    points = compute.chip_growth(measures, chips)
    assert points[["accelerator", "value"]].to_numpy().tolist() == [["pcie", 312.0], ["next", 990.0]]
    values = compute.chip_growth_values(points, compute.trend_fits(points, "throughput", "chips"), measures, {}, names)
    # The card has no date of release, but is a version of a chip that is shown.
    assert (values["chips"], values["left_out"]) == ("2 chips", "")


@given(st.permutations(range(len(SHEETS))), st.permutations(range(len(STATED))))
def test_the_order_of_facts_of_data_sets_means_nothing(sheets, stated):
    shuffled = compute.data_sheets(A100, SHEETS.iloc[list(sheets)])
    pd.testing.assert_frame_equal(shuffled, compute.data_sheets(A100, SHEETS))
    either = [compute.stated_computing(each, SOURCES) for each in (STATED, STATED.iloc[list(stated)])]
    scales = [compute.model_scales(SIZES, ASSUMED, WORKS, each) for each in either]
    pd.testing.assert_frame_equal(*scales)


def test_the_export_rule_rests_on_the_measures_it_tests():
    measures = pd.DataFrame(
        {
            "accelerator": ["a100", "a100", "other", "biren-gpu", "a100"],
            "measure": ["throughput", "throughput", "throughput", "interconnect-bandwidth", "memory"],
            "condition": [ON_MATRIX_UNITS, "FP16 on vector units", ON_MATRIX_UNITS, None, None],
        }
    )
    kept = compute.limited_measures(measures, pd.DataFrame({"accelerator": ["a100"]}))
    assert kept.index.tolist() == [0, 3]


@pytest.mark.parametrize(("months", "pace"), [("4", "this pace"), ("2.6 to 4", "the slower of these paces")])
def test_a_claimed_pace_is_carried_on_to_the_largest_run_since(months, pace):
    runs = pd.DataFrame({"name": ["B", "C"], "released": ["2017-01-01", "2019-01-01"], "computation": [1e20, 16e20]})
    runs["date"] = pd.to_datetime(runs["released"])
    found = compute.projection(runs, {"last_model": "B", "months": months, "months_high": decimal(4.0)})
    # 16-fold are four doublings in two years; at four months each there would have been six.
    assert (found["pace"], found["before"], found["years"]) == (pace, "4", "2")
    assert (found["actual"], found["after"], found["expected"]) == ("16", "6", "64")
    assert compute.projection(runs.head(1), {"last_model": "B", "months": months, "months_high": decimal(4.0)}) == {}
