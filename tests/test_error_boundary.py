"""What the edge of every surface says and logs of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot import phrases
from bot.error_boundary import guarded
from bot.errors import IndexLockedError, OperatorError
from bot.replies import Done, Notice, Reply
from bot.turn import LOCAL_TEAM, Place, Surface, Turn

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

BUSY = OperatorError("16 commands talk with the running bot already. Try again in a moment.")
LOCKED = IndexLockedError("the index '/srv/ftn/index' is in use by another process.")


@pytest.mark.parametrize(
    ("error", "surface", "said", "is_traced"),
    [
        (BUSY, Surface.TERMINAL, str(BUSY), False),
        (LOCKED, Surface.TERMINAL, str(LOCKED), False),
        (LOCKED, Surface.CHANNEL, phrases.UNFORESEEN, True),
        (ZeroDivisionError("geheim"), Surface.TERMINAL, phrases.UNFORESEEN, True),
    ],
)
async def test_what_is_said_and_logged(error: Exception, surface: Surface, said: str, *, is_traced: bool) -> None:
    """A foreseen error is its own sentence in the terminal, without a traceback above it; in Slack the operator has that, and nobody else."""

    async def failing() -> AsyncGenerator[Reply, None]:
        for reply in list[Reply]():
            yield reply
        raise error

    turn = Turn("local", Place(surface, LOCAL_TEAM, "C1", "1.1"), "Is RAG enough?")
    with capture_logs() as logs:
        replies = [reply async for reply in guarded(failing(), turn)]
    assert replies == [Notice(said, is_failure=True), Done()]
    (line,) = logs
    assert (line["event"], line["log_level"], bool(line.get("exc_info"))) == (
        "turn failed",
        "error" if is_traced else "info",
        is_traced,
    )
