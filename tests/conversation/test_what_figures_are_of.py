"""What a figure is of that somebody tells in few words: calls, a target, mistakes, or the figure that it corrects."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.understand import Understander
from bot.decision import Criterion
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work

COSTLY = "claim summaries with few-shot on gpt-4o cost too much, the quality is fine"


async def told(*texts: str, asked: Criterion | None = None) -> tuple[Case, Case]:
    """The case before the last of some messages and after it; `asked` is open when the last comes."""
    before = case = Case()
    for place, text in enumerate(texts):
        before = case.asking(asked) if asked and place == len(texts) - 1 else case
        work = Work(Turn("Ana", Place(Surface.TERMINAL, "local", "terminal", "figures"), text), text)
        understood = await Understander().understand(text, before, work)
        case = before.withdrawing(understood.withdrawn)
        case = case.take(understood.facts, replacing=understood.replaces, message=work.turn.id, at=work.turn.at)
        case = case if place else case.begin(text)
    return before, case


def number(case: Case, criterion: Criterion) -> float | None:
    """The number that is known of a criterion."""
    fact = case.told_so_far.fact(criterion)
    return fact.number if fact is not None else None


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("we run 90k a month", 3_000),
        ("60k requests month", 2_000),
        ("21k calls week, all on gpt-4o", 3_000),
        ("volume 14k week", 2_000),
        ("we process about 70k per week", 10_000),
        ("12k/day", 12_000),
        ("30k mth", 1_000),
    ],
)
async def test_a_bare_number_with_a_period_is_of_calls(text: str, a_day: float) -> None:
    """It is stated, whatever stands open, and nothing else is read in it."""
    before, case = await told(COSTLY, text)
    volume = case.assessment.stated.fact(Criterion.VOLUME)
    assert volume is not None
    assert volume.number == pytest.approx(a_day)
    assert case.told_so_far.without(Criterion.VOLUME) == before.told_so_far


@pytest.mark.parametrize(
    "text",
    [
        "our budget is 90k a month",
        "we spend 20k a month on it",
        "we get 200 new policies a month",
        "should it be 50k calls month?",
        "a vendor says they do 90k a month",
    ],
)
async def test_money_changes_and_other_peoples_calls_are_none(text: str) -> None:
    """What is spent, what changes, what is asked and what somebody else has states no calls."""
    _, case = await told(COSTLY, text)
    assert case.assessment.stated.fact(Criterion.VOLUME) is None
