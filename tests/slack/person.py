"""A person at a keyboard: writes, clicks, fills in forms, edits, deletes, and stops an answer."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp

from tests.slack import filling, interactions
from tests.slack.browser import install
from tests.slack.messages import Message, StoredFile, Version, typed
from tests.slack.stream import State
from tests.slack.views import check_view, push_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.slack.channel import Channel
    from tests.slack.delivery import Ack
    from tests.slack.view import View
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Somebody in a workspace; what they do reaches the app over the transport in use."""

    workspace: Workspace
    id: str
    name: str

    async def says(
        self,
        text: str,
        *,
        channel: Channel | None = None,
        thread: Message | str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        client_msg_id: str | None = None,
    ) -> Message:
        """Write a message: to the app, or in a channel, or in a thread of either."""
        slack = self.workspace.slack
        if channel is None and isinstance(thread, Message):
            channel = self.workspace.channels[thread.channel]
        place = channel or self.workspace.dm(self)
        assert self.id in place.members, f"{self.name} is not in #{place.name}"
        shown = typed(text)
        ts = slack.ids.ts()
        message = Message(
            ts=ts,
            channel=place.id,
            user=self.id,
            text=shown,
            blocks=_rich_text(text, slack.ids.new("rt")) if text else [],
            thread_ts=thread.root if isinstance(thread, Message) else thread,
            team_id=self.workspace.users[self.id].team_id,
            client_msg_id=client_msg_id or slack.ids.unlike("message-"),
            files=[self._file(name, content, place) for name, content in files],
            subtype="file_share" if files else None,
        )
        self.workspace.keep(message)
        slack.events.posted(message)
        return message

    async def mentions(self, text: str, *, channel: Channel, thread: Message | str | None = None) -> Message:
        """Write a message that begins with the app's name."""
        return await self.says(f"<@{self.workspace.bot_user_id}> {text}", channel=channel, thread=thread)

    async def commands(self, line: str, *, channel: Channel | None = None) -> Ack:
        """Type a slash command."""
        name, _, text = line.partition(" ")
        slack = self.workspace.slack
        known = slack.app.commands
        assert not known or name in known, f"{name} is no command of the app; there are {sorted(known)}"
        assert "commands" in self.workspace.scopes, "the app has no scope for commands"
        place = channel or self.workspace.dm(self)
        body = interactions.command(self.workspace, self.id, place, name, text.strip())
        ack = await slack.deliveries.interact("slash_commands", body)
        if ack.payload.get("text") or ack.payload.get("blocks"):
            await self._post(body["response_url"], ack.payload)
        return ack

    async def clicks(self, where: Message | View, what: str, *, option: str | Sequence[str] | None = None) -> Ack:
        """Click a button or choose an option, by label or action id, in a message, modal or Home tab."""
        action, value = filling.action_for(where.blocks, what, option, self.workspace.slack.ids.ts())
        if value:
            where.state.setdefault(action["block_id"], {})[action["action_id"]] = value
        body = interactions.block_action(self.workspace, self.id, where, action)
        return await self.workspace.slack.deliveries.interact("interactive", body)

    async def submits(self, view: View, values: Mapping[str, str | Sequence[str]] | None = None) -> Ack:
        """Fill in a form by label, block id or action id, and send it; what the app answers is done to it."""
        stack = self.workspace.modals(self)
        assert view in stack, f"{view.title!r} is not open"
        view.state = filling.filled(view.blocks, view.state, values or {})
        body = interactions.view_submission(self.workspace, view)
        ack = await self.workspace.slack.deliveries.interact("interactive", body)
        if ack.acknowledged:
            self._apply(view, ack.payload)
        self.workspace.slack.changes.happened()
        return ack

    async def closes(self, view: View) -> None:
        """Dismiss a form."""
        self.workspace.modals(self).remove(view)
        if view.payload.get("notify_on_close"):
            body = interactions.view_closed(self.workspace, view)
            await self.workspace.slack.deliveries.interact("interactive", body)

    async def uses_shortcut(self, callback_id: str, message: Message | None = None) -> Ack:
        """Use a shortcut: of a message, or from the search bar."""
        known = self.workspace.slack.app.shortcuts
        assert not known or callback_id in known, f"no shortcut {callback_id!r}; there are {sorted(known)}"
        body = interactions.shortcut(self.workspace, self.id, callback_id, message)
        return await self.workspace.slack.deliveries.interact("interactive", body)

    async def opens_home(self) -> None:
        """Go to the app's Home tab."""
        home = self.workspace.home(self)
        extra = {"view": home.as_json()} if home else {}
        self._opens("home", extra)

    async def opens_messages_tab(self, context: Json | None = None) -> None:
        """Go to the conversation with the app."""
        self._opens("messages", {"context": context} if context is not None else {})

    async def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        assert message.user == self.id, "only one's own messages can be edited"
        before = message.as_json()
        message.text, message.edited = typed(text), self.workspace.slack.ids.ts()
        message.blocks = _rich_text(text, self.workspace.slack.ids.new("rt"))
        message.versions.append(Version(self.workspace.slack.clock.now(), message.text))
        self.workspace.slack.events.edited(message, before)
        self.workspace.slack.changes.happened()

    async def deletes(self, message: Message) -> None:
        """Delete a message: one's own, or, as an administrator, anybody's."""
        before = message.as_json()
        message.deleted = True
        replies = self.workspace.messages(self.workspace.channels[message.channel], message.ts)
        self.workspace.slack.events.deleted(message, before, has_replies=bool(replies))
        self.workspace.slack.changes.happened()

    async def stops(self, message: Message) -> None:
        """Press Stop on an answer, or on the work in a thread that has not begun to answer."""
        stopped = [message.ts] if message.is_streaming else []
        if message.stream is not None and message.is_streaming:
            message.stream.state = State.STOPPED_BY_USER
        event = {
            "type": "agent_session_stopped",
            "channel": message.channel,
            "user": self.id,
            "thread_ts": message.root,
            "streaming_message_ts": stopped,
        }
        self.workspace.slack.events.emit(self.workspace, event)
        self.workspace.slack.changes.happened()

    async def renames(self, message: Message, title: str) -> None:
        """Give a thread with the app another title."""
        session = self.workspace.sessions[message.channel, message.root]
        event = {
            "type": "agent_session_title_changed",
            "channel": message.channel,
            "user": self.id,
            "team_id": self.workspace.team_id,
            "thread_ts": message.root,
            "title": title,
            "previous_title": session.title,
        }
        session.title = title
        self.workspace.slack.events.emit(self.workspace, event)

    async def reacts(self, message: Message, name: str) -> None:
        """Put an emoji on a message."""
        message.reactions.setdefault(name, []).append(self.id)
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {"type": "reaction_added", "user": self.id, "reaction": name, "item": item, "item_user": message.user}
        self.workspace.slack.events.emit(self.workspace, event)

    async def installs(
        self, install_url: str, *, deny: bool = False, change_state: str | None = None
    ) -> tuple[int, str]:
        """Install the app with a browser: its install page, Slack's question, the way back; status and text of that."""
        return await install(self, install_url, deny=deny, change_state=change_state)

    def _opens(self, tab: str, extra: Json) -> None:
        channel = self.workspace.dm(self)
        event = {"type": "app_home_opened", "user": self.id, "channel": channel.id, "tab": tab, **extra}
        self.workspace.slack.events.emit(self.workspace, event)

    def _apply(self, view: View, answer: Json) -> None:
        """Do to the open forms what the app answered to a submission."""
        slack, stack = self.workspace.slack, self.workspace.modals(self)
        match answer.get("response_action"):
            case "errors":
                unknown = answer["errors"].keys() - {block.get("block_id") for block in view.blocks}
                assert not unknown, f"errors for blocks the form does not have: {unknown}"
                view.errors = dict(answer["errors"])
            case "clear":
                stack.clear()
            case "update":
                check_view(answer["view"])
                view.replace(answer["view"], slack.ids.new("hash"))
            case "push":
                check_view(answer["view"])
                push_view(slack, self.workspace, self.id, answer["view"])
            case _ if view.payload.get("clear_on_close"):
                stack.clear()
            case _:
                stack.remove(view)

    def _file(self, name: str, content: bytes, channel: Channel) -> StoredFile:
        slack = self.workspace.slack
        file = StoredFile(slack.ids.new("F"), name, self.id, content=content, channel=channel.id, completed=True)
        file.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file.url = f"{slack.url}/files/{self.workspace.team_id}/{file.id}/{name}"
        self.workspace.files[file.id] = file
        return file

    async def _post(self, response_url: str, payload: Json) -> None:
        async with aiohttp.ClientSession() as session, session.post(response_url, json=payload):
            pass


def _rich_text(text: str, block_id: str) -> list[Json]:
    # Every second piece is the id of somebody mentioned.
    elements = [
        {"type": "user", "user_id": piece} if number % 2 else {"type": "text", "text": piece}
        for number, piece in enumerate(re.split(r"<@([A-Z0-9]+)>", text))
        if piece
    ]
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
