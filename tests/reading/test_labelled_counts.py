"""How many examples people labelled, where that is told in the middle of other things."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.examples.labelled_counts import labelled_in
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (
            "We have roughly 60,000 historical claims that our handlers labelled, but I am told that perhaps 10% of the labels are wrong, and they contain names",
            60_000,
        ),
        ("about 4,500 mails were tagged by the service desk, some of it long ago", 4_500),
        ("2k contracts annotated by paralegals, the schema is fixed", 2_000),
        ("there is 800 ticket labeled from my team and they are private", 800),
        ("our archive has 60,000 claims that nobody labelled", None),
        ("it got 88% on 400 labelled claims", None),
        ("we will have 900 letters labelled by june", None),
        ("the test has 300 labelled mails", None),
        ("are 500 labelled mails enough?", None),
        ("3,000 mails, 400 of them are labelled", None),
    ],
)
def test_labelled_by_people(text: str, number: float | None) -> None:
    """A number of things that people labelled, and none of a test, a plan, a part or a question."""
    found = labelled_in(text)
    assert (found.number if found else None) == number


def test_it_is_read_beside_other_things() -> None:
    """The reader takes it in where it saw only what is wrong with the labels."""
    text = "We have roughly 60,000 historical claims that our handlers labelled, but I am told that perhaps 10% of the labels are wrong, and they contain names and health details."
    told = {fact.criterion: fact for fact in read_message(text).facts}
    assert told[Criterion.EXAMPLES].number == 60_000
