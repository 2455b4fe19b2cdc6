"""The comparison in words: names of ways and inputs, money, break-evens. Rounding happens here and nowhere before."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from bot.costs.given import Origin
from bot.costs.ways import Way

if TYPE_CHECKING:
    from bot.costs.compare import Comparison, WayCost
    from bot.costs.given import Given

_WAYS = {
    Way.NOW: "{model} as now",
    Way.SHORTER: "{model}, shorter prompt, cached",
    Way.BATCH: "{model} in batches, within a day",
    Way.SMALLER: "{model}, prompt as now",
    Way.RETRIEVAL: "{model} with retrieval",
    Way.TUNED: "{model} fine-tuned",
    Way.TUNED_SMALLER: "{model} fine-tuned",
    Way.DISTILLED: "{model} distilled",
}
#: What each input is called, and the option of `ftn cost` that says it; prices have none.
_INPUTS = {
    "usage.calls_a_day": ("calls a day", "--calls-per-day"),
    "usage.input_tokens": ("tokens of a prompt now", "--prompt-tokens"),
    "usage.output_tokens": ("tokens of an answer", "--answer-tokens"),
    "usage.cached_share": ("part of the prompt that is cached now", "--cached-share"),
    "prompts.short_tokens": ("tokens of a shortened prompt", "--short-tokens"),
    "prompts.short_cached_share": ("part of the shortened prompt that is cached", "--cached-share"),
    "prompts.tuned_tokens": ("tokens of a prompt once tuned", "--tuned-tokens"),
    "training.tokens": ("tokens of one pass of training", "--training-tokens"),
    "training.epochs": ("passes of training", "--epochs"),
    "training.hours": ("hours of training, where it is sold by the hour", "--training-hours"),
    "training.months": ("months until it is trained again", "--retrain-months"),
    "training.test_set": ("USD for a test set", "--test-set"),
    "training.labelling_hours": ("hours of labelling", "--labelling-hours"),
    "training.labelling_rate": ("USD an hour of labelling", "--labelling-rate"),
    "training.examples": ("training examples", "--examples"),
    "retrieval.added_tokens": ("tokens that retrieval adds to a call", "--added-tokens"),
    "retrieval.embedded_tokens": ("tokens to embed a call", ""),
    "retrieval.store": ("USD a month for the search index", "--store"),
}
_PRICES = {
    "input": "input", "cached": "cached input", "output": "output", "batch_input": "batch input",
    "batch_output": "batch output", "hosting": "hosting an hour", "training": "training",
    "training_hour": "training an hour", "embedding": "embedding",
}  # fmt: skip
_PRICED = {
    "now": "now",
    "smaller": "smaller",
    "tuned": "tuned",
    "tuned_smaller": "tuned smaller",
    "retrieval": "retrieval",
}
#: What people look for first among what a result rests on.
_ORDER = (Origin.SAID, Origin.DERIVED, Origin.DEFAULT, Origin.PRICE)
_CENT = Decimal("0.01")
#: From here on nobody counts parts of a call.
_WHOLE_CALLS = 10
#: From here on cents are noise in a table.
_WHOLE_DOLLARS = 1_000


def way_name(cost: WayCost) -> str:
    """A way by name: "gpt-4.1-mini fine-tuned"."""
    return _WAYS[cost.way].format(model=cost.rates.model)


def input_name(place: str) -> str:
    """What the number at a place of a scenario is called."""
    if place in _INPUTS:
        return _INPUTS[place][0]
    part, _, name = place.partition(".")
    return f"price of {_PRICES[name]} ({_PRICED[part]})"


def option_of(place: str) -> str:
    """The option of `ftn cost` that says an input; empty for a price."""
    return _INPUTS[place][1] if place in _INPUTS else ""


def dollars(amount: Decimal) -> str:
    """An amount as people read it: cents below a thousand, whole dollars above; a minus stands before the figure."""
    places = 0 if abs(amount) >= _WHOLE_DOLLARS else 2
    rounded = amount.quantize(Decimal(1) if places == 0 else _CENT, ROUND_HALF_EVEN)
    return f"{abs(rounded) if rounded == 0 else rounded:,.{places}f}"


def plain(number: Decimal) -> str:
    """A number without zeros at its end: `3,000`, `0.5`."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said_as(place: str, number: Decimal) -> str:
    """An input as people read it: calls a day are whole ones, "6,667" for a month's 200,000."""
    is_calls = place == "usage.calls_a_day" and number >= _WHOLE_CALLS
    return plain(number.quantize(Decimal(1), ROUND_HALF_EVEN) if is_calls else number)


