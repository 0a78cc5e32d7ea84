"""The files of a data folder: which one has which table, and its bytes, read with care."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Collection
from pathlib import Path

from labatlas.errors import Problem

#: Endings of the files that a table can be in.
SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet", ".arrow", ".feather")

#: A file beside the tables that is none, and that imports read.
ALIASES = "aliases.csv"

#: Bytes that a file may have; the largest table of the project has a thousandth of that.
MOST_BYTES = 50_000_000


class Unreadable(Exception):
    """A file cannot be read; it carries the problems that say why.

    Parameters
    ----------
    problems
        At least one.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def find_tables(folder: Path, names: Collection[str]) -> tuple[dict[str, Path], list[str], list[Problem]]:
    """Find the file of each table in a folder.

    Parameters
    ----------
    folder
        The data folder.
    names
        Names of the tables.

    Returns
    -------
    tuple
        The file of each table that the folder has; the files that look like tables and are none, by name; and the
        problems: a table in two files, or a file whose name is nearly that of a table.
    """
    try:
        if not folder.is_dir():
            rule = "the data folder is not a folder" if folder.exists() else "the data folder does not exist"
            return {}, [], [Problem(str(folder), rule=rule)]
        entries = sorted(folder.iterdir())
    except OSError as error:
        return {}, [], [Problem(str(folder), rule=f"the data folder cannot be read: {error.strerror}")]
    found: dict[str, Path] = {}
    others: list[str] = []
    problems: list[Problem] = []
    for path in entries:
        if path.suffix.lower() not in SUFFIXES or path.name.startswith(("~$", ".")) or path.name == ALIASES:
            continue
        if path.suffix == path.suffix.lower() and path.stem in names:
            if path.stem in found:
                hint = f"keep this or {found[path.stem].name}"
                problems.append(Problem(path.name, rule="the table stands in two files", hint=hint))
            else:
                found[path.stem] = path
            continue
        close = difflib.get_close_matches(path.stem.lower(), names, n=1, cutoff=0.85)
        if close:
            # Without this a misspelt file would silently leave the project's table in the book.
            hint = f"name it {close[0]}{path.suffix.lower()}?"
            problems.append(Problem(path.name, rule="there is no table of this name", hint=hint))
        else:
            others.append(path.name)
    return found, others, problems


def read_bytes(path: Path, folder: Path, most: int = MOST_BYTES) -> bytes:
    """Return the content of a file of a data folder.

    Parameters
    ----------
    path
        The file.
    folder
        The data folder, which a symbolic link must not leave.
    most
        Bytes it may have.

    Raises
    ------
    Unreadable
        If it is no ordinary file, lies elsewhere, is too large, may not be read, or changes while it is read.
    """

    def refused(rule: str, hint: str = "") -> Unreadable:
        return Unreadable(Problem(path.name, rule=rule, hint=hint))

    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            raise refused("is a link to a file outside the data folder", "copy the file into the folder")
        # Opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise refused("is not an ordinary file")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > most:
                raise refused(f"has {before.st_size:,} bytes, more than the {most:,} that are read")
            content = file.read(most + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise refused(f"the file cannot be read: {error.strerror or error}") from error
    except RuntimeError as error:  # a link that leads to itself, in older versions of Python
        raise refused(f"the file cannot be read: {error}") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise refused("the file changed while it was read", "save it, then try again")
    return content
