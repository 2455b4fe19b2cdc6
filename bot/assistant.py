"""The one entry point: a turn goes in, replies come out.

Understands the turn, searches, answers or abstains, remembers. Surfaces render what comes out and know nothing of how
it was made. Whatever fails on the way, the turn ends with something useful and one log line without anybody's words.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.answers.extract import extract
from bot.answers.understand import needs_the_model, understand
from bot.answers.write import Draft, gather, write
from bot.conversation import RememberedTurn
from bot.errors import ModelConfigurationError, ModelUnavailableError
from bot.model import Usage
from bot.reading.answerable import THRESHOLD, answerability
from bot.reading.follow_up import StandAlone, stand_alone
from bot.reading.intent import Intent, read_intent
from bot.replies import Abstention, Answer, Done, Notice, Status, TextDelta
from knowledge.lexical import STOP_WORDS, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.conversation import Conversations
    from bot.model import ChatModel
    from bot.reading.intent import Reading
    from bot.replies import Reply
    from bot.turn import Turn
    from knowledge.index import Index
    from knowledge.passages import Passage
    from knowledge.search import Found, Searcher

log = structlog.get_logger()

#: Longer messages are refused: about four pages, far above a question with its context.
LONGEST_MESSAGE = 8_000
#: With a model the sources are asked before it abstains, unless an answer is as good as excluded.
MODEL_THRESHOLD = 0.05
#: From this probability on a message counts as small talk, thanks or the like.
CLEARLY = 0.5
#: A message that reads like an attack and yet asks something the sources surely answer is answered.
SURELY_ANSWERABLE = 0.6
NEAREST_SHOWN = 3
#: Cosine similarities: what is below the first is about something else; below the second if it reads like it, too.
FAR, NEAR = 0.35, 0.6
#: Below this share of known words a message is probably not English.
ENGLISH_WORDS = 0.5


@dataclass(slots=True)
class _Work:
    """What is known about the turn at hand, and what the log line says of it."""

    turn: Turn
    remembered: list[RememberedTurn]
    usage: Usage = field(default_factory=Usage)
    started: float = field(default_factory=time.perf_counter)
    failure: str = ""
    outcome: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    def log(self) -> None:
        """The canonical line of one turn; it holds no text."""
        log.info(
            "turn",
            turn=self.turn.id,
            surface=self.turn.place.surface.value,
            outcome=self.outcome,
            failure=self.failure,
            model_calls=self.usage.calls,
            prompt_tokens=self.usage.prompt_tokens,
            answer_tokens=self.usage.answer_tokens,
            seconds=round(time.perf_counter() - self.started, 3),
            **self.facts,
        )


class Assistant:
    """Answers turns over one index and one store of conversations, with or without a model."""

    def __init__(
        self, index: Index, searcher: Searcher, conversations: Conversations, model: ChatModel | None = None
    ) -> None:
        """Put the parts together; they are opened and closed by whoever made them."""
        self._index = index
        self._searcher = searcher
        self._conversations = conversations
        self._model = model

    async def reply(self, turn: Turn) -> AsyncIterator[Reply]:
        """The replies to a turn, the last of which is `Done`."""
        text = "".join(c if c.isprintable() else " " for c in turn.text).strip()
        work = _Work(turn, [])
        if not text:
            work.outcome = "empty"
            yield Notice(phrases.EMPTY)
        elif len(text) > LONGEST_MESSAGE:
            work.outcome = "too_long"
            yield Notice(phrases.too_long(len(text), LONGEST_MESSAGE))
        else:
            work.remembered = await self._conversations.recall(turn.place)
            async for reply in self._reply_to(text, work):
                yield reply
        work.log()
        yield Done()

    async def _reply_to(self, text: str, work: _Work) -> AsyncIterator[Reply]:
        heard = await self._searcher.search(text)
        reading = read_intent(text, heard.vector)
        asked = stand_alone(text, reading, _earlier_question(work.remembered))
        if self._model is not None and needs_the_model(reading, work.remembered):
            yield Status("Reading your message")
            reading, asked = await self._understood(text, reading, asked, work)
        found = heard if asked.question == text else await self._searcher.search(asked.question)
        likely = answerability(found, self._index.lexical)
        work.facts |= {"intent": reading.intent.value, "answerable": round(likely, 2), "hits": len(found.hits)}
        if _is_no_question(reading, asked, likely):
            work.outcome = "notice"
            yield Notice(phrases.short_reply(reading.intent, ongoing=bool(work.remembered)))
            return
        threshold = THRESHOLD if self._model is None else MODEL_THRESHOLD
        if likely < threshold and not (asked.elaborates and work.remembered[-1].passages):
            abstention = self._abstain(found, text, off_topic=_is_off_topic(reading, found))
            work.outcome = "abstained"
            await self._remember(work, text, asked.question, abstention)
            yield abstention
            return
        yield Status("Looking through the sources")
        async for reply in self._answer(found, asked, work):
            if isinstance(reply, Answer | Abstention):
                await self._remember(work, text, asked.question, reply)
            yield reply

    async def _understood(
        self, text: str, reading: Reading, asked: StandAlone, work: _Work
    ) -> tuple[Reading, StandAlone]:
        """What the model makes of the message; the local reading where it fails or has nothing to add."""
        if self._model is None or asked.elaborates:
            return reading, asked
        try:
            told, question = await understand(self._model, text, work.remembered, work.usage)
        except (ModelUnavailableError, ModelConfigurationError) as error:
            _note_failure(error, work)
            return reading, asked
        return told, StandAlone(question, continues=bool(work.remembered))

    async def _answer(self, found: Found, asked: StandAlone, work: _Work) -> AsyncIterator[Reply]:
        if self._model is not None and not work.failure and not asked.elaborates:
            draft = Draft(await gather(found, self._searcher))
            text: list[str] = []
            try:
                async for sentence in write(self._model, asked.question, draft, work.usage):
                    delta = sentence if not text else f" {sentence}"
                    text.append(delta)
                    yield TextDelta(delta)
            except (ModelUnavailableError, ModelConfigurationError) as error:
                _note_failure(error, work)
            work.facts |= {"repaired": draft.repaired, "dropped": draft.dropped}
            if finished := self._finish(draft, "".join(text), found, work):
                yield finished
                return
        shown = _shown(work.remembered, asked.question) if asked.elaborates else ()
        answer = extract(found, shown)
        if answer is None:
            work.outcome = "abstained"
            yield self._abstain(found, asked.question)
            return
        work.outcome = "extracted"
        yield TextDelta(answer.text)
        yield _with_degraded(answer, phrases.DEGRADED.format(reason=work.failure) if work.failure else "")

    def _finish(self, draft: Draft, text: str, found: Found, work: _Work) -> Answer | Abstention | None:
        """What the model's draft amounts to; None where it is worth nothing and the sources speak instead."""
        if text:
            work.outcome = "cut_off" if work.failure else "written"
            degraded = phrases.CUT_OFF.format(reason=work.failure) if work.failure else ""
            return _with_degraded(draft.answer(text), degraded)
        if draft.abstained:
            work.outcome = "abstained"
            return self._abstain(found, found.question)
        if not work.failure:
            work.failure = "nothing it wrote could be checked"
        return None

    def _abstain(self, found: Found, said: str, *, off_topic: bool = False) -> Abstention:
        """One sentence and the nearest passages; nothing is near to what is off topic."""
        if off_topic:
            return Abstention(phrases.OFF_TOPIC)
        nearest: dict[str, Passage] = {}
        for hit in found.hits:
            nearest.setdefault(hit.passage.section_id, hit.passage)
        best = max((hit.similarity for hit in found.hits), default=0.0)
        if found.gap is not None and found.gap.similarity >= best:
            text = found.gap.passage.text
        else:
            text = "The sources don't say."
        if not found.vector or _looks_english(said, self._index):
            return Abstention(text, tuple(nearest.values())[:NEAREST_SHOWN])
        hint = phrases.ENGLISH_ONLY if self._model is None else ""
        return Abstention(f"The sources don't say.{hint}", tuple(nearest.values())[:NEAREST_SHOWN])

    async def _remember(self, work: _Work, text: str, question: str, reply: Answer | Abstention) -> None:
        passages = [citation.passage for citation in reply.citations] if isinstance(reply, Answer) else reply.nearest
        answered = isinstance(reply, Answer)
        turn = RememberedTurn(text, question, reply.text, tuple(passage.id for passage in passages), answered)
        await self._conversations.remember(work.turn.place, turn)


