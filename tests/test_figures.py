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
from labatlas.analysis.money import Rates
from labatlas.analysis.prominence import prominent
from labatlas.chapters.publishing import svg_text
from labatlas.figures import compute, licensing, marks, style, talent
from labatlas.figures.licensing import grids, openness
from labatlas.formatting import territory

# A glyph no font has, a layout that does not fit and axes without extent are warnings of matplotlib.
pytestmark = pytest.mark.filterwarnings("error::UserWarning")

Call = tuple[Callable[..., Figure], tuple[Any, ...]]

AWKWARD = r"$x_1$ costs $5_a 50% \alpha {b} 北京智源 ^"
LONG = "The Extraordinarily Long Name of an Institute for Research into Rather Many Things and Their Consequences"
CHINESE = "北京智源人工智能研究院与清华大学知识工程实验室联合大模型研究中心"
#: A text may stand out of the figure by a hair, which the tight box of the SVG takes in.
WIDEST = style.WIDTH + 0.1

#: Colours of organizations that have one of their own.
COLOURS = {"us": style.FOCUS, "rival": style.ORANGE}

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
    growth = pd.DataFrame({"name": names, "organization": makers, "date": days, "low": low, "told": number % 2 == 0})
    growth = growth.assign(computation=low * 1e18, origin=np.where(number % 5, "computed", "claimed"))
    growth["record"] = number % 40 == 0
    fits = pd.DataFrame(
        {
            "series": ["parameters, all models", "computing, all models"], "what": ["parameters", "computing"], "said": "all models", "months": 7.5,
            "start": 2012.2, "end": 2013.4, "slope": 1.0, "intercept": -2000.0,
        }
    )  # fmt: skip
    in_time = growth.assign(value=low, collected=number % 2 == 0)
    trends = fits.assign(what="cost", said=["all models", "each record"])
    fleet = ranges.assign(
        stated=low * 1.5,
        total=number == 0,
        median=low * 1.2,
        claimed=number % 2 == 1,
        label=names,
        published=number % 2 == 0,
    ).assign(chips=ranges["chip"])
    sheet = pd.DataFrame(
        {
            "accelerator": [f"a{each // 4}" for each in range(4 * rows)], "name": [f"{name} {each // 4}" for each in range(4 * rows)],
            "country": ["CN" if each % 12 < 4 else "US" for each in range(4 * rows)],
            "measure": ["throughput", "memory", "memory-bandwidth", "interconnect-bandwidth"] * rows,
            "ratio": 0.2 + (np.arange(4 * rows) % 7) / 2,
        }
    )  # fmt: skip
    said = pd.DataFrame({"accelerator": ["a0"], "name": [f"{name} 0"], "country": ["CN"], "low": [0.6], "high": [0.7]})
    moved = pd.DataFrame(
        {
            "name": names, "unit": "USD/h", "low": 1.0, "high": 3.0, "at_low": 1e6 / (1 + 1 / (1 + number)),
            "at_high": 1e6 * (1 + 1 / (1 + number)), "point": 1e6,
        }
    )  # fmt: skip
    efficient = pd.DataFrame(
        {
            "model": names,
            "baseline": names,
            "what": "energy",
            "claimed": low,
            "low": (low / 9).mask(gap),
            "high": (low / 4).mask(gap),
        }
    )
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
        **{
            key: ["yes", "no", "depends", "unknown"][at % 4] for at, key in enumerate(licensing_facts.choice.PROPERTIES)
        },
        disputed=[("patent-grant",) if each % 2 else () for each in number],
    )
    wanted = {"commercial-use": "yes", "patent-grant": "yes", "closed-derivatives": "no", "same-licence": "yes"}
    across = [f"{name} {each}" for each in range(min(rows, 45))]
    verdicts = list(licensing_facts.compatibility.VERDICTS)
    paired = pd.DataFrame(
        [
            {"outbound": out, "inbound": into, "verdict": verdicts[(at + under) % 5], "rank": at}
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
            "status": [["reported", "estimate"][each % 2] for each in number],
        }
    )  # fmt: skip
    works = pd.DataFrame({"name": names, "date": days, "level": number % 5, "organization": makers})
    works["kind"] = [["model", "dataset", "platform"][each % 3] for each in number]
    works["exact"] = number % 2 == 0
    made = pd.DataFrame({"maker": names, **{level: number % (level + 2) for level in range(5)}})
    counts = pd.DataFrame({"level": number, "here": number + 1, "elsewhere": 2 * number, "unknown": number % 2})
    return {
        "fleets": (compute.fleets, (ranges, "CN")),
        "equivalents": (compute.equivalents, (fleet, "CN")),
        "chips": (compute.chips, (sheet, said, "CN")),
        "capacity": (compute.capacity, (fleet.assign(high=low * 2), "CN", name)),
        "training_costs": (compute.training_costs, (fleet.assign(high=low * 2), "USD")),
        "tornado": (compute.tornado, (moved, 1.0, "USD")),
        "backtest": (compute.backtest, (fleet.assign(high=low * 2), )),
        "efficiency": (compute.efficiency, (efficient,)),
        "model_growth": (compute.model_growth, (growth, fits, COLOURS, {"us": name})),
        "training_compute": (compute.training_compute, (growth, fits, COLOURS, {"us": name})),
        "cost_growth": (compute.cost_growth, (in_time, trends, COLOURS, {"us": name}, "USD")),
        "chip_growth": (compute.chip_growth, (in_time.assign(country=countries), trends, {"CN": style.FOCUS}, {"CN": name}, "TFLOP/s")),
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
        **talent_calls.made_up(rows, name, holes),
    }  # fmt: skip


