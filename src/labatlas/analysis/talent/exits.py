"""Exits: who left, when, in which wave, why as reported, and to where; jokes listed and not counted."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.kinship import family
from labatlas.analysis.trust import as_likely, counted, how_likely
from labatlas.formatting import count, duration, listing, noun, partial_date, percent, quantity_or_none
from labatlas.tables.partial_dates import first_day, last_day, midpoint
from labatlas.tables.provenance import Status

#: Days between two departures up to which they belong to one wave.
WAVE_DAYS = 183

#: People who leave together at least before one speaks of a wave.
WAVE_PEOPLE = 3

#: Departures from which on a figure shows more than a sentence.
LEAST_DRAWN = 2

#: Days between two statements on one person's leaving up to which they are of one leaving.
SAME_LEAVING = 366

#: What of a leaving may be only likely where the leaving is a fact.
MARKED = ("date", "destination", "reason")

COLUMNS = [
    "person", "who", "date", "date_likely", "destination", "destination_name", "destination_likely", "reason", "reason_likely",
    "status", "counts", "source", "locator", "via", "as_of",
]  # fmt: skip


def statements(
    events: pd.DataFrame,
    participants: pd.DataFrame,
    moves: pd.DataFrame,
    organizations: pd.DataFrame,
    organization: str,
) -> pd.DataFrame:
    """Put everything that is said of people leaving an organization into one table, jokes and hearsay included.

    Parameters
    ----------
    events, participants, moves, organizations
        Rows of the tables of those names.
    organization
        Id of the organization left.

    Returns
    -------
    pandas.DataFrame
        One row a statement: ``person``, ``date`` (ISO, reduced precision), ``destination`` (id), ``reason``, ``counts``
        (whether it may be counted and is not only foretold), and the provenance.
    """
    own = family(organizations, organization)
    left = events[(events["organization"] == organization) & (events["kind"] == "departure")]
    # What is told of the leaver, not of the event, says how far the leaving of this person can be trusted.
    leavers = participants[(participants["role"] == "leaver") & participants["person"].notna()]
    told = leavers.merge(left[["id", "date", "status"]], left_on="event", right_on="id", suffixes=("", "_event"))
    accepted = set(counted(left)["id"])
    told = told.assign(
        destination=None, reason=None, counts=told["event"].isin(accepted) & told.index.isin(counted(told).index)
    )
    # A joke told as an event is a joke about each who takes part.
    told["status"] = told["status_event"].where(told["status_event"] == Status.SATIRE, told["status"])
    steps = moves[moves["origin"].isin(own) & ~moves["destination"].isin(own)]
    steps = steps.assign(counts=steps.index.isin(counted(steps).index) & (steps["status"] != Status.FORECAST))
    columns = [
        "person",
        "date",
        "destination",
        "reason",
        "status",
        "counts",
        "source",
        "locator",
        "via",
        "as_of",
        "dispute",
        "note",
    ]
    return pd.concat([told[columns].astype("object"), steps[columns].astype("object")], ignore_index=True).astype(
        {"counts": bool}
    )


def departures(said: pd.DataFrame, people: dict[str, str], names: dict[str, str]) -> pd.DataFrame:
    """List who left an organization and when, one row a leaving however often it is told.

    Statements on one person whose dates are not more than a year apart are of one leaving, and an undated one is of the
    first. Its date is the most precise, of those as precise the earliest. What a statement tells as a fact goes before what
    another tells only as likely.

    Parameters
    ----------
    said
        Result of `statements`.
    people, names
        Names of the people and of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        In time order, undated ones last: ``person``, ``who``, ``date`` (ISO, reduced precision), ``destination``,
        ``destination_name``, ``reason`` (the longest told), ``date_likely``, ``destination_likely``, ``reason_likely``
        (whether each of these is told only as likely), ``status`` (of the leaving itself), ``counts`` (whether it may be
        counted), and the provenance of the date.
    """
    rows = []
    for counts, trusted in said.groupby("counts", sort=False):
        for person, told in trusted.groupby("person", sort=False):
            for leaving in _leavings(told):
                when, date_likely = _surest(leaving, "date")
                precision = when["date"].astype("string").str.len().fillna(0)
                best = when.assign(precision=-precision).sort_values(["precision", "date"], kind="stable").iloc[0]
                why, reason_likely = _surest(leaving, "reason")
                reasons = sorted(why["reason"].dropna().astype(str), key=len)
                where, destination_likely = _surest(leaving, "destination")
                ends = where["destination"].dropna()
                destination = str(ends.iloc[0]) if len(ends) else None
                # Said for sure by one, guessed by another: the leaving is reported.
                reported = bool((leaving["status"] == Status.REPORTED).any())
                rows.append(
                    {
                        **best[["date", "source", "locator", "via", "as_of"]].to_dict(),
                        "person": person, "who": people[str(person)], "destination": destination,
                        "destination_name": names[destination] if destination else None,
                        "reason": reasons[-1] if reasons else None, "date_likely": date_likely,
                        "destination_likely": destination_likely, "reason_likely": reason_likely,
                        "status": str(Status.REPORTED) if reported else best["status"], "counts": bool(counts),
                    }
                )  # fmt: skip
    listed = pd.DataFrame(rows, columns=COLUMNS).astype(
        {"counts": bool, "date_likely": bool, "destination_likely": bool, "reason_likely": bool}
    )
    order = listed.assign(day=first_day(listed["date"])).sort_values(["day", "who"], kind="stable").index
    return listed.loc[order].reset_index(drop=True)


def _surest(told: pd.DataFrame, what: str) -> tuple[pd.DataFrame, bool]:
    """Return the statements that tell something as a fact, else those that tell it as likely; and whether it is only likely."""
    known = told.dropna(subset=[what])
    if known.empty:
        return told, False
    sure = known[known["status"] != Status.ESTIMATE]
    return (known, True) if sure.empty else (sure, False)


def arrivals(
    moves: pd.DataFrame, organizations: pd.DataFrame, people: dict[str, str], names: dict[str, str], organization: str
) -> pd.DataFrame:
    """List who came to an organization for a reason that is told, one row a person and former place.

    Parameters
    ----------
    moves, organizations
        Rows of the tables of those names.
    people, names
        Names of the people and of the organizations by id.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        Rows of ``moves``, one for each person and origin, that with the longest reason: with ``who``, ``from_name``
        (missing when not told) and ``guessed`` (whether every statement on the step is only likely).
    """
    own = family(organizations, organization)
    steps = counted(moves)
    steps = steps[steps["destination"].isin(own) & ~steps["origin"].isin(own) & (steps["status"] != Status.FORECAST)]
    sure = set(steps.loc[steps["status"] != Status.ESTIMATE, ["person", "origin"]].itertuples(index=False, name=None))
    told = steps[steps["reason"].notna()]
    longest = told.assign(length=told["reason"].astype("string").str.len()).sort_values("length", kind="stable")
    table = longest.drop_duplicates(["person", "origin"], keep="last").drop(columns="length")
    table = table.assign(
        who=table["person"].map(people),
        from_name=table["origin"].map(names),
        guessed=[pair not in sure for pair in table[["person", "origin"]].itertuples(index=False, name=None)],
    )
    return table.sort_values(["guessed", "who"], kind="stable").reset_index(drop=True)


def arrival_table(came: pd.DataFrame) -> pd.DataFrame:
    """Return arrivals as a reader reads them; people who came from one place for one reason share a row."""
    rows = came.assign(
        origin=came["from_name"].fillna("not told"), told=came["guessed"].map({True: "as likely", False: "as a fact"})
    )
    table = rows.groupby(["origin", "reason", "told"], sort=False)["who"].agg(", ".join).reset_index()
    return pd.DataFrame(
        {
            "Who": table["who"], "From": table["origin"], "Reason as reported": table["reason"], "Told": table["told"],
        }
    )  # fmt: skip


def _leavings(told: pd.DataFrame) -> list[pd.DataFrame]:
    """Divide what is told of one person into leavings; undated statements go with the first."""
    dated = told.dropna(subset=["date"])
    if dated.empty:
        return [told]
    days = pd.DataFrame({"first": first_day(dated["date"]), "last": last_day(dated["date"])}).sort_values("first")
    gap = days["first"] - days["last"].cummax().shift() > pd.Timedelta(days=SAME_LEAVING)
    number = gap.cumsum()
    groups = [dated.loc[number.index[number == each]] for each in number.unique()]
    return [pd.concat([groups[0], told[told["date"].isna()]]), *groups[1:]]


def waves(left: pd.DataFrame) -> pd.DataFrame:
    """Group the departures that count into waves: runs in which none is more than `WAVE_DAYS` after the one before.

    Parameters
    ----------
    left
        Result of `departures`.

    Returns
    -------
    pandas.DataFrame
        In time order: ``start``, ``end`` (ISO dates of the first and last departure), ``people``, ``joined`` (name of
        the commonest destination; missing when none is told), ``joined_people``, ``joined_likely`` (of these, who are
        only likely to have gone there), ``wave`` (whether at least `WAVE_PEOPLE` left).
    """
    dated = left[left["counts"]].dropna(subset=["date"])
    dated = dated.assign(day=midpoint(dated["date"])).sort_values("day", kind="stable")
    number = (dated["day"].diff() > pd.Timedelta(days=WAVE_DAYS)).cumsum()
    rows = []
    for _, each in dated.groupby(number, sort=True):
        ends = each["destination_name"].value_counts()
        doubtful = each.loc[each["destination_likely"], "destination_name"].value_counts()
        rows.append(
            {
                "start": each["date"].iloc[0], "end": each["date"].iloc[-1], "people": each["person"].nunique(),
                "joined": ends.index[0] if len(ends) else None, "joined_people": int(ends.iloc[0]) if len(ends) else 0,
                "joined_likely": int(doubtful.get(ends.index[0], 0)) if len(ends) else 0,
                "wave": each["person"].nunique() >= WAVE_PEOPLE,
            }
        )  # fmt: skip
    columns = ["start", "end", "people", "joined", "joined_people", "joined_likely", "wave"]
    return pd.DataFrame(rows, columns=columns)


def departure_values(left: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of departures; nothing when none that counts is dated."""
    if left.empty:
        return {}
    real, jokes = left[left["counts"]], left[left["status"] == Status.SATIRE]
    if real["date"].dropna().empty:
        return {}
    leavers = real["person"].nunique()
    sure = real[real["status"] == Status.REPORTED]["person"].nunique()
    reasons = real.dropna(subset=["reason"]).groupby("person")["reason_likely"].all()
    ends = real.dropna(subset=["destination_name"]).groupby(["destination_name", "person"])["destination_likely"].all()
    ends = ends.groupby("destination_name").agg(people="size", likely="sum")
    likely = f"{quantity_or_none(sure)} of them as a fact and {count(leavers - sure)} as likely"
    return {
        "leavers": noun(leavers, "named person", "named people"),
        "sure": "as a fact" if sure == leavers else likely,
        "when": _when(real),
        "waves": _waves(waves(left)),
        "wave": _wave(leavers),
        "reasons": _reasons(len(reasons), int(reasons.sum()), leavers),
        "destinations": _destinations(ends, leavers),
        "refused": _refused(jokes["person"].nunique(), left.loc[left["status"] == Status.FORECAST, "person"].nunique()),
    }


