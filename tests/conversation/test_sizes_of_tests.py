"""A percentage is no number of test cases, and what was tested, or is named as the test, is one."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said
from bot.decision import Criterion
from bot.reading.numbers.counted_things import CountOf, count_of, may_be_cases
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.scores import score_in
from tests.conversation.test_what_figures_are_of import number, told


@pytest.mark.parametrize(
    "text",
    [
        "71 is percent",
        "71 is in percent",
        "the 71 was per cent",
        "71 means percent",
        "71 = %",
        "0.5 no, 71 as a percentage",
    ],
)
def test_a_number_told_again_in_per_cent(text: str) -> None:
    """Its unit may stand behind a verb."""
    assert (QuantityKind.SHARE, 0.71) in [(one.kind, one.value) for one in quantities(text)]


@pytest.mark.parametrize("text", ["thats the 71", "97 is schema validity", "this 64 was with the old prompt"])
def test_what_is_told_again_counts_no_cases(text: str) -> None:
    """It names nothing that is counted."""
    assert not any(may_be_cases(one) for one in quantities(text))


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("yes tested 300 emails", 300),
        ("the test is 300 emails", 300),
        ("our eval was 120 tickets", 120),
        ("we evaluated 45 letters by hand", 45),
        ("test has 80 forms", 80),
        ("we looked at 60 chats, 1 of 4 wrong", 60),
        ("60 chats we looked (1 of 4 wrong)", 60),
        ("we looked at 3 vendors", None),
        ("we have 60 chats", None),
        ("the 400 is our test set", None),
        ("we tested 3 prompts on 90 mails", None),
        ("tested 12 versions", None),
        ("tested 5 people", None),
        ("we tested for 3 weeks", None),
    ],
)
def test_what_was_tested_is_a_test(text: str, cases: float | None) -> None:
    """Things that go in are, and neither prompts nor people."""
    found = [one.value for one in quantities(text) if count_of(one) is CountOf.TEST_CASES]
    assert found == ([cases] if cases else [])


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("we put definitions in the prompt and 3 examples each queue", True),
        ("rules in the prompt plus 5 examples", True),
        ("we have the rules in the prompt and 120 examples", False),
        ("we have a prompt and 15 examples", False),
    ],
)
def test_examples_beside_what_is_in_the_prompt(text: str, is_shown: bool) -> None:  # noqa: FBT001 - a table of texts
    """A few of them stand in it too; many, or those beside a prompt, may be there to learn from."""
    assert (CountOf.SHOWN in [count_of(one) for one in quantities(text)]) is is_shown


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("schema validity 97%, F1 .91 on 400, target .95", 0.91),
        ("98% valid JSON, field accuracy 84% on 200", 0.84),
        ("parse rate 99%, exact match 71%", 0.71),
        ("97% valid JSON on 200", 0.97),
    ],
)
def test_what_an_answer_looks_like_is_measured_beside_it(text: str, score: float) -> None:
    """The score is what is right, where both are told."""
    found = score_in(text)
    assert found is not None
    assert found.share.value == pytest.approx(score)


async def test_a_percentage_told_without_its_sign() -> None:
    """The test has as many cases as were tested, whatever the score is told by."""
    opening = "sort emails to 12 queues, the tool is right 71%, i want 90"
    second = "yes tested 300 emails. definitions in the prompt and 3 examples each queue, thats the 71"
    _, case = await told(opening, second)
    assert number(case, Criterion.BASELINE) == 300
    assert number(case, Criterion.EXAMPLES) is None
    _, case = await told(opening, second, "no, 71 is percent, the test is 300 emails")
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == "it gets 71% on 300 cases"


@pytest.mark.parametrize(
    "text",
    [
        "97 is schema validity, the score is F1 .91",
        "the 97% was only valid json, F1 is 91",
        "sorry 97 is the parse rate, it gets 91% right",
    ],
)
async def test_a_score_of_something_beside_is_taken_back(text: str) -> None:
    """What the number was of is said, and another is told in its place."""
    _, case = await told("we extract 12 fields with a few-shot prompt, 97% now on 50, target 95", text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == "it gets 91% on 50 cases"


async def test_chats_that_were_looked_at_are_no_examples() -> None:
    """What is wrong in them says nothing of examples either."""
    _, case = await told("reply bot for hotel guests, prompt with 8 examples", "60 chats we looked (1 of 4 wrong)")
    assert number(case, Criterion.EXAMPLES) is None
    assert case.assessment.fact(Criterion.DATA_QUALITY) is None
