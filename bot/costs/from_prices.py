"""From what a team says to a scenario: its numbers, stated defaults for the others, and the list prices that hold."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.costs.given import (
    Given,
    Origin,
    Prompts,
    Retrieval,
    Scenario,
    TokenRates,
    Training,
    TunedRates,
    Workload,
    default,
)
from bot.costs.ways import DAYS_A_MONTH, MILLION, Way
from bot.errors import CostInputError
from knowledge.prices.book import plain_name
from knowledge.prices.rows import PriceKind, Tier, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.prices.book import PriceBook

#: The numbers that a person may say, by the names of `defaults.toml` where there is a default.
NUMBERS = (
    "calls_a_day", "input_tokens", "case_tokens", "output_tokens", "cached_share", "short_tokens", "tuned_tokens", "added_tokens",
    "store_a_month", "examples", "training_tokens", "epochs", "training_hours", "retrain_months", "test_set",
    "labelling_hours", "labelling_rate", "bill",
)  # fmt: skip
#: Azure's Developer deployments have no hosting meter and live for 24 hours
#: (learn.microsoft.com/azure/ai-foundry/openai/how-to/fine-tuning-deploy).
_NO_HOSTING = "Developer deployments cost no hosting and end after 24 hours"


@dataclass(frozen=True, slots=True)
class CostQuestion:
    """What is asked about: models, where they run, and the numbers that were said."""

    model: str | None = None
    smaller: str | None = None
    tier: Tier = Tier.GLOBAL
    region: str | None = None
    provider: str | None = None
    said: Mapping[str, Decimal] | None = None

    def number(self, name: str) -> Given | None:
        """A number that was said."""
        value = (self.said or {}).get(name)
        return None if value is None else Given(value, Origin.SAID)


@dataclass(frozen=True, slots=True)
class CostScenario:
    """A scenario, and why each way that is missing from it is: no price, or no smaller model."""

    scenario: Scenario
    left_out: tuple[tuple[Way, str], ...]


@lru_cache(maxsize=1)
def defaults() -> dict[str, Any]:
    """The stated defaults of `defaults.toml`."""
    return tomllib.loads((Path(__file__).parent / "defaults.toml").read_text(encoding="utf-8"))


def make_scenario(asked: CostQuestion, book: PriceBook) -> CostScenario:
    """The scenario of what was said.

    Raises:
        UnknownPriceError: The present model has no price for its tokens.
        CostInputError: A bill is smaller than the answers alone cost.
    """
    rates = _Rates(asked, book)
    model = plain_name(asked.model or defaults()["model"])
    now = rates.tokens(model)
    assert now  # noqa: S101 - `tokens` raises for the present model
    workload = _workload(asked, now)
    smaller = plain_name(asked.smaller or defaults()["smaller"].get(model, ""))
    left_out: list[tuple[Way, str]] = []
    small_rates = rates.tokens(smaller, required=False) if smaller else None
    if small_rates:
        small_rates = replace(small_rates, batch_input=None, batch_output=None)
    if small_rates is None:
        reason = f"no price known for {smaller}" if smaller else f"no smaller model than {model} is known; name one"
        left_out.append((Way.SMALLER, reason))
    if not (now.batch_input and now.batch_output):
        left_out.append((Way.BATCH, f"no batch price known for {model}"))
    tuned = {
        way: rates.tuned(name) if name else None for way, name in ((Way.TUNED, model), (Way.TUNED_SMALLER, smaller))
    }
    for way, name in ((Way.TUNED, model), (Way.TUNED_SMALLER, smaller)):
        if name and tuned[way] is None:
            left_out.append((way, f"no price known for {rates.missing.get(name, name)}"))
    retrieval = _retrieval(asked, rates)
    scenario = Scenario(
        usage=workload,
        now=now,
        prompts=_prompts(asked, workload),
        training=_training(asked, workload),
        smaller=small_rates,
        retrieval=retrieval,
        tuned=tuned[Way.TUNED],
        tuned_smaller=tuned[Way.TUNED_SMALLER],
    )
    if not retrieval:
        left_out.append((Way.RETRIEVAL, "no price known for embedding"))
    return CostScenario(scenario, tuple(left_out))


class _Rates:
    """The prices of one tier, region and provider, as numbers with their day."""

    def __init__(self, asked: CostQuestion, book: PriceBook) -> None:
        self._asked, self._book = asked, book
        self.missing: dict[str, str] = {}

    def tokens(self, model: str, *, required: bool = True) -> TokenRates | None:
        """What a model's tokens cost; None where it has no price and none is required."""
        into, out = (self._base(model, kind, required=required) for kind in (PriceKind.INPUT, PriceKind.OUTPUT))
        if into is None or out is None:
            return None
        cached, *batch = (
            self.rate(model, kind) for kind in (PriceKind.CACHED, PriceKind.BATCH_INPUT, PriceKind.BATCH_OUTPUT)
        )
        return TokenRates(model, into, out, cached, *batch)

    def _base(self, model: str, kind: PriceKind, *, required: bool) -> Given | None:
        found = self.rate(model, kind)
        if found is None and required:
            asked = self._asked
            raise self._book.unknown(model, kind, self._tier(model), asked.region)
        return found

    def tuned(self, model: str) -> TunedRates | None:
        """What a tuned model costs; None where one of its prices is not known, with what is missing kept."""
        base = [self.rate(model, PriceKind.TUNED_INPUT), self.rate(model, PriceKind.TUNED_OUTPUT)]
        hosting = self.rate(model, PriceKind.HOSTING)
        if hosting is None and self._tier(model) is Tier.DEVELOPER:
            hosting = default(0, _NO_HOSTING)
        training, hour = self.rate(model, PriceKind.TRAINING), self.rate(model, PriceKind.TRAINING_HOUR)
        wanted = {
            PriceKind.TRAINING: training or hour, PriceKind.TUNED_INPUT: base[0], PriceKind.TUNED_OUTPUT: base[1],
            PriceKind.HOSTING: hosting,
        }  # fmt: skip
        if missing := [kind for kind, rate in wanted.items() if rate is None]:
            self.missing[model] = said_of(missing[0], model)
            return None
        assert base[0] and base[1] and hosting  # noqa: S101, PT018 - none is missing
        cached = self.rate(model, PriceKind.TUNED_CACHED)
        return TunedRates(model, base[0], base[1], hosting, cached, training, hour)

    def rate(self, model: str, kind: PriceKind) -> Given | None:
        """A price as a number with its source and day."""
        asked = self._asked
        tier = self._tier(model)
        if tier is Tier.DEVELOPER and kind in {
            PriceKind.INPUT,
            PriceKind.OUTPUT,
            PriceKind.CACHED,
            PriceKind.BATCH_INPUT,
            PriceKind.BATCH_OUTPUT,
        }:
            tier = Tier.GLOBAL  # A Developer deployment is of a tuned model; the others are served from Global ones.
        price = self._book.find(model, kind, tier=tier, region=asked.region, provider=asked.provider)
        if price is None:
            return None
        return Given(price.usd, Origin.PRICE, price.listed_in)

    def _tier(self, model: str) -> Tier | None:
        """The tier that was asked for; of a model that Azure does not sell, whatever tier it has."""
        own = self._book.all_of(model, PriceKind.INPUT, provider=self._asked.provider)
        own = own or self._book.all_of(model, PriceKind.TUNED_INPUT, provider=self._asked.provider)
        return None if own and all(price.tier is Tier.STANDARD for price in own) else self._asked.tier


