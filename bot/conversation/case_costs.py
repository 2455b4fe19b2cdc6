"""What is known of a case that its costs hang on, and the line on costs that its card holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.costs.short_sum import compared, cost_line
from bot.decision import Criterion
from bot.errors import CostInputError, UnknownPriceError
from knowledge.model_names import model_mentions

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.conversation.case import Case
    from bot.costs.compare import Comparison
    from knowledge.prices.book import PriceBook


def costs_of(case: Case, models: Collection[str]) -> dict[str, str]:
    """What is known of a case that costs hang on: what a sum was asked with, its calls a day, its examples, and the model it names."""
    known: dict[str, str] = {}
    if named := model_mentions(case.opening, models):
        known["model"] = named[0].name
    for criterion, name in ((Criterion.VOLUME, "calls_a_day"), (Criterion.EXAMPLES, "examples")):
        fact = case.assessment.fact(criterion)
        if fact is not None and fact.number is not None and fact.number > 0:
            known[name] = f"{fact.number:.0f}"
    return known | dict(case.costs)


def comparison_of(case: Case, book: PriceBook) -> Comparison | None:
    """What each way would cost in a case; None where nobody said how many calls there are, or no price is known."""
    known = costs_of(case, book.models)
    try:
        return compared(known, book) if "calls_a_day" in known else None
    except (UnknownPriceError, CostInputError):
        return None


def line_on(case: Case, book: PriceBook) -> str:
    """From when tuning pays, in a line for a card; empty where nobody said how many calls there are, or no price is known."""
    known = costs_of(case, book.models)
    if "calls_a_day" not in known:
        return ""
    try:
        return cost_line(known, book)
    except (UnknownPriceError, CostInputError):
        return ""
