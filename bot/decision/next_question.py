"""The walk: which question to ask next, and when to stop.

The question is the one whose answer is expected to tell most about the outcome: everything unknown is completed in a few hundred
evenly spread ways, each completion is judged, and for every open criterion the information (in bits) its answer shares with the
outcome is counted. Responsible for stopping where section 6 of the rubric allows, for never stopping early on a verdict with
training, for asking whether what is only likely is so, and for never asking what is known, unsure or already asked. Not for understanding answers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.decision.assessment import Assessment
from bot.decision.conditions import BITS, MASK, encode, holds
from bot.decision.criteria import VALUES, Baseline, Criterion, Goal, Tried
from bot.decision.facts import Certainty
from bot.decision.likelihood import completions, guessed, likelihoods
from bot.decision.load_rubric import rubric
from bot.decision.procedure import decide, decisive_criteria, is_final, outcome_of
from bot.decision.rubric import Profile, Rubric, Sourced

#: More options than this are not shown at once (`conversation.md`, principle 11).
SHOWN_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class ValueOption:
    """One answer a person can pick."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask next, with its answers, the reason and what it is expected to tell about the outcome, in bits."""

    criterion: Criterion
    text: str
    options: tuple[ValueOption, ...]
    unsure_label: str
    several: bool  # whether more than one option may be picked
    for_number: bool  # asks for the number behind a vague claim
    why: Sourced
    also: tuple[Criterion, ...]  # what a free-text answer may state along with it
    information: float
    guess: str = ""  # the value that is likely already, so that the question asks whether it is so
    yes: str = ""  # the value that a bare yes means


def next_question(assessment: Assessment, asked: Sequence[Criterion] = ()) -> NextQuestion | None:
    """Return the next question, or None when the verdict stands well enough or the limit is reached.

    Only what is stated ends the interview. What is likely sharpens the odds: a question about it is asked where being wrong
    about it would matter.

    Args:
        assessment: What is stated, likely, vague and unsure so far.
        asked: The criteria asked so far in this walk; none of them is asked again.
    """
    known = rubric()
    left = known.interview.limit - len(asked)
    if left <= 0:
        return None
    bits = encode(assessment.stated)
    leaning = encode(assessment.valued)
    extended = known.findings.extend(leaning)
    if not extended & known.findings.bits["goal_named"] and goal_open(known, extended):
        return try_for_goal(known, assessment, asked)
    rule = decide(bits)
    if not known.outcomes[rule.outcome].training and is_final(known, rule, known.findings.extend(bits)):
        return None
    trains = known.outcomes[decide(leaning).outcome].training
    near = trains or is_near_training(known, extended)
    open_criteria = [
        criterion
        for criterion in decisive_criteria()
        if may_ask(assessment, asked, criterion) and (near or criterion not in known.interview.near_training)
    ]
    required = [criterion for criterion in known.interview.before_training if criterion in open_criteria]
    # The last questions are kept for what a verdict with training must not leave unasked.
    if left <= len(required):
        open_criteria = required
    spread = sharpened(completions(known.profile(extended)), assessment)
    gains = information(bits, spread, open_criteria)
    with_a_point = [criterion for criterion in open_criteria if has_a_point(known, extended, criterion)]
    best = max(with_a_point, key=lambda criterion: gains[criterion], default=None)
    if not best or gains[best] < known.interview.worth_asking:
        best = required[0] if trains and required else None
    if best is None:
        return None
    first = known.interview.first.get(best, best)
    chosen = first if first in open_criteria else best
    return question(known, assessment, chosen, gains[chosen])


def question_for(assessment: Assessment, criterion: Criterion) -> NextQuestion:
    """Return the question for one criterion, whatever it could still tell: to repeat it, or to change its answer."""
    return question(rubric(), assessment, criterion, 0.0)


def goal_open(known: Rubric, extended: int) -> bool:
    """Tell whether neither a goal nor a failure has shown yet what kind of gap this is."""
    names = known.findings.bits
    return bool(extended & names["goal_unclear"]) or not extended & (
        names["facts"] | names["behaviour"] | names["cost"]
    )


def try_for_goal(known: Rubric, assessment: Assessment, asked: Sequence[Criterion]) -> NextQuestion | None:
    """Return one of two tries at the use case: the goal, then one real bad output; after both the verdict is "not ready"."""
    if Criterion.GOAL not in asked and assessment.certainty(Criterion.GOAL) is not Certainty.UNSURE:
        return question(known, assessment, Criterion.GOAL, known.criteria[Criterion.GOAL].bits)
    second = known.interview.second_try
    return (
        question(known, assessment, second, known.criteria[second].bits) if may_ask(assessment, asked, second) else None
    )


def may_ask(assessment: Assessment, asked: Sequence[Criterion], criterion: Criterion) -> bool:
    """Tell whether a criterion is unknown, vague or only likely, and has not been asked yet."""
    open_for_asking = {None, Certainty.VAGUE, Certainty.LIKELY}
    return criterion not in asked and assessment.certainty(criterion) in open_for_asking


