"""What an answer costs: from accelerator-seconds to money a query, a user and a day, and the traffic claims imply."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from labatlas.analysis.compute import cost_model
from labatlas.analysis.money import Rates, rate_words
from labatlas.analysis.trust import counted
from labatlas.formatting import about_money, alike_money, compact, count, is_known, money, small_money

SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = 365

#: What the model of answering gives, with the words and the formula a table has for each.
STEPS = {
    "query": ("one query", "accelerators × seconds × GPU hour price / 3,600"),
    "visitor": ("one visitor a day", "query × queries per visitor"),
    "day": ("all visitors a day", "visitor × visitors per day"),
    "year": ("all visitors a year", "day × 365"),
}

#: Assumptions that answering takes, of the model that answers and of all.
ANSWERING = ("visitors-per-day", "queries-per-visitor")


def claim(claims: pd.DataFrame, measure: str, model: str) -> pd.Series | None:
    """Return the counted claim of one measure for one model, or None."""
    facts = counted(claims[(claims["measure"] == measure) & (claims["model"] == model)])
    return facts.iloc[0] if len(facts) else None


def queries_per_accelerator_day(claims: pd.DataFrame, model: str) -> float:
    """Return how many queries one accelerator can answer in a day if it never rests.

    Parameters
    ----------
    claims
        Rows of ``cost_claims`` with the accelerators and the seconds that one query takes.
    model
        Id of the model that answers.

    Returns
    -------
    float
        Queries a day and accelerator; NaN when either claim is missing.
    """
    machines, seconds = claim(claims, "accelerators-per-query", model), claim(claims, "seconds-per-query", model)
    if machines is None or seconds is None:
        return float("nan")
    return SECONDS_PER_DAY / float(machines["low"] * seconds["low"])


def answering_model(claims: pd.DataFrame) -> str:
    """Return the model whose cost of answering most is claimed of; empty when there is none."""
    facts = counted(claims)
    facts = facts[facts["measure"].str.contains("inference|query", regex=True)]
    return str(facts["model"].value_counts().index[0]) if len(facts) else ""


def answering_values(claims: pd.DataFrame, names: dict[str, str], rates: Rates) -> dict[str, str]:
    """Return what the text says of the cost of answering; nothing when a claim is missing.

    The daily claim times the days of a year is set against the yearly claim of the same speaker.
    """
    model = answering_model(claims)
    per_day, per_year = claim(claims, "inference-cost-per-day", model), claim(claims, "inference-cost-per-year", model)
    queries = queries_per_accelerator_day(claims, model)
    machines, seconds = claim(claims, "accelerators-per-query", model), claim(claims, "seconds-per-query", model)
    if per_day is None or per_year is None or machines is None or seconds is None or not is_known(queries):
        return {}
    day_cost, year_cost = (converted(row, rates) for row in (per_day, per_year))
    return {
        "model": names[model],
        "claimant": str(per_day["claimant"]),
        "scope": names[model] if pd.isna(per_day["scope"]) else str(per_day["scope"]),
        "per_day": money(day_cost, rates.currency, 2),
        "per_year": money(year_cost, rates.currency, 2),
        "recomputed": money(day_cost * DAYS_PER_YEAR, rates.currency, 2),
        "machines": count(machines["low"]),
        "seconds": count(seconds["low"]),
        "machine_seconds": count(machines["low"] * seconds["low"]),
        "queries": count(queries),
        "fleet_for_million": count(math.ceil(1_000_000 / queries)),
        "million": compact(1_000_000),
        "rate": rate_words(pd.DataFrame([per_day, per_year]), rates),
    }


def converted(row: pd.Series, rates: Rates) -> float:
    """Convert the lower end of one claim into the currency wanted."""
    return float(rates.convert(pd.Series([row["low"]]), pd.Series([row["currency"]])).iloc[0])


def answer_inputs(claims: pd.DataFrame, assumptions: pd.DataFrame, model: str) -> pd.DataFrame:
    """Collect the inputs of the model of answering.

    Parameters
    ----------
    claims
        Rows of ``cost_claims``.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    model
        Id of the model that answers.

    Returns
    -------
    pandas.DataFrame
        On the name of the input: ``low``, ``central``, ``high``, ``unit``; no rows if one is missing. What a query takes is
        claimed without a range, so that it has none here.
    """
    columns = ["low", "central", "high", "unit"]
    machines, seconds = claim(claims, "accelerators-per-query", model), claim(claims, "seconds-per-query", model)
    rows = assumptions.set_index("id")[columns]
    keys = {
        "gpu-hour-price": "gpu-hour-price",
        "visitors-per-day": f"{model}-visitors-per-day",
        "queries-per-visitor": f"{model}-queries-per-visitor",
    }
    if machines is None or seconds is None or not set(keys.values()) <= set(rows.index):
        return rows.iloc[:0]
    claimed = pd.DataFrame(
        [[float(machines["low"])] * 3 + ["factor"], [float(seconds["low"])] * 3 + ["s"]],
        index=["accelerators-per-query", "seconds-per-query"], columns=columns,
    )  # fmt: skip
    return pd.concat([claimed, rows.loc[list(keys.values())].set_axis(list(keys), axis=0)])


def answer_costs(inputs: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Compute what answering costs on rented accelerators that never wait.

    A query costs accelerators × seconds × price of an hour / 3,600; a visitor that times the queries a day; a day that
    times the visitors.

    Parameters
    ----------
    inputs
        Result of `answer_inputs`.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        On the names of `STEPS`: ``point``, ``low``, ``median``, ``high`` (sums, 80% interval); no rows without inputs.
    """
    columns = ["point", "low", "median", "high"]
    dollar = rates.per_unit.get("USD")
    if inputs.empty or dollar is None:
        return pd.DataFrame(columns=columns)
    points, spread = (_steps(each(inputs)) for each in (cost_model.central, cost_model.drawn))
    low, high = cost_model.INTERVAL
    rows = [[points[step] * dollar, *(np.quantile(spread[step], [low, 0.5, high]) * dollar)] for step in STEPS]
    return pd.DataFrame(rows, index=list(STEPS), columns=columns)


