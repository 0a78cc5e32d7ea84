"""The command line: build, check, import, compare, export, list."""

from __future__ import annotations

import json
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
from labatlas.book.difference import difference, lines
from labatlas.book.edition import load
from labatlas.book.export import export
from labatlas.book.parameters import parameters_of
from labatlas.book.project import Project
from labatlas.book.render import FORMATS
from labatlas.errors import DataError, LabAtlasError, UsageError, unknown
from labatlas.importers import REPORT, from_mapping, importer, run, suggest_mapping, summary
from labatlas.tables import catalogue, open_dataset
from labatlas.tables.dataset import bundled_data

app = typer.Typer(
    help="Build the Lab Atlas book; check, import and export its data; list what it is made of.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
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


@app.command("import")
def import_command(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE|MAPPING.yml", help="A known source, or a mapping of your own.")
    ],
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="The file or files of the export.")] = None,
    into: Annotated[Path, typer.Option(metavar="DIR", help="Folder that the tables are written to.")] = Path(
        "imported"
    ),
    data: Annotated[Path | None, typer.Option(help="Folder with the tables that are added to.")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Leave the rows of the project out.")] = False,
    retrieved: Annotated[str | None, typer.Option(metavar="DAY", help="Day the file was got, as 2025-02-24.")] = None,
) -> None:
    """Turn somebody else's data set into tables: a known source by its name, any other by a mapping."""
    base = data or bundled_data()
    chosen = from_mapping(Path(source)) if Path(source).suffix in {".yml", ".yaml"} else importer(source)
    outcome = run(chosen, files or [], into, base, alone=alone, retrieved=retrieved)
    for line in summary(outcome):
        console.print(line, markup=False, soft_wrap=True)
    console.print(
        f"Written to {_shown(into)}; every row left out is in {_shown(into / REPORT)}.", markup=False, soft_wrap=True
    )


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


@app.command("suggest-mapping")
def suggest_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV, a workbook or Parquet.")],
    table: Annotated[str, typer.Option(help="The table it should become; the likeliest if not given.")] = "",
) -> None:
    """Write a first draft of a mapping for a file of your own; save it, mend it, and name it to import."""
    sys.stdout.write(suggest_mapping(file, table or None))


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A built edition, or a folder with tables.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another of the same kind.")],
    format_: Annotated[str, typer.Option("--format", metavar="text|json", help="How it is written.")] = "text",
) -> None:
    """Tell what changed: rows of tables, numbers of the book, findings that turned."""
    if format_ not in ("text", "json"):
        raise unknown("format", format_, ["text", "json"])
    found = difference(old, new)
    if format_ == "json":
        sys.stdout.write(json.dumps(found.record(), ensure_ascii=False, indent=1) + "\n")
        return
    for line in lines(found):
        console.print(line, markup=False, soft_wrap=True)


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
