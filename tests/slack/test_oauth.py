"""Being installed by workspaces with a browser: the real flow of Bolt against the local Slack, over real HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.load_settings import load_settings
from bot.slack.install import manifest
from bot.slack.install.oauth import FAILURES, States, failure, oauth_settings, page
from bot.slack.install.store import Installations
from bot.slack.server.http import serving, web_app
from bot.slack.server.metrics import Metrics
from bot.storage.database import Database
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.settings import Settings
    from tests.slack.server import SlackServer

#: The client of slack_sdk 3.47 uses what aiohttp has deprecated since.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

COOKIE: Final = "slack-app-oauth-state"


@dataclass
class Site:
    """A bot that can be installed."""

    slack: SlackServer
    url: str
    installations: Installations
    states: States
    #: The workspace and the token of every event that has come.
    heard: list[tuple[str | None, str | None]] = field(default_factory=list)

    @property
    def install_url(self) -> str:
        """Where an installation begins."""
        return f"{self.url}/slack/install"

    async def begin(self, browser: aiohttp.ClientSession, query: str = "") -> tuple[str, str]:
        """Begin an installation; the address of Slack's question, and the one that Slack leads back to."""
        async with browser.get(f"{self.install_url}{query}", allow_redirects=False) as response:
            assert response.status == 302
            asked = response.headers["Location"]
        async with browser.get(asked, allow_redirects=False) as response:
            return asked, response.headers["Location"]

    def browser(self) -> aiohttp.ClientSession:
        """A browser that keeps cookies."""
        return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=self.url))


class Later:
    """Stands for an application that can only be made once its port is known."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on."""
        await self.app(scope, receive, send)


def files(folder: Path) -> bytes:
    """All bytes that the database has written."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def settings_for(slack: SlackServer, url: str, folder: Path) -> Settings:
    """What an operator sets to be installed by several workspaces."""
    return load_settings(
        _env_file=None,
        data_dir=folder,
        slack_client_id=slack.app.client_id,
        slack_client_secret=slack.app.client_secret,
        slack_signing_secret=slack.app.signing_secret,
        slack_api_url=slack.api_url,
        token_keys=Fernet.generate_key().decode(),
        public_url=url,
    )


@asynccontextmanager
async def installable(slack: SlackServer, folder: Path, *, state_seconds: int = 600) -> AsyncIterator[Site]:
    """A bot on a port of its own that asks this Slack."""

    async def ready() -> Mapping[str, bool]:
        return {}

    later = Later()
    async with serving(later, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}"
        settings = settings_for(slack, url, folder)
        async with (
            Database(settings.database_url) as database,
            Installations.configured(settings, database) as installations,
        ):
            states = States(installations, state_seconds)
            site = Site(slack, url, installations, states)
            bolt = AsyncApp(
                name="tests",
                client=AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[]),
                signing_secret=slack.app.signing_secret,
                oauth_settings=oauth_settings(settings, installations, states),
            )

            @bolt.event("message")
            async def heard(context: Any) -> None:
                site.heard.append((context.team_id, context.bot_token))
                slack.changes.happened()

            later.app = web_app(ready, Metrics(), bolt, slack.app.signing_secret)
            slack.deliver_by_http(f"{url}/slack/events")
            yield site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A bot that nobody has installed yet."""
    async with slack_server(installed=False) as slack, installable(slack, tmp_path) as site:
        yield site


async def test_a_whole_organisation_is_not_served(site: Site) -> None:
    """Whoever installs it so is told at once, and no token of it is kept."""
    site.slack.workspace.of_organisation = True
    status, text = await site.slack.workspace.person("zoe").installs(site.install_url)
    assert (status, "each workspace" in text) == (403, True)
    assert await site.installations.organisations() == []


