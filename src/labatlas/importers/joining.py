"""Join new rows to the tables that are there: which rows are kept, replaced, refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from labatlas.errors import DataError, Problem, UsageError
from labatlas.importers.batch import Batch, row_at
from labatlas.tables import catalogue
from labatlas.tables.bibliography import REFERENCES, merged, read_references
from labatlas.tables.dataset import IDENTITIES
from labatlas.tables.declarations import DECLARATIONS, Declarations, Table, read_declarations
from labatlas.tables.evidence import ADDED_TO
from labatlas.tables.files import find_tables
from labatlas.tables.ordering import columns_of
from labatlas.tables.reading import read_table


@dataclass(frozen=True)
class Base:
    """The tables that an import adds to: those of a folder, and of another one where it lacks them.

    Attributes
    ----------
    tables
        Every table as text, its columns in order.
    own
        Names of those that are written with what is added to them, as no other folder has them so.
    references
        The bibliography, BibTeX.
    """

    tables: dict[str, pd.DataFrame]
    own: frozenset[str]
    references: str


def read_base(folder: Path, rest: Path) -> Base:
    """Read the tables that are added to, as `labatlas.tables.evidence.gather` finds and reads them.

    Parameters
    ----------
    folder
        Folder with some or all tables.
    rest
        Folder of the tables that it lacks.

    Raises
    ------
    DataError
        If a table is nowhere or cannot be read.
    """
    own, declared, problems = _files(folder)
    complemented = folder.resolve() != rest.resolve() and not declared.only
    others, others_declared, found = _files(rest) if complemented else ({}, Declarations(), [])
    problems += found
    if not own and not problems:
        problems.append(Problem(str(folder), rule="the data folder has no table"))
    references, unread = read_references(folder / REFERENCES)
    if (folder / REFERENCES).exists() or not (complemented or declared.only):
        problems += unread
    if complemented:
        other, found = read_references(rest / REFERENCES)
        problems += found
        references = merged(references, other)
    tables = {}
    for name, definition in catalogue().items():
        frames = []
        if name in own:
            frame, found = _read(own[name], name, declared.of(name))
            problems += found
            frames.append(frame)
        if name in others and (name not in own or name in ADDED_TO):
            frame, found = _read(others[name], name, others_declared.of(name))
            problems += found
            frames.append(frame)
        if not frames:
            if not declared.only:
                problems.append(Problem(f"{name}.csv", rule="the table is missing"))
            frames.append(pd.DataFrame(columns=columns_of(definition), dtype="str"))
        joined = pd.concat(frames, ignore_index=True)
        tables[name] = joined.drop_duplicates("id", ignore_index=True) if len(frames) > 1 else joined
    if problems:
        raise DataError(problems)
    # Where nothing complements the folder, nothing may complement what is made of it.
    own_ones = frozenset(tables if declared.only else own if complemented else ())
    return Base(tables, own_ones, references)


def present(into: Path, base: Mapping[str, pd.DataFrame], alone: bool) -> dict[str, pd.DataFrame]:
    """Return every table as text: that of the folder where it has one, else that of the base; sources are those of both.

    Alone, the base gives no facts, only the identities that a name may mean.
    """
    tables, problems = {}, []
    own, declared, found = _files(into)
    problems += found
    for name in catalogue():
        both = alone or name in ADDED_TO
        frames = []
        if name in own:
            frame, found = _read(own[name], name, declared.of(name))
            problems += found
            frames.append(frame)
        if name not in own or both:
            frames.append(base[name].iloc[:0] if alone and name not in IDENTITIES else base[name])
        joined = pd.concat(frames, ignore_index=True)
        tables[name] = joined.drop_duplicates("id", ignore_index=True) if name in IDENTITIES and both else joined
    if problems:
        raise DataError(problems)
    return tables


def _files(folder: Path) -> tuple[dict[str, Path], Declarations, list[Problem]]:
    """Return the file of each table of a folder, how they are written, and what is not clear; a new folder has none."""
    if not folder.is_dir():
        return {}, Declarations(), []
    files, _, problems = find_tables(folder, catalogue())
    declared, misdeclared = read_declarations(folder, catalogue())
    return files, declared, problems + misdeclared


def in_other_forms(folder: Path) -> dict[str, Path]:
    """Return the files of tables that a folder has in another format than plain CSV, or declares how they are written."""
    files, declared, _ = _files(folder)
    return {name: path for name, path in files.items() if path.suffix != ".csv" or declared.of(name) != Table()}


def refuse_other_forms(folder: Path, names: Collection[str]) -> None:
    """Refuse to write tables as plain CSV over or beside files of them in another form.

    Raises
    ------
    UsageError
        If the folder has one of the tables in another form.
    """
    for name, path in sorted(in_other_forms(folder).items()):
        if name in names:
            raise UsageError(
                f"{path} has the table that rows are to be added to, and is not plain CSV: import into another folder, "
                f"or save it as {name}.csv (UTF-8, ISO dates, plain digits) and take it out of {DECLARATIONS}"
            )


def _read(path: Path, name: str, declared: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one of our tables as text, its columns in order."""
    columns = columns_of(catalogue()[name])
    frame, problems = read_table(path, declared, columns)
    missing = [column for column in columns if column not in frame]
    if missing and not problems:
        problems = [Problem(str(path), row=1, column=column, rule="the column is missing") for column in missing]
    return (pd.DataFrame(columns=columns, dtype="str") if problems else frame[columns]), problems


