"""A cost model of a training run: from parameters and tokens to hours, energy and money, with units and intervals.

A spreadsheet does the model from the printed assumptions:

- computation = 6 × parameters × tokens
- hours = computation / (throughput × utilization)
- rented = hours × price of an hour
- hardware = hours × price of a system / (years of amortization × 8,766 hours × time in use)
- energy = hours × power of a system × power usage effectiveness
- electricity = energy × price of electricity
- owned = hardware + electricity

Buildings, people, data, failed ideas and smaller trial runs are not in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pint

from labatlas.analysis.money import Rates
from labatlas.formatting import compact, count, decimal, scientific

#: A pint quantity: one number, or one number a draw.
Amount = Any

#: Assumptions that do not depend on the model trained, in the order of the formula.
SHARED = (
    "flop-per-parameter-and-token", "a100-throughput", "utilization", "gpu-hour-price", "system-price",
    "amortization-years", "time-in-use", "system-power", "power-usage-effectiveness", "electricity-price",
)  # fmt: skip

#: What the model gives, with the unit it is given in.
OUTPUTS = {
    "computation": "FLOP",
    "hours": "hour",
    "rented": "USD",
    "hardware": "USD",
    "energy": "MWh",
    "electricity": "USD",
    "owned": "USD",
}

#: The steps of the model as a reader does them by hand, in the units of the assumptions.
FORMULAS = {
    "computation": "{factor} × parameters × tokens",
    "hours": "computation / (throughput × 10¹² × utilization × 3,600)",
    "rented": "hours × GPU hour price",
    "hardware": "hours × system price / (amortization years × 8,766 × time in use)",
    "energy": "hours × system power × power usage effectiveness / 1,000",
    "electricity": "energy × 1,000 × electricity price",
    "owned": "hardware + electricity",
}

#: Units of the tables as pint writes them; others are alike or bare numbers.
UNITS = {
    "USD/h": "USD/hour", "years": "year", "share": "", "factor": "", "parameters": "", "tokens": "", "people": "",
    "queries": "", "ratio": "", "A100 h": "hour",
}  # fmt: skip

#: Ends no draw goes beyond: a share is at most all, and a building takes at least the energy of its machines.
BOUNDS = {"share": (0.0, 1.0), "factor": (1.0, np.inf)}

#: Draws of a simulation, a power of two: enough that another seed changes no printed digit.
DRAWS = 262_144

SEED = 20_230_501

#: Ends of the interval that is printed: 80 of 100 draws lie in it.
INTERVAL = (0.1, 0.9)

#: The same in words.
INTERVAL_WORDS = "eight of ten draws"


@cache
def units() -> pint.UnitRegistry[Any]:
    """Return the units of the model: those of physics, floating-point operations, and dollars as a unit of their own."""
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    registry.define("FLOP = [computation]")
    registry.define("USD = [currency]")
    return registry


def amount(value: float | npt.NDArray[np.float64], unit: str) -> Amount:
    """Return a number or an array with a unit of the tables.

    Examples
    --------
    >>> amount(312, "TFLOP/s").to("FLOP/s").magnitude
    312000000000000.0
    """
    return units().Quantity(value, UNITS.get(unit, unit))


def evaluate(inputs: Mapping[str, Amount]) -> dict[str, Amount]:
    """Compute what a training run takes.

    Parameters
    ----------
    inputs
        ``parameters``, ``tokens`` and every one of `SHARED`, with units; all single numbers, or arrays of one length.

    Returns
    -------
    dict
        The amounts named in `OUTPUTS`, in the units named there.

    Raises
    ------
    pint.DimensionalityError
        If an input has a unit of the wrong kind.

    References
    ----------
    6 × parameters × tokens: Kaplan and others, Scaling Laws for Neural Language Models, section 2.1.
    """
    computation = inputs["flop-per-parameter-and-token"] * inputs["parameters"] * inputs["tokens"]
    hours = computation / (inputs["a100-throughput"] * inputs["utilization"])
    energy = hours * inputs["system-power"] * inputs["power-usage-effectiveness"]
    hardware = hours * inputs["system-price"] / (inputs["amortization-years"] * inputs["time-in-use"])
    electricity = energy * inputs["electricity-price"]
    results = {
        "computation": computation,
        "hours": hours,
        "rented": hours * inputs["gpu-hour-price"],
        "hardware": hardware,
        "energy": energy,
        "electricity": electricity,
        "owned": hardware + electricity,
    }
    return {name: results[name].to(unit) for name, unit in OUTPUTS.items()}


def training_inputs(assumptions: pd.DataFrame, parameters: float, tokens: float) -> pd.DataFrame:
    """Collect the inputs of a run: the shared assumptions and the size of the model and of its data.

    Parameters
    ----------
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    parameters, tokens
        Size of the model, and tokens it was trained on.

    Returns
    -------
    pandas.DataFrame
        On the name of the input: ``low``, ``central``, ``high``, ``unit``; no rows if an assumption is missing.
    """
    columns = ["low", "central", "high", "unit"]
    rows = assumptions.set_index("id")[columns]
    if not set(SHARED) <= set(rows.index):
        return rows.iloc[:0]
    own = pd.DataFrame(
        [[parameters] * 3 + ["parameters"], [tokens] * 3 + ["tokens"]], index=["parameters", "tokens"], columns=columns
    )
    return pd.concat([own, rows.loc[list(SHARED)]])


def central(inputs: pd.DataFrame) -> dict[str, Amount]:
    """Return the central value of each input with its unit: what a spreadsheet computes with."""
    return {str(name): amount(row["central"], row["unit"]) for name, row in inputs.iterrows()}


def drawn(inputs: pd.DataFrame, draws: int = DRAWS) -> dict[str, Amount]:
    """Draw each input from its range, independently of the others.

    The central value is the median of the draws; one in ten lies below low and one in ten above high; below and above the
    median the logarithm is normal. The probabilities are spread evenly over all inputs together (a scrambled Sobol sequence)
    and so leave less to chance than random ones. The draws are the same on every machine.

    Parameters
    ----------
    inputs
        Result of `training_inputs`, or any table like it.
    draws
        Number of draws.

    Returns
    -------
    dict
        For each input an array of shape (draws,) with its unit.
    """
    result = {}
    # What is sure takes no dimension: the fewer there are, the more evenly the draws are spread.
    unsure = inputs.index[inputs["low"] < inputs["high"]]
    chances = dict(zip(unsure, probabilities(len(unsure), draws, SEED), strict=True))
    for name, row in inputs.iterrows():
        uniform = chances.get(name, np.full(draws, 0.5))
        least, most = BOUNDS.get(row["unit"], (0.0, np.inf))
        values = split_lognormal(uniform, row["low"], row["central"], row["high"])
        result[str(name)] = amount(np.clip(values, least, most), row["unit"])
    return result


@lru_cache(maxsize=4)
def probabilities(inputs: int, draws: int, seed: int) -> npt.NDArray[np.float64]:
    """Return probabilities that are spread evenly over each input alone and over all together.

    Parameters
    ----------
    inputs
        Number of inputs.
    draws
        Number of draws.
    seed
        Where the scrambling begins.

    Returns
    -------
    numpy.ndarray
        Above 0 and below 1, shape (inputs, draws).
    """
    # Loaded here, because it takes a second that no other page needs.
    from scipy.stats import qmc

    if not inputs:
        return np.empty((0, draws))
    points = qmc.Sobol(inputs, scramble=True, rng=seed).random_base2(math.ceil(math.log2(draws)))[:draws]
    # Half a step of the sequence keeps the ends away, where a quantile would be infinite.
    return np.asarray(np.clip(points.T, 0.5 / DRAWS, 1 - 0.5 / DRAWS), dtype=float)


def split_lognormal(
    uniform: npt.NDArray[np.float64], low: float, central: float, high: float
) -> npt.NDArray[np.float64]:
    """Turn probabilities into quantiles of a distribution that is log-normal on each side of its median.

    In a spreadsheet, with score = NORM.S.INV(p) / NORM.S.INV(0.9): central × POWER(high / central, score) for p above one
    half, and central × POWER(central / low, score) below.

    Parameters
    ----------
    uniform
        Probabilities, above 0 and below 1, shape (n,).
    low, central, high
        Quantiles at 10, 50 and 90 %.

    Returns
    -------
    numpy.ndarray
        Quantiles, shape (n,).

    Examples
    --------
    >>> split_lognormal(np.array([0.1, 0.5, 0.9]), 1, 2, 8).round(6).tolist()
    [1.0, 2.0, 8.0]
    """
    # Loaded here, because it takes a second that no other page needs.
    from scipy.special import ndtri

    scores = ndtri(uniform) / ndtri(INTERVAL[1])
    widths = np.where(scores < 0, np.log(central / low), np.log(high / central))
    return np.asarray(central * np.exp(scores * widths), dtype=float)


def estimate(inputs: pd.DataFrame) -> pd.DataFrame:
    """Compute a run from the central values, and an interval from draws.

    Parameters
    ----------
    inputs
        Result of `training_inputs`.

    Returns
    -------
    pandas.DataFrame
        On the names of `OUTPUTS`: ``point`` (from the central values), ``low``, ``median``, ``high`` (10th, 50th and 90th
        of 100 draws), ``unit``; no rows without inputs.
    """
    columns = ["point", "low", "median", "high", "unit"]
    if inputs.empty:
        return pd.DataFrame(columns=columns)
    points, spread = evaluate(central(inputs)), evaluate(drawn(inputs))
    rows = [
        [points[name].magnitude, *np.quantile(spread[name].magnitude, [INTERVAL[0], 0.5, INTERVAL[1]]), unit]
        for name, unit in OUTPUTS.items()
    ]
    return pd.DataFrame(rows, index=list(OUTPUTS), columns=columns)


def tornado(inputs: pd.DataFrame, output: str) -> pd.DataFrame:
    """Move one input at a time from its low to its high value, all others central.

    Parameters
    ----------
    inputs
        Result of `training_inputs`.
    output
        One of `OUTPUTS`.

    Returns
    -------
    pandas.DataFrame
        Inputs that move the result, the strongest first: ``name``, ``low``, ``high`` (values of the input), ``unit``,
        ``at_low``, ``at_high``, ``point`` (results), ``factor`` (larger result over smaller).
    """
    columns = ["name", "low", "high", "unit", "at_low", "at_high", "point", "factor"]
    if inputs.empty:
        return pd.DataFrame(columns=columns)
    base = central(inputs)
    point = evaluate(base)[output].magnitude
    rows = []
    for name, row in inputs.iterrows():
        ends = [
            evaluate({**base, str(name): amount(row[end], row["unit"])})[output].magnitude for end in ("low", "high")
        ]
        rows.append(
            [str(name), row["low"], row["high"], row["unit"], *ends, point, max(ends) / min(ends)],
        )
    moved = pd.DataFrame(rows, columns=columns)
    moved = moved[moved["factor"] > 1 + 1e-9]
    return moved.sort_values("factor", ascending=False, kind="stable").reset_index(drop=True)


def draw_values(inputs: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the draws; nothing without inputs.

    Parameters
    ----------
    inputs
        Result of `training_inputs`.
    """
    if inputs.empty:
        return {}
    return {"draws": count(DRAWS), "end": decimal(INTERVAL[1]), "interval": INTERVAL_WORDS}


