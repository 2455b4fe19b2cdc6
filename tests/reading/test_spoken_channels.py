"""The voice of a phone is no tone of voice."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion, Fact
from bot.reading.read_message import read_message
from bot.reading.told.spoken_channels import rests_on_a_channel


@pytest.mark.parametrize(
    ("words", "rests"),
    [
        ("answer in the voice channel", True),
        ("help by phone", True),
        ("our voice bot", True),
        ("in our voice, friendly", False),
        ("brand voice on the phone", False),
    ],
)
def test_a_guess_at_the_tone(words: str, rests: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """It goes where nothing but a channel is named."""
    assert rests_on_a_channel(Fact(Criterion.GOAL, ("tone_style",), Certainty.LIKELY, words), words) is rests
    assert not rests_on_a_channel(Fact(Criterion.GOAL, ("tone_style",), words=words), words)


def test_a_channel_is_asked_about() -> None:
    """A question on the phone states and guesses nothing of a case."""
    assert not read_message("can it answer in the voice channel by phone").facts