def _or_default(asked: CostQuestion, name: str) -> Given:
    return asked.number(name) or default(Decimal(str(defaults()[name])))


def _workload(asked: CostQuestion, now: TokenRates) -> Workload:
    made = Workload(
        _or_default(asked, "calls_a_day"), _or_default(asked, "input_tokens"),
        _or_default(asked, "output_tokens"), _or_default(asked, "cached_share"),
    )  # fmt: skip
    bill = asked.number("bill")
    if bill is None or asked.number("input_tokens"):
        return made
    calls = made.calls_a_day.value * DAYS_A_MONTH
    left = bill.value * MILLION / calls - made.output_tokens.value * now.output.value if calls > 0 else Decimal(-1)
    if left < 0 or not now.input.value:
        raise CostInputError(
            f"a bill of {bill.value:f} a month is less than the answers alone cost at {made.calls_a_day.value:f} calls a day "
            f"with {now.model}. Say how long a prompt is with --prompt-tokens instead, or name another --model."
        )
    tokens = (left / now.input.value).to_integral_value()
    return replace(made, input_tokens=Given(tokens, Origin.DERIVED, f"from a bill of {bill.value:,f} USD a month"))


def _prompts(asked: CostQuestion, workload: Workload) -> Prompts:
    stated = defaults()
    kept = Decimal(stated["kept_of_the_prompt"])
    # What comes in with each call is no shorter for training.
    case = asked.number("case_tokens")
    stays = min(case.value, workload.input_tokens.value) if case else Decimal(0)
    left = stays + ((workload.input_tokens.value - stays) * kept).to_integral_value()
    half = default(left, f"{kept * 100:.0f}% of today's prompt")
    short = asked.number("short_tokens") or half
    long_enough = short.value >= stated["least_to_cache"]
    share = Decimal(stated["cached_of_the_short_prompt"]) if long_enough else Decimal(0)
    why = "" if long_enough else f"shorter than {stated['least_to_cache']:,} tokens"
    # Who has some of today's prompt cached has that of the shorter one.
    cached = workload.cached_share if workload.cached_share.origin is Origin.SAID else default(share, why)
    return Prompts(short, cached, asked.number("tuned_tokens") or half)


def _training(asked: CostQuestion, workload: Workload) -> Training:
    examples = _or_default(asked, "examples")
    each = workload.input_tokens.value + workload.output_tokens.value
    tokens = Given(examples.value * each, Origin.DERIVED, "examples × tokens of a call today")
    rest = ("epochs", "training_hours", "retrain_months", "test_set", "labelling_hours", "labelling_rate")
    epochs, hours, months, test_set, labelling, rate = (_or_default(asked, name) for name in rest)
    return Training(
        asked.number("training_tokens") or tokens, epochs, hours, months, test_set, labelling, rate, examples
    )  # fmt: skip


def _retrieval(asked: CostQuestion, rates: _Rates) -> Retrieval | None:
    embedding = rates.rate(defaults()["embedding"], PriceKind.INPUT)
    if embedding is None:
        return None
    return Retrieval(
        _or_default(asked, "added_tokens"),
        default(defaults()["embedded_tokens"]),
        embedding,
        _or_default(asked, "store_a_month"),
    )
