"""What would change a verdict."""

import time

import pytest
from hypothesis import given, settings

from bot.decision import Assessment, Criterion, Fact, Flip, Outcome, flips, judge, next_question
from bot.decision.procedure import decide_by

from .cases import assessments, cases


def changed(assessment: Assessment, flip: Flip, only: int | None = None) -> Assessment:
    """Return the assessment with the changes of a flip made, or only one of them."""
    for place, change in enumerate(flip.changes):
        if only in {None, place}:
            fact = assessment.fact(change.criterion)
            kept = fact.values if fact and change.adds else ()
            assessment = assessment.put(Fact(change.criterion, (*kept, change.value)))
    return assessment


@given(assessments)
@settings(max_examples=200, deadline=None)
def test_flips_flip_and_are_minimal(assessment: Assessment) -> None:
    """Every flip leads to the outcome it names, another than now, and no part of it does so alone."""
    now = judge(assessment).outcome
    found = flips(assessment)
    assert len(found) <= 3
    assert [flip.likelihood for flip in found] == sorted((flip.likelihood for flip in found), reverse=True)
    for flip in found:
        assert judge(changed(assessment, flip)).outcome is flip.outcome is not now
        if len(flip.changes) == 2:
            assert all(judge(changed(assessment, flip, only)).outcome is now for only in (0, 1))


def test_words_name_the_examples_needed() -> None:
    """With 30 examples and all else in place, fifty checked ones are what changes the verdict."""
    case = next(case for case in cases("dialogues") if case["id"] == "dd04")
    first = flips(Assessment.of(case["final_criteria"] | {"examples": "10_49"}))[0]
    assert first.words == "if you had 50 or more checked examples: Fine-tuning"


def test_learning_is_likelier_than_a_changed_goal() -> None:
    """Learning an unknown answer ranks before a goal that changes."""
    found = flips(Assessment.of({"goal": ["new_facts"], "tried": "nothing"}))
    assert found[0].changes[0].criterion is Criterion.KNOWLEDGE_HOME
    assert found[0].outcome is Outcome.PROMPT_ENGINEERING


@pytest.mark.parametrize("case", cases("use-cases"), ids=lambda case: case["id"])
def test_every_case_has_one(case: dict[str, dict[str, str]]) -> None:
    """Every labelled case has at least one change of one or two answers that flips it."""
    assert flips(Assessment.of(case["criteria"]))


def test_flips_and_question_within_their_budget() -> None:
    """Flips and the next question together take nowhere near ten times their budget of 25 ms, in the median, nothing remembered; `tests.bench.turns` measures it."""
    next_question(Assessment())  # loads the rubric and spreads the completions, once per process
    took = []
    for case in cases("use-cases"):
        assessment = Assessment.of(case["criteria"])
        decide_by.cache_clear()
        started = time.thread_time()
        flips(assessment)
        next_question(assessment)
        took.append(time.thread_time() - started)
    assert sorted(took)[len(took) // 2] <= 0.25
