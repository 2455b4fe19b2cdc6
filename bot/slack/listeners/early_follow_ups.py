"""Follow-ups that came before the mention they follow: Slack's events come in any order."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.inbox.thread import Thread
    from bot.slack.listeners.parse_message import HeardMessage

#: Seconds for which a mention may still come, and how many messages may wait for one.
PATIENCE, MOST = 30.0, 1_000


class Early:
    """Messages in threads that the bot takes no part in, for a moment."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing waits yet."""
        self._clock = clock
        self._waiting: OrderedDict[tuple[str, str, str], tuple[float, HeardMessage]] = OrderedDict()

    def keep(self, heard: HeardMessage) -> None:
        """Keep a message for a moment."""
        self._forget()
        thread = heard.thread
        self._waiting[thread.team, thread.channel, thread.asked] = self._clock() + PATIENCE, heard
        if len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def take(self, thread: Thread) -> list[HeardMessage]:
        """What waits in a thread and was written after this message of it, oldest first."""
        self._forget()
        place = (thread.team, thread.channel, thread.ts)
        mine = {
            key: heard
            for key, (_, heard) in self._waiting.items()
            if (heard.thread.team, heard.thread.channel, heard.thread.ts) == place
        }
        for key in mine:
            del self._waiting[key]
        later = [heard for heard in mine.values() if float(heard.thread.asked) > float(thread.asked)]
        return sorted(later, key=lambda heard: float(heard.thread.asked))

    def _forget(self) -> None:
        """Forget what has waited for too long."""
        while self._waiting:
            key, (until, _) = next(iter(self._waiting.items()))
            if until > self._clock():
                return
            del self._waiting[key]
