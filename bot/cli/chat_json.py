"""`ftn chat --json`: conversations for programs, a JSON object a line in and a few a line out. docs/json.md describes it.

    {"thread": "t1", "text": "our support bot should sound like us, do we fine-tune?"}
    {"thread": "t1", "pick": {"criterion": "tried", "value": "rag"}}

Threads are conversations of their own. The last object that answers a line is of kind `done`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.as_json import as_data
from bot.cli.shared import assistant
from bot.cli.terminal import USER, terminal_place
from bot.error_boundary import guarded
from bot.turn import Choice, Turn

if TYPE_CHECKING:
    from bot.app import Running
    from bot.settings import Settings
    from bot.turn import Place


async def talk(settings: Settings, *, fresh: bool) -> None:
    """Answer lines until the input ends; a line that is no request is answered with a notice that says what is wrong."""
    async with assistant(settings, fresh=fresh) as started:
        talks = Talks(started)
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                await talks.answer(line)


class Talks:
    """The threads of one run."""

    def __init__(self, running: Running) -> None:
        """Talk with a running assistant."""
        self._running = running
        self._places: dict[str, Place] = {}

    async def answer(self, line: str) -> None:
        """Answer one line."""
        try:
            request = json.loads(line)
            thread = str(request["thread"])
            turn = await self._turn(thread, request)
        except (ValueError, KeyError, TypeError) as error:
            _say("", {"kind": "notice", "text": _wrong(line, error)})
            _say("", {"kind": "done"})
            return
        async for reply in guarded(self._running.assistant.reply(turn), turn):
            if (data := as_data(reply)) is not None:
                _say(thread, data)
        _say(thread, {"kind": "done"})

    async def _turn(self, thread: str, request: dict[str, Any]) -> Turn:
        place = self._places.setdefault(thread, terminal_place())
        if "pick" not in request:
            return Turn(USER, place, str(request["text"]))
        pick = request["pick"]
        values = pick["value"] if isinstance(pick["value"], list) else [pick["value"]]
        choice = Choice(str(pick["criterion"]), tuple(str(value) for value in values if value))
        case = await self._running.cases.case_in(place)
        return Turn(USER, place, "", (choice,), case.decision_id if case else "")


def _wrong(line: str, error: Exception) -> str:
    return (
        f"This line is no request: {line.strip()[:80]!r} ({error}). Send "
        '{"thread": "t1", "text": "…"} or {"thread": "t1", "pick": {"criterion": "tried", "value": "rag"}}.'
    )


def _say(thread: str, data: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps({'thread': thread, **data}, ensure_ascii=False)}\n")
    sys.stdout.flush()
