"""What the doctor says of Slack: asked over real HTTP from the local one, with tokens as people paste them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.cli.doctor import examine
from bot.settings import Embeddings, Settings, SlackMode
from bot.slack.install import manifest
from bot.slack.install.doctor import examine_slack

if TYPE_CHECKING:
    from bot.health_check import HealthFinding
    from tests.slack.server import SlackServer

ADDRESS = "https://bot.example.com"
NOBODYS_BOT, NOBODYS_APP = "xoxb-of-nobody", "xapp-1-A0-of-nobody"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def tokens(settings: Settings, slack: SlackServer) -> Settings:
    """Settings with both tokens of the local Slack's app, which has what the manifest asks for."""
    slack.app.follow(manifest.manifest(SlackMode.SOCKET))
    slack.workspace.scopes = set(slack.app.scopes)
    return changed(
        settings,
        slack_api_url=slack.api_url,
        slack_bot_token=slack.workspace.bot_token,
        slack_app_token=slack.app.app_token,
    )


def changed(settings: Settings, **values: Any) -> Settings:
    """The settings with other values, secrets as secrets."""
    secret = {"slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret", "token_keys"}
    kept = {name: SecretStr(value) if name in secret and value else value for name, value in values.items()}
    return settings.model_copy(update=kept)


def of(findings: list[HealthFinding], subject: str) -> list[tuple[str, str]]:
    """State and detail of each finding on a subject."""
    return [(finding.state, finding.detail) for finding in findings if finding.subject == f"Slack {subject}"]


def only(findings: list[HealthFinding], subject: str) -> tuple[str, str]:
    """State and detail of the one finding on a subject."""
    (found,) = of(findings, subject)
    return found


async def test_nothing_is_set_up(settings: Settings) -> None:
    """Without any token one line says where to begin; that is no failure, and nobody is asked."""
    (finding,) = await examine_slack(settings)
    assert (finding.state, finding.subject) == ("missing", "Slack")
    assert "Slack in ten minutes" in finding.detail


async def test_everything_is_in_order(tokens: Settings, slack: SlackServer) -> None:
    """With both tokens all is ok, the workspace is named, and nothing was changed in it."""
    findings = await examine_slack(tokens)
    assert {finding.state for finding in findings} == {"ok"}
    assert "the workspace 'Acme'" in only(findings, "bot token")[1]
    assert slack.workspace.team_id in only(findings, "bot token")[1]
    assert {request.method for request in slack.requests} == {
        "auth.test",
        "agents.sessions.setStatus",
        "apps.connections.open",
    }
    assert slack.workspace.sessions == {}


