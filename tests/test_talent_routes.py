"""Talent: rankings, flows, careers, founding groups, lineage and exits, against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st

from labatlas.analysis import talent
from labatlas.analysis.money import Rates
from labatlas.analysis.talent import careers, exits, founding, lineage, pipelines, ranking, teams

STAYS = ["person", "organization", "kind", "role", "start", "end"]
MOVES = ["person", "origin", "destination", "date", "reason"]
PLACES = pd.DataFrame(
    {
        "id": ["uni", "uni-nlp", "lab", "lab-lp", "shop", "shop-lab", "start"],
        "name": ["University", "NLP Group", "Lab", "Lab LP", "Shop", "Shop Lab", "Start"],
        "kind": ["university", "lab", "lab", "company", "company", "lab", "startup"],
        "parent": [None, "uni", None, "lab", None, "shop", None],
        "country": ["US", "US", "GB", "GB", "CN", "CN", "CN"],
    }
)
NAMES = dict(zip(PLACES["id"], PLACES["name"], strict=True))
PEOPLE = {name: name.title() for name in ["ann", "bob", "cat", "dan", "eve", "fay"]}


def stays(*rows, **provenance) -> pd.DataFrame:
    return make_facts(STAYS, *rows, **provenance)


def moves(*rows, **provenance) -> pd.DataFrame:
    return make_facts(MOVES, *rows, **provenance)


# Ranking.


def shares(base, *ranges) -> pd.DataFrame:
    table = pd.DataFrame({"count_low": [low for low, _ in ranges], "count_high": [high for _, high in ranges]})
    table["base"] = base
    table["country"] = ["US", "CN", "GB", "DE"][: len(table)]
    return table


def test_concentration_is_bounded_by_what_the_remainder_can_do():
    table = shares(100, (60, 60), (10, 20))
    # Scattered: 20 + 10 left make 30 at most, one each: 3600 + 100 + 30 ones.
    # Heaped: 20 left, in one country of 20: 3600 + 400 + 400.
    assert ranking.most_unnamed(table) == 20
    assert ranking.concentration(table) == pytest.approx((0.373, 0.44))
    values = ranking.concentration_values(table)
    assert (values["index"], values["equal"]) == ("3,730–4,400", "2.3–2.7")
    assert (values["most"], values["most_share"], values["unnamed"]) == ("20 listings", "20%", "1 country")


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8))
def test_the_true_concentration_lies_between_the_bounds(listings):
    true = sorted(listings, reverse=True)
    base = sum(true)
    named = true[: max(1, len(true) // 2)]
    low, high = ranking.concentration(shares(base, *[(each, each) for each in named]))
    index = sum((each / base) ** 2 for each in true)
    assert low - 1e-12 <= index <= high + 1e-12


def test_people_in_rankings_and_places_with_demand():
    ranks = make_facts(
        ["ranking", "period", "organization", "person", "rank_low", "rank_high", "scope"],
        ["R", None, None, "bob", 4, None, None], ["R", None, None, "ann", 1, 10, "China"], ["R", None, "lab", None, 1, 1, None],
    ).astype({"rank_low": "Int64", "rank_high": "Int64"})  # fmt: skip
    awards = make_facts(["person", "award"], ["ann", "Fellow"], ["ann", "Fellow"], ["ann", "Prize"])
    ranked = ranking.ranked_people(ranks, awards, PEOPLE)
    assert ranked[["who", "place", "awards"]].to_numpy().tolist() == [["Ann", "1–10", 2], ["Bob", "at least 4", 0]]
    demand = make_facts(
        ["place", "country", "rank", "statement"],
        ["China", "CN", 2, "second"], ["Wuxi", "CN", None, "jobs"], ["Beijing", "CN", 1, "people"], ["Shanghai", "CN", 2, "people"],
        ["China", "CN", None, "far from met"], ["Leeds", "GB", 1, "people"],
    ).astype({"rank": "Int64"})  # fmt: skip
    wanted = ranking.places_wanted(demand, "CN")
    assert "China" in ranking.demand_values(demand)["elsewhere"]
    assert ranking.demand_values(demand.iloc[:0]) == {}
    assert wanted["place"].tolist() == ["Beijing", "Shanghai", "Wuxi", "China"]
    assert ranking.demand_table(wanted).iloc[:, 1].tolist() == ["Beijing (1), Shanghai (2)", "Wuxi", "China"]


# Flows.

LIVES = stays(
    ["ann", "uni-nlp", "study", "BSc", "2010", None],
    ["ann", "lab", "employment", None, "2014", None],
    ["bob", "uni", "study", "PhD", "2016", None],
    ["bob", "shop", "employment", None, "2012", "2014"],
    ["bob", "lab", "employment", None, "2020", None],
    ["cat", "uni", "study", "BSc", None, None],
    ["cat", "lab", "employment", None, "2030", None],
    status=["reported"] * 6 + ["forecast"],
)
STEPS = moves(
    ["ann", "lab", "start", "2020", "bored"],
    ["ann", "lab", "start", "2020-12", None],
    ["ann", "lab", None, "2020", "bored"],
    ["bob", "shop", "lab-lp", None, None],
    ["bob", "lab", "lab-lp", "2019", None],
    ["dan", None, "lab", "2018", None],
    ["eve", "lab", "start", "2024", None],
    ["fay", "lab", "uni", "2024", None],
    status=["reported"] * 6 + ["satire", "forecast"],
)


def test_flows_are_one_row_a_person_and_route():
    flow = pipelines.flows(LIVES, STEPS, PLACES)
    told = [
        tuple(None if pd.isna(value) else value for value in row)
        for row in flow[["person", "origin", "destination", "kind", "date"]].itertuples(index=False)
    ]
    assert sorted(told, key=str) == sorted(
        [
            ("ann", "uni", "lab", "studied", None),
            ("bob", "uni", "lab", "studied", None),  # at the shop before the university
            ("ann", "lab", "start", "moved", "2020-12"),  # three times told, the most precise date
            ("bob", "shop", "lab", "moved", None),  # the company below the laboratory is the laboratory
            ("dan", None, "lab", "moved", "2018"),
        ],
        key=str,
    )


def test_balance_counts_people_and_leaves_out_universities():
    flow = pipelines.flows(LIVES, STEPS, PLACES)
    table = pipelines.balance(flow, PLACES).set_index("organization")
    assert table[["came", "left", "net"]].to_dict("index") == {
        "lab": {"came": 2, "left": 1, "net": 1},
        "start": {"came": 1, "left": 0, "net": 1},
        "shop": {"came": 0, "left": 1, "net": -1},
    }
    values = pipelines.balance_values(table.reset_index(), flow, "lab")
    assert (values["steps"], values["movers"]) == ("3 moves", "3 people")
    assert values["focus"] == "2 people came and 1 person left"
    assert values["winner"] == "Lab and Start have the largest net gain (1)"
    assert values["loser"] == "Shop has the largest net loss (1)"
    assert (values["half"], values["share"]) == ("1", "33%")
    assert pipelines.balance_values(table.reset_index(), flow, "uni")["focus"] == "no move is told"


def test_what_is_only_likely_is_said_of_those_who_came_and_left():
    table = moves(
        ["ann", "shop", "lab", None, None], ["ann", None, "lab", None, None],  # that she came is a fact, whence is not
        ["bob", "shop", "lab", None, None], ["cat", "shop", "lab", None, None], ["dan", "lab", "start", None, None],
        status=["estimate", "reported", "estimate", "reported", "estimate"],
    )  # fmt: skip
    flow = pipelines.flows(LIVES.iloc[:0], table, PLACES)
    gains = pipelines.balance(flow, PLACES).set_index("organization")
    assert gains.loc["lab", ["came", "came_likely", "left", "left_likely"]].tolist() == [3, 1, 1, 1]
    assert gains.loc["shop", ["left", "left_likely"]].tolist() == [3, 2]
    values = pipelines.balance_values(gains.reset_index(), flow, "lab")
    assert values["focus"] == "3 people came (1 of them only likely) and 1 person left (only likely)"
    assert values["unsure"] == " (3 of them only likely)"
    # Bob is at the lab as a fact, so he came; a seat on the board of the start-up does not bring Dan there.
    placed = stays(["bob", "lab-lp", "employment", None, None, None], ["dan", "start", "board", None, None, None])
    gains = pipelines.balance(pipelines.flows(placed, table, PLACES), PLACES).set_index("organization")
    assert gains["came_likely"].to_dict() == {"lab": 0, "start": 1, "shop": 0}


def test_who_left_and_came_back_came_twice():
    table = moves(
        ["ann", "shop", "lab", "2016", None],
        ["ann", None, "lab", "2023-02-09", "return"],
        ["bob", "shop", "lab", "2016", None],
        ["bob", None, "lab", "2017-06", None],  # within a year of the other: one step told twice
        ["cat", "lab", "start", "2016-03", None],
        ["cat", "lab", None, None, "bored"],  # undated
        ["dan", "lab", "start", None, None],
        ["dan", "lab", None, "2020", "bored"],
        ["eve", "lab", "start", "2016", None],
        ["eve", "lab", None, "2010", "bored"],
    )
    flow = pipelines.flows(LIVES.iloc[:0], table, PLACES)
    steps = flow[["person", "origin", "destination"]].fillna("").to_numpy().tolist()
    assert sorted(steps) == [
        ["ann", "", "lab"], ["ann", "shop", "lab"], ["bob", "shop", "lab"], ["cat", "lab", "start"], ["dan", "lab", "start"],
        ["eve", "lab", ""], ["eve", "lab", "start"],
    ]  # fmt: skip
    # A person who came twice is one person.
    gains = pipelines.balance(flow, PLACES).set_index("organization")
    assert gains.loc["lab", ["came", "left"]].tolist() == [2, 3]


def test_streams_lead_from_universities_only():
    learned = stays(
        ["ann", "uni", "study", "BSc", None, None],
        ["ann", "start", "study", "course", None, None],
        ["bob", "lab", "postdoc", None, None, None],
        ["ann", "shop", "employment", None, None, None],
        ["bob", "shop", "employment", None, None, None],
    )
    flow = pipelines.flows(learned, STEPS.iloc[:0], PLACES)
    assert flow[["person", "origin", "destination"]].to_numpy().tolist() == [["ann", "uni", "shop"]]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.sampled_from(["lab", "shop", "start", None]),
            st.sampled_from(["lab", "shop", "start", None]),
        ),
        max_size=12,
    )
)
def test_whoever_left_one_place_for_another_came_there(rows):
    table = moves(*[[person, origin, destination, None, None] for person, origin, destination in rows])
    flow = pipelines.flows(LIVES.iloc[:0], table, PLACES)
    assert not flow.duplicated(["person", "origin", "destination", "kind"]).any()
    steps = flow.dropna(subset=["origin", "destination"])
    assert (steps["origin"] != steps["destination"]).all()
    told = {
        (person, origin, destination)
        for person, origin, destination in rows
        if origin and destination and origin != destination
    }
    assert set(steps[["person", "origin", "destination"]].itertuples(index=False, name=None)) == told


def test_streams_add_up_people_by_university_and_place():
    flow = pipelines.flows(LIVES, STEPS, PLACES)
    table = pipelines.streams(flow, PLACES)
    assert table[["origin_name", "destination_name", "people"]].to_numpy().tolist() == [["University", "Lab", 2]]
    values = pipelines.stream_values(flow, table, "lab")
    assert (values["people"], values["schools"], values["places"]) == ("2 people", "1 university", "1 place of work")
    assert values["largest"] == "University to Lab (2 people)"
    assert (values["own"], values["unsure"]) == ("2", "")
    assert pipelines.stream_values(flow, table, "start")["own"] == "none"
    # The stays at both ends, but not the shop, at which Bob was before the university.
    assert pipelines.stream_facts(LIVES, PLACES, flow).index.tolist() == [0, 1, 2, 4]
    doubtful = LIVES.assign(status=["estimate", *LIVES["status"].iloc[1:]])
    told = pipelines.flows(doubtful, STEPS, PLACES)
    assert pipelines.stream_values(told, pipelines.streams(told, PLACES), "lab")["unsure"] == " (1 of them only likely)"
    assert pipelines.stream_values(flow, table.iloc[:0], "lab") == {}


# Careers.


def test_statements_on_one_stay_make_it_narrower_and_a_return_is_another():
    periods = careers.stays(
        stays(
            ["ann", "lab", "employment", None, "2016", "2017-06"],
            ["ann", "lab", "employment", "boss", "2016-03", None],
            ["ann", "lab-lp", "founder", None, "2023-02", None],
            ["bob", "lab", "employment", None, None, None],
            ["bob", "lab", "board", None, "2010", None],
        ),
        PLACES,
    )
    assert periods["person"].tolist() == ["ann", "ann"]
    days = periods[["start", "sure_start", "sure_end", "end"]].map(lambda day: "" if pd.isna(day) else str(day.date()))
    assert days.to_numpy().tolist() == [
        ["2016-03-01", "2016-03-31", "2017-06-01", "2017-06-30"],
        ["2023-02-01", "2023-02-28", "", ""],
    ]


def test_people_met_if_the_dates_prove_it():
    periods = careers.stays(
        stays(
            ["ann", "lab", "employment", None, "2016", "2020"],
            ["bob", "lab", "employment", None, "2018-05", "2019"],
            ["cat", "lab", "employment", None, "2020", None],  # Ann may have left on January 1
            ["dan", "shop", "employment", None, "2016", "2020"],
            ["ann", "shop", "employment", None, "2016", "2020"],  # too large to have met
        ),
        PLACES,
    )
    met = careers.meetings(periods, PLACES)
    assert met[["first", "second", "place"]].to_numpy().tolist() == [["ann", "bob", "lab"]]
    assert str(met["since"].iloc[0].date()) == "2018-05-31"


@pytest.mark.parametrize(
    ("one", "other", "since"),
    [
        # One may have come and left in spring, the other come in autumn.
        ([("2021", None)], [("2021", None)], None),
        ([("2021", None)], [("2021-02-03", None)], None),
        ([(None, "2024-05")], [(None, "2024-05")], None),
        ([("2021-02-03", None)], [("2021-02-03", None)], "2021-02-03"),
        ([(None, "2024-05-14")], [(None, "2024-05-14")], "2024-05-14"),
        # Whenever in 2018 the other came, the first was there from the end of 2016 to the beginning of 2020.
        ([("2016", "2020")], [("2018", None)], "2018-12-31"),
        ([("2016", "2020")], [(None, "2018")], "2018-12-31"),
        ([("2018", "2020")], [("2018", None)], None),
        # A second statement on one stay tells that it lasted until then.
        ([("2015", None), ("2019", None)], [("2017", None)], "2017-12-31"),
        ([("2015", None), ("2019", None)], [("2019", None)], None),
        # Both were there on some day of 2011, not on the same one.
        ([("2011", "2011")], [("2011", "2011")], None),
        ([("2011", "2011")], [("2010", "2012")], "2011-12-31"),
    ],
)
def test_what_is_known_to_the_year_only_proves_a_meeting_if_any_day_of_it_does(one, other, since):
    told = [["ann", "lab", "employment", None, *dates] for dates in one]
    told += [["bob", "lab", "employment", None, *dates] for dates in other]
    met = careers.meetings(careers.stays(stays(*told), PLACES), PLACES)
    assert [str(day.date()) for day in met["since"]] == ([since] if since else [])


def test_careers_are_chosen_by_nearness_and_dated_stays():
    table = stays(
        ["ann", "lab", "employment", None, "2016", None],
        ["ann", "shop", "employment", None, "2010", None],
        ["bob", "start", "employment", None, "2016", None],
        ["bob", "shop", "employment", None, "2010", None],
        ["bob", "uni", "study", None, "2000", None],
        ["cat", "lab", "employment", None, "2019", None],  # one dated stay only
        ["cat", "start", "employment", None, None, None],
        ["dan", "uni", "study", None, "2000", "2004"],
        ["dan", "shop", "employment", None, "2005", None],
        ["dan", "shop-lab", "employment", None, "2006", None],
        ["dan", "shop-lab", "study", None, "2007", None],
    )
    periods = careers.stays(table, PLACES)
    # Ann was at the lab; Bob was where Cat of the lab was; Dan has most stays but is farthest.
    assert careers.key_people(periods, table, PLACES, "lab") == ["ann", "bob", "dan"]
    assert careers.key_people(periods, table, PLACES, "lab", shown=1) == ["ann"]
    lines = careers.lifelines(periods, ["ann", "dan"], {"ann"}, PEOPLE, NAMES)
    assert lines["who"].drop_duplicates().tolist() == ["Ann", "Dan"]  # of the lab, though Dan was first
    strangers = careers.lifelines(periods, ["ann", "dan"], set(), PEOPLE, NAMES)
    assert strangers["who"].drop_duplicates().tolist() == ["Dan", "Ann"]
    values = careers.career_values(lines, careers.meetings(periods, PLACES), periods, {"ann"}, PEOPLE, NAMES)
    assert (values["drawn"], values["stays"], values["own"]) == ("2 people", "6 stays", "1")
    assert values["together"].startswith("of no two people")


def test_where_nothing_is_dated_there_are_no_careers():
    periods = careers.stays(stays(), PLACES)
    assert periods.empty
    assert careers.key_people(periods, stays(), PLACES, "lab") == []
    lines = careers.lifelines(periods, [], set(), PEOPLE, NAMES)
    assert lines.empty
    assert careers.meetings(periods, PLACES).empty
    assert careers.career_values(lines, careers.meetings(periods, PLACES), periods, set(), PEOPLE, NAMES) == {}


# Founding groups.

GROUP = stays(
    ["ann", "start", "founder", None, "2015", None],
    ["bob", "start", "founder", None, "2015", None],
    ["cat", "start", "founder", None, None, None],
    ["ann", "lab", "employment", None, "2010", None],
    ["bob", "lab-lp", "employment", None, None, None],
    ["cat", "lab", "employment", None, "2020", None],
    ["cat", "uni", "board", None, None, None],
    ["ann", "start", "employment", "boss", None, None],
    as_of=["2024-01-01"] * 7 + ["2022-06-30"],
)
FOUNDED = make_facts(["organization", "kind", "date"], ["start", "founding", "2015-12"], ["lab", "founding", "2001"])


def test_founders_are_tied_by_what_came_before():
    table = founding.ties(GROUP, PLACES, FOUNDED.iloc[:0])
    # Neither Cat's day of coming nor that of the founding is told, so the lab of 2020 is not known to be later.
    assert table[["organization", "founders", "pairs", "tied", "places", "place_founders"]].to_numpy().tolist() == [
        ["start", 3, 3, 3, ("Lab",), 3]
    ]
    # Where the founding is told it is: only Ann and Bob had met. Another, undated statement of Cat's lab changes nothing.
    again = pd.concat([GROUP, stays(["cat", "lab-lp", "employment", "boss", None, None])], ignore_index=True)
    for told in (GROUP, again):
        assert founding.ties(told, PLACES, FOUNDED)[["tied", "place_founders"]].to_numpy().tolist() == [[1, 2]]
        assert founding.tie_facts(told, PLACES, FOUNDED, table).index.tolist() == [0, 1, 2, 3, 4]
    dated = GROUP.assign(
        start=GROUP["start"].mask((GROUP["person"] == "cat") & (GROUP["organization"] == "start"), "2015")
    )
    assert founding.ties(dated, PLACES, FOUNDED.iloc[:0])[["tied", "place_founders"]].to_numpy().tolist() == [[1, 2]]
    values = founding.tie_values(table)
    assert (values["groups"], values["tied"], values["pairs"], values["all_pairs"]) == ("1 group", "1", "3", "3 pairs")
    assert values["complete"] == "It is so of every pair in Start"
    assert founding.tie_facts(GROUP, PLACES, FOUNDED.iloc[:0], table).index.tolist() == [
        0,
        1,
        2,
        3,
        4,
        5,
    ]  # no board, no later post
    assert founding.ties(GROUP.iloc[:1], PLACES, FOUNDED).empty
    assert founding.tie_values(table.iloc[:0]) == {}


def test_of_places_shared_by_as_many_founders_each_is_named():
    pair = stays(
        *[[who, "start", "founder", None, None, None] for who in ["ann", "bob"]],
        *[[who, "uni", "study", None, None, None] for who in ["ann", "bob"]],
        *[[who, "shop", "employment", None, None, None] for who in ["ann", "bob"]],
        status=["reported"] * 5 + ["estimate"],
    )
    table = founding.tie_table(founding.ties(pair, PLACES, FOUNDED))
    assert table["Place most of them share"].tolist() == ["Shop, 2 (1 of them only likely); University, 2"]


def test_ties_that_rest_on_what_is_likely_are_said_to():
    # That Bob and Cat were at the lab is likely; that Ann was is told twice, once as a fact; Dan is a likely founder.
    rows = [
        *[[who, "start", "founder", None, None, None] for who in ["ann", "bob", "cat", "dan"]],
        *[[who, "lab", "employment", None, None, None] for who in ["ann", "ann", "bob", "cat", "dan"]],
    ]
    likely = ["reported"] * 3 + ["estimate"] + ["estimate", "reported", "estimate", "estimate", "reported"]
    table = founding.ties(stays(*rows, status=likely), PLACES, FOUNDED)
    wanted = ["founders", "founders_likely", "pairs", "tied", "tied_likely", "place_founders", "places_likely"]
    # Only Ann is both a founder and at the lab as a fact, so no pair is certain.
    assert table[wanted].to_numpy().tolist() == [[4, 1, 6, 6, 6, 4, (3,)]]
    assert founding.tie_table(table).to_numpy().tolist() == [
        ["Start", "4 (1 of them only likely)", "6 of 6 (all only likely)", "Lab, 4 (3 of them only likely)"]
    ]
    values = founding.tie_values(table)
    assert values["complete"] == "It is so of every pair in Start (all only likely)"
    assert values["unsure"] == "; founders who are only likely are in 1 of them"
    assert values["pairs_unsure"] == " (all only likely)"
    sure = founding.ties(stays(*rows, status=["reported"] * 6 + ["estimate"] + ["reported"] * 2), PLACES, FOUNDED)
    # Bob's past is likely: he is in 3 of the 6 pairs.
    assert sure[wanted].to_numpy().tolist() == [[4, 0, 6, 6, 3, 4, (1,)]]


def left_start(*rows) -> pd.DataFrame:
    return pd.DataFrame(
        [{"person": person, "date": date, "counts": True} for person, date in rows],
        columns=["person", "date", "counts"],
    )


def test_a_founding_group_shrinks_between_bounds():
    began = founding.founding_day(GROUP, FOUNDED, "start")
    assert str(began.date()) == "2015-12-01"
    gone = founding.presence(GROUP, left_start(("bob", "2018"), ("cat", None)), began, "start")
    steps = founding.remaining(gone, pd.Timestamp("2024-05-31"))
    told = [
        (str(day.date()), low, high)
        for day, low, high in steps[["day", "low", "high"]].itertuples(index=False, name=None)
    ]
    # Ann is said in mid-2022 to have a post; of Cat, called a founder years later, nothing is known after the start.
    assert told == [
        ("2015-12-01", 2, 3), ("2018-01-01", 1, 3), ("2018-12-31", 1, 2), ("2022-06-30", 0, 2), ("2024-05-31", 0, 2),
    ]  # fmt: skip
    values = founding.remaining_values(steps, gone, PEOPLE)
    assert (values["founders"], values["left"], values["least"]) == (
        "3 people",
        "1 of 3 (Bob) had left for good",
        "none is known to have been",
    )
    assert values["most"] == "2 of 3 (67%)"
    assert values["back"] == ""
    assert values["seen"].startswith("a source last places one of them there on ")


def test_where_no_day_of_a_founding_is_told_the_founders_are_named():
    assert founding.untold_values(GROUP, PEOPLE, "lab") == {"founders": "names no founder"}
    told = founding.untold_values(GROUP.iloc[:1], PEOPLE, "start")["founders"]
    assert told == "names Ann, a founder, and tells of no day of the founding"
    two = GROUP.iloc[:2]
    said = [
        founding.untold_values(two.assign(status=statuses), PEOPLE, "start")["founders"]
        for statuses in (["estimate", "estimate"], ["reported", "estimate"])
    ]
    assert said == [
        "names Ann and Bob, likely founders, and tells of no day of the founding",
        "names Ann and Bob, founders (1 of them only likely), and tells of no day of the founding",
    ]


def test_of_founders_seen_last_on_one_day_it_is_said_how_many():
    days = pd.to_datetime(pd.Series(["2021-06-15", "2021-06-15", "2020-01-01"]))
    final = pd.DataFrame({"sure_end": days, "end": pd.Series([pd.NaT] * 3, dtype="datetime64[us]")})
    said = founding.last_seen(final, pd.Timestamp("2024-01-01"))
    assert said == "a source last places 2 of them there on Jun 15, 2021"


def test_who_comes_back_is_there_again():
    table = stays(
        ["ann", "start", "founder", None, "2015", None], ["ann", "start", "employment", None, None, "2017-06"],
        ["ann", "start", "employment", None, "2023-02-09", None],
        as_of="2023-05-06",
    )  # fmt: skip
    gone = founding.presence(table, left_start(("ann", "2017")), pd.Timestamp("2015-01-01"), "start")
    assert gone["start"].dt.year.tolist() == [2015, 2023]
    steps = founding.remaining(gone, pd.Timestamp("2024-01-01"))
    assert steps[["low", "high"]].to_numpy().tolist() == [[1, 1], [0, 1], [0, 0], [1, 1], [0, 1], [0, 1]]
    assert founding.remaining_values(steps, gone, PEOPLE)["back"] == "; Ann left and came back"


@given(st.lists(st.tuples(st.integers(2015, 2030), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
def test_the_lower_bound_is_never_above_the_upper(lives):
    gone = pd.DataFrame(
        [
            {
                "person": f"p{at}", "start": pd.Timestamp("2015-01-01"), "sure_end": pd.Timestamp(f"{year}-01-01"),
                "end": pd.NaT if unknown else pd.Timestamp(f"{year + width}-12-31"),
            }
            for at, (year, width, unknown) in enumerate(lives)
        ]
    ).astype({"end": "datetime64[us]"})  # fmt: skip
    steps = founding.remaining(gone, pd.Timestamp("2031-12-31"))
    assert (steps["low"] <= steps["high"]).all()
    assert (steps["high"] <= len(lives)).all()
    assert steps["high"].is_monotonic_decreasing
    assert steps["low"].is_monotonic_decreasing


# Lineage.

BONDS = make_facts(
    ["mentor", "mentee", "kind"],
    ["ann", "bob", "doctorate"], ["ann", "cat", "course"], ["bob", "dan", "master"], ["eve", "fay", "colleague"], ["ann", "bob", "doctorate"],
)  # fmt: skip


def test_teachers_and_generations():
    tree = lineage.family_tree(
        BONDS, stays(["dan", "start", "founder", None, None, None], ["eve", "lab", "founder", None, None, None])
    )
    assert sorted(lineage.people_of(tree)) == ["ann", "bob", "cat", "dan"]  # a colleague is no pupil
    assert lineage.generations(tree) == 3
    ranked = lineage.teachers(tree, PEOPLE)
    assert ranked.to_numpy().tolist() == [["ann", "Ann", 2, 3, ["start"]], ["bob", "Bob", 1, 1, ["start"]]]
    links = lineage.links(tree, PEOPLE, NAMES).set_index(["source_name", "target_name"])
    assert links[["source_layer", "target_layer"]].to_dict("index") == {
        ("Ann", "Bob"): {"source_layer": 0, "target_layer": 1},
        ("Ann", "Cat"): {"source_layer": 0, "target_layer": 1},
        ("Bob", "Dan"): {"source_layer": 1, "target_layer": 2},
        ("Dan", "Start"): {"source_layer": 2, "target_layer": 3},
    }
    values = lineage.lineage_values(tree, ranked, NAMES)
    assert (values["teachers"], values["pupils"], values["generations"], values["groups"]) == (
        "2 teachers", "3 pupils", "3 generations", "1 separate tree",
    )  # fmt: skip
    assert values["founded"] == "Ann or a pupil is among the founders of Start"
    # A founding together joins no trees of teachers.
    more = pd.concat([BONDS, make_facts(["mentor", "mentee", "kind"], ["eve", "fay", "course"])], ignore_index=True)
    joint = stays(["dan", "start", "founder", None, None, None], ["fay", "start", "founder", None, None, None])
    assert lineage.lineage_values(lineage.family_tree(more, joint), ranked, NAMES)["groups"] == "2 separate trees"
    assert lineage.lineage_values(nx.DiGraph(), ranked.iloc[:0], NAMES) == {}


def test_two_who_taught_each_other_are_of_one_generation():
    both = make_facts(
        ["mentor", "mentee", "kind"], ["ann", "bob", "course"], ["bob", "ann", "course"], ["bob", "cat", "master"]
    )
    tree = lineage.family_tree(both, stays())
    assert lineage.generations(tree) == 2
    links = lineage.links(tree, PEOPLE, NAMES)
    assert set(links["target_layer"]) == {0, 1}


def test_start_ups_descend_from_the_universities_of_their_founders():
    table = stays(
        ["ann", "start", "founder", None, None, None], ["bob", "start", "founder", None, None, None],
        ["ann", "uni-nlp", "faculty", None, None, None], ["bob", "uni", "study", None, None, None],
        ["bob", "uni", "study", "PhD", None, None], ["cat", "lab", "founder", None, None, None], ["cat", "uni", "study", None, None, None],
    )  # fmt: skip
    roots = lineage.startup_roots(table, PLACES)
    assert roots[["startup", "university", "founders", "of"]].to_numpy().tolist() == [["start", "uni", 2, 2]]
    assert lineage.root_table(roots).to_numpy().tolist() == [["Start", "2", "University, 2"]]
    values = lineage.root_values(roots)
    assert (values["startups"], values["universities"]) == ("1 start-up", "1 university")
    assert (values["several"], values["alone"], values["unsure"]) == ("1", "1", "")
    # The founders and their universities; Cat founded no start-up.
    assert lineage.root_facts(table, PLACES).index.tolist() == [0, 1, 2, 3, 4]
    guessed = table.assign(status=["estimate", "reported", "reported", "estimate", "estimate", "reported", "reported"])
    doubt = lineage.startup_roots(guessed, PLACES)
    assert doubt[["founders_likely", "of_likely"]].to_numpy().tolist() == [[2, 1]]  # Ann as a founder, Bob as a student
    assert lineage.root_table(doubt).to_numpy().tolist() == [
        ["Start", "2 (1 of them only likely)", "University, 2 (all only likely)"]
    ]
    assert lineage.root_values(doubt)["unsure"] == ", of 1 of them only as likely,"
    alone = lineage.root_values(lineage.startup_roots(table.drop(index=1), PLACES))
    assert (alone["startups"], alone["several"], alone["alone"]) == ("1 start-up", "0", "none")  # one founder named
    assert lineage.root_values(roots.iloc[:0]) == {}


# Exits.


def leavings(*rows, steps=None) -> pd.DataFrame:
    """Make departures from the lab from rows of date, who, status; one event each."""
    events = make_facts(
        ["id", "organization", "kind", "date", "title"],
        *[[f"e{at}", "lab", "departure", date, "leaves"] for at, (date, _, _) in enumerate(rows)],
        status=[status for _, _, status in rows],
    )
    participants = make_facts(
        ["event", "organization", "person", "role"],
        *[[f"e{at}", None, who, "leaver"] for at, (_, who, _) in enumerate(rows)],
    )
    said = exits.statements(events, participants, moves() if steps is None else steps, PLACES, "lab")
    return exits.departures(said, PEOPLE, NAMES)


def test_jokes_and_what_is_foretold_are_listed_and_not_counted():
    left = leavings(
        ("2024-05", "eve", "satire"), ("2020-12", "ann", "reported"), ("2020", "bob", "reported"), ("2021", "cat", "hearsay"),
        steps=moves(["fay", "lab", "uni", "2025", "to teach"], status="forecast"),
    )  # fmt: skip
    assert left["who"].tolist() == ["Bob", "Ann", "Cat", "Eve", "Fay"]
    assert left["counts"].tolist() == [True, True, False, False, False]
    values = exits.departure_values(left)
    assert (values["leavers"], values["sure"], values["when"]) == ("2 named people", "as a fact", "in 2020")
    assert values["wave"] == ""  # two are no wave, so none need be explained
    assert values["refused"] == (
        "Announcements by 1 more person are shown and not counted: their source tells them as news, but nothing else places "
        "these people there, so they are read as jokes. What is only foretold, of 1 person, is not counted"
    )
    assert exits.doubtful_marks(left) == "Hollow marks are not counted"
    assert exits.doubtful_marks(left[left["counts"]]) == ""
    guessed = left.assign(destination_likely=left["who"].isin(["Ann", "Eve"]))
    assert exits.only_likely(guessed).tolist() == [False, True, False, False, False]  # of a joke nothing is likely
    half = "Half-filled marks with names in italics: who left, or where they went, is only likely"
    assert exits.doubtful_marks(guessed) == f"{half}. Hollow marks are not counted"
    assert exits.doubtful_marks(guessed[guessed["counts"]]) == half
    table = exits.departure_table(left)
    assert table["Counted"].tolist() == ["yes", "yes", "no", "no, read as a joke", "no, foretold"]
    assert exits.departure_values(leavings(("2024", "eve", "satire"))) == {}
    assert exits.departure_values(leavings()) == {}


def test_what_is_told_twice_of_one_leaving_is_one():
    left = leavings(
        ("2020-12", "ann", "reported"), ("2018", "bob", "reported"),
        steps=moves(
            ["ann", "lab", "start", "2021-02", "bored"], ["ann", "lab-lp", "start", "2020", "bored and tired"],
            ["bob", "lab", None, "2023", None], ["cat", "lab", "start", None, None], ["dan", "lab", "lab-lp", "2020", None],
            status=["reported", "estimate", "reported", "estimate", "reported"],
        ),
    )  # fmt: skip
    told = left[["who", "date", "destination_name", "reason", "status"]].astype("object")
    told = told.where(told.notna(), None).to_numpy().tolist()
    assert told == [
        ["Bob", "2018", None, None, "reported"],
        ["Ann", "2020-12", "Start", "bored", "reported"],  # the most precise date; the longer reason is only likely
        ["Bob", "2023", None, None, "reported"],  # five years later he left again
        ["Cat", None, "Start", None, "estimate"],
    ]
    values = exits.departure_values(left)
    assert values["leavers"] == "3 named people"
    assert values["sure"] == "2 of them as a fact and 1 as likely"
    assert values["when"] == "never more than 1 in a year, and 1 at no stated date"
    assert values["destinations"] == "where they went is told of 2 (67%): Start (2, 1 of them only likely)"
    assert (values["waves"], values["reasons"]) == ("not in a wave", "A reason is reported for 1 of them")


def test_an_estimate_on_a_leaving_that_is_a_fact_is_shown_as_one():
    left = leavings(
        steps=moves(
            ["ann", "lab", None, "2020", None], ["ann", "lab", "start", "2020-12", "bored"],
            ["bob", "lab", "start", "2020-12", "tired"], ["cat", "lab", "start", "2020-12", None], ["cat", "lab", None, None, "old"],
            status=["reported", "estimate", "reported", "estimate", "reported"],
        )
    )  # fmt: skip
    # Only that Ann left in 2020 is a fact; of Cat only that she left, and why.
    assert exits.departure_table(left).to_numpy().tolist() == [
        ["Ann", "2020, likely to Start", "likely: bored", "yes"],
        ["Bob", "Dec 2020, to Start", "tired", "yes"],
        ["Cat", "likely Dec 2020, likely to Start", "old", "yes"],
    ]
    values = exits.departure_values(left)
    assert values["sure"] == "as a fact"
    assert values["reasons"] == "A reason is reported for 3 of them (1 of them only likely)"
    assert values["destinations"] == "where they went is told of 3 (100%): Start (3, 2 of them only likely)"
    assert values["waves"] == "in one wave, of 3 people (2020, all to Start, 2 of them only likely)"
    assert values["wave"].startswith(
        "A wave is 3 or more people of whom none left more than 6 months after the one before"
    )


def test_people_who_leave_within_half_a_year_of_one_another_are_a_wave():
    left = leavings(
        ("2020-12", "ann", "reported"), ("2021-05", "bob", "reported"), ("2021-10", "cat", "reported"), ("2023-01", "dan", "reported"),
        ("2021-03", "eve", "satire"),
    )  # fmt: skip
    table = exits.waves(left)
    assert table[["start", "end", "people", "wave"]].to_numpy().tolist() == [
        ["2020-12", "2021-10", 3, True], ["2023-01", "2023-01", 1, False],
    ]  # fmt: skip
    assert exits.departure_values(left)["waves"] == "in one wave, of 3 people (Dec 2020 to Oct 2021)"
    assert exits.departure_values(left)["when"] == "most in 2021 (2)"


def test_people_who_left_alike_share_a_row():
    left = leavings(
        steps=moves(
            ["ann", "lab", "start", "2020", "bored"],
            ["bob", "lab", "start", "2020", "bored"],
            ["cat", "lab", None, "2020", "bored"],
        )
    )
    assert exits.departure_table(left).to_numpy().tolist() == [
        ["Ann, Bob", "2020, to Start", "bored", "yes"], ["Cat", "2020", "bored", "yes"],
    ]  # fmt: skip


# Teams.


def test_groups_of_a_team_and_first_degrees():
    groups = make_facts(
        ["artifact", "group", "subgroup"],
        ["bot", "Vision", None],
        ["bot", "Vision", "Data"],
        ["bot", "Safety", None],
        ["toy", "All", None],
    )
    members = make_facts(
        ["artifact", "person", "group", "contribution"],
        ["bot", "ann", "Safety", "tests"], ["bot", "bob", "Safety", None], ["bot", "ann", "Vision", None], ["bot", "cat", None, "boss"],
        ["toy", "ann", None, None],
    )  # fmt: skip
    assert teams.grouped_team(groups) == "bot"
    assert teams.grouped_team(groups.iloc[:0]) == ""
    sizes = teams.group_sizes(groups, members, "bot")
    assert sizes.to_numpy().tolist() == [["Safety", 0, 2, False], ["Vision", 1, 1, False]]
    broken = groups.assign(note=[None, "The list breaks off after one", None, None])
    assert teams.group_table(teams.group_sizes(broken, members, "bot"))["Parts listed"].tolist() == [
        "none",
        "1 or more",
    ]
    assert teams.group_facts(groups, members, "bot")["source"].size == 3 + 3
    assert teams.group_table(sizes)["Parts listed"].tolist() == ["none", "1"]
    degrees = teams.first_degrees(
        members,
        stays(["ann", "uni", "study", "BSc physics", None, None], ["bob", "uni", "study", "PhD", None, None]),
        PLACES,
        "bot",
    )
    assert degrees["country"].isna().tolist() == [False, True]
    assert degrees["country"].tolist()[0] == "US"
    student = stays(["ann", "uni", "study", "undergraduate student", None, None])
    # Who is still a student has taken no degree.
    assert teams.first_degrees(members, student, PLACES, "bot")["country"].isna().all()
    assert teams.in_both(members, "bot", "toy") == 1
    composition = make_facts(["team", "dimension", "category", "count", "share_percent", "base", "value"]).astype(
        {"count": "Int64", "share_percent": "float64"}
    )
    values = teams.difference_values(composition, members, sizes, degrees, ("toy", "bot"), {"toy": "Toy", "bot": "Bot"})
    assert (values["members"], values["largest"], values["told"], values["both"]) == (
        "2 people",
        "Safety",
        "1",
        "1 person",
    )
    assert values["schooled"].startswith("Of the 1 whose first degree is told, 1 took it in the United States (100%")
    assert values["ethnic"] == "How many of them are ethnic Chinese is not told"
    assert teams.difference_values(composition, members, sizes.iloc[:0], degrees, ("toy", "bot"), {}) == {}


# The bundled evidence.


def test_no_degree_is_counted_of_whom_a_note_calls_a_student_still(dataset):
    stays_ = dataset.affiliations
    studying = stays_[stays_["note"].str.contains("Still a student", na=False)]
    assert len(studying)
    assert not studying["role"].str.contains(teams.FIRST_DEGREE, na=False).any()


def test_the_bundled_departures_count_no_joke_and_no_forecast(dataset):
    said = exits.statements(dataset.events, dataset.participants, dataset.moves, dataset.organizations, "openai")
    left = exits.departures(said, dataset.names("people"), dataset.names("organizations"))
    assert set(left.loc[~left["counts"], "status"]) == {"satire", "forecast"}
    assert not left[left["counts"]].duplicated("person").any()
    anthropic = left[left["counts"] & (left["destination"] == "anthropic")]
    founders = founding.founders_of(dataset.affiliations, "anthropic")
    assert sorted(anthropic["person"]) == founders


def test_findings_can_fail(dataset):
    """Each finding on routes holds for the evidence and turns when the evidence does."""
    rates = Rates.into("USD", dataset.exchange_rates)

    def found(**tables):
        return {each.id: each for each in talent.findings(replace(dataset, **tables), "CN", "openai", rates)}

    told = found()
    assert {each.holds for each in told.values()} == {True}
    loss = dataset.moves[~dataset.moves["destination"].isin(["openai", "openai-lp"])]
    gain = found(moves=loss)["talent-net-gain-of-the-organization"]
    assert (gain.holds, "did not gain people: nobody came" in gain.sentence) == (False, True)
    strangers = dataset.affiliations[dataset.affiliations["kind"] == "founder"].drop_duplicates("person")
    assert found(affiliations=strangers)["talent-founders-had-a-place-in-common"].holds is False
    loyal = dataset.affiliations.assign(end=None)
    quiet = found(
        affiliations=loyal, moves=dataset.moves.iloc[:0], events=dataset.events[dataset.events["kind"] != "departure"]
    )
    assert quiet["talent-founders-who-left"].holds is False
    assert "none is known to have left for good; a source last places" in quiet["talent-founders-who-left"].sentence
    few = dataset.moves[(dataset.moves["origin"] == "openai") | (dataset.moves["destination"] == "openai")].iloc[:4]
    assert found(moves=few)["talent-net-gain-of-the-organization"].holds is None


def test_where_nobody_left_it_is_said_whom_most_left():
    table = pd.DataFrame({"name": ["Lab", "Shop"], "came": [0, 5], "left": [2, 1]})
    assert pipelines.most_left(table) == {"top": "Lab", "number": "2 people"}
    assert pipelines.most_left(table.assign(left=0)) == {}
    assert pipelines.most_left(table.iloc[:0]) == {}


def test_of_one_who_left_no_numbers_are_said():
    values = exits.departure_values(leavings(("2020", "ann", "reported")))
    assert (values["reasons"], values["destinations"]) == ("No reason is reported", "where they went is not told")
    assert values["refused"] == "No announcement is read as a joke"


def test_why_people_came_is_told_once_a_person():
    table = moves(
        ["ann", "shop", "lab", None, "money"], ["ann", "shop", "lab-lp", None, "more money"], ["bob", None, "lab", None, "fun"],
        ["cat", "shop", "lab", None, "more money"], ["dan", "shop", "lab", None, None], ["eve", "shop", "lab", None, "a joke"],
        ["fay", "lab-lp", "lab", None, "a step within"],
        status=["reported", "estimate", "estimate", "estimate", "reported", "satire", "reported"],
    )  # fmt: skip
    came = exits.arrivals(table, PLACES, PEOPLE, NAMES, "lab")
    assert came[["who", "reason", "guessed"]].to_numpy().tolist() == [
        ["Ann", "more money", False], ["Bob", "fun", True], ["Cat", "more money", True],
    ]  # fmt: skip
    assert exits.arrival_table(came).to_numpy().tolist() == [
        ["Ann", "Shop", "more money", "as a fact"], ["Bob", "not told", "fun", "as likely"],
        ["Cat", "Shop", "more money", "as likely"],
    ]  # fmt: skip
    assert exits.arrivals(table, PLACES, PEOPLE, NAMES, "start").empty
