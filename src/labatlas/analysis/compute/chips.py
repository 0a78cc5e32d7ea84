"""How chips compare with the A100: what is claimed, what data sheets give, and what export rules changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from labatlas.analysis.compute.assumptions import assumed, known
from labatlas.analysis.compute.versions import chip_of, fastest_versions
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted, of_data_sets
from labatlas.formatting import (
    count,
    decimal,
    is_known,
    listing,
    money,
    noun,
    partial_date,
    percent,
    quantity_or_none,
    span,
    times,
)
from labatlas.tables.compute import BETWEEN_SERVERS, ON_MATRIX_UNITS, WITHIN_A_SERVER

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

#: Chips that a sentence names before it counts the others.
NAMES_LISTED = 6

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


def data_sheets(assumptions: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Complete what is assumed of chips by what facts state of them.

    An assumption goes first here, other than with models: it is read from the data sheet of one version of the chip, and a
    sheet put together from two versions would be that of none. Of speeds only those on matrix units are taken, and of links
    only those within a server: others do not compare.

    Parameters
    ----------
    assumptions
        Rows of the table ``assumptions``.
    measures
        Rows of ``accelerator_measures``.

    Returns
    -------
    pandas.DataFrame
        The assumptions, and below them in the same columns one row a chip and quantity that they lack, with the source of the
        fact as ``reference``.
    """
    facts = _comparable(measures)
    have = pd.MultiIndex.from_frame(assumptions[["accelerator", "quantity"]])
    facts = facts[~pd.MultiIndex.from_frame(facts[["accelerator", "measure"]]).isin(have)]
    # What is reported goes before an estimate, and what was stated last before what was stated earlier.
    facts = facts.assign(sure=facts["status"] == "reported").sort_values(
        ["sure", "as_of", "source", "locator"], ascending=[False, False, True, True], kind="stable"
    )
    facts = facts.drop_duplicates(["accelerator", "measure"]).sort_values(["accelerator", "measure"], kind="stable")
    high = facts["high"].fillna(facts["low"])
    further = pd.DataFrame(
        {
            "id": facts["accelerator"] + "-" + facts["measure"],
            "quantity": facts["measure"],
            "accelerator": facts["accelerator"],
            "model": None,
            "low": facts["low"],
            "central": (facts["low"] + high) / 2,
            "high": high,
            "unit": facts["unit"],
            "reference": facts["source"],
            "as_of": facts["as_of"],
            "note": facts["note"],
        }
    )
    return pd.concat([assumptions, further], ignore_index=True) if len(further) else assumptions


