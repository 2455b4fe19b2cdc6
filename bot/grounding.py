"""Finds the stored passage a reason of the rubric rests on, so that a verdict's marks land on headings like any other.

The rubric names the sources of each reason; which passage of them says it is looked up in the index, once a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.lexical import overlap, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.passages import Passage
    from knowledge.search import Searcher

#: How far down the ranking a named source is looked for.
DEPTH = 50
#: How much of a reason's words the passage shares counts beside its rank.
WORDS_WEIGH = 0.2


class Grounding:
    """Looks up passages for texts with source ids; remembers what it found."""

    def __init__(self, searcher: Searcher) -> None:
        """Look passages up in one index."""
        self._searcher = searcher
        self._found: dict[str, Passage | None] = {}

    async def passage(self, text: str, sources: Sequence[str]) -> Passage | None:
        """The passage of one of these sources that says this best, or None where the index has none of them."""
        if text not in self._found:
            self._found[text] = await self._look_up(text, sources)
        return self._found[text]

    async def _look_up(self, text: str, sources: Sequence[str]) -> Passage | None:
        said = words(text)
        hits = [hit for hit in (await self._searcher.search(text, DEPTH)).hits if hit.passage.source_id in sources]
        best = max(
            hits,
            key=lambda hit: hit.score + WORDS_WEIGH * overlap(said, words(hit.passage.indexed_text)),
            default=None,
        )
        return best.passage if best else None
