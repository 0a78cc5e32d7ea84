"""Tables on people: where they work and studied, what teams are made of, what is paid."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from labatlas.tables.provenance import PARTIAL_DATE, Sourced


class Affiliations(Sourced):
    """Who was where: one row a person's stay at an organization."""

    person: str = pa.Field(description="The person", metadata={"references": "people.id"})
    organization: str = pa.Field(description="The organization", metadata={"references": "organizations.id"})
    kind: str = pa.Field(
        isin=["employment", "founder", "study", "postdoc", "faculty", "internship", "board"],
        description="What binds the person to the organization",
    )
    role: str = pa.Field(nullable=True, description="Title, degree or team, in English")
    start: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="First date of the stay")
    end: str = pa.Field(
        nullable=True, str_matches=PARTIAL_DATE, description="Last date of the stay; empty if unknown or not ended"
    )

    class Config:
        unique = ["person", "organization", "kind", "role", "source", "locator"]


class Scholars(Sourced):
    """How many scholars of a ranking work in a country, one row a ranking, year and country."""

    ranking: str = pa.Field(description="Name of the ranking")
    year: pd.Int64Dtype = pa.Field(ge=1900, le=2100, description="Edition of the ranking", metadata={"unit": "year"})
    country: str = pa.Field(description="Country of work, ISO 3166-1 alpha-2", metadata={"iso": "3166"})
    count_low: pd.Int64Dtype = pa.Field(ge=0, description="Scholars, at least", metadata={"unit": "listings"})
    count_high: pd.Int64Dtype = pa.Field(ge=0, description="Scholars, at most", metadata={"unit": "listings"})
    share_percent: float = pa.Field(
        nullable=True,
        ge=0,
        le=100,
        description="Share of the whole ranking as the source prints it",
        metadata={"unit": "%"},
    )

    class Config:
        unique = ["ranking", "year", "country", "source", "locator"]


class TeamComposition(Sourced):
    """What a team is made of, one row a category of one dimension."""

    team: str = pa.Field(description="The team, by the artifact it made", metadata={"references": "artifacts.id"})
    dimension: str = pa.Field(
        isin=[
            "whole", "role", "age", "degree", "university", "origin", "previous-employer",
            "gender", "first-degree-of-ethnic-chinese-members", "ethnicity", "mean-age", "earlier-project",
        ],
        description="What the members are counted by",
    )  # fmt: skip
    category: str = pa.Field(description="The category, in English (an id for universities and employers)")
    count: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, description="Members in the category", metadata={"unit": "people"}
    )
    share_percent: float = pa.Field(
        nullable=True, ge=0, le=100, description="Share as the source prints it", metadata={"unit": "%"}
    )
    base: pd.Int64Dtype = pa.Field(
        nullable=True, ge=1, description="Members the share is of, as the source gives it", metadata={"unit": "people"}
    )
    value: float = pa.Field(
        nullable=True, ge=0, description="A measured value such as a mean age", metadata={"unit": "years"}
    )

    class Config:
        unique = ["team", "dimension", "category", "source", "locator"]


class Pay(Sourced):
    """What is or was paid for a year's or a part of a year's work, one row a statement."""

    payee: str = pa.Field(description="Person or post, in English")
    person: str = pa.Field(nullable=True, description="The person, if named", metadata={"references": "people.id"})
    organization: str = pa.Field(description="Who pays", metadata={"references": "organizations.id"})
    year: pd.Int64Dtype = pa.Field(ge=1900, le=2100, description="Year of the pay", metadata={"unit": "year"})
    low: float = pa.Field(gt=0, description="Pay, at least", metadata={"unit": "currency units"})
    high: float = pa.Field(
        nullable=True, ge=0, description="Pay, at most; empty if open", metadata={"unit": "currency units"}
    )
    currency: str = pa.Field(description="ISO 4217 currency", metadata={"iso": "4217"})
    months: float = pa.Field(gt=0, le=12, description="Months the pay is for", metadata={"unit": "months"})
    basis: str = pa.Field(isin=["base-salary", "total", "average-cost"], description="What the figure includes")

    class Config:
        unique = ["payee", "organization", "year", "basis", "source", "locator"]


