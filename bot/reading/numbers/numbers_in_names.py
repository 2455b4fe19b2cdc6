"""Tells numbers that count nothing, because they are part of a name, a version, a date, a year or a rank.

"gpt-4.1", "since 2019", "12 March", "recall@5", "scale to zero".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.numbers.numbers import word_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.numbers.numbers import Word

_MONTHS = frozenset(
    ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"]
)
#: A number up to this beside the name of a month is a day of it.
_LAST_DAY = 31
#: A number right after one of these is a name, a place or a date.
_NAMING = frozenset(
    ["gpt", "llama", "claude", "gemini", "mistral", "qwen", "phi", "version", "v", "since", "in", "year", "until", "page", "section", "rule",
     "chapter", "step", "no", "nr", "number", "queue", "iso", "din", "level", "mode", "error", "code", "class", "q", "h", "art", "article", "§",
     "rank", "r", "epoch", "line", "ticket", "row", "item", "room", "gemma", "sonnet", "opus", "haiku", "o"]
)  # fmt: skip
#: What is measured up to a rank, "recall@5" or "recall at 5", and what follows a rank that is named.
_RANKED = frozenset(["recall", "precision", "hit", "hits", "rate", "ndcg", "mrr", "map", "pass"])
_OF_RANK = frozenset(
    [
        "accuracy",
        "recall",
        "precision",
        "hit",
        "hits",
        "rate",
        "is",
        "was",
        "in",
        "has",
        "contains",
        "results",
        "passages",
        "chunks",
    ]
)
#: Beyond it nobody looks at ranks.
_LAST_RANK = 100
#: What counts although it leads to zero: "next to zero".
_NEARLY = frozenset(["close", "next", "near", "equal", "equals"])
YEARS = range(1900, 2100)
_FOUR_DIGITS = 4


def is_name(text: str, words: Sequence[Word], place: int, value: float) -> bool:
    """Whether a number is part of a name, a version, a date or a year."""
    word, before = words[place], word_at(words, place - 1)
    if _is_rank(words, place, value) or _is_an_end(words, place, value):
        return True
    if not word.text[0].isdecimal():
        return (before, word.text) == ("no", "one")
    if value <= _LAST_DAY and {before, word_at(words, place + 1)} & _MONTHS:
        return True
    is_year = value in YEARS and len(word.text) == _FOUR_DIGITS and word.end < len(text) + 1
    follows = word_at(words, place + 1)
    # A round one, as in "about 2000", is rather a count.
    looks_alone = value % 100 and not follows.isalpha()
    if is_year and (before in {"in", "since", "of", "until", "by", "from", "("} or looks_alone):
        return True
    if before in _NAMING and (word.start - words[place - 1].end <= 1):
        # "P 91 R 74" is a precision and a recall.
        is_recall = before == "r" and "p" in {word_at(words, place - 3), word_at(words, place - 4)}
        return not is_recall and (before not in {"in", "no", "number", "article"} or is_year)
    return (
        text[max(0, word.start - 1) : word.start] in {"-", "_"}
        and text[max(0, word.start - 2) : word.start - 1].isalpha()
    )


def _is_rank(words: Sequence[Word], place: int, value: float) -> bool:
    """Whether a number says how many results were looked at: "recall@5", "hit rate at 10", "k=5", "top 5 accuracy"."""
    before, second = word_at(words, place - 1), word_at(words, place - 2)
    if value > _LAST_RANK or word_at(words, place + 1) in {"%", "percent"}:
        return False
    touches = before == "@" and second.isalpha() and words[place - 2].end == words[place - 1].start
    if touches or (before in {"@", "at"} and second in _RANKED):
        return True
    return (before, second) == ("=", "k") or (before == "top" and word_at(words, place + 1) in _OF_RANK)


def _is_an_end(words: Sequence[Word], place: int, value: float) -> bool:
    """Whether a zero is where something goes or begins: "scale to zero", "from 0"."""
    before = place - 1 - (word_at(words, place - 1) == "-")
    return not value and word_at(words, before) in {"to", "from"} and word_at(words, before - 1) not in _NEARLY
