"""Figures that set organizations side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from labatlas.analysis.organizations.profiles import MEASURES, head_count_day, measured, shown_measures
from labatlas.figures import marks, style
from labatlas.formatting import count, decimal, percent

#: Levels of openness from closed to open, light to dark, so that they keep their order in grey.
LEVEL_COLOURS = ("#e3e6ea", "#bcd5e8", "#7fb2d6", "#3d86bd", "#0b4f86")

#: Panels of a card in a row.
CARD_COLUMNS = 3

#: Rows of a panel where several panels stand one below the other, and lanes that have names above their dots.
LANES_SHOWN = 8

#: Points that a bar of a card is wide at least where more than nothing is told.
STUB = 1.5

#: Part of the longest bar of a card below which one is drawn as a stub.
NARROW = 0.03

#: Rows that a drawing of bars has room for at least.
FEWEST_ROWS = 5

#: Titles of the panels of `gaps`, by measure.
GAP_TITLES = {"years": "Years behind", "GPT version": "Level with which version of GPT"}


def openness_periods(periods: pd.DataFrame, levels: Mapping[int, str]) -> Figure:
    """Draw the share of models at each level of openness, one bar a period, newest at the bottom.

    Parameters
    ----------
    periods
        Result of `labatlas.analysis.organizations.form.openness_by_period`.
    levels
        Name of each level.
    """
    names = list(dict.fromkeys(periods["period"]))[-style.ROWS_SHOWN :]
    hidden = periods["period"].nunique() - len(names)
    shares = (
        periods.pivot_table(index="period", columns="level", values="share", aggfunc="sum").reindex(names).fillna(0)
    )
    models = (
        periods.pivot_table(index="period", columns="level", values="models", aggfunc="sum").reindex(names).fillna(0)
    )
    figure, (axes,) = style.canvas(len(names), row_height=0.42, extra=0.7)
    heights = np.arange(len(names))[::-1]
    left = np.zeros(len(names))
    for level in shares:
        colour = LEVEL_COLOURS[min(int(level), len(LEVEL_COLOURS) - 1)]
        width = shares[level].to_numpy()
        axes.barh(heights, width, left=left, color=colour, height=0.7, edgecolor="white", lw=0.8)
        for height, start, part, number in zip(heights, left, width, models[level], strict=True):
            if part > 0.06:
                axes.text(
                    start + part / 2, height, str(count(number)), ha="center", va="center", fontsize=8.5,
                    color="white" if int(level) >= 3 else style.INK,
                )  # fmt: skip
        left += width
    axes.set_yticks(heights, [str(name) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: str(percent(value, 0))))
    axes.spines["bottom"].set_visible(False)
    marks.key(
        figure,
        [
            Patch(
                color=LEVEL_COLOURS[min(int(level), len(LEVEL_COLOURS) - 1)], label=levels.get(int(level), str(level))
            )
            for level in shares
        ],
    )
    marks.note_hidden(figure, hidden)
    return figure


def field(found: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw models and people of the organizations of a country, under the group that each belongs to.

    Parameters
    ----------
    found
        Result of `labatlas.analysis.organizations.field.field`.
    colours
        Colour of each organization that has one of its own.
    """
    shown = found.head(style.ROWS_SHOWN + 5)
    rows: list[tuple[str, Any]] = []
    for group, own in shown.groupby("group", sort=False):
        rows += [(str(group) or "others", None), *((str(row.name), row) for row in own.itertuples(index=False))]
    figure, panels = style.canvas(len(rows), columns=2, row_height=0.23, extra=0.5)
    heights = range(len(rows))[::-1]
    for axes, measure, title in zip(panels, ("models", "people"), ("models", "people named"), strict=True):
        for height, (_, row) in zip(heights, rows, strict=True):
            if row is None:
                continue
            value = getattr(row, measure)
            axes.barh(height, value, color=colours.get(str(row.organization), style.OTHER), height=0.72)
            axes.annotate(
                str(count(value)) if value else "–", (value, height), xytext=(3, 0), textcoords="offset points", va="center",
                fontsize=8, color=style.INK if value else style.MUTED,
            )  # fmt: skip
        axes.set_title(title, loc="left", fontsize=8.5)
        axes.set_xlim(0, max(shown[measure].max(), 1) * 1.2)
        # A few bars are no thicker than many.
        axes.set_ylim(len(rows) - 0.4 - max(len(rows), FEWEST_ROWS), len(rows) - 0.4)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0, labelsize=8)
    panels[1].set_yticks([])
    panels[0].set_yticks(list(heights), [style.wrap(label, 42, lines=1) for label, _ in rows])
    for label, (_, row) in zip(panels[0].get_yticklabels(), rows, strict=True):
        if row is None:
            label.set(fontweight="bold", color=style.INK)
    marks.note_hidden(figure, len(found) - len(shown))
    return figure


