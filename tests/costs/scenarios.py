"""Scenarios with the prices of the hand-computed cases: USD per million tokens in/out, 1.70 an hour of hosting."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.costs.given import Prompts, Retrieval, Scenario, TokenRates, Training, TunedRates, Workload, said

if TYPE_CHECKING:
    from bot.costs.given import Given

RATES = {"gpt-4.1": ("2", "8"), "gpt-4.1-mini": ("0.40", "1.60"), "gpt-4.1-nano": ("0.10", "0.40")}
TRAINING = {"gpt-4.1": "25", "gpt-4.1-mini": "5", "gpt-4.1-nano": "1.50"}
NONE = said(0)


def tokens_of(model: str) -> TokenRates:
    """What a model's tokens cost; batch is half of it, cached input a quarter."""
    into, out = RATES[model]
    half, quarter = Decimal("0.5"), Decimal("0.25")
    return TokenRates(
        model,
        said(into),
        said(out),
        said(Decimal(into) * quarter),
        said(Decimal(into) * half),
        said(Decimal(out) * half),
    )


def tuned(model: str, hosting: str = "1.70") -> TunedRates:
    """What a tuned model costs: its tokens as the base model's, training, hosting."""
    into, out = RATES[model]
    return TunedRates(model, said(into), said(out), said(hosting), training=said(TRAINING[model]))


def scenario(
    now: str = "gpt-4.1",
    smaller: str = "gpt-4.1-mini",
    *,
    calls: int | str = 20_000,
    into: int = 3_000,
    once_tuned: int = 500,
    out: int = 200,
    short: int = 1_500,
    training: Training | None = None,
) -> Scenario:
    """A comparison; training costs nothing unless it is said."""
    return Scenario(
        usage=Workload(said(calls), said(into), said(out), NONE),
        now=tokens_of(now),
        prompts=Prompts(said(short), NONE, said(once_tuned)),
        training=training or training_of(),
        smaller=tokens_of(smaller),
        retrieval=Retrieval(said(2_000), said(50), said("0.02"), NONE),
        tuned=tuned(now),
        tuned_smaller=tuned(smaller),
    )


def training_of(**numbers: int | str) -> Training:
    """What training takes; what is not named is nothing."""
    names = ("tokens", "epochs", "hours", "months", "test_set", "labelling_hours", "labelling_rate", "examples")
    values: dict[str, Given] = {name: said(numbers.get(name, 0)) for name in names}
    return Training(**values)


def with_hosting(made: Scenario, hosting: str) -> Scenario:
    """The same with another price of hosting, in USD an hour."""
    assert made.tuned
    assert made.tuned_smaller
    return replace(
        made,
        tuned=replace(made.tuned, hosting=said(hosting)),
        tuned_smaller=replace(made.tuned_smaller, hosting=said(hosting)),
    )
