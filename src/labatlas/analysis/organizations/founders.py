"""Who founded what, where the founders had been, and who founded after having been somewhere."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.foundings import first_there, founding_days
from labatlas.analysis.kinship import family, topmost
from labatlas.analysis.trust import as_likely, counted, likely
from labatlas.formatting import Quantity, count, noun, percent, territory_phrase
from labatlas.tables.partial_dates import last_day, look_up

#: Kinds of stay that make an earlier place an origin.
SCHOOLING = frozenset({"study", "postdoc", "faculty"})


def founders(
    affiliations: pd.DataFrame, people: dict[str, str], organizations: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Return who founded what, and where else each founder studied, taught or worked.

    Stays that are dated after the founding are left out. Where no dates tell, schooling is taken to come before it, and
    so is work before what the person founded last; of two that one person founded neither is. Where it is not told when a
    founder came, the founding of the organization counts.

    Parameters
    ----------
    affiliations, organizations, events
        Rows of the tables of those names.
    people
        Names of the people by id.

    Returns
    -------
    pandas.DataFrame
        One row a founder: ``organization`` (id), ``name``, ``country``, ``person`` (id), ``who``, ``schools`` and
        ``employers`` (sets of ids; a laboratory counts as its university), ``likely`` (those of them that only estimates
        place the founder at), ``start``, ``unsure`` (only estimates say that this is a founder).
    """
    facts = counted(affiliations)
    founded = facts[facts["kind"] == "founder"]
    guessed = likely(founded, "person", "organization").to_dict()
    # Of several statements on one founder the dated ones tell most.
    founded = founded.sort_values("start", na_position="last", kind="stable").drop_duplicates(
        ["person", "organization"]
    )
    founded = founded.sort_index()
    table = organizations.set_index("id")
    founded = founded.assign(came=founding_days(founded, events))
    latest = founded.groupby("person")["came"].transform("max")
    several = founded["person"].duplicated(keep=False)
    rows = []
    top = topmost(organizations)
    for row, last, many in zip(founded.itertuples(), latest, several, strict=True):
        others = facts[(facts["person"] == row.person) & (facts["organization"] != row.organization)]
        others = others[others["kind"] != "board"]
        # One statement of a place may date what another leaves undated.
        began = first_there(others, "organization")
        schooled = others["kind"].isin(SCHOOLING)
        own = others["organization"].isin(founded.loc[founded["person"] == row.person, "organization"])
        ordered = began.notna() & pd.notna(row.came)
        # Without dates a stay is taken for earlier than what the person founded last, and schooling than all of it.
        presumed = ~ordered & ~own & (schooled | (not many) | (row.came == last))
        earlier = others[(ordered & (began <= row.came)) | presumed]
        schooled = earlier["kind"].isin(SCHOOLING)
        places = earlier["organization"].map(top).where(schooled, earlier["organization"])
        rows.append(
            {
                "organization": row.organization,
                "name": table["name"].get(row.organization),
                "country": table["country"].get(row.organization),
                "person": row.person,
                "who": people[str(row.person)],
                "schools": frozenset(places[schooled]),
                "employers": frozenset(places[~schooled]),
                "likely": frozenset(places) - frozenset(places[earlier["status"] != "estimate"]),
                "start": row.start,
                "unsure": guessed[row.person, row.organization],
            }
        )
    columns = ["organization", "name", "country", "person", "who", "schools", "employers", "likely", "start", "unsure"]
    return pd.DataFrame(rows, columns=columns).astype({"unsure": "bool"})


def doubtful(founding: pd.DataFrame, each: str) -> int:
    """Count the people or organizations of which every founding is only likely.

    Parameters
    ----------
    founding
        Rows of the result of `founders`.
    each
        Column to count: ``person`` or ``organization``.
    """
    return int(founding.groupby(each)["unsure"].all().sum())


def likely_at(founding: pd.DataFrame, places: pd.Series) -> pd.Series:
    """Tell whether it is only likely that somebody who had been at a place founded an organization.

    It is where only estimates say either that this is a founder or that the founder had been there.

    Parameters
    ----------
    founding
        Rows of the result of `founders`, several for a founder who had been at several places.
    places
        Id of the place of each row.

    Returns
    -------
    pandas.Series
        True or False, on the index of the founding.
    """
    guessed = [place in guesses for place, guesses in zip(places, founding["likely"], strict=True)]
    return founding["unsure"] | pd.Series(guessed, index=founding.index, dtype="bool")


