"""What must hold for every assessment, whatever the answers."""

import json
from datetime import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from bot.decision import Assessment, Certainty, Criterion, Fact, GateState, Outcome, from_dict, gates, judge
from bot.decision.criteria import Baseline, Failure

from .cases import answers, assessed, assessments, facts_about, guessing

TRAINING = {Outcome.FINE_TUNE, Outcome.RAG_PLUS_FINE_TUNE, Outcome.PROMPT_PLUS_DISTILL}
MORE_EXAMPLES = ("none", "under_10", "10_49", "50_499", "500_4999", "5000_plus")
TRAINING_GATES = {"G1", "G2", "G3", "G4", "G6"}


@given(assessments)
def test_total(assessment: Assessment) -> None:
    """Every combination of values yields a verdict with a number between 0 and 1, five alternatives and something to do next."""
    verdict = judge(assessment)
    assert 0 < verdict.confidence.number < 1
    assert len(verdict.alternatives) == len(Outcome) - 1
    assert verdict.next_steps
    assert verdict.trains == (verdict.outcome in TRAINING)


@given(assessments, st.lists(st.sampled_from(MORE_EXAMPLES), min_size=2, max_size=2, unique=True))
def test_more_examples_never_lower_training(assessment: Assessment, pair: list[str]) -> None:
    """More examples never move a verdict from training to no training, nor lower what the answers say for fine-tuning."""
    fewer, more = sorted(pair, key=MORE_EXAMPLES.index)
    before = judge(assessment.put(Fact(Criterion.EXAMPLES, (fewer,))))
    after = judge(assessment.put(Fact(Criterion.EXAMPLES, (more,))))
    assert after.trains or not before.trains
    strengths = {
        value: next(row.strength for row in verdict.contributions if row.criterion is Criterion.EXAMPLES)
        for value, verdict in ((fewer, before), (more, after))
    }
    assert strengths[fewer] <= strengths[more]


@given(assessments, st.sampled_from(list(Criterion)))
def test_unsure_is_unknown(assessment: Assessment, criterion: Criterion) -> None:
    """An answer of "not sure" and a vague claim give the verdict that no answer gives."""
    unknown = judge(assessment.without(criterion))
    assert judge(assessment.put(Fact(criterion, certainty=Certainty.UNSURE))) == unknown
    assert judge(assessment.put(Fact(criterion, certainty=Certainty.VAGUE, words="lots"))) == unknown


@given(assessments)
def test_unknown_never_fails_a_gate(assessment: Assessment) -> None:
    """A gate fails only on something that was said: with its criteria unknown it is not failed."""
    for gate in gates(assessment):
        cleared = assessment
        for criterion in gate.criteria:
            cleared = cleared.without(criterion)
        state = next(found.state for found in gates(cleared) if found.id == gate.id)
        assert state is not GateState.FAILED


@given(assessments)
@example(assessed([Fact(Criterion.FAILURE, (Failure.SLOW_OR_COSTLY,)), Fact(Criterion.BASELINE, (Baseline.INFORMAL,))]))
def test_training_needs_its_gates(assessment: Assessment) -> None:
    """A verdict with training has no failed gate but a missing score, which it waits for; it is final only when all are met."""
    verdict = judge(assessment)
    if verdict.trains:
        states = {gate.id: gate.state for gate in verdict.gates if gate.id in TRAINING_GATES}
        failed = {name for name, state in states.items() if state is GateState.FAILED}
        assert failed <= {"G2"}
        assert not failed or verdict.answer.startswith("Probably")
        assert verdict.provisional == (set(states.values()) != {GateState.MET})


@given(answers, st.randoms())
def test_order_does_not_matter(given_answers: dict[Criterion, Fact], random: st.DataObject) -> None:
    """The order in which facts came leaves no trace."""
    facts = list(given_answers.values())
    random.shuffle(facts)  # type: ignore[attr-defined]
    assert assessed(facts) == assessed(given_answers.values())


@given(guessing, st.sampled_from(list(Criterion)), st.data())
def test_correction_equals_first_answer(assessment: Assessment, criterion: Criterion, data: st.DataObject) -> None:
    """Correcting a fact equals having it first, for any earlier one, however certain."""
    wrong = data.draw(facts_about(criterion, st.sampled_from(list(Certainty))))
    right = data.draw(facts_about(criterion))
    assert assessment.put(wrong).put(right) == assessment.put(right)


@given(guessing)
def test_only_stated_facts_make_a_verdict_final(assessment: Assessment) -> None:
    """A final verdict is the one that the stated facts alone give, and rests on nothing that is only likely."""
    verdict = judge(assessment)
    if not verdict.provisional:
        alone = judge(assessment.stated)
        assert (alone.outcome, alone.provisional) == (verdict.outcome, False)
        assert all(fact.is_stated for fact in verdict.rests_on)


@given(guessing)
def test_only_stated_facts_open_a_gate(assessment: Assessment) -> None:
    """Gates stand as the stated facts alone put them."""
    assert gates(assessment) == gates(assessment.stated)


@given(guessing)
def test_a_verdict_follows_from_what_it_rests_on(assessment: Assessment) -> None:
    """What a verdict rests on gives the same outcome, as final as it is, and leaving out any one of it does not."""
    verdict = judge(assessment)
    alone = Assessment(verdict.rests_on)
    assert (judge(alone).outcome, judge(alone).provisional) == (verdict.outcome, verdict.provisional)
    for fact in verdict.rests_on:
        without = judge(alone.without(fact.criterion))
        assert (without.outcome, without.provisional) != (verdict.outcome, verdict.provisional)


@given(
    guessing,
    st.sampled_from(list(Criterion)),
    st.sampled_from([Certainty.VAGUE, Certainty.UNSURE]),
    st.text(),
    st.floats(allow_nan=False),
    st.datetimes(),
)
def test_round_trip(
    assessment: Assessment, criterion: Criterion, certainty: Certainty, words: str, number: float, at: datetime
) -> None:
    """An assessment survives JSON unchanged, with words, number and time."""
    assessment = assessment.put(Fact(criterion, (), certainty, words, number, "U1", "M1", at))
    loaded, notes = from_dict(json.loads(json.dumps(assessment.to_dict())))
    assert loaded == assessment
    assert notes == ()


@given(assessments)
def test_nothing_known_shows_no_more_than_the_prior(assessment: Assessment) -> None:
    """With everything unknown, or while the article's estimate decides, the confidence stays below the article's lower figure."""
    unknown = assessment
    for criterion in Criterion:
        unknown = unknown.put(Fact(criterion, certainty=Certainty.UNSURE))
    for verdict in (judge(unknown), judge(assessment)):
        if verdict.prior or not verdict.contributions:
            assert verdict.confidence.number <= 0.80
