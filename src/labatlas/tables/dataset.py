"""The evidence as a whole: which tables there are, and how a folder of them is opened."""

from __future__ import annotations

import datetime as dt
import typing
from dataclasses import dataclass, fields, replace
from importlib import resources
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from labatlas.errors import DataError, LabAtlasError
from labatlas.tables import partial_dates
from labatlas.tables.compute import (
    AcceleratorMeasures,
    Accelerators,
    Assumptions,
    CostClaims,
    Fleets,
    ModelSizes,
    TrainingRuns,
)
from labatlas.tables.corrections import Corrections, Disputes
from labatlas.tables.evidence import Evidence, collect, gather, located
from labatlas.tables.identities import Artifacts, Organizations, People, Sources
from labatlas.tables.licensing import CommercialRemarks, Licences, LicenceTerms, Openness, OpennessLevels, RailScopes
from labatlas.tables.ordering import in_order
from labatlas.tables.organizations import Awards, Events, ExchangeRates, Indicators, Participants
from labatlas.tables.talent import (
    Affiliations,
    Headcounts,
    Mentorships,
    Moves,
    Pay,
    PublicationRanks,
    Scholars,
    TalentDemand,
    TeamComposition,
    TeamGroups,
    TeamMembers,
)


@dataclass(frozen=True)
class Dataset:
    """Every table of the evidence, typed; one attribute a table.

    The annotations are the catalogue of tables: adding a table is adding an attribute here.
    """

    sources: DataFrame[Sources]
    organizations: DataFrame[Organizations]
    people: DataFrame[People]
    artifacts: DataFrame[Artifacts]
    affiliations: DataFrame[Affiliations]
    scholars: DataFrame[Scholars]
    team_composition: DataFrame[TeamComposition]
    pay: DataFrame[Pay]
    team_groups: DataFrame[TeamGroups]
    team_members: DataFrame[TeamMembers]
    headcounts: DataFrame[Headcounts]
    moves: DataFrame[Moves]
    mentorships: DataFrame[Mentorships]
    publication_ranks: DataFrame[PublicationRanks]
    talent_demand: DataFrame[TalentDemand]
    accelerators: DataFrame[Accelerators]
    accelerator_measures: DataFrame[AcceleratorMeasures]
    fleets: DataFrame[Fleets]
    model_sizes: DataFrame[ModelSizes]
    training_runs: DataFrame[TrainingRuns]
    cost_claims: DataFrame[CostClaims]
    assumptions: DataFrame[Assumptions]
    licences: DataFrame[Licences]
    licence_terms: DataFrame[LicenceTerms]
    commercial_remarks: DataFrame[CommercialRemarks]
    openness_levels: DataFrame[OpennessLevels]
    openness: DataFrame[Openness]
    rail_scopes: DataFrame[RailScopes]
    events: DataFrame[Events]
    participants: DataFrame[Participants]
    awards: DataFrame[Awards]
    indicators: DataFrame[Indicators]
    exchange_rates: DataFrame[ExchangeRates]
    disputes: DataFrame[Disputes]
    corrections: DataFrame[Corrections]

    def known_by(self, as_of: dt.date) -> Dataset:
        """Return the evidence as it stood on a day.

        Facts stated later are left out. Identities (documents, organizations, people, artifacts,
        accelerators, licences) stay, so that every id still has a name.

        Parameters
        ----------
        as_of
            The day. A statement dated only to a month or year counts as known at its end.
        """
        limit = pd.Timestamp(as_of)
        return replace(
            self,
            **{
                name: table[partial_dates.last_day(table["as_of"]) <= limit]
                for name, table in self.tables().items()
                if name not in IDENTITIES
            },
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name, in the order of the catalogue."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def name_of(self, table: str, key: str) -> str:
        """Return the English name that belongs to an id of an identity table.

        Raises
        ------
        KeyError
            If the table has no such id.
        """
        return str(self.names(table)[key])

    def names(self, table: str) -> dict[str, str]:
        """Return the English name of every id of an identity table."""
        frame = getattr(self, table)
        return dict(zip(frame["id"], frame["name"], strict=True))


#: Tables that say what an id means; they are not cut by date.
IDENTITIES = frozenset({"sources", "disputes", "organizations", "people", "artifacts", "accelerators", "licences"})


def catalogue() -> dict[str, type[pa.DataFrameModel]]:
    """Return the definition of every table by name, read off the annotations of `Dataset`."""
    hints = typing.get_type_hints(Dataset)
    return {field.name: typing.get_args(hints[field.name])[0] for field in fields(Dataset)}


def bundled_data() -> Path:
    """Return the folder of the evidence that comes with the package.

    Raises
    ------
    LabAtlasError
        If the package was installed without it.
    """
    packaged = Path(str(resources.files("labatlas"))) / "data"
    checkout = Path(__file__).resolve().parents[3] / "data"
    for folder in (packaged, checkout):
        if (folder / "sources.csv").is_file():
            return folder
    raise LabAtlasError("the package was installed without its data: name a folder with tables (data_dir or --data)")


def read_evidence(folder: str | Path | None = None, *, rest: Path | None = None, only: bool = False) -> Evidence:
    """Read and check the tables of a folder, and tell everything about them.

    Parameters
    ----------
    folder, rest, only
        See `open_dataset`.

    Returns
    -------
    Evidence
        Tables, problems and notes; nothing is raised when there are problems.
    """
    chosen = Path(folder) if folder else bundled_data()
    return gather(chosen, catalogue(), None if only else rest or _bundled_or_none() or chosen)


def read_folder(folder: Path, *, rest: Path | None = None, only: bool = False) -> dict[str, pd.DataFrame]:
    """Read the tables of a folder as text, nothing checked but that each can be read.

    Parameters
    ----------
    folder, rest, only
        See `open_dataset`.

    Returns
    -------
    dict
        The cells of every table by name.

    Raises
    ------
    DataError
        If a table cannot be read, or a file of the folder is not clear.
    """
    evidence = collect(folder, catalogue(), None if only else rest or _bundled_or_none() or folder)
    if evidence.problems:
        raise DataError(sorted(located(each, evidence) for each in evidence.problems))
    return evidence.cells


def _bundled_or_none() -> Path | None:
    try:
        return bundled_data()
    except LabAtlasError:
        return None  # a folder that has every table needs no other


def dataset_of(evidence: Evidence) -> Dataset:
    """Return checked tables as a dataset.

    Raises
    ------
    DataError
        If there is a problem. It carries every one.
    """
    if evidence.problems:
        raise DataError(evidence.problems)
    definitions, disputes = catalogue(), evidence.typed["disputes"]
    return Dataset(**{name: in_order(table, definitions[name], disputes) for name, table in evidence.typed.items()})


def open_dataset(folder: str | Path | None = None, *, rest: Path | None = None, only: bool = False) -> Dataset:
    """Read and check every table.

    Parameters
    ----------
    folder
        Folder with a CSV, Excel, Parquet or Arrow file for some or all tables, and perhaps ``references.bib`` and
        ``tables.yml``; the bundled evidence when omitted.
    rest
        Folder of the tables that the first one lacks; the bundled evidence when omitted.
    only
        Whether the tables that the folder lacks are empty instead.

    Returns
    -------
    Dataset
        The checked tables; the order of rows and columns in the files makes no difference.

    Raises
    ------
    DataError
        If any table is missing everywhere, unreadable or breaks its definition. It carries every problem found.

    Examples
    --------
    >>> bool((open_dataset().scholars["count_high"] > 0).all())
    True
    """
    return dataset_of(read_evidence(folder, rest=rest, only=only))
