"""What a team is made of: each share with its base and its uncertainty, and whether the printed figures fit together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from labatlas.analysis.trust import counted
from labatlas.formatting import count, decimal, is_known, percent

#: Percentage points by which a printed share may miss its count: printed shares are rounded or cut off.
ROUNDING = 1.0

#: Dimensions that divide a team, by the name a reader sees.
DIVISIONS = {"role": "Role", "age": "Age", "degree": "Degree", "gender": "Gender"}

#: Dimensions of which a share can be read, by the name a reader sees; whoever is in none of their categories is no part.
SHARES = {
    "role": "Role", "age": "Age", "degree": "Highest degree", "university": "Studied at", "previous-employer": "Worked at",
    "gender": "Gender", "ethnicity": "Ethnicity", "first-degree-of-ethnic-chinese-members": "First degree in",
}  # fmt: skip

#: Words of a slug that are names.
NAMES = {"chinese": "Chinese", "china": "China", "united": "United", "states": "States"}

#: Confidence of every interval.
CONFIDENCE = 0.95


def main_team(team_composition: pd.DataFrame) -> pd.DataFrame:
    """Return the composition of the team that the evidence says most about."""
    if team_composition.empty:
        return team_composition
    return team_composition[team_composition["team"] == team_composition["team"].value_counts().index[0]]


def team_name(team_composition: pd.DataFrame, names: dict[str, str]) -> str:
    """Name the team of `main_team` by what it made."""
    return names[str(team_composition["team"].iloc[0])] if len(team_composition) else "an unknown artifact"


def team_shares(team_composition: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Recompute the shares of one dimension of a team and compare them with the printed ones.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.
    dimension
        The dimension, such as ``role`` or ``age``.

    Returns
    -------
    pandas.DataFrame
        One row a category in the table's order: ``category``, ``count`` (people; missing when only a share is printed),
        ``base`` (people the share is of), ``share`` (of one; from the count where there is one), ``stated_percent``,
        ``agrees`` (whether count and printed share agree within `ROUNDING`; missing when they cannot be compared).
    """
    facts = counted(team_composition[team_composition["dimension"] == dimension])
    whole = whole_team(team_composition)
    base = facts["base"].astype("float64").fillna(whole)
    number = facts["count"].astype("float64")
    share = (number / base).fillna(facts["share_percent"] / 100)
    comparable = number.notna() & base.notna() & facts["share_percent"].notna()
    gap = (share * 100 - facts["share_percent"]).abs()
    agrees = (gap <= ROUNDING).astype("object").where(comparable, None)
    return pd.DataFrame(
        {
            "category": facts["category"], "count": number, "base": base, "share": share,
            "stated_percent": facts["share_percent"], "agrees": agrees,
        }
    ).reset_index(drop=True)  # fmt: skip


def whole_team(team_composition: pd.DataFrame) -> float:
    """Return how many people a team has, or NaN when it is not told."""
    whole = counted(team_composition[team_composition["dimension"] == "whole"])["count"].dropna()
    return float(whole.iloc[0]) if len(whole) else float("nan")


def wilson(number: float, base: float) -> tuple[float, float]:
    """Return the Wilson score interval of a share at `CONFIDENCE`.

    Parameters
    ----------
    number, base
        People in the category and people in all.

    Notes
    -----
    Wilson, E. B. (1927), Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
    Statistical Association 22(158), 209–212; computed by `scipy.stats.binomtest`.

    Examples
    --------
    >>> low, high = wilson(9, 87)
    >>> round(low, 3), round(high, 3)
    (0.055, 0.185)
    """
    interval = binomtest(round(number), round(base)).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def share_intervals(
    team_composition: pd.DataFrame, organizations: pd.DataFrame, dimensions: Sequence[str]
) -> pd.DataFrame:
    """Return every counted share of a team with its own base and a Wilson interval.

    Where the source gives no base, the whole team is the base. Categories that say that something is not known are no
    shares; they are what separates the base from the whole.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.
    organizations
        Rows of the table ``organizations``.
    dimensions
        The dimensions wanted, of `SHARES`.

    Returns
    -------
    pandas.DataFrame
        In the order of the dimensions, largest first within each: ``dimension`` and ``label`` (as a reader sees them),
        ``category``, ``country`` (seat of a university or employer), ``count``, ``base`` (people), ``share``, ``low``,
        ``high`` (of one).
    """
    places = organizations.set_index("id")
    rows: list[dict[str, Any]] = []
    for dimension in dimensions:
        heading = SHARES[dimension]
        shares = team_shares(team_composition, dimension)
        known = shares[(shares["category"] != "unknown") & shares["count"].notna() & (shares["base"] > 0)]
        known = known[known["count"] <= known["base"]]
        # Ages have an order of their own.
        ordered = known if dimension == "age" else known.sort_values("count", ascending=False, kind="stable")
        for category, number, base in ordered[["category", "count", "base"]].itertuples(index=False, name=None):
            low, high = wilson(number, base)
            label = places["name"].get(category, label_of(category))
            rows.append(
                {
                    "dimension": heading, "label": label, "category": category, "country": places["country"].get(category), "count": number, "base": base,
                    "share": number / base, "low": low, "high": high,
                }
            )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["dimension", "label", "category", "country", "count", "base", "share", "low", "high"]
    )


