"""Questions of law: told apart, answered before anything else, and never by a yes or a no."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.conversation.grounding import passages_by_heading
from bot.conversation.legal_answers import SAID
from bot.reading.asked.legal_asked import Legal, legal_asked
from bot.replies import Abstention, Answer, Question, VerdictCard
from knowledge.notes import read_note
from knowledge.passages import sentences
from knowledge.sources import load_sources
from tests.person import Person, kinds, only


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("are we permitted to tune on invoices with names of clients?", Legal.PERSONAL),
        ("May we use the letters of patients for training", Legal.PERSONAL),
        ("is it legal we train on recorded phone calls?", Legal.PERSONAL),
        ("do i need a consent for train on student essays?", Legal.PERSONAL),
        ("Can employees' chats be used for fine-tuning? Yes or no.", Legal.PERSONAL),
        ("Our tickets hold names. Are we allowed to train on them?", Legal.PERSONAL),
        ("our lawyer asks whether training on client files is lawful", Legal.PERSONAL),
        ("must the betriebsrat agree before we finetune on the chats?", Legal.PERSONAL),
        ("who will be liable if a dose is wrong?", Legal.LIABILITY),
        ("are we responsible when the bot gives bad advice?", Legal.LIABILITY),
        ("can we fine-tune on copyrighted manuals?", Legal.COPYRIGHT),
        ("can i delete customer data from a model after we trained with it? RGPD", Legal.ERASURE),
        ("how do you delete one customer from trained weights when he asks under gdpr", Legal.ERASURE),
        ("can personal data be removed from a fine-tuned model?", Legal.ERASURE),
        ("is unlearning possible on azure?", Legal.ERASURE),
        ("how to take some tickets out of the model once it is trained?", Legal.ERASURE),
        ("a data subject asks for erasure, must we retrain?", Legal.ERASURE),
        ("can the weights forget a patient's record?", Legal.ERASURE),
        ("Can we put letters with names and birth dates in the training file?", Legal.PERSONAL),
        ("could patient names remain in what we train on?", Legal.PERSONAL),
        ("is it ok to leave phone numbers in the training set", Legal.PERSONAL),
        ("can I put the system prompt in the training file?", None),
        ("can we keep the training file afterwards?", None),
        ("can we include the names of the tools in training examples?", None),
        ("can we delete our tuned model?", None),
        ("can we delete training data after the job?", None),
        ("how do i remove names from the model's answers?", None),
        ("does fine-tuning make the model forget what it knew?", None),
        ("should we remove duplicates from the training set?", None),
        ("does Microsoft use our customers' data for training?", None),
        ("who is responsible for cleaning the training data?", None),
        ("is tuning allowed with 20 examples?", None),
        ("we have the consent for training", None),
        ("how many customers use fine-tuning?", None),
        ("can we train in Norway?", None),
        ("our prompts name the customer; should we fine-tune?", None),
    ],
)
def test_what_asks_for_the_law(text: str, topic: Legal | None) -> None:
    """Leave to train on what is somebody's, liability, copyright; not what a vendor does, what suits, or what is told."""
    found = legal_asked(text)
    assert (found.topic if found else None) is topic


@pytest.mark.parametrize("topic", list(Legal))
def test_what_is_said_stands_in_the_notes(topic: Legal) -> None:
    """Word for word, under the heading that is cited."""
    for sentence, place in SAID[topic]:
        ids = passages_by_heading()[place.source_id, place.heading]
        note = next(read_note(source) for source in load_sources() if source.id == place.source_id)
        assert any(sentence in sentences(passage.text) for passage in note if passage.id in ids)


async def test_it_is_answered_by_itself(person: Person) -> None:
    """Neither yes nor no comes first, then what the notes hold; no interview begins."""
    replies = await person.say("Are we allowed to tune on our clients' letters? Yes or no.")
    answer = only(Answer, replies)
    assert answer.text.startswith(phrases.NEITHER)
    assert [one.passage.source_id for one in answer.citations] == ["S53"]
    assert "Question" not in kinds(replies)


async def test_it_is_answered_before_the_interview(person: Person) -> None:
    """Beside a case both get their reply, and the law comes first."""
    replies = await person.say(
        "We are a clinic, gpt-4o drafts discharge letters and the tone is off, a prompt was tried. Who is liable if it misses a dose?"
    )
    said = [type(reply) for reply in replies]
    assert said.index(Abstention) < min(said.index(kind) for kind in (Question, VerdictCard) if kind in said)


async def test_it_is_answered_within_one(person: Person) -> None:
    """And what is open is said again."""
    replies = await person.talk("walk me through it", "may we use patient letters for training?")
    assert only(Answer, replies).text.startswith(phrases.NEITHER)


async def test_nothing_is_taken_out_of_a_trained_model(person: Person) -> None:
    """Said first, then what can be done, with its marks."""
    replies = await person.say("can i delete customer data from a model after we trained with it? RGPD")
    answer = only(Answer, replies)
    assert answer.text.startswith("No, not record by record")
    assert {one.passage.source_id for one in answer.citations} == {"S24", "S38"}
