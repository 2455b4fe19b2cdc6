"""A letter with words that belong to the question before: "c, blind A/B with 6 writers" after the next one was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import question_for
from bot.reading.direct_answer import answer_in, picked_first
from bot.reading.encoder import reading_encoder
from bot.reading.facts_in import LONGEST_WORDS

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.decision import Fact


def picked_before(text: str, case: Case) -> Fact | None:
    """What a letter picks of the question before the open one, where that was never answered and the words beside the letter say the same of it.

    None where the words say something of the open question, or bear the letter out in neither.
    """
    before = next((one for one in reversed(case.asked) if one is not case.pending), None)
    if before is None or case.pending is None or case.told_so_far.fact(before) is not None:
        return None
    picked = picked_first(text, question_for(case.assessment, before))
    rest = text.strip().partition(",")[2] or text.strip()[1:]
    encoded = [reading_encoder().encode(rest, one) for one in (before, case.pending)]
    meant, fits = (answer_in(one, of) if one else None for one, of in zip(encoded, (before, case.pending), strict=True))
    is_meant = picked and picked.values and meant and not fits and set(meant.values) & set(picked.values)
    return replace(picked, words=" ".join(rest.split())[:LONGEST_WORDS]) if picked and is_meant else None
