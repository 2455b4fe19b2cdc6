"""The walk in Slack: buttons and words, several people, old buttons, corrections, and what is shown of all that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

OPENING = "We want our support bot to sound like us. Should we fine-tune?"
FIRST, TRIED = "What have you tried so far?", "A prompt with examples, several rounds"


async def opened(slack: SlackServer, person: Person) -> tuple[Message, Message]:
    """A walk in a direct message: its first message and its first question."""
    opening = await person.says(OPENING)
    return opening, await slack.workspace.wait_for_answer(opening, containing=FIRST)


async def card_in(slack: SlackServer, person: Person) -> tuple[Message, Message]:
    """A walk that has led to a card: its first message and the card."""
    opening, question = await opened(slack, person)
    await person.clicks(question, "Verdict now")
    return opening, await slack.workspace.wait_for_answer(opening, containing="Decision ")


@pytest.mark.usefixtures("bot_either_way")
async def test_walk_by_buttons(slack: SlackServer, ann: Person) -> None:
    """A picked answer is shown on its question, noted, and followed by the next question, up to the verdict."""
    opening, question = await opened(slack, ann)
    for _ in range(12):
        before = len(slack.workspace.answers(opening))
        await ann.clicks(question, "Not sure" if "pick:0" not in str(question.blocks) else "pick:0")
        following = await slack.workspace.wait_for_answer(opening, count=before + 1)
        assert "ann picked:" in question.words
        assert question.buttons == []
        if "Decision " in following.words:
            break
        assert "Noted" in following.words
        question = following
    assert {"Export record", "Change an answer", "Start over"} <= set(following.buttons)


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
    assert "How it fails" not in following.words
    await ann.says("the tone is off, and we have 15 old replies", channel=channel, thread=opening)
    card = await slack.workspace.wait_for_answer(opening, containing="Decision ")
    await ann.clicks(card, "Export record")
    await slack.wait_for(lambda: [file for file in slack.workspace.files.values() if file.completed])
    await idle(bot)
    (file,) = slack.workspace.files.values()
    assert (file.channel, file.thread_ts) == (channel.id, opening.ts)
    text = file.content.decode()
    assert "bob" in text
    assert "ann" in text
    assert bob.id not in text


async def test_buttons_and_words_mix(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """One message may answer several questions; a side question is answered, and the open question is asked again."""
    opening, question = await opened(slack, ann)
    await ann.says("what's few-shot?", thread=opening)
    again = await slack.workspace.wait_for_answer(opening, containing=FIRST, count=2)
    assert again.buttons == question.buttons
    await ann.clicks(again, TRIED)
    await slack.workspace.wait_for_answer(opening, containing="Where exactly does it fail?")
    await ann.says("the tone is off, and we have 15 old replies", thread=opening)
    card = await slack.workspace.wait_for_answer(opening, containing="15 old replies")
    await idle(bot)
    assert f"ann picked:  {TRIED}" in again.words
    assert "How it fails: the tone or style is off" in card.words
    assert "Examples: 10 to 49" in card.words


@pytest.mark.usefixtures("bot")
async def test_answered_in_words_and_then_picked(slack: SlackServer, ann: Person) -> None:
    """The buttons of a question that was answered in words correct that answer."""
    opening, question = await opened(slack, ann)
    await ann.says("nothing yet", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing="nothing yet")
    await ann.clicks(question, "A basic prompt")
    corrected = await slack.workspace.wait_for_answer(opening, containing="before: nothing yet")
    assert "a basic prompt" in corrected.words


async def test_back_start_over_verdict_now(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The three ways out work from every question; a press counts once."""
    opening, question = await opened(slack, ann)
    await ann.clicks(question, TRIED)
    second = await slack.workspace.wait_for_answer(opening, containing="Where exactly does it fail?")
    await ann.clicks(second, "Back")
    await ann.clicks(second, "Back")
    back = await slack.workspace.wait_for_answer(opening, containing=FIRST, count=2)
    await idle(bot)
    assert phrases.AT_THE_BEGINNING not in [each.words for each in slack.workspace.answers(opening)]
    await ann.clicks(back, "Verdict now")
    card = await slack.workspace.wait_for_answer(opening, containing="Decision ")
    await ann.clicks(card, "Start over")
    await slack.workspace.wait_for_answer(opening, containing=phrases.WALK_RESTARTED)
    await slack.workspace.wait_for_answer(opening, containing="Why I ask", count=4)


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
    changed = await slack.workspace.wait_for_answer(opening, containing="Tried so far: a basic prompt")
    assert "Goal:" not in changed.words.split("\n")[0]


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
    values = {"Anything to add": "we have about 15 old replies we like", "Deadline": "Not sure"}
    await ann.submits(await form_of(slack, ann, card), values)
    changed = await slack.workspace.wait_for_answer(opening, containing="15 old replies")
    assert "Deadline: not sure" in changed.words
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
        await slack.workspace.wait_for_answer(opening, containing="Tried so far: a basic prompt")


@pytest.mark.usefixtures("bot")
async def test_button_of_another_time(slack: SlackServer, ann: Person) -> None:
    """A button that names what the rubric no longer knows is asked anew instead of failing."""
    opening, question = await opened(slack, ann)
    for block in question.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "pick:0":
                element["value"] = f"{element['value'].partition('|')[0]}|colour|blue"
    await ann.clicks(question, "pick:0")
    await slack.workspace.wait_for_answer(opening, containing=phrases.NOT_UNDERSTOOD)
