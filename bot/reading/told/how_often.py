"""How often a text says that something changes: "updated quarterly, not monthly", "the definition changes every two years", "each black friday".

Monthly or more often is frequent, less often is slow, as `rubric.toml` defines it. What a right answer is stands still for the next months where
it changes once a year or less; and how often that changes says nothing of how often the facts do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.decision.criteria import TaskStability, Volatility, Volume
from bot.reading.evidence import as_written, clauses, listed, names, names_undenied, plain
from bot.reading.sayings import asks, denies, may_ask
from bot.reading.told.recurring_dates import recurrences

#: A message that says only how often has no more words than this.
FEW_WORDS: Final = 12
#: Changes a year from which on facts change often, and up to which a definition stands still.
OFTEN, SELDOM = 12, 1
#: The questions that ask how often, or how much in a time.
_ASK_HOW_OFTEN: Final = frozenset({Criterion.VOLATILITY, Criterion.TASK_STABILITY, Criterion.VOLUME})
#: What may stand around a rate that is all that a message tells.
_SAYS_NOTHING: Final = frozenset(
    ["", "only", "just", "about", "around", "roughly", "maybe", "usually", "mostly", "always", "once", "it", "it's", "its", "they", "that", "that's", "is", "so", "i", "think",
     "say", "at", "most", "the", "time", "times", "every", "each", "and", "rarely", "seldom", "normally", "typically", "ok", "well", "hm", "yes"]
)  # fmt: skip
#: Changes a year of one a period.
_A_YEAR: Final = {
    "hour": 8_760.0,
    "day": 365.0,
    "night": 365.0,
    "week": 52.0,
    "fortnight": 26.0,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
    "wk": 52.0,
    "mth": 12.0,
    "qtr": 4.0,
    "yr": 1.0,
}
_ADVERBS: Final = {
    "hourly": 8_760.0, "daily": 365.0, "nightly": 365.0, "weekly": 52.0, "fortnightly": 26.0, "biweekly": 26.0, "monthly": 12.0, "quarterly": 4.0,
    "half-yearly": 2.0, "halfyearly": 2.0, "biannually": 2.0, "yearly": 1.0, "annually": 1.0, "biennially": 0.5,
}  # fmt: skip
_NUMBERS: Final = {
    "": 1, "one": 1, "once": 1, "twice": 2, "two": 2, "other": 2, "second": 2, "three": 3, "third": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "few": 3, "couple of": 2, "several": 4,
}  # fmt: skip
_NUMBER: Final = rf"\d{{1,3}}|{'|'.join(sorted(filter(None, _NUMBERS), key=len, reverse=True))}"
_PERIOD: Final = "|".join(_A_YEAR)
_RATE: Final = re.compile(
    rf"(?<!\w)(?:(?:(?P<times>{_NUMBER}) ?(?:times|x)?(?: |(?=/)))?(?:a|per|each|every|/) ?(?:(?P<each>{_NUMBER}) )?(?P<period>{_PERIOD})s?|(?P<adverb>{'|'.join(_ADVERBS)}))(?!\w)"
)
_CHANGES: Final = re.compile(
    r"\b(?:chang\w+|updat\w+|revis\w+|refresh\w*|replac\w+|renew\w*|amend\w*|adjust\w*|rewrit\w+|edit\w*|reissu\w+|reprint\w*)\b"
)


@dataclass(frozen=True, slots=True)
class RateOfChange:
    """The clause that says how often something changes, how many times a year, and whether it is what a right answer is."""

    clause: str
    a_year: float
    of_the_task: bool


def change_in(text: str) -> RateOfChange | None:
    """What a text says of how often something changes; None where it says no rate, or of something that runs or is used so often."""
    if not _CHANGES.search(plain(text)):
        return None
    whole = list(clauses(text))
    for place, clause in enumerate(whole):
        rates = _rates(clause)
        # "The definition changes when we update the playbook, every two years."
        said = clause if _CHANGES.search(clause) else _from_one_to_another(whole[max(0, place - 1)], clause, text)
        if (
            len(rates) != 1
            or not names_undenied(said, _CHANGES)
            or listed("plans").search(said)
            or names(said, "volatility", "runs")
        ):
            continue
        return RateOfChange(said, rates[0], names(said, "task_stability", "named"))
    return _at_dates(text)


def _rates(clause: str) -> list[float]:
    """The times a year of what a clause says of a rate, or of dates that come back, and does not deny."""
    found = [_times_a_year(one) for one in _RATE.finditer(clause) if not denies(clause[: one.start()])]
    return found or [one.a_year for one in recurrences(clause) if not denies(clause[: one.start])]


def _at_dates(text: str) -> RateOfChange | None:
    """What a text says of the dates at which something changes, where a comma parts them: "updated in march, june and september"."""
    whole = plain(text)
    for one in recurrences(whole):
        start = max((whole.rfind(mark, 0, one.start) for mark in ",.;:!?\n"), default=-1) + 1
        said = whole[start : one.end].strip()
        is_told = (
            names_undenied(said, _CHANGES)
            and not listed("plans").search(said)
            and not names(said, "volatility", "runs")
        )
        if is_told and not denies(said):
            return RateOfChange(said, one.a_year, names(said, "task_stability", "named"))
    return None


def _from_one_to_another(first: str, last: str, text: str) -> str:
    """The words of a text from one of its clauses to the end of the next."""
    whole = plain(text)
    begin = whole.find(first)
    return whole[begin : whole.find(last, begin) + len(last)]


def _times_a_year(rate: re.Match[str]) -> float:
    if rate["adverb"]:
        return _ADVERBS[rate["adverb"]]
    return _count(rate["times"]) / _count(rate["each"]) * _A_YEAR[rate["period"]]


def _count(word: str | None) -> int:
    return int(word) if word and word.isdecimal() else _NUMBERS[word or ""]


def bare_rate(text: str, *, is_asked: bool = False) -> float | None:
    """How many times a year a message says, that says nothing else: "only in April and October"; None for any other message.

    A date alone, "around christmas", may be a deadline where it was not asked how often something comes.
    """
    whole = plain(text)
    places = [(one.start(), one.end(), _times_a_year(one)) for one in _RATE.finditer(whole)]
    places = places or [(one.start, one.end, one.a_year) for one in recurrences(whole, is_asked=is_asked)]
    if len(places) != 1 or may_ask(text):
        return None
    start, end, a_year = places[0]
    rest = {word.strip(".,!:;()~") for word in f"{whole[:start]} {whole[end:]}".split()}
    return a_year if rest <= _SAYS_NOTHING else None


def rate_answers(asked: Criterion, text: str) -> Fact | None:
    """What a message that says no more than how often answers to a question that asks that; None to any other question.

    To how much something is used it is no more than a guess at little: how many come at those dates it does not say.
    """
    a_year = bare_rate(text, is_asked=asked is not Criterion.VOLUME)
    if a_year is None or asked not in _ASK_HOW_OFTEN:
        return None
    words = " ".join(text.split())
    if asked is Criterion.VOLUME:
        is_rate = _RATE.search(plain(text)) is not None
        return None if is_rate else Fact(asked, (str(Volume.LOW),), Certainty.LIKELY, words)
    value = _volatility(a_year) if asked is Criterion.VOLATILITY else _stability(a_year)
    return Fact(asked, (str(value),), words=words)


def is_rate_of_change(words: str, text: str) -> bool:
    """Whether some words of a text say how often something changes: the "~2/month" of "tools change ~2/month"."""
    change = change_in(text)
    return change is not None and plain(words) in change.clause


def tells_of_change(text: str) -> bool:
    """Whether a text says, in any of the words for it, that something moves or stands still."""
    return _CHANGES.search(plain(text)) is not None or names(text, "task_stability", "moves")


def volatility_in(text: str) -> Fact | None:
    """How often facts change, where a short message says no more than that: "updated monthly", or any that it is facts, "the terms change weekly"; None where it asks, or speaks of the task."""
    change = change_in(text)
    if change is None or change.of_the_task:
        return None
    is_all = len(text.split()) <= FEW_WORDS and not may_ask(text)
    if not is_all and not (names(change.clause, "meanings", "facts") and not asks(change.clause)):
        return None
    return Fact(Criterion.VOLATILITY, (str(_volatility(change.a_year)),), words=as_written(change.clause, text))


def _volatility(a_year: float) -> Volatility:
    if a_year > _A_YEAR["day"]:
        return Volatility.REALTIME
    return Volatility.FREQUENT if a_year >= OFTEN else Volatility.SLOW


def _stability(a_year: float) -> TaskStability:
    return TaskStability.STABLE if a_year <= SELDOM else TaskStability.CHANGING


def stability_in(text: str) -> Fact | None:
    """Whether what a right answer is stands still, where a text says how often it changes; None where it says no such thing."""
    change = change_in(text)
    if change is None or not change.of_the_task:
        return None
    return Fact(Criterion.TASK_STABILITY, (str(_stability(change.a_year)),), words=as_written(change.clause, text))
