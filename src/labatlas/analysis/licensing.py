"""Licensing: what licences allow, what is said of them, and how open the works are."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import believable, counted
from labatlas.formatting import compact, count, listing, money, noun, partial_date, quantity_or_none, territory_phrase
from labatlas.tables import Dataset
from labatlas.tables.licensing import TERMS
from labatlas.tables.partial_dates import last_day, midpoint

#: Parts of a work in the order in which opening them opens more.
PARTS = ["paper", "api", "code", "weights", "data", "compute"]

#: Kinds of access from the most to the least open.
ACCESS = ["open", "restricted", "announced", "leaked", "closed"]

#: Access that lets others use a part, if under conditions.
USABLE = frozenset({"open", "restricted"})


def matrix(licence_terms: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """Lay out licences against their terms.

    Where the sources give one term twice, the values are joined (``no/yes``), and where they dispute a value elsewhere,
    the word is joined to it (``disputed/yes``), so that a contradiction stays visible.

    Parameters
    ----------
    licence_terms, licences
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        Names of the licences as index in the order of ``licences``, terms as columns in the order of
        `labatlas.tables.licensing.TERMS`; ``yes``, ``no``, ``may``, ``not-applicable``, a joined pair, or missing where
        the sources are silent.
    """
    facts = believable(licence_terms)
    if facts.empty:
        return pd.DataFrame()
    cells = facts.assign(value=facts["value"].where(facts["dispute"].isna(), "disputed/" + facts["value"]))
    joined = cells.groupby(["licence", "term"])["value"].agg(_join).unstack()
    order = [licence for licence in licences["id"] if licence in joined.index]
    columns = [term for term in TERMS if term in joined.columns]
    table = joined.loc[order, columns]
    table.index = pd.Index(table.index.map(dict(zip(licences["id"], licences["name"], strict=True))), name="licence")
    return table


def _join(values: pd.Series) -> str:
    """Join different values, each once."""
    return "/".join(sorted({part for value in values for part in str(value).split("/")}))


def unsettled(terms: pd.DataFrame) -> int:
    """Return how many cells of the matrix hold a contradiction."""
    return int(terms.apply(lambda column: column.str.contains("/", na=False)).to_numpy().sum()) if len(terms) else 0


def matrix_values(terms: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the matrix; nothing when it is empty."""
    if terms.empty:
        return {}
    return {
        "licences": count(len(terms)),
        "terms": count(terms.shape[1]),
        "cells": count(int(terms.notna().to_numpy().sum())),
        "silent": count(int(terms.isna().to_numpy().sum())),
        "unsettled": count(unsettled(terms)),
    }


