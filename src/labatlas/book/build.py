"""Build an edition: check the data, execute the chapters, render the book, and only then replace the last one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import psutil

from labatlas.book.difference import Book, between, read_book
from labatlas.book.edition import Edition, load, settings
from labatlas.book.execute import Executed, execute, findings_in
from labatlas.book.parameters import Value, parameters_of
from labatlas.book.project import Project, pages
from labatlas.book.render import FORMATS, SINCE, render, stage
from labatlas.book.since import since_markdown
from labatlas.chapters.parameters import LATEST, Parameters, check
from labatlas.errors import BuildError, LabAtlasError, UsageError, unknown
from labatlas.formatting import partial_date
from labatlas.tables import Dataset, catalogue, dataset_of, read_evidence
from labatlas.tables.bibliography import REFERENCES, keys_of
from labatlas.tables.evidence import Evidence, write_tables

#: Packages whose versions decide what a book looks like.
PACKAGES = (
    "labatlas", "jupyter-book", "sphinx", "myst-nb", "papermill", "ipykernel", "pandas", "pandera", "matplotlib", "seaborn",
    "typst",
)  # fmt: skip

T = TypeVar("T")

MANIFEST = "build.json"

#: Called as ``report(step, state, seconds)`` with state ``running``, ``done`` or ``failed``.
Report = Callable[[str, str, float], None]


@dataclass(frozen=True)
class Request:
    """What is to be built.

    Attributes
    ----------
    edition
        Name of the edition.
    data
        Folder with tables; the project's when None. Those it lacks are the project's.
    only_data
        Whether the tables it lacks are empty instead.
    given
        ``NAME=VALUE`` settings.
    only
        Chapters; all of the edition when empty.
    formats
        Formats; all when empty.
    out
        Folder of the book; ``_build/EDITION`` when None.
    jobs
        Chapters executed side by side.
    since
        Folder of a built book; a page tells what changed since. The edition's when None.
    """

    edition: str = "en"
    data: Path | None = None
    given: Sequence[str] = ()
    only: Sequence[str] = ()
    formats: Sequence[str] = ()
    out: Path | None = None
    jobs: int = 1
    only_data: bool = False
    since: Path | None = None


def plan(project: Project, request: Request) -> tuple[Edition, list[str], list[str], dict[str, dict[str, Value]]]:
    """Work out what to build; every name is checked before anything runs.

    Returns
    -------
    tuple
        The edition, its chapters and formats to build, and the parameters of each chapter.
    """
    edition = load(project, request.edition)
    for chapter in request.only:
        if chapter not in edition.chapters:
            raise unknown("chapter", chapter, list(edition.chapters))
    for kind in request.formats:
        if kind not in FORMATS:
            raise unknown("format", kind, list(FORMATS))
    chapters = [chapter for chapter in edition.chapters if not request.only or chapter in request.only]
    formats = [kind for kind in FORMATS if not request.formats or kind in request.formats]
    known = {chapter: parameters_of(project.notebook(chapter)) for chapter in project.chapters}
    return edition, chapters, formats, settings(edition, chapters, known, request.given)


def build(project: Project, request: Request, report: Report) -> Path:
    """Build an edition.

    Parameters
    ----------
    project
        The project.
    request
        What is to be built.
    report
        Told of every step.

    Returns
    -------
    pathlib.Path
        The folder of the book.

    Raises
    ------
    UsageError
        If a name or value is not known.
    DataError
        If the data break a rule.
    BuildError
        If a chapter or a format fails. The book built before stays as it was; the failed chapters' notebooks and a
        manifest with the errors are kept in ``NAME.failed`` beside it.
    """
    edition, chapters, formats, parameters = plan(project, request)
    target = (request.out or project.root / "_build" / request.edition).resolve()
    recover(target)
    refuse_foreign(target, request.edition)
    old = _since(project, request, edition)
    folder = _data_folder(project, request, parameters)
    evidence = read_evidence(folder, rest=project.rest, only=request.only_data)
    data = dataset_of(evidence)
    for chapter in chapters:
        shared = {name: str(parameters[chapter][name]) for name in Parameters.__dataclass_fields__}
        check(Parameters(**shared), data)
        parameters[chapter]["data_dir"] = _relative(folder, project.root)

    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.{os.getpid()}.scratch-", dir=target.parent) as scratch:
        book, work = Path(scratch) / "book", Path(scratch) / "work"
        (book / "notebooks").mkdir(parents=True)
        # The chapters read what was checked here, whatever happens to the reader's files meanwhile; the book keeps it.
        write_tables(evidence, catalogue(), book / "data")
        manifest = _manifest(request, edition, parameters, evidence, old)
        try:
            executed = _execute_all(project, chapters, parameters, book, request.jobs, report)
            manifest["seconds"] = {each.chapter: round(each.seconds, 2) for each in executed}
            notebooks = {each.chapter: each.notebook for each in executed}
            _write_json(book / "findings.json", _findings(notebooks))
            _write_json(book / MANIFEST, manifest)
            stage(
                project,
                notebooks,
                book / "data" / REFERENCES,
                work / "sources",
                _sphinx_settings(edition, parameters, data),
                None if old is None else _what_changed(old, book, evidence),
            )
            for kind in formats:
                _timed(report, kind, partial(render, kind, work / "sources", work / "output", book))
        except LabAtlasError as error:
            manifest["errors"] = str(error).splitlines()
            _write_json(book / MANIFEST, manifest)
            keep_failed(book, target)
            raise
        replace(book, target)
    return target


def _data_folder(project: Project, request: Request, parameters: Mapping[str, Mapping[str, Value]]) -> Path:
    """Return the one folder of tables: given, or set by the edition, or the project's."""
    if request.data is not None:
        return request.data.resolve()
    chosen = {str(values["data_dir"]) for values in parameters.values() if values["data_dir"]}
    if len(chosen) > 1:
        raise UsageError(f"chapters of one book cannot have different data_dir: {', '.join(sorted(chosen))}")
    return (project.root / chosen.pop()).resolve() if chosen else project.data


