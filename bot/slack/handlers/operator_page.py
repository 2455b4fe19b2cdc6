"""Brings together what the Home tab shows whoever runs the bot, of the workspace that they look from."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.slack.blocks.operator_page import MOST_DECLINED, MOST_SAID, OperatorPage, Said
from knowledge.fetching.live import LiveFolder

if TYPE_CHECKING:
    from bot.slack.handlers.context import Parts


async def operator_page(parts: Parts, team: str) -> OperatorPage:
    """How it goes, from what is kept."""
    opinions = await parts.feedback.summary(team)
    told = await parts.feedback.latest(team, MOST_SAID, told=True)
    declined = await parts.conversations.declined(team, MOST_DECLINED)
    states = await asyncio.to_thread(LiveFolder(parts.settings.data_dir).states)
    return OperatorPage(
        days=parts.settings.days_kept,
        good=opinions.good,
        bad=opinions.bad,
        reasons=opinions.reasons,
        said=tuple(Said(one.at.date(), one.good, one.reason, one.remark) for one in told if one.at),
        declined=await parts.conversations.count_declined(team),
        questions=tuple((one.at.date(), one.question) for one in declined),
        queue=await parts.inbox.counts(),
        workers=parts.inbox.workers(),
        passages=parts.passages(),
        fetched=max((state.checked[:10] for state in states.values()), default=""),
        troubles=tuple(f"{name}: {state.trouble}" for name, state in sorted(states.items()) if state.trouble),
    )
