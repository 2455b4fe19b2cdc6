"""Replies about money: what a model costs by the lists that hold, and what a use would cost each way.

How a message asks for it is told by `bot.reading`; the sums are `bot.costs`. What nobody says is taken from the case, then by default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.case_costs import costs_of
from bot.costs.answer import answer_on
from bot.costs.curve import curve
from bot.costs.entered import entered
from bot.costs.short_sum import compared, in_short, next_asked
from bot.decision import Criterion
from bot.errors import CostInputError, UnknownPriceError
from bot.reading.cost_asked import asks_for_a_sum, asks_the_same_with, asks_to_break_even, number_replied, numbers_said
from bot.reading.kinds import MessageKind
from bot.reading.models_in_words import models_in_words, plain_words
from bot.reading.price_asked import price_asked
from bot.replies import Notice
from bot.turn import RememberedTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from bot.conversation.case import Case
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Memory
    from bot.conversation.understand import Understanding
    from bot.costs.curve import Curve
    from bot.costs.entered import Entered
    from bot.reading.price_asked import PriceAsked
    from bot.replies import Reply
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: "And hosting?", "and in East US 2?" after a price.
_MOST_WORDS_OF_MORE = 6
_COMMAND = frozenset({"cost", "costs", "cost:", "costs:"})
#: The criteria whose open question a bare number answers.
_NUMBERED = frozenset({Criterion.EXAMPLES, Criterion.VOLUME})


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
        named = tuple(model for model, _, _ in models_in_words(said, self._book.models))
        return replace(more, models=named) if more and named else more

    async def tell_price(self, asked: PriceAsked, case: Case, work: Work) -> AsyncIterator[Reply]:
        """The figure with where it holds, its day and source, and its neighbours; then what is open."""
        told = answer_on(asked, self._book)
        question = price_question(asked)
        await self._memory.remember(work.turn, RememberedTurn(work.text, question, told, (), answered=True))
        async for reply in self._interview.remark(Notice(told), case):
            yield reply

    def sum_asked(self, understood: Understanding, case: Case, work: Work) -> dict[str, str] | None:
        """The numbers of a use whose cost a message asks for, the case's with its own; None where it asks for none.

        A reply to the number that was asked for last counts, and so does "and at 50k a day?" after a sum.
        """
        if understood.command is not None or understood.answers:
            return None
        models = self._book.models
        if asks_for_a_sum(work.text):
            return _joined(costs_of(case, models), numbers_said(work.text, models))
        if (
            case.cost_asked
            and case.pending not in _NUMBERED
            and (said := number_replied(work.text, case.cost_asked, models))
        ):
            return _joined(costs_of(case, models), said)
        if case.costs and asks_the_same_with(work.text) and (said := numbers_said(work.text, models)):
            return _joined(costs_of(case, models), said)
        known = costs_of(case, models)
        about = understood.kind is MessageKind.ABOUT_COST or (bool(case.costs) and asks_to_break_even(work.text))
        return known if about and known.keys() & {"calls_a_day", "bill"} else None

    def commanded(self, text: str) -> dict[str, str] | None:
        """The numbers after the word "cost", as in `/verdict cost 20k a day with gpt-4.1`; None where it is no such command."""
        first, _, rest = text.strip().partition(" ")
        said = numbers_said(rest, self._book.models) if first.lower() in _COMMAND else {}
        return said if said.keys() & {"calls_a_day", "bill"} else None

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
        """What each way costs, in short, with the one number to say next; an open question of the interview comes instead."""
        sums: tuple[tuple[str, str], ...] = ()
        try:
            made = compared(said, self._book)
            sums = tuple(said.items())
            text, (asked, question) = in_short(made, said), next_asked(made)
        except UnknownPriceError as error:
            text, asked, question = str(error), "model", phrases.WHICH_MODEL
        except CostInputError:
            text, asked, question = phrases.BILL_TOO_LOW, "input_tokens", phrases.HOW_LONG_A_PROMPT
        if case.question() is not None or once:
            asked = question = ""
        if not once:
            await self._interview.keep(work.turn, case, replace(case, costs=dict(said), cost_asked=asked))
        async for reply in self._interview.remark(Notice(f"{text} {question}".rstrip(), sums=sums), case):
            yield reply


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
