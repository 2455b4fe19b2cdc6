"""Replies in a person's language: what a translation must keep, and that nothing else gets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.answers.translate import holds, texts_in
from bot.replies import Notice, Question, VerdictCard
from tests.model_server import Behaviour, fails, is_cut_after, says, tells, translates, understands
from tests.person import only

if TYPE_CHECKING:
    from tests.model_server import ModelServer
    from tests.person import Person

CASE = "Unser Support-Bot soll klingen wie wir. Wir haben nur einen einfachen Prompt."
FACTS = (
    {"criterion": "goal", "value": "tone_style", "certainty": "stated", "words": "soll klingen wie wir"},
    {"criterion": "tried", "value": "basic_prompt", "certainty": "stated", "words": "nur einen einfachen Prompt"},
)


@pytest.mark.parametrize(
    ("text", "translation", "fine"),
    [
        ("Start with 50 examples [1].", "Beginnen Sie mit 50 Beispielen [1].", True),
        ("At least 4,000 of them [1][2].", "Mindestens 4.000 davon [1][2].", True),
        ("Start with 50 examples [1].", "Beginnen Sie mit 500 Beispielen [1].", False),
        ("Start with 50 examples [1].", "Beginnen Sie mit 50 Beispielen.", False),
        ("Start with 50 examples [1].", "Beginnen Sie mit 50 Beispielen [2].", False),
        ("Thank you.", "Danke, <!channel>.", False),
        ("Thank you.", "Danke @here.", False),
        ("Thank you.", "Danke, siehe https://evil.example.", False),
        ("Thank you.", "", False),
        ("Thank you.", "Danke. " * 40, False),
        ("See https://learn.microsoft.com for it.", "Siehe https://learn.microsoft.com dazu.", True),
    ],
)
def test_what_a_translation_must_keep(text: str, translation: str, fine: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Marks and numbers stay as they are, and no address, mention or markup comes in."""
    assert holds(text, translation) is fine


async def test_the_interview_in_german(modern: Person, server: ModelServer) -> None:
    """The question, its options and the card come in the person's language, and so does what a press brings."""
    server.reads_with(understands("case", FACTS[0], language="de"), translates("DE {}".format))
    question = only(Question, await modern.say(CASE))
    assert all(text.startswith("DE ") for text in texts_in(question))
    assert question.options
    replies = await modern.pick(question.criterion, question.options[0].value)
    assert all(text.startswith("DE ") for reply in replies for text in texts_in(reply))


async def test_a_verdict_in_german(modern: Person, server: ModelServer) -> None:
    """So does a verdict on one message."""
    server.reads_with(understands("case", *FACTS, language="de"), translates("DE {}".format))
    card = only(VerdictCard, await modern.verdict_on(CASE))
    assert card.headline == "DE Prompt engineering"
    assert card.outcome == "prompt_engineering"


@pytest.mark.parametrize(
    "behaviour",
    [
        tells(texts=["one", "two"]),
        tells(texts="all"),
        tells(other=1),
        says("no JSON"),
        fails(500),
        is_cut_after("{"),
        translates(str.upper),
    ],
    ids=["too many", "a text", "other keys", "no JSON", "500", "cut", "in capitals"],
)
async def test_what_fails_stays_english(modern: Person, server: ModelServer, behaviour: Behaviour) -> None:
    """Where a translation fails, everything is said all the same."""
    server.reads_with(understands("thanks", language="de"), behaviour)
    said = only(Notice, await modern.say("Vielen Dank für alles und bis bald, wir sind zufrieden")).text
    assert said.casefold() == phrases.THANKS.casefold()


async def test_a_failed_reading_gets_the_line(modern: Person, server: ModelServer) -> None:
    """Where the model did not read a message in another language, nobody did: that is said in it."""
    server.reads_with(fails(500))
    replies = await modern.say("Was kostet das und wie lange dauert es?")
    assert "Englisch" in only(Notice, replies).text
