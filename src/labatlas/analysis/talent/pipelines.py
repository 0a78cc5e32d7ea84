"""Pipelines: who came to whom from where, as one table of flows, and what each laboratory gained and lost."""

from __future__ import annotations

import pandas as pd

from labatlas.analysis.kinship import topmost
from labatlas.analysis.talent.exits import SAME_LEAVING
from labatlas.analysis.trust import as_likely, counted, likely
from labatlas.formatting import count, decimal, listing, noun, percent, quantity_or_none
from labatlas.tables.partial_dates import first_day, last_day, look_up
from labatlas.tables.provenance import Status

#: Stays in which somebody learns, and stays in which somebody works.
LEARNING = ("study", "postdoc")
WORKING = ("employment", "internship", "founder", "faculty", "postdoc")

#: What people did at their origins, by the kind of origin.
WHAT_THEY_DID = {"studied": "studied", "worked": "had worked"}

#: Universities said to account for a part of all streams.
TOP_SCHOOLS = 3

#: Columns of the table of flows.
FLOW = [
    "person", "origin", "destination", "kind", "date", "reason", "left_likely", "came_likely", "status", "source", "locator",
    "via", "as_of",
]  # fmt: skip


def stays_at(affiliations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the stays at an organization that may be counted, seats on its board left out."""
    facts = counted(affiliations)
    return facts[(facts["organization"] == organization) & (facts["kind"] != "board")]


def earlier_stays(affiliations: pd.DataFrame, organizations: pd.DataFrame, organization: str) -> pd.DataFrame:
    """Return the stays elsewhere of everyone who was at an organization, as far as they came before it.

    Seats on boards are left out. An internship is a stay, as it is at the organization itself.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        Rows of ``affiliations`` with ``house`` (see `houses`) and ``did`` (``studied`` or ``worked``).
    """
    house = houses(organizations)
    facts = counted(affiliations)
    facts = facts.assign(
        house=facts["organization"].map(house),
        did=facts["kind"].isin(LEARNING).map({True: "studied", False: "worked"}),
    )
    here = stays_at(affiliations, organization)
    came = first_day(here["start"]).groupby(here["person"]).min()
    elsewhere = facts[facts["person"].isin(here["person"]) & (facts["organization"] != organization)]
    elsewhere = elsewhere[(elsewhere["kind"] != "board") & (elsewhere["house"] != organization)]
    pair = [elsewhere["person"], elsewhere["house"]]
    began = first_day(elsewhere["start"]).groupby(pair).transform("min")
    return elsewhere[began.isna() | (began <= look_up(came, elsewhere["person"]))]


def origins(earlier: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Count where the people of an organization studied and worked before they came.

    A stay counts as earlier if the first dated one of that person there began before the person came, or if none of them
    is dated, because the documents list what people had done before.

    Parameters
    ----------
    earlier
        Result of `earlier_stays`.
    names
        Names of the organizations by id.

    Returns
    -------
    pandas.DataFrame
        One row an origin and kind (``studied``, ``worked``), most people first: ``origin`` (id of the house), ``name``,
        ``kind``, ``people``, ``likely`` (people of whom it is told only as likely).
    """
    guessed = likely(earlier, "house", "did", "person").rename("guessed").reset_index()
    people = guessed.groupby(["house", "did"], as_index=False).agg(people=("person", "size"), likely=("guessed", "sum"))
    people = people.rename(columns={"house": "origin", "did": "kind"})
    people["name"] = people["origin"].map(names)
    people = people.sort_values(["people", "name"], ascending=[False, True]).reset_index(drop=True)
    return people[["origin", "name", "kind", "people", "likely"]]


def houses(organizations: pd.DataFrame) -> dict[str, str]:
    """Return under which organization each is counted: parts of universities and of start-ups under the whole.

    Laboratories of companies keep their own place, because people are hired by them.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["u", "u-nlp", "c", "c-lab", "o", "o-lp"], "parent": [None, "u", None, "c", None, "o"],
    ...                       "kind": ["university", "lab", "company", "lab", "lab", "company"]})
    >>> houses(table)
    {'u': 'u', 'u-nlp': 'u', 'c': 'c', 'c-lab': 'c-lab', 'o': 'o', 'o-lp': 'o'}
    """
    kinds = dict(zip(organizations["id"], organizations["kind"], strict=True))
    tops = topmost(organizations)
    # A company below a laboratory, such as one made to take in money, is the laboratory under another name.
    return {name: top if kinds.get(top) != "company" and top in kinds else name for name, top in tops.items()}


def flows(affiliations: pd.DataFrame, moves: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Put all that is told of where people came from and went into one table of flows.

    A row of kind ``studied`` leads from a university to a place of work of somebody who learned there earlier, whatever
    lay between; it follows from the stays. A row of kind ``moved`` is a step from one place to the next, as ``moves``
    states it; where one end is not told it is missing. What is foretold has not happened and is left out, as are steps
    within one house (see `houses`).

    Parameters
    ----------
    affiliations, moves, organizations
        Rows of the tables of those names.

    Returns
    -------
    pandas.DataFrame
        One row a person, kind, origin and destination: ``person``, ``origin``, ``destination`` (ids of houses),
        ``kind``, ``date`` (ISO, reduced precision; missing for ``studied``), ``reason``, ``left_likely``
        (whether it is told only as likely that the person left the origin, or learned there), ``came_likely`` (whether
        nothing places the person at the destination as a fact), and the provenance.
    """
    house = houses(organizations)
    steps = counted(moves)
    steps = steps[steps["status"] != Status.FORECAST].assign(
        origin=lambda each: each["origin"].map(house),
        destination=lambda each: each["destination"].map(house),
        kind="moved",
    )
    steps = steps[steps["origin"].notna() | steps["destination"].notna()]
    stays = counted(affiliations)
    stays = stays[stays["status"] != Status.FORECAST]
    # Whoever is placed somewhere as a fact came there, whatever is guessed of the way.
    there = stays[stays["kind"] != "board"].assign(destination=lambda each: each["organization"].map(house))
    placed = pd.concat([steps[["person", "destination", "status"]], there[["person", "destination", "status"]]])
    steps = steps.assign(
        left_likely=_guessed(steps, "origin", steps), came_likely=_guessed(placed, "destination", steps)
    )
    steps = _tell_ends(steps)
    both = pd.concat([_learned(stays, house, universities(organizations)), steps[FLOW]], ignore_index=True)
    both = both[(both["origin"] != both["destination"]) | both["origin"].isna()]
    # The most precise date of a step told several times; the earliest of those that are as precise.
    both = both.assign(precision=-both["date"].astype("string").str.len().fillna(0).astype(int))
    both = both.sort_values(["precision", "date"], kind="stable")
    unique = both.drop_duplicates(["person", "origin", "destination", "kind"]).sort_index()
    return unique[FLOW].reset_index(drop=True)


def _guessed(told: pd.DataFrame, end: str, rows: pd.DataFrame) -> list[bool]:
    """Tell of the person and one end of each row whether each fact told on the two is only likely."""
    known = likely(told.dropna(subset=[end]), "person", end).to_dict()
    return [bool(known.get(pair, False)) for pair in zip(rows["person"], rows[end], strict=True)]


def _tell_ends(steps: pd.DataFrame) -> pd.DataFrame:
    """Leave out steps with an end missing where another statement on the same step of the same person tells it.

    Statements whose dates are more than `SAME_LEAVING` apart are on two steps: who left and came back came twice.
    """
    days = pd.DataFrame({"first": first_day(steps["date"]), "last": last_day(steps["date"])}, index=steps.index)
    steps = steps.assign(row=range(len(steps)), first=days["first"], last=days["last"])
    full = steps.dropna(subset=["origin", "destination"])
    told: set[int] = set()
    for end, other in (("origin", "destination"), ("destination", "origin")):
        half = steps[steps[other].isna() & steps[end].notna()]
        both = half.merge(full, on=["person", end], suffixes=("", "_full"))
        apart = pd.concat([both["first"] - both["last_full"], both["first_full"] - both["last"]], axis=1).max(axis=1)
        # Where one of the two has no date nothing tells them apart.
        told |= set(both.loc[~(apart > pd.Timedelta(days=SAME_LEAVING)), "row"])
    return steps[~steps["row"].isin(told)].drop(columns=["row", "first", "last"])


def universities(organizations: pd.DataFrame) -> frozenset[str]:
    """Return the ids of the universities; a company school or a research institute, where one may learn too, is none."""
    return frozenset(organizations.loc[organizations["kind"] == "university", "id"])


def _learned(stays: pd.DataFrame, house: dict[str, str], schools: frozenset[str]) -> pd.DataFrame:
    """Return the flows from universities to places of work, as far as the learning did not begin later."""
    placed = stays.assign(organization=stays["organization"].map(house), began=first_day(stays["start"]))
    here, learned = placed[placed["kind"].isin(WORKING)], placed[placed["kind"].isin(LEARNING)]
    learned = learned[learned["organization"].isin(schools)]
    pairs = here.merge(learned, on="person", suffixes=("", "_earlier"))
    pairs = pairs[~(pairs["began_earlier"] > pairs["began"]) & (pairs["organization"] != pairs["organization_earlier"])]
    pairs = pairs.assign(
        origin=pairs["organization_earlier"], destination=pairs["organization"], kind="studied", date=None, reason=None
    )
    told = {
        "left_likely": _guessed(learned.assign(origin=learned["organization"]), "origin", pairs),
        "came_likely": _guessed(here.assign(destination=here["organization"]), "destination", pairs),
    }
    return pairs.assign(**told)[FLOW].astype({"date": "object", "reason": "object"})


def stream_facts(affiliations: pd.DataFrame, organizations: pd.DataFrame, flow: pd.DataFrame) -> pd.DataFrame:
    """Return the stays from which the streams follow: those at the universities and those at the places of work.

    Parameters
    ----------
    affiliations, organizations
        Rows of the tables of those names.
    flow
        Result of `flows`.
    """
    house = houses(organizations)
    known = organizations.set_index("id")["kind"]
    streams = flow[(flow["kind"] == "studied") & (flow["destination"].map(known) != "university")]
    facts = counted(affiliations)
    facts = facts[facts["status"] != Status.FORECAST]
    place = facts["organization"].map(house)
    ends = {
        kinds: set(streams[["person", end]].itertuples(index=False, name=None))
        for kinds, end in ((LEARNING, "origin"), (WORKING, "destination"))
    }
    used = [
        any(kind in kinds and (person, at) in pairs for kinds, pairs in ends.items())
        for person, at, kind in zip(facts["person"], place, facts["kind"], strict=True)
    ]
    return facts[used]


def balance(flow: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Return whom each organization gained and lost by stated moves, largest turnover first.

    Universities are left out: who finishes a degree is not lost.

    Parameters
    ----------
    flow
        Result of `flows`.
    organizations
        Rows of the table ``organizations``.

    Returns
    -------
    pandas.DataFrame
        ``organization`` (id), ``name``, ``came``, ``left``, ``net`` (people), ``came_likely`` (people whom
        nothing places there as a fact), ``left_likely`` (people of whom the leaving is told only as likely).
    """
    steps = flow[flow["kind"] == "moved"]
    numbers = {}
    for side, end in (("came", "destination"), ("left", "origin")):
        numbers[side] = steps.dropna(subset=[end]).groupby(end)["person"].nunique()
        guessed = steps[steps[f"{side}_likely"].astype(bool)]
        numbers[f"{side}_likely"] = guessed.dropna(subset=[end]).groupby(end)["person"].nunique()
    table = pd.DataFrame(numbers).fillna(0).astype(int).rename_axis("organization").reset_index()
    known = organizations.set_index("id")
    table = table[table["organization"].map(known["kind"]) != "university"]
    table = table.assign(
        name=table["organization"].map(known["name"]),
        net=table["came"] - table["left"],
        turnover=table["came"] + table["left"],
    )
    table = table.sort_values(["turnover", "net", "name"], ascending=[False, False, True])
    columns = ["organization", "name", "came", "left", "net", "came_likely", "left_likely"]
    return table[columns].reset_index(drop=True)


def streams(flow: pd.DataFrame, organizations: pd.DataFrame) -> pd.DataFrame:
    """Sum up the flows from universities to places of work that are no universities.

    Parameters
    ----------
    flow
        Result of `flows`.
    organizations
        Rows of the table ``organizations``.

    Returns
    -------
    pandas.DataFrame
        Largest first: ``origin``, ``destination`` (ids), ``origin_name``, ``destination_name``, ``people`` (who learned
        at the one and worked at the other; a person counts once for each university and each place of work).
    """
    known = organizations.set_index("id")
    learned = flow[flow["kind"] == "studied"]
    learned = learned[learned["destination"].map(known["kind"]) != "university"]
    table = learned.groupby(["origin", "destination"])["person"].nunique().rename("people").reset_index()
    table = table.assign(
        origin_name=table["origin"].map(known["name"]), destination_name=table["destination"].map(known["name"])
    )
    order = ["people", "origin_name", "destination_name"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def stream_values(flow: pd.DataFrame, table: pd.DataFrame, organization: str) -> dict[str, str]:
    """Return what the text says of the streams; nothing when there are none.

    Parameters
    ----------
    flow, table
        Results of `flows` and `streams`.
    organization
        Id of the focus organization.
    """
    if table.empty:
        return {}
    learned = flow[(flow["kind"] == "studied") & flow["destination"].isin(table["destination"])]
    by_school = learned.groupby("origin")["person"].nunique().sort_values(ascending=False)
    top = table.iloc[0]
    rest = noun(len(by_school), "university", "universities")
    first = learned.loc[learned["origin"].isin(by_school.index[:TOP_SCHOOLS]), "person"].nunique()
    people = learned["person"].nunique()
    doubtful = (learned["left_likely"].astype(bool) | learned["came_likely"].astype(bool)).groupby(learned["person"])
    own = learned.loc[(learned["origin"] == organization) | (learned["destination"] == organization), "person"]
    return {
        "people": noun(people, "person", "people"),
        "unsure": as_likely(int(doubtful.all().sum()), people),
        "schools": rest,
        "places": noun(table["destination"].nunique(), "place of work", "places of work"),
        "largest": f"{top['origin_name']} to {top['destination_name']} ({noun(top['people'], 'person', 'people')})",
        "own": quantity_or_none(own.nunique()),
        "concentrated": "No more universities are told"
        if len(by_school) <= TOP_SCHOOLS
        else f"The {count(TOP_SCHOOLS)} universities with most people account for {percent(first / people, 0)} of these people",
    }


def origin_concentration(people: pd.DataFrame, kind: str) -> tuple[float, int]:
    """Return the Herfindahl–Hirschman index of origins of one kind, and how many origins there are.

    Parameters
    ----------
    people
        Result of `origins`.
    kind
        ``studied`` or ``worked``.

    Examples
    --------
    >>> origin_concentration(pd.DataFrame({"kind": ["studied"] * 2, "people": [3, 1]}), "studied")
    (0.625, 2)
    """
    numbers = people.loc[people["kind"] == kind, "people"].astype(float)
    return (float(((numbers / numbers.sum()) ** 2).sum()), len(numbers)) if len(numbers) else (float("nan"), 0)


def flows_summary(people: pd.DataFrame, here: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, str]:
    """Return what the text says of origins; nothing when there are none.

    Parameters
    ----------
    people
        Result of `origins`.
    here, earlier
        Results of `stays_at` and `earlier_stays` for the same organization.
    """
    total = here["person"].nunique()
    if people.empty or not total:
        return {}
    sentences = [
        _most(people[people["kind"] == kind], done, earlier.loc[earlier["did"] == kind, "person"].nunique(), total)
        for kind, done in WHAT_THEY_DID.items()
    ]
    interns = int((here["kind"] == "internship").groupby(here["person"]).all().sum())
    return {
        "people": noun(total, "person", "people"),
        "interns": _interns(interns, total),
        "origins": ". ".join(sentences),
        "article": _article(here, total),
        "unsure": quantity_or_none(int(likely(here, "person").sum())),
    }


def _interns(interns: int, total: int) -> str:
    """Say how many of some people were interns and nothing else."""
    if not interns:
        return ""
    if interns == total:
        return ", only as an intern" if total == 1 else ", all of them only as interns"
    return f", {count(interns)} of them only as {'an intern' if interns == 1 else 'interns'}"


def _article(here: pd.DataFrame, total: int) -> str:
    """Say whether one article tells of most of some people; of half of them or fewer it does not shape what is told."""
    named_by = here.assign(article=here["via"].fillna(here["source"])).groupby("article")["person"].nunique()
    most = int(named_by.max())
    if total == 1:
        return "Of one person no pattern can be read"
    if 2 * most <= total:
        return "No single article names more than half of them"
    who = count(most) if most < total else "both" if total == 2 else "all"
    return f"A single article names {who} of them, so the flows are those of whom it chose to list"


def _most(people: pd.DataFrame, done: str, told: int, total: int) -> str:
    """Say of how many people it is told where they had been, where most were, and how concentrated the places are."""
    if people.empty:
        return f"Where they {done} is not told"
    of = "all of them" if told == total > 1 else f"{count(told)} of the {count(total)}" if total > 1 else "this person"
    said = f"Where they {done} is told of {of}"
    number = int(people["people"].max())
    index, places = origin_concentration(people, str(people["kind"].iloc[0]))
    most = people[people["people"] == number]
    doubt = as_likely(int(people["likely"].sum()), int(people["people"].sum()))
    if places == 1:
        return f"{said}: {most['name'].iloc[0]} ({noun(number, 'person', 'people')}){doubt}"
    if number == 1:
        shared = "" if told == 1 else ", none shared by two of them"
        return f"{said}: {count(places)} places{shared}{doubt}"
    equal = f"the {count(places)} places named are as concentrated as {decimal(1 / index)} equally frequent ones"
    if len(most) > 1:
        return f"{said}. Most of them {done} at {listing(list(most['name'].head(3)))}, {count(number)} at each; {equal}"
    doubt = as_likely(int(most["likely"].iloc[0]), number)
    return f"{said}. More of them {done} at {most['name'].iloc[0]} than anywhere else, {noun(number, 'person', 'people')}{doubt}; {equal}"


def balance_values(table: pd.DataFrame, flow: pd.DataFrame, organization: str) -> dict[str, str]:
    """Return what the text says of gains and losses by stated moves; nothing when no move is told.

    Parameters
    ----------
    table, flow
        Results of `balance` and `flows`.
    organization
        Id of the focus organization.
    """
    if table.empty:
        return {}
    steps = flow[flow["kind"] == "moved"]
    own = table[table["organization"] == organization]
    if own.empty:
        focus = "no move is told"
    else:
        row = own.iloc[0]
        focus = came_and_left(row)
    most = table.loc[table["net"] == table["net"].max()]
    least = table.loc[table["net"] == table["net"].min()]
    return {
        "steps": noun(len(steps), "move"),
        "unsure": as_likely(int((steps["status"] == Status.ESTIMATE).sum()), len(steps)),
        "movers": noun(steps["person"].nunique(), "person", "people"),
        "focus": focus,
        "winner": _extreme(most, "gain"),
        "loser": _extreme(least, "loss"),
        "half": count(int((steps["origin"].isna() | steps["destination"].isna()).sum())),
        "share": percent(float((steps["origin"].isna() | steps["destination"].isna()).mean()), 0),
    }


def came_and_left(row: pd.Series) -> str:
    """Say how many came to an organization and how many left it, and of how many it is only likely.

    Parameters
    ----------
    row
        A row of `balance`.

    Examples
    --------
    >>> came_and_left(pd.Series({"came": 10, "left": 0, "came_likely": 8, "left_likely": 0}))
    '10 people came (8 of them only likely) and nobody left'
    """
    sides = [
        f"{people_or_nobody(row[side])} {side}{as_likely(int(row[f'{side}_likely']), int(row[side]))}"
        for side in ("came", "left")
    ]
    return " and ".join(sides)


def most_left(table: pd.DataFrame) -> dict[str, str]:
    """Return which organization most people are told to have left; nothing when nobody left one.

    Parameters
    ----------
    table
        Result of `balance`.
    """
    if table.empty or not table["left"].max():
        return {}
    top = table.loc[table["left"].idxmax()]
    return {"top": str(top["name"]), "number": noun(int(top["left"]), "person", "people")}


def people_or_nobody(number: float) -> str:
    """Write a number of people, none of them as a word.

    Examples
    --------
    >>> people_or_nobody(0), people_or_nobody(1), people_or_nobody(16)
    ('nobody', '1 person', '16 people')
    """
    return noun(number, "person", "people") if number else "nobody"


def _extreme(rows: pd.DataFrame, word: str) -> str:
    """Name the organizations with the largest gain or loss, or say that there is none."""
    net = int(rows["net"].iloc[0])
    if (net <= 0) if word == "gain" else (net >= 0):
        return f"no organization has a net {word}"
    named = list(rows["name"].head(3))
    more = [f"{count(len(rows) - len(named))} more"] if len(rows) > len(named) else []
    verb = "has" if len(rows) == 1 else "have"
    return f"{listing([*named, *more])} {verb} the largest net {word} ({count(abs(net))})"
