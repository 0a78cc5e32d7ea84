"""What training cost and what chips do, over time: points of a figure, lines fitted to them, and what the text says."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from labatlas.analysis.compute.growth import doubling_words, fit_doubling, fitted
from labatlas.analysis.compute.versions import chip_of
from labatlas.analysis.findings import Finding
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import believable, counted, documents_first, of_data_sets
from labatlas.formatting import about_money, count, decimal, noun, scientific, times
from labatlas.tables.compute import ON_MATRIX_UNITS
from labatlas.tables.partial_dates import date_of_years, midpoint

#: Points from which on a line is fitted, and a trend has a figure: fewer say more of their choice than of a trend.
ENOUGH_POINTS = 10

#: What the points of costs are, and those of chips.
MODELS, CHIPS = "models", "chips"

#: What a chip does with its watts or its price, by the measure that its throughput is divided by.
PER = {"power": "throughput per watt", "price": "throughput per dollar"}


def cost_growth(
    claims: pd.DataFrame, artifacts: pd.DataFrame, sources: pd.DataFrame, rates: Rates, scales: pd.DataFrame
) -> pd.DataFrame:
    """Place every training whose cost is told and whose model is dated on one time axis.

    Parameters
    ----------
    claims, artifacts, sources
        Rows of ``cost_claims``, ``artifacts`` and ``sources``. Hearsay is left out; of one model the cost that a text tells is
        taken, else that of a data set.
    rates
        Exchange rates into the currency wanted.
    scales
        Result of `labatlas.analysis.compute.training.model_scales`, whose dates stand in where a model has none of its own.

    Returns
    -------
    pandas.DataFrame
        In time order: ``model``, ``name``, ``organization`` (id, missing if unknown), ``date`` (middle of the period named),
        ``value`` (cost in the currency wanted, the least that is told), ``collected`` (whether a data set tells it),
        ``record`` (whether dearer than all before).
    """
    facts = documents_first(claims[claims["measure"] == "training-cost"], sources).drop_duplicates("model")
    works = artifacts.set_index("id")
    own = midpoint(facts["model"].map(works["released"]))
    dates = scales.dropna(subset=["date"]).drop_duplicates("model").set_index("model")["date"]
    other = pd.Series(dates.reindex(facts["model"]).to_numpy(), index=facts.index, dtype="datetime64[us]")
    points = pd.DataFrame(
        {
            "model": facts["model"],
            "name": facts["model"].map(works["name"]),
            "organization": facts["model"].map(works["organization"]),
            "date": own.where(own.notna(), other),
            "value": rates.convert(facts["low"], facts["currency"]),
            "collected": of_data_sets(facts, sources),
        }
    )
    return _with_records(points, "model")


def chip_growth(measures: pd.DataFrame, accelerators: pd.DataFrame, per: str | None = None) -> pd.DataFrame:
    """Place every chip with a date of release and a speed that compares on one time axis.

    Versions of one chip are one point, that of the version that does most; of equal ones the first to be released.

    Parameters
    ----------
    measures, accelerators
        Rows of ``accelerator_measures`` and ``accelerators``. Speed is that of dense FP16 or BF16 on units for matrices, as in
        a data sheet; what is reported goes before an estimate.
    per
        ``power`` or ``price``: divide by it; chips without it are left out. Prices in other currencies than US dollars are
        not taken, as none is known for the day of a release.

    Returns
    -------
    pandas.DataFrame
        In time order: ``accelerator``, ``name``, ``country``, ``date`` (middle of the period named), ``value`` (TFLOP/s, or
        TFLOP/s for one watt or dollar), ``record`` (whether more than any chip before).
    """
    known = counted(measures)
    known = known.assign(sure=known["status"] == "reported").sort_values(
        ["sure", "as_of", "source", "locator"], ascending=[False, False, True, True], kind="stable"
    )
    speed = known[(known["measure"] == "throughput") & (known["condition"] == ON_MATRIX_UNITS)]
    value = _middle(speed)
    if per is not None:
        divisor = known[(known["measure"] == per) & (known["currency"].isna() | (known["currency"] == "USD"))]
        value = (value / _middle(divisor)).dropna()
    released = _middle(known[known["measure"] == "release"])
    chips = accelerators.set_index("id")
    both = [chip for chip in value.index if chip in released.index]
    points = pd.DataFrame(
        {
            "accelerator": pd.Series(both, dtype="object"),
            "name": [chips["name"].get(chip) for chip in both],
            "country": [chips["country"].get(chip) for chip in both],
            "date": date_of_years(pd.Series(released.reindex(both).to_numpy(), dtype=float)),
            "value": value.reindex(both).to_numpy(dtype=float),
        }
    )
    best = points.sort_values(["value", "date", "accelerator"], ascending=[False, True, True], kind="stable")
    once = best[~best["name"].astype("str").map(chip_of).duplicated()]
    return _with_records(once, "accelerator")


def _middle(facts: pd.DataFrame) -> pd.Series:
    """Return the middle of the first positive value of each chip, on its id."""
    facts = facts[facts["low"] > 0].drop_duplicates("accelerator")
    return ((facts["low"] + facts["high"].fillna(facts["low"])) / 2).set_axis(facts["accelerator"].astype("object"))


def _with_records(points: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put points in time order, leave out those without a place, and mark those above all before."""
    points = points[points["date"].notna() & (points["value"] > 0)]
    points = points.sort_values(["date", "value", key], kind="stable").reset_index(drop=True)
    return points.assign(record=points["value"] > points["value"].cummax().shift(fill_value=0.0))


