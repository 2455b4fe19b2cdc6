"""An answer from the sources' own sentences."""

import re

import pytest

from bot.answers.extract import LONGEST, PASSAGES, extract
from bot.replies import Answer, Author
from knowledge.passages import Passage, Status, sentences

from .passages import PRICE, RETIREMENT, SIZE, found, passage

MINI = passage("Gpt-4o-mini costs $1.70 an hour to host when tuned. It retires later.", "S80", heading_path=("Mini",))
FULL = passage("Gpt-4o costs $3.00 an hour to host when tuned. It retires sooner.", "S81", heading_path=("Full",))


def said(answer: Answer | None) -> Answer:
    """The answer, which must be there."""
    assert answer is not None
    return answer


def test_every_sentence_is_verbatim_and_marked() -> None:
    """Without its marks the text is made of whole sentences of the passages it cites, nothing else."""
    answer = said(extract(found("How many examples does a job need?", SIZE, PRICE, RETIREMENT)))
    own = {one.passage.id: sentences(one.passage.text) for one in answer.citations}
    for sentence in sentences(answer.text):
        (number,) = re.findall(r"\[(\d+)\]", sentence)
        cited = answer.citations[int(number) - 1]
        assert cited.number == int(number)
        assert re.sub(r" \[\d+\]", "", sentence) in own[cited.passage.id]
    assert all(citation.quote in citation.passage.text for citation in answer.citations)
    assert answer.author is Author.SOURCES


def test_the_nearest_passage_speaks_first() -> None:
    """The answer opens with the first sentence of the nearest passage."""
    answer = said(extract(found("How many examples does a job need?", SIZE, PRICE)))
    assert answer.text.startswith("A fine-tuning job needs at least 10 training examples [1].")


def test_nothing_found_is_no_answer() -> None:
    """Without hits there is nothing to say."""
    assert extract(found("How many?")) is None


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
    assert said(extract(found(question, *order))).text.startswith(opening)


def test_is_bounded() -> None:
    """Few passages, and no more text than fits a screen."""
    many = [passage(f"Point {n} is about examples. " + "Words follow here at length. " * 30, f"S{n}") for n in range(9)]
    answer = said(extract(found("Which points are about examples?", *many)))
    assert len(answer.citations) <= PASSAGES
    assert len(re.sub(r" \[\d+\]", "", answer.text)) <= LONGEST + len(answer.citations) * 4


def test_says_nothing_twice() -> None:
    """A passage that repeats another adds nothing."""
    again = passage(f"{sentences(SIZE.text)[0]} Checkpoints help.", "S95")
    answer = said(extract(found("How many examples does a job need?", SIZE, again)))
    assert answer.text.count("at least 10 training examples") == 1


def test_elaborating_shows_something_new() -> None:
    """What was shown before comes last, so that "why?" brings other passages first."""
    question = "How many examples does a job need?"
    first = said(extract(found(question, SIZE, PRICE, RETIREMENT, MINI, FULL)))
    shown = [citation.passage.id for citation in first.citations]
    more = said(extract(found(question, SIZE, PRICE, RETIREMENT, MINI, FULL), shown))
    assert {citation.passage.id for citation in more.citations} - set(shown)
    assert more.text != first.text


def test_names_what_is_superseded() -> None:
    """An answer that leans on a superseded passage says so."""
    old = passage("A job needs thousands of examples.", date="2023-10-23", status=Status.SUPERSEDED)
    assert said(extract(found("How many examples?", old))).caveats
    assert not said(extract(found("How many examples?", SIZE))).caveats
