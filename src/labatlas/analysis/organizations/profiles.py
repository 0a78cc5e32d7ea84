"""One card an organization: what is told of it, beside those of which the same is told."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from labatlas.analysis.kinship import family, topmost
from labatlas.analysis.money import Rates
from labatlas.analysis.organizations.cadence import releases
from labatlas.analysis.organizations.money import NOT_PAID, PAID, sums, told_once
from labatlas.analysis.organizations.timeline import happened
from labatlas.analysis.prominence import prominent
from labatlas.analysis.trust import counted, facts_of
from labatlas.formatting import compact, count, listing, money, noun, partial_date, percent
from labatlas.tables import Dataset

#: What a card shows, in order, and in which unit.
MEASURES = {
    "people named": "people", "head count": "people", "money closed": "money", "money not paid": "money",
    "dated releases": "releases", "models": "models", "largest model": "parameters", "models to build on": "share",
    "accelerators": "accelerators",
}  # fmt: skip

#: Kinds of organization that have a card.
KINDS = frozenset({"company", "startup", "lab", "nonprofit"})

#: Organizations shown beside the one looked at first.
PEERS = 4

#: What the card of an organization without a date of its head count says.
UNDATED = "undated"


def profiles(data: Dataset, levels: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the measures of every firm, start-up, laboratory and institute of which a work or an event is told.

    Groups of a university are left out, which are no organizations of their own.

    What belongs to an organization counts with it wherever it is, but for the head count. Nothing told is missing, not
    zero: the evidence has no organization of which it says that it has none of something.

    Parameters
    ----------
    data
        The evidence.
    levels
        Result of `labatlas.analysis.licensing.openness.level_reached`.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        One row an organization, in the order of `labatlas.analysis.prominence.prominent`: ``organization`` (id), ``name``,
        ``founded`` (ISO date, missing if not told), ``counted`` (ISO date of the head count, missing if not told), and one column each of `MEASURES`, missing where nothing is told. The
        head count is the latest of the whole organization, the accelerators are the largest number held, ordered or bought
        in one statement that is no forecast.
    """
    organizations = data.organizations
    names = data.names("organizations")
    works = counted(data.artifacts)
    works = works[works["kind"] == "model"]
    order = {organization: number for number, organization in enumerate(prominent(data.events))}
    kinds, top = organizations.set_index("id")["kind"], topmost(organizations)
    known = set(works["organization"].dropna()) | set(order)
    makers = sorted(
        (each for each in known if kinds[each] in KINDS and kinds[top[each]] in KINDS),
        key=lambda each: (order.get(each, len(order)), each),
    )
    stays = counted(data.affiliations)
    stays = stays[~stays["kind"].isin(["study", "board"])]
    heads = counted(data.headcounts)
    heads = heads[heads["unit"].isna()].sort_values("date", na_position="first", kind="stable")
    funding = told_once(sums(data.events, names, rates, "funding"))
    line = releases(data.events, data.artifacts, organizations)
    size = counted(data.model_sizes).groupby("model")["parameters_low"].max()
    chips = counted(data.fleets)
    chips = chips[(chips["status"] != "forecast") & (chips["kind"] != "demand")]
    births = happened(data.events)
    births = births[births["kind"] == "founding"].sort_values("date", na_position="last", kind="stable")
    rows = []
    for maker in makers:
        members = family(organizations, maker)
        own_works = works[works["organization"].isin(members)]
        own_levels = levels[levels["organization"].isin(members) & levels["material_told"].astype(bool)]
        own_funding = funding[funding["organization"].isin(members)]
        own_heads = heads[heads["organization"] == maker]
        own_births = births.loc[births["organization"] == maker, "date"].dropna()
        rows.append(
            {
                "organization": maker,
                "name": names[maker],
                "founded": own_births.iloc[0] if len(own_births) else None,
                "counted": own_heads["date"].iloc[-1] if len(own_heads) else None,
                "people named": stays.loc[stays["organization"].isin(members), "person"].nunique(),
                "head count": own_heads["low"].iloc[-1] if len(own_heads) else 0,
                "money closed": own_funding.loc[own_funding["stage"] == PAID, "low"].sum(),
                "money not paid": own_funding.loc[own_funding["stage"].isin(NOT_PAID), "low"].sum(),
                "dated releases": line["organization"].isin(members).sum(),
                "models": len(own_works),
                "largest model": own_works["id"].map(size).max(),
                "models to build on": own_levels["rebuildable"].astype("float64").mean() if len(own_levels) else None,
                "accelerators": chips.loc[chips["organization"].isin(members), "low"].max(),
            }
        )
    table = pd.DataFrame(rows, columns=["organization", "name", "founded", "counted", *MEASURES])
    numbers = table[list(MEASURES)].astype("float64")
    # A share of nothing is told; a count of nothing is not.
    counts = [measure for measure, unit in MEASURES.items() if unit != "share"]
    numbers[counts] = numbers[counts].where(numbers[counts] > 0)
    return table.assign(**{measure: numbers[measure] for measure in MEASURES})


