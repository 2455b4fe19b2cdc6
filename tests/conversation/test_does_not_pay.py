"""A chat about costs alone: no card recommends training of which its own sum says that it costs more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import Notice, VerdictCard
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

PROVEN = (
    "quality is fine, 91% on 350 test cases with a prompt with examples. 2,000 checked pairs. the task stands still"
)
NOT_PAID = {
    "by its numbers": "we sort complaints with gpt-4.1, 900 calls a day, 1500 tokens in, 60 tokens out. we only want it cheaper",
    "no tokens said": "we sort complaints with gpt-4.1, 900 calls a day. we only want it cheaper",
    "no model said": "we pay 340 euro a month for summaries of phone notes, 4000 notes a week. must be cheaper",
    "second language": "our bot make summary of invoice, gpt-4.1-mini, 2000 call per day, 1200 tokens in and 100 tokens out. must be more cheap",
}
OTHERWISE = {
    "it pays": "we sort complaints with gpt-4.1, 90,000 calls a day, 3000 tokens in, 60 tokens out. we only want it cheaper",
    "speed": "we sort complaints with gpt-4.1, 900 calls a day, 1500 tokens in, 60 tokens out. it must get faster",
}


@pytest.mark.parametrize("opening", NOT_PAID.values(), ids=NOT_PAID)
async def test_a_card_does_not_recommend_what_costs_more(person: Person, opening: str) -> None:
    """The sum decides, and the card says it."""
    card = only(VerdictCard, await person.talk(opening, PROVEN, "what is the verdict?"))

    assert card.outcome == "prompt_engineering"
    assert card.costs.startswith("Does not pay: ")
    assert any("from where training pays" in check for check in card.checks)


@pytest.mark.parametrize("opening", OTHERWISE.values(), ids=OTHERWISE)
async def test_what_no_sum_says_for_certain_stays(person: Person, opening: str) -> None:
    """Where it pays, a number is missing, or speed is wanted, no sum decides."""
    card = only(VerdictCard, await person.talk(opening, PROVEN, "what is the verdict?"))

    assert card.outcome == "prompt_plus_distill"


async def test_what_is_assumed_decides_as_the_card_says(person: Person) -> None:
    """Where the tokens are only assumed the headline and the card's own sum say one thing; so does the short version."""
    card = only(VerdictCard, await person.talk(NOT_PAID["no tokens said"], PROVEN, "what is the verdict?"))
    assert card.costs.startswith("Does not pay: ")
    assert card.answer.startswith(
        "Try a smaller model untuned or a shorter prompt: at your calls training costs more than it saves"
    )
    assert "lower cost" not in card.summary
    assert only(Notice, await person.say("bottom line?")).text.startswith("Try a smaller model untuned")


async def test_a_figure_put_right_is_summed_anew(person: Person) -> None:
    """A corrected number of calls does not turn the verdict to what does not pay; what would is the number from which it does."""
    first = only(
        VerdictCard,
        await person.talk(
            "I must reduce costs for the summary of our phone notes, 4000 notes a month", PROVEN, "what is the verdict?"
        ),
    )
    assert not any("5,000" in check for check in first.checks)
    card = only(VerdictCard, await person.talk("sorry not 4000 a month, it is 4000 a week", "what is the verdict?"))
    assert card.outcome == "prompt_engineering"
    assert any("from where training pays" in check for check in card.checks)


@pytest.mark.parametrize("told", ["it pays", "speed"])
async def test_nothing_is_taken_back_where_it_pays_or_speed_is_wanted(person: Person, told: str) -> None:
    """The verdict's own first words stay."""
    card = only(VerdictCard, await person.talk(OTHERWISE[told], PROVEN, "what is the verdict?"))
    assert "pay" not in card.answer
