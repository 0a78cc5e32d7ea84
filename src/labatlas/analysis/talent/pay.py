"""Pay: ranges in one currency, as stated and per month worked."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.money import Rates, rate_words
from labatlas.analysis.trust import counted, facts_of, left_out
from labatlas.formatting import at, money, noun, quantity_or_none, span

#: What a sum includes, as a reader reads it.
BASES = {"base-salary": "base salary", "total": "total pay", "average-cost": "average cost to the employer"}


def pay_ranges(pay: pd.DataFrame, names: dict[str, str], rates: Rates) -> pd.DataFrame:
    """Put pay into one currency, as stated and per month worked.

    Parameters
    ----------
    pay
        Rows of the table ``pay``.
    names
        Names of the organizations by id.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        Highest first: ``payee``, ``person`` (id; missing where the pay is that of a post, a level or a group), ``organization``, ``year``, ``basis``, ``low``, ``high`` (sum; ``high`` missing when open),
        ``monthly_low``, ``monthly_high`` (sum for a month), ``status``.
    """
    facts = counted(pay)
    low = rates.convert(facts["low"], facts["currency"])
    high = rates.convert(facts["high"], facts["currency"])
    ranges = pd.DataFrame(
        {
            "payee": facts["payee"], "person": facts["person"], "organization": facts["organization"].map(names), "year": facts["year"],
            "basis": facts["basis"], "low": low, "high": high,
            "monthly_low": low / facts["months"], "monthly_high": high / facts["months"], "status": facts["status"],
        }
    )  # fmt: skip
    return ranges.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def named(ranges: pd.DataFrame) -> pd.DataFrame:
    """Return the pay of people who are named; the rest is told of posts, levels and groups, and nobody had it.

    Parameters
    ----------
    ranges
        Result of `pay_ranges`.
    """
    return ranges[ranges["person"].notna() & (ranges["basis"] != "average-cost")]


def posts(ranges: pd.DataFrame) -> pd.DataFrame:
    """Return the pay of posts and levels, that is of nobody who is named, without averages."""
    return ranges[ranges["person"].isna() & (ranges["basis"] != "average-cost")]


def pay_values(ranges: pd.DataFrame, pay: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of pay, of all statements in ``pay``; nothing when no pay is known.

    Parameters
    ----------
    ranges
        Result of `pay_ranges`.
    pay
        Rows of the table ``pay``, from which it is said how many are left out.
    rates
        Exchange rates into the currency of the ranges.
    """
    people, offered = named(ranges), posts(ranges)
    if people.empty and offered.empty:
        return {}
    own = len(people)
    return {
        "top": f"The highest pay told of a person is that of {_told(people.iloc[0], rates)}. {_monthly(people, rates)}"
        if own
        else "Of no person who is named the pay is told.",
        # A post is offered up to the upper end of its range; what a person had is sure from the lower end on.
        "post": f" The highest told of a post is {_told(offered.loc[_top(offered).idxmax()], rates)}."
        if len(offered)
        else "",
        "statements": noun(len(ranges), "statement"),
        "named": quantity_or_none(own),
        "salaries": quantity_or_none(int((ranges["basis"] == "base-salary").sum())),
        "totals": quantity_or_none(int((ranges["basis"] == "total").sum())),
        "averages": quantity_or_none(int((ranges["basis"] == "average-cost").sum())),
        "left_out": left_out(pay),
        "rate": f" {told}" if (told := rate_words(counted(pay), rates)) else "",
    }


def _top(ranges: pd.DataFrame) -> pd.Series:
    """Return how high each pay reaches for sure: its upper end, or the lower one where that is open."""
    return ranges["high"].fillna(ranges["low"])


def _told(top: pd.Series, rates: Rates) -> str:
    """Name whose pay it is, who pays it, when, how much, what it includes, and whether it is an estimate."""
    doubt = ", an estimate" if top["status"] == "estimate" else ""
    amount = _amount(top["low"], top["high"], rates)
    return f"{top['payee']} ({top['organization']}, {top['year']}): {amount}, {BASES[top['basis']]}{doubt}"


def _amount(low: float, high: float, rates: Rates) -> str:
    """Print a range of pay; "at least" where its upper end is open."""
    return span(money(low, rates.currency), None if pd.isna(high) else money(high, rates.currency))


