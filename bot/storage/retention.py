"""Forgetting what is too old, every hour for as long as the bot runs, and not at its start alone."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol

from bot.periodic import attempt, repeating

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: Seconds between two times.
HOUR: Final = 3_600.0


class Expiring(Protocol):
    """A store in which things grow too old."""

    async def forget_expired(self) -> None:
        """Drop what is too old."""


async def expire_all(*stores: Expiring) -> None:
    """Drop what is too old in each of some stores; what one fails of is tried again the next time."""
    for store in stores:
        await attempt(f"forgetting of {type(store).__name__}", store.forget_expired)


@asynccontextmanager
async def expiring(*stores: Expiring, every: float = HOUR) -> AsyncIterator[None]:
    """Do so every so many seconds meanwhile, beginning with now."""
    async with repeating("forgetting", lambda: expire_all(*stores), every):
        yield
