"""A case told in some messages, as every surface reads it."""

from __future__ import annotations

import asyncio

from bot.conversation.case import Case
from bot.conversation.understand import Understander
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work


def case_after(*texts: str) -> Case:
    """The case after some messages, each with the question open that was chosen after the one before."""
    case = Case()
    for text in texts:
        work = Work(Turn("Ana", Place(Surface.TERMINAL, "local", "terminal", "use"), text), text)
        understood = asyncio.run(Understander().understand(text, case, work))
        case = case.withdrawing(understood.withdrawn).striking(understood.struck)
        case = case.take(understood.facts, replacing=understood.replaces).begin(text)
        case = case if understood.answers else case.passing_over()
        case, _ = case.advance(answered=understood.answers)
    return case
