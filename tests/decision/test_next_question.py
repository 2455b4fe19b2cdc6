"""Which question comes next, and when the walk stops."""

from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decision import VALUES, Assessment, Certainty, Criterion, Fact, judge, next_question, question_for

from .cases import cases, facts_about, guessing, stated

MUST = {Criterion.EXAMPLES, Criterion.BASELINE, Criterion.TUNABLE_MODEL}


def unsure(criterion: Criterion) -> Fact:
    """Return that somebody is not sure."""
    return Fact(criterion, certainty=Certainty.UNSURE)


def played(final: dict[str, Any]) -> tuple[Assessment, list[Criterion]]:
    """Return where a walk ends that answers by criterion and is unsure about the rest, and what was asked."""
    assessment = Assessment()
    asked: list[Criterion] = []
    while (question := next_question(assessment, asked)) is not None:
        asked.append(question.criterion)
        value = final.get(question.criterion)
        assessment = assessment.put(stated(question.criterion, value) if value else unsure(question.criterion))
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
    assessment: Assessment = data.draw(guessing)
    asked: list[Criterion] = []
    while (question := next_question(assessment, asked)) is not None:
        criterion = question.criterion
        assert criterion not in asked
        assert not assessment.knows(criterion) or assessment.values(criterion) == ("unclear",)
        asked.append(criterion)
        kind = data.draw(st.sampled_from(["answer", "answer", "unsure", "vague", "silence"]))
        if kind == "answer":
            assessment = assessment.put(data.draw(facts_about(criterion)))
        elif kind == "unsure":
            assessment = assessment.put(unsure(criterion))
        elif kind == "vague":
            assessment = assessment.put(Fact(criterion, certainty=Certainty.VAGUE, words="lots"))
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
    start = Assessment.of({"goal": goal}) if goal else Assessment().put(unsure(Criterion.GOAL))
    second = next_question(start, [Criterion.GOAL])
    assert second is not None
    assert second.criterion is Criterion.FAILURE
    after = start.put(unsure(Criterion.FAILURE))
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
    claimed = Fact(Criterion.BASELINE, certainty=Certainty.VAGUE, words="we have evals")
    question = next_question(Assessment.of(criteria).put(claimed))
    assert question is not None
    assert question.criterion is Criterion.BASELINE
    assert question.for_number
    assert "how many" in question.text


def test_unsure_is_not_asked_again() -> None:
    """What somebody was not sure about is left alone."""
    assessment = Assessment.of({"goal": ["tone_style"]}).put(unsure(Criterion.TRIED))
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


def test_what_is_likely_is_asked_and_offered_first() -> None:
    """A likely answer does not end the walk: the question about it offers it first, and its confirmation does."""
    guess = Fact(Criterion.TRIED, ("basic_prompt",), Certainty.LIKELY)
    assessment = Assessment.of({"goal": ["tone_style"]}).put(guess)
    question = next_question(assessment)
    assert question is not None
    assert (question.criterion, question.guess) == (Criterion.TRIED, "basic_prompt")
    assert question.options[0].value == "basic_prompt"
    assert next_question(assessment.put(stated(Criterion.TRIED, "basic_prompt")), [Criterion.TRIED]) is None


def test_what_is_likely_and_would_change_nothing_is_not_asked() -> None:
    """Where the stated facts settle the verdict, no guess is worth a question."""
    settled = Assessment.of({"goal": ["new_facts"], "volatility": "frequent"})
    assert next_question(settled.put(Fact(Criterion.TRIED, ("rag",), Certainty.LIKELY))) is None


def test_long_lists_offer_the_likeliest_first_and_scales_stay_in_order() -> None:
    """Eleven failures are sorted by what is likely for the case; numbers of examples go up."""
    failures = question_for(Assessment.of({"goal": "new_facts"}), Criterion.FAILURE)
    examples = question_for(Assessment.of({"goal": "tone_style"}), Criterion.EXAMPLES)
    assert failures.options[0].value == "missing_knowledge"
    assert [option.value for option in examples.options] == list(VALUES[Criterion.EXAMPLES])


@pytest.mark.parametrize(
    ("known", "asked", "yes", "last"),
    [
        ({"goal": "cost_latency"}, Criterion.FAILURE, "works_ok", "slow_or_costly"),
        ({"failure": "slow_or_costly"}, Criterion.GOAL, "cost_latency", "unclear"),
    ],
)
def test_what_was_said_is_not_asked_again(known: dict[str, str], asked: Criterion, yes: str, last: str) -> None:
    """Who wants it cheaper is asked what else there is: yes means that this is all, and stands first."""
    question = question_for(Assessment.of(known), asked)
    assert question.text != question_for(Assessment(), asked).text
    assert (question.yes, question.options[0].value, question.options[-1].value) == (yes, yes, last)


def test_limit_ends_the_walk() -> None:
    """After eight questions there is no ninth."""
    assert next_question(Assessment(), list(Criterion)[:8]) is None
