"""Key findings on compute."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from labatlas.analysis.compute import answering, capacity, chips, efficiency, fleets, growth, training, trends
from labatlas.analysis.compute.assumptions import Scenario, assume
from labatlas.analysis.compute.versions import chip_of
from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.money import Rates
from labatlas.analysis.releases import refining, with_exact_dates
from labatlas.analysis.trust import believable
from labatlas.formatting import (
    alike_money,
    compact,
    count,
    decimal,
    listing,
    money,
    percent,
    span,
    territory_phrase,
    times,
)
from labatlas.tables import Dataset

#: The model that the documents' claims on training are about.
SUBJECT = "gpt-3"


def findings(
    data: Dataset, country: str, organization: str, rates: Rates, scenario: Scenario | None = None
) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`.

    Parameters
    ----------
    data
        The evidence, works dated as their own rows have it: what dates them more exactly is told with the findings.
    country, organization
        What the chapter looks at first.
    rates
        Exchange rates into the currency wanted.
    scenario
        What the reader assumes; the central values of the table when omitted.
    """
    exact = refining(data.artifacts, data.events)
    data = with_exact_dates(data)
    assumptions = assume(data.assumptions, scenario or Scenario())
    scales = training.scales_of(data, assumptions)
    # Only the models that a finding is about are put through the model: each takes a simulation.
    subject = training.run_costs(scales[scales["model"] == SUBJECT], assumptions, rates)
    told = [
        _holder_finding(data, country),
        _domestic_finding(data, assumptions, country),
        _ticket_finding(data, rates),
    ]
    computed = [
        _training_finding(data, subject, rates),
        _traffic_finding(data, assumptions, rates),
        _doubling_finding(data, scales, assumptions, exact),
        _efficiency_finding(data, scales, assumptions, rates),
        _capacity_finding(data, scales, assumptions, country),
    ]
    costs = trends.cost_growth(data.cost_claims, data.artifacts, data.sources, rates, scales)
    fits = trends.trend_fits(costs, "cost", trends.MODELS)
    told += trends.cost_findings(costs, fits, scales, data.cost_claims, rates.currency)
    return [*told, *(replace(finding, assuming=True) for finding in computed)]


def _holder_finding(data: Dataset, country: str) -> Finding:
    name = "compute-one-holder-stands-out"
    question = "Does one holder of accelerators stand out?"
    ranges = fleets.fleet_ranges(data.fleets, data.organizations, data.names("accelerators"))
    largest = fleets.largest_holdings(ranges)
    if len(largest) < 2:
        return unknown_finding(name, question)
    first, second = largest.iloc[0], largest.iloc[1]
    other = fleets.told_otherwise(ranges, data.indicators)
    ranked = fleets.ranking(data.indicators, ranges, data.organizations)
    # Whoever is ranked before the second without a number may hold more than the second.
    place = ranked.loc[ranked["organization"] == second["owner"], "place"].max()
    unknown = ranked[~ranked["numbered"] & (ranked["place"] < place)]
    return Finding(
        name,
        question,
        "{first} is said to hold at least {count} accelerators, {ratio} times the next largest number that anyone is said "
        "to hold or to have ordered ({second}, {second_count}){otherwise}{unranked}.",
        "No holder stands out: {first} is said to hold or have ordered at least {count} accelerators, {second} "
        "{second_count}.",
        bool(first["low"] >= 2 * second["low"]),
        {
            "first": str(first["name"]),
            "count": count(first["low"]),
            "second": str(second["name"]),
            "second_count": count(second["low"]),
            "ratio": decimal(first["low"] / second["low"]),
            "otherwise": (
                f"; that it is also said to have {decimal(float(other['ratio']))} times the {count(float(other['base_low']))} or "
                f"more of {other['base']} makes only {count(float(other['low']))} to {count(float(other['high']))}"
                if other
                else ""
            ),
            "unranked": (
                f"; of {listing([str(each) for each in unknown['name']])}, ranked before {second['name']}, no number is told"
                if len(unknown)
                else ""
            ),
        },
        pd.concat(
            [
                fleets.in_hand(data.fleets),
                data.indicators[
                    (data.indicators["indicator"] == fleets.RANK)
                    | data.indicators["indicator"].str.startswith(fleets.RATIO)
                ],
            ]
        ),
    )


def _domestic_finding(data: Dataset, assumptions: pd.DataFrame, country: str) -> Finding:
    name = "compute-domestic-chips-trail"
    question = f"Does an accelerator from {territory_phrase(country)} match an A100?"
    ratios = chips.relative_performance(data.accelerator_measures, data.accelerators)
    home = ratios[ratios["country"] == country]
    if home.empty:
        return unknown_finding(name, question)
    best = home.iloc[0]
    measures = data.accelerator_measures
    known = chips.data_sheets(assumptions, measures)
    sheets = chips.specifications(known, data.accelerators)
    of_home = chips.stated_sheets(measures, known)
    at_home = data.accelerators.loc[data.accelerators["country"] == country, "id"]
    of_home = of_home[of_home["accelerator"].isin(at_home) & (of_home["measure"] == "throughput")]
    return Finding(
        name,
        question,
        "Of {rated} accelerators from {country} with a stated ratio none matches an A100: the best, the {best}, is put at "
        "{ratio} of it. {sheets}",
        "At least one accelerator from {country}, the {best}, is said to match an A100 ({ratio} of it).",
        bool(home["high"].max() < 1 and not home["open"].any()),
        {
            "country": territory_phrase(country),
            "rated": count(home["name"].map(chip_of).nunique()),
            "best": str(best["name"]),
            "ratio": percent(best["high"], 0),
            "sheets": chips.sheets_of(sheets, country),
        },
        pd.concat([measures[measures["measure"] == "performance-to-a100"], of_home]),
    )


