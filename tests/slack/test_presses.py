"""What can be pressed on cards and answers: it opens in place, works after a restart, and finds another way where Slack takes no view."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.replies import Answer, Author
from bot.slack.blocks.action_ids import Button
from bot.slack.blocks.answer import Shown, answer_message
from bot.slack.blocks.question import CONFIRM
from bot.slack.inbox.thread import Thread
from knowledge.document_sets import FOR_EVERYONE
from knowledge.passages import sentences
from tests.slack import interactions
from tests.slack.interview import TRIED, card_in, case_of, opened, place_of
from tests.slack.test_verdict_command import card_for, value_of
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

#: Its answer says more than one sentence of its first passage, so that one that says the first alone is another.
QUESTION = "How many training examples do I need, and which file format do they have?"
#: A case of which something that counts is only guessed.
GUESSING = (
    "Karaoke app. GPT ignores our lyrics template on maybe 1 song out of 20. A teammate wants to collect the bad ones and fine-tune "
    "so it learns NOT to output like that."
)
PARTS = [
    ("Why", "Why this verdict", "What would change it"),
    ("All steps", "All steps", "☐ Today: "),
    ("Sources", "Sources", "“"),
]


@pytest.mark.parametrize(("press", "title", "shown"), PARTS)
@pytest.mark.usefixtures("bot_either_way")
async def test_a_part_of_a_card_opens_in_place(
    slack: SlackServer, ann: Person, press: str, title: str, shown: str
) -> None:
    """Reasons, steps and sources open as a view over the thread; nothing more is said in it."""
    opening, card = await card_in(slack, ann)
    before = len(slack.workspace.answers(opening))
    await ann.clicks(card, press)
    view = await slack.workspace.wait_for_modal(ann, title=title)
    assert shown in view.words
    assert len(slack.workspace.answers(opening)) == before


@pytest.mark.parametrize(("press", "title", "shown"), PARTS)
@pytest.mark.usefixtures("bot")
async def test_a_part_of_a_private_card(slack: SlackServer, ann: Person, press: str, title: str, shown: str) -> None:
    """A card that only one person sees has the same presses."""
    card = await card_for(slack, ann, slack.workspace.channel("general"))
    await ann.clicks(card, press)
    assert shown in (await slack.workspace.wait_for_modal(ann, title=title)).words


async def test_a_part_opens_after_a_restart(slack: SlackServer, ann: Person, start: Start) -> None:
    """What a press opens is made from the stored decision."""
    async with start():
        _, card = await card_in(slack, ann)
    async with start():
        await ann.clicks(card, "Why")
        assert "What would change it" in (await slack.workspace.wait_for_modal(ann)).words


@pytest.mark.parametrize(("press", "shown"), [("Why", "What would change it"), ("Sources", "“")])
@pytest.mark.usefixtures("bot")
async def test_where_no_view_opens_it_comes_as_a_message(
    slack: SlackServer, ann: Person, press: str, shown: str
) -> None:
    """When Slack's moment for a view has passed, the same is shown to the person."""
    channel = slack.workspace.channel("general")
    card = await card_for(slack, ann, channel)
    fault = slack.faults.add("views.open", hold=True)
    await ann.clicks(card, press)
    await slack.wait_for(lambda: fault.hits)
    slack.clock.advance(4)
    fault.release()
    assert shown in (await slack.workspace.wait_for_ephemeral(ann, count=2)).words
    assert slack.workspace.messages(channel) == []


@pytest.mark.usefixtures("bot")
async def test_a_part_of_a_deleted_case(slack: SlackServer, ann: Person) -> None:
    """When the case is gone a word on it takes the place of its reasons."""
    opening, card = await card_in(slack, ann)
    await ann.commands("/verdict forget")
    await slack.workspace.wait_for_ephemeral(ann, containing="Deleted for good")
    await ann.clicks(card, "Why")
    await slack.workspace.wait_for_answer(opening, containing=phrases.NO_SUCH_DECISION)
    assert slack.workspace.modals(ann) == []


@pytest.mark.usefixtures("bot_either_way")
async def test_a_guess_on_a_private_card(slack: SlackServer, ann: Person) -> None:
    """Yes comes first; pressed, the card itself says what was noted, and nobody else sees anything."""
    channel = slack.workspace.channel("general")
    await ann.commands(f"/verdict {GUESSING}", channel=channel)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    assert card.buttons[0] == CONFIRM
    assert "I assume you have tried only a basic prompt, right?" in card.words
    await ann.clicks(card, CONFIRM)
    await slack.wait_for(lambda: "Noted: you have tried only a basic prompt." in card.words)
    assert CONFIRM not in card.buttons
    assert card.buttons[0] == "Share to channel"
    assert slack.workspace.ephemerals(ann) == [card]
    assert slack.workspace.messages(channel) == []


