"""Kinds of mark that several chapters draw: ranked bars, ranges, lanes of dots in time, and names beside dots."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import style
from labatlas.formatting import count

Format = Callable[[float], str]
Coordinates = Sequence[float] | npt.NDArray[np.float64]
Box = npt.NDArray[np.float64]

#: Where a name stands about its dot: shift in points, then which side of the name is at the shifted point.
Place = tuple[float, float, Literal["left", "center", "right"], Literal["bottom", "center", "top"]]

#: Days that a time axis spans at least, so that a date known to the year does not look like one known to the day.
DAYS_SPANNED = 730.0

#: Columns of a key that starts with as many as there is room for.
KEY_COLUMNS = 6

#: Dots from which on a name is left out rather than put over other dots.
CROWD = 150

#: Part of its room that a measured name may take: the same type is a little wider in other resolutions.
SLACK = 0.95

#: Points between two names of one level, so that they do not read as one.
BETWEEN = 6.0

#: Points below or above a dot beyond which a line ties its name to it.
BESIDE = 8.0

#: White edge of a name, which keeps it legible on a grid line.
HALO = (patheffects.withStroke(linewidth=2.2, foreground="white"),)

#: Places of a name beside its dot, best first.
NEAR: tuple[Place, ...] = (
    (7, 0, "left", "center"), (-7, 0, "right", "center"), (0, 6, "center", "bottom"), (0, -6, "center", "top"),
    (3, 6, "left", "bottom"), (-3, 6, "right", "bottom"), (3, -6, "left", "top"), (-3, -6, "right", "top"),
)  # fmt: skip

#: The same for a dot on a line that runs sideways.
OVER: tuple[Place, ...] = (*NEAR[2:], *NEAR[:2])

#: Places near, and farther off for dots that lie close.
PLACES: tuple[Place, ...] = (
    *NEAR,
    (0, 16, "center", "bottom"), (0, -16, "center", "top"), (3, 16, "left", "bottom"), (-3, 16, "right", "bottom"),
    (3, -16, "left", "top"), (-3, -16, "right", "top"), (0, 26, "center", "bottom"), (0, -26, "center", "top"),
)  # fmt: skip


def fold(frame: pd.DataFrame, values: str | Sequence[str], label: str, rows: int = style.ROWS_SHOWN) -> pd.DataFrame:
    """Keep the first rows of a ranking and fold the rest into one row that says how many it holds.

    Parameters
    ----------
    frame
        A ranking, first row first.
    values, label
        Columns of the numbers to add up and of the name.
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
    sums = {value: [rest[value].sum()] for value in ([values] if isinstance(values, str) else values)}
    other = pd.DataFrame({**sums, label: [f"{count(len(rest))} others"]})
    return pd.concat([frame.iloc[:rows], other], ignore_index=True)


def numbers(values: pd.Series) -> list[float]:
    """Return a column as plain floats, NaN where it is missing."""
    return [float(value) for value in pd.to_numeric(values).to_numpy(dtype="float64", na_value=np.nan)]


def note_hidden(figure: Figure, hidden: int) -> None:
    """Say below the drawing how many rows it leaves out; nothing when it leaves out none."""
    if hidden > 0:
        figure.supxlabel(f"{count(hidden)} more not shown", x=0.99, ha="right", fontsize=style.SMALL, color=style.MUTED)


