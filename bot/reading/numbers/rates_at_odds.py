"""Whether a message tells the same rate twice, by two periods, and the two can't both hold: "5k calls a day, 50k is a month"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.numbers.rates import ADVERBS, PERIODS
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: How far apart two tellings of one rate are that no weekend explains: 30 days of a month against some 20 of work.
_TOO_FAR = 1.6
#: Such a text tells nothing else; in a longer one figures are of many things.
_LONGEST: Final = 160
#: What makes two figures those of two things, or of two times: "900 a day now, 9,000 a month last year".
_TWO: Final = re.compile(
    r"\b(?:peak|peaks|max|maximum|at most|min|minimum|average|avg|up to|busy|busiest|season|weekend|weekends|weekdays?|only on|last|was|were|before|used to|next|plan\w*|will|would|expect\w*|soon|later|grow\w*|grew|from|to|until|per user|each user|per customer|per agent|another|other|some|of which|of them|of those|new|tokens?|cost\w*|pay|usd|eur|dollars?|euros?|cents?|bill|eat\w*|spend\w*|dream\w*|hope\w*|could|might|[$€])(?!\w)"
)
#: What takes one of them back.
_DENIED: Final = re.compile(
    r"\b(?:not|no longer|instead of|rather than) (?:like |about |the )?\d[\d.,]{0,9}k? (?:a|per|each|every) "
)


@dataclass(frozen=True, slots=True)
class RatesAtOdds:
    """A rate in its own words, what it makes by the period of the other one, and the other one in its words."""

    first: str
    makes: str
    second: str


def rates_at_odds(text: str) -> RatesAtOdds | None:
    """The two tellings of one rate that can't both hold; None where there are none, both may hold, one is taken back, or something is asked."""
    told = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value > 0]
    if len(told) != len(("day", "month")) or _may_both_hold(text) or may_ask(text):
        return None
    first, second = told
    by = _period(text, second)
    apart = max(first.value / second.value, second.value / first.value)
    if not by[0] or _period(text, first) == by or _names_another(text, first, second) or apart < _TOO_FAR:
        return None
    name, times = by
    return RatesAtOdds(_words(text, first), f"{first.value * times:,.0f} a {name}", _words(text, second))


def _may_both_hold(text: str) -> bool:
    """Whether two figures are of two things or times, one is taken back, or they stand in a longer text."""
    said = text.lower()
    return len(text) > _LONGEST or bool(_TWO.search(said) or _DENIED.search(said))


def _names_another(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether the second one counts something of its own by a name that the first one lacks: "50 tickets a day, 2000 calls a month"."""
    names = {word for word in plain_words(text[second.start : second.end]) if len(word) > len("day")}
    known = {*PERIODS, *ADVERBS, "month", "each", "every", "about", *plain_words(text[first.start : first.end])}
    return bool({name for name in names if name.isalpha()} - known)


def _period(text: str, one: Quantity) -> tuple[str, float]:
    """The period that a rate names and how many days it has; an empty name where it names none of its own."""
    words = plain_words(text[one.start : one.end])
    named = next((word.removesuffix("s") for word in reversed(words) if word.removesuffix("s") in PERIODS), "")
    return (named, 1 / PERIODS[named]) if named else ("", 0.0)


def _words(text: str, one: Quantity) -> str:
    return " ".join(text[one.start : one.end].split())
