"""Names that other data sets use, and the ids they mean here."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pandas as pd
from text_unidecode import unidecode

from labatlas.errors import LabAtlasError, unknown
from labatlas.tables.dataset import IDENTITIES
from labatlas.tables.files import ALIASES

#: Tables whose ids stand for names.
NAMED = IDENTITIES - {"sources", "disputes"}


@dataclass(frozen=True)
class Alias:
    """What is known of a name: the id it means, and of an organization that is new its country, kind and parent."""

    id: str
    country: str = ""
    kind: str = ""
    parent: str = ""


def slug(name: str) -> str:
    """Turn a name into an id; letters that are not Latin are written in Latin ones. Empty if there is nothing to write.

    Examples
    --------
    >>> slug("Université de Montréal"), slug("GPT-3.5 Turbo"), slug("DALL·E 3"), slug("Llama 3.1-405B")
    ('universite-de-montreal', 'gpt-3.5-turbo', 'dall-e-3', 'llama-3.1-405b')
    >>> slug("月之暗面"), slug("Łódź AI"), slug("§")
    ('yue-zhi-an-mian', 'lodz-ai', '')
    """
    composed = unicodedata.normalize("NFKC", name)
    latin = "".join(unidecode(mark) if mark.isalpha() else mark for mark in composed)
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(mark))
    words = re.sub(r"[^a-z0-9.]+", "-", plain.casefold().replace("+", "-plus"))
    words = re.sub(r"\.(?![0-9])|(?<![0-9])\.", "-", words)
    return re.sub(r"-+", "-", words).strip("-.")


#: A name with a Chinese half, before or after the one in Latin letters, and what may part them.
_HAN = r"[\u3400-\u9fff][\u3400-\u9fff·]*"
_NOT_HAN = r"[^\u3400-\u9fff]*?[A-Za-z][^\u3400-\u9fff]*?"
_PARTED = r"[\s()/|,:\-]*"


def halves(name: str) -> tuple[str, ...]:
    """Return the two halves of a name that is written in Latin letters and in Chinese; nothing of another name.

    Examples
    --------
    >>> halves("Tencent 腾讯"), halves("腾讯（Tencent）"), halves("Tencent"), halves("腾讯")
    (('Tencent', '腾讯'), ('腾讯', 'Tencent'), (), ())
    """
    text = unicodedata.normalize("NFKC", name).strip()
    for one, other in ((_NOT_HAN, _HAN), (_HAN, _NOT_HAN)):
        found = re.fullmatch(rf"({one}){_PARTED}({other}){_PARTED}", text)
        if found:
            return found[1], found[2]
    return ()


def normal(name: str) -> str:
    """Return what two spellings of one name share: no case, no accents, single spaces.

    Examples
    --------
    >>> normal("Xi’an  Jiaotong") == normal("xi'an jiaotong")
    True
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    return " ".join(plain.replace("’", "'").replace("–", "-").casefold().split())


def without_acronym(name: str) -> str:
    """Leave out an acronym in brackets at the end; other words in brackets tell names apart.

    Examples
    --------
    >>> without_acronym("Carnegie Mellon University (CMU)"), without_acronym("Northeastern University (China)")
    ('Carnegie Mellon University', 'Northeastern University (China)')
    """
    return re.sub(r"\s*\([A-Z][A-Za-z]?[A-Z]+\)$", "", name)


def read_aliases(text: str, file: str) -> dict[tuple[str, str], Alias]:
    """Read a table of aliases: ``table``, ``name``, ``id`` and for new organizations ``country``, ``kind``, ``parent``.

    Raises
    ------
    LabAtlasError
        If one of the first three columns is missing, or a row has none of them or names a table that has no names.
    """
    reader = csv.DictReader(text.splitlines())
    wanted = {"table", "name", "id"}
    if not wanted <= set(reader.fieldnames or ()):
        raise LabAtlasError(f"{file} must have the columns table, name and id")
    found = {}
    for row in reader:
        if not all(row[column] for column in wanted):
            raise LabAtlasError(f"{file}, row {reader.line_num}: table, name and id must not be empty")
        if row["table"] not in NAMED:
            raise LabAtlasError(f"{file}, row {reader.line_num}: {unknown('table', row['table'], sorted(NAMED))}")
        found[row["table"], normal(row["name"])] = Alias(
            row["id"], row.get("country") or "", row.get("kind") or "", row.get("parent") or ""
        )
    return found


class Names:
    """Finds the id that a foreign name means, and makes new ids.

    Parameters
    ----------
    known
        The identity tables that ids are reused from, as text, by name; each has ``id`` and ``name``.
    folder
        A folder whose ``aliases.csv`` comes before the one of the package; none if None.
    """

    def __init__(self, known: Mapping[str, pd.DataFrame], folder: Path | None = None) -> None:
        bundled = resources.files("labatlas.importers").joinpath(ALIASES).read_text(encoding="utf-8")
        self._aliases = read_aliases(bundled, ALIASES)
        if folder is not None and (folder / ALIASES).is_file():
            own = folder / ALIASES
            try:
                self._aliases |= read_aliases(own.read_text(encoding="utf-8-sig"), str(own))
            except UnicodeDecodeError as error:
                raise LabAtlasError(f"{own} is not UTF-8 text: save it as UTF-8") from error
        self._ids: dict[str, dict[str, str]] = {}
        self._taken: dict[str, set[str]] = {}
        for table, frame in known.items():
            if "id" not in frame or "name" not in frame:
                continue
            self._taken[table] = set(frame["id"].dropna())
            names: dict[str, str] = {}
            for column in ("name", "name_zh", "spdx"):
                if column in frame:
                    present = frame[frame[column].notna()]
                    for name, key in zip(present[column], present["id"], strict=True):
                        names.setdefault(normal(str(name)), str(key))
            self._ids[table] = names

    def alias(self, table: str, name: str) -> Alias | None:
        """Return what the tables of aliases know of a name."""
        return self._aliases.get((table, normal(name)))

    def find(self, table: str, name: str) -> str | None:
        """Return the id of a name that is known; an alias comes before a name, a name with its acronym before one without.

        A name in Latin letters and in Chinese is found where both halves mean one id. An alias whose id no
        table has yet is not found: it has first to be `made`.
        """
        for spelling in (name, without_acronym(name)):
            alias = self.alias(table, spelling)
            if alias is not None:
                return alias.id if alias.id in self._taken.get(table, ()) else None
            key = self._ids.get(table, {}).get(normal(spelling))
            if key is not None:
                return key
        parts = [self.find(table, part) for part in halves(name)]
        return parts[0] if parts and parts[0] == parts[1] else None

    def make(self, table: str, name: str) -> str:
        """Return a new id for a name, and remember it.

        An alias says which; else it is the slug of the name, with a number if another name has that id.
        """
        alias = self.alias(table, name) or self.alias(table, without_acronym(name))
        taken = self._taken.setdefault(table, set())
        key = wanted = alias.id if alias is not None else slug(without_acronym(name)) or "unnamed"
        count = 2
        while key in taken:
            key = f"{wanted}-{count}"
            count += 1
        taken.add(key)
        self._ids.setdefault(table, {})[normal(name)] = key
        return key

    def unmake(self, table: str, name: str, key: str) -> None:
        """Forget a name and the id that was made for it."""
        if self._ids.get(table, {}).get(normal(name)) == key:
            del self._ids[table][normal(name)]
            self._taken[table].discard(key)
