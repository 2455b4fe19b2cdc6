"""What a worker reads when it claims jobs, and that two workers have the room of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.turns.fair import Queued, TurnLimits, choose
from bot.turns.job_store import JobStore
from tests.turns.test_inbox import job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.storage.database import Database

LANES, DEEP = 4, 6
LIMITS = TurnLimits(at_once=2, person_waiting=100)


async def test_of_a_pile_the_first_of_each_lane_is_read(database: Database) -> None:
    """Those that run, and the next of each lane by Slack's own time; the rest of the pile costs the others no waiting."""
    store, seen = JobStore(database, "one"), list[Queued]()
    for number in reversed(range(DEEP)):
        for lane in range(LANES):
            one = job(f"{lane}/{number}", f"lane {lane}", person=f"p{lane}", position=float(number + 1))
            await store.put(one, LIMITS, is_light=False)

    def first(jobs: Sequence[Queued]) -> Sequence[Queued]:
        seen[:] = jobs
        return [each for each in jobs if each.lane == "lane 0" and not each.is_running]

    (begun,) = await store.claim(first)
    assert begun.job.ids == ("0/0",)
    assert sorted((each.lane, each.position) for each in seen) == [(f"lane {lane}", 1.0) for lane in range(LANES)]
    (second,) = await store.claim(first)
    assert second.job.ids == ("0/1",)
    assert sorted((each.lane, each.position, each.is_running) for each in seen) == [
        ("lane 0", 1.0, True), ("lane 0", 2.0, False), *((f"lane {lane}", 1.0, False) for lane in range(1, LANES)),
    ]  # fmt: skip


async def test_two_workers_have_room_for_twice_as_much(database: Database) -> None:
    """What a workspace may have running is by default bounded by nothing but the room of all workers."""
    for lane in range(LANES):
        await JobStore(database, "one").put(job(f"{lane}", f"lane {lane}", person=f"p{lane}"), LIMITS, is_light=False)
    for worker in ("one", "two"):
        begun = await JobStore(database, worker).claim(lambda jobs: choose(jobs, LIMITS, LIMITS.at_once, {}))
        assert len(begun) == LIMITS.at_once