def trend_fits(points: pd.DataFrame, what: str, things: str) -> pd.DataFrame:
    """Fit doubling times to all points and to the records.

    Parameters
    ----------
    points
        Result of `cost_growth` or `chip_growth`.
    what, things
        What grows and what the points are, as a reader reads it: ``cost`` of ``models``.

    Returns
    -------
    pandas.DataFrame
        As that of `labatlas.analysis.compute.growth.doubling_fits`; no rows with fewer points than `ENOUGH_POINTS`.
    """
    records = points[points["record"].astype(bool)]
    series = [(f"{what}, all {things}", points), (f"{what}, each record", records)]
    return fitted(series if len(points) >= ENOUGH_POINTS else [])


def _doubled(fits: pd.DataFrame, said: str) -> str:
    """Say how fast something doubled by one of the lines fitted to it."""
    line = fits[fits["said"] == said]
    if line.empty:
        return "no doubling time can be told"
    return doubling_words(*line[["months", "months_low", "months_high"]].iloc[0])


def cost_growth_values(points: pd.DataFrame, fits: pd.DataFrame, claims: pd.DataFrame, currency: str) -> dict[str, str]:
    """Return what the text says of the cost of training over time; nothing when no cost is dated.

    Parameters
    ----------
    points, fits
        Results of `cost_growth` and `trend_fits`.
    claims
        Rows of ``cost_claims``, of which those that are not believed are told.
    currency
        Currency of the sums.
    """
    if points.empty:
        return {}
    dearest, cheapest = points.loc[points["value"].idxmax()], points.loc[points["value"].idxmin()]
    stated = claims[claims["measure"] == "training-cost"]
    collected = int(points["collected"].sum())
    return {
        "models": noun(len(points), "model"),
        "told": (
            "all of them by data sets"
            if collected == len(points)
            else f"{count(collected)} of them by data sets, the others by documents"
            if collected
            else "all of them by documents"
        ),
        "cheapest": str(cheapest["name"]),
        "least": about_money(cheapest["value"], currency),
        "dearest": str(dearest["name"]),
        "most": about_money(dearest["value"], currency),
        "all": _doubled(fits, f"all {MODELS}"),
        "records": noun(points["record"].sum(), "record"),
        "of_records": _doubled(fits, "each record"),
        "doubtful": _left_out(stated, points, currency),
    }


def _left_out(stated: pd.DataFrame, points: pd.DataFrame, currency: str) -> str:
    """Say how many costs are left out because nobody vouches for them, and whether they are dearer than all others."""
    hearsay = stated.drop(index=believable(stated).index)
    if hearsay.empty:
        return ""
    verb, plural = ("is", "cost") if len(hearsay) == 1 else ("are", "costs")
    above = int(((hearsay["currency"] == currency) & (hearsay["low"] > points["value"].max())).sum())
    dearer = f", {count(above)} of them above every cost shown" if above else ""
    return f"Left out {verb} {count(len(hearsay))} {plural} told as hearsay only{dearer}."


