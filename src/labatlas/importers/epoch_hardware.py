"""Epoch AI, Machine Learning Hardware: chips, their makers, speed, memory, links, power and price."""

from __future__ import annotations

import pandas as pd

from labatlas.importers.batch import Batch, Importer
from labatlas.importers.cells import Unreadable, date, factor, is_empty
from labatlas.importers.epoch import Makers, origin
from labatlas.importers.sheets import Column
from labatlas.tables.compute import BETWEEN_SERVERS, ON_MATRIX_UNITS, WITHIN_A_SERVER
from labatlas.tables.partial_dates import years_of

NAME, MAKER, TYPE = "Hardware name", "Manufacturer", "Type"
HALF = "FP16 (half precision) performance (FLOP/s)"
MATRIX = "Tensor-FP16/BF16 performance (FLOP/s)"
PRICE = "Release price (USD)"

COLUMNS = (
    Column(NAME, ("Name of the hardware", "Name")),
    Column(MAKER, ("Manufacturer name",)),
    Column(TYPE),
    Column("Release date"),
    Column(PRICE),
    Column(HALF, ("FP16 Performance (FLOP/s)", "FP16 (half precision) performance")),
    Column(MATRIX, ("Tensor-FP16/BF16 performance", "Tensor-FP16 performance (FLOP/s)", "Tensor Float 16 (TF16) performance (FLOP/s)")),
    Column("Memory size per board (Byte)", ("Memory size per board (bytes)", "Memory (bytes)")),
    Column("Memory bandwidth (byte/s)", ("Memory bandwidth (bytes/s)",)),
    Column("Intranode bandwidth (byte/s)", ("Intranode bandwidth (bytes/s)", "Interconnect bandwidth (byte/s)")),
    Column("Internode bandwidth (bit/s)"),
    Column("TDP (W)", ("Thermal design power (W)",)),
    Column("Last modified", required=False),
)  # fmt: skip

TERA = 1e12

#: Half precision on the general units, four and more times slower than on matrix units where there are both.
ON_VECTOR_UNITS = "FP16 on vector units"
#: The data set fills only one column and does not say of which units it speaks.
UNSTATED_UNITS = "FP16, units not stated"

#: Makers whose accelerators have matrix units only; their speed stands in the FP16 column, and the other is empty.
MATRIX_ONLY = frozenset({"huawei", "cambricon", "kunlunxin"})

#: Sorts of chips of which the same is true.
MATRIX_TYPES = frozenset({"npu", "tpu", "lpu", "asic", "xpu", "xpu-r"})

#: Measures other than speed: column, measure, its unit here and there, condition.
MEASURES = (
    ("Memory size per board (Byte)", "memory", "GB", "byte", None),
    ("Memory bandwidth (byte/s)", "memory-bandwidth", "GB/s", "byte/s", None),
    ("Intranode bandwidth (byte/s)", "interconnect-bandwidth", "GB/s", "byte/s", WITHIN_A_SERVER),
    ("Internode bandwidth (bit/s)", "interconnect-bandwidth", "GB/s", "bit/s", BETWEEN_SERVERS),
    ("TDP (W)", "power", "W", "W", "thermal design power"),
)


