"""Waiting for something to be true of the server's state: looked at after each change, never polled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever anything has changed."""

    def __init__(self, describe: Callable[[], str]) -> None:
        self._describe = describe
        self._changed = asyncio.Event()

    def happened(self) -> None:
        """Say that something has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def next(self) -> None:
        """Wait for the next change."""
        await self._changed.wait()

    async def until(self, predicate: Callable[[], T | None], timeout_seconds: float) -> T:
        """The first true value of `predicate()`.

        Raises:
            AssertionError: There was none in `timeout_seconds`; the message shows what there is.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                while not (value := predicate()):
                    await self.next()
        except TimeoutError:
            raise AssertionError(f"not seen in {timeout_seconds} s; there is:\n{self._describe()}") from None
        return value
