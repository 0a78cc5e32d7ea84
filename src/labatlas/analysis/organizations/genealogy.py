"""Who came out of whom: people, money and ownership in one graph."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from labatlas.analysis.organizations.founders import likely_at
from labatlas.analysis.trust import as_likely, counted, facts_of
from labatlas.formatting import count, listing, noun
from labatlas.tables import Dataset

#: What binds an organization to one that it stands behind, the closest tie last.
TIES = ("owns", "funded", "people")

#: Parts taken in an event that bind whoever gave the money to whom it was given.
GIVERS = ("investor", "lead-investor", "acquirer")

#: Organizations on either side of the one in the middle up to which generations are added.
NEAR = 14

#: What money and ownership weigh in founders, when a generation has too many to show: they bind the whole organization.
MONEY_FIRST = 100

#: Organizations that the text names rather than counts.
NAMED = 3

#: Generations on either side.
GENERATIONS = 2


def ties(
    founding: pd.DataFrame, events: pd.DataFrame, participants: pd.DataFrame, organizations: pd.DataFrame
) -> pd.DataFrame:
    """Return which organization stands behind which, and by what.

    Parameters
    ----------
    founding
        Result of `labatlas.analysis.organizations.founders.founders`.
    events, participants, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a pair and tie: ``origin``, ``heir`` (ids), ``tie`` (see `TIES`: a founder of the heir had been at the
        origin, the origin funded or bought the heir, or owns it), ``strength`` (founders, or 1), ``likely`` (founders among
        them of whom only estimates say that they founded the heir or had been at the origin).
    """
    been = founding.assign(
        origin=[schools | firms for schools, firms in zip(founding["schools"], founding["employers"], strict=True)]
    )
    been = been[["origin", "organization", "person", "likely", "unsure"]].explode("origin", ignore_index=True)
    been = been.dropna(subset=["origin"])
    been = been.assign(likely=likely_at(been, been["origin"]).astype("int64"))
    people = been.groupby(["origin", "organization"]).agg(strength=("person", "nunique"), likely=("likely", "sum"))
    people = people.reset_index()
    people = people.rename(columns={"organization": "heir"}).assign(tie="people")
    facts = counted(events).set_index("id")["organization"]
    gave = counted(participants)
    gave = gave[gave["role"].isin(GIVERS) & gave["organization"].notna()]
    money = pd.DataFrame(
        {"origin": gave["organization"], "heir": gave["event"].map(facts), "tie": "funded", "strength": 1}
    )
    owned = organizations.dropna(subset=["parent"])
    parents = pd.DataFrame({"origin": owned["parent"], "heir": owned["id"], "tie": "owns", "strength": 1})
    found = pd.concat([people, money, parents], ignore_index=True).dropna(subset=["origin", "heir"])
    found = found[found["origin"] != found["heir"]].drop_duplicates(["origin", "heir", "tie"])
    found = found.assign(likely=found["likely"].fillna(0).astype("int64"))
    columns = ["origin", "heir", "tie", "strength", "likely"]
    return found.sort_values(["origin", "heir", "tie"]).reset_index(drop=True)[columns]


def graph_of(found: pd.DataFrame) -> nx.MultiDiGraph:
    """Return ties as a graph that runs from origins to heirs, edges keyed by ``tie`` and weighted by ``strength``."""
    return nx.from_pandas_edgelist(found, "origin", "heir", ["strength"], create_using=nx.MultiDiGraph, edge_key="tie")


def neighbourhood(found: pd.DataFrame, organization: str, names: dict[str, str], most: int = NEAR) -> pd.DataFrame:
    """Return the ties about an organization: what stands behind it and what it stands behind, generation by generation.

    The strongest of a generation are kept. A further generation is added only while there is room for it.

    Parameters
    ----------
    found
        Result of `ties`.
    organization
        Id of the organization in the middle.
    names
        Names of the organizations by id.
    most
        Organizations on either side at most.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``heir``, ``tie``, ``strength``, ``likely``, ``origin_name``, ``heir_name``, ``origin_generation`` and
        ``heir_generation`` (0 the organization, negative before it, positive after it), ``left_out`` (organizations of the
        first generations that are not shown, the same in each row).
    """
    graph = graph_of(found)
    columns = [*found.columns, "origin_name", "heir_name", "origin_generation", "heir_generation", "left_out"]
    if organization not in graph:
        return pd.DataFrame(columns=columns)
    generation = {organization: 0}
    left_out = 0
    for sign, side in ((-1, graph.reverse(copy=False)), (1, graph)):
        room, last = most, [organization]
        for step in range(1, GENERATIONS + 1):
            weights: dict[str, int] = {}
            for origin in last:
                for _, heir, tie, strength in side.out_edges(origin, keys=True, data="strength"):
                    if heir not in generation:
                        weights[heir] = weights.get(heir, 0) + (MONEY_FIRST if tie != "people" else int(strength))
            ranked = sorted(weights, key=lambda each: (-weights[each], names[each]))
            # A second generation that does not fit as a whole would only hide how it is cut.
            if step > 1 and len(ranked) > room:
                break
            kept = ranked[:room]
            left_out += len(ranked) - len(kept) if step == 1 else 0
            generation |= dict.fromkeys(kept, sign * step)
            room, last = room - len(kept), kept
    near = found[found["origin"].isin(generation) & found["heir"].isin(generation)].copy()
    for end in ("origin", "heir"):
        near[f"{end}_name"] = near[end].map(names)
        near[f"{end}_generation"] = near[end].map(generation)
    # Ties across generations would run behind the names between them.
    near = near[near["heir_generation"] - near["origin_generation"] == 1]
    near["left_out"] = left_out
    return near.reset_index(drop=True)[columns]


def neighbourhood_values(near: pd.DataFrame, name: str, founders: int) -> dict[str, str]:
    """Return what the text says of the ties about an organization; nothing when it has none.

    Parameters
    ----------
    near
        Result of `neighbourhood`.
    name
        Name of the organization.
    founders
        How many of its founders are named.
    """
    before = near[near["heir_generation"] == 0]
    after = near[near["origin_generation"] == 0]
    if before.empty and after.empty:
        return {}
    behind = before.groupby("origin_name")["strength"].sum().sort_values(ascending=False, kind="stable")
    people = before[before["tie"] == "people"].sort_values(["strength", "origin_name"], ascending=[False, True])
    strongest = (
        f"Where the founders of {name} had been before is not told" if founders else f"No founder of {name} is named"
    )
    if len(people):
        top = people[people["strength"] == people["strength"].max()]
        number, shared = count(top["strength"].iloc[0]), listing(top["origin_name"].tolist())
        unsure = [
            f"; of those of {origin} {count(likely)} only likely"
            for origin, likely in zip(top["origin_name"], top["likely"], strict=True)
            if likely
        ]
        first = top["likely"].iloc[0]
        alone = f", {count(first)} of them only likely" if first else ""
        strongest = (
            f"No two founders of {name} are known to have been at the same place"
            if number.number == 1
            else f"No other place has as many founders of {name} as {shared} ({number}{alone})"
            if len(top) == 1
            else f"No place has more founders of {name} than {shared} ({number} each{''.join(unsure)})"
        )
    heirs = sorted(after["heir_name"].unique())
    return {
        "organization": name,
        "origins": noun(len(behind), "organization")
        if len(behind) > NAMED
        else listing(sorted(behind.index)) or "no organization",
        "verb": "stands" if len(behind) < 2 else "stand",
        "strongest": strongest,
        "heirs": f"{name} itself stands behind {listing(heirs)}"
        if heirs
        else f"{name} is not known to stand behind another organization",
    }


def ancestor_table(found: pd.DataFrame, names: dict[str, str], rows: int = 10) -> pd.DataFrame:
    """Return the organizations that stand behind most others, as a reader reads them.

    Those that stand behind equally many are all in it, or none, unless that would leave none at all.

    Parameters
    ----------
    found
        Result of `ties`.
    names
        Names of the organizations by id.
    rows
        Rows at most; twice as many where the last ones tie.
    """
    pairs = found.drop_duplicates(["origin", "heir"]).groupby("origin").size().rename("Stands behind")
    people = found[found["tie"] == "people"]
    guessed = (people["likely"] == people["strength"]).groupby(people["origin"]).sum()
    by_tie = found.groupby(["origin", "tie"]).size().unstack(fill_value=0).reindex(columns=list(TIES), fill_value=0)
    ranked = by_tie.join(pairs).assign(name=by_tie.index.map(names))
    ranked = ranked.sort_values(["Stands behind", "people", "name"], ascending=[False, False, True])
    if len(ranked) > rows:
        last = ranked["Stands behind"].iloc[rows - 1]
        tied, above = ranked[ranked["Stands behind"] >= last], ranked[ranked["Stands behind"] > last]
        ranked = tied if len(tied) <= 2 * rows else above if len(above) else ranked.head(rows)
    return pd.DataFrame(
        {
            "Organization": ranked["name"],
            "Stands behind": ranked["Stands behind"].map(count),
            "by founders": [
                f"{count(number)}{as_likely(int(guessed.get(origin, 0)), int(number))}"
                for origin, number in ranked["people"].items()
            ],
            "by money or purchase": ranked["funded"].map(count),
            "as owner": ranked["owns"].map(count),
        }
    ).reset_index(drop=True)


def evidence_of(data: Dataset, found: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that some ties rest on: lives of founders, money given and by whom, and owners.

    Parameters
    ----------
    data
        The evidence.
    found
        Ties with ``origin`` and ``heir``, as `ties` or `neighbourhood` return them.
    """
    ends = set(found["origin"]) | set(found["heir"])
    heirs = set(found["heir"])
    lives = data.affiliations
    founded = lives[(lives["kind"] == "founder") & lives["organization"].isin(heirs)]
    events = data.events[data.events["organization"].isin(heirs) & data.events["kind"].isin(["funding", "acquisition"])]
    given = data.participants
    given = given[given["event"].isin(events["id"]) & given["role"].isin(GIVERS) & given["organization"].isin(ends)]
    owned = data.organizations[data.organizations["id"].isin(heirs) & data.organizations["parent"].isin(ends)]
    return facts_of(lives[lives["person"].isin(founded["person"])], events, given, owned)
