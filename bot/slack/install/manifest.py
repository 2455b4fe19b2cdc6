"""The app's manifest: what Slack is told when the app is created, and what each scope in it is for.

`manifest.json` is the manifest for Socket Mode, ready to be pasted. HTTP mode adds addresses to it. The tokens that
are in use may have been granted less: see `bot.slack.install.doctor`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.settings import SlackMode

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where Slack sends events, commands and presses, where an installation begins, and where it comes back to.
EVENTS_PATH: Final = "/slack/events"
INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"

#: What is lost without a scope, in the words that `ftn doctor` shows.
FEATURES: Final[Mapping[str, str]] = {
    "app_mentions:read": "answers to mentions",
    "assistant:write": "suggested prompts and status line in the agent's Messages tab",
    "channels:history": "follow-ups without a mention in threads of public channels",
    "chat:write": "answers at all",
    "commands": "/verdict and the shortcuts",
    "files:write": "decision records as files",
    "groups:history": "follow-ups without a mention in threads of private channels",
    "im:history": "conversations in direct messages",
    "im:write": "walks in a direct message begun from a card or from App Home",
    "mpim:history": "follow-ups without a mention in group messages",
    "users:read": "names of people on what they share or answer",
}


def manifest(mode: SlackMode, url: str | None = None) -> dict[str, Any]:
    """The manifest to create the app with.

    Args:
        mode: How events reach the bot.
        url: The bot's own public https address, for HTTP mode only.

    Raises:
        SettingsError: The address is missing, can't be used, or is given for Socket Mode.
    """
    made = _packaged()
    if mode is SlackMode.SOCKET:
        if url:
            raise SettingsError(
                f"the address {url!r} is of no use in Socket Mode, where Slack calls nobody. Leave --url out, or add "
                "--mode http."
            )
        return made
    address = public_address(url)
    settings = made["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = address + EVENTS_PATH
    settings["interactivity"]["request_url"] = address + EVENTS_PATH
    for command in made["features"]["slash_commands"]:
        command["url"] = address + EVENTS_PATH
    made["oauth_config"]["redirect_urls"] = [address + REDIRECT_PATH]
    return made


def public_address(url: str | None) -> str:
    """The bot's public address without a slash at its end.

    Raises:
        SettingsError: There is none, or Slack would not take it.
    """
    advice = "HTTP mode needs the bot's own public address, such as https://bot.example.com: give it with --url or FTN_PUBLIC_URL."
    if not url:
        raise SettingsError(f"no public address is set. {advice}")
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise SettingsError(f"the public address {url!r} can't be read: {error}. {advice}") from error
    if parts.scheme != "https":
        raise SettingsError(
            f"the public address {url!r} does not begin with https://, and Slack calls no other. {advice}"
        )
    if not has_host or parts.username is not None or any(character.isspace() for character in url):
        raise SettingsError(f"the public address {url!r} is not a plain address. {advice}")
    if parts.query or parts.fragment or "/slack/" in f"{parts.path}/":
        raise SettingsError(f"the public address {url!r} goes on after the bot's own address. {advice}")
    return url.rstrip("/")


def scopes() -> tuple[str, ...]:
    """Every scope the bot asks for, optional ones included."""
    return tuple(_packaged()["oauth_config"]["scopes"]["bot"])


def optional_scopes() -> tuple[str, ...]:
    """The scopes a workspace may withhold; the bot then does without the feature."""
    return tuple(_packaged()["oauth_config"]["scopes"]["bot_optional"])


def suggested_prompts() -> list[dict[str, str]]:
    """What somebody may begin with, shown where a conversation opens."""
    prompts: list[dict[str, str]] = _packaged()["features"]["agent_view"]["suggested_prompts"]
    return prompts


def _packaged() -> dict[str, Any]:
    """A fresh copy of the packaged manifest."""
    text = Path(__file__).with_name("manifest.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made
