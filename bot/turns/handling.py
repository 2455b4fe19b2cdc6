"""What an inbox works with: how jobs are done, and what is counted of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.turns.job_forgetting import WORDLESS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.turns.job import Job

    Handler = Callable[[Job], Awaitable[None]]


class QueueMetrics(Protocol):
    """What is counted."""

    def dropped(self, reason: str) -> None:
        """A job was not taken in."""
        ...

    def queue(self, *, waiting: int, running: int) -> None:
        """How many jobs there are now."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How jobs are worked on.

    Attributes:
        handle: Does a job.
        give_up: Tells its person that a job will not be done, because it ended its process too often or nothing answers.
        call_off: Takes back what earlier tries of a job have shown that is not wanted any more.
        full: The job that tells a person that they have too much waiting, once for a while.
        light: Kinds that take a moment, and count for nobody's bounds.
        again: Kinds that somebody may want again once one has failed: the same press is taken in anew then.
        wordless: What in a job's data says where it is and whose, and holds nobody's words: all that is left of one that is called off
            because its person is forgotten.
    """

    handle: Handler
    give_up: Handler
    call_off: Handler
    full: Callable[[Job], Job]
    light: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    wordless: frozenset[str] = WORDLESS


async def _nowhere(job: Job) -> None:
    raise RuntimeError(f"{job.kind} before the inbox was opened")


def _nobody(job: Job) -> Job:
    raise RuntimeError(f"{job.kind} before the inbox was opened")


#: Before there are any.
UNOPENED = Ways(_nowhere, _nowhere, _nowhere, _nobody)
