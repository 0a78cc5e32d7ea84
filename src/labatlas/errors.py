"""Errors a user can act on, and the problems they are made of."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One defect of the input, located so that an editor can be opened at it.

    Attributes
    ----------
    file
        Name of the file, relative to the data folder.
    row
        Row as a spreadsheet or editor numbers it (the header is row 1); 0 when
        the problem concerns the file as a whole.
    column
        Column name; empty when the problem concerns the whole row or file.
    value
        The offending value as it stands in the file.
    rule
        What was expected.
    hint
        What most likely mends it.
    """

    file: str
    row: int = 0
    column: str = ""
    value: str = ""
    rule: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        text = f"{place}: "
        if self.value:
            text += f"{self.value!r}: "
        text += self.rule
        if self.hint:
            text += f" ({self.hint})"
        return text


class LabAtlasError(Exception):
    """Base of every error that is shown to a user without a traceback."""


class DataError(LabAtlasError):
    """The data folder breaks one or more rules.

    Parameters
    ----------
    problems
        Every problem found, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the data"
        super().__init__("\n".join([head + ":", *(f"  {problem}" for problem in self.problems)]))


class UsageError(LabAtlasError):
    """A name or a value that was asked for is not one of the known ones."""


class BuildError(LabAtlasError):
    """A chapter, the HTML or the PDF could not be made."""


#: Known names that an error lists.
KNOWN_SHOWN = 20


def unknown(what: str, value: str, known: Sequence[str]) -> UsageError:
    """Say that a name is unknown, which names are known, and which one was probably meant.

    Examples
    --------
    >>> print(unknown("chapter", "talnt", ["talent", "compute"]))
    unknown chapter 'talnt': did you mean 'talent'? Known: compute, talent
    """
    names = sorted(known)
    shown = ", ".join(names[:KNOWN_SHOWN]) + (
        f" and {len(names) - KNOWN_SHOWN} more" if len(names) > KNOWN_SHOWN else ""
    )
    return UsageError(f"unknown {what} {value!r}: {suggestion(value, known)}Known: {shown or 'none'}")


def suggestion(value: str, known: Sequence[str]) -> str:
    """Return ``did you mean …? `` for the closest known name whatever its case, or nothing."""
    lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(value.lower(), lower, n=1)
    return f"did you mean {lower[close[0]]!r}? " if close else ""
