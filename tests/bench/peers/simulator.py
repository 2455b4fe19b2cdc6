"""As much of Slack as three bots need to answer direct messages over Socket Mode, written for this comparison alone.

It shares nothing with `tests/slack`, so that no bot is measured against a Slack that was made for it: it checks nothing, limits nothing, and notes
when something arrives.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEAM, BOT_USER, BOT_ID, APP = "T0001", "UBOT", "BBOT", "A0001"


@dataclass(slots=True)
class Question:
    """One question in a direct message of its own, and what has come in answer to it.

    `first` and `last` are when text of an answer, and its end, were there first, in seconds of the monotonic clock.
    """

    channel: str
    ts: str
    text: str
    asked: float
    first: float | None = None
    last: float | None = None
    shown: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Simulator:
    """The server's address, the questions, and how an answer is told from other messages: by a mark in its text, one at its end, one of a failure."""

    begins_with: str
    ends_with: str
    fails_with: str
    url: str = ""
    questions: dict[str, Question] = field(default_factory=dict)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def ask(self, text: str) -> Question:
        """Somebody who has not written before asks something."""
        number = next(self._numbers)
        question = Question(f"D{number:06}", self._stamp(), text, time.monotonic())
        question.rows.append({"type": "message", "user": f"U{number:06}", "text": text, "ts": question.ts})
        self.questions[question.channel] = question
        message = {
            "type": "message", "channel": question.channel, "channel_type": "im", "user": f"U{number:06}", "text": text,
            "ts": question.ts, "event_ts": question.ts, "team": TEAM, "client_msg_id": f"client-{number}",
        }  # fmt: skip
        body = {
            "type": "event_callback", "token": "x", "team_id": TEAM, "api_app_id": APP, "event": message, "event_id": f"Ev{number}",
            "event_time": int(time.time()), "is_ext_shared_channel": False,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
        }  # fmt: skip
        envelope = {
            "envelope_id": f"envelope-{number}", "type": "events_api", "payload": body, "accepts_response_payload": False,
            "retry_attempt": 0, "retry_reason": "",
        }  # fmt: skip
        open_ones = [socket for socket in self._sockets if not socket.closed]
        await open_ones[number % len(open_ones)].send_json(envelope)
        return question

    async def call(self, request: web.Request) -> web.Response:
        """Answer a call of the Web API: what it shows is noted, and whatever it is has worked."""
        arguments = _arguments(await request.read(), request)
        method = request.match_info["method"]
        answer: dict[str, Any] = {"ok": True}
        if method == "auth.test":
            answer |= {
                "url": f"{self.url}/", "team": "Peers", "user": "bot", "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID,
                "is_enterprise_install": False,
            }  # fmt: skip
        elif method == "apps.connections.open":
            answer["url"] = f"{self.url.replace('http', 'ws')}/link"
        elif method == "users.info":
            answer["user"] = {
                "id": arguments.get("user", ""), "name": "somebody", "locale": "en-US", "tz": "Etc/UTC", "profile": {},
            }  # fmt: skip
        elif method in {"conversations.history", "conversations.replies"}:
            asked = self.questions.get(str(arguments.get("channel")))
            rows = list(asked.rows) if asked else []
            if method == "conversations.replies":
                root = arguments.get("ts")
                rows = [row for row in rows if root in {row["ts"], row.get("thread_ts")}]
            else:
                rows.reverse()
            answer |= {"messages": rows, "has_more": False, "response_metadata": {"next_cursor": ""}}
        elif method.startswith("chat."):
            answer |= self._shown(method, arguments)
        return web.json_response(answer)

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """A socket of Socket Mode; acknowledgements are read and not looked at."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        debug = {"host": "simulator", "approximate_connection_time": 18_060}
        connection = {"app_id": APP}
        await socket.send_json(
            {"type": "hello", "num_connections": len(self._sockets), "debug_info": debug, "connection_info": connection}
        )
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
        self._sockets.remove(socket)
        return socket

    def _shown(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        channel, now = str(arguments.get("channel")), time.monotonic()
        ts = str(arguments.get("ts") or self._stamp())
        if question := self.questions.get(channel):
            question.shown += json.dumps(arguments, ensure_ascii=False)
            ends = self.ends_with in question.shown
            if question.first is None and (ends or self.begins_with in question.shown):
                question.first = now
            if question.last is None and ends:
                question.last = now
            if ends or self.fails_with in question.shown:
                question.done.set()
        message = {"ts": ts, "text": arguments.get("text", ""), "user": BOT_USER, "bot_id": BOT_ID, "type": "message"}
        if thread := arguments.get("thread_ts"):
            message["thread_ts"] = thread
        if question and method in {"chat.postMessage", "chat.startStream"}:
            question.rows.append(message)
        return {"channel": channel, "ts": ts, "message": message}

    def _stamp(self) -> str:
        # No two are the same.
        return f"{time.time():.3f}{next(self._numbers) % 1000:03}"


@asynccontextmanager
async def simulator(begins_with: str, ends_with: str, fails_with: str) -> AsyncIterator[Simulator]:
    """A running simulator, on a port of its own."""
    slack = Simulator(begins_with, ends_with, fails_with)
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.call)
    app.router.add_get("/link", slack.link)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await runner.cleanup()


def _arguments(body: bytes, request: web.Request) -> dict[str, Any]:
    """What a call was given, as JSON or as a form."""
    if "json" in request.content_type:
        found: dict[str, Any] = json.loads(body or b"{}")
        return found
    return {**dict(request.query), **dict(parse_qsl(body.decode(errors="replace")))}
