"""Figures on machines: fleets as told and on one scale, chips beside the A100, and what fleets could train."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from labatlas.figures import marks, style
from labatlas.formatting import compact, decimal, times

#: Chips that a figure with four panels shows.
CHIPS_SHOWN = 12

#: Measures a figure of chips has a panel for, with the title of the panel.
PANELS = {
    "throughput": "Throughput",
    "memory": "Memory",
    "memory-bandwidth": "Memory\nbandwidth",
    "interconnect-bandwidth": "Links",
}


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


def equivalents(scaled: pd.DataFrame, country: str) -> Figure:
    """Draw fleets in A100-equivalents: a bar from the least to the greatest ratio, a tick at the count as stated.

    Parameters
    ----------
    scaled
        Result of `labatlas.analysis.compute.a100_equivalents`.
    country
        Code of the focus country.
    """
    shown = scaled.head(style.ROWS_SHOWN)
    labels = [
        f"{style.told(row.name)}, {row.kind} {str(row.date)[:4]}: {'chip not stated' if pd.isna(row.chips) else row.chips}"
        for row in shown.itertuples(name="Fleet")
    ]
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[style.FOCUS if code == country else style.MUTED for code in shown["country"]],
        filled=[status != "forecast" for status in shown["status"]], text=lambda value: str(compact(value, 2)),
    )  # fmt: skip
    stated = marks.numbers(shown["stated"])
    axes.plot(stated, range(len(shown) - 1, -1, -1), "|", color=style.INK, ms=11, mew=1.4, zorder=4)
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="in A100-equivalents"),
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="forecast"),
        Line2D([], [], marker="|", ls="", color=style.INK, ms=10, mew=1.4, label="chips as stated"),
    ]
    marks.key(figure, handles)
    axes.set_xlabel("A100-equivalents")
    marks.note_hidden(figure, len(scaled) - len(shown))
    return figure


def chips(sheets: pd.DataFrame, claims: pd.DataFrame, country: str, wanted: Sequence[str] = ()) -> Figure:
    """Draw the data sheet of each chip beside that of the A100, and what is claimed of it apart.

    Parameters
    ----------
    sheets
        Result of `labatlas.analysis.compute.specifications`.
    claims
        Result of `labatlas.analysis.compute.relative_performance`; drawn as diamonds in the first panel.
    country
        Code of the focus country.
    wanted
        Ids of chips that are shown before others if there is not room for all; the fastest when omitted.
    """
    order = list(dict.fromkeys([*sheets["accelerator"], *claims["accelerator"]]))
    chosen = set(list(dict.fromkeys([*(chip for chip in wanted if chip in order), *order]))[:CHIPS_SHOWN])
    shown = [chip for chip in order if chip in chosen]
    heights = {chip: len(shown) - 1 - place for place, chip in enumerate(shown)}
    named = pd.concat([sheets[["accelerator", "name"]], claims[["accelerator", "name"]]]).drop_duplicates("accelerator")
    names = named.set_index("accelerator")["name"]
    figure, panels = plt.subplots(
        1, len(PANELS), figsize=(style.WIDTH, max(2.0, len(shown) * 0.34 + 1.2)), sharey=True,
        width_ratios=[1.35, *[1] * (len(PANELS) - 1)],
    )  # fmt: skip
    for axes, (measure, title) in zip(panels, PANELS.items(), strict=True):
        here = sheets[(sheets["measure"] == measure) & sheets["accelerator"].isin(shown)]
        said = claims[claims["accelerator"].isin(shown)] if measure == "throughput" else claims.iloc[:0]
        _panel(axes, here, said, heights, country)
        axes.set_title(title, loc="left", fontsize=8.5)
    panels[0].set_yticks(list(heights.values()), [style.wrap(style.told(names[chip]), 14, lines=2) for chip in heights])
    panels[0].set_ylim(-0.6, len(shown) - 0.4)
    handles = [
        Line2D([], [], marker="s", ls="", color=style.MUTED, label="data sheet"),
        Line2D([], [], marker="D", ls="", color=style.ORANGE, mfc="white", label="claimed"),
        Line2D([], [], ls="-", color=style.VERMILION, label="A100"),
    ]
    marks.key(figure, handles if len(claims) else [handles[0], handles[2]])
    marks.note_hidden(figure, len(order) - len(shown))
    return figure


def _panel(axes: Axes, sheets: pd.DataFrame, claims: pd.DataFrame, heights: dict[str, int], country: str) -> None:
    """Draw one measure of all chips."""
    rows = [heights[chip] for chip in sheets["accelerator"]]
    colours = [style.FOCUS if code == country else style.OTHER for code in sheets["country"]]
    lengths = marks.numbers(sheets["ratio"])
    axes.barh(rows, lengths, color=colours, height=0.6, zorder=2)
    right = max([1.0, *lengths, *marks.numbers(claims["high"])]) * 1.75
    axes.set_xlim(0, right)
    axes.axvline(1, color=style.VERMILION, lw=1, zorder=1)
    ends = dict(zip(rows, lengths, strict=True))
    for row in claims.itertuples(name="Claim"):
        height = heights[row.accelerator]
        axes.plot([row.low, row.high], [height] * 2, "-", color=style.ORANGE, lw=1.6, zorder=3)
        axes.plot([row.low, row.high], [height] * 2, "D", color=style.ORANGE, mfc="white", ms=4.5, zorder=4)
        ends[height] = max(ends.get(height, 0.0), row.high)
    texts = dict(zip(rows, lengths, strict=True))
    for height, end in ends.items():
        text = str(decimal(texts[height], 2)) if height in texts else "–"
        axes.annotate(
            text, (end, height), xytext=(5, 0), textcoords="offset points", va="center", fontsize=style.SMALL,
            path_effects=marks.HALO, zorder=5,
        )  # fmt: skip
    for height in set(heights.values()) - set(ends):
        axes.annotate(
            style.UNTOLD, (0, height), xytext=(2, 0), textcoords="offset points", va="center", fontsize=style.SMALL,
            color=style.MUTED, path_effects=marks.HALO, zorder=5,
        )  # fmt: skip
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def capacity(able: pd.DataFrame, country: str, model: str) -> Figure:
    """Draw how many trainings a month fleets could do, with the range; sums filled, single owners hollow.

    Parameters
    ----------
    able
        Result of `labatlas.analysis.compute.monthly_runs`.
    country
        Code of the focus country.
    model
        Name of the model trained.
    """
    shown = able.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), [style.told(name) for name in shown["name"]],
        colours=[style.FOCUS if code == country else style.MUTED for code in shown["country"]],
        filled=[bool(total) for total in shown["total"]], text=lambda value: str(times(value)),
    )  # fmt: skip
    axes.axvline(1, color=style.VERMILION, lw=1, zorder=1)
    axes.plot(
        marks.numbers(shown["median"]), range(len(shown) - 1, -1, -1), "|", color=style.INK, ms=11, mew=1.4, zorder=4
    )
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="one owner"),
        Line2D([], [], marker="o", ls="", color=style.INK, label="sum of owners"),
        Line2D([], [], marker="|", ls="", color=style.INK, ms=10, mew=1.4, label="median"),
    ]
    marks.key(figure, handles if shown["total"].any() else [handles[0], handles[2]])
    axes.set_xlabel(f"trainings of {style.wrap(model, 16, lines=1)} a month")
    marks.note_hidden(figure, len(able) - len(shown))
    return figure
