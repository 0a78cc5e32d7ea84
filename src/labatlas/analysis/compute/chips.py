"""How chips compare with the A100: what is claimed, what data sheets give, and what export rules changed."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.compute.assumptions import assumed, known
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import count, decimal, is_known, listing, money, noun, percent, span

#: The chip every other is compared with.
REFERENCE = "a100"

#: Measures of a data sheet, with the word a figure has for each.
MEASURES = {
    "throughput": "throughput",
    "memory": "memory",
    "memory-bandwidth": "memory bandwidth",
    "interconnect-bandwidth": "interconnect",
}

#: Measures that a fleet is converted by. Memory only decides what fits, the link only how many work together.
CONVERTING = ("throughput", "memory-bandwidth")

#: Bits of the numbers that throughput is stated for.
FP16_BITS = 16


def relative_performance(measures: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return how fast each chip is said to be, the A100 being 1.

    Parameters
    ----------
    measures
        Rows of ``accelerator_measures``.
    accelerators
        Rows of ``accelerators``.

    Returns
    -------
    pandas.DataFrame
        Fastest first: ``accelerator``, ``name``, ``country``, ``low``, ``high`` (ratio; ``high`` repeats ``low`` when open),
        ``open`` (whether the upper end is open), ``status``.
    """
    facts = counted(measures[measures["measure"] == "performance-to-a100"])
    chips = accelerators.set_index("id")
    ratios = pd.DataFrame(
        {
            "accelerator": facts["accelerator"],
            "name": facts["accelerator"].map(chips["name"]),
            "country": facts["accelerator"].map(chips["country"]),
            "low": facts["low"],
            "high": facts["high"].fillna(facts["low"]),
            "open": facts["high"].isna(),
            "status": facts["status"],
        }
    )
    return ratios.sort_values(["high", "low"], ascending=False, kind="stable").reset_index(drop=True)


