"""Keeps a running bot's knowledge current: fetches the built-in sources' pages on schedule, and takes into the index what has been fetched.

The register of models follows what they say for certain, whoever fetched them. Of several workers with one data folder and one database one fetches, and the others see that it has. What `ftn knowledge refresh` has fetched beside a
running bot is taken in here as well.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog
from filelock import FileLock

from bot.app import BRINGING_UP_TO_DATE
from bot.periodic import attempt, repeating
from bot.storage.rests_on import open_registers
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.outcome import nothing_reached
from knowledge.fetching.refresh import FetchManner, fetch_sources
from knowledge.model_status import Checked, model_register
from knowledge.page_values import follow_pages
from knowledge.refresh import RefreshStoppedError, take_in_fetched
from knowledge.sources import fetched_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from bot.app import Running
    from bot.settings import Settings
    from knowledge.fetching.outcome import Fetched
    from knowledge.sources import Source

log = structlog.get_logger()
T = TypeVar("T")
#: Names the lock under which one worker after another looks whether it is time to fetch; any number that nobody else uses.
FETCHING: Final = 7_305_144
#: Seconds between two looks whether it is time to fetch, or whether something was fetched.
BETWEEN_LOOKS: Final = 60.0


@asynccontextmanager
async def keeping_current(
    started: Running, settings: Settings, *, between: float = BETWEEN_LOOKS, manner: FetchManner | None = None
) -> AsyncIterator[None]:
    """Meanwhile fetch the sources' pages as often as the settings say, and take in what was fetched, by whoever.

    Args:
        started: The assistant while it runs.
        settings: Its settings.
        between: Seconds between two looks.
        manner: How pages are fetched; as the settings say if left out.
    """
    stop = threading.Event()
    how = manner or FetchManner(private=settings.refresh_private, follows=settings.register_from_pages)
    folder = LiveFolder(settings.data_dir)

    async def look() -> None:
        """Fetch what is due, take in what was fetched, and have the register follow."""
        # Each for itself: what one of them fails of is no reason to leave the others undone.
        await attempt("fetching", lambda: uncut(_fetch_if_due(started, settings, folder, how, stop)))
        await attempt("taking in", lambda: uncut(_take_in(started, settings, folder, stop)))
        await attempt("following pages", lambda: _follow_pages(started, settings))

    async with repeating("knowledge", look, between):
        try:
            yield
        finally:
            # A thread can't be cancelled: it is told, and ends after the page or the step that it is at.
            stop.set()


async def uncut(work: Coroutine[Any, Any, T]) -> T:
    """Do it to its end even if this is cancelled meanwhile: the index must not be closed under it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


def is_due(folder: LiveFolder, hours: int, now: datetime) -> bool:
    """Whether the last time that all sources were gone through is so many hours ago; never where that is 0."""
    return hours > 0 and ((last := folder.last_run) is None or now - last >= timedelta(hours=hours))


async def _fetch_if_due(
    started: Running, settings: Settings, folder: LiveFolder, manner: FetchManner, stop: threading.Event
) -> None:
    if not is_due(folder, settings.refresh_hours, datetime.now(tz=UTC)):
        return
    async with started.database.alone(FETCHING):
        await asyncio.to_thread(_fetch_alone, folder, settings, manner, stop)


def _fetch_alone(folder: LiveFolder, settings: Settings, manner: FetchManner, stop: threading.Event) -> None:
    """Fetch, unless whoever was waited for here has done it."""
    folder.path.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.path / "schedule.lock"):
        if is_due(folder, settings.refresh_hours, datetime.now(tz=UTC)) and not stop.is_set():
            _fetch(folder, fetched_sources(settings.register), manner, stop)


def _fetch(folder: LiveFolder, sources: Sequence[Source], manner: FetchManner, stop: threading.Event) -> None:
    outcomes: list[Fetched] = []
    for outcome in fetch_sources(sources, folder, manner):
        outcomes.append(outcome)
        if outcome.is_trouble and not outcome.unreachable:
            log.warning("source not refreshed", source=outcome.source_id, reason=outcome.said)
        if stop.is_set():
            return
    if said := nothing_reached(outcomes):
        log.warning("no source refreshed", reason=said)
    else:
        for outcome in outcomes:
            if outcome.unreachable:
                log.warning("source not refreshed", source=outcome.source_id, reason=outcome.said)
    counted = Counter(outcome.happened.value for outcome in outcomes)
    log.info("sources refreshed", **{name.replace(" ", "_"): count for name, count in counted.items()})


async def _take_in(started: Running, settings: Settings, folder: LiveFolder, stop: threading.Event) -> None:
    if not folder.pending or stop.is_set():
        return
    async with started.database.alone(BRINGING_UP_TO_DATE):
        try:
            added = await asyncio.to_thread(take_in_fetched, started.index, settings.data_dir, stop.is_set)
        except RefreshStoppedError:
            # The next start goes on with it.
            return
    log.info("fetched pages taken into the index", embedded=added)


async def _follow_pages(started: Running, settings: Settings) -> None:
    """Have models the days that fetched pages give for certain, and kept decisions compared with them."""
    before = model_register()
    damaged = await asyncio.to_thread(follow_pages, settings.data_dir, wanted=settings.register_from_pages)
    if damaged:
        log.warning("values of pages not read", reason=damaged)
    if model_register() is before:
        return
    started.cases.registers = await asyncio.to_thread(open_registers, settings.data_dir, settings.own_prices)
    followed = [row.label for row in model_register().model if row.checked is Checked.PAGE]
    log.info("register of models follows pages", models=followed)
