"""What is read and changed of a Chroma collection's entries when a source is brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.entries import Entry

#: Entries that are read or changed in one call.
PAGE = 1_000


def present_entries(collection: Any, source_id: str) -> dict[str, dict[str, Any]]:
    """All entries of a source: id and metadata."""
    present: dict[str, dict[str, Any]] = {}
    while True:
        page = collection.get(where={"source_id": source_id}, limit=PAGE, offset=len(present), include=["metadatas"])
        present.update(zip(page["ids"], (dict(row) for row in page["metadatas"]), strict=True))
        if len(page["ids"]) < PAGE:
            return present


def upsert(collection: Any, entries: Sequence[Entry], vectors: Sequence[Sequence[float]]) -> None:
    """Put entries in, each with its vector."""
    if entries:
        collection.upsert(
            ids=[entry.id for entry in entries],
            documents=[entry.document for entry in entries],
            metadatas=[entry.metadata for entry in entries],
            embeddings=vectors,
        )


def relabel(collection: Any, entries: Sequence[Entry]) -> None:
    """Give entries other metadata."""
    for start in range(0, len(entries), PAGE):
        part = entries[start : start + PAGE]
        collection.update(ids=[entry.id for entry in part], metadatas=[entry.metadata for entry in part])


def delete(collection: Any, entry_ids: Sequence[str]) -> None:
    """Take entries out."""
    for start in range(0, len(entry_ids), PAGE):
        collection.delete(ids=entry_ids[start : start + PAGE])
