"""Who wants to hear in a sentence where it stands hears that: before a verdict, after one, and where nothing is known."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.reading.asked.brief_wanted import brief_wanted
from bot.reading.told.others_views import Advice, advised_in
from bot.replies import Answer, Notice, TextDelta
from tests.person import Person, only

TUNING = (
    "we route claims into 7 desks with a few-shot prompt on azure, 73% on 300 test claims, need 92%, 900 claims "
    "labelled by our adjusters, and we may train gpt-4.1-mini there"
)


@pytest.mark.parametrize(
    "text",
    [
        "so what's the outcome then",
        "Bottom line please?",
        "and your final answer is?",
        "ok but in one word",
        "quick answer plz",
        "what did you decide",
        "so which is it now?",
        "gimme the short version",
        "so whats your final opinion",
        "and your advice?",
        "go or no go",
        "TL;DR",
        "the bottom line for our ceo?",
    ],
)
def test_what_wants_a_sentence(text: str) -> None:
    """However it is put: the words of the message ask for where it stands, and for nothing else."""
    assert brief_wanted(text)


@pytest.mark.parametrize(
    "text",
    [
        "the bottom line of the invoice is wrong",
        "the answer is wrong",
        "the decision is final",
        "is the decision final?",
        "the answers must be in one word",
        "one word answers",
        "we decided on azure",
        "the result was 82%",
        "short",
        "quick",
        "what is it",
        "no, in the end it is stable",
        "what does the decision record hold?",
        "what decision tree did you use?",
    ],
)
def test_what_says_or_asks_another_thing(text: str) -> None:
    """A remark that holds such words, an answer, and a question of its own want no verdict."""
    assert not brief_wanted(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("The vendor insists we need LoRA. Letters sound stiff.", Advice("the vendor", "fine_tune", is_against=False)),
        (
            "our director says don't fine-tune it. 400 mails a day",
            Advice("your director", "fine_tune", is_against=True),
        ),
        ("My colleague thinks RAG is better for our manuals", Advice("your colleague", "rag", is_against=False)),
        ("the vendor says prompting or fine-tuning", None),
        ("we fine-tuned it once, the boss says the tone is off", None),
        ("boss wants training, the consultant says prompting is enough", None),
    ],
)
def test_whose_advice_was_told(text: str, advice: Advice | None) -> None:
    """One person's word for or against one technique; of two who speak nobody knows which is meant."""
    assert advised_in(text) == advice


async def test_before_a_verdict_it_leans_and_reminds_of_the_question(person: Person) -> None:
    """What is known leans somewhere, and the one question stays open; asked again the first sentence is enough."""
    await person.say(TUNING)
    told = only(Notice, await person.say("so what's the outcome then")).text
    assert told.startswith("Yes, it looks like fine-tuning (")
    assert "73% on 300" in told
    assert "Still open: " in told
    again = only(Notice, await person.say("bottom line?")).text
    assert again.startswith("Yes, it looks like fine-tuning (")
    assert not any(line in again for line in phrases.NOTHING_NEW)


async def test_where_nothing_is_known_it_says_so(person: Person) -> None:
    """No other question is answered in its place, from the notes or elsewhere."""
    for text in ("bottom line?", "is my boss right?", "so yes or no?"):
        assert only(Notice, await person.say(text)).text == phrases.NO_CASE_YET


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("is she right?", "No, the vendor is not right: prompt engineering ("),
        ("so was the vendor wrong", "Yes, the vendor is wrong: prompt engineering ("),
        ("who is right then, me or them?", "The vendor is not right: prompt engineering ("),
    ],
)
async def test_who_is_right_goes_by_what_they_said(person: Person, asked: str, begins: str) -> None:
    """An advice that was told before is what is judged."""
    await person.say("The vendor insists we need LoRA. The letters sound stiff, we have only a one line prompt.")
    assert only(Notice, await person.say(asked)).text.startswith(begins)


async def test_an_advice_told_with_the_question_is_what_is_judged(person: Person) -> None:
    """The question names whose it is, and what they advise."""
    await person.say(TUNING)
    told = only(Notice, await person.say("our director says don't fine-tune it, is he right?")).text
    assert told.startswith("No, your director is not right: fine-tuning (")
    told = only(Notice, await person.say('the IT agency from Graz says "you must fine-tune", are they right?')).text
    assert told.startswith("Yes, the IT agency is right: fine-tuning (")


async def test_who_is_right_where_nobody_advised(person: Person) -> None:
    """Then it is for or against training."""
    await person.say(TUNING)
    told = only(Notice, await person.say("who's right, my boss or me?")).text
    assert told.startswith("Whoever is for fine-tuning (")


async def test_no_is_said_once(person: Person) -> None:
    """Where the verdict's own first word is no."""
    await person.say("sort mails with a prompt with examples, 88% on 150 mails, gpt-4.1, 200 mails a day. too costly")
    told = only(Notice, await person.say("yes or no?")).text
    assert not told.startswith("No, no")


async def test_what_an_answer_rests_on_is_told_as_it_comes(person: Person) -> None:
    """A surface that shows text as it streams has it, as with every answer."""
    replies = await person.talk("what does hosting a tuned model cost?", "prove it")
    assert "".join(one.text for one in replies if isinstance(one, TextDelta)) == only(Answer, replies).text
