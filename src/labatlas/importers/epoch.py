"""What the data sets of Epoch AI have in common: how sure they are, and who made what where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd
import pycountry
from babel import Locale

from labatlas.importers.batch import Batch, Origin
from labatlas.importers.cells import is_empty, several

LICENCE = "Creative Commons Attribution 4.0 (CC BY 4.0)"

#: Status of a figure by the confidence that the data set puts in it.
STATUS = {
    "confident": "reported",
    "likely": "estimate",
    "speculative": "hearsay",
    "uncertain": "hearsay",
    "unknown": "estimate",
    "unverified": "hearsay",
}


def status(confidence: object) -> str:
    """Return the status of a figure; where no confidence is given it is an estimate.

    Examples
    --------
    >>> status("Confident"), status("Speculative"), status(None)
    ('reported', 'hearsay', 'estimate')
    """
    return "estimate" if is_empty(confidence) else STATUS.get(str(confidence).strip().casefold(), "estimate")


def told(confidence: object) -> str:
    """Say in a note what confidence the data set puts in a figure."""
    return "Confidence not stated" if is_empty(confidence) else f"Confidence: {str(confidence).strip().lower()}"


def origin(key: str, title: str, page: str, standing: str) -> Origin:
    """Describe a data set of Epoch AI."""
    return Origin(key, title, "Epoch AI", f"https://epoch.ai/data/{page}", LICENCE, standing)


def country(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country in the spelling of the United Nations or in everyday English.

    Examples
    --------
    >>> country("United Kingdom of Great Britain and Northern Ireland"), country("Korea (Republic of)"), country("Taiwan")
    ('GB', 'KR', 'TW')
    >>> country("Multinational") is None
    True
    """
    turned = re.sub(r"^(.*?) \((.*)\)$", r"\1, \2", name.strip())
    for spelling in (name.strip(), turned):
        try:
            return str(pycountry.countries.lookup(spelling).alpha_2)
        except LookupError:
            continue
    territories = {str(word).casefold(): str(code) for code, word in Locale("en").territories.items() if len(code) == 2}
    return {"hong kong": "HK", "macau": "MO"}.get(name.strip().casefold(), territories.get(name.strip().casefold()))


def common(cells: Iterable[tuple[object, object]]) -> dict[str, str]:
    """Work out what belongs to each of several names in a cell, from a second cell with several values.

    The two cells go together only where they have as many values, or where all values are the same. Over all rows, a name
    gets a value if at least two of three rows agree.

    Parameters
    ----------
    cells
        For each row the cell with names and the cell with values.

    Returns
    -------
    dict
        The value of each name that has a clear one.

    Examples
    --------
    >>> common([("Google,OpenAI", "US,US"), ("Mila,MIT", "CA,US"), ("Google DeepMind", "US,GB")])
    {'Google': 'US', 'OpenAI': 'US', 'Mila': 'CA', 'MIT': 'US'}
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for names, values in cells:
        whos, whats = several(names), several(values)
        if whats and len(set(whats)) == 1:
            whats = whats[:1] * len(whos)
        if len(whos) == len(whats):
            for who, what in zip(whos, whats, strict=True):
                votes[who][what] += 1
    clear = {}
    for who, counts in votes.items():
        value, count = counts.most_common(1)[0]
        if 3 * count >= 2 * counts.total():
            clear[who] = value
    return clear


#: Sorts of organizations by the category of the data set.
KINDS = {"industry": "company", "research collective": "community", "government": "government"}

SCHOOL = re.compile(
    r"universi|college|school|institute of (?:advanced )?(?:science|technology)|\b(?:ETH|EPFL|KAIST|KU)\b|[ée]cole|hochschule",
    re.I,
)


def kind(category: str | None, name: str) -> str:
    """Return the sort of an organization by its category, or by its name where it has none.

    Examples
    --------
    >>> kind("Academia", "Stanford University"), kind("Academia", "INRIA"), kind(None, "Runway")
    ('university', 'lab', 'company')
    """
    if SCHOOL.search(name) and (category is None or category.casefold() == "academia"):
        return "university"
    if category is not None and category.casefold() == "academia":
        return "lab"
    return KINDS.get((category or "industry").casefold(), "company")


class Makers:
    """Finds the organizations that a data set names, and adds those that are new.

    Parameters
    ----------
    batch
        Where new organizations are added.
    countries, categories
        Country (name) and category of each name, as far as the data set tells.
    """

    def __init__(
        self, batch: Batch, countries: Mapping[str, str] | None = None, categories: Mapping[str, str] | None = None
    ) -> None:
        self._batch = batch
        self._countries = countries or {}
        self._categories = categories or {}

    def id(self, row: int, name: str) -> str:
        """Return the id of an organization; a new one becomes a row of ``organizations``."""
        names = self._batch.names
        key = names.find("organizations", name)
        if key is not None:
            if self._batch.known.get("organizations", pd.DataFrame(columns=["id"]))["id"].eq(key).any():
                self._batch.merge(row, "organizations", name, key)
            return key
        alias = names.alias("organizations", name)
        here = self._countries.get(name)
        seat = (alias.country if alias else "") or (country(here) if here else None)
        if here and not seat:
            self._batch.tell(row, "the organization gets no country: this is none", "country", f"{name}: {here}")
        key = names.make("organizations", name)
        parent = alias.parent if alias and alias.parent else None
        if parent is not None and not self.exists(parent):
            parent = None
        self._batch.add(
            "organizations", row, id=key, name=name, country=seat or None, parent=parent,
            kind=(alias.kind if alias else "") or kind(self._categories.get(name), name),
        )  # fmt: skip
        return key

    def exists(self, key: str) -> bool:
        """Tell whether an id stands for an organization."""
        return self._row(key) is not None

    def country_of(self, key: str) -> str | None:
        """Return the country of an organization, if it is known."""
        return self._cell(key, "country")

    def parent_of(self, key: str) -> str | None:
        """Return what an organization belongs to, if that is known."""
        return self._cell(key, "parent")

    def _cell(self, key: str, column: str) -> str | None:
        row = self._row(key) or {}
        return None if is_empty(row.get(column)) else str(row[column])

    def _row(self, key: str) -> dict[str, object] | None:
        new = [row for row in self._batch.rows.get("organizations", ()) if row["id"] == key]
        if new:
            return new[0]
        known = self._batch.known.get("organizations", pd.DataFrame(columns=["id"]))
        here = known[known["id"].eq(key)]
        return here.iloc[0].to_dict() if len(here) else None
