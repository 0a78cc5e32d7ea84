"""Talent: where the best work, what a team is made of, how people came, went, taught one another and are paid.

One module a section of the chapter; `findings` draws them together.
"""

from labatlas.analysis.talent import careers, exits, founding, lineage, pay, pipelines, ranking, team, teams
from labatlas.analysis.talent.key_findings import findings

__all__ = ["careers", "exits", "findings", "founding", "lineage", "pay", "pipelines", "ranking", "team", "teams"]
