"""The HTTP server on a real port: health, readiness, metrics, Slack's requests, and everything else refused."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.slack.server.http import SECURITY_HEADERS, OwnPages, serving, web_app
from bot.slack.server.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.slack.server import SlackServer

PATHS: Final = ("/healthz", "/readyz", "/metrics")


@dataclass
class Site:
    """A running server and what it answers with."""

    port: int = 0
    metrics: Metrics = field(default_factory=Metrics)
    checks: dict[str, bool] = field(default_factory=lambda: {"index": True, "slack": True})
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    heard: list[str] = field(default_factory=list)

    async def ready(self) -> Mapping[str, bool]:
        """The checks, as they are just now."""
        return self.checks

    def counted(self, name: str, **labels: str) -> float:
        """A figure of its metrics."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    @asynccontextmanager
    async def asked(self, method: str, path: str, **more: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to one request."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"http://127.0.0.1:{self.port}{path}", **more) as response,
        ):
            yield response


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The server as it is in Socket Mode."""
    site = Site()
    async with serving(web_app(site.ready, site.metrics), "127.0.0.1", 0) as site.port:
        yield site


@pytest.fixture
async def slack_site(slack: SlackServer) -> AsyncIterator[Site]:
    """The server as it is in HTTP mode, in front of a Bolt app that notes what it hears; Slack delivers to it."""
    site = Site()
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url, session=session)
        bolt = AsyncApp(name="tests", client=client, signing_secret=slack.app.signing_secret)

        @bolt.middleware
        async def note(body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt's name
            site.heard.append(body.get("event", {}).get("text") or body.get("text", ""))
            await next()

        @bolt.event("message")
        async def heard() -> None:
            pass

        @bolt.command("/verdict")
        async def command(ack: Any) -> None:
            await ack("taken")

        app = web_app(site.ready, site.metrics, bolt, slack.app.signing_secret)
        async with serving(app, "127.0.0.1", 0) as site.port:
            slack.deliver_by_http(f"http://127.0.0.1:{site.port}/slack/events")
            yield site


async def test_a_living_process_says_so(site: Site) -> None:
    """Whatever the checks say."""
    site.checks["slack"] = False
    async with site.asked("GET", "/healthz") as response:
        assert (response.status, await response.json()) == (200, {"alive": True})


@pytest.mark.parametrize(("slack_is_up", "status"), [(True, 200), (False, 503)])
async def test_readiness_is_what_the_checks_say(site: Site, status: int, *, slack_is_up: bool) -> None:
    """One check that does not hold is enough to get no work, and is named."""
    site.checks["slack"] = slack_is_up
    async with site.asked("GET", "/readyz") as response:
        assert response.status == status
        assert await response.json() == {"ready": slack_is_up, "checks": {"index": True, "slack": slack_is_up}}


async def test_checks_that_hang_are_not_ready() -> None:
    """A check without an end is answered for it."""
    never = asyncio.Event()

    async def hanging() -> Mapping[str, bool]:
        await never.wait()
        return {}

    site = Site()
    app = web_app(hanging, site.metrics, own=OwnPages(check_seconds=0.05))
    async with serving(app, "127.0.0.1", 0) as site.port, site.asked("GET", "/readyz") as response:
        assert (response.status, await response.json()) == (
            503,
            {"ready": False, "checks": {"answered in time": False}},
        )


async def test_metrics_are_prometheus_text(site: Site) -> None:
    """Prometheus's own parser reads them, whichever of its two formats was asked for."""
    site.metrics.dropped("duplicate")
    async with site.asked("GET", "/metrics") as response:
        assert response.content_type == "text/plain"
        plain = {family.name: family for family in text_string_to_metric_families(await response.text())}
    assert [sample.labels["reason"] for sample in plain["ftn_events_dropped"].samples[:1]] == ["duplicate"]
    async with site.asked("GET", "/metrics", headers={"Accept": "application/openmetrics-text"}) as response:
        assert response.content_type == "application/openmetrics-text"
        families = openmetrics_families(await response.text())  # type: ignore[no-untyped-call]
        assert {family.name for family in families} >= {
            "ftn_turns",
            "ftn_turn_seconds",
        }


