"""The page that tells a reader what changed from another book to this one, written from their difference."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import pandas as pd

from labatlas.book.difference import Book, Difference, Moved, Turned, opening
from labatlas.chapters.citations import Markup, code, escape
from labatlas.chapters.publishing import table_markdown
from labatlas.formatting import capitalize, count, day, listing, noun
from labatlas.tables import catalogue
from labatlas.tables.changes import ChangedRow, Key, TableChanges
from labatlas.tables.provenance import Sourced

#: Rows of a kind that are listed for a table, and values that are open to view for a chapter.
LISTED = 20

#: Class of the tables of the page, for the style sheet.
KIND = "changes"

EMPTY = "empty"
NOT_THERE = "not there"


def since_markdown(found: Difference, old: Book, new: Book, cited: Collection[str], listed: int = LISTED) -> str:
    """Write the page.

    Parameters
    ----------
    found
        What differs from the old book to the new one.
    old, new
        The two books.
    cited
        Keys of the new book's bibliography.
    listed
        Rows of a kind that are listed for a table; the rest is told as a number. Values beyond this many a chapter are
        folded away, and printed whole.

    Returns
    -------
    str
        MyST Markdown in which nothing that came from a table is markup.
    """
    parts = [f"# What changed since {_named(old, new)}", _opening(found, old, new)]
    headings = _Headings({**old.headings, **new.headings})
    if found.findings:
        parts += ["## Findings that turned", _findings(found, headings)]
    if found.values:
        parts += ["## Numbers and words that moved", MOVED, *_values(found.values, headings, listed)]
    if found.parameters:
        parts += ["## Parameters that differ", _parameters(found, headings, new)]
    if found.files:
        parts += ["## Tables that differ", FILES, "\n".join(f"- {code(name)}" for name in found.files)]
    if found.tables:
        parts += ["## Rows of the tables", ROWS, _counts(found.tables, new)]
        for name, changes in found.tables.items():
            parts += [f"### {escape(name)}", *_rows(name, changes, old, new, cited, listed)]
    return "\n\n".join(parts) + "\n"


MOVED = (
    "What is printed in findings and in paragraphs, as it was and as it is. The change is that of the printed numbers, "
    "where both are plain numbers of one unit."
)
FILES = "One of the books does not have its tables with it, so that their rows cannot be compared. These files differ:"
ROWS = (
    "A row is named by its key. Cells stand as they do in the table, long ones cut to where they differ. "
    "`labatlas diff --format json` lists every row."
)


class _Headings(dict[str, str]):
    """Headings of the chapters; one that neither book has, though its findings are said, goes by its name."""

    def __missing__(self, chapter: str) -> str:
        return chapter.capitalize()


def _named(old: Book, new: Book) -> str:
    """Name the old book in the title of the page: by its day if it is an earlier state of the same."""
    built = _moment(old)
    same = (old.manifest.edition, old.manifest.title) == (new.manifest.edition, new.manifest.title)
    title = "the last book" if same else f"“{escape(old.manifest.title)}”"
    if built is None:
        return title
    return day(built.date()) if same else f"{title} of {day(built.date())}"


def _moment(book: Book) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(book.manifest.built).astimezone(dt.UTC)
    except ValueError:
        return None


def _opening(found: Difference, old: Book, new: Book) -> str:
    """Say in one paragraph with what the book is compared and how much differs."""
    built = _moment(old)
    when = f", built on {day(built.date())} at {built:%H:%M} UTC" if built else ""
    text = [
        f"This book is compared with “{escape(old.manifest.title)}”, edition {escape(old.manifest.edition)}{when}. "
        + (_sums(found) if found else "Nothing differs: no finding, no number, no parameter and no row.")
    ]
    if found.values and not found.parameters and found.tables == {} and not found.files:
        text.append("As no row and no parameter differs, the text or the program that computes it does.")
    for chapters, book, other in ((found.chapters_gone, old, "this"), (found.chapters_new, new, "the other")):
        if chapters:
            names = listing([f"“{escape(book.headings[name])}”" for name in chapters])
            verb = "is" if len(chapters) == 1 else "are"
            text.append(f"{names} {verb} not in {other} book, and {verb} not compared.")
    return " ".join(text)


def _sums(found: Difference) -> str:
    parameters = len({each.name.partition(".")[2] for each in found.parameters})
    parts = [
        f"{_none(len(found.findings), 'finding')} turned",
        f"{_none(len(found.values), 'number or word', 'numbers and words')} in the text moved",
        f"{_none(parameters, 'parameter')} {_differ(parameters)}",
    ]
    parts[0] = capitalize(parts[0])
    if found.tables is None:
        return f"{listing(parts)}; {noun(len(found.files), 'file')} of the evidence {_differ(len(found.files))}."
    rows = {kind: sum(len(getattr(each, kind)) for each in found.tables.values()) for kind in KINDS}
    if not any(rows.values()):
        return f"{listing(parts)}; no row of the evidence differs."
    # "3 rows were added, 1 removed, and 2 changed"
    (first, number), *others = [(kind, number) for kind, number in rows.items() if number]
    begun = f"{noun(number, 'row')} {'was' if number == 1 else 'were'} {first}"
    told = listing([begun, *(f"{count(more)} {kind}" for kind, more in others)])
    where = f"in {count(len(found.tables))} of {noun(len(catalogue()), 'table')}"
    return f"{listing(parts)}. In the evidence, {told}, {where}."


def _none(number: int, one: str, many: str = "") -> str:
    return noun(number, one, many) if number else f"no {one}"


def _differ(number: int) -> str:
    return "differ" if number > 1 else "differs"


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as a table; columns that are empty throughout are left out."""
    frame = pd.DataFrame(rows)
    return table_markdown(frame.loc[:, (frame != "").any()], kind=KIND)


