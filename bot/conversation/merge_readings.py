"""Merges what the trained reader and a language model read in a message.

- both say the same: stated, or likely if neither is sure;
- they contradict each other: the model's, but only likely, so that it is asked;
- only the model says it: stated if the local reading finds it possible too, else likely;
- only the local reading says it: as sure as it is, so that a weak model takes nothing away.

So nothing is stated that the trained reader finds impossible, whatever model is set; and a model that contradicts more of what the trained
reader is sure of than it confirms, or takes for something else what surely tells a case, is not heard for this message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.understanding import ASKING, Understanding
from bot.decision import Certainty, Criterion, Fact
from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.model_reading import ModelReading
    from bot.reading.read_message import MessageReading

#: A value that the local reading gives at least this chance is one that the message may hold. Measured with a capable model's recorded
#: readings and with those of one of 1.5 billion parameters: `tests/evals/recorded`.
POSSIBLE = 0.2
#: So many contradictions are no slip.
FEWEST_AGAINST = 2
#: From this probability on a message tells a case, whatever a model takes it for.
SURELY = 0.9


def merged(local: Understanding, told: ModelReading, case: Case) -> Understanding:
    """The local reading and a model's as one; the rule stands at the top of this module."""
    if not _is_heard(local, told):
        return local
    ours = {fact.criterion: fact for fact in local.facts}
    facts = [
        fact
        for criterion in Criterion
        if (fact := _agreed(ours.get(criterion), told.facts.get(criterion), local.reading))
    ]
    pending = case.pending
    answers = pending is not None and any(fact.criterion is pending for fact in facts)
    asking = told.kind in ASKING and not answers
    replaces = told.corrects | ({pending} if answers and pending else set())
    return Understanding(
        kind=told.kind,
        facts=() if asking and told.kind is not MessageKind.QUESTION else tuple(facts),
        replaces=frozenset(replaces),
        questions=told.questions,
        language=told.language or local.language,
        answers=answers,
        reading=local.reading,
    )


def _is_heard(local: Understanding, told: ModelReading) -> bool:
    """Whether a model's reading of a message counts: a weak one contradicts more of what is sure than it confirms."""
    both = [
        (fact, told.facts[fact.criterion]) for fact in local.facts if fact.is_stated and fact.criterion in told.facts
    ]
    against = sum(bool(theirs.values) and not set(ours.values) & set(theirs.values) for ours, theirs in both)
    tells = local.kind is MessageKind.CASE and local.reading.probability(MessageKind.CASE) >= SURELY
    is_against = against >= FEWEST_AGAINST and against * 2 > len(both)
    return not is_against and not (tells and told.kind in ASKING)


def _agreed(ours: Fact | None, theirs: Fact | None, reading: MessageReading) -> Fact | None:
    if theirs is None:
        return ours
    if not theirs.values or ours is None or not ours.values:
        return _supported(theirs, reading)
    if set(ours.values) & set(theirs.values):
        sure = Certainty.STATED if ours.is_stated or theirs.is_stated else Certainty.LIKELY
        values = tuple(value for value in theirs.values if value in ours.values or _possible(theirs, value, reading))
        number = theirs.number if theirs.number is not None else ours.number
        return replace(theirs, values=values, certainty=sure, number=number)
    return replace(theirs, certainty=Certainty.LIKELY)


def _supported(theirs: Fact, reading: MessageReading) -> Fact:
    """What only the model says: likely at most, unless the local reading finds it possible; a text it can't read is the model's."""
    if not theirs.is_stated or any(_possible(theirs, value, reading) for value in theirs.values):
        return theirs
    return theirs if not theirs.values else replace(theirs, certainty=Certainty.LIKELY)


def _possible(fact: Fact, value: str, reading: MessageReading) -> bool:
    if reading.encoded is None or reading.language != ENGLISH:
        return True
    return reading.encoded.at_least_likely(fact.criterion, value) >= POSSIBLE
