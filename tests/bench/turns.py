"""Time to the first visible text of an answer, to a quick verdict and to a judged one, without a model.

`python -m tests.bench.turns` first builds an index of the built-in notes in a temporary directory (about 40 s).
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.app import running
from bot.cli.speaker import USER, terminal_place
from bot.decision import Assessment, flips, judge, next_question
from bot.load_settings import load_settings
from bot.replies import Abstention, Notice, Question, TextDelta, VerdictCard
from bot.turn import Turn
from tests.bench.figures import Figure, percentiles, report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.assistant import Assistant
    from bot.replies import Reply

CASES = Path(__file__).parents[1] / "evals" / "cases"
ROUNDS = 3
VISIBLE = (TextDelta, Abstention, Notice, Question, VerdictCard)
#: Budgets in milliseconds: `architecture.md`, and the decision's issue for the last three.
FIRST_TEXT_P50, FIRST_TEXT_P95, QUICK_VERDICT_P95, JUDGE_P95, NEXT_P95 = 60, 250, 150, 1, 25


def measure() -> Iterator[Figure]:
    """Take every question and use case through the assistant, in process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    first, quick = asyncio.run(_turns())
    p50, p95 = percentiles(first)
    yield Figure("first visible text, p50", p50, "ms", FIRST_TEXT_P50)
    yield Figure("first visible text, p95", p95, "ms", FIRST_TEXT_P95)
    p50, p95 = percentiles(quick)
    yield Figure("quick verdict, p50", p50, "ms")
    yield Figure("quick verdict, p95", p95, "ms", QUICK_VERDICT_P95)
    judged, asked = _decisions()
    yield Figure("verdict alone, p95", percentiles(judged)[1], "ms", JUDGE_P95)
    yield Figure("flips and next question, p95", percentiles(asked)[1], "ms", NEXT_P95)


async def _turns() -> tuple[list[float], list[float]]:
    first: list[float] = []
    quick: list[float] = []
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        settings = load_settings(_env_file=None, data_dir=Path(folder))
        async with running(settings, lambda *_: None) as started:
            for _ in range(ROUNDS):
                first += [await _until_visible(started.assistant, text) for text in texts("questions", "question")]
                quick += [await _verdict(started.assistant, text) for text in texts("use-cases", "text")]
    return first, quick


async def _until_visible(assistant: Assistant, text: str) -> float:
    return await _seconds(assistant.reply(Turn(USER, terminal_place(), text)))


async def _verdict(assistant: Assistant, text: str) -> float:
    return await _seconds(assistant.quick_verdict(Turn(USER, terminal_place(), text)))


async def _seconds(replies: AsyncIterator[Reply]) -> float:
    """Until the first reply that a person sees; the rest is made all the same."""
    began, seen = time.perf_counter(), 0.0
    async for reply in replies:
        if not seen and isinstance(reply, VISIBLE):
            seen = time.perf_counter() - began
    return seen


def _decisions() -> tuple[list[float], list[float]]:
    judged: list[float] = []
    asked: list[float] = []
    for line in (CASES / "use-cases.jsonl").read_text(encoding="utf-8").splitlines():
        assessment = Assessment.of(json.loads(line)["criteria"])
        began = time.perf_counter()
        judge(assessment)
        judged.append(time.perf_counter() - began)
        began = time.perf_counter()
        flips(assessment)
        next_question(assessment)
        asked.append(time.perf_counter() - began)
    return judged, asked


def texts(file: str, key: str) -> list[str]:
    """One field of all cases in a file of the evaluation."""
    return [json.loads(line)[key] for line in (CASES / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(not report(measure()))
