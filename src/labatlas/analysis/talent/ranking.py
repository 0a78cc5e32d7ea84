"""Where the best work: shares of a ranking of scholars, how concentrated it is, and what its remainder can hide."""

from __future__ import annotations

import math

import pandas as pd

from labatlas.analysis.trust import counted
from labatlas.formatting import count, decimal, listing, noun, percent, span, territory, territory_phrase
from labatlas.tables.provenance import Status

#: The Herfindahl–Hirschman index is stated in points: the shares are squared as percentages.
POINTS = 10_000


def latest_ranking(scholars: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the most recent edition of the ranking with the most countries.

    Parameters
    ----------
    scholars
        Rows of the table ``scholars``.
    """
    facts = counted(scholars)
    if facts.empty:
        return facts
    latest = facts[facts["year"] == facts["year"].max()]
    largest = latest["ranking"].value_counts().index[0]
    return latest[latest["ranking"] == largest]


def ranking_name(ranking: pd.DataFrame) -> str:
    """Name the edition of a ranking that `latest_ranking` has chosen."""
    return f"{ranking['ranking'].iloc[0]} of {ranking['year'].iloc[0]}" if len(ranking) else "no ranking"


def country_shares(scholars: pd.DataFrame) -> pd.DataFrame:
    """Rank countries by their share of a ranking of scholars.

    The size of the whole ranking is not printed; it follows from each row that has both a count and a share,
    and the median of those is used.

    Parameters
    ----------
    scholars
        Rows of the table ``scholars``, one or more rankings and years; the latest edition is used.

    Returns
    -------
    pandas.DataFrame
        One row a country, largest first: ``country``, ``name``, ``count_low``, ``count_high`` (listings), ``base``
        (listings in the whole ranking), ``share_low``, ``share_high`` (of one), ``stated_share`` (of one).
    """
    facts = latest_ranking(scholars)
    columns = ["country", "name", "count_low", "count_high", "base", "share_low", "share_high", "stated_share"]
    exact = facts[(facts["count_low"] == facts["count_high"]) & (facts["share_percent"] > 0) & (facts["count_low"] > 0)]
    if exact.empty:
        return pd.DataFrame(columns=columns)
    base = round(float((exact["count_low"].astype(float) / exact["share_percent"] * 100).median()))
    shares = pd.DataFrame(
        {
            "country": facts["country"],
            "name": facts["country"].map(territory),
            "count_low": facts["count_low"].astype(int),
            "count_high": facts["count_high"].astype(int),
            "base": base,
            "stated_share": facts["share_percent"] / 100,
        }
    )
    shares["share_low"] = shares["count_low"] / base
    shares["share_high"] = shares["count_high"] / base
    order = shares[["count_low", "count_high"]].mean(axis=1).sort_values(ascending=False, kind="stable").index
    return shares.loc[order, columns].reset_index(drop=True)


def remainder(shares: pd.DataFrame) -> tuple[int, int]:
    """Return how many listings, at least and at most, belong to countries that are not named.

    Parameters
    ----------
    shares
        Result of `country_shares`.

    Examples
    --------
    >>> remainder(pd.DataFrame({"base": [100, 100], "count_low": [50, 10], "count_high": [50, 20]}))
    (30, 40)
    """
    base = int(shares["base"].iloc[0])
    return max(0, base - int(shares["count_high"].sum())), max(0, base - int(shares["count_low"].sum()))


def most_unnamed(shares: pd.DataFrame) -> int:
    """Return the most listings one country that is not named can have.

    The source names countries in their order from the first place on, so no other has more than the last one named,
    nor more than all others together.

    Parameters
    ----------
    shares
        Result of `country_shares`.

    Examples
    --------
    >>> most_unnamed(pd.DataFrame({"base": [100, 100], "count_low": [50, 10], "count_high": [50, 20]}))
    20
    """
    return min(int(shares["count_high"].min()), remainder(shares)[1])


def concentration(shares: pd.DataFrame) -> tuple[float, float]:
    """Bound the Herfindahl–Hirschman index of a ranking, the sum of the squared shares.

    It is least when the remainder is scattered one listing a country, and greatest when the remainder sits in as few
    countries as `most_unnamed` allows (squares grow fastest where most is heaped up).

    Parameters
    ----------
    shares
        Result of `country_shares`.

    Returns
    -------
    tuple of float
        Least and greatest possible index as a share of one; its reciprocal is the number of equally large countries
        that would be as concentrated.

    Notes
    -----
    Hirschman, A. O. (1964), The Paternity of an Index, American Economic Review 54(5), 761.

    Examples
    --------
    >>> concentration(pd.DataFrame({"base": [10, 10], "count_low": [5, 2], "count_high": [5, 2]}))
    (0.32, 0.34)
    """
    base = int(shares["base"].iloc[0])
    rest_low, rest_high = remainder(shares)
    least = float((shares["count_low"].astype(float) ** 2).sum()) + rest_high
    heap = most_unnamed(shares)
    full, last = divmod(rest_low, heap) if heap else (0, 0)
    most = float((shares["count_high"].astype(float) ** 2).sum()) + full * heap**2 + last**2
    # Upper ends that cannot all be true together make more than everything.
    return least / base**2, min(1.0, most / base**2)


def share_values(shares: pd.DataFrame, country: str) -> dict[str, str]:
    """Return what the text says of the ranking and of one country in it; nothing without a ranking."""
    if shares.empty:
        return {}
    leader = shares.iloc[0]
    low, high = remainder(shares)
    return {
        "leader": territory_phrase(str(leader["country"])),
        "leader_count": count(leader["count_low"]),
        "leader_share": percent(leader["share_low"]),
        "place": _place(shares, country),
        "ratio": _ratio(shares, country),
        "base": count(leader["base"]),
        "listed": noun(len(shares), "country", "countries"),
        "rest": noun(low, "listing") if low == high else f"between {count(low)} and {noun(high, 'listing')}",
    }


def _place(shares: pd.DataFrame, country: str) -> str:
    """Say where a country stands, and of one that is not named how much it can have at most."""
    name = territory_phrase(country)
    if country not in set(shares["country"]):
        most = most_unnamed(shares)
        return f"{name} is not named, which leaves it {percent(most / shares['base'].iloc[0])} of the listings at most"
    place = int(shares.index[shares["country"] == country][0])
    row = shares.iloc[place]
    listings = span(count(row["count_low"]), count(row["count_high"]))
    if not place and len(shares) > 1:
        after = shares.iloc[1]
        held = span(count(after["count_low"]), count(after["count_high"]))
        return f"{territory_phrase(str(after['country']))} comes next with {held}"
    return f"{name} stands at place {count(place + 1)} with {listings}"


def _ratio(shares: pd.DataFrame, country: str) -> str:
    """Compare a country with the leader, and the leader with the country after it."""
    leader = shares.iloc[0]
    other = country if country in set(shares["country"]) else ""
    if leader["country"] == country:
        if len(shares) == 1:
            return "no second country is named to compare it with"
        other = str(shares["country"].iloc[1])
    if not other:
        most = most_unnamed(shares)
        if not most:
            return "nothing is left for others"
        return f"for each listing it may have, the leader has {decimal(leader['count_low'] / most)} or more"
    row = shares.set_index("country").loc[other]
    ratio = str(decimal(leader["count_low"] / row["count_high"]))
    if row["count_low"] < row["count_high"]:
        ratio = f"at least {ratio}"
    return (
        f"for each listing in {territory_phrase(other)} there are {ratio} in {territory_phrase(str(leader['country']))}"
    )


def lead_over_next(shares: pd.DataFrame) -> str:
    """Say how far the first country is ahead of the second.

    Parameters
    ----------
    shares
        Result of `country_shares`.
    """
    return _ratio(shares, str(shares["country"].iloc[0]))


def concentration_values(shares: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of concentration and of the remainder; nothing without a ranking."""
    if shares.empty:
        return {}
    low, high = concentration(shares)
    rest, _ = remainder(shares)
    most = most_unnamed(shares)
    base = int(shares["base"].iloc[0])
    return {
        "index": span(count(low * POINTS), count(high * POINTS)),
        "points": count(POINTS),
        "equal": span(decimal(1 / high), decimal(1 / low)),
        "most": noun(most, "listing"),
        "most_share": percent(most / base),
        "unnamed": noun(math.ceil(rest / most) if most else 0, "country", "countries"),
        "second": territory_phrase(str(shares["country"].iloc[min(1, len(shares) - 1)])),
    }


def ranked_people(publication_ranks: pd.DataFrame, awards: pd.DataFrame, people: dict[str, str]) -> pd.DataFrame:
    """List the people to whom the evidence gives a place in a ranking of research output, best place first.

    Parameters
    ----------
    publication_ranks, awards
        Rows of the tables of those names.
    people
        Names of the people by id.

    Returns
    -------
    pandas.DataFrame
        One row a place: ``who``, ``ranking``, ``place`` (as a reader reads it), ``scope``, ``awards`` (number of awards
        and honours told of the person), and the provenance of the place.
    """
    facts = counted(publication_ranks)
    facts = facts[facts["person"].notna()].sort_values(["rank_low", "person"], kind="stable")
    honours = counted(awards).groupby("person")["award"].nunique()
    table = facts[["ranking", "scope", "source", "locator", "via", "as_of", "status"]].assign(
        who=facts["person"].map(people),
        place=[
            span(count(low), None if pd.isna(high) else count(high))
            for low, high in zip(facts["rank_low"], facts["rank_high"], strict=True)
        ],
        awards=facts["person"].map(honours).fillna(0).astype(int),
    )
    return table.reset_index(drop=True)


def people_table(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `ranked_people` as a reader reads it."""
    return pd.DataFrame(
        {
            "Who": ranked["who"],
            "Ranking": ranked["ranking"],
            "Place": ranked["place"],
            "Among": ranked["scope"].fillna("the world"),
            "Awards and honours told": ranked["awards"].map(count),
        }
    )


def demand_table(wanted: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `places_wanted` as a reader reads it, places of which the same is said in one row."""
    places = [
        f"{place}{'' if pd.isna(rank) else f' ({count(rank)})'}{' (likely)' if status == Status.ESTIMATE else ''}"
        for place, rank, status in zip(wanted["place"], wanted["rank"], wanted["status"], strict=True)
    ]
    said = wanted.assign(named=places).groupby("statement", sort=False)["named"].agg(", ".join).reset_index()
    return pd.DataFrame({"What is said": said["statement"], "Of (place in an order, where stated)": said["named"]})


def demand_values(talent_demand: pd.DataFrame) -> dict[str, str]:
    """Return of which countries `places_wanted` has something, most first; nothing when of none."""
    countries = counted(talent_demand)["country"].dropna().value_counts().index
    named = [territory_phrase(str(code)) for code in countries if len(places_wanted(talent_demand, str(code)))]
    return {"elsewhere": listing(named)} if named else {}


def demand_facts(talent_demand: pd.DataFrame) -> pd.DataFrame:
    """Return the facts on demand that `demand_values` speaks of: of every country, without rankings of countries."""
    countries = counted(talent_demand)["country"].dropna().unique()
    return pd.concat([talent_demand.iloc[:0], *[places_wanted(talent_demand, str(code)) for code in countries]])


def places_wanted(talent_demand: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return what is said of the demand for people in places within a country, best place in a stated order first.

    Rows on a whole country are left out where they repeat a ranking of countries.

    Parameters
    ----------
    talent_demand
        Rows of the table ``talent_demand``.
    country
        Code of the country.
    """
    facts = counted(talent_demand)
    facts = facts[facts["country"] == country]
    whole = facts["place"] == territory(country)
    return facts[~(whole & facts["rank"].notna())].sort_values("rank", kind="stable", na_position="last")
