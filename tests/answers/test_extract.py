"""A short answer from the sources' own sentences."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.answers.extract import SENTENCES, WORDS, Short, extract, short
from bot.answers.more import more_of
from bot.answers.relevance import Telling, ranking
from bot.replies import Answer, Author
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.lexical import LexicalIndex
from knowledge.passages import Lead, Passage, Status, sentences
from knowledge.search import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence

from .passages import PRICE, RETIREMENT, SIZE, found, passage

MINI = passage("Gpt-4o-mini costs $1.70 an hour to host when tuned. It retires later.", "S80", heading_path=("Mini",))
FULL = passage("Gpt-4o costs $3.00 an hour to host when tuned. It retires sooner.", "S81", heading_path=("Full",))
ENCODER = AnsweringEncoder()
QUESTION = "How many examples does a job need?"


def ranked(question: str, *passages: Passage) -> list[Telling]:
    """The sentences of these passages, likeliest first, told apart by their words and by how far they answer."""
    index = LexicalIndex.build([(one.id, one.source_id, one.indexed_text) for one in passages])
    answering = partial(_answering, question)
    return list(ranking(found(question, *passages), index, lambda _: None, answering, lambda _: None).tellings)


def _answering(question: str, told: Sequence[tuple[Passage, str]]) -> list[float]:
    asked = np.array(ENCODER.embed_query(question))
    near: list[float] = (np.array(ENCODER.embed_documents([under_heading(*one) for one in told])) @ asked).tolist()
    return near


def asked(question: str, *passages: Passage, said: tuple[str, ...] = ()) -> Short:
    """What is said in short, which must be something."""
    answer = short(question, ranked(question, *passages), said=said)
    assert answer is not None
    return answer


def answered(question: str, *passages: Passage) -> Answer:
    """The answer to one question."""
    return extract([asked(question, *passages)])


def test_every_sentence_is_verbatim_and_marked() -> None:
    """Without its marks the text is made of whole sentences of the passages it cites, nothing else."""
    answer = answered(QUESTION, SIZE, PRICE, RETIREMENT)
    own = {one.passage.id: sentences(one.passage.text) for one in answer.citations}
    for sentence in sentences(answer.text):
        (number,) = re.findall(r"\[(\d+)\]", sentence)
        cited = answer.citations[int(number) - 1]
        assert cited.number == int(number)
        assert re.sub(r" \[\d+\]", "", sentence) in own[cited.passage.id]
    assert all(citation.quote in citation.passage.text for citation in answer.citations)
    assert answer.author is Author.SOURCES


def test_the_sentence_that_answers_speaks_first() -> None:
    """Whichever place it has in its passage."""
    assert answered(QUESTION, SIZE, PRICE).text.startswith("A fine-tuning job needs at least 10 training examples [1].")
    assert answered("Does OpenAI retain the training file?", SIZE, PRICE).text.startswith("No. OpenAI does not retain")


def test_nothing_found_is_no_answer() -> None:
    """Without hits there is nothing to say."""
    assert short("How many?", ranked("How many?")) is None


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("What does hosting gpt-4o cost?", "Gpt-4o costs"),
        ("What does hosting gpt-4o-mini cost?", "Gpt-4o-mini costs"),
        ("what does 4o mini cost to host", "Gpt-4o-mini costs"),
    ],
)
@pytest.mark.parametrize("order", [(MINI, FULL), (FULL, MINI)], ids=["mini first", "full first"])
def test_answers_about_the_model_that_was_named(question: str, opening: str, order: tuple[Passage, ...]) -> None:
    """`gpt-4o` and `gpt-4o-mini` are two models, whichever the search ranked first."""
    assert answered(question, *order).text.startswith(opening)


def test_is_short() -> None:
    """Three sentences and 75 words at most, however much was found; the rest is there for a press."""
    many = [passage(f"Point {n} is about examples. " + "Words follow here at length. " * 30, f"S{n}") for n in range(9)]
    answer = answered("Which points are about examples?", *many)
    plain = re.sub(r" \[\d+\]", "", answer.text)
    assert len(sentences(plain)) <= SENTENCES
    assert len(plain.split()) <= WORDS
    assert answer.more


def test_says_nothing_twice() -> None:
    """A passage that repeats another adds nothing, and neither does a sentence that the thread has shown."""
    again = passage(f"{sentences(SIZE.text)[0]} Checkpoints help.", "S95")
    assert answered(QUESTION, SIZE, again).text.count("at least 10 training examples") == 1
    shown = "Start with 50 well-made examples."
    assert shown not in [one.text for one in asked(QUESTION, SIZE, said=(shown,)).told]


def test_several_questions_have_a_paragraph_each() -> None:
    """Each with its own sentences, the marks counted on."""
    answer = extract([asked(QUESTION, SIZE), asked("What does hosting cost?", PRICE)])
    first, second = answer.text.split("\n\n")
    assert "[1]" in first
    assert "[2]" in second
    assert [one.number for one in answer.citations] == [1, 2]


def test_names_what_is_superseded() -> None:
    """An answer that leans on a superseded passage says so."""
    old = passage("A job needs thousands of examples.", date="2023-10-23", status=Status.SUPERSEDED)
    assert answered("How many examples?", old).caveats
    assert not answered("How many examples?", SIZE).caveats


def test_yes_or_no_comes_first() -> None:
    """Where the sentence has been told to say so, the word stands before it."""
    told = Telling("Tuning is free.", 0, Hit(passage("Tuning is free."), 1.0, 1.0, 1.0), 1.0)
    assert extract([Short(Lead.NO, (told,), (), "No.")]).text == "No. Tuning is free [1]."
    assert extract([Short(Lead.NONE, (told,), ())]).text == "Tuning is free [1]."


def test_more_says_what_was_not_said() -> None:
    """The other sentences of the passages, each once; nothing where all was said."""
    answer = answered(QUESTION, SIZE, PRICE)
    more = more_of([SIZE, PRICE], answer.text)
    assert more is not None
    said = {re.sub(r" \[\d+\]", "", one) for one in sentences(answer.text)}
    added = {re.sub(r" \[\d+\]", "", one) for one in sentences(more.text)}
    assert not said & added
    assert said | added == {*sentences(SIZE.text), *sentences(PRICE.text)}
    assert more_of([SIZE], SIZE.text) is None
