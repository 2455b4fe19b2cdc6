"""The comparison: what each way costs and saves, from how many calls a day it pays, and what that hangs on most.

Nothing is rounded here but break-evens, which are whole calls: the first whole number that pays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.costs.given import Origin
from bot.costs.ways import DAYS_A_MONTH, MONTHS_A_YEAR, NOTHING, Way, WayRates, ways
from bot.errors import CostInputError

if TYPE_CHECKING:
    from bot.costs.given import Scenario

#: How far an input is moved to see what hangs on it: to half, and to half as much again.
LESS, MORE = Decimal("0.5"), Decimal("1.5")
_SHARES = {"usage.cached_share", "prompts.short_cached_share"}
#: More than anybody has, and few enough digits for exact arithmetic.
_MOST = Decimal(10) ** 12
_MOST_SENSITIVE = 2
#: A default that moves the result by less than this part of what the strongest one that can be said does is not asked about.
_WORTH_ASKING = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class WayCost:
    """One way in USD. Savings are against the present way and negative where it costs more.

    `break_even` is the first whole number of calls a day at which a month costs no more than now, None for never;
    `break_even_year` the same for the first year with what is paid once; `break_even_untuned`, of trained ways, against
    the same model untrained with today's prompt. `payback_months` is None where it never pays back.
    """

    rates: WayRates
    monthly: Decimal
    first_year: Decimal
    saves_a_month: Decimal
    saves_first_year: Decimal
    break_even: int | None
    break_even_year: int | None
    break_even_untuned: int | None
    payback_months: Decimal | None

    @property
    def way(self) -> Way:
        """Which way it is."""
        return self.rates.way


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the first-year saving of a way becomes when one input is half or half as much again."""

    place: str
    way: Way
    at_less: Decimal
    at_more: Decimal

    @property
    def swing(self) -> Decimal:
        """How far apart the two are, in USD."""
        return abs(self.at_more - self.at_less)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All ways, the cheapest first year first; the inputs that matter most; the default to ask about first, if any."""

    scenario: Scenario
    costs: tuple[WayCost, ...]
    sensitive_to: tuple[Sensitivity, ...]
    ask: str | None

    def of(self, way: Way) -> WayCost | None:
        """What a way costs; None where it was not compared."""
        return next((cost for cost in self.costs if cost.way is way), None)

    @property
    def cheapest(self) -> WayCost:
        """The cheapest way of the first year."""
        return self.costs[0]


def compare(scenario: Scenario) -> Comparison:
    """Compare the ways of a scenario.

    Raises:
        CostInputError: A number is out of its range.
    """
    require_ranges(scenario)
    rates = list(ways(scenario))
    calls = scenario.usage.calls_a_day.value
    costs = [_cost(each, rates[0], _untuned(each, scenario, rates), calls) for each in rates]
    order = list(Way)
    costs.sort(key=lambda cost: (cost.first_year, order.index(cost.way)))
    ranked = _sensitivities(scenario, _way_in_question(costs))
    sayable = [each.swing for each in ranked if scenario.at(each.place).origin is not Origin.PRICE]
    worth = max(sayable, default=NOTHING) * _WORTH_ASKING
    taken = [each for each in ranked if scenario.at(each.place).origin is Origin.DEFAULT]
    ask = next((each.place for each in taken if each.swing >= worth), None)
    return Comparison(scenario, tuple(costs), tuple(ranked[:_MOST_SENSITIVE]), ask)


def require_ranges(scenario: Scenario) -> None:
    """Every number is 0 or more, and a share at most 1.

    Raises:
        CostInputError: One is not; names it and what is allowed.
    """
    for place, number in scenario.numbers():
        most = Decimal(1) if place in _SHARES else _MOST
        if not number.value.is_finite() or not 0 <= number.value <= most:
            name = place.rpartition(".")[2].replace("_", " ")
            raise CostInputError(f"{name} is {number.value}, which can't be: it goes from 0 to {most:f}.")


def first_that_pays(way: WayRates, other: WayRates, *, months: Decimal = NOTHING) -> int | None:
    """The first whole number of calls a day at which a way costs no more than another, and stays so; None for never.

    Args:
        way: The way that is asked about.
        other: What it is held against.
        months: Over how many months what is paid once counts; 0 leaves it out.
    """
    extra = Fraction(way.fixed) - Fraction(other.fixed)
    saved = (Fraction(other.a_call) - Fraction(way.a_call)) * Fraction(DAYS_A_MONTH)
    if months:
        extra += (Fraction(way.once) - Fraction(other.once)) / Fraction(months)
    if saved < 0 or (saved == 0 and extra > 0):
        return None
    return max(0, math.ceil(extra / saved)) if saved else 0


def _cost(way: WayRates, now: WayRates, untuned: WayRates | None, calls: Decimal) -> WayCost:
    saves = now.monthly(calls) - way.monthly(calls)
    payback = None
    if way.way is Way.NOW or way.once == 0:
        payback = NOTHING if saves >= 0 else None
    elif saves > 0:
        payback = way.once / saves
    return WayCost(
        rates=way,
        monthly=way.monthly(calls),
        first_year=way.first_year(calls),
        saves_a_month=saves,
        saves_first_year=now.first_year(calls) - way.first_year(calls),
        break_even=first_that_pays(way, now),
        break_even_year=first_that_pays(way, now, months=MONTHS_A_YEAR),
        break_even_untuned=first_that_pays(way, untuned) if untuned else None,
        payback_months=payback,
    )


def _untuned(way: WayRates, scenario: Scenario, rates: list[WayRates]) -> WayRates | None:
    """For a trained way: the same model as it is, with today's prompt."""
    if not way.way.trains:
        return None
    same = Way.NOW if way.model == scenario.now.model else Way.SMALLER
    return next((each for each in rates if each.way is same and each.model == way.model), None)


def _way_in_question(costs: list[WayCost]) -> Way:
    """The trained way that costs least, for whether to train is the question; without one the cheapest other than today's."""
    trained = [cost.way for cost in costs if cost.way.trains]
    return (trained or [cost.way for cost in costs if cost.way is not Way.NOW])[0]


def _sensitivities(scenario: Scenario, way: Way) -> list[Sensitivity]:
    """Every input that moves the first-year saving of a way, the one that moves it most first."""

    def saving(changed: Scenario) -> Decimal:
        """What the way saves in the first year of a scenario, in US dollars."""
        rates = list(ways(changed))
        calls = changed.usage.calls_a_day.value
        found = next(each for each in rates if each.way is way)
        return rates[0].first_year(calls) - found.first_year(calls)

    moved = []
    for place, number in scenario.numbers():
        low, high = number.value * LESS, number.value * MORE
        if place in _SHARES:
            high = min(high, Decimal(1))
        each = Sensitivity(place, way, saving(scenario.having(place, low)), saving(scenario.having(place, high)))
        if each.swing:
            moved.append(each)
    return sorted(moved, key=lambda each: -each.swing)
