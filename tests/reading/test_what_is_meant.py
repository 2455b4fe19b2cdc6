"""What a clause is about where a word in it could speak of something else: what runs and what changes, money and mistakes, answers and examples."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion
from bot.reading.read_message import read_message

BASELINE, EXAMPLES, QUALITY = Criterion.BASELINE, Criterion.EXAMPLES, Criterion.DATA_QUALITY
VOLATILITY, STAKES, PERMISSIONS, GOAL = Criterion.VOLATILITY, Criterion.STAKES, Criterion.PERMISSIONS, Criterion.GOAL


def values(text: str, asked: Criterion | None = None) -> dict[Criterion, str]:
    """What a message says, by criterion, with its answer to the open question."""
    reading = read_message(text, asked)
    facts = [*reading.facts, *([reading.answer] if reading.answer else [])]
    return {fact.criterion: fact.values[0] for fact in facts if fact.values}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("300 tasks, run nightly in CI", 300),
        ("450 test cases, they run on every commit", 450),
        ("we have 120 eval questions, run every night in github actions", 120),
        ("80 cases in our CI", 80),
    ],
)
def test_what_runs_on_a_schedule_is_a_test_set(text: str, number: float) -> None:
    """How often a test runs says nothing of how often knowledge changes."""
    reading = read_message(text, VOLATILITY)
    assert reading.answer is None
    found = {fact.criterion: fact for fact in reading.facts}
    assert VOLATILITY not in found
    assert (found[BASELINE].values, found[BASELINE].number) == (("measured",), number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the price list is updated nightly", "frequent"),
        ("a nightly job replaces the docs", "frequent"),
        ("every week", "frequent"),
    ],
)
def test_what_changes_on_a_schedule(text: str, value: str) -> None:
    """Knowledge that a job changes every night changes often."""
    assert values(text, VOLATILITY)[VOLATILITY] == value


@pytest.mark.parametrize(
    "text", ["we process 300 tasks a day", "we are not in CI yet, 300 tasks", "300 cases should run in CI"]
)
def test_no_test_set(text: str) -> None:
    """What is not run, is only planned or is no set measures nothing."""
    assert values(text).get(BASELINE) != "measured"


@pytest.mark.parametrize(
    "text",
    [
        "costs dont matter so much, wrong routing does",
        "the price doesn't matter, mistakes do",
        "we don't care about cost, a wrong answer hurts",
        "money is secondary, errors matter",
    ],
)
@pytest.mark.parametrize("asked", [None, GOAL, STAKES])
def test_money_is_no_mistake(text: str, asked: Criterion | None) -> None:
    """Who does not mind the cost says not that a mistake is cheap, and wants nothing cheaper."""
    found = values(text, asked)
    assert found.get(STAKES) != "low"
    assert found.get(GOAL) != "cost_latency"


@pytest.mark.parametrize("text", ["a mistake costs little", "mistakes don't matter much, we correct them", "little"])
def test_cheap_mistakes(text: str) -> None:
    """A mistake that costs little does."""
    assert values(text, STAKES)[STAKES] == "low"


@pytest.mark.parametrize(
    "text", ["partners judge it by eye", "we eyeball the answers", "two colleagues look at it, by gut feeling"]
)
@pytest.mark.parametrize("asked", [None, BASELINE])
def test_answers_are_judged_by_eye(text: str, asked: Criterion | None) -> None:
    """Who looks at answers measures by eye, and has checked no examples."""
    found = values(text, asked)
    assert found[BASELINE] == "informal"
    assert QUALITY not in found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("our editors checked all the examples by eye", "curated"),
        ("experts reviewed every sample", "curated"),
        ("nobody looked at the examples", "raw_logs"),
    ],
)
def test_examples_are_checked(text: str, value: str) -> None:
    """Examples that somebody looked through are checked, by eye or not."""
    assert values(text, QUALITY)[QUALITY] == value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("there's maybe 9,000 scripts from customers, half are crap tho. 2,500 reviewed by our devs", 2_500),
        ("20,000 mails, most are junk, 1,200 checked by the team", 1_200),
        ("6,000 tickets, pretty messy. 800 examples corrected by our experts", 800),
    ],
)
@pytest.mark.parametrize("asked", [None, EXAMPLES])
def test_the_checked_part(text: str, number: float, asked: Criterion | None) -> None:
    """What is said of all does not hold of those that somebody checked."""
    reading = read_message(text, asked)
    found = {fact.criterion: fact for fact in reading.facts}
    assert found[QUALITY].values == ("curated",)
    examples = reading.answer if asked else found[EXAMPLES]
    assert examples is not None
    assert examples.number == number


@pytest.mark.parametrize(
    "text",
    [
        "9,000 scripts, 2,500 reviewed by our devs, half of those are junk",
        "2,500 examples, half are crap",
        "9,000 examples, most are inconsistent, 2,500 not reviewed",
    ],
)
def test_no_checked_part(text: str) -> None:
    """Where those that were looked at are in trouble too, nothing is good."""
    assert values(text, QUALITY)[QUALITY] != "curated"


@pytest.mark.parametrize(
    "text",
    [
        "the contracts are confidential, clients did not consent",
        "the data is sensitive",
        "patient letters are private, no consent for training",
    ],
)
def test_confidential_is_no_rule_of_who_sees_what(text: str) -> None:
    """That data is secret says not that one person may see more of it than another."""
    assert PERMISSIONS not in values(text)
    answer = read_message(text, PERMISSIONS).answer
    assert answer is None or answer.certainty is not Certainty.STATED


@pytest.mark.parametrize(
    "text",
    [
        "confidential files are only visible to the case team",
        "not everyone may see all of it",
        "access depends on the role",
    ],
)
def test_who_sees_what(text: str) -> None:
    """Who says that access differs is heard."""
    assert values(text, PERMISSIONS)[PERMISSIONS] == "per_user"


@pytest.mark.parametrize(
    "text",
    [
        "no, knowledge doesn't change much, maybe 3 new codes a year",
        "no, answers must cite their source",
        "nope, we have 300 checked examples",
    ],
)
def test_a_no_before_a_remark(text: str) -> None:
    """A "no" that opens a remark about something else does not say that nothing was tried; the remark is heard."""
    reading = read_message(text, Criterion.TRIED)
    assert reading.answer is None
    assert reading.facts
    assert Criterion.TRIED not in {fact.criterion for fact in reading.facts}


@pytest.mark.parametrize("text", ["no, only talked about it", "nothing yet, and the docs change weekly", "no"])
def test_nothing_was_tried(text: str) -> None:
    """Who answers the question says that nothing was."""
    assert values(text, Criterion.TRIED)[Criterion.TRIED] == "nothing"
