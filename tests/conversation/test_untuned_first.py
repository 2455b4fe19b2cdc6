"""A card whose own sum finds the smaller model cheaper untuned says so first, unless it was scored that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reading.costs.untuned_scores import untuned_scores
from bot.replies import VerdictCard
from knowledge.prices.book import open_book
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

PROVEN = (
    "91% on 350 test cases with a prompt with examples, and we need 90%. 2,000 checked pairs. the task stands still"
)


@pytest.mark.parametrize(
    "opening",
    [
        "we sort complaints with gpt-4.1, 60,000 calls a day, 1000 tokens in, 200 tokens out. we only want it cheaper",
        "our bot make summary of claim letters, gpt-4o, 90k call per day, 1500 tokens in and 150 tokens out. must be more cheap",
    ],
)
async def test_what_saves_more_untuned_comes_first(person: Person, opening: str) -> None:
    """The first words, today's step and the sum say the same."""
    card = only(VerdictCard, await person.talk(opening, PROVEN, "what is the verdict?"))

    assert card.outcome == "prompt_plus_distill"
    small = "gpt-4o-mini" if "gpt-4o" in opening else "gpt-4.1-mini"
    assert card.answer.startswith(f"First try {small} untuned: ")
    assert card.today.startswith(f"Score {small} untuned")
    assert card.next_steps[0] == f"Today: {card.today}"
    assert f"{small} untuned saves " in card.costs


async def test_what_was_scored_untuned_is_not_sent_back_to_it(person: Person) -> None:
    """Who has tried the small model as it is has done that step."""
    card = only(
        VerdictCard,
        await person.talk(
            "want to distill 4.1 -> 4.1-nano for letter routing. 4.1 prompted 96% n=2k, nano prompted 84%, need 94. 250k calls/day, 2.2k in / 20 out",
            "verdict now",
        ),
    )
    assert card.answer.startswith("Yes: train a smaller model")
    assert "a tuned gpt-4.1-nano costs less than gpt-4.1 as now" in card.costs
    assert "try that first" not in card.costs


@pytest.mark.parametrize(
    ("text", "scored"),
    [
        ("4.1 prompted 96% n=2k, nano prompted 84%", {"gpt-4.1", "gpt-4.1-nano"}),
        ("gpt-4.1-mini gets 88% with our prompt", {"gpt-4.1-mini"}),
        ("tuned mini 91%, gpt-4.1 95%", {"gpt-4.1"}),
        ("we use gpt-4.1-mini, 90% of the mails are short", set()),
    ],
)
def test_which_models_were_scored_as_they_are(text: str, scored: set[str]) -> None:
    """A percentage right after a model that is not tuned."""
    assert untuned_scores(text, open_book().models).keys() == scored
