"""Who paid whom, how much of it, and what teams cost."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.money import Rates
from labatlas.analysis.organizations.timeline import dated_or_not, day_drawn
from labatlas.analysis.trust import counted
from labatlas.formatting import count, listing, money, money_or_nothing, noun, percent, quantity_or_none, span

#: Stage of money that has changed hands; where no stage is told, nothing is assumed.
PAID = "closed"

#: Stages of money that has not changed hands.
NOT_PAID = frozenset({"pledged", "in-talks", "announced"})

#: Parts taken in an event by whoever gives the money.
FUNDING_ROLES = ("lead-investor", "investor")

#: What an auction leaves behind in the table of indicators, in the order in which it happens.
AUCTION_STEPS = {
    "opening-bid": "opening bid",
    "last-bidders": "bidders left at the end",
    "sale-price": "sold",
    "share-of-sale": "share of the price",
}


def sums(events: pd.DataFrame, organizations: dict[str, str], rates: Rates, kind: str) -> pd.DataFrame:
    """Return the events of one kind that carry a sum of money, largest first.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    organizations
        Names of the organizations by id.
    rates
        Exchange rates into the currency wanted.
    kind
        ``funding`` or ``acquisition``.

    Returns
    -------
    pandas.DataFrame
        ``event``, ``organization`` (id), ``name``, ``date``, ``day`` (see
        `labatlas.analysis.organizations.timeline.day_drawn`), ``title``, ``stage``, ``low``, ``high`` (sum), ``headcount``
        (people), ``per_head_low``, ``per_head_high`` (sum a person), ``status``.
    """
    facts = counted(events)
    facts = facts[(facts["kind"] == kind) & facts["amount_low"].notna()]
    low = rates.convert(facts["amount_low"], facts["currency"])
    high = rates.convert(facts["amount_high"].fillna(facts["amount_low"]), facts["currency"])
    heads = facts["headcount"].astype("float64")
    table = pd.DataFrame(
        {
            "event": facts["id"],
            "organization": facts["organization"],
            "name": facts["organization"].map(organizations),
            "date": facts["date"],
            "day": day_drawn(facts),
            "title": facts["title"],
            "stage": facts["stage"],
            "low": low,
            "high": high,
            "headcount": heads,
            "per_head_low": low / heads,
            "per_head_high": high / heads,
            "status": facts["status"],
        }
    )
    return table.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def funding_values(funding: pd.DataFrame, rates: Rates, organization: str, name: str) -> dict[str, str]:
    """Return what the text says of funding; nothing when none is known."""
    if funding.empty:
        return {}
    paid = funding[funding["stage"] == PAID]
    unpaid = funding[funding["stage"].isin(NOT_PAID)]
    top = funding.iloc[0]
    own = funding[funding["organization"] == organization]
    own_paid = float(own[own["stage"] == PAID]["low"].sum())
    share = f"{money(own_paid, rates.currency)} of the closed sums went to {name}"
    if own.empty:
        share = f"No funding with a sum is told of {name}"
    elif not own_paid:
        share = f"None of the closed sums went to {name}"
    return {
        "rounds": noun(len(funding), "funding event"),
        "paid_rounds": quantity_or_none(len(paid)),
        "paid": money_or_nothing(paid["low"].sum(), rates.currency),
        "unpaid": money_or_nothing(unpaid["low"].sum(), rates.currency),
        "top": str(top["name"]),
        "top_sum": money(top["low"], rates.currency),
        "top_stage": stage_words(top["stage"]),
        "own": share,
        "own_paid": money_or_nothing(own_paid, rates.currency),
        "own_rounds": count(len(own)),
    }


def stage_words(stage: object) -> str:
    """Say how far a funding had come."""
    return "stage not told" if stage is None or stage != stage else str(stage).replace("-", " ")


def round_table(funding: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return funding events as a reader reads them, in time order, undated ones last."""
    ordered = funding.sort_values("date", na_position="last", kind="stable")
    return pd.DataFrame(
        {
            "Date": ordered["date"].map(dated_or_not),
            "Organization": ordered["name"],
            "Event": ordered["title"],
            "Sum": [
                span(money(low, rates.currency), money(high, rates.currency))
                for low, high in zip(ordered["low"], ordered["high"], strict=True)
            ],
            "Stage": ordered["stage"].map(stage_words),
        }
    )


