"""What training takes: runs as told, the cost model beside the claims, and the model tested on runs that are published."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from labatlas.analysis.compute import cost_model
from labatlas.analysis.compute.assumptions import assumed, set_by_reader
from labatlas.analysis.money import Rates
from labatlas.analysis.trust import counted, documents_first, of_data_sets
from labatlas.formatting import (
    Quantity,
    about_money,
    alike_money,
    compact,
    count,
    is_known,
    money,
    noun,
    percent,
    quantity_or_none,
    scientific,
    span,
    times,
)
from labatlas.tables import Dataset
from labatlas.tables.partial_dates import midpoint

HOURS_PER_DAY = 24

#: Rows of a table of runs, prices or chips that are printed; the figures and counts take all.
ROWS_PRINTED = 20

#: Part of a cost below which the text calls it small.
SMALL_PART = 0.25


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


def accelerator_days(
    training_runs: pd.DataFrame, names: dict[str, str], sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return how many accelerator-days each training run took, as a range.

    Parameters
    ----------
    training_runs
        Rows of the table ``training_runs``.
    names
        Names of the models by id.
    sources
        Rows of the table ``sources``: of one model the runs that texts tell come before those of data sets.

    Returns
    -------
    pandas.DataFrame
        ``model`` (id), ``name``, ``accelerator`` (id, missing if unstated), ``count_low``, ``count_high`` (accelerators),
        ``days_low``, ``days_high``, ``low``, ``high`` (accelerator-days; missing where a factor is unknown), ``status``,
        ``collected`` (whether a data set tells it).
    """
    facts = counted(training_runs) if sources is None else documents_first(training_runs, sources)
    return pd.DataFrame(
        {
            "model": facts["model"],
            "name": facts["model"].map(names),
            "accelerator": facts["accelerator"],
            "count_low": facts["count_low"],
            "count_high": facts["count_high"],
            "days_low": facts["days_low"],
            "days_high": facts["days_high"],
            "low": facts["count_low"] * facts["days_low"],
            "high": facts["count_high"] * facts["days_high"],
            "status": facts["status"],
            "collected": False if sources is None else of_data_sets(facts, sources),
        }
    ).reset_index(drop=True)


def largest_runs(runs: pd.DataFrame, rows: int = ROWS_PRINTED) -> pd.DataFrame:
    """Choose the runs that a table prints, the models with the most accelerator-days first.

    Every run that a text tells is kept, and of the others the largest. The runs of one model stand together, that of a text
    first: a text may tell what a run would take, and a data set what it took.

    Parameters
    ----------
    runs
        Result of `accelerator_days`.
    rows
        Rows to keep, if the texts do not tell of more.
    """
    size = runs["low"].fillna(runs["high"])
    ranked = size[runs["collected"].astype(bool)].sort_values(ascending=False, kind="stable")
    told = int((~runs["collected"].astype(bool)).sum())
    kept = runs.drop(index=ranked.index[max(rows - told, 0) :])
    largest = size.loc[kept.index].groupby(kept["model"]).transform("max").fillna(0)
    order = kept.assign(largest=largest, second=kept["collected"].astype(bool))
    order = order.sort_values(["largest", "model", "second"], ascending=[False, True, True], kind="stable")
    return order.drop(columns=["largest", "second"]).reset_index(drop=True)


