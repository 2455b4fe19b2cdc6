"""Words that ask for money: costs, savings, "how much at", and from when something pays."""

from __future__ import annotations

import re
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MONEY = frozenset(
    ["cost", "costs", "save", "saves", "saving", "savings", "payback", "breakeven", "cheaper", "cheapest", "pay", "pays"]
)  # fmt: skip
_OTHER_CURRENCIES = frozenset(
    ["euro", "euros", "eur", "gbp", "pound", "pounds", "sterling", "chf", "francs", "yen", "rupees", "inr", "sek", "nok", "dkk", "pln", "czk"]
)  # fmt: skip
_SIGNS = frozenset("€£¥₹")
_MOST_WORDS_ON_A_CURRENCY = 7
_ON_SPEED = re.compile(
    r"\b(?:fast|slow|quick|speed|latenc|lag|delay|instant|respon(?:se|d)[- ]?time|milliseconds?|ms\b|seconds?\b|p9[059]\b)",
    re.IGNORECASE,
)
_ON_MONEY = re.compile(
    r"\b(?:expensive|cheap\w*|costly|afford\w*|bills?|budget\w*|money|price\w*|spend\w*|dollars?|euros?|usd|eur)\b|[$€£]",
    re.IGNORECASE,
)
#: Who is in a hurry for what we say wants no faster model: "need verdict fast", "a quick question".
_FAST, _FROM_US = (
    r"(?:fast|quick(?:ly)?|speedy)",
    r"(?:verdict|question|q|opinion|advice|decision|check|call from you|yes or no|recommendation)",
)
_IN_A_HURRY = re.compile(
    rf"\b(?:{_FAST}[ ,]{{1,3}}(?:\w{{1,12}} )?{_FROM_US}|{_FROM_US}s?[ ,]{{1,3}}(?:\w{{1,12}} )?{_FAST}|(?:tell|help|answer) (?:me|us) {_FAST}|quick one)\b",
    re.IGNORECASE,
)
#: "How much at 20k a day" asks for a sum; "how much data" does not.
_HOW_MUCH = ("how", "much")
_AFTER_HOW_MUCH = frozenset(["at", "for", "with", "is"])
#: "How much a month".
_EACH = frozenset(["a", "per", "each", "every", "by"])
_PERIODS = frozenset(["month", "year", "week", "day", "call", "mo"])
_BY_PERIOD = frozenset(["monthly", "yearly", "annually"])
_WOULD = frozenset(["would", "does", "do", "will", "'s"])
_IS_PAID = frozenset(["be", "that", "it", "cost", "per", "run", "come", "pay", "month", "monthly"])
_EVEN = (
    ("break", "even"),
    ("breaks", "even"),
    ("breaking", "even"),
    ("pay", "back"),
    ("pays", "back"),
    ("pay", "off"),
    ("pays", "off"),
)
_VOLUME = (
    ("what", "volume"),
    ("which", "volume"),
    ("how", "many", "calls"),
    ("from", "when"),
    ("from", "what", "volume"),
)
_PAYS = frozenset(["pay", "pays", "cheaper", "beat", "beats", "worth"])
#: The least volume at which one way wins against another: "min calls/day for a tuned nano vs prompted gpt-4.1".
_LEAST = tuple(
    product(("min", "minimum", "minimal", "least", "fewest"), ("calls", "call", "volume", "requests", "traffic"))
)
_VERSUS = frozenset(["vs", "versus", "against"])
_AGAINST = _VERSUS | {"over", "than"}


def is_about_money(words: Sequence[str]) -> bool:
    """Whether some words speak of costs or savings."""
    return bool(MONEY & set(words)) or breaks_even(words)


def breaks_even(words: Sequence[str]) -> bool:
    """Whether some words ask from when something pays: "break even", "at what volume does it beat gpt-4.1"."""
    if {"breakeven", "payback", "crossover"} & set(words) or _has(words, _EVEN):
        return True
    if _has(words, _VOLUME) and set(words) & (_PAYS | _VERSUS):
        return True
    return _has(words, _LEAST) and bool(set(words) & (_PAYS | _AGAINST))


def asks_how_much(words: Sequence[str]) -> bool:
    """Whether "how much" stands at the end, before what no quantity is of, before a period, or before what is paid."""
    places = [place for place, pair in enumerate(pairwise(words)) if pair == _HOW_MUCH]
    for place in places:
        rest = list(words[place + 2 :])
        # "How much 10k calls a day finetuned" names the use right away.
        is_of_a_use = (
            bool(rest[:1])
            and rest[0][:1].isdigit()
            and any(pair[0] in _EACH and pair[1] in _PERIODS for pair in pairwise(rest))
        )
        is_by_period = is_of_a_use or (
            rest[:1] and (rest[0] in _BY_PERIOD or (rest[0] in _EACH and set(rest[1:2]) & _PERIODS))
        )
        if not rest or is_by_period or rest[0] in _AFTER_HOW_MUCH or (rest[0] in _WOULD and set(rest) & _IS_PAID):
            return True
    return False


def asks_in_a_currency(text: str, words: Sequence[str]) -> bool:
    """Whether a short message without a number wants what was told in another currency than US dollars: "euros?", "and in GBP"."""
    if len(words) > _MOST_WORDS_ON_A_CURRENCY or any(sign.isdigit() for sign in text):
        return False
    return bool(_OTHER_CURRENCIES & set(words)) or bool(_SIGNS & set(text))


def _has(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> bool:
    said = set(words)
    return any(
        one[0] in said and any(tuple(words[at : at + len(one)]) == one for at in range(len(words))) for one in phrases
    )


def names_money(text: str) -> bool:
    """Whether a text speaks of what something costs, in any of the words for it."""
    return bool(_ON_MONEY.search(text)) or is_about_money([word.strip(".,;:!?()") for word in text.lower().split()])


def may_want_speed(text: str) -> bool:
    """Whether a text names how fast something is, so that it may be speed that is wanted, beside lower costs or in place of them."""
    return bool(_ON_SPEED.search(_IN_A_HURRY.sub(" ", text)))
