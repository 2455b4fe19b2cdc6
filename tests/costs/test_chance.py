"""Whether a test tells a difference from chance: what is asked, and the sums."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.chance_replies import on_chance
from bot.costs.chance import chance_told, is_told_apart, least_gain, likely_range, size_told, sizes_needed
from bot.reading.asked.chance_asked import ChanceAsked, chance_asked
from bot.reading.asked.size_asked import SizeAsked, size_asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is a gain of 4 points on 150 cases significant?", ChanceAsked(gap=0.04, cases=(150,))),
        ("is 88 vs 83 percent on 90 test cases only luck", ChanceAsked((0.88, 0.83), cases=(90,))),
        ("prompt 33/60, tuned 41/60: real difference or noise?", ChanceAsked((0.55, 41 / 60), cases=(60, 60))),
        ("0 of 30 wrong against 5 of 30 wrong, is this conclusive?", ChanceAsked((0, 5 / 30), cases=(30, 30))),
        ("Is 9 of 80 wrong better than 15 of 90 wrong?", ChanceAsked((9 / 80, 15 / 90), cases=(80, 90))),
        (
            "how many cases do we need for see difference of 8% and 5% errors",
            ChanceAsked((0.08, 0.05), wants_size=True),
        ),
        ("sample size to detect 2 percentage points on tickets?", ChanceAsked(gap=0.02, wants_size=True)),
        ("A/B of both bots, 3 points better on 70 mails. Can we claim it wins?", ChanceAsked(gap=0.03, cases=(70,))),
        ("how sure is 91% on 70 cases?", ChanceAsked((0.91,), cases=(70,))),
        ("is 33 vs 39 of 60 noise?", ChanceAsked((0.55, 0.65), cases=(60, 60))),
        ("finetuned gets 79 %, prompt 74 %. it is real improvement or only luck?", ChanceAsked((0.79, 0.74))),
        ("is 0.79 against 0.74 significant on 1,200 labelled mails", ChanceAsked((0.79, 0.74), cases=(1200,))),
    ],
)
def test_a_difference_is_held_against_chance(text: str, asked: ChanceAsked) -> None:
    """In points, percent or counts, with the test's size or asking for it; also in the English of a second language."""
    found = chance_asked(text)
    assert found is not None
    assert found.scores == pytest.approx(asked.scores)
    assert found.gap == pytest.approx(asked.gap)
    assert (found.cases, found.wants_size) == (asked.cases, asked.wants_size)


@pytest.mark.parametrize(
    "text",
    [
        "we have 84% right on 100 cases and want 90%, should we fine-tune?",
        "can you prove that retrieval gives 5 points more?",
        "does tuning really make it better by 6 points?",
        "is 79% against 74% worth it on 200 cases?",
        "is it significant that 40% of our mails are in Polish?",
        "are 200 examples enough to show the tone?",
        "we had 12 of 200 wrong, 800 examples",
        "is prompt caching 50% by chance?",
    ],
)
def test_other_questions_are_none(text: str) -> None:
    """A case, what sources say, what is worth its money, a share of something else."""
    assert chance_asked(text) is None


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is 71 of 90 against 88 of 90 significant?", "Yes: 78.9% and 97.8% differ by more than chance"),
        ("71 of 90 vs 88 of 90, only luck?", "No, it is more than chance: 78.9% and 97.8% differ"),
        ("is 71 vs 76 of 90 more than just noise?", "No: 78.9% and 84.4% may differ by chance"),
        ("71 vs 76 of 90, is it a fluke or noise", "Yes, it may be: 78.9% and 84.4% may differ by chance"),
        ("71 vs 76 of 90: real improvement or noise?", "It may be chance: 78.9% and 84.4% may differ by chance"),
        ("are 4 points on 120 cases only noise?", "Yes, it may be: 4 points may be chance"),
        ("36 of 60, and we need 55: bad luck?", "No, it is more than chance: 60% of 60 cases may as well be"),
        ("we got 71 of 90, target is 75. by chance?", "Yes, it may be: 78.9% of 90 cases may as well be"),
        ("36 of 60 and we need 55, is the gap significant?", "Yes: 60% of 60 cases may as well be"),
        ("we sort mails. 71 of 90 right, need 86. is it luck?", ""),
        ("is that just noise?", ""),
    ],
)
def test_yes_says_what_was_asked(text: str, begins: str) -> None:
    """Who asks whether it is noise hears no "no" for it, whatever the sum says; where nothing is known of a case nothing is said."""
    told = on_chance(Case(), text)
    assert told.startswith(begins)
    assert bool(told) is bool(begins)


