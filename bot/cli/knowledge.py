"""`ftn knowledge`: what the assistant knows."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.as_json import passage_data
from bot.cli.document_sets import Channel, Channels, Workspace, Workspaces, bound_in, scope_in, tell_what_is_read
from bot.cli.gaps import kept_pointers, print_pointers
from bot.cli.live_sources import knowledge_diff, knowledge_status, refresh_knowledge
from bot.cli.safe_console import SafeConsole
from bot.cli.shared import AsJson, Exit, assistant, errors, read_settings, run, whole_path
from bot.cli.speaker import speaker
from bot.errors import BotGoneError, FineTuneOrNotError, OperatorError
from bot.indexing import Indexed, Indexing, Registered
from knowledge.own.skipped import kept_in, told
from knowledge.sources import Bound, bind, documents_at, is_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from bot.app import Running
    from bot.cli.local_client import RunningBot
    from bot.settings import Settings
    from knowledge.document_sets import Scope
    from knowledge.own.skipped import Skipped
    from knowledge.refresh import Refreshed

#: Lines for what is not read of one source; a folder of scans would fill the screen.
MOST_SKIPPED = 20

knowledge_app = typer.Typer(
    help="What the assistant knows: list it, search it, fetch it anew, add your own documents.", no_args_is_help=True
)
knowledge_app.command("refresh")(refresh_knowledge)
knowledge_app.command("status")(knowledge_status)
knowledge_app.command("diff")(knowledge_diff)


@knowledge_app.command("list")
def list_knowledge() -> None:
    """List the sources with their dates and status."""
    settings, console = read_settings(), SafeConsole()
    print_sources(console, settings)
    if pointers := run(kept_pointers(settings)):
        console.print("\nPassages pointed to for questions that were declined:")
        print_pointers(console, pointers)


@knowledge_app.command("add")
def add_knowledge(
    path: Annotated[
        str,
        typer.Argument(
            help="A folder or a file (Markdown, HTML, PDF, Word, PowerPoint, Excel, text), or https:// of a page, a sitemap or a Git repository (.git)."
        ),
    ],
    title: Annotated[str | None, typer.Option(help="The title people see; the folder's name if left out.")] = None,
    channels: Channels = None,
    workspaces: Workspaces = None,
) -> None:
    """Add your own documents; they are indexed now, by the bot where it runs, and looked at again at every start."""
    if not path.strip():
        # A variable of the shell that is not set; as a path it would be the folder one is in.
        raise OperatorError("no folder or file is named. For the folder you are in, name '.'.")
    if path.lower().startswith("www.") and not os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a name that is too long
        raise OperatorError(f"{path!r} is no file here. A page is named with https:// in front.")
    named = path if is_address(path) else str(documents_at(whole_path(Path(path))))
    run(_add(read_settings(), named, title, bound_in(channels, workspaces)))


@knowledge_app.command("bind")
def bind_knowledge(
    source_id: Annotated[str, typer.Argument(help="The id that `ftn knowledge list` shows.")],
    channels: Channels = None,
    workspaces: Workspaces = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Read them everywhere.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Say where documents of your own are read; it holds from the next question on, and nothing is indexed anew."""
    bound = bound_in(channels, workspaces)
    if everyone == (bound is not None):
        raise typer.BadParameter("name --channels, --workspaces or both, or else --everyone.")
    source = bind(read_settings().register, source_id, bound or Bound())
    where = f"in {source.bound} only" if str(source.bound) else "everywhere"
    typer.echo(f"{source.title!r} is read {where} from the next question on.")


@knowledge_app.command("remove")
def remove_knowledge(source_id: Annotated[str, typer.Argument(help="The id that `ftn knowledge list` shows.")]) -> None:
    """Take documents of your own out again; the files stay where they are."""
    run(_remove(read_settings(), source_id))


