"""The bot under load in a local Slack: acknowledgements, first text, turns a second, memory. `python -m tests.bench.slack`.

The bot runs in a process of its own, over HTTP; Slack, the model and whoever asks share this one, so that of two processors
the bot has one. First text is when the message with the answer stands in Slack, or the stream of it has begun.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.settings import load_settings
from bot.startup import running
from tests.bench.figures import Figure, percentiles, report
from tests.model_server import model_server, says, tells
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from aiohttp import web

    from tests.model_server import Asked, Behaviour
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer

CASES = Path(__file__).parents[1] / "evals" / "cases"
#: Budgets of `architecture.md`: milliseconds, turns, megabytes.
ACK_P50, ACK_P99, FIRST_P50, FIRST_P95, BEYOND_P95, TURNS, CPU, COMMAND_P95, MEMORY = (
    10,
    100,
    60,
    250,
    600,
    40,
    25,
    300,
    450,
)
MODEL_SECONDS = 1.0
IN_FLIGHT, ONE_BY_ONE, A_SECOND, SECONDS, INSTANT, COMMANDS = 50, 100, 20, 30, 400, 60
MANY_TURNS = 5_000
#: How much more memory 5,000 turns may leave behind, in megabytes: caches fill, nothing else grows.
GROWTH = 40
ANSWER = "Fifty to a hundred well-made examples are a start [1]. Begin with a prompt."


class Bot:
    """The process, and what the system says of it."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) / 1_024


