"""Whether a message asks what a use would cost or save, and the numbers it gives for that: calls, tokens, a bill, a model."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.quantities import Quantity, QuantityKind, quantities
from bot.reading.sayings import asks, may_ask
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Longer messages tell a case; what it would cost is asked after it.
_MOST_WORDS = 40
#: A reply to a question for a number, and one that asks the same with another.
_MOST_WORDS_OF_A_REPLY, _MOST_WORDS_OF_MORE = 6, 14
_MONEY = frozenset(
    ["cost", "costs", "save", "saves", "saving", "savings", "payback", "breakeven", "cheaper", "cheapest", "pay", "pays"]
)  # fmt: skip
_EVEN = ("break", "even")
#: "How much at 20k a day" asks for a sum; "how much data" does not.
_HOW_MUCH = ("how", "much")
_AFTER_HOW_MUCH = frozenset(["at", "for", "with", "is"])
_SOURCES = frozenset(
    ["article", "author", "source", "sources", "microsoft", "docs", "documentation", "guide", "paper", "page"]
)
#: A longer message that asks what something would cost asks for more than that.
_MOST_WORDS_OF_A_WISH = 10
#: How another number is asked with: "and at 50k a day?".
_MORE = frozenset(["and", "at", "with", "what", "if", "for", "say"])
_ANSWER = frozenset(["out", "output", "answer", "answers", "reply", "replies", "completion", "response"])
_TUNED = frozenset(["tuned", "tuning", "afterwards", "trained"])
#: Characters around a number that say what it is of.
_NEAR = 24
_DOLLARS = ("$", "usd", "dollar", "bucks")
#: What a bill of one period is a month.
_A_MONTH = {
    "month": Decimal(1), "monthly": Decimal(1), "mo": Decimal(1), "year": 1 / Decimal(12), "yearly": 1 / Decimal(12),
    "annually": 1 / Decimal(12), "day": Decimal(30), "daily": Decimal(30), "week": Decimal(30) / 7,
}  # fmt: skip


def asks_for_a_sum(text: str) -> bool:
    """Whether a message asks what something costs or saves at a volume or a bill that it names."""
    words = plain_words(text)
    if len(words) > _MOST_WORDS or not may_ask(text) or not (_is_about_money(words) or _asks_how_much(words)):
        return False
    numbers = numbers_said(text, ())
    return bool(numbers.keys() & {"calls_a_day", "bill"})


def asks_the_same_with(text: str) -> bool:
    """Whether a short message asks for the sum before with another number: "and at 50k a day?"."""
    words = plain_words(text)
    return 0 < len(words) <= _MOST_WORDS_OF_MORE and (words[0] in _MORE or asks(text))


def asks_to_break_even(text: str) -> bool:
    """Whether a short message asks from when it pays, or what would be saved, without a number."""
    words = plain_words(text)
    return 0 < len(words) <= _MOST_WORDS and may_ask(text) and _is_about_money(words)


def asks_what_sources_say(text: str) -> bool:
    """Whether a message names a text that is to be looked into: what an article says of costs is no sum."""
    return bool(_SOURCES & set(plain_words(text)))


def asks_what_it_would_cost(text: str) -> bool:
    """Whether a short message asks what something would cost or save, without a number: "what would tuning cost?"."""
    words = plain_words(text)
    return len(words) <= _MOST_WORDS_OF_A_WISH and "would" in words and may_ask(text) and _is_about_money(words)


def numbers_said(text: str, models: Collection[str]) -> dict[str, str]:
    """The numbers of a use that a message gives, by the names of `bot.costs.from_prices.NUMBERS`, and its `model`, if it names one.

    Calls are a day, a bill is in US dollars a month; other currencies are left unread.
    """
    found: dict[str, str] = {}
    for one in quantities(text):
        if name := _name(one, text):
            found.setdefault(name, _plain(Decimal(str(one.value)) * (_months(one, text) if name == "bill" else 1)))
    if named := model_mentions(text, models):
        found["model"] = named[0].name
    return found


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
    if not said and len(given) == 1 and given[0].kind is QuantityKind.COUNT and given[0].value > 0:
        return {asked: _plain(Decimal(str(given[0].value)))}
    return said


def _is_about_money(words: list[str]) -> bool:
    return bool(_MONEY & set(words)) or any(tuple(words[place : place + 2]) == _EVEN for place in range(len(words)))


def _asks_how_much(words: list[str]) -> bool:
    """Whether "how much" stands at the end, or before what no quantity is of."""
    places = [place for place, pair in enumerate(pairwise(words)) if pair == _HOW_MUCH]
    return any(set(words[place + 2 : place + 3]) <= _AFTER_HOW_MUCH for place in places)


def _name(one: Quantity, text: str) -> str:
    """What a quantity is of; empty where it tells nothing of costs."""
    if one.kind is QuantityKind.RATE:
        return "calls_a_day"
    said = text[one.start : one.end].lower()
    if one.kind is QuantityKind.MONEY:
        is_dollars = any(sign in text[max(0, one.start - 2) : one.end].lower() for sign in _DOLLARS)
        return "bill" if is_dollars and _months(one, text) else ""
    counted = one.counted[:2]
    if "token" not in said and not any(word.startswith("token") for word in counted):
        is_answer = one.kind is QuantityKind.COUNT and bool(counted) and counted[0] in {"out", "output"}
        return "output_tokens" if is_answer else ""
    around = plain_words(text[one.end : one.end + _NEAR])
    if _TUNED & set(around):
        return "tuned_tokens"
    return "output_tokens" if _ANSWER & set(around[:2]) else "input_tokens"


def _months(one: Quantity, text: str) -> Decimal:
    """How often a bill of its period comes in a month; 0 where no period is named beside it."""
    after = plain_words(text[one.end : one.end + _NEAR])[:3]
    within = plain_words(text[one.start : one.end])
    return next((_A_MONTH[word] for word in [*within, *after] if word in _A_MONTH), Decimal(0))


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"
