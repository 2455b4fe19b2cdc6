"""The inbox: each job once, each lane in order, bounded, ended in good order, and taken over from whoever died."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreUnavailableError
from bot.slack.server.metrics import Metrics
from bot.storage.database import Database
from bot.turns import attempt as attempt_module
from bot.turns import inbox as inbox_module
from bot.turns import workers as workers_module
from bot.turns.attempt import MOST_TRIES
from bot.turns.fair import SUSPECT_TRIES, TurnLimits
from bot.turns.handling import Ways
from bot.turns.inbox import Inbox
from bot.turns.job import CLOSING, STOPPED, WITHDRAWN, Job, TryLaterError
from bot.turns.job_store import InboxFullError, JobStore
from bot.turns.journal import current

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LIMITS = TurnLimits(at_once=3, person_at_once=3, team_at_once=3, person_waiting=5)


def job(name: str, lane: str = "a", *ids: str, person: str = "ann", **more: Any) -> Job:
    """A job of somebody."""
    return Job("message", lane, (name, *ids), {"team": "T1", "person": person, "name": name}, **more)


class Workshop:
    """Works on jobs as a test lets it, and writes down what happens."""

    def __init__(self, database: Database, limits: TurnLimits = LIMITS) -> None:
        self.log: list[str] = []
        self.given_up: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.failing: Counter[str] = Counter()
        self.changed = asyncio.Event()
        self.metrics = Metrics()
        self.inbox = Inbox(database, limits, self.metrics)

    async def work(self, one: Job) -> None:
        """Begin, wait for the job's door, end; what is failing fails."""
        name = str(one.data["name"])
        self.note(f"{name} begins")
        if self.failing[name]:
            self.failing[name] -= 1
            raise TryLaterError(name)
        try:
            if name.startswith("bad"):
                raise ValueError(name)
            if name.startswith("shows"):
                journal = current.get()
                assert journal is not None
                earlier = ",".join(await journal.earlier())
                self.note(f"{name} finds {earlier or 'nothing'}")
                await journal.note(f"{name}/1", "C1", "1.5")
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

    async def give_up(self, one: Job) -> None:
        """Its person is told."""
        self.given_up.append(one.ids[0])

    async def call_off(self, one: Job) -> None:
        """What it has shown is taken back."""
        self.note(f"{one.data['name']} is taken back")

    def full(self, one: Job) -> Job:
        """The one word to whoever sends too much."""
        return Job(
            "told", f"private/{one.data['person']}", (f"full/{one.data['person']}",), {**one.data, "name": "told"}
        )

    @property
    def ways(self) -> Ways:
        """How it works on jobs."""
        return Ways(self.work, self.give_up, self.call_off, self.full, frozenset({"told"}))

    def note(self, line: str) -> None:
        """Write it down."""
        self.log.append(line)
        self.changed.set()

    async def sees(self, *lines: str) -> None:
        """Wait until these lines are all there."""
        async with asyncio.timeout(10):
            while not set(lines) <= set(self.log):
                self.changed.clear()
                await self.changed.wait()

    async def put(self, name: str, lane: str = "a", *ids: str, **more: Any) -> bool:
        """Put a job in."""
        return await self.inbox.put(job(name, lane, *ids, **more))

    def open(self, *names: str) -> None:
        """Let jobs end."""
        for name in names:
            self.doors.setdefault(name, asyncio.Event()).set()

    def dropped(self, reason: str) -> float:
        """How many jobs were dropped for a reason."""
        return self.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": reason}) or 0.0


@asynccontextmanager
async def working(database: Database, limits: TurnLimits = LIMITS) -> AsyncIterator[Workshop]:
    """A workshop, closed in the end."""
    made = Workshop(database, limits)
    await made.inbox.open(made.ways)
    try:
        yield made
    finally:
        await made.inbox.drain(0)


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Workshop]:
    """A workshop that has nothing running in the end."""
    async with working(database) as made:
        yield made
    assert made.metrics.registry.get_sample_value("ftn_turns_running") == 0


