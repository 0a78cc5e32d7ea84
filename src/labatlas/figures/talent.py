"""Figures on talent."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from labatlas.figures import marks, style
from labatlas.formatting import count, money, percent
from labatlas.tables.partial_dates import midpoint


def country_shares(shares: pd.DataFrame, country: str, unlisted: tuple[int, int]) -> Figure:
    """Draw each country's share of the ranking, the focus country in colour.

    Parameters
    ----------
    shares
        Result of `labatlas.analysis.talent.country_shares`.
    country
        Code of the focus country.
    unlisted
        Least and greatest number of listings of all other countries.
    """
    shown = marks.fold(shares, "share_high", "name")
    base = float(shares["base"].iloc[0])
    high = [*shown["share_high"], unlisted[1] / base]
    names = [*shown["name"], "All other countries"]
    low = [*shown["share_low"].fillna(shown["share_high"]), unlisted[0] / base]
    focus = [*(shown["country"] == country), False]
    figure, (axes,) = style.canvas(len(names))
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
                [y], [end - start], left=[start], height=0.72, color="white", hatch="////", edgecolor=style.OTHER, lw=0
            )
    axes.set_xlim(0, max(high) * 1.22)
    return figure


def team(parts: pd.DataFrame) -> Figure:
    """Draw what a team is made of, one bar of one hundred per cent a dimension.

    Parameters
    ----------
    parts
        Result of `labatlas.analysis.talent.team_parts`.
    """
    dimensions = list(parts["dimension"].drop_duplicates())
    figure, (axes,) = style.canvas(len(dimensions), row_height=0.62, extra=0.4)
    shades = [style.BLUE, style.SKY, style.ORANGE, style.YELLOW, style.PURPLE, style.GREEN, style.VERMILION]
    for row, dimension in enumerate(dimensions):
        left, y = 0.0, len(dimensions) - 1 - row
        small: list[str] = []
        for number, part in enumerate(parts[parts["dimension"] == dimension].itertuples()):
            label, share = str(part.label), float(part.share)
            colour = style.FAINT if label.endswith(("not known", "not told")) else shades[number % len(shades)]
            axes.barh([y], [share], left=[left], color=colour, height=0.42, edgecolor="white")
            if share < 0.018 * len(label):
                small.append(f"{label} {percent(share, 0)}")
            else:
                axes.annotate(
                    label, (left, y + 0.22), xytext=(1, 1), textcoords="offset points", fontsize=7.5, va="bottom"
                )
            if share >= 0.07:
                dark = colour in {style.BLUE, style.GREEN, style.VERMILION}
                axes.annotate(
                    str(percent(share, 0)), (left + share / 2, y), ha="center", va="center", fontsize=8,
                    color="white" if dark else style.INK,
                )  # fmt: skip
            left += share
        axes.annotate("\n".join(small), (1.02, y), va="center", fontsize=7, color=style.MUTED)
    axes.set_yticks(range(len(dimensions)), dimensions[::-1])
    axes.set_ylim(-0.4, len(dimensions) - 0.35)
    axes.set_xlim(0, 1.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def universities(schools: pd.DataFrame, country: str) -> Figure:
    """Draw how many of a team studied at each university, those of the focus country in colour.

    Parameters
    ----------
    schools
        ``label``, ``count`` (people), ``country``, most people first.
    country
        Code of the focus country.
    """
    shown = marks.fold(schools, "count", "label")
    figure, (axes,) = style.canvas(len(shown))
    marks.bars(
        axes, list(shown["count"]), list(shown["label"]), list(shown["country"] == country), lambda n: str(count(n))
    )
    return figure


def origins(people: pd.DataFrame) -> Figure:
    """Draw where people studied and where they worked before, side by side.

    Parameters
    ----------
    people
        Result of `labatlas.analysis.talent.origins`.
    """
    kinds = [kind for kind in ("studied", "worked") if (people["kind"] == kind).any()]
    panels = [people[people["kind"] == kind].head(10) for kind in kinds]
    figure, axes = style.canvas(max(len(panel) for panel in panels), columns=len(kinds), extra=0.6)
    titles = {"studied": "Studied at", "worked": "Worked at"}
    for axis, kind, panel in zip(axes, kinds, panels, strict=True):
        labels = [style.wrap(name, 20) for name in panel["name"]]
        marks.bars(axis, list(panel["people"]), labels, [True] * len(panel), lambda n: str(count(n)))
        axis.set_title(titles[kind], loc="left")
    return figure


def pay(ranges: pd.DataFrame, currency: str) -> Figure:
    """Draw what is paid on a logarithmic axis, in colour where the sum is a whole package rather than a salary.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.talent.pay_ranges`.
    currency
        Currency of the sums.
    """
    shown = ranges.head(style.ROWS_SHOWN)
    labels = [f"{row.payee}, {row.organization} {row.year}" for row in shown.itertuples()]
    colours = {"base-salary": style.MUTED, "total": style.BLUE, "average-cost": style.ORANGE}
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, list(shown["low"]), list(shown["high"].astype("float64")), labels,
        colours=[colours[basis] for basis in shown["basis"]], filled=[True] * len(shown),
        text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    names = {"base-salary": "base salary", "total": "total pay", "average-cost": "average cost to the employer"}
    used = [basis for basis in names if (shown["basis"] == basis).any()]
    marks.key(figure, [Line2D([], [], marker="o", ls="", color=colours[basis], label=names[basis]) for basis in used])
    return figure


def departures(left: pd.DataFrame) -> Figure:
    """Draw departures in time; hollow marks are jokes and may not be counted.

    Parameters
    ----------
    left
        Result of `labatlas.analysis.talent.departures`.
    """
    days = midpoint(left["date"])
    groups = left.assign(day=days).groupby(["day", "counts"], sort=True)["who"].agg(list).reset_index()
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.5 * len(groups) + 0.8))
    for y, row in enumerate(groups.iloc[::-1].itertuples()):
        colour = style.BLUE if row.counts else style.VERMILION
        axes.plot([row.day], [y], "o", color=colour, mfc=colour if row.counts else "white", ms=7)
        names = style.wrap(", ".join(sorted(row.who)), 46)
        near_end = row.day > days.min() + 0.55 * (days.max() - days.min())
        axes.annotate(
            names, (row.day, y), xytext=(-9 if near_end else 9, 0), textcoords="offset points", va="center",
            ha="right" if near_end else "left", fontsize=7.5,
        )  # fmt: skip
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(groups) - 0.3)
    axes.margins(x=0.08)
    axes.grid(axis="x")
    handles = [
        Line2D([], [], marker="o", ls="", color=style.BLUE, label="left"),
        Line2D([], [], marker="o", ls="", color=style.VERMILION, mfc="white", label="said so in jest: not counted"),
    ]
    marks.key(figure, handles[: 1 + int(np.any(~left["counts"]))])
    return figure
