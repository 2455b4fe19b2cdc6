"""That all it takes stands in the input, and that nothing is to be looked up."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.needed_facts import all_in_the_input, retrieval_beside_the_point


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no, retrieval isn't relevant", True),
        ("we dont need any look-up", True),
        ("RAG is irrelevant for this", True),
        ("no need for retrieval here", True),
        ("retrieval is not good enough", False),
        ("we need retrieval", False),
        ("the search is not finding the right page", False),
    ],
)
def test_retrieval_is_beside_the_point(text: str, *, says: bool) -> None:
    """That it works badly is another thing."""
    assert retrieval_beside_the_point(text) is says


@pytest.mark.parametrize(
    "text", ["everything's in the brief", "all it needs is in the ticket", "the letter has everything"]
)
def test_the_input_holds_all(text: str) -> None:
    """However it is said."""
    fact = all_in_the_input(text)
    assert fact is not None
    assert fact.values == ("none_needed",)


@pytest.mark.parametrize("text", ["everything is in the wiki", "is everything in the ticket?", "all is in the manuals"])
def test_what_else_may_hold_all(text: str) -> None:
    """A collection is no input, and a question says nothing."""
    assert all_in_the_input(text) is None


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("replies about bills. we wrote a prompt. It was okay.", None),
        ("mails get sorted w a simple prompt, its alright", None),
        ("our summaries are okay", "likely"),
        ("summaries of calls, quality is good, our editors accept 98%", "stated"),
        ("the prompt works well enough, the team is happy with the summaries", "stated"),
    ],
)
def test_okay_is_no_measurement(text: str, certainty: str | None) -> None:
    """One prompt that was okay is no solved case; what is counted, or called good enough, is."""
    found = next((fact for fact in read_message(text).facts if fact.criterion is Criterion.FAILURE), None)
    assert (found.certainty.value if found else None) == certainty
