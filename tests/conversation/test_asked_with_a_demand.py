"""A question that ends in "yes/no" is a question still, and no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import Answer
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    "text",
    [
        "can microsoft staff read our disputes, yes/no",
        "do microsoft employees read customer letters yes or no",
        "yes/no: may anybody at microsoft look at our prompts",
    ],
)
async def test_a_question_with_a_demand_is_answered(person: Person, text: str) -> None:
    """From the page that says when people at Microsoft see prompts."""
    answer = only(Answer, await person.say(text))
    assert "abuse monitoring" in answer.text
    assert not answer.text.startswith(("Yes", "No"))
