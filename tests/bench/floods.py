"""One person's flood beside another's question, and what five thousand turns leave behind.

`python -m tests.bench.floods` first builds an index of the built-in notes in a temporary directory (about 40 s); takes about six minutes.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import structlog

from bot import phrases
from bot.load_settings import load_settings
from tests.bench.figures import Figure, report
from tests.bench.slack import QUESTION, build, load, quotes_after
from tests.sql import changed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings
    from tests.bench.slack import Load

#: Messages of one person, and how much later another may be answered because of them, in seconds.
FLOOD, LATER = 500, 1.0
#: What the model takes, in seconds.
MODEL_SECONDS = 0.5
#: Turns before anything is measured, and after; what may be more then: megabytes, handles.
WARM_TURNS, MANY_TURNS = 500, 5_000
MORE_MEGABYTES, MORE_HANDLES = 40, 5
#: Seconds without a question before handles are counted. The bot keeps its connections to Slack, as many as it had calls at once, for 15
#: seconds after their last use, and looks every 15 seconds for those to close.
QUIET_SECONDS = 32.0
ALONE = 7


def measure() -> Iterator[Figure]:
    """The flood, then the soak."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        settings = load_settings(_env_file=None, data_dir=Path(folder))
        asyncio.run(build(settings))
        yield from asyncio.run(_flood(settings))
        yield from asyncio.run(_soak(settings))


async def _flood(settings: Settings) -> list[Figure]:
    async with load(settings, with_model=True) as bot:
        bot.model.answers_with(quotes_after(MODEL_SECONDS))
        alone = float(np.median([await _answered_after(bot, number) for number in range(ALONE)]))
        ann = bot.slack.workspace.person("ann")
        began = time.monotonic()
        flood = [await ann.says(f"{QUESTION[:-1]} for case {number}?") for number in range(FLOOD)]
        beside = [await _answered_after(bot, ALONE + number) for number in range(3)]
        await bot.slack.deliveries.settle(120.0)
        until = time.monotonic() + 240
        while await rows(_file(settings), "SELECT seq FROM inbox_jobs") and time.monotonic() < until:  # noqa: ASYNC110 - a process of its own
            await asyncio.sleep(0.2)
        took = time.monotonic() - began
        told = [each for each in bot.slack.workspace.all_messages() if phrases.TOO_MANY_WAITING in each.words]
        told += [each for each in bot.slack.workspace.private if phrases.TOO_MANY_WAITING in each.words]
        silent = [question for question in flood if not bot.is_answered(question)]
        given_up = [one for one in bot.slack.deliveries.sent if not one.acks]
    return [
        Figure("flood: another's answer, alone", round(alone * 1e3), "ms"),
        Figure("flood: the same beside it, later by", round((max(beside) - alone) * 1e3), "ms", LATER * 1e3),
        Figure(f"flood: {FLOOD - len(silent)} of {FLOOD} answered in {took:.0f} s; the others' person told", len(told), "times", 1),
        Figure("flood: silent, and its person not told", 0 if told else len(silent), "messages", 0),
        Figure("flood: not taken in", len(given_up), "messages", 0),
    ]  # fmt: skip


async def _answered_after(bot: Load, number: int) -> float:
    """Seconds until another person's question is answered."""
    bob = bot.slack.workspace.person("bob")
    began = time.monotonic()
    await bot.answered([await bob.says(f"{QUESTION[:-1]} in year {number}?")])
    return time.monotonic() - began


async def _soak(settings: Settings) -> list[Figure]:
    file = _file(settings)
    async with load(settings, with_model=True) as bot:
        await bot.take_turns(WARM_TURNS)
        await asyncio.sleep(QUIET_SECONDS)
        before, handles = bot.megabytes(), _handles(bot.pid)
        seconds = await bot.take_turns(MANY_TURNS)
        await asyncio.sleep(QUIET_SECONDS)
        after, more = bot.megabytes(), _handles(bot.pid)
        full = _megabytes(settings.data_dir)
    left = {table: await _count(file, table) for table in ("inbox_jobs", "inbox_shown", "inbox_workers")}
    # As if the time had passed after which all of it is forgotten.
    await changed(file, "UPDATE inbox_ids SET at = at - 3 * 86400")
    for table, column in (("turns", "at"), ("cases_before", "at"), ("slack_answers", "at")):
        await changed(file, f"UPDATE {table} SET {column} = '2020-01-01 00:00:00.000000'")  # noqa: S608 - our own names
    async with load(settings, with_model=True) as bot:
        # The inbox forgets a little later than it starts.
        await asyncio.sleep(2.0)
        kept = {table: await _count(file, table) for table in ("inbox_ids", "turns", "cases_before", "slack_answers")}
        await bot.take_turns(WARM_TURNS)
        again = _megabytes(settings.data_dir)
    return [
        Figure(f"soak: turns a second over {MANY_TURNS:,}", round(MANY_TURNS / seconds, 1), "turns/s"),
        Figure(f"soak: memory after {WARM_TURNS} turns", before, "MB"),
        Figure(f"soak: more of it after {MANY_TURNS:,} more", round(after - before, 1), "MB", MORE_MEGABYTES),
        Figure(f"soak: handles and connections, {handles} after {WARM_TURNS} turns; more of them", more - handles, "", MORE_HANDLES),
        Figure(f"soak: jobs, traces, workers left {left}", sum(left.values()), "rows", 0),
        Figure("soak: database", full, "MB"),
        Figure(f"soak: rows kept once all has expired, {kept}", sum(kept.values()), "rows", 80),
        Figure(f"soak: database after {WARM_TURNS} turns more, grown by", round(max(0.0, again - full), 1), "MB", 0.5),
    ]  # fmt: skip


def _handles(pid: int) -> int:
    """Open files and connections of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _megabytes(folder: Path) -> float:
    """What the database takes on the disk, once what was written ahead is in it."""
    return round(sum(each.stat().st_size for each in folder.glob("ftn.sqlite3")) / 1e6, 1)


def _file(settings: Settings) -> str:
    return f"sqlite:///{settings.data_dir}/ftn.sqlite3"


async def _count(database: str, table: str) -> int:
    return len(await rows(database, f"SELECT * FROM {table}"))  # noqa: S608 - our own names


if __name__ == "__main__":
    sys.exit(not report(measure()))