async def test_what_waits_is_counted_from_the_moment_that_it_is_taken_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often a worker counts anew, a job that was taken in is never missing, and none that has begun is left in the count."""
    counts = JobStore.counts

    async def slow_counts(store: JobStore) -> dict[str, int]:
        """What was counted, some time ago."""
        counted = await counts(store)
        await asyncio.sleep(0.01)
        return counted

    monkeypatch.setattr(JobStore, "counts", slow_counts)
    monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 0.001)
    async with working(database) as shop:
        for number in range(10):
            first, second = f"first {number}", f"second {number}"
            await shop.put(first)
            await shop.sees(f"{first} begins")
            await shop.put(second)
            for _ in range(20):
                # It waits for the first one, which has the same lane.
                assert shop.metrics.registry.get_sample_value("ftn_turns_waiting") == 1
                await asyncio.sleep(0.001)
            shop.open(first, second)
            await shop.sees(f"{second} ends")
            assert await shop.inbox.idle(30)
            assert len(shop.inbox) == 0


async def test_jobs_of_a_lane_run_one_after_another(shop: Workshop) -> None:
    """The second begins when the first has ended, whatever it could do before."""
    shop.open("two", "three")
    for name in ("one", "two", "three"):
        assert await shop.put(name)
    await shop.sees("one begins")
    shop.open("one")
    await shop.sees("three ends")
    assert shop.log == [f"{name} {what}" for name in ("one", "two", "three") for what in ("begins", "ends")]


async def test_what_was_called_off_before_it_came(shop: Workshop) -> None:
    """It is not taken in, and nothing is kept of it: where it is not called off, it is new."""
    shop.open("deletion", "asked")
    await shop.put("deletion")
    assert not await shop.inbox.put(job("asked", "b"), unless="deletion")
    assert shop.dropped("deleted") == 1
    assert await shop.inbox.put(job("asked", "b"), unless="another deletion")
    await shop.sees("asked ends")


async def test_lanes_run_beside_each_other(shop: Workshop) -> None:
    """A lane that takes long holds up no other one, up to so many at once."""
    for number in range(4):
        await shop.put(f"{number}", lane=f"lane {number}")
    await shop.sees("0 begins", "1 begins", "2 begins")
    assert "3 begins" not in shop.log
    shop.open("1")
    await shop.sees("3 begins")
    assert "0 ends" not in shop.log


async def test_what_overtook_something_waits_for_it(shop: Workshop) -> None:
    """Among what waits, Slack's own time orders."""
    shop.open("earlier", "later")
    await shop.put("first")
    await shop.sees("first begins")
    await shop.put("later", position=20.0)
    await shop.put("earlier", position=10.0)
    shop.open("first")
    await shop.sees("later ends")
    assert shop.log.index("earlier ends") < shop.log.index("later begins")


@pytest.mark.parametrize("again", [("one",), ("other", "event/1"), ("event/1", "new")])
async def test_a_job_that_comes_again_is_dropped(shop: Workshop, again: tuple[str, ...]) -> None:
    """One id in common makes it the same job, while it waits, runs or is long over."""
    shop.open("one")
    assert await shop.put("one", "a", "event/1")
    assert not await shop.put(again[0], "a", *again[1:])
    await shop.sees("one ends")
    assert await shop.inbox.idle(30)
    assert not await shop.put(again[0], "b", *again[1:])
    assert shop.dropped("duplicate") == 2


async def test_ten_at_once_are_one(shop: Workshop) -> None:
    """Whoever brings the same at the same moment is told so, but for one."""
    taken = await asyncio.gather(*(shop.put("one") for _ in range(10)))
    assert sum(taken) == 1


async def test_who_sends_too_much_is_told_once(shop: Workshop) -> None:
    """What comes beyond the bound of a person is dropped, and they hear of it; others are not concerned."""
    shop.open("told")
    await shop.put("first")
    await shop.sees("first begins")
    taken = [await shop.put(f"{number}") for number in range(LIMITS.person_waiting + 3)]
    assert taken == [True] * LIMITS.person_waiting + [False] * 3
    await shop.sees("told ends")
    assert shop.log.count("told begins") == 1
    assert shop.dropped("person full") == 3
    assert await shop.put("elsewhere", person="bob")


async def test_a_workspace_holds_so_many(database: Database) -> None:
    """The bound of a workspace holds for all of its people; beyond the bound of all nothing is taken in, so that Slack brings it again."""
    async with working(database, TurnLimits(at_once=1, team_waiting=2, all_waiting=3)) as shop:
        await shop.put("first")
        await shop.sees("first begins")
        assert [await shop.put(f"{n}", person=f"p{n}") for n in range(3)] == [True, True, False]
        assert shop.dropped("team full") == 1
        other = Job("message", "z", ("z1",), {"team": "T2", "person": "zoe", "name": "z1"})
        assert await shop.inbox.put(other)
        with pytest.raises(InboxFullError):
            await shop.inbox.put(Job("message", "z", ("z2",), {"team": "T2", "person": "zoe", "name": "z2"}))
        assert not await shop.inbox.has_seen("z2")


async def test_early_jobs_wait_to_be_wanted(shop: Workshop) -> None:
    """They begin when they are promoted, those alone that come after what promotes them."""
    shop.open("before", "after")
    assert await shop.inbox.put_early(job("before", position=1.0))
    assert await shop.inbox.put_early(job("after", position=3.0))
    assert not await shop.inbox.put_early(job("after", position=3.0))
    await asyncio.sleep(0.4)
    assert shop.log == []
    await shop.inbox.promote("a", 2.0)
    await shop.sees("after ends")
    assert "before begins" not in shop.log


