"""Lets people's deliveries in one after another in turn, so that one person's hundred do not stand before another's one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

#: Deliveries that are taken in at the same time: enough that none waits for another's look into the database.
AT_ONCE = 8


class FairGate:
    """So many are let through at the same time; who waits is let through in turn, person by person."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Nobody is within yet."""
        self._free = at_once
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn_of(self, whose: str) -> AsyncIterator[None]:
        """Wait for somebody's turn, and be within meanwhile."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(whose)
        try:
            yield
        finally:
            self._next()

    async def _wait(self, whose: str) -> None:
        called = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(whose, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # It was let through in the moment in which it was cut off.
                self._next()
            raise

    def _next(self) -> None:
        """Let the next one through: of whoever was let through least lately."""
        while self._waiting:
            whose, theirs = self._waiting.popitem(last=False)
            called = theirs.popleft()
            if theirs:
                self._waiting[whose] = theirs
            if not called.done():
                called.set_result(None)
                return
        self._free += 1


def person_in(payload: Mapping[str, Any]) -> str:
    """Whose delivery it is, by whatever name Slack gives them; all that is nobody's counts as one person's."""
    event = payload.get("event")
    user = (event.get("user") if isinstance(event, dict) else None) or payload.get("user") or payload.get("user_id")
    return str(user.get("id", "") if isinstance(user, dict) else user or "")
