"""Forgetting what is too old, every hour for as long as the bot runs, and not at its start alone."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol

import structlog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = structlog.get_logger()
#: Seconds between two times.
HOUR: Final = 3_600.0


class Expiring(Protocol):
    """A store in which things grow too old."""

    async def forget_expired(self) -> None:
        """Drop what is too old."""


async def expire_all(*stores: Expiring) -> None:
    """Drop what is too old in each of some stores; what one fails of is tried again the next time."""
    for store in stores:
        try:
            await store.forget_expired()
        except Exception:
            # A server that is away for a while must not end it for good.
            log.exception("not forgotten yet", store=type(store).__name__)


@asynccontextmanager
async def expiring(*stores: Expiring, every: float = HOUR) -> AsyncIterator[None]:
    """Do so every so many seconds meanwhile, beginning with now."""

    async def keep_on() -> None:
        while True:
            await expire_all(*stores)
            await asyncio.sleep(every)

    work = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
