"""What is shown in quotes stands in what somebody wrote: no new number is put into old words."""

from __future__ import annotations

import re

import pytest

from bot.conversation.compose import known_fact
from bot.decision import Criterion
from tests.conversation.told import case_after

QUOTED = re.compile("“([^”]*)”")


@pytest.mark.parametrize(
    "messages",
    [
        ("we answer mails, about 900 mails a day plus 250 chats, refunds are wrong too often", "sorry, 9000, not 900"),
        ("a hospice sorts about 40 letters a day and some faxes, wrong ward too often", "wait, 400 not 40"),
        ("we have 3,000 checked pairs and two raw archives, wrong tone", "sorry, 300 not 3,000"),
        ("around 700 parcels a week come with a form beside the letter, wrong fields", "no, 7,000, not 700"),
    ],
)
def test_a_number_put_right_is_in_no_made_up_quote(messages: tuple[str, ...]) -> None:
    """The fact is told with its new number, in the bot's words."""
    case = case_after(*messages)
    facts = [
        known_fact(fact) for fact in case.assessment.facts if fact.criterion in {Criterion.VOLUME, Criterion.EXAMPLES}
    ]
    assert facts

    written = " ".join(" ".join(messages).split()).lower()
    for fact in facts:
        assert all(quote.lower() in written for quote in QUOTED.findall(fact.line)), fact.line


def test_the_new_number_is_told() -> None:
    """The contrary: nothing of the correction itself is lost."""
    case = case_after(
        "we answer mails, about 900 mails a day plus 250 chats, refunds are wrong too often", "sorry, 9000, not 900"
    )
    fact = case.assessment.fact(Criterion.VOLUME)
    assert fact is not None
    assert fact.number == 9000
    assert "9000 mails a day" in known_fact(fact).clause
