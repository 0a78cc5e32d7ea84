"""Licensing: what licences allow, which fits, what can be combined, and how open the works are. One module a topic."""

from labatlas.analysis.licensing import (
    choice,
    compatibility,
    cost,
    expressions,
    makers,
    matrix,
    openness,
    rail,
    reference,
    remarks,
    responsible,
)
from labatlas.analysis.licensing.key_findings import findings

__all__ = [
    "choice",
    "compatibility",
    "cost",
    "expressions",
    "findings",
    "makers",
    "matrix",
    "openness",
    "rail",
    "reference",
    "remarks",
    "responsible",
]
