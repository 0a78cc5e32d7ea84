"""Build the whole book as one PDF, by way of Typst.

The builder reads the same environment as the HTML builder does, so numbers,
references and citations of the two editions are the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from docutils.languages import get_language
from docutils.utils import Reporter
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.display import progress_message
from sphinx.util.fileutil import copy_asset_file
from sphinx.util.osutil import ensuredir

from .writer import BookTranslator, LabelRegistry, PagePlace

__all__ = ["LabatlasTypstBuilder", "TypstCompileError"]

logger = logging.getLogger(__name__)

#: The free fonts of the ``mplfonts`` wheel. Its folder holds a proprietary
#: font too, which must not reach the PDF, so Typst never sees that folder.
FONT_FILES = ("NotoSansCJKsc-Regular.otf", "NotoSerifCJKsc-Regular.otf")


class TypstCompileError(SphinxError):
    """Typst could not make a PDF of the book."""

    category = "Typst error"


class LabatlasTypstBuilder(Builder):
    """Write all documents of the book into one Typst file and compile it."""

    name = "labatlas-typst"
    format = "typst"
    epilog = __("The PDF is in %(outdir)s.")
    default_translator_class = BookTranslator
    supported_image_types = [  # noqa: RUF012
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]
    supported_remote_images = False
    allow_parallel = False
    imagedir = "images"

    def init(self) -> None:
        """Start with no labels written."""
        self.labels = LabelRegistry()

    def get_outdated_docs(self) -> str:
        """Rebuild always: one changed page can move every other."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the label of a document within the one Typst file."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same label, wherever the link stands."""
        return self.get_target_uri(to, typ)

    def write(
        self,
        build_docnames: Iterable[str] | None,
        updated_docnames: Iterable[str],
        method: str = "update",
    ) -> None:
        """Write the Typst source and its assets, then compile the PDF."""
        self.labels = LabelRegistry()
        places = list(book_order(self))
        with progress_message(__("writing the book as Typst")):
            body = "\n".join(self._fragment(place) for place in places)
        self._warn_of_missing_labels()
        outdir = Path(self.outdir)
        source = outdir / f"{self.config.typst_pdf_name}.typ"
        self._copy_images(outdir / self.imagedir)
        template = resources.files(__package__).joinpath("book.typ").read_text("utf-8")
        (outdir / "book.typ").write_text(template, encoding="utf-8")
        source.write_text(f'#import "book.typ": *\n#show: book\n\n{body}', encoding="utf-8")
        with progress_message(__("compiling the PDF")), licensed_fonts() as fonts:
            self._settle_figures(source, fonts, places)
            self._compile(source, fonts)

    def finish(self) -> None:
        """Do nothing more: the PDF is written."""

    # Source

    def _fragment(self, place: PagePlace) -> str:
        doctree = self.env.get_doctree(place.docname)
        doctree["docname"] = place.docname
        # Resolved page by page, as for HTML, so that a plain id means one of
        # its own page.
        self.env.resolve_references(doctree, place.docname, self)
        self.post_process_images(doctree)
        translator = self.create_translator(doctree, self)
        assert isinstance(translator, BookTranslator)
        translator.place = place
        doctree.walkabout(translator)
        return translator.fragment()

    def _warn_of_missing_labels(self) -> None:
        for label, node in sorted(self.labels.missing().items()):
            logger.warning(
                "the link leads nowhere in the PDF: %s",
                label.removeprefix("%"),
                location=node,
                type="typst",
                subtype="missing_label",
            )

    def _copy_images(self, target: Path) -> None:
        ensuredir(target)
        for source, name in sorted(self.images.items()):
            # Notebook output is named by its absolute place, which `/` keeps.
            copy_asset_file(str(Path(self.srcdir) / source), str(target / name))

    def _write_metadata(self, places: list[PagePlace], floats: list[str]) -> None:
        metadata = json.dumps(
            {**self._metadata(places), "floats": floats}, ensure_ascii=False, indent=2, sort_keys=True
        )
        (Path(self.outdir) / "book.json").write_text(metadata + "\n", encoding="utf-8")

    def _metadata(self, places: list[PagePlace]) -> dict[str, Any]:
        config = self.config
        language, _, region = (config.language or "en").replace("-", "_").partition("_")
        return {
            "accent": config.typst_accent,
            "author": config.typst_author or _plain(config.author),
            "authors": _names(config.typst_author or _plain(config.author)),
            "contents": contents_title(config.language),
            "dated": self._timestamp() is not None,
            "depth": config.typst_contents_depth,
            "description": config.typst_description,
            "edition": config.typst_edition,
            "imprint": list(config.typst_imprint),
            "keywords": list(config.typst_keywords),
            "lang": language.lower(),
            "missing": sorted(self.labels.missing()),
            "paper": config.typst_paper,
            "parts": _parts(places),
            "publisher": config.typst_publisher,
            "region": region.upper() if len(region) == 2 else None,
            "subtitle": config.typst_subtitle,
            "title": config.typst_title or _project(config),
        }

    def _timestamp(self) -> int | None:
        """Return the date the PDF shall bear: never the time of the build."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        if self.config.typst_timestamp is not None:
            return int(self.config.typst_timestamp)
        return int(epoch) if epoch.isdigit() else None

    # PDF

    def _settle_figures(self, source: Path, fonts: Path, places: list[PagePlace]) -> None:
        """Let figures float that would leave a hole on the page before.

        A figure that opens a page did not fit on the page before. Moving it
        changes all that follows within its chapter, so one figure a chapter is
        moved at a time, in order, and the places are asked for again.
        """
        chapters = _chapters(places)
        floats: list[str] = []
        self._write_metadata(places, floats)
        while True:
            moved: dict[str, str] = {}
            for name in self._page_openers(source, fonts):
                if name not in floats:
                    docname = name.removeprefix("%").partition("#")[0]
                    moved.setdefault(chapters[docname], name)
            if not moved:
                return
            floats += moved.values()
            self._write_metadata(places, floats)

    def _page_openers(self, source: Path, fonts: Path) -> list[str]:
        """Return the labels of the figures that stand first on their page."""
        try:
            found = typst.query(
                str(source),
                "<figure-place>",
                field="value",
                root=str(self.outdir),
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
            )
        except (typst.TypstError, RuntimeError):
            return []  # compiling fails for the same reason, and says so
        return [place["name"] for place in json.loads(found) if place["opens-page"]]

    def _compile(self, source: Path, fonts: Path) -> None:
        standards = list(self.config.typst_pdf_standards)
        try:
            pdf = self._typeset(source, fonts, standards)
        except typst.TypstError as error:
            if not standards:
                raise TypstCompileError(_explain(error)) from None
            pdf = self._fall_back(source, fonts, standards, error)
        source.with_suffix(".pdf").write_bytes(pdf)

    def _fall_back(self, source: Path, fonts: Path, standards: list[str], error: typst.TypstError) -> bytes:
        """Make a PDF without the standards it cannot meet, and say so."""
        try:
            pdf = self._typeset(source, fonts, [])
        except typst.TypstError as worse:
            raise TypstCompileError(_explain(worse)) from None
        logger.warning(
            "the PDF does not meet %s: %s",
            ", ".join(standards),
            _explain(error),
            type="typst",
            subtype="standard",
        )
        return pdf

    def _typeset(self, source: Path, fonts: Path, standards: list[str]) -> bytes:
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
            str(source),
            root=str(self.outdir),
            font_paths=[str(fonts)],
            # The machine's own fonts would make the PDF differ from place to place.
            ignore_system_fonts=True,
            format="pdf",
            timestamp=self._timestamp(),
            pdf_standards=standards,
        )
        for warning in warnings:
            logger.warning("Typst: %s", _explain(warning), type="typst", subtype="compile")
        return bytes(pdf)


