"""`ftn chat`, `ftn ask` and `ftn verdict`: the assistant in the terminal, for people and, with `--json`, for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.as_json import as_data, as_line
from bot.cli.document_sets import Channel, Workspace, scope_in, tell_what_is_read
from bot.cli.knowledge import print_sources
from bot.cli.safe_console import SafeConsole
from bot.cli.shared import MOST_INPUT, AsJson, Exit, json_text, read_settings, run
from bot.cli.speaker import USER, speaker, terminal_place
from bot.errors import OperatorError
from bot.replies import Abstention, Answer, Notice, VerdictCard
from bot.turn import LONGEST_MESSAGE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.cli.speaker import Speaker
    from bot.replies import Reply
    from bot.settings import Settings
    from knowledge.document_sets import Scope

Lines = Annotated[
    bool, typer.Option("--lines", help="Read one a line from standard input; print a JSON object a line, in order.")
]
Full = Annotated[bool, typer.Option("--full", help="Print reasons, all steps and every source too.")]
#: What a reply says of a question that was asked once.
ANSWERS = frozenset({"answer", "abstention", "notice"})


def chat(
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
    fresh: Annotated[bool, typer.Option("--fresh", help="Keep nothing of it.")] = False,  # noqa: FBT002 - same
    channel: Channel = "",
    workspace: Workspace = "",
) -> None:
    """Talk with the assistant in the terminal; /help inside lists what it takes. With --json for programs: see docs/json.md."""
    settings, scope = read_settings(), scope_in(channel, workspace)
    tell_what_is_read(settings, scope)
    if as_json:
        from bot.cli.chat_json import talk

        run(talk(settings, scope, fresh=fresh))
    else:
        run(_chat(settings, scope, fresh=fresh))


def ask(  # noqa: PLR0913, PLR0917 - a parameter an option
    question: Annotated[
        list[str] | None, typer.Argument(help="The question; read from standard input if left out.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
    lines: Lines = False,  # noqa: FBT002 - same
    full: Full = False,  # noqa: FBT002 - same
    channel: Channel = "",
    workspace: Workspace = "",
) -> None:
    """Answer one question. Ends with status 0 for an answer and 2 where the sources don't say."""
    settings, scope = read_settings(), scope_in(channel, workspace)
    if lines:
        _only_standard_input(question)
        tell_what_is_read(settings, scope)
        run(_ask_lines(settings, scope))
        return
    text = _text_of(question, 'ftn ask "Is RAG enough?"')
    tell_what_is_read(settings, scope)
    sys.exit(run(_ask(settings, text, scope, as_json=as_json, full=full)))


