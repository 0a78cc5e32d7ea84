"""Show what rests on assumptions: their table, and figures and tables computed from them, with public references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from labatlas.chapters import publishing
from labatlas.chapters.chapter import NOTHING, Chapter, rest
from labatlas.chapters.citations import Markup, escape, source_line
from labatlas.figures import style

#: References that a source line names; of more it points to the table.
REFERENCES_SHOWN = 4


def references(assumptions: pd.DataFrame, table: str) -> str:
    """Write the source line of what follows from assumptions.

    Parameters
    ----------
    assumptions
        The rows used, with ``reference``.
    table
        Label of the table that prints assumptions; it is named where there are too many references for a line.

    Returns
    -------
    str
        MyST Markdown.

    Examples
    --------
    >>> references(pd.DataFrame({"reference": ["b-2020", "a-2021", "a-2021"]}), "tab-x")
    'Computed from public references: {cite}`a-2021,b-2020`.'
    """
    keys = sorted({str(key) for key in assumptions["reference"]})
    if len(keys) <= REFERENCES_SHOWN:
        return f"Computed from public references: {{cite}}`{','.join(keys)}`."
    return f"Computed from the assumptions and references in {{numref}}`{table}`."


def show_assumptions(chapter: Chapter, name: str, table: pd.DataFrame, caption: str, *, facts: bool = False) -> None:
    """Print assumptions with their references, and below them what each means: a column would be too narrow for it.

    Parameters
    ----------
    chapter
        The chapter at work.
    name
        Label for cross-references.
    table
        Result of `labatlas.analysis.compute.assumptions_table` or `wide_table`: the first column names the row.
    caption
        Caption of the table.
    facts
        Whether facts of data sets stand among the assumptions.
    """
    if table.empty:
        _nothing(chapter, name, caption)
        return
    cited = [Markup(f"{{cite}}`{key}`") if key else "the documents" for key in table["reference"]]
    # As objects: a column of text would turn markup into text.
    cites = pd.Series(cited, index=table.index, dtype="object")
    shown = table.drop(columns=["reference", "What it means"]).assign(Reference=cites)
    source = "Source: as cited in each row. " + (
        "Where that is a data set these are facts of it, else assumptions of this book, no facts of the documents."
        if facts
        else "These are assumptions of this book, no facts of the documents."
    )
    publishing.publish(publishing.table_bundle(name, shown, caption=caption, source=source))
    notes = [
        f"- {escape(str(key))}: {escape(str(note))}."
        for key, note in zip(table.iloc[:, 0], table["What it means"], strict=True)
        if note
    ]
    if notes:
        publishing.publish(publishing.myst_bundle("What they mean:\n\n" + "\n".join(notes)))


def show_table(
    chapter: Chapter, name: str, shown: pd.DataFrame, assumptions: pd.DataFrame, *, caption: str, table: str,
    evidence: pd.DataFrame | None = None, most: int | None = None,
) -> None:  # fmt: skip
    """Show a table computed from assumptions, and from facts if there are any.

    Parameters
    ----------
    chapter, name
        The chapter at work, and the label for cross-references.
    shown
        What to show. When it has no rows, the table says so.
    assumptions
        Rows of ``assumptions`` that it follows from.
    caption
        Caption of the table.
    table
        Label of the table that prints the assumptions.
    evidence
        Facts it follows from as well; they are cited first.
    most
        Rows to print; how many more there are is said below them. All when omitted.
    """
    if shown.empty or (assumptions.empty and not _any(evidence)):
        _nothing(chapter, name, caption)
        return
    source = _source(assumptions, table, evidence) + rest(shown, most)
    publishing.publish(publishing.table_bundle(name, shown.head(most or len(shown)), caption=caption, source=source))


def show_figure(
    chapter: Chapter, name: str, draw: Callable[..., Figure], shown: pd.DataFrame, /, *args: Any,
    assumptions: pd.DataFrame, caption: str, alt: str, table: str, evidence: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """Show a figure computed from assumptions, and from facts if there are any.

    Parameters
    ----------
    chapter, name, draw, shown, args
        As in `labatlas.chapters.Chapter.figure`, with the chapter first.
    assumptions, caption, table, evidence
        As in `show_table`.
    alt
        What the picture shows for those who cannot see it.
    """
    if shown.empty or (assumptions.empty and not _any(evidence)):
        alt = NOTHING.format(horizon=chapter.parameters.horizon)
        drawing, source = style.notice(alt), "Source: none."
    else:
        drawing, source = draw(shown, *args), _source(assumptions, table, evidence)
    publishing.publish(publishing.figure_bundle(name, drawing, caption=caption, alt=alt, source=source))


def _any(evidence: pd.DataFrame | None) -> bool:
    return evidence is not None and not evidence.empty


def _source(assumptions: pd.DataFrame, table: str, evidence: pd.DataFrame | None) -> str:
    """Cite facts first, then references."""
    if assumptions.empty and evidence is not None:
        return source_line(evidence)
    line = "Source: " + references(assumptions, table)[0].lower() + references(assumptions, table)[1:]
    return line if evidence is None or evidence.empty else f"{source_line(evidence)} {references(assumptions, table)}"


def _nothing(chapter: Chapter, name: str, caption: str) -> None:
    """Show an empty table that says that nothing is known."""
    empty = pd.DataFrame({" ": [NOTHING.format(horizon=chapter.parameters.horizon)]})
    publishing.publish(publishing.table_bundle(name, empty, caption=caption, source="Source: none."))
