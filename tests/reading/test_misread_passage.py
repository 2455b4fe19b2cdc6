"""The right passage found and misused is told from a search that fails."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.misread_passage import VALUE, misread_passage


@pytest.mark.parametrize(
    "text",
    [
        "our assistant is connected to sharepoint, finds the right article but writes the wrong number, 12 of 100 answers",
        "retrieval is already connected, it finds the right article but says other number",
        "agents say the answer is wrong, but link is to correct article",
        "it cites the correct doc but invents the price",
        "retrieves right chunks, misquotes figures",
        "search works, it picks the right passage, but the answer is wrong",
        "right document found, wrong value extracted",
    ],
)
def test_the_passage_is_misused(text: str) -> None:
    """Stated as what fails, beside a look-up that there is."""
    facts = {fact.criterion: fact for fact in read_message(text).facts}
    failure, tried = facts[Criterion.FAILURE], facts[Criterion.TRIED]
    assert (failure.values, failure.is_stated) == ((VALUE,), True)
    assert (tried.values, tried.is_stated) == (("rag",), True)


@pytest.mark.parametrize(
    "text",
    [
        "it finds the wrong article",
        "it doesn't find the right article and the number is wrong",
        "the right document is not found and the number is wrong",
        "sometimes it finds the right article, sometimes not, and writes wrong numbers",
        "it finds the right article and answers correctly",
        "agents find the right article but write the wrong number",
        "it finds the right article, but too slow",
        "it classifies to the right category but the priority is wrong",
    ],
)
def test_nothing_is_misused(text: str) -> None:
    """A search that fails, people who search, a good answer, another complaint."""
    assert misread_passage(text) is None


def test_what_is_supposed_is_not_stated() -> None:
    """A question tells nothing for certain."""
    found = misread_passage("what if it finds the right article but writes the wrong number?")
    assert found is not None
    assert found.is_likely
