"""Questions of one message that different means answer: each is answered, or it is said that there is nothing on it."""

from __future__ import annotations

import pytest

from bot.reading.asked.question_form import questions_in
from bot.replies import Answer, Notice
from tests.person import Person, only

CASE = "20k invoices a day, few-shot gets 82% on 300 invoices, we need 95, 4000 checked labelled invoices, gpt-4.1"


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("can we tune gpt-4.1 in west europe and how long does it take", "Yes: West Europe", "from minutes to hours"),
        ("is tuning possible in france and what does hosting cost there per month", "Yes: France Central", "$1,224"),
        ("what does training gpt-4.1-mini cost and how long does it take?", "5.00 USD per 1M", "from minutes to hours"),
        ("can gpt-4.1 be fine-tuned with DPO, and how long would it take?", "SFT and DPO", "from minutes to hours"),
        ("what does gpt-4.1 cost per 1M tokens and who won the world cup?", "2.00 USD", "On “who won the world cup?”"),
        ("can we train in Norway and who won the world cup?", "Yes: Norway East", "On “who won the world cup?”"),
        (
            "is azure fine-tuning gdpr compliant and what does it cost",
            "$4",
            "On “is azure fine-tuning gdpr compliant?”",
        ),
    ],
)
async def test_each_is_answered(person: Person, text: str, first: str, second: str) -> None:
    """A list answers one of two questions, and the sources the other, or say nothing on it."""
    one, two = only(Answer, await person.say(text)).text.split("\n\n")
    assert first in one
    assert second in two


async def test_what_is_open_is_asked_again(person: Person) -> None:
    """In an interview the open question comes once, after both answers."""
    await person.say(CASE)
    replies = await person.say("can we train it in Germany and what does hosting gpt-4.1 cost per month?")
    assert len(only(Answer, replies).text.split("\n\n")) == 2
    assert sum("Will the definition" in reply.text for reply in replies if isinstance(reply, Notice)) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "what does hosting a tuned model cost and whats the $/h",
        "what does it cost to host a tuned gpt-4.1 per hour and per year?",
        "is hosting a tuned gpt-4.1 cheaper than gpt-4o and by how much?",
    ],
)
async def test_one_price_is_told_once(person: Person, text: str) -> None:
    """What is the same thing in two halves gets one answer."""
    text = only(Notice, await person.say(text)).text
    assert "1.70 USD" in text
    assert text.count("1.70") <= 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("whats DPO and i need it?", ["whats DPO?", "i need it?"]),
        ("what's LoRA and do we need it", ["what's LoRA?", "do we need it?"]),
        ("can we tune it in France and how much is hosting", ["can we tune it in France?", "how much is hosting?"]),
        ("does gpt-4.1-mini support DPO and in which regions", ["does gpt-4.1-mini support DPO?", "in which regions?"]),
        ("what does training and hosting cost?", ["what does training and hosting cost?"]),
        ("can we train and deploy it in France", ["can we train and deploy it in France"]),
        ("does it read tickets and say what is wrong", ["does it read tickets and say what is wrong"]),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    """A message is parted where a second question begins, and nowhere else."""
    assert [part.said for part in questions_in(text)] == parts


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("can we tune gpt-4.1 and how long does it take?", "how long does fine-tuning take?"),
        ("is fine-tuning worth it, and what would that cost?", "what would fine-tuning cost?"),
        ("what is distillation and what does it cost?", "what does it cost? what does it cost? what is distillation?"),
    ],
)
def test_it_is_the_training(text: str, alone: str) -> None:
    """What takes or costs something, after a question on training, is the training."""
    assert questions_in(text)[1].alone == alone
