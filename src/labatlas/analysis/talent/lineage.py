"""Lineage: who taught whom, over how many generations, what pupils founded, and from which universities start-ups descend."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pandas as pd

from labatlas.analysis.talent.pipelines import houses
from labatlas.analysis.trust import as_likely, counted, facts_of, likely
from labatlas.formatting import count, listing, noun, quantity_or_none

#: Bonds in which one learns of the other; colleagues and superiors teach nobody by that alone.
TEACHING = ("doctorate", "master", "bachelor", "postdoc", "course")

#: Stays by which somebody comes from a university.
SCHOOLING = ("study", "postdoc", "faculty")

#: Founders from which on it says something that all of them had been at one place.
LEAST_FOUNDERS = 2


def family_tree(mentorships: pd.DataFrame, affiliations: pd.DataFrame) -> nx.DiGraph:
    """Return the graph of teachers, pupils and what these people founded.

    Parameters
    ----------
    mentorships, affiliations
        Rows of the tables of those names.

    Returns
    -------
    networkx.DiGraph
        Nodes are ids with an attribute ``sort`` (``person`` or ``organization``; organizations are prefixed by
        ``organization:``), edges lead from teacher to pupil (attribute ``bond``) and from founder to organization.
    """
    graph = nx.DiGraph()
    bonds = counted(mentorships)
    for row in bonds[bonds["kind"].isin(TEACHING)].itertuples():
        graph.add_node(row.mentor, sort="person")
        graph.add_node(row.mentee, sort="person")
        graph.add_edge(row.mentor, row.mentee, bond=row.kind)
    facts = counted(affiliations)
    for row in facts[(facts["kind"] == "founder") & facts["person"].isin(list(graph))].itertuples():
        place = f"organization:{row.organization}"
        graph.add_node(place, sort="organization")
        graph.add_edge(row.person, place, bond="founder")
    return graph


def tree_facts(mentorships: pd.DataFrame, affiliations: pd.DataFrame, graph: nx.DiGraph) -> pd.DataFrame:
    """Return the provenance of a `family_tree`: of who taught whom, and of what these people founded."""
    taught = mentorships[mentorships["kind"].isin(TEACHING)]
    founded = affiliations[(affiliations["kind"] == "founder") & affiliations["person"].isin(people_of(graph))]
    return facts_of(taught, founded)


def people_of(graph: nx.DiGraph) -> list[str]:
    """Return the people of a `family_tree`."""
    return [node for node, sort in graph.nodes(data="sort") if sort == "person"]


def generations(graph: nx.DiGraph) -> int:
    """Return the number of generations of the longest line of teachers and pupils, 0 without any.

    Examples
    --------
    >>> generations(nx.DiGraph()), generations(nx.relabel_nodes(nx.path_graph(3, nx.DiGraph()), str))
    (0, 0)
    """
    taught = graph.subgraph(people_of(graph))
    if not taught.number_of_edges():
        return 0
    # Two who taught each other are of one generation.
    return int(nx.dag_longest_path_length(nx.condensation(taught))) + 1


def teachers(graph: nx.DiGraph, people: dict[str, str]) -> pd.DataFrame:
    """Rank teachers by their pupils, then by what their pupils and they founded.

    Parameters
    ----------
    graph
        Result of `family_tree`.
    people
        Names of the people by id.

    Returns
    -------
    pandas.DataFrame
        ``person`` (id), ``who``, ``pupils`` (direct), ``descendants`` (people at any remove), ``founded`` (ids of the
        organizations they or their descendants founded, sorted).
    """
    rows = []
    taught = graph.subgraph(people_of(graph))
    for teacher in taught:
        if not taught.out_degree(teacher):
            continue
        founded = sorted(node for node in nx.descendants(graph, teacher) if graph.nodes[node]["sort"] == "organization")
        rows.append(
            {
                "person": teacher, "who": people[teacher], "pupils": taught.out_degree(teacher),
                "descendants": len(nx.descendants(taught, teacher)),
                "founded": [node.partition(":")[2] for node in founded],
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=["person", "who", "pupils", "descendants", "founded"])
    order = table.assign(number=table["founded"].map(len)).sort_values(
        ["pupils", "number", "who"], ascending=[False, False, True], kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)


def links(graph: nx.DiGraph, people: dict[str, str], names: dict[str, str]) -> pd.DataFrame:
    """Return the edges of a `family_tree` by generation, as a figure needs them.

    A person stands in the generation after the latest of the teachers, organizations in the one after the last.

    Parameters
    ----------
    graph
        Result of `family_tree`.
    people, names
        Names of the people and of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target`` (ids of nodes), ``source_name``, ``target_name``, ``source_layer``, ``target_layer``
        (0 for those without a teacher), ``bond``.
    """
    condensed = nx.condensation(graph.subgraph(people_of(graph)))
    layer: dict[str, int] = {}
    for number, generation in enumerate(nx.topological_generations(condensed)):
        layer |= {person: number for group in generation for person in condensed.nodes[group]["members"]}
    last = max(layer.values(), default=0) + 1
    rows = [
        {
            "source": source, "target": target, "source_name": people[source],
            "target_name": names[target.partition(":")[2]] if bond == "founder" else people[target],
            "source_layer": layer[source], "target_layer": last if bond == "founder" else layer[target], "bond": bond,
        }
        for source, target, bond in graph.edges(data="bond")
    ]  # fmt: skip
    columns = ["source", "target", "source_name", "target_name", "source_layer", "target_layer", "bond"]
    return pd.DataFrame(rows, columns=columns)


def told_apart(people: dict[str, str], affiliations: pd.DataFrame, names: dict[str, str]) -> dict[str, str]:
    """Return the names of people, with a place where two share a name.

    Parameters
    ----------
    people, names
        Names of the people and of the organizations by id.
    affiliations
        Rows of the table of that name; the place is that of work with most people named, which a reader knows best.

    Examples
    --------
    >>> stays = pd.DataFrame({"person": ["a", "b"], "organization": ["lab", "shop"], "kind": "employment",
    ...                       "status": "reported", "dispute": None})
    >>> told_apart({"a": "Ann", "b": "Ann", "c": "Bob"}, stays, {"lab": "Lab", "shop": "Shop"})
    {'a': 'Ann (Lab)', 'b': 'Ann (Shop)', 'c': 'Bob'}
    """
    numbers = Counter(people.values())
    facts = counted(affiliations)
    worked = facts[~facts["kind"].isin(["study", "internship", "board"])]
    size = worked.groupby("organization")["person"].transform("nunique")
    worked = worked.assign(size=size).sort_values("size", ascending=False, kind="stable").drop_duplicates("person")
    place = dict(zip(worked["person"], worked["organization"].map(names), strict=True))
    return {
        person: f"{name} ({place[person]})" if numbers[name] > 1 and person in place else name
        for person, name in people.items()
    }


def lineage_values(graph: nx.DiGraph, ranked: pd.DataFrame, names: dict[str, str]) -> dict[str, str]:
    """Return what the text says of lineage; nothing when no teacher is told.

    Parameters
    ----------
    graph, ranked
        Results of `family_tree` and `teachers`.
    names
        Names of the organizations by id.
    """
    if ranked.empty:
        return {}
    top = ranked.iloc[0]
    founded = [names[place] for place in top["founded"]]
    pupils = sum(
        1
        for person in people_of(graph)
        if any(graph.nodes[by]["sort"] == "person" for by in graph.predecessors(person))
    )
    return {
        "teachers": noun(len(ranked), "teacher"),
        "pupils": noun(pupils, "pupil"),
        "generations": noun(generations(graph), "generation"),
        "top": str(top["who"]),
        "top_pupils": noun(top["pupils"], "pupil"),
        "founded": f"{top['who']} or a pupil is among the founders of {listing(founded)}"
        if founded
        else f"Of {top['who']} and these pupils no founding is told",
        "groups": noun(nx.number_weakly_connected_components(graph.subgraph(people_of(graph))), "separate tree"),
    }


def root_facts(affiliations: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return the facts from which `startup_roots` follows: who founded which start-up, and the founders' universities.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        Rows of ``affiliations`` with ``house`` (see `labatlas.analysis.talent.pipelines.houses`). Start-ups are left out
        of none of whose founders a university is told.
    """
    kinds = organizations.set_index("id")["kind"]
    facts = counted(affiliations).assign(house=lambda each: each["organization"].map(houses(organizations)))
    founded = facts[(facts["kind"] == "founder") & (facts["organization"].map(kinds) == "startup")]
    schooled = facts[facts["kind"].isin(SCHOOLING) & (facts["house"].map(kinds) == "university")]
    schooled = schooled[schooled["person"].isin(founded["person"])]
    rooted = founded.loc[founded["person"].isin(schooled["person"]), "organization"]
    return facts.loc[sorted({*founded.index[founded["organization"].isin(rooted)], *schooled.index})]


