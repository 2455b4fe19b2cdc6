"""The tables of the inbox."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BigInteger, Float, Index, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(StrEnum):
    """What becomes of a job that is not done yet."""

    EARLY = "early"
    WAITING = "waiting"
    RUNNING = "running"
    ASIDE = "aside"


class InboxTables(DeclarativeBase):
    """The tables of this module."""


class JobRow(InboxTables):
    """A job that is not done yet."""

    __tablename__ = "inbox_jobs"
    __table_args__ = (
        Index("inbox_jobs_by_lane", "lane", "state"),
        Index("inbox_jobs_by_state", "state", "team", "person"),
    )

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column()
    lane: Mapped[str] = mapped_column()
    team: Mapped[str] = mapped_column()
    person: Mapped[str] = mapped_column()
    ids: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    at: Mapped[float] = mapped_column(Float(53))
    position: Mapped[float] = mapped_column(Float(53))
    light: Mapped[bool]
    state: Mapped[str] = mapped_column()
    #: Seconds since 1970 before which it is not begun.
    due: Mapped[float] = mapped_column(Float(53))
    tries: Mapped[int]
    worker: Mapped[str] = mapped_column()
    #: Why its worker is to stop, if it is.
    stop: Mapped[str] = mapped_column()


class IdRow(InboxTables):
    """An id of a job that was taken in lately."""

    __tablename__ = "inbox_ids"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float] = mapped_column(Float(53), index=True)


class WorkerRow(InboxTables):
    """A process that works on jobs."""

    __tablename__ = "inbox_workers"

    worker: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column()
    process: Mapped[int]
    beats: Mapped[int]


class ShownRow(InboxTables):
    """What a job has shown, or a text that was kept with it."""

    __tablename__ = "inbox_shown"

    job: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column()
    ts: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[int]


class Worker(NamedTuple):
    """A process that works on jobs: where it runs, and how often it has said that it lives."""

    worker: str
    host: str
    process: int
    beats: int
