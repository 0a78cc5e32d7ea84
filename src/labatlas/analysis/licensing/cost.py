"""What open weights save: the passage that sets the dearest model beside the cheapest."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import compact, count, money


def cost_of_size(claims: pd.DataFrame, sizes: pd.DataFrame, names: dict[str, str], rates: Rates) -> pd.DataFrame:
    """Find the passage that sets models of the most different training cost side by side, with their sizes.

    Only claims of one passage are compared, because only there the speaker means them to be.

    Returns
    -------
    pandas.DataFrame
        Dearest first: ``name``, ``parameters``, ``cost`` (sum), ``claimant``, ``note`` (what is known of
        what the sum pays for), and the place (``source``, ``locator``).
    """
    place = ["source", "locator"]
    costs = counted(claims[claims["measure"] == "training-cost"])
    both = costs.merge(counted(sizes)[["model", "parameters_low", *place]], on=["model", *place], how="inner")
    table = pd.DataFrame(
        {
            "name": both["model"].map(names),
            "parameters": both["parameters_low"],
            "cost": rates.convert(both["low"], both["currency"]),
            "claimant": both["claimant"],
            "note": both["note"],
            "source": both["source"],
            "locator": both["locator"],
        }
    )
    if table.empty:
        return table
    costs_at = table.groupby(place)["cost"]
    spread = costs_at.transform("max") / costs_at.transform("min")
    widest = table.loc[spread.idxmax(), place]
    return (
        table[(table[place] == widest).all(axis=1)]
        .sort_values("cost", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def cost_values(table: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of cost against size; nothing when fewer than two models compare."""
    if len(table) < 2:
        return {}
    large, small = table.iloc[0], table.iloc[-1]
    return {
        "claimant": str(large["claimant"]),
        "large": str(large["name"]),
        "large_cost": money(large["cost"], rates.currency, 2),
        "large_size": compact(large["parameters"]),
        "small": str(small["name"]),
        "small_cost": money(small["cost"], rates.currency, 2),
        "small_size": compact(small["parameters"]),
        "cost_ratio": count(large["cost"] / small["cost"]),
        "size_ratio": count(large["parameters"] / small["parameters"]),
    }


def cost_of_size_table(table: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the result of `cost_of_size` as a reader reads it."""
    return pd.DataFrame(
        {
            "Model": table["name"],
            "Parameters": table["parameters"].map(compact),
            "Cost": [money(cost, rates.currency, 2) for cost in table["cost"]],
            "What is known of the sum": [note if pd.notna(note) else "not told" for note in table["note"]],
        }
    )


def same_passage(claims: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the training costs claimed in the passage that `cost_of_size` found."""
    costs = claims[claims["measure"] == "training-cost"]
    if table.empty:
        return costs.iloc[:0]
    return costs[(costs["source"] == table.iloc[0]["source"]) & (costs["locator"] == table.iloc[0]["locator"])]