def _ticket_finding(data: Dataset, rates: Rates) -> Finding:
    name = "compute-entry-ticket-checks-out"
    question = "Does the arithmetic of the entry ticket for training hold?"
    ticket = training.entry_ticket(data.training_runs, data.accelerator_measures, data.cost_claims, rates).dropna()
    if ticket.empty:
        return unknown_finding(name, question)
    row = ticket.iloc[0]
    gap = abs(row["computed"] / row["claimed"] - 1)
    prices = data.accelerator_measures[data.accelerator_measures["measure"] == "price"]
    runs = data.training_runs[data.training_runs["model"] == row["model"]]
    return Finding(
        name,
        question,
        "The arithmetic of the entry ticket for training {model} holds: {accelerators} accelerators at {price} each are "
        "{computed}, within {gap} of the {claimed} claimed.",
        "The arithmetic of the entry ticket for training {model} does not hold: {accelerators} accelerators at {price} each are "
        "{computed}, not {claimed}.",
        bool(gap < 0.05),
        {
            "model": data.name_of("artifacts", str(row["model"])),
            "accelerators": count(row["accelerators"]),
            "price": money(row["price"], rates.currency),
            "computed": money(row["computed"], rates.currency),
            "claimed": money(row["claimed"], rates.currency),
            "gap": percent(gap),
        },
        pd.concat(
            [
                runs,
                prices[prices["accelerator"].isin(runs["accelerator"])],
                data.cost_claims[data.cost_claims["measure"] == "entry-hardware-cost"],
            ]
        ),
    )


def _training_finding(data: Dataset, costs: pd.DataFrame, rates: Rates) -> Finding:
    name = "compute-claimed-training-cost-exceeds-the-model"
    question = "Is the cost claimed for one training more than the model gives?"
    compared = training.claims_beside_model(data.cost_claims, costs, data.names("artifacts"), rates)
    compared = compared[compared["measure"] == "training-cost"].dropna(subset=["ratio"])
    if compared.empty:
        return unknown_finding(name, question)
    row = compared.iloc[0]
    low, high = alike_money((row["low"], row["high"]), rates.currency)
    return Finding(
        name,
        question,
        "The {claimed} claimed for one training of {name} are more than a rented run of the size of {like} costs in the "
        "model, {low} to {high} in eight of ten draws: they must hold more than the computing of one run, or the claim is too "
        "high.",
        "The {claimed} claimed for one training of {name} can be the computing of one run of the size of {like}: the model "
        "does not put it below that, but at {low} to {high} in eight of ten draws.",
        bool(row["claimed"] > row["high"]),
        {
            "claimed": money(row["claimed"], rates.currency, 2),
            "name": str(row["name"]),
            "like": data.name_of("artifacts", str(row["like"])),
            "low": low,
            "high": high,
        },
        data.cost_claims[
            (data.cost_claims["measure"] == "training-cost") & (data.cost_claims["model"] == row["model"])
        ],
    )


def _traffic_finding(data: Dataset, assumptions: pd.DataFrame, rates: Rates) -> Finding:
    name = "compute-daily-cost-claim-needs-more-traffic"
    question = "Do the claims on what answering costs fit together?"
    claims = data.cost_claims
    model = answering.answering_model(claims)
    inputs = answering.answer_inputs(claims, assumptions, model)
    costs = answering.answer_costs(inputs, rates)
    traffic = answering.implied_traffic(claims, inputs, costs, rates, model)
    if not traffic:
        return unknown_finding(name, question)
    per_day = answering.claim(claims, "inference-cost-per-day", model)
    assert per_day is not None, "traffic follows from this claim"
    return Finding(
        name,
        question,
        "The claims on answering fit together only for a service much larger than {model}, or one that pays much more for a "
        "query: {claimed} a day ({claimant}) pay for {low} to {high} queries a day, and the visitors counted for {model} ask "
        "{most} even if each asks {each} a day, a high guess.",
        "The claims on answering can all be true of {model}: {claimed} a day ({claimant}) pay for {low} to {high} queries a "
        "day, and its visitors may ask up to {most}.",
        bool(traffic["low"] > traffic["estimated_high"]),
        {
            "model": data.name_of("artifacts", model),
            "claimant": str(per_day["claimant"]),
            "claimed": money(traffic["claimed"], rates.currency, 2),
            "low": compact(traffic["low"], 2),
            "high": compact(traffic["high"], 2),
            "most": compact(traffic["estimated_high"], 2),
            "each": count(inputs.loc["queries-per-visitor", "high"]),
        },
        claims[claims["measure"].str.contains("inference-cost-per-day|query", regex=True) & (claims["model"] == model)],
    )


