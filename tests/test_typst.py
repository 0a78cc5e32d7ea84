"""The printed book: what the Typst builder writes, and what the PDF holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest
import typst
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from labatlas.book.typst import CONFIG_VALUES, MIME_TYPES, TypstCompileError
from labatlas.book.typst.builder import contents_title, licensed_fonts
from labatlas.book.typst.writer import LabelRegistry, typst_string

SPECIAL = r"# $ * _ @ < > ` \ [ ] // ~ ' = - + / { } ^ % & | ; #let x = 1; $x$ *b* <l> @r"

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="120pt" viewBox="0 0 300 120">'
    '<path d="M10 110 L290 10" stroke="#1b4965" stroke-width="3" fill="none"/></svg>'
)

BIB = """
@book{chandler1977, author={Chandler, Alfred D.}, title={The Visible Hand},
  publisher={Harvard University Press}, year={1977}}
"""

CONFIG = {
    "extensions": ["myst_nb", "sphinx.ext.mathjax", "sphinxcontrib.bibtex", "labatlas.book.typst"],
    "project": "Atlas of Demonstration",
    "author": "Ada Example and Wei Zhang",
    "root_doc": "intro",
    "numfig": True,
    "nb_execution_mode": "off",
    "bibtex_bibfiles": ["references.bib"],
    "bibtex_reference_style": "author_year",
    "myst_enable_extensions": ["dollarmath", "deflist", "colon_fence"],
    "suppress_warnings": ["config.cache"],
}


@dataclass
class Build:
    """One run of the builder."""

    outdir: Path
    warnings: str

    @property
    def source(self) -> str:
        """The Typst source of the book."""
        return (self.outdir / "labatlas.typ").read_text("utf-8")

    @property
    def pdf(self) -> pypdf.PdfReader:
        """The PDF."""
        return pypdf.PdfReader(self.outdir / "labatlas.pdf")

    @property
    def text(self) -> str:
        """All text of the PDF, with its line breaks made spaces."""
        return " ".join(" ".join(page.extract_text().split()) for page in self.pdf.pages)


def run(
    srcdir: Path,
    builder: str = "labatlas-typst",
    setup: Callable[[Sphinx], None] | None = None,
    **config: Any,
) -> Build:
    """Build a folder of sources; its doctrees are shared between builders."""
    build = srcdir.parent / "build"
    warning = StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=srcdir,
            confdir=None,
            outdir=build / builder,
            doctreedir=build / ".doctrees",
            buildername=builder,
            confoverrides={**CONFIG, **config},
            status=None,
            warning=warning,
        )
        if setup:
            setup(app)
        app.build()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", warning.getvalue())
    return Build(build / builder, plain)


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Build]:
    """Build a book of one MyST page."""

    def build(markdown: str, **config: Any) -> Build:
        srcdir = tmp_path / "src"
        srcdir.mkdir(exist_ok=True)
        (srcdir / "intro.md").write_text(markdown, "utf-8")
        (srcdir / "line.svg").write_text(SVG, "utf-8")
        (srcdir / "references.bib").write_text(BIB, "utf-8")
        return run(srcdir, **config)

    return build


def notebook() -> nbformat.NotebookNode:
    """Return an executed notebook with every kind of output."""
    v4 = nbformat.v4
    table = (
        "```{list-table} Chips by laboratory\n:name: tab-chips\n:header-rows: 1\n\n"
        "* - Laboratory\n  - Chips\n" + "".join(f"* - Lab {i} 智谱\n  - {1000 * i:,}\n" for i in range(60)) + "```\n"
    )
    figure = {
        "figure": {"name": "fig-run", "caption": "Cost of a run."},
        "image": {"alt": "A rising line of costs"},
    }
    book = v4.new_notebook(
        metadata={
            "mystnb": {"render_markdown_format": "myst"},
            "language_info": {"name": "python", "pygments_lexer": "ipython3"},
        },
        cells=[
            v4.new_markdown_cell(
                "# Compute\n\n(sec-cost)=\n## The cost\n\n"
                "The share is {glue:}`share`. See {numref}`fig-run` and {numref}`tab-chips`."
            ),
            v4.new_code_cell(
                "SECRET_CODE = 1",
                outputs=[
                    v4.new_output("stream", name="stderr", text="STDERR_NOISE"),
                    v4.new_output(
                        "execute_result",
                        {"text/plain": "<Axes: REPR_NOISE>", "text/html": "<b>HTML_NOISE</b>"},
                    ),
                ],
            ),
            v4.new_code_cell(
                "plot()",
                metadata={"mystnb": figure},
                outputs=[v4.new_output("display_data", {"image/svg+xml": SVG, "text/plain": "REPR_NOISE"})],
            ),
            v4.new_code_cell(
                "show()",
                outputs=[v4.new_output("display_data", {"text/markdown": table, "text/plain": "REPR_NOISE"})],
            ),
            v4.new_code_cell(
                "glue()",
                outputs=[
                    v4.new_output(
                        "display_data",
                        {"text/plain": "42.5%"},
                        metadata={"scrapbook": {"name": "share", "mime_prefix": ""}},
                    )
                ],
            ),
        ],
    )
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
    return book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    """Build a book of several pages as HTML and then, on the same doctrees, as PDF."""
    srcdir = tmp_path_factory.mktemp("book") / "src"
    srcdir.mkdir()
    (srcdir / "intro.md").write_text(
        "# Preface\n\nRead {cite}`chandler1977`, {doc}`talent`, {ref}`sec-cost`, {numref}`fig-line`.\n\n"
        "```{toctree}\n:caption: Part I\n:numbered:\n\ntalent\ncompute\n```\n\n"
        "```{toctree}\n:caption: Appendices\n\nreferences\n```\n",
        "utf-8",
    )
    (srcdir / "talent.md").write_text(
        "# Talent 人才\n\n清华大学的团队创立了\n智谱。\n\n## Growth\n\nIt grew.[^1]\n\n"
        "```{figure} line.svg\n:name: fig-line\n:alt: A line that rises\n\n"
        "Headcount of one laboratory.\n\nSource: company filings.\n```\n\n"
        "[^1]: Measured at *year end*.\n\n[A site](https://example.org/a_b#c)\n",
        "utf-8",
    )
    nbformat.write(notebook(), str(srcdir / "compute.ipynb"))
    (srcdir / "references.md").write_text("# References\n\n```{bibliography}\n```\n", "utf-8")
    (srcdir / "line.svg").write_text(SVG, "utf-8")
    (srcdir / "references.bib").write_text(BIB, "utf-8")
    html = run(srcdir, "html")
    pdf = run(
        srcdir,
        typst_subtitle="Built in the dark",
        typst_edition="First edition, as of 30 June 2025",
        typst_publisher="Demonstration Press",
        typst_keywords=["talent", "compute"],
        typst_imprint=["All rights reversed."],
    )
    return html, pdf


# --- Text is text -----------------------------------------------------------


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_survives_as_a_typst_string(text: str) -> None:
    literal = typst_string(text)
    value = json.loads(typst.eval(b"", literal))
    assert re.sub(r"\s+", "", value) == re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+", "", text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_printable_character_acts_as_markup(text: str) -> None:
    source = f"#set page(width: auto)\n#set text(ligatures: false)\n#{typst_string(text)}"
    pdf = pypdf.PdfReader(BytesIO(typst.compile(source.encode(), format="pdf")))
    assert pdf.pages[0].extract_text().strip() == text


def test_special_characters_in_a_page_are_printed_as_they_are(page: Callable[..., Build]) -> None:
    escaped = re.sub(r"([^\w\s])", r"\\\1", SPECIAL)
    build = page(f"# Special {escaped}\n\n{escaped}\n\n`{'x # $ * _ @ [ ]'}`\n", smartquotes=False)
    assert build.warnings == ""
    assert build.text.count(SPECIAL) >= 2
    assert "x # $ * _ @ [ ]" in build.text


def test_line_ends_between_chinese_characters_are_no_spaces() -> None:
    assert typst_string("清华\n大学 AI\n实验室") == '"清华大学 AI 实验室"'


# --- Formulas ---------------------------------------------------------------


def test_a_formula_is_printed_as_latex_and_warned_of(page: Callable[..., Build]) -> None:
    build = page("# A\n\n$\\oiint x$\n")
    assert "prints the formula as LaTeX: \\oiint x" in build.warnings
    assert "\\oiint x" in build.text


# --- The writer -------------------------------------------------------------


def test_a_label_is_written_once_and_a_missing_one_is_known() -> None:
    labels = LabelRegistry()
    assert labels.write(["a", "b", "a"]) == ["a", "b"]
    assert labels.write(["b", "c"]) == ["c"]
    for name in ("c", "d"):
        labels.want(name, nodes.reference())
    assert set(labels.missing()) == {"d"}


def test_a_link_to_nowhere_is_warned_of_and_printed(page: Callable[..., Build]) -> None:
    def break_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        for reference in doctree.findall(nodes.reference):
            reference["refid"] = "gone"

    build = page("# A\n\n(here)=\n## Here\n\nSee [the place](#here).\n")
    assert build.warnings == ""
    srcdir = build.outdir.parent.parent / "src"
    broken = run(srcdir, setup=lambda app: app.connect("doctree-resolved", break_links) and None)
    assert "leads nowhere in the PDF: intro#gone" in broken.warnings
    assert "See the place." in broken.text


def test_an_unknown_node_is_named_and_its_content_kept(page: Callable[..., Build]) -> None:
    class odd_thing(nodes.General, nodes.Element):
        pass

    def insert(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        doctree[0].append(odd_thing("", nodes.paragraph("", "Kept all the same.")))

    build = page("# A\n\nB\n")
    srcdir = build.outdir.parent.parent / "src"
    odd = run(srcdir, setup=lambda app: app.connect("doctree-resolved", insert) and None)
    assert "does not know the node type 'odd_thing'" in odd.warnings
    assert "Kept all the same." in odd.text


def test_every_common_block_is_printed_without_a_warning(page: Callable[..., Build]) -> None:
    build = page(
        """# Blocks

