"""What a message is: a question, small talk, a use case, an attempt to change the rules.

The classifier reads the message's vector and a few surface features. Where there is no embedder, greetings and thanks
are told from questions by a short list of words and everything else counts as a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.reading.linear import LinearClassifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Intent(StrEnum):
    """What a person wants with a message."""

    QUESTION = "question"
    USE_CASE = "use_case"
    FOLLOW_UP = "follow_up"
    SMALL_TALK = "small_talk"
    THANKS = "thanks"
    HELP = "help"
    OFF_TOPIC = "off_topic"
    INJECTION = "injection"


_OWN = re.compile(r"\b(we|our|us|my|i)\b")
_THANKS = re.compile(r"\b(thanks|thank you|thx|cheers|merci|danke|gracias)\b", re.IGNORECASE)
_GREETING = re.compile(r"^\W*(hi|hey|hello|good (morning|afternoon|evening)|yo|hallo)\b", re.IGNORECASE)
_HELP = re.compile(r"^\W*(help|what can you do|how do i use (you|this))\b", re.IGNORECASE)
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A message's most likely intent and all intents' probabilities."""

    intent: Intent
    probabilities: Mapping[str, float]

    def probability(self, *intents: Intent) -> float:
        """How likely the message is one of these."""
        return sum(self.probabilities.get(intent.value, 0.0) for intent in intents)


@lru_cache(maxsize=1)
def _classifier() -> LinearClassifier:
    return LinearClassifier.load("intent")


def intent_features(text: str, vector: Sequence[float]) -> list[float]:
    """The vector, then five features of the surface."""
    count = len(text.split())
    return [
        *vector,
        min(count, 40) / 40,
        float(text.strip().endswith("?")),
        float(count <= 3),  # noqa: PLR2004 - "three words or fewer" is the feature
        float(count <= 6),  # noqa: PLR2004 - "six words or fewer" is the feature
        float(bool(_OWN.search(text.lower()))),
    ]


def read_intent(text: str, vector: Sequence[float]) -> Reading:
    """The intent of a message; an empty vector means that there is no embedder."""
    if not vector:
        return _read_by_words(text)
    probabilities = _classifier().probabilities(intent_features(text, vector))
    best = max(probabilities, key=lambda label: probabilities[label])
    return Reading(Intent(best), probabilities)


def _read_by_words(text: str) -> Reading:
    short = len(text.split()) <= _FEW_WORDS
    if short and _THANKS.search(text):
        intent = Intent.THANKS
    elif short and _GREETING.search(text):
        intent = Intent.SMALL_TALK
    elif _HELP.search(text):
        intent = Intent.HELP
    else:
        intent = Intent.QUESTION
    return Reading(intent, {intent.value: 1.0})
