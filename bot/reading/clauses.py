"""Splits a message into sentences and clauses, each of which remembers where it stood.

A sentence may state several things and a clause of it only one, so readers look at both. What is found is quoted from
the message by these places; nothing is rewritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Readers look at no more than this: a message beyond it is a pasted document, and the time to read stays bounded.
LONGEST_MESSAGE = 4_000
#: And at no more pieces than this, for the same reason.
MOST_PIECES = 60
#: Shorter clauses than this say nothing away from their sentence.
FEWEST_WORDS = 2

_SENTENCE_END = re.compile(
    # Not after "e.g.", "approx.", "vs." or an initial, and not within "4.1".
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bapprox)(?<!\bca)(?<!\bvs)(?<!\bincl)(?<!\bno)[.!?…]+[\"”')\]]*(?=\s|$)"
    r"|\n+|;|\s[-–—]+\s|—",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r",\s+|:\s+|\s+(?=\(|(?:but|yet|although|though|however|because|since|whereas|while|which|even (?:after|with)|so that"
    r"|and (?:we|it|the|our|they|i|now|then|he|she|there|nobody|no|only|also|still|each|every|all|have|had)|so we|so it|then we)\b)|\)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message: its words and where they stand; `sentence` tells a whole sentence from a part of one."""

    text: str
    start: int
    sentence: bool
    question: bool

    @property
    def end(self) -> int:
        """Where it stops."""
        return self.start + len(self.text)


def pieces(message: str) -> tuple[Piece, ...]:
    """The sentences of a message, each followed by its clauses where it has more than one."""
    found: list[Piece] = []
    read = message[:LONGEST_MESSAGE]
    for start, end, closing in _spans(read, _SENTENCE_END, 0, len(read)):
        asks = "?" in closing
        if sentence := _piece(read, start, end, sentence=True, question=asks):
            found.append(sentence)
            parts = [
                clause
                for first, last, _ in _spans(read, _CLAUSE_END, start, end)
                if (clause := _piece(read, first, last, sentence=False, question=asks))
                and len(clause.text.split()) >= FEWEST_WORDS
                and clause.text != sentence.text
            ]
            found += parts
    return tuple(found[:MOST_PIECES])


def _spans(text: str, ends: re.Pattern[str], start: int, stop: int) -> list[tuple[int, int, str]]:
    spans, place = [], start
    for match in ends.finditer(text, start, stop):
        spans.append((place, match.start(), match.group()))
        place = match.end()
    return [*spans, (place, stop, "")]


def _piece(text: str, start: int, end: int, *, sentence: bool, question: bool) -> Piece | None:
    raw = text[start:end]
    words = raw.strip(' \t\r\n,;:()"“”')
    if not any(letter.isalnum() for letter in words):
        return None
    return Piece(words, start + raw.index(words), sentence, question)
