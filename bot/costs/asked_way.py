"""Which ways of a comparison an answer is about: the one that is asked for, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.costs.ways import Way
from bot.reading.costs.sum_form import Subject
from knowledge.prices.rows import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.compare import Comparison, WayCost

_WAYS = {
    Way.NOW: "{model} as now",
    Way.SHORTER: "{model} with a shorter prompt",
    Way.BATCH: "{model} in batches (answered within a day)",
    Way.SMALLER: "{model} with today's prompt",
    Way.RETRIEVAL: "{model} with retrieval",
    Way.TUNED: "a tuned {model}",
    Way.TUNED_SMALLER: "a tuned {model}",
    Way.DISTILLED: "a tuned {model}",
}
_SELLERS = {"openai": "OpenAI"}
_NOTHING_RUNS = {Way.NOW: "{model} untuned", Way.SMALLER: "{model} untuned"}


@dataclass(frozen=True, slots=True)
class AskedWays:
    """The ways of a comparison that an answer names.

    Attributes:
        now: What is used now, or would be as the model is.
        trained: The trained way that is asked for, else the cheapest; None where none has a price.
        untrained: The cheapest without training that people need not wait for.
        seller: Whose prices they are, where that was said.
        runs: Whether anything runs now that the others can be held against.
    """

    now: WayCost
    trained: WayCost | None
    untrained: WayCost
    retrieval: WayCost | None
    smaller: WayCost | None
    batch: WayCost | None
    seller: str
    runs: bool

    @property
    def cheapest(self) -> WayCost:
        """The cheapest of all that is compared."""
        return min([each for each in (self.untrained, self.trained) if each], key=lambda each: each.first_year)

    def of(self, subject: Subject) -> WayCost | None:
        """The way that a subject means; the cheapest where it means none."""
        found = {
            Subject.TUNED: self.trained,
            Subject.TUNED_OR_UNTUNED: self.trained,
            Subject.SMALLER: self.smaller,
            Subject.RETRIEVAL: self.retrieval,
            Subject.TUNED_OR_RETRIEVAL: self.retrieval,
            Subject.BATCH: self.batch,
        }
        return found.get(subject, self.cheapest)

    def untuned(self, cost: WayCost) -> WayCost | None:
        """The model of a trained way as it is, with today's prompt; None where it was not compared."""
        same = (one for one in (self.now, self.smaller) if one and one.rates.model == cost.rates.model)
        return next(same, None)

    def name(self, cost: WayCost) -> str:
        """A way inside a sentence: "a tuned gpt-4.1-mini"."""
        names = _WAYS if self.runs else _WAYS | _NOTHING_RUNS
        return names[cost.way].format(model=cost.rates.model)


def asked_ways(made: Comparison, said: Mapping[str, str]) -> AskedWays:
    """The ways that an answer on a sum is about. Batches count only where answers may wait; retrieval answers another question than costs."""
    now = made.of(Way.NOW)
    assert now  # noqa: S101 - the present way is always compared
    left_out = {Way.RETRIEVAL} if "may_wait" in said else {Way.RETRIEVAL, Way.BATCH}
    if said.get("runs") == "no":
        left_out |= {Way.SHORTER}
    untrained = next(cost for cost in made.costs if not cost.way.trains and cost.way not in left_out)
    trained = [cost for cost in made.costs if cost.way in {Way.TUNED, Way.TUNED_SMALLER}]
    named = [cost for cost in trained if cost.rates.model == said.get("tuned")]
    if "own_gpu" in said:
        # What is trained for it has no list price; a hosted model that is named has one all the same.
        trained = named
    return AskedWays(
        now,
        next(iter(named or trained), None),
        untrained,
        made.of(Way.RETRIEVAL),
        made.of(Way.SMALLER),
        made.of(Way.BATCH),
        seller_said(said),
        runs=said.get("runs") != "no" and bool(said.keys() & {"model", "bill"}),
    )


def seller_said(said: Mapping[str, str]) -> str:
    """Whose prices they are, where that was said: " (Azure, Data zone)"."""
    if not (seller := said.get("provider", "")):
        return ""
    tier = [Tier(said["tier"]).label] if "tier" in said else []
    return f" ({', '.join([_SELLERS.get(seller, seller.capitalize()), *tier])})"


def is_model_taken(said: Mapping[str, str]) -> bool:
    """Whether nobody named the model that is used now."""
    return "model" not in said or "model_taken" in said
