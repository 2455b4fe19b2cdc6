"""Time to ready with the index present, resident memory, and a refresh with nothing changed.

`python -m tests.bench.startup` first builds an index of the built-in notes in a temporary directory (about 40 s).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.load_settings import load_settings
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.refresh import refresh
from tests.bench.figures import Figure, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

ROOT = Path(__file__).parents[2]
STARTS = 3
SECONDS_TO_READY = 4.0
MEGABYTES = 450.0


class CountingEmbedder:
    """The local embedder, counting what it embeds for the index."""

    id = LocalEmbedder.id

    def __init__(self) -> None:
        self._local = LocalEmbedder()
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The local embedder's vectors."""
        self.embedded += len(texts)
        return self._local.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The local embedder's vector."""
        return self._local.embed_query(text)


def measure() -> Iterator[Figure]:
    """Build once, then start several times as a process of its own and refresh once more."""
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        settings = load_settings(data_dir=Path(folder))
        began = time.perf_counter()
        passages, _ = _refreshed(settings)
        yield Figure(f"first build of {passages:,} passages", round(time.perf_counter() - began), "s")
        starts = [_start(settings) for _ in range(STARTS)]
        yield Figure(
            f"start to ready, slowest of {STARTS}", max(start[0] for start in starts), "s", budget=SECONDS_TO_READY
        )
        yield Figure("resident memory after an answer", max(start[1] for start in starts), "MB", budget=MEGABYTES)
        yield Figure("peak of resident memory", max(start[2] for start in starts), "MB")
        began = time.perf_counter()
        _, embedded = _refreshed(settings)
        yield Figure("open and refresh with nothing changed", round(time.perf_counter() - began, 2), "s")
        yield Figure("embedded by a refresh with nothing changed", embedded, "texts", budget=0)


def _refreshed(settings: Settings) -> tuple[int, int]:
    """Open the index and bring it up to date: passages held and texts embedded."""
    embedder = CountingEmbedder()
    with Index(settings.index_dir, embedder) as index:
        refresh(index, settings.register, lambda *_: None)
        return len(index), embedder.embedded


def _start(settings: Settings) -> tuple[float, float, float]:
    """One start: seconds to ready, then megabytes resident after an answer and at the peak."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "AZURE_OPENAI_"))},
        "FTN_DATA_DIR": str(settings.data_dir),
    }
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.one_start"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        seconds = round(time.perf_counter() - began, 2)
        if ready.strip() != "ready":
            raise RuntimeError(f"the process said {ready!r} instead of being ready")
        resident, peak = process.stdout.readline().split()
    return seconds, float(resident), float(peak)


if __name__ == "__main__":
    sys.exit(not report(measure()))
