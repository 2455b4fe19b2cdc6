"""Everything Slack sends, on its way to the inbox: events, the command and shortcuts, buttons, forms.

It is acknowledged at once, and nothing is worked on here but what Slack wants within three seconds: opening a form.
"""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Any

import structlog

from bot.slack.listeners.actions import Actions
from bot.slack.listeners.commands import Commands
from bot.slack.listeners.events import Events
from bot.slack.listeners.gaps import GapForms
from bot.slack.listeners.views import Views

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.slack.handlers.context import Parts
    from bot.slack.server.metrics import Metrics
    from bot.turns.inbox import Inbox

log = structlog.get_logger()
_ANY = re.compile(".*")


class SlackApp:
    """Bolt's listeners, bound to an inbox."""

    def __init__(self, bolt: AsyncApp, inbox: Inbox, parts: Parts) -> None:
        """Listen through this app and hand everything to this inbox."""
        self._metrics: Metrics = parts.metrics
        bolt.use(self._time)
        bolt.error(self._failed)
        views = Views(inbox, parts)
        gaps = GapForms(inbox, parts, views)
        for part in (Events(inbox, parts), Commands(inbox, views), views, gaps, Actions(inbox, parts, views)):
            part.listen(bolt)
        # What nothing listens to, and forms and shortcuts of other versions of the app.
        bolt.event(_ANY)(self._ignored)
        for listen in (bolt.shortcut, bolt.command, bolt.view_submission, bolt.view_closed):
            listen(_ANY)(self._acknowledged)

    async def _time(self, next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt calls it so
        started = time.perf_counter()
        await next()
        self._metrics.acknowledged(time.perf_counter() - started)

    async def _failed(self, error: Exception, body: dict[str, Any]) -> None:
        log.error("listener failed", kind=type(error).__name__, payload=str(body.get("type", "")), exc_info=error)

    async def _ignored(self) -> None:
        """Events that were subscribed to and need nothing done."""

    async def _acknowledged(self, ack: AsyncAck) -> None:
        await ack()


def quiet_bolt() -> logging.Logger:
    """A logger for Bolt and its client that tells of trouble and never of anybody's words."""
    logger = logging.getLogger("slack_bolt.quiet")
    logger.setLevel(logging.ERROR)
    return logger
