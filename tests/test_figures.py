"""What figures show: axes, labels and data, for real and for awkward tables; and that no text hides another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from labatlas import open_dataset
from labatlas.analysis import compute as compute_facts
from labatlas.analysis import licensing as licensing_facts
from labatlas.analysis import talent as talent_facts
from labatlas.analysis.money import Rates
from labatlas.chapters.publishing import svg_text
from labatlas.figures import compute, licensing, marks, style, talent
from labatlas.figures.licensing import grids, openness
from labatlas.formatting import money, territory

# A glyph no font has, a layout that does not fit and axes without extent are warnings of matplotlib.
pytestmark = pytest.mark.filterwarnings("error::UserWarning")

Call = tuple[Callable[..., Figure], tuple[Any, ...]]

AWKWARD = r"$x_1$ costs $5_a 50% \alpha {b} 北京智源 ^"
LONG = "The Extraordinarily Long Name of an Institute for Research into Rather Many Things and Their Consequences"
CHINESE = "北京智源人工智能研究院与清华大学知识工程实验室联合大模型研究中心"
#: A text may stand out of the figure by a hair, which the tight box of the SVG takes in.
WIDEST = style.WIDTH + 0.1

LEVELS = {0: "nothing", 1: "paper", 2: "api", 3: "weights and data", 4: "compute"}


@pytest.fixture(autouse=True)
def drawing() -> Iterator[None]:
    """Draw in the style of the house and leave matplotlib as it was."""
    with mpl.rc_context():
        style.use()
        yield
    plt.close("all")


# --- reading a figure -------------------------------------------------------------------------------------------------


def written(figure: Figure) -> list[Text]:
    """Return every text that a figure draws, in place."""
    seen: list[Text] = []
    draw = Text.draw

    def spy(self: Text, *args: Any, **options: Any) -> None:
        if self.get_visible() and self.get_text().strip() and self not in seen:
            seen.append(self)
        draw(self, *args, **options)

    # Ticks outside the axes are artists too, but are never drawn.
    with patch.object(Text, "draw", spy):
        figure.draw_without_rendering()
    return seen


def words(figure: Figure) -> list[str]:
    return [" ".join(text.get_text().split()) for text in written(figure)]


def overlaps(figure: Figure, tolerance: float = 1.5) -> list[tuple[str, str]]:
    """Return the pairs of texts whose boxes overlap by more than a few pixels."""
    texts = written(figure)
    boxes = [text.get_window_extent() for text in texts]
    return [
        (texts[a].get_text(), texts[b].get_text())
        for (a, one), (b, other) in itertools.combinations(enumerate(boxes), 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > tolerance
        and min(one.y1, other.y1) - max(one.y0, other.y0) > tolerance
    ]


def cut(figure: Figure) -> list[str]:
    """Return the texts that stand out of the picture, which is cropped to what is in the layout."""
    # Fine enough that type is as wide as its outlines in an SVG, not rounded to dots.
    figure.set_dpi(288)
    texts = written(figure)
    frame = figure.get_tightbbox().padded(0.04)
    boxes = [
        (text.get_text(), text.get_window_extent().transformed(figure.dpi_scale_trans.inverted())) for text in texts
    ]
    return [
        text for text, box in boxes if box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1
    ]


def bars_of(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def dots_of(axes: Axes) -> list[Line2D]:
    return [line for line in axes.lines if line.get_marker() not in {"None", "", None}]


def points_of(axes: Axes) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for line in dots_of(axes)
        for x, y in np.column_stack([line.get_xdata(orig=False), line.get_ydata(orig=False)])
    ]


def hollow(line: Line2D) -> bool:
    return to_hex(line.get_markerfacecolor()) == "#ffffff"


def arrows_of(axes: Axes) -> list[Annotation]:
    return [each for each in axes.texts if isinstance(each, Annotation) and each.arrow_patch is not None]


def rows_of(axes: Axes) -> list[str]:
    """Return the labels of the rows, top first."""
    ticks = sorted(zip(axes.get_yticks(), axes.get_yticklabels(), strict=True), key=lambda tick: -tick[0])
    return [" ".join(label.get_text().split()) for _, label in ticks]


# --- tables to draw ---------------------------------------------------------------------------------------------------


def made_up(rows: int, name: str = "Name", holes: bool = False) -> dict[str, Call]:
    """Return a call of every figure function with tables of some rows; with holes, whatever may be missing is."""
    number = np.arange(rows)
    gap = number % 2 == 1 if rows > 1 else np.array([holes])
    gap = gap & holes
    names = pd.Series([f"{name} {each}" for each in number], dtype="object").mask(gap)
    low = pd.Series(1000.0 * (rows - number) ** 2)
    high = (low * 2).mask(gap)
    makers = pd.Series(np.where(number % 3 == 0, "us", "them"), dtype="object").mask(gap)
    countries = pd.Series(np.where(number % 3 == 0, "CN", "US"), dtype="object").mask(gap)
    days = pd.Series(pd.date_range("2012-03-04", periods=rows, freq="17h")).mask(gap)
    dates = pd.Series(
        [f"{2012 + each % 12}-{each % 11 + 1:02d}-{each % 27 + 1:02d}" for each in number], dtype="object"
    )
    status = pd.Series(np.where(number % 4 == 0, "forecast", "reported"), dtype="object")
    ranges = pd.DataFrame(
        {
            "name": names, "organization": makers, "country": countries, "kind": "stock", "date": dates, "chip": "A100",
            "scope": None, "low": low, "high": high, "status": status, "measure": np.where(number % 2, "training-cost", "inference-cost-per-day"),
            "title": names, "stage": pd.Series(np.where(number % 2, "closed", "pledged"), dtype="object").mask(gap), "payee": names,
            "year": 2020, "basis": np.where(number % 2, "total", "base-salary"),
        }
    )  # fmt: skip
    growth = pd.DataFrame({"name": names, "organization": makers, "date": days, "low": low, "high": high})
    terms = licensing_facts.reference.ALL_TERMS
    answers = ["yes", "no", "may", "no/yes", "not-applicable", None]
    licences = pd.DataFrame(
        [
            {
                "licence": f"l{each}", "name": names[each], "term": term, "effect": effect, "document": answers[each % 6],
                "reference": answers[each % 2], "verdict": ["agree", "differ", "contradiction"][each % 3],
            }
            for each in number
            for term, effect in terms.items()
        ]
    )  # fmt: skip
    outcomes = list(licensing_facts.choice.OUTCOMES)
    chosen = pd.DataFrame({"licence": number, "name": names, "outcome": [outcomes[each % 4] for each in number]})
    chosen = chosen.assign(
        **{key: ["yes", "no", "depends", "unknown"][at % 4] for at, key in enumerate(licensing_facts.choice.PROPERTIES)}
    )
    wanted = {"commercial-use": "yes", "patent-grant": "yes", "closed-derivatives": "no", "same-licence": "yes"}
    across = [f"{name} {each}" for each in range(min(rows, 45))]
    verdicts = list(licensing_facts.compatibility.VERDICTS)
    paired = pd.DataFrame(
        [
            {"outbound": out, "inbound": into, "verdict": verdicts[(at + under) % 5]}
            for at, out in enumerate(across)
            for under, into in enumerate(across)
        ]
    )
    covered = pd.DataFrame({"name": names, "described": number % 2 == 0, "data": number % 3 == 0, "model": True})
    accesses = list(openness.ACCESS_MARKS)
    parts = pd.DataFrame(
        {
            "artifact": [f"a{each}" for each in number], "name": names, "organization": makers, "released": dates.mask(gap),
            "part": [licensing_facts.openness.PARTS[each % 6] for each in number], "access": [accesses[each % 5] for each in number],
        }
    )  # fmt: skip
    works = pd.DataFrame({"name": names, "date": days, "level": number % 5, "organization": makers})
    works["kind"] = [["model", "dataset", "platform"][each % 3] for each in number]
    made = pd.DataFrame({"maker": names, **{level: number % (level + 2) for level in range(5)}})
    counts = pd.DataFrame({"level": number, "here": number + 1, "elsewhere": 2 * number, "unknown": number % 2})
    shares = pd.DataFrame({"country": countries, "name": names, "base": 10 * rows, "share_high": 0.2 / (number + 1)})
    shares.insert(3, "share_low", (shares["share_high"] / 2).mask(gap))
    team = pd.DataFrame({"dimension": "Role", "label": names, "share": 1 / rows})
    schools = pd.DataFrame({"label": names, "count": rows - number, "country": countries})
    people = pd.DataFrame({"name": names, "kind": np.where(number % 2, "worked", "studied"), "people": rows - number})
    left = pd.DataFrame(
        {"date": dates.mask(gap & (number % 4 == 1)), "who": names, "status": "reported", "counts": number % 5 != 1}
    )
    return {
        "fleets": (compute.fleets, (ranges, "CN")),
        "chips": (compute.chips, (ranges.assign(low=ranges["low"] / 1e7, high=ranges["high"] / 1e7), "CN")),
        "model_growth": (compute.model_growth, (growth, "us", name)),
        "costs": (compute.costs, (ranges, "USD")),
        "matrix": (licensing.matrix, (licences,)),
        "choice": (
            licensing.choice, (chosen, wanted, licensing_facts.choice.PROPERTIES, licensing_facts.choice.OUTCOMES),
        ),
        "compatibility": (licensing.compatibility, (paired,)),
        "rail_names": (licensing.rail_names, (covered,)),
        "access": (licensing.access, (parts, licensing_facts.openness.PARTS, "us")),
        "placed": (licensing.placed, (works, LEVELS, {"us": style.FOCUS}, "us", {"us": name})),
        "makers": (licensing.makers, (made, LEVELS)),
        "level_counts": (licensing.level_counts, (counts, LEVELS, name)),
        "country_shares": (talent.country_shares, (shares, "CN", (1, 2))),
        "team": (talent.team, (team,)),
        "universities": (talent.universities, (schools, "CN")),
        "origins": (talent.origins, (people,)),
        "pay": (talent.pay, (ranges, "USD")),
        "departures": (talent.departures, (left,)),
    }  # fmt: skip


def real(organization: str, country: str) -> dict[str, Call]:
    """Return the calls that the notebooks make, those with rows to show."""
    data = open_dataset()
    names, title = data.names("organizations"), data.name_of("organizations", organization)
    rates = Rates.into("USD", data.exchange_rates)
    choice, facts = licensing_facts.choice, licensing_facts.openness
    parts = facts.access_by_part(data.openness, data.artifacts, data.organizations)
    levels = facts.level_reached(parts, data.openness_levels)
    level_names = facts.level_names(data.openness_levels)
    cells = licensing_facts.matrix.compare(data.licence_terms, data.licences, data.corrections)
    requirements = choice.Requirements(
        commercial_use=True, closed_derivatives=True, patent_grant=True, use_restrictions="none"
    )
    chosen = choice.choose(choice.properties(cells), requirements)
    shares = talent_facts.country_shares(data.scholars)
    calls: dict[str, Call] = {
        "fleets": (compute.fleets, (compute_facts.fleet_ranges(data.fleets, data.organizations, data.names("accelerators")), country)),
        "chips": (compute.chips, (compute_facts.relative_performance(data.accelerator_measures, data.accelerators), country)),
        "model_growth": (compute.model_growth, (compute_facts.model_growth(data.model_sizes, data.artifacts, names), organization, title)),
        "costs": (compute.costs, (compute_facts.cost_table(data.cost_claims, data.names("artifacts"), rates), "USD")),
        "matrix": (licensing.matrix, (cells,)),
        "choice": (licensing.choice, (chosen, requirements.wanted, choice.PROPERTIES, choice.OUTCOMES)),
        "compatibility": (
            licensing.compatibility, (licensing_facts.compatibility.pairs(licensing_facts.expressions.report(data.licences)),),
        ),
        "rail_names": (licensing.rail_names, (licensing_facts.responsible.coverage(data.rail_scopes, data.licences),)),
        "access": (licensing.access, (facts.most_telling(parts, organization, licensing.WORKS_SHOWN), facts.PARTS, organization)),
        "placed": (
            licensing.placed,
            (levels, level_names, style.organization_colours(["google", "baai", "damo"], organization), organization, data.names("organizations")),
        ),
        "makers": (licensing.makers, (licensing_facts.makers.levels_by_maker(levels, data.organizations), level_names)),
        "level_counts": (licensing.level_counts, (facts.level_counts(levels, country), level_names, territory(country))),
        "country_shares": (talent.country_shares, (shares, country, talent_facts.remainder(shares))),
        "team": (talent.team, (talent_facts.team_parts(data.team_composition),)),
        "universities": (talent.universities, (talent_facts.team_schools(data.team_composition, data.organizations), country)),
        "origins": (talent.origins, (talent_facts.origins(data.affiliations, names, organization),)),
        "pay": (talent.pay, (talent_facts.pay_ranges(data.pay, names, rates), "USD")),
        "departures": (
            talent.departures,
            (talent_facts.departures(data.events, data.participants, data.names("people"), organization),),
        ),
    }  # fmt: skip
    return {name: call for name, call in calls.items() if len(call[1][0])}


FIGURES = list(made_up(1))

#: Marks in the cells of the grids; each licence has two rows of the matrix.
CELLS = {
    "matrix": 2 * grids.LICENCES_SHOWN * len(licensing_facts.reference.ALL_TERMS),
    "choice": grids.CHOICES_SHOWN * len(licensing_facts.choice.PROPERTIES),
    "compatibility": grids.PAIRED_SHOWN**2,
}

#: Figures that change with the focus country and with the focus organization.
OF_COUNTRY = ["fleets", "chips", "level_counts", "descent", "universities", "country_shares"]
OF_ORGANIZATION = ["access", "departures", "model_growth", "money_raised", "origins", "placed", "releases", "timeline"]


def draw(call: Call) -> Figure:
    function, arguments = call
    return function(*arguments)


# --- every figure -----------------------------------------------------------------------------------------------------


def test_every_public_figure_function_is_tested() -> None:
    functions = {
        name
        for module in (compute, licensing, talent)
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "").startswith(module.__name__) and not name.startswith("_")
    }
    assert functions == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("rows", [1, 10, 2000])
def test_a_figure_stays_readable_however_many_rows_it_has(name: str, rows: int) -> None:
    figure = draw(made_up(rows)[name])
    assert isinstance(figure, Figure)
    assert figure.get_figwidth() == style.WIDTH
    assert figure.get_figheight() <= 10
    cells = CELLS.get(name, 0)
    texts = written(figure)
    assert 0 < len(texts) <= 80 + cells
    assert min(text.get_fontsize() for text in texts) >= 7
    assert overlaps(figure) == []
    assert figure.get_tightbbox().width <= WIDEST


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_does_not_change_its_table(name: str) -> None:
    function, arguments = made_up(40, holes=True)[name]
    before = arguments[0].copy(deep=True)
    function(*arguments)
    pd.testing.assert_frame_equal(arguments[0], before)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("rows", [1, 7])
def test_a_figure_bears_what_is_missing(name: str, rows: int) -> None:
    figure = draw(made_up(rows, holes=True)[name])
    shown = set(" ".join(words(figure)).replace(",", " ").replace(":", " ").split())
    assert not {"nan", "NaN", "NaT", "<NA>"} & shown
    assert "None" not in shown or words(figure) == [style.UNDATED]


@pytest.mark.parametrize("name", FIGURES)
def test_names_are_shown_as_they_are(name: str) -> None:
    """Dollar signs, underscores and backslashes are letters, Chinese has glyphs: a missing one is an error here."""
    figure = draw(made_up(3, AWKWARD)[name])
    svg_text(figure)
    assert not any(text.get_parse_math() for text in written(figure))
    shown = "".join("".join(words(figure)).split())
    assert r"$x_1$costs" in shown or name == "path"


@pytest.mark.parametrize("name", FIGURES)
def test_long_names_neither_overlap_nor_widen_the_figure(name: str) -> None:
    for label in (LONG, CHINESE, AWKWARD):
        figure = draw(made_up(9, label)[name])
        assert overlaps(figure) == []
        assert figure.get_tightbbox().width <= WIDEST
        assert cut(figure) == []


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_figure_is_the_same_bytes(name: str) -> None:
    once, again = (svg_text(draw(made_up(3, CHINESE)[name])) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("organization", "country", "only"),
    [
        ("openai", "CN", FIGURES),
        ("anthropic", "US", OF_COUNTRY + OF_ORGANIZATION),
        ("deepmind", "GB", OF_COUNTRY + OF_ORGANIZATION),
        ("zhipu", "CN", OF_ORGANIZATION),
        ("baai", "CN", OF_ORGANIZATION),
    ],
)
def test_no_text_of_the_real_figures_hides_another(organization: str, country: str, only: list[str]) -> None:
    calls = {name: call for name, call in real(organization, country).items() if name in only}
    assert len(calls) >= 5
    faults: dict[str, Any] = {}
    for name, call in calls.items():
        figure = draw(call)
        pairs, width, gone = overlaps(figure), figure.get_tightbbox().width, cut(figure)
        plt.close(figure)
        if pairs or width > WIDEST or gone:
            faults[name] = (pairs, width, gone)
    assert faults == {}


# --- style and marks --------------------------------------------------------------------------------------------------


def test_overlaps_are_found() -> None:
    """The helper itself: two texts in one place overlap, two apart do not."""
    figure, axes = plt.subplots()
    axes.text(0.2, 0.2, "one")
    axes.text(0.21, 0.2, "two")
    axes.text(0.8, 0.8, "three")
    assert overlaps(figure) == [("one", "two")]


def test_fold_keeps_totals_and_leaves_short_rankings_alone() -> None:
    ranking = pd.DataFrame(
        {"who": [f"w{each}" for each in range(40)], "low": range(40, 0, -1), "high": range(80, 40, -1)}
    )
    folded = marks.fold(ranking, ["low", "high"], "who")
    assert len(folded) == style.ROWS_SHOWN + 1
    assert folded["low"].sum() == ranking["low"].sum()
    assert folded["high"].sum() == ranking["high"].sum()
    assert folded["who"].iloc[-1] == f"{40 - style.ROWS_SHOWN} others"
    assert folded["who"].iloc[:-1].tolist() == ranking["who"].iloc[: style.ROWS_SHOWN].tolist()
    # One row more takes as much room as the row it would be folded into.
    short = ranking.head(style.ROWS_SHOWN + 1)
    pd.testing.assert_frame_equal(marks.fold(short, "low", "who"), short)


def test_wrap_keeps_to_its_lines_and_its_width() -> None:
    assert style.wrap("two  words\n here", 30) == "two words here"
    for label in (LONG, CHINESE, "x" * 200):
        lines = style.wrap(label, 20, lines=2).split("\n")
        assert len(lines) == 2
        assert lines[-1].endswith("…")
        assert max(len(line) for line in lines) <= 20
    assert max(len(line) for line in style.wrap(CHINESE, 20).split("\n")) <= 10


def test_notice_says_its_message() -> None:
    assert words(style.notice("Nothing is known.")) == ["Nothing is known."]


def test_hidden_rows_are_counted() -> None:
    assert "1,985 more not shown" in words(draw(made_up(2000)["fleets"]))
    assert not any("not shown" in each for each in words(draw(made_up(10)["fleets"])))


@pytest.mark.parametrize("name", ["fleets", "costs", "pay"])
def test_ranges_mark_both_ends_on_a_logarithmic_axis(name: str) -> None:
    function, (table, *rest) = made_up(6, holes=True)[name]
    figure = function(table, *rest)
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    ends = sorted([*table["low"], *table["high"].dropna()])
    assert sorted(x for x, _ in points_of(axes)) == ends
    assert len(arrows_of(axes)) == table["high"].isna().sum()
    assert len(rows_of(axes)) == len(table)
    # The largest is on top, and the arrow of an open range starts at its lower end.
    assert max(points_of(axes), key=lambda point: point[1])[0] in set(table.loc[0, ["low", "high"]])
    assert {arrow.xy[0] for arrow in arrows_of(axes)} == set(table.loc[table["high"].isna(), "low"])
    # Longer than its mark, however many decades the axis spans.
    assert all(arrow.anncoords == "offset points" and arrow.xyann[0] > 15 for arrow in arrows_of(axes))
    left, right = axes.get_xlim()
    assert left < ends[0] <= ends[-1] < right


def test_a_range_from_nothing_stays_on_the_axis() -> None:
    _, (table, *rest) = made_up(2)["costs"]
    figure = compute.costs(table.assign(low=[500.0, 0.0], high=[500.0, 20.0]), *rest)
    (axes,) = figure.axes
    assert min(x for x, _ in points_of(axes)) == axes.get_xlim()[0] > 0
    assert f"{money(0, 'USD')}–{money(20, 'USD')}" in words(figure)


def test_time_axes_span_years() -> None:
    """A date known to the year must not look like one known to the day."""
    figure = draw(made_up(1)["model_growth"])
    low, high = figure.axes[0].get_xlim()
    assert high - low >= marks.DAYS_SPANNED


# --- compute ----------------------------------------------------------------------------------------------------------


def test_fleets_hollow_forecasts_and_colour_the_focus_country() -> None:
    _, (table, country) = made_up(6)["fleets"]
    figure = compute.fleets(table.assign(high=table["low"]), country)
    (axes,) = figure.axes
    by_low = {line.get_xdata()[0]: line for line in dots_of(axes)}
    assert [hollow(by_low[low]) for low in table["low"]] == (table["status"] == "forecast").tolist()
    assert [by_low[low].get_color() == style.FOCUS for low in table["low"]] == (table["country"] == country).tolist()
    assert rows_of(axes)[0] == "Name 0, stock 2012: A100"
    assert {"forecast", "accelerators", "36K"} <= set(words(figure))


def test_chips_stand_beside_the_a100() -> None:
    ratios = pd.DataFrame({"name": ["A", "B"], "country": ["CN", "US"], "low": [0.6, 0.05], "high": [0.7, np.nan]})
    figure = compute.chips(ratios, "CN")
    (axes,) = figure.axes
    assert sorted(points_of(axes)) == [(0.05, 0), (0.05, 0), (0.6, 1), (0.7, 1)]
    assert rows_of(axes) == ["A", "B"]
    assert [line.get_color() for line in dots_of(axes)] == [style.FOCUS, style.MUTED]
    assert [list(line.get_xdata()) for line in axes.lines if line not in dots_of(axes)] == [[1, 1]]
    assert {"A100", "0.6–0.7", "0.05", "performance, A100 = 1"} <= set(words(figure))


@pytest.mark.parametrize("rows", [5, 900])
def test_model_growth_names_what_there_is_room_for(rows: int) -> None:
    _, (growth, *rest) = made_up(rows)["model_growth"]
    figure = compute.model_growth(growth, *rest)
    (axes,) = figure.axes
    assert axes.get_yscale() == "log"
    assert sorted(y for _, y in points_of(axes)) == sorted(growth["low"])
    focus = growth["organization"] == "us"
    (own,) = [line for line in dots_of(axes) if line.get_color() == style.FOCUS]
    assert sorted(own.get_ydata()) == sorted(growth.loc[focus, "low"])
    named = {each for each in words(figure) if each in set(growth["name"])}
    if rows <= compute.LABELS_SHOWN:
        assert named == set(growth["name"])
    else:
        assert 0 < len(named) <= compute.LABELS_SHOWN
        assert named <= set(growth.loc[focus, "name"])
        # The largest is named before the others.
        assert growth.loc[focus, "name"].iloc[0] in named


def test_model_growth_without_the_focus_needs_no_key() -> None:
    _, (growth, *_) = made_up(5)["model_growth"]
    figure = compute.model_growth(growth, "nobody", "Nobody")
    assert not figure.legends
    assert {line.get_color() for line in dots_of(figure.axes[0])} == {style.MUTED}


def test_costs_colour_training_and_answering() -> None:
    _, (table, currency) = made_up(4)["costs"]
    figure = compute.costs(table.assign(high=table["low"]), currency)
    colours = {line.get_xdata()[0]: line.get_color() for line in dots_of(figure.axes[0])}
    expected = [style.BLUE if "training" in measure else style.ORANGE for measure in table["measure"]]
    assert [colours[low] for low in table["low"]] == expected
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["training", "answering"]
    only = compute.costs(table[table["measure"] == "training-cost"], currency)
    assert [text.get_text() for text in only.legends[0].get_texts()] == ["training"]


# --- licensing --------------------------------------------------------------------------------------------------------


def cell_colours(axes: Axes, height: float) -> dict[tuple[int, float], str]:
    """Return the fill of each cell of a grid by its column and its lower edge."""
    return {
        (round(bar.get_x() + 0.46), round(bar.get_y(), 2)): to_hex(bar.get_facecolor())
        for bar in bars_of(axes)
        if bar.get_fill() and round(bar.get_height(), 2) == height
    }


def test_matrix_has_both_readings_in_each_cell() -> None:
    columns = ["licence", "name", "term", "effect", "document", "reference", "verdict"]
    cells = pd.DataFrame(
        [
            ["a", "First", "commercial-use", "permission", "yes", "no", "differ"],
            ["a", "First", "same-license", "condition", None, "yes", "reference only"],
            ["b", "Second", "commercial-use", "permission", "no/yes", "varies", "contradiction"],
            ["b", "Second", "same-license", "condition", "may", None, "documents only"],
        ],
        columns=columns,
    )
    figure = licensing.matrix(cells)
    (axes,) = figure.axes
    assert cell_colours(axes, 0.44) == {
        (0, 1): style.BLUE, (0, 0.56): style.OTHER, (1, 1): "#ffffff", (1, 0.56): style.BLUE,
        (0, 0): style.VERMILION, (0, -0.44): style.SKY, (1, 0): style.SKY, (1, -0.44): "#ffffff",
    }  # fmt: skip
    framed = [(round(bar.get_x() + 0.46), round(bar.get_y() + 0.44)) for bar in bars_of(axes) if not bar.get_fill()]
    assert framed == [(0, 1), (0, 0)]
    assert rows_of(axes) == ["First", "Second"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["commercial use", "same licence"]
    named = {text.get_text() for text in figure.legends[0].get_texts()}
    assert named == {
        "✓ yes", "? may or may not", "≈ depends on the version", "– no", "! yes and no", "not told", "explained in the table",
    }  # fmt: skip


def test_choice_colours_what_is_asked_for_only() -> None:
    table = pd.DataFrame(
        {
            "name": ["Fit", "Out"], "outcome": ["fits", "excluded"], "commercial-use": ["yes", "no"],
            "use-restrictions": ["no", "yes"], "patent-grant": ["unknown", "depends"],
        }
    )  # fmt: skip
    labels = {"commercial-use": "commercial use", "use-restrictions": "limits on use", "patent-grant": "patent grant"}
    figure = licensing.choice(
        table, {"commercial-use": "yes", "use-restrictions": "no"}, labels, licensing_facts.choice.OUTCOMES
    )
    (axes,) = figure.axes
    assert cell_colours(axes, 0.88) == {
        (0, -1.44): style.BLUE, (1, -1.44): style.BLUE, (0, -3.44): style.VERMILION, (1, -3.44): style.VERMILION,
    }  # fmt: skip
    assert {"Fits (1)", "Excluded (1)", "no limits on use", "?", "≈"} <= set(words(figure))
    assert [label.get_fontweight() for label in axes.get_xticklabels()] == ["bold", "bold", "normal"]
    assert rows_of(axes) == ["Fit", "Out"]


def test_compatibility_has_the_whole_in_rows_and_the_part_in_columns() -> None:
    table = pd.DataFrame(
        [["MIT", "MIT", "yes"], ["MIT", "GPL", "no"], ["GPL", "MIT", "yes"], ["GPL", "GPL", "unlisted"]],
        columns=["outbound", "inbound", "verdict"],
    )
    figure = licensing.compatibility(table)
    (axes,) = figure.axes
    assert rows_of(axes) == ["MIT", "GPL"]
    assert cell_colours(axes, 0.88) == {
        (0, 0.56): style.BLUE, (1, 0.56): style.OTHER, (0, -0.44): style.BLUE, (1, -0.44): "#ffffff",
    }  # fmt: skip
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("Licence of the whole", "Licence of a part")


def test_rail_names_fill_the_parts_they_cover() -> None:
    table = pd.DataFrame(
        {
            "name": ["OpenRAIL-D", "OpenRAIL-DM"],
            "described": [True, False],
            "data": [True, True],
            "model": [False, True],
        }
    )
    figure = licensing.rail_names(table)
    (axes,) = figure.axes
    filled = {(line.get_xdata()[0], line.get_ydata()[0]) for line in dots_of(axes) if not hollow(line)}
    assert filled == {(0, 1), (0, 0), (1, 0)}
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == ["normal", "bold"]


def test_access_marks_each_part_and_sets_the_focus_in_bold() -> None:
    parts = pd.DataFrame(
        {
            "artifact": ["a", "a", "b"], "name": ["Alpha", "Alpha", "Beta"], "organization": ["us", "us", None],
            "released": ["2020-01", "2020-01", None], "part": ["api", "weights", "weights"],
            "access": ["restricted", "open", "closed"],
        }
    )  # fmt: skip
    figure = licensing.access(parts, licensing_facts.openness.PARTS, "us")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["API", "weights"]
    assert rows_of(axes) == ["Alpha (2020)", "Beta"]
    assert {label.get_text(): label.get_fontweight() for label in axes.get_yticklabels()} == {
        "Alpha (2020)": "bold", "Beta": "normal",
    }  # fmt: skip
    found = {
        points: (line.get_marker(), hollow(line))
        for line in dots_of(axes)
        for points in [(line.get_xdata()[0], line.get_ydata()[0])]
    }
    assert found == {(0, 1): ("o", True), (1, 1): ("o", False), (1, 0): ("x", False)}
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["open to all", "under conditions", "closed"]


def test_placed_joins_the_models_of_the_focus_and_counts_the_undated() -> None:
    works = pd.DataFrame(
        {
            "name": ["A", "B", "C", "D"], "date": pd.to_datetime(["2018-01-01", "2020-01-01", None, "2020-01-01"]),
            "level": [3, 1, 2, 1], "organization": ["us", "us", "us", None], "kind": ["model", "model", "model", "dataset"],
        }
    )  # fmt: skip
    figure = licensing.placed(
        works, LEVELS, {"us": style.FOCUS, "them": style.ORANGE}, "us", {"us": "Us", "them": "Them"}
    )
    (axes,) = figure.axes
    assert [y for _, y in points_of(axes)] == [
        3,
        1,
        pytest.approx(1.16),
    ]  # the second of one day stands above the first
    assert [to_hex(line.get_color()) for line in dots_of(axes)] == [style.FOCUS, style.FOCUS, style.OTHER]
    assert [line.get_marker() for line in dots_of(axes)] == ["o", "o", "s"]
    assert {"A", "B", "D", "2 API + 1 undated", "3 weights and data"} <= set(words(figure))
    assert "C" not in words(figure)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["model", "data set", "Us"]
    (joined,) = [line for line in axes.lines if line.get_marker() in {"None", "", None}]
    assert list(joined.get_ydata()) == [3, 1]


def test_makers_stand_in_order_from_the_top() -> None:
    counts = pd.DataFrame({"maker": ["firms", "schools"], 0: [4, 0], 1: [0, 6]})
    figure = licensing.makers(counts, LEVELS)
    (axes,) = figure.axes
    assert rows_of(axes) == ["firms", "schools"]
    assert {round(bar.get_y() + 0.325): bar.get_width() for bar in bars_of(axes) if bar.get_width()} == {1: 4, 0: 6}
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["0 nothing", "1 paper"]


def test_level_counts_tell_every_number() -> None:
    counts = pd.DataFrame({"level": [0, 1], "here": [100, 1], "elsewhere": [50, 7], "unknown": [0, 0]})
    figure = licensing.level_counts(counts, LEVELS, "China")
    (axes,) = figure.axes
    lengths = {(round(bar.get_y() + 0.325), bar.get_x()): bar.get_width() for bar in bars_of(axes)}
    assert lengths == {(0, 0): 100, (0, 100): 50, (1, 0): 1, (1, 1): 7}
    # A number too wide for its part stands after the bar with the name of the part.
    assert {"100", "50", "7", "China 1"} <= set(words(figure))
    assert {to_hex(bar.get_facecolor()) for bar in bars_of(axes) if bar.get_x() == 0} == {style.FOCUS}
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["China", "elsewhere"]


# --- talent -----------------------------------------------------------------------------------------------------------


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


def test_universities_fold_the_rest() -> None:
    _, (schools, country) = made_up(100)["universities"]
    figure = talent.universities(schools, country)
    (axes,) = figure.axes
    bars = bars_of(axes)
    assert sum(bar.get_width() for bar in bars) == schools["count"].sum()
    assert rows_of(axes)[-1] == "85 others"
    focus = [to_hex(bar.get_facecolor()) == style.FOCUS for bar in bars]
    assert focus == [*(schools["country"].head(style.ROWS_SHOWN) == country), False]
    assert str(schools["count"].iloc[0]) in words(figure)


def test_origins_share_one_scale() -> None:
    people = pd.DataFrame({"name": ["A", "B", "C"], "kind": ["studied", "worked", "worked"], "people": [2, 10, 4]})
    figure = talent.origins(people)
    studied, worked = figure.axes
    assert (studied.get_title(loc="left"), worked.get_title(loc="left")) == ("Studied at", "Worked at")
    assert [bar.get_width() for bar in bars_of(studied)] == [2]
    assert [bar.get_width() for bar in bars_of(worked)] == [10, 4]
    assert studied.get_xlim() == worked.get_xlim()
    # Rows of both panels are of one height, their first on top.
    assert np.ptp(studied.get_ylim()) == np.ptp(worked.get_ylim())
    assert studied.get_ylim()[1] == pytest.approx(worked.get_ylim()[1] - 1)
    assert rows_of(worked) == ["B", "C"]


def test_pay_colours_tell_what_a_sum_includes() -> None:
    _, (table, currency) = made_up(4)["pay"]
    figure = talent.pay(table.assign(high=table["low"]), currency)
    colours = {line.get_xdata()[0]: line.get_color() for line in dots_of(figure.axes[0])}
    expected = [style.BLUE if basis == "total" else style.MUTED for basis in table["basis"]]
    assert [colours[low] for low in table["low"]] == expected
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["base salary", "total pay"]
    assert "$16,000" in words(figure)  # 1000 * 4 ** 2, printed in full


@pytest.mark.parametrize(("status", "said"), [("satire", "said so in jest: not counted"), ("hearsay", "not counted")])
def test_departures_hollow_what_is_not_counted(status: str, said: str) -> None:
    left = pd.DataFrame(
        {
            "date": ["2020", "2020", "2021-05-01", "2021-05-01"], "who": ["B", "A", "C", "D"],
            "status": ["reported", "reported", "reported", status], "counts": [True, True, True, False],
        }
    )  # fmt: skip
    figure = talent.departures(left)
    (axes,) = figure.axes
    assert len(points_of(axes)) == 3
    assert [hollow(line) for line in dots_of(axes)].count(True) == 1
    assert {"A, B", "C", "D"} <= set(words(figure))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["left", said]


def test_departures_show_the_latest_of_many() -> None:
    _, (left,) = made_up(2000)["departures"]
    figure = talent.departures(left)
    assert len(points_of(figure.axes[0])) == style.ROWS_SHOWN
    assert any("more not shown" in each for each in words(figure))
