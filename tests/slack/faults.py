"""What goes wrong on purpose: answers that fail, come late, or never arrive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Fault:
    """One way to fail, for the next `times` calls of a method; `None` means for ever."""

    method: str = "*"
    times: int | None = 1
    #: Answer with this HTTP status and a body that is no JSON.
    status: int | None = None
    #: Answer with this Slack error.
    error: str | None = None
    #: Answer 429 and say when to come back, in seconds.
    retry_after: float | None = None
    #: Answer after so many seconds of the server's time.
    delay: float | None = None
    #: Cut the connection instead of answering.
    drop: bool = False
    #: Do what was asked first, and fail then.
    after: bool = False
    #: Do nothing until `release()`.
    hold: bool = False
    #: Only in this workspace.
    workspace: str | None = None
    hits: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let those go on that are held."""
        self.released.set()

    def concerns(self, method: str, team_id: str) -> bool:
        """Whether it is due for this call."""
        return (
            self.method in {"*", method}
            and self.workspace in {None, team_id}
            and (self.times is None or self.hits < self.times)
        )


class Faults:
    """The faults in force; the first that concerns a call strikes, and only that one."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def add(
        self,
        method: str = "*",
        *,
        times: int | None = 1,
        status: int | None = None,
        error: str | None = None,
        retry_after: float | None = None,
        delay: float | None = None,
        drop: bool = False,
        after: bool = False,
        hold: bool = False,
        workspace: str | None = None,
    ) -> Fault:
        """Fail the next `times` calls of `method` in this way."""
        fault = Fault(method, times, status, error, retry_after, delay, drop, after, hold, workspace)
        self.all.append(fault)
        return fault

    def clear(self) -> None:
        """Fail no more, and let go what is held."""
        for fault in self.all:
            fault.release()
        self.all.clear()

    def strike(self, method: str, team_id: str) -> Fault | None:
        """The fault for this call, if one is due."""
        for fault in self.all:
            if fault.concerns(method, team_id):
                fault.hits += 1
                return fault
        return None
