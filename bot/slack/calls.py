"""One call to Slack's Web API: paced, tried again where that helps, and refused by name where it does not.

Every call of the bot goes through here. A call that may have had its effect before it failed says so (`Uncertain`), so
that whoever posts can look before posting again.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import SlackRefusedError, SlackUnreachableError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.metrics import Metrics
    from bot.slack.pace import Limits, Pace

log = structlog.get_logger()
TOO_MANY, SERVER_ERROR = 429, 500
#: Errors that Slack names when it has trouble of its own.
_PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited"}
#: Calls that show something new each time: after an uncertain end nobody may simply repeat them.
_ONCE = {"chat.postMessage", "chat.startStream", "chat.appendStream", "chat.postEphemeral", "files.completeUploadExternal"}

#: Methods that take no JSON.
_READS = {"conversations.replies", "conversations.info", "users.info", "files.getUploadURLExternal", "auth.test"}


class Calls:
    """The calls to one workspace."""

    def __init__(self, client: AsyncWebClient, pace: Pace, allowed: Limits, metrics: Metrics) -> None:
        """Call with this client, which has the workspace's token and retries nothing itself."""
        self._client = client
        self._pace = pace
        self._allowed = allowed
        self._metrics = metrics

    def is_free(self, method: str, channel: str = "", calls: int = 1) -> bool:
        """Whether some calls could be made without waiting."""
        return self._pace.is_free(method, channel, calls)

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Make a call and return Slack's answer.

        Raises:
            SlackRefusedError: Slack said no; `code` is its word for why.
            SlackUnreachableError: It did not answer, or answered with an error of its own, more often than retries allow;
                `uncertain` where the call may have had its effect.
        """
        channel = str(arguments.get("channel", ""))
        body = {name: value for name, value in arguments.items() if value is not None}
        for attempt in range(self._allowed.retries + 1):
            await self._pace.wait(method, channel)
            try:
                answer = await (
                    self._client.api_call(method, params=body)
                    if method in _READS
                    else self._client.api_call(method, json=body)
                )
            except SlackApiError as error:
                wait = self._wait_after(method, error, attempt)
            except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
                self._metrics.called(method, "unreachable")
                # A refused connection reached nobody.
                unsent = isinstance(error, aiohttp.ClientConnectorError)
                if method in _ONCE and not unsent:
                    raise SlackUnreachableError(method, uncertain=True) from error
                wait = backoff(attempt)
            else:
                self._metrics.called(method, "ok")
                return dict(answer.data) if isinstance(answer.data, dict) else {}
            if attempt < self._allowed.retries:
                await asyncio.sleep(min(wait, self._allowed.longest_wait))
        log.warning("slack call given up", method=method)
        raise SlackUnreachableError(method)

    def _wait_after(self, method: str, error: SlackApiError, attempt: int) -> float:
        """How long to wait before the next attempt.

        Raises:
            SlackRefusedError: Another attempt would be refused too.
            SlackUnreachableError: The call may have had its effect.
        """
        response = error.response
        # Where Slack's body could not be read, the SDK hands on the bare HTTP response.
        status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
        data = getattr(response, "data", None)
        code = str(data.get("error") or status) if isinstance(data, dict) else str(status)
        if status == TOO_MANY or code in {"ratelimited", "rate_limited"}:
            self._metrics.called(method, "too_many")
            return retry_after(response.headers, attempt)
        if status >= SERVER_ERROR or code in _PASSING:
            self._metrics.called(method, "server_error")
            if method in _ONCE:
                raise SlackUnreachableError(method, uncertain=True) from error
            return backoff(attempt)
        self._metrics.called(method, "refused")
        raise SlackRefusedError(method, code) from error


def retry_after(headers: Any, attempt: int) -> float:
    """Seconds that a 429 asks to wait, or a growing time where it does not say."""
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(0.0, float(named))
    except ValueError:
        return backoff(attempt)


def backoff(attempt: int) -> float:
    """Half a second, doubling, with jitter so that many don't come back at once."""
    return float(0.5 * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - spreads retries, guards nothing
