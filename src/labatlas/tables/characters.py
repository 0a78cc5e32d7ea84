"""Letters that a cell must not have: nobody sees them, and some of them turn what is seen around."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from labatlas.errors import Problem

#: Control letters, but not the tabulator and the line ends that a cell may have.
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"

#: Marks that change the direction of the text around them.
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

#: Letters without width. U+200C and U+200D belong to some scripts and are looked at more closely.
WIDTHLESS = "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"

JOINERS = "\u200c\u200d"

HIDDEN = re.compile(f"[{CONTROL}{DIRECTION}{WIDTHLESS}{JOINERS}\ud800-\udfff]")


def hidden_letter(text: str) -> str:
    r"""Return the first letter of a text that must not be in it, or nothing.

    Joiners stay where they belong, between letters that have no capitals (Persian, Hindi) and between signs (emoji).

    Examples
    --------
    >>> hidden_letter("OpenAI"), hidden_letter("Open\u200bAI") == "\u200b"
    ('', True)
    >>> hidden_letter("می‌خواهم")
    ''
    """
    for found in HIDDEN.finditer(text):
        around = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if found[0] in JOINERS and all(side and unicodedata.category(side)[:2] in JOINED for side in around):
            continue
        return found[0]
    return ""


#: Categories of letters that a joiner may stand between: without capitals, marks, signs.
JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})


def check_characters(file: str, frame: pd.DataFrame) -> list[Problem]:
    """Find hidden letters and formulas in the cells of a table.

    Parameters
    ----------
    file
        Name of the file, for the problems.
    frame
        Cells as text, indexed by row.

    Returns
    -------
    list
        A problem for each cell with a hidden letter, and for each that a spreadsheet would take for a formula.
    """
    problems = []
    for column in frame:
        present = frame[column].dropna()
        if not HIDDEN.search("\n".join(present)) and not present.str.startswith("=").any():
            continue
        for row, text in present.items():
            letter = hidden_letter(text)
            if letter:
                name = unicodedata.name(letter, "a control letter").lower()
                rule, hint = f"has U+{ord(letter):04X} ({name}), which nobody sees", "delete it; type the text anew"
            elif text.startswith("="):
                rule, hint = "is a formula", "give its value; text must not begin with ="
            else:
                continue
            problems.append(Problem(file, int(str(row)), str(column), text, rule, hint))
    return problems
