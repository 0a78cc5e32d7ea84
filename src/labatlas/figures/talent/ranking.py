"""Where the best work: shares of a ranking."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from labatlas.figures import marks, style
from labatlas.formatting import percent


def country_shares(shares: pd.DataFrame, country: str, unlisted: tuple[int, int]) -> Figure:
    """Draw each country's share of the ranking, the focus country in colour.

    Parameters
    ----------
    shares
        Result of `labatlas.analysis.talent.ranking.country_shares`.
    country
        Code of the focus country.
    unlisted
        Least and greatest number of listings of all other countries.
    """
    shown = marks.fold(shares, ["share_low", "share_high"], "name")
    base = float(shares["base"].iloc[0])
    high = [*marks.numbers(shown["share_high"]), unlisted[1] / base]
    names = [*shown["name"], "All other countries"]
    low = [*marks.numbers(shown["share_low"].fillna(shown["share_high"])), unlisted[0] / base]
    focus = [*(shown["country"] == country), False]
    figure, (axes,) = style.canvas(len(names), extra=0.4)
    marks.bars(axes, high, names, focus, lambda value: "")
    for position, (start, end) in enumerate(zip(low, high, strict=True)):
        y = len(names) - 1 - position
        text = (
            str(percent(end))
            if start == end
            else f"{percent(start)}–{percent(end)}"
            if start > 0.001
            else f"≤ {percent(end)}"
        )
        axes.annotate(text, (end, y), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5)
        if start < end:
            axes.barh(
                [y], [end - start], left=[start], height=0.72, color="white", hatch="////", lw=0,
                edgecolor=style.FOCUS if focus[position] else style.OTHER,
            )  # fmt: skip
    axes.set_xlim(0, max(high) * 1.22)
    return figure