@pytest.mark.usefixtures("bot")
async def test_a_guess_of_a_case_that_is_gone(slack: SlackServer, ann: Person) -> None:
    """Confirming on the card of a deleted case says that it is closed."""
    channel = slack.workspace.channel("general")
    await ann.commands(f"/verdict {GUESSING}", channel=channel)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    await ann.commands("/verdict forget", channel=channel)
    await slack.workspace.wait_for_ephemeral(ann, containing="Deleted for good")
    await ann.clicks(card, CONFIRM)
    await slack.workspace.wait_for_ephemeral(ann, containing=phrases.NO_SUCH_DECISION)


async def answer_in(slack: SlackServer, ann: Person, bot: Serving, *, channel: Channel | None = None) -> Message:
    """An answer that says the first sentence of one passage, where another holds more."""
    asked = await (ann.mentions(QUESTION, channel=channel) if channel else ann.says(QUESTION))
    first = await slack.workspace.wait_for_answer(asked)
    await idle(bot)
    shown = Shown.of(value_of(first, "Sources"))
    ids = tuple(dict.fromkeys((*shown.cited, *shown.more)))
    cited = await bot.parts.assistant.cited(ids, "", FOR_EVERYONE)
    said = sentences(cited[0].passage.text)[0]
    answer = Answer(f"{said.rstrip('.')} [1].", cited[:1], Author.SOURCES, more=ids[:2])
    workspace = await bot.parts.workspaces.of(slack.workspace.team_id)
    assert workspace
    team = slack.workspace.team_id
    thread = Thread(team, asked.channel, asked.root, ann.id, team)
    await workspace.delivery.post(thread, answer_message(answer), "an answer")
    return await slack.workspace.wait_for_answer(asked, count=2)


@pytest.mark.parametrize("in_channel", [True, False])
async def test_more_stands_below_what_was_said(
    slack: SlackServer, ann: Person, bot: Serving, *, in_channel: bool
) -> None:
    """The message grows in its place by what its passages hold beyond it, cited; nothing is said twice or anew."""
    channel = slack.workspace.channel("general") if in_channel else None
    answer = await answer_in(slack, ann, bot, channel=channel)
    before, said = answer.words, str(answer.blocks[0]["text"])
    assert answer.buttons[:2] == ["More", "Sources"]
    await asyncio.gather(ann.clicks(answer, "More"), ann.clicks(answer, "More"))
    await slack.wait_for(lambda: answer.buttons[0] == "Sources")
    await idle(bot)
    assert answer.words.startswith(said)
    assert len(answer.words) > len(before)
    assert "[2]" in answer.words
    assert answer.words.count(said.split("[1]", maxsplit=1)[0].strip()) == 1
    assert len(Shown.of(value_of(answer, "Sources")).cited) == 2
    root = answer.thread_ts
    assert len([each for each in slack.workspace.all_messages() if each.from_bot and each.thread_ts == root]) == 2


async def test_more_after_a_restart(slack: SlackServer, ann: Person, start: Start) -> None:
    """The button carries all that the press needs."""
    async with start() as bot:
        answer = await answer_in(slack, ann, bot)
    async with start():
        await ann.clicks(answer, "More")
        await slack.wait_for(lambda: answer.buttons[0] == "Sources")


