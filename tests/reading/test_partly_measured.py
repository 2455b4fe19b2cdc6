"""A caveat about a part, or about another thing, takes no score away."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    "text",
    [
        "no separate test set, i know",
        "no score for the new prompt so far",
        "I didn't evaluate it with the new model",
        "latency was never measured",
        "a but gpt-5 prompt baseline is not measured yet!!",
        "with 4.1 we have no numbers",
    ],
)
def test_a_caveat_is_only_likely(text: str) -> None:
    """It makes likely that there is no score, which replaces none that was told."""
    baseline = next(one for one in read_message(text).facts if one.criterion is Criterion.BASELINE)
    assert (baseline.values, baseline.is_likely) == (("none",), True)


@pytest.mark.parametrize(
    "text",
    [
        "nothing is measured",
        "there is no separate test set and nothing was measured",
        "we use gpt-4o and have never measured anything",
    ],
)
def test_nothing_at_all_is_stated(text: str) -> None:
    """Who says that nothing is measured says so."""
    baseline = next(one for one in read_message(text).facts if one.criterion is Criterion.BASELINE)
    assert (baseline.values, baseline.is_stated) == (("none",), True)


def test_what_was_measured_beside_counts() -> None:
    """A caveat stands beside the size of the test."""
    text = "need .75. measured on the same 120... no separate test set, i know"
    baseline = next(one for one in read_message(text).facts if one.criterion is Criterion.BASELINE)
    assert (baseline.values, baseline.number) == (("measured",), 120)
