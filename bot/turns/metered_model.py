"""The language model as turns ask it: nobody spends more than their share of a day, and no complete text is paid for twice.

Outside of a job, in the terminal, it is the model itself.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot import phrases
from bot.errors import ModelUnavailableError
from bot.storage.unbroken import unbroken
from bot.turns.journal import current

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from sqlalchemy import Connection

    from bot.chat_model import ChatModel, Request
    from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Caps:
    """How many calls and tokens of the model a day of UTC holds for a person and for a workspace; 0 is without bound."""

    person_calls: int = 0
    person_tokens: int = 0
    team_calls: int = 0
    team_tokens: int = 0


class _UseTables(DeclarativeBase):
    """The table of this module."""


class _UseRow(_UseTables):
    __tablename__ = "model_use"

    day: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int]
    tokens: Mapped[int]


# What every call asks; put together once.
_THEIRS = (_UseRow.day == bindparam("on"), _UseRow.team == bindparam("of"))
_MORE = (
    update(_UseRow)
    .where(*_THEIRS, _UseRow.person == bindparam("by"))
    .values(calls=_UseRow.calls + 1, tokens=_UseRow.tokens + bindparam("more"))
)
_SUMS = (func.sum(_UseRow.calls), func.sum(_UseRow.tokens))
_USED = select(*(each.filter(_UseRow.person == bindparam("by")) for each in _SUMS), *_SUMS).where(*_THEIRS)


class ModelUse:
    """How much of the model everybody has used today; of the days before nothing is kept."""

    def __init__(self, database: Database) -> None:
        """Keep it in this database."""
        self._database = database

    async def add(self, team: str, person: str, tokens: int) -> None:
        """Somebody has had one call that took so many tokens."""
        more = {"on": _today(), "of": team, "by": person, "more": tokens}

        def count(connection: Connection) -> None:
            """Add to the row of the day; the first of a day takes older days away."""
            if connection.execute(_MORE, more).rowcount:
                return
            connection.execute(delete(_UseRow).where(_UseRow.day < _today()))
            try:
                with connection.begin_nested():
                    new = insert(_UseRow).values(day=_today(), team=team, person=person, calls=1, tokens=tokens)
                    connection.execute(new)
            except IntegrityError:
                # Another process was first.
                connection.execute(_MORE, more)

        await self._database.write(count)

    async def forget_expired(self) -> None:
        """Drop what was used on other days than today."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_UseRow).where(_UseRow.day < _today()))

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_UseRow).where(_UseRow.team == team))

    async def is_used_up(self, team: str, person: str, caps: Caps) -> bool:
        """Whether somebody, or everybody of their workspace together, has had as much as a day holds."""
        bounds = (caps.person_calls, caps.person_tokens, caps.team_calls, caps.team_tokens)
        if not any(bounds):
            return False
        whose = {"on": _today(), "of": team, "by": person}
        found = await self._database.read(lambda connection: connection.execute(_USED, whose).one())
        return any(bound and (spent or 0) >= bound for bound, spent in zip(bounds, found, strict=True))


class MeteredModel:
    """A model whose use is counted, and whose complete texts are kept until the job is done."""

    def __init__(self, model: ChatModel, use: ModelUse, caps: Caps) -> None:
        """Ask this model, within these bounds."""
        self._model = model
        self._use = use
        self._caps = caps

    @property
    def name(self) -> str:
        """What the operator knows it by."""
        return self._model.name

    async def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The answer's text, piece by piece; in one piece where a try before had it whole.

        Raises:
            ModelUnavailableError: No useful answer in time, or the day's share is used up.
            ModelConfigurationError: The server refused the key, the model's name or the request.
        """
        journal = current.get()
        key = _key(request) if journal else ""
        if journal and (kept := await journal.text(key)) is not None:
            yield kept
            return
        team, person = (str(journal.job.data.get(name, "")) for name in ("team", "person")) if journal else ("", "")
        if journal and await self._use.is_used_up(team, person, self._caps):
            raise ModelUnavailableError(phrases.SHARE_USED_UP)
        said: list[str] = []
        before = request.usage.prompt_tokens + request.usage.answer_tokens
        try:
            async with aclosing(self._model.stream(request)) as pieces:
                async for piece in pieces:
                    said.append(piece)
                    yield piece
        finally:
            if journal:
                spent = request.usage.prompt_tokens + request.usage.answer_tokens - before
                await self._use.add(team, person, spent)
        if journal:
            await journal.keep_text(key, "".join(said))

    async def close(self) -> None:
        """Hang up on the server; nothing can be asked afterwards."""
        await self._model.close()


def _key(request: Request) -> str:
    """Tells a request from every other of its job."""
    asked = json.dumps([[message.role, message.text] for message in request.messages] + [request.schema])
    return f"model/{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
