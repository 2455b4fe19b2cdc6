"""A "yes" that answers something else than what is asked: "yes, azure" to a guess at who checked the examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.sayings import answer_named, begins_with_yes, may_ask

if TYPE_CHECKING:
    from bot.conversation.case import Case

_YES: Final = re.compile(r"\W{0,3}[\w']{1,12}\W{1,3}")


def answers_another(text: str, case: Case) -> Fact | None:
    """What a yes with the name of an answer to one other question answers; None where it answers the open one, or may answer several."""
    rest = _YES.sub("", text, count=1).strip()
    if case.pending is None or not rest or not begins_with_yes(text) or may_ask(text):
        return None
    named = [(criterion, value) for criterion in Criterion if (value := answer_named(rest, criterion))]
    if len(named) != 1 or named[0][0] is case.pending:
        return None
    return Fact(named[0][0], (named[0][1],), words=rest)
