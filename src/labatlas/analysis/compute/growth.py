"""Growth of models and of the computing that trains them, and how fast it doubled."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from labatlas.analysis.trust import believable, counted, documents_first, of_data_sets
from labatlas.formatting import (
    Quantity,
    compact,
    count,
    day,
    decimal,
    is_known,
    listing,
    noun,
    partial_date,
    percent,
    scientific,
    span,
    times,
)
from labatlas.tables.partial_dates import first_day, last_day, look_up, midpoint

DAYS_PER_YEAR = 365
MONTHS_PER_YEAR = 12

#: Probability that an interval of a fitted doubling time holds the true one, if the growth was steady.
CONFIDENCE = 0.8

#: Models from which on a period of the growth has a line of its own.
MANY = 30

#: Ratio up to which two estimates of computing say the same.
ALIKE = 1.5

#: Models that no text names, but that the table prints for their computing.
GREATEST_PRINTED = 12

#: Points that a line needs before its slope has an interval.
FEWEST_POINTS = 3


def model_growth(
    scales: pd.DataFrame, model_sizes: pd.DataFrame, artifacts: pd.DataFrame, sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Place every model with a known size and date on one time axis.

    Parameters
    ----------
    scales
        Result of `labatlas.analysis.compute.training.model_scales`.
    model_sizes, artifacts
        Rows of the tables of those names; a size known only as a class (at least so many) is drawn too.
    sources
        Rows of the table ``sources``: where a text and a data set give a size, that of the text is taken.

    Returns
    -------
    pandas.DataFrame
        In time order: ``model``, ``name``, ``organization`` (id, missing if unknown), ``date`` (middle of the period named),
        ``low``, ``high`` (parameters), ``told`` (whether a fact gives the size, not only a reference), ``collected`` (whether
        that fact is of a data set).
    """
    facts = counted(model_sizes) if sources is None else documents_first(model_sizes, sources)
    told = facts.drop_duplicates("model")
    works = artifacts.set_index("id")
    released = told["model"].map(works["released"])
    own = pd.DataFrame(
        {
            "model": told["model"],
            "name": told["model"].map(works["name"]),
            "organization": told["model"].map(works["organization"]),
            "date": midpoint(released),
            "low": told["parameters_low"],
            "high": told["parameters_high"].fillna(told["parameters_low"]),
            "told": True,
            "collected": False if sources is None else of_data_sets(told, sources),
        }
    )
    dates = scales.set_index("model")["date"]
    undated = own["date"].isna() & own["model"].isin(dates.index)
    own.loc[undated, "date"] = look_up(dates, own.loc[undated, "model"])
    further = scales[scales["parameters"].notna() & ~scales["model"].isin(told["model"])]
    further = further.assign(low=further["parameters"], high=further["parameters"], told=False, collected=False)[
        list(own)
    ]
    growth = further if own.empty else own if further.empty else pd.concat([own, further], ignore_index=True)
    growth = growth[growth["date"].notna()]
    return growth.sort_values(["date", "low", "model"], kind="stable").reset_index(drop=True)


def size_values(growth: pd.DataFrame, model_sizes: pd.DataFrame | None = None) -> dict[str, str]:
    """Return what the text says of model sizes; nothing when fewer than two are known.

    Parameters
    ----------
    growth
        Result of `model_growth`.
    model_sizes
        Rows of the table ``model_sizes``, of which those that are not believed are told.
    """
    if len(growth) < 2:
        return {}
    largest, smallest = growth.loc[growth["low"].idxmax()], growth.loc[growth["low"].idxmin()]
    collected = int(growth["collected"].sum())
    told = int(growth["told"].sum()) - collected
    by_sets = f", {count(collected)} in data sets" if collected else ""
    return {
        "models": count(len(growth)),
        "told": f"{'none' if not told else count(told)} of them in the documents{by_sets}",
        "largest": str(largest["name"]),
        "largest_size": compact(largest["low"]),
        "smallest": str(smallest["name"]),
        "smallest_size": compact(smallest["low"]),
        "span": compact(largest["low"] / smallest["low"], 2),
        "doubtful": _doubtful(model_sizes, "size"),
    }


