"""What one message means in its conversation: the result of understanding it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH
from bot.reading.read_message import MessageReading

if TYPE_CHECKING:
    from bot.decision import Criterion, Fact
    from bot.reading.sayings import Command

#: What is asked, so that what it mentions may be anybody's case, and what needs no facts.
ASKING = frozenset(
    {MessageKind.QUESTION, MessageKind.FOLLOW_UP, MessageKind.MEANING, MessageKind.HELP, MessageKind.OFF_TOPIC, MessageKind.INJECTION,
     MessageKind.PASTE, MessageKind.DELETE, MessageKind.ABOUT_FLIPS, MessageKind.ABOUT_COST, MessageKind.ABOUT_SOURCES,
     MessageKind.ABOUT_CERTAINTY, MessageKind.TO_OTHERS}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message means in its conversation.

    Attributes:
        kind: What it is for.
        facts: What it states or makes likely about the case.
        replaces: The criteria it answers or corrects, so that their facts replace what was there.
        withdrawn: The criteria of which it takes back what was told, and says nothing else.
        struck: The values, each with its criterion, that it says do not hold, so that nobody guesses them again.
        command: The command it is, if it is one and nothing else.
        change: The criterion whose answer it asks to change.
        questions: The questions in it, each standing alone; empty where the message itself is to be taken as one.
        language: The code of its language.
        answers: Whether it answers the open question.
        supposed: What it supposes, as in "what if we had 200?", and states not.
        held_by: Who holds a view that it tells of, which states nothing; empty where nobody does.
        reading: The local reading it is based on.
    """

    kind: MessageKind
    facts: tuple[Fact, ...] = ()
    replaces: frozenset[Criterion] = frozenset()
    withdrawn: frozenset[Criterion] = frozenset()
    struck: frozenset[tuple[Criterion, str]] = frozenset()
    command: Command | None = None
    change: Criterion | None = None
    questions: tuple[str, ...] = ()
    language: str = ENGLISH
    answers: bool = False
    supposed: tuple[Fact, ...] = ()
    held_by: str = ""
    reading: MessageReading = field(default_factory=MessageReading, repr=False)

    @property
    def states(self) -> bool:
        """Whether it holds a fact that a verdict may rest on."""
        return any(fact.is_stated for fact in self.facts)
