"""Which words of a sentence tell the reader to do something."""

from __future__ import annotations

from bot.answers.check.sentence import Sentence, TokenKind
from bot.answers.check.terms import terms


def imperatives(sentence: Sentence) -> list[int]:
    """The places of words that begin a segment and tell the reader to do something."""
    found = []
    segment = -1
    for token in sentence.tokens:
        if token.segment != segment and token.place >= 0:
            segment = token.segment
            if token.text in terms().imperatives:
                found.append(token.place)
        elif (
            token.segment != segment
            and token.kind not in {TokenKind.BOUNDARY, TokenKind.MARKER}
            and token.text not in {"and", "but", "then", "please"}
        ):
            segment = token.segment
    return found
