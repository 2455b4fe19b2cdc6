"""The one way out: everything the bot shows in Slack is sent here.

Both unfurl flags are off, texts have been made safe by `blocks`, and whoever may have posted already looks before it posts
again, so that nobody gets an answer twice.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.outgoing.web_api import USUAL, backoff
from bot.turns.job import Trace
from bot.turns.journal import current

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.slack.blocks.message import Message
    from bot.slack.inbox.thread import Thread
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.outgoing.web_api import Calls, Manner

log = structlog.get_logger()
#: How messages of the bot say which turn they belong to; ids only, because every app in the channel can read it.
EVENT_TYPE = "fine_tune_or_not_turn"
#: Messages on a page and pages that are looked through for one that may have been posted. Some apps get no more a page.
PAGE, PAGES = 15, 4
#: How far back such a message may lie, in seconds; Slack's clock and ours need not agree.
LOOK_BACK = 600.0
#: How many letters and digits tell a text from every other of one answer.
MATCHED = 60
NO_MESSAGE = {"message_not_found"}
#: Answers that mean the bot's token counts no more: whoever runs it has to hear of that.
NO_ACCESS = {"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"}
#: Answers that mean the message, the thread or the channel is not there any more, or the bot is not.
GONE = NO_MESSAGE | NO_ACCESS | {
    "thread_not_found", "channel_not_found", "is_archived", "not_in_channel", "cannot_reply_to_message",
}  # fmt: skip


#: Beginnings of answers that mean Slack does not take a message's blocks, or not so much of them.
NOT_THESE_BLOCKS = ("invalid_blocks", "msg_blocks_", "msg_too_long")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands in Slack."""

    channel: str
    ts: str


