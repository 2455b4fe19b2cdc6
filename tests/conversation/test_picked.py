"""What somebody picked in a surface's own elements."""

import pytest

from bot.conversation.picked import picked
from bot.decision import Certainty, Criterion, Fact
from bot.turn import Choice


@pytest.mark.parametrize(
    ("choice", "fact"),
    [
        (Choice("tried", ("basic_prompt",)), Fact(Criterion.TRIED, ("basic_prompt",), words="A basic prompt")),
        (
            Choice("goal", ("tone_style", "new_facts")),
            Fact(Criterion.GOAL, ("tone_style", "new_facts"), words="Sound different: tone or style, Know our facts"),
        ),
        (Choice("tried"), Fact(Criterion.TRIED, certainty=Certainty.UNSURE)),
        (Choice("tried", ("gone",)), None),
        (Choice("gone", ("basic_prompt",)), None),
        (Choice("gone"), None),
    ],
)
def test_what_was_picked(choice: Choice, fact: Fact | None) -> None:
    """An option states its value in its label's words, none means "not sure", and what old messages offered is left out."""
    assert picked([choice]) == ((fact,) if fact else ())
