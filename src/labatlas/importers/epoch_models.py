"""Epoch AI, Notable AI Models: models, their makers, size, computing, cost and openness."""

from __future__ import annotations

from typing import Any

import pandas as pd

from labatlas.importers.batch import Batch, Disagreement, Importer, Refinement
from labatlas.importers.cells import Unreadable, date, factor, is_empty, several
from labatlas.importers.epoch import Makers, common, origin, status, told
from labatlas.importers.sheets import Column
from labatlas.tables.partial_dates import agree

PFLOP = 1e15

COUNTRY = "Country (of organization)"
DATAPOINTS = "Training dataset size (total)"
COST = "Training compute cost (2023 USD)"

COLUMNS = (
    Column("Model", ("System", "Model name")),
    Column("Organization", ("Organization(s)", "Organizations")),
    Column("Organization categorization", ("Organization categorization (from Organization)",)),
    Column(COUNTRY, ("Country (from Organization)", "Country")),
    Column("Publication date"),
    Column("Link", required=False),
    Column("Parameters"),
    Column("Training compute (FLOP)", ("Training compute (FLOPs)",)),
    Column(DATAPOINTS, ("Training dataset size (datapoints)", "Training dataset size (gradients)")),
    Column("Training time (hours)"),
    Column("Training hardware"),
    Column("Hardware quantity"),
    Column(COST, ("Training compute cost (USD)", "Training cost (2023 USD)"), required=False),
    Column("Confidence"),
    Column("Model accessibility", ("Accessibility",), required=False),
    Column("Training code accessibility", required=False),
    Column("Training compute estimation method", required=False),
)

#: Parts of a model that are open to whom, by the accessibility the data set gives.
WEIGHTS = {
    "open weights (unrestricted)": [("weights", "open")],
    "open weights (restricted use)": [("weights", "restricted")],
    "open weights (non-commercial)": [("weights", "restricted")],
    "api access": [("api", "restricted"), ("weights", "closed")],
    "hosted access (no api)": [("weights", "closed")],
    "unreleased": [("weights", "closed"), ("api", "closed")],
}
CODE = {
    "open source": [("code", "open")],
    "open (restricted use)": [("code", "restricted")],
    "open (non-commercial)": [("code", "restricted")],
    "unreleased": [("code", "closed")],
}


