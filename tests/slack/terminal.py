"""A small client for a person without a workspace: `python -m tests.slack.terminal` starts a local Slack and talks to it.

What is typed is said; lines that begin with `/` are commands of the client or of the app. What the app shows is
printed as text, everything that can be clicked with a number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tests.slack.limits import Limits
from tests.slack.screen import Screen
from tests.slack.server import SlackServer, slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from tests.slack.delivery import Ack

T = TypeVar("T")
#: Seconds after which the client says that the bot is still starting, again and again.
STILL = 10
HELP = """\
  text              say it here: to the app, or in the channel; `@bot` stands for the app's name
  /channel [name]   go to a channel; without a name back to the direct message
  /thread [number]  answer in the thread of message [number], the last one by default; /thread - leaves it
  /click n [option] click number n; with an option, choose it
  /fill label=text; label=text    fill in and send the form before you
  /close            dismiss the form
  /shortcut get_verdict n, /shortcut start_verdict    the app's shortcuts, on message [n] and anywhere
  /home             the app's Home tab
  /stop             stop the answer that is being written
  /edit text, /delete      your last message
  /show             print this place once more
  /help, /quit
  anything else that begins with / goes to the app, for instance: /verdict our bot should sound like us"""


async def obey(screen: Screen, line: str) -> bool:  # noqa: C901, PLR0912 - one case a command
    """Do what a line says; whether to go on."""
    person, workspace = screen.person, screen.person.workspace
    name, _, rest = line.partition(" ")
    match name:
        case "/quit":
            return False
        case "/help":
            screen.write(HELP)
        case "/channel":
            screen.thread = None
            screen.channel = workspace.channel(rest.strip("# ")) if rest else workspace.dm(person)
        case "/thread":
            screen.thread = (
                None if rest == "-" else _numbered(screen.listed, rest or str(len(screen.listed)), "message")
            )
            if screen.thread is not None:
                screen.channel = workspace.channels[screen.thread.channel]
        case "/click":
            number, _, option = rest.partition(" ")
            where, action_id, label = _numbered(screen.clickable, number, "button")
            _report(screen, await person.clicks(where, action_id or label, option=option or label))
        case "/fill":
            values = dict(pair.split("=", 1) for pair in rest.split(";") if "=" in pair)
            given = {key.strip(): value.strip() for key, value in values.items()}
            _report(screen, await person.submits(workspace.modal(person), given))
        case "/close":
            await person.closes(workspace.modal(person))
        case "/shortcut":
            callback_id, _, number = rest.partition(" ")
            message = _numbered(screen.listed, number, "message") if number else None
            _report(screen, await person.uses_shortcut(callback_id, message))
        case "/home":
            await person.opens_home()
            if home := workspace.home(person):
                screen.show(home, again=True)
        case "/stop":
            for message in workspace.all_messages():
                if message.is_streaming:
                    await person.stops(message)
        case "/edit":
            await person.edits(screen.said[-1], rest)
        case "/delete":
            await person.deletes(screen.said.pop())
        case "/show":
            for message in workspace.messages(screen.channel, screen.thread):
                screen.show(message, again=True)
        case _ if line.startswith("/"):
            _report(screen, await person.commands(line, channel=screen.channel))
        case _ if line:
            text = line.replace("@bot", f"<@{workspace.bot_user_id}>")
            screen.said.append(await person.says(text, channel=screen.channel, thread=screen.thread))
    return True


def _numbered(listed: Sequence[T], number: str, what: str) -> T:
    """The thing with a number.

    Raises:
        ValueError: There is none.
    """
    if not number.isdecimal() or not 1 <= int(number) <= len(listed):
        raise ValueError(f"There is no {what} {number!r}; they are numbered 1 to {len(listed)} in brackets.")
    return listed[int(number) - 1]


async def talk(slack: SlackServer, lines: AsyncIterator[str], write: Callable[[str], None], name: str) -> None:
    """Let somebody use the client until they leave."""
    person = slack.workspace.person(name)
    slack.workspace.channel("general")
    screen = Screen(person, write, slack.workspace.dm(person))
    following = asyncio.ensure_future(screen.follow())
    try:
        await person.opens_messages_tab()
        write(screen.prompt)
        async for line in lines:
            try:
                if not await obey(screen, line.strip()):
                    break
            except (AssertionError, IndexError, LookupError, ValueError) as error:
                write(f"  {error}")
            screen.refresh()
            write(screen.prompt)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


def _report(screen: Screen, ack: Ack) -> None:
    if not ack.acknowledged:
        screen.write(f"  the app did not answer in time ({ack.reason})")


async def typed() -> AsyncIterator[str]:
    """What is typed, line by line. No thread waits for it, since that would have to be waited for when the client is left."""
    loop, arrived, fd = asyncio.get_running_loop(), asyncio.Event(), sys.stdin.fileno()
    waiting = b""
    try:
        loop.add_reader(fd, arrived.set)
    except OSError:
        # A file can always be read.
        arrived.set()
    try:
        while True:
            await arrived.wait()
            data = os.read(fd, 65_536)
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                yield line.decode(errors="replace")
            if not data:
                break
            if loop.remove_reader(fd):
                arrived.clear()
                loop.add_reader(fd, arrived.set)
        if waiting:
            yield waiting.decode(errors="replace")
    finally:
        loop.remove_reader(fd)


@asynccontextmanager
async def _bot_beside(slack: SlackServer) -> AsyncIterator[None]:
    """`ftn serve` in a process of its own, once it is connected to this server and takes questions; its log goes to a file.

    Raises:
        SystemExit: It did not start; says why.
    """
    with tempfile.NamedTemporaryFile("w", prefix="ftn-serve-", suffix=".log", delete=False) as log_file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", stderr=log_file, stdin=asyncio.subprocess.DEVNULL,
            env=os.environ | {
                "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": slack.workspace.bot_token,
                "SLACK_APP_TOKEN": slack.app.app_token,
                "FTN_SLACK_MODE": "socket",
                "FTN_HTTP_PORT": "0",
                "FTN_LOG_LEVEL": os.environ.get("FTN_LOG_LEVEL", "INFO"),
            },
        )  # fmt: skip
        print(f"Starting the bot; the first time it indexes for half a minute. Its log: {log_file.name}", flush=True)  # noqa: T201
        try:
            await _connected(slack, process, Path(log_file.name))
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _connected(slack: SlackServer, process: asyncio.subprocess.Process, log_file: Path) -> None:
    """Wait until the bot, whose index is ready by then, has connected to this server; say every now and then that it has not."""
    # It listens from before it connects.
    connected = asyncio.ensure_future(slack.socket.wait_connected(timeout_seconds=float("inf")))
    ended = asyncio.ensure_future(process.wait())
    try:
        seconds = 0
        while not (connected.done() or ended.done()):
            await asyncio.wait({connected, ended}, timeout=STILL, return_when=asyncio.FIRST_COMPLETED)
            seconds += STILL
            if not (connected.done() or ended.done()):
                print(f"Still starting, for {seconds} seconds now.", flush=True)  # noqa: T201
    finally:
        connected.cancel()
        if not ended.done():
            ended.cancel()
    if process.returncode is not None:
        print(await asyncio.to_thread(log_file.read_text, encoding="utf-8"), flush=True)  # noqa: T201
        raise SystemExit("The bot did not start; see above.")


async def _run(port: int, user: str, manifest: Mapping[str, Any] | None, *, strict: bool, with_bot: bool) -> None:
    async with slack_server(port=port, limits=Limits.slack() if strict else Limits.generous()) as slack:
        if manifest is not None:
            slack.app.follow(manifest)
            slack.workspace.scopes = set(slack.app.scopes)
        slack.app.app_token = "xapp-1-A0-local"  # noqa: S105 - of a server on this machine
        slack.workspace.bot_token = "xoxb-local"  # noqa: S105 - same

        def write(text: str) -> None:
            print(text, end="" if text.endswith("> ") else "\n", flush=True)  # noqa: T201 - it is a program for the terminal

        if with_bot:
            async with _bot_beside(slack):
                write("Connected. Type as you would in Slack; /help lists the rest, /quit leaves.")
                await talk(slack, typed(), write, user)
            return
        write(
            f"SLACK_API_URL={slack.api_url} SLACK_BOT_TOKEN={slack.workspace.bot_token} "
            f"SLACK_APP_TOKEN={slack.app.app_token} SLACK_SIGNING_SECRET='{slack.app.signing_secret}'\n"
            "Waiting for the app to connect; /help lists what you can type."
        )
        await talk(slack, typed(), write, user)


def main() -> None:
    """Read the arguments and start."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack.terminal", description="A local Slack to type in.")
    parser.add_argument("--port", type=int, default=0, help="where the server listens; any free port by default")
    parser.add_argument("--user", default="ann", help="who you are")
    parser.add_argument("--manifest", type=Path, help="take events, scopes and commands from this file")
    parser.add_argument("--strict", action="store_true", help="with Slack's rate limits too")
    parser.add_argument("--with-bot", action="store_true", help="start the bot beside it, connected")
    arguments = parser.parse_args()
    manifest = json.loads(arguments.manifest.read_text(encoding="utf-8")) if arguments.manifest else None
    try:
        asyncio.run(
            _run(arguments.port, arguments.user, manifest, strict=arguments.strict, with_bot=arguments.with_bot)
        )
    except KeyboardInterrupt:
        print()  # noqa: T201 - the line after ^C


if __name__ == "__main__":
    main()
