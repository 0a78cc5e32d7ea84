"""Tables on what happened: events, who took part in them, and the rate that makes sums comparable."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from labatlas.tables.provenance import ID, PARTIAL_DATE, Sourced


class Events(Sourced):
    """What happened to an organization, one row an event as one source tells it."""

    id: str = pa.Field(str_matches=ID, description="Id of the event")
    organization: str = pa.Field(
        description="The organization it happened to", metadata={"references": "organizations.id"}
    )
    kind: str = pa.Field(
        isin=[
            "founding", "funding", "acquisition", "release", "departure", "arrival", "restructuring",
            "policy", "partnership", "petition", "permit", "meeting", "start",
        ],
        description="What sort of event it is",
    )  # fmt: skip
    date: str = pa.Field(
        nullable=True, str_matches=PARTIAL_DATE, description="When, as precisely as the source has it; empty if undated"
    )
    title: str = pa.Field(description="What happened, in a few words")
    artifact: str = pa.Field(
        nullable=True, description="The artifact released", metadata={"references": "artifacts.id"}
    )
    amount_low: float = pa.Field(
        nullable=True, ge=0, description="Money, at least", metadata={"unit": "currency units"}
    )
    amount_high: float = pa.Field(
        nullable=True, ge=0, description="Money, at most; empty if open", metadata={"unit": "currency units"}
    )
    currency: str = pa.Field(nullable=True, description="ISO 4217 currency", metadata={"iso": "4217"})
    headcount: pd.Int64Dtype = pa.Field(
        nullable=True, ge=1, description="People acquired, founding or leaving", metadata={"unit": "people"}
    )
    stage: str = pa.Field(
        nullable=True,
        isin=["pledged", "in-talks", "announced", "closed"],
        description="How far a funding or acquisition had come",
    )

    class Config:
        unique = ["id"]


class Participants(Sourced):
    """Who took part in an event, one row an organization or person."""

    event: str = pa.Field(description="The event", metadata={"references": "events.id"})
    organization: str = pa.Field(
        nullable=True, description="The organization", metadata={"references": "organizations.id"}
    )
    person: str = pa.Field(nullable=True, description="The person", metadata={"references": "people.id"})
    role: str = pa.Field(
        isin=[
            "founder",
            "investor",
            "lead-investor",
            "acquirer",
            "partner",
            "leaver",
            "joiner",
            "opponent",
            "advocate",
        ],
        description="Part taken",
    )

    class Config:
        unique = ["event", "organization", "person", "role"]


class ExchangeRates(Sourced):
    """Sums printed in two currencies, from which a rate follows, one row a printed pair."""

    date: str = pa.Field(str_matches=PARTIAL_DATE, description="Date the pair was printed")
    base: str = pa.Field(description="ISO 4217 currency of the base amount", metadata={"iso": "4217"})
    quote: str = pa.Field(description="ISO 4217 currency of the quote amount", metadata={"iso": "4217"})
    base_amount: float = pa.Field(gt=0, description="Amount in the base currency", metadata={"unit": "currency units"})
    quote_amount: float = pa.Field(
        gt=0, description="The same in the quote currency", metadata={"unit": "currency units"}
    )

    class Config:
        unique = ["date", "base", "quote", "base_amount", "source", "locator"]


class Awards(Sourced):
    """Awards, honours, memberships and permits, one row an award to one recipient."""

    organization: str = pa.Field(nullable=True, description="Recipient", metadata={"references": "organizations.id"})
    person: str = pa.Field(nullable=True, description="Recipient", metadata={"references": "people.id"})
    artifact: str = pa.Field(nullable=True, description="Recipient", metadata={"references": "artifacts.id"})
    award: str = pa.Field(description="Name in English")
    award_zh: str = pa.Field(nullable=True, description="Name in Chinese")
    date: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="When")

    class Config:
        unique = ["organization", "person", "artifact", "award", "date", "source", "locator"]


class Indicators(Sourced):
    """Every other figure: users, output, shares, valuations, ratios, one row a figure."""

    organization: str = pa.Field(
        nullable=True, description="What the figure is of", metadata={"references": "organizations.id"}
    )
    person: str = pa.Field(nullable=True, description="What the figure is of", metadata={"references": "people.id"})
    artifact: str = pa.Field(
        nullable=True, description="What the figure is of", metadata={"references": "artifacts.id"}
    )
    indicator: str = pa.Field(str_matches=ID, description="What is measured, a slug such as monthly-users or valuation")
    date: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="Date or period of the figure")
    low: float = pa.Field(description="Value, at least", metadata={"unit": "see unit"})
    high: float = pa.Field(nullable=True, description="Value, at most; empty if open", metadata={"unit": "see unit"})
    unit: str = pa.Field(description="Unit, such as people, ratio, %, papers, days, currency")
    currency: str = pa.Field(nullable=True, description="ISO 4217 currency of money", metadata={"iso": "4217"})
    base: str = pa.Field(nullable=True, description="What a share or ratio is of")

    class Config:
        unique = ["organization", "person", "artifact", "indicator", "date", "source", "locator"]
