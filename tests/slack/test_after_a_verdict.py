"""After a verdict in Slack: what a remark changes is said in short, can be taken back, and a guess is confirmed by a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.conversation.case import Case
from bot.decision import Certainty, Criterion, Fact
from bot.slack.blocks.question import CONFIRM
from bot.turn import Place, Surface
from tests.slack.interview import CARD, FIRST, GOAL, card_in, case_of, decided, opened, picks, says
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

CITATIONS = Criterion.CITATIONS
TAKEN = "I assume answers must show their source, right?"
#: A case of which something that counts was only guessed.
GUESSED = (
    Case(opening="Our bot should quote the handbook.")
    .take(
        [
            Fact(Criterion.GOAL, ("new_facts",), words="quote the handbook"),
            Fact(CITATIONS, ("yes",), Certainty.LIKELY, "quote"),
        ]
    )
    .begin()
)


async def asked_about_a_guess(slack: SlackServer, person: Person, bot: Serving) -> Message:
    """The question that asks a person whether what was guessed of their case is so."""
    elsewhere = Place(Surface.COMMAND, slack.workspace.team_id, "C1", "elsewhere")
    await bot.parts.cases.save(elsewhere, person.id, GUESSED.copied(), decided=True)
    await person.opens_home()
    await person.clicks(await slack.workspace.wait_for_home(person, containing=GUESSED.opening), "Resume")
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(slack.workspace.dm(person)))
    return await slack.workspace.wait_for_answer(root, containing=TAKEN)


async def fact_of(slack: SlackServer, bot: Serving, message: Message, criterion: Criterion) -> Fact | None:
    """What is known of a criterion in a message's thread."""
    case = await case_of(bot, slack.workspace, message)
    assert case
    return case.assessment.fact(criterion)


@pytest.mark.parametrize(
    ("label", "noted", "expected"),
    [
        (CONFIRM, "answers must show their source", Fact(CITATIONS, ("yes",))),
        ("No", "answers need no source", Fact(CITATIONS, ("no",))),
        ("Not sure", "you are not sure whether answers must show their source", Fact(CITATIONS, (), Certainty.UNSURE)),
    ],
)
async def test_guess_is_asked_about(
    slack: SlackServer, ann: Person, bot: Serving, label: str, noted: str, expected: Fact
) -> None:
    """A guess is confirmed, corrected or left open by a press; only what the person says counts as said."""
    question = await asked_about_a_guess(slack, ann, bot)
    assert question.buttons[:3] == [CONFIRM, "No", "Not sure"]
    before = await fact_of(slack, bot, question, CITATIONS)
    assert before
    assert before.is_likely
    following = await picks(slack, ann, question, label)
    assert f"ann picked:  {'Yes' if label == CONFIRM else label}" in question.words
    assert f"Noted: {noted}." in following.words
    kept = await fact_of(slack, bot, question, CITATIONS)
    assert kept
    assert (kept.values, kept.certainty, kept.by) == (expected.values, expected.certainty, ann.id)


async def test_guess_is_confirmed_in_words(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A plain yes does what the button does."""
    question = await asked_about_a_guess(slack, ann, bot)
    await says(slack, ann, "yes", question)
    kept = await fact_of(slack, bot, question, CITATIONS)
    assert kept
    assert kept.is_stated


async def test_guess_is_confirmed_on_the_card(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A card names what is unconfirmed and has a button for yes; the rest of its buttons stay, and the change is said."""
    question = await asked_about_a_guess(slack, ann, bot)
    card = await picks(slack, ann, question, "Verdict now")
    assert TAKEN in card.words
    buttons = card.buttons
    assert buttons[0] == CONFIRM
    changed = await picks(slack, ann, card, CONFIRM)
    assert "Noted:  answers must show their source." in changed.words
    assert "ann picked:  Yes" in card.words
    assert card.buttons == buttons[1:]
    kept = await fact_of(slack, bot, card, CITATIONS)
    assert kept
    assert kept.is_stated
    await ann.clicks(card, "Export record")
    await slack.wait_for(lambda: [file for file in slack.workspace.files.values() if file.completed])


@pytest.mark.usefixtures("bot_either_way")
async def test_correction_is_said_in_short(slack: SlackServer, ann: Person) -> None:
    """After a verdict a correction gets no second card but what is noted and what that makes of the verdict."""
    _, card = await decided(slack, ann)
    assert card.words.split("\n")[1].startswith("Prompt engineering, ")
    reopened = await says(slack, ann, "change goal", card)
    assert GOAL in reopened.words
    changed = await picks(slack, ann, reopened, "Know our facts")
    assert "Noted:  you want it to know your facts." in changed.words
    assert "Now retrieval, " in changed.words
    assert "(was prompt engineering): retrieval is for facts [1]." in changed.words
    assert changed.buttons == ["Show the card", "Undo"]
    assert CARD not in changed.words


async def test_card_after_a_change(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """`Show the card` shows the verdict as it stands now, with all that can be done with it."""
    opening, _ = await card_in(slack, ann)
    changed = await says(slack, ann, "nothing yet", opening)
    assert "Noted:  you have tried nothing yet." in changed.words
    await idle(bot)
    card = await picks(slack, ann, changed, "Show the card")
    assert "you have tried nothing yet" in card.words
    assert card.buttons[:2] == ["Why", "All steps"]


async def test_change_is_taken_back(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """`Undo` takes back what was noted, and what was open before is open again."""
    opening, _ = await card_in(slack, ann)
    changed = await says(slack, ann, "nothing yet", opening)
    assert await fact_of(slack, bot, changed, Criterion.TRIED)
    assert FIRST in (await picks(slack, ann, changed, "Undo")).words
    assert await fact_of(slack, bot, changed, Criterion.TRIED) is None


async def test_change_is_taken_back_where_nothing_was_open(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """`Undo` says that it was done, also where there is no question to go back to."""
    _, card = await decided(slack, ann)
    changed = await says(slack, ann, "the tone is off", card)
    assert "Noted:  the tone or style is off." in changed.words
    await picks(slack, ann, changed, "Undo")
    assert await fact_of(slack, bot, changed, Criterion.FAILURE) is None


async def test_back_at_the_first_question(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """There is nothing to go back to, and that is said; what the first message told stays."""
    _, question = await opened(slack, ann)
    told = await picks(slack, ann, question, "Back")
    assert phrases.AT_THE_BEGINNING in told.words
    await idle(bot)
    card = await picks(slack, ann, question, "Verdict now")
    assert "You want it to sound different. " in card.words
