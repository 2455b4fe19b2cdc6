"""Several use cases in one message."""

from __future__ import annotations

import pytest

from bot.reading.told.several_cases import names_another_case, several_cases


@pytest.mark.parametrize(
    "text",
    [
        "we got three ideas for AI, 1) tagging of invoices 2) a bot that knows our rules",
        "there are 2 use cases: A is tone of letters, B is the search in manuals",
        "I have two projects. One is for sorting mail, the other should write replies",
        "two bots we want. First answers guests, second one writes to the owners",
        "we write offers in our tone, few-shot. and the other project: a bot that knows 300 pages",
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


@pytest.mark.parametrize(
    "text",
    [
        "and our other use case: drafts of reminders",
        "what about the second project?",
        "now the next pilot, the one with the manuals",
        "ok different project. support copilot",
        "the other bot: staff questions",
    ],
)
def test_somebody_goes_over_to_another(text: str) -> None:
    """Told or asked."""
    assert names_another_case(text)


@pytest.mark.parametrize(
    "text",
    [
        "another bot did it better",
        "in another team they train",
        "the second prompt was better",
        "the next bot version is due in May",
        "the other 20% is wrong",
        "another case it gets wrong are dates",
    ],
)
def test_another_thing_of_the_same_case(text: str) -> None:
    """Is none."""
    assert not names_another_case(text)
