"""Time to read a message of 4,000 characters, of the slowest kinds, and a short one: `python -m tests.bench.reading`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from bot.conversation.case import Case
from bot.conversation.understand import locally, plainly
from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.windows import LONGEST_TEXT
from tests.bench.figures import Figure, percentiles, report
from tests.bench.turns import texts
from tests.reading.test_hostile_texts import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Budget in milliseconds: `architecture.md`.
LONGEST_P95 = 150


def measure() -> Iterator[Figure]:
    """Read every hostile text, and every use case of the first set."""
    _seconds("warm up")
    hostile = sorted(_seconds(text) for text in HOSTILE.values())
    yield Figure(f"reading {LONGEST_TEXT:,} hostile characters, p95", percentiles(hostile)[1], "ms", LONGEST_P95)
    yield Figure(f"reading {LONGEST_TEXT:,} hostile characters, slowest", round(hostile[-1] * 1_000, 1), "ms")
    p50, p95 = percentiles([_seconds(text) for text in texts("use-cases", "text")])
    yield Figure("reading a use case, p50", p50, "ms")
    yield Figure("reading a use case, p95", p95, "ms")


def _seconds(text: str) -> float:
    """Understand a text as a first message and as a reply to a question; the slower one counts."""
    took = []
    for case in (Case(), Case(begun=True, pending=Criterion.TRIED, asked=(Criterion.TRIED,))):
        began = time.perf_counter()
        if plainly(text, case) is None:
            locally(text, read_message(text, case.pending), case)
        took.append(time.perf_counter() - began)
    return max(took)


if __name__ == "__main__":
    sys.exit(not report(measure()))
