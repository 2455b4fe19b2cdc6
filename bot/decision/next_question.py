"""The walk: which question to ask next, and when to stop.

The question is the one whose answer is expected to tell most about the outcome: everything unknown is completed in a few hundred
evenly spread ways, each completion is judged, and for every open criterion the information (in bits) its answer shares with the
outcome is counted. Responsible for stopping where section 6 of the rubric allows, for never stopping early on a verdict with
training, and for never asking what is known, unsure or already asked. Not for understanding answers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.decision.assessment import Assessment, Standing
from bot.decision.conditions import MASK, encode
from bot.decision.criteria import Criterion
from bot.decision.likelihood import completions
from bot.decision.load_rubric import rubric
from bot.decision.procedure import decide, decisive_criteria, is_final, outcome_of
from bot.decision.rubric import Rubric, Sourced


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


def next_question(assessment: Assessment, asked: Sequence[Criterion] = ()) -> NextQuestion | None:
    """Return the next question, or None when the verdict stands well enough or the limit is reached.

    Args:
        assessment: What is known, vague and unsure so far.
        asked: The criteria asked so far in this walk; none of them is asked again.
    """
    known = rubric()
    left = known.interview.limit - len(asked)
    if left <= 0:
        return None
    bits = encode(assessment)
    extended = known.findings.extend(bits)
    if not extended & known.findings.bits["goal_named"] and goal_open(known, extended):
        return try_for_goal(known, assessment, asked)
    rule = decide(bits)
    trains = known.outcomes[rule.outcome].training
    if not trains and is_final(known, rule, extended):
        return None
    open_criteria = [criterion for criterion in decisive_criteria() if may_ask(assessment, asked, criterion)]
    required = [criterion for criterion in known.interview.before_training if criterion in open_criteria]
    # The last questions are kept for what a verdict with training must not leave unasked.
    if left <= len(required):
        open_criteria = required
    gains = information(bits, completions(known.profile(extended)), open_criteria)
    best = max(open_criteria, key=lambda criterion: gains[criterion], default=None)
    if best and gains[best] >= known.interview.worth_asking:
        return question(known, assessment, best, gains[best])
    return question(known, assessment, required[0], gains[required[0]]) if trains and required else None


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
    if Criterion.GOAL not in asked and assessment.standing(Criterion.GOAL) is not Standing.UNSURE:
        return question(known, assessment, Criterion.GOAL, known.criteria[Criterion.GOAL].bits)
    second = known.interview.second_try
    return (
        question(known, assessment, second, known.criteria[second].bits) if may_ask(assessment, asked, second) else None
    )


def may_ask(assessment: Assessment, asked: Sequence[Criterion], criterion: Criterion) -> bool:
    """Tell whether a criterion is unknown or vague, and has not been asked yet."""
    return criterion not in asked and assessment.standing(criterion) in {None, Standing.VAGUE}


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
    vague = assessment.standing(criterion) is Standing.VAGUE
    return NextQuestion(
        criterion=criterion,
        text=entry.number_question if vague and entry.number_question else entry.question,
        options=tuple(ValueOption(value, row.label) for value, row in entry.values.items()),
        unsure_label=known.interview.unsure_label,
        several=criterion is Criterion.GOAL,
        for_number=vague and entry.number_question is not None,
        why=entry.why,
        also=tuple(other for other in entry.also if not assessment.knows(other)),
        information=gain,
    )
