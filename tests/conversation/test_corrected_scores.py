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
