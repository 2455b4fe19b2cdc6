"""What would be on another platform is worked out, however the question about the verdict is put."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.understand import Understander
from bot.decision import Criterion
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work
from tests.conversation.told import case_after

TOLD = "assign museum objects to 40 periods on OpenAI, few-shot 74% on 200 objects, need 90, 600 objects checked by curators"


def supposed(text: str) -> dict[Criterion, tuple[str, ...]]:
    """What a message supposes of the case."""
    work = Work(Turn("Ana", Place(Surface.TERMINAL, "local", "terminal", "use"), text), text)
    understood = asyncio.run(Understander().understand(text, case_after(TOLD), work))
    return {fact.criterion: fact.values for fact in understood.supposed}


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("if we go to Azure, does the answer become yes?", "azure"),
        ("and if we moved to Vertex, is it then a yes?", "vertex"),
        ("what if we switched to Bedrock?", "bedrock"),
        ("suppose we used Azure, would it be yes", "azure"),
    ],
)
def test_a_platform_is_supposed(text: str, platform: str) -> None:
    """It states nothing."""
    assert supposed(text) == {Criterion.PLATFORM: (platform,)}


@pytest.mark.parametrize("text", ["what if nobody has decided the platform?", "if we tune it on Azure, do we own it?"])
def test_what_supposes_none(text: str) -> None:
    """An open choice, and a question of its own."""
    assert Criterion.PLATFORM not in supposed(text)


def test_a_number_is_supposed_with_the_question_after_it() -> None:
    """As it was before."""
    assert Criterion.EXAMPLES in supposed("suppose we had 8,000 examples, would it be a yes?")
