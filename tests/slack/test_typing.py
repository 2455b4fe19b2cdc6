"""The terminal client: what is typed reaches the app, and what the app shows is printed with numbers to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.slack.apps import socket_app
from tests.slack.forms import buttons, home, modal, section
from tests.slack.screen import Screen
from tests.slack.terminal import HELP, obey, talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer


@pytest.fixture
def printed() -> list[str]:
    """What the client has printed."""
    return []


@pytest.fixture
def screen(slack: SlackServer, ann: Person, printed: list[str]) -> Screen:
    """What ann has before her."""
    slack.workspace.channel("general")
    return Screen(ann, printed.append, slack.workspace.dm(ann))


async def test_an_answer_is_printed_and_clicked(
    slack: SlackServer, screen: Screen, printed: list[str], client: AsyncWebClient
) -> None:
    """A reply comes with its place and its buttons; `/click 2` clicks the second."""
    await obey(screen, "Should we fine-tune?")
    (question,) = slack.workspace.all_messages()
    await client.chat_postMessage(
        channel=question.channel, thread_ts=question.ts, text="x", blocks=[section("Not yet."), buttons("Yes", "No")]
    )
    screen.refresh()
    assert printed == ["\n(2) fine-tune-or-not · thread\n  Not yet.\n  Yes No", "  [1] Yes", "  [2] No"]
    async with socket_app(slack) as app:
        await obey(screen, "/click 2")
        assert app.last["actions"][0]["value"] == "no"
    screen.refresh()
    assert len(printed) == 3


async def test_it_goes_to_channels_and_threads(slack: SlackServer, screen: Screen) -> None:
    """`/channel` and `/thread` change where text goes, and `@bot` mentions the app."""
    await obey(screen, "/channel general")
    await obey(screen, "@bot why?")
    general = slack.workspace.channel("general")
    (root,) = slack.workspace.messages(general)
    assert root.text == f"<@{slack.workspace.bot_user_id}> why?"
    screen.refresh()
    await obey(screen, "/thread 1")
    await obey(screen, "and when?")
    assert [message.text for message in slack.workspace.messages(general, root)] == ["and when?"]
    assert screen.prompt == "#general › thread> "
    await obey(screen, "/delete")
    assert slack.workspace.messages(general, root) == []


async def test_forms_and_home(
    slack: SlackServer, ann: Person, screen: Screen, printed: list[str], client: AsyncWebClient
) -> None:
    """A form and the Home tab are printed; `/fill` sends the form."""
    await client.views_publish(user_id=ann.id, view=home("Your decisions"))
    await client.views_open(
        trigger_id=slack.interactivity.trigger(slack.workspace, ann.id), view=modal("Quick verdict")
    )
    screen.refresh()
    assert any("form: Quick verdict" in text for text in printed)
    assert any("Your decisions" in text for text in printed)
    async with socket_app(slack):
        await obey(screen, "/fill Use case=Our tone")
    assert slack.workspace.modals(ann) == []


async def test_a_whole_session(slack: SlackServer, printed: list[str]) -> None:
    """Help, a command to the app, a mistake that is explained, and the way out."""

    async def lines() -> AsyncIterator[str]:
        for line in ("/help", "/verdict our tone", "/click 9", "/quit", "never said"):
            yield line + "\n"

    async with socket_app(slack, lambda _: {"text": "On it"}):
        await talk(slack, lines(), printed.append, "ann")
    text = "\n".join(printed)
    assert HELP in text
    assert "only you see this\n  On it" in text
    assert "There is no button '9'" in text
    assert "never said" not in slack.describe()
