"""Versions of one chip: cards of different form, memory or clock that carry it, which count as one chip."""

from __future__ import annotations

import re

import pandas as pd

#: What names a version and not a chip: how it is mounted, its memory, its power or speed in brackets.
_FORM = re.compile(
    r"\((?:PCIe|OAM|\d+ ?W|\d+ ?TFLOPS|v\d)\)"
    r"|\b(?:PC[Il]e|SXM\d?|OAM|NVL|DGXS|HGX)\b"
    r"|\b\d+ ?GB\b"
)

#: Endings by which makers tell the versions of a chip apart, after what they follow. The Ascend 910A is the 910 under its
#: later name; 910B and 910C are chips of their own. MLU370-X8, X4 and so on are cards with the MLU370.
_ENDINGS = (
    re.compile(r"(?<=\bAscend 910)(?:A(?: Pro| Premium)?)$"),
    re.compile(r"(?<=\bAscend 910B)(?:\d| Pro)$"),
    re.compile(r"(?<=\bMLU\d{3})-[A-Z]\d(?:/[A-Z]\d)?$"),
    re.compile(r"(?<=\bKunlun R200)-8F$"),
)

#: Makers and brands that some tables put before the name of a chip, and others do not.
_BRANDS = re.compile(r"^(?:(?:NVIDIA|Tesla(?! D1)|Huawei|Cambricon)\s+)+")


def chip_of(name: str) -> str:
    """Return the chip of which something is a version, by its name.

    Examples
    --------
    >>> chip_of("NVIDIA A100 SXM4 80 GB"), chip_of("NVIDIA Tesla V100 PCIe 16 GB"), chip_of("Cambricon MLU370-S4/S8")
    ('A100', 'V100', 'MLU370')
    >>> chip_of("Huawei Ascend 910A Pro"), chip_of("Huawei Ascend 910B1 (v2)"), chip_of("Huawei Ascend 910C")
    ('Ascend 910', 'Ascend 910B', 'Ascend 910C')
    >>> chip_of("NVIDIA Tesla V100S PCIe 32 GB"), chip_of("NVIDIA A10 PCIe"), chip_of("NVIDIA A10G")
    ('V100S', 'A10', 'A10G')
    """
    bare = _BRANDS.sub("", " ".join(_FORM.sub(" ", name).split()))
    for ending in _ENDINGS:
        bare = ending.sub("", bare)
    return bare or name


def fastest_versions(sheets: pd.DataFrame) -> pd.DataFrame:
    """Keep of each chip the version with the highest throughput, and no other measures.

    Parameters
    ----------
    sheets
        Result of `labatlas.analysis.compute.chips.specifications`.

    Returns
    -------
    pandas.DataFrame
        Its rows with the measure ``throughput``, one a chip, and the column ``chip``; of equally fast ones the first.
    """
    fast = sheets[sheets["measure"] == "throughput"]
    fast = fast.assign(chip=[chip_of(str(name)) for name in fast["name"]])
    first = fast.sort_values("ratio", ascending=False, kind="stable").drop_duplicates("chip")
    return fast[fast.index.isin(first.index)]
