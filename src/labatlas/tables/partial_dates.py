"""Dates known to the year, the month or the day, read as the period they name."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def first_day(dates: pd.Series) -> pd.Series:
    """Return the first day each partial date can mean.

    Parameters
    ----------
    dates
        ISO 8601 dates of reduced precision (``2019``, ``2019-07``, ``2019-07-22``) or missing, shape (n,).

    Returns
    -------
    pandas.Series
        Timestamps on the same index; ``NaT`` where the date is missing.

    Examples
    --------
    >>> first_day(pd.Series(["2019", "2019-07"])).dt.date.tolist()
    [datetime.date(2019, 1, 1), datetime.date(2019, 7, 1)]
    """
    padded = dates.astype("object").where(dates.notna(), None)
    return pd.to_datetime(
        pd.Series(
            [None if day is None else (str(day) + "-01-01")[:10] for day in padded], index=dates.index, dtype="object"
        ),
        format="%Y-%m-%d",
    ).astype("datetime64[us]")


def last_day(dates: pd.Series) -> pd.Series:
    """Return the last day each partial date can mean; see `first_day`.

    Examples
    --------
    >>> last_day(pd.Series(["2019", "2019-02"])).dt.date.tolist()
    [datetime.date(2019, 12, 31), datetime.date(2019, 2, 28)]
    """
    first = first_day(dates)
    precision = dates.astype("string").str.len()
    last = first.copy()
    last[precision == 7] = first[precision == 7] + pd.offsets.MonthEnd(0)
    last[precision == 4] = first[precision == 4] + pd.offsets.YearEnd(0)
    return last


def midpoint(dates: pd.Series) -> pd.Series:
    """Return the middle of the period each partial date names, where a mark on a time axis belongs.

    Examples
    --------
    >>> midpoint(pd.Series(["2019-07-22"])).dt.date.tolist()
    [datetime.date(2019, 7, 22)]
    """
    first = first_day(dates)
    return first + (last_day(dates) - first) / 2


def years_of(date: str) -> tuple[float, float]:
    """Return the begin and the end of the period that a partial date names, in years with their decimals.

    Examples
    --------
    >>> years_of("2019"), years_of("2019-01-01")[0]
    ((2019.0, 2020.0), 2019.0)
    """
    period = pd.Series([date])
    begin, end = first_day(period).iloc[0], last_day(period).iloc[0] + pd.Timedelta(days=1)
    first, last = (day.year + (day.day_of_year - 1) / (366 if day.is_leap_year else 365) for day in (begin, end))
    return round(first, 4), round(last, 4)


def date_of_years(years: pd.Series) -> pd.Series:
    """Return the moment that each number of years with its decimals means; the inverse of `years_of`.

    Examples
    --------
    >>> date_of_years(pd.Series([2019.5])).dt.date.tolist()
    [datetime.date(2019, 7, 2)]
    """
    whole = years // 1
    start = first_day(whole.map(lambda year: f"{year:04.0f}"))
    length = first_day((whole + 1).map(lambda year: f"{year:04.0f}")) - start
    return start + length * (years - whole)


def look_up(dates: pd.Series, keys: pd.Series) -> pd.Series:
    """Return the date of each key, on the index of the keys; ``NaT`` where a key has none.

    Unlike ``Series.map`` it keeps the type when there is no date at all.

    Examples
    --------
    >>> dates = pd.Series(pd.to_datetime(["2019-01-01"]), index=["a"])
    >>> look_up(dates, pd.Series(["a", "b"])).isna().tolist()
    [False, True]
    """
    return pd.Series(dates.reindex(keys).to_numpy(), index=keys.index, dtype="datetime64[ns]")


def agree(one: str, other: str) -> bool:
    """Tell whether one of two partial dates lies within the other, so that both can be true.

    Examples
    --------
    >>> agree("2019", "2019-02-14"), agree("2019-02", "2019"), agree("2019-02", "2019-03-01")
    (True, True, False)
    """
    return one.startswith(other) or other.startswith(one)


#: Years that a date of the evidence can have; others are typing errors.
YEARS = range(1800, 2201)


def is_valid(date: str) -> bool:
    """Tell whether a partial date names days that exist (2021-02-30 does not) in a plausible year.

    Examples
    --------
    >>> is_valid("2021-02-30"), is_valid("2021-02")
    (False, True)
    """
    try:
        dt.date.fromisoformat((date + "-01-01")[:10])
    except ValueError:
        return False
    return int(date[:4]) in YEARS
