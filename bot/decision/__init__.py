"""The pure decision core: from what is known about a use case to a defended verdict.

    assessment = Assessment().put(Fact(Criterion.GOAL, ("tone_style",), by="U1", words="sound like us"))
    judge(assessment)            the verdict, with reasons, gates, next steps and alternatives
    flips(assessment)            what would change it
    flips_towards(…, wanted)     what would lead to an outcome that is named
    next_question(assessment)    the question that tells most, or None when it is time to stop
    decision_record(...)         the whole as Markdown

Rules are data in `rubric.toml`. No Slack, no model, no network; the one file is read once.
"""

from bot.decision.assessment import Assessment, from_dict
from bot.decision.conditions import encode
from bot.decision.criteria import VALUES, Criterion, Goal, RunsOn, examples_band, volume_band
from bot.decision.facts import BY_REGISTER, BY_SCORE, Certainty, Fact
from bot.decision.flips import Flip, flips, flips_towards
from bot.decision.gates import Gate, GateState, gates
from bot.decision.in_short import button, clause, in_short
from bot.decision.load_rubric import rubric
from bot.decision.next_question import NextQuestion, next_question, question_for
from bot.decision.procedure import TESTED_BEFORE_TRAINING
from bot.decision.record import Occasion, SourceLink, decision_record, review_date
from bot.decision.rubric import Outcome, Reference
from bot.decision.verdict import FEWEST_CASES, Contribution, Verdict, judge
from bot.errors import AssessmentError, RubricError

__all__ = [
    "BY_REGISTER",
    "BY_SCORE",
    "FEWEST_CASES",
    "TESTED_BEFORE_TRAINING",
    "VALUES",
    "Assessment",
    "AssessmentError",
    "Certainty",
    "Contribution",
    "Criterion",
    "Fact",
    "Flip",
    "Gate",
    "GateState",
    "Goal",
    "NextQuestion",
    "Occasion",
    "Outcome",
    "Reference",
    "RubricError",
    "RunsOn",
    "SourceLink",
    "Verdict",
    "button",
    "clause",
    "decision_record",
    "encode",
    "examples_band",
    "flips",
    "flips_towards",
    "from_dict",
    "gates",
    "in_short",
    "judge",
    "next_question",
    "question_for",
    "review_date",
    "rubric",
    "volume_band",
]
