"""Finds the stored passages a text of the rubric rests on, so that a verdict's marks land on headings like any other.

The rubric names the places of each text, source and heading; which passage under the heading says it best is looked up
here, once a text. What the rubric may claim is its own matter, and a test's.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

from knowledge.lexical import overlap, words
from knowledge.notes import read_note
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.decision import Reference
    from knowledge.passages import Passage
    from knowledge.search import Searcher

#: How far down the ranking a source is looked for where no heading is named.
DEPTH = 50
#: How much of a text's words the passage shares counts beside its rank.
WORDS_WEIGH = 0.2


class Grounding:
    """Looks up passages for texts with references; remembers what it found."""

    def __init__(self, searcher: Searcher) -> None:
        """Look passages up in one index."""
        self._searcher = searcher
        self._found: dict[tuple[str, Reference], Passage | None] = {}

    async def passages(self, text: str, places: Iterable[Reference]) -> list[Passage]:
        """What to cite for a text: of each place the passage that says it best; a place the index lacks is left out."""
        found = [await self._passage(text, place) for place in places]
        return list(dict.fromkeys(passage for passage in found if passage is not None))

    async def stored(self, ids: Iterable[str]) -> list[Passage]:
        """The passages of these ids, as far as the index has them."""
        return await self._searcher.passages(tuple(ids))

    async def _passage(self, text: str, place: Reference) -> Passage | None:
        key = (text, place)
        if key not in self._found:
            self._found[key] = await self._under_heading(text, place) or await self._in_source(text, place.source_id)
        return self._found[key]

    async def _under_heading(self, text: str, place: Reference) -> Passage | None:
        """The passage under the heading that shares most words with the text."""
        headings = await asyncio.to_thread(passages_by_heading)
        stored = await self._searcher.passages(headings.get((place.source_id, place.heading), ()))
        said = words(text)
        return max(stored, key=lambda passage: overlap(said, words(passage.text)), default=None)

    async def _in_source(self, text: str, source_id: str) -> Passage | None:
        """The passage of the source that a search for the text likes best."""
        said = words(text)
        hits = [hit for hit in (await self._searcher.search(text, DEPTH)).hits if hit.passage.source_id == source_id]
        best = max(
            hits,
            key=lambda hit: hit.score + WORDS_WEIGH * overlap(said, words(hit.passage.indexed_text)),
            default=None,
        )
        return best.passage if best else None


@cache
def passages_by_heading() -> Mapping[tuple[str, str], Sequence[str]]:
    """The ids of the passages under each heading of the built-in notes, by source id and heading."""
    found: dict[tuple[str, str], list[str]] = {}
    for source in load_sources():
        for passage in read_note(source):
            found.setdefault((source.id, " > ".join(passage.heading_path)), []).append(passage.id)
    return found
