"""Figures on licensing."""

from labatlas.figures.licensing.grids import choice, compatibility, matrix, rail_names
from labatlas.figures.licensing.openness import access, level_counts, makers, placed

__all__ = ["access", "choice", "compatibility", "level_counts", "makers", "matrix", "placed", "rail_names"]
