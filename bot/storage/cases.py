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
from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy import case as sql_case

from bot.conversation.stored_form import to_stored
from bot.storage.case_rows import BeforeRow, CaseRow, case_of, keep_before, restate, undo
from bot.storage.forgotten import Forgotten, case_named, forgotten_since
from bot.storage.rests_on import RestsOn, fingerprint, packaged_registers
from bot.storage.unbroken import unbroken
from bot.turn import Place, Surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.conversation.case import Case
    from bot.storage.database import Database
    from bot.storage.forgotten import ForgottenSince
    from bot.storage.leaning import LeansOn
    from bot.storage.rests_on import Moved, Registers
    from bot.turn import Turn

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case that has led to a verdict: who began it, the key of the place it is in, when the verdict was last given.

    One that `is_open` has led to none yet; its day is the one it was last gone on with. `changes` are sentences on what the
    registers say otherwise than they did when it was decided; `leans` are the texts that its reasons cite.
    """

    id: str
    user: str
    place: str
    case: Case
    decided: datetime
    is_open: bool = False
    changes: tuple[str, ...] = ()
    shown_in: frozenset[str] = frozenset()
    leans: tuple[LeansOn, ...] = ()

    def may_be_read_by(self, user: str, channel: str) -> bool:
        """Whether it may be shown to somebody in a channel: their own, or one that was shown to everybody there."""
        return self.user == user or channel in self.shown_in

    def may_be_changed_by(self, user: str, place: Place) -> bool:
        """Whether somebody may go on with it in a place: their own anywhere, another's where it is gone on with."""
        return self.user == user or self.place == place.key


@dataclass(frozen=True, slots=True)
class Woken:
    """A decision whose owner has not been told yet that the registers say otherwise now."""

    team: str
    stored: StoredCase
    told: str
    """What its owner was told before, as a fingerprint."""
    to_tell: str


