"""The vectors of the built-in notes as they are packaged, so that a first index need not make them.

A file for each model holds records sorted by key: the first eight bytes of a text's digest, and its vector in half precision, or in eight bits a
number where it is only compared. A text that is not in it is embedded, so a note that was changed is found all the same; `make vectors` makes the files anew.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from itertools import islice
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
    "minilm-l6-int8-384": "3c4ff5c420f7b9524cff24d48367b649a2ec543da5f52bee941aaf81311feba0",
    "answering-8c193dfae703": "023e4064fe20c593d389f99f558c9c61eaeb8f2ba5be2aaad8ec244cae1a05a7",
    "asked-8c193dfae703": "30318302f73028a0e221610c0093c3fd63842cfc4d28f7cde2835c37a00b482b",
}
RECORD, SMALL_RECORD = (np.dtype([("key", "<u8"), ("vector", kind, (384,))]) for kind in ("<f2", "i1"))
#: Stands for the row of a text that has none.
NOWHERE = -1
#: Groups of texts whose rows are kept: twice the built-in passages, about a megabyte.
MOST_GROUPS = 2_048
#: The largest number of eight bits.
_LARGEST = 127


def packaged(model_id: str, texts: Sequence[str]) -> dict[int, list[float]]:
    """The packaged vectors of those of some texts that have one, by their place."""
    places, vectors = unit_vectors(model_id, texts)
    return dict(zip(places.tolist(), vectors.tolist(), strict=True))


def packaged_similarities(
    model_id: str, groups: Sequence[tuple[str, ...]], vector: Sequence[float]
) -> list[list[float]]:
    """The cosine similarity of each text's packaged vector to a unit vector, by the groups of texts; 0 for a text that has none."""
    near = np.zeros(sum(map(len, groups)), np.float32)
    if len(near) and (records := _records(model_id)) is not None:
        rows = np.concatenate([_rows(model_id, DIGESTS[model_id], group) for group in groups])
        places = np.flatnonzero(rows != NOWHERE)
        vectors = records["vector"][rows[places]].astype(np.float32)
        near[places] = (vectors @ np.asarray(vector, np.float32)) / np.linalg.norm(vectors, axis=1)
    each = iter(near.tolist())
    return [list(islice(each, len(group))) for group in groups]


def unit_vectors(model_id: str, texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The places of those of some texts that are packaged, and their unit vectors, shape (places, 384)."""
    places, rows = packaged_rows(model_id, texts)
    return places, unit_rows(model_id, rows)


def packaged_rows(model_id: str, texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of those of some texts that are packaged, and the rows of a model's file that their vectors stand in."""
    if not texts or (records := _records(model_id)) is None:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    rows = _found(records, texts)
    places = np.flatnonzero(rows != NOWHERE)
    return places, rows[places]


def unit_rows(model_id: str, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """The unit vectors in these rows of a model's file, shape (rows, 384); they are read from it each time, and not held."""
    if (records := _records(model_id)) is None:
        return np.zeros((0, RECORD["vector"].shape[0]), np.float32)
    vectors = np.asarray(records["vector"])[rows].astype(np.float32)
    vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return vectors


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


def packaged_as(model_id: str) -> str:
    """What changes with a model's packaged vectors; empty where none are packaged."""
    return DIGESTS.get(model_id, "")


def package(
    model_id: str, vectors: Mapping[str, Sequence[float]], *, small: bool = False, keeping: Sequence[str] = ()
) -> str:
    """Write a model's file from texts and their vectors, in eight bits a number where it is to be `small`; its digest.

    Of each text in `keeping` the record stays that is packaged: one that is not is left out.
    """
    records = np.zeros(len(vectors), SMALL_RECORD if small else RECORD)
    if vectors:
        records["key"] = [_key(text) for text in vectors]
        values = np.array(list(vectors.values()), np.float32)
        records["vector"] = np.round(values / np.abs(values).max(1, keepdims=True) * _LARGEST) if small else values
    if keeping and (kept := _records(model_id)) is not None:
        keys = np.array([_key(text) for text in keeping], np.uint64)
        records = np.concatenate([records, kept[np.isin(kept["key"], keys)]])
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


@lru_cache(MOST_GROUPS)
def _rows(model_id: str, _digest: str, texts: tuple[str, ...]) -> NDArray[np.intp]:
    """Where the vectors of some texts stand in a model's file of this digest: asked for again with every question that finds their passage."""
    records = _records(model_id)
    return np.full(len(texts), NOWHERE, np.intp) if records is None else _found(records, texts)


def _found(records: NDArray[Any], texts: Sequence[str]) -> NDArray[np.intp]:
    """The row of each text's vector, or `NOWHERE`."""
    keys = np.array([_key(text) for text in texts], np.uint64)
    rows = np.minimum(np.searchsorted(records["key"], keys), len(records) - 1)
    return np.where(records["key"][rows] == keys, rows, NOWHERE)


def _file(model_id: str) -> Path:
    return FOLDER / f"{model_id}.npy"


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), "little")
