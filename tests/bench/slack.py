"""The bot in Slack under load: acknowledgements, first text, turns a second, `/verdict`, memory.

`python -m tests.bench.slack` first builds an index of the built-in notes in a temporary directory (about 40 s). The bot is
`ftn serve` in a process of its own, with its own pace and limits; the local Slack, any pace allowed, the people and the
model are in this one. Takes about six minutes; `python -m tests.bench.slack speed` takes the one that says what a turn costs.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.app import running
from bot.load_settings import load_settings
from bot.settings import Settings
from tests.bench.figures import Figure, percentiles, report
from tests.bench.turns import texts
from tests.model_server import model_server, says, understands
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from aiohttp import web

    from tests.model_server import Asked, Behaviour, ModelServer
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer

ROOT = Path(__file__).parents[2]
#: Budgets of `architecture.md`; times in milliseconds.
ACKNOWLEDGED_P50, ACKNOWLEDGED_P99 = 10, 100
FIRST_TEXT_P50, FIRST_TEXT_P95 = 60, 250
BEYOND_THE_MODEL_P95 = 600
TURNS_A_SECOND, PROCESSOR_A_TURN, PROCESSOR_WITH_A_MODEL = 40, 25, 40
CARD_P95 = 300
MEGABYTES = 450
#: What is done: turns in flight and events beside them, messages a second and for how long, turns for speed and for memory.
IN_FLIGHT, EVENTS = 50, 300
A_SECOND, SECONDS, MODEL_SECONDS = 20, 30, 1.0
FAST_TURNS, WARM_TURNS, MANY_TURNS = 600, 500, 5_000
CARDS = 50
#: People who ask, and how many questions may be open at once where they come as fast as they are answered.
PEOPLE, OPEN = 40, 100
TOOK_TOO_LONG = 300.0
QUESTION = "How many training examples does fine-tuning need?"
CASE = "/verdict our support bot should sound like us, we have a one-line prompt and 15 examples"
_PASSAGE = re.compile(r"^\[(\d+)\] .*\n\d+\.\d+ (.+?[.!?])(?:\s|$)", re.MULTILINE)


@dataclass(slots=True)
class Load:
    """The local Slack, a model, and the bot's process."""

    slack: SlackServer
    model: ModelServer
    pid: int

    def processor_seconds(self) -> float:
        """What the bot has used so far."""
        return processor_seconds(self.pid)

    def megabytes(self) -> float:
        """What it holds in memory."""
        resident = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return round(resident * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)

    async def ask(self, number: int, text: str = QUESTION) -> Message:
        """Somebody asks something in a new thread."""
        return await self.slack.workspace.person(f"person{number % PEOPLE}").says(text)

    async def until_first_text(self, question: Message) -> float:
        """Seconds from a question to the first text of its answer, once that is there."""
        async with asyncio.timeout(TOOK_TOO_LONG):
            while (seconds := self.first_text(question)) is None:  # noqa: ASYNC110 - a message's words tell nobody that they changed
                await asyncio.sleep(0.001)
        return seconds

    def first_text(self, question: Message) -> float | None:
        """Seconds from a question to the first text of its answer."""
        there = self.slack.workspace.answers(question)
        return there[0].versions[0].at - float(question.ts) if there else None

    def is_answered(self, question: Message) -> bool:
        """Whether an answer is complete."""
        there = self.slack.workspace.answers(question)
        return bool(there) and not there[-1].is_streaming and "Helpful" in there[-1].words

    async def answered(self, questions: Sequence[Message]) -> None:
        """Wait until all are answered."""
        async with asyncio.timeout(TOOK_TOO_LONG):
            for question in questions:
                while not self.is_answered(question):  # noqa: ASYNC110 - a message's words tell nobody that they changed
                    await asyncio.sleep(0.01)

    async def take_turns(self, count: int) -> float:
        """Ask so many questions, as fast as they are answered; seconds until the last was."""
        began, waiting = time.monotonic(), asyncio.Semaphore(OPEN)

        async def turn(number: int) -> None:
            async with waiting:
                # Each question is a new one, so that nothing of the last is of use.
                await self.answered([await self.ask(number, f"{QUESTION[:-1]} for case {number}?")])

        await asyncio.gather(*(turn(number) for number in range(count)))
        return time.monotonic() - began


