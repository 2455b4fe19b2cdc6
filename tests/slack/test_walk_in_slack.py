"""The interview in Slack: buttons, menus and words, several people, old buttons, guesses, corrections, and what is shown of all that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.slack.blocks.action_ids import InMenu
from bot.slack.blocks.question import MENU, MORE, MOST_BUTTONS
from tests.slack.elements import elements_of, labels_of
from tests.slack.interview import CARD, FIRST, GOAL, OPENING, SECOND, TONE, TRIED, card_in, opened, picks
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View


@pytest.mark.usefixtures("bot_either_way")
async def test_walk_by_buttons(slack: SlackServer, ann: Person) -> None:
    """A picked answer is shown on its question, noted, and followed by the next question, up to the verdict."""
    _, question = await opened(slack, ann)
    for label in (TRIED, TONE, "Somebody looks at it"):
        following = await picks(slack, ann, question, label)
        assert f"ann picked:  {label}" in question.words
        assert question.buttons == []
        assert "Noted" in following.words
        assert CARD not in question.words
        question = following
    card = following
    assert CARD in card.words
    assert card.buttons[:2] == ["Why", "All steps"]


def pressable(message: Message, kind: str) -> dict[str, list[str]]:
    """What of this kind can be pressed in a message: its action ids with their labels."""
    found = [element for _, element in elements_of(message.blocks) if element["type"] == kind]
    return {element["action_id"]: labels_of(element) for element in found}


@pytest.mark.usefixtures("bot_either_way")
async def test_answer_from_the_menu(slack: SlackServer, ann: Person) -> None:
    """Answers that no button is left for stand in a menu, count like the others, and the menu goes once one was chosen."""
    _, question = await opened(slack, ann)
    buttons, menus = pressable(question, "button"), pressable(question, "static_select")
    assert len(buttons) == MOST_BUTTONS
    assert menus.keys() == {"pick:more"}
    left = "Retrieval"
    assert left in menus["pick:more"]
    assert MORE in question.words
    following = await picks(slack, ann, question, left)
    assert "Noted: you have tried retrieval." in following.words
    assert f"ann picked:  {left}" in question.words
    assert question.buttons == []


@pytest.mark.usefixtures("bot_either_way")
async def test_menu_says_why(slack: SlackServer, ann: Person) -> None:
    """Whoever wants to know why something is asked is told, with what the answers mean, and can pick all the same."""
    opening, question = await opened(slack, ann)
    why = await picks(slack, ann, question, MENU[InMenu.WHY])
    assert "before any training" in why.words
    assert "“A basic prompt” means:" in why.words
    assert phrases.back_to(FIRST) in why.words
    assert "Noted: you have tried nothing yet." in (await picks(slack, ann, question, "Nothing yet")).words
    assert len(slack.workspace.answers(opening)) == 3


async def test_double_press_counts_once(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Two presses on one question are one answer, and nobody is told off for it."""
    opening, question = await opened(slack, ann)
    before = len(slack.workspace.answers(opening))
    await asyncio.gather(ann.clicks(question, "A basic prompt"), ann.clicks(question, "A basic prompt"))
    await slack.workspace.wait_for_answer(opening, count=before + 1)
    await idle(bot)
    assert len(slack.workspace.answers(opening)) == before + 1
    assert slack.workspace.ephemerals(ann) == []


