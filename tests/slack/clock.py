"""The server's time: it passes as the machine's does, and a test can move it on at once."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time


class Clock:
    """Seconds since 1970, and sleeps that end when this clock says so."""

    def __init__(self) -> None:
        self._started = time.time() - time.monotonic()
        self._ahead = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> float:
        """Seconds since 1970, with all the moves so far."""
        return self._started + time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; whoever sleeps until then wakes at the loop's next turn."""
        self._ahead += seconds
        self._wake()

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed on this clock."""
        loop = asyncio.get_running_loop()
        due: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._sleeping, (self.now() + seconds, next(self._numbers), due))
        timer = loop.call_later(seconds, self._end, due)
        try:
            await due
        finally:
            timer.cancel()
            due.cancel()
            self._wake()

    def _wake(self) -> None:
        while self._sleeping and (self._sleeping[0][2].done() or self._sleeping[0][0] <= self.now()):
            self._end(heapq.heappop(self._sleeping)[2])

    @staticmethod
    def _end(due: asyncio.Future[None]) -> None:
        if not due.done():
            due.set_result(None)
