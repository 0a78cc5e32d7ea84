"""The Sphinx extension of the book: its style sheet, its page of table definitions, no request to the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from fontTools import subset
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from labatlas import __version__
from labatlas.book import facts
from labatlas.book.dictionary import dictionary_markdown
from labatlas.figures.style import chinese_font

STATIC = Path(__file__).parent / "static"


class DataDictionary(SphinxDirective):
    """``{data-dictionary}``: every table with its columns, units and allowed values, read off the definitions."""

    def run(self) -> list[nodes.Node]:
        """Return the parsed page."""
        return self.parse_text_to_nodes(dictionary_markdown(), allow_section_headings=True)


#: Marks of scripts that the book does without: live kernels, and whatever would come from the network.
UNWANTED = ("thebe", "http://", "https://")


def stay_offline(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Drop scripts that start kernels or fetch from the network: the book is read offline."""
    context["script_files"] = [script for script in context.get("script_files", []) if not _is_unwanted(script)]


def _is_unwanted(script: Any) -> bool:
    name = str(getattr(script, "filename", script) or "")
    body = str(getattr(script, "attributes", {}).get("body") or "")
    return any(mark in text.lower() for mark in UNWANTED for text in (name, body))


#: Everything that only a Chinese font draws: the CJK blocks, their punctuation and full-width forms.
CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


def write_chinese_font(app: Sphinx, exception: Exception | None) -> None:
    """Ship the Chinese characters of the book as a web font, for readers whose system has none."""
    if exception or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    used = {character for page in outdir.rglob("*.html") for character in CJK.findall(page.read_text(encoding="utf-8"))}
    options = subset.Options(flavor="woff", layout_features=["*"], notdef_outline=True)
    font = subset.load_font(str(chinese_font()), options)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in used or {"\u3000"}])
    subsetter.subset(font)
    subset.save_font(font, str(outdir / "_static" / "labatlas-cjk.woff"), options)


def add_static_files(app: Sphinx) -> None:
    """Ship the style sheet from the package, wherever the book is built."""
    app.config.html_static_path.append(str(STATIC))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_directive("data-dictionary", DataDictionary)
    facts.setup(app)
    app.connect("builder-inited", add_static_files)
    app.connect("html-page-context", stay_offline, priority=900)
    app.connect("build-finished", write_chinese_font)
    app.add_css_file("labatlas.css")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
