"""Answers through the address that Slack gives with a command or a button: five times within half an hour."""

from __future__ import annotations

import asyncio
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.slack.outgoing.web_api import SERVER_ERROR, TOO_MANY, backoff, proxy_for, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.blocks.message import Message
    from bot.slack.outgoing.rate_limits import Limits

log = structlog.get_logger()
SLACKS_OWN = "hooks.slack.com"
TIMEOUT = aiohttp.ClientTimeout(total=10)
OK = 200
_NOT_OK = re.compile(r'"ok"\s*:\s*false')


class ResponseOutcome(StrEnum):
    """What became of an answer; `UNKNOWN` where Slack may have shown it."""

    SHOWN = "shown"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Responder:
    """Posts to response addresses."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, allowed: Limits) -> None:
        """Post to Slack's own host, or to that of the configured API, and to no other."""
        self._session = session
        self._origins = {("https", SLACKS_OWN), _origin(api_url)}
        self._allowed = allowed

    async def respond(
        self, address: str, message: Message, *, public: bool = False, thread: str = "", replaces: bool = False
    ) -> ResponseOutcome:
        """Show a message to the person, or to everybody in the channel, or in a thread of it; or in place of what was pressed."""
        if not address:
            return ResponseOutcome.REFUSED
        if _origin(address) not in self._origins:
            log.warning("response address is not Slack's")
            return ResponseOutcome.REFUSED
        body = {
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": replaces,
            "text": message.text,
            "blocks": list(message.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
            **({"thread_ts": thread} if thread else {}),
        }
        for attempt in range(self._allowed.retries + 1):
            outcome, wait = await self._post(address, body, attempt)
            if outcome is not None:
                return outcome
            if attempt < self._allowed.retries:
                await asyncio.sleep(min(wait, self._allowed.longest_wait))
        return ResponseOutcome.REFUSED

    async def _post(self, address: str, body: Mapping[str, Any], attempt: int) -> tuple[ResponseOutcome | None, float]:
        """What became of one attempt, or how long to wait before the next."""
        try:
            asked = self._session.post(
                address, json=body, timeout=TIMEOUT, allow_redirects=False, proxy=proxy_for(address)
            )
            async with asked as answer:
                status, headers, text = answer.status, answer.headers, await answer.text(errors="replace")
        except aiohttp.ClientConnectorError:
            return None, backoff(attempt)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return ResponseOutcome.UNKNOWN, 0.0
        if status == OK:
            # "ok" where all is well; some refusals come with the same status.
            return (ResponseOutcome.REFUSED if _NOT_OK.search(text) else ResponseOutcome.SHOWN), 0.0
        if status == TOO_MANY:
            return None, retry_after(headers, attempt)
        log.info("response refused", status=status)
        return ResponseOutcome.UNKNOWN if status >= SERVER_ERROR else ResponseOutcome.REFUSED, 0.0


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        # No address at all, such as one with half a bracket.
        return "", ""
    return parts.scheme, parts.netloc
