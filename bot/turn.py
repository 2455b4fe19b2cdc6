"""The `Turn`: one thing a person said, and where; and what is remembered of one.

Every surface turns its events into turns; nothing behind this type knows what a surface is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from knowledge.document_sets import Scope

_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")


#: The most characters of a message that is read: about four pages, far above a question with its context.
LONGEST_MESSAGE = 8_000
#: The team of whoever uses the command line.
LOCAL_TEAM = "local"


class Surface(StrEnum):
    """Where people meet the assistant."""

    TERMINAL = "terminal"
    DIRECT_MESSAGE = "direct_message"
    CHANNEL = "channel"
    COMMAND = "command"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Place:
    """One thread of one channel of one team; the same place is the same conversation."""

    surface: Surface
    team: str
    channel: str
    thread: str

    @property
    def key(self) -> str:
        """Names the conversation in the store."""
        return f"{self.team}/{self.channel}/{self.thread}"

    @property
    def scope(self) -> Scope:
        """What documents may be read here."""
        return Scope(self.team, self.channel)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that was picked instead of written; no value means "not sure"."""

    criterion: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said at one moment in one place: words, or what was picked, or both where it is a form.

    `decision_id` names the walk that what was picked belongs to. What is not `addressed` to the assistant was said where it
    takes part, among people who may as well be talking with each other. An operator who asks elsewhere than in Slack may have it answered as in a
    channel: `reads_as` that.
    """

    user: str
    place: Place
    text: str
    choices: tuple[Choice, ...] = ()
    decision_id: str = ""
    addressed: bool = True
    reads_as: Scope | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def scope(self) -> Scope:
        """Where it is asked, which says what documents may be read for it."""
        return self.reads_as or self.place.scope

    @property
    def plain_text(self) -> str:
        """The text without control characters and terminal sequences, which nobody meant to say."""
        without = _TERMINAL_SEQUENCE.sub("", self.text)
        return "".join(character if character.isprintable() else " " for character in without).strip()


@dataclass(frozen=True, slots=True)
class RememberedTurn:
    """One turn: what was said, the stand-alone question in it, what was replied, and the passages it leaned on.

    Without an answer the passages are the nearest ones, which were named and not shown. `quotes` are the turns whose words may stand in
    its question or reply, as pairs of the turn's id and who said it; one that was recalled is among them.
    """

    text: str
    question: str
    reply: str
    passages: tuple[str, ...] = ()
    answered: bool = True
    quotes: tuple[tuple[str, str], ...] = field(default=(), compare=False)
