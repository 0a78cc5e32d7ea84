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
from scipy.stats import norm

from labatlas.analysis import compute
from labatlas.analysis.compute import cost_model
from labatlas.analysis.compute.assumptions import CHOSEN
from labatlas.analysis.compute.cost_model import BOUNDS, SHARED, evaluate, split_lognormal
from labatlas.analysis.money import Rates
from labatlas.chapters.publishing import MYST_MIME
from labatlas.errors import UsageError
from labatlas.formatting import compact, times
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
    rate = assumed.get("Exchange rate", 1)

    work = assumed["FLOP per parameter and token"] * number(sizes["GPT-3"][1]) * number(sizes["GPT-3"][2])
    hours = work / (assumed["A100 throughput"] * 1e12 * assumed["Utilization"] * 3600)
    rented = hours * assumed["GPU hour price"] * rate
    years = assumed["Amortization years"] * 8766 * assumed["Time in use"]
    hardware = hours * assumed["System price"] / years * rate
    energy = hours * assumed["System power"] * assumed["Power usage effectiveness"] / 1000
    electricity = energy * 1000 * assumed["Electricity price"] * rate

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
    query = 5 * 2 * assumed["GPU hour price"] / 3600  # five A100 for two seconds, as the text says
    visitor = query * assumed["ChatGPT queries per visitor"]
    day = visitor * assumed["ChatGPT visitors per day"]
    assert costs == pytest.approx([query, visitor, day, day * 365], rel=1e-3)


def test_a_spreadsheet_draws_the_interval_that_is_printed(monkeypatch):
    """As the paragraph on draws says it: scores of the normal distribution, powers of the ratios to the value."""
    rows = {row[0]: [number(cell) for cell in row[1:4]] for row in printed(monkeypatch, "tab-assumptions")[1:]}
    chance = np.random.default_rng(1)

    def draw(name):
        value, low, high = rows[name]
        score = norm.ppf(chance.random(200_000)) / norm.ppf(0.9)
        return np.where(score > 0, value * (high / value) ** score, value * (value / low) ** score)

    hours = 6 * 175e9 * 300e9 / (312e12 * np.minimum(draw("Utilization"), 1) * 3600)
    found = np.quantile(hours * draw("GPU hour price"), [0.1, 0.5, 0.9])
    cell = next(row[3] for row in printed(monkeypatch, "tab-model")[1:] if row[0] == "rented")
    median, low, high = (number(each) for each in re.split(r"[ (–)]+", cell)[:3])
    assert [low, median, high] == pytest.approx(found.tolist(), rel=0.03)


def test_a_reader_finds_the_chips_held_back_from_what_is_printed(monkeypatch):
    performance, link = (number(row[1]) for row in printed(monkeypatch, "tab-limits")[1:])
    sheets = {row[0]: row for row in printed(monkeypatch, "tab-chips")[1:]}
    for chip, *_, held in printed(monkeypatch, "tab-exports")[1:]:
        speed, links = number(sheets[chip][1]), number(sheets[chip][4].partition(" ")[0])
        assert held == ("yes" if 16 * speed >= performance and links >= link else "no")


def test_a_reader_fits_the_doubling_times_to_the_dates_that_are_printed(monkeypatch):
    rows = printed(monkeypatch, "tab-fitted")[1:]
    dates = pd.to_datetime(pd.Series([row[1] for row in rows]), format="%b %d, %Y")
    years = ((dates - pd.Timestamp("2000-01-01")).dt.days / 365.25).to_numpy()
    sized = [place for place, row in enumerate(rows) if row[2] != "–"]
    slope = np.polyfit(years[sized], [math.log2(number(rows[place][2])) for place in sized], 1)[0]
    told = {row[0]: float(row[3]) for row in printed(monkeypatch, "tab-doubling")[1:]}
    assert told["parameters, all models"] == pytest.approx(12 / slope, abs=0.06)


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
    assert "- Utilization: Share of the A100's peak" in texts[place + 1]
    # Of a model several things are assumed: each note says of which it speaks.
    place = next(at for at, text in enumerate(texts) if ":name: tab-models\n" in text)
    assert "\n- T5, parameters: The largest of the family.\n" in texts[place + 1]


