"""HTTP mode: signed POSTs to the app's address, with Slack's retry headers."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.slack.delivery import Ack, Kind, Retry, UnacknowledgedError

if TYPE_CHECKING:
    from tests.slack.server import SlackServer

Json: TypeAlias = dict[str, Any]


class HttpMode:
    """Sends to one address."""

    def __init__(self, slack: SlackServer, url: str, signing_secret: str) -> None:
        self._slack = slack
        self._url = url
        self._verifier = SignatureVerifier(signing_secret)
        self._session = aiohttp.ClientSession()

    async def send(self, kind: Kind, body: Json, retry: Retry | None) -> Ack:
        """POST one body and wait for the answer."""
        headers, encoded = _encoded(kind, body)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        # The app compares this with its own clock, not with the server's.
        timestamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=timestamp, body=encoded) or ""
        headers |= {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
        posted = asyncio.ensure_future(self._post(encoded, headers))
        timeout = asyncio.ensure_future(self._slack.clock.sleep(self._slack.deliveries.ack_within))
        try:
            await asyncio.wait({posted, timeout}, return_when=asyncio.FIRST_COMPLETED)
            if not posted.done():
                raise UnacknowledgedError("http_timeout")
            return await posted
        finally:
            posted.cancel()
            timeout.cancel()

    async def close(self) -> None:
        """End all connections."""
        await self._session.close()

    async def _post(self, encoded: str, headers: dict[str, str]) -> Ack:
        started = time.monotonic()
        try:
            async with self._session.post(self._url, data=encoded.encode(), headers=headers) as response:
                text = await response.text()
        except aiohttp.ClientError:
            raise UnacknowledgedError("connection_failed") from None
        if not response.ok:
            raise UnacknowledgedError("http_error", may_retry=response.headers.get("x-slack-no-retry") != "1")
        return Ack(True, _payload(text, response.content_type), response.status, time.monotonic() - started)


def _encoded(kind: Kind, body: Json) -> tuple[dict[str, str], str]:
    """The body as Slack writes it: events as JSON, interactions as JSON in a form, commands as a form."""
    if kind == "events_api":
        return {"Content-Type": "application/json"}, json.dumps(body)
    form = {"payload": json.dumps(body)} if kind == "interactive" else body
    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form)


def _payload(text: str, content_type: str) -> Json:
    if not text:
        return {}
    if content_type == "application/json":
        payload: Json = json.loads(text)
        return payload
    return {"text": text}