```{note}
A note.
```

```{warning}
A warning.
```

```{admonition} Finding 1
:class: dropdown
Opened.
```

> Quoted text.

- one
- two

  with more

3. third
4. fourth

Term
: Its definition.

```python
print("raw # code")
```

| Left | Number |
|:--|--:|
| a | 1 |

```{glossary}
Licence
  A permission.
```

```{only} html
Only on the web.
```

```{raw} html
<p>RAW_HTML</p>
```

% a comment

```{rubric} A rubric
```

![A rising line](line.svg)

```{topic} A topic
Its text.
```

Line *emphasis* **strong** `code` H{sub}`2`O {term}`Licence`
"""
    )
    assert build.warnings == ""
    text = build.text
    for wanted in (
        "A note.",
        "Warning",
        "Finding 1",
        "Opened.",
        "Quoted text.",
        "with more",
        "3. third",
        "Its definition.",
        'print("raw # code")',
        "A permission.",
        "A rubric",
        "Its text.",
        "emphasis",
    ):
        assert wanted in text, wanted
    for unwanted in ("Only on the web", "RAW_HTML", "a comment"):
        assert unwanted not in text, unwanted
    assert 'alt: "A rising line"' in build.source


def test_a_table_stays_whole_only_while_it_is_short(page: Callable[..., Build]) -> None:
    def table(rows: int, letters: int) -> str:
        return "| Name | Note |\n|---|---|\n" + f"| a | {'b' * letters} |\n" * rows

    build = page(f"# Tables\n\n{table(14, 60)}\n{table(15, 10)}\n{table(10, 120)}")
    parts = build.source.split("#book-table(")[1:]
    assert ["whole: false" in part for part in parts] == [False, True, True]


def test_table_columns_fit_what_is_in_them(page: Callable[..., Build]) -> None:
    build = page(
        """# Tables