async def test_a_failing_job_ends_nothing_else(shop: Workshop) -> None:
    """An error is logged with its kind, and the lane goes on."""
    shop.open("good")
    with capture_logs() as log:
        await shop.put("bad")
        await shop.put("good")
        await shop.sees("good ends")
    assert [line["error"] for line in log if line["event"] == "job failed"] == ["ValueError"]


async def test_what_can_not_be_done_now_is_done_later_and_in_order(shop: Workshop) -> None:
    """The lane waits, others don't."""
    shop.failing["one"] = 2
    shop.open("one", "two", "other")
    await shop.put("one")
    await shop.put("two")
    await shop.put("other", lane="b")
    await shop.sees("two ends", "other ends")
    assert shop.log.count("one begins") == 3
    assert shop.log.index("one ends") < shop.log.index("two begins")
    assert shop.log.index("other ends") < shop.log.index("one ends")


async def test_what_can_never_be_done_is_given_up(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a quarter of an hour nobody waits any more."""
    monkeypatch.setattr(attempt_module, "PATIENCE_SECONDS", 0.0)
    shop.failing["one"] = 9
    shop.open("two")
    await shop.put("one", at=time.time() - 1)
    await shop.put("two")
    await shop.sees("two ends")
    assert shop.log.count("one begins") == 1


async def test_cancelling_stops_what_runs(shop: Workshop) -> None:
    """Without an id it is whatever runs in the lane; what waits comes next."""
    shop.open("two")
    await shop.put("one")
    await shop.put("two")
    await shop.sees("one begins")
    running = await shop.inbox.running("a")
    assert running is not None
    assert running.ids == ("one",)
    assert await shop.inbox.cancel("a")
    await shop.sees("two ends")
    assert shop.log[:2] == ["one begins", f"one {STOPPED}"]
    assert await shop.inbox.idle(30)
    assert not await shop.inbox.cancel("a")


async def test_cancelling_by_id(shop: Workshop) -> None:
    """With an id it is that job only: one that waits never begins, one that runs hears that it is withdrawn."""
    shop.open("three")
    for name in ("one", "two", "three"):
        await shop.put(name)
    await shop.sees("one begins")
    assert await shop.inbox.cancel("a", "two")
    assert not await shop.inbox.cancel("a", "two")
    assert not await shop.inbox.cancel("b", "one")
    assert await shop.inbox.cancel("a", "one")
    await shop.sees("three ends")
    assert shop.log == ["one begins", f"one {WITHDRAWN}", "three begins", "three ends"]


async def test_a_job_is_cancelled_once(shop: Workshop) -> None:
    """Whoever presses Stop and deletes the question does not cut off the words that end the answer."""
    shop.doors["after polite"] = asyncio.Event()
    await shop.put("polite")
    await shop.sees("polite begins")
    await shop.inbox.cancel("a")
    await shop.sees(f"polite {STOPPED}")
    await shop.inbox.cancel("a", "polite")
    shop.open("after polite")
    await shop.sees("polite has said so")
    assert f"polite {WITHDRAWN}" not in shop.log


async def test_all_of_a_workspace_is_ended(shop: Workshop) -> None:
    """But for what ends it."""
    for lane in ("T1/a", "T1/b", "T2/a", "T1/"):
        await shop.put(lane, lane=lane, person=lane)
        await shop.put(f"waits in {lane}", lane=lane, person=lane)
    await shop.sees("T1/a begins", "T1/b begins", "T2/a begins")
    await shop.inbox.cancel_all("T1/")
    assert {f"T1/a {WITHDRAWN}", f"T1/b {WITHDRAWN}"} <= set(shop.log)
    shop.open("T2/a", "T1/", "waits in T2/a", "waits in T1/")
    await shop.sees("waits in T2/a ends", "waits in T1/ ends")
    assert "waits in T1/a begins" not in shop.log


async def test_draining_leaves_what_waits_for_the_next(database: Database) -> None:
    """What runs ends; what waits is begun by whoever comes next, what was cut off too, and finds what was shown."""
    async with working(database) as shop:
        await shop.put("shows")
        await shop.put("waits")
        await shop.sees("shows finds nothing")
        with capture_logs():
            await shop.inbox.drain(0.01)
        assert shop.log[-1] == f"shows {CLOSING}"
    async with working(database) as next_one:
        next_one.open("shows", "waits")
        await next_one.sees("waits ends")
        assert next_one.log[:3] == ["shows begins", "shows finds shows/1", "shows ends"]


async def test_what_does_not_end_is_left(database: Database) -> None:
    """A job that goes on after it was cancelled does not keep the process alive, and is begun again by the next."""
    async with working(database) as shop:
        await shop.put("slow")
        await shop.sees("slow begins")
        with capture_logs():
            await shop.inbox.drain(0.01, 0.01)
    async with working(database) as next_one:
        next_one.open("slow")
        await next_one.sees("slow ends")


async def test_a_silent_worker_is_taken_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that gives no sign of life loses its jobs to another, which goes on with what was shown; what it does then changes nothing."""
    monkeypatch.setattr(workers_module, "DEAD_SECONDS", 0.4)
    # It says once that it lives, and never again.
    monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 3_600.0)
    async with working(database) as silent:
        await silent.put("shows")
        await silent.put("waits")
        await silent.sees("shows finds nothing")
        # It has said so at its start and once more, and sleeps.
        await asyncio.sleep(0.5)
        monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 0.05)
        async with working(database) as other:
            other.open("shows", "waits")
            await other.sees("shows finds shows/1", "waits ends")
            assert await other.inbox.idle(30)
            # The silent one was not dead: its job ends, and there is nothing of it left to end.
            silent.open("shows")
            await silent.sees("shows ends")
            assert silent.log.count("waits begins") == 0