def real_compute(organization: str, country: str) -> dict[str, Call]:
    """Return the calls of the chapter on compute."""
    data = open_dataset()
    rates, works = Rates.into("USD", data.exchange_rates), data.names("artifacts")
    fleets = compute_facts.fleet_ranges(data.fleets, data.organizations, data.names("accelerators"))
    sheets = compute_facts.specifications(data.assumptions, data.accelerators)
    ratios = compute_facts.relative_performance(data.accelerator_measures, data.accelerators)
    scaled = compute_facts.a100_equivalents(fleets, compute_facts.conversion(ratios, sheets))
    scales = compute_facts.model_scales(data.model_sizes, data.assumptions, data.artifacts)
    costs = compute_facts.run_costs(scales, data.assumptions, rates)
    compared = compute_facts.claims_beside_model(data.cost_claims, costs, works, rates)
    growth = compute_facts.model_growth(scales, data.model_sizes, data.artifacts)
    computing = compute_facts.add_claimed(
        compute_facts.training_compute(scales, data.assumptions), data.cost_claims, data.artifacts
    )
    fits = compute_facts.doubling_fits(growth, computing, data.cost_claims)
    runs = compute_facts.accelerator_days(data.training_runs, works)
    colours = style.organization_colours(prominent(data.events), organization)
    in_time = (fits, colours, data.names("organizations"))
    inputs = compute_facts.training_inputs(data.assumptions, 175e9, 300e9)
    return {
        "fleets": (compute.fleets, (fleets, country)),
        "equivalents": (compute.equivalents, (scaled, country)),
        "chips": (compute.chips, (sheets, ratios, country)),
        "capacity": (compute.capacity, (compute_facts.monthly_runs(fleets, scaled, scales, data.assumptions, country), country, "GPT-3")),
        "training_costs": (compute.training_costs, (compute_facts.comparison(compared, costs), "USD")),
        "tornado": (compute.tornado, (compute_facts.tornado(inputs, "owned"), 1.0, "USD")),
        "backtest": (compute.backtest, (compute_facts.backtest(costs, data.assumptions),)),
        "efficiency": (
            compute.efficiency,
            (compute_facts.efficiency_claims(data.cost_claims, runs, scales, data.assumptions, works, rates),),
        ),
        "model_growth": (compute.model_growth, (growth, *in_time)),
        "training_compute": (compute.training_compute, (computing, *in_time)),
    }  # fmt: skip