def test_what_the_reader_sets_is_cited_to_nobody(monkeypatch):
    changed = {"gpu_hour_price": 4.0, "utilization": 1.0, "amortization_years": 6.0}
    rows = {row[0]: row[1:] for row in printed(monkeypatch, "tab-assumptions", **changed)[1:]}
    # 2 becomes 4, so 1.1 and 4.1 are doubled; a share is cut off at one: 0.22 / 0.35 and 0.52 / 0.35.
    assert rows["GPU hour price"] == ["4", "2.2", "8.2", "USD/h", "set by the reader"]
    assert rows["Utilization"] == ["1", "0.6286", "1", "share", "set by the reader"]
    assert rows["Amortization years"] == ["6", "4.5", "9", "years", "set by the reader"]
    assert "cite" in rows["Time in use"][4]
    texts = [bundle[MYST_MIME]["text"] for bundle in run("compute", monkeypatch, **changed) if MYST_MIME in bundle]
    notes = texts[next(at for at, text in enumerate(texts) if ":name: tab-assumptions\n" in text) + 1]
    assert (
        "- Utilization: Set by the reader. The range is that of the book, 0.22 to 0.52 about 0.35, in proportion, and at most "
        "one.\n" in notes
    )
    assert (
        "- Amortization years: Set by the reader. The range is that of the book, 3 to 6 about 4, in proportion.\n"
        in notes
    )
    whole = "\n".join(texts)
    assert "set with these runs in view" not in whole
    assert "are set by the reader, so that the test shows how well they fit" in whole


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


def _digits_printed(dataset):
    """Return every number of the chapter that follows from draws, as it is printed."""
    assumptions, names = dataset.assumptions, dataset.names("artifacts")
    scales = compute.scales_of(dataset, assumptions)
    costs = compute.run_costs(scales, assumptions, USD)
    claims = compute.claims_beside_model(dataset.cost_claims, costs, names, USD)
    answers = compute.answer_costs(compute.answer_inputs(dataset.cost_claims, assumptions, "chatgpt"), USD)
    ranges = compute.fleet_ranges(dataset.fleets, dataset.organizations, dataset.names("accelerators"))
    ratios = compute.conversion(
        compute.relative_performance(dataset.accelerator_measures, dataset.accelerators),
        compute.specifications(assumptions, dataset.accelerators),
    )
    meant = compute.chips_meant(dataset.accelerators, dataset.fleets, dataset.sources)
    able = compute.monthly_runs(ranges, compute.a100_equivalents(ranges, ratios, meant), scales, assumptions, "CN")
    tested = compute.backtest(costs, assumptions)
    return {
        "costs": compute.costs_table(costs, "USD").to_dict(),
        "steps": compute.model_table(compute.training_inputs(assumptions, 175e9, 300e9), USD).to_dict(),
        "cost": compute.cost_values(costs, claims, "gpt-3", "USD"),
        "answers": compute.answers_table(answers, "USD").to_dict(),
        "capacity": compute.capacity_values(able, "GPT-3", "CN", assumptions),
        "tested": [compact(value, 2) for column in ("low", "median", "high") for value in tested[column]],
        "fleets": [times(value) for column in ("low", "high") for value in able[column]],
    }


def test_another_seed_changes_no_printed_digit(dataset, monkeypatch):
    usual = _digits_printed(dataset)
    for seed in range(1, 6):
        monkeypatch.setattr(cost_model, "SEED", seed)
        assert _digits_printed(dataset) == usual


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
    tested = compute.backtest(compute.run_costs(scales, dataset.assumptions, USD), dataset.assumptions)
    assert len(tested) >= 5
    assert 0.6 <= tested["inside"].mean() <= 1
    # LLaMA-65B: 6 * 65.2e9 * 1.4e12 / (312e12 * 0.35 * 3600) = 1.393 million hours, published 1,022,362
    llama = tested.set_index("model").loc["llama"]
    assert llama["stated"] == 1_022_362
    assert llama["median"] == pytest.approx(1.393e6, rel=0.01)
    # OpenAI printed no hours of GPT-3; others estimated them for A100.
    assert tested.loc[~tested["published"], "model"].tolist() == ["gpt-3"]
    values = compute.backtest_values(tested)
    assert (values["tested"], values["guessed"]) == ("5 runs", ", and 1 with estimated ones")
    assert compute.backtest_values(tested[tested["published"]])["guessed"] == ""


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
    assert "gpt-3" not in published.index  # an estimate, and nothing that somebody has done
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
    assert (values["unsure"], values["unsure_low"], values["unsure_high"]) == ("three", "1", "4")
    assert scaled["chips"].dropna().to_dict() == {"one": "A1", "two": "B2"}
    assert "C3" in values["left_out"]


