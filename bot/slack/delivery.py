"""The one way out: everything the bot shows in Slack is sent here.

Both unfurl flags are off, texts have been made safe by `blocks`, and whoever may have posted already looks before it posts
again, so that nobody gets an answer twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError

if TYPE_CHECKING:
    from bot.slack.calls import Calls
    from bot.slack.message import Message
    from bot.slack.thread import Thread

log = structlog.get_logger()
#: How messages of the bot say which turn they belong to; ids only, because every app in the channel can read it.
EVENT_TYPE = "fine_tune_or_not_turn"
#: How many messages of a thread are looked through for one that may have been posted.
LOOKED_THROUGH = 50
#: Answers that mean the message or thread is not there any more.
GONE = {"message_not_found", "thread_not_found", "channel_not_found", "is_archived", "not_in_channel"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands in Slack."""

    channel: str
    ts: str


class Delivery:
    """Posts, changes and deletes messages of one workspace."""

    def __init__(self, calls: Calls, bot_user: str) -> None:
        """Send with these calls."""
        self.calls = calls
        self._bot_user = bot_user

    async def post(self, thread: Thread, message: Message, key: str) -> Sent:
        """Post a message into a thread; `key` tells it from every other message, so that it is posted once.

        Raises:
            SlackRefusedError: Slack said no.
            SlackUnreachableError: It could not be reached.
        """
        arguments = {
            "channel": thread.channel,
            "thread_ts": thread.ts or None,
            "text": message.text,
            "blocks": list(message.blocks),
            "metadata": metadata(key),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for last in (False, True):
            try:
                answer = await self.calls.call("chat.postMessage", **arguments)
                return Sent(str(answer.get("channel", thread.channel)), str(answer["ts"]))
            except SlackUnreachableError as error:
                if not error.uncertain:
                    raise
                if sent := await self.find(thread, key):
                    return sent
                if last:
                    raise
        raise AssertionError("unreachable")

    async def find(self, thread: Thread, key: str) -> Sent | None:
        """The message with this key in a thread, if it was posted after all."""
        if not thread.ts:
            return None
        for row in await self.replies(thread):
            if row.get("metadata", {}).get("event_payload", {}).get("key") == key:
                return Sent(thread.channel, str(row["ts"]))
        return None

    async def replies(self, thread: Thread) -> list[dict[str, Any]]:
        """The bot's own messages in a thread, oldest first."""
        answer = await self.calls.call(
            "conversations.replies",
            channel=thread.channel,
            ts=thread.ts,
            limit=LOOKED_THROUGH,
            include_all_metadata=True,
            **({"oldest": thread.asked} if thread.asked else {}),
        )
        return [row for row in answer.get("messages", []) if row.get("user") == self._bot_user]

    async def update(self, sent: Sent, message: Message) -> None:
        """Replace a message's content; one that is gone stays gone."""
        try:
            await self.calls.call(
                "chat.update", channel=sent.channel, ts=sent.ts, text=message.text, blocks=list(message.blocks)
            )
        except SlackRefusedError as error:
            if error.code not in GONE | {"edit_window_closed", "cant_update_message"}:
                raise
            log.info("message not changed", reason=error.code)

    async def delete(self, sent: Sent) -> None:
        """Take a message back; one that is gone is fine."""
        try:
            await self.calls.call("chat.delete", channel=sent.channel, ts=sent.ts)
        except SlackRefusedError as error:
            if error.code not in GONE:
                log.warning("message not deleted", reason=error.code)

    async def whisper(self, thread: Thread, message: Message) -> None:
        """Show a message to the one person only."""
        await self.calls.call(
            "chat.postEphemeral",
            channel=thread.channel,
            user=thread.person,
            thread_ts=thread.ts or None,
            text=message.text,
            blocks=list(message.blocks),
        )


def metadata(key: str) -> dict[str, Any]:
    """What marks a message as the one for a turn."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
