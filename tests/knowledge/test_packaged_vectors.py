"""The vectors that are packaged with the notes: what they cover, that they are right, and what happens without them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from structlog.testing import capture_logs

from knowledge import packaged_vectors
from knowledge.answering import AnsweringEncoder
from knowledge.embedder import LocalEmbedder
from knowledge.packaged_vectors import DIGESTS, package, packaged, packaged_similarities
from tests.training.vectors import texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The share of the notes' texts that has to be packaged: what is not takes about 4 ms each at the first start.
COVERED = 0.95


@pytest.fixture(autouse=True)
def _looked_at_anew() -> Iterator[None]:
    """Whether a file is sound is asked once a process."""
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - the only way to ask again
    yield
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - same


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing were packaged."""
    monkeypatch.setattr(packaged_vectors, "DIGESTS", {})


@pytest.mark.parametrize("model_id", [LocalEmbedder.id, AnsweringEncoder.id, AnsweringEncoder.asked_id])
def test_the_notes_are_covered(model_id: str) -> None:
    """Nearly every text of the notes has its vector; if not, `make vectors` is due."""
    own = texts()[model_id]
    found = packaged(model_id, own)
    assert len(found) >= COVERED * len(own)
    assert all(abs(np.linalg.norm(vector) - 1) < 1e-3 for vector in found.values())


@pytest.mark.parametrize("encoder", [LocalEmbedder, AnsweringEncoder])
def test_they_are_what_the_model_says(
    encoder: type[LocalEmbedder | AnsweringEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some at random are made again; other neighbours in a batch change the last digits of 8-bit arithmetic."""
    some = random.Random(0).sample(texts()[encoder.id], 30)  # noqa: S311 - the same in every run
    found = packaged(encoder.id, some)
    monkeypatch.setattr(packaged_vectors, "DIGESTS", {})
    packaged_vectors._records.cache_clear()  # noqa: SLF001 - same
    made = encoder().embed_documents(some)
    assert min(np.dot(found[row], made[row]) for row in found) > 0.99


@pytest.mark.usefixtures("without")
def test_nothing_is_packaged_of_another_model() -> None:
    """A model without a file has no vectors, and nothing is logged."""
    assert packaged(LocalEmbedder.id, ["a text"]) == {}


def test_a_file_that_was_changed_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its digest is looked at before anything of it is read, and the texts are embedded."""
    monkeypatch.setattr(packaged_vectors, "FOLDER", tmp_path)
    wrong = package(LocalEmbedder.id, {"a text": [1.0] * 384})
    assert wrong != DIGESTS[LocalEmbedder.id]
    with capture_logs() as lines:
        (vector,) = LocalEmbedder().embed_documents(["a text"])
    assert vector[0] != pytest.approx(384**-0.5, abs=1e-4)
    assert [line["event"] for line in lines] == ["packaged vectors not used"]


def test_known_and_unknown_texts_keep_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a list in which some are packaged, each text gets its own vector."""
    monkeypatch.setattr(packaged_vectors, "FOLDER", tmp_path)
    axis = [1.0] + [0.0] * 383
    monkeypatch.setattr(packaged_vectors, "DIGESTS", {LocalEmbedder.id: package(LocalEmbedder.id, {"known": axis})})
    embedder = LocalEmbedder()
    first, known, last, same = embedder.embed_documents(
        ["one thing", "known", "a much longer thing than that", "known"]
    )
    assert known == same == axis
    for text, vector in (("one thing", first), ("a much longer thing than that", last)):
        assert np.dot(embedder.embed_query(text), vector) > 0.99


@pytest.mark.parametrize("small", [False, True])
def test_what_is_packaged_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bool) -> None:  # noqa: FBT001 - pytest gives it so
    """A file made of what it held and of new texts is the one that would be made of all, without those that are not kept."""
    made = np.random.default_rng(1).normal(size=(6, 384))
    vectors = dict(zip("abcdef", made.tolist(), strict=True))
    monkeypatch.setattr(packaged_vectors, "FOLDER", tmp_path)
    whole = package("some", {text: vectors[text] for text in "bcdef"}, small=small)
    first = package("some", {text: vectors[text] for text in "abcd"}, small=small)
    monkeypatch.setitem(packaged_vectors.DIGESTS, "some", first)
    new = {text: vectors[text] for text in "ef"}
    assert package("some", new, small=small, keeping=["b", "c", "d", "never packaged"]) == whole


def test_eight_bits_are_enough_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Similarities are within a hundredth of those of whole vectors; a text that is not packaged is as far as can be."""
    made = np.random.default_rng(0).normal(size=(40, 384))
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    asked = made[:8].sum(0) / np.linalg.norm(made[:8].sum(0))
    texts = [f"text {row}" for row in range(40)]
    monkeypatch.setattr(packaged_vectors, "FOLDER", tmp_path)
    digest = package("some", dict(zip(texts, made.tolist(), strict=True)), small=True)
    monkeypatch.setitem(packaged_vectors.DIGESTS, "some", digest)
    first, nothing, last = packaged_similarities(
        "some", [tuple(texts[:30]), (), (*texts[30:], "another")], asked.tolist()
    )
    assert [*first, *last] == pytest.approx([*(made @ asked).tolist(), 0.0], abs=0.01)
    assert nothing == []


def test_a_way_of_asking_is_like_itself_and_one_in_other_words() -> None:
    """The packaged vectors of ways of asking are those of the encoder that a question is compared with."""
    encoder = AnsweringEncoder()
    vector = encoder.embed_query("will the deployment get deleted after 15 days of no use?")
    asked = (
        "will the deployment get deleted after 15 days of no use?",
        "Is my deployment removed after 15 days without calls?",
        "can we fine-tune on aws bedrock?",
    )
    ((same, alike, other),) = encoder.likewise(vector, [asked])
    assert same > 0.99
    assert alike > other