def bars(
    axes: Axes, values: Sequence[float], labels: Sequence[object], focus: Sequence[bool], text: Format, *,
    width: int = 32,
) -> None:  # fmt: skip
    """Draw horizontal bars, first on top, each with its number at the end.

    Parameters
    ----------
    axes
        Where to draw.
    values, labels, focus
        Length and name of each bar, and whether it stands out.
    text
        How a number is written.
    width
        Letters a line of a label.
    """
    lengths = np.nan_to_num(np.asarray(values, dtype=float))
    positions = np.arange(len(lengths))[::-1]
    colours = [style.FOCUS if each else style.OTHER for each in focus]
    axes.barh(positions, lengths, color=colours, height=0.72)
    axes.set_yticks(positions, [style.wrap(label, width, lines=2) for label in labels])
    for position, length, value in zip(positions, lengths, values, strict=True):
        axes.annotate(
            style.UNTOLD if np.isnan(value) else text(value), (length, position), xytext=(3, 0),
            textcoords="offset points", va="center", fontsize=8.5,
        )  # fmt: skip
    axes.set_xlim(0, max([*lengths, 0]) * 1.18 or 1)
    axes.set_ylim(-0.6, len(lengths) - 0.4)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def ranges(
    axes: Axes, low: Sequence[float], high: Sequence[float], labels: Sequence[object], *, colours: Sequence[str],
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
    left, right = _decades([value for value in [*low, *high] if value > 0])
    axes.set_xscale("log")
    axes.set_xlim(left, right)
    for position, start, end, colour, solid in zip(positions, low, high, colours, filled, strict=True):
        face = colour if solid else "white"
        # Nothing has no place on a logarithmic axis; it stands at the left edge, and its label says what it is.
        place = max(start, left)
        if np.isnan(end):
            # An arrow of fixed length: one in units of data would vanish behind the mark on a long axis.
            axes.annotate(
                "", (place, position), xytext=(24, 0), textcoords="offset points",
                arrowprops={"arrowstyle": "<-", "color": colour, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}, zorder=2,
            )  # fmt: skip
        elif end > start:
            axes.plot([place, end], [position, position], color=colour, lw=3, solid_capstyle="butt", zorder=2)
            axes.plot([end], [position], "o", color=colour, mfc=face, ms=6, zorder=3)
        axes.plot([place], [position], "o", color=colour, mfc=face, ms=6, zorder=3)
        label = f"≥ {text(start)}" if np.isnan(end) else span_text(text(start), text(end))
        far = math.log(place / left) > 0.75 * math.log(right / left)
        axes.annotate(
            label, (place, position), xytext=(4 if far else -3, 6), textcoords="offset points", va="bottom",
            ha="right" if far else "left", fontsize=style.SMALL, path_effects=HALO,
        )  # fmt: skip
    axes.set_yticks(positions, [style.wrap(label, 34) for label in labels])
    axes.set_ylim(-0.6, len(positions) - 0.2)
    axes.xaxis.set_major_locator(LogLocator(numticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)


def span_text(low: str, high: str) -> str:
    """Write a range; ends that are written alike are written once."""
    return low if low == high else f"{low}–{high}"


def _decades(values: Sequence[float]) -> tuple[float, float]:
    """Return limits of a logarithmic axis about some positive numbers, wide enough to hold a power of ten."""
    low, high = (min(values), max(values)) if values else (1.0, 1.0)
    span = max(1.0, math.log10(high / low))
    # Room on the right for an arrow, on the left for a mark.
    return low / 10 ** (0.08 * span), high * 10 ** (0.08 * span + max(0.1 * span, span - math.log10(high / low)))


def time_axis(axes: Axes, days: pd.Series) -> None:
    """Give an axis of dates its limits and a few ticks that do not collide."""
    x = mdates.date2num(days)
    middle, span = (x.min() + x.max()) / 2, max(float(np.ptp(x)), DAYS_SPANNED)
    axes.set_xlim(middle - span * 0.58, middle + span * 0.58)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    # A tick that is no January names its year too, as the next January may be far.
    formats = ["%Y", "%b\n%Y", "%d %b\n%Y", "%H:%M", "%H:%M", "%S.%f"]
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, formats=formats, show_offset=False))


