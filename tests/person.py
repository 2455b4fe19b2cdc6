"""Somebody who talks with an assistant over real stores, and what must hold of every reply to them."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, TypeVar

from structlog.testing import capture_logs

from bot.replies import (
    Abstention,
    Answer,
    Changed,
    Citation,
    Done,
    Lean,
    Notice,
    Question,
    Reply,
    TextDelta,
    VerdictCard,
)
from bot.turn import Choice, Place, Surface, Turn
from knowledge.passages import sentences

from .model_server import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.assistant import Assistant
    from bot.conversation.case import Case
    from bot.storage.cases import Cases

MARK = re.compile(r"\[(\d+)\]")
#: What stays on the screen when a turn is over.
SHOWN = (Answer, Abstention, Question, VerdictCard, Changed, Notice)
T = TypeVar("T")


class Person:
    """Somebody who talks with an assistant, looks at the log of each turn, and at what is kept of their case."""

    def __init__(self, assistant: Assistant, cases: Cases, name: str = "Ana") -> None:
        self._assistant = assistant
        self._cases = cases
        self.name = name
        self.log: list[Any] = []

    async def say(
        self, text: str, thread: str = "thread", *, once: bool = False, addressed: bool = True
    ) -> list[Reply]:
        """Say something; the replies, checked for what must hold of any."""
        return await self._turn(Turn(self.name, place(thread), text, addressed=addressed), once=once)

    async def pick(self, criterion: str, *values: str, thread: str = "thread", text: str = "") -> list[Reply]:
        """Press an option of the open question, none of which means "not sure"; or send a form, with words in it."""
        case = await self.case(thread)
        return await self._turn(Turn(self.name, place(thread), text, (Choice(criterion, values),), case.decision_id))

    async def talk(self, *texts: str, thread: str = "thread") -> list[Reply]:
        """Say some things one after the other; the replies to the last."""
        replies: list[Reply] = []
        for text in texts:
            replies = await self.say(text, thread)
        return replies

    async def verdict_on(self, text: str) -> list[Reply]:
        """Ask for a verdict on a case told in one message."""
        return checked(
            [reply async for reply in self._assistant.quick_verdict(Turn(self.name, place("verdict"), text))]
        )

    async def case(self, thread: str = "thread") -> Case:
        """The case of a thread, which must be there."""
        kept = await self._cases.case_in(place(thread))
        assert kept is not None
        return kept

    async def _turn(self, turn: Turn, *, once: bool = False) -> list[Reply]:
        with capture_logs() as self.log:
            replies = [reply async for reply in self._assistant.reply(turn, once=once)]
        check_log(self.log, turn.text)
        return checked(replies)


def place(thread: str = "thread") -> Place:
    """A thread in a terminal."""
    return Place(Surface.TERMINAL, "local", "terminal", thread)


def checked(replies: list[Reply]) -> list[Reply]:
    """The replies to a turn, which end once, and whose marks and quotes all hold."""
    assert [isinstance(reply, Done) for reply in replies] == [False] * (len(replies) - 1) + [True]
    for reply in replies:
        check_marks(reply)
    return replies


def check_marks(reply: object) -> None:
    """Every mark resolves to a citation, and every quote stands in its passage, word for word."""
    if isinstance(reply, TextDelta):
        return
    citations: tuple[Citation, ...] = getattr(reply, "citations", ())
    shown = "\n".join(texts_of(reply))
    assert {int(number) for number in MARK.findall(shown)} <= {citation.number for citation in citations}
    assert all(citation.quote and citation.quote in citation.passage.text for citation in citations)
    if isinstance(reply, VerdictCard) and reply.question:
        check_marks(reply.question)


def check_log(log: Sequence[Any], text: str) -> None:
    """One canonical line a turn; no line holds what was said, nor the key."""
    assert [line["log_level"] for line in log if line["event"] == "turn"] == ["info"]
    written = repr(log)
    assert KEY not in written
    assert not any(said in written for said in (text, *sentences(text)) if len(said) > len("about_certainty"))


def texts_of(reply: object) -> list[str]:
    """All texts of a reply that a person sees; those of a question within a card are the question's own."""
    texts: list[str] = []
    for value in [getattr(reply, field.name) for field in dataclasses.fields(reply)]:  # type: ignore[arg-type]
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, tuple):
            texts += [one for one in value if isinstance(one, str)]
        elif isinstance(value, Lean):
            texts += texts_of(value)
    return texts


def only(kind: type[T], replies: Iterable[object]) -> T:
    """The one reply of a kind."""
    (found,) = [reply for reply in replies if isinstance(reply, kind)]
    return found


def spoken(replies: Iterable[Reply]) -> str:
    """What was streamed."""
    return "".join(reply.text for reply in replies if isinstance(reply, TextDelta))


def kinds(replies: Iterable[Reply]) -> list[str]:
    """What kinds of reply there are that stay on the screen, in order."""
    return [type(reply).__name__ for reply in replies if isinstance(reply, SHOWN)]
