"""Write one resolved Sphinx document as Typst markup.

The translator builds on the one of ``sphinxcontrib-typstbuilder`` and changes
what a printed book needs otherwise: numbers that are Sphinx's own, tables with
sensible column widths, captions with source lines, footnotes at the foot of
their page, and links that are checked before Typst sees them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from docutils.nodes import Element, Node, Text
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinxcontrib_typstbuilder._writer import (
    TypstTranslator,
    escape_raw_str,
)

if TYPE_CHECKING:
    from .builder import LabatlasTypstBuilder

__all__ = ["BookTranslator", "LabelRegistry", "PagePlace", "typst_string"]

logger = logging.getLogger(__name__)

_CJK = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_CJK_LINE_END = re.compile(f"(?<=[{_CJK}])[ \\t]*\\n[ \\t]*(?=[{_CJK}])")
_WHITE = re.compile(r"[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_NUMERIC = re.compile(
    r"(?:[<>~≈±]\s?)?[-+−–]?\s?(?:[A-Z]{0,3}[$€£¥])?\s?\d[\d,.\s\u00a0\u202f]*"
    r"(?:[eE][-+−]?\d+)?(?:\s?(?:%|pp|x|×|[kKMBT]|bn|mn|m|tn))?"
)
_BLANK_CELLS = {"", "-", "–", "—", "−", "…", "n/a", "N/A"}

#: Beyond this many characters a column is text to be broken into lines.
_SHORT_COLUMN = 16
_LONGEST_WEIGHT = 60

#: Characters of a cell up to which its row is kept on one page; a longer one might not fit on any.
_WHOLE_CELL = 800

#: A table of at most so many rows and characters stays in one piece; a longer one would leave a hole on the page before.
_WHOLE_ROWS = 14
_WHOLE_TABLE = 1000

_TRANSPARENT = (
    "compact_paragraph",
    "compound",
    "glossary",
    "tgroup",
    "tbody",
    "hlist",
    "hlistcol",
    "acks",
    "definition_list_item",
    # sphinx-design: boxes of the web page whose content is printed as it comes
    "PassthroughTextElement",
    "dropdown_main",
    "dropdown_title",
    "aside_main",
    "sd_badge",
    "decoration",
    "generated",
    # sphinx-jupyterbook-latex: the frame of folded code, whose content drops out by itself
    "HiddenCellNode",
)

_SILENT = (
    "comment",
    "index",
    "meta",
    "docinfo",
    "highlightlang",
    "pending",
    "substitution_definition",
    "system_message",
    "tabular_col_spec",
    "toctree",
    "title_meta",
    "header",
    "footer",
)

_UNSUPPORTED_PREFIXES = ("desc", "option", "production", "graphviz")

_WARNING_TONES = {"attention", "caution", "danger", "error", "warning", "important"}


def typst_string(text: str) -> str:
    r"""Quote text as a Typst string, so that no character of it is markup.

    Line ends become spaces, except between two Chinese, Japanese or Korean
    characters, where a line of source ends in the middle of a sentence that
    knows no spaces.

    Examples
    --------
    >>> typst_string('a "b" #c')
    '"a \\"b\\" #c"'
    """
    text = _CJK_LINE_END.sub("", text)
    text = _UNPRINTABLE.sub("", _WHITE.sub(" ", text))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _code(value: object) -> str:
    """Return a Python value as Typst code; strings are taken as text."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return typst_string(value)
    return str(value)


def _array(items: Iterable[str]) -> str:
    """Return Typst code of an array; one item needs its comma too."""
    return "(" + "".join(f"{item}, " for item in items).rstrip() + ")"


def _content(body: str) -> str:
    return f"[{body.strip()}]"


@dataclass(frozen=True)
class PagePlace:
    """Where a document stands in the book.

    Attributes
    ----------
    docname
        Sphinx's name of the document.
    level
        Heading level of the document's title, 1 for a chapter.
    part
        Caption of the part the document belongs to, if any.
    """

    docname: str
    level: int = 1
    part: str | None = None


