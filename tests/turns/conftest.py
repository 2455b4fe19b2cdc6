"""What tests of durable turns work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    """A database of either kind, up to date and empty."""
    async with Database(empty_url) as made:
        yield made
