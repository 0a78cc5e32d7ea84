"""Numbers, money and dates as a reader of the book's language writes them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.lists import format_list
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

#: Language of numbers and dates; an edition in another language sets its own.
LOCALE = Locale("en")

#: Names of the months as dates have them.
MONTHS = tuple(str(name) for name in LOCALE.months["format"]["abbreviated"].values())


class Quantity(str):
    """A number as it is printed, which still knows the number.

    Parameters
    ----------
    text
        How the book prints it.
    number
        The value behind it, in the unit the text names.

    Examples
    --------
    >>> share = percent(0.573)
    >>> share, share.number
    ('57.3%', 0.573)
    """

    number: float

    def __new__(cls, text: str, number: float) -> Quantity:
        """Make a text that knows its number."""
        quantity = super().__new__(cls, text)
        quantity.number = float(number)
        return quantity


def is_known(value: float | None) -> bool:
    """Tell whether a value is a number rather than missing."""
    return value is not None and not math.isnan(float(value))


def count(number: float) -> Quantity:
    """Print a whole number.

    Examples
    --------
    >>> count(1146)
    '1,146'
    """
    return Quantity(format_decimal(round(float(number)), locale=LOCALE), number)


def decimal(number: float, digits: int = 1) -> Quantity:
    """Print a number with a fixed number of decimals at most.

    Examples
    --------
    >>> decimal(6.8732, 2)
    '6.87'
    """
    pattern = "#,##0." + "#" * digits
    return Quantity(format_decimal(float(number), format=pattern, locale=LOCALE), number)


def compact(number: float, significant: int = 3) -> Quantity:
    """Print a large number in thousands, millions and so on, with a few significant digits.

    Examples
    --------
    >>> compact(1.75e12), compact(24000), compact(7_812_345, 2)
    ('1.75T', '24K', '7.8M')
    """
    digits = max(0, _digits(number) - (3 - significant))
    # Below a thousand nothing is shortened, and nothing would be rounded either.
    value = float(number) if abs(float(number)) >= 1000 else round(float(number), digits)
    return Quantity(format_compact_decimal(value, fraction_digits=digits, locale=LOCALE), number)


def times(ratio: float) -> Quantity:
    """Print a ratio with about two significant digits.

    Examples
    --------
    >>> times(5.55), times(32.37), times(100_000)
    ('5.6', '32', '100K')
    """
    return decimal(ratio) if ratio < 10 else count(ratio) if ratio < 1000 else compact(ratio, 2)


def scientific(number: float, significant: int = 2) -> Quantity:
    """Print a number too large for a name as a power of ten.

    Examples
    --------
    >>> scientific(3.15e23), scientific(9.96e20)
    ('3.2 × 10²³', '1.0 × 10²¹')
    """
    mantissa, _, exponent = f"{float(number):.{significant - 1}e}".partition("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return Quantity(f"{mantissa} × 10{raised}", number)


def _digits(number: float) -> int:
    """Return the decimals that leave three significant digits once thousands are split off."""
    size = abs(float(number))
    if size < 1:
        return 2
    leading = math.floor(math.log10(size)) % 3
    return 2 - leading


def percent(share: float, digits: int = 1) -> Quantity:
    """Print a share of one as a percentage.

    Examples
    --------
    >>> percent(0.116), percent(0.88, 0)
    ('11.6%', '88%')
    """
    pattern = "#,##0." + "#" * digits + "%" if digits else "#,##0%"
    return Quantity(format_percent(float(share), format=pattern, locale=LOCALE, decimal_quantization=True), share)


#: Sums below this are printed in full.
IN_FULL = 100_000


def money(amount: float, currency: str, significant: int = 3) -> Quantity:
    """Print a sum of money, small ones in full, large ones with a few significant digits.

    Examples
    --------
    >>> money(124_000_000, "USD"), money(8_769, "USD"), money(43_650_000, "USD", 2)
    ('$124M', '$8,769', '$44M')
    """
    if abs(float(amount)) < IN_FULL:
        text = format_currency(round(float(amount)), currency, format="¤#,##0", currency_digits=False, locale=LOCALE)
        return Quantity(text, amount)
    digits = max(0, _digits(amount) - (3 - significant))
    return Quantity(format_compact_currency(float(amount), currency, fraction_digits=digits, locale=LOCALE), amount)


def short_money(amount: float, currency: str, significant: int = 3) -> Quantity:
    """Print a sum of money with a few significant digits, from a thousand on shortened, so that two sums look alike.

    Examples
    --------
    >>> short_money(94_000, "USD"), short_money(88_889, "USD"), short_money(182_000, "USD"), short_money(750, "USD")
    ('$94K', '$88.9K', '$182K', '$750')
    """
    if abs(float(amount)) < 1000:
        return Quantity(money(amount, currency), amount)
    digits = max(0, _digits(amount) - (3 - significant))
    return Quantity(format_compact_currency(float(amount), currency, fraction_digits=digits, locale=LOCALE), amount)


def small_money(amount: float, currency: str, significant: int = 2) -> Quantity:
    """Print a small sum of money with as many decimals as its significant digits need.

    Examples
    --------
    >>> small_money(0.005556, "USD"), small_money(42.4, "USD")
    ('$0.0056', '$42')
    """
    size = abs(float(amount))
    decimals = max(0, significant - 1 - math.floor(math.log10(size))) if size else 0
    pattern = "¤#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_currency(
        round(float(amount), decimals), currency, format=pattern, currency_digits=False, locale=LOCALE
    )
    return Quantity(text, amount)


def about_money(amount: float, currency: str) -> Quantity:
    """Print a sum that is only estimated, with two significant digits whatever its size.

    Examples
    --------
    >>> about_money(58_706, "USD"), about_money(1_602_564, "USD"), about_money(0.0231, "USD")
    ('$59,000', '$1.6M', '$0.023')
    """
    if not 0 < abs(float(amount)) < 100:
        size = math.floor(math.log10(abs(float(amount)))) if amount else 0
        return Quantity(money(round(float(amount), 1 - size), currency, 2), amount)
    return small_money(amount, currency)


def alike_money(amounts: Sequence[float], currency: str) -> list[Quantity]:
    """Print estimated sums that stand beside one another in one form: all in full, or those from a thousand on shortened.

    Examples
    --------
    >>> alike_money([65_100, 1_270_000], "USD"), alike_money([6_500, 65_100], "USD")
    (['$65K', '$1.3M'], ['$6,500', '$65,000'])
    """
    printed = [about_money(amount, currency) for amount in amounts]
    if max((abs(float(amount)) for amount in amounts), default=0.0) < IN_FULL:
        return printed
    return [
        Quantity(
            format_compact_currency(
                float(amount), currency, fraction_digits=max(0, _digits(amount) - 1), locale=LOCALE
            ),
            amount,
        )
        if 1000 <= abs(float(amount)) < IN_FULL
        else text
        for amount, text in zip(amounts, printed, strict=True)
    ]


def span(low: Quantity, high: Quantity | None) -> str:
    """Print a range; one number when both ends are the same, "at least" when the upper end is open.

    Examples
    --------
    >>> span(count(3), count(5)), span(count(3), count(3)), span(count(3), None)
    ('3–5', '3', 'at least 3')
    """
    if high is None:
        return f"at least {low}"
    return str(low) if str(low) == str(high) else f"{low}–{high}"


def day(date: dt.date) -> str:
    """Print a day.

    Examples
    --------
    >>> day(dt.date(2019, 7, 22))
    'Jul 22, 2019'
    """
    return str(format_date(date, locale=LOCALE))


def partial_date(date: str) -> str:
    """Print a date as precisely as it is known.

    Examples
    --------
    >>> partial_date("2019"), partial_date("2019-07"), partial_date("2019-07-22")
    ('2019', 'Jul 2019', 'Jul 22, 2019')
    """
    if len(date) == 4:
        return date
    if len(date) == 7:
        return str(format_skeleton("yMMM", dt.date.fromisoformat(date + "-01"), locale=LOCALE))
    return day(dt.date.fromisoformat(date))


def at(date: str) -> str:
    """Print a date as a sentence has it.

    Examples
    --------
    >>> at("2019"), at("2019-07"), at("2019-07-22")
    ('in 2019', 'in Jul 2019', 'on Jul 22, 2019')
    """
    return f"{'on' if len(date) == 10 else 'in'} {partial_date(date)}"


def territory(code: str) -> str:
    """Return the name of a country as an axis or a heading has it.

    Examples
    --------
    >>> territory("GB")
    'United Kingdom'
    """
    return str(LOCALE.territories.get(code, code))


#: Countries that take an article in an English sentence.
WITH_ARTICLE = frozenset({"AE", "BS", "CD", "CF", "DO", "GB", "GM", "KM", "MV", "NL", "PH", "US", "VA"})


def territory_phrase(code: str) -> str:
    """Return the name of a country as a sentence has it.

    Examples
    --------
    >>> territory_phrase("GB"), territory_phrase("CN")
    ('the United Kingdom', 'China')
    """
    article = "the " if LOCALE.language == "en" and code in WITH_ARTICLE else ""
    return article + territory(code)


def capitalize(sentence: str) -> str:
    """Begin each sentence with a capital, whatever name it begins with.

    Examples
    --------
    >>> capitalize("the United States leads. the Netherlands follow")
    'The United States leads. The Netherlands follow'
    """
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda start: start[0].upper(), sentence)


def noun(number: float, one: str, many: str = "") -> Quantity:
    """Print a whole number with its noun in the singular or plural.

    Examples
    --------
    >>> noun(1, "event"), noun(3, "person", "people")
    ('1 event', '3 people')
    """
    word = one if LOCALE.plural_form(round(float(number))) == "one" else many or f"{one}s"
    return Quantity(f"{count(number)} {word}", number)


def money_or_nothing(amount: float, currency: str) -> Quantity:
    """Print a sum of money, and zero as a word.

    Examples
    --------
    >>> money_or_nothing(0, "USD")
    'nothing'
    """
    return Quantity("nothing", 0) if amount == 0 else money(amount, currency)


def quantity_or_none(number: float) -> Quantity:
    """Print a whole number, and zero as a word.

    Examples
    --------
    >>> quantity_or_none(0), quantity_or_none(3)
    ('none', '3')
    """
    return Quantity("none", 0) if number == 0 else count(number)


def listing(names: list[str]) -> str:
    """Join names into a list as the language does.

    Examples
    --------
    >>> listing(["Alibaba", "Baidu", "Tencent"])
    'Alibaba, Baidu, and Tencent'
    """
    return str(format_list(names, locale=LOCALE))


def alternatives(names: list[str]) -> str:
    """Join names of which one is meant as the language does.

    Examples
    --------
    >>> alternatives(["72", "77–80"])
    '72 or 77–80'
    """
    return str(format_list(names, style="or", locale=LOCALE))


def duration(days: float) -> Quantity:
    """Print a length of time in the largest unit that fits it, rounded.

    Examples
    --------
    >>> duration(9), duration(150), duration(800)
    ('1 week', '5 months', '2 years')
    """
    return Quantity(format_timedelta(dt.timedelta(days=float(days)), granularity="day", locale=LOCALE), days)
