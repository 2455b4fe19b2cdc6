"""An option that what was told rules out is not offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import Question
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("we sort 12,000 tickets into 30 teams, prompt gets 78%, want 90%", False),
        ("we sort tickets into 30 teams and get 78% on 400 of them, want 90%", False),
        ("we sort tickets into 30 teams, want 90%", True),
    ],
)
async def test_nothing_tried(person: Person, text: str, offered: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Whoever has a score tried something."""
    question = only(Question, await person.say(text))
    assert question.criterion == "tried"
    assert ("nothing" in {option.value for option in question.options}) is offered
