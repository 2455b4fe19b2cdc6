"""Trigger ids and response addresses: what an interaction brings along, and how long it is good for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from tests.slack.clock import Clock
    from tests.slack.ids import Ids
    from tests.slack.limits import Limits
    from tests.slack.messages import Message
    from tests.slack.view import View
    from tests.slack.workspace import Workspace


@dataclass(slots=True, eq=False)
class Trigger:
    """Leave to open one view, for a moment."""

    workspace: Workspace
    user: str
    made_at: float
    view: View | None = None
    used: bool = False


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """Leave to answer one interaction a few times."""

    workspace: Workspace
    channel: str
    user: str
    made_at: float
    #: The message the interaction came from.
    origin: Message | None = None
    uses: int = 0


class Interactivity:
    """Gives out triggers and response addresses and takes them back."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}

    def trigger(self, workspace: Workspace, user: str, view: View | None = None) -> str:
        """A new trigger id."""
        trigger_id = f"{self._ids.new('1')}.{workspace.team_id}.{self._ids.new('a').lower()}"
        self.triggers[trigger_id] = Trigger(workspace, user, self._clock.now(), view)
        return trigger_id

    def response_url(self, workspace: Workspace, channel: str, user: str, origin: Message | None = None) -> str:
        """The path of a new response address."""
        key = f"{workspace.team_id}/{self._ids.new('R')}"
        self.response_urls[key] = ResponseUrl(workspace, channel, user, self._clock.now(), origin)
        return f"/actions/{key}"

    def use_trigger(self, trigger_id: str, limits: Limits) -> Trigger:
        """Use a trigger up.

        Raises:
            RefusedError: It is unknown, used or too old.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > limits.trigger_seconds:
            raise RefusedError("trigger_expired")
        trigger.used = True
        return trigger

    def use_response_url(self, key: str, limits: Limits) -> ResponseUrl:
        """Use a response address once.

        Raises:
            RefusedError: It is unknown, used too often or too old.
        """
        address = self.response_urls.get(key)
        if address is None:
            raise RefusedError("invalid_url")
        if self._clock.now() - address.made_at > limits.response_url_seconds:
            raise RefusedError("expired_url")
        if address.uses >= limits.response_url_uses:
            raise RefusedError("used_url")
        address.uses += 1
        return address
