"""Fixtures that the tests share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

import labatlas
from labatlas.tables import Dataset

settings.register_profile(
    "labatlas", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Hours of chance: pytest --hypothesis-profile thorough
settings.register_profile("thorough", settings.get_profile("labatlas"), max_examples=3000)
settings.load_profile("labatlas")

PROVENANCE = {
    "source": "paper",
    "locator": "¶1",
    "via": None,
    "as_of": "2023-01-01",
    "status": "reported",
    "dispute": None,
    "note": None,
}


def make_facts(columns: Sequence[str], *rows: Sequence[Any], **provenance: Any) -> pd.DataFrame:
    """Make a small evidence table, with the provenance of a plainly reported fact where the columns give none.

    A provenance keyword is one value for all rows or a list with one for each.
    """
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=list(columns))
    unknown = set(provenance) - set(PROVENANCE)
    assert not unknown, f"no provenance columns: {unknown}"
    for name, value in {**PROVENANCE, **provenance}.items():
        if name not in frame:
            frame[name] = value if isinstance(value, list) else [value] * len(frame)
    return frame


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Return the bundled evidence, opened once."""
    return labatlas.open_dataset()
