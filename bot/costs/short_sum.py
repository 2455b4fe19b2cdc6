"""The comparison in a few sentences, for a conversation: what was asked first, then the figure that may change the mind, then what it rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.costs.asked_way import asked_ways, is_model_taken, seller_said
from bot.costs.compare import compare
from bot.costs.from_prices import NUMBERS, CostQuestion, defaults, make_scenario
from bot.costs.given import Origin
from bot.costs.ways import NOTHING, Way
from bot.costs.words import dollars, pays_from, plain, said_as, way_name
from bot.reading.costs.sum_form import Subject, SumAsked, SumForm
from knowledge.prices.rows import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.asked_way import AskedWays
    from bot.costs.compare import Comparison, WayCost
    from bot.reading.costs.sum_form import Period
    from knowledge.passages import Passage
    from knowledge.prices.book import PriceBook

#: The inputs that are asked for, each by its place in a scenario: its name among what is said, and the question.
QUESTIONS = {
    "usage.calls_a_day": ("calls_a_day", "How many calls is it a day?"),
    "usage.input_tokens": ("input_tokens", "How many tokens has your prompt today?"),
    "usage.output_tokens": ("output_tokens", "How many tokens has an answer?"),
    "prompts.tuned_tokens": ("tuned_tokens", "How many tokens would be left of the prompt once the model is tuned?"),
    "prompts.short_tokens": ("short_tokens", "How many tokens could the prompt be shortened to?"),
    "training.examples": ("examples", "How many examples would you train on?"),
}
_CALLS, _INPUT, _ONCE_TUNED = "usage.calls_a_day", "usage.input_tokens", "prompts.tuned_tokens"
_OF_TUNING = ("prompts.tuned_tokens", "training.examples")
_NAMES = {
    "usage.calls_a_day": "calls a day",
    "usage.input_tokens": "tokens in",
    "prompts.short_tokens": "tokens of prompt",
    "retrieval.added_tokens": "retrieved",
    "usage.output_tokens": "out",
    "prompts.tuned_tokens": "prompt tokens after tuning",
}


def compared(said: Mapping[str, str], book: PriceBook) -> Comparison:
    """The comparison of what was said.

    Args:
        said: Numbers by their names, the `model` of now, one to be `tuned` or held against it (`smaller`), and whose prices (`provider`, `tier`).
        book: The prices that hold.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    numbers = {name: Decimal(value) for name, value in said.items() if name in NUMBERS}
    tier = Tier(said.get("tier", Tier.GLOBAL))
    model = said.get("model")
    others = [
        said[name] for name in ("tuned", "smaller") if name in said and said[name] != (model or defaults()["model"])
    ]
    asked = CostQuestion(model, next(iter(others), None), tier, provider=said.get("provider"), said=numbers)
    return compare(make_scenario(asked, book).scenario)


def in_short(made: Comparison, said: Mapping[str, str], asked: SumAsked) -> str:
    """What is asked of a sum, in at most two sentences with three numbers, then what they rest on; without the question."""
    ways = asked_ways(made, said)
    if asked.is_alone:
        return f"{_alone(ways, asked)}, by list prices{seller_said(said)}."
    answered = _within_budget(ways, said, asked) or _answered(ways, made, asked)
    if "own_gpu" in said and ways.trained is None:
        answered = [answered[0], _against_own_gpu(ways)]
    return " ".join(filter(None, [*answered, _rests_on(made, said, asked, ways)]))


def on_a_budget(made: Comparison, said: Mapping[str, str], budget: Decimal) -> str:
    """Whether the trained way costs no more a month than a budget in US dollars, yes or no first; empty where it has no price."""
    ways, asked = asked_ways(made, said), SumAsked(SumForm.COST, Subject.TUNED)
    cost = ways.trained
    if cost is None:
        return ""
    fits = cost.monthly <= budget
    hosting = f", {dollars(cost.rates.fixed)} of it hosting" if cost.rates.fixed else ""
    first = f"{'Yes' if fits else 'No'}: {ways.name(cost)} costs {dollars(cost.monthly)} USD a month{hosting}, and you have {dollars(budget)}."
    untrained = ways.untrained
    second = f"Without training, {ways.name(untrained)} costs {dollars(untrained.monthly)}."
    return " ".join([first, second, _rests_on(made, said, asked, ways)])


