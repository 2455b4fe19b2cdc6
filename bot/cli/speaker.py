"""Whom the terminal talks with: an assistant in this process, or the bot that runs beside it."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from bot.costs.drawing import drawing
from bot.turn import LOCAL_TEAM, Choice, Place, Surface, Turn
from knowledge.document_sets import Scope

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from bot.app import Running
    from bot.replies import Answer, Reply, VerdictCard
    from bot.settings import Settings
    from knowledge.passages import Passage

USER = "you"


def terminal_place(thread: str | None = None) -> Place:
    """A conversation in this terminal; a new one unless a thread is named."""
    return Place(Surface.TERMINAL, LOCAL_TEAM, "terminal", thread or uuid4().hex)


def turn_data(turn: Turn) -> dict[str, Any]:
    """A turn of the terminal as it is sent to the running bot; who and where are always the terminal's own."""
    return {
        "thread": turn.place.thread,
        "text": turn.text,
        "choices": [[choice.criterion, list(choice.values)] for choice in turn.choices],
        "decision": turn.decision_id,
        "reads": scope_data(turn.scope),
    }


def scope_data(scope: Scope) -> list[str]:
    """What may be read, as it is sent to the running bot."""
    return [scope.workspace, scope.channel]


def scope_of(data: list[Any]) -> Scope:
    """What was sent of what may be read."""
    workspace, channel = data
    return Scope(str(workspace), str(channel))


def turn_of(data: dict[str, Any]) -> Turn:
    """The turn that was sent."""
    choices = tuple(Choice(str(name), tuple(str(value) for value in values)) for name, values in data["choices"])
    reads = scope_of(data["reads"])
    place = terminal_place(str(data["thread"]))
    return Turn(USER, place, str(data["text"]), choices, str(data["decision"]), reads_as=reads)


class Speaker(Protocol):
    """What the terminal asks for."""

    def reply(self, turn: Turn, *, once: bool = False) -> AsyncGenerator[Reply, None]:
        """The replies to a turn."""

    def quick_verdict(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """The verdict on a case told in one message."""

    async def card(self, decision_id: str, scope: Scope) -> VerdictCard | None:
        """The card of a case as it stands in a scope, or None where it is gone."""

    async def more(self, ids: Sequence[str], said: str, scope: Scope) -> Answer | None:
        """What the passages with these ids hold beyond what was said, as far as a scope has them."""

    async def curve(self, sums: tuple[tuple[str, str], ...]) -> str:
        """The curve of a sum, drawn.

        Raises:
            UnknownPriceError: The prices have changed, and the model has none any more.
            OperatorError: The same, and the numbers can't be together any more.
        """

    async def open_case(self, thread: str) -> str:
        """The id of the case that is talked about in a thread; empty where none is."""

    async def search(self, question: str, limit: int, scope: Scope) -> Sequence[tuple[Passage, float]]:
        """The sections nearest to a question in a scope, each by its best passage and that one's score."""


class Here:
    """The assistant in this process."""

    def __init__(self, running: Running) -> None:
        """Talk with what runs here."""
        self._running = running

    def reply(self, turn: Turn, *, once: bool = False) -> AsyncGenerator[Reply, None]:
        """The replies to a turn."""
        return self._running.assistant.reply(turn, once=once)

    def quick_verdict(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """The verdict on a case told in one message."""
        return self._running.assistant.quick_verdict(turn)

    async def card(self, decision_id: str, scope: Scope) -> VerdictCard | None:
        """The card of a case as it stands in a scope, or None where it is gone."""
        return await self._running.assistant.card(LOCAL_TEAM, decision_id, scope)

    async def more(self, ids: Sequence[str], said: str, scope: Scope) -> Answer | None:
        """What the passages with these ids hold beyond what was said, as far as a scope has them."""
        return await self._running.assistant.more(ids, said, scope)

    async def curve(self, sums: tuple[tuple[str, str], ...]) -> str:
        """The curve of a sum, drawn; raises as `Speaker` says."""
        return drawing(self._running.assistant.cost_curve(sums))

    async def open_case(self, thread: str) -> str:
        """The id of the case that is talked about in a thread; empty where none is."""
        case = await self._running.cases.case_in(terminal_place(thread))
        return case.decision_id if case else ""

    async def search(self, question: str, limit: int, scope: Scope) -> Sequence[tuple[Passage, float]]:
        """The sections nearest to a question in a scope, each by its best passage and that one's score."""
        sections = (await self._running.searcher.search(question, scope=scope)).sections(limit)
        return [(hits[0].passage, hits[0].score) for hits in sections]


@asynccontextmanager
async def speaker(settings: Settings, *, fresh: bool = False, prepares: bool = False) -> AsyncIterator[Speaker]:
    """The running bot of this data folder, or an assistant of this process where none runs.

    A `fresh` one keeps nothing that is said; one that `prepares` makes its first answers faster, for what runs long.
    """
    from bot.cli.local_client import beside

    async with AsyncExitStack() as closing:
        if (other := await closing.enter_async_context(beside(settings, fresh=fresh))) is not None:
            yield other
            return
        from bot.app import preparing
        from bot.cli.shared import assistant

        started = await closing.enter_async_context(assistant(settings, fresh=fresh))
        if prepares:
            await closing.enter_async_context(preparing(started))
        yield Here(started)
