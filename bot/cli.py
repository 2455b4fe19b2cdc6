"""The command line `ftn`: reads arguments, opens what is needed, prints. The work is done elsewhere."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import __version__
from bot.as_json import as_data, passage_data
from bot.errors import FineTuneOrNotError, OperatorError
from bot.log import configure_logging
from bot.memory import keep_few_arenas
from bot.settings import Settings, SlackMode, load_settings, make_data_dir
from bot.turn import LOCAL_TEAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.decisions import Decisions

app = typer.Typer(
    name="ftn",
    help="Fine-tune or Not: should we fine-tune, or is prompting or retrieval enough? Answers carry checked, dated sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
knowledge_app = typer.Typer(
    help="What the assistant knows: list it, search it, add your own documents.", no_args_is_help=True
)
decisions_app = typer.Typer(help="Your decisions: list, show, export as Markdown, delete.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(decisions_app, name="decisions")

T = TypeVar("T")
_MOST_INPUT = 1_000_000
#: Characters of a case that a list shows.
_SHORT = 70


def main() -> None:
    """Run the command line; a foreseen error prints one sentence and ends with status 1."""
    try:
        app()
    except FineTuneOrNotError as error:
        _errors().print(Text(f"ftn: {error}", style="red"), soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Fine-tune or Not: should we fine-tune, or is prompting or retrieval enough? Answers carry checked, dated sources."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def chat() -> None:
    """Talk with the assistant in the terminal; /help inside lists what it takes."""
    _run(_chat(_settings()))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question; read from standard input if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Answer one question. Ends with status 0 for an answer and 2 where the sources don't say."""
    text = question if question is not None else sys.stdin.read(_MOST_INPUT)
    sys.exit(_run(_ask(_settings(), text, as_json=as_json)))


@app.command()
def verdict(
    case: Annotated[
        str | None, typer.Argument(help="The use case in a sentence; read from standard input if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Give a quick verdict on a use case told in one message, and what would change it."""
    text = case if case is not None else sys.stdin.read(_MOST_INPUT)
    _run(_verdict(_settings(), text, as_json=as_json))


@app.command()
def doctor() -> None:
    """Say what is configured, what is missing and what to do; prints no secret. Ends with 1 if something is broken."""
    from bot.doctor import examine

    settings = _settings()
    console = Console()
    findings = _run(examine(settings))
    for finding in findings:
        style = {"ok": "green", "missing": "yellow", "broken": "red"}[finding.state]
        console.print(
            Text.assemble((f"{finding.state:<8}", style), f"{finding.subject}: {finding.detail}"), soft_wrap=True
        )
    sys.exit(any(finding.state == "broken" for finding in findings))


@app.command()
def serve() -> None:
    """Run the bot in Slack, until it is told to stop: over Socket Mode, or HTTP if FTN_SLACK_MODE is http."""
    keep_few_arenas()
    _run(_serve(_settings()))


@app.command()
def manifest(
    mode: Annotated[
        SlackMode | None, typer.Option(help="How events reach the bot; FTN_SLACK_MODE if left out.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The bot's public https address, for http; FTN_PUBLIC_URL if left out.")
    ] = None,
) -> None:
    """Print the manifest to create the Slack app from, or to bring its settings up to date with."""
    from bot.slack import manifest as packaged

    settings = _settings()
    chosen = mode or settings.slack_mode
    address = url or (settings.public_url if chosen is SlackMode.HTTP else None)
    typer.echo(json.dumps(packaged.manifest(chosen, address), indent=2, ensure_ascii=False))


@app.command("token-key")
def token_key() -> None:
    """Print a new key for FTN_TOKEN_KEYS, with which the tokens of installed workspaces are encrypted."""
    from bot.slack.installations import new_key

    typer.echo(new_key())


_Team = Annotated[
    str, typer.Option("--team", help="The Slack workspace's id; the terminal's own decisions if left out.")
]


@decisions_app.command("list")
def list_decisions(team: _Team = LOCAL_TEAM) -> None:
    """List your decisions, newest first."""
    _run(_list_decisions(_settings(), team))


@decisions_app.command("show")
def show_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or its beginning.")], team: _Team = LOCAL_TEAM
) -> None:
    """Print a decision's record."""
    typer.echo(_run(_record(_settings(), decision_id, team)))


@decisions_app.command("export")
def export_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or its beginning.")],
    to: Annotated[Path | None, typer.Option("--to", help="The file to write; decision-ID.md here if left out.")] = None,
    team: _Team = LOCAL_TEAM,
) -> None:
    """Write a decision's record as a Markdown file; a file that is there is not overwritten."""
    text = _run(_record(_settings(), decision_id, team))
    file = to or Path(f"decision-{decision_id}.md")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise OperatorError(
            f"{str(file)!r} can't be written: {error.strerror}. Name another file with --to."
        ) from error
    typer.echo(f"Wrote {file}")


@decisions_app.command("delete")
def delete_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or its beginning.")], team: _Team = LOCAL_TEAM
) -> None:
    """Delete a decision for good, with every word it was based on."""
    typer.echo(f"Deleted {_run(_delete(_settings(), decision_id, team))}.")


