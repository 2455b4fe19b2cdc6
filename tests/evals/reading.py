"""Measures reading criteria from words, without a language model: `python -m tests.evals.reading [--cases DIR] [--details]`.

Prints extraction precision and recall with 95% intervals, the verdict from the text alone with its confusion matrix, the
labelled dialogues played by script, and the time to read a message. The cases lie in `tests/evals/cases/`.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.decision import Assessment, Criterion, Outcome, judge, next_question
from bot.reading.assume import quick_findings
from bot.reading.read_criteria import read_criteria
from bot.reading.reading import record
from knowledge.embedder import LocalEmbedder

CASES = Path(__file__).parent / "cases"
#: The two-sided 95% quantile of the normal distribution.
Z = 1.96


@dataclass
class Tally:
    """How many readings were right, of how many made and how many labelled."""

    right: int = 0
    made: int = 0
    labelled: int = 0


@dataclass
class Played:
    """One dialogue played to its end."""

    outcome: Outcome
    asked: list[Criterion] = field(default_factory=list)
    assessment: Assessment = field(default_factory=Assessment)


def wilson(right: int, total: int) -> str:
    """Return a share with its 95% interval after Wilson (1927)."""
    if not total:
        return "-"
    share = right / total
    centre = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    spread = Z / (1 + Z * Z / total) * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    return f"{share:.2f} [{max(0, centre - spread):.2f}, {min(1, centre + spread):.2f}] of {total}"


def cases(directory: Path, name: str) -> list[dict[str, Any]]:
    """Return the labelled cases of one file."""
    return [json.loads(line) for line in (directory / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def labelled(case: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the labelled criteria of a case as pairs."""
    given = case["criteria"].items()
    return {(name, one) for name, value in given for one in (value if isinstance(value, list) else [value])}


def stated(assessment: Assessment) -> set[tuple[str, str]]:
    """Return what was read as pairs."""
    return {(str(criterion), value) for criterion, entry in assessment.entries for value in entry.values}


def measure_cases(directory: Path, embedder: LocalEmbedder, *, details: bool) -> None:
    """Print extraction and verdicts for the use cases."""
    tallies = {str(criterion): Tally() for criterion in Criterion}
    confusion: Counter[tuple[str, str]] = Counter()
    exact = fair = 0
    seconds = []
    rows = cases(directory, "use-cases")
    for case in rows:
        start = time.perf_counter()
        assessment = record(Assessment(), read_criteria(case["text"], embedder))
        seconds.append(time.perf_counter() - start)
        found, gold = stated(assessment), labelled(case)
        for name, tally in tallies.items():
            of_name, of_gold = {pair for pair in found if pair[0] == name}, {pair for pair in gold if pair[0] == name}
            tally.made += len(of_name)
            tally.labelled += len(of_gold)
            tally.right += len(of_name & of_gold)
        outcome = judge(record(Assessment(), quick_findings(case["text"], embedder))).outcome
        confusion[case["label"], outcome] += 1
        exact += outcome == case["label"]
        good = outcome in {case["label"], *case["acceptable"]}
        fair += good
        if details:
            words = {str(criterion): entry.words for criterion, entry in assessment.entries}
            wrong = {(*pair, words[pair[0]]) for pair in found - gold}
            write(
                f"{case['id']} {'ok ' if good else 'BAD'} {case['label']} read as {outcome} ({judge(assessment).rule})"
            )
            write(f"    {case['text']}\n    wrong {sorted(wrong)}\n    missed {sorted(gold - found)}")
    write_extraction(tallies)
    write(f"verdict from text: exact {wilson(exact, len(rows))}; right or acceptable {wilson(fair, len(rows))}")
    write_confusion(confusion)
    seconds.sort()
    write(f"reading a message: median {1000 * statistics.median(seconds):.0f} ms, slowest {1000 * seconds[-1]:.0f} ms")


def write_extraction(tallies: dict[str, Tally]) -> None:
    """Print precision and recall by criterion and over all."""
    for name, tally in [*tallies.items(), ("all", total(tallies))]:
        precision, recall = wilson(tally.right, tally.made), wilson(tally.right, tally.labelled)
        write(f"{name:<16} precision {precision:<28} recall {recall}")


def total(tallies: dict[str, Tally]) -> Tally:
    """Return the sum of all tallies."""
    every = tallies.values()
    return Tally(sum(one.right for one in every), sum(one.made for one in every), sum(one.labelled for one in every))