def over_a_period(
    made: Comparison, said: Mapping[str, str], asked: SumAsked, period: Period, *, is_new: bool = False
) -> str:
    """What the ways of a sum cost in another period than a month, what was asked about first; what it rests on, where that `is_new`."""
    ways = asked_ways(made, said)
    costs = dict.fromkeys(cost for cost in (_meant(ways, asked), ways.cheapest, ways.now, ways.trained) if cost)
    told = ", ".join(f"{ways.name(cost)} {dollars(_over(cost, period))}" for cost in costs)
    trained = ways.trained
    once = ""
    if period.has_training and trained is not None:
        once = f", with {dollars(trained.first_year - trained.monthly * period.months)} for training once"
    within = f"the {period.name}" if period.has_training else f"a {period.name}"
    rest = _rests_on(made, said, asked, ways) if is_new else f"By list prices{seller_said(said)} of {_day(made)}."
    return f"In USD {'in ' if period.has_training else ''}{within}: {told}. That is {period.told}{once}. {rest}"


def _over(cost: WayCost, period: Period) -> Decimal:
    return cost.first_year if period.has_training else cost.monthly * period.months


def in_full(made: Comparison, said: Mapping[str, str]) -> str:
    """What a sum left out: every way with what it costs a month and from when it pays; a distilled model costs a month what a tuned one does."""
    ways = asked_ways(made, said)
    lines = [
        f"- {way_name(cost)}: {dollars(cost.monthly)} USD a month{_since(cost)}"
        for cost in made.costs
        if cost.way is not Way.DISTILLED
    ]
    trained = ways.trained
    against = ""
    if trained and trained.break_even_untuned is not None and trained.way is not Way.TUNED:
        against = f" Against the same model untuned {ways.name(trained)} pays from {trained.break_even_untuned:,} calls a day."
    opening = f"All ways, list prices{seller_said(said)} of {_day(made)}.{against}"
    return "\n".join([opening, *lines])


def lists_behind(made: Comparison, said: Mapping[str, str], book: PriceBook) -> list[Passage]:
    """The price lists of the models that a sum names: what is used now, the cheapest way, the trained one."""
    scenario, ways = made.scenario, asked_ways(made, said)
    named = dict.fromkeys([scenario.now.model, ways.cheapest.rates.model, (ways.trained or ways.now).rates.model])
    parts = [part for part in (scenario.now, scenario.smaller, scenario.tuned, scenario.tuned_smaller) if part]
    notes = {part.model: part.input.note for part in reversed(parts)}
    return [book.passages[model, notes[model]] for model in named if (model, notes.get(model)) in book.passages]


def next_asked(made: Comparison, said: Mapping[str, str], asked: SumAsked) -> tuple[str, str]:
    """The number to ask for next and its question: the calls, then the default that moves the result most; both empty where none does."""
    if asked.form is SumForm.BREAK_EVEN:
        places = [place for place in (_INPUT, _ONCE_TUNED) if made.scenario.at(place).origin is Origin.DEFAULT]
        return QUESTIONS[places[0]] if places else ("", "")
    ask = made.ask or ""
    if "calls_a_day" in said and asked.subject in {Subject.RETRIEVAL, Subject.SMALLER} and ask in _OF_TUNING:
        ask = ""
    return QUESTIONS.get(ask if "calls_a_day" in said else _CALLS, ("", ""))


def _answered(ways: AskedWays, made: Comparison, asked: SumAsked) -> list[str]:
    """The one or two sentences that answer."""
    cost = _meant(ways, asked)
    if cost is None:
        return _overview(ways)
    if asked.subject is Subject.TUNED_OR_RETRIEVAL:
        return _both(ways, cost)
    if asked.subject is Subject.TUNED_OR_UNTUNED and asked.form is not SumForm.BREAK_EVEN:
        return _tuned_or_untuned(ways, cost)
    told = {
        SumForm.OVERVIEW: lambda: _overview(ways),
        SumForm.BUDGET: lambda: _overview(ways) if asked.subject is Subject.ANY else _cost(ways, cost),
        SumForm.BREAK_EVEN: lambda: _break_even(ways, cost, made),
        SumForm.WHETHER: lambda: _whether(ways, cost),
        SumForm.SAVING: lambda: _saving(ways, cost, asked_any=asked.subject is Subject.ANY),
        SumForm.COST: lambda: _cost(ways, cost),
    }
    return told[asked.form]()


