"""The curve: what each way costs a month over the calls a day, where lines cross, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.costs.words import dollars, way_name

if TYPE_CHECKING:
    from bot.costs.compare import Comparison, WayCost

POINTS = 61
#: How far the axis reaches beyond the volume of today and every break-even.
_BEYOND = Decimal(4)
_LEAST, _MOST = Decimal(10), Decimal(10) ** 9
#: A break-even this far from today is no news on a chart, and would flatten everything else.
_MOST_MARKED = 1_000_000


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One line: its name, USD a month at each point, from how many calls a day it costs less than now, and what it costs there."""

    name: str
    amounts: tuple[Decimal, ...]
    breaks_even: int | None
    amount_there: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """Calls a day at which the lines are drawn, rising by an equal factor; the lines, cheapest at today's volume first."""

    calls: tuple[Decimal, ...]
    lines: tuple[CurveLine, ...]
    today: Decimal
    about: str

    @property
    def near_today(self) -> int:
        """The place of the point at today's volume; the nearest where that lies outside."""
        return min(range(len(self.calls)), key=lambda at: abs(self.calls[at] - self.today))

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """Break-evens against now that lie within the axis: calls a day, and the line's name."""
        within = [
            (line.breaks_even, line.name)
            for line in self.lines
            if line.breaks_even and self.calls[0] <= line.breaks_even <= self.calls[-1]
        ]
        return tuple(sorted(within))


def curve(compared: Comparison) -> Curve:
    """The curve of a comparison."""
    today = compared.scenario.usage.calls_a_day.value
    ends = [max(today, Decimal(1))]
    ends += [Decimal(cost.break_even) for cost in compared.costs if cost.break_even and cost.break_even <= _MOST_MARKED]
    low = max(min(ends) / _BEYOND, _LEAST)
    high = min(max(*ends, low * 10) * _BEYOND, _MOST)
    step = (high / low).ln() / (POINTS - 1)
    points = [low * (step * at).exp() for at in range(POINTS)]
    if low <= today <= high:  # Exactly, so that the chart says of today what the table says.
        points[min(range(POINTS), key=lambda at: abs(points[at] - today))] = today
    calls = tuple(points)
    by_amounts: dict[tuple[Decimal, ...], list[WayCost]] = {}
    for cost in sorted(compared.costs, key=lambda each: each.monthly):
        by_amounts.setdefault(tuple(cost.rates.monthly(each) for each in calls), []).append(cost)
    lines = tuple(
        CurveLine(
            _together(costs),
            amounts,
            costs[0].break_even or None,
            costs[0].rates.monthly(Decimal(costs[0].break_even or 0)),
        )
        for amounts, costs in by_amounts.items()
    )
    dates = sorted({given.note for _, given in compared.scenario.numbers() if given.note[-10:].count("-") == len("--")})
    return Curve(calls, lines, today, f"USD a month; prices: {'; '.join(dates)}" if dates else "USD a month")


def alt_text(drawn: Curve) -> str:
    """What the chart shows, for who does not see it: the cost of each way at today's volume, and every break-even."""
    at = drawn.near_today
    costs = "; ".join(f"{line.name} {dollars(line.amounts[at])}" for line in drawn.lines)
    marks = "; ".join(f"{name} from {calls:,}" for calls, name in drawn.marks)
    pays = f" Cheaper than now: {marks} calls a day." if marks else ""
    low, high = (f"{each:,.0f}" for each in (drawn.calls[0], drawn.calls[-1]))
    return (
        f"Line chart, both axes logarithmic: monthly cost in US dollars from {low} to {high} calls a day. "
        f"At {drawn.calls[at]:,.0f} calls a day: {costs}.{pays}"
    )


def _together(costs: list[WayCost]) -> str:
    """One name for ways whose lines are the same."""
    names = list(dict.fromkeys(way_name(cost) for cost in costs))
    if len(names) == 1:
        return names[0]
    model = costs[0].rates.model
    rest = [name.removeprefix(f"{model} ").removeprefix(f"{model}, ") for name in names]
    return f"{model} {' or '.join(rest)}" if all(cost.rates.model == model for cost in costs) else " or ".join(names)
