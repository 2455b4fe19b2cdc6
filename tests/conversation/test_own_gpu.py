"""A model on one's own GPU has no list price: what is said of money there, and that a headline never says other than the sum below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.replies import Notice, Question, VerdictCard
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

OPENING = "hey need verdict fast. app writes product descriptions for shops. gpt-4o expensive, 900$ month, want fine tune small model"
TOLD = ("prompt with examples, 2000 token, quality good, customers happy", "5k calls a day")


@pytest.mark.parametrize("hurry", ["need verdict fast.", "quick question:", "need your opinion quickly,"])
async def test_the_headline_says_what_the_sum_says(person: Person, hurry: str) -> None:
    """Who is in a hurry for a verdict wants no faster model, so costs decide: 150,000 calls cost 214.50 more, tuned."""
    opening = OPENING.replace("need verdict fast.", hurry)
    replies = await person.talk(opening, *TOLD, "8000 descriptions, edited by the shop owners", "ok so verdict")

    card = only(VerdictCard, replies)
    assert not card.answer.startswith("Yes")
    assert "costs more than it saves" in card.answer
    assert card.costs.startswith("Does not pay")


async def test_where_it_stands_says_what_the_card_will_say(person: Person) -> None:
    """The words beside a question are those of the card."""
    replies = await person.talk(OPENING, *TOLD)

    lean = only(Question, replies).lean
    assert lean is not None
    assert lean.text.startswith("It would work, but does not pay")


async def test_a_gpu_of_ones_own_is_held_against_the_cheapest_hosted_model(person: Person) -> None:
    """150,000 × (2,000 × 0.15 + 200 × 0.60) = 63.00 of a small model as it is, and 1,050 now; what the GPU costs nobody knows."""
    await person.talk(OPENING, *TOLD, "8000 descriptions, edited by the shop owners", "we run it on our GPU, llama")
    told = only(Notice, await person.say("how much i save")).text
    assert told.startswith("Using gpt-4o-mini with today's prompt saves 987.00 USD a month")
    assert "Your own GPU is on no price list" in told
    assert "less than 63.00 a month" in told
    assert "tuned gpt-4o-mini" not in told

    card = only(VerdictCard, await person.say("verdict"))
    assert card.answer.startswith("First try gpt-4o-mini untuned: by list prices that saves 987.00 of 1,050 USD")
    assert card.costs.startswith("Your own GPU is on no price list.")


@pytest.mark.parametrize(
    "text",
    [
        "we run it on our GPU, llama, we said",
        "it runs on our gpu server",
        "own gpu, qwen",
        "we use mistral locally",
    ],
)
async def test_where_it_runs_is_understood_in_other_words(person: Person, text: str) -> None:
    """It is a fact of the case from then on."""
    await person.talk("summaries of claims, house style wrong, basic prompt. finetune?", text)

    assert (await person.case()).told_so_far.value(Criterion.PLATFORM) == "open_weights"


async def test_a_rate_that_is_told_twice_and_differs_is_said(person: Person) -> None:
    """5,000 a day are 150,000 a month; what is gone by is said."""
    replies = await person.talk(
        OPENING, "prompt with examples, 2000 tokens, quality good", "5k calls a day, 50k is a month"
    )

    told = next(reply.text for reply in replies if isinstance(reply, Notice))
    assert told.startswith("5k calls a day makes 150,000 a month, and you also said 50k is a month.")


@pytest.mark.parametrize("volume", ["2 million call month", "2 million calls a month", "67k request day"])
async def test_a_use_in_the_singular_makes_the_same_sum(person: Person, volume: str) -> None:
    """What is gone by does not hang on an "s" and an "a"."""
    card = only(
        VerdictCard,
        await person.verdict_on(f"want cheaper gpt-4o, {volume}, quality perfect, prompt 3000 token, azure"),
    )
    assert card.answer.startswith("First try gpt-4o-mini untuned")
    assert card.costs.startswith("Costs: at your ")
