"""What people do, what the app gets of it, and what the app's answers do to their forms."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.slack.apps import http_app, socket_app
from tests.slack.forms import buttons, field, home, modal, plain, section
from tests.slack.test_messages import error_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

    Json = dict[str, Any]

OPTIONS = [{"text": plain(label), "value": label.lower()} for label in ("Prompt", "Retrieval", "Training")]


def events(slack: SlackServer) -> list[Json]:
    """All events so far."""
    return [delivery.event for delivery in slack.deliveries.sent if delivery.kind == "events_api"]


async def open_modal(ann: Person, client: AsyncWebClient, view: Json) -> View:
    """A form before somebody."""
    trigger_id = ann.workspace.slack.interactivity.trigger(ann.workspace, ann.id)
    await client.views_open(trigger_id=trigger_id, view=view)
    return ann.workspace.modal(ann)


async def test_a_mention_is_two_events(slack: SlackServer, ann: Person) -> None:
    """In a channel `message` and `app_mention` have equal times and different ids; in a direct message there is one."""
    general = slack.workspace.channel("general")
    await ann.mentions("why?", channel=general)
    first, second = (delivery.body for delivery in slack.deliveries.sent)
    assert [first["event"]["type"], second["event"]["type"]] == ["message", "app_mention"]
    assert first["event"]["ts"] == second["event"]["ts"]
    assert first["event"]["client_msg_id"] == second["event"]["client_msg_id"]
    assert first["event_id"] != second["event_id"]
    await ann.says(f"<@{slack.workspace.bot_user_id}> hello")
    assert [event["type"] for event in events(slack)[2:]] == ["message"]


async def test_an_edit_may_add_a_mention(slack: SlackServer, ann: Person) -> None:
    """A changed message shows both versions; a mention that is new in it is an `app_mention` with `edited`."""
    message = await ann.says("why?", channel=slack.workspace.channel("general"))
    await ann.edits(message, f"<@{slack.workspace.bot_user_id}> why?")
    _, changed, mention = events(slack)
    assert (changed["subtype"], changed["previous_message"]["text"]) == ("message_changed", "why?")
    assert (mention["type"], mention["ts"]) == ("app_mention", message.ts)
    assert "edited" in mention


async def test_a_root_with_replies_leaves_a_tombstone(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Deleting a message is an event of its own; with replies below it, it is a change into a tombstone."""
    alone, root = await ann.says("alone"), await ann.says("root")
    await client.chat_postMessage(channel=root.channel, thread_ts=root.ts, text="reply")
    slack.deliveries.sent.clear()
    await ann.deletes(alone)
    await ann.deletes(root)
    deleted, changed = events(slack)
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", alone.ts)
    assert (changed["subtype"], changed["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (changed["message"]["ts"], changed["previous_message"]["text"]) == (root.ts, "root")


async def test_the_apps_own_messages_come_back(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """With the app's id on them, unless a test wants quiet."""
    channel = slack.workspace.dm(ann).id
    await client.chat_postMessage(channel=channel, text="x")
    assert [event["bot_id"] for event in events(slack)] == [slack.workspace.bot_id]
    slack.echoes = False
    await client.chat_postMessage(channel=channel, text="x")
    assert len(events(slack)) == 1


async def test_two_workspaces_share_a_channel(slack: SlackServer, ann: Person) -> None:
    """Both copies of the app hear the same message, and are told that it comes from outside."""
    other = slack.add_workspace("Other")
    zoe, channel = other.person("zoe"), slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    message = await zoe.says("Hello", channel=channel)
    bodies = [delivery.body for delivery in slack.deliveries.sent]
    assert [body["authorizations"][0]["team_id"] for body in bodies] == [slack.workspace.team_id, other.team_id]
    assert [body["team_id"] for body in bodies] == [other.team_id] * 2
    assert {body["event"]["client_msg_id"] for body in bodies} == {message.client_msg_id}
    assert all(body["is_ext_shared_channel"] and body["event"]["user_team"] == other.team_id for body in bodies)
    assert slack.workspace.messages(channel) == other.messages(channel) == [message]
    assert slack.workspace.stranger("zoe", other).id == zoe.id
    assert ann.id in channel.members


async def test_a_click_brings_its_message(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """By label or action id; the app gets action, message, place and a way to answer."""
    question = await ann.says("?")
    await client.chat_postMessage(
        channel=question.channel, thread_ts=question.ts, text="x", blocks=[buttons("Yes", "No")]
    )
    (answer,) = slack.workspace.answers(question)
    async with socket_app(slack) as app:
        assert (await ann.clicks(answer, "No")).acknowledged
        assert (await ann.clicks(answer, "yes")).acknowledged
        no, yes = (each["payload"] for each in app.envelopes if each["type"] == "interactive")
    assert [payload["actions"][0]["value"] for payload in (no, yes)] == ["no", "yes"]
    assert (no["container"]["thread_ts"], no["message"]["ts"]) == (question.ts, answer.ts)
    with pytest.raises(LookupError, match="'no' \\(No\\)"):
        await ann.clicks(answer, "Maybe")


async def test_an_ephemeral_message_is_not_sent_along(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The app has to know by itself what it showed to one person."""
    channel = slack.workspace.dm(ann).id
    await client.chat_postEphemeral(channel=channel, user=ann.id, text="x", blocks=[buttons("Share")])
    async with socket_app(slack) as app:
        await ann.clicks(slack.workspace.ephemerals(ann)[0], "Share")
        payload = app.last
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload


async def test_choices_are_kept(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A choice in a message comes with the option chosen, and with all choices so far in `state`."""
    select = {"type": "static_select", "action_id": "pick", "options": OPTIONS}
    block = {"type": "actions", "block_id": "choice", "elements": [select]}
    await client.chat_postMessage(channel=slack.workspace.dm(ann).id, text="x", blocks=[block])
    (message,) = slack.workspace.all_messages()
    async with socket_app(slack) as app:
        await ann.clicks(message, "pick", option="Training")
        payload = app.last
    assert payload["actions"][0]["selected_option"]["value"] == "training"
    assert payload["state"]["values"]["choice"]["pick"]["selected_option"]["value"] == "training"


async def test_feedback_says_which(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Either of two feedback buttons can be clicked by its label."""
    sides = {
        f"{side}_button": {"text": plain(label), "value": side}
        for side, label in (("positive", "Good"), ("negative", "Bad"))
    }
    block = {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback", **sides}]}
    await client.chat_postMessage(channel=slack.workspace.dm(ann).id, text="x", blocks=[block])
    (message,) = slack.workspace.all_messages()
    async with socket_app(slack) as app:
        await ann.clicks(message, "Bad")
        assert app.last["actions"][0]["value"] == "negative"


async def test_a_trigger_opens_one_view_soon(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Once, and within three seconds."""
    used, late = (slack.interactivity.trigger(slack.workspace, ann.id) for _ in range(2))
    await client.views_open(trigger_id=used, view=modal())
    assert await error_of(client, "views.open", trigger_id=used, view=modal()) == "exchanged_trigger_id"
    slack.clock.advance(4)
    assert await error_of(client, "views.open", trigger_id=late, view=modal()) == "trigger_expired"
    assert await error_of(client, "views.open", trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"
    assert await error_of(client, "views.open", trigger_id="1.2.3", view={"type": "modal"}) == "invalid_arguments"


async def test_views_change_and_pile_up(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """An update with an old hash is refused; three forms are the most."""
    view = await open_modal(ann, client, modal("One"))
    old = view.hash
    await client.views_update(view_id=view.id, hash=old, view=modal("Two"))
    assert await error_of(client, "views.update", view_id=view.id, hash=old, view=modal("Three")) == "hash_conflict"
    assert view.title == "Two"
    triggers = [slack.interactivity.trigger(slack.workspace, ann.id) for _ in range(3)]
    for trigger_id in triggers[:2]:
        await client.views_push(trigger_id=trigger_id, view=modal("More"))
    assert await error_of(client, "views.push", trigger_id=triggers[2], view=modal("More")) == "push_limit_reached"
    assert len(slack.workspace.modals(ann)) == 3
    assert await error_of(client, "views.update", view_id="V0", view=modal()) == "not_found"


async def test_the_home_tab_is_each_persons_own(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Published for one person; opened, it is sent along; the messages tab is another event."""
    await ann.opens_home()
    await client.views_publish(user_id=ann.id, view=home("Hello"))
    shown = await slack.workspace.wait_for_home(ann)
    await ann.opens_home()
    await ann.opens_messages_tab({"entities": []})
    first, second, third = events(slack)
    assert ("view" in first, second["view"]["id"], third["tab"], third["context"]) == (
        False,
        shown.id,
        "messages",
        {"entities": []},
    )
    assert slack.workspace.home(slack.workspace.person("bob")) is None


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({}, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "errors", "errors": {"use case": "Longer"}}, ["Verdict"]),
        ({"response_action": "update", "view": modal("Done")}, ["Done"]),
        ({"response_action": "push", "view": modal("Next")}, ["Verdict", "Next"]),
    ],
)
async def test_a_form_does_what_the_app_answers(
    slack: SlackServer, ann: Person, client: AsyncWebClient, answer: Json, titles: list[str]
) -> None:
    """Closed, cleared, marked with errors, replaced, or covered by another."""
    view = await open_modal(ann, client, modal())
    async with socket_app(slack, lambda _: answer) as app:
        ack = await ann.submits(view, {"Use case": "Our tone"})
        values = app.last["view"]["state"]["values"]
    assert (ack.payload, values["use case"]["entered"]["value"]) == (answer, "Our tone")
    assert [each.title for each in slack.workspace.modals(ann)] == titles
    assert view.errors == answer.get("errors", {})


async def test_a_form_is_filled_in_as_people_do(ann: Person, client: AsyncWebClient) -> None:
    """By label, with what was there before kept; fields that are needed, and options that exist."""
    fields = [
        field("Text", {"type": "plain_text_input", "initial_value": "before", "max_length": 10}),
        field("One", {"type": "radio_buttons", "options": OPTIONS}),
        field("Many", {"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS[:1]}, optional=True),
    ]
    view = await open_modal(ann, client, modal("Form", *fields))
    with pytest.raises(AssertionError, match="'One' has to be filled in"):
        await ann.submits(view)
    with pytest.raises(LookupError, match="no option 'Nothing'"):
        await ann.submits(view, {"One": "Nothing"})
    with pytest.raises(LookupError, match="no field 'Two'"):
        await ann.submits(view, {"One": "Prompt", "Two": "x"})
    with pytest.raises(AssertionError, match="11 characters"):
        await ann.submits(view, {"One": "Prompt", "Text": "x" * 11})
    async with socket_app(ann.workspace.slack) as app:
        await ann.submits(view, {"One": "Prompt", "Many": ["Retrieval", "training"]})
        values = app.last["view"]["state"]["values"]
    assert values["text"]["entered"]["value"] == "before"
    assert values["one"]["entered"]["selected_option"]["value"] == "prompt"
    assert [option["value"] for option in values["many"]["entered"]["selected_options"]] == ["retrieval", "training"]


async def test_a_choice_made_before_is_sent(ann: Person, client: AsyncWebClient) -> None:
    """What was chosen by a click in a form goes along with the rest."""
    block = {
        "type": "actions",
        "block_id": "choice",
        "elements": [{"type": "radio_buttons", "action_id": "pick", "options": OPTIONS}],
    }
    view = await open_modal(ann, client, modal("Form", block, field("Text", {"type": "plain_text_input"})))
    async with socket_app(ann.workspace.slack) as app:
        await ann.clicks(view, "Retrieval")
        await ann.submits(view, {"Text": "x"})
        values = app.last["view"]["state"]["values"]
    assert values["choice"]["pick"]["selected_option"]["value"] == "retrieval"


async def test_a_dismissed_form_tells(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Where the form asks for it, the app hears that it was closed."""
    view = await open_modal(ann, client, modal())
    async with socket_app(slack) as app:
        await ann.closes(view)
        assert app.last["type"] == "view_closed"
    assert slack.workspace.modals(ann) == []


async def respond(url: str, **body: Any) -> tuple[int, str]:
    """POST to a response_url."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def command_url(ann: Person) -> str:
    """The response address of a command."""
    async with socket_app(ann.workspace.slack) as app:
        await ann.commands("/verdict x")
        return str(app.last["response_url"])


async def test_a_response_url_is_good_for_five(slack: SlackServer, ann: Person) -> None:
    """Five answers within half an hour, to one person unless said otherwise."""
    url = await command_url(ann)
    for number in range(5):
        assert await respond(url, text=f"{number}") == (200, "ok")
    status, text = await respond(url, text="6")
    assert (status, "used_url" in text) == (404, True)
    assert [message.text for message in slack.workspace.ephemerals(ann)] == ["0", "1", "2", "3", "4"]
    late = await command_url(ann)
    slack.clock.advance(1801)
    assert "expired_url" in (await respond(late, text="late"))[1]
    assert (await respond(f"{slack.url}/actions/T0/R0", text="x"))[0] == 404


async def test_a_response_url_replaces_and_removes(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The message a click came from can be changed, removed, or answered in its thread."""
    channel = slack.workspace.channel("general")
    await client.chat_postMessage(channel=channel.id, text="x", blocks=[buttons("Share")])
    (message,) = slack.workspace.messages(channel)
    async with socket_app(slack) as app:
        await ann.clicks(message, "Share")
        url = app.last["response_url"]
    await respond(url, text="in the thread", response_type="in_channel", replace_original=False, thread_ts=message.ts)
    await respond(url, text="changed", replace_original=True)
    assert [each.text for each in slack.workspace.messages(channel)] == ["changed"]
    assert [each.text for each in slack.workspace.messages(channel, message)] == ["in the thread"]
    await respond(url, delete_original=True)
    assert slack.workspace.messages(channel) == []
    assert (await respond(url, text="x", blocks=[{"type": "nothing"}]))[0] == 400


async def test_a_command_may_be_answered_at_once(slack: SlackServer, ann: Person) -> None:
    """A text in the acknowledgement is shown to the person alone; a channel without the app takes commands too."""
    channel = slack.workspace.channel("elsewhere", members=[ann], with_bot=False)
    async with socket_app(slack, lambda _: {"text": "Help"}):
        await ann.commands("/verdict help", channel=channel)
    assert [message.text for message in slack.workspace.ephemerals(ann, channel)] == ["Help"]


async def test_a_shortcut_brings_its_message(slack: SlackServer, ann: Person) -> None:
    """From a message's menu with the message, from the search bar without."""
    message = await ann.says("We want our bot to sound like us", channel=slack.workspace.channel("general"))
    async with http_app(slack) as app:
        await ann.uses_shortcut("verdict", message)
        await ann.uses_shortcut("ask")
    of_message, everywhere = app.bodies[-2:]
    assert (of_message["type"], of_message["message"]["text"]) == ("message_action", message.text)
    assert (everywhere["type"], everywhere["callback_id"]) == ("shortcut", "ask")


async def test_the_app_is_what_its_manifest_says(slack: SlackServer, ann: Person) -> None:
    """Commands and shortcuts that are not in it do not exist, nor do events."""
    slack.app.follow(
        {
            "features": {"slash_commands": [{"command": "/verdict"}], "shortcuts": [{"callback_id": "verdict"}]},
            "oauth_config": {"scopes": {"bot": ["commands"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
        }
    )
    for act in (ann.commands("/other"), ann.uses_shortcut("other")):
        with pytest.raises(AssertionError, match="other"):
            await act
    await ann.says("Hello")
    assert (events(slack), slack.app.scopes) == ([], {"commands"})


async def test_waiting_ends_with_a_report(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Where what is waited for does not come, the error shows what people see and what was refused."""
    question = await ann.says("Should we?")
    await error_of(client, "chat.postMessage", channel=question.channel)
    with pytest.raises(AssertionError, match=r"(?s)ann \(#.*Should we\?.*chat.postMessage: no_text"):
        await slack.wait_for(lambda: None, timeout=0)


@pytest.mark.parametrize("act", [lambda ann: ann.opens_home(), lambda ann: ann.says("x")])
async def test_nothing_comes_after_the_app_is_gone(
    slack: SlackServer, ann: Person, act: Callable[[Person], Any]
) -> None:
    """Removing the app is told in two events; after them there are none."""
    await slack.workspace.uninstalls_app()
    assert [event["type"] for event in events(slack)] == ["tokens_revoked", "app_uninstalled"]
    await act(ann)
    assert len(events(slack)) == 2
    slack.limits = dataclasses.replace(slack.limits)
    assert slack.workspace.install() == slack.workspace.bot_token


async def test_live_sequences_are_seen_where_they_are_sent(
    slack: SlackServer, ann: Person, client: AsyncWebClient
) -> None:
    """In text, in blocks, in what was streamed; and bare names where the app asked to have them read."""
    channel = slack.workspace.dm(ann)
    await client.chat_postMessage(channel=channel.id, text="<!channel>", blocks=[section("<@U1> [x](https://a.b)")])
    await client.chat_postMessage(channel=channel.id, text="@here", link_names=True)
    first, second = slack.workspace.messages(channel)
    assert (first.live_sequences, first.links[0].url) == (("<!channel>", "<@U1>"), "https://a.b")
    assert second.live_sequences == ("@here",)
