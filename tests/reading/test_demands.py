"""The "yes or no" that somebody demands beside a question, which is no part of it."""

from __future__ import annotations

import pytest

from bot.reading.asked.demands import as_a_question, without_demand


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("will the shop's data be used to train models? yes/no", "will the shop's data be used to train models?"),
        ("can staff read our letters, yes or no", "can staff read our letters"),
        ("yes or no: can we tune it?", "can we tune it?"),
        ("Y/N - can we tune it", "can we tune it"),
        ("can it be exported? just a yes or no please", "can it be exported?"),
        ("is it allowed (y/n)", "is it allowed"),
        ("i can tune claude yes no", "i can tune claude"),
    ],
)
def test_a_demand_is_no_part_of_a_question(text: str, question: str) -> None:
    """At either end, however it is cut off."""
    assert without_demand(text) == question


@pytest.mark.parametrize(
    "text",
    ["yes or no", "y/n?", "does the model answer yes or no", "we sort claims, output yes/no", "labels are yes/no", "is it allowed?", ""],
)  # fmt: skip
def test_what_belongs_to_a_text_stays(text: str) -> None:
    """An output of yes or no is a matter of the case, and a demand alone is all that was said."""
    assert without_demand(text) == text


def test_what_asks_by_its_demand_alone_keeps_it() -> None:
    """A question is one without it; a few words are not."""
    assert as_a_question("can staff read our letters, yes or no") == "can staff read our letters"
    assert as_a_question("batch with tuned models: 50% off, y/n") == "batch with tuned models: 50% off, y/n"
    assert as_a_question("should we tune, y/n") == "should we tune, y/n"