@knowledge_app.command("search")
def search_knowledge(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many sections.")] = 5,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
    channel: Channel = "",
    workspace: Workspace = "",
) -> None:
    """Show the sections nearest to a question, as the assistant finds them."""
    if not question.strip():
        raise typer.BadParameter('there is no text in it. For example: ftn knowledge search "retraining"')
    settings, scope = read_settings(), scope_in(channel, workspace)
    tell_what_is_read(settings, scope)
    run(_search(settings, question, limit, scope, as_json=as_json))


@knowledge_app.command("build")
def build_knowledge() -> None:
    """Bring the index up to date with the notes and your documents; unchanged passages are not embedded again."""
    run(_build(read_settings()))


def print_sources(console: Console, settings: Settings) -> None:
    """The register of sources as a table."""
    from knowledge.notes import read_note
    from knowledge.refresh import registered_sources

    sources = registered_sources(settings.register)
    # A column of its own where there is something to say in it.
    bound = ["read in"] if any(str(source.bound) for source in sources) else []
    table = Table("id", "title", "newest text", "status", *bound, box=None, header_style="bold")
    for source in sources:
        dates = [passage.date for passage in read_note(source) if passage.date] if source.built_in else []
        newest = max(dates, default="undated") if source.built_in else source.path or source.address
        where = [str(source.bound) or "everywhere"] if bound else []
        table.add_row(source.id, Text(source.title), newest, source.status.value, *where)
    console.print(table)
    kept = kept_in(settings.index_dir)
    print_skipped(console, {source_id: told.skipped for source_id, told in kept.items()})


def print_skipped(console: Console, skipped: Mapping[str, Sequence[Skipped]]) -> None:
    """What is not read of one's own documents, by source, each with the reason."""
    for source_id, each in skipped.items():
        if each:
            console.print(Text(f"Not read of {source_id!r}:", style="yellow"))
            for line in told(each, MOST_SKIPPED):
                console.print(Text(f"  {line}"), soft_wrap=True)


async def _search(settings: Settings, question: str, limit: int, scope: Scope, *, as_json: bool) -> None:
    async with speaker(settings) as asked:
        found = await asked.search(question, limit, scope)
    if as_json:
        typer.echo(json.dumps([passage_data(passage) | {"score": score} for passage, score in found], indent=1))
        return
    for number, (passage, _) in enumerate(found, 1):
        line = f"{number}. {passage.source_id} {passage.header} ({passage.date or 'undated'})\n   {passage.text}\n"
        SafeConsole().print(Text(line), soft_wrap=True)


async def _add(settings: Settings, named: str, title: str | None, bound: Bound | None) -> None:
    from bot.cli.local_client import beside
    from bot.own_documents import add_source, fetch_own, outcome_of, registration
    from knowledge.sources import remove_folder

    async with beside(settings) as bot:
        if bot is not None:
            await _add_beside(bot, named, title, bound)
            return
    # Whoever may not have the index has registered nothing.
    async with assistant(settings) as started:
        taken = list(started.index.fingerprints)
        source = await asyncio.to_thread(add_source, settings, named, title, bound, taken)
        registered = await asyncio.to_thread(registration, source, settings)
        if registered.takes:
            errors().print(Text(f"{registered.takes} Ctrl-C stops it; the next start goes on."), soft_wrap=True)
        try:
            if source.is_fetched:
                outcome = await asyncio.to_thread(fetch_own, source, settings)
                errors().print(Text(outcome.said), soft_wrap=True)
            refreshed = await _brought_up_to_date(settings, started)
        except FineTuneOrNotError:
            await asyncio.to_thread(remove_folder, settings.register, source.id)
            raise
        indexed = outcome_of(source.id, refreshed, len(started.index))
    _tell_added(registered, indexed)


