"""A verdict points one way: its title, its first sentence, the short yes or no and the one line say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import Changed, Notice, VerdictCard
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

CHEAPER = (
    "we summarise phone notes with gpt-4o, 1900 calls a day, 1500 tokens in and 150 out. we only want it cheaper",
    "with a prompt with examples it gets 91% on 350 test cases, and we need 90%. 2,000 checked pairs. the task stands still",
)
UNTUNED = (
    "we sort complaints with gpt-4.1, 60,000 calls a day, 1000 tokens in, 200 tokens out. we only want it cheaper",
    CHEAPER[1],
)
BETTER = (
    "we route letters with gpt-4.1. too expensive and often the wrong department. 85% on 400 test cases with a prompt with "
    "examples, need 95. 3000 checked pairs. 900 calls a day, 1500 tokens in, 60 out. definitions stand still"
)
TRAINED = "our bot drafts parish letters in the wrong tone. prompt with examples gets 70% on 300 test cases, need 90. 4,000 pairs, all checked by the vicar. what is right stands still. azure, training is allowed"
IN_DOUBT = ["so is it distill or not? yes/no", "distil, yes or no?"]


async def test_a_title_does_not_recommend_what_costs_more(person: Person) -> None:
    """Better answers are worth it and lower costs are not: both the title and the first sentence say so, and so does a yes or no."""
    card = only(VerdictCard, await person.talk(BETTER, "what is the verdict?"))
    assert card.answer.startswith("Yes for better answers, no for lower costs")
    assert card.headline == "Fine-tuning for better answers, not for lower costs"

    for question in IN_DOUBT:
        assert only(Notice, await person.say(question)).text.startswith("Yes for better answers, no for lower costs")


async def test_a_title_names_the_smaller_model_that_comes_first(person: Person) -> None:
    """Where the first words are to try it untuned no title says to distil, and no reply on what would change it."""
    card = only(VerdictCard, await person.talk(*UNTUNED, "what is the verdict?"))
    assert card.answer.startswith("First try gpt-4.1-mini untuned")
    assert card.headline == "First gpt-4.1-mini untuned"

    flips = next(one for one in await person.say("what would change your verdict?") if isinstance(one, Notice))
    assert flips.text.startswith(card.headline)
    doubt = next(one for one in await person.say(IN_DOUBT[0]) if isinstance(one, Notice))
    assert doubt.text.startswith("No: first try gpt-4.1-mini untuned")


@pytest.mark.parametrize("question", IN_DOUBT)
async def test_to_distil_is_no_contrary_of_to_train(person: Person, question: str) -> None:
    """Who is told to train and asks for the other kind of training by name gets no "no"."""
    card = only(VerdictCard, await person.talk(TRAINED, "what is the verdict?"))
    assert card.outcome == "fine_tune"

    said = only(Notice, await person.say(question)).text
    assert said.startswith("Yes")
    assert "Distilling is that too" in said


async def test_who_shall_not_train_gets_a_no(person: Person) -> None:
    """The contrary: a verdict for a prompt says no to distilling."""
    opening = "our bot drafts parish letters in the wrong tone. we tried nothing yet. what is right stands still"
    card = only(VerdictCard, await person.talk(opening, "what is the verdict?"))
    assert not card.method

    assert only(Notice, await person.say(IN_DOUBT[0])).text.startswith("No")


async def test_what_pays_is_called_what_it_is(person: Person) -> None:
    """The contrary: where the sum speaks for it the title is that of the verdict, and stays so."""
    opening = "we sort complaints with gpt-4.1, 90,000 calls a day, 3000 tokens in, 60 tokens out. mini with the same prompt 71%, too bad. we only want it cheaper"
    card = only(VerdictCard, await person.talk(opening, CHEAPER[1], "what is the verdict?"))
    assert card.headline == "Prompt, then distil into a smaller model"


async def test_a_remark_on_what_does_not_pay_keeps_its_name(person: Person) -> None:
    """What has changed since is told of the verdict by the name that it has."""
    await person.talk(BETTER, "what is the verdict?")

    changed = only(Changed, await person.say("it's 700 calls a day, not 900"))
    assert "fine-tuning for better answers, not for lower costs" in changed.text
