"""Figures on licensing."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from labatlas.figures import marks, style
from labatlas.formatting import count

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

#: Part of the longest bar that one digit of a number needs.
NUMBER_WIDTH = 0.035

#: What stands for an empty cell.
SILENT = "silent"

#: Licences and works that a matrix has room for.
LICENCES_SHOWN = 30
WORKS_SHOWN = 32

#: Works up to which each is named; of more, only the latest.
NAMES_SHOWN = 30

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
    shown = terms.head(LICENCES_SHOWN)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.25 * len(shown) + 2.1))
    cells = shown.to_numpy(dtype=object)
    used: set[str] = set()
    for row, values in enumerate(cells):
        y = len(shown) - 1 - row
        for x, cell in enumerate(values):
            if pd.isna(cell):
                used.add(SILENT)
                continue
            value = "contradiction" if "/" in str(cell) else str(cell)
            used.add(value)
            axes.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, color=VALUE_COLOURS[value], lw=0))
            dark = value in {"yes", "contradiction"}
            axes.text(
                x, y, VALUE_MARKS[value], ha="center", va="center", fontsize=8, color="white" if dark else style.INK
            )
    axes.set_xlim(-0.6, len(shown.columns) - 0.4)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    names = [str(term).replace("-", " ") for term in shown.columns]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(
        range(len(shown)), [style.wrap(name, 26, lines=2) for name in shown.index[::-1]], fontsize=style.SMALL
    )
    groups = [effects[str(term)] for term in shown.columns]
    for effect in dict.fromkeys(groups):
        places = [x for x, group in enumerate(groups) if group == effect]
        # The name of a narrow group would run into its neighbour's.
        axes.text(
            sum(places) / len(places), len(shown) - 0.35, style.wrap(f"{effect}s", max(4, 4 * len(places)), lines=1),
            ha="center", va="bottom", fontsize=style.SMALL, weight="bold",
        )  # fmt: skip
        if places[-1] < len(groups) - 1:
            axes.axvline(places[-1] + 0.5, color=style.MUTED, lw=0.8)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    handles = [
        Patch(facecolor=VALUE_COLOURS[value], edgecolor="none", label=f"{VALUE_MARKS[value]} {name}")
        for value, name in VALUE_NAMES.items()
        if value in used
    ]
    if SILENT in used:
        handles.append(Patch(facecolor="white", edgecolor=style.FAINT, label="not told"))
    marks.key(figure, handles)
    marks.note_hidden(figure, len(terms) - len(shown))
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
    works = parts.drop_duplicates("artifact").head(WORKS_SHOWN).reset_index(drop=True)
    hidden = parts["artifact"].nunique() - len(works)
    parts = parts[parts["artifact"].isin(works["artifact"])]
    columns = [part for part in order if (parts["part"] == part).any()]
    figure, (axes,) = style.canvas(len(works), row_height=0.235, extra=0.7)
    height = {artifact: len(works) - 1 - place for place, artifact in enumerate(works["artifact"])}
    for row in parts.itertuples():
        edge, face, marker = ACCESS_MARKS[str(row.access)]
        axes.plot([columns.index(str(row.part))], [height[row.artifact]], marker, color=edge, mfc=face, ms=6)
    for y in range(len(works)):
        axes.axhline(y, color=style.FAINT, lw=0.6, zorder=0)
    # The more columns, the less room there is for names.
    names = [style.wrap(name, 28 if len(columns) <= 4 else 20, lines=1) for name in works["name"]]
    labels = [
        f"{name} ({str(released)[:4]})" if pd.notna(released) else name
        for name, released in zip(names, works["released"], strict=True)
    ]
    axes.set_yticks([height[artifact] for artifact in works["artifact"]], labels)
    for tick, maker in zip(axes.get_yticklabels(), works["organization"], strict=True):
        own = bool(pd.notna(maker) and maker == organization)
        tick.set(color=style.FOCUS if own else style.INK, fontweight="bold" if own else "normal", fontsize=style.SMALL)
    axes.set_xticks(range(len(columns)), [_part_name(part) for part in columns], fontsize=8)
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
    marks.key(figure, handles)
    marks.note_hidden(figure, hidden)
    return figure


def _part_name(part: str) -> str:
    """Write a part of a work, or several, as a reader does."""
    return " ".join("API" if word == "api" else word for word in part.split())


def path(works: pd.DataFrame, levels: dict[int, str]) -> Figure:
    """Draw the level of openness of one organization's works against time.

    Parameters
    ----------
    works
        Result of `labatlas.analysis.licensing.path_of`.
    levels
        Name of each level by number.
    """
    works = works[works["date"].notna()]
    if works.empty:
        return style.notice(style.UNDATED)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.4))
    axes.plot(works["date"], works["level"], color=style.FAINT, lw=1.2, zorder=1)
    axes.plot(works["date"], works["level"], "o", color=style.FOCUS, ms=7, zorder=2)
    names = [style.wrap(f"{number} {_part_name(name)}", 24, lines=2) for number, name in levels.items()]
    axes.set_yticks(list(levels), names)
    axes.set_ylim(min(levels) - 0.5, max(levels) + 0.5)
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    marks.time_axis(axes, works["date"])
    marks.name_points(
        axes, mdates.date2num(works["date"]), marks.numbers(works["level"]),
        [style.wrap(name, lines=1) for name in works["name"]],
        [[place] for place in reversed(range(max(0, len(works) - NAMES_SHOWN), len(works)))],
    )  # fmt: skip
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
    shown = counts.head(style.ROWS_SHOWN)
    figure, (axes,) = style.canvas(len(shown), row_height=0.45, extra=0.5)
    y = np.arange(len(shown))
    left = np.zeros(len(shown))
    shades = {
        "here": (style.FOCUS, country_name),
        "elsewhere": (style.OTHER, "elsewhere"),
        "unknown": (style.FAINT, "country not told"),
    }
    present = {column: shade for column, shade in shades.items() if counts[column].sum() > 0}
    longest = float(shown[list(shades)].sum(axis=1).max())
    beside: list[list[str]] = [[] for _ in y]
    for column, (colour, name) in present.items():
        values = shown[column].to_numpy(dtype=float)
        axes.barh(y, values, left=left, color=colour, height=0.65, edgecolor="white")
        for place, value in enumerate(values):
            if value < longest * NUMBER_WIDTH * len(count(value)):
                # Too narrow for its number, which then stands after the bar.
                beside[place] += [f"{style.wrap(name, 20, lines=1)} {count(value)}"] if value > 0 else []
                continue
            axes.text(
                left[place] + value / 2, place, str(count(value)), ha="center", va="center", fontsize=8,
                color="white" if column == "here" else style.INK,
            )  # fmt: skip
        left += values
    for place, words in enumerate(beside):
        axes.annotate(
            "\n".join(words), (left[place], place), xytext=(4, 0), textcoords="offset points", va="center",
            fontsize=style.SMALL, color=style.INK,
        )  # fmt: skip
    axes.set_yticks(
        y, [style.wrap(f"{level} {_part_name(levels.get(int(level), ''))}", 26, lines=2) for level in shown["level"]]
    )
    axes.set_xlim(0, longest * (1.35 if any(beside) else 1.02) or 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    marks.key(figure, [Patch(color=colour, label=name) for colour, name in present.values()])
    marks.note_hidden(figure, len(counts) - len(shown))
    return figure