def _doubling_finding(data: Dataset, scales: pd.DataFrame, assumptions: pd.DataFrame, exact: pd.DataFrame) -> Finding:
    name = "compute-training-grew-more-slowly-after-the-claim"
    question = "Did training compute grow more slowly after the growth that is claimed?"
    values = growth.growth_values(data.cost_claims, data.artifacts)
    if not values:
        return unknown_finding(name, question)
    compute = growth.add_claimed(growth.training_compute(scales, assumptions), data.cost_claims, data.artifacts)
    after = growth.projection(compute, values)
    claims = data.cost_claims[data.cost_claims["measure"] == "compute-growth"]
    ends = [*claims["model"], *claims["baseline"].dropna()]
    stated = believable(data.indicators[data.indicators["indicator"] == "training-compute"])
    compared = [*ends, *compute.loc[compute["record"], "model"].iloc[-1:]]
    if not after:
        return unknown_finding(name, question)
    slower = getattr(after["after"], "number", math.nan) > 2 * getattr(values["months_high"], "number", math.inf)
    return Finding(
        name,
        question,
        "If training compute grew {factor}-fold from {first_model} to {last_model}, it doubled every {months} months; in "
        "the next {years} years the largest run told of ({later}) grew {actual}-fold only, one doubling in "
        "{after} months.",
        "If training compute grew {factor}-fold from {first_model} to {last_model}, it doubled every {months} months, and "
        "in the next {years} years, up to the largest run told of ({later}), every {after} months: the "
        "pace was more or less kept.",
        bool(slower),
        {**values, **after},
        pd.concat([claims, stated[stated["artifact"].isin(compared)], exact[exact["artifact"].isin(compared)]]),
    )


def _efficiency_finding(data: Dataset, scales: pd.DataFrame, assumptions: pd.DataFrame, rates: Rates) -> Finding:
    name = "compute-efficiency-claims-exceed-like-for-like"
    question = "Does the widest claim of efficiency hold like for like?"
    names = data.names("artifacts")
    runs = training.accelerator_days(data.training_runs, names, data.sources)
    compared = efficiency.efficiency_claims(data.cost_claims, runs, scales, assumptions, names, rates)
    checked = compared.dropna(subset=["low"])
    if checked.empty:
        return unknown_finding(name, question)
    first = checked.iloc[0]
    like = span(times(first["low"]), times(first["high"]))
    return Finding(
        name,
        question,
        "The widest claim of efficiency that can be checked, {sums} ({model} against {baseline}{claimant}), comes "
        "down to {like} times like for like.",
        "Like for like bears out the widest claim of efficiency that can be checked: {sums} ({model} against "
        "{baseline}{claimant}) stand beside {like} times.",
        bool(first["claimed"] > first["high"]),
        {
            "model": str(first["model"]),
            "baseline": str(first["baseline"]),
            "claimed": times(first["claimed"]),
            "sums": (
                f"{first['sums']}, {times(first['claimed'])} times less"
                if first["sums"]
                else f"of {times(first['claimed'])} times"
            ),
            "claimant": f", by {first['claimant']}" if pd.notna(first["claimant"]) else "",
            "like": like,
            "checked": count(len(checked)),
        },
        efficiency.claims_of_efficiency(believable(data.cost_claims)),
    )


def _capacity_finding(data: Dataset, scales: pd.DataFrame, assumptions: pd.DataFrame, country: str) -> Finding:
    name = "compute-hardware-holds-back-no-second-run"
    question = "Could the largest fleet told of train such a model a second time?"
    ranges = fleets.fleet_ranges(data.fleets, data.organizations, data.names("accelerators"))
    ratios = chips.conversion(
        chips.relative_performance(data.accelerator_measures, data.accelerators),
        chips.specifications(chips.data_sheets(assumptions, data.accelerator_measures), data.accelerators),
    )
    meant = chips.chips_meant(data.accelerators, data.fleets, data.sources)
    equivalents = fleets.a100_equivalents(ranges, ratios, meant)
    able = capacity.monthly_runs(ranges, equivalents, scales, assumptions, country, SUBJECT)
    able = able[~able["total"]]
    if able.empty:
        return unknown_finding(name, question)
    first = able.iloc[0]
    return Finding(
        name,
        question,
        "Hardware alone does not hold back a second {model}: the largest fleet told of, that of {first}, could train {low} to "
        "{high} a month in eight of ten draws if it did nothing else.",
        "Hardware may hold back a second {model}: the largest fleet told of, that of {first}, could train {low} to {high} a "
        "month in eight of ten draws, which may be less than one.",
        bool(first["low"] > 1),
        {
            "model": data.name_of("artifacts", SUBJECT),
            "first": str(first["name"]),
            "low": capacity.run_number(first["low"]),
            "high": capacity.run_number(first["high"]),
            "median": capacity.run_number(first["median"]),
        },
        fleets.in_hand(data.fleets),
    )
