"""What people think of answers: thumbs and reasons, for whoever looks after the sources.

The reason is somebody's own words; it is deleted with the rest of what they said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import DateTime, String, Text, delete, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Longer remarks are cut.
LONGEST_REMARK = 3_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person thinks of one reply; `reply` names it, `reason` is one of a few words, `remark` their own."""

    team: str
    user: str
    reply: str
    good: bool
    reason: str = ""
    remark: str = ""


class _Base(DeclarativeBase):
    """The table of this module."""


class _OpinionRow(_Base):
    __tablename__ = "opinions"

    team: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(String(128), primary_key=True)
    reply: Mapped[str] = mapped_column(String(256), primary_key=True)
    good: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Feedback:
    """The store of opinions. Use it as an async context manager."""

    def __init__(self, url: str) -> None:
        """Name the database; nothing is opened yet."""
        self._engine = open_engine(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def __aenter__(self) -> Self:
        """Create what is missing."""
        async with self._engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._engine.dispose()

    async def keep(self, opinion: Opinion) -> None:
        """Keep an opinion; a later one of the same person on the same reply takes its place."""
        row = _OpinionRow(
            team=opinion.team,
            user=opinion.user,
            reply=opinion.reply,
            good=opinion.good,
            reason=opinion.reason,
            remark=opinion.remark[:LONGEST_REMARK],
            at=datetime.now(UTC),
        )
        async with self._sessions.begin() as session:
            await session.merge(row)

    async def latest(self, team: str, limit: int = 100) -> Sequence[Opinion]:
        """The latest opinions of a team, newest first."""
        query = select(_OpinionRow).where(_OpinionRow.team == team).order_by(_OpinionRow.at.desc()).limit(limit)
        async with self._sessions() as session:
            rows = (await session.scalars(query)).all()
        return [Opinion(row.team, row.user, row.reply, row.good, row.reason, row.remark) for row in rows]

    async def count_of(self, team: str, user: str) -> int:
        """How many opinions of a person are kept."""
        query = select(func.count()).select_from(_OpinionRow).where(_OpinionRow.team == team, _OpinionRow.user == user)
        async with self._sessions() as session:
            return await session.scalar(query) or 0

    async def forget_person(self, team: str, user: str) -> int:
        """Delete the opinions of a person; how many there were."""
        async with self._sessions.begin() as session:
            gone = await session.execute(delete(_OpinionRow).where(_OpinionRow.team == team, _OpinionRow.user == user))
        return gone.rowcount  # type: ignore[attr-defined,no-any-return]  # a deletion's result has it

    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._sessions.begin() as session:
            await session.execute(delete(_OpinionRow).where(_OpinionRow.team == team))
