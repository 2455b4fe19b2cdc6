"""Answers one question from the sources, or abstains.

With a model's words where there is one, with the sources' own sentences where there is none or it fails.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.about_bot import SAME_QUESTION, is_of_the_bot, of_the_bot
from bot.answers.answerable import THRESHOLD, answerability, of_named_provider, own_hit
from bot.answers.extract import extract, short
from bot.answers.marks import parse
from bot.answers.more import more_of
from bot.answers.opening import is_opening
from bot.answers.relevance import PASSAGES, Ranking, as_asked, known_first, measures, ranking
from bot.answers.same_section import from_the_same_section
from bot.answers.write import Draft, gather, write
from bot.citations import mark
from bot.errors import ModelConfigurationError, ModelUnavailableError
from bot.reading.asked.question_form import questions_in
from bot.reading.follow_up import answers_aspect
from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH
from bot.replies import Abstention, Answer, Author, Citation, Notice, Progress, TextDelta
from knowledge.abbreviations import written_out
from knowledge.lexical import STOP_WORDS, words
from knowledge.passages import sentences
from knowledge.pointers import SAME_QUESTION_ASKED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.answers.extract import Short
    from bot.chat_model import ChatModel
    from bot.reading.follow_up import StandAlone
    from bot.reading.read_message import MessageReading
    from bot.replies import Reply
    from bot.turn import RememberedTurn
    from bot.turn_log import Work
    from knowledge.document_sets import Scope
    from knowledge.passages import Passage
    from knowledge.search import Found, Hit, Searcher

#: With a model the sources are asked before it abstains, unless an answer is as good as excluded.
MODEL_THRESHOLD = 0.05
#: A model that finds nothing where the sources almost surely answer is not believed: their own sentences are shown.
SURELY_ANSWERED = 0.9
NEAREST_SHOWN = 2
#: Rankings that are kept for the rest of their turn.
RANKINGS_KEPT = 16
#: A known gap answers if its cosine similarity is above the best passage's by more than this, unless an answer is likelier than not: of 375
#: pairs of questions that differ in whether they are answered, that holds for 3 with an answer and 1 without.
GAP_NEARER, EVEN = 0.02, 0.5
#: A gap so near to a question is about it.
GAP_NEAR = 0.7
#: Words of every subject here, by their stems.
_OF_ANY_SUBJECT = frozenset(
    words("model models custom fine-tuning tuned training train Azure Microsoft own example data use best")
)
#: Cosine similarities: what is below the first is about something else; below the second if it reads like it, too.
FAR, NEAR = 0.35, 0.6
#: Below this share of known words a message is probably not English.
ENGLISH_WORDS = 0.5
#: Fewer words tell nothing of a language.
FEWEST_WORDS = 3


def is_known(found: Found) -> bool:
    """Whether somebody asks in nearly the words in which a passage is known to be asked for."""
    return max((hit.similarity for hit in found.hits), default=0.0) >= SAME_QUESTION


def is_known_gap(found: Found) -> bool:
    """Whether somebody asks in nearly the words in which others ask for what is known to be missing."""
    return found.gap is not None and found.gap.similarity >= SAME_QUESTION


class Answering:
    """Answers questions over what may be read where they are asked, with or without a model."""

    def __init__(self, searcher: Searcher, model: ChatModel | None) -> None:
        """Put the parts together."""
        self._searcher = searcher
        self._model = model
        self._rankings: dict[tuple[object, ...], Ranking] = {}

    async def likelihood(self, found: Found) -> float:
        """The probability, from 0 to 1, that the sources hold an answer; none where a known gap is nearer than any passage and an answer is unlikely."""
        if found.is_pointed:
            return SURELY_ANSWERED
        found = on_the_subject(found)
        if is_of_the_bot(found):
            return SURELY_ANSWERED
        return await asyncio.to_thread(self._likelihood, found)

    async def as_pointed(self, found: Found) -> Found:
        """What an operator has pointed to for this question, unless it is but near to theirs and the sources answer it anyway; else what was found."""
        if found.pointed is None:
            return found
        if found.pointed.similarity < SAME_QUESTION_ASKED and await self.likelihood(found) >= EVEN:
            return found
        return replace(found, hits=found.pointed.hits, gap=None, is_pointed=True)

    async def find(self, asked: StandAlone, said: str, scope: Scope) -> Found:
        """What is found for a question, or what an operator has pointed to for it: for all of it, for one of its parts, or for what was `said`.

        A model puts questions into words of its own, which a pointer need not be near to.
        """
        found = await self._found(asked.question, scope)
        if asked.elaborates or not self._searcher.has_pointers:
            return found
        parts = [] if asked.continues or asked.is_one else [part.alone for part in questions_in(asked.question)]
        every = [await self._found(part, scope) for part in parts] if len(parts) > 1 else []
        if any(one.is_pointed for one in every):
            return replace(found, hits=_together(every), gap=None, is_pointed=True)
        if found.is_pointed or said == asked.question:
            return found
        own = await self._found(said, scope)
        # What goes on from an earlier question may be near to anything.
        is_meant = own.pointed and (not asked.continues or own.pointed.similarity >= SAME_QUESTION_ASKED)
        return replace(found, hits=own.hits, gap=None, is_pointed=True) if own.is_pointed and is_meant else found

    async def _found(self, question: str, scope: Scope) -> Found:
        return await self.as_pointed(await self._searcher.search(written_out(question), scope=scope))

    def _likelihood(self, found: Found) -> float:
        best = max((hit.similarity for hit in found.hits), default=0.0)
        # A model that is asked anyway sees by itself where there is none.
        evidence = () if self._model else self._ranking(found).evidence
        likely = answerability(found, self._searcher.lexical(found.scope), evidence)
        if found.gap is not None and found.gap.similarity > best + GAP_NEARER and likely < EVEN:
            return 0.0
        return max(likely, SURELY_ANSWERED) if is_known(found) else likely

    def can_answer(self, asked: StandAlone, work: Work) -> bool:
        """Whether an answer is worth trying."""
        if asked.elaborates and work.remembered and work.remembered[-1].passages:
            return True
        return work.answerable >= (THRESHOLD if self._model is None else MODEL_THRESHOLD)

    async def answer(
        self, found: Found, asked: StandAlone, reading: MessageReading, work: Work
    ) -> AsyncIterator[Reply]:
        """An `Answer`, its text streamed before it, or an `Abstention`."""
        work.outcome = ""
        found = found if found.is_pointed else of_the_bot(found)
        if not self.can_answer(asked, work) and not await self._answers_a_part(found, asked):
            if self._model is None and (near := await from_the_same_section(asked, work, self._searcher, found.scope)):
                work.outcome = "extracted"
                yield TextDelta(near.text)
                yield near
                return
            work.outcome = "abstained"
            yield self._abstain(found, work.text, off_topic=_is_off_topic(reading, found))
            return
        yield Progress("Looking through the sources")
        # In another language the second call is for the translation of what the sources say.
        if self._model is not None and work.language == ENGLISH and not work.failure and not asked.elaborates:
            async for reply in self._written(self._model, found, asked, work):
                yield reply
            if work.outcome:
                return
        for reply in await self._extracted(found, asked, work):
            yield reply

    async def rests_on(self, last: RememberedTurn, scope: Scope, *, is_sure: bool) -> Answer | None:
        """The passages an answer was made of, each by its first sentence; with how far that `is_sure`, where asked."""
        passages = await self._searcher.passages(last.passages, scope=scope) if last.answered else []
        cited = tuple(Citation(number, one, sentences(one.text)[0]) for number, one in enumerate(passages, 1))
        said = phrases.SURE_OF_AN_ANSWER if is_sure else phrases.SOURCES_OF_AN_ANSWER
        lines = [f"- {one.passage.title}: {mark(one.quote, (one.number,))}" for one in cited]
        return Answer("\n".join([said, *lines]), cited, Author.SOURCES) if cited else None

    async def _written(self, model: ChatModel, found: Found, asked: StandAlone, work: Work) -> AsyncIterator[Reply]:
        """The model's checked sentences, then what they amount to; sets no outcome where they are worth nothing."""
        draft = Draft(await gather(found, self._searcher))
        text = ""
        try:
            async with aclosing(write(model, asked.question, draft, work.usage)) as written:
                async for sentence in written:
                    delta = f" {sentence}" if text else sentence
                    text += delta
                    yield TextDelta(delta)
        except (ModelUnavailableError, ModelConfigurationError) as error:
            work.note_failure(error)
        work.facts |= {"repaired": draft.repaired, "dropped": draft.dropped}
        if text:
            work.outcome = "cut_off" if work.failure else "written"
            degraded = phrases.CUT_OFF.format(reason=work.failure) if work.failure else ""
            yield replace(draft.answer(text), degraded=degraded)
        elif draft.abstained and work.answerable < SURELY_ANSWERED:
            work.outcome = "abstained"
            yield self._abstain(found, work.text)
        elif draft.abstained:
            work.failure = "it found no answer in the passages"
        elif not work.failure:
            work.failure = "nothing it wrote could be checked"

    async def _extracted(self, found: Found, asked: StandAlone, work: Work) -> Sequence[Reply]:
        """The sources' own sentences: on each question of the message, or that there are none on it."""
        if asked.elaborates and work.remembered:
            return await self._elaborated(found, work)
        every = await self._searched(found, asked)
        silent = {said: one for said, one in every if len(every) > 1 and await self.likelihood(one) < THRESHOLD}
        answerable = [one for said, one in every if said not in silent]
        if not answerable:
            answerable, silent = [found], {}
        shorts = [one for one in await asyncio.to_thread(self._shorts, answerable, work.remembered) if one]
        if not shorts:
            work.outcome = "abstained"
            return [self._abstain(found, work.text)]
        answer = extract(shorts)
        is_again = _is_said_again(answer, work)
        is_elsewhere = is_again and not answers_aspect(work.text, answer.text)
        if asked.continues and (is_elsewhere or (not is_again and asked.question.startswith(work.text))):
            # What goes on from an answer mostly asks for what stands beside it.
            first = shorts[0].told[0]
            other = None if is_again else (first.passage, first.text)
            if near := await from_the_same_section(asked, work, self._searcher, found.scope, other):
                work.outcome = "extracted"
                return [TextDelta(near.text), near]
        if asked.continues and is_elsewhere:
            # What gets the same once more asks for something that is not there.
            work.outcome = "abstained"
            return [Abstention(phrases.nothing_on(work.text.strip()), tuple(one.passage for one in answer.citations))]
        work.outcome = "extracted"
        text = "\n\n".join([answer.text, *(_nothing_on(said, one) for said, one in silent.items())])
        degraded = phrases.DEGRADED.format(reason=work.failure) if work.failure else ""
        return [TextDelta(text), replace(answer, text=text, degraded=degraded)]

    async def _answers_a_part(self, found: Found, asked: StandAlone) -> bool:
        """Whether the sources answer one of several questions of a message that they do not answer as a whole."""
        if self._model is not None or asked.elaborates:
            return False
        every = await self._searched(found, asked)
        return len(every) > 1 and any([await self.likelihood(one) >= THRESHOLD for _, one in every])

    async def _searched(self, found: Found, asked: StandAlone) -> list[tuple[str, Found]]:
        """What each question of a message is called, and what was found for it."""
        # What goes on from an earlier question holds that one too, and is one with it.
        parts = () if asked.continues or asked.is_one else questions_in(asked.question)
        if len(parts) <= 1:
            return [(asked.question, found)]
        return [(part.said, await self._found(part.alone, found.scope)) for part in parts]

    async def _elaborated(self, found: Found, work: Work) -> Sequence[Reply]:
        """What the passages on an earlier question say besides what was said."""
        shorts = [one for one in await asyncio.to_thread(self._shorts, [found], work.remembered) if one]
        passages = [passage for one in shorts for passage in (*(told.passage for told in one.told), *one.more)]
        said = "\n".join(turn.reply for turn in work.remembered if turn.answered)
        more = more_of(list(dict.fromkeys(passages)), said)
        work.outcome = "extracted" if more else "nothing_more"
        return [TextDelta(more.text), more] if more else [Notice(phrases.NOTHING_MORE)]

    def _shorts(self, founds: Sequence[Found], remembered: Sequence[RememberedTurn]) -> list[Short | None]:
        """What is said of each question, away from the loop: sentences are embedded for it."""
        said = [parse(sentence).text for turn in remembered if turn.answered for sentence in sentences(turn.reply)]
        found: list[Short | None] = []
        told: set[str] = set()
        for one in map(on_the_subject, founds):
            own = own_hit(one)
            # What answers one question of a message is not said again for another.
            every = self._ranking(one).tellings
            every = as_asked(every) if is_of_the_bot(one) else known_first(every)
            ranked = [telling for telling in every if telling.text not in told]
            found.append(short(one.question, ranked, own.passage if own else None, said))
            told |= {telling.text for telling in found[-1].told} if found[-1] else set()
        return found

    def _ranking(self, found: Found) -> Ranking:
        """The sentences that were found, ranked: once for whether there is an answer, and for the answer. It blocks."""
        key = (found.question, found.scope, *(hit.passage.id for hit in found.hits[:PASSAGES]))
        if (known := self._rankings.get(key)) is None:
            known = ranking(found, self._searcher.lexical(found.scope), *measures(self._searcher, found))
            # Replaced and never changed: several threads may be here.
            self._rankings = {**dict(list(self._rankings.items())[1 - RANKINGS_KEPT :]), key: known}
        return known

    def _abstain(self, found: Found, said: str, *, off_topic: bool = False) -> Abstention:
        """One sentence and the nearest passages; nothing is near to what is off topic."""
        foreign = bool(found.vector) and not self.reads(said, found.scope)
        hint = phrases.ENGLISH_ONLY if foreign else ""
        if off_topic:
            return Abstention(phrases.OFF_TOPIC + hint)
        nearest: dict[str, Passage] = {}
        for hit in found.hits:
            nearest.setdefault(hit.passage.section_id, hit.passage)
        best = max((hit.similarity for hit in found.hits), default=0.0)
        text = phrases.SOURCES_SILENT
        if foreign:
            text += hint
        elif found.gap is not None and found.gap.similarity >= best and _is_of_the_subject(found, found.gap, best):
            # "No statement on …" alone would be read as an answer.
            text = f"{phrases.SOURCES_SILENT} {found.gap.passage.text}"
        return Abstention(text, tuple(nearest.values())[:NEAREST_SHOWN])

    def reads(self, text: str, scope: Scope) -> bool:
        """Whether a text is in a language that is read: any with a model, English without."""
        return self._model is not None or self.looks_english(text, scope)

    def looks_english(self, text: str, scope: Scope) -> bool:
        """Whether most words of a text are English ones or stand in the sources of a scope: only then is the local reading of use."""
        every = text.lower().split()
        vocabulary = self._searcher.lexical(scope).vocabulary
        known = sum(
            word.strip(".,;:!?()\"'") in STOP_WORDS
            or (word.isascii() and any(part in vocabulary for part in words(word)))
            for word in every
        )
        return len(every) < FEWEST_WORDS or known >= ENGLISH_WORDS * len(every)


