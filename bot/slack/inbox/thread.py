"""Where a message of the bot goes: one thread, or the one person who may see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of a channel, and who the bot is answering there.

    `team` is the workspace the bot was asked in, `person_team` the person's own, which differs in Slack Connect. `asked` is
    the timestamp of the message that is answered.
    """

    team: str
    channel: str
    ts: str
    person: str
    person_team: str
    asked: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether this is the bot's direct message with one person."""
        return self.channel.startswith("D")
