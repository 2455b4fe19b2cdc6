"""A real Chroma server for tests, started as people start one."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx

CHROMA = Path(sys.executable).with_name("chroma")


class ChromaServer:
    """A Chroma server of our own at a port that stays the same when it is started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What CHROMA_URL has to be."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return when it listens."""
        self._process = subprocess.Popen(  # noqa: S603 - Chroma's own command
            [CHROMA, "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", str(self.directory)],
            # Not into a pipe: it stands still when nobody reads.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for whoever started it, who stops it in the end.
            start_new_session=True,
        )
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30) as patient:
            assert patient.get(f"{self.url}/api/v2/heartbeat").is_success

    def stop(self) -> None:
        """Stop it, and return when it is gone: two servers on one directory stand still."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None
