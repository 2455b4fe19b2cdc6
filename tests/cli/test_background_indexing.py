"""Large folders: `ftn serve` is there at once, answers meanwhile, and says how far it is; a stop in the middle loses nothing."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import urllib.request
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from knowledge.sources import add_folder
from tests.cli.ftn import Ftn
from tests.slack.crashing import fleet
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "When does the base model gpt-4o-mini retire?"
#: Long enough to be seen in the middle, about half a minute of one processor.
SECTIONS = 600
#: Seconds in which the bot is connected, however much there is to index; the rest of its start included.
CONNECTED_WITHIN = 30.0


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """A folder of which indexing takes a while; every section is another."""
    folder = tmp_path / "Handbook"
    folder.mkdir()
    sections = [
        f"## Rule {number}\n\n"
        + " ".join(
            f"Team {number} keeps file {number * 7 + part} of shelf {part} for {number % 11} years."
            for part in range(9)
        )
        for number in range(SECTIONS)
    ]
    (folder / "rules.md").write_text("# Rules\n\n" + "\n\n".join(sections), encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path, built_directory: Path) -> Path:
    """A data folder with the built index."""
    made = tmp_path / "data"
    made.mkdir()
    shutil.copytree(built_directory, made / "index")
    return made


def readyz(port: int) -> dict[str, object]:
    """What `/readyz` says."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return dict(json.loads(answer.read()))


def files(folder: Path) -> list[tuple[Path, int]]:
    """All files of a folder, and when each was written."""
    return sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file())


def line_of(done: str, subject: str) -> str:
    """The line of `ftn doctor` on one subject."""
    (line,) = [line for line in done.splitlines() if line[8:].startswith(f"{subject}: ")]
    return line


async def test_the_bot_answers_while_a_folder_is_indexed(data: Path, handbook: Path, tmp_path: Path) -> None:
    """It is connected long before; `/readyz`, Home and `ftn doctor` say how far it is; a stop in the middle is gone on from."""
    add_folder(data / "sources.toml", handbook)
    ftn = Ftn(data, tmp_path)
    log = tmp_path / "serve.log"
    async with slack_server() as slack, fleet(slack, data, log) as bots:
        began = monotonic()
        await bots.start(1)
        await bots.connected()
        assert monotonic() - began < CONNECTED_WITHIN
        ann = slack.workspace.person("ann")
        question = await ann.says(QUESTION)
        answer = await slack.workspace.wait_for_answer(question)
        assert "2027-04-14" in answer.text
        await ann.opens_home()
        async with asyncio.timeout(60):
            while (home := slack.workspace.home(ann)) is None:  # noqa: ASYNC110 - another process shows it
                await asyncio.sleep(0.05)
        assert re.search(r"being indexed, \d+%: Handbook", json.dumps(home.payload))
        (port,) = re.findall(r"http://127\.0\.0\.1:(\d+)/readyz", log.read_text(encoding="utf-8"))
        said = await asyncio.to_thread(readyz, int(port))
        assert said["ready"] is True
        assert re.fullmatch(r"being indexed, \d+%: Handbook\.", str(said["index"]))
        done = await ftn.beside("doctor")
        assert re.match(
            r"missing index: being built, \d+% \([\d,]+ passages so far\); not all there: handbook\.",
            line_of(done.stdout, "index"),
        )
        assert "own documents being indexed" in line_of(done.stdout, "running bot")
        assert (await ftn.beside("ask", QUESTION)).returncode == 0
        await bots.stop()
    assert "Traceback" not in log.read_text(encoding="utf-8")
    # Nobody runs: what the bot left is told, and nothing is done about it.
    before = files(data)
    half = await ftn.beside("doctor")
    assert files(data) == before
    assert "being built, " in line_of(half.stdout, "index")
    assert "654 passages" not in half.stdout
    built = await ftn.beside("knowledge", "build")
    assert built.returncode == 0
    assert line_of((await ftn.beside("doctor")).stdout, "index").startswith("ok      index: ")
    answer_now = await ftn.beside("ask", "For how many years does team 17 keep file 119?")
    assert "6 years" in answer_now.stdout
    assert not [file for file, _ in files(data) if "damaged" in str(file)]


def test_what_takes_long_is_said_before(data: Path, tmp_path: Path) -> None:
    """`ftn knowledge add` says the size and a time, from the bytes alone; a small folder is not worth a word."""
    from bot.own_documents import expected
    from bot.settings import Settings

    settings = Settings(data_dir=data)
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    large.write_bytes(b"word " * 6_000_000)
    small.write_bytes(b"word " * 100)
    assert expected(add_folder(settings.register, large), settings) == " 30.0 MB take about 45 minutes, at a guess."
    assert expected(add_folder(settings.register, small), settings) == ""
