"""What a number counts is told by its noun: only what may be an example or a test case is taken for one."""

from __future__ import annotations

import pytest

from bot.reading.numbers.counted_things import CountOf, count_of, is_mark, may_be_cases
from bot.reading.numbers.quantities import quantities


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("mails go into 18 categories", CountOf.LABELS),
        ("a 9-intent router", CountOf.LABELS),
        ("we fill in 31 fields", CountOf.LABELS),
        ("four of our editors grade it, 4 different reviewers", CountOf.PEOPLE),
        ("it went through 11 prompt rewrites", CountOf.WORK),
        ("we tried 3 other models", CountOf.THINGS),
        ("a handbook of 75 pages of rules", CountOf.PAGES),
        ("prompt w/ 7 examples", CountOf.SHOWN),
        ("30 sample letters in the system prompt", CountOf.SHOWN),
        ("few-shot with 12 samples", CountOf.SHOWN),
        ("eval: 260 gold", CountOf.TEST_CASES),
        ("the test set is 180 claims", CountOf.TEST_CASES),
        ("recall of documents, 88 means that some are missed", CountOf.NOTHING),
        # What may be an example or a case is left to the words around it.
        ("2,400 labelled mails", None),
        ("600 labels", None),
        ("40 label examples", None),
        ("1,200 annotated pages", None),
        ("300 customers emails", None),
        ("the prompt is short, and we have 40 emails", None),
        ("i use a simple prompt but have 30 letters", None),
        ("900 prompts with answers", None),
    ],
)
def test_what_a_count_counts(text: str, what: CountOf | None) -> None:
    """The last number of each."""
    assert count_of(quantities(text)[-1]) is what


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("F1 0.8 on 14 classes", False),
        ("AUC 0.9 on 240 patients", True),
        ("rated by 6 nurses", False),
        ("0.84 on 320 letters", True),
    ],
)
def test_what_a_score_may_be_measured_on(text: str, *, may_be: bool) -> None:
    """Classes never, people where the score is said to be one on so many."""
    assert may_be_cases(quantities(text)[-1]) is may_be


def test_stars_are_no_cases() -> None:
    """Of five stars four are a mark, of five mails they are mails."""
    assert [is_mark(quantities(text)[0]) for text in ("4 out of 5 stars", "4 out of 5 mails")] == [True, False]


@pytest.mark.parametrize(
    ("text", "is_had"),
    [
        ("our clerks gave 300 different replies, it was chaos", False),
        ("one letter, written in 40 different ways", False),
        ("we have 300 different replies", True),
    ],
)
def test_what_differs_and_should_not_is_a_complaint(text: str, *, is_had: bool) -> None:
    """Nobody can learn from it; who has so many has them."""
    (number,) = [one for one in quantities(text) if one.value > 1]
    assert (count_of(number) is None) is is_had


def test_one_tone_is_no_example() -> None:
    """A use case has one of it."""
    (number,) = quantities("the director wants one tone for everybody")
    assert count_of(number) is CountOf.THINGS
