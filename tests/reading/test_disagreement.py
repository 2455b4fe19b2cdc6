"""People who do not agree on what is right."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.examples.disagreement import disagreement_in
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    "text",
    [
        "kappa is only 0.4",
        "kappa: 0,35 between the two coders",
        "if you ask three lawyers you get three answers",
        "ask 4 doctors, get 5 opinions",
        "the labels depend on who did them",
        "every clerk decides differently",
    ],
)
def test_the_examples_are_inconsistent(text: str) -> None:
    """Stated, however it is told."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.DATA_QUALITY)
    assert (fact.values, fact.is_stated) == (("poor",), True)


@pytest.mark.parametrize(
    "text", ["2 raters, kappa .72", "is kappa 0.4 ok?", "we ask two questions in three mails", "kappa 0.9"]
)
def test_what_says_no_such_thing(text: str) -> None:
    """Good agreement, or what is asked."""
    assert disagreement_in(text) is None
