"""What a team is made of: the whole, its shares with their uncertainty, and its ages."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import offset_copy

from labatlas.figures import marks, style
from labatlas.formatting import count, decimal, percent, span

#: Share of a team that a part needs for one letter of its name, and for its number.
LETTER_WIDTH, LEAST_NAMED = 0.021, 0.08

#: Parts that find room after a bar.
PARTS_BESIDE = 4

#: Shares drawn with their interval.
SHARES_SHOWN = 22

#: Years to which an open band of ages is drawn beyond its lower end.
OPEN_BAND = 10


def team(parts: pd.DataFrame) -> Figure:
    """Draw what a team is made of, one bar of one hundred per cent a dimension.

    Parameters
    ----------
    parts
        Result of `labatlas.analysis.talent.team.team_parts`.
    """
    dimensions = list(parts["dimension"].drop_duplicates())[: style.ROWS_SHOWN]
    figure, (axes,) = style.canvas(len(dimensions), row_height=0.62, extra=0.3)
    shades = [style.BLUE, style.SKY, style.ORANGE, style.YELLOW, style.PURPLE, style.GREEN, style.VERMILION]
    axes.set_yticks(range(len(dimensions)), [style.wrap(name, 14, lines=2) for name in dimensions[::-1]])
    axes.set_ylim(-0.5, len(dimensions) - 0.35)
    axes.set_xlim(0, 1.5)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    for row, dimension in enumerate(dimensions):
        left, y = 0.0, len(dimensions) - 1 - row
        beside: list[tuple[str, str]] = []
        for number, part in enumerate(parts[parts["dimension"] == dimension].itertuples()):
            label, share = style.told(part.label), float(part.share)
            colour = style.FAINT if label.endswith(("not known", "not told")) else shades[number % len(shades)]
            axes.barh([y], [share], left=[left], color=colour, height=0.42, edgecolor="white")
            if share < max(LEAST_NAMED, LETTER_WIDTH * len(label)):
                beside.append((colour, f"{style.wrap(label, 16, lines=1)} {percent(share, 0)}"))
            else:
                dark = colour in {style.BLUE, style.GREEN, style.VERMILION}
                axes.annotate(
                    label, (left, y + 0.22), xytext=(1, 1), textcoords="offset points", fontsize=style.SMALL,
                    va="bottom",
                )  # fmt: skip
                axes.annotate(
                    str(percent(share, 0)), (left + share / 2, y), ha="center", va="center", fontsize=8,
                    color="white" if dark else style.INK,
                )  # fmt: skip
            left += share
        _write_beside(axes, y, beside)
    return figure


def _write_beside(axes: Axes, y: float, named: list[tuple[str, str]]) -> None:
    """Name the parts too narrow for their names after the bar, each with a square of its colour."""
    if len(named) > PARTS_BESIDE:
        named = [*named[: PARTS_BESIDE - 1], ("none", f"{count(len(named) - PARTS_BESIDE + 1)} more")]
    for place, (colour, text) in enumerate(named):
        drop = 10.0 * ((len(named) - 1) / 2 - place)
        where = offset_copy(axes.transData, axes.get_figure(root=True), y=drop, units="points")
        axes.plot([1.04], [y], "s", color=colour, ms=4.5, transform=where, clip_on=False)
        axes.annotate(text, (1.07, y), xytext=(0, drop), textcoords="offset points", va="center", fontsize=style.SMALL)


def intervals(shares: pd.DataFrame, country: str) -> Figure:
    """Draw shares with their intervals, one heading a dimension; places in the focus country in colour.

    Parameters
    ----------
    shares
        Result of `labatlas.analysis.talent.team.share_intervals`.
    country
        Code of the focus country.
    """
    shown = shares.head(SHARES_SHOWN)
    headings = list(shown["dimension"].drop_duplicates())
    figure, (axes,) = style.canvas(len(shown) + len(headings), row_height=0.235, extra=0.6)
    y = float(len(shown) + len(headings))
    positions: list[float] = []
    labels: list[str] = []
    for heading in headings:
        y -= 1
        positions.append(y)
        labels.append(style.wrap(heading, 30, lines=1))
        for row in shown[shown["dimension"] == heading].itertuples():
            y -= 1
            colour = style.FOCUS if row.country == country else style.INK
            axes.plot([row.low, row.high], [y, y], color=colour, lw=2.2, alpha=0.45, solid_capstyle="butt", zorder=2)
            axes.plot([row.share], [y], "o", color=colour, ms=5, zorder=3)
            positions.append(y)
            labels.append(f"{style.wrap(row.label, 38, lines=1)}  {count(row.count)} of {count(row.base)}")
    axes.set_yticks(positions, labels)
    for place, tick in enumerate(axes.get_yticklabels()):
        if labels[place] in headings and " of " not in labels[place]:
            tick.set_fontweight("bold")
    axes.set_ylim(y - 0.7, len(shown) + len(headings) - 0.4)
    most = max([*marks.numbers(shown["high"]), 0.1])
    axes.set_xlim(0, 1 if most > 0.6 else most * 1.1)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    marks.note_hidden(figure, len(shares) - len(shown))
    return figure


def ages(bands: pd.DataFrame, mean: float, bounds: tuple[float, float]) -> Figure:
    """Draw bands of age, the range of means they allow, and the mean the source states.

    Parameters
    ----------
    bands
        Result of `labatlas.analysis.talent.team.age_bands`.
    mean
        Mean age as stated, in years; NaN when it is not.
    bounds
        Least and greatest mean the bands allow.
    """
    shown = bands.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(6, extra=0.7)
    tops = marks.numbers(shown["count"])
    lefts = marks.numbers(shown["low"])
    rights = [
        low + OPEN_BAND if pd.isna(high) else high + 1
        for low, high in zip(lefts, marks.numbers(shown["high"]), strict=True)
    ]
    for left, right, top, label in zip(lefts, rights, tops, shown["label"], strict=True):
        axes.bar([left], [top], width=right - left, align="edge", color=style.OTHER, edgecolor="white")
        if len(shown) <= PARTS_BESIDE + 4:
            axes.annotate(
                f"{count(top)}\n{style.wrap(label, 11, lines=2)}", ((left + right) / 2, top), xytext=(0, 2),
                textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALL,
            )  # fmt: skip
    most = max([*tops, 1.0])
    handles: list[Artist] = []
    if not pd.isna(bounds[0]):
        axes.axvspan(*bounds, color=style.ORANGE, alpha=0.28, lw=0, zorder=2)
        text = f"means the bands allow: {span(decimal(bounds[0]), decimal(bounds[1]))}"
        handles.append(Patch(color=style.ORANGE, alpha=0.28, label=text))
    if not pd.isna(mean):
        axes.axvline(mean, color=style.BLUE, lw=2, zorder=3)
        handles.append(Line2D([], [], color=style.BLUE, lw=2, label=f"mean as stated: {decimal(mean)}"))
    marks.key(figure, handles)
    axes.set_xlim(min(lefts) - 2, max([*rights, bounds[1] if not pd.isna(bounds[1]) else 0]) + 2)
    axes.set_ylim(0, most * 1.32)
    axes.set_yticks([])
    axes.set_xlabel("age in years")
    marks.note_hidden(figure, len(bands) - len(shown))
    return figure
