"""Has the language model write, while the bot runs, questions that passages answer, and takes them into the index.

Asked about are the passages that come without ways of asking: those of own documents, and of pages that were fetched. Of several workers with one data
folder one does so, one call at a time, as many passages a day as the settings say. What was written is kept at once
(`knowledge.made_questions`); it comes into the index when nobody else is changing that.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import structlog
from filelock import FileLock, Timeout

from bot.answers.passage_questions import is_worth_asking, made_by, questions_for
from bot.app import BRINGING_UP_TO_DATE
from bot.chat_model import Usage
from bot.errors import (
    FineTuneOrNotError,
    IndexLockedError,
    ModelOutputError,
    ModelRefusedError,
    ModelUnavailableError,
)
from bot.live_knowledge import uncut
from bot.periodic import repeating
from knowledge.fetching.live import LiveFolder
from knowledge.refresh import registered_sources
from knowledge.sources import built_in_ids

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from bot.app import Running
    from bot.chat_model import ChatModel
    from bot.settings import Settings
    from knowledge.lexical import LexicalIndex
    from knowledge.passages import Passage

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")
#: Seconds between two looks whether there is something to ask.
BETWEEN_LOOKS: Final = 60.0
#: Passages whose questions come into the index together: four hundred entries take it some twenty seconds of one processor.
TOGETHER: Final = 100
#: Failures one after another from which on it is the model that fails and not the passages.
IN_A_ROW: Final = 3
#: How long a model that fails is left alone, at first and at most.
PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)


@asynccontextmanager
async def making_questions(
    started: Running,
    settings: Settings,
    counted: Callable[[Usage, bool], None] = lambda _usage, _failed: None,
    *,
    between: float = BETWEEN_LOOKS,
) -> AsyncIterator[None]:
    """Meanwhile have the model write questions, where there is one and the settings allow it.

    Args:
        started: The assistant while it runs.
        settings: Its settings.
        counted: Told after each call what it took, and whether it failed.
        between: Seconds between two looks.
    """
    if started.model is None or not settings.passages_asked_a_day:
        yield
        return
    making = _Making(started, started.model, settings, counted)
    async with repeating("questions", making.look, between):
        yield


class _Making:
    """One worker's part in it."""

    def __init__(
        self, started: Running, model: ChatModel, settings: Settings, counted: Callable[[Usage, bool], None]
    ) -> None:
        self._started = started
        self._model = model
        self._settings = settings
        self._counted = counted
        self._live = LiveFolder(settings.data_dir)
        self._made = self._live.questions
        self._made_by = made_by(model)
        self._pause = PAUSE
        self._resting = datetime.min.replace(tzinfo=UTC)
        # Until when there is nothing to do, as long as this is the index of the passages.
        self._idle: tuple[LexicalIndex, datetime] | None = None

    async def look(self) -> None:
        """Look whether there is something to do, and do it; after a failure it is let be for a while.

        Raises:
            FineTuneOrNotError: The model, the index or the database stands in the way.
        """
        try:
            if not await _in_thread(self._is_idle):
                await self._with_lock()
        except Exception:
            self._resting = datetime.now(UTC) + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            raise

    def _is_idle(self) -> bool:
        now = datetime.now(UTC)
        if now < self._resting:
            return True
        if self._idle is None:
            return False
        before, until = self._idle
        return now < until and before is self._started.index.lexical

    async def _with_lock(self) -> None:
        """Do what there is to do, unless another worker is at it."""
        lock = FileLock(self._settings.data_dir / "questions.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return
        try:
            await self._all()
        finally:
            lock.release()

    async def _all(self) -> None:
        before, is_cut = await _in_thread(lambda: self._started.index.lexical), False
        await self._take_in()
        for source_id in await _in_thread(self._asked_about):
            while (passages := await _in_thread(self._waiting, source_id)) and not is_cut:
                try:
                    is_cut = not await self._ask(source_id, passages)
                except FineTuneOrNotError:
                    await self._take_in()
                    raise
                await self._take_in()
        if not await _in_thread(self._made.not_indexed):
            self._idle = before, await _in_thread(self._next_time, is_cut)

    def _asked_about(self) -> list[str]:
        """The sources that hold passages without ways of asking, a person's own first."""
        fetched, known = self._live.states(), self._started.index.fingerprints
        ordered = sorted(registered_sources(self._settings.register), key=lambda source: source.built_in)
        return [one.id for one in ordered if known.get(one.id) and (not one.built_in or one.id in fetched)]

    def _waiting(self, source_id: str) -> list[Passage]:
        """The next passages of a source that are to be asked about."""
        lexical, index = self._started.index.lexical, self._started.index
        every = [one for one, of in zip(lexical.ids, lexical.sources, strict=True) if of == source_id]
        if source_id in built_in_ids():
            # Beside those of its pages stand those of its note, whose ways of asking somebody has written.
            every = [one.id for one in self._started.searcher.passages_of(source_id) if not one.told]
        self._made.note_passages(source_id, self._made_by, len(every))
        settled = self._made.settled(source_id, self._made_by, datetime.now(UTC))
        ids = [one for one in every if one not in settled]
        found: list[Passage] = []
        short: list[str] = []
        for start in range(0, len(ids), TOGETHER):
            for passage in index.passages(ids[start : start + TOGETHER]):
                if is_worth_asking(passage):
                    found.append(passage)
                else:
                    short.append(passage.id)
            if len(found) >= TOGETHER:
                break
        if short:
            self._keep(source_id, dict.fromkeys(short, ()))
        return found[:TOGETHER]

    async def _ask(self, source_id: str, passages: Sequence[Passage]) -> bool:
        """Ask about passages of a source, one after another; false where the day's share was used up before the last.

        Raises:
            ModelConfigurationError, ModelUnavailableError: The model can't be asked now, whatever the passage.
        """
        # Those that failed since the model last answered: of one of them, or of the model.
        in_vain: list[tuple[Passage, FineTuneOrNotError]] = []
        for passage in passages:
            if not await _in_thread(self._take_one_of_today):
                return False
            usage, failed = Usage(), True
            try:
                questions = await questions_for(self._model, passage, usage)
                failed = False
            except (ModelRefusedError, ModelOutputError) as error:
                await _in_thread(self._fail, [(passage, error)])
            except ModelUnavailableError as error:
                in_vain.append((passage, error))
                if len(in_vain) >= IN_A_ROW:
                    raise
            else:
                await _in_thread(self._fail, in_vain)
                in_vain, self._pause = [], PAUSE
                await _in_thread(self._keep, source_id, {passage.id: questions})
                log.info("questions made", source=source_id, questions=len(questions))
            finally:
                self._counted(usage, failed)
        await _in_thread(self._fail, in_vain)
        return True

    def _take_one_of_today(self) -> bool:
        today = datetime.now(UTC).date().isoformat()
        if self._made.asked_on(today) >= self._settings.passages_asked_a_day:
            return False
        self._made.note_asked(today)
        return True

    def _keep(self, source_id: str, questions: Mapping[str, Sequence[str]]) -> None:
        self._made.keep(source_id, self._made_by, questions)
        self._leave_nothing_of_removed(source_id, list(questions))

    def _fail(self, failures: Sequence[tuple[Passage, FineTuneOrNotError]]) -> None:
        for passage, error in failures:
            log.warning("no questions made", source=passage.source_id, kind=type(error).__name__, reason=str(error))
            self._made.failed(passage.source_id, passage.id, self._made_by, datetime.now(UTC))
            self._leave_nothing_of_removed(passage.source_id, [passage.id])

    def _leave_nothing_of_removed(self, source_id: str, passage_ids: Sequence[str]) -> None:
        """What was removed while the model wrote, and so after its questions were, has left some again."""
        there = {passage.id for passage in self._started.index.passages(passage_ids)}
        self._made.forget_passages(set(passage_ids) - there)
        if source_id not in {source.id for source in registered_sources(self._settings.register)}:
            self._made.forget(source_id)

    async def _take_in(self) -> None:
        if await _in_thread(self._made.not_indexed):
            async with self._started.database.alone(BRINGING_UP_TO_DATE):
                await _in_thread(self._take_in_now)

    def _take_in_now(self) -> None:
        index = self._started.index
        try:
            with index.refreshing(wait=0.0):
                for source_id, questions in self._made.not_indexed().items():
                    ids, fingerprint = list(questions), index.fingerprints.get(source_id)
                    # One that was not brought up to date whole gets them with its passages.
                    for start in range(0, len(ids) if fingerprint else 0, TOGETHER):
                        part = {one: questions[one] for one in ids[start : start + TOGETHER]}
                        mark = self._made.new_mark(fingerprint or "")
                        index.ask(source_id, part, mark)
                        self._made.indexed(source_id, part, mark)
        except IndexLockedError:
            # Documents are being indexed, which may take long; the next look tries again.
            log.info("questions wait for the index")

    def _next_time(self, is_cut: bool) -> datetime:  # noqa: FBT001 - called in a thread
        """When there may be something to do again though no source has changed: a new day, or a passage that failed."""
        now = datetime.now(UTC)
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        later = self._made.next_try(self._made_by)
        return midnight if is_cut or later is None else min(later, midnight)


async def _in_thread(call: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """Call it away from the loop, and wait for its end also where this is stopped: the index must not be closed under it."""
    return await uncut(asyncio.to_thread(call, *arguments, **named))
