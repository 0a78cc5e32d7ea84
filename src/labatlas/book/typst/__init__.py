"""A Sphinx builder that makes one printed book of the pages, with Typst.

List this package among the Sphinx extensions of a Jupyter Book and run
``jupyter-book build . --builder custom --custom-builder labatlas-typst``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .builder import LabatlasTypstBuilder, TypstCompileError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["LabatlasTypstBuilder", "TypstCompileError", "setup"]

#: Which form of a notebook's output is printed, best first.
MIME_TYPES = (
    "application/vnd.labatlas.figure+json",
    "application/vnd.labatlas.myst+json",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "text/latex",
    # Known only so that they can be left out without a warning.
    "text/plain",
    "text/html",
    "application/javascript",
    "application/vnd.jupyter.widget-view+json",
)

#: Name, default and accepted types of each config value.
CONFIG_VALUES: tuple[tuple[str, object, tuple[type, ...]], ...] = (
    ("typst_pdf_name", "labatlas", (str,)),
    ("typst_title", "", (str,)),
    ("typst_subtitle", "", (str,)),
    ("typst_author", "", (str,)),
    ("typst_publisher", "", (str,)),
    ("typst_edition", "", (str,)),
    ("typst_description", "", (str,)),
    ("typst_keywords", (), (list, tuple)),
    ("typst_imprint", (), (list, tuple)),
    ("typst_accent", "#1b4965", (str,)),
    ("typst_paper", "a4", (str,)),
    ("typst_contents_depth", 2, (int,)),
    ("typst_pdf_standards", ("ua-1",), (list, tuple)),
    ("typst_timestamp", None, (int, type(None))),
)


def rank_mime_types(_app: Sphinx, config: Config) -> None:
    """Tell MyST-NB which output to print; what the user has set wins."""
    if "nb_mime_priority_overrides" not in config:
        return
    ours = [(LabatlasTypstBuilder.name, mime_type, rank) for rank, mime_type in enumerate(MIME_TYPES, start=1)]
    config.nb_mime_priority_overrides = [*ours, *config.nb_mime_priority_overrides]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its config values with Sphinx."""
    for name, default, types in CONFIG_VALUES:
        app.add_config_value(name, default, "", types)
    app.add_builder(LabatlasTypstBuilder)
    app.connect("config-inited", rank_mime_types)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
