"""Several processes over one PostgreSQL server and one Chroma server: what starts them does not make them trip over each other."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from filelock import FileLock
from pydantic import SecretStr

from bot.app import following
from bot.cli.doctor import examine
from bot.slack.handlers.engaged_threads import Threads
from bot.slack.server.metrics import Metrics
from bot.storage.database import Database
from bot.turns.fair import TurnLimits
from bot.turns.handling import Ways
from bot.turns.inbox import Inbox
from bot.turns.job import Job
from bot.turns.job_store import JobStore
from knowledge.index import Index
from knowledge.search import Searcher
from tests.cli.ftn import Ftn
from tests.knowledge.embedders import HashEmbedder
from tests.knowledge.making import passage, quiet
from tests.sql import rows

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import Running
    from bot.settings import Settings
    from knowledge.embedder import LocalEmbedder
    from tests.knowledge.chroma_server import ChromaServer
    from tests.postgres import PostgresServer

QUESTION = "How many examples does fine-tuning need?"


async def test_they_start_at_once_over_empty_servers(
    postgres_server: PostgresServer, chroma: ChromaServer, tmp_path: Path
) -> None:
    """Three with data folders of their own begin at the same moment: one builds the index, and all answer from the same passages."""
    settings = {
        "DATABASE_URL": await postgres_server.fresh(),
        "CHROMA_URL": chroma.url,
        "FTN_EMBEDDINGS": "none",
    }
    done = await asyncio.gather(
        *(Ftn(tmp_path / name, tmp_path).beside("ask", QUESTION, "--json", settings=settings) for name in "abc")
    )
    assert [(each.returncode, "Traceback" in each.stderr) for each in done] == [(0, False)] * 3, done[0].stderr
    answers = [json.loads(each.stdout) for each in done]
    assert answers[0]["citations"]
    assert answers[1]["citations"] == answers[0]["citations"] == answers[2]["citations"]
    assert sum("Indexing" in each.stderr for each in done) == 1
    # The others found it whole.
    with Index(tmp_path / "looking", None, chroma.url) as index:
        assert len(index) == len(set(index.lexical.ids))
        assert all(index.fingerprints.values())


async def test_one_after_another_is_alone(postgres_server: PostgresServer) -> None:
    """Who comes second waits until the first is done, and a first one that is gone keeps nobody waiting."""
    address = await postgres_server.copied()
    order: list[str] = []
    async with Database(address) as one, Database(address) as other:

        async def second() -> None:
            async with other.alone(1):
                order.append("second")

        async with one.alone(1):
            waiting = asyncio.create_task(second())
            await asyncio.sleep(0.3)
            order.append("first")
            # Another name is another lock.
            async with other.alone(2):
                order.append("beside")
        await waiting
        async with one.alone(1):
            order.append("third")
    assert order == ["first", "beside", "second", "third"]


async def test_a_thread_is_engaged_by_all_at_once(url: str) -> None:
    """Many messages of one thread arrive in several processes at the same moment, and none of them fails."""
    async with Database(url) as one, Database(url) as other:
        stores = [await Threads(database, 90).open() for database in (one, other)]
        await asyncio.gather(*(stores[number % 2].engage("T1", "C1", "1.0") for number in range(40)))
        assert [await store.is_engaged("T1", "C1", "1.0") for store in stores] == [True, True]


def test_what_another_adds_is_found_by_words_too(chroma: ChromaServer, tmp_path: Path) -> None:
    """A process that runs on sees new passages once it has looked, and none of the half that is there while they are being added."""
    with (
        Index(tmp_path / "one", HashEmbedder("follow"), chroma.url) as adding,
        Index(tmp_path / "two", HashEmbedder("follow"), chroma.url) as running,
    ):
        adding.sync("a", [passage("Ten training examples are enough.")], "first", quiet)
        assert running.follow()
        assert not running.follow()
        assert running.lexical.search("zarquon", 5) == []
        adding.sync("b", [passage("The Zarquon programme is audited every spring.")], "second", quiet)
        assert running.lexical.search("zarquon", 5) == []
        assert running.follow()
        (found,) = running.lexical.search("zarquon", 5)
        assert running.passages([found[0]])[0].text.startswith("The Zarquon")


async def test_a_bot_looks_again_and_again(chroma: ChromaServer, tmp_path: Path) -> None:
    """Beside its work it finds out, goes on looking after a look that failed, and stops when it is told."""
    with (
        Index(tmp_path / "one", HashEmbedder("again"), chroma.url) as adding,
        Index(tmp_path / "two", HashEmbedder("again"), chroma.url) as running,
    ):
        assert running.lexical.ids == []
        async with following(cast("Running", SimpleNamespace(index=running)), between=0.05):
            chroma.stop()
            await asyncio.sleep(0.5)
            chroma.start()
            adding.sync("a", [passage("The Zarquon programme is audited every spring.")], "first", quiet)
            async with asyncio.timeout(30):
                while not running.lexical.search("zarquon", 5):  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(0.05)
        adding.sync("b", [passage("Ten training examples are enough.")], "first", quiet)
        await asyncio.sleep(0.3)
        assert len(running) == 1


def test_who_is_at_work_is_not_waited_for(chroma: ChromaServer, tmp_path: Path) -> None:
    """While a process brings the index up to date, another one that looks goes on with what it has."""
    with (
        Index(tmp_path / "index", HashEmbedder("busy"), chroma.url) as adding,
        Index(tmp_path / "index", HashEmbedder("busy"), chroma.url) as running,
    ):
        with adding.refreshing():
            adding.sync("a", [passage("Ten training examples are enough.")], "first", quiet)
            assert not running.follow()
        assert running.follow()


def test_sentences_are_embedded_by_one(chroma: ChromaServer, tmp_path: Path, embedder: LocalEmbedder) -> None:
    """Of two that prepare in one folder at the same time the second waits and embeds nothing; one that is told to stop waits no longer."""
    facts = [passage(f"A job of kind {number} needs {number} training examples.") for number in range(1, 30)]
    with (
        Index(tmp_path / "index", embedder, chroma.url) as first,
        Index(tmp_path / "index", embedder, chroma.url) as second,
    ):
        first.sync("a", facts, "first", quiet)
        second.reload()
        searchers, stop = [Searcher(index) for index in (first, second)], threading.Event()
        with ThreadPoolExecutor(3) as pool:
            learned = sorted(pool.map(lambda searcher: searcher.prepare(stop), searchers))
            assert learned[0] == 0
            assert learned[1] >= len(facts)
            # As if another process were at it.
            with FileLock(tmp_path / "index" / "preparing.lock"):
                waiting = pool.submit(searchers[1].prepare, stop)
                assert not wait([waiting], timeout=1.0).done
                stop.set()
                assert waiting.result(10) == 0


async def turns_line(settings: Settings) -> str:
    """What the doctor says of the work in hand."""
    return next((f"{one.state}: {one.detail}" for one in await examine(settings) if one.subject == "turns"), "")


async def test_the_doctor_counts_the_work(empty_url: str, settings: Settings) -> None:
    """It says what waits, runs and was set aside, and which workers live; it only reads."""
    url = empty_url
    settings = settings.model_copy(update={"database": SecretStr(url)})
    if url.startswith("sqlite"):
        # A database that is not there has no work, and is not made by looking.
        assert await turns_line(settings) == ""
    async with Database(url) as database:
        lively, silent = JobStore(database, "lively"), JobStore(database, "silent")
        for number in range(5):
            await lively.put(Job("message", f"lane{number}", (str(number),), {}), TurnLimits(), is_light=False)
        for store, chosen in ((lively, 1), (silent, 2)):
            await store.claim(lambda jobs, chosen=chosen: [one for one in jobs if not one.is_running][:chosen])  # type: ignore[misc]
        await silent.set_aside(2)
        await silent.beat("elsewhere", 1)
        before = await rows(url, "SELECT worker, beats FROM inbox_workers")
        assert await turns_line(settings) == (
            "missing: 2 waiting, 2 running, 1 set aside; workers at work: 0, and 1 without a sign of life, whose turns the others or the "
            "next start take over. They are done once `ftn serve` runs."
        )
        assert await rows(url, "SELECT worker, beats FROM inbox_workers") == before

        async def live() -> None:
            while True:
                await lively.beat("here", 2)
                await asyncio.sleep(0.2)

        beating = asyncio.create_task(live())
        await asyncio.sleep(0.5)
        said = await turns_line(settings)
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        assert said.startswith(
            "ok: 2 waiting, 2 running, 1 set aside; workers at work: 1, and 1 without a sign of life"
        )


async def test_workers_know_how_many_they_are(url: str) -> None:
    """Each counts the others within moments, and counts one less once one has left in good order."""

    async def nothing(job: Job) -> None:
        raise AssertionError(job)

    async def until(inbox: Inbox, count: int) -> None:
        async with asyncio.timeout(20):
            while inbox.workers() != count:  # noqa: ASYNC110 - of the database
                await asyncio.sleep(0.1)

    ways = Ways(nothing, nothing, nothing, lambda job: job)
    async with Database(url) as one, Database(url) as other:
        first, second = (Inbox(database, TurnLimits(), Metrics()) for database in (one, other))
        assert first.workers() == 1
        await first.open(ways)
        await second.open(ways)
        await until(first, 2)
        await until(second, 2)
        await second.drain(1.0)
        await until(first, 1)
        await first.drain(1.0)