def specifications(assumptions: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return each chip's data sheet divided by that of the A100.

    Parameters
    ----------
    assumptions
        Rows of the table ``assumptions``.
    accelerators
        Rows of ``accelerators``.

    Returns
    -------
    pandas.DataFrame
        Highest throughput first: ``accelerator``, ``name``, ``country``, ``measure`` (of `MEASURES`), ``low``, ``ratio``,
        ``high``, ``value`` (central, in the unit of the data sheet), ``unit``; no rows when the A100 has none.
    """
    sheets = assumptions[assumptions["quantity"].isin(MEASURES) & assumptions["accelerator"].notna()]
    base = sheets[sheets["accelerator"] == REFERENCE].set_index("quantity")["central"]
    sheets = sheets[sheets["quantity"].isin(base.index)]
    chips = accelerators.set_index("id")
    divisor = sheets["quantity"].map(base)
    ratios = pd.DataFrame(
        {
            "accelerator": sheets["accelerator"],
            "name": sheets["accelerator"].map(chips["name"]),
            "country": sheets["accelerator"].map(chips["country"]),
            "measure": sheets["quantity"],
            "low": sheets["low"] / divisor,
            "ratio": sheets["central"] / divisor,
            "high": sheets["high"] / divisor,
            "value": sheets["central"],
            "unit": sheets["unit"],
        }
    )
    rank = ratios[ratios["measure"] == "throughput"].set_index("accelerator")["ratio"]
    order = ratios["accelerator"].map(rank).fillna(0.0)
    return (
        ratios.assign(order=order)
        .sort_values(["order", "accelerator"], ascending=[False, True], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def conversion(claims: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """Return by how many A100 one of each chip counts, from the least to the greatest of all that is known of it.

    Parameters
    ----------
    claims
        Result of `relative_performance`.
    sheets
        Result of `specifications`.

    Returns
    -------
    pandas.DataFrame
        ``accelerator``, ``name``, ``country``, ``low``, ``central`` (throughput of the data sheet, else the middle of the
        claim), ``high``.
    """
    used = sheets[sheets["measure"].isin(CONVERTING)]
    stated = pd.concat([claims[["accelerator", "name", "country", "low", "high"]], used], ignore_index=True)
    middle = claims.assign(central=(claims["low"] + claims["high"]) / 2).drop_duplicates("accelerator")
    central = pd.concat(
        [
            used[used["measure"] == "throughput"].set_index("accelerator")["ratio"],
            middle.set_index("accelerator")["central"],
        ]
    )
    central = central[~central.index.duplicated()]
    grouped = stated.groupby("accelerator", sort=False)
    chips = pd.DataFrame(
        {
            "name": grouped["name"].first(), "country": grouped["country"].first(), "low": grouped["low"].min(),
            "high": grouped["high"].max(),
        }
    )  # fmt: skip
    chips.insert(2, "central", central.reindex(chips.index).fillna(chips["low"]))
    chips = chips.rename_axis("accelerator").reset_index()
    return chips.sort_values(["central", "accelerator"], ascending=[False, True]).reset_index(drop=True)


def claims_beside_sheets(claims: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """Set what is claimed of a chip against the throughput of its data sheet.

    Returns
    -------
    pandas.DataFrame
        One row a claim that has a data sheet: ``accelerator``, ``name``, ``country``, ``claimed_low``, ``claimed_high``,
        ``sheet`` (ratios to the A100), ``excess`` (middle of the claim over the sheet); the most excessive first.
    """
    throughput = sheets[sheets["measure"] == "throughput"].set_index("accelerator")["ratio"]
    both = claims[claims["accelerator"].isin(throughput.index)].assign(
        sheet=claims["accelerator"].map(throughput), claimed_low=claims["low"], claimed_high=claims["high"]
    )
    both = both.assign(excess=(both["low"] + both["high"]) / 2 / both["sheet"])
    columns = ["accelerator", "name", "country", "claimed_low", "claimed_high", "sheet", "excess"]
    return both[columns].sort_values("excess", ascending=False, kind="stable").reset_index(drop=True)


def claim_values(both: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of claims beside data sheets; nothing when none can be compared."""
    if both.empty:
        return {}
    told = [
        f"the {row.name} is claimed to reach {span(percent(row.claimed_low, 0), percent(row.claimed_high, 0))} of an A100, "
        f"its data sheet gives {percent(row.sheet, 0)}"
        for row in both.itertuples(name="Claim", index=False)
    ]
    return {"claims": noun(len(both), "claim"), "told": "; ".join(told[:4])}


def export_rule(assumptions: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Apply the export rule of October 2022 to each chip with a data sheet.

    A chip is held back when its operations a second times their bits and the bandwidth of its links both reach a limit.

    Parameters
    ----------
    assumptions, accelerators
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        ``accelerator``, ``name``, ``performance`` (TOPS × bit), ``link`` (GB/s), ``over_performance``, ``over_link``,
        ``held_back``; the fastest first. No rows when the limits are not known.
    """
    columns = ["accelerator", "name", "performance", "link", "over_performance", "over_link", "held_back"]
    if not known(assumptions, "export-limit-performance", "export-limit-interconnect"):
        return pd.DataFrame(columns=columns)
    sheets = assumptions[assumptions["accelerator"].notna()].pivot(
        index="accelerator", columns="quantity", values="central"
    )
    sheets = sheets.reindex(columns=["throughput", "interconnect-bandwidth"]).dropna()
    names = accelerators.set_index("id")["name"]
    rule = pd.DataFrame(
        {
            "accelerator": sheets.index,
            "name": [names[key] for key in sheets.index],
            "performance": sheets["throughput"].to_numpy() * FP16_BITS,
            "link": sheets["interconnect-bandwidth"].to_numpy(),
        }
    )
    rule["over_performance"] = rule["performance"] >= assumed(assumptions, "export-limit-performance")
    rule["over_link"] = rule["link"] >= assumed(assumptions, "export-limit-interconnect")
    rule["held_back"] = rule["over_performance"] & rule["over_link"]
    return rule.sort_values(["performance", "link"], ascending=False, kind="stable").reset_index(drop=True)


def export_table(rule: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `export_rule` as a reader reads it."""
    return pd.DataFrame(
        {
            "Chip": rule["name"],
            "Performance, TOPS × bit": rule["performance"].map(count),
            "Links, GB/s": rule["link"].map(count),
            "Held back": rule["held_back"].map({True: "yes", False: "no"}),
        }
    )


def export_values(rule: pd.DataFrame, sheets: pd.DataFrame, measures: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the export rule; nothing when no chip can be tested.

    What a chip keeps is counted against the chip it replaces: the one held back whose throughput it shares.
    """
    held, free = rule[rule["held_back"]], rule[rule["over_performance"] & ~rule["over_link"]]
    if held.empty or free.empty:
        return {}
    told = []
    for row in free.itertuples(index=False):
        twin = held[held["performance"] == row.performance]
        if len(twin):
            told.append(f"the {row.name} keeps {percent(row.link / twin['link'].iloc[0], 0)} of the links of the "
                        f"{twin['name'].iloc[0]}")  # fmt: skip
    throughput = sheets[(sheets["measure"] == "throughput") & sheets["accelerator"].isin(free["accelerator"])]
    links = counted(measures[measures["measure"] == "interconnect-bandwidth"])
    reference = sheets[(sheets["accelerator"] == REFERENCE) & (sheets["measure"] == "interconnect-bandwidth")]["value"]
    domestic = ""
    if len(links) and len(reference) and is_known(reference.iloc[0]):
        best, worst = links["low"].max(), links["low"].min()
        domestic = (
            f"The Biren card of the documents, at {span(decimal(worst, 0), decimal(best, 0))} GB/s, would link at "
            f"{span(percent(worst / reference.iloc[0], 0), percent(best / reference.iloc[0], 0))} of an A100."
            if set(links["accelerator"]) == {"biren-gpu"}
            else ""
        )
    return {
        "held": listing([str(name) for name in held["name"]]),
        "free": listing([str(name) for name in free["name"]]),
        "kept": "; ".join(told) if told else "none has the throughput of a chip held back",
        "throughput": span(decimal(throughput["ratio"].min(), 2), decimal(throughput["ratio"].max(), 2)),
        "domestic": domestic,
    }


def price_performance(
    measures: pd.DataFrame, assumptions: pd.DataFrame, accelerators: pd.DataFrame, rates: Rates
) -> pd.DataFrame:
    """Return what a unit of throughput costs to buy, for each chip with a price.

    Parameters
    ----------
    measures, assumptions, accelerators
        Rows of the tables of those names; prices of the documents stand in the first, others in the second.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        ``accelerator``, ``name``, ``price_low``, ``price_high``, ``throughput`` (TFLOP/s), ``low``, ``high`` (price of one
        TFLOP/s), ``origin`` (``documents`` or ``assumption``); the cheapest throughput first.
    """
    stated = counted(measures[measures["measure"] == "price"])
    stated = pd.DataFrame(
        {
            "accelerator": stated["accelerator"],
            "price_low": rates.convert(stated["low"], stated["currency"]),
            "price_high": rates.convert(stated["high"].fillna(stated["low"]), stated["currency"]),
            "origin": "documents",
        }
    )
    further = assumptions[(assumptions["quantity"] == "price") & assumptions["accelerator"].notna()]
    dollar = rates.per_unit.get("USD")
    further = pd.DataFrame(
        {
            "accelerator": further["accelerator"],
            "price_low": further["low"] * (dollar or 0.0),
            "price_high": further["high"] * (dollar or 0.0),
            "origin": "assumption",
        }
    ).iloc[: None if dollar else 0]
    prices = pd.concat([stated, further], ignore_index=True)
    throughput = assumptions[assumptions["quantity"] == "throughput"].set_index("accelerator")["central"]
    names = accelerators.set_index("id")["name"]
    prices = prices[prices["accelerator"].isin(throughput.index)]
    prices = prices.assign(name=prices["accelerator"].map(names), throughput=prices["accelerator"].map(throughput))
    prices = prices.assign(
        low=prices["price_low"] / prices["throughput"], high=prices["price_high"] / prices["throughput"]
    )
    return prices.sort_values("low", kind="stable").reset_index(drop=True)


def price_table(prices: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the result of `price_performance` as a reader reads it."""
    return pd.DataFrame(
        {
            "Chip": prices["name"],
            "Price": [
                span(money(low, currency), money(high, currency))
                for low, high in zip(prices["price_low"], prices["price_high"], strict=True)
            ],
            "TFLOP/s": prices["throughput"].map(count),
            "Price of 1 TFLOP/s": [
                span(money(low, currency), money(high, currency))
                for low, high in zip(prices["low"], prices["high"], strict=True)
            ],
            "Where from": prices["origin"],
        }
    )
