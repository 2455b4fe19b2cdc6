"""A message that says what score is wanted, and tells none of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import target_clause, with_words
from bot.decision import Criterion
from bot.reading.kinds import MessageKind
from bot.reading.quantities import quantities
from bot.reading.sayings import may_ask
from bot.reading.scores import score_in

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


def with_target(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the score that is known, where a message says what is wanted and no score of its own."""
    known = case.told_so_far.fact(Criterion.BASELINE)
    said = any(fact.criterion is Criterion.BASELINE for fact in understood.facts)
    if known is None or said or not known.is_stated or understood.command is not None or may_ask(text):
        return understood
    if understood.answers and case.pending in {Criterion.EXAMPLES, Criterion.VOLUME}:
        return understood
    clause = target_clause(text, known.words)
    if not clause or score_in(known.words) is None:
        return understood
    # "We need 90" counts no examples beside a score in per cent.
    wanted = {one.value for one in quantities(clause)}
    others = (one for one in understood.facts if one.criterion is not Criterion.EXAMPLES or one.number not in wanted)
    facts = (*others, with_words(clause, known))
    replaces = understood.replaces | {Criterion.BASELINE}
    kind = understood.kind if understood.answers or understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(understood, kind=kind, facts=facts, replaces=replaces)
