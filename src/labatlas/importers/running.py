"""Run an import: read the foreign rows, join them to the tables that are there, and write a folder."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pandas as pd

from labatlas.errors import LabAtlasError, UsageError
from labatlas.formatting import noun
from labatlas.importers.batch import Batch, Disagreement, Importer, Merge, Origin, Refinement, Remark
from labatlas.importers.joining import (
    consistent,
    forget,
    in_other_forms,
    only,
    present,
    read_base,
    refuse_other_forms,
)
from labatlas.importers.names import Names
from labatlas.importers.sheets import known_columns, read_sheet
from labatlas.tables.bibliography import REFERENCES
from labatlas.tables.dataset import IDENTITIES

REPORT = "import-report.json"


@dataclass(frozen=True)
class Outcome:
    """What an import did.

    Attributes
    ----------
    source
        Id of the data set.
    retrieved
        Day it was got.
    read
        Foreign rows read.
    added
        Rows added, by table.
    unread
        Columns of the file that nothing reads.
    remarks
        Rows and cells left out, and what else is to be told.
    merges
        Rows that are about something the tables had already.
    refinements, disagreements
        Dates of such rows that are more exact than those known, and those that contradict them.
    """

    source: str
    retrieved: str
    read: int
    added: dict[str, int]
    unread: list[str]
    remarks: list[Remark]
    merges: list[Merge] = field(default_factory=list)
    refinements: list[Refinement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)


def run(
    importer: Importer, files: list[Path], into: Path, base: Path, *, rest: Path | None = None, alone: bool = False,
    retrieved: str | None = None,
) -> Outcome:  # fmt: skip
    """Import a data set into a folder of tables.

    Parameters
    ----------
    importer
        How the data set is read.
    files
        Files of one export, read one after the other; none if the importer loads the rows itself.
    into
        Folder to write: the tables that got rows, with the rows of ``base`` (or of the folder, where it has the table
        already) and the new ones, ``sources.csv``, ``references.bib`` and a report. Rows of an earlier import of the same
        data set into the same tables are replaced.
    base
        Folder whose ids are reused and whose rows are kept. It may have only some tables; these are written too.
    rest
        Folder of the tables that the base lacks; the base itself if None.
    alone
        Write a whole folder with nothing but what was imported into it and the identities it names.
    retrieved
        Day the files were got, ISO 8601; the day in the name of the last file, or else today, if None.

    Raises
    ------
    UsageError
        If files are given or missing where they should not be, or ``into`` is ``base`` or ``rest``.
    LabAtlasError
        If a file cannot be read or lacks a column that is read, or a table of the base cannot be read.
    """
    if importer.load is not None and files:
        raise UsageError(f"{importer.origin.id} needs no file: its rows come with an installed package")
    if importer.load is None and not files:
        raise UsageError(f"{importer.origin.id} needs the file of an export")
    if into.resolve() in {base.resolve(), (rest or base).resolve()}:
        raise UsageError(f"{into} has the tables that are added to: name another folder for the result")
    day = _day(importer, files, retrieved)
    known = read_base(base, rest or base)
    tables = present(into, known.tables, alone)
    forget(tables, importer.origin.id, importer.tables)
    batch = Batch(importer.origin, day, Names({name: tables[name] for name in IDENTITIES}, into), tables)
    read, unread = 0, list[str]()
    sheets = [importer.load()] if importer.load is not None else []
    for path in files:
        whole = read_sheet(path)
        sheets.append(known_columns(whole, importer.columns, path.name))
        names = {name.casefold() for each in importer.columns for name in (each.name, *each.former)}
        unread += [str(name) for name in whole.columns if str(name).casefold() not in names]
    for number, sheet in enumerate(sheets):
        batch.file = files[number].name if len(files) > 1 else ""
        importer.take(sheet, batch)
        read += len(sheet)
        _tell_empty(sheet, batch)
    new = consistent(batch, tables, importer.tables)
    if not any(name in new for name in importer.tables):
        raise LabAtlasError(f"{importer.origin.id}: none of {read:,} rows could be taken; {_first(batch.remarks)}")
    outcome = Outcome(
        importer.origin.id, day, read, {name: len(frame) for name, frame in new.items()}, list(dict.fromkeys(unread)),
        sorted(dict.fromkeys(batch.remarks), key=lambda remark: (remark.row, remark.column)),
        _with_taken(batch, new), batch.refinements, batch.disagreements,
    )  # fmt: skip
    joined = {
        name: pd.concat([frame, new[name]], ignore_index=True) if name in new else frame
        for name, frame in tables.items()
    }
    joined["sources"] = _with_source(joined["sources"], importer.origin, day)
    bibliography = _bibliography(into, known.references, importer.origin, day)
    refuse_other_forms(into, {*new, *known.own, "sources"} if not alone else tables)
    _write(into, joined, bibliography, {*new, *known.own}, alone, outcome)
    return outcome


def _with_taken(batch: Batch, new: Mapping[str, pd.DataFrame]) -> list[Merge]:
    """Return the merges in the order of rows, each with the number of rows that came of it by table."""
    taken: dict[str, Counter[str]] = {}
    for name, frame in new.items():
        for place in frame["locator"]:
            taken.setdefault(place, Counter())[name] += 1
    told = []
    for merge in sorted(batch.merges, key=lambda each: (each.file, each.row)):
        batch.file = merge.file
        # What a row says of a model or chip came of it; an organization is only named there.
        rows = {} if merge.table == "organizations" else dict(taken.get(batch.place(merge.row), {}))
        told.append(replace(merge, taken=rows))
    return told


def _tell_empty(sheet: pd.DataFrame, batch: Batch) -> None:
    """Report the rows from which nothing came, so that every row is accounted for."""
    used = {row["locator"] for rows in batch.rows.values() for row in rows}
    used |= {batch.place(merge.row) for merge in batch.merges if merge.left and merge.file == batch.file}
    used |= {batch.place(remark.row) for remark in batch.remarks if remark.file == batch.file}
    for row in sheet.index:
        if batch.place(row) not in used:
            batch.leave(int(str(row)), "it says nothing that the tables do not have already")


def _first(remarks: list[Remark]) -> str:
    """Say why most rows were left out; where none was as a whole, the first remark."""
    if not remarks:
        return "the file has none"
    whole = [remark for remark in remarks if remark.left_out == "row"] or remarks
    (column, why), count = Counter((remark.column, remark.why) for remark in whole).most_common(1)[0]
    row = next(remark.row for remark in whole if (remark.column, remark.why) == (column, why))
    others = f" ({noun(count, 'row')} for this reason)" if count > 1 else ""
    return f"row {row}: {f'{column}: ' if column else ''}{why}{others}"


def _day(importer: Importer, files: list[Path], retrieved: str | None) -> str:
    if retrieved is not None:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", retrieved):
            raise UsageError(f"--retrieved {retrieved!r}: must be a day, as 2025-02-24")
        return retrieved
    if importer.dated is not None and (day := importer.dated()) is not None:
        return day
    match = re.search(r"\d{4}-\d{2}-\d{2}", files[-1].name) if files else None
    return match[0] if match else dt.date.today().isoformat()


def _with_source(sources: pd.DataFrame, origin: Origin, day: str) -> pd.DataFrame:
    row = {
        "id": origin.id, "title": origin.title, "title_zh": None, "kind": origin.kind, "published": day,
        "date_basis": "inferred", "standing": f"{origin.standing} {origin.licence}. The date is that of the copy.",
    }  # fmt: skip
    rest = sources[sources["id"].ne(origin.id)]
    return pd.concat([rest, pd.DataFrame([row], columns=sources.columns)], ignore_index=True)


def _bibliography(into: Path, base: str, origin: Origin, day: str) -> str:
    """Return the bibliography with the entry of the data set, in place of one it has already."""
    own = into / REFERENCES
    text = own.read_text(encoding="utf-8") if own.is_file() else base
    text = re.sub(rf"\n*@misc{{{re.escape(origin.id)},\n.*?\n}}\n", "\n", text, flags=re.DOTALL)
    year, month, date = day.split("-") if day.count("-") == 2 else (day[:4], "", "")
    entry = [
        f"@misc{{{origin.id},",
        f"  author = {{{{{_tex(origin.author)}}}}},",
        f"  title = {{{{{_tex(origin.title)}}}}},",
        "  howpublished = {Data set},",
    ]
    if month:
        entry.append(f"  month = {{{int(date)} {dt.date(2000, int(month), 1).strftime('%B')}}},")
    entry.append(f"  year = {{{year}}},")
    if origin.url:
        entry.append(f"  url = {{{origin.url}}},")
    note = f"{origin.licence}. Retrieved {day}." if origin.licence else f"Retrieved {day}."
    entry.append(f"  note = {{{_tex(note)}}}")
    return text.rstrip() + "\n\n" + "\n".join([*entry, "}"]) + "\n"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text).replace("{", "(").replace("}", ")")


def _write(
    into: Path, tables: dict[str, pd.DataFrame], bibliography: str, changed: set[str], alone: bool, outcome: Outcome
) -> None:
    into.mkdir(parents=True, exist_ok=True)
    report = into / REPORT
    told = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {}
    earlier = told.get(outcome.source)
    if earlier and not (set(earlier["added"]) & set(outcome.added)) - IDENTITIES:
        # One data set may fill several tables, each by a run of its own.
        told[f"{outcome.source}: {', '.join(earlier['added'])}"] = earlier
    told[outcome.source] = asdict(outcome)
    there = {name for name in tables if (into / f"{name}.csv").is_file()} - in_other_forms(into).keys()
    wanted = {*changed, *there, "sources"} if not alone else set(tables)
    if alone:
        tables = only(tables, {earlier["source"] for earlier in told.values()})
    for name in sorted(wanted):
        tables[name].to_csv(into / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    (into / REFERENCES).write_text(bibliography, encoding="utf-8")
    report.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def summary(outcome: Outcome) -> list[str]:
    r"""Say in lines what an import did: rows by table, and what was left out, grouped by the reason.

    Examples
    --------
    >>> remarks = [Remark(2, "Price", "inf", "infinite", "cell"), Remark(3, "Price", "inf", "infinite", "cell")]
    >>> print("\n".join(summary(Outcome("chips", "2025-01-01", 2, {"accelerators": 2}, [], remarks))))
    chips, retrieved 2025-01-01: 2 rows read
      2 rows added to accelerators
      left out: 2 cells of Price: infinite (rows 2, 3)
    """
    lines = [f"{outcome.source}, retrieved {outcome.retrieved}: {outcome.read:,} rows read"]
    lines += [f"  {count:,} row{'s' if count != 1 else ''} added to {name}" for name, count in outcome.added.items()]
    groups: dict[tuple[str, str, str], list[int]] = {}
    for remark in outcome.remarks:
        groups.setdefault((remark.left_out, remark.column, remark.why), []).append(remark.row)
    for (kind, column, why), rows in sorted(groups.items(), key=lambda group: (group[0][0] == "", -len(group[1]))):
        some = ", ".join(str(row) for row in rows[:5]) + (", …" if len(rows) > 5 else "")
        what = f"{len(rows):,} {kind}{'s' if len(rows) != 1 else ''}" if kind else noun(len(rows), "remark")
        of = f" of {column}" if column else ""
        head = "left out: " if kind else "note: "
        lines.append(f"  {head}{what}{of}: {why} (row{'s' if len(rows) != 1 else ''} {some})")
    lines += _of_merges(outcome)
    if outcome.unread:
        lines.append(f"  not read: {', '.join(outcome.unread)}")
    return lines


#: Names that a line of a summary has room for; the report has all.
NAMES_SHOWN = 5


def _of_merges(outcome: Outcome) -> list[str]:
    """Say which rows are about something known, whose dates they make more exact, and which they contradict."""
    lines = []
    for table in dict.fromkeys(merge.table for merge in outcome.merges):
        named = list(dict.fromkeys(f"{m.name} as {m.id}" for m in outcome.merges if m.table == table))
        lines.append(f"  known already: {len(named):,} of {table} ({_some(named)})")
    finer = [f"{each.id} {each.known} to {each.date}" for each in outcome.refinements]
    if finer:
        lines.append(
            f"  more exact: {noun(len(finer), 'date')} of release, as events of {outcome.source} ({_some(finer)})"
        )
    lines += [
        f"  disagreement: row {each.row}, {each.name}: {each.column} {each.stated}, but {each.known} in {each.place}; "
        "the latter is kept"
        for each in outcome.disagreements
    ]
    return lines


def _some(texts: list[str]) -> str:
    return ", ".join(texts[:NAMES_SHOWN]) + (", …" if len(texts) > NAMES_SHOWN else "")
