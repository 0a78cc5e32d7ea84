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
