"""Figures on how open the works are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from labatlas.figures import marks, style
from labatlas.figures.marks import Coordinates
from labatlas.formatting import count

#: Part of the longest bar that one digit of a number needs.
NUMBER_WIDTH = 0.035

#: Works a grid has room for, and works up to which each is named.
WORKS_SHOWN, NAMED = 40, 30

#: Type of the names of works and parts, in points: a phone shows a point as about one pixel.
TYPE = 9

#: Room of a name on two lines, and of all names of a grid, in names on one.
TWO_LINES, ROOM = 1.6, 43.0

#: Part of the axis of time below which two dots of a level lie too close to be told apart, rises there is room for, and the
#: size of a dot in points; first for a few works, then for many.
FEW_DOTS, MANY_DOTS = (0.022, 4, 6.0), (0.012, 9, 3.5)

#: Marker of each kind of work.
KIND_MARKS = {"model": "o", "dataset": "s", "platform": "^"}
KIND_NAMES = {"model": "model", "dataset": "data set", "platform": "platform"}

#: Part of the room between two levels that dots rise into.
RISE = 0.66

#: Places of a name still farther from its dot than those of `labatlas.figures.marks`.
FAR: tuple[marks.Place, ...] = (
    (0, 38, "center", "bottom"), (0, -38, "center", "top"), (3, 32, "left", "bottom"), (-3, 32, "right", "bottom"),
    (3, -32, "left", "top"), (-3, -32, "right", "top"),
)  # fmt: skip

#: Colours of the levels, the least open first.
LEVEL_COLOURS = ("#dfe3e8", "#b9d3e6", "#7fb2d6", style.BLUE, "#003f66")

#: Status of a statement that is our reading of which part is meant, or of how it is open.
READ = "estimate"

ACCESS_MARKS = {
    "open": (style.BLUE, style.BLUE, "o"), "restricted": (style.BLUE, "white", "o"), "announced": (style.GREEN, "white", "^"),
    "leaked": (style.VERMILION, style.VERMILION, "D"), "closed": (style.INK, style.INK, "x"),
}  # fmt: skip
ACCESS_NAMES = {
    "open": "open to all", "restricted": "under conditions", "announced": "announced", "leaked": "leaked", "closed": "closed",
}  # fmt: skip


def access(parts: pd.DataFrame, order: list[str], organization: str) -> Figure:
    """Draw, for each work, how open each of its parts is, and which of it is our reading; the focus organization stands out.

    Parameters
    ----------
    parts
        Rows of `labatlas.analysis.licensing.openness.access_by_part`, works in the order to draw them.
    order
        Parts from left to right.
    organization
        Id of the focus organization.
    """
    works = parts.drop_duplicates("artifact").head(WORKS_SHOWN).reset_index(drop=True)
    labels = [
        style.wrap(f"{name} ({str(released)[:4]})" if pd.notna(released) else name, 27, lines=2)
        for name, released in zip(works["name"], works["released"], strict=True)
    ]
    rooms = np.array([TWO_LINES if "\n" in label else 1.0 for label in labels])
    room = int((np.cumsum(rooms) <= ROOM).sum())
    works, labels, rooms = works.head(room), labels[:room], rooms[:room]
    hidden = parts["artifact"].nunique() - len(works)
    parts = parts[parts["artifact"].isin(works["artifact"])]
    columns = [part for part in order if (parts["part"] == part).any()]
    places = rooms.sum() - np.cumsum(rooms) + rooms / 2
    figure, (axes,) = style.canvas(rooms.sum(), row_height=0.21, extra=0.9)
    height = dict(zip(works["artifact"], places.tolist(), strict=True))
    for row in parts.itertuples():
        edge, face, marker = ACCESS_MARKS[str(row.access)]
        place = (columns.index(str(row.part)), height[row.artifact])
        axes.plot(*([each] for each in place), marker, color=edge, mfc=face, ms=6)
        if row.status == READ:
            axes.annotate("?", place, xytext=(6, 0), textcoords="offset points", va="center", fontsize=TYPE)
    for y in places:
        axes.axhline(y, color=style.FAINT, lw=0.6, zorder=0)
    axes.set_yticks(places, labels)
    for tick, maker in zip(axes.get_yticklabels(), works["organization"], strict=True):
        own = bool(pd.notna(maker) and maker == organization)
        tick.set(color=style.FOCUS if own else style.INK, fontweight="bold" if own else "normal", fontsize=TYPE)
    axes.set_xticks(range(len(columns)), [_part_name(part) for part in columns], fontsize=TYPE)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.2, rooms.sum() + 0.2)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    handles = [
        Line2D([], [], marker=marker, ls="", color=edge, mfc=face, label=ACCESS_NAMES[name])
        for name, (edge, face, marker) in ACCESS_MARKS.items()
        if (parts["access"] == name).any()
    ]
    if (parts["status"] == READ).any():
        handles.append(Line2D([], [], ls="", label="?: our reading"))
    handles.append(Line2D([], [], ls="", label="empty: not told"))
    marks.key(figure, handles)
    marks.note_hidden(figure, hidden)
    return figure


def _part_name(part: str) -> str:
    """Write a part of a work, or several, as a reader does."""
    return " ".join("API" if word == "api" else word for word in part.split())


def placed(
    works: pd.DataFrame,
    levels: Mapping[int, str],
    colours: Mapping[str, str],
    organization: str,
    names: Mapping[str, str],
) -> Figure:
    """Draw every dated work on its level, hollow where it may be higher; a line joins those of the focus organization.

    Parameters
    ----------
    works
        Result of `labatlas.analysis.licensing.openness.level_reached`; undated works are only counted.
    levels
        Name of each level by number.
    colours
        Colour of the organizations that have one of their own.
    organization
        Id of the focus organization.
    names
        Names of organizations.
    """
    dated = works[works["date"].notna()].reset_index(drop=True)
    if dated.empty:
        return style.notice(style.UNDATED)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 5.0))
    x = mdates.date2num(dated["date"])
    close, rises, size = FEW_DOTS if len(dated) <= NAMED else MANY_DOTS
    y = dated["level"].to_numpy(dtype=float) + RISE / rises * _rises(x, dated["level"], close, rises)
    own = dated["organization"].eq(organization).fillna(False).to_numpy(dtype=bool)
    line = own & dated["kind"].eq("model").to_numpy(dtype=bool)
    if line.any():
        axes.plot(x[line], y[line], color=style.FOCUS, lw=1.2, alpha=0.6, zorder=1)
    for at, row in enumerate(dated.itertuples()):
        colour = colours.get(str(row.organization), style.OTHER)
        axes.plot(
            x[at], y[at], KIND_MARKS[str(row.kind)], color=colour, mfc=colour if row.exact else "white",
            ms=size + 1 if own[at] else size, zorder=3 if own[at] else 2,
        )  # fmt: skip
    undated = works.loc[works["date"].isna(), "level"].value_counts()
    heads = [style.wrap(f"{number} {_part_name(name)}", 22, lines=2) for number, name in levels.items()]
    told = [
        f"{name}\n+ {count(undated[number])} undated" if number in undated else name
        for number, name in zip(levels, heads, strict=True)
    ]
    axes.set_yticks(list(levels), told)
    axes.set_ylim(min(levels) - 0.5, max(levels) + 0.7)
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    marks.time_axis(axes, dated["date"])
    first = np.flatnonzero(own).tolist()
    if len(dated) <= NAMED:
        rest = [at for at in range(len(dated)) if not own[at]]
    else:
        # Among so many dots only the works at which the focus organization takes another level can keep a name.
        steps = [at for old, at in pairwise(first) if dated.loc[old, "level"] != dated.loc[at, "level"]]
        first, rest = sorted({*first[:1], *steps, *first[-1:]}), []
    axes_names = [style.wrap(name, lines=1) for name in dated["name"]]
    order = [*reversed(first), *reversed(rest)][:NAMED]
    handles = [
        Line2D([], [], marker=marker, ls="", color=style.INK, label=KIND_NAMES[kind])
        for kind, marker in KIND_MARKS.items()
        if (dated["kind"] == kind).any()
    ]
    handles += [
        Line2D(
            [], [], marker="o", ls="-" if maker == organization and line.any() else "", color=colour, label=names[maker]
        )
        for maker, colour in colours.items()
        if maker in names and dated["organization"].eq(maker).any()
    ]
    if not dated["exact"].all():
        handles.append(
            Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="hollow: at least this level")
        )
    marks.key(figure, handles)
    # Names keep off the line as they keep off the dots.
    along = [np.linspace(values[line][:-1], values[line][1:], 24)[1:-1].T.ravel() for values in (x, y)]
    across, up = (np.concatenate(each) for each in zip((x, y), along, strict=True))
    padded = [f"\u2002{name}\u2002" for name in axes_names]
    marks.name_points(
        axes, across, up, padded, [[at] for at in order], places=(*marks.PLACES, *FAR), cover=len(dated) < marks.CROWD
    )
    marks.tie(axes)
    return figure


def _rises(x: Coordinates, levels: pd.Series, close: float, rises_most: int) -> npt.NDArray[np.float64]:
    """Return how often each dot is raised to clear those of its level that lie close in time, as far as there is room.

    Parameters
    ----------
    x, levels
        Days and levels of the dots.
    close
        Part of the span of days below which two dots are close.
    rises_most
        Number of heights there is room for.
    """
    days = np.asarray(x, dtype=float)
    apart = close * max(float(np.ptp(days)), marks.DAYS_SPANNED)
    rises = np.zeros(len(days))
    for level in levels.unique():
        last = np.full(rises_most, -np.inf)
        for at in sorted(np.flatnonzero(levels == level), key=lambda each: (days[each], each)):
            free = np.flatnonzero(last < days[at] - apart)
            rises[at] = free[0] if len(free) else np.argmin(last)
            last[int(rises[at])] = days[at]
    return rises


def level_counts(counts: pd.DataFrame, levels: Mapping[int, str], country_name: str) -> Figure:
    """Draw how many works reach each level, those of the focus country in colour.

    Parameters
    ----------
    counts
        Result of `labatlas.analysis.licensing.openness.level_counts`.
    levels
        Name of each level by number.
    country_name
        Name of the focus country.
    """
    shown = counts.head(style.ROWS_SHOWN)
    names = [f"{level} {_part_name(levels.get(int(level), ''))}" for level in shown["level"]]
    shades = {
        "here": (style.FOCUS, country_name),
        "elsewhere": (style.OTHER, "elsewhere"),
        "unknown": (style.FAINT, "country not told"),
    }
    figure = _stacked(shown, names, shades)
    marks.note_hidden(figure, len(counts) - len(shown))
    return figure


def makers(counts: pd.DataFrame, levels: Mapping[int, str]) -> Figure:
    """Draw how many works of each sort of maker reach which level.

    Parameters
    ----------
    counts
        Result of `labatlas.analysis.licensing.makers.levels_by_maker`.
    levels
        Name of each level by number.
    """
    # The first row is drawn on top.
    shown = counts.head(style.ROWS_SHOWN).iloc[::-1]
    present = [column for column in shown if column != "maker"]
    shades = {
        level: (
            LEVEL_COLOURS[min(int(level), len(LEVEL_COLOURS) - 1)],
            f"{level} {_part_name(levels.get(int(level), ''))}",
        )
        for level in present
    }
    figure = _stacked(shown, [style.told(name) for name in shown["maker"]], shades)
    marks.note_hidden(figure, len(counts) - len(shown))
    return figure


def _stacked(counts: pd.DataFrame, names: Sequence[str], shades: Mapping[Any, tuple[str, str]]) -> Figure:
    """Draw rows of stacked bars, each part with its number inside or, where it is too narrow, with its name after the bar."""
    present = {column: shade for column, shade in shades.items() if counts[column].sum() > 0}
    figure, (axes,) = style.canvas(len(counts), row_height=0.45, extra=0.5)
    y = np.arange(len(counts))
    left = np.zeros(len(counts))
    longest = float(counts[list(shades)].sum(axis=1).max())
    beside: list[list[str]] = [[] for _ in y]
    for column, (colour, name) in present.items():
        values = counts[column].to_numpy(dtype=float)
        axes.barh(y, values, left=left, color=colour, height=0.65, edgecolor="white")
        for place, value in enumerate(values):
            if value < longest * NUMBER_WIDTH * len(count(value)):
                # Too narrow for its number, which then stands after the bar.
                beside[place] += [f"{style.wrap(name, 20, lines=1)} {count(value)}"] if value > 0 else []
                continue
            axes.text(
                left[place] + value / 2, place, str(count(value)), ha="center", va="center", fontsize=8,
                color="white" if _is_dark(colour) else style.INK,
            )  # fmt: skip
        left += values
    _finish(axes, names, left, beside, longest)
    marks.key(figure, [Patch(color=colour, label=name) for colour, name in present.values()])
    return figure


def _is_dark(colour: str) -> bool:
    """Tell whether type on a colour must be white."""
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.5


def _finish(
    axes: Axes, names: Sequence[str], left: Coordinates, beside: Sequence[Sequence[str]], longest: float
) -> None:
    """Write what stands after the bars and the names of the rows."""
    for place, words in enumerate(beside):
        axes.annotate(
            "\n".join(words), (left[place], place), xytext=(4, 0), textcoords="offset points", va="center",
            fontsize=style.SMALL, color=style.INK,
        )  # fmt: skip
    axes.set_yticks(range(len(names)), [style.wrap(name, 26, lines=2) for name in names])
    axes.set_xlim(0, longest * (1.35 if any(beside) else 1.02) or 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
