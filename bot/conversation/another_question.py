"""A "yes" that answers something else than what is asked: "yes, azure" to a guess at who checked the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.decision import Criterion, Fact
from bot.reading.sayings import answer_named, begins_with_yes, may_ask

if TYPE_CHECKING:
    from bot.conversation.case import Case


def answers_another(text: str, case: Case) -> Fact | None:
    """What a yes with the name of an answer to one other question answers; None where it answers the open one, or may answer several."""
    rest = " ".join(text.split()[1:])
    if case.pending is None or not rest or not begins_with_yes(text) or may_ask(text):
        return None
    named = [(criterion, value) for criterion in Criterion if (value := answer_named(rest, criterion))]
    if len(named) != 1 or named[0][0] is case.pending:
        return None
    return Fact(named[0][0], (named[0][1],), words=rest)
