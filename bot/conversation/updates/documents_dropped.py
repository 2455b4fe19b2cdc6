"""What is left of a case whose documents are taken away: "forget the lore", and "without the handbook then?" for what would be left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation.targets import falls_short
from bot.decision import Certainty, Criterion, Fact, Goal
from bot.decision.criteria import CitationNeed, Failure, KnowledgeHome, Tried, Volatility
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.told.dropped_documents import documents_dropped, is_imagined
from bot.reading.told.techniques import LOOKED_UP

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

#: What people say of a case with documents beside it, and what holds without them; None where nothing is known then.
_WITHOUT: Final[dict[Criterion, dict[str, str | None]]] = {
    Criterion.KNOWLEDGE_HOME: dict.fromkeys(
        [KnowledgeHome.FITS_IN_PROMPT, KnowledgeHome.LARGE_CORPUS, KnowledgeHome.LIVE_SYSTEM], KnowledgeHome.NONE_NEEDED
    ),
    Criterion.TRIED: {
        Tried.RAG: LOOKED_UP.get(Tried.RAG),
        Tried.PROMPT_AND_RAG: LOOKED_UP.get(Tried.PROMPT_AND_RAG),
    },
    Criterion.FAILURE: dict.fromkeys([Failure.MISSING_KNOWLEDGE, Failure.BAD_RETRIEVAL, Failure.IGNORES_CONTEXT]),
    Criterion.VOLATILITY: dict.fromkeys([Volatility.SLOW, Volatility.FREQUENT, Volatility.REALTIME]),
    Criterion.CITATIONS: {CitationNeed.YES: CitationNeed.NO},
}
#: What is supposed in place of what would not be known.
_UNKNOWN: Final = {Criterion.FAILURE: Failure.UNSPECIFIED, Criterion.VOLATILITY: Volatility.STATIC}


def with_documents_dropped(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same where a message takes the documents of its case away: nothing is to be known from them, and what was wanted of them is wanted no longer.

    A question supposes it. A case that has nothing to do with documents is left as it is.
    """
    if not case.begun or understood.command is not None or not (words := documents_dropped(text)):
        return understood
    words = words[:LONGEST_WORDS]
    facts, gone = _left(case, words)
    goal = case.told_so_far.fact(Criterion.GOAL)
    wanted = goal.values if goal is not None else ()
    left = tuple(value for value in wanted if value != Goal.NEW_FACTS)
    if left != wanted:
        if left:
            facts.append(Fact(Criterion.GOAL, left, words=words))
        elif falls_short(case.told_so_far, case.opening):
            facts.append(Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), words=words))
        else:
            gone.add(Criterion.GOAL)
    if not facts and not gone:
        return understood
    facts = [one for one in facts if one.criterion is not Criterion.KNOWLEDGE_HOME]
    facts.insert(0, Fact(Criterion.KNOWLEDGE_HOME, (str(KnowledgeHome.NONE_NEEDED),), words=words))
    if is_imagined(text):
        facts += [Fact(one, (str(_UNKNOWN.get(one, Goal.UNCLEAR)),), words=words) for one in gone]
        return replace(understood, facts=(), replaces=frozenset(), supposed=tuple(facts), answers=False)
    return replace(
        understood,
        kind=MessageKind.REMARK,
        questions=(),
        facts=tuple(facts),
        replaces=frozenset(one.criterion for one in facts),
        withdrawn=understood.withdrawn | gone,
        answers=case.pending is Criterion.KNOWLEDGE_HOME,
    )


def _left(case: Case, words: str) -> tuple[list[Fact], set[Criterion]]:
    """The facts that are others without the documents, and the criteria of which nothing is known any more."""
    facts: list[Fact] = []
    gone: set[Criterion] = set()
    for criterion, without in _WITHOUT.items():
        known = case.told_so_far.fact(criterion)
        if known is None or not known.values or not without.keys() >= set(known.values):
            continue
        value = without[known.values[0]]
        if value is None:
            gone.add(criterion)
        else:
            facts.append(Fact(criterion, (str(value),), Certainty.STATED, words))
    return facts, gone
