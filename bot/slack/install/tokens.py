"""What Slack's tokens look like, where each belongs and is found, and what copying does to one; nothing here asks Slack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

BOT_TOKEN, APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
#: Where a person finds what a variable has to be.
WHERE: Final[Mapping[str, str]] = {
    BOT_TOKEN: "OAuth & Permissions shows it as Bot User OAuth Token, once the app is installed.",
    APP_TOKEN: "Basic Information → App-Level Tokens → Generate, with the scope connections:write.",
    "SLACK_SIGNING_SECRET": "Basic Information → App Credentials shows it.",
    "SLACK_CLIENT_ID": "Basic Information → App Credentials shows it.",
    "SLACK_CLIENT_SECRET": "Basic Information → App Credentials shows it.",
    "FTN_TOKEN_KEYS": "`ftn token-key` prints one.",
    "FTN_PUBLIC_URL": "It is the https address at which Slack reaches this bot, such as https://bot.example.com.",
}
#: What a token begins with in its variable.
PREFIXES: Final[Mapping[str, str]] = {BOT_TOKEN: "xoxb-", APP_TOKEN: "xapp-"}
#: What tokens begin with, and what each kind is.
KINDS: Final[Mapping[str, str]] = {
    "xoxb-": f"a bot token, which belongs in {BOT_TOKEN}",
    "xapp-": f"an app-level token, which belongs in {APP_TOKEN}",
    "xoxp-": "a user token, which the bot has no use for",
    "xoxe": "a token that expires: token rotation is on in the app's settings, and can't be used here",
}


def token_trouble(name: str, token: str) -> str:
    """What is wrong with the bot token or the app token as it stands; nothing, if that is empty."""
    prefix = PREFIXES[name]
    if wrong := copying_trouble(token):
        return f"{name} {wrong}. {WHERE[name]}"
    if not token.startswith(prefix):
        return f"{name} {kind_of_token(token) or f'does not begin with {prefix}'}. {WHERE[name]}"
    return ""


def copying_trouble(value: str) -> str:
    """What copying has done to a value."""
    if re.search(r"[\"'`“”‘’]", value):
        return "has quotes in it. Take them away"
    if re.search(r"\s", value.strip()) and value.strip().startswith("xo"):
        return "has a space or a line break in it. Copy it once more, whole"
    if value != value.strip():
        return "has a space or a line break at its end. Take it away"
    return ""


def kind_of_token(token: str) -> str:
    """What kind of token it is, if it is one."""
    return next((f"is {kind}" for prefix, kind in KINDS.items() if token.startswith(prefix)), "")