@dataclass
class LabelRegistry:
    """Labels that were written, and links that want one.

    Typst refuses a link to a label that is not there and a label that is there
    twice; both are found out here first.
    """

    written: set[str] = field(default_factory=set)
    wanted: dict[str, Element] = field(default_factory=dict)

    def write(self, labels: Iterable[str]) -> list[str]:
        """Return the labels not written before, and note them as written."""
        fresh = [label for label in dict.fromkeys(labels) if label not in self.written]
        self.written.update(fresh)
        return fresh

    def want(self, label: str, node: Element) -> None:
        """Note a link to a label."""
        self.wanted.setdefault(label, node)

    def missing(self) -> dict[str, Element]:
        """Return the labels that are linked to but were never written."""
        return {k: v for k, v in self.wanted.items() if k not in self.written}


@dataclass
class _Cell:
    body: str
    plain: str
    colspan: int
    rowspan: int
    align: str | None

    def to_typst(self) -> str:
        named = {
            "colspan": self.colspan if self.colspan > 1 else None,
            "rowspan": self.rowspan if self.rowspan > 1 else None,
            "align": self.align,
        }
        options = ", ".join(f"{k}: {v}" for k, v in named.items() if v is not None)
        return f"table.cell({options}){_content(self.body)}" if options else _content(self.body)


@dataclass
class _Caption:
    """The words that go with a figure, a table or a listing."""

    function: str
    number: str | None
    labels: list[str]
    body: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    caption: str | None = None
    legend: str | None = None

    def _arguments(self) -> str:
        named = dict(self.options)
        if self.number is not None:
            named["number"] = _code(self.number)
        if self.caption is not None:
            named["caption"] = _content(self.caption)
        if self.legend is not None:
            named["legend"] = _content(self.legend)
        if self.labels:
            named["labels"] = _array(map(_code, self.labels))
        return ", ".join(f"{k}: {v}" for k, v in named.items())

    def to_text(self) -> str:
        return f"#{self.function}({self._arguments()})[{''.join(self.body)}]\n"


@dataclass
class _Table(_Caption):
    widths: list[int] = field(default_factory=list)
    widths_given: bool = False
    stub: int = 0
    rows: list[list[_Cell]] = field(default_factory=list)
    header_rows: int = 0

    def to_text(self) -> str:
        columns = self._columns()
        self.options = {
            "columns": _array(_column_widths(columns, self.widths if self.widths_given else None)),
            "align": _array(_column_aligns(columns)),
            "size": _table_size(len(columns)),
        }
        letters = sum(len(text) for column in columns for text, _ in column)
        if any(len(text) > _WHOLE_CELL for column in columns for text, _ in column):
            self.options["whole-rows"] = "false"
        if len(self.rows) - self.header_rows > _WHOLE_ROWS or letters > _WHOLE_TABLE:
            self.options["whole"] = "false"
        if self.stub:
            self.options["stub"] = str(self.stub)
        head, body = self.rows[: self.header_rows], self.rows[self.header_rows :]
        if head:
            self.options["header"] = _array(cell.to_typst() for row in head for cell in row)
            self.options["header-rows"] = str(len(head))
        cells = [", ".join(cell.to_typst() for cell in row) for row in body]
        arguments = ",\n  ".join([self._arguments(), *cells])
        return f"#{self.function}(\n  {arguments},\n)\n"

    def _columns(self) -> list[list[tuple[str, bool]]]:
        """Return each column's plain cell texts, with whether it is a head cell."""
        columns: list[list[tuple[str, bool]]] = [[] for _ in self.widths]
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (x, y) in taken:
                    x += 1
                taken |= {(x + dx, y + dy) for dx in range(cell.colspan) for dy in range(cell.rowspan)}
                if cell.colspan == 1 and x < len(columns):
                    columns[x].append((cell.plain, y < self.header_rows))
                x += cell.colspan
        return columns


def _join_source_lines(document: nodes.document) -> None:
    """Make the source line below a table its legend, so that the two stay together."""
    for table in list(document.findall(nodes.table)):
        after = table.next_node(siblings=True, descend=False)
        if isinstance(after, nodes.container) and "source-line" in after["classes"]:
            after.parent.remove(after)
            table += nodes.legend("", *after.children)