def is_near_training(known: Rubric, extended: int) -> bool:
    """Tell whether what was tried falls short or only cost is left, so that what training needs is worth asking for."""
    names = known.findings.bits
    return bool(extended & (names["tried_and_short"] | names["only_cost_left"]))


def has_a_point(known: Rubric, extended: int, criterion: Criterion) -> bool:
    """Tell whether a question is about something of this case: nobody whose input holds all, or who said nothing of knowledge, is asked how often it changes."""
    names = known.findings.bits
    if extended & names["input_holds_all"] and criterion in {
        *known.interview.about_knowledge,
        Criterion.KNOWLEDGE_HOME,
    }:
        return False
    if criterion in known.interview.about_knowledge:
        return bool(extended & names["needs_knowledge"])
    return criterion is not Criterion.KNOWLEDGE_HOME or not extended & names["only_form"]


def sharpened(spread: Sequence[int], assessment: Assessment) -> list[int]:
    """Return completions in which each likely fact is right as often as likely facts are."""
    found = list(spread)
    for fact in assessment.facts:
        if fact.is_likely:
            others, said = ~MASK[fact.criterion], sum(BITS[fact.criterion][value] for value in fact.values)
            found = [
                sample & others | said if right else sample
                for sample, right in zip(found, guessed(fact.criterion), strict=True)
            ]
    return found


def information(bits: int, spread: Iterable[int], open_criteria: Sequence[Criterion]) -> dict[Criterion, float]:
    """Return, in bits, how much each open criterion is expected to tell about the outcome when everything else is completed too.

    What is stated or can no longer be asked stays as it is: an unsure answer stays unknown in every completion.
    """
    askable = sum(MASK[criterion] for criterion in open_criteria)
    completed = [bits | (sample & askable) for sample in spread]
    outcomes = [outcome_of(sample) for sample in completed]
    return {
        criterion: shared_information([sample & MASK[criterion] for sample in completed], outcomes)
        for criterion in open_criteria
    }


def shared_information(answers: Sequence[int], outcomes: Sequence[str]) -> float:
    """Return the mutual information of two columns in bits, corrected for the bias of small counts (Miller and Madow, 1955)."""
    size = len(answers)
    joint, rows, columns = Counter(zip(answers, outcomes, strict=True)), Counter(answers), Counter(outcomes)
    raw = sum(
        count / size * math.log2(count * size / (rows[answer] * columns[outcome]))
        for (answer, outcome), count in joint.items()
    )
    bias = (len(joint) - len(rows) - len(columns) + 1) / (2 * size * math.log(2))
    return raw - max(bias, 0.0)


def question(known: Rubric, assessment: Assessment, criterion: Criterion, gain: float) -> NextQuestion:
    """Return the question for a criterion, asking for the number where only a vague claim was made."""
    entry = known.criteria[criterion]
    fact = assessment.fact(criterion)
    vague = fact is not None and fact.certainty is Certainty.VAGUE
    # Nobody is asked to confirm that they do not know what they want, nor what they never said.
    guessed_of_them = fact is not None and fact.is_likely and not fact.is_from_register
    guess = fact.values[0] if fact is not None and guessed_of_them and fact.values != (Goal.UNCLEAR,) else ""
    extended = known.findings.extend(encode(assessment.valued))
    sure = known.findings.extend(encode(assessment.stated))
    wording = next((one for one in entry.wordings if not guess and holds(one.when, sure)), None)
    values = [
        value
        for value in in_order(criterion, known.profile(extended), guess)
        if not told_otherwise(assessment, criterion, value)
    ]
    if wording:
        values.sort(key=lambda value: (value == wording.last) - (value == wording.yes))
    text = wording.question if wording else entry.question
    return NextQuestion(
        criterion=criterion,
        text=entry.number_question if vague and entry.number_question else text,
        options=tuple(ValueOption(value, entry.values[value].label) for value in values),
        unsure_label=known.interview.unsure_label,
        several=criterion is Criterion.GOAL,
        for_number=vague and entry.number_question is not None,
        why=entry.why,
        also=tuple(other for other in entry.also if not assessment.knows(other)),
        information=gain,
        guess=guess,
        yes=wording.yes if wording else "",
    )


def told_otherwise(assessment: Assessment, criterion: Criterion, value: str) -> bool:
    """Tell whether a value can't be what somebody says who told the rest: that nothing was tried has no score."""
    baseline = assessment.stated.fact(Criterion.BASELINE)
    has_score = baseline is not None and baseline.values == (Baseline.MEASURED,)
    return criterion is Criterion.TRIED and value == Tried.NOTHING and has_score


def in_order(criterion: Criterion, profile: Profile, guess: str) -> list[str]:
    """Return the values as they are offered: a guess first, then the likeliest where there are more than a reader takes in.

    A few, and values on a scale, stay in the scale's order, which is easier to read.
    """
    values = [str(value) for value in VALUES[criterion]]
    if len(values) > SHOWN_AT_ONCE and criterion is not Criterion.EXAMPLES:
        odds = likelihoods(criterion, profile)
        values.sort(key=lambda value: -odds[value])
    return sorted(values, key=lambda value: value != guess)
