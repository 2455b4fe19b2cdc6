"""The comparison in a few sentences, for a conversation: the cheapest way first, what training costs and from when it pays, and what is asked next."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.costs.compare import compare
from bot.costs.from_prices import CostQuestion, defaults, make_scenario
from bot.costs.given import Origin
from bot.costs.ways import Way
from bot.costs.words import dollars, plain, way_name
from knowledge.prices.rows import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.compare import Comparison
    from knowledge.passages import Passage
    from knowledge.prices.book import PriceBook

#: The model of a cost line where nobody named one: the one most often tuned, and the cheapest that is.
_USUALLY_TUNED = "gpt-4.1-mini"
#: The inputs that are asked for, each by its place in a scenario: its name among what is said, and the question.
QUESTIONS = {
    "usage.calls_a_day": ("calls_a_day", "How many calls is it a day?"),
    "usage.input_tokens": ("input_tokens", "How many tokens has your prompt today?"),
    "usage.output_tokens": ("output_tokens", "How many tokens has an answer?"),
    "prompts.tuned_tokens": ("tuned_tokens", "How many tokens would be left of the prompt once the model is tuned?"),
    "prompts.short_tokens": ("short_tokens", "How many tokens could the prompt be shortened to?"),
    "training.examples": ("examples", "How many examples would you train on?"),
}
_CALLS, _ONCE_TUNED = "usage.calls_a_day", "prompts.tuned_tokens"
#: What is said in words; all else are numbers.
_WORDS = frozenset({"model", "provider", "tier"})
_WORKLOAD = ("usage.calls_a_day", "usage.input_tokens", "usage.output_tokens", _ONCE_TUNED)
_SELLERS = {"openai": "OpenAI"}
_NAMES = {
    "usage.calls_a_day": "calls a day",
    "usage.input_tokens": "tokens in",
    "usage.output_tokens": "out",
    "prompts.tuned_tokens": "in once tuned",
}


def compared(said: Mapping[str, str], book: PriceBook) -> Comparison:
    """The comparison of what was said: numbers by their names, `model`, and whose prices (`provider`, `tier`).

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    numbers = {name: Decimal(value) for name, value in said.items() if name not in _WORDS}
    tier = Tier(said.get("tier", Tier.GLOBAL))
    asked = CostQuestion(said.get("model"), tier=tier, provider=said.get("provider"), said=numbers)
    return compare(make_scenario(asked, book).scenario)


def in_short(made: Comparison, said: Mapping[str, str]) -> str:
    """What it costs in at most four sentences, without the question."""
    now, best = made.of(Way.NOW), made.cheapest
    calls = plain(made.scenario.usage.calls_a_day.value)
    assert now  # noqa: S101 - the present way is always compared
    if best.way is Way.NOW:
        first = f"At {calls} calls a day nothing is cheaper than {way_name(now)}: {dollars(now.monthly)} USD a month."
    else:
        first = (
            f"At {calls} calls a day the cheapest is {way_name(best)}: {dollars(best.monthly)} USD a month, "
            f"{dollars(best.saves_a_month)} less than now ({dollars(now.monthly)})."
        )
    return " ".join(filter(None, [first, _trained(made, said), _rests_on(made, said)]))


def lists_behind(made: Comparison, book: PriceBook) -> list[Passage]:
    """The price lists that the sum names models of: what is used now, the cheapest way, the cheapest trained one."""
    scenario = made.scenario
    trained = next((cost for cost in made.costs if cost.way.trains), made.cheapest)
    named = dict.fromkeys([scenario.now.model, made.cheapest.rates.model, trained.rates.model])
    parts = [part for part in (scenario.now, scenario.smaller, scenario.tuned, scenario.tuned_smaller) if part]
    notes = {part.model: part.input.note for part in reversed(parts)}
    return [book.passages[model, notes[model]] for model in named if (model, notes.get(model)) in book.passages]


def next_asked(made: Comparison, said: Mapping[str, str]) -> tuple[str, str]:
    """The number to ask for next and its question: the calls, then the default that moves the result most; both empty where none does."""
    ask = made.ask or ""
    return QUESTIONS.get(ask if "calls_a_day" in said else _CALLS, ("", ""))


def cost_line(said: Mapping[str, str], book: PriceBook) -> str:
    """From how many calls a day tuning pays against the same model untuned, in a line.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    if "model" not in said:  # A bill of another model says nothing of this one's prompts.
        said = {name: value for name, value in said.items() if name != "bill"} | {"model": _USUALLY_TUNED}
    made = compared(said, book)
    cost = made.of(Way.TUNED) or made.of(Way.TUNED_SMALLER)
    if cost is None:
        return ""
    tokens = f"prompt of {plain(made.scenario.usage.input_tokens.value)} tokens"
    taken = "" if made.scenario.usage.input_tokens.origin is Origin.SAID else " taken"
    if cost.break_even_untuned is None:
        return f"Tuning {cost.rates.model} never pays back ({tokens}{taken}; prices of {_day(made)})."
    below = f"{cost.break_even_untuned:,} calls a day with {cost.rates.model}"
    is_below = made.scenario.usage.calls_a_day.value < cost.break_even_untuned
    told = f"Never pays back below {below}" if is_below else f"Pays back from {below}"
    return f"{told} ({tokens}{taken}; prices of {_day(made)})."


def _trained(made: Comparison, said: Mapping[str, str]) -> str:
    """The cheapest trained way: what it costs, and from when it pays."""
    cost = next((each for each in made.costs if each.way.trains), None)
    if cost is None:
        return f"Tuning is not compared: no price of it is known for {made.scenario.now.model}{_from(said)}."
    pays = (
        f"pays from {cost.break_even:,} calls a day against now"
        if cost.break_even is not None
        else "never pays against now"
    )
    if cost.way is not Way.TUNED:
        untuned = cost.break_even_untuned
        pays += f", {f'from {untuned:,}' if untuned is not None else 'never'} against the same model untuned"
    subject = f"{way_name(cost)} costs {dollars(cost.monthly)} and " if cost is not made.cheapest else "It "
    return f"{subject[0].upper() if subject == 'It ' else subject[0]}{subject[1:]}{pays}."


def _rests_on(made: Comparison, said: Mapping[str, str]) -> str:
    """What nobody said and was taken, and which prices they are."""
    scenario = made.scenario
    taken = [] if "model" in said else [str(defaults()["model"])]
    taken += [
        f"{plain(scenario.at(place).value)} {_NAMES[place]}"
        for place in _WORKLOAD
        if scenario.at(place).origin is Origin.DEFAULT
        and (place != _ONCE_TUNED or any(cost.way.trains for cost in made.costs))
    ]
    prefix = f"Taken: {', '.join(taken)}. " if taken else ""
    return f"{prefix}List prices{_from(said)} of {_day(made)}."


def _from(said: Mapping[str, str]) -> str:
    """Whose prices they are, where that was said: " (Azure, Data zone)"."""
    if not (seller := said.get("provider", "")):
        return ""
    tier = [Tier(said["tier"]).label] if "tier" in said else []
    return f" ({', '.join([_SELLERS.get(seller, seller.capitalize()), *tier])})"


def _day(made: Comparison) -> str:
    """The source and day of the prices, as their notes say."""
    note = made.scenario.now.input.note
    return note.rpartition(" ")[2] or note
