"""The evidence as a data package that other programs can read and check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from frictionless import Package, Resource, Schema
from pybtex.database import parse_string

from labatlas import __version__
from labatlas.errors import UsageError
from labatlas.tables import catalogue, dataset_of
from labatlas.tables.bibliography import REFERENCES
from labatlas.tables.checking import Definition
from labatlas.tables.evidence import Evidence, write_tables
from labatlas.tables.ordering import columns_of
from labatlas.tables.provenance import PARTIAL_DATE

#: Types of the data package standard for the types of a definition.
TYPES = {"int64": "integer", "float64": "number", "bool": "boolean"}

#: Constraints of the standard for the checks of a definition.
CONSTRAINTS = {
    "allowed_values": "enum", "min_value": "minimum", "max_value": "maximum", "pattern": "pattern",
}  # fmt: skip

LICENCES = [
    {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0"}
]  # fmt: skip


def export(evidence: Evidence, target: Path) -> Path:
    """Write evidence as a Frictionless data package.

    Parameters
    ----------
    evidence
        The tables as they were read.
    target
        Folder of the package; it must be new or empty.

    Returns
    -------
    pathlib.Path
        The descriptor, ``datapackage.json``.

    Raises
    ------
    DataError
        If the tables break a rule.
    UsageError
        If the target has something in it already.
    """
    data = dataset_of(evidence)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not empty: name a new folder")
    write_tables(evidence, catalogue(), target)
    resources = []
    for name, definition in catalogue().items():
        schema = _schema(definition)
        resources.append(
            Resource(
                name=name.replace("_", "-"), path=f"{name}.csv", format="csv", mediatype="text/csv", encoding="utf-8",
                description=_first_line(definition), schema=Schema.from_descriptor(schema),
            )
        )  # fmt: skip
    entries = parse_string(evidence.references, "bibtex").entries
    addresses = {key: entry.fields["url"] for key, entry in entries.items() if "url" in entry.fields}
    package = Package(
        name="labatlas", title="Lab Atlas: the evidence", version=__version__,
        description=(
            "How the top AI institutions were built: talent, compute, licensing and organization. Every row names its document, "
            "the place in it, the date of the statement and how far it can be trusted; references.bib describes every document."
        ),
        licenses=LICENCES,
        sources=[
            {"title": str(row.title), "path": addresses.get(str(row.id), REFERENCES)} for row in data.sources.itertuples()
        ],
        resources=resources,
    )  # fmt: skip
    descriptor = target / "datapackage.json"
    package.to_json(str(descriptor))
    return descriptor


def _first_line(definition: Definition) -> str:
    return (definition.__doc__ or "").strip().splitlines()[0]


def _schema(definition: Definition) -> dict[str, Any]:
    """Return the definition of a table in the words of the standard."""
    schema = definition.to_schema()
    descriptor: dict[str, Any] = {
        "fields": [_field(name, schema.columns[name]) for name in columns_of(definition)],
        "missingValues": [""],
    }
    key = list(schema.unique or [])
    if key and not any(schema.columns[column].nullable for column in key):
        descriptor["primaryKey"] = key
    links = []
    for name, column in schema.columns.items():
        table, _, field = ((column.metadata or {}).get("references") or "").partition(".")
        if table in catalogue():
            resource = "" if catalogue()[table] is definition else table.replace("_", "-")
            links.append({"fields": [name], "reference": {"resource": resource, "fields": [field]}})
    if links:
        descriptor["foreignKeys"] = links
    return descriptor


def _field(name: str, column: Any) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    for check in column.checks:
        for statistic, value in check.statistics.items():
            if statistic in CONSTRAINTS and check.name != "greater_than":
                constraints[CONSTRAINTS[statistic]] = list(value) if statistic == "allowed_values" else _plain(value)
    field: dict[str, Any] = {
        "name": name,
        "type": TYPES.get(str(column.dtype).lower(), "string"),
        "description": column.description,
    }
    if constraints.get("pattern") == PARTIAL_DATE:
        field["description"] += " (ISO 8601: year, month or day)"
    if unit := (column.metadata or {}).get("unit"):
        field["unit"] = unit
    if constraints:
        field["constraints"] = constraints
    return field


def _plain(value: Any) -> Any:
    """Return a pattern as text and a bound as it is."""
    return getattr(value, "pattern", value)
