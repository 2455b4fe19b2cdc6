"""`ftn doctor`: what is configured, what is missing, what is broken, and what to do. Prints no secret."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING

from bot.app import choose_embedder
from bot.chat_model import ChatMessage, Request
from bot.choose_model import chat_model
from bot.cli.local_client import beside
from bot.errors import FineTuneOrNotError
from bot.health_check import HealthFinding
from bot.settings import Embeddings
from bot.slack.install.doctor import examine_slack
from bot.storage.database import Database
from bot.storage.schema import CURRENT
from bot.turns.inbox import BEAT_SECONDS
from bot.turns.job_store import JobStore
from bot.turns.tables import State
from knowledge.embedder import NoVectors
from knowledge.fetching.live import LiveFolder
from knowledge.index_state import look_at, look_at_server
from knowledge.notes import GAPS
from knowledge.own.skipped import kept_in, told
from knowledge.page_values import kept_values
from knowledge.refresh import registered_sources
from knowledge.sentence_vectors import vectors_in
from knowledge.staleness import is_past

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings
    from knowledge.own.skipped import Skipped

#: Lines for what was not read of one source.
MOST_SKIPPED = 10
#: Sources that are named where not all of them is in the index.
MOST_NAMED = 5
#: The vectors of sentences that `knowledge.search` keeps beside the index.
SENTENCE_FILES = ("sentences.npz", "answering.npz")
#: Seconds within which a worker that lives has said so.
LOOK_SECONDS = 3 * BEAT_SECONDS


async def examine(settings: Settings) -> list[HealthFinding]:
    """Look at everything, the model server and Slack included; takes as long as they answer."""
    findings = [_python(), _data_dir(settings)]
    findings.append(await asyncio.to_thread(_embedder, settings))
    findings += await asyncio.to_thread(_sources, settings)
    findings.append(await asyncio.to_thread(_index, settings))
    if settings.embeddings is not Embeddings.NONE:
        findings.append(await asyncio.to_thread(_sentences, settings))
    findings.append(await _running_bot(settings))
    findings += await _database(settings)
    findings.append(await _model(settings))
    return findings + await examine_slack(settings)


def _python() -> HealthFinding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return HealthFinding("ok", "Python", version)


def _data_dir(settings: Settings) -> HealthFinding:
    directory = settings.data_dir
    present = next(path for path in (directory, *directory.parents) if path.exists())
    if not present.is_dir() or not os.access(present, os.W_OK):
        return HealthFinding(
            "broken", "data directory", f"{str(directory)!r} can't be written. Set FTN_DATA_DIR to one that can."
        )
    return HealthFinding("ok", "data directory", str(directory))


def _embedder(settings: Settings) -> HealthFinding:
    if settings.embeddings is Embeddings.NONE:
        return HealthFinding("missing", "embedder", "switched off by FTN_EMBEDDINGS=none; search goes by words alone.")
    try:
        embedder, warning = choose_embedder(settings)
    except FineTuneOrNotError as error:
        return HealthFinding("broken", "embedder", str(error))
    return HealthFinding("ok", "embedder", embedder.id) if embedder else HealthFinding("broken", "embedder", warning)


def _sources(settings: Settings) -> list[HealthFinding]:
    """How many there are, and what of one's own was not read when the index was last brought up to date."""
    try:
        sources = registered_sources(settings.register)
    except FineTuneOrNotError as error:
        return [HealthFinding("broken", "sources", str(error))]
    own = {source.id for source in sources if not source.built_in}
    kept = kept_in(settings.index_dir)
    return [
        HealthFinding("ok", "sources", f"{len(sources) - len(own)} built in, {len(own)} of your own"),
        *_live_sources(settings),
        *(
            finding
            for source_id in sorted(own & kept.keys())
            for finding in _skipped(source_id, kept[source_id].skipped)
        ),
    ]


def _live_sources(settings: Settings) -> list[HealthFinding]:
    """How current the pages of the built-in sources are; nothing where none was ever fetched."""
    states = LiveFolder(settings.data_dir).states()
    if not states:
        return []
    troubled = sorted(source_id for source_id, state in states.items() if state.trouble)
    read = [state.checked[:10] for state in states.values() if state.checked]
    detail = f"{len(read)} sources read, the oldest on {min(read)}" if read else "none read yet"
    found = [HealthFinding("ok", "live pages", detail)]
    if troubled:
        said = (
            f"{', '.join(troubled)}: the last try failed. `ftn knowledge status` says why; what was read before is used"
        )
        found.append(HealthFinding("missing", "live pages", said))
    if register := _followed_pages(settings):
        found.append(register)
    if stale := sorted(name for name, state in states.items() if is_past(state.checked, settings.stale_page_days)):
        said = f"{', '.join(stale)}: not looked at for {settings.stale_page_days:,} days. Answers say so until `ftn knowledge refresh`; FTN_REFRESH_HOURS=24 has the bot do it"
        found.append(HealthFinding("missing", "live pages", said))
    return found


def _followed_pages(settings: Settings) -> HealthFinding | None:
    """What the register of models has from fetched pages; None where that is nothing."""
    if not settings.register_from_pages:
        return None
    values, damaged = kept_values(LiveFolder(settings.data_dir), look_only=True)
    if damaged:
        return HealthFinding("missing", "model register", damaged)
    newest = max((value.page_date for value in values), default=None)
    said = f"{len(values):,} values follow fetched pages, the newest of {newest}: `ftn knowledge status` says which"
    return HealthFinding("ok", "model register", said) if values else None


