"""Tells people once, in a direct message, that the registers say otherwise now than when they decided something."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import structlog

from bot.conversation.own_words import headline_of
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.periodic import repeating
from bot.slack.blocks.help import woken_message
from bot.slack.blocks.home import HomeDecision
from bot.slack.handlers.tell_privately import direct_thread
from bot.slack.inbox.thread import Thread
from bot.storage.rests_on import open_registers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.slack.handlers.context import Parts
    from bot.slack.install.workspaces import Workspace
    from bot.storage.cases import StoredCase, Woken

log = structlog.get_logger()
#: Seconds between two looks into the registers; prices are refreshed, and models announced, by the day.
BETWEEN_LOOKS = 24 * 60 * 60.0


@asynccontextmanager
async def waking(parts: Parts, between: float = BETWEEN_LOOKS) -> AsyncIterator[None]:
    """Meanwhile look at once, and then every so many seconds, for kept decisions whose ground has moved; nobody is told where a setting says so."""
    async with repeating("decisions", lambda: look(parts), between):
        yield


async def look(parts: Parts) -> None:
    """Read the registers anew, so that lists mark what has moved, and tell whoever was not told yet.

    Raises:
        SourcesError: The register of models is not well-formed.
    """
    settings = parts.settings
    parts.cases.registers = await asyncio.to_thread(open_registers, settings.data_dir, settings.own_prices)
    if not settings.tell_changes:
        return
    woken = sorted(await parts.cases.woken(), key=_owner)
    for (team, user), theirs in groupby(woken, key=_owner):
        if workspace := await parts.workspaces.of(team):
            await _tell(parts, workspace, user, list(theirs))


def home_decision(stored: StoredCase) -> HomeDecision:
    """A decision, or an open case, as lists show it."""
    headline = headline_of(stored.case)
    return HomeDecision(stored.id, headline, stored.case.opening, stored.decided.date(), stored.is_open, stored.changes)


def _owner(woken: Woken) -> tuple[str, str]:
    return woken.team, woken.stored.user


async def _tell(parts: Parts, workspace: Workspace, user: str, woken: Sequence[Woken]) -> None:
    """Tell one person of all of their decisions in one message; what Slack does not take is tried again at the next look."""
    if not await _may_be_written_to(workspace, user):
        return
    # Claimed first: one who dies in between tells nobody, instead of everybody twice, and of two bots that look at the same moment one
    # claims all. What is gone by now can't be claimed.
    marked = await parts.cases.claim_telling(woken)
    if not marked:
        return
    try:
        thread = await direct_thread(workspace, Thread(workspace.team, "", "", user, workspace.team))
        message = woken_message([home_decision(one.stored) for one in marked])
        await workspace.delivery.post(thread, message, f"woken/{marked[0].stored.id}/{marked[0].to_tell}")
    except (SlackRefusedError, SlackUnreachableError) as error:
        log.warning("owner of a decision not told", reason=str(error))
        if not (isinstance(error, SlackUnreachableError) and error.uncertain):
            await parts.cases.leave_telling(marked)


async def _may_be_written_to(workspace: Workspace, user: str) -> bool:
    """Whether somebody still works in the workspace; nobody of another one is written to without being asked."""
    try:
        known = (await workspace.calls.call("users.info", user=user)).get("user") or {}
    except (SlackRefusedError, SlackUnreachableError) as error:
        log.warning("owner of a decision not found", reason=str(error))
        return False
    return not (known.get("deleted") or known.get("is_stranger"))
