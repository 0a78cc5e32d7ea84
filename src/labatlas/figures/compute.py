"""Figures on compute."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import marks, style
from labatlas.formatting import compact, decimal, money

#: Dots up to which each is labelled with its name.
LABELS_SHOWN = 30


def fleets(ranges: pd.DataFrame, country: str) -> Figure:
    """Draw fleets on a logarithmic axis: held and bought filled, wanted hollow; the focus country in colour.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.compute.fleet_ranges`.
    country
        Code of the focus country.
    """
    shown = ranges.head(style.ROWS_SHOWN)
    labels = [f"{row.name}, {row.kind} {str(row.date)[:4]}: {row.chip}" for row in shown.itertuples(name="Fleet")]
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, list(shown["low"]), list(shown["high"].astype("float64")), labels,
        colours=[style.FOCUS if code == country else style.MUTED for code in shown["country"]],
        filled=[status != "forecast" for status in shown["status"]], text=lambda value: str(compact(value)),
    )  # fmt: skip
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="said of the present or past"),
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="forecast"),
    ]
    marks.key(figure, handles)
    axes.set_xlabel("accelerators")
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
    figure, (axes,) = style.canvas(len(shown), row_height=0.42, extra=1.0)
    for place, row in enumerate(shown.iloc[::-1].itertuples()):
        colour = style.FOCUS if row.country == country else style.MUTED
        axes.plot([row.low, row.high], [place, place], "o-", color=colour, lw=4, ms=6)
        text = str(decimal(row.high, 2)) if row.low == row.high else f"{decimal(row.low, 2)}–{decimal(row.high, 2)}"
        axes.annotate(
            text, (row.low, place), xytext=(-8, 0), textcoords="offset points", va="center", ha="right", fontsize=8
        )
    axes.axvline(1, color=style.VERMILION, lw=1.2)
    axes.annotate(
        "A100", (1, len(shown) - 0.45), xytext=(4, 0), textcoords="offset points", color=style.VERMILION, fontsize=8
    )
    axes.set_yticks(range(len(shown)), list(shown["name"])[::-1])
    axes.set_ylim(-0.6, len(shown) - 0.2)
    axes.set_xlim(0, max(1.2, float(shown["high"].max()) * 1.1))
    axes.set_xlabel("performance, A100 = 1")
    axes.tick_params(axis="y", length=0)
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
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    axes.set_yscale("log")
    focus = growth["organization"] == organization
    axes.plot(growth["date"][~focus], growth["low"][~focus], "o", color=style.MUTED, ms=6, alpha=0.8)
    axes.plot(growth["date"][focus], growth["low"][focus], "o", color=style.FOCUS, ms=7)
    labelled = growth if len(growth) <= LABELS_SHOWN else growth[focus].tail(LABELS_SHOWN)
    middle = growth["date"].min() + (growth["date"].max() - growth["date"].min()) / 2
    placed: list[tuple[float, float]] = []
    for row in labelled.sort_values("low", ascending=False, kind="stable").itertuples():
        left = row.date > middle
        x, y = axes.transData.transform((mdates.date2num(row.date), row.low))
        lift = 4 * sum(abs(x - other_x) < 130 and abs(y - other_y) < 9 for other_x, other_y in placed)
        placed.append((x, y))
        axes.annotate(
            str(row.name), (row.date, row.low), xytext=(-7 if left else 7, -2 * lift), textcoords="offset points",
            ha="right" if left else "left", va="center", fontsize=7.5,
        )  # fmt: skip
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: str(compact(value))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    axes.set_ylabel("parameters")
    axes.grid(axis="y")
    axes.margins(x=0.12, y=0.12)
    handles = [
        Line2D([], [], marker="o", ls="", color=style.FOCUS, label=organization_name),
        Line2D([], [], marker="o", ls="", color=style.MUTED, label="others"),
    ]
    marks.key(figure, handles if focus.any() else handles[1:])
    return figure


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
    labels = [f"{row.name}: {str(row.measure).replace('-', ' ')}" for row in shown.itertuples(name="Cost")]
    training = [str(measure).startswith(("training", "entry")) for measure in shown["measure"]]
    figure, (axes,) = style.canvas(len(shown), row_height=0.48, extra=0.8)
    marks.ranges(
        axes, list(shown["low"]), list(shown["high"].astype("float64")), labels,
        colours=[style.BLUE if each else style.ORANGE for each in training], filled=[True] * len(shown),
        text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    handles = [
        Line2D([], [], marker="o", ls="", color=style.BLUE, label="training"),
        Line2D([], [], marker="o", ls="", color=style.ORANGE, label="answering"),
    ]
    marks.key(figure, handles)
    return figure