def _column_aligns(columns: Sequence[Sequence[tuple[str, bool]]]) -> list[str]:
    """Put columns of numbers to the right and all others to the left."""
    return ["right" if _is_numeric(column) else "left" for column in columns]


def _is_numeric(column: Sequence[tuple[str, bool]]) -> bool:
    filled = [text for text, head in column if not head and text not in _BLANK_CELLS]
    return bool(filled) and all(_NUMERIC.fullmatch(text) for text in filled)


def _column_widths(columns: Sequence[Sequence[tuple[str, bool]]], given: Sequence[int] | None) -> list[str]:
    """Choose column widths that fill the line.

    Authors' widths are kept. Otherwise short columns take what they need and
    text columns share the rest; a table of short columns only is spread evenly
    by its longest entries.
    """
    if given:
        return [f"{width}fr" for width in given]
    longest = [max((_width(text) for text, _ in column), default=1) for column in columns]
    if all(width <= _SHORT_COLUMN for width in longest):
        return [f"{max(width, 5)}fr" for width in longest]
    return ["auto" if width <= _SHORT_COLUMN else f"{min(width, _LONGEST_WEIGHT) ** 0.75:.1f}fr" for width in longest]


def _width(text: str) -> int:
    """Return the width of a text in Latin letters; a Chinese one is two wide."""
    return sum(2 if re.match(f"[{_CJK}]", char) else 1 for char in text)


def _table_size(columns: int) -> str:
    if columns <= 4:
        return "9pt"
    if columns <= 6:
        return "8.5pt"
    return "7.8pt" if columns <= 8 else "7pt"


