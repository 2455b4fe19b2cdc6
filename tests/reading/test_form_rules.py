"""How long something may be is a rule of form: no target, no allowed mistake, and what breaks it went wrong."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.allowed_mistakes import allowed_in
from bot.reading.scores.scores import Went, score_in, wanted_in


@pytest.mark.parametrize(
    "text",
    [
        "9 of 30 abstracts exceed 6 sentences",
        "max 4 sentences, 11 of 60 have more",
        "13/50 break the limit of 90 words",
        "we counted: 21 of 70 over the limit",
        "17 of 40 over 200 characters",
        "must be short, 15 of 45 still longer",
        "31 of 90 do not follow the template",
        "16 of 50 not in our voice",
        "1 of 5 drafts comes back",
        "7 of 20 too many bullets",
    ],
)
def test_what_breaks_a_rule_went_wrong(text: str) -> None:
    """However the rule is told, and no length in it is wanted as a score."""
    score = score_in(text)
    assert score is not None
    assert score.went is Went.WRONG
    assert wanted_in(text) is None
    assert allowed_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["82% over 400 cases", "91% over 5 folds", "score 82% over the 300 test mails", "64 of 80 follow the template"],
)
def test_over_so_many_cases_is_a_score(text: str) -> None:
    """Of what went right."""
    score = score_in(text)
    assert score is not None
    assert score.went is Went.RIGHT


@pytest.mark.parametrize(
    "text", ["70 of 100 right, max 5 bullets", "prompt gets 81%, at most 120 words", "68% ok, under 3 lines"]
)
def test_a_length_is_no_target(text: str) -> None:
    """Nor a number of mistakes that are allowed."""
    assert wanted_in(text) is None
    assert allowed_in(text) is None


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("9 of 30 are too short", 30),
        ("14 out of 60 drafts come back", 60),
        ("11 of 40 had to be rewritten", 40),
        ("13 out of 50 wrong", 50),
    ],
)
def test_counted_results_are_a_score(text: str, cases: int) -> None:
    """Stated, on so many cases."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.BASELINE)
    assert (fact.values, fact.number, fact.is_stated) == (("measured",), cases, True)


@pytest.mark.parametrize(
    "text",
    [
        "3 of 12 agents complained",
        "4 of 20 customers complain",
        "7 of 25 categories are mixed up",
        "we need 58 of 60 good",
    ],
)
def test_what_counts_no_answers_is_none(text: str) -> None:
    """People, labels and wishes measure nothing."""
    assert all(one.criterion is not Criterion.BASELINE for one in read_message(text).facts)


@pytest.mark.parametrize(
    "text", ["every fourth summary is off", "half of the drafts are useless", "every other mail goes to the wrong desk"]
)
def test_how_often_it_goes_wrong_is_seen_by_somebody(text: str) -> None:
    """Nobody has counted, and no examples are bad by it."""
    facts = {one.criterion: one for one in read_message(text).facts}
    assert facts[Criterion.BASELINE].values == ("informal",)
    assert Criterion.DATA_QUALITY not in facts


@pytest.mark.parametrize(
    "text",
    [
        "every second week it is wrong",
        "half of the examples are wrong",
        "is every third answer wrong?",
        "half of the customers complain",
        "half of it is wrong",
    ],
)
def test_days_and_people_are_no_answers(text: str) -> None:
    """Nor are examples, or what is asked."""
    values = {one.values for one in read_message(text).facts if one.criterion is Criterion.BASELINE and one.is_stated}
    assert values == set()
