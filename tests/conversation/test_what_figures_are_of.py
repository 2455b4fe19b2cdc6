"""What a figure is of that somebody tells in few words: calls, a target, mistakes, or the figure that it corrects."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import noted, said, wanted
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
        ("about 60k letters month", 2_000),
        ("it's roughly 14,000 tickets a week", 2_000),
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


OFFERS = "we draft offers with few-shot, 14 of 90 wrong"
MAILS = "mail routing, few-shot prompt, 82% on 150 mails"


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("it's 11 of 90", "it gets 11 of 90 wrong, not 14"),
        ("now we get 9 of 120", "it gets 9 of 120 wrong, not 14 of 90"),
        ("sry, 21 of 90", "it gets 21 of 90 wrong, not 14"),
        ("meanwhile its 5 of 90", "it gets 5 of 90 wrong, not 14"),
    ],
)
async def test_what_was_counted_is_counted_again(text: str, clause: str) -> None:
    """A bare score of two counts counts what the one before it did, and goes on doing so."""
    before, case = await told(OFFERS, text)
    assert noted(before, case) == [clause]


@pytest.mark.parametrize("text", ["11 of 90 are ok though", "11 of 90 come from one customer", "it should be 3 of 90"])
async def test_another_count_is_not_the_same_again(text: str) -> None:
    """What goes right, a part and a wish are no new count of what is wrong."""
    _, case = await told(OFFERS, text)
    assert not any("11 of 90 wrong" in said(fact) for fact in case.assessment.facts)
    assert not any("3 of 90 wrong" in said(fact) for fact in case.assessment.facts)


@pytest.mark.parametrize(
    ("first", "text", "target"),
    [
        (OFFERS, "acceptable is 4 wrong", "you need at most 4 of 90 wrong"),
        (OFFERS, "no more than 2 mistakes pls", "you need at most 2 of 90 wrong"),
        (OFFERS, "allowed are 3 of 90", "you need at most 3 of 90 wrong"),
        (OFFERS, "limit: 5 wrong", "you need at most 5 of 90 wrong"),
        (MAILS, "max 3 errors", "you need at most 3 of 150 wrong"),
        (MAILS, "we can accept 2% errors", "you need at most 2% wrong"),
        (MAILS, "error rate must be below 4%", "you need at most 4% wrong"),
    ],
)
@pytest.mark.parametrize("asked", [None, Criterion.EXAMPLES, Criterion.FAILURE])
async def test_allowed_mistakes_are_a_target(first: str, text: str, target: str, asked: Criterion | None) -> None:
    """They are kept beside the score and compared with it, and are neither examples nor a failure."""
    before, case = await told(first, text, asked=asked)
    assert wanted(case) == target
    assert noted(before, case) == [target]
    assert case.assessment.stated.value(Criterion.FAILURE) != "works_ok"


@pytest.mark.parametrize(
    "text",
    [
        "max 3 fields",
        "max 3 errors per document",
        "at most 40 examples fit in",
        "we have max 4 errors a day",
        "7 errors",
    ],
)
async def test_other_limits_are_no_target(text: str) -> None:
    """What is no mistake, one of each of many and what there is are no target."""
    _, case = await told(MAILS, text)
    assert not wanted(case)


async def test_fewer_mistakes_than_allowed_are_good_enough() -> None:
    """Who makes no more mistakes than are allowed has what they need; who makes more has not."""
    _, enough = await told(OFFERS, "up to 15 wrong are acceptable")
    _, short = await told(OFFERS, "up to 12 wrong are acceptable")
    assert enough.assessment.stated.value(Criterion.FAILURE) == "works_ok"
    assert short.assessment.stated.value(Criterion.FAILURE) != "works_ok"


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("actually 3k, 4k was peak", "there are 3k mails a day, not 4k"),
        ("sorry, more like 6k", "there are 6k mails a day, not 4k"),
        ("correction: 2,500. 4k is the maximum", "there are 2,500 mails a day, not 4k"),
        ("wait, 350", "you have 350 labelled mails, not 300"),
        ("oops, 40k is right, i forgot a zero", "there are 40k mails a day, not 4k"),
    ],
)
@pytest.mark.parametrize("asked", [None, Criterion.FAILURE])
async def test_a_correction_is_of_what_it_corrects(text: str, clause: str, asked: Criterion | None) -> None:
    """A bare number is of the same kind as the one that it takes back, or that is as large as it."""
    before, case = await told("mail sorting, few-shot, 4k mails a day, 300 labelled mails", text, asked=asked)
    assert noted(before, case) == [clause]