def _skipped(source_id: str, skipped: Sequence[Skipped]) -> list[HealthFinding]:
    """What was not read of one source: a line each for what should have been, one for what is left out on purpose."""
    unread = [one for one in skipped if not one.meant]
    meant = [one for one in skipped if one.meant]
    found = [HealthFinding("missing", "document", f"{source_id}: {line}") for line in told(unread, MOST_SKIPPED)]
    if meant:
        found.append(HealthFinding("ok", "left out", f"{source_id}: {' '.join(told(meant, MOST_SKIPPED))}"))
    return found


def _index(settings: Settings) -> HealthFinding:
    where = f" in the Chroma server at {settings.chroma_url}" if settings.chroma_url else ""
    try:
        embedder, _ = choose_embedder(settings)
        sources = [*registered_sources(settings.register), GAPS]
        state = (
            look_at_server(settings.chroma_url, settings.index_dir, embedder, sources)
            if settings.chroma_url
            else look_at(settings.index_dir, (embedder or NoVectors).id, sources)
        )
    except FineTuneOrNotError as error:
        return HealthFinding("broken", "index", str(error))
    if state is None or not state.passages:
        return HealthFinding(
            "missing", "index", f"not built yet{where}; the first start or `ftn knowledge build` builds it."
        )
    if not state.missing:
        return HealthFinding("ok", "index", f"{state}{where}")
    left = f"not all there: {_named(state.missing)}. Whoever has it open now goes on with it, or the next start"
    return HealthFinding("missing", "index", f"{state}{where}; {left}.")


def _named(source_ids: Sequence[str]) -> str:
    more = f" and {len(source_ids) - MOST_NAMED} more" if len(source_ids) > MOST_NAMED else ""
    return ", ".join(source_ids[:MOST_NAMED]) + more


def _sentences(settings: Settings) -> HealthFinding:
    """The vectors of single sentences beside the index, which are made anew where they can't be read."""
    files = [settings.index_dir / name for name in SENTENCE_FILES]
    said = [f"{file.name} {vectors_in(file):,}" for file in files if file.exists() and vectors_in(file)]
    damaged = [file.name for file in files if file.exists() and not vectors_in(file)]
    if damaged:
        return HealthFinding(
            "missing", "sentence vectors", f"{', '.join(damaged)} can't be read; the bot makes them anew."
        )
    if not said:
        return HealthFinding("missing", "sentence vectors", "none yet; the bot makes them while it runs.")
    return HealthFinding("ok", "sentence vectors", ", ".join(said))


async def _running_bot(settings: Settings) -> HealthFinding:
    """Whether a bot of this data folder runs, and what it does with its index."""
    try:
        async with beside(settings) as bot:
            if bot is None:
                return HealthFinding("ok", "running bot", "none of this data directory answers commands")
            state = await bot.ask("state")
    except FineTuneOrNotError as error:
        return HealthFinding("broken", "running bot", str(error))
    return HealthFinding(
        "ok", "running bot", f"answers commands beside it{f'; own documents {state}' if state else ''}"
    )


async def _database(settings: Settings) -> list[HealthFinding]:
    """Its schema, and how far the work is that it holds; both are only read."""
    try:
        state = await Database(settings.database_url).look()
        found = [HealthFinding("ok", "database", str(state))]
        if state.is_numbered and state.number == CURRENT:
            found.append(await _turns(settings))
    except FineTuneOrNotError as error:
        return [HealthFinding("broken", "database", str(error))]
    return found


async def _turns(settings: Settings) -> HealthFinding:
    """How many jobs wait, run and were set aside, and how many workers give signs of life."""
    database = Database(settings.database_url, only_reads=True)
    store = JobStore(database, "")
    try:
        first = await store.workers()
        moved, until = set[str](), time.monotonic() + LOOK_SECONDS
        while len(moved) < len(first) and time.monotonic() < until:
            await asyncio.sleep(BEAT_SECONDS / 4)
            now = {one.worker: one.beats for one in await store.workers()}
            moved |= {one.worker for one in first if now.get(one.worker, one.beats) != one.beats}
        counts = await store.counts()
    finally:
        await database.close()
    waiting, running, aside = (counts.get(state, 0) for state in (State.WAITING, State.RUNNING, State.ASIDE))
    said = f"{waiting:,} waiting, {running:,} running, {aside:,} set aside; workers at work: {len(moved)}"
    if silent := len(first) - len(moved):
        said += f", and {silent} without a sign of life, whose turns the others or the next start take over"
    if (waiting or running) and not moved:
        return HealthFinding("missing", "turns", f"{said}. They are done once `ftn serve` runs.")
    return HealthFinding("ok", "turns", said)


async def _model(settings: Settings) -> HealthFinding:
    model = chat_model(settings)
    if model is None:
        return HealthFinding(
            "missing",
            "language model",
            "none; answers are built from the sources' own sentences. Set OPENAI_API_KEY, or AZURE_OPENAI_ENDPOINT, for "
            "worded ones.",
        )
    request = Request((ChatMessage("user", "Reply with the word ready."),))
    try:
        await anext(aiter(model.stream(request)))
    except FineTuneOrNotError as error:
        return HealthFinding("broken", "language model", f"{model.name!r}: {error}")
    finally:
        await model.close()
    return HealthFinding("ok", "language model", f"{model.name!r} answers")
