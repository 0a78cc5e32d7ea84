"""Names of responsible-AI licences as a grammar: ``[Open]RAIL[-[D][A][M][S]]``, letters in this order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from labatlas.errors import UsageError
from labatlas.formatting import listing

#: Letters in the order in which a name has them: data, application, model, source code.
ORDER = "DAMS"

NAME = re.compile(r"(?P<open>open)?[ -]?rail(?:-(?P<letters>[a-z]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class RailName:
    """The name of a responsible-AI licence.

    Attributes
    ----------
    letters
        What the restrictions of use cover, letters of `ORDER` in order; empty when the name does not say.
    open
        Whether the work is free of charge and may be licensed on.
    """

    letters: str
    open: bool

    def __str__(self) -> str:
        """Write the name.

        Examples
        --------
        >>> str(RailName("MS", True)), str(RailName("", False))
        ('OpenRAIL-MS', 'RAIL')
        """
        return f"{'Open' if self.open else ''}RAIL{'-' if self.letters else ''}{self.letters}"


def parse(name: str) -> RailName:
    """Read a name of a responsible-AI licence, in any case of letters.

    Raises
    ------
    UsageError
        If it is none; where only order or repetition is wrong, the message gives the right name.

    Examples
    --------
    >>> parse("openrail-m"), parse("RAIL-DAMS").letters
    (RailName(letters='M', open=True), 'DAMS')
    >>> parse("OpenRAIL-SM")
    Traceback (most recent call last):
    labatlas.errors.UsageError: 'OpenRAIL-SM': letters stand in the order D-A-M-S, each once: did you mean OpenRAIL-MS?
    """
    found = NAME.fullmatch(name.strip())
    if found is None:
        raise UsageError(f"{name!r} is no RAIL name: write RAIL or OpenRAIL, and after a hyphen letters of {ORDER}")
    letters = (found["letters"] or "").upper()
    strange = sorted(set(letters) - set(ORDER))
    if strange:
        raise UsageError(
            f"{name!r}: {listing(strange)} {'stands' if len(strange) == 1 else 'stand'} for no part of a work: letters are "
            f"{listing(list(ORDER))}"
        )
    right = RailName("".join(letter for letter in ORDER if letter in letters), found["open"] is not None)
    if right.letters != letters:
        raise UsageError(f"{name!r}: letters stand in the order {'-'.join(ORDER)}, each once: did you mean {right}?")
    return right


def is_name(text: str) -> bool:
    """Tell whether a text is a name of the grammar.

    Examples
    --------
    >>> is_name("OpenRAIL-M"), is_name("OpenRAIL-SM"), is_name("MIT")
    (True, False, False)
    """
    try:
        parse(text)
    except UsageError:
        return False
    return True


def generate(open: bool = True) -> list[RailName]:
    """Return every name that says what it covers, shorter names first.

    Examples
    --------
    >>> [str(name) for name in generate()][:6]
    ['OpenRAIL-D', 'OpenRAIL-A', 'OpenRAIL-M', 'OpenRAIL-S', 'OpenRAIL-DA', 'OpenRAIL-DM']
    """
    return [
        RailName("".join(letters), open) for size in range(1, len(ORDER) + 1) for letters in combinations(ORDER, size)
    ]
