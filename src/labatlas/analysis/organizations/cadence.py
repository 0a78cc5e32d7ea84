"""How often organizations release, and how fast their models grow."""

from __future__ import annotations

import math

import pandas as pd

from labatlas.analysis.compute.growth import DAYS_PER_YEAR, doubling_months
from labatlas.analysis.organizations.timeline import day_drawn, happened
from labatlas.analysis.trust import believable, counted, facts_of
from labatlas.formatting import compact, count, decimal, duration, noun
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import agree, midpoint

#: Gaps from which a median says something.
ENOUGH_GAPS = 2

#: Sharply dated releases of an organization that has a pace, where there are several such organizations.
OFTEN = 10

#: Days that releases must span before a mean gap says something: more than a year, which a coarse date leaves open.
ENOUGH_DAYS = 366

#: Organizations that the table of growth prints.
ORGANIZATIONS_PRINTED = 12

#: Sized models from which on the growth of an organization is more than the way from one model to another.
ENOUGH_MODELS = 3

DAY = pd.Timedelta(days=1)


def releases(events: pd.DataFrame, artifacts: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return every dated release: events of that kind, and artifacts with a date of release, each work once.

    Where several events tell of one release, some of them more exactly, it counts once: with the exact date and its title,
    and with the organization of the least exact one, which an import found in the tables. A data set that a passage has its
    maker bring out together with something else is part of that release. Where the date of a release is disputed, the works
    that any side of the dispute tells of came out with it.

    Parameters
    ----------
    events, artifacts, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        In time order: ``organization`` (id), ``name``, ``title``, ``date`` (ISO, reduced precision), ``day`` (see
        `labatlas.analysis.organizations.timeline.day_drawn`).
    """
    facts = happened(events)
    facts = facts[(facts["kind"] == "release") & facts["date"].notna()]
    facts = _once(facts)
    works = counted(artifacts)
    sides = events[(events["kind"] == "release") & events["dispute"].isin(facts["dispute"].dropna())]
    told = set(pd.concat([facts, believable(sides)])["artifact"].dropna())
    works = works[works["released"].notna() & works["organization"].notna() & ~works["id"].isin(told)]
    # Where the date is disputed, the events have the side that counts.
    works = works[works["dispute"].isna() | ~works["dispute"].isin(facts["dispute"])]
    # What accompanies a release is told of in the same passage.
    occasions = set(facts[["organization", "date", "source", "locator"]].itertuples(index=False, name=None))
    told_with = [
        place in occasions
        for place in works[["organization", "released", "source", "locator"]].itertuples(index=False, name=None)
    ]
    works = works[~(works["kind"].eq("dataset") & pd.Series(told_with, index=works.index, dtype="bool"))]
    # An event may tell of a work by its name alone.
    titles = facts["title"].str.lower().groupby(facts["organization"]).agg(" ".join)
    named = [
        str(name).lower() in titles.get(maker, "")
        for maker, name in zip(works["organization"], works["name"], strict=True)
    ]
    works = works[~pd.Series(named, index=works.index, dtype="bool")]
    both = pd.concat(
        [
            facts[["organization", "title", "date"]].assign(day=day_drawn(facts)),
            works[["organization", "name", "released"]]
            .set_axis(["organization", "title", "date"], axis=1)
            .assign(day=day_drawn(works, "released")),
        ],
        ignore_index=True,
    )
    names = dict(zip(organizations["id"], organizations["name"], strict=True))
    line = both.assign(name=both["organization"].map(names))
    columns = ["organization", "name", "title", "date", "day"]
    return line.sort_values(["day", "organization", "title"], kind="stable").reset_index(drop=True)[columns]


def _once(facts: pd.DataFrame) -> pd.DataFrame:
    """Put events that tell of one release, their dates lying within one another, into the least exact of them."""
    facts = facts.copy()
    gone = []
    for _, group in facts[facts["artifact"].notna()].groupby("artifact", sort=False):
        first: list[object] = []
        coarse_first = group.assign(precision=group["date"].str.len()).sort_values("precision", kind="stable")
        for row in coarse_first.index:
            same = next((each for each in first if agree(facts.at[each, "date"], facts.at[row, "date"])), None)
            if same is None:
                first.append(row)
                continue
            gone.append(row)
            if len(facts.at[row, "date"]) > len(facts.at[same, "date"]):
                facts.loc[same, ["date", "title", "as_of"]] = facts.loc[row, ["date", "title", "as_of"]]
    return facts.drop(index=gone)


def cadence(line: pd.DataFrame) -> pd.DataFrame:
    """Return how far apart the releases of each organization are.

    The median is over the gaps between neighbours dated to the month at least: a date known to the year fits no gap. What
    it leaves out makes gaps longer, so the median is too long rather than too short. The mean spreads all releases evenly
    between the first and the last, for which coarse dates matter little.

    Parameters
    ----------
    line
        Result of `releases`.

    Returns
    -------
    pandas.DataFrame
        One row an organization, most releases first: ``organization``, ``name``, ``releases``, ``sharp`` (releases dated to the
        month at least), ``median``, ``mean`` (days; ``median`` missing with fewer gaps than `ENOUGH_GAPS`, ``mean`` unless the
        releases span `ENOUGH_DAYS`), ``first``, ``last`` (days).
    """
    rows = []
    for organization, group in line.groupby("organization", sort=False):
        days = group["day"].sort_values()
        sharp = group.loc[group["date"].str.len() > 4, "day"].sort_values()
        gaps = sharp.diff().dropna() / DAY
        span = (days.iloc[-1] - days.iloc[0]) / DAY
        rows.append(
            {
                "organization": organization,
                "name": group["name"].iloc[0],
                "releases": len(group),
                "sharp": len(sharp),
                "median": gaps.median() if len(gaps) >= ENOUGH_GAPS else float("nan"),
                "mean": span / (len(days) - 1) if span >= ENOUGH_DAYS else float("nan"),
                "first": days.iloc[0],
                "last": days.iloc[-1],
            }
        )
    columns = ["organization", "name", "releases", "sharp", "median", "mean", "first", "last"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["releases", "name"], ascending=[False, True], kind="stable").reset_index(drop=True)


def gap_words(median: float, mean: float) -> str:
    """Print the gaps of an organization as far as they are known; an empty string when they are not."""
    words = [f"{kind} {duration(days)}" for kind, days in (("median", median), ("mean", mean)) if not math.isnan(days)]
    return ", ".join(words)


def cadence_values(table: pd.DataFrame, organization: str, name: str) -> dict[str, str]:
    """Return what the text says of release cadence; nothing when no release is dated."""
    if table.empty:
        return {}
    own = table[table["organization"] == organization]
    number = int(own["releases"].sum())
    verb = "is" if number == 1 else "are"
    told = f"{noun(number, 'dated release')} of {name} {verb} told" if number else f"No dated release of {name} is told"
    if number:
        row = own.iloc[0]
        words = gap_words(row["median"], row["mean"])
        told += (
            f", {count(row['sharp'])} of them to the month or day ({words} apart)"
            if words
            else ", too few to say how far apart"
        )
    timed = table[table["median"].notna()].sort_values(["median", "name"], kind="stable")
    # Where many organizations are told of, two gaps that happen to be short do not make a pace.
    often = timed[timed["sharp"] >= OFTEN]
    enough = "enough dates for a median"
    if len(often) > 1:
        timed, enough = often, f"{count(OFTEN)} or more releases dated to the month"
    return {
        "told": told,
        "organizations": noun(len(table), "organization"),
        "releases": noun(int(table["releases"].sum()), "dated release"),
        "timed": (
            f"Of {noun(len(timed), 'organization')} with {enough}, {timed.iloc[0]['name']} has the "
            f"{'shorter' if len(timed) == 2 else 'shortest'} gap "
            f"({duration(timed.iloc[0]['median'])})"
            if len(timed) > 1
            else "For no two organizations are there enough dates to compare their median gaps"
        ),
    }


def model_growth(model_sizes: pd.DataFrame, artifacts: pd.DataFrame, organizations: dict[str, str]) -> pd.DataFrame:
    """Return the smallest and largest model of each organization, and how fast it grew in between.

    Parameters
    ----------
    model_sizes, artifacts
        Rows of the tables of those names.
    organizations
        Names of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        One row an organization, largest model first: ``organization``, ``name``, ``models`` (with a size), ``largest``,
        ``largest_size`` (parameters), ``status`` (of that size); and from the first dated model to the largest dated one,
        missing unless the largest is the later: ``start``, ``start_size``, ``peak``, ``factor`` and ``days``.
    """
    works = artifacts.set_index("id")
    sizes = counted(model_sizes).sort_values("parameters_low", ascending=False, kind="stable").drop_duplicates("model")
    sizes = sizes.assign(
        organization=sizes["model"].map(works["organization"]),
        title=sizes["model"].map(works["name"]),
        day=midpoint(sizes["model"].map(works["released"])),
    )
    sizes = sizes[sizes["organization"].notna()]
    rows = []
    for organization, group in sizes.groupby("organization", sort=False):
        row = {
            "organization": organization,
            "name": organizations[str(organization)],
            "models": len(group),
            "largest": group["title"].iloc[0],
            "largest_size": group["parameters_low"].iloc[0],
            "status": group["status"].iloc[0],
        }
        dated = group[group["day"].notna()].sort_values("day", kind="stable")
        if len(dated):
            start, peak = dated.iloc[0], dated.loc[dated["parameters_low"].idxmax()]
            if peak["day"] > start["day"]:
                row |= {
                    "start": start["title"],
                    "start_size": start["parameters_low"],
                    "peak": peak["title"],
                    "factor": peak["parameters_low"] / start["parameters_low"],
                    "days": (peak["day"] - start["day"]).days,
                }
        rows.append(row)
    columns = [
        "organization", "name", "models", "largest", "largest_size", "status", "start", "start_size", "peak", "factor", "days",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"factor": "float64", "days": "float64"})


def growth_table(growth: pd.DataFrame, organization: str, rows: int = ORGANIZATIONS_PRINTED) -> pd.DataFrame:
    """Return the result of `model_growth` as a reader reads it: the organizations with the largest models, and the focus.

    Parameters
    ----------
    growth
        Result of `model_growth`.
    organization
        Id of the focus organization, which has a row whatever its rank.
    rows
        Organizations to print; the others share the last row, which says how many they are and how large the largest model
        of theirs is.
    """
    ranks = pd.Series(range(len(growth)), index=growth.index)
    # One more row would take no more room than the line that stands for it.
    kept = (ranks < (rows if len(growth) > rows + 1 else len(growth))) | (growth["organization"] == organization)
    shown, rest = growth[kept], growth[~kept]
    table = pd.DataFrame(
        {
            "Organization": shown["name"],
            "Sized models": shown["models"].map(count),
            "Largest": shown["largest"],
            "Size": shown["largest_size"].map(compact),
            "Status": shown["status"],
            "Growth": [
                f"{_fold(row.factor)}-fold in {duration(row.days)}" if row.factor == row.factor else "–"
                for row in shown.itertuples()
            ],
        }
    )
    if rest.empty:
        return table
    first = rest.iloc[0]
    line = [noun(len(rest), "other"), count(rest["models"].sum()), first["largest"], compact(first["largest_size"])]
    return pd.concat([table, pd.DataFrame([[*line, first["status"], "–"]], columns=table.columns)], ignore_index=True)


def _doubling(factor: float, days: float) -> float:
    """Return the doubling time, in months, that a growth over some days means."""
    return doubling_months(factor, days / DAYS_PER_YEAR)


def _fold(factor: float) -> str:
    """Print a factor of growth; one of millions is too long to be read out in full."""
    return str(count(factor) if factor < 1e6 else compact(factor, 2))


def growth_values(growth: pd.DataFrame, organization: str, name: str) -> dict[str, str]:
    """Return what the text says of the growth of models; nothing when no size is known."""
    if growth.empty:
        return {}
    own = growth[growth["organization"] == organization]
    timed = growth[growth["factor"] > 1].sort_values("factor", ascending=False, kind="stable")
    # Two models decades apart are no series; they count only where there is nothing better.
    series = timed[(timed["models"] >= ENOUGH_MODELS) & (timed["days"] >= ENOUGH_DAYS)]
    series = series.assign(months=[_doubling(*pair) for pair in zip(series["factor"], series["days"], strict=True)])
    series = series.sort_values("months", kind="stable")
    ranked = series if len(series) else timed
    fastest = "Of no organization are two models of different size dated, so no speed of growth can be told"
    if len(timed):
        row = ranked.iloc[0]
        pace = f", one doubling every {decimal(row['months'])} months" if len(series) else ""
        most = (
            f"fastest among organizations with {count(ENOUGH_MODELS)} or more sized models over more than a year"
            if len(series)
            else "most"
        )
        fastest = (
            f"Only the models of {row['name']} can be followed over time"
            if len(timed) == 1
            else f"The models of {row['name']} grew {most}"
        ) + f": {_fold(row['factor'])}-fold in {duration(row['days'])}{pace}, from {row['start']} to {row['peak']}"
    guessed = int((growth["status"] != "reported").sum())
    return {
        "sized": noun(int(growth["models"].sum()), "model"),
        "organizations": noun(len(growth), "organization"),
        "guessed": f"{count(guessed)} of {count(len(growth))}",
        "fastest": fastest,
        "own": (
            f"The largest model of {name} with a printed size is {own.iloc[0]['largest']} "
            f"({compact(own.iloc[0]['largest_size'])} parameters)"
            if len(own)
            else f"No document prints the size of a model of {name}"
        ),
    }


def evidence_of(data: Dataset) -> pd.DataFrame:
    """Return the facts that dated releases rest on."""
    events = data.events[(data.events["kind"] == "release") & data.events["date"].notna()]
    works = data.artifacts[data.artifacts["released"].notna() & data.artifacts["organization"].notna()]
    return facts_of(events, works)
