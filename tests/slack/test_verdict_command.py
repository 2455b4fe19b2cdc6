"""`/verdict`, the shortcuts and the card: private until somebody shares it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.slack.blocks.action_ids import Shortcut
from bot.slack.blocks.verdict_card import FLIPS
from bot.slack.handlers import verdicts
from knowledge.sources import load_sources
from tests.model_server import fails, hangs_after, model_server, understands
from tests.slack.bot import model_settings
from tests.slack.elements import elements_of, labels_of
from tests.slack.interview import CARD, FIRST
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from aiohttp import web

    from bot.slack.server.serve import Serving
    from tests.model_server import Asked
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

CASE = "A support bot that should sound like us. We have 15 training examples."


@pytest.fixture
def channel(slack: SlackServer) -> Channel:
    """A channel that the bot and two people are in."""
    for name in ("ann", "bob"):
        slack.workspace.person(name)
    return slack.workspace.channel("general")


async def card_for(slack: SlackServer, person: Person, channel: Channel | None = None) -> Message:
    """The private card that a person asked for."""
    await person.commands(f"/verdict {CASE}", channel=channel)
    return await slack.workspace.wait_for_ephemeral(person, containing="Prompt engineering")


def value_of(message: Message, label: str) -> str:
    """What a button of a message sends back."""
    found = (element for _, element in elements_of(message.blocks) if label in labels_of(element))
    return str(next(found)["value"])


@pytest.mark.usefixtures("bot_either_way")
async def test_case_gets_a_private_card(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """A case behind the command gets a card that nobody else sees, with what it rests on and what to ask next."""
    ack = await ann.commands(f"/verdict {CASE}", channel=channel)
    card = await slack.workspace.wait_for_ephemeral(ann)
    assert ack.acknowledged
    for text in ("You want it to sound different", "you have 15 training examples", FLIPS, "Today:", FIRST, "[1]"):
        assert text in card.words
    assert card.buttons[:4] == ["Share to channel", "Walk me through it", "Why", "All steps"]
    assert slack.workspace.messages(channel) == []
    assert slack.workspace.ephemerals(slack.workspace.person("bob")) == []


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("help", "/verdict history"),
        ("HELP?", "/verdict history"),
        ("sources", f"I answer from {len(load_sources())} sources"),
        ("history", "No decisions yet"),
        ("forget", "Nothing of yours was stored"),
    ],
)
@pytest.mark.usefixtures("bot")
async def test_words_that_are_no_case(slack: SlackServer, ann: Person, channel: Channel, word: str, shown: str) -> None:
    """Some words list or delete something instead, privately."""
    await ann.commands(f"/verdict {word}", channel=channel)
    assert shown in (await slack.workspace.wait_for_ephemeral(ann)).words


@pytest.mark.usefixtures("bot")
async def test_history_and_forget(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """One's decisions are listed, of nobody else, until one deletes them."""
    await card_for(slack, ann, channel)
    bob = slack.workspace.person("bob")
    await bob.commands("/verdict history", channel=channel)
    assert "No decisions yet" in (await slack.workspace.wait_for_ephemeral(bob)).words
    await ann.commands("/verdict history", channel=channel)
    assert CASE in (await slack.workspace.wait_for_ephemeral(ann, count=2)).words
    await ann.commands("/verdict forget", channel=channel)
    assert "Deleted for good: 1 case." in (await slack.workspace.wait_for_ephemeral(ann, count=3)).words
    await ann.commands("/verdict history", channel=channel)
    assert "No decisions yet" in (await slack.workspace.wait_for_ephemeral(ann, count=4)).words


