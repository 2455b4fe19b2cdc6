"""The word that an answer to a yes/no question begins with: yes, no, or that it depends.

The notes say of their own ways of asking whether yes or no is right. A question that asks the same thing the same way round gets the same
word, one that asks it the other way round the other; where that can't be told, the sentence itself is asked whether it says so, and whether
it says less than a question that claims something without exception.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from bot.answers.lead import lead
from bot.answers.universal import bare_words, claims_too_much
from bot.reading.question_form import asks_yes_or_no, bare_question
from knowledge.entries import way_name
from knowledge.lexical import overlap, words
from knowledge.model_names import named_models
from knowledge.passages import Lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers.relevance import Telling

OPENINGS = {Lead.YES: "Yes.", Lead.NO: "No.", Lead.DEPENDS: "It depends."}
_RULED = {"Yes": Lead.YES, "No": Lead.NO}
#: How near a way of asking must be, in cosine similarity, for its word to count, and the share of its words that each of the two questions must
#: have of the other's; no other that is nearly as near may say otherwise. Of 441 questions by strangers with the word that is right, 51 got one
#: so, and 3 of them another than the right one, none the opposite.
NEAR, NEARLY, SAME_WORDS = 0.85, 0.75, 0.67
#: The same where several say so, whatever their words: 39 got one, one of them not the right one.
NEAR_ENOUGH, LEAST_NEAR, SEVERAL = 0.8, 0.6, 2
#: Words that widen or narrow a claim: where only one of two questions has one, the word of the other says nothing of it.
_BOUNDS = frozenset({
    "all", "always", "any", "anything", "completely", "entirely", "ever", "every", "everything", "exactly", "extra", "forever", "fully", "guarantee",
    "guaranteed", "guarantees", "never", "nothing", "only", "really", "still", "totally", "unlimited", "whole",
    # What has to be is more than what can be, and what is free is not what is charged for.
    "mandatory", "must", "necessary", "need", "needed", "needs", "required", "requires", "free",
})  # fmt: skip
_NUMBER = re.compile(r"\d[\d.,]*")
_TURNED = {Lead.YES: Lead.NO, Lead.NO: Lead.YES}


def opening(question: str, telling: Telling) -> Lead:
    """The word to begin with; none where the question does not ask for it, or where it can't be told."""
    if not asks_yes_or_no(question):
        return Lead.NONE
    if ruled := _RULED.get(lead(question, telling.text)):
        return ruled
    if known := _known(question, _ways(telling)):
        return known
    return Lead.NO if claims_too_much(question, telling.text) else Lead.NONE


def _known(question: str, ways: Sequence[tuple[float, str, Lead]]) -> Lead:
    """The word that ways of asking near to a question have, turned where they ask the other way round; none where they are at odds."""
    claimed = [
        (near, asked, word if word is Lead.DEPENDS or turns > 0 else _TURNED[word])
        for near, asked, word in ways
        if near >= LEAST_NEAR and _claims_as_much(question, asked) and (turns := direction(question, asked))
    ]
    if not claimed:
        return Lead.NONE
    alike = [(near, word) for near, asked, word in claimed if near >= NEARLY and _same_words(question, asked)]
    if alike and alike[0][0] >= NEAR and len({word for _, word in alike}) == 1:
        return alike[0][1]
    is_agreed = len(claimed) >= SEVERAL and len({word for *_, word in claimed}) == 1
    return claimed[0][2] if is_agreed and claimed[0][0] >= NEAR_ENOUGH else Lead.NONE


def _claims_as_much(question: str, asked: str) -> bool:
    """Whether two questions name the same models and numbers, and nothing wider or narrower."""
    return (
        not _BOUNDS & (set(bare_words(question)) ^ set(bare_words(asked)))
        and set(named_models(question)) == set(named_models(asked))
        and set(_NUMBER.findall(question)) == set(_NUMBER.findall(asked))
    )


def _same_words(question: str, asked: str) -> bool:
    """Whether two questions share most of their words: "slower" is near to "better", and says something else."""
    own, other = words(question), words(asked)
    return min(overlap(own, other), overlap(other, own)) >= SAME_WORDS


def direction(question: str, asked: str) -> int:
    """1 where two questions ask the same way round, -1 where one asks the other way round, 0 where that can't be told."""
    own, other = read(bare_question(question)), read(bare_question(asked))
    negated = len(own.negations) % 2 != len(other.negations) % 2
    here, there = ({token.stem for token in one.content} for one in (own, other))
    opposed = any(
        terms().opposites.get(token.stem, frozenset()) & there for token in own.content if token.stem not in there
    )
    # What one of them denies of something the other does not speak of ("without calls", "inactive") turns nothing that can be told.
    elsewhere = any(
        negation.scope and one.content[negation.scope[0]].stem not in shared
        for one, shared in ((own, there), (other, here))
        for negation in one.negations
    )
    if negated and (opposed or elsewhere):
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
