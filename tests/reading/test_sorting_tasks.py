"""Inputs that are sorted into kinds make a task of right or wrong; no fact is missing by it."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.sorting_tasks import kinds_listed, sorting_in

ACCURACY = ("task_accuracy",)


@pytest.mark.parametrize(
    "text",
    [
        "incoming faxes have to be assigned to one of 23 departments",
        "we want that AI puts every complaint in the right drawer out of 6 categories",
        "categorise survey answers under 12 headings",
        "AI must decide which queue a ticket goes",
        "predict the reason of the call, 9 reasons",
        "grade essays in 5 levels",
        "split applications to three groups",
        "routing of patient letters to the wards",
        "we clasify incoming claims",
        "9 topics: heating, lift, noise, keys, rent, parking, garden, water, other",
        "forward mails to the right department",
    ],
)
def test_sorting_is_a_task_of_right_or_wrong(text: str) -> None:
    """Stated as the goal, where no other one is."""
    assert sorting_in(text) is not None
    (goal,) = (one for one in read_message(text).facts if one.criterion is Criterion.GOAL)
    assert goal.values == ACCURACY


@pytest.mark.parametrize(
    "text",
    [
        "12,000 old letters sorted by clerks",
        "we sort out the problem first",
        "we put the facts into the prompt",
        "we put 3 examples in the prompt by team",
        "send the answer to the team",
        "the bot should tell which team member is on duty",
        "find what type of contract we signed in 2019",
        "we labelled 400 mails by topic",
        "route the question to gpt-4.1 or mini",
        "draft replies to the departments",
    ],
)
def test_what_sorts_nothing(text: str) -> None:
    """What was sorted is data, and what goes to people or into a prompt is none."""
    assert sorting_in(text) is None


def test_a_bare_list_of_names_is_a_guess() -> None:
    """Asked about; words that answer something are no such list."""
    listed = "heating, lift, noise, keys, rent, parking, garden"
    assert kinds_listed(listed) is not None
    (goal,) = read_message(listed).facts
    assert (goal.values, goal.is_likely) == (ACCURACY, True)
    assert kinds_listed("azure, trainable ok, defn stable, frozen, 400 examples, few shot") is None
