"""Makes the vectors of the built-in notes that are packaged with them (`make vectors`), or those of the ids that are named, and prints their digests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from knowledge import packaged_vectors
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.embedder import LocalEmbedder
from knowledge.entries import entries_of
from knowledge.notes import GAPS, read_note
from knowledge.packaged_vectors import DIGESTS, package
from knowledge.passages import sentences
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def texts() -> dict[str, list[str]]:
    """What is embedded of the built-in notes, by the id of the model: entries of the index and single sentences; sentences under their heading."""
    notes = [read_note(source) for source in [*load_sources(), GAPS]]
    asked = [text for note in notes for passage in note for text in passage.asked]
    told = [(passage, text) for note in notes for passage in note for text in sentences(passage.text)]
    entries = [entry.document for note in notes for entry in entries_of(note).values()]
    return {
        LocalEmbedder.id: list(dict.fromkeys([*entries, *(text for _, text in told)])),
        AnsweringEncoder.id: list(dict.fromkeys(under_heading(passage, text) for passage, text in told)),
        AnsweringEncoder.asked_id: list(dict.fromkeys(asked)),
    }


def make(ids: Collection[str]) -> None:
    """Make the files of these ids; their digests belong into `knowledge/packaged_vectors.py`."""
    # What was packaged before is not taken over.
    DIGESTS.clear()
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - same
    answering, every = AnsweringEncoder(), texts()
    makers: dict[str, Callable[[list[str]], list[list[float]]]] = {
        LocalEmbedder.id: LocalEmbedder().embed_documents,
        AnsweringEncoder.id: answering.embed_documents,
        AnsweringEncoder.asked_id: lambda asked: [answering.embed_query(one) for one in asked],
    }
    for name in ids or makers:
        vectors = dict(zip(every[name], makers[name](every[name]), strict=True))
        digest = package(name, vectors, small=name == AnsweringEncoder.asked_id)
        sys.stdout.write(f'    "{name}": "{digest}",\n')


if __name__ == "__main__":
    make(sys.argv[1:])
