"""Removed documents leave nothing: not in the collection of another embedder, nor in any byte of the files, open or closed."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from knowledge.index import Index
from knowledge.removed_texts import wipe_removed
from tests.knowledge.embedders import HashEmbedder
from tests.knowledge.making import passage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.passages import Passage

WORD = "quibblefrost"
OWN = [passage(f"The {WORD} policy number {number} says that answers are short.", "own") for number in range(30)]
OTHERS = [passage(f"Another text on tuning, number {number}.", "b") for number in range(30)]


def holding(folder: Path) -> list[str]:
    """The files that hold the word."""
    return [one.name for one in folder.rglob("*") if one.is_file() and WORD.encode() in one.read_bytes()]


def synced(index: Index, source: str, passages: Sequence[Passage]) -> None:
    """Bring a source up to date."""
    index.sync(source, passages, f"{source} {len(passages)}", lambda _done, _total: None)
    assert len(index) == len(index.lexical.ids)


def test_a_removed_source(tmp_path: Path) -> None:
    """It goes from every collection and every file; what else there is is found, and the source can come back under either embedder."""
    folder = tmp_path / "index"
    (tmp_path / "index.damaged-20261129T101112131415").mkdir()
    for name in ("one", "two"):
        with Index(folder, HashEmbedder(name)) as index:
            synced(index, "own", OWN)
            synced(index, "b", OTHERS)
    assert "chroma.sqlite3" in holding(folder)
    with Index(folder, HashEmbedder("two")) as index:
        index.remove("own")
        assert len(index) == len(OTHERS)
        assert holding(folder) == []
    assert holding(folder) == []
    assert not (tmp_path / "index.damaged-20261129T101112131415").exists()
    with Index(folder, HashEmbedder("one")) as index:
        assert index.fingerprints == {"own": "", "b": "b 30"}
        assert len(index) == len(OTHERS)
        synced(index, "own", OWN)
        near = index.nearest(index.embedder.embed_query(OWN[3].text), 60) if index.embedder else []
        assert {passage.id for passage in OWN} <= {one.passage_id for one in near}


def test_a_document_of_one_s_own_that_is_gone(tmp_path: Path) -> None:
    """What a folder does not hold any more is nowhere, while the rest of the folder is found."""
    from dataclasses import replace

    folder, own = tmp_path / "index", [replace(one, is_own=True) for one in OWN]
    rest = [replace(passage("What stays in the folder.", "own"), is_own=True)]
    with Index(folder, HashEmbedder()) as index:
        synced(index, "own", [*own, *rest])
        synced(index, "own", rest)
        assert len(index) == 1
        assert holding(folder) == []


@pytest.mark.parametrize(("name", "size"), [("data_level0.bin", 20), ("length.bin", 4)])
def test_room_that_is_not_used_yet(name: str, size: int, tmp_path: Path) -> None:
    """Chroma writes it with what the memory held before; what is used stays."""
    vectors = tmp_path / "vectors"
    vectors.mkdir()
    (vectors / "header.bin").write_bytes(struct.pack("<iQQQQ", 1, 0, 5, 2, 20) + bytes(64))
    for each, length in (("data_level0.bin", 20), ("length.bin", 4)):
        (vectors / each).write_bytes((WORD * 10).encode()[: 5 * length])
    wipe_removed(tmp_path / "chroma.sqlite3")
    kept = (vectors / name).read_bytes()
    assert kept == (WORD * 10).encode()[: 2 * size] + bytes(3 * size)
