"""Whether a message asks what hosting a tuned model costs a year or an hour, or, in a few words after another question, what it costs at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.sum_form import period_wanted
from bot.reading.costs.words_on_money import asks_how_much, is_about_money
from bot.reading.sayings import asks
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

#: Longer messages ask or tell more than that, and longer ones still do after another question.
_MOST_WORDS: Final = 22
_MOST_WORDS_OF_MORE: Final = 6
_HOSTING: Final = frozenset(["hosting", "host", "hosted"])
_TUNED: Final = frozenset(["tuned", "finetuned", "trained", "custom", "ft"])
_HOURS: Final = frozenset(["hr", "hour", "hourly"])
#: "Whats the $/h", "1.70 per h".
_BY_THE_HOUR: Final = ("/h", " per h")
_PRICE: Final = frozenset(["price", "prices", "fee", "fees", "charge", "charged"])
_USES: Final = frozenset(["calls_a_day", "bill", "budget"])


@dataclass(frozen=True, slots=True)
class HostingAsked:
    """The tuned model whose hosting is asked for, empty where none is named, and whether for a year."""

    model: str
    is_a_year: bool


def hosting_asked(text: str, models: Collection[str]) -> HostingAsked | None:
    """The hosting that a message asks the price of, for a year, or for an hour without a model; None where it asks for no such thing."""
    words = plain_words(text)
    said = set(words)
    is_hourly = bool(said & _HOURS) or any(sign in text.lower() for sign in _BY_THE_HOUR)
    if not 0 < len(words) <= _MOST_WORDS or not said & _HOSTING or not (asks(text) or is_hourly):
        return None
    period = period_wanted(text)
    is_a_year = period is not None and period.name == "year"
    # "How much per hour to host it" asks for money, since what hosting takes by the hour is nothing else.
    is_paid = is_about_money(words) or asks_how_much(words) or bool(said & _PRICE) or "how much" in " ".join(words)
    if not (is_a_year or is_hourly) or not is_paid:
        return None
    named = [one.name for one in model_mentions(text, models)]
    if len(set(named)) > 1 or not (named or said & _TUNED) or numbers_said(text, models).keys() & _USES:
        return None
    return HostingAsked(named[0] if named else "", is_a_year)


def hosting_asked_on(text: str) -> bool:
    """Whether a few words after another question ask for hosting: "and hosting there per month?"."""
    words = plain_words(text)
    return 0 < len(words) <= _MOST_WORDS_OF_MORE and bool(_HOSTING & set(words)) and asks(text)