def _findings(found: Difference, headings: Mapping[str, str]) -> str:
    behind: dict[str, list[str]] = {}
    for moved in found.values:
        behind.setdefault(moved.part, []).append(
            f"{escape(_key_of(moved))}: {escape(_or(moved.before))} → {escape(_or(moved.after))}"
        )
    return _table([_finding(turned, headings, behind.get(turned.id, [])) for turned in found.findings])


def _finding(turned: Turned, headings: Mapping[str, str], behind: list[str]) -> dict[str, Any]:
    return {
        "Finding": Markup(f"{escape(headings[turned.chapter])}: {escape(turned.question) or code(turned.id)}"),
        "Turned": f"{turned.before} → {turned.after}",
        "Said before": turned.sentence_before,
        "Says now": turned.sentence_after,
        "Values behind it": Markup("; ".join(behind)),
    }


def _values(values: Sequence[Moved], headings: Mapping[str, str], listed: int) -> list[str]:
    """List the values that moved by chapter, in the order of the book, those of a paragraph together."""
    parts = []
    for chapter, group in groupby(values, key=lambda moved: moved.chapter):
        own = list(group)
        parts += [f"### {escape(headings[chapter])}", _values_table(own[:listed])]
        if rest := own[listed:]:
            parts.append(f"::::{{dropdown}} {count(len(rest))} more\n{_values_table(rest)}::::")
    return parts


def _values_table(values: Sequence[Moved]) -> str:
    rows, last = [], None
    for moved in values:
        begun = moved.part and moved.part == last
        last = moved.part
        rows.append(
            {
                "Where": "" if begun else Markup(_place(moved)),
                "Value": _key_of(moved),
                "Before": _or(moved.before),
                "After": _or(moved.after),
                "Change": step(moved),
            }
        )
    return _table(rows)


def _place(moved: Moved) -> str:
    return (
        f"“{escape(opening(moved.where))}” ({code(moved.part)})" if moved.where else code(moved.part or moved.chapter)
    )


def _key_of(moved: Moved) -> str:
    """Return the name of a value within its paragraph, in words."""
    return (moved.name.removeprefix(f"{moved.part}-") if moved.part else moved.name).replace("_", " ")


def _or(text: str | None) -> str:
    return NOT_THERE if text is None else text


#: A plain number as printed: what stands before it, its sign, its digits, and its unit.
PLAIN = re.compile(
    r"(?P<head>(?:at least |at most |about |more than )?[<>≤≥~]?(?:[A-Z]{0,3}[$€£¥])?)(?P<sign>[-−+]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>%|[KMBT]|×|x|(?: [^\d,;()]+)?)"
)


def step(moved: Moved) -> str:
    """Print how far a number moved, as far as its two printed forms tell.

    Examples
    --------
    >>> step(Moved("a", "57.3%", "40%")), step(Moved("a", "1,146 people", "1,150 people"))
    ('−17.3 points', '+4')
    >>> step(Moved("a", "$1.2M", "$1.5M")), step(Moved("a", "1 person", "3 people"))
    ('+$0.3M', '+2')
    >>> [step(Moved("a", *each)) for each in (("$900K", "$1.5M"), ("GPT-3", "GPT-4"), ("5 months", "1 year"))]
    ['', '', '']
    >>> step(Moved("a", "25%", "25%", 0.001))
    'less than is printed'
    """
    if moved.before is not None and moved.before == moved.after:
        return "less than is printed"
    was, now = (PLAIN.fullmatch(text or "") for text in (moved.before, moved.after))
    if not was or not now or was["head"] != now["head"] or _singular(was["unit"]) != _singular(now["unit"]):
        return ""
    change = _number(now) - _number(was)
    unit = {"%": " points"}.get(now["unit"], "" if now["unit"].startswith(" ") else now["unit"])
    currency = re.sub(r"[^A-Z$€£¥]", "", now["head"])
    return f"{'−' if change < 0 else '+'}{currency}{abs(change).normalize():,f}{unit}"


def _singular(unit: str) -> str:
    """Return a unit as it stands after one, so that a person and two people count the same."""
    return {" people": " person"}.get(unit, re.sub(r"s$", "", re.sub(r"ies$", "y", unit)))


def _number(printed: re.Match[str]) -> Decimal:
    return Decimal(printed["digits"].replace(",", "")) * (-1 if printed["sign"] in ("-", "−") else 1)


