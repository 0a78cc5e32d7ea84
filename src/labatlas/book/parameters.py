"""The parameters of a chapter, read off the cell of its notebook that papermill reads too."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import papermill

from labatlas.errors import BuildError, UsageError

Value = bool | int | float | str

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a chapter.

    Attributes
    ----------
    name, type, meaning
        As the notebook's ``parameters`` cell declares them; the type is str, int, float or bool.
    default
        Its default value.
    """

    name: str
    type: str
    default: Value
    meaning: str


def parameters_of(notebook: Path) -> list[Parameter]:
    """Return the parameters of a chapter.

    Parameters
    ----------
    notebook
        The source notebook.

    Raises
    ------
    BuildError
        If a parameter is declared without one of the known types.
    """
    found = []
    for name, declared in papermill.inspect_notebook(str(notebook)).items():
        kind = str(declared["inferred_type_name"])
        if kind not in TYPES:
            raise BuildError(f"chapters/{notebook.name}: parameter {name} needs a type, one of {', '.join(TYPES)}")
        found.append(Parameter(name, kind, ast.literal_eval(declared["default"]), str(declared["help"])))
    return found


def parse(parameter: Parameter, text: str) -> Value:
    """Read a value from a command line.

    Raises
    ------
    UsageError
        If the text is no value of the parameter's type.

    Examples
    --------
    >>> parse(Parameter("top", "int", 10, ""), "12")
    12
    """
    try:
        if parameter.type == "bool":
            return {"true": True, "false": False}[text.lower()]
        value: Value = TYPES[parameter.type](text)
    except (ValueError, KeyError):
        raise _wrong_type(parameter, text) from None
    return value


def typed(parameter: Parameter, value: Value) -> Value:
    """Check a value from an edition file.

    Raises
    ------
    UsageError
        If the value is not of the parameter's type; a whole number is accepted where a number is wanted.
    """
    if parameter.type == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not TYPES[parameter.type]:
        raise _wrong_type(parameter, value)
    return value


def _wrong_type(parameter: Parameter, value: Value) -> UsageError:
    words = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}
    return UsageError(f"parameter {parameter.name}: {value!r} is not {words[parameter.type]} ({parameter.meaning})")
