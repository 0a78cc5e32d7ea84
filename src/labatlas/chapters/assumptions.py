"""Show what rests on assumptions: their table, and figures and tables computed from them, with public references."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from labatlas.analysis.compute.assumptions import READER
from labatlas.chapters import publishing
from labatlas.chapters.chapter import NOTHING, Chapter, computed_from, rest
from labatlas.chapters.citations import Markup, escape, source_line
from labatlas.figures import style

#: References that a source line names; of more it points to the table.
REFERENCES_SHOWN = 4


def references(assumptions: pd.DataFrame, tables: Collection[str]) -> str:
    """Write the source line of what follows from assumptions.

    Parameters
    ----------
    assumptions
        The rows used, with ``reference``.
    tables
        Labels of the tables that print the assumptions; they are named where there are too many references for a line, or
        where the reader set some of the values.

    Returns
    -------
    str
        MyST Markdown.

    Examples
    --------
    >>> references(pd.DataFrame({"reference": ["b-2020", "a-2021", "a-2021"]}), ["tab-x"])
    'Computed from public references: {cite}`a-2021,b-2020`.'
    """
    keys = sorted({str(key) for key in assumptions["reference"]})
    if len(keys) <= REFERENCES_SHOWN and READER not in keys:
        return f"Computed from public references: {{cite}}`{','.join(keys)}`."
    return computed_from(tables)


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
    cited = [
        key if key == READER else Markup(f"{{cite}}`{key}`") if key else "the documents" for key in table["reference"]
    ]
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
        f"- {escape(str(key))}{separator}{escape(note.rstrip('.'))}."
        for key, meaning in zip(table.iloc[:, 0], table["What it means"], strict=True)
        # The notes of a wide table begin with the quantity that each is about.
        for separator, found in [(", ", meaning) if isinstance(meaning, list) else (": ", [meaning] if meaning else [])]
        for note in found
    ]
    if notes:
        publishing.publish(publishing.myst_bundle("What they mean:\n\n" + "\n".join(notes)))


def show_table(
    chapter: Chapter, name: str, shown: pd.DataFrame, assumptions: pd.DataFrame, *, caption: str, tables: Collection[str],
    evidence: pd.DataFrame | None = None, most: int | None = None, left_out: str = "",
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
    tables
        Labels of the tables that print the assumptions.
    evidence
        Facts it follows from as well; they are cited first.
    most
        Rows to print; how many more there are is said below them. All when omitted.
    left_out
        What is said of rows that another rule left out.
    """
    facts = assumptions.iloc[:0] if evidence is None else evidence
    if shown.empty or (assumptions.empty and facts.empty):
        _nothing(chapter, name, caption)
        return
    source = f"{_source(chapter, name, assumptions, tables, facts)}{rest(shown, most)} {left_out}".strip()
    publishing.publish(publishing.table_bundle(name, shown.head(most or len(shown)), caption=caption, source=source))


def show_figure(
    chapter: Chapter, name: str, draw: Callable[..., Figure], shown: pd.DataFrame, /, *args: Any,
    assumptions: pd.DataFrame, caption: str, alt: str, tables: Collection[str], evidence: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """Show a figure computed from assumptions, and from facts if there are any.

    Parameters
    ----------
    chapter, name, draw, shown, args
        As in `labatlas.chapters.Chapter.figure`, with the chapter first.
    assumptions, caption, tables, evidence
        As in `show_table`.
    alt
        What the picture shows for those who cannot see it.
    """
    facts = assumptions.iloc[:0] if evidence is None else evidence
    if shown.empty or (assumptions.empty and facts.empty):
        alt = NOTHING.format(horizon=chapter.parameters.horizon)
        drawing, source = style.notice(alt), "Source: none."
    else:
        drawing, source = draw(shown, *args), _source(chapter, name, assumptions, tables, facts)
    publishing.publish(publishing.figure_bundle(name, drawing, caption=caption, alt=alt, source=source))


def _source(
    chapter: Chapter, name: str, assumptions: pd.DataFrame, tables: Collection[str], facts: pd.DataFrame
) -> str:
    """Cite facts first, then references, and note both for the end of the chapter."""
    computed = "" if assumptions.empty else references(assumptions, tables)
    chapter.note(f"{{numref}}`{name}`", facts, computed)
    if facts.empty:
        return f"Source: {computed[0].lower()}{computed[1:]}"
    return f"{source_line(facts)} {computed}".strip()


def _nothing(chapter: Chapter, name: str, caption: str) -> None:
    """Show an empty table that says that nothing is known."""
    empty = pd.DataFrame({" ": [NOTHING.format(horizon=chapter.parameters.horizon)]})
    publishing.publish(publishing.table_bundle(name, empty, caption=caption, source="Source: none."))
