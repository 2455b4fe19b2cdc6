"""Several use cases in one message."""

from __future__ import annotations

import pytest

from bot.reading.several_cases import several_cases


@pytest.mark.parametrize(
    "text",
    [
        "we got three ideas for AI, 1) tagging of invoices 2) a bot that knows our rules",
        "there are 2 use cases: A is tone of letters, B is the search in manuals",
        "I have two projects. One is for sorting mail, the other should write replies",
        "two bots we want. First answers guests, second one writes to the owners",
    ],
)
def test_they_are_told_apart(text: str) -> None:
    """Each by a word of its own."""
    assert several_cases(text)


@pytest.mark.parametrize(
    "text",
    [
        "we tested two bots on 40 mails, the first gets 31 right",
        "we have 2 models, first gpt-4.1 and second mini",
        "200 cases, the first half was wrong, the second right",
        "we have 2 projects and this is about the mails",
        "a is better than b on 90 mails",
    ],
)
def test_one_case_is_one(text: str) -> None:
    """Whatever there are two of in it."""
    assert not several_cases(text)
