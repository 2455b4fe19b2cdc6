"""An answer worded by a language model, checked sentence by sentence while it streams.

The model sees whole sections with every sentence numbered: the closed list of what may be cited. It leads with a short
answer of its own and picks at most two further sentences. What it words itself reaches the reader only if it follows from
the sentence it cites; else that sentence itself is shown in its place, once. No other passage is looked for.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.check.addresses import may_be_said
from bot.answers.check.follows import StoredSentence, follows, follows_from
from bot.answers.check.plain import plain, same_text
from bot.answers.lead import may_lead, split_lead
from bot.answers.marks import Sentences
from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request
from bot.citations import Citations
from bot.replies import Answer, Author
from knowledge.lexical import overlap, words
from knowledge.passages import Status, sentences

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.answers.marks import MarkedSentence
    from bot.chat_model import ChatModel, Usage
    from knowledge.passages import Passage
    from knowledge.search import Found, Searcher

#: What the model says when the passages don't answer; asked for in `prompts/answer.md`.
NOT_IN_SOURCES = "NOT IN SOURCES"
#: Sections shown, and characters of passages in all: about 4,000 tokens at 3.5 characters each, so that with the
#: rules and the question a prompt stays under 6,000 tokens.
SECTIONS = 6
LONGEST_PASSAGES = 14_000
LONGEST_SECTION = 3_000
#: Passages that a press for more brings besides those that are cited.
FURTHER = 2
#: A sentence that repeats this share of one already said is dropped.
REPEATED = 0.9
#: What is shown at most, in sentences and words, and how many sentences of a model are looked at (grounding.md, "Bounds").
MOST_SHOWN = 3
MOST_WORDS = 160
MOST_SENTENCES = 12
#: A model is read to this many bytes; after the first of them nothing usable for so many seconds ends it, too.
MOST_BYTES = 16_384
FIRST_BYTES = 1_024
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class _Stored:
    """One sentence of the passages that a model may cite."""

    passage: Passage
    text: str

    @property
    def evidence(self) -> StoredSentence:
        """As the check takes it."""
        return StoredSentence(self.text, self.passage.header, self.passage.date, self.passage.status is Status.CURRENT)


@dataclass(slots=True)
class Draft:
    """An answer in the making: what was kept, and how many sentences were replaced by what they cite, or dropped.

    `repaired` counts sentences in whose place the cited one is shown.
    """

    passages: Sequence[Passage]
    question: str = ""
    cited: Citations = field(default_factory=Citations)
    kept: list[str] = field(default_factory=list)
    repaired: int = 0
    dropped: int = 0
    abstained: bool = False
    _seen: int = 0
    _opening: str = ""
    _used: set[str] = field(default_factory=set)

    @property
    def is_done(self) -> bool:
        """Whether nothing that may follow would be shown."""
        return self.abstained or len(self.kept) >= MOST_SHOWN or self._seen >= MOST_SENTENCES

    def check(self, sentence: MarkedSentence) -> str | None:
        """The sentence as the reader may see it, or None if it must not be said."""
        if self.is_done:
            return None
        self._seen += 1
        if NOT_IN_SOURCES in sentence.text.upper():
            self.abstained = True
            return None
        opening, said = split_lead(plain(sentence.text).strip())
        if opening and not said and not sentence.marks:
            self._opening = opening
            return None
        opening, self._opening = opening or self._opening, ""
        shown = self._shown(said, sentence.places)
        if shown is None:
            self.dropped += 1
            return None
        return self._keep(*shown, opening)

    def _shown(self, said: str, places: Sequence[tuple[int, int]]) -> tuple[str, list[_Stored]] | None:
        """What is shown for some words, and the stored sentences it rests on; None if nothing may be."""
        named = [one for place in places for one in self._stored(place)]
        exact = [one for place in places if place[1] for one in self._stored(place)]
        if not said:
            return (exact[0].text, exact[:1]) if exact else None
        if (copied := self._copied(said)) is not None:
            return copied.text, [copied]
        if not may_be_said(said, " ".join(one.text for one in named)):
            return None
        if support := _support(said, named, exact):
            return said, support
        if not exact:
            return None
        self.repaired += 1
        return exact[0].text, exact[:1]

    def _stored(self, place: tuple[int, int]) -> list[_Stored]:
        """The sentence at a place, or all of a passage where only that is named; nothing where there is none."""
        number, row = place
        if not 1 <= number <= len(self.passages):
            return []
        passage = self.passages[number - 1]
        own = cut(passage.text)
        if row > len(own):
            return []
        return [_Stored(passage, text) for text in (own[row - 1 : row] if row else own)]

    def _copied(self, said: str) -> _Stored | None:
        """The stored sentence that a model has copied, whatever mark it gave it."""
        return next(
            (_Stored(one, text) for one in self.passages for text in cut(one.text) if same_text(text, said)), None
        )

    def _keep(self, text: str, support: Sequence[_Stored], opening: str) -> str | None:
        """Add to what is shown, with its lead if that follows; None if it was said, or there is no room."""
        was_said = any(overlap(words(text), words(one)) >= REPEATED for one in self.kept)
        is_used = any(text == one.text and text in self._used for one in support)
        room = MOST_WORDS - sum(len(one.split()) for one in self.kept)
        if was_said or is_used or (self.kept and len(text.split()) > room):
            return None
        self._used.update(one.text for one in support)
        if opening and may_lead(opening, self.question, [one.evidence for one in support]):
            text = f"{opening}. {_capital(text)}"
        else:
            text = _capital(text)
        self.kept.append(text)
        quotes = {one.passage.id: one.text for one in reversed(support)}
        return self.cited.cite(text, list({one.passage.id: one.passage for one in support}.values()), quotes)

    def answer(self, text: str) -> Answer:
        """The finished answer."""
        citations = tuple(self.cited)
        further = [*(one.passage for one in citations), *self.passages[:FURTHER]]
        more = tuple(dict.fromkeys(one.id for one in further))
        return Answer(text, citations, Author.MODEL, caveats(citations, text), more=more)


def _support(said: str, named: Sequence[_Stored], exact: Sequence[_Stored]) -> list[_Stored]:
    """The stored sentences that a claim follows from: one of those named, or two of one section that are named exactly."""
    single = next((one for one in named if follows(said, one.evidence)), None)
    if single is not None:
        return [single]
    two = exact[:2]
    is_pair = len(two) > 1 and two[0].passage.section_id == two[1].passage.section_id
    return list(two) if is_pair and follows_from(said, [one.evidence for one in two]) else []


def _capital(text: str) -> str:
    """A sentence with a capital; a name such as gpt-4o keeps its small letter."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return f"{text[:1].upper()}{text[1:]}" if first.isalpha() and first.islower() else text