def _since(project: Project, request: Request, edition: Edition) -> Book | None:
    """Read the book to compare with, before anything runs: it may be the very one that is replaced.

    Raises
    ------
    UsageError
        If it is not a book that can be read, or a chapter has the name of the page.
    """
    if request.since is None and not edition.since:
        return None
    if SINCE in pages(project.toc):
        raise UsageError(f"{SINCE} is a page of this project: rename it to have a page of that name made (--since)")
    if request.since is not None:
        named, folder = "--since", request.since
    else:
        named, folder = f"since in editions/{request.edition}.yml", project.root / edition.since
    try:
        return read_book(folder.resolve())
    except UsageError as error:
        raise UsageError(f"{named}: {error}") from error


def _what_changed(old: Book, folder: Path, evidence: Evidence) -> str:
    """Write the page that tells what changed from a book to the one that is being made."""
    new = read_book(folder)
    return since_markdown(between(old, new), old, new, keys_of(evidence.references))


def _built() -> str:
    """Return when the book is built, or is to say it was."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdigit() else dt.datetime.now(dt.UTC)
    return moment.isoformat(timespec="seconds")


def _relative(folder: Path, root: Path) -> str:
    """Write a folder as seen from the project, where it lies in it, so that no book names a machine without need."""
    return str(folder.relative_to(root)) if folder.is_relative_to(root) else str(folder)


def _execute_all(
    project: Project, chapters: Sequence[str], parameters: Mapping[str, Mapping[str, Value]], book: Path, jobs: int,
    report: Report,
) -> list[Executed]:  # fmt: skip
    """Execute the chapters side by side on the book's own tables; all run to their end, and every failure is told."""
    done: dict[str, Executed] = {}
    errors: list[str] = []
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:

        def run(chapter: str) -> Executed:
            target = book / "notebooks" / f"{chapter}.ipynb"
            taken = {"data_dir": str(book / "data")}
            return _timed(
                report, chapter,
                lambda: execute(project.notebook(chapter), target, parameters[chapter], project.root, taken),
            )  # fmt: skip

        futures = {pool.submit(run, chapter): chapter for chapter in chapters}
        for future in as_completed(futures):
            try:
                done[futures[future]] = future.result()
            except LabAtlasError as error:
                errors.append(str(error))
    if errors:
        raise BuildError("\n".join(sorted(errors)))
    return [done[chapter] for chapter in chapters]


