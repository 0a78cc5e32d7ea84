"""Compute: who holds accelerators, how chips compare, what training and answering take."""

from __future__ import annotations

import math

import pandas as pd

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.kinship import topmost
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted
from labatlas.formatting import (
    compact,
    count,
    decimal,
    is_known,
    money,
    noun,
    partial_date,
    percent,
    quantity_or_none,
    span,
    territory_phrase,
)
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import first_day, last_day, midpoint

SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = 365
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
MONTHS_PER_YEAR = 12

#: Kinds of fleet statements that mean accelerators someone has or has bought; the others are wishes.
IN_HAND = frozenset({"stock", "order", "purchase"})


def fleet_ranges(fleets: pd.DataFrame, organizations: pd.DataFrame, accelerators: dict[str, str]) -> pd.DataFrame:
    """Lay out every statement on a fleet as a range, largest first.

    Parameters
    ----------
    fleets, organizations
        Rows of the tables of those names.
    accelerators
        Names of the chips by id.

    Returns
    -------
    pandas.DataFrame
        ``organization`` (id), ``owner`` (id of the organization at the top of its parents), ``name``, ``country``, ``kind``,
        ``date``, ``chip`` (missing if several or unstated), ``scope``, ``low``, ``high`` (accelerators; ``high`` missing when open), ``status``,
        ``told_by`` (the publication).
    """
    facts = counted(fleets)
    holders = organizations.set_index("id")
    ranges = pd.DataFrame(
        {
            "organization": facts["organization"],
            "owner": facts["organization"].map(lambda organization: topmost(organizations, organization)),
            "name": facts["organization"].map(holders["name"]),
            "country": facts["organization"].map(holders["country"]),
            "kind": facts["kind"],
            "date": facts["date"],
            "chip": facts["accelerator"].map(accelerators),
            "scope": facts["scope"],
            "low": facts["low"],
            "high": facts["high"],
            "status": facts["status"],
            "told_by": facts["via"].fillna(facts["source"]),
        }
    )
    return ranges.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def largest_holdings(ranges: pd.DataFrame) -> pd.DataFrame:
    """Keep the largest statement of accelerators in hand for each owner; a forecast is not in hand.

    Statements on one owner overlap (a stock contains last year's purchases, a group contains its cloud), so they are
    not added up.

    Parameters
    ----------
    ranges
        Result of `fleet_ranges`.
    """
    in_hand = ranges["kind"].isin(IN_HAND) & (ranges["status"] != "forecast")
    return ranges[in_hand].drop_duplicates("owner").reset_index(drop=True)


def fleet_values(ranges: pd.DataFrame, country: str, organization: str) -> dict[str, str]:
    """Return what the text says of fleets; nothing when none is known."""
    largest = largest_holdings(ranges)
    if largest.empty:
        return {}
    first = largest.iloc[0]
    at_home = largest[largest["country"] == country]
    focus = ranges[(ranges["organization"] == organization) | (ranges["owner"] == organization)]
    return {
        "largest": str(first["name"]),
        "largest_count": count(first["low"]),
        "holders": noun(len(largest), "owner"),
        "home": (
            f"{count(len(at_home))} {'is' if len(at_home) == 1 else 'are'} in {territory_phrase(country)}, and the largest "
            f"number each is said to hold or to have ordered adds up to at least {count(at_home['low'].sum())}"
            if len(at_home)
            else f"none is in {territory_phrase(country)}"
        ),
        "focus_statements": quantity_or_none(len(focus)),
        "estimates": quantity_or_none((ranges["status"] == "estimate").sum()),
        "forecasts": quantity_or_none((ranges["status"] == "forecast").sum()),
        "statements": noun(len(ranges), "statement"),
        "open_ended": quantity_or_none(ranges["high"].isna().sum()),
        "publications": noun(ranges["told_by"].nunique(), "publication"),
    }


