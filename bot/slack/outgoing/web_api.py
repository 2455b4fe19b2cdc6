"""One call to Slack's Web API: paced, tried again where that helps, and refused by name where it does not.

Every call of the bot goes through here. A call that may have had its effect before it failed says so (`uncertain`), so
that whoever posts can look before posting again.
"""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefusedError, SlackUnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.outgoing.rate_limits import Limits, Pace
    from bot.slack.server.metrics import Metrics

log = structlog.get_logger()
#: Seconds that one call may take.
CALL_SECONDS = 20
BAD_REQUEST, TOO_MANY, SERVER_ERROR = 400, 429, 500
#: Seconds; a 429 that asks for none at all must not be answered with a hail of calls.
SHORTEST_WAIT = 0.1
#: What Slack calls a 429 in words, and what a call that may not wait is refused with.
RATE_LIMITED = "ratelimited"
#: Slack's errors are words of this form; whatever a proxy says in their place is no code, and may quote what was sent.
_CODE = re.compile(r"[a-z][a-z0-9_]{1,63}")
UNNAMED = "an error that is none of Slack's"
#: Errors that Slack names when it has trouble of its own.
_PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
#: Calls that show something new each time: after an uncertain end nobody may simply repeat them.
_ONCE = {
    "chat.postMessage", "chat.startStream", "chat.appendStream", "chat.postEphemeral", "files.completeUploadExternal",
}  # fmt: skip
#: Methods that take no JSON.
_READS = {
    "conversations.replies", "conversations.history", "conversations.info", "conversations.list", "users.info", "files.getUploadURLExternal",
    "auth.test",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How a call is made.

    Attributes:
        promised: `Pace.promise` has kept a place for it, which it gives back.
        waits: Whether it may wait for its turn and be tried again; one that may not is refused as `ratelimited`.
        until: Set when it is no longer wanted: then it waits for nothing more.
    """

    promised: bool = False
    waits: bool = True
    until: asyncio.Event | None = None


USUAL = Manner()


@dataclass(frozen=True, slots=True)
class _TooMany:
    """Slack wants the call later."""

    seconds: float | None


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address, a socket's too; None for hosts in NO_PROXY."""
    parts = urlsplit(address)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    # Sockets begin as HTTP, and nobody sets a proxy of their own for them.
    return getproxies().get({"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)) or None


def web_client(
    token: str | None, address: str, session: aiohttp.ClientSession, seconds: int = CALL_SECONDS
) -> AsyncWebClient:
    """A client of the Web API at this address that tries nothing twice by itself and shares the session's connections."""
    client = AsyncWebClient(token=token, base_url=address, session=session, retry_handlers=[], timeout=seconds)
    # Slack's own takes one proxy for everything and knows no exceptions.
    client.proxy = proxy_for(client.base_url)
    return client


class Calls:
    """The calls to one workspace."""

    def __init__(self, client: AsyncWebClient, pace: Pace, allowed: Limits, metrics: Metrics) -> None:
        """Call with this client, which has the workspace's token and retries nothing itself."""
        self._client = client
        self._allowed = allowed
        self._metrics = metrics
        self.pace = pace

    def is_free(self, method: str, channel: str = "", calls: int = 1) -> bool:
        """Whether some calls could be made without waiting."""
        return self.pace.is_free(method, channel, calls)

    async def call(self, method: str, manner: Manner = USUAL, /, **arguments: Any) -> dict[str, Any]:
        """Make a call and return Slack's answer.

        Raises:
            SlackRefusedError: Slack said no; `code` is its word for why.
            SlackUnreachableError: It did not answer, or answered with an error of its own, more often than retries allow;
                `uncertain` where the call may have had its effect.
        """
        try:
            return await self._call(
                method, manner, {name: value for name, value in arguments.items() if value is not None}
            )
        finally:
            if manner.promised:
                self.pace.release(method)

    async def _call(self, method: str, manner: Manner, body: dict[str, Any]) -> dict[str, Any]:
        channel = str(body.get("channel", ""))
        failures, waited = 0, 0.0
        while True:
            await self._turn(method, channel, manner)
            answer = await self._request(method, body)
            if isinstance(answer, dict):
                return answer
            if isinstance(answer, _TooMany):
                named = backoff(failures) if answer.seconds is None else answer.seconds
                wait = min(max(named, SHORTEST_WAIT), self._allowed.longest_wait)
                waited += wait
                # Everybody's next call of this kind waits too, this one's in `_turn`.
                self.pace.refused(method, channel, wait)
                self._metrics.waited(method, wait)
                if not manner.waits or waited > self._allowed.patience:
                    raise SlackRefusedError(method, RATE_LIMITED)
            else:
                failures += 1
                if not manner.waits or failures > self._allowed.retries:
                    log.warning("slack call given up", method=method)
                    raise SlackUnreachableError(method)
                await self._unless_unwanted(method, manner, min(backoff(failures - 1), self._allowed.longest_wait))

    async def _turn(self, method: str, channel: str, manner: Manner) -> None:
        """Wait until the call is due."""
        if manner.waits:
            while (delay := self.pace.delay(method, channel, promised=manner.promised)) > 0:
                await self._unless_unwanted(method, manner, delay)
        elif self.pace.delay(method, channel, promised=manner.promised) > 0:
            raise SlackRefusedError(method, RATE_LIMITED)
        self.pace.take(method, channel)

    async def _unless_unwanted(self, method: str, manner: Manner, seconds: float) -> None:
        if manner.until is None:
            await asyncio.sleep(seconds)
        elif await happens(manner.until, seconds):
            raise SlackUnreachableError(method)

    async def _request(self, method: str, body: dict[str, Any]) -> dict[str, Any] | _TooMany | None:
        """Ask once: Slack's answer, when to come again, or None where it had trouble and may simply be asked again.

        Raises:
            SlackRefusedError: Another attempt would be refused too.
            SlackUnreachableError: The call may have had its effect.
        """
        try:
            if method in _READS:
                answer = await self._client.api_call(method, params=body)
            else:
                answer = await self._client.api_call(method, json=body)
        except SlackApiError as error:
            return self._judged(method, error)
        except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
            self._metrics.called(method, "unreachable")
            # A refused connection reached nobody.
            if method in _ONCE and not isinstance(error, aiohttp.ClientConnectorError):
                raise SlackUnreachableError(method, uncertain=True) from error
            return None
        self._metrics.called(method, "ok")
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _judged(self, method: str, error: SlackApiError) -> _TooMany | None:
        """What an answer that is no success amounts to; raises as `_request`."""
        response = error.response
        # Where Slack's body could not be read, the SDK hands on the bare HTTP response.
        status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
        data = getattr(response, "data", None)
        code = str(data.get("error", "")) if isinstance(data, dict) else ""
        if status == TOO_MANY or code in {RATE_LIMITED, "rate_limited"}:
            self._metrics.called(method, "too_many")
            return _TooMany(named_wait(response.headers))
        unreadable = not code and status < BAD_REQUEST
        if status >= SERVER_ERROR or code in _PASSING or unreadable:
            self._metrics.called(method, "server_error")
            if method in _ONCE:
                raise SlackUnreachableError(method, uncertain=True) from error
            return None
        self._metrics.called(method, "refused")
        raise SlackRefusedError(method, code if _CODE.fullmatch(code) else UNNAMED if code else str(status)) from error


async def happens(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for an event, so long at most; whether it has happened."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def named_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that a 429 asks to wait, or None where it does not say."""
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(0.0, float(named))
    except ValueError:
        return None


def retry_after(headers: Mapping[str, str], attempt: int) -> float:
    """Seconds that a 429 asks to wait, or a growing time where it does not say."""
    named = named_wait(headers)
    return backoff(attempt) if named is None else named


def backoff(attempt: int) -> float:
    """Half a second, doubling, with jitter so that many don't come back at once."""
    return float(0.5 * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - spreads retries, guards nothing
