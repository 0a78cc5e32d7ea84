"""Epoch AI, AI Companies: rounds of funding and counts of staff."""

from __future__ import annotations

import pandas as pd

from labatlas.importers.batch import Batch, Importer
from labatlas.importers.cells import DateOrder, Unreadable, date, is_empty, number, several
from labatlas.importers.epoch import Makers, origin, status, told
from labatlas.importers.names import slug
from labatlas.importers.sheets import Column

#: Copies saved from a spreadsheet write 9/19/2025; ISO dates are read whatever this says.
ORDER: DateOrder = "month-first"

EQUITY, DEBT, VALUATION = "Funding (equity)", "Funding (debt)", "Valuation (post-money)"

FUNDING_COLUMNS = (
    Column("Id", ("Name", "Round")),
    Column("Company", ("Company name",)),
    Column("Close date", ("Date",)),
    Column("Status"),
    Column(EQUITY, ("Equity funding", "Funding amount")),
    Column(DEBT, ("Debt funding",)),
    Column(VALUATION, ("Valuation", "Post-money valuation")),
    Column("Report date", required=False),
    Column("Type"),
    Column("Confidence"),
    Column("Exclude from graph view", required=False),
)

STAFF_COLUMNS = (
    Column("Id", ("Name",)),
    Column("Company", ("Company name",)),
    Column("Staff count", ("Staff", "Headcount")),
    Column("Date", ("Report date",)),
    Column("Type"),
    Column("Division name", ("Division",), required=False),
    Column("Source type", required=False),
    Column("Confidence"),
)

#: How far a round had come, by its status.
STAGES = {
    "closed": "closed",
    "late discussions": "in-talks",
    "early discussions": "in-talks",
    "discussions": "in-talks",
    "in talks": "in-talks",
    "rumored": "in-talks",
    "announced": "announced",
    "committed": "pledged",
}

#: Sums that differ by no more than this share are one sum, rounded.
SAME_SUM = 0.05