def only_likely(left: pd.DataFrame) -> pd.Series:
    """Tell which departures count though the leaving itself or the destination is told only as likely.

    Parameters
    ----------
    left
        Result of `departures`.
    """
    guessed = (left["status"] == Status.ESTIMATE) | left["destination_likely"].astype(bool)
    return left["counts"].astype(bool) & guessed


def doubtful_marks(left: pd.DataFrame) -> str:
    """Say for the caption how doubtful `departures` are drawn; nothing where every mark is filled."""
    dated = left[midpoint(left["date"]).notna()]
    said = []
    if only_likely(dated).any():
        said.append("Half-filled marks with names in italics: who left, or where they went, is only likely")
    if not dated["counts"].all():
        said.append("Hollow marks are not counted")
    return ". ".join(said)


def _when(real: pd.DataFrame) -> str:
    """Say in which year most left, and how many at no stated date."""
    years = real["person"].groupby(real["date"].str[:4]).nunique()
    busiest = sorted(years.index[years == years.max()])
    number = int(years.max())
    when = f"most in {listing(busiest)} ({count(number)}{' each' if len(busiest) > 1 else ''})"
    if len(years) == 1:
        when = f"in {busiest[0]}"
    elif len(busiest) > len(years) / 2:
        when = f"never more than {count(number)} in a year"
    undated = real.loc[real["date"].isna(), "person"].nunique()
    return f"{when}, and {count(undated)} at no stated date" if undated else when


