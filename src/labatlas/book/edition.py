"""An edition: which chapters with which parameters under which title. One typed model that everything else reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from labatlas.book.parameters import Parameter, Value, parse, typed
from labatlas.book.project import Project
from labatlas.errors import UsageError, unknown


class Edition(BaseModel):
    """An edition as its file in ``editions/`` writes it.

    Attributes
    ----------
    title, subtitle
        Printed on the cover.
    language
        ISO 639 code.
    parameters
        Parameters of all chapters.
    chapters
        The chapters, each with the parameters in which it departs from the edition's.
    since
        Folder of a built book, as seen from the project; a page then tells what changed since. None when empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    subtitle: str = ""
    language: str = "en"
    parameters: dict[str, Value] = {}
    chapters: dict[str, dict[str, Value]]
    since: str = ""

    @field_validator("parameters", "chapters", mode="before")
    @classmethod
    def _write_dates(cls, value: Any) -> Any:
        """YAML reads 2023-06-30 as a date; parameters are text."""
        if isinstance(value, Mapping):
            return {key: cls._write_dates(each) if each is not None else {} for key, each in value.items()}
        return value.isoformat() if isinstance(value, dt.date) else value


def load(project: Project, name: str) -> Edition:
    """Read an edition.

    Raises
    ------
    UsageError
        If there is no such edition, or its file does not follow the model; it names the key and what is known.
    """
    if name not in project.editions:
        raise unknown("edition", name, project.editions)
    check_name(name, [other for other in project.editions if other != name])
    path = project.root / "editions" / f"{name}.yml"
    try:
        edition = Edition.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"editions/{path.name} cannot be read as UTF-8 text: {error}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"editions/{path.name} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        known = ", ".join(Edition.model_fields)
        lines = [
            f"editions/{path.name}: {'.'.join(str(part) for part in each['loc'])}: {each['msg'].lower()}"
            for each in error.errors()
        ]
        raise UsageError("\n".join([*lines, f"known keys: {known}"])) from error
    for chapter in edition.chapters:
        if chapter not in project.chapters:
            raise unknown("chapter", chapter, project.chapters)
    return edition


#: What an edition may be called: the name is that of a file and of a folder, here and on any other machine.
NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.IGNORECASE | re.ASCII)

MOST_LETTERS = 60

#: Names that Windows keeps for devices.
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)


def check_name(name: str, others: Sequence[str]) -> None:
    """Refuse a name under which an edition could not have a folder of its own.

    Raises
    ------
    UsageError
        If it has other letters than a name may have (a path is none), or differs from another only in capitals, which
        are the same folder on some machines.

    Examples
    --------
    >>> check_name("zh", ["en"])
    """
    if not NAME.fullmatch(name) or DEVICES.fullmatch(name) or len(name) > MOST_LETTERS:
        raise UsageError(
            f"edition {name!r}: a name has letters a to z, digits, and single - or _ between them, as zh-2024"
        )
    for other in others:
        if other.casefold() == name.casefold():
            raise UsageError(
                f"edition {name!r}: there is {other!r} already, and both would have the same folder on some machines"
            )


def create(project: Project, name: str, model: str) -> Path:
    """Begin an edition as a copy of another.

    Parameters
    ----------
    project
        The project.
    name
        Name of the new edition.
    model
        Name of the edition to copy; its comments come along.

    Returns
    -------
    pathlib.Path
        The new file in ``editions/``; nothing that exists is written over.

    Raises
    ------
    UsageError
        If the name cannot be used or is taken, or the other edition cannot be read.
    """
    check_name(name, project.editions)
    load(project, model)
    path = project.root / "editions" / f"{name}.yml"
    text = (project.root / "editions" / f"{model}.yml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(f"# Edition {name}, begun as a copy of {model}: labatlas build {name}\n{text}")
    except OSError as error:
        raise UsageError(f"editions/{path.name} cannot be written: {error.strerror}") from error
    return path


def settings(
    edition: Edition, chapters: Sequence[str], known: Mapping[str, Sequence[Parameter]], given: Sequence[str]
) -> dict[str, dict[str, Value]]:
    """Work out every parameter of every chapter: its default, then the edition's, the chapter's, and what was given.

    Parameters
    ----------
    edition
        The edition.
    chapters
        Chapters to build.
    known
        Parameters of each chapter of the project.
    given
        ``NAME=VALUE`` as on the command line.

    Raises
    ------
    UsageError
        If a parameter is not known to any chapter it is meant for, or a value has the wrong type.
    """
    everywhere = {parameter.name for parameters in known.values() for parameter in parameters}
    overrides: dict[str, str] = {}
    for text in given:
        name, separator, value = text.partition("=")
        if not separator:
            raise UsageError(f"--set {text!r}: must be NAME=VALUE")
        overrides[name] = value
    for name in (*edition.parameters, *overrides):
        if name not in everywhere:
            raise unknown("parameter", name, sorted(everywhere))
    result: dict[str, dict[str, Value]] = {}
    for chapter in chapters:
        own = {parameter.name: parameter for parameter in known[chapter]}
        for name in edition.chapters[chapter]:
            if name not in own:
                raise unknown(f"parameter of chapter {chapter}", name, sorted(own))
        values: dict[str, Value] = {name: parameter.default for name, parameter in own.items()}
        written = {**edition.parameters, **edition.chapters[chapter]}
        values |= {name: typed(own[name], value) for name, value in written.items() if name in own}
        values |= {name: parse(own[name], text) for name, text in overrides.items() if name in own}
        result[chapter] = values
    return result
