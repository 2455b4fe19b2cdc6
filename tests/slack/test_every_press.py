"""Every button, menu and form the bot has, also those of tomorrow, used by somebody with ids of what is another's: nothing of it is read or changed.

What there is comes from `action_ids`: a new button, a new menu's entry and a new form are walked through without a word here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest

from bot import phrases
from bot.settings import SlackMode
from bot.slack.blocks import action_ids
from bot.slack.blocks.action_ids import SEPARATOR, Button, Form
from bot.slack.listeners.form_seal import sealed
from tests.slack import interactions
from tests.slack.bot import bot_in, install, several, slack_settings
from tests.slack.interview import FIRST
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

#: A word of Ann's that nobody else has.
WORD = "zarquonic"
CASE = f"A {WORD} support bot that should sound like us, we have 15 training examples"
#: Every entry of every menu: what stands before an id in a value.
ENTRIES = [
    entry.value
    for menu in vars(action_ids).values()
    if isinstance(menu, type) and issubclass(menu, StrEnum) and menu not in {StrEnum, Button, Form, action_ids.Shortcut}
    for entry in menu
]


#: Buttons whose value is an id alone, and those whose value names nothing that is kept; any other is pressed with every form of a value.
ID_ALONE = {
    Button.BACK, Button.START_OVER, Button.VERDICT_NOW, Button.SHARE, Button.WALK, Button.RECORD, Button.CHANGE, Button.CARD_WHY,
    Button.CARD_STEPS,
}  # fmt: skip
NAMELESS = {
    Button.ANSWER_MORE, Button.ANSWER_SOURCES, Button.COST_ALL, Button.COST_CURVE, Button.FEEDBACK, Button.GAP_ANSWER, Button.GAP_SEARCH, Button.HOME_CASE,
    Button.HOME_COST, Button.HOME_DELETE, Button.LINK,
}  # fmt: skip
PICKED = f"{SEPARATOR}tried{SEPARATOR}rag"


@pytest.fixture
async def bot(slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index) -> AsyncIterator[Serving]:
    """The bot; the same sentence may well come again where somebody presses a hundred buttons."""
    async with bot_in(slack, slack_settings(settings, slack), searcher, built_index) as serving:
        yield serving


def values_of(button: Button, names: list[str]) -> Iterator[str]:
    """Each form that a button's value may have, with these ids in it."""
    for name in names if button not in NAMELESS else names[:1]:
        if button is Button.PICK:
            yield name + PICKED
        elif button in ID_ALONE | NAMELESS:
            yield name
        else:
            yield from (name, name + PICKED, *(f"{entry}{SEPARATOR}{name}" for entry in ENTRIES))


async def presses(
    slack: SlackServer, bot: Serving, person: Person, where: Message | View, values: list[tuple[Button, str]]
) -> None:
    """Press everything there is, one after another."""
    for button, value in values:
        numbered = button in {Button.PICK, Button.HOME_DECISION}
        action: dict[str, Any] = {
            "type": "button", "action_id": f"{button}:0" if numbered else button.value, "block_id": "b", "value": value,
            "action_ts": slack.ids.ts(),
        }  # fmt: skip
        body = interactions.block_action(person.workspace, person.id, where, action)
        ack = await slack.deliveries.interact("interactive", body)
        assert ack.acknowledged, (button, value)
        await idle(bot)


async def of_ann(bot: Serving, slack: SlackServer, ann: Person) -> tuple[object, ...]:
    """All that there is of Ann: what is kept, and what stands where only she is."""
    await idle(bot)
    team, parts = slack.workspace.team_id, bot.parts
    shown = slack.workspace.messages(slack.workspace.dm(ann))
    replies = [each for one in shown for each in slack.workspace.answers(one)]
    return (
        list(await parts.cases.recent(team, ann.id, open_too=True)),
        await parts.conversations.count_of(team, ann.id),
        await parts.feedback.latest(team),
        await parts.pointers.all(),
        [(one.ts, one.words, one.deleted) for one in (*shown, *replies)],
        slack.workspace.messages(slack.workspace.channel("secret", private=True, members=[ann])),
    )


def seen_by(person: Person) -> str:
    """All that somebody sees: messages, views and their files."""
    workspace = person.workspace
    mine = [channel for channel in workspace.channels.values() if person.id in channel.members]
    shown: list[Message | View] = [one for one in workspace.all_messages() if one.channel in {each.id for each in mine}]
    shown += [*workspace.ephemerals(person), *workspace.modals(person), *filter(None, [workspace.home(person)])]
    files = [file.content.decode(errors="replace") for file in workspace.files.values()]
    return "\n".join([*(one.words for one in shown), *files])


async def cases_of_ann(slack: SlackServer, bot: Serving, ann: Person) -> list[str]:
    """The ids of one that only she was shown, one that she walks through in her direct message, and one she shared in a channel of her own."""
    secret = slack.workspace.channel("secret", private=True, members=[ann])
    await ann.commands(f"/verdict {CASE}")
    await slack.workspace.wait_for_ephemeral(ann, containing="Share to channel")
    await ann.commands(f"/verdict {CASE}, in German", channel=secret)
    await ann.clicks(
        await slack.workspace.wait_for_ephemeral(ann, containing="Share to channel", count=2), "Share to channel"
    )
    await slack.wait_for(lambda: slack.workspace.messages(secret))
    opening = await ann.says(f"We want our {WORD} bot to sound like us. Should we fine-tune?")
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await idle(bot)
    kept = await bot.parts.cases.recent(slack.workspace.team_id, ann.id, open_too=True)
    assert len(kept) == 3
    return [one.id for one in kept]


