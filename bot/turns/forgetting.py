"""Deleting for good what is kept of a person, of a message or of a workspace: in every store, in every copy, and of what is under way.

It is noted first (`bot.storage.forgotten`), so that no turn that has read it writes it down again; then what is under way ends; then it goes
from every store; then the copies of before an upgrade go. The inbox has the files swept once the job that did all this is gone itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.storage.forgotten import EVERYTHING, Forgotten, person_named, turn_named
from bot.storage.pointers import PointerStore
from bot.turns.metered_model import ModelUse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.feedback import Feedback
    from bot.turn import Place

    #: Ends what is under way.
    Ending = Callable[[], Awaitable[object]]


class OfTeams(Protocol):
    """A store that keeps something of teams."""

    async def forget_team(self, team: str) -> None:
        """Delete everything of a team."""
        ...


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted of a person."""

    messages: int
    cases: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The stores that hold people's words."""

    database: Database
    conversations: Conversations
    cases: Cases
    feedback: Feedback

    async def person(self, team: str, user: str, end: Ending) -> Deleted:
        """Delete what is kept of a person, and their words wherever others' quote or copy them; how much it was."""
        await Forgotten(self.database).note(team, person_named(user))
        await end()
        deleted = Deleted(
            await self.conversations.forget_person(team, user)
            + await PointerStore(self.database).forget_person(team, user),
            await self.cases.forget_person(team, user),
            await self.feedback.forget_person(team, user),
        )
        await self.database.forget_copies()
        return deleted

    async def message(self, place: Place, turn: str, text: str, by: str) -> None:
        """Delete what is kept of a message, by the id of its turn, and its words wherever others' quote or copy them.

        `text` and who it is `by` find what versions kept that did not note a message's id; they may be empty.
        """
        await Forgotten(self.database).note(place.team, turn_named(turn))
        await self.conversations.forget_message(place.team, turn)
        await self.cases.forget_message(place, turn, text, by)
        await PointerStore(self.database).forget_message(place.team, turn)
        await self.database.forget_copies()

    async def team(self, team: str, end: Ending, *others: OfTeams) -> None:
        """Delete everything of a workspace, in these stores and in some others."""
        await Forgotten(self.database).note(team, EVERYTHING)
        await end()
        beside = (ModelUse(self.database), PointerStore(self.database))
        stores: list[OfTeams] = [self.conversations, self.cases, self.feedback, *beside, *others]
        for store in stores:
            await store.forget_team(team)
        await self.database.forget_copies()
