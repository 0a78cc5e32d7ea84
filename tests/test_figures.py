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
import talent_calls
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
from labatlas.analysis import organizations as organization_facts
from labatlas.analysis.money import Rates
from labatlas.chapters.publishing import svg_text
from labatlas.figures import compute, licensing, marks, organizations, style, talent
from labatlas.formatting import money, territory
from labatlas.tables.licensing import TERMS

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
    kinds = list(organizations.KIND_COLOURS)
    line = pd.DataFrame(
        {"kind": [kinds[each % len(kinds)] for each in number], "day": days, "title": names, "status": status}
    )
    licences = pd.DataFrame(
        [["yes", "no", "may", "no/yes", "not-applicable", None][each % 6 :][:1] * len(TERMS) for each in number],
        columns=list(TERMS), index=pd.Index(names, name="licence"),
    )  # fmt: skip
    accesses = list(licensing.ACCESS_MARKS)
    parts = pd.DataFrame(
        {
            "artifact": [f"a{each}" for each in number], "name": names, "organization": makers, "released": dates.mask(gap),
            "part": [licensing_facts.PARTS[each % 6] for each in number], "access": [accesses[each % 5] for each in number],
        }
    )  # fmt: skip
    works = pd.DataFrame({"name": names, "date": days, "level": number % 5})
    counts = pd.DataFrame({"level": number, "here": number + 1, "elsewhere": 2 * number, "unknown": number % 2})
    schools = pd.DataFrame({"label": names, "count": rows - number, "country": countries})
    released = pd.DataFrame({"year": 2000 + number % 20, "organization": makers, "name": names, "releases": 1})
    return {
        "fleets": (compute.fleets, (ranges, "CN")),
        "chips": (compute.chips, (ranges.assign(low=ranges["low"] / 1e7, high=ranges["high"] / 1e7), "CN")),
        "model_growth": (compute.model_growth, (growth, "us", name)),
        "costs": (compute.costs, (ranges, "USD")),
        "matrix": (licensing.matrix, (licences, TERMS)),
        "access": (licensing.access, (parts, licensing_facts.PARTS, "us")),
        "path": (licensing.path, (works, LEVELS)),
        "level_counts": (licensing.level_counts, (counts, LEVELS, name)),
        "timeline": (organizations.timeline, (line,)),
        "money_raised": (organizations.money_raised, (ranges, "CNY", "us", organization_facts.NOT_PAID)),
        "descent": (organizations.descent, (schools.rename(columns={"label": "name", "count": "organizations"}),)),
        "releases": (organizations.releases, (released, "us", name)),
        **talent_calls.made_up(rows, name, holes),
    }  # fmt: skip


def real(organization: str, country: str) -> dict[str, Call]:
    """Return the calls that the notebooks make, those with rows to show."""
    data = open_dataset()
    names, title = data.names("organizations"), data.name_of("organizations", organization)
    rates = Rates.into("USD", data.exchange_rates)
    parts = licensing_facts.access_by_part(data.openness, data.artifacts, data.organizations)
    levels = licensing_facts.level_reached(parts, data.openness_levels)
    level_names = licensing_facts.level_names(data.openness_levels)
    founders = organization_facts.founders(data.affiliations, data.names("people"), data.organizations)
    calls: dict[str, Call] = {
        "fleets": (compute.fleets, (compute_facts.fleet_ranges(data.fleets, data.organizations, data.names("accelerators")), country)),
        "chips": (compute.chips, (compute_facts.relative_performance(data.accelerator_measures, data.accelerators), country)),
        "model_growth": (compute.model_growth, (compute_facts.model_growth(data.model_sizes, data.artifacts, names), organization, title)),
        "costs": (compute.costs, (compute_facts.cost_table(data.cost_claims, data.names("artifacts"), rates), "USD")),
        "matrix": (licensing.matrix, (licensing_facts.matrix(data.licence_terms, data.licences), TERMS)),
        "access": (licensing.access, (licensing_facts.most_telling(parts, organization, licensing.WORKS_SHOWN), licensing_facts.PARTS, organization)),
        "path": (licensing.path, (licensing_facts.path_of(levels, organization), level_names)),
        "level_counts": (licensing.level_counts, (licensing_facts.level_counts(levels, country), level_names, territory(country))),
        "timeline": (organizations.timeline, (organization_facts.timeline(data.events, data.organizations, organization),)),
        "money_raised": (
            organizations.money_raised,
            (organization_facts.sums(data.events, names, rates, "funding"), "USD", organization, organization_facts.NOT_PAID),
        ),
        "descent": (organizations.descent, (organization_facts.descent(founders[founders["country"] == country], names, "schools"),)),
        "releases": (organizations.releases, (organization_facts.releases(data.events, data.organizations), organization, title)),
        **talent_calls.real(data, organization, country),
    }  # fmt: skip
    return {name: call for name, call in calls.items() if len(call[1][0])}


FIGURES = list(made_up(1))

#: Figures that change with the focus country and with the focus organization.
OF_COUNTRY = ["fleets", "chips", "level_counts", "descent", *talent_calls.OF_COUNTRY]
OF_ORGANIZATION = [
    "access", "model_growth", "money_raised", "path", "releases", "timeline", *talent_calls.OF_ORGANIZATION,
]  # fmt: skip


def draw(call: Call) -> Figure:
    function, arguments = call
    return function(*arguments)


# --- every figure -----------------------------------------------------------------------------------------------------


