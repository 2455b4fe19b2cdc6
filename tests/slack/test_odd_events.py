"""What Slack sends seldom, late, twice or in another shape than usual: answered once, withdrawn, or acknowledged and left."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.settings import SlackMode
from bot.slack.blocks.fields import ACTION, chosen_in, typed_in
from bot.slack.blocks.message import Message as Shown
from bot.slack.listeners import parse_message
from bot.slack.listeners.parse_action import pressed, thread_of_interaction
from bot.slack.outgoing.rate_limits import limits
from bot.slack.outgoing.response_url import Responder, ResponseOutcome
from bot.slack.server.payload_shape import has_shape
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "channel": {"id": "C1"},
    "container": {"type": "message", "message_ts": "10.1", "channel_id": "C1"},
    "message": {"ts": "10.1", "thread_ts": "9.1", "blocks": []},
    "actions": [{"action_id": "a", "action_ts": "11.1"}],
}

MESSAGE: dict[str, Any] = {
    "type": "message",
    "channel": "D1",
    "user": "U1",
    "ts": "10.1",
    "thread_ts": "9.1",
    "text": "<@U2> Hello",
    "team": "T1",
    "user_team": "T1",
    "subtype": "file_share",
    "client_msg_id": "c",
    "edited": {"ts": "11.1", "user": "U1"},
    "files": [{"id": "F1"}],
}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "enterprise_id": "E1",
    "event_id": "Ev1",
    "event_time": 10,
    "is_ext_shared_channel": True,
    "authorizations": [{"team_id": "T1", "enterprise_id": "E1", "user_id": "U2", "is_enterprise_install": False}],
    "event": MESSAGE,
}
CHANGED = {
    "type": "message",
    "subtype": "message_changed",
    "channel": "D1",
    "ts": "12.1",
    "message": MESSAGE,
    "previous_message": MESSAGE,
}
DELETED = {
    "type": "message",
    "subtype": "message_deleted",
    "channel": "D1",
    "ts": "12.1",
    "deleted_ts": "10.1",
    "previous_message": MESSAGE,
}
SUBMITTED: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U1", "team_id": "T1", "enterprise_user": {"enterprise_id": "E1"}},
    "team": {"id": "T1"},
    "enterprise": {"id": "E1"},
    "response_urls": [{"response_url": "https://hooks.slack.com/1", "channel_id": "C1"}],
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "ftn_case",
        "private_metadata": "{}",
        "state": {
            "values": {
                "text": {ACTION: {"type": "plain_text_input", "value": "Hello"}},
                "one": {ACTION: {"selected_option": {"value": "a"}}},
                "some": {ACTION: {"selected_options": [{"value": "a"}]}},
            }
        },
    },
}
#: Whatever may stand in a place by mistake; the first takes the place away.
ODD: tuple[Any, ...] = (..., None, 7, "", "x", [], {}, [7], {"a": 1}, True, "9" * 400)


def places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload."""
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in within:
        yield (*at, name)
        yield from places(one, (*at, name))


def with_odd(body: dict[str, Any], place: tuple[Any, ...], odd: object) -> dict[str, Any]:
    """A payload with something else in one place."""
    made = here = copy.deepcopy(body)
    for name in place[:-1]:
        here = here[name]
    if odd is ...:
        del here[place[-1]]
    else:
        here[place[-1]] = odd
    return made


def read(body: dict[str, Any]) -> None:
    """Read a payload in all the ways in which Bolt and the listeners do."""
    AsyncBoltRequest(mode="socket_mode", body=body)
    if body["type"] == "event_callback":
        parse_message.deleted(body)
        edit = parse_message.edit_in(body, "U2")
        for each in (body, *([edit.body] if edit else [])):
            if isinstance(heard := parse_message.heard(each, "U2", "B2"), parse_message.HeardMessage):
                assert heard.job.position < float("inf")
    elif body["type"] == "block_actions":
        assert pressed(body, body["actions"][0]).wish
    elif body["type"] == "view_submission":
        thread_of_interaction(body)
        typed_in(body["view"], "text")
        for name in ("one", "some"):
            chosen_in(body["view"], name)


@pytest.mark.parametrize("body", [EVENT, EVENT | {"event": CHANGED}, EVENT | {"event": DELETED}, PRESS, SUBMITTED])
def test_no_place_in_a_payload_breaks_its_reader(body: dict[str, Any]) -> None:
    """With anything in any place it is refused by its shape, or read without an error that nobody foresaw."""
    assert has_shape(body)
    read(body)
    refused = 0
    for place in places(body):
        for odd in ODD:
            made = with_odd(body, place, odd)
            if has_shape(made) and made.get("type") == body["type"]:
                read(made)
            else:
                refused += 1
    assert refused


