"""Claims of efficiency: what ratio is claimed, what like for like gives, and what cannot be compared."""

from __future__ import annotations

import math

import pandas as pd

from labatlas.analysis.compute.answering import claim, converted
from labatlas.analysis.compute.assumptions import assumed, known
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import count, money, noun, quantity_or_none, span, times

HOURS_PER_DAY = 24

#: Columns of a comparison.
COLUMNS = ["model", "baseline", "what", "claimed", "sums", "claimant", "low", "high", "basis", "caveat"]


def efficiency_claims(
    claims: pd.DataFrame, runs: pd.DataFrame, scales: pd.DataFrame, assumptions: pd.DataFrame, names: dict[str, str],
    rates: Rates,
) -> pd.DataFrame:  # fmt: skip
    """Set each claim of efficiency beside the ratio that like for like gives.

    Every ratio says how many times less the model takes than its baseline.

    Parameters
    ----------
    claims
        Rows of ``cost_claims``.
    runs
        Result of `labatlas.analysis.compute.training.accelerator_days`.
    scales
        Result of `labatlas.analysis.compute.training.model_scales`.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    names
        Names of the models by id.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``baseline`` (names), ``what`` (is compared), ``claimed`` (ratio), ``sums`` (the two sums it is the quotient
        of, where nobody states the ratio itself), ``claimant`` (who sets them side by side, missing where not told), ``low``, ``high`` (ratio like for like;
        missing where nothing allows one), ``basis`` (what that rests on), ``caveat`` (what does not compare).
    """
    rows = [
        *_energy_ratios(claims, runs, scales, assumptions, names),
        *_savings(claims, names),
        *_price_ratio(claims, scales, names, rates),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("claimed", ascending=False, kind="stable").reset_index(
        drop=True
    )  # fmt: skip


def claims_of_efficiency(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that a comparison rests on; a cost of training is one only where a speaker sets it beside another.

    Parameters
    ----------
    claims
        Rows of ``cost_claims``.
    """
    measure = claims["measure"]
    return claims[
        measure.isin(["energy-ratio", "energy-saving", "efficiency-gain"])
        | ((measure == "training-cost") & claims["claimant"].notna())
    ]


def energy_assumptions(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the assumptions that a comparison of energy takes: of the models compared, and of their buildings.

    Parameters
    ----------
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    """
    quantity = assumptions["quantity"]
    of_models = quantity.isin(["training-energy", "system-power"]) & assumptions["model"].notna()
    return assumptions[of_models | (quantity == "power-usage-effectiveness")]


def _energy_ratios(
    claims: pd.DataFrame, runs: pd.DataFrame, scales: pd.DataFrame, assumptions: pd.DataFrame, names: dict[str, str]
) -> list[list[object]]:
    """Compare energy with that of accelerator-days times power, and with accelerator-days alone."""
    rows: list[list[object]] = []
    for row in counted(claims[claims["measure"] == "energy-ratio"]).itertuples(index=False):
        own = runs[(runs["model"] == row.model) & runs["high"].notna()]
        base = runs[(runs["model"] == row.baseline) & runs["low"].notna()]
        ratios, basis = [], []
        if len(own) and len(base):
            ratios.append(base["low"].iloc[0] / own["high"].iloc[0])
            basis.append("accelerator-days as told")
        power, energy = f"{row.model}-system-power", f"{row.baseline}-training-energy"
        if len(own) and known(assumptions, power, energy, "power-usage-effectiveness"):
            inputs = assumptions.set_index("id")
            for end in ("low", "high"):
                used = (
                    own["high"].iloc[0] * HOURS_PER_DAY * inputs.loc[power, end]
                    * inputs.loc["power-usage-effectiveness", end] / 1000
                )  # fmt: skip
                ratios.append(assumed(assumptions, energy) / used)
            basis.append("energy of the run against the energy published for the baseline")
        # Such a claim may be meant run against run or, as models grow, for each parameter: both are like for like.
        larger = _size_ratio(scales, row.model, str(row.baseline))
        if ratios and larger:
            ratios += [ratio * larger for ratio in ratios]
            basis.append("both for the whole run and for each parameter")
        rows.append(
            [
                names[row.model], names[str(row.baseline)], "energy of the run", 1 / row.low, "", row.claimant,
                min(ratios) if ratios else math.nan, max(ratios) if ratios else math.nan, "; ".join(basis),
                f"{_sizes(scales, row.model, str(row.baseline))}different chips where accelerator-days are compared; the tokens read are not told",
            ]
        )  # fmt: skip
    return rows


def _size_ratio(scales: pd.DataFrame, model: str, baseline: str) -> float | None:
    """Return how many times the parameters of one model are those of another; None when either is not known."""
    sizes = scales.drop_duplicates("model").set_index("model")["parameters"].dropna()
    return float(sizes[model] / sizes[baseline]) if {model, baseline} <= set(sizes.index) else None


def _sizes(scales: pd.DataFrame, model: str, baseline: str) -> str:
    """Say how many times the parameters of one model are those of another; empty when either is not known."""
    larger = _size_ratio(scales, model, baseline)
    return f"{times(larger)} times the parameters, used in part or all at a time; " if larger else ""


def _savings(claims: pd.DataFrame, names: dict[str, str]) -> list[list[object]]:
    """Turn savings and gains into ratios; nothing in the evidence allows to check them."""
    rows: list[list[object]] = []
    facts = counted(claims[claims["measure"].isin(["energy-saving", "efficiency-gain"])])
    for row in facts.itertuples(index=False):
        saving = row.measure == "energy-saving"
        rows.append(
            [
                names[row.model], names[str(row.baseline)], "energy" if saving else "efficiency",
                1 / (1 - row.low) if saving else row.low, "", row.claimant, math.nan, math.nan, "",
                "models of different size; whether for the same work is not said; the measure is not named",
            ]
        )  # fmt: skip
    return rows


def _price_ratio(claims: pd.DataFrame, scales: pd.DataFrame, names: dict[str, str], rates: Rates) -> list[list[object]]:
    """Compare the dearest and the cheapest training that one speaker claims by the computing both rest on."""
    facts = counted(claims[(claims["measure"] == "training-cost") & claims["claimant"].notna()])
    work = (scales["parameters"] * scales["tokens"]).set_axis(scales["model"]).dropna()
    rows: list[list[object]] = []
    for _, pair in facts.groupby("claimant", sort=False):
        if len(pair) < 2 or pair["currency"].nunique() > 1:
            continue
        cheap, dear = pair.loc[pair["low"].idxmin()], pair.loc[pair["low"].idxmax()]
        both = {cheap["model"], dear["model"]} <= set(work.index)
        ratio = float(work[dear["model"]] / work[cheap["model"]]) if both else math.nan
        rows.append(
            [
                names[str(cheap["model"])], names[str(dear["model"])], "cost", dear["low"] / cheap["low"],
                f"{money(converted(cheap, rates), rates.currency)} against {money(converted(dear, rates), rates.currency)}", cheap["claimant"],
                ratio, ratio, "6 × parameters × tokens, with the training of the model that was built on" if both else "",
                "what the smaller sum paid for is not said: if it is tuning, as the model built on suggests, a training from "
                "nothing stands against it; quality is not measured alike",
            ]
        )  # fmt: skip
    return rows


def efficiency_table(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `efficiency_claims` as a reader reads it."""
    return pd.DataFrame(
        {
            "Claim": [
                f"{row.model} against {row.baseline}: {row.what}" for row in compared.itertuples(index=False)
            ],
            "Times less, claimed": [times(value) for value in compared["claimed"]],
            "Like for like": [
                "cannot be told" if math.isnan(low) else str(times(low)) if str(times(low)) == str(times(high))
                else f"{times(low)}–{times(high)}"
                for low, high in zip(compared["low"], compared["high"], strict=True)
            ],
            "Rests on": compared["basis"].where(compared["basis"] != "", "nothing in the evidence"),
            "What does not compare": compared["caveat"],
        }
    )  # fmt: skip


def efficiency_values(compared: pd.DataFrame, claims: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of claims of efficiency; nothing when none can be compared."""
    checked = compared.dropna(subset=["low"])
    if checked.empty:
        return {}
    over = checked[checked["claimed"] > checked["high"]]
    told = [
        f"for {row.model} against {row.baseline} ({row.what}) {_said(row.sums, row.claimed)}, like for like it is "
        f"{span(times(row.low), times(row.high))}"
        for row in checked.itertuples(index=False)
    ]
    return {
        "claims": noun(len(compared), "claim"),
        "checked": count(len(checked)),
        "over": quantity_or_none(len(over)),
        "go": "goes" if len(over) == 1 else "go",
        "told": "; ".join(told),
        "contradiction": _contradiction(claims),
    }


def _said(sums: str, claimed: float) -> str:
    """Say how a ratio is claimed: as such, or as two sums of which the book takes the quotient."""
    factor = times(claimed)
    return f"the sums named, {sums}, make a factor of {factor}" if sums else f"a factor of {factor} is claimed"


def _contradiction(claims: pd.DataFrame) -> str:
    """Say whether two claims of one model on energy and on efficiency can mean the same; empty without both."""
    for model in counted(claims[claims["measure"] == "energy-saving"])["model"]:
        saving, gain = claim(claims, "energy-saving", str(model)), claim(claims, "efficiency-gain", str(model))
        if saving is not None and gain is not None and saving["low"] < 1:
            factor = 1 / (1 - saving["low"])
            if abs(factor / gain["low"] - 1) > 0.1:
                return (
                    f"Of one model both a saving of energy by a factor of {times(factor)} and an efficiency of "
                    f"{times(gain['low'])} times are claimed: the two cannot measure the same thing."
                )
    return ""