def _meant(ways: AskedWays, asked: SumAsked) -> WayCost | None:
    """The way that is asked about; where none was named, from when it pays asks for training, and what is saved for the cheapest."""
    if asked.subject is Subject.ANY and asked.form in {SumForm.BREAK_EVEN, SumForm.WHETHER}:
        return ways.trained
    return ways.of(asked.subject)


def _within_budget(ways: AskedWays, said: Mapping[str, str], asked: SumAsked) -> list[str]:
    """Whether what is asked about, else training, can be had for what may be spent, and what can; empty where nothing was said of that."""
    if "budget" not in said or asked.form not in {SumForm.BUDGET, SumForm.OVERVIEW, SumForm.COST}:
        return []
    budget = Decimal(said["budget"])
    cost = (ways.trained if asked.subject is Subject.ANY else ways.of(asked.subject)) or ways.cheapest
    fits = cost.monthly <= budget
    lead = ("Yes: " if fits else "No: ") if asked.form is SumForm.BUDGET else ""
    hosting = f", {dollars(cost.rates.fixed)} of it hosting," if cost.way.trains and cost.rates.fixed else ""
    name = ways.name(cost) if lead else _capital(ways.name(cost))
    first = f"{lead}{name} costs {dollars(cost.monthly)} USD a month{hosting} and you have {plain(budget)}."
    best = ways.untrained
    if fits or best is cost:
        return [first]
    too_much = ", more than that as well" if best.monthly > budget else ""
    return [first, f"{_capital(ways.name(best))} costs {dollars(best.monthly)}{too_much}."]


def _alone(ways: AskedWays, asked: SumAsked) -> str:
    """The one number of a sum, and what it is."""
    cost = _meant(ways, asked) or ways.cheapest
    name = f"{ways.name(cost)}, hosting included" if cost.way.trains else ways.name(cost)
    if asked.form is SumForm.BREAK_EVEN and cost.break_even:
        return f"{cost.break_even:,} calls a day: from there {ways.name(cost)} costs less than {_other(ways, cost)}"
    if asked.form is SumForm.SAVING:
        return f"{dollars(max(cost.saves_a_month, NOTHING))} USD a month is what {name} saves"
    return f"{dollars(cost.monthly)} USD a month for {name}"


def _overview(ways: AskedWays) -> list[str]:
    best, now = ways.cheapest, ways.now
    if best.way is Way.NOW:
        first = f"Nothing is cheaper than {ways.name(now)}: {dollars(now.monthly)} USD a month."
    else:
        first = _own_and_cheapest(ways)
    trained = ways.trained
    if trained is None:
        return [first, f"Tuning is not compared: no price of it is known for {now.rates.model}{ways.seller}."]
    if trained is not best:
        return [first, f"{_capital(ways.name(trained))} would cost {dollars(trained.monthly)}."]
    return [first, f"It pays from {trained.break_even:,} calls a day."] if trained.break_even else [first]


def _own_and_cheapest(ways: AskedWays) -> str:
    """What is used now by its name, as the person's own, and the cheapest; where nothing runs, the cheapest first."""
    best, now = ways.cheapest, ways.now
    if not ways.runs:
        return f"Cheapest is {ways.name(best)}: {dollars(best.monthly)} USD a month; {ways.name(now)} costs {dollars(now.monthly)}."
    return f"Your {now.rates.model} costs {dollars(now.monthly)} USD a month as it is; cheapest is {ways.name(best)}: {dollars(best.monthly)}."


def _against_own_gpu(ways: AskedWays) -> str:
    """What a GPU of one's own, which has no list price, is held against."""
    best = ways.untrained
    return f"Your own GPU is on no price list: a model on it saves more only where the GPU costs less than {dollars(best.monthly)} a month."


