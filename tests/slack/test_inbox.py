"""The queue: each job once, each thread in order, threads beside each other, all of it bounded and ended in good order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.slack.inbox.queue import CLOSING, MOST_WAITING, STOPPED, WITHDRAWN, Inbox, Job
from bot.slack.server.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Workshop:
    """Works on jobs as a test lets it, and writes down what happens."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.changed = asyncio.Event()
        self.metrics = Metrics()
        self.inbox = Inbox(self.work, at_once=3, metrics=self.metrics)

    async def work(self, job: Job) -> None:
        """Begin, wait for the job's door, end; a job named `bad` fails."""
        name = job.ids[0]
        self.note(f"{name} begins")
        try:
            if name.startswith("bad"):
                raise ValueError(name)
            await self.doors.setdefault(name, asyncio.Event()).wait()
        except asyncio.CancelledError as error:
            self.note(f"{name} {error.args[0] if error.args else 'cancelled'}")
            if name.startswith("slow"):
                await asyncio.Event().wait()
            if name.startswith("polite"):
                await self.doors[f"after {name}"].wait()
                self.note(f"{name} has said so")
            raise
        self.note(f"{name} ends")

    def note(self, line: str) -> None:
        """Write it down."""
        self.log.append(line)
        self.changed.set()

    async def sees(self, *lines: str) -> None:
        """Wait until these lines are all there."""
        async with asyncio.timeout(5):
            while not set(lines) <= set(self.log):
                self.changed.clear()
                await self.changed.wait()

    def put(self, name: str, thread: str = "a", *ids: str) -> bool:
        """Put a job in."""
        return self.inbox.put(Job("message", thread, (name, *ids), {}))

    def open(self, *names: str) -> None:
        """Let jobs end."""
        for name in names:
            self.doors.setdefault(name, asyncio.Event()).set()

    def dropped(self, reason: str) -> float:
        """How many jobs were dropped for a reason."""
        return self.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": reason}) or 0.0


@pytest.fixture
async def shop() -> AsyncIterator[Workshop]:
    """A workshop that is empty in the end."""
    made = Workshop()
    yield made
    await made.inbox.drain(0)
    assert len(made.inbox) == 0
    assert made.metrics.registry.get_sample_value("ftn_turns_waiting") == 0
    assert made.metrics.registry.get_sample_value("ftn_turns_running") == 0


async def test_jobs_of_a_thread_run_one_after_another(shop: Workshop) -> None:
    """The second begins when the first has ended, whatever it could do before."""
    shop.open("two", "three")
    assert all(shop.put(name) for name in ("one", "two", "three"))
    await shop.sees("one begins")
    shop.open("one")
    await shop.sees("three ends")
    assert shop.log == [f"{name} {what}" for name in ("one", "two", "three") for what in ("begins", "ends")]


async def test_threads_run_beside_each_other(shop: Workshop) -> None:
    """A thread that takes long holds up no other one, up to so many at once."""
    for number in range(4):
        shop.put(f"{number}", thread=f"thread {number}")
    await shop.sees("0 begins", "1 begins", "2 begins")
    assert "3 begins" not in shop.log
    shop.open("1")
    await shop.sees("3 begins")
    assert "0 ends" not in shop.log


@pytest.mark.parametrize("again", [("one",), ("other", "event/1"), ("event/1", "new")])
async def test_a_job_that_comes_again_is_dropped(shop: Workshop, again: tuple[str, ...]) -> None:
    """One id in common makes it the same job, while it waits, runs or is long over."""
    shop.open("one")
    assert shop.put("one", "a", "event/1")
    assert not shop.put(again[0], "a", *again[1:])
    await shop.sees("one ends")
    assert not shop.put(again[0], "b", *again[1:])
    assert shop.dropped("duplicate") == 2