def _is_no_question(reading: Reading, asked: StandAlone, likely: float) -> bool:
    """Whether the message asks for no answer and a short reply is fitting."""
    if asked.continues or reading.intent not in phrases.SHORT_REPLIES:
        return False
    return reading.probabilities[reading.intent.value] >= CLEARLY and likely < SURELY_ANSWERABLE


def _is_off_topic(reading: Reading, found: Found) -> bool:
    best = max((hit.similarity for hit in found.hits), default=0.0)
    return bool(found.vector) and (best < FAR or (reading.intent is Intent.OFF_TOPIC and best < NEAR))


def _note_failure(error: Exception, work: _Work) -> None:
    work.failure = str(error)
    level = log.error if isinstance(error, ModelConfigurationError) else log.warning
    level("model failed", turn=work.turn.id, kind=type(error).__name__, reason=str(error))


def _with_degraded(answer: Answer, degraded: str) -> Answer:
    return Answer(answer.text, answer.citations, answer.author, answer.caveats, degraded)


def _earlier_question(remembered: Sequence[RememberedTurn]) -> str | None:
    return remembered[-1].question if remembered else None


def _shown(remembered: Sequence[RememberedTurn], question: str) -> list[str]:
    """The passages that answers to this question have shown so far."""
    return [passage for turn in remembered if turn.answered and turn.question == question for passage in turn.passages]


def _looks_english(text: str, index: Index) -> bool:
    every = text.lower().split()
    known = sum(
        word.strip(".,;:!?()\"'") in STOP_WORDS or any(part in index.lexical.vocabulary for part in words(word))
        for word in every
    )
    return known >= ENGLISH_WORDS * len(every)
