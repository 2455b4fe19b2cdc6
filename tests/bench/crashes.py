"""Whether anything is lost, said twice or left open when everything dies at any moment: bots, databases, Chroma, the model, Slack.

`python -m tests.bench.crashes` puts two hundred turns through each of the scenarios below, one after another; with names, through those
alone. The bots are processes of `ftn serve`; Slack, the people and the model, which writes slowly so that answers are cut off in the
middle, are in this one. About three minutes a scenario.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.load_settings import load_settings
from tests.bench.figures import Figure, report
from tests.bench.slack import build, passages_in
from tests.knowledge.chroma_server import ChromaServer
from tests.model_server import answer_event, begun, fails, hangs_after, model_server, understands
from tests.postgres import MISSING, PostgresServer, postgres
from tests.slack.crashing import all_answered, ask, fleet
from tests.slack.server import slack_server
from tests.slack.telling_cases import Telling
from tests.sql import rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from aiohttp import web

    from tests.model_server import Asked, Behaviour, ModelServer
    from tests.slack.crashing import Fleet, Outcome
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer

#: Threads of questions and of cases, and turns in each.
QUESTION_THREADS, CASE_THREADS, TURNS = 14, 6, 10
KILLS, WORKERS = 20, 3
#: Seconds between two pieces of an answer, and pieces of one.
PIECE_SECONDS, PIECES = 0.08, 12
#: Seconds for which Slack answers 500, and the database or Chroma is away.
SLACK_AWAY, STORE_AWAY = 60.0, 4.0
#: Seconds that may pass after the last trouble until all is answered.
PATIENCE = 240.0
#: How many events are brought again, and how many are held back and let go in reverse.
AGAIN, REORDERED = 0.3, 0.3
#: Bytes that are free beside the index on a file system that fills up.
ROOM = 24_000_000
REFERENCE: list[tuple[list[list[str]], list[dict[str, object]]]] = []


@dataclass(slots=True)
class World:
    """What a scenario can break."""

    slack: SlackServer
    model: ModelServer
    bots: Fleet
    database: str
    folder: Path
    server: PostgresServer | None = None
    chroma: ChromaServer | None = None
    questions: list[list[Message]] = field(default_factory=list)

    async def ask_some(self, share: float) -> None:
        """A question more in so many of the threads, one after another."""
        for number in random.sample(range(QUESTION_THREADS), QUESTION_THREADS):
            if random.random() < share and len(self.questions[number]) < TURNS:  # noqa: S311 - any will do
                await asyncio.sleep(random.uniform(0.0, 0.3))  # noqa: S311 - same
                await ask(self.slack, self.questions, number)

    async def ask_rest(self) -> None:
        """What is left to be asked."""
        while any(len(thread) < TURNS for thread in self.questions):
            await self.ask_some(0.5)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Two hundred turns and what goes wrong meanwhile."""

    name: str
    trouble: Callable[[World], Awaitable[None]]
    on_postgres: bool = False
    on_chroma: bool = False
    streams: bool = True
    on_small_disk: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


async def kill_again_and_again(world: World) -> None:
    """Twenty times `kill -9`, each at any moment of a start, an answer or a pause."""
    for number in range(KILLS):
        asking = asyncio.create_task(world.ask_some(TURNS / KILLS))
        await asyncio.sleep(random.uniform(0.1, 2.5))  # noqa: S311 - any moment
        await world.bots.kill_one()
        if number % 4 != 3:
            # Every fourth is killed while it starts, or has just started.
            await world.bots.connected()
        await asking
    await world.bots.connected()


async def restart_postgres(world: World) -> None:
    """The server is cut off in the middle, is away for a while, and comes back; twice, and a bot is killed meanwhile."""
    assert world.server is not None
    for _ in range(2):
        asking = asyncio.create_task(world.ask_some(0.6))
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - any moment
        await asyncio.to_thread(world.server.stop)
        await asyncio.sleep(STORE_AWAY)
        await asyncio.to_thread(world.server.start)
        await asking
        await world.bots.kill_one()
        await world.bots.connected()


