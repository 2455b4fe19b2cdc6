"""A list that a model was never given, from which it has to choose."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.list_untried import list_untried


@pytest.mark.parametrize(
    "text",
    [
        "we never put the product catalogue in the prompt",
        "nobody pasted the tariff table into the prompt",
        "the catalogue of part numbers was not yet in the prompt",
        "didnt try to give him list with wards",
        "it has never seen our article list",
        "we have not tried looking up the code table",
    ],
)
def test_it_may_lack_what_it_has_to_choose_from(text: str) -> None:
    """That is what fails, and no word on tests or examples, whatever is asked."""
    for asked in (None, Criterion.BASELINE, Criterion.EXAMPLES, Criterion.TRIED):
        read = read_message(text, asked)
        facts = {one.criterion: one.values for one in read.facts}
        assert facts.pop(Criterion.FAILURE) == ("missing_knowledge",)
        # Who speaks of a prompt may have tried one.
        assert facts in ({}, {Criterion.TRIED: ("basic_prompt",)})


@pytest.mark.parametrize(
    "text",
    [
        "we gave it the list of codes",
        "we don't have a list of codes",
        "did you try giving it the list?",
        "they did not give us the codes",
        "we didn't add tests to the code",
        "we never used examples",
        "the list is in the prompt",
    ],
)
def test_what_tells_no_such_thing(text: str) -> None:
    """A list that is there, or that there is not, or that somebody else lacks."""
    assert list_untried(text) == ""
