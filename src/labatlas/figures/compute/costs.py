"""Figures on costs: claims beside the model, the assumption that matters most, and the model tested."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator

from labatlas.analysis.compute.assumptions import assumption_name
from labatlas.figures import marks, style
from labatlas.formatting import IN_FULL, about_money, alike_money, compact, decimal, times

#: Part of the span of a tornado that two sums at its axis must be apart not to touch.
ROOM = 0.28

#: Claims that a figure shows, whose labels take three lines.
CLAIMS_SHOWN = 12


def training_costs(lines: pd.DataFrame, currency: str) -> Figure:
    """Draw what training is claimed to cost below what the model gives, on a logarithmic axis.

    Parameters
    ----------
    lines
        Result of `labatlas.analysis.compute.comparison`.
    currency
        Currency of the sums.
    """
    shown = lines.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.46, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), [style.told(label) for label in shown["label"]],
        colours=[style.ORANGE if claimed else style.BLUE for claimed in shown["claimed"]],
        filled=[not claimed for claimed in shown["claimed"]], text=lambda value: str(alike_money((value, IN_FULL), currency)[0]),
    )  # fmt: skip
    handles = [
        Line2D([], [], marker="o", ls="-", lw=3, color=style.BLUE, label="model, 80% interval"),
        Line2D([], [], marker="o", ls="", color=style.ORANGE, mfc="white", label="claim"),
    ]
    kinds = set(shown["claimed"])
    marks.key(figure, [handle for handle, kind in zip(handles, (False, True), strict=True) if kind in kinds])
    marks.note_hidden(figure, len(lines) - len(shown))
    return figure


def tornado(moved: pd.DataFrame, factor: float, currency: str) -> Figure:
    """Draw how far each assumption alone moves a cost, the strongest on top.

    Parameters
    ----------
    moved
        Result of `labatlas.analysis.compute.cost_model.tornado`.
    factor
        Units of the currency for one unit of the results.
    currency
        Currency of the sums.
    """
    shown = moved.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    point = float(shown["point"].iloc[0]) * factor
    least = min(shown[["at_low", "at_high"]].min()) * factor
    most = max(shown[["at_low", "at_high"]].max()) * factor
    span = math.log(most / least) if most > least else 1.0
    axes.set_xscale("log")
    axes.set_xlim(least * math.exp(-0.28 * span), most * math.exp(0.28 * span))
    for place, row in enumerate(shown.itertuples(name="Moved")):
        height = len(shown) - 1 - place
        for value, result, colour in (
            (row.low, row.at_low * factor, style.SKY), (row.high, row.at_high * factor, style.ORANGE)
        ):  # fmt: skip
            axes.plot([point, result], [height] * 2, color=colour, lw=11, solid_capstyle="butt", zorder=2)
            axes.annotate(
                _value(value), (result, height), xytext=(-4 if result < point else 4, 0), textcoords="offset points",
                va="center", ha="right" if result < point else "left", fontsize=style.SMALL, path_effects=marks.HALO,
            )  # fmt: skip
    axes.axvline(point, color=style.INK, lw=1, zorder=3)
    axes.set_yticks(
        range(len(shown)),
        [style.wrap(_with_unit(style.told(row.name), row.unit), 24, lines=2) for row in shown.itertuples(name="Moved")][
            ::-1
        ],
    )
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xticks([point, *(end for end in (least, most) if abs(math.log(end / point)) > ROOM * span)])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: str(about_money(value, currency))))
    axes.tick_params(axis="y", length=0)
    marks.key(
        figure,
        [
            Line2D([], [], marker="s", ls="", color=style.SKY, label="assumption at its low value"),
            Line2D([], [], marker="s", ls="", color=style.ORANGE, label="at its high value"),
        ],
    )
    marks.note_hidden(figure, len(moved) - len(shown))
    return figure


def _with_unit(name: str, unit: str) -> str:
    """Write an assumption with its unit, unless the name ends with that."""
    words = assumption_name(name)
    return words if words.endswith(unit) else f"{words}, {unit}"


def _value(value: float) -> str:
    """Write the value of an assumption beside its bar."""
    return str(compact(value, 2)) if value >= 1000 else str(decimal(value, 2))


def backtest(tested: pd.DataFrame) -> Figure:
    """Draw the hours the model gives for runs, and the hours that were published or, in another mark, only estimated.

    Parameters
    ----------
    tested
        Result of `labatlas.analysis.compute.backtest`.
    """
    shown = tested.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.46, extra=0.9)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), [style.told(name) for name in shown["name"]],
        colours=[style.BLUE] * len(shown), filled=[True] * len(shown), text=lambda value: str(compact(value, 2)),
    )  # fmt: skip
    handles = [Line2D([], [], marker="o", ls="-", lw=3, color=style.BLUE, label="model, 80% interval")]
    heights = pd.Series(range(len(shown) - 1, -1, -1), index=shown.index)
    published = shown["published"].astype(bool)
    for chosen, marker, label in ((published, "D", "published"), (~published, "s", "estimated, not published")):
        if chosen.any():
            drawn: dict[str, Any] = {"color": style.ORANGE, "mfc": "white", "ms": 6}
            axes.plot(marks.numbers(shown.loc[chosen, "stated"]), heights[chosen], marker, zorder=5, **drawn)
            handles.append(Line2D([], [], marker=marker, ls="", label=label, **drawn))
    marks.key(figure, handles)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.set_xlabel("hours of A100")
    marks.note_hidden(figure, len(tested) - len(shown))
    return figure


def efficiency(compared: pd.DataFrame) -> Figure:
    """Draw each claim of efficiency and, where one can be had, the ratio like for like.

    Parameters
    ----------
    compared
        Result of `labatlas.analysis.compute.efficiency_claims`.
    """
    shown = compared.head(CLAIMS_SHOWN)
    claimed, low, high = (marks.numbers(shown[column]) for column in ("claimed", "low", "high"))
    figure, (axes,) = style.canvas(len(shown), row_height=0.62, extra=0.9)
    positions = range(len(shown) - 1, -1, -1)
    axes.set_xscale("log")
    ends = [value for value in [*claimed, *low, *high, 1.0] if value > 0]
    span = max(1.0, math.log10(max(ends) / min(ends)))
    axes.set_xlim(min(ends) / 10 ** (0.08 * span), max(ends) * 10 ** (0.2 * span))
    for height, claim, start, end in zip(positions, claimed, low, high, strict=True):
        axes.plot([claim], [height], "o", color=style.ORANGE, mfc="white", ms=6.5, mew=1.4, zorder=4)
        _note(axes, f"{times(claim)}", claim, height, 6)
        if not math.isnan(start):
            axes.plot([start, end], [height] * 2, "o-", color=style.BLUE, lw=3, ms=6, zorder=3)
            _note(axes, marks.span_text(str(times(start)), str(times(end))), start, height, -6)
    axes.axvline(1, color=style.MUTED, lw=1, zorder=1)
    labels = [
        f"{style.told(row.model)} against {style.told(row.baseline)}: {row.what}"
        for row in shown.itertuples(name="Claim")
    ]
    axes.set_yticks(list(positions), [style.wrap(label, 30) for label in labels])
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: str(times(value))))
    axes.minorticks_off()
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("times less")
    handles = [
        Line2D([], [], marker="o", ls="", color=style.ORANGE, mfc="white", label="claimed"),
        Line2D([], [], marker="o", ls="-", lw=3, color=style.BLUE, label="like for like"),
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(compared) - len(shown))
    return figure


def _note(axes: Axes, text: str, x: float, y: float, shift: float) -> None:
    """Write a number above or below its mark."""
    axes.annotate(
        text, (x, y), xytext=(0, shift), textcoords="offset points", ha="center", va="bottom" if shift > 0 else "top",
        fontsize=style.SMALL, path_effects=marks.HALO, zorder=5,
    )  # fmt: skip