def descent(founding: pd.DataFrame, names: dict[str, str], kind: str) -> pd.DataFrame:
    """Count the organizations that each school or employer has founders in.

    Parameters
    ----------
    founding
        Result of `founders`.
    names
        Names of the organizations by id.
    kind
        ``schools`` or ``employers``.

    Returns
    -------
    pandas.DataFrame
        Most organizations first: ``origin`` (id), ``name``, ``organizations``, ``founders``, ``likely`` (of the organizations
        those that it only likely has a founder in).
    """
    pairs = founding[["organization", "person", kind, "likely", "unsure"]].explode(kind, ignore_index=True)
    pairs = pairs.dropna(subset=[kind])
    guessed = likely_at(pairs, pairs[kind]).groupby([pairs[kind], pairs["organization"]]).all()
    counts = pairs.groupby(kind).agg(organizations=("organization", "nunique"), founders=("person", "nunique"))
    counts["likely"] = guessed.groupby(level=0).sum().reindex(counts.index).astype("int64")
    counts = counts.rename_axis("origin").reset_index()
    counts.insert(1, "name", counts["origin"].map(names))
    return counts.sort_values(["organizations", "founders", "name"], ascending=[False, False, True]).reset_index(
        drop=True
    )


def founder_table(founding: pd.DataFrame, names: dict[str, str], country: str) -> pd.DataFrame:
    """Return the founders of a country's organizations, one row an organization, as a reader reads them."""
    here = founding[founding["country"] == country]
    rows = []
    for organization, group in here.groupby("organization", sort=False):
        schools = sorted({names[str(school)] for set_ in group["schools"] for school in set_})
        employers = sorted({names[str(employer)] for set_ in group["employers"] for employer in set_})
        rows.append(
            {
                "Organization": names[str(organization)],
                "Founders": ", ".join(
                    f"{who} (only likely)" if unsure else who
                    for who, unsure in sorted(zip(group["who"], group["unsure"], strict=True))
                ),
                "Studied or taught at": "; ".join(schools) or "–",
                "Also worked at": "; ".join(employers) or "–",
            }
        )
    return pd.DataFrame(rows, columns=["Organization", "Founders", "Studied or taught at", "Also worked at"])


def founder_values(founding: pd.DataFrame, names: dict[str, str], country: str) -> dict[str, str]:
    """Return what the text says of founders in a country; nothing when none is known."""
    here = founding[founding["country"] == country]
    schools = descent(here, names, "schools")
    if here.empty or schools.empty:
        return {}
    total, first = here["organization"].nunique(), schools.iloc[0]
    return {
        "country": territory_phrase(country),
        **named_values(here),
        "school": str(first["name"]),
        "school_organizations": Quantity(
            f"{count(first['organizations'])}{as_likely(int(first['likely']), int(first['organizations']))}",
            int(first["organizations"]),
        ),
        "school_share": percent(first["organizations"] / total, 0),
    }


def named_values(founding: pd.DataFrame) -> dict[str, str]:
    """Return how many founders of how many organizations are named; nothing when none is."""
    if founding.empty:
        return {}
    people, organizations = founding["person"].nunique(), founding["organization"].nunique()
    guessed = doubtful(founding, "organization")
    doubt = f" ({count(guessed)} of them by likely founders only)" if guessed else ""
    return {
        "founders": Quantity(f"{noun(people, 'founder')}{as_likely(doubtful(founding, 'person'), people)}", people),
        "organizations": Quantity(f"{noun(organizations, 'organization')}{doubt}", organizations),
    }


def successors(
    affiliations: pd.DataFrame, organizations: pd.DataFrame, events: pd.DataFrame, organization: str
) -> pd.DataFrame:
    """Return the organizations that people founded after they had come to an organization.

    Only founders count whose dates show that they founded after they had come, or once they had left. As in `founders`, the
    founding of an organization counts where it is not told when a founder came.

    Returns
    -------
    pandas.DataFrame
        ``person`` and ``organization`` (ids) of each founding.
    """
    facts = counted(affiliations)
    members = family(organizations, organization)
    inside = facts["organization"].isin(members)
    stays = facts[inside]
    came = last_day(stays["start"]).groupby(stays["person"]).min()
    went = last_day(stays["end"]).groupby(stays["person"]).min()
    founded = facts[(facts["kind"] == "founder") & ~inside]
    began = founding_days(founded, events)
    after = (began > look_up(came, founded["person"])) | (began >= look_up(went, founded["person"]))
    return founded.loc[after, ["person", "organization"]].drop_duplicates().reset_index(drop=True)


def presumed_successors(founding: pd.DataFrame, organizations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the organizations whose founders are taken to have been at an organization before, proven by dates or not.

    Parameters
    ----------
    founding
        Result of `founders`.
    organizations
        Rows of the table ``organizations``.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        ``person`` and ``organization`` (ids), ``who`` and ``name`` of each founding.
    """
    members = family(organizations, organization)
    been = [
        bool(members & (schools | firms))
        for schools, firms in zip(founding["schools"], founding["employers"], strict=True)
    ]
    outside = ~founding["organization"].isin(members)
    found = founding[pd.Series(been, index=founding.index, dtype="bool") & outside]
    return found[["person", "organization", "who", "name"]].reset_index(drop=True)
