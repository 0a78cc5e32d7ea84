"""What the figures on talent show: that marks stand where the numbers are, for made-up evidence."""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from talent_calls import made_up
from test_figures import arrows_of, bars_of, dots_of, drawing, hollow, points_of, rows_of, words

from labatlas.figures import style, talent

pytestmark = pytest.mark.filterwarnings("error::UserWarning")

__all__ = ["drawing"]


def test_country_shares_hatch_what_is_only_bounded() -> None:
    shares = pd.DataFrame(
        {
            "country": ["US", "CN", "DE"],
            "name": ["A", "B", "C"],
            "base": 100,
            "share_low": [0.5, 0.2, 0],
            "share_high": [0.5, 0.2, 0.05],
        }
    )
    figure = talent.country_shares(shares, "CN", (25, 30))
    (axes,) = figure.axes
    plain = [bar for bar in bars_of(axes) if not bar.get_hatch()]
    hatched = [bar for bar in bars_of(axes) if bar.get_hatch()]
    assert [bar.get_width() for bar in plain] == pytest.approx([0.5, 0.2, 0.05, 0.3])
    assert [(bar.get_x(), bar.get_width()) for bar in hatched] == [
        pytest.approx((0, 0.05)),
        pytest.approx((0.25, 0.05)),
    ]
    assert rows_of(axes) == ["A", "B", "C", "All other countries"]
    assert [to_hex(bar.get_facecolor()) == style.FOCUS for bar in plain] == [False, True, False, False]
    assert {"50%", "20%", "≤ 5%", "25%–30%"} <= set(words(figure))


def test_country_shares_fold_keeps_bounds() -> None:
    _, (shares, *rest) = made_up(100)["country_shares"]
    figure = talent.country_shares(shares, *rest)
    folded = [bar for bar in bars_of(figure.axes[0]) if bar.get_hatch()][-2]
    assert folded.get_x() == pytest.approx(shares["share_low"].iloc[style.ROWS_SHOWN :].sum())
    assert folded.get_x() + folded.get_width() == pytest.approx(shares["share_high"].iloc[style.ROWS_SHOWN :].sum())


def test_team_bars_fill_up_and_every_part_is_named() -> None:
    shares = [0.5, 0.4, 0.04, 0.03, 0.02, 0.006, 0.004]
    parts = pd.DataFrame({"dimension": "Role", "label": [f"part {each}" for each in range(7)], "share": shares})
    figure = talent.team(parts)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in bars_of(axes)] == pytest.approx(shares)
    assert [bar.get_x() for bar in bars_of(axes)] == pytest.approx(np.cumsum([0, *shares[:-1]]))
    assert {"part 0", "50%", "part 1", "40%", "part 2 4%", "part 3 3%", "part 4 2%", "2 more"} <= set(words(figure))
    # What stands beside the bar has a square of the colour of its part.
    squares = [to_hex(line.get_color()) for line in axes.lines if line.get_color() != "none"]
    assert squares == [to_hex(bar.get_facecolor()) for bar in bars_of(axes)[2:5]]


def test_origins_share_one_scale() -> None:
    people = pd.DataFrame(
        {"name": ["A", "B", "C"], "kind": ["studied", "worked", "worked"], "people": [2, 10, 4]}
    ).assign(likely=[0, 7, 0])
    figure = talent.origins(people)
    studied, worked = figure.axes
    assert (studied.get_title(loc="left"), worked.get_title(loc="left")) == ("Studied at", "Worked at")
    assert [bar.get_width() for bar in bars_of(studied) if not bar.get_hatch()] == [2]
    assert [bar.get_width() for bar in bars_of(worked) if not bar.get_hatch()] == [10, 4]
    # What is only likely is hatched, at the end of its bar.
    hatched = [(bar.get_x(), bar.get_width()) for bar in bars_of(worked) if bar.get_hatch()]
    assert hatched == [(3, 7)]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["told as a fact", "only likely"]
    assert not talent.origins(people.assign(likely=0)).legends
    assert studied.get_xlim() == worked.get_xlim()
    # Rows of both panels are of one height, their first on top.
    assert np.ptp(studied.get_ylim()) == np.ptp(worked.get_ylim())
    assert studied.get_ylim()[1] == pytest.approx(worked.get_ylim()[1] - 1)
    assert rows_of(worked) == ["B", "C"]


