"""Everything the book concludes from the evidence."""

from __future__ import annotations

from labatlas.analysis import compute, licensing, organizations, talent
from labatlas.analysis.findings import Finding
from labatlas.analysis.money import Rates
from labatlas.tables import Dataset


def key_findings(
    data: Dataset, country: str, organization: str, rates: Rates, scenario: compute.Scenario
) -> list[Finding]:
    """Return the key findings of all chapters.

    Parameters
    ----------
    data
        The evidence as known.
    country, organization
        What the book looks at first.
    rates
        Exchange rates into the edition's currency.
    scenario
        What the reader assumes of the cost of computing.
    """
    focus = (data, country, organization, rates)
    return [
        *talent.findings(*focus),
        *compute.findings(*focus, scenario),
        *licensing.findings(*focus),
        *organizations.findings(*focus),
    ]
