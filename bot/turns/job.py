"""One thing to do, as plain data that can be written down and read by another process."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Why a job is cancelled; handlers find it in their `CancelledError`. `LOST`: another worker has taken it over; `FORGOTTEN`: its person
#: wants nothing of theirs kept, so that what it has shown is taken back, too.
STOPPED, WITHDRAWN, CLOSING, LOST, FORGOTTEN = "stopped", "withdrawn", "closing", "lost", "forgotten"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do.

    Attributes:
        kind: What it is.
        lane: What orders: jobs of one lane, mostly a thread, run one after another.
        ids: What makes it the same job when it comes again; one id in common is enough.
        data: What its handler needs, as JSON can hold it. `team` and `person` say whose turn it uses up.
        at: When it arrived, in seconds since 1970.
        position: Its place in its lane, in seconds since 1970: Slack's own time of a message, so that events which
            overtook each other are worked on in order; 0 for the time of arrival.
        tries: How many times it was begun, this one included; more than once where a process died with it.
    """

    kind: str
    lane: str
    ids: tuple[str, ...]
    data: Mapping[str, Any]
    at: float = field(default_factory=time.time)
    position: float = 0.0
    tries: int = 1

    @property
    def is_redo(self) -> bool:
        """Whether it was begun before, and may have shown something."""
        return self.tries > 1

    @property
    def seconds(self) -> float:
        """Seconds since it arrived."""
        return max(0.0, time.time() - self.at)


class Trace(NamedTuple):
    """What a job has shown: a message of it; without a `ts` something that was done and can't be looked at again."""

    key: str
    channel: str
    ts: str


class TryLaterError(Exception):
    """What a handler raises that can't do a job now and could later: Slack or the database is away."""