async def _add_beside(bot: RunningBot, named: str, title: str | None, bound: Bound | None) -> None:
    """Have the running bot add documents, and wait until it has indexed them; Ctrl-C ends the waiting alone."""
    from bot.cli.local_client import GONE
    from bot.cli.terminal import index_progress

    console = errors()
    registered: Registered | None = None
    indexed: Indexed | None = None
    try:
        async with aclosing(bot.add(named, title, bound)) as told:
            with index_progress(console) as progress:
                async for one in told:
                    if isinstance(one, Registered):
                        registered = one
                        does = "fetches and indexes" if one.is_fetched else "indexes"
                        said = f"The running bot {does} {one.title!r} now and answers meanwhile. {one.takes} Ctrl-C leaves it at work."
                        console.print(Text(" ".join(said.split())), soft_wrap=True)
                    elif isinstance(one, Indexing):
                        progress(one.title, one.done, one.total)
                    else:
                        indexed = one
    except BotGoneError as error:
        if registered is None:
            raise
        raise BotGoneError(
            f"the running bot stopped before {registered.source_id!r} was indexed. Its next start goes on with it."
        ) from error
    except asyncio.CancelledError:
        if registered is None:
            raise
        said = f"The running bot goes on with {registered.source_id!r}. `ftn doctor` says how far it is, `ftn knowledge list` what it does not read."
        console.print(Text(said), soft_wrap=True)
        raise typer.Exit(Exit.INTERRUPTED) from None
    if registered is None or indexed is None:
        # What it says ends with what became of it.
        raise BotGoneError(GONE)
    if indexed.fetched:
        console.print(Text(indexed.fetched), soft_wrap=True)
    _tell_added(registered, indexed)


def _tell_added(registered: Registered, indexed: Indexed) -> None:
    """What was added, and what of it is not read.

    Raises:
        OperatorError: Nothing of it could be read.
    """
    source_id = registered.source_id
    read = f" It is read in {registered.where} only." if registered.where else ""
    _tell(f"Added {registered.title!r} as {source_id!r}.{read}", indexed.passages, indexed.added)
    print_skipped(errors(), {source_id: indexed.skipped})
    if indexed.held != 0 or registered.is_fetched:
        return
    if any(not one.meant for one in indexed.skipped):
        raise OperatorError(
            f"nothing of {source_id!r} could be read, for the reasons above. Mend the files and it is read at the next start; `ftn knowledge remove {source_id}` takes it out."
        )
    if not indexed.skipped:
        said = f"Nothing is read of {source_id!r} so far: it holds no text in Markdown, HTML, PDF, Word, PowerPoint, Excel or plain text."
        errors().print(Text(f"{said} `ftn knowledge remove {source_id}` takes it out.", style="yellow"), soft_wrap=True)


async def _remove(settings: Settings, source_id: str) -> None:
    from bot.cli.local_client import beside
    from knowledge.sources import remove_folder

    async with beside(settings) as bot:
        if bot is not None:
            typer.echo(await bot.ask("remove", id=source_id))
            return
    async with assistant(settings) as started:
        source = await asyncio.to_thread(remove_folder, settings.register, source_id)
        refreshed = await _brought_up_to_date(settings, started)
        count = len(started.index)
    _tell(f"Removed {source.id!r}.", count, refreshed.added)
    print_skipped(errors(), refreshed.skipped)


async def _build(settings: Settings) -> None:
    from bot.cli.local_client import beside

    async with beside(settings) as bot:
        if bot is not None:
            typer.echo(await bot.ask("build"))
            return
    async with assistant(settings) as started:
        count, refreshed = len(started.index), started.refreshed
    _tell("", count, refreshed.added)
    print_skipped(errors(), refreshed.skipped)


async def _brought_up_to_date(settings: Settings, started: Running) -> Refreshed:
    """Bring the index up to date once more, and say how far that is."""
    from bot.app import BRINGING_UP_TO_DATE
    from bot.cli.terminal import index_progress
    from knowledge.refresh import refresh

    async with started.database.alone(BRINGING_UP_TO_DATE):
        with index_progress(errors()) as progress:
            return await asyncio.to_thread(refresh, started.index, settings.register, progress)


def _tell(message: str, count: int, added: int) -> None:
    typer.echo(f"{message} The index holds {count:,} passages; {added:,} of them were embedded now.".strip())
