"""Tokens of instructions and of what comes in are added, and only the instructions get shorter by training."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.costs.short_sum import compared
from bot.reading.costs.cost_numbers import numbers_said, tokens_put_right
from bot.replies import Notice
from knowledge.prices.book import open_book

if TYPE_CHECKING:
    from tests.person import Person

BOOK = open_book()


@pytest.mark.parametrize(
    ("text", "whole", "case"),
    [
        ("2.1k prompt + ~1.6k page tokens in, 700 out", "3700", "1600"),
        ("prompt 1,800 tokens plus 900 tokens of ticket, answer 150 tokens", "2700", "900"),
        ("system prompt is 3k tokens, each contract adds 5k tokens, 400 out", "8000", "5000"),
        ("1,200 tokens of instructions and 2,500 tokens of transcript per call", "3700", "2500"),
        ("3k tokens in, 200 out", "3000", None),
        ("each ticket has 900 tokens", "900", None),
        ("the prompt is 2,000 tokens and the answer 300 tokens", "2000", None),
        ("4.4k tokens per call, 3k of it is the prompt", "4400", None),
    ],
)
def test_both_parts_go_in(text: str, whole: str, case: str | None) -> None:
    """Where a message tells them apart; one number alone is the whole."""
    said = numbers_said(text, BOOK.models)
    assert (said["input_tokens"], said.get("case_tokens")) == (whole, case)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3.7k tokens in total, not 2.1k", {"input_tokens": "3700", "case_tokens": "1600"}),
        ("sorry, 5,000 altogether, not 2,100", {"input_tokens": "5000", "case_tokens": "2900"}),
        ("1.8k tokens, not 2.1k", {"input_tokens": "1800"}),
        ("3.7k letters in total, not 900", {}),
    ],
)
def test_a_total_puts_a_part_right(text: str, found: dict[str, str]) -> None:
    """What the total is more by comes in with each call; a lower number is only another one."""
    assert tokens_put_right(text, {"input_tokens": "2100"}) == found


def test_only_the_instructions_get_shorter() -> None:
    """Half of 2,100 and all of 1,600; without the parts half of the whole."""
    told = {"model": "gpt-4.1", "calls_a_day": "1000", "input_tokens": "3700"}
    assert compared({**told, "case_tokens": "1600"}, BOOK).scenario.prompts.tuned_tokens.value == Decimal(2650)
    assert compared(told, BOOK).scenario.prompts.tuned_tokens.value == Decimal(1850)


async def test_in_a_conversation(person: Person) -> None:
    """Told in passing it is summed, and put right it is summed anew."""
    await person.talk(
        "we read bills of lading with gpt-4.1, 90,000 calls a day, too expensive",
        "1k prompt + 2k page tokens in, 300 out",
    )
    first = next(one.text for one in await person.say("what would tuning cost?") if isinstance(one, Notice))
    assert "3,000 tokens in" in first
    assert "2,500 prompt tokens after tuning" in first


async def test_tokens_put_right_are_no_complaint(person: Person) -> None:
    """Nobody has said that the prompt is too long."""
    await person.talk(
        "we read bills of lading with gpt-4.1, 90,000 calls a day, too expensive, 2.1k prompt tokens, 700 out"
    )
    shown = str(await person.say("3.7k tokens in total, not 2.1k. the page does not shrink"))
    assert "too long" not in shown

    first = next(one.text for one in await person.say("what would tuning cost?") if isinstance(one, Notice))
    assert "3,700 tokens in" in first
    assert "2,650 prompt tokens after tuning" in first
