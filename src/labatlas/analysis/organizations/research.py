"""Places in rankings of research output, and papers and patents that are counted."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.trust import counted
from labatlas.formatting import count, listing, noun, quantity_or_none, span

#: What a place is among when the ranking has no narrower scope.
WORLD = "world"


def places(publication_ranks: pd.DataFrame, organizations: dict[str, str], people: dict[str, str]) -> pd.DataFrame:
    """Return every place in a ranking of research output.

    Parameters
    ----------
    publication_ranks
        Rows of the table ``publication_ranks``.
    organizations, people
        Names by id.

    Returns
    -------
    pandas.DataFrame
        By ranking and period, those with most circles first: ``ranking``, ``period``, ``who``, ``organization`` (id, missing
        for people), ``scope`` (`WORLD` when there is no narrower one), ``low``, ``high`` (place; ``high`` missing if the place is
        not printed), ``circles`` (scopes in which the same is ranked in the same list).
    """
    facts = counted(publication_ranks)
    table = pd.DataFrame(
        {
            "ranking": facts["ranking"],
            "period": facts["period"],
            "who": facts["organization"].map(organizations).fillna(facts["person"].map(people)),
            "organization": facts["organization"],
            "scope": facts["scope"].fillna(WORLD),
            "low": facts["rank_low"].astype("float64"),
            "high": facts["rank_high"].astype("float64"),
        }
    )
    table["circles"] = table.groupby(["ranking", "period", "who"], dropna=False)["scope"].transform("nunique")
    return table.sort_values(
        ["circles", "ranking", "period", "who", "low"], ascending=[False, True, True, True, False], kind="stable"
    ).reset_index(drop=True)


def place_words(low: float, high: float) -> str:
    """Print a place, or that the place itself is not printed."""
    return "listed" if high != high else span(count(low), count(high))


def place_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `places` as a reader reads it."""
    return pd.DataFrame(
        {
            "Ranking": found["ranking"],
            "Years": ["–" if pd.isna(period) else str(period).replace("/", "–") for period in found["period"]],
            "Who": found["who"],
            "Among": found["scope"],
            "Place": [place_words(low, high) for low, high in zip(found["low"], found["high"], strict=True)],
        }
    )


def circles(found: pd.DataFrame) -> pd.DataFrame:
    """Return the printed places of those that one list ranks in several circles; see `places`.

    Returns
    -------
    pandas.DataFrame
        As `places`, only rows with a printed place, of those with at least two of them in one list.
    """
    printed = found[found["high"].notna()]
    several = printed.groupby(["ranking", "period", "who"], dropna=False)["scope"].transform("nunique") > 1
    return printed[several].reset_index(drop=True)


def place_values(found: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of rankings; nothing when there is no place."""
    if found.empty:
        return {}
    several = circles(found)
    told = "No list ranks the same in two circles"
    if len(several):
        first = several[several["who"] == several.iloc[0]["who"]]
        widest, narrowest = first.loc[first["low"].idxmax()], first.loc[first["low"].idxmin()]
        told = (
            f"One list alone puts {widest['who']} in place {count(widest['low'])} of the {widest['scope']} and in place "
            f"{count(narrowest['low'])} of {narrowest['scope']}"
        )
    ends = found["period"].dropna().str[-4:]
    return {
        "years": f"The latest year that a ranking counts is {ends.max()}"
        if len(ends)
        else "Which years are counted is not told",
        "places": noun(len(found), "place"),
        "rankings": noun(found["ranking"].nunique(), "ranking"),
        "unprinted": quantity_or_none(found["high"].isna().sum()),
        "circles": told,
    }


def output(
    indicators: pd.DataFrame, people: dict[str, str], organizations: dict[str, str], affiliations: pd.DataFrame
) -> pd.DataFrame:
    """Return the papers and patents that are counted of a person or an organization.

    Parameters
    ----------
    indicators, affiliations
        Rows of the tables of those names.
    people, organizations
        Names by id.

    Returns
    -------
    pandas.DataFrame
        Most papers first: ``name``, ``person`` (whether a person), ``place`` (where a person is told to have worked), ``kind`` (``papers`` or
        ``patents``), ``low``, ``high`` (missing if open).
    """
    facts = counted(indicators)
    facts = facts[facts["indicator"].isin(["papers", "patents"])]
    work = counted(affiliations)
    work = work[work["kind"].isin(["employment", "faculty", "founder"])].drop_duplicates(["person", "organization"])
    place = work["organization"].map(organizations).groupby(work["person"]).agg(", ".join)
    table = pd.DataFrame(
        {
            "name": facts["person"].map(people).fillna(facts["organization"].map(organizations)),
            "person": facts["person"].notna(),
            "place": facts["person"].map(place),
            "kind": facts["indicator"],
            "low": facts["low"].astype("float64"),
            "high": facts["high"].astype("float64"),
        }
    )
    most = table[table["kind"] == "papers"].groupby("name")["low"].max()
    table["most"] = table["name"].map(most)
    return (
        table.sort_values(["most", "name", "kind"], ascending=[False, True, True], kind="stable")
        .drop(columns="most")
        .reset_index(drop=True)
    )


def output_values(found: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of papers and patents; nothing when none is counted."""
    if found.empty:
        return {}
    open_ended = int(found["high"].isna().sum())
    named = found.drop_duplicates(["name", "person"])["person"]
    sorts = [(int(named.sum()), ("person", "people")), (int((~named).sum()), ("organization", "organizations"))]
    return {
        "names": listing([noun(number, *words) for number, words in sorts if number]),
        "open": "every count is a lower bound"
        if open_ended == len(found)
        else f"{count(open_ended)} of {noun(len(found), 'count')} are lower bounds",
        "top": str(found.iloc[0]["name"]),
    }


def output_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `output` as a reader reads it: a row a name, papers and patents side by side."""
    told = found.assign(
        number=[
            span(count(low), None if high != high else count(high))
            for low, high in zip(found["low"], found["high"], strict=True)
        ]
    )
    rows = []
    for name, own in told.groupby("name", sort=False):
        numbers = own.groupby("kind")["number"].first()
        place = own["place"].iloc[0]
        rows.append(
            {
                "Name": name,
                "Has worked at": "" if pd.isna(place) else place,
                "Papers": numbers.get("papers", ""),
                "Patents": numbers.get("patents", ""),
            }
        )
    return pd.DataFrame(rows, columns=["Name", "Has worked at", "Papers", "Patents"])
