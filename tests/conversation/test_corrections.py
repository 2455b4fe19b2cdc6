"""A message that corrects is matched with what was told before it is taken for an answer to the open question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import noted, said
from bot.conversation.understand import locally, plainly
from bot.conversation.updates.corrections import corrected_facts
from bot.decision import Criterion, Fact, volume_band
from bot.reading.read_message import read_message

SCORE = Fact(
    Criterion.BASELINE, ("measured",), words="accuracy 0.71 with few-shot on 600 letters, target 0.85", number=600
)
PAIRS = Fact(Criterion.EXAMPLES, ("500_4999",), words="2,400 old letters", number=2400)
CALLS = Fact(Criterion.VOLUME, (str(volume_band(30_000)),), words="30k a day", number=30_000)
TOLD = Case().take([Fact(Criterion.TRIED, ("few_shot_prompt",), words="few-shot"), SCORE, PAIRS, CALLS]).begin("a case")


def after(text: str, asked: Criterion | None = None, case: Case = TOLD) -> Case:
    """The case after a message, with a question open."""
    case = replace(case, pending=asked)
    understood = plainly(text, case) or locally(text, read_message(text, asked), case)
    return case.withdrawing(understood.withdrawn).take(understood.facts, replacing=understood.replaces)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("sry its .68 not .71, other split", "it gets 0.68 on 600 letters, not 0.71"),
        ("mistake: accuracy was 0.68", "it gets 0.68 on 600 letters, not 0.71"),
        ("pls change the accuracy to 68%", "it gets 0.68 on 600 letters, not 0.71"),
        ("my bad, 71 is wrong, 68", "it gets 0.68 on 600 letters, not 0.71"),
        ("wrong: it was measured on 450 test cases", "the test has 450 cases, not 600"),
        ("no, 240 letters, not 2400", "you have 240 old letters, not 2,400"),
        (
            "I made a mistake. 2,400 are all letters, only 90 are refusals.",
            "you have 90 examples, not 2,400 old letters",
        ),
        ("oh and the 30k is a month", "you run 30k a month (instead of: you run 30k a day)"),
        ("sorry, that was per week", "you run 30k per week (instead of: you run 30k a day)"),
        ("the 30k is the month, my error", "you run 30k a month (instead of: you run 30k a day)"),
        ("not per day, per month", "you run 30k per month (instead of: you run 30k a day)"),
        ("30.000 per month not per day", "you run 30k per month (instead of: you run 30k a day)"),
        ("it is 30k in the week, not in the day", "you run 30k a week (instead of: you run 30k a day)"),
        ("i typed 2400 but it is 240", "you have 240 old letters, not 2,400"),
        ("0.71 was the old run, it's 0.68 now", "it gets 0.68 on 600 letters, not 0.71"),
        ("wait not 30k, 300k", "you run 300k a day, not 30k"),
        ("not 30k but 12k, per week", "you run 12k per week, not 30k a day"),
    ],
)
@pytest.mark.parametrize("asked", [None, Criterion.TUNABLE_MODEL, Criterion.FAILURE])
def test_a_figure_is_corrected(text: str, clause: str, asked: Criterion | None) -> None:
    """One fact changes, whatever question is open, which stays open; what changed is said in one clause."""
    case = after(text, asked)
    assert noted(TOLD, case) == [clause]


def test_two_figures_are_corrected_at_once() -> None:
    """Each clause corrects for itself."""
    case = after("sry 0.68 acc not .71, wrong run. and the 30k is per month", Criterion.PLATFORM)
    assert noted(TOLD, case) == [
        "it gets 0.68 on 600 letters, not 0.71",
        "you run 30k per month (instead of: you run 30k a day)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "no, 2.4k is tokens not examples",
        "nope, the 2400 are pages",
        "sorry, those 2,400 are users",
        "2400 are not examples",
    ],
)
def test_a_number_that_counts_something_else_is_withdrawn(text: str) -> None:
    """What was taken for examples is asked for again, and the "no" answers nothing."""
    case = after(text, Criterion.TUNABLE_MODEL)
    assert case.assessment.fact(Criterion.EXAMPLES) is None
    assert case.assessment.fact(Criterion.TUNABLE_MODEL) is None
    assert noted(TOLD, case) == ["it is open again how many examples there are"]


def test_a_no_that_corrects_the_platform_answers_nothing() -> None:
    """What it corrects is taken, and the open question stays open."""
    known = Case(begun=True).take([Fact(Criterion.PLATFORM, ("openai",), words="openai")])
    case = after("no, we run on bedrock not openai", Criterion.TUNABLE_MODEL, known)
    assert case.assessment.value(Criterion.PLATFORM) == "bedrock"
    assert case.assessment.fact(Criterion.TUNABLE_MODEL) is None


def test_only_a_target_is_corrected() -> None:
    """The wanted score is another figure than the one that was reached."""
    (fact,) = corrected_facts("sorry, the target is 0.9", TOLD).facts
    assert fact.words == "accuracy 0.71 with few-shot on 600 letters, target 0.9"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("no, mini is not decided", Criterion.BASELINE),
        ("no, qwen is still not chosen", Criterion.BASELINE),
        ("nope, german not english", Criterion.TASK_STABILITY),
        ("no, 12 is fields not intents", Criterion.TUNABLE_MODEL),
    ],
)
def test_no_before_another_matter_answers_nothing(text: str, asked: Criterion) -> None:
    """A "no" that goes on to deny something else is no answer to the open question."""
    assert after(text, asked, Case(begun=True)).assessment.fact(asked) is None


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("no, IT does not allow it", Criterion.TUNABLE_MODEL, "no"),
        ("no", Criterion.TUNABLE_MODEL, "no"),
        ("no, nobody has measured it", Criterion.BASELINE, "none"),
        ("no, the labels are not checked", Criterion.DATA_QUALITY, "raw_logs"),
        ("no, that stays as it is", Criterion.TASK_STABILITY, "stable"),
    ],
)
def test_no_that_answers_still_answers(text: str, asked: Criterion, value: str) -> None:
    """A "no" that goes on about what was asked is one."""
    case = Case(pending=asked, begun=True)
    assert after(text, asked, case).assessment.value(asked) == value


@pytest.mark.parametrize(
    "text",
    [
        "sorry, we also have 12 other teams",
        "actually 3 departments need it",
        "wait, is 0.71 good?",
        "the manuals change per month",
        "sorry it took me a week",
        "we now reach 0.78 with a better prompt and 30 examples in it",
        "not 50 tickets but 60 mails a day",
        "no, 1.5k is tokens not examples",
    ],
)
def test_what_corrects_no_figure(text: str) -> None:
    """Numbers of something else, and news, take nothing back."""
    assert not corrected_facts(text, TOLD).criteria


@pytest.mark.parametrize(
    ("told", "text", "words"),
    [
        ("it gets 60 of 75 right", "sorry 58", "58 of 75"),
        ("60 of 75 letters are right", "wait, 63", "63 of 75"),
        ("it gets 60 of 75 right", "sorry 57 of 75", "57 of 75"),
    ],
)
def test_a_bare_number_is_the_nearer_of_two(told: str, text: str, words: str) -> None:
    """Of how many are right and how many there are, the one that it is nearer to."""
    case = after(text, None, after(told, None, Case(begun=True)))
    (clause,) = (said(fact) for fact in case.told_so_far.facts if fact.criterion is Criterion.BASELINE)
    assert words in clause


@pytest.mark.parametrize("text", ["sorry, the goal is 97", "wait sorry the target is 97 not 91", "we need 97, not 91"])
def test_what_is_wanted_is_no_size_of_the_test(text: str) -> None:
    """A goal that is corrected leaves the test as it is."""
    before = after("few-shot prompt gets 92% on 240 mails, target 91", None, Case(begun=True))
    fact = after(text, None, before).told_so_far.fact(Criterion.BASELINE)
    assert fact is not None
    assert fact.number == 240
