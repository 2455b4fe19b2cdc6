"""The edge of every surface: whatever was not foreseen is logged here, once, and told in one sentence.

The only broad catch in the project. Nothing behind it swallows an error it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.errors import FineTuneOrNotError
from bot.replies import Done, Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.replies import Reply
    from bot.turn import Turn

log = structlog.get_logger()


async def guarded(replies: AsyncIterator[Reply], turn: Turn) -> AsyncIterator[Reply]:
    """The replies to a turn; an error ends them with a notice for the person and a log line for the operator."""
    try:
        async for reply in replies:
            yield reply
    except Exception as error:
        log.exception("turn failed", turn=turn.id, surface=turn.place.surface.value, kind=type(error).__name__)
        yield Notice(str(error) if isinstance(error, FineTuneOrNotError) else phrases.UNFORESEEN)
        yield Done()