@lru_cache(maxsize=512)
def cut(text: str) -> tuple[str, ...]:
    """The sentences of a passage, as they are numbered for the model."""
    return tuple(sentences(text))


async def gather(found: Found, searcher: Searcher) -> list[Passage]:
    """The passages a model is shown: whole sections, nearest first, within the budget."""
    chosen: dict[str, Passage] = {}
    spent = 0
    sections = [[hit.passage for hit in hits] for hits in found.sections(SECTIONS)]
    wholes = await searcher.whole_sections([matched[0] for matched in sections], scope=found.scope)
    for matched, whole in zip(sections, wholes, strict=True):
        fits = sum(len(passage.text) for passage in whole) <= LONGEST_SECTION
        for passage in whole if fits else matched:
            if passage.id not in chosen and spent + len(passage.indexed_text) <= LONGEST_PASSAGES:
                chosen[passage.id] = passage
                spent += len(passage.indexed_text)
    return list(chosen.values())


async def write(model: ChatModel, question: str, draft: Draft, usage: Usage) -> AsyncGenerator[str, None]:
    """The answer's checked sentences as the model writes them; whoever closes this early hangs up on it.

    Raises:
        ModelUnavailableError, ModelConfigurationError: As `ChatModel.stream`; what was yielded before stays valid.
    """
    draft.question = question
    prompt = load_prompt("answer").fill(
        date=datetime.now(UTC).date().isoformat(),
        passages="\n".join(_numbered(number, passage) for number, passage in enumerate(draft.passages, 1)),
        question=question,
    )
    waiting = Sentences()
    taken, useful = 0, monotonic()
    # Whoever leaves early hangs up on the model at once, not when the garbage is collected.
    async with aclosing(model.stream(Request((ChatMessage("user", prompt),), usage))) as pieces:
        async for piece in pieces:
            taken += len(piece.encode(errors="surrogatepass"))
            for sentence in waiting.feed(piece):
                # Some milliseconds a sentence: other people's messages are not kept waiting.
                if checked := await asyncio.to_thread(draft.check, sentence):
                    useful = monotonic()
                    yield checked
            is_idle = taken > FIRST_BYTES and monotonic() - useful > PATIENCE
            if draft.is_done or taken > MOST_BYTES or is_idle:
                return
    for sentence in waiting.rest():
        if checked := await asyncio.to_thread(draft.check, sentence):
            yield checked


def _numbered(number: int, passage: Passage) -> str:
    """A passage as the model sees it: its header, date and age, then a line a sentence."""
    notes = [passage.date or "undated"]
    if passage.status is not Status.CURRENT:
        notes.append("superseded" if passage.status is Status.SUPERSEDED else "speaks of a retired model")
    lines = [f"{number}.{row} {text}" for row, text in enumerate(cut(passage.text), 1)]
    return "\n".join([f"[{number}] {passage.header} ({', '.join(notes)})", *lines])
