"""Where cases are kept: one row a use case, found again by its thread or by its id.

A case is open while its thread may go on with it; it is a decision once a verdict was given. Before its interview has begun it only
holds what was said so far, and nobody is shown it. Cases hold people's own words, so they can be deleted one by one, and quiet ones
without a verdict expire with the conversations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import structlog
from sqlalchemy import DateTime, Text, and_, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.conversation.case import Case
from bot.errors import AssessmentError
from bot.storage.rests_on import RestsOn, fingerprint, packaged_registers
from bot.storage.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.rests_on import Moved, Registers
    from bot.turn import Place

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case that has led to a verdict: who began it, the key of the place it is in, when the verdict was last given.

    One that `is_open` has led to none yet; its day is the one it was last gone on with. `changes` are sentences on what the
    registers say otherwise than they did when it was decided.
    """

    id: str
    user: str
    place: str
    case: Case
    decided: datetime
    is_open: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Woken:
    """A decision whose owner has not been told yet that the registers say otherwise now."""

    team: str
    stored: StoredCase
    told: str
    """What its owner was told before, as a fingerprint."""
    to_tell: str


class _CaseTables(DeclarativeBase):
    """The table of this module."""


class _CaseRow(_CaseTables):
    __tablename__ = "walks"

    id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(index=True)
    user: Mapped[str] = mapped_column(index=True)
    open: Mapped[bool]
    updated: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    decided: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    begun: Mapped[bool] = mapped_column(server_default=true())
    state: Mapped[str] = mapped_column(Text)
    #: What the decision rests on in the registers, and which of their changes its owner was told.
    rests_on: Mapped[str] = mapped_column(Text, server_default="")
    told: Mapped[str] = mapped_column(server_default="")


class _BeforeRow(_CaseTables):
    """The cases of a place as they were before the turn that changed them last, so that the turn can be done again."""

    __tablename__ = "cases_before"

    place: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[str] = mapped_column()
    team: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    rows: Mapped[str] = mapped_column(Text)
    #: Which cases the turn made or changed.
    touched: Mapped[str] = mapped_column(Text)


_DAY = func.coalesce(_CaseRow.decided, _CaseRow.updated)
# What every turn asks; put together once.
_OPEN_CASE = (
    select(_CaseRow)
    .where(_CaseRow.place == bindparam("in"), _CaseRow.open)
    .order_by(_CaseRow.updated.desc(), _CaseRow.id)
    .limit(1)
)


