"""Whether the printed figures on a team fit together: shares with counts, and shares with any whole number of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from labatlas.analysis.talent.team import label_of, team_shares, whole_team
from labatlas.formatting import alternatives, count, listing, noun, percent, span


def arithmetic(team_composition: pd.DataFrame) -> pd.DataFrame:
    """List every printed share that its own count does not bear out.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.

    Returns
    -------
    pandas.DataFrame
        ``dimension``, ``category``, ``count``, ``base``, ``stated_percent``, ``computed_percent`` and ``count_implied``
        (the count the printed share would need).
    """
    rows: list[dict[str, Any]] = []
    for dimension in team_composition["dimension"].drop_duplicates():
        shares = team_shares(team_composition, dimension)
        for row in shares[shares["agrees"].eq(False)].drop(columns="agrees").to_dict("records"):
            row |= {
                "dimension": dimension,
                "computed_percent": row["share"] * 100,
                "count_implied": round(row["stated_percent"] / 100 * row["base"]),
            }
            rows.append({str(name): value for name, value in row.items()})
    columns = ["dimension", "category", "count", "base", "stated_percent", "computed_percent", "count_implied"]
    return pd.DataFrame(rows, columns=columns)


def arithmetic_table(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `arithmetic` as a reader reads it."""
    return pd.DataFrame(
        {
            "Counted by": checks["dimension"].map(label_of),
            "Category": checks["category"].map(label_of),
            "Count": checks["count"].map(count),
            "of": checks["base"].map(count),
            "Printed share": (checks["stated_percent"] / 100).map(percent),
            "Computed share": (checks["computed_percent"] / 100).map(percent),
            "Count the share needs": checks["count_implied"].map(count),
        }
    )


def bases_that_fit(percentages: Sequence[float], largest: int) -> list[int]:
    """Return the sizes of a group of which rounded shares of all its members can be.

    A size fits if whole numbers of people, one for each share, round to the shares and make up the whole group.

    Parameters
    ----------
    percentages
        Shares printed as whole percentages, of categories that leave nobody out.
    largest
        The largest size to try.

    Examples
    --------
    >>> bases_that_fit([67, 33], 6)
    [3, 6]
    """
    stated = np.asarray(percentages, dtype=float)
    # The least and most people that round to each share; a sum between the ends can always be made up.
    fitting = []
    for size in range(1, largest + 1):
        least = np.ceil((stated - 0.5) / 100 * size - 1e-9)
        most = np.floor((stated + 0.5) / 100 * size + 1e-9)
        if (least <= most).all() and least.sum() <= size <= most.sum():
            fitting.append(size)
    return fitting


def origin_values(team_composition: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of where members came from; nothing when no shares are told or the team's size is not."""
    shares = team_shares(team_composition, "origin").dropna(subset=["stated_percent"])
    whole = whole_team(team_composition)
    if shares.empty or not whole > 0:
        return {}
    ranked = shares.sort_values("stated_percent", ascending=False, kind="stable")
    fitting = bases_that_fit(list(shares["stated_percent"]), int(whole))
    if not fitting:
        fit = f"no group of up to {noun(whole, 'person', 'people')} can be divided so: at least one share is misprinted"
    elif int(whole) in fitting:
        fit = f"they can be shares of all {count(whole)}"
    else:
        fit = (
            f"they cannot be shares of all {count(whole)} members, only of {alternatives(_runs(fitting))}, "
            "so the origin of some is missing and the source does not say of how many"
        )
    return {
        "origins": listing(
            [
                f"{label_of(str(category))} {percent(stated / 100, 0)}"
                for category, stated in zip(ranked["category"], ranked["stated_percent"], strict=True)
            ]
        ),
        "total": percent(float(shares["stated_percent"].sum()) / 100, 0),
        "fit": fit,
    }


def _runs(numbers: Sequence[int]) -> list[str]:
    """Write ascending numbers, neighbours as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [span(count(run[0]), count(run[-1])) for run in runs]
