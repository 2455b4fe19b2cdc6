"""Whether a message asks what a use would cost or save: alone, again with another number, or along with a case."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.models_in_costs import DISTILS, TUNED
from bot.reading.costs.sum_form import holds_both_against
from bot.reading.costs.words_on_money import asks_how_much, breaks_even, is_about_money, may_want_speed
from bot.reading.numbers.counted_things import name_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import asks, may_ask
from bot.reading.told.correction_clauses import figure_of
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Longer messages tell a case; what it would cost is asked after it.
_MOST_WORDS = 40
#: What says that things are had to learn from or to test on, and are no calls.
_OF_EXAMPLES = frozenset(
    ["have", "has", "got", "collected", "labelled", "labeled", "example", "examples", "train", "training", "test", "tests", "tested", "pairs", "checked", "approved"]
)  # fmt: skip
#: What a number is called that may be one of tokens.
_OF_TOKENS = frozenset(["token", "tokens", "tok", "toks", "tkn", "tkns", "prompt", "input", "output", "answer"])
#: A reply to a question for a number, and one that asks the same with another.
_MOST_WORDS_OF_A_REPLY, _MOST_WORDS_OF_MORE = 6, 14
_SOURCES = frozenset(
    ["article", "author", "source", "sources", "microsoft", "docs", "documentation", "guide", "paper", "page"]
)
#: A longer message that asks what something would cost asks for more than that.
_MOST_WORDS_OF_A_WISH = 10
#: How another number is asked with: "and at 50k a day?".
_MORE = frozenset(["and", "at", "with", "what", "if", "for", "say"])
_VOLUME = frozenset(["calls_a_day", "bill"])
_TOKENS = frozenset(["input_tokens", "output_tokens", "tuned_tokens"])
#: What ends a clause of its own; a question for costs stands in one.
_CLAUSES = re.compile(r"[.?!;:,…\n]+|\b(?:also|and|but|plus)\b")
_STOP = re.compile(r"[.!?]\s")
_HEADS = (["cost"], ["costs"], ["total"])
_AFTER_A_HEAD = frozenset(["mo", "month", "monthly", "yr", "year", "yearly", "per", "a", "at", "for", "with"])
_LONG = frozenset(["year", "yr", "month", "mo", "annum", "yearly", "annually", "monthly"])
#: "How do we cut costs?" wants them lower, and asks for no figure.
_LOWERS = frozenset(["cut", "reduce", "lower", "bring", "save", "less", "down", "optimise", "optimize"])
_FITS = frozenset(["fit", "fits", "within", "in", "inside", "enough", "under", "below", "over", "exceed", "exceeds"])
_ASKS_WHAT = frozenset(["what", "whats", "what's", "much"])
_WANTS_TO_KNOW = frozenset(["know", "wants", "want", "wanted", "asks", "ask", "asked", "asking", "needs", "wonders"])
_PRICE = frozenset(["cost", "costs", "price", "cheaper", "pay"])
#: What holds what two ways cost against each other, and the ways: tuned, as now, with retrieval.
_COSTS = frozenset(["cost", "costs", "price", "expensive", "spend", "pay", "bill"])
_AGAINST = frozenset(["vs", "versus", "against", "compared", "than", "or", "and", "beside", "relative", "difference"])
_WAYS_COMPARED = (
    (
        "tuned",
        "tuning",
        "finetuned",
        "finetuning",
        "finetune",
        "trained",
        "training",
        "train",
        "tune",
        *TUNED,
        *DISTILS,
    ),
    (
        "now",
        "today",
        "currently",
        "current",
        "today's",
        "untuned",
        "base",
        "prompt",
        "prompting",
        "existing",
        "present",
    ),
    ("rag", "retrieval"),
)


def asks_for_a_sum(text: str) -> bool:
    """Whether a message asks what something costs or saves at a volume or a bill that it names, or from which volume it pays."""
    words = plain_words(text)
    if len(words) > _MOST_WORDS or not may_ask_for_money(text):
        return False
    said = numbers_said(text, ())
    return bool(said.keys() & _VOLUME) or (breaks_even(words) and bool(said.keys() & _TOKENS))


def asks_for_a_sum_alone(text: str, models: Collection[str]) -> bool:
    """Whether a message is a calculation from its first word to its last: with tokens, or with a model held against another, and no case."""
    words = plain_words(text)
    if len(words) > _MOST_WORDS or "should" in words:
        return False
    said = numbers_said(text, models)
    if not may_ask_for_money(text):
        return _holds_ways_against(text, said)
    compares = "model" in said and bool(said.keys() & {"tuned", "smaller"})
    if breaks_even(words):
        return compares or bool(said.keys() & _TOKENS)
    # Who names two models within a story tells a case.
    is_one_sentence = not _STOP.search(text.strip())
    return "calls_a_day" in said and ((compares and is_one_sentence) or bool(said.keys() & _TOKENS))


def _holds_ways_against(text: str, said: Mapping[str, str]) -> bool:
    """Whether a message is the numbers of a use and one model tuned against untuned, and nothing else: no scores of the two."""
    is_of_scores = any(one.kind is QuantityKind.SHARE for one in quantities(text))
    return said.keys() >= {"calls_a_day", "input_tokens"} and not is_of_scores and holds_both_against(text, said)


def may_ask_for_money(text: str) -> bool:
    """Whether a message asks for money anywhere in it; what holds one way against another asks, whatever its form."""
    words = plain_words(text)
    # "cost/mo at 4k letters/day, 3k in 700 out" asks without a question's form.
    is_headed = words[:1] in _HEADS and set(words[1:2]) <= _AFTER_A_HEAD
    wants = may_ask(text) or breaks_even(words) or is_headed
    is_total = "total" in words and bool(_LONG & set(words))
    return wants and (is_about_money(words) or asks_how_much(words) or _what_a_month(words) or is_total)


def asks_the_same_with(text: str) -> bool:
    """Whether a short message asks for the sum before with another number: "and at 50k a day?"."""
    words = plain_words(text)
    if may_want_speed(text) and not is_about_money(words):
        return False
    return 0 < len(words) <= _MOST_WORDS_OF_MORE and (words[0] in _MORE or asks(text))


def asks_to_break_even(text: str) -> bool:
    """Whether a short message asks from when it pays, or what would be saved, without a number."""
    words = plain_words(text)
    return 0 < len(words) <= _MOST_WORDS and may_ask_for_money(text)


def asks_what_sources_say(text: str) -> bool:
    """Whether a message names a text that is to be looked into: what an article says of costs is no sum."""
    return bool(_SOURCES & set(plain_words(text)))


def asks_how_long(text: str) -> bool:
    """Whether a message asks for a time and names no money: "how long would this take"."""
    words = plain_words(text)
    return ("how", "long") in itertools.pairwise(words) and not is_about_money(words)


def asks_what_it_would_cost(text: str) -> bool:
    """Whether a short message asks what something would cost or save, without a number: "what would tuning cost?"."""
    words = plain_words(text)
    if len(words) > _MOST_WORDS_OF_A_WISH or not may_ask(text):
        return False
    return breaks_even(words) or asks_how_much(words) or ("would" in words and is_about_money(words))


def asks_what_training_would_cost(text: str) -> bool:
    """Whether a short message asks what it costs to train, in whatever form: "boss says what cost if we train", "PM wants cost of FT"."""
    words = plain_words(text)
    said = set(words)
    trained = [place for place, word in enumerate(words) if word in _WAYS_COMPARED[0]]
    if not trained or len(words) > _MOST_WORDS_OF_MORE or said & (_LOWERS | _SOURCES):
        return False
    if may_ask(text) and said & _ASKS_WHAT and said & (_COSTS | _PRICE) and not said & {"too", "why"}:
        return True
    # "Wants the cost of training" asks in the words of somebody else.
    of_training = any(
        words[place] in _PRICE and words[place + 1] in {"of", "for", "to", "if"} and max(trained) > place
        for place in range(len(words) - 1)
    )
    return of_training and bool(said & _WANTS_TO_KNOW)


def asks_how_ways_compare(text: str) -> bool:
    """Whether a short message asks what one way costs beside another: "what does tuned cost vs now", "cost before and after tuning"."""
    words = plain_words(text)
    said = set(words)
    if not 0 < len(words) <= _MOST_WORDS_OF_MORE or not said & _COSTS or said & _SOURCES:
        return False
    ways = [any(word in said for word in way) for way in _WAYS_COMPARED]
    against = bool(said & _AGAINST) or {"before", "after"} <= said
    return against and (sum(ways) > 1 or {"before", "after"} <= said)


def asks_for_costs_too(text: str) -> bool:
    """Whether a message that tells a case asks in a clause of its own what that would cost: "also how much would that be"."""
    for clause in _CLAUSES.split(text.lower()):
        words = plain_words(clause)
        if not words or set(words) & _LOWERS or set(words) & _SOURCES:
            continue
        if asks_how_much(words) or (asks(clause) and set(words) & _PRICE and len(words) <= _MOST_WORDS_OF_A_WISH):
            return True
    return False


def asks_within_budget(text: str, *, has_amount: bool) -> bool:
    """Whether a short message asks if what may be spent suffices: "is $300 a month enough?", and "does it fit the budget?" once that is known.

    Args:
        text: What somebody wrote.
        has_amount: Whether it names what may be spent.
    """
    words = plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS or not (may_ask(text) or text.rstrip().endswith("?")):
        return False
    return has_amount or ("budget" in words and bool(_FITS & set(words)))


def calls_recounted(text: str, before: str) -> Mapping[str, str]:
    """The calls a day that a short message tells anew of what was counted before: "500 chats" after "300 chats a day"; empty where it tells none."""
    given, words = quantities(text), plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS_OF_MORE or may_ask(text) or len(given) != 1 or _OF_EXAMPLES & set(words):
        return {}
    (one,) = given
    rates = [rate for rate in quantities(before) if rate.kind is QuantityKind.RATE]
    if one.kind is not QuantityKind.COUNT or len(rates) != 1:
        return {}
    told = before[rates[0].start : rates[0].end]
    figure = figure_of(told)[1]
    is_of_the_same = bool(set(name_of(one)) & {*plain_words(told), *rates[0].counted})
    return {"calls_a_day": f"{one.value * rates[0].value / figure:.0f}"} if figure and is_of_the_same else {}


def number_replied(text: str, asked: str, models: Collection[str]) -> Mapping[str, str]:
    """What a short reply to the question for a number says: the number `asked` for, or others that it names; empty where it says none."""
    words = plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS_OF_A_REPLY:
        return {}
    said = numbers_said(text, models)
    given = quantities(text)
    if "input_tokens" in said and asked.endswith("_tokens"):
        # "3k tokens" are those that were asked for.
        said[asked] = said.pop("input_tokens") if asked != "input_tokens" else said["input_tokens"]
    if asked.endswith("_tokens") and len(given) == 1 and (named := set(name_of(given[0]))) and not named & _OF_TOKENS:
        # "500 chats" are no tokens, and neither are 400 words.
        return {}
    if not said and len(given) == 1 and given[0].kind is QuantityKind.COUNT and given[0].value > 0:
        return {asked: f"{given[0].value:.2f}".rstrip("0").rstrip(".")}
    return said


def _what_a_month(words: list[str]) -> bool:
    """Whether it ends as "what per month?" does."""
    tail = words[-4:]
    return bool({"what", "whats"} & set(tail)) and tail[-1:] in (["month"], ["monthly"], ["mo"])
