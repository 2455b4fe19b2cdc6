"""A bare number that takes the place of a count, and one of tokens that counts nothing else."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message


def numbers_in(text: str, asked: Criterion | None = None) -> dict[Criterion, float | None]:
    """The number of each fact that a message holds."""
    return {fact.criterion: fact.number for fact in read_message(text, asked).facts}


@pytest.mark.parametrize(
    ("text", "criterion", "number"),
    [
        ("we have 240,000 closed disputes, with the reason code the team finally used. sorry, 24,000 — the older ones are on the old scheme", Criterion.EXAMPLES, 24_000),
        ("we have 9,000 labelled mails. no wait, 900, the rest is german", Criterion.EXAMPLES, 900),
        ("4k calls a day, sorry, 40k - we grew", Criterion.VOLUME, 40_000),
        ("we handle 12,000 tickets per day. oops, 1,200. the rest is spam", Criterion.VOLUME, 1_200),
        ("we have 3,000 checked letters. sorry, I meant 5 departments, not one", Criterion.EXAMPLES, 3_000),
        ("we have 800 examples. sorry, 80 people work here", Criterion.EXAMPLES, 800),
    ],
)  # fmt: skip
def test_a_bare_number_takes_the_place_of_the_last_count(text: str, criterion: Criterion, number: float) -> None:
    """Whatever is said after it; a number of something else takes nobody's place."""
    assert numbers_in(text)[criterion] == number


def test_what_was_in_force_before_does_not_stand_still() -> None:
    """That older examples are on an old scheme says nothing of what comes."""
    text = "we have 240,000 closed disputes. sorry, 24,000 — the older ones are on the old scheme"
    assert Criterion.TASK_STABILITY not in numbers_in(text)


@pytest.mark.parametrize("asked", [None, Criterion.EXAMPLES, Criterion.FAILURE])
def test_an_option_of_a_question_says_the_same_out_of_turn(asked: Criterion | None) -> None:
    """The label of an option is no count of examples, whichever question is open."""
    reading = read_message("stands still", asked)
    assert [(fact.criterion, fact.values) for fact in reading.facts] == [(Criterion.TASK_STABILITY, ("stable",))]
    assert reading.answer is None


def test_tokens_of_few_shots_are_no_cases_and_no_examples() -> None:
    """A part of a prompt's tokens is one, and a number that was told before is no count."""
    text = "2.9 is with 3,100 tok prompt, 2,400 of which are few-shots. prefix caching on already"
    assert not {Criterion.BASELINE, Criterion.EXAMPLES} & set(numbers_in(text))


def test_examples_beside_tokens_stay_examples() -> None:
    """Only what is said to be a part of the tokens is one."""
    assert numbers_in("1,800 tokens in, 40 examples")[Criterion.EXAMPLES] == 40
    assert (
        numbers_in("we have 5,000 pairs, 200 of which are few-shot examples in the prompt")[Criterion.EXAMPLES] == 5_000
    )