def test_a_count_named_in_part_is_worth_at_least_that_part():
    ratios = pd.DataFrame(
        {"accelerator": ["a", "b"], "name": ["A1", "B2"], "country": "US", "low": [1.0, 2.0], "central": [1.0, 3.0], "high": [1.0, 4.0]}
    )  # fmt: skip
    ranges = pd.DataFrame(
        {
            "name": "one", "country": "CN", "kind": "purchase", "date": ["2023", "2023", "2022"], "status": "forecast",
            "accelerator": [None, "b", None], "chip": [None, "B2", None],
            "scope": [None, "cloud, part of the 1,000", None], "low": [1000.0, 600.0, 1000.0], "high": [1000.0, 600.0, 1000.0],
        }
    )  # fmt: skip
    scaled = compute.a100_equivalents(ranges, ratios).sort_index(kind="stable").set_index(["date", "stated"])
    # 600 of the second chip at 2 to 4, in the middle 3, and 400 of any at 1 to 4, in the middle 2.
    assert scaled.loc[("2023", 1000), ["low", "central", "high"]].tolist() == pytest.approx([1600, 2600, 4000])
    assert scaled.loc[("2023", 1000), "chips"] == "600 B2, others not stated"
    # A count of another year has no part.
    assert scaled.loc[("2022", 1000), ["low", "central", "high"]].tolist() == pytest.approx([1000, 2000, 4000])
    assert pd.isna(scaled.loc[("2022", 1000), "chips"])


def test_no_fleet_of_the_evidence_is_worth_less_than_its_part(dataset):
    ranges = compute.fleet_ranges(dataset.fleets, dataset.organizations, dataset.names("accelerators"))
    ratios = compute.conversion(
        compute.relative_performance(dataset.accelerator_measures, dataset.accelerators),
        compute.specifications(dataset.assumptions, dataset.accelerators),
    )
    scaled = compute.a100_equivalents(
        ranges, ratios, compute.chips_meant(dataset.accelerators, dataset.fleets, dataset.sources)
    )
    bought = scaled[(scaled["organization"] == "alibaba-cloud") & (scaled["date"] == "2023")].set_index("stated")
    # 6,000 * 3,350 / 2,039 and 4,000 * 614.4 / 2,039; at the most 10,000 * 989 / 312
    assert bought.loc[10_000, "low"] == pytest.approx(9857.8 + 1205.3, rel=1e-4)
    assert bought.loc[10_000, "high"] == pytest.approx(31_699, rel=1e-4)
    assert bought.loc[10_000, "low"] > bought.loc[6_000, "low"]
    wanted = scaled[scaled["kind"] == "demand"].iloc[0]
    assert (wanted["chips"], wanted["ratio_low"]) == ("A800 and H800", 1)


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
    rows = compute.efficiency_claims(dataset.cost_claims, runs, scales, dataset.assumptions, names, USD)
    energy = rows[rows["what"] == "energy of the run"].iloc[0]
    assert energy["claimed"] == 100
    # 1,024 * 30 / (512 * 10) accelerator-days = 6; 1,287 MWh over 5,120 * 24 h * 0.3 kW * 1.1 = 40.55 MWh is 31.7, and for
    # each parameter 10e12 / 175e9 times that
    assert energy["low"] == 6
    assert energy["high"] == pytest.approx(1287 / (5120 * 24 * 0.3 * 1.1 / 1000) * 10e12 / 175e9)
    assert energy["caveat"].startswith("57 times the parameters")  # 10e12 / 175e9
    money = rows[rows["what"] == "cost"].iloc[0]
    # The memo names two sums; nobody but this book divides them.
    assert money["sums"] == "$100 against $10M"
    assert compute.efficiency_values(rows, dataset.cost_claims)["told"].startswith(
        "for Open models of the leaked memo against Google model of the leaked memo (cost) the sums named, $100 against $10M, make a factor"
    )
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
