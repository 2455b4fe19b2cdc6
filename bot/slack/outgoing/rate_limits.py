"""Keeps calls to Slack below its limits: one window per workspace and method, one per channel for posts.

The figures are data, `limits.toml`. A window counts the calls of its last seconds, so that no such stretch of time ever
holds more than is allowed; calls that are sure to come can be promised a place. Slack names no exact figure for posts, so
theirs count only for a while after it has refused one. What to do about a refusal is `web_api.py`'s business.
"""

from __future__ import annotations

import math
import time
import tomllib
from collections import OrderedDict, deque
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: Channels whose posts are counted; the longest unused goes first. A forgotten one costs at most one 429.
MOST_CHANNELS = 10_000
#: A little more than Slack counts, because calls don't all take equally long to arrive.
MINUTE = 61.0
#: How long the figures for posts count after Slack has refused one.
CAREFUL_SECONDS = 600.0
#: When to look again where promised calls take up all there is.
LOOK_AGAIN = 1.0
POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of `limits.toml`; times are seconds, sizes UTF-8 bytes."""

    per_minute: dict[str, float]
    posts_a_second: float
    post_burst: float
    posts_a_minute: float
    stream_bytes: int
    stream_seconds: float
    first_flush: float
    flush: float
    update: float
    retries: int
    longest_wait: float
    patience: float


@cache
def limits() -> Limits:
    """The packaged figures, read once."""
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
    post, stream, retry = data["post"], data["stream"], data["retry"]
    return Limits(
        data["per_minute"],
        post["per_second_and_channel"],
        post["burst"],
        post["per_minute_and_workspace"],
        stream["bytes"],
        stream["seconds"],
        stream["first_flush_seconds"],
        stream["flush_seconds"],
        stream["update_seconds"],
        retry["times"],
        retry["longest_wait_seconds"],
        retry["patience_seconds"],
    )


class Window:
    """The calls of the last so many seconds, those that are promised, and until when Slack wants none."""

    def __init__(self, most: float, seconds: float, *, counts: bool = True) -> None:
        """Allow so many calls in so many seconds; one that does not count yet begins to when it is closed once."""
        self._most = most
        self._seconds = seconds
        self._counts_until = math.inf if counts else 0.0
        self._calls: deque[float] = deque()
        self._closed_until = 0.0
        self.promised = 0

    def delay(self, now: float, calls: int = 1, *, promised: bool = False, sharers: int = 1) -> float:
        """Seconds until there is room for so many calls; a promised one needs no room beside the other promises.

        Of `sharers` processes each has its share, and one call at least.
        """
        self._forget(now)
        closed = max(0.0, self._closed_until - now)
        if now >= self._counts_until:
            return closed
        room = max(self._most / sharers, min(self._most, 1.0)) - len(self._calls) - (0 if promised else self.promised)
        if calls <= room:
            return closed
        missing = math.ceil(calls - room)
        if missing > len(self._calls):
            return max(closed, LOOK_AGAIN)
        return max(closed, self._calls[missing - 1] + self._seconds - now)

    def take(self, now: float) -> None:
        """Count a call."""
        if self._most < math.inf:
            self._calls.append(now)

    def give_back(self) -> None:
        """Count the last call no more: it was refused."""
        if self._calls:
            self._calls.pop()

    def close(self, now: float, seconds: float) -> None:
        """Allow nothing for so long, because Slack said so."""
        self._closed_until = max(self._closed_until, now + seconds)
        self._counts_until = max(self._counts_until, now + CAREFUL_SECONDS)

    def lately(self, now: float) -> int:
        """How many calls there were."""
        self._forget(now)
        return len(self._calls)

    def _forget(self, now: float) -> None:
        while self._calls and self._calls[0] <= now - self._seconds:
            self._calls.popleft()


class Pace:
    """The windows of one workspace."""

    def __init__(
        self, allowed: Limits, clock: Callable[[], float] = time.monotonic, sharers: Callable[[], int] = lambda: 1
    ) -> None:
        """Start with nothing used; `sharers` is how many processes call Slack for the same app, this one included."""
        self._sharers = sharers
        self._allowed = allowed
        self._clock = clock
        self._methods: dict[str, Window] = {}
        self._channels: OrderedDict[str, Window] = OrderedDict()
        self._posts = Window(allowed.posts_a_minute, MINUTE, counts=False)

    def delay(self, method: str, channel: str = "", calls: int = 1, *, promised: bool = False) -> float:
        """Seconds until so many calls could be made, as far as is known now."""
        now, sharers = self._clock(), self._sharers()
        return max(window.delay(now, calls, promised=promised, sharers=sharers) for window in self._of(method, channel))

    def is_free(self, method: str, channel: str = "", calls: int = 1) -> bool:
        """Whether so many calls could be made now."""
        return self.delay(method, channel, calls) <= 0

    def take(self, method: str, channel: str = "") -> None:
        """Count a call that is made now."""
        now = self._clock()
        for window in self._of(method, channel):
            window.take(now)

    def promise(self, method: str) -> None:
        """Keep a place free for a call that is sure to come; `release` gives it back once that is made."""
        self._of(method, "")[0].promised += 1

    def release(self, method: str) -> None:
        """Give a promised place back."""
        self._of(method, "")[0].promised -= 1

    def refused(self, method: str, channel: str, seconds: float) -> None:
        """Slack answered 429: make no such call for so long."""
        now = self._clock()
        first, *wider = self._of(method, channel)
        # A channel in which next to nothing was posted is not what there was too much of.
        closed = wider[0] if wider and first.lately(now) <= 1 else first
        closed.close(now, seconds)
        for window in (first, *wider):
            window.give_back()

    def _of(self, method: str, channel: str) -> list[Window]:
        """What a call counts towards, the narrowest first."""
        if method == POST:
            return [self._channel(channel), self._posts]
        if method not in self._methods:
            self._methods[method] = Window(self._allowed.per_minute.get(method, math.inf), MINUTE)
        return [self._methods[method]]

    def _channel(self, channel: str) -> Window:
        window = self._channels.get(channel)
        if window is None:
            burst = self._allowed.post_burst
            window = self._channels[channel] = Window(burst, burst / self._allowed.posts_a_second, counts=False)
            if len(self._channels) > MOST_CHANNELS:
                self._channels.popitem(last=False)
        self._channels.move_to_end(channel)
        return window
