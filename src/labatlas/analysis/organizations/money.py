"""Who paid whom, how much of it, and what teams cost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from labatlas.analysis.money import Rates, rate_words
from labatlas.analysis.organizations.timeline import dated_or_not, day_drawn
from labatlas.analysis.trust import counted, left_out
from labatlas.formatting import (
    Quantity,
    count,
    listing,
    money,
    money_or_nothing,
    noun,
    percent,
    quantity_or_none,
    span,
)
from labatlas.tables.partial_dates import first_day, last_day

#: Stage of money that has changed hands; where no stage is told, nothing is assumed.
PAID = "closed"

#: Stages of money that has not changed hands.
NOT_PAID = frozenset({"pledged", "in-talks", "announced"})

#: Which of two tellings of perhaps the same money is the first: the one that had come farthest.
FARTHEST = (PAID, None, "announced", "pledged", "in-talks")

#: Sums that differ by no more than this share may be one sum, rounded.
ROUNDED = 0.05

#: Days between two dates up to which talks, a pledge or an announcement may be of the round that was closed.
TO_CLOSE = 366

#: Days between the dates that two documents give up to which both may tell of one round.
TWO_REPORTS = 92

#: Pairs of events named in a sentence.
PAIRS_NAMED = 3

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
        (people), ``per_head_low``, ``per_head_high`` (sum a person), ``status``,
        ``source``.
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
            "source": facts["source"],
        }
    )
    return table.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def told_again(funding: pd.DataFrame) -> pd.Series:
    """Return for each event the one that perhaps tells of the same money, if any.

    Two events of one organization may be one when their sums agree but for rounding (`ROUNDED`) and their dates do not
    forbid it. Of different stages they may be a year apart (`TO_CLOSE`), as a round is talked of before it is closed. Of one
    stage they must be told by two documents with dates near each other (`TWO_REPORTS`), or else with dates that can be the
    same day: a document that lists two closed rounds means two. Undated events may be of any day.

    The event that had come farthest goes first (`FARTHEST`), then the dated, then the larger. An event that may be the same
    money as one before it that is not itself told again is told again. So no two of the others can be the same money, and
    what they add up to is never too much.

    Parameters
    ----------
    funding
        Result of `sums`.

    Returns
    -------
    pandas.Series
        The ``event`` that the row perhaps tells again, None where it tells of none; on the index of the table.

    Examples
    --------
    >>> talks = pd.DataFrame({"event": ["talks", "round"], "organization": "lab", "date": ["2023-01", "2023-04-02"],
    ...                       "stage": ["in-talks", "closed"], "low": [10.0, 10.3], "high": [10.0, 10.3], "source": "news"})
    >>> told_again(talks).tolist()
    ['round', None]
    """
    stages = funding["stage"].astype("object").where(funding["stage"].notna(), None)
    table = funding.assign(
        stage=stages,
        far=[FARTHEST.index(stage) for stage in stages],
        first=first_day(funding["date"]),
        last=last_day(funding["date"]),
        vague=-funding["date"].astype("string").str.len().fillna(0).astype("int64"),
        least=-funding["low"],
    ).sort_values(["far", "vague", "least", "date", "event"], kind="stable")
    again = pd.Series([None] * len(funding), index=funding.index, dtype="object")
    for _, own in table.groupby("organization", sort=False):
        kept: list[tuple[object, ...]] = []
        for index, *row in own[["event", "stage", "source", "low", "high", "first", "last"]].itertuples(name=None):
            same = next((other[0] for other in kept if _perhaps_one(other, tuple(row))), None)
            if same is None:
                kept.append(tuple(row))
            else:
                again[index] = same
    return again


def _perhaps_one(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Tell whether two events of one organization may be of the same money; see `told_again`."""
    (_, stage, source, low, high, first, last), (_, stage2, source2, low2, high2, first2, last2) = one, other
    if not 0 < max(low, low2) <= min(high, high2) * (1 + ROUNDED):
        return False
    if pd.isna(first) or pd.isna(first2):
        return True
    room = TO_CLOSE if stage != stage2 else TWO_REPORTS if source != source2 else 0
    return bool(max(first - last2, first2 - last) <= pd.Timedelta(days=room))


def told_once(funding: pd.DataFrame) -> pd.DataFrame:
    """Leave out the events that perhaps tell again of money already told; see `told_again`."""
    return funding[told_again(funding).isna()]


def paid_and_promised(funding: pd.DataFrame) -> tuple[float, float, float, float]:
    """Add up what was paid and what was not, each from what is surely told once to all that is told.

    Parameters
    ----------
    funding
        Result of `sums`.

    Returns
    -------
    tuple of float
        Least and most money of closed rounds, then least and most money pledged, announced or in talks; of a sum that is
        itself a range its lower end.
    """
    once = told_again(funding).isna()
    paid, unpaid = funding["stage"] == PAID, funding["stage"].isin(NOT_PAID)
    return (
        float(funding.loc[paid & once, "low"].sum()),
        float(funding.loc[paid, "low"].sum()),
        float(funding.loc[unpaid & once, "low"].sum()),
        float(funding.loc[unpaid, "low"].sum()),
    )


def total(low: float, high: float, currency: str) -> Quantity:
    """Print a total that may hold money told twice.

    Examples
    --------
    >>> total(2e9, 3e9, "USD"), total(2e9, 2e9, "USD"), total(0, 3e9, "USD"), total(0, 0, "USD")
    ('$2B–$3B', '$2B', 'up to $3B', 'nothing')
    """
    if low == high or not low:
        return money_or_nothing(high, currency) if low == high else Quantity(f"up to {money(high, currency)}", low)
    return Quantity(span(money(low, currency), money(high, currency)), low)


