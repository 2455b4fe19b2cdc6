"""After a verdict: whether training is the wrong tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.replies import Notice
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


async def test_the_wrong_tool(person: Person) -> None:
    """Yes where the verdict is another way, and none of the sources' sentences on tools."""
    await person.say(
        "we have a tuned llama for questions on rates, F1 0.91 on 3,000 cases. rates change weekly and it must know the new ones"
    )
    said = only(Notice, await person.say("so is retuning the wrong tool, yes or no?")).text
    assert said.startswith("Yes, correct, no training: retrieval")
