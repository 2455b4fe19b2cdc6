"""A score that a message tells in place of the one that is known, whatever else was read in its words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import beside_target, target_clause, with_words
from bot.decision import Certainty, Criterion, Goal
from bot.reading.evidence import names, plain
from bot.reading.kinds import MessageKind
from bot.reading.scores.baseline_look import sentence_of
from bot.reading.scores.newer_scores import newer_score, says_how_it_went
from bot.reading.scores.scores import score_in
from knowledge.model_names import model_mentions

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.decision import Fact

#: What a score's words are easily taken for.
_READ_IN_A_SCORE = frozenset({Criterion.FAILURE, Criterion.EXAMPLES, Criterion.GOAL, Criterion.DATA_QUALITY})


def with_newer_score(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the score of a message in place of an older one, where it says that it is newer or is counted on the same test."""
    known = case.told_so_far.fact(Criterion.BASELINE)
    is_corrected = Criterion.BASELINE in understood.replaces | understood.withdrawn
    if known is None or not known.values or is_corrected or understood.command is not None:
        return understood
    if _is_of_an_untuned_small_one(understood, text, case):
        told = tuple(one for one in understood.facts if one.criterion is not Criterion.BASELINE)
        return replace(understood, facts=told)
    new = newer_score(text, known.words)
    is_same_test = new is not None and new.cases == known.number is not None and says_how_it_went(new.words)
    if new is None or not (new.is_marked or is_same_test):
        return understood
    cases = known.number if new.cases is None else new.cases
    fact = replace(known, words=new.words, number=cases, certainty=Certainty.STATED)
    # What is wanted may be told in the same breath.
    clause = "" if target_clause(new.words) else target_clause(text, new.words)
    others = [one for one in understood.facts if not _is_read_in(one, new.words, text)]
    answers = understood.answers and any(one.criterion is case.pending for one in others)
    kind = understood.kind if answers or understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(
        understood,
        kind=kind,
        facts=(*others, with_words(clause, fact) if clause else beside_target(fact, known)),
        replaces=understood.replaces | {Criterion.BASELINE},
        answers=answers or case.pending is Criterion.BASELINE,
    )


def _is_of_an_untuned_small_one(understood: Understanding, text: str, case: Case) -> bool:
    """Whether a message tells what a smaller model reaches untuned, where only lower cost is wanted of one that is good: "gpt-5-mini out of the box, F1 0.79"."""
    known, goal = case.told_so_far.fact(Criterion.BASELINE), case.told_so_far.fact(Criterion.GOAL)
    told = next((one for one in understood.facts if one.criterion is Criterion.BASELINE), None)
    is_of_cost = goal is not None and goal.values == (str(Goal.COST_LATENCY),)
    if known is None or told is None or not is_of_cost or score_in(known.words) is None:
        return False
    said = sentence_of(told, text)
    return names(said, "tried", "untrained") and bool(model_mentions(said))


def _is_read_in(fact: Fact, words: str, text: str) -> bool:
    """Whether a fact was read in what tells the score, and is none: "special cases go wrong" of "94.7 (142/150)"."""
    if fact.criterion is Criterion.BASELINE:
        return True
    told = plain(fact.words)
    return fact.criterion in _READ_IN_A_SCORE and (
        told in plain(words) or (plain(words) in told and told in plain(text))
    )
