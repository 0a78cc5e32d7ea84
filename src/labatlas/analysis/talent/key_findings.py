"""The key findings of the chapter, each with the test that decides whether it is asserted."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.money import Rates
from labatlas.analysis.talent import founding, pay, pipelines
from labatlas.analysis.talent.consistency import arithmetic
from labatlas.analysis.talent.exits import departures, statements
from labatlas.analysis.talent.founding import last_seen
from labatlas.analysis.talent.pipelines import came_and_left
from labatlas.analysis.talent.ranking import concentration, country_shares, latest_ranking, lead_over_next
from labatlas.analysis.talent.team import label_of, main_team, team_name, team_shares
from labatlas.analysis.trust import as_likely, counted
from labatlas.formatting import count, day, decimal, listing, money, noun, percent, span, territory_phrase
from labatlas.tables import Dataset

#: Groups of founders from which on something is said of most of them.
LEAST_GROUPS = 3

#: People who came or left from which on it is said whether an organization gained.
LEAST_MOVED = 5

#: Founders from which on it is said how many of them left.
LEAST_FOUNDERS = 3

#: Members of known age from which on something is said of most of them.
LEAST_AGED = 10


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
        _leader_finding(data),
        _focus_finding(data, country),
        _team_finding(data),
        _youth_finding(data),
        _arithmetic_finding(data),
        _balance_finding(data, organization),
        _ties_finding(data),
        _founders_finding(data, organization),
        _pay_finding(data, rates),
    ]


def _leader_finding(data: Dataset) -> Finding:
    name = "talent-one-country-holds-most"
    question = "Does one country hold most of the listings in the ranking of scholars?"
    shares = country_shares(data.scholars)
    if shares.empty:
        return unknown_finding(name, question)
    leader = shares.iloc[0]
    low, high = concentration(shares)
    return Finding(
        name,
        question,
        "{leader} alone holds {share} of the scholars' listings, more than all other countries together; the ranking is as "
        "concentrated as if {equal} equal countries shared it.",
        "no country holds most of the scholars' listings: {leader} leads with {share}, and the ranking is as concentrated as "
        "if {equal} equal countries shared it.",
        bool(leader["share_low"] > 0.5),
        {
            "leader": territory_phrase(str(leader["country"])),
            "share": percent(leader["share_low"]),
            "equal": span(decimal(1 / high), decimal(1 / low)),
        },
        latest_ranking(data.scholars),
    )


def _focus_finding(data: Dataset, country: str) -> Finding:
    name = "talent-focus-country-is-behind"
    question = f"How far is {territory_phrase(country)} behind in the ranking of scholars?"
    shares = country_shares(data.scholars)
    # A country that leads alone in the list is compared with none.
    if shares.empty or country not in set(shares["country"]) or len(shares) < 2:
        return unknown_finding(name, question)
    leader, focus = shares.iloc[0], shares.set_index("country").loc[country]
    return Finding(
        name,
        question,
        "For each listing from {focus} in the ranking of scholars there are {ratio} from {leader}.",
        "Next after {leader} in the ranking of scholars comes {next}: {behind}.",
        bool(leader["country"] != country),
        {
            "focus": territory_phrase(country),
            "leader": territory_phrase(str(leader["country"])),
            "ratio": decimal(leader["count_low"] / focus["count_high"])
            if focus["count_low"] == focus["count_high"]
            else f"at least {decimal(leader['count_low'] / focus['count_high'])}",
            "next": territory_phrase(str(shares["country"].iloc[1])),
            "behind": lead_over_next(shares),
        },
        latest_ranking(data.scholars),
    )


def _team_finding(data: Dataset) -> Finding:
    name = "talent-team-is-technical"
    question = "Are almost nine in ten of the team counted in detail in research and development?"
    team = main_team(data.team_composition)
    roles = team_shares(team, "role") if len(team) else pd.DataFrame(columns=["category", "share", "count", "base"])
    research = roles[roles["category"] == "research-and-development"]
    if research.empty:
        return unknown_finding(name, question)
    row = research.iloc[0]
    return Finding(
        name,
        question,
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
    question = "Are most members of the team counted in detail younger than forty?"
    team = main_team(data.team_composition)
    ages = team_shares(team, "age") if len(team) else pd.DataFrame(columns=["category", "count", "base"])
    young = ages[ages["category"].str.slice(0, 1).isin(["1", "2", "3"])] if len(ages) else ages
    known = float(ages["base"].min()) if len(ages) else 0.0
    if young.empty or known < LEAST_AGED:
        return unknown_finding(name, question)
    share = float(young["count"].sum()) / known
    return Finding(
        name,
        question,
        "{share} of the {team} team members whose age is known were younger than forty.",
        "Only {share} of the {team} team members whose age is known were younger than forty.",
        share > 0.5,
        {"team": team_name(team, data.names("artifacts")), "share": percent(share, 0)},
        team[team["dimension"] == "age"],
    )


def _arithmetic_finding(data: Dataset) -> Finding:
    name = "talent-shares-do-not-add-up"
    question = "Do the printed shares of the team counted in detail agree with their counts?"
    team = main_team(data.team_composition)
    if team.empty:
        return unknown_finding(name, question)
    wrong = arithmetic(team)
    worst = wrong.assign(gap=(wrong["computed_percent"] - wrong["stated_percent"]).abs()).sort_values(
        "gap", ascending=False
    )
    values: dict[str, str] = {"team": team_name(team, data.names("artifacts"))}
    if len(worst):
        row = worst.iloc[0]
        values |= {
            "category": label_of(str(row["category"])),
            "stated": percent(row["stated_percent"] / 100, 0),
            "computed": percent(row["computed_percent"] / 100, 0),
            "count": count(row["count"]),
            "base": count(row["base"]),
        }
    return Finding(
        name,
        question,
        "Not all printed shares of the {team} team agree with their counts: {category} is given as {stated}, but {count} of "
        "{base} people are {computed}.",
        "Every printed share of the {team} team agrees with its count.",
        bool(len(wrong)),
        values,
        team,
    )


def _balance_finding(data: Dataset, organization: str) -> Finding:
    name = "talent-net-gain-of-the-organization"
    question = f"Did {data.names('organizations').get(organization, organization)} gain more people than it lost?"
    flow = pipelines.flows(data.affiliations, data.moves, data.organizations)
    own = pipelines.balance(flow, data.organizations).set_index("organization")
    if organization not in own.index:
        return unknown_finding(name, question)
    row = own.loc[organization]
    if row["came"] + row["left"] < LEAST_MOVED:
        return unknown_finding(name, question)
    moved = flow[flow["kind"] == "moved"]
    steps = moved[(moved["origin"] == organization) | (moved["destination"] == organization)]
    return Finding(
        name,
        question,
        "By the moves the evidence tells, {organization} gained more people than it lost: {moved}.",
        "By the moves the evidence tells, {organization} did not gain people: {moved}.",
        bool(row["net"] > 0),
        {
            "organization": data.name_of("organizations", organization),
            "moved": came_and_left(row),
        },
        steps,
    )


def _ties_finding(data: Dataset) -> Finding:
    name = "talent-founders-had-a-place-in-common"
    question = "Had most founders been at the same place as another founder before?"
    ties = founding.ties(data.affiliations, data.organizations, data.events)
    if len(ties) < LEAST_GROUPS:
        return unknown_finding(name, question)
    tied = ties[ties["tied"] > 0]
    return Finding(
        name,
        question,
        "In {tied} of the {groups} groups of founders of whom at least two are named, some had been at the same place before{unsure}.",
        "In only {tied} of the {groups} groups of founders of whom at least two are named had some been at the same place before{unsure}.",
        bool(2 * len(tied) > len(ties)),
        {
            "tied": count(len(tied)),
            "groups": count(len(ties)),
            "unsure": as_likely(int((tied["tied"] == tied["tied_likely"]).sum()), len(tied)),
        },
        founding.tie_facts(data.affiliations, data.organizations, data.events, ties),
    )


def _founders_finding(data: Dataset, organization: str) -> Finding:
    name = "talent-founders-who-left"
    question = f"How many founders of {data.names('organizations').get(organization, organization)} have left?"
    said = statements(data.events, data.participants, data.moves, data.organizations, organization)
    left = departures(said, data.names("people"), data.names("organizations"))
    began = founding.founding_day(data.affiliations, data.events, organization)
    stays = founding.presence(data.affiliations, left, began, organization)
    steps = founding.remaining(stays, founding.horizon(data.affiliations, data.moves, data.events))
    if steps.empty:
        return unknown_finding(name, question)
    last = steps.iloc[-1]
    if last["founders"] < LEAST_FOUNDERS:
        return unknown_finding(name, question)
    names = data.names("people")
    final = stays.groupby("person").tail(1)
    gone = sorted(names[person] for person in final.loc[final["end"] <= last["day"], "person"])
    facts = data.affiliations
    return Finding(
        name,
        question,
        "Of the {founders} whom the evidence calls founders of {organization}{unsure}, {gone} had left by {horizon}: {who}.",
        "Of the {founders} whom the evidence calls founders of {organization}{unsure}, none is known to have left for good; {seen}.",
        bool(gone),
        {
            "organization": data.name_of("organizations", organization),
            "founders": noun(last["founders"], "person", "people"),
            "unsure": as_likely(int(final["likely"].sum()), int(last["founders"])),
            "gone": count(len(gone)),
            "horizon": day(last["day"].date()),
            "who": listing(gone),
            "seen": last_seen(final, last["day"]),
        },
        facts[(facts["organization"] == organization) & facts["person"].isin(stays["person"])],
    )


def _pay_finding(data: Dataset, rates: Rates) -> Finding:
    name = "talent-pay-exceeds-salary-bands"
    question = "Is the best-paid person who is named paid more than the highest base salary of a post?"
    ranges = pay.pay_ranges(data.pay, data.names("organizations"), rates)
    ratio = pay.premium(ranges)
    if pd.isna(ratio):
        return unknown_finding(name, question)
    people, offered = pay.named(ranges), pay.posts(ranges)
    salaries = offered[offered["basis"] == "base-salary"]
    salaries = salaries.assign(top=salaries["high"].fillna(salaries["low"])).sort_values("top", kind="stable")
    post, top = salaries.iloc[-1], people[people["basis"] == "total"].iloc[0]
    return Finding(
        name,
        question,
        "The best-paid person who is named ({payee}, {year}) had at least {pay} in all, {ratio} times the top of the highest "
        "base salary told of a post in {salary_year} ({salary}), which leaves out bonus and shares.",
        "Nobody who is named is known to have had more than the top of the highest base salary of a post ({salary}, "
        "{salary_year}); the most told is {pay} ({payee}, {year}).",
        ratio > 1,
        {
            "payee": str(top["payee"]),
            "year": str(top["year"]),
            "pay": money(top["low"], rates.currency),
            "salary": money(post["top"], rates.currency),
            "salary_year": str(post["year"]),
            "ratio": decimal(ratio),
        },
        counted(data.pay),
    )