def take_funding(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read rounds into funding events, and debt and valuations into indicators."""
    makers = Makers(batch)
    repeated = _repeated(sheet)
    for key, cells in sheet.iterrows():
        row = int(str(key))
        if is_empty(cells["Company"]):
            batch.leave(row, "the company is not stated", "Company")
        elif row in repeated:
            batch.leave(row, f"the same round as row {repeated[row]}", "Id", cells["Id"])
        else:
            _take_round(row, cells, batch, makers)


def _repeated(sheet: pd.DataFrame) -> dict[int, int]:
    """Return rows that repeat another: one company, one closing day, one sum; the row the data set shows itself stays."""
    hidden = sheet["Exclude from graph view"].notna()
    shown_first = sheet.assign(hidden=hidden).sort_values("hidden", kind="stable")
    first: dict[tuple[str, ...], int] = {}
    again: dict[int, int] = {}
    for row, cells in shown_first.iterrows():
        mark = tuple(str(cells[column]) for column in ("Company", "Close date", EQUITY, DEBT))
        if is_empty(cells["Close date"]) or is_empty(cells[EQUITY]) or number(cells[EQUITY]) == 0:
            continue
        if mark in first:
            again[int(str(row))] = first[mark]
        first.setdefault(mark, int(str(row)))
    return again


def _take_round(row: int, cells: pd.Series, batch: Batch, makers: Makers) -> None:
    organization = makers.id(row, str(cells["Company"]))
    label = " ".join(str(cells["Id"]).split()) if not is_empty(cells["Id"]) else f"row {row}"
    closed, reported = (_date(row, column, cells, batch) for column in ("Close date", "Report date"))
    stated = min(reported, batch.retrieved) if reported else batch.retrieved
    trust, note = status(cells["Confidence"]), told(cells["Confidence"])
    kinds = [each.casefold() for each in several(cells["Type"])]
    stage = STAGES.get(str(cells["Status"]).strip().casefold())
    if stage is None:
        batch.leave_cell(row, "Status", cells["Status"], f"not one of {', '.join(STAGES)}")

    equity = batch.number(row, EQUITY, cells[EQUITY]) if cells[EQUITY] != "0" else None
    if equity is None and kinds and "primary" not in kinds:
        batch.leave_cell(
            row,
            "Type",
            cells["Type"],
            "no money came to the company: only the valuation is taken, not a round of funding",
        )
    else:
        same = _known_round(organization, stage, closed, equity, batch)
        if same is not None:
            batch.leave_cell(row, EQUITY, cells[EQUITY], f"the round is known already, as event {same}")
        else:
            if (other := _same_sum(organization, equity, closed, batch)) is not None:
                batch.tell(
                    row,
                    f"perhaps the same money as event {other}, so that both must not be added up",
                    EQUITY,
                    cells[EQUITY],
                )
            batch.add(
                "events", row, id=f"{slug(f'{organization} {label}')}-{batch.origin.id}", organization=organization,
                kind="funding", date=closed, title=f"{_name(batch, organization)}: {label}", amount_low=equity,
                amount_high=equity, currency="USD" if equity is not None else None, stage=stage, status=trust, note=note,
                as_of=stated,
            )  # fmt: skip
    for column, indicator in ((DEBT, "debt-financing"), (VALUATION, "valuation")):
        value = batch.number(row, column, cells[column]) if cells[column] != "0" else None
        if value is not None:
            # A valuation in talks is not yet one.
            believed = "forecast" if stage == "in-talks" and trust != "hearsay" else trust
            batch.add(
                "indicators", row, organization=organization, indicator=indicator, date=closed or reported, low=value,
                high=value, unit="currency", currency="USD", status=believed, note=f"{label}. {note}", as_of=stated,
            )  # fmt: skip


def _known_round(
    organization: str, stage: str | None, closed: str | None, sum_: float | None, batch: Batch
) -> str | None:
    """Return the event that is this round: same organization and stage, same sum but for rounding, dates that agree."""
    events = batch.known.get("events")
    if events is None or closed is None or sum_ is None:
        return None
    rounds = events[events["organization"].eq(organization) & events["kind"].eq("funding") & events["stage"].eq(stage)]
    for event in rounds.itertuples():
        if is_empty(event.amount_low) or is_empty(event.date) or str(event.currency) != "USD":
            continue
        precision = min(len(str(event.date)), len(closed))
        near = abs(float(str(event.amount_low)) - sum_) <= SAME_SUM * sum_
        if near and str(event.date)[:precision] == closed[:precision]:
            return str(event.id)
    return None


def _same_sum(organization: str, sum_: float | None, closed: str | None, batch: Batch) -> str | None:
    """Return the event of another stage that tells of the same sum in the same year, such as talks that led to a round."""
    events = batch.known.get("events")
    if events is None or sum_ is None or closed is None:
        return None
    told_of = events[
        events["organization"].eq(organization) & events["kind"].eq("funding") & events["amount_low"].notna()
    ]
    for event in told_of.itertuples():
        if abs(float(str(event.amount_low)) - sum_) <= SAME_SUM * sum_ and str(event.date)[:4] == closed[:4]:
            return f"{event.id} ({event.stage})"
    return None


def _name(batch: Batch, key: str) -> str:
    """Return the name of an organization, known or new."""
    for row in batch.rows.get("organizations", ()):
        if row["id"] == key:
            return str(row["name"])
    known = batch.known["organizations"]
    return str(known.loc[known["id"].eq(key), "name"].iloc[0])


def take_staff(sheet: pd.DataFrame, batch: Batch) -> None:
    """Read counts of staff into headcounts, those of a division under its own id where it has one."""
    makers = Makers(batch)
    taken: dict[tuple[str, str, str], tuple[int, float]] = {}
    for key, cells in sheet.iterrows():
        row = int(str(key))
        if is_empty(cells["Company"]):
            batch.leave(row, "the company is not stated", "Company")
            continue
        scope = "" if is_empty(cells["Type"]) else str(cells["Type"]).casefold()
        division = None if is_empty(cells["Division name"]) else str(cells["Division name"])
        if not scope and division is None:
            batch.leave(row, "neither said to be the whole company nor a part of it", "Type", cells["Id"])
            continue
        people = batch.number(row, "Staff count", cells["Staff count"])
        counted = _date(row, "Date", cells, batch)
        if people is None:
            batch.leave(row, "no number of people", "Staff count", cells["Staff count"])
            continue
        company = makers.id(row, str(cells["Company"]))
        organization, unit = _part(company, scope, division, batch, makers)
        mark = (organization, unit or "", counted or "")
        if mark in taken and taken[mark][1] != people:
            batch.tell(
                row, f"for the same day row {taken[mark][0]} says {taken[mark][1]:,.0f}: keep both, or record a dispute",
                "Staff count", cells["Staff count"],
            )  # fmt: skip
        taken.setdefault(mark, (row, people))
        source = "" if is_empty(cells["Source type"]) else f"; {str(cells['Source type']).lower()}"
        part = f" Called {division}, of {cells['Company']}." if division and unit is None else ""
        batch.add(
            "headcounts", row, organization=organization, unit=unit, date=counted, low=round(people), high=round(people),
            status=status(cells["Confidence"]), note=f"{told(cells['Confidence'])}{source}.{part}",
        )  # fmt: skip


def _part(company: str, scope: str, division: str | None, batch: Batch, makers: Makers) -> tuple[str, str | None]:
    """Return whose staff is counted: the division where it is an organization of the company, else a unit of it."""
    if division is None:
        return company, None if scope == "full company" else scope
    own = batch.names.find("organizations", division)
    if own is not None and makers.parent_of(own) == company and scope != "contractors":
        return own, None
    return company, division


def _date(row: int, column: str, cells: pd.Series, batch: Batch) -> str | None:
    try:
        return date(cells[column], ORDER)
    except Unreadable as error:
        batch.leave_cell(row, column, cells[column], str(error))
        return None


STANDING = (
    "Collected by a research institute from filings, announcements and the press, which often rests on persons it does not "
    "name; each figure has the confidence the institute puts in it."
)

FUNDING = Importer(
    origin=origin("epoch-funding", "AI Companies: Funding rounds", "ai-companies", STANDING),
    tables=("organizations", "events", "indicators"),
    take=take_funding,
    columns=FUNDING_COLUMNS,
)

STAFF = Importer(
    origin=origin("epoch-staff", "AI Companies: Staff reports", "ai-companies", STANDING),
    tables=("organizations", "headcounts"),
    take=take_staff,
    columns=STAFF_COLUMNS,
)