def pays_from(cost: WayCost) -> str:
    """From how many calls a day a month costs no more than now: `5,763`, `always`, `never`."""
    if cost.way is Way.NOW:
        return "-"
    if cost.break_even is None:
        return "never"
    return f"{cost.break_even:,}" if cost.break_even else "always"


def origin(given: Given) -> str:
    """Where a number comes from: "list price, Azure Retail Prices API 2026-08-11"."""
    return ", ".join(filter(None, [given.origin.value, given.note]))


def payback(cost: WayCost) -> str:
    """When what is paid once has come back; empty where nothing is."""
    if cost.rates.once == 0:
        return ""
    if cost.payback_months is None:
        return f"{dollars(cost.rates.once)} USD paid before never come back"
    months = cost.payback_months.quantize(Decimal("0.1"))
    when = f"within {months} months" if months >= 1 else "within the first month"
    return f"{dollars(cost.rates.once)} USD paid before come back {when}"


def headline(compared: Comparison) -> str:
    """The cheapest way first, in one sentence, with what it saves against now."""
    best = compared.cheapest
    if best.way is Way.NOW:
        return f"Nothing compared here is cheaper than {best.rates.model} as now: {dollars(best.monthly)} USD a month."
    saved = dollars(best.saves_a_month)
    return f"Cheapest: {way_name(best)}, {dollars(best.monthly)} USD a month ({saved} less than now)."


def training_lines(compared: Comparison) -> list[str]:
    """For the cheapest trained way: from when it pays, against now and against the same model untrained."""
    cost = next((each for each in compared.costs if each.way.trains), None)
    if cost is None:
        return []
    since = f"from {cost.break_even:,} calls a day" if cost.break_even is not None else "never"
    line = f"{way_name(cost)} pays {since} against now"
    if cost.way is not Way.TUNED:
        untuned = cost.break_even_untuned
        line += f", {f'from {untuned:,}' if untuned is not None else 'never'} against {cost.rates.model} untrained with today's prompt"
    back = payback(cost)
    return [f"{line}.", *([f"{back}."] if back else [])]


def sensitivity_lines(compared: Comparison) -> list[str]:
    """The inputs that move most what training, or the way in question, saves in its first year."""
    lines: list[str] = []
    for each in compared.sensitive_to:
        cost = compared.of(each.way)
        opening = f"What {way_name(cost)} saves in its first year hangs most on" if cost and not lines else "then on"
        low, high = dollars(each.at_less), dollars(each.at_more)
        lines.append(f"{opening} {input_name(each.place)}: {low} at half, {high} at half as much again")
    return [f"{line}{'.' if line is lines[-1] else ';'}" for line in lines]


def question(compared: Comparison) -> str:
    """The one thing to say next: the default that moves the result most; empty where nothing is taken."""
    if not compared.ask:
        return ""
    given = compared.scenario.at(compared.ask)
    return f"Nobody said the {input_name(compared.ask)} ({plain(given.value)} taken), and the result hangs on it: say it with {option_of(compared.ask)}."


def assumptions(compared: Comparison) -> list[tuple[str, str, str]]:
    """Every number that the result rests on, what was said first: its name, its value and where it comes from.

    What is nothing by default is left out.
    """
    scenario = compared.scenario
    trained = [rates for rates in (scenario.tuned, scenario.tuned_smaller) if rates]
    unused = set() if any(rates.training_hour for rates in trained) else {"training.hours"}
    unused |= set() if trained else {place for place, _ in scenario.numbers() if place.startswith("training.")}
    numbers = sorted(scenario.numbers(), key=lambda number: _ORDER.index(number[1].origin))
    return [
        (input_name(place), said_as(place, given.value), origin(given))
        for place, given in numbers
        if place not in unused and (given.value or given.origin is Origin.SAID or given.note)
    ]
