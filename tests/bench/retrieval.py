"""Search latency at 10,000 and 100,000 passages: question embedding, vectors, BM25, fusion and reading what was found.

`python -m tests.bench.retrieval` takes about five minutes, nearly all of it for filling the index;
`python -m tests.bench.retrieval 10000` measures that size alone. Where other work shares the processors the elapsed times
say little: then compare the processor time, which is printed beside them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.search import CANDIDATES, Searcher
from tests.bench.figures import Figure, percentiles, report
from tests.bench.replicas import Replicas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Passages and the budget of the 95th percentile, in milliseconds.
SIZES = ((10_000, 30.0), (100_000, 80.0))
QUESTIONS = 300
WARM_UP = 20
A_SOURCE = 5_000


def measure(largest: int = SIZES[-1][0]) -> Iterator[Figure]:
    """Fill an index step by step and measure at each size up to the largest."""
    replicas = Replicas()
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder, Index(Path(folder) / "index", replicas) as index:
        filled = 0
        for size, budget in SIZES:
            if size > largest:
                break
            began = time.perf_counter()
            for number in range(filled, size, A_SOURCE):
                source_id = f"replica-{number}"
                index.sync(source_id, replicas.make(source_id, A_SOURCE), source_id, lambda *_: None)
            filled = size
            yield Figure(f"filling to {size:,} passages", round(time.perf_counter() - began), "s")
            began = time.perf_counter()
            count = len(index)
            yield Figure(f"BM25 built over {count:,} passages", round(time.perf_counter() - began, 1), "s")
            yield from _latencies(index, replicas, size, budget)


def _latencies(index: Index, replicas: Replicas, size: int, budget: float) -> Iterator[Figure]:
    searcher = Searcher(index)
    questions = replicas.questions[:QUESTIONS]
    vectors = {question: replicas.embed_query(question) for question in questions}
    found = index.passages([entry for entry, _ in index.lexical.search(questions[0], CANDIDATES)])
    hidden = list(index.fingerprints)[1:]
    parts: dict[str, Callable[[str], object]] = {
        "embedding the question": replicas.embed_query,
        "vectors": lambda question: index.nearest(vectors[question], CANDIDATES),
        f"vectors, all but {A_SOURCE:,} passages hidden": lambda question: index.nearest(
            vectors[question], CANDIDATES, hidden
        ),
        "BM25": lambda question: index.lexical.search(question, CANDIDATES),
        "reading 48 passages": lambda _: index.passages([passage.id for passage in found[:48]]),
    }
    for name, part in parts.items():
        _, p95 = percentiles(_timed(part, questions))
        yield Figure(f"  {name} at {size:,}, p95", p95, "ms")
    began = time.process_time()
    p50, p95 = percentiles(_timed(searcher.search_now, questions))
    processor = (time.process_time() - began) / (len(questions) + WARM_UP)
    yield Figure(f"processor time of a search at {size:,}, mean", round(processor * 1_000, 1), "ms")
    yield Figure(f"retrieval at {size:,} passages, p50", p50, "ms")
    yield Figure(f"retrieval at {size:,} passages, p95", p95, "ms", budget)


def _timed(call: Callable[[str], object], questions: list[str]) -> list[float]:
    """Seconds for each question, after a warm-up with some of them."""
    seconds: list[float] = []
    for question in [*questions[:WARM_UP], *questions]:
        began = time.perf_counter()
        call(question)
        seconds.append(time.perf_counter() - began)
    return seconds[WARM_UP:]


if __name__ == "__main__":
    sys.exit(not report(measure(*map(int, sys.argv[1:2]))))