@pytest.mark.parametrize(("status", "said"), [("satire", "read as a joke: not counted"), ("hearsay", "not counted")])
def test_departures_hollow_what_is_not_counted(status: str, said: str) -> None:
    left = pd.DataFrame(
        {
            "date": ["2020", "2020", "2021-05-01", "2021-05-01"], "who": ["B", "A", "C", "D"],
            "status": ["reported", "reported", "reported", status], "counts": [True, True, True, False],
            "destination_name": None, "destination_likely": False,
        }
    )  # fmt: skip
    figure = talent.departures(left)
    (axes,) = figure.axes
    assert len(points_of(axes)) == 3
    assert [hollow(line) for line in dots_of(axes)].count(True) == 1
    assert {"A, B", "C", "D"} <= set(words(figure))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["left", said]


def test_what_is_only_likely_of_a_departure_is_half_filled_and_in_italics() -> None:
    left = pd.DataFrame(
        {
            "date": ["2020", "2020", "2021", "2022"], "who": ["Sure", "Guess", "Perhaps", "Joke"],
            "status": ["reported", "reported", "estimate", "satire"], "counts": [True, True, True, False],
            "destination_name": ["Heir", "Heir", None, "Heir"], "destination_likely": [False, True, False, True],
        }
    )  # fmt: skip
    figure = talent.departures(left)
    (axes,) = figure.axes
    styles = {text.get_text(): text.get_fontstyle() for text in axes.texts}
    assert styles == {
        "to Heir: Sure": "normal", "likely to Heir: Guess": "italic", "likely: Perhaps": "italic", "to Heir: Joke": "normal",
    }  # fmt: skip
    assert sorted(line.get_fillstyle() for line in dots_of(axes)) == ["full", "full", "left", "left"]
    named = [text.get_text() for text in figure.legends[0].get_texts()]
    assert named == ["left", "only likely", "read as a joke: not counted"]


def test_departures_show_the_latest_of_many() -> None:
    _, (left,) = made_up(2000)["departures"]
    figure = talent.departures(left)
    assert len(points_of(figure.axes[0])) == style.ROWS_SHOWN
    assert any("more not shown" in each for each in words(figure))