#: Characters of an id that find it, where it need not be whole: six of twelve.
SHORTEST_BEGINNING = 6
#: What stands in a stored case of before facts and openings knew their message.
_UNSIGNED = json.dumps({"message": ""})[1:-1]
_DAY = func.coalesce(CaseRow.decided, CaseRow.updated)
# What every turn asks; put together once.
_OPEN_CASE = (
    select(CaseRow)
    .where(CaseRow.place == bindparam("in"), CaseRow.open)
    .order_by(CaseRow.updated.desc(), CaseRow.id)
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
            quiet = delete(CaseRow).where(CaseRow.updated < expired, CaseRow.decided.is_(None))
            gone = [await connection.execute(one) for one in (quiet, delete(BeforeRow).where(BeforeRow.at < expired))]
        if any(one.rowcount for one in gone):
            self._database.note_deleted()

    async def _date_older_ones(self, connection: AsyncConnection) -> None:
        """Give decisions that were kept before what they rest on was the review date that their record has shown."""
        without = select(CaseRow.id, CaseRow.decided).where(CaseRow.decided.is_not(None), CaseRow.rests_on == "")
        for row in (await connection.execute(without)).all():
            kept = RestsOn(self.registers.review(None, row.decided.date())).to_json()
            await connection.execute(update(CaseRow).where(CaseRow.id == row.id).values(rests_on=kept))

    async def case_in(self, place: Place) -> Case | None:
        """The case a thread is about, or None; one that can't be read any more is left aside with a log line."""
        row = await self._database.read(lambda connection: connection.execute(_OPEN_CASE, {"in": place.key}).first())
        return case_of(row) if row else None

    @unbroken
    async def save(self, place: Place, user: str, case: Case, *, decided: bool, turn: Turn | None = None) -> None:
        """Keep a case as the one its thread is about, by this turn; `decided` once a verdict was given.

        What was forgotten since the turn began is not kept.
        """
        now, turn_id = datetime.now(UTC), turn.id if turn else ""
        async with self._database.writing() as connection:
            gone = await connection.run_sync(forgotten_since, place.team, turn.at if turn else now)
            if gone.everything or user in gone.persons or turn_id in gone.turns or case.decision_id in gone.cases:
                return
            case = _without(case, gone)
            await keep_before(connection, place, turn_id, case.decision_id)
            await connection.execute(
                update(CaseRow).where(CaseRow.place == place.key, CaseRow.id != case.decision_id).values(open=False)
            )
            # A case may be gone on with elsewhere: what counts is where it is now.
            row = {
                "place": place.key,
                "open": True,
                "updated": now,
                "state": json.dumps(to_stored(case)),
                "begun": case.begun,
            }
            if place.surface in {Surface.CHANNEL, Surface.DIRECT_MESSAGE}:
                # Whoever was shown it elsewhere was not shown what is told here.
                row["shown_in"] = _marked(place.channel) if place.surface is Surface.CHANNEL else ""
            if decided:
                row |= {"decided": now, "rests_on": self.registers.under(case, now.date()).to_json(), "told": ""}
            known = await connection.execute(update(CaseRow).where(CaseRow.id == case.decision_id).values(row))
            if not known.rowcount:
                new = {"id": case.decision_id, "team": place.team, "user": user, "shown_in": ""}
                await connection.execute(insert(CaseRow).values(new | row))

    @unbroken
    async def leave(self, place: Place, *, turn: str = "") -> None:
        """Let a thread's case rest: it stays among the decisions if a verdict was given."""
        async with self._database.writing() as connection:
            await keep_before(connection, place, turn)
            await connection.execute(update(CaseRow).where(CaseRow.place == place.key).values(open=False))

    @unbroken
    async def take_back(self, turn: str) -> None:
        """Make undone what a turn changed that is to be done again; nothing where it changed nothing, or another came after it."""
        async with self._database.writing() as connection:
            await undo(connection, turn)

    @unbroken
    async def retract(self, place: Place, turn: str, before: str, after: str) -> None:
        """Take back what a turn told whose message said something else `before`: as if it had told nothing, whatever came after it."""
        async with self._database.writing() as connection:
            await undo(connection, turn, in_place=place.key)
            here = or_(CaseRow.place == place.key, _holding(place.team, turn))
            for row in (await connection.execute(select(CaseRow).where(here).with_for_update())).all():
                if (case := case_of(row)) is None:
                    continue
                # What was copied elsewhere is not told anew there.
                is_here = row.place == place.key
                told = case.without_facts_of(turn, before, after) if is_here else case.without_message(turn)
                if told != case:
                    await restate(connection, row.id, told)

    @unbroken
    async def recent(
        self, team: str, user: str | None = None, limit: int = 50, *, open_too: bool = False
    ) -> Sequence[StoredCase]:
        """The latest decisions of a team, or of one person in it, newest first; with the open cases where asked for."""
        query = _of_team(team, open_too=open_too)
        if user is not None:
            query = query.where(CaseRow.user == user)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_DAY.desc(), CaseRow.id).limit(limit))).all()
        return [stored for row in rows if (stored := self._stored(row))]

    @unbroken
    async def show(self, team: str, decision_id: str, channel: str) -> None:
        """A case is being shown to everybody in a channel."""
        async with self._database.writing() as connection:
            mine = (CaseRow.team == team, CaseRow.id == decision_id)
            await connection.execute(update(CaseRow).where(*mine).values(shown_in=_and_in(channel)))

    @unbroken
    async def get(self, team: str, decision_id: str, *, open_too: bool = False) -> StoredCase | None:
        """One decision of a team by its whole id, or None; or an open case, where asked for."""
        query = _of_team(team, open_too=open_too).where(CaseRow.id == decision_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return self._stored(row) if row else None

    @unbroken
    async def find(self, team: str, beginning: str) -> StoredCase | None:
        """One decision of a team by its id or the beginning of it, of `SHORTEST_BEGINNING` characters at least; None where it is of none or several."""
        if len(beginning) < SHORTEST_BEGINNING:
            return None
        query = _of_team(team, open_too=False).where(CaseRow.id.startswith(beginning, autoescape=True)).limit(2)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return self._stored(rows[0]) if len(rows) == 1 else None

    @unbroken
    async def leaning(self) -> list[tuple[datetime, tuple[LeansOn, ...]]]:
        """When each decision of every team was given, and the texts that its reasons cite; nothing of whose it is, or what it is on."""
        query = select(CaseRow.id, CaseRow.decided, CaseRow.rests_on).where(CaseRow.decided.is_not(None), CaseRow.begun)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        kept = ((row.decided.replace(tzinfo=row.decided.tzinfo or UTC), _rests_on(row)) for row in rows)
        return [(decided, found.leans) for decided, found in kept if found]

    @unbroken
    async def woken(self) -> list[Woken]:
        """Every decision of every team that the registers speak otherwise of than its owner was told, newest first."""
        query = select(CaseRow).where(CaseRow.decided.is_not(None), CaseRow.begun).order_by(_DAY.desc(), CaseRow.id)
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
                whose = (CaseRow.team == one.team, CaseRow.id == one.stored.id, CaseRow.told == before)
                done = await connection.execute(update(CaseRow).where(*whose).values(told=after))
                if done.rowcount:
                    marked.append(one)
        return [one for one in woken if one in marked]

    @unbroken
    async def delete(self, team: str, decision_id: str) -> bool:
        """Delete one decision of a team for good; whether there was one."""
        await Forgotten(self._database).note(team, case_named(decision_id))
        async with self._database.writing() as connection:
            await connection.execute(delete(BeforeRow).where(BeforeRow.team == team))
            gone = await connection.execute(delete(CaseRow).where(CaseRow.team == team, CaseRow.id == decision_id))
        self._database.note_deleted()
        return gone.rowcount > 0

    @unbroken
    async def forget_message(self, place: Place, message: str, text: str, by: str) -> None:
        """Take a deleted message's words out of every case, wherever it went; one that it opened, and that is its author's and still there, goes altogether.

        `text` and `by`, what it said and who did, find what was stored before facts and openings knew their message.
        """
        here, holding = CaseRow.place == place.key, _holding(place.team, message)
        in_before = and_(BeforeRow.team == place.team, BeforeRow.rows.contains(message, autoescape=True))
        async with self._database.writing() as connection:
            await connection.execute(delete(BeforeRow).where(or_(BeforeRow.place == place.key, in_before)))
            # On a server nobody else may write meanwhile what would be put back here.
            rows = (await connection.execute(select(CaseRow).where(or_(here, holding)).with_for_update())).all()
            for row in rows:
                case, is_here = case_of(row), row.place == place.key
                if case is None or (is_here and row.user == by and case.is_opened_by(message, text)):
                    await connection.execute(delete(CaseRow).where(CaseRow.id == row.id))
                    continue
                left = case.without_message(message, text if is_here else "", by)
                # What was said and then changed is kept too, so that one can go back to it.
                if left != case or json.dumps(message) in row.state or (is_here and _UNSIGNED in row.state):
                    await restate(connection, row.id, left)
        self._database.note_deleted()

    @unbroken
    async def forget_person(self, team: str, user: str) -> int:
        """Delete the cases a person began, and their name and words in those of others, copies among them; how many went."""
        theirs = (CaseRow.team == team, CaseRow.user == user)
        async with self._database.writing() as connection:
            await connection.execute(delete(BeforeRow).where(BeforeRow.team == team))
            own = [case_of(row) for row in (await connection.execute(select(CaseRow).where(*theirs))).all()]
            gone = await connection.execute(delete(CaseRow).where(*theirs))
            openings = {case.opening for case in own if case}
            rows = (await connection.execute(select(CaseRow).where(CaseRow.team == team).with_for_update())).all()
            for row in rows:
                # What was said and then changed is kept too, so that one can go back to it.
                if (case := case_of(row)) and (json.dumps(user) in row.state or case.opening in openings):
                    await restate(connection, row.id, case.without_person(user, openings))
        self._database.note_deleted()
        return gone.rowcount

    @unbroken
    async def count_of(self, team: str, user: str) -> int:
        """How many cases are kept of a person, those included that were told and not gone on with."""
        query = select(func.count()).select_from(CaseRow).where(CaseRow.team == team, CaseRow.user == user)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    @unbroken
    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        async with self._database.writing() as connection:
            for table in (CaseRow, BeforeRow):
                await connection.execute(delete(table).where(table.team == team))
        self._database.note_deleted()

    def _stored(self, row: Row[Any]) -> StoredCase | None:
        case = case_of(row)
        if case is None:
            return None
        day = row.decided or row.updated
        kept = _rests_on(row)
        changes = tuple(one.text for one in self.registers.changes(kept, row.decided.date())) if kept else ()
        day = day.replace(tzinfo=day.tzinfo or UTC)
        shown_in = frozenset(filter(None, row.shown_in.split("|")))
        leans = kept.leans if kept else ()
        return StoredCase(row.id, row.user, row.place, case, day, row.decided is None, changes, shown_in, leans)

    def _changes(self, row: Row[Any]) -> tuple[Moved, ...]:
        """What the registers say otherwise than when a row was decided; nothing for one that is open."""
        kept = _rests_on(row)
        return self.registers.changes(kept, row.decided.date()) if kept else ()


def _rests_on(row: Row[Any] | Row[str, datetime | None, str]) -> RestsOn | None:
    """What a row's decision rests on, or None where it is open, or that can't be read."""
    if row.decided is None or not row.rests_on:
        return None
    try:
        return RestsOn.from_json(row.rests_on)
    except ValueError:
        log.warning("what a decision rests on can't be read", case=row.id)
        return None


def _of_team(team: str, *, open_too: bool) -> Select[Any]:
    query = select(CaseRow).where(CaseRow.team == team, CaseRow.begun)
    return query if open_too else query.where(CaseRow.decided.is_not(None))


def _holding(team: str, turn: str) -> ColumnElement[bool]:
    """The cases of a team in which something was told in a turn."""
    return and_(CaseRow.team == team, CaseRow.state.contains(json.dumps(turn), autoescape=True))


def _without(case: Case, gone: ForgottenSince) -> Case:
    """A case that a turn is about to keep, without what was forgotten since the turn read it."""
    state = json.dumps(to_stored(case)) if gone.names else ""
    for user in gone.persons:
        if json.dumps(user) in state:
            case = case.without_person(user)
    for turn in gone.turns:
        if json.dumps(turn) in state:
            case = case.without_message(turn)
    return case


def _marked(channel: str) -> str:
    return f"|{channel}|"


def _and_in(channel: str) -> ColumnElement[str]:
    """The channels in which a case was shown, and this one."""
    known = CaseRow.shown_in.contains(_marked(channel), autoescape=True)
    return sql_case((known, CaseRow.shown_in), else_=CaseRow.shown_in + _marked(channel))
