"""What `ftn doctor` finds of Slack: tokens, scopes, addresses and the agent's features, live, and what to click.

Asks Slack itself, at `SLACK_API_URL`, and changes nothing there. Prints no token and no secret.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import SettingsError, SlackUnreachableError
from bot.health_check import HealthFinding
from bot.settings import SlackMode
from bot.slack.install import manifest
from bot.slack.install.channels import SEES_PUBLIC, with_channel_ids
from bot.slack.install.store import cipher_of
from bot.slack.install.tokens import APP_TOKEN, BOT_TOKEN, WHERE, copying_trouble, kind_of_token, token_trouble
from bot.slack.install.workspaces import OF_AN_ORGANISATION
from bot.slack.outgoing.rate_limits import Pace, limits
from bot.slack.outgoing.web_api import Calls, web_client
from bot.slack.server.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pydantic import SecretStr
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.settings import Settings

#: Seconds to wait for an answer of Slack's.
LONGEST_WAIT: Final = 10.0
#: What Slack says of a token, as what has happened and what to do.
REFUSALS: Final[Mapping[str, str]] = {
    "invalid_auth": "Slack does not know it. Copy it once more, whole.",
    "not_authed": "it did not arrive. Copy it once more, whole.",
    "not_allowed_token_type": "it is of another kind.",
    "token_revoked": "it was revoked. Install the app again under Install App, and take the new one.",
    "token_expired": "it has expired. Switch token rotation off, install the app again and take the new one.",
    "account_inactive": "the app was removed from the workspace, or the workspace is gone. Install the app again.",
    "missing_scope": "it lacks the scope connections:write. Generate another one with it.",
    "org_login_required": "the workspace is being moved to an organisation. Try again later.",
    "team_access_not_granted": "the organisation has not allowed the app in the workspace. Ask an administrator.",
}
ALL_OF_IT: Final = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and FTN_TOKEN_KEYS"
NO_AGENT: Final = frozenset({"not_agent_app", "feature_disabled"})
NO_PUBLIC: Final = (
    "FTN_GAPS_CHANNEL is set and channels:read was not granted, so the digest takes every channel for private and shows only words that three "
    "people have used."
)
#: There is no channel of this name, so that the question changes nothing whatever the answer is.
NO_CHANNEL: Final = "D00000000"


async def examine_slack(settings: Settings) -> list[HealthFinding]:
    """Look at everything that has to do with Slack; takes as long as Slack does, at most half a minute or so."""
    given = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.slack_client_id,
    )
    if not any(given):
        detail = (
            "not set up. README, under Slack in ten minutes, says how; `make slack` tries the bot without a workspace."
        )
        return [HealthFinding("missing", "Slack", detail)]
    findings = await _workspace(settings) if settings.slack_client_id is None else _installations(settings)
    if settings.slack_mode is SlackMode.SOCKET:
        findings.append(await _socket(settings))
    else:
        findings += _http(settings)
    return findings


async def _workspace(settings: Settings) -> list[HealthFinding]:
    """The one workspace that the bot token is of."""
    subject = "Slack bot token"
    if (token := _secret(settings.slack_bot_token)) == "":
        return [_absent(subject, BOT_TOKEN, f"For several workspaces set {ALL_OF_IT} instead.")]
    if wrong := token_trouble(BOT_TOKEN, token):
        return [HealthFinding("broken", subject, wrong)]
    async with _client(settings, token) as client:
        try:
            known = await client.auth_test()
        except SlackApiError as error:
            return [HealthFinding("broken", subject, _refused(BOT_TOKEN, error))]
        except (aiohttp.ClientError, TimeoutError) as error:
            return [_unreachable(settings, subject, error)]
        name, team = known.get("team"), known.get("team_id")
        if known.get("is_enterprise_install"):
            return [HealthFinding("broken", subject, OF_AN_ORGANISATION.format(name=name))]
        return [
            HealthFinding("ok", subject, f"of the workspace {name!r} ({team}), where the bot is @{known.get('user')}"),
            *_scopes(known, settings),
            *await _channels(settings, client),
            await _agent(client),
            _events(),
        ]


def _scopes(known: AsyncSlackResponse, settings: Settings) -> list[HealthFinding]:
    """What the token may do, against what the manifest asks for and what the settings take beyond that."""
    header = next((value for name, value in known.headers.items() if name.lower() == "x-oauth-scopes"), None)
    if header is None:
        return [
            HealthFinding(
                "missing", "Slack scopes", "Slack did not tell which were granted; something on the way left it out."
            )
        ]
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    optional = manifest.optional_scopes()
    add = "OAuth & Permissions → Scopes → Bot Token Scopes: add {}, then Install App → Reinstall."
    lacking = [scope for scope in manifest.scopes() if scope not in granted]
    required = [scope for scope in lacking if scope not in optional]
    if not required:
        findings = [HealthFinding("ok", "Slack scopes", "all that are needed were granted")]
    else:
        lost = "; ".join(f"without {scope}, no {manifest.FEATURES[scope]}" for scope in required)
        findings = [HealthFinding("broken", "Slack scopes", f"{lost}. {add.format(', '.join(required))}")]
    for scope in lacking:
        if scope in optional:
            detail = f"{scope} was not granted, so there are no {manifest.FEATURES[scope]}. {add.format(scope)}"
            findings.append(HealthFinding("missing", "Slack scopes", detail))
    if settings.gaps_channel and SEES_PUBLIC not in granted:
        findings.append(HealthFinding("missing", "Slack scopes", f"{NO_PUBLIC} {add.format(SEES_PUBLIC)}"))
    return findings


async def _channels(settings: Settings, client: AsyncWebClient) -> list[HealthFinding]:
    """Where it answers, and whether the channels are found that the settings name; nothing where they name none."""
    allowed = limits()
    try:
        found = await with_channel_ids(settings, Calls(client, Pace(allowed), allowed, Metrics()))
    except SettingsError as error:
        return [HealthFinding("broken", "Slack channels", str(error))]
    except SlackUnreachableError:
        return [HealthFinding("missing", "Slack channels", "Slack did not answer which channels there are; try again.")]
    listed = (("it answers only in ", found.channels_allowed), ("it is silent in ", found.channels_denied))
    where = "; ".join(told + channels for told, channels in listed if channels)
    return [HealthFinding("ok", "Slack channels", where)] if where else []


async def _agent(client: AsyncWebClient) -> HealthFinding:
    """Whether the workspace has the agent's features, by what Slack says to a call about no channel."""
    subject = "Slack agent"
    try:
        await client.agents_sessions_setStatus(channel_id=NO_CHANNEL, thread_ts="1.0", status="active")
    except SlackApiError as error:
        if error.response.get("error") in NO_AGENT:
            detail = (
                "this workspace has no agents, or the app's manifest has no agent_view; answers come as ordinary messages. "
                "Agents need a paid plan; App Manifest has to be what `ftn manifest` prints."
            )
            return HealthFinding("missing", subject, detail)
    except (aiohttp.ClientError, TimeoutError):
        return HealthFinding("missing", subject, "Slack did not answer whether there are agents; try again.")
    return HealthFinding("ok", subject, "Slack refuses none of its features")


