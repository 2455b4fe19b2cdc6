"""A "no" or "yes" before a sentence, without a comma."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.interjections import with_comma_after_it


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no the labels were done by two nurses", "no, the labels were done by two nurses"),
        ("yeah they can be used", "yeah, they can be used"),
        ("oh no we changed that", "oh no, we changed that"),
    ],
)
def test_the_comma_is_put_in(text: str, said: str) -> None:
    """What follows is a sentence of its own."""
    assert with_comma_after_it(text) == said


@pytest.mark.parametrize(
    "text", ["no examples yet", "no, the labels are fine", "no idea", "yes", "nobody did the labels"]
)
def test_what_a_no_belongs_to_stays(text: str) -> None:
    """A noun that is denied, a comma that is there."""
    assert with_comma_after_it(text) == text


@pytest.mark.parametrize("people", ["two nurses", "2 adjusters", "three people"])
def test_a_no_before_a_sentence_denies_no_examples(people: str) -> None:
    """Before, this was read as having none."""
    read = read_message(with_comma_after_it(f"no the labels were done by {people}, they agree on 88%"))
    assert not [fact for fact in read.facts if fact.criterion in {Criterion.EXAMPLES, Criterion.BASELINE}]
