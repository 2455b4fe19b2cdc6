"""Replies about money: what a model costs by the lists that hold. How a message asks for it is told by `bot.reading`; the sums are `bot.costs`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.costs.answer import answer_on
from bot.reading.models_named import models_named, plain_words
from bot.reading.price_asked import price_asked
from bot.replies import Notice
from bot.turn import RememberedTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.case import Case
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Memory
    from bot.reading.price_asked import PriceAsked
    from bot.replies import Reply
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: "And hosting?", "and in East US 2?" after a price.
_MOST_WORDS_OF_MORE = 6


class CostReplies:
    """Replies to what people ask about money."""

    def __init__(self, book: PriceBook, interview: Interview, memory: Memory) -> None:
        """Look prices up here, remind of what is open with this, and remember what was told there."""
        self._book = book
        self._interview = interview
        self._memory = memory

    def price(self, work: Work) -> PriceAsked | None:
        """The price that a message asks for, or asks on about after one; None where it asks for none."""
        if asked := price_asked(work.text, self._book):
            return asked
        last = work.remembered[-1] if work.remembered else None
        said = plain_words(work.text)
        if last is None or last.passages or not 0 < len(said) <= _MOST_WORDS_OF_MORE:
            return None
        more = price_asked(f"{last.question} {work.text}", self._book)
        named = tuple(model for model, _, _ in models_named(said, self._book.models))
        return replace(more, models=named) if more and named else more

    async def tell_price(self, asked: PriceAsked, case: Case, work: Work) -> AsyncIterator[Reply]:
        """The figure with where it holds, its day and source, and its neighbours; then what is open."""
        told = answer_on(asked, self._book)
        question = price_question(asked)
        await self._memory.remember(work.turn, RememberedTurn(work.text, question, told, (), answered=True))
        async for reply in self._interview.remark(Notice(told), case):
            yield reply


def price_question(asked: PriceAsked) -> str:
    """A price that is asked for, in words that can be asked on about."""
    kinds = " and ".join(kind.value.replace("_", " ") for kind in asked.kinds[:1])
    where = f" in {asked.region}" if asked.region else ""
    return f"What does {kinds} cost for {asked.models[0]}{where}?"