async def test_the_doctor_looks_at_slack(tokens: Settings) -> None:
    """`ftn doctor` shows the same findings."""
    findings = await examine(tokens.model_copy(update={"embeddings": Embeddings.NONE}))
    assert only(findings, "app token")[0] == "ok"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        (
            "slack_bot_token",
            "{app}",
            "SLACK_BOT_TOKEN is an app-level token, which belongs in SLACK_APP_TOKEN",
        ),
        ("slack_app_token", "{bot}", "SLACK_APP_TOKEN is a bot token, which belongs in SLACK_BOT_TOKEN"),
        ("slack_bot_token", "xoxp-1-2-3", "SLACK_BOT_TOKEN is a user token"),
        ("slack_bot_token", "xoxe.xoxb-1-2-3", "token rotation is on"),
        ("slack_bot_token", "paste it here", "SLACK_BOT_TOKEN does not begin with xoxb-"),
        ("slack_bot_token", '"{bot}"', "SLACK_BOT_TOKEN has quotes in it. Take them away"),
        ("slack_bot_token", "“{bot}”", "SLACK_BOT_TOKEN has quotes in it"),
        ("slack_app_token", "'{app}'", "SLACK_APP_TOKEN has quotes in it"),
        ("slack_bot_token", " {bot}", "SLACK_BOT_TOKEN has a space or a line break at its end"),
        ("slack_bot_token", "{bot}\n", "SLACK_BOT_TOKEN has a space or a line break at its end"),
        ("slack_bot_token", "xoxb-12 34", "SLACK_BOT_TOKEN has a space or a line break in it"),
        ("slack_app_token", "{app} ", "SLACK_APP_TOKEN has a space or a line break at its end"),
    ],
)
async def test_a_token_that_was_pasted_wrong(
    tokens: Settings, slack: SlackServer, name: str, value: str, says: str
) -> None:
    """What is wrong is seen in the token itself, without asking Slack, and told with where the right one is."""
    pasted = value.format(bot=slack.workspace.bot_token, app=slack.app.app_token)
    findings = await examine_slack(changed(tokens, **{name: pasted}))
    state, detail = only(findings, name.removeprefix("slack_").replace("_", " "))
    assert state == "broken"
    assert says in detail
    assert "OAuth & Permissions" in detail or "Basic Information" in detail
    shown = " ".join(finding.detail for finding in findings)
    assert pasted.strip() not in shown
    assert slack.workspace.bot_token not in shown
    assert slack.app.app_token not in shown
    asked = {"slack_bot_token": "auth.test", "slack_app_token": "apps.connections.open"}[name]
    assert slack.calls(asked) == []


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_token_slack_does_not_take(tokens: Settings, slack: SlackServer, code: str) -> None:
    """A revoked, orphaned or mistyped token is told apart, with what to do; scopes are not guessed at."""
    match code:
        case "token_revoked":
            slack.workspace.revokes_token()
        case "account_inactive":
            slack.workspace.deactivates()
        case _:
            tokens = changed(tokens, slack_bot_token=NOBODYS_BOT)
    findings = await examine_slack(tokens)
    state, detail = only(findings, "bot token")
    assert state == "broken"
    assert f"Slack does not take SLACK_BOT_TOKEN ({code}): " in detail
    assert "OAuth & Permissions" in detail
    assert of(findings, "scopes") == []
    assert only(findings, "app token")[0] == "ok"


async def test_an_app_token_slack_does_not_take(tokens: Settings) -> None:
    """An app token of nobody is broken, with where to make one."""
    state, detail = only(await examine_slack(changed(tokens, slack_app_token=NOBODYS_APP)), "app token")
    assert state == "broken"
    assert "(invalid_auth)" in detail
    assert "App-Level Tokens → Generate, with the scope connections:write" in detail


async def test_an_app_token_without_its_scope(tokens: Settings, slack: SlackServer) -> None:
    """What the app token lacks is named."""
    slack.faults.add("apps.connections.open", error="missing_scope")
    assert "lacks the scope connections:write" in only(await examine_slack(tokens), "app token")[1]


@pytest.mark.parametrize("scope", sorted(set(manifest.scopes()) - set(manifest.optional_scopes())))
async def test_a_scope_that_is_needed(tokens: Settings, slack: SlackServer, scope: str) -> None:
    """A required scope that was not granted is broken, with the feature that is lost and what to click."""
    slack.workspace.scopes.discard(scope)
    state, detail = only(await examine_slack(tokens), "scopes")
    assert state == "broken"
    assert f"without {scope}, no {manifest.FEATURES[scope]}" in detail
    assert f"Bot Token Scopes: add {scope}, then Install App → Reinstall." in detail


@pytest.mark.parametrize("scope", manifest.optional_scopes())
async def test_a_scope_that_may_be_withheld(tokens: Settings, slack: SlackServer, scope: str) -> None:
    """An optional scope that was not granted is missing and not broken, with the feature that is lost."""
    slack.workspace.scopes.discard(scope)
    found = of(await examine_slack(tokens), "scopes")
    assert [state for state, _ in found] == ["ok", "missing"]
    assert f"{scope} was not granted, so there are no {manifest.FEATURES[scope]}" in found[1][1]


