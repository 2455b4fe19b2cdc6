"""Waiting for what the server does not see: that the bot has looked at an event and decided to keep silent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving

TIMEOUT_SECONDS = 30.0


def dropped(bot: Serving, reason: str) -> int:
    """How many events the bot has let be for this reason."""
    return int(bot.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": reason}) or 0)


async def keeps_silent(bot: Serving, reason: str, times: int = 1) -> None:
    """Wait until the bot has let so many events be for this reason, and has nothing left to do.

    Raises:
        TimeoutError: It did something else with them.
    """
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while dropped(bot, reason) < times or not is_idle(bot):  # noqa: ASYNC110 - figures tell nobody that they change
            await asyncio.sleep(0.005)


async def idle(bot: Serving) -> None:
    """Wait until the bot has nothing left to do.

    Raises:
        TimeoutError: It has not come to an end.
    """
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not is_idle(bot):  # noqa: ASYNC110 - same
            await asyncio.sleep(0.005)


def is_idle(bot: Serving) -> bool:
    """Whether nothing waits and nothing is worked on."""
    figure = bot.metrics.registry.get_sample_value
    return not figure("ftn_turns_waiting") and not figure("ftn_turns_running")
