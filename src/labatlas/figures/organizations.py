"""Figures on organizations."""

from __future__ import annotations

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from labatlas.figures import marks, style
from labatlas.formatting import count, money

KIND_COLOURS = {
    "founding": style.GREEN, "funding": style.ORANGE, "acquisition": style.ORANGE, "release": style.BLUE,
    "arrival": style.SKY, "departure": style.VERMILION, "restructuring": style.PURPLE,
}  # fmt: skip


def timeline(line: pd.DataFrame) -> Figure:
    """Draw what happened in time, one lane a kind of event; hollow marks are forecasts.

    Parameters
    ----------
    line
        Result of `labatlas.analysis.organizations.timeline`.
    """
    line = line[line["day"].notna()]
    if line.empty:
        return style.notice(style.UNDATED)
    present = list(line["kind"].drop_duplicates())
    order = [kind for kind in KIND_COLOURS if kind in present] + [kind for kind in present if kind not in KIND_COLOURS]
    colours = {kind: KIND_COLOURS.get(kind, style.INK) for kind in order}
    figure, (axes,) = style.canvas(len(order), row_height=0.52, extra=0.5)
    marks.lanes(
        axes, line["day"], line["kind"], line["title"], order=order, colours=colours,
        filled=line["status"] != "forecast",
    )  # fmt: skip
    return figure


def money_raised(table: pd.DataFrame, currency: str, organization: str, not_paid: frozenset[str]) -> Figure:
    """Draw sums of money on a logarithmic axis; hollow marks are promises, the focus organization is in colour.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.organizations.sums`.
    currency
        Currency of the sums.
    organization
        Id of the focus organization.
    not_paid
        Stages in which no money has changed hands.
    """
    shown = table.head(style.ROWS_SHOWN)
    labels = [
        f"{style.told(row.title)} ({str(row.date)[:4] if pd.notna(row.date) else 'undated'})"
        for row in shown.itertuples()
    ]
    figure, (axes,) = style.canvas(len(shown), row_height=0.52, extra=0.8)
    marks.ranges(
        axes, marks.numbers(shown["low"]), marks.numbers(shown["high"]), labels,
        colours=[style.FOCUS if each == organization else style.MUTED for each in shown["organization"]],
        filled=[stage not in not_paid for stage in shown["stage"]], text=lambda value: str(money(value, currency)),
    )  # fmt: skip
    handles = [
        Line2D([], [], marker="o", ls="", color=style.INK, label="paid"),
        Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="pledged or in talks when reported"),
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(table) - len(shown))
    return figure


def descent(schools: pd.DataFrame) -> Figure:
    """Draw how many organizations each school has founders in.

    Parameters
    ----------
    schools
        Result of `labatlas.analysis.organizations.descent`.
    """
    shown = schools.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), extra=0.4)
    marks.bars(
        axes, marks.numbers(shown["organizations"]), list(shown["name"]), [True] * len(shown), lambda n: str(count(n))
    )
    # Schools are not added up: one organization may have founders from several.
    marks.note_hidden(figure, len(schools) - len(shown))
    return figure


def releases(counts: pd.DataFrame, organization: str, organization_name: str) -> Figure:
    """Draw releases by year, those of the focus organization in colour.

    Parameters
    ----------
    counts
        Result of `labatlas.analysis.organizations.releases`.
    organization, organization_name
        Id and name of the focus organization.
    """
    figure, axes = plt.subplots(figsize=(style.WIDTH, 2.6))
    own = counts[counts["organization"] == organization].groupby("year")["releases"].sum()
    others = counts[counts["organization"] != organization].groupby("year")["releases"].sum()
    years = range(int(counts["year"].min()), int(counts["year"].max()) + 1)
    own, others = own.reindex(years, fill_value=0), others.reindex(years, fill_value=0)
    axes.bar(list(years), own, color=style.FOCUS, width=0.75)
    axes.bar(list(years), others, bottom=own, color=style.OTHER, width=0.75)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_ylabel("releases")
    axes.grid(axis="y")
    marks.key(figure, [Patch(color=style.FOCUS, label=organization_name), Patch(color=style.OTHER, label="all others")])
    return figure
