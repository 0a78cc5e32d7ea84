"""The parameters that every chapter shares, and what values they may have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from labatlas.analysis.money import CURRENCIES, Rates, without_rate
from labatlas.errors import DataError, Problem, UsageError, unknown
from labatlas.formatting import day, listing, noun, territory_phrase
from labatlas.tables import Dataset
from labatlas.tables.checking import hint_country, is_country

#: Value of ``as_of`` that leaves nothing out.
LATEST = "latest"


@dataclass(frozen=True)
class Parameters:
    """The shared parameters of a chapter, checked against the evidence.

    Parameters
    ----------
    data_dir
        Folder with the tables; empty for the evidence that comes with the package.
    focus_country
        Country the chapter looks at first, ISO 3166-1 alpha-2.
    focus_organization
        Organization the chapter looks at first, an id of the table ``organizations``.
    as_of
        Only facts stated by this ISO date; ``latest`` for all.
    currency
        Currency of every sum of money, ISO 4217.
    """

    data_dir: str
    focus_country: str
    focus_organization: str
    as_of: str
    currency: str

    @property
    def folder(self) -> Path | None:
        """The data folder, or None for the bundled evidence."""
        return Path(self.data_dir) if self.data_dir else None

    @property
    def limit(self) -> dt.date | None:
        """The day after which nothing counts as known, or None."""
        return None if self.as_of == LATEST else dt.date.fromisoformat(self.as_of)

    @property
    def horizon(self) -> str:
        """The end of what is known, as a sentence says it."""
        return "today" if self.limit is None else day(self.limit)

    @property
    def country_name(self) -> str:
        """Name of the focus country, as a sentence has it."""
        return territory_phrase(self.focus_country)


def check(parameters: Parameters, data: Dataset) -> None:
    """Refuse values that mean nothing.

    Raises
    ------
    UsageError
        Naming the parameter, the value and the known values.
    DataError
        If sums stand in a currency that cannot be converted into the one wanted, naming their tables.
    """
    if parameters.as_of != LATEST:
        try:
            # Alone it would take 20230630 and week dates too.
            if dt.date.fromisoformat(parameters.as_of).isoformat() != parameters.as_of:
                raise ValueError(parameters.as_of)
        except ValueError as error:
            raise UsageError(f"as_of {parameters.as_of!r}: must be an ISO date as 2023-06-30, or {LATEST!r}") from error
    if parameters.currency not in CURRENCIES:
        raise unknown("currency", parameters.currency, CURRENCIES)
    if not is_country(parameters.focus_country):
        raise UsageError(
            f"unknown country {parameters.focus_country!r}: {hint_country(parameters.focus_country)}; "
            "known: every ISO 3166-1 alpha-2 code"
        )
    known = list(data.organizations["id"])
    if parameters.focus_organization not in known:
        raise unknown("organization", parameters.focus_organization, known)
    missing = without_rate(data.tables(), Rates.into(parameters.currency, data.exchange_rates))
    if missing:
        raise DataError([_no_rate(currency, sums, parameters.currency) for currency, sums in missing.items()])


def _no_rate(currency: str, sums: dict[str, int], wanted: str) -> Problem:
    """Say which sums cannot be told in the currency wanted, and what would help."""
    where = listing([f"{noun(number, 'sum')} of {table}.csv" for table, number in sums.items()])
    hint = f"add a pair of sums in {currency} and {wanted}"
    if currency in CURRENCIES:
        hint += f", or set the parameter currency to {currency}"
    rule = f"has no exchange rate from {currency} to {wanted}, which {where} would need"
    return Problem("exchange_rates.csv", rule=rule, hint=hint)
