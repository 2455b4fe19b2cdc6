"""The edge of every surface: whatever was not foreseen is logged here, once, and told in one sentence.

Nothing behind it swallows an error it does not know; `bot.periodic` is the same edge for what goes on beside people's turns.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.errors import FineTuneOrNotError, IndexLockedError, IndexUnusableError, StorageError, StoreUnavailableError
from bot.replies import Done, Notice
from bot.turn import Surface

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.replies import Reply
    from bot.turn import Turn

log = structlog.get_logger()
#: Errors that name files of the machine, which are the operator's business.
_NAMES_FILES = (IndexLockedError, IndexUnusableError, StorageError, StoreUnavailableError)


async def guarded(
    replies: AsyncGenerator[Reply, None], turn: Turn, *, passing: tuple[type[Exception], ...] = ()
) -> AsyncGenerator[Reply, None]:
    """The replies to a turn; an error ends them with a notice for the person and a log line for the operator.

    Errors that are `passing` go on to whoever can do the turn again.
    """
    try:
        # Whoever stops listening stops the work too, a model's included.
        async with aclosing(replies):
            async for reply in replies:
                yield reply
    except Exception as error:
        if isinstance(error, passing):
            raise
        is_foreseen, surface = isinstance(error, FineTuneOrNotError), turn.place.surface
        # In the terminal the sentence is the log: whoever reads the one reads the other.
        tell = log.info if is_foreseen and surface is Surface.TERMINAL else log.exception
        tell("turn failed", turn=turn.id, surface=surface.value, kind=type(error).__name__)
        is_for_people = is_foreseen and (surface is Surface.TERMINAL or not isinstance(error, _NAMES_FILES))
        said = str(error) if is_for_people else phrases.UNFORESEEN
        yield Notice(said, is_failure=True)
        yield Done()
