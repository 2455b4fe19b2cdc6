"""What is missing, once a week in a channel of the operator's choice, and what becomes of "this is answered by …".

Of several processes each looks whether it is time; the inbox takes the job of one week in once.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot import phrases
from bot.errors import SettingsError, SlackRefusedError, SlackUnreachableError
from bot.gaps import MOST_QUESTIONS, find_gaps
from bot.periodic import repeating
from bot.pointing import know_pointers
from bot.replies import Notice
from bot.slack.blocks.answer import notice_message
from bot.slack.blocks.gaps import MOST_GROUPS, ShownGap, digest_message
from bot.slack.handlers.context import listed_ids
from bot.slack.inbox.kinds import JobKind, team_job, thread_of
from bot.slack.inbox.thread import Thread
from bot.storage.pointers import ID_DIGITS, wordings_of
from knowledge.passages import digest
from knowledge.pointers import Pointer, PointerVectors
from knowledge.refresh import registered_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from bot.gaps import Gap
    from bot.settings import Settings
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.slack.install.workspaces import Workspace, Workspaces
    from bot.storage.conversations import DeclinedQuestion
    from bot.turns.job import Job
    from knowledge.search import Searcher

log = structlog.get_logger()
#: Seconds between two looks whether it is time.
BETWEEN_LOOKS: Final = 60.0
#: How late a digest still comes, if nobody ran when it was due: less than the day for which the inbox knows that it was taken in.
LATEST: Final = timedelta(hours=12)
#: What a digest looks back on.
WEEK: Final = timedelta(days=7)
#: Passages named beside a group.
NEAREST: Final = 1
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: What ids of channels that anybody in a workspace may join begin with; Slack is asked whether one is.
_CHANNEL: Final = "C"


def digest_place(settings: Settings, workspaces: Workspaces) -> tuple[str, str] | None:
    """The workspace and the channel that the digest goes to; None where none is set.

    Raises:
        SettingsError: Several workspaces have installed the app, and the setting does not say which.
    """
    named = settings.gaps_channel.strip()
    if not named:
        return None
    team, divider, channel = named.rpartition("/")
    if not divider and workspaces.single is None:
        raise SettingsError(
            f"FTN_GAPS_CHANNEL is {named!r}, and workspaces install the app: name one with it, as T012AB3CD/C012AB3CD."
        )
    return (team or (workspaces.single.team if workspaces.single else "")), channel


def check_operators(settings: Settings, workspaces: Workspaces) -> None:
    """Check that everybody who runs the bot is named with a workspace where there are several: the same id may be somebody else in another.

    Raises:
        SettingsError: One is named without.
    """
    bare = next((one for one in sorted(listed_ids(settings.operators)) if "/" not in one), None)
    if workspaces.single is None and bare:
        raise SettingsError(
            f"FTN_OPERATORS holds {bare!r}, and workspaces install the app: name each with one, as T012AB3CD/U012AB3CD."
        )


def due(now: datetime, when: str) -> str:
    """The day of the digest that is due at a moment, as ISO date; empty where none is. `when` is a day and a UTC time, such as "mon 08:00"."""
    day, _, time = when.partition(" ")
    hour, _, minute = time.partition(":")
    at = now.astimezone(UTC).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    at -= timedelta(days=(at.weekday() - DAYS.index(day)) % 7)
    at = at if at <= now else at - WEEK
    return at.date().isoformat() if now - at < LATEST else ""


@asynccontextmanager
async def sending_digests(
    parts: Parts, place: tuple[str, str] | None, between: float = BETWEEN_LOOKS
) -> AsyncIterator[None]:
    """Meanwhile have the digest sent when it is due, if there is a place for it."""
    if place is None:
        yield
        return
    async with repeating("digest", lambda: put_digest(parts, place, datetime.now(UTC)), between):
        yield


async def put_digest(parts: Parts, place: tuple[str, str], now: datetime) -> bool:
    """Have the digest that is due sent, once of all processes; whether this was the one."""
    day = due(now, parts.settings.gaps_time)
    if not day or await parts.workspaces.of(place[0]) is None:
        return False
    return await parts.inbox.put(team_job(JobKind.GAP_DIGEST, place[0], (f"gaps/{day}",), channel=place[1], day=day))


class Gaps:
    """The handlers of what is missing."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def send(self, job: Job) -> None:
        """Post the digest; nothing where nothing was declined, or may be shown."""
        team, channel = str(job.data["team"]), str(job.data["channel"])
        workspace = await self._parts.workspaces.of(team)
        if workspace is None:
            return
        now = datetime.fromtimestamp(job.at, UTC)
        declined = await self._parts.conversations.declined(team, MOST_QUESTIONS, now - WEEK)
        if not declined:
            return
        pointers = await self._parts.pointers.all()
        gaps = await asyncio.to_thread(_found, self._parts.searcher, pointers, declined)
        public = await _public(workspace, {one.channel for gap in gaps for one in gap.questions})
        named = [(gap, said) for gap in gaps if (said := gap.shown_as(public))]
        shown = [await self._shown(gap, said, public) for gap, said in named[:MOST_GROUPS]]
        if not shown:
            return
        hidden = len(gaps) - len(shown)
        message = digest_message(shown, (now - WEEK).date(), now.date(), hidden)
        try:
            await workspace.delivery.post(Thread(team, channel, "", "", team), message, job.ids[0])
        except SlackRefusedError as error:
            log.warning("digest not sent: see FTN_GAPS_CHANNEL, and invite the bot there", reason=error.code)

    async def point(self, job: Job) -> None:
        """Add a pointer, as an operator has filled it in."""
        parts, thread, data = self._parts, thread_of(job.data), job.data
        if not parts.is_operator(thread.team, thread.person):
            await self._private.say(job, phrases.OPERATORS_ONLY)
            return
        since = datetime.now(UTC)
        numbers = [int(one) for one in data["numbers"]]
        asked = await parts.conversations.declined_among(thread.team, numbers)
        target = await self._target(str(data["passage"]), str(data["document"]))
        if len(asked) < len(numbers):
            # Whose words they were can't be told any more, so nothing of them is kept.
            await self._private.say(job, phrases.GAP_GONE)
            return
        if target is None:
            await self._private.say(job, phrases.PASSAGE_GONE)
            return
        pointer, called = target
        # Named after the job, so that one that is done again adds none twice.
        pointer = replace(pointer, id=digest(*job.ids)[:ID_DIGITS])
        if not await parts.pointers.add(
            thread.team, pointer, wordings_of(map(str, data["wordings"]), asked), thread.person, since
        ):
            await self._private.say(job, phrases.GAP_GONE)
            return
        await know_pointers(parts.database, parts.searcher)
        await self._private.say(job, phrases.pointed(called, pointer.id))
        await self._tell_all(thread, called, job.ids[0])

    async def _target(self, passage_id: str, document: str) -> tuple[Pointer, str] | None:
        """A pointer without wordings, and what it leads to in words; None where that is gone."""
        if document:
            sources = await asyncio.to_thread(registered_sources, self._parts.settings.register)
            title = next((source.title for source in sources if source.id == document), None)
            return (Pointer("", (), document), title) if title else None
        found = await self._parts.searcher.passages([passage_id])
        return (Pointer("", (), found[0].source_id, passage_id, found[0].header), found[0].place) if found else None

    async def _tell_all(self, thread: Thread, called: str, key: str) -> None:
        """Say below the digest that one of its questions has an answer, so that nobody does it again."""
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None or not thread.ts:
            return
        try:
            await workspace.delivery.post(
                thread, notice_message(Notice(phrases.POINTED_FOR_ALL.format(place=called))), key
            )
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("pointer not told", reason=str(error))

    async def _shown(self, gap: Gap, said: str, public: Collection[str]) -> ShownGap:
        nearest = tuple((await self._parts.searcher.passages(gap.questions[0].passages))[:NEAREST])
        open_ones = tuple(one.id for one in gap.in_public(public))
        private = tuple(one.id for one in gap.questions if one.id not in open_ones)
        return ShownGap(said, gap.times, gap.people, nearest, open_ones, private)


def _found(searcher: Searcher, pointers: list[Pointer], declined: Collection[DeclinedQuestion]) -> list[Gap]:
    """The groups that no pointer answers. It blocks."""
    encoder = searcher.question_encoder()
    return find_gaps(list(declined), encoder, PointerVectors(pointers, encoder))


async def _public(workspace: Workspace, channels: Collection[str]) -> frozenset[str]:
    """Those of some channels that anybody in the workspace can read; one that Slack does not tell of is taken for private."""
    public = set()
    for channel in sorted(channels):
        if not channel.startswith(_CHANNEL):
            continue
        try:
            known = (await workspace.calls.call("conversations.info", channel=channel)).get("channel") or {}
        except SlackRefusedError as error:
            # A private channel's id may begin like a public one's, and takes another scope: one refusal says nothing of the next.
            log.info("channel not known", reason=error.code)
            continue
        if known.get("is_channel") and not known.get("is_private"):
            public.add(channel)
    return frozenset(public)