def _timed(report: Report, step: str, act: Callable[[], T]) -> T:
    start = time.perf_counter()
    report(step, "running", 0.0)
    try:
        result = act()
    except BaseException:
        report(step, "failed", time.perf_counter() - start)
        raise
    report(step, "done", time.perf_counter() - start)
    return result


def _sphinx_settings(edition: Edition, parameters: Mapping[str, Mapping[str, Value]], data: Dataset) -> dict[str, Any]:
    """Return what an edition sets in Sphinx."""
    stated = [str(day) for table in data.tables().values() if "as_of" in table for day in table["as_of"].dropna()]
    until = f"Evidence stated up to {partial_date(max(stated))}" if stated else ""
    limits = {str(values["as_of"]) for values in parameters.values()}
    limit = limits.pop() if len(limits) == 1 else LATEST
    return {
        "language": edition.language,
        "html_title": edition.title,
        "typst_title": edition.title,
        "typst_subtitle": edition.subtitle,
        "typst_edition": until if limit == LATEST else f"Evidence known on {partial_date(limit)}",
    }


def _manifest(
    request: Request, edition: Edition, parameters: Mapping[str, Mapping[str, Value]], evidence: Evidence,
    old: Book | None,
) -> dict[str, Any]:  # fmt: skip
    """Return what the book was made from."""
    return {
        "edition": request.edition,
        "title": edition.title,
        "built": _built(),
        "since": None if old is None else old.record(),
        "parameters": {chapter: dict(values) for chapter, values in parameters.items()},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "only_data": request.only_data,
        "inputs": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in evidence.inputs().items()},
        "seconds": {},
        "errors": [],
    }


def _findings(notebooks: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Collect the findings of all chapters, each once."""
    found: dict[str, dict[str, Any]] = {}
    for path in notebooks.values():
        for record in findings_in(path):
            found.setdefault(record["id"], record)
    return list(found.values())


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def recover(target: Path) -> None:
    """Put the last book back if a build was stopped between the two renames of `replace`."""
    if _aside(target).exists() and not target.exists():
        _aside(target).rename(target)


def sweep(target: Path) -> None:
    """Remove what builds that were killed have left beside a book; their process is gone."""
    scratch = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.scratch-\w+")
    for left in target.parent.glob(".*"):
        match = scratch.fullmatch(left.name)
        if match and not psutil.pid_exists(int(match[1])):
            shutil.rmtree(left, ignore_errors=True)


def refuse_foreign(target: Path, edition: str) -> None:
    """Refuse to replace a folder that is not a book of this edition, or to build into a book.

    Raises
    ------
    UsageError
        If the folder exists, is not empty and has no manifest; if its manifest is that of another edition; or if it lies
        in the folder of a book, which would be lost with the next build of that.
    """
    around = next((folder for folder in target.parents if (folder / MANIFEST).is_file()), None)
    if around is not None:
        raise UsageError(f"{target} lies in the book {around}, which is replaced as a whole: name another --out")
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file()):
        raise UsageError(f"{target} is not a book that was built here, and is not replaced: name another --out")
    other = edition_of(target)
    if other and other != edition:
        raise UsageError(
            f"{target} is the book of the edition {other!r}, and is not replaced by {edition!r}: name another --out"
        )


def edition_of(book: Path) -> str:
    """Return the edition that a built book is of; nothing when there is none, or its manifest does not say."""
    try:
        manifest = json.loads((book / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(manifest.get("edition", "")) if isinstance(manifest, dict) else ""


def replace(book: Path, target: Path) -> None:
    """Put a finished book in the place of the last one; the last one stays if that fails.

    A folder cannot be renamed onto one that is not empty, so the last book is first renamed aside; `recover` undoes that
    should the process end right there.
    """
    aside = _aside(target)
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.rename(aside)
    try:
        book.rename(target)
    except OSError:
        recover(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(target.with_name(f"{target.name}.failed"), ignore_errors=True)


def keep_failed(book: Path, target: Path) -> None:
    """Keep what a failed build has, for its author to look at, beside the last good book."""
    failed = target.with_name(f"{target.name}.failed")
    shutil.rmtree(failed, ignore_errors=True)
    shutil.move(book, failed)
