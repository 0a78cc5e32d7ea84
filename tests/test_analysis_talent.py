"""Talent: shares, teams, origins, departures and pay, against sums done by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import assume, given
from hypothesis import strategies as st

from labatlas.analysis import talent
from labatlas.analysis.money import Rates

USD = Rates("USD", {"USD": 1.0, "CNY": 0.1}, "2023", pd.DataFrame())
SCHOLARS = ["ranking", "year", "country", "count_low", "count_high", "share_percent"]
TEAM = ["team", "dimension", "category", "count", "share_percent", "base", "value"]
STAYS = ["person", "organization", "kind", "role", "start", "end"]
PAY = ["payee", "person", "organization", "year", "low", "high", "currency", "months", "basis"]


def scholars(*rows, **provenance) -> pd.DataFrame:
    frame = make_facts(SCHOLARS, *rows, **provenance)
    return frame.astype({"year": "Int64", "count_low": "Int64", "count_high": "Int64", "share_percent": "float64"})


def team(*rows, **provenance) -> pd.DataFrame:
    frame = make_facts(TEAM, *[["t", *row] for row in rows], **provenance)
    return frame.astype({"count": "Int64", "base": "Int64", "share_percent": "float64", "value": "float64"})


def stays(*rows, **provenance) -> pd.DataFrame:
    return make_facts(STAYS, *rows, **provenance)


# Rankings.

RANKING = scholars(
    ["R", 2022, "US", 120, 120, 60.0],
    ["R", 2022, "CN", 30, 30, 15.0],
    ["R", 2022, "DE", 1, 20, None],
    ["R", 2021, "GB", 90, 90, 90.0],
    ["S", 2022, "FR", 10, 10, 100.0],
)


def test_shares_are_of_the_base_that_counts_and_printed_shares_imply():
    shares = talent.ranking.country_shares(RANKING)
    # 120 / 60 % = 30 / 15 % = 200 listings; the older edition and the smaller ranking are left out.
    assert shares["country"].tolist() == ["US", "CN", "DE"]
    assert shares["base"].tolist() == [200, 200, 200]
    assert shares["share_low"].tolist() == pytest.approx([120 / 200, 30 / 200, 1 / 200])
    assert shares["share_high"].tolist() == pytest.approx([120 / 200, 30 / 200, 20 / 200])
    assert shares["stated_share"].tolist()[:2] == pytest.approx([0.6, 0.15])
    assert shares["name"].tolist() == ["United States", "China", "Germany"]
    # 200 - (120 + 30 + 20) = 30 at least, 200 - (120 + 30 + 1) = 49 at most
    assert talent.ranking.remainder(shares) == (30, 49)


def test_a_country_without_a_listing_implies_no_base():
    table = pd.concat([RANKING.iloc[:2], scholars(["R", 2022, "AQ", 0, 0, 5.0])], ignore_index=True)
    shares = talent.ranking.country_shares(table)
    assert shares["base"].tolist() == [200, 200, 200]
    assert shares["share_low"].tolist() == pytest.approx([0.6, 0.15, 0])
    assert talent.ranking.country_shares(table.iloc[2:]).empty


def test_what_is_said_of_a_country():
    shares = talent.ranking.country_shares(RANKING)
    values = talent.ranking.share_values(shares, "CN")
    assert values["place"] == "China stands at place 2 with 30"
    assert values["ratio"] == "for each listing in China there are 4 in the United States"  # 120 / 30
    assert values["rest"] == "between 30 and 49 listings"
    bounded = talent.ranking.share_values(shares, "DE")
    assert bounded["place"] == "Germany stands at place 3 with 1–20"
    assert "at least 6 in" in bounded["ratio"]  # 120 / 20, the least the lead can be
    leading = talent.ranking.share_values(shares, "US")
    assert leading["ratio"] == values["ratio"]  # the leader is compared with the second
    assert leading["place"] == "China comes next with 30"
    assert talent.ranking.lead_over_next(shares) == values["ratio"]
    unnamed = talent.ranking.share_values(shares, "BR")
    # Germany has 20 at most and comes last, so Brazil has 20 of 200 at most.
    assert unnamed["place"] == "Brazil is not named, which leaves it 10% of the listings at most"
    assert unnamed["ratio"] == "for each listing it may have, the leader has 6 or more"
    assert talent.ranking.share_values(talent.ranking.country_shares(RANKING.iloc[:0]), "US") == {}


def test_a_joke_or_hearsay_is_no_part_of_a_ranking():
    spoilt = pd.concat([RANKING, scholars(["R", 2023, "AQ", 1, 1, 1.0], status="satire")], ignore_index=True)
    pd.testing.assert_frame_equal(talent.ranking.country_shares(spoilt), talent.ranking.country_shares(RANKING))


counts = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 100)), min_size=1, max_size=6)


@given(counts, st.integers(1, 300))
def test_the_remainder_is_a_range_that_contains_the_truth(ranges, others):
    """Countries hold ``low`` to ``low + width`` listings each, the others the rest of the base."""
    exact = 200
    truth = [low + width // 2 for low, width in ranges]
    base = exact + sum(truth) + others
    codes = ["CN", "GB", "DE", "FR", "IT", "JP"]
    table = scholars(
        ["R", 2022, "US", exact, exact, exact / base * 100],
        *[["R", 2022, code, low, low + width, None] for code, (low, width) in zip(codes, ranges, strict=False)],
    )
    shares = talent.ranking.country_shares(table)
    assert set(shares["base"]) == {base}
    low, high = talent.ranking.remainder(shares)
    assert 0 <= low <= others <= high
    for row, (code, real) in [
        (shares.set_index("country").loc[code], (code, real)) for code, real in zip(codes, truth, strict=False)
    ]:
        assert row["share_low"] <= real / base <= row["share_high"], code


@given(st.permutations(range(len(RANKING))), st.permutations(list(RANKING.columns)))
def test_the_order_of_rows_and_columns_changes_no_ranking(rows, columns):
    shuffled = talent.ranking.country_shares(RANKING.iloc[list(rows)][list(columns)])
    pd.testing.assert_frame_equal(shuffled, talent.ranking.country_shares(RANKING))


# Teams.

CREW = team(
    ["whole", "members", 20, None, 100, None],
    ["role", "research-and-development", 16, 80.0, 20, None],
    ["role", "product", 2, 15.0, None, None],
    ["age", "20-29", 10, None, 15, None],
    ["age", "30-39", 4, None, 15, None],
    ["age", "60-and-over", 1, None, 15, None],
    ["age", "unknown", 5, None, 20, None],
    ["mean-age", "members", None, None, 15, 31.0],
    ["gender", "women", 5, 25.0, 20, None],
    ["origin", "company", None, 81.0, None, None],
    ["university", "mit", 3, None, None, None],
    ["university", "cmu", 4, None, None, None],
)


def test_shares_of_a_team_are_of_the_base_that_is_told_or_the_whole_team():
    roles = talent.team.team_shares(CREW, "role")
    assert roles["base"].tolist() == [20, 20]
    assert roles["share"].tolist() == pytest.approx([16 / 20, 2 / 20])
    assert roles["agrees"].tolist() == [True, False]  # 80 % is 80 %; 10 % is not 15 %
    assert talent.team.team_shares(CREW, "origin")["share"].tolist() == pytest.approx([0.81])
    assert talent.team.team_shares(CREW, "origin")["agrees"].tolist() == [None]
    assert talent.team.whole_team(CREW) == 20
    assert math.isnan(talent.team.whole_team(CREW[CREW["dimension"] != "whole"]))


def test_a_count_without_any_base_is_compared_with_nothing():
    shares = talent.team.team_shares(team(["role", "product", 4, 99.0, None, None]), "role")
    assert shares["agrees"].tolist() == [None]
    assert talent.consistency.arithmetic(team(["role", "product", 4, 99.0, None, None])).empty


def test_shares_that_their_counts_do_not_bear_out_are_listed():
    wrong = talent.consistency.arithmetic(CREW).to_dict("records")
    assert wrong == [
        {
            "dimension": "role", "category": "product", "count": 2, "base": 20, "stated_percent": 15.0,
            "computed_percent": pytest.approx(10.0), "count_implied": 3,  # 15 % of 20
        }
    ]  # fmt: skip
    table = talent.consistency.arithmetic_table(talent.consistency.arithmetic(CREW))
    assert table.to_numpy().tolist() == [["role", "product", "2", "20", "15%", "10%", "3"]]


@pytest.mark.parametrize(("stated", "agrees"), [(33.0, True), (34.0, True), (32.5, True), (35.0, False), (31.0, False)])
def test_rounding_is_allowed_for(stated, agrees):
    # 1 of 3 is 33.3 %
    shares = talent.team.team_shares(team(["role", "x", 1, stated, 3, None]), "role")
    assert shares["agrees"].tolist() == [agrees]


def test_a_team_is_divided_with_everyone_in():
    parts = talent.team.team_parts(CREW)
    assert parts.to_numpy().tolist() == [
        ["Role", "research and development", 16 / 20],
        ["Role", "product", 2 / 20],
        ["Role", "not known", 2 / 20],
        ["Age", "20–29", 10 / 20],
        ["Age", "30–39", 4 / 20],
        ["Age", "60 and over", 1 / 20],
        ["Age", "not known", 5 / 20],
        ["Gender", "women", 5 / 20],
        ["Gender", "men or not told", 15 / 20],
    ]


@given(
    st.integers(1, 300),
    st.lists(
        st.tuples(st.sampled_from(["role", "age", "degree", "gender"]), st.integers(0, 60)), min_size=1, max_size=10
    ),
)
def test_the_parts_of_a_dimension_make_one(whole, categories):
    rows = [[dimension, f"c{at}", number, None, None, None] for at, (dimension, number) in enumerate(categories)]
    parts = talent.team.team_parts(team(["whole", "members", whole, None, None, None], *rows))
    assert (parts["share"] > 0).all()
    assert parts.groupby("dimension")["share"].sum().tolist() == pytest.approx([1.0] * parts["dimension"].nunique())
    totals = pd.DataFrame(categories).groupby(0)[1].sum()
    divided = {talent.team.DIVISIONS[dimension] for dimension, total in totals.items() if 0 < total <= whole}
    assert set(parts["dimension"]) == divided


@given(st.permutations(range(len(CREW))), st.permutations(list(CREW.columns)))
def test_the_order_of_rows_and_columns_changes_no_team(rows, columns):
    shuffled = CREW.iloc[list(rows)][list(columns)]
    order = ["dimension", "label"]
    pd.testing.assert_frame_equal(
        talent.team.team_parts(shuffled).sort_values(order, ignore_index=True),
        talent.team.team_parts(CREW).sort_values(order, ignore_index=True),
    )
    assert talent.team.mean_age_bounds(shuffled) == pytest.approx(talent.team.mean_age_bounds(CREW))
    assert talent.team.team_values(shuffled, "Bot") == talent.team.team_values(CREW, "Bot")


def test_the_mean_age_is_bounded_by_the_bands():
    # (10 * 20 + 4 * 30 + 60) / 15 and (10 * 29 + 4 * 39 + 99) / 15
    assert talent.team.mean_age_bounds(CREW) == pytest.approx((380 / 15, 545 / 15))
    assert all(
        math.isnan(bound) for bound in talent.team.mean_age_bounds(team(["age", "unknown", 5, None, None, None]))
    )
    assert all(math.isnan(bound) for bound in talent.team.mean_age_bounds(team(["age", "20-29", 0, None, None, None])))


@given(st.lists(st.integers(20, 99), min_size=1, max_size=30))
def test_the_bounds_contain_the_true_mean_age(ages):
    bands = {"20-29": (20, 29), "30-39": (30, 39), "40-49": (40, 49), "50-59": (50, 59), "60-and-over": (60, 99)}
    rows = [
        ["age", band, sum(low <= age <= high for age in ages), None, len(ages), None]
        for band, (low, high) in bands.items()
    ]
    low, high = talent.team.mean_age_bounds(team(*rows))
    assert low <= sum(ages) / len(ages) + 1e-9
    assert sum(ages) / len(ages) <= high + 1e-9


def test_what_is_said_of_a_team():
    values = talent.team.team_values(CREW, "Bot")
    assert values == {
        "team": "Bot", "whole": "20", "technical": "16 (80%, interval 58%–92%)", "women": "5 (25%, interval 11%–47%)",
        "mean": "31", "mean_low": "25.3", "mean_high": "36.3", "possible": "so the mean is possible", "aged": "15",
        "confidence": "95%", "oldest": "99",
    }  # fmt: skip
    assert talent.team.team_values(CREW[CREW["dimension"] != "gender"], "Bot") == {}
    old = CREW.copy()
    old.loc[old["dimension"] == "mean-age", "value"] = 37.0
    assert talent.team.team_values(old, "Bot")["possible"] == "so the mean cannot be right"


def test_a_second_source_on_the_same_team_does_not_break_the_text():
    again = team(["gender", "women", 6, None, 20, None], ["role", "research-and-development", None, 80.0, 20, None])
    values = talent.team.team_values(pd.concat([CREW, again], ignore_index=True), "Bot")
    assert values == talent.team.team_values(CREW, "Bot")


def test_shares_stand_with_their_base_and_a_wilson_interval():
    places = pd.DataFrame({"id": ["mit", "cmu"], "name": ["MIT", "Carnegie Mellon"], "country": ["US", "CA"]})
    shares = talent.team.share_intervals(CREW, places, ["university", "age"])
    assert shares["dimension"].tolist() == ["Studied at"] * 2 + ["Age"] * 3
    assert shares["label"].tolist() == ["Carnegie Mellon", "MIT", "20–29", "30–39", "60 and over"]
    assert shares["country"].tolist()[:2] == ["CA", "US"]
    assert shares["base"].tolist() == [20, 20, 15, 15, 15]  # the whole team, or those whose age is known
    # Wilson (1927) by hand for 4 of 20: centre (p + z²/2n) / (1 + z²/n) with z = 1.959964
    z = 1.959964
    centre, width = (0.2 + z**2 / 40) / (1 + z**2 / 20), z / (1 + z**2 / 20) * math.sqrt(0.16 / 20 + z**2 / 1600)
    assert shares.loc[0, ["low", "high"]].tolist() == pytest.approx([centre - width, centre + width], abs=1e-6)


@given(st.integers(1, 400), st.floats(0, 1))
def test_a_wilson_interval_contains_its_share_and_stays_within_everything(base, part):
    number = round(base * part)
    low, high = talent.team.wilson(number, base)
    assert -1e-12 <= low <= number / base + 1e-12
    assert number / base - 1e-12 <= high <= 1 + 1e-12


def test_shares_of_a_whole_group_fit_only_some_sizes():
    # 81, 13, 4 and 3 per cent: of 78 they are 63, 10, 3 and 2 people; of 87 no whole number rounds to 81 per cent.
    assert talent.consistency.bases_that_fit([81, 13, 4, 3], 87) == [72, 77, 78, 79, 80]
    crew = team(
        ["whole", "members", 87, None, None, None],
        *[["origin", f"o{at}", None, stated, None, None] for at, stated in enumerate([81.0, 13.0, 4.0, 3.0])],
    )
    values = talent.consistency.origin_values(crew)
    assert values["total"] == "101%"
    assert "cannot be shares of all 87 members, only of 72 or 77–80" in values["fit"]
    fitting = team(
        ["whole", "members", 4, None, None, None],
        ["origin", "x", None, 75.0, None, None],
        ["origin", "y", None, 25.0, None, None],
    )
    assert talent.consistency.origin_values(fitting)["fit"] == "they can be shares of all 4"
    assert talent.consistency.origin_values(crew.iloc[1:]) == {}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_the_true_size_of_a_group_always_fits(numbers):
    whole = sum(numbers)
    rounded = [math.floor(number / whole * 100 + 0.5) for number in numbers]
    assert whole in talent.consistency.bases_that_fit(rounded, whole)


# Origins.

LIVES = stays(
    ["ann", "lab", "employment", None, "2018", None],
    ["ann", "uni", "study", "PhD", "2012", "2017"],
    ["ann", "uni", "postdoc", None, None, None],
    ["ann", "shop", "employment", None, "2019", None],  # came later
    ["bob", "lab", "founder", None, None, None],
    ["bob", "uni", "study", None, None, None],
    ["bob", "shop", "employment", None, None, None],
    ["bob", "mill", "employment", None, "2010", None],  # whether before is not told: bob's coming has no date
    ["cat", "lab", "board", None, None, None],  # a seat on the board is no stay
    ["cat", "uni", "study", None, None, None],
    ["dan", "shop", "employment", None, None, None],
    ["ann", "mill-lab", "internship", None, "2016", None],  # the laboratory of the start-up is the start-up
    ["bob", "mill", "board", None, None, None],  # nor is it an origin
    ["bob", "lab-lp", "employment", None, None, None],  # the company below the laboratory is the laboratory
)
PLACES = pd.DataFrame(
    {
        "id": ["lab", "lab-lp", "uni", "shop", "mill", "mill-lab"],
        "name": ["Lab", "Lab LP", "University", "Shop", "Mill", "Mill Lab"],
        "kind": ["lab", "company", "university", "company", "startup", "lab"],
        "parent": [None, "lab", None, None, None, "mill"],
    }
)
NAMES = dict(zip(PLACES["id"], PLACES["name"], strict=True))


def origins(lives: pd.DataFrame) -> pd.DataFrame:
    return talent.pipelines.origins(talent.pipelines.earlier_stays(lives, PLACES, "lab"), NAMES)


def test_people_are_counted_once_an_origin_and_only_what_came_before():
    people = origins(LIVES)
    assert people.to_numpy().tolist() == [
        ["uni", "University", "studied", 2, 0], ["mill", "Mill", "worked", 1, 0], ["shop", "Shop", "worked", 1, 0],
    ]  # fmt: skip
    here = talent.pipelines.stays_at(LIVES, "lab")
    assert here["person"].tolist() == ["ann", "bob"]  # the seat on the board is no stay
    earlier = talent.pipelines.earlier_stays(LIVES, PLACES, "lab")
    assert talent.pipelines.flows_summary(people, here, earlier) == {
        "people": "2 people", "interns": "", "unsure": "none",
        "article": "A single article names both of them, so the flows are those of whom it chose to list",
        "origins": "Where they studied is told of all of them: University (2 people). "
        "Where they had worked is told of all of them: 2 places, none shared by two of them",
    }  # fmt: skip
    alone = talent.pipelines.flows_summary(people, here.iloc[:1], earlier)
    assert (alone["people"], alone["article"]) == ("1 person", "Of one person no pattern can be read")
    untold = talent.pipelines.flows_summary(people.iloc[:1], here, earlier)["origins"]
    assert untold.endswith("Where they had worked is not told")
    assert talent.pipelines.flows_summary(people.iloc[:0], here, earlier) == {}
    assert talent.pipelines.flows_summary(people, here.iloc[:0], earlier) == {}


def test_origins_that_are_only_likely_are_said_to_be():
    lives = stays(
        *[
            [who, "lab", "internship" if who == "ann" else "employment", None, None, None]
            for who in ["ann", "bob", "cat"]
        ],
        ["ann", "shop", "employment", None, None, None],
        ["bob", "shop", "employment", None, None, None],
        ["bob", "shop", "employment", "boss", None, None],
        ["cat", "mill", "employment", None, None, None],
        status=["reported"] * 3 + ["estimate", "estimate", "reported", "estimate"],
    )
    people = origins(lives)
    # Of Bob one statement is a fact; Ann at the shop and Cat at the mill are likely only.
    assert people[["origin", "people", "likely"]].to_numpy().tolist() == [["shop", 2, 1], ["mill", 1, 1]]
    values = talent.pipelines.flows_summary(
        people, talent.pipelines.stays_at(lives, "lab"), talent.pipelines.earlier_stays(lives, PLACES, "lab")
    )
    assert values["origins"] == (
        "Where they studied is not told. Where they had worked is told of all of them. More of them had worked at Shop than "
        "anywhere else, 2 people (1 of them only likely); the 2 places named are as concentrated as 1.8 equally frequent ones"
    )  # 1 / ((2 / 3) ** 2 + (1 / 3) ** 2)
    assert values["interns"] == ", 1 of them only as an intern"


@pytest.mark.parametrize(
    ("starts", "earlier"),
    [
        ([None], True),  # what is not dated is listed as what was done before
        ([None, None], True),
        (["2017"], True),
        (["2018"], True),  # the year of coming
        (["2019"], False),
        (["2019", None], False),  # the first dated stay began later, so the undated one says nothing
        (["2019", "2017"], True),  # the first counts, whichever stands first
        (["2017", None, "2019"], True),
    ],
)
def test_a_stay_is_earlier_if_the_first_dated_one_there_began_before_the_coming(starts, earlier):
    lives = stays(
        ["ann", "lab", "employment", None, "2018", None],
        *[["ann", "shop", "employment", str(at), start, None] for at, start in enumerate(starts)],
        ["bob", "lab", "employment", None, "2012", None],
        ["bob", "shop", "employment", None, "2020", None],  # another person's dates change nothing
    )
    found = talent.pipelines.earlier_stays(lives, PLACES, "lab")
    assert found["person"].tolist() == ["ann"] * (len(starts) if earlier else 0)
    assert origins(lives)["people"].tolist() == [1] * earlier


def test_people_are_told_by_articles_and_some_of_them_unsure():
    here = stays(
        ["ann", "lab", "employment", None, None, None],
        ["ann", "lab", "employment", None, "2019", None],  # the same person twice
        ["bob", "lab", "founder", None, None, None],
        ["cat", "lab", "employment", None, None, None],
        ["dan", "lab", "employment", None, None, None],
        via=["article", "article", "article", None, "other"],
        status=["estimate", "estimate", "reported", "reported", "estimate"],
    )
    values = talent.pipelines.flows_summary(
        origins(LIVES),
        talent.pipelines.stays_at(here, "lab"),
        talent.pipelines.earlier_stays(LIVES, PLACES, "lab"),
    )
    assert (values["people"], values["people"].number) == ("4 people", 4)
    # The article tells of Ann and Bob, the paper itself of Cat, the other article of Dan: of two of four.
    assert values["article"] == "No single article names more than half of them"
    most = here.assign(via=["article", "article", "article", "article", "other"])
    told = talent.pipelines.flows_summary(origins(LIVES), most, talent.pipelines.earlier_stays(LIVES, PLACES, "lab"))[
        "article"
    ]
    assert told.startswith("A single article names 3 of them, so")
    assert values["unsure"] == "2"  # ann and dan


def test_jokes_are_no_origins():
    joke = stays(
        ["eve", "lab", "employment", None, None, None], ["eve", "uni", "study", None, None, None], status="satire"
    )
    both = pd.concat([LIVES, joke], ignore_index=True)
    pd.testing.assert_frame_equal(origins(both), origins(LIVES))


@given(st.permutations(range(len(LIVES))), st.permutations(list(LIVES.columns)))
def test_the_order_of_rows_and_columns_changes_no_origin(rows, columns):
    shuffled = LIVES.iloc[list(rows)][list(columns)]
    pd.testing.assert_frame_equal(origins(shuffled), origins(LIVES))


# Pay.

WAGES = make_facts(
    PAY,
    ["Head", "head", "lab", 2016, 120.0, None, "USD", 12.0, "total"],
    ["Guest", "guest", "lab", 2016, 900.0, 1800.0, "CNY", 6.0, "total"],
    ["Post", None, "shop", 2023, 50.0, 80.0, "USD", 12.0, "base-salary"],
    ["Rumour", "rumour", "shop", 2023, 9999.0, None, "USD", 12.0, "total"],
    status=["reported", "reported", "reported", "hearsay"],
)


def test_pay_in_one_currency_and_for_a_month():
    ranges = talent.pay.pay_ranges(WAGES, NAMES, USD)
    assert ranges["payee"].tolist() == ["Head", "Guest", "Post"]
    assert ranges["low"].tolist() == pytest.approx([120, 90, 50])  # 900 yuan at 0.1
    assert ranges["high"].tolist()[1:] == pytest.approx([180, 80])
    assert pd.isna(ranges["high"].iloc[0])
    assert ranges["monthly_low"].tolist() == pytest.approx([120 / 12, 90 / 6, 50 / 12])
    values = talent.pay.pay_values(ranges, WAGES, USD)
    assert values["top"] == (
        "The highest pay told of a person is that of Head (Lab, 2016): at least $120, total pay. Per month worked, Guest earned "
        "most, $15–$30."  # 90 / 6 and 180 / 6
    )
    assert values["post"] == " The highest told of a post is Post (Shop, 2023): $50–$80, base salary."
    assert (values["statements"], values["named"], values["salaries"]) == ("3 statements", "2", "1")
    assert values["left_out"] == " Left out: 1 as hearsay."
    assert values["rate"] == " Sums in CNY are converted at 10 CNY/USD."
    assert talent.pay.pay_values(ranges, WAGES[WAGES["currency"] == "USD"], USD)["rate"] == ""
    assert talent.pay.pay_values(ranges, WAGES.iloc[:3], USD)["left_out"] == ""
    assert talent.pay.pay_values(ranges.iloc[:0], WAGES, USD) == {}


def test_the_average_cost_of_a_team_is_nobodys_pay():
    average = make_facts(PAY, ["Team", None, "lab", 2023, 500.0, None, "USD", 1.0, "average-cost"])
    wages = pd.concat([WAGES, average], ignore_index=True)
    ranges = talent.pay.pay_ranges(wages, NAMES, USD)
    assert ranges["payee"].tolist() == ["Team", "Head", "Guest", "Post"]  # it is listed
    values = talent.pay.pay_values(ranges, wages, USD)
    assert values["top"].startswith("The highest pay told of a person is that of Head (Lab, 2016): at least $120")
    assert values["post"].startswith(" The highest told of a post is Post")
    assert (values["statements"], values["averages"]) == ("4 statements", "1")
    assert talent.pay.pay_values(talent.pay.pay_ranges(average, NAMES, USD), average, USD) == {}
    one = talent.pay.pay_ranges(WAGES.iloc[:1], NAMES, USD)
    assert talent.pay.pay_values(one, WAGES.iloc[:1], USD)["statements"] == "1 statement"
    assert talent.pay.pay_values(one, WAGES.iloc[:1], USD)["top"].endswith("Per month worked that is at least $10.")


def test_the_highest_post_is_that_which_reaches_highest():
    offers = make_facts(
        PAY,
        ["Sure", None, "lab", 2023, 300.0, 310.0, "USD", 12.0, "base-salary"],
        ["Wide", None, "lab", 2023, 200.0, 480.0, "USD", 12.0, "base-salary"],
        status=["reported", "estimate"],
    )
    values = talent.pay.pay_values(talent.pay.pay_ranges(offers, NAMES, USD), offers, USD)
    assert values["post"] == " The highest told of a post is Wide (Lab, 2023): $200–$480, base salary, an estimate."


def test_pay_of_a_post_or_a_level_is_nobodys(dataset):
    level = make_facts(PAY, ["Level 6", None, "lab", 2024, 700.0, None, "USD", 12.0, "total"])
    wages = pd.concat([WAGES, level], ignore_index=True)
    ranges = talent.pay.pay_ranges(wages, NAMES, USD)
    assert ranges["payee"].iloc[0] == "Level 6"  # it is listed first, and no person
    values = talent.pay.pay_values(ranges, wages, USD)
    assert "is that of Head" in values["top"]
    assert values["post"] == " The highest told of a post is Level 6 (Lab, 2024): at least $700, total pay."
    assert talent.pay.premium(ranges) == pytest.approx(120 / 80)
    unnamed = wages.assign(person=None)
    nobody = talent.pay.pay_ranges(unnamed, NAMES, USD)
    assert pd.isna(talent.pay.premium(nobody))
    values = talent.pay.pay_values(nobody, unnamed, USD)
    assert (values["top"], values["named"]) == ("Of no person who is named the pay is told.", "none")
    finding = found(dataset, pay=unnamed.assign(organization="openai"))["talent-pay-exceeds-salary-bands"]
    assert finding.holds is None
    assert finding.sentence.endswith("? The evidence so far does not tell.")


# Findings.


def found(dataset, **tables):
    results = talent.findings(replace(dataset, **tables), "CN", "openai", USD)
    return {finding.id: finding for finding in results}


def test_a_leader_with_half_or_less_does_not_hold_most(dataset):
    table = scholars(["R", 2022, "US", 100, 100, 50.0], ["R", 2022, "CN", 40, 40, 20.0])
    finding = found(dataset, scholars=table)["talent-one-country-holds-most"]
    assert finding.holds is False
    assert finding.sentence.startswith("No country holds most")
    table["share_percent"] = [100 / 199 * 100, 40 / 199 * 100]
    assert found(dataset, scholars=table)["talent-one-country-holds-most"].holds is True


@pytest.mark.parametrize(("technical", "holds"), [(16, False), (17, True), (18, False), (19, False)])
def test_almost_nine_in_ten_is_less_than_nine_in_ten(dataset, technical, holds):
    crew = CREW.assign(team="chatgpt")
    crew.loc[1, "count"] = technical  # of 20: 80, 85, 90 and 95 %
    assert found(dataset, team_composition=crew)["talent-team-is-technical"].holds is holds


def test_youth_is_of_those_whose_age_is_known(dataset):
    finding = found(dataset, team_composition=CREW.assign(team="chatgpt"))["talent-team-is-young"]
    assert finding.values["share"].number == pytest.approx((10 + 4) / 15)
    assert finding.holds is True


def test_an_average_and_a_headcount_make_a_bill():
    average = make_facts(PAY, ["Staff", None, "lab", 2023, 500.0, None, "CNY", 12.0, "average-cost"])
    heads = make_facts(
        ["organization", "unit", "date", "low", "high"], ["lab", None, "2022-02", 30, 30], ["lab", "a part", "2023", 900, 900],
        ["lab", None, "2021", 10, 10], ["shop", None, "2023", 70, 70],
    )  # fmt: skip
    assert talent.pay.bill_values(average, heads, NAMES, USD) == {
        "organization": "Lab", "average": "$50", "year": "2023", "staff": "30 people", "date": "in Feb 2022",
        "bill": "$1,500",  # 30 * 500 * 0.1
        "years": " The average is of 2023 and the head count of 2022, so the bill is exactly that of neither year.",
        "unsourced": " The source names no publication for the average, so the bill is no surer than that.", "left_out": "",
    }  # fmt: skip
    later = make_facts(
        ["organization", "unit", "date", "low", "high"], ["lab", None, "2025-07-15", 90, 90], ["lab", None, "2023-03-01", 40, 40],
        ["lab", None, None, 7, 7], ["lab", None, "2023-06", 8, 8], status=["reported"] * 3 + ["hearsay"],
    )  # fmt: skip
    same = talent.pay.bill_values(average.assign(via="report"), later, NAMES, USD)
    assert (same["staff"], same["date"], same["years"]) == (
        "40 people",
        "on Mar 1, 2023",
        "",
    )  # of the year of the average
    assert (same["unsourced"], same["left_out"]) == ("", " Left out: 1 as hearsay.")
    undated = talent.pay.bill_values(average, later.iloc[2:3], NAMES, USD)
    assert undated["date"] == "at a time that is not told"
    assert undated["years"] == " The average is of 2023; of which year the head count is, is not told."
    used = talent.pay.bill_facts(
        average.assign(locator="cost"), heads.assign(locator=["whole", "part", "old", "other"])
    )
    assert used["locator"].tolist() == ["cost", "whole"]
    assert talent.pay.bill_values(WAGES, heads, NAMES, USD) == {}
    assert talent.pay.bill_values(average, heads.iloc[1:2], NAMES, USD) == {}


def test_agreeing_shares_are_said_to_agree(dataset):
    crew = CREW.assign(team="chatgpt")
    crew.loc[crew["category"] == "product", "share_percent"] = 10.0
    finding = found(dataset, team_composition=crew)["talent-shares-do-not-add-up"]
    assert finding.holds is False
    assert finding.sentence == "Every printed share of the ChatGPT team agrees with its count."


def test_pay_is_set_against_the_top_of_the_salaries(dataset):
    finding = found(dataset, pay=WAGES.assign(organization="openai"))["talent-pay-exceeds-salary-bands"]
    assert finding.values["ratio"].number == pytest.approx(120 / 80)
    assert finding.holds is True
    assert "Rumour" not in finding.sentence
    assert finding.sentence.endswith(", which leaves out bonus and shares.")


@pytest.mark.parametrize("table", ["scholars", "team_composition", "pay"])
def test_no_finding_without_evidence(dataset, table):
    empty = found(dataset, **{table: getattr(dataset, table).iloc[:0]})
    assert [finding.holds for finding in empty.values()].count(None) >= 1
    assert all(finding.sentence for finding in empty.values())


def test_the_bundled_shares_of_every_dimension_make_one(dataset):
    composition = talent.team.main_team(dataset.team_composition)
    parts = talent.team.team_parts(composition)
    assert set(parts["dimension"]) == set(talent.team.DIVISIONS.values())
    assert parts.groupby("dimension")["share"].sum().tolist() == pytest.approx([1.0] * len(talent.team.DIVISIONS))
    low, high = talent.team.mean_age_bounds(composition)
    stated = composition.loc[composition["dimension"] == "mean-age", "value"].item()
    assert low <= stated <= high


@given(st.floats(0.5, 5000), st.floats(0.01, 1))
def test_every_recomputed_share_stands_beside_its_count(base, fraction):
    number = round(base * fraction)
    assume(0 < number <= round(base))
    shares = talent.team.team_shares(team(["role", "x", number, None, round(base), None]), "role")
    assert 0 < shares["share"].item() <= 1
    assert shares["share"].item() * round(base) == pytest.approx(number)


def test_a_focus_that_leads_is_set_against_the_next(dataset):
    finding = {each.id: each for each in talent.findings(replace(dataset, scholars=RANKING), "US", "openai", USD)}[
        "talent-focus-country-is-behind"
    ]
    assert finding.holds is False
    # 120 / 30 listings
    assert finding.sentence == (
        "Next after the United States in the ranking of scholars comes China: for each listing in China there are 4 in the "
        "United States."
    )