def take(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read models into artifacts, releases with their partners, sizes, training runs, indicators, costs and openness."""
    who = sheet["Organization"]
    makers = Makers(
        batch,
        common(zip(who, sheet[COUNTRY], strict=True)),
        common(zip(who, sheet["Organization categorization"], strict=True)),
    )
    for key, cells in sheet.iterrows():
        _take_model(int(str(key)), cells, batch, makers)


def _take_model(row: int, cells: pd.Series, batch: Batch, makers: Makers) -> None:
    name = cells["Model"]
    if is_empty(name):
        batch.leave(row, "the model has no name", "Model")
        return
    name = " ".join(str(name).split())
    organizations = list(dict.fromkeys(makers.id(row, each) for each in several(cells["Organization"])))
    released = None
    try:
        released = date(cells["Publication date"])
    except Unreadable as error:
        batch.leave_cell(row, "Publication date", cells["Publication date"], str(error))
    model = _model(row, name, organizations, released, cells, batch, makers)
    _take_release(row, model, name, organizations, released, batch)
    sure = cells["Confidence"]
    facts: dict[str, Any] = {"status": status(sure), "note": told(sure)}

    size = batch.number(row, "Parameters", cells["Parameters"])
    if size is not None:
        batch.add("model_sizes", row, model=model, parameters_low=size, parameters_high=size, **facts)
    _take_training(row, model, cells, batch, facts)
    cost = batch.number(row, COST, cells[COST])
    if cost is not None:
        batch.add(
            "cost_claims", row, model=model, measure="training-cost", low=cost, high=cost, unit="currency", currency="USD",
            status="hearsay" if facts["status"] == "hearsay" else "estimate",
            note=f"{facts['note']}. Computing of the final training run, in dollars of 2023",
        )  # fmt: skip
    for column, meanings in (("Model accessibility", WEIGHTS), ("Training code accessibility", CODE)):
        text = cells[column]
        if is_empty(text):
            continue
        if str(text).casefold() not in meanings:
            batch.leave_cell(row, column, text, f"not one of {', '.join(meanings)}")
        for part, access in meanings.get(str(text).casefold(), ()):
            batch.add("openness", row, artifact=model, part=part, access=access, note=f"{column}: {text}")


def _model(
    row: int, name: str, organizations: list[str], released: str | None, cells: pd.Series, batch: Batch, makers: Makers
) -> str:
    """Return the id of the model; one of the same name counts as the same only if no other organization made it."""
    key = batch.names.find("artifacts", name)
    if key is not None and (batch.names.alias("artifacts", name) or _same_maker(key, organizations, batch, makers)):
        _merge(row, key, name, organizations, cells, batch)
        return key
    if key is not None:
        batch.tell(
            row, f"{key} has the same name and another maker, so that this is taken as another model", "Model", name
        )
    key = batch.names.make("artifacts", name)
    batch.add(
        "artifacts", row, id=key, name=name, kind="model", organization=organizations[0] if organizations else None,
        released=released, note=None if is_empty(cells["Link"]) else " ".join(str(cells["Link"]).split()),
    )  # fmt: skip
    return key


def _merge(row: int, key: str, name: str, organizations: list[str], cells: pd.Series, batch: Batch) -> None:
    """Report that a model is known, and which of its cells the row of it does not take."""
    known = batch.known["artifacts"]
    here = known[known["id"].eq(key)]
    if here.empty:
        return  # added by a row above
    left = batch.merge(row, "artifacts", name, key)
    maker = here.iloc[0]["organization"]
    if organizations and maker not in organizations:
        stands = "no organization" if is_empty(maker) else str(maker)
        left.append(f"Organization {' '.join(str(cells['Organization']).split())}: here it has {stands}")
    if not is_empty(cells["Link"]):
        left.append("Link: it is taken for new models only")


def _same_maker(key: str, organizations: list[str], batch: Batch, makers: Makers) -> bool:
    """Tell whether what has an id may be of these organizations: theirs, of one they belong to, or nobody's."""
    known = batch.known.get("artifacts", pd.DataFrame(columns=["id"]))
    here = known[known["id"].eq(key)]
    if here.empty:
        return False
    first = here.iloc[0]
    if first["kind"] not in {"model", "product"}:
        return False
    if is_empty(first["organization"]):
        return True
    maker = str(first["organization"])
    family = {maker, makers.parent_of(maker)}
    return bool(family & ({*organizations, *(makers.parent_of(each) for each in organizations)} - {None}))


def _take_release(
    row: int, model: str, name: str, organizations: list[str], released: str | None, batch: Batch
) -> None:
    """Add the release with every organization that took part, unless its date is known as exactly or is another.

    A date within a coarser one that is known becomes an event of this data set, so that the row with the coarser one stays
    what its own document says.
    """
    if released is None:
        return
    event = f"{model}-{batch.origin.id}"
    note = None
    dates = _known_dates(model, batch)
    if dates:
        left = batch.merge(row, "artifacts", name, model)
        agreeing = [each for each in dates if agree(each[2], released)]
        if not agreeing:
            _, _, known, place = dates[0]
            left.append(f"Publication date {released}: it contradicts {known}")
            batch.disagreements.append(Disagreement(row, name, model, "Publication date", known, place, released))
            return
        table, key, known, place = max(agreeing, key=lambda each: len(each[2]))
        dated = any(each["id"] == event for each in batch.rows.get("events", ()))
        refused = (
            f"{known} is known" if len(known) >= len(released)
            else "a row above has the release" if dated
            else "a release needs an organization, and the row names none" if not organizations
            else ""
        )  # fmt: skip
        if refused:
            left.append(f"Publication date {released}: {refused}")
            return
        column = "released" if table == "artifacts" else "date"
        batch.refinements.append(Refinement(row, table, key, column, known, place, released, event))
        note = f"More exact than {known}"
    elif not organizations:
        return
    batch.add(
        "events", row, id=event, organization=organizations[0], kind="release", date=released, artifact=model,
        title=f"{name} published", note=note,
    )  # fmt: skip
    for partner in organizations[1:]:
        batch.add("participants", row, event=event, organization=partner, role="partner")


def _known_dates(model: str, batch: Batch) -> list[tuple[str, str, str, str]]:
    """Return the dates of release that the tables have of a model: table, id of the row, date, and where it was read.

    That of the model itself comes first; what is only foreseen or said in jest dates nothing.
    """
    found = []
    for table, column in (("artifacts", "released"), ("events", "date")):
        known = batch.known.get(table)
        if known is None:
            continue
        here = (
            known["id"].eq(model) if table == "artifacts" else known["artifact"].eq(model) & known["kind"].eq("release")
        )
        sure = ~known["status"].isin(["forecast", "hearsay", "satire"])
        for fact in known[here & sure & known[column].notna()].to_dict("records"):
            found.append((table, str(fact["id"]), str(fact[column]), f"{fact['source']}, {fact['locator']}"))
    # The order of rows means nothing; artifacts come before events.
    return sorted(found)


def _take_training(row: int, model: str, cells: pd.Series, batch: Batch, facts: dict[str, Any]) -> None:
    hours = batch.number(row, "Training time (hours)", cells["Training time (hours)"])
    days = None if hours is None else hours * factor("hour", "day")
    quantity = batch.number(row, "Hardware quantity", cells["Hardware quantity"])
    chips = several(cells["Training hardware"])
    accelerator = batch.names.find("accelerators", chips[0]) if len(chips) == 1 else None
    if len(chips) == 1 and accelerator is None:
        batch.leave_cell(
            row,
            "Training hardware",
            chips[0],
            "no such chip in accelerators: import epoch-hardware first, or add an alias",
        )
    if quantity is not None:
        named = "" if accelerator or not chips else f"; trained on {', '.join(chips)}"
        batch.add(
            "training_runs", row, model=model, accelerator=accelerator, count_low=quantity, count_high=quantity,
            days_low=days, days_high=days, status=facts["status"], note=facts["note"] + named,
        )  # fmt: skip
    elif days is not None:
        _indicate(batch, row, model, "training-time", days, "days", **facts)
    compute = batch.number(row, "Training compute (FLOP)", cells["Training compute (FLOP)"], 1 / PFLOP)
    if compute is not None:
        method = cells["Training compute estimation method"]
        stated = not is_empty(method) and several(method) == ["Reported"]
        # A figure that the data set worked out is an estimate, however sure it is of it.
        trust = facts["status"] if stated or facts["status"] == "hearsay" else "estimate"
        how = "" if is_empty(method) else f"; by {', '.join(several(method)).lower()}"
        _indicate(batch, row, model, "training-compute", compute, "PFLOP", status=trust, note=facts["note"] + how)
    points = batch.number(row, DATAPOINTS, cells[DATAPOINTS])
    if points is not None:
        _indicate(batch, row, model, "training-datapoints", points, "datapoints", **facts)


def _indicate(batch: Batch, row: int, model: str, indicator: str, value: float, unit: str, **facts: Any) -> None:
    batch.add("indicators", row, artifact=model, indicator=indicator, low=value, high=value, unit=unit, **facts)


IMPORTER = Importer(
    origin=origin(
        "epoch-models",
        "Notable AI Models",
        "ai-models",
        "Collected by a research institute from papers and announcements; computing and cost are mostly its own estimates, "
        "each with the confidence it puts in them.",
    ),
    tables=(
        "organizations", "artifacts", "events", "participants", "model_sizes", "training_runs", "indicators", "cost_claims",
        "openness",
    ),
    take=take,
    columns=COLUMNS,
)  # fmt: skip
