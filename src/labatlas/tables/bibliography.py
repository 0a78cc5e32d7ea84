"""The bibliography of a data folder: which keys it has, and two bibliographies as one."""

from __future__ import annotations

import re
from pathlib import Path

from pybtex.database import parse_string
from pybtex.exceptions import PybtexError

from labatlas.errors import Problem
from labatlas.tables.files import Unreadable, read_bytes

REFERENCES = "references.bib"


def read_references(path: Path) -> tuple[str, list[Problem]]:
    """Return the text of a BibTeX file, or the problem that kept it from being read."""
    if not path.exists() and not path.is_symlink():
        return "", [Problem(path.name, rule="the bibliography is missing")]
    try:
        text = read_bytes(path, path.parent).decode("utf-8-sig")
        keys_of(text)
    except Unreadable as error:
        return "", list(error.problems)
    except UnicodeDecodeError:
        return "", [Problem(path.name, rule="the file is not UTF-8 text", hint="save it as UTF-8")]
    except PybtexError as error:
        row = getattr(error, "lineno", None) or 0
        return "", [Problem(path.name, row=row, rule=f"the file is not BibTeX: {error}")]
    return text, []


def keys_of(text: str) -> set[str]:
    """Return the keys of a bibliography.

    Raises
    ------
    pybtex.exceptions.PybtexError
        If the text is not BibTeX.
    """
    return set(parse_string(text, "bibtex").entries)


def merged(own: str, rest: str) -> str:
    r"""Return two bibliographies as one; where both have a key, the entry is that of the first.

    Parameters
    ----------
    own, rest
        BibTeX. An entry of ``rest`` begins on a line of its own.

    Examples
    --------
    >>> print(merged("@misc{a, title = {Mine}}", "@misc{A, title = {Old}}\n@misc{b, title = {Other}}"))
    @misc{a, title = {Mine}}
    <BLANKLINE>
    @misc{b, title = {Other}}
    """
    if not own.strip():
        return rest
    taken = {key.lower() for key in keys_of(own)}
    parts = re.split(r"(?m)^(?=@)", rest)
    kept = [part for part in parts if (_key(part) or "").lower() not in taken]
    return "\n".join([own.rstrip("\n"), "", "".join(kept)])


def _key(entry: str) -> str | None:
    found = re.match(r"@\w+\s*[{(]\s*([^\s,{}]+)\s*,", entry)
    return found[1] if found else None