def _doubtful(facts: pd.DataFrame | None, what: str) -> str:
    """Say how many facts are left out because nobody vouches for them; empty when none is."""
    number = 0 if facts is None else len(facts) - len(believable(facts))
    return f"Left out {'is' if number == 1 else 'are'} {noun(number, what)} told as hearsay only." if number else ""


def training_compute(scales: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the computing that trained each model: as stated, or else 6 × parameters × tokens.

    Parameters
    ----------
    scales
        Result of `labatlas.analysis.compute.training.model_scales`.
    assumptions
        Rows of the table ``assumptions``.

    Returns
    -------
    pandas.DataFrame
        In time order: ``model``, ``name``, ``organization``, ``date``, ``released`` (the date as precisely as it is known),
        ``computation`` (FLOP), ``origin`` (``stated`` or
        ``computed``), ``source`` and ``status`` (of the fact that states it; missing where an assumption does or it is
        computed), ``record`` (whether more than that of every model before).
    """
    factor = assumptions.loc[assumptions["id"] == "flop-per-parameter-and-token", "central"]
    product = scales["parameters"] * scales["tokens"] * (float(factor.iloc[0]) if len(factor) else math.nan)
    known = scales.assign(
        origin=["stated" if is_known(value) else "computed" for value in scales["computation"]],
        computation=scales["computation"].fillna(product),
    )
    columns = ["model", "name", "organization", "date", "released", "computation", "origin", "source", "status"]
    return _with_records(known[columns])


def add_claimed(compute: pd.DataFrame, claims: pd.DataFrame, artifacts: pd.DataFrame) -> pd.DataFrame:
    """Add the models whose computing is claimed as a multiple of that of a model with a number.

    Parameters
    ----------
    compute
        Result of `training_compute`.
    claims, artifacts
        Rows of ``cost_claims`` and ``artifacts``.

    Returns
    -------
    pandas.DataFrame
        As `training_compute`, with the ``origin`` ``claimed`` for what was added.
    """
    stated = compute.set_index("model")["computation"]
    works = artifacts.set_index("id")
    facts = counted(claims[claims["measure"] == "compute-growth"])
    facts = facts[facts["baseline"].isin(stated.index) & ~facts["model"].isin(stated.index)]
    claimed = pd.DataFrame(
        {
            "model": facts["model"],
            "name": facts["model"].map(works["name"]),
            "organization": facts["model"].map(works["organization"]),
            "date": midpoint(facts["model"].map(works["released"])),
            "released": facts["model"].map(works["released"]),
            "computation": facts["baseline"].map(stated) * facts["low"],
            "origin": "claimed",
            "source": facts["source"],
            "status": facts["status"],
        }
    )
    if claimed.empty:
        return compute
    return _with_records(pd.concat([compute.drop(columns="record"), claimed], ignore_index=True))


def _with_records(compute: pd.DataFrame) -> pd.DataFrame:
    """Put models in time order and mark those that took more than all before."""
    known = compute.dropna(subset=["date", "computation"])
    known = known.sort_values(["date", "computation", "model"], kind="stable").reset_index(drop=True)
    before = known["computation"].cummax().shift(fill_value=0.0)
    return known.assign(record=known["computation"] > before)


def computing_values(
    compute: pd.DataFrame, fits: pd.DataFrame, indicators: pd.DataFrame | None = None
) -> dict[str, str]:
    """Return what the text says of the computing of models; nothing when fewer than two are known.

    Parameters
    ----------
    compute
        Result of `training_compute`, with `add_claimed`.
    fits
        Result of `doubling_fits`.
    indicators
        Rows of the table ``indicators``, of which the statements that are not believed are told.
    """
    if len(compute) < 2:
        return {}
    greatest = compute.loc[compute["computation"].idxmax()]
    by_fact = int((compute["origin"].eq("stated") & compute["source"].notna()).sum())
    parts = {
        "as a fact states it": by_fact,
        "as a reference states it": int(compute["origin"].eq("stated").sum()) - by_fact,
        "as 6 × parameters × tokens": int(compute["origin"].eq("computed").sum()),
        "as a multiple that is claimed": int(compute["origin"].eq("claimed").sum()),
    }
    told = [f"of {'all' if number == len(compute) else count(number)} {how}" for how, number in parts.items() if number]
    fitted = fits.set_index("series")
    lines = [
        f"every {decimal(fitted.at[series, 'months'])} months over {str(fitted.at[series, 'said']).replace('each record', 'the records')}"
        for series in _LINES
        if series in fitted.index
    ]
    return {
        "models": count(len(compute)),
        "origins": listing(told),
        "records": noun(int(compute["record"].sum()), "record"),
        "greatest": str(greatest["name"]),
        "greatest_computation": scientific(greatest["computation"]),
        "lines": listing(lines) if lines else "not at all",
        "doubtful": _doubtful(
            None if indicators is None else indicators[indicators["indicator"] == "training-compute"], "statement"
        ),
    }


#: Lines that the text speaks of.
_LINES = ("computing, all models", "computing, each record", "computing, models since the claim")


def fit_doubling(dates: pd.Series, values: pd.Series) -> dict[str, float]:
    """Fit a straight line to the binary logarithm of a quantity over time.

    Ordinary least squares; the interval of the slope is that of Student's t.

    Parameters
    ----------
    dates, values
        When, and how much (above zero); shape (n,).

    Returns
    -------
    dict
        ``points``, ``months`` (doubling time), ``months_low``, ``months_high`` (interval; an end is infinite where the slope
        may be zero), ``r_squared``, ``slope`` (doublings a year), ``start``, ``end`` (years), ``intercept`` (binary logarithm
        at year 0); empty with fewer than three points or without growth.
    """
    # Loaded here, because it takes a second that no other page needs.
    from scipy import stats

    if len(dates) < FEWEST_POINTS or dates.nunique() < 2:
        return {}
    years = (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=DAYS_PER_YEAR + 0.25) + 1970
    line = stats.linregress(years.to_numpy(dtype=float), [math.log2(value) for value in values])
    if not line.slope > 0:
        return {}
    margin = stats.t.ppf((1 + CONFIDENCE) / 2, len(dates) - 2) * line.stderr
    steep, flat = line.slope + margin, line.slope - margin
    return {
        "points": float(len(dates)),
        "months": MONTHS_PER_YEAR / line.slope,
        "months_low": MONTHS_PER_YEAR / steep,
        "months_high": MONTHS_PER_YEAR / flat if flat > 0 else math.inf,
        "r_squared": float(line.rvalue**2),
        "slope": float(line.slope),
        "intercept": float(line.intercept),
        "start": float(years.min()),
        "end": float(years.max()),
    }


def doubling_words(months: float, low: float, high: float) -> str:
    """Say how fast something doubled, by what `fit_doubling` returns.

    Examples
    --------
    >>> doubling_words(6.0, 5.0, math.inf)
    'one doubling every 6 months (80% interval 5 or more)'
    """
    return (
        f"one doubling every {decimal(months)} months ({percent(CONFIDENCE, 0)} interval {interval(low, high, ' to ')})"
    )


def interval(low: float, high: float, between: str = "–") -> str:
    """Write the interval of a doubling time, whose upper end is infinite where the growth may be none.

    Examples
    --------
    >>> interval(5.0, 7.5), interval(5.0, math.inf)
    ('5–7.5', '5 or more')
    """
    return f"{decimal(low)}{between}{decimal(high)}" if math.isfinite(high) else f"{decimal(low)} or more"


def doubling_fits(growth: pd.DataFrame, compute: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Fit doubling times to sizes and to computing, over all models, over records, and before and after the claimed growth.

    With few models all since the claim are little more than the records since then, and before it there are next to none:
    those periods get a line of their own only when `MANY` models are known.

    Parameters
    ----------
    growth
        Result of `model_growth`.
    compute
        Result of `training_compute`, with `add_claimed`.
    claims
        Rows of ``cost_claims``: the model that its growth begins with ends the time before, the model that it ends with
        begins the time after.

    Returns
    -------
    pandas.DataFrame
        ``series`` (what was fitted), ``what`` (``parameters`` or ``computing``), ``said`` (which points, as a reader reads
        it) and the entries of `fit_doubling`; series with too few points are left out.
    """
    facts = counted(claims[claims["measure"] == "compute-growth"])
    of_end = compute[compute["model"].isin(facts["model"])].sort_values("date", kind="stable")
    of_start = compute[compute["model"].isin(facts["baseline"])].sort_values("date", kind="stable")
    ends, starts = of_end["date"], of_start["date"]
    sizes = pd.DataFrame({"date": growth["date"], "value": growth["low"]})
    work = pd.DataFrame({"date": compute["date"], "value": compute["computation"]})
    records = work[compute["record"].astype(bool)]
    chosen = [("parameters, all models", sizes), ("computing, all models", work), ("computing, each record", records)]
    for what, points in (("computing", work), ("parameters", sizes)):
        if len(points) >= MANY and len(ends):
            chosen.append((f"{what}, models since the claim", points[points["date"] >= ends.max()]))
    if len(ends):
        chosen.append(("computing, records since the claim", records[records["date"] >= ends.max()]))
    for what, points in (("computing", work), ("parameters", sizes)):
        if len(points) >= MANY and len(starts):
            chosen.append((f"{what}, models before the claim", points[points["date"] < starts.min()]))
    # The claim is a name for those who have read of it; a figure names the models that it is about.
    named = {
        f"{side} the claim": f"{side} {of['name'].iloc[place]} ({of['date'].iloc[place].year})"
        for side, of, place in (("since", of_end, -1), ("before", of_start, 0))
        if len(of)
    }
    return fitted(chosen, named)


def fitted(series: Iterable[tuple[str, pd.DataFrame]], named: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Fit a doubling time to each of some series of points.

    Parameters
    ----------
    series
        Name of each, as ``parameters, all models``, and its points with ``date`` and ``value``.
    named
        What a reader reads in place of some words of a name.

    Returns
    -------
    pandas.DataFrame
        As that of `doubling_fits`; no row of a series with too few points.
    """
    rows = []
    for name, points in series:
        fit = fit_doubling(points["date"], points["value"])
        if fit:
            what, _, said = name.partition(", ")
            for period, words in (named or {}).items():
                said = said.replace(period, words)
            rows.append({"series": name, "what": what, "said": said, **fit})
    return pd.DataFrame(rows, columns=["series", "what", "said", *_FIT])


_FIT = ["points", "months", "months_low", "months_high", "r_squared", "slope", "intercept", "start", "end"]


def fits_table(fits: pd.DataFrame, things: str = "Models") -> pd.DataFrame:
    """Return the result of `doubling_fits` as a reader reads it; ``things`` is what the points are."""
    return pd.DataFrame(
        {
            "What": fits["what"] + ", " + fits["said"],
            things: fits["points"].map(count),
            "Years": [f"{start:.0f}–{end:.0f}" for start, end in zip(fits["start"] // 1, fits["end"] // 1, strict=True)],
            "Doubling, months": fits["months"].map(decimal),
            "80% interval": [
                interval(low, high) for low, high in zip(fits["months_low"], fits["months_high"], strict=True)
            ],
            "R²": [decimal(value, 2) for value in fits["r_squared"]],
        }
    )  # fmt: skip


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
    low, high = (doubling_months(float(row["low"]), years) for years in (shortest, longest))
    return {
        "factor": count(row["low"]),
        "start": partial_date(str(first["released"])),
        "end": partial_date(str(last["released"])),
        "first_model": str(first["name"]),
        "last_model": str(last["name"]),
        "months_low": decimal(low),
        "months_high": decimal(high),
        "months": str(decimal(low)) if decimal(low) == decimal(high) else f"{decimal(low)} to {decimal(high)}",
        "range": "" if decimal(low) == decimal(high) else "; the range comes from dates not known to the day",
    }


def claim_checked(compute: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Say what the claimed growth is by the computing that is stated of both its ends; empty where one is not stated.

    Parameters
    ----------
    compute
        Result of `training_compute`, with `add_claimed`.
    claims
        Rows of ``cost_claims``.
    """
    stated = compute[compute["origin"] != "claimed"].set_index("model")["computation"]
    facts = counted(claims[claims["measure"] == "compute-growth"])
    facts = facts[facts["model"].isin(stated.index) & facts["baseline"].isin(stated.index)]
    if facts.empty:
        return ""
    row = facts.iloc[0]
    factor = float(stated[row["model"]] / stated[row["baseline"]])
    ratio = factor / float(row["low"])
    beside = (
        "about what is claimed" if 1 / ALIKE < ratio < ALIKE
        else f"{times(ratio)} times what is claimed" if ratio > 1
        else f"{times(1 / ratio)} times less than is claimed"
    )  # fmt: skip
    return f"The computing that is stated of the two models makes a factor of {times(factor)}, {beside}."


def _years_between(first: str, last: str) -> tuple[float, float]:
    """Return the shortest and the longest time in years between two dates known to a period."""
    dates = pd.Series([first, last])
    early, late = first_day(dates), last_day(dates)
    return (early.iloc[1] - late.iloc[0]).days / DAYS_PER_YEAR, (late.iloc[1] - early.iloc[0]).days / DAYS_PER_YEAR


def projection(compute: pd.DataFrame, values: dict[str, str]) -> dict[str, str]:
    """Say what the claimed pace would have led to by the latest record, and what it led to.

    Parameters
    ----------
    compute
        Result of `training_compute`, with `add_claimed`.
    values
        Result of `growth_values`.

    Returns
    -------
    dict
        ``later`` (name of the greatest model since), ``years``, ``expected`` (growth at the slower claimed pace),
        ``again`` (why it is a range), ``actual``,
        ``pace`` (which pace is kept), ``before``, ``after`` (doubling times in months, as printed; ``after`` knows its
        lower end), each a range where a date is
        known to a period; empty when no greater model is dated after the claim.
    """
    last = compute[compute["name"] == values.get("last_model")]
    if last.empty:
        return {}
    end = last.iloc[0]
    later = compute[(compute["date"] > end["date"]) & (compute["computation"] > end["computation"])]
    if later.empty:
        return {}
    greatest = later.loc[later["computation"].idxmax()]
    years = _years_between(str(end["released"]), str(greatest["released"]))
    if not years[0] > 0:
        return {}
    slow = float(getattr(values["months_high"], "number", math.nan))
    actual = float(greatest["computation"] / end["computation"])
    expected = [times(2 ** (each * MONTHS_PER_YEAR / slow)) for each in years]
    paces = [doubling_months(actual, each) for each in years]
    return {
        "later": str(greatest["name"]),
        "last_model": str(end["name"]),
        "years": span(decimal(years[0]), decimal(years[1])),
        "expected": span(*expected),
        "again": "" if expected[0] == expected[1] else ", the range from dates not known to the day",
        "actual": times(actual),
        "pace": "this pace" if str(values["months"]) == str(values["months_high"]) else "the slower of these paces",
        "before": values["months_high"],
        "after": Quantity(span(*(_months(pace) for pace in paces)), paces[0]),
    }


def _months(pace: float) -> Quantity:
    """Print a doubling time: whole months where it is long."""
    return count(pace) if pace >= 10 else decimal(pace)


def claim_words(fits: pd.DataFrame, values: dict[str, str]) -> str:
    """Say for a caption which growth is claimed, when a line is fitted to a time before or since; empty when none is.

    Parameters
    ----------
    fits
        Rows of the result of `doubling_fits` that are drawn.
    values
        Result of `growth_values`.
    """
    if not values or not fits["series"].str.contains(" the claim").any():
        return ""
    return (
        f"; the growth that is claimed, {values['factor']}-fold, began with {values['first_model']} ({values['start']}) and ended with "
        f"{values['last_model']} ({values['end']})"
    )


def models_chosen(
    growth: pd.DataFrame, compute: pd.DataFrame, artifacts: pd.DataFrame, sources: pd.DataFrame,
    greatest: int = GREATEST_PRINTED,
) -> list[str]:  # fmt: skip
    """Choose the models that a table prints: those that texts name, and those with the most training computing.

    Parameters
    ----------
    growth
        Result of `model_growth`.
    compute
        Result of `training_compute`, with `add_claimed`.
    artifacts, sources
        Rows of the tables of those names.
    greatest
        Models to add by their computing.

    Returns
    -------
    list of str
        Ids, each once.
    """
    known = [*growth["model"], *compute["model"]]
    named = set(artifacts.loc[~of_data_sets(artifacts, sources), "id"])
    further = compute[~compute["model"].isin(named)].sort_values("computation", ascending=False, kind="stable")
    return list(dict.fromkeys([*(model for model in known if model in named), *further["model"].head(greatest)]))


def models_left_out(
    growth: pd.DataFrame, compute: pd.DataFrame, chosen: Collection[str], greatest: int = GREATEST_PRINTED
) -> str:
    """Say how many models `models_chosen` left out and by which rule; empty when it left out none.

    Examples
    --------
    >>> some = pd.DataFrame({"model": ["a", "b", "c"]})
    >>> models_left_out(some, some.iloc[:1], ["a"], 12)
    'Printed are the models that documents name and, of all others, the 12 with the most training compute; 2 more models stand in the tables of the book.'
    >>> models_left_out(some, some, ["a", "b", "c"])
    ''
    """
    hidden = len({*growth["model"], *compute["model"]} - set(chosen))
    if not hidden:
        return ""
    return (
        f"Printed are the models that documents name and, of all others, the {count(greatest)} with the most training compute; "
        f"{noun(hidden, 'more model')} {'stands' if hidden == 1 else 'stand'} in the tables of the book."
    )


def models_table(growth: pd.DataFrame, compute: pd.DataFrame) -> pd.DataFrame:
    """Return what the lines are fitted to as a reader reads it: of each model its date, size and computing.

    Parameters
    ----------
    growth
        Result of `model_growth`.
    compute
        Result of `training_compute`, with `add_claimed`.

    Returns
    -------
    pandas.DataFrame
        In time order: ``Model``, ``Date``, ``Parameters`` and ``FLOP`` (a dash where one is not known), ``FLOP from``.
    """
    work = compute[["model", "name", "date", "computation", "origin"]]
    both = work.merge(growth[["model", "name", "date", "low"]], on="model", how="outer", suffixes=("", "_of_size"))
    both = both.assign(
        date=both["date"].fillna(both["date_of_size"]), name=both["name"].fillna(both["name_of_size"])
    ).sort_values(["date", "model"], kind="stable")
    return pd.DataFrame(
        {
            "Model": both["name"],
            "Date": [day(date.date()) for date in both["date"]],
            "Parameters": [compact(value, 4) if is_known(value) else "–" for value in both["low"]],
            "FLOP": [scientific(value, 3) if is_known(value) else "–" for value in both["computation"]],
            "FLOP from": both["origin"].fillna("–"),
        }
    ).reset_index(drop=True)
