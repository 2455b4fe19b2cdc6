"""Reads by which period something happens: "60,000 a month", "200k calls month", "daily we get 40", "per week: 12"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.numbers.numbers import NUMBER_WORDS, OBJECT_WORDS, word_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.numbers.numbers import Word

#: Uses a day of one use a period; a month of 30 days, a year of 365, a working week counts as seven days.
PERIODS = {
    "second": 86_400.0, "sec": 86_400.0, "minute": 1_440.0, "min": 1_440.0, "hour": 24.0, "hr": 24.0, "day": 1.0, "night": 1.0,
    "shift": 2.0, "week": 1 / 7, "wk": 1 / 7, "fortnight": 1 / 14, "month": 1 / 30, "mo": 1 / 30, "mth": 1 / 30, "quarter": 1 / 91, "season": 1 / 91,
    "year": 1 / 365, "annum": 1 / 365, "yr": 1 / 365,
}  # fmt: skip
ADVERBS = {
    "daily": 1.0, "nightly": 1.0, "hourly": 24.0, "weekly": 1 / 7, "monthly": 1 / 30, "quarterly": 1 / 91, "yearly": 1 / 365,
    "annually": 1 / 365, "rps": 86_400.0, "qps": 86_400.0, "rpm": 1_440.0, "qpm": 1_440.0,
}  # fmt: skip
#: Periods that are written as one letter behind a stroke that touches them: "12k msg/s", "900/h".
AFTER_A_STROKE = {"s": 86_400.0, "h": 24.0, "d": 1.0}
#: Who does something so often, which is no use of what runs: "labels get refreshed weekly by 60 ppl".
PEOPLE = frozenset(
    ["people", "ppl", "persons", "annotators", "labelers", "labellers", "reviewers", "editors", "moderators", "raters", "writers", "colleagues",
     "employees", "staff", "fte", "ftes", "experts", "clerks", "lawyers", "nurses", "doctors", "volunteers", "students", "interns"]
)  # fmt: skip
#: Periods that may stand right behind what is counted, where nothing goes on: "200k calls month".
_BARE_PERIODS = frozenset(["hour", "day", "week", "wk", "month", "mth", "quarter", "year", "yr"])
_AFTER_A_PERIOD = frozenset(
    ["", ",", ".", ";", ")", "!", "?", "-", "–", "and", "but", "with", "w", "on", "at", "so", "now"]
)
#: What one use is called, for those who write no plural: "2 million call month".
ONE_USE = frozenset(
    ["call", "request", "query", "question", "message", "chat", "conversation", "ticket", "email", "mail", "document", "doc", "prompt",
     "letter", "invoice", "order", "text", "transcript", "summary", "description", "review", "page", "image", "item", "user"]
)  # fmt: skip
#: What parts a number from a period before it: "what is it per month, and does it scale to zero".
_RATE_ENDS = frozenset([".", ";", ",", ")", "and", "but", "or", "does"])


def period_at(words: Sequence[Word], place: int, after: int, free: int) -> tuple[float, int] | None:
    """Uses a day of one use a period, and the last word of the period; None where no period follows or precedes."""
    return _period_after(words, after) or _period_before(words, place, after, free)


def _period_after(words: Sequence[Word], after: int) -> tuple[float, int] | None:
    for at in range(after, min(after + OBJECT_WORDS, len(words))):
        word, following = words[at].text, word_at(words, at + 1)
        counted = words[at - 1].text
        is_bare = is_bare_period(words, at) and (at == after or counted.endswith("s") or counted in ONE_USE)
        if word in ADVERBS or is_bare:
            return ADVERBS.get(word) or PERIODS[word], at
        if word in {"/", "per", "a", "an", "each", "every"} and following.removesuffix("s") in PERIODS:
            return PERIODS[following.removesuffix("s")], at + 1
        if word == "/" and following in AFTER_A_STROKE and words[at].end == words[at + 1].start:
            return AFTER_A_STROKE[following], at + 1
        if word == "by" and following in _BARE_PERIODS and word_at(words, at + 2) in _AFTER_A_PERIOD:
            return PERIODS[following], at + 1
        if word in {"in", "the"} and following in {"a", "one"} and word_at(words, at + 2) in PERIODS:
            return PERIODS[word_at(words, at + 2)], at + 2
        # "One price or monthly?" names two, and so does "with 2,000 tickets, and per month?".
        joins = {*ADVERBS, "per", "each", "every", "then"} if word == "and" else ADVERBS
        apart = word in {"or", "and"} and following in joins
        ends = word in {".", ";", ",", "(", "?", "!"} or word[0].isdigit() or apart
        if ends or word in NUMBER_WORDS.keys() | {"couple", "few", "several"}:
            break
    return None


def _period_before(words: Sequence[Word], place: int, after: int, free: int) -> tuple[float, int] | None:
    if PEOPLE & {word_at(words, after), word_at(words, after + 1)}:
        return None
    for at in range(place - 1, max(place - 1 - OBJECT_WORDS, free - 1), -1):
        if words[at].text in ADVERBS:
            return ADVERBS[words[at].text], after - 1
        if words[at].text in PERIODS and word_at(words, at - 1) in {"per", "each", "every", "a"}:
            return PERIODS[words[at].text], after - 1
        if words[at].text in _RATE_ENDS or words[at].text[0].isdigit():
            break
    return None


def is_bare_period(words: Sequence[Word], place: int) -> bool:
    """Whether a period ends its phrase without a "per" or "a" before it, as in "200k calls month, gpt-4o"."""
    return word_at(words, place) in _BARE_PERIODS and word_at(words, place + 1) in _AFTER_A_PERIOD
