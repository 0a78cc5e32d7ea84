"""What the documents have wrong: corrections are data, with a source a reader can check."""

from __future__ import annotations

import pandera.pandas as pa

from labatlas.tables.provenance import Sourced


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
