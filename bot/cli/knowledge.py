"""`ftn knowledge`: what the assistant knows."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import index_directory
from bot.cli.as_json import passage_data
from bot.cli.live_sources import knowledge_diff, knowledge_status, refresh_knowledge
from bot.cli.shared import AsJson, assistant, errors, read_settings, run
from bot.settings import make_data_dir
from knowledge.own.skipped import kept_in, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.settings import Settings
    from knowledge.own.skipped import Skipped

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
    print_sources(Console(), read_settings())


@knowledge_app.command("add")
def add_knowledge(
    path: Annotated[Path, typer.Argument(help="A folder or a file: Markdown, HTML, PDF or text.")],
    title: Annotated[str | None, typer.Option(help="The title people see; the folder's name if left out.")] = None,
) -> None:
    """Add your own documents; they are indexed now and looked at again at every start."""
    from knowledge.sources import add_folder

    settings = read_settings()
    make_data_dir(settings)
    source = add_folder(settings.register, path, title)
    run(_refresh(settings, f"Added {source.title!r} as {source.id!r}.", source.id))


@knowledge_app.command("remove")
def remove_knowledge(source_id: Annotated[str, typer.Argument(help="The id that `ftn knowledge list` shows.")]) -> None:
    """Take documents of your own out again; the files stay where they are."""
    from knowledge.sources import remove_folder

    settings = read_settings()
    source = remove_folder(settings.register, source_id)
    run(_refresh(settings, f"Removed {source.id!r}."))


@knowledge_app.command("search")
def search_knowledge(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many sections.")] = 5,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Show the sections nearest to a question, as the assistant finds them."""
    run(_search(read_settings(), question, limit, as_json=as_json))


@knowledge_app.command("build")
def build_knowledge() -> None:
    """Bring the index up to date with the notes and your documents; unchanged passages are not embedded again."""
    run(_refresh(read_settings(), ""))


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
    kept = kept_in(index_directory(settings))
    print_skipped(console, {source_id: told.skipped for source_id, told in kept.items()})


def print_skipped(console: Console, skipped: Mapping[str, Sequence[Skipped]]) -> None:
    """What is not read of one's own documents, by source, each with the reason."""
    for source_id, each in skipped.items():
        if each:
            console.print(Text(f"Not read of {source_id!r}:", style="yellow"))
            for line in told(each, MOST_SKIPPED):
                console.print(Text(f"  {line}"), soft_wrap=True)


async def _search(settings: Settings, question: str, limit: int, *, as_json: bool) -> None:
    async with assistant(settings) as started:
        sections = (await started.searcher.search(question)).sections(limit)
    if as_json:
        typer.echo(
            json.dumps([passage_data(hits[0].passage) | {"score": hits[0].score} for hits in sections], indent=1)
        )
        return
    for number, hits in enumerate(sections, 1):
        passage = hits[0].passage
        typer.echo(f"{number}. {passage.source_id} {passage.header} ({passage.date or 'undated'})\n   {passage.text}\n")


async def _refresh(settings: Settings, message: str, source_id: str = "") -> None:
    async with assistant(settings) as started:
        count, refreshed = len(started.index), started.refreshed
    typer.echo(f"{message} The index holds {count:,} passages; {refreshed.added:,} of them were embedded now.".strip())
    print_skipped(errors(), {one: each for one, each in refreshed.skipped.items() if source_id in {"", one}})
