"""Somebody who tells a case in a thread and answers its interview, one step after another, whatever becomes of the bot meanwhile."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot import phrases
from tests.slack.crashing import answers_in
from tests.slack.interview import OPENING, TONE, TRIED
from tests.sql import rows

if TYPE_CHECKING:
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

#: What is done after the opening: said, or pressed where it can be.
STEPS = (
    ("press", TRIED),
    ("press", TONE),
    ("press", "Somebody looks at it"),
    ("say", "We have 400 examples now."),
    ("say", "We changed our mind: we have 20 examples."),
    ("press", "Start over"),
    ("say", "Our bot answers from a handbook that changes weekly."),
    ("press", "Verdict now"),
    ("say", "We have 300 examples now."),
)
#: Seconds that a step may take, with a bot that is killed, a Slack that is away and a machine that is busy with other things.
STEP_SECONDS = 300.0
#: Seconds after which nothing more is said where nobody knows how much there is to come.
QUIET = 4.0


@dataclass(slots=True)
class Telling:
    """One person's case, and what stood in its thread after each step; `expected` is what stood in another's, who was not disturbed."""

    slack: SlackServer
    person: Person
    pause: float = 0.0
    expected: list[list[str]] = field(default_factory=list)
    seen: list[list[str]] = field(default_factory=list)
    root: Message | None = None

    async def tell(self) -> None:
        """Go through all steps."""
        self.root = await self.person.says(OPENING)
        await self._settled()
        for kind, what in STEPS:
            await asyncio.sleep(random.uniform(0.5, 1.5) * self.pause)  # noqa: S311 - any moment
            if kind == "say":
                await self.person.says(what, thread=self.root)
            else:
                await self._press(what)
            await self._settled()
            if self.differences:
                # Nothing that follows is what it would be.
                return

    @property
    def differences(self) -> list[str]:
        """What stands there otherwise than where nobody was disturbed."""
        return [
            f"{self.person.name}, step {number}: {seen} instead of {expected}"
            for number, (seen, expected) in enumerate(zip(self.seen, self.expected, strict=False))
            if seen != expected
        ]

    async def state(self, database: str) -> list[dict[str, Any]]:
        """The cases that are kept of the thread, oldest first, without what differs between any two runs."""
        assert self.root is not None
        place = f"%/{self.root.channel}/{self.root.ts}"
        kept = await rows(
            database, "SELECT state, open FROM walks WHERE place LIKE :place ORDER BY updated", place=place
        )
        return [_without_names(json.loads(row.state)) | {"open": bool(row.open)} for row in kept]

    async def _press(self, what: str) -> None:
        """Press it, and again where Slack says that the app did not answer."""
        assert self.root is not None
        until = time.monotonic() + STEP_SECONDS
        while time.monotonic() < until:
            there = [one for one in answers_in(self.slack, self.root) if what in one.buttons]
            if there and (await self.person.clicks(there[-1], what)).acknowledged:
                return
            await asyncio.sleep(0.5)

    async def _settled(self) -> None:
        """Wait until what is expected stands there, or, where nobody knows, until nothing more comes."""
        until, quiet, last = time.monotonic() + STEP_SECONDS, time.monotonic(), list[str]()
        while time.monotonic() < until:
            now = self._words()
            if now != last:
                quiet, last = time.monotonic(), now
            if self.expected and now == self.expected[len(self.seen)]:
                break
            is_there = now and not any(phrases.LOOKING in each or each.startswith("… ") for each in now)
            if not self.expected and is_there and time.monotonic() - quiet > QUIET:
                break
            await asyncio.sleep(0.05)
        self.seen.append(last)

    def _words(self) -> list[str]:
        assert self.root is not None
        there = answers_in(self.slack, self.root)
        return [("… " if one.is_streaming else "") + one.words.replace(self.person.name, "NAME") for one in there]


def _without_names(state: Any) -> Any:
    """A case without ids and moments."""
    if isinstance(state, dict):
        return {
            name: _without_names(value)
            for name, value in state.items()
            if name not in {"decision_id", "by", "message", "at", "opening_by", "opening_turn"}
        }
    return [_without_names(each) for each in state] if isinstance(state, list) else state
