"""How the legal form of an organization, its money and the openness of its works moved together."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.kinship import family
from labatlas.analysis.licensing.openness import access_by_part, level_reached
from labatlas.analysis.organizations.money import PAID, stage_words
from labatlas.analysis.organizations.timeline import day_drawn, happened
from labatlas.analysis.trust import counted, facts_of
from labatlas.formatting import Quantity, count, decimal, listing, money, noun, partial_date, quantity_or_none
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import first_day, last_day, midpoint

#: Kinds of event in which an organization takes or changes its form.
FORM_KINDS = ("founding", "restructuring")

#: Level of openness from which others can build on a model.
BUILD_ON = 3

#: Periods that the text tells of, the latest ones.
PERIODS_TOLD = 5

#: Years that a period of `openness_by_period` spans.
PERIOD = 3

#: Marks from which a figure of form, money and openness shows more than its text.
FEWEST_MARKS = 3


def form_lanes(
    events: pd.DataFrame, organizations: pd.DataFrame, artifacts: pd.DataFrame, levels: pd.DataFrame,
    funding: pd.DataFrame, organization: str, currency: str,
) -> pd.DataFrame:  # fmt: skip
    """Return the dated events and works of an organization that say how form, money and openness moved.

    Parameters
    ----------
    events, organizations, artifacts
        Rows of the tables of those names.
    levels
        Result of `labatlas.analysis.licensing.openness.level_reached`.
    funding
        Result of `labatlas.analysis.organizations.money.sums` for funding.
    organization
        Id of the organization.
    currency
        Currency of the sums.

    Returns
    -------
    pandas.DataFrame
        In time order: ``lane`` (``form``, ``money`` or ``works``), ``day``, ``label``, ``value`` (sum of money, or level of
        openness from 0, missing where it is not told), ``filled`` (not so for money that is not known to be paid).
    """
    members = family(organizations, organization)
    facts = happened(events)
    form = facts[facts["organization"].isin(members) & facts["kind"].isin(FORM_KINDS) & facts["date"].notna()]
    paid = funding[funding["organization"].isin(members) & funding["date"].notna()]
    works = counted(artifacts)
    works = works[(works["kind"] == "model") & works["organization"].isin(members) & works["released"].notna()]
    level = levels.set_index("artifact")["level"]
    parts = [
        pd.DataFrame({"lane": "form", "day": day_drawn(form), "label": form["title"]}),
        pd.DataFrame(
            {
                "lane": "money",
                "day": paid["day"],
                "label": [
                    f"{money(low, currency)}, {stage_words(stage)}"
                    for low, stage in zip(paid["low"], paid["stage"], strict=True)
                ],
                "value": paid["low"],
                "filled": paid["stage"] == PAID,
            }
        ),
        pd.DataFrame(
            {
                "lane": "works",
                "day": day_drawn(works, "released"),
                "label": works["name"],
                "value": works["id"].map(level).astype("float64"),
            }
        ),
    ]
    columns = ["lane", "day", "label", "value", "filled"]
    lanes = pd.concat([part.reindex(columns=columns) for part in parts if len(part)] or [pd.DataFrame(columns=columns)])
    lanes["filled"] = lanes["filled"].ne(False)
    return lanes.sort_values(["day", "lane", "label"], kind="stable").reset_index(drop=True)


def years_to(events: pd.DataFrame, organization: str, kind: str) -> tuple[float, str, str]:
    """Return the years from founding to the first event of a kind, with both dates; NaN when either is missing."""
    facts = happened(events)
    facts = facts[(facts["organization"] == organization) & facts["date"].notna()]
    founding = facts[facts["kind"] == "founding"].sort_values("date", kind="stable")
    later = facts[facts["kind"] == kind].sort_values("date", kind="stable")
    if founding.empty or later.empty:
        return float("nan"), "", ""
    start, end = str(founding.iloc[0]["date"]), str(later.iloc[0]["date"])
    gap = midpoint(pd.Series([end])).iloc[0] - midpoint(pd.Series([start])).iloc[0]
    return gap.days / 365.25, start, end


def models_reached(data: Dataset) -> pd.DataFrame:
    """Return the level of openness that models reached; platforms and data sets are left out.

    Parameters
    ----------
    data
        The evidence.

    Returns
    -------
    pandas.DataFrame
        Rows of `labatlas.analysis.licensing.openness.level_reached` that are models.
    """
    access = access_by_part(data.openness, data.artifacts, data.organizations)
    levels = level_reached(access, data.openness_levels)
    return levels[levels["kind"] == "model"].reset_index(drop=True)


def _material_told(levels: pd.DataFrame) -> pd.Series:
    return levels["material_told"].astype(bool)


def worth_drawing(lanes: pd.DataFrame) -> bool:
    """Tell whether there is enough in the lanes to set one against another: several marks on more than one."""
    return len(lanes) >= FEWEST_MARKS and lanes["lane"].nunique() > 1


def _by_side(levels: pd.DataFrame, events: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the dated works of an organization with the ``side`` of its first restructuring that they are on.

    A work is ``before`` or ``after`` only when every day that its date can mean is, for every day that the date of the step
    can mean; else its side is ``open``. Works of which nobody tells whether weights, code or data are open are left out.
    """
    _, _, change = years_to(events, organization, "restructuring")
    if not change or levels.empty:
        return levels.iloc[:0].assign(side="")
    works = levels[(levels["organization"] == organization) & levels["date"].notna() & _material_told(levels)]
    step = pd.Series([change])
    side = pd.Series("open", index=works.index, dtype="object")
    side[last_day(works["released"]) < first_day(step).iloc[0]] = "before"
    side[first_day(works["released"]) > last_day(step).iloc[0]] = "after"
    return works.assign(side=side)


