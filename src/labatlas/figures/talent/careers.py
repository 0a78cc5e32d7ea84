"""Careers as lines in time, and lineage as a graph of teachers, pupils and what they founded."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import matplotlib.dates as mdates
import networkx as nx
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from labatlas.figures import marks, style

#: People whose careers find room.
LIVES_SHOWN = 12

#: Days that a stay whose other end is not told is drawn on.
OPEN_DAYS = 365.0

#: Pattern of a stay of which one end is not told.
DOTTED = (0, (0.8, 0.8))

#: Where the name of a place stands about its stay.
BESIDE: tuple[marks.Place, ...] = (
    (0, 6, "center", "bottom"), (0, -6, "center", "top"), (0, 6, "left", "bottom"), (0, -6, "left", "top"),
    (0, 6, "right", "bottom"), (0, -6, "right", "top"), (0, 16, "center", "bottom"), (0, -16, "center", "top"),
    (0, 16, "left", "bottom"), (0, -16, "left", "top"), (0, 16, "right", "bottom"), (0, -16, "right", "top"),
)  # fmt: skip

#: Letters a line of the name of a place, narrow first.
NAME_WIDTHS = (20, 26, 32)

#: Height of a lane in which stays lie on others, of which the names need two levels; of the others it is 1.
CROWDED = 1.5

#: Rows of the tallest column of a lineage.
LINEAGE_ROWS = 24


def lifelines(lines: pd.DataFrame, colours: Mapping[str, str], focus: str) -> Figure:
    """Draw the careers of people on one axis of time, a bar a stay; where an end is not told the bar becomes dots.

    Parameters
    ----------
    lines
        Result of `labatlas.analysis.talent.careers.lifelines`.
    colours
        Colour of each organization that has one, by id.
    focus
        Id of the focus organization, whose stays are named before all others.
    """
    everyone = list(lines["person"].drop_duplicates())
    chosen = everyone[:LIVES_SHOWN]
    shown = lines[lines["person"].isin(chosen) & (lines["start"].notna() | lines["end"].notna())]
    if shown.empty:
        return style.notice(style.UNDATED)
    begin = mdates.date2num(shown["start"].fillna(shown["end"] - pd.Timedelta(days=OPEN_DAYS)))
    close = mdates.date2num(shown["end"].fillna(shown["start"] + pd.Timedelta(days=OPEN_DAYS)))
    nested = _nested(shown["person"], begin, close)
    crowded = set(shown.loc[nested, "person"])
    tall = [CROWDED if person in crowded else 1.0 for person in chosen]
    figure, (axes,) = style.canvas(sum(tall), row_height=0.62, extra=1.0)
    marks.time_axis(axes, pd.concat([shown["start"], shown["end"]]).dropna())
    # Short stays lie on long ones, as internships on studies.
    order = sorted(range(len(shown)), key=lambda each: begin[each] - close[each])
    # Each lane lies in the middle of its height, the first on top.
    heights = {person: sum(tall[place:]) - tall[place] / 2 for place, person in enumerate(chosen)}
    for place in order:
        row = shown.iloc[place]
        colour, y = colours.get(str(row["place"]), style.OTHER), heights[row["person"]]
        told = not pd.isna(row["start"]) and not pd.isna(row["end"])
        if told:
            axes.barh(
                [y], [max(close[place] - begin[place], 20)], left=[begin[place]], height=0.12 if nested[place] else 0.26,
                color=colour, edgecolor="white", lw=0.8, zorder=3 if nested[place] else 2,
            )  # fmt: skip
        else:
            axes.plot(
                [begin[place], close[place]],
                [y, y],
                ls=DOTTED,
                color=colour,
                lw=4,
                solid_capstyle="butt",
                zorder=2,
            )
            known = begin[place] if pd.isna(row["end"]) else close[place]
            axes.plot([known], [y], "|", color=colour, ms=11, mew=2, zorder=3)
    axes.set_yticks(
        [heights[person] for person in chosen],
        [
            style.wrap(
                shown.loc[shown["person"] == person, "who"].iloc[0] if (shown["person"] == person).any() else None,
                16,
                lines=2,
            )
            for person in chosen
        ],
    )
    axes.set_ylim(-0.1, sum(tall) + 0.1)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    handles = [
        Patch(color=style.MUTED, label="from and to told"),
        Line2D([], [], ls=DOTTED, lw=4, color=style.MUTED, label="one end not told"),
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, len(everyone) - len(chosen))
    middle = [(one + other) / 2 for one, other in zip(begin, close, strict=True)]
    level = [float(heights[person]) for person in shown["person"]]
    # Hard spaces keep two names side by side from being read as one.
    names = [
        "\n".join(f"\N{NO-BREAK SPACE}{line}\N{NO-BREAK SPACE}" for line in _in_two_lines(name).split("\n"))
        for name in shown["place_name"]
    ]
    first = sorted(range(len(shown)), key=lambda each: (shown["place"].iloc[each] != focus, begin[each] - close[each]))
    marks.name_points(axes, middle, level, names, [[each] for each in first], size=style.SMALL, places=BESIDE)
    return figure


def _nested(person: pd.Series, begin: Sequence[float], close: Sequence[float]) -> list[bool]:
    """Tell of each stay whether it lies within a longer one of the same person."""
    spans = list(zip(person, begin, close, strict=True))
    return [
        any(
            who == other and since <= start and end <= until and until - since > end - start
            for other, since, until in spans
        )
        for who, start, end in spans
    ]


def _in_two_lines(name: object) -> str:
    """Break a name into two lines as narrow as they can be without cutting it."""
    narrow = (width for width in NAME_WIDTHS if "…" not in style.wrap(name, width, lines=2))
    return style.wrap(name, next(narrow, NAME_WIDTHS[-1]), lines=2)


def lineage(links: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw teachers, pupils and what they founded, one column a generation.

    Parameters
    ----------
    links
        Result of `labatlas.analysis.talent.lineage.links`.
    colours
        Colour of each organization that has one, by id.
    """
    graph = nx.DiGraph()
    for row in links.itertuples():
        graph.add_node(row.source, name=style.told(row.source_name), layer=int(row.source_layer))
        graph.add_node(row.target, name=style.told(row.target_name), layer=int(row.target_layer))
        graph.add_edge(row.source, row.target, bond=row.bond)
    trees = sorted(nx.weakly_connected_components(graph), key=lambda tree: (-len(tree), min(tree)))
    shown, rows = nx.DiGraph(), 0
    places: dict[str, tuple[float, float]] = {}
    for tree in trees:
        columns = _columns(graph.subgraph(tree))
        tallest = max(len(column) for column in columns.values())
        if rows and rows + tallest > LINEAGE_ROWS:
            continue
        tall = min(tallest, LINEAGE_ROWS)
        for layer, column in columns.items():
            kept = column[:tall]
            for step, node in enumerate(kept):
                places[node] = (float(layer), -(rows + (step + 0.5) * tall / len(kept)))
        shown = nx.compose(shown, graph.subgraph([node for node in tree if node in places]))
        rows += tall
    figure, (axes,) = style.canvas(rows, row_height=0.34, extra=0.7)
    last = max([layer for layer, _ in places.values()] + [1.0])
    styles = {"doctorate": ("-", style.INK), "founder": (":", style.MUTED)}
    for source, target, bond in shown.edges(data="bond"):
        line, colour = styles.get(str(bond), ("--", style.INK))
        (left, top), (right, bottom) = places[source], places[target]
        path = [(left, top), *_between(left, top, right, bottom, places), (right, bottom)]
        axes.plot([x for x, _ in path], [y for _, y in path], ls=line, color=colour, lw=1.1, zorder=1)
    for node, (x, y) in places.items():
        edge = {0.0: ("right", -5), last: ("left", 5)}.get(x, ("center", 0))
        organization = str(node).partition("organization:")[2]
        axes.plot(
            [x],
            [y],
            "s" if organization else "o",
            color=colours.get(organization, style.OTHER if organization else style.INK),
            ms=5,
            zorder=2,
        )
        axes.annotate(
            style.wrap(graph.nodes[node]["name"], 18, lines=2), (x, y), xytext=(edge[1], 0), textcoords="offset points",
            ha=edge[0], va="center", fontsize=style.SMALL, zorder=3,
            bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"} if edge[0] == "center" else None,
        )  # fmt: skip
    axes.set_axis_off()
    # Room for the names beside the first and the last column.
    axes.set_xlim(-0.36 * last, last * 1.36)
    axes.set_ylim(-rows - 0.2, 0.2)
    drawn = {str(bond) for _, _, bond in shown.edges(data="bond")}
    handles = [
        Line2D([], [], ls=line, color=colour, lw=1.1, label=label)
        for line, colour, label, used in (
            ("-", style.INK, "supervised the doctorate", "doctorate" in drawn),
            ("--", style.INK, "taught otherwise", bool(drawn - {"doctorate", "founder"})),
            (":", style.MUTED, "founded", "founder" in drawn),
        )
        if used
    ]
    marks.key(figure, handles)
    marks.note_hidden(figure, graph.number_of_nodes() - len(places))
    return figure