@pytest.mark.parametrize(
    ("given", "status"),
    [(None, 401), ("", 401), ("Bearer", 401), ("Bearer wrong", 401), ("Basic 0123456789abcdef", 401),
     ("Bearer \xe9\xe9", 401), ("Bearer 0123456789abcdef", 200)],
)  # fmt: skip
async def test_metrics_may_want_a_token(given: str | None, status: int) -> None:
    """Health stays open; a refusal says what is wanted, shows no figure and is counted."""
    site = Site()
    headers = {} if given is None else {"authorization": given}
    app = web_app(site.ready, site.metrics, own=OwnPages("0123456789abcdef"))
    async with serving(app, "127.0.0.1", 0) as site.port:
        async with site.asked("GET", "/metrics", headers=headers) as response:
            assert response.status == status
            assert ("ftn_" in await response.text()) is (status == 200)
            assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
        async with site.asked("GET", "/healthz") as response:
            assert response.status == 200
    assert site.counted("ftn_requests_refused_total", reason="no metrics token") == (status == 401)


@pytest.mark.parametrize("path", [*PATHS, "/nothing"])
async def test_every_answer_is_guarded_and_says_nothing_of_the_server(site: Site, path: str) -> None:
    """The headers that browsers obey are there, and the server's name is not."""
    async with site.asked("GET", path) as response:
        assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert "server" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/healthz/",
        "/Healthz",
        "//healthz",
        "/slack",
        "/slack/events",
        "/slack/install",
        "/slack/oauth_redirect",
    ],
)
async def test_other_paths_are_unknown(site: Site, path: str) -> None:
    """Slack's too in Socket Mode, and those that are almost right."""
    async with site.asked("GET", path, allow_redirects=False) as response:
        assert (response.status, await response.json()) == (404, {"error": "not found"})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
async def test_other_methods_are_refused(site: Site, path: str, method: str) -> None:
    """The answer says which are taken."""
    async with site.asked(method, path) as response:
        assert (response.status, await response.json()) == (405, {"error": "method not allowed"})
        assert "GET" in response.headers["allow"]


