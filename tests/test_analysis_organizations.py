"""Organizations: timelines, money, teams bought, founders and successors, on small tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st

from labatlas.analysis import releases
from labatlas.analysis.money import Rates
from labatlas.analysis.organizations import cadence, findings, form, founders, genealogy, key_findings, money, timeline
from labatlas.tables.partial_dates import midpoint

USD = Rates("USD", {"USD": 1.0, "CNY": 0.1}, "2023", pd.DataFrame())
PLACES = pd.DataFrame(
    {
        "id": ["lab", "arm", "heir", "shop", "uni", "tech", "dept", "group"],
        "name": ["Lab", "Arm", "Heir", "Shop", "Uni", "Tech", "Dept", "Group"],
        "country": ["US", "US", "CN", "CN", "CN", "CN", "CN", "CN"],
        "parent": [None, "lab", None, None, None, None, "uni", "dept"],
    }
)
NAMES = dict(zip(PLACES["id"], PLACES["name"], strict=True))
EVENT = ["id", "organization", "kind", "date", "title", "amount_low", "amount_high", "currency", "headcount", "stage"]
EVENTS = (
    make_facts(
        EVENT,
        ["born", "lab", "founding", "2015-12", "t", None, None, None, None, None],
        ["born2", "lab", "founding", "2016", "t", None, None, None, None, None],
        ["arm", "arm", "founding", "2019-03-11", "t", None, None, None, None, None],
        ["form", "lab", "restructuring", "2019-03", "t", None, None, None, None, None],
        ["r1", "lab", "release", "2019-02", "t", None, None, None, None, None],
        ["r2", "lab", "release", "2019", "t", None, None, None, None, None],
        ["r3", "heir", "release", "2024", "t", None, None, None, None, None],
        ["joke", "lab", "release", "2019", "t", None, None, None, None, None],
        ["f1", "lab", "funding", "2015", "t", 1000.0, 1000.0, "USD", None, "pledged"],
        ["f2", "lab", "funding", "2019", "t", 300.0, None, "USD", None, "closed"],
        ["f3", "heir", "funding", "2021", "t", 5000.0, 6000.0, "CNY", None, "closed"],
        ["f4", "heir", "funding", None, "t", 70.0, 70.0, "USD", None, None],
        ["f5", "shop", "funding", "2020", "t", None, None, None, None, "closed"],
        ["a1", "shop", "acquisition", "2013", "t", 90.0, 120.0, "USD", 3, "closed"],
        ["a2", "uni", "acquisition", None, "t", 200.0, None, "USD", 50, "closed"],
        ["a3", "tech", "acquisition", "2014", "t", 500.0, 500.0, "USD", None, "closed"],
        ["soon", "lab", "release", "2018", "t", None, None, None, None, None],
        status=["disputed", "disputed", *["reported"] * 4, "forecast", "satire", *["reported"] * 8, "forecast"],
        dispute=["d", "d", *[None] * 15],
    )
    .assign(artifact=None)
    .astype({"headcount": "Int64", "amount_low": "float64", "amount_high": "float64"})
)
PART = ["event", "organization", "person", "role"]
PARTS = make_facts(
    PART,
    ["f2", "shop", None, "investor"],
    ["f2", None, "ann", "lead-investor"],
    ["f3", None, "ann", "investor"],
    ["f3", "shop", None, "partner"],
    ["f4", None, "bob", "investor"],
    ["a1", "lab", None, "acquirer"],
    status=["reported"] * 4 + ["hearsay", "reported"],
)
OPEN = make_facts(["artifact", "part", "access", "date"], ["robot", "code", "open", None])
WORKS = make_facts(
    ["id", "name", "kind", "organization", "released"],
    ["robot", "Robot", "model", "arm", "2020-05-04"],
    ["t", "T", "model", "lab", "2019-02"],
    ["game", "Game", "product", "lab", None],
)


#: Levels of openness of no work.
LEVELS = pd.DataFrame({"artifact": [], "level": []})


# Time.


def test_a_timeline_has_the_arms_of_an_organization_and_one_side_of_a_dispute():
    line = timeline.timeline(EVENTS, PARTS, OPEN, PLACES, "lab")
    # The middle of 2019 is July 2, of 2015 July 2; jokes, forecasts and the second founding date are left out.
    assert line["event"].tolist() == ["f1", "born", "r1", "arm", "form", "f2", "r2"]
    assert line["day"].is_monotonic_increasing
    values = timeline.timeline_values(line, "Lab")
    assert (values["events"], values["events"].number) == ("7 events", 7)
    assert (values["span"], values["undated"]) == ("between 2015 and 2019", "none")
    assert values["fullest"] == "The lane with most of them is founding and form (3)"
    assert values["coarse"] == "3"  # f1, f2 and r2
    # Two participants are told of f2, and of each funding event a sum; of equals the one dated to the day comes first.
    assert line.sort_values("rank")["event"].tolist() == ["f2", "f1", "arm", "born", "r1", "form", "r2"]
    assert timeline.timeline_values(line.iloc[:0], "Lab") == {}
    assert timeline.timeline(EVENTS, PARTS, OPEN, PLACES, "arm")["event"].tolist() == ["arm"]
    come = EVENTS.assign(status=EVENTS["status"].replace("forecast", "reported"))
    assert set(timeline.timeline(come, PARTS, OPEN, PLACES, "lab")["event"]) - set(line["event"]) == {"soon"}
    assert timeline.timeline_table(line)["Date"].tolist()[:2] == ["2015", "Dec 2015"]


def test_of_releases_that_only_data_sets_tell_of_those_with_most_computing_are_printed():
    facts = make_facts(
        ["id", "organization", "kind", "date", "title", "artifact"],
        ["by-text", "lab", "release", "2020", "A", "a"],
        ["small", "lab", "release", "2021", "B", "b"],
        ["large", "lab", "release", "2022", "C", "c"],
        ["unknown", "lab", "release", "2023", "D", None],
        ["round", "lab", "funding", "2024", "E", None],
        source=["text", "set", "set", "set", "set"],
    )
    line = facts.rename(columns={"id": "event"})[["event", "organization", "kind", "date", "title", "status"]]
    work = make_facts(
        ["indicator", "artifact", "low"],
        ["training-compute", "b", 1e20],
        ["training-compute", "c", 1e23],
        ["training-compute", "b", 1e25],
        status=["reported", "reported", "hearsay"],  # what is only hearsay makes no model large
    )
    sources = pd.DataFrame({"id": ["text", "set"], "kind": ["news", "dataset"]})
    kept = {
        number: timeline.told_most(line, facts, work, sources, number)["event"].tolist() for number in (0, 1, 2, 3, 9)
    }
    assert kept[0] == ["by-text", "round"]
    assert kept[1] == ["by-text", "large", "round"]
    assert kept[2] == ["by-text", "small", "large", "round"]
    assert kept[3] == kept[9] == line["event"].tolist()
    assert timeline.left_out_words(line, line) == ""
    assert "1 more stands" in timeline.left_out_words(line, line.iloc[1:])


def test_undated_events_come_last_and_are_in_no_span():
    line = timeline.timeline(EVENTS, PARTS, OPEN, PLACES, "heir")
    assert line["event"].tolist() == ["f3", "f4"]  # 2021, then no date; the release of 2024 is a forecast
    assert timeline.timeline_table(line)["Date"].tolist() == ["2021", "undated"]
    assert timeline.timeline_values(line, "Heir") == {
        "organization": "Heir", "events": "1 event", "span": "in 2021", "undated": "1",
        "fullest": "No other event has a date", "coarse": "1",
    }  # fmt: skip
    assert timeline.timeline_values(line.iloc[1:], "Heir") == {}
    # Two years only: the shop's team bought in 2013 and its funding of 2020.
    shop = timeline.timeline_values(timeline.timeline(EVENTS, PARTS, OPEN, PLACES, "shop"), "Shop")
    assert (shop["events"], shop["span"], shop["undated"]) == ("2 events", "between 2013 and 2020", "none")
    # f2 and r2 are both of 2019 and no more precise.
    same = timeline.timeline(EVENTS[EVENTS["id"].isin(["f2", "r2"])], PARTS, OPEN, PLACES, "lab")
    assert timeline.timeline_values(same, "Lab")["span"] == "in 2019"


def test_a_year_is_drawn_in_its_middle_but_not_after_it_was_told():
    facts = make_facts(
        ["date"],
        ["2021"],
        ["2021"],
        ["2020"],
        ["2024"],
        [None],
        as_of=["2021-06-15", "2021", "2021-06-15", "2023", "2021"],
    )
    days = timeline.day_drawn(facts)
    # The middle of 2021 is July 2 at noon here; of 2020, a leap year, July 1 at noon; a plan for 2024 stays in 2024.
    assert days.iloc[:4].dt.strftime("%Y-%m-%d").tolist() == ["2021-06-15", "2021-07-02", "2020-07-01", "2024-07-01"]
    assert pd.isna(days.iloc[4])
    early = EVENTS.assign(as_of=["2019-02-20"] * len(EVENTS))
    line = timeline.timeline(early, PARTS, OPEN, PLACES, "lab").set_index("event")["day"]
    assert line["f2"] == pd.Timestamp("2019-02-20")  # of 2019
    funding = money.sums(early, NAMES, USD, "funding").set_index("event")["day"]
    assert funding["f2"] == pd.Timestamp("2019-02-20")
    lanes = form.form_lanes(
        early, PLACES, WORKS.iloc[:0], LEVELS, money.sums(early, NAMES, USD, "funding"), "lab", "USD"
    )
    assert lanes.set_index("label").loc["$300, closed", "day"] == pd.Timestamp("2019-02-20")
    assert cadence.releases(early, WORKS, PLACES)["day"].tolist()[:2] == [
        pd.Timestamp("2019-02-14 12:00"), pd.Timestamp("2019-02-20"),
    ]  # fmt: skip


def test_a_timeline_of_single_sorts_says_so_of_its_dated_events():
    line = timeline.timeline(EVENTS[EVENTS["id"].isin(["born", "f2", "f4"])], PARTS, OPEN, PLACES, "lab")
    assert timeline.timeline_values(line, "Lab")["fullest"] == "No two of the dated ones are of one sort"
    assert timeline.lanes_shown(line) == ["founding and form", "money"]
    assert timeline.lanes_shown(line.iloc[:0]) == []


def test_a_data_set_that_comes_with_a_release_is_no_second_one():
    works = make_facts(
        ["id", "name", "kind", "organization", "released"],
        ["talks", "Talks", "dataset", "lab", "2019-02"],
        ["other", "Other", "dataset", "lab", "2020"],  # of another time
        ["twin", "Twin", "model", "lab", "2019-02"],  # a model is a release of its own
    )
    line = cadence.releases(EVENTS[EVENTS["id"] == "r1"], works, PLACES)
    assert line["title"].tolist() == ["Twin", "t", "Other"]
    elsewhere = cadence.releases(EVENTS[EVENTS["id"] == "r1"], works.assign(locator="¶2"), PLACES)
    assert "Talks" in set(elsewhere["title"])


def test_works_that_sides_of_a_dispute_tell_of_are_one_release():
    # One side dates the launch of the game and counts; the other tells of it as the launch of the model within.
    sides = make_facts(
        EVENT,
        ["day", "lab", "release", "2022-11-30", "Launch", None, None, None, None, None],
        ["month", "lab", "release", "2022-11", "Launch", None, None, None, None, None],
        status="disputed",
        dispute="launch",
    ).assign(artifact=["game", "t"])
    works = WORKS.assign(released=["2020-05-04", "2022-11", None])
    assert cadence.releases(sides, works, PLACES)[["organization", "date"]].to_numpy().tolist() == [
        ["arm", "2020-05-04"], ["lab", "2022-11-30"],
    ]  # fmt: skip
    apart = sides.assign(artifact="game")
    assert cadence.releases(apart, works, PLACES)["date"].tolist() == ["2020-05-04", "2022-11", "2022-11-30"]


def test_events_that_tell_of_one_release_count_once_with_the_exact_date():
    events = make_facts(
        EVENT,
        ["exact", "partner", "release", "2019-02-14", "T (1.5B) published", None, None, None, None, None],
        ["year", "lab", "release", "2019", "T released", None, None, None, None, None],
        ["later", "lab", "release", "2020", "T opened", None, None, None, None, None],
        source=["set", "text", "text"],
    ).assign(artifact="t")
    places = pd.concat([PLACES, pd.DataFrame({"id": ["partner"], "name": ["Partner"]})])
    line = cadence.releases(events, WORKS.iloc[:0], places)
    assert line[["organization", "title", "date"]].to_numpy().tolist() == [
        ["lab", "T (1.5B) published", "2019-02-14"], ["lab", "T opened", "2020"],
    ]  # fmt: skip


def works_of(*dates: str | None) -> pd.DataFrame:
    return make_facts(["id", "name", "kind", "organization", "released"], *[
        [f"w{at}", f"W{at}", "model", "lab", date] for at, date in enumerate(dates)
    ])  # fmt: skip


def test_only_a_date_within_the_coarser_one_makes_it_more_exact():
    works = works_of("2019", "2019", "2019-02", None, "2019-02-14")
    dates = [("w0", "2019-02-14"), ("w1", "2020-01-01"), ("w2", "2019-02"), ("w3", "2019-05-05"), ("w4", "2019")]
    events = make_facts(
        EVENT, *[[work, "lab", "release", date, "t", None, None, None, None, None] for work, date in dates]
    ).assign(artifact=[work for work, _ in dates])
    assert releases.refining(works, events)["id"].tolist() == ["w0"]
    for doubtful in ("hearsay", "satire", "forecast"):
        assert releases.refining(works, events.assign(status=doubtful)).empty
    assert releases.refining(works, events.assign(kind="start")).empty
    both = pd.concat([events, events.head(1).assign(id="month", date="2019-03")], ignore_index=True)
    assert releases.refining(works, both)["id"].tolist() == ["w0"]


@given(st.lists(st.tuples(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10])), max_size=6))
def test_an_exact_date_is_never_another_date(days):
    works = works_of(*[day.isoformat()[:known] for day, known, _ in days])
    events = make_facts(
        EVENT,
        *[[f"e{at}", "lab", "release", day.isoformat()[:told], "t", None, None, None, None, None] for at, (day, _, told) in enumerate(days)],
    ).assign(artifact=[f"w{at}" for at in range(len(days))])  # fmt: skip
    found = releases.refining(works, events).set_index("artifact")["date"]
    for at, (day, known, told) in enumerate(days):
        assert found.get(f"w{at}") == (day.isoformat()[:told] if told > known else None)


def test_of_equal_events_the_one_of_whom_is_named_most_comes_first():
    leave = [
        [f"{who}-leaves", "lab", "departure", "2024-05", "t", None, None, None, 1, None]
        for who in ("ann", "bob", "cat")
    ]
    events = make_facts(EVENT, *leave).assign(artifact=None)
    parts = make_facts(
        PART,
        *[[f"{who}-leaves", None, who, "leaver"] for who in ("ann", "bob", "cat")],
        ["elsewhere", None, "cat", "partner"],
        ["elsewhere", None, "bob", "partner"],
        ["again", None, "cat", "partner"],
    )
    line = timeline.timeline(events, parts, OPEN, PLACES, "lab").sort_values("rank")
    assert line["event"].tolist() == ["cat-leaves", "bob-leaves", "ann-leaves"]  # named in three events, two and one


def test_releases_a_year_are_of_what_came_out():
    line = cadence.releases(EVENTS, WORKS, PLACES)
    # The forecasts and the joke came not out; the work is one that no event tells of, "t" is the name of another.
    assert line[["organization", "title", "date"]].to_numpy().tolist() == [
        ["lab", "t", "2019-02"], ["lab", "t", "2019"], ["arm", "Robot", "2020-05-04"],
    ]  # fmt: skip


def test_years_between_events_are_from_middle_to_middle():
    years, start, end = form.years_to(EVENTS, "lab", "restructuring")
    assert (start, end) == ("2015-12", "2019-03")
    # 2015-12-16 to 2019-03-16 are three years (one of them a leap year) and 90 days.
    assert years == pytest.approx((365 * 3 + 1 + 90) / 365.25, abs=1 / 365)
    assert form.years_to(EVENTS, "heir", "restructuring")[1:] == ("", "")


# Money.


def test_sums_are_in_one_currency_largest_first():
    funding = money.sums(EVENTS, NAMES, USD, "funding")
    assert funding["event"].tolist() == ["f1", "f3", "f2", "f4"]
    assert funding["low"].tolist() == pytest.approx([1000, 500, 300, 70])  # 5000 yuan are 500 dollars
    assert funding["high"].iloc[1] == pytest.approx(600)
    bought = money.sums(EVENTS, NAMES, USD, "acquisition").set_index("event")
    assert bought.loc["a1", "per_head_low"] == pytest.approx(90 / 3)
    assert bought.loc["a1", "per_head_high"] == pytest.approx(120 / 3)
    assert bought.loc["a2", "per_head_low"] == pytest.approx(200 / 50)
    assert pd.isna(bought.loc["a3", "per_head_low"])
    assert (bought["low"] <= bought["high"]).all()


def test_money_of_no_stage_is_neither_paid_nor_promised():
    funding = money.sums(EVENTS, NAMES, USD, "funding")
    values = money.funding_values(funding, USD, "lab", "Lab", EVENTS)
    assert values["paid"].number == pytest.approx(300 + 500)
    assert values["unpaid"].number == pytest.approx(1000)
    assert values["own_paid"].number == pytest.approx(300)
    assert (values["rounds"], values["paid_rounds"], values["own_rounds"]) == ("4 funding events", "2", "2")
    assert (values["top"], values["top_stage"]) == ("Lab", "pledged")
    assert money.funding_values(funding.iloc[:0], USD, "lab", "Lab", EVENTS) == {}
    assert money.stage_words(None) == money.stage_words(float("nan")) == "stage not told"
    assert money.stage_words("in-talks") == "in talks"
    pledged = money.funding_values(funding.iloc[:1], USD, "heir", "Heir", EVENTS)
    assert (pledged["rounds"], pledged["unpaid"]) == ("1 funding event", "$1,000")
    assert (pledged["paid"], pledged["paid"].number, pledged["own_paid"]) == ("nothing", 0, "nothing")
    settled = money.funding_values(funding.iloc[1:3], USD, "lab", "Lab", EVENTS)
    assert (settled["paid"], settled["unpaid"], settled["own_paid"]) == ("$800", "nothing", "$300")


def rounds(*rows):
    """Make sums of funding of one organization from rows of event, date, stage, low, source."""
    table = pd.DataFrame(rows, columns=["event", "date", "stage", "low", "source"])
    table = table.assign(organization="lab", name="Lab", title=table["event"], high=table["low"], status="reported")
    return table.astype({"date": "object", "stage": "object"}).assign(day=midpoint(table["date"].astype("object")))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # Talks and the round they led to, within a year and but for rounding.
        (("2023-01", "in-talks", 100.0, "a"), ("2023-11-30", "closed", 104.0, "a"), True),
        (("2023-01", "in-talks", 100.0, "a"), ("2023-11-30", "closed", 106.0, "a"), False),
        (("2021", "pledged", 100.0, "a"), ("2023-01-05", "closed", 100.0, "b"), False),
        # One round told by two documents; two rounds told by one.
        (("2023-01-05", "closed", 100.0, "a"), ("2023-03-30", "closed", 100.0, "b"), True),
        (("2023-01-05", "closed", 100.0, "a"), ("2023-03-30", "closed", 100.0, "a"), False),
        (("2023-01-05", "closed", 100.0, "a"), ("2023", "closed", 100.0, "a"), True),
        (("2023-01-05", "closed", 100.0, "a"), ("2023-06-30", "closed", 100.0, "b"), False),
        # Of no date, it may be of any.
        ((None, "in-talks", 100.0, "a"), ("2023-06-30", "closed", 100.0, "b"), True),
    ],
)
def test_what_may_be_the_same_money(one, other, same):
    funding = rounds(("x", *one), ("y", *other))
    assert money.told_again(funding).notna().any() == same
    assert money.told_again(funding.assign(organization=["lab", "arm"])).isna().all()


def test_money_perhaps_told_twice_makes_a_range():
    funding = rounds(
        ("round", "2023-01-23", "closed", 10e9, "b"), ("talks", "2023-01", "in-talks", 10e9, "a"),
        ("more", "2023-06", "in-talks", 2e9, "a"), ("old", "2019", "closed", 1e9, "a"), ("again", "2019", "closed", 1e9, "b"),
    )  # fmt: skip
    assert money.told_again(funding).tolist() == [None, "round", None, "again", None]
    assert money.paid_and_promised(funding) == (11e9, 12e9, 2e9, 12e9)
    values = money.funding_values(funding, USD, "lab", "Lab", EVENTS)
    assert (values["paid"], values["unpaid"]) == ("$11B–$12B", "$2B–$12B")
    assert values["own"] == "$11B–$12B of the closed sums went to Lab"
    assert values["again"] == (
        " Perhaps the same money told twice: talks (Jan 2023, in talks) and round (Jan 23, 2023, closed); old (2019, closed) "
        "and again (2019, closed). The lower end of a sum counts such money once, the upper end twice."
    )
    assert money.round_table(funding, USD).set_index("Event")["Perhaps the same money as"].to_dict() == {
        "old": "again", "again": "–", "talks": "round", "round": "–", "more": "–",
    }  # fmt: skip
    assert "Perhaps the same money as" not in money.round_table(funding.iloc[:1], USD)
    line = money.cumulative(funding)
    assert line["told"].tolist() == [1e9, 11e9, 13e9]
    assert (
        money.cumulative_values(line, funding, USD)["again"]
        == ", but for what 2 events may tell again, which counts once"
    )


some_rounds = st.lists(
    st.tuples(
        st.sampled_from([None, "2019", "2019-03", "2019-03-04", "2020-02", "2021-07-01"]),
        st.sampled_from([None, "pledged", "in-talks", "announced", "closed"]),
        st.sampled_from([0.0, 98.0, 100.0, 103.0, 250.0]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=9,
)


@given(some_rounds, st.data())
def test_what_counts_once_is_never_more_than_all_and_no_order_changes_it(rows, data):
    funding = rounds(*[(f"e{number}", *row) for number, row in enumerate(rows)])
    again = money.told_again(funding)
    kept = funding[again.isna()]
    assert money.told_again(kept).isna().all()  # no two of them may be the same money
    assert set(again.dropna()) <= set(kept["event"])
    low, high, unpaid_low, unpaid_high = money.paid_and_promised(funding)
    assert 0 <= low <= high
    assert 0 <= unpaid_low <= unpaid_high
    shuffled = funding.iloc[data.draw(st.permutations(range(len(funding))))]
    pd.testing.assert_series_equal(money.told_again(shuffled).sort_index(), again)
    assert money.paid_and_promised(shuffled) == pytest.approx((low, high, unpaid_low, unpaid_high))


def test_what_is_left_out_for_its_status_is_said():
    rumour = EVENTS[EVENTS["id"] == "f4"].assign(id="f6", status="hearsay")
    side = EVENTS[EVENTS["id"] == "f2"].assign(id="f7", status="disputed", dispute="e")
    events = pd.concat([EVENTS, rumour, side, side.assign(id="f8")], ignore_index=True)
    funding = money.sums(events, NAMES, USD, "funding")
    values = money.funding_values(funding, USD, "lab", "Lab", events)
    assert (values["rounds"], values["left_out"]) == (
        "5 funding events",
        " Left out: 1 as hearsay and 1 as the other side of a dispute.",
    )


def test_prices_a_head():
    bought = money.sums(EVENTS, NAMES, USD, "acquisition")
    values = money.acquisition_values(bought, USD, EVENTS)
    assert (values["priced"], values["top"], values["top_heads"]) == ("2 acquisitions", "Shop", "3 people")
    assert money.acquisition_values(bought[bought["event"] == "a1"], USD, EVENTS)["priced"] == "1 acquisition"
    assert values["top_per_head"].number == pytest.approx(30)
    assert (values["dearest"], values["cheapest"]) == ("The dearer a head is", "; the other cost $4")
    one = money.acquisition_values(bought[bought["event"] == "a1"], USD, EVENTS)
    assert (one["dearest"], one["cheapest"]) == ("It is", "")
    three = money.acquisition_values(bought.assign(per_head_low=[10.0, 4.0, 30.0]), USD, EVENTS)
    assert (three["dearest"], three["cheapest"]) == ("The dearest a head is", "; the cheapest cost $4")
    table = money.acquisition_table(bought, USD)
    assert table["Team"].tolist() == ["Shop", "Uni"]
    assert table["Date"].tolist() == ["2013", "undated"]
    assert money.acquisition_values(bought.iloc[:0], USD, EVENTS) == {}


@given(
    st.permutations(range(2, len(EVENTS))), st.permutations(list(EVENTS.columns)), st.permutations(range(len(PLACES)))
)
def test_the_order_of_rows_and_columns_changes_no_sum_and_no_line(rows, columns, places):
    """The two sides of the dispute stay in their order, which says which of them counts."""
    shuffled = EVENTS.iloc[[0, 1, *rows]][list(columns)]
    for kind in ("funding", "acquisition"):
        pd.testing.assert_frame_equal(money.sums(shuffled, NAMES, USD, kind), money.sums(EVENTS, NAMES, USD, kind))
    pd.testing.assert_frame_equal(
        timeline.timeline(shuffled, PARTS, OPEN, PLACES.iloc[list(places)], "lab"),
        timeline.timeline(EVENTS, PARTS, OPEN, PLACES, "lab"),
    )
    pd.testing.assert_frame_equal(
        cadence.releases(shuffled, WORKS, PLACES.iloc[list(places)]), cadence.releases(EVENTS, WORKS, PLACES)
    )
    assert form.years_to(shuffled, "lab", "restructuring") == form.years_to(EVENTS, "lab", "restructuring")


# Founders.

STAY = ["person", "organization", "kind", "role", "start", "end"]
LIVES = make_facts(
    STAY,
    ["ann", "heir", "founder", None, "2021", None],
    ["ann", "lab", "employment", None, "2016", "2020-12"],
    ["ann", "uni", "study", None, None, None],
    ["ann", "shop", "employment", None, "2022", None],  # later
    ["bob", "heir", "founder", None, None, None],
    ["bob", "group", "faculty", None, "1999", None],  # a group of a department of the university
    ["bob", "tech", "postdoc", None, None, None],
    ["cat", "shop", "founder", None, "2017", None],
    ["cat", "uni", "study", None, None, None],
    ["cat", "arm", "employment", None, "2017", None],  # the same year: which came first is not told
    ["dan", "tech", "founder", None, "2021", None],
    ["dan", "arm", "employment", None, None, "2020"],
    ["eve", "tech", "founder", None, "2015", None],
    ["eve", "lab", "employment", None, "2016", None],
    ["fay", "uni", "founder", None, "2022", None],
    ["fay", "lab", "employment", None, "2016", None],
    status=["reported"] * 14 + ["satire"] * 2,
)
PEOPLE = {name: name.title() for name in ["ann", "bob", "cat", "dan", "eve", "fay"]}


def test_founders_come_from_where_they_were_before():
    founding = founders.founders(LIVES, PEOPLE, PLACES, EVENTS).set_index(["person", "organization"])
    assert founding.loc[("ann", "heir"), "schools"] == {"uni"}
    assert founding.loc[("ann", "heir"), "employers"] == {"lab"}
    assert founding.loc[("bob", "heir"), "schools"] == {"uni", "tech"}  # the group counts as the university
    assert founding.loc[("dan", "tech"), "employers"] == {"arm"}  # an employer stays what it is
    assert ("fay", "uni") not in founding.index  # a joke
    assert founding.loc[("eve", "tech"), "employers"] == frozenset()
    assert founding.loc[("ann", "heir"), ["name", "country", "who"]].tolist() == ["Heir", "CN", "Ann"]


def test_schools_are_counted_by_the_organizations_they_stand_behind():
    founding = founders.founders(LIVES, PEOPLE, PLACES, EVENTS)
    schools = founders.descent(founding, NAMES, "schools")
    assert schools.to_numpy().tolist() == [["uni", "Uni", 2, 3, 0], ["tech", "Tech", 1, 1, 0]]
    values = founders.founder_values(founding, NAMES, "CN")
    assert (values["organizations"], values["founders"], values["school"]) == ("3 organizations", "5 founders", "Uni")
    cat = founders.founder_values(founding[founding["person"] == "cat"], NAMES, "CN")
    assert (cat["organizations"], cat["founders"]) == ("1 organization", "1 founder")
    assert values["school_share"].number == pytest.approx(2 / 3)
    assert founders.founder_values(founding, NAMES, "US") == {}
    table = founders.founder_table(founding, NAMES, "CN")
    assert table.iloc[0].tolist() == ["Heir", "Ann, Bob", "Tech; Uni", "Lab"]


@given(st.permutations(range(len(LIVES))), st.permutations(list(LIVES.columns)))
def test_the_order_of_stays_changes_no_school_and_no_heir(rows, columns):
    shuffled = LIVES.iloc[list(rows)][list(columns)]
    for kind in ("schools", "employers"):
        pd.testing.assert_frame_equal(
            founders.descent(founders.founders(shuffled, PEOPLE, PLACES, EVENTS), NAMES, kind),
            founders.descent(founders.founders(LIVES, PEOPLE, PLACES, EVENTS), NAMES, kind),
        )
    order = ["person", "organization"]
    pd.testing.assert_frame_equal(
        founders.successors(shuffled, PLACES, EVENTS, "lab").sort_values(order, ignore_index=True),
        founders.successors(LIVES, PLACES, EVENTS, "lab").sort_values(order, ignore_index=True),
    )


def test_successors_are_founded_after_the_founder_came_for_certain():
    heirs = founders.successors(LIVES, PLACES, EVENTS, "lab")
    # cat may have come to the arm after founding the shop, eve did; dan founded once he had left; fay is a joke.
    assert heirs.to_numpy().tolist() == [["ann", "heir"], ["dan", "tech"]]


@given(st.integers(2000, 2023), st.integers(2000, 2023), st.integers(1, 12))
def test_a_successor_is_certain_only_when_no_day_of_coming_is_later(came, founded, month):
    lives = make_facts(
        STAY,
        ["ann", "lab", "employment", None, str(came), None],
        ["ann", "heir", "founder", None, f"{founded}-{month:02d}", None],
    )
    assert (len(founders.successors(lives, PLACES, EVENTS, "lab")) == 1) == (founded > came)


def test_a_founder_without_a_date_came_when_the_organization_was_founded():
    lives = make_facts(
        STAY,
        ["ann", "uni", "employment", None, "2014", None],
        ["ann", "lab", "founder", None, None, None],  # founded in December 2015
        ["bob", "uni", "employment", None, "2015", None],  # in the same year: the order is open
        ["bob", "lab", "founder", None, None, None],
        ["cat", "uni", "employment", None, "2014", None],
        ["cat", "shop", "founder", None, None, None],  # no founding is dated
    )
    assert founders.successors(lives, PLACES, EVENTS, "uni").to_numpy().tolist() == [["ann", "lab"]]
    founding = founders.founders(lives, PEOPLE, PLACES, EVENTS)
    presumed = founders.presumed_successors(founding, PLACES, "uni")
    assert presumed[["who", "name"]].to_numpy().tolist() == [["Ann", "Lab"], ["Bob", "Lab"], ["Cat", "Shop"]]
    assert founders.presumed_successors(founding, PLACES, "tech").empty


def test_a_stay_that_only_estimates_tell_of_is_likely():
    lives = make_facts(
        STAY,
        ["ann", "heir", "founder", None, "2021", None],
        ["ann", "lab", "employment", None, None, None],
        ["ann", "arm", "employment", None, None, None],
        ["ann", "arm", "employment", None, None, None],
        ["ann", "group", "study", None, None, None],
        status=["reported", "estimate", "estimate", "reported", "estimate"],
    )
    row = founders.founders(lives, PEOPLE, PLACES, EVENTS).iloc[0]
    assert row["employers"] == {"lab", "arm"}
    assert row["likely"] == {"lab", "uni"}  # the group counts as the university


def test_founders_that_are_only_likely_are_said_to_be(dataset):
    # Only estimates make bob a founder of Heir and cat one of Shop; of Heir Ann is a founder for certain.
    guessed = LIVES["kind"].eq("founder") & LIVES["person"].isin(["bob", "cat"])
    lives = LIVES.assign(status=LIVES["status"].mask(guessed, "estimate"))
    founding = founders.founders(lives, PEOPLE, PLACES, EVENTS)
    assert founding.loc[founding["unsure"], "person"].tolist() == ["bob", "cat"]
    # Uni stands behind Heir by ann too, behind Shop by cat alone; Tech stands behind Heir by bob alone.
    assert founders.descent(founding, NAMES, "schools")[["origin", "organizations", "likely"]].to_numpy().tolist() == [
        ["uni", 2, 1], ["tech", 1, 1],
    ]  # fmt: skip
    values = founders.founder_values(founding, NAMES, "CN")
    assert values["founders"] == "5 founders (2 of them only likely)"
    assert values["organizations"] == "3 organizations (1 of them by likely founders only)"
    assert values["school_organizations"] == "2 (1 of them only likely)"
    table = founders.founder_table(founding, NAMES, "CN").set_index("Organization")["Founders"]
    assert table["Heir"] == "Ann, Bob (only likely)"
    ties = genealogy.ties(founding, EVENTS, PARTS, PLACES).set_index(["origin", "heir", "tie"])
    assert ties.loc[("uni", "heir", "people"), ["strength", "likely"]].tolist() == [2, 1]
    ancestors = genealogy.ancestor_table(ties.reset_index(), NAMES).set_index("Organization")["by founders"]
    assert (ancestors["Uni"], ancestors["Tech"]) == ("2 (1 of them only likely)", "1 (only likely)")
    whole = replace(dataset, organizations=PLACES, events=EVENTS, affiliations=lives, people=people())
    assert key_findings.school_finding(whole, "CN").sentence.endswith(
        "any other school: 2 (1 of them only likely) of the 3 organizations (1 of them by likely founders only) whose founders "
        "are named."
    )


# Findings.


def found(dataset, organization="lab", country="CN", **tables):
    whole = replace(dataset, organizations=PLACES, events=EVENTS, affiliations=LIVES, people=people(), **tables)
    return {finding.id: finding for finding in findings(whole, country, organization, USD)}


def people() -> pd.DataFrame:
    return pd.DataFrame({"id": list(PEOPLE), "name": list(PEOPLE.values())})


def test_the_smallest_team_is_dearest_a_head(dataset):
    finding = found(dataset)["organizations-small-teams-cost-most-a-head"]
    assert (finding.holds, finding.values["top"]) == (True, "Shop")
    assert finding.sentence == (
        "Of 2 teams bought at a known price, the smaller was the dearer a head: Shop, $30 for each of 3 people."
    )
    three = EVENTS.assign(headcount=EVENTS["headcount"].mask(EVENTS["id"] == "a3", 500))
    finding = key_findings.price_finding(replace(dataset, events=three, organizations=PLACES), USD)
    assert "the smallest was the dearest a head" in finding.sentence
    assert finding.values["per_head"].number == pytest.approx(30)


def test_a_tie_in_size_does_not_hide_that_a_smallest_team_was_dearest(dataset):
    events = EVENTS.copy()
    events.loc[events["id"] == "a2", "headcount"] = 3  # 200 / 3 a head, as small as the team of 90 / 3
    whole = replace(dataset, events=events, organizations=PLACES)
    finding = key_findings.price_finding(whole, USD)
    assert finding.holds is True
    assert finding.values["top"] == "Uni"
    events.loc[events["id"] == "a1", "headcount"] = 2
    events.loc[events["id"] == "a2", "headcount"] = 4  # 45 and 50 a head
    assert key_findings.price_finding(whole, USD).holds is False


def test_promises_are_set_against_money_that_changed_hands(dataset):
    finding = found(dataset)["organizations-headlines-exceed-money-paid"]
    assert finding.holds is True
    assert finding.values["unpaid"].number == pytest.approx(1000)
    assert finding.values["paid"].number == pytest.approx(800)  # the 70 of no stage are in neither
    assert finding.sentence.endswith(
        "; this rests on one event, without which it would not hold: t (2015, pledged, $1,000)."
    )


def test_what_was_promised_is_set_against_money_only_on_a_base(dataset):
    def told(events):
        return key_findings.paid_finding(replace(dataset, organizations=PLACES, events=events), USD)

    few = EVENTS[EVENTS["id"].isin(["f1", "f2"])]
    assert told(few).holds is None
    # Two pledges of 1,000, so that either may go; then a third that may be the second told again, and 1,500 paid.
    pledges = EVENTS[EVENTS["id"] == "f1"]
    safe = pd.concat([EVENTS, pledges.assign(id="f6", date="2017")], ignore_index=True)
    assert told(safe).values["rests"] == ""
    paid = EVENTS[EVENTS["id"] == "f2"].assign(id="f7", date="2012", amount_low=700.0)
    open_ = pd.concat([EVENTS, pledges.assign(id="f6", source="other"), paid], ignore_index=True)
    finding = told(open_)
    assert finding.holds is None  # 1,000 to 2,000 against 1,500
    assert finding.sentence == "Was more money promised than paid? The evidence so far does not tell."


def test_form_school_and_heirs(dataset):
    results = found(dataset)
    form = results["organizations-focus-changed-form"]
    assert (form.holds, form.values["start"], form.values["end"]) == (True, "Dec 2015", "Mar 2019")
    school = results["organizations-one-school-founds-most"]
    assert school.holds is True
    assert (school.values["school_organizations"], school.values["organizations"]) == ("2", "3 organizations")
    assert school.sentence == (
        "Uni stands behind more organizations from China than any other school: 2 of the 3 organizations whose founders "
        "are named."
    )
    heirs = results["organizations-founders-left-focus-to-found"]
    assert heirs.holds is True
    assert heirs.values["heirs"] == "Heir and Tech"
    assert (heirs.values["founders"], heirs.values["known"]) == ("2", "4")  # ann, cat, dan, eve; fay is a joke


def test_schools_that_tie_are_said_to(dataset):
    # Of Uni and Tech each stands behind heir alone once cat's and ann's years at Uni are left out.
    lives = LIVES[~(LIVES["person"].isin(["ann", "cat"]) & (LIVES["organization"] == "uni"))]
    whole = replace(dataset, organizations=PLACES, events=EVENTS, affiliations=lives, people=people())
    finding = key_findings.school_finding(whole, "CN")
    assert finding.holds is False
    assert finding.sentence == (
        "No one school leads among the founders from China: Tech stands behind 1 of 3 organizations, and so does another."
    )


def test_an_organization_without_evidence_decides_nothing(dataset):
    results = found(dataset, organization="uni", country="US")
    assert results["organizations-focus-changed-form"].holds is None
    assert results["organizations-one-school-founds-most"].holds is None
    # Of bob, by a group of the university, and of ann and cat, who studied there, only bob founded without a date.
    assert results["organizations-founders-left-focus-to-found"].holds is False


def test_two_people_are_too_few_to_say_that_none_founded_another(dataset):
    lives = make_facts(STAY, *[[each, "tech", "employment", None, "2016", None] for each in ("ann", "bob", "cat")])
    whole = replace(dataset, organizations=PLACES, events=EVENTS, affiliations=lives, people=people())
    finding = key_findings.exodus_finding(whole, "tech")
    assert finding.sentence == (
        "The dates prove of none of the 3 people of Tech in the evidence that they founded another organization later."
    )
    two = replace(whole, affiliations=lives.iloc[:2])
    assert key_findings.exodus_finding(two, "tech").holds is None
    same = make_facts(STAY, ["cat", "lab", "founder", None, "2016", None])
    finding = key_findings.exodus_finding(replace(whole, affiliations=pd.concat([lives, same])), "tech")
    assert finding.holds is False
    assert finding.sentence.endswith("another organization later; they leave it open for Cat (Lab).")


def test_bundled_sums_hold_together(dataset):
    rates = Rates.into("USD", dataset.exchange_rates)
    names = dataset.names("organizations")
    funding = money.sums(dataset.events, names, rates, "funding")
    values = money.funding_values(funding, rates, "openai", "OpenAI", dataset.events)
    stages = funding.groupby(funding["stage"].fillna("not told"))["low"].sum()
    assert values["paid"].number + values["unpaid"].number == pytest.approx(
        stages.drop("not told", errors="ignore").sum()
    )
    assert values["own_paid"].number <= values["paid"].number
    assert funding["event"].is_unique
    assert (funding["low"] <= funding["high"]).all()
