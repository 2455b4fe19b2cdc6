"""The rest of an answer, on a press: what its passages hold that was not said, and what its marks rest on.

Nothing but the ids of passages is needed for it, so that it works for messages from long ago and after a restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.answers.marks import parse
from bot.answers.support import quote
from bot.replies import Answer, Author, Citation
from knowledge.lexical import overlap, words
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    async def more(self, ids: Sequence[str], said: str) -> Answer | None:
        """The sentences of these passages that `said` does not hold, cited; None where nothing is left."""
        cited, told = Citations(), [words(parse(sentence).text) for sentence in sentences(said)]
        paragraphs: list[str] = []
        left = MOST_SENTENCES
        for passage in await self._searcher.passages(list(ids)):
            fresh = [one for one in sentences(passage.text) if not _is_told(one, told)][:left]
            left -= len(fresh)
            told += [words(sentence) for sentence in fresh]
            if fresh:
                paragraphs.append(" ".join(cited.cite(sentence, [passage]) for sentence in fresh))
        if not paragraphs:
            return None
        return Answer("\n\n".join(paragraphs), tuple(cited), Author.SOURCES, caveats(cited))

    async def cited(self, ids: Sequence[str], said: str) -> tuple[Citation, ...]:
        """The passages of an answer's marks in order, each with the sentence that the marked text rests on."""
        stored = {passage.id: passage for passage in await self._searcher.passages(list(ids))}
        marked = [parse(sentence) for sentence in sentences(said)]
        return tuple(
            Citation(number, stored[one], _quoted(stored[one], [text.text for text in marked if number in text.marks]))
            for number, one in enumerate(ids, start=1)
            if one in stored
        )


def _is_told(sentence: str, told: Sequence[tuple[str, ...]]) -> bool:
    own = words(sentence)
    return not own or any(overlap(own, other) >= SAID for other in told)


def _quoted(passage: Passage, marked: Sequence[str]) -> str:
    return quote(marked[0], passage) if marked else (sentences(passage.text) or [passage.text])[0]
