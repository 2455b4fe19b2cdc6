"""The bot as `ftn serve` runs it, without Slack's pace, run by the Slack benchmark in a process of its own."""

from __future__ import annotations

import asyncio
import math
import signal
import sys
from dataclasses import replace

from bot.log import configure_logging
from bot.settings import load_settings
from bot.slack.pace import limits
from bot.slack.serve import slack_running
from bot.startup import running


async def _serve() -> None:
    settings = load_settings(_env_file=None)
    configure_logging(settings)
    # What is measured is the bot; Slack's pace would hold one workspace to a few answers a second.
    unpaced = replace(
        limits(),
        per_minute=dict.fromkeys(limits().per_minute, math.inf),
        posts_a_second=math.inf,
        posts_a_minute=math.inf,
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(settings, lambda *_: None) as started, slack_running(started, settings, unpaced) as serving:
        sys.stdout.write(f"{serving.port}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
