"""Answers on prices: the figure, where it holds, its day and source, neighbours; or that none is known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.answer import price_answer
from knowledge.prices.book import PriceBook
from knowledge.prices.rows import Price, PriceKind, Tier

#: The most words of a short answer.
MOST_WORDS = 45


@pytest.mark.parametrize(
    ("model", "kind", "region", "parts"),
    [
        (
            "GPT-4.1", PriceKind.TRAINING, None,
            ("Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global", "2026-08-11", "Regional 27.50, up to 33.00", "Developer 12.50 [1]."),
        ),
        ("gpt-4.1", PriceKind.TRAINING, "swedencentral", ("25.00", "Regional 30.25", "Developer 12.50")),
        ("gpt-4.1-mini", PriceKind.HOSTING, None, ("1.70 USD per hour (1,224.00 a month of 720 hours)",)),
        ("gpt-4o", PriceKind.HOSTING, "southeastasia", ("Regional 2.04",)),
        ("llama-3.3-70b", PriceKind.HOSTING, None, ("0.30 USD", "Some regions 0.36")),
        ("claude-haiku-4-5", PriceKind.OUTPUT, None, ("Output tokens of claude-haiku-4-5 cost 5.00 USD", "Anthropic Standard")),
        ("gpt-5", PriceKind.TRAINING, None, ("No price known for training gpt-5. Nearest are:",)),
    ],
)  # fmt: skip
def test_one_or_two_short_sentences(model: str, kind: PriceKind, region: str | None, parts: tuple[str, ...]) -> None:
    """Every part is said, in few words."""
    told = price_answer(model, kind, region)
    answer = told.text
    assert told.citations
    assert all(f"[{one.number}]" in answer and one.quote in one.passage.text for one in told.citations)
    assert [part for part in parts if part not in answer] == []
    assert len(answer.split()) <= MOST_WORDS


def test_a_company_s_own_price_is_said_to_be_its_own() -> None:
    """No provider and no list is named for it."""
    own = Price("", "m", PriceKind.INPUT, Tier.GLOBAL, ("*",), Decimal("0.125"), "", "", "your own prices", "")
    told = price_answer("m", PriceKind.INPUT, book=PriceBook((own,)))
    assert told.text == "Input tokens of m cost 0.125 USD per 1M tokens (your own prices) [1]."
    (cited,) = told.citations
    assert (cited.passage.is_own, cited.quote) == (True, "Input tokens of m cost 0.125 USD per 1M tokens, Global.")
