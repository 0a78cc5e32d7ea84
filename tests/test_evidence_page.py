"""The page on the evidence: disputes side by side, corrections that must find their row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from notebooks import ROOT

from labatlas import open_dataset
from labatlas.analysis import evidence
from labatlas.errors import DataError


def test_every_side_of_every_dispute_is_listed_and_says_something(dataset):
    sides = evidence.disagreements(dataset)
    facts = evidence.all_facts(dataset)
    assert len(sides) == facts["dispute"].notna().sum()
    assert (sides.groupby("dispute").size() >= 2).all()
    assert sides["statement"].str.len().min() > 3


def test_the_side_that_counts_use_stands_first(dataset):
    sides = evidence.disagreements(dataset)
    released = sides[(sides["dispute"] == "chatgpt-release-date") & (sides["table"] == "events")]
    assert "2022-11-30" in released.iloc[0]["statement"]
    assert released["statement"].str.contains("2022-12").any()


def test_facts_are_counted_by_table(dataset):
    table = evidence.freshness_table(dataset).set_index("Table")
    assert table.loc["scholars", "Facts"].number == len(dataset.scholars)
    doubtful = (dataset.fleets["status"] != "reported").sum()
    assert table.loc["fleets", "Not simply reported"].number == doubtful
    assert sum(cell.number for cell in table["Facts"]) == len(evidence.all_facts(dataset))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("printed", "nobody prints this", "'nobody prints this': matches no row"),
        ("table", "no-such-table", "'no-such-table."),
        ("column", "no_such_column", ".no_such_column': matches no row"),
    ],
)
def test_a_correction_that_finds_no_row_fails_the_check(tmp_path: Path, column: str, value: str, message: str):
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    path = folder / "corrections.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, column] = value
    table.to_csv(path, index=False)
    with pytest.raises(DataError) as error:
        open_dataset(folder)
    assert len(error.value.problems) == 1
    assert "corrections.csv, row 2" in str(error.value)
    assert message in str(error.value)
