"""The command line: build, check, export, list."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from labatlas.book.build import Request, build
from labatlas.book.edition import load
from labatlas.book.export import export
from labatlas.book.interchange import commands
from labatlas.book.parameters import parameters_of
from labatlas.book.project import Project
from labatlas.book.render import FORMATS
from labatlas.errors import DataError, LabAtlasError, UsageError
from labatlas.tables import catalogue, open_dataset

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


@app.callback()
def options(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the full traceback of an error.")] = False,
) -> None:
    """Options of every command."""


@app.command("build")
def build_command(
    edition: Annotated[str, typer.Argument(help="Name of an edition, a file in editions/.")] = "en",
    data: Annotated[Path | None, typer.Option(help="Folder with the tables.")] = None,
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
) -> None:
    """Check the data, execute the chapters, and write HTML and PDF."""
    project = Project.around(Path.cwd())
    request = Request(edition, data, set_ or (), only or (), format_ or (), out, jobs)
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
    for name in ("html/index.html", FORMATS["pdf"][2], "notebooks", "findings.json", "build.json"):
        if (target / name).exists():
            console.print(f"  {_shown(target / name)}", soft_wrap=True, markup=False)


@app.command("check")
def check_command(data: Annotated[Path | None, typer.Option(help="Folder with the tables.")] = None) -> None:
    """Check every table; print each problem as file, row, column, value, rule and hint."""
    folder = data or Project.around(Path.cwd()).data
    dataset = open_dataset(folder)
    rows = sum(len(table) for table in dataset.tables().values())
    console.print(f"{len(dataset.tables())} tables with {rows:,} rows in {_shown(folder)}: no problem.", markup=False)


@app.command("export")
def export_command(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the package; new or empty.")],
    data: Annotated[Path | None, typer.Option(help="Folder with the tables.")] = None,
) -> None:
    """Write the evidence as a Frictionless data package: tables, their definitions, licence and sources."""
    descriptor = export(data or Project.around(Path.cwd()).data, target)
    console.print(
        f"{len(catalogue())} tables in {_shown(descriptor.parent)}, described by {descriptor.name}.", markup=False
    )


@app.command("list")
def list_command() -> None:
    """List editions, chapters with their parameters, and tables with their row counts."""
    project = Project.around(Path.cwd())
    editions = Table("Edition", "Title", "Language", "Chapters", box=None, title="Editions", title_justify="left")
    for name in project.editions:
        edition = load(project, name)
        editions.add_row(name, escape(edition.title), edition.language, ", ".join(edition.chapters))
    console.print(editions, "")

    chapters = Table(
        "Chapter", "Parameter", "Type", "Default", "Meaning", box=None, title="Chapters", title_justify="left"
    )
    for chapter in project.chapters:
        label = chapter
        for parameter in parameters_of(project.notebook(chapter)):
            chapters.add_row(label, parameter.name, parameter.type, repr(parameter.default), escape(parameter.meaning))
            label = ""
    console.print(chapters, "")

    tables = Table("Table", "Rows", "Meaning", box=None, title="Tables", title_justify="left")
    dataset = open_dataset(project.data).tables()
    for name, definition in catalogue().items():
        meaning = (definition.__doc__ or "").strip().splitlines()[0]
        tables.add_row(name, f"{len(dataset[name]):,}", escape(meaning))
    console.print(tables)


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
        count = len(error.problems)
        errors.print(f"{count} problem{'s' if count != 1 else ''} in the data:", style="red", markup=False)
        for problem in error.problems:
            errors.print(f"  {problem}", markup=False, soft_wrap=True)
    else:
        errors.print(f"error: {error}", style="red", markup=False, soft_wrap=True)
