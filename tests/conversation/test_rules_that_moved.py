"""Examples of which a part follows the rule of today, and test cases that somebody checked."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted
from bot.decision import Criterion, judge
from bot.reading.examples.outdated_part import outdated_part
from bot.reading.examples.past_changes import moved_before_only, settled_since
from tests.conversation.told import case_after

SORTS = "we sort emails with gpt-4o, prompt with examples, 85% on 200, need 95. we have 2400 examples checked by legal"


@pytest.mark.parametrize(
    "text",
    [
        "actually only 350 of them follow the new rule",
        "Actually legal told me today only 350 of them follow the new rule.",
        "just 350 of these match the current template",
        "sorry, only 350 of the emails are in line with the 2024 policy",
        "only 350 comply with the new law",
        "hm, only 350 of them use the new format",
        "only 350 of those meet the actual guideline",
    ],
)
def test_a_part_that_follows_the_rule_of_today_is_what_counts(text: str) -> None:
    """So many can be used, and the rule itself is in force."""
    case = case_after(SORTS, text)
    known = case.assessment.fact(Criterion.EXAMPLES)
    assert known is not None
    assert known.number == 350
    assert known.is_stated
    assert case.assessment.fact(Criterion.TASK_STABILITY) is None
    assert noted(case_after(SORTS), case) == ["you have 350 usable examples, not 2400"]
    assert judge(case.assessment).trains


@pytest.mark.parametrize(
    "text",
    ["only 350 of them follow up with the customer?", "only 350 calls a day", "only 3 of them follow the news"],
)
def test_a_part_of_something_else(text: str) -> None:
    """A question counts nothing, nor does what no rule is named for."""
    known = case_after(SORTS, text).assessment.fact(Criterion.EXAMPLES)
    assert known is not None
    assert known.number == 2400


def test_half_of_them_from_before_the_change() -> None:
    """Not ready until they are sorted, and ready with those that follow the rule; what was changed once says nothing of what will be."""
    opening = "letters miss the complaint paragraph, prompt with examples, 91% on 300, need 100"
    half = "We hold 2,400 letters that legal approved, all in English, half of them older than the regulator's 2024 change."
    case = case_after(opening, half)
    assert case.assessment.value(Criterion.DATA_QUALITY) == "poor"
    assert case.assessment.fact(Criterion.TASK_STABILITY) is None
    assert "a part of the examples is outdated" in noted(case_after(opening), case)
    sorted_out = case_after(opening, half, "only 350 of them follow the new rule")
    quality = sorted_out.assessment.fact(Criterion.DATA_QUALITY)
    assert quality is not None
    assert quality.values == ("curated",)
    assert quality.is_likely


@pytest.mark.parametrize(
    "text",
    [
        "half of them older than the regulator's 2024 change",
        "2,000 pairs, many are outdated",
        "some of the letters are from before the reform",
        "we have 900 tickets, a third of them use the old codes",
        "about half of these still follow the old template",
        "most of them pre-2023",
    ],
)
def test_a_part_is_outdated(text: str) -> None:
    """However it is said."""
    assert outdated_part(text)


@pytest.mark.parametrize(
    "text",
    [
        "half of the policies are outdated",
        "some of the answers it gives are outdated",
        "half of them are not outdated",
        "are some of them outdated?",
        "half of them will be older than that soon",
        "half of them are about the old town",
    ],
)
def test_no_part_of_the_examples_is_outdated(text: str) -> None:
    """Knowledge and answers are no examples, and who denies, asks or foresees tells of none."""
    assert not outdated_part(text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the new", "only 350 of them follow the new rule"),
        ("the 2024 change", "half of them are older than the 2024 change"),
        ("last year's reform", "they are from before last year's reform"),
    ],
)
def test_what_was_changed_before(words: str, text: str) -> None:
    """A rule that is new is one that holds."""
    assert moved_before_only(words, text)


@pytest.mark.parametrize(
    "text",
    [
        "the new rules still change every month",
        "the old categories will be replaced",
        "a new definition is being discussed",
        "same since 2018",
        "our house style is 60 yrs old",
        "new boss, new labels",
        "The rules have been the same since 1998 and fit on half a page",
    ],
)
def test_what_goes_on_changing(text: str) -> None:
    """What changes again, or will, is not settled."""
    assert not moved_before_only(text, text)


def test_what_stands_still_since_its_last_change() -> None:
    """That is said in so many words."""
    assert settled_since("the codes were changed in 2023 and are stable since")
    assert not settled_since("are they stable since?")
    assert not settled_since("the codes were changed in 2023")


LETTERS = "denial letters: 27 of 300 letters miss the complaint paragraph, prompt with five examples"


@pytest.mark.parametrize(
    "text",
    [
        "300 letters were checked by two senior handlers",
        "the 300 were all reviewed by our lawyers",
        "two of us independently rated 300 letters",
        "300 letters got checked by legal",
    ],
)
def test_checked_test_cases_are_no_examples(text: str) -> None:
    """As many as were tested are those that were tested."""
    assert case_after(LETTERS, text).assessment.fact(Criterion.EXAMPLES) is None


@pytest.mark.parametrize(
    "text",
    [
        "we have 300 letters checked by legal",
        "another 300 letters were written by seniors",
        "we collected 800 letters, all reviewed",
    ],
)
def test_examples_beside_the_test(text: str) -> None:
    """Who has them, or as many more, tells of examples."""
    assert case_after(LETTERS, text).assessment.fact(Criterion.EXAMPLES) is not None


@pytest.mark.parametrize(
    "text", ["legal requires zero missing paragraphs", "boss wants 0 errors", "we accept zero wrong ones"]
)
def test_no_mistake_is_allowed(text: str) -> None:
    """None at all is a target as well."""
    before = case_after(LETTERS)
    assert "you need none wrong" in noted(before, case_after(LETTERS, text))


def test_a_region_beside_a_permission_demands_nothing() -> None:
    """Who says that the DPO agreed is permitted something; what must stay somewhere is said otherwise."""
    case = case_after(SORTS, "Azure OpenAI, Sweden Central, our DPO agreed in writing.")
    assert case.assessment.fact(Criterion.RESIDENCY) is None
    bound = case_after(SORTS, "Azure, data must stay in Sweden Central, legal demands it")
    assert bound.assessment.value(Criterion.RESIDENCY) == "region_bound"
