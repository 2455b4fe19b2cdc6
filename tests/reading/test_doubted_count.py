"""A question mark behind a count asks for nothing; behind all else it stays."""

from __future__ import annotations

import pytest

from bot.reading.numbers.doubted_count import without_its_doubt


@pytest.mark.parametrize(
    "text",
    [
        "yes, labelled by the desk, maybe 4,000 pairs?",
        "the archive goes back to 2015. around 12k letters or so?",
        "we kept all the transcripts - some 900 recordings?",
        "plenty of them: 30000?",
        "Our nurses wrote notes for each, i think... 1500?",
    ],
)
def test_a_doubted_count_states(text: str) -> None:
    """Nothing but the question mark goes."""
    assert without_its_doubt(text) == f"{text[:-1]}."


@pytest.mark.parametrize(
    "text",
    [
        "200k?",
        "and at 50k a day?",
        "what does it cost? 200k?",
        "we have logs, 5k, is that enough?",
        "how many do we need, 500?",
        "20k calls a day on gpt-4.1, 300 out?",
        "fine, at 3k tokens?",
    ],
)
def test_what_asks_stays(text: str) -> None:
    """A rate, tokens, a count alone, and what asks beside it."""
    assert without_its_doubt(text) == text
