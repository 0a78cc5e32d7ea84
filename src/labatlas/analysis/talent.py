"""Talent: where the best work, what a team is made of, where it came from, what it is paid."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import (
    count,
    decimal,
    is_known,
    money,
    noun,
    percent,
    quantity_or_none,
    territory,
    territory_phrase,
)
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import first_day, look_up

#: Percentage points by which a printed share may miss its count: printed shares are rounded or cut off.
ROUNDING = 1.0


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


def share_values(shares: pd.DataFrame, country: str) -> dict[str, str]:
    """Return what the text says of the ranking and of one country in it; nothing when it is not listed."""
    if shares.empty or country not in set(shares["country"]):
        return {}
    leader, focus = shares.iloc[0], shares.set_index("country").loc[country]
    low, high = remainder(shares)
    ratio = leader["count_low"] / focus["count_high"]
    return {
        "leader": territory_phrase(str(leader["country"])),
        "leader_count": count(leader["count_low"]),
        "leader_share": percent(leader["share_low"]),
        "focus": territory_phrase(country),
        "focus_count": _interval(focus["count_low"], focus["count_high"]),
        "focus_rank": count(int(shares.index[shares["country"] == country][0]) + 1),
        "ratio": decimal(ratio),
        "base": count(leader["base"]),
        "listed": count(len(shares)),
        "rest_low": count(low),
        "rest_high": count(high),
    }


def _interval(low: float, high: float) -> str:
    return str(count(low)) if low == high else f"{count(low)} to {count(high)}"


def team_shares(team_composition: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Recompute the shares of one dimension of a team and compare them with the printed ones.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.
    dimension
        The dimension, such as ``role`` or ``age``.

    Returns
    -------
    pandas.DataFrame
        One row a category in the table's order: ``category``, ``count`` (people; missing when only a share is printed),
        ``base`` (people the share is of), ``share`` (of one; from the count where there is one), ``stated_percent``,
        ``agrees`` (whether count and printed share agree within `ROUNDING`; missing when they cannot be compared).
    """
    facts = counted(team_composition[team_composition["dimension"] == dimension])
    whole = whole_team(team_composition)
    base = facts["base"].astype("float64").fillna(whole)
    number = facts["count"].astype("float64")
    share = (number / base).fillna(facts["share_percent"] / 100)
    comparable = number.notna() & base.notna() & facts["share_percent"].notna()
    gap = (share * 100 - facts["share_percent"]).abs()
    agrees = (gap <= ROUNDING).astype("object").where(comparable, None)
    return pd.DataFrame(
        {
            "category": facts["category"], "count": number, "base": base, "share": share,
            "stated_percent": facts["share_percent"], "agrees": agrees,
        }
    ).reset_index(drop=True)  # fmt: skip


def whole_team(team_composition: pd.DataFrame) -> float:
    """Return how many people a team has, or NaN when it is not told."""
    whole = counted(team_composition[team_composition["dimension"] == "whole"])["count"].dropna()
    return float(whole.iloc[0]) if len(whole) else float("nan")


def arithmetic(team_composition: pd.DataFrame) -> pd.DataFrame:
    """List every printed share that its own count does not bear out.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.

    Returns
    -------
    pandas.DataFrame
        ``dimension``, ``category``, ``count``, ``base``, ``stated_percent``, ``computed_percent`` and ``count_implied``
        (the count the printed share would need).
    """
    rows: list[dict[str, Any]] = []
    for dimension in team_composition["dimension"].drop_duplicates():
        shares = team_shares(team_composition, dimension)
        for row in shares[shares["agrees"].eq(False)].drop(columns="agrees").to_dict("records"):
            row |= {
                "dimension": dimension,
                "computed_percent": row["share"] * 100,
                "count_implied": round(row["stated_percent"] / 100 * row["base"]),
            }
            rows.append({str(name): value for name, value in row.items()})
    columns = ["dimension", "category", "count", "base", "stated_percent", "computed_percent", "count_implied"]
    return pd.DataFrame(rows, columns=columns)


