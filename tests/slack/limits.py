"""Slack's limits on pace, size and age, and the counting of calls against them.

The figures are those of `slack.md`, sections 1.5, 2.1 and 2.3. Slack names only the least it allows and tolerates
bursts of unknown size; `Limits.slack()` allows exactly the named figures, which is the hardest case.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.slack.refused import TooManyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.clock import Clock

MINUTE = 60.0
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
#: Calls a minute, per workspace and app. Methods that Slack calls special have no figure here.
PER_MINUTE: Mapping[str, int] = {
    "agents.sessions.rename": TIER_3,
    "agents.sessions.setStatus": TIER_3,
    "apps.connections.open": TIER_3,
    "assistant.threads.setSuggestedPrompts": TIER_4,
    "chat.appendStream": TIER_4,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.startStream": TIER_2,
    "chat.stopStream": TIER_2,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_2,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


@dataclass(frozen=True)
class Limits:
    """What is allowed; no figure means any number."""

    #: Calls a minute by method.
    per_minute: Mapping[str, int] = field(default_factory=dict)
    #: chat.postMessage, per channel: how many a second go on, and how many at once.
    post_per_second: float = math.inf
    post_burst: int = 1
    #: chat.postMessage, per workspace.
    posts_per_minute: float = math.inf
    stream_seconds: float = 300.0
    #: How long a stream lives without an append; some have seen 30 seconds, most none.
    stream_idle_seconds: float = math.inf
    #: Text and cards of one streamed message, in UTF-8.
    stream_bytes: int = 10_600
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5

    @classmethod
    def generous(cls) -> Limits:
        """Slack's sizes and lifetimes, any pace."""
        return cls()

    @classmethod
    def slack(cls) -> Limits:
        """Slack's pace too."""
        return cls(per_minute=PER_MINUTE, post_per_second=1.0, post_burst=5, posts_per_minute=300)


class Pace:
    """Counts calls of the last minute and refuses those that are too many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[tuple[str, ...], deque[float]] = {}
        self._tokens: dict[str, tuple[float, float]] = {}

    def count(self, method: str, team_id: str, limits: Limits) -> None:
        """Count a call of `method` by the app in a workspace.

        Raises:
            TooManyError: There were too many in the last minute.
        """
        allowed = limits.posts_per_minute if method == "chat.postMessage" else limits.per_minute.get(method, math.inf)
        if allowed == math.inf:
            return
        now, calls = self._clock.now(), self._calls.setdefault((team_id, method), deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= allowed:
            raise TooManyError(max(1, math.ceil(calls[0] + MINUTE - now)))
        calls.append(now)

    def count_post(self, channel: str, limits: Limits) -> None:
        """Count a message posted to a channel.

        Raises:
            TooManyError: The channel had its burst and is not yet due for another.
        """
        if limits.post_per_second == math.inf:
            return
        now = self._clock.now()
        left, at = self._tokens.get(channel, (float(limits.post_burst), now))
        left = min(limits.post_burst, left + (now - at) * limits.post_per_second)
        if left < 1:
            self._tokens[channel] = (left, now)
            raise TooManyError(max(1, math.ceil((1 - left) / limits.post_per_second)))
        self._tokens[channel] = (left - 1, now)
