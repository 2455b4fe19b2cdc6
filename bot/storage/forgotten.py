"""What was forgotten lately: so that a turn that was under way when somebody's words were deleted does not write them down again.

Whoever deletes says so here first, and whoever writes looks here within the same transaction. A turn that began before the deletion may
have read what is gone; one that began after it has not. Ids only, for a day. Workers on several machines need clocks that agree, as
the inbox does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import DateTime, bindparam, delete, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.database import replace_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.storage.database import Database

#: How long a turn that was under way may take to write: far longer than one does.
KEPT: Final = timedelta(days=1)
#: Names the lock that who writes shares and who forgets has alone, on PostgreSQL; any number that nobody else uses.
_FORGETTING: Final = 7_305_144
EVERYTHING: Final = "everything"


class _ForgottenTables(DeclarativeBase):
    """The table of this module."""


class _ForgottenRow(_ForgottenTables):
    __tablename__ = "forgotten"

    team: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class ForgottenSince:
    """What of a team was forgotten since a moment."""

    names: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether it was the whole team."""
        return EVERYTHING in self.names

    @property
    def persons(self) -> frozenset[str]:
        """The people, by their ids."""
        return self._named("person/")

    @property
    def turns(self) -> frozenset[str]:
        """The messages, by the ids of their turns."""
        return self._named("turn/")

    @property
    def cases(self) -> frozenset[str]:
        """The cases, by their ids."""
        return self._named("case/")

    def _named(self, kind: str) -> frozenset[str]:
        return frozenset(name.removeprefix(kind) for name in self.names if name.startswith(kind))


def person_named(user: str) -> str:
    """What a person is called here."""
    return f"person/{user}"


def turn_named(turn: str) -> str:
    """What a message is called here, by the id of its turn."""
    return f"turn/{turn}"


def case_named(case_id: str) -> str:
    """What a case is called here."""
    return f"case/{case_id}"


class Forgotten:
    """The store of what was forgotten lately."""

    def __init__(self, database: Database) -> None:
        """Keep it in this database, which whoever opened it closes."""
        self._database = database

    async def note(self, team: str, what: str) -> None:
        """Say that something is being forgotten, before it is: whoever has begun to write ends first, whoever comes after knows."""

        def note(connection: Connection) -> None:
            if self._database.is_shared:
                connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _FORGETTING})
            replace_row(connection, _ForgottenRow, {"team": team, "what": what}, {"at": datetime.now(UTC)})

        await self._database.write(note)

    async def forget_expired(self) -> None:
        """Drop what no turn that is under way can have read any more."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_ForgottenRow).where(_ForgottenRow.at < datetime.now(UTC) - KEPT))


# What every turn asks; put together once. The first statement of a transaction that writes has SQLite's one lock.
_LOCK_FILE = delete(_ForgottenRow).where(_ForgottenRow.team == "")
_LOCK_SERVER = text(f"SELECT pg_advisory_xact_lock_shared({_FORGETTING})")
_SINCE = select(_ForgottenRow.what).where(
    _ForgottenRow.team == bindparam("of"), _ForgottenRow.at >= bindparam("moment")
)


def forgotten_since(connection: Connection, team: str, moment: datetime) -> ForgottenSince:
    """What of a team was forgotten since a moment; until the end of this transaction nobody forgets anything more."""
    connection.execute(_LOCK_SERVER if connection.dialect.name == "postgresql" else _LOCK_FILE)
    return ForgottenSince(frozenset(connection.execute(_SINCE, {"of": team, "moment": moment}).scalars()))
