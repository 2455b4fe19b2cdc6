"""The windows of tokens that the reading network takes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decision import Criterion
from bot.reading.windows import (
    CLASSIFY,
    LONGEST_TEXT,
    MOST_WINDOWS,
    NOTHING_ASKED,
    QUESTIONS,
    SEPARATE,
    SHARED,
    WINDOW,
    windows,
    with_apostrophes,
)
from knowledge.minilm import tokenizer

SENTENCE = "Our support bot should sound like us, and we have 1,400 checked replies. "


TOKENIZER = tokenizer()


@pytest.mark.parametrize("asked", [None, *QUESTIONS])
def test_the_open_question_stands_in_front(asked: Criterion | None) -> None:
    """A window is the question in few words, then the text, each in a segment of its own."""
    (window,) = windows(TOKENIZER, "sounds like us", asked)
    question = TOKENIZER.encode(QUESTIONS[asked] if asked else NOTHING_ASKED, add_special_tokens=False).ids
    text = TOKENIZER.encode("sounds like us", add_special_tokens=False).ids
    assert window.ids == [CLASSIFY, *question, SEPARATE, *text, SEPARATE]
    assert window.segments == [0] * (len(question) + 2) + [1] * len(text) + [0]
    assert window.begin == len(question) + 2
    assert window.is_first


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_a_text_without_words_has_none(text: str) -> None:
    """Where there is nothing to read there is no window."""
    assert windows(TOKENIZER, text, None) == []


def test_long_texts_overlap() -> None:
    """A text of several windows is read without a gap, the end of each again at the beginning of the next."""
    text = (SENTENCE * 20)[:1_400]
    cut = windows(TOKENIZER, text, None)
    assert len(cut) > 1
    for before, after in pairwise(cut):
        assert list(before.places[-SHARED:]) == list(after.places[:SHARED])
    assert cut[0].places[0][0] == 0
    assert cut[-1].places[-1][1] >= len(text.rstrip()) - 1
    assert [window.is_first for window in cut] == [True] + [False] * (len(cut) - 1)


def test_what_is_read_is_bounded() -> None:
    """Nothing beyond the longest text is looked at, and never more than so many windows."""
    assert windows(TOKENIZER, SENTENCE * 1_000, None) == windows(TOKENIZER, (SENTENCE * 1_000)[:LONGEST_TEXT], None)
    assert len(windows(TOKENIZER, "é1 " * LONGEST_TEXT, None)) == MOST_WINDOWS


def test_a_lone_surrogate_is_read_past() -> None:
    """Half a character, as badly decoded input has it, moves no place."""
    (window,) = windows(TOKENIZER, "we \ud800 tune", None)
    start, end = window.places[-1]
    assert "we \ud800 tune"[start:end] == "tune"


@given(st.text(max_size=400), st.sampled_from([None, *Criterion]))
def test_any_text(text: str, asked: Criterion | None) -> None:
    """Whatever is written, windows fit the network and their places lie within the text."""
    for window in windows(TOKENIZER, text, asked):
        assert len(window.ids) == len(window.segments) <= WINDOW
        assert sum(window.segments) == len(window.places)
        assert all(0 <= start <= end <= len(text) for start, end in window.places)


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    """Also where an apostrophe was put in for the network."""
    text = "we havent measured, and DONT know"
    spelt, origins = with_apostrophes(text)
    assert spelt == "we haven't measured, and DON'T know"
    assert "".join(text[origins[at] : origins[at + 1]] for at in range(len(spelt))) == text
    (window,) = windows(tokenizer(), text, None)
    assert [text[start:end] for start, end in window.places][-2:] == ["T", "know"]
    assert with_apostrophes("cantaloupe, a wont, hasntx")[0] == "cantaloupe, a wont, hasntx"
