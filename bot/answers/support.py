"""The sentence of a passage that something is nearest to. Whether it follows from that is `bot/answers/check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.lexical import overlap, words
from knowledge.passages import sentences

if TYPE_CHECKING:
    from knowledge.passages import Passage


def quote(sentence: str, passage: Passage) -> str:
    """The passage's own sentence that is nearest to what was said, verbatim."""
    said = words(sentence)
    return max(sentences(passage.text), key=lambda own: overlap(said, words(own)), default=passage.text)