async def test_history_leads_into_each_case(slack: SlackServer, ann: Person, channel: Channel, bot: Serving) -> None:
    """A case that was told several times stands there once, one without a verdict too, and each has a way in."""
    for count in (1, 2, 3):
        await ann.commands(f"/verdict {CASE if count % 2 else CASE.upper()}", channel=channel)
        await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering", count=count)
    opening = await ann.says("We want our sales bot to write like our brochures. Should we fine-tune?")
    await slack.workspace.wait_for_answer(opening)
    await idle(bot)
    await ann.commands("/verdict history", channel=channel)
    history = await slack.workspace.wait_for_ephemeral(ann, containing="Home tab")
    assert (history.words.lower().count(CASE.lower()), history.words.count("No verdict yet")) == (1, 1)
    assert history.buttons == ["Go on", "Resume"]
    direct = slack.workspace.dm(ann)
    for count, press in enumerate(history.buttons, 1):
        await ann.clicks(history, press)
        await slack.workspace.wait_for_ephemeral(ann, containing=phrases.WALK_GOES_ON, count=count)
    await idle(bot)
    sales, support = [one for one in slack.workspace.messages(direct) if one.from_bot and not one.is_reply]
    assert ("brochures" in sales.words, CASE.lower()[:20] in support.words.lower()) == (True, True)
    assert slack.workspace.answers(sales)
    assert slack.workspace.answers(support)


@pytest.mark.usefixtures("bot_either_way")
async def test_without_a_case_there_is_a_form(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """The form asks for what matters; what was filled in counts in the card."""
    await ann.commands("/verdict", channel=channel)
    form = await slack.workspace.wait_for_modal(ann, title="Get a verdict")
    ack = await ann.submits(form, {"The use case": CASE, "Tried so far": "A basic prompt"})
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    assert ack.acknowledged
    assert slack.workspace.modals(ann) == []
    assert "you have tried only a basic prompt" in card.words
    assert slack.workspace.messages(channel) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("platform", "trained", "is_open"), [("openai", "no", False), ("azure", "yes", True)])
async def test_the_platform_in_the_form_decides_whether_training_is_open(
    slack: SlackServer, ann: Person, channel: Channel, platform: str, trained: str, *, is_open: bool
) -> None:
    """Gate G6 holds as in the interview: where training is closed, the card says so and recommends none."""
    ready = {
        "goal": ["tone_style"], "tried": "few_shot_prompt", "failure": "style_drift", "examples": "500_4999", "baseline": "measured",
        "data_quality": "curated", "knowledge_home": "none_needed", "volatility": "static", "citations": "no",
    }  # fmt: skip
    await ann.commands("/verdict", channel=channel)
    form = await slack.workspace.wait_for_modal(ann)
    asked = {"use_case": "Replies in our tone", "platform": platform, "tunable_model": trained}
    await ann.submits(form, ready | asked)
    card = await slack.workspace.wait_for_ephemeral(ann)
    assert ("Fine-tuning" in card.words) == is_open
    assert ("Not on OpenAI's platform: it is closing training." in card.words) != is_open


@pytest.mark.usefixtures("bot")
async def test_command_works_where_the_bot_is_not(slack: SlackServer, ann: Person) -> None:
    """Card, form and sharing use the command's own address, which works in channels the bot is not in."""
    channel = slack.workspace.channel("elsewhere", with_bot=False)
    card = await card_for(slack, ann, channel)
    await ann.clicks(card, "Share to channel")
    await slack.workspace.wait_for(lambda: slack.workspace.messages(channel))
    await ann.commands("/verdict", channel=channel)
    form = await slack.workspace.wait_for_modal(ann)
    await ann.submits(form, {"The use case": CASE})
    again = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering", count=2)
    assert again.channel == channel.id


