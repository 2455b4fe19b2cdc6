"""A modal or a Home tab as somebody has it before them, and what they have filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.elements import elements_of, identified, labels_of, text_of
from tests.slack.shown import Link, links, live_sequences, words

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = dict[str, Any]


@dataclass(slots=True, eq=False)
class View:
    """A view and its state."""

    id: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    payload: Json
    hash: str
    root_id: str = ""
    previous_id: str | None = None
    #: What has been chosen or typed so far: block id, action id, value.
    state: dict[str, Json] = field(default_factory=dict)
    #: What the app found wrong at the last submission: block id, message.
    errors: dict[str, str] = field(default_factory=dict)
    #: Response addresses its submission will bring, for blocks that ask for them.
    is_open: bool = True

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.payload["type"])

    @property
    def blocks(self) -> list[Json]:
        """The blocks as sent."""
        return list(self.payload["blocks"])

    @property
    def title(self) -> str:
        """The words above a modal."""
        return text_of(self.payload.get("title"))

    @property
    def callback_id(self) -> str:
        """What the app calls it."""
        return str(self.payload.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app keeps with it."""
        return str(self.payload.get("private_metadata", ""))

    @property
    def words(self) -> str:
        """All that is shown, title first."""
        return "\n".join(filter(None, [self.title, words(self.blocks)]))

    @property
    def live_sequences(self) -> tuple[str, ...]:
        """Control sequences Slack acts on."""
        return live_sequences("", self.blocks)

    @property
    def links(self) -> tuple[Link, ...]:
        """Addresses that can be clicked."""
        return links("", self.blocks)

    @property
    def buttons(self) -> list[str]:
        """The labels of all that can be clicked."""
        return [label for _, element in elements_of(self.blocks) for label in labels_of(element)]

    def as_json(self) -> Json:
        """What an app sees of it."""
        kept = (
            "type", "title", "submit", "close", "callback_id", "private_metadata", "external_id", "clear_on_close",
            "notify_on_close",
        )  # fmt: skip
        empty: Json = {name: None if name in {"submit", "close"} else "" for name in kept}
        flags: Json = {"clear_on_close": False, "notify_on_close": False}
        return {
            **empty,
            **flags,
            **{name: self.payload[name] for name in kept if name in self.payload},
            "id": self.id,
            "team_id": self.team_id,
            "blocks": identified(self.blocks),
            "state": {"values": self.state},
            "hash": self.hash,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id or self.id,
            "app_id": self.app_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }

    def replace(self, payload: Mapping[str, Any], new_hash: str) -> None:
        """Show something else in its place; what was typed in inputs that stay is kept."""
        self.payload, self.hash, self.errors = dict(payload), new_hash, {}
        there = {block["block_id"] for block in identified(self.blocks)}
        self.state = {block_id: values for block_id, values in self.state.items() if block_id in there}