def restricted_use(licence_terms: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """Return which licences restrict what the work may be used for.

    Returns
    -------
    pandas.DataFrame
        ``licence`` (id), ``name``, ``family``, ``restricts`` (``yes``, ``no``, or joined when contradicted).
    """
    facts = believable(licence_terms[licence_terms["term"] == "use-restrictions"])
    value = facts.groupby("licence")["value"].agg(_join)
    known = licences[licences["id"].isin(value.index)]
    return pd.DataFrame(
        {"licence": known["id"], "name": known["name"], "family": known["family"], "restricts": known["id"].map(value)}
    ).reset_index(drop=True)


def remarks(commercial_remarks: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return what is remarked on commercial use of each licence, with what is right.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``remark``, ``holds`` (``yes`` or ``no``), ``correction`` (empty where none is needed), ``reference`` (bibliography key); remarks that do not hold first.
    """
    facts = believable(commercial_remarks)
    told = pd.DataFrame(
        {
            "name": facts["licence"].map(names), "remark": facts["remark"],
            "holds": facts["holds"], "correction": facts["correction"].fillna(""), "reference": facts["reference"],
        }
    )  # fmt: skip
    return told.sort_values("holds", kind="stable").reset_index(drop=True)


def access_by_part(openness: pd.DataFrame, artifacts: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return, for each model, how open each part of it is.

    Where several statements are made on one part, the latest dated one counts, an undated one before none. Products are
    left out, because they open what their models open.

    Parameters
    ----------
    openness, artifacts, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a model and part, in order of release, undated models last: ``artifact``, ``name``, ``organization`` (id),
        ``country``, ``released``, ``date`` (middle of the period of release), ``part``, ``access``.
    """
    works = artifacts[artifacts["kind"] == "model"].set_index("id")
    facts = counted(openness)
    facts = facts[facts["artifact"].isin(works.index)]
    facts = facts.assign(since=last_day(facts["date"])).sort_values("since", na_position="first", kind="stable")
    facts = facts.drop_duplicates(["artifact", "part"], keep="last")
    country = organizations.set_index("id")["country"]
    released = facts["artifact"].map(works["released"])
    access = pd.DataFrame(
        {
            "artifact": facts["artifact"],
            "name": facts["artifact"].map(works["name"]),
            "organization": facts["artifact"].map(works["organization"]),
            "country": facts["artifact"].map(works["organization"]).map(country),
            "released": released,
            "date": midpoint(released),
            "part": facts["part"],
            "access": facts["access"],
        }
    )
    return access.sort_values(["date", "name", "part"], na_position="last", kind="stable").reset_index(drop=True)


def level_reached(access: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return the highest level of openness each model reached.

    A level is reached when a part that belongs to it is open or open under conditions; the level of weights and data
    is reached with either. Nothing open is level 0. Code has no level of its own and counts with the weights' level.

    Parameters
    ----------
    access
        Result of `access_by_part`.
    levels
        Rows of the table ``openness_levels``.

    Returns
    -------
    pandas.DataFrame
        One row a work, in order of release: ``artifact``, ``name``, ``organization``, ``country``, ``released``,
        ``date``, ``level``, ``rebuildable`` (weights or code are open, so that others can build on the work).
    """
    columns = ["artifact", "name", "organization", "country", "released", "date", "level", "rebuildable"]
    if access.empty or levels.empty:
        return pd.DataFrame(columns=columns)
    level_of = {str(part): int(level) for part, level in zip(levels["opens"], levels["level"], strict=True)}
    if "weights" in level_of:
        level_of.setdefault("code", level_of["weights"])
    reached = access["part"].map(level_of).where(access["access"].isin(USABLE), 0).fillna(0).astype(int)
    material = access["part"].isin(["weights", "code"]) & (access["access"] == "open")
    access = access.assign(level=reached, rebuildable=material.groupby(access["artifact"]).transform("any"))
    ranked = access.sort_values("level", ascending=False, kind="stable")
    works = ranked.drop_duplicates("artifact")[columns]
    return works.sort_values(["date", "name"], na_position="last", kind="stable").reset_index(drop=True)


def path_of(levels: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the dated works of one organization with their level of openness, in time order."""
    return levels[(levels["organization"] == organization) & levels["date"].notna()].reset_index(drop=True)


def path_values(path: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what the text says of an organization's path; nothing when fewer than two works are dated."""
    if len(path) < 2:
        return {}
    first, last = path.iloc[0], path.iloc[-1]
    open_weights = path[path["rebuildable"]]
    return {
        "organization": name,
        "works": noun(len(path), "dated model"),
        "first": str(first["name"]),
        "first_level": count(first["level"]),
        "last": str(last["name"]),
        "last_level": count(last["level"]),
        "opened": (
            f"the last whose weights or code are open to all is {open_weights.iloc[-1]['name']} "
            f"({partial_date(str(open_weights.iloc[-1]['released']))})"
            if len(open_weights)
            else "none has weights or code that are open to all"
        ),
    }


def level_counts(levels: pd.DataFrame, country: str) -> pd.DataFrame:
    """Count works by level of openness, in one country and elsewhere.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``here``, ``elsewhere``, ``unknown`` (works; ``unknown`` where the maker or its country is not told).
    """
    if levels.empty:
        return pd.DataFrame(columns=["level", "here", "elsewhere", "unknown"])
    place = levels["country"].map(
        lambda code: "unknown" if pd.isna(code) else "here" if code == country else "elsewhere"
    )
    counts = pd.crosstab(levels["level"], place).reindex(columns=["here", "elsewhere", "unknown"], fill_value=0)
    counts = counts.reindex(range(int(levels["level"].max()) + 1), fill_value=0)
    return counts.rename_axis(index="level", columns=None).reset_index()


def country_values(levels: pd.DataFrame, country: str) -> dict[str, str]:
    """Return what the text says of openness in a country; nothing when no work from it is known."""
    here = levels[levels["country"] == country]
    if here.empty:
        return {}
    return {
        "country": territory_phrase(country),
        "works": count(len(here)),
        "open": count(here["rebuildable"].sum()),
        "all_works": count(len(levels)),
        "all_open": count(levels["rebuildable"].sum()),
    }


def cost_of_size(claims: pd.DataFrame, sizes: pd.DataFrame, names: dict[str, str], rates: Rates) -> pd.DataFrame:
    """Find the passage that sets models of the most different training cost side by side, with their sizes.

    Only claims of one passage are compared, because only there the speaker means them to be.

    Returns
    -------
    pandas.DataFrame
        Dearest first: ``name``, ``parameters``, ``cost`` (sum), ``claimant``, and the place (``source``, ``locator``).
    """
    place = ["source", "locator"]
    costs = counted(claims[claims["measure"] == "training-cost"])
    both = costs.merge(counted(sizes)[["model", "parameters_low", *place]], on=["model", *place], how="inner")
    table = pd.DataFrame(
        {
            "name": both["model"].map(names),
            "parameters": both["parameters_low"],
            "cost": rates.convert(both["low"], both["currency"]),
            "claimant": both["claimant"],
            "source": both["source"],
            "locator": both["locator"],
        }
    )
    if table.empty:
        return table
    costs_at = table.groupby(place)["cost"]
    spread = costs_at.transform("max") / costs_at.transform("min")
    widest = table.loc[spread.idxmax(), place]
    return (
        table[(table[place] == widest).all(axis=1)]
        .sort_values("cost", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def cost_values(table: pd.DataFrame, rates: Rates) -> dict[str, str]:
    """Return what the text says of cost against size; nothing when fewer than two models compare."""
    if len(table) < 2:
        return {}
    large, small = table.iloc[0], table.iloc[-1]
    return {
        "claimant": str(large["claimant"]),
        "large": str(large["name"]),
        "large_cost": money(large["cost"], rates.currency),
        "large_size": compact(large["parameters"]),
        "small": str(small["name"]),
        "small_cost": money(small["cost"], rates.currency),
        "small_size": compact(small["parameters"]),
        "cost_ratio": count(large["cost"] / small["cost"]),
        "size_ratio": count(large["parameters"] / small["parameters"]),
    }


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`."""
    return [
        _remark_finding(data),
        _restriction_finding(data),
        _closing_finding(data, organization),
        _country_finding(data, country),
        _cost_finding(data, rates),
    ]


def _levels(data: Dataset) -> pd.DataFrame:
    access = access_by_part(data.openness, data.artifacts, data.organizations)
    return level_reached(access, data.openness_levels)


def _remark_finding(data: Dataset) -> Finding:
    name = "licensing-some-remarks-mislead"
    told = remarks(data.commercial_remarks, data.names("licences"))
    if told.empty:
        return unknown_finding(name)
    wrong = told[told["holds"] == "no"]
    return Finding(
        name,
        "{wrong} of the {total} remarks on commercial use do not follow from the licence: those on the {names}.",
        "All {total} remarks on commercial use follow from the licences.",
        bool(len(wrong)),
        {"wrong": count(len(wrong)), "total": count(len(told)), "names": listing(list(wrong["name"]))},
        data.commercial_remarks,
    )


def _restriction_finding(data: Dataset) -> Finding:
    name = "licensing-use-restrictions-set-rail-apart"
    table = restricted_use(data.licence_terms, data.licences)
    rail, others = table[table["family"] == "responsible-ai"], table[table["family"] != "responsible-ai"]
    if rail.empty or others.empty:
        return unknown_finding(name)
    return Finding(
        name,
        "What a work may be used for sets responsible-AI licences apart: {restricting} of the {rail} restrict it beyond "
        "dispute, none of the {others} others that the sources compare them with does.",
        "Restrictions of use do not tell the {rail} responsible-AI licences from the {others} others: {restricting} of the "
        "former have them beyond dispute.",
        bool((rail["restricts"] == "yes").mean() > 0.5 and (others["restricts"] == "no").all()),
        {
            "rail": count(len(rail)),
            "restricting": quantity_or_none((rail["restricts"] == "yes").sum()),
            "others": count(len(others)),
        },
        data.licence_terms[data.licence_terms["term"] == "use-restrictions"],
    )


def _closing_finding(data: Dataset, organization: str) -> Finding:
    name = "licensing-focus-organization-stopped-opening"
    path = path_of(_levels(data), organization)
    if path.empty:
        return unknown_finding(name)
    opened = path[path["rebuildable"]]
    values: dict[str, str] = {
        "organization": data.name_of("organizations", organization),
        "works": noun(len(path), "model"),
        "last": str(path.iloc[-1]["name"]),
    }
    otherwise = "No dated model of {organization} has weights or code that are open to all ({works} in the evidence)."
    later = path.iloc[0:0]
    if len(opened):
        later = path.iloc[opened.index[-1] + 1 :]
        values |= {
            "last_open": str(opened.iloc[-1]["name"]),
            "date": partial_date(str(opened.iloc[-1]["released"])),
            "later": noun(len(later), "dated model"),
        }
        otherwise = (
            "{organization} still opens its models: the latest dated one, {last_open}, has open weights or code."
        )
    return Finding(
        name,
        "{last_open} ({date}) is the last model of {organization} in the evidence whose weights or code are open to all; "
        "{later} whose openness is told followed.",
        otherwise,
        bool(len(opened) and len(later)),
        values,
        data.openness[data.openness["artifact"].isin(path["artifact"])],
    )


def _country_finding(data: Dataset, country: str) -> Finding:
    name = "licensing-focus-country-opens-weights"
    levels = _levels(data)
    values = country_values(levels, country)
    if not values:
        return unknown_finding(name)
    here = levels[levels["country"] == country]
    return Finding(
        name,
        "Most models from {country} whose openness is told have open weights or code: {open} of {works}.",
        "Not most models from {country} whose openness is told have open weights or code: {open} of {works}.",
        bool(here["rebuildable"].mean() > 0.5),
        values,
        data.openness[data.openness["artifact"].isin(here["artifact"])],
    )


def _cost_finding(data: Dataset, rates: Rates) -> Finding:
    name = "licensing-open-weights-cut-cost-more-than-size"
    table = cost_of_size(data.cost_claims, data.model_sizes, data.names("artifacts"), rates)
    values = cost_values(table, rates)
    if not values:
        return unknown_finding(name)
    large, small = table.iloc[0], table.iloc[-1]
    facts = pd.concat([data.cost_claims[data.cost_claims["measure"] == "training-cost"], data.model_sizes])
    return Finding(
        name,
        "A claim compares what is not alike: by {claimant}, models of {small_size} parameters cost {small_cost} and one of "
        "{large_size} cost {large_cost}, {cost_ratio} times as much for {size_ratio} times the size.",
        "By {claimant}, models of {small_size} parameters cost {small_cost} and one of {large_size} cost {large_cost}, "
        "{cost_ratio} times as much for {size_ratio} times the size.",
        bool(large["cost"] / small["cost"] > 10 * large["parameters"] / small["parameters"]),
        values,
        facts[facts["source"].eq(large["source"]) & facts["locator"].eq(large["locator"])],
    )


ANSWERS = {
    "yes": "yes",
    "no": "no",
    "may": "may or may not",
    "no/yes": "sources disagree",
    "not-applicable": "does not apply",
}


def level_names(levels: pd.DataFrame) -> dict[int, str]:
    """Name each level of openness by what is enough to reach it in `level_reached`, nothing open being level 0."""
    names = {0: "nothing"}
    for level, parts in levels.sort_values("level", kind="stable").groupby("level")["opens"]:
        enough = [*parts, *(["code"] if "weights" in set(parts) else [])]
        names[int(level)] = ", ".join(enough[:-1]) + " or " + enough[-1] if len(enough) > 1 else enough[0]
    return names


def most_telling(access: pd.DataFrame, organization: str, works: int) -> pd.DataFrame:
    """Keep the works a figure has room for: those of one organization first, then those with a date, then the rest.

    Returns
    -------
    pandas.DataFrame
        Rows of `access_by_part` in their order.
    """
    table = access.drop_duplicates("artifact")
    rank = (table["organization"] != organization) * 2 + table["date"].isna()
    kept = table.assign(rank=rank).sort_values("rank", kind="stable").head(works)["artifact"]
    return access[access["artifact"].isin(kept)]


def remarks_table(told: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `remarks` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence": told["name"],
            "What the document says": told["remark"],
            "Holds": told["holds"],
            "What the licence says instead": told["correction"],
        }
    )


def restriction_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `restricted_use` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence": table["name"],
            "Family": table["family"].str.replace("-", " "),
            "Restricts purposes": table["restricts"].map(lambda value: ANSWERS.get(value, value)),
        }
    )


def cost_of_size_table(table: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Return the result of `cost_of_size` as a reader reads it."""
    return pd.DataFrame(
        {
            "Model": table["name"],
            "Parameters": table["parameters"].map(compact),
            "Cost": [money(cost, rates.currency) for cost in table["cost"]],
            "Claimed by": table["claimant"],
        }
    )


def same_passage(claims: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the training costs claimed in the passage that `cost_of_size` found."""
    costs = claims[claims["measure"] == "training-cost"]
    if table.empty:
        return costs.iloc[:0]
    return costs[(costs["source"] == table.iloc[0]["source"]) & (costs["locator"] == table.iloc[0]["locator"])]
