"""The command line: build, check, export, list, and what one begins with: a table, an edition."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from labatlas.book.build import Request, build
from labatlas.book.edition import create, load
from labatlas.book.export import export
from labatlas.book.interchange import commands
from labatlas.book.parameters import Parameter, parameters_of
from labatlas.book.project import Project, rest_around
from labatlas.book.render import FORMATS, SINCE
from labatlas.book.report import REPORTS, checked_text
from labatlas.errors import DataError, LabAtlasError, Problem, UsageError, problem_count, unknown
from labatlas.tables import catalogue, open_dataset, read_evidence
from labatlas.tables.dataset import bundled_data
from labatlas.tables.evidence import Evidence
from labatlas.tables.files import find_tables
from labatlas.tables.templates import first_values, write_template

app = typer.Typer(
    help="Build the Lab Atlas book, check and export its data, list what it is made of.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(commands)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

DEBUG = "--debug"

DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder with some or all tables; the others are the project's.")
]
OnlyData = Annotated[bool, typer.Option("--only-data", help="Tables that the folder lacks are empty.")]


@app.callback()
def options(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the full traceback of an error.")] = False,
) -> None:
    """Options of every command."""


@app.command("build")
def build_command(
    edition: Annotated[str, typer.Argument(help="Name of an edition, a file in editions/.")] = "en",
    data: DataFolder = None,
    only_data: OnlyData = False,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="CHAPTER", help="Build this chapter only; repeatable.")
    ] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", metavar="html|pdf", help="Write this format only; repeatable.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the book instead of _build/EDITION.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Chapters executed side by side.")] = os.cpu_count() or 1,
    since: Annotated[
        Path | None, typer.Option(metavar="OLD", help="A book built before; a page tells what changed since.")
    ] = None,
) -> None:
    """Check the data, execute the chapters, and write HTML and PDF."""
    project = Project.around(Path.cwd())
    if only_data and data is None:
        raise UsageError("--only-data needs --data")
    request = Request(edition, data, set_ or (), only or (), format_ or (), out, jobs, only_data, since)
    start = time.perf_counter()
    with Progress(SpinnerColumn(finished_text=" "), TextColumn("{task.description}"), console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def report(step: str, state: str, seconds: float) -> None:
            marks = {"running": "[dim]…[/]", "done": "[green]✓[/]", "failed": "[red]✗[/]"}
            took = f"{seconds:6.1f} s" if state != "running" else ""
            text = f"{marks[state]} {step:<16}{took}"
            if step not in tasks:
                tasks[step] = progress.add_task(text, total=1)
            progress.update(tasks[step], description=text, completed=int(state != "running"))

        target = build(project, request, report)
    console.print(f"Built edition {escape(edition)} in {time.perf_counter() - start:.1f} s:")
    for name in (
        "html/index.html",
        f"html/{SINCE}.html",
        FORMATS["pdf"][2],
        "notebooks",
        "findings.json",
        "build.json",
    ):
        if (target / name).exists():
            console.print(f"  {_shown(target / name)}", soft_wrap=True, markup=False)


@app.command("check")
def check_command(
    data: DataFolder = None,
    only_data: OnlyData = False,
    format_: Annotated[str, typer.Option("--format", metavar="text|json|html", help="How to report.")] = "text",
    out: Annotated[Path | None, typer.Option(help="File to write the report into.")] = None,
) -> None:
    """Check every table; report each problem as file, row, column, value, rule and hint."""
    if format_ not in REPORTS:
        raise unknown("format", format_, list(REPORTS))
    evidence = _evidence(data, only_data)
    if format_ != "text" or out is not None:
        report = REPORTS[format_](evidence)
        if out is None:
            print(report)
        else:
            _write(out, report)
            console.print(f"{problem_count(evidence.problems)}; report in {_shown(out)}", markup=False, soft_wrap=True)
        if evidence.problems:
            sys.exit(1)
        return
    if evidence.problems:
        raise DataError(evidence.problems)
    console.print(checked_text(evidence, _shown(evidence.folder)), markup=False, soft_wrap=True)


def _evidence(data: Path | None, only_data: bool) -> Evidence:
    """Read the folder that was named, or the project's."""
    if data is None:
        if only_data:
            raise UsageError("--only-data needs --data")
        return read_evidence(Project.around(Path.cwd()).data)
    return read_evidence(data, rest=rest_around(Path.cwd()), only=only_data)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


