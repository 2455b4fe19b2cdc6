"""The command line beside `ftn serve`: the running bot does the work, over a socket that nobody else may use."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.local_socket import NAME, VERSION
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.refresh import only_one
from tests.cli.ftn import Ftn
from tests.slack.crashing import fleet
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

CASE = "Our support bot should sound like us, so far we have a basic prompt."
QUESTION = "When does the base model gpt-4o-mini retire?"
STARTS_WITHIN = 60.0


@pytest.fixture
async def beside(tmp_path: Path, built_directory: Path, prepared_command: Sequence[str]) -> AsyncIterator[Ftn]:
    """The command beside a bot that runs over the same data folder."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(built_directory, data / "index")
    async with slack_server() as slack, fleet(slack, data, tmp_path / "serve.log") as bots:
        await bots.start(1)
        await bots.connected()
        yield Ftn(data, tmp_path, prepared_command)
        await bots.stop()
    assert not (data / NAME).exists()
    assert "Traceback" not in (tmp_path / "serve.log").read_text(encoding="utf-8")


async def indexed(ftn: Ftn, source_id: str, *, is_there: bool = True) -> None:
    """Wait until a source is in the index, or out of it, as its manifest says."""
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            kept = json.loads((ftn.data_dir / "index" / "manifest.json").read_text(encoding="utf-8"))
            (collection,) = kept["collections"].values()
            if bool(collection["sources"].get(source_id)) == is_there:
                return
            await asyncio.sleep(0.05)


def raw(ftn: Ftn, line: bytes) -> dict[str, Any]:
    """What the bot answers to a line that no command sends."""
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        connection.settimeout(10)
        connection.connect(os.path.relpath(ftn.data_dir / NAME))
        connection.sendall(line)
        with connection.makefile("rb") as answer:
            return dict(json.loads(answer.readline()))


async def test_every_command_works_beside_the_bot(beside: Ftn) -> None:
    """Asking, judging, talking and looking give what they give alone, and the running bot keeps what was said."""
    answer = await beside.beside("ask", QUESTION)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "2027-04-14" in answer.stdout
    assert (await beside.beside("ask", "Who won the league in 1987?")).returncode == 2
    card = json.loads((await beside.beside("verdict", CASE, "--json")).stdout)
    assert card["kind"] == "verdict"
    listed = await beside.beside("decisions", "list")
    assert card["decision_id"] in listed.stdout
    talked = await beside.beside("chat", said=f"{CASE}\nnothing yet\n/why\n/sources\n")
    assert (talked.returncode, talked.stderr) == (0, "")
    assert "Prompt engineering" in talked.stdout
    found = json.loads((await beside.beside("knowledge", "search", "retirement of gpt-4o-mini", "--json")).stdout)
    assert len(found) == 5
    assert (await beside.beside("feedback")).returncode == 0
    assert (await beside.beside("decisions", "delete", card["decision_id"])).returncode == 0
    done = await beside.beside("doctor")
    assert "running bot: answers commands beside it" in done.stdout
    assert "index: " in done.stdout
    assert "passages" in done.stdout


async def test_a_conversation_goes_on_and_is_kept_or_not(beside: Ftn) -> None:
    """A pick belongs to the case of its thread; what is fresh leaves nothing in the bot's database."""

    def rows() -> list[Any]:
        with closing(sqlite3.connect(beside.data_dir / "ftn.sqlite3")) as database:
            return [*database.execute("SELECT * FROM turns"), *database.execute("SELECT * FROM walks")]

    lines = [{"thread": "t", "text": CASE}, {"thread": "t", "pick": {"criterion": "tried", "value": "nothing"}}]
    said = "\n".join(json.dumps(line) for line in lines)
    for options, is_kept in ((("--fresh",), False), ((), True)):
        done = await beside.beside("chat", "--json", *options, said=said)
        assert (done.returncode, done.stderr) == (0, "")
        assert "verdict" in [json.loads(line)["kind"] for line in done.stdout.splitlines()]
        assert bool(rows()) == is_kept


async def test_own_documents_are_added_and_taken_out_while_the_bot_answers(beside: Ftn, tmp_path: Path) -> None:
    """A folder is registered and its indexing queued in one, the answers follow, and so does the removal."""
    folder = tmp_path / "Wrap handbook"
    folder.mkdir()
    (folder / "wrap.md").write_text(
        "# Wrap\n\nThe Tarragon assistant is retrained on the first working day of every quarter.\n"
    )
    added = await beside.beside("knowledge", "add", str(folder))
    assert added.returncode == 0
    assert "The running bot indexes 'Wrap handbook' now and answers meanwhile." in added.stderr
    assert added.stdout.startswith("Added 'Wrap handbook' as 'wrap-handbook'. The index holds ")
    for _ in range(20):
        answer = (await beside.beside("ask", "When is the Tarragon assistant retrained?")).stdout
        if "first working day of every quarter" in answer:
            break
    assert "first working day of every quarter" in answer
    assert "Wrap handbook" in (await beside.beside("knowledge", "list")).stdout
    removed = await beside.beside("knowledge", "remove", "wrap-handbook")
    assert removed.returncode == 0
    await indexed(beside, "wrap-handbook", is_there=False)
    assert "first working day" not in (await beside.beside("ask", "When is the Tarragon assistant retrained?")).stdout
    refused = await beside.beside("knowledge", "add", str(tmp_path / "absent"))
    assert refused.returncode == 1
    assert "absent' does not exist. Name a folder" in refused.stderr
    assert "absent" not in (beside.data_dir / "sources.toml").read_text(encoding="utf-8")


