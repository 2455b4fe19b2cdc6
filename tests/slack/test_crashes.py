"""Killed at any moment and started again, the bot answers every question once, in order, and leaves nothing open."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from tests.slack.crashing import all_answered, asked, fleet

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from tests.slack.server import SlackServer


async def test_killed_again_and_again(slack: SlackServer, ready_settings: Settings, tmp_path: Path) -> None:
    """Three times `kill -9` while thirty questions wait in ten threads; `python -m tests.bench.crashes` kills more."""
    async with fleet(slack, ready_settings.data_dir, tmp_path / "output") as bots:
        await bots.start()
        asking = asyncio.create_task(asked(slack, threads=10, turns=3))
        for _ in range(3):
            await asyncio.sleep(random.uniform(0.3, 2.0))  # noqa: S311 - any moment
            await bots.kill_one()
            await bots.connected()
        outcome = await all_answered(slack, await asking, seconds=120.0)
        await bots.stop()
    output = (tmp_path / "output").read_text(encoding="utf-8", errors="replace")
    assert outcome.is_good, f"{outcome}\n{output[-4_000:]}"
    assert "Traceback" not in output
