"""Figures on organizations."""

from labatlas.figures.organizations.comparisons import cards, field, gaps, openness_periods, places
from labatlas.figures.organizations.events import form, releases, timeline
from labatlas.figures.organizations.sums import heads_over_time, money_over_time, money_raised
from labatlas.figures.organizations.ties import descent, neighbourhood

__all__ = [
    "cards", "descent", "field", "form", "gaps", "heads_over_time", "money_over_time", "money_raised", "neighbourhood", "openness_periods",
    "places", "releases", "timeline",
]  # fmt: skip
