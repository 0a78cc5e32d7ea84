"""What the models assume: read from the table, changed by the reader's parameters, printed for a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from labatlas.analysis.money import Rates
from labatlas.errors import UsageError
from labatlas.formatting import compact, decimal, is_known

#: Which assumption each of the reader's parameters sets.
CHOSEN = {
    "gpu_hour_price": "gpu-hour-price",
    "utilization": "utilization",
    "amortization_years": "amortization-years",
}

#: What is assumed of a chip and of a model, with the heading of its column.
OF_CHIPS = {
    "throughput": "TFLOP/s", "memory": "GB", "memory-bandwidth": "Memory, GB/s", "interconnect-bandwidth": "Links, GB/s",
    "price": "Price, USD",
}  # fmt: skip
OF_MODELS = {
    "parameters": "Parameters", "tokens": "Tokens", "training-compute": "PFLOP", "accelerator-hours": "A100 hours",
}  # fmt: skip

#: What the export rule limits.
LIMITS = ("export-limit-performance", "export-limit-interconnect")

#: Nothing works more than all of the time.
SHARES = ("share",)

#: Stands in the place of a reference where the reader sets a value.
READER = "set by the reader"

#: How words of ids are written in names.
WORDS = {"a100": "A100", "gpu": "GPU", "flop": "FLOP", "chatgpt": "ChatGPT", "gpt": "GPT", "m6": "M6", "10t": "10T"}


@dataclass(frozen=True)
class Scenario:
    """What a reader assumes instead of the central values of the table; None keeps them.

    Attributes
    ----------
    gpu_hour_price
        US dollars for an hour of one rented A100.
    utilization
        Part of an accelerator's peak that does useful work, above 0 and at most 1.
    amortization_years
        Years over which bought accelerators are written off.

    Raises
    ------
    UsageError
        If a value means nothing.

    Examples
    --------
    >>> Scenario(utilization=1.2)
    Traceback (most recent call last):
    labatlas.errors.UsageError: utilization 1.2: must be a share above 0 and at most 1
    """

    gpu_hour_price: float | None = None
    utilization: float | None = None
    amortization_years: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with."""
        for name in ("gpu_hour_price", "amortization_years"):
            value = getattr(self, name)
            if value is not None and not 0 < value < float("inf"):
                raise UsageError(f"{name} {value:g}: must be a number above 0")
        if self.utilization is not None and not 0 < self.utilization <= 1:
            raise UsageError(f"utilization {self.utilization:g}: must be a share above 0 and at most 1")


