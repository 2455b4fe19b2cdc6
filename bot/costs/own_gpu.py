"""What a sum says where the trained model would run on one's own GPUs, which no price list holds: what it has to stay below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.costs.asked_way import asked_ways
from bot.costs.card_line import CostLine, rests_on
from bot.costs.short_sum import compared
from bot.costs.words import dollars, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from knowledge.prices.book import PriceBook


def own_gpu_line(said: Mapping[str, str], book: PriceBook, tried: Collection[str] = ()) -> CostLine:
    """What a GPU of one's own has to cost less than, for the card that recommends to train for it; empty where nothing is cheaper untrained.

    Args:
        said: What is known, with `calls_a_day`, the hosted `model` of now and `own_gpu` among it.
        book: The prices that hold.
        tried: The models that were scored as they are.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    made = compared(said, book)
    ways = asked_ways(made, said)
    best, now = ways.untrained, ways.now
    if best is now:
        return CostLine()
    name, cost, before = ways.name(best), dollars(best.monthly), dollars(now.monthly)
    text = (
        f"Your own GPU is on no price list. At your {plain(made.scenario.usage.calls_a_day.value)} calls a day {name} costs {cost} USD a month and "
        f"{ways.name(now)} {before}: a model on your GPU saves more only where the GPU costs less than {cost} a month ({rests_on(made, said, trains=False)})."
    )
    smaller = best.rates.model if best is ways.smaller and best.rates.model not in tried else ""
    saved = f"{dollars(best.saves_a_month)} of {before}" if smaller else ""
    return CostLine(text, untuned=smaller, saved=saved)
