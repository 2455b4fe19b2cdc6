"""The passages of a Chroma collection that are nearest to a vector: of all sources, or of those that may be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.entries import split_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from knowledge.held_vectors import HeldVectors

#: How many entries of one passage crowd the nearest ones, at a guess. Four find as many acceptable sections and take longer.
ENTRIES_A_PASSAGE = 2
#: Entries that are looked at until enough are of sources that may be read, and how many times more at each look.
WIDEST, WIDER = 1_600, 4
#: Of so many entries at the widest look one has to be readable by its share, for looks to be worth their time: twice what is wanted.
SPARE = 2


@dataclass(frozen=True, slots=True)
class Near:
    """A passage near to a vector: the cosine similarity of its nearest entry, and that of each way of asking found, by its name."""

    passage_id: str
    similarity: float
    ways: dict[str, float]


def nearest_entries(
    collection: Any, vector: list[float], entries: int, where: dict[str, Any] | None = None
) -> list[Near]:
    """The passages that the nearest so many entries belong to, best first; `where` as Chroma has it."""
    found = collection.query(
        query_embeddings=[vector],
        n_results=entries,
        where=where,
        # Without the metadata, which would take most of the time: an entry's id says which passage it belongs to.
        include=["distances"],
    )
    distances = zip(found["ids"][0], found["distances"][0], strict=True)
    return _by_passage((entry_id, 1.0 - float(distance)) for entry_id, distance in distances)


def _by_passage(entries: Iterable[tuple[str, float]]) -> list[Near]:
    """The passages of entries with their similarities, both best first."""
    near: dict[str, Near] = {}
    for entry_id, similarity in entries:
        own, way = split_id(entry_id)
        known = near.setdefault(own, Near(own, similarity, {}))
        if way:
            known.ways[way] = similarity
    return list(near.values())


def nearest_readable(  # noqa: PLR0913 - what is looked through, and what of it may be read
    collection: Any,
    vector: list[float],
    limit: int,
    *,
    count: int,
    readable: int,
    sources: Mapping[str, str],
    may_read: Callable[[str], bool],
    held: HeldVectors,
) -> list[Near]:
    """The nearest passages of some sources; as many, and in the same order, as if there were no others.

    A wider look takes a few milliseconds, and is enough where much may be read. Where others crowd the neighbourhood, the vectors of what may be read are
    held and searched; Chroma's own filter, which takes 50 ms where a hundredth of 100,000 entries may be read and 400 ms where most may (measured), is
    left for where they are too many for that.

    Args:
        collection: Chroma's.
        vector: A question's.
        limit: How many passages.
        count: How many entries the collection holds.
        readable: How many passages may be read.
        sources: The ids of the sources that may be read, each with its fingerprint.
        may_read: Whether a passage is of one of them, by its id.
        held: The vectors that are in memory.
    """
    entries = limit * ENTRIES_A_PASSAGE
    while entries <= WIDEST and readable * WIDEST >= count * limit * SPARE:
        near = [one for one in nearest_entries(collection, vector, min(entries, count)) if may_read(one.passage_id)]
        if len(near) >= limit or entries >= count:
            return near[:limit]
        entries *= WIDER
    # As many entries as the widest look that would have done.
    exactly = held.nearest(collection, vector, limit * ENTRIES_A_PASSAGE * WIDER, sources)
    if exactly is not None:
        near = _by_passage(exactly)
    else:
        where = {"source_id": {"$in": sorted(sources)}}
        near = nearest_entries(collection, vector, min(limit * ENTRIES_A_PASSAGE, count), where)
    return [one for one in near if may_read(one.passage_id)][:limit]