@pytest.mark.parametrize("granted", [False, True])
async def test_the_digest_takes_one_scope_more(tokens: Settings, slack: SlackServer, *, granted: bool) -> None:
    """The manifest does not ask for it, since few have a digest; who has one is told what it is without."""
    tokens = changed(tokens, gaps_channel=slack.workspace.channel("knowledge-team").id)
    assert "channels:read" not in slack.workspace.scopes
    slack.workspace.scopes |= {"channels:read"} if granted else set()
    found = of(await examine_slack(tokens), "scopes")
    assert [state for state, _ in found] == ["ok", *([] if granted else ["missing"])]
    assert ("Bot Token Scopes: add channels:read, then" in str(found)) != granted


@pytest.mark.parametrize(
    ("named", "scopes", "state", "says"),
    [
        ("C0000000A", (), "ok", "it answers only in C0000000A"),
        ("work", ("channels:read", "groups:read"), "ok", "it answers only in C"),
        ("#work", (), "broken", "the app has not the scope channels:read"),
        (
            "wrok",
            ("channels:read",),
            "broken",
            "private ones were not looked at: the app has not the scope groups:read",
        ),
        (
            "wrok",
            ("channels:read", "groups:read"),
            "broken",
            "'wrok', which is not found in the workspace. Give its id",
        ),
    ],
)
async def test_channels_by_their_names(
    tokens: Settings, slack: SlackServer, named: str, scopes: tuple[str, ...], state: str, says: str
) -> None:
    """What would end the start is known before it; the scope that is lacking is named, and ids need none."""
    slack.workspace.channel("work")
    slack.workspace.scopes |= set(scopes)
    found = of(await examine_slack(changed(tokens, channels_allowed=named)), "channels")
    assert [each for each, _ in found] == [state]
    assert all(says in detail for _, detail in found)


async def test_more_scopes_than_needed(tokens: Settings, slack: SlackServer) -> None:
    """Another scope does no harm."""
    slack.workspace.scopes.add("reactions:read")
    assert only(await examine_slack(tokens), "scopes")[0] == "ok"


async def test_a_workspace_without_agents(tokens: Settings, slack: SlackServer) -> None:
    """Where Slack refuses the agent's features the bot still works, and the finding says how."""
    slack.workspace.agents = False
    state, detail = only(await examine_slack(tokens), "agent")
    assert state == "missing"
    assert "ordinary messages" in detail


@pytest.mark.parametrize("name", ["slack_bot_token", "slack_app_token"])
async def test_one_token_of_two(tokens: Settings, name: str) -> None:
    """Half set up is broken, and says which half and where to find it."""
    findings = await examine_slack(changed(tokens, **{name: None}))
    state, detail = only(findings, name.removeprefix("slack_").replace("_", " "))
    assert state == "broken"
    assert f"{name.upper()} is not set." in detail


async def test_slack_is_away(tokens: Settings) -> None:
    """An address where nobody answers is named, once for each token."""
    findings = await examine_slack(changed(tokens, slack_api_url="http://127.0.0.1:1/api/"))
    for subject in ("bot token", "app token"):
        state, detail = only(findings, subject)
        assert state == "broken"
        assert "Slack can't be reached at 'http://127.0.0.1:1/api/'" in detail
        assert "SLACK_API_URL" in detail


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"status": 500}, "Slack answers 'HTTP 500'"),
        ({"error": "fatal_error"}, "Slack answers 'fatal_error'"),
        ({"retry_after": 30}, "Slack answers 'ratelimited'"),
        ({"drop": True}, "Slack can't be reached"),
    ],
)
async def test_slack_has_trouble(tokens: Settings, slack: SlackServer, fault: dict[str, Any], says: str) -> None:
    """Trouble of Slack's own is not blamed on the token."""
    slack.faults.add("auth.test", times=None, **fault)
    slack.faults.add("apps.connections.open", times=None, **fault)
    findings = await examine_slack(tokens)
    for subject in ("bot token", "app token"):
        state, detail = only(findings, subject)
        assert state == "broken"
        assert says in detail


