"""Numbers in words and digits, and what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decision import Criterion
from bot.reading.numbers import counted, counts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,400 pairs", 1400),
        ("1.4k pairs", 1400),
        ("60k", 60_000),
        ("80-100k usable", 90_000),
        ("a dozen", 12),
        ("couple of hundred", 200),
        ("a few thousand", 3000),
        ("tens of thousands of rows", 30_000),
        ("twenty-five thousand", 25_000),
        ("one hundred and twenty", 120),
        ("2 million", 2_000_000),
        ("half a million", 500_000),
    ],
)
def test_number(text: str, value: float) -> None:
    """Digits, suffixes, loose amounts and spelled-out numbers are read."""
    assert next(counts(text)).value == value


@pytest.mark.parametrize(
    "text", ["gpt-4.1 and llama-3", "since 2019", "79% right", "an 8B model", "costs $300", "3.5 was tuned", "a 7b"]
)
def test_no_number(text: str) -> None:
    """Model names, years, shares, sizes and prices are not counts."""
    assert list(counts(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("maybe 300 questions a day", "low"),
        ("40k calls a day", "high"),
        ("60,000 mails per month", "medium"),
        ("2 requests per second", "high"),
        ("two or three a week", "low"),
        ("2,000 mails daily", "medium"),
    ],
)
def test_volume(text: str, value: str) -> None:
    """Calls an hour, a day, a week or a month become a daily band."""
    assert [(one.criterion, one.value) for one in counted(text)] == [(Criterion.VOLUME, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("we have 1,400 checked pairs", "500_4999"),
        ("9k tickets with their final queue", "5000_plus"),
        ("220 letters rewritten by our editor", "50_499"),
        ("only 12 examples", "10_49"),
    ],
)
def test_examples(text: str, value: str) -> None:
    """A count of pairs or of reviewed things is a number of examples."""
    assert [(one.criterion, one.value) for one in counted(text)] == [(Criterion.EXAMPLES, value)]


@pytest.mark.parametrize(
    "text",
    [
        "81% on 300 held-out tickets",
        "a prompt with 8 examples",
        "we could label 100 scans",
        "the docs change 10 times a year",
        "4,000 transcripts, unlabelled",
    ],
)
def test_other_counts(text: str) -> None:
    """A test set, samples in a prompt, plans and changes are no examples and no volume."""
    assert not {one.criterion for one in counted(text)} & {Criterion.EXAMPLES, Criterion.VOLUME}


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("15", Criterion.EXAMPLES, "10_49"),
        ("about three hundred", Criterion.EXAMPLES, "50_499"),
        ("maybe 200", Criterion.VOLUME, "low"),
        ("twice a week", Criterion.VOLUME, "low"),
    ],
)
def test_bare_number(text: str, asked: Criterion, value: str) -> None:
    """A bare number answers the question asked."""
    assert [(one.criterion, one.value) for one in counted(text, asked)] == [(asked, value)]


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Counting never fails, and every count lies within the text."""
    assert all(0 <= one.start < one.end <= len(text) for one in counts(text))
