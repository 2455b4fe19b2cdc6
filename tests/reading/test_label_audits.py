"""What an audit finds wrong among labels is no score, and no test set."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion
from bot.reading.examples.label_audits import label_audit_in
from bot.reading.read_message import read_message
from bot.reading.scores.scores import score_in

NOISY = [
    "labels by drivers, unaudited, ~15% wrong in a 200 sample",
    "we checked 300 labels by hand, 40 were wrong",
    "label noise is about 12%",
    "30 of 200 labels were wrong",
    "about 18 percent mislabeled, we sampled 150",
    "I audited 200 labels, 15% wrong",
    "audit of our annotations: only 85% right",
]


@pytest.mark.parametrize("text", NOISY)
def test_wrong_labels_are_poor_examples_and_measure_nothing(text: str) -> None:
    """The labels are noisy, and nothing is said of how the answers are."""
    facts = {fact.criterion: fact for fact in read_message(text).facts}
    assert facts[Criterion.DATA_QUALITY].values == ("poor",)
    assert facts[Criterion.DATA_QUALITY].is_stated
    assert not {Criterion.BASELINE, Criterion.FAILURE} & set(facts)
    assert score_in(text) is None


def test_a_few_wrong_ones_are_a_guess() -> None:
    """Eight in a hundred are more than public test sets have, and not many."""
    facts = {
        fact.criterion: fact for fact in read_message("audit found 8% of the labels wrong in a sample of 200").facts
    }
    assert facts[Criterion.DATA_QUALITY].certainty is Certainty.LIKELY
    assert Criterion.BASELINE not in facts


@pytest.mark.parametrize(
    "text",
    [
        "prompt gets 82% right on 200 cases, 4k labels, need 95",
        "4k labels checked, 82% right, need 95",
        "the bot gets 15% wrong in a sample of 200",
        "we have 3,000 labelled mails, 82% accuracy, 150 checked",
        "F1 0.8 on 300 labelled mails",
        "audit found 22% of answers wrong",
        "we have 300 labels, 40 were free",
    ],
)
def test_scores_of_answers_stay_scores(text: str) -> None:
    """Labels that stand beside a score do not make it one of theirs."""
    assert label_audit_in(text) is None


@pytest.mark.parametrize("text", ["does it matter that 15% of the labels are wrong?", "labels are 96% correct"])
def test_neither_a_question_nor_good_labels_are_poor(text: str) -> None:
    """A question states nothing, and four in a hundred are what public test sets have."""
    assert all(fact.values != ("poor",) for fact in read_message(text).facts)


def test_the_examples_themselves_are_no_sample() -> None:
    """What was labelled stays, where nobody says that so many were looked at."""
    facts = {
        fact.criterion: fact
        for fact in read_message("we have 60,000 labelled claims but 10% of the labels are wrong").facts
    }
    assert facts[Criterion.EXAMPLES].number == 60_000
    assert facts[Criterion.DATA_QUALITY].values == ("poor",)
