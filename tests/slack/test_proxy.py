"""Behind a proxy: calls, sockets, response addresses and uploads all go through it, and none where NO_PROXY says so."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.slack.install.doctor import examine_slack
from bot.slack.outgoing.web_api import proxy_for
from tests.slack.bot import slack_settings
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

#: A host that nobody but the proxy knows.
HOST = "slack.invalid"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")


@dataclass(slots=True)
class Proxy:
    """A proxy for HTTP on this machine that takes every host for this machine, and what it was asked for."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on one request, and everything after it, both ways."""
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, rest = head.decode().split(" ", maxsplit=2)
        parts = urlsplit(target)
        self.asked.append(f"{method} {parts.hostname}{parts.path}")
        # One request each, so that all are seen; sockets are left alone.
        upgrades = "upgrade: websocket" in rest.lower()
        kept = rest if upgrades else rest.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
        there, onward = await asyncio.open_connection("127.0.0.1", parts.port)
        self.writers += [writer, onward]
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        onward.write(f"{method} {path} {kept}".encode())
        await asyncio.gather(_pump(reader, onward), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


@pytest.fixture
async def proxy(slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """A proxy that the environment names, and a Slack that is only reached through it."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    async with _proxy() as running:
        monkeypatch.setenv("HTTP_PROXY", running.url)
        slack.url = slack.url.replace("127.0.0.1", HOST)
        yield running


@asynccontextmanager
async def _proxy() -> AsyncIterator[Proxy]:
    made = Proxy()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for writer in made.writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in made.writers), return_exceptions=True)


async def test_everything_goes_through_the_proxy(slack: SlackServer, ann: Person, proxy: Proxy, start: Start) -> None:
    """Each of the four ways to Slack, one of which the host's name would not lead to."""
    async with start() as bot:
        await slack.workspace.wait_for_answer(await ann.says("How many training examples does fine-tuning need?"))
        await ann.commands(
            "/verdict a support bot that should sound like us", channel=slack.workspace.channel("general")
        )
        card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
        await ann.clicks(card, "Export record")
        await slack.wait_for(lambda: [file for file in slack.workspace.files.values() if file.completed])
        await idle(bot)
    for way in (f"{HOST}/api/chat.", f"GET {HOST}/link/", f"POST {HOST}/actions/", f"POST {HOST}/upload/"):
        assert any(way in one for one in proxy.asked), way


async def test_the_doctor_goes_through_it(slack: SlackServer, proxy: Proxy, settings: Settings) -> None:
    """What it finds is what the bot would find."""
    findings = await examine_slack(slack_settings(settings, slack))
    assert [one.state for one in findings if "token" in one.subject] == ["ok", "ok"]
    assert any("auth.test" in one for one in proxy.asked)


async def test_no_proxy_is_heeded(
    slack: SlackServer, ann: Person, proxy: Proxy, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that is named there is reached directly."""
    slack.url = slack.url.replace(HOST, "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "example.com, 127.0.0.1")
    async with start():
        await slack.workspace.wait_for_answer(await ann.says("How many training examples does fine-tuning need?"))
        await ann.commands("/verdict a support bot that should sound like us")
        await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("address", "no_proxy", "expected"),
    [
        ("https://slack.com/api/", "", "http://secure:1"),
        ("wss://wss-primary.slack.com/link/", "", "http://secure:1"),
        ("http://slack.com/api/", "", "http://plain:1"),
        ("ws://slack.com/", "", "http://plain:1"),
        ("wss://wss-primary.slack.com/link/", ".slack.com", None),
        ("https://hooks.slack.com/x", "slack.com", None),
        ("https://hooks.slack.com/x", "*", None),
        ("https://notslack.com/x", "slack.com", "http://secure:1"),
    ],
)
def test_which_proxy(monkeypatch: pytest.MonkeyPatch, address: str, no_proxy: str, expected: str | None) -> None:
    """Sockets take the one of the pages they begin as."""
    for name in VARIABLES:
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://secure:1")
    monkeypatch.setenv("HTTP_PROXY", "http://plain:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(address) == expected
