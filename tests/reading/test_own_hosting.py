"""Who rules out machines of their own demands nothing of where data stay."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.own_hosting import rules_out_own_hosting

OUT = [
    "self-host not an option",
    "we can't self-host",
    "on-prem is not an option for us",
    "self hosting is out of the question, we have no ops team",
    "azure only, own GPUs are off the table",
    "we will not host a model ourselves",
    "selfhost no option, no people for it",
]
IN = [
    "data can't leave our own servers",
    "it must be self-hosted",
    "cloud is not an option, on-prem only",
    "nothing may go outside our on-prem network",
    "we self-host everything because patient data must stay here",
    "not an option to send data out, we run our own GPUs",
]


@pytest.mark.parametrize("text", OUT)
@pytest.mark.parametrize("asked", [None, Criterion.RESIDENCY])
def test_ruled_out(text: str, asked: Criterion | None) -> None:
    """No data has to stay on premises by it, whatever was asked."""
    assert rules_out_own_hosting(text)
    assert not any(fact.values == ("on_prem",) for fact in read_message(text, asked).facts)


@pytest.mark.parametrize("text", IN)
def test_demanded(text: str) -> None:
    """A denial of anything else rules out nothing."""
    assert not rules_out_own_hosting(text)
