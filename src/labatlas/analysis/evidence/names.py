"""An index of the countries, organizations and people of the evidence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from labatlas.analysis.evidence.facts import topics
from labatlas.formatting import count, territory
from labatlas.tables import Dataset, catalogue

#: Topics under which an index does not list facts: who somebody is, and what is wrong.
NOT_LISTED = frozenset({"identities", "corrections"})


def mentions(data: Dataset, target: str) -> pd.DataFrame:
    """List every fact about everything of one kind.

    Parameters
    ----------
    data
        The evidence.
    target
        What the facts are about, as the definitions refer to it: ``organizations.id`` or ``people.id``; ``3166`` for
        countries.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``topic``, ``table``, ``row`` (index in that table), ``source`` and ``locator``; one row a fact and id.
    """
    parts = []
    for name, definition in catalogue().items():
        table = data.tables()[name]
        if "status" not in table:
            continue
        for column, field in definition.to_schema().columns.items():
            metadata = field.metadata or {}
            if target in (metadata.get("references"), metadata.get("iso")):
                rows = table[table[column].notna()]
                parts.append(
                    pd.DataFrame(
                        {
                            "id": rows[column], "topic": topics()[name], "table": name, "row": rows.index,
                            "source": rows["source"], "locator": rows["locator"],
                        }
                    )
                )  # fmt: skip
    columns = ["id", "topic", "table", "row", "source", "locator"]
    return pd.concat([pd.DataFrame(columns=columns), *parts]).drop_duplicates(["id", "table", "row"])[columns]


def organization_index(data: Dataset) -> pd.DataFrame:
    """Return the organizations in the order of the alphabet, with what is known of each.

    Returns
    -------
    pandas.DataFrame
        ``Organization``, ``What``, ``Facts``, ``On`` and the provenance of its row (``source``, ``locator``).
    """
    table = _sorted(data.organizations)
    parents = data.names("organizations")
    what = [
        ", ".join(
            [str(row.kind), *([territory(str(row.country))] if isinstance(row.country, str) else [])]
            + ([f"part of {parents[str(row.parent)]}"] if isinstance(row.parent, str) else [])
        )
        for row in table.itertuples()
    ]
    return _index("Organization", table, what, mentions(data, "organizations.id"))


def people_index(data: Dataset) -> pd.DataFrame:
    """Return the people in the order of their family names, with where they have been; see `organization_index`."""
    table = _sorted(data.people, by=data.people["name"].str.split().str[-1])
    names = data.names("organizations")
    stays = data.affiliations.groupby("person", sort=False)["organization"].agg(lambda ids: list(dict.fromkeys(ids)))
    what = [_places([names[each] for each in stays.get(person, [])]) for person in table["id"]]
    return _index("Person", table, what, mentions(data, "people.id"))


#: Places named beside a person; of more, the number is given.
PLACES_NAMED = 3


def _places(names: list[str]) -> str:
    shown = ", ".join(names[:PLACES_NAMED])
    return f"{shown} and {len(names) - PLACES_NAMED} more" if len(names) > PLACES_NAMED else shown


def country_index(data: Dataset) -> pd.DataFrame:
    """Return the countries in the order of the alphabet, with how many organizations sit in each."""
    found = mentions(data, "3166")
    seats = data.organizations["country"].value_counts()
    codes = sorted(set(found["id"]), key=territory)
    first = found.drop_duplicates("id").set_index("id")
    return pd.DataFrame(
        {
            "Country": [territory(code) for code in codes],
            "Organizations": [count(seats.get(code, 0)) for code in codes],
            "Facts": [count((found["id"] == code).sum()) for code in codes],
            "source": [first["source"][code] for code in codes],
            "locator": [first["locator"][code] for code in codes],
        }
    )


def _sorted(table: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    keys = (table["name"] if by is None else by).str.casefold()
    return table.assign(key=keys).sort_values(["key", "name"], kind="stable")


def _index(heading: str, table: pd.DataFrame, what: list[str], found: pd.DataFrame) -> pd.DataFrame:
    about = found[~found["topic"].isin(NOT_LISTED)].groupby("id")["topic"].value_counts()
    topics_of: Mapping[str, list[str]] = {
        str(key): [f"{topic} {count(number)}" for (_, topic), number in rows.items()]
        for key, rows in about.groupby(level=0)
    }
    return pd.DataFrame(
        {
            heading: [
                name if not isinstance(chinese, str) or chinese == name else f"{name} {chinese}"
                for name, chinese in zip(table["name"], table["name_zh"], strict=True)
            ],
            "What": what,
            "Facts on": [", ".join(topics_of.get(key, [])) for key in table["id"]],
            "source": list(table["source"]),
            "locator": list(table["locator"]),
        }
    )
