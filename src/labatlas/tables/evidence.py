"""A folder of tables, complemented by another: read, checked as a whole, and every problem told in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from labatlas.errors import Problem
from labatlas.formatting import noun
from labatlas.tables import checking
from labatlas.tables.bibliography import REFERENCES, keys_of, merged, read_references
from labatlas.tables.characters import check_characters
from labatlas.tables.checking import Definition
from labatlas.tables.declarations import DECLARATIONS, Declarations, Table, read_declarations
from labatlas.tables.files import SUFFIXES, find_tables
from labatlas.tables.ordering import columns_of
from labatlas.tables.reading import read_table

#: How a problem names a file that is not the reader's own.
OF_THE_PROJECT = "{} of the project"

#: Tables to whose rows a folder adds its own, as it does to ``references.bib``; where both have a key, the own row wins.
ADDED_TO = frozenset({"sources"})


@dataclass
class Evidence:
    """Tables as they were read, and all there is to say about them.

    Attributes
    ----------
    folder
        The folder that was opened.
    files
        The file of each table that has one; a table without one is empty.
    own
        Names of the tables that are in the folder itself, not complemented.
    complement
        The folder that complements it; None if its tables stand alone.
    added_to
        The file of the complement to whose rows those of the folder are added, by table; one of `ADDED_TO`.
    cells
        The cells of each readable table as text in plain digits and ISO dates, indexed by the row an editor shows; rows
        of the complement beside those of the folder have theirs with a minus.
    typed
        Each table without a problem, typed, row index from 0.
    references
        The bibliography, BibTeX.
    problems
        Everything that is wrong.
    notes
        What a reader should know though it is no mistake: files that were not read, and what a replaced table takes along.
    """

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    complement: Path | None = None
    added_to: dict[str, Path] = field(default_factory=dict)
    cells: dict[str, pd.DataFrame] = field(default_factory=dict)
    typed: dict[str, pd.DataFrame] = field(default_factory=dict)
    references: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def inputs(self) -> dict[str, Path]:
        """Return every file that was read, by a name that tells those of the complement apart."""
        tables = {
            path.name if name in self.own else OF_THE_PROJECT.format(path.name): path
            for name, path in self.files.items()
        }
        tables |= {OF_THE_PROJECT.format(path.name): path for path in self.added_to.values()}
        beside = {name: self.folder / name for name in (REFERENCES, DECLARATIONS) if (self.folder / name).is_file()}
        return tables | beside


def gather(folder: Path, catalogue: Mapping[str, Definition], rest: Path | None) -> Evidence:
    """Read every table of a folder, the missing ones from another, and check them together.

    Parameters
    ----------
    folder, catalogue, rest
        See `collect`.

    Returns
    -------
    Evidence
        Complete only when it has no problem.
    """
    evidence = collect(folder, catalogue, rest)
    if not evidence.files:
        return evidence
    evidence.references, found = _references(folder, evidence.complement)
    evidence.problems += found
    _check(evidence, catalogue, None if found else keys_of(evidence.references))
    return _sorted(evidence)


def _sorted(evidence: Evidence) -> Evidence:
    """Name the real file of everything that is told, in the order of files and rows, each once."""
    evidence.problems = sorted({located(each, evidence) for each in evidence.problems})
    evidence.notes = sorted({located(each, evidence) for each in evidence.notes})
    return evidence


def collect(folder: Path, catalogue: Mapping[str, Definition], rest: Path | None) -> Evidence:
    """Read every table of a folder and the missing ones from another, as they stand.

    Parameters
    ----------
    folder
        Folder with a file for some or all tables, and perhaps ``references.bib`` and ``tables.yml``.
    catalogue
        The definition of each table by name.
    rest
        Folder of the tables that the first one lacks; None when they are to be empty.

    Returns
    -------
    Evidence
        Files and cells, nothing checked yet; no file where one of the folder could not be told.
    """
    evidence = Evidence(folder)
    own, others, found = find_tables(folder, catalogue)
    declarations, misdeclared = read_declarations(folder, catalogue)
    evidence.problems += found + misdeclared
    evidence.notes += [Problem(name, rule="is not the file of a table and was not read") for name in others]
    rest = None if declarations.only else rest
    evidence.complement = rest
    complement: dict[str, Path] = {}
    if rest is not None and not _same(rest, folder):
        complement, _, found = find_tables(rest, [name for name in catalogue if name not in own or name in ADDED_TO])
        evidence.problems += [replace(each, file=OF_THE_PROJECT.format(each.file)) for each in found]
    if not own and not evidence.problems:
        hint = f"a table is a file such as {next(iter(catalogue))}.csv; known: {', '.join(catalogue)}"
        return replace(evidence, problems=[Problem(str(folder), rule="the data folder has no table", hint=hint)])
    if evidence.problems:
        return evidence

    evidence.own, evidence.files = frozenset(own), complement | own
    evidence.added_to = {name: path for name, path in complement.items() if name in own}
    # Each folder has declarations of its own; those of the complement were found good when it was checked itself.
    others_declared = read_declarations(rest, catalogue)[0] if rest is not None and complement else Declarations()
    for name, definition in catalogue.items():
        declared = (declarations if name in own else others_declared).of(name)
        _read(evidence, name, definition, declared, must_be=rest is not None)
        if name in evidence.added_to and name in evidence.cells:
            _add_rows(evidence, name, definition, others_declared.of(name))
    return evidence


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _read(evidence: Evidence, name: str, definition: Definition, declared: Table, *, must_be: bool) -> None:
    """Read one table; one that is nowhere is empty, unless it must be somewhere."""
    known = list(definition.to_schema().columns)
    path = evidence.files.get(name)
    if path is None:
        if must_be:
            hint = f"every table needs its file ({', '.join(SUFFIXES)}), a header row at least"
            evidence.problems.append(Problem(f"{name}.csv", rule="the table is missing", hint=hint))
        else:
            evidence.cells[name] = pd.DataFrame(
                columns=known, index=pd.Index([], name="row", dtype="int64"), dtype="str"
            )
        return
    cells, found = read_table(path, declared, known)
    evidence.problems += [replace(each, file=f"{name}.csv") for each in found]
    if not found:
        evidence.cells[name] = cells


def _add_rows(evidence: Evidence, name: str, definition: Definition, declared: Table) -> None:
    """Put the rows of the complement beside those of the folder that have other keys."""
    path, own = evidence.added_to[name], evidence.cells[name]
    columns = definition.to_schema()
    others, found = read_table(path, declared, list(columns.columns))
    evidence.problems += [replace(each, file=OF_THE_PROJECT.format(path.name)) for each in found]
    key = list(columns.unique or [])
    if found or not set(key) <= set(own):
        return
    known = pd.MultiIndex.from_frame(own[key])
    others = others[~pd.MultiIndex.from_frame(others[key]).isin(known)]
    # A column that the folder's table lacks is told of that table; it must not come in with the other rows.
    others = others.set_axis(-others.index, axis=0).reindex(columns=own.columns)
    evidence.cells[name] = pd.concat([own, others]).rename_axis(index="row")


def _references(folder: Path, rest: Path | None) -> tuple[str, list[Problem]]:
    """Return the bibliography of both folders; the first may have none when it is complemented or not complete."""
    complemented = rest is not None and not _same(rest, folder)
    own, problems = read_references(folder / REFERENCES)
    if problems and not (folder / REFERENCES).exists() and (complemented or rest is None):
        own, problems = "", []
    if not complemented or rest is None:
        return own, problems
    other, found = read_references(rest / REFERENCES)
    problems += [replace(each, file=OF_THE_PROJECT.format(each.file)) for each in found]
    return ("" if problems else merged(own, other)), problems


def _check(evidence: Evidence, catalogue: Mapping[str, Definition], keys: set[str] | None) -> None:
    """Check the tables against their definitions and against each other; only good ones become typed."""
    # What relates tables to each other needs their columns; one that lacks some is told of that alone.
    whole = {
        name: frame for name, frame in evidence.cells.items() if set(catalogue[name].to_schema().columns) <= set(frame)
    }
    evidence.problems += checking.check_money(whole, catalogue)
    evidence.notes += checking.note_money(whole)
    disputes = checking.check_disputes(whole)
    if len(whole) < len(catalogue):
        disputes = [
            each for each in disputes if not each.value
        ]  # the missing side may be in a table that cannot be read
    for found in (disputes, checking.check_corrections(whole, catalogue)):
        for problem in found:
            if _is_own(problem, evidence):
                evidence.problems.append(problem)
            else:
                evidence.notes.append(_taken_along(problem))
    _drop_corrections(evidence)
    for name, frame in evidence.cells.items():
        definition = catalogue[name]
        table, found = checking.check_table(name, frame, definition)
        found += checking.check_codes(name, frame, definition)
        found += check_characters(f"{name}.csv", frame)
        links = checking.check_references(name, frame, definition, evidence.cells, keys)
        found += _summed_up(name, links, evidence)
        evidence.problems += found
        if set(definition.to_schema().columns) <= set(frame):
            # Read from the cells, so that a mistake elsewhere in the table hides none in a range until the next run.
            ends = [column for column in frame if str(column).endswith(("low", "high")) or column == "central"]
            evidence.problems += checking.check_ranges(name, frame[ends].apply(pd.to_numeric, errors="coerce"))
        if not found:
            evidence.problems += checking.check_finite(name, table)
            evidence.typed[name] = table.reset_index(drop=True)


def _is_own(problem: Problem, evidence: Evidence) -> bool:
    """Tell whether a problem is the folder's own; the complement has none before tables of it are replaced."""
    return Path(problem.file).stem in evidence.own


