"""Figures on licensing."""

from labatlas.figures.licensing.grids import choice, compatibility, matrix, rail_names
from labatlas.figures.licensing.openness import WORKS_SHOWN, access, level_counts, makers, placed

__all__ = [
    "WORKS_SHOWN",
    "access",
    "choice",
    "compatibility",
    "level_counts",
    "makers",
    "matrix",
    "placed",
    "rail_names",
]