async def test_http_mode(tokens: Settings, slack: SlackServer) -> None:
    """Over HTTP the signing secret and the address count, and the app token does not."""
    http = changed(
        tokens, slack_mode=SlackMode.HTTP, slack_app_token=None, slack_signing_secret=SIGNING, public_url=ADDRESS
    )
    findings = await examine_slack(http)
    assert {finding.state for finding in findings} == {"ok"}
    assert f"{ADDRESS}/slack/events" in only(findings, "public address")[1]
    assert slack.calls("apps.connections.open") == []
    assert SIGNING not in " ".join(finding.detail for finding in findings)


@pytest.mark.parametrize(
    ("values", "subject", "state", "says"),
    [
        ({"slack_signing_secret": None}, "signing secret", "broken", "SLACK_SIGNING_SECRET is not set."),
        ({"slack_signing_secret": "xapp-1-A0-x"}, "signing secret", "broken", "is an app-level token"),
        ({"slack_signing_secret": f"'{SIGNING}'"}, "signing secret", "broken", "has quotes in it"),
        ({"slack_signing_secret": f"{SIGNING} "}, "signing secret", "broken", "at its end"),
        ({"public_url": None}, "public address", "missing", "FTN_PUBLIC_URL is not set"),
        ({"public_url": "http://bot.example.com"}, "public address", "broken", "does not begin with https://"),
    ],
)
async def test_http_mode_lacks_something(
    tokens: Settings, values: dict[str, Any], subject: str, state: str, says: str
) -> None:
    """What HTTP mode needs is named with where to find it."""
    http = {"slack_mode": SlackMode.HTTP, "slack_signing_secret": SIGNING, "public_url": ADDRESS} | values
    found, detail = only(await examine_slack(changed(tokens, **http)), subject)
    assert found == state
    assert says in detail
    assert SIGNING not in detail


@pytest.fixture
def several(settings: Settings, slack: SlackServer) -> Settings:
    """Settings to be installed by several workspaces, over HTTP."""
    return changed(
        settings,
        slack_api_url=slack.api_url,
        slack_mode=SlackMode.HTTP,
        slack_signing_secret=SIGNING,
        slack_client_id=slack.app.client_id,
        slack_client_secret=slack.app.client_secret,
        token_keys=Fernet.generate_key().decode(),
        public_url=ADDRESS,
    )


async def test_several_workspaces(several: Settings, slack: SlackServer) -> None:
    """Installations need no bot token; one that is set is said to be of no use."""
    findings = await examine_slack(several)
    assert {finding.state for finding in findings} == {"ok"}
    assert "SLACK_BOT_TOKEN" not in only(findings, "installations")[1]
    both = await examine_slack(changed(several, slack_bot_token=slack.workspace.bot_token))
    assert "SLACK_BOT_TOKEN is not used" in only(both, "installations")[1]
    assert slack.requests == []


@pytest.mark.parametrize(
    ("values", "subject", "says"),
    [
        ({"slack_client_secret": None}, "installations", "SLACK_CLIENT_SECRET is not set."),
        ({"token_keys": None}, "installations", "FTN_TOKEN_KEYS is not set."),
        ({"token_keys": "no key at all"}, "installations", "FTN_TOKEN_KEYS is not a Fernet key"),
        ({"slack_client_id": "'1.2'"}, "installations", "SLACK_CLIENT_ID has quotes in it"),
        ({"public_url": None}, "public address", "no public address is set"),
    ],
)
async def test_installations_lack_something(several: Settings, values: dict[str, Any], subject: str, says: str) -> None:
    """Half of what installations need is broken, and the other half is named; no secret is shown."""
    findings = await examine_slack(changed(several, **values))
    state, detail = only(findings, subject)
    assert state == "broken"
    assert says in detail
    shown = " ".join(finding.detail for finding in findings)
    assert "no key at all" not in shown
    assert not several.token_keys or several.token_keys.get_secret_value() not in shown
