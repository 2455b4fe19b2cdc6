"""The ways that are compared, each as what it costs a call, a month and once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.costs.given import Given, Scenario, TokenRates, TunedRates

MILLION = Decimal(1_000_000)
#: A month is counted as 30 days of 24 hours, so hosting is 720 hours (shared design of the cost model, checks by hand).
DAYS_A_MONTH = Decimal(30)
HOURS_A_MONTH = DAYS_A_MONTH * 24
MONTHS_A_YEAR = Decimal(12)
NOTHING = Decimal(0)


class Way(StrEnum):
    """One way of doing it, the present one first, and of two that cost the same the one with less work before."""

    NOW = "now"
    SHORTER = "shorter"
    BATCH = "batch"
    SMALLER = "smaller"
    RETRIEVAL = "retrieval"
    TUNED = "tuned"
    TUNED_SMALLER = "tuned_smaller"
    DISTILLED = "distilled"

    @property
    def trains(self) -> bool:
        """Whether a model is trained for it."""
        return self in {Way.TUNED, Way.TUNED_SMALLER, Way.DISTILLED}


@dataclass(frozen=True, slots=True)
class WayRates:
    """What a way costs in USD: for one call, for a month whatever the volume, and once before it starts."""

    way: Way
    model: str
    a_call: Decimal
    fixed: Decimal = NOTHING
    once: Decimal = NOTHING

    def monthly(self, calls_a_day: Decimal) -> Decimal:
        """USD a month at a volume."""
        return calls_a_day * DAYS_A_MONTH * self.a_call + self.fixed

    def first_year(self, calls_a_day: Decimal) -> Decimal:
        """USD for the first twelve months, with what is paid once."""
        return self.once + MONTHS_A_YEAR * self.monthly(calls_a_day)


def ways(scenario: Scenario) -> Iterator[WayRates]:
    """Every way whose prices are known; the present one first."""
    usage, now = scenario.usage, scenario.now
    tokens, answer, share = (each.value for each in (usage.input_tokens, usage.output_tokens, usage.cached_share))
    yield WayRates(Way.NOW, now.model, _call(now, tokens, answer, share))
    prompts = scenario.prompts
    short = _call(now, prompts.short_tokens.value, answer, prompts.short_cached_share.value)
    yield WayRates(Way.SHORTER, now.model, short)
    if now.batch_input and now.batch_output:
        batch = tokens * now.batch_input.value + answer * now.batch_output.value
        yield WayRates(Way.BATCH, now.model, batch / MILLION)
    if scenario.smaller:
        yield WayRates(Way.SMALLER, scenario.smaller.model, _call(scenario.smaller, tokens, answer, share))
    yield from _retrieval(scenario)
    if scenario.tuned:
        yield _trained(Way.TUNED, scenario, scenario.tuned)
    if scenario.tuned_smaller:
        yield _trained(Way.TUNED_SMALLER, scenario, scenario.tuned_smaller)
        # The present model writes the examples: one call like today's for each.
        examples = scenario.training.examples.value * _call(now, tokens, answer, NOTHING)
        yield _trained(Way.DISTILLED, scenario, scenario.tuned_smaller, examples)


def one_training(scenario: Scenario, rates: TunedRates) -> Decimal:
    """USD for one run of training: tokens × passes × rate, or hours × rate where training is sold by the hour."""
    training = scenario.training
    if rates.training:
        return training.tokens.value * training.epochs.value * rates.training.value / MILLION
    return training.hours.value * rates.training_hour.value if rates.training_hour else NOTHING


def later_trainings(months: Decimal) -> Decimal:
    """How often training is done again within the first year, if it is every so many months; 0 for never again."""
    if months <= 0:
        return NOTHING
    return (MONTHS_A_YEAR / months).to_integral_value(ROUND_CEILING) - 1


def _retrieval(scenario: Scenario) -> Iterator[WayRates]:
    """The shortened prompt with passages added to it: what retrieval replaces are the facts in the prompt."""
    added, usage = scenario.retrieval, scenario.usage
    if added is None:
        return
    prompts = scenario.prompts
    tokens = prompts.short_tokens.value + added.added_tokens.value
    # What is added differs from call to call, so the cached part is that of the shortened prompt alone.
    share = prompts.short_tokens.value * prompts.short_cached_share.value / tokens if tokens else NOTHING
    call = _call(scenario.now, tokens, usage.output_tokens.value, share)
    call += added.embedded_tokens.value * added.embedding.value / MILLION
    yield WayRates(Way.RETRIEVAL, scenario.now.model, call, added.store.value)


def _trained(way: Way, scenario: Scenario, rates: TunedRates, examples: Decimal = NOTHING) -> WayRates:
    training = scenario.training
    run = one_training(scenario, rates)
    again = later_trainings(training.months.value) * run / MONTHS_A_YEAR
    once = run + examples + training.test_set.value
    if way is not Way.DISTILLED:  # A distilled model learns from what the larger one wrote; nobody labels.
        once += training.labelling_hours.value * training.labelling_rate.value
    call = _call(rates, scenario.prompts.tuned_tokens.value, scenario.usage.output_tokens.value, NOTHING)
    return WayRates(way, rates.model, call, rates.hosting.value * HOURS_A_MONTH + again, once)


def _call(rates: TokenRates | TunedRates, tokens: Decimal, answer: Decimal, cached_share: Decimal) -> Decimal:
    """USD for one call; where no price for cached tokens is known, they cost what the others cost."""
    cached: Given = rates.cached or rates.input
    cached_tokens = tokens * cached_share
    paid = (tokens - cached_tokens) * rates.input.value + cached_tokens * cached.value + answer * rates.output.value
    return paid / MILLION
