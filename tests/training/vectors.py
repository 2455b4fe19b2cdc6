"""Makes the vectors of the built-in notes that are packaged with them (`make vectors`), or those of the ids that are named, and puts their digests into `knowledge/packaged_vectors.py`.

Only what is not packaged yet is embedded; with `--anew`, which another model or another way of embedding calls for, everything is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import packaged_vectors
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.embedder import LocalEmbedder
from knowledge.entries import entries_of
from knowledge.notes import GAPS, read_note
from knowledge.packaged_vectors import DIGESTS, package, packaged
from knowledge.passages import sentences
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


#: Holds the digests.
MODULE = Path(packaged_vectors.__file__)


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


def make(ids: Collection[str], *, anew: bool = False) -> None:
    """Make the files of these ids, or of all, and put their digests where they are looked up.

    What is packaged of a text that the notes still hold stays as it is, and takes no time, unless all is to be made `anew`.
    """
    if anew:
        # Nothing is known of what was packaged before.
        DIGESTS.clear()
    answering = AnsweringEncoder()
    makers: dict[str, Callable[[list[str]], list[list[float]]]] = {
        LocalEmbedder.id: LocalEmbedder().embed_documents,
        AnsweringEncoder.id: answering.embed_documents,
        AnsweringEncoder.asked_id: lambda asked: [answering.embed_query(one) for one in asked],
    }
    for name, every in texts().items():
        if ids and name not in ids:
            continue
        known = {every[place] for place in packaged(name, every)}
        missing = [text for text in every if text not in known]
        vectors = dict(zip(missing, makers[name](missing), strict=True))
        digest = package(name, vectors, small=name == AnsweringEncoder.asked_id, keeping=[*known])
        _renew(name, digest)
        sys.stdout.write(f"{name}: {len(missing)} of {len(every)} texts embedded\n")


def _renew(name: str, digest: str) -> None:
    """Put a digest in the place of the one that the packaged vectors' module holds."""
    source = MODULE.read_text(encoding="utf-8")
    MODULE.write_text(re.sub(rf'("{re.escape(name)}": )"[0-9a-f]{{64}}"', rf'\1"{digest}"', source), encoding="utf-8")


if __name__ == "__main__":
    named = [one for one in sys.argv[1:] if one != "--anew"]
    make(named, anew="--anew" in sys.argv)
