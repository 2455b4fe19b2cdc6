"""The bot as processes of its own that are killed at any moment, in front of a local Slack, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from tests.slack.delivery import Ack, Kind, Retry, Transport
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer

ROOT = Path(__file__).parents[2]
#: Slack brings again what was not acknowledged, sooner and more often than the real one, so that tests end and lose nothing between two starts.
SOON = (0.2, 1.0, 2.0, *(4.0,) * 60)
QUESTION = "How many training examples does fine-tuning need for case {number}?"
_OWN_NAMES = {field.alias for field in Settings.model_fields.values()}
#: Seconds until a started process takes part.
STARTS_WITHIN = 180.0
#: Seconds between two looks for a process that has ended by itself.
SUPERVISED_EVERY = 1.0
#: Seconds within which nobody knows which of two messages was stored first.
MARGIN = 1.0


@dataclass(slots=True)
class Bot:
    """One process, and the data folder that it owns."""

    process: asyncio.subprocess.Process
    folder: Path


@dataclass(slots=True)
class Taking:
    """The way by which Slack delivers, and when a message was taken in by it, by its timestamp."""

    inner: Transport
    at: dict[str, float] = field(default_factory=dict)

    async def send(self, kind: Kind, body: dict[str, Any], retry: Retry | None) -> Ack:
        """Deliver something, and note when it was acknowledged."""
        ack = await self.inner.send(kind, body, retry)
        self.at.setdefault(str((body.get("event") or {}).get("ts", "")), time.monotonic())
        return ack

    def late(self, thread: Sequence[Message]) -> set[str]:
        """The messages of a thread that were taken in after one that was written later, or about then: nobody could know of them in time."""
        at = [self.at.get(one.ts, 0.0) for one in thread]
        later = [min(at[number + 1 :], default=inf) for number in range(len(at))]
        # One that is delivered at once is taken in soon; what takes longer had to be brought again.
        written = [float(one.ts) - time.time() + time.monotonic() for one in thread]
        return {
            one.ts
            for number, one in enumerate(thread)
            if at[number] > later[number]
            or (at[number] - written[number] > MARGIN and at[number] > later[number] - MARGIN)
        }


@dataclass(slots=True)
class Fleet:
    """One or more processes of `ftn serve` over the same stores; each has an index of its own."""

    slack: SlackServer
    environment: Mapping[str, str]
    data_dir: Path
    output: Path
    taking: Taking
    bots: list[Bot] = field(default_factory=list)
    kills: int = 0
    #: How many ended by themselves while they started, as one does whose stores are away.
    ended: int = 0

    async def start(self, number: int = 1) -> None:
        """Start so many processes, and wait until all are connected."""
        for _ in range(number):
            taken = {bot.folder for bot in self.bots}
            # One that was killed leaves its folder free.
            free = next(folder for place in count() if (folder := self._folder(place)) not in taken)
            self.bots.append(await self._started(free))
        await self.connected()

    async def connected(self) -> None:
        """Wait until each process has a connection: each holds two. One that ends meanwhile is started again, as a supervisor does."""
        waiting = asyncio.ensure_future(self.slack.socket.wait_connected(2 * len(self.bots), STARTS_WITHIN))
        try:
            while not (await asyncio.wait({waiting}, timeout=SUPERVISED_EVERY))[0]:
                for bot in [each for each in self.bots if each.process.returncode is not None]:
                    self.ended += 1
                    self.bots.remove(bot)
                    self.bots.append(await self._started(bot.folder))
            await waiting
        finally:
            waiting.cancel()

    async def kill_one(self) -> None:
        """`kill -9` one of them, and start another in its place."""
        await self.kill(random.choice(self.bots))  # noqa: S311 - any will do

    async def kill(self, bot: Bot, *, again: bool = True) -> None:
        """`kill -9` a process, and start another in its place if it is to come `again`."""
        self.bots.remove(bot)
        with suppress(ProcessLookupError):
            bot.process.kill()
        await bot.process.wait()
        self.kills += 1
        if again:
            self.bots.append(await self._started(bot.folder))

    async def stop(self) -> None:
        """End all in good order."""
        for bot in self.bots:
            with suppress(ProcessLookupError):
                bot.process.terminate()
        for bot in self.bots:
            async with asyncio.timeout(60):
                await bot.process.wait()

    def _folder(self, number: int) -> Path:
        """The data folder of a process: the first has the given one, others a copy of its index."""
        if not number:
            return self.data_dir
        folder = self.data_dir.with_name(f"{self.data_dir.name}-{number}")
        if not folder.exists():
            shutil.copytree(self.data_dir / "index", folder / "index")
        return folder

    async def _started(self, folder: Path) -> Bot:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {**self.environment, "FTN_DATA_DIR": str(folder), "FTN_HTTP_PORT": str(port)}
        with self.output.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        return Bot(process, folder)


@asynccontextmanager
async def fleet(slack: SlackServer, data_dir: Path, output: Path, **more: str) -> AsyncIterator[Fleet]:
    """Processes of the bot over this data folder; none runs yet, and none will in the end."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in _OWN_NAMES},
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_API_URL": slack.api_url,
        **more,
    }
    slack.echoes = False
    slack.deliveries.retry_delays = SOON
    slack.deliveries.transport = taking = Taking(slack.deliveries.transport)
    made = Fleet(slack, environment, data_dir, output, taking)
    try:
        yield made
    finally:
        for bot in made.bots:
            with suppress(ProcessLookupError):
                bot.process.kill()
            await bot.process.wait()


