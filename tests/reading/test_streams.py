"""What runs by the second or the minute is a volume; people who do something so often are none."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("chat mod. 12k msg/s at peak, currently gpt-4.1 nano w/ 1.8k tok prompt, costing us ~$210k/mo", 1_036_800_000),
        ("i literally told you. 12k/s. do the math", 1_036_800_000),
        ("we serve 40 rps", 3_456_000),
        ("our sorter sees 40 parcels/s", 3_456_000),
        ("we serve 300 requests per minute", 432_000),
        ("the gateway takes 90 req/min", 129_600),
        ("it is 900/h", 21_600),
    ],
)
def test_a_stream_is_a_volume(text: str, a_day: float) -> None:
    """With a stroke or in words."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.VOLUME)
    assert fact.is_stated
    assert fact.number == a_day


@pytest.mark.parametrize(
    "text",
    [
        "labels get refreshed weekly by 60 ppl",
        "the guide is rewritten monthly by 4 editors",
        "daily 12 annotators sit on it",
        "the model does 120 tok/s",
    ],
)
def test_people_and_tokens_are_none(text: str) -> None:
    """Nor is what a machine writes."""
    assert all(one.criterion is not Criterion.VOLUME for one in read_message(text).facts)