def test_every_public_figure_function_is_tested() -> None:
    functions = {
        name
        for module in (compute, licensing, organizations, talent)
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
    cells = licensing.LICENCES_SHOWN * len(TERMS) if name == "matrix" else 0
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
    if name != "releases" or any("$" in each for each in words(figure)):
        shown = "".join("".join(words(figure)).split())
        assert r"$x_1$costs" in shown or name in {"timeline", "path", "remaining"}


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


@pytest.mark.parametrize("name", ["fleets", "costs", "money_raised"])
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
    figure = draw(made_up(1)["timeline"])
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


def test_matrix_has_a_cell_for_each_told_term() -> None:
    terms = pd.DataFrame(
        [["yes", "no", None], ["no/yes", "may", "not-applicable"]], index=["First", "Second"],
        columns=["commercial-use", "same-license", "liability"],
    )  # fmt: skip
    figure = licensing.matrix(terms, TERMS)
    (axes,) = figure.axes
    cells = {
        (round(bar.get_x() + 0.46), round(bar.get_y() + 0.44)): to_hex(bar.get_facecolor()) for bar in bars_of(axes)
    }
    assert cells == {
        (0, 1): style.BLUE, (1, 1): style.OTHER, (0, 0): style.VERMILION, (1, 0): style.SKY, (2, 0): "#f1f2f4",
    }  # fmt: skip
    assert rows_of(axes) == ["First", "Second"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["commercial use", "same license", "liability"]
    named = {text.get_text() for text in figure.legends[0].get_texts()}
    assert named == {"✓ yes", "? may or may not", "– no", "· does not apply", "! sources disagree", "not told"}


def test_access_marks_each_part_and_sets_the_focus_in_bold() -> None:
    parts = pd.DataFrame(
        {
            "artifact": ["a", "a", "b"], "name": ["Alpha", "Alpha", "Beta"], "organization": ["us", "us", None],
            "released": ["2020-01", "2020-01", None], "part": ["api", "weights", "weights"],
            "access": ["restricted", "open", "closed"],
        }
    )  # fmt: skip
    figure = licensing.access(parts, licensing_facts.PARTS, "us")
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


def test_path_places_each_work_at_its_level() -> None:
    works = pd.DataFrame(
        {"name": ["A", "B", "C"], "date": pd.to_datetime(["2018-01-01", "2020-01-01", None]), "level": [3, 1, 2]}
    )
    figure = licensing.path(works, LEVELS)
    (axes,) = figure.axes
    assert [y for _, y in points_of(axes)] == [3, 1]
    assert {"A", "B", "2 API", "3 weights and data"} <= set(words(figure))
    assert "C" not in words(figure)
    assert axes.get_ylim() == (-0.5, 4.5)


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


# --- organizations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [3, 300])
def test_timeline_has_a_dot_for_each_event(rows: int) -> None:
    _, (line,) = made_up(rows)["timeline"]
    figure = organizations.timeline(line)
    (axes,) = figure.axes
    assert len(points_of(axes)) == rows
    assert sum(len(dots.get_xdata()) for dots in dots_of(axes) if hollow(dots)) == (line["status"] == "forecast").sum()
    numbers = line["kind"].value_counts()
    assert sorted(rows_of(axes)) == sorted(f"{kind} ({number})" for kind, number in numbers.items())
    named = set(words(figure)) & set(line["title"])
    assert named == (set(line["title"]) if rows == 3 else set())


def test_lanes_name_all_or_none_of_their_dots() -> None:
    days = pd.Series(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "2022-01-01"]))
    line = pd.DataFrame(
        {
            "kind": ["release"] * 4 + ["policy"],
            "day": days,
            "title": [f"{'crowd ' * 6}{each}" for each in range(5)],
            "status": "reported",
        }
    )
    named = [each for each in words(organizations.timeline(line)) if each.startswith("crowd")]
    assert named == [line["title"].iloc[-1]]


def test_money_raised_hollows_promises_and_colours_the_focus() -> None:
    _, (table, *rest) = made_up(6)["money_raised"]
    table = table.assign(high=table["low"], date=[None, *table["date"].iloc[1:]])
    figure = organizations.money_raised(table, *rest)
    (axes,) = figure.axes
    by_low = {line.get_xdata()[0]: line for line in dots_of(axes)}
    assert [hollow(by_low[low]) for low in table["low"]] == (table["stage"] == "pledged").tolist()
    assert [by_low[low].get_color() == style.FOCUS for low in table["low"]] == (table["organization"] == "us").tolist()
    assert rows_of(axes)[:2] == ["Name 0 (undated)", "Name 1 (2013)"]


def test_descent_bars_are_numbers_of_organizations() -> None:
    _, (schools,) = made_up(20)["descent"]
    figure = organizations.descent(schools)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in bars_of(axes)] == schools["organizations"].head(style.ROWS_SHOWN).tolist()
    assert rows_of(axes) == schools["name"].head(style.ROWS_SHOWN).tolist()
    assert "5 more not shown" in words(figure)


def test_releases_stack_years_without_gaps() -> None:
    counts = pd.DataFrame({"year": [2018, 2018, 2021], "organization": ["us", "them", "them"], "releases": [2, 3, 4]})
    figure = organizations.releases(counts, "us", "_Us_")
    (axes,) = figure.axes
    bars = bars_of(axes)
    own = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in bars[:4]}
    others = {round(bar.get_x() + bar.get_width() / 2): (bar.get_y(), bar.get_height()) for bar in bars[4:]}
    assert own == {2018: 2, 2019: 0, 2020: 0, 2021: 0}
    assert others == {2018: (2, 3), 2019: (0, 0), 2020: (0, 0), 2021: (0, 4)}
    assert {to_hex(bar.get_facecolor()) for bar in bars[:4]} == {style.FOCUS}
    # matplotlib would leave a name that begins with an underscore out of the key.
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["_Us_", "all others"]
