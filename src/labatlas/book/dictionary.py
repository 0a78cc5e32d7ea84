"""The data dictionary, generated from the definitions of the tables."""

from __future__ import annotations

from typing import Any

from labatlas.chapters.citations import escape
from labatlas.tables import catalogue
from labatlas.tables.provenance import STATUS_MEANINGS, Sourced

TYPE_NAMES = {"int64": "whole number", "float64": "number"}


def dictionary_markdown() -> str:
    """Return the page as MyST Markdown: the columns every fact carries once, then each table's own."""
    shared = Sourced.to_schema().columns
    parts = [
        "## What every fact carries\n",
        _table(list(shared.values()), set()),
        "\nStatuses mean:\n",
        *(f"- `{status}`: {meaning}" for status, meaning in STATUS_MEANINGS.items()),
        "",
    ]
    for name, definition in catalogue().items():
        schema = definition.to_schema()
        own = [
            column for key, column in schema.columns.items() if key not in shared or not issubclass(definition, Sourced)
        ]
        doc = (definition.__doc__ or "").strip().splitlines()[0]
        key = ", ".join(f"`{column}`" for column in schema.unique or [])
        parts += [
            f"## {name}\n",
            f"{doc} Key: {key}.\n",
            _table(own, set(schema.unique or [])),
            "",
        ]
    return "\n".join(parts)


def _table(columns: list[Any], key: set[str]) -> str:
    lines = ["```{table}", ":widths: 24 16 60", "", "| Column | Type | Meaning |", "| :-- | :-- | :-- |"]
    for column in columns:
        name = f"`{column.name}`" + (" (key)" if column.name in key else "")
        lines.append(f"| {name} | {_type(column)} | {escape(_meaning(column))} |")
    return "\n".join([*lines, "```"])


def _type(column: Any) -> str:
    kind = TYPE_NAMES.get(str(column.dtype).lower(), "text")
    unit = (column.metadata or {}).get("unit")
    return f"{kind}, {escape(unit)}" if unit and unit != "see unit" else kind


def _meaning(column: Any) -> str:
    parts = [str(column.description)]
    for check in column.checks:
        if "allowed_values" in check.statistics:
            parts.append("One of: " + ", ".join(str(value) for value in check.statistics["allowed_values"]))
    target = (column.metadata or {}).get("references")
    if target:
        parts.append(f"Refers to {target}")
    if column.nullable:
        parts.append("May be empty")
    return ". ".join(part.rstrip(".") for part in parts) + "."
