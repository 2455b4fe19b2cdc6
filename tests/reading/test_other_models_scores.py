"""What a model reaches that is no language model, or what rules do, says nothing of a prompt."""

from __future__ import annotations

import pytest

from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import quantities
from bot.reading.scores.scores import score_in


@pytest.mark.parametrize(
    "text",
    [
        "XGBoost AUC .87 today",
        "random forest gets 81% on 2,000 tickets",
        "our regex catches 71% of the invoices",
        "logistic regression is at F1 0.83",
    ],
)
def test_it_is_no_score(text: str) -> None:
    """Nothing was prompted."""
    assert score_in(text) is None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("random forest gets 81%, few-shot 84% on 200", 0.84),
        ("few-shot .88 vs xgboost .90 on 400", 0.88),
        ("the prompt beats our regex with 84%", 0.84),
    ],
)
def test_a_prompts_score_beside_it_is_one(text: str, score: float) -> None:
    """Whether the same clause compares them or another one tells it."""
    found = score_in(text)
    assert found is not None
    assert found.share.value == pytest.approx(score)


def test_labels_are_no_test_cases() -> None:
    """However the number of them is led to; a gold set is."""
    found = [count_of(one) for text in ("n=90k labels", "n=1.2k gold", "n = 400") for one in quantities(text)]
    assert found == [None, CountOf.TEST_CASES, CountOf.TEST_CASES]
