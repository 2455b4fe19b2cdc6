"""What a message asks of a training run's price, with what was said of the run before: in the talk on costs, or in the case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.case_costs import joined
from bot.conversation.sum_asked import CALLS, SumToTell
from bot.costs.from_prices import defaults
from bot.costs.list_sums import USUALLY_TUNED, billed_told, cheapest_tuned, training_told
from bot.reading.asked.training_cost_asked import (
    ModelPicked,
    TrainingCostAsked,
    asks_to_keep,
    asks_what_training_costs,
    model_picked,
    run_gone_on_with,
    run_said,
    training_cost_asked,
)
from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.off_the_lists import hosted_elsewhere, other_currency_bill
from bot.reading.costs.sum_form import Subject, SumAsked, SumForm, sum_wanted
from bot.reading.costs.training_offer import training_offer
from knowledge.model_names import plain_words
from knowledge.prices.rows import PriceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.answer import PriceTold
    from knowledge.prices.book import PriceBook

#: "And per month after that? like 1000 questions a day" after the price of training.
_MOST_WORDS_OF_A_USE = 18
#: Where nobody said how many examples there are, the price of so many is told.
_FOR_INSTANCE = Decimal(1_000)


@dataclass(frozen=True, slots=True)
class CostTalk:
    """A message after others on costs.

    Attributes:
        text: What somebody wrote.
        before: The question that was answered last; empty where none was, or where what is open is answered.
        known: What is known of the case, by the names of `bot.conversation.case_costs`.
        book: The prices that hold.
    """

    text: str
    before: str
    known: Mapping[str, str]
    book: PriceBook

    def training(self) -> tuple[PriceTold, str] | None:
        """What the training run costs that the message asks for, or says more of, and that question as it stands alone."""
        if offer := self._of_an_offer():
            return offer
        run = training_cost_asked(self.text, self.book.models, of_a_case=bool(self.known))
        if run is None and self.before:
            run = run_gone_on_with(self.text, self.before, self.book.models)
            if run is None and (picked := self._picked()):
                return picked
        if run is None:
            return None
        model = run.model or self._model()
        is_taken = not run.model and model not in self._named()
        run = replace(run, model=model)
        if not run.tokens and not run.examples and run.epochs is None and (known := self.known.get("examples")):
            run = replace(run, examples=Decimal(known))
        if not run.tokens and not run.examples and run.epochs is None:
            told = training_told(replace(run, examples=_FOR_INSTANCE), self.book)
            return (told, run.question) if told else None
        if not run.tokens and not run.examples:
            told = billed_told(run.model, self.book)
            return (told, run.question) if told else None
        examples = self.known.get("examples") if run.lacks_examples else None
        run = run.of(Decimal(examples)) if examples else run
        told = training_told(run, self.book, are_known=bool(examples), is_kept=asks_to_keep(self.text))
        if told and is_taken:
            told = replace(told, text=f"{told.text} {phrases.model_taken(run.model)}")
        return (told, run.question) if told else None

    def _of_an_offer(self) -> tuple[PriceTold, str] | None:
        """What the list has for the training that a seller offers, and that the rest of the price is for something else."""
        offer = training_offer(self.text, self.book.models)
        if offer is None:
            return None
        run = offer.run
        told = training_told(run, self.book) if run.tokens else billed_told(run.model, self.book)
        if told is None:
            return None
        rest = phrases.rest_of_an_offer(offer.price, is_priced=bool(run.tokens) and not run.lacks_examples)
        return replace(told, text=f"{told.text} {rest}"), run.question

    def use(self) -> SumToTell | None:
        """The sum of a use of the model whose training was priced before; None where the message tells no calls."""
        if not self.before or len(plain_words(self.text)) > _MOST_WORDS_OF_A_USE:
            return None
        trained = run_said(self.before, self.book.models) if asks_what_training_costs(self.before) else None
        if trained is None or not trained.model:
            return None
        said = numbers_said(self.text, self.book.models, trained.model)
        if CALLS not in said:
            return None
        new = {"model": trained.model, "tuned": trained.model, **said}
        if trained.examples:
            new.setdefault("examples", f"{trained.examples:f}")
        wanted = sum_wanted(self.text, new, SumAsked(SumForm.COST, Subject.TUNED))
        return SumToTell(joined(self.known, new), wanted, new)

    def _picked(self) -> tuple[PriceTold, str] | None:
        picked = model_picked(self.text) if asks_what_training_costs(self.before) else None
        if picked is None:
            return None
        model = cheapest_tuned(self.book) if picked is ModelPicked.CHEAPEST else USUALLY_TUNED
        earlier = run_said(self.before, self.book.models) or TrainingCostAsked("", Decimal(0))
        run = replace(earlier, model=model)
        told = training_told(run, self.book) if run.tokens else billed_told(model, self.book)
        return (told, run.question) if told else None

    def _model(self) -> str:
        """The model of the case, where it may be trained; else the one most often tuned."""
        return next((one for one in self._named() if self.book.find(one, PriceKind.TRAINING)), USUALLY_TUNED)

    def _named(self) -> list[str]:
        """The models that the case names, that first which is to be tuned."""
        return [self.known[name] for name in ("tuned", "model") if name in self.known]


def of_their_own(said: Mapping[str, str], text: str) -> str:
    """That a sum does not start from the model or the bill that somebody told, where no list has the one or the other is in no dollars; else empty.

    Args:
        said: What the sum is made of.
        text: What was told of the case.
    """
    if "bill" not in said and (bill := other_currency_bill(text)):
        return phrases.other_currency(bill)
    model = "" if "model" in said else hosted_elsewhere(text)
    bill = f"{Decimal(said['bill']):,.0f}" if "bill" in said else ""
    return phrases.stands_in(model, str(defaults()["model"]), bill) if model else ""
