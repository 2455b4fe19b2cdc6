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
from bot.reading.question_form import asks_yes_or_no, bare_question, denies_and_asks
from knowledge.model_names import named_models
from knowledge.passages import Lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers.relevance import Telling

OPENINGS = {Lead.YES: "Yes.", Lead.NO: "No.", Lead.DEPENDS: "It depends."}
_RULED = {"Yes": Lead.YES, "No": Lead.NO}
#: So many ways of asking that agree give their word where the nearest is at least as near as the first number, and what is as near as the second
#: counts; none that counts may say otherwise. Of 523 questions by strangers with the word that is right, 190 get one so, and 4 of them another than the
#: right one; these numbers were chosen on them. How near is said by the encoder of answers, which learned that a question and its opposite are not alike.
AGREED = ((1, 0.87, 0.8), (2, 0.8, 0.7), (3, 0.68, 0.55))
#: Words that widen or narrow a claim: where only one of two questions has one, the word of the other says nothing of it.
_BOUNDS = frozenset({
    "all", "always", "any", "anything", "completely", "entirely", "ever", "every", "everything", "exactly", "extra", "forever", "fully", "guarantee",
    "guaranteed", "guarantees", "never", "nothing", "only", "really", "still", "totally", "unlimited", "whole",
    # What is free is not what is charged for.
    "free",
})  # fmt: skip
#: What has to be is more than what can be.
_MUST = re.compile(
    r"\b(?:mandatory|must|necessary|needs?|needed|requires?|required|obligatory|compulsory|ha(?:ve|s|d|ving) to|got to)\b",
    re.IGNORECASE,
)
#: Who, besides those who ask, a question is about: what holds for one's own users says nothing of another customer.
_OTHERS = re.compile(
    r"\b(?:(?:another|other|different|foreign|competing)\W+(?:\w+\W+)?(?:customers?|clients?|tenants?|compan(?:y|ies)|organi[sz]ations?|firms?|subscriptions?"
    r"|people|users?)|others|(?:some|any|every)(?:one|body)\W+else|competitors?|competition|rivals?|strangers?|outsiders?|the public|cross-tenant|everyone|everybody)\b",
    re.IGNORECASE,
)
#: What is somebody's own, so that whether it may be used is a matter of law or contract and not of form; and what a sentence on that has.
_OF_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|personal|patients?|employees?|users?|private|confidential)\W+(?:\w+\W+)?(?:data|e-?mails?|tickets?|records?|messages?|letters?|chats?|conversations?|files?|documents?)\b",
    re.IGNORECASE,
)
_CLEARS = re.compile(
    r"\b(?:may|allow\w*|permit\w*|permission|consent\w*|lawful\w*|legal\w*|prohibit\w*|forbid\w*|agree\w*|polic(?:y|ies)|rights?|personal|sensitive|masked?|anonymi[sz]ed?|remov\w+|used)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,]*")
_TURNED = {Lead.YES: Lead.NO, Lead.NO: Lead.YES}


def opening(question: str, telling: Telling) -> Lead:
    """The word to begin with; none where the question does not ask for it, or where it can't be told."""
    if not asks_yes_or_no(question):
        return Lead.NONE
    if ruled := _RULED.get(lead(question, telling.text)):
        return ruled
    known = _known(question, _ways(telling))
    if known is Lead.YES and _OF_PEOPLE.search(question) and not _CLEARS.search(telling.text):
        # What suits as an example may still be what nobody may take: that is for those to say who may.
        return Lead.NONE
    if known:
        return known
    return Lead.NO if claims_too_much(question, telling.text) else Lead.NONE


def _known(question: str, ways: Sequence[tuple[float, str, Lead]]) -> Lead:
    """The word that ways of asking near to a question have, turned where they ask the other way round; none where they are at odds."""
    least = min(counts for *_, counts in AGREED)
    claimed = [
        (near, word if word is Lead.DEPENDS or turns > 0 else _TURNED[word])
        for near, asked, word in ways
        if near >= least and _claims_as_much(question, asked) and (turns := direction(question, asked))
    ]
    said = {agreed for number, nearest, counts in AGREED if (agreed := _agreed(claimed, number, nearest, counts))}
    return said.pop() if len(said) == 1 else Lead.NONE


def _agreed(claimed: Sequence[tuple[float, Lead]], number: int, nearest: float, counts: float) -> Lead:
    """The word of those that are near enough to count, if they are so many, the first is so near, and all say the same."""
    own = [word for near, word in claimed if near >= counts]
    is_agreed = len(own) >= number and claimed[0][0] >= nearest and len(set(own)) == 1
    return own[0] if is_agreed else Lead.NONE


def _claims_as_much(question: str, asked: str) -> bool:
    """Whether two questions name the same models and numbers, are about others or not, and nothing wider or narrower."""
    return (
        not _BOUNDS & (set(bare_words(question)) ^ set(bare_words(asked)))
        and bool(_MUST.search(question)) == bool(_MUST.search(asked))
        and bool(_OTHERS.search(question)) == bool(_OTHERS.search(asked))
        and set(named_models(question)) == set(named_models(asked))
        and set(_NUMBER.findall(question)) == set(_NUMBER.findall(asked))
    )


def direction(question: str, asked: str) -> int:
    """1 where two questions ask the same way round, -1 where one asks the other way round, 0 where that can't be told."""
    if denies_and_asks(question) != denies_and_asks(asked):
        return 0
    own, other = read(bare_question(question)), read(bare_question(asked))
    negated = len(own.negations) % 2 != len(other.negations) % 2
    here, there = ({token.stem for token in one.content} for one in (own, other))
    opposed = any(
        (terms().opposites.get(token.stem, frozenset()) & there) - here
        for token in own.content
        if token.stem not in there
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
        (near, asked, told.lead)
        for asked, told, near in zip(passage.asked, passage.told, telling.likewise, strict=False)
        if told.lead and told.sentence == telling.place
    ]
    return sorted(rows, key=lambda row: -row[0])
