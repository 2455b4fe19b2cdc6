"""Which threads the bot takes part in, and which of its messages answer which question.

Kept, so that a follow-up after a restart needs no new mention, and a deleted question takes its answers with it. Ids only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import DateTime, Index, String, delete, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.slack.outgoing.post import Sent
from bot.storage.database import replace_row
from bot.storage.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.storage.database import Database


class _ThreadTables(DeclarativeBase):
    """The tables of this module."""


class _ThreadRow(_ThreadTables):
    __tablename__ = "slack_threads"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    thread: Mapped[str] = mapped_column(String(32), primary_key=True)
    engaged: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class _AnswerRow(_ThreadTables):
    __tablename__ = "slack_answers"
    __table_args__ = (Index("slack_answers_by_question", "team", "channel", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    team: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


# What every turn asks; put together once.
_ADD_ANSWERS = insert(_AnswerRow)


class Threads:
    """The store of threads and answers. Open it before its first use."""

    def __init__(self, database: Database, days_kept: int) -> None:
        """Keep it in this database, which whoever opened it closes."""
        self._database = database
        self._days_kept = days_kept

    async def open(self) -> Self:
        """Drop what has expired."""
        await self.forget_expired()
        return self

    async def forget_expired(self) -> None:
        """Drop the threads that nobody has mentioned the bot in for too long, and which message answered which."""
        expired = datetime.now(UTC) - timedelta(days=self._days_kept)
        async with self._database.writing() as connection:
            await connection.execute(delete(_ThreadRow).where(_ThreadRow.engaged < expired))
            await connection.execute(delete(_AnswerRow).where(_AnswerRow.at < expired))

    async def engage(self, team: str, channel: str, thread: str) -> None:
        """Take part in a thread from now on."""
        where, now = {"team": team, "channel": channel, "thread": thread}, {"engaged": datetime.now(UTC)}
        await self._database.write(lambda connection: replace_row(connection, _ThreadRow, where, now))

    async def is_engaged(self, team: str, channel: str, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        known = select(_ThreadRow.thread).filter_by(team=team, channel=channel, thread=thread)
        return await self._database.read(lambda connection: connection.scalar(known)) is not None

    async def note_answers(self, team: str, question: str, answers: Iterable[Sent]) -> None:
        """Remember which messages answer a question."""
        now = datetime.now(UTC)
        rows = [
            {"team": team, "channel": sent.channel, "question": question, "answer": sent.ts, "at": now}
            for sent in answers
        ]
        await self._database.write(lambda connection: connection.execute(_ADD_ANSWERS, rows))

    @unbroken
    async def change_answers(self, team: str, channel: str, question: str, answers: Iterable[Sent]) -> None:
        """Remember these messages as all that answer a question, and no others; at once, so that none is lost on the way."""
        mine = (_AnswerRow.team == team, _AnswerRow.channel == channel, _AnswerRow.question == question)
        now = datetime.now(UTC)
        async with self._database.writing() as connection:
            await connection.execute(delete(_AnswerRow).where(*mine))
            for sent in answers:
                row = {"team": team, "channel": sent.channel, "question": question, "answer": sent.ts, "at": now}
                await connection.execute(insert(_AnswerRow).values(**row))

    @unbroken
    async def has_answers(self, team: str, channel: str, question: str) -> bool:
        """Whether a question was answered, and the answers were not taken back."""
        answers = select(_AnswerRow.id).filter_by(team=team, channel=channel, question=question).limit(1)
        async with self._database.reading() as connection:
            return await connection.scalar(answers) is not None

    @unbroken
    async def answers_to(self, team: str, channel: str, question: str) -> list[Sent]:
        """The messages that answer a question, in order."""
        answers = select(_AnswerRow).filter_by(team=team, channel=channel, question=question).order_by(_AnswerRow.id)
        async with self._database.reading() as connection:
            return [Sent(row.channel, row.answer) for row in (await connection.execute(answers)).all()]

    @unbroken
    async def question_of(self, team: str, channel: str, answer: str) -> str:
        """The question that a message answers, or nothing where it answers none."""
        asked = select(_AnswerRow.question).where(
            _AnswerRow.team == team, _AnswerRow.channel == channel, _AnswerRow.answer == answer
        )
        async with self._database.reading() as connection:
            return await connection.scalar(asked.limit(1)) or ""

    @unbroken
    async def take_answers(self, team: str, channel: str, question: str) -> list[Sent]:
        """The messages that answer a question; they are forgotten here."""
        mine = (_AnswerRow.team == team, _AnswerRow.channel == channel, _AnswerRow.question == question)
        async with self._database.writing() as connection:
            rows = (await connection.execute(select(_AnswerRow).where(*mine).order_by(_AnswerRow.id))).all()
            await connection.execute(delete(_AnswerRow).where(*mine))
        return [Sent(row.channel, row.answer) for row in rows]

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            for table in (_ThreadRow, _AnswerRow):
                await connection.execute(delete(table).where(table.team == team))
