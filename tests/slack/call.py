"""One call of a Web API method: who asks, what, and the look-ups and checks many methods share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.blockkit import problems_in_blocks
from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from tests.slack.arguments import Arguments
    from tests.slack.blockkit_blocks import Surface
    from tests.slack.channel import Channel, User
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]

MOST_BLOCKS = 50
MARKDOWN_CHARACTERS = 12_000
SCOPE_PREFIXES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has been let in."""

    slack: SlackServer
    workspace: Workspace
    method: str
    arguments: Arguments

    def channel(self, name: str = "channel", *, member: bool = True) -> Channel:
        """The channel asked for; somebody's id stands for the direct message with them."""
        wanted = self.arguments.required(name, "channel_not_found")
        person = next((each for each in self.workspace.people.values() if each.id == wanted), None)
        channel = self.workspace.dm(person) if person else self.workspace.channels.get(wanted)
        bot_is_in = channel is not None and self.workspace.bot_user_id in channel.members
        if channel is None or (channel.type != "channel" and not bot_is_in):
            raise RefusedError("channel_not_found")
        if member and not bot_is_in:
            raise RefusedError("not_in_channel")
        if member and channel.is_archived:
            raise RefusedError("is_archived")
        return channel

    def thread(self, channel: Channel, name: str = "thread_ts", error: str = "thread_not_found") -> str | None:
        """The root of the thread asked for, which has to be there."""
        wanted = self.arguments.text(name)
        if not wanted:
            return None
        root = channel.messages.get(wanted)
        if root is None:
            raise RefusedError(error)
        if root.is_reply:
            raise RefusedError("cannot_reply_to_message")
        return wanted

    def own_message(self, foreign: str, name: str = "ts") -> Message:
        """The app's message asked for; `foreign` is the error where it is somebody else's."""
        message = self.channel().messages.get(self.arguments.required(name, "message_not_found"))
        if message is None or message.deleted:
            raise RefusedError("message_not_found")
        if message.bot_id != self.workspace.bot_id:
            raise RefusedError(foreign)
        return message

    def user(self, name: str, error: str = "user_not_found") -> User:
        """The person asked for."""
        user = self.workspace.users.get(self.arguments.required(name, error))
        if user is None:
            raise RefusedError(error)
        return user

    def need_scope(self, kind: str, channel: Channel) -> None:
        """Refuse a call about this channel where `channels:<kind>` or its like was not granted."""
        require(self.workspace, f"{SCOPE_PREFIXES[channel.type]}:{kind}")

    def blocks(self, surface: Surface = "message") -> list[Json]:
        """The blocks of a message, in order and within limits."""
        blocks = self.arguments.mappings("blocks", "invalid_blocks_format") or []
        check_blocks(blocks, surface)
        return blocks


Handler: TypeAlias = Callable[[Call], Json]


def require(workspace: Workspace, scope: str) -> None:
    """Refuse where a scope was not granted."""
    if scope not in workspace.scopes:
        raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))


def check_blocks(blocks: Sequence[Json], surface: Surface = "message") -> None:
    """Refuse blocks Slack would not take."""
    if surface == "message" and len(blocks) > MOST_BLOCKS:
        raise RefusedError("msg_blocks_too_many")
    markdown = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        raise RefusedError("msg_too_long")
    if problems := problems_in_blocks(list(blocks), surface):
        raise RefusedError("invalid_blocks", messages=problems)
