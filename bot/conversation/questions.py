"""Questions in a conversation: answered from the sources and remembered, and what people ask about the last answer.

What a question is about is told by `understand.py`; how it is answered is `bot.answers`. Here is what lies between: which question a short
message stands for, whether something that reads like chat asks something all the same, and the short replies to what asks nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.about_bot import NEARER, account_alone, is_of_the_bot, of_the_bot
from bot.answers.answer_question import EVEN, is_known, is_known_gap
from bot.answers.answerable import THRESHOLD
from bot.answers.enough_examples import without_model
from bot.answers.marks import parse
from bot.conversation.grounding import Grounding
from bot.conversation.guarantee_answers import on_guarantee
from bot.conversation.legal_answers import on_law
from bot.conversation.region_answers import on_region, on_residency
from bot.conversation.training_answers import by_register
from bot.decision import Outcome
from bot.reading.asked.guarantee_asked import guarantee_asked
from bot.reading.asked.legal_asked import legal_asked
from bot.reading.asked.method_fits import method_fits_asked
from bot.reading.asked.question_form import asks_tersely, asks_yes_or_no, bare_question, points_back
from bot.reading.asked.region_asked import region_asked
from bot.reading.asked.residency_asked import residency_asked
from bot.reading.asked.score_expected import expects_a_score
from bot.reading.asked.side_questions import NEEDED, asks_if_needed, side_questions
from bot.reading.asked.verdict_asked import closing_question
from bot.reading.follow_up import StandAlone, asks_aspect_alone, stand_alone
from bot.reading.kinds import MessageKind
from bot.reading.pasted import holds_link, is_link, is_log
from bot.reading.sayings import asks, is_yes, kind_named
from bot.replies import Abstention, Answer, Notice, TextDelta
from bot.turn import RememberedTurn
from knowledge.lexical import words
from knowledge.passages import sentences
from knowledge.sources import ABOUT_ID, load_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Protocol

    from bot.answers.answer_question import Answering
    from bot.conversation.understanding import Understanding
    from bot.replies import Reply
    from bot.turn import Turn
    from bot.turn_log import Work
    from knowledge.search import Searcher

    class Memory(Protocol):
        """Where turns are remembered; the storage's conversations are one such place."""

        async def remember(self, turn: Turn, remembered: RememberedTurn) -> None:
            """Add what is to be remembered of a turn."""
            ...


#: A message that reads like an attack, or like something else, and yet asks what the sources surely answer is answered.
SURELY_ANSWERABLE = 0.6
#: From this likelihood on something is answered whatever it reads like.
BEYOND_DOUBT = 0.9
#: From this probability on it is an attack whatever the sources hold: it shares its words with passages on prompting.
SURELY_AN_ATTACK = 0.95
#: From this probability on thanks, greetings and the like are that, even if their words stand in the sources.
SURELY = 0.8
#: Fewer words than this ask nothing of their own.
FEWEST_WORDS = 2
#: A case is told in so many words at least before a question of a few whether to train: "… it switches to English. finetune?".
FEWEST_TOLD, FEW_ASKED = 4, 4
#: So many words of its own make a question that can be asked without the one before it.
OWN_WORDS = 3
#: What a question in a language that is not read looks like.
_MISTAKEN_FOR = frozenset({MessageKind.GREETING, MessageKind.HELP, MessageKind.THANKS})
_ASKS_FOR_SOURCES = frozenset({MessageKind.ABOUT_SOURCES, MessageKind.ABOUT_CERTAINTY, MessageKind.DISAGREE})
#: What reads like a question on reasons and is one on the bot where it is near to one that is known to be, and names nothing of the verdict.
_ASKS_FOR_REASONS = frozenset({MessageKind.ABOUT_REASONS, MessageKind.ABOUT_FLIPS, MessageKind.ABOUT_NEXT})
_OF_THE_VERDICT = frozenset(
    ["verdict", "decide", "decided", "decision", "recommend", "recommendation", "confidence", "percentage", "conclusion", "reason", "reasons", "answer", "advice", "sure"]
)  # fmt: skip


