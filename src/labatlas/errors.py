"""Errors a user can act on, and the problems they are made of."""

from __future__ import annotations

import difflib
import html
from collections.abc import Sequence
from dataclasses import asdict, dataclass


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
            text += f"{shortened(self.value)!r}: "
        text += self.rule
        if self.hint:
            text += f" ({self.hint})"
        return visible(text)


#: Letters of a cell that a message shows.
VALUE_SHOWN = 200


def shortened(value: str) -> str:
    """Return a cell as far as a message has room for it."""
    return value if len(value) <= VALUE_SHOWN else f"{value[:VALUE_SHOWN]}…"


def visible(text: str) -> str:
    r"""Return text with the letters escaped that nobody sees or that steer a terminal.

    Examples
    --------
    >>> print(visible("open\u200bai\x1b[31m"))
    open\u200bai\x1b[31m
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def records(problems: Sequence[Problem]) -> list[dict[str, str | int | None]]:
    """Return problems as plain records, for other programs; the row is None where the file as a whole is meant."""
    return [asdict(problem) | {"row": problem.row or None} for problem in problems]


#: Heads of the columns in which a report shows the parts of a problem.
HEADS = {
    "file": "File",
    "row": "Row",
    "column": "Column",
    "value": "Value",
    "rule": "What is wrong",
    "hint": "Likely fix",
}

CELL_STYLE = "text-align:left;vertical-align:top;padding:.3em .8em .3em 0;border-bottom:1px solid #ccc"


def problem_table(problems: Sequence[Problem]) -> str:
    """Return problems as an HTML table in which nothing that came from a file is markup or a formula."""
    rows = []
    for record in records(problems):
        shown = {head: visible(shortened(str(record[name]))) if record[name] else "" for name, head in HEADS.items()}
        # A phone shows the cells below each other; each then needs its head.
        cells = "".join(
            f'<td style="{CELL_STYLE}" data-head="{head}">{_quoted(text)}</td>' for head, text in shown.items()
        )
        rows.append(f"<tr>{cells}</tr>")
    head = "".join(f'<th style="{CELL_STYLE}" scope="col">{name}</th>' for name in HEADS.values())
    return (
        f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _quoted(text: str) -> str:
    # A dollar alone in an element opens no formula in JupyterLab.
    return html.escape(text).replace("$", "<span>$</span>").replace("\n", "<br>")


def problem_count(problems: Sequence[Problem]) -> str:
    """Say how many problems there are.

    Examples
    --------
    >>> problem_count([Problem("pay.csv")])
    '1 problem in the data'
    """
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in the data"


#: Problems that stand as text below their table.
PROBLEMS_REPEATED = 10


class LabAtlasError(Exception):
    """Base of every error that is shown to a user without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class DataError(LabAtlasError):
    """The data folder breaks one or more rules.

    Parameters
    ----------
    problems
        Every problem found, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        head = problem_count(self.problems)
        super().__init__("\n".join([head + ":", *(f"  {problem}" for problem in self.problems)]))

    def _render_traceback_(self) -> list[str]:
        """Show the problems as a table in JupyterLab, and the first again as text, which is all that papermill prints."""
        from IPython.display import display

        page = f"<p><b>{problem_count(self.problems)}</b></p>{problem_table(self.problems)}"
        display({"text/html": page, "text/plain": str(self)}, raw=True)
        lines = [f"  {problem}" for problem in self.problems[:PROBLEMS_REPEATED]]
        more = len(self.problems) - PROBLEMS_REPEATED
        last = [f"  and {more} more, all in the table above"] if more > 0 else []
        return [f"{type(self).__name__}: {problem_count(self.problems)}:", *lines, *last]


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