class TeamGroups(Sourced):
    """The groups that a team is divided into, one row a group or subgroup."""

    artifact: str = pa.Field(description="What the team made", metadata={"references": "artifacts.id"})
    group: str = pa.Field(description="The group, in English")
    group_zh: str = pa.Field(nullable=True, description="The group, as printed in Chinese")
    subgroup: str = pa.Field(nullable=True, description="A part of the group, in English; empty for the group itself")
    subgroup_zh: str = pa.Field(nullable=True, description="The part, as printed in Chinese")

    class Config:
        unique = ["artifact", "group", "subgroup", "source", "locator"]


class TeamMembers(Sourced):
    """Who belonged to which group of a team, one row a person and group."""

    artifact: str = pa.Field(description="What the team made", metadata={"references": "artifacts.id"})
    person: str = pa.Field(description="The person", metadata={"references": "people.id"})
    group: str = pa.Field(nullable=True, description="The group, as in team_groups")
    contribution: str = pa.Field(nullable=True, description="What the person did there, in English")

    class Config:
        unique = ["artifact", "person", "group", "source", "locator"]


class Headcounts(Sourced):
    """How many people work somewhere or on something, one row a statement."""

    organization: str = pa.Field(description="The organization", metadata={"references": "organizations.id"})
    unit: str = pa.Field(nullable=True, description="The part of the organization or the sort of people counted")
    date: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="When; empty if the source does not say")
    low: pd.Int64Dtype = pa.Field(ge=0, description="People, at least", metadata={"unit": "people"})
    high: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, description="People, at most; empty if open", metadata={"unit": "people"}
    )

    class Config:
        unique = ["organization", "unit", "date", "source", "locator"]


class Moves(Sourced):
    """Who went from where to where, when and why, one row a move."""

    person: str = pa.Field(description="The person", metadata={"references": "people.id"})
    origin: str = pa.Field(nullable=True, description="Organization left", metadata={"references": "organizations.id"})
    destination: str = pa.Field(
        nullable=True, description="Organization joined", metadata={"references": "organizations.id"}
    )
    date: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="When")
    reason: str = pa.Field(nullable=True, description="Why, as the source has it, in our words")

    class Config:
        unique = ["person", "origin", "destination", "source", "locator"]


class Mentorships(Sourced):
    """Who taught, supervised or led whom, one row a pair."""

    mentor: str = pa.Field(description="Teacher, supervisor or leader", metadata={"references": "people.id"})
    mentee: str = pa.Field(description="Student or led", metadata={"references": "people.id"})
    kind: str = pa.Field(
        isin=["doctorate", "master", "bachelor", "postdoc", "course", "colleague", "report"],
        description="What binds them; report: the mentee reports to the mentor",
    )
    organization: str = pa.Field(nullable=True, description="Where", metadata={"references": "organizations.id"})

    class Config:
        unique = ["mentor", "mentee", "kind", "source", "locator"]


class PublicationRanks(Sourced):
    """Places in rankings of research output, one row a place."""

    ranking: str = pa.Field(description="Name of the ranking")
    period: str = pa.Field(nullable=True, description="Years counted, as 2012/2021")
    organization: str = pa.Field(
        nullable=True, description="The organization ranked", metadata={"references": "organizations.id"}
    )
    person: str = pa.Field(nullable=True, description="The person ranked", metadata={"references": "people.id"})
    rank_low: pd.Int64Dtype = pa.Field(ge=1, description="Best possible place", metadata={"unit": "place"})
    rank_high: pd.Int64Dtype = pa.Field(
        nullable=True, ge=1, description="Worst possible place; empty if open", metadata={"unit": "place"}
    )
    scope: str = pa.Field(nullable=True, description="Among whom, if not the whole world")

    class Config:
        unique = ["ranking", "period", "organization", "person", "scope", "source", "locator"]


class TalentDemand(Sourced):
    """Where people of the field are or are wanted, one row a place."""

    place: str = pa.Field(description="City or province, in English")
    place_zh: str = pa.Field(nullable=True, description="The same in Chinese")
    country: str = pa.Field(description="Country, ISO 3166-1 alpha-2", metadata={"iso": "3166"})
    rank: pd.Int64Dtype = pa.Field(
        nullable=True, ge=1, description="Place in the order the source gives", metadata={"unit": "place"}
    )
    statement: str = pa.Field(description="What is said of it, in our words")

    class Config:
        unique = ["place", "statement", "source", "locator"]
