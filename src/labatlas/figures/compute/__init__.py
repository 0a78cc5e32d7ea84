"""Figures on compute."""

from labatlas.figures.compute.costs import backtest, efficiency, tornado, training_costs
from labatlas.figures.compute.growth import LABELS_SHOWN, chip_growth, cost_growth, model_growth, training_compute
from labatlas.figures.compute.machines import CHIPS_SHOWN, capacity, chips, equivalents, fleets

__all__ = [
    "CHIPS_SHOWN",
    "LABELS_SHOWN",
    "backtest",
    "capacity",
    "chip_growth",
    "chips",
    "cost_growth",
    "efficiency",
    "equivalents",
    "fleets",
    "model_growth",
    "tornado",
    "training_compute",
    "training_costs",
]