async def restart_chroma(world: World) -> None:
    """The same with the server that holds the index."""
    assert world.chroma is not None
    for _ in range(2):
        asking = asyncio.create_task(world.ask_some(0.6))
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - any moment
        await asyncio.to_thread(world.chroma.stop)
        await asyncio.sleep(STORE_AWAY)
        await asyncio.to_thread(world.chroma.start)
        await asking
        await world.bots.kill_one()
        await world.bots.connected()


async def fill_disk(world: World) -> None:
    """The disk is full for a while, and a bot dies meanwhile and starts again once there is room."""
    ballast = world.bots.data_dir / "ballast"
    for _ in range(2):
        asking = asyncio.create_task(world.ask_some(0.6))
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - any moment
        _fill(ballast)
        await asyncio.sleep(STORE_AWAY)
        bot = world.bots.bots[0]
        await world.bots.kill(bot, again=False)
        ballast.unlink()
        await world.bots.start()
        await asking


async def hang_the_model(world: World) -> None:
    """The model says half a sentence, or nothing, and then nothing more; a bot dies meanwhile."""
    world.model.answers_with(hangs_after("Half a sentence "))
    asking = asyncio.create_task(world.ask_some(0.6))
    await asyncio.sleep(3.0)
    await world.bots.kill_one()
    await asking
    world.model.answers_with(hangs_after())
    await world.ask_some(0.6)
    await asyncio.sleep(3.0)
    world.model.answers_with(quotes_slowly())


async def fail_slack(world: World) -> None:
    """Slack answers 500 to everything, and a bot dies meanwhile."""
    asking = asyncio.create_task(world.ask_some(0.6))
    await asyncio.sleep(0.7)
    for method in _CALLED:
        world.slack.faults.add(method, times=None, status=500)
    await asyncio.sleep(SLACK_AWAY / 2)
    await world.bots.kill(world.bots.bots[0], again=False)
    await asyncio.sleep(SLACK_AWAY / 2)
    world.slack.faults.clear()
    await world.bots.start()
    await asking


async def bring_again(world: World) -> None:
    """Events come again, out of order and late, and bots are killed meanwhile."""
    deliveries = world.slack.deliveries
    for _ in range(8):
        before = len(deliveries.sent)
        if random.random() < 2 * REORDERED:  # noqa: S311 - any will do
            deliveries.hold()
        await world.ask_some(0.3)
        deliveries.release(reverse=True)
        await asyncio.sleep(random.uniform(0.0, 1.0))  # noqa: S311 - any moment
        again = [one for one in deliveries.sent[: before + 20] if one.kind == "events_api" and random.random() < AGAIN]  # noqa: S311
        await asyncio.gather(*(deliveries.resend(one) for one in again), return_exceptions=True)
        await world.bots.kill_one()
        await world.bots.connected()


#: What the bot asks of Slack while it works.
_CALLED = (
    "agents.sessions.setStatus", "chat.appendStream", "chat.delete", "chat.postEphemeral", "chat.postMessage", "chat.startStream",
    "chat.stopStream", "chat.update", "conversations.history", "conversations.open", "conversations.replies",
)  # fmt: skip
_MODEL_HANGS = {"FTN_MODEL_TIMEOUT": "2"}
SCENARIOS = (
    Scenario("SQLite, killed", kill_again_and_again),
    Scenario("SQLite, killed, no streams", kill_again_and_again, streams=False),
    Scenario("PostgreSQL, killed", kill_again_and_again, on_postgres=True),
    Scenario("PostgreSQL, killed, no streams", kill_again_and_again, on_postgres=True, streams=False),
    Scenario("PostgreSQL, restarted", restart_postgres, on_postgres=True),
    Scenario("Chroma, restarted", restart_chroma, on_postgres=True, on_chroma=True),
    Scenario("SQLite, disk full", fill_disk, on_small_disk=True),
    Scenario("SQLite, model hangs", hang_the_model, settings=_MODEL_HANGS),
    Scenario("SQLite, Slack fails", fail_slack),
    Scenario("PostgreSQL, Slack fails", fail_slack, on_postgres=True),
    Scenario("SQLite, brought again", bring_again),
    Scenario("PostgreSQL, brought again", bring_again, on_postgres=True),
)


