"""Whose turn it is: order in lanes, fairness between people and workspaces, bounds, and what may be deadly alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.turns.fair import BESIDE, SUSPECT_SECONDS, SUSPECT_TRIES, Queued, TurnLimits, choose

LIMITS = TurnLimits(at_once=10, person_at_once=3, team_at_once=6)


def queued(seq: int, lane: str = "", person: str = "ann", **more: object) -> Queued:
    """A job that waits, each in a lane of its own unless one is named."""
    plain = Queued(
        seq, lane or f"lane {seq}", "T1", person, float(seq), is_light=False, is_running=False, is_ready=True
    )
    return plain._replace(**more)  # type: ignore[arg-type]  # a test's shorthand


def chosen(jobs: list[Queued], free: int = 10, served: dict[tuple[str, str], int] | None = None) -> list[int]:
    """The numbers of the jobs that are chosen, in order."""
    return [
        job.seq for job in choose(jobs, LIMITS, free, served or {}, is_idle=not any(one.is_running for one in jobs))
    ]


def test_a_lane_runs_one_job_in_the_order_of_its_positions() -> None:
    """What Slack brought first is not always what was said first."""
    jobs = [queued(1, "a", position=5.0), queued(2, "a", position=3.0)]
    assert chosen(jobs) == [2]
    assert chosen([*jobs, queued(3, "a", is_running=True)]) == []


def test_a_job_that_waits_for_later_holds_up_its_lane_and_no_other() -> None:
    """Order within a thread is worth more than speed."""
    assert chosen([queued(1, "a", is_ready=False), queued(2, "a"), queued(3, "b")]) == [3]


def test_somebody_else_comes_before_a_flood() -> None:
    """One message of another person is next, however many wait before it."""
    flood = [queued(seq) for seq in range(500)]
    running = [queued(1_000 + seq, is_running=True) for seq in range(2)]
    assert chosen([*flood, *running, queued(501, person="bob")], free=1) == [501]


def test_people_take_turns() -> None:
    """Who was served least lately is next."""
    jobs = [queued(1), queued(2, person="bob"), queued(3, person="cyd")]
    assert chosen(jobs, 1, {("T1", "ann"): 7, ("T1", "bob"): 9}) == [3]
    assert chosen(jobs[:2], 1, {("T1", "ann"): 7, ("T1", "bob"): 9}) == [1]


def test_bounds_of_a_person_and_of_a_workspace() -> None:
    """No more than so many at once, in whatever threads."""
    assert len(chosen([queued(seq) for seq in range(9)])) == LIMITS.person_at_once
    assert len(chosen([queued(seq, person=f"p{seq}") for seq in range(9)])) == LIMITS.team_at_once


def test_a_workspace_without_a_bound_of_its_own() -> None:
    """What runs in other processes takes no room of this one: a second worker does as much as the first."""
    elsewhere = [queued(seq, person=f"p{seq}", is_running=True) for seq in range(50)]
    here = [queued(seq, person=f"p{seq}") for seq in range(50, 150)]
    assert len(choose([*elsewhere, *here], TurnLimits(), 50, {})) == 50


def test_light_jobs_run_beside() -> None:
    """A word of thanks waits for nobody, not even where all places are taken."""
    light = [queued(seq, is_light=True) for seq in range(9)]
    assert chosen([queued(100), *light], free=0) == list(range(BESIDE))


def test_what_may_be_deadly_runs_alone() -> None:
    """Not beside others, after them unless it has waited long, and then nothing else is begun before it."""
    suspect = queued(1, tries=SUSPECT_TRIES)
    other, running = queued(2, person="bob"), queued(3, is_running=True)
    assert chosen([suspect, other]) == [2]
    assert chosen([suspect]) == [1]
    assert chosen([suspect, running]) == []
    patient = suspect._replace(waited=SUSPECT_SECONDS + 1)
    assert chosen([patient, other, running]) == []
    assert chosen([patient, other]) == [1]


_JOBS = st.lists(
    st.builds(
        Queued,
        seq=st.integers(0, 10_000),
        lane=st.sampled_from("abcdefgh"),
        team=st.sampled_from(["T1", "T2"]),
        person=st.sampled_from(["ann", "bob", "cyd"]),
        position=st.floats(0, 100),
        is_light=st.booleans(),
        is_running=st.just(value=False),
        is_ready=st.booleans(),
        tries=st.just(0),
    ),
    max_size=40,
    unique_by=lambda job: job.seq,
)


@given(_JOBS, st.integers(0, 5))
def test_what_always_holds(jobs: list[Queued], free: int) -> None:
    """One job a lane, the first of it; ready ones only; within all bounds; and something, where something may run."""
    picked = choose(jobs, LIMITS, free, {})
    assert len({job.lane for job in picked}) == len(picked)
    for job in picked:
        assert job.is_ready
        assert job == min((one for one in jobs if one.lane == job.lane), key=lambda one: (one.position, one.seq))
    heavy = [job for job in picked if not job.is_light]
    assert len(heavy) <= free
    heads = [
        min((one for one in jobs if one.lane == lane), key=lambda one: (one.position, one.seq))
        for lane in {one.lane for one in jobs}
    ]
    if free and any(head.is_ready for head in heads):
        assert picked
    roomy = replace(LIMITS, person_at_once=500, team_at_once=500)
    assert len(choose(jobs, roomy, 500, {})) == sum(head.is_ready for head in heads)
