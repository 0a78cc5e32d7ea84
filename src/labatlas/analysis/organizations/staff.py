"""How many people organizations had, and how fast their number doubled."""

from __future__ import annotations

import math

import pandas as pd

from labatlas.analysis.compute.growth import FEWEST_POINTS, doubling_words, fit_doubling, interval
from labatlas.analysis.organizations.timeline import day_drawn
from labatlas.analysis.trust import counted
from labatlas.formatting import capitalize, count, day, decimal, noun, partial_date

COLUMNS = ["organization", "name", "date", "day", "low", "high", "status"]


def head_counts(headcounts: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the dated counts of all who work at an organization, those of its parts left out.

    Parameters
    ----------
    headcounts
        Rows of the table ``headcounts``; hearsay and forecasts are left out.
    names
        Names of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        The organization with most counts first, each in time order: ``organization`` (id), ``name``, ``date`` (ISO, reduced
        precision), ``day`` (see `labatlas.analysis.organizations.timeline.day_drawn`), ``low``, ``high`` (people; ``high``
        missing when open), ``status``.
    """
    facts = counted(headcounts)
    facts = facts[facts["unit"].isna() & facts["date"].notna() & (facts["status"] != "forecast") & (facts["low"] > 0)]
    line = facts.assign(name=facts["organization"].map(names), day=day_drawn(facts))
    number = line["organization"].map(line["organization"].value_counts()).astype("float64")
    line = line.assign(number=number).sort_values(
        ["number", "organization", "day", "low"], ascending=[False, True, True, True], kind="stable"
    )
    return line[COLUMNS].reset_index(drop=True)


def followed(line: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the organizations that can be followed: those counted on `FEWEST_POINTS` days at least.

    Parameters
    ----------
    line
        Result of `head_counts`.
    """
    days = line.groupby("organization")["day"].nunique()
    return line[line["organization"].isin(days.index[days >= FEWEST_POINTS])].reset_index(drop=True)


def staff_growth(line: pd.DataFrame) -> pd.DataFrame:
    """Fit a doubling time to the head counts of each organization that can be followed.

    Parameters
    ----------
    line
        Result of `head_counts`.

    Returns
    -------
    pandas.DataFrame
        The fastest first: ``organization``, ``name``, ``counts``, ``first``, ``last`` (days), ``first_heads``, ``last_heads``
        (people; the largest told of the day), ``months``, ``months_low``, ``months_high`` (doubling time with its interval,
        missing when the number did not grow).
    """
    rows = []
    for organization, own in followed(line).groupby("organization", sort=False):
        fit = fit_doubling(own["day"], own["low"])
        rows.append(
            {
                "organization": organization,
                "name": own["name"].iloc[0],
                "counts": len(own),
                "first": own["day"].iloc[0],
                "last": own["day"].iloc[-1],
                "first_heads": own.loc[own["day"] == own["day"].iloc[0], "low"].max(),
                "last_heads": own["low"].iloc[-1],
                **{key: fit.get(key, math.nan) for key in ("months", "months_low", "months_high")},
            }
        )
    columns = ["organization", "name", "counts", "first", "last", "first_heads", "last_heads"]
    table = pd.DataFrame(rows, columns=[*columns, "months", "months_low", "months_high"])
    return table.sort_values(["months", "name"], na_position="last", kind="stable").reset_index(drop=True)


def two_numbers(line: pd.DataFrame) -> list[str]:
    """Say for which organization and day several numbers are told, farthest apart first.

    Parameters
    ----------
    line
        Result of `head_counts`.
    """
    # Within a month or year a number may well change.
    days = line[line["date"].str.len() == len("2019-07-22")]
    same = days.groupby(["organization", "name", "date"])["low"].agg(["min", "max"]).reset_index()
    apart = same[same["max"] > same["min"]]
    apart = apart.assign(ratio=apart["max"] / apart["min"]).sort_values(
        ["ratio", "name"], ascending=[False, True], kind="stable"
    )
    return [
        f"{name} on {partial_date(date)} ({count(least)} and {count(most)})"
        for name, date, least, most in zip(apart["name"], apart["date"], apart["min"], apart["max"], strict=True)
    ]


def staff_values(line: pd.DataFrame, organization: str, name: str) -> dict[str, str]:
    """Return what the text says of head counts over time; nothing when none is dated.

    Parameters
    ----------
    line
        Result of `head_counts`.
    organization, name
        Id and name of the focus organization.
    """
    if line.empty:
        return {}
    growth = staff_growth(line)
    latest = line.groupby("organization").tail(1)
    largest = latest.loc[latest["low"].idxmax()]
    timed = growth[growth["months"].notna()]
    own = growth[growth["organization"] == organization]
    differing = two_numbers(line)
    return {
        "counts": noun(len(line), "dated count"),
        "organizations": noun(line["organization"].nunique(), "organization"),
        "followed": noun(len(growth), "organization"),
        "largest": str(largest["name"]),
        "heads": noun(largest["low"], "person", "people"),
        "counted": partial_date(str(largest["date"])),
        "fastest": (
            f"The number grew fastest at {timed.iloc[0]['name']}, {_doubling(timed.iloc[0])}"
            if len(timed) > 1
            else "For no two organizations can the growth be compared"
        ),
        "own": (
            f"{name} went from {count(own.iloc[0]['first_heads'])} to {count(own.iloc[0]['last_heads'])} people between "
            f"{day(own.iloc[0]['first'].date())} and {day(own.iloc[0]['last'].date())}, {_doubling(own.iloc[0])}"
            if len(own)
            else f"{name} is not counted on {count(FEWEST_POINTS)} days"
        ),
        "differing": (
            f"The same day has more than one number for {differing[0]}"
            + (f" and {noun(len(differing) - 1, 'other day')}" if len(differing) > 1 else "")
            + "."
            if differing
            else ""
        ),
    }


def _doubling(row: pd.Series) -> str:
    """Say how fast the number of an organization doubled."""
    if pd.isna(row["months"]):
        return "without a steady growth"
    return doubling_words(row["months"], row["months_low"], row["months_high"])


def staff_table(growth: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `staff_growth` as a reader reads it."""
    return pd.DataFrame(
        {
            "Organization": growth["name"],
            "Counts": growth["counts"].map(count),
            "First": [
                f"{count(row.first_heads)} ({row.first.year})" for row in growth.itertuples(name="Row", index=False)
            ],
            "Last": [
                f"{count(row.last_heads)} ({row.last.year})" for row in growth.itertuples(name="Row", index=False)
            ],
            "Doubling, months": [decimal(value) if value == value else "–" for value in growth["months"]],
            "80% interval": [
                interval(low, high) if low == low else "–"
                for low, high in zip(growth["months_low"], growth["months_high"], strict=True)
            ],
        }
    )


def too_few(line: pd.DataFrame) -> str:
    """Say that no organization can be followed.

    Parameters
    ----------
    line
        Result of `head_counts`.
    """
    if line.empty:
        return "No dated count of a whole organization is told."
    told = f"{noun(len(line), 'dated count')} of {noun(line['organization'].nunique(), 'organization')}"
    return capitalize(
        f"{told} {'is' if len(line) == 1 else 'are'} told, and none of the organizations is counted on as many as {count(FEWEST_POINTS)} days: "
        "too little to say how fast they grew."
    )
