"""What changed from one edition, or one folder of tables, to another."""

from __future__ import annotations

import ast
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from labatlas.errors import DataError, UsageError
from labatlas.tables import catalogue
from labatlas.tables.changes import ChangedRow, Key, TableChanges, compare_all
from labatlas.tables.reading import read_table

MANIFEST, FINDINGS, TABLES = "build.json", "findings.json", "data"


@dataclass(frozen=True)
class Moved:
    """A value of the book that is not what it was.

    Attributes
    ----------
    name
        ``CHAPTER-PARAGRAPH-VALUE``, or the id of a finding and the name of its value.
    before, after
        As printed; None where the value is not there.
    change
        Difference of the numbers behind it, where both are known.
    """

    name: str
    before: str | None
    after: str | None
    change: float | None = None


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
        Findings that turned, and values that moved.
    """

    tables: dict[str, TableChanges] | None
    files: list[str] = field(default_factory=list)
    parameters: list[Moved] = field(default_factory=list)
    findings: list[Turned] = field(default_factory=list)
    values: list[Moved] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tables or self.files or self.parameters or self.findings or self.values)

    def record(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def difference(old: Path, new: Path) -> Difference:
    """Compare two built editions, or two folders of tables.

    Parameters
    ----------
    old, new
        Folders; an edition has ``build.json``, a folder of tables ``sources.csv``.

    Raises
    ------
    UsageError
        If a folder is neither, or one is an edition and the other is not.
    DataError
        If a table cannot be read.
    """
    editions = [_is_edition(folder) for folder in (old, new)]
    if all(editions):
        return _between_editions(old, new)
    if any(editions):
        raise UsageError("an edition cannot be compared with a folder of tables: name two of a kind")
    return Difference(compare_all(_tables(old), _tables(new), catalogue()))


def _is_edition(folder: Path) -> bool:
    if (folder / MANIFEST).is_file():
        return True
    if any((folder / f"{name}.csv").is_file() for name in catalogue()):
        return False
    raise UsageError(f"{folder} is neither an edition ({MANIFEST}) nor a folder of tables")


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables that a folder has; one that it does not have is empty."""
    tables, problems = {}, []
    for name in catalogue():
        if (folder / f"{name}.csv").is_file():
            tables[name], found = read_table(folder / f"{name}.csv")
            problems += found
    if problems:
        raise DataError(problems)
    return tables


def _between_editions(old: Path, new: Path) -> Difference:
    before, after = (_json(folder / MANIFEST) for folder in (old, new))
    with_tables = all((folder / TABLES).is_dir() for folder in (old, new))
    hashes = [edition.get("inputs", {}) for edition in (before, after)]
    files = sorted(name for name in {*hashes[0], *hashes[1]} if hashes[0].get(name) != hashes[1].get(name))
    tables = compare_all(_tables(old / TABLES), _tables(new / TABLES), catalogue()) if with_tables else None
    chapters = [set(edition.get("parameters", {})) for edition in (before, after)]
    findings = [{finding["id"]: finding for finding in _json(folder / FINDINGS)} for folder in (old, new)]
    # A chapter that was not built says nothing about its findings and numbers.
    both = chapters[0] & chapters[1]
    findings = [
        {key: each for key, each in found.items() if each["chapter"] in both} for found in findings
    ]  # fmt: skip
    return Difference(
        tables,
        [] if with_tables else files,
        _parameters(before, after),
        _turned(*findings),
        _moved(*findings) + _glued(old, new, both),
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _parameters(before: dict[str, Any], after: dict[str, Any]) -> list[Moved]:
    flat = [
        {
            f"{chapter}.{name}": str(value)
            for chapter, values in edition.get("parameters", {}).items()
            for name, value in values.items()
        }
        for edition in (before, after)
    ]
    names = sorted(flat[0].keys() | flat[1].keys())
    return [
        Moved(name, flat[0].get(name), flat[1].get(name)) for name in names if flat[0].get(name) != flat[1].get(name)
    ]


def _turned(before: dict[str, Any], after: dict[str, Any]) -> list[Turned]:
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key, {}), after.get(key, {})
        standing = [STANDINGS[each.get("holds")] if each else "is not there" for each in (was, now)]
        if standing[0] != standing[1]:
            found.append(Turned(key, standing[0], standing[1], was.get("sentence", ""), now.get("sentence", "")))
    return found


def _moved(before: dict[str, Any], after: dict[str, Any]) -> list[Moved]:
    """Return the values of findings that moved; a finding that came or went is told as a whole."""
    found = []
    for key in sorted(before.keys() & after.keys()):
        was, now = before[key].get("values", {}), after[key].get("values", {})
        for name in sorted(was.keys() | now.keys()):
            old, new = was.get(name, {}), now.get(name, {})
            if (old.get("text"), old.get("number")) == (new.get("text"), new.get("number")):
                continue
            numbers = old.get("number"), new.get("number")
            change = None if None in numbers else float(numbers[1]) - float(numbers[0])
            found.append(Moved(f"{key}-{name}", old.get("text"), new.get("text"), change))
    return found


def _glued(old: Path, new: Path, chapters: set[str]) -> list[Moved]:
    """Return the values of the paragraphs that moved."""
    found = []
    for chapter in sorted(chapters):
        was, now = (_values(folder / "notebooks" / f"{chapter}.ipynb") for folder in (old, new))
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                found.append(Moved(name, was.get(name), now.get(name)))
    return found


def _values(notebook: Path) -> dict[str, str]:
    """Return the values that an executed notebook has glued, by name."""
    if not notebook.is_file():
        return {}
    values = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            for form, text in output.get("data", {}).items():
                if name and form.endswith("text/plain"):
                    values[str(name)] = str(ast.literal_eval(text))
    return values


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
    if found.parameters:
        text += ["Parameters", *(f"  {_moved_line(each)}" for each in found.parameters)]
    if found.findings:
        text += ["Findings that turned", *(line for each in found.findings for line in _turned_lines(each))]
    if found.values:
        text += [f"Numbers and words that moved: {len(found.values):,}", *_some(found.values, listed, _moved_line)]
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


def _some(rows: list[Any], listed: int, write: Any) -> list[str]:
    more = len(rows) - listed
    return [f"  {write(row)}" for row in rows[:listed]] + ([f"  … and {more:,} more"] if more > 0 else [])


def _key(key: Key) -> str:
    return ", ".join(cell for cell in key.values() if cell)


def _changed_line(row: ChangedRow) -> str:
    cells = "; ".join(f"{column}: {was or 'empty'} → {now or 'empty'}" for column, (was, now) in row.cells.items())
    return f"~ {_key(row.key)}: {cells}"


def _moved_line(moved: Moved) -> str:
    return f"{moved.name}: {_or_none(moved.before)} → {_or_none(moved.after)}"


def _or_none(text: str | None) -> str:
    return "not there" if text is None else text


def _turned_lines(turned: Turned) -> list[str]:
    said = (("-", turned.sentence_before), ("+", turned.sentence_after))
    return [f"  {turned.id}: {turned.before} → {turned.after}", *(f"    {mark} {text}" for mark, text in said if text)]
