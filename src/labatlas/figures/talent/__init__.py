"""Figures on talent, one module a section of the chapter."""

from labatlas.figures.talent.careers import lifelines, lineage
from labatlas.figures.talent.exits import departures, remaining
from labatlas.figures.talent.pay import pay
from labatlas.figures.talent.pipelines import balance, origins, streams
from labatlas.figures.talent.ranking import country_shares
from labatlas.figures.talent.team import ages, intervals, team

__all__ = [
    "ages", "balance", "country_shares", "departures", "intervals", "lifelines", "lineage", "origins", "pay", "remaining",
    "streams", "team",
]  # fmt: skip
