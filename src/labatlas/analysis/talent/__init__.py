"""Talent: where the best work, what a team is made of, how people came, went, taught one another and are paid.

One module a section of the chapter; `findings` draws them together.
"""

from labatlas.analysis.talent import (
    careers,
    consistency,
    exits,
    founding,
    lineage,
    pay,
    pipelines,
    ranking,
    team,
    teams,
)
from labatlas.analysis.talent.key_findings import findings

__all__ = [
    "careers",
    "consistency",
    "exits",
    "findings",
    "founding",
    "lineage",
    "pay",
    "pipelines",
    "ranking",
    "team",
    "teams",
]