def gaps(told: pd.DataFrame) -> Figure:
    """Draw how far one is said to be behind another; hollow marks are forecasts.

    Parameters
    ----------
    told
        Result of `labatlas.analysis.organizations.field.gaps`, only what may be counted and has a panel in `GAP_TITLES`.
    """
    panels = [measure for measure in GAP_TITLES if (told["measure"] == measure).any()]
    shown = {measure: told[told["measure"] == measure].head(LANES_SHOWN) for measure in panels}
    rows = [len(own) for own in shown.values()]
    figure, grid = plt.subplots(
        len(panels), 1, squeeze=False, height_ratios=[number + 0.8 for number in rows],
        figsize=(style.WIDTH, max(1.6, 0.42 * sum(rows) + 0.65 * len(rows) + 0.3)),
    )  # fmt: skip
    for axes, (measure, own) in zip(grid[:, 0], shown.items(), strict=True):
        heights = range(len(own))[::-1]
        labels = []
        for height, row in zip(heights, own.itertuples(), strict=True):
            # Statements are of models as often as of organizations, whose colours would mislead here.
            face = "white" if row.status == "forecast" else style.INK
            known = [row.low] if np.isnan(row.high) else [row.low, row.high]
            if len(known) == 2 and row.high > row.low:
                axes.plot(known, [height, height], color=style.INK, lw=3, solid_capstyle="butt", zorder=2)
            axes.plot(known, [height] * len(known), "o", color=style.INK, mfc=face, ms=6.5, zorder=3)
            open_end = "at least " if np.isnan(row.high) else ""
            text = open_end + marks.span_text(*(str(decimal(value)) for value in (known[0], known[-1])))
            axes.annotate(text, (known[-1], height), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8)
            subject = style.told(row.who)
            labels.append(f"{subject} (forecast)" if row.status == "forecast" else subject)
            if row.behind and row.behind.lower() not in subject.lower():
                labels[-1] += f" behind {row.behind}"
        axes.set_yticks(list(heights), [style.wrap(label, 28, lines=2) for label in labels])
        axes.tick_params(axis="y", length=0, labelsize=8)
        axes.set_ylim(-0.6, len(own) - 0.4)
        top = float(np.nanmax(own[["low", "high"]].to_numpy(dtype=float)))
        axes.set_xlim(0, max(top, 1) * 1.25)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axes.set_title(GAP_TITLES[measure], loc="left", fontsize=8.5)
        axes.grid(axis="x")
    marks.note_hidden(figure, len(told) - sum(rows))
    return figure