class Questions:
    """Answers questions of one conversation after another."""

    def __init__(self, answering: Answering, searcher: Searcher, memory: Memory) -> None:
        """Answer with this, look things up with this, and remember answers there."""
        self._answering = answering
        self._searcher = searcher
        self._grounding = Grounding(searcher)
        self._memory = memory

    async def answer(
        self, understood: Understanding, work: Work, asked: StandAlone | None = None, *, again: bool = False
    ) -> AsyncIterator[Reply]:
        """Answer a message, or the question `asked` in it, from the sources, and remember it for follow-ups; where `again`, also what was answered before."""
        of_law = asked.question if asked else work.text
        asked = _as_the_sources_say(asked or self.stand_alone(understood, work), work.text)
        scope = work.turn.scope
        if asked.continues and not asked.elaborates and await self._is_about_the_bot(work):
            asked = StandAlone(work.text)
        if asked.continues and not asked.elaborates and await self._goes_its_own_way(asked, work):
            asked = StandAlone(work.text)
        found = await self._answering.find(asked, work.text, scope)
        if asked.continues and asks_aspect_alone(work.text) and await self._was_about_the_bot(work):
            found = account_alone(found)
        work.answerable = await self._answering.likelihood(found)
        work.facts |= {"answerable": round(work.answerable, 2), "hits": len(found.hits)}
        if not (asked.elaborates or again) and any(
            turn.answered and turn.question == asked.question for turn in work.remembered
        ):
            work.outcome = "said_above"
            yield Notice(phrases.SAID_ABOVE)
            return
        if not asked.elaborates and (answer := await self._known_by_form(asked.question, of_law, work)):
            work.outcome = "register"
            await self._remember(answer, asked, work)
            if isinstance(answer, Answer):
                yield TextDelta(answer.text)
            yield answer
            return
        async for reply in self._answering.answer(found, asked, understood.reading, work):
            if isinstance(reply, Answer | Abstention):
                await self._remember(reply, asked, work)
            yield reply

    async def is_listed(self, question: str, work: Work) -> bool:
        """Whether a question is answered from a list, and not from what the sources say at large."""
        return await self._known_by_form(question, question, work.on(question)) is not None

    async def _known_by_form(self, question: str, said: str, work: Work) -> Answer | Abstention | None:
        """What is said of law to what was `said`, or what the register of models or the list of regions knows by name; None where a question asks for none of these."""
        if legal := legal_asked(said):
            return await on_law(legal, self._grounding)
        if guarantee_asked(said):
            return await on_guarantee(self._grounding)
        if told := await by_register(question, work.turn.at.date(), self._grounding):
            return told
        if stays := residency_asked(question):
            return await on_residency(stays, self._grounding)
        place = region_asked(question)
        return await on_region(place, self._grounding) if place else None

    @staticmethod
    def asked_first(understood: Understanding, text: str) -> tuple[str, ...]:
        """The questions in the telling of a case that are answered before the interview: one that was put into words, or one of law, or what many ask."""
        legal = legal_asked(text)
        found = understood.questions[:1] or ((legal.sentence,) if legal else side_questions(text))
        # Where a case is told its own verdict says it.
        return found or ((NEEDED,) if not understood.facts and asks_if_needed(text) else ())

    async def _goes_its_own_way(self, asked: StandAlone, work: Work) -> bool:
        """Whether a message that looks like a follow-up asks about something else.

        With the question before it, it finds what that one found, or what it finds by itself, which is another thing.
        """
        if not work.remembered:
            return False
        if await self._is_known_alone(work):
            return True
        if len(set(words(work.text))) < OWN_WORDS:
            return False
        scope = work.turn.scope
        before = await self._searcher.search(work.remembered[-1].question, scope=scope)
        joined = await self._searcher.search(asked.question, scope=scope)
        alone = await self._searcher.search(work.text, scope=scope)
        tops = [found.hits[0].passage.id if found.hits else "" for found in (before, joined, alone)]
        if tops[2] == tops[0]:
            return False
        enough = BEYOND_DOUBT if tops[0] == tops[1] else EVEN if tops[1] == tops[2] else None
        return enough is not None and await self._answering.likelihood(alone) >= enough

    async def _is_known_alone(self, work: Work) -> bool:
        """Whether a message asks, and of nothing said before, what others are known to ask: "and who sees our data?"."""
        if len(set(words(work.text))) < FEWEST_WORDS or points_back(work.text):
            return False
        found = await self._searcher.search(bare_question(work.text), scope=work.turn.scope)
        return is_known(found) or is_known_gap(found)

    async def _remember(self, reply: Answer | Abstention, asked: StandAlone, work: Work) -> None:
        passages = [one.passage for one in reply.citations] if isinstance(reply, Answer) else reply.nearest
        ids = tuple(passage.id for passage in passages)
        # A question that goes on from earlier ones holds their words, and so may what answers it.
        quotes = {one: None for turn in work.remembered if asked.continues for one in turn.quotes}
        turn = RememberedTurn(work.text, asked.question, reply.text, ids, isinstance(reply, Answer), tuple(quotes))
        await self._memory.remember(work.turn, turn)

    async def about_the_answer(self, kind: MessageKind, work: Work) -> Reply | None:
        """The reply to what somebody asks about the last answer; None where that is best taken as a question."""
        last = work.remembered[-1] if work.remembered else None
        if last is None:
            return None
        if await self.asks_about_the_bot(kind, work):
            return None
        if kind in _ASKS_FOR_SOURCES:
            return await self._answering.rests_on(last, work.turn.scope, is_sure=kind is not MessageKind.ABOUT_SOURCES)
        first = parse(sentences(last.reply)[0]).text if last.answered else ""
        said = {
            MessageKind.SHORTER: first,
            MessageKind.ABOUT_NEXT: phrases.in_a_sentence(first) if first else phrases.DESCRIBE,
            MessageKind.MEANING: phrases.WHICH_PART,
            MessageKind.ACCEPT: phrases.ONGOING,
        }.get(kind)
        return Notice(said) if said else None

    async def asks_about_the_bot(self, kind: MessageKind, work: Work) -> bool:
        """Whether what reads like doubt of an answer or a verdict asks about the bot: "who sees this?", "are you saving this?", "your favourite?"."""
        if kind not in _ASKS_FOR_SOURCES | _ASKS_FOR_REASONS or kind_named(work.text) is not None:
            return False
        found = await self._searcher.search(work.text, scope=work.turn.scope)
        if not is_of_the_bot(of_the_bot(found)):
            return False
        is_near = max(hit.similarity for hit in found.hits) >= NEARER and not set(words(work.text)) & _OF_THE_VERDICT
        return kind in _ASKS_FOR_SOURCES or is_near

    async def is_asked_all_the_same(self, understood: Understanding, work: Work) -> bool:
        """Whether something that reads like chat or an attack asks what the sources surely answer."""
        kind = understood.kind
        if kind not in phrases.SHORT_REPLIES or not understood.reading.kinds or not asks(work.text):
            return False
        likely = understood.reading.probability(kind)
        if kind is MessageKind.INJECTION and likely >= SURELY_AN_ATTACK:
            return False
        enough = BEYOND_DOUBT if likely >= SURELY else SURELY_ANSWERABLE
        return await self._is_answered(work, enough)

    async def is_a_question_of_its_own(self, work: Work) -> bool:
        """Whether something that reads like a remark on an answer asks what the sources surely answer, in words of its own."""
        if not asks(work.text):
            return False
        enough = BEYOND_DOUBT if len(set(words(work.text))) < FEWEST_WORDS else SURELY_ANSWERABLE
        return await self._is_answered(work, enough)

    async def is_answered(self, work: Work) -> bool:
        """Whether the sources answer a message likely enough to try, or are known to be silent on just that."""
        return await self._is_answered(work, THRESHOLD)

    async def is_no_case(self, understood: Understanding, work: Work) -> bool:
        """Whether what reads like a case is a question: nothing of a case is stated, or it is asked for yes or no, and the sources answer.

        Of 2,433 cases for training one looks so, of 3,530 questions 43.
        """
        if asks_if_needed(work.text):
            return False
        legal = legal_asked(work.text)
        if region_asked(work.text) or residency_asked(work.text) or (legal and legal.is_alone):
            return True
        if expects_a_score(work.text) or (asks_tersely(work.text) and await self._is_answered(work, THRESHOLD)):
            return True
        asks = not understood.states and work.text.rstrip().endswith("?") and not _asks_for_a_verdict(work.text)
        return (asks and await self.is_a_question_of_its_own(work)) or await self._is_answered_outright(work)

    async def _is_answered_outright(self, work: Work) -> bool:
        """Whether a message is one plain question for yes or no, in nearly the words of one that is known to be answered.

        "Should we" asks for a verdict. Of 3,500 messages for training that tell a case none looks so.
        """
        text = work.text.strip()
        if not asks_yes_or_no(text) or not text.endswith("?") or len(sentences(text)) > 1 or "should" in text.lower():
            return False
        found = await self._searcher.search(text, scope=work.turn.scope)
        return is_known(found) and not is_known_gap(found)

    async def is_known(self, work: Work) -> bool:
        """Whether a message asks in nearly the words in which others are known to ask, be it for what is missing."""
        found = await self._searcher.search(work.text, scope=work.turn.scope) if asks(work.text) else None
        return found is not None and (is_known(found) or is_known_gap(found))

    async def is_about_a_term(self, work: Work, question: str) -> bool:
        """Whether somebody asks what a word means that the open question does not even hold, and that the sources explain."""
        said = set(words(work.text))
        if not said or said & set(words(question)):
            return False
        return await self._is_answered(work, SURELY_ANSWERABLE)

    async def _is_answered(self, work: Work, enough: float) -> bool:
        """Whether the sources answer a message with this probability, or are known to be silent on just that."""
        found = await self._answering.as_pointed(await self._searcher.search(work.text, scope=work.turn.scope))
        return is_known_gap(found) or await self._answering.likelihood(found) >= enough

    async def _is_about_the_bot(self, work: Work) -> bool:
        """Whether a message is about the bot: then it goes on from nothing that was asked before."""
        return is_of_the_bot(of_the_bot(await self._searcher.search(work.text, scope=work.turn.scope)))

    async def _was_about_the_bot(self, work: Work) -> bool:
        """Whether the last answer was the bot's account of itself."""
        passages = await self._searcher.passages(work.remembered[-1].passages, scope=work.turn.scope)
        return bool(passages) and all(passage.source_id == ABOUT_ID for passage in passages)

    @staticmethod
    def goes_on(work: Work) -> bool:
        """Whether a bare yes asks to hear more of the last answer."""
        return bool(work.remembered) and is_yes(work.text)

    @staticmethod
    def stand_alone(understood: Understanding, work: Work) -> StandAlone:
        """The question that a message asks, standing alone."""
        if understood.questions:
            return StandAlone(" ".join(understood.questions), continues=bool(work.remembered))
        earlier = work.remembered[-1].question if work.remembered else None
        return stand_alone(work.text, understood.reading, earlier)

    def short_reply(self, kind: MessageKind, work: Work, *, ongoing: bool) -> Notice:
        """The fitting reply to a message that asks for no answer."""
        surface = work.turn.place.surface
        if kind is MessageKind.DELETE:
            return Notice(phrases.how_to_delete(surface))
        if kind is MessageKind.PASTE and (known := page_in(work.text)):
            return Notice(known)
        text = phrases.short_reply(kind, surface, ongoing=ongoing)
        if text == phrases.PASTED and not holds_link(work.text):
            text = phrases.NOTHING_ASKED
        is_prose = kind is MessageKind.OFF_TOPIC or (
            kind is MessageKind.PASTE and not is_link(work.text) and not is_log(work.text)
        )
        # What asks for something is no greeting, whatever language it is in.
        is_prose = is_prose or (kind in _MISTAKEN_FOR and asks(work.text))
        foreign = is_prose and not self._answering.reads(work.text, work.turn.scope)
        return Notice(text + phrases.ENGLISH_ONLY if foreign else text)


