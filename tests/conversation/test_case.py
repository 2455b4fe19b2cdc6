"""The state of a case: taking facts, asking, going back, changing, and surviving storage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.case import SAID_KEPT, STEPS_KEPT, Case, GivenVerdict
from bot.conversation.stored_form import from_stored, to_stored
from bot.decision import VALUES, Assessment, Certainty, Criterion, Fact, judge, rubric
from bot.errors import AssessmentError
from tests.decision.cases import facts_about

#: 100 cases of 40 turns: 4,000 random turns.
CASES, TURNS = 100, 40
STATED, LIKELY, VAGUE, UNSURE = Certainty.STATED, Certainty.LIKELY, Certainty.VAGUE, Certainty.UNSURE
TUNED = Fact(Criterion.TRIED, ("fine_tuning",))
PROMPTED = Fact(Criterion.TRIED, ("basic_prompt",), words="one line")
AT = datetime(2026, 11, 28, 20, 15, tzinfo=UTC)


def through_storage(case: Case) -> Case:
    """The case as it comes back from the store."""
    return from_stored(json.loads(json.dumps(to_stored(case))))


def knowing(*facts: Fact) -> Case:
    """A case that knows these facts, whatever they are."""
    assessment = Assessment()
    for fact in facts:
        assessment = assessment.put(fact)
    return Case(assessment=assessment)


# ---------------------------------------------------------------------------------------------------------------- which stands


@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        # A remark in passing states what is unknown or only guessed.
        (None, PROMPTED, True),
        (replace(TUNED, certainty=LIKELY), PROMPTED, True),
        (Fact(Criterion.TRIED, certainty=VAGUE), PROMPTED, True),
        (Fact(Criterion.TRIED, certainty=UNSURE), PROMPTED, True),
        # What is said later counts more, where it says something else.
        (TUNED, PROMPTED, True),
        (PROMPTED, replace(PROMPTED, words="a single line"), False),
        (Fact(Criterion.EXAMPLES, ("10_49",), number=40), Fact(Criterion.EXAMPLES, ("10_49",), number=30), True),
        (Fact(Criterion.EXAMPLES, ("10_49",), number=40), Fact(Criterion.EXAMPLES, ("10_49",)), False),
        # But for the goal, which remarks touch too easily.
        (Fact(Criterion.GOAL, ("new_facts",)), Fact(Criterion.GOAL, ("tone_style",)), False),
        (Fact(Criterion.GOAL, ("new_facts",), LIKELY), Fact(Criterion.GOAL, ("tone_style",)), True),
        (Fact(Criterion.GOAL, ("unclear",)), Fact(Criterion.GOAL, ("tone_style",)), True),
        (Fact(Criterion.GOAL, ("unclear",)), Fact(Criterion.GOAL, ("tone_style",), LIKELY), True),
        # A guess never takes the place of anything said.
        (None, replace(TUNED, certainty=LIKELY), True),
        (PROMPTED, replace(TUNED, certainty=LIKELY), False),
        (Fact(Criterion.TRIED, certainty=UNSURE), replace(TUNED, certainty=LIKELY), False),
        (Fact(Criterion.TRIED, certainty=VAGUE), replace(TUNED, certainty=LIKELY), True),
        (replace(PROMPTED, certainty=LIKELY), replace(TUNED, certainty=LIKELY), True),
        (replace(TUNED, certainty=LIKELY), replace(TUNED, certainty=LIKELY, words="a tuned one", message="m2"), False),
        # Nor does a claim without its number.
        (None, Fact(Criterion.EXAMPLES, certainty=VAGUE), True),
        (Fact(Criterion.EXAMPLES, ("10_49",)), Fact(Criterion.EXAMPLES, certainty=VAGUE), False),
        (Fact(Criterion.EXAMPLES, ("10_49",), LIKELY), Fact(Criterion.EXAMPLES, certainty=VAGUE), True),
        (Fact(Criterion.EXAMPLES, ("10_49",)), Fact(Criterion.EXAMPLES, certainty=UNSURE), False),
    ],
)
def test_which_of_two_facts_stands(old: Fact | None, new: Fact, *, stands: bool) -> None:
    """A fact said in passing takes the place of what is known only where it says more or is surer."""
    before = knowing(*([old] if old else []))
    after = before.take([new])
    assert after.assessment.fact(new.criterion) == (new if stands else old)
    assert (after is before) is not stands


@given(
    st.sampled_from(Criterion).flatmap(
        lambda one: st.tuples(*[facts_about(one, st.sampled_from([STATED, LIKELY]))] * 2)
    )
)
def test_an_answer_always_stands(facts: tuple[Fact, Fact]) -> None:
    """An answer to the open question and a correction replace whatever was there."""
    old, new = facts
    after = knowing(old).take([new], replacing={new.criterion})
    known = after.assessment.fact(new.criterion)
    assert known is not None
    assert (known.certainty, set(known.values)) == (new.certainty, set(new.values))


@pytest.mark.parametrize("criterion", Criterion)
def test_not_sure_as_an_answer_takes_a_value_back(criterion: Criterion) -> None:
    """Who answers "not sure" to what was known is believed."""
    value = str(next(iter(VALUES[criterion])))
    after = knowing(Fact(criterion, (value,))).take([Fact(criterion, certainty=UNSURE)], replacing={criterion})
    assert after.assessment.certainty(criterion) is UNSURE
    assert after.assessment.values(criterion) == ()


def test_who_when_and_where_are_kept() -> None:
    """Each fact keeps who said it, in which message and when."""
    case = Case().take([PROMPTED], by="Ana", message="m1", at=AT)
    fact = through_storage(case).assessment.fact(Criterion.TRIED)
    assert fact is not None
    assert (fact.by, fact.message, fact.at, fact.words) == ("Ana", "m1", AT, "one line")


@pytest.mark.parametrize(
    ("failure", "stays"),
    [("style_drift", False), ("missing_knowledge", False), ("edge_cases", True), ("unspecified", True)],
)
def test_an_unclear_goal_gives_way_to_what_goes_wrong(failure: str, *, stays: bool) -> None:
    """Where nobody could name a goal, a failure that shows a gap by itself takes its place."""
    case = knowing(Fact(Criterion.GOAL, ("unclear",))).take([Fact(Criterion.FAILURE, (failure,))])
    assert (case.assessment.fact(Criterion.GOAL) is not None) is stays


def test_a_named_goal_stays_whatever_goes_wrong() -> None:
    """A goal that somebody named is theirs."""
    goal = Fact(Criterion.GOAL, ("new_facts",))
    case = knowing(goal).take([Fact(Criterion.FAILURE, ("style_drift",))])
    assert case.assessment.fact(Criterion.GOAL) == goal


# ------------------------------------------------------------------------------------------------------- asking and explaining


def test_a_question_is_asked_and_remembered() -> None:
    """A new case asks something, and remembers that it did."""
    case, question = Case().begin("Should we fine-tune?").advance()
    assert question is not None
    assert (case.pending, case.asked) == (question.criterion, (question.criterion,))
    assert case.opening == "Should we fine-tune?"
    assert case.begin("something else").opening == "Should we fine-tune?"


def test_the_open_question_comes_again_as_it_was_asked() -> None:
    """The open question has the same words and options, however often and whenever it is looked at."""
    case, question = Case().begin().advance()
    again = through_storage(case).question()
    assert question is not None
    assert again is not None
    assert (again.text, again.options) == (question.text, question.options)
    assert Case().question() is None


def test_a_question_that_got_no_answer_may_be_asked_again() -> None:
    """Where something else was said in its place it stays open, and it does not count as asked."""
    case, first = Case().begin().advance()
    case, second = case.take([Fact(Criterion.DEADLINE, ("months",))]).advance()
    assert first is not None
    assert second is not None
    assert second.criterion is first.criterion
    assert case.asked == (first.criterion,)


@pytest.mark.parametrize("certainty", [LIKELY, VAGUE])
@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_that_is_only_likely(certainty: Certainty, *, answered: bool) -> None:
    """Where a reply answered in words that make a value only likely, or without its number, the question is not asked again."""
    case, question = Case().begin().advance()
    assert question is not None
    likely = Fact(question.criterion, (question.options[0].value,) if certainty is LIKELY else (), certainty)
    case, following = case.take([likely], replacing={question.criterion}).advance(answered=answered)
    assert following is not None
    assert (following.criterion is question.criterion) is not answered


def test_misses_count_for_one_question() -> None:
    """How often a reply could not be read goes with the question, and ends with any fact."""
    case, question = Case().begin().advance()
    assert question is not None
    case = case.missed().missed()
    assert case.misses == 2
    assert case.advance()[0].misses == 2
    assert case.take([Fact(question.criterion, certainty=UNSURE)], replacing={question.criterion}).misses == 0


def test_a_question_that_is_passed_over_is_not_asked_again() -> None:
    """What was asked in vain stays unknown, and something else is asked."""
    case, question = Case().begin().advance()
    assert question is not None
    case, following = case.passing_over().advance()
    assert following is not None
    assert following.criterion is not question.criterion
    assert question.criterion in case.asked
    assert case.assessment.fact(question.criterion) is None


def test_what_was_said_is_known() -> None:
    """What was said aside is known by its digest, through storage and new facts; only so many of them are kept."""
    case = knowing(PROMPTED).saying("Because of this.")
    assert through_storage(case).has_said("Because of this.")
    assert case.take([TUNED]).has_said("Because of this.")
    assert not case.has_said("Because of that.")
    assert "Because" not in str(to_stored(case)["said"])
    for number in range(SAID_KEPT):
        case = case.saying(str(number))
    assert not case.has_said("Because of this.")


def test_a_denied_guess_is_unknown() -> None:
    """A guess that was wrong leaves nothing behind, and its question stays open."""
    case = replace(knowing(replace(TUNED, certainty=LIKELY)), pending=Criterion.TRIED, misses=1)
    question = case.question()
    assert question is not None
    assert question.guess == "fine_tuning"
    after = case.without_guess(Criterion.TRIED)
    assert after.assessment.fact(Criterion.TRIED) is None
    assert (after.pending, after.misses) == (Criterion.TRIED, 0)
    asked = after.question()
    assert asked is not None
    assert asked.guess == ""


# ---------------------------------------------------------------------------------------------------------- back and changing


def test_back_returns_to_the_state_before_the_last_answer() -> None:
    """Going back takes the answer out and opens its question again; before the first there is nothing."""
    case, question = Case().begin().advance()
    assert question is not None
    after, _ = case.take([Fact(Criterion.GOAL, ("tone_style",))]).advance()
    before = through_storage(after).back()
    assert before is not None
    assert before.assessment == case.assessment
    assert (before.pending, before.asked) == (question.criterion, case.asked)
    assert before.back() is None
    assert Case().back() is None


def test_steps_back_are_bounded() -> None:
    """A case that goes on for long remembers the latest steps."""
    case = Case()
    for number in range(3 * STEPS_KEPT):
        case = case.take([Fact(Criterion.EXAMPLES, ("10_49",), number=10 + number)])
    steps = 0
    while (before := case.back()) is not None:
        case, steps = before, steps + 1
    assert steps == STEPS_KEPT


def test_a_reopened_answer_is_asked_again() -> None:
    """Changing an answer takes it out, opens its question, and can be gone back from; the new one counts as if given first."""
    case = Case().take([Fact(Criterion.EXAMPLES, ("10_49",))])
    reopened = case.reopen(Criterion.EXAMPLES)
    assert reopened.pending is Criterion.EXAMPLES
    assert not reopened.assessment.knows(Criterion.EXAMPLES)
    back = reopened.back()
    assert back is not None
    assert back.assessment == case.assessment
    anew = Fact(Criterion.EXAMPLES, ("500_4999",))
    again = reopened.take([anew], replacing={Criterion.EXAMPLES})
    assert again.assessment == Case().take([anew]).assessment


# --------------------------------------------------------------------------------------------------------------- people's words


def test_a_person_is_forgotten() -> None:
    """Somebody's name and words go, also from the states one could go back to; the values stay, and others' words."""
    case = Case().take([PROMPTED], by="Ana").take([Fact(Criterion.CITATIONS, ("yes",), words="must cite")], by="Ben")
    after = case.without_person("Ana")
    assert "Ana" not in json.dumps(to_stored(after))
    assert "one line" not in json.dumps(to_stored(after))
    assert after.assessment.value(Criterion.TRIED) == "basic_prompt"
    assert "must cite" in json.dumps(to_stored(after))


def test_a_message_is_forgotten() -> None:
    """The words of one message go; those of others stay."""
    case = (
        Case()
        .take([PROMPTED], message="m1")
        .take([Fact(Criterion.CITATIONS, ("yes",), words="must cite")], message="m2")
    )
    after = json.dumps(to_stored(case.without_message("m1", "we have one line")))
    assert "one line" not in after
    assert "must cite" in after


def test_people_are_called_by_their_names() -> None:
    """Where a name is known it stands in place of the id; a copy is a case of its own."""
    case = Case().take([PROMPTED], by="U1").take([Fact(Criterion.CITATIONS, ("yes",))], by="U2")
    assert {fact.by for fact in case.named({"U1": "Ana"}).assessment.facts} == {"Ana", "U2"}
    copy = case.copied()
    assert copy.decision_id != case.decision_id
    assert copy.assessment == case.assessment


# --------------------------------------------------------------------------------------------------------------------- storing


OLDER: dict[str, Any] = {
    "form": 1,
    "opening": "Should we fine-tune?",
    "decision_id": "0a1b2c3d4e5f",
    "asked": ["goal", "tried"],
    "pending": "tried",
    "misses": 1,
    "assessment": {
        "schema": 1,
        "answers": {
            "goal": {"standing": "stated", "values": ["tone_style"], "words": "sound like us", "by": "U1"},
            "failure": {"standing": "stated", "values": ["style_drift"], "words": "", "by": "assumed by the assistant"},
            "examples": {"standing": "unsure", "values": [], "words": "", "by": "U1"},
        },
    },
    "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": ["goal"], "pending": "goal"}],
}


def test_what_older_versions_stored_is_read() -> None:
    """A walk of before facts had a certainty goes on: what it had assumed is only likely, and one can go back."""
    case = from_stored(OLDER)
    assert (case.begun, case.given, case.pending, case.misses) == (True, None, Criterion.TRIED, 1)
    assert case.decision_id == "0a1b2c3d4e5f"
    assert case.assessment.value(Criterion.GOAL) == "tone_style"
    assert case.assessment.certainty(Criterion.FAILURE) is LIKELY
    assert case.assessment.certainty(Criterion.EXAMPLES) is UNSURE
    before = case.back()
    assert before is not None
    assert before.assessment.facts == ()
    assert through_storage(case) == replace(case, earlier=tuple(json.loads(json.dumps(case.earlier))))


@pytest.mark.parametrize(
    "damage",
    [
        {"form": 99},
        {"form": None},
        {"asked": ["no such thing"]},
        {"assessment": None},
        {"assessment": {"schema": 0}},
        {"pending": 7},
        {"given": ["rag"]},
        {"misses": "many"},
        {"earlier": 7},
    ],
    ids=str,
)
def test_damaged_state_is_told_as_such(damage: dict[str, object]) -> None:
    """A stored case of another form or with unknown names raises the error that says to start again."""
    data = to_stored(Case().begin().advance()[0]) | damage
    with pytest.raises(AssessmentError, match="start"):
        from_stored(data)


@pytest.mark.parametrize("data", [None, [], "case", 7, {}])
def test_what_is_no_case_is_told_as_such(data: object) -> None:
    """So does what is no case at all."""
    with pytest.raises(AssessmentError):
        from_stored(data)


moves = st.one_of(
    st.sampled_from(["back", "reopen", "unsure", "told", "said", "missed"]),
    st.sampled_from(Criterion).flatmap(lambda one: facts_about(one, st.sampled_from([STATED, LIKELY]))),
)


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(moves, min_size=TURNS, max_size=TURNS))
def test_random_turns_lose_nothing(turns: list[str | Fact]) -> None:
    """Over 4,000 random turns a case stays loadable as it is, keeps every answer, and asks no question twice, nor more than the limit."""
    case, _ = Case().begin("x").advance()
    for move in turns:
        if isinstance(move, Fact):
            case = case.take([move], replacing={move.criterion}, by="Ana", message="m", at=AT)
            known = case.assessment.fact(move.criterion)
            assert known is None or known.is_from_register or set(known.values) == set(move.values)
        else:
            case = moved(case, move)
        case, _ = case.advance()
        assert len(case.asked) <= rubric().interview.limit
        assert len(set(case.asked)) == len(case.asked)
        assert through_storage(case) == case


def moved(case: Case, move: str) -> Case:
    """The case after something else than a fact."""
    asked = case.pending or Criterion.GOAL
    match move:
        case "back":
            return case.back() or case
        case "reopen":
            return case.reopen(asked)
        case "unsure":
            return case.take([Fact(asked, certainty=UNSURE)], replacing={asked})
        case "told":
            return case.told(judge(case.assessment))
        case "said":
            return case.saying("as above")
    return case.missed()


def test_the_verdict_that_was_told() -> None:
    """What is kept of a verdict is enough to say what has changed since."""
    verdict = judge(knowing(PROMPTED).assessment)
    given = through_storage(knowing(PROMPTED).told(verdict)).given
    assert given == GivenVerdict(verdict.outcome.value, verdict.confidence.number, verdict.provisional)
