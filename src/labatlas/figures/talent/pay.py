"""Pay on a logarithmic axis, as stated and per month worked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from labatlas.figures import marks, style
from labatlas.formatting import short_money

#: Statements drawn; each takes two rows.
STATEMENTS_SHOWN = 8


def pay(ranges: pd.DataFrame, currency: str, bases: dict[str, str]) -> Figure:
    """Draw each sum as stated and, hollow below it, per month worked; the colour tells what the sum includes.

    Parameters
    ----------
    ranges
        Result of `labatlas.analysis.talent.pay.pay_ranges`.
    currency
        Currency of the sums.
    bases
        What a sum can include, as a reader reads it, by the value of the table.
    """
    shown = ranges.head(STATEMENTS_SHOWN)
    figure, (axes,) = style.canvas(2 * len(shown), row_height=0.4, extra=0.8)
    labels = [
        label
        for row in shown.itertuples()
        for label in (f"{style.told(row.payee)}, {style.told(row.organization)} {row.year}", "per month worked")
    ]
    low, high = (
        np.column_stack([marks.numbers(shown[end]), marks.numbers(shown[f"monthly_{end}"])]).ravel()
        for end in ("low", "high")
    )
    palette = dict(zip(bases, (style.MUTED, style.BLUE, style.ORANGE), strict=False))
    marks.ranges(
        axes, list(low), list(high), labels, colours=[palette[basis] for basis in shown["basis"] for _ in range(2)],
        filled=[True, False] * len(shown), text=lambda value: str(short_money(value, currency)),
    )  # fmt: skip
    used = [basis for basis in bases if (shown["basis"] == basis).any()]
    handles = [Line2D([], [], marker="o", ls="", color=palette[basis], label=bases[basis]) for basis in used]
    hollow = Line2D([], [], marker="o", ls="", color=style.INK, mfc="white", label="per month worked")
    marks.key(figure, [*handles, hollow])
    marks.note_hidden(figure, len(ranges) - len(shown))
    return figure