class Cases:
    """The store of cases. Open it before its first use."""

    def __init__(self, database: Database, days_kept: int, registers: Registers | None = None) -> None:
        """Keep it in this database, which whoever opened it closes; what decisions rest on is read in `registers`, or in the packaged ones."""
        self._database = database
        self._days_kept = days_kept
        self.registers = registers or packaged_registers()

    async def open(self) -> Self:
        """Drop what has expired, and date what was kept before decisions had what they rest on."""
        await self.forget_expired()
        async with self._database.writing() as connection:
            await self._date_older_ones(connection)
        return self

    async def forget_expired(self) -> None:
        """Drop the cases without a verdict that have been quiet for too long; a decision is kept until somebody deletes it."""
        expired = datetime.now(UTC) - timedelta(days=self._days_kept)
        async with self._database.writing() as connection:
            await connection.execute(delete(_CaseRow).where(_CaseRow.updated < expired, _CaseRow.decided.is_(None)))

    async def _date_older_ones(self, connection: AsyncConnection) -> None:
        """Give decisions that were kept before what they rest on was the review date that their record has shown."""
        without = select(_CaseRow.id, _CaseRow.decided).where(_CaseRow.decided.is_not(None), _CaseRow.rests_on == "")
        for row in (await connection.execute(without)).all():
            kept = RestsOn(self.registers.review(None, row.decided.date())).to_json()
            await connection.execute(update(_CaseRow).where(_CaseRow.id == row.id).values(rests_on=kept))

    @unbroken
    async def case_in(self, place: Place) -> Case | None:
        """The case a thread is about, or None; one that can't be read any more is left aside with a log line."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_OPEN_CASE, {"in": place.key})).first()
        return _case(row) if row else None

    @unbroken
    async def save(self, place: Place, user: str, case: Case, *, decided: bool, turn: str = "") -> None:
        """Keep a case as the one its thread is about, by this turn; `decided` once a verdict was given."""
        now = datetime.now(UTC)
        async with self._database.writing() as connection:
            await _keep_before(connection, place, turn, case.decision_id)
            await connection.execute(
                update(_CaseRow).where(_CaseRow.place == place.key, _CaseRow.id != case.decision_id).values(open=False)
            )
            # A case may be gone on with elsewhere: what counts is where it is now.
            row = {
                "place": place.key,
                "open": True,
                "updated": now,
                "state": json.dumps(case.to_dict()),
                "begun": case.begun,
            }
            if decided:
                row |= {"decided": now, "rests_on": self.registers.under(case, now.date()).to_json(), "told": ""}
            known = await connection.execute(update(_CaseRow).where(_CaseRow.id == case.decision_id).values(row))
            if not known.rowcount:
                new = {"id": case.decision_id, "team": place.team, "user": user}
                await connection.execute(insert(_CaseRow).values(new | row))

    @unbroken
    async def leave(self, place: Place, *, turn: str = "") -> None:
        """Let a thread's case rest: it stays among the decisions if a verdict was given."""
        async with self._database.writing() as connection:
            await _keep_before(connection, place, turn)
            await connection.execute(update(_CaseRow).where(_CaseRow.place == place.key).values(open=False))

    @unbroken
    async def take_back(self, turn: str) -> None:
        """Make undone what a turn changed that is to be done again; nothing where it changed nothing, or another came after it."""
        async with self._database.writing() as connection:
            await _undo(connection, turn)

    @unbroken
    async def retract(self, place: Place, turn: str, before: str, after: str) -> None:
        """Take back what a turn told whose message said something else `before`: as if it had told nothing, whatever came after it."""
        async with self._database.writing() as connection:
            await _undo(connection, turn, in_place=place.key)
            here = select(_CaseRow).where(_CaseRow.place == place.key).with_for_update()
            for row in (await connection.execute(here)).all():
                if (case := _case(row)) and (told := case.without_facts_of(turn, before, after)) != case:
                    await _restate(connection, row.id, told)

    @unbroken
    async def recent(
        self, team: str, user: str | None = None, limit: int = 50, *, open_too: bool = False
    ) -> Sequence[StoredCase]:
        """The latest decisions of a team, or of one person in it, newest first; with the open cases where asked for."""
        query = _of_team(team, open_too=open_too)
        if user is not None:
            query = query.where(_CaseRow.user == user)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_DAY.desc(), _CaseRow.id).limit(limit))).all()
        return [stored for row in rows if (stored := self._stored(row))]

    @unbroken
    async def get(self, team: str, decision_id: str, *, open_too: bool = False) -> StoredCase | None:
        """One decision of a team by its id or the beginning of it, or None; or an open case, where asked for."""
        if not decision_id:
            # Every id begins with nothing.
            return None
        query = _of_team(team, open_too=open_too)
        query = query.where(_CaseRow.id.startswith(decision_id, autoescape=True)).limit(2)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return self._stored(rows[0]) if len(rows) == 1 else None

    @unbroken
    async def woken(self) -> list[Woken]:
        """Every decision of every team that the registers speak otherwise of than its owner was told, newest first."""
        query = select(_CaseRow).where(_CaseRow.decided.is_not(None), _CaseRow.begun).order_by(_DAY.desc(), _CaseRow.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        # A case is only read where there is something to tell.
        new = [(row, mark) for row in rows if (mark := fingerprint(self._changes(row))) not in {"", row.told}]
        return [Woken(row.team, stored, row.told, mark) for row, mark in new if (stored := self._stored(row))]

    @unbroken
    async def claim_telling(self, woken: Sequence[Woken]) -> list[Woken]:
        """Keep that the owner of these decisions is told of them: those that are still there and that nobody else has claimed.

        All in one transaction, so that of several who want to tell one person at the same moment one claims them all.
        """
        return await self._tell(woken, undo=False)

    @unbroken
    async def leave_telling(self, woken: Sequence[Woken]) -> None:
        """Take back that the owner of these decisions is told of them."""
        await self._tell(woken, undo=True)

    async def _tell(self, woken: Sequence[Woken], *, undo: bool) -> list[Woken]:
        marked = []
        async with self._database.writing() as connection:
            # In one order, in which nobody waits for somebody who waits for them.
            for one in sorted(woken, key=lambda each: each.stored.id):
                before, after = (one.to_tell, one.told) if undo else (one.told, one.to_tell)
                whose = (_CaseRow.team == one.team, _CaseRow.id == one.stored.id, _CaseRow.told == before)
                done = await connection.execute(update(_CaseRow).where(*whose).values(told=after))
                if done.rowcount:
                    marked.append(one)
        return [one for one in woken if one in marked]

    @unbroken
    async def delete(self, team: str, decision_id: str) -> bool:
        """Delete one decision of a team for good; whether there was one."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_BeforeRow).where(_BeforeRow.team == team))
            gone = await connection.execute(delete(_CaseRow).where(_CaseRow.team == team, _CaseRow.id == decision_id))
        return gone.rowcount > 0

    @unbroken
    async def forget_message(self, place: Place, message: str, text: str) -> None:
        """Take a deleted message's words out of the thread's cases; with the one that opened a case, it goes altogether."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_BeforeRow).where(_BeforeRow.place == place.key))
            # On a server nobody else may write meanwhile what would be put back here.
            here = select(_CaseRow).where(_CaseRow.place == place.key).with_for_update()
            rows = (await connection.execute(here)).all()
            for row in rows:
                case = _case(row)
                if case is None or (case.opening and case.opening == text):
                    await connection.execute(delete(_CaseRow).where(_CaseRow.id == row.id))
                else:
                    await _restate(connection, row.id, case.without_message(message, text))

    @unbroken
    async def forget_person(self, team: str, user: str) -> int:
        """Delete the cases a person began, and their name and words in those of others; how many went."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_BeforeRow).where(_BeforeRow.team == team))
            gone = await connection.execute(delete(_CaseRow).where(_CaseRow.team == team, _CaseRow.user == user))
            rows = (await connection.execute(select(_CaseRow).where(_CaseRow.team == team).with_for_update())).all()
            for row in rows:
                case = _case(row)
                # What was said and then changed is kept too, so that one can go back to it.
                if case and user in row.state:
                    await _restate(connection, row.id, case.without_person(user))
        return gone.rowcount

    @unbroken
    async def count_of(self, team: str, user: str) -> int:
        """How many cases are kept of a person, those included that were told and not gone on with."""
        query = select(func.count()).select_from(_CaseRow).where(_CaseRow.team == team, _CaseRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            for table in (_CaseRow, _BeforeRow):
                await connection.execute(delete(table).where(table.team == team))

    def _stored(self, row: Row[Any]) -> StoredCase | None:
        case = _case(row)
        if case is None:
            return None
        day = row.decided or row.updated
        changes = tuple(change.text for change in self._changes(row))
        day = day.replace(tzinfo=day.tzinfo or UTC)
        return StoredCase(row.id, row.user, row.place, case, day, row.decided is None, changes)

    def _changes(self, row: Row[Any]) -> tuple[Moved, ...]:
        """What the registers say otherwise than when a row was decided; nothing for one that is open."""
        if row.decided is None or not row.rests_on:
            return ()
        try:
            return self.registers.changes(RestsOn.from_json(row.rests_on), row.decided.date())
        except ValueError:
            log.warning("what a decision rests on can't be read", case=row.id)
            return ()


def _of_team(team: str, *, open_too: bool) -> Select[Any]:
    query = select(_CaseRow).where(_CaseRow.team == team, _CaseRow.begun)
    return query if open_too else query.where(_CaseRow.decided.is_not(None))


async def _keep_before(connection: AsyncConnection, place: Place, turn: str, decision_id: str = "") -> None:
    """Keep what the cases of a place are before a turn changes the first of them, and which it touches."""
    if not turn:
        return
    known = (await connection.execute(select(_BeforeRow).where(_BeforeRow.place == place.key))).first()
    if known is not None and known.turn == turn:
        if decision_id and decision_id not in json.loads(known.touched):
            touched = json.dumps([*json.loads(known.touched), decision_id])
            await connection.execute(update(_BeforeRow).where(_BeforeRow.place == place.key).values(touched=touched))
        return
    mine = or_(and_(_CaseRow.place == place.key, _CaseRow.open), _CaseRow.id == decision_id)
    rows = (await connection.execute(select(_CaseRow).where(mine))).all()
    new = {
        "turn": turn,
        "team": place.team,
        "at": datetime.now(UTC),
        "rows": json.dumps([_packed(row) for row in rows]),
        "touched": json.dumps([decision_id] if decision_id else []),
    }
    if known is None:
        await connection.execute(insert(_BeforeRow).values(place=place.key, **new))
    else:
        await connection.execute(update(_BeforeRow).where(_BeforeRow.place == place.key).values(**new))


async def _undo(connection: AsyncConnection, turn: str, in_place: str = "") -> None:
    """Put the cases back that a turn was the last to change; with a place only while all of them are in it still."""
    for before in (await connection.execute(select(_BeforeRow).where(_BeforeRow.turn == turn))).all():
        touched = [*json.loads(before.touched), *(row["id"] for row in json.loads(before.rows))]
        elsewhere = select(_CaseRow.id).where(_CaseRow.id.in_(touched), _CaseRow.place != in_place).limit(1)
        if in_place and await connection.scalar(elsewhere):
            # Gone on with in another place: what was said there would go too.
            continue
        await connection.execute(delete(_CaseRow).where(_CaseRow.id.in_(touched)))
        for row in json.loads(before.rows):
            await connection.execute(insert(_CaseRow).values(_unpacked(row)))
        await connection.execute(delete(_BeforeRow).where(_BeforeRow.place == before.place))


def _packed(row: Row[Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row._asdict().items()}


def _unpacked(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in {"updated", "decided"} and value else value
        for name, value in row.items()
    }


async def _restate(connection: AsyncConnection, case_id: str, case: Case) -> None:
    state = json.dumps(case.to_dict())
    await connection.execute(update(_CaseRow).where(_CaseRow.id == case_id).values(state=state))


def _case(row: Row[Any]) -> Case | None:
    try:
        return Case.from_dict(json.loads(row.state))
    except (AssessmentError, ValueError) as error:
        log.warning("stored case can't be read", case=row.id, reason=type(error).__name__)
        return None
