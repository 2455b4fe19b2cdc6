"""The workspaces the bot acts in: whose token, which client, what can be done there.

With one bot token there is one workspace; with installations there are as many as have installed the app.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.errors import SettingsError, SlackUnreachableError
from bot.slack.outgoing.post import Delivery
from bot.slack.outgoing.rate_limits import Pace
from bot.slack.outgoing.unsupported import Refusals
from bot.slack.outgoing.web_api import SERVER_ERROR, Calls, backoff, proxy_for, web_client
from bot.slack.outgoing.working_status import Statuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.install.store import Installations
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.server.metrics import Metrics

#: Workspaces whose clients are kept ready.
MOST_READY = 1_000
OK = 200
#: What a token of a whole organisation gets: its events come from workspaces that the token names none of.
OF_AN_ORGANISATION = "SLACK_BOT_TOKEN is of the whole organisation {name!r}, which is not served: install the app into one workspace, and take that token."
#: How often a file's content is sent where Slack's address for it has trouble.
UPLOADS = 3

log = structlog.get_logger()


@dataclass(slots=True)
class Workspace:
    """One workspace, ready to be acted in."""

    team: str
    bot_user: str
    bot_id: str
    token: str
    calls: Calls
    delivery: Delivery
    session: aiohttp.ClientSession
    statuses: Statuses
    streaming: Refusals = field(default_factory=Refusals)

    async def send_file(self, address: str, content: bytes, name: str) -> None:
        """Send a file's content to the address that Slack gave for it.

        Raises:
            SlackUnreachableError: It was not taken.
        """
        for attempt in range(UPLOADS):
            try:
                async with self.session.post(
                    address, data=content, headers={"Content-Type": _content_type(name)}, proxy=proxy_for(address)
                ) as answer:
                    if answer.status == OK:
                        return
                    if answer.status < SERVER_ERROR:
                        break
            except (aiohttp.ClientError, TimeoutError) as error:
                log.info("upload broken off", kind=type(error).__name__)
            await asyncio.sleep(backoff(attempt))
        raise SlackUnreachableError(f"the upload of {name}")


def _content_type(name: str) -> str:
    """What a file holds, by the end of its name."""
    return {"md": "text/markdown", "png": "image/png"}.get(name.rpartition(".")[2], "text/plain")


class Workspaces:
    """Finds the workspace of an event."""

    def __init__(
        self, session: aiohttp.ClientSession, api_url: str, allowed: Limits, metrics: Metrics,
        installations: Installations | None = None,
    ) -> None:  # fmt: skip
        """Call Slack at this address; without installations, `open_single` names the one workspace."""
        #: How many processes share what Slack allows, this one included.
        self.sharers: Callable[[], int] = lambda: 1
        self._session = session
        self._api_url = api_url
        self._allowed = allowed
        self._metrics = metrics
        self._installations = installations
        self._ready: OrderedDict[str, Workspace] = OrderedDict()
        self._single: Workspace | None = None
        self._opened = 0.0

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client that tries nothing twice by itself and shares its connections with all others."""
        return web_client(token, self._api_url, self._session)

    def calls(self, token: str) -> Calls:
        """The calls with a token, at a pace of their own."""
        return Calls(self.client(token), Pace(self._allowed, sharers=self.sharers), self._allowed, self._metrics)

    async def close(self) -> None:
        """Let what goes on beside the answers end."""
        ready = [*self._ready.values(), *([self._single] if self._single else [])]
        await asyncio.gather(*(workspace.statuses.close() for workspace in ready))

    async def open_single(self, token: str) -> Workspace:
        """Ask Slack whose token this is, and act there from now on.

        Raises:
            SettingsError: It is of a whole organisation.
            SlackRefusedError: The token is not valid.
            SlackUnreachableError: Slack can't be reached.
        """
        known = await self.calls(token).call("auth.test")
        if known.get("is_enterprise_install"):
            raise SettingsError(OF_AN_ORGANISATION.format(name=known.get("team")))
        self._opened = time.time()
        self._single = self._made(str(known["team_id"]), str(known["user_id"]), str(known.get("bot_id", "")), token)
        return self._single

    @property
    def single(self) -> Workspace | None:
        """The one workspace that the bot token is of; None where workspaces install the app."""
        return self._single

    async def of(self, team: str, enterprise: str | None = None) -> Workspace | None:
        """The workspace of a team, or None where the app is not installed (any more)."""
        if self._installations is None:
            return self._single if self._single and self._single.team == team else None
        bot = await self._installations.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None or not bot.bot_token:
            self._ready.pop(team, None)
            return None
        ready = self._ready.get(team)
        if ready is None or ready.token != bot.bot_token:
            ready = self._ready[team] = self._made(team, bot.bot_user_id or "", bot.bot_id or "", bot.bot_token)
            if len(self._ready) > MOST_READY:
                self._ready.popitem(last=False)
        self._ready.move_to_end(team)
        return ready

    async def authorize(self, enterprise_id: str | None = None, team_id: str | None = None) -> AuthorizeResult | None:
        """What Bolt needs to know of the workspace an event is from; None for one that the token is not for."""
        workspace = await self.of(team_id or "", enterprise_id)
        if workspace is None:
            log.warning("event of another workspace", team=team_id)
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace.team,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
        )

    async def is_installed_since(self, team: str, moment: float) -> bool:
        """Whether the app was installed in a team after a moment, in seconds since 1970, or its token was still good then."""
        if self._installations is not None:
            return await self._installations.is_installed_since(team, moment)
        return moment < self._opened

    async def forget(self, team: str, before: float) -> None:
        """The app was uninstalled there at this moment, in seconds since 1970."""
        self._ready.pop(team, None)
        if self._installations is not None:
            await self._installations.forget(team, before=before)

    def _made(self, team: str, bot_user: str, bot_id: str, token: str) -> Workspace:
        calls = self.calls(token)
        delivery = Delivery(calls, bot_user, bot_id, self._allowed)
        return Workspace(team, bot_user, bot_id, token, calls, delivery, self._session, Statuses(calls))
