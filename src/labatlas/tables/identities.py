"""Who and what the facts are about: documents, organizations, people, and what they made."""

from __future__ import annotations

import pandera.pandas as pa

from labatlas.tables.provenance import ID, PARTIAL_DATE, Sourced


class Sources(pa.DataFrameModel):
    """The documents the facts were read in, one row a document."""

    id: str = pa.Field(
        str_matches=ID,
        description="Key of the document, the same in references.bib",
        metadata={"references": "references.bib"},
    )
    title: str = pa.Field(description="Title in English")
    title_zh: str = pa.Field(nullable=True, description="Title in Chinese, as printed")
    kind: str = pa.Field(isin=["news", "blog", "compilation", "dataset"], description="What sort of document it is")
    published: str = pa.Field(str_matches=PARTIAL_DATE, description="Date of publication")
    date_basis: str = pa.Field(
        isin=["printed", "inferred"], description="Whether the date is printed in the document or inferred from it"
    )
    standing: str = pa.Field(description="What the writer knows at first hand, and what interest the writer has")

    class Config:
        strict = True
        coerce = True
        unique = ["id"]


class Organizations(Sourced):
    """Organizations, one row an organization."""

    id: str = pa.Field(str_matches=ID, description="Id of the organization")
    name: str = pa.Field(description="English name")
    name_zh: str = pa.Field(nullable=True, description="Chinese name")
    country: str = pa.Field(nullable=True, description="Seat, ISO 3166-1 alpha-2", metadata={"iso": "3166"})
    kind: str = pa.Field(
        isin=["company", "startup", "lab", "university", "nonprofit", "investor", "government", "community"],
        description="What sort of organization it is",
    )
    parent: str = pa.Field(
        nullable=True, description="Organization it belongs to", metadata={"references": "organizations.id"}
    )

    class Config:
        unique = ["id"]


class People(Sourced):
    """People, one row a person."""

    id: str = pa.Field(str_matches=ID, description="Id of the person")
    name: str = pa.Field(description="English name, given name first")
    name_zh: str = pa.Field(nullable=True, description="Chinese name, or the name in Chinese as printed")

    class Config:
        unique = ["id"]


class Artifacts(Sourced):
    """Models, data sets, platforms, tools and products, one row each."""

    id: str = pa.Field(str_matches=ID, description="Id of the artifact")
    name: str = pa.Field(description="English name")
    name_zh: str = pa.Field(nullable=True, description="Chinese name")
    kind: str = pa.Field(
        isin=["model", "dataset", "platform", "toolkit", "product"], description="What sort of artifact it is"
    )
    organization: str = pa.Field(
        nullable=True, description="Organization that made it", metadata={"references": "organizations.id"}
    )
    released: str = pa.Field(
        nullable=True, str_matches=PARTIAL_DATE, description="First release, as precisely as the source has it"
    )

    class Config:
        unique = ["id"]