def places(circles: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw the places of those that one ranking puts into several circles, on a logarithmic axis with the first at the left.

    Parameters
    ----------
    circles
        Result of `labatlas.analysis.organizations.research.circles`.
    colours
        Colour of each organization that has one of its own.
    """
    names = list(dict.fromkeys(circles["who"]))
    shown = names[:LANES_SHOWN]
    own = circles[circles["who"].isin(shown)].reset_index(drop=True)
    figure, (axes,) = style.canvas(len(shown), row_height=0.85, extra=0.5)
    y = np.array([len(shown) - 1 - shown.index(who) for who in own["who"]], dtype=float)
    middle = np.sqrt(own["low"] * own["high"]).to_numpy()
    axes.set_xscale("log")
    for who in shown:
        axes.axhline(len(shown) - 1 - shown.index(who), color=style.FAINT, lw=0.8, zorder=1)
    for low, high, centre, height, organization in zip(
        own["low"], own["high"], middle, y, own["organization"], strict=True
    ):
        colour = colours.get(str(organization), style.MUTED)
        # Of a range nobody says where in it the place is.
        if high > low:
            axes.plot([low, high], [height, height], color=colour, lw=5, solid_capstyle="butt", zorder=2)
        else:
            axes.plot([centre], [height], "o", color=colour, ms=6.5, zorder=3)
    axes.set_xlim(0.6, max(own["high"].max(), 10) * 3)
    axes.set_ylim(-0.3, len(shown) - 0.15)
    axes.set_yticks(range(len(shown))[::-1], [style.wrap(who, 18) for who in shown])
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(LogLocator(numticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: str(count(value))))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("place")
    marks.note_hidden(figure, len(names) - len(shown))
    texts = [
        style.wrap(f"{marks.span_text(str(count(row.low)), str(count(row.high)))}: {row.scope}", 26, lines=2)
        for row in own.itertuples()
    ]
    lanes = [[int(place) for place in np.flatnonzero(y == height)] for height in dict.fromkeys(y)]
    marks.name_above(axes, list(middle), list(y), texts, lanes, levels=[2] * len(own), step=20)
    return figure


def cards(found: pd.DataFrame, currency: str, colours: Mapping[str, str]) -> Figure:
    """Draw the measures of some organizations as small bars, a panel each; what is not told has no bar.

    Parameters
    ----------
    found
        Result of `labatlas.analysis.organizations.profiles.with_peers`.
    currency
        Currency of the sums.
    colours
        Colour of each organization that has one of its own.
    """
    shown = found.head(LANES_SHOWN)
    present = shown_measures(shown) or list(MEASURES)
    columns = min(CARD_COLUMNS, len(present))
    lines = -(-len(present) // columns)
    figure, grid = plt.subplots(
        lines, columns, squeeze=False, sharey=True, figsize=(style.WIDTH, lines * (0.33 * len(shown) + 0.4) + 0.1)
    )
    heights = np.arange(len(shown))[::-1]
    bars = [colours.get(str(each), style.OTHER) for each in shown["organization"]]
    for axes, measure in zip(grid.flat, present, strict=False):
        values = np.array(marks.numbers(shown[measure]))
        top = np.nanmax(values) if not np.isnan(values).all() else 1.0
        axes.barh(heights, np.nan_to_num(values), color=bars, height=0.68)
        # A small number beside a large one is told too; the half of the line left of the axis is cut off.
        narrow = (values > 0) & (values < NARROW * top)
        axes.vlines(
            np.zeros(int(narrow.sum())), heights[narrow] - 0.34, heights[narrow] + 0.34,
            colors=[bar for bar, small in zip(bars, narrow, strict=True) if small], lw=2 * STUB,
        )  # fmt: skip
        dated = measure == "head count"
        for height, value, day in zip(heights, values, shown["counted"], strict=True):
            text = "–" if np.isnan(value) else measured(value, measure, currency)
            axes.annotate(
                f"{text}\n{head_count_day(day)}" if dated and not np.isnan(value) else text, (np.nan_to_num(value), height),
                xytext=(3, 0), textcoords="offset points", va="center", fontsize=style.SMALL if dated else 8,
                linespacing=0.95, color=style.MUTED if np.isnan(value) else style.INK,
            )  # fmt: skip
        # Room for the longest number at the end of the longest bar.
        axes.set_xlim(0, top * (2.4 if dated else 1.75))
        axes.set_title(measure, loc="left", fontsize=8.5)
    for axes in grid.flat:
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0, labelsize=8)
        axes.set_ylim(-0.6, len(shown) - 0.4)
    for axes in list(grid.flat)[len(present) :]:
        axes.set_visible(False)
    grid[0, 0].set_yticks(heights, [style.wrap(name, 23, lines=2) for name in shown["name"]])
    marks.note_hidden(figure, len(found) - len(shown))
    return figure
