"""Chooses from which probability on a value counts, on writers that the network did not learn from, and prints what that gives.

A threshold of its own for each criterion, held towards what all criteria give together where a criterion is rare.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.decision import VALUES, Criterion
from bot.reading.facts_in import Thresholds
from tests.training.reader.examples import COLUMNS, NO_VALUE, PLACE, Example

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: What is stated must be right this often, and what is likely this often.
STATED_RIGHT, LIKELY_RIGHT = 0.93, 0.75
#: Of replies that answer something else or nothing this share may be taken for an answer.
TAKEN = 0.02
STEPS = tuple(step / 40 for step in range(12, 39))
#: A criterion's own precision counts as much as that of all together when so many values of it were read.
HELD_TOGETHER = 25.0
SECOND_GOAL = 0.8
HALF = len(COLUMNS)


def choose(examples: Sequence[Example], values: Any) -> Thresholds:
    """The thresholds that the readings of held-out examples call for, with what they give printed."""
    whole = [row for row, example in enumerate(examples) if example.has_words]
    replies = [row for row, example in enumerate(examples) if example.asked and example.has_facts and not example.only]
    stated = _by_criterion(examples, values, whole, likely=False, wanted=STATED_RIGHT)
    likely = _by_criterion(examples, values, whole, likely=True, wanted=LIKELY_RIGHT)
    answer = _answers(examples, values, replies)
    return Thresholds(stated, likely, answer, SECOND_GOAL)


def _by_criterion(
    examples: Sequence[Example], values: Any, rows: Sequence[int], *, likely: bool, wanted: float
) -> dict[Criterion, float]:
    found: dict[Criterion, list[tuple[float, bool]]] = {}
    labelled: dict[Criterion, int] = {}
    for criterion in Criterion:
        columns = [PLACE[criterion, str(value)] for value in VALUES[criterion]]
        found[criterion], labelled[criterion] = [], 0
        for row in rows:
            scores = values[row][[column + HALF * likely for column in columns]]
            best = int(np.argmax(scores))
            gold = {span.column for span in examples[row].spans if (span.stated or likely)} & set(columns)
            labelled[criterion] += bool(gold)
            found[criterion].append((float(scores[best]), columns[best] in gold))
    everything = [pair for pairs in found.values() for pair in pairs]
    chosen = {criterion: _lowest(partial(_held, pairs, everything), wanted) for criterion, pairs in found.items()}
    right = sum(score >= chosen[criterion] and fine for criterion, pairs in found.items() for score, fine in pairs)
    made = sum(score >= chosen[criterion] for criterion, pairs in found.items() for score, _ in pairs)
    name = "likely" if likely else "stated"
    _write(
        f"{name}: precision {right / made:.3f}, recall {right / sum(labelled.values()):.3f} of {sum(labelled.values())}"
    )
    for criterion, pairs in found.items():
        own = [fine for score, fine in pairs if score >= chosen[criterion]]
        of = labelled[criterion]
        precision = f"{sum(own) / len(own):.2f}" if own else "-"
        recall = f"{sum(own) / of:.2f}" if of else "-"
        _write(f"  {criterion:<16} from {chosen[criterion]:.3f}: precision {precision} recall {recall} of {of}")
    return chosen


def _held(own: Sequence[tuple[float, bool]], everything: Sequence[tuple[float, bool]], at: float) -> float:
    """The precision of one criterion from a threshold on, held towards that of all."""
    together = [fine for score, fine in everything if score >= at]
    prior = sum(together) / len(together) if together else 1.0
    mine = [fine for score, fine in own if score >= at]
    return (sum(mine) + HELD_TOGETHER * prior) / (len(mine) + HELD_TOGETHER)


def _lowest(precision: Callable[[float], float], wanted: float) -> float:
    """The lowest threshold from which on the precision stays as wanted."""
    good = STEPS[-1]
    for at in reversed(STEPS):
        if precision(at) < wanted:
            break
        good = at
    return good


def _answers(examples: Sequence[Example], values: Any, rows: Sequence[int]) -> float:
    """One threshold for all replies: the lowest from which on few remarks are taken for answers."""
    good = STEPS[-1]
    for at in reversed(STEPS):
        right, wrong, labelled, taken, others = _replies(examples, values, rows, at)
        if others and taken / others > TAKEN:
            break
        good = at
    right, wrong, labelled, taken, others = _replies(examples, values, rows, good)
    _write(
        f"replies from {good:.3f}: right {right / labelled:.3f}, wrong {wrong / labelled:.3f} of {labelled}; "
        f"taken {taken / max(others, 1):.3f} of {others}"
    )
    return good


def _replies(
    examples: Sequence[Example], values: Any, rows: Sequence[int], at: float
) -> tuple[int, int, int, int, int]:
    """Replies read right, read wrong, labelled with a value; remarks taken for an answer, and remarks."""
    right = wrong = labelled = taken = others = 0
    for row in rows:
        example = examples[row]
        columns = [place for place, (of, _) in enumerate(COLUMNS) if of is example.asked]
        best = max(columns, key=lambda column: values[row][column])
        got = COLUMNS[best][1] if values[row][best] >= at else None
        if example.answer is None:
            others += 1
            taken += got is not None and got not in NO_VALUE
            continue
        labelled += 1
        right += got == example.answer
        wrong += got is not None and got != example.answer
    return right, wrong, labelled, taken, others


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
