"""The entries of a Chroma collection that are nearest to a vector, of all sources or of those that may be read, and their passages."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
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
) -> list[tuple[str, float]]:
    """The ids of the nearest so many entries with their cosine similarities, best first; `where` as Chroma has it."""
    found = collection.query(
        query_embeddings=[vector],
        n_results=entries,
        where=where,
        # Without the metadata, which would take most of the time: an entry's id says which passage it belongs to.
        include=["distances"],
    )
    distances = zip(found["ids"][0], found["distances"][0], strict=True)
    return [(entry_id, 1.0 - float(distance)) for entry_id, distance in distances]


def by_passage(entries: Iterable[tuple[str, float]], limit: int) -> list[Near]:
    """The passages that the nearest so many of some entries belong to, best first."""
    near: dict[str, Near] = {}
    for entry_id, similarity in nsmallest(limit, entries, key=lambda entry: (-entry[1], entry[0])):
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
) -> list[tuple[str, float]]:
    """The nearest entries of some sources with their cosine similarities, best first; at least those of so many passages, where there are as many.

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
        near = [
            one for one in nearest_entries(collection, vector, min(entries, count)) if may_read(split_id(one[0])[0])
        ]
        if entries >= count or len({split_id(entry_id)[0] for entry_id, _ in near}) >= limit:
            return near
        entries *= WIDER
    # As many entries as the widest look that would have done.
    exactly = held.nearest(collection, vector, limit * ENTRIES_A_PASSAGE * WIDER, sources)
    if exactly is None:
        where = {"source_id": {"$in": sorted(sources)}}
        exactly = nearest_entries(collection, vector, min(limit * ENTRIES_A_PASSAGE, count), where)
    return [one for one in exactly if may_read(split_id(one[0])[0])]