def processor_seconds(pid: int, *, ended_too: bool = False) -> float:
    """What a process has used so far, with those that it started and that have ended if they are asked for, too."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if ended_too else 13])) / os.sysconf("SC_CLK_TCK")


def quotes_after(seconds: float) -> Behaviour:
    """A model that thinks for so long, and then says what the first passages say."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        found = passages_in(asked.prompt)[:3]
        return await says(*(f"{text[:-1]} [{number}]. " for number, text in found))(request, asked)

    return behave


def passages_in(prompt: str) -> list[tuple[str, str]]:
    """The passages that a prompt has: of each its number and its first sentence."""
    return _PASSAGE.findall(prompt.rsplit("Passages:", 1)[-1])


@asynccontextmanager
async def load(settings: Settings, *, with_model: bool, root: Path = ROOT) -> AsyncIterator[Load]:
    """`ftn serve` of the checkout at `root`, by its own environment where it has one, connected to a local Slack."""
    async with slack_server() as slack, model_server() as model:
        slack.echoes = False
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            **{name: value for name, value in os.environ.items() if name not in _OWN_NAMES},
            "FTN_DATA_DIR": str(settings.data_dir),
            "FTN_HTTP_PORT": str(port),
            "SLACK_BOT_TOKEN": slack.workspace.bot_token,
            "SLACK_APP_TOKEN": slack.app.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        if with_model:
            environment |= {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": f"{model.url}/v1", "FTN_MODEL": "scripted"}
        own = root / ".venv" / "bin" / "python"
        process = await asyncio.create_subprocess_exec(
            own if own.exists() else sys.executable, "-m", "bot", "serve", cwd=root, env=environment,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await slack.socket.wait_connected(timeout_seconds=TOOK_TOO_LONG)
            started = Load(slack, model, process.pid)
            model.reads_with(understands("question"))
            model.answers_with(quotes_after(0.0))
            # The first turns load what is loaded late.
            await started.take_turns(10)
            yield started
        finally:
            process.terminate()
            await process.wait()


def measure(names: Sequence[str] = ()) -> Iterator[Figure]:
    """Put the bot under every kind of load, one after another, or under those that are named."""
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        settings = load_settings(_env_file=None, data_dir=Path(folder))
        asyncio.run(build(settings))
        loads = {"idle": _without_a_model, "busy": _with_a_model, "speed": _at_full_speed, "long": _for_long}
        for name in names or loads:
            yield from asyncio.run(loads[name](settings))


async def build(settings: Settings) -> None:
    """Make the index of the built-in notes in the data folder."""
    async with asyncio.timeout(TOOK_TOO_LONG), running(settings, lambda *_: None):
        pass


async def _without_a_model(settings: Settings) -> list[Figure]:
    async with load(settings, with_model=False) as bot:
        first: list[float] = []
        for number, text in enumerate(texts("questions", "question")[:100]):
            first.append(await bot.until_first_text(await bot.ask(number, text)))
        ann, cards = bot.slack.workspace.person("ann"), list[float]()
        for count in range(1, CARDS + 1):
            began = time.monotonic()
            await ann.commands(CASE)
            await bot.slack.workspace.wait_for_ephemeral(ann, count=count)
            cards.append(time.monotonic() - began)
    p50, p95 = percentiles(first)
    card_p50, card_p95 = percentiles(cards)
    return [
        Figure("Slack: first text without a model, p50", p50, "ms", FIRST_TEXT_P50),
        Figure("Slack: first text without a model, p95", p95, "ms", FIRST_TEXT_P95),
        Figure("Slack: /verdict to card, p50", card_p50, "ms"),
        Figure("Slack: /verdict to card, p95", card_p95, "ms", CARD_P95),
    ]


async def _with_a_model(settings: Settings) -> list[Figure]:
    async with load(settings, with_model=True) as bot:
        acks = [seconds * 1e3 for seconds in await acknowledged(bot)]
        bot.model.answers_with(quotes_after(MODEL_SECONDS))
        asked: list[Message] = []
        began = time.monotonic()
        for number in range(A_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
            asked.append(await bot.ask(number))
        await bot.answered(asked)
        sustained = len(asked) / (time.monotonic() - began)
        beyond = [(bot.first_text(question) or TOOK_TOO_LONG) - MODEL_SECONDS for question in asked]
    p50, p95 = percentiles(beyond)
    ack_p50, ack_p99 = (round(float(each), 1) for each in np.percentile(acks, [50, 99]))
    return [
        Figure(f"Slack: acknowledgement with {IN_FLIGHT} turns in flight, p50", ack_p50, "ms", ACKNOWLEDGED_P50),
        Figure(f"Slack: acknowledgement with {IN_FLIGHT} turns in flight, p99", ack_p99, "ms", ACKNOWLEDGED_P99),
        Figure(f"Slack: first text beyond the model at {A_SECOND} messages/s, p50", p50, "ms"),
        Figure(f"Slack: first text beyond the model at {A_SECOND} messages/s, p95", p95, "ms", BEYOND_THE_MODEL_P95),
        Figure("Slack: turns a second, sustained", round(sustained, 1), "turns/s"),
    ]


async def _at_full_speed(settings: Settings) -> list[Figure]:
    figures: list[Figure] = []
    for with_model, words, processor in (
        (False, "without a model", PROCESSOR_A_TURN),
        (True, "with an instant model", PROCESSOR_WITH_A_MODEL),
    ):
        async with load(settings, with_model=with_model) as bot:
            used, beside = bot.processor_seconds(), time.process_time()
            fast = FAST_TURNS / await bot.take_turns(FAST_TURNS)
            used, beside = bot.processor_seconds() - used, time.process_time() - beside
            held = bot.megabytes()
        figures += [
            Figure(f"Slack: processor time a turn {words}", round(used / FAST_TURNS * 1e3, 1), "ms", processor),
            Figure(
                f"Slack: processor time a turn {words}, of Slack and people", round(beside / FAST_TURNS * 1e3, 1), "ms"
            ),
            Figure(
                f"Slack: time a turn {words} ({fast:.1f} turns/s)", round(1e3 / fast, 1), "ms", 1e3 / TURNS_A_SECOND
            ),
            Figure(f"Slack: memory after {FAST_TURNS} turns {words}", held, "MB", MEGABYTES),
        ]
    return figures


async def acknowledged(bot: Load) -> list[float]:
    """Seconds until each of many events is acknowledged while turns are under way."""
    gate = asyncio.Event()

    async def waits(request: web.Request, asked: Asked) -> web.StreamResponse:
        await gate.wait()
        return await quotes_after(0.0)(request, asked)

    bot.model.answers_with(waits)
    before = len(bot.model.asked)
    held = [await bot.ask(number) for number in range(IN_FLIGHT)]
    # Each has been read, and waits for its answer.
    async with asyncio.timeout(TOOK_TOO_LONG):
        while len(bot.model.asked) < before + 2 * IN_FLIGHT:  # noqa: ASYNC110 - same
            await asyncio.sleep(0.01)
    first = len(bot.slack.deliveries.sent)
    more: list[Message] = []
    for number in range(EVENTS):
        more.append(await bot.ask(number))
        await asyncio.sleep(1 / A_SECOND / 2)
    await bot.slack.deliveries.settle()
    gate.set()
    await bot.answered([*held, *more])
    return [ack.after for delivery in bot.slack.deliveries.sent[first:] for ack in delivery.acks]


async def _for_long(settings: Settings) -> list[Figure]:
    async with load(settings, with_model=True) as bot:
        await bot.take_turns(WARM_TURNS)
        warm = bot.megabytes()
        await bot.take_turns(MANY_TURNS)
        after = bot.megabytes()
    return [
        Figure(f"Slack: memory after {WARM_TURNS} turns", warm, "MB", MEGABYTES),
        Figure(f"Slack: memory after {MANY_TURNS:,} more", after, "MB", MEGABYTES),
    ]


_OWN_NAMES: frozenset[Any] = frozenset(field.alias for field in Settings.model_fields.values())

if __name__ == "__main__":
    sys.exit(not report(measure(sys.argv[1:])))