def _events() -> HealthFinding:
    """Which events are subscribed to is the app's setting; Slack shows it to no bot."""
    detail = (
        "Slack does not let a bot see them. If it hears nothing, compare App Manifest with what `ftn manifest` prints, save, "
        "and reinstall."
    )
    return HealthFinding("ok", "Slack events", detail)


async def _socket(settings: Settings) -> HealthFinding:
    """The app token, by opening an address for a connection and not using it."""
    subject = "Slack app token"
    if (token := _secret(settings.slack_app_token)) == "":
        return _absent(subject, APP_TOKEN, "Socket Mode needs it.")
    if wrong := token_trouble(APP_TOKEN, token):
        return HealthFinding("broken", subject, wrong)
    async with _client(settings, None) as client:
        try:
            await client.apps_connections_open(app_token=token)
        except SlackApiError as error:
            return HealthFinding("broken", subject, _refused(APP_TOKEN, error))
        except (aiohttp.ClientError, TimeoutError) as error:
            return _unreachable(settings, subject, error)
    return HealthFinding("ok", subject, "opens connections for Socket Mode")


def _http(settings: Settings) -> list[HealthFinding]:
    """What HTTP mode needs; the secret itself shows only when Slack sends something."""
    name, secret = "SLACK_SIGNING_SECRET", _secret(settings.slack_signing_secret)
    subject = "Slack signing secret"
    if not secret:
        findings = [_absent(subject, name, "HTTP mode needs it.")]
    elif wrong := copying_trouble(secret) or kind_of_token(secret):
        findings = [HealthFinding("broken", subject, f"{name} {wrong}. {WHERE[name]}")]
    else:
        findings = [
            HealthFinding("ok", subject, "is set; the first request from Slack shows whether it is the right one")
        ]
    if settings.slack_client_id is None:
        findings.append(_address(settings, "missing"))
    return findings


