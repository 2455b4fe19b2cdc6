"""The rest of an answer, on a press: what its passages hold that was not said, and what its marks rest on.

Nothing but the ids of passages is needed for it, so that it works for messages from long ago and after a restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.marks import parse
from bot.citations import Citations, quote
from bot.replies import Answer, Author, Citation
from knowledge.lexical import overlap, words
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.document_sets import Scope
    from knowledge.passages import Passage
    from knowledge.search import Searcher

#: From this share of its words on a sentence has been said.
SAID = 0.8
#: Sentences that one press brings.
MOST_SENTENCES = 8


class More:
    """Brings what was left out of answers."""

    def __init__(self, searcher: Searcher) -> None:
        """Look passages up in this index."""
        self._searcher = searcher

    async def more(self, ids: Sequence[str], said: str, scope: Scope) -> Answer | None:
        """The sentences of these passages that `said` does not hold, of those that may be read in a scope, cited; None where nothing is left."""
        return more_of(await self._searcher.passages(list(ids), scope=scope), said)

    async def cited(self, ids: Sequence[str], said: str, scope: Scope) -> tuple[Citation, ...]:
        """The passages of an answer's marks in order, as far as a scope has them, each with the sentence that the marked text rests on."""
        stored = {passage.id: passage for passage in await self._searcher.passages(list(ids), scope=scope)}
        marked = [parse(sentence) for sentence in sentences(said)]
        return tuple(
            Citation(number, stored[one], _quoted(stored[one], [text.text for text in marked if number in text.marks]))
            for number, one in enumerate(ids, start=1)
            if one in stored
        )


def more_of(passages: Sequence[Passage], said: str) -> Answer | None:
    """What passages, nearest first, hold that a text with marks does not; None where that is nothing."""
    cited, told = Citations(), [words(parse(sentence).text) for sentence in sentences(said)]
    paragraphs: list[str] = []
    left = MOST_SENTENCES
    for passage in passages:
        fresh: list[str] = []
        for text in sentences(passage.text):
            own = words(text)
            if len(fresh) < left and own and all(overlap(own, other) < SAID for other in told):
                fresh.append(cited.cite(text, [passage]))
                told.append(own)
        left -= len(fresh)
        if fresh:
            paragraphs.append(" ".join(fresh))
    text = "\n\n".join(paragraphs)
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text)) if paragraphs else None


def _quoted(passage: Passage, marked: Sequence[str]) -> str:
    return quote(marked[0], passage) if marked else (sentences(passage.text) or [passage.text])[0]