def write_confusion(confusion: Counter[tuple[str, str]]) -> None:
    """Print labels against verdicts."""
    write("label \\ verdict     " + " ".join(f"{outcome[:12]:>12}" for outcome in Outcome))
    for label in Outcome:
        write(f"{label:<20} " + " ".join(f"{confusion[label, outcome]:>12}" for outcome in Outcome))


def play(case: dict[str, Any], embedder: LocalEmbedder) -> Played:
    """Play one dialogue: the bot asks, the answers are the labelled ones, twists are said when their turn comes."""
    played = Played(Outcome.NOT_READY)
    assessment = record(Assessment(), read_criteria(case["opening"], embedder))
    twists = {twist["when"]: twist for twist in case["twists"]}
    while question := next_question(assessment, played.asked):
        asked = question.criterion
        played.asked.append(asked)
        at = twists.pop(f"at:{asked}", None)
        answer = at["say"] if at else case["answers"].get(asked, case["answers"]["_other"])
        assessment = record(assessment, read_criteria(answer, embedder, asked))
        after = twists.pop(f"after:{asked}", None) or (twists.pop("at:step3", None) if len(played.asked) == 3 else None)
        if after:
            assessment = aside(assessment, after, embedder)
    # A change of mind comes even where the walk was over before the question it follows was asked.
    for twist in twists.values():
        if not twist["when"].startswith("at:") or twist["when"] == "at:step3":
            assessment = aside(assessment, twist, embedder)
    while question := next_question(assessment, played.asked):
        asked = question.criterion
        played.asked.append(asked)
        answer = case["answers"].get(asked, case["answers"]["_other"])
        assessment = record(assessment, read_criteria(answer, embedder, asked))
    played.assessment, played.outcome = assessment, judge(assessment).outcome
    return played


def aside(assessment: Assessment, twist: dict[str, Any], embedder: LocalEmbedder) -> Assessment:
    """Return the assessment after a remark that no question asked for; only remarks that state something are read."""
    if twist["type"] in {"question", "off_topic", "pushback", "impatient"}:
        # Told apart by the intent classifier in the assistant, before anything is read.
        return assessment
    return record(assessment, read_criteria(twist["say"], embedder))


def measure_dialogues(directory: Path, embedder: LocalEmbedder, *, details: bool) -> None:
    """Print how the dialogues end and how many questions they take."""
    if not (directory / "dialogues.jsonl").exists():
        return
    rows = cases(directory, "dialogues")
    fair = exact = 0
    counts = []
    for case in rows:
        played = play(case, embedder)
        good = played.outcome in {case["expected"], *case["acceptable"]}
        fair += good
        exact += played.outcome == case["expected"]
        counts.append(len(played.asked))
        if len(set(played.asked)) != len(played.asked):
            write(f"{case['id']} asked a thing twice: {played.asked}")
        if details:
            gold = labelled({"criteria": case["final_criteria"]})
            found = stated(played.assessment)
            write(f"{case['id']} {'ok ' if good else 'BAD'} {case['expected']} ended {played.outcome}")
            write(f"    asked {[str(one) for one in played.asked]}")
            write(f"    wrong {sorted(found - gold)}\n    missed {sorted(gold - found)}")
    write(f"dialogues: expected {wilson(exact, len(rows))}; expected or acceptable {wilson(fair, len(rows))}")
    write(f"questions asked: median {statistics.median(counts)}, most {max(counts)}")


def write(line: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Measure the packaged cases, or those of another folder."""
    parser = argparse.ArgumentParser(description="Measure reading criteria from words.")
    parser.add_argument(
        "--cases", type=Path, help="a folder with use-cases.jsonl and dialogues.jsonl, in place of both"
    )
    parser.add_argument("--details", action="store_true", help="print every case")
    given, _ = parser.parse_known_args()
    embedder = LocalEmbedder()
    read_criteria("warm up", embedder)
    for folder in [given.cases] if given.cases else [CASES, CASES / "held-out", CASES / "blind"]:
        sys.stdout.write(f"\nreading and walking without a model, the cases in {folder.name}/\n")
        measure_cases(folder, embedder, details=given.details)
        measure_dialogues(folder, embedder, details=given.details)


if __name__ == "__main__":
    main()
