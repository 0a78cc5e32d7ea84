"""Figures on who came out of whom."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from labatlas.analysis.trust import as_likely
from labatlas.figures import marks, style
from labatlas.formatting import count

#: How each tie is drawn: shade and dashes; colours are those of organizations.
TIE_MARKS = {
    "people": (style.INK, "solid", "a founder had been there"),
    "funded": (style.INK, (0, (4, 2)), "funded or bought"),
    "owns": (style.MUTED, (0, (1, 1.5)), "owns"),
}

#: How far up each tie is shifted, so that two between the same organizations lie side by side.
SHIFTS = {"people": 0.0, "funded": 0.012, "owns": -0.012}

#: Founders from which a line is no thicker.
THICKEST = 8


def neighbourhood(near: pd.DataFrame, organization: str, colours: Mapping[str, str]) -> Figure:
    """Draw the ties about an organization, generations from left to right; lines are the thicker the more founders.

    Parameters
    ----------
    near
        Result of `labatlas.analysis.organizations.genealogy.neighbourhood`.
    organization
        Id of the focus organization.
    colours
        Colour of each organization that has one of its own.
    """
    ends = pd.concat(
        [
            near[[end, f"{end}_name", f"{end}_generation", "strength"]].set_axis(
                ["id", "name", "column", "weight"], axis=1
            )
            for end in ("origin", "heir")
        ]
    )
    nodes = ends.groupby("id").agg(name=("name", "first"), column=("column", "first"), weight=("weight", "sum"))
    nodes = nodes.sort_values(["column", "weight", "name"], ascending=[True, False, True], kind="stable")
    columns = sorted(nodes["column"].unique())
    tallest = int(nodes["column"].value_counts().max())
    figure, axes = plt.subplots(figsize=(style.WIDTH, max(1.6, 0.36 * tallest + 0.7)))
    axes.set_axis_off()
    letters = {1: 40, 2: 28, 3: 22, 4: 15, 5: 12}[min(5, len(columns))]
    names: dict[str, Text] = {}
    for number, column in enumerate(columns):
        own = nodes[nodes["column"] == column]
        heights = np.linspace(1, 0, len(own) + 2)[1:-1] if len(own) < tallest else np.linspace(1, 0, max(2, len(own)))
        if len(own) == 1:
            heights = np.array([0.5])
        for (key, row), height in zip(own.iterrows(), heights, strict=True):
            focus = key == organization
            colour = colours.get(str(key), style.INK)
            names[str(key)] = axes.text(
                number - 0.32 * np.sign(column), height, style.wrap(row["name"], letters, lines=2), va="center", linespacing=1.0,
                ha={-1: "right", 0: "center", 1: "left"}[int(np.sign(column))],
                fontsize=9 if focus else style.SMALL, color="white" if focus else style.INK, zorder=4,
                bbox={
                    "boxstyle": "round,pad=0.25", "fc": colour if focus else "white", "lw": 1.0,
                    "ec": colour if key in colours else style.FAINT,
                },
            )  # fmt: skip
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.06 - 0.1 / tallest, 1.06 + 0.1 / tallest)
    present = [tie for tie in TIE_MARKS if (near["tie"] == tie).any()]
    marks.key(
        figure,
        [
            Line2D([], [], color=TIE_MARKS[tie][0], ls=TIE_MARKS[tie][1], lw=1.8, label=TIE_MARKS[tie][2])
            for tie in present
        ],
    )
    marks.note_hidden(figure, int(near["left_out"].iloc[0]))
    # Lines run from box to box, whose width is known once the layout is.
    figure.draw_without_rendering()
    to_data = axes.transData.inverted()
    boxes = {key: _box(name).transformed(to_data) for key, name in names.items()}
    for row in near.itertuples():
        colour, dashes, _ = TIE_MARKS[str(row.tie)]
        start, end = boxes[str(row.origin)], boxes[str(row.heir)]
        (left, bottom), (right, top) = (start.x1, (start.y0 + start.y1) / 2), (end.x0, (end.y0 + end.y1) / 2)
        middle, shift = (left + right) / 2, SHIFTS[str(row.tie)]
        curve = [(left, bottom + shift), (middle, bottom + shift), (middle, top + shift), (right, top + shift)]
        axes.add_patch(
            PathPatch(
                Path(curve, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]), fc="none", ec=colour, ls=dashes,
                alpha=0.75, zorder=2, lw=0.9 + 0.4 * min(THICKEST, row.strength),
            )
        )  # fmt: skip
        if row.strength > 1:
            # Beside the outer box, where lines stand apart.
            inward = row.heir_generation <= 0
            axes.annotate(
                f"{count(row.strength)} ({count(row.likely)} likely)" if row.likely else str(count(row.strength)), (left, bottom) if inward else (right, top), xytext=(4 if inward else -4, 8),
                textcoords="offset points", ha="left" if inward else "right", va="center", fontsize=style.SMALL, path_effects=marks.HALO, zorder=5,
            ).set_in_layout(False)  # fmt: skip
    return figure


def _box(name: Text) -> Bbox:
    """Return the frame of a name in pixels."""
    frame = name.get_bbox_patch()
    assert frame is not None, "every name is framed"
    return frame.get_window_extent()


def descent(schools: pd.DataFrame) -> Figure:
    """Draw how many organizations each school has founders in.

    Parameters
    ----------
    schools
        Result of `labatlas.analysis.organizations.founders.descent`.
    """
    shown = schools.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), extra=0.4)
    labels = [
        f"{name}{as_likely(int(likely), int(number))}"
        for name, likely, number in zip(shown["name"], shown["likely"], shown["organizations"], strict=True)
    ]
    marks.bars(axes, marks.numbers(shown["organizations"]), labels, [True] * len(shown), lambda n: str(count(n)))
    # Schools are not added up: one organization may have founders from several.
    marks.note_hidden(figure, len(schools) - len(shown))
    return figure
