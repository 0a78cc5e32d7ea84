"""Figures on what happened when: the life of an organization, its form and openness, and releases."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from labatlas.analysis.organizations.cadence import gap_words
from labatlas.analysis.organizations.timeline import LANES
from labatlas.figures import marks, style

#: Letters a line of a name: the usual number, and those that are tried so that none is cut while there is room.
LETTERS = (25, 30, 36, 44)

#: Names of a lane that are tried at most, the weightiest first.
NAMES_TRIED = 14

#: Height in points of a level of names, and of a lane without one.
LEVEL, BARE = 20.0, 15.0

#: Points of a line that names are kept off.
POINTS_ALONG = 24

#: Diameter in points of a dot, and the distance at which two do not hide each other.
DOT, APART = 6.0, 6.4

#: Rows of dots above and below a lane at most, for releases of nearly one time.
STACKED = 2

#: Organizations whose releases are drawn, a lane each.
RELEASERS = 10

#: Where a model stands whose openness is not told: below those of which nothing is open.
UNTOLD_LEVEL = -1

#: Part of the axis of time of `form` that is added before its first date.
NAME_ROOM = 0.04

#: Titles of the panels of `form`.
PANELS = {"form": "Founding and form", "money": "Money", "works": "Models, by the openness they reached"}


def _levels(events: int) -> int:
    """Return how many levels of names a lane with some events gets."""
    return 1 if events <= 1 else 2 if events <= 4 else 3


def _few(events: int) -> int:
    """Return how many levels of names a lane with room for all its names gets."""
    return 1 if events <= 3 else 2


def _wordings(title: object) -> list[str]:
    """Return how the name of an event may be written, best first: whole, and in the usual lines."""
    written = [style.wrap(title, letters, lines=2) for letters in LETTERS]
    whole = [text for text in written if not text.endswith("…")]
    return [*whole[:1], written[0]]


def timeline(line: pd.DataFrame, colour: str) -> Figure:
    """Draw what happened in time, one lane a sort of event; the weightiest events are named as far as there is room.

    Parameters
    ----------
    line
        Result of `labatlas.analysis.organizations.timeline.timeline`.
    colour
        Colour of the organization.
    """
    line = line[line["day"].notna()].reset_index(drop=True)
    if line.empty:
        return style.notice(style.UNDATED)
    totals = line["lane"].value_counts()
    order = [lane for lane in dict.fromkeys(LANES.values()) if lane in totals.index]
    heights = [BARE + LEVEL * _levels(totals[lane]) for lane in order]
    # Lanes from the top; the unit of the axis is a point.
    bottoms = dict(zip(order, np.cumsum(heights[::-1])[::-1] - np.array(heights), strict=True))
    figure, axes = plt.subplots(figsize=(style.WIDTH, max(1.6, sum(heights) / 72 + 0.4)))
    x, y = mdates.date2num(line["day"]), line["lane"].map(bottoms).to_numpy(dtype=float)
    for lane in order:
        axes.axhline(bottoms[lane], color=style.FAINT, lw=0.8, zorder=1)
        own = y == bottoms[lane]
        axes.plot(x[own], y[own], "o", color=colour, ms=5.5, mec="white", mew=0.6, zorder=3)
    axes.set_yticks(
        [bottoms[lane] for lane in order], [f"{style.wrap(lane, 14)} ({totals[lane]})" for lane in order], va="bottom"
    )
    axes.set_ylim(-7, sum(heights))
    axes.tick_params(axis="y", length=0, labelsize=8)
    marks.time_axis(axes, line["day"])
    names = [_wordings(title) for title in line["title"]]
    ranked = line.sort_values("rank").groupby("lane").head(NAMES_TRIED)
    marks.name_above(
        axes, x, y, names, [list(own.index) for _, own in ranked.groupby("lane")],
        levels=[_levels(totals[lane]) for lane in line["lane"]], step=LEVEL,
    )  # fmt: skip
    return figure


def form(lanes: pd.DataFrame, levels: Mapping[int, str], colour: str) -> Figure:
    """Draw legal form, money and openness of one organization on a common axis of time; hollow money is not known to be paid.

    Parameters
    ----------
    lanes
        Result of `labatlas.analysis.organizations.form.form_lanes`.
    levels
        Name of each level of openness.
    colour
        Colour of the organization.
    """
    shown = [panel for panel in PANELS if (lanes["lane"] == panel).any()]
    numbers = lanes["lane"].value_counts()
    tall = {panel: 1.5 if panel == "works" else (26 + LEVEL * _few(numbers[panel])) / 72 for panel in shown}
    figure, grid = plt.subplots(
        len(shown), 1, sharex=True, squeeze=False, height_ratios=list(tall.values()),
        figsize=(style.WIDTH, max(1.6, sum(tall.values()) + 0.28 * len(shown) + 0.35)),
    )  # fmt: skip
    steps = mdates.date2num(lanes.loc[lanes["lane"] == "form", "day"])
    panels = dict(zip(shown, grid[:, 0], strict=True))
    for panel, axes in panels.items():
        own = lanes[lanes["lane"] == panel]
        axes.set_title(PANELS[panel], loc="left", fontsize=8.5)
        for step in steps[:NAMES_TRIED]:
            axes.axvline(step, color=style.MUTED, lw=0.8, ls=(0, (4, 3)), zorder=1)
        y = own["value"].fillna(UNTOLD_LEVEL).to_numpy(dtype=float) if panel == "works" else np.zeros(len(own))
        axes.set_yticks([])
        if panel == "works":
            top = max([int(level) for level in y] + [max(levels, default=1)])
            bottom = int(min([0, *y]))
            named = [style.UNTOLD if level < 0 else levels.get(level, str(level)) for level in range(bottom, top + 1)]
            axes.set_yticks(range(bottom, top + 1), [style.wrap(name, 14) for name in named])
            axes.tick_params(axis="y", length=0, labelsize=8)
            axes.set_ylim(bottom - 0.7, top + 0.7)
            axes.grid(axis="y")
            axes.plot(own["day"][y >= 0], y[y >= 0], color=colour, lw=1.2, alpha=0.5, zorder=2)
        else:
            axes.axhline(0, color=style.FAINT, lw=0.8, zorder=1)
            axes.set_ylim(-8, LEVEL * _few(len(own)) + 12)
        for solid, face in ((True, colour), (False, "white")):
            chosen = (own["filled"] == solid).to_numpy(dtype=bool)
            axes.plot(own["day"][chosen], y[chosen], "o", color=colour, mfc=face, ms=6, zorder=3)
    marks.time_axis(grid[-1, 0], lanes["day"])
    # Room for the name of what comes shortly before the first line to stand to the left of it.
    start, stop = grid[-1, 0].get_xlim()
    grid[-1, 0].set_xlim(start - (stop - start) * NAME_ROOM, stop)
    for panel, axes in panels.items():
        own = lanes[lanes["lane"] == panel]
        x = mdates.date2num(own["day"])
        if panel == "works":
            texts = [style.wrap(label, 24, lines=1) for label in own["label"]]
            ordered = [[place] for place in range(len(own))][::-1][:NAMES_TRIED]
            lines = _along(axes, own, steps[:NAMES_TRIED])
            y = np.array(marks.numbers(own["value"].fillna(UNTOLD_LEVEL)))
            # What is not named is only kept free of names.
            marks.name_points(
                axes,
                np.concatenate([x, lines[:, 0]]),
                np.concatenate([y, lines[:, 1]]),
                texts,
                ordered,
                places=marks.PLACES,
                cover=len(own) <= NAMES_TRIED,
            )
            marks.tie(axes)
        else:
            # The narrowest wording finds room beside the lines of the steps.
            wordings = [[style.wrap(label, letters, lines=2) for letters in (25, 18, 10)] for label in own["label"]]
            room = [_few(len(own))] * len(own)
            marks.name_above(
                axes, x, [0.0] * len(own), wordings, [range(min(len(own), NAMES_TRIED))], levels=room, step=LEVEL,
                upright=steps[:NAMES_TRIED],
            )  # fmt: skip
    return figure


def _along(axes: Axes, own: pd.DataFrame, steps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return points on the lines of the panel of models, which names should not cross, shape (n, 2)."""
    levels = own[own["value"].notna()]
    x, y = mdates.date2num(levels["day"]), levels["value"].to_numpy(dtype=float)
    points = [np.empty((0, 2))]
    part = np.linspace(0, 1, POINTS_ALONG)
    for place in range(len(x) - 1):
        points.append(
            np.column_stack([x[place] + part * (x[place + 1] - x[place]), y[place] + part * (y[place + 1] - y[place])])
        )
    low, high = axes.get_ylim()
    points += [np.column_stack([np.full(POINTS_ALONG, step), low + part * (high - low)]) for step in steps]
    return np.concatenate(points)