async def test_what_nobody_has_foreseen_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A fault in a check is a 500 without its words, and the log has it."""

    async def broken() -> Mapping[str, bool]:
        raise LookupError("the inner life")

    site = Site()
    async with (
        serving(web_app(broken, site.metrics), "127.0.0.1", 0) as site.port,
        site.asked("GET", "/readyz") as response,
    ):
        assert (response.status, await response.json()) == (500, {"error": "internal server error"})
        assert response.headers["x-content-type-options"] == "nosniff"
    assert "the inner life" in caplog.text


async def test_slack_reaches_the_app(slack: SlackServer, slack_site: Site) -> None:
    """The check of the address, an event and a command go through, and their acknowledgements are measured."""
    ann = slack.workspace.person("ann")
    check = await slack.verify_url()
    assert "challenge" in str(check.payload)
    await ann.says("Should we fine-tune?")
    await slack.deliveries.settle()
    ack = await ann.commands("/verdict a tone of voice")
    assert (ack.acknowledged, ack.payload) == (True, {"text": "taken"})
    assert slack_site.heard[-2:] == ["Should we fine-tune?", "a tone of voice"]
    assert slack_site.counted("ftn_acknowledgement_seconds_count") == 3
    assert not [delivery.failures for delivery in slack.deliveries.sent if delivery.failures]


async def test_slacks_retry_of_what_was_taken_is_told_so(slack: SlackServer, slack_site: Site) -> None:
    """It is acknowledged, so that it comes no more, and heard once."""
    await slack.workspace.person("ann").says("once")
    await slack.deliveries.settle()
    first = slack.deliveries.sent[-1]
    await slack.deliveries.resend(first)
    await slack.deliveries.settle()
    assert slack_site.heard == ["once"]
    assert (len(first.acks), first.failures) == (2, [])


def posted(secret: str, body: str, **changes: str) -> dict[str, Any]:
    """A signed request; changes of its headers by name, with `_` for `-`."""
    timestamp = str(int(time.time()))
    made = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {"content-type": "application/json", "x-slack-request-timestamp": timestamp, "x-slack-signature": made}
    headers |= {name.replace("_", "-"): value for name, value in changes.items()}
    return {"data": body.encode(), "headers": headers}


async def test_bad_requests_reach_no_bolt(slack: SlackServer, slack_site: Site) -> None:
    """The guard stands in front of the very address, and what it refuses is counted by its reason."""
    secret = slack.app.signing_secret
    body = json.dumps({"type": "event_callback", "event": {"type": "message", "text": "our secret plan"}})
    cases = [
        ("POST", "/slack/events", posted("another secret", body), 401),
        ("POST", "/slack/events", posted(secret, body, x_slack_request_timestamp="soon"), 401),
        ("POST", "/slack/events", posted(secret, "{"), 400),
        ("POST", "/slack/events/", posted(secret, body), 404),
        ("POST", "/slack/install", posted(secret, body), 404),
        ("GET", "/slack/events", {}, 405),
    ]
    for method, path, request, status in cases:
        async with slack_site.asked(method, path, **request) as response:
            assert (response.status, path) == (status, path)
            assert response.headers["x-content-type-options"] == "nosniff"
            assert set(await response.json()) == {"error"}
    assert slack_site.heard == []
    assert slack_site.counted("ftn_requests_refused_total", reason="wrong signature") == 1
    assert slack_site.counted("ftn_requests_refused_total", reason="malformed body") == 1
    assert slack_site.counted("ftn_acknowledgement_seconds_count") == 0


@pytest.mark.parametrize("secret", ["", "  "])
def test_no_http_mode_without_a_signing_secret(secret: str) -> None:
    """The operator is told where it is."""
    site, bolt = Site(), AsyncApp(name="tests", client=AsyncWebClient("xoxb-1"), signing_secret="x")  # noqa: S106 - of no app
    with pytest.raises(SettingsError, match=r"SLACK_SIGNING_SECRET.*Basic Information"):
        web_app(site.ready, site.metrics, bolt, secret)


async def test_a_port_in_use_is_the_operators_matter(site: Site) -> None:
    """The message names the address and the settings."""
    with pytest.raises(SettingsError, match=rf"127.0.0.1.*{site.port}.*FTN_HTTP_PORT"):
        async with serving(web_app(site.ready, site.metrics), "127.0.0.1", site.port):
            pass


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
async def test_an_address_of_another_machine_can_not_be_listened_at(host: str) -> None:
    """So is that."""
    site = Site()
    with pytest.raises(SettingsError, match="FTN_HTTP_HOST"):
        async with serving(web_app(site.ready, site.metrics), host, 0):
            pass


async def test_it_stops_gracefully_and_starts_again() -> None:
    """A request under way is finished, idle connections are closed, and the port is free at once."""
    site, begun = Site(), asyncio.Event()

    async def slow() -> Mapping[str, bool]:
        begun.set()
        await site.hold.wait()
        return {}

    async def ask(session: aiohttp.ClientSession, path: str) -> int:
        async with session.get(f"http://127.0.0.1:{site.port}{path}") as response:
            return response.status

    async with aiohttp.ClientSession() as idle, aiohttp.ClientSession() as busy:
        async with serving(web_app(slow, site.metrics), "127.0.0.1", 0) as site.port:
            assert await ask(idle, "/healthz") == 200
            asking = asyncio.create_task(ask(busy, "/readyz"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, site.hold.set)
        assert await asking == 200
        with pytest.raises(aiohttp.ClientConnectionError):
            await ask(idle, "/healthz")
        async with serving(web_app(site.ready, site.metrics), "127.0.0.1", site.port) as port:
            assert port == site.port
            assert await ask(idle, "/healthz") == 200


async def test_it_leaves_signals_alone(site: Site) -> None:
    """Ctrl-C and a stop are the program's, not the server's."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with serving(web_app(site.ready, site.metrics), "127.0.0.1", 0):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_endless_headers_are_refused(site: Site) -> None:
    """A head larger than any sender of ours has is an error, before the application sees it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * 100_000)
    assert (await reader.readline()).startswith(b"HTTP/1.1 4")
    writer.close()


def has_ipv6() -> bool:
    """Whether this machine can talk to itself by IPv6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
async def test_it_listens_at_ipv6() -> None:
    """An address with colons is one of version 6."""
    site = Site()
    async with (
        serving(web_app(site.ready, site.metrics), "::1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://[::1]:{port}/healthz") as response,
    ):
        assert response.status == 200
