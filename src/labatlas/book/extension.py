"""The Sphinx extension of the book: its style sheet, its page of table definitions, no request to the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from labatlas import __version__
from labatlas.book.dictionary import dictionary_markdown

STATIC = Path(__file__).parent / "static"


class DataDictionary(SphinxDirective):
    """``{data-dictionary}``: every table with its columns, units and allowed values, read off the definitions."""

    def run(self) -> list[nodes.Node]:
        """Return the parsed page."""
        return self.parse_text_to_nodes(dictionary_markdown(), allow_section_headings=True)


def stay_offline(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Drop scripts that a page would fetch from the network: the book is read offline."""
    context["script_files"] = [
        script for script in context.get("script_files", []) if not str(getattr(script, "filename", script)).startswith("http")
    ]


def add_static_files(app: Sphinx) -> None:
    """Ship the style sheet from the package, wherever the book is built."""
    app.config.html_static_path.append(str(STATIC))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_directive("data-dictionary", DataDictionary)
    app.connect("builder-inited", add_static_files)
    app.connect("html-page-context", stay_offline, priority=900)
    app.add_css_file("labatlas.css")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
