"""The server itself: one app, its workspaces, and the addresses all of Slack is reached at.

async with slack_server() as slack:
    ann = slack.workspace.person("ann")
    question = await ann.says("Should we fine-tune?")
    answer = await slack.workspace.wait_for_answer(question)
"""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from aiohttp import web

from tests.slack import files, oauth, web_api
from tests.slack.app import SlackApp
from tests.slack.changes import Changes
from tests.slack.clock import Clock
from tests.slack.delivery import Ack, Deliveries
from tests.slack.events import Events
from tests.slack.faults import Faults
from tests.slack.http_mode import HttpMode
from tests.slack.ids import Ids
from tests.slack.interactivity import Interactivity
from tests.slack.limits import Limits, Pace
from tests.slack.record import Request
from tests.slack.socket_mode import SocketMode
from tests.slack.stream import State
from tests.slack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.slack.messages import Message, StoredFile

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

LARGEST_BODY = 50_000_000


class SlackServer:
    """Everything the app can reach of Slack, and everything a test can see and break of it."""

    def __init__(self, limits: Limits) -> None:
        self.url = ""
        self.limits = limits
        self.clock = Clock()
        self.ids = Ids(self.clock)
        self.changes = Changes(self.describe)
        self.app = SlackApp(self.ids.new("A"))
        self.faults = Faults()
        self.pace = Pace(self.clock)
        self.interactivity = Interactivity(self.clock, self.ids)
        self.socket = SocketMode(self)
        self.deliveries = Deliveries(self.clock, self.changes, self.socket)
        self.events = Events(self)
        #: Whether the app's own messages come back to it as events.
        self.echoes = True
        self.workspaces: dict[str, Workspace] = {}
        self.codes: dict[str, oauth.Code] = {}
        #: Where an authorization leads when its address does not say.
        self.redirect_uri = ""
        self.requests: list[Request] = []
        self.too_many: Counter[str] = Counter()
        self._http: list[HttpMode] = []

    @property
    def api_url(self) -> str:
        """What the app's `SLACK_API_URL` has to be."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """Where a person is asked whether the app may be installed."""
        return f"{self.url}/oauth/v2/authorize"

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return next(iter(self.workspaces.values()))

    def add_workspace(self, name: str, *, installed: bool = True) -> Workspace:
        """Another workspace, with or without the app."""
        workspace = Workspace(self, self.ids.new("T"), name, self.ids.new("U"), self.ids.new("B"))
        self.workspaces[workspace.team_id] = workspace
        if installed:
            workspace.install()
        return workspace

    def workspace_of(self, token: str) -> Workspace | None:
        """The workspace a bot token is of."""
        return next((each for each in self.workspaces.values() if token and each.bot_token == token), None)

    def calls(self, method: str, workspace: Workspace | None = None) -> list[Request]:
        """What the app has asked of one method, in order."""
        return [
            request
            for request in self.requests
            if request.method == method and (workspace is None or request.team_id == workspace.team_id)
        ]

    def deliver_by_socket(self) -> None:
        """Send events and interactions over the app's sockets; so it is from the start."""
        self.deliveries.transport = self.socket

    def deliver_by_http(self, url: str, *, signing_secret: str | None = None) -> None:
        """Send events and interactions as signed POSTs to this address."""
        http = HttpMode(self, url, signing_secret or self.app.signing_secret)
        self._http.append(http)
        self.deliveries.transport = http

    async def verify_url(self) -> Ack:
        """Send Slack's check that an address is the app's; the payload of the answer has the challenge."""
        body = {"type": "url_verification", "token": "local", "challenge": self.ids.new("challenge")}
        return await self.deliveries.transport.send("events_api", body, None)

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109
        """The first true value of `predicate()`, looked at after every change."""
        return await self.changes.until(predicate, timeout)

    def is_streaming(self, message: Message) -> bool:
        """Whether more may be appended to a message now; a stream too old for it ends here."""
        stream, now = message.stream, self.clock.now()
        if stream is None or not stream.is_open:
            return False
        too_old = now - stream.started_at > self.limits.stream_seconds
        if too_old or now - stream.last_at > self.limits.stream_idle_seconds:
            stream.state = State.EXPIRED
        return stream.is_open

    def describe(self) -> str:
        """All that people see."""
        refused = [f"  {each.method}: {each.error or each.status}" for each in self.requests if not each.ok]
        return "\n".join([*(workspace.describe() for workspace in self.workspaces.values()), "refused:", *refused])

    def file(self, request: web.Request) -> StoredFile | None:
        """The file an address is of."""
        workspace = self.workspaces.get(request.match_info["team"])
        return workspace.files.get(request.match_info["file"]) if workspace else None

    async def close(self) -> None:
        """Give up what is still on its way and end all connections."""
        self.faults.clear()
        await self.deliveries.close()
        await self.socket.close()
        for http in self._http:
            await http.close()

    def application(self) -> web.Application:
        """All addresses."""
        app = web.Application(client_max_size=LARGEST_BODY)

        async def api(request: web.Request) -> web.StreamResponse:
            return await web_api.handle(self, request)

        async def response_url(request: web.Request) -> web.StreamResponse:
            return await web_api.respond_to(self, request)

        async def authorize(request: web.Request) -> web.StreamResponse:
            return oauth.authorize(self, request)

        async def upload(request: web.Request) -> web.StreamResponse:
            if (file := self.file(request)) is None:
                return web.Response(status=404)
            record = Request("upload", {"file": file.id}, self.clock.now(), request.match_info["team"])
            return await web_api.with_faults(self, request, record, lambda: files.upload(file, request))

        async def download(request: web.Request) -> web.StreamResponse:
            if (file := self.file(request)) is None:
                return web.Response(status=404)
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            workspace = self.workspace_of(token)
            owns = workspace is not None and workspace.team_id == request.match_info["team"]
            return files.download(file, allowed=owns and workspace is not None and "files:read" in workspace.scopes)

        app.router.add_route("*", "/api/{method}", api)
        app.router.add_get("/link/", self.socket.open)
        app.router.add_get("/oauth/v2/authorize", authorize)
        app.router.add_post("/actions/{key:.+}", response_url)
        app.router.add_post("/upload/{team}/{file}", upload)
        app.router.add_get("/files/{team}/{file}/{name}", download)
        return app


@asynccontextmanager
async def slack_server(
    *, limits: Limits | None = None, installed: bool = True, port: int = 0
) -> AsyncIterator[SlackServer]:
    """A running server with one workspace, on a port of its own unless one is given."""
    slack = SlackServer(limits or Limits.generous())
    slack.add_workspace("Acme", installed=installed)
    # The handler is told when the client hangs up; at the end nobody is waited for.
    runner = web.AppRunner(slack.application(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await slack.close()
        await runner.cleanup()
