"""An answer to what goes on from an earlier one and finds nothing new by itself: the sentence of the same section that is nearest to it.

"At how much?" and "is the model gone as well?" name nothing that can be looked for, and what they ask mostly stands where the last answer stood.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.answers.caveats import caveats
from bot.answers.marks import parse
from bot.answers.relevance import holds_what_is_wanted
from bot.citations import Citations
from bot.reading.asked.question_form import names_other_models, wanted
from bot.replies import Answer, Author
from knowledge.passages import Status, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.follow_up import StandAlone
    from bot.turn_log import Work
    from knowledge.document_sets import Scope
    from knowledge.passages import Passage
    from knowledge.search import Searcher

#: How far a sentence has to answer the message by itself and with the question before it: two cosine similarities together, chosen on the
#: follow-ups for development (`tests.evals.questions`).
FAR_ENOUGH: Final = 0.6
#: And by how much farther than the sentence that another section would say, unless the message points back to what was answered.
FARTHER: Final = 0.1
#: What stands for the very thing that was answered; "the other one" does not.
_OF_THAT: Final = re.compile(r"\b(?:it|they|them|that|this|there)\b", re.IGNORECASE)


async def from_the_same_section(
    asked: StandAlone, work: Work, searcher: Searcher, scope: Scope, other: tuple[Passage, str] | None = None
) -> Answer | None:
    """What the sections behind the last answer still say on a message that goes on from it.

    None where nothing there is near enough, or nearer than the sentence of another section that would be said instead.
    """
    last = next((turn for turn in reversed(work.remembered) if turn.answered), None)
    if last is None or not asked.continues:
        return None
    passages = await searcher.passages(last.passages, scope=scope)
    sections = await searcher.whole_sections(passages, scope=scope)
    said = {parse(told).text for turn in work.remembered if turn.answered for told in sentences(turn.reply)}
    kind = wanted(work.text)
    open_ones = [
        (passage, text)
        for passage in dict.fromkeys(one for section in sections for one in section)
        for text in sentences(passage.text)
        if passage.status is Status.CURRENT
        and text not in said
        and holds_what_is_wanted(text, kind)
        and not names_other_models(asked.question, text)
    ]
    near = await asyncio.to_thread(_nearest, asked, work.text, open_ones, searcher)
    farther = 0.0 if _OF_THAT.search(work.text) else FARTHER
    instead = await asyncio.to_thread(_nearest, asked, work.text, [other], searcher) if other else None
    if near is None or near.far < max(FAR_ENOUGH, instead.far + farther if instead else 0.0):
        return None
    passage, sentence = near.told
    cited = Citations()
    text = cited.cite(sentence, [passage])
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text), more=(passage.id,))


@dataclass(frozen=True, slots=True)
class _Nearest:
    told: tuple[Passage, str]
    far: float


def _nearest(
    asked: StandAlone, message: str, told: Sequence[tuple[Passage, str]], searcher: Searcher
) -> _Nearest | None:
    joined, alone = (searcher.answering(question, told) for question in (asked.question, message))
    if not joined or not alone:
        return None
    far, place = max((one + own, -place) for place, (one, own) in enumerate(zip(joined, alone, strict=True)))
    return _Nearest(told[-place], far)