def model_table(inputs: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return every step of the model as a reader reads it: formula, point estimate and interval.

    Parameters
    ----------
    inputs
        Result of `training_inputs`.
    rates
        Exchange rates into the currency wanted; a last factor where it is not the US dollar.
    """
    columns = ["Step", "Formula", "Point estimate", "Median and 80% interval", "Unit"]
    dollar = rates.per_unit.get("USD")
    if inputs.empty or dollar is None:
        return pd.DataFrame(columns=columns)
    factor = count(inputs.loc["flop-per-parameter-and-token", "central"])
    rows = []
    for name, row in estimate(inputs).iterrows():
        step, is_sum = str(name), row["unit"] == "USD"
        scale = dollar if is_sum else 1.0
        write: Callable[[float], str] = _three_digits if step == "computation" else _two_digits
        low, middle, high = (write(row[part] * scale) for part in ("low", "median", "high"))
        formula = FORMULAS[step].format(factor=factor)
        rows.append(
            [
                step,
                f"({formula}) × exchange rate" if is_sum and rates.currency != "USD" and step != "owned" else formula,
                _three_digits(row["point"]) if step == "computation" else count(row["point"] * scale),
                middle if low == high else f"{middle} ({low}–{high})",
                rates.currency if is_sum else row["unit"],
            ]
        )
    return pd.DataFrame(rows, columns=columns)


def _two_digits(value: float) -> str:
    """Print no more of an uncertain amount than the draws fix."""
    return str(compact(float(f"{value:.1e}"), 2))


def _three_digits(value: float) -> str:
    return scientific(value, 3)
