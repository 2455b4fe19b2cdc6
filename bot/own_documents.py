"""A person's own documents, brought into the index in the background while the bot answers from what is there.

One at a time, in a thread of its own; whoever stops the bot stops it in the middle, and the next start goes on from there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.errors import FineTuneOrNotError, OperatorError, SourcesError
from bot.indexing import Indexed, Indexing, Registered
from bot.periodic import tell_failure
from bot.settings import Embeddings
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.refresh import FetchManner, fetch_sources
from knowledge.index_state import LONG, how_long, seconds_for, share_of, weight
from knowledge.index_state import Step as IndexStep
from knowledge.refresh import RefreshStoppedError, refresh_source, take_out
from knowledge.sources import add_address, add_folder, is_address, load_sources, remove_folder

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence

    from bot.settings import Settings
    from knowledge.document_sets import Scope
    from knowledge.fetching.outcome import Fetched
    from knowledge.index import Index
    from knowledge.own.skipped import Skipped
    from knowledge.refresh import Refreshed
    from knowledge.sources import Bound, Source

log = structlog.get_logger()
#: Seconds after which a source that failed, because the disk is full or the server away, is tried again.
TRY_AGAIN_AFTER = 60.0
#: Seconds between two words on how far it is, to whoever waits for a source.
BETWEEN_WORDS = 0.25
GOES_ON = "The running bot tries again every minute; `ftn doctor` says how far it is."


class OwnDocuments:
    """Adds, removes and indexes a person's own sources while the index is in use."""

    def __init__(self, index: Index, settings: Settings, later: Sequence[Source] = ()) -> None:
        """Work on an open index, beginning with the sources that were left for `later`."""
        self._index = index
        self._settings = settings
        self._waiting: list[Source] = list(later)
        self._all: list[Source] = list(later)
        self._removed: list[str] = []
        self._step: IndexStep | None = None
        self._trouble = ""
        self._stumbled: set[str] = set()
        self._waited_for: list[tuple[str, asyncio.Future[Indexed]]] = []
        self._stop = threading.Event()
        self._wake = asyncio.Event()
        self.skipped: dict[str, tuple[Skipped, ...]] = {}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Index in the background meanwhile."""
        self._index.in_use = True
        work = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._stop.set()
            self._wake.set()
            await work

    @property
    def state(self) -> str:
        """What is being indexed and how far that is, in one sentence, for whoever runs the bot; empty where nothing is."""
        return self._told(self._waiting)

    def state_in(self, scope: Scope) -> str:
        """The same of what may be read in a scope: what is bound to other places is not named there."""
        return self._told([source for source in self._waiting if scope.reads(source)])

    def _told(self, waiting: Sequence[Source]) -> str:
        if not waiting:
            return ""
        share = int(share_of(self._all, [source.id for source in self._waiting], self._step) * 100)
        titles = ", ".join(source.title for source in waiting[:3])
        more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""  # noqa: PLR2004 - as many as are named
        why = f" It waits: {self._trouble}" if self._trouble and waiting[0] is self._waiting[0] else ""
        return f"being indexed, {min(share, 99)}%: {titles}{more}.{why}"

    @property
    def is_done(self) -> bool:
        """Whether everything that was asked for is in the index."""
        return not self._waiting and not self._removed

    async def add(
        self, named: str, title: str | None, bound: Bound | None = None
    ) -> AsyncGenerator[Registered | Indexing | Indexed, None]:
        """Register a folder, a file or an address, and have it fetched and indexed; whoever stops to listen stops nothing of it.

        Yields:
            That it is registered, then again and again how far the work is, and what became of it in the end.

        Raises:
            SourcesError: It does not exist or can't be registered.
            OperatorError: It is registered and can't be indexed now, or was removed meanwhile.
        """
        taken = list(self._index.fingerprints)
        source = await asyncio.to_thread(add_source, self._settings, named, title, bound, taken)
        registered = await asyncio.to_thread(registration, source, self._settings)
        if source.id not in {one.id for one in self._waiting}:
            self._waiting.append(source)
            self._all.append(source)
        waited_for = (source.id, asyncio.get_running_loop().create_future())
        self._waited_for.append(waited_for)
        self._wake.set()
        try:
            yield registered
            while not (await asyncio.wait({waited_for[1]}, timeout=BETWEEN_WORDS))[0]:
                if (step := self._step) is not None:
                    yield Indexing(self._title_of(step.source_id), step.done, step.total)
            yield waited_for[1].result()
        finally:
            self._waited_for.remove(waited_for)

    def _title_of(self, source_id: str) -> str:
        return next((one.title for one in self._waiting if one.id == source_id), source_id)

    def _end_waiting(self, outcome: Indexed | FineTuneOrNotError, source_id: str | None = None) -> None:
        """Tell whoever waits for a source, or for any."""
        for waited_for, future in self._waited_for:
            if future.done() or source_id not in {None, waited_for}:
                continue
            if isinstance(outcome, Indexed):
                future.set_result(outcome)
            else:
                future.set_exception(outcome)

    async def remove(self, source_id: str) -> str:
        """Take a source out; what to tell whoever removed it.

        Raises:
            SourcesError: There is none of this id.
        """
        source = await asyncio.to_thread(remove_folder, self._settings.register, source_id)
        self._waiting = [one for one in self._waiting if one.id != source.id]
        self._removed.append(source.id)
        self._end_waiting(OperatorError(f"{source.id!r} was removed before it was indexed."), source.id)
        self._wake.set()
        return f"Removed {source.id!r}. The running bot takes it out of its index now."

    async def again(self) -> str:
        """Look at every source of one's own again, and index what has changed; what to tell whoever asked."""
        known = {one.id for one in self._waiting}
        own = await asyncio.to_thread(load_sources, self._settings.register, may_be_missing=True)
        self._waiting += [source for source in own if source.id not in known]
        self._all = list(self._waiting)
        self._wake.set()
        return f"The running bot looks at your {len(own):,} sources again."

    async def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            if self._removed or self._waiting:
                at = None if self._removed else self._waiting[0].id
                try:
                    done = await asyncio.to_thread(self._next)
                except RefreshStoppedError:
                    # Of the whole, or of this source, which was removed meanwhile.
                    continue
                except (FineTuneOrNotError, OSError) as error:
                    # Whatever is next would fail of it as well.
                    tell_failure("own documents", error)
                    self._fail(str(error))
                    await self._pause(TRY_AGAIN_AFTER)
                except Exception as error:  # noqa: BLE001 - it may fail for ever, and the others are not to wait for that
                    tell_failure("own documents", error)
                    self._fail(f"{type(error).__name__}, which nobody foresaw", at)
                    if at is None or self._put_last(at):
                        await self._pause(TRY_AGAIN_AFTER)
                else:
                    self._trouble = ""
                    if done:
                        self._stumbled.discard(done[0])
                        self._end_waiting(done[1], done[0])
            else:
                self._all = []
                await self._wake.wait()

    def _fail(self, trouble: str, source_id: str | None = None) -> None:
        """Tell whoever waits for a source, or for any, what stands in the way."""
        self._trouble = trouble
        said = f"it is registered and could not be indexed yet: {trouble.rstrip('.')}. {GOES_ON}"
        self._end_waiting(OperatorError(said), source_id)

    def _put_last(self, source_id: str) -> bool:
        """Let the others go before a source; whether none is left that has not failed so, too."""
        failed = [source for source in self._waiting if source.id == source_id]
        self._waiting = [source for source in self._waiting if source.id != source_id] + failed
        self._stumbled.add(source_id)
        if all(source.id in self._stumbled for source in self._waiting):
            self._stumbled.clear()
            return True
        return False

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _next(self) -> tuple[str, Indexed] | None:
        """Do what is first: what was removed, then what was added or has changed; what became of that, by its source's id."""
        while self._removed:
            source_id = self._removed[0]
            take_out(self._index, LiveFolder(self._settings.data_dir), source_id)
            self.skipped.pop(source_id, None)
            self._removed.pop(0)
        if not self._waiting:
            return None
        source, began = self._waiting[0], time.monotonic()

        def stopped() -> bool:
            return self._stop.is_set() or source not in self._waiting

        def progress(done: int, total: int) -> None:
            self._step = IndexStep(source.id, done, total)

        live, fetched = LiveFolder(self._settings.data_dir), ""
        if source.is_fetched and not live.of(source.id).tried:
            outcome = fetch_own(source, self._settings)
            fetched = outcome.said
            log.info("own source fetched", source=source.id, happened=outcome.happened.value, said=fetched)
        refreshed = refresh_source(self._index, source, live, progress, stopped)
        self.skipped |= refreshed.skipped
        self._step = None
        if source in self._waiting:
            self._waiting.remove(source)
        log.info("own documents indexed", source=source.id, seconds=round(time.monotonic() - began, 1))
        return source.id, outcome_of(source.id, refreshed, len(self._index), fetched)