async def test_whoever_was_taken_for_dead_lets_go(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was held up for too long stops what others have begun again."""
    monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 0.05)
    async with working(database) as held_up:
        await held_up.put("one")
        await held_up.sees("one begins")
        with capture_logs() as log:
            await JobStore(database, "another").take_over([held_up.inbox.worker])
            await held_up.sees("one lost")
        assert "taken for dead" in {line["event"] for line in log}
        held_up.open("one")
        await held_up.sees("one ends")
        assert held_up.log.count("one begins") == 2


async def test_what_kills_its_process_is_set_aside(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many deaths its person is told, and the lane goes on; nothing of its words is left."""
    monkeypatch.setattr(inbox_module, "BEAT_SECONDS", 0.05)
    async with working(database) as shop:
        await shop.put("shows")
        await shop.put("next")
        await shop.sees("shows finds nothing")
        store = JobStore(database, "another")
        for tries in range(2, MOST_TRIES + 1):
            await store.take_over([shop.inbox.worker])
            async with asyncio.timeout(10):
                while shop.log.count("shows begins") < tries:
                    shop.changed.clear()
                    await shop.changed.wait()
        assert SUSPECT_TRIES < MOST_TRIES
        shop.open("next")
        with capture_logs() as log:
            await store.take_over([shop.inbox.worker])
            await shop.sees("next ends")
        assert shop.given_up == ["shows"]
        assert [line["job"] for line in log if line["event"] == "job set aside"] == ["shows"]
        assert await shop.inbox.idle(30)


async def test_two_processes_share_the_work(database: Database) -> None:
    """Each job is done once, each lane in order, whoever does it."""
    async with working(database) as one, working(database) as two:
        names = [f"{lane}{number}" for number in range(5) for lane in "abcdef"]
        for shop in (one, two):
            shop.open(*names)
        await asyncio.gather(
            *(
                (one, two)[n % 2].put(name, lane=name[0], person=name[0], position=float(n + 1))
                for n, name in enumerate(names)
            )
        )
        assert await one.inbox.idle(20)
        both = [line for shop in (one, two) for line in shop.log if line.endswith("ends")]
        assert Counter(both) == Counter(f"{name} ends" for name in names)


async def test_what_a_store_is_cut_off_in_is_done_all_the_same(shop: Workshop) -> None:
    """Whoever brings a job and hangs up leaves no connection within a statement behind: the next write waits for nobody."""
    for number in range(30):
        putting = asyncio.create_task(shop.put(f"cut {number}", lane=f"{number}", person=f"p{number}"))
        await asyncio.sleep(0.0005 * (number % 5))
        putting.cancel()
        await asyncio.gather(putting, return_exceptions=True)
    async with asyncio.timeout(5):
        assert await shop.put("after all", person="bob")


async def test_a_database_that_is_away_is_an_error_for_whoever_brings_something(tmp_path: Any) -> None:
    """Slack is not told that something was taken in which was not."""
    folder = tmp_path / "data"
    folder.mkdir()
    async with Database(f"sqlite:///{folder / 'ftn.sqlite3'}") as database:
        store = JobStore(database, "w")
        await store.beat("host", 1)
        await database.write(lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON"))
        with pytest.raises(StoreUnavailableError):
            await store.put(job("one"), LIMITS, is_light=False)
        await database.write(lambda connection: connection.exec_driver_sql("PRAGMA query_only = OFF"))
        assert await store.put(job("one"), LIMITS, is_light=False) == "taken"