@pytest.mark.usefixtures("bot")
async def test_form_that_is_too_late_is_told(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """Slack opens a form only for a moment; when that has passed, the person hears what to do."""
    fault = slack.faults.add("views.open", hold=True)
    await ann.commands("/verdict", channel=channel)
    await slack.wait_for(lambda: fault.hits)
    slack.clock.advance(4)
    fault.release()
    assert (await slack.workspace.wait_for_ephemeral(ann)).words == phrases.FORM_NOT_OPENED


@pytest.mark.parametrize("with_bot", [True, False])
@pytest.mark.usefixtures("bot")
async def test_address_that_has_expired(slack: SlackServer, ann: Person, *, with_bot: bool) -> None:
    """Where the command's address is refused, the card comes as a message that only the person sees, or directly."""
    channel = slack.workspace.channel("general", with_bot=with_bot)
    slack.faults.add("response_url", status=404)
    await ann.commands(f"/verdict {CASE}", channel=channel)
    if with_bot:
        card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
        assert card.via == "chat.postEphemeral"
    else:
        direct = slack.workspace.dm(ann)
        (message,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
        assert "Prompt engineering" in message.words
    assert slack.workspace.messages(channel) == []


async def test_card_is_shared_once(slack: SlackServer, ann: Person, channel: Channel, bot: Serving) -> None:
    """Sharing posts the card with the case and who shared it; pressing twice in a moment shares it once."""
    card = await card_for(slack, ann, channel)
    await ann.clicks(card, "Share to channel")
    await ann.clicks(card, "Share to channel")
    shared = (await slack.workspace.wait_for(lambda: slack.workspace.messages(channel)))[0]
    await idle(bot)
    assert slack.workspace.messages(channel) == [shared]
    assert "Shared by ann" in shared.words
    assert CASE in shared.words
    assert shared.buttons[0] == "Walk me through it"


@pytest.mark.usefixtures("bot")
async def test_share_falls_back_to_a_message_of_its_own(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """When the button's address has expired, the card is posted, if the bot is in the channel."""
    card = await card_for(slack, ann, channel)
    slack.faults.add("response_url", status=404)
    await ann.clicks(card, "Share to channel")
    (shared,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(channel))
    assert shared.via == "chat.postMessage"


@pytest.mark.usefixtures("bot")
async def test_share_that_fails_is_told(slack: SlackServer, ann: Person) -> None:
    """Where it can't post, it says so and what to do."""
    channel = slack.workspace.channel("elsewhere", with_bot=False)
    card = await card_for(slack, ann, channel)
    slack.faults.add("response_url", status=404)
    await ann.clicks(card, "Share to channel")
    assert (await slack.workspace.wait_for_ephemeral(ann, count=2)).words == phrases.NOT_SHARED


@pytest.mark.usefixtures("bot")
async def test_share_that_may_have_failed_is_told(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """An error of Slack's leaves open whether the card is there; it is not shared twice, and the person is told."""
    card = await card_for(slack, ann, channel)
    slack.faults.add("response_url", status=500, after=True)
    await ann.clicks(card, "Share to channel")
    assert (await slack.workspace.wait_for_ephemeral(ann, count=2)).words == phrases.PERHAPS_SHARED
    assert len(slack.workspace.messages(channel)) == 1


async def test_card_is_not_shared_where_it_is_silent(
    slack: SlackServer, ann: Person, channel: Channel, start: Start
) -> None:
    """In a channel where it may not speak, cards stay private."""
    async with start(channels_denied=channel.id):
        card = await card_for(slack, ann, channel)
        await ann.clicks(card, "Share to channel")
        assert (await slack.workspace.wait_for_ephemeral(ann, count=2)).words == phrases.SILENT_HERE
        assert slack.workspace.messages(channel) == []


async def test_walk_goes_on_in_a_direct_message(
    slack: SlackServer, ann: Person, channel: Channel, bot: Serving
) -> None:
    """`Walk me through it` begins a thread with what is known, and asks what the card said would tell most."""
    card = await card_for(slack, ann, channel)
    assert FIRST in card.words
    await ann.clicks(card, "Walk me through it")
    await ann.clicks(card, "Walk me through it")
    direct = slack.workspace.dm(ann)
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    question = await slack.workspace.wait_for_answer(root)
    assert CASE in root.words
    assert "15 training examples" in question.words
    assert FIRST in question.words
    assert (await slack.workspace.wait_for_ephemeral(ann, count=2)).words == phrases.WALK_GOES_ON
    await idle(bot)
    assert slack.workspace.messages(direct) == [root]
    await ann.says("We tried a basic prompt.", thread=root)
    assert "Noted" in (await slack.workspace.wait_for_answer(root, count=2)).words


@pytest.mark.usefixtures("bot")
async def test_somebody_else_walks_a_copy(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """Who walks through a card that another person shared does so with a copy; the first person's decision stays."""
    card, bob = await card_for(slack, ann, channel), slack.workspace.person("bob")
    await ann.clicks(card, "Share to channel")
    (shared,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(channel))
    await bob.clicks(shared, "Walk me through it")
    direct = slack.workspace.dm(bob)
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    question = await slack.workspace.wait_for_answer(root)
    await bob.clicks(question, "Verdict now")
    own = await slack.workspace.wait_for_answer(root, containing=CARD)
    first, copy = (value_of(each, "All steps") for each in (card, own))
    assert first != copy
    await ann.commands("/verdict history", channel=channel)
    assert CASE in (await slack.workspace.wait_for_ephemeral(ann, containing="Home tab")).words


@pytest.mark.usefixtures("bot")
async def test_walk_that_cannot_begin_is_told(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """Without leave to open direct messages it says what to do."""
    card = await card_for(slack, ann, channel)
    slack.workspace.scopes.discard("im:write")
    await ann.clicks(card, "Walk me through it")
    assert (await slack.workspace.wait_for_ephemeral(ann, count=2)).words == phrases.WALK_IN_DIRECT


@pytest.mark.usefixtures("bot")
async def test_record_of_a_private_card_comes_directly(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """The record of a private card is a file in the direct message, with the case and people's names."""
    card = await card_for(slack, ann, channel)
    await ann.clicks(card, "Export record")
    told = await slack.workspace.wait_for_ephemeral(ann, count=2)
    (file,) = slack.workspace.files.values()
    assert told.words == phrases.RECORD_SENT
    assert file.channel == slack.workspace.dm(ann).id
    text = file.content.decode()
    assert CASE in text
    assert "ann" in text
    assert ann.id not in text


@pytest.mark.usefixtures("bot")
async def test_record_without_leave_for_files(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """Without the scope it says which one is missing and how else to get the record."""
    card = await card_for(slack, ann, channel)
    slack.workspace.scopes.discard("files:write")
    await ann.clicks(card, "Export record")
    told = await slack.workspace.wait_for_ephemeral(ann, count=2)
    assert "files:write" in told.words
    assert "ftn decisions export" in told.words


@pytest.mark.parametrize("in_thread", [True, False])
@pytest.mark.usefixtures("bot_either_way")
async def test_shortcut_on_a_message(slack: SlackServer, ann: Person, channel: Channel, *, in_thread: bool) -> None:
    """The shortcut opens the form with the message in it; the private card stands where the message does."""
    bob = slack.workspace.person("bob")
    root = await bob.says("What do we do about tone?", channel=channel)
    message = await bob.says(CASE, channel=channel, thread=root) if in_thread else await bob.says(CASE, channel=channel)
    await ann.uses_shortcut(Shortcut.MESSAGE.value, message)
    form = await slack.workspace.wait_for_modal(ann)
    await ann.submits(form)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    assert card.thread_ts == message.root
    await ann.clicks(card, "Share to channel")
    (shared,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(channel, message.root)[in_thread:])
    assert "Shared by ann" in shared.words


@pytest.mark.usefixtures("bot")
async def test_shortcut_from_anywhere(slack: SlackServer, ann: Person) -> None:
    """The shortcut of the search bar opens the empty form; the card comes directly."""
    await ann.uses_shortcut(Shortcut.GLOBAL.value)
    form = await slack.workspace.wait_for_modal(ann)
    await ann.submits(form, {"The use case": CASE})
    direct = slack.workspace.dm(ann)
    (card,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    assert "Prompt engineering" in card.words


READING = phrases.card_follows(phrases.READING_CASE)


@pytest.mark.parametrize("by_form", [False, True])
async def test_a_slow_model_is_announced(
    slack: SlackServer, ann: Person, channel: Channel, start: Start, monkeypatch: pytest.MonkeyPatch, *, by_form: bool
) -> None:
    """While a model takes its time the person sees what is being done; then comes the card, with what the model read."""
    monkeypatch.setattr(verdicts, "PROGRESS_AFTER", 0.05)
    go_on = asyncio.Event()
    fact = {"criterion": "tried", "value": "rag", "certainty": "stated", "words": "we looked things up"}

    async def reads(request: web.Request, asked: Asked) -> web.StreamResponse:
        await go_on.wait()
        return await understands("case", fact)(request, asked)

    async with model_server() as server:
        server.reads_with(reads)
        async with start(**model_settings(server)):
            case = f"{CASE} So far we looked things up."
            await ann.commands("/verdict" if by_form else f"/verdict {case}", channel=channel)
            if by_form:
                await ann.submits(await slack.workspace.wait_for_modal(ann), {"The use case": case})
            shown = await slack.workspace.wait_for_ephemeral(ann, containing=READING)
            assert shown.buttons == []
            go_on.set()
            card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
            assert "you have tried retrieval" in card.words
            assert slack.workspace.ephemerals(ann) == [shown, card]
    assert len(server.asked) == 1


async def test_a_quick_model_is_not_announced(slack: SlackServer, ann: Person, channel: Channel, start: Start) -> None:
    """What is there in a moment needs no word before it."""
    async with model_server() as server:
        server.reads_with(understands("case"))
        async with start(**model_settings(server)):
            card = await card_for(slack, ann, channel)
            assert slack.workspace.ephemerals(ann) == [card]


async def test_an_announcement_that_cannot_be_shown(
    slack: SlackServer, ann: Person, channel: Channel, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the command's address refuses, the card finds another way, and comes once."""
    monkeypatch.setattr(verdicts, "PROGRESS_AFTER", 0.0)
    async with model_server() as server:
        server.reads_with(fails(400))
        async with start(**model_settings(server)) as bot:
            slack.faults.add("response_url", status=404)
            await ann.commands(f"/verdict {CASE}", channel=channel)
            card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
            await idle(bot)
            assert [one for one in slack.workspace.ephemerals(ann) if CARD in one.words] == [card]


@pytest.mark.usefixtures("bot")
async def test_without_a_model_there_is_no_progress(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """What takes no time is not announced."""
    await card_for(slack, ann, channel)
    assert [request.method for request in slack.requests].count("response_url") == 1


async def test_a_model_that_hangs_is_given_up(slack: SlackServer, ann: Person, channel: Channel, start: Start) -> None:
    """After the time that it is given the case is read without the model."""
    async with model_server() as server:
        server.reads_with(hangs_after())
        async with start(**model_settings(server, model_timeout=0.2)):
            card = await card_for(slack, ann, channel)
            assert slack.workspace.ephemerals(ann) == [card]
    assert server.asked


@pytest.mark.usefixtures("bot")
async def test_a_private_card_finds_another_way(slack: SlackServer, ann: Person, channel: Channel) -> None:
    """Where neither the command's address nor a private message works, it comes as a direct message."""
    refused = [slack.faults.add(method, status=503) for method in ("response_url", "chat.postEphemeral")]
    await ann.commands(f"/verdict {CASE}", channel=channel)
    (card,) = await slack.wait_for(
        lambda: [one for one in slack.workspace.all_messages() if one.from_bot and "Prompt engineering" in one.words]
    )
    assert card.channel == slack.workspace.dm(ann).id
    assert all(fault.hits for fault in refused)


async def test_what_nobody_has_foreseen_is_said(
    slack: SlackServer, ann: Person, channel: Channel, bot: Serving
) -> None:
    """A database that has lost a table ends in one sentence for whoever waits, not in silence."""
    card = await card_for(slack, ann, channel)
    with closing(sqlite3.connect(bot.parts.settings.data_dir / "ftn.sqlite3")) as database:
        database.execute("DROP TABLE walks")
    await ann.clicks(card, "Export record")
    told = await slack.workspace.wait_for_ephemeral(ann, count=2)
    assert "went wrong" in told.words
