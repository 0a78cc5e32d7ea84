"""Outputs of a chapter in the forms that JupyterLab and the book each understand."""

from __future__ import annotations

import base64
import html
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import display
from markdown_it import MarkdownIt
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from labatlas.chapters.citations import Markup, escape

#: A figure with number, caption, source line and alternative text; the book layer renders it.
FIGURE_MIME = "application/vnd.labatlas.figure+json"

#: MyST Markdown that JupyterLab would show raw; the book layer renders it, JupyterLab takes the HTML beside it.
MYST_MIME = "application/vnd.labatlas.myst+json"

#: The findings of a chapter, collected by the build.
FINDINGS_MIME = "application/vnd.labatlas.findings+json"

Bundle = dict[str, Any]


def publish(bundle: Mapping[str, Any]) -> None:
    """Send one output to the notebook."""
    display(dict(bundle), raw=True)


def myst_bundle(text: str, facts: Mapping[str, str] | None = None) -> Bundle:
    """Return a paragraph, a list or a box in MyST Markdown for the book and in HTML for JupyterLab.

    Parameters
    ----------
    text
        MyST Markdown.
    facts
        Where the numbers in it come from, by the key that `labatlas.chapters.citations.fact` gave them.
    """
    return {MYST_MIME: {"text": text, "facts": dict(facts or {})}, "text/html": lab_html(text), "text/plain": text}


def lab_html(text: str) -> str:
    r"""Render MyST Markdown as well as JupyterLab needs it: directives are dropped, roles show their target.

    Examples
    --------
    >>> lab_html(r"It cost \$5 ({numref}`fig-pay`).")
    '<p>It cost <span>$</span>5 (fig-pay).</p>\n'
    """
    plain = re.sub(r"^:::.*$|^:class:.*$", "", text, flags=re.MULTILINE)
    plain = re.sub(r"\{fact\}`\S+ ([^`]*)`", r"\1", plain)
    plain = re.sub(r"\{[a-z:]+\}`([^`]*)`", r"\1", plain)
    # A dollar on its own cannot open a formula.
    return str(MarkdownIt("commonmark").render(plain)).replace("$", "<span>$</span>")


def figure_bundle(name: str, figure: Figure, *, caption: str, alt: str, source: str) -> Bundle:
    """Return a figure as vector graphics with everything the book needs to number, caption and describe it.

    Parameters
    ----------
    name
        Label for cross-references, as ``fig-country-shares``.
    figure
        The drawing; it is closed here.
    caption, source
        MyST Markdown.
    alt
        What a reader who cannot see the figure needs to know.
    """
    svg = svg_text(figure)
    plt.close(figure)
    # An image survives in a notebook that JupyterLab does not trust; inline SVG does not.
    image = base64.b64encode(svg.encode()).decode()
    page = (
        f'<figure><img src="data:image/svg+xml;base64,{image}" alt="{html.escape(alt)}" width="640">'
        f"<figcaption>{lab_html(caption)}<small>{lab_html(source)}</small></figcaption></figure>"
    )
    return {
        FIGURE_MIME: {"name": name, "svg": svg, "caption": caption, "alt": alt, "source": source},
        "text/html": page,
        "text/plain": alt,
    }


def svg_text(figure: Figure) -> str:
    """Draw a figure as SVG, glyphs as outlines; figures made alike give the same bytes."""
    buffer = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "labatlas", "svg.fonttype": "path"}), warnings.catch_warnings():
        # A character that no font has is drawn as a box; the alternative text and the tables still have it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight", pad_inches=0.04)
    return buffer.getvalue()


def table_bundle(name: str, table: pd.DataFrame, *, caption: str, source: str) -> Bundle:
    """Return a table as MyST Markdown for the book and as HTML for JupyterLab.

    Parameters
    ----------
    name
        Label for cross-references, as ``tab-pay``.
    table
        What to show; column names are the header, numeric-looking columns (all `Quantity` or numbers) go right.
    caption, source
        MyST Markdown.
    """
    text = f"{table_markdown(table, caption, name)}\n:::{{container}} source-line\n{source}\n:::\n"
    page = f"<b>{lab_html(caption)}</b>{lab_table(table)}<small>{lab_html(source)}</small>"
    return {**myst_bundle(text), "text/html": page, "text/plain": caption}


