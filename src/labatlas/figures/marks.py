"""Kinds of mark that several chapters draw: ranked bars, ranges, and lanes of dots in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import style

Format = Callable[[float], str]


def fold(frame: pd.DataFrame, value: str, label: str, rows: int = style.ROWS_SHOWN) -> pd.DataFrame:
    """Keep the first rows of a ranking and fold the rest into one row that says how many it holds.

    Parameters
    ----------
    frame
        A ranking, first row first.
    value, label
        Columns of the number and of the name.
    rows
        Rows to keep.

    Examples
    --------
    >>> fold(pd.DataFrame({"n": [5, 3, 2, 1], "who": list("abcd")}), "n", "who", rows=2)["who"].tolist()
    ['a', 'b', '2 others']
    """
    if len(frame) <= rows + 1:
        return frame
    rest = frame.iloc[rows:]
    other = pd.DataFrame({value: [rest[value].sum()], label: [f"{len(rest)} others"]})
    return pd.concat([frame.iloc[:rows], other], ignore_index=True)


def bars(axes: Axes, values: Sequence[float], labels: Sequence[str], focus: Sequence[bool], text: Format) -> None:
    """Draw horizontal bars, first on top, each with its number at the end."""
    positions = np.arange(len(values))[::-1]
    colours = [style.FOCUS if each else style.OTHER for each in focus]
    axes.barh(positions, values, color=colours, height=0.72)
    axes.set_yticks(positions, [style.wrap(label) for label in labels])
    for position, value in zip(positions, values, strict=True):
        axes.annotate(
            text(value), (value, position), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5
        )
    axes.set_xlim(0, max([*values, 0]) * 1.18 or 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def ranges(
    axes: Axes, low: Sequence[float], high: Sequence[float], labels: Sequence[str], *, colours: Sequence[str],
    filled: Sequence[bool], text: Format,
) -> None:  # fmt: skip
    """Draw ranges on a logarithmic axis, first on top; a missing upper end becomes an arrow.

    Parameters
    ----------
    axes
        Where to draw.
    low, high
        Ends of the ranges; ``high`` is NaN when the range is open.
    labels, colours, filled
        Name and colour of each range, and whether its mark is filled or hollow.
    text
        How a number is written.
    """
    positions = np.arange(len(low))[::-1]
    top = np.nanmax([*low, *high])
    axes.set_xscale("log")
    for position, start, end, colour, solid in zip(positions, low, high, colours, filled, strict=True):
        face = colour if solid else "white"
        if np.isnan(end):
            axes.annotate(
                "",
                (start * 1.9, position),
                (start, position),
                arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.4},
            )
        elif end > start:
            axes.plot([start, end], [position, position], color=colour, lw=3, solid_capstyle="butt", zorder=2)
            axes.plot([end], [position], "o", color=colour, mfc=face, ms=6, zorder=3)
        axes.plot([start], [position], "o", color=colour, mfc=face, ms=6, zorder=3)
        label = f"≥ {text(start)}" if np.isnan(end) else text(start) if start == end else f"{text(start)}–{text(end)}"
        axes.annotate(label, (start, position), xytext=(0, 6), textcoords="offset points", va="bottom", fontsize=7.5)
    axes.set_yticks(positions, [style.wrap(label, 34) for label in labels])
    axes.set_ylim(-0.6, len(positions) - 0.2)
    axes.set_xlim(np.nanmin(low) / 1.8, top * 3)
    axes.xaxis.set_major_locator(LogLocator(numticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)


def lanes(
    axes: Axes, days: pd.Series, lane: pd.Series, labels: pd.Series, *, order: Sequence[str], colours: Mapping[str, str],
    filled: pd.Series, room: int = 26,
) -> None:  # fmt: skip
    """Draw dots in time, one lane a category, each labelled as long as there is room.

    Parameters
    ----------
    axes
        Where to draw.
    days, lane, labels, filled
        When, in which lane, with which label, and whether the dot is filled; all on one index.
    order
        The lanes from top to bottom.
    colours
        Colour of each lane.
    room
        Dots up to which every one is labelled; with more, none is.
    """
    heights = {name: len(order) - 1 - place for place, name in enumerate(order)}
    for name in order:
        axes.axhline(heights[name], color=style.FAINT, lw=0.8, zorder=1)
    numbers = mdates.date2num(days)
    span = max(float(np.ptp(numbers)), 365.0)
    for name in order:
        chosen = np.flatnonzero((lane == name).to_numpy())
        chosen = chosen[np.argsort(numbers[chosen], kind="stable")]
        last_end = [-np.inf, -np.inf]
        for index in chosen:
            colour = colours[name]
            face = colour if filled.iloc[index] else "white"
            axes.plot([numbers[index]], [heights[name]], "o", color=colour, mfc=face, ms=6, zorder=3)
            if len(days) > room:
                continue
            label = str(labels.iloc[index])
            width = span * 0.0125 * len(label)
            side = next((k for k in (0, 1) if numbers[index] - width / 2 > last_end[k]), None)
            if side is None:
                continue
            last_end[side] = numbers[index] + width / 2
            axes.annotate(
                label, (numbers[index], heights[name]), xytext=(0, 6 if side == 0 else -6), textcoords="offset points",
                ha="center", va="bottom" if side == 0 else "top", fontsize=7,
            )  # fmt: skip
    axes.set_yticks([heights[name] for name in order], [style.wrap(name, 16) for name in order])
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlim(numbers.min() - span * 0.12, numbers.max() + span * 0.12)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    axes.tick_params(axis="y", length=0)


def key(figure: Figure, handles: Sequence[object], columns: int = 3) -> None:
    """Put a key above the drawing."""
    figure.legend(handles=list(handles), loc="outside upper left", ncols=columns, fontsize=8, handletextpad=0.4)