@pytest.mark.parametrize(
    "body",
    [
        EVENT | {"event": MESSAGE | {"channel": 7}},
        EVENT | {"event": MESSAGE | {"ts": "soon"}},
        EVENT | {"authorizations": 7},
    ],
)
async def test_an_odd_event_is_refused_with_a_line(
    slack: SlackServer, start: Start, mode: SlackMode, body: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Over HTTP with 400, over a socket it is taken and left, since it would be no better another time; no traceback is logged."""
    async with start(mode):
        ack = await slack.deliveries.interact("events_api", body)
    assert ack.acknowledged is (mode is SlackMode.SOCKET)
    said = capsys.readouterr().out
    assert "not understood" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("before", [{}, {"previous_message": {"ts": "1.1"}}])
async def test_a_deletion_that_does_not_say_what_was_deleted(
    slack: SlackServer, ann: Person, bot: Serving, before: dict[str, Any]
) -> None:
    """The timestamp is enough to take the answer back, and what was kept of the question."""
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    await idle(bot)
    channel = slack.workspace.channels[question.channel]
    gone = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel.id}
    gone |= {"ts": slack.ids.ts(), "deleted_ts": question.ts} | before
    slack.events.emit(slack.workspace, gone, channel)
    await slack.wait_for(lambda: not slack.workspace.answers(question))
    await idle(bot)
    assert await bot.parts.conversations.count_of(slack.workspace.team_id, ann.id) == 0


async def test_a_follow_up_before_its_mention(slack: SlackServer, ann: Person, start: Start, mode: SlackMode) -> None:
    """It is answered once the mention has come, after it; what was said before the mention is not."""
    channel, bob = slack.workspace.channel("general"), slack.workspace.person("bob")
    async with start(mode) as serving:
        opening = await bob.says("What shall we have for lunch?", channel=channel)
        await bob.says("Pizza?", channel=channel, thread=opening)
        await slack.deliveries.settle()
        slack.deliveries.hold()
        mention = await ann.mentions(QUESTION, channel=channel, thread=opening)
        await bob.says("What does hosting a tuned model cost?", channel=channel, thread=opening)
        held = list(slack.deliveries.sent[-3:])
        slack.deliveries.release(reverse=True)
        await slack.workspace.wait_for_answer(opening, count=2)
        await idle(serving)
    first, second = slack.workspace.answers(opening)
    assert mention.ts < first.ts < second.ts
    assert "example" in first.words
    assert "hosting" in second.words.lower()
    assert all(delivery.acknowledged for delivery in held)


async def test_an_event_that_comes_again_after_a_restart(
    slack: SlackServer, ann: Person, start: Start, mode: SlackMode
) -> None:
    """What was answered before is not answered again, though nothing in memory knows of it."""
    async with start(mode) as before:
        question = await ann.says(QUESTION)
        answer = await slack.workspace.wait_for_answer(question)
        await idle(before)
    asked = next(each for each in slack.deliveries.sent if each.event.get("ts") == question.ts)
    async with start(mode) as after:
        await slack.deliveries.resend(asked)
        await idle(after)
        other = await ann.says("What is LoRA?")
        await slack.workspace.wait_for_answer(other)
    assert slack.workspace.answers(question) == [answer]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "interactive",
            {
                "type": "view_closed",
                "view": {"id": "V1", "type": "modal", "callback_id": "ftn_case", "state": {"values": {}}},
            },
        ),
        (
            "interactive",
            {
                "type": "view_submission",
                "view": {"id": "V1", "type": "modal", "callback_id": "of_old", "state": {"values": {}}},
            },
        ),
        ("interactive", {"type": "shortcut", "callback_id": "of_old", "trigger_id": "1.1"}),
        (
            "slash_commands",
            {"command": "/of-old", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.1", "text": ""},
        ),
    ],
)
@pytest.mark.usefixtures("bot_either_way")
async def test_what_nobody_listens_to_is_acknowledged(slack: SlackServer, kind: Any, body: dict[str, Any]) -> None:
    """Forms and shortcuts of another version of the app show nobody a warning sign."""
    team = slack.workspace.team_id
    common = (
        {"user": {"id": "U1", "team_id": team}, "team": {"id": team}} if kind == "interactive" else {"team_id": team}
    )
    ack = await slack.deliveries.interact(kind, body | common)
    assert ack.acknowledged


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"a": 1},
        {"type": "event_callback", "team_id": "T1", "event": None},
        {"type": "event_callback", "team_id": "T1", "event": []},
        {"type": "event_callback", "event": {"type": "message"}},
        {"type": "url_verification"},
        EVENT | {"event": {"type": "message"}},
        EVENT | {"event": {"type": "message", "channel": "C1", "ts": "soon"}},
        EVENT | {"event": DELETED | {"previous_message": "x"}},
        EVENT | {"authorizations": 7},
        PRESS | {"actions": []},
        PRESS | {"actions": [{"action_ts": "11.1"}]},
        PRESS | {"user": None},
        PRESS | {"user": {"id": "U1"}, "team": None},
        {"command": "/verdict", "team_id": "T1"},
    ],
)
def test_shapes_that_slack_does_not_send(body: dict[str, Any]) -> None:
    """Nothing behind has to reckon with them."""
    assert not has_shape(body)


@pytest.mark.parametrize(
    "body",
    [
        EVENT,
        EVENT | {"event": {"type": "reaction_added", "item": {"channel": "C1"}, "channel": {"id": "C1"}}},
        EVENT | {"event": DELETED},
        {"type": "url_verification", "challenge": "x"},
        {"type": "app_rate_limited", "team_id": "T1"},
        {"ssl_check": "1", "token": "x"},
        PRESS,
        PRESS | {"team": None},
        {"type": "view_closed", "view": {"type": "modal"}, "user": {"id": "U1"}, "team": {"id": "T1"}},
    ],
)
def test_shapes_that_slack_sends(body: dict[str, Any]) -> None:
    """Each gets past."""
    assert has_shape(body)


@pytest.mark.parametrize(
    ("body", "event", "is_stranger"),
    [
        ({}, {"team": "T1"}, False),
        ({}, {"user_team": "T2"}, True),
        ({}, {"source_team": "T2", "user_team": "T2"}, True),
        ({"enterprise_id": "E1"}, {"user_team": "E1"}, False),
        ({"authorizations": [{"enterprise_id": "E1", "team_id": "T1"}]}, {"source_team": "E1"}, False),
        ({"enterprise_id": "E1"}, {"user_team": "E2"}, True),
    ],
)
def test_colleagues_are_no_strangers(body: dict[str, Any], event: dict[str, Any], *, is_stranger: bool) -> None:
    """Where a workspace belongs to an organisation, everybody in that belongs to it."""
    said = {"type": "message", "channel": "C1", "user": "U1", "ts": "1.1", "text": "Hello", "subtype": ""}
    heard = parse_message.heard({"team_id": "T1", "event": said | event} | body, "UBOT", "BBOT")
    assert isinstance(heard, parse_message.HeardMessage)
    assert heard.is_stranger is is_stranger


def test_who_presses() -> None:
    """A colleague of another workspace of one's organisation is at home; somebody of another organisation is not."""
    colleague = PRESS | {"user": {"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}}
    for enterprise, home in (({"id": "E1"}, "T1"), ({"id": "E9"}, "T2"), (None, "T2")):
        thread = pressed(colleague | {"enterprise": enterprise}, {}).thread
        assert (thread.team, thread.person_team) == ("T1", home)


def test_what_one_person_sees_is_no_thread() -> None:
    """A private message that Slack sends along is private all the same, and nothing is posted below it."""
    private = PRESS | {
        "container": PRESS["container"] | {"is_ephemeral": True},
        "message": {"ts": "10.1", "blocks": [{}]},
    }
    press = pressed(private, {})
    assert press.is_private
    assert (press.thread.ts, press.blocks) == ("", ())
    assert not pressed(PRESS, {}).is_private


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "ok", ResponseOutcome.SHOWN),
        (200, '{"ok": true}', ResponseOutcome.SHOWN),
        (200, '{"ok": false, "error": "expired_url"}', ResponseOutcome.REFUSED),
        (404, "used_url", ResponseOutcome.REFUSED),
        (503, "<html>", ResponseOutcome.UNKNOWN),
    ],
)
async def test_what_a_response_address_answers(status: int, body: str, outcome: ResponseOutcome) -> None:
    """A refusal is one whatever its status."""

    async def answers(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_post("/commands", answers)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        responder = Responder(session, str(server.make_url("/api/")), limits())
        assert await responder.respond(str(server.make_url("/commands")), Shown("Hello", ())) is outcome


@pytest.mark.parametrize(
    "address",
    [
        "http://[",
        "https://hooks.slack.com@evil.example/",
        "https://hooks.slack.com.evil.example/",
        "hooks.slack.com",
        "\ud800",
    ],
)
async def test_nothing_is_sent_to_what_is_not_slacks(address: str) -> None:
    """Nor is it an error that nobody foresaw."""
    async with aiohttp.ClientSession() as session:
        responder = Responder(session, "https://slack.com/api/", limits())
        assert await responder.respond(address, Shown("Hello", ())) is ResponseOutcome.REFUSED