def _steps(inputs: dict[str, cost_model.Amount]) -> dict[str, cost_model.Amount]:
    """Return the cost of each step in dollars."""
    query = (inputs["accelerators-per-query"] * inputs["seconds-per-query"] * inputs["gpu-hour-price"]).to("USD")
    visitor = query * inputs["queries-per-visitor"]
    day = visitor * inputs["visitors-per-day"]
    amounts = {"query": query, "visitor": visitor, "day": day, "year": day * DAYS_PER_YEAR}
    return {step: amounts[step].to("USD").magnitude for step in STEPS}


def answers_table(costs: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the result of `answer_costs` as a reader reads it."""
    return pd.DataFrame(
        {
            "Cost of": [STEPS[str(step)][0] for step in costs.index],
            "Formula": [STEPS[str(step)][1] for step in costs.index],
            "Point estimate": [small_money(value, currency, 4) for value in costs["point"]],
            "Median": [about_money(value, currency) for value in costs["median"]],
            "80% interval": [
                "{}–{}".format(*alike_money((low, high), currency))
                for low, high in zip(costs["low"], costs["high"], strict=True)
            ],
        }
    )


def implied_traffic(
    claims: pd.DataFrame, inputs: pd.DataFrame, costs: pd.DataFrame, rates: Rates, model: str
) -> dict[str, float]:
    """Ask how many queries a day a claimed daily cost pays for, at the modelled cost of a query.

    Returns
    -------
    dict
        ``claimed`` (cost a day), ``point``, ``low``, ``high`` (queries a day), ``visitors`` (central), ``estimated`` (queries
        a day of the visitors, central), ``estimated_high``, ``fleet`` (accelerators that are always busy), ``per_visitor``
        (queries each of them would have to ask); empty when the claim or the model is missing.
    """
    per_day = claim(claims, "inference-cost-per-day", model)
    if per_day is None or costs.empty:
        return {}
    claimed, query = converted(per_day, rates), costs.loc["query"]
    visitors, each = inputs.loc["visitors-per-day"], inputs.loc["queries-per-visitor"]
    point = claimed / query["point"]
    return {
        "claimed": claimed,
        "point": point,
        "low": claimed / query["high"],
        "high": claimed / query["low"],
        "visitors": float(visitors["central"]),
        "estimated": float(visitors["central"] * each["central"]),
        "estimated_high": float(visitors["high"] * each["high"]),
        "fleet": point / queries_per_accelerator_day(claims, model),
        "per_visitor": point / float(visitors["central"]),
    }


def traffic_values(
    traffic: dict[str, float], claims: pd.DataFrame, assumptions: pd.DataFrame, costs: pd.DataFrame,
    names: dict[str, str], rates: Rates,
) -> dict[str, str]:  # fmt: skip
    """Return what the text says of the traffic that the daily claim implies; nothing when it cannot be computed."""
    model = answering_model(claims)
    per_day = claim(claims, "inference-cost-per-day", model)
    if not traffic or per_day is None:
        return {}
    known = assumptions[(assumptions["model"] == model) & (assumptions["quantity"] == "hardware-cost-per-day")]
    dollar = rates.per_unit["USD"]
    day = costs.loc["day"]
    analyst = ""
    if len(known):
        other = float(known["central"].iloc[0]) * dollar
        low, high = alike_money((day["low"], day["high"]), rates.currency)
        agrees = day["low"] <= other <= day["high"]
        analyst = (
            f"An analyst's estimate of that time, {about_money(other, rates.currency)} a day, lies "
            f"{'inside' if agrees else 'outside'} the interval of {low}–{high}."
        )
    ratio = traffic["point"] / traffic["estimated"]
    return {
        "model": names[model],
        "query": about_money(costs.loc["query", "point"], rates.currency),
        "visitor": about_money(costs.loc["visitor", "point"], rates.currency),
        "day": about_money(day["point"], rates.currency),
        "claimed": money(traffic["claimed"], rates.currency, 2),
        "implied": compact(traffic["point"], 2),
        "implied_low": compact(traffic["low"], 2),
        "implied_high": compact(traffic["high"], 2),
        "estimated": compact(traffic["estimated"], 2),
        "ratio": count(round(ratio, 1 - math.floor(math.log10(ratio))) if ratio > 0 else 0),
        "per_visitor": count(round(traffic["per_visitor"], -1) if traffic["per_visitor"] >= 100 else traffic["per_visitor"]),
        "visitors": compact(traffic["visitors"], 2),
        "fleet": compact(traffic["fleet"], 2),
        "analyst": analyst,
        "verdict": (
            "The claims can all be true together only if the service meant is that much larger, or pays that much more for a "
            "query"
            if traffic["low"] > traffic["estimated_high"]
            else "Within what is assumed here the claims can all be true together"
        ),
    }  # fmt: skip
