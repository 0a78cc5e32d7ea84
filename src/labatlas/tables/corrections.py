"""Where the documents contradict each other and where they are wrong: both are data."""

from __future__ import annotations

import pandera.pandas as pa

from labatlas.tables.provenance import ID, LOCATOR, Sourced


class Disputes(pa.DataFrameModel):
    """What the documents contradict each other about, one row a dispute; its sides are rows of other tables."""

    id: str = pa.Field(str_matches=ID, description="Id that the rows of both sides share")
    question: str = pa.Field(description="What is in dispute, as a question")
    source: str = pa.Field(
        description="Document of the side that counts and totals use", metadata={"references": "sources.id"}
    )
    locator: str = pa.Field(str_matches=LOCATOR, description="Place of that side in the document")
    why: str = pa.Field(description="Why that side is used")

    class Config:
        strict = True
        coerce = True
        unique = ["id"]


class Corrections(Sourced):
    """Where a document is wrong or misleading and the row that carries it over, one row a correction."""

    table: str = pa.Field(description="Table of the row that is corrected")
    column: str = pa.Field(description="Column of that row")
    printed: str = pa.Field(description="What the row has, as the document prints it")
    right: str = pa.Field(description="What is right, in our words")
    why: str = pa.Field(description="Why")
    reference: str = pa.Field(
        description="Where a reader can check it (a key of references.bib)", metadata={"references": "references.bib"}
    )

    class Config:
        unique = ["table", "column", "printed", "source", "locator"]