def _monthly(people: pd.DataFrame, rates: Rates) -> str:
    """Say who earned most per month worked."""
    top = people.sort_values("monthly_low", ascending=False, kind="stable").iloc[0]
    most = _amount(top["monthly_low"], top["monthly_high"], rates)
    if people["person"].nunique() == 1:
        return f"Per month worked that is {most}."
    who = "the same person" if top["person"] == people.iloc[0]["person"] else str(top["payee"])
    return f"Per month worked, {who} earned most, {most}."


def bill_values(pay: pd.DataFrame, headcounts: pd.DataFrame, names: dict[str, str], rates: Rates) -> dict[str, str]:
    """Return what an average cost and the size of the staff imply together; nothing where one of them is not told.

    Parameters
    ----------
    pay, headcounts
        Rows of the tables of those names.
    names
        Names of the organizations by id.
    rates
        Exchange rates into the currency wanted.
    """
    cost, staff = _bill(pay, headcounts)
    if cost.empty:
        return {}
    size = staff.iloc[0]
    low = float(rates.convert(cost["low"], cost["currency"]).iloc[0])
    people = float(size["low"])
    return {
        "organization": names[str(size["organization"])],
        "average": money(low, rates.currency),
        "staff": noun(people, "person", "people"),
        "year": str(cost["year"].iloc[0]),
        "date": at(size["date"]) if isinstance(size["date"], str) else "at a time that is not told",
        "bill": money(low * people, rates.currency),
        "years": _years(str(cost["year"].iloc[0]), size["date"]),
        "unsourced": " The source names no publication for the average, so the bill is no surer than that."
        if cost["via"].isna().all()
        else "",
        "left_out": left_out(
            pd.concat(
                [
                    told[told["organization"] == size["organization"]][["status", "dispute"]]
                    for told in (pay[pay["basis"] == "average-cost"], headcounts[headcounts["unit"].isna()])
                ],
                ignore_index=True,
            )
        ),
    }


def _years(cost: str, staff: object) -> str:
    """Say that an average cost and a size of the staff are not of one year; nothing where they are."""
    if not isinstance(staff, str):
        return f" The average is of {cost}; of which year the head count is, is not told."
    if staff[:4] == cost:
        return ""
    return f" The average is of {cost} and the head count of {staff[:4]}, so the bill is exactly that of neither year."


def bill_facts(pay: pd.DataFrame, headcounts: pd.DataFrame) -> pd.DataFrame:
    """Return the provenance of the average cost and of the size of the staff that `bill_values` multiplies."""
    return facts_of(*_bill(pay, headcounts))


def _bill(pay: pd.DataFrame, headcounts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the average cost and the size of the staff of one organization that lie nearest in time, a row each.

    Of pairs as near the latest is taken; an undated size only where there is no other. None where one of them is not told.
    """
    average = counted(pay)
    average = average[average["basis"] == "average-cost"]
    # The whole staff, not a part of it.
    staff = counted(headcounts)
    staff = staff[staff["unit"].isna() & staff["organization"].isin(average["organization"])]
    pairs = average.reset_index()[["index", "organization", "year"]].merge(
        staff.reset_index()[["index", "organization", "date"]], on="organization", suffixes=("_pay", "_staff")
    )
    if pairs.empty:
        return average.iloc[:0], staff.iloc[:0]
    years = pd.to_numeric(pairs["date"].astype("string").str[:4]).astype("float64")
    pairs["apart"] = (years - pairs["year"].astype("float64")).abs()
    pairs = pairs.sort_values(["apart", "year", "date"], ascending=[True, False, False], kind="stable")
    return average.loc[[pairs["index_pay"].iloc[0]]], staff.loc[[pairs["index_staff"].iloc[0]]]


def premium(ranges: pd.DataFrame) -> float:
    """Return how many times the top of the highest base salary of a post the highest total pay of a person is.

    NaN where one of them is not told.

    Parameters
    ----------
    ranges
        Result of `pay_ranges`.
    """
    people, offered = named(ranges), posts(ranges)
    salaries, totals = offered[offered["basis"] == "base-salary"], people[people["basis"] == "total"]
    if salaries.empty or totals.empty:
        return float("nan")
    return float(totals["low"].max() / salaries["high"].fillna(salaries["low"]).max())
