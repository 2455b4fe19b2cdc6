"""People's time is no model's cost, and a figure that is called fine is no complaint."""

import pytest

from bot.decision import Criterion, Goal
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    "text",
    [
        "a consultant says a tuned model would cut our claims handling from 9 to 3 minutes per case, 800 cases a day, 20 FTE. realistic?",
        "agents need 12 min per ticket today, we want to halve the handling time with a model that drafts the replies",
    ],
)
def test_what_people_take_is_no_slow_model(text: str) -> None:
    """Neither the goal nor what goes wrong is the model's cost or speed."""
    facts = {fact.criterion: fact for fact in read_message(text, None).facts}
    assert facts.get(Criterion.GOAL) is None or Goal.COST_LATENCY not in facts[Criterion.GOAL].values
    assert Criterion.FAILURE not in facts or facts[Criterion.FAILURE].values != ("slow_or_costly",)


@pytest.mark.parametrize(
    "text", ["the api bill is 9,000 usd a month, too expensive, quality is fine", "quality is fine but answers take 6 seconds, too slow for the phone"]
)  # fmt: skip
def test_a_slow_or_costly_model_is_one(text: str) -> None:
    """It is said of the model."""
    facts = {fact.criterion: fact for fact in read_message(text, None).facts}
    assert facts[Criterion.FAILURE].values == ("slow_or_costly",)


@pytest.mark.parametrize(
    "text",
    [
        "intent of mails, gpt-4.1-mini few-shot F1 0.93 n=2k target 0.92, 30k calls/day, p95 0.9s ok, $700/mo. tune a 4B?",
        "latency 1.2 sec fine, few-shot 88% n=400, need 92",
    ],
)
def test_a_figure_that_is_called_fine_is_no_complaint(text: str) -> None:
    """Nobody asked for less cost or time."""
    facts = {fact.criterion: fact for fact in read_message(text, None).facts}
    assert Criterion.FAILURE not in facts or facts[Criterion.FAILURE].values != ("slow_or_costly",)
    assert Criterion.GOAL not in facts or Goal.COST_LATENCY not in facts[Criterion.GOAL].values
