"""Three workers of `ftn serve` over one PostgreSQL and one Chroma server, before a local Slack: `make cluster`.

What is typed is answered by one of them; `kill 1` kills one as `kill -9` does and starts another in its place. All of it is on this machine,
in a folder that is gone in the end.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from bot.settings import Settings
from bot.slack.server.serve import SOCKETS
from tests.knowledge.chroma_server import ChromaServer
from tests.postgres import free_port, installed_programs, postgres
from tests.slack.limits import Limits
from tests.slack.server import slack_server
from tests.slack.terminal import STILL, talk, typed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.slack.server import SlackServer

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "bot" / "slack" / "install" / "manifest.json"
WORKERS = 3
MISSING = "PostgreSQL is not installed here: `apt-get install postgresql` or `brew install postgresql` installs it; it need not run."
HELP = """\
Connected. What you type is answered by one of three workers. Type as you would in Slack, or
  workers    which are there, and how many turns each has ended
  kill 1     kill worker 1 as `kill -9` does, also while it answers; another starts in its place
  /help      the rest; /quit or Ctrl-C leaves"""
#: Settings of the workers' own, whatever whoever starts them has set; the model's are theirs.
OWN = {"FTN_SLACK_MODE": "socket", "FTN_LOG_LEVEL": "INFO", "SLACK_CLIENT_ID": "", "FTN_HTTP_HOST": "127.0.0.1"}


def say(text: str) -> None:
    """Print something."""
    print(text, end="" if text.endswith("> ") else "\n", flush=True)  # noqa: T201 - it is a program for the terminal


@dataclass(slots=True)
class Cluster:
    """The workers, each with a number from 1 that the next one in its place has too."""

    slack: SlackServer
    environment: Mapping[str, str]
    logs: Path
    workers: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    ports: dict[int, int] = field(default_factory=dict)

    async def start(self, number: int) -> None:
        """Start a worker; it is there once it has connected."""
        self.ports[number] = free_port()
        with (self.logs / f"worker-{number}.log").open("ab") as log:
            self.workers[number] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env={**self.environment, "FTN_HTTP_PORT": str(self.ports[number])},
                # Ctrl-C is for this program, which stops them in the end.
                start_new_session=True,
            )  # fmt: skip

    async def connected(self) -> None:
        """Wait until all are connected; say every now and then that they are not.

        Raises:
            SystemExit: One has ended; says why.
        """
        loop = asyncio.get_running_loop()
        began = said = loop.time()
        while len(self.slack.socket.connections) < SOCKETS * WORKERS:
            for number, process in self.workers.items():
                if process.returncode is not None:
                    said_last = (self.logs / f"worker-{number}.log").read_text(encoding="utf-8", errors="replace")
                    raise SystemExit(f"{said_last[-2_000:]}\nWorker {number} did not start; see above.")
            if loop.time() - said > STILL:
                said = loop.time()
                say(f"Still starting, for {said - began:.0f} seconds now.")
            await asyncio.sleep(0.2)

    async def obeys(self, line: str) -> bool:
        """Do what a line says, if it is about workers; whether it was."""
        found = re.fullmatch(r"/?(workers|kill)(?: +(\d+))?", line.strip())
        if found is None:
            return False
        if found[1] == "workers":
            for number in self.workers:
                say(await self.told(number))
        elif (process := self.workers.get(int(found[2] or 0))) is None:
            say(f"  Say which: kill 1 to kill {WORKERS}.")
        else:
            await self.kill(int(found[2]), process)
        return True

    async def kill(self, number: int, process: asyncio.subprocess.Process) -> None:
        """Kill one without a warning, and start another in its place."""
        if process.returncode is None:
            process.kill()
        await process.wait()
        await self.start(number)
        say(
            f"  Worker {number} (process {process.pid}) is dead; what it was doing another takes over within ten seconds. "
            f"Process {self.workers[number].pid} starts in its place."
        )

    async def told(self, number: int) -> str:
        """A line about a worker."""
        process = self.workers[number]
        if process.returncode is not None:
            return f"  {number}: process {process.pid} has ended; kill {number} starts another"
        try:
            timeout = aiohttp.ClientTimeout(total=2)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"http://127.0.0.1:{self.ports[number]}/metrics") as answer,
            ):
                figures = await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return f"  {number}: process {process.pid}, starting"
        ended = sum(float(count) for count in re.findall(r"^ftn_turns_total\{.*\} (\S+)$", figures, re.MULTILINE))
        return f"  {number}: process {process.pid}, {ended:.0f} turns ended"

    async def stop(self) -> None:
        """End all in good order."""
        for process in self.workers.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(process.wait() for process in self.workers.values()))

    async def others(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        """The lines that are not about workers; an empty one instead of those that are, after which one is asked anew."""
        async for line in lines:
            yield "" if await self.obeys(line) else line


@asynccontextmanager
async def cluster(slack: SlackServer, folder: Path) -> AsyncIterator[Cluster]:
    """PostgreSQL, Chroma and the workers, connected to a Slack, for as long as the block runs.

    Raises:
        SystemExit: PostgreSQL is not installed, or a worker did not start; says what to do.
    """
    async with AsyncExitStack() as closing:
        server = closing.enter_context(postgres())
        if server is None:
            raise SystemExit(MISSING)
        chroma = ChromaServer(folder / "chroma")
        closing.callback(chroma.stop)
        # In this thread: whoever presses Ctrl-C now waits until it can be stopped.
        chroma.start()
        own_names = {str(one.alias) for one in Settings.model_fields.values() if str(one.alias).startswith("FTN_HTTP")}
        made = Cluster(
            slack,
            {
                **{name: value for name, value in os.environ.items() if name not in own_names},
                **OWN,
                "DATABASE_URL": await server.fresh(),
                "CHROMA_URL": chroma.url,
                "FTN_DATA_DIR": str(folder / "data"),
                "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": slack.workspace.bot_token,
                "SLACK_APP_TOKEN": slack.app.app_token,
            },
            folder,
        )
        closing.push_async_callback(made.stop)
        for number in range(1, WORKERS + 1):
            await made.start(number)
        await made.connected()
        yield made


async def run() -> None:
    """Start it all, and let whoever is at the keyboard use it until they leave."""
    if installed_programs() is None:
        raise SystemExit(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="ftn-cluster-"))
    try:
        async with slack_server(limits=Limits.generous()) as slack:
            slack.app.follow(json.loads(MANIFEST.read_text(encoding="utf-8")))
            slack.workspace.scopes = set(slack.app.scopes)
            slack.app.app_token = "xapp-1-A0-local"  # noqa: S105 - of a server on this machine
            slack.workspace.bot_token = "xoxb-local"  # noqa: S105 - same
            say(
                f"Starting PostgreSQL, Chroma and {WORKERS} workers; one of them indexes for about a minute, and the others wait. "
                f"Their logs, until you leave: {folder}/worker-*.log"
            )
            async with cluster(slack, folder) as workers:
                say(HELP)
                await talk(slack, workers.others(typed()), say, "ann")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Start."""
    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        say("")


if __name__ == "__main__":
    main()
