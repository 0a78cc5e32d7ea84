"""Turn the outputs of a chapter into numbered Sphinx figures and tables with captions and source lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer

from labatlas.book import facts
from labatlas.chapters.publishing import FIGURE_MIME, MYST_MIME


class FigureOutput(MimeRenderPlugin):
    """Renders `labatlas.chapters.publishing.FIGURE_MIME`; registered as an entry point of MyST-NB."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [("*", FIGURE_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return a figure node, or None for every other kind of output."""
        if inline or data.mime_type != FIGURE_MIME:
            return None
        content = data.content
        drawing = str(content["svg"]).encode()
        name = f"{content['name']}-{hashlib.sha256(drawing).hexdigest()[:12]}.svg"
        uri = renderer.write_file([name], drawing, overwrite=False, exists_ok=True)
        figure = nodes.figure("", nodes.image(uri=uri, alt=content["alt"]), classes=["labatlas-figure"])
        figure.source, figure.line = renderer.renderer.document["source"], data.line
        figure += nodes.caption(content["caption"], "", *_inline(renderer, data, content["caption"]))
        figure += nodes.legend(
            "", nodes.paragraph("", "", *_inline(renderer, data, content["source"]), classes=["source-line"])
        )
        figure["names"].append(content["name"])
        renderer.renderer.document.note_explicit_target(figure, figure)
        return [figure]


class MystOutput(MimeRenderPlugin):
    """Renders `labatlas.chapters.publishing.MYST_MIME`; registered as an entry point of MyST-NB."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [("*", MYST_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the parsed nodes, or None for every other kind of output."""
        if inline or data.mime_type != MYST_MIME:
            return None
        parsed = renderer.render_markdown(
            MimeData("text/markdown", data.content["text"], cell_metadata=data.cell_metadata, line=data.line)
        )
        facts.tell(parsed, data.content["facts"])
        return parsed


def _inline(renderer: NbElementRenderer, data: MimeData, text: str) -> list[nodes.Node]:
    """Parse a line of MyST Markdown into inline nodes."""
    line = MimeData("text/markdown", text, cell_metadata=data.cell_metadata, line=data.line)
    parsed: list[nodes.Node] = []
    for element in renderer.render_markdown_inline(line):
        parsed += element.children if isinstance(element, nodes.paragraph) else [element]
    return parsed