def releases(line: pd.DataFrame, cadence: pd.DataFrame, organization: str, colours: Mapping[str, str]) -> Figure:
    """Draw the dated releases of organizations, a lane each, with how far apart they are.

    Parameters
    ----------
    line, cadence
        Results of `labatlas.analysis.organizations.cadence.releases` and ``cadence``.
    organization
        Id of the focus organization, which is shown however few releases it has.
    colours
        Colour of each organization that has one of its own.
    """
    several = cadence[(cadence["releases"] > 1) | (cadence["organization"] == organization)]
    listed = several if len(several) else cadence
    shown = listed.head(RELEASERS)
    own = listed[listed["organization"] == organization]
    if len(own) and organization not in set(shown["organization"]):
        shown = pd.concat([shown.iloc[:-1], own])
    line = line[line["organization"].isin(shown["organization"])]
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.7)
    lanes: list[tuple[int, str, pd.DataFrame]] = []
    for place, row in enumerate(shown.itertuples()):
        height = len(shown) - 1 - place
        colour = colours.get(str(row.organization), style.MUTED)
        axes.axhline(height, color=style.FAINT, lw=0.8, zorder=1)
        lanes.append((height, colour, line[line["organization"] == row.organization].sort_values("day", kind="stable")))
    labels = []
    for row in shown.itertuples():
        words = gap_words(row.median, row.mean)
        labels.append(f"{style.wrap(row.name, 26, lines=2)} ({row.releases})" + (f"\n{words}" if words else ""))
    axes.set_yticks(range(len(shown))[::-1], labels)
    axes.tick_params(axis="y", length=0, labelsize=8)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    marks.time_axis(axes, line["day"])
    marks.key(figure, _dates())
    marks.note_hidden(figure, len(cadence) - len(shown))
    # How close dots lie is known once the layout is.
    figure.draw_without_rendering()
    unit = figure.dpi / 72
    (left, bottom), (right, top) = axes.transData.transform([(0, 0), (1, 1)])
    for height, colour, mine in lanes:
        x = mdates.date2num(mine["day"])
        y = height + stack(x * (right - left) / unit, APART) * APART * unit / (top - bottom)
        coarse = (mine["date"].str.len() == 4).to_numpy(dtype=bool)
        for chosen, face in ((~coarse, colour), (coarse, "white")):
            axes.plot(x[chosen], y[chosen], "o", color=colour, mfc=face, ms=DOT, zorder=3)
    return figure


def stack(across: npt.NDArray[np.float64], apart: float, most: int = STACKED) -> npt.NDArray[np.float64]:
    """Return how many dots up or down each dot of a lane moves so that none hides another, as far as there is room.

    Parameters
    ----------
    across
        Where the dots are along the lane, ascending, shape (n,).
    apart
        How far two dots of one row must be from each other, in the same unit.
    most
        Rows above and below the middle one at most; what finds no room stays in the middle.

    Examples
    --------
    >>> stack(np.array([0.0, 0.0, 0.0, 5.0]), 2.0).tolist()
    [0.0, 1.0, -1.0, 0.0]
    """
    rows = [0, *(sign * step for step in range(1, most + 1) for sign in (1, -1))]
    last = dict.fromkeys(rows, -np.inf)
    chosen = []
    for place in across:
        row = next((row for row in rows if place - last[row] >= apart), 0)
        last[row] = place
        chosen.append(float(row))
    return np.array(chosen)


def _dates() -> list[Line2D]:
    return [
        Line2D([], [], marker="o", ls="", color=style.INK, label="dated to the month or day"),
        Line2D(
            [],
            [],
            marker="o",
            ls="",
            color=style.INK,
            mfc="white",
            label="to the year: middle, or day of the report",
        ),
    ]
