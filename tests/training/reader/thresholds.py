"""From which probability on a value counts, and what that and other thresholds give on writers the network did not learn from.

One threshold serves all criteria: most have too few held-out texts to choose one of their own by.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.decision import VALUES
from bot.reading.facts_in import Thresholds
from bot.reading.windows import QUESTIONS
from tests.training.reader.examples import COLUMNS, NO_VALUE, PLACE, Example

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Chosen on the development sets and on writers held out: what is stated must be right nine times in ten where people write as they
#: mostly do, what is likely three times in four, and at most one remark in twenty-five may be taken for the answer.
STATED, LIKELY, ANSWER, SECOND_GOAL = 0.9, 0.35, 0.8, 0.8
SHOWN = (0.2, 0.35, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95)
HALF = len(COLUMNS)


def chosen() -> Thresholds:
    """The thresholds that are packaged with the network."""
    return Thresholds(dict.fromkeys(QUESTIONS, STATED), dict.fromkeys(QUESTIONS, LIKELY), ANSWER, SECOND_GOAL)


def report(examples: Sequence[Example], values: Any) -> None:
    """Print what thresholds give on held-out examples, writer by writer; `values` is what `fit.read` made of them."""
    for file in sorted({example.file for example in examples}):
        whole = [row for row, one in enumerate(examples) if one.file == file and one.has_words]
        replies = [
            row for row, one in enumerate(examples) if one.file == file and one.asked and one.has_facts and not one.only
        ]
        for at in SHOWN if whole else ():
            stated, likely = (_counted(examples, values, whole, at, likely=which) for which in (False, True))
            _write(f"{file} from {at}: stated {_shares(*stated)}; likely {_shares(*likely)}")
        for at in SHOWN if replies else ():
            right, wrong, labelled, taken, others = _replies(examples, values, replies, at)
            _write(
                f"{file} from {at}: of {labelled} replies right {right / max(labelled, 1):.3f}, wrong {wrong / max(labelled, 1):.3f}; "
                f"of {others} remarks taken {taken / max(others, 1):.3f}"
            )


def _counted(
    examples: Sequence[Example], values: Any, rows: Iterable[int], at: float, *, likely: bool
) -> tuple[int, int, int]:
    """How many values were read right, read, and labelled."""
    right = read = labelled = 0
    for row in rows:
        for criterion in QUESTIONS:
            columns = [PLACE[criterion, str(value)] for value in VALUES[criterion]]
            scores = values[row][[column + HALF * likely for column in columns]]
            best = int(np.argmax(scores))
            gold = {span.column for span in examples[row].spans if span.stated or likely} & set(columns)
            labelled += bool(gold)
            read += bool(scores[best] >= at)
            right += bool(scores[best] >= at and columns[best] in gold)
    return right, read, labelled


def _shares(right: int, read: int, labelled: int) -> str:
    return f"precision {right / max(read, 1):.3f}, recall {right / max(labelled, 1):.3f} of {labelled}"


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