```{list-table} Given
:widths: 1 3
:header-rows: 1
:stub-columns: 1

* - Name
  - Note
* - a
  - b
```

```{table} Guessed
| Name | Note | Staff |
|---|---|---|
| a | A long note of many words that must be broken into lines | 1,250 |
| b | short | – |
```
"""
    )
    assert build.warnings == ""
    given, guessed = re.findall(r"columns: \((.*?)\), align: \((.*?)\)", build.source)
    assert given == ("1fr, 3fr,", "left, left,")
    assert guessed[0].startswith("auto, ")
    assert "fr, auto" in guessed[0]
    assert guessed[1] == "left, left, right,"
    assert "stub: 1" in build.source
    assert "header-rows: 1" in build.source


def test_merged_cells_keep_their_spans(page: Callable[..., Build]) -> None:
    build = page(
        """# Spans

```{eval-rst}
+-----+-----+
| wide      |
+-----+-----+
| a   | b   |
+     +-----+
|     | c   |
+-----+-----+
```
"""
    )
    assert build.warnings == ""
    assert "table.cell(colspan: 2)" in build.source
    assert "table.cell(rowspan: 2)" in build.source


# --- The PDF ----------------------------------------------------------------


def test_the_book_builds_after_html_without_a_warning(book: tuple[Build, Build]) -> None:
    html, pdf = book
    assert html.warnings == ""
    assert pdf.warnings == ""


def test_the_pdf_holds_every_page_in_order(book: tuple[Build, Build]) -> None:
    pdf = book[1].pdf
    texts = [page.extract_text() for page in pdf.pages]
    firsts = [
        next(i for i, text in enumerate(texts) if wanted in text)
        for wanted in (
            "Built in the dark",
            "All rights reversed",
            "Contents",
            "Headcount of one",
            "Cost of a run",
            "Harvard University Press",
        )
    ]
    assert firsts == sorted(set(firsts))
    assert "First edition, as of 30 June 2025" in texts[0]
    assert "Demonstration Press" in texts[0]
    assert "Ada Example" in texts[0]


def test_numbers_are_those_of_the_web_edition(book: tuple[Build, Build]) -> None:
    html, pdf = book
    for docname, number in (
        ("talent", "Fig. 1.1"),
        ("compute", "Fig. 2.1"),
        ("compute", "Table 2.1"),
    ):
        assert number in (html.outdir / f"{docname}.html").read_text("utf-8")
        assert number in pdf.text
    assert re.search(r"2\.1\s+The cost", pdf.text)


def test_code_and_noise_of_notebooks_are_not_printed(book: tuple[Build, Build]) -> None:
    text = book[1].text
    for noise in ("SECRET_CODE", "STDERR_NOISE", "REPR_NOISE", "HTML_NOISE", "plot()"):
        assert noise not in text, noise
    assert "The share is 42.5%." in text


def test_chinese_is_there_and_only_free_fonts_are_embedded(book: tuple[Build, Build]) -> None:
    assert "清华大学的团队创立了智谱。" in book[1].text
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in book[1].pdf.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    names = {name.split("+")[-1].split("-")[0] for name in fonts}
    assert names <= {
        "LibertinusSerif",
        "NotoSansCJKsc",
        "NotoSerifCJKsc",
        "DejaVuSansMono",
        "NewCMMath",
    }
    assert {"LibertinusSerif", "NotoSerifCJKsc"} <= names


def test_the_font_folder_holds_no_other_font() -> None:
    with licensed_fonts() as folder:
        names = sorted(path.name for path in folder.iterdir())
    assert names == ["NotoSansCJKsc-Regular.otf", "NotoSerifCJKsc-Regular.otf"]


def test_figures_stay_vector_graphics(book: tuple[Build, Build]) -> None:
    assert not [image for page in book[1].pdf.pages for image in page.images]


def test_the_pdf_is_tagged_and_described(book: tuple[Build, Build]) -> None:
    root = book[1].pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = book[1].pdf.metadata
    assert metadata is not None
    assert metadata.title == "Atlas of Demonstration"
    assert "Wei Zhang" in str(metadata.author)
    assert "talent" in str(metadata.get("/Keywords"))
    assert metadata.creation_date is None
    xmp = book[1].pdf.xmp_metadata
    assert xmp is not None
    assert b"pdfuaid" in xmp.stream.get_data()


def _alternatives(element: Any) -> list[str]:
    element = element.get_object()
    found = [str(element["/Alt"])] if "/Alt" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict):
            found += _alternatives(child)
    return found


def test_figures_carry_their_alternative_text(book: tuple[Build, Build]) -> None:
    alternatives = _alternatives(book[1].pdf.root_object["/StructTreeRoot"])
    assert "A line that rises" in alternatives
    assert "A rising line of costs" in alternatives


def test_the_outline_and_the_page_labels_are_there(book: tuple[Build, Build]) -> None:
    pdf = book[1].pdf
    titles: list[str] = []

    def collect(items: list[Any]) -> None:
        for item in items:
            if isinstance(item, list):
                collect(item)
            else:
                titles.append(item.title)

    collect(pdf.outline)
    assert [title for title in titles if title != "Contents"][:3] == ["Preface", "1 Talent 人才", "1.1 Growth"]
    assert "iii" in pdf.page_labels
    assert pdf.page_labels[-1].isdigit()


def test_links_lead_inside_and_outside(book: tuple[Build, Build]) -> None:
    annotations = [note.get_object() for page in book[1].pdf.pages for note in page.get("/Annots", [])]
    uris = {str(note["/A"]["/URI"]) for note in annotations if "/URI" in note.get("/A", {})}
    assert "https://example.org/a_b#c" in uris
    preface = next(page for page in book[1].pdf.pages if "Read [" in page.extract_text())
    inside = [note.get_object() for note in preface["/Annots"]]
    assert sum("/Dest" in note or "/D" in note.get("/A", {}) for note in inside) >= 4


def test_footnotes_stand_on_the_page_that_refers_to_them(book: tuple[Build, Build]) -> None:
    pages = [page.extract_text() for page in book[1].pdf.pages]
    assert [i for i, text in enumerate(pages) if "Measured at year end" in text] == [
        i for i, text in enumerate(pages) if "It grew." in text
    ]


def test_a_long_table_repeats_its_head(book: tuple[Build, Build]) -> None:
    pages = [page.extract_text() for page in book[1].pdf.pages]
    with_rows = [text for text in pages if re.search(r"Lab \d+ 智谱", text)]
    assert len(with_rows) >= 2
    assert all("Laboratory" in text for text in with_rows)


def test_the_source_line_follows_the_caption(book: tuple[Build, Build]) -> None:
    assert "Headcount of one laboratory. Source: company filings." in book[1].text


# --- Settings ---------------------------------------------------------------


def test_the_same_sources_make_the_same_bytes(page: Callable[..., Build]) -> None:
    first = page("# A\n\nB {cite}`chandler1977`\n\n```{bibliography}\n```\n")
    before = (first.outdir / "labatlas.pdf").read_bytes()
    page("# A\n\nB {cite}`chandler1977`\n\n```{bibliography}\n```\n")
    assert (first.outdir / "labatlas.pdf").read_bytes() == before


def test_a_timestamp_dates_the_pdf(page: Callable[..., Build]) -> None:
    build = page("# A\n", typst_timestamp=1_750_000_000)
    metadata = build.pdf.metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.year == 2025


def test_the_pdf_has_the_name_it_is_given(page: Callable[..., Build]) -> None:
    build = page("# A\n", typst_pdf_name="atlas", typst_title="Another title")
    reader = pypdf.PdfReader(build.outdir / "atlas.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "Another title"


def test_a_chinese_edition_speaks_chinese(page: Callable[..., Build]) -> None:
    build = page(
        "# 前言\n\n正文。\n\n```{note}\n注意。\n```\n\n```{figure} line.svg\n:name: f\n\n图题\n```\n",
        language="zh_CN",
    )
    assert build.pdf.root_object["/Lang"] == "zh-CN"
    assert contents_title("zh_CN") == "目录"
    assert "目录" in build.text
    assert "Contents" not in build.text
    assert "Note" not in build.text


def test_an_error_of_typst_is_an_error_of_sphinx(page: Callable[..., Build]) -> None:
    with pytest.raises(TypstCompileError, match="unknown variable: nothing-such"):
        page("# A\n\n```{raw} typst\n#nothing-such()\n```\n")


def test_a_character_no_font_has_is_warned_of(page: Callable[..., Build]) -> None:
    build = page("# A\n\nA sign no font has: \U00013080\n")
    assert "does not meet ua-1" in build.warnings
    assert build.pdf.pages


def test_notebook_output_is_ranked_and_users_win(page: Callable[..., Build]) -> None:
    from myst_nb.core.render import get_mime_priority
    from sphinx.config import Config

    from labatlas.book.typst import rank_mime_types

    config = Config()
    config.add("nb_mime_priority_overrides", [("labatlas-typst", "image/png", 0)], "env", ())
    rank_mime_types(None, config)  # type: ignore[arg-type]
    ranked = get_mime_priority("labatlas-typst", config.nb_mime_priority_overrides)
    known = [mime for mime in ranked if mime in MIME_TYPES]
    assert known == ["image/png", *(mime for mime in MIME_TYPES if mime != "image/png")]


def test_config_values_have_defaults_of_their_types() -> None:
    for name, default, types in CONFIG_VALUES:
        assert name.startswith("typst_")
        assert isinstance(default, types)


def test_text_fills_the_page_that_a_figure_did_not_fit(page: Callable[..., Build]) -> None:
    filler = "A sentence that fills the page with words and nothing else. " * 12 + "\n\n"
    figure = "```{figure} line.svg\n:name: f\n:width: 60%\n:alt: A line\n\nThe caption.\n```\n\n"
    tall = SVG.replace('height="120pt"', 'height="600pt"').replace("0 0 300 120", "0 0 300 600")
    page("# A\n")  # lays the folder out
    build = page("# A\n\n" + filler * 5 + figure.replace("line", "tall") + "After the figure.\n")
    assert "image file not readable" in build.warnings  # the picture is not there yet
    (build.outdir.parent.parent / "src" / "tall.svg").write_text(tall, "utf-8")
    build = page("# A\n\n" + filler * 5 + figure.replace("line", "tall") + "After the figure.\n\n")
    assert build.warnings == ""
    assert json.loads((build.outdir / "book.json").read_text("utf-8"))["floats"] == ["%intro#f"]
    pages = [sheet.extract_text() for sheet in build.pdf.pages]
    after = next(i for i, text in enumerate(pages) if "After the figure." in text)
    caption = next(i for i, text in enumerate(pages) if "The caption." in text)
    assert after == caption - 1


def test_a_figure_in_a_box_stays_in_its_box(page: Callable[..., Build]) -> None:
    build = page("# A\n\n````{note}\n```{figure} line.svg\n:alt: x\n\nBoxed.\n```\n````\n")
    assert build.warnings == ""
    assert "floats: true" not in build.source
    assert "Boxed." in build.text


# --- What belongs together --------------------------------------------------


def rows(number: int) -> str:
    return "| Name | Note |\n|---|---|\n" + "".join(f"| Row {row} | of a table |\n" for row in range(number))


def pages_with(build: Build, text: str) -> list[int]:
    return [place for place, sheet in enumerate(build.pdf.pages) if text in sheet.extract_text()]


def test_a_short_table_stays_in_one_piece_with_its_source(page: Callable[..., Build]) -> None:
    filler = "A sentence that fills the page with words and nothing else. " * 12 + "\n\n"
    source = ":::{container} source-line\nSource: a report.\n:::\n\n"
    for lines in range(3, 7):
        build = page(f"# A\n\n{filler * lines}:::{{table}} Which rows?\n\n{rows(12)}:::\n\n{source}After the table.\n")
        assert build.warnings == ""
        assert build.source.count("Source: a report.") == 1
        (first,), (last,), (told,) = (pages_with(build, text) for text in ("Row 0", "Row 11", "Source: a report."))
        assert first == last == told


def test_a_table_longer_than_a_page_goes_on(page: Callable[..., Build]) -> None:
    build = page(f"# A\n\n:::{{table}} Which rows?\n\n{rows(90)}:::\n\nAfter the table.\n")
    assert build.warnings == ""
    assert len(pages_with(build, "of a table")) > 1
    assert pages_with(build, "Row 89")


def test_a_row_longer_than_a_page_is_divided_not_cut(page: Callable[..., Build]) -> None:
    long = "word " * 3000
    build = page(f"# A\n\n:::{{table}} Which rows?\n\n| Name | Note |\n|---|---|\n| a | {long} end of the row |\n:::\n")
    assert build.warnings == ""
    assert pages_with(build, "end of the row")


def test_a_figure_does_not_drift_into_the_next_section(page: Callable[..., Build]) -> None:
    filler = "A sentence that fills the page with words and nothing else. " * 12 + "\n\n"
    tall = SVG.replace('height="120pt"', 'height="450pt"').replace("0 0 300 120", "0 0 300 450")
    build = page("# A\n")
    (build.outdir.parent.parent / "src" / "tall.svg").write_text(tall, "utf-8")
    figures = "".join(
        f"```{{figure}} tall.svg\n:name: f{number}\n:alt: A line\n\nCaption {number}.\n```\n\n" for number in range(3)
    )
    build = page(f"# A\n\n## First\n\n{filler * 5}{figures}{filler}## Second\n\nSecond section.\n")
    assert build.warnings == ""
    assert json.loads((build.outdir / "book.json").read_text("utf-8"))["floats"]
    assert pages_with(build, "Caption 2.")[-1] <= pages_with(build, "Second section.")[0]
