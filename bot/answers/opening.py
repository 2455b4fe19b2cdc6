"""The word that an answer to a yes/no question begins with: yes, no, or that it depends.

The notes say of their own ways of asking whether yes or no is right. A question that asks the same thing the same way round gets the same
word, one that asks it the other way round the other; where that can't be told, the sentence itself is asked whether it says so, and whether
it says less than a question that claims something without exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from bot.answers.lead import lead
from bot.answers.universal import bare_words, claims_too_much
from bot.reading.question_form import asks_yes_or_no, bare_question
from knowledge.entries import way_name
from knowledge.lexical import overlap, words
from knowledge.passages import Lead

if TYPE_CHECKING:
    from bot.answers.relevance import Telling

OPENINGS = {Lead.YES: "Yes.", Lead.NO: "No.", Lead.DEPENDS: "It depends."}
_RULED = {"Yes": Lead.YES, "No": Lead.NO}
#: How near a way of asking must be, in cosine similarity, for its word to count: of the notes' own ways that are as near to another one of
#: the same sentence none gets the opposite word; of those from 0.85 on, 2 of 32 do.
NEAR = 0.9
#: The share of its words that each of two such questions must have of the other's.
SAME_WORDS = 0.75
#: Words that widen or narrow a claim: where only one of two questions has one, the word of the other says nothing of it.
_BOUNDS = frozenset({
    "all", "always", "any", "anything", "completely", "entirely", "ever", "every", "everything", "exactly", "extra", "forever", "fully", "guarantee",
    "guaranteed", "guarantees", "never", "only", "really", "still", "totally", "unlimited", "whole",
})  # fmt: skip
_TURNED = {Lead.YES: Lead.NO, Lead.NO: Lead.YES}


def opening(question: str, telling: Telling) -> Lead:
    """The word to begin with; none where the question does not ask for it, or where it can't be told."""
    if not asks_yes_or_no(question):
        return Lead.NONE
    if ruled := _RULED.get(lead(question, telling.text)):
        return ruled
    for near, asked, word in _ways(telling):
        if near < NEAR:
            break
        if not _same_words(question, asked):
            continue
        turns = direction(question, asked)
        if turns > 0 or word is Lead.DEPENDS:
            return word
        if turns < 0:
            return _TURNED[word]
    return Lead.NO if claims_too_much(question, telling.text) else Lead.NONE


def _same_words(question: str, asked: str) -> bool:
    """Whether two questions share most of their words, and claim as much: "slower" is near to "better", and says something else."""
    own, other = words(question), words(asked)
    same_bounds = not _BOUNDS & (set(bare_words(question)) ^ set(bare_words(asked)))
    return same_bounds and min(overlap(own, other), overlap(other, own)) >= SAME_WORDS


def direction(question: str, asked: str) -> int:
    """1 where two questions ask the same way round, -1 where one asks the other way round, 0 where that can't be told."""
    own, other = read(bare_question(question)), read(bare_question(asked))
    negated = len(own.negations) % 2 != len(other.negations) % 2
    there = {token.stem for token in other.content}
    opposed = any(
        terms().opposites.get(token.stem, frozenset()) & there for token in own.content if token.stem not in there
    )
    if negated and opposed:
        return 0
    return -1 if negated or opposed else 1


def _ways(telling: Telling) -> list[tuple[float, str, Lead]]:
    """The ways of asking that the sentence answers with yes or no, nearest first."""
    passage = telling.passage
    rows = [
        (telling.hit.ways.get(way_name(asked), 0.0), asked, told.lead)
        for asked, told in zip(passage.asked, passage.told, strict=False)
        if told.lead and told.sentence == telling.place
    ]
    return sorted(rows, key=lambda row: -row[0])