async def test_two_workspaces_install_it(site: Site, tmp_path: Path) -> None:
    """Each has its own token, encrypted in the file; its events come with its token, and Slack is not asked for each."""
    acme, other = site.slack.workspace, site.slack.add_workspace("Other", installed=False)
    for workspace in (acme, other):
        status, text = await workspace.person("zoe").installs(site.install_url)
        assert status == 200
        assert f"in {workspace.name} now" in text
        assert workspace.is_installed
        assert workspace.scopes == set(manifest.scopes())
    assert acme.bot_token != other.bot_token
    assert await site.installations.bot_token(acme.team_id) == acme.bot_token
    assert await site.installations.bot_token(other.team_id) == other.bot_token
    written = files(tmp_path)
    assert acme.team_id.encode() in written
    assert not [token for token in (acme.bot_token, other.bot_token) if token.encode() in written]

    asked = len(site.slack.calls("auth.test"))
    for number in range(3):
        await acme.person("ann").says(f"hello {number}")
        await other.person("bob").says(f"hello {number}")
    await site.slack.deliveries.settle()
    await site.slack.wait_for(lambda: len(site.heard) == 6)
    assert set(site.heard) == {(acme.team_id, acme.bot_token), (other.team_id, other.bot_token)}
    assert len(site.slack.calls("auth.test")) == asked


async def test_an_event_of_a_workspace_without_the_app_goes_nowhere(site: Site) -> None:
    """What was forgotten is not answered with somebody else's token, nor with one that was in use."""
    acme = site.slack.workspace
    await acme.person("zoe").installs(site.install_url)
    await acme.person("ann").says("hello")
    await site.slack.wait_for(lambda: site.heard)
    await site.installations.forget(acme.team_id)
    await acme.person("ann").says("are you there?")
    await site.slack.deliveries.settle()
    assert len(site.heard) == 1


async def test_installing_again_brings_the_new_token(site: Site) -> None:
    """After an uninstallation the old token is not used, though it was kept in memory."""
    acme = site.slack.workspace
    await acme.person("zoe").installs(site.install_url)
    first = await site.installations.bot_token(acme.team_id)
    acme.revokes_token()
    await acme.person("zoe").installs(site.install_url)
    second = await site.installations.bot_token(acme.team_id)
    assert (second, first != second) == (acme.bot_token, True)


async def test_everything_goes_to_the_slack_of_the_settings(site: Site) -> None:
    """The question, with the whole manifest's scopes and the way back, and the exchange of the code."""
    async with site.browser() as browser:
        asked, back = await site.begin(browser)
        parts, query = urlsplit(asked), parse_qs(urlsplit(asked).query)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == site.slack.authorize_url
        assert query["client_id"] == [site.slack.app.client_id]
        assert query["scope"] == [",".join(manifest.scopes())]
        assert query["redirect_uri"] == [f"{site.url}/slack/oauth_redirect"]
        assert set(query) == {"client_id", "scope", "redirect_uri", "state"}
        async with browser.get(back) as response:
            assert response.status == 200
    assert len(site.slack.requests) >= 2
    assert [request.status for request in site.slack.calls("auth.test")] == [200]


async def test_a_wanted_workspace_is_asked_for_and_nothing_else(site: Site) -> None:
    """`team` of the install address is handed on, and can't smuggle another argument in."""
    async with site.browser() as browser:
        asked, _ = await site.begin(browser, "?team=T1%26scope%3Dadmin%26redirect_uri%3Dhttps%3A%2F%2Fevil.example")
    query = parse_qs(urlsplit(asked).query)
    assert query["team"] == ["T1&scope=admin&redirect_uri=https://evil.example"]
    assert query["scope"] == [",".join(manifest.scopes())]
    assert query["redirect_uri"] == [f"{site.url}/slack/oauth_redirect"]


async def test_the_cookie_is_for_this_server_and_no_script(site: Site) -> None:
    """It is secure, hidden from scripts, short-lived, and taken back at the end."""
    async with site.browser() as browser:
        async with browser.get(site.install_url, allow_redirects=False) as response:
            cookie = response.cookies[COOKIE]
            assert (cookie["secure"], cookie["httponly"], cookie["max-age"]) == (True, True, "600")
            assert cookie["samesite"] == "lax"
        async with browser.get(f"{site.url}/slack/oauth_redirect?error=access_denied") as response:
            assert response.cookies[COOKIE].value == "deleted"
        assert not list(browser.cookie_jar)


