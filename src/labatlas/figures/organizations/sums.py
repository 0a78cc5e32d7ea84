"""Figures on sums of money and numbers of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.dates as mdates
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import marks, style
from labatlas.formatting import compact, count, money

#: Organizations whose money is followed over time.
FOLLOWED = 5

#: Points between the end of a curve and its name, and after that name.
AFTER = 4.0

#: Places of a name at the end of its curve: beside it, else below or above the names already there.
BESIDE: tuple[marks.Place, ...] = tuple(
    (AFTER, shift, "left", "center") for shift in sorted(range(-60, 61, 5), key=lambda shift: (shift > 0, abs(shift)))
)

#: Part of the time axis that is added for names at its end.
END_ROOM = 0.22


def money_raised(table: pd.DataFrame, currency: str, colours: Mapping[str, str], paid: str) -> Figure:
    """Draw sums of money on a logarithmic axis; hollow marks are not known to be paid.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.organizations.money.sums`.
    currency
        Currency of the sums.
    colours
        Colour of each organization that has one of its own.
    paid
        Stage of money that has changed hands.
    """
    shown = table.head(style.ROWS_SHOWN)
    labels = [
        f"{style.told(row.title)} ({str(row.date)[:4] if pd.notna(row.date) else 'undated'})"
        for row in shown.itertuples()
    ]
    figure, (axes,) = style.canvas(len(shown), row_height=0.52, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[colours.get(str(each), style.MUTED) for each in shown["organization"]],
        filled=[stage == paid for stage in shown["stage"]], text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    untold = shown["stage"].isna().any()
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="paid"),
        Line2D(
            [], [], marker="o", ls="", color=style.INK, mfc="white",
            label="pledged, announced, in talks or not told" if untold else "pledged, announced or in talks",
        ),
    ]  # fmt: skip
    marks.key(figure, handles)
    marks.note_hidden(figure, len(table) - len(shown))
    return figure


def money_over_time(line: pd.DataFrame, currency: str, colours: Mapping[str, str], organization: str) -> Figure:
    """Draw money added up over time on a logarithmic axis: solid what was paid, dashed all that was told.

    Parameters
    ----------
    line
        Result of `labatlas.analysis.organizations.money.cumulative`.
    currency
        Currency of the sums.
    colours
        Colour of each organization that has one of its own.
    organization
        Id of the focus organization, whose money is always drawn.
    """
    organizations = list(dict.fromkeys(line["organization"]))
    # Those with most money, and the focus organization in the place of the last where it has less.
    first = [each for each in organizations if each == organization or organizations.index(each) < FOLLOWED - 1]
    shown = [*first, *(each for each in organizations if each not in first)][:FOLLOWED]
    line = line[line["organization"].isin(shown) & (line["told"] > 0)].reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.2))
    axes.set_yscale("log")
    end = line["day"].max()
    # Room on the right for the last step of every curve to be seen.
    span = max(end - line["day"].min(), pd.Timedelta(days=marks.DAYS_SPANNED))
    end = end + span * 0.06
    for organization in shown:
        own = line[line["organization"] == organization]
        colour = colours.get(organization, style.MUTED)
        days = [*own["day"], end]
        axes.plot(
            days, [*own["told"], own["told"].iloc[-1]], color=colour, lw=1.6, ls=(0, (3, 2)), drawstyle="steps-post"
        )
        closed = [*own["closed"].where(own["closed"] > 0), own["closed"].iloc[-1] or float("nan")]
        axes.plot(days, closed, color=colour, lw=2.6, drawstyle="steps-post", solid_capstyle="butt")
        paid = (own["stage"] == "closed").to_numpy(dtype=bool)
        for chosen, face in ((paid, colour), (~paid, "white")):
            axes.plot(own["day"][chosen], own["told"][chosen], "o", color=colour, mfc=face, ms=6, zorder=3)
    low, high = line["told"].min(), line["told"].max()
    closed = line.loc[line["closed"] > 0, "closed"]
    low = min(low, closed.min()) if len(closed) else low
    axes.set_ylim(low / 2.2, high * 3)
    axes.yaxis.set_major_locator(LogLocator(numticks=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: str(money(value, currency))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y")
    marks.time_axis(axes, pd.Series([*line["day"], end]))
    handles = [
        Line2D([], [], color=style.INK, lw=2.6, label="paid"),
        Line2D([], [], color=style.INK, lw=1.6, ls=(0, (3, 2)), label="with all that is not known to be paid"),
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(organizations) - len(shown))
    # Above one another: the names stand in the order of the ends of the curves.
    last = line.groupby("organization", sort=False).tail(1).sort_values("told", ascending=False, kind="stable")
    texts = [f"{style.wrap(row.name, 18, lines=1)}: {money(row.told, currency)}" for row in last.itertuples()]
    left, right = axes.get_xlim()
    needed = _part_of_width(axes, texts)
    ticks = [tick for tick in axes.get_xticks() if left <= tick <= mdates.date2num(end)]
    axes.set_xlim(left, max(right, left + (mdates.date2num(end) - left) / (1 - needed)))
    # No year is written below the names.
    axes.set_xticks(ticks)
    marks.name_points(
        axes,
        [mdates.date2num(end)] * len(last),
        marks.numbers(last["told"]),
        texts,
        [[place] for place in range(len(last))],
        places=BESIDE,
    )
    return figure


def _part_of_width(axes: Axes, texts: Sequence[str]) -> float:
    """Return the part of the width of some axes that the longest of some names takes, with what is left free about it."""
    figure = axes.get_figure(root=True)
    assert figure is not None, "axes must belong to a figure to be measured"
    figure.draw_without_rendering()
    widest = 0.0
    for text in texts:
        name = axes.text(0, 0, text, fontsize=style.SMALL, transform=axes.transAxes)
        widest = max(widest, name.get_window_extent().width / marks.SLACK)
        name.remove()
    return float((widest + 2 * AFTER * figure.dpi / 72) / axes.get_window_extent().width)


def heads_over_time(line: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw how many people organizations had on a logarithmic axis; hollow marks are estimates.

    Parameters
    ----------
    line
        Result of `labatlas.analysis.organizations.staff.head_counts`: the organizations counted most often are drawn, and
        always the focus organization, which is the first with a colour of its own.
    colours
        Colour of each organization that has one of its own.
    """
    organizations = list(dict.fromkeys(line["organization"]))
    focus = [each for each in list(colours)[:1] if each in organizations]
    shown = list(dict.fromkeys([*focus, *organizations]))[:FOLLOWED]
    dated = line[line["organization"].isin(shown) & line["day"].notna() & (line["low"] > 0)].reset_index(drop=True)
    if dated.empty:
        return style.notice(style.UNDATED)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    axes.set_yscale("log")
    for organization in shown:
        own = dated[dated["organization"] == organization]
        colour = colours.get(organization, style.MUTED)
        axes.plot(own["day"], own["low"], color=colour, lw=1.4, zorder=2)
        sure = (own["status"] != "estimate").to_numpy(dtype=bool)
        for chosen, face in ((sure, colour), (~sure, "white")):
            axes.plot(own["day"][chosen], own["low"][chosen], "o", color=colour, mfc=face, ms=5, zorder=3)
    axes.set_ylim(dated["low"].min() / 2, dated["low"].max() * 3)
    axes.yaxis.set_major_locator(LogLocator(numticks=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: str(compact(value))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel("people")
    axes.grid(axis="y")
    marks.time_axis(axes, dated["day"])
    # Room for the names at the ends of the lines.
    start, end = axes.get_xlim()
    axes.set_xlim(start, end + END_ROOM * (end - start))
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="stated"),
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="estimate"),
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(organizations) - len(shown))
    last = dated.groupby("organization", sort=False).tail(1).index
    texts = ["" for _ in dated.index]
    for place in last:
        texts[place] = f"{style.wrap(dated['name'][place], 24, lines=1)}: {count(dated['low'][place])}"
    # The largest first, as its name stands at the edge.
    order = sorted(last, key=lambda place: -float(dated["low"][place]))
    marks.name_points(
        axes, mdates.date2num(dated["day"]), marks.numbers(dated["low"]), texts, [[int(place)] for place in order],
    )  # fmt: skip
    return figure
