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

from bot.cli.as_json import as_data, as_line
from bot.cli.speaker import USER, speaker, terminal_place
from bot.decision import VALUES, Criterion
from bot.error_boundary import guarded
from bot.errors import OperatorError
from bot.replies import Notice
from bot.turn import Choice, Turn

if TYPE_CHECKING:
    from bot.cli.speaker import Speaker
    from bot.settings import Settings
    from bot.turn import Place
    from knowledge.document_sets import Scope

DONE = {"kind": "done"}
#: Characters of a line that could not be read which are shown, and what can be.
SHOWN = 80
FORMS = 'Send {"thread": "t1", "text": "…"} or {"thread": "t1", "pick": {"criterion": "tried", "value": "rag"}}.'


async def talk(settings: Settings, scope: Scope, *, fresh: bool) -> None:
    """Answer lines until the input ends; a line that is no request is answered with a notice that says what is wrong."""
    async with speaker(settings, fresh=fresh) as asked:
        talks = Talks(asked, scope)
        while line := await asyncio.to_thread(sys.stdin.readline):
            # Some programs begin what they write with a byte order mark.
            if line := line.strip().removeprefix("\ufeff"):
                await talks.answer(line)


class Talks:
    """The threads of one run."""

    def __init__(self, asked: Speaker, scope: Scope) -> None:
        """Talk with an assistant, of this process or of the bot beside it, about what may be read in a scope."""
        self._speaker = asked
        self._scope = scope
        self._places: dict[str, Place] = {}

    async def answer(self, line: str) -> None:
        """Answer one line."""
        thread = ""
        try:
            request = _request(line)
            thread = _text(request, "thread")
            turn = await self._turn(thread, request)
        except OperatorError as error:
            # A thread that could be read is told, since somebody waits for the end of its turn.
            _say(thread, as_data(Notice(f"This line is no request: {line.strip()[:SHOWN]!r}: {error}. {FORMS}")))
            _say(thread, DONE)
            return
        async for reply in guarded(self._speaker.reply(turn), turn):
            _say(thread, as_data(reply))
        _say(thread, DONE)

    async def _turn(self, thread: str, request: dict[str, Any]) -> Turn:
        place = self._places.setdefault(thread, terminal_place())
        if "pick" not in request:
            return Turn(USER, place, _text(request, "text"), reads_as=self._scope)
        pick = request["pick"]
        if not isinstance(pick, dict):
            raise OperatorError("“pick” is no object")
        criterion, values = _text(pick, "criterion"), pick.get("value")
        values = values if isinstance(values, list) else [values]
        if not all(isinstance(value, str) for value in values):
            raise OperatorError("“value” is no text")
        choice = Choice(criterion, tuple(value for value in values if value))
        _check(choice)
        decision_id = await self._speaker.open_case(place.thread)
        if not decision_id:
            raise OperatorError("nothing was asked in this thread yet, so there is nothing to pick")
        said = _text(request, "text") if "text" in request else ""
        return Turn(USER, place, said, (choice,), decision_id, reads_as=self._scope)


def _check(choice: Choice) -> None:
    """Check that a pick names what can be picked.

    Raises:
        OperatorError: A criterion or a value is unknown, or several are picked where one counts.
    """
    if choice.criterion not in set(Criterion):
        raise OperatorError(f"“criterion” {choice.criterion[:SHOWN]!r} is none of {', '.join(Criterion)}")
    known = [str(value) for value in VALUES[Criterion(choice.criterion)]]
    if unknown := [value for value in choice.values if value not in known]:
        raise OperatorError(f"“value” {unknown[0][:SHOWN]!r} is none of {', '.join(known)}")
    if len(choice.values) > 1 and choice.criterion != Criterion.GOAL:
        raise OperatorError(f"“value” is a list, and {choice.criterion} takes one value")


def _request(line: str) -> dict[str, Any]:
    """What a line asks for.

    Raises:
        OperatorError: It is no JSON object.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise OperatorError("it is no JSON") from error
    if not isinstance(request, dict):
        raise OperatorError("it is no object")
    return request


def _text(values: dict[str, Any], name: str) -> str:
    """A text in a request; a number stands for its digits.

    Raises:
        OperatorError: It is not there, or something else.
    """
    value = values.get(name)
    if not isinstance(value, str | int):
        raise OperatorError(f"“{name}” is no text" if name in values else f"“{name}” is missing")
    return str(value)


def _say(thread: str, data: dict[str, Any] | None) -> None:
    if data is not None:
        sys.stdout.write(f"{as_line({'thread': thread, **data})}\n")
        sys.stdout.flush()