async def test_two_people_pick(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """In a channel anybody may pick; the first counts, the second is told, and both can answer the next question."""
    bob, channel = slack.workspace.person("bob"), slack.workspace.channel("general")
    opening = await ann.mentions(OPENING, channel=channel)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    before = len(slack.workspace.answers(opening))
    fault = slack.faults.add("chat.update", hold=True)
    await bob.clicks(question, TRIED)
    await slack.wait_for(lambda: fault.hits)
    await ann.clicks(question, "Nothing yet")
    fault.release()
    following = await slack.workspace.wait_for_answer(opening, count=before + 1)
    assert (await slack.workspace.wait_for_ephemeral(ann)).words == phrases.PICKED_ALREADY
    assert f"bob picked:  {TRIED}" in question.words
    assert "Noted: you have tried a prompt with examples." in following.words
    await ann.says("The tone is off. We have 15 training examples.", channel=channel, thread=opening)
    await ann.says("verdict", channel=channel, thread=opening)
    card = await slack.workspace.wait_for_answer(opening, containing=CARD)
    await ann.clicks(card, "Export record")
    await slack.wait_for(lambda: [file for file in slack.workspace.files.values() if file.completed])
    await idle(bot)
    (file,) = slack.workspace.files.values()
    assert (file.channel, file.thread_ts) == (channel.id, opening.ts)
    text = file.content.decode()
    assert "bob" in text
    assert "ann" in text
    assert bob.id not in text


@pytest.mark.usefixtures("bot")
async def test_buttons_and_words_mix(slack: SlackServer, ann: Person) -> None:
    """A side question is answered and the open question stays open; one message may answer several questions."""
    opening, question = await opened(slack, ann)
    await ann.says("what's few-shot?", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing=phrases.back_to(FIRST))
    assert SECOND in (await picks(slack, ann, question, TRIED)).words
    await ann.says("The tone is off. We have 15 training examples.", thread=opening)
    told = await slack.workspace.wait_for_answer(opening, containing="the tone or style is off;")
    assert f"ann picked:  {TRIED}" in question.words
    assert "Noted: the tone or style is off; you have 15 training examples." in told.words


@pytest.mark.usefixtures("bot")
async def test_answered_in_words_and_then_picked(slack: SlackServer, ann: Person) -> None:
    """The buttons of a question that was answered in words correct that answer."""
    opening, question = await opened(slack, ann)
    await ann.says("nothing yet", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing="nothing yet.")
    await ann.clicks(question, "A basic prompt")
    corrected = await slack.workspace.wait_for_answer(opening, containing="instead of: you have tried nothing yet")
    assert "you have tried only a basic prompt" in corrected.words


async def test_back_start_over_verdict_now(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The three ways out work from every question; a press counts once."""
    opening, question = await opened(slack, ann)
    await ann.clicks(question, TRIED)
    second = await slack.workspace.wait_for_answer(opening, containing=SECOND)
    await ann.clicks(second, "Back")
    await ann.clicks(second, "Back")
    back = await slack.workspace.wait_for_answer(opening, containing=FIRST, count=2)
    await idle(bot)
    assert phrases.AT_THE_BEGINNING not in [each.words for each in slack.workspace.answers(opening)]
    await ann.clicks(back, "Verdict now")
    card = await slack.workspace.wait_for_answer(opening, containing=CARD)
    await ann.clicks(card, "Start over")
    await slack.workspace.wait_for_answer(opening, containing=phrases.WALK_RESTARTED)
    await slack.workspace.wait_for_answer(opening, containing=GOAL)


@pytest.mark.parametrize("button", ["A basic prompt", "Back", "Start over", "Verdict now"])
async def test_old_buttons_of_an_abandoned_case(slack: SlackServer, ann: Person, bot: Serving, button: str) -> None:
    """Once the thread is on another case, the buttons of the first do nothing to it, and say so."""
    opening, question = await opened(slack, ann)
    await ann.says("start over", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing=phrases.WALK_RESTARTED)
    await idle(bot)
    before = len(slack.workspace.answers(opening))
    await ann.clicks(question, button)
    told = await slack.workspace.wait_for_answer(opening, count=before + 1)
    await idle(bot)
    assert told.words == phrases.ANOTHER_CASE
    assert len(slack.workspace.answers(opening)) == before + 1
    assert "picked" not in question.words


@pytest.mark.parametrize("button", ["A basic prompt", "Back", "Verdict now"])
@pytest.mark.usefixtures("bot")
async def test_old_buttons_of_a_left_case(slack: SlackServer, ann: Person, button: str) -> None:
    """The buttons of a case that was left say that it is closed."""
    opening, question = await opened(slack, ann)
    await ann.says("never mind", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing=phrases.WALK_LEFT)
    await ann.clicks(question, button)
    await slack.workspace.wait_for_answer(opening, containing=phrases.NO_SUCH_DECISION)


async def form_of(slack: SlackServer, person: Person, card: Message) -> View:
    """The form to change a card's answers."""
    await person.clicks(card, "Change an answer")
    return await slack.workspace.wait_for_modal(person, title="Change answers")


@pytest.mark.usefixtures("bot_either_way")
async def test_answers_are_changed_in_a_form(slack: SlackServer, ann: Person) -> None:
    """The form shows what was answered; only what is changed there counts."""
    opening, card = await card_in(slack, ann)
    form = await form_of(slack, ann, card)
    shown = {block["block_id"]: block["element"] for block in form.blocks}
    assert [option["value"] for option in shown["goal"]["initial_options"]] == ["tone_style"]
    await ann.submits(form, {"Tried so far": "A basic prompt"})
    changed = await slack.workspace.wait_for_answer(opening, containing="you have tried only a basic prompt")
    assert "sound different" not in changed.words.split("\n")[0]


@pytest.mark.usefixtures("bot")
async def test_form_without_a_change(slack: SlackServer, ann: Person) -> None:
    """A form that was sent as it was changes nothing, and says so."""
    opening, card = await card_in(slack, ann)
    await ann.submits(await form_of(slack, ann, card))
    await slack.workspace.wait_for_answer(opening, containing=phrases.NOTHING_CHANGED)


@pytest.mark.usefixtures("bot")
async def test_what_is_added_in_words_counts(slack: SlackServer, ann: Person) -> None:
    """The form has room for words, which are read like a message; "not sure" is an answer too."""
    opening, card = await card_in(slack, ann)
    values = {"Anything to add": "we have about 15 examples", "Deadline": "Not sure"}
    await ann.submits(await form_of(slack, ann, card), values)
    changed = await slack.workspace.wait_for_answer(opening, containing="15 examples")
    assert "you are not sure when it must be in use" in changed.words
    again = await form_of(slack, ann, card)
    shown = {block["block_id"]: block["element"] for block in again.blocks}
    assert shown["deadline"]["initial_option"]["text"]["text"] == "Not sure"
    assert "initial_option" not in shown["volume"]


@pytest.mark.usefixtures("bot")
async def test_form_of_a_deleted_case(slack: SlackServer, ann: Person) -> None:
    """When the case is gone there is no form, and a word on it."""
    _, card = await card_in(slack, ann)
    await ann.commands("/verdict forget")
    await slack.workspace.wait_for_ephemeral(ann, containing="Deleted for good")
    await ann.clicks(card, "Change an answer")
    await slack.workspace.wait_for_ephemeral(ann, containing=phrases.NO_SUCH_DECISION)
    assert slack.workspace.modals(ann) == []


async def test_walk_survives_a_restart(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """The buttons of before work on afterwards."""
    async with start():
        opening, question = await opened(slack, ann)
    async with start():
        await ann.clicks(question, "A basic prompt")
        await slack.workspace.wait_for_answer(opening, containing="you have tried only a basic prompt")


@pytest.mark.usefixtures("bot")
async def test_button_of_another_time(slack: SlackServer, ann: Person) -> None:
    """A button that names what the rubric no longer knows counts for nothing; the question is asked anew."""
    _, question = await opened(slack, ann)
    for block in question.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "pick:0":
                element["value"] = f"{element['value'].partition('|')[0]}|colour|blue"
    again = await picks(slack, ann, question, "pick:0")
    assert FIRST in again.words
    assert "Noted" not in again.words