def _is_of_the_subject(found: Found, gap: Hit, best: float) -> bool:
    """Whether a known gap is about what is asked, and not only the nearest of texts that are all far: by how near it is, or by a word of its own."""
    if gap.similarity >= GAP_NEAR or gap.similarity > best + 2 * GAP_NEARER:
        return True
    return bool((set(words(found.question)) & set(words(gap.passage.text))) - _OF_ANY_SUBJECT)


def _nothing_on(said: str, found: Found) -> str:
    """That one of several questions has no answer, with what is known to be missing where that is nearer than any passage."""
    best = max((hit.similarity for hit in found.hits), default=0.0)
    is_known_to_lack = found.gap is not None and found.gap.similarity >= best
    missing = found.gap.passage.text if found.gap is not None and is_known_to_lack else ""
    return f"{phrases.nothing_on(said)} {missing}".rstrip()


def _is_said_again(answer: Answer, work: Work) -> bool:
    """Whether an answer begins with the sentence that the last one began with."""
    last = next((turn for turn in reversed(work.remembered) if turn.answered), None)
    if last is None:
        return False
    now, before = (_first_told(text) for text in (answer.text, last.reply))
    return now == before


def _first_told(text: str) -> str:
    """The first sentence of an answer, after yes, no or "it depends"."""
    told = [parse(sentence).text for sentence in sentences(text)]
    return next((sentence for sentence in told if not is_opening(sentence)), "")


def on_the_subject(found: Found) -> Found:
    """What was found, without what is about another provider than the question names, or about the bot where the question is not, or the reverse."""
    return found if found.is_pointed else of_named_provider(of_the_bot(found))


def _together(every: Sequence[Found]) -> tuple[Hit, ...]:
    """The hits of the questions of one message: what was pointed to for one of them, then the best of each of the others, then the next."""
    pointed = [hit for one in every if one.is_pointed for hit in one.hits]
    others = zip_longest(*(one.hits for one in every if not one.is_pointed))
    hits: dict[str, Hit] = {}
    for hit in (*pointed, *(hit for best in others for hit in best if hit)):
        hits.setdefault(hit.passage.id, hit)
    return tuple(hits.values())


def _is_off_topic(reading: MessageReading, found: Found) -> bool:
    best = max((hit.similarity for hit in (*found.hits, *([found.gap] if found.gap else []))), default=0.0)
    return bool(found.vector) and (best < FAR or (reading.kind is MessageKind.OFF_TOPIC and best < NEAR))
