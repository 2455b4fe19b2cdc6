"""What people reach without a model is told from a score of one."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.peoples_scores import peoples_score
from bot.reading.scores.scores import score_in


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("experts manage 88 out of 100", 0.88),
        ("a trained clerk is right in 97 of 100 letters", 0.97),
        ("even humans only reach 85%", 0.85),
        ("human performance: 0.93 F1", 0.93),
        ("manual sorting is 96% right", 0.96),
        ("by hand we get 57 of 60", 0.95),
        ("92% by hand", 0.92),
        ("receptionists themselves get 19 of 20", 0.95),
        ("our nurses make 6% mistakes", 0.94),
        ("the girls in back office have 95% correct", 0.95),
        ("prompt 84%, humans 91%", 0.91),
    ],
)
def test_what_people_reach(text: str, right: float) -> None:
    """As the share that is right."""
    found = peoples_score(text)
    assert found is not None
    assert not found.is_agreement
    assert found.right == pytest.approx(right)


@pytest.mark.parametrize(
    "text",
    [
        "the coders agree with each other 83 %",
        "when two doctors code the same letter they agree in 78%",
        "our agents agree on 88%",
    ],
)
def test_what_people_agree_on(text: str) -> None:
    """Is no share of what is right."""
    found = peoples_score(text)
    assert found is not None
    assert found.is_agreement


@pytest.mark.parametrize(
    "text",
    [
        "two clerks find 30 of 100 too stiff",
        "customers get the right answer in 80%",
        "editors rewrite 40% of them",
        "win rate vs. human 38%",
        "the model agrees with our experts in 84%",
        "raters agree with the model in 84%",
        "as good as a human in 80 of 100",
        "82% sound like a human",
        "our agent gets 62% of tool calls right",
        "lawyer-checked test set, prompt gets 84%",
        "does a human reach 95%?",
        "the staff got 80% wrong answers from it",
        "teachers correct 20% of them",
        "people are 60% of cost",
        "with five prompts we are exact on 61% of 500 letters recoded by two experts",
        "on the mails that two clerks sorted by hand for the test it hits 81 percent",
        "Teacher: 0.94 F1 (n=700 gold), 12-shot. Student zero-shot: 0.71",
        "human eval 1-5 mean 3.1 of 5",
    ],
)
def test_who_rates_or_uses_reaches_nothing(text: str) -> None:
    """Nor does a program, or who is only compared with."""
    assert peoples_score(text) is None


def test_a_score_beside_it_stays_the_score() -> None:
    """Whichever comes first."""
    for text in ("the prompt is at 84%, the human is at 91%", "the human is at 91%, the prompt is at 84%"):
        score = score_in(text)
        assert score is not None
        assert score.share.value == pytest.approx(0.84)


@pytest.mark.parametrize(
    "text", ["our coders agree 91% with one another", "people get it right 19 out of 20", "the human is at 93%"]
)
def test_nothing_else_is_read_in_it(text: str) -> None:
    """No score, no bad examples, no tone; who agrees may have checked the examples."""
    assert {one.values for one in read_message(text).facts} <= {("curated",)}


def test_little_agreement_is_poor() -> None:
    """As before."""
    (fact,) = read_message("annotators agree only 60%").facts
    assert (fact.criterion, fact.values) == (Criterion.DATA_QUALITY, ("poor",))
