"""Other people's data sets, turned into rows of our tables."""

from labatlas.importers.batch import Batch, Importer, Origin, Remark
from labatlas.importers.mapping import from_mapping
from labatlas.importers.registry import importer, importers
from labatlas.importers.running import REPORT, Outcome, run, summary
from labatlas.importers.sheets import Column
from labatlas.importers.suggestion import suggest_mapping

__all__ = [
    "REPORT", "Batch", "Column", "Importer", "Origin", "Outcome", "Remark", "from_mapping", "importer", "importers", "run",
    "suggest_mapping", "summary",
]  # fmt: skip
