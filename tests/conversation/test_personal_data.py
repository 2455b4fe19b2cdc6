"""Who says that the texts hold names or health data is told to mask them before they go into a prompt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.decision import Assessment, from_dict, judge
from bot.reading.told.personal_data import personal_data_held
from bot.replies import VerdictCard
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    "text",
    [
        "the claims contain customer names and ibans",
        "basic prompt, our referral letters hold names and diagnoses",
        "it is patient data",
        "replies to tenants, mails are full of phone numbers",
        "the examples include names of employees",
    ],
)
def test_it_is_read(text: str) -> None:
    """By what the texts are said to hold."""
    assert personal_data_held(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "we extract product names and prices",
        "the log lines contain ip addresses",
        "no personal data in them",
        "what about personal data?",
        "the texts don't contain names",
        "we write names for new products",
    ],
)
def test_it_is_not_read(text: str) -> None:
    """Of things, where it is denied, and where it is asked."""
    assert personal_data_held(text) is None


def test_masked_data_is_none() -> None:
    """It may be said later."""
    assert personal_data_held("all names are masked") is False
    assert personal_data_held("the letters hold names, all redacted") is False


async def test_the_first_step_says_to_mask_it(person: Person) -> None:
    """And no longer where it is masked."""
    told = "plain words for hospital letters, the tone is off, a basic prompt, letters contain names and diagnoses"
    card = only(VerdictCard, await person.talk(told, "verdict now"))
    assert card.today.startswith("Mask names and other personal data")
    card = only(VerdictCard, await person.talk("the names are all masked", "verdict now"))
    assert not card.today.startswith("Mask")


def test_it_is_stored() -> None:
    """And changes no outcome."""
    told = Assessment.of({"goal": "tone_style", "tried": "basic_prompt", "failure": "style_drift"})
    held = replace(told, holds_personal_data=True)
    loaded, notes = from_dict(held.to_dict())
    assert (loaded.holds_personal_data, notes) == (True, ())
    assert loaded.without().holds_personal_data
    assert judge(held).outcome is judge(told).outcome
