"""When works came out, as exactly as the evidence has it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from labatlas.analysis.trust import counted
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import agree


def refining(artifacts: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the releases among the events that date a work more exactly than its own row does.

    The row of a work has one source, and says no more than that source does. Another source that has the day tells of it in
    an event; where the day lies within the coarser date, both are true.

    Parameters
    ----------
    artifacts, events
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        Rows of ``events``, at most one a work: the most exact one, and of several the earliest.
    """
    told = counted(events)
    told = told[
        told["kind"].eq("release") & told["artifact"].notna() & told["date"].notna() & told["status"].ne("forecast")
    ]
    known = artifacts.set_index("id")["released"].dropna()
    told = told[told["artifact"].isin(known.index)]
    finer = [
        len(date) > len(known[work]) and agree(known[work], date)
        for work, date in zip(told["artifact"], told["date"], strict=True)
    ]
    told = told[pd.Series(finer, index=told.index, dtype="bool")]
    exact = told.assign(precision=told["date"].str.len()).sort_values(
        ["precision", "date"], ascending=[False, True], kind="stable"
    )
    return events.loc[exact.drop_duplicates("artifact").index.sort_values()]


def with_exact_dates(data: Dataset) -> Dataset:
    """Return the evidence with each work that has a date dated as exactly as any source has it; see `refining`.

    A work without a date stays without one: an event may be of a part of it. What is concluded from an
    exact date rests on the event too, which `refining` returns of the evidence as it was before.

    Parameters
    ----------
    data
        The evidence.
    """
    exact = refining(data.artifacts, data.events).set_index("artifact")["date"]
    works = data.artifacts
    released = works["released"].where(~works["id"].isin(exact.index), works["id"].map(exact))
    return replace(data, artifacts=works.assign(released=released))
