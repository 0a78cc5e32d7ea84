"""Figures on compute."""

from __future__ import annotations

import math

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import marks, style
from labatlas.formatting import compact, decimal, money

#: Dots up to which each is named; of more, only as many of the focus organization.
LABELS_SHOWN = 30


def fleets(ranges: pd.DataFrame, country: str) -> Figure:
    """Draw fleets on a logarithmic axis: forecasts hollow, all else filled; the focus country in colour.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.compute.fleet_ranges`.
    country
        Code of the focus country.
    """
    shown = ranges.head(style.ROWS_SHOWN)
    labels = [
        f"{style.told(row.name)}, {row.kind} {str(row.date)[:4]}" + (f": {row.chip}" if pd.notna(row.chip) else "")
        for row in shown.itertuples(name="Fleet")
    ]
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[style.FOCUS if code == country else style.MUTED for code in shown["country"]],
        filled=[status != "forecast" for status in shown["status"]], text=lambda value: str(compact(value)),
    )  # fmt: skip
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="said of the present or past"),
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="forecast"),
    ]
    marks.key(figure, handles)
    axes.set_xlabel("accelerators")
    marks.note_hidden(figure, len(ranges) - len(shown))
    return figure


def chips(ratios: pd.DataFrame, country: str) -> Figure:
    """Draw how fast chips are said to be, beside a line where the A100 stands.

    Parameters
    ----------
    ratios
        Result of `labatlas.analysis.compute.relative_performance`.
    country
        Code of the focus country.
    """
    shown = ratios.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.42, extra=0.7)
    low = marks.numbers(shown["low"])
    high = marks.numbers(shown["high"].fillna(shown["low"]))
    right = max(1.2, *(value * 1.1 for value in high))
    for position, start, end, code in zip(range(len(shown) - 1, -1, -1), low, high, shown["country"], strict=True):
        colour = style.FOCUS if code == country else style.MUTED
        axes.plot([start, end], [position, position], "o-", color=colour, lw=4, ms=6)
        text = marks.span_text(str(decimal(start, 2)), str(decimal(end, 2)))
        # A number stands before its mark, or behind it where the names of the chips are too near.
        near = start < 0.25 * right
        axes.annotate(
            text, (end if near else start, position), xytext=(8 if near else -8, 0), textcoords="offset points",
            va="center", ha="left" if near else "right", fontsize=8, path_effects=marks.HALO,
        )  # fmt: skip
    axes.axvline(1, color=style.VERMILION, lw=1.2, zorder=1)
    axes.annotate(
        "A100", (1, 1), xycoords=("data", "axes fraction"), xytext=(4, -1), textcoords="offset points", va="top",
        color=style.VERMILION, fontsize=8,
    )  # fmt: skip
    axes.set_yticks(range(len(shown)), [style.wrap(name, lines=2) for name in shown["name"]][::-1])
    axes.set_ylim(-0.6, len(shown) - 0.1)
    axes.set_xlim(0, right)
    axes.set_xlabel("performance, A100 = 1")
    axes.tick_params(axis="y", length=0)
    marks.note_hidden(figure, len(ratios) - len(shown))
    return figure


def model_growth(growth: pd.DataFrame, organization: str, organization_name: str) -> Figure:
    """Draw the parameters of models against their release on a logarithmic axis, the focus organization in colour.

    Parameters
    ----------
    growth
        Result of `labatlas.analysis.compute.model_growth`.
    organization, organization_name
        Id and name of the focus organization.
    """
    growth = growth[growth["date"].notna() & (growth["low"] > 0)]
    if growth.empty:
        return style.notice(style.UNDATED)
    focus = growth["organization"] == organization
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    axes.set_yscale("log")
    axes.plot(growth["date"][~focus], growth["low"][~focus], "o", color=style.MUTED, ms=6, alpha=0.8)
    axes.set_ylim(*_decades(growth["low"]))
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: str(compact(value))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel("parameters")
    axes.grid(axis="y")
    marks.time_axis(axes, growth["date"])
    # Without a model of the focus organization every dot has one colour, and there is nothing to explain.
    if focus.any():
        axes.plot(growth["date"][focus], growth["low"][focus], "o", color=style.FOCUS, ms=7)
        handles = [
            Line2D([], [], marker="o", ls="", color=style.FOCUS, label=organization_name),
            Line2D([], [], marker="o", ls="", color=style.MUTED, label="others"),
        ]
        marks.key(figure, handles)
    # Places in the table, so that any index will do; the largest models of the focus organization are named first.
    order = np.lexsort((-growth["low"].to_numpy(), ~focus.to_numpy()))
    if len(growth) > LABELS_SHOWN:
        order = order[: min(int(focus.sum()), LABELS_SHOWN)]
    marks.name_points(
        axes, mdates.date2num(growth["date"]), marks.numbers(growth["low"]),
        [style.wrap(name, lines=1) for name in growth["name"]], [[int(place)] for place in order],
    )  # fmt: skip
    return figure


def _decades(sizes: pd.Series) -> tuple[float, float]:
    """Return limits of a logarithmic axis with room above and below, and for at least one power of ten."""
    low, high = float(sizes.min()), float(sizes.max())
    room = max(0.12 * math.log10(high / low), 0.5 - math.log10(high / low) / 2, 0.1)
    return low / 10**room, high * 10**room


def costs(table: pd.DataFrame, currency: str) -> Figure:
    """Draw what is said to be spent on a logarithmic axis.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.compute.cost_table`.
    currency
        Currency of the sums.
    """
    shown = table.head(style.ROWS_SHOWN)
    labels = [f"{style.told(row.name)}: {str(row.measure).replace('-', ' ')}" for row in shown.itertuples(name="Cost")]
    training = [str(measure).startswith(("training", "entry")) for measure in shown["measure"]]
    figure, (axes,) = style.canvas(len(shown), row_height=0.48, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[style.BLUE if each else style.ORANGE for each in training], filled=[True] * len(shown),
        text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    shades = {True: (style.BLUE, "training"), False: (style.ORANGE, "answering")}
    handles = [
        Line2D([], [], marker="o", ls="", color=colour, label=label)
        for kind, (colour, label) in shades.items()
        if kind in training
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(table) - len(shown))
    return figure