@dataclass(slots=True)
class Outcome:
    """What became of the questions: how many have one answer, none, several; and what else must not be."""

    questions: int
    answered: int = 0
    unanswered: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    open_streams: int = 0
    out_of_order: int = 0
    left_working: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether every question has its one answer, in order, and nothing is left open."""
        return (
            self.answered == self.questions
            and not (self.unanswered or self.twice)
            and not (self.open_streams or self.out_of_order or self.left_working)
        )


async def asked(slack: SlackServer, threads: int, turns: int) -> list[list[Message]]:
    """Questions of as many people, each in a thread of their own, one after another without waiting for answers."""
    asked_in: list[list[Message]] = []
    for number in range(threads):
        await ask(slack, asked_in, number)
    for _ in range(1, turns):
        for number in range(threads):
            await ask(slack, asked_in, number)
    return asked_in


async def ask(slack: SlackServer, asked_in: list[list[Message]], number: int) -> None:
    """One more question in a thread, or the first in the next."""
    person = slack.workspace.person(f"person{number}")
    if number == len(asked_in):
        asked_in.append([await person.says(QUESTION.format(number=number))])
        return
    questions = asked_in[number]
    text = QUESTION.format(number=f"{number} in year {len(questions)}")
    questions.append(await person.says(text, thread=questions[0]))


def answers_in(slack: SlackServer, thread: Message) -> list[Message]:
    """What the bot has said in a thread and did not take back."""
    return [one for one in slack.workspace.answers(thread) if not one.deleted and not one.ephemeral_to]


async def all_answered(slack: SlackServer, asked_in: Sequence[Sequence[Message]], seconds: float) -> Outcome:
    """Wait until as many answers as questions stand in every thread, so long at most, and a moment longer; then count."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        done = all(sum(is_complete(one) for one in answers_in(slack, thread[0])) >= len(thread) for thread in asked_in)
        if done:
            break
        await asyncio.sleep(0.2)
    took = time.monotonic() - began
    # Whoever answers twice does it now.
    await asyncio.sleep(3.0)
    outcome = Outcome(sum(map(len, asked_in)), seconds=took)
    taking = slack.deliveries.transport
    for thread in asked_in:
        late = taking.late(thread) if isinstance(taking, Taking) else set()
        _judge(answers_in(slack, thread[0]), thread, outcome, late)
    outcome.left_working = sum(session.status == "processing" for session in slack.workspace.sessions.values())
    return outcome


def is_complete(answer: Message) -> bool:
    """Whether an answer has come to its end: it can be rated."""
    return not answer.is_streaming and "Helpful" in answer.words


def _judge(answers: Sequence[Message], thread: Sequence[Message], outcome: Outcome, late: set[str]) -> None:
    """Lay the answers of a thread beside its questions: each turn's messages carry its key."""
    keys = [_turn_of(answer) for answer in answers]
    outcome.open_streams += sum(answer.is_streaming for answer in answers)
    by_turn = Counter(keys)
    for question in thread:
        found = sum(count for key, count in by_turn.items() if key.endswith(f"/{question.ts}"))
        if not found:
            outcome.unanswered.append(question.text)
        elif found > 1:
            outcome.twice.append(question.text)
        else:
            outcome.answered += all(is_complete(one) for one in answers if _turn_of(one).endswith(f"/{question.ts}"))
    order = [ts for key in keys if (ts := key.rsplit("/", 1)[-1]) not in late]
    outcome.out_of_order += order != sorted(order, key=float)


def _turn_of(answer: Message) -> str:
    payload: dict[str, Any] = (answer.metadata or {}).get("event_payload") or {}
    key = str(payload.get("key", ""))
    return "/".join(key.split("/")[:3])
