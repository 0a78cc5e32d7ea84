"""Figures on talent."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import offset_copy

from labatlas.figures import marks, style
from labatlas.formatting import count, money, percent
from labatlas.tables.partial_dates import midpoint

#: Share of a team that a part needs for one letter of its name, and for its number.
LETTER_WIDTH, LEAST_NAMED = 0.021, 0.08

#: Places shown of each kind of origin.
ORIGINS_SHOWN = 10

#: Parts that find room after a bar.
PARTS_BESIDE = 4


def country_shares(shares: pd.DataFrame, country: str, unlisted: tuple[int, int]) -> Figure:
    """Draw each country's share of the ranking, the focus country in colour.

    Parameters
    ----------
    shares
        Result of `labatlas.analysis.talent.country_shares`.
    country
        Code of the focus country.
    unlisted
        Least and greatest number of listings of all other countries.
    """
    shown = marks.fold(shares, ["share_low", "share_high"], "name")
    base = float(shares["base"].iloc[0])
    high = [*marks.numbers(shown["share_high"]), unlisted[1] / base]
    names = [*shown["name"], "All other countries"]
    low = [*marks.numbers(shown["share_low"].fillna(shown["share_high"])), unlisted[0] / base]
    focus = [*(shown["country"] == country), False]
    figure, (axes,) = style.canvas(len(names), extra=0.4)
    marks.bars(axes, high, names, focus, lambda value: "")
    for position, (start, end) in enumerate(zip(low, high, strict=True)):
        y = len(names) - 1 - position
        text = (
            str(percent(end))
            if start == end
            else f"{percent(start)}–{percent(end)}"
            if start > 0.001
            else f"≤ {percent(end)}"
        )
        axes.annotate(text, (end, y), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5)
        if start < end:
            axes.barh(
                [y], [end - start], left=[start], height=0.72, color="white", hatch="////", lw=0,
                edgecolor=style.FOCUS if focus[position] else style.OTHER,
            )  # fmt: skip
    axes.set_xlim(0, max(high) * 1.22)
    return figure


def team(parts: pd.DataFrame) -> Figure:
    """Draw what a team is made of, one bar of one hundred per cent a dimension.

    Parameters
    ----------
    parts
        Result of `labatlas.analysis.talent.team_parts`.
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


def universities(schools: pd.DataFrame, country: str) -> Figure:
    """Draw how many of a team studied at each university, those of the focus country in colour.

    Parameters
    ----------
    schools
        ``label``, ``count`` (people), ``country``, most people first.
    country
        Code of the focus country.
    """
    shown = marks.fold(schools, "count", "label")
    figure, (axes,) = style.canvas(len(shown), extra=0.4)
    marks.bars(
        axes,
        marks.numbers(shown["count"]),
        list(shown["label"]),
        list(shown["country"] == country),
        lambda n: str(count(n)),
    )
    return figure


def origins(people: pd.DataFrame) -> Figure:
    """Draw where people studied and where they worked before, side by side.

    Parameters
    ----------
    people
        Result of `labatlas.analysis.talent.origins`.
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
    marks.note_hidden(figure, int(people["kind"].isin(kinds).sum()) - sum(len(panel) for panel in panels))
    return figure


def pay(ranges: pd.DataFrame, currency: str) -> Figure:
    """Draw what is paid on a logarithmic axis, in colour where the sum is a whole package rather than a salary.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.talent.pay_ranges`.
    currency
        Currency of the sums.
    """
    shown = ranges.head(style.ROWS_SHOWN)
    labels = [f"{style.told(row.payee)}, {style.told(row.organization)} {row.year}" for row in shown.itertuples()]
    colours = {"base-salary": style.MUTED, "total": style.BLUE, "average-cost": style.ORANGE}
    figure, (axes,) = style.canvas(len(shown), row_height=0.5, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[colours[basis] for basis in shown["basis"]], filled=[True] * len(shown),
        text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    names = {"base-salary": "base salary", "total": "total pay", "average-cost": "average cost to the employer"}
    used = [basis for basis in names if (shown["basis"] == basis).any()]
    marks.key(figure, [Line2D([], [], marker="o", ls="", color=colours[basis], label=names[basis]) for basis in used])
    marks.note_hidden(figure, len(ranges) - len(shown))
    return figure


def departures(left: pd.DataFrame) -> Figure:
    """Draw departures in time; hollow marks, such as jokes, may not be counted.

    Parameters
    ----------
    left
        Result of `labatlas.analysis.talent.departures`.
    """
    left = left.assign(day=midpoint(left["date"]), who=left["who"].map(style.told))
    groups = left.dropna(subset="day").groupby(["day", "counts"], sort=True)["who"].agg(list).reset_index()
    if groups.empty:
        return style.notice(style.UNDATED)
    shown = groups.tail(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.42, extra=0.7)
    marks.time_axis(axes, shown["day"])
    for y, row in enumerate(shown.iloc[::-1].itertuples()):
        colour = style.BLUE if row.counts else style.VERMILION
        axes.plot([row.day], [y], "o", color=colour, mfc=colour if row.counts else "white", ms=7)
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.grid(axis="x")
    # Satire is not all that may not be counted: hearsay and the second side of a dispute are neither.
    jokes = bool((left.loc[~left["counts"], "status"] == "satire").all())
    said = {True: "left", False: "said so in jest: not counted" if jokes else "not counted"}
    handles = [
        Line2D([], [], marker="o", ls="", color=colour, mfc=face, label=said[kind])
        for kind, colour, face in ((True, style.BLUE, style.BLUE), (False, style.VERMILION, "white"))
        if (shown["counts"] == kind).any()
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(groups) - len(shown))
    figure.draw_without_rendering()
    start, end = axes.get_xlim()
    width = axes.get_window_extent().width
    for y, row in enumerate(shown.iloc[::-1].itertuples()):
        place = (mdates.date2num(row.day) - start) / (end - start)
        late = place > 0.5
        names = axes.annotate(
            "", (row.day, y), xytext=(-9 if late else 9, 0), textcoords="offset points", va="center",
            ha="right" if late else "left", fontsize=style.SMALL, path_effects=marks.HALO,
        )  # fmt: skip
        marks.fit(names, ", ".join(sorted(row.who)), max(place, 1 - place) * width - figure.dpi / 6)
    return figure