def _between(
    left: float, top: float, right: float, bottom: float, places: Mapping[str, tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return where a line passes the columns between its ends: through the nearest gap, not behind a name."""
    passes = []
    for layer in range(int(left) + 1, int(right)):
        levels = sorted(y for x, y in places.values() if x == layer)
        straight = top + (bottom - top) * (layer - left) / (right - left)
        gaps = (
            [(one + other) / 2 for one, other in itertools.pairwise([levels[0] - 1, *levels, levels[-1] + 1])]
            if levels
            else []
        )
        passes.append((float(layer), min(gaps, key=lambda gap: abs(gap - straight), default=straight)))
    return passes


def _columns(tree: nx.DiGraph) -> dict[int, Sequence[str]]:
    """Put the nodes of a tree into columns by layer, each near those it hangs on, to keep lines from crossing."""
    columns: dict[int, list[str]] = {}
    for node, layer in tree.nodes(data="layer"):
        columns.setdefault(layer, []).append(node)
    undirected = tree.to_undirected(as_view=True)
    order = {
        node: (place + 0.5) / len(column)
        for column in columns.values()
        for place, node in enumerate(sorted(column, key=str))
    }
    for _ in range(6):
        for layer in sorted(columns):
            heights = {
                node: sum(order[other] for other in undirected[node]) / max(1, undirected.degree(node))
                for node in columns[layer]
            }
            columns[layer].sort(key=lambda node: (heights[node], str(node)))
            order |= {node: (place + 0.5) / len(columns[layer]) for place, node in enumerate(columns[layer])}
    return {layer: columns[layer] for layer in sorted(columns)}
