"""The field in a country: what sorts of organization there are, what each has, and how far behind it is said to be."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from labatlas.analysis.kinship import family, topmost
from labatlas.analysis.trust import believable, counted, facts_of
from labatlas.formatting import (
    compact,
    count,
    decimal,
    listing,
    noun,
    partial_date,
    quantity_or_none,
    span,
    territory_phrase,
)
from labatlas.tables import Dataset

#: Sorts of organization, in the order in which they are shown.
GROUPS = (
    "firms", "state-backed institutes", "university groups", "start-ups out of universities", "other start-ups",
    "laboratories",
)  # fmt: skip

#: What start-ups are called where none came out of a university.
START_UPS = "start-ups"

#: Kinds of artifact that are models or contain one.
MODEL_KINDS = frozenset({"model"})

#: Measures of a gap: years behind a model, and the version of GPT that a model is put level with.
LAGS, LEVELS = "lag-to-", "gpt-level"


def group_of(organization: str, organizations: pd.DataFrame, backed: frozenset[str], academic: frozenset[str]) -> str:
    """Return the group of an organization that belongs to no other, an empty string when it is none of `GROUPS`.

    Parameters
    ----------
    organization
        Id of the organization.
    organizations
        Rows of the table ``organizations``, indexed by ``id``.
    backed, academic
        Ids of the organizations with a government behind them, and of those with a university behind them.
    """
    kind = organizations.loc[organization, "kind"]
    if organization in backed:
        return GROUPS[1]
    if kind == "university":
        return GROUPS[2]
    if kind == "startup":
        return GROUPS[3] if organization in academic else GROUPS[4]
    return {"company": GROUPS[0], "lab": GROUPS[5]}.get(str(kind), "")


def field(
    affiliations: pd.DataFrame, artifacts: pd.DataFrame, model_sizes: pd.DataFrame,
    events: pd.DataFrame, participants: pd.DataFrame, organizations: pd.DataFrame, country: str,
) -> pd.DataFrame:  # fmt: skip
    """Return the organizations of a country that made a model, and the young ones and institutes that are backed.

    Start-ups are in it when a founder is named, or a university or a member of a faculty stands behind them. What belongs
    to an organization in the same country counts with it; what is in another country is of that country.

    State-backed are those in whose founding a government took part; out of universities are start-ups that a member of a
    faculty founded or stands behind, or in whose founding a university took part.

    Parameters
    ----------
    affiliations, artifacts, model_sizes, events, participants, organizations
        Rows of the tables of those names.
    country
        ISO 3166-1 alpha-2 code.

    Returns
    -------
    pandas.DataFrame
        By group (see `GROUPS`; `START_UPS` where none came out of a university), most models first: ``organization`` (id), ``name``, ``group``, ``people`` (named in the
        evidence as having been there), ``models``, ``largest`` (parameters, missing if no size is told), ``backers``
        (names of the owner abroad and of the organizations, and how many people, that put money in or stand behind it).
    """
    table = organizations.set_index("id")
    # A laboratory abroad is of the country it is in, whoever owns it.
    abroad = organizations["parent"].map(table["country"]) != organizations["country"]
    at_home = organizations.assign(parent=organizations["parent"].mask(abroad))
    top = topmost(at_home)
    made = counted(artifacts)
    made = made[made["kind"].isin(MODEL_KINDS) & made["organization"].notna()]
    made = made.assign(top=made["organization"].map(top))
    # A product may be all that is told of the model in it.
    sizes = counted(model_sizes)
    sized = sizes["model"].map(artifacts.set_index("id")["organization"]).map(top)
    size = sizes["parameters_low"].groupby(sized).max()
    stays = counted(affiliations)
    scholars = set(stays.loc[stays["kind"] == "faculty", "person"])
    led = stays["kind"].isin(["founder", "board"]) & stays["person"].isin(scholars)
    led_by_scholars = set(stays.loc[led, "organization"].map(top))
    stays = stays[~stays["kind"].isin(["study", "board"])]
    people = stays.groupby(stays["organization"].map(top))["person"].nunique()
    given = counted(participants)
    behind = given["event"].map(counted(events).set_index("id")["organization"]).map(top)
    origin = given["organization"].map(table["kind"])
    started = given["event"].isin(events.loc[events["kind"] == "founding", "id"])
    backed = frozenset(behind[started & (origin == "government")].dropna())
    of_university = given["organization"].map(top).map(table["kind"]) == "university"
    academic = frozenset(behind[started & of_university].dropna()) | led_by_scholars
    backer = (given["role"].isin(["investor", "lead-investor"]) | (started & (origin == "government"))) & behind.notna()
    names = given["organization"].map(table["name"])
    founded = set(counted(affiliations).query("kind == 'founder'")["organization"])
    young = {each for each in founded | academic if table.loc[each, "kind"] == "startup"}
    rows = []
    for organization in sorted(set(made["top"]) | backed | young):
        if table.loc[organization, "country"] != country:
            continue
        works = made[made["top"] == organization]
        own = backer & (behind == organization)
        owner = table["parent"].get(organization)
        owned = [f"{table.loc[owner, 'name']} (owner)"] if owner in table.index else []
        firms = [*owned, *dict.fromkeys(names[own].dropna())]
        persons = given.loc[own, "person"].nunique()
        rows.append(
            {
                "organization": organization,
                "name": table.loc[organization, "name"],
                "group": group_of(organization, table, backed, academic),
                "people": int(people.get(organization, 0)),
                "models": len(works),
                "largest": size.get(organization, float("nan")),
                "backers": listing(firms + ([noun(persons, "person", "people")] if persons else [])),
            }
        )
    columns = ["organization", "name", "group", "people", "models", "largest", "backers"]
    found = pd.DataFrame(rows, columns=columns)
    place = found["group"].map({group: number for number, group in enumerate(GROUPS)}).fillna(len(GROUPS))
    ordered = found.assign(place=place).sort_values(["place", "models", "name"], ascending=[True, False, True])
    if not ordered["group"].eq(GROUPS[3]).any():
        ordered["group"] = ordered["group"].replace(GROUPS[4], START_UPS)
    return ordered.drop(columns="place").reset_index(drop=True)


def field_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `field` as a reader reads it."""
    return pd.DataFrame(
        {
            "Group": [group or "other" for group in found["group"]],
            "Organization": found["name"],
            "Models": [count(number) if number else "–" for number in found["models"]],
            "People named": [count(number) if number else "–" for number in found["people"]],
            "Largest model": ["–" if pd.isna(size) else compact(size) for size in found["largest"]],
            "Backers named": found["backers"].replace("", "–"),
        }
    )