def book_order(builder: Builder) -> Iterator[PagePlace]:
    """Yield the documents of the book in the order of its table of contents.

    The root page comes first; pages that no table of contents names are left
    out, as they are from the sidebar of the web edition.
    """
    root = builder.config.root_doc
    seen = {root}
    yield PagePlace(root)
    yield from _children(builder, root, 1, None, seen)


def _children(builder: Builder, docname: str, level: int, part: str | None, seen: set[str]) -> Iterator[PagePlace]:
    for toctree in builder.env.get_doctree(docname).findall(addnodes.toctree):
        # Only the tables of contents of the root page are parts of the book.
        caption = toctree.get("caption") if level == 1 else None
        for _title, child in toctree["entries"]:
            if child in builder.env.found_docs and child not in seen:
                seen.add(child)
                place = PagePlace(child, level, caption or part)
                yield place
                yield from _children(builder, child, level + 1, place.part, seen)


def contents_title(language: str | None) -> str:
    """Return the word for a table of contents, in the language of the book.

    Examples
    --------
    >>> contents_title("zh_CN")
    '目录'
    """
    silent = Reporter("", Reporter.SEVERE_LEVEL, Reporter.SEVERE_LEVEL + 1)
    labels: dict[str, str] = get_language(language or "en", silent).labels
    return labels["contents"]


@contextmanager
def licensed_fonts() -> Iterator[Path]:
    """Give a folder that holds the fonts of the book and no other."""
    with tempfile.TemporaryDirectory(prefix="labatlas-fonts-") as folder:
        for name in FONT_FILES:
            with resources.as_file(resources.files("mplfonts") / "fonts" / name) as font:
                _link_or_copy(font, Path(folder) / name)
        yield Path(folder)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _chapters(places: Iterable[PagePlace]) -> dict[str, str]:
    """Map each document to the one that opens its chapter."""
    chapters: dict[str, str] = {}
    chapter = ""
    for place in places:
        if place.level == 1:
            chapter = place.docname
        chapters[place.docname] = chapter
    return chapters


def _parts(places: Iterable[PagePlace]) -> list[dict[str, str | None]]:
    """List the parts of the book: caption, first page, first page of the next."""
    parts: list[dict[str, str | None]] = []
    for place in places:
        if not parts or place.part != parts[-1]["caption"]:
            label = f"%{place.docname}"
            if parts:
                parts[-1]["next"] = label
            parts.append({"caption": place.part, "first": label, "next": None})
    return parts


def _explain(problem: typst.TypstError | typst.TypstWarning) -> str:
    """Return Typst's message with its hints and the place, without a traceback."""
    lines = [str(getattr(problem, "message", None) or problem)]
    lines += [f"hint: {hint}" for hint in getattr(problem, "hints", None) or ()]
    trace = getattr(problem, "diagnostic", None) or ""
    lines += [line for line in str(trace).splitlines() if line.strip()][:12]
    return "\n".join(lines)


def _names(author: str) -> list[str]:
    return [name.strip() for name in re.split(r",|;|、| and ", author) if name.strip()]


def _project(config: Config) -> str:
    """Return the title of the book, which Jupyter Book keeps as that of the site."""
    named = config.project != Config.config_values["project"].default
    return str(config.project if named else config.html_title)


def _plain(text: str | None) -> str:
    """Return a config value, unless Sphinx only filled it in for want of one."""
    return "" if text in (None, "unknown") else str(text)
