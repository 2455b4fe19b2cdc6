"""The state of a walk: going on, going back, changing, and surviving storage."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.case import ASSUMED, Walk
from bot.decision import VALUES, Criterion, Standing, Stated, judge
from bot.errors import AssessmentError
from bot.reading.reading import Finding

#: 250 walks of 40 turns: the 10,000 random turns that the decision's issue asks for.
WALKS, TURNS = 250, 40


def stated(criterion: Criterion, value: str) -> tuple[Finding]:
    """One answer to the open question."""
    return (Finding(criterion, Stated((value,), words="so they said"), 1.0, asked=True),)


def through_storage(walk: Walk) -> Walk:
    """The walk as it comes back from the store."""
    return Walk.from_dict(json.loads(json.dumps(walk.to_dict())))


def test_first_question_follows_the_opening() -> None:
    """A new walk asks something, and remembers that it did."""
    walk, question = Walk("Should we fine-tune?").advance()
    assert question is not None
    assert walk.pending is question.criterion
    assert walk.asked == (question.criterion,)


def test_open_question_is_repeated_as_it_was_asked() -> None:
    """The open question comes again with the same words and options, however often."""
    walk, question = Walk("Should we fine-tune?").advance()
    again = through_storage(walk).question()
    assert question is not None
    assert again is not None
    assert (again.text, again.options) == (question.text, question.options)


def test_back_returns_to_the_state_before_the_last_answer() -> None:
    """Going back takes the answer out and opens its question again; before the first there is nothing."""
    walk, _ = Walk("x").advance()
    after, _ = walk.hear(stated(Criterion.GOAL, "tone_style")).advance()
    before = through_storage(after).back()
    assert before is not None
    assert not before.assessment.entries
    assert before.pending is Criterion.GOAL
    assert before.back() is None


def test_reopened_answer_is_asked_again_and_overwritten() -> None:
    """Changing an answer opens its question, and the new answer counts as if given first."""
    walk = Walk("x").hear(stated(Criterion.EXAMPLES, "10_49")).reopen(Criterion.EXAMPLES)
    assert walk.pending is Criterion.EXAMPLES
    assert not walk.assessment.knows(Criterion.EXAMPLES)
    again = walk.hear(stated(Criterion.EXAMPLES, "500_4999"))
    direct = Walk("x").hear(stated(Criterion.EXAMPLES, "500_4999"))
    assert judge(again.assessment).outcome is judge(direct.assessment).outcome


@pytest.mark.parametrize(
    "damage",
    [{"form": 99}, {"asked": ["no such thing"]}, {"assessment": None}, {"pending": 7}, {"assessment": {"schema": 0}}],
)
def test_damaged_state_is_told_as_such(damage: dict[str, object]) -> None:
    """A stored walk of another form or with unknown names raises the error that says to start again."""
    data = Walk("x").advance()[0].to_dict() | damage
    with pytest.raises(AssessmentError):
        Walk.from_dict(data)


moves = st.one_of(
    st.sampled_from(["back", "reopen", "unsure"]),
    st.sampled_from([(criterion, value.value) for criterion in Criterion for value in VALUES[criterion]]),
)


@settings(max_examples=WALKS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(moves, min_size=TURNS, max_size=TURNS))
def test_random_turns_lose_nothing(turns: list[str | tuple[Criterion, str]]) -> None:
    """Over 10,000 random turns a walk stays loadable, keeps the last answer, and asks at most eight questions in a row."""
    walk, _ = Walk("x").advance()
    for move in turns:
        if move == "back":
            walk = walk.back() or walk
            continue
        if move == "reopen":
            walk = walk.reopen(walk.pending or Criterion.GOAL)
        elif move == "unsure":
            walk = walk.hear(
                [Finding(walk.pending or Criterion.GOAL, Stated(standing=Standing.UNSURE), 1.0, asked=True)]
            )
        else:
            assert isinstance(move, tuple)
            criterion, value = move
            walk = walk.hear(stated(criterion, value))
            assert walk.assessment.values(criterion) == (value,)
        walk, _ = walk.advance()
        assert len(walk.asked) <= 8
        restored = through_storage(walk)
        assert restored.assessment == walk.assessment
        assert (restored.asked, restored.pending) == (walk.asked, walk.pending)


def test_assumptions_give_way_to_answers() -> None:
    """What a quick verdict assumed is marked as nobody's words, survives storage, and goes when somebody answers."""
    assumed = Finding(Criterion.TRIED, Stated(("few_shot_prompt",)), 0.4, assumed=True)
    walk = through_storage(Walk("x").hear(stated(Criterion.GOAL, "tone_style"), by="Ana").assume([assumed]))
    assert walk.assessment.answers[Criterion.TRIED].by == ASSUMED
    assert walk.assessment.answers[Criterion.GOAL].by == "Ana"
    after = walk.hear(stated(Criterion.EXAMPLES, "10_49"), by="Ana")
    assert not after.assessment.knows(Criterion.TRIED)
    assert after.assessment.knows(Criterion.EXAMPLES)
