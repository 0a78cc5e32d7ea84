"""Which importers there are; a package adds its own by the entry point group ``labatlas.importers``."""

from __future__ import annotations

from importlib import metadata

from labatlas.errors import LabAtlasError, unknown
from labatlas.importers import epoch_companies, epoch_hardware, epoch_models, licences
from labatlas.importers.batch import Importer

GROUP = "labatlas.importers"

#: The importers of this package, by the name they are called by.
OWN = {
    "epoch-models": epoch_models.IMPORTER,
    "epoch-hardware": epoch_hardware.IMPORTER,
    "epoch-funding": epoch_companies.FUNDING,
    "epoch-staff": epoch_companies.STAFF,
    "choosealicense": licences.CHOOSEALICENSE,
    "spdx": licences.SPDX,
}


def importers() -> dict[str, Importer]:
    """Return every importer by name: those of this package and those that other installed packages add.

    Raises
    ------
    LabAtlasError
        If what another package adds is no importer or cannot be loaded.
    """
    found = dict(OWN)
    for point in metadata.entry_points(group=GROUP):
        if point.name in OWN:
            continue
        try:
            added = point.load()
        except Exception as error:
            raise LabAtlasError(f"importer {point.name} ({point.value}) cannot be loaded: {error}") from error
        if not isinstance(added, Importer):
            raise LabAtlasError(f"importer {point.name} ({point.value}) is no labatlas.importers.Importer")
        found[point.name] = added
    return found


def importer(name: str) -> Importer:
    """Return an importer.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    known = importers()
    if name not in known:
        raise unknown("source", name, sorted(known))
    return known[name]
