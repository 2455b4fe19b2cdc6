"""What names the way people speak with a model, by phone or by voice, which is no word on how it sounds: "can it answer in the voice channel?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import names

if TYPE_CHECKING:
    from bot.decision import Fact

_OF_STYLE: Final = {Criterion.GOAL: ("tone_style",), Criterion.FAILURE: ("style_drift",)}


def rests_on_a_channel(fact: Fact, text: str) -> bool:  # noqa: ARG001 - one form for all of these
    """Whether a guess that it is about tone rests on the voice of a phone."""
    is_of_style = fact.is_likely and _OF_STYLE.get(fact.criterion) == fact.values
    return is_of_style and names(fact.words, "channels", "spoken") and not names(fact.words, "channels", "style")