def _installations(settings: Settings) -> list[HealthFinding]:
    """What being installed by several workspaces needs: all of it together."""
    subject = "Slack installations"
    values = {
        "SLACK_CLIENT_SECRET": _secret(settings.slack_client_secret),
        "FTN_TOKEN_KEYS": _secret(settings.token_keys),
    }
    findings = [_absent(subject, name, f"{ALL_OF_IT} go together.") for name, value in values.items() if not value]
    findings += [
        HealthFinding("broken", subject, f"{name} {wrong}. {WHERE[name]}")
        for name, value in {"SLACK_CLIENT_ID": settings.slack_client_id or "", **values}.items()
        if (wrong := copying_trouble(value))
    ]
    if values["FTN_TOKEN_KEYS"]:
        try:
            cipher_of(values["FTN_TOKEN_KEYS"])
        except SettingsError as error:
            findings.append(HealthFinding("broken", subject, str(error)))
    if not findings:
        unused = f"; {BOT_TOKEN} is not used beside them" if settings.slack_bot_token else ""
        findings.append(HealthFinding("ok", subject, f"each workspace's own token is kept encrypted{unused}"))
    return [*findings, _address(settings, "broken")]


def _address(settings: Settings, without: str) -> HealthFinding:
    """The bot's public address; `without` is how bad it is that there is none."""
    subject = "Slack public address"
    if not settings.public_url and without == "missing":
        detail = f"FTN_PUBLIC_URL is not set, so `ftn manifest` needs --url. {WHERE['FTN_PUBLIC_URL']}"
        return HealthFinding("missing", subject, detail)
    try:
        address = manifest.public_address(settings.public_url)
    except SettingsError as error:
        return HealthFinding("broken", subject, str(error))
    return HealthFinding("ok", subject, f"Slack is to send events to {address}{manifest.EVENTS_PATH}")


@asynccontextmanager
async def _client(settings: Settings, token: str | None) -> AsyncIterator[AsyncWebClient]:
    timeout = aiohttp.ClientTimeout(total=LONGEST_WAIT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield web_client(token, settings.slack_api_url, session, int(LONGEST_WAIT))


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _absent(subject: str, name: str, more: str) -> HealthFinding:
    return HealthFinding("broken", subject, f"{name} is not set. {WHERE[name]} {more}")


def _refused(name: str, error: SlackApiError) -> str:
    code = error.response.get("error") or f"HTTP {error.response.status_code}"
    if code not in REFUSALS:
        return f"Slack answers {code!r} to {name}. Try again; if it stays, see https://docs.slack.dev."
    return f"Slack does not take {name} ({code}): {REFUSALS[code]} {WHERE[name]}"


def _unreachable(settings: Settings, subject: str, error: Exception) -> HealthFinding:
    reason = str(error) or f"no answer within {LONGEST_WAIT:.0f} seconds"
    detail = f"Slack can't be reached at {settings.slack_api_url!r}: {reason}. Check the network, or SLACK_API_URL."
    return HealthFinding("broken", subject, detail)
