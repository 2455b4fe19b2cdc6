"""Who somebody is, a channel and what was said in it, and the app's session in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tests.slack.messages import Message
    from tests.slack.workspace import Workspace

ChannelType: TypeAlias = Literal["im", "mpim", "group", "channel"]


@dataclass(slots=True, eq=False)
class User:
    """What Slack knows of somebody."""

    id: str
    name: str
    team_id: str
    is_bot: bool = False
    is_guest: bool = False
    locale: str = "en-US"
    tz: str = "Europe/Berlin"


@dataclass(slots=True, eq=False)
class Channel:
    """A channel or direct message; under Slack Connect it is in several workspaces."""

    id: str
    name: str
    type: ChannelType
    members: set[str]
    workspaces: list[Workspace]
    #: All messages by timestamp, in order, and those of each thread by its root.
    messages: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[Message]] = field(default_factory=dict)
    is_archived: bool = False
    #: Whether whoever comes to the workspace is in it.
    takes_all: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether several workspaces have it."""
        return len(self.workspaces) > 1


@dataclass(slots=True, eq=False)
class Session:
    """An agent's session in one thread."""

    status: str = "active"
    title: str = ""
