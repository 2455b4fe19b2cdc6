"""Which threads the bot takes part in, and which of its messages answer which question.

Kept, so that a follow-up after a restart needs no new mention, and a deleted question takes its answers with it. Ids only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import DateTime, Index, String, delete, select
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.database import open_engine
from bot.slack.delivery import Sent

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Base(DeclarativeBase):
    """The tables of this module."""


class _ThreadRow(_Base):
    __tablename__ = "slack_threads"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    thread: Mapped[str] = mapped_column(String(32), primary_key=True)
    engaged: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class _AnswerRow(_Base):
    __tablename__ = "slack_answers"
    __table_args__ = (Index("slack_answers_by_question", "team", "channel", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    team: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Threads:
    """The store of threads and answers. Use it as an async context manager."""

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
            await session.execute(delete(_ThreadRow).where(_ThreadRow.engaged < expired))
            await session.execute(delete(_AnswerRow).where(_AnswerRow.at < expired))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._engine.dispose()

    async def engage(self, team: str, channel: str, thread: str) -> None:
        """Take part in a thread from now on."""
        async with self._sessions.begin() as session:
            await session.merge(_ThreadRow(team=team, channel=channel, thread=thread, engaged=datetime.now(UTC)))

    async def is_engaged(self, team: str, channel: str, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        async with self._sessions() as session:
            return await session.get(_ThreadRow, (team, channel, thread)) is not None

    async def note_answers(self, team: str, question: str, answers: Iterable[Sent]) -> None:
        """Remember which messages answer a question."""
        now = datetime.now(UTC)
        rows = [
            _AnswerRow(team=team, channel=sent.channel, question=question, answer=sent.ts, at=now) for sent in answers
        ]
        async with self._sessions.begin() as session:
            session.add_all(rows)

    async def question_of(self, team: str, channel: str, answer: str) -> str:
        """The question that a message answers, or nothing where it answers none."""
        asked = select(_AnswerRow.question).where(
            _AnswerRow.team == team, _AnswerRow.channel == channel, _AnswerRow.answer == answer
        )
        async with self._sessions() as session:
            return (await session.scalars(asked.limit(1))).first() or ""

    async def take_answers(self, team: str, channel: str, question: str) -> list[Sent]:
        """The messages that answer a question; they are forgotten here."""
        mine = (_AnswerRow.team == team, _AnswerRow.channel == channel, _AnswerRow.question == question)
        async with self._sessions.begin() as session:
            rows = (await session.scalars(select(_AnswerRow).where(*mine).order_by(_AnswerRow.id))).all()
            await session.execute(delete(_AnswerRow).where(*mine))
        return [Sent(row.channel, row.answer) for row in rows]

    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._sessions.begin() as session:
            for table in (_ThreadRow, _AnswerRow):
                await session.execute(delete(table).where(table.team == team))
