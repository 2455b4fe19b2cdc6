"""Several prices asked for at once, as engineers write them, and the price of a training run with what comes after it."""

from __future__ import annotations

import pytest

from bot.costs.answer import answer_on
from bot.costs.list_sums import training_told
from bot.reading.asked.price_asked import price_asked
from bot.reading.asked.training_cost_asked import asks_to_keep, training_cost_asked
from bot.reading.numbers.quantities import QuantityKind, quantities
from knowledge.prices.book import open_book
from knowledge.prices.rows import PriceKind

BOOK = open_book()
TUNED_BOTH = {PriceKind.TUNED_INPUT, PriceKind.TUNED_OUTPUT}
KEPT = {PriceKind.TRAINING, PriceKind.HOSTING}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("4.1-mini FT: training $/1M, in/out $/1M, hosting $/hr", TUNED_BOTH | KEPT),
        ("gpt-4o-mini tuned: price training, input, output, hosting?", TUNED_BOTH | KEPT),
        ("price of hosting and training gpt-4.1?", KEPT),
        ("what is price for train the gpt-4.1-mini and host it per hour", KEPT),
        ("FT 4o-mini $/1M out", {PriceKind.TUNED_OUTPUT}),
        ("o4-mini RFT $/hr and hosting $/hr", {PriceKind.TRAINING_HOUR, PriceKind.HOSTING}),
        ("gpt-4.1 $/1M in/out", {PriceKind.INPUT, PriceKind.OUTPUT}),
        ("4.1-nano training $/1M?", {PriceKind.TRAINING}),
        ("gpt-4.1 price per 1M in sweden", {PriceKind.INPUT, PriceKind.OUTPUT}),
    ],
)
def test_every_price_that_is_named_is_told(text: str, kinds: set[PriceKind]) -> None:
    """Training and hosting beside tokens too, whether written out or with a sign."""
    asked = price_asked(text, BOOK)
    assert asked is not None
    assert set(asked.kinds) == kinds
    told = answer_on(asked, BOOK).text
    assert all(word in told for kind, word in [(PriceKind.HOSTING, "osting a tuned")] if kind in kinds)


def test_tuned_against_base_with_hosting() -> None:
    """Both prices of tokens and the hosting on top."""
    asked = price_asked("$/1M in/out for gpt-4.1-mini FT vs base, and hosting $/hr?", BOOK)
    assert asked is not None
    told = answer_on(asked, BOOK).text
    assert "the same tuned and untuned: 0.40 USD per 1M input tokens and 1.60" in told
    assert "1.70 USD per hour of hosting on top" in told


@pytest.mark.parametrize("text", ["we pay $/1M with gpt-4.1 and it is too much", "$3/1M on gpt-4.1", "FT or not?"])
def test_what_tells_or_names_no_model_asks_for_no_price(text: str) -> None:
    """A story on prices stays one."""
    assert price_asked(text, BOOK) is None


@pytest.mark.parametrize(
    ("text", "model", "examples"),
    [
        ("how much cost to fine tune gpt-4o-mini with 2000 tickets? and per month for keep it online", "gpt-4o-mini", 2000),
        ("price to FT 4.1-mini on 3k pairs, and hosting a month?", "gpt-4.1-mini", 3000),
        ("boss wants know: train gpt-4.1-mini with 800 mails, cost? and monthly after", "gpt-4.1-mini", 800),
        ("cost for finetuning gpt-4.1 with 800 emails and then monthly", "gpt-4.1", 800),
    ],
)  # fmt: skip
def test_examples_are_trained_on_and_are_no_calls(text: str, model: str, examples: int) -> None:
    """The price of a run by its examples, what it comes to for instance, and what keeping the model costs."""
    run = training_cost_asked(text, BOOK.models)
    assert run is not None
    assert (run.model, int(run.examples or 0), asks_to_keep(text)) == (model, examples, True)
    told = training_told(run, BOOK, is_kept=True)
    assert told is not None
    assert f"{examples:,} examples of 500 tokens, for instance, are" in told.text
    assert "(1,224 a month, used or not)" in told.text
    assert told.text.endswith("How many tokens has one example?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2000 tickets? and per month for keep it online", QuantityKind.COUNT),
        ("2000 tickets and per month hosting", QuantityKind.COUNT),
        ("800 mails and then monthly", QuantityKind.COUNT),
        ("2000 tickets per month", QuantityKind.RATE),
        ("2000 tickets and emails per month", QuantityKind.RATE),
        ("500 chats or more a day", QuantityKind.RATE),
    ],
)
def test_a_period_after_a_stop_is_of_something_else(text: str, kind: QuantityKind) -> None:
    """What is asked "and per month?" counts nothing that was said before it."""
    assert quantities(text)[0].kind is kind