def add_source(
    settings: Settings, named: str, title: str | None, bound: Bound | None = None, taken: Iterable[str] = ()
) -> Source:
    """Register a folder, a file, or the address of a page, a sitemap or a Git repository.

    Raises:
        SourcesError: It can't be registered; plain http is for one's own network, where the settings allow that.
    """
    if not is_address(named):
        return add_folder(settings.register, Path(named), title, bound, taken)
    if not named.startswith("https://") and not (named.startswith("http://") and settings.refresh_private):
        raise SourcesError(
            f"{named[:200]!r} does not begin with https://. Name it so, or let your own network be asked with FTN_REFRESH_PRIVATE=true."
        )
    return add_address(settings.register, named, title, bound, taken)


def fetch_own(source: Source, settings: Settings) -> Fetched:
    """Fetch a page, a sitemap or a repository of a person's own now; it blocks.

    Raises:
        SourcesError: Another process fetches now, or what is fetched can't be kept.
    """
    manner = FetchManner(private=settings.refresh_private)
    (outcome,) = fetch_sources([source], LiveFolder(settings.data_dir), manner, whole=False)
    return outcome


def registration(source: Source, settings: Settings) -> Registered:
    """What to tell of a source that was just registered."""
    return Registered(source.id, source.title, str(source.bound), source.is_fetched, expected(source, settings).strip())


def outcome_of(source_id: str, refreshed: Refreshed, passages: int, fetched: str = "") -> Indexed:
    """What became of a source, as bringing it up to date says; `passages` are those of the whole index."""
    synced = refreshed.synced.get(source_id)
    held = synced.added + synced.kept if synced else None
    return Indexed(passages, refreshed.added, held, refreshed.skipped.get(source_id, ()), fetched)


def expected(source: Source, settings: Settings) -> str:
    """What to say before a source that takes long is indexed; empty where it does not, or where nobody knows."""
    if settings.embeddings is not Embeddings.LOCAL or (seconds := seconds_for(source)) < LONG:
        return ""
    return f" {weight(source) / 1e6:,.1f} MB take {how_long(seconds)}, at a guess."
