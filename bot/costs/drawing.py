"""The curve drawn with letters, for a terminal: one letter a line, so it can be read without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.costs.words import dollars

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.costs.curve import Curve

WIDTH, HEIGHT = 78, 16
_LETTERS = "ABCDEFGH"


def drawing(drawn: Curve) -> str:
    """The curve in at most 78 columns, logarithmic in both directions, with its legend and break-evens below."""
    amounts = [amount for line in drawn.lines for amount in line.amounts if amount > 0]
    if not amounts:
        return "Nothing costs anything here, so there is nothing to draw."
    labels = {0: dollars(max(amounts)), HEIGHT - 1: dollars(min(amounts))}
    margin = max(map(len, labels.values()))
    width = WIDTH - margin - 2
    low, high = min(amounts).ln(), max(amounts).ln()
    rows = [[" "] * width for _ in range(HEIGHT)]
    today = _column(drawn, drawn.today, width)
    for row in rows:
        row[today] = "|"
    # The cheapest today is drawn last, so that it stays in sight.
    for letter, line in reversed(list(zip(_LETTERS, drawn.lines, strict=False))):
        for column in range(width):
            amount = line.amounts[column * (len(drawn.calls) - 1) // (width - 1)]
            if amount > 0:
                share = (amount.ln() - low) / (high - low) if high > low else amount * 0
                rows[HEIGHT - 1 - int(share * (HEIGHT - 1) + share / 2)][column] = letter
    body = [f"{labels.get(at, ''):>{margin}} |{''.join(row).rstrip()}" for at, row in enumerate(rows)]
    ends = [f"{each:,.0f}" for each in (drawn.calls[0], drawn.calls[-1])]
    axis = f"{ends[0]}{ends[1]:>{width - len(ends[0])}}"
    legend = [f"  {letter} {line.name}" for letter, line in zip(_LETTERS, drawn.lines, strict=False)]
    letters = {line.name: letter for letter, line in zip(_LETTERS, drawn.lines, strict=False)}
    marks = [f"  {letters[name]} costs less than now from {calls:,} calls a day" for calls, name in drawn.marks]
    foot = f"{'':>{margin}}  calls a day; | is today ({drawn.today:,f})"
    return "\n".join([*body, f"{'':>{margin}} +{'-' * width}", f"{'':>{margin}}  {axis}", foot, *legend, *marks])


def _column(drawn: Curve, calls: Decimal, width: int) -> int:
    """The column nearest to a number of calls."""
    low, high = drawn.calls[0].ln(), drawn.calls[-1].ln()
    share = (max(calls, drawn.calls[0]).ln() - low) / (high - low)
    return min(width - 1, int(share * (width - 1)))