def page_in(text: str) -> str:
    """What is known of a page whose address is all that a message holds; empty where it is none of the sources'."""
    address = text.strip().strip("<>").rstrip("/")
    own = (source for source in load_sources() if source.address and source.address.rstrip("/") == address)
    source = next(own, None)
    return phrases.KNOWN_PAGE.format(title=source.title) if source else ""


def _asks_for_a_verdict(text: str) -> bool:
    """Whether a text of several sentences ends by asking whether to train, after it has told of a case: "… should we train the AI?", "… finetune?"."""
    told, ends, last = text.rstrip(" ?!.").rpartition(". ")
    closing = closing_question(f"so {last}?") if ends and len(last.split()) <= FEW_ASKED else None
    if closing is not None and closing.outcome == Outcome.FINE_TUNE:
        return len(told.split()) >= FEWEST_TOLD
    every = sentences(text)
    return len(every) > 1 and any(asked in every[-1].lower() for asked in ("should we ", "shall we ", "should i "))


def _as_the_sources_say(asked: StandAlone, text: str) -> StandAlone:
    """A question in words that the sources answer: what each method is for where it is asked whether one fits, and what holds of every model without its name."""
    if not asked.elaborates and (methods := method_fits_asked(text)):
        return StandAlone(phrases.when_to_use(methods))
    if not asked.continues and (bare := without_model(asked.question)):
        return StandAlone(bare)
    return asked