@app.command("template")
def template_command(
    table: Annotated[str, typer.Argument(help="Name of a table; see labatlas list.")],
    format_: Annotated[str, typer.Option("--format", metavar="csv|xlsx|parquet", help="Kind of file.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="File to write instead of TABLE.FORMAT.")] = None,
) -> None:
    """Write an empty table to fill in, with what each column means."""
    if table not in catalogue():
        raise unknown("table", table, list(catalogue()))
    known, _, _ = find_tables(bundled_data(), [table])
    target = out or Path(f"{table}.{format_}")
    for path in write_template(table, catalogue()[table], format_, target, first_values(known.get(table))):
        console.print(_shown(path), markup=False, soft_wrap=True)


@app.command("new-edition")
def new_edition_command(
    name: Annotated[str, typer.Argument(help="Name of the new edition, as zh or gb-2024.")],
    from_: Annotated[str, typer.Option("--from", metavar="EDITION", help="Edition to begin with.")] = "en",
) -> None:
    """Begin an edition as a copy of another."""
    path = create(Project.around(Path.cwd()), name, from_)
    console.print(f"{_shown(path)}: change it, then run labatlas build {name}", markup=False, soft_wrap=True)


@app.command("export")
def export_command(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the package; new or empty.")],
    data: DataFolder = None,
    only_data: OnlyData = False,
) -> None:
    """Write the evidence as a Frictionless data package: tables, their definitions, licence and sources."""
    descriptor = export(_evidence(data, only_data), target)
    console.print(
        f"{len(catalogue())} tables in {_shown(descriptor.parent)}, described by {descriptor.name}.", markup=False
    )


@app.command("list")
def list_command() -> None:
    """List editions with their chapters, parameters with their defaults, and tables with their row counts."""
    project = Project.around(Path.cwd())
    editions = _table("Editions", "Edition", "Title", "Language", "Chapters")
    for name in project.editions:
        edition = load(project, name)
        editions.add_row(name, escape(edition.title), edition.language, ", ".join(edition.chapters))
    console.print(editions, "")

    # Most parameters are shared by all chapters: each is told once.
    having: dict[Parameter, list[str]] = {}
    for chapter in project.chapters:
        for parameter in parameters_of(project.notebook(chapter)):
            having.setdefault(parameter, []).append(chapter)
    parameters = _table("Parameters", "Parameter", "Default", "Meaning", "Chapters")
    for parameter, chapters in having.items():
        shared = len(chapters) == len(project.chapters)
        parameters.add_row(
            parameter.name, repr(parameter.default), escape(parameter.meaning), "all" if shared else ", ".join(chapters)
        )
    console.print(parameters, "")

    tables = _table("Tables", "Table", "Rows", "Meaning")
    dataset = open_dataset(project.data).tables()
    for name, definition in catalogue().items():
        meaning = (definition.__doc__ or "").strip().splitlines()[0]
        tables.add_row(name, f"{len(dataset[name]):,}", escape(meaning))
    console.print(tables)


def _table(title: str, first: str, *others: str) -> Table:
    """Return an empty table for the terminal whose first column, the names one has to type, is never cut."""
    table = Table(box=None, title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, overflow="fold")
    return table


def _shown(path: Path) -> str:
    """Write a path as short as it can be from here."""
    path = path.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> None:
    """Run the command line; no traceback reaches a user who did not ask for it."""
    try:
        app()
    except LabAtlasError as error:
        if DEBUG in sys.argv:
            raise
        _complain(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except Exception as error:
        if DEBUG in sys.argv:
            raise
        errors.print(f"internal error: {type(error).__name__}: {error}", style="red", markup=False, soft_wrap=True)
        errors.print(f"Run again as labatlas {DEBUG} … for the traceback.", markup=False)
        sys.exit(1)


def _complain(error: LabAtlasError) -> None:
    if isinstance(error, DataError):
        _print_problems(error.problems)
    else:
        errors.print(f"error: {error}", style="red", markup=False, soft_wrap=True)


#: Problems that a screen is filled with; every one is in the reports.
PROBLEMS_PRINTED = 200


def _print_problems(problems: Sequence[Problem]) -> None:
    errors.print(f"{problem_count(problems)}:", style="red", markup=False)
    for problem in problems[:PROBLEMS_PRINTED]:
        errors.print(f"  {problem}", markup=False, soft_wrap=True)
    if len(problems) > PROBLEMS_PRINTED:
        more = len(problems) - PROBLEMS_PRINTED
        errors.print(f"  and {more:,} more; labatlas check --format html --out FILE reports all", markup=False)