def field_values(found: pd.DataFrame, country: str) -> dict[str, str]:
    """Return what the text says of the field in a country; nothing when no model of it is told."""
    if found.empty:
        return {}
    groups = found.groupby("group").agg(models=("models", "sum"), organizations=("organization", "size"))
    ranked = groups.sort_values(["models", "organizations"], ascending=False, kind="stable")
    sized, unbacked = int(found["largest"].notna().sum()), int((found["backers"] == "").sum())
    most = ""
    if len(groups[groups["models"] > 0]) > 1:
        group = str(ranked.index[0]) or "organizations of other sorts"
        number = noun(ranked["organizations"].iloc[0], "organization")
        most = f"Most models are told of {group}: {count(ranked['models'].iloc[0])}, of {number}."
    return {
        "country": territory_phrase(country),
        "organizations": noun(len(found), "organization"),
        "models": noun(int(found["models"].sum()), "model"),
        "most": most,
        "sized": noun(sized, "organization") if sized else "none",
        "unbacked": noun(unbacked, "organization") if unbacked else "none",
    }


def sorts_shown(found: pd.DataFrame) -> str:
    """Name the sorts of organization in the result of `field`, in the order in which they are shown."""
    return listing(list(dict.fromkeys(group or "organizations of other sorts" for group in found["group"])))