def _break_even(ways: AskedWays, cost: WayCost, made: Comparison) -> list[str]:
    against = _other(ways, cost)
    if cost.break_even is None:
        return [f"Never: {ways.name(cost)} costs more than {against} at any volume."]
    calls = made.scenario.usage.calls_a_day
    yours = f", and you have {said_as(_CALLS, calls.value)}" if calls.origin is Origin.SAID else ""
    if not cost.break_even:
        return [f"At once: {ways.name(cost)} is cheaper than {against} at any volume."]
    first = f"From {cost.break_even:,} calls a day {ways.name(cost)} costs less than {against}{yours}."
    untuned = cost.break_even_untuned
    if cost.way is not Way.TUNED_SMALLER or ways.smaller is None or ways.smaller.break_even != 0:
        return [first, "Hosting is counted in."]
    plain_one = f"But {cost.rates.model} untuned, with the long prompt, costs less than both"
    if untuned is None:
        return [first, f"{plain_one} at any volume."]
    return [first, f"{plain_one} up to {untuned:,}."] if untuned > cost.break_even else [first]


def _whether(ways: AskedWays, cost: WayCost) -> list[str]:
    now = ways.now
    if cost is now:
        return _overview(ways)
    yes = cost.monthly < now.monthly
    hosted = ", hosting included," if cost.way.trains else ""
    costs = f"{ways.name(cost)} costs {dollars(cost.monthly)} USD a month{hosted}".rstrip("," if not hosted else "")
    first = f"{'Yes' if yes else 'No'}: {costs} and {ways.name(now)} {dollars(now.monthly)}."
    return [first, *_cheaper_untrained(ways, cost)]


def _both(ways: AskedWays, retrieval: WayCost) -> list[str]:
    """Retrieval and tuning beside each other, the cheaper one first; they solve different things."""
    trained = ways.trained
    if trained is None:
        return _cost(ways, retrieval)
    first, second = sorted([retrieval, trained], key=lambda cost: cost.monthly)
    return [
        f"{_capital(ways.name(first))} costs {dollars(first.monthly)} USD a month, {ways.name(second)} {dollars(second.monthly)}.",
        "Hosting is in it, a search index is not, and the two mend different things.",
    ]


def _tuned_or_untuned(ways: AskedWays, cost: WayCost) -> list[str]:
    """A model as it is and tuned beside each other, and what is used now where that is another one."""
    untuned = ways.untuned(cost)
    if untuned is None:
        return _cost(ways, cost)
    first = f"Using {cost.rates.model} untuned costs {dollars(untuned.monthly)} USD a month, tuned {dollars(cost.monthly)}, hosting included."
    if untuned is ways.now or not ways.runs:
        return [first]
    return [first, f"With {ways.name(ways.now)} it is {dollars(ways.now.monthly)}."]


def _saving(ways: AskedWays, cost: WayCost, *, asked_any: bool) -> list[str]:
    if cost is ways.now or cost.saves_a_month <= 0:
        more = -cost.saves_a_month
        first = f"Nothing: {ways.name(cost)} costs {dollars(more)} USD a month more than {_other(ways, cost)}."
        return [first if more else f"Nothing is cheaper than {ways.name(ways.now)}.", *_cheaper_untrained(ways, cost)]
    now = f"{_other(ways, cost)} at {dollars(ways.now.monthly)}"
    first = f"{_capital(ways.name(cost))} saves {dollars(cost.saves_a_month)} USD a month against {now}."
    trained = ways.trained
    if trained and not cost.way.trains and asked_any:
        saves = trained.saves_a_month
        told = f"would save {dollars(saves)}" if saves > 0 else f"would cost {dollars(-saves)} more than now"
        return [first, f"{_capital(ways.name(trained))} {told}."]
    return [first, *_cheaper_untrained(ways, cost)]


def _cost(ways: AskedWays, cost: WayCost) -> list[str]:
    hosting = ""
    if cost.way.trains and cost.rates.fixed:
        hosting = f", {dollars(cost.rates.fixed)} of it hosting" if cost.rates.fixed < cost.monthly else ""
    if cost.way is Way.RETRIEVAL:
        hosting = ", search index not included" if not cost.rates.fixed else ""
    first = f"{_capital(ways.name(cost))} costs {dollars(cost.monthly)} USD a month{hosting}."
    if cost is ways.now or not ways.runs:
        return [first]
    return [first, f"With {ways.name(ways.now)} it is {dollars(ways.now.monthly)}."]


