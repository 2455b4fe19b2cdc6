"""Jobs that nobody wants any more while nobody, or somebody else, works on them; and workers that could not say that they live."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bot.errors import StoreUnavailableError
from bot.turns import attempt as attempt_module
from bot.turns import inbox as inbox_module
from bot.turns import workers as workers_module
from bot.turns.job import STOPPED, WITHDRAWN, Trace
from bot.turns.job_forgetting import JobForgetting
from bot.turns.job_store import JobStore
from tests.sql import rows
from tests.turns.test_inbox import LIMITS, job, working

if TYPE_CHECKING:
    import pytest

    from bot.storage.database import Database


async def died_over(database: Database, name: str) -> JobStore:
    """The store of a worker that has begun a job, shown something of it, and is dead; nobody has noticed yet."""
    dead = JobStore(database, "dead")
    await dead.beat("elsewhere", 1)
    await dead.put(job(name), LIMITS, is_light=False)
    ((seq, _, _),) = await dead.claim(list)
    await dead.note(seq, Trace(f"{name}/1", "C1", "1.5"))
    return dead


async def test_what_was_called_off_while_its_worker_was_dead(database: Database) -> None:
    """It is begun again only to take back what was shown."""
    dead = await died_over(database, "one")
    async with working(database) as shop:
        assert await shop.inbox.cancel("a", "one")
        await dead.take_over(["dead"])
        await shop.sees("one is taken back")
        assert await shop.inbox.idle(30)
        assert "one begins" not in shop.log


async def test_what_is_called_off_while_it_waits_to_be_done_again(database: Database) -> None:
    """Whoever has shown something does not vanish from the queue with it; a lane goes on afterwards."""
    dead = await died_over(database, "one")
    await dead.take_over(["dead"])
    assert await dead.drop("a", "one")
    async with working(database) as shop:
        shop.open("two")
        await shop.put("two")
        await shop.sees("two ends")
        assert shop.log == ["one is taken back", "two begins", "two ends"]


async def test_what_is_called_off_while_it_is_done_again(database: Database) -> None:
    """What the try before has shown, and this one has not come to, is taken back too."""
    dead = await died_over(database, "one")
    await dead.take_over(["dead"])
    async with working(database) as shop:
        await shop.sees("one begins")
        await shop.inbox.cancel("a", "one")
        await shop.sees("one is taken back")
        assert shop.log == ["one begins", f"one {WITHDRAWN}", "one is taken back"]
        assert await shop.inbox.idle(30)


async def test_a_person_who_is_forgotten_leaves_nothing_half_said(database: Database) -> None:
    """What waits is dropped, and what somebody has begun is taken back."""
    dead = await died_over(database, "one")
    await dead.put(job("two"), LIMITS, is_light=False)
    await dead.take_over(["dead"])
    await JobForgetting(database).forget_person("T1", "ann", {"team", "person", "name"})
    async with working(database) as shop:
        await shop.sees("one is taken back")
        assert await shop.inbox.idle(30)
        assert shop.log == ["one is taken back"]


async def test_what_is_cancelled_as_it_ends_ends(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is done and being put down is not cut off in that: its place, and its lane, would be taken for good."""
    finishing, go_on = asyncio.Event(), asyncio.Event()
    finish = JobStore.finish

    async def slow_finish(store: JobStore, seq: int) -> None:
        finishing.set()
        await go_on.wait()
        await finish(store, seq)

    async with working(database) as shop:
        monkeypatch.setattr(JobStore, "finish", slow_finish)
        shop.open("one", "two")
        await shop.put("one")
        await finishing.wait()
        assert await shop.inbox.cancel("a", "one")
        go_on.set()
        await shop.put("two")
        await shop.sees("two ends")
        assert await shop.inbox.idle(30)


async def test_what_is_cancelled_before_its_first_step(database: Database) -> None:
    """It has been claimed, and nothing of it was begun: it ends all the same."""
    async with working(database) as shop:
        shop.open("two")
        await shop.put("one")
        while not shop.inbox._running:  # noqa: ASYNC110, SLF001 - nothing tells, and a pause would miss the moment
            await asyncio.sleep(0)
        for work in shop.inbox._running.values():  # noqa: SLF001 - same
            work.cancel(STOPPED)
        await shop.put("two")
        await shop.sees("two ends")
        assert await shop.inbox.idle(30)


async def test_a_database_that_was_away_makes_nobody_dead(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers that could not say that they live do not take each other's jobs when it is back."""
    monkeypatch.setattr(workers_module, "DEAD_SECONDS", 0.6)
    monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 0.05)
    beat, until = JobStore.beat, [0.0]

    async def away(store: JobStore, host: str, process: int) -> bool:
        if time.monotonic() < until[0]:
            raise StoreUnavailableError("away")
        # The second to come back is late.
        await asyncio.sleep(0.1 if store.worker == workers[1] else 0.0)
        return await beat(store, host, process)

    async with working(database) as one, working(database) as two:
        workers = [one.inbox.worker, two.inbox.worker]
        for number in range(3):
            await (one, two)[number % 2].put(f"{number}", lane=f"{number}", person=f"p{number}")
        names = {f"{number} begins" for number in range(3)}
        async with asyncio.timeout(10):
            while not names <= {*one.log, *two.log}:  # noqa: ASYNC110 - of two workers either may be next
                await asyncio.sleep(0.01)
        monkeypatch.setattr(JobStore, "beat", away)
        until[0] = time.monotonic() + 1.5
        await asyncio.sleep(2.5)
        assert len([line for line in (*one.log, *two.log) if line.endswith("begins")]) == 3
        for shop in (one, two):
            shop.open(*(f"{number}" for number in range(3)))
        assert await one.inbox.idle(30)


async def test_what_can_not_be_done_for_a_quarter_of_an_hour_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its person hears of it where that can be."""
    monkeypatch.setattr(attempt_module, "PATIENCE_SECONDS", 0.0)
    async with working(database) as shop:
        shop.failing["one"] = 9
        await shop.put("one", at=time.time() - 1)
        assert await shop.inbox.idle(30)
        assert shop.given_up == ["one"]


async def test_traces_of_what_is_done_do_not_stay(database: Database, empty_url: str) -> None:
    """Whoever was taken for dead may still note something of a job that another has done."""
    store = JobStore(database, "dead")
    await store.note(17, Trace("one/1", "C1", "1.5"))
    await store.purge(30.0, 90)
    assert await rows(empty_url, "SELECT * FROM inbox_shown") == []