def name_points(
    axes: Axes, x: Coordinates, y: Coordinates, names: Sequence[str], groups: Iterable[Sequence[int]], *,
    size: float = style.SMALL, places: Sequence[Place] = PLACES, cover: bool = True, always: int = 0,
) -> None:  # fmt: skip
    """Write names beside dots where they hide neither one another nor, if it can be helped, a dot.

    Call it last: the limits of the axes must be final, because what fits is measured in pixels.

    Parameters
    ----------
    axes
        Where the dots are.
    x, y, names
        The dots in units of the axes, and the name of each.
    groups
        Positions of the dots to name, most important first; of each group all are named or none.
    size
        Size of type in points.
    places
        Where a name may stand, best first.
    cover
        Whether a name that finds no free place may hide other dots; in a crowd it is left out instead.
    always
        First groups whose names may do so all the same, and may stand farther off.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None, "axes must belong to a figure to be measured"
    figure.draw_without_rendering()
    edge = np.asarray(axes.get_window_extent().extents)
    unit = figure.dpi / 72
    dots = axes.transData.transform(np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)]))
    obstacles = np.column_stack([dots - 4 * unit, dots + 4 * unit])
    taken: list[Box] = []
    for rank, group in enumerate(groups):
        must = rank < always
        written: list[Annotation] = []
        boxes: list[Box] = []
        for index in group:
            name = axes.annotate(
                names[index], (x[index], y[index]), xytext=(0, 0), textcoords="offset points", fontsize=size,
                path_effects=HALO, zorder=4,
            )  # fmt: skip
            # The layout is settled; a name must not move the axes it was fitted into.
            name.set_in_layout(False)
            written.append(name)
            extent = name.get_window_extent()
            found = _place(
                dots[index], extent.width / SLACK, extent.height, unit, edge, obstacles, index, [*taken, *boxes],
                PLACES if must else places, cover or must,
            )  # fmt: skip
            if found is None:
                break
            (dx, dy, ha, va), box = found
            name.set(position=(dx, dy), ha=ha, va=va, multialignment=ha)
            boxes.append(box)
        if len(boxes) == len(group):
            taken += boxes
        else:
            for name in written:
                name.remove()


def tie(axes: Axes) -> None:
    """Draw a thin line from each dot to its name where the name does not stand beside it, so that it is not taken for another's.

    Call it after `name_points`.
    """
    for name in list(axes.texts):
        if isinstance(name, Annotation) and abs(name.get_position()[1]) > BESIDE:
            axes.annotate(
                "", name.xy, xytext=name.get_position(), textcoords="offset points", zorder=1,
                arrowprops={"arrowstyle": "-", "color": style.MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 3},
            )  # fmt: skip


def name_above(
    axes: Axes, x: Coordinates, y: Coordinates, names: Sequence[str | Sequence[str]], lanes: Iterable[Sequence[int]], *,
    levels: Sequence[int], step: float, size: float = style.SMALL, upright: Coordinates = (),
) -> None:  # fmt: skip
    """Write names above the dots of lanes in a few levels, each tied to its dot by a thin line, as far as there is room.

    Call it last, as `name_points`.

    Parameters
    ----------
    axes
        Where the dots are.
    x, y, names
        The dots in units of the axes, and the name of each, or wordings of it, best first: the last one must fit, one before
        it is taken where it drives out nobody.
    lanes
        Positions of the dots of each lane, most important first; a name that would drive out one before it is left out.
    levels
        How many levels there is room for above each dot.
    step
        Height of a level in points.
    size
        Size of type in points.
    upright
        Where upright lines run through the axes, in units of the axes; no name crosses one.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None, "axes must belong to a figure to be measured"
    figure.draw_without_rendering()
    edge = axes.get_window_extent()
    lines = [float(axes.transData.transform((place, 0.0))[0]) for place in upright]
    unit = figure.dpi / 72
    dots = axes.transData.transform(np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)]))
    for lane in lanes:
        written: dict[int, Annotation] = {}
        widths: dict[int, float] = {}
        fitted: dict[int, tuple[int, bool]] = {}
        for index in lane:
            # The ground keeps lines that run through the axes off the letters.
            name = axes.annotate(
                "", (x[index], y[index]), xytext=(0, 0), textcoords="offset points", fontsize=size, zorder=4, linespacing=1.05,
                bbox={"boxstyle": "square,pad=0.08", "fc": "white", "lw": 0},
            )  # fmt: skip
            name.set_in_layout(False)
            name.set_text(_wordings(names[index])[-1])
            widths[index] = name.get_window_extent().width / SLACK
            tried = _staircase([*written, index], dots[:, 0], widths, levels[index], edge.x0, edge.x1, unit, lines)
            if tried is None:
                name.remove()
            else:
                written[index], fitted = name, tried
        for index, name in written.items():
            shortest = name.get_text()
            for wording in _wordings(names[index])[:-1]:
                name.set_text(wording)
                wider = {**widths, index: name.get_window_extent().width / SLACK}
                tried = _staircase(list(written), dots[:, 0], wider, levels[index], edge.x0, edge.x1, unit, lines)
                if tried is not None:
                    widths, fitted = wider, tried
                    break
                name.set_text(shortest)
        for index, (level, leftwards) in fitted.items():
            ha: Literal["left", "right"] = "right" if leftwards else "left"
            off = _off(float(dots[index, 0]), lines, unit)
            written[index].set(
                position=(-off if leftwards else off, 5 + level * step), ha=ha, va="bottom", multialignment=ha
            )
            if level:
                axes.annotate(
                    "", (x[index], y[index]), xytext=(0, 5 + level * step), textcoords="offset points", zorder=2,
                    arrowprops={"arrowstyle": "-", "color": style.MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 3},
                )  # fmt: skip


def _wordings(name: str | Sequence[str]) -> Sequence[str]:
    """Return how a name may be written, best first."""
    return [name] if isinstance(name, str) else name


