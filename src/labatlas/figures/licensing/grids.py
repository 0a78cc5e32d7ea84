"""Figures of answers in a grid: licence by term, by requirement, by licence, and name by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from labatlas.figures import marks, style

#: What stands for an empty cell, and for a cell with two answers.
SILENT, CONTRADICTION = "silent", "contradiction"

#: Groups of terms from left to right, and their headings.
EFFECTS = {"permission": "permissions", "condition": "conditions", "limitation": "limits"}

#: Faint fill of what does not matter here.
PALE = "#f1f2f4"

#: Fill, colour of type and mark of each answer.
ANSWERS = {
    "yes": (style.BLUE, "white", "✓"), "may": (style.SKY, style.INK, "?"), "varies": (style.SKY, style.INK, "≈"),
    "no": (style.OTHER, style.INK, "–"), "not-applicable": (PALE, style.INK, "·"),
    CONTRADICTION: (style.VERMILION, "white", "!"), SILENT: ("white", style.INK, ""),
}  # fmt: skip
ANSWER_NAMES = {
    "yes": "yes", "may": "may or may not", "varies": "depends on the version", "no": "no", "not-applicable": "does not apply",
    CONTRADICTION: "yes and no", SILENT: "not told",
}  # fmt: skip

#: Type of what stands in a grid and beside it, in points: a phone shows a point as about one pixel.
TYPE = 9

#: Licences that each grid has room for.
LICENCES_SHOWN, CHOICES_SHOWN, PAIRED_SHOWN, NAMES_SHOWN = 20, 20, 16, 16

#: How a property stands to what is asked of it.
MET = {
    "met": (style.BLUE, "white", "✓"), "failed": (style.VERMILION, "white", "✗"), "depends": (style.SKY, style.INK, "≈"),
    "unknown": ("white", style.INK, "?"),
}  # fmt: skip
MET_NAMES = {"met": "as wanted", "failed": "not as wanted", "depends": "depends", "unknown": "not told"}

VERDICTS = {
    "yes": (style.BLUE, "white", "✓"), "check": (style.SKY, style.INK, "≈"), "unknown": (style.YELLOW, style.INK, "?"),
    "no": (style.OTHER, style.INK, "–"), "unlisted": ("white", style.MUTED, "·"),
}  # fmt: skip
VERDICT_NAMES = {
    "yes": "yes", "check": "to be checked", "unknown": "OSADL is in doubt", "no": "no", "unlisted": "not listed by OSADL",
}  # fmt: skip


def matrix(cells: pd.DataFrame) -> Figure:
    """Draw licences against terms: the documents' answer above, the reference's below, a frame where a table explains the cell.

    Parameters
    ----------
    cells
        Result of `labatlas.analysis.licensing.matrix.compare`.
    """
    licences = cells.drop_duplicates("licence").head(LICENCES_SHOWN)
    shown = cells[cells["licence"].isin(licences["licence"])]
    effects = dict(zip(shown["term"], shown["effect"], strict=True))
    terms = sorted(effects, key=lambda term: list(EFFECTS).index(effects[term]))
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.36 * len(licences) + 2.5))
    told = {(row.licence, row.term): row for row in shown.itertuples()}
    used: list[str] = []
    framed = False
    for row, licence in enumerate(licences["licence"]):
        y = len(licences) - 1 - row
        for x, term in enumerate(terms):
            cell = told.get((licence, term))
            for bottom, answer in ((y, cell and cell.document), (y - 0.44, cell and cell.reference)):
                value = SILENT if answer is None or pd.isna(answer) else CONTRADICTION if "/" in answer else str(answer)
                used.append(value)
                _cell(axes, x, bottom, ANSWERS[value], height=0.44)
            if cell is not None and cell.verdict in {"contradiction", "corrected", "differ", "varies"}:
                framed = True
                _frame(axes, x, y - 0.44)
    axes.set_xlim(-0.6, len(terms) - 0.4)
    axes.set_ylim(-0.6, len(licences) - 0.4)
    names = [_words(term, effects[term]) for term in terms]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=TYPE)
    axes.set_yticks(
        range(len(licences)), [style.wrap(name, 26, lines=2) for name in licences["name"][::-1]], fontsize=TYPE
    )
    _groups(axes, [effects[term] for term in terms], len(licences) - 0.4)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    handles = _key(ANSWERS, ANSWER_NAMES, used)
    if framed:
        handles.append(Patch(facecolor="white", edgecolor=style.INK, lw=1.4, label="explained in the table"))
    marks.key(figure, handles)
    marks.note_hidden(figure, cells["licence"].nunique() - len(licences))
    return figure


def _words(term: str, effect: str) -> str:
    """Write a term as a reader reads it; a limitation says that there is none of something."""
    words = (
        "source for network" if term == "network-use-disclose" else term.replace("-", " ").replace("license", "licence")
    )
    return f"no {words}" if effect == "limitation" else words


def _groups(axes: Axes, effects: Sequence[str], top: float) -> None:
    """Write the name of each group of columns above it, and a line between groups."""
    for effect in dict.fromkeys(effects):
        places = [x for x, group in enumerate(effects) if group == effect]
        # The name of a narrow group would run into its neighbour's.
        axes.text(
            sum(places) / len(places), top, style.wrap(EFFECTS[effect], max(4, 3 * len(places)), lines=1), ha="center",
            va="bottom", fontsize=TYPE, weight="bold",
        )  # fmt: skip
        if places[-1] < len(effects) - 1:
            axes.axvline(places[-1] + 0.5, color=style.MUTED, lw=0.8)


def _cell(axes: Axes, x: float, bottom: float, look: tuple[str, str, str], height: float = 0.88) -> None:
    """Draw one cell of a grid with its mark."""
    fill, type_colour, mark = look
    edge = style.FAINT if fill in {"white", PALE} else "white"
    axes.add_patch(Rectangle((x - 0.46, bottom), 0.92, height, facecolor=fill, edgecolor=edge, lw=0.5))
    if mark:
        axes.text(x, bottom + height / 2, mark, ha="center", va="center", fontsize=TYPE, color=type_colour)


def _frame(axes: Axes, x: float, bottom: float) -> None:
    """Draw a frame about a cell of a grid."""
    axes.add_patch(Rectangle((x - 0.46, bottom), 0.92, 0.88, fill=False, edgecolor=style.INK, lw=1.4, zorder=3))


def _key(looks: Mapping[str, tuple[str, str, str]], names: Mapping[str, str], used: Sequence[str]) -> list[Artist]:
    """Return a key of the cells that were used."""
    return [
        Patch(facecolor=fill, edgecolor=style.FAINT, lw=0.5, label=f"{mark} {names[value]}".strip())
        for value, (fill, _, mark) in looks.items()
        if value in used
    ]


def choice(
    table: pd.DataFrame, wanted: Mapping[str, str], labels: Mapping[str, str], outcomes: Mapping[str, str]
) -> Figure:
    """Draw licences against requirements, best outcome first; what is not asked for is pale.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.licensing.choice.choose`.
    wanted
        Answer wanted of each property asked for, by its key.
    labels
        Name of each property.
    outcomes
        Name of each outcome.
    """
    shown = table.head(CHOICES_SHOWN)
    groups = [outcome for outcome in outcomes if (shown["outcome"] == outcome).any()]
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.32 * (len(shown) + len(groups)) + 2.1))
    y = 0.0
    heights: list[float] = []
    used: list[str] = []
    framed = False
    for outcome in groups:
        rows = shown[shown["outcome"] == outcome]
        axes.text(
            -0.6, y, f"{outcomes[outcome]} ({(table['outcome'] == outcome).sum()})".capitalize(), ha="left", va="center",
            fontsize=TYPE, weight="bold",
        )  # fmt: skip
        for row in rows.to_dict("records"):
            y -= 1
            heights.append(y)
            for x, key in enumerate(labels):
                answer = str(row[key])
                if key in wanted:
                    met = answer if answer in {"depends", "unknown"} else "met" if answer == wanted[key] else "failed"
                    used.append(met)
                    _cell(axes, x, y - 0.44, MET[met])
                else:
                    axes.text(
                        x, y, {"yes": "yes", "no": "no", "depends": "≈"}.get(answer, "?"), ha="center", va="center",
                        fontsize=TYPE, color=style.MUTED,
                    )  # fmt: skip
                if key in row["disputed"]:
                    framed = True
                    _frame(axes, x, y - 0.44)
        y -= 1
    axes.set_xlim(-0.6, len(labels) - 0.4)
    axes.set_ylim(y + 0.4, 0.6)
    axes.set_yticks(heights, [style.wrap(name, 26, lines=2) for name in shown["name"]], fontsize=TYPE)
    heads = [style.wrap(f"{'no ' if wanted.get(key) == 'no' else ''}{name}", 14) for key, name in labels.items()]
    axes.set_xticks(range(len(labels)), heads, fontsize=TYPE, rotation=90)
    axes.xaxis.tick_top()
    for tick, key in zip(axes.get_xticklabels(), labels, strict=True):
        tick.set(color=style.FOCUS if key in wanted else style.MUTED, fontweight="bold" if key in wanted else "normal")
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    handles = _key(MET, MET_NAMES, used)
    if len(wanted) < len(labels):
        handles.append(Line2D([], [], ls="", label="grey: not asked for"))
    if framed:
        handles.append(
            Patch(facecolor="white", edgecolor=style.INK, lw=1.4, label="the documents contradict themselves")
        )
    marks.key(figure, handles)
    marks.note_hidden(figure, len(table) - len(shown))
    return figure


def compatibility(table: pd.DataFrame) -> Figure:
    """Draw which licence may go into a work under which.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.licensing.compatibility.pairs`.
    """
    licences = table.drop_duplicates("outbound")
    kept = set(licences.nsmallest(PAIRED_SHOWN, "rank")["outbound"])
    shown = [licence for licence in licences["outbound"] if licence in kept]
    place = {licence: at for at, licence in enumerate(shown)}
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.3 * len(shown) + 2.1))
    used: list[str] = []
    for row in table.itertuples():
        if row.outbound in place and row.inbound in place:
            used.append(str(row.verdict))
            _cell(axes, place[row.inbound], len(shown) - 1 - place[row.outbound] - 0.44, VERDICTS[str(row.verdict)])
    axes.set_xlim(-0.6, len(shown) - 0.4)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    names = [style.wrap(licence, 24, lines=1) for licence in shown]
    axes.set_xticks(range(len(shown)), names, rotation=90, fontsize=TYPE)
    axes.set_yticks(range(len(shown)), names[::-1], fontsize=TYPE)
    axes.set_xlabel("Licence of a part", fontsize=TYPE)
    axes.set_ylabel("Licence of the whole", fontsize=TYPE)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    marks.key(figure, _key(VERDICTS, VERDICT_NAMES, used))
    marks.note_hidden(figure, len(licences) - len(shown))
    return figure


def rail_names(table: pd.DataFrame) -> Figure:
    """Draw what each name of a responsible-AI licence covers; names of licences that documents describe stand out.

    Parameters
    ----------
    table
        Result of `labatlas.analysis.licensing.responsible.coverage`.
    """
    shown = table.head(NAMES_SHOWN)
    parts = [column for column in shown if column not in {"name", "described"}]
    figure, (axes,) = style.canvas(len(shown), row_height=0.24, extra=0.9)
    for row, line in enumerate(shown.to_dict("records")):
        y = len(shown) - 1 - row
        axes.axhline(y, color=style.FAINT, lw=0.6, zorder=0)
        for x, part in enumerate(parts):
            face = style.INK if line[part] else "white"
            axes.plot([x], [y], "o", color=style.INK if line[part] else style.OTHER, mfc=face, ms=6, zorder=2)
    axes.set_yticks(range(len(shown)), [style.wrap(name, 30, lines=1) for name in shown["name"][::-1]], fontsize=TYPE)
    for tick, described in zip(axes.get_yticklabels(), shown["described"][::-1], strict=True):
        tick.set(color=style.FOCUS if described else style.INK, fontweight="bold" if described else "normal")
    axes.set_xticks(range(len(parts)), parts, fontsize=TYPE)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(parts) - 0.5)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    covered = Line2D([], [], marker="o", ls="", color=style.INK, label="use limited")
    free = Line2D([], [], marker="o", ls="", color=style.OTHER, mfc="white", label="use free")
    named = Line2D([], [], ls="", label="bold: the documents have it")
    marks.key(figure, [covered, free, *([named] if shown["described"].any() else [])])
    marks.note_hidden(figure, len(table) - len(shown))
    return figure
