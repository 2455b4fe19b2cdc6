"""A score that is corrected: only its figure changes, and what was tried stays."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import noted, said
from bot.conversation.understand import locally
from bot.decision import Criterion
from bot.reading.read_message import read_message


def told(opening: str) -> Case:
    """The case that an opening tells."""
    return Case().take(read_message(opening).facts)


def after(case: Case, text: str) -> Case:
    """The case after a message."""
    understood = locally(text, read_message(text, case.pending), case)
    return case.take(understood.facts, replacing=understood.replaces)


@pytest.mark.parametrize(
    ("opening", "text", "score"),
    [
        (
            "12k labelled rows of fault codes. few-shot 71%, RAG 78%, macro F1 on 1,500 held out, need 90",
            "actually the RAG was 81 not 78, typo",
            "81%",
        ),
        ("our RAG bot scores 78% on 300 test questions", "sorry, it's not 78% but 81%", "81%"),
        ("few-shot prompt gets 62% on 200 cases", "it was 66 instead of 62", "66%"),
    ],
)
def test_only_the_figure_is_corrected(opening: str, text: str, score: str) -> None:
    """The score is told with its new figure, and nothing else is taken back."""
    before = told(opening)
    case = after(before, text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert score in said(baseline)
    assert any(score in clause for clause in noted(before, case))
    others = [
        [fact for fact in each.assessment.facts if fact.criterion is not Criterion.BASELINE] for each in (before, case)
    ]
    assert others[0] == others[1]


@pytest.mark.parametrize(
    "text", ["the RAG was 81 not 70", "not 78 tickets but 60 mails a day", "we have not tried RAG"]
)
def test_what_corrects_no_score(text: str) -> None:
    """A number that was never told as a score, or that counts something else, changes none."""
    before = told("our RAG bot scores 78% on 300 test questions")
    assert after(before, text).assessment.fact(Criterion.BASELINE) == before.assessment.fact(Criterion.BASELINE)


@pytest.mark.parametrize(
    ("opening", "text", "now"),
    [
        ("we sort letters, few-shot, 180 of 200 right", "sorry the 180 should be 160", "it gets 160 of 200 right"),
        ("replies in our tone, few-shot, 64 of 90 ok", "oops, the 64 was 46", "it gets 46 of 90 right"),
        ("we sort letters, few-shot, 180 of 200 right", "make the 180 a 170", "it gets 170 of 200 right"),
        ("sorting, few-shot, 88%, n=120", "n was 1,200, sorry", "it gets 88% on 1,200 cases"),
    ],
)
def test_a_count_that_was_another(opening: str, text: str, now: str) -> None:
    """A number that is named again with what it was meant to be is corrected where it stands."""
    baseline = after(told(opening), text).assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == now


def test_examples_are_counted_again() -> None:
    """By what they are called, in the singular or not; the size of a test is none of them."""
    case = told("we sort mails, few-shot, 25,000 mails with the right desk from the archive")
    examples = after(case, "correction: we have 9,000 mails").assessment.fact(Criterion.EXAMPLES)
    assert examples is not None
    assert examples.number == 9_000
