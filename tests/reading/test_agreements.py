"""What two people say alike is an agreement, and neither a score nor the size of a test nor a check of examples."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.peoples_scores import peoples_score


@pytest.mark.parametrize(
    ("text", "share", "of"),
    [
        ("our people are not agreed, when I gave the same 100 mails to two colleagues they said same on 83", 0.83, 100),
        ("two colleagues agreed on 83 of 100 mails", 0.83, 100),
        ("I gave 200 contracts to two lawyers, they chose the same clause for 140", 0.7, 200),
        ("two annotators labelled 300 posts and agreed on 231", 0.77, 300),
        ("we let three nurses sort 80 notes, all gave the same triage level on 52", 0.65, 80),
        ("both reviewers read 150 essays independently. they agreed on 96", 0.64, 150),
    ],
)
def test_an_agreement_is_none_of_the_rest(text: str, share: float, of: float) -> None:
    """In one share or in two counts apart."""
    theirs = peoples_score(text)
    assert theirs is not None
    assert theirs.is_agreement
    assert (round(theirs.share.value, 3), theirs.share.of) == (share, of)
    facts = {one.criterion: one for one in read_message(text).facts}
    assert Criterion.BASELINE not in facts
    assert facts.get(Criterion.DATA_QUALITY) is None or facts[Criterion.DATA_QUALITY].values != ("curated",)


@pytest.mark.parametrize(
    "text",
    [
        "the model agrees with our clerk on 83 of 100",
        "the prompt gave the same answer on 83 of 100 runs",
        "two colleagues checked 100 mails, the model got the same on 83",
        "did two colleagues agree on 83 of 100?",
    ],
)
def test_what_a_machine_does_is_none(text: str) -> None:
    """A model that agrees with people is scored."""
    theirs = peoples_score(text)
    assert theirs is None
