"""What says how far a sentence answers a question."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import EmbedderUnavailableError
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.passages import Passage, sentences

PASSAGE = Passage(
    "Microsoft's guide describes how training data is prepared. A job needs at least 10 examples. Files are written as JSONL.",
    "S90",
    "Data guide",
    ("Dataset",),
    date="2026-02-17",
)


@pytest.fixture(scope="module")
def encoder() -> AnsweringEncoder:
    """The packaged model."""
    return AnsweringEncoder()


@pytest.mark.parametrize(
    ("question", "place"),
    [("How few rows can I get away with?", 1), ("Can I upload a CSV?", 2)],
)
def test_the_sentence_that_answers_is_nearest(encoder: AnsweringEncoder, question: str, place: int) -> None:
    """Though it has none of the question's words."""
    vectors = np.array(encoder.embed_documents([under_heading(PASSAGE, text) for text in sentences(PASSAGE.text)]))
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert int(np.argmax(vectors @ np.array(encoder.embed_query(question)))) == place


@pytest.mark.parametrize("text", ["", "\n", "\ud800", "word " * 2_000])
def test_any_text_has_a_vector(encoder: AnsweringEncoder, text: str) -> None:
    """Empty, undecodable or long: what is read of it is bounded."""
    assert len(encoder.embed_query(text)) == len(encoder.embed_documents([text])[0]) == 384


def test_another_file_is_refused(tmp_path: Path) -> None:
    """What runs is what was measured."""
    other = tmp_path / "answering.onnx"
    other.write_bytes(b"another model")
    with pytest.raises(EmbedderUnavailableError, match="digest"):
        AnsweringEncoder(other)