class BookTranslator(TypstTranslator):  # type: ignore[misc,unused-ignore]
    """Translate one document of the book into Typst markup.

    The builder sets :attr:`place` before the document is walked; without it the
    document is taken as an unnumbered chapter of its own.
    """

    builder: LabatlasTypstBuilder
    pending_labels: list[str]

    def __init__(self, document: nodes.document, builder: LabatlasTypstBuilder) -> None:
        document["template"] = ""
        _join_source_lines(document)
        super().__init__(document, builder)
        docname = document.get("docname") or builder.env.docname
        self.place = PagePlace(docname)
        self.curr_files = [docname]
        self.title_seen = False
        self._in_title = False
        self._title_labels: list[str] = []
        self._headings = 0
        self._figures = 0
        self._footnotes: dict[str, nodes.footnote] = {
            id_: note for note in document.findall(nodes.footnote) for id_ in note["ids"]
        }
        self._footnotes_printed: set[str] = set()

    # Frame

    def fragment(self) -> str:
        """Return the markup of the whole document."""
        rest = "".join(f"#mlabel({_code(label)})" for label in self.pending_labels)
        self.pending_labels = []
        return "".join(self.curr_elements[0].body) + rest + "\n"

    def _emit(self, markup: str) -> None:
        self.curr_element().body.append(markup)

    def _rendered(self, children: Iterable[Node]) -> str:
        """Walk nodes apart from the document and return their markup."""
        self.append_unprocessed(None)
        for child in children:
            child.walkabout(self)
        return str(self.pop_el())

    def unknown_visit(self, node: Node) -> None:
        """Say that a node is not known; its children are printed all the same."""
        logger.warning(
            "the Typst builder does not know the node type %r; only its content is printed",
            node.__class__.__name__,
            location=node,
            type="typst",
            subtype="unknown_node",
        )

    def unknown_departure(self, node: Node) -> None:
        """Do nothing: :meth:`unknown_visit` has said what there is to say."""

    def _pass(self, node: Element) -> None:
        if node.get("ids"):
            self.add_pending_labels(node["ids"])

    def _nothing(self, node: Element) -> None:
        pass

    def _skip(self, node: Element) -> None:
        raise nodes.SkipNode

    # Labels

    def label_refs(self, labels: list[str]) -> list[str]:
        """Return the labels to write here: none in a title, none twice."""
        if self._in_title:
            # Titles are printed again in the contents and the running heads.
            return []
        return self.builder.labels.write(map(self.label_ref, labels))

    def add_pending_labels(self, labels: list[str]) -> None:
        """Keep labels for the next element that can carry them."""
        self.pending_labels += self.label_refs(labels)

    def _own_labels(self, node: Element) -> list[str]:
        labels = self.pending_labels + self.label_refs(node["ids"])
        self.pending_labels = []
        return labels

    def visit_document(self, node: Element) -> None:
        """Start the document; its own label goes to its title."""
        self.pending_labels += self.builder.labels.write([f"%{self.place.docname}"])

    def depart_document(self, node: Element) -> None:
        """End the document."""

    def visit_target(self, node: Element) -> None:
        """Label a place in the text; a target of a link elsewhere is no place."""
        if "refuri" not in node and "refid" not in node:
            self.add_pending_labels(node["ids"])

    # Sections

    def visit_section(self, node: Element) -> None:
        """Enter a section."""
        self.sectionlevel += 1
        self.add_pending_labels(node["ids"])

    def depart_section(self, node: Element) -> None:
        """Leave a section."""
        self.sectionlevel -= 1

    def visit_title(self, node: Element) -> None:
        """Write a heading; titles of boxes and tables go to their owner."""
        parent = node.parent
        if isinstance(parent, nodes.table):
            self.append_unprocessed(None)
            return
        if not isinstance(parent, nodes.section):
            self.append_markup_arg(node)
            return
        # Kept apart, or the first emphasis within the title would take them.
        self._title_labels, self.pending_labels = self.pending_labels, []
        self._in_title = True
        self.append_unprocessed(None)

    def depart_title(self, node: Element) -> None:
        """Close what :meth:`visit_title` opened."""
        parent = node.parent
        body = self.pop_el()
        if isinstance(parent, nodes.table):
            self.curr_element().caption = body
        elif isinstance(parent, nodes.section):
            self._in_title = False
            self._emit(self._heading(parent, body))
        else:
            self.curr_element().named_params["title"] = body

    def _heading(self, section: Element, title: str) -> str:
        level = self.place.level + self.sectionlevel - 1
        self._headings += 1
        labels = self._title_labels or [f"%{self.place.docname}#heading.{self._headings}"]
        options = {"labels": _array(map(_code, labels))}
        number = self._section_number(section)
        if number:
            options["number"] = _code(number)
        if self.sectionlevel == 1 and not self.title_seen:
            self.title_seen = True
            if level == 1 and self.place.part:
                options["part"] = _code(self.place.part)
        named = ", ".join(f"{k}: {v}" for k, v in options.items())
        return f"\n#book-heading({level}, {named}){_content(title)}\n"

    def _section_number(self, section: Element) -> str | None:
        numbers = self.builder.env.toc_secnumbers.get(self.place.docname, {})
        anchors = [f"#{id_}" for id_ in section["ids"]]
        if not self.title_seen:
            anchors.append("")
        for anchor in anchors:
            if number := numbers.get(anchor):
                return ".".join(map(str, number))
        return None

    def visit_subtitle(self, node: Element) -> None:
        """Write a subtitle as a line of its own."""
        if isinstance(node.parent, nodes.sidebar):
            super().visit_subtitle(node)
        else:
            self.append_block_fun(node, name="rubric")

    def depart_subtitle(self, node: Element) -> None:
        """Close the subtitle."""
        if isinstance(node.parent, nodes.sidebar):
            super().depart_subtitle(node)
        else:
            self.absorb_fun_in_body()

    # Text

    def visit_Text(self, node: Text) -> None:
        """Write text as a Typst string, in which nothing is markup."""
        text = node.astext()
        self._emit("#" + typst_string(_join_cjk_lines(node) if "\n" in text else text))

    def visit_paragraph(self, node: Element) -> None:
        """Write a paragraph; the first one of a box or a cell is bare."""
        if "source-line" in node.parent.get("classes", ()):
            self.append_block_fun(node, name="source-note")
            return
        opens = (
            isinstance(
                node.parent,
                (
                    nodes.Admonition,
                    nodes.citation,
                    nodes.definition,
                    nodes.description,
                    nodes.entry,
                    nodes.field_body,
                    nodes.footnote,
                    nodes.legend,
                    nodes.list_item,
                    nodes.topic,
                    nodes.block_quote,
                    addnodes.versionmodified,
                ),
            )
            and not "".join(self.curr_element().body).strip()
        )
        if opens or _only_pictures(node):
            self.append_unprocessed(node)
        else:
            self.append_block_fun(node, name="par", force_body=True)

    def depart_paragraph(self, node: Element) -> None:
        """Close the paragraph."""
        self.absorb_fun_in_body()

    def visit_inline(self, node: Element) -> None:
        """Print inline text; its classes are meant for the web page."""
        if "guilabel" in node["classes"]:
            self.append_inline_fun(node, name="guilabel")
            return
        labels = self._own_labels(node)
        self.append_unprocessed(None)
        for label in labels:
            self._emit(f"#mlabel({_code(label)})")

    def visit_literal(self, node: Element) -> None:
        """Write inline code; a value glued into the text is text."""
        if "text_plain" in node["classes"]:
            self.append_unprocessed(node)
        elif "kbd" in node["classes"]:
            self._emit(f"#kbd({_code(node.astext())})")
            raise nodes.SkipNode
        else:
            self.append_inline_fun(node, name="literal")

    def visit_problematic(self, node: Element) -> None:
        """Print the source of what docutils could not read; it has warned."""
        self._emit(f"#{typst_string(node.astext())}")
        raise nodes.SkipNode

    def visit_raw(self, node: Element) -> None:
        """Keep raw Typst, drop what was written for other formats."""
        if "typst" in node.get("format", "").split():
            self._emit(node.astext() + "\n")
        raise nodes.SkipNode

    def visit_versionmodified(self, node: Element) -> None:
        """Print notes such as "new in version" as a box."""
        self.append_block_fun(node, name="callout")

    # Links

    def visit_reference(self, node: Element) -> None:
        """Write a link if it leads anywhere, else only its text."""
        target = self._link(node)
        if target is None:
            self.append_unprocessed(node)
        else:
            function, destination = target
            self.append_inline_fun(node, name=function, positional_params=[typst_string(destination)])

    def _link(self, node: Element) -> tuple[str, str] | None:
        uri = node.get("refuri", "")
        if "refid" in node or uri.startswith("%"):
            label = self.label_ref(uri or node["refid"])
            self.builder.labels.want(label, node)
            return "internal-link", label
        if uri.startswith("#"):
            label = self.label_ref(uri[1:])
            self.builder.labels.want(label, node)
            return "internal-link", label
        if not urlsplit(uri).scheme and self.config.html_baseurl:
            uri = urljoin(self.config.html_baseurl, uri)
        return ("external-link", uri) if urlsplit(uri).scheme else None

    def visit_download_reference(self, node: Element) -> None:
        """Print the name of a file that only the web edition offers."""
        self.append_unprocessed(node)

    def depart_download_reference(self, node: Element) -> None:
        """Close the name."""
        self.absorb_fun_in_body()

    def visit_transition(self, node: Element) -> None:
        """Draw a rule, but none before footnotes, which are elsewhere on paper."""
        siblings = node.parent.children[node.parent.index(node) + 1 :]
        if any(not isinstance(sibling, nodes.footnote) for sibling in siblings):
            self._emit("#horizontalrule()\n")
        raise nodes.SkipNode

    # Footnotes and citations

    def visit_footnote_reference(self, node: Element) -> None:
        """Put the note where it is referred to: Typst sets it at the foot."""
        id_ = node["refid"]
        label = _code(self.label_ref(id_))
        if id_ in self._footnotes_printed:
            self._emit(f"#footnote(label({label}))")
        elif id_ in self._footnotes:
            self._footnotes_printed.add(id_)
            self.builder.labels.write([self.label_ref(id_)])
            note = self._rendered(
                child for child in self._footnotes[id_].children if not isinstance(child, nodes.label)
            )
            self._emit(f"#[#footnote{_content(note)}#label({label})]")
        raise nodes.SkipNode

    visit_footnote = _skip

    def visit_citation(self, node: Element) -> None:
        """Write an entry of the bibliography."""
        self.append_block_fun(node, name="citation-entry")

    def visit_label(self, node: Element) -> None:
        """Give a bibliography entry its key, if the text cites by keys."""
        if str(getattr(self.config, "bibtex_reference_style", "")).startswith("author_year"):
            raise nodes.SkipNode
        self.append_markup_arg(None)

    def depart_label(self, node: Element) -> None:
        """Close the key."""
        key = self.pop_el()
        self.curr_element().named_params["key"] = key

    # Lists

    def visit_bullet_list(self, node: Element) -> None:
        """Write a list; one of single paragraphs is set tight."""
        self.append_block_fun(node, name="list", named_params={"tight": _code(_is_tight(node))})

    def visit_enumerated_list(self, node: Element) -> None:
        """Write a numbered list with its own first number and kind of number."""
        numbering = {
            "arabic": "1",
            "loweralpha": "a",
            "upperalpha": "A",
            "lowerroman": "i",
            "upperroman": "I",
        }[node.get("enumtype", "arabic")]
        pattern = node.get("prefix", "") + numbering + (node.get("suffix") or ".")
        self.append_block_fun(
            node,
            name="enum",
            named_params={
                "tight": _code(_is_tight(node)),
                "start": str(node.get("start", 1)),
                "numbering": _code(pattern),
            },
        )

    def visit_definition_list(self, node: Element) -> None:
        """Write a list of terms."""
        self._definitions(node)

    def _definitions(self, node: Element) -> None:
        labels = self._own_labels(node)
        items: list[str] = []
        for item in node.children:
            heads = [child for child in item.children if not isinstance(child, nodes.definition)]
            bodies = [child for child in item.children if isinstance(child, nodes.definition)]
            if heads and bodies:
                terms = '#", "'.join(self._rendered([head]) for head in heads)
                body = self._rendered(child for part in bodies for child in part.children)
                items.append(f"({_content(terms)}, {_content(body)})")
        marks = "".join(f"#mlabel({_code(label)})" for label in labels)
        self._emit(f"{marks}#definitions({', '.join(items)})\n")
        raise nodes.SkipNode

    def visit_term(self, node: Element) -> None:
        """Write a term, which can be linked to."""
        self.visit_inline(node)

    def depart_term(self, node: Element) -> None:
        """Close the term."""
        self.absorb_fun_in_body()

    visit_classifier = visit_term
    depart_classifier = depart_term

    # Figures

    def _number(self, node: Element) -> str | None:
        """Return the number Sphinx gave a figure, with its word: "Fig. 2.3"."""
        kind = self.builder.env.domains["std"].get_enumerable_node_type(node)  # type: ignore[attr-defined,unused-ignore]
        if not kind or not self.config.numfig:
            return None
        numbers = self.builder.env.toc_fignumbers.get(self.place.docname, {}).get(kind, {})
        for id_ in node["ids"]:
            if id_ in numbers:
                pattern: str = self.config.numfig_format.get(kind, "%s")
                return pattern % ".".join(map(str, numbers[id_]))
        return None

    def visit_figure(self, node: Element) -> None:
        """Open a figure; caption and source line join it as they come."""
        self._figures += 1
        labels = self._own_labels(node) or self.builder.labels.write([f"%{self.place.docname}#figure.{self._figures}"])
        figure = _Caption("book-figure", self._number(node), labels)
        if _stands_free(node):
            figure.options["floats"] = "true"
        self.append_el(figure)

    def visit_caption(self, node: Element) -> None:
        """Open a caption."""
        self.append_unprocessed(node)

    def depart_caption(self, node: Element) -> None:
        """Hand the caption to its figure."""
        body = self.pop_el()
        owner = self.curr_element()
        if isinstance(owner, _Caption):
            owner.caption = body
        else:
            self._emit(f"#rubric{_content(body)}\n")

    def depart_legend(self, node: Element) -> None:
        """Hand the legend to its figure."""
        body = self.pop_el()
        owner = self.curr_element()
        if isinstance(owner, _Caption):
            owner.legend = body
        else:
            self._emit(f"#source-note{_content(body)}\n")

    def visit_image(self, node: Element) -> None:
        """Write an image with its alternative text."""
        uri = node["uri"]
        if uri not in self.builder.images:
            logger.warning("image cannot be printed: %s", uri, location=node, type="typst")
            raise nodes.SkipNode
        path = posixpath.join(self.builder.imagedir, self.builder.images[uri])
        named = {"alt": _code(_alternative_text(node))}
        if width := self._picture_width(node):
            named["width"] = width
        options = ", ".join(f"{k}: {v}" for k, v in named.items())
        for label in self._own_labels(node):
            self._emit(f"#mlabel({_code(label)})")
        self._emit(f"#{_picture_function(node)}({escape_raw_str(path)}, {options})\n")
        raise nodes.SkipNode

    def _picture_width(self, node: Element) -> str | None:
        width = node.get("width")
        figure = _ancestor(node, nodes.figure)
        if width is None and figure is not None and figure.get("width") != "image":
            width = figure.get("width")
        match = re.fullmatch(r"([\d.]+)\s*(pt|mm|cm|in|em|%|px|)", str(width or ""))
        if match is None:
            return None
        amount, unit = match.groups()
        # A CSS pixel is 3/4 of a point.
        return f"{float(amount) * 0.75:g}pt" if unit in ("px", "") else f"{amount}{unit}"

    # Code and notebook output

    def visit_container(self, node: Element) -> None:
        """Drop the code of notebooks, frame numbered listings, pass the rest."""
        if node.get("nb_element") == "cell_code_source" or "cell_input" in node["classes"]:
            raise nodes.SkipNode
        if "literal-block-wrapper" in node["classes"] or node.get("literal_block"):
            listing = _Caption("book-figure", self._number(node), self._own_labels(node))
            listing.options["kind"] = "raw"
            self.append_el(listing)
            return
        self.append_unprocessed(node)

    def depart_container(self, node: Element) -> None:
        """Close the container."""
        self.absorb_fun_in_body()

    def visit_literal_block(self, node: Element) -> None:
        """Write a block of code; reprs and messages of a notebook are not for print."""
        classes = set(node["classes"])
        if "traceback" in classes:
            logger.warning("a notebook cell has failed", location=node, type="typst")
        if "output" in classes and classes & {"text_plain", "stderr", "traceback"}:
            raise nodes.SkipNode
        language = node.get("language", "")
        named = "block: true" + (f", lang: {_code(language)}" if language else "")
        for label in self._own_labels(node):
            self._emit(f"#mlabel({_code(label)})")
        source = _UNPRINTABLE.sub("", node.astext())
        self._emit(f"#raw({named}, {escape_raw_str(source)})\n")
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    def visit_block_quote(self, node: Element) -> None:
        """Write a quotation."""
        self.append_block_fun(node, name="book-quote")

    # Tables

    def visit_table(self, node: Element) -> None:
        """Open a table."""
        given = "colwidths-given" in node.get("classes", ())
        labels = self._own_labels(node)
        self.append_el(_Table("book-table", self._number(node), labels, widths_given=given))

    def visit_colspec(self, node: Element) -> None:
        """Note the width of a column."""
        table = self.curr_element()
        table.widths.append(int(node["colwidth"]))
        table.stub += 1 if node.get("stub") else 0
        raise nodes.SkipNode

    visit_thead = _nothing

    def depart_thead(self, node: Element) -> None:
        """Note how many rows the head has."""
        self.curr_element().header_rows = len(node.children)

    def visit_row(self, node: Element) -> None:
        """Open a row."""
        self.curr_element().rows.append([])

    def visit_entry(self, node: Element) -> None:
        """Open a cell."""
        self.append_unprocessed(None)
        for label in self._own_labels(node):
            self._emit(f"#mlabel({_code(label)})")

    def depart_entry(self, node: Element) -> None:
        """Put the cell into the row."""
        body = self.pop_el()
        classes = node.get("classes", ())
        aligns = {"text-left": "left", "text-center": "center", "text-right": "right"}
        cell = _Cell(
            body=body,
            plain=node.astext().strip(),
            colspan=1 + node.get("morecols", 0),
            rowspan=1 + node.get("morerows", 0),
            align=next((aligns[name] for name in classes if name in aligns), None),
        )
        self.curr_element().rows[-1].append(cell)

    # Boxes

    def _visit_box(self, node: Element) -> None:
        kind = node.tagname
        tone = "warning" if _WARNING_TONES & {kind, *node["classes"]} else "plain"
        self.append_block_fun(node, name="callout", named_params={"tone": _code(tone)})
        if kind in admonitionlabels:
            title = str(admonitionlabels[kind])
            self.curr_element().named_params["title"] = _content("#" + typst_string(title))

    def _depart_box(self, node: Element) -> None:
        self.absorb_fun_in_body()

    visit_admonition = visit_attention = visit_caution = visit_danger = _visit_box
    visit_error = visit_hint = visit_important = visit_note = visit_tip = _visit_box
    visit_warning = visit_seealso = visit_topic = _visit_box

    # Mathematics

    def visit_math(self, node: Element) -> None:
        """Print a formula as LaTeX and warn: the book has none yet, and there is no converter to rely on."""
        logger.warning("the Typst builder prints the formula as LaTeX: %s", node.astext(), location=node, type="typst")
        for label in self._own_labels(node):
            self._emit(f"#mlabel({_code(label)})")
        self._emit(f"#{typst_string(node.astext())}")
        raise nodes.SkipNode

    visit_math_block = visit_math


