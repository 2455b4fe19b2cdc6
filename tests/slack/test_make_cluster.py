"""What `make cluster` starts, in a terminal: three workers of which one is killed, an answer all the same, and nothing left behind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.ftn import ROOT, Ftn
from tests.postgres import MISSING, installed_programs
from tests.pseudo_terminal import client
from tests.slack import cluster

if TYPE_CHECKING:
    from tests.pseudo_terminal import Client

PROGRAM = "tests.slack.cluster"
RATED = "] Not helpful"


def processes_of(folder: str) -> list[str]:
    """The processes that were told of a folder, by their number."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            known = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if folder.encode() in known:
            found.append(process.name)
    return found


def after(slack: Client, text: str, line: str) -> str:
    """What is printed from a typed line on, once a text is among it."""
    begins = len(slack.printed)
    slack.types(line)
    return slack.until(text, begins)[begins:]


def rated(printed: str) -> set[str]:
    """The numbers of the messages that can be rated: a worker that takes an answer over may change its message, which is printed once more."""
    _, *parts = re.split(r"\n\((\d+)\) ", printed)
    return {number for number, message in zip(parts[::2], parts[1::2], strict=True) if RATED in message}


def test_the_makefile_starts_it() -> None:
    """`make cluster` is this program."""
    assert f"-m {PROGRAM}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.skipif(installed_programs() is None, reason=MISSING)
def test_a_worker_is_killed_and_nobody_notices(tmp_path: Path) -> None:
    """A line is answered once although workers die while it is; `workers` tells of them; Ctrl-C leaves no process and no file."""
    with client(Ftn(tmp_path, ROOT), PROGRAM, FTN_EMBEDDINGS="none") as slack:
        folder = str(Path(re.findall(r"(/\S+)/worker-\*\.log", slack.until("worker-*.log"))[0]))
        slack.until("/quit or Ctrl-C leaves")
        assert len(processes_of(folder)) >= 4
        first = after(slack, RATED, "How many examples does fine-tuning need?\n")
        assert first.count(RATED) == 1
        second = after(slack, RATED, "What does hosting a fine-tuned model cost?\nkill 1\nkill 3\n")
        assert "Worker 1 (process" in slack.until("Worker 3 (process", len(slack.printed) - len(second))
        lines = after(slack, "\r\n  3: process", "workers\n")
        assert re.search(r"  2: process \d+, \d+ turns ended", lines)
        assert "Say which" in after(slack, "Say which", "kill 4\n")
        third = after(slack, RATED, "When is retrieval enough?\n")
        assert third.count(RATED) == 1
        slack.interrupts()
        assert slack.ends() == 0
    assert len(rated(slack.printed)) == 3
    assert "Traceback" not in slack.printed
    assert not Path(folder).exists()
    assert processes_of(folder) == []


async def test_without_postgresql_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, and nothing is started."""
    monkeypatch.setattr(cluster, "installed_programs", lambda: None)
    with pytest.raises(SystemExit, match="PostgreSQL is not installed here: `apt-get install postgresql`"):
        await cluster.run()
