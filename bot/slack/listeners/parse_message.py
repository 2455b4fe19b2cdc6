"""What a message event means for the bot: something to answer, something taken back, or why it is neither. Decides nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.slack.inbox.kinds import JobKind, edit_id, in_team, message_id, thread_job
from bot.slack.inbox.thread import Thread, installed_team

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.turns.job import Job

    Payload = Mapping[str, Any]

#: What people write; all other subtypes tell of changes, bots and housekeeping.
WRITTEN = {None, "", "file_share", "thread_broadcast"}
SLACKBOT = "USLACKBOT"
_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_LABELLED = re.compile(r"<(?P<target>[^<>|]*)\|(?P<label>[^<>]*)>")
_BARE = re.compile(r"<(?P<target>[^<>|]+)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """A message that somebody wrote, as far as the bot is concerned."""

    thread: Thread
    text: str
    mentions_bot: bool
    mentions_others: bool
    has_files: bool
    event_id: str
    client_id: str
    is_shared: bool
    #: When it was edited last, by Slack's own time; empty where it never was.
    edited: str = ""

    @property
    def is_stranger(self) -> bool:
        """Whether somebody of another workspace wrote it, in a channel that is shared with theirs."""
        return self.thread.person_team != self.thread.team

    @property
    def job(self) -> Job:
        """The job of answering it."""
        thread, sent_as = self.thread, message_id(self.thread.channel, self.thread.asked)
        # An edit that adds the mention comes as two events too.
        edited = (edit_id(thread.channel, thread.asked, self.edited),) if self.edited else ()
        job = thread_job(
            JobKind.MESSAGE, thread, (sent_as, f"event/{self.event_id}", *edited),
            text=self.text, has_files=self.has_files, addressed=self.mentions_bot or thread.is_direct,
        )  # fmt: skip
        # A shared channel's message comes once for each workspace; a client sends twice over a bad line.
        sent = self.client_id or sent_as
        ids = (*job.ids, in_team("" if self.is_shared else thread.team, f"client/{sent}"))
        return replace(job, ids=ids, position=float(thread.asked))

    def edit_job(self, before: str) -> Job:
        """The job of answering it anew, in place of what answered it when it said what it did `before`."""
        thread = self.thread
        job = thread_job(
            JobKind.EDITED, thread, (edit_id(thread.channel, thread.asked, self.edited or self.event_id),), before=before,
            text=self.text, has_files=self.has_files, addressed=self.mentions_bot or thread.is_direct,
        )  # fmt: skip
        return replace(job, position=float(thread.asked))


def heard(body: Payload, bot_user: str, bot_id: str) -> HeardMessage | str:
    """The message of a `message` or `app_mention` event, or why nobody needs to answer it."""
    event = body["event"]
    if event.get("subtype") not in WRITTEN or event.get("hidden"):
        return "not written"
    if event.get("user") in {bot_user, None} or event.get("bot_id") == bot_id:
        return "own"
    if event.get("bot_id") or event.get("user") == SLACKBOT:
        return "bot"
    team = installed_team(body) or str(event.get("team") or "")
    person_team = str(event.get("user_team") or event.get("source_team") or event.get("team") or team)
    if person_team in _organisations(body):
        # In one organisation people are at home in all of its workspaces.
        person_team = team
    raw = str(event.get("text") or "")
    mentioned = {match["id"] for match in _MENTION.finditer(raw)}
    ts = str(event["ts"])
    return HeardMessage(
        Thread(team, str(event["channel"]), str(event.get("thread_ts") or ts), str(event["user"]), person_team, ts),
        readable(raw, bot_user),
        bot_user in mentioned,
        bool(mentioned - {bot_user}),
        bool(event.get("files")),
        str(body.get("event_id") or ""),
        str(event.get("client_msg_id") or ""),
        bool(body.get("is_ext_shared_channel")),
        str((event.get("edited") or {}).get("ts") or ""),
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody made of a message: the event as if they had written it so, and what it said before."""

    body: Payload
    before: str
    adds_mention: bool


def edit_in(body: Payload, bot_user: str) -> Edit | None:
    """The edit that an event tells of, if a person has changed the words; links that are unfolded and answers of bots change none."""
    event = body["event"]
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if event.get("subtype") != "message_changed" or now.get("subtype") not in WRITTEN or now.get("bot_id"):
        return None
    texts = [str(each.get("text") or "") for each in (before, now)]
    mentioned = [bot_user in {match["id"] for match in _MENTION.finditer(text)} for text in texts]
    said, says = (readable(text, bot_user) for text in texts)
    adds_mention = mentioned == [False, True]
    if said == says and not adds_mention:
        return None
    written = {**now, "type": "message", "channel": event.get("channel")}
    return Edit({**body, "event": written}, said, adds_mention)


def _organisations(body: Payload) -> set[str]:
    """The organisation that the workspace belongs to, by all the names it has in an event."""
    granted = [each for each in body.get("authorizations") or () if isinstance(each, dict)]
    # The outer one may be the sender's, as the outer workspace may.
    is_own = body.get("team_id") == installed_team(body)
    named = [body.get("enterprise_id") if is_own else "", *(each.get("enterprise_id") for each in granted)]
    return {str(name) for name in named if name}


def deleted(body: Payload) -> Mapping[str, Any] | None:
    """The message of a person that an event says is gone; one with replies leaves a tombstone, which is a change."""
    event = body["event"]
    before = event.get("previous_message") or {}
    is_gone = event.get("subtype") == "message_deleted"
    is_tombstone = (
        event.get("subtype") == "message_changed" and (event.get("message") or {}).get("subtype") == "tombstone"
    )
    ts = str(event.get("deleted_ts") or before.get("ts") or "")
    # Slack does not always say what was in it; whose it was does not matter, because only questions have answers.
    if not (is_gone or is_tombstone) or not ts or before.get("bot_id"):
        return None
    return {**before, "ts": ts, "user": str(before.get("user") or "")}


def readable(text: str, bot_user: str = "") -> str:
    """What somebody meant by a message's text: no mention of the bot, links and channels by their names, no entities."""
    text = _MENTION.sub(lambda match: "" if match["id"] == bot_user else "@someone", text)
    text = _LABELLED.sub(lambda match: match["label"] or match["target"], text)
    text = _BARE.sub(lambda match: match["target"].lstrip("!#@"), text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return " ".join(text.split()) if "\n" not in text else text.strip()
