"""Keeps calls to Slack below its limits: one bucket per workspace and method, one per channel for posts.

The figures are data, `limits.toml`. What Slack refuses all the same is `calls.py`'s business.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiolimiter import AsyncLimiter

#: Buckets kept; the longest unused goes first. A forgotten bucket is a full one, which costs at most one 429.
MOST_BUCKETS = 10_000
MINUTE = 60.0


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
    )


class Pace:
    """The buckets of one workspace."""

    def __init__(self, allowed: Limits) -> None:
        """Start with full buckets."""
        self._allowed = allowed
        self._buckets: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def wait(self, method: str, channel: str = "") -> None:
        """Wait until a call is due."""
        for bucket in self._of(method, channel):
            await bucket.acquire()

    def is_free(self, method: str, channel: str = "", calls: int = 1) -> bool:
        """Whether some calls could be made without waiting."""
        return all(bucket.has_capacity(calls) for bucket in self._of(method, channel))

    def _of(self, method: str, channel: str) -> list[AsyncLimiter]:
        if method == "chat.postMessage":
            burst = self._allowed.post_burst
            return [
                self._bucket("posts", self._allowed.posts_a_minute, MINUTE),
                self._bucket(f"post {channel}", burst, burst / self._allowed.posts_a_second),
            ]
        rate = self._allowed.per_minute.get(method)
        return [self._bucket(method, rate, MINUTE)] if rate else []

    def _bucket(self, name: str, rate: float, period: float) -> AsyncLimiter:
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = AsyncLimiter(rate, period)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        return bucket
