"""Two figures of how often something is used that do not fit each other: "5k calls a day, 50k a month"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion
from bot.reading.quantities import QuantityKind, quantities
from bot.reading.sayings import denies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.decision import Fact
    from bot.reading.quantities import Quantity

#: A month has 20 to 31 days on which people work, so that one figure may be so many times the other.
APART: Final = 1.55
#: Such a text tells nothing else; in a longer one figures are of many things.
LONGEST: Final = 160
#: What makes them two things, or told of two times.
_TWO_THINGS: Final = re.compile(
    r"\b(?:peak|peaks|max|maximum|at most|min|minimum|average|avg|up to|busy|busiest|season|weekend|weekends|weekdays?|only on|last|was|were|before|used to|next|plan\w*|will|would|expect\w*|soon|later|grow\w*|grew|from|to|until|per user|each user|per customer|per agent|each|another|other|some|of which|of them|of those|new|tokens?|cost\w*|pay|usd|eur|dollars?|euros?|cents?|bill|eat\w*|spend\w*|dream\w*|hope\w*|could|might|[$€])(?!\w)"
)
#: Words that name what is counted, or the whole of it.
_BARE: Final = frozenset(
    {
        "a",
        "an",
        "per",
        "is",
        "are",
        "in",
        "the",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "each",
        "every",
        "/",
        "day",
        "week",
        "month",
        "year",
        "one",
    }
)


@dataclass(frozen=True, slots=True)
class AtOdds:
    """Two figures as they were written, and how many uses a day each of them makes."""

    first: str
    second: str
    first_a_day: float
    second_a_day: float


def rates_at_odds(text: str) -> AtOdds | None:
    """The two figures of one use that do not fit each other; None where they do, or are of two things or times, or one is taken back."""
    if "?" in text or len(text) > LONGEST:
        return None
    rates = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value > 0]
    if len(rates) != 2 or _TWO_THINGS.search(text.lower()):  # noqa: PLR2004 - a pair
        return None
    first, second = rates
    larger, smaller = max(first.value, second.value), min(first.value, second.value)
    if larger / smaller < APART or not _is_of_one(first, second, text):
        return None
    written = [" ".join(text[one.start : one.end].split()) for one in rates]
    if any(denies(text[: one.start]) for one in rates):
        return None
    return AtOdds(written[0], written[1], first.value, second.value)


def unsure_of_rates(facts: Iterable[Fact], text: str) -> tuple[Fact, ...]:
    """Some facts of a text with how often it is used only likely, where the text says two things of it."""
    if rates_at_odds(text) is None:
        return tuple(facts)
    return tuple(
        replace(one, certainty=Certainty.LIKELY) if one.criterion is Criterion.VOLUME and one.is_stated else one
        for one in facts
    )


def _is_of_one(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether the second figure names nothing that the first does not."""
    named = [_named(text[one.start : one.end]) for one in (first, second)]
    return not named[1] or not named[0] or named[0] == named[1]


def _named(written: str) -> frozenset[str]:
    words = (word.strip(".,;:").lower() for word in written.split())
    return frozenset(word for word in words if word and word not in _BARE and not word[0].isdigit())
