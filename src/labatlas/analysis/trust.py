"""Which facts may be counted."""

from __future__ import annotations

import pandas as pd

from labatlas.formatting import count, listing
from labatlas.tables.provenance import NOT_COUNTED, Status

#: Why a fact is not counted, by its status.
REFUSED = {str(Status.HEARSAY): "as hearsay", str(Status.SATIRE): "as satire"}


def believable(facts: pd.DataFrame) -> pd.DataFrame:
    """Leave out jokes and hearsay, and keep every side of a dispute."""
    return facts[~facts["status"].isin([str(status) for status in NOT_COUNTED])]


def counted(facts: pd.DataFrame) -> pd.DataFrame:
    """Leave out jokes and hearsay, and all but the first side of each dispute.

    `labatlas.tables.open_dataset` puts the side first that the table ``disputes`` names, with a reason. The other sides
    stay in the evidence and are shown as disputed.

    Parameters
    ----------
    facts
        Rows of an evidence table with ``status`` and ``dispute``.

    Examples
    --------
    >>> facts = pd.DataFrame({"status": ["reported", "satire", "disputed", "disputed"], "dispute": [None, None, "d", "d"]})
    >>> counted(facts).index.tolist()
    [0, 2]
    """
    trusted = believable(facts)
    return trusted[trusted["dispute"].isna() | ~trusted["dispute"].duplicated()]


def left_out(facts: pd.DataFrame, wanted: pd.Series | None = None) -> str:
    """Say how many facts `counted` leaves out, and why; nothing where it leaves out none.

    Parameters
    ----------
    facts
        Rows of a table. Of a dispute one side counts, whether or not it is wanted.
    wanted
        Which of the rows would be used if they counted; all when omitted.

    Examples
    --------
    >>> facts = pd.DataFrame({"status": ["hearsay", "hearsay", "disputed", "disputed"], "dispute": [None, None, "d", "d"]})
    >>> left_out(facts), left_out(facts.iloc[:0])
    (' Left out: 2 as hearsay and 1 as the other side of a dispute.', '')
    """
    refused = facts.drop(index=counted(facts).index)
    if wanted is not None:
        refused = refused[wanted.loc[refused.index]]
    numbers = refused["status"].value_counts()
    reasons = [f"{count(numbers[status])} {why}" for status, why in REFUSED.items() if status in numbers]
    sides = int((~refused["status"].isin(list(REFUSED))).sum())
    if sides:
        reasons.append(f"{count(sides)} as the other {'side' if sides == 1 else 'sides'} of a dispute")
    return f" Left out: {listing(reasons)}." if reasons else ""


def likely(facts: pd.DataFrame, *keys: str) -> pd.Series:
    """Tell whether the evidence says something only as likely: whether each fact on it is an estimate.

    Parameters
    ----------
    facts
        Rows of an evidence table.
    keys
        Columns whose values together are what is told.

    Examples
    --------
    >>> facts = pd.DataFrame({"person": ["a", "a", "b"], "status": ["estimate", "reported", "estimate"]})
    >>> likely(facts, "person").to_dict()
    {'a': False, 'b': True}
    """
    return (facts["status"] == Status.ESTIMATE).groupby([facts[key] for key in keys]).all()


def how_likely(number: int, total: int) -> str:
    """Say how many of some are told only as likely; nothing where none is.

    Examples
    --------
    >>> how_likely(0, 3), how_likely(2, 3), how_likely(2, 2), how_likely(1, 1)
    ('', '2 of them only likely', 'all only likely', 'only likely')
    """
    if not number:
        return ""
    if number < total:
        return f"{count(number)} of them only likely"
    return "only likely" if total == 1 else "all only likely"


def as_likely(number: int, total: int) -> str:
    """Say in brackets what `how_likely` says.

    Examples
    --------
    >>> as_likely(0, 3), as_likely(2, 3)
    ('', ' (2 of them only likely)')
    """
    said = how_likely(number, total)
    return f" ({said})" if said else ""


def of_data_sets(facts: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """Tell which facts were read in a data set, and not in a text.

    Parameters
    ----------
    facts
        Rows of an evidence table, shape (n, …).
    sources
        Rows of the table ``sources``.

    Returns
    -------
    pandas.Series
        True or False, on the index of the facts.

    Examples
    --------
    >>> sources = pd.DataFrame({"id": ["a", "b"], "kind": ["news", "dataset"]})
    >>> of_data_sets(pd.DataFrame({"source": ["b", "a"]}), sources).tolist()
    [True, False]
    """
    return facts["source"].isin(sources.loc[sources["kind"] == "dataset", "id"])


def documents_first(facts: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that may be counted, those of texts before those of data sets.

    Whoever takes the first fact on a thing takes that of a text: the texts are what the book is about, and a data set
    collects what such texts say.

    Examples
    --------
    >>> sources = pd.DataFrame({"id": ["a", "b"], "kind": ["dataset", "news"]})
    >>> facts = pd.DataFrame({"source": ["a", "b", "b"], "status": ["reported", "estimate", "hearsay"], "dispute": None})
    >>> documents_first(facts, sources)["source"].tolist()
    ['b', 'a']
    """
    # Before they are moved: the side of a dispute that is used is the first one.
    facts = counted(facts)
    second = of_data_sets(facts, sources)
    return pd.concat([facts[~second], facts[second]])


def facts_of(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put the provenance of the facts of several tables that may be counted below one another.

    Parameters
    ----------
    tables
        Rows of evidence tables.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``locator``, ``via``, ``as_of``, ``status`` and ``dispute`` of each fact.

    Examples
    --------
    >>> provenance = {"source": ["a"], "locator": ["b"], "via": None, "as_of": ["2020"], "status": ["reported"], "dispute": None}
    >>> facts_of(pd.DataFrame({"id": [1], **provenance}), pd.DataFrame({"model": [2], **provenance}))["as_of"].tolist()
    ['2020', '2020']
    """
    columns = ["source", "locator", "via", "as_of", "status", "dispute"]
    return pd.concat([counted(table)[columns] for table in tables], ignore_index=True)