async def test_who_says_no_is_thanked(site: Site) -> None:
    """A friendly page, nothing installed, nothing kept, and the way to begin again."""
    status, text = await site.slack.workspace.person("zoe").installs(site.install_url, deny=True)
    assert (status, FAILURES["access_denied"][0] in text) == (200, True)
    assert 'href="install"' in text
    assert not site.slack.workspace.is_installed
    assert await site.installations.bot_token(site.slack.workspace.team_id) is None


async def test_a_changed_state_is_refused(site: Site) -> None:
    """It is not the one in the browser's cookie."""
    status, text = await site.slack.workspace.person("zoe").installs(site.install_url, change_state="x")
    assert (status, FAILURES["invalid_browser"][0] in text) == (400, True)
    assert not site.slack.calls("oauth.v2.access")
    assert not site.slack.workspace.is_installed


async def test_another_browser_is_refused(site: Site) -> None:
    """Without the cookie of the browser that began, a good state and a good code are of no use."""
    async with site.browser() as browser, aiohttp.ClientSession() as another:
        _, back = await site.begin(browser)
        async with another.get(back) as response:
            assert (response.status, FAILURES["invalid_browser"][0] in await response.text()) == (400, True)
        assert not site.slack.workspace.is_installed
        async with browser.get(back) as response:
            assert response.status == 200


async def test_a_state_is_good_once(site: Site) -> None:
    """With its cookie put back, the same way again leads nowhere."""
    async with site.browser() as browser:
        _, back = await site.begin(browser)
        state = parse_qs(urlsplit(back).query)["state"][0]
        async with browser.get(back) as response:
            assert response.status == 200
        async with browser.get(back, headers={"Cookie": f"{COOKIE}={state}"}) as response:
            assert (response.status, FAILURES["invalid_state"][0] in await response.text()) == (401, True)


