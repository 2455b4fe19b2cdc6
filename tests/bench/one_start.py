"""One start as `ftn ask` makes it, run by the start-up benchmark: says when it is ready, answers, tells its memory."""

import asyncio
import sys
from pathlib import Path

# What `ftn` itself loads before it starts counts as well.
import bot.cli  # noqa: F401
from bot.app import running
from bot.cli.speaker import USER, terminal_place
from bot.load_settings import load_settings
from bot.logs import configure_logging
from bot.turn import Turn


async def _start_and_answer() -> None:
    settings = load_settings()
    configure_logging(settings)
    async with running(settings, lambda *_: None) as started:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        turn = Turn(USER, terminal_place(), "how many examples do we need to fine-tune?")
        replies = [reply async for reply in started.assistant.reply(turn)]
        if not replies:
            raise RuntimeError("the assistant did not reply")
        sys.stdout.write(f"{_megabytes('VmRSS')} {_megabytes('VmHWM')}\n")


def _megabytes(name: str) -> float:
    """A line of this process's status, which Linux gives in kilobytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return round(int(kilobytes) / 1_024, 1)


if __name__ == "__main__":
    asyncio.run(_start_and_answer())