def assume(assumptions: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Put the reader's values in the place of the central ones; the range moves along in proportion.

    Parameters
    ----------
    assumptions
        Rows of the table ``assumptions``.
    scenario
        What the reader assumes.

    Returns
    -------
    pandas.DataFrame
        The table, ``low``, ``central`` and ``high`` multiplied by one factor where a parameter sets another central value;
        a share stays at most 1. Such a row has no reference, and its note says how its range was moved.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["gpu-hour-price"], "low": [1.0], "central": [2.0], "high": [4.0], "unit": ["USD/h"],
    ...                       "reference": ["a-2020"], "note": ["A shop"]})
    >>> assume(table, Scenario(gpu_hour_price=3.0))[["low", "central", "high", "reference"]].to_numpy().tolist()
    [[1.5, 3.0, 6.0, 'set by the reader']]
    """
    changed = assumptions.copy()
    for parameter, key in CHOSEN.items():
        chosen = getattr(scenario, parameter)
        here = changed["id"] == key
        if chosen is None or not here.any() or (changed.loc[here, "central"] == chosen).all():
            continue
        before = changed.loc[here].iloc[0]
        factor = chosen / changed.loc[here, "central"]
        for column in ("low", "central", "high"):
            changed.loc[here, column] = changed.loc[here, column] * factor
        changed.loc[here, "reference"] = READER
        changed.loc[here, "note"] = _moved(before)
    ends = ["low", "central", "high"]
    changed.loc[changed["unit"].isin(SHARES), ends] = changed.loc[changed["unit"].isin(SHARES), ends].clip(upper=1)
    return changed


def _moved(row: pd.Series) -> str:
    """Say how the range of an assumption follows the value that the reader set."""
    low, central, high = (_number(row[end]) for end in ("low", "central", "high"))
    most = ", and at most one" if row["unit"] in SHARES else ""
    return f"Set by the reader. The range is that of the book, {low} to {high} about {central}, in proportion{most}"


def set_by_reader(assumptions: pd.DataFrame, key: str) -> bool:
    """Tell whether the reader set an assumption.

    Parameters
    ----------
    assumptions
        Result of `assume`.
    key
        Id of the assumption.
    """
    return bool((assumptions.loc[assumptions["id"] == key, "reference"] == READER).any())


def assumption_name(key: str) -> str:
    """Write the id of an assumption as a reader reads it.

    Examples
    --------
    >>> assumption_name("gpu-hour-price"), assumption_name("a100-throughput"), assumption_name("time-in-use")
    ('GPU hour price', 'A100 throughput', 'time in use')
    """
    return " ".join(WORDS.get(word, word) for word in key.split("-")).replace("GPT 3", "GPT-3")


#: Titles of assumptions whose ids do not read as one.
TITLES = {
    "export-limit-performance": "Export limit on performance",
    "export-limit-interconnect": "Export limit on interconnect",
}


def assumption_title(key: str) -> str:
    """Write the id of an assumption as the heading of its row and of its note.

    Examples
    --------
    >>> assumption_title("export-limit-performance"), assumption_title("time-in-use"), assumption_title("gpu-hour-price")
    ('Export limit on performance', 'Time in use', 'GPU hour price')
    """
    name = assumption_name(key)
    return TITLES.get(key, name[:1].upper() + name[1:])


def assumed(assumptions: pd.DataFrame, key: str) -> float:
    """Return the central value of an assumption; NaN when it is not in the table."""
    values = assumptions.loc[assumptions["id"] == key, "central"]
    return float(values.iloc[0]) if len(values) else float("nan")


def known(assumptions: pd.DataFrame, *keys: str) -> bool:
    """Tell whether every one of some assumptions is in the table."""
    return all(is_known(assumed(assumptions, key)) for key in keys)


def assumptions_table(assumptions: pd.DataFrame, keys: Sequence[str], rates: Rates) -> pd.DataFrame:
    """Return some assumptions as a reader reads them, in the order asked for.

    Parameters
    ----------
    assumptions
        Result of `assume`.
    keys
        Ids of the assumptions; those not in the table are left out.
    rates
        Exchange rates into the currency wanted; the rate is one more assumption where it is not the US dollar.

    Returns
    -------
    pandas.DataFrame
        ``Assumption``, ``Value``, ``Low``, ``High``, ``Unit``, ``What it means``, ``reference`` (key of the bibliography;
        `READER` where the reader set the value; the empty text for the exchange rate, which follows from the documents).
    """
    rows = assumptions.set_index("id").reindex([key for key in keys if key in set(assumptions["id"])])
    table = pd.DataFrame(
        {
            "Assumption": [assumption_title(str(key)) for key in rows.index],
            "Value": rows["central"].map(_number),
            "Low": rows["low"].map(_number),
            "High": rows["high"].map(_number),
            "Unit": rows["unit"],
            "What it means": rows["note"].fillna(""),
            "reference": rows["reference"],
        }
    ).reset_index(drop=True)
    dollar = rates.per_unit.get("USD")
    if rates.currency == "USD" or dollar is None or table.empty:
        return table
    rate = _number(dollar)
    row = ["Exchange rate", rate, rate, rate, f"{rates.currency}/USD", "From sums the documents print in both", ""]
    return pd.concat([table, pd.DataFrame([row], columns=table.columns)], ignore_index=True)


def wide_table(
    assumptions: pd.DataFrame, subject: str, names: dict[str, str], columns: dict[str, str],
    told: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:  # fmt: skip
    """Return the central values of assumptions with one row a chip or a model, as a reader reads them.

    Parameters
    ----------
    assumptions
        Result of `assume`.
    subject
        Column that names what a row is about, ``accelerator`` or ``model``.
    names
        Names of the chips or models by id.
    columns
        For each quantity to show the heading of its column, with the unit.
    told
        Ids and quantities that a document prints, so that nothing is assumed of them.

    Returns
    -------
    pandas.DataFrame
        ``Chip`` or ``Model``, the columns asked for (with the range in brackets where low and high differ; empty where a
        document tells it, a dash where nothing was looked up), ``What it means`` (for each row a list of its notes, each
        with the quantity it is about), ``reference`` (keys of the bibliography, with commas); in the order of the table.
    """
    rows = assumptions[assumptions["quantity"].isin(columns) & assumptions[subject].notna()]
    table = []
    for key, own in rows.groupby(subject, sort=False):
        values = {row.quantity: _with_range(row.low, row.central, row.high) for row in own.itertuples(index=False)}
        about: dict[str, list[str]] = {}
        for quantity, note in own.dropna(subset=["note"])[["quantity", "note"]].itertuples(index=False):
            about.setdefault(str(note).rstrip("."), []).append(str(quantity).replace("-", " "))
        table.append(
            [
                names[str(key)],
                *[values.get(quantity, "" if (key, quantity) in told else "–") for quantity in columns],
                [f"{' and '.join(quantities)}: {note}" for note, quantities in about.items()],
                ",".join(dict.fromkeys(own["reference"])),
            ]
        )  # fmt: skip
    heading = "Chip" if subject == "accelerator" else "Model"
    return pd.DataFrame(table, columns=[heading, *columns.values(), "What it means", "reference"])


def _with_range(low: float, central: float, high: float) -> str:
    return _number(central) if low == high else f"{_number(central)} ({_number(low)}–{_number(high)})"


def _number(value: float) -> str:
    """Write a value so that nothing is lost that a spreadsheet needs."""
    return str(compact(value, 4)) if value >= 100_000 else str(decimal(value, 4))