def around_change(levels: pd.DataFrame, events: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Split the dated works of an organization at its first restructuring and count those others can build on.

    A work of which nobody tells whether its weights, code or data are open counts on neither side, and nor does one whose
    date names a period that holds the day of the step: it cannot be shown to come before or after (see `of_open_order`).

    Parameters
    ----------
    levels
        Result of `labatlas.analysis.licensing.openness.level_reached`.
    events
        Rows of the table ``events``.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        Rows ``before`` and ``after`` with ``works`` and ``open`` (weights or code open); empty without a restructuring
        or without a dated work on either side.
    """
    works = _by_side(levels, events, organization)
    if works.empty:
        return pd.DataFrame(columns=["works", "open"])
    split = works.groupby("side")["rebuildable"].agg(works="size", open="sum")
    both = split.reindex(["before", "after"])
    return both.astype(int) if both.notna().all(axis=None) else both.iloc[:0]


def of_open_order(levels: pd.DataFrame, events: pd.DataFrame, organization: str) -> list[str]:
    """Name the works that `around_change` leaves out because their dates do not tell on which side of the step they are."""
    works = _by_side(levels, events, organization)
    return [str(name) for name in works.loc[works["side"] == "open", "name"]]


def form_values(
    lanes: pd.DataFrame, split: pd.DataFrame, unplaced: list[str], events: pd.DataFrame, organization: str, name: str
) -> dict[str, str]:
    """Return what the text says of form, money and openness; nothing when nothing of it is dated.

    Parameters
    ----------
    lanes, split, unplaced
        Results of `form_lanes`, `around_change` and `of_open_order`.
    events
        Rows of the table ``events``.
    organization, name
        Id and name of the organization.
    """
    if lanes.empty:
        return {}
    years, start, end = years_to(events, organization, "restructuring")
    changed = (
        f"{name} was restructured {decimal(years)} years after its founding ({partial_date(start)} to {partial_date(end)})"
        if start
        else f"No founding of {name} with a later restructuring is dated, so that there is no before and after to compare"
    )
    caution = "That two things happen in the same years does not make one the cause of the other" if start else ""
    opened = "Of its models on either side of that step too little is told to compare them." if start else ""
    if len(split):
        before, after = split.loc["before"], split.loc["after"]
        opened = (
            f"Of {noun(before['works'], 'dated model')} from before that step of which it is told, {count(before['open'])} had "
            f"open weights, code or data; of {count(after['works'])} from after it, {count(after['open'])}."
        )
        caution += ", and with so few models one more with a known openness can turn the comparison around"
    if start and unplaced:
        dates = "its date leaves" if len(unplaced) == 1 else "their dates leave"
        opened += f" Not counted, as {dates} the order open: {listing(unplaced)}."
    numbers = lanes["lane"].value_counts()
    words = {
        "form": ("step of form", "steps of form"),
        "money": ("sum of money", "sums of money"),
        "works": ("model", "models"),
    }
    return {
        "dated": listing([noun(numbers[lane], *word) for lane, word in words.items() if lane in numbers]),
        "changed": changed,
        "opened": opened,
        "caution": f"{caution}." if caution else "",
    }


def openness_by_period(levels: pd.DataFrame, names: dict[int, str]) -> pd.DataFrame:
    """Count dated models by the level of openness they reached, in periods of some years.

    A model of which nobody tells whether its weights, code or data are open is left out: silence closes nothing.

    Parameters
    ----------
    levels
        Result of `labatlas.analysis.licensing.openness.level_reached`.
    names
        Name of each level, 0 being nothing open.

    Returns
    -------
    pandas.DataFrame
        One row a period that has a model and level, periods in time order: ``period`` (as ``2016–2018``), ``level``,
        ``name`` (of the level), ``models``, ``total`` (models of the period), ``share``.
    """
    dated = levels[levels["date"].notna() & _material_told(levels)]
    start = dated["date"].dt.year // PERIOD * PERIOD if len(dated) else pd.Series(dtype="int64")
    counts = dated.groupby([start.rename("start"), "level"]).size().rename("models").reset_index()
    counts["period"] = [f"{first}–{first + PERIOD - 1}" for first in counts["start"]]
    counts["name"] = counts["level"].map(lambda level: names.get(int(level), str(level)))
    counts["total"] = counts.groupby("start")["models"].transform("sum")
    counts["share"] = counts["models"] / counts["total"]
    return counts[["period", "level", "name", "models", "total", "share"]]


def period_values(periods: pd.DataFrame, undated: pd.DataFrame, level: int) -> dict[str, str]:
    """Return what the text says of openness by period; nothing when no model is dated.

    Parameters
    ----------
    periods
        Result of `openness_by_period`.
    undated
        Rows of `labatlas.analysis.licensing.openness.level_reached` whose release is not dated; those that would not count
        either way are left out here too.
    level
        The level from which others can build on a model.
    """
    if periods.empty:
        return {}
    undated = undated[_material_told(undated)]
    usable = int((undated["level"] >= level).sum())
    all_of_them = "all " if usable == len(undated) > 1 else ""
    at_least = periods[periods["level"] >= level].groupby("period")["models"].sum()
    totals = periods.groupby("period")["total"].first()
    latest = totals.tail(PERIODS_TOLD)
    told = [f"{count(at_least.get(period, 0))} of {count(total)} in {period}" for period, total in latest.items()]
    return {
        "models": noun(int(totals.sum()), "model"),
        "undated": quantity_or_none(len(undated)),
        "undated_open": Quantity(f"{all_of_them}{quantity_or_none(usable)}", usable),
        "periods": listing(told),
    }


def evidence_of(data: Dataset, organization: str) -> pd.DataFrame:
    """Return the facts that form, money and openness of an organization rest on."""
    members = family(data.organizations, organization)
    works = data.artifacts[
        data.artifacts["organization"].isin(members)
        & (data.artifacts["kind"] == "model")
        & data.artifacts["released"].notna()
    ]
    events = data.events[data.events["organization"].isin(members) & data.events["kind"].isin([*FORM_KINDS, "funding"])]
    opened = data.openness[data.openness["artifact"].isin(works["id"])]
    return facts_of(events, works, opened)
