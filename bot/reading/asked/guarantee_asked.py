"""Whether a message asks if a model can be relied on always to write something, or never: "can tuning guarantee that the disclaimer is never left out?".

Whether training is sure to help, and what a service guarantees, are other questions. The words are data in `evidence.toml`, [guarantee].
"""

from __future__ import annotations

from typing import Final

from bot.reading.asked.question_form import asks_yes_or_no
from bot.reading.evidence import names, plain
from knowledge.passages import sentences

#: A longer sentence tells more than it asks.
_LONGEST: Final = 240


def guarantee_asked(text: str) -> bool:
    """Whether one sentence of a message asks whether a model is sure to write a part of its output each time, or to leave one out."""
    return any(_asks_for_it(sentence) for sentence in sentences(text))


def _asks_for_it(sentence: str) -> bool:
    said = plain(sentence)
    if len(said) > _LONGEST or not asks_yes_or_no(sentence) or not names(said, "guarantee", "makers"):
        return False
    if names(said, "guarantee", "others"):
        return False
    is_promised = names(said, "guarantee", "promises") and names(said, "guarantee", "always")
    return is_promised and names(said, "guarantee", "parts")
