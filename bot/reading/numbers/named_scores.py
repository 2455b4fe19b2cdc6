"""Which numbers of a text are scores in per cent although they have no sign: "recall 71", "F1 of 83 on 400"."""

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
#: What may stand between a metric and its number.
_BETWEEN: Final = frozenset(
    ["of", "is", "was", "at", "=", ":", "~", "about", "around", "only", "now", "currently", "score", "-", "still", "just", "to"]
)  # fmt: skip
#: What may follow a score, which nothing is counted by.
AFTER_A_SCORE: Final = frozenset(
    ["on", "with", "w", "and", "but", "vs", "versus", "or", "in", "now", "today", "means", "at", "for", "is", "was", "not", "after", "before", "so",
     "while", "though", "instead", "from", "than", "we", "which", "that", "using", "by", "when", "untuned", "tuned", "right", "already", "today", "again", "this", "since", "currently"]
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
    if not LEAST <= value <= PER_CENT or (following.isalpha() and following not in AFTER_A_SCORE):
        return False
    before = first - 1
    while before >= 0 and words[before] in _BETWEEN:
        before -= 1
    if before < 0:
        return False
    # "F1" is a letter and a digit.
    name = "f1" if words[before] == "1" and words[before - 1 : before] == ["f"] else words[before]
    return name in _METRICS
