"""The line on costs of a card that recommends training: from how many calls a day that pays, against what the person has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.costs.asked_way import asked_ways, is_model_taken
from bot.costs.given import Origin
from bot.costs.short_sum import caching_told, compared
from bot.costs.words import dollars, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.compare import Comparison
    from knowledge.prices.book import PriceBook


@dataclass(frozen=True, slots=True)
class CostLine:
    """What a card says of costs; `pays` where training costs less at the calls that were said, which are repeated as `calls`.

    `untuned` is the model to be trained where it saves more as it is, and nobody said that it was tried so; `saved` how much of what
    is paid now, where what it is held against has no price.
    """

    text: str = ""
    pays: bool = True
    calls: str = ""
    untuned: str = ""
    saved: str = ""

    @property
    def answer(self) -> str:
        """The first words of a card that recommends a smaller model, where that saves more untuned; else empty."""
        if not self.untuned:
            return ""
        if self.saved:
            return f"First try {self.untuned} untuned: by list prices that saves {self.saved} USD a month. Train only if it misses your target."
        return f"First try {self.untuned} untuned: by list prices that saves more than training it. Train it only if it misses your target."

    @property
    def first_step(self) -> str:
        """What to do today in such a case; else empty."""
        return f"Score {self.untuned} untuned, with today's prompt, on your test cases." if self.untuned else ""


def cost_line(
    said: Mapping[str, str], book: PriceBook, *, for_costs: bool, tried: Mapping[str, str] | None = None
) -> CostLine:
    """From how many calls a day the training that a card recommends costs less than what runs now, and how the person's own number stands to that.

    It is the trained way that a sum on the same case names, so that the two never say different things.

    Args:
        said: What is known, with `calls_a_day` among it.
        book: The prices that hold.
        for_costs: Whether it is costs that should get lower, so that what costs more speaks against it.
        tried: The models that were tried as they are, each with its score as it was written, if one was told.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    tried = tried or {}
    made = compared(said, book)
    ways = asked_ways(made, said)
    cost = ways.trained
    calls = made.scenario.usage.calls_a_day.value
    if cost is None:
        return CostLine()
    name, now, rests = ways.name(cost), ways.name(ways.now), rests_on(made, said)
    against = "Does not pay" if for_costs else "Costs more"
    if cost.break_even is None:
        return CostLine(f"{against}: {name} costs more than {now} at any volume ({rests}).", False, plain(calls))
    from_here = f"from {cost.break_even:,} calls a day"
    if calls < cost.break_even:
        more = dollars(-cost.saves_a_month)
        text = (
            f"{against}: {name} costs less than {now} only {from_here}. "
            f"At your {plain(calls)} it costs {more} USD a month more ({rests})."
        )
        smaller = ways.untuned(cost)
        is_first = for_costs and smaller is not None and smaller is not ways.now and smaller.saves_a_month > 0
        first = cost.rates.model if is_first and cost.rates.model not in tried else ""
        return CostLine(text, False, plain(calls), first)
    saves = dollars(cost.saves_a_month)
    untuned = ways.untuned(cost)
    alone = first = ""
    if untuned and untuned is not ways.now and untuned.saves_a_month > 0:
        alone = f", {dollars(untuned.saves_a_month)} of it with {cost.rates.model} untuned"
        if untuned.monthly < cost.monthly:
            scored = f" ({tried[cost.rates.model]})" if tried.get(cost.rates.model) else ""
            alone = f", but {cost.rates.model} untuned{scored} saves more, {dollars(untuned.saves_a_month)}"
            first = cost.rates.model if cost.rates.model not in tried else ""
    if first and untuned:
        text = (
            f"Costs: at your {plain(calls)} calls a day {first} untuned saves {dollars(untuned.saves_a_month)} USD a month against {now}, "
            f"so try that first. Tuned it saves {saves}, and pays {from_here} ({rests})."
        )
        return CostLine(text, True, plain(calls), first)
    text = f"Pays: {name} costs less than {now} {from_here}. At your {plain(calls)} it saves {saves} USD a month{alone} ({rests})."
    return CostLine(text, True, plain(calls), first)


def rests_on(made: Comparison, said: Mapping[str, str], *, trains: bool = True) -> str:
    """The numbers that a line is made with, said or assumed, and the day of its prices."""
    usage = made.scenario.usage
    tokens = [(usage.input_tokens, "tokens in"), (usage.output_tokens, "out")]
    tokens += [(made.scenario.prompts.tuned_tokens, "prompt tokens after tuning")] if trains else []
    own = [f"{plain(one.value)} {name}" for one, name in tokens if one.origin is not Origin.DEFAULT]
    taken = [made.scenario.now.model] if is_model_taken(said) else []
    taken += [f"{plain(one.value)} {name}" for one, name in tokens if one.origin is Origin.DEFAULT]
    day = made.scenario.now.input.note.rpartition(" ")[2]
    caching = (
        caching_told(made, said)
        .strip(" .")
        .replace("Counted as cached: ", "counted as cached: ")
        .replace("Your c", "your c")
    )
    return "; ".join(
        filter(None, [", ".join(own), caching, f"assumed: {', '.join(taken)}" if taken else "", f"prices of {day}"])
    )
