"""Read one foreign cell: a number, a quantity, a date, or several values in one."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pint

from labatlas.tables.notations import FULL_WIDTH, without_mark

DateOrder = Literal["year-first", "month-first", "day-first"]

#: Words that stand for an empty cell.
EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "nan", "none", "null", "unknown", "#n/a", "?"})

SUFFIXES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "t": 1e12,
    "trillion": 1e12, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11,
    "万亿": 1e12,
}  # fmt: skip

_SUFFIX = "|".join(sorted(SUFFIXES, key=len, reverse=True))

#: What stands before or after a number that is only the least or the most of what is meant.
AT_LEAST = (r"(?:>=?|≥|⩾|at least|more than|over|above|超过|逾|至少)\s*", r"\s*(?:\+|or more|以上|余|多)")
AT_MOST = (
    r"(?:<=?|≤|⩽|at most|up to|less than|fewer than|under|below|不到|少于|至多)\s*",
    r"\s*(?:or less|or fewer|以下|以内)",
)

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (dt.date(2000, number, 1).strftime("%B").lower(), dt.date(2000, number, 1).strftime("%b").lower())
} | {"sept": 9}


class Unreadable(ValueError):
    """A cell is not what its column has; the text says why."""


def is_empty(cell: object) -> bool:
    """Tell whether a cell says nothing.

    Examples
    --------
    >>> is_empty(None), is_empty("N/A"), is_empty("0")
    (True, True, False)
    """
    return cell is None or cell != cell or str(cell).strip().casefold() in EMPTY


def number(cell: object) -> float | None:
    """Read a number as spreadsheets and people write it.

    Parameters
    ----------
    cell
        Text such as ``2E+11``, ``1,200``, ``$1.5B``, ``12 %`` or ``300 万``.

    Returns
    -------
    float or None
        The number; None for an empty cell.

    Raises
    ------
    Unreadable
        If it is no finite number.

    Examples
    --------
    >>> number("2E+11"), number("$1.5B"), number("1,200"), number(None)
    (200000000000.0, 1500000000.0, 1200.0, None)
    """
    if is_empty(cell):
        return None
    text, _ = without_mark(_line(cell))
    match = re.fullmatch(
        rf"([+-]?[\d.,\s]*\d\.?(?:[eE][+-]?\d+)?)\s*({_SUFFIX}|%)?\+?",
        text,
        re.IGNORECASE,
    )
    if not match:
        if text.casefold().lstrip("+-") in {"inf", "infinity", "∞"}:
            raise Unreadable("infinite")
        raise Unreadable("not a number")
    digits = match[1].replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif "," in digits:
        raise Unreadable("not clear whether the comma marks thousands or decimals")
    try:
        value = float(digits)
    except ValueError as error:
        raise Unreadable("not a number") from error
    if not math.isfinite(value):
        raise Unreadable("infinite")
    if match[2]:
        value *= 0.01 if match[2] == "%" else SUFFIXES[match[2].casefold()]
    return value


def _line(cell: object) -> str:
    return str(cell).strip().replace("\u2212", "-").replace("\u00a0", " ")


@dataclass(frozen=True)
class Amount:
    """What a cell with a number says besides it.

    Attributes
    ----------
    text
        The number alone, with its multiple such as ``bn``.
    mark
        The mark of money that stands at it; empty if none.
    open
        ``up`` if the number is the least of what is meant, ``down`` if it is the most; else empty.
    """

    text: str
    mark: str = ""
    open: Literal["", "up", "down"] = ""


def amount(cell: object) -> Amount:
    """Part the number of a cell from a mark of money and from what makes it a bound.

    Raises
    ------
    Unreadable
        If the cell says both the least and the most.

    Examples
    --------
    >>> amount("$1bn+"), amount("≥ 5").open, amount("up to €5m")
    (Amount(text='1bn', mark='$', open='up'), 'up', Amount(text='5m', mark='€', open='down'))
    """
    text, before = _without_bound(_line(cell).translate(FULL_WIDTH))
    text, mark = without_mark(text)
    text, after = _without_bound(text)
    if before and after and before != after:
        raise Unreadable("not clear whether it is the least or the most")
    return Amount(text, mark, before or after)


def _without_bound(text: str) -> tuple[str, Literal["", "up", "down"]]:
    ends: tuple[tuple[Literal["up", "down"], tuple[str, str]], ...] = (("up", AT_LEAST), ("down", AT_MOST))
    for end, (before, after) in ends:
        rest = re.sub(rf"^{before}|{after}$", "", text, flags=re.IGNORECASE)
        if rest != text:
            return rest, end
    return text, ""


#: A number that is 350 to some and 350,000 to others.
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")

#: Numbers that can be read in one way only: with a point before the decimals, and with a comma.
WITH_POINT = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d*\.(?:\d{1,2}|\d{4,})|(?:0|\d{4,})\.\d+)"
)
WITH_COMMA = re.compile(
    r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})|(?:0|\d{4,}),\d+)"
)


def decimal_of(cells: Iterable[object]) -> Literal["", ".", ","]:
    """Return what marks the decimals in a column, where a number of it shows that; nothing where none or both are shown.

    Examples
    --------
    >>> decimal_of(["350.000", "1.5"]), decimal_of(["350.000", "1.200.000"]), decimal_of(["350.000", "12"])
    ('.', ',', '')
    """
    texts = []
    for cell in cells:
        if not is_empty(cell):
            with contextlib.suppress(Unreadable):
                texts.append(re.sub(rf"\s*({_SUFFIX}|%)$", "", amount(cell).text, flags=re.IGNORECASE))
    point = any(WITH_POINT.fullmatch(text) for text in texts)
    comma = any(WITH_COMMA.fullmatch(text) for text in texts)
    return "" if point == comma else "." if point else ","


@functools.cache
def _units() -> pint.UnitRegistry:
    registry: pint.UnitRegistry = pint.UnitRegistry()
    registry.define("flop = [operation] = FLOP")
    return registry


@functools.cache
def factor(unit: str, wanted: str) -> float:
    """Return how many of the wanted unit one unit is.

    Raises
    ------
    Unreadable
        If one does not convert into the other.

    Examples
    --------
    >>> factor("byte/s", "GB/s"), factor("hour", "day") * 24
    (1e-09, 1.0)
    """
    try:
        return float(_units().Quantity(1, unit).to(wanted).magnitude)
    except pint.PintError as error:
        raise Unreadable(f"{unit} does not convert into {wanted}") from error


def date(cell: object, order: DateOrder = "year-first") -> str | None:
    """Read a date as precisely as the cell has it.

    Parameters
    ----------
    cell
        ``2019``, ``2019-07``, ``2019-07-22``, ``9/19/2025``, ``Jul 2019``, ``22 July 2019``, ``2019年7月``; a time of day is
        left out.
    order
        What comes first where all parts are numbers and the year is last.

    Returns
    -------
    str or None
        ISO 8601, reduced to what is known; None for an empty cell.

    Raises
    ------
    Unreadable
        If it is no date, or could be read in two ways.

    Examples
    --------
    >>> date("9/19/2025", "month-first"), date("2025-11-21 23:11:07+00:00"), date("Jul 2019")
    ('2025-09-19', '2025-11-21', '2019-07')
    """
    if is_empty(cell):
        return None
    text = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", str(cell).strip())
    if match := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", text):
        return _iso(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?", text):
        return _iso(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        if order == "year-first":
            raise Unreadable("not clear whether the day or the month comes first")
        month, day = (match[1], match[2]) if order == "month-first" else (match[2], match[1])
        return _iso(match[3], month, day)
    if match := re.fullmatch(r"(?:(\d{1,2})\.? )?([A-Za-z]+)\.?,?(?: (\d{1,2}),)? (\d{4})", text):
        month_number = MONTHS.get(match[2].lower())
        if month_number:
            return _iso(match[4], str(month_number), match[1] or match[3])
    raise Unreadable("not a date")


def _iso(year: str, month: str | None, day: str | None) -> str:
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise Unreadable("names a day that does not exist") from error
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def several(cell: object) -> list[str]:
    """Split a cell with several values.

    A comma without a space after it, a semicolon, and a line break part values; a comma in brackets or before a space
    belongs to a name.

    Examples
    --------
    >>> several("Google,OpenAI"), several("Books (A,B),Wiki"), several("University of California, Berkeley")
    (['Google', 'OpenAI'], ['Books (A,B)', 'Wiki'], ['University of California, Berkeley'])
    """
    if is_empty(cell):
        return []
    parts = re.split(r"(?:,(?! )|;|\n)(?![^(]*\))", str(cell))
    return [part.strip() for part in parts if part.strip()]


def plain(value: float) -> str:
    """Write a number as a table has it: no exponent, no thousands, fifteen digits at most.

    Examples
    --------
    >>> plain(2e11), plain(0.25), plain(4.64e11), plain(4e-14)
    ('200000000000', '0.25', '464000000000', '0.00000000000004')
    """
    from decimal import Decimal

    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
