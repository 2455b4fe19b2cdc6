"""What the tests of the decision core share: labelled cases and strategies for arbitrary assessments."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.decision.assessment import Assessment, Stated
from bot.decision.criteria import VALUES, Criterion

FOLDER = Path(__file__).parents[1] / "evals" / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the labelled cases of one file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def stated(value: str | list[str]) -> Stated:
    """Return a labelled value as an answer."""
    return Stated((value,) if isinstance(value, str) else tuple(value))


def values_of(criterion: Criterion) -> st.SearchStrategy[Stated]:
    """Return any legal answer to a criterion."""
    names = [str(value) for value in VALUES[criterion]]
    if criterion is Criterion.GOAL:
        return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(
            lambda goals: Stated(tuple(goals))
        )
    return st.sampled_from(names).map(lambda value: Stated((value,)))


answers = st.fixed_dictionaries({}, optional={criterion: values_of(criterion) for criterion in Criterion})


def assessed(given: Mapping[Criterion, Stated]) -> Assessment:
    """Return the assessment that holds these answers, given in the mapping's order."""
    assessment = Assessment()
    for criterion, answer in given.items():
        assessment = assessment.answer(criterion, answer)
    return assessment


assessments = answers.map(assessed)
