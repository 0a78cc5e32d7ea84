"""What every fact carries: where it was read, when it was said, and how far to trust it."""

from __future__ import annotations

from enum import StrEnum

import pandera.pandas as pa

#: A lower-case slug: the form of every id.
ID = r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$"

#: An ISO 8601 date, written no more precisely than the source has it: 2019, 2019-07 or 2019-07-22.
PARTIAL_DATE = r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$"

#: A heading of the source and the paragraph (non-empty line) below it, or a paragraph alone; of a data set its row, and
#: where it has several files the name of the file for a heading.
LOCATOR = r"^(?:§ .+ )?(?:¶|row )[1-9][0-9]{0,4}(?:–[1-9][0-9]{0,4})?$"


class Status(StrEnum):
    """How far a statement can be trusted."""

    REPORTED = "reported"
    ESTIMATE = "estimate"
    FORECAST = "forecast"
    HEARSAY = "hearsay"
    DISPUTED = "disputed"
    SATIRE = "satire"


STATUS_MEANINGS = {
    Status.REPORTED: "stated as a fact by the source",
    Status.ESTIMATE: "a rounded, calculated or guessed figure of the source",
    Status.FORECAST: "said about a time that was still to come",
    Status.HEARSAY: "passed on by the source as something that is said",
    Status.DISPUTED: "contradicted by another row, which shares its dispute id",
    Status.SATIRE: "a joke; it never enters a count or a total",
}

#: Statuses that never enter a count or a total.
NOT_COUNTED = frozenset({Status.HEARSAY, Status.SATIRE})


class Sourced(pa.DataFrameModel):
    """The provenance of a fact."""

    source: str = pa.Field(description="Document the fact was read in", metadata={"references": "sources.id"})
    locator: str = pa.Field(
        str_matches=LOCATOR,
        description="Heading and paragraph of the fact in that document (¶ counts non-empty lines below the heading), or row "
        "of a data set",
    )
    via: str = pa.Field(
        nullable=True,
        description="Publication that the document itself gives for the fact (a key of references.bib)",
        metadata={"references": "references.bib"},
    )
    as_of: str = pa.Field(str_matches=PARTIAL_DATE, description="Date on which the statement was made")
    status: str = pa.Field(isin=[str(status) for status in Status], description="How far the statement can be trusted")
    dispute: str = pa.Field(
        nullable=True,
        str_matches=ID,
        description="Id shared by the rows that contradict each other",
        metadata={"references": "disputes.id"},
    )
    note: str = pa.Field(nullable=True, description="What a reader must know to use the row rightly")

    class Config:
        strict = True
        coerce = True
