"""Figures on growth: the size of models and the computing that trains them, over time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labatlas.figures import marks, style
from labatlas.formatting import compact, count, decimal, scientific, short_money

#: Dots up to which each is named; of more, only as many of the focus organization.
LABELS_SHOWN = 30

#: Part of the time axis that is added after its last year.
NAME_ROOM = 0.1

#: Part of the dots of a crowd that lies before the time axis: the first decades would take most of the width for a few.
EARLY = 0.1

#: Factor over which a logarithmic axis has ticks between the powers of ten.
SHORT_AXIS = 3e3

#: How fitted lines are drawn, in their order.
LINES = ((0, (4, 2)), "-", (0, (1, 1.5)))


def model_growth(
    growth: pd.DataFrame, fits: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str]
) -> Figure:
    """Draw the parameters of models against their release on a logarithmic axis, with the line fitted to them.

    Parameters
    ----------
    growth
        Result of `labatlas.analysis.compute.model_growth`; sizes that only a reference gives are hollow.
    fits
        Result of `labatlas.analysis.compute.doubling_fits`.
    colours, names
        Colour of each organization that has one of its own, and names of organizations, by id.
    """
    points = growth.assign(value=growth["low"], hollow=~growth["told"].astype(bool))
    lines = fits[fits["what"] == "parameters"]
    return _over_time(
        points, lines, colours, names, text=lambda value: str(compact(value)), label="parameters",
        hollow="size from a reference",
    )  # fmt: skip


def training_compute(
    compute: pd.DataFrame, fits: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str]
) -> Figure:
    """Draw the computing that trained models against time, with the lines fitted to all and to records.

    Parameters
    ----------
    compute
        Result of `labatlas.analysis.compute.training_compute`; what is only claimed is hollow.
    fits, colours, names
        As in `model_growth`.
    """
    points = compute.assign(value=compute["computation"], hollow=compute["origin"] == "claimed")
    lines = fits[fits["what"] == "computing"]
    return _over_time(points, lines, colours, names, text=_power, label="FLOP", hollow="claimed")


def cost_growth(
    points: pd.DataFrame, fits: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str], currency: str
) -> Figure:
    """Draw what training is said to have cost against time, with the lines fitted to all models and to records.

    Parameters
    ----------
    points
        Result of `labatlas.analysis.compute.cost_growth`; costs that documents tell are hollow.
    fits
        Result of `labatlas.analysis.compute.trend_fits`.
    colours, names
        As in `model_growth`.
    currency
        Currency of the sums.
    """
    hollow = ~points["collected"].astype(bool)
    return _over_time(
        points.assign(hollow=hollow), fits, colours, names, text=lambda value: str(short_money(value, currency, 1)),
        label="cost of training", hollow="claimed in a document",
    )  # fmt: skip


def chip_growth(
    points: pd.DataFrame, fits: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str], label: str
) -> Figure:
    """Draw what chips do against their release on a logarithmic axis, with the lines fitted to all and to records.

    Parameters
    ----------
    points
        Result of `labatlas.analysis.compute.chip_growth`.
    fits
        Result of `labatlas.analysis.compute.trend_fits`.
    colours, names
        Colour of each country that has one of its own, and names of countries, by code.
    label
        What is drawn, with its unit.
    """
    return _over_time(
        points.assign(organization=points["country"], hollow=False), fits, colours, names, text=_plain, label=label,
        hollow="", others="other countries",
    )  # fmt: skip


def _plain(value: float) -> str:
    """Write a number at the axis, small ones with their decimals."""
    return str(compact(value)) if value >= 1 else f"{value:.2g}"


def _power(value: float) -> str:
    """Write a power of ten at the axis; other numbers have a factor before it."""
    return str(scientific(value, 1)).removeprefix("1 × ")


def _over_time(
    points: pd.DataFrame, fits: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str], *,
    text: marks.Format, label: str, hollow: str, others: str = "others, or maker not told",
) -> Figure:  # fmt: skip
    """Draw dots in time on a logarithmic axis, each in the colour of its organization."""
    points = points[points["date"].notna() & (points["value"] > 0)].reset_index(drop=True)
    if points.empty:
        return style.notice(style.UNDATED)
    # Of a crowd the dots are small and let others through, and the time axis begins where most of them do.
    crowded = len(points) >= marks.CROWD
    early = points["date"] < (points["date"].quantile(EARLY) if crowded else points["date"].min())
    hidden = int(early.sum())
    points = points[~early].reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 5.4 if crowded else 4.6))
    axes.set_yscale("log")
    axes.set_ylim(*_decades(points["value"]))
    # Of few decades the powers of ten alone are too few ticks.
    low, high = axes.get_ylim()
    short = high / low < SHORT_AXIS
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=12) if short else LogLocator(numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel(label)
    axes.grid(axis="y")
    marks.time_axis(axes, points["date"])
    # Most models are recent: room for their names.
    start, end = axes.get_xlim()
    axes.set_xlim(start, end + NAME_ROOM * (end - start))
    handles = _dots(axes, points, colours, names, crowded, others)
    if points["hollow"].any():
        handles.append(Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label=hollow))
    records = _records(points, len(points) > LABELS_SHOWN)
    if len(records):
        axes.plot(records["date"], records["value"], "o", color=style.INK, mfc="none", ms=5.5, mew=0.9, zorder=6)
        handles.append(Line2D([], [], marker="o", ls="", color=style.INK, mfc="none", label="record"))
    handles += _lines(axes, fits, start)
    marks.key(figure, handles)
    if hidden:
        figure.supxlabel(
            f"{count(hidden)} earlier ones are not shown; the lines are fitted to all", x=0.99, ha="right",
            fontsize=style.SMALL, color=style.MUTED,
        )  # fmt: skip
    order, always = _naming(points, records, list(colours))
    marks.name_points(
        axes, mdates.date2num(points["date"]), marks.numbers(points["value"]),
        [style.wrap(name, 22, lines=2) for name in points["name"]], [[place] for place in order],
        places=marks.NEAR if crowded else marks.PLACES, cover=False, always=always,
    )  # fmt: skip
    marks.tie(axes)
    return figure


def _naming(points: pd.DataFrame, records: pd.DataFrame, organizations: Sequence[str]) -> tuple[list[int], int]:
    """Return which dots to name, most important first, and how many of these must be named.

    The greatest of all and the greatest of the focus organization, the first with a colour, must be; then come, in a crowd,
    the records, the largest of other organizations with a colour, and the rest where they are few.
    """
    own = points["organization"].isin(organizations).to_numpy()
    first = points.index.isin(records.index)
    order = np.lexsort((-points["value"].to_numpy(), ~own, ~first))
    if len(points) > LABELS_SHOWN:
        order = order[: int((own | first).sum())]
    focus = points.loc[points["organization"].isin(organizations[:1]), "value"]
    must = dict.fromkeys([int(points["value"].idxmax()), *([int(focus.idxmax())] if len(focus) else [])])
    return list(dict.fromkeys([*must, *(int(place) for place in order)]))[:LABELS_SHOWN], len(must)


def _records(points: pd.DataFrame, many: bool) -> pd.DataFrame:
    """Return the dots that are greater than all before, where there are many; among few anyone sees which these are."""
    return points[points["record"].astype(bool)] if many and "record" in points else points.iloc[:0]


def _dots(
    axes: Axes, points: pd.DataFrame, colours: Mapping[str, str], names: Mapping[str, str], crowded: bool,
    others: str,
) -> list[Line2D]:  # fmt: skip
    """Draw the dots, those of organizations with a colour on top, and return their key."""
    own = points["organization"].isin(list(colours))
    groups = [(style.MUTED, points[~own], others)]
    groups += [
        (colour, points[points["organization"] == organization], names.get(organization, organization))
        for organization, colour in colours.items()
    ]
    handles = []
    for colour, group, name in groups:
        if group.empty:
            continue
        for chosen, face in ((group[~group["hollow"]], colour), (group[group["hollow"]], "white")):
            if len(chosen):
                # Above the names, whose white edges would hide a dot.
                size, edge, alpha = (3.6, 0.7 if face == "white" else 0.0, 0.6) if crowded else (6, 1.0, 1.0)
                axes.plot(
                    chosen["date"], chosen["value"], "o", color=colour, mfc=face, ms=size, mew=edge, alpha=alpha, zorder=5
                )  # fmt: skip
        handles.append(Line2D([], [], marker="o", ls="", color=colour, label=name))
    # With one colour only there is nothing to explain.
    return [*handles[1:], handles[0]] if len(handles) > 1 else []


def _lines(axes: Axes, fits: pd.DataFrame, left: float) -> list[Line2D]:
    """Draw fitted lines over the years they were fitted to, from the left edge of the axis on, and return their key."""
    handles = []
    for row, dashes in zip(fits.itertuples(name="Fit"), LINES, strict=False):
        begin = 1970 + (left - mdates.date2num(pd.Timestamp("1970-01-01"))) / 365.25
        years = np.array([max(row.start, begin), row.end])
        days = mdates.date2num(pd.Timestamp("1970-01-01")) + (years - 1970) * 365.25
        values = 2 ** (row.intercept + row.slope * years)
        axes.plot(days, values, color=style.INK, lw=1.1, ls=dashes, zorder=2)
        name = f"{row.said}: {decimal(row.months)} months"
        handles.append(Line2D([], [], color=style.INK, lw=1.1, ls=dashes, label=name))
    return handles


def _decades(sizes: pd.Series) -> tuple[float, float]:
    """Return limits of a logarithmic axis with room above and below, and for at least one power of ten."""
    low, high = float(sizes.min()), float(sizes.max())
    room = max(0.12 * math.log10(high / low), 0.5 - math.log10(high / low) / 2, 0.1)
    return low / 10**room, high * 10**room
