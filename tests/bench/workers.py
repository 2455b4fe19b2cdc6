"""Whether three workers on PostgreSQL get through a pile of questions sooner than one: `python -m tests.bench.workers`.

The bots are processes of `ftn serve`; Slack, the people and a model that answers at once are in this one, and take processor time of the
same machine: with two cores three workers can't be three times as fast.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.app import running
from bot.settings import load_settings
from tests.bench.figures import Figure, report
from tests.bench.slack import quotes_after
from tests.model_server import model_server, understands
from tests.postgres import postgres
from tests.slack.crashing import all_answered, ask, fleet
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer
    from tests.slack.messages import Message

#: Threads of as many people, and questions in each, asked all at once.
THREADS, TURNS = 40, 10
PATIENCE = 300.0


def measure() -> Iterator[Figure]:
    """The same questions to one worker and to three."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="ftn-workers-") as name, postgres() as server:
        if server is None:
            return
        folder = Path(name)
        asyncio.run(_build(folder / "built"))
        one, three = (asyncio.run(_seconds(folder, server, number)) for number in (1, 3))
    questions = THREADS * TURNS
    yield Figure("PostgreSQL, one worker", round(questions / one, 1), "turns/s")
    yield Figure("PostgreSQL, three workers", round(questions / three, 1), "turns/s")
    yield Figure("PostgreSQL, time of three workers beside one's", round(three / one, 2), "", 1.0)


async def _build(data_dir: Path) -> None:
    async with running(load_settings(_env_file=None, data_dir=data_dir), lambda *_: None):
        pass


async def _seconds(folder: Path, server: PostgresServer, workers: int) -> float:
    """Seconds until all is answered."""
    data_dir = folder / f"workers-{workers}" / "data"
    shutil.copytree(folder / "built" / "index", data_dir / "index")
    async with slack_server() as slack, model_server() as model:
        model.reads_with(understands("question"))
        model.answers_with(quotes_after(0.0))
        more = {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": f"{model.url}/v1", "FTN_MODEL": "scripted"}
        more |= {"FTN_MODEL_RETRIES": "0", "DATABASE_URL": await server.fresh()}
        async with fleet(slack, data_dir, folder / f"output-{workers}", **more) as bots:
            await bots.start()
            await bots.start(workers - 1)
            asked: list[list[Message]] = []
            for number in range(THREADS):
                await ask(slack, asked, number)
            began = time.monotonic()
            for _ in range(1, TURNS):
                for number in range(THREADS):
                    await ask(slack, asked, number)
            outcome = await all_answered(slack, asked, PATIENCE)
            # It waits some seconds more for whoever answers twice.
            took = time.monotonic() - began - 3.0
            assert not outcome.unanswered, outcome
            await bots.stop()
        return took


if __name__ == "__main__":
    sys.exit(not report(measure()))
