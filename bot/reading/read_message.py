"""Reads one message without a language model: what it is for, which facts it holds, whether it answers the open question.

One function for every surface, so that the same words give the same facts everywhere. It only looks; what is done with it is decided in
`bot.conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact
from bot.reading.direct_answer import answer_in
from bot.reading.encoder import reading_encoder
from bot.reading.evidence import affirmed, as_written, names
from bot.reading.facts_in import LONGEST_WORDS, facts_in, with_another_number
from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH, language_of
from bot.reading.sayings import answer_named, is_no, may_ask
from bot.reading.second_look import looked_at_again, only_tells, says_no_to_another
from bot.reading.told.correction_clauses import begins_with_no, figure_of
from bot.reading.told.how_often import bare_rate, rate_answers, tells_of_change
from bot.reading.told.taken_back import recounted, rest_after, turned, with_what_it_counts
from bot.reading.told.techniques import NOTHING, only_retrieval_denied, says_only_no

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.reading.encoder import Encoded

#: Characters that are read anew after a word that takes back what was said.
LONGEST_CORRECTION = 500
#: Words of a "no" that says nothing else.
BARE_NO = 2


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What a message says, as far as it could be read.

    Attributes:
        kinds: How likely it is each kind of message; they add up to one.
        facts: What it states and makes likely about the writer's case, read as a message of its own.
        answer: What it answers to the open question.
        language: The code of the language it is in; a text in another language than English is not read.
    """

    kinds: Mapping[MessageKind, float] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    answer: Fact | None = None
    language: str = ENGLISH
    encoded: Encoded | None = field(default=None, repr=False)

    @property
    def kind(self) -> MessageKind:
        """The likeliest kind; a text without words is chat."""
        return max(self.kinds, key=lambda kind: self.kinds[kind], default=MessageKind.CHAT)

    def probability(self, *kinds: MessageKind) -> float:
        """How likely it is one of these kinds."""
        return sum(self.kinds.get(kind, 0.0) for kind in kinds)


def read_message(text: str, asked: Criterion | None = None) -> MessageReading:
    """Read a message, in the light of the open question if one is. Takes a few milliseconds, and at most 150 for 4,000 characters."""
    language = language_of(text)
    encoder = reading_encoder()
    plain = encoder.encode(text)
    if plain is None:
        return MessageReading(language=language)
    if language != ENGLISH:
        return MessageReading(_kinds(plain), language=language, encoded=plain)
    corrections = _corrections(text, asked)
    # "Nothing yet" belongs to what was asked, and says of nothing else that it was not tried.
    is_bare = asked is not Criterion.TRIED and answer_named(text, Criterion.TRIED) == NOTHING
    if asked is None:
        facts = _but_tried(looked_at_again(facts_in(plain), plain), is_bare=is_bare)
        return MessageReading(_kinds(plain), _with(corrections, facts, text), encoded=plain)
    reply = encoder.encode(text, asked) or plain
    answer = answer_in(reply, asked)
    if answer and answer.certainty is Certainty.UNSURE and asked is not Criterion.TRIED and only_retrieval_denied(text):
        # "Not tested retrieval yet" is no "not sure".
        answer = None
    answers = looked_at_again([answer], reply, asked) if answer else ()
    facts = _but_tried(looked_at_again(_either(facts_in(plain), facts_in(reply)), plain), is_bare=is_bare)
    answers = tuple(one for one in _borne_out(answers, facts) if not _is_complaint(one, facts, text))
    answers, facts = (_with(corrections, found, text) for found in (answers, facts))
    if asked is Criterion.PLATFORM and answers and (permission := _permission(text, facts)):
        facts = (*facts, permission)
    if any(fact.criterion is not Criterion.TRIED for fact in facts):
        # A "no," before a remark about something else does not say that nothing was tried.
        answers, facts = (tuple(fact for fact in found if not says_only_no(fact)) for found in (answers, facts))
    if not is_no(text) and says_no_to_another(text):
        answers, facts = (tuple(fact for fact in found if not is_no(fact.words)) for found in (answers, facts))
    if any(fact.is_stated and not begins_with_no(fact.words) for fact in facts):
        # "No way, 450 are plenty" objects, and guesses at nothing.
        answers, facts = (
            tuple(one for one in found if one.is_stated or not _is_bare_objection(one)) for found in (answers, facts)
        )
    answer = next((fact for fact in answers if fact.criterion is asked), None)
    if bare_rate(text) is not None and asked is not Criterion.DEADLINE:
        # "Only in April and October" is no deadline, and says of nothing but what was asked how often it comes.
        facts = _but_of_time(facts, asked)
    answer = rate_answers(asked, text) or answer
    return MessageReading(_kinds(reply), facts, answer, encoded=plain)


#: What a trained reader takes a time or a rate for.
_OF_TIME = frozenset({Criterion.DEADLINE, Criterion.VOLATILITY, Criterion.TASK_STABILITY})


