"""What the tests of the decision core share: labelled cases and strategies for arbitrary assessments."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.decision.assessment import Assessment
from bot.decision.criteria import VALUES, Criterion
from bot.decision.facts import Certainty, Fact

FOLDER = Path(__file__).parents[1] / "evals" / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the labelled cases of one file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def stated(criterion: Criterion, value: str | list[str]) -> Fact:
    """Return a labelled value as a stated fact."""
    return Fact(criterion, (value,) if isinstance(value, str) else tuple(value))


STATED = st.just(Certainty.STATED)


def facts_about(criterion: Criterion, certainties: st.SearchStrategy[Certainty] = STATED) -> st.SearchStrategy[Fact]:
    """Return any legal fact about a criterion."""
    names = [str(value) for value in VALUES[criterion]]
    if criterion is Criterion.GOAL:
        values = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    else:
        values = st.sampled_from(names).map(lambda value: (value,))
    return st.builds(Fact, st.just(criterion), values, certainties)


def assessed(given: Iterable[Fact]) -> Assessment:
    """Return the assessment that holds these facts, put in one after the other."""
    assessment = Assessment()
    for fact in given:
        assessment = assessment.put(fact)
    return assessment


def some_of(certainties: st.SearchStrategy[Certainty]) -> st.SearchStrategy[dict[Criterion, Fact]]:
    """Return any facts, at most one a criterion."""
    return st.fixed_dictionaries(
        {}, optional={criterion: facts_about(criterion, certainties) for criterion in Criterion}
    )


answers = some_of(st.just(Certainty.STATED))
assessments = answers.map(lambda given: assessed(given.values()))
#: The same with facts that are only likely among them.
guessing = some_of(st.sampled_from([Certainty.STATED, Certainty.LIKELY])).map(lambda given: assessed(given.values()))
