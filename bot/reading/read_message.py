"""Reads one message without a language model: what it is for, which facts it holds, whether it answers the open question.

One function for every surface, so that the same words give the same facts everywhere. It only looks; what is done with it is decided in
`bot.conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.decision import Criterion
from bot.reading.direct_answer import answer_in
from bot.reading.encoder import reading_encoder
from bot.reading.facts_in import facts_in
from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH, language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.decision import Fact
    from bot.reading.encoder import Encoded


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
        return MessageReading(plain.kinds, language=language, encoded=plain)
    if asked is None:
        return MessageReading(plain.kinds, facts_in(plain), encoded=plain)
    reply = encoder.encode(text, asked) or plain
    facts = _either(facts_in(plain), facts_in(reply))
    return MessageReading(reply.kinds, facts, answer_in(reply, asked), encoded=plain)


def _either(plain: Iterable[Fact], reply: Iterable[Fact]) -> tuple[Fact, ...]:
    """What a text says read by itself, and what it says besides read as a reply; what is stated goes before what is likely."""
    found = {fact.criterion: fact for fact in plain}
    for fact in reply:
        known = found.get(fact.criterion)
        if known is None or (fact.is_stated and not known.is_stated):
            found[fact.criterion] = fact
    return tuple(found[criterion] for criterion in Criterion if criterion in found)
