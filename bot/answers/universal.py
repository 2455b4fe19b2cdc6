"""Whether a question claims that something holds always, for ever or with a guarantee, and a sentence says less: then the answer is no.

Such a question is mostly asked of what is not so. A sentence that denies, weakens, contrasts or bounds what it says of the same things is
enough to say no to "always", though it would not be to say that the thing itself is not so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answers.check.force import PLAIN
from bot.answers.check.imperatives import imperatives
from bot.answers.check.plain import plain
from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from bot.reading.asked.question_form import asks_whether_so, bare_question, last_question

if TYPE_CHECKING:
    from collections.abc import Sequence

_GUARANTEED = "guaranteed"
#: What says that something is so without exception.
_UNIVERSAL = frozenset({"always", "forever", "guarantee", "guarantees", _GUARANTEED})
#: "Guaranteed capacity" is a thing that can be had; before one of these, or at the end, something is said to be sure.
_BEHIND_GUARANTEED = frozenset({
    "to", "for", "in", "when", "if", "even", "once", "by", "after", "with", "at", "that",
})  # fmt: skip
#: What a question begins with that asks whether something is so.
_BEGINNINGS = frozenset({"is", "are", "was", "were", "does", "do", "did", "will", "would", "can", "could"})
#: Words with which a question asks for something else, says what is wished, or claims of what it only describes.
_OTHERWISE = frozenset({
    "or", "how", "what", "which", "why", "where", "who", "whose", "vs", "versus", "there", "that", "must", "need", "needs", "want", "wants",
    "should", "takes", "take", "taking", "not", "no", "never", "nobody", "none", "without", "cannot",
})  # fmt: skip
#: What a sentence says something with of how long a thing is so.
_ON_TIME = re.compile(
    r"\b(?:until|after|once|hours?|days?|weeks?|months?|years?|retire\w*|expire\w*|ends?|ended|delet\w+|remov\w+|no longer|temporar\w+)\b",
    re.IGNORECASE,
)
#: What a sentence contrasts or bounds with.
_LESS = frozenset({"but", "although", "though", "however", "@only", "@except", "@unless", "@until", "@if"})
#: "Generally available" weakens nothing.
_NO_MATTER_OF_FORCE = frozenset({"generally"})
_EDGES = ".,:;!?\"'()“”’"


def claims_too_much(question: str, sentence: str) -> bool:
    """Whether a yes/no question claims that something is so without exception, and a stored sentence on it does not say so.

    Args:
        question: What was asked, in English; negated questions claim nothing here.
        sentence: One stored sentence of a source, verbatim.
    """
    asked = _claim(question)
    lasts = "forever" in bare_words(last_question(question))
    return bool(asked) and _is_about(asked, sentence, lasts=lasts) and _says_less(sentence)


def bare_words(text: str) -> list[str]:
    """The words of a text in small letters, without marks."""
    return [word.strip(_EDGES) for word in text.lower().split()]


def _claim(question: str) -> tuple[str, ...]:
    """The words that claim that something is so without exception; none where the question claims no such thing."""
    whole = plain(last_question(question)).replace("’", "'")
    bare = bare_question(whole)
    is_tagged = asks_whether_so(whole) or not whole.rstrip(" ?.!").endswith(bare.rstrip(" ?.!"))
    said = bare_words(bare.rsplit(",", 1)[-1])
    if not said or not (is_tagged or said[0] in _BEGINNINGS) or _OTHERWISE & set(said):
        return ()
    if any(word.endswith("n't") for word in said) or not any(_is_universal(said, at) for at in range(len(said))):
        return ()
    return tuple(word for word in said if word not in _UNIVERSAL)


def _is_universal(said: Sequence[str], at: int) -> bool:
    after = said[at + 1] if at + 1 < len(said) else ""
    return said[at] in _UNIVERSAL and (said[at] != _GUARANTEED or not after or after in _BEHIND_GUARANTEED)


def _is_about(asked: Sequence[str], sentence: str, *, lasts: bool) -> bool:
    """Whether the sentence states something of what the claim is about; of what is said to last it has to have every word but one, and to tell a time."""
    own, known = read(sentence), terms()
    if 0 in imperatives(own) or (lasts and not _ON_TIME.search(sentence)):
        return False
    telling = [
        bool(own.find(token.keys))
        for token in read(" ".join(asked)).content
        if token.stem not in known.light and token.stem not in known.platforms and token.stem not in known.force
    ]
    return any(telling) and not (lasts and telling.count(False) > 1)


def _says_less(sentence: str) -> bool:
    """Whether a sentence denies, weakens, contrasts or bounds, and says nothing without exception itself."""
    own, known = read(sentence), terms()
    denied = {place for one in own.negations for place in one.scope}
    if sentence.rstrip().endswith("?") or any(
        token.text in _UNIVERSAL and token.place not in denied for token in own.content
    ):
        return False
    is_bounded = any(token.text in _LESS for token in own.tokens) or any(name in _LESS for name, _, _ in own.markers)
    if own.negations or is_bounded:
        return True
    return any(
        token.stem in known.denying or known.force.get(token.stem, ("", PLAIN))[1] < PLAIN
        for token in own.content
        if token.text not in _NO_MATTER_OF_FORCE
    )