def gaps(indicators: pd.DataFrame, organizations: dict[str, str], artifacts: dict[str, str]) -> pd.DataFrame:
    """Return what is said of how far one is behind another, hearsay last and marked.

    Parameters
    ----------
    indicators
        Rows of the table ``indicators``.
    organizations, artifacts
        Names by id.

    Returns
    -------
    pandas.DataFrame
        One row a statement, in the order of the table: ``measure`` (``years`` behind, ``generations`` behind, or ``GPT
        version`` put level with), ``who``, ``behind`` (whom), ``low``, ``high`` (missing if open), ``date``, ``status``,
        ``counts`` (whether it may be counted).
    """
    told = believable(indicators)
    hearsay = indicators[indicators["status"] == "hearsay"]
    rows = pd.concat([told, hearsay])
    rows = rows[rows["indicator"].str.startswith(LAGS) | rows["indicator"].eq(LEVELS)]
    who = rows["artifact"].map(artifacts).fillna(rows["organization"].map(organizations)).fillna(rows["base"])
    behind = rows["indicator"].where(rows["indicator"].str.startswith(LAGS), "").str.removeprefix(LAGS)
    known = {name.lower(): name for name in artifacts.values()}
    behind = behind.map(lambda slug: known.get(slug, slug))
    return pd.DataFrame(
        {
            "measure": rows["unit"],
            # Whom they are behind stands in a column of its own.
            "who": [
                str(name).removesuffix(f" behind {whom}")
                for name, whom in zip(who.fillna("not told"), behind, strict=True)
            ],
            "behind": behind,
            "low": rows["low"].astype("float64"),
            "high": rows["high"].astype("float64"),
            "date": rows["date"],
            "status": rows["status"],
            "counts": rows.index.isin(counted(indicators).index),
        }
    ).reset_index(drop=True)


def gap_values(told: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of gaps; nothing when none is estimated in years."""
    years = told[(told["measure"] == "years") & told["counts"]]
    if years.empty:
        return {}
    low, high = years["low"].min(), years["high"].max(skipna=False)
    left = told[~told["counts"]]
    levels = told[(told["measure"] == "GPT version") & told["counts"]]
    forecasts = int((levels["status"] == "forecast").sum())
    return {
        "estimates": noun(len(years), "estimate"),
        "range": f"{span(decimal(low), decimal(high))} years" if high == high else f"at least {decimal(low)} years",
        "levels": (
            f"In versions of GPT, {noun(len(levels), 'statement')} may be counted (forecasts among them: "
            f"{quantity_or_none(forecasts)})"
            if len(levels)
            else "None is in versions of GPT"
        ),
        "hearsay": f"Left out as hearsay: {quantity_or_none(len(left))}",
    }


def gap_table(told: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `gaps` as a reader reads it, what may not be counted last."""
    ordered = told.sort_values("counts", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Who": ordered["who"],
            "Set against": [behind or "the versions of GPT" for behind in ordered["behind"]],
            "Gap or level": [
                f"{span(decimal(low), None if high != high else decimal(high))} {unit.removesuffix('s') if low == 1 and not high > 1 else unit}"
                if unit != "GPT version"
                else f"level {span(decimal(low), None if high != high else decimal(high))}"
                for low, high, unit in zip(ordered["low"], ordered["high"], ordered["measure"], strict=True)
            ],
            "Date": [partial_date(date) if isinstance(date, str) else "undated" for date in ordered["date"]],
            "Status": ordered["status"],
        }
    )


def drawn(told: pd.DataFrame) -> pd.DataFrame:
    """Keep of the result of `gaps` what may be counted and is in years or versions of GPT, which a figure can set side by side."""
    return told[told["counts"] & told["measure"].isin(["years", "GPT version"])].reset_index(drop=True)


def evidence_of(data: Dataset, organizations: Sequence[str]) -> pd.DataFrame:
    """Return the facts that the field of a country rests on."""
    members = (
        set().union(*(family(data.organizations, each) for each in organizations)) if len(organizations) else set()
    )
    works = data.artifacts[data.artifacts["organization"].isin(members) & data.artifacts["kind"].isin(MODEL_KINDS)]
    made = data.artifacts.loc[data.artifacts["organization"].isin(members), "id"]
    sizes = data.model_sizes[data.model_sizes["model"].isin(made)]
    events = data.events[data.events["organization"].isin(members) & data.events["kind"].isin(["founding", "funding"])]
    given = data.participants[data.participants["event"].isin(events["id"])]
    return facts_of(data.affiliations[data.affiliations["organization"].isin(members)], works, sizes, events, given)
