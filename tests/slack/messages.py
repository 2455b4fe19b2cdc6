"""Messages and files as they are kept, and as Slack sends them to an app."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.elements import elements_of, identified, labels_of
from tests.slack.shown import Link, Part, links, live_sequences, plain, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.slack.stream import Stream

Json: TypeAlias = dict[str, Any]

BARE_MENTION = re.compile(r"(?<!\w)@[a-z][\w.-]*")


@dataclass(slots=True, eq=False)
class StoredFile:
    """A file and its bytes."""

    id: str
    name: str
    user: str
    title: str = ""
    alt_text: str = ""
    mimetype: str = ""
    content: bytes = b""
    channel: str = ""
    thread_ts: str | None = None
    url: str = ""
    completed: bool = False

    def as_json(self) -> Json:
        """What an app sees of it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2],
            "size": len(self.content),
            "user": self.user,
            "mode": "hosted",
            "alt_txt": self.alt_text,
            "url_private": self.url,
            "url_private_download": self.url,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A message's text at one time."""

    at: float
    text: str


@dataclass(slots=True, eq=False)
class Message:
    """A message people see in a channel, or one of them alone."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    team_id: str = ""
    bot_id: str | None = None
    app_id: str = ""
    subtype: str | None = None
    client_msg_id: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    #: Whether Slack was asked to read bare names such as `@here` as mentions.
    link_names: bool = False
    #: The method it came by, or `person`.
    via: str = "person"
    ephemeral_to: str | None = None
    #: When it was edited last.
    edited: str = ""
    deleted: bool = False
    stream: Stream | None = None
    versions: list[Version] = field(default_factory=list)
    #: What people have chosen in it so far: block id, action id, value.
    state: dict[str, Json] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The timestamp of the thread it belongs to, or would begin."""
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        """Whether it stands in somebody's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def from_bot(self) -> bool:
        """Whether the app wrote it."""
        return self.bot_id is not None

    @property
    def is_streaming(self) -> bool:
        """Whether more may be appended."""
        return self.stream is not None and self.stream.is_open

    @property
    def words(self) -> str:
        """All that is shown: the blocks, or the text where there are none."""
        if self.blocks:
            return words(self.blocks)
        return plain(Part("markdown" if self._holds_markdown else "mrkdwn", self.text))

    @property
    def live_sequences(self) -> tuple[str, ...]:
        """Control sequences Slack acts on, in its text or blocks."""
        bare = tuple(BARE_MENTION.findall(self.text)) if self.link_names else ()
        return live_sequences(self.text, self._all_blocks, markdown=self._holds_markdown) + bare

    @property
    def links(self) -> tuple[Link, ...]:
        """Addresses that can be clicked, in its text or blocks."""
        return links(self.text, self._all_blocks, markdown=self._holds_markdown)

    @property
    def unfurls_off(self) -> bool:
        """Whether Slack shows no preview of its links: streams never do, nor do messages to one person."""
        if self.stream is not None or self.ephemeral_to is not None:
            return True
        return self.unfurl_links is False and self.unfurl_media is False

    @property
    def buttons(self) -> list[str]:
        """The labels of all that can be clicked."""
        return [label for _, element in elements_of(self.blocks) for label in labels_of(element)]

    def as_json(self) -> Json:
        """What an app sees of it, in events, interactions and lists."""
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team_id}
        optional: Json = {
            "subtype": self.subtype,
            "client_msg_id": self.client_msg_id,
            "thread_ts": self.thread_ts,
            "bot_id": self.bot_id,
            "app_id": self.app_id if self.bot_id else None,
            "metadata": self.metadata,
            "blocks": identified(self.blocks) or None,
            "attachments": self.attachments or None,
            "files": [file.as_json() for file in self.files] or None,
            "edited": {"user": self.user, "ts": self.edited} if self.edited else None,
            "streaming_state": None if self.stream is None else "in_progress" if self.is_streaming else "completed",
        }
        return shown | {name: value for name, value in optional.items() if value is not None}

    @property
    def _holds_markdown(self) -> bool:
        return self.stream is not None

    @property
    def _all_blocks(self) -> Sequence[Json]:
        # The text of an attachment is mrkdwn and has no type of its own.
        texts = [{"type": "mrkdwn", "text": item["text"]} for item in self.attachments if "text" in item]
        return [*self.blocks, *texts, *self.attachments]


def typed(text: str) -> str:
    """What a person typed, as an app receives it: `&`, `<` and `>` are entities, mentions and addresses are not."""
    kept: list[str] = []

    def keep(part: str) -> str:
        kept.append(part)
        return f"\0{len(kept) - 1}\0"

    hidden = re.sub(r"<[@#!][^>\n]+>", lambda match: keep(match[0]), text)
    hidden = re.sub(r"https?://[^\s<>]+", lambda match: keep(f"<{html.escape(match[0], quote=False)}>"), hidden)
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], html.escape(hidden, quote=False))