@asynccontextmanager
async def bot_beside(slack: SlackServer, data_dir: Path, model_url: str = "") -> AsyncIterator[Bot]:
    """The bot in a process of its own, to which this Slack delivers."""
    given = {
        "FTN_DATA_DIR": str(data_dir),
        "FTN_SLACK_MODE": "http",
        "FTN_HTTP_PORT": "0",
        "FTN_TURNS_AT_ONCE": "100",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
    }
    if model_url:
        given |= {"OPENAI_BASE_URL": model_url, "OPENAI_API_KEY": "none", "FTN_MODEL": "scripted"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FTN_", "SLACK_", "OPENAI_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.served", stdout=asyncio.subprocess.PIPE, env=clean | given
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    slack.deliver_by_http(f"http://127.0.0.1:{port}/slack/events")
    try:
        yield Bot(process, port)
    finally:
        process.terminate()
        await process.wait()


class Load:
    """People who ask, and when they saw the first words of their answers."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._people = itertools.cycle([slack.workspace.person(f"person{number}") for number in range(50)])
        self._questions = itertools.cycle(texts("questions", "question"))

    async def ask(self) -> tuple[float, float]:
        """Ask one question; seconds until its first words and until its end."""
        began = time.perf_counter()
        question = await next(self._people).says(next(self._questions))
        first = await self._seen(question, began, lambda _: True)
        return first, await self._seen(question, began, lambda message: not message.is_streaming)

    async def at_rate(self, a_second: float, seconds: float) -> list[tuple[float, float]]:
        """Ask so many questions a second."""
        asked = []
        began = time.perf_counter()
        for number in range(int(a_second * seconds)):
            await asyncio.sleep(max(0.0, began + number / a_second - time.perf_counter()))
            asked.append(asyncio.create_task(self.ask()))
        return await asyncio.gather(*asked)

    async def together(self, turns: int, at_once: int) -> list[tuple[float, float]]:
        """Ask so many questions, some at the same time."""
        slots = asyncio.Semaphore(at_once)

        async def one() -> tuple[float, float]:
            async with slots:
                return await self.ask()

        return await asyncio.gather(*(one() for _ in range(turns)))

    async def _seen(self, question: Message, began: float, wanted: Callable[[Message], bool]) -> float:
        answers = self._slack.workspace.answers
        await self._slack.wait_for(lambda: [one for one in answers(question) if wanted(one)], timeout=120)
        return time.perf_counter() - began


def texts(file: str, key: str) -> list[str]:
    """Questions or use cases of the evaluation."""
    return [json.loads(line)[key] for line in (CASES / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]


def after(seconds: float, *pieces: str) -> Behaviour:
    """A model that thinks for so long."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await says(*pieces)(request, asked)

    return behave


def acknowledgements(slack: SlackServer) -> list[float]:
    """Seconds until each delivery was acknowledged."""
    return [ack.after for delivery in slack.deliveries.sent for ack in delivery.acks if ack.acknowledged]


async def without_a_model(data_dir: Path) -> list[Figure]:
    """Acknowledgement, first text, commands and memory."""
    figures = []
    async with slack_server() as slack, bot_beside(slack, data_dir) as bot:
        load = Load(slack)
        await load.together(10, 1)
        first = [one for one, _ in await load.together(ONE_BY_ONE, 1)]
        p50, p95 = percentiles(first)
        figures += [
            Figure("asked → first visible text, no model, p50", p50, "ms", FIRST_P50),
            Figure("asked → first visible text, no model, p95", p95, "ms", FIRST_P95),
        ]
        slack.deliveries.sent.clear()
        await load.together(IN_FLIGHT * 6, IN_FLIGHT)
        p50, p99 = (round(1_000 * float(one), 1) for one in np.percentile(acknowledgements(slack), [50, 99]))
        figures += [
            Figure(f"acknowledgement, {IN_FLIGHT} turns in flight, p50", p50, "ms", ACK_P50),
            Figure(f"acknowledgement, {IN_FLIGHT} turns in flight, p99", p99, "ms", ACK_P99),
        ]
        person = slack.workspace.person("person0")
        seconds = []
        for text in itertools.islice(itertools.cycle(texts("use-cases", "text")), COMMANDS):
            before, began = len(slack.workspace.ephemerals(person)), time.perf_counter()
            await person.commands(f"/verdict {text}")
            await slack.wait_for(lambda count=before: len(slack.workspace.ephemerals(person)) > count, timeout=60)  # type: ignore[misc]
            seconds.append(time.perf_counter() - began)
        figures.append(Figure("/verdict → card, p95", percentiles(seconds)[1], "ms", COMMAND_P95))
        start = bot.megabytes
        for _ in range(MANY_TURNS // 500):
            await load.together(500, 20)
            slack.deliveries.sent.clear()
            slack.requests.clear()
        figures += [
            Figure("resident memory after load", round(start, 1), "MB", MEMORY),
            Figure(f"more memory after {MANY_TURNS:,} turns", round(bot.megabytes - start, 1), "MB", GROWTH),
        ]
    return figures


async def with_a_model(data_dir: Path) -> list[Figure]:
    """A model of one second at a rate, and an instant one as fast as it goes."""
    async with slack_server() as slack, model_server() as model, bot_beside(slack, data_dir, f"{model.url}/v1") as bot:
        load = Load(slack)
        model.reads_with(tells(intent="question", question="How many examples do we need to fine-tune?"))
        model.answers_with(after(MODEL_SECONDS, ANSWER))
        await load.together(5, 1)
        first = [one - MODEL_SECONDS for one, _ in await load.at_rate(A_SECOND, SECONDS)]
        p95 = percentiles(first)[1]
        model.answers_with(says(ANSWER))
        cpu, began = bot.cpu, time.perf_counter()
        await load.together(INSTANT, IN_FLIGHT)
        seconds, cpu = time.perf_counter() - began, bot.cpu - cpu
    return [
        Figure(f"{A_SECOND} messages/s for {SECONDS} s: first text beyond the model, p95", p95, "ms", BEYOND_P95),
        Figure("seconds a turn, instant model", round(seconds / INSTANT, 4), "s", 1 / TURNS),
        Figure("processor time a turn, instant model", round(1_000 * cpu / INSTANT, 1), "ms", CPU),
    ]


def measure() -> Iterator[Figure]:
    """Build an index once, then run the bot without and with a model."""
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        built = Path(folder) / "built"
        asyncio.run(_build(built))
        scenes: tuple[Callable[[Path], Awaitable[list[Figure]]], ...] = (without_a_model, with_a_model)
        for number, scene in enumerate(scenes):
            data_dir = Path(folder) / str(number)
            shutil.copytree(built, data_dir)
            yield from asyncio.run(_run(scene, data_dir))


async def _run(scene: Callable[[Path], Awaitable[list[Figure]]], data_dir: Path) -> list[Figure]:
    return await scene(data_dir)


async def _build(data_dir: Path) -> None:
    async with running(load_settings(_env_file=None, data_dir=data_dir), lambda *_: None):
        """Started once, so that the index is there."""


if __name__ == "__main__":
    sys.exit(not report(measure()))
