"""What is remembered about one thread: its last turns and the passages they leaned on.

A thread that has been quiet for long enough is forgotten.

Texts are people's own: they go nowhere else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import DateTime, Index, Text, bindparam, delete, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.database import storable
from bot.storage.forgotten import forgotten_since
from bot.storage.unbroken import unbroken
from bot.turn import RememberedTurn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from bot.storage.database import Database
    from bot.turn import Place, Turn

#: Longer texts are cut: they serve to understand a follow-up, not as an archive.
LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class DeclinedQuestion:
    """A question that the sources held no answer to: who asked it where, by their ids, and the passages that were nearest, by theirs.

    Without passages it was about something else altogether. `quotes` are the turns whose words may stand in it, each with who said it.
    """

    team: str
    at: datetime
    question: str
    id: int = 0
    user: str = ""
    turn: str = ""
    channel: str = ""
    passages: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()


class _ConversationTables(DeclarativeBase):
    """The tables of this module."""


class _TurnRow(_ConversationTables):
    __tablename__ = "turns"
    __table_args__ = (Index("turns_by_place", "place", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    place: Mapped[str]
    team: Mapped[str] = mapped_column(index=True)
    user: Mapped[str] = mapped_column(index=True)
    turn: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    passages: Mapped[str] = mapped_column(Text)
    answered: Mapped[bool]
    #: The turns whose words may stand in the question or the reply, as JSON pairs of the turn's id and who said it.
    quotes: Mapped[str] = mapped_column(Text, server_default="[]")


# What every turn asks; put together once.
_HERE = _TurnRow.place == bindparam("in")
_NEWEST = select(_TurnRow).where(_HERE).order_by(_TurnRow.id.desc()).limit(bindparam("most"))
_ADD = insert(_TurnRow)
_KEPT = select(_TurnRow.id).where(_HERE).order_by(_TurnRow.id.desc()).limit(bindparam("most"))
_DROP_OLDEST = delete(_TurnRow).where(_HERE, _TurnRow.id.not_in(_KEPT))


class Conversations:
    """The store of all threads. Open it before its first use."""

    def __init__(self, database: Database, turns_kept: int, days_kept: int) -> None:
        """Keep it in this database, which whoever opened it closes."""
        self._database = database
        self._turns_kept = turns_kept
        self._days_kept = days_kept

    async def open(self) -> Self:
        """Forget what has expired."""
        await self.forget_expired()
        return self

    async def recall(self, place: Place) -> list[RememberedTurn]:
        """The last turns of a thread that has not expired, oldest first."""
        here = {"in": place.key, "most": self._turns_kept}
        rows = await self._database.read(lambda connection: connection.execute(_NEWEST, here).all())
        if not rows or _aware(rows[0].at) < self._expiry():
            return []
        return [
            RememberedTurn(
                row.text, row.question, row.reply, tuple(json.loads(row.passages)), row.answered, _and_quoted(row)
            )
            for row in reversed(rows)
        ]

    async def remember(self, turn: Turn, remembered: RememberedTurn) -> None:
        """Add what is to be remembered of a turn, and drop the oldest above the bound; nothing that was forgotten since it began."""
        place = turn.place
        row = {
            "place": place.key,
            "team": place.team,
            "user": turn.user,
            "turn": turn.id,
            "at": datetime.now(UTC),
            "text": storable(remembered.text[:LONGEST_TEXT]),
            "question": storable(remembered.question[:LONGEST_TEXT]),
            "reply": storable(remembered.reply[:LONGEST_TEXT]),
            "passages": json.dumps(remembered.passages),
            "answered": remembered.answered,
            "quotes": json.dumps(remembered.quotes),
        }
        said = {(turn.id, turn.user), *remembered.quotes}

        def add(connection: Connection) -> None:
            """Keep the turn, unless it or its person was forgotten meanwhile."""
            gone = forgotten_since(connection, place.team, turn.at)
            if gone.everything or any(one in gone.turns or user in gone.persons for one, user in said):
                return
            connection.execute(_ADD, row)
            connection.execute(_DROP_OLDEST, {"in": place.key, "most": self._turns_kept})

        await self._database.write(add)

    @unbroken
    async def declined(
        self, team: str | None, limit: int = 100, since: datetime | None = None
    ) -> Sequence[DeclinedQuestion]:
        """The latest questions that the sources held no answer to, of a team or of all, since a moment if one is given; newest first."""
        query = select(_TurnRow).where(_TurnRow.answered.is_(False)).order_by(_TurnRow.id.desc()).limit(limit)
        if team is not None:
            query = query.where(_TurnRow.team == team)
        if since is not None:
            query = query.where(_TurnRow.at >= since)
        async with self._database.reading() as connection:
            return [_declined(row) for row in (await connection.execute(query)).all()]

    @unbroken
    async def declined_among(self, team: str, ids: Sequence[int]) -> Sequence[DeclinedQuestion]:
        """Those of some declined questions of a team, by their numbers and in that order, that are still kept."""
        query = select(_TurnRow).where(_TurnRow.team == team, _TurnRow.answered.is_(False), _TurnRow.id.in_(ids))
        async with self._database.reading() as connection:
            kept = {row.id: _declined(row) for row in (await connection.execute(query)).all()}
        return [kept[one] for one in ids if one in kept]

    @unbroken
    async def count_declined(self, team: str) -> int:
        """How many questions of a team the sources held no answer to."""
        query = select(func.count()).select_from(_TurnRow).where(_TurnRow.answered.is_(False), _TurnRow.team == team)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def cited(self) -> list[tuple[datetime, frozenset[str]]]:
        """When each kept answer was given, and the ids of the passages that it is made of, of all teams."""
        query = select(_TurnRow.at, _TurnRow.passages).where(_TurnRow.answered.is_(True))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(_aware(row.at), frozenset(json.loads(row.passages))) for row in rows]

    @unbroken
    async def forget(self, place: Place) -> None:
        """Drop all turns of a thread."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_TurnRow).where(_TurnRow.place == place.key))
        self._database.note_deleted()

    @unbroken
    async def forget_turn(self, turn_id: str) -> None:
        """Drop one turn, which is to be done again."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_TurnRow).where(_TurnRow.turn == turn_id))

    @unbroken
    async def forget_message(self, team: str, turn_id: str) -> None:
        """Drop the turn of a message that is gone, and those that quote it."""
        quoted = _TurnRow.quotes.contains(json.dumps(turn_id), autoescape=True)
        async with self._database.writing() as connection:
            await connection.execute(delete(_TurnRow).where(_TurnRow.turn == turn_id))
            await connection.execute(delete(_TurnRow).where(_TurnRow.team == team, quoted))
        self._database.note_deleted()

    @unbroken
    async def forget_person(self, team: str, user: str) -> int:
        """Drop what one person said, and what quotes it; how many turns of theirs that were."""
        quoted = _TurnRow.quotes.contains(json.dumps(user), autoescape=True)
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_TurnRow).where(_TurnRow.team == team, _TurnRow.user == user))
            await connection.execute(delete(_TurnRow).where(_TurnRow.team == team, quoted))
        self._database.note_deleted()
        return gone.rowcount

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Drop everything of a team."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_TurnRow).where(_TurnRow.team == team))
        self._database.note_deleted()

    @unbroken
    async def count_of(self, team: str, user: str) -> int:
        """How many turns of a person are remembered."""
        query = select(func.count()).select_from(_TurnRow).where(_TurnRow.team == team, _TurnRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def forget_expired(self) -> None:
        """Drop the threads that have been quiet for too long."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_TurnRow).where(_TurnRow.at < self._expiry()))
        if gone.rowcount:
            self._database.note_deleted()

    def _expiry(self) -> datetime:
        return datetime.now(UTC) - timedelta(days=self._days_kept)


def _and_quoted(row: Row[Any]) -> tuple[tuple[str, str], ...]:
    """The turns whose words are in one that is recalled: itself, and those that it quotes."""
    return ((row.turn, row.user), *((turn, user) for turn, user in json.loads(row.quotes)))


def _declined(row: Row[Any]) -> DeclinedQuestion:
    _, _, where = row.place.partition("/")
    return DeclinedQuestion(
        row.team,
        _aware(row.at),
        row.question,
        row.id,
        row.user,
        row.turn,
        where.partition("/")[0],
        tuple(json.loads(row.passages)),
        tuple((turn, user) for turn, user in json.loads(row.quotes)),
    )


def _aware(moment: datetime) -> datetime:
    """SQLite drops the time zone; all moments are stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
