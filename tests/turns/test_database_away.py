"""A PostgreSQL server that stops, is away and comes back: whoever asks meanwhile hears that it is away, and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreUnavailableError
from bot.storage.database import Database
from bot.turns.job_store import JobStore
from tests.postgres import MISSING, postgres
from tests.turns.test_inbox import LIMITS, job, working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    with postgres() as server:
        if server is None:
            pytest.skip(MISSING)
        yield server


async def test_a_server_that_is_restarted(own_server: PostgresServer) -> None:
    """Jobs that were put in before and after are done once; in between, and in every moment of it, nothing is taken in nor lost."""
    taken, refused = set[str](), 0
    async with Database(await own_server.fresh()) as database, working(database) as shop:
        store = JobStore(database, "another")

        async def bring_all() -> None:
            nonlocal refused
            for number in range(400):
                name = f"{number}"
                shop.open(name)
                try:
                    await store.put(job(name, lane=name, person=f"p{number}"), LIMITS, is_light=False)
                    taken.add(name)
                except StoreUnavailableError:
                    refused += 1
                await asyncio.sleep(0.005)

        bringing = asyncio.create_task(bring_all())
        for _ in range(2):
            await asyncio.sleep(0.4)
            await asyncio.to_thread(own_server.stop)
            await asyncio.sleep(0.2)
            await asyncio.to_thread(own_server.start)
        await bringing
        assert refused
        async with asyncio.timeout(30):
            while not {f"{name} ends" for name in taken} <= set(shop.log):
                shop.changed.clear()
                await shop.changed.wait()
