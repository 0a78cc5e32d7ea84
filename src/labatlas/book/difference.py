"""What changed from one edition, or one folder of tables, to another."""

from __future__ import annotations

import ast
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pandas as pd
from nbformat import NotebookNode
from pydantic import BaseModel, TypeAdapter, ValidationError

from labatlas.book.parameters import Value
from labatlas.chapters.publishing import MYST_MIME
from labatlas.errors import DataError, UsageError
from labatlas.tables import catalogue
from labatlas.tables.changes import ChangedRow, Key, TableChanges, compare_all
from labatlas.tables.dataset import read_folder
from labatlas.tables.files import find_tables

MANIFEST, FINDINGS, TABLES = "build.json", "findings.json", "data"

T = TypeVar("T")


class Manifest(BaseModel):
    """What a comparison reads of ``build.json``; a book of an earlier version may not say when it was built."""

    edition: str = ""
    title: str = ""
    built: str = ""
    parameters: dict[str, dict[str, Value]]
    inputs: dict[str, str] = {}
    errors: list[str] = []


class Printed(BaseModel):
    """A value as printed, and the number behind it."""

    text: str
    number: float | None = None


class Said(BaseModel):
    """A finding of ``findings.json``."""

    id: str
    chapter: str
    sentence: str
    holds: bool | None
    values: dict[str, Printed] = {}
    #: What the finding answers; books built before it was written down have none.
    question: str = ""


@dataclass(frozen=True)
class Glued:
    """A value that a paragraph has glued: its text, the paragraph's name in the book, and how the paragraph begins."""

    text: str
    part: str = ""
    where: str = ""


@dataclass(frozen=True)
class Book:
    """What a comparison knows of a built book; it is read at once, so that the book may be replaced afterwards.

    Attributes
    ----------
    manifest, digest
        Its manifest, and the SHA-256 of that.
    findings
        Its findings by id.
    values
        Values of the paragraphs by name, by chapter in the order of the book.
    headings
        The heading of each chapter.
    tables
        The tables it was made from; None if it does not have them with it.
    """

    manifest: Manifest
    digest: str
    findings: dict[str, Said]
    values: dict[str, dict[str, Glued]]
    headings: dict[str, str]
    tables: dict[str, pd.DataFrame] | None

    def record(self) -> dict[str, str]:
        """Return what identifies the book in the manifest of another."""
        named = {"edition": self.manifest.edition, "title": self.manifest.title, "built": self.manifest.built}
        return {**named, "sha256": self.digest}


@dataclass(frozen=True)
class Moved:
    """A value of the book that is not what it was.

    Attributes
    ----------
    name
        ``CHAPTER-PARAGRAPH-VALUE``, or the id of a finding and the name of its value; ``CHAPTER.NAME`` of a parameter.
    before, after
        As printed; None where the value is not there.
    change
        Difference of the numbers behind it, where both are known.
    chapter
        The chapter it is of.
    part
        What it stands in: ``CHAPTER-PARAGRAPH`` or the id of a finding; empty where that is not known.
    where
        How the paragraph begins, or what the finding says.
    """

    name: str
    before: str | None
    after: str | None
    change: float | None = None
    chapter: str = ""
    part: str = ""
    where: str = ""


#: What a finding says of itself, in words.
STANDINGS = {True: "holds", False: "does not hold", None: "is not known"}


@dataclass(frozen=True)
class Turned:
    """A finding that no longer stands as it did; ``before`` and ``after`` are words of `STANDINGS` or ``is not there``."""

    id: str
    before: str
    after: str
    sentence_before: str
    sentence_after: str
    chapter: str = ""
    question: str = ""


