"""Makes the vectors of the built-in notes that are packaged with them (`make vectors`), and prints their digests."""

from __future__ import annotations

import sys

from knowledge import packaged_vectors
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.embedder import LocalEmbedder
from knowledge.entries import entries_of
from knowledge.notes import GAPS, read_note
from knowledge.packaged_vectors import DIGESTS, package
from knowledge.passages import sentences
from knowledge.sources import load_sources


def texts() -> dict[str, list[str]]:
    """What is embedded of the built-in notes, by the id of the model: entries of the index and single sentences; sentences under their heading."""
    notes = [read_note(source) for source in [*load_sources(), GAPS]]
    told = [(passage, text) for note in notes for passage in note for text in sentences(passage.text)]
    entries = [entry.document for note in notes for entry in entries_of(note).values()]
    return {
        LocalEmbedder.id: list(dict.fromkeys([*entries, *(text for _, text in told)])),
        AnsweringEncoder.id: list(dict.fromkeys(under_heading(passage, text) for passage, text in told)),
    }


def make() -> None:
    """Make both files; their digests belong into `knowledge/packaged_vectors.py`."""
    # What was packaged before is not taken over.
    DIGESTS.clear()
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - same
    for encoder in (LocalEmbedder(), AnsweringEncoder()):
        own = texts()[encoder.id]
        digest = package(encoder.id, dict(zip(own, encoder.embed_documents(own), strict=True)))
        sys.stdout.write(f'    "{encoder.id}": "{digest}",\n')


if __name__ == "__main__":
    make()