def origins(affiliations: pd.DataFrame, names: dict[str, str], organization: str) -> pd.DataFrame:
    """Count where the people of an organization studied and worked before they came.

    A stay counts as earlier if the first dated one of that person there began before the person came, or if none of them
    is dated, because the documents list what people had done before.

    Parameters
    ----------
    affiliations
        Rows of the table ``affiliations``.
    names
        Names of the organizations by id.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        One row an origin and kind (``studied``, ``worked``), most people first: ``origin``, ``name``, ``kind``, ``people``.
    """
    earlier = earlier_stays(affiliations, organization)
    kinds = earlier["kind"].map(lambda kind: "studied" if kind in {"study", "postdoc"} else "worked")
    people = (
        earlier.assign(kind=kinds).groupby(["organization", "kind"], as_index=False)["person"].nunique()
        .rename(columns={"organization": "origin", "person": "people"})
    )  # fmt: skip
    people["name"] = people["origin"].map(names)
    people = people.sort_values(["people", "name"], ascending=[False, True]).reset_index(drop=True)
    return people[["origin", "name", "kind", "people"]]


def stays_at(affiliations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the stays at an organization that may be counted, seats on its board left out."""
    facts = counted(affiliations)
    return facts[(facts["organization"] == organization) & (facts["kind"] != "board")]


def earlier_stays(affiliations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the stays elsewhere of everyone who was at an organization, as far as they came before it.

    Seats on boards and internships are left out.
    """
    facts = counted(affiliations)
    here = stays_at(affiliations, organization)
    came = first_day(here["start"]).groupby(here["person"]).min()
    elsewhere = facts[facts["person"].isin(here["person"]) & (facts["organization"] != organization)]
    elsewhere = elsewhere[~elsewhere["kind"].isin(["board", "internship"])]
    pair = [elsewhere["person"], elsewhere["organization"]]
    began = first_day(elsewhere["start"]).groupby(pair).transform("min")
    return elsewhere[began.isna() | (began <= look_up(came, elsewhere["person"]))]


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


def departures(
    events: pd.DataFrame, participants: pd.DataFrame, people: dict[str, str], organization: str
) -> pd.DataFrame:
    """List who left an organization and when, jokes included and marked.

    Parameters
    ----------
    events, participants
        Rows of the tables of those names.
    people
        Names of the people by id.
    organization
        Id of the organization left.

    Returns
    -------
    pandas.DataFrame
        In time order, undated ones last, one row a leaver: ``date`` (ISO, reduced precision), ``who``, ``event``, ``status``, ``counts``
        (whether the departure may be counted).
    """
    left = events[(events["organization"] == organization) & (events["kind"] == "departure")]
    leavers = participants[(participants["role"] == "leaver") & participants["person"].notna()]
    rows = left.merge(leavers[["event", "person"]], left_on="id", right_on="event", how="inner")
    allowed = set(counted(left)["id"])
    listed = pd.DataFrame(
        {
            "date": rows["date"], "who": rows["person"].map(people), "event": rows["title"], "status": rows["status"],
            "counts": rows["id"].isin(allowed),
        }
    )  # fmt: skip
    return listed.sort_values(["date", "who"], kind="stable").reset_index(drop=True)


def departure_values(left: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of departures; nothing when there are none."""
    if left.empty:
        return {}
    real, jokes = left[left["counts"]], left[left["status"] == "satire"]
    if real["date"].dropna().empty:
        return {}
    years = real["who"].groupby(real["date"].str[:4]).nunique()
    busiest = sorted(years.index[years == years.max()])
    return {
        "leavers": noun(real["who"].nunique(), "named person", "named people"),
        "busiest_year": " and as many in ".join(busiest),
        "busiest_count": count(years.max()),
        "undated": quantity_or_none(real.loc[real["date"].isna(), "who"].nunique()),
        "jokes": noun(jokes["who"].nunique(), "more person", "more people") if len(jokes) else "nobody else",
    }


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
    values = {
        "top_payee": str(top["payee"]),
        "top_organization": str(top["organization"]),
        "top_year": str(top["year"]),
        "top_pay": money(top["low"], rates.currency),
        "monthly_payee": str(monthly["payee"]),
        "monthly_pay": money(monthly["monthly_low"], rates.currency),
        "statements": noun(len(ranges), "statement"),
        "salaries": quantity_or_none(len(salary)),
        "left_out": quantity_or_none(len(pay) - len(ranges)),
    }
    return values


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter.

    Parameters
    ----------
    data
        The evidence as known.
    country, organization
        Focus of the chapter.
    rates
        Exchange rates into the chapter's currency.
    """
    return [
        _leader_finding(data, country),
        _focus_finding(data, country),
        _team_finding(data),
        _youth_finding(data),
        _arithmetic_finding(data),
        _school_finding(data, organization),
        _pay_finding(data, rates),
    ]


def _leader_finding(data: Dataset, country: str) -> Finding:
    name = "talent-one-country-holds-most"
    shares = country_shares(data.scholars)
    if shares.empty:
        return unknown_finding(name)
    leader = shares.iloc[0]
    return Finding(
        name,
        "{leader} alone holds {share} of the scholars' listings, more than all other countries together.",
        "no country holds most of the scholars' listings: {leader} leads with {share}.",
        bool(leader["share_low"] > 0.5),
        {"leader": territory_phrase(str(leader["country"])), "share": percent(leader["share_low"])},
        latest_ranking(data.scholars),
    )


def _focus_finding(data: Dataset, country: str) -> Finding:
    name = "talent-focus-country-is-behind"
    values = share_values(country_shares(data.scholars), country)
    if not values:
        return unknown_finding(name)
    return Finding(
        name,
        "For each listing from {focus} in the ranking of scholars there are {ratio} from {leader}.",
        "{focus} leads the ranking of scholars, with {focus_count} of {base} listings.",
        values["leader"] != values["focus"],
        values,
        latest_ranking(data.scholars),
    )


def main_team(team_composition: pd.DataFrame) -> pd.DataFrame:
    """Return the composition of the team that the evidence says most about."""
    if team_composition.empty:
        return team_composition
    return team_composition[team_composition["team"] == team_composition["team"].value_counts().index[0]]


def team_name(team_composition: pd.DataFrame, names: dict[str, str]) -> str:
    """Name the team of `main_team` by what it made."""
    return names[str(team_composition["team"].iloc[0])] if len(team_composition) else "an unknown artifact"


def _team_finding(data: Dataset) -> Finding:
    name = "talent-team-is-technical"
    team = main_team(data.team_composition)
    roles = team_shares(team, "role") if len(team) else pd.DataFrame(columns=["category", "share", "count", "base"])
    research = roles[roles["category"] == "research-and-development"]
    if research.empty:
        return unknown_finding(name)
    row = research.iloc[0]
    return Finding(
        name,
        "{count} of the {base} people on the {team} team do research and development: almost nine in ten.",
        "{count} of the {base} people on the {team} team do research and development ({share}).",
        bool(0.85 <= row["share"] < 0.9),
        {
            "team": team_name(team, data.names("artifacts")),
            "count": count(row["count"]),
            "base": count(row["base"]),
            "share": percent(row["share"]),
        },
        team[team["dimension"].isin(["role", "whole"])],
    )


def _youth_finding(data: Dataset) -> Finding:
    name = "talent-team-is-young"
    team = main_team(data.team_composition)
    ages = team_shares(team, "age") if len(team) else pd.DataFrame(columns=["category", "count", "base"])
    young = ages[ages["category"].str.slice(0, 1).isin(["1", "2", "3"])] if len(ages) else ages
    known = float(ages["base"].min()) if len(ages) else 0.0
    if young.empty or not known > 0:
        return unknown_finding(name)
    share = float(young["count"].sum()) / known
    return Finding(
        name,
        "{share} of the {team} team members whose age is known were younger than forty.",
        "Only {share} of the {team} team members whose age is known were younger than forty.",
        share > 0.5,
        {"team": team_name(team, data.names("artifacts")), "share": percent(share, 0)},
        team[team["dimension"] == "age"],
    )


def _arithmetic_finding(data: Dataset) -> Finding:
    name = "talent-shares-do-not-add-up"
    team = main_team(data.team_composition)
    if team.empty:
        return unknown_finding(name)
    wrong = arithmetic(team)
    worst = wrong.assign(gap=(wrong["computed_percent"] - wrong["stated_percent"]).abs()).sort_values(
        "gap", ascending=False
    )
    values: dict[str, str] = {"team": team_name(team, data.names("artifacts"))}
    if len(worst):
        row = worst.iloc[0]
        values |= {
            "category": _label(str(row["category"])),
            "stated": percent(row["stated_percent"] / 100, 0),
            "computed": percent(row["computed_percent"] / 100, 0),
            "count": count(row["count"]),
            "base": count(row["base"]),
        }
    return Finding(
        name,
        "Not all printed shares of the {team} team agree with their counts: {category} is given as {stated}, but {count} of "
        "{base} people are {computed}.",
        "Every printed share of the {team} team agrees with its count.",
        bool(len(wrong)),
        values,
        team,
    )


def _school_finding(data: Dataset, organization: str) -> Finding:
    name = "talent-one-school-leads"
    team = main_team(data.team_composition)
    schools = team_shares(team, "university") if len(team) else pd.DataFrame(columns=["category", "count"])
    schools = schools.dropna(subset=["count"])
    if schools.empty:
        return unknown_finding(name)
    ranked = schools.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)
    first, second = ranked.iloc[0], ranked.iloc[1] if len(ranked) > 1 else ranked.iloc[0]
    names = data.names("organizations")
    return Finding(
        name,
        "{first} has more graduates on the {team} team ({count}) than any other university; second comes {second} "
        "({second_count}).",
        "No single university leads among the graduates on the {team} team.",
        bool(first["count"] > second["count"]),
        {
            "team": team_name(team, data.names("artifacts")),
            "first": names.get(str(first["category"]), str(first["category"])),
            "count": count(first["count"]),
            "second": names.get(str(second["category"]), str(second["category"])),
            "second_count": count(second["count"]),
        },
        team[team["dimension"] == "university"],
    )


def _pay_finding(data: Dataset, rates: Rates) -> Finding:
    name = "talent-pay-exceeds-salary-bands"
    ranges = pay_ranges(data.pay, data.names("organizations"), rates)
    salaries = ranges[ranges["basis"] == "base-salary"]
    totals = ranges[ranges["basis"] == "total"]
    if salaries.empty or totals.empty:
        return unknown_finding(name)
    best, top = salaries["high"].fillna(salaries["low"]).max(), totals.iloc[0]
    return Finding(
        name,
        "The best-paid named researcher ({payee}, {year}) had at least {pay} in all, {ratio} times the top of the highest "
        "base salary advertised later ({salary}).",
        "No named researcher was paid more than the top of the highest advertised base salary ({salary}).",
        bool(top["low"] > best),
        {
            "payee": str(top["payee"]),
            "year": str(top["year"]),
            "pay": money(top["low"], rates.currency),
            "salary": money(best, rates.currency),
            "ratio": decimal(top["low"] / best),
        },
        data.pay,
    )


def _label(category: str) -> str:
    """Turn a category's slug into words, and a band such as ``20-29`` into a range."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", category).replace("-", " ")


def category_labels(categories: pd.Series, names: dict[str, str]) -> pd.Series:
    """Return categories as a reader reads them: names of organizations, or words instead of slugs."""
    return categories.map(lambda category: names.get(category, _label(category)))


def flows_summary(people: pd.DataFrame, here: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of origins; nothing when there are none.

    Parameters
    ----------
    people
        Result of `origins`.
    here
        Result of `stays_at` for the same organization.
    """
    total = here["person"].nunique()
    named_by = here.assign(article=here["via"].fillna(here["source"])).groupby("article")["person"].nunique()
    if people.empty or not total:
        return {}
    values: dict[str, str] = {
        "people": noun(total, "person", "people"),
        "one_article": count(named_by.max()),
        "unsure": quantity_or_none(here.loc[here["status"] == "estimate", "person"].nunique()),
    }
    for kind in ("studied", "worked"):
        rows = people[people["kind"] == kind]
        if rows.empty:
            return {}
        values |= {kind: str(rows["name"].iloc[0]), f"{kind}_people": count(rows["people"].iloc[0])}
    return values


def mean_age_bounds(team_composition: pd.DataFrame) -> tuple[float, float]:
    """Bound the mean age from the age bands alone.

    Each member is at least as old as the lower and at most as old as the upper end of the band.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team; bands are written ``20-29`` or ``60-and-over``.

    Returns
    -------
    tuple of float
        Least and greatest possible mean age in completed years; an open band counts up to 99.
    """
    bands = team_shares(team_composition, "age")
    parsed = bands["category"].str.extract(r"^(\d+)(?:-(\d+)|-and-over)$")
    usable = parsed[0].notna() & (bands["count"] > 0)
    if not usable.any():
        return float("nan"), float("nan")
    weight = bands.loc[usable, "count"].to_numpy(dtype=float)
    low = parsed.loc[usable, 0].to_numpy(dtype=float)
    high = parsed.loc[usable, 1].astype("float64").fillna(99).to_numpy(dtype=float)
    return float(np.average(low, weights=weight)), float(np.average(high, weights=weight))


#: Dimensions that divide a team, by the name a reader sees.
DIVISIONS = {"role": "Role", "age": "Age", "degree": "Degree", "gender": "Gender"}


def team_parts(team_composition: pd.DataFrame) -> pd.DataFrame:
    """Divide a whole team by each dimension, everyone included.

    Parameters
    ----------
    team_composition
        Rows of the table ``team_composition`` of one team.

    Returns
    -------
    pandas.DataFrame
        ``dimension`` (as a reader sees it), ``label``, ``share`` (of the whole team, of one). The shares of a dimension
        sum to one: whoever no category counts is "not known", or for gender "men or not told". A dimension whose counts
        exceed the team does not divide it and is left out.
    """
    whole = whole_team(team_composition)
    rows: list[dict[str, Any]] = []
    for dimension, heading in DIVISIONS.items():
        shares = team_shares(team_composition, dimension)
        known = shares[(shares["category"] != "unknown") & (shares["count"] > 0)]
        rest = whole - float(known["count"].sum())
        if known.empty or not whole > 0 or rest < 0:
            continue
        rows += [
            {"dimension": heading, "label": _label(str(category)), "share": number / whole}
            for category, number in zip(known["category"], known["count"], strict=True)
        ]
        if rest > 0:
            label = "men or not told" if dimension == "gender" else "not known"
            rows.append({"dimension": heading, "label": label, "share": rest / whole})
    return pd.DataFrame(rows, columns=["dimension", "label", "share"])


def team_values(team_composition: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a team; nothing when its size, roles, ages or women are not told."""
    whole = whole_team(team_composition)
    told = counted(team_composition).dropna(subset=["count"]).drop_duplicates(["dimension", "category"])
    count_of = dict(zip(zip(told["dimension"], told["category"], strict=True), told["count"], strict=True))
    mean = counted(team_composition[team_composition["dimension"] == "mean-age"])["value"].dropna()
    low, high = mean_age_bounds(team_composition)
    wanted = [("role", "research-and-development"), ("gender", "women")]
    if not whole > 0 or mean.empty or not is_known(low) or any(key not in count_of for key in wanted):
        return {}
    return {
        "team": name,
        "whole": count(whole),
        "technical": count(count_of[wanted[0]]),
        "women": count(count_of[wanted[1]]),
        "mean": decimal(mean.iloc[0]),
        "mean_low": decimal(low),
        "mean_high": decimal(high),
    }


def team_schools(team_composition: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return how many of a team studied at each university, most first: ``label``, ``count`` (people), ``country``."""
    shares = team_shares(team_composition, "university").dropna(subset=["count"])
    known = organizations.set_index("id")
    schools = pd.DataFrame(
        {
            "label": category_labels(shares["category"], known["name"].to_dict()),
            "count": shares["count"],
            "country": shares["category"].map(known["country"]),
        }
    )
    return schools.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def arithmetic_table(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `arithmetic` as a reader reads it."""
    return pd.DataFrame(
        {
            "Counted by": checks["dimension"].map(_label),
            "Category": checks["category"].map(_label),
            "Count": checks["count"].map(count),
            "of": checks["base"].map(count),
            "Printed share": (checks["stated_percent"] / 100).map(percent),
            "Computed share": (checks["computed_percent"] / 100).map(percent),
            "Count the share needs": checks["count_implied"].map(count),
        }
    )


def ranking_name(ranking: pd.DataFrame) -> str:
    """Name the edition of a ranking that `latest_ranking` has chosen."""
    return f"{ranking['ranking'].iloc[0]} of {ranking['year'].iloc[0]}" if len(ranking) else "no ranking"
