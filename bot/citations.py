"""Keeps the list of citations of one answer: which passage has which number, and what it was quoted for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.replies import Citation
from knowledge.lexical import overlap, words
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.passages import Passage

#: The final punctuation that marks stand before.
_ENDS = ".!?…:"


@dataclass(slots=True)
class Citations:
    """Numbers passages in the order in which they are first cited."""

    _cited: dict[str, Citation] = field(default_factory=dict)

    def cite(self, sentence: str, passages: Sequence[Passage], quotes: Mapping[str, str] | None = None) -> str:
        """The sentence with the marks of these passages.

        Args:
            sentence: What is said.
            passages: What it rests on.
            quotes: The sentence of a passage that it rests on, by the passage's id; the nearest one where none is named.
        """
        numbers = []
        for passage in passages:
            if passage.id not in self._cited:
                quoted = (quotes or {}).get(passage.id) or quote(sentence, passage)
                self._cited[passage.id] = Citation(len(self._cited) + 1, passage, quoted)
            numbers.append(self._cited[passage.id].number)
        return mark(sentence, tuple(numbers))

    def __iter__(self) -> Iterator[Citation]:
        """The citations in order."""
        return iter(self._cited.values())

    def __len__(self) -> int:
        """How many passages are cited."""
        return len(self._cited)


def quote(sentence: str, passage: Passage) -> str:
    """The passage's own sentence that is nearest to what was said, verbatim."""
    said = words(sentence)
    return max(sentences(passage.text), key=lambda own: overlap(said, words(own)), default=passage.text)


def mark(sentence: str, numbers: tuple[int, ...]) -> str:
    """Put marks before the final punctuation, as in `Start with 50 [1][2].` with its full stop."""
    marks = "".join(f"[{number}]" for number in numbers)
    body = sentence.rstrip(_ENDS)
    return f"{body} {marks}{sentence[len(body) :] or '.'}" if marks else sentence
