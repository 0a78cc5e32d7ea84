"""Who holds accelerators: statements as ranges, and all of them on one scale."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from labatlas.analysis.kinship import topmost
from labatlas.analysis.trust import counted
from labatlas.formatting import compact, count, listing, noun, quantity_or_none, territory_phrase

#: Kinds of fleet statements that mean accelerators someone has or has bought; the others are wishes.
IN_HAND = frozenset({"stock", "order", "purchase"})


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
    in_hand = ranges["kind"].isin(IN_HAND) & (ranges["status"] != "forecast")
    return ranges[in_hand].drop_duplicates("owner").reset_index(drop=True)


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
    have a ratio at all. The lower end takes the least ratio for every card, the upper end the greatest.

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
        ``ratio_low``, ``ratio_high``; the largest ``low`` first.
    """
    ratios = conversion.set_index("accelerator")[["low", "central", "high"]]
    names = conversion.set_index("accelerator")["name"]
    likely = ratios if meant is None else ratios[ratios.index.isin(meant)]
    likely = likely if len(likely) else ratios
    rows = []
    for place, row in ranges.iterrows():
        if pd.notna(row["accelerator"]):
            own = ratios[ratios.index == row["accelerator"]]
        else:
            scope = "" if pd.isna(row["scope"]) else str(row["scope"])
            named = [key for key, name in names.items() if pd.notna(name) and str(name) in scope]
            own = ratios.loc[named] if named else likely
        if len(own):
            rows.append([place, own["low"].min(), own["central"].median(), own["high"].max()])
    found = pd.DataFrame(rows, columns=["place", "ratio_low", "ratio", "ratio_high"]).set_index("place")
    scaled = ranges.loc[found.index].assign(
        stated=ranges["low"],
        low=ranges["low"] * found["ratio_low"],
        central=ranges["low"] * found["ratio"],
        high=ranges["high"] * found["ratio_high"],
        ratio_low=found["ratio_low"],
        ratio_high=found["ratio_high"],
    )
    return scaled.sort_values(["central", "low"], ascending=False, kind="stable").reset_index(drop=True)


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
        "unsure_low": compact(unsure["low"], 2),
        "unsure_high": compact(unsure["stated"] * unsure["ratio_high"], 2),
        "left_out": f"Without any ratio and so left out: {listing(left_out)}." if left_out else "None is left out.",
    }
