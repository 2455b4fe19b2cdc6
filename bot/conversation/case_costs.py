"""What is known of a case that its costs hang on, and the line on costs that its card holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.costs.short_sum import compared, cost_line
from bot.decision import Criterion, RunsOn
from bot.errors import CostInputError, UnknownPriceError
from knowledge.model_names import model_mentions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.conversation.case import Case
    from bot.costs.compare import Comparison
    from knowledge.prices.book import PriceBook

#: Where nothing of Azure's price of training and of a deployment holds; a person who names a price list has one all the same.
_UNPRICED = frozenset({RunsOn.BEDROCK, RunsOn.VERTEX, RunsOn.OPEN_WEIGHTS})


def costs_of(case: Case, models: Collection[str]) -> dict[str, str]:
    """What is known of a case that costs hang on: what a sum was asked with, its calls a day, its examples, and the model it names."""
    known: dict[str, str] = {}
    if named := model_mentions(case.opening, models):
        known["model"] = named[0].name
    for criterion, name in ((Criterion.VOLUME, "calls_a_day"), (Criterion.EXAMPLES, "examples")):
        fact = case.assessment.fact(criterion)
        if fact is not None and fact.number is not None and fact.number > 0:
            known[name] = f"{fact.number:.0f}"
    if case.assessment.value(Criterion.PLATFORM) == RunsOn.OPENAI:
        known["provider"] = RunsOn.OPENAI.value
    return known | dict(case.costs)


def _is_priced(case: Case, known: Mapping[str, str]) -> bool:
    """Whether anything of a sum holds for a case: its calls are known, and no other provider's prices are what it pays."""
    elsewhere = case.assessment.value(Criterion.PLATFORM) in _UNPRICED and "provider" not in case.costs
    return "calls_a_day" in known and not elsewhere


def comparison_of(case: Case, book: PriceBook) -> Comparison | None:
    """What each way would cost in a case; None where nobody said how many calls there are, or no price is known."""
    known = costs_of(case, book.models)
    try:
        return compared(known, book) if _is_priced(case, known) else None
    except (UnknownPriceError, CostInputError):
        return None


def line_on(case: Case, book: PriceBook) -> str:
    """From when tuning pays, in a line for a card; empty where nobody said how many calls there are, or no price is known."""
    known = costs_of(case, book.models)
    if not _is_priced(case, known):
        return ""
    try:
        return cost_line(known, book)
    except (UnknownPriceError, CostInputError):
        return ""
