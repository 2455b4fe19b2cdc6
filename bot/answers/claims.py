"""Whether two questions claim the same thing of the same things, and whether one asks it the other way round.

What holds for the one is only worth something for the other where both name the same models, numbers and people, and neither claims more.
"""

from __future__ import annotations

import re

from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from bot.answers.universal import bare_words
from bot.reading.asked.question_form import bare_question, denies_and_asks
from knowledge.model_names import named_models

#: Words that widen or narrow a claim: where only one of two questions has one, the word of the other says nothing of it.
_BOUNDS = frozenset({
    "all", "always", "any", "anything", "automatic", "automatically", "completely", "entirely", "ever", "every", "everything", "exactly", "extra",
    "forever", "fully", "guarantee", "guaranteed", "guarantees", "never", "nothing", "only", "really", "still", "totally", "unlimited", "whole",
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
_NUMBER = re.compile(r"\d[\d.,]*")
#: Stems of which each of the first says the opposite of each of the second, beside the pairs of `check/terms.toml`, which reads "is not billed" as "free".
_OPPOSED = (
    (frozenset({"free"}), frozenset({"bill", "charg", "paid", "pay"})),
    (frozenset({"stay", "remain", "surviv"}), frozenset({"delet", "gone", "lose", "lost", "disappear", "vanish"})),
)


def claims_as_much(question: str, asked: str) -> bool:
    """Whether two questions name the same models and numbers, are about others or not, and nothing wider or narrower."""
    return (
        not _BOUNDS & (set(bare_words(question)) ^ set(bare_words(asked)))
        and bool(_MUST.search(question)) == bool(_MUST.search(asked))
        and bool(_OTHERS.search(question)) == bool(_OTHERS.search(asked))
        and set(named_models(question)) == set(named_models(asked))
        and set(_NUMBER.findall(question)) == set(_NUMBER.findall(asked))
        and (_compared(question) is None) == (_compared(asked) is None)
    )


def direction(question: str, asked: str) -> int:
    """1 where two questions ask the same way round, -1 where one asks the other way round, 0 where that can't be told."""
    if denies_and_asks(question) != denies_and_asks(asked) or _compares_the_other_way(question, asked):
        return 0
    own, other = read(bare_question(question)), read(bare_question(asked))
    negated = len(own.negations) % 2 != len(other.negations) % 2
    here, there = ({token.stem for token in one.content} for one in (own, other))
    opposed = any((_opposites(token.stem) & there) - here for token in own.content if token.stem not in there)
    # What one of them denies of something the other does not speak of ("without calls", "inactive") turns nothing that can be told.
    elsewhere = any(
        negation.scope and one.content[negation.scope[0]].stem not in shared
        for one, shared in ((own, there), (other, here))
        for negation in one.negations
    )
    if negated and (opposed or elsewhere):
        return 0
    return -1 if negated or opposed else 1


def _compares_the_other_way(question: str, asked: str) -> bool:
    """Whether one of two questions compares A with B and the other B with A: that neither is dearer would be no to both."""
    here, there = _compared(question), _compared(asked)
    if here is None or there is None:
        return False
    crossed = len(here[0] & there[1]) + len(here[1] & there[0])
    return crossed > len(here[0] & there[0] - there[1]) + len(here[1] & there[1] - there[0])


def _compared(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The stems on either side of what a question compares with "than", less those on both; None where it compares nothing so."""
    before, than, after = bare_question(question).lower().partition(" than ")
    # "More than 50", "other than prompts" compare no two things.
    if not than or before.split()[-1:] in (["more"], ["less"], ["fewer"], ["other"], ["rather"]):
        return None
    left, right = (frozenset(token.stem for token in read(side).content) for side in (before, after))
    return left - right, right - left


def _opposites(stem: str) -> frozenset[str]:
    own = [other for pair in _OPPOSED for one, other in (pair, pair[::-1]) if stem in one]
    return terms().opposites.get(stem, frozenset()).union(*own)
