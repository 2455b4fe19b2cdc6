"""Scores and targets that few words tell: bare numbers below what is wanted, a metric with its share, agreement with people."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said, wanted
from bot.decision import Criterion, Fact
from bot.reading.read_message import read_message
from bot.reading.scores.scores import Went, score_in, wanted_in
from tests.conversation.told import case_after

CASE = "Should we fine-tune for sorting tickets?"


def baseline_of(text: str) -> Fact | None:
    """What a message says of how something is measured."""
    return next((fact for fact in read_message(text).facts if fact.criterion is Criterion.BASELINE), None)


@pytest.mark.parametrize(
    ("text", "score", "target"),
    [
        ("81 %, 90 needed", "it gets 81 %", "you need 90%"),
        ("it gets 77%, 85 required", "it gets 77%", "you need 85%"),
        ("64 %, 80 expected", "it gets 64 %", "you need 80%"),
        ("we are at 81, need 90", "it gets 81%", "you need 90%"),
        ("we're at 74 now and must reach 88", "it gets 74%", "you need 88%"),
        ("at 69, 85 is needed", "it gets 69%", "you need 85%"),
        ("72 today, target 86", "it gets 72%", "you need 86%"),
        ("score 83, goal 95", "it gets 83%", "you need 95%"),
        (".86 now, target is .93, 400 docs", "it gets .86", "you need .93"),
        ("the prompt gets 80 %. our underwriters won't accept less than 93 %", "it gets 80 %", "you need 93 %"),
        ("it gets 84 %, our coders require 92", "it gets 84 %", "you need 92%"),
        ("f1 is .79; the auditors insist on .9", "it gets .79", "you need .9"),
    ],
)
def test_a_score_and_what_is_wanted_in_few_words(text: str, score: str, target: str) -> None:
    """Neither is a number of cases, and both are told back."""
    case = case_after(CASE, text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == score
    assert wanted(case) == target


@pytest.mark.parametrize(
    "text",
    [
        "we are at 60 tickets, need 90",
        "we have 50, need 90",
        "81, need 90 more",
        "at 81 calls a day, need 90",
        "we are at 90, need 81",
        "an NPS score of 42",
        "we are at 12, need 20",
    ],
)
def test_what_is_no_score_in_per_cent(text: str) -> None:
    """What is counted, what is lower, and what goes on counts no share."""
    assert score_in(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("recall is 0.7", 0.7),
        ("f1 .82", 0.82),
        ("accuracy 0.88 on 150 photos of letters", 0.88),
        ("precision currently at .91", 0.91),
        ("exact match: 0.64", 0.64),
        ("the model gets 77 %", 0.77),
        ("78% agreement with our clerks", 0.78),
        ("66% exact agreement with teachers on 200 essays", 0.66),
        ("agreement with the nurses is 83%", 0.83),
        ("it agrees with our adjusters in 71 %", 0.71),
        ("the labels coincide with our lawyers in 74%", 0.74),
    ],
)
def test_a_score_by_its_metric(text: str, value: float) -> None:
    """It is stated, and counts what goes right."""
    found, score = baseline_of(text), score_in(text)
    assert found is not None
    assert found.is_stated
    assert found.values == ("measured",)
    assert score is not None
    assert score.share.value == pytest.approx(value)
    assert score.went is Went.RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "our two clerks agree with each other in 78%",
        "78% agreement between our clerks",
        "the nurses agree among themselves in 83 %",
        "we need 90 % agreement with our adjusters",
        "a vendor says accuracy is 0.95",
        "recall should be 0.9",
        "recall@5 is 0.7",
        "what if recall is 0.7?",
        "is recall 0.7 good?",
        "in the paper f1 is .9",
        "the model gets 30 % cheaper next year",
        "the prompt gets 80 % of the budget",
    ],
)
def test_what_is_no_score_of_ones_own(text: str) -> None:
    """What people agree on, what others reach, what is wished, asked or paid measures nothing."""
    found = baseline_of(text)
    assert found is None or found.values != ("measured",)


def test_agreement_may_be_what_is_wanted() -> None:
    """It is a target like any other."""
    text = "we need 90 % agreement with our adjusters"
    wished = wanted_in(text)
    assert wished is not None
    assert wished.value == pytest.approx(0.9)


@pytest.mark.parametrize(
    "text",
    ["target is .93, 400 docs", "we extract totals from invoices, target is .95, 250 documents", "F1 .8, 900 files"],
)
def test_some_documents_beside_a_target_are_no_collection(text: str) -> None:
    """They are what is tested or learned from."""
    assert all(fact.criterion is not Criterion.KNOWLEDGE_HOME for fact in read_message(text).facts)


@pytest.mark.parametrize(
    "text", ["We want answers from our manuals, target .9, 400 docs", "1,200 documents in sharepoint"]
)
def test_documents_to_be_known_are(text: str) -> None:
    """Where they hold what is to be known, or no score stands beside them."""
    assert any(fact.values == ("large_corpus",) for fact in read_message(text).facts)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (
            "A prompt with some examples drafts the letter. It scores 84 % on 250 cases. 240,000 closed disputes. Fine-tune?",
            240_000,
        ),
        ("our prompt answers tenants. 9,500 answered mails. tone is off", 9_500),
    ],
)
def test_inputs_that_were_closed_or_answered_are_examples(text: str, number: float) -> None:
    """However long the message is."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.EXAMPLES)
    assert fact.number == number


@pytest.mark.parametrize("text", ["it scored 91 % on 800 resolved tickets", "3,000 resolved tickets a day"])
def test_a_test_or_a_rate_is_no_number_of_examples(text: str) -> None:
    """What was scored, or comes each day, is not there to learn from."""
    assert all(fact.criterion is not Criterion.EXAMPLES for fact in read_message(text).facts)
