"""Whose turn it is: a pure choice among the jobs that wait.

Lanes keep their order; among the first of each lane comes who has the least running, then who was served least lately, so that
somebody's hundred messages wait behind each other and not before everybody else's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A job that a process has died with so often is only begun alone: if one dies again, it was this job and no other that ran beside it.
SUSPECT_TRIES = 3
#: Seconds after which room is made for a suspect.
SUSPECT_SECONDS = 10.0
#: Jobs that take a moment (a tab, a word of thanks) may run beside so many long ones as there may be.
BESIDE = 4


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """How much may run and wait.

    Attributes:
        at_once: Jobs that run at the same time in one process.
        person_at_once, team_at_once: Jobs of one person, and of one workspace, that run at the same time in all processes; None is as
            many as there is room for.
        person_waiting, team_waiting: Jobs that may wait; who sends more is told.
        all_waiting: Beyond it nothing is taken in, and Slack has to bring it again.
    """

    at_once: int = 50
    person_at_once: int = 10
    team_at_once: int | None = None
    person_waiting: int = 200
    team_waiting: int = 2_000
    all_waiting: int = 10_000


class Queued(NamedTuple):
    """A job that waits or runs, as far as the choice is concerned."""

    seq: int
    lane: str
    team: str
    person: str
    position: float
    is_light: bool
    is_running: bool
    is_ready: bool
    tries: int = 0
    #: Seconds since it could have been begun.
    waited: float = 0.0

    @property
    def is_suspect(self) -> bool:
        """Whether a process has died with it so often that it may be why."""
        return self.tries >= SUSPECT_TRIES


def choose(
    jobs: Iterable[Queued],
    limits: TurnLimits,
    free: int,
    served: Mapping[tuple[str, str], int],
    *,
    is_idle: bool = False,
) -> list[Queued]:
    """The jobs to begin now, `free` ordinary ones at most and some light ones beside.

    `served` counts up with whoever was served last. A job that may be deadly is chosen alone, where the process `is_idle`; nothing is
    begun once one has waited for that.
    """
    busy: set[str] = set()
    people: Counter[tuple[str, str]] = Counter()
    teams: Counter[str] = Counter()
    heads: dict[str, Queued] = {}
    for job in jobs:
        if job.is_running:
            busy.add(job.lane)
            _count(job, people, teams)
        elif (first := heads.get(job.lane)) is None or (job.position, job.seq) < (first.position, first.seq):
            heads[job.lane] = job
    ready = [job for lane, job in heads.items() if lane not in busy and job.is_ready]
    if suspects := [job for job in ready if job.is_suspect]:
        suspect = min(suspects, key=lambda job: (job.tries, job.position, job.seq))
        if suspect.waited > SUSPECT_SECONDS or len(suspects) == len(ready):
            return [suspect] if is_idle else []
    waiting = [job for job in ready if not job.is_suspect]
    chosen: list[Queued] = []
    last = dict(served)
    for _ in range(free + BESIDE):
        possible = [
            job
            for job in waiting
            if job.is_light
            or (
                free > 0
                and people[job.team, job.person] < limits.person_at_once
                and (limits.team_at_once is None or teams[job.team] < limits.team_at_once)
            )
        ]
        if not possible:
            break
        job = min(possible, key=lambda one: _order(one, people, teams, last))
        chosen.append(job)
        waiting.remove(job)
        free -= not job.is_light
        _count(job, people, teams)
        last[job.team, job.person] = max(last.values(), default=0) + 1
    return chosen


def _order(
    job: Queued, people: Counter[tuple[str, str]], teams: Counter[str], served: Mapping[tuple[str, str], int]
) -> tuple[bool, int, int, int, float, int]:
    whose = (job.team, job.person)
    return (not job.is_light, teams[job.team], people[whose], served.get(whose, 0), job.position, job.seq)


def _count(job: Queued, people: Counter[tuple[str, str]], teams: Counter[str]) -> None:
    if not job.is_light:
        people[job.team, job.person] += 1
        teams[job.team] += 1
