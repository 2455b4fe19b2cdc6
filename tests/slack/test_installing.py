"""Installing the app with a browser, against a page like the one Bolt shows."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.slack.server import SlackServer


#: The client of slack_sdk 3.47 uses what aiohttp has deprecated since.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@asynccontextmanager
async def installer(slack: SlackServer) -> AsyncIterator[str]:
    """An app that can be installed; the address of its install page."""

    async def page(_request: web.Request) -> web.Response:
        query = f"client_id={slack.app.client_id}&amp;scope=chat:write,commands&amp;state=s1"
        return web.Response(text=f'<a href="{slack.authorize_url}?{query}">Add</a>', content_type="text/html")

    async def back(request: web.Request) -> web.Response:
        if request.query["state"] != "s1" or "error" in request.query:
            return web.Response(status=400, text=request.query.get("error", "wrong state"))
        granted = await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(
            client_id=slack.app.client_id, client_secret=slack.app.client_secret, code=request.query["code"]
        )
        return web.Response(text=f"{granted['team']['id']} {granted['access_token']} {granted['scope']}")

    app = web.Application()
    app.router.add_get("/slack/install", page)
    app.router.add_get("/slack/oauth_redirect", back)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        slack.redirect_uri = f"{base}/slack/oauth_redirect"
        yield f"{base}/slack/install"
    finally:
        await runner.cleanup()


async def test_a_code_becomes_a_token() -> None:
    """The app gets a token with the scopes it asked for, and may act where it was installed."""
    async with slack_server(installed=False) as slack, installer(slack) as page:
        other = slack.add_workspace("Other", installed=False)
        status, text = await other.person("zoe").installs(page)
        assert (status, text) == (200, f"{other.team_id} {other.bot_token} chat:write,commands")
        assert (other.is_installed, slack.workspace.is_installed) == (True, False)
        client = AsyncWebClient(other.bot_token, base_url=slack.api_url)
        assert (await client.auth_test())["team_id"] == other.team_id


async def test_a_person_may_say_no() -> None:
    """The app is told, and so it is when somebody has changed the state."""
    async with slack_server(installed=False) as slack, installer(slack) as page:
        zoe = slack.workspace.person("zoe")
        assert await zoe.installs(page, deny=True) == (400, "access_denied")
        assert await zoe.installs(page, change_state="x") == (400, "wrong state")
        assert not slack.workspace.is_installed


@pytest.mark.parametrize(
    ("error", "change"),
    [
        ("invalid_client_id", {"client_id": "1"}),
        ("bad_client_secret", {"client_secret": "1"}),
        ("invalid_code", {"code": "1"}),
        ("bad_redirect_uri", {"redirect_uri": "http://127.0.0.1/"}),
        ("code_already_used", {}),
    ],
)
async def test_a_code_is_good_once(slack: SlackServer, error: str, change: dict[str, str]) -> None:
    """With the app's own id and secret, the same way back, and only one time."""
    async with installer(slack) as page:
        await slack.workspace.person("zoe").installs(page)
        (code,) = slack.codes
        slack.codes[code].used = error == "code_already_used"
        given = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret, "code": code}
        with pytest.raises(SlackApiError) as caught:
            await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(**{**given, **change})
        assert caught.value.response["error"] == error


async def test_a_revoked_token_is_gone(slack: SlackServer) -> None:
    """auth.revoke ends it; a new installation makes another."""
    old = slack.workspace.bot_token
    await AsyncWebClient(old, base_url=slack.api_url).auth_revoke()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await AsyncWebClient(old, base_url=slack.api_url).auth_test()
    assert slack.workspace.install() != old
