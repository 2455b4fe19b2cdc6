"""The verdict given the criteria, and how far its confidence can be believed: `python -m tests.evals.decisions`.

The reliability table hides random parts of the labelled cases' answers, judges the rest, and compares what the confidence
says with how often the verdict is right. The confidence was fitted to the same cases, so the table is in-sample.
"""

from __future__ import annotations

import sys

from bot.decision import Assessment, Criterion, Fact, judge
from tests.decision.calibration import judged, reliability
from tests.decision.cases import cases

from .cases import CASES
from .metrics import wilson
from .people import rows

#: What the reader learns from; its writers said what they would answer.
WRITTEN = CASES.parents[1] / "training" / "data" / "reader" / "messages"
#: Outcomes that train a model on a team's own examples.
TRAINS = frozenset({"fine_tune", "rag_plus_fine_tune"})


def main() -> None:
    """Print both."""
    exact, acceptable, count = agreement()
    for name, right in (("exactly the label", exact), ("the label or acceptable", acceptable)):
        share = wilson(right, count)
        sys.stdout.write(
            f"given the criteria, {name}: {share.value:.3f} [{share.low:.3f}, {share.high:.3f}] of {count}\n"
        )
    agreed, final, wrong, trains, count = with_writers()
    share = wilson(agreed, count)
    sys.stdout.write(
        f"given the facts, a writer's verdict on a training text or one they accept: {share.value:.3f} [{share.low:.3f}, {share.high:.3f}] "
        f"of {count}; final {final}, of them wrong {wrong}; training where the writer would not {trains}\n"
    )
    sys.stdout.write("reliability, in-sample, parts of the answers hidden\n")
    for stated, right_share, verdicts in reliability(judged()):
        sys.stdout.write(f"  says {stated:.2f}, is right {right_share:.2f}, {verdicts} verdicts\n")


def agreement() -> tuple[int, int, int]:
    """How many labelled cases get their label, how many that or an acceptable outcome, and how many there are."""
    exact = acceptable = count = 0
    for name, criteria, label in (("use-cases", "criteria", "label"), ("dialogues", "final_criteria", "expected")):
        for case in cases(name):
            outcome = judge(Assessment.of(case[criteria])).outcome.value
            count += 1
            exact += outcome == case[label]
            acceptable += outcome in {case[label], *case["acceptable"]}
    return exact, acceptable, count


def with_writers() -> tuple[int, int, int, int, int]:
    """Agreement with what the writers of the training texts said of the stated facts.

    How many verdicts are theirs or accepted by them, are final, final and neither, train where they would not; and how many texts there are.
    """
    agreed = final = wrong = trains = count = 0
    for file in sorted(WRITTEN.glob("*.jsonl")):
        for row in rows(file):
            if not row.get("outcome"):
                continue
            accepted = {row["outcome"], *row.get("accept", ())}
            verdict = judge(_stated(row["facts"]))
            right = verdict.outcome.value in accepted
            count += 1
            agreed += right
            final += not verdict.provisional
            wrong += not verdict.provisional and not right
            trains += verdict.outcome.value in TRAINS and not TRAINS & accepted
    return agreed, final, wrong, trains, count


def _stated(facts: list[dict[str, str]]) -> Assessment:
    values: dict[Criterion, list[str]] = {}
    for fact in facts:
        if fact["certainty"] == "stated" and fact["value"] not in values.setdefault(Criterion(fact["criterion"]), []):
            values[Criterion(fact["criterion"])].append(fact["value"])
    assessment = Assessment()
    for criterion, given in values.items():
        most = 2 if criterion is Criterion.GOAL else 1
        assessment = assessment.put(Fact(criterion, tuple(given[:most])))
    return assessment


if __name__ == "__main__":
    main()
