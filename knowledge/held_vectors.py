"""The vectors of a few sources in memory, searched exactly: for where nearly everything else is hidden from whoever asks.

Chroma's graph is walked over all entries, and its filter first lists those of the sources named, which at 100,000 passages takes longer than a question may. The
entries that may be read in such a place are few: their vectors fit into memory, and one product of a matrix finds the nearest.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

#: Entries that are held at most, some 60 MB at 384 numbers each; the built-in notes have 1,100.
MOST_HELD: Final = 40_000
#: Entries that are read at once.
PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Held:
    fingerprint: str
    ids: tuple[str, ...]
    vectors: NDArray[np.float32]


class HeldVectors:
    """The vectors of sources as they were last asked for; safe to share between threads."""

    def __init__(self, most: int = MOST_HELD) -> None:
        """Hold so many entries at most; nothing is read yet."""
        self._most = most
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}

    def nearest(
        self, collection: Any, vector: Sequence[float], entries: int, fingerprints: Mapping[str, str]
    ) -> list[tuple[str, float]] | None:
        """The ids of the nearest entries of some sources with their cosine similarities, best first; None where they are too many to be held.

        Args:
            collection: Chroma's, which is read for each source that is new or has changed.
            vector: A question's.
            entries: How many.
            fingerprints: The sources that may be read, each with what changes whenever its entries do; empty while they are being changed.
        """
        held = self._of(collection, fingerprints)
        if held is None:
            return None
        ids = [entry for one in held for entry in one.ids]
        if not ids:
            return []
        asked = np.asarray(vector, np.float32)
        length = float(np.linalg.norm(asked))
        near = np.concatenate([one.vectors @ asked for one in held if one.ids]) / (length or 1.0)
        best = np.argpartition(-near, min(entries, len(near) - 1))[:entries]
        ranked = sorted(best.tolist(), key=lambda row: (-near[row], ids[row]))
        return [(ids[row], float(near[row])) for row in ranked]

    def forget(self, source_id: str) -> None:
        """Hold nothing of a source any more."""
        with self._lock:
            self._held.pop(source_id, None)

    def _of(self, collection: Any, fingerprints: Mapping[str, str]) -> list[_Held] | None:
        with self._lock:
            held: list[_Held] = []
            count = 0
            for source_id, fingerprint in sorted(fingerprints.items()):
                known = self._held.get(source_id)
                if known is None or known.fingerprint != fingerprint or not fingerprint:
                    known = _read(collection, source_id, fingerprint, self._most - count)
                if known is None:
                    return None
                held.append(known)
                count += len(known.ids)
                self._held[source_id] = known
            if sum(len(one.ids) for one in self._held.values()) > self._most:
                # What other places read goes; each of them is read again when it is asked there.
                self._held = {source_id: self._held[source_id] for source_id in fingerprints}
            return held


def _read(collection: Any, source_id: str, fingerprint: str, most: int) -> _Held | None:
    """The vectors of a source; None where there are more of them than may be held."""
    ids: list[str] = []
    parts: list[NDArray[np.float32]] = []
    while True:
        page = collection.get(where={"source_id": source_id}, limit=PAGE, offset=len(ids), include=["embeddings"])
        if page["ids"]:
            rows = np.asarray(page["embeddings"], np.float32)
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
            parts.append((rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32))
            ids += page["ids"]
        if len(ids) > most:
            return None
        if len(page["ids"]) < PAGE:
            return _Held(fingerprint, tuple(ids), np.concatenate(parts) if parts else np.zeros((0, 0), np.float32))
