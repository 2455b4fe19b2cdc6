"""SQL by hand, past the stores, on a database of either kind."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.address import engine_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row


async def changed(url: str, statement: str, **values: Any) -> None:
    """Run a statement that changes something."""
    moments = [
        bindparam(name, type_=DateTime(timezone=True)) for name, value in values.items() if isinstance(value, datetime)
    ]
    async with create_async_engine(engine_url(url), poolclass=NullPool).begin() as connection:
        await connection.execute(text(statement).bindparams(*moments), values)


async def rows(url: str, query: str, **values: Any) -> Sequence[Row[Any]]:
    """What a query finds."""
    async with create_async_engine(engine_url(url), poolclass=NullPool).connect() as connection:
        return (await connection.execute(text(query), values)).all()


async def whole_text(url: str, table: str) -> str:
    """All that a table holds, as text; rows themselves show long values cut."""
    found = await rows(url, f"SELECT * FROM {table}")  # noqa: S608 - names of our own
    return "\n".join(str(value) for row in found for value in row)
