"""The rows of cases: as they are, and as they were before the turn that changed them last.

Who finds, keeps and deletes cases with them is `cases.py`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import DateTime, Text, and_, delete, insert, or_, select, true, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.conversation.stored_form import from_stored, to_stored
from bot.errors import AssessmentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.conversation.case import Case
    from bot.turn import Place

log = structlog.get_logger()


class CaseTables(DeclarativeBase):
    """The table of this module."""


class CaseRow(CaseTables):
    """A case."""

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
    #: The channels in which everybody has been shown it, each as |id|.
    shown_in: Mapped[str] = mapped_column(Text, server_default="")


class BeforeRow(CaseTables):
    """The cases of a place as they were before the turn that changed them last, so that the turn can be done again."""

    __tablename__ = "cases_before"

    place: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[str] = mapped_column()
    team: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    rows: Mapped[str] = mapped_column(Text)
    #: Which cases the turn made or changed.
    touched: Mapped[str] = mapped_column(Text)


async def keep_before(connection: AsyncConnection, place: Place, turn: str, decision_id: str = "") -> None:
    """Keep what the cases of a place are before a turn changes the first of them, and which it touches."""
    if not turn:
        return
    known = (await connection.execute(select(BeforeRow).where(BeforeRow.place == place.key))).first()
    if known is not None and known.turn == turn:
        if decision_id and decision_id not in json.loads(known.touched):
            touched = json.dumps([*json.loads(known.touched), decision_id])
            await connection.execute(update(BeforeRow).where(BeforeRow.place == place.key).values(touched=touched))
        return
    mine = or_(and_(CaseRow.place == place.key, CaseRow.open), CaseRow.id == decision_id)
    rows = (await connection.execute(select(CaseRow).where(mine))).all()
    new = {
        "turn": turn,
        "team": place.team,
        "at": datetime.now(UTC),
        "rows": json.dumps([_packed(row) for row in rows]),
        "touched": json.dumps([decision_id] if decision_id else []),
    }
    if known is None:
        await connection.execute(insert(BeforeRow).values(place=place.key, **new))
    else:
        await connection.execute(update(BeforeRow).where(BeforeRow.place == place.key).values(**new))


async def undo(connection: AsyncConnection, turn: str, in_place: str = "") -> None:
    """Put the cases back that a turn was the last to change; with a place only while all of them are in it still."""
    for before in (await connection.execute(select(BeforeRow).where(BeforeRow.turn == turn))).all():
        touched = [*json.loads(before.touched), *(row["id"] for row in json.loads(before.rows))]
        elsewhere = select(CaseRow.id).where(CaseRow.id.in_(touched), CaseRow.place != in_place).limit(1)
        if in_place and await connection.scalar(elsewhere):
            # Gone on with in another place: what was said there would go too.
            continue
        await connection.execute(delete(CaseRow).where(CaseRow.id.in_(touched)))
        for row in json.loads(before.rows):
            await connection.execute(insert(CaseRow).values(_unpacked(row)))
        await connection.execute(delete(BeforeRow).where(BeforeRow.place == before.place))


def _packed(row: Row[Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row._asdict().items()}


def _unpacked(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in {"updated", "decided"} and value else value
        for name, value in row.items()
    }


async def restate(connection: AsyncConnection, case_id: str, case: Case) -> None:
    """Keep a case in the place of what it was, as nobody's turn."""
    state = json.dumps(to_stored(case))
    await connection.execute(update(CaseRow).where(CaseRow.id == case_id).values(state=state))


def case_of(row: Row[Any]) -> Case | None:
    """The case of a row, or None, with a log line, where it can't be read."""
    try:
        return from_stored(json.loads(row.state))
    except (AssessmentError, ValueError) as error:
        log.warning("stored case can't be read", case=row.id, reason=type(error).__name__)
        return None
