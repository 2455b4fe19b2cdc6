"""What a text disputes: told apart clause by clause, each with what it denies as a statement."""

from __future__ import annotations

import pytest

from bot.reading.told.disputes import disputes, nothing_there, statements_in, without_clauses
from bot.reading.told.side_remarks import is_side_remark


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("the letters are NOT polite", ["the letters are polite"]),
        ("it isn't too slow either", ["it is too slow"]),
        ("nothing is measured", ["it is measured"]),
        ("we never tuned anything", ["we tuned something"]),
        ("I never said it is expensive", ["it is expensive"]),
        ("who said that it works?", ["it works"]),
        ("strike the remark on the tone", ["the remark on the tone"]),
        ("that the labels are at odds is an error on your part", ["the labels are at odds"]),
        ("You still say it is slow. I never said that.", ["it is slow", "it is slow"]),
        ("the tone is wrong", []),
        ("would it not be slow?", []),
        ("it would not work if we had to wait", []),
        ("no better than the prompt", []),
        ("not only slow", []),
    ],
)
def test_what_is_denied_is_told_as_a_statement(text: str, contents: list[str]) -> None:
    """A complaint, a question and a supposition deny nothing."""
    assert [one.content for one in disputes(text)] == contents


def test_the_rest_of_a_message_stands_without_what_disputes() -> None:
    """It is read by itself."""
    text = "it is not too dear. the captions are dull, all alike"
    assert without_clauses(text, tuple(one.clause for one in disputes(text))) == "the captions are dull, all alike"


@pytest.mark.parametrize(
    "text", ["we HAVE nothing", "well, there is nothing yet", "I don't know, we don't have anything yet"]
)
def test_that_nothing_exists_is_told(text: str) -> None:
    """Whatever fails, nothing works where there is nothing."""
    assert nothing_there(text)


@pytest.mark.parametrize("text", ["we have nothing against it", "nothing fails", "is there nothing yet?"])
def test_other_nothings_are_something_else(text: str) -> None:
    """They say of no system that it is not there."""
    assert not nothing_there(text)


def test_statements_stand_beside_questions() -> None:
    """A message that only tells, or only asks, has none beside one."""
    assert statements_in("It was 0.71, not 0.69. Does it stay a yes?") == "It was 0.71, not 0.69."
    assert statements_in("It was 0.71, not 0.69.") == ""
    assert statements_in("Does it stay a yes?") == ""


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("but also shorter", "yes, the facts, but also shorter, they are too long"),
        ("short", "short is a nice to have"),
    ],
)
def test_what_is_said_beside_the_point(words: str, text: str) -> None:
    """It is led by "also", or called so."""
    assert is_side_remark(words, text)
    assert not is_side_remark("the facts", text)