def runs_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `accelerator_days` as a reader reads it; days are whole and products have three digits."""
    return pd.DataFrame(
        {
            "Model": runs["name"],
            "Accelerators": _spans(runs["count_low"], runs["count_high"]),
            "Days": _spans(runs["days_low"], runs["days_high"]),
            "Accelerator-days": _spans(runs["low"], runs["high"], _three_digits),
            "Told by": ["data set" if collected else "document" for collected in runs["collected"]],
            "Status": runs["status"],
        }
    )


def _three_digits(number: float) -> Quantity:
    """Print a whole number of which only the first three digits are known."""
    return count(float(f"{number:.3g}"))


def _spans(low: pd.Series, high: pd.Series, text: Callable[[float], Quantity] = count) -> list[str]:
    """Write ranges of counts; a missing end is open, and both missing is "not told"."""
    texts = []
    for start, end in zip(low, high, strict=True):
        if not is_known(start):
            texts.append(f"at most {text(end)}" if is_known(end) else "not told")
        else:
            texts.append(span(text(start), text(end) if is_known(end) else None))
    return texts


#: Operations in one unit of a stated computation.
FLOP = {"FLOP": 1.0, "PFLOP": 1e15}


def stated_computing(indicators: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Collect the operations that texts and data sets state for the training of models.

    Parameters
    ----------
    indicators
        Rows of the table ``indicators``: ``training-compute`` of an artifact in FLOP or PFLOP. Hearsay is left out, and so is
        what is stated as a minimum only, as with sizes.
    sources
        Rows of the table ``sources``: what a text states goes before what a data set states.

    Returns
    -------
    pandas.DataFrame
        One row a model, on its id: ``computation`` (FLOP, the lower end of a range), ``status``, ``source``.
    """
    facts = indicators[(indicators["indicator"] == "training-compute") & indicators["artifact"].notna()]
    facts = documents_first(facts, sources)
    facts = facts[facts["high"].notna() & (facts["low"] > 0) & facts["unit"].isin(FLOP)].drop_duplicates("artifact")
    return pd.DataFrame(
        {
            "computation": facts["low"] * facts["unit"].map(FLOP).astype(float),
            "status": facts["status"],
            "source": facts["source"],
        }
    ).set_axis(facts["artifact"].astype("object"), axis=0)


