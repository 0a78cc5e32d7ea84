"""Numbers in prose that tell, at the pointer or the keyboard, where they come from."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class fact(nodes.inline):
    """A computed number, named in lower case as docutils wants its nodes; ``key`` names its provenance, ``told`` is the provenance in words."""


class FactRole(SphinxRole):
    """``{fact}`key 1,146```: a number of `labatlas.chapters.citations.fact`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as a node that does not know its provenance yet."""
        key, _, text = self.text.partition(" ")
        return [fact(self.rawtext, text, key=key)], []


def tell(elements: list[nodes.Element], provenance: dict[str, str]) -> None:
    """Give every number below some nodes its provenance."""
    for element in elements:
        for number in element.findall(fact):
            number["told"] = provenance[number["key"]]


def visit_html(translator: Any, node: fact) -> None:
    """Open a number that can be pointed at and reached by the keyboard."""
    node["number"] = translator.facts_shown = getattr(translator, "facts_shown", 0) + 1
    translator.body.append(f'<span class="fact" tabindex="0" role="note" aria-describedby="fact-{node["number"]}">')


def depart_html(translator: Any, node: fact) -> None:
    """Close it with its provenance, which the style sheet shows when it is wanted."""
    told = html.escape(node["told"])
    translator.body.append(f'<span class="fact-source" role="tooltip" id="fact-{node["number"]}">{told}</span></span>')


def visit_print(translator: Any, node: fact) -> None:
    """Print the number; on paper the notes of the chapter say where it comes from."""
    translator.visit_inline(node)


def depart_print(translator: Any, node: fact) -> None:
    """Close what `visit_print` opened."""
    translator.depart_inline(node)


def setup(app: Sphinx) -> None:
    """Register the role and its node."""
    app.add_role("fact", FactRole())
    app.add_node(fact, html=(visit_html, depart_html), typst=(visit_print, depart_print))
    app.add_js_file("labatlas.js")