def _complete(translator: type[BookTranslator]) -> None:
    """Add the visitors of nodes that have no look of their own on paper."""
    for name in _TRANSPARENT:
        setattr(translator, f"visit_{name}", BookTranslator._pass)
        setattr(translator, f"depart_{name}", BookTranslator._nothing)
    for name in _SILENT:
        setattr(translator, f"visit_{name}", BookTranslator._skip)
    for method in dir(TypstTranslator):
        name = method.removeprefix("visit_")
        # The template draws no API signatures; their content is not to be lost.
        if name != method and name.startswith(_UNSUPPORTED_PREFIXES):
            setattr(translator, f"visit_{name}", BookTranslator.unknown_visit)
            setattr(translator, f"depart_{name}", BookTranslator.unknown_departure)


_complete(BookTranslator)


def _join_cjk_lines(node: Text) -> str:
    """Return a text without the line ends that its neighbours show to be no spaces.

    MyST makes a text node of its own of every line end.
    """
    siblings = node.parent.children
    at = next(i for i, sibling in enumerate(siblings) if sibling is node)
    before = siblings[at - 1].astext()[-1:] if at else ""
    after = siblings[at + 1].astext()[:1] if at + 1 < len(siblings) else ""
    joined = _CJK_LINE_END.sub("", before + node.astext() + after)
    return joined[len(before) : len(joined) - len(after)]


