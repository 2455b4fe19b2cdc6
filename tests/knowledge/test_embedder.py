"""The local embedding model: what is run is what was reviewed, and its vectors are sound."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.errors import EmbedderUnavailableError
from knowledge.embedder import TOKENIZER_FILE, LocalEmbedder
from knowledge.search import cosine

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    "How many examples do we need?",
    "",
    "gpt-4.1-nano",
    "Training costs money. " * 60,
    "wie viele Beispiele brauchen wir?",
    "\ufdfa" * 300,
    "a\x00b\x1b",
    "lone \ud800 surrogate",
    "🙂",
]


def test_changed_tokenizer_is_refused(tmp_path: Path) -> None:
    """A tokenizer with one byte changed is not used; the message says what to do."""
    changed = tmp_path / "tokenizer.json"
    shutil.copy(TOKENIZER_FILE, changed)
    with changed.open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(EmbedderUnavailableError, match=r"digest.*Install"):
        LocalEmbedder(tokenizer=changed)


def test_changed_model_is_refused(tmp_path: Path) -> None:
    """Another model file is not used, and is not even parsed."""
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailableError, match="digest"):
        LocalEmbedder(model=other)


def test_missing_model_is_refused(tmp_path: Path) -> None:
    """A model file that is not there is a foreseen error."""
    with pytest.raises(EmbedderUnavailableError, match="can't be read"):
        LocalEmbedder(model=tmp_path / "nowhere.onnx")


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_have_unit_length(embedder: LocalEmbedder, text: str) -> None:
    """Any text, readable or not, has a vector of 384 numbers and length one."""
    vector = embedder.embed_query(text)
    assert len(vector) == 384
    assert math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-5)


def test_company_does_not_matter(embedder: LocalEmbedder) -> None:
    """A text's vector is the same alone, in a batch and in a batch of another order."""
    forward = embedder.embed_documents(TEXTS)
    backward = embedder.embed_documents(TEXTS[::-1])[::-1]
    for text, first, second in zip(TEXTS, forward, backward, strict=True):
        assert cosine(first, second) > 0.9999, text
        assert cosine(first, embedder.embed_query(text)) > 0.9999, text


def test_nothing_makes_nothing(embedder: LocalEmbedder) -> None:
    """No texts, no vectors."""
    assert embedder.embed_documents([]) == []


def test_meaning_brings_vectors_together(embedder: LocalEmbedder) -> None:
    """A paraphrase is nearer than another subject."""
    question, near, far = embedder.embed_documents(
        ["How many examples do we need?", "The number of training samples required.", "Our office is closed on Sunday."]
    )
    assert cosine(question, near) > cosine(question, far) + 0.2