@knowledge_app.command("list")
def list_knowledge() -> None:
    """List the sources with their dates and status."""
    print_sources(Console(), _settings())


@knowledge_app.command("add")
def add_knowledge(
    path: Annotated[Path, typer.Argument(help="A folder or a file: Markdown, HTML, PDF or text.")],
    title: Annotated[str | None, typer.Option(help="The title people see; the folder's name if left out.")] = None,
) -> None:
    """Add your own documents; they are indexed now and looked at again at every start."""
    from knowledge.sources import add_folder

    settings = _settings()
    make_data_dir(settings)
    source = add_folder(settings.register, path, title)
    _run(_refresh(settings, f"Added {source.title!r} as {source.id!r}."))


@knowledge_app.command("remove")
def remove_knowledge(source_id: Annotated[str, typer.Argument(help="The id that `ftn knowledge list` shows.")]) -> None:
    """Take documents of your own out again; the files stay where they are."""
    from knowledge.sources import remove_folder

    settings = _settings()
    source = remove_folder(settings.register, source_id)
    _run(_refresh(settings, f"Removed {source.id!r}."))


@knowledge_app.command("search")
def search_knowledge(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many sections.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Show the sections nearest to a question, as the assistant finds them."""
    _run(_search(_settings(), question, limit, as_json=as_json))


@knowledge_app.command("build")
def build_knowledge() -> None:
    """Bring the index up to date with the notes and your documents; unchanged passages are not embedded again."""
    _run(_refresh(_settings(), ""))


def print_sources(console: Console, settings: Settings) -> None:
    """The register of sources as a table."""
    from knowledge.notes import read_note
    from knowledge.refresh import registered_sources

    table = Table("id", "title", "newest text", "status", box=None, header_style="bold")
    for source in registered_sources(settings.register):
        dates = [passage.date for passage in read_note(source) if passage.date] if source.built_in else []
        newest = max(dates, default="undated") if source.built_in else source.path
        table.add_row(source.id, Text(source.title), newest, source.status.value)
    console.print(table)


async def _chat(settings: Settings) -> None:
    from bot.startup import running
    from bot.terminal import Chat, index_progress

    console = Console()
    with index_progress(_errors()) as progress:
        manager = running(settings, progress)
        started = await manager.__aenter__()
    try:
        _warn(started.warnings)
        await Chat(started, console, lambda where: print_sources(where, settings)).talk()
    finally:
        await manager.__aexit__(None, None, None)


async def _ask(settings: Settings, text: str, *, as_json: bool) -> int:
    from bot.boundary import guarded
    from bot.replies import Abstention, Answer, Notice
    from bot.startup import running
    from bot.terminal import USER, Renderer, index_progress, terminal_place
    from bot.turn import Turn

    found: dict[str, Any] = {"kind": "notice", "text": ""}
    renderer = Renderer(Console())
    with index_progress(_errors()) as progress:
        async with running(settings, progress) as started:
            _warn(started.warnings)
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
    from bot.boundary import guarded
    from bot.replies import Notice, VerdictCard
    from bot.startup import running
    from bot.terminal import USER, Renderer, index_progress, terminal_place
    from bot.turn import Turn

    renderer = Renderer(Console())
    with index_progress(_errors()) as progress:
        async with running(settings, progress) as started:
            _warn(started.warnings)
            turn = Turn(USER, terminal_place(), text)
            async for reply in guarded(started.assistant.quick_verdict(turn), turn):
                if not as_json:
                    renderer.show(reply)
                elif isinstance(reply, VerdictCard | Notice):
                    typer.echo(json.dumps(as_data(reply), ensure_ascii=False, indent=1))


async def _serve(settings: Settings) -> None:
    from bot.slack.serve import Serving, check_settings, serve
    from bot.startup import running
    from bot.terminal import index_progress

    check_settings(settings)

    def ready(serving: Serving) -> None:
        where = f"health at http://{settings.http_host}:{serving.port}/readyz"
        _errors().print(f"Connected to Slack ({settings.slack_mode.value}); {where}. Ctrl-C stops.", soft_wrap=True)

    async with AsyncExitStack() as closing:
        with index_progress(_errors()) as progress:
            started = await closing.enter_async_context(running(settings, progress))
        _warn(started.warnings)
        await serve(started, settings, ready)


async def _list_decisions(settings: Settings, team: str) -> None:
    from bot.decision import judge

    table = Table("id", "decided", "verdict", "case", box=None, header_style="bold")
    async with _decisions(settings) as decisions:
        for decision in await decisions.recent(team):
            opening = decision.walk.opening
            table.add_row(
                decision.id,
                decision.decided.date().isoformat(),
                judge(decision.walk.assessment).headline,
                Text(opening if len(opening) <= _SHORT else opening[:_SHORT] + "…"),
            )
    Console().print(table if table.row_count else "No decisions yet. `ftn verdict` or a walk in `ftn chat` makes one.")


async def _record(settings: Settings, decision_id: str, team: str) -> str:
    from bot.records import record

    async with _decisions(settings) as decisions:
        found = await decisions.get(team, decision_id)
    if found is None:
        raise OperatorError(f"no single decision has the id {decision_id!r}. `ftn decisions list` shows them.")
    return record(found)


async def _delete(settings: Settings, decision_id: str, team: str) -> str:
    async with _decisions(settings) as decisions:
        found = await decisions.get(team, decision_id)
        if found is None:
            raise OperatorError(f"no single decision has the id {decision_id!r}. `ftn decisions list` shows them.")
        await decisions.delete(team, found.id)
    return found.id


@asynccontextmanager
async def _decisions(settings: Settings) -> AsyncIterator[Decisions]:
    from bot.database import Database
    from bot.decisions import Decisions

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        yield await Decisions(database, settings.days_kept).open()


async def _search(settings: Settings, question: str, limit: int, *, as_json: bool) -> None:
    from bot.startup import running
    from bot.terminal import index_progress

    with index_progress(_errors()) as progress:
        async with running(settings, progress) as started:
            sections = (await started.searcher.search(question)).sections(limit)
    if as_json:
        typer.echo(
            json.dumps([passage_data(hits[0].passage) | {"score": hits[0].score} for hits in sections], indent=1)
        )
        return
    for number, hits in enumerate(sections, 1):
        passage = hits[0].passage
        typer.echo(f"{number}. {passage.source_id} {passage.header} ({passage.date or 'undated'})\n   {passage.text}\n")


async def _refresh(settings: Settings, message: str) -> None:
    from bot.startup import running
    from bot.terminal import index_progress

    with index_progress(_errors()) as progress:
        async with running(settings, progress) as started:
            count, added = len(started.index), started.refreshed.added
            warnings = started.warnings
    _warn(warnings)
    typer.echo(f"{message} The index holds {count:,} passages; {added:,} of them were embedded now.".strip())


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(settings)
    return settings


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(130)


def _errors() -> Console:
    return Console(stderr=True)


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        _errors().print(Text(warning, style="yellow"), soft_wrap=True)