def _only_pictures(node: Element) -> bool:
    """Tell whether a paragraph is nothing but pictures."""
    return (
        bool(node.children)
        and all(
            isinstance(child, nodes.image)
            or (isinstance(child, nodes.reference) and _only_pictures(child))
            or (isinstance(child, Text) and not child.strip())
            for child in node.children
        )
        and any(not isinstance(child, Text) for child in node.children)
    )


def _picture_function(node: Element) -> str:
    if _ancestor(node, nodes.figure) is not None:
        return "picture"
    parent = node.parent
    if isinstance(parent, nodes.TextElement) and not _only_pictures(parent):
        return "inline-picture"
    return "block-picture"


def _alternative_text(node: Element) -> str:
    """Return what an image says: its alt text, else the caption it goes with."""
    figure = _ancestor(node, nodes.figure)
    captions = list(figure.findall(nodes.caption)) if figure is not None else []
    caption = captions[0].astext() if captions else ""
    return node.get("alt") or caption or posixpath.splitext(posixpath.basename(node["uri"]))[0]


def _ancestor(node: Node, kind: type[Element]) -> Element | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parent
    return parent


def _stands_free(node: Element) -> bool:
    """Tell whether an element stands in the text itself, not in a box or a list."""
    parent = node.parent
    while isinstance(parent, (nodes.section, nodes.container)):
        parent = parent.parent
    return isinstance(parent, nodes.document)


def _is_tight(node: Element) -> bool:
    return all(len(item.children) == 1 for item in node.children if isinstance(item, Element))
