"""Cutting a stream of text into sentences with their marks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.marks import LONGEST_PENDING, MarkedSentence, Sentences, parse
from bot.citations import mark

#: What a model's text is made of, marks that are cut in two included.
BITS = st.sampled_from(
    [
        "Hello", "Word", "e.g. ", "gpt-4.1", "5", "1", "2", "A", "é", " ", "\n", ".", ". ", "? ", "!", "…", ",",
        " [1]", "[2]", "[1, 3]", "[99]", "[", "]", "“", "”", ")", "- ", "1. ",
    ]
)  # fmt: skip


def sentences_of(*pieces: str) -> list[MarkedSentence]:
    """All sentences of a stream."""
    waiting = Sentences()
    return [sentence for piece in pieces for sentence in waiting.feed(piece)] + waiting.rest()


@given(st.lists(BITS, max_size=20).map("".join), st.data())
def test_the_cut_of_the_stream_does_not_matter(text: str, data: st.DataObject) -> None:
    """However a text is cut into pieces, the same sentences with the same marks come out."""
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in pairwise([0, *places, len(text)])]
    assert sentences_of(*pieces) == sentences_of(text)


@given(st.lists(BITS, max_size=20).map("".join))
def test_no_word_is_lost(text: str) -> None:
    """Every word of the text stands in some sentence, and marks are left out of all."""
    spoken = " ".join(sentence.text for sentence in sentences_of(text))
    assert spoken.count("Hello") == text.count("Hello")
    assert "[99]" not in spoken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ten [1]. Fifty [2].", [("Ten.", (1,)), ("Fifty.", (2,))]),
        ("Ten. [1] Fifty. [2]", [("Ten.", (1,)), ("Fifty.", (2,))]),
        ("Ten.[1][2] Fifty", [("Ten.", (1, 2)), ("Fifty", ())]),
        ("Ten.\n[1] Fifty", [("Ten.", ()), ("Fifty", (1,))]),
        ("Ten [1.2].\n[3.1]\n[2.4]", [("Ten.", (1,)), ("", (3,)), ("", (2,))]),
        ("No. Ten [1.2].", [("No.", ()), ("Ten.", (1,))]),
        ("Ten [1, 3; 4].", [("Ten.", (1, 3, 4))]),
        ("Ten [2][2].", [("Ten.", (2,))]),
        ("Ten [99].", [("Ten.", (99,))]),
        ("Ten [1234].", [("Ten [1234].", ())]),
        ("Use gpt-4.1 today. Or not.", [("Use gpt-4.1 today.", ()), ("Or not.", ())]),
        ("It costs $1.70 an hour [1]. Fine.", [("It costs $1.70 an hour.", (1,)), ("Fine.", ())]),
        ("Some, e.g. Turbo, are gone [1].", [("Some, e.g. Turbo, are gone.", (1,))]),
        ("- Ten [1].\n- Fifty [2].\n", [("Ten.", (1,)), ("Fifty.", (2,))]),
        ("1. Ten [1].\n2. Fifty [2].\n", [("Ten.", (1,)), ("Fifty.", (2,))]),
        ("- Ten [1]\n- Fifty [2]\n", [("Ten", (1,)), ("Fifty", (2,))]),
        ("Ten [1]. [Click](x) Fifty [2].", [("Ten.", (1,)), ("[Click](x) Fifty.", (2,))]),
        ("He said “ten.” [1] Right?", [("He said “ten.”", (1,)), ("Right?", ())]),
        ("  \n ", []),
        ("[1]", [("", (1,))]),
        ("Ten\n.\n- \n[x]", [("Ten", ()), ("[x]", ())]),
    ],
)
def test_sentences_and_their_marks(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    """Marks go with the sentence they follow, before or after its full stop, and leave its text."""
    assert [(sentence.text, sentence.marks) for sentence in sentences_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Ten [3.2].", ((3, 2),)),
        ("Ten [3].", ((3, 0),)),
        ("Ten [3.2, 1].", ((3, 2), (1, 0))),
        ("Ten [1.2][1.2][2.10].", ((1, 2), (2, 10))),
        ("[4.1]", ((4, 1),)),
        ("Use gpt-4.1 [x.1].", ()),
    ],
)
def test_a_mark_names_a_passage_and_a_sentence(text: str, places: tuple[tuple[int, int], ...]) -> None:
    """A place is a passage and a sentence of it; 0 stands for the whole passage."""
    assert parse(text).places == places


def test_what_never_ends_is_handed_on() -> None:
    """A text without an end is cut off, so that what is waited for stays small."""
    waiting = Sentences()
    found = [one for _ in range(100) for one in waiting.feed("on and on ")]
    assert not found
    found = [one for _ in range(100) for one in waiting.feed("on and on ")]
    assert max(len(one.text) for one in found) <= LONGEST_PENDING + 10


def test_hands_a_sentence_on_once_its_marks_are_known() -> None:
    """A sentence waits for what may be its mark, and goes as soon as the next one begins."""
    waiting = Sentences()
    assert waiting.feed("Ten is enough. ") == []
    assert waiting.feed("[1") == []
    assert waiting.feed("] F") == [MarkedSentence("Ten is enough.", (1,))]


@pytest.mark.parametrize(
    ("sentence", "numbers", "expected"),
    [
        ("Ten.", (1, 2), "Ten [1][2]."),
        ("Ten?", (1,), "Ten [1]?"),
        ("Ten", (3,), "Ten [3]."),
        ("Ten…", (3,), "Ten [3]…"),
        ("Ten.", (), "Ten."),
    ],
)
def test_puts_marks_before_the_full_stop(sentence: str, numbers: tuple[int, ...], expected: str) -> None:
    """A sentence with marks keeps its end, and gets a full stop where it had none."""
    assert mark(sentence, numbers) == expected


@given(st.sampled_from(["Ten.", "Is it?", "At 1.70 an hour", "Said “ten”."]), st.sets(st.integers(1, 99), min_size=1))
def test_marks_survive_the_way_back(sentence: str, numbers: set[int]) -> None:
    """What `mark` writes, `parse` reads."""
    assert parse(mark(sentence, tuple(numbers))).marks == tuple(numbers)
