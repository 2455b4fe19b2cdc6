"""An answer worded by a language model, checked sentence by sentence while it streams.

The model sees whole sections, numbered passage by passage: the closed list of what may be cited. A sentence reaches
the reader only with a mark that resolves to a passage which supports it. A missing or wrong mark is repaired once, by
looking for the passage that does support the sentence; where there is none, the sentence is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.answers.marks import Sentences
from bot.answers.prompts import load_prompt
from bot.answers.support import supports
from bot.chat_model import ChatMessage, Request
from bot.replies import Answer, Author
from knowledge.lexical import overlap, words
from knowledge.passages import Status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

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
#: A sentence that repeats this share of one already said is dropped.
REPEATED = 0.9


@dataclass(slots=True)
class Draft:
    """An answer in the making: what was kept, and how many sentences were repaired or dropped."""

    passages: Sequence[Passage]
    cited: Citations = field(default_factory=Citations)
    kept: list[str] = field(default_factory=list)
    repaired: int = 0
    dropped: int = 0
    abstained: bool = False

    def check(self, sentence: MarkedSentence) -> str | None:
        """The sentence as the reader may see it, or None if it must not be said."""
        if NOT_IN_SOURCES in sentence.text.upper():
            self.abstained = True
            return None
        if any(overlap(words(sentence.text), words(one)) >= REPEATED for one in self.kept):
            return None
        named = [self.passages[number - 1] for number in sentence.marks if 1 <= number <= len(self.passages)]
        support = [passage for passage in named if supports(sentence.text, [passage])]
        if not support and len(named) > 1 and supports(sentence.text, named):
            support = named
        if not support:
            support = self._find(sentence.text)
            self.repaired += bool(support)
        if not support:
            self.dropped += 1
            return None
        self.kept.append(sentence.text)
        return self.cited.cite(sentence.text, support)

    def _find(self, sentence: str) -> list[Passage]:
        """The passage that supports a sentence best, if any does."""
        said = words(sentence)
        able = [passage for passage in self.passages if supports(sentence, [passage])]
        return [max(able, key=lambda passage: overlap(said, words(passage.indexed_text)))] if able else []

    def answer(self, text: str) -> Answer:
        """The finished answer."""
        citations = tuple(self.cited)
        return Answer(text, citations, Author.MODEL, caveats(citations, text))


async def gather(found: Found, searcher: Searcher) -> list[Passage]:
    """The passages a model is shown: whole sections, nearest first, within the budget."""
    chosen: dict[str, Passage] = {}
    spent = 0
    sections = [[hit.passage for hit in hits] for hits in found.sections(SECTIONS)]
    wholes = await searcher.whole_sections([matched[0] for matched in sections])
    for matched, whole in zip(sections, wholes, strict=True):
        fits = sum(len(passage.text) for passage in whole) <= LONGEST_SECTION
        for passage in whole if fits else matched:
            if passage.id not in chosen and spent + len(passage.indexed_text) <= LONGEST_PASSAGES:
                chosen[passage.id] = passage
                spent += len(passage.indexed_text)
    return list(chosen.values())


async def write(model: ChatModel, question: str, draft: Draft, usage: Usage) -> AsyncIterator[str]:
    """The answer's checked sentences as the model writes them.

    Raises:
        ModelUnavailableError, ModelConfigurationError: As `ChatModel.stream`; what was yielded before stays valid.
    """
    prompt = load_prompt("answer").fill(
        date=datetime.now(UTC).date().isoformat(),
        passages="\n".join(_shown(number, passage) for number, passage in enumerate(draft.passages, 1)),
        question=question,
    )
    waiting = Sentences()
    async for piece in model.stream(Request((ChatMessage("user", prompt),), usage)):
        for sentence in waiting.feed(piece):
            if checked := draft.check(sentence):
                yield checked
        if draft.abstained:
            return
    for sentence in waiting.rest():
        if checked := draft.check(sentence):
            yield checked


def _shown(number: int, passage: Passage) -> str:
    notes = [passage.date or "undated"]
    if passage.status is not Status.CURRENT:
        notes.append("superseded" if passage.status is Status.SUPERSEDED else "speaks of a retired model")
    return f"[{number}] {passage.header} ({', '.join(notes)})\n{passage.text}"
