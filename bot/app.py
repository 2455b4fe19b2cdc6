"""Puts the assistant together from the settings, and takes it apart again."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.assistant import Assistant
from bot.choose_model import chat_model
from bot.data_dir import make_data_dir
from bot.errors import EmbedderUnavailableError, SettingsError
from bot.periodic import repeating
from bot.pointing import know_pointers
from bot.reading.encoder import reading_encoder
from bot.settings import Embeddings, model_defaults
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.rests_on import open_registers
from bot.turns.metered_model import Caps, MeteredModel, ModelUse
from knowledge.document_sets import DocumentSets
from knowledge.fetching.live import LiveFolder
from knowledge.index import Index
from knowledge.model_status import hold
from knowledge.page_values import follow_pages
from knowledge.refresh import Refreshed, refresh
from knowledge.search import Searcher
from knowledge.staleness import Staleness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.chat_model import ChatModel
    from bot.settings import Settings
    from knowledge.embedder import Embedder

    ReportProgress = Callable[[str, int, int], None]

log = structlog.get_logger()
#: Names the lock under which one process after another opens a shared index and brings it up to date; any number that nobody else uses.
BRINGING_UP_TO_DATE = 7_305_143
#: Seconds between two looks whether another process has changed a shared index.
BETWEEN_LOOKS = 60.0


@dataclass(slots=True)
class Running:
    """The assistant and what it is made of, while it runs; `warnings` are for the person who started it."""

    assistant: Assistant
    index: Index
    searcher: Searcher
    database: Database
    conversations: Conversations
    cases: Cases
    model: ChatModel | None
    refreshed: Refreshed = field(default_factory=Refreshed)
    warnings: list[str] = field(default_factory=list)


def choose_embedder(settings: Settings) -> tuple[Embedder | None, str]:
    """The embedder the settings name and no warning, or none and the reason.

    Raises:
        SettingsError: OpenAI's embeddings are chosen without a key.
    """
    if settings.embeddings is Embeddings.NONE:
        return None, ""
    if settings.embeddings is Embeddings.OPENAI:
        from knowledge.embedder import OpenAIEmbedder

        if settings.openai_api_key is None:
            raise SettingsError("FTN_EMBEDDINGS is 'openai' and OPENAI_API_KEY is not set. Set it, or choose 'local'.")
        named = model_defaults()["embeddings"]
        key = settings.openai_api_key.get_secret_value()
        return OpenAIEmbedder(named["name"], named["dimensions"], key, settings.openai_base_url), ""
    from knowledge.embedder import LocalEmbedder

    try:
        return LocalEmbedder(), ""
    except EmbedderUnavailableError as error:
        log.warning("embedder unavailable", reason=str(error))
        return None, f"Searching by words alone: {error}"


def open_index(settings: Settings) -> tuple[Index, list[str]]:
    """The opened index and what to warn of.

    Raises:
        IndexLockedError: Another process owns it.
        IndexUnreachableError: The Chroma server that the settings name does not answer.
    """
    embedder, warning = choose_embedder(settings)
    index = Index(settings.index_dir, embedder, settings.chroma_url)
    index.open()
    warnings = [warning] if warning else []
    if index.set_aside:
        warnings.append(f"The index could not be read and is built anew; the old one is kept as {index.set_aside!r}.")
    return index, warnings


def open_search(settings: Settings, index: Index) -> Searcher:
    """A search over an open index: what may be read where, and what is too old, as the settings say."""
    staleness = Staleness(LiveFolder(settings.data_dir), settings.stale_page_days, settings.stale_document_days)
    return Searcher(index, DocumentSets(settings.register), staleness)


def caps(settings: Settings) -> Caps:
    """How much of the model a day holds for people and workspaces."""
    return Caps(
        settings.person_model_calls, settings.person_model_tokens, settings.team_model_calls, settings.team_model_tokens
    )


def _kept_at(settings: Settings, closing: AsyncExitStack, *, fresh: bool) -> str:
    """The address of the database; a fresh one lies in a folder that is removed when all is closed."""
    if not fresh:
        return settings.database_url
    folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="ftn-"))
    return f"sqlite:///{folder}/ftn.sqlite3"


@asynccontextmanager
async def running(
    settings: Settings, progress: ReportProgress, *, fresh: bool = False, own_later: bool = False
) -> AsyncIterator[Running]:
    """The assistant, ready: index opened and brought up to date, conversations open.

    A `fresh` one keeps them in a place of their own that is gone afterwards. With `own_later`, a person's own sources that have changed are
    left to `OwnDocuments`, and `refreshed` says which.

    Raises:
        OperatorError: A setting, a source or the index stands in the way; the message says what to do.
    """
    make_data_dir(settings)
    async with AsyncExitStack() as closing:
        closing.callback(hold, None)
        damaged = await asyncio.to_thread(follow_pages, settings.data_dir, wanted=settings.register_from_pages)
        # One that this process alone may have is taken first: whoever is refused has not touched the database.
        own = None if settings.chroma_url else await _opened(settings, closing)
        database = await closing.enter_async_context(Database(_kept_at(settings, closing, fresh=fresh)))
        async with database.alone(BRINGING_UP_TO_DATE):
            index, warnings = own or await _opened(settings, closing)
            refreshed = await asyncio.to_thread(refresh, index, settings.register, progress, own_later=own_later)
        if unread := len(refreshed.unread):
            warnings.append(f"Not read of your own documents: {unread:,}. `ftn knowledge list` says which and why.")
        if damaged:
            warnings.append(damaged)
        await asyncio.to_thread(reading_encoder)
        searcher = open_search(settings, index)
        model = chat_model(settings)
        if model is not None:
            closing.push_async_callback(model.close)
            model = MeteredModel(model, ModelUse(database), caps(settings))
        started = await _put_together(settings, index, searcher, database, model)
        started.refreshed, started.warnings = refreshed, warnings
        if not fresh:
            await know_pointers(database, searcher)
        yield started


@asynccontextmanager
async def kept_apart(started: Running, settings: Settings) -> AsyncIterator[Running]:
    """The same assistant over a database of its own, which is gone afterwards with all that was said."""
    with tempfile.TemporaryDirectory(prefix="ftn-") as folder:
        async with Database(f"sqlite:///{folder}/ftn.sqlite3") as database:
            yield await _put_together(settings, started.index, started.searcher, database, started.model)


async def _put_together(
    settings: Settings, index: Index, searcher: Searcher, database: Database, model: ChatModel | None
) -> Running:
    """The assistant over an open database."""
    conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
    registers = await asyncio.to_thread(open_registers, settings.data_dir, settings.own_prices)
    cases = await Cases(database, settings.days_kept, registers).open()
    assistant = Assistant(searcher, conversations, cases, model, prices=registers.prices)
    return Running(assistant, index, searcher, database, conversations, cases, model)


async def _opened(settings: Settings, closing: AsyncExitStack) -> tuple[Index, list[str]]:
    """The opened index, closed in the end, and what to warn of."""
    index, warnings = await asyncio.to_thread(open_index, settings)
    closing.callback(index.close)
    return index, warnings


@asynccontextmanager
async def following(started: Running, between: float = BETWEEN_LOOKS) -> AsyncIterator[None]:
    """See meanwhile, every so many seconds, what another process makes of a shared index; of one's own there is nothing to see."""
    if not started.index.store.is_shared:
        yield
        return
    async with repeating("index", lambda: _follow(started.index), between, at_once=False):
        yield


async def _follow(index: Index) -> None:
    if await asyncio.to_thread(index.follow):
        log.info("index changed by another process")


@asynccontextmanager
async def preparing(started: Running) -> AsyncIterator[None]:
    """Embed the sources' sentences in the background meanwhile, so that first answers need not wait for it; for what runs long."""
    stop = threading.Event()
    work = asyncio.create_task(asyncio.to_thread(started.searcher.prepare, stop))
    try:
        yield
    finally:
        stop.set()
        # It has to be done before the index is closed; what it fails of costs time, later, and nothing else.
        (failure,) = await asyncio.gather(work, return_exceptions=True)
        if isinstance(failure, Exception):
            log.warning("sentences not prepared", reason=type(failure).__name__)
