"""Keeps a search knowing the pointers of the database: at the start, after each change here, and every minute, since other processes add some, too."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.periodic import attempt, repeating
from bot.storage.pointers import PointerStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.storage.database import Database
    from knowledge.search import Searcher

#: Seconds between two looks.
BETWEEN_LOOKS: Final = 60.0


async def know_pointers(database: Database, searcher: Searcher) -> None:
    """Have a search know the pointers as they are; where they can't be read or embedded, those of before, and the log says so."""
    await attempt("pointers", lambda: _know(database, searcher))


@asynccontextmanager
async def following_pointers(
    database: Database, searcher: Searcher, between: float = BETWEEN_LOOKS
) -> AsyncIterator[None]:
    """Know them, and meanwhile look again every so many seconds."""
    await know_pointers(database, searcher)
    async with repeating("pointers", lambda: _know(database, searcher), between, at_once=False):
        yield


async def _know(database: Database, searcher: Searcher) -> None:
    pointers = await PointerStore(database).all()
    await asyncio.to_thread(searcher.point, pointers)
