"""A message that says what score is wanted, or how many mistakes are allowed, and tells no score of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import target_clause, with_words
from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import clause_around, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import may_ask
from bot.reading.scores.allowed_mistakes import allowed_in
from bot.reading.scores.scores import is_bare_wish, score_in, scores_in, tells_what_is_wanted

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

#: A bare number from here to there that is wanted is one of a hundred; own choice.
LEAST, MOST = 50, 100
#: What a bare number may be the answer to.
_NUMBERED = frozenset({Criterion.EXAMPLES, Criterion.VOLUME})


def with_target(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the score that is known, where a message says what is wanted and no score of its own."""
    known = case.told_so_far.fact(Criterion.BASELINE)
    said = any(fact.criterion is Criterion.BASELINE and not _is_a_guess(fact, known) for fact in understood.facts)
    is_question = may_ask(text) and not tells_what_is_wanted(text)
    if understood.command is not None or is_question:
        return understood
    if said:
        return _beside_what_is_told(understood, text)
    if known is None or not known.values:
        return _before_any_score(understood, text, case)
    asks_a_number = case.pending in _NUMBERED
    clause = target_clause(text, known.words, may_be_bare=not asks_a_number)
    if not clause or score_in(known.words) is None:
        return understood
    is_limit = allowed_in(clause, of_mistakes=not asks_a_number) is not None
    if understood.answers and asks_a_number and not is_limit and not _tells_a_share(clause):
        return understood
    return _with(with_words(clause, known), clause, understood, case, is_limit=is_limit)


def _beside_what_is_told(understood: Understanding, text: str) -> Understanding:
    """The same with what is wanted in the words of how it is measured, told in one message: "178 of 200 good. boss wants 95%"."""
    told = next(fact for fact in understood.facts if fact.criterion is Criterion.BASELINE)
    if not told.values or target_clause(told.words) or len(scores_in(text)) > 1:
        # Of several scores it is not said which is wanted to be so high.
        return understood
    clause = target_clause(text, told.words) or _in_per_cent(text)
    if not clause or names(clause, "baseline", "of_money"):
        return understood
    wanted = {one.value for one in quantities(clause)}
    others = [fact for fact in understood.facts if not _is_read_in(fact, clause, wanted, is_limit=False)]
    facts = tuple(with_words(clause, fact) if fact is told else fact for fact in others)
    return replace(understood, facts=facts)


def _is_a_guess(new: Fact, known: Fact | None) -> bool:
    """Whether a fact only guesses where a score is known."""
    return new.is_likely and known is not None and known.is_stated


def _before_any_score(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with a share that is wanted kept for the score that nobody has told yet: "legal says it must be 49 of 50"."""
    clause = target_clause(text, may_be_bare=False)
    if not _tells_a_share(clause) and case.pending not in _NUMBERED:
        clause = _in_per_cent(text)
    if not case.begun or not _tells_a_share(clause) or names(clause, "baseline", "of_money"):
        return understood
    fact = Fact(Criterion.BASELINE, certainty=Certainty.VAGUE, words=clause[:LONGEST_WORDS])
    return _with(fact, clause, understood, case, is_limit=False)


def _in_per_cent(text: str) -> str:
    """The clause of a text that wants a bare number, with its sign: "85% we want" of "maybe 85 we want"; empty where none does, or several do."""
    wanted = [one for one in quantities(text) if is_bare_wish(text, one) and LEAST <= one.value <= MOST]
    if len(wanted) != 1:
        return ""
    start, end = clause_around(text, wanted[0].start)
    return f"{text[start : wanted[0].end]}%{text[wanted[0].end : max(end, wanted[0].end)]}".strip()


def _tells_a_share(clause: str) -> bool:
    return any(one.kind is QuantityKind.SHARE for one in quantities(clause))


def _with(fact: Fact, clause: str, understood: Understanding, case: Case, *, is_limit: bool) -> Understanding:
    """The same with what is wanted in the words of a score, and without what its clause was taken for."""
    # "We need 90" counts no examples beside a score in per cent, and "max 3 errors" tells no failure.
    wanted = {one.value for one in quantities(clause)}
    others = [
        one
        for one in understood.facts
        if one.criterion is not Criterion.BASELINE and not _is_read_in(one, clause, wanted, is_limit=is_limit)
    ]
    facts = (*others, fact)
    understood = replace(
        understood, answers=understood.answers and any(one.criterion is case.pending for one in others)
    )
    replaces = understood.replaces | {Criterion.BASELINE}
    kind = understood.kind if understood.answers or understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(understood, kind=kind, facts=facts, replaces=replaces)


def _is_read_in(fact: Fact, clause: str, wanted: set[float], *, is_limit: bool) -> bool:
    """Whether a fact was read in the clause that says what is wanted, and is none."""
    is_claim = fact.number is None and (is_limit or plain(clause) in plain(fact.words))
    if fact.criterion is Criterion.EXAMPLES and (fact.number in wanted or is_claim):
        return True
    if (
        fact.criterion is Criterion.FAILURE
        and fact.is_likely
        and _tells_a_share(clause)
        and plain(fact.words) in plain(clause)
    ):
        return True
    return is_limit and fact.criterion is Criterion.FAILURE and plain(fact.words) in plain(clause)
