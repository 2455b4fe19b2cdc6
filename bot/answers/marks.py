"""Marks such as `[1]` in text that is still being written.

`Sentences` cuts a stream into whole sentences together with the marks that belong to them; nothing is handed on before
its marks can be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
#: The end of a sentence with the marks that follow it, once something that is no mark has come after it. The end of a
#: line is one too: models leave out the full stops of lists.
_END = re.compile(r"(?:[.!?…]+[\"'”’)]*(?:\s*\[\d[\d\s,;]*\])*[.!?]*\s+|\s*\n\s*)(?=[^\s\[]|\[\D)")
_NOT_AN_END = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|incl)|\b[A-Z]|^\d+)\.$", re.IGNORECASE)
_LIST_MARKER = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One sentence without its marks, and the numbers of the marks."""

    text: str
    marks: tuple[int, ...]


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
            head = self._pending[start : match.start() + 1]
            if _NOT_AN_END.search(head.strip()):
                continue
            found.append(parse(self._pending[start : match.end()]))
            start = match.end()
        self._pending = self._pending[start:]
        return [sentence for sentence in found if sentence.text]

    def rest(self) -> list[MarkedSentence]:
        """The last sentence, once the stream is over."""
        last, self._pending = parse(self._pending), ""
        return [last] if last.text else []


def parse(text: str) -> MarkedSentence:
    """Take the marks out of a sentence; `[1, 2]` counts as two."""
    numbers = [int(number) for group in _MARK.findall(text) for number in re.findall(r"\d+", group)]
    plain = " ".join(_LIST_MARKER.sub("", _MARK.sub("", text)).split())
    return MarkedSentence(re.sub(r"\s+([.,;:!?])", r"\1", plain), tuple(dict.fromkeys(numbers)))


def mark(sentence: str, numbers: tuple[int, ...]) -> str:
    """Put marks before the final punctuation, as in `Start with 50 [1][2].` with its full stop."""
    marks = "".join(f"[{number}]" for number in numbers)
    body, end = re.fullmatch(r"(.*?)([.!?…:]*)", sentence, re.DOTALL).groups()  # type: ignore[union-attr]  # always matches
    return f"{body} {marks}{end or '.'}" if marks else sentence


def renumbered(text: str, numbers: Mapping[int, int]) -> str:
    """A text whose marks have these numbers in place of their own; a mark without a new number stays."""

    def another(found: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda digits: str(numbers.get(int(digits[0]), int(digits[0]))), found[0])

    return _MARK.sub(another, text)
