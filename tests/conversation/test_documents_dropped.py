"""Documents that somebody takes away are no part of the case any more."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted
from bot.decision import Criterion, Outcome, judge
from bot.reading.told.dropped_documents import documents_dropped
from tests.conversation.told import case_after

MUSEUM = "audio guide bot for a museum, answers from 900 catalogue pages that change monthly, plain prompt gets 70% on 150 questions, need 90"
TRAVEL = (
    "agents ask about visa rules from our knowledge base, it doesn't know our rules, a basic prompt, no retrieval yet"
)


@pytest.mark.parametrize(
    "text",
    ["forget the catalogue", "ok drop our knowledge base", "without the archive then", "let's leave the docs out", "the documents are out", "ignore all manuals, please"],
)  # fmt: skip
def test_retrieval_goes_with_them(text: str) -> None:
    """What a documents' case rests on is gone, and that is noted."""
    before, after = case_after(MUSEUM), case_after(MUSEUM, text)
    assert judge(before.assessment).outcome is Outcome.RAG
    assert judge(after.assessment).outcome is not Outcome.RAG
    assert after.assessment.value(Criterion.KNOWLEDGE_HOME) == "none_needed"
    assert any(one.startswith("all it needs stands in the input") for one in noted(before, after))


def test_what_was_wanted_of_them_is_open_again() -> None:
    """Where no more was wanted than to know them, the goal is asked for again, and with a score to reach it is that."""
    assert case_after(TRAVEL, "forget the knowledge base").assessment.fact(Criterion.GOAL) is None
    assert case_after(MUSEUM, "forget the catalogue").assessment.value(Criterion.GOAL) == "task_accuracy"


@pytest.mark.parametrize("text", ["and without the catalogue?", "what if we drop the documents"])
def test_a_question_takes_nothing_away(text: str) -> None:
    """It asks what would be then."""
    before, after = case_after(MUSEUM), case_after(MUSEUM, text)
    assert judge(after.assessment).outcome is judge(before.assessment).outcome


@pytest.mark.parametrize(
    "text",
    [
        "the wiki is bad",
        "it often forgets the handbook",
        "without the handbook it gets 40%",
        "don't forget the manual",
        "forget my documents",
        "we dropped the idea of a chatbot",
        "should we drop the wiki?",
        "drop the price",
        "people ignore the manual",
    ],
)
def test_what_drops_none(text: str) -> None:
    """A complaint, a result, a reminder, a question and what belongs to the writer take no documents away."""
    assert not documents_dropped(text)


def test_a_case_without_documents_is_left() -> None:
    """There is nothing to take away."""
    told = "sort our mails into 12 teams, few-shot 82% on 300 mails, need 95, 900 labelled mails"
    before, after = case_after(told), case_after(told, "forget the wiki")
    assert after.assessment.facts == before.assessment.facts
