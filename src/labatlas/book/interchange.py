"""Commands that bring in other people's data and tell what changed: import, suggest-mapping, diff."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from labatlas.book.difference import difference, lines
from labatlas.book.project import rest_around
from labatlas.errors import unknown, visible
from labatlas.importers import REPORT, from_mapping, importer, run, suggest_mapping, summary
from labatlas.importers.registry import OWN
from labatlas.tables.dataset import bundled_data

commands = typer.Typer()


def _print(text: str) -> None:
    Console(highlight=False).print(text, markup=False, soft_wrap=True)


@commands.command("import")
def import_command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE|MAPPING.yml",
            help=f"{', '.join(OWN)}, a source that another package adds, or a mapping of your own.",
        ),
    ],
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="File or files of the export.")] = None,
    into: Annotated[Path, typer.Option(metavar="DIR", help="Folder that the tables are written to.")] = Path(
        "imported"
    ),
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with some or all tables that are added to; the others are the project's."),
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Leave the rows of the project out.")] = False,
    retrieved: Annotated[str | None, typer.Option(metavar="DAY", help="Day the file was got, as 2025-02-24.")] = None,
) -> None:
    """Turn somebody else's data set into tables: a known source by its name, any other by a mapping."""
    chosen = from_mapping(Path(source)) if Path(source).suffix in {".yml", ".yaml"} else importer(source)
    rest = rest_around(Path.cwd()) or bundled_data()
    outcome = run(chosen, files or [], into, data or rest, rest=rest, alone=alone, retrieved=retrieved)
    for line in summary(outcome):
        _print(line)
    _print(f"Written to {into}; every row left out, merged or contradicted is in {into / REPORT}.")


@commands.command("suggest-mapping")
def suggest_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV, a workbook or Parquet.")],
    table: Annotated[str, typer.Option(help="The table it should become; the likeliest if not given.")] = "",
) -> None:
    """Write a first draft of a mapping for a file of your own; save it, mend it, and name it to import."""
    sys.stdout.write(suggest_mapping(file, table or None))


@commands.command("diff")
def diff_command(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="A built edition, or a folder with tables as check reads it.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another of the same kind.")],
    format_: Annotated[str, typer.Option("--format", metavar="text|json", help="How it is written.")] = "text",
) -> None:
    """Tell what changed: rows of tables, numbers of the book, findings that turned."""
    if format_ not in ("text", "json"):
        raise unknown("format", format_, ["text", "json"])
    found = difference(old, new, rest_around(Path.cwd()))
    if format_ == "json":
        sys.stdout.write(json.dumps(found.record(), ensure_ascii=False, indent=1) + "\n")
        return
    for line in lines(found):
        _print(visible(line))
