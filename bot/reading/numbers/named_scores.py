"""Which numbers of a text are scores in per cent although they have no sign: "recall 71", "F1 of 83 on 400", "we are at 81, need 90"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PER_CENT: Final = 100
#: A lower number after the name of a metric is rather a rank or a mark on a scale.
LEAST: Final = 20
_METRICS: Final = frozenset(
    ["accuracy", "acc", "recall", "precision", "f1", "microf1", "macrof1", "em", "result", "score"]
)
_FIRST_OF_PAIR: Final = {"p": "r", "precision": "recall", "prec": "rec"}
#: What may stand between a metric and its number.
_BETWEEN: Final = frozenset(
    ["of", "is", "was", "at", "=", ":", "~", "about", "around", "only", "now", "currently", "score", "-", "still", "just", "to"]
)  # fmt: skip
#: What stands before a bare "score" that is one in per cent: "an NPS score of 42" is none.
_WHOSE_SCORE: Final = frozenset(
    ["the", "our", "its", "current", "average", "overall", "total", "test", "eval", "prompt", ",", ".", ";"]
)
#: What may follow a score, which nothing is counted by.
AFTER_A_SCORE: Final = frozenset(
    ["on", "with", "w", "and", "but", "vs", "versus", "or", "in", "now", "today", "means", "at", "for", "is", "was", "not", "after", "before", "so",
     "while", "though", "instead", "from", "than", "we", "which", "that", "using", "by", "when", "untuned", "without", "tuned", "right", "already", "today", "again", "this", "since", "currently"]
)  # fmt: skip


def is_percentage(words: Sequence[str], first: int, after: int, value: float) -> bool:
    """Whether a number without a unit is a score in per cent, by the metric that is named right before it.

    Args:
        words: The words around it, in lower case.
        first: Where the number begins.
        after: The word after it.
        value: The number.
    """
    following = words[after] if after < len(words) else ""
    if LEAST <= value <= PER_CENT and _is_of_a_pair(words, first, following):
        return True
    if not LEAST <= value <= PER_CENT or (following.isalpha() and following not in AFTER_A_SCORE):
        return False
    if _is_of_a_model(words, first):
        return True
    before = first - 1
    while before >= 0 and words[before] in _BETWEEN:
        if words[before] == "score" and (before == 0 or words[before - 1] in _WHOSE_SCORE):
            return True
        before -= 1
    if before < 0:
        return False
    # "F1" is a letter and a digit.
    name = "f1" if words[before] == "1" and words[before - 1 : before] == ["f"] else words[before]
    return name in _METRICS


#: What a score is told of that nothing else is named by, and what says that it has one.
_MODELS: Final = frozenset(
    ["mini", "nano", "4o", "haiku", "sonnet", "opus", "llama", "mistral", "qwen", "phi", "gemma", "gemini", "flash", "prompt"]
)  # fmt: skip
_HAS: Final = frozenset(["gets", "got", "get", "reaches", "reached", "hits", "scores", "scored", "achieves", "manages"])
_ROUGHLY: Final = frozenset(["only", "about", "around", "just", "roughly", "maybe", "still", "~", "now"])


def _is_of_a_model(words: Sequence[str], first: int) -> bool:
    """Whether a model has a number: "nano only reaches 88"."""
    at = first - 1
    while at >= 0 and words[at] in _ROUGHLY:
        at -= 1
    if at < 1 or words[at] not in _HAS:
        return False
    at -= 1
    while at > 0 and words[at] in _ROUGHLY:
        at -= 1
    return words[at] in _MODELS


def _is_of_a_pair(words: Sequence[str], first: int, following: str) -> bool:
    """Whether a number is the precision or the recall of a pair: "P 91 R 74", "precision 88 recall 61"."""
    name = words[first - 1] if first else ""
    if name in _FIRST_OF_PAIR:
        return following == _FIRST_OF_PAIR[name] or (following in _ENDS and _FIRST_OF_PAIR[name] in words[first + 1 :])
    # The name of the first one stands before its number, and that before this name.
    return name in _FIRST_OF_PAIR.values() and any(
        words[place] in _FIRST_OF_PAIR and _FIRST_OF_PAIR[words[place]] == name
        for place in range(max(0, first - 4), first - 1)
    )


#: The lowest score that may be told by what is wanted beside it, and the lowest where nothing leads to it; own choice.
_LEAST_LED: Final = 30
_LEAST_BARE: Final = 50
#: What leads to such a score, or ends what stands before it.
_LEADS: Final = frozenset(
    ["at", "now", "currently", "today", "is", "stand", "stands", "sit", "sits", "score", "scores", "scored", "gets", "get", "reach", "reaches", "reached", "hit",
     "hits", "about", "around", "~", "only"]
)  # fmt: skip
_ENDS: Final = frozenset([",", ".", ";", "!", "?", "(", ")", "-", "–", "/"])
#: What may stand between such a score and what is wanted: that it is one of today, who wants more, and how much is wanted at least.
_NOW: Final = frozenset(["now", "today", "currently", "right", "so", "far", "already", "atm"])
_JOINS: Final = _ENDS | {"and", "but", "while", "yet"}
_WHO: Final = frozenset(
    ["we", "i", "they", "you", "it", "he", "she", "the", "our", "my", "their", "boss", "management", "client", "customer", "team", "legal", "business", "but"]
)  # fmt: skip
_WISHES: Final = frozenset(
    ["need", "needs", "want", "wants", "target", "goal", "require", "requires", "must", "should", "aim", "aiming", "expects", "expect", "demand", "demands"]
)  # fmt: skip
_WISHED: Final = frozenset(["needed", "wanted", "required", "expected", "demanded"])
_TO: Final = frozenset(["is", "are", "to", "be", "at", "least", "of", "reach", "hit", "get", "have", "for", "=", ":", "about", "around", "minimum"])  # fmt: skip


def is_below_wish(words: Sequence[str], first: int, after: int, value: float) -> bool:
    """Whether a number without a unit is a score in per cent, since a higher one is wanted right after it: "we are at 81, need 90".

    Args:
        words: The words around it, in lower case.
        first: Where the number begins.
        after: The word after it.
        value: The number.
    """
    before = words[first - 1] if first else ""
    is_led = before in _LEADS
    if not (is_led or not before or before in _ENDS) or not (_LEAST_LED if is_led else _LEAST_BARE) <= value < PER_CENT:
        return False
    at = _past(words, _past(words, _past(words, after, _NOW), _JOINS), _WHO)
    if at < len(words) and words[at] in _WISHES:
        wanted = _past(words, at + 1, _TO | _WISHES)
        return _is_higher(words, wanted, value) and not _goes_on(words, wanted + 1)
    wished = _past(words, at + 1, frozenset({"is", "are"}))
    return _is_higher(words, at, value) and wished < len(words) and words[wished] in _WISHED


def _past(words: Sequence[str], at: int, some: frozenset[str]) -> int:
    """The place of the first word from a place on that is none of some."""
    while at < len(words) and words[at] in some:
        at += 1
    return at


def _is_higher(words: Sequence[str], at: int, value: float) -> bool:
    return at < len(words) and words[at].isdecimal() and value < int(words[at]) <= PER_CENT


def _goes_on(words: Sequence[str], at: int) -> bool:
    """Whether the words after a number name what it counts: "need 90 more"."""
    return at < len(words) and words[at].isalpha() and words[at] not in AFTER_A_SCORE