def _taken_along(problem: Problem) -> Problem:
    """Say what becomes of a row of the project that has lost the row it belongs to."""
    outcomes = {
        "corrections.csv": ("its row is no longer there", "the correction is left out"),
        "disputes.csv": ("the side that counts used is no longer there", "another side is used"),
    }
    rule, hint = outcomes.get(problem.file, ("the other side of the dispute is no longer there", "it counts"))
    return replace(problem, rule=rule, hint=hint)


def _drop_corrections(evidence: Evidence) -> None:
    """Leave out the project's corrections whose row a reader's table has replaced; each has its note."""
    gone = [note.row for note in evidence.notes if note.file == "corrections.csv"]
    if gone and "corrections" in evidence.cells:
        evidence.cells["corrections"] = evidence.cells["corrections"].drop(index=gone)


def _summed_up(name: str, links: list[Problem], evidence: Evidence) -> list[Problem]:
    """Tell of links that broke because a whole table was replaced or is not there: at that table, once a column."""
    problems = []
    broken: dict[tuple[str, str], list[str]] = {}
    for problem in links:
        target = problem.rule.removeprefix("does not exist in ")
        table = target.partition(".")[0]
        replaced = name not in evidence.own and table in evidence.own
        if replaced or (table in evidence.cells and table not in evidence.files):
            broken.setdefault((target, problem.column), []).append(problem.value)
        else:
            problems.append(problem)
    for (target, column), values in broken.items():
        table, _, key = target.partition(".")
        missing = sorted(set(values))
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        rows = f"{noun(len(values), 'row')} of {name}.csv"
        if table in evidence.files:
            rule = f"lacks what {rows} of the project name as {column}"
            hint = f"keep these rows, or bring your own {name} table (a header is enough), or use only your own tables"
        else:
            rule, hint = (
                f"the table is missing; {rows} name its rows as {column}",
                "bring it too, or let the project's be used",
            )
        problems.append(Problem(f"{table}.csv", 0, key, shown, rule, hint))
    return problems


def located(problem: Problem, evidence: Evidence) -> Problem:
    """Name the file that a problem is really in, where `collect` names the table."""
    name, _, ending = problem.file.rpartition(".")
    if ending != "csv" or name not in evidence.files:
        return problem
    if problem.row < 0:
        return replace(problem, file=OF_THE_PROJECT.format(evidence.added_to[name].name), row=-problem.row)
    file = evidence.files[name].name
    return replace(problem, file=file if name in evidence.own else OF_THE_PROJECT.format(file))


def write_tables(evidence: Evidence, catalogue: Mapping[str, Definition], folder: Path) -> None:
    """Write tables and bibliography into a folder, as any reader of CSV understands them.

    Parameters
    ----------
    evidence
        Tables without a problem.
    catalogue
        The definition of each table by name.
    folder
        Made here if need be. Cells are written as they stand, so that a date keeps its precision and a number its digits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, definition in catalogue.items():
        evidence.cells[name][columns_of(definition)].to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8"
        )
    (folder / REFERENCES).write_text(evidence.references, encoding="utf-8")
