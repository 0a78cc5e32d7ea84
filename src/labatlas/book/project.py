"""The folder of a book: where its chapters, editions and data are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from labatlas.errors import UsageError


@dataclass(frozen=True)
class Project:
    """A checkout of the book.

    Attributes
    ----------
    root
        Folder with ``_toc.yml``, ``_config.yml``, ``chapters``, ``editions`` and ``data``.
    """

    root: Path

    @classmethod
    def around(cls, folder: Path) -> Project:
        """Find the project that a folder lies in.

        Raises
        ------
        UsageError
            If neither the folder nor any above it is a project.
        """
        for candidate in (folder, *folder.parents):
            if (candidate / "_toc.yml").is_file() and (candidate / "editions").is_dir():
                return cls(candidate)
        raise UsageError(f"no book here: neither {folder} nor a folder above it has _toc.yml and editions/")

    @property
    def data(self) -> Path:
        """The folder of the project's own tables."""
        return self.root / "data"

    @property
    def rest(self) -> Path | None:
        """The folder of the tables that a reader's folder lacks; None for the evidence that comes with the package."""
        return self.data if self.data.is_dir() else None

    @property
    def config(self) -> dict[str, Any]:
        """The content of ``_config.yml``."""
        return dict(yaml.safe_load((self.root / "_config.yml").read_text(encoding="utf-8")))

    @property
    def toc(self) -> dict[str, Any]:
        """The content of ``_toc.yml``."""
        return dict(yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8")))

    @property
    def editions(self) -> list[str]:
        """Names of the editions."""
        return sorted(path.stem for path in (self.root / "editions").glob("*.yml") if path.is_file())

    def notebook(self, chapter: str) -> Path:
        """Return the source notebook of a chapter."""
        return self.root / "chapters" / f"{chapter}.ipynb"

    @property
    def chapters(self) -> list[str]:
        """Names of the chapters that are notebooks, in the order of the table of contents."""
        return [Path(page).name for page in pages(self.toc) if self.notebook(Path(page).name).is_file()]


def rest_around(folder: Path) -> Path | None:
    """Return the folder of the tables that a reader's folder lacks; None for the evidence that comes with the package.

    Parameters
    ----------
    folder
        Where the command was given: in a project, or anywhere.
    """
    try:
        return Project.around(folder).rest
    except UsageError:
        return None


def pages(toc: dict[str, Any]) -> list[str]:
    """Return every page that a table of contents lists, the root first.

    Examples
    --------
    >>> pages({"root": "index", "parts": [{"chapters": [{"file": "a"}, {"file": "b"}]}]})
    ['index', 'a', 'b']
    """
    return [str(toc["root"]), *(str(entry["file"]) for part in toc.get("parts", []) for entry in part["chapters"])]


def without(toc: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    """Return a table of contents without some pages; a part left empty goes too.

    Examples
    --------
    >>> without({"root": "index", "parts": [{"chapters": [{"file": "a"}, {"file": "b"}]}]}, {"b"})["parts"]
    [{'chapters': [{'file': 'a'}]}]
    """
    parts = [
        {**part, "chapters": [entry for entry in part["chapters"] if entry["file"] not in left_out]}
        for part in toc.get("parts", [])
    ]
    return {**toc, "parts": [part for part in parts if part["chapters"]]}


def with_first(toc: dict[str, Any], page: str) -> dict[str, Any]:
    """Return a table of contents with a page more, the first of the last part.

    Examples
    --------
    >>> pages(with_first({"root": "index", "parts": [{"chapters": [{"file": "a"}]}]}, "b"))
    ['index', 'b', 'a']
    """
    *parts, last = toc.get("parts") or [{"chapters": []}]
    return {**toc, "parts": [*parts, {**last, "chapters": [{"file": page}, *last["chapters"]]}]}
