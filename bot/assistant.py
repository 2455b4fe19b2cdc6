"""The one entry point: a turn goes in, replies come out.

Decides what a turn is for (a question, a use case, the next step of a walk, small talk) and hands it on. Surfaces render
what comes out and know nothing of how it was made. Whatever fails on the way, the turn ends with something useful and
one log line without anybody's words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.answer_question import Answering
from bot.answers.stand_alone import needs_the_model, understand
from bot.conversation.compose import Cards
from bot.conversation.grounding import Grounding
from bot.conversation.interview import Walking
from bot.conversation.picked import chosen
from bot.conversation.understand import Listening
from bot.decision import Standing
from bot.errors import ModelConfigurationError, ModelUnavailableError
from bot.reading.about_verdict import About, about_in, asks_to_delete
from bot.reading.commands import Command, asks_for_a_walk, command_in
from bot.reading.follow_up import StandAlone, stand_alone
from bot.reading.intent import Intent, read_intent
from bot.reading.yes_no import is_unsure
from bot.replies import Abstention, Answer, Done, Notice, Progress
from bot.turn import RememberedTurn
from bot.turn_log import Work

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.chat_model import ChatModel
    from bot.conversation.case import Walk
    from bot.conversation.picked import Heard
    from bot.reading.intent import Reading
    from bot.replies import Reply, VerdictCard
    from bot.storage.cases import Decisions
    from bot.storage.conversations import Conversations
    from bot.turn import Turn
    from knowledge.index import Index
    from knowledge.search import Found, Searcher

#: Longer messages are refused: about four pages, far above a question with its context.
LONGEST_MESSAGE = 8_000
#: From this probability on a message counts as small talk, thanks or the like.
CLEARLY = 0.5
#: From this probability on a message counts as a use case that wants a verdict.
USE_CASE = 0.6
#: From this probability on it counts as one even if nothing in it could be read; the walk asks for it.
SURELY_A_CASE = 0.75
#: A message that reads like an attack and yet asks something the sources surely answer is answered.
SURELY_ANSWERABLE = 0.6
#: From this probability on it is an attack whatever the sources hold: it shares its words with passages on prompting.
SURELY_AN_ATTACK = 0.95
#: From this probability on thanks, greetings and calls for help are that, even if their words stand in the sources.
SURELY = 0.8
#: What somebody wants to hear something with.
_ASKING = (Intent.QUESTION, Intent.HELP, Intent.SMALL_TALK, Intent.THANKS)
#: What people say to each other, as far as can be told.
_CHATTER = (Intent.SMALL_TALK, Intent.OFF_TOPIC)
_GOES_ON = re.compile(r"^\W*(?:and|or|but|also|what|how|so)\b", re.IGNORECASE)


class Assistant:
    """Answers turns over one index and its stores, with or without a model."""

    def __init__(
        self,
        index: Index,
        searcher: Searcher,
        conversations: Conversations,
        decisions: Decisions,
        model: ChatModel | None = None,
    ) -> None:
        """Put the parts together; they are opened and closed by whoever made them."""
        self._searcher = searcher
        self._conversations = conversations
        self._decisions = decisions
        self._model = model
        self._answering = Answering(index, searcher, model)
        self._listening = Listening(index.embedder, model)
        self._cards = Cards(Grounding(searcher))
        self._walking = Walking(self._cards, decisions)

    async def reply(self, turn: Turn, *, once: bool = False) -> AsyncGenerator[Reply, None]:
        """The replies to a turn, the last of which is `Done`; no walk begins where the turn is asked `once`."""
        text = turn.plain_text
        work = Work(turn, text)
        if turn.choices or turn.decision_id:
            async for reply in self._take_choices(work):
                yield reply
        elif not text:
            work.outcome = "empty"
            yield Notice(phrases.EMPTY)
        elif len(text) > LONGEST_MESSAGE:
            work.outcome = "too_long"
            yield Notice(phrases.too_long(len(text), LONGEST_MESSAGE))
        else:
            work.remembered = await self._conversations.recall(turn.place)
            walk = await self._decisions.walk_in(turn.place)
            if asks_to_delete(text):
                work.outcome = "notice"
                yield Notice(phrases.how_to_delete(turn.place.surface))
            elif walk is not None:
                async for reply in self._walk_on(walk, work):
                    yield reply
            elif reply_at_once := await self._at_once(work):
                work.outcome = "notice"
                yield reply_at_once
            else:
                async for reply in self._converse(work, once=once):
                    yield reply
        work.log()
        yield Done()

    async def quick_verdict(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """The verdict card for a use case told in one message, with what it was read from and what to ask next."""
        text = turn.plain_text[:LONGEST_MESSAGE]
        work = Work(turn, text)
        if not text:
            work.outcome = "empty"
            yield Notice(phrases.EMPTY_CASE)
        else:
            heard = (*await self._listening.hear_case(text, work), *chosen(turn.choices))
            if await self._can_be_judged(text, heard):
                yield await self._walking.quick_verdict(turn, text, heard)
                work.outcome = "verdict"
            else:
                work.outcome = "notice"
                yield Notice(phrases.no_case(turn.place.surface))
        work.log()
        yield Done()

    async def resume(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """Go on in this place with the walk that the turn names, from what people said so far."""
        work = Work(turn, "")
        work.outcome = "walk"
        decision = await self._decisions.get(turn.place.team, turn.decision_id, open_too=True)
        if decision is None:
            yield Notice(phrases.NO_SUCH_DECISION)
        else:
            # Somebody else's case is gone on with as a case of one's own.
            walk = decision.walk if decision.user == turn.user else decision.walk.copied()
            async for reply in self._walking.resume(turn, walk):
                yield reply
        work.log()
        yield Done()

    async def card(self, team: str, decision_id: str) -> VerdictCard | None:
        """The verdict card of a decision as it stands, or None where it is gone."""
        decision = await self._decisions.get(team, decision_id)
        return await self._cards.verdict(decision.walk.assessment, decision.id) if decision else None

    async def _take_choices(self, work: Work) -> AsyncIterator[Reply]:
        """Take in what was picked, and what a form adds to it in words, for the walk it belongs to."""
        turn = work.turn
        work.outcome = "walk"
        walk = await self._decisions.walk_in(turn.place)
        if walk is None and (decision := await self._decisions.get(turn.place.team, turn.decision_id)):
            walk = decision.walk
        if walk is None:
            yield Notice(phrases.NO_SUCH_DECISION)
        elif turn.decision_id and walk.decision_id != turn.decision_id:
            yield Notice(phrases.ANOTHER_CASE)
        else:
            said = await self._listening.hear(work.text, None, work) if work.text else ()
            async for reply in self._walking.answer(turn, walk, (*said, *chosen(turn.choices))):
                yield reply

    async def _can_be_judged(self, text: str, heard: Heard) -> bool:
        """Whether there is a case to judge: something is stated, or the message at least reads like one."""
        if _states(heard):
            return True
        found = await self._searcher.search(text)
        return read_intent(text, found.vector).probability(Intent.USE_CASE) >= CLEARLY

    async def _at_once(self, work: Work) -> Notice | Answer | None:
        """The reply to what is about the conversation itself, outside a walk; None for everything else."""
        if command_in(work.text) is Command.STOP:
            return Notice(phrases.NOTHING_TO_STOP)
        about = about_in(work.text)
        if about is not None and not work.remembered:
            return Notice(phrases.ABOUT_WHAT)
        if about not in {About.CERTAINTY, About.SOURCES}:
            return None
        return await self._answering.rests_on(work.remembered[-1], is_sure=about is About.CERTAINTY)

    async def _converse(self, work: Work, *, once: bool) -> AsyncIterator[Reply]:
        """Reply to a message outside a walk."""
        found = await self._searcher.search(work.text)
        reading = read_intent(work.text, found.vector)
        earlier = work.remembered[-1].question if work.remembered else None
        asked = stand_alone(work.text, reading, earlier)
        english = self._answering.looks_english(work.text)
        if self._model is not None and (not english or needs_the_model(reading, work.remembered)):
            yield Progress("Reading your message")
            reading, asked = await self._understood(reading, asked, work)
        if asked.question != work.text:
            found = await self._searcher.search(asked.question)
        self._note(work, reading, found)
        wanted = asks_for_a_walk(work.text) and not once
        may_begin = wanted or (not once and not asked.continues and reading.intent is Intent.USE_CASE)
        # Reading takes longer than all else that is done for a question.
        heard = self._listening.hear_locally(work.text, None) if may_begin else ()
        begins = wanted or (may_begin and _is_case(reading, heard))
        if not begins and _is_among_people(work, reading):
            work.outcome = "silent"
            return
        if not wanted and _is_no_question(reading, asked, work):
            work.outcome = "notice"
            yield Notice(phrases.short_reply(reading.intent, work.turn.place.surface, ongoing=bool(work.remembered)))
            return
        if not begins or (not wanted and self._answering.can_answer(asked, work)):
            async for reply in self._answer(found, asked, reading, work):
                yield reply
        if begins:
            heard = await self._listening.hear(work.text, None, work, heard)
            async for reply in self._walking.begin(work.turn, work.text, heard):
                yield reply
            work.outcome = "walk"

    async def _walk_on(self, walk: Walk, work: Work) -> AsyncIterator[Reply]:
        """Reply to a message in a thread that is on a walk."""
        work.outcome = "walk"
        replies = self._walking.at_once(work.turn, work.text, walk)
        if replies is None:
            notice = await self._walking.why_not(work.text, walk)
            replies = self._walking.remark(notice, walk) if notice else self._walk_on_words(walk, work)
        async for reply in replies:
            yield reply

    async def _walk_on_words(self, walk: Walk, work: Work) -> AsyncIterator[Reply]:
        """Reply to words in a walk: an answer, a remark, or something else that is asked aside."""
        found = await self._searcher.search(work.text)
        reading = read_intent(work.text, found.vector)
        attack = reading.probability(Intent.INJECTION) >= SURELY
        heard = () if attack else self._listening.hear_locally(work.text, walk.pending)
        self._note(work, reading, found)
        aside = attack or self._walking.is_side_question(work.text, walk, reading, heard)
        if not heard and _is_among_people(work, reading):
            work.outcome = "silent"
        elif reading.probability(Intent.THANKS) >= SURELY:
            async for reply in self._walking.remark(Notice(phrases.THANKS_IN_A_WALK), walk):
                yield reply
        elif walk.pending is None and is_unsure(work.text):
            yield Notice(phrases.ONGOING)
        elif walk.pending is None and not (heard or aside or _asks(work.text, reading)):
            yield Notice(phrases.NOTHING_READ)
        elif aside or (walk.pending is None and not heard):
            async for reply in self._aside(found, reading, walk, work):
                yield reply
        else:
            heard = await self._listening.hear(work.text, walk.question(), work, heard)
            async for reply in self._walking.answer(work.turn, walk, heard):
                yield reply

    async def _aside(self, found: Found, reading: Reading, walk: Walk, work: Work) -> AsyncIterator[Reply]:
        """Answer what is asked aside, then repeat the open question."""
        asked = stand_alone(work.text, reading, work.remembered[-1].question if work.remembered else None)
        if asked.question != work.text:
            found = await self._searcher.search(asked.question)
            self._note(work, reading, found)
        if _is_no_question(reading, asked, work):
            yield Notice(phrases.short_reply(reading.intent, work.turn.place.surface, ongoing=True))
        else:
            async for reply in self._answer(found, asked, reading, work):
                yield reply
        if question := await self._walking.open_question(walk):
            yield question

    async def _understood(self, reading: Reading, asked: StandAlone, work: Work) -> tuple[Reading, StandAlone]:
        """What the model makes of the message; the local reading where it fails or has nothing to add."""
        if self._model is None or asked.elaborates:
            return reading, asked
        try:
            told, question = await understand(self._model, work.text, work.remembered, work.usage)
        except (ModelUnavailableError, ModelConfigurationError) as error:
            work.note_failure(error)
            return reading, asked
        return told, StandAlone(question, continues=bool(work.remembered))

    def _note(self, work: Work, reading: Reading, found: Found) -> None:
        work.answerable = self._answering.likelihood(found)
        work.facts |= {
            "intent": reading.intent.value,
            "answerable": round(work.answerable, 2),
            "hits": len(found.hits),
        }

    async def _answer(self, found: Found, asked: StandAlone, reading: Reading, work: Work) -> AsyncIterator[Reply]:
        """Answer from the sources, and remember it for follow-ups."""
        async for reply in self._answering.answer(found, asked, reading, work):
            if isinstance(reply, Answer | Abstention):
                passages = [one.passage for one in reply.citations] if isinstance(reply, Answer) else reply.nearest
                ids = tuple(passage.id for passage in passages)
                turn = RememberedTurn(work.text, asked.question, reply.text, ids, isinstance(reply, Answer))
                await self._conversations.remember(work.turn, turn)
            yield reply


def _is_among_people(work: Work, reading: Reading) -> bool:
    """Whether a message that nobody addressed to the assistant is none of its business; a question may always be."""
    asks = "?" in work.text or work.answerable >= SURELY_ANSWERABLE
    return not work.turn.addressed and not asks and reading.probability(*_CHATTER) >= CLEARLY


def _asks(text: str, reading: Reading) -> bool:
    """Whether a message without a question mark asks something all the same."""
    return reading.probability(*_ASKING) >= CLEARLY or (
        reading.intent is Intent.FOLLOW_UP and bool(_GOES_ON.match(text))
    )


def _states(heard: Heard) -> bool:
    return any(finding.stated.standing is Standing.STATED and not finding.assumed for finding in heard)


def _is_case(reading: Reading, heard: Heard) -> bool:
    """Whether a message describes a use case: it reads like one and states something, or clearly reads like one."""
    if reading.intent is not Intent.USE_CASE:
        return False
    return reading.probability(Intent.USE_CASE) >= (USE_CASE if _states(heard) else SURELY_A_CASE)


def _is_no_question(reading: Reading, asked: StandAlone, work: Work) -> bool:
    """Whether the message asks for no answer and a short reply is fitting."""
    if asked.continues or reading.intent not in phrases.SHORT_REPLIES:
        return False
    likely = reading.probabilities[reading.intent.value]
    if likely >= (SURELY_AN_ATTACK if reading.intent is Intent.INJECTION else SURELY):
        return True
    return likely >= CLEARLY and work.answerable < SURELY_ANSWERABLE
