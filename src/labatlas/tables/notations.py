"""Numbers and dates as people write them, read only where a declaration says so."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Self

import pycountry

#: Letters as wide as a Chinese character and the ASCII they stand for; U+FFE5 is the wide yen sign, U+3000 the wide space.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: "¥", 0x3000: " ", 0x3002: "."}


@dataclass(frozen=True)
class Numbers:
    """How numbers of a column are written; see `labatlas.tables.declarations.Column`."""

    thousands: str | None = None
    decimal: str = "."
    percent: Literal["number", "fraction"] | None = None
    currency: tuple[str, ...] = ()
    full_width: bool = False
    chinese: bool = False

    def read(self, text: str) -> str:
        """Return a number in plain digits.

        Parameters
        ----------
        text
            The number as it is written.

        Raises
        ------
        ValueError
            If it is not written so; the message says how it should be.

        Examples
        --------
        >>> Numbers(thousands=",", currency=("$",)).read("$1,900,000")
        '1900000'
        >>> Numbers(percent="fraction").read("57.3%"), Numbers(percent="number").read("57.3%")
        ('0.573', '57.3')
        >>> Numbers(full_width=True, chinese=True).read("１．２亿")
        '120000000'
        """
        rest = text.translate(FULL_WIDTH) if self.full_width else text
        rest = rest.strip().replace("−", "-")
        for mark in self.currency:
            mark = mark.translate(FULL_WIDTH) if self.full_width else mark
            shorter = rest.removeprefix(mark).removesuffix(mark).strip()
            if shorter != rest:
                rest = shorter
                break
        scale = Decimal(1)
        if self.percent and rest.endswith("%"):
            rest = rest[:-1].rstrip()
            scale = Decimal("0.01") if self.percent == "fraction" else scale
        sign = -1 if rest.startswith("-") else 1
        rest = rest.removeprefix("-").strip()
        value = self._chinese(rest) if self.chinese and CHINESE.search(rest) else self._digits(rest)
        return plain(sign * scale * value)

    def _digits(self, text: str) -> Decimal:
        decimal = re.escape(self.decimal)
        whole = r"[0-9]+"
        if self.thousands:
            whole = rf"(?:[0-9]+|[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+)"
        if not re.fullmatch(rf"{whole}(?:{decimal}[0-9]+)?(?:[eE][+-]?[0-9]{{1,3}})?", text):
            raise ValueError(f"must be a number {self}")
        if self.thousands:
            text = text.replace(self.thousands, "")
        return Decimal(text.replace(self.decimal, "."))

    def _chinese(self, text: str) -> Decimal:
        if self.thousands:
            text = re.sub(rf"(?<=[0-9]){re.escape(self.thousands)}(?=[0-9]{{3}})", "", text)
        return chinese_number(text.replace(self.decimal, ".") if self.decimal != "." else text)

    def __str__(self) -> str:
        """Say in words how a number is written."""
        parts = [f"with {self.thousands!r} between thousands"] if self.thousands else []
        parts += [f"with {self.decimal!r} before decimals"] if self.decimal != "." else []
        parts += ["with or without %"] if self.percent else []
        parts += [f"with or without {', '.join(self.currency)}"] if self.currency else []
        parts += ["with 万 and 亿"] if self.chinese else []
        return ", ".join(parts) or "in digits"


def plain(value: Decimal) -> str:
    """Write a number without exponent and without idle zeros.

    Examples
    --------
    >>> plain(Decimal("1.20E+3")), plain(Decimal("0.50"))
    ('1200', '0.5')
    """
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万亿": 10**12, "亿": 10**8, "万": 10**4}

#: What makes a number Chinese; 兆 is not read, because it means a million to some and a trillion to others.
CHINESE = re.compile(f"[{''.join(DIGITS)}{''.join(UNITS)}万亿]")

TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|万亿|[{''.join(DIGITS)}{''.join(UNITS)}万亿]")


def chinese_number(text: str) -> Decimal:
    """Read a number with Chinese numerals, Arabic digits, or both.

    Parameters
    ----------
    text
        As 1.2亿, 三千五百万, 二〇二三 or 1亿2000万.

    Raises
    ------
    ValueError
        If it is no such number, or is spoken language that leaves a place open: 三万五 may mean 35,000 or 30,005.

    Examples
    --------
    >>> [int(chinese_number(text)) for text in ("3万", "1亿2000万", "十二", "二十三万五千", "一百零五", "二〇二三")]
    [30000, 120000000, 12, 235000, 105, 2023]
    """
    refused = ValueError("must be a number with 万 or 亿 as 1.2亿, 3万5000 or 三千五百万")
    if len(text) > 1 and set(text) <= set(DIGITS):
        return Decimal("".join(str(DIGITS[letter]) for letter in text))
    tokens = TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        raise refused
    total, section = Decimal(0), Decimal(0)
    number: Decimal | None = None
    unit_limit, myriad_limit = 10**4, 10**16
    open_place = 1  # what the next number without a unit would have to be smaller than to be unmistakable
    for token in tokens:
        if token in MYRIADS:
            amount = section + (number or 0)
            if not amount or MYRIADS[token] >= myriad_limit:
                raise refused
            myriad_limit = open_place = MYRIADS[token]
            total, section, number, unit_limit = total + amount * MYRIADS[token], Decimal(0), None, 10**4
        elif token in UNITS:
            if number is None and token == "十" and unit_limit != 10:
                number = Decimal(1)
            if not number or UNITS[token] >= unit_limit:
                raise refused
            unit_limit = open_place = UNITS[token]
            section, number = section + number * UNITS[token], None
        elif token in "零〇" and (total or section) and number is None:
            open_place = 1
        elif number is not None:
            raise refused
        else:
            number = Decimal(DIGITS[token]) if token in DIGITS else Decimal(token)
            if open_place > 10 and number * 10 < open_place and tokens[-1] is token and "." not in token:
                raise refused
    return total + section + (number or 0)


#: Marks of money and the currencies that each may mean; `$` and `¥` are those of several.
MARKS: dict[str, tuple[str, ...]] = {
    "US$": ("USD",), "CA$": ("CAD",), "C$": ("CAD",), "AU$": ("AUD",), "A$": ("AUD",), "HK$": ("HKD",), "S$": ("SGD",),
    "NT$": ("TWD",), "NZ$": ("NZD",), "R$": ("BRL",), "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"),
    "€": ("EUR",), "£": ("GBP",), "CN¥": ("CNY",), "JP¥": ("JPY",), "¥": ("CNY", "JPY"), "₩": ("KRW",), "₹": ("INR",),
    "₽": ("RUB",), "₪": ("ILS",), "RMB": ("CNY",), "人民币": ("CNY",), "元人民币": ("CNY",), "美元": ("USD",),
    "欧元": ("EUR",), "英镑": ("GBP",), "日元": ("JPY",), "円": ("JPY",), "港元": ("HKD",), "港币": ("HKD",),
    "加元": ("CAD",), "澳元": ("AUD",), "新元": ("SGD",), "韩元": ("KRW",), "元": ("CNY",),
}  # fmt: skip

_MARK = "|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True))
_BEFORE = re.compile(rf"({_MARK}|[A-Z]{{3}}(?![A-Z]))\s*", re.IGNORECASE)
_AFTER = re.compile(rf"\s*({_MARK}|(?<![A-Z])[A-Z]{{3}})$", re.IGNORECASE)


def currencies(mark: str) -> tuple[str, ...]:
    """Return the ISO 4217 codes that a mark of money may mean, a code itself included; none if it is no such mark.

    Examples
    --------
    >>> currencies("€"), currencies("¥"), currencies("CHF"), currencies("%")
    (('EUR',), ('CNY', 'JPY'), ('CHF',), ())
    """
    mark = mark.translate(FULL_WIDTH).upper()
    if mark in MARKS:
        return MARKS[mark]
    known = re.fullmatch("[A-Z]{3}", mark) and pycountry.currencies.get(alpha_3=mark) is not None
    return (mark,) if known else ()


def without_mark(text: str) -> tuple[str, str]:
    """Return a sum without its mark of money, and the mark; where it has two, they must agree, else both stay.

    Examples
    --------
    >>> without_mark("€385m"), without_mark("3亿美元"), without_mark("$5 USD"), without_mark("12")
    (('385m', '€'), ('3亿', '美元'), ('5', 'USD'), ('12', ''))
    """
    rest, marks = text.strip(), []
    for pattern, find in ((_BEFORE, _BEFORE.match), (_AFTER, _AFTER.search)):
        found = find(rest)
        if found and currencies(found[1]):
            rest = pattern.sub("", rest, count=1)
            marks.append(found[1])
    if len(marks) == 2 and not set(currencies(marks[0])) & set(currencies(marks[1])):
        return text.strip(), ""
    return rest, min(marks, key=lambda mark: len(currencies(mark)), default="")


#: Parts of a date, by how a format writes them.
DATE_PARTS = {
    "YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "MMM": r"(?P<month>[A-Za-z]+)\.?", "DD": r"(?P<day>\d{1,2})",
}  # fmt: skip

#: English names of months and their first three letters; September has four as often.
MONTHS = {
    name: number
    for number, month in enumerate(calendar.month_name)
    if number
    for name in (month.lower(), month[:3].lower())
} | {"sept": 9}


@dataclass(frozen=True)
class DateFormat:
    """A format of dates.

    Attributes
    ----------
    pattern
        As its user writes it.
    expression
        The regular expression it means.
    """

    pattern: str
    expression: re.Pattern[str]

    @classmethod
    def of(cls, pattern: str) -> Self:
        """Understand a format such as DD.MM.YYYY or MMM YYYY; other letters than Y, M and D stand for themselves.

        MMM is the name of a month in English, whole or its first three letters.

        Raises
        ------
        ValueError
            If it has no four-digit year, a day without a month, or a part twice.
        """
        parts = re.split(r"(Y+|M+|D+)", pattern)
        expression, seen = "", []
        for part in parts:
            if part and set(part) <= set("YMD"):
                whole = {"M": "MM", "D": "DD", "MMMM": "MMM"}.get(part, part)
                if whole not in DATE_PARTS:
                    raise ValueError(f"the format of a date cannot have {part}")
                seen.append(whole)
                repeated = seen.count(whole) > 1 or {"MM", "MMM"} <= set(seen)
                expression += "" if repeated else DATE_PARTS[whole]
            else:
                expression += re.escape(part)
        months = seen.count("MM") + seen.count("MMM")
        if seen.count("YYYY") != 1 or len(set(seen)) != len(seen) or months > 1 or ("DD" in seen and not months):
            raise ValueError("the format of a date needs YYYY once, and MM where it has DD")
        return cls(pattern, re.compile(expression, re.ASCII))

    def read(self, text: str) -> str | None:
        """Return an ISO date of the precision that is written, or None if the text has another format.

        Examples
        --------
        >>> DateFormat.of("DD.MM.YYYY").read("2.7.2019"), DateFormat.of("YYYY年M月").read("2019年7月")
        ('2019-07-02', '2019-07')
        >>> DateFormat.of("MMM YYYY").read("May 2023"), DateFormat.of("D MMM YYYY").read("3 September 2023")
        ('2023-05', '2023-09-03')
        """
        found = self.expression.fullmatch(text)
        if not found:
            return None
        parts = found.groupdict()
        name = parts.get("month", "").lower()
        if name.isalpha():
            if name not in MONTHS:
                return None
            parts["month"] = str(MONTHS[name])
        return "-".join(f"{int(parts[name]):0{width}}" for name, width in PRECISIONS if name in parts)


PRECISIONS = (("year", 4), ("month", 2), ("day", 2))


def read_date(text: str, formats: list[DateFormat], *, full_width: bool = False) -> str:
    """Return a date written in one of some formats in ISO 8601; what none of them fits stays as it is.

    Raises
    ------
    ValueError
        If two formats read it as different days.

    Examples
    --------
    >>> read_date("2.7.2019", [DateFormat.of("DD.MM.YYYY")])
    '2019-07-02'
    """
    text = text.translate(FULL_WIDTH) if full_width else text
    read = {each.read(text) for each in formats} - {None}
    months = {date for date in read if date and (len(date) == 4 or 1 <= int(date[5:7]) <= 12)}
    possible = sorted(date for date in months or read if date)
    if len(possible) > 1:
        raise ValueError(f"can be read as {' and as '.join(possible)}")
    return possible[0] if possible else text


def likely_format(text: str) -> str:
    """Guess the format of a date that is not ISO 8601; nothing when it looks like no date.

    Examples
    --------
    >>> likely_format("22.7.2019"), likely_format("5/7/2019"), likely_format("2019年7月")
    ('DD.MM.YYYY', 'DD/MM/YYYY or MM/DD/YYYY', 'YYYY年M月')
    """
    if found := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2\d{4}", text):
        first, mark, second = int(found[1]), found[2], int(found[3])
        ways = (
            [("DD", "MM")]
            if first > 12 or mark == "."
            else [("MM", "DD")]
            if second > 12
            else [("DD", "MM"), ("MM", "DD")]
        )
        return " or ".join(f"{one}{mark}{other}{mark}YYYY" for one, other in ways)
    if found := re.fullmatch(r"\d{4}([./-])\d{1,2}(\1\d{1,2})?", text):
        return f"YYYY{found[1]}MM" + (f"{found[1]}DD" if found[2] else "")
    if found := re.fullmatch(r"\d{1,2}([./-])\d{4}", text):
        return f"MM{found[1]}YYYY"
    if found := re.fullmatch(r"(\d{1,2}\.? )?([A-Za-z]+)\.?( \d{1,2})?(,?) \d{4}", text):
        if found[2].lower() not in MONTHS or (found[1] and found[3]):
            return ""
        day = found[1].replace(found[1].rstrip(". "), "D") if found[1] else ""
        return f"{day}MMM{' D' if found[3] else ''}{found[4]} YYYY"
    if found := re.fullmatch(r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?", text):
        return "YYYY年" + ("M月" if found[1] else "") + ("D日" if found[2] else "")
    return ""