def _cheaper_untrained(ways: AskedWays, cost: WayCost) -> list[str]:
    """What would be cheaper still without training, in a sentence; none where nothing is."""
    best = ways.untrained
    if not cost.way.trains or best is ways.now:
        return []
    if best.monthly >= cost.monthly:
        return [_of_tuning(ways, cost) or "Nothing without training is cheaper."]
    return [f"Without training, {ways.name(best)} would cost {dollars(best.monthly)}."]


def _of_tuning(ways: AskedWays, cost: WayCost) -> str:
    """How much of what a smaller tuned model saves is saved by tuning it; empty where that is all, or the smaller one alone saves nothing."""
    untuned = ways.untuned(cost)
    if untuned is None or untuned is ways.now or untuned.saves_a_month <= 0:
        return ""
    adds = dollars(untuned.monthly - cost.monthly)
    return f"Tuning adds only {adds} of it: try {cost.rates.model} untuned first, the rest is saved by the smaller model alone."


def _other(ways: AskedWays, cost: WayCost) -> str:
    return ways.name(ways.now) if cost is not ways.now else "anything else"


def _rests_on(made: Comparison, said: Mapping[str, str], asked: SumAsked, ways: AskedWays) -> str:
    """What was said and what was taken, and which prices they are."""
    scenario = made.scenario
    places = [_CALLS, _INPUT, "usage.output_tokens"]
    if asked.form is SumForm.BREAK_EVEN:
        places.remove(_CALLS)
    if asked.subject is Subject.RETRIEVAL:
        places[places.index(_INPUT) : places.index(_INPUT) + 1] = ["prompts.short_tokens", "retrieval.added_tokens"]
    elif ways.trained is not None and asked.subject not in {Subject.SMALLER, Subject.BATCH}:
        places.append(_ONCE_TUNED)
    if asked.subject is Subject.TUNED_OR_RETRIEVAL:
        places.append("retrieval.added_tokens")
    if asked.form is SumForm.OVERVIEW and ways.cheapest.way is Way.SHORTER:
        places.append("prompts.short_tokens")
    names = (
        _NAMES
        if asked.subject is Subject.RETRIEVAL
        else _NAMES | {"prompts.short_tokens": "prompt tokens once shortened"}
    )
    given = [(scenario.at(place), f"{said_as(place, scenario.at(place).value)} {names[place]}") for place in places]
    own = [told for one, told in given if one.origin not in {Origin.DEFAULT, Origin.DERIVED}]
    made_up_of_a_bill = [told for one, told in given if one.origin is Origin.DERIVED]
    taken = [scenario.now.model] if is_model_taken(said) else []
    taken += [told for one, told in given if one.origin is Origin.DEFAULT]
    told = f"That is for {', '.join(own)}. " if own else ""
    if made_up_of_a_bill:
        told += f"Your bill would make {', '.join(made_up_of_a_bill)}: tell me how long a text is if that is not so. "
    told += f"Assumed: {', '.join(taken)}. " if taken else ""
    told += caching_told(made, said)
    return f"{told}List prices{seller_said(said)} of {_day(made)}."


def caching_told(made: Comparison, said: Mapping[str, str]) -> str:
    """What of a prompt that is cached was counted, as a sentence and a space; that it was not, where it is on and nobody said how much."""
    share = made.scenario.usage.cached_share
    if share.origin is Origin.SAID:
        return f"Counted as cached: {plain(share.value * 100)}% of today's prompt, none of the tuned one. "
    return "Your caching is not counted: tell me what share of the prompt is cached. " if "caches" in said else ""


def _since(cost: WayCost) -> str:
    since = pays_from(cost)
    if since in {"-", "always"}:
        return ""
    return ", never cheaper than now" if since == "never" else f", pays from {since} calls a day"


def _capital(text: str) -> str:
    """A sentence's first words; names of models begin small, and a sentence does not."""
    return f"A{text[1:]}" if text.startswith("a tuned") else f"Using {text}"


def _day(made: Comparison) -> str:
    """The day of the prices, as their notes say."""
    note = made.scenario.now.input.note
    return note.rpartition(" ")[2] or note
