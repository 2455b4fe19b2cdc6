"""`ftn chat`, `ftn ask` and `ftn verdict`: the assistant in the terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from bot.cli.as_json import as_data
from bot.cli.knowledge import print_sources
from bot.cli.shared import MOST_INPUT, AsJson, assistant, read_settings, run

if TYPE_CHECKING:
    from bot.settings import Settings


def chat() -> None:
    """Talk with the assistant in the terminal; /help inside lists what it takes."""
    run(_chat(read_settings()))


def ask(
    question: Annotated[str | None, typer.Argument(help="The question; read from standard input if left out.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Answer one question. Ends with status 0 for an answer and 2 where the sources don't say."""
    text = question if question is not None else sys.stdin.read(MOST_INPUT)
    sys.exit(run(_ask(read_settings(), text, as_json=as_json)))


def verdict(
    case: Annotated[
        str | None, typer.Argument(help="The use case in a sentence; read from standard input if left out.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Give a quick verdict on a use case told in one message, and what would change it."""
    text = case if case is not None else sys.stdin.read(MOST_INPUT)
    run(_verdict(read_settings(), text, as_json=as_json))


async def _chat(settings: Settings) -> None:
    from bot.cli.terminal import Chat

    async with assistant(settings) as started:
        await Chat(started, Console(), lambda where: print_sources(where, settings)).talk()


async def _ask(settings: Settings, text: str, *, as_json: bool) -> int:
    from bot.cli.terminal import USER, Renderer, terminal_place
    from bot.error_boundary import guarded
    from bot.replies import Abstention, Answer, Notice
    from bot.turn import Turn

    found: dict[str, Any] = {"kind": "notice", "text": ""}
    renderer = Renderer(Console())
    async with assistant(settings) as started:
        turn = Turn(USER, terminal_place(), text)
        async for reply in guarded(started.assistant.reply(turn, once=True), turn):
            if isinstance(reply, Answer | Abstention | Notice):
                found = as_data(reply)
            if not as_json:
                renderer.show(reply)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    return 2 if found["kind"] == "abstention" else 0


async def _verdict(settings: Settings, text: str, *, as_json: bool) -> None:
    from bot.cli.terminal import USER, Renderer, terminal_place
    from bot.error_boundary import guarded
    from bot.replies import Notice, VerdictCard
    from bot.turn import Turn

    renderer = Renderer(Console())
    async with assistant(settings) as started:
        turn = Turn(USER, terminal_place(), text)
        async for reply in guarded(started.assistant.quick_verdict(turn), turn):
            if not as_json:
                renderer.show(reply)
            elif isinstance(reply, VerdictCard | Notice):
                typer.echo(json.dumps(as_data(reply), ensure_ascii=False, indent=1))
