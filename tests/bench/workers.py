"""Whether three workers on PostgreSQL get through a pile of questions sooner than one: `python -m tests.bench.workers`.

The bots are processes of `ftn serve`; Slack, the people and the model are in this one, and all of it shares the processors of this machine.
So there are two readings. With a model that answers at once the processors are what holds everybody up: three workers can use as many of
them as there are, one uses little more than one, and the processor time of a turn is printed by whose it is. With a model that thinks for a
second, as a real one does, a worker's turns at once are what holds it up, and three workers have three times the room.

Each reading begins once every worker has answered something: what is loaded late is loaded then.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.load_settings import load_settings
from tests.bench.figures import Figure, report
from tests.bench.slack import build, processor_seconds, quotes_after
from tests.model_server import model_server, understands
from tests.postgres import MISSING, postgres
from tests.slack.crashing import all_answered, ask, fleet
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer
    from tests.slack.crashing import Fleet
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer

#: Threads of as many people.
THREADS = 40
#: Questions in each, asked all at once: before anything is measured, of a model that answers at once, and of one that thinks so many seconds.
WARM_TURNS, FAST_TURNS, SLOW_TURNS = 1, 10, 4
MODEL_SECONDS = 1.0
#: Turns of a worker at once. Few, so that they and no processor are what holds up a worker whose model thinks.
AT_ONCE = 5
#: Three workers' time beside one's, at most: with a model that answers at once, and with one that thinks.
FAST_SHARE, SLOW_SHARE = 1.0, 0.5
PATIENCE = 300.0
#: Seconds within which so many workers start, answer everything and end, whatever it is that any of them waits for.
AT_MOST = 900.0
#: How long `all_answered` waits after the last answer for whoever answers twice.
AFTERWARDS = 3.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pile of questions took: seconds, and processor milliseconds a turn of the bots, of PostgreSQL, and of Slack, people and model."""

    questions: int
    seconds: float
    bots: float
    database: float
    others: float

    @property
    def a_second(self) -> float:
        """Turns a second."""
        return round(self.questions / self.seconds, 1)

    def __str__(self) -> str:
        """What a turn takes of the processors."""
        return f"processor ms a turn: bots {self.bots:.1f}, PostgreSQL {self.database:.1f}, Slack and model {self.others:.1f}"


def measure() -> Iterator[Figure]:
    """The same questions to one worker and to three."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="ftn-workers-") as name, postgres() as server:
        if server is None:
            sys.exit(MISSING)
        folder = Path(name)
        asyncio.run(build(load_settings(_env_file=None, data_dir=folder / "built")))
        models = ("answers at once", f"thinks for {MODEL_SECONDS:g} s")
        measured: list[list[Reading]] = []
        for workers, number in (("one worker", 1), ("three workers", 3)):
            measured.append(asyncio.run(_readings(folder, server, number)))
            for model, reading in zip(models, measured[-1], strict=True):
                yield Figure(f"PostgreSQL, {workers}, a model that {model} ({reading})", reading.a_second, "turns/s")
    for model, alone, together, share in zip(models, *measured, (FAST_SHARE, SLOW_SHARE), strict=True):
        beside = round(together.seconds / alone.seconds, 2)
        yield Figure(f"PostgreSQL, time of three workers beside one's, a model that {model}", beside, "", share)


async def _readings(folder: Path, server: PostgresServer, workers: int) -> list[Reading]:
    """What so many workers take with either model.

    Raises:
        TimeoutError: They do not start, answer or end within `AT_MOST`.
    """
    data_dir = folder / f"workers-{workers}" / "data"
    shutil.copytree(folder / "built" / "index", data_dir / "index")
    async with asyncio.timeout(AT_MOST), slack_server() as slack, model_server() as model:
        model.reads_with(understands("question"))
        more = {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": f"{model.url}/v1", "FTN_MODEL": "scripted"}
        more |= {"FTN_MODEL_RETRIES": "0", "FTN_TURNS_AT_ONCE": str(AT_ONCE), "DATABASE_URL": await server.fresh()}
        async with fleet(slack, data_dir, folder / f"output-{workers}", **more) as bots:
            await bots.start()
            await bots.start(workers - 1)
            asked: list[list[Message]] = []
            readings = []
            for turns, seconds in ((WARM_TURNS, 0.0), (FAST_TURNS, 0.0), (SLOW_TURNS, MODEL_SECONDS)):
                model.answers_with(quotes_after(seconds))
                readings.append(await _reading(slack, bots, server, asked, turns))
            await bots.stop()
    return readings[1:]


async def _reading(
    slack: SlackServer, bots: Fleet, server: PostgresServer, asked: list[list[Message]], turns: int
) -> Reading:
    """Ask so many questions more in every thread, all at once, and wait until all are answered."""
    questions = THREADS * turns
    before = _processor_seconds(bots, server)
    began = time.monotonic()
    for _ in range(turns):
        for number in range(THREADS):
            await ask(slack, asked, number)
    outcome = await all_answered(slack, asked, PATIENCE)
    took = time.monotonic() - began - AFTERWARDS
    missing = len(outcome.unanswered)
    if missing:
        raise TimeoutError(
            f"{missing} of {questions} questions were not answered within {PATIENCE:.0f} s; is the machine busy otherwise?"
        )
    after = _processor_seconds(bots, server)
    used = [(late - early) / questions * 1e3 for early, late in zip(before, after, strict=True)]
    return Reading(questions, took, *used)


def _processor_seconds(bots: Fleet, server: PostgresServer) -> tuple[float, float, float]:
    """What the bots, PostgreSQL and this process have used so far."""
    first = (server.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
    backends = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    return (
        sum(processor_seconds(bot.process.pid) for bot in bots.bots),
        # What those used that have ended is the first's.
        processor_seconds(int(first), ended_too=True) + sum(map(_of_backend, backends)),
        time.process_time(),
    )


def _of_backend(pid: str) -> float:
    """What one of PostgreSQL's processes has used, or 0 where it has ended since they were listed."""
    try:
        return processor_seconds(int(pid))
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


if __name__ == "__main__":
    sys.exit(not report(measure()))
