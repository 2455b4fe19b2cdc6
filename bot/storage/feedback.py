"""What people think of answers: thumbs and reasons, for whoever looks after the sources.

The reason is somebody's own words; it is deleted with the rest of what they said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import DateTime, Text, delete, func, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.database import replace_row, storable
from bot.storage.forgotten import forgotten_since
from bot.storage.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from bot.storage.database import Database

#: Days that an opinion is kept where nobody says otherwise.
DAYS_KEPT = 90
#: Longer remarks are cut.
LONGEST_REMARK = 3_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person thinks of one reply; `reply` names it, `reason` is one of a few words, `remark` their own, `at` when it was kept."""

    team: str
    user: str
    reply: str
    good: bool
    reason: str = ""
    remark: str = ""
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OpinionSummary:
    """How many opinions there are: of answers that helped, of those that did not, and by the reason why not."""

    good: int
    bad: int
    reasons: Mapping[str, int]


class _FeedbackTables(DeclarativeBase):
    """The table of this module."""


class _OpinionRow(_FeedbackTables):
    __tablename__ = "opinions"

    team: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    reply: Mapped[str] = mapped_column(primary_key=True)
    good: Mapped[bool]
    reason: Mapped[str]
    remark: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Feedback:
    """The store of opinions. Open it before its first use."""

    def __init__(self, database: Database, days_kept: int = DAYS_KEPT) -> None:
        """Keep it in this database, which whoever opened it closes, for so many days."""
        self._database = database
        self._days_kept = days_kept

    async def open(self) -> Self:
        """Drop what has expired."""
        await self.forget_expired()
        return self

    async def forget_expired(self) -> None:
        """Drop the opinions that are too old."""
        expired = datetime.now(UTC) - timedelta(days=self._days_kept)
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_OpinionRow).where(_OpinionRow.at < expired))
        if gone.rowcount:
            self._database.note_deleted()

    async def keep(self, opinion: Opinion, given: datetime | None = None) -> None:
        """Keep an opinion; a later one of the same person on the same reply takes its place.

        It was `given` at this moment, or now: nothing is kept of somebody who was forgotten since.
        """
        row = {
            "good": opinion.good,
            "reason": opinion.reason,
            "remark": storable(opinion.remark[:LONGEST_REMARK]),
            "at": datetime.now(UTC),
        }
        whose = {"team": opinion.team, "user": opinion.user, "reply": opinion.reply}

        def keep(connection: Connection) -> None:
            gone = forgotten_since(connection, opinion.team, given or datetime.now(UTC))
            if not gone.everything and opinion.user not in gone.persons:
                replace_row(connection, _OpinionRow, whose, row)

        await self._database.write(keep)

    @unbroken
    async def latest(self, team: str | None, limit: int = 100, *, told: bool = False) -> Sequence[Opinion]:
        """The latest opinions of a team, or of all, newest first; only those with a reason or words where it is `told` ones."""
        query = select(_OpinionRow).order_by(_OpinionRow.at.desc()).limit(limit)
        if team is not None:
            query = query.where(_OpinionRow.team == team)
        if told:
            query = query.where(or_(_OpinionRow.reason != "", _OpinionRow.remark != ""))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Opinion(row.team, row.user, row.reply, row.good, row.reason, row.remark, row.at) for row in rows]

    @unbroken
    async def summary(self, team: str) -> OpinionSummary:
        """How many opinions of each kind a team has given."""
        query = (
            select(_OpinionRow.good, _OpinionRow.reason, func.count())
            .where(_OpinionRow.team == team)
            .group_by(_OpinionRow.good, _OpinionRow.reason)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        good, bad = (sum(count for is_good, _, count in rows if is_good is kind) for kind in (True, False))
        return OpinionSummary(good, bad, {reason: count for is_good, reason, count in rows if reason and not is_good})

    @unbroken
    async def count_of(self, team: str, user: str) -> int:
        """How many opinions of a person are kept."""
        query = select(func.count()).select_from(_OpinionRow).where(_OpinionRow.team == team, _OpinionRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def forget_person(self, team: str, user: str) -> int:
        """Delete the opinions of a person; how many there were."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(_OpinionRow).where(_OpinionRow.team == team, _OpinionRow.user == user)
            )
        self._database.note_deleted()
        return gone.rowcount

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_OpinionRow).where(_OpinionRow.team == team))
        self._database.note_deleted()