def take(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read chips into accelerators, their makers and measures."""
    makers = Makers(batch)
    for key, cells in sheet.iterrows():
        _take_chip(int(str(key)), cells, batch, makers)


def _take_chip(row: int, cells: pd.Series, batch: Batch, makers: Makers) -> None:
    if is_empty(cells[NAME]):
        batch.leave(row, "the chip has no name", NAME)
        return
    name = str(cells[NAME])
    chip = batch.names.find("accelerators", name)
    if chip is None and is_empty(cells[MAKER]):
        batch.leave(row, "the maker is not stated", MAKER, name)
        return
    if chip is None:
        alias = batch.names.alias("organizations", str(cells[MAKER]))
        known = batch.names.find("organizations", str(cells[MAKER]))
        seat = makers.country_of(known) if known else (alias.country if alias else None)
        if not seat:
            batch.leave(row, "the seat of the maker is not known: add it to aliases.csv", MAKER, cells[MAKER])
            return
        vendor = makers.id(row, str(cells[MAKER]))
        chip = batch.names.make("accelerators", name)
        batch.add(
            "accelerators", row, id=chip, name=name, vendor=vendor, country=seat, note=_released(row, cells, batch)
        )
    else:
        batch.merge(row, "accelerators", name, chip)
        vendor = batch.names.find("organizations", str(cells[MAKER])) or ""
    stated = _last_change(cells, batch)
    _take_speed(row, chip, vendor, cells, batch, stated)
    _take_release(row, chip, cells, batch, stated)
    price = batch.number(row, PRICE, cells[PRICE])
    if price is not None:
        batch.add(
            "accelerator_measures", row, accelerator=chip, measure="price", low=price, high=price, unit="currency",
            currency="USD", condition="at release", as_of=stated,
        )  # fmt: skip
    for column, measure, unit, theirs, condition in MEASURES:
        value = batch.number(row, column, cells[column], factor(theirs, unit))
        if value is not None:
            batch.add(
                "accelerator_measures", row, accelerator=chip, measure=measure, low=value, high=value, unit=unit,
                condition=condition, as_of=stated,
            )  # fmt: skip


def _take_speed(row: int, chip: str, vendor: str, cells: pd.Series, batch: Batch, stated: str) -> None:
    """Add the speed at half precision, and say on which units: only speeds on the same units can be compared."""
    half = batch.number(row, HALF, cells[HALF], 1 / TERA)
    matrix = batch.number(row, MATRIX, cells[MATRIX], 1 / TERA)
    speeds: list[tuple[float, str, str | None]] = []
    if matrix is not None:
        speeds.append((matrix, ON_MATRIX_UNITS, None))
        if half is not None and half < matrix:
            speeds.append((half, ON_VECTOR_UNITS, None))
    elif half is not None and (vendor in MATRIX_ONLY or str(cells[TYPE]).casefold() in MATRIX_TYPES):
        speeds.append((half, ON_MATRIX_UNITS, "In the column of FP16, as this chip has no other units for it"))
    elif half is not None:
        speeds.append((half, UNSTATED_UNITS, "In the column of FP16; that of tensor units is empty"))
    for value, condition, note in speeds:
        batch.add(
            "accelerator_measures", row, accelerator=chip, measure="throughput", low=value, high=value, unit="TFLOP/s",
            condition=condition, note=note, as_of=stated,
        )  # fmt: skip


def _take_release(row: int, chip: str, cells: pd.Series, batch: Batch, stated: str) -> None:
    """Add the date of release as a measure, which chips that the book knows already can have too."""
    try:
        released = date(cells["Release date"])
    except Unreadable:
        # Whoever reads the chip reports it.
        return
    if released is not None:
        begin, end = years_of(released)
        batch.add(
            "accelerator_measures", row, accelerator=chip, measure="release", low=begin, high=end, unit="year",
            note=f"Released {released}", as_of=stated,
        )  # fmt: skip


def _released(row: int, cells: pd.Series, batch: Batch) -> str | None:
    try:
        released = date(cells["Release date"])
    except Unreadable as error:
        batch.leave_cell(row, "Release date", cells["Release date"], str(error))
        return None
    return None if released is None else f"Released {released}"


def _last_change(cells: pd.Series, batch: Batch) -> str:
    """Return the day a row was last changed, if it says so and that is not after it was got."""
    try:
        changed = date(cells["Last modified"])
    except Unreadable:
        changed = None
    return min(changed, batch.retrieved) if changed else batch.retrieved


IMPORTER = Importer(
    origin=origin(
        "epoch-hardware",
        "Machine Learning Hardware",
        "machine-learning-hardware",
        "Collected by a research institute from data sheets and the press; speeds are those the makers print.",
    ),
    tables=("organizations", "accelerators", "accelerator_measures"),
    take=take,
    columns=COLUMNS,
)
