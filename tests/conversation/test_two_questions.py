"""Two questions in one message: where the sources answer one, the other does not take that answer away."""

from __future__ import annotations

import pytest

from bot.replies import Abstention, Answer
from tests.person import Person, kinds, only


@pytest.mark.parametrize(
    ("text", "told", "silent"),
    [
        (
            "how long it takes the training, days or weeks? and who must do it, i have no developers only 30 agents",
            "Training takes from minutes to hours",
            "who must do it",
        ),
        (
            "can I fine-tune under HIPAA BAA w/ PHI in the training jsonl, does MSFT see the data",
            "Microsoft",
            "HIPAA BAA",
        ),
    ],
)
async def test_one_is_answered(person: Person, text: str, told: str, silent: str) -> None:
    """And it is said of which one the sources say nothing."""
    answer = only(Answer, await person.say(text, once=True))
    assert told in answer.text.partition("\n\n")[0]
    assert silent in answer.text.rpartition("On “")[2]


async def test_neither_is_answered(person: Person) -> None:
    """Then nothing is."""
    replies = await person.say("who won the world cup? and how is the weather in Zagreb?", once=True)
    assert kinds(replies) == [Abstention.__name__]