def _but_of_time(facts: tuple[Fact, ...], asked: Criterion) -> tuple[Fact, ...]:
    """The facts of a message that says only how often, without what its words are taken for besides what was asked."""
    is_asked = asked in _OF_TIME | {Criterion.VOLUME}
    return tuple(
        one for one in facts if one.criterion not in _OF_TIME - ({asked} if is_asked else {Criterion.VOLATILITY})
    )


def _but_tried(facts: tuple[Fact, ...], *, is_bare: bool) -> tuple[Fact, ...]:
    """The facts of a message without what a bare "nothing" seems to say of what was tried."""
    return tuple(fact for fact in facts if fact.criterion is not Criterion.TRIED) if is_bare else facts


def _is_bare_objection(fact: Fact) -> bool:
    """Whether the words of a fact are a "no" and next to nothing else: "no way"."""
    return begins_with_no(fact.words) and len(fact.words.split()) <= BARE_NO and fact.certainty is Certainty.LIKELY


def _borne_out(answers: tuple[Fact, ...], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Answers to the open question, stated where the message read by itself states the same."""
    stated = {(fact.criterion, fact.values): fact for fact in facts if fact.is_stated}
    return tuple(stated.get((answer.criterion, answer.values), answer) for answer in answers)


def _is_complaint(answer: Fact, facts: Iterable[Fact], text: str) -> bool:
    """Whether a guess at what stands still was made of words that say what fails, and nothing of change: "sibling headings get confused"."""
    if answer.criterion is not Criterion.TASK_STABILITY or not answer.is_likely or tells_of_change(text):
        return False
    return any(fact.criterion is Criterion.FAILURE and fact.is_stated and answer.words in fact.words for fact in facts)


def _permission(text: str, facts: Iterable[Fact]) -> Fact | None:
    """That a model may be trained where a reply names a platform and says so besides: "azure. and yes IT says its allowed"."""
    if any(fact.criterion is Criterion.TUNABLE_MODEL for fact in facts):
        return None
    words = affirmed(text, "permitted", "says")
    is_of_it = names(words, "permitted", "by") and not names(words, "permitted", "of_another")
    return Fact(Criterion.TUNABLE_MODEL, ("yes",), words=as_written(words, text)[:LONGEST_WORDS]) if is_of_it else None


def _corrections(text: str, asked: Criterion | None) -> tuple[Fact, ...]:
    """What a text says after it has taken something back; no more of it than a correction has, since the whole text is read besides."""
    rest = with_what_it_counts(text, rest_after(text)[:LONGEST_CORRECTION])
    encoded = reading_encoder().encode(rest) if rest else None
    if encoded is None:
        return ()
    reply = reading_encoder().encode(rest, asked) if asked else None
    answer = answer_in(reply, asked) if reply and asked else None
    found = looked_at_again([answer], reply, asked) if answer and reply else ()
    return _either(found, looked_at_again(facts_in(encoded), encoded))


def _with(corrections: Iterable[Fact], facts: tuple[Fact, ...], text: str) -> tuple[Fact, ...]:
    """Some facts with what the text itself corrects of them."""
    newer = {fact.criterion: fact for fact in corrections if fact.is_stated}
    if (around := turned(facts, rest_after(text))) is not None:
        newer[around.criterion] = around
    found = {fact.criterion: fact for fact in facts} | newer
    if counts := recounted(text):
        old, new = counts
        for criterion, fact in found.items():
            if fact.number == old.value:
                words = fact.words.replace(figure_of(text[old.start : old.end])[0], text[new.start : new.end], 1)
                put_right = with_another_number(fact, new, text)
                found[criterion] = replace(put_right, certainty=fact.certainty, words=words)
    return tuple(found[criterion] for criterion in Criterion if criterion in found)


def _kinds(encoded: Encoded) -> Mapping[MessageKind, float]:
    """How likely a text is each kind; what only tells of a use case tells or asks, and attacks nothing."""
    attack = encoded.kinds.get(MessageKind.INJECTION, 0.0)
    if not attack or not only_tells(encoded.text):
        return encoded.kinds
    meant = MessageKind.QUESTION if may_ask(encoded.text) else MessageKind.REMARK
    return encoded.kinds | {MessageKind.INJECTION: 0.0, meant: encoded.kinds.get(meant, 0.0) + attack}


def _either(plain: Iterable[Fact], reply: Iterable[Fact]) -> tuple[Fact, ...]:
    """What a text says read by itself, and what it says besides read as a reply; what is stated goes before what is likely."""
    found = {fact.criterion: fact for fact in plain}
    for fact in reply:
        known = found.get(fact.criterion)
        if known is None or (fact.is_stated and not known.is_stated):
            found[fact.criterion] = fact
    return tuple(found[criterion] for criterion in Criterion if criterion in found)