def _waves(table: pd.DataFrame) -> str:
    """Say how many waves there were and which was the largest."""
    large = table[table["wave"]]
    if large.empty:
        return "not in a wave"
    top = large.sort_values("people", ascending=False, kind="stable").iloc[0]
    start, end = (partial_date(date) for date in _ends(str(top["start"]), str(top["end"])))
    number = "all" if top["joined_people"] == top["people"] else f"{count(top['joined_people'])} of them"
    doubt = how_likely(int(top["joined_likely"]), int(top["joined_people"]))
    joined = f", {number} to {top['joined']}{doubt and f', {doubt}'}" if top["joined_people"] else ""
    size = f"{noun(top['people'], 'person', 'people')} ({span_of(start, end)}{joined})"
    return f"in one wave, of {size}" if len(large) == 1 else f"in {count(len(large))} waves, the largest of {size}"


def _wave(leavers: int) -> str:
    """Say what a wave is; nothing where too few people left for one."""
    if leavers < WAVE_PEOPLE:
        return ""
    return (
        f"A wave is {count(WAVE_PEOPLE)} or more people of whom none left more than {duration(WAVE_DAYS)} after the one before, "
        "a date known to the month or year taken as its middle."
    )


def _ends(start: str, end: str) -> tuple[str, str]:
    """Return the ends of a wave; where one is known so roughly that it may be the other, the rough one is both.

    Examples
    --------
    >>> _ends("2020", "2020-12"), _ends("2020-12", "2021-10")
    (('2020', '2020'), ('2020-12', '2021-10'))
    """
    rough, precise = sorted([start, end], key=len)
    return (rough, rough) if precise.startswith(rough) else (start, end)