async def test_what_is_not_read_is_told_as_without_a_bot(beside: Ftn, built_directory: Path, tmp_path: Path) -> None:
    """`knowledge add` waits until the bot has read all, and says and ends as the command alone does."""
    by_itself = Ftn(tmp_path / "other-data", tmp_path)
    shutil.copytree(built_directory, by_itself.data_dir / "index")
    handbook, torn = tmp_path / "handbook", tmp_path / "torn"
    for folder in (handbook, torn):
        folder.mkdir()
        (folder / "scan.pdf").write_bytes(b"%PDF-1.7 nothing")
    (handbook / "wrap.md").write_text(
        "# Wrap\n\nThe Tarragon assistant is retrained every quarter.\n", encoding="utf-8"
    )
    for folder, code in ((handbook, 0), (torn, 1)):
        alone = await by_itself.beside("knowledge", "add", str(folder))
        served = await beside.beside("knowledge", "add", str(folder))
        assert (alone.returncode, served.returncode) == (code, code)
        assert served.stdout == alone.stdout
        told = [done.stderr[done.stderr.index(f"Not read of {folder.name!r}") :] for done in (served, alone)]
        assert told[0] == told[1]
        assert "'scan.pdf' is broken" in told[0]
    absent = await beside.beside("knowledge", "add", str(tmp_path / "absent"))
    assert (absent.returncode, absent.stdout, absent.stderr.count("\n")) == (1, "", 1)


async def test_who_no_longer_waits_leaves_the_bot_at_work(beside: Ftn, tmp_path: Path) -> None:
    """Ctrl-C says that the bot goes on, and it does; one that is taken out meanwhile ends the waiting in a sentence."""
    for name in ("long", "longer"):
        sections = "\n\n".join(
            f"## Rule {number}\n\nTeam {number} keeps {name} file {number * 7}." for number in range(600)
        )
        (tmp_path / f"{name}.md").write_text(f"# Rules\n\n{sections}\n", encoding="utf-8")
    for name, ended in (("long", 130), ("longer", 1)):
        adding = await beside.started("knowledge", "add", str(tmp_path / f"{name}.md"))
        assert adding.stderr
        assert "answers meanwhile" in (await adding.stderr.readline()).decode()
        if name == "long":
            adding.send_signal(signal.SIGINT)
        else:
            assert (await beside.beside("knowledge", "remove", name)).returncode == 0
        said, errors = await adding.communicate()
        assert (adding.returncode, said) == (ended, b"")
        assert b"Traceback" not in errors
        assert (
            b"The running bot goes on with 'long'." if name == "long" else b"was removed before it was indexed"
        ) in errors
    await indexed(beside, "long")
    with only_one(LiveFolder(beside.data_dir)):
        later = await beside.beside("knowledge", "add", "https://wiki.acme.example/rules")
    assert (later.returncode, later.stdout) == (1, "")
    assert "it is registered and could not be indexed yet: another process is fetching" in later.stderr
    assert (await beside.beside("knowledge", "remove", "rules")).returncode == 0
    assert "longer.md" not in (await beside.beside("knowledge", "list")).stdout


async def test_what_comes_over_the_socket_is_checked(beside: Ftn) -> None:
    """Only its user may connect; other versions, unknown requests and noise get one sentence, and the bot goes on."""
    assert stat.S_IMODE((beside.data_dir / NAME).stat().st_mode) == 0o600
    good = {"version": VERSION, "do": "state", "with": {}}
    assert await asyncio.to_thread(raw, beside, json.dumps(good).encode() + b"\n") == {"end": ""}
    for line, said in (
        (b"noise\n", "does not understand this request"),
        (b"[" * 100_000 + b"\n", "does not understand this request"),
        (json.dumps(good | {"version": 99}).encode() + b"\n", "speaks another protocol. Restart it"),
        (json.dumps(good | {"do": "erase"}).encode() + b"\n", "does not know what 'erase' is"),
        (json.dumps(good | {"do": "reply"}).encode() + b"\n", "does not understand this request"),
    ):
        assert said in (await asyncio.to_thread(raw, beside, line))["error"]
    with pytest.raises(OSError, match=r"Broken pipe|reset"):
        await asyncio.to_thread(raw, beside, b"x" * 9_000_000 + b"\n")
    assert (await beside.beside("ask", QUESTION)).returncode == 0


def test_a_socket_that_a_killed_bot_left(fresh: Ftn, built_directory: Path) -> None:
    """Nobody listens at it: the command does the work itself."""
    fresh.data_dir.mkdir(exist_ok=True)
    shutil.copytree(built_directory, fresh.data_dir / "index")
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(os.path.relpath(fresh.data_dir / NAME))
    assert fresh("ask", QUESTION).returncode == 0
