"""Which question comes next, and when the walk stops."""

from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decision import Assessment, Criterion, Stated, judge, next_question

from .cases import assessments, cases, stated, values_of

MUST = {Criterion.EXAMPLES, Criterion.BASELINE, Criterion.TUNABLE_MODEL}


def played(final: dict[str, Any]) -> tuple[Assessment, list[Criterion]]:
    """Return where a walk ends that answers by criterion and is unsure about the rest, and what was asked."""
    assessment = Assessment()
    asked: list[Criterion] = []
    while (question := next_question(assessment, asked)) is not None:
        asked.append(question.criterion)
        value = final.get(question.criterion)
        answered = (
            assessment.answer(question.criterion, stated(value)) if value else assessment.unsure(question.criterion)
        )
        assessment = answered
    return assessment, asked


@pytest.mark.parametrize("case", cases("dialogues"), ids=lambda case: case["id"])
def test_dialogue_reaches_its_verdict(case: dict[str, Any]) -> None:
    """A walk answered by the dialogue's criteria reaches its verdict within eight questions."""
    assessment, asked = played(case["final_criteria"])
    assert judge(assessment).outcome in {case["expected"], *case["acceptable"]}
    assert len(asked) <= 8


def test_dialogues_take_few_questions() -> None:
    """Half of the dialogues are settled by four questions or fewer."""
    assert median(len(played(case["final_criteria"])[1]) for case in cases("dialogues")) <= 4


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_random_walk(data: st.DataObject) -> None:
    """Any walk ends within eight questions, repeats none, asks nothing known, and leaves nothing required unasked before training."""
    assessment: Assessment = data.draw(assessments)
    asked: list[Criterion] = []
    while (question := next_question(assessment, asked)) is not None:
        criterion = question.criterion
        assert criterion not in asked
        assert not assessment.knows(criterion) or assessment.values(criterion) == ("unclear",)
        asked.append(criterion)
        kind = data.draw(st.sampled_from(["answer", "answer", "unsure", "vague", "silence"]))
        if kind == "answer":
            assessment = assessment.answer(criterion, data.draw(values_of(criterion)))
        elif kind == "unsure":
            assessment = assessment.unsure(criterion)
        elif kind == "vague":
            assessment = assessment.vague(criterion, Stated(words="lots"))
    assert len(asked) <= 8
    if judge(assessment).trains:
        assert all(criterion in asked or assessment.knows(criterion) for criterion in MUST)


def test_first_question_is_the_goal() -> None:
    """With nothing known the walk starts with what should be different."""
    question = next_question(Assessment())
    assert question is not None
    assert question.criterion is Criterion.GOAL
    assert question.several
    assert question.why.sources


@pytest.mark.parametrize("goal", ["unclear", None])
def test_two_tries_at_the_goal(goal: str | None) -> None:
    """A goal still unclear after the goal and one bad output were asked for stops the walk as not ready."""
    start = Assessment.of({"goal": goal}) if goal else Assessment().unsure(Criterion.GOAL)
    second = next_question(start, [Criterion.GOAL])
    assert second is not None
    assert second.criterion is Criterion.FAILURE
    after = start.unsure(Criterion.FAILURE)
    assert next_question(after, [Criterion.GOAL, Criterion.FAILURE]) is None
    assert judge(after).outcome == "not_ready"


@pytest.mark.parametrize(
    "criteria",
    [
        {"goal": ["new_facts"], "knowledge_home": "large_corpus"},
        {"goal": ["new_facts"], "volatility": "frequent"},
        {"goal": ["new_facts"], "citations": "yes"},
        {"goal": ["new_facts"], "permissions": "per_user"},
        {"goal": ["tone_style"], "tried": "nothing"},
        {"goal": ["task_accuracy"], "tried": "basic_prompt"},
        {"goal": ["task_accuracy"], "failure": "works_ok"},
        {"goal": ["cost_latency"], "volume": "low"},
    ],
)
def test_stops_early_where_the_rubric_allows(criteria: dict[str, Any]) -> None:
    """Section 6: these answers settle the verdict without another question."""
    assert next_question(Assessment.of(criteria)) is None


def test_vague_claim_is_asked_for_its_number() -> None:
    """A claim without its number is asked again in words that ask for the number."""
    criteria = {"goal": ["task_accuracy"], "tried": "few_shot_prompt", "failure": "edge_cases", "examples": "500_4999"}
    question = next_question(Assessment.of(criteria).vague(Criterion.BASELINE, Stated(words="we have evals")))
    assert question is not None
    assert question.criterion is Criterion.BASELINE
    assert question.for_number
    assert "how many" in question.text


def test_unsure_is_not_asked_again() -> None:
    """What somebody was not sure about is left alone."""
    assessment = Assessment.of({"goal": ["tone_style"]}).unsure(Criterion.TRIED)
    question = next_question(assessment)
    assert question is not None
    assert question.criterion is not Criterion.TRIED


def test_last_question_is_kept_for_model_access() -> None:
    """Before training the last question goes to what must not stay unasked, even where another one would tell more."""
    stuck = {"goal": ["task_accuracy"], "tried": "few_shot_prompt", "failure": "edge_cases"}
    assessment = Assessment.of(stuck | {"examples": "5000_plus", "baseline": "measured"})
    early = next_question(assessment)
    last = next_question(assessment, [*list(Criterion)[:5], Criterion.LATENCY, Criterion.RESIDENCY])
    assert early is not None
    assert early.criterion is Criterion.DATA_QUALITY
    assert last is not None
    assert last.criterion is Criterion.TUNABLE_MODEL


def test_limit_ends_the_walk() -> None:
    """After eight questions there is no ninth."""
    assert next_question(Assessment(), list(Criterion)[:8]) is None
