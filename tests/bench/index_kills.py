"""Kill the command and the bot at random points of a start, a first build and a refresh: the index is never lost and never set aside.

    python -m tests.bench.index_kills [KILLS]

Every second kill is of `ftn serve`, connected to a local Slack; the others are of a command.

Real processes, ended by SIGKILL and SIGTERM in turns. After every kill the index is looked at without opening it, and now and then opened.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from bot.errors import IndexDamagedError
from bot.settings import Settings
from knowledge.embedder import LocalEmbedder
from knowledge.index_state import look_at
from knowledge.notes import GAPS
from knowledge.refresh import registered_sources
from knowledge.sources import add_folder
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.slack.server import SlackServer

ROOT: Final = Path(__file__).parents[2]
QUESTION: Final = "When does the base model gpt-4o-mini retire?"
ANSWER: Final = "2027-04-14"
SERVE: Final = ("serve",)
KILLS: Final = 20
#: Seconds that a command may take to its end.
LONGEST: Final = 180.0
#: Sections of the folder whose refresh is killed.
SECTIONS: Final = 150


@dataclass(slots=True)
class Killed:
    """What became of an index."""

    kills: int = 0
    of_the_bot: int = 0
    finished: int = 0
    """Commands that were done before their signal."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """In a line."""
        return f"{self.kills} kills, {self.of_the_bot} of them of the bot, {self.finished} commands done before theirs, {len(self.faults)} faults: {'; '.join(self.faults) or 'none'}"


class Victim:
    """A data folder, the commands over it, and what must hold of it."""

    def __init__(self, data: Path, seed: int, slack: SlackServer) -> None:
        self._slack = slack
        self.data = data
        self.settings = Settings(data_dir=data)
        self.embedder = LocalEmbedder()
        self.random = random.Random(seed)  # noqa: S311 - any moments will do
        self.result = Killed()
        self._environment = {
            **os.environ, "FTN_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "FTN_HTTP_PORT": "0",
            "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.workspace.bot_token, "SLACK_APP_TOKEN": slack.app.app_token,
        }  # fmt: skip

    async def kill(self, arguments: Sequence[str], within: float) -> None:
        """Start a command, every second time the bot instead, and end it at a random moment."""
        arguments = SERVE if self.result.kills % 4 in {1, 2} else arguments
        process = await self._started(arguments)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.random.uniform(0.05, within)):
                await process.wait()
                if arguments == SERVE:
                    self.result.faults.append(f"serve ended by itself with {process.returncode}")
                self.result.finished += 1
        how = signal.SIGKILL if self.result.kills % 2 else signal.SIGTERM
        with suppress(ProcessLookupError):
            process.send_signal(how)
        # Told to stop, the bot ends in good order and in time.
        async with asyncio.timeout(LONGEST):
            _, errors = await process.communicate()
        if "Traceback" in errors.decode():
            self.result.faults.append(f"{how.name} of {' '.join(arguments)}: {errors.decode()[-300:]}")
        self.result.kills += 1
        self.result.of_the_bot += arguments == SERVE
        self._look(f"{how.name} of {' '.join(arguments)}")

    async def answers(self) -> None:
        """The bot, started once more, answers in Slack, and ends when it is told to."""
        process = await self._started(SERVE)
        ann = self._slack.workspace.person("ann")
        try:
            await self._slack.wait_for(lambda: self._slack.socket.connections, timeout=LONGEST)
            question = await ann.says(QUESTION)
            await self._slack.workspace.wait_for(
                lambda: any(ANSWER in one.words for one in self._slack.workspace.answers(question)), timeout=LONGEST
            )
        except (AssertionError, TimeoutError) as error:
            self.result.faults.append(f"serve does not answer in the end: {error}")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LONGEST):
            _, errors = await process.communicate()
        if process.returncode:
            self.result.faults.append(f"serve ended with {process.returncode}: {errors.decode()[-300:]}")
        self._look("serve")

    async def run(self, *arguments: str, says: str = "") -> float:
        """Run a command to its end, which must be good; how long it took."""
        began = monotonic()
        process = await self._started(arguments)
        async with asyncio.timeout(LONGEST):
            said, errors = await process.communicate()
        if process.returncode or says not in said.decode():
            self.result.faults.append(
                f"{' '.join(arguments)} ended with {process.returncode}: {errors.decode()[-300:]}"
            )
        self._look(" ".join(arguments))
        return monotonic() - began

    def passages(self) -> int:
        """How many passages the index holds."""
        state = look_at(self.settings.index_dir, self.embedder.id, [*registered_sources(self.settings.register), GAPS])
        return state.passages if state else 0

    def _look(self, after: str) -> None:
        if aside := list(self.data.glob("index.damaged-*")):
            self.result.faults.append(f"{after}: set aside as {aside[0].name}")
            shutil.rmtree(aside[0])
        try:
            self.passages()
        except IndexDamagedError as error:
            self.result.faults.append(f"{after}: {error}")

    async def _started(self, arguments: Sequence[str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=self.data, env=self._environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip


def write_folder(folder: Path, version: int) -> None:
    """A folder of documents of which every version has other sentences."""
    folder.mkdir(exist_ok=True)
    sections = [
        f"## Rule {number}\n\nIn version {version} team {number} keeps file {number * 7} for {number % 11} years."
        for number in range(SECTIONS)
    ]
    (folder / "rules.md").write_text("# Rules\n\n" + "\n\n".join(sections), encoding="utf-8")


async def kill_at_random(data: Path, kills: int = KILLS, seed: int = 13) -> Killed:
    """A third of the kills in a first build, a third in a start over what is whole, a third in a refresh; in the end all is there."""
    async with slack_server() as slack:
        return await _killed(Victim(data, seed, slack), data, kills)


async def _killed(victim: Victim, data: Path, kills: int) -> Killed:
    each = -(-kills // 3)
    for _ in range(each):
        await victim.kill(("knowledge", "build"), within=10.0)
    await victim.run("knowledge", "build")
    whole = victim.passages()
    start = await victim.run("ask", QUESTION, says=ANSWER)
    for _ in range(each):
        await victim.kill(("ask", QUESTION), within=start)
        if victim.passages() != whole:
            victim.result.faults.append(f"a start left {victim.passages()} of {whole} passages")
    folder = data.with_name(f"{data.name}-documents")
    write_folder(folder, 0)
    add_folder(victim.settings.register, folder)
    for version in range(1, kills - 2 * each + 1):
        await victim.kill(("knowledge", "build"), within=start + 5.0)
        if victim.passages() < whole:
            victim.result.faults.append(f"a refresh left {victim.passages()} of {whole} passages")
        write_folder(folder, version)
    await victim.run("knowledge", "build")
    if victim.passages() != whole + SECTIONS:
        victim.result.faults.append(f"{victim.passages()} passages in the end, not {whole + SECTIONS}")
    await victim.run("ask", QUESTION, says=ANSWER)
    await victim.answers()
    return victim.result


def main() -> int:
    """Kill as often as the command line says."""
    with tempfile.TemporaryDirectory(prefix="ftn-kills-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        result = asyncio.run(kill_at_random(data, int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
    sys.stdout.write(f"{result}\n")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
