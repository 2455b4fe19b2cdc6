"""Replies about money: what a model costs by the lists that hold, and what a use would cost each way.

How a message asks for it is told by `bot.reading`; the sums are `bot.costs`. What nobody says is taken from the case, then by default.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import phrases
from bot.citations import Citations
from bot.conversation.case_costs import costs_of, joined
from bot.conversation.chance_replies import on_chance
from bot.conversation.cost_talk import CostTalk, of_their_own
from bot.conversation.sum_asked import CALLS, THAT_MAKE_A_SUM, SumToTell, sum_asked
from bot.costs.answer import PriceTold, answer_on
from bot.costs.budget import budget_told, cheapest_to_train_told
from bot.costs.curve import curve
from bot.costs.entered import entered
from bot.costs.from_prices import defaults
from bot.costs.gain import gain_told
from bot.costs.list_sums import USUALLY_TUNED, billed_told, comparison_told, hosting_told
from bot.costs.one_job import JOB, job_in_short, job_made
from bot.costs.short_sum import compared, in_full, in_short, lists_behind, next_asked, on_a_budget, over_a_period
from bot.costs.words import dollars
from bot.decision import Criterion, Outcome, judge
from bot.errors import CostInputError, UnknownPriceError
from bot.reading.asked.budget_asked import budget_asked, cheapest_to_train_asked
from bot.reading.asked.gain_asked import gain_asked
from bot.reading.asked.hosting_asked import hosting_asked, hosting_asked_on
from bot.reading.asked.own_gpu_asked import is_hosted_only
from bot.reading.asked.price_asked import price_asked
from bot.reading.asked.prices_compared import prices_compared
from bot.reading.asked.training_cost_asked import asks_what_training_costs
from bot.reading.costs.cost_asked import (
    asks_for_a_sum_alone,
    asks_for_costs_too,
    asks_what_it_would_cost,
    asks_what_training_would_cost,
    may_ask_for_money,
)
from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.off_the_lists import own_model_against, quote_judged, untrained_on_lists
from bot.reading.costs.one_off import job_said
from bot.reading.costs.own_gpu_costs import asks_what_own_gpu_costs
from bot.reading.costs.sum_form import Subject, SumAsked, SumForm, sum_wanted
from bot.reading.costs.words_on_money import asks_in_a_currency
from bot.reading.kinds import MessageKind
from bot.replies import Notice
from bot.turn import RememberedTurn
from knowledge.model_names import model_mentions, plain_words
from knowledge.prices.rows import PriceKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from bot.conversation.case import Case
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Memory
    from bot.conversation.understanding import Understanding
    from bot.costs.curve import Curve
    from bot.costs.entered import Entered
    from bot.reading.asked.price_asked import PriceAsked
    from bot.replies import Reply
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: "And hosting?", "and in East US 2?" after a price.
_MOST_WORDS_OF_MORE = 6
#: What is priced to who names no way, by the verdict.
_RECOMMENDED = {Outcome.RAG: Subject.RETRIEVAL, Outcome.RAG_PLUS_FINE_TUNE: Subject.TUNED_OR_RETRIEVAL}
_COMMAND = frozenset({"cost", "costs", "cost:", "costs:"})


class CostReplies:
    """Replies to what people ask about money."""

    def __init__(self, book: PriceBook, interview: Interview, memory: Memory) -> None:
        """Look prices up here, remind of what is open with this, and remember what was told there."""
        self._book = book
        self._interview = interview
        self._memory = memory

    def on_prices(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply] | None:
        """What list prices alone answer: a price, what a training run costs, which of two prices is lower; None where a message asks for none."""
        if asked := self._price(understood, case, work):
            return self._tell_listed(answer_on(asked, self._book), price_question(asked), case, work)
        if asks_what_own_gpu_costs(work.text) or own_model_against(work.text, self._book.models):
            return self._on_own_gpu(case, work)
        if told := self._off_the_lists(case, work.text):
            return self._tell_listed(told, work.text, case, work)
        return self._on_lists(understood, case, work)

    def _on_lists(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply] | None:
        """What list prices tell to somebody who names no single price."""
        last = work.remembered[-1].question if work.remembered and not case.cost_told else ""
        answers = understood.answers and case.pending is not None
        talk = CostTalk(work.text, "" if answers else last, costs_of(case, self._book.models), self._book)
        tells = understood.kind is MessageKind.CASE and not case.begun and understood.states
        told = (
            (None if answers or tells else self._of_a_job(case, work.text))
            or self._of_a_budget(case, work.text)
            or (None if answers else _of_chance(case, work.text))
            or self._of_a_gain(case, work.text)
            or self._compared(work.text)
            or self._of_hosting(work.text)
        )
        if told:
            return self._tell_listed(told, work.text, case, work)
        if training := talk.training():
            return self._tell_listed(*training, case, work)
        if use := talk.use():
            return self.tell_sum(use, case, work)
        if self._was_on_money(case, work) and asks_in_a_currency(work.text, plain_words(work.text)):
            return self._interview.aside(Notice(phrases.DOLLARS_ONLY), case)
        return None

    def _off_the_lists(self, case: Case, text: str) -> PriceTold | None:
        """What is said of a price that no list has: of training another provider's model, or of a seller's quote; None for every other message."""
        if model := untrained_on_lists(text, self._book.trained_models):
            return PriceTold(phrases.no_training_price(model))
        quote = quote_judged(text)
        if not quote:
            return None
        known = costs_of(case, self._book.models)
        try:
            made = compared(known, self._book) if CALLS in known else None
        except (UnknownPriceError, CostInputError):
            made = None
        trained = next((one for one in made.costs if one.way.trains), None) if made else None
        if made is None or trained is None:
            return PriceTold(phrases.quote_of_a_seller(quote))
        cited = Citations()
        beside = cited.cite(
            phrases.beside_a_quote(quote, trained.rates.model, dollars(trained.first_year)),
            lists_behind(made, known, self._book),
        )
        return PriceTold(f"{beside} {phrases.rest_of_a_quote(quote)}", tuple(cited))

    def _on_own_gpu(self, case: Case, work: Work) -> AsyncIterator[Reply]:
        """What a GPU of one's own, which has no list price, is held against."""
        known = costs_of(case, self._book.models)
        said = numbers_said(work.text, self._book.models, known.get("model", ""))
        of_all = joined(known, said) | {"own_gpu": "yes"}
        if CALLS in of_all and is_hosted_only(of_all.get("model", "")):
            return self.tell_sum(SumToTell(of_all, sum_wanted(work.text, said), said), case, work)
        return self._interview.aside(Notice(phrases.OWN_GPU_UNPRICED), case)

    def _of_a_gain(self, case: Case, text: str) -> PriceTold | None:
        """What the gain between two scores is worth, as far as that can be told; None where a message weighs none."""
        asked = gain_asked(text)
        if asked is None:
            return None
        known = costs_of(case, self._book.models)
        said = {**known, **numbers_said(text, self._book.models, known.get("model", ""))}
        if asked.calls_a_day is None and CALLS in said:
            asked = replace(asked, calls_a_day=float(said[CALLS]))
        baseline = case.assessment.stated.fact(Criterion.BASELINE)
        cases = asked.cases or (baseline.number if baseline else None)
        needed = {
            "the number of test cases": bool(cases),
            "the calls a day": CALLS in said,
            "the model": "model" in said,
            "the tokens of a call": "input_tokens" in said,
        }
        model = next((said[name] for name in ("tuned", "model") if self._is_hosted(said.get(name, ""))), USUALLY_TUNED)
        return gain_told(
            asked, model, self._book, cases, tuple(name for name, is_known in needed.items() if not is_known)
        )

    def _is_hosted(self, model: str) -> bool:
        return bool(model) and self._book.find(model, PriceKind.HOSTING) is not None

    def _compared(self, text: str) -> PriceTold | None:
        """Which of two list prices is lower; None where a message asks for none."""
        two = prices_compared(text, self._book)
        return comparison_told(two, self._book) if two else None

    def _of_hosting(self, text: str) -> PriceTold | None:
        """What hosting costs, of the model that is most often tuned where none is named; None where a message asks no such thing."""
        asked = hosting_asked(text, self._book.models)
        return hosting_told(asked.model or USUALLY_TUNED, self._book, is_a_year=asked.is_a_year) if asked else None

    def _of_a_job(self, case: Case, text: str) -> PriceTold | None:
        """What a job costs that is done once, in the case or in the message; None where none is told, or no money is asked for."""
        known = costs_of(case, self._book.models)
        said = numbers_said(text, self._book.models, known.get("model", ""))
        job = job_said(text)
        trains = asks_what_training_would_cost(text)
        asks = trains or asks_what_it_would_cost(text) or asks_for_costs_too(text) or (job and may_ask_for_money(text))
        if not asks or said.keys() & THAT_MAKE_A_SUM or (job is None and JOB not in known):
            return None
        return self._job_told(joined(known, said) | ({JOB: f"{job:f}"} if job else {}), trains=trains)

    def _job_told(self, said: Mapping[str, str], *, trains: bool = False) -> PriceTold | None:
        try:
            made, of_job = job_made(said, self._book)
        except (UnknownPriceError, CostInputError):
            return None
        cited = Citations()
        text = cited.cite(job_in_short(made, of_job, trains=trains), lists_behind(made, of_job, self._book))
        return PriceTold(text, tuple(cited))

    def _of_a_budget(self, case: Case, text: str) -> PriceTold | None:
        """Whether the money that a message names is enough, or what is cheapest to train; None where it asks neither."""
        today = datetime.now(UTC).date()
        if cheapest_to_train_asked(text):
            return cheapest_to_train_told(self._book, today)
        asked = budget_asked(text, self._book.models, goes_on=case.begun or bool(case.cost_told))
        if asked is None:
            return None
        said = dict(costs_of(case, self._book.models))
        if asked.model:
            said["tuned"] = asked.model
        if "bill" in said and Decimal(said["bill"]) == asked.usd:
            # The same sum is no bill of today where its writer asks whether it is enough.
            del said["bill"]
        if CALLS in said and (told := self._within(asked.usd, said)):
            return told
        model = said.get("tuned", said.get("model", ""))
        told = budget_told(asked, model, self._book, today) if model else None
        return told or budget_told(asked, USUALLY_TUNED, self._book, today)

    def _within(self, budget: Decimal, said: Mapping[str, str]) -> PriceTold | None:
        """Whether a use stays within a budget once it is tuned; None where no sum can be made of it."""
        try:
            made, cited = compared(said, self._book), Citations()
        except (UnknownPriceError, CostInputError):
            return None
        text = on_a_budget(made, said, budget)
        return PriceTold(cited.cite(text, lists_behind(made, said, self._book)), tuple(cited)) if text else None

    def _was_on_money(self, case: Case, work: Work) -> bool:
        """Whether a sum or a price was told last."""
        last = work.remembered[-1] if work.remembered else None
        return (
            bool(case.cost_told)
            or (last is not None and asks_what_training_costs(last.question))
            or (last is not None and bool(last.passages) and self._is_about_prices(last))
        )

    def _price(self, understood: Understanding, case: Case, work: Work) -> PriceAsked | None:
        """The price that a message asks for, or asks on about after one; None where it asks for none, or answers what is open."""
        if asked := price_asked(work.text, self._book):
            return asked
        if understood.answers or case.cost_told:
            return None
        last = work.remembered[-1] if work.remembered else None
        said = plain_words(work.text)
        if last and hosting_asked_on(work.text) and (models := model_mentions(last.question, self._book.models)):
            return price_asked(f"What does hosting a tuned {models[0].name} cost?", self._book)
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

    async def _tell_listed(self, told: PriceTold, question: str, case: Case, work: Work) -> AsyncIterator[Reply]:
        """What a price list says, which is remembered as the answer to a question; then what is open."""
        notice = Notice(told.text, told.citations)
        await self._remember(work, question, notice)
        # "And hosting?" asks on about a price from now on, and not about a sum.
        await self._interview.keep(work.turn, case, replace(case, cost_told="") if case.cost_told else case)
        async for reply in self._interview.aside(notice, case):
            yield reply

    def sum_asked(self, understood: Understanding, case: Case, work: Work) -> SumToTell | None:
        """The sum that a message asks for, with the case's numbers and its own, of what its verdict recommends where no way is named; None where it asks for none."""
        wanted = sum_asked(understood, case, work, self._book.models)
        return replace(wanted, asked=_of_the_verdict(wanted.asked, case)) if wanted else None

    def asks_alone(self, text: str) -> bool:
        """Whether a message is a calculation and tells no case."""
        return asks_for_a_sum_alone(text, self._book.models)

    def asked_along(self, case: Case, text: str) -> tuple[Case, list[Notice]]:
        """The case after it, and what is told of costs to somebody who asks for them while telling a case; nothing where nobody does.

        Where the calls are known it is the sum, else what tuning is billed by and what a sum needs.
        """
        if not asks_for_costs_too(text):
            return case, []
        known = costs_of(case, self._book.models)
        if JOB in known and (job := self._job_told(known)):
            return case, [Notice(job.text, job.citations)]
        wanted = sum_wanted(text, numbers_said(text, self._book.models, known.get("model", "")))
        wanted = _of_the_verdict(wanted, case)
        if CALLS in known:
            told, _, _ = self._told(SumToTell(known, wanted))
            return replace(case, cost_told=str(wanted)), [told]
        model = known.get("tuned", known.get("model", ""))
        billed = billed_told(model, self._book) if model else None
        billed = billed or billed_told(USUALLY_TUNED, self._book)
        if billed is None:
            return case, []
        told = Notice(f"{billed.text} {phrases.what_a_sum_needs(known)}", billed.citations)
        return replace(case, cost_told=str(wanted), cost_asked=CALLS), [told]

    def commanded(self, text: str) -> SumToTell | None:
        """The numbers after the word "cost", as in `/verdict cost 20k a day with gpt-4.1`; None where it is no such command."""
        first, _, rest = text.strip().partition(" ")
        said = numbers_said(rest, self._book.models) if first.lower() in _COMMAND else {}
        return SumToTell(said, sum_wanted(rest, said)) if said.keys() & THAT_MAKE_A_SUM else None

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

    def in_full(self, sums: Iterable[tuple[str, str]]) -> Notice:
        """All ways of a sum that was told.

        Raises:
            UnknownPriceError: The prices have changed, and the model has none any more.
            CostInputError: The same, and the numbers can't be together any more.
        """
        said = dict(sums)
        made, cited = compared(said, self._book), Citations()
        first, _, rest = in_full(made, said).partition("\n")
        return Notice(f"{cited.cite(first, lists_behind(made, said, self._book))}\n{rest}", tuple(cited))

    async def tell_sum(self, wanted: SumToTell, case: Case, work: Work, *, once: bool = False) -> AsyncIterator[Reply]:
        """What each way costs, in short, with the one number to say next; an open question of the interview comes instead, with what was taken."""
        told, asked, question = self._told(wanted)
        if case.question() is not None or once or wanted.asked.is_alone or wanted.is_full or wanted.period:
            asked = question = ""
        if not once:
            after = replace(case, costs=joined(case.costs, wanted.new), cost_told=str(wanted.asked), cost_asked=asked)
            await self._interview.keep(work.turn, case, after)
            await self._remember(work, work.text, told)
        own = of_their_own(wanted.said, f"{case.opening}\n{work.text}") if told.sums else ""
        text = " ".join(filter(None, [told.text, own, question]))
        async for reply in self._interview.aside(replace(told, text=text), case):
            yield reply

    def _told(self, wanted: SumToTell) -> tuple[Notice, str, str]:
        """The sum with the lists that it is made with, the number to ask for next and its question; or what is in the way of one."""
        said = wanted.said
        if "own_gpu" in said and not is_hosted_only(said.get("model", "")):
            return Notice(phrases.OWN_GPU_UNPRICED), "", ""
        try:
            made = compared(said, self._book)
            cited = Citations()
            if wanted.period:
                text = over_a_period(made, said, wanted.asked, wanted.period, is_new=bool(wanted.new))
            else:
                text = in_full(made, said) if wanted.is_full else in_short(made, said, wanted.asked)
            first, _, rest = text.partition("\n")
            text = "\n".join(filter(None, [cited.cite(first, lists_behind(made, said, self._book)), rest]))
        except UnknownPriceError as error:
            return Notice(str(error)), "model", phrases.WHICH_MODEL
        except CostInputError:
            return Notice(phrases.BILL_TOO_LOW), "input_tokens", phrases.HOW_LONG_A_PROMPT
        sums = {"calls_a_day": str(defaults()["calls_a_day"])} | dict(said)
        return Notice(text, tuple(cited), tuple(sums.items())), *next_asked(made, said, wanted.asked)


def _of_the_verdict(wanted: SumAsked, case: Case) -> SumAsked:
    """What is wanted of a sum; where no way is named, of the retrieval that the case's verdict recommends."""
    subject = _RECOMMENDED.get(judge(case.assessment).outcome) if case.told_so_far.facts else None
    is_open = wanted.subject is Subject.ANY and wanted.form in {SumForm.OVERVIEW, SumForm.COST}
    return replace(wanted, form=SumForm.COST, subject=subject) if subject and is_open else wanted


def price_question(asked: PriceAsked) -> str:
    """A price that is asked for, in words that can be asked on about."""
    kinds = " and ".join(kind.value.replace("_", " ") for kind in asked.kinds[:1])
    where = f" in {asked.region}" if asked.region else ""
    return f"What does {kinds} cost for {asked.models[0]}{where}?"


def _of_chance(case: Case, text: str) -> PriceTold | None:
    """Whether a test tells a difference from chance; None where a message asks no such thing."""
    told = on_chance(case, text)
    return PriceTold(told, ()) if told else None
