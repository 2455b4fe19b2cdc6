"""A letter that a reply begins with picks its option; what else is not done yet says nothing of what was tried; what people require is a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.sayings import letter_first

if TYPE_CHECKING:
    from tests.person import Person

OPENING = "we want product texts in our tone, should we fine-tune?"


@pytest.mark.parametrize(
    ("text", "value"),
    [("b. but not so good, a colleague rewrites 3 of 10", "few_shot_prompt"), ("b) with our two best texts", "few_shot_prompt"), ("a but only a short one", "basic_prompt")],
)  # fmt: skip
async def test_a_letter_before_a_remark_picks_its_option(person: Person, text: str, value: str) -> None:
    """It answers what was asked, whatever follows."""
    await person.say(OPENING)
    assert (await person.case()).pending is Criterion.TRIED
    await person.say(text)
    tried = (await person.case()).told_so_far.fact(Criterion.TRIED)
    assert tried is not None
    assert (tried.values, tried.is_stated) == ((value,), True)


@pytest.mark.parametrize(
    "text", ["a prompt with examples", "I, too, think so", "i think we tried a prompt", "b2b texts mostly", "e.g. a prompt"]
)  # fmt: skip
def test_other_beginnings_are_no_letters(text: str) -> None:
    """An article, a pronoun, a name and an abbreviation."""
    assert not letter_first(text)


@pytest.mark.parametrize(
    "text",
    ["We have 9,000 signed letters, anonymisation not yet done.", "800 labelled mails, the audit is not finished yet", "2,000 pairs, migration still not complete"],
)  # fmt: skip
def test_another_thing_that_is_not_done_yet(text: str) -> None:
    """Nobody says that nothing was tried."""
    assert Criterion.TRIED not in {fact.criterion for fact in read_message(text, Criterion.FAILURE).facts}


@pytest.mark.parametrize("text", ["prompting not yet done", "nothing done yet, not even a prompt"])
def test_nothing_tried(text: str) -> None:
    """What is tried is named, or nothing is."""
    tried = next(fact for fact in read_message(text, None).facts if fact.criterion is Criterion.TRIED)
    assert tried.values == ("nothing",)


async def test_what_people_require_is_a_target(person: Person) -> None:
    """It is no score of theirs."""
    said = await person.say(
        "a prompt with 20 examples reaches 78% on 1,000 letters; our coders require 92%. 60,000 checked letters"
    )
    assert "People reach" not in str(said)