def with_peers(table: pd.DataFrame, organizations: pd.DataFrame, organization: str, most: int = PEERS) -> pd.DataFrame:
    """Keep the focus organization and those of which most of the same measures are told, of equals the nearest to it.

    Nearer is who is in the same country, then who is of the same kind, then of whom a number of people is named that differs
    by the smaller factor.

    What belongs to the focus organization, or owns it, is no peer of it; neither is one peer what belongs to another.

    Parameters
    ----------
    table
        Result of `profiles`.
    organizations
        Rows of the table ``organizations``.
    organization
        Id of the focus organization.
    most
        Peers at most.

    Returns
    -------
    pandas.DataFrame
        Rows of ``table`` with ``shared`` (measures told of it and of the focus organization), the focus organization first,
        then its peers by that number, the nearest first; ties in the order of the table. Empty when nothing is told of the
        organization.
    """
    own = table[table["organization"] == organization]
    if own.empty:
        return own
    told = [measure for measure in MEASURES if pd.notna(own.iloc[0][measure])]
    known = organizations.set_index("id")
    places, kinds = (table["organization"].map(known[column]) for column in ("country", "kind"))
    people = table["people named"].fillna(0)
    focus = own.index[0]
    table = table.assign(
        shared=table[told].notna().sum(axis=1),
        abroad=places.ne(places[focus]),
        unlike=kinds.ne(kinds[focus]),
        # With one more on either side nobody named is a number too.
        apart=[abs(math.log((number + 1) / (people[focus] + 1))) for number in people],
    )
    ranked = table.sort_values(
        ["shared", "abroad", "unlike", "apart"], ascending=[False, True, True, True], kind="stable"
    )
    chosen = [focus]
    for row in ranked.index[ranked["shared"] > 0]:
        if len(chosen) > most:
            break
        taken = set(table.loc[chosen, "organization"])
        candidate = str(table.loc[row, "organization"])
        kin = family(organizations, candidate) & taken or any(
            candidate in family(organizations, each) for each in taken
        )
        if not kin:
            chosen.append(row)
    return table.loc[chosen].drop(columns=["abroad", "unlike", "apart"]).reset_index(drop=True)


def measured(value: float, measure: str, currency: str) -> str:
    """Print a measure of a card; an empty string where nothing is told."""
    if pd.isna(value):
        return ""
    unit = MEASURES[measure]
    if unit == "money":
        return str(money(value, currency))
    if unit == "share":
        return str(percent(value, 0))
    return str(compact(value) if value >= 10_000 else count(value))


def head_count_day(date: object) -> str:
    """Print when a head count was true, or that it is not told."""
    return partial_date(date) if isinstance(date, str) else UNDATED


def shown_measures(cards: pd.DataFrame) -> list[str]:
    """Name the measures that are told of any of some organizations, in the order of `MEASURES`."""
    return [measure for measure in MEASURES if cards[measure].notna().any()]


def card_table(cards: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the result of `with_peers` as a reader reads it: a row a measure, a column an organization."""
    # What is told of none of them is named in the text.
    present = shown_measures(cards)
    table = pd.DataFrame({"Measure": present})
    for row in cards.to_dict("records"):
        cells = [measured(row[measure], measure, currency) for measure in present]
        if "head count" in present and pd.notna(row["head count"]):
            cells[present.index("head count")] += f" ({head_count_day(row['counted'])})"
        table[str(row["name"])] = [cell or "–" for cell in cells]
    return table


def card_values(cards: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of a card; nothing when nothing is told of the organization.

    Parameters
    ----------
    cards
        Result of `with_peers`.
    name
        Name of the focus organization.
    """
    if cards.empty:
        return {}
    own = cards.iloc[0]
    present = shown_measures(cards)
    told = [measure for measure in present if pd.notna(own[measure])]
    missing = [measure for measure in present if measure not in told]
    silent = [measure for measure in MEASURES if measure not in present]
    peers = [
        f"{peer} ({count(shared)})"
        for peer, shared in zip(cards["name"].iloc[1:], cards["shared"].iloc[1:], strict=True)
    ]
    dates = [
        f"{each} ({partial_date(date)})"
        for each, date in zip(cards["name"], cards["founded"], strict=True)
        if isinstance(date, str)
    ]
    leads = [measure for measure in told if cards[measure].notna().sum() > 1 and own[measure] == cards[measure].max()]
    return {
        "organization": name,
        "told": count(len(told)),
        "measures": noun(len(present), "measure"),
        "missing": f"not told: {listing(missing)}" if missing else "none is missing",
        "silent": f"Told of none of those shown, and so without a panel or a row: {listing(silent)}." if silent else "",
        "founded": f"Founding dates are told of {listing([*dates])}" if dates else "None of their foundings is dated",
        "peers": (
            f"Beside it stand those of which most of these are told (how many, in brackets): {listing(peers)}; of equals those "
            "come first that are in the same country, then those of the same sort of organization, then those with the nearest "
            "number of people"
            if peers
            else "Of no other organization is any of the same told"
        ),
        "heads": "A head count stands with its date." if "head count" in present else "",
        "leads": (
            f"Of those shown {name} has the largest figure in {listing(leads)}"
            if leads
            else "In no measure that is told of several of them is its figure the largest"
        ),
    }


def evidence_of(data: Dataset, organizations: Sequence[str]) -> pd.DataFrame:
    """Return the facts that cards rest on.

    Parameters
    ----------
    data
        The evidence.
    organizations
        Ids of the organizations on the cards.
    """
    members = (
        set().union(*(family(data.organizations, each) for each in organizations)) if len(organizations) else set()
    )
    works = set(data.artifacts.loc[data.artifacts["organization"].isin(members), "id"])
    events = data.events[data.events["kind"].isin(["founding", "funding", "release"])]
    return facts_of(
        *(
            table[table["organization"].isin(members)]
            for table in (data.affiliations, data.headcounts, events, data.fleets)
        ),
        data.artifacts[data.artifacts["id"].isin(works)],
        data.model_sizes[data.model_sizes["model"].isin(works)],
        data.openness[data.openness["artifact"].isin(works)],
    )
