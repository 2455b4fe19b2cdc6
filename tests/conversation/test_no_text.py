"""Data that are no text: what a language model is not for is said, in place of an interview about prompts."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.replies import Notice, Question
from tests.person import Person, kinds, only


@pytest.mark.parametrize(
    "text",
    [
        "we want to predict arrival times of our buses from GPS tracks, 4 years of data. finetune an llm?",
        "detect anomalies in pump vibration, 600k sensor rows, should we train a model",
        "forecast demand for 300 shops, numbers only. tune gpt-4o for it?",
        "from the table of bookings we want predict next season",
        "forecast of heat consumption for our houses, is fine tuning good?",
        "guess how many orders come tomorrow from last year orders",
        "classify ECG curves into 5 classes, 20,000 labelled ones",
        'fraud flag scoring, XGBoost AUC .87 today, leadership wants "LLM FT". n=90k labels, tabular, 1.1M claims/mo',
        "credit default risk, lightgbm gets 81% today, 40 numeric features, no prompt tried. tune gpt?",
        "churn: its tabular, 22 numerical columns, random forest at .79. should we finetune an llm",
    ],
)
async def test_numbers_are_no_matter_of_a_language_model(person: Person, text: str) -> None:
    """It is said at once, in a chat and where a verdict is asked for, and nothing is asked."""
    for replies in (await person.say(text), await person.verdict_on(text)):
        assert only(Notice, replies).text == phrases.NO_TEXT
        assert "Question" not in kinds(replies)


@pytest.mark.parametrize(
    "text",
    [
        "our bot explains sensor alarms to the technicians, few-shot prompt, 70 of 100 right",
        "we write maintenance reports from telemetry, only a basic prompt so far, the format is wrong",
        "sensor events get one of five labels, gpt-4o does it well but it is too expensive at 15k a day",
        "predict the category of a ticket, few-shot gets 81 of 100 right",
        "extract tabular data from pdf documents, few-shot gets 81 of 100 right",
        "60 numeric columns and a free text comment for each claim, we want to sort the comments",
        "classify customer mails into 5 classes, 20,000 labelled ones",
    ],
)
async def test_text_about_numbers_is_text(person: Person, text: str) -> None:
    """Where something is read or written, or a model is in use, the case is gone through."""
    replies = await person.say(text)
    assert not any(isinstance(one, Notice) and one.text == phrases.NO_TEXT for one in replies)


async def test_who_says_later_that_there_is_no_text_is_told_so(person: Person) -> None:
    """In the middle of an interview too, with what is open behind it."""
    first = await person.say("we want to predict which machines fail, we have 3 years of data")
    assert any(isinstance(one, Question) for one in first)
    assert only(Notice, await person.say("it's only numbers, no text at all")).text.startswith(phrases.NO_TEXT)


async def test_who_answers_and_says_so_is_told_so(person: Person) -> None:
    """What the same message answers is kept."""
    await person.say("churn scoring for customers, random forest 81% today. should we fine-tune an llm?")
    replies = await person.say("no prompt tried. its tabular, 60 numeric cols")
    assert any(isinstance(one, Notice) and one.text.startswith(phrases.NO_TEXT) for one in replies)
