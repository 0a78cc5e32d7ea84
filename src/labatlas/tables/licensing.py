"""Tables on permission: licences and their terms, and how open each artifact is."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from labatlas.tables.provenance import ID, PARTIAL_DATE, Sourced

#: Answers; words, because text such as "false" turned into a truth value is true.
YES_NO = ["yes", "no"]

#: Terms in the vocabulary of choosealicense.com and the licence table of the RAIL Initiative, by effect.
TERMS = {
    "commercial-use": "permission",
    "distribution": "permission",
    "modifications": "permission",
    "patent-use": "permission",
    "private-use": "permission",
    "sublicense": "permission",
    "include-copyright": "condition",
    "document-changes": "condition",
    "disclose-source": "condition",
    "same-license": "condition",
    "use-restrictions": "condition",
    "liability": "limitation",
    "trademark-use": "limitation",
    "additional-terms": "limitation",
}


class Licences(Sourced):
    """Licences, one row a licence or a family of licences."""

    id: str = pa.Field(str_matches=ID, description="Id of the licence")
    name: str = pa.Field(description="Name")
    spdx: str = pa.Field(nullable=True, description="SPDX identifier, where there is one")
    family: str = pa.Field(
        isin=["permissive", "weak-copyleft", "strong-copyleft", "creative-commons", "responsible-ai"],
        description="How the field groups it",
    )

    class Config:
        unique = ["id"]


class LicenceTerms(Sourced):
    """What a licence says, one row a licence and term."""

    licence: str = pa.Field(description="The licence", metadata={"references": "licences.id"})
    term: str = pa.Field(isin=list(TERMS), description="The permission, condition or limitation")
    value: str = pa.Field(
        isin=["yes", "no", "may", "not-applicable"],
        description="Whether the licence grants the permission, sets the condition, or has the limitation",
    )

    class Config:
        unique = ["licence", "term", "source", "locator"]


class CommercialRemarks(Sourced):
    """What a document says of a licence in commercial software, beside what the licence says."""

    licence: str = pa.Field(description="The licence", metadata={"references": "licences.id"})
    remark: str = pa.Field(description="What the document says, in our words")
    may_use: str = pa.Field(isin=YES_NO, description="The document says commercial software may use the code")
    may_modify: str = pa.Field(isin=YES_NO, description="The document says commercial software may modify the code")
    holds: str = pa.Field(isin=YES_NO, description="Whether the licence text bears the remark out")
    correction: str = pa.Field(nullable=True, description="What the licence says instead, in our words")
    reference: str = pa.Field(
        description="Where a reader can check it (a key of references.bib)", metadata={"references": "references.bib"}
    )

    class Config:
        unique = ["licence", "source", "locator"]


class OpennessLevels(Sourced):
    """The levels of openness of a model, one row a level and the part of the work it opens."""

    level: pd.Int64Dtype = pa.Field(ge=1, description="Level, 1 the least open", metadata={"unit": "level"})
    opens: str = pa.Field(
        isin=["paper", "api", "weights", "data", "compute"], description="Part of the work that is opened"
    )
    meaning: str = pa.Field(description="What it lets others do")

    class Config:
        unique = ["level", "opens"]


class Openness(Sourced):
    """Which part of an artifact is open to whom, one row an artifact and part."""

    artifact: str = pa.Field(description="The artifact", metadata={"references": "artifacts.id"})
    part: str = pa.Field(isin=["paper", "api", "weights", "data", "code", "compute"], description="Part of the work")
    access: str = pa.Field(
        isin=["open", "restricted", "announced", "leaked", "closed"],
        description="Open to all, open under a contract or gate, promised, leaked, or closed",
    )
    licence: str = pa.Field(nullable=True, description="Licence, if stated", metadata={"references": "licences.id"})
    date: str = pa.Field(nullable=True, str_matches=PARTIAL_DATE, description="Since when")

    class Config:
        unique = ["artifact", "part", "source", "locator"]


class RailScopes(Sourced):
    """What a letter in the name of a responsible-AI licence stands for, one row a letter."""

    letter: str = pa.Field(isin=["D", "A", "M", "S"], description="The letter; names have them in the order D-A-M-S")
    restricts: str = pa.Field(description="The part of the work whose use is restricted")
    meaning: str = pa.Field(description="What counts as that part")

    class Config:
        unique = ["letter", "source", "locator"]