def test_how_many_cases_it_takes_agrees_with_what_it_says() -> None:
    """So many cases tell the two, and none is said to be enough that the test at hand has and that did not do."""
    for low, high in [(0.68, 0.9), (0.88, 0.96), (0.95, 1.0), (0.0, 0.1), (0.5, 0.55), (0.9, 0.98)]:
        needed = sizes_needed(low, high)
        assert is_told_apart((low, high), (needed, needed))
        for cases in (20, 41, 60, 97, 100, 150):
            if not is_told_apart((low, high), (cases, cases)):
                assert sizes_needed(low, high, beyond=cases) > cases


def test_scores_are_told_apart() -> None:
    """By hand: |0.81 - 0.84| is below 1.96 x sqrt((0.81 x 0.19 + 0.84 x 0.16) / 100) = 0.105; 0 and 5 of 30 by Fisher are p = 0.052."""
    assert not is_told_apart((0.81, 0.84), (100, 100))
    assert is_told_apart((0.81, 0.92), (100, 100))
    assert not is_told_apart((0.0, 5 / 30), (30, 30))
    assert is_told_apart((0.0, 6 / 30), (30, 30))


def test_how_sure_a_score_is() -> None:
    """Wilson's interval of 42 of 50, as it is tabled: 0.715 to 0.917."""
    assert likely_range(0.84, 50) == pytest.approx((0.715, 0.917), abs=0.001)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        (ChanceAsked((0.81, 0.84), cases=(100,)), "No: 81% and 84% may differ by chance with 100 cases each; it takes"),
        (
            ChanceAsked((0.7, 0.9), cases=(100, 120)),
            "Yes: 70% and 90% differ by more than chance with 100 and 120 cases",
        ),
        (ChanceAsked(gap=0.03, cases=(100,)), "No: 3 points may be chance with 100 cases each"),
        (ChanceAsked(gap=0.2, cases=(100,)), "Yes: 20 points are more than chance with 100 cases each"),
        (ChanceAsked(gap=0.06, cases=(150,)), "It depends on the scores: for 6 points it takes about"),
        (ChanceAsked((0.06, 0.04), wants_size=True), "About 920 cases for each of the two tell 6% and 4% from chance"),
        (ChanceAsked((0.84,), cases=(50,)), "84% of 50 cases may as well be anything from 71% to 92%"),
    ],
)
def test_what_is_told(asked: ChanceAsked, begins: str) -> None:
    """Yes, no or the number of cases first; 3.8416 x (0.06 x 0.94 + 0.04 x 0.96) / 0.02 ** 2 is 911 cases, "about 920"."""
    assert chance_told(asked).startswith(begins)


@pytest.mark.parametrize("gap", [0.01, 0.03, 0.05, 0.1])
def test_the_size_that_is_named_is_enough(gap: float) -> None:
    """With the number of cases that it names for scores near 100% a test does tell them apart."""
    least = int(chance_told(ChanceAsked(gap=gap)).rpartition(", and ")[2].split()[0].replace(",", ""))
    assert is_told_apart((1 - gap, 1.0), (least, least))


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("how many test letters suffice to measure it?", None),
        ("how large has a test set to be?", None),
        ("how many cases do i need for evaluate a tuned model", None),
        ("is a test of 25 claims enough?", 25),
        ("are 260 labelled test questions sufficient?", 260),
        ("is 35 test cases too little?", 35),
        ("are 45 enough to test?", 45),
    ],
)
def test_the_size_of_a_test_is_asked_about(text: str, cases: float | None) -> None:
    """With a number that is put forward, or without."""
    assert size_asked(text) == SizeAsked(cases)


@pytest.mark.parametrize(
    "text",
    [
        "how many training examples are enough?",
        "how many tests can I run per day?",
        "how many examples do we need to train and test?",
        "is it enough to test it once?",
        "how many validation examples may the file have",
        "are 250 examples enough for the tone?",
        "how many test users do we need?",
        "we have 60 test cases",
        "how do we measure it?",
    ],
)
def test_what_asks_no_size_of_a_test(text: str) -> None:
    """Examples to train on, limits, people, runs; and what asks nothing."""
    assert size_asked(text) is None


def test_how_large_a_test_must_be() -> None:
    """By hand: at 80% of 100, 90% is 1.96 x sqrt((0.16 + 0.09) / 100) = 0.098 apart, so 10 points are told, and 9 are not."""
    assert least_gain(0.8, 100) == pytest.approx(0.1)
    assert least_gain(0.95, 20) is None
    assert size_told(None, None, 100).startswith("100 or more before training is judged (our own number): at 80% right")
    assert "only a gain of 10 points or more" in size_told(0.8, 100, 100)
    assert size_told(0.8, 100, 100).startswith("Yes, ")
    assert size_told(0.8, 30, 100).startswith("For a first look, and too few to judge training: ")
    assert "no gain from chance" in size_told(0.95, 20, 100)