#: Age in years up to which a band without an upper end is counted.
OLDEST = 99


def label_of(category: str) -> str:
    """Turn a category's slug into words, and a band such as ``20-29`` into a range.

    Examples
    --------
    >>> label_of("20-29"), label_of("new-graduate"), label_of("mainland-china")
    ('20–29', 'new graduate', 'mainland China')
    """
    words = re.sub(r"(?<=\d)-(?=\d)", "–", category).split("-")
    return " ".join(NAMES.get(word, word) for word in words)


def mean_age_bounds(team_composition: pd.DataFrame) -> tuple[float, float]:
    """Bound the mean age from the age bands alone.

    Each member is at least as old as the lower and at most as old as the upper end of the band.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team; bands are written ``20-29`` or ``60-and-over``.

    Returns
    -------
    tuple of float
        Least and greatest possible mean age in completed years; an open band counts up to `OLDEST`.
    """
    bands = team_shares(team_composition, "age")
    parsed = bands["category"].str.extract(r"^(\d+)(?:-(\d+)|-and-over)$")
    usable = parsed[0].notna() & (bands["count"] > 0)
    if not usable.any():
        return float("nan"), float("nan")
    weight = bands.loc[usable, "count"].to_numpy(dtype=float)
    low = parsed.loc[usable, 0].to_numpy(dtype=float)
    high = parsed.loc[usable, 1].astype("float64").fillna(OLDEST).to_numpy(dtype=float)
    return float(np.average(low, weights=weight)), float(np.average(high, weights=weight))


def age_bands(team_composition: pd.DataFrame) -> pd.DataFrame:
    """Return the members in each band of age, youngest first: ``label``, ``low``, ``high`` (years), ``count`` (people).

    The upper end of an open band is missing.
    """
    bands = team_shares(team_composition, "age")
    parsed = bands["category"].str.extract(r"^(\d+)(?:-(\d+)|-and-over)$")
    usable = parsed[0].notna() & bands["count"].notna()
    table = pd.DataFrame(
        {
            "label": bands.loc[usable, "category"].map(label_of),
            "low": parsed.loc[usable, 0].astype("float64"),
            "high": parsed.loc[usable, 1].astype("float64"),
            "count": bands.loc[usable, "count"],
        }
    )
    return table.sort_values("low", kind="stable").reset_index(drop=True)


def stated_mean_age(team_composition: pd.DataFrame) -> float:
    """Return the mean age the source states, in years; NaN when it states none."""
    mean = counted(team_composition[team_composition["dimension"] == "mean-age"])["value"].dropna()
    return float(mean.iloc[0]) if len(mean) else float("nan")


def team_parts(team_composition: pd.DataFrame) -> pd.DataFrame:
    """Divide a whole team by each dimension, everyone included.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.

    Returns
    -------
    pandas.DataFrame
        ``dimension`` (as a reader sees it), ``label``, ``share`` (of the whole team, of one). The shares of a dimension
        sum to one: whoever no category counts is "not known", or for gender "men or not told". A dimension whose counts
        exceed the team does not divide it and is left out.
    """
    whole = whole_team(team_composition)
    rows: list[dict[str, Any]] = []
    for dimension, heading in DIVISIONS.items():
        shares = team_shares(team_composition, dimension)
        known = shares[(shares["category"] != "unknown") & (shares["count"] > 0)]
        rest = whole - float(known["count"].sum())
        if known.empty or not whole > 0 or rest < 0:
            continue
        rows += [
            {"dimension": heading, "label": label_of(str(category)), "share": number / whole}
            for category, number in zip(known["category"], known["count"], strict=True)
        ]
        if rest > 0:
            label = "men or not told" if dimension == "gender" else "not known"
            rows.append({"dimension": heading, "label": label, "share": rest / whole})
    return pd.DataFrame(rows, columns=["dimension", "label", "share"])


def team_values(team_composition: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a team; nothing when its size, roles, ages or women are not told."""
    whole = whole_team(team_composition)
    told = counted(team_composition).dropna(subset=["count"]).drop_duplicates(["dimension", "category"])
    count_of = dict(zip(zip(told["dimension"], told["category"], strict=True), told["count"], strict=True))
    mean = stated_mean_age(team_composition)
    low, high = mean_age_bounds(team_composition)
    wanted = [("role", "research-and-development"), ("gender", "women")]
    if not whole > 0 or not is_known(mean) or not is_known(low) or any(key not in count_of for key in wanted):
        return {}
    known = float(age_bands(team_composition)["count"].sum())
    return {
        "team": name,
        "whole": count(whole),
        "technical": _with_interval(count_of[wanted[0]], whole),
        "women": _with_interval(count_of[wanted[1]], whole),
        "mean": decimal(mean),
        "mean_low": decimal(low),
        "mean_high": decimal(high),
        "possible": "so the mean is possible" if low <= mean <= high else "so the mean cannot be right",
        "aged": count(known),
        "oldest": count(OLDEST),
        "confidence": percent(CONFIDENCE, 0),
    }


def _with_interval(number: float, base: float) -> str:
    """Write a number of people with its share and interval."""
    low, high = wilson(number, base)
    return f"{count(number)} ({percent(number / base, 0)}, interval {percent(low, 0)}–{percent(high, 0)})"
