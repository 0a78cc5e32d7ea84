"""Tables on machines: accelerators, who holds them, what training and answering take and cost."""

from __future__ import annotations

import pandera.pandas as pa

from labatlas.tables.provenance import ID, PARTIAL_DATE, Sourced

#: Half-precision multiplications of matrices on units made for them: the one speed by which chips are compared.
ON_MATRIX_UNITS = "dense FP16 or BF16 on matrix units"

#: Bandwidth of all links between the chips of one server, both directions together.
WITHIN_A_SERVER = "within a server"

#: Bandwidth of the network that a chip reaches other servers by.
BETWEEN_SERVERS = "between servers"


class Accelerators(Sourced):
    """Chips that train and run models, one row a chip."""

    id: str = pa.Field(str_matches=ID, description="Id of the chip")
    name: str = pa.Field(description="English name")
    name_zh: str = pa.Field(nullable=True, description="Chinese name")
    vendor: str = pa.Field(description="Who designs it", metadata={"references": "organizations.id"})
    country: str = pa.Field(description="Seat of the vendor, ISO 3166-1 alpha-2", metadata={"iso": "3166"})

    class Config:
        unique = ["id"]


class AcceleratorMeasures(Sourced):
    """What is said of a chip, one row a measure."""

    accelerator: str = pa.Field(description="The chip", metadata={"references": "accelerators.id"})
    measure: str = pa.Field(
        isin=[
            "performance-to-a100", "price", "interconnect-bandwidth", "largest-interconnected-group", "throughput", "memory",
            "memory-bandwidth", "power", "release",
        ],
        description="What is measured; the release is a date as years with decimals, from begin to end of the day or period named",
    )  # fmt: skip
    low: float = pa.Field(ge=0, description="Value, at least", metadata={"unit": "see unit"})
    high: float = pa.Field(
        nullable=True, ge=0, description="Value, at most; empty if open", metadata={"unit": "see unit"}
    )
    unit: str = pa.Field(
        isin=["ratio", "currency", "GB/s", "accelerators", "TFLOP/s", "GB", "W", "year"],
        description="Unit of the value",
    )
    currency: str = pa.Field(nullable=True, description="ISO 4217 currency of a price", metadata={"iso": "4217"})
    condition: str = pa.Field(nullable=True, description="Under which condition the value holds")

    class Config:
        unique = ["accelerator", "measure", "condition", "source", "locator"]


class Fleets(Sourced):
    """How many accelerators an organization holds, ordered or expects, one row a statement."""

    organization: str = pa.Field(description="Who holds or buys", metadata={"references": "organizations.id"})
    accelerator: str = pa.Field(
        nullable=True, description="The chip; empty if several or unstated", metadata={"references": "accelerators.id"}
    )
    kind: str = pa.Field(
        isin=["stock", "order", "purchase", "demand"],
        description="Whether the chips are held, ordered, bought over a period, or wanted over a period",
    )
    date: str = pa.Field(str_matches=PARTIAL_DATE, description="Date or period the count is for")
    low: float = pa.Field(gt=0, description="Accelerators, at least", metadata={"unit": "accelerators"})
    high: float = pa.Field(
        nullable=True, ge=0, description="Accelerators, at most; empty if open", metadata={"unit": "accelerators"}
    )
    scope: str = pa.Field(nullable=True, description="Which part of the organization or which chips are meant")

    class Config:
        unique = ["organization", "accelerator", "kind", "date", "scope", "source", "locator"]


class ModelSizes(Sourced):
    """How many parameters a model has, one row a statement."""

    model: str = pa.Field(description="The model", metadata={"references": "artifacts.id"})
    parameters_low: float = pa.Field(gt=0, description="Parameters, at least", metadata={"unit": "parameters"})
    parameters_high: float = pa.Field(
        nullable=True, gt=0, description="Parameters, at most; empty if open", metadata={"unit": "parameters"}
    )

    class Config:
        unique = ["model", "source", "locator"]


