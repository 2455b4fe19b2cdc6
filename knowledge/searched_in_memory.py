"""What of an index is searched in memory: BM25 of its passages, and the packaged ways of asking for them.

It is made of the collection whenever that has changed, kept in files beside the vectors, and replaced as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.collection_writes import PAGE
from knowledge.entries import stored_passages
from knowledge.lexical import LexicalIndex
from knowledge.packaged_ways import PackagedWays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SearchedInMemory:
    """BM25 of all passages, and the ways of asking for them that need no entry."""

    lexical: LexicalIndex
    ways: PackagedWays

    @classmethod
    def load_or_build(cls, directory: Path, fingerprint: str, model_id: str, collection: Any) -> SearchedInMemory:
        """What is kept in a directory under this fingerprint, or made of the collection and kept from now on."""
        lexical = LexicalIndex.load(directory, fingerprint)
        ways = PackagedWays.load(directory, fingerprint, model_id)
        if lexical is None or ways is None:
            asked: dict[str, list[str]] = {}

            def texts() -> Iterator[tuple[str, str, str]]:
                """The passages with their ways of asking, which are noted on the way."""
                for passage_id, source_id, text, of_one in stored_passages(collection, PAGE):
                    if of_one:
                        asked[passage_id] = of_one
                    yield passage_id, source_id, "\n".join([text, *of_one])

            lexical = LexicalIndex.build(texts())
            ways = PackagedWays.of(model_id, asked)
            lexical.save(directory, fingerprint)
            ways.save(directory, fingerprint)
        return cls(lexical, ways)
