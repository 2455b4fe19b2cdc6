"""Somebody who tells that some of their examples are no good hears that it matters, and what to do with them."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.decision import Criterion
from tests.person import Person, texts_of

OPENING = "claims letters in our tone, prompt with 8 examples, 61 of 90 ok, 1200 letters as examples"


@pytest.mark.parametrize(
    "text", ["some of the 1200 letters are crap. is it a problem?", "three clerks write badly, does that matter?"]
)
async def test_it_matters(person: Person, text: str) -> None:
    """Said first, and kept: nobody has sorted them yet, and nothing is said of the answers."""
    replies = await person.talk(OPENING, text)
    assert texts_of(replies[0])[0].startswith(phrases.BAD_EXAMPLES)
    facts = (await person.case()).told_so_far
    assert facts.value(Criterion.DATA_QUALITY) == "raw_logs"
    assert facts.value(Criterion.FAILURE) != "unspecified"
    examples = facts.fact(Criterion.EXAMPLES)
    assert examples is not None
    assert examples.number == 1200


async def test_told_without_a_question(person: Person) -> None:
    """Noted in words that say no more than was said."""
    replies = await person.talk(OPENING, "half of our clerks write badly btw")
    assert "some of the examples are no good" in " ".join(texts_of(replies[0]))


async def test_training_that_only_ties(person: Person) -> None:
    """It stays what was tried when a prompt is told of besides, and who says it again hears that it is known."""
    await person.talk(
        "appeals letter drafting. SFT'd 4o on 900 pairs, win-rate vs prompt baseline 51% n=300. legal says tone off. do we kill it?"
    )
    again = await person.talk("51% is win-rate vs the prompt, ie a tie. so SFT bought nothing")
    assert "That is what I go by already" in " ".join(texts_of(again[0]))
    await person.talk("yeah tone. prompt baseline = system prompt + 4 shots")
    assert (await person.case()).told_so_far.value(Criterion.TRIED) == "tuned_no_gain"


@pytest.mark.parametrize(
    "text", ["obrigada. and if vendor says he trains every month?", "what if the agency offers to keep it trained"]
)
async def test_training_again_that_is_supposed(person: Person, text: str) -> None:
    """It is worked out as a supposition, and changes nothing that is known."""
    replies = await person.talk(OPENING, "verdict now", text)
    assert texts_of(replies[0])[0].startswith("If somebody can retrain it:")
    assert (await person.case()).told_so_far.fact(Criterion.UPKEEP) is None
