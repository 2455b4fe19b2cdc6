"""The vectors of the sources' single sentences: made when first needed, or beforehand in the background, and kept beside the index.

A sentence takes about 6 ms to embed, and a question is compared with some twenty: without what was made before, that would be most of the time
of an answer. The built-in notes have about 1,500 sentences, a megabyte and a half.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from bot.errors import EmbedderUnavailableError
from knowledge.packaged_vectors import unit_vectors
from knowledge.passages import digest

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from knowledge.embedder import Embedder

#: Sentences whose vectors are held: three times those of the built-in notes, about four megabytes.
MOST_SENTENCES = 5_000
#: Sentences embedded at once in the background: some 50 ms, after which it waits as long, so that half a core stays free for people.
AT_ONCE = 8


class SentenceVectors:
    """Unit vectors of sentences in half precision, by a digest of the sentence; safe to share between threads."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        """Take what the file holds, if the same embedder made it; nothing where it is missing or damaged."""
        self._embedder = embedder
        self._file = file
        self._vectors = self._load()

    def similarities(self, vector: Sequence[float], texts: Sequence[str]) -> list[float]:
        """The cosine similarity of each text to a vector.

        Raises:
            EmbedderUnavailableError: A text is not known, and the embedder does not answer.
        """
        keys = [digest(text) for text in texts]
        known = self._known(dict(zip(keys, texts, strict=True)))
        near: list[float] = (
            np.stack([known[key] for key in keys]).astype(np.float32) @ np.array(vector, np.float32)
        ).tolist()
        return near

    def learn(self, texts: Iterable[str], stop: threading.Event) -> int:
        """Embed what is not known yet, a few at a time, until all is or `stop` is set, and keep it; how many were embedded.

        It stops by itself where the embedder does not answer, and where no more sentences would be held.
        """
        # Another process may have kept some meanwhile.
        self._vectors = {**self._load(), **self._vectors}
        wanted = {digest(text): text for text in texts}
        unknown = [(key, text) for key, text in wanted.items() if key not in self._vectors]
        unknown = unknown[: max(MOST_SENTENCES - len(self._vectors), 0)]
        learned = self._take_packaged(unknown)
        unknown = [one for one in unknown if one[0] not in self._vectors]
        for start in range(0, len(unknown), AT_ONCE):
            began = time.monotonic()
            try:
                learned += len(self._known(dict(unknown[start : start + AT_ONCE])))
            except EmbedderUnavailableError:
                break
            if stop.wait(time.monotonic() - began):
                break
        if learned:
            self._save()
        return learned

    def _take_packaged(self, texts: Sequence[tuple[str, str]]) -> int:
        """Hold the vectors of those of some texts, each with its digest, that are packaged, all at once; how many."""
        places, vectors = unit_vectors(self._embedder.id, [text for _, text in texts])
        new = zip((texts[place][0] for place in places.tolist()), vectors.astype(np.float16), strict=True)
        self._vectors = {**self._vectors, **dict(new)}
        return len(places)

    def __len__(self) -> int:
        """How many vectors are held."""
        return len(self._vectors)

    def _known(self, texts: dict[str, str]) -> dict[str, NDArray[np.float16]]:
        """The vectors of some texts, by their digests; what is not known is embedded."""
        # Another thread may begin anew meanwhile: what was found is held here.
        known = {key: own for key in texts if (own := self._vectors.get(key)) is not None}
        unknown = {key: text for key, text in texts.items() if key not in known}
        if unknown:
            # One at a time: it takes no longer, and what the largest batch once held stays with the process (20 MB).
            made = [self._embedder.embed_documents([text])[0] for text in unknown.values()]
            new = {key: np.array(own, np.float16) for key, own in zip(unknown, made, strict=True)}
            known |= new
            self._vectors = new if len(self._vectors) + len(new) > MOST_SENTENCES else {**self._vectors, **new}
        return known

    def _load(self) -> dict[str, NDArray[np.float16]]:
        embedder, vectors = _read(self._file)
        return vectors if embedder == self._embedder.id else {}

    def _save(self) -> None:
        """Keep what is held, whole or not at all."""
        held = self._vectors
        unfinished = self._file.with_name(f"{self._file.stem}.{os.getpid()}.npz")
        try:
            np.savez(unfinished, embedder=self._embedder.id, keys=list(held), vectors=np.stack(list(held.values())))
            unfinished.replace(self._file)
        except OSError:
            # It is made again next time.
            unfinished.unlink(missing_ok=True)


def vectors_in(file: Path) -> int:
    """How many vectors a file holds, of whichever embedder; none where it can't be read."""
    return len(_read(file)[1])


def _read(file: Path) -> tuple[str, dict[str, NDArray[np.float16]]]:
    """The embedder's id and the vectors of a file; nothing where it is missing or damaged."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            keys: list[str] = kept["keys"].tolist()
            return str(kept["embedder"]), dict(zip(keys, kept["vectors"], strict=True))
    # A file that is cut off is no archive any more, or one that lacks something.
    except (OSError, KeyError, ValueError, EOFError, BadZipFile):
        return "", {}
