"""Kill the command and the bot at random points of a start, a first build and a refresh: the index is never lost and never set aside.

    python -m tests.bench.index_kills [KILLS [KILLS_OF_A_FETCH]]

Every second kill is of `ftn serve`, connected to a local Slack; the others are of a command. Then the bot is killed while it fetches the sources' pages
on schedule and takes them into the index: no page that was read is lost, and the next time all are current.

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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.errors import IndexDamagedError
from bot.live_knowledge import is_due
from bot.settings import Settings
from knowledge.embedder import LocalEmbedder
from knowledge.fetching.live import LiveFolder
from knowledge.index_state import look_at
from knowledge.notes import GAPS
from knowledge.refresh import registered_sources
from knowledge.sources import add_folder, load_sources
from tests.slack.server import slack_server
from tests.source_pages import publish
from tests.web_pages import web_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.slack.server import SlackServer
    from tests.web_pages import Web

ROOT: Final = Path(__file__).parents[2]
QUESTION: Final = "When does the base model gpt-4o-mini retire?"
ANSWER: Final = "2027-04-14"
SERVE: Final = ("serve",)
KILLS: Final = 20
#: Seconds that a command may take to its end.
LONGEST: Final = 180.0
#: Sections of the folder whose refresh is killed.
SECTIONS: Final = 150
#: Between two fetches on schedule.
HOURS: Final = 1


@dataclass(slots=True)
class Killed:
    """What became of an index."""

    kills: int = 0
    of_the_bot: int = 0
    finished: int = 0
    """Commands that were done before their signal."""
    while_fetching: int = 0
    while_taking_in: int = 0
    """Kills of the bot before and after the last page of a fetch on schedule was read, as long as the index had not all of them."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """In a line."""
        return f"{self.kills} kills, {self.of_the_bot} of them of the bot, {self.finished} commands done before theirs, {self.while_fetching} within a fetch on schedule, {self.while_taking_in} while that was taken in, {len(self.faults)} faults: {'; '.join(self.faults) or 'none'}"


class Victim:
    """A data folder, the commands over it, and what must hold of it."""

    def __init__(
        self, data: Path, seed: int, slack: SlackServer, environment: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._slack = slack
        self.data = data
        self.settings = Settings(data_dir=data)
        self.embedder = LocalEmbedder()
        self.random = random.Random(seed)  # noqa: S311 - any moments will do
        self.result = Killed()
        self._environment = {
            **os.environ, "FTN_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "FTN_HTTP_PORT": "0",
            "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.workspace.bot_token, "SLACK_APP_TOKEN": slack.app.app_token,
            **environment,
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

    async def refreshed(self, asked: Callable[[], int]) -> tuple[float, float]:
        """The bot fetches on schedule, undisturbed, until the index has all of it; the seconds that it fetched, and took in. `asked` counts its requests."""
        live, before = LiveFolder(self.data), asked()
        process = await self._started(SERVE)
        try:
            async with asyncio.timeout(LONGEST):
                while asked() == before:  # noqa: ASYNC110 - another process does it
                    await asyncio.sleep(0.05)
                began = monotonic()
                while is_due(live, HOURS, datetime.now(tz=UTC)):  # noqa: ASYNC110 - same
                    await asyncio.sleep(0.05)
                fetched = monotonic()
                while live.pending:  # noqa: ASYNC110 - same
                    await asyncio.sleep(0.05)
                return fetched - began, monotonic() - fetched
        except TimeoutError:
            self.result.faults.append("the sources were not fetched and taken in")
            return LONGEST, LONGEST
        finally:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(LONGEST):
                _, errors = await process.communicate()
            if process.returncode or "Traceback" in errors.decode():
                self.result.faults.append(f"serve ended with {process.returncode}: {errors.decode()[-300:]}")
            self._look("a fetch")

    async def kill_fetching(self, asked: Callable[[], int], takes: tuple[float, float]) -> None:
        """Kill the bot at a random moment of its fetching on schedule, or of taking that in; every source that had pages has whole ones then."""
        live, before = LiveFolder(self.data), asked()
        read = {source.id for source in load_sources() if live.of(source.id).pages}
        process = await self._started(SERVE)
        async with asyncio.timeout(LONGEST):
            while asked() == before:  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.02)
            in_turns = self.result.kills % 2
            while in_turns and is_due(live, HOURS, datetime.now(tz=UTC)):  # noqa: ASYNC110 - same
                await asyncio.sleep(0.02)
            await asyncio.sleep(self.random.uniform(0.0, takes[in_turns]))
            process.send_signal(signal.SIGKILL)
            await process.communicate()
        self.result.kills += 1
        self.result.of_the_bot += 1
        if is_due(live, HOURS, datetime.now(tz=UTC)):
            self.result.while_fetching += 1
        elif live.pending:
            self.result.while_taking_in += 1
        if lost := [one for one in sorted(read) if not live.of(one).pages]:
            self.result.faults.append(f"a fetch lost the pages of {', '.join(lost)}")
        self._look("SIGKILL of a fetch")

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


async def kill_fetches(data: Path, kills: int = KILLS, seed: int = 13) -> Killed:
    """The bot is killed while it fetches on schedule, each time other pages; the index stays whole, and the next fetch brings all of them."""
    certificates = data.with_name(f"{data.name}-certificates")
    certificates.mkdir()
    with web_pages(certificates) as web:
        async with slack_server() as slack:
            victim = Victim(data, seed, slack, web.environment | {"FTN_REFRESH_HOURS": str(HOURS)})
            return await _killed_fetching(victim, web, kills)


async def _killed_fetching(victim: Victim, web: Web, kills: int) -> Killed:
    live = LiveFolder(victim.data)

    def due(version: int) -> None:
        publish(web, f"| gpt-{version}-kill | Global | 2031-03-04 |")
        if live.last_run:
            live.ran(datetime.now(tz=UTC) - timedelta(hours=HOURS + 1))

    await victim.run("knowledge", "build")
    notes = victim.passages()
    for version in (99, 100):
        # What changes is less than what was never read.
        due(version)
        takes = await victim.refreshed(lambda: len(web.asked))
    for version in range(101, 101 + kills):
        due(version)
        await victim.kill_fetching(lambda: len(web.asked), takes)
        if victim.passages() < notes:
            victim.result.faults.append(f"a fetch left {victim.passages()} passages, where the notes have {notes}")
        # Usable as it is, before anybody fetches again.
        await victim.run("ask", QUESTION, says=ANSWER)
    due(101 + kills)
    await victim.refreshed(lambda: len(web.asked))
    newest = f"gpt-{101 + kills}-kill"
    for source in load_sources():
        pages = live.of(source.id)
        if pages.pages and newest not in " ".join(one.text for one in pages.texts):
            victim.result.faults.append(f"{source.id} is not current in the end: {pages.trouble}")
    await victim.run("knowledge", "search", f"When does training of {newest} end?", says=newest)
    await victim.answers()
    return victim.result


def main() -> int:
    """Kill as often as the command line says."""
    counts = [int(one) for one in sys.argv[1:]]
    results = []
    with tempfile.TemporaryDirectory(prefix="ftn-kills-") as folder:
        for name, kill, count in zip(
            ("data", "fetching"), (kill_at_random, kill_fetches), [*counts, *[KILLS] * 2][:2], strict=True
        ):
            data = Path(folder) / name
            data.mkdir()
            results.append(asyncio.run(kill(data, count)))
            sys.stdout.write(f"{results[-1]}\n")
    return 1 if any(result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