def quotes_slowly() -> Behaviour:
    """A model that says what the first passage says, in pieces that come slowly."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = await begun(request)
        for number, text in passages_in(asked.prompt)[:2]:
            words = f"{text[:-1]} [{number}]. ".split(" ")
            size = max(1, len(words) // (PIECES // 2))
            for first in range(0, len(words), size):
                await response.write(answer_event(content=" ".join(words[first : first + size]) + " "))
                await asyncio.sleep(PIECE_SECONDS)
        await response.write(answer_event("stop"))
        await response.write(b"data: [DONE]\n\n")
        return response

    return behave


def reads_questions() -> Behaviour:
    """A model that knows a question, and fails with everything else, so that the rules read that."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        knows = understands("question") if "fine-tuning need for case" in asked.prompt else fails(500)
        return await knows(request, asked)

    return behave


@contextmanager
def small_disk(folder: Path, index: Path) -> Iterator[None]:
    """A file system of its own for a folder, which is soon full once the index is there; needs to be root."""
    size = ROOM + sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)  # noqa: S603, S607 - for root alone
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - same


def _fill(file: Path) -> None:
    """Take all the room that there is."""
    with suppress(OSError), file.open("wb", buffering=0) as full:
        while True:
            full.write(b"0" * 4096)


def measure(names: tuple[str, ...] = ()) -> Iterator[Figure]:
    """Go through all scenarios, or those that are named."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="ftn-crashes-") as name, ExitStack() as closing:
        folder = Path(name)
        asyncio.run(build(load_settings(_env_file=None, data_dir=folder / "built")))
        server: PostgresServer | None = None
        for number, scenario in enumerate(one for one in SCENARIOS if not names or one.name in names):
            if scenario.on_postgres and server is None:
                server = closing.enter_context(postgres())
                if server is None:
                    yield Figure(f"{scenario.name}: {MISSING}", 1, "scenario not run", 0)
                    continue
            yield from asyncio.run(_figures(scenario, folder, number, server))


async def _figures(scenario: Scenario, folder: Path, number: int, server: PostgresServer | None) -> list[Figure]:
    if not REFERENCE:
        REFERENCE.append(await _undisturbed(folder))
    said, states = REFERENCE[0]
    place = folder / str(number)
    began = time.monotonic()
    async with world_of(scenario, folder, place, server) as world:
        people = [world.slack.workspace.person(f"teller{number}") for number in range(CASE_THREADS)]
        tellings = [Telling(world.slack, person, 4.0, said) for person in people]
        telling = [asyncio.create_task(each.tell()) for each in tellings]
        for thread in range(QUESTION_THREADS):
            await ask(world.slack, world.questions, thread)
        await scenario.trouble(world)
        await world.ask_rest()
        outcome = await all_answered(world.slack, world.questions, PATIENCE)
        await asyncio.gather(*telling)
        outcome.left_working = sum(one.status == "processing" for one in world.slack.workspace.sessions.values())
        await world.bots.stop()
        wrong = [line for each in tellings for line in each.differences]
        kept = [each for each in tellings if await each.state(world.database) != states]
        remembered = await _misremembered(world)
        left = [await _count(world.database, table) for table in ("inbox_jobs", "inbox_shown", "inbox_workers")]
        given_up = [one.failures for one in world.slack.deliveries.sent if one.kind == "events_api" and not one.acks]
        trouble = [*wrong, *(f"state of {each.person.name}" for each in kept), *remembered]
        if trouble or sum(left) or not outcome.is_good:
            lines = "\n".join(
                [*trouble, f"jobs, traces, workers: {left}", f"{outcome}", f"given up by Slack: {given_up}"]
            )
            (folder.with_name(f"{folder.name}-{number}.txt")).write_text(
                f"{lines}\n{world.slack.describe()}\n{world.bots.output.read_text(encoding='utf-8', errors='replace')}",
                "utf-8",
            )
            sys.stderr.write(f"{scenario.name}: {lines}\n")
    seconds = time.monotonic() - began
    happened = f"{world.bots.kills} kills, {world.bots.ended} starts that gave up, {len(world.model.asked)} model calls"
    return [*_counted(scenario, outcome), *(
        Figure(f"{scenario.name}: {what}", value, "", 0)
        for what, value in (
            ("steps of cases that went otherwise", len(wrong)), ("cases kept otherwise", len(kept)),
            ("threads remembered otherwise", len(remembered)), ("jobs, traces and workers left", sum(left)),
        )
    ), Figure(f"{scenario.name}: {happened}", round(seconds, 1), "s")]  # fmt: skip


def _counted(scenario: Scenario, outcome: Outcome) -> list[Figure]:
    counts = {
        "unanswered": outcome.questions - outcome.answered,
        "answered twice": len(outcome.twice),
        "threads out of order": outcome.out_of_order,
        "streams left open": outcome.open_streams,
        "threads left working": outcome.left_working,
    }
    return [Figure(f"{scenario.name}: {what}", count, f"of {outcome.questions}", 0) for what, count in counts.items()]


async def _undisturbed(folder: Path) -> tuple[list[list[str]], list[dict[str, object]]]:
    """What stands in the thread of a case after each step, and what is kept of it, where nothing goes wrong."""
    quiet = Scenario("undisturbed", kill_again_and_again)
    async with world_of(quiet, folder, folder / "undisturbed", None) as world:
        telling = Telling(world.slack, world.slack.workspace.person("teller"))
        await telling.tell()
        await world.bots.stop()
        return telling.seen, await telling.state(world.database)


@asynccontextmanager
async def world_of(
    scenario: Scenario, folder: Path, place: Path, server: PostgresServer | None
) -> AsyncIterator[World]:
    """Slack, the model, the stores and the bots of a scenario."""
    data_dir = place / "data"
    with ExitStack() as closing:
        if scenario.on_small_disk:
            data_dir.mkdir(parents=True)
            closing.enter_context(small_disk(data_dir, folder / "built" / "index"))
        shutil.copytree(folder / "built" / "index", data_dir / "index")
        address = await server.fresh() if server and scenario.on_postgres else f"sqlite:///{data_dir}/ftn.sqlite3"
        chroma = ChromaServer(place / "chroma") if scenario.on_chroma else None
        more = dict(scenario.settings)
        if chroma is not None:
            chroma.start()
            closing.callback(chroma.stop)
            more["CHROMA_URL"] = chroma.url
        async with slack_server() as slack, model_server() as model:
            slack.workspace.streaming = scenario.streams
            model.reads_with(reads_questions())
            model.answers_with(quotes_slowly())
            more |= {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": f"{model.url}/v1", "FTN_MODEL": "scripted"}
            more |= {"FTN_MODEL_RETRIES": "0", "DATABASE_URL": address}
            async with fleet(slack, data_dir, place / "output", **more) as bots:
                # The first builds the index where a server holds one for all.
                await bots.start()
                await bots.start(WORKERS - 1 if scenario.on_postgres else 0)
                yield World(slack, model, bots, address, place, server, chroma)


async def _misremembered(world: World) -> list[str]:
    """The threads of which something else is kept than what was asked in them, in order."""
    wrong = []
    for thread in world.questions:
        place = f"%/{thread[0].channel}/{thread[0].ts}"
        kept = await rows(world.database, "SELECT text FROM turns WHERE place LIKE :place ORDER BY id", place=place)
        late = world.bots.taking.late(thread)
        said, asked = [row.text for row in kept], [question.text for question in thread]
        if (sorted(said) != sorted(asked)) if late else (said != asked):
            taken = [
                round(world.bots.taking.at.get(one.ts, 0.0) - world.bots.taking.at[thread[0].ts], 2) for one in thread
            ]
            wrong.append(f"remembered of {place}: {[row.text[-20:] for row in kept]}, taken in at {taken}")
    return wrong


async def _count(database: str, table: str) -> int:
    return len(await rows(database, f"SELECT * FROM {table}"))  # noqa: S608 - our own names


if __name__ == "__main__":
    sys.exit(not report(measure(tuple(sys.argv[1:]))))
