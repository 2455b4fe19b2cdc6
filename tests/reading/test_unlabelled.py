"""What has no right answer beside it is no example to learn from."""

from __future__ import annotations

import pytest

from bot.decision import Criterion, Fact
from bot.reading.examples.unlabelled import says_unlabelled, without_unlabelled
from bot.reading.read_message import read_message

CASE = "We pull fields from claim forms. A prompt with examples gets 79% on 200 forms, target 90. "


def examples(text: str) -> Fact | None:
    """What a text says of the examples."""
    return next((fact for fact in read_message(text).facts if fact.criterion is Criterion.EXAMPLES), None)


@pytest.mark.parametrize(
    "data",
    [
        "We own 30,000 forms nobody has labelled.",
        "8k forms, but they are not annotated",
        "there is 5000 scans, no labels yet",
        "we have 40000 claims, they dont have the right answer beside",
        "20k unlabeled forms",
        "7,000 raw pdf files, only 200 labelled",
        "9.000 form, nobody tagged them",
    ],
)
def test_without_a_right_answer_there_is_no_example(data: str) -> None:
    """However it is said, and how many there are; those that the test is made of are none to learn from."""
    found = examples(CASE + data)
    assert found is not None
    assert found.values == ("raw_docs_only",)
    assert found.number is None


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ("20k forms without labels, 1,500 labelled by the clerks", 1_500),
        ("500 unlabelled forms are set aside, 3,000 labelled by agents", 3_000),
        ("of our 9,000 forms just 600 are annotated", 600),
        ("9,000 expert-checked field labels", 9_000),
        ("4,000 forms labelled by agents, azure", 4_000),
        # What stays as it is.
        ("4,000 raw tickets with the right queue beside each", 4_000),
        ("2,000 examples, not labelled by lawyers but by paralegals", 2_000),
        ("3,000 forms labelled by agents, nobody checked the labels", 3_000),
        ("we have 800 old replies, not labelled", 800),
    ],
)
def test_what_has_one_counts(data: str, count: int) -> None:
    """A part that somebody labelled is what there is to learn from."""
    found = examples(CASE + data)
    assert found is not None
    assert found.number == count


def test_a_question_and_few_count_nothing() -> None:
    """Who asks says nothing of their own data, and nine people are none."""
    text = "is 12,000 unlabelled contracts enough?"
    fact = Fact(Criterion.EXAMPLES, ("5000_plus",), number=12_000)
    assert without_unlabelled([fact], text) == (fact,)
    assert without_unlabelled([], "a team of 9, no labels") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sorry, they are not labelled", True),
        ("nobody has annotated these", True),
        ("some are not labelled", False),
        ("nobody checked the labels", False),
        ("the test set is not labelled", False),
        ("are they not labelled?", False),
        ("they are labelled", False),
    ],
)
def test_a_remark_on_all_of_them(text: str, *, says: bool) -> None:
    """A short one is about all the examples that were told of."""
    assert says_unlabelled(text) is says


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("2,000 clauses checked by lawyers, few-shot at 84% of 600 test clauses, needs 92%", "task_accuracy"),
        ("few-shot and RAG, macro f1 0.88 on 500 clauses, target 0.93", "task_accuracy"),
        ("brand voice in mails. tried few shot, 62 of 100 ok, target 90", "tone_style"),
        ("few-shot and RAG, 84% of 600", None),
    ],
)
def test_a_gap_between_score_and_target_is_what_should_change(text: str, goal: str | None) -> None:
    """Unless another goal is named; without a target there is no gap."""
    found = next((fact for fact in read_message(text).facts if fact.criterion is Criterion.GOAL), None)
    assert (found.values if found else None) == ((goal,) if goal else None)
