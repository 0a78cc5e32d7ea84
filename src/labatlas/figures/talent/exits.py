"""Exits: departures in time, and how many of a founding group remain."""

from __future__ import annotations

from typing import Literal

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from labatlas.analysis.talent.exits import only_likely
from labatlas.figures import marks, style
from labatlas.formatting import count, span
from labatlas.tables.partial_dates import midpoint

#: People who leave together up to which they are not counted in the drawing.
NAMES_ALONE = 4

#: Part of a founding group that two bounds must lie apart for each to be named.
APART = 0.15

#: Part of the axis of time that the names at the ends of the curves take.
NAME_ROOM = 0.16


def departures(left: pd.DataFrame) -> Figure:
    """Draw departures in time with where people went; half-filled is only likely, hollow, such as a joke, not counted.

    Parameters
    ----------
    left
        Result of `labatlas.analysis.talent.exits.departures`.
    """
    left = left.assign(day=midpoint(left["date"]), who=left["who"].map(style.told))
    left["to"] = left["destination_name"].fillna("")
    left["likely"] = only_likely(left)
    groups = left.dropna(subset="day").groupby(["day", "counts", "to", "likely"])["who"].agg(list).reset_index()
    if groups.empty:
        return style.notice(style.UNDATED)
    shown = groups.tail(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.42, extra=0.7)
    marks.time_axis(axes, shown["day"])
    for y, row in enumerate(shown.iloc[::-1].itertuples()):
        colour = style.BLUE if row.counts else style.VERMILION
        face = colour if row.counts else "white"
        half: Literal["left", "full"] = "left" if row.likely else "full"
        axes.plot([row.day], [y], "o", color=colour, mfc=face, mfcalt="white", fillstyle=half, ms=7)
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.grid(axis="x")
    # Satire is not all that may not be counted: hearsay and the second side of a dispute are neither.
    jokes = bool((left.loc[~left["counts"], "status"] == "satire").all())
    refused = "read as a joke: not counted" if jokes else "not counted"
    sorts: tuple[tuple[pd.Series, str, str, Literal["left", "full"], str], ...] = (
        (shown["counts"] & ~shown["likely"], style.BLUE, style.BLUE, "full", "left"),
        (shown["likely"], style.BLUE, style.BLUE, "left", "only likely"),
        (~shown["counts"], style.VERMILION, "white", "full", refused),
    )
    handles = [
        Line2D([], [], marker="o", ls="", color=colour, mfc=face, mfcalt="white", fillstyle=half, label=said)
        for there, colour, face, half, said in sorts
        if there.any()
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(groups) - len(shown))
    figure.draw_without_rendering()
    start, end = axes.get_xlim()
    width = axes.get_window_extent().width
    for y, row in enumerate(shown.iloc[::-1].itertuples()):
        place = (mdates.date2num(row.day) - start) / (end - start)
        late = place > 0.5
        names = axes.annotate(
            "", (row.day, y), xytext=(-9 if late else 9, 0), textcoords="offset points", va="center",
            ha="right" if late else "left", fontsize=style.SMALL, path_effects=marks.HALO,
            fontstyle="italic" if row.likely else "normal",
        )  # fmt: skip
        who = ", ".join(sorted(row.who))
        # Of many only the first find room; that they are many is said before them.
        crowd = f"{count(len(row.who))} " if len(row.who) > NAMES_ALONE else ""
        where = " ".join(["likely"] * row.likely + [f"to {row.to}"] * bool(row.to))
        whole = f"{crowd}{where}: {who}".removeprefix(": ")
        marks.fit(names, whole, max(place, 1 - place) * width - figure.dpi / 6)
    return figure


def remaining(steps: pd.DataFrame) -> Figure:
    """Draw how many of a founding group are still there, as a band between what is known and what is possible.

    Parameters
    ----------
    steps
        Result of `labatlas.analysis.talent.founding.remaining`.
    """
    figure, (axes,) = style.canvas(6, extra=0.8)
    days = mdates.date2num(steps["day"])
    # The last step is drawn on a little, or it would not be seen.
    days = np.append(days, days[-1] + max(float(np.ptp(days)), marks.DAYS_SPANNED) * 0.03)
    low, high = ([*values, values[-1]] for values in (marks.numbers(steps["low"]), marks.numbers(steps["high"])))
    total = int(steps["founders"].iloc[0])
    marks.time_axis(axes, steps["day"])
    axes.fill_between(days, low, high, step="post", color=style.SKY, alpha=0.35, lw=0)
    axes.step(days, high, where="post", color=style.SKY, lw=1.6, ls="--")
    axes.step(days, low, where="post", color=style.BLUE, lw=2)
    axes.set_ylim(-0.04 * total, total * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_ylabel(f"founders, of {count(total)}")
    axes.grid(axis="y")
    ends = {f"at most {count(high[-1])}": high[-1], f"at least {count(low[-1])}": low[-1]}
    if high[-1] - low[-1] < APART * total:
        ends = {span(count(low[-1]), count(high[-1])): high[-1]}
    for text, value in ends.items():
        axes.annotate(
            text, (days[-1], value), xytext=(4, 0), textcoords="offset points", ha="left", va="center", fontsize=8,
            path_effects=marks.HALO,
        )  # fmt: skip
    # The curves end where their names begin.
    start, stop = axes.get_xlim()
    axes.set_xlim(start, max(stop, days[-1] + (stop - start) * NAME_ROOM))
    marks.key(
        figure,
        [
            Line2D([], [], color=style.BLUE, lw=2, label="known to be there"),
            Line2D([], [], color=style.SKY, lw=1.6, ls="--", label="not known to have left"),
        ],
    )
    return figure