async def test_more_that_cannot_stand_there(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Where Slack refuses the change, the rest comes to the person who pressed."""
    channel = slack.workspace.channel("general")
    answer = await answer_in(slack, ann, bot, channel=channel)
    slack.faults.add("chat.update", error="message_not_found")
    await ann.clicks(answer, "More")
    shown = await slack.workspace.wait_for_ephemeral(ann)
    assert "[1]" in shown.words
    assert answer.buttons[:2] == ["More", "Sources"]


async def test_more_of_what_only_one_person_sees(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Slack does not send such a message along, so its rest comes beside it, to the same person."""
    channel = slack.workspace.channel("general")
    answer = await answer_in(slack, ann, bot, channel=channel)
    cited = await bot.parts.assistant.cited(Shown.of(value_of(answer, "Sources")).cited, "", FOR_EVERYONE)
    private = Answer("In short [1].", cited, Author.SOURCES, more=(cited[0].passage.id,))
    workspace = await bot.parts.workspaces.of(slack.workspace.team_id)
    assert workspace
    team = slack.workspace.team_id
    await workspace.delivery.whisper(Thread(team, channel.id, answer.root, ann.id, team), answer_message(private))
    shown = await slack.workspace.wait_for_ephemeral(ann, containing="In short")
    await ann.clicks(shown, "More")
    rest = await slack.workspace.wait_for_ephemeral(ann, count=2)
    assert cited[0].passage.text[:40] in rest.words
    await ann.clicks(shown, "Sources")
    assert " › " in (await slack.workspace.wait_for_modal(ann, title="Sources")).words


async def test_nothing_more_is_said(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Where the passages hold nothing beyond what was said, that is said, to the person who asked."""
    channel = slack.workspace.channel("general")
    answer = await answer_in(slack, ann, bot, channel=channel)
    for block in answer.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "answer:more":
                element["value"] = f"{element['value'].partition('|')[0]}|{'0' * 32}"
    await ann.clicks(answer, "More")
    assert (await slack.workspace.wait_for_ephemeral(ann)).words == phrases.NOTHING_MORE


async def test_sources_of_an_answer(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Title, heading, date and the sentence that the mark rests on, over the thread."""
    answer = await answer_in(slack, ann, bot)
    said = str(answer.blocks[0]["text"]).split(" [1]")[0]
    await ann.clicks(answer, "Sources")
    view = await slack.workspace.wait_for_modal(ann, title="Sources")
    assert said[:60] in view.words
    assert "[1]" in view.words
    assert " › " in view.words


async def test_sources_where_no_view_opens(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """When the moment for a view has passed, the sources come as a message to the person."""
    channel = slack.workspace.channel("general")
    answer = await answer_in(slack, ann, bot, channel=channel)
    slack.faults.add("views.open", error="trigger_expired")
    await ann.clicks(answer, "Sources")
    assert " › " in (await slack.workspace.wait_for_ephemeral(ann)).words


@contextmanager
def failing(settings: Settings, statement: str) -> Iterator[None]:
    """Meanwhile the database refuses such a statement on cases, as a mistake in the program would make it."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as database:
        database.execute(
            f"CREATE TRIGGER refuses BEFORE {statement} ON walks BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        yield
        database.execute("DROP TRIGGER refuses")


async def test_a_pick_that_failed_can_be_made_again(
    slack: SlackServer, ann: Person, bot: Serving, settings: Settings
) -> None:
    """The question keeps its answers, and the same person's next press counts, at once."""
    opening, question = await opened(slack, ann)
    await idle(bot)
    with failing(settings, "UPDATE"):
        await ann.clicks(question, TRIED)
        await slack.workspace.wait_for_answer(opening, containing=phrases.UNFORESEEN)
        await idle(bot)
    assert "picked" not in question.words
    assert TRIED in question.buttons
    await ann.clicks(question, TRIED)
    assert "Noted" in (await slack.workspace.wait_for_answer(opening, count=3)).words
    assert f"ann picked:  {TRIED}" in question.words


async def test_a_press_that_failed_can_be_made_again(
    slack: SlackServer, ann: Person, bot: Serving, settings: Settings
) -> None:
    """What was to be deleted from App Home and was not is deleted at the second press."""
    await opened(slack, ann)
    await idle(bot)
    await ann.opens_home()
    home = await slack.workspace.wait_for_home(ann, containing="No verdict yet")
    with failing(settings, "DELETE"):
        await ann.clicks(home, "Delete")
        await slack.deliveries.settle()
        await idle(bot)
    assert await bot.parts.cases.count_of(slack.workspace.team_id, ann.id) == 1
    await ann.clicks(home, "Delete")
    await idle(bot)
    assert await bot.parts.cases.count_of(slack.workspace.team_id, ann.id) == 0


async def test_a_pick_whose_case_was_not_found(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The press is answered, and once the case is there again the next one counts."""
    opening, question = await opened(slack, ann)
    place = place_of(slack.workspace, opening)
    case = await case_of(bot, slack.workspace, opening)
    assert case
    await bot.parts.cases.leave(place)
    await ann.clicks(question, TRIED)
    await slack.workspace.wait_for_answer(opening, containing=phrases.NO_SUCH_DECISION)
    await idle(bot)
    await bot.parts.cases.save(place, ann.id, case, decided=False)
    await ann.clicks(question, TRIED)
    await slack.workspace.wait_for_answer(opening, containing="Noted")
    assert f"ann picked:  {TRIED}" in question.words


@pytest.mark.parametrize(
    "action", [Button.COST_CURVE, Button.COST_ALL, Button.RECORD, Button.ANSWER_MORE, f"{Button.PICK}:0"]
)
@pytest.mark.parametrize(
    "value", ["\ud800", "[]", "null", "[" * 60_000, "x" * 300_000], ids=["surrogate", "list", "null", "deep", "long"]
)
async def test_a_value_that_no_button_has(
    slack: SlackServer, ann: Person, bot: Serving, action: str, value: str
) -> None:
    """It is acknowledged, does nothing that was not foreseen, and holds up nothing that the person wants next."""
    answer = await answer_in(slack, ann, bot)
    made = {"type": "button", "action_id": action, "block_id": "b", "action_ts": slack.ids.ts(), "value": value}
    ack = await slack.deliveries.interact(
        "interactive", interactions.block_action(slack.workspace, ann.id, answer, made)
    )
    assert ack.acknowledged
    await idle(bot)
    shown = [*slack.workspace.all_messages(), *slack.workspace.ephemerals(ann)]
    assert not [one for one in shown if phrases.UNFORESEEN[:40] in one.words]
    await ann.clicks(answer, "Helpful")
    await idle(bot)