async def test_of_two_with_one_state_one_is_let_in(site: Site) -> None:
    """However close together they come."""
    state = await site.states.async_issue()
    answers = await asyncio.gather(*(site.states.async_consume(state) for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]


async def test_installations_that_are_begun_fill_no_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the page again and again pushes out what was begun first; the newest are good."""
    monkeypatch.setattr("bot.slack.install.oauth.MOST_STATES", 5)
    states = [await site.states.async_issue() for _ in range(12)]
    async with site.installations.engine.connect() as connection:
        assert len((await connection.execute(site.states.oauth_states.select())).all()) == 5
    assert [await site.states.async_consume(state) for state in states] == [False] * 7 + [True] * 5


async def test_a_stale_state_is_refused(tmp_path: Path) -> None:
    """Whose time has passed is not let in, and leaves the table when the next installation begins."""
    async with slack_server(installed=False) as slack, installable(slack, tmp_path, state_seconds=0) as site:
        status, text = await slack.workspace.person("zoe").installs(site.install_url)
        assert (status, FAILURES["invalid_state"][0] in text) == (401, True)
        assert not slack.workspace.is_installed
        for _ in range(3):
            await site.states.async_issue()
        async with site.installations.engine.connect() as connection:
            assert len((await connection.execute(site.states.oauth_states.select())).all()) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?code=1", 400),
        ("?state=1", 400),
        ("?error=<script>alert(1)</script>", 200),
        ("?error=invalid_scope", 200),
    ],
)
async def test_made_up_returns_install_nothing(site: Site, query: str, status: int) -> None:
    """They get a page that repeats nothing of them."""
    async with aiohttp.ClientSession() as browser, browser.get(f"{site.url}/slack/oauth_redirect{query}") as response:
        text = await response.text()
        assert response.status == status
        assert "script" not in text
        assert "invalid_scope" not in text
    assert not site.slack.calls("oauth.v2.access")


async def test_a_refused_code_installs_nothing(site: Site) -> None:
    """Slack's refusal of the exchange is a page too."""
    async with site.browser() as browser:
        _, back = await site.begin(browser)
        for code in site.slack.codes.values():
            code.used = True
        async with browser.get(back) as response:
            assert (response.status, "did not agree" in await response.text()) == (401, True)
    assert await site.installations.bot_token(site.slack.workspace.team_id) is None


async def test_a_slack_that_is_away_is_not_our_fault(site: Site) -> None:
    """The exchange gets no answer: a page that says to come again."""
    site.slack.faults.add("oauth.v2.access", times=None, drop=True)
    async with site.browser() as browser:
        _, back = await site.begin(browser)
        async with browser.get(back) as response:
            assert (response.status, FAILURES["unreachable"][0] in await response.text()) == (502, True)
            assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_database_that_is_away_is_said(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """The installation could not be written: a page that says so, and no token in the log."""
    async with site.installations.engine.begin() as connection:
        await connection.run_sync(site.installations.bots.drop)
    status, text = await site.slack.workspace.person("zoe").installs(site.install_url)
    assert (status, FAILURES["storage_error"][0] in text) == (500, True)
    assert site.slack.workspace.bot_token not in caplog.text


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
async def test_pages_are_only_read(site: Site, path: str, method: str) -> None:
    """Another method begins no installation."""
    async with aiohttp.ClientSession() as browser, browser.request(method, f"{site.url}{path}") as response:
        assert response.status == 405
        assert "GET" in response.headers["allow"]
        assert "set-cookie" not in response.headers


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
async def test_pages_wait_for_no_body(site: Site, path: str) -> None:
    """One that is announced and never comes holds nothing up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(site.url).port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999999\r\n\r\n".encode())
    async with asyncio.timeout(1):
        assert (await reader.readline()).split()[1] in {b"302", b"400"}
    writer.close()


async def test_pages_run_and_load_nothing(site: Site) -> None:
    """No script, no address but the next step's, and a policy that would allow neither."""
    async with site.browser() as browser:
        _, back = await site.begin(browser)
        async with browser.get(back) as response:
            text, policy = await response.text(), response.headers["content-security-policy"]
            assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [tag for tag in ("<script", "<img", "<link", "<iframe", "onload", "http-equiv") if tag in text]
    assert text.count("href=") == 1
    assert f'href="{site.slack.url}/app_redirect?' in text


@pytest.mark.parametrize("name", ["<b>Acme</b>", 'A"cme', "Ä & Ö"])
async def test_a_workspace_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """Its name is text on the page."""
    async with slack_server(installed=False) as slack, installable(slack, tmp_path) as site:
        other = slack.add_workspace(name, installed=False)
        status, text = await other.person("zoe").installs(site.install_url)
        assert status == 200
        assert "<b>" not in text
        assert "A&quot;cme" in text or "Ä &amp; Ö" in text or "&lt;b&gt;Acme" in text


@pytest.mark.parametrize("reason", [*FAILURES, "anything"])
def test_every_failure_page_says_what_to_do(reason: str) -> None:
    """Each has a title, a sentence and the way to begin again."""
    title, text = failure(reason)
    assert page(title, text).startswith("<!doctype html>")
    assert "Begin again" in text


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("slack_client_id", "SLACK_CLIENT_ID"),
        ("slack_client_secret", "SLACK_CLIENT_SECRET"),
        ("public_url", "FTN_PUBLIC_URL"),
    ],
)
async def test_what_is_missing_is_named(site: Site, tmp_path: Path, missing: str, told: str) -> None:
    """Each setting it needs, with where it is found."""
    settings = settings_for(site.slack, site.url, tmp_path).model_copy(update={missing: None})
    with pytest.raises(SettingsError, match=told):
        oauth_settings(settings, site.installations, site.states)


@pytest.mark.parametrize(
    ("api_url", "asked"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("https://slack.com/api", "https://slack.com/oauth/v2/authorize"),
        ("http://127.0.0.1:9/base/api/", "http://127.0.0.1:9/base/oauth/v2/authorize"),
    ],
)
async def test_the_question_is_beside_the_api(site: Site, tmp_path: Path, api_url: str, asked: str) -> None:
    """Wherever the Web API is."""
    settings = settings_for(site.slack, f"{site.url}/", tmp_path).model_copy(update={"slack_api_url": api_url})
    made = oauth_settings(settings, site.installations, site.states)
    assert made.authorization_url == asked
    assert made.redirect_uri == f"{site.url}/slack/oauth_redirect"
