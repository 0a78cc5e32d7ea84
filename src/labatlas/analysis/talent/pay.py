"""Pay: ranges in one currency, as stated and per month worked."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted, facts_of
from labatlas.formatting import money, noun, partial_date, quantity_or_none, span

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
        Highest first: ``payee``, ``organization``, ``year``, ``basis``, ``low``, ``high`` (sum; ``high`` missing when open),
        ``monthly_low``, ``monthly_high`` (sum for a month), ``status``.
    """
    facts = counted(pay)
    low = rates.convert(facts["low"], facts["currency"])
    high = rates.convert(facts["high"], facts["currency"])
    ranges = pd.DataFrame(
        {
            "payee": facts["payee"], "organization": facts["organization"].map(names), "year": facts["year"],
            "basis": facts["basis"], "low": low, "high": high,
            "monthly_low": low / facts["months"], "monthly_high": high / facts["months"], "status": facts["status"],
        }
    )  # fmt: skip
    return ranges.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def pay_values(ranges: pd.DataFrame, pay: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of pay, of all statements in ``pay``; nothing when no pay is known."""
    if ranges.empty:
        return {}
    paid = ranges[ranges["basis"] != "average-cost"]
    if paid.empty:
        return {}
    top = paid.iloc[0]
    monthly = paid.sort_values("monthly_low", ascending=False, kind="stable").iloc[0]
    salary = ranges[ranges["basis"] == "base-salary"]
    again = "the same person" if monthly["payee"] == top["payee"] else str(monthly["payee"])
    return {
        "top_payee": str(top["payee"]),
        "top_organization": str(top["organization"]),
        "top_year": str(top["year"]),
        "top_pay": span(
            money(top["low"], rates.currency), None if pd.isna(top["high"]) else money(top["high"], rates.currency)
        ),
        "monthly_payee": again,
        "monthly_pay": money(monthly["monthly_low"], rates.currency),
        "statements": noun(len(ranges), "statement"),
        "salaries": quantity_or_none(len(salary)),
        "totals": quantity_or_none(int((ranges["basis"] == "total").sum())),
        "averages": quantity_or_none(int((ranges["basis"] == "average-cost").sum())),
        "left_out": quantity_or_none(len(pay) - len(ranges)),
    }


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
        "date": partial_date(str(size["date"])) if isinstance(size["date"], str) else "an unstated date",
        "bill": money(low * people, rates.currency),
    }


def bill_facts(pay: pd.DataFrame, headcounts: pd.DataFrame) -> pd.DataFrame:
    """Return the provenance of the average cost and of the size of the staff that `bill_values` multiplies."""
    return facts_of(*_bill(pay, headcounts))


def _bill(pay: pd.DataFrame, headcounts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the average cost and the latest size of the staff of one organization, a row each; none where one is not told."""
    average = counted(pay)
    average = average[average["basis"] == "average-cost"]
    # The whole staff, not a part of it.
    staff = counted(headcounts)
    staff = staff[staff["unit"].isna() & staff["organization"].isin(average["organization"])]
    size = staff.sort_values("date", kind="stable").tail(1)
    return average[average["organization"].isin(size["organization"])].tail(1), size


def premium(ranges: pd.DataFrame) -> float:
    """Return how many times the top of the highest base salary the highest total pay is; NaN where one is not told.

    Parameters
    ----------
    ranges
        Result of `pay_ranges`.
    """
    salaries, totals = (ranges[ranges["basis"] == basis] for basis in ("base-salary", "total"))
    if salaries.empty or totals.empty:
        return float("nan")
    return float(totals["low"].max() / salaries["high"].fillna(salaries["low"]).max())
