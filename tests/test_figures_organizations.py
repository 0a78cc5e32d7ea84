"""Figures on organizations: what they show, for real and for awkward tables, and that no text hides another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import dates as mdates
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from test_figures import (
    AWKWARD,
    CHINESE,
    LEVELS,
    LONG,
    WIDEST,
    Call,
    bars_of,
    cut,
    dots_of,
    draw,
    drawing,  # noqa: F401  the style of the house, for every test here too
    hollow,
    overlaps,
    points_of,
    rows_of,
    words,
    written,
)

from labatlas import open_dataset
from labatlas.analysis import licensing
from labatlas.analysis.money import Rates
from labatlas.analysis.organizations import (
    cadence,
    field,
    form,
    founders,
    genealogy,
    money,
    profiles,
    research,
    staff,
    timeline,
)
from labatlas.analysis.prominence import prominent
from labatlas.chapters.publishing import svg_text
from labatlas.figures import marks, organizations, style

pytestmark = pytest.mark.filterwarnings("error::UserWarning")

COLOURS = {"us": style.FOCUS, "them": style.ORANGE}
LANES = list(dict.fromkeys(timeline.LANES.values()))
GROUPS = [*field.GROUPS, ""]


def made_up(rows: int, name: str = "Name", holes: bool = False) -> dict[str, Call]:
    """Return a call of every figure with tables of some rows; with holes, whatever may be missing is."""
    number = np.arange(rows)
    gap = (number % 2 == 1 if rows > 1 else np.array([True])) & holes
    names = pd.Series([f"{name} {each}" for each in number], dtype="object")
    makers = pd.Series(np.where(number % 3 == 0, "us", "them"), dtype="object")
    ids = pd.Series([f"o{each}" for each in number], dtype="object")
    low = pd.Series(1000.0 * (rows - number) ** 2)
    days = pd.Series(pd.date_range("2012-03-04", periods=rows, freq="17h"))
    stage = pd.Series(np.where(number % 2, "closed", "pledged"), dtype="object").mask(gap)
    line = pd.DataFrame(
        {
            "lane": [LANES[each % len(LANES)] for each in number], "day": days.mask(gap), "title": names.mask(gap),
            "rank": number[::-1],
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {"organization": makers, "name": names, "day": days.mask(gap), "low": low, "status": stage.fillna("estimate")}
    )
    raised = pd.DataFrame(
        {"title": names.mask(gap), "organization": makers, "date": days.dt.strftime("%Y-%m-%d").mask(gap), "low": low,
         "high": low * 2, "stage": stage, "name": names, "day": days}
    )  # fmt: skip
    added = raised.assign(told=low.cumsum(), closed=low.cumsum() - low.iloc[0])
    panels = ["form", "money", "works"]
    lanes = pd.DataFrame(
        {
            "lane": [panels[each % 3] for each in number], "day": days, "label": names,
            "value": pd.Series((number % 5).astype(float)).mask(gap), "filled": number % 2 == 0,
        }
    )  # fmt: skip
    periods = pd.DataFrame(
        {"period": [f"{1990 + 3 * each}–{1992 + 3 * each}" for each in number], "level": number % 5, "models": 2, "share": 1.0}
    )  # fmt: skip
    sides = np.where(number % 2, 1, -1)
    near = pd.DataFrame(
        {
            "origin": np.where(sides < 0, ids, "us"), "heir": np.where(sides < 0, "us", ids), "strength": number % 4 + 1, "likely": number % 3,
            "tie": [list(genealogy.TIES)[each % 3] for each in number], "left_out": 2,
            "origin_name": np.where(sides < 0, names, "Us"), "heir_name": np.where(sides < 0, "Us", names),
            "origin_generation": np.where(sides < 0, -1, 0), "heir_generation": np.where(sides < 0, 0, 1),
        }
    ).head(2 * genealogy.NEAR)  # fmt: skip
    schools = pd.DataFrame({"name": names, "organizations": rows - number, "likely": number % 2})
    dates = days.dt.strftime("%Y-%m-%d").mask(pd.Series(number % 4 == 1), "2013")
    released = pd.DataFrame({"organization": ids[number // 3 * 3].to_numpy(), "date": dates, "day": days})
    paces = pd.DataFrame(
        {"organization": ids, "name": names, "releases": rows - number, "median": pd.Series(number + 30.0).mask(gap),
         "mean": pd.Series(number + 400.0).mask(gap)}
    )  # fmt: skip
    players = pd.DataFrame(
        {"organization": makers, "name": names, "group": [GROUPS[min(each // 3, 6)] for each in number], "models": number % 9,
         "people": (number + 4) % 11}
    )  # fmt: skip
    told = pd.DataFrame(
        {"measure": np.where(number % 2, "years", "GPT version"), "who": names.mask(gap), "behind": np.where(number % 3, "", "GPT-3"),
         "low": number / rows + 1, "high": pd.Series(number / rows + 2).mask(gap),
         "status": np.where(number % 4, "estimate", "forecast")}
    )  # fmt: skip
    ranked = pd.DataFrame(
        {"who": names[number // 3 * 3].to_numpy(), "organization": makers, "low": 4.0 ** (number % 3),
         "high": 4.0 ** (number % 3) + number % 2, "scope": names}
    )  # fmt: skip
    cards = pd.DataFrame({"organization": makers, "name": names, "counted": dates.mask(number % 2 == 1)})
    for place, measure in enumerate(profiles.MEASURES):
        cards[measure] = pd.Series(10.0**place * (number + 1) / rows).mask(gap | (number % 4 == place % 5))
    return {
        "timeline": (organizations.timeline, (line, style.FOCUS)),
        "money_raised": (organizations.money_raised, (raised, "CNY", COLOURS, money.PAID)),
        "money_over_time": (organizations.money_over_time, (added, "CNY", COLOURS, "us")),
        "heads_over_time": (organizations.heads_over_time, (people, COLOURS)),
        "form": (organizations.form, (lanes, LEVELS, style.FOCUS)),
        "openness_periods": (organizations.openness_periods, (periods, LEVELS)),
        "neighbourhood": (organizations.neighbourhood, (near, "us", COLOURS)),
        "descent": (organizations.descent, (schools,)),
        "releases": (organizations.releases, (released, paces, "o0", COLOURS)),
        "field": (organizations.field, (players, COLOURS)),
        "gaps": (organizations.gaps, (told,)),
        "places": (organizations.places, (ranked, COLOURS)),
        "cards": (organizations.cards, (cards, "CNY", COLOURS)),
    }


def real(organization: str, country: str) -> dict[str, Call]:
    """Return the calls that the notebook makes, those with rows to show."""
    data = open_dataset()
    names, people = data.names("organizations"), data.names("people")
    rates = Rates.into("USD", data.exchange_rates)
    colours = style.organization_colours(prominent(data.events), organization)
    access = licensing.openness.access_by_part(data.openness, data.artifacts, data.organizations)
    levels = licensing.openness.level_reached(access, data.openness_levels)
    level_names = licensing.openness.level_names(data.openness_levels)
    funding = money.sums(data.events, names, rates, "funding")
    founded = founders.founders(data.affiliations, people, data.organizations, data.events)
    ties = genealogy.ties(founded, data.events, data.participants, data.organizations)
    released = cadence.releases(data.events, data.artifacts, data.organizations)
    gaps = field.drawn(field.gaps(data.indicators, names, data.names("artifacts")))
    lanes = form.form_lanes(data.events, data.organizations, data.artifacts, levels, funding, organization, "USD")
    line = timeline.timeline(data.events, data.participants, data.openness, data.organizations, organization)
    players = field.field(
        data.affiliations, data.artifacts, data.model_sizes, data.events, data.participants, data.organizations, country
    )
    ranked = research.circles(research.places(data.publication_ranks, names, people))
    cards = profiles.with_peers(profiles.profiles(data, levels, rates), data.organizations, organization)
    here = founders.descent(founded[founded["country"] == country], names, "schools")
    calls: dict[str, Call] = {
        "timeline": (organizations.timeline, (line, style.FOCUS)),
        "money_raised": (organizations.money_raised, (funding, "USD", colours, money.PAID)),
        "money_over_time": (organizations.money_over_time, (money.cumulative(funding), "USD", colours, organization)),
        "heads_over_time": (organizations.heads_over_time, (staff.head_counts(data.headcounts, names), colours)),
        "form": (organizations.form, (lanes, level_names, colours[organization])),
        "openness_periods": (
            organizations.openness_periods,
            (form.openness_by_period(levels, level_names), level_names),
        ),
        "neighbourhood": (
            organizations.neighbourhood,
            (genealogy.neighbourhood(ties, organization, names), organization, colours),
        ),
        "descent": (organizations.descent, (here,)),
        "releases": (organizations.releases, (released, cadence.cadence(released), organization, colours)),
        "field": (organizations.field, (players, colours)),
        "gaps": (organizations.gaps, (gaps,)),
        "places": (organizations.places, (ranked, colours)),
        "cards": (organizations.cards, (cards, "USD", colours)),
    }
    return {name: call for name, call in calls.items() if len(call[1][0])}


FIGURES = list(made_up(1))


def test_every_figure_is_tested() -> None:
    assert set(organizations.__all__) == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("rows", [1, 10, 2000])
def test_a_figure_stays_readable_however_many_rows_it_has(name: str, rows: int) -> None:
    figure = draw(made_up(rows)[name])
    assert figure.get_figwidth() == style.WIDTH
    assert figure.get_figheight() <= 10
    texts = written(figure)
    assert 0 < len(texts) <= 110
    assert min(text.get_fontsize() for text in texts) >= style.SMALL
    assert overlaps(figure) == []
    assert figure.get_tightbbox().width <= WIDEST


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("rows", [1, 7])
def test_a_figure_bears_what_is_missing_and_leaves_its_table_alone(name: str, rows: int) -> None:
    function, arguments = made_up(rows, holes=True)[name]
    before = arguments[0].copy(deep=True)
    figure = function(*arguments)
    pd.testing.assert_frame_equal(arguments[0], before)
    shown = set(" ".join(words(figure)).replace(",", " ").replace(":", " ").split())
    assert not {"nan", "NaN", "NaT", "<NA>"} & shown
    assert "None" not in shown or words(figure) == [style.UNDATED]


@pytest.mark.parametrize("name", FIGURES)
def test_names_are_shown_as_they_are_and_drawn_alike(name: str) -> None:
    texts = [svg_text(draw(made_up(3, label)[name])) for label in (AWKWARD, CHINESE, CHINESE)]
    assert texts[1] == texts[2]
    assert not any(text.get_parse_math() for text in written(draw(made_up(3, AWKWARD)[name])))


@pytest.mark.parametrize("name", FIGURES)
def test_long_names_neither_overlap_nor_widen_the_figure(name: str) -> None:
    for label in (LONG, CHINESE, AWKWARD):
        figure = draw(made_up(9, label)[name])
        assert overlaps(figure) == []
        assert figure.get_tightbbox().width <= WIDEST
        assert cut(figure) == []


@pytest.mark.parametrize(
    ("organization", "country"),
    [("openai", "CN"), ("anthropic", "US"), ("deepmind", "GB"), ("zhipu", "CN"), ("baai", "CN"), ("google", "US")],
)
def test_no_text_of_the_real_figures_hides_another(organization: str, country: str) -> None:
    calls = real(organization, country)
    assert len(calls) >= 9
    faults: dict[str, Any] = {}
    for name, call in calls.items():
        figure = draw(call)
        pairs, width, gone = overlaps(figure), figure.get_tightbbox().width, cut(figure)
        plt.close(figure)
        if pairs or width > WIDEST or gone:
            faults[name] = (pairs, width, gone)
    assert faults == {}


# --- one by one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [3, 300])
def test_timeline_has_a_dot_for_each_event_and_names_what_is_told_most(rows: int) -> None:
    _, (line, _) = made_up(rows)["timeline"]
    figure = organizations.timeline(line, style.FOCUS)
    (axes,) = figure.axes
    assert len(points_of(axes)) == rows
    numbers = line["lane"].value_counts()
    assert sorted(rows_of(axes)) == sorted(f"{lane} ({number})" for lane, number in numbers.items())
    named = set(words(figure)) & set(line["title"])
    assert named
    # The event of the first rank in each lane is always named.
    assert set(line.loc[line.groupby("lane")["rank"].idxmin(), "title"]) <= named
    # Colours are those of organizations, and the timeline is of one.
    assert {dots.get_color() for dots in dots_of(axes)} == {style.FOCUS}


def test_a_name_is_whole_where_a_lane_has_room_for_it() -> None:
    title = "Anthropic sets out to make tools that explain how AI works"
    days = pd.to_datetime(["2021-02-14", "2021-06-15", "2021-06-15"])
    line = pd.DataFrame({"lane": LANES[:3], "day": days, "title": ["Born", "Paid", title], "rank": [0, 1, 2]})
    figure = organizations.timeline(line, style.FOCUS)
    assert title in words(figure)


def test_the_first_tick_of_an_axis_of_time_names_its_year() -> None:
    for first, last in (("2020-06-15", "2021-07-20"), ("2021-01-01", "2021-01-20"), ("2012-03-01", "2023-05-01")):
        figure, axes = plt.subplots(figsize=(5, 2))
        marks.time_axis(axes, pd.Series(pd.to_datetime([first, last])))
        figure.draw_without_rendering()
        low, high = axes.get_xlim()
        seen = [tick.label1.get_text() for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
        assert seen[0].split("\n")[-1].isdigit()
        assert len(seen[0].split("\n")[-1]) == 4
        assert sum(text.split("\n")[-1].isdigit() for text in seen) >= 2
        plt.close(figure)


def test_no_name_above_crosses_an_upright_line() -> None:
    figure, axes = plt.subplots(figsize=(5, 2))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 10)
    lines = [30.0, 60.0]
    marks.name_above(
        axes, [27.0, 30.0, 58.0], [1.0] * 3, ["before it", "at it", "never between the two lines at all"], [[0, 1, 2]],
        levels=[1] * 3, step=20, upright=lines,
    )  # fmt: skip
    figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts if text.get_text()}
    assert set(boxes) == {"before it", "at it"}
    places = [axes.transData.transform((line, 0.0))[0] for line in lines]
    assert not any(box.x0 < place < box.x1 for box in boxes.values() for place in places)
    assert boxes["before it"].x1 < places[0] < boxes["at it"].x0


def test_names_above_stand_in_stairs_whose_lines_cross_no_name() -> None:
    _, axes = plt.subplots(figsize=(5, 2), layout="none")
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 100)
    x = [1.0, 1.2, 1.4, 9.8]
    names = ["the first of three", "the second of three", "the third of three", "far on the right"]
    marks.name_above(axes, x, [10.0] * 4, names, [[0, 1, 2, 3]], levels=[3] * 4, step=20)
    texts = [text for text in axes.texts if text.get_text()]
    assert {text.get_text() for text in texts} == set(names)
    heights = {text.get_text(): text.get_window_extent().y0 for text in texts}
    assert heights[names[0]] > heights[names[1]] > heights[names[2]]
    assert next(text for text in texts if text.get_text() == names[3]).get_ha() == "right"
    # With one level only the most important is named.
    marks.name_above(
        axes, x[:3], [50.0] * 3, ["one one one", "two two two", "three three"], [[1, 0, 2]], levels=[1] * 3, step=20
    )
    assert [
        text.get_text() for text in axes.texts if text.get_text() in {"one one one", "two two two", "three three"}
    ] == ["two two two"]


def test_names_of_one_level_keep_a_gap() -> None:
    _, axes = plt.subplots(figsize=(5, 2), layout="none")
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 100)
    first = axes.annotate("a first name", (1, 10), fontsize=style.SMALL)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    unit = figure.dpi / 72
    width = first.get_window_extent().width / marks.SLACK
    first.remove()
    scale = (axes.transData.transform((1, 0)) - axes.transData.transform((0, 0)))[0]
    for gap, named in ((marks.BETWEEN - 2, 1), (marks.BETWEEN + 2, 2)):
        # To the left of its dot the second name would reach over the first one.
        x = [1.0, 1.0 + (width + gap * unit) / scale]
        marks.name_above(axes, x, [10.0] * 2, ["a first name", "a second name"], [[0, 1]], levels=[1] * 2, step=20)
        texts = [text for text in axes.texts if text.get_text()]
        assert len(texts) == named
        for text in texts:
            text.remove()


def test_money_raised_hollows_promises_and_colours_organizations() -> None:
    _, (table, *rest) = made_up(6)["money_raised"]
    table = table.assign(high=table["low"], date=[None, *table["date"].iloc[1:]])
    (axes,) = organizations.money_raised(table, *rest).axes
    by_low = {line.get_xdata()[0]: line for line in dots_of(axes)}
    assert [hollow(by_low[low]) for low in table["low"]] == (table["stage"] == "pledged").tolist()
    assert [by_low[low].get_color() for low in table["low"]] == [COLOURS[each] for each in table["organization"]]
    assert rows_of(axes)[0] == "Name 0 (undated)"
    # Where no stage is told, nothing is assumed to be paid.
    untold = table.assign(stage=table["stage"].mask(table["stage"] == "closed", None))
    figure = organizations.money_raised(untold, *rest)
    assert all(hollow(dots) for dots in dots_of(figure.axes[0]))
    assert "pledged, announced, in talks or not told" in words(figure)


def test_money_over_time_steps_from_sum_to_sum() -> None:
    line = pd.DataFrame(
        {
            "organization": ["us", "us", "them"], "name": ["Us", "Us", "Them"], "stage": ["pledged", "closed", "closed"],
            "day": pd.to_datetime(["2015-01-01", "2019-01-01", "2021-01-01"]), "low": [1e9, 5e8, 1e8],
            "closed": [0.0, 5e8, 1e8], "told": [1e9, 1.5e9, 1e8],
        }
    )  # fmt: skip
    figure = organizations.money_over_time(line, "USD", COLOURS, "us")
    (axes,) = figure.axes
    curves = [each for each in axes.lines if each.get_drawstyle() == "steps-post"]
    assert [list(each.get_ydata()) for each in curves if each.get_linestyle() != "-"] == [
        [1e9, 1.5e9, 1.5e9],
        [1e8, 1e8],
    ]
    paid = [
        list(np.nan_to_num(np.asarray(each.get_ydata(), dtype=float))) for each in curves if each.get_linestyle() == "-"
    ]
    assert paid == [[0.0, 5e8, 5e8], [1e8, 1e8]]
    assert {"Us: $1.5B", "Them: $100M"} <= set(words(figure))


@pytest.mark.parametrize("spread", [1.0, 1.01, 30.0])
def test_every_curve_of_money_is_named_at_its_end_the_focus_organization_too(spread: float) -> None:
    sums = [1e9 * spread**place for place in range(7)]
    line = pd.DataFrame(
        {
            "organization": [f"o{place}" for place in range(7)], "name": [f"Maker {place}" for place in range(7)],
            "stage": "closed", "day": pd.Timestamp("2020-01-01"), "low": sums, "closed": sums, "told": sums,
        }
    )[::-1].reset_index(drop=True)  # fmt: skip
    figure = organizations.money_over_time(line, "USD", COLOURS, "o0")
    named = [text for text in figure.axes[0].texts if text.get_text()]
    # The four with most money and the one the chapter is about; of equals those that come first.
    assert [text.get_text().partition(":")[0] for text in named][-1] == "Maker 0"
    assert {text.get_text().partition(":")[0] for text in named} == {f"Maker {place}" for place in (6, 5, 4, 3, 0)}
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in named]
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])
    heights = [box.y0 for box in boxes]
    assert heights == sorted(heights, reverse=True)  # in the order of the sums
    assert any("2 more not shown" in each for each in words(figure))


def test_form_aligns_its_panels_and_leaves_out_empty_ones() -> None:
    days = pd.to_datetime(["2015-12-01", "2019-03-01", "2019-07-01", "2020-06-01", "2021-01-01"])
    lanes = pd.DataFrame(
        {
            "lane": ["form", "form", "money", "works", "works"], "day": days, "label": ["Born", "Changed", "$1B", "A", "B"],
            "value": [None, None, 1e9, 3.0, None], "filled": [True, True, False, True, True],
        }
    )  # fmt: skip
    figure = organizations.form(lanes, LEVELS, style.FOCUS)
    assert len(figure.axes) == 3
    assert {axes.get_xlim() for axes in figure.axes} == {figure.axes[0].get_xlim()}
    steps = set(mdates.date2num(days[:2]))
    assert all(steps <= {line.get_xdata()[0] for line in axes.lines if len(line.get_xdata())} for axes in figure.axes)
    assert any(hollow(line) for line in dots_of(figure.axes[1]))
    assert (mdates.date2num(days[4]), -1.0) in points_of(figure.axes[2])  # not told
    assert {"Born", "Changed", "$1B", "A", "B", "not told"} <= set(words(figure))
    assert len(organizations.form(lanes[lanes["lane"] == "works"], LEVELS, style.FOCUS).axes) == 1


def test_openness_bars_fill_each_period() -> None:
    periods = pd.DataFrame(
        {"period": ["2016–2018", "2016–2018", "2019–2021"], "level": [1, 3, 3], "models": [3, 1, 2], "share": [0.75, 0.25, 1.0]}
    )  # fmt: skip
    figure = organizations.openness_periods(periods, LEVELS)
    (axes,) = figure.axes
    by_row: dict[float, float] = {}
    for bar in bars_of(axes):
        by_row[round(bar.get_y(), 3)] = by_row.get(round(bar.get_y(), 3), 0) + bar.get_width()
    assert list(by_row.values()) == pytest.approx([1.0, 1.0])
    assert rows_of(axes) == ["2016–2018", "2019–2021"]
    assert {"3", "1", "2"} <= set(words(figure))


def test_neighbourhood_has_a_line_for_each_tie_and_its_focus_in_colour() -> None:
    _, (near, *rest) = made_up(7)["neighbourhood"]
    figure = organizations.neighbourhood(near, *rest)
    (axes,) = figure.axes
    curves = [patch for patch in axes.patches if not patch.get_fill() or patch.get_facecolor()[3] == 0]
    assert len(curves) == len(near)
    focus = next(text for text in axes.texts if text.get_text() == "Us")
    frame = focus.get_bbox_patch()
    assert frame is not None
    assert to_hex(frame.get_facecolor()) == style.FOCUS
    assert "2 more not shown" in words(figure)
    # Strengths are 1, 2, 3, 4 and again 1, 2, 3, of them likely 0, 1, 2 and so on; a single founder needs no number.
    assert sorted(text for text in words(figure) if text[0].isdigit() and "more" not in text) == [
        "2 (1 likely)", "2 (2 likely)", "3", "3 (2 likely)", "4",
    ]  # fmt: skip


def test_descent_bars_are_numbers_of_organizations() -> None:
    _, (schools,) = made_up(20)["descent"]
    figure = organizations.descent(schools)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in bars_of(axes)] == schools["organizations"].head(style.ROWS_SHOWN).tolist()
    # Every second of the made-up schools has one organization by likely founders only.
    named = [f"Name {each} (1 of them only likely)" if each % 2 else f"Name {each}" for each in range(style.ROWS_SHOWN)]
    assert [" ".join(row.split()) for row in rows_of(axes)] == named
    assert "5 more not shown" in words(figure)


def test_releases_hollow_coarse_dates_and_always_show_the_focus() -> None:
    line = pd.DataFrame(
        {"organization": ["us", "us", "them", "them", "it"], "date": ["2020-01", "2021", "2020-05", "2020-06", "2019-01-01"],
         "day": pd.to_datetime(["2020-01-16", "2021-07-01", "2020-05-16", "2020-06-15", "2019-01-01"])}
    )  # fmt: skip
    paces = pd.DataFrame(
        {"organization": ["them", "us", "it"], "name": ["Them", "Us", "It"], "releases": [2, 2, 1],
         "median": [30.0, np.nan, np.nan], "mean": [np.nan] * 3}
    )  # fmt: skip
    figure = organizations.releases(line, paces, "it", COLOURS)
    (axes,) = figure.axes
    assert rows_of(axes) == ["Them (2) median 1 month", "Us (2)", "It (1)"]
    assert sum(len(dots.get_xdata()) for dots in dots_of(axes) if hollow(dots)) == 1
    # Two of one day lie side by side, each to be seen.
    twins = line.assign(day=line["day"].mask(line["organization"] == "them", pd.Timestamp("2020-07-01")), date="2020")
    drawn = {
        (x, y)
        for dots in dots_of(organizations.releases(twins, paces, "it", COLOURS).axes[0])
        for x, y in zip(dots.get_xdata(), dots.get_ydata(), strict=True)
    }
    assert len(drawn) == len(twins)
    assert rows_of(organizations.releases(line, paces, "us", COLOURS).axes[0]) == ["Them (2) median 1 month", "Us (2)"]


def test_field_stands_under_its_groups() -> None:
    found = pd.DataFrame(
        {"organization": ["us", "x"], "name": ["Us", "X"], "group": [field.GROUPS[0], field.GROUPS[2]], "models": [3, 0], "people": [1, 5]}
    )  # fmt: skip
    figure = organizations.field(found, COLOURS)
    models, people = figure.axes
    assert rows_of(models) == ["firms", "Us", "university groups", "X"]
    assert [bar.get_width() for bar in bars_of(models)] == [3, 0]
    assert [bar.get_width() for bar in bars_of(people)] == [1, 5]
    assert to_hex(bars_of(models)[0].get_facecolor()) == style.FOCUS
    assert "–" in words(figure)


def test_gaps_hollow_forecasts_and_say_open_ends() -> None:
    told = pd.DataFrame(
        {"measure": ["years", "years", "GPT version"], "who": ["A", "B", "C"], "behind": ["GPT-3", "", ""], "low": [0.5, 1.0, 2.5],
         "high": [2.0, np.nan, 2.5], "status": ["estimate", "estimate", "forecast"]}
    )  # fmt: skip
    figure = organizations.gaps(told)
    years, versions = figure.axes
    assert rows_of(years) == ["A behind GPT-3", "B"]
    assert rows_of(versions) == ["C (forecast)"]
    assert {"0.5–2", "at least 1", "2.5"} <= set(words(figure))
    assert all(hollow(dots) for dots in dots_of(versions))
    assert not any(hollow(dots) for dots in dots_of(years))
    assert {dots.get_color() for axes in (years, versions) for dots in dots_of(axes)} == {style.INK}


def test_places_name_their_circles() -> None:
    ranked = pd.DataFrame(
        {"who": ["Us", "Us"], "organization": ["us", "us"], "low": [16.0, 1.0], "high": [16.0, 1.0], "scope": ["world", "firms"]}
    )  # fmt: skip
    figure = organizations.places(ranked, COLOURS)
    assert figure.axes[0].get_xscale() == "log"
    assert {"16: world", "1: firms"} <= set(words(figure))
    spread = pd.DataFrame(
        {"who": ["It", "It"], "organization": [None, None], "low": [1002.0, 1.0], "high": [1002.0, 10.0], "scope": ["world", "China"]}
    )  # fmt: skip
    (axes,) = organizations.places(spread, COLOURS).axes
    # Nobody says where between 1 and 10 the place is; whoever is no organization of a colour has none.
    assert [list(dots.get_xdata()) for dots in dots_of(axes)] == [pytest.approx([1002.0])]
    assert [1.0, 10.0] in [list(line.get_xdata()) for line in axes.lines]
    assert style.FOCUS not in {line.get_color() for line in axes.lines}


def test_cards_have_no_bar_where_nothing_is_told() -> None:
    cards = pd.DataFrame({"organization": ["us", "them"], "name": ["Us", "Them"], "counted": ["2023-02", None]})
    for measure in profiles.MEASURES:
        cards[measure] = [np.nan, np.nan]
    cards["models"], cards["money closed"] = [12.0, np.nan], [1e9, 2e9]
    figure = organizations.cards(cards, "USD", COLOURS)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title("left") for axes in shown] == ["money closed", "models"]
    assert {"$1B", "$2B", "12", "–"} <= set(words(figure))
    assert [bar.get_width() for bar in bars_of(shown[1])] == [12, 0]
    # One model beside a hundred has a stub, 0.34 up and down from the middle of its row; five beside it have a bar.
    for few, stubs in ((1.0, [[[0, -0.34], [0, 0.34]]]), (5.0, []), (0.0, [])):
        beside = organizations.cards(cards.assign(models=[100.0, few]), "USD", COLOURS).axes[1]
        assert [each.tolist() for line in beside.collections for each in line.get_segments()] == stubs
    counted = organizations.cards(cards.assign(**{"head count": [350.0, 50.0]}), "USD", COLOURS)
    assert {"350 Feb 2023", "50 undated"} <= {" ".join(text.split()) for text in words(counted)}
