"""Numbers as people type them into a form, and what is said of those that are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.costs.entered import BILL, COUNTS, MODEL, MOST, SELLER, SELLERS, entered, number_in
from bot.costs.short_sum import compared, in_short
from bot.reading.costs.sum_form import SumAsked
from knowledge.prices.book import open_book

BOOK = open_book()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20000", "20000"), ("20,000", "20000"), ("1,234,567", "1234567"), ("20k", "20000"), ("20 K", "20000"), ("1.5m", "1500000"),
        ("0.5", "0.5"), ("$9k", "9000"), ("1_000", "1000"), ("20,5", None), ("1,23,456", None), ("-3", None), ("", None), ("k", None),
        ("many", None), ("NaN", None), ("Infinity", None), ("20k a day", None), ("٣", None),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, number: str | None) -> None:
    """Thousands with commas or a letter; half-read numbers are none."""
    assert number_in(text) == (None if number is None else Decimal(number))


@given(st.dictionaries(st.sampled_from([*COUNTS, BILL, MODEL, SELLER]), st.text(max_size=30)))
def test_any_text_is_read_or_told(texts: dict[str, str]) -> None:
    """Whatever is typed, each error is at a field, and without one a sum can be told."""
    read = entered(texts, BOOK)
    assert read.errors.keys() <= {*COUNTS, BILL, MODEL}
    assert bool(read.errors) != bool(read.said)
    assert all(read.errors.values())


@pytest.mark.parametrize("seller", SELLERS)
def test_every_platform_has_prices(seller: str) -> None:
    """Each that can be chosen sells a model, and the sum says whose prices it is made with."""
    own = {"anthropic": "claude-sonnet-4-5", "google": "gemini-2.5-pro", "mistral": "mistral-large-2512"}
    read = entered({"calls_a_day": "20k", MODEL: own.get(seller, ""), SELLER: seller}, BOOK)
    assert read.errors == {}
    told = in_short(compared(read.said, BOOK), read.said, SumAsked())
    label = SELLERS[seller][0]
    assert f"List prices ({label}) of 2026-" in told
    assert ("Tuning is not compared" in told) == (not label.startswith("Azure"))


@pytest.mark.parametrize("name", [*COUNTS, BILL])
def test_numbers_beyond_reason_are_told(name: str) -> None:
    """More than a sum can be made of is said at the field that has it."""
    assert entered({"calls_a_day": "1", name: f"{MOST:f}"}, BOOK).errors.keys() <= {name}
    assert entered({"calls_a_day": "1", name: f"{MOST + 1:f}"}, BOOK).errors.keys() == {name}
    tokens = {"calls_a_day": "1", "input_tokens": f"{MOST / 1000:f}"}
    assert entered(tokens, BOOK).errors == {}
    assert entered(tokens | {"examples": "5000"}, BOOK).errors.keys() == {"input_tokens"}
