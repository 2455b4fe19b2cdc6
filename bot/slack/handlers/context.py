"""What the handlers of the Slack surface work with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from bot.errors import IndexUnreachableError, StoreUnavailableError
from bot.turn import Place, Surface, Turn
from bot.turn_log import collected
from bot.turns.forgetting import Forgetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.assistant import Assistant
    from bot.settings import Settings
    from bot.slack.blocks.home import HomeSource
    from bot.slack.handlers.engaged_threads import Threads
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspaces
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.server.metrics import Metrics
    from bot.slack.server.traces import Traces
    from bot.storage.cases import Cases, StoredCase
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.feedback import Feedback
    from bot.storage.pointers import PointerStore
    from bot.turn import Choice
    from bot.turns.inbox import Inbox
    from bot.turns.job import Job
    from knowledge.document_sets import Scope
    from knowledge.search import Searcher

log = structlog.get_logger()

#: Seconds for which a turn waits for the server that holds the index; then its person is told.
INDEX_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """The assistant, its stores, and the way to Slack."""

    assistant: Assistant
    database: Database
    conversations: Conversations
    cases: Cases
    feedback: Feedback
    inbox: Inbox
    threads: Threads
    workspaces: Workspaces
    metrics: Metrics
    settings: Settings
    allowed: Limits
    sources: Callable[[Scope], tuple[HomeSource, ...]]
    indexing: Callable[[Scope], str]
    passages: Callable[[], int]
    searcher: Searcher
    pointers: PointerStore
    model: str | None
    traces: Traces | None = None

    def turn_ended(self, surface: Surface, outcome: str, job: Job) -> None:
        """Count a turn that has come to its end, and write its one line; both call the outcome by the same word.

        What the assistant made of it, in its finer words, is in the line as `did`.
        """
        found = dict(collected.get() or {})
        seconds = round(job.seconds, 3)
        self.metrics.turn(surface.value, outcome, seconds)
        self.metrics.worked(found)
        did = found.get("outcome", "")
        line = {**found, "surface": surface.value, "outcome": outcome, "did": did, "seconds": seconds}
        log.info("turn", **line)
        if self.traces:
            self.traces.turn(line, job.at)

    @property
    def forgetting(self) -> Forgetting:
        """Deletes for good, in every store."""
        return Forgetting(self.database, self.conversations, self.cases, self.feedback)

    async def readable_case(self, thread: Thread, decision_id: str, *, open_too: bool = False) -> StoredCase | None:
        """The decision that somebody presses on where they are; None where it is gone, or was not shown to them: its id is no authority."""
        stored = await self.cases.get(thread.team, decision_id, open_too=open_too)
        return stored if stored and stored.may_be_read_by(thread.person, thread.channel) else None

    def is_operator(self, team: str, person: str) -> bool:
        """Whether a person, by their ids in Slack, is one of those who run the bot; one named without a workspace is of the only one there is."""
        listed, single = listed_ids(self.settings.operators), self.workspaces.single
        return f"{team}/{person}" in listed or (single is not None and single.team == team and person in listed)

    def may_speak_in(self, channel: str) -> bool:
        """Whether whoever runs the bot lets it speak to everybody in a channel."""
        allowed, denied = listed_ids(self.settings.channels_allowed), listed_ids(self.settings.channels_denied)
        return channel not in denied and (not allowed or channel in allowed)


def again(job: Job) -> tuple[type[Exception], ...]:
    """The errors after which a turn is done again, in the same messages: the database is away, or the index's server for a moment."""
    return (StoreUnavailableError, *([IndexUnreachableError] if job.seconds < INDEX_PATIENCE else []))


def place_of(thread: Thread) -> Place:
    """The conversation of a thread."""
    surface = Surface.DIRECT_MESSAGE if thread.is_direct else Surface.CHANNEL
    return Place(surface, thread.team, thread.channel, thread.ts)


def turn_in(
    thread: Thread, text: str, *, choices: tuple[Choice, ...] = (), decision_id: str = "", key: str = ""
) -> Turn:
    """What a person said or picked in a thread; `key` tells it from every other turn."""
    named = key or f"{thread.team}/{thread.channel}/{thread.asked or thread.ts}"
    return Turn(thread.person, place_of(thread), text, choices, decision_id, id=named)


@lru_cache(maxsize=8)
def listed_ids(listed: str) -> frozenset[str]:
    """The ids in a comma-separated list."""
    return frozenset(one.strip() for one in listed.split(",") if one.strip())