def chip_growth_values(
    points: pd.DataFrame, fits: pd.DataFrame, measures: pd.DataFrame, per: Mapping[str, pd.DataFrame],
    names: Mapping[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    """Return what the text says of chips over time; nothing when none is dated.

    Parameters
    ----------
    points
        Result of `chip_growth` of throughput.
    fits
        Results of `trend_fits` of throughput and of what `PER` lists, below one another.
    measures
        Rows of ``accelerator_measures``, to say which chips are left out.
    per
        Results of `chip_growth` by measure divided by.
    names
        Names of the chips by id, by which versions of one chip are known.
    """
    if points.empty:
        return {}
    fastest = points.loc[points["value"].idxmax()]
    called = names or {}
    with_speed = counted(measures[measures["measure"] == "throughput"])["accelerator"]
    every, shown = (
        {chip_of(called.get(chip, chip)) for chip in those} for those in (with_speed, points["accelerator"])
    )
    hidden = len(every - shown)
    ratios = []
    for measure, name in PER.items():
        number = len(per.get(measure, ()))
        what = f"{name[0].upper()}{name[1:]} can be told of {noun(number, 'chip')}"
        ratios.append(
            f"{what}: {_doubled(fits[fits['what'] == name], f'all {CHIPS}')}"
            if number >= ENOUGH_POINTS
            else f"{what}, too few for a line"
        )
    return {
        "chips": noun(len(points), "chip"),
        "span": " to ".join(dict.fromkeys(str(date.year) for date in (points["date"].min(), points["date"].max()))),
        "fastest": str(fastest["name"]),
        "speed": f"{count(fastest['value'])} TFLOP/s",
        "all": _doubled(fits[fits["what"] == "throughput"], f"all {CHIPS}"),
        "records": noun(points["record"].sum(), "record"),
        "of_records": _doubled(fits[fits["what"] == "throughput"], "each record"),
        "ratios": ". ".join(ratios),
        "left_out": (
            f"{noun(hidden, 'chip')} with a speed {'is' if hidden == 1 else 'are'} left out, because the speed is not that of "
            "units for matrices or no date of release is told."
            if hidden
            else ""
        ),
    }


def too_few(number: int, things: str, wanted: str) -> str:
    """Say that there is not enough for a figure.

    Examples
    --------
    >>> too_few(0, "model", "a cost of training and a date")
    'No model has a cost of training and a date in the evidence.'
    >>> too_few(3, "model", "a cost of training and a date")
    'Only 3 models have a cost of training and a date in the evidence; a line is fitted from 10 on.'
    """
    if not number:
        return f"No {things} has {wanted} in the evidence."
    verb = "has" if number == 1 else "have"
    return (
        f"Only {noun(number, things)} {verb} {wanted} in the evidence; a line is fitted from {count(ENOUGH_POINTS)} on."
    )


def cost_findings(
    points: pd.DataFrame, fits: pd.DataFrame, scales: pd.DataFrame, claims: pd.DataFrame, currency: str
) -> list[Finding]:
    """Return the finding that training became dearer, which needs more costs than a book of documents has.

    It holds while the interval of the doubling time is finite, that is, while the slope is surely above zero.

    Parameters
    ----------
    points, fits
        Results of `cost_growth` and `trend_fits`.
    scales
        Result of `labatlas.analysis.compute.training.model_scales`: operations for one unit of money are told where both are
        known.
    claims
        Rows of ``cost_claims``.
    currency
        Currency of the sums.

    Returns
    -------
    list of Finding
        One, or none with fewer points than `ENOUGH_POINTS`.
    """
    if len(points) < ENOUGH_POINTS:
        return []
    line = fits[fits["said"] == f"all {MODELS}"]
    sure = len(line) > 0 and math.isfinite(line["months_high"].iloc[0])
    dearest = points.loc[points["value"].idxmax()]
    bought = operations_for_money(points, scales)
    ratio = ""
    if len(bought) >= ENOUGH_POINTS:
        cheaper = fit_doubling(bought["date"], bought["value"])
        ratio = (
            f"; the operations that the same money buys doubled every {decimal(cheaper['months'])} months"
            if cheaper and math.isfinite(cheaper["months_high"])
            else "; that the same money buys more operations is not sure"
        )
    return [
        Finding(
            "compute-training-grew-dearer",
            "Did training grow dearer?",
            "Training grew dearer: over {models} with a known cost and date, {doubled}, up to {most} for {dearest}{ratio}.",
            "That training grew dearer is not sure: over {models} with a known cost and date, {doubled}; the dearest was "
            "{dearest} with {most}{ratio}.",
            bool(sure),
            {
                "models": noun(len(points), "model"),
                "doubled": _doubled(fits, f"all {MODELS}"),
                "most": about_money(dearest["value"], currency),
                "dearest": str(dearest["name"]),
                "ratio": ratio,
            },
            believable(claims[(claims["measure"] == "training-cost") & claims["model"].isin(points["model"])]),
        )
    ]


def operations_for_money(points: pd.DataFrame, scales: pd.DataFrame) -> pd.DataFrame:
    """Return how many operations one unit of money bought in each training of which both are stated.

    Parameters
    ----------
    points
        Result of `cost_growth`.
    scales
        Result of `labatlas.analysis.compute.training.model_scales`.

    Returns
    -------
    pandas.DataFrame
        In time order: ``model``, ``date``, ``value`` (FLOP for one unit of money).
    """
    work = scales.dropna(subset=["computation"]).drop_duplicates("model").set_index("model")["computation"]
    both = points[points["model"].isin(work.index)]
    ratio = both["model"].map(work).astype("float64") / both["value"]
    return both.assign(value=ratio)[["model", "date", "value"]].reset_index(drop=True)


def bought_values(points: pd.DataFrame, scales: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the operations that money bought; nothing with fewer points than `ENOUGH_POINTS`.

    Parameters
    ----------
    points, scales
        As in `operations_for_money`.
    """
    bought = operations_for_money(points, scales)
    if len(bought) < ENOUGH_POINTS:
        return {}
    fits = trend_fits(bought.assign(record=False), "operations for money", MODELS)
    first, last = bought["date"].min().year, bought["date"].max().year
    latest = bought[bought["date"].dt.year == last]["value"]
    return {
        "models": noun(len(bought), "model"),
        "bought": _doubled(fits, f"all {MODELS}"),
        "span": f"{first} to {last}",
        "latest": f"the median of the {noun(len(latest), 'model')}" if len(latest) > 1 else "the one model",
        "recent": f"{scientific(latest.median())} FLOP",
        "year": str(last),
        "ratio": times(float(bought["value"].max() / bought["value"].min())),
    }