def test_intervals_are_headed_by_dimension_and_colour_the_focus_country() -> None:
    shares = pd.DataFrame(
        {
            "dimension": ["Role", "Role", "Studied at"], "label": ["research", "product", "A"], "country": [None, None, "CN"],
            "count": [8.0, 1.0, 2.0], "base": [10.0, 10.0, 10.0], "share": [0.8, 0.1, 0.2], "low": [0.5, 0.02, 0.06], "high": [0.94, 0.4, 0.5],
        }
    )  # fmt: skip
    figure = talent.intervals(shares, "CN")
    (axes,) = figure.axes
    assert rows_of(axes) == ["Role", "research 8 of 10", "product 1 of 10", "Studied at", "A 2 of 10"]
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == [
        "bold",
        "normal",
        "normal",
        "bold",
        "normal",
    ]
    assert sorted(x for x, _ in points_of(axes)) == [0.1, 0.2, 0.8]
    spans = [tuple(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]
    assert spans == [(0.5, 0.94), (0.02, 0.4), (0.06, 0.5)]
    focus = [line.get_xdata()[0] for line in dots_of(axes) if line.get_color() == style.FOCUS]
    assert focus == [0.2]


def test_ages_show_bands_bounds_and_the_mean() -> None:
    bands = pd.DataFrame(
        {"label": ["20–29", "60 and over"], "low": [20.0, 60.0], "high": [29.0, np.nan], "count": [5.0, 1.0]}
    )
    figure = talent.ages(bands, 31.0, (26.0, 41.0))
    (axes,) = figure.axes
    assert [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in bars_of(axes)[:2]] == [(20, 10, 5), (60, 10, 1)]
    assert {"means the bands allow: 26–41", "mean as stated: 31"} <= set(words(figure))
    assert [list(line.get_xdata()) for line in axes.lines] == [[31, 31]]
    assert not talent.ages(bands, float("nan"), (float("nan"),) * 2).legends


@pytest.mark.parametrize("rows", [3, 300])
def test_streams_keep_every_person(rows: int) -> None:
    _, (flow, *rest) = made_up(rows)["streams"]
    figure = talent.streams(flow, *rest)
    (axes,) = figure.axes
    ribbons = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    widths = [patch.get_path().vertices[0][1] - patch.get_path().vertices[7][1] for patch in ribbons]
    assert sum(widths) == pytest.approx(1.0)
    assert min(widths) > 0
    total = int(flow["people"].sum())
    told = [int(each.rsplit(" ", 1)[1].replace(",", "")) for each in words(figure)]
    assert sum(told) == 2 * total  # each side adds up to everyone


def test_balance_draws_who_came_and_who_left() -> None:
    table = pd.DataFrame(
        {"organization": ["us", "b"], "name": ["Us", "B"], "came": [5, 0], "left": [2, 3], "net": [3, -3]}
    )
    figure = talent.balance(table, {"us": style.BLUE}, "us")
    (axes,) = figure.axes
    assert [bar.get_width() for bar in bars_of(axes)] == [5, -2, 0, -3]
    assert [to_hex(bar.get_facecolor()) for bar in bars_of(axes)[:2]] == [style.BLUE, "#ffffff"]
    assert {"+3", "−3", "5", "2"} <= set(words(figure))
    assert rows_of(axes) == ["Us", "B"]


def test_the_focus_is_drawn_however_small() -> None:
    _, (moved, colours, _) = made_up(40)["balance"]
    assert rows_of(talent.balance(moved, colours, "a39").axes[0])[-1] == "Name 39"
    assert "Name 39" not in rows_of(talent.balance(moved, colours, "a3").axes[0])
    _, (flow, colours, _) = made_up(60)["streams"]
    # Forty places of work have a row each; the thinnest keeps its name if it is the focus.
    assert any(each.startswith("Name 35 ") for each in words(talent.streams(flow, colours, "b35")))
    assert not any(each.startswith("Name 35 ") for each in words(talent.streams(flow, colours, "b0")))


def test_the_stays_at_the_focus_are_named_before_others() -> None:
    day = pd.Timestamp
    lines = pd.DataFrame(
        {
            "person": "a", "who": "Ann", "place": ["x", *["y"] * 8, "us"], "place_name": ["Long", *["Other"] * 8, "Focus"],
            "kind": "worked", "start": day("2011-01-01"), "end": [day("2016-01-01"), *[day("2012-06-01")] * 9],
        }
    )  # fmt: skip
    for focus, named in (("us", True), ("z", False)):
        told = [each.strip("\N{NO-BREAK SPACE}") for each in words(talent.lifelines(lines, {}, focus))]
        assert ("Focus" in told) is named


def test_lifelines_are_bars_where_both_ends_are_told() -> None:
    day = pd.Timestamp
    lines = pd.DataFrame(
        {
            "person": ["a", "a", "b"], "who": ["Ann", "Ann", "Bob"], "place": ["us", "x", "x"], "place_name": ["Us", "X", "X"],
            "kind": "worked", "start": [day("2012-01-01"), day("2016-01-01"), pd.NaT], "end": [day("2015-12-31"), pd.NaT, day("2019-06-30")],
        }
    )  # fmt: skip
    figure = talent.lifelines(lines, {"us": style.BLUE}, "us")
    (axes,) = figure.axes
    (bar,) = bars_of(axes)
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == (
        mdates.date2num(day("2012-01-01")),
        mdates.date2num(day("2015-12-31")),
    )
    assert to_hex(bar.get_facecolor()) == style.BLUE
    # The end that is told has a mark.
    assert sorted(x for x, _ in points_of(axes)) == [
        mdates.date2num(day("2016-01-01")),
        mdates.date2num(day("2019-06-30")),
    ]
    assert rows_of(axes) == ["Ann", "Bob"]
    assert {"Us", "X"} <= set(words(figure))
    undated = lines.assign(start=pd.NaT, end=pd.NaT)
    assert words(talent.lifelines(undated, {}, "us")) == [style.UNDATED]


def test_lineage_runs_from_teachers_to_what_was_founded() -> None:
    links = pd.DataFrame(
        [
            ["t", "s", "Teacher", "Pupil", 0, 1, "doctorate"], ["s", "organization:us", "Pupil", "Us", 1, 2, "founder"],
            ["t", "organization:us", "Teacher", "Us", 0, 2, "founder"],
        ],
        columns=["source", "target", "source_name", "target_name", "source_layer", "target_layer", "bond"],
    )  # fmt: skip
    figure = talent.lineage(links, {"us": style.BLUE})
    (axes,) = figure.axes
    where = {text.get_text(): text.xy for text in axes.texts}
    assert [where[name][0] for name in ("Teacher", "Pupil", "Us")] == [0, 1, 2]
    (square,) = [line for line in dots_of(axes) if line.get_marker() == "s"]
    assert square.get_color() == style.BLUE
    # The line past the pupil's column keeps clear of the pupil's name.
    (past,) = [line for line in axes.lines if len(line.get_xdata()) == 3]
    assert abs(past.get_ydata()[1] - where["Pupil"][1]) >= 0.5
    assert {"supervised the doctorate", "founded"} == {text.get_text() for text in figure.legends[0].get_texts()}


def test_remaining_is_a_band_between_steps() -> None:
    steps = pd.DataFrame(
        {
            "day": pd.to_datetime(["2015-01-01", "2018-01-01", "2024-01-01"]),
            "low": [3, 1, 0],
            "high": [3, 2, 2],
            "founders": 3,
        }
    )
    figure = talent.remaining(steps)
    (axes,) = figure.axes
    high, low = (list(line.get_ydata(orig=True)) for line in axes.lines)
    assert (high, low) == ([3, 2, 2, 2], [3, 1, 0, 0])
    assert {"at most 2", "at least 0", "founders, of 3"} <= set(words(figure))
    assert "2" in words(talent.remaining(steps.assign(low=steps["high"])))


def test_pay_stands_as_stated_and_by_the_month() -> None:
    function, (table, *rest) = made_up(4)["pay"]
    figure = function(table.assign(high=table["low"], monthly_high=np.nan), *rest)
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    assert sorted(x for x, _ in points_of(axes)) == sorted([*table["low"], *table["monthly_low"]])
    assert len(arrows_of(axes)) == len(table)  # the open ranges
    colours: dict[Any, str] = {line.get_xdata()[0]: line.get_color() for line in dots_of(axes)}
    expected = [style.BLUE if basis == "total" else style.MUTED for basis in table["basis"]]
    assert [colours[low] for low in table["low"]] == expected == [colours[low] for low in table["monthly_low"]]
    faces = {line.get_xdata()[0]: hollow(line) for line in dots_of(axes)}
    assert [faces[low] for low in table["low"]] == [False] * 4
    assert [faces[low] for low in table["monthly_low"]] == [True] * 4
    assert rows_of(axes)[:2] == ["Name 0, Name 0 2020", "per month worked"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "base salary",
        "total pay",
        "per month worked",
    ]
    assert "$16K" in words(figure)  # 1000 * 4 ** 2
    mixed = table.head(1).assign(low=94_000.0, high=182_000.0, monthly_low=88_889.0, monthly_high=np.nan)
    # Both ends in one form, and no more digits than a derived sum can have.
    assert {"$94K–$182K", "≥ $88.9K"} <= set(words(function(mixed, *rest)))


def test_nested_stays_are_named_and_long_names_are_whole() -> None:
    day = pd.Timestamp
    lines = pd.DataFrame(
        {
            "person": "a", "who": "Ann", "place": ["u", "x", "y", "z"],
            "place_name": ["University of California, Los Angeles", "First", "Second", "Third"], "kind": "worked",
            "start": [day("2011-01-01"), day("2011-06-01"), day("2013-06-01"), day("2015-01-01")],
            "end": [day("2015-12-31"), day("2011-12-01"), day("2013-12-01"), day("2015-06-01")],
        }
    )  # fmt: skip
    figure = talent.lifelines(lines, {}, "u")
    told = {" ".join(each.split()) for each in words(figure)}
    assert {"University of California, Los Angeles", "First", "Second", "Third"} <= told
    # Stays that lie on a longer one are thinner than it.
    assert sorted(bar.get_height() for bar in bars_of(figure.axes[0])) == [0.12, 0.12, 0.12, 0.26]


def test_a_month_on_an_axis_of_time_names_its_year() -> None:
    left = pd.DataFrame(
        {
            "date": ["2022-03", "2022-08"],
            "who": ["A", "B"],
            "status": "reported",
            "counts": True,
            "destination_name": None,
            "destination_likely": False,
        }
    )
    figure = talent.departures(left)
    figure.draw_without_rendering()
    ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(ticks) >= 3
    assert all(tick[-4:].isdigit() for tick in ticks), ticks
