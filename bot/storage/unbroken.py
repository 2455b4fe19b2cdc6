"""Statements that nobody breaks off in the middle."""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_P = ParamSpec("_P")
_T = TypeVar("_T")


def unbroken(method: Callable[_P, Coroutine[Any, Any, _T]]) -> Callable[_P, Coroutine[Any, Any, _T]]:
    """What a store does, done to its end even where whoever waits for it is cancelled.

    A connection that is left within a statement can't be used again, and on SQLite it would go on holding the one lock that there is for
    writing (seen: every write waited for 30 seconds, and then failed).
    """

    @wraps(method)
    async def to_its_end(*arguments: _P.args, **named: _P.kwargs) -> _T:
        """The method, which goes on where its caller is cancelled."""
        task = asyncio.ensure_future(method(*arguments, **named))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # Nobody hears what became of it; that it failed is not worth a warning of the loop's.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    return to_its_end
