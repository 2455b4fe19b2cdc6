"""Inside a workspace the id in a button is no authority: what somebody may do with a case depends on whose it is and where it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot import phrases
from bot.conversation.stored_form import to_stored
from bot.slack.blocks.action_ids import SEPARATOR, Button, InCardMenu, OnDecision
from tests.slack import interactions
from tests.slack.interview import FIRST
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving
    from bot.storage.cases import StoredCase
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

CASE = "A zarquonic support bot that should sound like us, we have 15 training examples"


@pytest.fixture
def bob(slack: SlackServer) -> Person:
    """Somebody else in the workspace."""
    return slack.workspace.person("bob")


@pytest.fixture
def general(slack: SlackServer, ann: Person, bob: Person) -> Channel:
    """A channel that the two are in."""
    assert ann.id != bob.id
    return slack.workspace.channel("general")


async def presses(slack: SlackServer, person: Person, where: Message | View, action: str, value: str) -> None:
    """Press something whose value says what the person wants it to say."""
    kind = "overflow" if action == Button.CARD_MENU else "button"
    made: dict[str, Any] = {"type": kind, "action_id": action, "block_id": "b", "action_ts": slack.ids.ts()}
    made |= {"selected_option": {"value": value}} if kind == "overflow" else {"value": value}
    body = interactions.block_action(slack.workspace, person.id, where, made)
    await slack.deliveries.interact("interactive", body)


async def own_card(slack: SlackServer, person: Person, channel: Channel, case: str) -> Message:
    """A card that only this person sees."""
    await person.commands(f"/verdict {case}", channel=channel)
    return await slack.workspace.wait_for_ephemeral(person, containing="Share to channel")


async def all_of(bot: Serving, slack: SlackServer, person: Person) -> list[StoredCase]:
    """What is kept of a person, once the bot has nothing left to do."""
    await idle(bot)
    return list(await bot.parts.cases.recent(slack.workspace.team_id, person.id, open_too=True))


@pytest.mark.parametrize(
    ("action", "value"),
    [
        (Button.SHARE, "{id}"),
        (Button.WALK, "{id}"),
        (Button.RECORD, "{id}"),
        (Button.CHANGE, "{id}"),
        (Button.CARD_WHY, "{id}"),
        (Button.CARD_STEPS, "{id}"),
        (Button.CARD_MENU, f"{InCardMenu.RECORD}{SEPARATOR}{{id}}"),
        (Button.CARD_MENU, f"{InCardMenu.CHANGE}{SEPARATOR}{{id}}"),
        (Button.CARD_MENU, f"{InCardMenu.SOURCES}{SEPARATOR}{{id}}"),
        (f"{Button.PICK}:0", f"{{id}}{SEPARATOR}tried{SEPARATOR}rag"),
        (f"{Button.HOME_DECISION}:0", f"{OnDecision.RESUME}{SEPARATOR}{{id}}"),
        (f"{Button.HOME_DECISION}:0", f"{OnDecision.RECORD}{SEPARATOR}{{id}}"),
        (f"{Button.HOME_DECISION}:0", f"{OnDecision.DELETE}{SEPARATOR}{{id}}"),
    ],
)
async def test_another_s_private_case(
    slack: SlackServer, ann: Person, bob: Person, general: Channel, bot: Serving, action: str, value: str
) -> None:
    """Bob, who knows the id of Ann's private case, reads nothing of it, and changes nothing."""
    await own_card(slack, ann, general, CASE)
    (before,) = await all_of(bot, slack, ann)
    his = await own_card(slack, bob, general, "A bot that should answer from our handbook")
    (own,) = await all_of(bot, slack, bob)
    await presses(slack, bob, his, action, value.format(id=before.id))
    assert await all_of(bot, slack, ann) == [before]
    assert await all_of(bot, slack, bob) == [own]
    assert slack.workspace.messages(general) == []
    assert not slack.workspace.modals(bob)
    assert not slack.workspace.files
    seen = [*slack.workspace.ephemerals(bob), *slack.workspace.messages(slack.workspace.dm(bob))]
    assert "zarquonic" not in " ".join(one.words for one in seen)


@pytest.mark.parametrize("beginning", ["", "{id:.1}", "{id:.6}", "%", "_" * 12])
async def test_no_part_of_an_id(
    slack: SlackServer, ann: Person, general: Channel, bot: Serving, beginning: str
) -> None:
    """Her own case is not found by a part of its id either: ids count whole."""
    card = await own_card(slack, ann, general, CASE)
    (before,) = await all_of(bot, slack, ann)
    part = beginning.replace("{id:.1}", before.id[:1]).replace("{id:.6}", before.id[:6])
    await presses(slack, ann, card, f"{Button.HOME_DECISION}:0", f"{OnDecision.DELETE}{SEPARATOR}{part}")
    await presses(slack, ann, card, Button.SHARE, part)
    assert await all_of(bot, slack, ann) == [before]
    assert slack.workspace.messages(general) == []


