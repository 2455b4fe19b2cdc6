"""Says how far a sentence answers a question: all-MiniLM-L6-v2, fine-tuned on the notes' ways of asking, as an 8-bit ONNX file.

What the retrieval's embedder finds near is about the same thing; this one was taught which of a few near sentences answers
(`tests/training/answering` makes it and says how). A sentence is read under the heading of its passage.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import EmbedderUnavailableError
from knowledge.minilm import readable, session, tokenizer
from knowledge.packaged_vectors import packaged, packaged_similarities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from knowledge.passages import Passage

MODEL = Path(__file__).parent / "data" / "answering.onnx"
#: SHA-256 of the model file.
ANSWERING_DIGEST = "8c193dfae7033346a5580ed9985f389ab3e9c5b5801f728f62117f33888dcbe9"
#: Tokens read of a question, a passage's heading, and a sentence; as in training.
OF_QUESTION, OF_HEADING, OF_SENTENCE = 46, 20, 80
#: Marks of BERT's vocabulary: where a text begins, and where a part of it ends.
BEGIN, END = 101, 102


class AnsweringEncoder:
    """Questions and sentences as unit vectors of 384 numbers, near to each other where one answers the other; about 4 ms each."""

    id = f"answering-{ANSWERING_DIGEST[:12]}"
    #: Names the packaged vectors of the notes' ways of asking.
    asked_id = f"asked-{ANSWERING_DIGEST[:12]}"

    def __init__(self, model: Path = MODEL) -> None:
        """Load it.

        Raises:
            EmbedderUnavailableError: A file is missing, or its digest is not the one that was measured.
        """
        try:
            self._session = session(model, ANSWERING_DIGEST)
            self._tokenizer = tokenizer()
        except (ImportError, OSError, ValueError) as error:
            raise EmbedderUnavailableError(
                f"the model {str(model)!r} can't be used: {error}. Install the project's requirements again."
            ) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vector of each sentence, given as `under_heading` gives it."""
        known = packaged(self.id, texts)
        return [
            known[row] if row in known else self._vector(sentence_tokens(self._tokenizer, text))
            for row, text in enumerate(texts)
        ]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._vector(question_tokens(self._tokenizer, text))

    def likewise(self, vector: Sequence[float], asked: Sequence[tuple[str, ...]]) -> list[list[float]]:
        """How near each way of asking for some passages is to a question's vector: two questions are near where one sentence answers both.

        One that is not packaged is as far as can be: `make vectors` is due then.
        """
        return packaged_similarities(self.asked_id, asked, vector)

    def _vector(self, ids: list[int]) -> list[float]:
        given = np.array([ids], np.int64)
        vector: list[float] = self._session.run(None, {"ids": given, "mask": np.ones_like(given)})[0][0].tolist()
        return vector


def under_heading(passage: Passage, sentence: str) -> str:
    """A sentence as it is read: a line of heading before it."""
    return f"{passage.header}\n{sentence}"


def question_tokens(by: Tokenizer, text: str) -> list[int]:
    """The token ids that are read of a question."""
    return [BEGIN, *_ids(by, text, OF_QUESTION), END]


def sentence_tokens(by: Tokenizer, text: str) -> list[int]:
    """The token ids that are read of a sentence under its heading."""
    heading, _, sentence = text.partition("\n")
    return [BEGIN, *_ids(by, heading, OF_HEADING), END, *_ids(by, sentence, OF_SENTENCE), END]


def _ids(by: Tokenizer, text: str, most: int) -> list[int]:
    found: list[int] = by.encode(readable(text), add_special_tokens=False).ids[:most]
    return found
