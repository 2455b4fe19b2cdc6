"""A conversation that begins with no more than a platform: the use case is asked for, and the platform is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.replies import Question
from tests.conversation.told import case_after
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Azure", "azure"),
        ("openai platform", "openai"),
        ("aws bedrock", "bedrock"),
        ("Vertex", "vertex"),
        ("we're on azure openai", "azure"),
    ],
)
async def test_a_platform_begins_a_case(person: Person, text: str, platform: str) -> None:
    """What should be different is asked, and the platform is not asked again."""
    replies = await person.say(text)
    assert only(Question, replies).criterion == Criterion.GOAL
    case = await person.case()
    assert case.assessment.value(Criterion.PLATFORM) == platform


@pytest.mark.parametrize("text", ["yes", "b", "nothing yet", "a basic prompt"])
def test_another_bare_answer_begins_none(text: str) -> None:
    """What answers nothing tells nothing."""
    assert case_after(text).assessment.fact(Criterion.PLATFORM) is None


@pytest.mark.parametrize(
    ("text", "platform"),
    [("b openai platform", "openai"), ("a azure", "azure"), ("b: but we may move to azure", "openai")],
)
def test_a_letter_with_its_words(text: str, platform: str) -> None:
    """The letter, the words, or the letter before a remark is the answer."""
    told = (
        "Should we fine-tune for sorting tickets? A prompt with examples gets 80 % on 300 tickets, 95 needed; 3,000 checked examples; the definition is stable; "
        "mistakes cost little; 5000 a day"
    )
    case = case_after(told)
    assert case.pending is Criterion.PLATFORM
    assert case_after(told, text).assessment.value(Criterion.PLATFORM) == platform