@pytest.mark.parametrize("surface", ["answer", "card", "home"])
async def test_somebody_else_s_ids(slack: SlackServer, ann: Person, bot: Serving, surface: str) -> None:
    """Bob presses everything with the ids of Ann's cases: on an answer that everybody sees, on a card of his own, on his Home tab."""
    names = await cases_of_ann(slack, bot, ann)
    bob, general = slack.workspace.person("bob"), slack.workspace.channel("general")
    where: Message | View
    if surface == "answer":
        where = await slack.workspace.wait_for_answer(await bob.mentions("What is LoRA?", channel=general))
    elif surface == "card":
        await bob.commands("/verdict A bot that answers from our handbook", channel=general)
        where = await slack.workspace.wait_for_ephemeral(bob, containing="Share to channel")
    else:
        await bob.opens_home()
        where = await slack.workspace.wait_for_home(bob)
    before = await of_ann(bot, slack, ann)
    on_home = [button for button in Button if button.startswith("home:")]
    pressed = [
        (button, value) for button in (on_home if surface == "home" else Button) for value in values_of(button, names)
    ]
    await presses(slack, bot, bob, where, pressed)
    assert await of_ann(bot, slack, ann) == before
    seen = seen_by(bob)
    assert WORD not in seen
    assert phrases.UNFORESEEN not in seen


async def test_another_workspace_s_ids(
    slack: SlackServer, ann: Person, settings: Settings, searcher: Searcher, built_index: Index
) -> None:
    """Zoe, who runs the bot in a workspace of her own, presses everything with the ids of Ann's cases and the numbers of what Ann was declined."""
    other = slack.add_workspace("Other")
    zoe = other.person("zoe")
    changes = several(slack) | {"operators": f"{other.team_id}/{zoe.id}"}
    configured = slack_settings(settings, slack, SlackMode.SOCKET, **changes)
    await install(configured, slack.workspace, other)
    async with bot_in(slack, configured, searcher, built_index) as bot:
        names = await cases_of_ann(slack, bot, ann)
        await slack.workspace.wait_for_answer(await ann.says(f"Which {WORD} tea goes with a Llama?"))
        where = await other.wait_for_answer(await zoe.mentions("What is LoRA?", channel=other.channel("general")))
        before = await of_ann(bot, slack, ann)
        pressed = [(button, value) for button in Button for value in values_of(button, names)]
        pressed += [(Button.GAP_ANSWER, f"{number}|{number}") for number in range(1, 9)]
        await presses(slack, bot, zoe, where, pressed)
        assert await of_ann(bot, slack, ann) == before
    seen = seen_by(zoe)
    assert WORD not in seen
    assert phrases.UNFORESEEN not in seen


async def test_ids_that_are_none(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Ann presses everything with an id that she has deleted, with parts of one, with wildcards, with nothing: her other cases stay as they are."""
    names = await cases_of_ann(slack, bot, ann)
    team = slack.workspace.team_id
    await bot.parts.cases.delete(team, gone := names.pop())
    general = slack.workspace.channel("general")
    answer = await slack.workspace.wait_for_answer(await ann.mentions("What is LoRA?", channel=general))
    await idle(bot)
    before = list(await bot.parts.cases.recent(team, ann.id, open_too=True))
    posted = slack.workspace.messages(general)
    wrong = [gone, names[0][:6], "%"]
    pressed = [(button, value) for button in Button if button not in NAMELESS for value in values_of(button, wrong)]
    await presses(slack, bot, ann, answer, pressed)
    assert list(await bot.parts.cases.recent(team, ann.id, open_too=True)) == before
    assert slack.workspace.messages(general) == posted
    assert phrases.UNFORESEEN not in seen_by(ann)


@pytest.mark.parametrize("form", list(Form))
async def test_every_form_is_its_person_s_own(slack: SlackServer, ann: Person, bot: Serving, form: Form) -> None:
    """A form that was opened for somebody else, as another form, in another workspace, or by nobody is not taken."""
    bob, other = slack.workspace.person("bob"), Form.COST if form is Form.CASE else Form.CASE
    kept = (
        '{"channel": "C0SECRET", "thread": "1.1", "ts": "1.1", "decision_id": "another", "numbers": "1", "round": "0"}'
    )
    token = slack.workspace.bot_token
    forged = {
        "somebody else's": sealed({"callback_id": form, "private_metadata": kept}, token, ann.id),
        "another form's": sealed({"callback_id": other, "private_metadata": kept}, token, bob.id),
        "another workspace's": sealed({"callback_id": form, "private_metadata": kept}, "xoxb-another", bob.id),
        "not sealed": {"private_metadata": kept},
        "nothing": {"private_metadata": ""},
        "noise": {"private_metadata": "\ud800" * 70},
    }
    for one in forged.values():
        view: dict[str, Any] = {
            "id": "V1",
            "type": "modal",
            "callback_id": form.value,
            "hash": "1.a",
            "state": {"values": {}},
            "blocks": [],
        }
        view |= {"private_metadata": one["private_metadata"], "app_installed_team_id": slack.workspace.team_id}
        body = interactions.common(slack.workspace, bob.id, "view_submission") | {
            "view": view,
            "trigger_id": "1.1",
            "response_urls": [],
        }
        ack = await slack.deliveries.interact("interactive", body)
        assert ack.payload["response_action"] == "update"
        assert phrases.FORM_NOT_OURS in str(ack.payload["view"])
    await idle(bot)
    assert bot.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": "form not ours"}) == len(forged)
    assert seen_by(bob) == ""