def _staircase(
    chosen: Sequence[int], across: Box, widths: Mapping[int, float], levels: int, left: float, right: float, unit: float,
    lines: Sequence[float] = (),
) -> dict[int, tuple[int, bool]] | None:  # fmt: skip
    """Find a level for each name, and whether it reaches to the left of its dot; None when they do not all fit.

    Names are placed from the right: one farther left reaches over the dots to its right and so must stand above their
    names, which keeps its line off them.
    """
    placed: dict[int, tuple[int, bool]] = {}
    spans: list[tuple[float, float, int]] = []
    stems: list[tuple[float, int]] = []
    for index in sorted(chosen, key=lambda each: (-across[each], each)):
        place = float(across[index])
        off = _off(place, lines, unit) * unit
        # To the left a name reaches over the dots still to come, whose lines only a high one lets pass.
        for level, leftwards in [(level, False) for level in range(levels)] + [
            (level, True) for level in reversed(range(levels))
        ]:
            start = place - off - widths[index] if leftwards else place + off
            end = start + widths[index]
            gap = BETWEEN * unit
            free = all(end + gap < low or start - gap > high for low, high, other in spans if other == level)
            crossed = any(start - 2 * unit < stem < end + 2 * unit for stem, height in stems if height > level)
            through = any(low - 2 * unit < place < high + 2 * unit for low, high, other in spans if other < level)
            over = any(start - unit < line < end + unit for line in lines)
            if left <= start and end <= right and free and not crossed and not through and not over:
                placed[index] = (level, leftwards)
                spans.append((start, end, level))
                stems.append((place, level))
                break
        else:
            return None
    return placed


def _off(place: float, lines: Sequence[float], unit: float) -> float:
    """Return how many points to the right of its dot a name begins: where a line runs through the dot, beside that."""
    return 4.0 if any(abs(place - line) < unit for line in lines) else -3.0


def fit(name: Annotation, text: str, room: float, letters: int = 64) -> None:
    """Write a name in as few lines as some pixels of room allow; the layout of the figure must be final."""
    # What is fitted into the layout must not change it.
    name.set_in_layout(False)
    room *= SLACK
    for width in range(letters, 12, -3):
        name.set_text(style.wrap(text, width))
        if name.get_window_extent().width <= room:
            return


def _place(
    dot: Box, width: float, height: float, unit: float, edge: Box, dots: Box, own: int, taken: Sequence[Box],
    places: Sequence[Place], cover: bool,
) -> tuple[Place, Box] | None:  # fmt: skip
    """Find the best place of a name of some pixels about its dot: away from all dots, else at least from all names."""
    names = np.array(taken).reshape(-1, 4)
    usable: list[tuple[int, int, Place, Box]] = []
    for place in places:
        dx, dy, ha, va = place
        left = dot[0] + dx * unit - {"left": 0.0, "center": width / 2, "right": width}[ha]
        bottom = dot[1] + dy * unit - {"bottom": 0.0, "center": height / 2, "top": height}[va]
        box = np.array([left, bottom, left + width, bottom + height])
        inside = (box[:2] >= edge[:2]).all() and (box[2:] <= edge[2:]).all()
        if not inside or _hits(box, names).any():
            continue
        hidden = _hits(box, dots)
        hidden[own] = False
        if cover or not hidden.any():
            usable.append((int(hidden.sum()), len(usable), place, box))
    if not usable:
        return None
    _, _, place, box = min(usable, key=lambda each: each[:2])
    return place, box


def _hits(box: Box, others: Box) -> npt.NDArray[np.bool_]:
    """Tell which of some boxes (left, bottom, right, top) a box overlaps."""
    return np.asarray(
        (box[0] < others[:, 2]) & (others[:, 0] < box[2]) & (box[1] < others[:, 3]) & (others[:, 1] < box[3])
    )


def key(figure: Figure, handles: Sequence[Artist], columns: int = KEY_COLUMNS) -> None:
    """Put a key above the drawing, in as many columns as the figure has room for."""
    room = figure.get_figwidth() * figure.dpi
    for number in range(min(columns, len(handles)), 0, -1):
        legend = _legend(figure, handles, number)
        if legend.get_window_extent().width <= room or number == 1:
            return
        legend.remove()


def _legend(figure: Figure, handles: Sequence[Artist], columns: int) -> Legend:
    names = [style.wrap(handle.get_label(), 52, lines=1) for handle in handles]
    legend = figure.legend(
        handles=list(handles), labels=[str(place) for place in range(len(handles))], loc="outside upper left",
        ncols=columns, fontsize=8, handletextpad=0.4, columnspacing=1.4, handlelength=1.4, borderaxespad=0.2,
    )  # fmt: skip
    # Names are set afterwards, because matplotlib leaves out of a key what begins with an underscore.
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(name)
    return legend
