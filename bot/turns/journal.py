"""What a job has shown so far, so that whoever does it again after a crash goes on in the same messages.

Handlers and what sends for them find the journal of their job in `current`.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from bot.turns.job import Trace

if TYPE_CHECKING:
    from bot.turns.job import Job
    from bot.turns.job_store import JobStore


class Journal:
    """The journal of one job that is worked on."""

    def __init__(self, store: JobStore, seq: int, job: Job) -> None:
        """Keep it in this store under the job's number."""
        self.job = job
        self._store = store
        self._seq = seq
        self._earlier: dict[str, Trace] | None = None if job.is_redo else {}
        self._private = 0
        #: Whether the messages that nobody had the time to note were looked for.
        self.has_looked = False

    async def earlier(self) -> dict[str, Trace]:
        """What earlier tries have shown, by its key, in the order in which it was shown."""
        if self._earlier is None:
            self._earlier = {shown.key: shown for shown in await self._store.shown(self._seq)}
        return self._earlier

    async def note(self, key: str, channel: str = "", ts: str = "") -> None:
        """Something was shown, or done."""
        await self._store.note(self._seq, Trace(key, channel, ts))

    async def text(self, key: str) -> str | None:
        """A text that an earlier try has kept, or None."""
        return await self._store.text(self._seq, key) if self.job.is_redo else None

    async def keep_text(self, key: str, text: str) -> None:
        """Keep a text that would cost something to have again, for as long as the job is not done."""
        await self._store.keep_text(self._seq, key, text)

    def next_private(self) -> str:
        """A key for the next thing that only one person sees: the same in every try, which does the same things in the same order."""
        self._private += 1
        return f"private/{self._private}"


#: The journal of the job that the running task works on; None outside of one.
current: ContextVar[Journal | None] = ContextVar("journal", default=None)