def real(organization: str, country: str) -> dict[str, Call]:
    """Return the calls that the notebooks make, those with rows to show."""
    data = open_dataset()
    choice, facts = licensing_facts.choice, licensing_facts.openness
    parts = facts.access_by_part(data.openness, data.artifacts, data.organizations)
    levels = facts.level_reached(parts, data.openness_levels)
    level_names = facts.level_names(data.openness_levels)
    cells = licensing_facts.matrix.compare(data.licence_terms, data.licences, data.corrections)
    requirements = choice.Requirements(
        commercial_use=True, closed_derivatives=True, patent_grant=True, use_restrictions="none"
    )
    chosen = choice.choose(choice.properties(cells), requirements)
    calls: dict[str, Call] = {
        **real_compute(organization, country),
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
        **talent_calls.real(data, organization, country),
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
OF_COUNTRY = ["fleets", "equivalents", "capacity", "chips", "level_counts", *talent_calls.OF_COUNTRY]
OF_ORGANIZATION = ["access", "model_growth", "training_compute", "placed", *talent_calls.OF_ORGANIZATION]


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
    assert r"$x_1$costs" in shown or name == "remaining"


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


@pytest.mark.parametrize("chart", ["model_growth", "training_compute"])
def test_no_name_in_time_hides_the_dot_of_another_model(chart: str) -> None:
    """LLaMA's dot lay under the name of GLM-130B: a name that finds no free place is left out."""
    draw, arguments = real_compute("openai", "CN")[chart]
    figure = draw(*arguments)
    figure.draw_without_rendering()
    axes, points = figure.axes[0], arguments[0]
    values = points["low"] if "low" in points else points["computation"]
    dots = axes.transData.transform(np.column_stack([mpl.dates.date2num(points["date"]), values]))
    named = [text for text in axes.texts if text.get_text()]
    assert len(named) >= 0.7 * len(points)
    for text in named:
        box = text.get_window_extent()
        assert [name for name, dot in zip(points["name"], dots, strict=True) if box.contains(*dot)] == []


def test_a_name_takes_a_place_farther_off_before_it_is_left_out() -> None:
    _, axes = plt.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    around = [(5 + 0.35 * x, 5 + 0.35 * y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]
    x, y = zip((5, 5), *around, strict=True)
    marks.name_points(axes, x, y, ["name", *[""] * len(around)], [[0]], cover=False)
    assert [text.get_text() for text in axes.texts] == ["name"]
    marks.name_points(axes, x, y, ["again", *[""] * len(around)], [[0]], places=marks.NEAR, cover=False)
    assert [text.get_text() for text in axes.texts] == ["name"]


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


# --- growth with a crowd of models ------------------------------------------------------------------------------------


def crowd(rows: int) -> pd.DataFrame:
    """Return models of forty years, one dot a fortnight or so, each fifth of them larger than all before."""
    number = np.arange(rows)
    days = pd.Series(pd.to_datetime("1985-01-01") + pd.to_timedelta(number * 14_600 / rows, unit="D"))
    return pd.DataFrame(
        {
            "model": [f"m{each}" for each in number], "name": [f"Model {each}" for each in number], "organization": "us", "date": days,
            "computation": 10.0 ** (15 + 8 * number / rows - (number % 5)), "origin": "stated", "record": number % 5 == 0,
        }
    )  # fmt: skip


def test_a_crowd_of_models_begins_where_most_are_and_says_how_many_are_earlier() -> None:
    known = crowd(1000)
    fits = compute_facts.doubling_fits(pd.DataFrame({"date": [], "low": []}), known, CLAIMS_OF_NOTHING)
    figure = compute.training_compute(known, fits, {"us": style.FOCUS}, {"us": "Us"})
    axes = figure.axes[0]
    assert "100 earlier ones are not shown; the lines are fitted to all" in [text.get_text() for text in figure.texts]
    left = mpl.dates.num2date(axes.get_xlim()[0]).year
    assert 1984 < left < 1990
    dots = [line for line in axes.lines if line.get_marker() == "o" and line.get_markersize() < 4]
    assert sum(len(line.get_xdata()) for line in dots) == 900
    assert all((line.get_alpha() or 1) < 1 for line in dots)
    # The lines go through all, also through those before the axis.
    assert fits["points"].tolist() == [1000, 200]
    records = [line for line in axes.lines if line.get_marker() == "o" and line.get_markerfacecolor() == "none"]
    assert sum(len(line.get_xdata()) for line in records) == 180


def test_in_a_crowd_no_name_hides_a_dot() -> None:
    known = crowd(1000)
    figure = compute.training_compute(known, NO_FITS, {"us": style.FOCUS}, {"us": "Us"})
    figure.draw_without_rendering()
    axes = figure.axes[0]
    names = [text for text in axes.texts if text.get_text()]
    assert 0 < len(names) <= compute.LABELS_SHOWN
    shown = known[known["date"] >= known["date"].quantile(0.1)]
    dots = axes.transData.transform(np.column_stack([mpl.dates.date2num(shown["date"]), shown["computation"]]))
    for name in names:
        box = name.get_window_extent()
        assert not any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in dots), name.get_text()


def test_the_greatest_and_that_of_the_focus_are_named_in_any_crowd() -> None:
    known = crowd(1000).assign(record=False)
    known.loc[999, ["computation", "name"]] = [1e27, "Greatest"]
    known.loc[500, ["computation", "organization", "name"]] = [known["computation"].median(), "rival", "Ours"]
    colours = {"rival": style.FOCUS}
    figure = compute.training_compute(known, NO_FITS, colours, {"us": "Us", "rival": "Rival"})
    assert {"Greatest", "Ours"} <= {text.get_text() for text in figure.axes[0].texts}
    sizes = known.assign(low=known["computation"], told=True)
    figure = compute.model_growth(sizes, NO_FITS, colours, {"us": "Us", "rival": "Rival"})
    assert {"Greatest", "Ours"} <= {text.get_text() for text in figure.axes[0].texts}


def test_few_models_are_all_shown_in_full() -> None:
    figure = compute.training_compute(crowd(8), NO_FITS, {"us": style.FOCUS}, {"us": "Us"})
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert sum(len(line.get_xdata()) for line in dots) == 8
    assert not [text for text in figure.texts if "earlier" in text.get_text()]
    assert len([text for text in figure.axes[0].texts if text.get_text()]) == 8


@pytest.mark.parametrize(
    ("published", "key"),
    [
        ([True, True], {"published"}),
        ([True, False], {"published", "estimated, not published"}),
        ([False, False], {"estimated, not published"}),
    ],
)
def test_hours_that_nobody_published_have_a_mark_of_their_own(published: list[bool], key: set[str]) -> None:
    tested = pd.DataFrame({"name": ["A", "B"], "low": 1e5, "high": 1e6, "stated": [2e5, 3e5], "published": published})
    figure = compute.backtest(tested)
    assert {"published", "estimated, not published"} & set(words(figure)) == key
    marked = {
        (float(x), str(line.get_marker()))
        for line in dots_of(figure.axes[0])
        if line.get_marker() in {"D", "s"}
        for x in line.get_xdata(orig=False)
    }
    assert marked == {(hours, "D" if each else "s") for hours, each in zip([2e5, 3e5], published, strict=True)}


def test_chips_that_are_wanted_are_drawn_before_faster_ones() -> None:
    number = np.arange(2000)
    sheets = pd.DataFrame(
        {
            "accelerator": [f"c{each}" for each in number], "name": [f"Chip {each}" for each in number], "country": "US",
            "measure": "throughput", "ratio": 3.0 - number / 1000,
        }
    )  # fmt: skip
    figure = compute.chips(sheets, pd.DataFrame(columns=["accelerator", "name", "low", "high"]), "CN", ["c1999", "c7"])
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == [*(f"Chip {each}" for each in range(11)), "Chip 1999"]
    assert figure.get_supxlabel() == "1,988 more not shown"


#: No claim of growth, and no line.
CLAIMS_OF_NOTHING = pd.DataFrame(columns=["model", "measure", "baseline", "low", "status", "dispute"])
NO_FITS = pd.DataFrame(columns=["series", "what", "said", "months", "slope", "intercept", "start", "end"])