class TrainingRuns(Sourced):
    """What a training run took, one row a statement."""

    model: str = pa.Field(description="The model", metadata={"references": "artifacts.id"})
    accelerator: str = pa.Field(
        nullable=True, description="The chip, if stated", metadata={"references": "accelerators.id"}
    )
    count_low: float = pa.Field(gt=0, description="Accelerators, at least", metadata={"unit": "accelerators"})
    count_high: float = pa.Field(
        nullable=True, gt=0, description="Accelerators, at most; empty if open", metadata={"unit": "accelerators"}
    )
    days_low: float = pa.Field(nullable=True, gt=0, description="Duration, at least", metadata={"unit": "days"})
    days_high: float = pa.Field(nullable=True, gt=0, description="Duration, at most", metadata={"unit": "days"})

    class Config:
        unique = ["model", "source", "locator"]


class CostClaims(Sourced):
    """What training or answering is said to take or cost, one row a claim."""

    model: str = pa.Field(description="The model or product", metadata={"references": "artifacts.id"})
    measure: str = pa.Field(
        isin=[
            "training-cost", "entry-hardware-cost", "inference-cost-per-day", "inference-cost-per-year",
            "accelerators-per-query", "seconds-per-query", "energy-ratio", "energy-saving", "efficiency-gain",
            "compute-growth",
        ],
        description="What is claimed",
    )  # fmt: skip
    low: float = pa.Field(ge=0, description="Value, at least", metadata={"unit": "see unit"})
    high: float = pa.Field(
        nullable=True, ge=0, description="Value, at most; empty if open", metadata={"unit": "see unit"}
    )
    unit: str = pa.Field(isin=["currency", "accelerators", "s", "ratio"], description="Unit of the value")
    currency: str = pa.Field(nullable=True, description="ISO 4217 currency of a cost", metadata={"iso": "4217"})
    scope: str = pa.Field(
        nullable=True, description="Whose cost or which case is meant, where it is not the model's own"
    )
    baseline: str = pa.Field(
        nullable=True, description="The model a ratio compares with", metadata={"references": "artifacts.id"}
    )
    claimant: str = pa.Field(nullable=True, description="Who claims it, if not the source itself")

    class Config:
        unique = ["model", "measure", "source", "locator"]


class Assumptions(pa.DataFrameModel):
    """Numbers that the models of this book need and the documents do not give, one row an assumption.

    They are no facts of the documents, so that they carry a public reference instead of a place in one of them.
    """

    id: str = pa.Field(str_matches=ID, description="Id of the assumption")
    quantity: str = pa.Field(
        isin=[
            "throughput", "memory", "memory-bandwidth", "interconnect-bandwidth", "power", "price",
            "export-limit-performance", "export-limit-interconnect", "flop-per-parameter-and-token", "utilization",
            "gpu-hour-price", "system-price", "amortization-years", "time-in-use", "system-power",
            "power-usage-effectiveness", "electricity-price", "parameters", "tokens", "training-compute",
            "accelerator-hours", "training-energy", "visitors-per-day", "queries-per-visitor", "hardware-cost-per-day",
        ],
        description="What is assumed",
    )  # fmt: skip
    accelerator: str = pa.Field(
        nullable=True, description="The chip it is about", metadata={"references": "accelerators.id"}
    )
    model: str = pa.Field(nullable=True, description="The model it is about", metadata={"references": "artifacts.id"})
    low: float = pa.Field(
        gt=0,
        description="Value below which the truth is thought to lie in one of ten cases",
        metadata={"unit": "see unit"},
    )
    central: float = pa.Field(
        gt=0, description="Value a point estimate uses, as likely too low as too high", metadata={"unit": "see unit"}
    )
    high: float = pa.Field(
        gt=0,
        description="Value above which the truth is thought to lie in one of ten cases",
        metadata={"unit": "see unit"},
    )
    unit: str = pa.Field(
        isin=[
            "TFLOP/s", "GB", "GB/s", "W", "USD", "TOPS × bit", "FLOP", "share", "factor", "USD/h", "years", "kW",
            "USD/kWh", "parameters", "tokens", "PFLOP", "A100 h", "MWh", "people", "queries",
        ],
        description="Unit of the values",
    )  # fmt: skip
    reference: str = pa.Field(
        description="Where a reader can check it (a key of references.bib)", metadata={"references": "references.bib"}
    )
    as_of: str = pa.Field(str_matches=PARTIAL_DATE, description="Date of the reference")
    note: str = pa.Field(nullable=True, description="What a reader must know to use it rightly")

    class Config:
        unique = ["id"]
        strict = True
        coerce = True
