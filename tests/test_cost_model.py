"""The cost model and its assumptions: units, intervals, and that a reader with a spreadsheet gets the printed numbers."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebooks import run

from labatlas.analysis import compute
from labatlas.analysis.compute import cost_model
from labatlas.analysis.compute.assumptions import CHOSEN
from labatlas.analysis.compute.cost_model import BOUNDS, SHARED, evaluate, split_lognormal
from labatlas.analysis.money import Rates
from labatlas.chapters.publishing import MYST_MIME
from labatlas.errors import UsageError
from labatlas.tables import read_evidence
from labatlas.tables.dataset import bundled_data

USD = Rates("USD", {"USD": 1.0}, "", pd.DataFrame())


@pytest.fixture(scope="module")
def inputs(dataset):
    return compute.training_inputs(dataset.assumptions, 175e9, 300e9)


# --- the reader with a spreadsheet ------------------------------------------------------------------------------------


def printed(monkeypatch, name, **parameters):
    """Return a printed table of the chapter as rows of cells."""
    for bundle in run("compute", monkeypatch, **parameters):
        text = bundle.get(MYST_MIME, {}).get("text", "")
        if f":name: {name}\n" in text:
            lines = [line for line in text.splitlines() if line.startswith("| ")]
            rows = [[cell.strip().replace("\\", "") for cell in line.strip("|").split("|")] for line in lines]
            return [rows[0], *rows[2:]]
    raise AssertionError(f"{name} was not printed")


def number(cell):
    """Read a number as a person types it into a spreadsheet."""
    amount, unit = re.fullmatch(r"[^\d]*([\d.,]+)([KMBT]?)", cell).groups()
    return float(amount.replace(",", "")) * {"": 1, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}[unit]


@pytest.mark.parametrize(
    "parameters",
    [{}, {"gpu_hour_price": 1.3, "utilization": 0.45, "amortization_years": 5.0}, {"currency": "CNY"}],
    ids=["defaults", "scenario", "CNY"],
)
def test_a_spreadsheet_reproduces_the_training_costs_from_the_printed_assumptions(parameters, monkeypatch):
    assumed = {row[0]: number(row[1]) for row in printed(monkeypatch, "tab-assumptions", **parameters)[1:]}
    sizes = {row[0]: row for row in printed(monkeypatch, "tab-models", **parameters)[1:]}
    steps = {row[0]: row[2] for row in printed(monkeypatch, "tab-model", **parameters)[1:]}
    rate = assumed.get("exchange rate", 1)

    work = assumed["flop per parameter and token"] * number(sizes["GPT-3"][1]) * number(sizes["GPT-3"][2])
    hours = work / (assumed["a100 throughput"] * 1e12 * assumed["utilization"] * 3600)
    rented = hours * assumed["gpu hour price"] * rate
    years = assumed["amortization years"] * 8766 * assumed["time in use"]
    hardware = hours * assumed["system price"] / years * rate
    energy = hours * assumed["system power"] * assumed["power usage effectiveness"] / 1000
    electricity = energy * 1000 * assumed["electricity price"] * rate

    assert steps["computation"] == "3.15 × 10²³"
    assert work == 3.15e23
    computed = {
        "hours": hours, "rented": rented, "hardware": hardware, "energy": energy, "electricity": electricity,
        "owned": hardware + electricity,
    }  # fmt: skip
    # The exchange rate is printed with four decimals.
    assert {name: number(steps[name]) for name in computed} == pytest.approx(computed, rel=2e-5, abs=0.51)


@pytest.mark.parametrize("parameters", [{}, {"gpu_hour_price": 0.9}], ids=["defaults", "scenario"])
def test_a_spreadsheet_reproduces_the_costs_of_answering(parameters, monkeypatch):
    assumed = {row[0]: number(row[1]) for row in printed(monkeypatch, "tab-traffic", **parameters)[1:]}
    costs = [number(row[2]) for row in printed(monkeypatch, "tab-answers", **parameters)[1:]]
    query = 5 * 2 * assumed["gpu hour price"] / 3600  # five A100 for two seconds, as the text says
    visitor = query * assumed["chatgpt queries per visitor"]
    day = visitor * assumed["chatgpt visitors per day"]
    assert costs == pytest.approx([query, visitor, day, day * 365], rel=1e-3)


def test_the_table_of_models_follows_from_its_own_columns(monkeypatch):
    """Hours are 6 N D over the speed of a chip, and rent is hours times two dollars."""
    for row in printed(monkeypatch, "tab-costs")[1:]:
        hours = 6 * number(row[1]) * number(row[2]) / (312e12 * 0.35 * 3600)
        assert number(row[4]) == pytest.approx(hours, rel=0.05)
        assert number(row[6]) == pytest.approx(2 * hours, rel=0.05)


def test_what_an_assumption_means_stands_below_its_table(monkeypatch):
    texts = [bundle[MYST_MIME]["text"] for bundle in run("compute", monkeypatch) if MYST_MIME in bundle]
    place = next(at for at, text in enumerate(texts) if ":name: tab-assumptions\n" in text)
    assert "{cite}`kaplan-2020`" in texts[place]
    assert texts[place + 1].startswith("What they mean:")
    assert "- utilization: Share of the A100's peak" in texts[place + 1]


# --- the model --------------------------------------------------------------------------------------------------------


def test_the_point_estimate_by_hand(inputs):
    point = compute.estimate(inputs)["point"]
    # 6 * 175e9 * 300e9 = 3.15e23; over 312e12 * 0.35 = 1.092e14 a second: 2.8846e9 s = 801,282 h
    assert point["hours"] == pytest.approx(801_282, abs=1)
    assert point["rented"] == pytest.approx(2 * 801_282.05, abs=1)
    # 15,000 / (4 * 8,766 * 0.8) = 0.53474 an hour
    assert point["hardware"] == pytest.approx(801_282.05 * 0.534736, rel=1e-5)
    assert point["energy"] == pytest.approx(801_282.05 * 0.6 * 1.2 / 1000)
    assert point["electricity"] == pytest.approx(point["energy"] * 80)
    assert point["owned"] == pytest.approx(point["hardware"] + point["electricity"])


def test_units_are_checked(inputs):
    amounts = cost_model.central(inputs)
    wrong = {**amounts, "gpu-hour-price": cost_model.amount(2, "USD")}
    with pytest.raises(pint.DimensionalityError):
        evaluate(wrong)
    # A unit of the same kind is converted: two dollars an hour are 48 a day.
    a_day = {**amounts, "gpu-hour-price": cost_model.units().Quantity(48, "USD/day")}
    assert evaluate(a_day)["rented"].magnitude == pytest.approx(evaluate(amounts)["rented"].magnitude)


@given(st.floats(0.1, 100), st.floats(1.001, 10), st.floats(1.001, 10))
def test_eight_of_ten_draws_lie_between_low_and_high(central, down, up):
    low, high = central / down, central * up
    draws = split_lognormal((np.arange(10_000) + 0.5) / 10_000, low, central, high)
    assert np.mean(draws < low) == pytest.approx(0.1, abs=0.002)
    assert np.mean(draws > high) == pytest.approx(0.1, abs=0.002)
    assert np.median(draws) == pytest.approx(central, rel=1e-3)
    assert (np.diff(draws) > 0).all()


def test_what_is_sure_stays_what_it_is():
    assert split_lognormal(np.array([0.01, 0.5, 0.99]), 6, 6, 6).tolist() == [6, 6, 6]


def test_draws_stay_within_what_is_possible(inputs):
    wide = inputs.assign(low=inputs["low"] / 5, high=inputs["high"] * 5)
    drawn = cost_model.drawn(wide, 5_000)
    for name, row in inputs.iterrows():
        least, most = BOUNDS.get(row["unit"], (0, np.inf))
        assert drawn[name].magnitude.min() >= least
        assert drawn[name].magnitude.max() <= most


def test_the_same_draws_every_time(inputs):
    pd.testing.assert_frame_equal(compute.estimate(inputs), compute.estimate(inputs))


def test_the_interval_holds_the_point_and_grows_with_the_inputs(inputs):
    wide = inputs.assign(low=inputs["low"] / 1.5, high=inputs["high"] * 1.5)
    near, far = compute.estimate(inputs), compute.estimate(wide)
    for output in ("hours", "rented", "owned"):
        assert near.loc[output, "low"] < near.loc[output, "point"] < near.loc[output, "high"]
        assert far.loc[output, "high"] - far.loc[output, "low"] > near.loc[output, "high"] - near.loc[output, "low"]


def test_without_an_assumption_there_is_no_estimate(dataset):
    for key in SHARED:
        missing = compute.training_inputs(dataset.assumptions[dataset.assumptions["id"] != key], 1e9, 1e9)
        assert missing.empty
        assert compute.estimate(missing).empty
        assert compute.tornado(missing, "rented").empty


def test_the_tornado_ranks_assumptions_by_what_they_move(inputs):
    moved = compute.tornado(inputs, "rented")
    assert moved["name"].tolist() == ["gpu-hour-price", "utilization"]
    assert moved["factor"].tolist() == pytest.approx([4.1 / 1.1, 0.52 / 0.22])
    first = moved.iloc[0]
    assert first["at_low"] == pytest.approx(first["point"] * 1.1 / 2)
    # More utilization, less cost.
    assert moved.iloc[1]["at_low"] > moved.iloc[1]["point"] > moved.iloc[1]["at_high"]
    owned = compute.tornado(inputs, "owned")
    assert "gpu-hour-price" not in set(owned["name"])
    assert (owned["factor"].diff().dropna() <= 0).all()


# --- the reader's scenario --------------------------------------------------------------------------------------------


@given(st.floats(0.1, 50), st.floats(0.05, 1), st.floats(0.5, 30))
def test_a_scenario_moves_costs_in_proportion(dataset, price, share, years):
    scenario = compute.Scenario(price, share, years)
    changed = compute.assume(dataset.assumptions, scenario)
    base = evaluate(cost_model.central(compute.training_inputs(dataset.assumptions, 1e9, 1e9)))
    new = evaluate(cost_model.central(compute.training_inputs(changed, 1e9, 1e9)))
    assert new["hours"].magnitude == pytest.approx(base["hours"].magnitude * 0.35 / share)
    assert new["rented"].magnitude == pytest.approx(base["rented"].magnitude * 0.35 / share * price / 2)
    assert new["hardware"].magnitude == pytest.approx(base["hardware"].magnitude * 0.35 / share * 4 / years)
    assert (changed["low"] <= changed["central"]).all()
    assert (changed["central"] <= changed["high"]).all()


def test_no_scenario_changes_nothing(dataset):
    pd.testing.assert_frame_equal(compute.assume(dataset.assumptions, compute.Scenario()), dataset.assumptions)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("gpu_hour_price", 0.0), ("gpu_hour_price", -1.0), ("gpu_hour_price", math.inf), ("gpu_hour_price", math.nan),
        ("utilization", 0.0), ("utilization", 1.01), ("utilization", math.nan), ("amortization_years", 0.0),
    ],
)  # fmt: skip
def test_a_scenario_without_meaning_is_refused(parameter, value):
    with pytest.raises(UsageError, match=parameter):
        compute.Scenario(**{parameter: value})


def test_every_parameter_sets_an_assumption_of_the_table(dataset):
    assert set(CHOSEN.values()) <= set(dataset.assumptions["id"])


# --- the table --------------------------------------------------------------------------------------------------------


def test_a_central_value_outside_its_range_is_a_problem(tmp_path):
    for path in bundled_data().glob("*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "assumptions.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",0.22,0.35,0.52,", ",0.22,0.65,0.52,"), encoding="utf-8")
    problems = read_evidence(tmp_path).problems
    assert [(each.file, each.column, each.value) for each in problems] == [("assumptions.csv", "central", "0.65")]


def test_every_assumption_has_a_public_reference(dataset):
    bib = (bundled_data() / "references.bib").read_text(encoding="utf-8")
    for key in set(dataset.assumptions["reference"]):
        entry = re.search(rf"^@\w+{{{re.escape(key)},.*?^}}", bib, re.DOTALL | re.MULTILINE)
        assert entry, key
        assert "url = {https://" in entry[0], key


# --- runs, tested and claimed -----------------------------------------------------------------------------------------


def test_published_runs_lie_in_the_interval_about_as_often_as_it_says(dataset):
    scales = compute.model_scales(dataset.model_sizes, dataset.assumptions, dataset.artifacts)
    tested = compute.backtest(compute.run_costs(scales, dataset.assumptions, USD))
    assert len(tested) >= 5
    assert 0.6 <= tested["inside"].mean() <= 1
    # LLaMA-65B: 6 * 65.2e9 * 1.4e12 / (312e12 * 0.35 * 3600) = 1.393 million hours, published 1,022,362
    llama = tested.set_index("model").loc["llama"]
    assert llama["stated"] == 1_022_362
    assert llama["median"] == pytest.approx(1.393e6, rel=0.01)


def test_the_utilization_that_the_told_days_imply(dataset):
    scales = compute.model_scales(dataset.model_sizes, dataset.assumptions, dataset.artifacts)
    runs = compute.accelerator_days(dataset.training_runs, dataset.names("artifacts"))
    implied = compute.implied_utilization(runs, scales, dataset.assumptions).iloc[0]
    # 3.15e23 / (1,024 * 30 * 86,400 * 312e12) = 0.3804, and with 31 days 0.3681
    assert (implied["low"], implied["high"]) == (pytest.approx(0.3681, abs=1e-4), pytest.approx(0.3804, abs=1e-4))
    published = compute.published_utilization(scales, dataset.assumptions)
    # LLaMA-65B: 6 * 65.2e9 * 1.4e12 / (1,022,362 * 3600 * 312e12) = 0.4769; OPT: 3.15e23 / (1,333,248 * 3600 * 312e12) = 0.2104
    assert published["llama"] == pytest.approx(0.4769, abs=1e-4)
    assert (published.idxmin(), published.min()) == ("opt", pytest.approx(0.2104, abs=1e-4))
    # What a reader assumes does not change what others have reached.
    chosen = compute.assume(dataset.assumptions, compute.Scenario(utilization=0.9))
    assert compute.published_utilization(scales, chosen).to_dict() == published.to_dict()
    values = compute.utilization_values(implied.to_frame().T, published)
    assert (values["verdict"], values["bounds"]) == ("as others have done", "21%–51%")
    assert compute.utilization_values(implied.to_frame().T, published * 0.5)["verdict"] == "unlike any other"
    assert compute.utilization_values(implied.to_frame().T, published.iloc[:0]) == {}


def test_without_a_rate_for_dollars_there_are_no_costs(dataset):
    euro = Rates("CNY", {"CNY": 1.0}, "", pd.DataFrame())
    scales = compute.model_scales(dataset.model_sizes, dataset.assumptions, dataset.artifacts)
    assert compute.run_costs(scales, dataset.assumptions, euro).empty
    inputs = compute.answer_inputs(dataset.cost_claims, dataset.assumptions, "chatgpt")
    assert compute.answer_costs(inputs, euro).empty
    assert compute.model_table(compute.training_inputs(dataset.assumptions, 1e9, 1e9), euro).empty


# --- chips and fleets on one scale ------------------------------------------------------------------------------------


def test_data_sheets_are_ratios_to_the_a100(dataset):
    sheets = compute.specifications(dataset.assumptions, dataset.accelerators).set_index(["accelerator", "measure"])
    assert (sheets.loc["a100", "ratio"] == 1).all()
    assert sheets.loc[("h100", "throughput"), "ratio"] == pytest.approx(989 / 312)
    assert sheets.loc[("a800", "interconnect-bandwidth"), "ratio"] == pytest.approx(400 / 600)
    assert sheets.loc[("h800", "interconnect-bandwidth"), "high"] == pytest.approx(450 / 600)


def test_conversion_spans_all_that_is_known_of_a_chip(dataset):
    sheets = compute.specifications(dataset.assumptions, dataset.accelerators)
    claims = compute.relative_performance(dataset.accelerator_measures, dataset.accelerators)
    ratios = compute.conversion(claims, sheets).set_index("accelerator")
    # MLU370: memory bandwidth 614.4 / 2,039 at the least, the claim of 0.7 at the most, throughput 96 / 312 in between.
    mlu = ratios.loc["mlu370"]
    assert (mlu["low"], mlu["central"], mlu["high"]) == pytest.approx((614.4 / 2039, 96 / 312, 0.7))
    assert (ratios["low"] <= ratios["central"]).all()
    assert (ratios["central"] <= ratios["high"]).all()
    assert ratios.loc["a100", ["low", "high"]].tolist() == [1, 1]


def test_fleets_on_one_scale_carry_the_uncertainty_of_the_chip():
    ratios = pd.DataFrame(
        {"accelerator": ["a", "b"], "name": ["A1", "B2"], "country": "US", "low": [1.0, 2.0], "central": [1.0, 3.0], "high": [1.0, 4.0]}
    )  # fmt: skip
    ranges = pd.DataFrame(
        {
            "name": ["one", "two", "three", "four"], "country": "CN", "kind": "stock", "date": "2023", "status": "reported",
            "accelerator": ["a", None, None, "c"], "chip": ["A1", None, None, "C3"], "scope": [None, "only B2", None, None],
            "low": [10.0, 10.0, 10.0, 10.0], "high": [12.0, 12.0, None, 12.0],
        }
    )  # fmt: skip
    scaled = compute.a100_equivalents(ranges, ratios).set_index("name")
    assert sorted(scaled.index) == ["one", "three", "two"]  # nothing is known of the third chip
    assert scaled.loc["one", ["low", "central", "high"]].tolist() == [10, 10, 12]
    assert scaled.loc["two", ["low", "central", "high"]].tolist() == [20, 30, 48]
    assert scaled.loc["three", ["low", "central"]].tolist() == [10, 20]
    assert pd.isna(scaled.loc["three", "high"])
    values = compute.equivalent_values(compute.a100_equivalents(ranges, ratios), ranges)
    assert (values["unsure"], values["unsure_low"], values["unsure_high"]) == ("three", "10", "40")
    assert "C3" in values["left_out"]


@pytest.mark.parametrize(
    ("chip", "held"), [("a100", True), ("h100", True), ("a800", False), ("h800", False), ("v100", False)]
)
def test_the_export_rule_needs_speed_and_links(dataset, chip, held):
    rule = compute.export_rule(dataset.assumptions, dataset.accelerators).set_index("accelerator")
    # A100: 312 * 16 = 4,992 and 600 GB/s; A800: the same and 400; V100: 125 * 16 = 2,000
    assert rule.loc[chip, "held_back"] == held


def test_price_of_throughput(dataset):
    prices = compute.price_performance(dataset.accelerator_measures, dataset.assumptions, dataset.accelerators, USD)
    by_chip = prices.set_index("accelerator")
    assert by_chip.loc["a100", "low"] == pytest.approx(8769 / 312)
    assert by_chip.loc["h100", "high"] == pytest.approx(40_000 / 989)


# --- growth -----------------------------------------------------------------------------------------------------------


@given(st.floats(0.1, 5), st.integers(3, 900))
def test_a_doubling_time_is_found_again(doublings, points):
    years = np.linspace(2012, 2023, points)
    dates = pd.Series(pd.Timestamp("1970-01-01") + pd.to_timedelta((years - 1970) * 365.25, unit="D"))
    fit = compute.fit_doubling(dates, pd.Series(1e6 * 2 ** (doublings * (years - 2012))))
    assert fit["months"] == pytest.approx(12 / doublings, rel=1e-6)
    assert fit["points"] == points


def test_the_interval_of_a_doubling_time_by_hand():
    # Logarithms 0, 1, 1, 2 in years 0 to 3: slope 0.6, residuals -0.1, 0.3, -0.3, 0.1, their squares 0.2, error of the slope
    # sqrt(0.2 / 2 / 5) = 0.14142; Student's t of 90 % with 2 degrees is 1.8856: 0.6 ± 0.26667.
    dates = pd.Series(pd.to_datetime(["2000-01-01", "2001-01-01", "2002-01-01", "2003-01-01"]))
    fit = compute.fit_doubling(dates, pd.Series([1.0, 2.0, 2.0, 4.0]))
    assert fit["months"] == pytest.approx(12 / 0.6, rel=2e-3)
    assert fit["months_low"] == pytest.approx(12 / 0.86667, rel=5e-3)
    assert fit["months_high"] == pytest.approx(12 / 0.33333, rel=5e-3)


def test_what_does_not_grow_has_no_doubling_time():
    dates = pd.Series(pd.to_datetime(["2000-01-01", "2001-01-01", "2002-01-01"]))
    assert compute.fit_doubling(dates, pd.Series([4.0, 2.0, 1.0])) == {}
    assert compute.fit_doubling(dates[:2], pd.Series([1.0, 2.0])) == {}
    assert compute.fit_doubling(dates, pd.Series([1.0, 8.0, 2.0]))["months_high"] == math.inf


def test_records_are_greater_than_all_before(dataset):
    scales = compute.model_scales(dataset.model_sizes, dataset.assumptions, dataset.artifacts)
    known = compute.add_claimed(
        compute.training_compute(scales, dataset.assumptions), dataset.cost_claims, dataset.artifacts
    )
    by_model = known.set_index("model")
    assert by_model.loc["alphago-zero", "computation"] == pytest.approx(470e15 * 300_000)
    assert by_model.loc["gpt-3", "computation"] == 6 * 175e9 * 300e9
    assert by_model.loc["t5", "origin"] == "stated"
    records = known[known["record"]]["computation"]
    assert records.is_monotonic_increasing
    assert known["computation"].max() == records.max()


# --- efficiency and answering -----------------------------------------------------------------------------------------


def test_claims_of_efficiency_by_hand(dataset):
    names = dataset.names("artifacts")
    scales = compute.model_scales(dataset.model_sizes, dataset.assumptions, dataset.artifacts)
    runs = compute.accelerator_days(dataset.training_runs, names)
    rows = compute.efficiency_claims(dataset.cost_claims, runs, scales, dataset.assumptions, names)
    energy = rows[rows["what"] == "energy of the run"].iloc[0]
    assert energy["claimed"] == 100
    # 1,024 * 30 / (512 * 10) accelerator-days = 6; 1,287 MWh over 5,120 * 24 h * 0.3 kW * 1.1 = 40.55 MWh is 31.7, and for
    # each parameter 10e12 / 175e9 times that
    assert energy["low"] == 6
    assert energy["high"] == pytest.approx(1287 / (5120 * 24 * 0.3 * 1.1 / 1000) * 10e12 / 175e9)
    assert energy["caveat"].startswith("57 times the parameters")  # 10e12 / 175e9
    money = rows[rows["what"] == "cost of training"].iloc[0]
    assert (money["claimed"], money["low"]) == (100_000, pytest.approx(540e9 * 780e9 / (13e9 * 1e12)))
    saving = rows[rows["what"] == "energy"].iloc[0]
    assert saving["claimed"] == pytest.approx(5)  # 80 % less
    assert pd.isna(saving["low"])
    said = compute.efficiency_values(rows, dataset.cost_claims)
    assert said["contradiction"].startswith(
        "Of one model both a saving of energy by a factor of 5 and an efficiency of 11"
    )
    alike = dataset.cost_claims.assign(low=dataset.cost_claims["low"].replace(11, 5))
    assert compute.efficiency_values(rows, alike)["contradiction"] == ""


def test_the_traffic_a_claim_implies_by_hand(dataset):
    claims = dataset.cost_claims
    rates = Rates("CNY", {"CNY": 1.0, "USD": 7.0}, "", pd.DataFrame())
    inputs = compute.answer_inputs(claims, dataset.assumptions, "chatgpt")
    costs = compute.answer_costs(inputs, rates)
    traffic = compute.implied_traffic(claims, inputs, costs, rates, "chatgpt")
    query = 10 * 2 / 3600 * 7
    assert costs.loc["query", "point"] == pytest.approx(query)
    assert traffic["point"] == pytest.approx(300e6 / query)
    assert traffic["fleet"] == pytest.approx(300e6 / query * 10 / 86_400)
    assert traffic["estimated"] == 13e6 * 4
    assert traffic["low"] < traffic["point"] < traffic["high"]
    assert compute.implied_traffic(claims[claims["unit"] != "currency"], inputs, costs, rates, "chatgpt") == {}
