"""What a fleet could train: how many models of one size a month, with the range."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from labatlas.analysis.compute import cost_model
from labatlas.analysis.compute.assumptions import assumed
from labatlas.analysis.compute.fleets import largest_holdings
from labatlas.formatting import count, decimal, noun, territory, territory_phrase

#: Hours of a month of 365.25 / 12 days.
HOURS_PER_MONTH = 730.5

#: Numbers that are drawn and held at once.
MOST_DRAWN = 2**24


def monthly_runs(
    ranges: pd.DataFrame, equivalents: pd.DataFrame, scales: pd.DataFrame, assumptions: pd.DataFrame, country: str,
    model: str = "gpt-3",
) -> pd.DataFrame:  # fmt: skip
    """Return how many trainings of one model the largest fleet of each owner could do a month if it did nothing else.

    Trainings are A100-equivalents × 730.5 hours × time in use over the hours that one training takes.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.compute.fleets.fleet_ranges`.
    equivalents
        Result of `labatlas.analysis.compute.fleets.a100_equivalents`.
    scales
        Result of `labatlas.analysis.compute.training.model_scales`.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    country
        Code of the country whose fleets are added up in a row of their own.
    model
        Id of the model trained.

    Returns
    -------
    pandas.DataFrame
        The most trainings first, a sum over the country on top when it has two owners or more: ``name``, ``country``,
        ``accelerators`` (as stated, at least), ``equivalents`` (central), ``point``, ``low``, ``median``, ``high``
        (trainings a month, 80% interval), ``total`` (whether a sum), ``ratio_low``, ``ratio_high`` (A100 that one accelerator
        is worth; missing for a sum).
    """
    columns = [
        "name",
        "country",
        "accelerators",
        "equivalents",
        "point",
        "low",
        "median",
        "high",
        "total",
        "ratio_low",
        "ratio_high",
    ]
    size = scales[(scales["model"] == model)].dropna(subset=["parameters", "tokens"])
    held = largest_holdings(ranges)
    keys = ["organization", "kind", "date", "scope"]
    largest = equivalents.merge(held[[*keys, "low"]].rename(columns={"low": "stated"}), on=[*keys, "stated"])
    if size.empty or largest.empty:
        return pd.DataFrame(columns=columns)
    inputs = cost_model.training_inputs(assumptions, size["parameters"].iloc[0], size["tokens"].iloc[0])
    if inputs.empty:
        return pd.DataFrame(columns=columns)
    # One sequence for all: two of them, each spread evenly, would not be independent of one another.
    ratios = pd.DataFrame(
        {
            "low": largest["ratio_low"], "central": largest["central"] / largest["stated"], "high": largest["ratio_high"],
            "unit": "ratio",
        }
    ).set_axis([f"ratio-{place}" for place in range(len(largest))], axis=0)  # fmt: skip
    uncertain = pd.concat([inputs, ratios])
    drawn = cost_model.drawn(uncertain, _draws(len(uncertain)))
    point, spread = _per_accelerator(cost_model.central(inputs)), _per_accelerator(drawn)
    rows: list[list[object]] = []
    draws: dict[int, cost_model.Amount] = {}
    for row, ratio in zip(largest.itertuples(index=False), ratios.index, strict=True):
        draws[len(rows)] = row.stated * drawn[ratio].magnitude * spread
        rows.append(
            [
                row.name, row.country, row.stated, row.central, row.central * point, *_interval(draws[len(rows)]), False,
                row.ratio_low, row.ratio_high,
            ]
        )  # fmt: skip
    fleets = pd.DataFrame(rows, columns=columns)
    at_home = fleets[fleets["country"] == country]
    if len(at_home) > 1:
        together = sum(draws[int(place)] for place in at_home.index)
        total = [
            f"{territory(country)}, all told", country, at_home["accelerators"].sum(), at_home["equivalents"].sum(),
            at_home["point"].sum(), *_interval(np.asarray(together)), True, np.nan, np.nan,
        ]  # fmt: skip
        fleets = pd.concat([pd.DataFrame([total], columns=columns), fleets], ignore_index=True)
    return fleets.sort_values(["total", "point"], ascending=False, kind="stable").reset_index(drop=True)


def _draws(inputs: int) -> int:
    """Return how many draws of some inputs are held at once: of hundreds of fleets fewer than of a few."""
    return min(cost_model.DRAWS, 2 ** int(math.log2(MOST_DRAWN / inputs)))


def _per_accelerator(inputs: dict[str, cost_model.Amount]) -> cost_model.Amount:
    """Return the trainings that one A100 does a month."""
    hours = cost_model.evaluate(inputs)["hours"].magnitude
    return HOURS_PER_MONTH * inputs["time-in-use"].to("").magnitude / hours


def _interval(values: cost_model.Amount) -> list[float]:
    low, high = cost_model.INTERVAL
    return [float(value) for value in np.quantile(values, [low, 0.5, high])]


def capacity_values(capacity: pd.DataFrame, model_name: str, country: str, assumptions: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of trainings a month; nothing when no fleet can be converted.

    Parameters
    ----------
    capacity
        Result of `monthly_runs`.
    model_name
        Name of the model trained.
    country
        Code of the country whose fleets are added up.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    """
    owners = capacity[~capacity["total"]]
    if owners.empty:
        return {}
    first, totals = owners.iloc[0], capacity[capacity["total"]]
    together = (
        f"All fleets told of in {territory_phrase(country)} together come to {run_number(totals['median'].iloc[0])} "
        f"({run_number(totals['low'].iloc[0])} to {run_number(totals['high'].iloc[0])})."
        if len(totals)
        else f"No two fleets are told of in {territory_phrase(country)} that could be added up."
    )
    return {
        "model": model_name,
        "owners": noun(len(owners), "owner"),
        "first": str(first["name"]),
        "accelerators": count(first["accelerators"]),
        "median": run_number(first["median"]),
        "low": run_number(first["low"]),
        "high": run_number(first["high"]),
        "interval": cost_model.INTERVAL_WORDS,
        "together": together,
        "hours": decimal(HOURS_PER_MONTH),
        "time_in_use": decimal(assumed(assumptions, "time-in-use"), 2),
        "ratio": decimal(first["equivalents"] / first["accelerators"], 2),
        "ratio_low": decimal(first["ratio_low"], 2),
        "ratio_high": decimal(first["ratio_high"], 2),
    }


def run_number(value: float) -> str:
    """Print a number of trainings: a small one with a decimal."""
    return str(decimal(value) if value < 10 else count(value))