def verdict(
    case: Annotated[
        list[str] | None, typer.Argument(help="The use case in a sentence; read from standard input if left out.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
    lines: Lines = False,  # noqa: FBT002 - same
    full: Full = False,  # noqa: FBT002 - same
) -> None:
    """Give a quick verdict on a use case told in one message, and what would change it. Ends with status 2 where there is none to give."""
    settings = read_settings()
    if lines:
        _only_standard_input(case)
        run(_verdict_lines(settings))
        return
    text = _text_of(case, 'ftn verdict "our support bot should …"')
    sys.exit(run(_verdict(settings, text, as_json=as_json, full=full)))


def _text_of(words: list[str] | None, example: str) -> str:
    """What was typed, in quotation marks or without, or else what standard input has.

    Raises:
        BadParameter: There is nothing in it.
        OperatorError: It is longer than what is read.
    """
    text = (" ".join(words) if words else sys.stdin.read(MOST_INPUT)).strip()
    if not text:
        raise typer.BadParameter(f"there is no text in it. For example: {example}")
    if len(text) > LONGEST_MESSAGE:
        more = " or more" if not words and len(text) == MOST_INPUT else ""
        raise OperatorError(
            f"the text has {len(text):,} characters{more}, and at most {LONGEST_MESSAGE:,} are read. Send the part that matters."
        )
    return text


def _only_standard_input(text: list[str] | None) -> None:
    """Refuse a text on the command line beside `--lines`.

    Raises:
        BadParameter: There is one.
    """
    if text:
        raise typer.BadParameter(f"--lines reads standard input; leave out {' '.join(text)[:40]!r}.")


async def _chat(settings: Settings, scope: Scope, *, fresh: bool) -> None:
    from bot.cli.terminal import Chat

    async with speaker(settings, fresh=fresh, prepares=True) as asked:
        await Chat(asked, SafeConsole(), lambda where: print_sources(where, settings), scope).talk()


async def _ask(settings: Settings, text: str, scope: Scope, *, as_json: bool, full: bool) -> int:
    from bot.cli.terminal import Renderer

    found: dict[str, Any] = {"kind": "notice", "text": ""}
    renderer = Renderer(SafeConsole(), full=full)
    ended = Exit.DONE
    async with speaker(settings) as asked:
        async for reply in _asked(asked, text, scope):
            ended = _ending(reply, ended)
            data = as_data(reply)
            found = data if data is not None and data["kind"] in ANSWERS else found
            if not as_json:
                renderer.show(reply)
    renderer.stop()
    if as_json:
        typer.echo(json_text(found, indent=1))
    return ended


async def _ask_lines(settings: Settings, scope: Scope) -> None:
    async with speaker(settings) as asked:
        for text in _input_lines():
            found: dict[str, Any] = {"kind": "notice", "text": ""}
            async for reply in _asked(asked, text, scope):
                data = as_data(reply)
                found = data if data is not None and data["kind"] in ANSWERS else found
            _print_line(found)


async def _asked(asked: Speaker, text: str, scope: Scope) -> AsyncIterator[Any]:
    from bot.error_boundary import guarded
    from bot.turn import Turn

    turn = Turn(USER, terminal_place(), text, reads_as=scope)
    async for reply in guarded(asked.reply(turn, once=True), turn):
        yield reply


async def _verdict(settings: Settings, text: str, *, as_json: bool, full: bool) -> int:
    from bot.cli.printed import FULL_HINT
    from bot.cli.terminal import Renderer

    renderer, found = Renderer(SafeConsole(), full=full, hint="" if full else FULL_HINT), None
    ended = Exit.NO_ANSWER
    async with speaker(settings) as asked:
        async for reply in _judged(asked, text):
            ended = _ending(reply, ended)
            found = _with_notice(as_data(reply), found)
            if not as_json:
                renderer.show(reply)
    if as_json and found:
        typer.echo(json_text(found, indent=1))
    renderer.stop()
    return ended


def _ending(reply: Reply, before: Exit) -> Exit:
    """How a command ends, by one of its replies: what fails is an error, whatever was said before it."""
    if isinstance(reply, Notice) and reply.is_failure:
        return Exit.ERROR
    if isinstance(reply, Abstention):
        return Exit.NO_ANSWER
    if isinstance(reply, VerdictCard | Answer) or (isinstance(reply, Notice) and reply.sums):
        return Exit.DONE
    return before


async def _verdict_lines(settings: Settings) -> None:
    async with speaker(settings) as asked:
        for text in _input_lines():
            found: dict[str, Any] = {"kind": "notice", "text": ""}
            async for reply in _judged(asked, text):
                found = _with_notice(as_data(reply), found) or found
            _print_line(found)


def _with_notice(data: dict[str, Any] | None, before: dict[str, Any] | None) -> dict[str, Any] | None:
    """A reply as data; what was said before the card stands in it as its `notice`."""
    if data is None:
        return before
    said = before["text"] if before and before["kind"] == "notice" else ""
    return {**data, "notice": said} if data["kind"] == "verdict" and said else data


async def _judged(asked: Speaker, text: str) -> AsyncIterator[Any]:
    from bot.error_boundary import guarded
    from bot.turn import Turn

    turn = Turn(USER, terminal_place(), text)
    async for reply in guarded(asked.quick_verdict(turn), turn):
        yield reply


def _input_lines() -> Iterator[str]:
    for line in sys.stdin:
        if text := line.strip():
            yield text


def _print_line(data: dict[str, Any]) -> None:
    sys.stdout.write(f"{as_line(data)}\n")
    sys.stdout.flush()
