"""Where speed is the trouble, the verdict speaks of speed: its first words, its reason and its first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import VerdictCard
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    "text",
    [
        "Should we fine-tune? Our chat assistant's p95 is 4 s, we need 1.5. It gets 94 % on our test of 300 cases, target 92. 300 calls a day",
        "Our kiosk answers too slowly, 5 seconds. 95 of 100 right on our test, 90 needed, 200 calls a day. Fine-tune a small one?",
        "latency of our dispatch copilot is 6 seconds, should be 2. 91 % on 200 cases, we need 90 %. 150 requests a day. Train a smaller model?",
    ],
)
async def test_a_slow_answer_is_no_matter_of_costs(person: Person, text: str) -> None:
    """No hosting fee decides, and a faster way without training comes first."""
    card = only(VerdictCard, await person.talk(text, "what is the verdict?"))

    assert "faster" in card.answer
    assert "saves" not in card.answer
    assert "responds faster" in card.summary
    assert "hosting" not in card.summary
    assert "time it" in card.today
    assert card.citations


@pytest.mark.parametrize(
    "text",
    [
        "It is too expensive at 300 calls a day, 94 % right on 300 cases, 92 needed. Fine-tune a small one?",
        "It is too expensive and too slow at 300 calls a day, 94 % right on 300 cases, 92 needed. Fine-tune a small one?",
    ],
)
async def test_where_money_is_named_costs_decide(person: Person, text: str) -> None:
    """Beside speed as well."""
    card = only(VerdictCard, await person.talk(text, "what is the verdict?"))

    assert card.answer.startswith("Shorten the prompt or take a smaller model: at so few calls")
    assert "hosting" in card.summary