async def test_a_case_in_another_thread(
    slack: SlackServer, ann: Person, bob: Person, general: Channel, bot: Serving
) -> None:
    """What everybody in the channel has read, Bob may go on with as his own; from another thread he changes nothing of it."""
    opening = await ann.mentions("We want our bot to sound like us. Should we fine-tune?", channel=general)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    (before,) = await all_of(bot, slack, ann)
    elsewhere = await bob.mentions("What is LoRA?", channel=general)
    answer = await slack.workspace.wait_for_answer(elsewhere)
    await presses(slack, bob, answer, f"{Button.PICK}:0", f"{before.id}{SEPARATOR}tried{SEPARATOR}rag")
    await slack.workspace.wait_for_answer(elsewhere, containing="That case is closed")
    assert await all_of(bot, slack, ann) == [before]
    await bob.clicks(question, "A basic prompt")
    await slack.workspace.wait_for_answer(opening, count=2)
    (after,) = await all_of(bot, slack, ann)
    assert after.case != before.case


async def test_a_case_in_a_channel_that_he_is_not_in(
    slack: SlackServer, ann: Person, bob: Person, general: Channel, bot: Serving
) -> None:
    """A card that was shown in one channel is not to be had in another."""
    secret = slack.workspace.channel("secret", private=True, members=[ann])
    card = await own_card(slack, ann, secret, CASE)
    await ann.clicks(card, "Share to channel")
    await slack.workspace.wait_for(lambda: slack.workspace.messages(secret))
    (before,) = await all_of(bot, slack, ann)
    his = await own_card(slack, bob, general, "A bot that should answer from our handbook")
    await presses(slack, bob, his, Button.WALK, before.id)
    await presses(slack, bob, his, Button.RECORD, before.id)
    await idle(bot)
    assert slack.workspace.messages(slack.workspace.dm(bob)) == []
    assert not slack.workspace.files


async def test_a_shared_case_is_gone_on_with_as_one_s_own(
    slack: SlackServer, ann: Person, bob: Person, general: Channel, bot: Serving
) -> None:
    """Once she has shared it, he walks through a copy; hers stays as it is, and he can't change, share or delete it."""
    await ann.clicks(await own_card(slack, ann, general, CASE), "Share to channel")
    (shared,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(general))
    (before,) = await all_of(bot, slack, ann)
    await bob.clicks(shared, "Walk me through it")
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(slack.workspace.dm(bob)))
    await slack.workspace.wait_for_answer(root)
    await presses(slack, bob, shared, Button.CHANGE, before.id)
    assert (await slack.workspace.wait_for_ephemeral(bob, containing="somebody else")).words == phrases.NOT_YOURS
    await presses(slack, bob, shared, Button.SHARE, before.id)
    await presses(slack, bob, shared, f"{Button.HOME_DECISION}:0", f"{OnDecision.DELETE}{SEPARATOR}{before.id}")
    (after,) = await all_of(bot, slack, ann)
    assert (after.id, after.case) == (before.id, before.case)
    assert slack.workspace.messages(general) == [shared]
    (copy,) = await all_of(bot, slack, bob)
    assert copy.id != before.id


@pytest.mark.parametrize("shared_at", ["first", "last"])
async def test_what_is_told_elsewhere_stays_there(
    slack: SlackServer, ann: Person, bob: Person, general: Channel, bot: Serving, shared_at: str
) -> None:
    """What Ann tells in her direct message after she shared her case, wherever she had begun it, is read by nobody on the shared card."""
    card = await own_card(slack, ann, general, "A support bot that should sound like us")
    (before,) = await all_of(bot, slack, ann)
    if shared_at == "first":
        await ann.clicks(card, "Share to channel")
    await ann.clicks(card, "Walk me through it")
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(slack.workspace.dm(ann)))
    await slack.workspace.wait_for_answer(root)
    if shared_at == "last":
        await ann.clicks(card, "Share to channel")
    (shared,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(general))
    await ann.says("The answers change every single day.", thread=root)
    await slack.workspace.wait_for_answer(root, count=2)
    assert "every single day" in "".join(str(to_stored(one.case)) for one in await all_of(bot, slack, ann))
    for action in (Button.WALK, Button.RECORD, Button.CARD_WHY, Button.CARD_STEPS):
        await presses(slack, bob, shared, action, before.id)
        await idle(bot)
    direct = slack.workspace.dm(bob)
    seen: list[Message | View] = [*slack.workspace.ephemerals(bob), *slack.workspace.messages(direct)]
    seen += slack.workspace.modals(bob)
    seen += [answer for one in slack.workspace.messages(direct) for answer in slack.workspace.answers(one)]
    files = [file.content.decode() for file in slack.workspace.files.values()]
    assert "every single day" not in " ".join([*(one.words for one in seen), *files])
