"""Render executed chapters with Jupyter Book: HTML, and PDF by Typst from the same doctrees."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from labatlas.book.project import Project, pages, with_first, without
from labatlas.errors import BuildError

#: For each format the arguments of Jupyter Book, where the result is, and what it becomes.
FORMATS: dict[str, tuple[list[str], str, str]] = {
    "html": (["--builder", "html"], "html", "html"),
    "pdf": (
        ["--builder", "custom", "--custom-builder", "labatlas-typst"],
        "labatlas-typst/labatlas.pdf",
        "labatlas.pdf",
    ),
}

#: Jupyter Book of this very environment; it cannot be run as a module.
JUPYTER_BOOK = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]

#: The page that tells what changed since another book; it is made, not written.
SINCE = "chapters/what-changed"

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def stage(
    project: Project, notebooks: Mapping[str, Path], references: Path, folder: Path, config: Mapping[str, Any],
    since: str | None = None,
) -> None:  # fmt: skip
    """Lay out the sources of the book: executed notebooks, pages, table of contents, settings, bibliography.

    Parameters
    ----------
    project
        The project.
    notebooks
        Executed notebook of each chapter that is in the book.
    references
        The BibTeX file.
    folder
        Where to lay out; made here.
    config
        Sphinx settings of the edition, on top of ``_config.yml``.
    since
        The page that tells what changed, MyST Markdown; it opens the last part of the book. None for no such page.
    """
    left_out = {f"chapters/{chapter}" for chapter in project.chapters if chapter not in notebooks}
    toc = without(project.toc, left_out)
    made = {} if since is None else {SINCE: since}
    toc = with_first(toc, SINCE) if made else toc
    (folder / "chapters").mkdir(parents=True)
    (folder / "data").mkdir()
    for page in pages(toc):
        if page in made:
            (folder / f"{page}.md").write_text(made[page], encoding="utf-8")
            continue
        executed = notebooks.get(Path(page).name)
        source = executed or project.root / f"{page}.md"
        shutil.copy(source, folder / f"{page}{source.suffix}")
    shutil.copy(references, folder / "data" / "references.bib")
    settings = project.config
    settings["title"] = config.get("html_title", settings["title"])
    settings["execute"]["execute_notebooks"] = "off"
    settings["sphinx"]["config"] |= config
    _write_yaml(folder / "_config.yml", settings)
    _write_yaml(folder / "_toc.yml", toc)


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False), encoding="utf-8")


def render(kind: str, sources: Path, work: Path, target: Path) -> None:
    """Render the staged book in one format.

    Parameters
    ----------
    kind
        A key of `FORMATS`.
    sources
        Result of `stage`.
    work
        Folder for Sphinx's own files; formats rendered after each other share its doctrees.
    target
        Folder that receives the result.

    Raises
    ------
    BuildError
        If Sphinx fails or warns.
    """
    arguments, result, name = FORMATS[kind]
    command = [*JUPYTER_BOOK, "build", str(sources), "--path-output", str(work), "-W", "--keep-going", "-q", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BuildError(f"the {kind.upper()} could not be made:\n{complaints(done.stdout + done.stderr, sources)}")
    shutil.move(work / "_build" / result, target / name)


def complaints(log: str, sources: Path) -> str:
    """Pick from Sphinx's log what went wrong, with file names as the author knows them."""
    lines = [ANSI.sub("", line).replace(f"{sources}/", "") for line in log.splitlines()]
    telling = [line for line in lines if re.search(r"WARNING|ERROR|Error\b|error:", line)]
    return "\n".join(f"  {line.strip()}" for line in dict.fromkeys(telling or lines[-15:]) if line.strip())