@dataclass(frozen=True)
class Difference:
    """Everything that differs.

    Attributes
    ----------
    tables
        What differs in the tables; None if one edition does not have its tables with it.
    files
        Tables that differ as files do, where the rows are not known.
    parameters
        Parameters before and after, by chapter and name.
    findings, values
        Findings that turned, and values that moved, in the order of the book.
    chapters_gone, chapters_new
        Chapters that only one of two editions has; nothing of them is compared.
    """

    tables: dict[str, TableChanges] | None
    files: list[str] = field(default_factory=list)
    parameters: list[Moved] = field(default_factory=list)
    findings: list[Turned] = field(default_factory=list)
    values: list[Moved] = field(default_factory=list)
    chapters_gone: list[str] = field(default_factory=list)
    chapters_new: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def record(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def difference(old: Path, new: Path, rest: Path | None = None) -> Difference:
    """Compare two built editions, or two folders of tables.

    Parameters
    ----------
    old, new
        Folders; an edition has ``build.json``, a folder of tables a file of one.
    rest
        Folder of the tables that a folder of tables lacks; the bundled evidence when omitted.

    Raises
    ------
    UsageError
        If a folder is neither, or one is an edition and the other is not.
    DataError
        If a table cannot be read, or a file of a folder is not clear.
    """
    editions = [_is_edition(folder) for folder in (old, new)]
    if all(editions):
        return between(read_book(old), read_book(new))
    if any(editions):
        raise UsageError("an edition cannot be compared with a folder of tables: name two of a kind")
    return Difference(compare_all(read_folder(old, rest=rest), read_folder(new, rest=rest), catalogue()))


def _is_edition(folder: Path) -> bool:
    if (folder / MANIFEST).is_file():
        return True
    found, _, problems = find_tables(folder, catalogue())
    if found or (problems and folder.is_dir()):
        return False
    raise UsageError(f"{folder} is neither an edition ({MANIFEST}) nor a folder of tables")


def read_book(folder: Path) -> Book:
    """Read a built book.

    Raises
    ------
    UsageError
        If the folder is not there or is not a book, the build of it failed, or a file of it is missing or damaged.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    if not _is_edition(folder):
        raise UsageError(f"{folder} is a folder of tables, not a built book ({MANIFEST})")
    manifest = _json(folder / MANIFEST, TypeAdapter(Manifest))
    if manifest.errors:
        raise UsageError(f"{folder} is what is left of a build that failed, not a book")
    chapters = {name: _chapter(folder / "notebooks" / f"{name}.ipynb") for name in manifest.parameters}
    try:
        tables = read_folder(folder / TABLES, only=True) if (folder / TABLES).is_dir() else None
    except DataError as error:
        raise UsageError(f"the tables of the book {folder} cannot be read: {error}") from error
    return Book(
        manifest,
        hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
        {finding.id: finding for finding in _json(folder / FINDINGS, TypeAdapter(list[Said]))},
        {name: values for name, (_, values) in chapters.items()},
        {name: heading for name, (heading, _) in chapters.items()},
        tables,
    )


def _json(path: Path, form: TypeAdapter[T]) -> T:
    try:
        return form.validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise UsageError(f"{path} is damaged or of another version: {place}: {first['msg'].lower()}") from error
        raise UsageError(f"{path} cannot be read: {error}") from error


def _chapter(path: Path) -> tuple[str, dict[str, Glued]]:
    """Return the heading of an executed chapter, and the values that it has glued."""
    try:
        notebook = nbformat.read(str(path), as_version=4)
        return _heading(notebook) or path.stem, _glued(path.stem, notebook)
    except Exception as error:  # reading a damaged notebook ends in whatever error its conversion stumbles into
        raise UsageError(f"{path} cannot be read: {type(error).__name__}: {error}") from error


def between(old: Book, new: Book) -> Difference:
    """Compare two built books.

    Parameters
    ----------
    old, new
        As `read_book` returns them.
    """
    tables, files = None, []
    if old.tables is not None and new.tables is not None:
        tables = compare_all(old.tables, new.tables, catalogue())
    else:
        hashes = old.manifest.inputs, new.manifest.inputs
        files = sorted(name for name in {*hashes[0], *hashes[1]} if hashes[0].get(name) != hashes[1].get(name))
    chapters = [list(book.manifest.parameters) for book in (old, new)]
    both = [name for name in chapters[1] if name in chapters[0]]
    # A chapter that was not built says nothing about its findings; a page of findings may say them all the same.
    ids = [
        key for key in {**new.findings, **old.findings}
        if key in old.findings.keys() & new.findings.keys() or (new.findings.get(key) or old.findings[key]).chapter in both
    ]  # fmt: skip
    moved_values = [
        *(moved for key in ids for moved in _moved(old.findings.get(key), new.findings.get(key))),
        *(moved for name in both for moved in _moved_in(name, old.values[name], new.values[name])),
    ]
    order = list(dict.fromkeys([*both, *(moved.chapter for moved in moved_values)]))
    return Difference(
        tables,
        files,
        [moved for name in both for moved in _parameters(name, old.manifest, new.manifest)],
        [turned for key in ids if (turned := _turned(old.findings.get(key), new.findings.get(key)))],
        sorted(moved_values, key=lambda moved: order.index(moved.chapter)),
        [name for name in chapters[0] if name not in both],
        [name for name in chapters[1] if name not in both],
    )


def _parameters(chapter: str, before: Manifest, after: Manifest) -> list[Moved]:
    was, now = ({name: str(value) for name, value in each.parameters[chapter].items()} for each in (before, after))
    return [
        Moved(f"{chapter}.{name}", was.get(name), now.get(name), chapter=chapter)
        for name in {**now, **was}
        if was.get(name) != now.get(name)
    ]


def _turned(was: Said | None, now: Said | None) -> Turned | None:
    either = now or was
    standing = [STANDINGS[each.holds] if each else "is not there" for each in (was, now)]
    if either is None or standing[0] == standing[1]:
        return None
    sentences = [each.sentence if each else "" for each in (was, now)]
    return Turned(either.id, standing[0], standing[1], sentences[0], sentences[1], either.chapter, either.question)


def _moved(was: Said | None, now: Said | None) -> list[Moved]:
    """Return the values of a finding that moved; a finding that came or went is told as a whole."""
    if was is None or now is None:
        return []
    found = []
    for name in {**now.values, **was.values}:
        old, new = was.values.get(name), now.values.get(name)
        if not _same(old, new):
            numbers = [each.number if each else None for each in (old, new)]
            change = None if numbers[0] is None or numbers[1] is None else numbers[1] - numbers[0]
            texts = [each.text if each else None for each in (old, new)]
            found.append(Moved(f"{now.id}-{name}", texts[0], texts[1], change, now.chapter, now.id, now.sentence))
    return found


def _same(old: Printed | None, new: Printed | None) -> bool:
    """Tell whether a value is what it was, but for the last digits of its computation."""
    if old is None or new is None or old.text != new.text or old.number is None or new.number is None:
        return old == new
    return math.isclose(old.number, new.number, rel_tol=1e-9)


def _moved_in(chapter: str, was: Mapping[str, Glued], now: Mapping[str, Glued]) -> list[Moved]:
    """Return the values of the paragraphs of a chapter that moved."""
    found = []
    for name in {**now, **was}:
        texts = [each[name].text if name in each else None for each in (was, now)]
        if texts[0] != texts[1]:
            glued = now.get(name) or was[name]
            found.append(Moved(name, texts[0], texts[1], None, chapter, glued.part, glued.where))
    return found


#: Words of a paragraph that tell a reader which one it is.
OPENING = 8


def opening(text: str, words: int = OPENING) -> str:
    """Return how a text begins.

    Examples
    --------
    >>> opening("The United States holds 1,146 of the 2,000 listings.")
    'The United States holds 1,146 of the 2,000 …'
    >>> opening("It is 5.")
    'It is 5.'
    """
    all_words = text.split()
    return " ".join(all_words[:words]).rstrip(",;:.") + " …" if len(all_words) > words else " ".join(all_words)


def _glued(chapter: str, notebook: NotebookNode) -> dict[str, Glued]:
    """Return the values that an executed notebook has glued, by name; the paragraph they are of is shown after them."""
    values: dict[str, Glued] = {}
    waiting: dict[str, str] = {}
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        data = output.get("data", {})
        name = output.get("metadata", {}).get("scrapbook", {}).get("name")
        for form, text in data.items():
            if name and form.endswith("text/plain"):
                waiting[str(name)] = _value(text)
        if MYST_MIME in data:
            parts = [f"{chapter}-{fact}" for fact in data[MYST_MIME].get("facts", {})]
            for glued, text in waiting.items():
                part = next((part for part in parts if glued.startswith(f"{part}-")), "")
                values[glued] = Glued(text, part, opening(_plain(data.get("text/html", ""))) if part else "")
            waiting = {}
    return values | {name: Glued(text) for name, text in waiting.items()}


def _value(text: str) -> str:
    """Return a glued text without its quotes; what else a chapter may glue, a table or a figure, as it is printed."""
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def _plain(page: str) -> str:
    """Return the text of a paragraph that JupyterLab shows."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


def _heading(notebook: NotebookNode) -> str:
    """Return the first heading of a chapter."""
    texts = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ").strip() for line in texts if line.startswith("# ")), "")


#: Rows and values of a kind that the text lists; JSON has them all.
LISTED = 20


def lines(found: Difference, listed: int = LISTED) -> list[str]:
    """Say in lines what differs, findings first.

    Parameters
    ----------
    found
        What differs.
    listed
        Rows and values of a kind that are listed.
    """
    if not found:
        return ["Nothing differs."]
    text: list[str] = []
    for chapters, word in ((found.chapters_gone, "old"), (found.chapters_new, "new")):
        if chapters:
            text.append(f"Chapters that only the {word} one has, not compared: {', '.join(chapters)}")
    if found.parameters:
        text += ["Parameters", *(f"  {line}" for line in _parameter_lines(found.parameters))]
    if found.findings:
        text += ["Findings that turned", *(line for each in found.findings for line in _turned_lines(each))]
    if found.values:
        text += [f"Numbers and words that moved: {len(found.values):,}", *_values_lines(found.values, listed)]
    if found.files:
        text += ["Tables that differ (their rows are not known, as an edition was built without them)"]
        text += [f"  {name}" for name in found.files]
    for name, changes in (found.tables or {}).items():
        counts = [
            f"{len(rows):,} {word}"
            for rows, word in ((changes.added, "added"), (changes.removed, "removed"), (changes.changed, "changed"))
            if rows
        ]
        text.append(f"{name}: {', '.join(counts)}")
        text += _some(changes.added, listed, lambda key: f"+ {_key(key)}")
        text += _some(changes.removed, listed, lambda key: f"- {_key(key)}")
        text += _some(changes.changed, listed, _changed_line)
    return text


def _parameter_lines(parameters: list[Moved]) -> list[str]:
    """Say a change that several chapters share once, with the chapters."""
    shared: dict[Moved, list[str]] = {}
    for each in parameters:
        alone = replace(each, name=each.name.removeprefix(f"{each.chapter}."), chapter="")
        shared.setdefault(alone, []).append(each.chapter)
    return [f"{_moved_line(each)} ({', '.join(chapters)})" for each, chapters in shared.items()]


def _values_lines(values: list[Moved], listed: int) -> list[str]:
    """List values below the paragraph or finding that they stand in."""
    text, last = [], ""
    for moved in values[:listed]:
        if moved.part != last and moved.where:
            text.append(f"  {moved.chapter}: “{opening(moved.where)}”")
        last = moved.part
        text.append(f"{'    ' if moved.where else '  '}{_moved_line(moved)}")
    more = len(values) - listed
    return text + ([f"  … and {more:,} more"] if more > 0 else [])


def _some(rows: list[Any], listed: int, write: Any) -> list[str]:
    more = len(rows) - listed
    return [f"  {write(row)}" for row in rows[:listed]] + ([f"  … and {more:,} more"] if more > 0 else [])


def _key(key: Key) -> str:
    return ", ".join(cell for cell in key.values() if cell)


def _changed_line(row: ChangedRow) -> str:
    cells = "; ".join(f"{column}: {was or 'empty'} → {now or 'empty'}" for column, (was, now) in row.cells.items())
    return f"~ {_key(row.key)}: {cells}"


def _moved_line(moved: Moved) -> str:
    hidden = " (moved less than is printed)" if moved.before is not None and moved.before == moved.after else ""
    return f"{moved.name}: {_or_none(moved.before)} → {_or_none(moved.after)}{hidden}"


def _or_none(text: str | None) -> str:
    return "not there" if text is None else text


def _turned_lines(turned: Turned) -> list[str]:
    said = (("-", turned.sentence_before), ("+", turned.sentence_after))
    return [f"  {turned.id}: {turned.before} → {turned.after}", *(f"    {mark} {text}" for mark, text in said if text)]