def cumulative(funding: pd.DataFrame) -> pd.DataFrame:
    """Add up the dated funding of each organization, with and without what was not paid.

    Parameters
    ----------
    funding
        Result of `sums`.

    Returns
    -------
    pandas.DataFrame
        One row a dated event, the organizations with most money first, each in time order: ``organization``, ``name``,
        ``day``, ``low`` (sum), ``stage``, ``closed`` (sum of the closed rounds so far), ``told`` (sum of all so far).
    """
    dated = funding[funding["date"].notna()]
    line = dated.sort_values(["day", "event"], kind="stable")
    line["closed"] = line["low"].where(line["stage"] == PAID, 0.0).groupby(line["organization"]).cumsum()
    line["told"] = line["low"].groupby(line["organization"]).cumsum()
    line["total"] = line["told"].groupby(line["organization"]).transform("max")
    line = line.sort_values(["total", "organization", "day"], ascending=[False, True, True], kind="stable")
    return line[["organization", "name", "day", "low", "stage", "closed", "told"]].reset_index(drop=True)


def cumulative_values(line: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of money added up; nothing when no funding is dated."""
    if line.empty:
        return {}
    ends = line.groupby("organization", sort=False).last()
    top = ends.iloc[0]
    return {
        "organizations": noun(len(ends), "organization"),
        "top": str(top["name"]),
        "top_told": money(top["told"], rates.currency),
        "top_closed": money_or_nothing(top["closed"], rates.currency),
        "share": percent(top["closed"] / top["told"], 0),
    }


def acquisition_values(acquisitions: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of prices a head; nothing when none is known."""
    priced = acquisitions.dropna(subset=["per_head_low"]).sort_values("per_head_low", ascending=False)
    if priced.empty:
        return {}
    top = priced.iloc[0]
    lowest = money(priced["per_head_low"].iloc[-1], rates.currency)
    told = {1: "It is", 2: "The dearer a head is"}
    return {
        "dearest": told.get(len(priced), "The dearest a head is"),
        "cheapest": "" if len(priced) == 1 else f"; the {'other' if len(priced) == 2 else 'cheapest'} cost {lowest}",
        "priced": noun(len(priced), "acquisition"),
        "top": str(top["name"]),
        "top_price": money(top["low"], rates.currency),
        "top_heads": noun(top["headcount"], "person", "people"),
        "top_per_head": money(top["per_head_low"], rates.currency),
    }


def acquisition_table(bought: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the acquisitions with a price a head as a reader reads them, dearest a head first."""
    priced = bought.dropna(subset=["per_head_low"]).sort_values("per_head_low", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Team": priced["name"],
            "Date": priced["date"].map(dated_or_not),
            "Price": [money(price, rates.currency) for price in priced["low"]],
            "People": priced["headcount"].map(count),
            "Price a head": [money(price, rates.currency) for price in priced["per_head_low"]],
        }
    )


def backers(
    events: pd.DataFrame, participants: pd.DataFrame, organizations: dict[str, str], people: dict[str, str]
) -> pd.DataFrame:
    """Return who put money into whom, one row a funder and event.

    Parameters
    ----------
    events, participants
        Rows of the tables of those names.
    organizations, people
        Names by id.

    Returns
    -------
    pandas.DataFrame
        The funder of most organizations first: ``funder`` (id), ``name``, ``person`` (whether a person), ``event``,
        ``organization`` (id of the funded), ``funded`` (name), ``role``, ``date``, ``stage``, ``reach`` (organizations that
        the funder put money into).
    """
    rounds = counted(events).set_index("id")
    given = counted(participants)
    given = given[given["role"].isin(FUNDING_ROLES) & given["event"].isin(rounds.index)]
    funder = given["organization"].fillna(given["person"])
    funded = given["event"].map(rounds["organization"])
    table = pd.DataFrame(
        {
            "funder": funder,
            "name": given["organization"].map(organizations).fillna(given["person"].map(people)),
            "person": given["organization"].isna(),
            "event": given["event"],
            "organization": funded,
            "funded": funded.map(organizations),
            "role": given["role"],
            "date": given["event"].map(rounds["date"]),
            "stage": given["event"].map(rounds["stage"]),
            "reach": funded.groupby(funder).transform("nunique"),
        }
    )
    return table.sort_values(
        ["reach", "name", "date"], ascending=[False, True, True], na_position="last", kind="stable"
    ).reset_index(drop=True)


def backer_facts(participants: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that `backers` rests on: who gave, but not who advised against it.

    Parameters
    ----------
    participants
        Rows of the table of that name.
    given
        Result of `backers`.
    """
    return participants[participants["event"].isin(given["event"]) & participants["role"].isin(FUNDING_ROLES)]


def backer_table(given: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `backers` as a reader reads it."""
    return pd.DataFrame(
        {
            "Funder": [
                f"{name} (lead)" if role == "lead-investor" else name
                for name, role in zip(given["name"], given["role"], strict=True)
            ],
            "Put money into": given["funded"],
            "Date": given["date"].map(dated_or_not),
            "Stage": given["stage"].map(stage_words),
        }
    )


def backer_values(given: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of funders; nothing when none is named."""
    if given.empty:
        return {}
    funders = given.drop_duplicates("funder")
    several = funders[funders["reach"] > 1]["name"].tolist()
    people = int(funders["person"].sum())
    return {
        "funders": noun(len(funders), "funder"),
        "funded": noun(given["organization"].nunique(), "organization"),
        "people": "one is a person" if people == 1 else f"{count(people)} are people",
        "several": f"{listing(several)} put money into more than one"
        if several
        else "None put money into more than one",
    }


def auctions(
    events: pd.DataFrame, participants: pd.DataFrame, indicators: pd.DataFrame, organizations: dict[str, str],
    people: dict[str, str], rates: Rates,
) -> pd.DataFrame:  # fmt: skip
    """Return the steps of every sale that is told as an auction.

    A sale is told as an auction when the indicators have bidders left at the end for the team sold; the first bid is that
    indicator of the bidder whose ``base`` names the auction.

    Returns
    -------
    pandas.DataFrame
        ``Step`` (with the team), ``Who`` and ``Sum`` as a reader reads them, in the order of the steps.
    """
    told = counted(indicators)
    told = told[told["indicator"].isin(list(AUCTION_STEPS))].drop_duplicates(
        ["organization", "person", "indicator", "low", "base"]
    )
    rows: list[dict[str, object]] = []
    for team in dict.fromkeys(told.loc[told["indicator"] == "last-bidders", "organization"]):
        sold = counted(events)
        sold = sold[(sold["kind"] == "acquisition") & (sold["organization"] == team)]
        buyers = counted(participants)
        buyers = buyers[buyers["event"].isin(sold["id"]) & (buyers["role"] == "acquirer")]["organization"]
        own = (told["organization"] == team) | told["base"].eq(f"auction of {organizations[str(team)]}")
        for fact in (
            told[own].sort_values("indicator", key=lambda step: step.map(list(AUCTION_STEPS).index)).itertuples()
        ):
            who = {
                "opening-bid": organizations.get(str(fact.organization), ""),
                "last-bidders": str(fact.base),
                "sale-price": "to " + listing([organizations[str(buyer)] for buyer in dict.fromkeys(buyers)]),
                "share-of-sale": people.get(str(fact.person), ""),
            }[str(fact.indicator)]
            if fact.unit == "currency":
                price = rates.convert(pd.Series([fact.low]), pd.Series([fact.currency])).iloc[0]
                amount = str(money(price, rates.currency))
            else:
                amount = str(percent(fact.low / 100, 0)) if fact.unit == "%" else "–"
            rows.append(
                {
                    "Step": f"{organizations[str(team)]}: {AUCTION_STEPS[str(fact.indicator)]}",
                    "Who": who,
                    "Sum": amount,
                }
            )
    return pd.DataFrame(rows, columns=["Step", "Who", "Sum"])
