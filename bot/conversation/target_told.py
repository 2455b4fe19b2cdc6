"""A message that says what score is wanted, or how many mistakes are allowed, and tells no score of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import target_clause, with_words
from bot.decision import Criterion
from bot.reading.allowed_mistakes import allowed_in
from bot.reading.evidence import plain
from bot.reading.kinds import MessageKind
from bot.reading.quantities import quantities
from bot.reading.sayings import may_ask
from bot.reading.scores import score_in

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.decision import Fact

#: What a bare number may be the answer to.
_NUMBERED = frozenset({Criterion.EXAMPLES, Criterion.VOLUME})


def with_target(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the score that is known, where a message says what is wanted and no score of its own."""
    known = case.told_so_far.fact(Criterion.BASELINE)
    said = any(fact.criterion is Criterion.BASELINE for fact in understood.facts)
    if known is None or said or not known.is_stated or understood.command is not None or may_ask(text):
        return understood
    asks_a_number = case.pending in _NUMBERED
    clause = target_clause(text, known.words, may_be_bare=not asks_a_number)
    if not clause or score_in(known.words) is None:
        return understood
    is_limit = allowed_in(clause, of_mistakes=not asks_a_number) is not None
    if understood.answers and asks_a_number and not is_limit:
        return understood
    # "We need 90" counts no examples beside a score in per cent, and "max 3 errors" tells no failure.
    wanted = {one.value for one in quantities(clause)}
    others = [one for one in understood.facts if not _is_read_in(one, clause, wanted, is_limit=is_limit)]
    facts = (*others, with_words(clause, known))
    understood = replace(
        understood, answers=understood.answers and any(one.criterion is case.pending for one in others)
    )
    replaces = understood.replaces | {Criterion.BASELINE}
    kind = understood.kind if understood.answers or understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(understood, kind=kind, facts=facts, replaces=replaces)


def _is_read_in(fact: Fact, clause: str, wanted: set[float], *, is_limit: bool) -> bool:
    """Whether a fact was read in the clause that says what is wanted, and is none."""
    if fact.criterion is Criterion.EXAMPLES and (fact.number in wanted or (is_limit and fact.number is None)):
        return True
    return is_limit and fact.criterion is Criterion.FAILURE and plain(fact.words) in plain(clause)
