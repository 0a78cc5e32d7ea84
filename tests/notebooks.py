"""Run the code of a chapter's notebook in this process, without a kernel, and keep what it publishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ("talent", "compute", "licensing", "organizations")
PAGES = ("findings", *CHAPTERS, "evidence", "names")


def cells(name: str, kind: str) -> list[Any]:
    """Return the cells of one kind of a chapter."""
    notebook = nbformat.read(ROOT / "chapters" / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def run(name: str, monkeypatch: Any, **parameters: Any) -> list[dict[str, Any]]:
    """Run a chapter with parameters and return the bundles it published, drawings left undrawn."""
    from labatlas.chapters import publishing

    published: list[dict[str, Any]] = []
    monkeypatch.setattr(publishing, "publish", lambda bundle: published.append(dict(bundle)))
    monkeypatch.setattr(publishing, "svg_text", lambda figure: f"<svg>{len(figure.axes)} axes</svg>")
    monkeypatch.setattr("myst_nb.glue", lambda *args, **options: None)
    space: dict[str, Any] = {}
    for cell in cells(name, "code"):
        exec(compile(cell.source, f"{name}.ipynb", "exec"), space)
        if "parameters" in cell.metadata.get("tags", []):
            space |= parameters
    return published


def text_of(published: list[dict[str, Any]]) -> str:
    """Return everything a reader would read of what a chapter published."""
    from labatlas.chapters.publishing import FIGURE_MIME, MYST_MIME

    parts = []
    for bundle in published:
        if FIGURE_MIME in bundle:
            figure = bundle[FIGURE_MIME]
            parts += [figure["caption"], figure["alt"], figure["source"]]
        else:
            # A number is read, the name of its provenance is not.
            parts.append(re.sub(r"\{fact\}`\S+ ([^`]*)`", r"\1", bundle[MYST_MIME]["text"]))
    return "\n".join(parts)