def startup_roots(affiliations: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return from which universities the founders of start-ups came, by study or by teaching there.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a start-up and university, start-ups with most founders first: ``startup``, ``university`` (ids),
        ``startup_name``, ``university_name``, ``founders`` (named founders who had been there), ``founders_likely`` (of
        these, whom one of the two is told of only as likely), ``of`` (named founders in all), ``of_likely`` (of these,
        who are only likely).
    """
    known = organizations.set_index("id")
    facts = root_facts(affiliations, organizations)
    founding = facts[facts["kind"] == "founder"]
    founded = likely(founding, "person", "organization").rename("guessed").reset_index()
    schooled = likely(facts[facts["kind"].isin(SCHOOLING)], "person", "house").rename("guessed_school").reset_index()
    pairs = founded.merge(schooled, on="person", how="inner")
    pairs["doubtful"] = pairs["guessed"].astype(bool) | pairs["guessed_school"].astype(bool)
    table = (
        pairs.groupby(["organization", "house"]).agg(founders=("person", "size"), founders_likely=("doubtful", "sum"))
        .reset_index().rename(columns={"organization": "startup", "house": "university"})
    )  # fmt: skip
    total = founded.groupby("organization").agg(of=("person", "size"), of_likely=("guessed", "sum"))
    table = table.assign(
        startup_name=table["startup"].map(known["name"]), university_name=table["university"].map(known["name"]),
        of=table["startup"].map(total["of"]), of_likely=table["startup"].map(total["of_likely"]),
    )  # fmt: skip
    table = table.sort_values(
        ["of", "startup_name", "founders", "university_name"], ascending=[False, True, False, True]
    )
    columns = [
        "startup", "university", "startup_name", "university_name", "founders", "founders_likely", "of", "of_likely",
    ]  # fmt: skip
    return table[columns].reset_index(drop=True)


def root_table(roots: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `startup_roots` as a reader reads it, one row a start-up."""
    named = roots.assign(
        text=[
            f"{name}, {count(number)}{as_likely(guessed, number)}"
            for name, number, guessed in zip(
                roots["university_name"], roots["founders"], roots["founders_likely"], strict=True
            )
        ]
    )
    keys = ["startup", "startup_name", "of", "of_likely"]
    table = named.groupby(keys, sort=False)["text"].agg("; ".join).reset_index()
    return pd.DataFrame(
        {
            "Start-up": table["startup_name"],
            "Founders named": [
                f"{count(number)}{as_likely(guessed, number)}"
                for number, guessed in zip(table["of"], table["of_likely"], strict=True)
            ],
            "Universities, and how many founders had been there": table["text"],
        }
    )


def _only_likely(startups: int) -> str:
    """Say of how many start-ups it is told only as likely."""
    return f", of {count(startups)} of them only as likely," if startups else ""


def root_values(roots: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the universities behind start-ups; nothing when none is told."""
    if roots.empty:
        return {}
    behind = roots.groupby("university_name")["startup"].nunique()
    sure = roots[roots["founders"] > roots["founders_likely"]]
    doubtful = behind - sure.groupby("university_name")["startup"].nunique().reindex(behind.index, fill_value=0)
    first = sorted(behind.index[behind == behind.max()])
    verb = "stands" if len(first) == 1 else "each stand"
    if behind.max() == 1:
        lead = "No university stands behind more than one of them"
    else:
        guessed = as_likely(int(doubtful[first[0]]), int(behind.max())) if len(first) == 1 else ""
        lead = f"{listing(first[:3])} {verb} behind most, {noun(int(behind.max()), 'start-up')}{guessed}"
    startups = roots["startup"].nunique()
    # A single founder named has every place in common with all founders named.
    several = roots[roots["of"] >= LEAST_FOUNDERS]
    alone = (several["founders"] == several["of"]).groupby(several["startup"]).any()
    return {
        "startups": noun(startups, "start-up"),
        "unsure": _only_likely(startups - sure["startup"].nunique()),
        "universities": noun(roots["university"].nunique(), "university", "universities"),
        "lead": lead,
        "several": count(len(alone)),
        "alone": quantity_or_none(int(alone.sum())),
    }
