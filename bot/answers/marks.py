"""Marks in text that is still being written: `[3.2]`, the second sentence of the third passage, and `[1]`, a passage.

`Sentences` cuts a stream into whole sentences together with the marks that belong to them; nothing is handed on before
its marks can be checked. A mark that stands alone on a line is an item of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE = r"\d{1,3}(?:\.\d{1,3})?"
_MARK = re.compile(rf"(?<!\s)\s*+\[({_ONE}(?:\s*[,;]\s*{_ONE})*)\]")
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")
#: The end of a sentence with the marks that follow it on its line, once something that is no mark has come after it. The
#: end of a line is one too: models leave out the full stops of lists.
_END = re.compile(
    # Nothing is given back: a model can write thousands of full stops.
    r"(?<![.!?…])[.!?…]++[\"'”’)]*+(?:[ \t]*\[\d[\d.,; \t]*\])*+[.!?]*+[ \t]++(?=[^\s\[]|\[\D)|(?<![ \t])[ \t]*+\n\s*+"
)
_NOT_AN_END = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|incl)|\b[A-Z]|^\d+)\.$", re.IGNORECASE)
#: An answer that is one word ends there, whatever the abbreviation of "number" looks like.
_ANSWERS = frozenset({"no."})
_LIST_MARKER = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
#: More than this without an end is no sentence: it is handed on as it is, in characters.
LONGEST_PENDING = 1_200
#: How far back an abbreviation is looked for, in characters.
_ABBREVIATION = 16


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One sentence without its marks.

    `marks` are the numbers of the passages it names; `places` are (passage, sentence) counted from 1, with 0 for the sentence
    where only the passage is named. The text is empty where a mark stands alone.
    """

    text: str
    marks: tuple[int, ...]
    places: tuple[tuple[int, int], ...] = field(default=(), compare=False)


@dataclass(slots=True)
class Sentences:
    """Collects pieces of text and gives whole sentences."""

    _pending: str = field(default="", repr=False)

    def feed(self, piece: str) -> list[MarkedSentence]:
        """Add a piece; the sentences that are whole now."""
        self._pending += piece
        found: list[MarkedSentence] = []
        start = 0
        for match in _END.finditer(self._pending):
            head = self._pending[start : match.start() + 1].strip()
            if "\n" not in match.group() and head.lower() not in _ANSWERS and _NOT_AN_END.search(head[-_ABBREVIATION:]):
                continue
            found.append(parse(self._pending[start : match.end()]))
            start = match.end()
        self._pending = self._pending[start:]
        if len(self._pending) > LONGEST_PENDING:
            found += self.rest()
        return [sentence for sentence in found if sentence.text or sentence.marks]

    def rest(self) -> list[MarkedSentence]:
        """The last sentence, once the stream is over."""
        last, self._pending = parse(self._pending), ""
        return [last] if last.text or last.marks else []


def parse(text: str) -> MarkedSentence:
    """Take the marks out of a sentence; `[1, 2.3]` counts as two."""
    numbers = [number for group in _MARK.findall(text) for number in _NUMBER.findall(group)]
    places = tuple(dict.fromkeys((int(passage), int(sentence or 0)) for passage, sentence in numbers))
    plain = " ".join(_LIST_MARKER.sub("", _MARK.sub("", text)).split())
    closed = re.sub(r" ([.,;:!?])", r"\1", plain)
    shown = closed if any(character.isalnum() for character in closed) else ""
    return MarkedSentence(shown, tuple(dict.fromkeys(passage for passage, _ in places)), places)


def renumbered(text: str, numbers: Mapping[int, int]) -> str:
    """A text whose marks have these numbers in place of their own; a mark without a new number stays."""

    def another(found: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda digits: str(numbers.get(int(digits[0]), int(digits[0]))), found[0])

    return _MARK.sub(another, text)
