"""The command line as a person calls it: a process of its own, over a data directory of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.model_server import ModelServer

ROOT = Path(__file__).parents[2]
KEY = "sk-never-to-be-seen-0123456789"
LONGEST_RUN = 120
#: The command with all that a start takes.
BY_ITSELF = (sys.executable, "-m", "bot")


class Ftn:
    """Runs `python -m bot` with a data directory of its own, or what was prepared to be that."""

    def __init__(self, data_dir: Path, folder: Path, prepared: Sequence[str] = BY_ITSELF) -> None:
        self.data_dir = data_dir
        self.prepared = prepared
        #: What stands before every command.
        self.before: list[str] = []
        self.environment = {
            **os.environ,
            "FTN_DATA_DIR": str(data_dir),
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
        }
        self.folder = folder

    def by_itself(self) -> Ftn:
        """The same, started as a person starts it."""
        cold = Ftn(self.data_dir, self.folder)
        cold.environment, cold.before = self.environment, self.before
        return cold

    def __call__(
        self, *arguments: str, said: str = "", settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603 - our own command
            # What stands before a command is to hold for the process that does the work.
            [*self.before, *(BY_ITSELF if self.before else self.prepared), *arguments],
            input=said,
            cwd=self.folder,
            env=self.environment | dict(settings or {}),
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN,
            check=False,
        )

    async def started(self, *arguments: str) -> asyncio.subprocess.Process:
        """The command as it goes on, with nothing to read."""
        return await asyncio.create_subprocess_exec(
            *self.before, *BY_ITSELF, *arguments, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def lines(self, *arguments: str, said: str = "") -> list[dict[str, Any]]:
        """Run a command that prints one JSON object a line, and nothing else, and ends well."""
        done = self(*arguments, said=said)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("\n")
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert all(isinstance(each, dict) for each in found)
        return found

    async def beside(
        self, *arguments: str, said: str = "", settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The same, while this test's loop serves the model."""
        return await asyncio.to_thread(self, *arguments, said=said, settings=settings)


def model_at(server: ModelServer, **more: str) -> dict[str, str]:
    """The environment in which the command asks this server."""
    return {"OPENAI_BASE_URL": f"{server.url}/v1", "OPENAI_API_KEY": KEY, **more}
