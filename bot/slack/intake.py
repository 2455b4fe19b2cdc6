"""What an event means for the bot: a job for the inbox, or the reason why it is none. Reads payloads; decides nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.slack.inbox import Job
from bot.slack.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    Payload = Mapping[str, Any]

#: What people write; all other subtypes tell of changes, bots and housekeeping.
WRITTEN = {None, "file_share", "thread_broadcast"}
_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_LABELLED = re.compile(r"<(?P<target>[^<>|]*)\|(?P<label>[^<>]*)>")
_BARE = re.compile(r"<(?P<target>[^<>|]+)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Kind(StrEnum):
    """What there is to do."""

    MESSAGE = "message"
    WORDS = "words"
    PICK = "pick"
    RESUME = "resume"
    CHANGE = "change"
    RECORD = "record"
    VERDICT = "verdict"
    COMMAND = "command"
    SHARE = "share"
    HOME = "home"
    DELETED = "deleted"
    OPINION = "opinion"
    FORGET = "forget"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that somebody wrote, as far as the bot is concerned."""

    thread: Thread
    text: str
    mentions_bot: bool
    mentions_others: bool
    has_files: bool
    is_stranger: bool
    event_id: str
    client_id: str

    @property
    def job(self) -> Job:
        """The job of answering it."""
        thread = self.thread
        ids = [f"event/{self.event_id}", f"message/{thread.channel}/{thread.asked}"]
        # A client that sends twice over a bad line uses the same id, whichever workspace it arrives through.
        ids += [f"client/{self.client_id}"] if self.client_id else []
        data = {**_thread_data(thread), "text": self.text, "has_files": self.has_files}
        return Job(Kind.MESSAGE, thread_key(thread.team, thread.channel, thread.ts), tuple(ids), data)


def heard(body: Payload, bot_user: str, bot_id: str) -> Heard | str:
    """The message of a `message` or `app_mention` event, or why nobody needs to answer it."""
    event = body["event"]
    if event.get("subtype") not in WRITTEN or event.get("hidden"):
        return "not written"
    if event.get("user") in {bot_user, None} or event.get("bot_id") == bot_id:
        return "own"
    if event.get("bot_id") or event.get("user") == "USLACKBOT":
        return "bot"
    team = str(body.get("team_id") or event.get("team") or "")
    person_team = str(event.get("user_team") or event.get("source_team") or event.get("team") or team)
    raw = str(event.get("text") or "")
    mentioned = {match["id"] for match in _MENTION.finditer(raw)}
    return Heard(
        Thread(
            team,
            str(event["channel"]),
            str(event.get("thread_ts") or event["ts"]),
            str(event["user"]),
            person_team,
            str(event["ts"]),
        ),
        readable(raw, bot_user),
        bot_user in mentioned,
        bool(mentioned - {bot_user}),
        bool(event.get("files")),
        person_team != team,
        str(body.get("event_id", "")),
        str(event.get("client_msg_id") or ""),
    )


def readable(text: str, bot_user: str = "") -> str:
    """What somebody meant by a message's text: no mention of the bot, links and channels by their names, no entities."""
    text = _MENTION.sub(lambda match: "" if match["id"] == bot_user else "@someone", text)
    text = _LABELLED.sub(lambda match: match["label"] or match["target"], text)
    text = _BARE.sub(lambda match: match["target"].lstrip("!#@"), text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return " ".join(text.split()) if "\n" not in text else text.strip()


def thread_key(team: str, channel: str, ts: str) -> str:
    """Names a thread in the inbox."""
    return f"{team}/{channel}/{ts}"


def interaction_thread(body: Payload) -> Thread:
    """The thread that something was pressed in; without a message it is the channel alone."""
    container, message = body.get("container", {}), body.get("message") or {}
    team, user = body.get("team") or {}, body["user"]
    ts = message.get("thread_ts") or container.get("thread_ts") or message.get("ts") or ""
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    home = str(team.get("id") or user.get("team_id") or "")
    return Thread(home, str(channel), str(ts), str(user["id"]), str(user.get("team_id") or home))


def person_name(body: Payload) -> str:
    """What the person who pressed something is called."""
    user = body.get("user") or {}
    return str(user.get("name") or user.get("username") or user.get("id") or "")


def thread_of(data: Payload) -> Thread:
    """The thread that a job's data names."""
    return Thread(
        data["team"], data["channel"], data["ts"], data["person"], data["person_team"], data.get("asked", "")
    )


def thread_job(kind: Kind, thread: Thread, ids: tuple[str, ...], **data: Any) -> Job:
    """A job in a thread."""
    return Job(kind, thread_key(thread.team, thread.channel, thread.ts), ids, {**_thread_data(thread), **data})


def _thread_data(thread: Thread) -> dict[str, str]:
    return {
        "team": thread.team,
        "channel": thread.channel,
        "ts": thread.ts,
        "person": thread.person,
        "person_team": thread.person_team,
        "asked": thread.asked,
    }
