"""Who holds accelerators: statements as ranges, and all of them on one scale."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from labatlas.analysis.kinship import topmost
from labatlas.analysis.trust import counted
from labatlas.formatting import count, decimal, listing, noun, quantity_or_none, territory_phrase

#: Kinds of fleet statements that mean accelerators someone has or has bought; the others are wishes.
IN_HAND = frozenset({"stock", "order", "purchase"})

#: How a scope says of which count another is a part.
PART = re.compile(r"\bpart of the ([\d,]+)")

#: Indicators that say how many times the accelerators of another organization one has; its id follows.
RATIO = "compute-ratio-to-"

#: Indicator of the rank of an organization by its accelerators.
RANK = "ai-compute-rank"


def fleet_ranges(fleets: pd.DataFrame, organizations: pd.DataFrame, accelerators: dict[str, str]) -> pd.DataFrame:
    """Lay out every statement on a fleet as a range, largest first.

    Parameters
    ----------
    fleets, organizations
        Rows of the tables of those names.
    accelerators
        Names of the chips by id.

    Returns
    -------
    pandas.DataFrame
        ``organization`` (id), ``owner`` (id of the organization at the top of its parents), ``name``, ``country``, ``kind``,
        ``date``, ``accelerator`` (id) and ``chip`` (name; both missing if several or unstated), ``scope``, ``low``, ``high``
        (accelerators; ``high`` missing when open), ``status``, ``told_by`` (the publication).
    """
    facts = counted(fleets)
    holders = organizations.set_index("id")
    ranges = pd.DataFrame(
        {
            "organization": facts["organization"],
            "owner": facts["organization"].map(topmost(organizations)),
            "name": facts["organization"].map(holders["name"]),
            "country": facts["organization"].map(holders["country"]),
            "kind": facts["kind"],
            "date": facts["date"],
            "accelerator": facts["accelerator"],
            "chip": facts["accelerator"].map(accelerators),
            "scope": facts["scope"],
            "low": facts["low"],
            "high": facts["high"],
            "status": facts["status"],
            "told_by": facts["via"].fillna(facts["source"]),
        }
    )
    return ranges.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def largest_holdings(ranges: pd.DataFrame) -> pd.DataFrame:
    """Keep the largest statement of accelerators in hand for each owner; a forecast is not in hand.

    Statements on one owner overlap (a stock contains last year's purchases, a group contains its cloud), so they are
    not added up.

    Parameters
    ----------
    ranges
        Result of `fleet_ranges`.
    """
    return in_hand(ranges).drop_duplicates("owner").reset_index(drop=True)


def in_hand(statements: pd.DataFrame) -> pd.DataFrame:
    """Keep the statements on accelerators that someone has or has bought; a forecast is not in hand.

    Parameters
    ----------
    statements
        Rows of ``fleets``, or the result of `fleet_ranges`.
    """
    return statements[statements["kind"].isin(IN_HAND) & (statements["status"] != "forecast")]


def told_otherwise(ranges: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, float | str]:
    """Count the largest fleet another way: by how many times that of another organization it is said to be.

    Parameters
    ----------
    ranges
        Result of `fleet_ranges`.
    indicators
        Rows of the table ``indicators``, of which those that begin with `RATIO` are used.

    Returns
    -------
    dict
        ``name`` and ``base`` (names), ``ratio``, ``base_low`` (accelerators of the other, at least), ``low`` (the ratio times
        that), ``high`` (the same and those of the other), ``needed_low``, ``needed_high`` (what the other would have to have
        for the largest fleet to be as large as told); empty when nothing tells it, or when both ways agree.
    """
    largest = largest_holdings(ranges)
    if largest.empty:
        return {}
    first = largest.iloc[0]
    facts = counted(indicators[indicators["indicator"].str.startswith(RATIO)])
    for fact in facts[facts["organization"] == first["organization"]].itertuples(index=False):
        base = ranges[
            (ranges["organization"] == str(fact.indicator).removeprefix(RATIO)) & (ranges["kind"] == first["kind"])
        ]
        if base.empty:
            continue
        other = base.iloc[0]
        low, high = fact.low * other["low"], (fact.low + 1) * other["low"]
        if low <= first["low"] <= high:
            continue
        return {
            "name": str(first["name"]), "base": str(other["name"]), "ratio": float(fact.low), "base_low": float(other["low"]),
            "low": float(low), "high": float(high), "needed_low": float(first["low"] / (fact.low + 1)),
            "needed_high": float(first["low"] / fact.low),
        }  # fmt: skip
    return {}


def ranking(indicators: pd.DataFrame, ranges: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return the order in which organizations are ranked by their accelerators.

    Parameters
    ----------
    indicators
        Rows of the table ``indicators``, of which `RANK` is used.
    ranges
        Result of `fleet_ranges`.
    organizations
        Rows of the table of that name.

    Returns
    -------
    pandas.DataFrame
        The first first: ``organization`` (id), ``name``, ``place``, ``among`` (whom it is one of), ``numbered`` (whether a number in hand is told of it).
    """
    facts = counted(indicators[indicators["indicator"] == RANK]).drop_duplicates("organization")
    facts = facts[facts["organization"].notna()].sort_values(["low", "organization"], kind="stable")
    names = organizations.set_index("id")["name"]
    return pd.DataFrame(
        {
            "organization": facts["organization"],
            "name": facts["organization"].map(names),
            "place": facts["low"],
            "among": facts["base"],
            "numbered": facts["organization"].isin(largest_holdings(ranges)["owner"]),
        }
    ).reset_index(drop=True)


def order_values(ranges: pd.DataFrame, indicators: pd.DataFrame, organizations: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the order of the fleets, and of the largest counted another way; nothing without both.

    Parameters
    ----------
    ranges, indicators, organizations
        As in `told_otherwise` and `ranking`.
    """
    other, ranked = told_otherwise(ranges, indicators), ranking(indicators, ranges, organizations)
    if not other and ranked.empty:
        return {}
    without = [str(name) for name in ranked.loc[~ranked["numbered"], "name"]]
    values = {"otherwise": "", "order": ""}
    if other:
        values["otherwise"] = (
            f"{other['name']} is also said to have {decimal(float(other['ratio']))} times what {other['base']} has, of which "
            f"at least {count(float(other['base_low']))} are told: that makes at least {count(float(other['low']))}, or "
            f"{count(float(other['high']))} with those of {other['base']}. Both statements can be true only if {other['base']} "
            f"has {count(round(float(other['needed_low']), -3))} to {count(round(float(other['needed_high']), -3))}."
        )
    if len(ranked):
        among = ranked["among"].dropna().unique()
        where = f" in {among[0]}" if len(among) == 1 else ""
        values["order"] = (
            f"Ranked{where} by what they hold are {listing([str(name) for name in ranked['name']])}, in this order"
            + (f"; no number is told of {listing(without)}." if without else ".")
        )
    return values


def fleet_values(ranges: pd.DataFrame, country: str, organization: str) -> dict[str, str]:
    """Return what the text says of fleets; nothing when none is known."""
    largest = largest_holdings(ranges)
    if largest.empty:
        return {}
    first = largest.iloc[0]
    at_home = largest[largest["country"] == country]
    focus = ranges[(ranges["organization"] == organization) | (ranges["owner"] == organization)]
    return {
        "largest": str(first["name"]),
        "largest_count": count(first["low"]),
        "holders": noun(len(largest), "owner"),
        "home": (
            f"{_of_all(len(at_home), len(largest))} in {territory_phrase(country)}, and the largest "
            f"number each is said to hold or to have ordered adds up to at least {count(at_home['low'].sum())}"
            if len(at_home)
            else f"none is in {territory_phrase(country)}"
        ),
        "focus_statements": quantity_or_none(len(focus)),
        "estimates": quantity_or_none((ranges["status"] == "estimate").sum()),
        "forecasts": quantity_or_none((ranges["status"] == "forecast").sum()),
        "statements": noun(len(ranges), "statement"),
        "open_ended": quantity_or_none(ranges["high"].isna().sum()),
        "publications": noun(ranges["told_by"].nunique(), "publication"),
    }


def _of_all(part: int, whole: int) -> str:
    """Say how many of some owners a sentence is about."""
    return "all are" if part == whole > 1 else f"{count(part)} {'is' if part == 1 else 'are'}"


def a100_equivalents(
    ranges: pd.DataFrame, conversion: pd.DataFrame, meant: Sequence[str] | None = None
) -> pd.DataFrame:
    """Put fleets of different chips on one scale, with the uncertainty of the conversion.

    Where several chips are meant, the scope that names them bounds the ratio; where none is named, all chips do that
    have a ratio at all. Of a count that another statement tells a part of, only the rest is of unnamed chips. The lower end
    takes the least ratio for every card, the upper end the greatest.

    Parameters
    ----------
    ranges
        Result of `fleet_ranges`.
    conversion
        Result of `labatlas.analysis.compute.chips.conversion`.
    meant
        Ids of the chips that an unnamed one may be, see `labatlas.analysis.compute.chips.chips_meant`; all when omitted, or
        when none of them has a ratio.

    Returns
    -------
    pandas.DataFrame
        The statements whose chips have a ratio, with ``low`` and ``high`` in A100-equivalents (``high`` missing when the
        count is open), ``central`` (the count at least, times the central ratio), ``stated`` (the count at least),
        ``ratio_low``, ``ratio_high``, ``chips`` (the chips meant, in words; missing where none is told); the largest
        ``central`` first.
    """
    ratios = conversion.set_index("accelerator")[["low", "central", "high"]]
    names = conversion.set_index("accelerator")["name"]
    likely = ratios if meant is None else ratios[ratios.index.isin(meant)]
    likely = likely if len(likely) else ratios
    rows = []
    for place, row in ranges.iterrows():
        if pd.notna(row["accelerator"]):
            own = ratios[ratios.index == row["accelerator"]]
            chips: str | None = str(row["chip"])
        else:
            scope = "" if pd.isna(row["scope"]) else str(row["scope"])
            named = [key for key, name in names.items() if pd.notna(name) and str(name) in scope]
            named.sort(key=lambda key: scope.index(str(names[key])))
            own = ratios.loc[named] if named else likely
            chips = listing([str(names[key]) for key in named]) if named else None
        if not len(own):
            continue
        each = [own["low"].min(), own["central"].median(), own["high"].max()]
        parts = _parts(row, ranges, ratios)
        if chips is None and parts:
            rest = row["low"] - sum(number for number, *_ in parts)
            each = [
                (rest * unnamed + sum(part[0] * part[2][end] for part in parts)) / row["low"]
                for unnamed, end in zip(each, ratios.columns, strict=True)
            ]
            chips = listing([f"{count(number)} {chip}" for number, chip, _ in parts]) + (
                ", others not stated" * (rest > 0)
            )
        rows.append([place, *each, chips])
    found = pd.DataFrame(rows, columns=["place", "ratio_low", "ratio", "ratio_high", "chips"]).set_index("place")
    scaled = ranges.loc[found.index].assign(
        stated=ranges["low"],
        low=ranges["low"] * found["ratio_low"],
        central=ranges["low"] * found["ratio"],
        high=ranges["high"] * found["ratio_high"],
        ratio_low=found["ratio_low"],
        ratio_high=found["ratio_high"],
        chips=found["chips"],
    )
    return scaled.sort_values(["central", "low"], ascending=False, kind="stable").reset_index(drop=True)


def _parts(row: pd.Series, ranges: pd.DataFrame, ratios: pd.DataFrame) -> list[tuple[float, str, pd.Series]]:
    """Return the named parts of a count, each with its chip and the ratios of that; none where they come to more than all."""
    scopes = ranges["scope"].astype("object").fillna("").astype(str)
    parts = []
    for other in ranges[scopes.str.contains(PART.pattern.replace("(", "(?:"))].itertuples(index=False):
        whole = PART.search(str(other.scope))
        alike = (other.name, other.kind, other.date) == (row["name"], row["kind"], row["date"])
        counts = whole is not None and float(whole[1].replace(",", "")) == row["low"]
        if alike and counts and other.accelerator in ratios.index:
            parts.append((float(other.low), str(other.chip), ratios.loc[other.accelerator]))
    return parts if sum(number for number, *_ in parts) <= row["low"] else []


def equivalent_values(equivalents: pd.DataFrame, ranges: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of fleets on one scale; nothing when none can be converted."""
    if equivalents.empty:
        return {}
    width = equivalents["ratio_high"] / equivalents["ratio_low"]
    sure, unsure = equivalents[width < 1.01], equivalents.loc[width.idxmax()]
    left_out = sorted(
        {str(chip) for chip in ranges["chip"].dropna()} - {str(chip) for chip in equivalents["chip"].dropna()}
    )
    return {
        "converted": noun(len(equivalents), "statement"),
        "sure": quantity_or_none(len(sure)),
        "unsure": str(unsure["name"]),
        "unsure_count": count(unsure["stated"]),
        "unsure_low": decimal(unsure["ratio_low"], 2),
        "unsure_high": decimal(unsure["ratio_high"], 2),
        "left_out": f"Without any ratio and so left out: {listing(left_out)}." if left_out else "None is left out.",
    }
