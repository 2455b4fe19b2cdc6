"""What there is to do, as jobs for the inbox: their kinds, the queue each belongs in, and what makes two of them the same.

The names of jobs begin with the workspace's id: two workspaces may well use the same ids for other things.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot import phrases
from bot.slack.inbox.thread import Thread
from bot.turns.job import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What in a job's data says where it is and whose, and holds nobody's words.
WORDLESS = frozenset({"team", "channel", "ts", "person", "person_team", "asked"})
#: Seconds for which somebody who was told that too much waits is not told again.
TOLD_SECONDS = 600.0


class JobKind(StrEnum):
    """What there is to do."""

    MESSAGE = "message"
    EDITED = "edited"
    WORDS = "words"
    PICK = "pick"
    RESUME = "resume"
    CHANGE = "change"
    RECORD = "record"
    VERDICT = "verdict"
    COMMAND = "command"
    SHARE = "share"
    TELL = "tell"
    HOME = "home"
    DELETED = "deleted"
    OPINION = "opinion"
    FORGET = "forget"
    GONE = "gone"
    MORE = "more"
    PART = "part"
    CURVE = "curve"
    COST = "cost"
    CONFIRM = "confirm"
    GAP_DIGEST = "gap_digest"
    POINT = "point"


def thread_key(team: str, channel: str, ts: str) -> str:
    """Names a thread in the inbox."""
    return f"{team}/{channel}/{ts}"


def thread_job(kind: JobKind, thread: Thread, ids: tuple[str, ...], **data: Any) -> Job:
    """A job in a thread."""
    return Job(kind, thread_key(thread.team, thread.channel, thread.ts), _named(thread.team, ids), _with(thread, data))


def full_job(job: Job) -> Job:
    """The job of telling a person, once for a while, that they have more waiting than is taken in."""
    thread, while_ = thread_of(job.data), int(job.at // TOLD_SECONDS)
    return private_job(JobKind.TELL, thread, (f"full/{thread.person}/{while_}",), text=phrases.TOO_MANY_WAITING)


def private_job(kind: JobKind, thread: Thread, ids: tuple[str, ...], **data: Any) -> Job:
    """A job that only one person sees something of; such jobs of one person run one after another."""
    return Job(kind, f"{thread.team}/private/{thread.person}", _named(thread.team, ids), _with(thread, data))


def forget_job(kind: JobKind, thread: Thread, ids: tuple[str, ...], **data: Any) -> Job:
    """A job of deleting what is kept of a person, which waits for nothing else of theirs: it ends that."""
    return replace(private_job(kind, thread, ids, **data), lane=f"{thread.team}/forget/{thread.person}")


def team_job(kind: JobKind, team: str, ids: tuple[str, ...], **data: Any) -> Job:
    """A job that concerns a whole workspace."""
    return Job(kind, f"{team}/", _named(team, ids), {"team": team, **data})


def thread_of(data: Mapping[str, Any]) -> Thread:
    """The thread that a job's data names."""
    return Thread(data["team"], data["channel"], data["ts"], data["person"], data["person_team"], data.get("asked", ""))


def message_id(channel: str, ts: str) -> str:
    """Names the job of answering a message."""
    return f"message/{channel}/{ts}"


def edit_id(channel: str, ts: str, edited: str) -> str:
    """Names the job of answering what a message says since it was edited at this time."""
    return f"edited/{channel}/{ts}/{edited}"


def deletion_id(channel: str, ts: str) -> str:
    """Names the job of withdrawing what answers a message."""
    return f"deleted/{channel}/{ts}"


def in_team(team: str, name: str) -> str:
    """The name of a job as the inbox knows it."""
    return f"{team}/{name}"


def _named(team: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(in_team(team, name) for name in ids)


def _with(thread: Thread, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "team": thread.team,
        "channel": thread.channel,
        "ts": thread.ts,
        "person": thread.person,
        "person_team": thread.person_team,
        "asked": thread.asked,
        **data,
    }
