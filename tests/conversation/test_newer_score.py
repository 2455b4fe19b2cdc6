"""A newer score takes the place of the older one, and nothing else does."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted, said, wanted
from bot.decision import Criterion, Fact
from bot.reading.scores.newer_scores import newer_score
from tests.conversation.test_targets import told

OPENING = "we extract totals with a few-shot prompt, accuracy 79% on 240 invoices"


async def score_after(*texts: str) -> tuple[str, float | None]:
    """The score that counts after some messages, as it is told back, and the size of its test."""
    _, case = await told(*texts)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert isinstance(baseline, Fact)
    return said(baseline), baseline.number


@pytest.mark.parametrize(
    ("text", "score", "cases"),
    [
        ("accuracy is now 86.3%", "it gets 86.3% on 240 cases", 240),
        ("it climbed to 88%", "it gets 88% on 240 cases", 240),
        ("went from 79% up to 85% with prompt v4", "it gets 85% on 240 cases", 240),
        ("accuracy is now 92.1 (221/240)", "it gets 221/240 right", 240),
        ("we rerun it on more invoices: 351 of 400 correct", "it gets 351 of 400 right", 400),
        ("now only 30 of 240 wrong", "it gets 30 of 240 wrong", 240),
        ("215 of 240 are right", "it gets 215 of 240 right", 240),
        ("latest run .865", "it gets .865 on 240 cases", 240),
        ("it droped to 71% today", "it gets 71% on 240 cases", 240),
    ],
)
async def test_a_newer_score_counts(text: str, score: str, cases: float) -> None:
    """Marked as newer, or counted on the same test and said to be right or wrong."""
    assert await score_after(OPENING, text) == (score, cases)


@pytest.mark.parametrize(
    "text",
    [
        "is it now 90%?",
        "suppose it is now 92%",
        "the vendor gets 95% now",
        "boss thinks we are at 95% now",
        "now we have 88% german invoices",
        "costs went up to 12%",
        "the share of German letters is now 40%",
        "the labels are now 97% right",
        "now 30% of the letters come by mail",
        "recall@5 of the search is now 91%",
        "40 of 240 are in german",
        "50 of 240 wrong",
        "we need 95% now",
        "the tuned model would be at 91% now",
        "errors are mainly typos (40 of 50)",
    ],
)
async def test_no_newer_score(text: str) -> None:
    """A question, a supposition, somebody else's, a share of things or of mistakes, the same score by its mistakes, and a wish are none."""
    assert await score_after(OPENING, text) == await score_after(OPENING)


async def test_the_target_stays_beside_a_newer_score() -> None:
    """A target that was told in per cent is one beside a score in counts as well, and the new score is said to have been understood."""
    before, case = await told("we route mails with few-shot, accuracy 79% on 240, target 90", "now 221 of 240 right")
    assert wanted(case) == "you need 90%"
    assert noted(before, case)[-1] == "it gets 221 of 240 right, not 79% on 240 cases"
    assert case.assessment.stated.value(Criterion.FAILURE) == "works_ok"


def test_by_another_metric_it_is_another_score() -> None:
    """Recall takes no place of F1."""
    assert newer_score("recall is now 60%", "F1 0.82 on 400") is None
    assert newer_score("F1 is now 0.86", "F1 0.82 on 400") is not None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("accuracy is 84%", "it gets 84% on 240 cases"),
        ("sorry, the accuracy was 84%", "it gets 84% on 240 invoices"),
        ("recall is 84%", "it gets 79% on 240 invoices"),
    ],
)
async def test_a_score_told_again_by_its_metric_alone(text: str, score: str) -> None:
    """By the same metric it is the newer one, by another it is another score."""
    assert (await score_after(OPENING, text))[0] == score
