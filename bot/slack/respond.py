"""Answers through the address that Slack gives with a command or a button: five times within half an hour."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.slack.calls import SERVER_ERROR, TOO_MANY, backoff, retry_after

if TYPE_CHECKING:
    from bot.slack.message import Message
    from bot.slack.pace import Limits

log = structlog.get_logger()
SLACKS_OWN = "hooks.slack.com"
TIMEOUT = aiohttp.ClientTimeout(total=10)
OK = 200


class Responder:
    """Posts to response addresses."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, allowed: Limits) -> None:
        """Post to Slack's own host, or to that of the configured API, and to no other."""
        self._session = session
        self._hosts = {("https", SLACKS_OWN), _origin(api_url)}
        self._allowed = allowed

    async def respond(self, address: str, message: Message, *, public: bool = False, replace: bool = False) -> bool:
        """Show a message to the person, or to the channel; whether Slack has taken it."""
        if not address:
            return False
        if _origin(address) not in self._hosts and (urlsplit(address).scheme, urlsplit(address).hostname) not in self._hosts:
            log.warning("response address is not Slack's")
            return False
        body = {
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": replace,
            "text": message.text,
            "blocks": list(message.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for attempt in range(self._allowed.retries):
            try:
                async with self._session.post(address, json=body, timeout=TIMEOUT, allow_redirects=False) as answer:
                    if answer.status == OK:
                        return True
                    if answer.status != TOO_MANY and answer.status < SERVER_ERROR:
                        log.info("response refused", status=answer.status)
                        return False
                    wait = retry_after(answer.headers, attempt) if answer.status == TOO_MANY else backoff(attempt)
                    if answer.status >= SERVER_ERROR:
                        # It may have been shown: private cards may come twice, public ones not.
                        return public
            except (aiohttp.ClientConnectorError, OSError):
                wait = backoff(attempt)
            except (aiohttp.ClientError, TimeoutError):
                return public
            await asyncio.sleep(min(wait, self._allowed.longest_wait))
        return False


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
