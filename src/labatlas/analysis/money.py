"""Money of several currencies in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from labatlas.errors import LabAtlasError
from labatlas.formatting import decimal
from labatlas.tables.checking import is_sum

#: Currencies the book can be read in.
CURRENCIES = ("USD", "CNY")


@dataclass(frozen=True)
class Rates:
    """Exchange rates into one currency.

    Attributes
    ----------
    currency
        The currency converted into, ISO 4217.
    per_unit
        Units of ``currency`` for one unit of each known currency.
    date
        Date of the latest pair of sums a rate follows from; empty when no rate is needed.
    evidence
        Those pairs, rows of ``exchange_rates``.
    """

    currency: str
    per_unit: dict[str, float]
    date: str
    evidence: pd.DataFrame

    @classmethod
    def into(cls, currency: str, exchange_rates: pd.DataFrame) -> Rates:
        """Derive rates from sums that documents print in two currencies.

        All pairs of the latest date count together: the rate is the ratio of their totals, which weighs
        each pair by its size and so by how little rounding moved it.

        Parameters
        ----------
        currency
            The currency to convert into.
        exchange_rates
            Rows of the table ``exchange_rates``.

        Examples
        --------
        >>> pairs = pd.DataFrame({"date": ["2023"], "base": ["USD"], "quote": ["CNY"],
        ...                       "base_amount": [100.0], "quote_amount": [690.0]})
        >>> Rates.into("CNY", pairs).per_unit
        {'CNY': 1.0, 'USD': 6.9}
        """
        rates = {currency: 1.0}
        date = ""
        used = []
        for (base, quote), pairs in exchange_rates.groupby(["base", "quote"]):
            latest = pairs[pairs["date"] == pairs["date"].max()]
            rate = float(latest["quote_amount"].sum() / latest["base_amount"].sum())
            if quote == currency:
                rates[base] = rate
            elif base == currency:
                rates[quote] = 1 / rate
            else:
                continue
            used.append(latest)
            date = max(date, str(latest["date"].iloc[0]))
        evidence = pd.concat(used) if used else exchange_rates.iloc[:0]
        return cls(currency, rates, date, evidence)

    def convert(self, amounts: pd.Series, currencies: pd.Series) -> pd.Series:
        """Convert sums into the currency.

        Parameters
        ----------
        amounts
            Sums, missing where unknown, shape (n,).
        currencies
            ISO 4217 code of each sum, missing where the sum is, shape (n,).

        Raises
        ------
        LabAtlasError
            If a sum stands in a currency without a rate.
        """
        missing = set(currencies[amounts.notna()].dropna()) - set(self.per_unit)
        if missing:
            raise LabAtlasError(
                f"no exchange rate from {', '.join(sorted(missing))} to {self.currency}: add a pair to exchange_rates.csv"
            )
        return amounts.astype("float64") * currencies.map(self.per_unit).astype("float64")


def without_rate(tables: Mapping[str, pd.DataFrame], rates: Rates) -> dict[str, dict[str, int]]:
    """Count the sums that cannot be converted into the currency of the rates.

    Parameters
    ----------
    tables
        Tables of the evidence by name.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    dict
        For each currency without a rate the number of sums in it, by table.

    Examples
    --------
    >>> pay = pd.DataFrame({"low": [5.0, 7.0, 9.0], "currency": ["CNY", "USD", "CNY"]})
    >>> without_rate({"pay": pay}, Rates("USD", {"USD": 1.0}, "", pd.DataFrame()))
    {'CNY': {'pay': 2}}
    """
    counts: dict[str, dict[str, int]] = {}
    for name, table in tables.items():
        if "currency" not in table:
            continue
        sums = table.loc[is_sum(table), "currency"].dropna()
        for currency, number in sums[~sums.isin(list(rates.per_unit))].value_counts(sort=False).items():
            counts.setdefault(str(currency), {})[name] = int(number)
    return counts


def rate_words(facts: pd.DataFrame, rates: Rates) -> str:
    """Say at which rate sums are converted; empty where all are in the currency wanted.

    Parameters
    ----------
    facts
        Facts with ``currency``, missing where they are no sums.
    rates
        Exchange rates into the currency wanted.

    Examples
    --------
    >>> facts = pd.DataFrame({"currency": ["CNY", "USD", None]})
    >>> rate_words(facts, Rates("USD", {"USD": 1.0, "CNY": 0.16}, "2023-03", pd.DataFrame()))
    'Sums in CNY are converted at 6.25 CNY/USD.'
    """
    foreign = sorted(set(facts["currency"].dropna()) - {rates.currency})
    told = []
    for currency in foreign:
        if currency in rates.per_unit:
            rate = rates.per_unit[currency]
            pair = (
                f"{decimal(rate, 4)} {rates.currency}/{currency}" if rate >= 1
                else f"{decimal(1 / rate, 4)} {currency}/{rates.currency}"
            )  # fmt: skip
            told.append(f"Sums in {currency} are converted at {pair}.")
    return " ".join(told)


def rate_facts(facts: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the pairs of sums that the rates of `rate_words` follow from, rows of ``exchange_rates``; none where none is needed."""
    foreign = set(facts["currency"].dropna()) - {rates.currency}
    return rates.evidence[rates.evidence["base"].isin(foreign) | rates.evidence["quote"].isin(foreign)]
