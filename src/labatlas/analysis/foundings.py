"""When founders came to what they founded, and when anybody first came to a place."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.trust import counted
from labatlas.tables.partial_dates import first_day


def founding_days(founded: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Return when each founder came, where that is not told when the organization was founded.

    Parameters
    ----------
    founded
        Rows of the table ``affiliations`` that are of founders.
    events
        Rows of the table ``events``.

    Returns
    -------
    pandas.Series
        The first day that the date can mean, on the index of ``founded``; ``NaT`` where neither date is told.
    """
    births = counted(events)
    births = births[(births["kind"] == "founding") & births["date"].notna()]
    born = births.sort_values("date", kind="stable").drop_duplicates("organization").set_index("organization")["date"]
    return first_day(founded["start"].astype("object").fillna(founded["organization"].map(born)))


def first_there(stays: pd.DataFrame, place: str) -> pd.Series:
    """Return when the person of each stay first came to its place, as far as any of that person's stays there is dated.

    Parameters
    ----------
    stays
        Rows of the table ``affiliations``.
    place
        Column that tells which stays are at one place.

    Returns
    -------
    pandas.Series
        The first day that the earliest date can mean, on the index of ``stays``; ``NaT`` where none of them is dated.

    Examples
    --------
    >>> stays = pd.DataFrame({"person": ["a", "a", "b"], "organization": "lab", "start": [None, "2017-06", None]})
    >>> first_there(stays, "organization").dt.strftime("%Y-%m-%d").fillna("none").tolist()
    ['2017-06-01', '2017-06-01', 'none']
    """
    return first_day(stays["start"]).groupby([stays["person"], stays[place]]).transform("min")