def relative_performance(measures: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return how fast each chip is said to be, the A100 being 1.

    Parameters
    ----------
    measures
        Rows of ``accelerator_measures``.
    accelerators
        Rows of ``accelerators``.

    Returns
    -------
    pandas.DataFrame
        Fastest first: ``accelerator``, ``name``, ``country``, ``low``, ``high`` (ratio; ``high`` repeats ``low`` when open),
        ``open`` (whether the upper end is open), ``status``.
    """
    facts = counted(measures[measures["measure"] == "performance-to-a100"])
    chips = accelerators.set_index("id")
    ratios = pd.DataFrame(
        {
            "accelerator": facts["accelerator"],
            "name": facts["accelerator"].map(chips["name"]),
            "country": facts["accelerator"].map(chips["country"]),
            "low": facts["low"],
            "high": facts["high"].fillna(facts["low"]),
            "open": facts["high"].isna(),
            "status": facts["status"],
        }
    )
    return ratios.sort_values(["high", "low"], ascending=False, kind="stable").reset_index(drop=True)


def model_growth(model_sizes: pd.DataFrame, artifacts: pd.DataFrame, organizations: dict[str, str]) -> pd.DataFrame:
    """Place every model with a known size and date on one time axis.

    Parameters
    ----------
    model_sizes, artifacts
        Rows of the tables of those names.
    organizations
        Names of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        In time order: ``model``, ``name``, ``organization`` (id, missing if unknown), ``maker``, ``date`` (middle of the
        period named), ``low``, ``high`` (parameters), ``status``.
    """
    facts = counted(model_sizes).merge(
        artifacts[["id", "name", "organization", "released"]], left_on="model", right_on="id", how="left"
    )
    facts = facts[facts["released"].notna()]
    growth = pd.DataFrame(
        {
            "model": facts["model"],
            "name": facts["name"],
            "organization": facts["organization"],
            "maker": facts["organization"].map(organizations),
            "date": midpoint(facts["released"]),
            "low": facts["parameters_low"],
            "high": facts["parameters_high"].fillna(facts["parameters_low"]),
            "status": facts["status"],
        }
    )
    return growth.sort_values(["date", "low"], kind="stable").drop_duplicates("model").reset_index(drop=True)


def size_values(growth: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of model sizes; nothing when fewer than two are known."""
    if len(growth) < 2:
        return {}
    largest, smallest = growth.loc[growth["low"].idxmax()], growth.loc[growth["low"].idxmin()]
    return {
        "models": count(len(growth)),
        "largest": str(largest["name"]),
        "largest_size": compact(largest["low"]),
        "smallest": str(smallest["name"]),
        "smallest_size": compact(smallest["low"]),
        "span": compact(largest["low"] / smallest["low"]),
    }


def entry_ticket(
    training_runs: pd.DataFrame, measures: pd.DataFrame, claims: pd.DataFrame, rates: Rates
) -> pd.DataFrame:
    """Recompute what the hardware of each training run costs to buy, beside what is claimed for it.

    Parameters
    ----------
    training_runs, measures, claims
        Rows of ``training_runs``, ``accelerator_measures`` and ``cost_claims``.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        One row a training run whose chip has a price: ``model``, ``accelerators`` (at least), ``price`` (of one, at least),
        ``computed`` (their product), ``claimed`` (sum, missing where nothing is claimed).
    """
    prices = counted(measures[measures["measure"] == "price"])
    price = rates.convert(prices["low"], prices["currency"]).groupby(prices["accelerator"]).min()
    stated = counted(claims[claims["measure"] == "entry-hardware-cost"])
    claimed = rates.convert(stated["low"], stated["currency"]).groupby(stated["model"]).first()
    runs = counted(training_runs)
    runs = runs[runs["accelerator"].isin(price.index)]
    each = runs["accelerator"].map(price)
    return pd.DataFrame(
        {
            "model": runs["model"],
            "accelerators": runs["count_low"],
            "price": each,
            "computed": runs["count_low"] * each,
            "claimed": runs["model"].map(claimed),
        }
    ).reset_index(drop=True)


def accelerator_days(training_runs: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return how many accelerator-days each training run took, as a range.

    Parameters
    ----------
    training_runs
        Rows of the table ``training_runs``.
    names
        Names of the models by id.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``count_low``, ``count_high`` (accelerators), ``days_low``, ``days_high``, ``low``, ``high``
        (accelerator-days; missing where a factor is unknown), ``status``.
    """
    facts = counted(training_runs)
    return pd.DataFrame(
        {
            "name": facts["model"].map(names),
            "count_low": facts["count_low"],
            "count_high": facts["count_high"],
            "days_low": facts["days_low"],
            "days_high": facts["days_high"],
            "low": facts["count_low"] * facts["days_low"],
            "high": facts["count_high"] * facts["days_high"],
            "status": facts["status"],
        }
    ).reset_index(drop=True)


def claim(claims: pd.DataFrame, measure: str, model: str) -> pd.Series | None:
    """Return the counted claim of one measure for one model, or None."""
    facts = counted(claims[(claims["measure"] == measure) & (claims["model"] == model)])
    return facts.iloc[0] if len(facts) else None


def queries_per_accelerator_day(claims: pd.DataFrame, model: str) -> float:
    """Return how many queries one accelerator can answer in a day if it never rests.

    Parameters
    ----------
    claims
        Rows of ``cost_claims`` with the accelerators and the seconds that one query takes.
    model
        Id of the model that answers.

    Returns
    -------
    float
        Queries a day and accelerator; NaN when either claim is missing.
    """
    machines, seconds = claim(claims, "accelerators-per-query", model), claim(claims, "seconds-per-query", model)
    if machines is None or seconds is None:
        return float("nan")
    return SECONDS_PER_DAY / float(machines["low"] * seconds["low"])


def answering_model(claims: pd.DataFrame) -> str:
    """Return the model whose cost of answering most is claimed of; empty when there is none."""
    facts = counted(claims)
    facts = facts[facts["measure"].str.contains("inference|query", regex=True)]
    return str(facts["model"].value_counts().index[0]) if len(facts) else ""


def answering_values(claims: pd.DataFrame, names: dict[str, str], rates: Rates) -> dict[str, str]:
    """Return what the text says of the cost of answering; nothing when a claim is missing.

    The daily claim times the days of a year is set against the yearly claim of the same speaker.
    """
    model = answering_model(claims)
    per_day, per_year = claim(claims, "inference-cost-per-day", model), claim(claims, "inference-cost-per-year", model)
    queries = queries_per_accelerator_day(claims, model)
    machines, seconds = claim(claims, "accelerators-per-query", model), claim(claims, "seconds-per-query", model)
    if per_day is None or per_year is None or machines is None or seconds is None or not is_known(queries):
        return {}
    day_cost, year_cost = (_converted(row, rates) for row in (per_day, per_year))
    return {
        "model": names[model],
        "claimant": str(per_day["claimant"]),
        "scope": names[model] if pd.isna(per_day["scope"]) else str(per_day["scope"]),
        "per_day": money(day_cost, rates.currency, 2),
        "per_year": money(year_cost, rates.currency, 2),
        "recomputed": money(day_cost * DAYS_PER_YEAR, rates.currency, 2),
        "machines": count(machines["low"]),
        "seconds": count(seconds["low"]),
        "machine_seconds": count(machines["low"] * seconds["low"]),
        "queries": count(queries),
        "fleet_for_million": count(math.ceil(1_000_000 / queries)),
        "million": compact(1_000_000),
    }


def _converted(row: pd.Series, rates: Rates) -> float:
    """Convert the lower end of one claim into the currency wanted."""
    return float(rates.convert(pd.Series([row["low"]]), pd.Series([row["currency"]])).iloc[0])


def cost_table(claims: pd.DataFrame, names: dict[str, str], rates: Rates) -> pd.DataFrame:
    """Return every claimed cost in one currency, dearest first.

    Returns
    -------
    pandas.DataFrame
        ``name`` (model, or whose cost is meant), ``measure``, ``low``, ``high`` (sum), ``claimant``, ``status``.
    """
    facts = counted(claims[claims["unit"] == "currency"])
    costs = pd.DataFrame(
        {
            "name": facts["scope"].fillna(facts["model"].map(names)),
            "measure": facts["measure"],
            "low": rates.convert(facts["low"], facts["currency"]),
            "high": rates.convert(facts["high"], facts["currency"]),
            "claimant": facts["claimant"],
            "status": facts["status"],
        }
    )
    return costs.sort_values("low", ascending=False, kind="stable").reset_index(drop=True)


def doubling_months(growth: float, years: float) -> float:
    """Return the doubling time that a growth over some years means.

    Doubling time is elapsed time over the binary logarithm of the growth factor.

    Parameters
    ----------
    growth
        Factor grown by, above one.
    years
        Years it took.

    Returns
    -------
    float
        Months.

    Examples
    --------
    >>> doubling_months(4, 2)
    12.0
    """
    return years * MONTHS_PER_YEAR / math.log2(growth)


def growth_values(claims: pd.DataFrame, artifacts: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the growth of training compute; nothing when the claim or a date is missing.

    The claim runs from its baseline model to the model it is made for. As their releases are known to a period only, the
    time between them and so the doubling time is a range.
    """
    facts = counted(claims[claims["measure"] == "compute-growth"])
    dated = artifacts[artifacts["released"].notna()].set_index("id")
    facts = facts[facts["model"].isin(dated.index) & facts["baseline"].isin(dated.index)]
    if facts.empty:
        return {}
    row = facts.iloc[0]
    first, last = dated.loc[str(row["baseline"])], dated.loc[str(row["model"])]
    shortest, longest = _years_between(str(first["released"]), str(last["released"]))
    if not shortest > 0 or not row["low"] > 1:
        return {}
    return {
        "factor": count(row["low"]),
        "start": partial_date(str(first["released"])),
        "end": partial_date(str(last["released"])),
        "first_model": str(first["name"]),
        "last_model": str(last["name"]),
        "months_low": decimal(doubling_months(float(row["low"]), shortest)),
        "months_high": decimal(doubling_months(float(row["low"]), longest)),
    }


def _years_between(first: str, last: str) -> tuple[float, float]:
    """Return the shortest and the longest time in years between two dates known to a period."""
    dates = pd.Series([first, last])
    early, late = first_day(dates), last_day(dates)
    return (early.iloc[1] - late.iloc[0]).days / DAYS_PER_YEAR, (late.iloc[1] - early.iloc[0]).days / DAYS_PER_YEAR


def findings(data: Dataset, country: str, organization: str, rates: Rates) -> list[Finding]:
    """Return the key findings of the chapter; see `labatlas.analysis.talent.findings`."""
    return [
        _holder_finding(data, country),
        _domestic_finding(data, country),
        _ticket_finding(data, rates),
        _yearly_finding(data, rates),
        _doubling_finding(data),
        _size_finding(data, organization),
    ]


def _holder_finding(data: Dataset, country: str) -> Finding:
    name = "compute-one-holder-stands-out"
    largest = largest_holdings(fleet_ranges(data.fleets, data.organizations, data.names("accelerators")))
    if len(largest) < 2:
        return unknown_finding(name)
    first, second = largest.iloc[0], largest.iloc[1]
    return Finding(
        name,
        "{first} is said to hold at least {count} accelerators, {ratio} times the next largest number given for "
        "anyone ({second}, {second_count}); what others hold is not told.",
        "No holder stands out: {first} is said to hold or have ordered at least {count} accelerators, {second} "
        "{second_count}.",
        bool(first["low"] >= 2 * second["low"]),
        {
            "first": str(first["name"]),
            "count": count(first["low"]),
            "second": str(second["name"]),
            "second_count": count(second["low"]),
            "ratio": decimal(first["low"] / second["low"]),
        },
        data.fleets[data.fleets["kind"].isin(IN_HAND)],
    )


def _domestic_finding(data: Dataset, country: str) -> Finding:
    name = "compute-domestic-chips-trail"
    ratios = relative_performance(data.accelerator_measures, data.accelerators)
    home = ratios[ratios["country"] == country]
    if home.empty:
        return unknown_finding(name)
    best = home.iloc[0]
    return Finding(
        name,
        "Of {rated} accelerators from {country} with a stated ratio none matches an A100: the best, the {best}, is put at "
        "{ratio} of it.",
        "At least one accelerator from {country}, the {best}, is said to match an A100 ({ratio} of it).",
        bool(home["high"].max() < 1 and not home["open"].any()),
        {
            "country": territory_phrase(country),
            "rated": count(home["accelerator"].nunique()),
            "best": str(best["name"]),
            "ratio": percent(best["high"], 0),
        },
        data.accelerator_measures[data.accelerator_measures["measure"] == "performance-to-a100"],
    )


def _ticket_finding(data: Dataset, rates: Rates) -> Finding:
    name = "compute-entry-ticket-checks-out"
    ticket = entry_ticket(data.training_runs, data.accelerator_measures, data.cost_claims, rates).dropna()
    if ticket.empty:
        return unknown_finding(name)
    row = ticket.iloc[0]
    gap = abs(row["computed"] / row["claimed"] - 1)
    return Finding(
        name,
        "The arithmetic of the entry ticket for training {model} holds: {accelerators} accelerators at {price} each are "
        "{computed}, within {gap} of the {claimed} claimed.",
        "The arithmetic of the entry ticket for training {model} does not hold: {accelerators} accelerators at {price} each are "
        "{computed}, not {claimed}.",
        bool(gap < 0.05),
        {
            "model": data.name_of("artifacts", str(row["model"])),
            "accelerators": count(row["accelerators"]),
            "price": money(row["price"], rates.currency),
            "computed": money(row["computed"], rates.currency),
            "claimed": money(row["claimed"], rates.currency),
            "gap": percent(gap),
        },
        pd.concat(
            [
                data.training_runs[data.training_runs["model"] == row["model"]],
                data.accelerator_measures[data.accelerator_measures["measure"] == "price"],
                data.cost_claims[data.cost_claims["measure"] == "entry-hardware-cost"],
            ]
        ),
    )


def _yearly_finding(data: Dataset, rates: Rates) -> Finding:
    name = "compute-daily-and-yearly-claims-agree"
    claims = data.cost_claims
    model = answering_model(claims)
    per_day, per_year = (claim(claims, f"inference-cost-per-{unit}", model) for unit in ("day", "year"))
    if per_day is None or per_year is None:
        return unknown_finding(name)
    day_cost, year_cost = _converted(per_day, rates), _converted(per_year, rates)
    return Finding(
        name,
        "The claim on the cost of answering holds together ({claimant}): {per_day} a day make {recomputed} a year, and more "
        "than {per_year} is claimed.",
        "The claim on the cost of answering does not hold together ({claimant}): {per_day} a day make {recomputed} a year, "
        "but {per_year} is claimed.",
        bool(year_cost <= day_cost * DAYS_PER_YEAR <= 1.25 * year_cost),
        {
            "claimant": str(per_day["claimant"]),
            "per_day": money(day_cost, rates.currency, 2),
            "per_year": money(year_cost, rates.currency, 2),
            "recomputed": money(day_cost * DAYS_PER_YEAR, rates.currency, 2),
        },
        claims[claims["measure"].isin(["inference-cost-per-day", "inference-cost-per-year"])],
    )


def _doubling_finding(data: Dataset) -> Finding:
    name = "compute-training-doubled-within-half-a-year"
    values = growth_values(data.cost_claims, data.artifacts)
    if not values:
        return unknown_finding(name)
    return Finding(
        name,
        "If training compute grew {factor}-fold from {first_model} to {last_model}, it doubled every {months_low} to "
        "{months_high} months.",
        "If training compute grew {factor}-fold from {first_model} to {last_model}, it took {months_low} to {months_high} "
        "months to double, which may be half a year or more.",
        bool(getattr(values["months_high"], "number", math.inf) < 6),
        values,
        data.cost_claims[data.cost_claims["measure"] == "compute-growth"],
    )


def _size_finding(data: Dataset, organization: str) -> Finding:
    name = "compute-sizes-span-orders-of-magnitude"
    sizes = counted(data.model_sizes)
    if len(sizes) < 2:
        return unknown_finding(name)
    largest, smallest = sizes.loc[sizes["parameters_low"].idxmax()], sizes.loc[sizes["parameters_low"].idxmin()]
    ratio = largest["parameters_low"] / smallest["parameters_low"]
    works = data.names("artifacts")
    return Finding(
        name,
        "Printed model sizes differ by a factor of {span}: {smallest} has {smallest_size} parameters, {largest} "
        "{largest_size}.",
        "Printed model sizes lie close together, within a factor of {span}.",
        bool(ratio >= 100),
        {
            "largest": works[str(largest["model"])],
            "largest_size": compact(largest["parameters_low"]),
            "smallest": works[str(smallest["model"])],
            "smallest_size": compact(smallest["parameters_low"]),
            "span": count(ratio),
        },
        data.model_sizes.loc[[largest.name, smallest.name]],
    )


def ticket_values(ticket: pd.DataFrame, names: dict[str, str], rates: Rates) -> dict[str, str]:
    """Return what the text says of the entry ticket; nothing when no claim can be checked."""
    checked = ticket.dropna()
    if checked.empty:
        return {}
    row = checked.iloc[0]
    return {
        "model": names[str(row["model"])],
        "accelerators": count(row["accelerators"]),
        "price": money(row["price"], rates.currency),
        "computed": money(row["computed"], rates.currency),
        "claimed": money(row["claimed"], rates.currency),
    }


def runs_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `accelerator_days` as a reader reads it."""
    return pd.DataFrame(
        {
            "Model": runs["name"],
            "Accelerators": _spans(runs["count_low"], runs["count_high"]),
            "Days": _spans(runs["days_low"], runs["days_high"]),
            "Accelerator-days": _spans(runs["low"], runs["high"]),
            "Status": runs["status"],
        }
    )


def _spans(low: pd.Series, high: pd.Series) -> list[str]:
    """Write ranges of counts; a missing end is open, and both missing is "not told"."""
    texts = []
    for start, end in zip(low, high, strict=True):
        if not is_known(start):
            texts.append(f"at most {count(end)}" if is_known(end) else "not told")
        else:
            texts.append(span(count(start), count(end) if is_known(end) else None))
    return texts
