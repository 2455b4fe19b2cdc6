"""The curve as a picture, PNG or SVG, by matplotlib, which is imported when one is drawn (the extra `charts`).

Read without colour: every line has its own dashes and its name beside its end. The ground is white in a PNG too, so that it
stands the same in a light theme and a dark one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from bot.costs.words import dollars
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.costs.curve import Curve

FORMATS = ("png", "svg")
_INCHES = (9.0, 5.2)
_DOTS_AN_INCH = 130
#: Okabe and Ito's colours (jfly.uni-koeln.de/color), which hold for colour-blind eyes; yellow is left out, it is faint on white.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#56B4E9", "#E69F00", "#555555")
_DASHES: Sequence[Any] = ("-", "--", "-.", ":", (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (10, 3, 2, 3)))
#: The least distance between two names, in parts of the height.
_APART = 0.052
#: Where an axis has its figures, in each power of ten.
_TICKS = (1, 2, 5)
_GROUND, _INK = "#ffffff", "#222222"


def chart(drawn: Curve, form: str = "png") -> bytes:
    """A picture of the curve.

    Args:
        drawn: The curve.
        form: `png` or `svg`.

    Raises:
        OperatorError: The form is another, or matplotlib is not installed.
    """
    if form not in FORMATS:
        raise OperatorError(f"a chart is a PNG or an SVG file, not {form!r}. Name a file that ends in .png or .svg.")
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise OperatorError(
            "a chart needs matplotlib, which is not installed: pip install '.[charts]'. Without --chart the curve is drawn in the "
            "terminal."
        ) from error
    written = io.BytesIO()
    # Text stays text in an SVG, and the same numbers give the same file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "ftn", "font.size": 10}):
        figure = Figure(figsize=_INCHES, dpi=_DOTS_AN_INCH, facecolor=_GROUND)
        _draw(figure, drawn)
        figure.savefig(written, format=form, metadata={"Date": None} if form == "svg" else None)
    return written.getvalue()


def write_chart(drawn: Curve, file: Path) -> None:
    """Write the picture; the ending of the name says which form.

    Raises:
        OperatorError: The form is unknown, matplotlib is not installed, or the file can't be written.
    """
    picture = chart(drawn, file.suffix.removeprefix(".").lower())
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise OperatorError(
            f"{str(file)!r} can't be written: {error.strerror}. Name another file with --chart."
        ) from error


def _draw(figure: Any, drawn: Curve) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes = figure.add_axes((0.09, 0.13, 0.56, 0.76))
    calls = [float(each) for each in drawn.calls]
    for line, colour, dashes in zip(drawn.lines, _COLOURS, _DASHES, strict=False):
        axes.plot(
            calls, [float(each) for each in line.amounts], color=colour, linestyle=dashes, linewidth=2, gid=line.name
        )
    axes.set_xscale("log")
    if all(amount > 0 for line in drawn.lines for amount in line.amounts):
        axes.set_yscale("log")
    axes.set_xlim(calls[0], calls[-1])
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_locator(LogLocator(subs=_TICKS))
            axis.set_minor_formatter(NullFormatter())
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.set_xlabel("calls a day", color=_INK)
    beside = f"; beside the names at {drawn.calls[drawn.near_today]:,.0f} calls a day"
    axes.set_title(f"USD a month{beside}", loc="left", color=_INK, fontsize=12)
    figure.text(0.09, 0.012, drawn.about, fontsize=8, color="#555555")
    _marks(axes, drawn)
    _names(axes, drawn)


def _marks(axes: Any, drawn: Curve) -> None:
    """Where a line goes below today's way, and today's volume."""
    if drawn.calls[0] <= drawn.today <= drawn.calls[-1]:
        axes.axvline(float(drawn.today), color="#888888", linewidth=1)
        axes.annotate(
            f"today {drawn.today:,f}", (float(drawn.today), 0.01), xycoords=("data", "axes fraction"), rotation=90,
            fontsize=8, color="#555555", xytext=(3, 2), textcoords="offset points", va="bottom",
        )  # fmt: skip
    for calls, name in drawn.marks:
        place, line = next((at, each) for at, each in enumerate(drawn.lines) if each.name == name)
        amount = float(line.amount_there)
        colour = _COLOURS[place % len(_COLOURS)]
        axes.plot(
            [float(calls)], [amount], marker="o", markersize=7, markerfacecolor=_GROUND, color=colour, markeredgewidth=2
        )
        axes.annotate(
            f"{calls:,}",
            (float(calls), amount),
            xytext=(-4, 8),
            textcoords="offset points",
            ha="right",
            fontsize=9,
            color=_INK,
        )


def _names(axes: Any, drawn: Curve) -> None:
    """Each line's name beside its end, moved apart where lines end close together; a thin stroke leads from one to the other."""
    to_share = axes.transData + axes.transAxes.inverted()
    ends = [to_share.transform((float(drawn.calls[-1]), float(line.amounts[-1])))[1] for line in drawn.lines]
    places = dict(enumerate(ends))
    lowest = -1.0
    for at in sorted(places, key=lambda each: places[each]):
        lowest = max(places[at], lowest + _APART)
        places[at] = lowest
    too_high = max(0.0, lowest - 1.0)
    for at, line in enumerate(drawn.lines):
        place = places[at] - too_high
        colour = _COLOURS[at % len(_COLOURS)]
        axes.annotate(
            f"{line.name}  {dollars(line.amounts[drawn.near_today])}", (1, ends[at]), xytext=(1.03, place), xycoords="axes fraction",
            textcoords="axes fraction", va="center", fontsize=8.5, color=_INK,
            arrowprops={"arrowstyle": "-", "color": colour, "linestyle": _DASHES[at % len(_DASHES)], "linewidth": 1.5, "relpos": (0, 0.5), "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
