"""Where walks and decisions are kept: one row a use case, found again by its thread or by its id.

A walk is open while its thread may go on with it; it is a decision once a verdict was given. Both hold people's own
words, so they can be deleted one by one, and quiet ones expire with the conversations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import structlog
from sqlalchemy import DateTime, String, Text, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.conversation.case import Walk
from bot.errors import AssessmentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.turn import Place

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Decision:
    """A walk that has led to a verdict: who began it, the key of the place it is in, when the verdict was last given.

    One that `is_open` has led to none yet; its day is the one it was last gone on with.
    """

    id: str
    user: str
    place: str
    walk: Walk
    decided: datetime
    is_open: bool = False


class _CaseTables(DeclarativeBase):
    """The table of this module."""


class _WalkRow(_CaseTables):
    __tablename__ = "walks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(128), index=True)
    place: Mapped[str] = mapped_column(String(512), index=True)
    user: Mapped[str] = mapped_column(String(128), index=True)
    open: Mapped[bool]
    updated: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    decided: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(Text)


_DAY = func.coalesce(_WalkRow.decided, _WalkRow.updated)
# What every turn asks; put together once.
_OPEN_WALK = (
    select(_WalkRow)
    .where(_WalkRow.place == bindparam("in"), _WalkRow.open)
    .order_by(_WalkRow.updated.desc(), _WalkRow.id)
    .limit(1)
)


class Decisions:
    """The store of walks and decisions. Open it before its first use."""

    def __init__(self, database: Database, days_kept: int) -> None:
        """Keep it in this database, which whoever opened it closes."""
        self._database = database
        self._days_kept = days_kept

    async def open(self) -> Self:
        """Create what is missing and drop what has expired."""
        await self._database.create(_CaseTables.metadata)
        expired = datetime.now(UTC) - timedelta(days=self._days_kept)
        async with self._database.writing() as connection:
            # A decision is kept until somebody deletes it; a walk without a verdict is not.
            await connection.execute(delete(_WalkRow).where(_WalkRow.updated < expired, _WalkRow.decided.is_(None)))
        return self

    async def walk_in(self, place: Place) -> Walk | None:
        """The walk a thread is on, or None; one that can't be read any more is left aside with a log line."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_OPEN_WALK, {"in": place.key})).first()
        return _walk(row) if row else None

    async def save(self, place: Place, user: str, walk: Walk, *, decided: bool) -> None:
        """Keep a walk as the one its thread is on; `decided` once a verdict was given."""
        now = datetime.now(UTC)
        async with self._database.writing() as connection:
            await connection.execute(
                update(_WalkRow).where(_WalkRow.place == place.key, _WalkRow.id != walk.decision_id).values(open=False)
            )
            # A walk may be gone on with elsewhere: what counts is where it is now.
            row = {"place": place.key, "open": True, "updated": now, "state": json.dumps(walk.to_dict())}
            if decided:
                row["decided"] = now
            known = await connection.execute(update(_WalkRow).where(_WalkRow.id == walk.decision_id).values(row))
            if not known.rowcount:
                new = {"id": walk.decision_id, "team": place.team, "user": user}
                await connection.execute(insert(_WalkRow).values(new | row))

    async def leave(self, place: Place) -> None:
        """Let a thread's walk rest: it stays among the decisions if a verdict was given."""
        async with self._database.writing() as connection:
            await connection.execute(update(_WalkRow).where(_WalkRow.place == place.key).values(open=False))

    async def recent(
        self, team: str, user: str | None = None, limit: int = 50, *, open_too: bool = False
    ) -> Sequence[Decision]:
        """The latest decisions of a team, or of one person in it, newest first; with the open walks where asked for."""
        query = _of_team(team, open_too=open_too)
        if user is not None:
            query = query.where(_WalkRow.user == user)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_DAY.desc(), _WalkRow.id).limit(limit))).all()
        return [decision for row in rows if (decision := _decision(row))]

    async def get(self, team: str, decision_id: str, *, open_too: bool = False) -> Decision | None:
        """One decision of a team by its id or the beginning of it, or None; or an open walk, where asked for."""
        query = _of_team(team, open_too=open_too)
        query = query.where(_WalkRow.id.startswith(decision_id, autoescape=True)).limit(2)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return _decision(rows[0]) if len(rows) == 1 else None

    async def delete(self, team: str, decision_id: str) -> bool:
        """Delete one decision of a team for good; whether there was one."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_WalkRow).where(_WalkRow.team == team, _WalkRow.id == decision_id))
        return gone.rowcount > 0

    async def forget_text(self, place: Place, text: str, *, opening: bool) -> None:
        """Take a deleted message's words out of the thread's walks; with the one that opened it, they go altogether."""
        async with self._database.writing() as connection:
            rows = (await connection.execute(select(_WalkRow).where(_WalkRow.place == place.key))).all()
            for row in rows:
                walk = _walk(row)
                if walk is None or (opening and walk.opening == text):
                    await connection.execute(delete(_WalkRow).where(_WalkRow.id == row.id))
                else:
                    await _restate(connection, row.id, walk.without_text(text))

    async def forget_person(self, team: str, user: str) -> int:
        """Delete the walks and decisions a person began, and their name and words in those of others; how many went."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_WalkRow).where(_WalkRow.team == team, _WalkRow.user == user))
            rows = (await connection.execute(select(_WalkRow).where(_WalkRow.team == team))).all()
            for row in rows:
                walk = _walk(row)
                # What was said and then changed is kept too, so that one can go back to it.
                if walk and user in row.state:
                    await _restate(connection, row.id, walk.without_person(user))
        return gone.rowcount

    async def count_of(self, team: str, user: str) -> int:
        """How many walks and decisions a person has begun."""
        query = select(func.count()).select_from(_WalkRow).where(_WalkRow.team == team, _WalkRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_WalkRow).where(_WalkRow.team == team))


def _of_team(team: str, *, open_too: bool) -> Select[Any]:
    query = select(_WalkRow).where(_WalkRow.team == team)
    return query if open_too else query.where(_WalkRow.decided.is_not(None))


async def _restate(connection: AsyncConnection, walk_id: str, walk: Walk) -> None:
    state = json.dumps(walk.to_dict())
    await connection.execute(update(_WalkRow).where(_WalkRow.id == walk_id).values(state=state))


def _walk(row: Row[Any]) -> Walk | None:
    try:
        return Walk.from_dict(json.loads(row.state))
    except (AssessmentError, ValueError) as error:
        log.warning("stored walk can't be read", walk=row.id, reason=type(error).__name__)
        return None


def _decision(row: Row[Any]) -> Decision | None:
    walk = _walk(row)
    if walk is None:
        return None
    day = row.decided or row.updated
    return Decision(row.id, row.user, row.place, walk, day.replace(tzinfo=day.tzinfo or UTC), row.decided is None)