def forget(tables: dict[str, pd.DataFrame], source: str, filled: Collection[str]) -> None:
    """Remove what an earlier import of the data set brought into the tables that are filled now.

    One spreadsheet may fill several tables, each by a mapping of its own. Its organizations, models and so on stay known
    if other rows name them.
    """
    for name in tables:
        if name in filled and name not in IDENTITIES and "source" in tables[name]:
            tables[name] = tables[name][tables[name]["source"].ne(source)].reset_index(drop=True)
    while True:
        used = _used(tables)
        gone = {
            name: tables[name]["source"].eq(source) & ~tables[name]["id"].isin(used.get(name, set()))
            for name in IDENTITIES
            if "source" in tables[name] and "id" in tables[name] and name != "disputes"
        }
        if not any(mask.any() for mask in gone.values()):
            return
        for name, mask in gone.items():
            tables[name] = tables[name][~mask].reset_index(drop=True)


def _used(tables: Mapping[str, pd.DataFrame]) -> dict[str, set[str]]:
    """Return the ids of every identity table that some row names."""
    used: dict[str, set[str]] = {}
    for name, frame in tables.items():
        for column, target in _links(name).items():
            used.setdefault(target, set()).update(frame[column].dropna())
    return used


def _links(table: str) -> dict[str, str]:
    """Return the table that each column of a table refers to."""
    links = {}
    for name, column in catalogue()[table].to_schema().columns.items():
        target, _, _ = str((column.metadata or {}).get("references") or "").partition(".")
        if target in catalogue():
            links[name] = target
    return links


def consistent(
    batch: Batch, tables: Mapping[str, pd.DataFrame], filled: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Return the new rows that are valid, repeat nothing, and name only what is there; the others are reported.

    In tables that are not to be filled, what only rows that were left out name goes with them.
    """
    new = batch.tables()
    for name, frame in new.items():
        key = list(catalogue()[name].to_schema().unique or [])
        both = pd.concat([tables[name], frame], ignore_index=True)
        again = both.duplicated(key).iloc[len(tables[name]) :].reset_index(drop=True)
        for row in frame[again].itertuples():
            batch.leave(row_of(row), f"{name}: the key ({', '.join(key)}) is there already")
        new[name] = frame[~again].reset_index(drop=True)
    while True:
        dropped = False
        for name, frame in new.items():
            for column, target in _links(name).items():
                if target == "sources":
                    continue
                known = set(tables[target]["id"]) | set(new.get(target, pd.DataFrame(columns=["id"]))["id"])
                broken = frame[column].notna() & ~frame[column].isin(known)
                for row, value in zip(frame[broken].itertuples(), frame.loc[broken, column], strict=True):
                    batch.leave(row_of(row), f"{name}: {value!r} was not taken into {target}", column)
                if broken.any():
                    frame = frame[~broken].reset_index(drop=True)
                    new[name], dropped = frame, True
        if not dropped:
            break
    left = {remark.row for remark in batch.remarks if remark.left_out == "row"}
    while True:
        used, gone = _used(new), 0
        for name in IDENTITIES & new.keys() - set(filled):
            frame = new[name]
            idle = frame["locator"].map(row_at).isin(left) & ~frame["id"].isin(used.get(name, set()))
            new[name] = frame[~idle].reset_index(drop=True)
            gone += int(idle.sum())
        if not gone:
            return {name: frame for name, frame in new.items() if len(frame)}


def row_of(row: object) -> int:
    """Return the foreign row that a row of a table comes from."""
    return row_at(getattr(row, "locator", "row 0"))


def only(tables: dict[str, pd.DataFrame], imported: set[str]) -> dict[str, pd.DataFrame]:
    """Keep the rows of the imported data sets alone, and the identities that they name, and those that these name."""
    kept = {
        name: frame[frame["source"].isin(imported)] if "source" in frame and name != "disputes" else frame.iloc[:0]
        for name, frame in tables.items()
    }
    while True:
        used = _used(kept)
        grown = {
            name: tables[name][
                tables[name].index.isin(kept[name].index) | tables[name]["id"].isin(used.get(name, set()))
            ]
            for name in IDENTITIES
        }
        if all(len(grown[name]) == len(kept[name]) for name in grown):
            return kept
        kept |= grown
