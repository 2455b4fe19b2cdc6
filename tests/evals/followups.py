"""Whether the later turns of a conversation are understood: sections and answers, through the assistant's own memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.search import Arm

from .answers import judge, place_of
from .retrieval import VERSION, rank, reciprocal_rank_of
from .runs import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.storage.conversations import Conversations
    from bot.turn import Place

    from .answers import Respondent
    from .cases import Case, Talk


async def evaluate(
    talks: Iterable[Talk], respondent: Respondent, conversations: Conversations, run: str
) -> list[Result]:
    """Say each conversation turn by turn; all turns but the first are judged."""
    results: list[Result] = []
    for talk in talks:
        place = place_of(talk.id, run)
        for number, case in enumerate(talk.turns):
            reaction = await respondent.react(case.said, place)
            if number:
                results += [await _rank(case, respondent, conversations, place), *judge(case, reaction)]
    return results


async def _rank(case: Case, respondent: Respondent, conversations: Conversations, place: Place) -> Result:
    """Where an acceptable section is among what the remembered stand-alone question finds."""
    remembered = await conversations.recall(place)
    if not remembered or remembered[-1].text != case.said:
        return Result(case.id, reciprocal_rank_of(Arm.HYBRID), 0.0, "not taken as a question", VERSION)
    question = remembered[-1].question
    result = rank(case, await respondent.searcher.search(question))
    reason = f"understood as {question!r}; {result.reason}" if result.reason else ""
    return Result(result.case, result.evaluator, result.value, reason, result.version)
