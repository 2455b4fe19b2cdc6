"""What `make slack` starts, in a terminal: "Connected" is true, a typed line gets an answer, Ctrl-C leaves without a trace."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.ftn import Ftn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CONNECTED = "Connected. Type as you would in Slack"
PATIENCE = 120.0


@dataclass(slots=True)
class Client:
    """The client in a pseudo-terminal, and all that it has printed."""

    terminal: int
    process: subprocess.Popen[bytes]
    printed: str = ""

    def types(self, text: str) -> None:
        """Press these keys."""
        os.write(self.terminal, text.encode())

    def interrupts(self) -> None:
        """Press Ctrl-C, of which all processes of a terminal are told."""
        os.killpg(self.process.pid, signal.SIGINT)

    def until(self, text: str) -> str:
        """All that is printed once this is."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.printed:
            assert time.monotonic() < deadline, self.printed
            self.read()
        return self.printed

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
def client(data: Path) -> Iterator[Client]:
    """The client and the bot beside it, as `make slack` starts them."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.slack.terminal", "--with-bot", "--manifest", "bot/slack/install/manifest.json"],
        cwd=ROOT,
        env=Ftn(data, ROOT).environment | {"TERM": "xterm"},
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
                os.killpg(process.pid, signal.SIGKILL)
            os.close(ours)


def test_connected_is_true_and_ctrl_c_leaves_quietly(built_directory: Path, tmp_path: Path) -> None:
    """Once it says so the bot answers, and nothing but the end of the line follows Ctrl-C."""
    shutil.copytree(built_directory, tmp_path / "index")
    with client(tmp_path) as slack:
        slack.until(CONNECTED)
        slack.types("How many examples does fine-tuning need?\n")
        slack.until("] Not helpful")
        before = len(slack.printed)
        slack.interrupts()
        assert slack.ends() == 0
    assert set(slack.printed[before:].replace("the app>", "")) <= set(" \r\n")


def test_it_can_be_left_while_it_starts(tmp_path: Path) -> None:
    """Ctrl-C while the index is built ends both, without "Connected" and without a traceback."""
    with client(tmp_path) as slack:
        slack.until("Starting the bot")
        slack.interrupts()
        assert slack.ends() == 0
    assert CONNECTED not in slack.printed
    assert "Traceback" not in slack.printed
