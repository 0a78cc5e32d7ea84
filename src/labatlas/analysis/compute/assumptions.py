"""What the models assume: read from the table, changed by the reader's parameters, printed for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from labatlas.errors import UsageError
from labatlas.formatting import compact, decimal, is_known

#: Which assumption each of the reader's parameters sets.
CHOSEN = {
    "gpu_hour_price": "gpu-hour-price",
    "utilization": "utilization",
    "amortization_years": "amortization-years",
}

#: Nothing works more than all of the time.
SHARES = ("share",)

#: Assumptions that the chapter names elsewhere, in the table of chips and of models.
OF_CHIPS = ("throughput", "memory", "memory-bandwidth", "interconnect-bandwidth", "power")


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
        The table, ``low``, ``central`` and ``high`` multiplied by one factor where a parameter sets the central value;
        a share stays at most 1.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["gpu-hour-price"], "low": [1.0], "central": [2.0], "high": [4.0], "unit": ["USD/h"]})
    >>> assume(table, Scenario(gpu_hour_price=3.0))[["low", "central", "high"]].to_numpy().tolist()
    [[1.5, 3.0, 6.0]]
    """
    changed = assumptions.copy()
    for parameter, key in CHOSEN.items():
        chosen = getattr(scenario, parameter)
        here = changed["id"] == key
        if chosen is None or not here.any():
            continue
        factor = chosen / changed.loc[here, "central"]
        for column in ("low", "central", "high"):
            changed.loc[here, column] = changed.loc[here, column] * factor
    ends = ["low", "central", "high"]
    changed.loc[changed["unit"].isin(SHARES), ends] = changed.loc[changed["unit"].isin(SHARES), ends].clip(upper=1)
    return changed


def assumed(assumptions: pd.DataFrame, key: str) -> float:
    """Return the central value of an assumption; NaN when it is not in the table."""
    values = assumptions.loc[assumptions["id"] == key, "central"]
    return float(values.iloc[0]) if len(values) else float("nan")


def known(assumptions: pd.DataFrame, *keys: str) -> bool:
    """Tell whether every one of some assumptions is in the table."""
    return all(is_known(assumed(assumptions, key)) for key in keys)


def assumptions_table(assumptions: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return some assumptions as a reader reads them, in the order asked for.

    Parameters
    ----------
    assumptions
        Result of `assume`.
    keys
        Ids of the assumptions; those not in the table are left out.

    Returns
    -------
    pandas.DataFrame
        ``Assumption``, ``Value``, ``Low``, ``High``, ``Unit``, ``reference`` (key of the bibliography), ``What it means``.
    """
    rows = assumptions.set_index("id").reindex([key for key in keys if key in set(assumptions["id"])])
    return pd.DataFrame(
        {
            "Assumption": [str(key).replace("-", " ") for key in rows.index],
            "Value": rows["central"].map(_number),
            "Low": rows["low"].map(_number),
            "High": rows["high"].map(_number),
            "Unit": rows["unit"],
            "reference": rows["reference"],
            "What it means": rows["note"].fillna(""),
        }
    ).reset_index(drop=True)


def _number(value: float) -> str:
    """Write a value so that nothing is lost that a spreadsheet needs."""
    return str(compact(value, 4)) if value >= 100_000 else str(decimal(value, 4))