def table_markdown(table: pd.DataFrame, caption: str = "", name: str = "", kind: str = "") -> str:
    """Write a table in MyST Markdown; see `table_bundle`.

    Parameters
    ----------
    table
        What to show.
    caption, name
        MyST Markdown and a label; a table without them has no number.
    kind
        A class of its own for the style sheet.
    """
    align = ["--:" if _is_numeric(table[column]) else ":--" for column in table]
    rows = [list(table.columns), *table.itertuples(index=False, name=None)]
    cells = [[_cell(value) for value in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    lines.insert(1, "| " + " | ".join(align) + " |")
    body = "\n".join(lines)
    widths = " ".join(str(width) for width in _widths(cells))
    kinds = " ".join(filter(None, ["records" if _is_wide(cells) else "", kind]))
    options = {"name": name, "widths": widths, "class": kinds}
    written = "".join(f":{option}: {value}\n" for option, value in options.items() if value)
    return f":::{{table}} {caption}".rstrip() + f"\n{written}\n{body}\n:::\n"


def lab_table(table: pd.DataFrame) -> str:
    """Return a table as HTML in which nothing is markup or a formula."""
    return str(table.to_html(index=False, na_rep="")).replace("$", "<span>$</span>")


#: Letters that the longest cells of a row may have together for the table to be read on a phone.
PHONE_LETTERS = 80

#: Letters that the longest words of a row, with the space about their cells, may have together; words are not broken.
PHONE_WORDS = 62


def _is_wide(rows: list[list[str]]) -> bool:
    """Tell whether a table has more text in a row than a phone shows side by side, whose columns are each as wide as a word."""
    columns = list(zip(*rows, strict=True))
    return (
        sum(map(_narrowest, columns)) > PHONE_WORDS
        or sum(max(len(cell) for cell in column) for column in columns) > PHONE_LETTERS
    )


#: Letters of small type that a line of the page holds, and letters that the space about a cell takes.
LINE_LETTERS, CELL_SPACE = 92, 3

#: Letters of a cell that had better stand on one line.
SHORT_LINE = 24


def _narrowest(column: Sequence[str]) -> int:
    """Return the letters that a column needs for its longest word or power of ten, the space about a cell with it."""
    words = (word for cell in column for word in cell.replace(" × 10", "_×_10").split() or [""])
    return max(map(len, words)) + CELL_SPACE


def _widths(rows: list[list[str]]) -> list[int]:
    """Share the page between columns: to each its longest word first, what is left by how much text each has beyond that."""
    printed = [[re.sub(r"\{cite\}`[^`]*`", "[00]", cell) for cell in row] for row in rows]
    columns = list(zip(*printed, strict=True))
    words = [_narrowest(column) for column in columns]
    lengths = [max(len(cell) for cell in column) + CELL_SPACE for column in columns]
    # Beyond a short line a text that is four times as long gets twice the width, and so twice the lines.
    roomy = [min(length, SHORT_LINE) + 4 * max(length - SHORT_LINE, 0) ** 0.5 for length in lengths]
    wished = [max(wish - word, 0) for word, wish in zip(words, roomy, strict=True)]
    left = max(LINE_LETTERS - sum(words), 0)
    share = left / sum(wished) if sum(wished) else 0.0
    widths = [word + wish * share for word, wish in zip(words, wished, strict=True)]
    return [max(1, round(100 * width / sum(widths))) for width in widths]


def _cell(value: object) -> str:
    if isinstance(value, Markup):
        return value
    if isinstance(value, list):
        return "; ".join(_cell(each) for each in value)
    return "" if value is None or value != value else escape(str(value))


#: Cells that stand for a number that is not told, or is zero.
NO_NUMBER = frozenset({"", "–", "none", "not told"})


def _is_numeric(column: pd.Series) -> bool:
    """Tell whether every known cell of a column starts like a number or a sum of money."""
    known = [str(value) for value in column if value is not None and value == value and str(value) not in NO_NUMBER]
    return bool(known) and all(value.lstrip("−-+<>≥~US$CN¥€£ ")[:1].isdigit() and len(value) <= 14 for value in known)
