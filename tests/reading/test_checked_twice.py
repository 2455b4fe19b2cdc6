"""Examples for which two people or seniors stand are checked ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.examples.checked_twice import checked_twice
from tests.conversation.told import case_after

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    "text",
    [
        "double keyed",
        "two adjudicators",
        "four-eyes",
        "signed off by seniors",
        "1,900 customs forms, double-keyed",
        "each label was coded twice",
        "900 autopsy notes, adjudicated",
        "all pairs are signed off by the head of nursing",
        "the letters were annotated independently by two students, four eyes on every one",
        "3 raters per record, then a tie-break",
    ],
)
def test_who_stands_for_examples(text: str) -> None:
    """However it is called."""
    fact = checked_twice(text)
    assert fact is not None
    assert fact.values == ("curated",)
    assert fact.words in text


@pytest.mark.parametrize(
    "text",
    [
        "not double-keyed",
        "the forms will be double-keyed next year",
        "should we have two annotators?",
        "are the labels double-keyed?",
        "every single payment above 5,000 needs four-eyes",
        "the test set has two adjudicators",
        "our invoices arrive in duplicate",
        "we have two reviewers for the whole department and they read letters all day long",
    ],
)
def test_who_does_not(text: str) -> None:
    """What is denied, planned, asked, of a test, or of something else than examples."""
    assert checked_twice(text) is None


@pytest.mark.parametrize("reply", ["double keyed", "two adjudicators per claim, then a tie-break", "four-eyes on every example", "signed off by seniors"])  # fmt: skip
async def test_it_answers_the_question(person: Person, reply: str) -> None:
    """To whoever asks whether somebody has checked the examples, and is not asked again."""
    told = "we read dates from leases with gpt-4o and a few examples in the prompt, some wrong, 84% on 500 cases, need 95. 3,000 pairs. definitions stand still"
    await person.talk(told)
    while (await person.case()).pending is not Criterion.DATA_QUALITY:
        await person.say("not sure")
    said = str(await person.say(reply))

    case = await person.case()
    assert case.assessment.stated.value(Criterion.DATA_QUALITY) == "curated"
    assert case.assessment.fact(Criterion.EXAMPLES).number == 3000  # type: ignore[union-attr]
    assert "I did not get that" not in said


def test_what_is_said_against_them_stays() -> None:
    """The contrary: examples that are told to be raw logs are none that were checked."""
    case = case_after("we have 4,000 raw tickets, nobody has checked them, only the test is double-keyed")
    assert case.assessment.stated.value(Criterion.DATA_QUALITY) != "curated"
