"""What a message tells beside a question that it asks: "nothing is measured. Does it stay a yes?", "no, we never did. Is there another way?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.updates.option_words import told_in_option_words
from bot.decision import Fact
from bot.reading.evidence import names
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.read_message import read_message
from bot.reading.sayings import bare_answer, begins_with_yes, is_yes_or_no
from bot.reading.told.correction_clauses import begins_with_no, contradicts, denies_something_named
from bot.reading.told.disputes import statements_in

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.decision import NextQuestion


def told_beside_a_question(text: str, case: Case) -> tuple[Fact, ...]:
    """What the statements of a message that asks besides say otherwise than what is known: "nothing is measured. Does it stay a yes?"."""
    told = statements_in(text) if case.begun else ""
    if names(told, "plans"):
        # "We could make a test set."
        return ()
    known = {fact.criterion: fact for fact in case.told_so_far.facts}
    read = read_message(told).facts if told else ()
    named = told_in_option_words(told, case, read) if told else None
    return tuple(
        fact
        for fact in (*(one for one in read if named is None or one.criterion is not named.criterion), named)
        if fact is not None
        and fact.is_stated
        and (old := known.get(fact.criterion)) is not None
        and (old.is_likely or old.values != fact.values)
    )


def no_before_a_question(text: str, question: NextQuestion) -> Fact | None:
    """The "no" or "yes" with which a reply answers before it asks something itself: "no, we never did. Is there another way?"."""
    told, criterion = statements_in(text), question.criterion
    if not told or not is_yes_or_no(criterion) or contradicts(told) or denies_something_named(told):
        return None
    said = "no" if begins_with_no(told) else "yes" if begins_with_yes(told) else ""
    meant = bare_answer(said, criterion) if said else None
    return Fact(criterion, (meant[0],), words=told[:LONGEST_WORDS]) if meant and meant[0] else None