def _parameters(found: Difference, headings: Mapping[str, str], new: Book) -> str:
    """List the parameters, one that differs alike in several chapters once."""
    chapters: dict[tuple[str, str, str], list[str]] = {}
    for moved in found.parameters:
        change = (moved.name.partition(".")[2], _code_or(moved.before), _code_or(moved.after))
        chapters.setdefault(change, []).append(moved.chapter)
    having = Counter(name for values in new.manifest.parameters.values() for name in values)
    return _table(
        [
            {
                "Parameter": Markup(code(name)),
                "Before": Markup(before),
                "After": Markup(after),
                "Chapters": "all that have it"
                if len(names) == having[name] > 1
                else listing([headings[chapter] for chapter in names]),
            }
            for (name, before, after), names in chapters.items()
        ]
    )


def _code_or(text: str | None) -> str:
    return NOT_THERE if text is None else code(text) if text else EMPTY


#: What can happen to a row; names of the parts of `TableChanges`.
KINDS = ("added", "removed", "changed")


def _counts(tables: Mapping[str, TableChanges], new: Book) -> str:
    now = new.tables or {}
    rows = [
        {
            "Table": Markup(code(name)),
            **{kind.capitalize(): count(len(getattr(changes, kind))) for kind in KINDS},
            "Rows now": count(len(now.get(name, ()))),
        }
        for name, changes in tables.items()
    ]
    return table_markdown(pd.DataFrame(rows), kind=KIND)


def _rows(
    name: str, changes: TableChanges, old: Book, new: Book, cited: Collection[str], listed: int
) -> list[str]:  # fmt: skip
    """List the rows of a table that came, went and changed, the first of each kind, and say how many there are."""
    find_old, find_new = (_finder((book.tables or {}).get(name), changes) for book in (old, new))
    rows = {
        "added": [_row(key, find_new(key), cited) for key in changes.added[:listed]],
        "removed": [_row(key, find_old(key), cited) for key in changes.removed[:listed]],
        "changed": [_row(row.key, find_new(row.key), cited, row) for row in changes.changed[:listed]],
    }
    parts = []
    for kind, shown in rows.items():
        number = len(getattr(changes, kind))
        if shown:
            more = f", the first {count(listed)} of them" if number > listed else ""
            parts += [f"{noun(number, 'row')} {kind}{more}:", _table(shown)]
    return parts


Row = Mapping[str, str]


def _finder(table: pd.DataFrame | None, changes: TableChanges) -> Callable[[Key], Row]:
    """Return a function that finds the row of a key."""
    keys = [*changes.added, *changes.removed, *(row.key for row in changes.changed)]
    columns = list(keys[0])
    if table is None or table.empty:
        return lambda key: key
    texts = table.reindex(columns=list(dict.fromkeys([*columns, *table.columns]))).astype("object").fillna("")
    known = {tuple(str(row[column]) for column in columns): row for row in texts.astype("str").to_dict("records")}
    return lambda key: {str(column): cell for column, cell in known.get(tuple(key.values()), key).items()}


#: Columns that say where a fact was read and how far it can be trusted, not what it says.
PROVENANCE = tuple(Sourced.to_schema().columns)


def _row(key: Key, row: Row, cited: Collection[str], changed: ChangedRow | None = None) -> dict[str, Any]:
    own = [code(cut(cell)[0]) for column, cell in key.items() if cell and column not in PROVENANCE]
    if changed is None:
        cells = [
            f"{escape(column)}: {code(cut(cell)[0])}"
            for column, cell in row.items()
            if cell and column not in key and column not in PROVENANCE
        ]
    else:
        cells = [
            f"{escape(column)}: {_code_or(before)} → {_code_or(after)}"
            for column, pair in changed.cells.items()
            for before, after in [cut(*pair)]
        ]
    source = row.get("source", "")
    place = f"{{cite}}`{source}`" if source in cited else code(source) if source else ""
    return {
        "Row": Markup(" · ".join(own)),
        "Cells": Markup("; ".join(cells)),
        "Source": Markup(f"{place} {escape(row.get('locator', ''))}".strip()),
    }


#: Letters of a cell that are shown, and those of them before the first that differs.
CELL_SHOWN, BEFORE_CHANGE = 120, 30


def cut(*cells: str) -> tuple[str, ...]:
    """Cut long cells to the part in which they begin to differ.

    Examples
    --------
    >>> cut("short", "shirt")
    ('short', 'shirt')
    >>> [text[:5] + text[-6:] for text in cut("a" * 500 + "b", "a" * 500 + "c")]
    ['…aaaaaaaaab', '…aaaaaaaaac']
    """
    if max(map(len, cells)) <= CELL_SHOWN:
        return cells
    same = next((place for place, letters in enumerate(zip(*cells, strict=False)) if len(set(letters)) > 1), None)
    if same is None:  # one cell, or one that begins with the other
        same = min(map(len, cells)) if len(cells) > 1 else 0
    start = max(0, same - BEFORE_CHANGE)
    return tuple(
        ("…" if start else "") + cell[start : start + CELL_SHOWN] + ("…" if len(cell) > start + CELL_SHOWN else "")
        for cell in cells
    )
