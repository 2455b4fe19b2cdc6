"""The vectors of the built-in notes as they are packaged, so that a first index need not make them.

A file for each model holds records sorted by key: the first eight bytes of a text's digest, and its unit vector in half precision. A text
that is not in it is embedded, so a note that was changed is found all the same; `make vectors` makes the files anew.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog

from bot.errors import EmbedderUnavailableError
from knowledge.minilm import check_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

log = structlog.get_logger()
FOLDER = Path(__file__).parent / "data" / "vectors"
#: SHA-256 of each file, by the id of the model that made it.
DIGESTS: dict[str, str] = {
    "minilm-l6-int8-384": "d9f79831353719be54cbd40214ec1631b620bcc9cf46b61221447570c9b31efc",
    "answering-3848103d9279": "c0b5e5039f733adb5f0630f9e3d20d8644de5a1fd71119c8356a3e7ce104f345",
}
RECORD = np.dtype([("key", "<u8"), ("vector", "<f2", (384,))])


def packaged(model_id: str, texts: Sequence[str]) -> dict[int, list[float]]:
    """The packaged vectors of those of some texts that have one, by their place."""
    if not texts or (records := _records(model_id)) is None:
        return {}
    keys = np.array([_key(text) for text in texts], np.uint64)
    rows = np.minimum(np.searchsorted(records["key"], keys), len(records) - 1)
    places = np.flatnonzero(records["key"][rows] == keys)
    vectors = records["vector"][rows[places]].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return dict(zip(places.tolist(), vectors.tolist(), strict=True))


def every_vector(model_id: str) -> NDArray[np.float32]:
    """All packaged vectors of a model, of unit length, shape (texts, 384).

    Raises:
        EmbedderUnavailableError: The file is missing, or is not the one that was made.
    """
    if (records := _records(model_id)) is None:
        raise EmbedderUnavailableError(
            f"the packaged vectors {_file(model_id).name!r} can't be read. Install the project's requirements again."
        )
    found = records["vector"].astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def package(model_id: str, vectors: Mapping[str, Sequence[float]]) -> str:
    """Write a model's file from texts and their vectors; its digest."""
    records = np.zeros(len(vectors), RECORD)
    records["key"] = [_key(text) for text in vectors]
    records["vector"] = list(vectors.values())
    FOLDER.mkdir(exist_ok=True)
    np.save(_file(model_id), np.sort(records, order="key"))
    return hashlib.sha256(_file(model_id).read_bytes()).hexdigest()


@cache
def _records(model_id: str) -> NDArray[Any] | None:
    """A model's file, of which only what is looked at is read; None where there is none, or it is not the one that was made."""
    if model_id not in DIGESTS:
        return None
    try:
        check_digest(_file(model_id), DIGESTS[model_id])
        records: NDArray[Any] = np.load(_file(model_id), mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        log.warning("packaged vectors not used", reason=str(error))
        return None
    return records


def _file(model_id: str) -> Path:
    return FOLDER / f"{model_id}.npy"


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), "little")
