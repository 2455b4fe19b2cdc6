"""The ways of asking whose vectors are packaged: in no collection, and found as if they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge import packaged_vectors, packaged_ways
from knowledge.entries import split_id, way_id
from knowledge.index import Index
from knowledge.notes import read_note
from knowledge.packaged_ways import PackagedWays
from knowledge.sources import load_sources

from .embedders import HashEmbedder
from .making import passage, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.embedder import LocalEmbedder

SOURCE = load_sources()[1]
NOTES = read_note(SOURCE)
WAYS = {one.id: list(one.asked) for one in NOTES}
QUESTION = "how many examples do I need for a start"


def test_the_same_as_one_by_one(embedder: LocalEmbedder) -> None:
    """Each way found is as near as its own vector is, none that is nearer is missed, and none of a passage that may not be read comes."""
    ways = PackagedWays.of(embedder.id, WAYS)
    vector = embedder.embed_query(QUESTION)
    every = [(way_id(own, way), own) for own, asked in WAYS.items() for way in asked]
    texts = [way for asked in WAYS.values() for way in asked]
    near = np.asarray(embedder.embed_documents(texts)) @ np.asarray(vector)
    best = sorted(zip(near.tolist(), every, strict=True), key=lambda pair: -pair[0])
    found = ways.nearest(vector, 40)
    assert [similarity for _, similarity in found] == pytest.approx(
        [similarity for similarity, _ in best[:40]], abs=1e-3
    )
    assert {name for name, _ in found[:20]} <= {name for _, (name, _) in best[:40]}
    assert len(ways.nearest(vector, len(every) + 10)) == len(every)
    hidden = {split_id(name)[0] for name, _ in found[:5]}
    seen = ways.nearest(vector, 40, lambda own: own not in hidden)
    assert seen
    assert not hidden & {split_id(name)[0] for name, _ in seen}
    assert ways.nearest(vector, 40, lambda _: False) == []


def test_what_the_collection_holds(tmp_path: Path, embedder: LocalEmbedder) -> None:
    """Passages, and the ways of asking that nothing is packaged of; all are found, after another start as well, and a way that is taken out is not."""
    own_way = "wie viele Zeilen braucht Quaxmoor?"
    changed = [replace(NOTES[0], asked=(*NOTES[0].asked, own_way)), *NOTES[1:]]
    own = replace(passage("Ten rows are enough.", "mine", asked=(NOTES[0].asked[0],)), is_own=True)

    def nearest(index: Index, question: str) -> dict[str, float]:
        return {one.passage_id: one.similarity for one in index.nearest(embedder.embed_query(question), 5)}

    with Index(tmp_path / "index", embedder) as index:
        index.sync(SOURCE.id, changed, "first", quiet)
        index.sync("mine", [own], "first", quiet)
        # What is not of the notes depends on no package.
        assert index.store.collection.count() == len(changed) + 1 + len([own, own_way])
    with Index(tmp_path / "index", embedder) as index:
        assert nearest(index, own_way)[NOTES[0].id] > 0.99
        assert nearest(index, NOTES[0].asked[0]) == pytest.approx(
            nearest(index, NOTES[0].asked[0]) | {NOTES[0].id: 1.0, own.id: 1.0}, abs=0.01
        )
        assert NOTES[0].id in dict(index.lexical.search("Quaxmoor", 5))
        index.sync(SOURCE.id, [replace(NOTES[0], asked=NOTES[0].asked[1:]), *NOTES[1:]], "second", quiet)
        assert nearest(index, NOTES[0].asked[0]).get(NOTES[0].id, 0.0) < 0.99
        index.remove(SOURCE.id)
        assert set(nearest(index, QUESTION)) == {own.id}


def test_another_embedder_has_them_in_the_collection(tmp_path: Path) -> None:
    """Nothing is packaged for it."""
    with Index(tmp_path / "index", HashEmbedder()) as index:
        index.sync(SOURCE.id, NOTES, "first", quiet)
        assert index.store.collection.count() == len(NOTES) + sum(map(len, WAYS.values()))
        assert index.nearest(HashEmbedder().embed_query(NOTES[0].asked[0]), 1)[0].similarity > 0.99


def test_what_is_kept_is_read_back(tmp_path: Path, embedder: LocalEmbedder) -> None:
    """The same for the same passages; of others, cut off or none: nothing, so that they are read from the collection."""
    ways = PackagedWays.of(embedder.id, WAYS | {"without": ["wie viele Zeilen braucht Quaxmoor?"]})
    assert set(ways.asked) == set(WAYS)
    assert PackagedWays.load(tmp_path, "print", embedder.id) is None
    ways.save(tmp_path, "print")
    assert PackagedWays.load(tmp_path, "print", embedder.id) == ways
    assert PackagedWays.load(tmp_path, "another", embedder.id) is None
    (tmp_path / packaged_ways.FILE).write_text('{"fingerprint": "print", "as', encoding="utf-8")
    assert PackagedWays.load(tmp_path, "print", embedder.id) is None


def test_without_the_package(embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is gone after the index was built costs these ways, and nothing else."""
    ways = PackagedWays.of(embedder.id, WAYS)
    monkeypatch.setattr(packaged_vectors, "DIGESTS", {})
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - whether a file is sound is asked once a process
    assert ways.nearest(embedder.embed_query(QUESTION), 5) == []
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - same
