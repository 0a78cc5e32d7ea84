"""Figures on the evidence itself."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from labatlas.figures import marks, style
from labatlas.formatting import count, percent

#: Statuses from the surest to the least sure, with their colours.
STATUS_COLOURS = {
    "reported": style.OTHER, "estimate": style.SKY, "forecast": style.BLUE, "disputed": style.ORANGE,
    "hearsay": style.VERMILION, "satire": style.PURPLE,
}  # fmt: skip

#: Part of a bar that its number needs.
NUMBER_WIDTH = 0.07


def statuses(counts: pd.DataFrame) -> Figure:
    """Draw how far the facts on each topic can be trusted, one bar of one hundred per cent a topic.

    Parameters
    ----------
    counts
        ``topic``, ``status`` and ``facts``; see `labatlas.analysis.evidence.facts.by_topic`.
    """
    table = counts.pivot_table(index="topic", columns="status", values="facts", aggfunc="sum", fill_value=0, sort=False)
    totals = table.sum(axis=1)
    shares = table.div(totals, axis=0).head(style.ROWS_SHOWN)
    present = [status for status in STATUS_COLOURS if status in shares]
    figure, (axes,) = style.canvas(len(shares), row_height=0.42, extra=0.7)
    left = np.zeros(len(shares))
    heights = np.arange(len(shares))[::-1]
    for status in present:
        widths = shares[status].to_numpy(dtype=float)
        axes.barh(heights, widths, left=left, color=STATUS_COLOURS[status], height=0.66, edgecolor="white")
        for y, start, width in zip(heights, left, widths, strict=True):
            if width >= NUMBER_WIDTH:
                axes.annotate(
                    str(percent(width, 0)), (start + width / 2, y), ha="center", va="center", fontsize=8,
                    color="white" if status in {"forecast", "hearsay"} else style.INK,
                )  # fmt: skip
        left += widths
    labels = [f"{style.wrap(topic, 20, lines=1)} ({count(totals[topic])})" for topic in shares.index]
    axes.set_yticks(heights, labels)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.5, len(shares) - 0.5)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    marks.key(figure, [Patch(facecolor=STATUS_COLOURS[status], label=status) for status in present])
    marks.note_hidden(figure, len(table) - len(shares))
    return figure


def freshness(stated: pd.DataFrame) -> Figure:
    """Draw when the facts on each topic were stated; the area of a dot is the number of facts.

    Parameters
    ----------
    stated
        Result of `labatlas.analysis.evidence.coverage.freshness`.
    """
    topics = list(dict.fromkeys(stated["topic"]))[: style.ROWS_SHOWN]
    shown = stated[stated["topic"].isin(topics)]
    figure, (axes,) = style.canvas(len(topics), row_height=0.42, extra=0.5)
    heights = {topic: len(topics) - 1 - place for place, topic in enumerate(topics)}
    sizes = 220 * shown["facts"] / shown["facts"].max()
    axes.scatter(
        mdates.date2num(shown["stated"]), shown["topic"].map(heights), s=np.maximum(sizes, 8), color=style.BLUE, alpha=0.55,
        linewidths=0,
    )  # fmt: skip
    for height in heights.values():
        axes.axhline(height, color=style.FAINT, lw=0.8, zorder=0)
    axes.set_yticks(list(heights.values()), [style.wrap(topic, 20, lines=1) for topic in heights])
    axes.set_ylim(-0.6, len(topics) - 0.4)
    axes.tick_params(axis="y", length=0)
    marks.time_axis(axes, shown["stated"])
    marks.note_hidden(figure, stated["topic"].nunique() - len(topics))
    return figure


def gaps(found: pd.DataFrame) -> Figure:
    """Draw which share of the facts leaves a property untold.

    Parameters
    ----------
    found
        ``label`` and ``share`` (of one), the greatest first.
    """
    shown = found.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), extra=0.4)
    marks.bars(
        axes, marks.numbers(shown["share"]), list(shown["label"]), [True] * len(shown), lambda n: str(percent(n, 0))
    )
    marks.note_hidden(figure, len(found) - len(shown))
    return figure