def span_of(start: str, end: str) -> str:
    """Write a period; one whose ends are written alike is written once.

    Examples
    --------
    >>> span_of("Dec 2020", "Dec 2020"), span_of("2020", "2021")
    ('Dec 2020', '2020 to 2021')
    """
    return start if start == end else f"{start} to {end}"


def _reasons(told: int, guessed: int, leavers: int) -> str:
    """Say of how many a reason is told, and of how many only as likely."""
    if not told:
        return "No reason is reported"
    return "A reason is reported" + ("" if leavers == 1 else f" for {count(told)} of them") + as_likely(guessed, told)


def _destinations(ends: pd.DataFrame, leavers: int) -> str:
    """Say to where how many went, and how many of them only likely."""
    if ends.empty:
        return "where they went is not told"
    told = int(ends["people"].sum())
    if leavers == 1:
        return f"the destination was {ends.index[0]}{as_likely(int(ends['likely'].iloc[0]), 1)}"
    ranked = ends.reset_index().sort_values(["people", "destination_name"], ascending=[False, True])
    named = []
    for name, number, guessed in ranked.head(3).itertuples(index=False, name=None):
        doubt = how_likely(int(guessed), int(number))
        named.append(f"{name} ({count(number)}{doubt and f', {doubt}'})")
    return f"where they went is told of {count(told)} ({percent(told / leavers, 0)}): {listing(named)}"


def _refused(jokes: int, foretold: int) -> str:
    """Say which announcements are not counted, and why; nothing is explained that is not there."""
    said = []
    if jokes:
        said.append(
            f"Announcements by {noun(jokes, 'more person', 'more people')} are shown and not counted: their source tells "
            "them as news, but nothing else places these people there, so they are read as jokes"
        )
    if foretold:
        said.append(f"What is only foretold, of {noun(foretold, 'person', 'people')}, is not counted")
    return ". ".join(said) or "No announcement is read as a joke"


def departure_table(left: pd.DataFrame) -> pd.DataFrame:
    """Return departures as a reader reads them, those that may not be counted last and marked.

    People who left at one time, to one place and for one reason share a row. Where the leaving is a fact and its date, its
    destination or its reason is not, this part is marked.
    """
    certain = {Status.REPORTED: "yes", Status.ESTIMATE: "yes, likely"}
    refused = {Status.FORECAST: "no, foretold", Status.SATIRE: "no, read as a joke"}
    told = [
        certain.get(status, "yes") if counts else refused.get(status, "no")
        for status, counts in zip(left["status"], left["counts"], strict=True)
    ]
    # A leaving that is itself only likely is marked as a whole.
    sure = left["status"] != Status.ESTIMATE
    doubt = {part: (sure & left[f"{part}_likely"]).map({True: "likely ", False: ""}) for part in MARKED}
    when = left["date"].map(lambda date: partial_date(date) if isinstance(date, str) else "undated")
    to = left["destination_name"].map(lambda place: f"to {place}", na_action="ignore")
    rows = pd.DataFrame(
        {
            "who": left["who"],
            "when": (doubt["date"] + when) + (", " + doubt["destination"] + to).fillna(""),
            "reason": (doubt["reason"].str.replace(" ", ": ") + left["reason"]).fillna("not told"),
            "told": told,
            "counts": left["counts"],
        }
    )
    rows = rows.sort_values("counts", ascending=False, kind="stable")
    table = rows.groupby(["when", "reason", "told"], sort=False)["who"].agg(", ".join).reset_index()
    return pd.DataFrame(
        {
            "Who": table["who"],
            "When, and to where": table["when"],
            "Reason as reported": table["reason"],
            "Counted": table["told"],
        }
    )