def _comparable(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of data sheets that can be set beside one another."""
    facts = counted(measures[measures["measure"].isin([*MEASURES, "power"]) & (measures["low"] > 0)])
    speed, links = facts["measure"] == "throughput", facts["measure"] == "interconnect-bandwidth"
    return facts[
        (~speed | (facts["condition"] == ON_MATRIX_UNITS)) & (~links | (facts["condition"] == WITHIN_A_SERVER))
    ]


def stated_sheets(measures: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that `data_sheets` completed the assumptions by.

    Parameters
    ----------
    measures
        Rows of ``accelerator_measures``.
    sheets
        Result of `data_sheets`.
    """
    used = pd.MultiIndex.from_frame(sheets[["accelerator", "quantity", "reference", "central"]])
    facts = _comparable(measures)
    middle = (facts["low"] + facts["high"].fillna(facts["low"])) / 2
    keys = pd.MultiIndex.from_arrays([facts["accelerator"], facts["measure"], facts["source"], middle])
    return facts[keys.isin(used)]


def sheet_values(
    sheets: pd.DataFrame, stated: pd.DataFrame, measures: pd.DataFrame, names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what the text says of the data sheets that facts give; nothing when no speed can be compared.

    Versions of a chip count as one, by the fastest of them.

    Parameters
    ----------
    sheets
        Result of `specifications`.
    stated
        Result of `stated_sheets`.
    measures
        Rows of ``accelerator_measures``.
    names
        Names of the chips by id.
    """
    versions = int((sheets["measure"] == "throughput").sum())
    fast = fastest_versions(sheets)
    if fast.empty:
        return {}
    first = fast.loc[fast["ratio"].idxmax()]
    by_fact = int(fast["accelerator"].isin(stated.loc[stated["measure"] == "throughput", "accelerator"]).sum())
    counted_once = f" ({count(versions)} with all their versions, which count once, by the fastest)"
    return {
        "chips": noun(len(fast), "chip"),
        "versions": counted_once if versions > len(fast) else "",
        "basis": (
            "for all of them it is a fact of the tables"
            if by_fact == len(fast)
            else f"for {quantity_or_none(by_fact)} of them it is a fact of the tables, for the others an assumption"
        ),
        "fastest": str(first["name"]),
        "ratio": times(first["ratio"]),
        "left_out": not_compared(measures, sheets, names),
    }


def sheets_of(sheets: pd.DataFrame, country: str) -> str:
    """Say which chips of a country reach the throughput of an A100 by their data sheets; empty when none does.

    Versions of a chip count as one, by the fastest of them.

    Parameters
    ----------
    sheets
        Result of `specifications`.
    country
        Code of the country.
    """
    every = sheets[(sheets["measure"] == "throughput") & (sheets["country"] == country)]
    home = fastest_versions(every)
    reach = home[home["ratio"] >= 1]
    if reach.empty:
        return ""
    best = reach.loc[reach["ratio"].idxmax()]
    once = ", versions of a chip counted once" if len(every) > len(home) else ""
    return (
        f"By their data sheets {count(len(reach))} of {count(len(home))} reach its throughput{once}, the most the {best['name']} with "
        f"{times(best['ratio'])} times as much."
    )


def not_compared(measures: pd.DataFrame, sheets: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """Say how many chips have a speed, but none that can be compared; empty when there are none.

    Parameters
    ----------
    measures
        Rows of ``accelerator_measures``.
    sheets
        Result of `specifications`.
    names
        Names of the chips by id; with them versions of a chip count as one.
    """
    fast = set(counted(measures[measures["measure"] == "throughput"])["accelerator"])
    called = names or {}
    left = {chip_of(called.get(chip, chip)) for chip in fast}
    left -= {chip_of(called.get(chip, chip)) for chip in sheets.loc[sheets["measure"] == "throughput", "accelerator"]}
    if not left:
        return ""
    whose = "chip is left out, whose speed is" if len(left) == 1 else "chips are left out, whose speed is"
    return f"{count(len(left))} {whose} told, but not that of units for matrices."


def chips_meant(accelerators: pd.DataFrame, fleets: pd.DataFrame, sources: pd.DataFrame) -> list[str]:
    """Return the chips that a fleet whose chip is not told may hold: those that some fleet holds or some text names.

    A data set of all chips there are names many that none of the owners could have bought.

    Parameters
    ----------
    accelerators, fleets, sources
        Rows of the tables of those names.
    """
    named = accelerators.loc[~of_data_sets(accelerators, sources), "id"]
    return list(dict.fromkeys([*named, *fleets["accelerator"].dropna()]))


def chips_that_matter(sheets: pd.DataFrame, claims: pd.DataFrame, meant: Sequence[str], number: int) -> list[str]:
    """Choose the chips that a figure or table has room for: those compared with, claimed of, and meant, then the fastest.

    Parameters
    ----------
    sheets, claims
        Results of `specifications` and `relative_performance`.
    meant
        Result of `chips_meant`.
    number
        Chips to choose.

    Returns
    -------
    list of str
        Ids, those that must be shown first.
    """
    known_chips = dict.fromkeys([*sheets["accelerator"], *claims["accelerator"]])
    wanted = [chip for chip in [REFERENCE, *claims["accelerator"], *meant] if chip in known_chips]
    return list(dict.fromkeys([*wanted, *known_chips]))[:number]


def specifications(assumptions: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return each chip's data sheet divided by that of the A100.

    Parameters
    ----------
    assumptions
        Result of `data_sheets`, or rows of the table ``assumptions``.
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


def export_words(assumptions: pd.DataFrame) -> dict[str, str]:
    """Return the words for the rule itself: when it was made, and how performance is counted.

    Parameters
    ----------
    assumptions
        Rows of the table ``assumptions``.
    """
    limit = assumptions[assumptions["id"] == "export-limit-performance"]
    return {
        "date": partial_date(str(limit["as_of"].iloc[0])) if len(limit) else "an unknown date",
        "performance": f"{FP16_BITS} × TFLOP/s",
    }


def limited_measures(measures: pd.DataFrame, rule: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that the test of the export rule rests on, and those on the links of chips that it cannot test.

    Parameters
    ----------
    measures
        Rows of ``accelerator_measures``.
    rule
        Result of `export_rule`.
    """
    links = measures["measure"] == "interconnect-bandwidth"
    speed = (measures["measure"] == "throughput") & (measures["condition"] == ON_MATRIX_UNITS)
    tested = measures["accelerator"].isin(rule["accelerator"])
    return measures[links | (speed & tested)]


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
    # Those of data sheets are in the rule already.
    links = links[~links["condition"].isin([WITHIN_A_SERVER, BETWEEN_SERVERS])]
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
        "held": _listed(held["name"]),
        "free": _listed(free["name"]),
        "kept": "; ".join(told) if told else "none has the throughput of a chip held back",
        "throughput": span(decimal(throughput["ratio"].min(), 2), decimal(throughput["ratio"].max(), 2)),
        "domestic": domestic,
    }


def _listed(names: pd.Series) -> str:
    """List names, of many only the first and the number of the others; of versions of a chip the first stands for all."""
    first = names[~names.astype("str").map(chip_of).duplicated()]
    texts = [str(name) for name in first]
    rest = len(texts) - NAMES_LISTED
    return listing(texts if rest < 2 else [*texts[:NAMES_LISTED], f"{count(rest)} other chips"])


def price_performance(
    measures: pd.DataFrame, assumptions: pd.DataFrame, accelerators: pd.DataFrame, rates: Rates,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return what a unit of throughput costs to buy, for each chip with a price.

    Parameters
    ----------
    measures, assumptions, accelerators
        Rows of the tables of those names; prices of the documents stand in the first, others in the second.
    rates
        Exchange rates into the currency wanted.
    sources
        Rows of the table ``sources``, which tell texts from data sets.

    Returns
    -------
    pandas.DataFrame
        ``accelerator``, ``name``, ``price_low``, ``price_high``, ``throughput`` (TFLOP/s), ``low``, ``high`` (price of one
        TFLOP/s), ``origin`` (``documents``, ``data set`` or ``assumption``); the cheapest throughput first.
    """
    stated = counted(measures[measures["measure"] == "price"])
    stated = pd.DataFrame(
        {
            "accelerator": stated["accelerator"],
            "price_low": rates.convert(stated["low"], stated["currency"]),
            "price_high": rates.convert(stated["high"].fillna(stated["low"]), stated["currency"]),
            "origin": "documents"
            if sources is None
            else of_data_sets(stated, sources).map({True: "data set", False: "documents"}),
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
