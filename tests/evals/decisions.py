"""The verdict given the criteria, and how far its confidence can be believed: `python -m tests.evals.decisions`.

The reliability table hides random parts of the labelled cases' answers, judges the rest, and compares what the confidence
says with how often the verdict is right. The confidence was fitted to the same cases, so the table is in-sample.
"""

from __future__ import annotations

import sys

from bot.decision import Assessment, judge
from tests.decision.calibration import judged, reliability
from tests.decision.cases import cases

from .metrics import wilson


def main() -> None:
    """Print both."""
    exact, acceptable, count = agreement()
    for name, right in (("exactly the label", exact), ("the label or acceptable", acceptable)):
        share = wilson(right, count)
        sys.stdout.write(
            f"given the criteria, {name}: {share.value:.3f} [{share.low:.3f}, {share.high:.3f}] of {count}\n"
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


if __name__ == "__main__":
    main()
