"""What is asked beside a case: for the record, of the verdict itself, and what many ask."""

from __future__ import annotations

import pytest

from bot.reading.asked.own_verdict_asked import OwnVerdict, own_verdict_asked
from bot.reading.asked.record_asked import record_asked
from bot.reading.asked.side_questions import side_questions

TAKES, HIRE, OWN, RETRAIN = (
    "How long does fine-tuning take?",
    "Do we need a data scientist to fine-tune?",
    "If we fine-tune, do we own the model?",
    "How often do we need to retrain?",
)
NAMES = "Are we allowed to train on texts with names of people?"


@pytest.mark.parametrize(
    "text",
    [
        "I need a paper for my boss. can you give it",
        "record please",
        "share",
        "export",
        "how can I save this",
        "send me the record",
        "can you send that to my co-founder",
        "how can I send this to a colleague",
        "print it please",
        "something I can forward to our auditors",
        "could you make a pdf for the committee",
        "great, can you give me that as something i can send to my sister",
        "perfect. can I forward this to our notary?",
        "I want to keep the decision somewhere",
        "is there a way to download this?",
    ],
)
def test_the_record_is_wanted(text: str) -> None:
    """In whatever words."""
    assert record_asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "we send it to the client",
        "the answers are exported as pdf",
        "give me the verdict",
        "what would it save us",
        "can we save tokens",
        "it needs a document",
        "do you store this",
        "so what is the decision",
        "what do I tell my boss",
        "a clerk files the document",
        "we have 400 records",
        "two bullets for the CEO",
        "can it send this to our patients?",
        "should we send this to our customers",
        "great",
    ],
)
def test_another_thing_is_wanted(text: str) -> None:
    """What is done with texts, the verdict itself, and what is saved, are no wish for a record."""
    assert not record_asked(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what exactly is missing?", OwnVerdict.MISSING),
        ("and what's still missing then", OwnVerdict.MISSING),
        ("which part is missing?", OwnVerdict.MISSING),
        ("Which evidence supports the 73 %?", OwnVerdict.EVIDENCE),
        ("on what basis do you recommend retrieval?", OwnVerdict.EVIDENCE),
        ("where does the 81% come from", OwnVerdict.EVIDENCE),
        ("what is your verdict based on?", OwnVerdict.EVIDENCE),
        ("what would change your verdict, the trustees meet on friday", OwnVerdict.FLIPS),
        ("I mean what changes YOUR verdict", OwnVerdict.FLIPS),
        ("What, then, would change the verdict?", OwnVerdict.FLIPS),
        ("so which one is it now, train or not", OwnVerdict.WHICH),
        ("ok which is it, tune or prompt", OwnVerdict.WHICH),
        ("nothing is measured. does it stay a yes?", OwnVerdict.WHICH),
        ("does your verdict refer to GPT-5 or to a local one", OwnVerdict.MODEL),
        ("is your advice meant for llama or for any model?", OwnVerdict.MODEL),
        ("so turn that on?", OwnVerdict.DO_IT),
        ("ok so we start with that first?", OwnVerdict.DO_IT),
        ("what is missing from the training file?", None),
        ("what would change the answer format?", None),
        ("does the verdict hold for 2 weeks?", None),
        ("the date is missing in the letters", None),
        ("should we use that?", None),
        ("does the court's verdict come from the model?", None),
        ("what evidence supports fine-tuning for tone?", None),
    ],
)
def test_of_the_verdict(text: str, asked: OwnVerdict | None) -> None:
    """Of the bot's own, and of nothing that is like one."""
    assert own_verdict_asked(text) is asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("we sort claims by hand. how long would this take and do I have to hire someone?", (TAKES, HIRE)),
        ("you didn't tell me how long it takes or if I must hire", (TAKES, HIRE)),
        ("what is missing? and how long and do I hire, third time asking", (TAKES, HIRE)),
        ("do we need an ML engineer for that", (HIRE,)),
        ("can our own developers do this?", (HIRE,)),
        ("who owns the tuned model then", (OWN,)),
        ("the tariff changes, how often must we retrain?", (RETRAIN,)),
        ("May I use the answers with names in it or is that forbidden, and it is a basic prompt", (NAMES,)),
        ("can we put letters with the names of patients into the prompt? a basic prompt so far", (NAMES,)),
        ("the names in the letters are wrong", ()),
        ("how long does the model take to answer", ()),
        ("we hire 20 nurses a year and sort their letters", ()),
        ("how long are the letters", ()),
        ("they ask where letters are stored, for how long, and who can delete them", ()),
        ("how do I limit memorisation of personal data", ()),
        ("who owns the decision", ()),
        ("what if we hire somebody?", ()),
    ],
)
def test_beside_a_case(text: str, asked: tuple[str, ...]) -> None:
    """Each as it is asked alone, and none in what only tells of time or people."""
    assert side_questions(text) == asked
