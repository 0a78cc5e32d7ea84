"""Figures on licensing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from labatlas.figures import marks, style

VALUE_COLOURS = {
    "yes": style.BLUE,
    "may": style.SKY,
    "no": style.OTHER,
    "not-applicable": "#f1f2f4",
    "contradiction": style.VERMILION,
}
VALUE_MARKS = {"yes": "✓", "may": "?", "no": "–", "not-applicable": "·", "contradiction": "!"}
VALUE_NAMES = {
    "yes": "yes", "may": "may or may not", "no": "no", "not-applicable": "does not apply", "contradiction": "sources disagree",
}  # fmt: skip

ACCESS_MARKS = {
    "open": (style.BLUE, style.BLUE, "o"), "restricted": (style.BLUE, "white", "o"), "announced": (style.GREEN, "white", "^"),
    "leaked": (style.VERMILION, style.VERMILION, "D"), "closed": (style.INK, style.INK, "x"),
}  # fmt: skip
ACCESS_NAMES = {
    "open": "open to all", "restricted": "under conditions", "announced": "announced", "leaked": "leaked", "closed": "closed",
}  # fmt: skip


def matrix(terms: pd.DataFrame, effects: dict[str, str]) -> Figure:
    """Draw licences against terms, grouped into permissions, conditions and limitations.

    Parameters
    ----------
    terms
        Result of `labatlas.analysis.licensing.matrix`.
    effects
        Effect of each term: permission, condition or limitation.
    """
    figure, axes = plt.subplots(figsize=(style.WIDTH + 0.6, 0.27 * len(terms) + 1.7))
    for y, licence in enumerate(terms.index[::-1]):
        for x, term in enumerate(terms.columns):
            cell = terms.loc[licence, term]
            if pd.isna(cell):
                continue
            value = "contradiction" if "/" in str(cell) else str(cell)
            axes.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, color=VALUE_COLOURS[value], lw=0))
            dark = value in {"yes", "contradiction"}
            axes.text(
                x, y, VALUE_MARKS[value], ha="center", va="center", fontsize=8, color="white" if dark else style.INK
            )
    axes.set_xlim(-0.6, len(terms.columns) - 0.4)
    axes.set_ylim(-0.6, len(terms) - 0.4)
    axes.set_xticks(
        range(len(terms.columns)), [term.replace("-", " ") for term in terms.columns], rotation=40, ha="right"
    )
    axes.set_yticks(range(len(terms)), [style.wrap(name, 40) for name in terms.index[::-1]], fontsize=7.5)
    groups = [effects[term] for term in terms.columns]
    for effect in dict.fromkeys(groups):
        places = [x for x, group in enumerate(groups) if group == effect]
        axes.text(
            sum(places) / len(places),
            len(terms) - 0.35,
            effect + "s",
            ha="center",
            va="bottom",
            fontsize=8.5,
            weight="bold",
        )
        axes.axvline(places[-1] + 0.5, color=style.MUTED, lw=0.8)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    used = {
        "contradiction" if "/" in str(cell) else str(cell) for cell in terms.to_numpy().ravel() if not pd.isna(cell)
    }
    handles = [
        Patch(color=VALUE_COLOURS[value], label=f"{VALUE_MARKS[value]} {name}")
        for value, name in VALUE_NAMES.items()
        if value in used
    ]
    marks.key(figure, handles, columns=5)
    return figure


def access(parts: pd.DataFrame, order: list[str], organization: str) -> Figure:
    """Draw, for each work, how open each of its parts is; works of the focus organization stand out.

    Parameters
    ----------
    parts
        Rows of `labatlas.analysis.licensing.access_by_part`, works in the order to draw them.
    order
        Parts from left to right.
    organization
        Id of the focus organization.
    """
    works = parts.drop_duplicates("artifact").reset_index(drop=True)
    columns = [part for part in order if (parts["part"] == part).any()]
    figure, (axes,) = style.canvas(len(works), row_height=0.235, extra=1.0)
    height = {artifact: len(works) - 1 - place for place, artifact in enumerate(works["artifact"])}
    for row in parts.itertuples():
        edge, face, marker = ACCESS_MARKS[str(row.access)]
        axes.plot([columns.index(str(row.part))], [height[str(row.artifact)]], marker, color=edge, mfc=face, ms=6)
    for y in range(len(works)):
        axes.axhline(y, color=style.FAINT, lw=0.6, zorder=0)
    labels = [
        f"{row.name} ({str(row.released)[:4]})" if pd.notna(row.released) else str(row.name)
        for row in works.itertuples(name="Work")
    ]
    axes.set_yticks([height[artifact] for artifact in works["artifact"]], labels)
    for tick, maker in zip(axes.get_yticklabels(), works["organization"], strict=True):
        tick.set_color(style.FOCUS if maker == organization else style.INK)
        tick.set_fontweight("bold" if maker == organization else "normal")
        tick.set_fontsize(7.5)
    axes.set_xticks(range(len(columns)), columns)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.7, len(works) - 0.3)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    handles = [
        Line2D([], [], marker=marker, ls="", color=edge, mfc=face, label=ACCESS_NAMES[name])
        for name, (edge, face, marker) in ACCESS_MARKS.items()
        if (parts["access"] == name).any()
    ]
    marks.key(figure, handles, columns=5)
    return figure


def path(works: pd.DataFrame, levels: dict[int, str]) -> Figure:
    """Draw the level of openness of one organization's works against time.

    Parameters
    ----------
    works
        Result of `labatlas.analysis.licensing.path_of`.
    levels
        Name of each level by number.
    """
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.4))
    axes.plot(works["date"], works["level"], color=style.FAINT, lw=1.2, zorder=1)
    axes.plot(works["date"], works["level"], "o", color=style.FOCUS, ms=7, zorder=2)
    seen: dict[int, int] = {}
    for row in works.itertuples(name="Work"):
        turn = seen.get(int(row.level), 0)
        seen[int(row.level)] = turn + 1
        above = turn % 2 == 0
        axes.annotate(
            str(row.name), (row.date, row.level), xytext=(0, (8 if above else -8) + (9 if turn % 4 > 1 else 0) * (1 if above else -1)),
            textcoords="offset points", ha="center", va="bottom" if above else "top", fontsize=7.5,
        )  # fmt: skip
    axes.set_yticks(list(levels), [style.wrap(f"{number} {name}", 24) for number, name in levels.items()])
    axes.set_ylim(min(levels) - 0.5, max(levels) + 0.5)
    axes.grid(axis="y")
    axes.margins(x=0.12)
    axes.tick_params(axis="y", length=0)
    return figure


def level_counts(counts: pd.DataFrame, levels: dict[int, str], country_name: str) -> Figure:
    """Draw how many works reach each level, those of the focus country in colour.

    Parameters
    ----------
    counts
        Result of `labatlas.analysis.licensing.level_counts`.
    levels
        Name of each level by number.
    country_name
        Name of the focus country.
    """
    figure, (axes,) = style.canvas(len(counts), row_height=0.45, extra=0.8)
    y = np.arange(len(counts))
    left = np.zeros(len(counts))
    shades = {
        "here": (style.FOCUS, country_name),
        "elsewhere": (style.MUTED, "elsewhere"),
        "unknown": (style.FAINT, "maker not told"),
    }
    for column, (colour, _) in shades.items():
        values = counts[column].to_numpy(dtype=float)
        axes.barh(y, values, left=left, color=colour, height=0.65, edgecolor="white")
        for place, value in enumerate(values):
            if value >= 1:
                axes.text(
                    left[place] + value / 2, place, f"{value:.0f}", ha="center", va="center", fontsize=8,
                    color="white" if column == "here" else style.INK,
                )  # fmt: skip
        left += values
    axes.set_yticks(y, [style.wrap(f"{level} {levels.get(int(level), '')}", 26) for level in counts["level"]])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    marks.key(figure, [Patch(color=colour, label=name) for colour, name in shades.values()])
    return figure
