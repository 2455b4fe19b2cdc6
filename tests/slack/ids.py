"""Identifiers as Slack makes them: a letter and capitals and digits, and timestamps that never repeat."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.slack.clock import Clock


class Ids:
    """Makes identifiers that are unique on this server and come out the same in every run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._last = 0
        self._born = time.time_ns() // 1_000

    def new(self, prefix: str) -> str:
        """An identifier such as `C0000001A`."""
        return f"{prefix}0{next(self._numbers):07X}"

    def unlike(self, prefix: str) -> str:
        """An identifier that no other server has made either: what the app has kept of it is of use for as long as it runs."""
        return self.new(f"{prefix}{self._born:X}")

    def ts(self) -> str:
        """A timestamp later than all before it: seconds, a point, six digits."""
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
