"""A program in a pseudo-terminal, as somebody at the keyboard has it."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.ftn import Ftn

#: Seconds for whatever one waits for.
PATIENCE = 120.0


@dataclass(slots=True)
class Client:
    """The client in a pseudo-terminal, and all that it has printed."""

    terminal: int
    process: subprocess.Popen[bytes]
    printed: str = ""
    #: Up to where what is printed was waited for.
    seen: int = 0

    def types(self, text: str) -> None:
        """Press these keys."""
        os.write(self.terminal, text.encode())

    def interrupts(self) -> None:
        """Press Ctrl-C, of which all processes of a terminal are told."""
        os.killpg(self.process.pid, signal.SIGINT)

    def until(self, text: str, begins: int = 0) -> str:
        """All that is printed once this is, from a place on."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.printed[begins:]:
            assert time.monotonic() < deadline, self.printed
            assert self.read() or text in self.printed[begins:], f"It ended; it had printed {self.printed!r}."
        return self.printed

    def shows(self, text: str) -> None:
        """Wait until a text is printed after all that was waited for before."""
        self.seen = self.until(text, self.seen).index(text, self.seen) + len(text)

    def read(self) -> bool:
        """Take in what is printed within a moment; whether there may be more."""
        if not select.select([self.terminal], [], [], 0.2)[0]:
            return self.process.poll() is None
        try:
            data = os.read(self.terminal, 65_536)
        except OSError:
            # The other end is closed.
            return False
        self.printed += data.decode(errors="replace")
        return bool(data)

    def ends(self) -> int:
        """Its status once it has ended; whatever it prints until then is taken in."""
        deadline = time.monotonic() + PATIENCE
        while self.read():
            assert time.monotonic() < deadline, self.printed
        return self.process.wait(PATIENCE)


@contextmanager
def client(ftn: Ftn, *arguments: str, **settings: str) -> Iterator[Client]:
    """A client with what it starts beside itself, which is `python -m` with these arguments, where `ftn` is called."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", *arguments],
        cwd=ftn.folder,
        env=ftn.environment | {"TERM": "xterm"} | settings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    with process:
        try:
            yield Client(ours, process)
        finally:
            if process.poll() is None:
                # Once more in good order, because what it has started is in groups of its own.
                os.killpg(process.pid, signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            os.close(ours)
