"""Pipelines: earlier places of an organization's people, streams from universities, gains and losses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from labatlas.figures import marks, style
from labatlas.formatting import count

#: Places shown of each kind of origin.
ORIGINS_SHOWN = 10

#: Places that keep their name on each side of the streams.
STREAM_ENDS = 7

#: Organizations whose gains and losses are drawn.
BALANCES_SHOWN = 12

#: Least height of an end of the streams as a share of all people, with room for two lines of its name.
SLOT = 0.1

#: Inches that all people together take.
TALL = 3.3


def origins(people: pd.DataFrame) -> Figure:
    """Draw where people studied and where they worked before, side by side; hatched what is told only as likely.

    Parameters
    ----------
    people
        Result of `labatlas.analysis.talent.pipelines.origins`.
    """
    kinds = [kind for kind in ("studied", "worked") if (people["kind"] == kind).any()]
    panels = [people[people["kind"] == kind].head(ORIGINS_SHOWN) for kind in kinds]
    figure, axes = style.canvas(max(len(panel) for panel in panels), columns=len(kinds), extra=0.6)
    titles = {"studied": "Studied at", "worked": "Worked at"}
    most = max(float(panel["people"].max()) for panel in panels)
    for axis, kind, panel in zip(axes, kinds, panels, strict=True):
        marks.bars(
            axis, marks.numbers(panel["people"]), list(panel["name"]), [True] * len(panel), lambda n: str(count(n)),
            width=24 if len(kinds) > 1 else 32,
        )  # fmt: skip
        # One scale and one height of rows for both, so that bars can be compared across.
        axis.set_xlim(0, most * 1.25)
        axis.set_ylim(len(panel) - max(len(each) for each in panels) - 0.6, len(panel) - 0.4)
        axis.set_title(titles[kind], loc="left")
        for y, row in zip(range(len(panel) - 1, -1, -1), panel.itertuples(), strict=True):
            if row.likely:
                axis.barh(
                    [y], [row.likely], left=[row.people - row.likely], height=0.72, color="white", hatch="////",
                    edgecolor=style.FOCUS, lw=0,
                )  # fmt: skip
    if any((panel["likely"] > 0).any() for panel in panels):
        likely = Patch(facecolor="white", hatch="////", edgecolor=style.FOCUS, lw=0, label="only likely")
        marks.key(figure, [Patch(facecolor=style.FOCUS, label="told as a fact"), likely])
    marks.note_hidden(figure, int(people["kind"].isin(kinds).sum()) - sum(len(panel) for panel in panels))
    return figure


def streams(flow: pd.DataFrame, colours: Mapping[str, str], focus: str) -> Figure:
    """Draw streams from universities to places of work, as wide as they hold people; small ends are folded together.

    The focus organization keeps its name however small it is.

    Parameters
    ----------
    flow
        Result of `labatlas.analysis.talent.pipelines.streams`.
    colours
        Colour of each organization that has one, by id.
    focus
        Id of the focus organization.
    """
    folded = flow.copy()
    for end, others in (("origin", "other universities"), ("destination", "other places of work")):
        sizes = flow.groupby(end, sort=False)["people"].sum().sort_values(ascending=False, kind="stable")
        # A single end left over takes as much room by its name as under another.
        kept = set(_with_focus(list(sizes.index), focus, STREAM_ENDS if len(sizes) > STREAM_ENDS + 1 else len(sizes)))
        keep = flow[end].isin(kept)
        number = len(sizes) - len(kept)
        folded[end] = flow[end].where(keep, "")
        folded[f"{end}_name"] = flow[f"{end}_name"].map(style.told).where(keep, f"{count(number)} {others}")
    summed = folded.groupby(["origin", "destination"], as_index=False, sort=False)["people"].sum()
    names = {end: dict(zip(folded[end], folded[f"{end}_name"], strict=True)) for end in ("origin", "destination")}
    total = float(summed["people"].sum())
    places = {end: _ends(summed, end, total) for end in ("origin", "destination")}
    bottom = max(low for ends in places.values() for _, low in ends.values())
    figure, (axes,) = style.canvas(bottom, row_height=TALL, extra=0.1)
    axes.set_axis_off()
    axes.set_xlim(-0.95, 1.95)
    axes.set_ylim(-bottom - 0.01, 0.01)
    shade = {end: colours.get(end, style.OTHER) for end in places["destination"]}
    for end, x, side in (("origin", 0.0, "right"), ("destination", 1.0, "left")):
        for key, (top, low) in places[end].items():
            size = float(summed.loc[summed[end] == key, "people"].sum()) / total
            middle = -(top + low) / 2
            axes.fill_between(
                [x - 0.012, x + 0.012], middle - size / 2, middle + size / 2, lw=0,
                color=style.INK if end == "origin" else shade[key], zorder=3,
            )  # fmt: skip
            axes.annotate(
                f"{style.wrap(names[end][key], 24, lines=2)} {count(size * total)}", (x, middle),
                xytext=(-6 if side == "right" else 6, 0), textcoords="offset points", ha=side, va="center",
                fontsize=8, multialignment=side,
            )  # fmt: skip
    _ribbons(axes, summed, places, total, shade)
    return figure


def _with_focus(order: list[str], focus: str, room: int) -> list[str]:
    """Keep the first of an order, and the focus in place of the last of them where it comes later."""
    kept = order[:room]
    return [*kept[:-1], focus] if focus in order[room:] else kept


def _ends(summed: pd.DataFrame, end: str, total: float) -> dict[str, tuple[float, float]]:
    """Stack the ends of one side, largest on top and the folded one last: top and bottom of each, from 0 downwards."""
    sizes = summed.groupby(end, sort=False)["people"].sum() / total
    order = sorted(sizes.index, key=lambda key: (key == "", -sizes[key], str(key)))
    places, at = {}, 0.0
    for key in order:
        height = max(float(sizes[key]) + 0.02, SLOT)
        places[str(key)] = (at, at + height)
        at += height
    return places


def _ribbons(
    axes: Axes, summed: pd.DataFrame, places: Mapping[str, Mapping[str, tuple[float, float]]], total: float,
    shade: Mapping[str, str],
) -> None:  # fmt: skip
    """Draw each stream as a ribbon between its two ends."""
    used: dict[tuple[str, str], float] = {}
    rank = {end: list(order) for end, order in places.items()}
    ordered = sorted(
        summed.itertuples(index=False),
        key=lambda row: (rank["origin"].index(row.origin), rank["destination"].index(row.destination)),
    )
    for row in ordered:
        size = row.people / total
        edges = []
        for end, key in (("origin", row.origin), ("destination", row.destination)):
            top, bottom = places[end][key]
            whole = float(summed.loc[summed[end] == key, "people"].sum()) / total
            start = -(top + bottom) / 2 + whole / 2 - used.get((end, key), 0.0)
            used[(end, key)] = used.get((end, key), 0.0) + size
            edges.append((start, start - size))
        (left_top, left_bottom), (right_top, right_bottom) = edges
        points = [
            (0.012, left_top), (0.5, left_top), (0.5, right_top), (0.988, right_top),
            (0.988, right_bottom), (0.5, right_bottom), (0.5, left_bottom), (0.012, left_bottom), (0.012, left_top),
        ]  # fmt: skip
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        axes.add_patch(PathPatch(Path(points, codes), facecolor=shade[row.destination], alpha=0.55, lw=0, zorder=2))


def balance(table: pd.DataFrame, colours: Mapping[str, str], focus: str) -> Figure:
    """Draw whom organizations gained and lost: filled bars to the right for who came, hollow to the left for who left.

    The focus organization is drawn however few moved, in the last row where it would find no room.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.talent.pipelines.balance`.
    colours
        Colour of each organization that has one, by id.
    focus
        Id of the focus organization.
    """
    kept = _with_focus(list(table["organization"]), focus, BALANCES_SHOWN)
    shown = table[table["organization"].isin(kept)]
    figure, (axes,) = style.canvas(len(shown), extra=0.6)
    most = float(max([*shown["came"], *shown["left"], 1]))
    for place, row in enumerate(shown.itertuples()):
        y, colour = len(shown) - 1 - place, colours.get(str(row.organization), style.OTHER)
        axes.barh([y], [row.came], color=colour, edgecolor=colour, height=0.62)
        axes.barh([y], [-row.left], color="white", edgecolor=colour, height=0.62, lw=1.2)
        for number, side, align in ((row.came, 1, "left"), (row.left, -1, "right")):
            if number:
                axes.annotate(
                    str(count(number)), (side * number, y), xytext=(side * 3, 0), textcoords="offset points",
                    ha=align, va="center", fontsize=style.SMALL,
                )  # fmt: skip
        sign = "+" if row.net > 0 else "−" if row.net < 0 else "±"
        axes.annotate(
            f"{sign}{count(abs(row.net))}", (1.0, y), xycoords=("axes fraction", "data"), ha="right", va="center",
            fontsize=8.5, fontweight="bold",
        )  # fmt: skip
    axes.axvline(0, color=style.INK, lw=0.8)
    axes.set_yticks(range(len(shown)), [style.wrap(name, 26, lines=2) for name in shown["name"].iloc[::-1]])
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlim(-max(float(shown["left"].max()), most * 0.1) * 1.25, most * 1.45)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    marks.key(
        figure,
        [
            Patch(facecolor=style.MUTED, edgecolor=style.MUTED, label="came"),
            Patch(facecolor="white", edgecolor=style.MUTED, label="left"),
            Patch(facecolor="none", edgecolor="none", label="net in bold"),
        ],
    )
    marks.note_hidden(figure, len(table) - len(shown))
    return figure
