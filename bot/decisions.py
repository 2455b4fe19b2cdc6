"""Where walks and decisions are kept: one row a use case, found again by its thread or by its id.

A walk is open while its thread may go on with it; it is a decision once a verdict was given. Both hold people's own
words, so they can be deleted one by one, and quiet ones expire with the conversations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import structlog
from sqlalchemy import DateTime, String, Text, delete, func, select, update
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.database import open_engine
from bot.errors import AssessmentError
from bot.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.turn import Place

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Decision:
    """A walk that has led to a verdict: who began it, the key of the place it is in, when the verdict was last given."""

    id: str
    user: str
    place: str
    walk: Walk
    decided: datetime


class _Base(DeclarativeBase):
    """The table of this module."""


class _WalkRow(_Base):
    __tablename__ = "walks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(128), index=True)
    place: Mapped[str] = mapped_column(String(512), index=True)
    user: Mapped[str] = mapped_column(String(128), index=True)
    open: Mapped[bool]
    updated: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    decided: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(Text)


class Decisions:
    """The store of walks and decisions. Use it as an async context manager."""

    def __init__(self, url: str, days_kept: int) -> None:
        """Name the database; nothing is opened yet."""
        self._engine = open_engine(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._days_kept = days_kept

    async def __aenter__(self) -> Self:
        """Create what is missing and drop what has expired."""
        async with self._engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        expired = datetime.now(UTC) - timedelta(days=self._days_kept)
        async with self._sessions.begin() as session:
            # A decision is kept until somebody deletes it; a walk without a verdict is not.
            await session.execute(delete(_WalkRow).where(_WalkRow.updated < expired, _WalkRow.decided.is_(None)))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._engine.dispose()

    async def walk_in(self, place: Place) -> Walk | None:
        """The walk a thread is on, or None; one that can't be read any more is left aside with a log line."""
        newest = (
            select(_WalkRow)
            .where(_WalkRow.place == place.key, _WalkRow.open)
            .order_by(_WalkRow.updated.desc(), _WalkRow.id)
            .limit(1)
        )
        async with self._sessions() as session:
            row = (await session.scalars(newest)).first()
        return _walk(row) if row else None

    async def save(self, place: Place, user: str, walk: Walk, *, decided: bool) -> None:
        """Keep a walk as the one its thread is on; `decided` once a verdict was given."""
        now = datetime.now(UTC)
        async with self._sessions.begin() as session:
            await session.execute(
                update(_WalkRow).where(_WalkRow.place == place.key, _WalkRow.id != walk.decision_id).values(open=False)
            )
            row = await session.get(_WalkRow, walk.decision_id)
            if row is None:
                row = _WalkRow(id=walk.decision_id, team=place.team, place=place.key, user=user, decided=None)
                session.add(row)
            # A walk may be gone on with elsewhere: what counts is where it is now.
            row.place, row.open, row.updated, row.state = place.key, True, now, json.dumps(walk.to_dict())
            row.decided = now if decided else row.decided

    async def leave(self, place: Place) -> None:
        """Let a thread's walk rest: it stays among the decisions if a verdict was given."""
        async with self._sessions.begin() as session:
            await session.execute(update(_WalkRow).where(_WalkRow.place == place.key).values(open=False))

    async def recent(self, team: str, user: str | None = None, limit: int = 50) -> Sequence[Decision]:
        """The latest decisions of a team, or of one person in it, newest first."""
        query = select(_WalkRow).where(_WalkRow.team == team, _WalkRow.decided.is_not(None))
        if user is not None:
            query = query.where(_WalkRow.user == user)
        async with self._sessions() as session:
            rows = (await session.scalars(query.order_by(_WalkRow.decided.desc(), _WalkRow.id).limit(limit))).all()
        return [decision for row in rows if (decision := _decision(row))]

    async def get(self, team: str, decision_id: str) -> Decision | None:
        """One decision of a team by its id or the beginning of it, or None."""
        async with self._sessions() as session:
            rows = (
                await session.scalars(
                    select(_WalkRow)
                    .where(_WalkRow.team == team, _WalkRow.id.startswith(decision_id, autoescape=True))
                    .where(_WalkRow.decided.is_not(None))
                    .limit(2)
                )
            ).all()
        return _decision(rows[0]) if len(rows) == 1 else None

    async def delete(self, team: str, decision_id: str) -> bool:
        """Delete one decision of a team for good; whether there was one."""
        async with self._sessions.begin() as session:
            row = await session.get(_WalkRow, decision_id)
            if row is None or row.team != team:
                return False
            await session.delete(row)
            return True

    async def forget_text(self, place: Place, text: str, *, opening: bool) -> None:
        """Take a deleted message's words out of the thread's walks; with the one that opened it, they go altogether."""
        async with self._sessions.begin() as session:
            rows = (await session.scalars(select(_WalkRow).where(_WalkRow.place == place.key))).all()
            for row in rows:
                walk = _walk(row)
                if walk is None or (opening and walk.opening == text):
                    await session.delete(row)
                else:
                    row.state = json.dumps(walk.without_text(text).to_dict())

    async def forget_person(self, team: str, user: str) -> int:
        """Delete the walks and decisions a person began, and their name and words in those of others; how many went."""
        async with self._sessions.begin() as session:
            gone = await session.execute(delete(_WalkRow).where(_WalkRow.team == team, _WalkRow.user == user))
            rows = (await session.scalars(select(_WalkRow).where(_WalkRow.team == team))).all()
            for row in rows:
                walk = _walk(row)
                # What was said and then changed is kept too, so that one can go back to it.
                if walk and user in row.state:
                    row.state = json.dumps(walk.without_person(user).to_dict())
        return gone.rowcount  # type: ignore[attr-defined,no-any-return]  # a deletion's result has it

    async def count_of(self, team: str, user: str) -> int:
        """How many walks and decisions a person has begun."""
        query = select(func.count()).select_from(_WalkRow).where(_WalkRow.team == team, _WalkRow.user == user)
        async with self._sessions() as session:
            return await session.scalar(query) or 0

    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._sessions.begin() as session:
            await session.execute(delete(_WalkRow).where(_WalkRow.team == team))


def _walk(row: _WalkRow) -> Walk | None:
    try:
        return Walk.from_dict(json.loads(row.state))
    except (AssessmentError, ValueError) as error:
        log.warning("stored walk can't be read", walk=row.id, reason=type(error).__name__)
        return None


def _decision(row: _WalkRow) -> Decision | None:
    walk = _walk(row)
    if walk is None or row.decided is None:
        return None
    return Decision(row.id, row.user, row.place, walk, row.decided.replace(tzinfo=row.decided.tzinfo or UTC))