async def test_a_thread_holds_so_many(shop: Workshop) -> None:
    """What comes beyond the bound of a thread is dropped and counted; others are not concerned."""
    shop.put("first")
    await shop.sees("first begins")
    taken = [shop.put(f"{number}") for number in range(MOST_WAITING + 3)]
    assert taken == [True] * MOST_WAITING + [False] * 3
    assert shop.dropped("thread full") == 3
    assert shop.put("elsewhere", thread="b")
    assert len(shop.inbox) == MOST_WAITING + 1


async def test_a_failing_job_ends_nothing_else(shop: Workshop) -> None:
    """An error is logged with its kind, and the thread goes on."""
    shop.open("good")
    with capture_logs() as log:
        shop.put("bad")
        shop.put("good")
        await shop.sees("good ends")
    assert [line["error"] for line in log if line["event"] == "job failed"] == ["ValueError"]


async def test_cancelling_stops_what_runs(shop: Workshop) -> None:
    """Without an id it is whatever runs in the thread; what waits comes next."""
    shop.open("two")
    shop.put("one")
    shop.put("two")
    await shop.sees("one begins")
    running = shop.inbox.running("a")
    assert running is not None
    assert running.ids == ("one",)
    assert shop.inbox.cancel("a")
    await shop.sees("two ends")
    assert shop.log[:2] == ["one begins", f"one {STOPPED}"]
    await shop.inbox.drain(1)
    assert not shop.inbox.cancel("a")


async def test_cancelling_by_id(shop: Workshop) -> None:
    """With an id it is that job only: one that waits never begins, one that runs hears that it is withdrawn."""
    shop.open("three")
    for name in ("one", "two", "three"):
        shop.put(name)
    await shop.sees("one begins")
    assert shop.inbox.cancel("a", "two")
    assert not shop.inbox.cancel("a", "two")
    assert not shop.inbox.cancel("b", "one")
    assert shop.inbox.cancel("a", "one")
    await shop.sees("three ends")
    assert shop.log == ["one begins", f"one {WITHDRAWN}", "three begins", "three ends"]


async def test_a_job_is_cancelled_once(shop: Workshop) -> None:
    """Whoever presses Stop and deletes the question does not cut off the words that end the answer."""
    shop.doors["after polite"] = asyncio.Event()
    shop.put("polite")
    await shop.sees("polite begins")
    shop.inbox.cancel("a")
    await shop.sees(f"polite {STOPPED}")
    shop.inbox.cancel("a", "polite")
    shop.open("after polite")
    await shop.sees("polite has said so")
    assert f"polite {WITHDRAWN}" not in shop.log


async def test_draining_lets_everything_end(shop: Workshop) -> None:
    """Waiting jobs are worked on too; what was acknowledged last is still taken, and nothing after that."""
    shop.open("one", "two", "three", "late")
    shop.put("one")
    shop.put("two")
    shop.put("three", thread="b")
    draining = asyncio.create_task(shop.inbox.drain(5))
    await asyncio.sleep(0)
    assert shop.put("late", thread="c")
    await draining
    assert {f"{name} ends" for name in ("one", "two", "three", "late")} <= set(shop.log)
    assert not shop.put("too late")
    assert shop.dropped("closing") == 1


async def test_draining_takes_no_longer_than_it_may(shop: Workshop) -> None:
    """What runs when time is up is told so and may end itself; what waits is given up."""
    shop.doors["after polite"] = asyncio.Event()
    shop.put("polite")
    shop.put("waiting")
    await shop.sees("polite begins")
    draining = asyncio.create_task(shop.inbox.drain(0.01))
    await shop.sees(f"polite {CLOSING}")
    shop.open("after polite")
    await draining
    assert shop.log[-1] == "polite has said so"
    assert "waiting begins" not in shop.log


async def test_what_does_not_end_is_cut_off(shop: Workshop) -> None:
    """A job that goes on after it was cancelled does not keep the process alive."""
    shop.put("slow")
    await shop.sees("slow begins")
    await shop.inbox.drain(0.01, 0.01)
    assert shop.inbox.running("a") is None
