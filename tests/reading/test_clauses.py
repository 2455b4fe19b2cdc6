"""Splitting a message into sentences and clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.clauses import MOST_PIECES, pieces


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("We use GPT-4.1 today. It fails!", ["We use GPT-4.1 today", "It fails"]),
        ("approx. 300 pairs; nobody checked", ["approx. 300 pairs", "nobody checked"]),
        ("one line\nanother line", ["one line", "another line"]),
        ("facts, e.g. prices", ["facts, e.g. prices"]),
    ],
)
def test_sentences(message: str, expected: list[str]) -> None:
    """Sentences end at marks and line ends, not within numbers and abbreviations."""
    assert [piece.text for piece in pieces(message) if piece.sentence] == expected


def test_clauses() -> None:
    """A sentence is followed by its clauses, so that each can be quoted alone."""
    clauses = [piece.text for piece in pieces("it works fine, but it costs too much and we log all calls")][1:]
    assert clauses == ["it works fine", "but it costs too much", "and we log all calls"]


def test_question() -> None:
    """A sentence that asks is marked, the one before it is not."""
    first, second = (piece for piece in pieces("We have 40 pairs. Enough?") if piece.sentence)
    assert not first.question
    assert second.question


@given(st.text(max_size=300))
def test_places(message: str) -> None:
    """Every piece stands in the message where it says, whatever the message is."""
    for piece in pieces(message):
        assert message[piece.start : piece.end] == piece.text


def test_long_message() -> None:
    """A pasted document is read in part, so that reading time stays bounded."""
    assert len(pieces("a short one. " * 5_000)) <= MOST_PIECES
