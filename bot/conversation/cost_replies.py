"""Replies about money: what a model costs by the lists that hold, and what a use would cost each way.

How a message asks for it is told by `bot.reading`; the sums are `bot.costs`. What nobody says is taken from the case, then by default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.citations import Citations
from bot.conversation.case_costs import costs_of
from bot.costs.answer import answer_on
from bot.costs.curve import curve
from bot.costs.entered import entered
from bot.costs.from_prices import defaults
from bot.costs.short_sum import compared, in_short, lists_behind, next_asked
from bot.errors import CostInputError, UnknownPriceError
from bot.reading.cost_asked import (
    asks_for_a_sum,
    asks_the_same_with,
    asks_to_break_even,
    asks_what_it_would_cost,
    asks_what_sources_say,
    number_replied,
    numbers_said,
)
from bot.reading.kinds import MessageKind
from bot.reading.price_asked import price_asked
from bot.replies import Notice
from bot.turn import RememberedTurn
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from bot.conversation.case import Case
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Memory
    from bot.conversation.understanding import Understanding
    from bot.costs.curve import Curve
    from bot.costs.entered import Entered
    from bot.reading.price_asked import PriceAsked
    from bot.replies import Reply
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: "And hosting?", "and in East US 2?" after a price.
_MOST_WORDS_OF_MORE = 6
_COMMAND = frozenset({"cost", "costs", "cost:", "costs:"})
#: What a sum is made of; where none of them is known, the calls are asked for.
_THAT_MAKE_A_SUM = frozenset({"calls_a_day", "bill"})


class CostReplies:
    """Replies to what people ask about money."""

    def __init__(self, book: PriceBook, interview: Interview, memory: Memory) -> None:
        """Look prices up here, remind of what is open with this, and remember what was told there."""
        self._book = book
        self._interview = interview
        self._memory = memory

    def price(self, understood: Understanding, work: Work) -> PriceAsked | None:
        """The price that a message asks for, or asks on about after one; None where it asks for none, or answers what is open."""
        if asked := price_asked(work.text, self._book):
            return asked
        if understood.answers:
            return None
        last = work.remembered[-1] if work.remembered else None
        said = plain_words(work.text)
        if last is None or not self._is_about_prices(last) or not 0 < len(said) <= _MOST_WORDS_OF_MORE:
            return None
        more = price_asked(f"{last.question} {work.text}", self._book)
        named = tuple(one.name for one in model_mentions(work.text, self._book.models))
        return replace(more, models=named) if more and named else more

    def _is_about_prices(self, turn: RememberedTurn) -> bool:
        """Whether what was said rests on price lists alone, or on nothing."""
        lists = {passage.id for passage in self._book.passages.values()}
        return lists.issuperset(turn.passages)

    async def _remember(self, work: Work, question: str, told: Notice) -> None:
        ids = tuple(one.passage.id for one in told.citations)
        await self._memory.remember(work.turn, RememberedTurn(work.text, question, told.text, ids, answered=True))

    async def tell_price(self, asked: PriceAsked, case: Case, work: Work) -> AsyncIterator[Reply]:
        """The figure with where it holds, its day and source, and its neighbours; then what is open."""
        told = answer_on(asked, self._book)
        await self._remember(work, price_question(asked), Notice(told.text, told.citations))
        async for reply in self._interview.aside(Notice(told.text, told.citations), case):
            yield reply

    def sum_asked(self, understood: Understanding, case: Case, work: Work) -> dict[str, str] | None:
        """The numbers of a use whose cost a message asks for, the case's with its own; None where it asks for none.

        A reply to the number that was asked for last counts while nothing else is open, and so does "and at 50k a day?" after a
        sum. What asks for a sum asks for one even where it reads like an answer to the open question.
        """
        models, text = self._book.models, work.text
        if understood.command is not None:
            return None
        if asks_for_a_sum(text):
            return _joined(costs_of(case, models), numbers_said(text, models))
        if understood.answers:
            return None
        known = costs_of(case, models)
        said = number_replied(text, case.cost_asked, models) if case.cost_asked and case.pending is None else {}
        if not said and case.costs and asks_the_same_with(text):
            said = numbers_said(text, models)
        if said:
            return _joined(known, said)
        asks = self._is_about_its_cost(understood, case, work, known)
        return _joined(known, numbers_said(text, models)) if asks else None

    @staticmethod
    def _is_about_its_cost(understood: Understanding, case: Case, work: Work, known: Mapping[str, str]) -> bool:
        """Whether a message without calls asks what the case costs, of which something is known or was talked about."""
        if asks_what_sources_say(work.text):
            return False
        if case.costs and asks_to_break_even(work.text):
            return True
        if case.begun and asks_what_it_would_cost(work.text):
            return True
        is_known = bool(known.keys() & _THAT_MAKE_A_SUM)
        return understood.kind is MessageKind.ABOUT_COST and (is_known or case.begun or bool(work.remembered))

    def commanded(self, text: str) -> dict[str, str] | None:
        """The numbers after the word "cost", as in `/verdict cost 20k a day with gpt-4.1`; None where it is no such command."""
        first, _, rest = text.strip().partition(" ")
        said = numbers_said(rest, self._book.models) if first.lower() in _COMMAND else {}
        return said if said.keys() & _THAT_MAKE_A_SUM else None

    def entered(self, texts: Mapping[str, str]) -> Entered:
        """The numbers that stand in the fields of a form, or what is wrong with them."""
        return entered(texts, self._book)

    def curve(self, sums: Iterable[tuple[str, str]]) -> Curve:
        """The curve of a sum that was told.

        Raises:
            UnknownPriceError: The prices have changed, and the model has none any more.
            CostInputError: The same, and the numbers can't be together any more.
        """
        return curve(compared(dict(sums), self._book))

    async def tell_sum(
        self, said: Mapping[str, str], case: Case, work: Work, *, once: bool = False
    ) -> AsyncIterator[Reply]:
        """What each way costs, in short, with the one number to say next; an open question of the interview comes instead, with what was taken."""
        told, asked, question = self._told(said)
        if case.question() is not None or once:
            asked = question = ""
        if not once:
            await self._interview.keep(work.turn, case, replace(case, costs=dict(said), cost_asked=asked))
            await self._remember(work, work.text, told)
        async for reply in self._interview.aside(replace(told, text=f"{told.text} {question}".rstrip()), case):
            yield reply

    def _told(self, said: Mapping[str, str]) -> tuple[Notice, str, str]:
        """The sum with the lists that it is made with, the number to ask for next and its question; or what is in the way of one."""
        try:
            made = compared(said, self._book)
            cited = Citations()
            text = cited.cite(in_short(made, said), lists_behind(made, self._book))
        except UnknownPriceError as error:
            return Notice(str(error)), "model", phrases.WHICH_MODEL
        except CostInputError:
            return Notice(phrases.BILL_TOO_LOW), "input_tokens", phrases.HOW_LONG_A_PROMPT
        sums = {"calls_a_day": str(defaults()["calls_a_day"])} | dict(said)
        return Notice(text, tuple(cited), tuple(sums.items())), *next_asked(made, said)


def _joined(known: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """What is known with what is said now; a bill and the tokens of a prompt say the same, so the later one counts."""
    rival = {"bill": "input_tokens", "input_tokens": "bill"}
    replaced = {rival[name] for name in said if name in rival}
    return {name: value for name, value in known.items() if name not in replaced} | dict(said)


def price_question(asked: PriceAsked) -> str:
    """A price that is asked for, in words that can be asked on about."""
    kinds = " and ".join(kind.value.replace("_", " ") for kind in asked.kinds[:1])
    where = f" in {asked.region}" if asked.region else ""
    return f"What does {kinds} cost for {asked.models[0]}{where}?"
