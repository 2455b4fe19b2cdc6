"""The pointers that operators have added: which passage answers what the sources were found to be silent on.

A wording that is somebody's own question goes with that person and with that message; a pointer without any wording is gone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import DateTime, Text, delete, func, insert, or_, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.database import storable
from bot.storage.forgotten import forgotten_since
from bot.storage.unbroken import unbroken
from knowledge.lexical import overlap, words
from knowledge.pointers import Pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from bot.storage.conversations import DeclinedQuestion
    from bot.storage.database import Database
    from bot.storage.forgotten import ForgottenSince

#: A longer wording is cut: a question has no more.
LONGEST_WORDING = 500
#: Letters and digits of a pointer's id, which an operator types.
ID_DIGITS = 8
#: A wording that has this share of the words of somebody's question, or more, is theirs.
THEIR_WORDS = 0.5


class _PointerTables(DeclarativeBase):
    """The table of this module."""


class _WordingRow(_PointerTables):
    __tablename__ = "pointers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pointer: Mapped[str] = mapped_column(index=True)
    team: Mapped[str] = mapped_column(index=True)
    #: Whose question it is, and the turn that asked it; empty where the wording is the operator's own.
    user: Mapped[str] = mapped_column(index=True)
    turn: Mapped[str] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    #: The turns whose words may stand in it besides, as `turns` has them.
    quotes: Mapped[str] = mapped_column(Text)
    source: Mapped[str]
    passage: Mapped[str]
    header: Mapped[str] = mapped_column(Text)
    #: Who added it; empty for the command line, and once that person was forgotten.
    by: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class PointerWording:
    """One way in which a question is asked.

    Attributes:
        text: The wording.
        user: Whose it is, if it is not the operator's own.
        turn: In which turn it was asked.
        quotes: The turns whose words may stand in it besides, each with who said it.
        team: Of whom it goes with; the pointer's own where it is empty.
    """

    text: str
    user: str = ""
    turn: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    team: str = ""

    def is_of(self, gone: ForgottenSince) -> bool:
        """Whether something of it was forgotten."""
        return any(turn in gone.turns or user in gone.persons for turn, user in ((self.turn, self.user), *self.quotes))


def wordings_of(texts: Iterable[str], asked: Sequence[DeclinedQuestion]) -> list[PointerWording]:
    """Wordings as an operator gave them; one that has most of the words of a question that was asked is that person's."""
    made: dict[str, PointerWording] = {}
    for text in texts:
        said = " ".join(text.split())[:LONGEST_WORDING]
        if not said:
            continue
        whose = max(asked, key=lambda one: _shared(said, one.question), default=None)
        is_theirs = whose is not None and _shared(said, whose.question) >= THEIR_WORDS
        made.setdefault(
            said,
            PointerWording(said, whose.user, whose.turn, whose.quotes, whose.team)
            if whose and is_theirs
            else PointerWording(said),
        )
    return list(made.values())


def _shared(text: str, question: str) -> float:
    if text.casefold() == " ".join(question.casefold().split()):
        return 1.0
    return overlap(words(question), words(text))


class PointerStore:
    """The store of pointers."""

    def __init__(self, database: Database) -> None:
        """Keep them in this database, which whoever opened it closes."""
        self._database = database

    @unbroken
    async def add(
        self, team: str, pointer: Pointer, wordings: Sequence[PointerWording], by: str, since: datetime | None = None
    ) -> bool:
        """Keep a pointer with these wordings; false where something of them was forgotten `since` that moment, and nothing is kept."""
        shared = {
            "pointer": pointer.id, "source": pointer.source_id, "passage": pointer.passage_id,
            "header": storable(pointer.header), "by": by, "at": datetime.now(UTC),
        }  # fmt: skip
        rows = [
            shared
            | {
                "team": one.team or team,
                "user": one.user,
                "turn": one.turn,
                "text": storable(one.text),
                "quotes": json.dumps(one.quotes),
            }
            for one in wordings
        ]
        async with self._database.writing() as connection:
            for each in sorted({team, *(one.team for one in wordings if one.team)}):
                gone = await connection.run_sync(forgotten_since, each, since or datetime.now(UTC))
                if gone.everything or any(one.is_of(gone) for one in wordings if (one.team or team) == each):
                    return False
            # A job that is done again adds it again.
            await connection.execute(delete(_WordingRow).where(_WordingRow.pointer == pointer.id))
            await connection.execute(insert(_WordingRow), rows)
        return True

    @unbroken
    async def all(self) -> list[Pointer]:
        """All pointers, oldest first."""
        query = select(_WordingRow).order_by(_WordingRow.pointer, _WordingRow.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        made = [
            (
                each[0].id,
                Pointer(name, tuple(row.text for row in each), each[0].source, each[0].passage, each[0].header),
            )
            for name, each in ((name, list(found)) for name, found in groupby(rows, key=lambda row: row.pointer))
        ]
        return [pointer for _, pointer in sorted(made, key=lambda one: one[0])]

    @unbroken
    async def remove(self, pointer_id: str) -> bool:
        """Take a pointer away; whether there was one of this id."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_WordingRow).where(_WordingRow.pointer == pointer_id))
        self._database.note_deleted()
        return bool(gone.rowcount)

    @unbroken
    async def count_of(self, team: str, user: str) -> int:
        """How many questions of a person are kept as wordings."""
        query = select(func.count()).where(_WordingRow.team == team, _WordingRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def forget_person(self, team: str, user: str) -> int:
        """Delete the wordings that are a person's, and that it was they who added a pointer; how many wordings there were."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(_WordingRow).where(_WordingRow.team == team, or_(_WordingRow.user == user, _quoting(user)))
            )
            await connection.execute(
                update(_WordingRow).where(_WordingRow.team == team, _WordingRow.by == user).values(by="")
            )
        self._database.note_deleted()
        return gone.rowcount

    @unbroken
    async def forget_message(self, team: str, turn: str) -> None:
        """Delete the wordings that a message has asked in."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(_WordingRow).where(_WordingRow.team == team, or_(_WordingRow.turn == turn, _quoting(turn)))
            )
        self._database.note_deleted()

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_WordingRow).where(_WordingRow.team == team))
        self._database.note_deleted()


def _quoting(one: str) -> ColumnElement[bool]:
    """What quotes a person or a turn."""
    return _WordingRow.quotes.contains(json.dumps(one), autoescape=True)


def new_pointer(source_id: str, passage_id: str = "", header: str = "") -> Pointer:
    """A pointer to a passage, or to a whole document, with an id of its own and no wording yet."""
    return Pointer(uuid4().hex[:ID_DIGITS], (), source_id, passage_id, header)