def funding_values(
    funding: pd.DataFrame, rates: Rates, organization: str, name: str, events: pd.DataFrame
) -> dict[str, str]:
    """Return what the text says of funding; nothing when none is known.

    Parameters
    ----------
    funding
        Result of `sums`.
    rates
        Exchange rates into the currency of the table.
    organization, name
        Id and name of the focus organization.
    events
        Rows of the table ``events``, from which it is said how many sums are left out for their status.
    """
    if funding.empty:
        return {}
    paid = funding[funding["stage"] == PAID]
    low, high, unpaid_low, unpaid_high = paid_and_promised(funding)
    top = funding.iloc[0]
    own = funding[funding["organization"] == organization]
    own_low, own_high, *_ = paid_and_promised(own)
    own_paid = total(own_low, own_high, rates.currency)
    share = f"{own_paid} of the closed sums went to {name}"
    if own.empty:
        share = f"No funding with a sum is told of {name}"
    elif not own_high:
        share = f"None of the closed sums went to {name}"
    return {
        "rounds": noun(len(funding), "funding event"),
        "paid_rounds": quantity_or_none(len(paid)),
        "paid": total(low, high, rates.currency),
        "unpaid": total(unpaid_low, unpaid_high, rates.currency),
        "top": str(top["name"]),
        "top_sum": money(top["low"], rates.currency),
        "top_stage": stage_words(top["stage"]),
        "own": share,
        "own_paid": own_paid,
        "own_rounds": count(len(own)),
        "again": _pairs_told_again(funding),
        "rate": f" {told}" if (told := rate_words(events[events["id"].isin(funding["event"])], rates)) else "",
        "left_out": left_out(events, (events["kind"] == "funding") & events["amount_low"].notna()),
    }


def _pairs_told_again(funding: pd.DataFrame) -> str:
    """Say which events may be the same money, and how the sums treat them; nothing where there are none."""
    again = told_again(funding).dropna()
    if again.empty:
        return ""
    titles = {
        row.event: f"{row.title} ({dated_or_not(row.date)}, {stage_words(row.stage)})" for row in funding.itertuples()
    }
    events = funding.loc[again.index, "event"]
    pairs = [f"{titles[second]} and {titles[first]}" for second, first in zip(events, again, strict=True)]
    shown = pairs if len(pairs) <= PAIRS_NAMED + 1 else pairs[:PAIRS_NAMED]
    more = f"; {count(len(pairs) - len(shown))} more" if len(pairs) > len(shown) else ""
    return (
        f" Perhaps the same money told twice: {'; '.join(shown)}{more}. The lower end of a sum counts such money once, the upper "
        "end twice."
    )


def stage_words(stage: object) -> str:
    """Say how far a funding had come."""
    return "stage not told" if stage is None or stage != stage else str(stage).replace("-", " ")


def round_table(funding: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return funding events as a reader reads them, in time order, undated ones last.

    A column more says which event may be the same money, where one may.
    """
    ordered = funding.sort_values("date", na_position="last", kind="stable")
    titles = dict(zip(funding["event"], funding["title"], strict=True))
    again = told_again(ordered).map(lambda event: titles.get(event, "–"))
    table = pd.DataFrame(
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
    return table.assign(**{"Perhaps the same money as": again}) if (again != "–").any() else table


def cumulative(funding: pd.DataFrame) -> pd.DataFrame:
    """Add up the dated funding of each organization, with and without what was not paid.

    Money that dated events perhaps tell twice counts once; see `told_again`.

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
    line = told_once(funding[funding["date"].notna()]).sort_values(["day", "event"], kind="stable")
    line["closed"] = line["low"].where(line["stage"] == PAID, 0.0).groupby(line["organization"]).cumsum()
    line["told"] = line["low"].groupby(line["organization"]).cumsum()
    line["total"] = line["told"].groupby(line["organization"]).transform("max")
    line = line.sort_values(["total", "organization", "day"], ascending=[False, True, True], kind="stable")
    return line[["organization", "name", "day", "low", "stage", "closed", "told"]].reset_index(drop=True)


def cumulative_values(line: pd.DataFrame, funding: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of money added up; nothing when no funding is dated.

    Parameters
    ----------
    line
        Result of `cumulative`.
    funding
        Result of `sums` that it adds up.
    rates
        Exchange rates into the currency of both.
    """
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
        "again": f", but for what {noun(twice, 'event')} may tell again, which counts once"
        if (twice := int(funding["date"].notna().sum()) - len(line))
        else "",
    }


def acquisition_values(acquisitions: pd.DataFrame, rates: Rates, events: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of prices a head; nothing when none is known.

    Parameters
    ----------
    acquisitions
        Result of `sums`.
    rates
        Exchange rates into the currency of the table.
    events
        Rows of the table ``events``, from which it is said how many are left out for their status.
    """
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
        "left_out": left_out(
            events, (events["kind"] == "acquisition") & events["amount_low"].notna() & events["headcount"].notna()
        ),
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


def backer_values(given: pd.DataFrame, participants: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of funders; nothing when none is named.

    Parameters
    ----------
    given
        Result of `backers`.
    participants
        Rows of the table of that name, from which it is said how many are left out for their status.
    """
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
        "left_out": left_out(participants, participants["role"].isin(FUNDING_ROLES)),
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
