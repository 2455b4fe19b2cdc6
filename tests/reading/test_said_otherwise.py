"""Words that a reader takes for a fact of which they tell nothing, or the contrary."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.platforms import platform_in


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("Where go the mails then? USA? Our data protection officer says no to everything", Criterion.RESIDENCY),
        ("our DPO always says no", Criterion.RESIDENCY),
        ("also in SAP the contract of the customer. but SAP we can not connect yet", Criterion.RESIDENCY),
        ("the CRM is not linked and we have no access to it", Criterion.RESIDENCY),
        ("We get mails from citizens, about bills, moving, meter number and so on.", Criterion.KNOWLEDGE_HOME),
        ("We get mails from citizens, about bills, moving, meter number and so on.", Criterion.VOLATILITY),
        ("tickets about printers, updates, password resets and so on", Criterion.VOLATILITY),
        ("rerun cost w/ 4M", Criterion.UPKEEP),
        ("rerun the numbers with gpt-4.1-mini", Criterion.UPKEEP),
        ("what is in a note: circa half page and summary of 3 lines", Criterion.KNOWLEDGE_HOME),
        ("a mail is half a page, the answer three lines", Criterion.KNOWLEDGE_HOME),
    ],
)
def test_nothing_is_read(text: str, criterion: Criterion) -> None:
    """Neither stated nor guessed."""
    assert all(one.criterion is not criterion for one in read_message(text).facts)


@pytest.mark.parametrize(
    ("text", "criterion", "value"),
    [
        ("we can not send data outside our data center", Criterion.RESIDENCY, "on_prem"),
        ("patient data cannot leave the hospital", Criterion.RESIDENCY, "on_prem"),
        ("we can rerun the training every quarter", Criterion.UPKEEP, "can_retrain"),
        ("all our rules are 12 pages", Criterion.KNOWLEDGE_HOME, "fits_in_prompt"),
        ("the whole handbook is two pages", Criterion.KNOWLEDGE_HOME, "fits_in_prompt"),
        ("we have 600 checked examples", Criterion.DATA_QUALITY, "curated"),
    ],
)
def test_what_is_said_is_read(text: str, criterion: Criterion, value: str) -> None:
    """The same words where they tell it."""
    assert (criterion, (value,)) in {(one.criterion, one.values) for one in read_message(text).facts}


@pytest.mark.parametrize(
    "text", ["open weights or bedrock, dunno", "azure or openai, not sure yet", "either bedrock or vertex"]
)
def test_a_platform_that_is_open(text: str) -> None:
    """Which of two it is was not decided."""
    fact = platform_in(text, asked=True)
    assert fact is not None
    assert fact.values == ("undecided",)


@pytest.mark.parametrize(
    ("text", "value"), [("azure, not bedrock", "azure"), ("open weights, on our own GPUs", "open_weights")]
)
def test_a_platform_that_is_not(text: str, value: str) -> None:
    """One that is named and another that is denied."""
    fact = platform_in(text, asked=True)
    assert fact is not None
    assert fact.values == (value,)