class Delivery:
    """Posts, changes and deletes messages of one workspace."""

    def __init__(self, calls: Calls, bot_user: str, bot_id: str, allowed: Limits) -> None:
        """Send with these calls; the bot's own messages are known by either of its ids."""
        self.calls = calls
        self._bot_user = bot_user
        self._bot_id = bot_id
        self._allowed = allowed

    async def post(self, thread: Thread, message: Message, key: str, manner: Manner = USUAL) -> Sent:
        """Post a message into a thread; `key` tells it from every other message, so that it is posted once.

        Raises:
            SlackRefusedError: Slack said no.
            SlackUnreachableError: It could not be reached.
        """
        journal = current.get()
        earlier = (await journal.earlier()).get(key) if journal else None
        if journal and not earlier and journal.job.is_redo and not journal.has_looked:
            # It may have been posted, and nobody had the time to note it.
            journal.has_looked = True
            if found := await self._find(thread, key):
                earlier = Trace(key, found.channel, found.ts)
        if earlier and (again := await self._in_place(Sent(earlier.channel, earlier.ts), message, manner)):
            return again
        sent = await self._post(thread, message, key, manner)
        if journal:
            await journal.note(key, sent.channel, sent.ts)
        return sent

    async def _in_place(self, sent: Sent, message: Message, manner: Manner) -> Sent | None:
        """Give a message that an earlier try has posted its content; None where it can't be changed, or is gone."""
        try:
            await self.update(sent, message, manner)
        except SlackRefusedError as error:
            log.info("message of an earlier try not changed", reason=error.code)
            return None
        return sent

    async def _post(self, thread: Thread, message: Message, key: str, manner: Manner) -> Sent:
        arguments = {
            "channel": thread.channel,
            "thread_ts": thread.ts or None,
            "metadata": metadata(key),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for attempt in range(self._allowed.retries + 1):
            try:
                answer = await self._shown("chat.postMessage", message, manner, **arguments)
                return Sent(str(answer.get("channel", thread.channel)), str(answer["ts"]))
            except SlackUnreachableError as error:
                if not error.uncertain:
                    raise
                # What broke off on its way may take a moment to be there.
                await asyncio.sleep(min(backoff(attempt), self._allowed.longest_wait))
                if sent := await self._find(thread, key):
                    return sent
                if attempt == self._allowed.retries:
                    raise
        raise AssertionError("unreachable")

    async def find_stream(self, thread: Thread, text: str, known: Collection[Sent]) -> Sent | None:
        """The newest stream of ours in a thread that is open, or shows this text, and is none of the known messages."""
        stamps = {sent.ts for sent in known}
        try:
            await asyncio.sleep(min(backoff(0), self._allowed.longest_wait))
            rows = await self._own_messages(thread)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("stream not looked for", reason=str(error))
            return None
        streams = [row for row in rows if str(row["ts"]) not in stamps and _is_stream(row, text)]
        return Sent(thread.channel, str(streams[-1]["ts"])) if streams else None

    async def leftovers(self, thread: Thread, key: str) -> list[Trace]:
        """The messages that earlier tries of a turn have left in a thread.

        Those that were noted, and those that nobody had the time to note, which carry the turn's key or are streams that nobody closed.
        """
        journal = current.get()
        if journal is None or not journal.job.is_redo:
            return []
        noted = [one for one in (await journal.earlier()).values() if one.ts and one.key.startswith(f"{key}/")]
        try:
            rows = await self._own_messages(thread)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("messages of an earlier try not looked for", reason=str(error))
            return noted
        journal.has_looked = True
        known = {one.ts for one in noted}
        for row in rows:
            named = str(((row.get("metadata") or {}).get("event_payload") or {}).get("key") or "")
            # A stream has its key from its end on; one without it nobody has ended, unless it was Slack.
            is_cut_off = bool(row.get("streaming_state")) and not named
            if row["ts"] not in known and (named.startswith(f"{key}/") or is_cut_off):
                noted.append(Trace(named, thread.channel, str(row["ts"])))
        return noted

    async def update(self, sent: Sent, message: Message, manner: Manner = USUAL, key: str = "") -> None:
        """Replace a message's content, and mark it with a key where one is given.

        Raises:
            SlackRefusedError: Slack said no; one that is gone is among the reasons.
            SlackUnreachableError: It could not be reached.
        """
        marked = metadata(key) if key else None
        await self._shown("chat.update", message, manner, channel=sent.channel, ts=sent.ts, metadata=marked)

    async def delete(self, sent: Sent) -> None:
        """Take a message back; one that is gone is fine."""
        try:
            await self.calls.call("chat.delete", channel=sent.channel, ts=sent.ts)
        except SlackRefusedError as error:
            if error.code not in GONE:
                log.warning("message not deleted", reason=error.code)

    async def whisper(self, thread: Thread, message: Message) -> None:
        """Show a message to the one person only.

        Raises:
            SlackRefusedError: Slack said no.
            SlackUnreachableError: It could not be reached.
        """
        where = {"channel": thread.channel, "user": thread.person, "thread_ts": thread.ts or None}
        await self._shown("chat.postEphemeral", message, USUAL, **where)

    async def _shown(self, method: str, message: Message, manner: Manner, **where: Any) -> dict[str, Any]:
        """Make a call that shows a message; where Slack does not take its blocks, it is shown in words."""
        try:
            return await self.calls.call(method, manner, text=message.text, blocks=list(message.blocks), **where)
        except SlackRefusedError as error:
            if not error.code.startswith(NOT_THESE_BLOCKS) or not message.blocks:
                raise
            log.warning("blocks refused, words sent", method=method, reason=error.code)
        # No blocks at all would leave those that stand there.
        manner = replace(manner, promised=False)
        return await self.calls.call(method, manner, text=message.in_words.text, blocks=[], **where)

    async def _find(self, thread: Thread, key: str) -> Sent | None:
        """The message with this key, if it was posted after all."""
        try:
            rows = await self._own_messages(thread)
        except SlackRefusedError as error:
            # What ended in an error was mostly not done, and an answer is worth more than being sure.
            log.warning("message not looked for", reason=error.code)
            return None
        for row in rows:
            if ((row.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return Sent(thread.channel, str(row["ts"]))
        return None

    def _is_own(self, row: Mapping[str, Any]) -> bool:
        return row.get("user") == self._bot_user or bool(self._bot_id and row.get("bot_id") == self._bot_id)

    async def _own_messages(self, thread: Thread) -> list[dict[str, Any]]:
        """The bot's own messages of the last minutes, in a thread or at the top of a channel, oldest first.

        Raises:
            SlackRefusedError: Slack does not let the bot look.
            SlackUnreachableError: It could not be reached.
        """
        method = "conversations.replies" if thread.ts else "conversations.history"
        where = {"channel": thread.channel} | ({"ts": thread.ts} if thread.ts else {})
        found: list[dict[str, Any]] = []
        cursor = ""
        for _ in range(PAGES):
            answer = await self.calls.call(
                method,
                **where,
                limit=PAGE,
                include_all_metadata=True,
                oldest=thread.asked or f"{time.time() - LOOK_BACK:.6f}",
                cursor=cursor or None,
            )
            found += [row for row in answer.get("messages", []) if self._is_own(row)]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return sorted(found, key=lambda row: str(row["ts"]))


def _is_stream(row: Mapping[str, Any], text: str) -> bool:
    """Whether a message is an open stream; where Slack does not say which are, one that shows the text is it."""
    state = row.get("streaming_state")
    said, shown = _letters(text), _letters(str(row.get("text") or ""))
    return state == "in_progress" if state else bool(said) and shown.startswith(said[:MATCHED])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def metadata(key: str) -> dict[str, Any]:
    """What marks a message as the one for a turn."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
