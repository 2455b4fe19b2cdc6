"""What to do first, asked with thanks before it or a day behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reading.asked.change_asked import asks_only_what_next
from bot.replies import Notice
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("thx! what's the first thing we do monday", True),
        ("great, thanks. where do we begin", True),
        ("ok so what should i do first thing tomorrow", True),
        ("we have no data, what do we do?", False),
        ("what should we do with the 300 bad labels?", False),
        ("what do we start with, LoRA or full?", False),
        ("what is the first thing it learns", False),
    ],
)
def test_what_asks_for_the_first_step_alone(text: str, asks: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Nothing of a case may stand beside it."""
    assert asks_only_what_next(text) is asks


async def test_it_is_told(person: Person) -> None:
    """The step of today, and no deadline is heard in the day."""
    await person.say("prompt with examples gets 81 of 100, need 90, 24,000 cases checked by our team. sorting letters")
    before = await person.case()
    assert "Today:" in only(Notice, [(await person.say("thx! what's the first thing we do monday"))[0]]).text
    assert (await person.case()).told_so_far == before.told_so_far
