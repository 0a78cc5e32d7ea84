"""The one style of every figure: sizes, colours, type, and what all kinds of figure share."""

from __future__ import annotations

import logging
import textwrap
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import matplotlib as mpl
import mplfonts
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Width of every figure in inches: legible on a phone, not blown up on paper.
WIDTH = 5.0

#: Okabe and Ito's palette, distinct to every kind of colour vision.
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442",
)  # fmt: skip
INK, MUTED, FAINT = "#222222", "#8a8f98", "#d9dce1"

#: What the chapter looks at first, and everything else.
FOCUS, OTHER = BLUE, "#b5bac3"

#: Colours of the organizations most is told of, after that of the focus organization.
PROMINENT = (ORANGE, GREEN, VERMILION, SKY, PURPLE)

#: Rows a ranking shows before the rest is folded into one.
ROWS_SHOWN = 15

#: What stands for a name the evidence does not tell.
UNTOLD = "not told"

#: What a figure in time says when none of its rows is dated.
UNDATED = "None of these is dated."

#: Smallest type, in points: still legible where a phone shows the figure at 360 pixels.
SMALL = 7.5

CJK_FONT = "NotoSansCJKsc-Regular.otf"


def chinese_font() -> Path:
    """Return the file of the Chinese font, Noto Sans CJK SC."""
    return Path(mplfonts.__file__).parent / "fonts" / CJK_FONT


@cache
def register_fonts() -> str:
    """Make Chinese type available to matplotlib and return its family name."""
    path = chinese_font()
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=str(path)).get_name())


def use() -> None:
    """Set the style for the figures that follow."""
    chinese = register_fonts()
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    sns.set_theme(
        style="white",
        rc={
            "font.family": ["DejaVu Sans", chinese], "font.size": 9, "axes.labelsize": 9, "axes.titlesize": 9.5,
            "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "text.color": INK, "axes.labelcolor": INK,
            "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": FAINT, "axes.spines.top": False,
            "axes.spines.right": False, "axes.spines.left": False, "grid.color": FAINT, "grid.linewidth": 0.6,
            "figure.dpi": 100, "axes.unicode_minus": True, "legend.frameon": False,
            # A name or a sum may hold dollar signs; they are not mathematics.
            "text.parse_math": False,
        },
    )  # fmt: skip
    mpl.rcParams["figure.constrained_layout.use"] = True


def canvas(rows: float, *, columns: int = 1, row_height: float = 0.3, extra: float = 0.9) -> tuple[Figure, list[Axes]]:
    """Return a figure as tall as its rows need, and its axes from left to right."""
    figure, axes = plt.subplots(1, columns, figsize=(WIDTH, max(1.6, rows * row_height + extra)), squeeze=False)
    return figure, list(axes[0])


def notice(message: str) -> Figure:
    """Return a figure that only says something, for when there is nothing to draw."""
    figure, (axes,) = canvas(1, extra=0.5)
    axes.set_axis_off()
    axes.text(0.5, 0.5, wrap(message, 60), ha="center", va="center", color=MUTED, transform=axes.transAxes)
    return figure


def organization_colours(prominent: Sequence[str], focus: str) -> dict[str, str]:
    """Return the colour of each organization that has one of its own; all others are drawn in `OTHER`.

    Parameters
    ----------
    prominent
        Ids of organizations, the one most is told of first.
    focus
        Id of the focus organization.

    Examples
    --------
    >>> organization_colours(["google", "openai"], "openai") == {"openai": FOCUS, "google": ORANGE}
    True
    """
    others = [organization for organization in prominent if organization != focus]
    return {focus: FOCUS, **dict(zip(others, PROMINENT, strict=False))}


def told(value: object) -> str:
    """Return a name as it is drawn, and words where it is missing.

    Examples
    --------
    >>> told("GPT-2"), told(None), told(float("nan"))
    ('GPT-2', 'not told', 'not told')
    """
    return UNTOLD if pd.isna(value) else str(value)


def wrap(label: object, width: int = 30, lines: int = 3) -> str:
    r"""Break a label into lines; a label too long for them is cut with an ellipsis.

    Parameters
    ----------
    label
        A name; missing names become words.
    width
        Latin letters a line; a Chinese character takes the room of two.
    lines
        Lines at most.

    Examples
    --------
    >>> wrap("Massachusetts Institute of Technology", 20)
    'Massachusetts\nInstitute of\nTechnology'
    >>> wrap("智源人工智能研究院", 10, lines=1), wrap("patents and research open to all", 24, lines=1)
    ('智源人工…', 'patents and research…')
    """
    text = " ".join(told(label).split())
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    # textwrap counts letters, so a line of wide ones holds fewer of them.
    letters = max(4, width * len(text) // max(1, len(text) + wide))
    broken = textwrap.wrap(text, letters)
    if len(broken) > lines:
        rest = " ".join(broken[lines - 1 :])
        # Half a word is kept only where no whole one fits.
        whole_words = textwrap.shorten(rest, letters, placeholder="…").removesuffix("…")
        broken[lines - 1 :] = [(whole_words or rest[: letters - 1].rstrip()) + "…"]
    return "\n".join(broken)
