"""The HTTP server: health, readiness and metrics always; in HTTP mode also what Slack and installing people call.

It listens in the program's own loop and leaves signals to it. TLS is the proxy's in front.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeAlias

import aiohttp
import structlog
import uvicorn
from prometheus_client.exposition import choose_encoder
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.errors import SettingsError
from bot.slack.install import manifest, oauth
from bot.slack.server.connections import USUAL, Connection, ConnectionBounds
from bot.slack.server.request_guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncApp
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.slack.server.metrics import Metrics

log = structlog.get_logger()

Checks: TypeAlias = "Callable[[], Awaitable[Mapping[str, bool | str]]]"

CHECK_SECONDS: Final = 2.0
STOP_SECONDS: Final = 5
#: Longer than the proxies in front keep a connection, so that it is never ours that closes one they are about to use.
KEEP_ALIVE_SECONDS: Final = 75
HEADER_BYTES: Final = 16_384
#: Connections that wait to be accepted; those that are, make others give their places, so it is far fewer than these.
BACKLOG: Final = 100

SECURITY_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class OwnPages:
    """What `/metrics` wants as bearer token (nothing lets everybody read it), and how many seconds the checks of `/readyz` may take."""

    metrics_token: str = field(default="", repr=False)
    check_seconds: float = CHECK_SECONDS


def web_app(
    ready: Checks,
    metrics: Metrics,
    bolt: AsyncApp | None = None,
    signing_secret: str = "",
    own: OwnPages = OwnPages(),
) -> Starlette:
    """The application.

    Args:
        ready: What has to hold before work may be sent here, by name; a text only says something more.
        metrics: What `/metrics` shows, and where requests are counted.
        bolt: The app that Slack's requests go to, in HTTP mode; it can be installed if it has OAuth settings.
        signing_secret: What Slack signs them with.
        own: How health and metrics are answered.

    Raises:
        SettingsError: There is an app and no signing secret.
    """
    routes = _own_routes(ready, metrics, own)
    if bolt is not None:
        if not signing_secret.strip():
            raise SettingsError("SLACK_SIGNING_SECRET is not set, and HTTP mode needs it. Basic Information has it.")
        routes += _slack_routes(bolt, signing_secret, metrics)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _refuse, Exception: _fail},
    )
    # A path that is almost right is wrong: Slack would not sign the address it is led to.
    app.router.redirect_slashes = False
    return app


@asynccontextmanager
async def serving(
    app: ASGIApp,
    host: str,
    port: int,
    on_refused: Callable[[str], None] = lambda _reason: None,
    bounds: ConnectionBounds = USUAL,
) -> AsyncIterator[int]:
    """Serve until the block ends, in this loop; yields the port, which the system chooses for 0.

    At the end no request is taken any more, and those under way have five seconds. `on_refused` is told why a connection goes no
    further.

    Raises:
        SettingsError: The address can't be listened at.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )
    config.load()
    config.http_protocol_class = partial(  # type: ignore[assignment]  # it is called, and nothing else
        Connection, on_refused=on_refused, bounds=bounds
    )
    server = uvicorn.Server(config)
    # What `Server.serve` does, without taking over the program's signals.
    server.lifespan = config.lifespan_class(config)
    await server.startup([listening])
    looking_after = asyncio.create_task(server.main_loop())
    try:
        yield listening.getsockname()[1]
    finally:
        looking_after.cancel()
        await asyncio.gather(looking_after, return_exceptions=True)
        await server.shutdown([listening])


class SecurityHeaders:
    """Adds to every answer what keeps browsers from making more of it than it is, where it does not say so itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""

        async def with_headers(message: Message) -> None:
            """Send a part of the response, with the security headers where it has none of its own."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def _own_routes(ready: Checks, metrics: Metrics, own: OwnPages) -> list[Route]:
    one_at_a_time = asyncio.Lock()

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        """200 where every check is good, else 503, with what each of them found."""
        try:
            async with asyncio.timeout(own.check_seconds):
                checks = dict(await ready())
        except TimeoutError:
            checks = {"answered in time": False}
        said = {name: checks.pop(name) for name in list(checks) if isinstance(checks[name], str)}
        good = all(checks.values())
        status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": good, "checks": checks} | said, status)

    async def figures(request: Request) -> Response:
        """The metrics, to whoever has their token where one is set."""
        given = request.headers.get("authorization", "").encode("latin-1")
        if own.metrics_token and not hmac.compare_digest(given, f"Bearer {own.metrics_token}".encode()):
            metrics.refused("no metrics token")
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"www-authenticate": "Bearer"})
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        async with one_at_a_time:
            # Between two of them everybody else has a turn.
            await asyncio.sleep(0)
            shown = encode(metrics.registry)
        return Response(shown, headers={"content-type": content_type})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", figures)]


def _slack_routes(bolt: AsyncApp, signing_secret: str, metrics: Metrics) -> list[Route]:
    handler = AsyncSlackRequestHandler(bolt)

    async def events(scope: Scope, receive: Receive, send: Send) -> None:
        """Have Bolt answer what Slack sends, and measure how long that took."""
        began = time.perf_counter()
        response = await handler.handle(Request(scope, receive))
        await response(scope, receive, send)
        metrics.acknowledged(time.perf_counter() - began)

    async def install(request: Request) -> Response:
        """A step of the installation, or a page that says what failed."""
        if request.method != "GET":
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
        try:
            # Bolt would wait for a body of any size, which no browser sends here.
            return await handler.handle(Request(request.scope, _no_body))
        except (aiohttp.ClientError, TimeoutError) as error:
            return _failure_page("unreachable", HTTPStatus.BAD_GATEWAY, error)
        except SQLAlchemyError as error:
            return _failure_page("storage_error", HTTPStatus.INTERNAL_SERVER_ERROR, error)

    routes = [Route(manifest.EVENTS_PATH, Guard(events, signing_secret, on_refused=metrics.refused))]
    if bolt.oauth_flow is not None:
        routes += [Route(path, install) for path in (bolt.oauth_flow.install_path, bolt.oauth_flow.redirect_uri_path)]
    return routes


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _failure_page(reason: str, status: HTTPStatus, error: Exception) -> Response:
    log.warning("installation not finished", reason=reason, kind=type(error).__name__)
    headers = {"content-security-policy": oauth.PAGE_POLICY}
    return HTMLResponse(oauth.page(*oauth.failure(reason)), status, headers)


async def _refuse(_request: Request, error: Exception) -> Response:
    """A wrong path or method."""
    status, headers = HTTPStatus.NOT_FOUND, None
    if isinstance(error, HTTPException):
        status, headers = HTTPStatus(error.status_code), error.headers
    return JSONResponse({"error": status.phrase.lower()}, status, headers)


async def _fail(_request: Request, _error: Exception) -> Response:
    """What nobody has foreseen; Starlette lets the server log it afterwards."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return JSONResponse({"error": status.phrase.lower()}, status, SECURITY_HEADERS)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"nothing can listen at {host!r}, port {port}: {error.strerror}. Set FTN_HTTP_HOST to an address of this "
            "machine and FTN_HTTP_PORT to a free port."
        ) from error