def scales_of(data: Dataset, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the scales of all models of the evidence; see `model_scales`."""
    return model_scales(
        documents_first(data.model_sizes, data.sources), assumptions, data.artifacts,
        stated_computing(data.indicators, data.sources), data.events,
    )  # fmt: skip


def model_scales(
    model_sizes: pd.DataFrame, assumptions: pd.DataFrame, artifacts: pd.DataFrame,
    stated: pd.DataFrame | None = None, events: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Collect, for every model, its parameters, tokens, stated computation and date, as far as they are known.

    What a fact says of a model goes before what is assumed of it, so that a model counts once: a fact has a place in a
    document or data set and a status, an assumption stands in where there is none. A date of release goes before that of
    the reference, and that before the date of a release among the events. A size that is printed only as a class (at
    least so many) is not used, because the computation would follow it.

    Tokens come from the assumptions alone. Data sets count the examples of a data set, which for many models are no
    tokens and are read more than once, so that 6 × parameters × examples would not be the work done.

    Parameters
    ----------
    model_sizes, assumptions, artifacts
        Rows of the tables of those names; of several sizes of one model the first is taken.
    stated
        Result of `stated_computing`.
    events
        Rows of the table ``events``, whose releases date what is not dated otherwise.

    Returns
    -------
    pandas.DataFrame
        ``model`` (id), ``name``, ``organization`` (id, missing if unknown), ``date`` (middle of the period named),
        ``released`` (that date as precisely as it is known), ``parameters``, ``tokens``, ``computation`` (FLOP as stated), ``hours`` (of A100, as stated), ``source`` and ``status``
        of the computation (missing where an assumption states it or nothing does); in time order.
    """
    told = counted(model_sizes)
    told = told[told["parameters_high"].notna()].drop_duplicates("model")
    further = assumptions[assumptions["model"].notna()]
    wide = {
        quantity: rows.drop_duplicates("model").set_index("model")["central"]
        for quantity, rows in further.groupby("quantity")
    }
    empty = pd.Series(dtype=float)
    sizes = told.set_index("model")["parameters_low"].combine_first(wide.get("parameters", empty))
    by_fact = stated if stated is not None else pd.DataFrame(columns=["computation", "status", "source"])
    assumed_computing = wide.get("training-compute", empty) * 1e15
    works = artifacts.set_index("id")
    models = sizes.index.union(assumed_computing.index).union(by_fact.index)
    dates = works["released"].reindex(models).astype("object")
    for further_dates in (further.groupby("model")["as_of"].min(), _release_dates(events)):
        dates = dates.where(dates.notna(), further_dates.reindex(models).astype("object"))
    scales = pd.DataFrame(
        {
            "model": models,
            "name": works["name"].reindex(models).to_numpy(),
            "organization": works["organization"].reindex(models).to_numpy(),
            "date": midpoint(dates).to_numpy() if len(dates) else pd.Series(dtype="datetime64[us]"),
            "released": dates.to_numpy(),
            "parameters": sizes.reindex(models).to_numpy(dtype=float),
            "tokens": wide.get("tokens", empty).reindex(models).to_numpy(dtype=float),
            "computation": by_fact["computation"].astype(float).reindex(models)
            .combine_first(assumed_computing.reindex(models)).to_numpy(dtype=float),
            "hours": wide.get("accelerator-hours", empty).reindex(models).to_numpy(dtype=float),
            "source": by_fact["source"].reindex(models).to_numpy(),
            "status": by_fact["status"].reindex(models).to_numpy(),
        }
    )  # fmt: skip
    return scales.sort_values(["date", "model"], kind="stable").reset_index(drop=True)


def _release_dates(events: pd.DataFrame | None) -> pd.Series:
    """Return the first date of a release of each artifact; what is only foreseen dates nothing."""
    if events is None:
        return pd.Series(dtype="object")
    facts = counted(events[(events["kind"] == "release") & events["artifact"].notna() & events["date"].notna()])
    facts = facts[facts["status"] != "forecast"]
    return facts.groupby("artifact")["date"].min()


def run_costs(scales: pd.DataFrame, assumptions: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Put every model with known parameters and tokens through the cost model.

    Parameters
    ----------
    scales
        Result of `model_scales`.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    rates
        Exchange rates into the currency wanted. Assumptions are in US dollars: without a rate for them there are no costs.

    Returns
    -------
    pandas.DataFrame
        The least computation first: ``model``, ``name``, ``organization``, ``parameters``, ``tokens``, ``stated`` (hours,
        missing if unstated), ``computation`` (FLOP), and for each of ``hours``, ``rented``, ``owned``, ``electricity`` four
        columns: ``_point``, ``_low``, ``_median``, ``_high``.
    """
    dollar = rates.per_unit.get("USD")
    outputs = ("hours", "rented", "owned", "electricity")
    columns = ["model", "name", "organization", "parameters", "tokens", "stated", "computation"]
    columns += [f"{output}_{part}" for output in outputs for part in ("point", "low", "median", "high")]
    rows = []
    for row in scales.dropna(subset=["parameters", "tokens"]).itertuples(index=False):
        inputs = cost_model.training_inputs(assumptions, row.parameters, row.tokens)
        if dollar is None or inputs.empty:
            continue
        result = cost_model.estimate(inputs)
        numbers = [
            result.loc[output, part] * (dollar if result.loc[output, "unit"] == "USD" else 1)
            for output in outputs
            for part in ("point", "low", "median", "high")
        ]
        own = [row.model, row.name, row.organization, row.parameters, row.tokens, row.hours]
        rows.append([*own, result.loc["computation", "point"], *numbers])
    return pd.DataFrame(rows, columns=columns).sort_values("computation", kind="stable").reset_index(drop=True)


def costs_table(costs: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the result of `run_costs` as a reader reads it: the point estimate, then the interval."""
    return pd.DataFrame(
        {
            "Model": costs["name"],
            "Parameters": [compact(value) for value in costs["parameters"]],
            "Tokens": [compact(value) for value in costs["tokens"]],
            "FLOP": [scientific(value, 3) for value in costs["computation"]],
            "A100 hours": [compact(value, 2) for value in costs["hours_point"]],
            "Owned": [about_money(value, currency) for value in costs["owned_point"]],
            "Rented": [about_money(value, currency) for value in costs["rented_point"]],
            "Rented, median and 80% interval": [
                "{1} ({0}–{2})".format(*alike_money((low, middle, high), currency))
                for low, middle, high in zip(
                    costs["rented_low"], costs["rented_median"], costs["rented_high"], strict=True
                )
            ],
        }
    )


def cost_values(costs: pd.DataFrame, claims: pd.DataFrame, model: str, currency: str) -> dict[str, str]:
    """Return what the text says of the cost of training one model; nothing when the model is not costed.

    Parameters
    ----------
    costs
        Result of `run_costs`.
    claims
        Result of `claims_beside_model`, whose rows on training ChatGPT are named.
    model
        Id of the model.
    currency
        Currency of the sums.
    """
    here = costs[costs["model"] == model]
    if here.empty:
        return {}
    row = here.iloc[0]
    low, high = alike_money((row["rented_low"], row["rented_high"]), currency)
    compared = claims[(claims["like"] == model) & (claims["measure"] == "training-cost")].dropna(subset=["ratio"])
    told = [
        f"{'the' if number else 'The'} {money(claim.claimed, currency, 2)} claimed for one training of {claim.name} are "
        f"{times(claim.ratio)} times the median and {_place(claim)} the interval"
        for number, claim in enumerate(compared.itertuples(name="Claim", index=False))
    ]
    return {
        "model": str(row["name"]),
        "formula": f"FLOP = {count(row['computation'] / row['parameters'] / row['tokens'])} × N × D",
        "interval": cost_model.INTERVAL_WORDS,
        "owning": _relation(row["rented_point"] / row["owned_point"]),
        "flop": scientific(row["computation"], 3),
        "hours": compact(row["hours_point"], 2),
        "point": about_money(row["rented_point"], currency),
        "median": about_money(row["rented_median"], currency),
        "low": low,
        "high": high,
        "owned": about_money(row["owned_point"], currency),
        "electricity_share": percent(row["electricity_point"] / row["owned_point"], 0),
        "electricity": about_money(row["electricity_point"], currency),
        "bill": (
            ", a small part although it is due as long as the machines run"
            if row["electricity_point"] < SMALL_PART * row["owned_point"]
            else ""
        ),
        "compared": "; ".join(told) + "." if told else "No claim on a run of this size can be compared.",
    }


def _relation(ratio: float) -> str:
    """Say how the cost of owning stands to that of renting."""
    return f"{times(ratio)} times less" if ratio >= 1 else f"{times(1 / ratio)} times as much"


def _place(claim: object) -> str:
    """Say where a claim lies about an interval."""
    claimed, low, high = (getattr(claim, part) for part in ("claimed", "low", "high"))
    return "above" if claimed > high else "below" if claimed < low else "inside"


#: Claims that are not on a costed model itself, and the costed model that comes nearest: ChatGPT is a tuned GPT-3.
STANDS_FOR = {"chatgpt": "gpt-3"}


def claims_beside_model(claims: pd.DataFrame, costs: pd.DataFrame, names: dict[str, str], rates: Rates) -> pd.DataFrame:
    """Set what is claimed of the cost of training against what the cost model gives for a run of that size.

    Parameters
    ----------
    claims
        Rows of ``cost_claims``.
    costs
        Result of `run_costs`.
    names
        Names of the models by id.
    rates
        Exchange rates into the currency wanted.

    Returns
    -------
    pandas.DataFrame
        The largest claim first: ``model``, ``name``, ``measure``, ``claimed``, ``claimant``, ``status``, ``like`` (id of the
        model costed), ``low``, ``median``, ``high`` (of the rented run), ``ratio`` (claim over median); missing where nothing
        comes near.
    """
    facts = counted(claims[claims["measure"].isin(["training-cost", "entry-hardware-cost"])])
    like = facts["model"].map(STANDS_FOR).fillna(facts["model"])
    by_model = costs.set_index("model")
    rows = pd.DataFrame(
        {
            "model": facts["model"],
            "name": facts["model"].map(names),
            "measure": facts["measure"],
            "claimed": rates.convert(facts["low"], facts["currency"]),
            "claimant": facts["claimant"],
            "status": facts["status"],
            "like": like,
            "low": like.map(by_model["rented_low"]),
            "median": like.map(by_model["rented_median"]),
            "high": like.map(by_model["rented_high"]),
        }
    )
    rows = rows.assign(ratio=rows["claimed"] / rows["median"])
    return rows.sort_values("claimed", ascending=False, kind="stable").reset_index(drop=True)


def comparison(compared: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Line up claims and model for a figure: for each model costed its interval, then the claims on it.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``low``, ``high`` (sums), ``claimed`` (whether a claim or the model's answer).
    """
    rows = []
    for like in compared.dropna(subset=["ratio"]).drop_duplicates("like")["like"]:
        here, cost = compared[compared["like"] == like], costs[costs["model"] == like].iloc[0]
        rows.append([f"{cost['name']}: rented, model", cost["rented_low"], cost["rented_high"], False])
        rows.append([f"{cost['name']}: owned, model", cost["owned_low"], cost["owned_high"], False])
        for claim in here.itertuples(name="Claim", index=False):
            what = "chips bought, claim" if claim.measure == "entry-hardware-cost" else "one training, claim"
            rows.append([f"{claim.name}: {what}", claim.claimed, claim.claimed, True])
    return pd.DataFrame(rows, columns=["label", "low", "high", "claimed"])


def estimated_hours(assumptions: pd.DataFrame) -> frozenset[str]:
    """Return the models whose hours nobody publishes, and that are only estimated: their note begins so.

    Parameters
    ----------
    assumptions
        Rows of the table ``assumptions``.
    """
    hours = assumptions[assumptions["quantity"] == "accelerator-hours"]
    return frozenset(hours.loc[hours["note"].str.startswith("Estimate", na=False), "model"])


def backtest(costs: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Compare the hours of the cost model with those that makers print, where they do.

    Parameters
    ----------
    costs
        Result of `run_costs`.
    assumptions
        Rows of the table ``assumptions``.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``name``, ``stated`` (A100 hours), ``low``, ``median``, ``high`` (of the model), ``inside`` (whether the
        interval holds the stated hours), ``published`` (whether the maker prints the hours, or they are an estimate).
    """
    known = costs.dropna(subset=["stated"])
    rows = pd.DataFrame(
        {
            "model": known["model"],
            "name": known["name"],
            "stated": known["stated"],
            "low": known["hours_low"],
            "median": known["hours_median"],
            "high": known["hours_high"],
        }
    )
    return rows.assign(
        inside=rows["stated"].between(rows["low"], rows["high"]),
        published=~rows["model"].isin(estimated_hours(assumptions)),
    ).reset_index(drop=True)


def backtest_values(tested: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of the test; nothing when no run can be tested."""
    if tested.empty:
        return {}
    off = tested["median"] / tested["stated"]
    worst = tested.loc[(off.where(off >= 1, 1 / off)).idxmax()]
    guessed = int((~tested["published"]).sum())
    return {
        "tested": noun(tested["published"].sum(), "run"),
        "guessed": f", and {count(guessed)} with estimated ones" if guessed else "",
        "inside": quantity_or_none(tested["inside"].sum()),
        "whose": "published" if worst["published"] else "estimated",
        "worst": str(worst["name"]),
        "worst_stated": compact(worst["stated"], 2),
        "worst_median": compact(worst["median"], 2),
    }


def backtest_premise(assumptions: pd.DataFrame) -> str:
    """Say what the test can show, which hangs on who chose the utilization.

    Parameters
    ----------
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.
    """
    if set_by_reader(assumptions, "utilization"):
        value = percent(assumed(assumptions, "utilization"), 0)
        return (
            f"The utilization of {value} and its range are set by the reader, so that the test shows how well they fit"
        )
    return (
        "The range that this book gives the utilization was set with these runs in view, so that the test shows whether the "
        "parts fit together, and not how well the model foretells a run it has not seen"
    )


def implied_utilization(runs: pd.DataFrame, scales: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Ask how well accelerators would have to work for a run to end in the days that are told.

    Utilization is 6 × parameters × tokens over accelerators × seconds × peak, stops and restarts with it.

    Parameters
    ----------
    runs
        Result of `accelerator_days`.
    scales
        Result of `model_scales`.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.

    Returns
    -------
    pandas.DataFrame
        One row a run whose chip has a data sheet and whose model has parameters and tokens: ``model``, ``name``,
        ``count_low``, ``days_low``, ``days_high``, ``low``, ``high`` (utilization in the most and in the fewest days),
        ``collected`` (whether a data set tells the run).
    """
    peaks = assumptions[assumptions["quantity"] == "throughput"].set_index("accelerator")["central"] * 1e12
    sizes = scales.dropna(subset=["parameters", "tokens"]).set_index("model")
    here = runs[runs["model"].isin(sizes.index) & runs["accelerator"].isin(peaks.index)].dropna(
        subset=["days_low", "count_low"]
    )
    work = here["model"].map(sizes["parameters"] * sizes["tokens"]) * assumed(
        assumptions, "flop-per-parameter-and-token"
    )
    second = here["count_low"] * here["accelerator"].map(peaks) * HOURS_PER_DAY * 3600
    return here.assign(
        low=work / (second * here["days_high"].fillna(here["days_low"])), high=work / (second * here["days_low"])
    )[["model", "name", "count_low", "days_low", "days_high", "low", "high", "collected"]].reset_index(drop=True)


def published_utilization(scales: pd.DataFrame, assumptions: pd.DataFrame) -> pd.Series:
    """Return the utilization that the published A100 hours of each model imply, whatever the reader assumes it to be.

    Parameters
    ----------
    scales
        Result of `model_scales`.
    assumptions
        Result of `labatlas.analysis.compute.assumptions.assume`.

    Returns
    -------
    pandas.Series
        6 × parameters × tokens over hours × 3,600 × peak, on the id of the model; the models without hours, or with hours
        that are only estimated, are left out.
    """
    known = scales.dropna(subset=["parameters", "tokens", "hours"]).set_index("model")
    known = known[~known.index.isin(estimated_hours(assumptions))]
    work = known["parameters"] * known["tokens"] * assumed(assumptions, "flop-per-parameter-and-token")
    return (work / (known["hours"] * 3600 * assumed(assumptions, "a100-throughput") * 1e12)).dropna()


def utilization_values(implied: pd.DataFrame, published: pd.Series) -> dict[str, str]:
    """Return what the text says of the days that are told; nothing when none can be tested.

    Parameters
    ----------
    implied
        Result of `implied_utilization`.
    published
        Result of `published_utilization`.
    """
    # The run that a text tells goes before those that data sets collect.
    told = implied.sort_values("collected", kind="stable")
    if told.empty or published.empty or not is_known(told["high"].iloc[0]):
        return {}
    first = told.iloc[0]
    plausible = published.min() <= first["high"] and first["low"] <= published.max()
    days = span(count(first["days_low"]), count(first["days_high"])) if is_known(first["days_high"]) else ""
    return {
        "model": str(first["name"]),
        "accelerators": count(first["count_low"]),
        "days": days or count(first["days_low"]),
        "implied": span(percent(first["low"], 0), percent(first["high"], 0)),
        "runs": noun(len(published), "run"),
        "bounds": span(percent(published.min(), 0), percent(published.max(), 0)),
        "verdict": "as others have done" if plausible else "unlike any other",
    }
